// SPDX-License-Identifier: Apache-2.0
//
// ContextChecks.c — what a body in C may ask of its context, and what it is answered when it asks for too much.
#include "native_check.h"

#include <time.h>

static uint64_t fired, finalized;

static loam_native_status fires(loam_context *context) {
  (void)context;
  fired++;
  return LOAM_NATIVE_DONE;
}
static loam_native_status finalizes(loam_context *context) {
  finalized += *(const int64_t *)(uintptr_t)loam_argument(context, 0) == 41;
  return LOAM_NATIVE_DONE;
}

// ---- texts, arguments, traces, figures ----

static loam_native_status looks(loam_context *context) {
  bool ok = false;
  char bytes[] = "a text";
  loam_string text = loam_context_string(context, bytes, 6, &ok);
  context->roots[0] = (void *)(uintptr_t)text.bytes;
  memset(bytes, 'x', sizeof bytes);
  loam_context_collect(context);
  SUCCEED(ok && text.length == 6 && memcmp(text.bytes, "a text", 6) == 0);
  text = loam_context_string(context, bytes, 0, &ok);
  SUCCEED(ok && text.length == 0 && text.bytes == NULL);

  SUCCEED(loam_context_program_argument_count(context) == 2);
  SUCCEED(strcmp(loam_context_program_argument(context, 1), "second") == 0);
  SUCCEED(loam_context_program_argument(context, 2) == NULL && loam_context_program_argument(context, -1) == NULL);

  char trace[400];
  size_t length = loam_context_trace(context, false, trace, sizeof trace);
  SUCCEED(length > 20 && length < sizeof trace && memcmp(trace, "goroutine ", 10) == 0);
  trace[length] = 0;
  SUCCEED(strstr(trace, "x.looks") != NULL);
  char part[8];
  SUCCEED(loam_context_trace(context, true, part, sizeof part) == sizeof part && memcmp(part, trace, sizeof part) == 0);

  loam_goroutine_info self;
  loam_stack_history history[LOAM_STACK_HISTORY];
  loam_context_goroutine(context, &self);
  uint64_t moves = self.grows + self.shrinks + self.moves;
  uint32_t found = loam_context_stack_history(context, history, LOAM_STACK_HISTORY);
  SUCCEED(found == (moves < LOAM_STACK_HISTORY ? moves : LOAM_STACK_HISTORY));
  SUCCEED(found == loam_runtime_stack_history(context->runtime, self.id, history, LOAM_STACK_HISTORY));
  SUCCEED(loam_context_goroutine_count(context) == 1 && strcmp(self.status, "running") == 0);

  int64_t wall = loam_context_wall(context), clock = loam_context_monotonic(context);
  loam_context_sleep(context, 2000000);
  SUCCEED(loam_context_wall(context) > wall && loam_context_monotonic(context) >= clock + 2000000);
  SUCCEED(loam_context_random(context) != loam_context_random(context));
  return LOAM_NATIVE_DONE;
}

static const char *looking(void) {
  static machine m;
  static const char *const arguments[] = {"first", "second"};
  for (uint32_t i = 0; i < SWITCHES; i++) {
    loam_configuration configuration;
    loam_configuration_init(&configuration);
    configuration.debug = switches[i];
    configuration.argument_count = 2;
    configuration.arguments = arguments;
    m.runtime = loam_runtime_create(&configuration, NULL, NULL);
    EXPECT(m.runtime != NULL);
    RUN(run(&m, native(&m, "x.looks", looks, 0, 0, 0, NULL), NULL, NULL));
    machine_close(&m);
  }
  return NULL;
}

// ---- timers, lists of waiters, finalizers ----

typedef struct helpers {
  loam_function *fires, *finalizes, *notified;
} helpers;

static uint32_t waiting_for_it, woken, address;

/// Sleeps until the condition holds, for two seconds at most. On one worker nothing runs but between these sleeps.
#define AWAIT(condition)                                                                                               \
  do {                                                                                                                 \
    for (int slept = 0; slept < 2000 && !(condition); slept++) loam_context_sleep(context, 1000000);                   \
    SUCCEED(condition);                                                                                                \
  } while (0)

static loam_native_status notified(loam_context *context) {
  uint32_t ticket = loam_notify_add(context, &address);
  waiting_for_it++;
  loam_notify_wait(context, &address, ticket);
  woken++;
  return LOAM_NATIVE_DONE;
}

