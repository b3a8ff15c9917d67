// SPDX-License-Identifier: Apache-2.0
//
// life.c — making a runtime and taking it down: with nothing run in it, and with one goroutine run. Beside it a system
// thread's life, which a runtime with a worker contains.
#include "bench.h"

#include <pthread.h>

enum { LIVES = 200 };

typedef struct empty_frame {
  loam_step_record record;
} empty_frame;
LOAM_STEP(ends, empty_frame) {
  (void)context, (void)f, (void)state;
  return loam_step_done();
}

static double lives(int runs) {
  int64_t before = bench_clock();
  for (int i = 0; i < LIVES; i++) {
    loam_runtime *runtime = bench_runtime();
    if (runs) {
      loam_function *function =
          bench_step(runtime, (loam_step_description){LOAM_DESCRIBE(ends, empty_frame, 0, 0)}, NULL);
      BENCH_REQUIRE(loam_runtime_call(runtime, function, NULL, NULL).status == LOAM_OK);
    }
    loam_runtime_destroy(runtime);
  }
  return (double)(bench_clock() - before) / LIVES;
}
static double idle_life(void) { return lives(0); }
static double run_life(void) { return lives(1); }

static void *thread_body(void *argument) { return argument; }
static double threads(void) {
  int64_t before = bench_clock();
  for (int i = 0; i < LIVES; i++) {
    pthread_t thread;
    BENCH_REQUIRE(pthread_create(&thread, NULL, thread_body, NULL) == 0);
    pthread_join(thread, NULL);
  }
  return (double)(bench_clock() - before) / LIVES;
}

const figure life_figures[] = {
    {"create and destroy a runtime", {{"loam", idle_life}, {"pthread create+join", threads}}},
    {"create, run and destroy a runtime", {{"loam", run_life}, {"pthread create+join", threads}}},
    {NULL, {{NULL, NULL}}},
};
