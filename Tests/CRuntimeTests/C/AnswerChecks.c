// SPDX-License-Identifier: Apache-2.0
//
// AnswerChecks.c — natives that answer what they were not entitled to: each is named, and the runtime is as good as
// new.
#include "program.h"

enum { SECOND = 1000000000 };

// Of a call that has not parked the goroutine, or nothing of the kind.
static loam_native_status block_native(loam_context *context) { return (void)context, LOAM_NATIVE_BLOCK; }
static loam_native_status retry_native(loam_context *context) { return (void)context, LOAM_NATIVE_RETRY; }
static loam_native_status goexit_native(loam_context *context) { return (void)context, LOAM_NATIVE_GOEXIT; }
static loam_native_status left_native(loam_context *context) { return (void)context, LOAM_NATIVE_LEFT; }
static loam_native_status other_native(loam_context *context) {
  return loam_context_panic_string(context, "not this") == LOAM_NATIVE_PANIC ? LOAM_NATIVE_GOEXIT : LOAM_NATIVE_DONE;
}
static loam_native_status panics_done_native(loam_context *context) {
  return loam_context_panic_string(context, "lost") == LOAM_NATIVE_PANIC ? LOAM_NATIVE_DONE : LOAM_NATIVE_LEFT;
}
// Of one that has.
static loam_native_status sleep_done_native(loam_context *context) {
  return (void)loam_context_sleep(context, SECOND / 500), LOAM_NATIVE_DONE;
}
static loam_native_status sleep_yield_native(loam_context *context) {
  return (void)loam_context_sleep(context, SECOND / 500), LOAM_NATIVE_YIELD;
}
static loam_native_status sleep_twice_native(loam_context *context) {
  return (void)loam_context_sleep(context, SECOND / 500), loam_context_sleep(context, SECOND / 500);
}
static loam_native_status sleep_panic_native(loam_context *context) {
  return (void)loam_context_sleep(context, SECOND / 500), loam_context_panic_string(context, "while it sleeps");
}
// There is no room for its call of C.
static loam_native_status full_done_native(loam_context *context) {
  return loam_context_enter_blocking(context) ? LOAM_NATIVE_LEFT : LOAM_NATIVE_DONE;
}
static loam_native_status full_twice_native(loam_context *context) {
  if (loam_context_enter_blocking(context) || loam_context_enter_blocking(context)) return LOAM_NATIVE_LEFT;
  return LOAM_NATIVE_RETRY;
}
static loam_native_status full_leaves_native(loam_context *context) {
  if (!loam_context_enter_blocking(context)) loam_context_leave_blocking(context);
  return LOAM_NATIVE_RETRY;
}
static loam_native_status long_native(loam_context *context) { return block_for(context, SECOND / 50); }

static const struct {
  loam_native native;
  const char *words;
} answers[] = {
    {block_native, "returned 1, which nothing that it called has answered\n"},
    {retry_native, "returned 3, which nothing that it called has answered\n"},
    {goexit_native, "returned 5, which nothing that it called has answered\n"},
    {left_native, "returned 7, which nothing that it called has answered\n"},
    {other_native, "returned 5, which nothing that it called has answered\n"},
    {panics_done_native, "did not answer how it is to end\n"},
    {sleep_done_native, "was to wait, and did not answer that it waits\n"},
    {sleep_yield_native, "was to wait, and did not answer that it waits\n"},
    {sleep_twice_native, "was to wait, and did not answer that it waits\n"},
    {sleep_panic_native, "was to wait, and did not answer that it waits\n"},
    {full_done_native, "was to wait, and did not answer that it waits\n"},
    {full_twice_native, "was to wait, and did not answer that it waits\n"},
    {full_leaves_native, "was to wait, and did not answer that it waits\n"},
};

/// Starts a goroutine that is in a call of C, the only one that there may be, and calls the native beside it.
static loam_function *beside_a_call(machine *m, loam_native native) {
  assembly a;
  loam_function *start = declare(m, "main.main", 0, 0, 0);
  begin(&a, 3);
  go(&a, 0, declare_native(m, "x.blocks", 0, 0, long_native), 1);
  constant(&a, 0, SECOND / 1000);
  call(&a, declare_native(m, "x.sleeps", 1, 0, sleep_native), 0);
  call(&a, declare_native(m, "x.wrong", 0, 0, native), 0);
  leave(&a);
  return finish(m, &a, start) ? start : NULL;
}

static const char *wrong_answers(void) {
  static machine m;
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.workers = 1;
  configuration.maximum_threads = 1;
  EXPECT(machine_open_as(&m, &configuration));
  for (uint32_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
    loam_function *start = beside_a_call(&m, answers[i].native);
    EXPECT(start != NULL);
    loam_result result = machine_run(&m, start);
    EXPECT(result.status == LOAM_FATAL && machine_says(&m, "fatal error: native x.wrong "));
    EXPECT(machine_says(&m, answers[i].words));
    EXPECT(machine_run(&m, beside_a_call(&m, yield_native)).status == LOAM_OK);
  }
  machine_close(&m);
  return NULL;
}

const check_case answer_cases[] = {
    {"answers: a native that answers what it is not entitled to is named, and another run works", wrong_answers},
    {NULL, NULL},
};
