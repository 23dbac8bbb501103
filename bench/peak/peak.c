// Command peak runs a command and writes the largest resident set that it had,
// in bytes, to a file.
//
//   peak FILE COMMAND [ARGUMENT...]
//
// On Linux a process starts with the peak of the one that started it. This one
// is smaller than anything that is measured, and forks, so nothing is hidden.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what) {
  perror(what);
  exit(125);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fputs("usage: peak FILE COMMAND [ARGUMENT...]\n", stderr);
    return 2;
  }
  pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0) {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL); // it ends with this one
#endif
    execvp(argv[2], argv + 2);
    die(argv[2]);
  }
  signal(SIGINT, SIG_IGN); // the group is asked to end: the command does
  signal(SIGTERM, SIG_IGN);
  int status;
  struct rusage usage;
  if (wait4(child, &status, 0, &usage) < 0) die("wait4");
  FILE *f = fopen(argv[1], "w");
  if (!f) die(argv[1]);
#ifdef __APPLE__
  fprintf(f, "%ld\n", usage.ru_maxrss);
#else
  fprintf(f, "%ld\n", usage.ru_maxrss * 1024);
#endif
  if (fclose(f)) die(argv[1]);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
