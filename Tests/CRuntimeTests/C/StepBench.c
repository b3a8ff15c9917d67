// SPDX-License-Identifier: Apache-2.0
//
// StepBench.c — figures of step functions, printed when LOAM_BENCH is set: medians of five runs on one worker, by the
// processor time of the process, for CRuntime/HACKING.md. Shapes: two goroutines that yield to each other; a message
// over an unbuffered channel; a goroutine's whole life, started when the one before has ended (seq) and a hundred at a
// time (batch); a call and a return; a step that says NEXT.
#include "assemble.h"
#include "include/loam_step_macros.h"

#include <time.h>

static int64_t processor_time(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int by_value(const void *x, const void *y) {
  double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}

static const char *measure(machine *m, const char *name, const loam_step_description *description, uint64_t argument,
                           double steps) {
  double figures[5];
  loam_function *function;
  const char *only = getenv("LOAM_BENCH"); // 1, or a part of the name
  if (strcmp(only, "1") != 0 && strstr(name, only) == NULL) return NULL;
  EXPECT(loam_step_define(m->runtime, description, &function) == LOAM_OK);
  for (int i = 0; i < 5; i++) {
    int64_t before = processor_time();
    EXPECT(loam_runtime_call(m->runtime, function, &argument, NULL).status == LOAM_OK);
    figures[i] = (double)(processor_time() - before) / steps;
  }
  qsort(figures, 5, sizeof figures[0], by_value);
  printf("%-12s %8.2f ns (%.2f to %.2f)\n", name, figures[2], figures[0], figures[4]);
  return NULL;
}

typedef struct bench_frame {
  struct {
    int64_t n, result;
  } call;
  void *in, *out;
  int64_t i, value;
  loam_step_record record;
  uint64_t count; // or the first channel
  void *second;
  int64_t result;
} bench_frame;
static const uint32_t channel_pointers[] = {offsetof(bench_frame, in), offsetof(bench_frame, out)};
static const uint32_t own_pointers[] = {offsetof(bench_frame, count), offsetof(bench_frame, second)};

LOAM_STEP(yields, bench_frame) {
  LOAM_BEGIN;
  for (f->i = 0; f->i < 1000000; f->i++) LOAM_YIELD;
  LOAM_END;
}
LOAM_STEP(two_yield, bench_frame) {
  LOAM_BEGIN;
  {
    uint64_t none[2] = {0};
    if (loam_context_spawn(context, loam_step_user(context), none, NULL) != LOAM_OK) LOAM_PANIC("spawn");
  }
  for (f->i = 0; f->i < 1000000; f->i++) LOAM_YIELD;
  LOAM_END;
}

LOAM_STEP(echoes, bench_frame) {
  LOAM_BEGIN;
  do {
    LOAM_RECEIVE((void *)f->count, &f->value, NULL);
    LOAM_SEND(f->second, &f->value);
  } while (f->value != 0);
  LOAM_END;
}
LOAM_STEP(serves, bench_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->in, &int_type, 0);
  LOAM_MAKE_CHANNEL(f->out, &int_type, 0);
  {
    uint64_t channels[2] = {(uintptr_t)f->in, (uintptr_t)f->out};
    if (loam_context_spawn(context, loam_step_user(context), channels, NULL) != LOAM_OK) LOAM_PANIC("spawn");
  }
  for (f->i = (int64_t)f->count; f->i-- > 0;) {
    LOAM_SEND(f->in, &f->i);
    LOAM_RECEIVE(f->out, &f->value, NULL);
  }
  LOAM_END;
}

LOAM_STEP(nothing, bench_frame) {
  (void)context, (void)f, (void)state;
  return loam_step_done();
}
LOAM_STEP(spawns, bench_frame) {
  LOAM_BEGIN;
  for (f->i = 0; f->i < 1000000;) {
    for (uint64_t i = 0; i < f->count; i++, f->i++) {
      uint64_t none[2] = {0};
      if (loam_context_spawn(context, loam_step_user(context), none, NULL) != LOAM_OK) LOAM_PANIC("spawn");
    }
    LOAM_YIELD;
  }
  LOAM_END;
}

LOAM_STEP(calls, bench_frame) {
  LOAM_BEGIN;
  for (f->i = 0; f->i < 1000000; f->i++) LOAM_CALL(loam_step_user(context));
  LOAM_END;
}
LOAM_STEP(nexts, bench_frame) {
  LOAM_BEGIN;
  for (f->i = 0; f->i < 10000000; f->i++) LOAM_POLL;
  LOAM_END;
}

// A description with the argument `count`; `user` is defined for the user pointer.
static loam_step_description with(machine *m, loam_step_description d, const loam_step_description *user) {
  loam_function *function = NULL;
  if (user != NULL && loam_step_define(m->runtime, user, &function) == LOAM_OK) d.user = function;
  return d;
}

static const char *figures(void) {
  static machine m;
  if (getenv("LOAM_BENCH") == NULL) return NULL;
  EXPECT(machine_open(&m, NULL, 1));
  enum { OUTGOING = offsetof(bench_frame, in), ARGUMENT = 8 };
  loam_step_description yield = {LOAM_DESCRIBE(yields, bench_frame, 0, 16)};
  loam_step_description d =
      with(&m, (loam_step_description){LOAM_DESCRIBE(two_yield, bench_frame, 0, ARGUMENT)}, &yield);
  RUN(measure(&m, "step yield", &d, 0, 2e6));
  loam_step_description echo = {LOAM_DESCRIBE(echoes, bench_frame, 0, 16), LOAM_POINTERS(own_pointers)};
  d = with(&m,
           (loam_step_description){LOAM_DESCRIBE(serves, bench_frame, 0, ARGUMENT), LOAM_POINTERS(channel_pointers)},
           &echo);
  RUN(measure(&m, "step message", &d, 500000, 1e6));
  loam_step_description end = {LOAM_DESCRIBE(nothing, bench_frame, 0, 16)};
  d = with(&m, (loam_step_description){LOAM_DESCRIBE(spawns, bench_frame, 0, ARGUMENT)}, &end);
  RUN(measure(&m, "spawn seq", &d, 1, 1e6));
  RUN(measure(&m, "spawn batch", &d, 100, 1e6));
  end.argument_size = ARGUMENT;
  d = with(&m, (loam_step_description){LOAM_DESCRIBE(calls, bench_frame, OUTGOING + 16, ARGUMENT)}, &end);
  RUN(measure(&m, "step call", &d, 0, 1e6));
  d = (loam_step_description){LOAM_DESCRIBE(nexts, bench_frame, 0, ARGUMENT)};
  RUN(measure(&m, "step next", &d, 0, 1e7));
  machine_close(&m);
  return NULL;
}

const check_case step_bench_cases[] = {
    {"bench: figures of step functions", figures},
    {NULL, NULL},
};