static loam_native_status waits(loam_context *context) {
  const helpers *h = loam_native_user(context);
  void **timer = loam_native_handle(context, loam_timer_create(context, NULL, h->fires));
  loam_status status = LOAM_DEAD;
  SUCCEED(timer != NULL && *timer != NULL);
  SUCCEED(!loam_timer_start(context, *timer, loam_context_monotonic(context) + 1000000, 0, &status));
  SUCCEED(status == LOAM_OK && fired == 0);
  AWAIT(fired == 1);
  SUCCEED(!loam_timer_stop(context, *timer)); // it fired once
  SUCCEED(!loam_timer_start(context, *timer, loam_context_monotonic(context) + (1ll << 40), 0, &status));
  SUCCEED(loam_timer_start(context, *timer, loam_context_monotonic(context) + (1ll << 41), 0, &status)); // was active
  SUCCEED(loam_timer_stop(context, *timer) && !loam_timer_stop(context, *timer) && fired == 1);

  for (int i = 0; i < 3; i++) SUCCEED(loam_context_spawn(context, h->notified, NULL, NULL) == LOAM_OK);
  AWAIT(waiting_for_it == 3);
  SUCCEED(woken == 0);
  loam_notify_wake(context, &address, false);
  AWAIT(woken > 0);
  loam_context_sleep(context, 1000000);
  SUCCEED(woken == 1);
  loam_notify_wake(context, &address, true);
  AWAIT(woken == 3);
  // One that was notified before it came to wait stays so, whoever else has taken tickets since.
  uint32_t early = loam_notify_add(context, &address);
  loam_notify_wake(context, &address, true);
  uint32_t later = loam_notify_add(context, &address);
  SUCCEED(early != later && loam_notify_wait(context, &address, early));
  loam_notify_wake(context, &address, true);

  static const loam_type *const parameters[] = {&pointer_type};
  static const loam_type pointer_to_int = {.size = 8, .align = 8, .kind = LOAM_KIND_POINTER, .element = &int_type};
  static const loam_type finalizer_type = {
      .size = 8, .align = 8, .kind = LOAM_KIND_FUNCTION, .parameter_count = 1, .parameters = parameters};
  int64_t *object = loam_context_allocate(context, &int_type, 1);
  SUCCEED(object != NULL);
  *object = 41;
  loam_eface of = {&pointer_to_int, object}, finalizer = {&finalizer_type, h->finalizes};
  SUCCEED(loam_context_set_finalizer(context, of, finalizer) == LOAM_NATIVE_DONE);
  loam_context_collect(context);
  AWAIT(finalized > 0);
  loam_context_collect(context);
  loam_context_sleep(context, 1000000);
  SUCCEED(finalized == 1);
  return LOAM_NATIVE_DONE;
}

static const char *waiting(void) {
  static machine m;
  fired = finalized = woken = waiting_for_it = 0;
  EXPECT(machine_open(&m, NULL, 1));
  helpers h = {declare_native(&m, "x.fires", 0, 0, fires), declare(&m, "x.finalizes", 1, 0, 1),
               native(&m, "x.notified", notified, 0, 0, 0, NULL)};
  EXPECT(loam_function_define_native(m.runtime, h.finalizes, finalizes) == LOAM_OK);
  RUN(run(&m, native(&m, "x.waits", waits, 0, 0, 0, &h), NULL, NULL));
  machine_close(&m);
  return NULL;
}

// ---- too much ----

static loam_native_status asks_too_much(loam_context *context) {
  loam_function *const *functions = loam_native_user(context); // one argument, a pointer; too many words
  void *channel = context;
  uint64_t into_stack = (uintptr_t)context->frame;
  SUCCEED(loam_channel_create(context, &int_type, -1, &channel) == LOAM_INVALID_ARGUMENT);
  SUCCEED(loam_channel_create(context, &int_type, INT64_MAX, &channel) == LOAM_INVALID_ARGUMENT);
  SUCCEED(loam_channel_create(context, NULL, 0, &channel) == LOAM_INVALID_ARGUMENT);
  SUCCEED(loam_channel_create(context, &int_type, 1ll << 37, &channel) == LOAM_NO_MEMORY);
  SUCCEED(channel == context); // as before
  SUCCEED(loam_context_allocate(context, &int_type, -1) == NULL);
  SUCCEED(loam_context_allocate(context, &int_type, INT64_MAX) == NULL);
  SUCCEED(loam_context_allocate(context, &int_type, 1ll << 37) == NULL);
  SUCCEED(loam_context_allocate_bytes(context, UINT64_MAX) == NULL);

  SUCCEED(loam_context_spawn(context, NULL, NULL, NULL) == LOAM_INVALID_ARGUMENT);
  SUCCEED(loam_context_spawn(context, functions[0], NULL, NULL) == LOAM_INVALID_ARGUMENT);
  SUCCEED(loam_context_spawn(context, functions[0], &into_stack, NULL) == LOAM_INVALID_ARGUMENT);
  SUCCEED(loam_context_spawn(context, functions[1], (uint64_t[LOAM_SPAWN_WORDS + 1]){0}, NULL) ==
          LOAM_INVALID_ARGUMENT);
  SUCCEED(loam_native_spawn(context, functions[0], (uint64_t[]){0}, 0, NULL) == LOAM_INVALID_ARGUMENT);
  SUCCEED(loam_native_spawn(context, NULL, NULL, 0, NULL) == LOAM_INVALID_ARGUMENT);
  SUCCEED(loam_native_spawn(context, functions[2], NULL, UINT64_MAX, NULL) == LOAM_INVALID_ARGUMENT);
  SUCCEED(loam_native_call(context, NULL, NULL, NULL, NULL) == LOAM_INVALID_ARGUMENT);
  SUCCEED(loam_native_call(context, functions[0], NULL, NULL, NULL) == LOAM_INVALID_ARGUMENT);
  // Two goroutines may exist: this one and another.
  SUCCEED(loam_context_spawn(context, functions[2], NULL, NULL) == LOAM_OK);
  SUCCEED(loam_context_spawn(context, functions[2], NULL, NULL) == LOAM_LIMIT);
  SUCCEED(loam_native_spawn(context, functions[2], NULL, 0, NULL) == LOAM_LIMIT);
  return LOAM_NATIVE_DONE;
}

