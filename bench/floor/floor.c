// Command floor is what the kernel alone costs a client: one thread, one epoll
// loop, one fixed request over C connections that are kept, and no parsing. It
// only counts bytes, for it is told how long each reply is.
//
//   floor PORT CONNECTIONS REQUESTS REPLY_BYTES
//
// prints the number of replies and the seconds from the first connect to the
// last byte.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char request[] = "GET /add?name=floor&delay=0&abcdefghij HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

static void die(const char *what) {
  perror(what);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int dial(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a)) die("connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

static void ask(int fd) {
  if (send(fd, request, sizeof request - 1, MSG_NOSIGNAL) != sizeof request - 1) die("send");
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fputs("usage: floor PORT CONNECTIONS REQUESTS REPLY_BYTES\n", stderr);
    return 2;
  }
  int port = atoi(argv[1]), connections = atoi(argv[2]);
  long requests = atol(argv[3]), reply = atol(argv[4]), sent = 0, done = 0;
  long *missing = calloc(1 << 16, sizeof *missing); // bytes of the reply under way, by descriptor
  int poll = epoll_create1(EPOLL_CLOEXEC);
  if (connections < 1 || connections > 1 << 15 || requests < 1 || reply < 1 || poll < 0 || !missing) die("arguments");
  double began = now();
  for (int i = 0; i < connections && sent < requests; i++) {
    int fd = dial(port);
    struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(poll, EPOLL_CTL_ADD, fd, &e)) die("epoll_ctl");
    missing[fd] = reply;
    ask(fd);
    sent++;
  }
  while (done < requests) {
    struct epoll_event ready[512];
    int n = epoll_wait(poll, ready, 512, -1);
    for (int i = 0; i < n; i++) {
      char buffer[65536];
      int fd = ready[i].data.fd;
      ssize_t got = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
      if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (got <= 0) die("recv");
      if ((missing[fd] -= got) > 0) continue;
      if (missing[fd] < 0) {
        fputs("a longer reply than was said\n", stderr);
        return 1;
      }
      done++;
      missing[fd] = reply;
      if (sent < requests) {
        ask(fd);
        sent++;
      }
    }
  }
  printf("requests %ld elapsed %.6f\n", done, now() - began);
  return 0;
}
