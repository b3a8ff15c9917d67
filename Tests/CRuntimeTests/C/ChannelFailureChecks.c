// SPDX-License-Identifier: Apache-2.0
//
// ChannelFailureChecks.c — channel operations that fail or stand in the wrong place: the status that tells of it, and
// that nothing was changed.
#include "include/loam_step_macros.h"
#include "native_check.h"
#include "runtime.h"

// ---- operations of steps where there is no step ----

// A bit for each operation that was refused.
static uint64_t refused_operations(loam_context *context, void *channel) {
  int64_t value = 7;
  bool ok;
  loam_select_case cases[] = {{.channel = channel, .send = &value}};
  loam_step answers[] = {
      loam_channel_send(context, 3, channel, &value), loam_channel_receive(context, 3, channel, &value, &ok),
      loam_channel_select(context, 3, cases, 1, LOAM_FOREVER), loam_channel_close(context, 3, channel)};
  uint64_t bits = 0;
  for (uint32_t i = 0; i < 4; i++) bits |= (uint64_t)(loam_step_status(answers[i]) == LOAM_WRONG_STATE) << i;
  return value == 7 && loam_channel_length(channel) == 0 ? bits : 0;
}

static loam_native_status misusing_body(loam_context *context) {
  void *channel = NULL;
  SUCCEED(loam_channel_create(context, &int_type, 2, &channel) == LOAM_OK);
  *(uint64_t *)loam_native_user(context) =
      refused_operations(context, channel) | (uint64_t)(loam_step_user(context) == NULL) << 4;
  SUCCEED(loam_native_close(context, channel) == LOAM_OK); // it was not closed
  return LOAM_NATIVE_DONE;
}

static uint64_t seen_by_native;
static loam_native_status misusing_native(loam_context *context) {
  void *channel = NULL;
  if (loam_channel_create(context, &int_type, 2, &channel) != LOAM_OK) return loam_context_out_of_memory(context);
  seen_by_native = refused_operations(context, channel);
  return LOAM_NATIVE_DONE;
}

static const char *steps_elsewhere(void) {
  static machine m;
  assembly a;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    uint64_t seen = 0;
    EXPECT(machine_open(&m, switches[i], 1));
    const char *said = run(&m, native(&m, "example.misuses", misusing_body, 0, 0, NO_POINTERS, &seen), NULL, NULL);
    EXPECT(seen == 31);
    EXPECT(said != NULL && strstr(said, "an operation of step functions outside of a step") != NULL);
    loam_function *start = declare(&m, "main.main", 0, 0, 0),
                  *misuses = declare_native(&m, "misuses", 0, 0, misusing_native);
    begin(&a, 3);
    call(&a, misuses, 0);
    leave(&a);
    EXPECT(finish(&m, &a, start));
    seen_by_native = 0;
    EXPECT(machine_run(&m, start).status == LOAM_FATAL && seen_by_native == 15);
    EXPECT(machine_says(&m, "fatal error: native misuses did not answer how it is to end\n"));
    machine_close(&m);
  }
  return NULL;
}

typedef struct failing_frame {
  void *channel;
  uint8_t large[64];
  loam_status status;
  int64_t value, tries;
  bool ok;
  loam_step_record record;
  int64_t argument;
  int64_t result;
} failing_frame;
static const uint32_t failing_pointers[] = {offsetof(failing_frame, channel)};
static const loam_type wide_type = {.size = 64, .align = 1, .kind = LOAM_KIND_ARRAY};

static loam_function *define(machine *m, loam_step_description description) {
  loam_function *function = NULL;
  description.pointers = failing_pointers;
  description.pointer_count = 1;
  return loam_step_define(m->runtime, &description, &function) == LOAM_OK ? function : NULL;
}

// ---- failures that a step goes on from ----

// Each operation fails; the function goes on behind it, and the channel works afterwards.
LOAM_STEP(goes_on, failing_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->channel, &wide_type, 1);
  // The last bytes of the place would lie outside of the stack.
  LOAM_TRY(f->status,
           loam_channel_receive(context, __LINE__, f->channel, (char *)context->goroutine->stack.hi - 16, NULL));
  if (f->status != LOAM_OK) f->result |= f->status == LOAM_INVALID_ARGUMENT;
  LOAM_TRY(f->status, loam_channel_send(context, __LINE__, f->channel, f->large));
  if (f->status == LOAM_OK) f->result |= 2;
  LOAM_CLOSE(f->channel);
  LOAM_TRY(f->status, loam_channel_send(context, __LINE__, f->channel, f->large));
  if (f->status == LOAM_PANICKED) f->result |= 4;
  LOAM_TRY(f->status, loam_channel_close(context, __LINE__, f->channel));
  if (f->status == LOAM_PANICKED) f->result |= 8;
  LOAM_YIELD;
  LOAM_RECEIVE(f->channel, f->large, &f->ok);
  if (f->ok) f->result |= 16;
  LOAM_RECEIVE(f->channel, f->large, &f->ok);
  if (!f->ok) f->result |= 32;
  LOAM_END;
}

static const char *going_on(void) {
  static machine m;
  static const char *const some[] = {NULL, "gcstress=1", "preempt=1", "poison=1,gcstress=1"};
  for (uint32_t i = 0; i < sizeof some / sizeof some[0]; i++) {
    uint64_t argument = 0, result = 0;
    EXPECT(machine_open(&m, some[i], 1));
    loam_function *function = define(&m, (loam_step_description){LOAM_DESCRIBE(goes_on, failing_frame, 0, 8)});
    RUN(run(&m, function, &argument, &result));
    EXPECT(result == 63);
    machine_close(&m);
  }
  return NULL;
}