static const char *too_much(void) {
  static machine m;
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.maximum_goroutines = 2;
  configuration.address_space = 1ull << 32;
  configuration.workers = 1;
  m.runtime = loam_runtime_create(&configuration, NULL, NULL);
  EXPECT(m.runtime != NULL);
  loam_function *functions[] = {declare(&m, "x.one", 1, 0, 1), declare(&m, "x.many", LOAM_SPAWN_WORDS + 1, 0, 0),
                                native(&m, "x.notified", notified, 0, 0, 0, NULL)};
  RUN(run(&m, native(&m, "x.asks_too_much", asks_too_much, 0, 0, 0, functions), NULL, NULL));
  machine_close(&m);
  return NULL;
}

// ---- blocking calls in steps ----

enum { BLOCKERS = 12 };
static _Atomic uint64_t turned_away, blocked;

typedef struct blocks_frame {
  loam_step_record record;
} blocks_frame;
static loam_step blocks(loam_context *context, void *frame, uint32_t state) {
  if (!loam_context_enter_blocking(context)) {
    turned_away++;
    return loam_step_block(state);
  }
  nanosleep(&(struct timespec){.tv_nsec = 3000000}, NULL);
  loam_context_leave_blocking(context);
  blocked++;
  return (void)frame, loam_step_done();
}

static loam_native_status starts_blockers(loam_context *context) {
  for (int i = 0; i < BLOCKERS; i++)
    SUCCEED(loam_context_spawn(context, loam_native_user(context), NULL, NULL) == LOAM_OK);
  AWAIT(blocked == BLOCKERS);
  return LOAM_NATIVE_DONE;
}

static const char *blocking_steps(void) {
  static machine m;
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.workers = 1;
  configuration.maximum_threads = 2;
  m.runtime = loam_runtime_create(&configuration, NULL, NULL);
  turned_away = blocked = 0;
  EXPECT(m.runtime != NULL);
  loam_step_description description = {
      .name = "x.blocks", .function = blocks, .frame_size = sizeof(blocks_frame), .record_offset = 0};
  loam_function *function = NULL;
  EXPECT(loam_step_define(m.runtime, &description, &function) == LOAM_OK);
  RUN(run(&m, native(&m, "x.starts", starts_blockers, 0, 0, 0, function), NULL, NULL));
  EXPECT(turned_away > 0);
  machine_close(&m);
  return NULL;
}

// ---- what the list of events says ----

static const char *kinds(void) {
  for (uint32_t kind = 0; kind < LOAM_EVENT_COUNT; kind++) {
    const loam_event_information *information = loam_event_info(kind);
    EXPECT(information != NULL && information->name[0] != 0 && information->text[0] != 0);
    EXPECT((information->group & (information->group - 1)) == 0 && information->group <= LOAM_EVENTS_CHOICES);
    for (uint32_t i = 0; i < LOAM_EVENT_ARGUMENTS; i++)
      EXPECT((information->arguments[i].form == LOAM_FORM_NONE) == (information->arguments[i].name[0] == 0));
  }
  EXPECT(loam_event_info(LOAM_EVENT_COUNT) == NULL && loam_event_info(UINT32_MAX) == NULL);
  return NULL;
}

const check_case context_cases[] = {
    {"context: texts, arguments, traces, figures and clocks of a body", looking},
    {"context: timers fire once, waiters wake by ticket, finalizers run", waiting},
    {"context: what cannot be made, called or started is refused, each with its status", too_much},
    {"context: steps that block one thread each wait for room without one", blocking_steps},
    {"context: each kind of event is described, and no other", kinds},
    {NULL, NULL},
};
