// SPDX-License-Identifier: Apache-2.0
//
// NativeChecks.c — native goroutines: channels, sleeping, calls of Go at any depth, handles, panics, blocking calls,
// ends.
#include "assemble.h"
#include "base/os.h"
#include "runtime.h"
#include "include/loam_step_macros.h"

#include <time.h>

static const char *const switches[] = {NULL, "movestack=1", "gcstress=1", "preempt=1",
                                       "movestack=1,gcstress=1,poison=1,checkptr=1"};
enum { SWITCHES = sizeof switches / sizeof switches[0], NO_POINTERS = 0 };

/// A native goroutine's function with `arguments` words, of which the first `pointers` are pointers.
static loam_function *native(machine *m, const char *name, loam_native body, uint32_t arguments, uint32_t results,
                             uint32_t pointers, void *user) {
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

#define SUCCEED(condition)                                                                                             \
  do {                                                                                                                 \
    if (!(condition)) return loam_context_panic_string(context, __FILE__ ":" TEXT(__LINE__) ": " #condition);          \
  } while (0)

/// Runs `function` as the program; the case's failure is what went to standard error.
static const char *run(machine *m, loam_function *function, const uint64_t *arguments, uint64_t *results) {
  loam_outcome outcome = {.results = results};
  m->length = 0;
  m->text[0] = 0;
  if (function == NULL) return "the function could not be defined";
  loam_result result = loam_runtime_call(m->runtime, function, arguments, &outcome);
  if (result.status == LOAM_OK && loam_outcome_ended(&outcome)) return NULL;
  static char text[200];
  snprintf(text, sizeof text, "status %d: %s", (int)result.status, m->text);
  return text;
}

// ---- ping-pong ----

static loam_native_status echo_body(loam_context *context) {
  for (;;) {
    int64_t value = 0;
    bool ok;
    SUCCEED(loam_native_receive(context, (void *)loam_argument(context, 0), &value, &ok) == LOAM_OK);
    if (!ok) return LOAM_NATIVE_DONE;
    value++;
    SUCCEED(loam_native_send(context, (void *)loam_argument(context, 1), &value) == LOAM_OK);
  }
}

// rounds -> sum
static loam_native_status serve_body(loam_context *context) {
  void *in, *out;
  SUCCEED(loam_channel_create(context, &int_type, 0, &in) == LOAM_OK);
  void **keep = loam_native_handle(context, in);
  SUCCEED(loam_channel_create(context, &int_type, 0, &out) == LOAM_OK);
  loam_native_handle(context, out);
  uint64_t arguments[2] = {(uintptr_t)*keep, (uintptr_t)out};
  SUCCEED(loam_native_spawn(context, loam_native_user(context), arguments, 0, NULL) == LOAM_OK);
  int64_t sum = 0;
  for (int64_t i = 0; i < (int64_t)loam_argument(context, 0); i++) {
    int64_t value;
    SUCCEED(loam_native_send(context, in, &i) == LOAM_OK);
    SUCCEED(loam_native_receive(context, out, &value, NULL) == LOAM_OK);
    sum += value;
  }
  SUCCEED(loam_native_close(context, in) == LOAM_OK);
  SUCCEED(loam_native_close(context, in) == LOAM_PANICKED);
  SUCCEED(loam_native_send(context, in, &sum) == LOAM_PANICKED);
  loam_argument(context, 1) = (uint64_t)sum;
  return LOAM_NATIVE_DONE;
}

static const char *ping_pong(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES * 2; i++) {
    EXPECT(machine_open(&m, switches[i / 2], i % 2 + 1));
    loam_function *echo = native(&m, "example.echo", echo_body, 2, 0, 2, NULL);
    loam_function *serve = native(&m, "example.serve", serve_body, 1, 1, NO_POINTERS, echo);
    uint64_t rounds = 300, sum = 0;
    RUN(run(&m, serve, &rounds, &sum));
    EXPECT(sum == 300 * 301 / 2);
    machine_close(&m);
  }
  return NULL;
}

// ---- yielding ----

static uint64_t turns[4];
static loam_native_status turns_body(loam_context *context) {
  uint64_t *mine = &turns[loam_argument(context, 0)];
  for (uint64_t i = 0; i < loam_argument(context, 1); i++) {
    ++*mine;
    loam_native_yield(context);
  }
  return LOAM_NATIVE_DONE;
}

static loam_native_status yielders_body(loam_context *context) {
  uint64_t rounds = loam_argument(context, 0);
  loam_outcome ended[4] = {0};
  for (uint64_t i = 0; i < 4; i++) {
    uint64_t arguments[2] = {i, rounds};
    SUCCEED(loam_native_spawn(context, loam_native_user(context), arguments, 0, &ended[i]) == LOAM_OK);
  }
  for (uint64_t i = 0; i < 4;) {
    if (loam_outcome_ended(&ended[i]))
      i++;
    else
      loam_native_yield(context);
  }
  return LOAM_NATIVE_DONE;
}

static const char *yielding(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES * 2; i++) {
    EXPECT(machine_open(&m, switches[i / 2], i % 2 * 2 + 1));
    loam_function *one = native(&m, "example.turns", turns_body, 2, 0, NO_POINTERS, NULL);
    loam_function *all = native(&m, "example.yielders", yielders_body, 1, 0, NO_POINTERS, one);
    uint64_t rounds = 2000;
    memset(turns, 0, sizeof turns);
    RUN(run(&m, all, &rounds, NULL));
    for (int k = 0; k < 4; k++) EXPECT(turns[k] == rounds);
    EXPECT(atomic_load(&m.runtime->machines.in_use) == 0);
    machine_close(&m);
  }
  return NULL;
}

const check_case native_cases[] = {
    {"native goroutine: two talk over channels", ping_pong},
    {"native goroutine: several yield in turn", yielding},
    {NULL, NULL},
};
