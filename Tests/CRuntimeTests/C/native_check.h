// SPDX-License-Identifier: Apache-2.0
//
// native_check.h — what the cases of native goroutines share.
#ifndef LOAM_NATIVE_CHECK_H
#define LOAM_NATIVE_CHECK_H

#include "assemble.h"
#include "runtime.h"

enum { NO_POINTERS = 0 };

static const char *const switches[] = {NULL,
                                       "movestack=1",
                                       "gcstress=1",
                                       "preempt=1",
                                       "seed=3",
                                       "freshstack=1",
                                       "movestack=1,gcstress=1,poison=1,checkptr=1"};
enum { SWITCHES = sizeof switches / sizeof switches[0] };

/// A native goroutine's function with `arguments` words, of which the first `pointers` are pointers. Up to 8 words may
/// be passed by its calls.
static inline loam_function *native(machine *m, const char *name, loam_native body, uint32_t arguments,
                                    uint32_t results, uint32_t pointers, void *user) {
  static const uint32_t numbers[] = {0, 1, 2, 3};
  loam_function *function = NULL;
  loam_native_description description = {.name = name,
                                         .file = "x.c",
                                         .line = 1,
                                         .body = body,
                                         .argument_words = arguments,
                                         .result_words = results,
                                         .pointers = numbers,
                                         .pointer_count = pointers,
                                         .call_words = 8,
                                         .user = user};
  return loam_native_define(m->runtime, &description, &function) == LOAM_OK ? function : NULL;
}

/// In a body: panics with the place and the condition when it does not hold.
#define SUCCEED(condition)                                                                                             \
  do {                                                                                                                 \
    if (!(condition)) return loam_context_panic_string(context, __FILE__ ":" TEXT(__LINE__) ": " #condition);          \
  } while (0)

/// Runs `function` as the program; NULL when it ended well, else what went to standard error.
static inline const char *run(machine *m, loam_function *function, const uint64_t *arguments, uint64_t *results) {
  static char text[300];
  loam_outcome outcome = {.results = results};
  m->length = 0;
  m->text[0] = 0;
  if (function == NULL) return "the function could not be defined";
  loam_result result = loam_runtime_call(m->runtime, function, arguments, &outcome);
  if (result.status == LOAM_OK && loam_outcome_ended(&outcome)) return NULL;
  snprintf(text, sizeof text, "status %d: %.200s", (int)result.status, m->text);
  return text;
}

/// After machine_close: no machine stack is left anywhere.
#define EXPECT_NO_MACHINE_STACK(m) EXPECT(atomic_load(&(m)->runtime->machines.in_use) == 0)

#endif
