// Timers: a heap, the earliest first, and a descriptor that becomes readable
// when that is due.
#ifndef TIMERS_H
#define TIMERS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>

// A timer is a reply that is due, or with descriptor -1 the freeze.
struct timer {
  int64_t due, read_at;
  int descriptor;
  uint32_t generation; // of the connection: a descriptor may come again
};

static struct timer *heap;
static size_t timers, room;
static int timer_fd;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void *grow(void *old, size_t *have, size_t size) {
  *have = *have ? 2 * *have : 4096;
  void *p = realloc(old, *have * size);
  if (!p) die("memory");
  return p;
}

// arm sets the clock to the earliest timer; without one it stands still.
static void arm(void) {
  struct itimerspec t = {0};
  if (timers > 0) {
    int64_t due = heap[0].due > 0 ? heap[0].due : 1;
    t.it_value.tv_sec = due / 1000000000;
    t.it_value.tv_nsec = due % 1000000000;
  }
  if (timerfd_settime(timer_fd, TFD_TIMER_ABSTIME, &t, NULL)) die("timerfd_settime");
}

static void push(struct timer t) {
  if (timers == room) heap = grow(heap, &room, sizeof *heap);
  size_t i = timers++;
  for (; i > 0 && heap[(i - 1) / 2].due > t.due; i = (i - 1) / 2) heap[i] = heap[(i - 1) / 2];
  heap[i] = t;
  if (i == 0) arm();
}

static struct timer pop(void) {
  struct timer first = heap[0], last = heap[--timers];
  size_t i = 0;
  for (size_t child; (child = 2 * i + 1) < timers; i = child) {
    if (child + 1 < timers && heap[child + 1].due < heap[child].due) child++;
    if (heap[child].due >= last.due) break;
    heap[i] = heap[child];
  }
  heap[i] = last;
  return first;
}

#endif
