// SPDX-License-Identifier: Apache-2.0
//
// bench.h — figures of CRuntime used from C, beside their peers in the same run.
//
// How.      A measure does its work some hundred thousand times and answers nanoseconds of processor time for one; main
//           takes the measures of a figure in turn, several times, and prints medians and the ratio to each peer. A
//           floor is what the machine itself takes for the part that cannot be saved.
#ifndef LOAM_BENCH_H
#define LOAM_BENCH_H

#include <CRuntime.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BENCH_PEERS = 4 };

typedef struct measure {
  const char *name;
  double (*run)(void); ///< Nanoseconds for one; negative: not here (a library that is not installed).
} measure;

/// The first measure is Loam's.
typedef struct figure {
  const char *name;
  measure measures[1 + BENCH_PEERS];
} figure;

extern const figure allocate_figures[], switch_figures[], life_figures[]; ///< Each ends with a name of NULL.

#define BENCH_REQUIRE(condition)                                                                                       \
  do {                                                                                                                 \
    if (condition) break;                                                                                              \
    fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);                                     \
    exit(1);                                                                                                           \
  } while (0)

/// Processor time of the process so far, in nanoseconds.
static inline int64_t bench_clock(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/// A runtime with one worker and without collections of its own.
static inline loam_runtime *bench_runtime(void) {
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.workers = 1;
  configuration.gc_percent = -1;
  loam_runtime *runtime = loam_runtime_create(&configuration, NULL, NULL);
  BENCH_REQUIRE(runtime != NULL);
  return runtime;
}

static inline loam_function *bench_step(loam_runtime *runtime, loam_step_description description, void *user) {
  loam_function *function = NULL;
  description.user = user;
  BENCH_REQUIRE(loam_step_define(runtime, &description, &function) == LOAM_OK);
  return function;
}

/// Calls `function` with these argument words and answers the processor time that it took for each of `count` things.
static inline double bench_call_with(loam_runtime *runtime, loam_function *function, const uint64_t *arguments,
                                     double count) {
  int64_t before = bench_clock();
  BENCH_REQUIRE(loam_runtime_call(runtime, function, arguments, NULL).status == LOAM_OK);
  return (double)(bench_clock() - before) / count;
}
static inline double bench_call(loam_runtime *runtime, loam_function *function, double count) {
  return bench_call_with(runtime, function, NULL, count);
}

#endif