// ---- want of memory ----

enum { MESSAGES = 3 };

// Sends MESSAGES elements, each again until there was memory for waiting.
LOAM_STEP(sends, failing_frame) {
  LOAM_BEGIN;
  f->channel = (void *)f->argument;
  for (f->tries = 0; f->tries < MESSAGES; f->tries++) {
    f->large[63] = (uint8_t)(f->tries + 1);
    do {
      LOAM_TRY(f->status, loam_channel_send(context, __LINE__, f->channel, f->large));
      if (f->status == LOAM_NO_MEMORY) ++*(int64_t *)loam_step_user(context);
    } while (f->status == LOAM_NO_MEMORY);
    if (f->status != LOAM_OK) LOAM_PANIC("a send failed otherwise");
  }
  LOAM_END;
}

// The element is boxed, so that every wait allocates; the select has a deadline besides.
static loam_native_status receives_body(loam_context *context) {
  uint8_t large[64];
  void *channel = NULL;
  uint32_t selected;
  int64_t *wants = loam_native_user(context);
  loam_function *sender = (void *)loam_argument(context, 0);
  SUCCEED(loam_channel_create(context, &wide_type, 0, &channel) == LOAM_OK);
  *loam_native_handle(context, NULL) = channel;
  uint64_t argument = (uintptr_t)channel;
  SUCCEED(loam_context_spawn(context, sender, &argument, NULL) == LOAM_OK);
  for (int i = 0; i < MESSAGES; i++) {
    loam_status status;
    do {
      loam_select_case cases[] = {{.channel = channel, .receive = large}};
      selected = 0;
      status = i % 2 == 0 ? loam_native_select(context, cases, 1, 3600000000000, &selected)
                          : loam_native_receive(context, channel, large, NULL);
      *wants += status == LOAM_NO_MEMORY;
    } while (status == LOAM_NO_MEMORY);
    SUCCEED(status == LOAM_OK && selected == 0 && large[63] == i + 1);
  }
  return LOAM_NATIVE_DONE;
}

// One of the allocations of a life fails, each in turn: what waits hears of it and tries again, and no message is lost.
static const char *wants_of_channels(void) {
  static machine m;
  int64_t all = 0;
  uint32_t n = 1;
  for (bool fired = true; fired; n++) {
    char debug[64];
    int64_t wants = 0;
    snprintf(debug, sizeof debug, "failalloc=%u", n);
    EXPECT(n < 5000);
    if (!machine_open(&m, debug, 1)) continue;
    loam_step_description description = {LOAM_DESCRIBE(sends, failing_frame, 0, 8), .user = &wants};
    uint64_t argument = (uintptr_t)define(&m, description);
    loam_function *receives = native(&m, "example.receives", receives_body, 1, 0, NO_POINTERS, &wants);
    const char *said = argument == 0 || receives == NULL ? "not defined" : run(&m, receives, &argument, NULL);
    EXPECT(wants == 0 || said == NULL); // a want that was heard of did no harm
    all += wants;
    fired = atomic_load(&m.runtime->knobs.fired[LOAM_KNOB_FAILALLOC]) != 0;
    EXPECT(fired || said == NULL);
    machine_close(&m);
  }
  EXPECT(all >= 4); // boxes and records of waiters, the timers' heap
  return NULL;
}

// Compiled code: a collection, then the instruction again.
static const char *wants_of_instructions(void) {
  static machine m;
  assembly a;
  uint32_t n = 1, survived = 0;
  for (bool fired = true; fired; n++) {
    char debug[64];
    snprintf(debug, sizeof debug, "failalloc=%u", n);
    EXPECT(n < 5000);
    if (!machine_open(&m, debug, 1)) continue;
    static const loam_type channel = {.size = 8, .align = 8, .kind = LOAM_KIND_CHANNEL, .element = &wide_type};
    void **global = loam_global_create(m.runtime, &pointer_type);
    loam_function *start = declare(&m, "main.main", 0, 0, 0), *sends_one = declare(&m, "main.sends", 0, 0, 0);
    bool ready = global != NULL && start != NULL && sends_one != NULL;
    if (ready) {
      begin(&a, 70);
      load_global(&a, 1, global);
      emit(&a, OP(SEND, 1, 2, 0));
      safepoint(&a, 2);
      leave(&a);
      ready = finish(&m, &a, sends_one);
    }
    if (ready) {
      begin(&a, 70);
      make_channel(&a, 1, &channel, LOAM_NONE, 0);
      store_global(&a, 1, global);
      go(&a, 0, sends_one, 3);
      emit(&a, OP(RECV, LOAM_NONE, 1, LOAM_NONE));
      safepoint(&a, 2);
      leave(&a);
      ready = finish(&m, &a, start);
    }
    loam_status status = ready ? machine_run(&m, start).status : LOAM_NO_MEMORY;
    fired = atomic_load(&m.runtime->knobs.fired[LOAM_KNOB_FAILALLOC]) != 0;
    survived += fired && status == LOAM_OK;
    EXPECT(status != LOAM_FATAL && (fired || status == LOAM_OK));
    machine_close(&m);
  }
  EXPECT(survived >= 2);
  return NULL;
}

const check_case channel_failure_cases[] = {
    {"misuse: operations of steps are refused on machine stacks and in natives, and neither can miss it",
     steps_elsewhere},
    {"step: a failed channel operation is told, and the function can go on", going_on},
    {"want: a channel operation without memory is told and changes nothing", wants_of_channels},
    {"want: compiled channel operations survive the want of one allocation", wants_of_instructions},
    {NULL, NULL},
};
