// SPDX-License-Identifier: Apache-2.0
//
// example.h — what every program here uses: a condition that must hold, a runtime, a step function defined in it.
#ifndef LOAM_EXAMPLE_H
#define LOAM_EXAMPLE_H

#include <CRuntime.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/// Ends the program with status 1 unless the condition holds.
#define REQUIRE(condition)                                                                                             \
  do {                                                                                                                 \
    if (condition) break;                                                                                              \
    fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);                                     \
    exit(1);                                                                                                           \
  } while (0)

/// A runtime with that many workers (0: one for each processor) and defaults for all else.
static inline loam_runtime *create_runtime(uint32_t workers) {
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.workers = workers;
  loam_runtime *runtime = loam_runtime_create(&configuration, NULL, NULL);
  REQUIRE(runtime != NULL);
  return runtime;
}

/// A step function of that runtime; `user` is what loam_step_user answers in it.
static inline loam_function *define(loam_runtime *runtime, loam_step_description description, void *user) {
  loam_function *function = NULL;
  description.user = user;
  REQUIRE(loam_step_define(runtime, &description, &function) == LOAM_OK);
  return function;
}

#endif
