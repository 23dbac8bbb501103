// Command fixed is a server that does as little as a server can: one thread,
// one epoll loop, the same reply of 13 bytes of body to every request. It finds
// the end of a request (an empty line) in however many pieces it comes, answers
// as many as a read holds, and knows no request bodies, no methods, no paths.
//
// It can wait before each reply, a constant or a lognormal time; it can record
// how long it took from having read each request until having written its
// reply; and it can freeze once, as a server does whose disk or collector stops
// the world. It serves on the loopback interface, prints its address, and ends
// when its stdin closes.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "timers.h"

static const char reply[] =
    "HTTP/1.1 200 OK\r\n"
    "Server: fixed\r\n"
    "Date: Sun, 22 Nov 2026 00:00:00 GMT\r\n"
    "Content-Type: text/plain\r\n"
    "Content-Length: 13\r\n"
    "Connection: keep-alive\r\n"
    "\r\n"
    "hello, world\n";

enum { reply_length = sizeof reply - 1, most_fds = 1 << 16, at_once = 32 };

static uint8_t matched[most_fds];       // bytes of the empty line seen so far
static uint32_t generations[most_fds];

static int64_t delay, median, freeze_at = -1, freeze_for;
static double sigma;
static uint64_t state; // of the random numbers
static const char *log_path;
static int64_t *log_times;
static size_t logged, log_room;
static int seen;
static char replies[at_once * reply_length];

// uniform is a number in (0, 1], by splitmix64.
static double uniform(void) {
  uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return ((z ^ (z >> 31)) >> 11) * 0x1p-53 + 0x1p-53;
}

// wait_for is how long the next reply waits.
static int64_t wait_for(void) {
  if (!median) return delay;
  double normal = sqrt(-2 * log(uniform())) * cos(2 * M_PI * uniform());
  return (int64_t)((double)median * exp(sigma * normal));
}

static void note(int64_t read_at, int count) {
  if (!log_path) return;
  int64_t took = now() - read_at;
  for (int i = 0; i < count; i++) {
    if (logged == log_room) log_times = grow(log_times, &log_room, sizeof *log_times);
    log_times[logged++] = took;
  }
}

static void hang_up(int fd) {
  generations[fd]++;
  close(fd);
}

// answer writes replies. A reader too slow to take them has its connection
// closed: no client of a benchmark is.
static void answer(int fd, int count, int64_t read_at) {
  while (count > 0) {
    int some = count < at_once ? count : at_once;
    ssize_t length = (ssize_t)some * reply_length;
    if (send(fd, replies, (size_t)length, MSG_NOSIGNAL) != length) {
      hang_up(fd);
      return;
    }
    note(read_at, some);
    count -= some;
  }
}

// ends counts the empty lines in the next piece of a connection's stream.
static int ends(int fd, const char *p, ssize_t n) {
  int count = 0;
  uint8_t m = matched[fd];
  for (ssize_t i = 0; i < n; i++) {
    if (p[i] == "\r\n\r\n"[m])
      m++;
    else
      m = p[i] == '\r';
    if (m == 4) {
      count++;
      m = 0;
    }
  }
  matched[fd] = m;
  return count;
}

static void take(int fd) {
  char buffer[16384];
  ssize_t n = recv(fd, buffer, sizeof buffer, 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0) {
    hang_up(fd);
    return;
  }
  int count = ends(fd, buffer, n);
  if (count == 0) return;
  int64_t read_at = delay || median || log_path || freeze_for ? now() : 0;
  if (!seen && freeze_for) push((struct timer){.due = read_at + freeze_at, .descriptor = -1});
  seen = 1;
  if (!delay && !median) {
    answer(fd, count, read_at);
    return;
  }
  for (int i = 0; i < count; i++)
    push((struct timer){read_at + wait_for(), read_at, fd, generations[fd]});
}

static void fire(void) {
  uint64_t expired;
  if (read(timer_fd, &expired, sizeof expired) < 0 && errno != EAGAIN) die("timerfd");
  while (timers > 0 && heap[0].due <= now()) {
    struct timer t = pop();
    if (t.descriptor < 0) {
      struct timespec pause = {freeze_for / 1000000000, freeze_for % 1000000000};
      nanosleep(&pause, NULL);
    } else if (t.generation == generations[t.descriptor]) {
      answer(t.descriptor, 1, t.read_at);
    }
  }
  arm();
}

static void greet(int poll, int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    if (fd >= most_fds) {
      close(fd);
      continue;
    }
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    matched[fd] = 0;
    struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(poll, EPOLL_CTL_ADD, fd, &e)) hang_up(fd);
  }
}

static void save(void) {
  if (!log_path) return;
  FILE *f = fopen(log_path, "w");
  if (!f) die(log_path);
  for (size_t i = 0; i < logged; i++) fprintf(f, "%lld\n", (long long)log_times[i]);
  if (fclose(f)) die(log_path);
}

static void watch(int poll, int fd) {
  struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(poll, EPOLL_CTL_ADD, fd, &e)) die("epoll_ctl");
}

static int open_listener(int backlog) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof a;
  if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, backlog)) die("listen");
  if (getsockname(fd, (struct sockaddr *)&a, &length)) die("getsockname");
  printf("serving on http://127.0.0.1:%d\n", ntohs(a.sin_port));
  fflush(stdout);
  return fd;
}

// options reads the command line. Times are in microseconds.
static int options(int argc, char **argv) {
  static const struct option known[] = {
      {"backlog", required_argument, 0, 'b'}, {"delay", required_argument, 0, 'd'},
      {"median", required_argument, 0, 'm'},  {"sigma", required_argument, 0, 's'},
      {"seed", required_argument, 0, 'r'},    {"log", required_argument, 0, 'l'},
      {"freeze-at", required_argument, 0, 'f'}, {"freeze-for", required_argument, 0, 'F'},
      {0}};
  int backlog = 4096, c;
  while ((c = getopt_long_only(argc, argv, "", known, NULL)) != -1) {
    switch (c) {
    case 'b': backlog = atoi(optarg); break;
    case 'd': delay = atoll(optarg) * 1000; break;
    case 'm': median = atoll(optarg) * 1000; break;
    case 's': sigma = atof(optarg); break;
    case 'r': state = strtoull(optarg, NULL, 10); break;
    case 'l': log_path = optarg; break;
    case 'f': freeze_at = atoll(optarg) * 1000; break;
    case 'F': freeze_for = atoll(optarg) * 1000; break;
    default: exit(2);
    }
  }
  return backlog;
}

int main(int argc, char **argv) {
  int listener = open_listener(options(argc, argv));
  for (int i = 0; i < at_once; i++) memcpy(replies + (size_t)i * reply_length, reply, reply_length);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGINT, SIG_IGN); // the parent decides
  int poll = epoll_create1(EPOLL_CLOEXEC);
  timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (poll < 0 || timer_fd < 0) die("epoll");
  watch(poll, listener);
  watch(poll, timer_fd);
  watch(poll, STDIN_FILENO);
  for (;;) {
    struct epoll_event ready[512];
    int n = epoll_wait(poll, ready, 512, -1);
    for (int i = 0; i < n; i++) {
      int fd = ready[i].data.fd;
      if (fd == listener) {
        greet(poll, listener);
      } else if (fd == timer_fd) {
        fire();
      } else if (fd == STDIN_FILENO) {
        save();
        return 0;
      } else {
        take(fd);
      }
    }
  }
}
