// SPDX-License-Identifier: Apache-2.0
//
// MisuseChecks.c — hosts that make mistakes get a status: calls from the wrong place, handles and functions that are
// no good, places that are too small. (NULL for a runtime: DeadChecks.c.)
#include "assemble.h"
#include "include/loam_step_macros.h"

#include <pthread.h>
#include <sched.h>

typedef struct asks_frame {
  struct {
    uint64_t failures;
  } call;
  void *channel;
  loam_step_record record;
  uint64_t failures; // result: a bit for each answer that was not the right one
} asks_frame;
static const uint32_t asks_pointers[] = {offsetof(asks_frame, channel)};

static loam_function *define(loam_runtime *runtime, loam_step_description description, void *user) {
  loam_function *function = NULL;
  description.user = user;
  return loam_step_define(runtime, &description, &function) == LOAM_OK ? function : NULL;
}

// Runs a function without arguments; its one result, or UINT64_MAX when the run did not end well.
static uint64_t result_of(machine *m, const loam_function *function) {
  uint64_t result = 0;
  loam_outcome outcome = {.results = &result};
  if (function == NULL) return UINT64_MAX;
  m->length = 0;
  return loam_runtime_call(m->runtime, function, NULL, &outcome).status == LOAM_OK ? result : UINT64_MAX;
}

// ---- from within ----

// What would wait for the caller to come to rest or to end.
static uint64_t wrong_within(loam_runtime *runtime, const loam_function *function) {
  uint64_t failures = 0;
  if (loam_runtime_call(runtime, function, NULL, NULL).status != LOAM_WRONG_STATE) failures |= 1;
  if (loam_runtime_spawn(runtime, function, NULL, NULL) != LOAM_WRONG_STATE) failures |= 2;
  if (loam_runtime_spawn_native(runtime, function, NULL, 0, NULL) == LOAM_OK) failures |= 4;
  if (loam_collect_now(runtime, LOAM_COLLECT_FORCED) != LOAM_WRONG_STATE) failures |= 8;
  if (loam_collect_start(runtime, LOAM_COLLECT_FORCED) != LOAM_WRONG_STATE) failures |= 16;
  if (loam_runtime_destroy(runtime) != LOAM_WRONG_STATE) failures |= 32;
  return failures;
}

// What needs a machine stack of the caller's own.
static uint64_t machine_stack_only(loam_context *context, void *channel, const loam_function *function) {
  uint64_t failures = 0;
  int64_t value = 0;
  uint32_t selected;
  loam_select_case one = {.channel = channel, .receive = &value};
  if (loam_native_send(context, channel, &value) != LOAM_WRONG_STATE) failures |= 1;
  if (loam_native_receive(context, channel, &value, NULL) != LOAM_WRONG_STATE) failures |= 2;
  if (loam_native_close(context, channel) != LOAM_WRONG_STATE) failures |= 4;
  if (loam_native_select(context, &one, 1, 0, &selected) != LOAM_WRONG_STATE) failures |= 8;
  if (loam_native_call(context, function, NULL, NULL, NULL) != LOAM_WRONG_STATE) failures |= 16;
  if (loam_native_user(context) != NULL || loam_native_handle(context, channel) != NULL) failures |= 32;
  loam_handle_scope_close(context, loam_handle_scope_open(context));
  loam_native_yield(context);
  return failures;
}

LOAM_STEP(asks, asks_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->channel, &int_type, 1);
  f->failures = wrong_within(context->runtime, loam_step_self(context));
  f->failures |= machine_stack_only(context, f->channel, loam_step_self(context)) << 8;
  LOAM_CALL(loam_step_user(context));
  f->failures |= f->call.failures << 16;
  LOAM_END;
}

// Called by the step above.
static loam_native_status asks_as_native(loam_context *context) {
  loam_frame_info caller;
  if (loam_context_frames(context, 0, &caller, 1) != 1) return loam_context_panic_string(context, "nobody called");
  uint64_t failures = machine_stack_only(context, NULL, caller.function);
  loam_argument(context, 0) = failures << 8 | wrong_within(context->runtime, caller.function);
  return LOAM_NATIVE_DONE;
}

static const char *from_within(void) {
  static machine m;
  EXPECT(machine_open(&m, NULL, 2));
  loam_function *native = declare_native(&m, "x.asks", 0, 1, asks_as_native);
  loam_step_description description = {LOAM_DESCRIBE(asks, asks_frame, LOAM_BYTES(asks_frame, call, call), 0),
                                       LOAM_POINTERS(asks_pointers)};
  EXPECT(native != NULL && result_of(&m, define(m.runtime, description, native)) == 0);
  machine_close(&m);
  return NULL;
}

// ---- from several threads, and with the world stopped ----

typedef struct waits_frame {
  loam_step_record record;
  void *never; // argument: nil
} waits_frame;

LOAM_STEP(waits, waits_frame) {
  LOAM_BEGIN;
  if (loam_step_user(context) != NULL) atomic_store((atomic_bool *)loam_step_user(context), true);
  LOAM_SLEEP(20000000);
  LOAM_END;
}

typedef struct runner {
  loam_runtime *runtime;
  loam_function *function;
  loam_status status;
} runner;

static void *run_it(void *argument) {
  runner *r = argument;
  r->status = loam_runtime_run(r->runtime, r->function).status;
  return NULL;
}

static const char *at_once(void) {
  enum { RUNNERS = 4 };
  static machine m;
  runner runners[RUNNERS];
  pthread_t threads[RUNNERS];
  uint32_t ran = 0, refused = 0;
  atomic_bool runs = false;
  EXPECT(machine_open(&m, NULL, 2));
  loam_function *function = define(m.runtime, (loam_step_description){LOAM_DESCRIBE(waits, waits_frame, 0, 0)}, &runs);
  EXPECT(function != NULL);
  for (int i = 0; i < RUNNERS; i++) {
    runners[i] = (runner){m.runtime, function, LOAM_OK};
    EXPECT(pthread_create(&threads[i], NULL, run_it, &runners[i]) == 0);
  }
  while (!atomic_load(&runs)) sched_yield();
  EXPECT(loam_runtime_destroy(m.runtime) == LOAM_WRONG_STATE); // it sleeps for 20 ms more
  for (int i = 0; i < RUNNERS; i++) {
    pthread_join(threads[i], NULL);
    *(runners[i].status == LOAM_OK ? &ran : &refused) += 1;
    EXPECT(runners[i].status == LOAM_OK || runners[i].status == LOAM_WRONG_STATE);
  }
  EXPECT(ran >= 1 && ran + refused == RUNNERS);
  machine_close(&m);
  return NULL;
}

static const char *stopped_by_oneself(void) {
  static machine m;
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *function = define(m.runtime, (loam_step_description){LOAM_DESCRIBE(waits, waits_frame, 0, 0)}, NULL);
  EXPECT(function != NULL);
  loam_world_start(m.runtime); // nobody has stopped it
  loam_world_stop(m.runtime);
  EXPECT(loam_runtime_run(m.runtime, function).status == LOAM_WRONG_STATE);
  EXPECT(loam_runtime_spawn(m.runtime, function, NULL, NULL) == LOAM_WRONG_STATE);
  EXPECT(loam_collect_start(m.runtime, LOAM_COLLECT_FORCED) == LOAM_WRONG_STATE);
  loam_world_start(m.runtime);
  EXPECT(loam_mark_drain(m.runtime, LOAM_MARKERS, 1, true)); // no such marker
  EXPECT(loam_runtime_run(m.runtime, function).status == LOAM_OK);
  machine_close(&m);
  return NULL;
}

// ---- what is passed ----

static const char *foreign_function(void) {
  static machine m, other;
  EXPECT(machine_open(&m, NULL, 1) && machine_open(&other, NULL, 1));
  loam_function *function = define(m.runtime, (loam_step_description){LOAM_DESCRIBE(waits, waits_frame, 0, 0)}, NULL);
  EXPECT(function != NULL);
  EXPECT(loam_runtime_run(other.runtime, function).status == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_runtime_spawn(other.runtime, function, NULL, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_runtime_run(other.runtime, NULL).status == LOAM_INVALID_ARGUMENT);
  machine_close(&other);
  machine_close(&m);
  return NULL;
}

static const char *refused_with(loam_configuration configuration, const char *why) {
  loam_status status = LOAM_OK;
  const char *message = NULL;
  EXPECT(loam_runtime_create(&configuration, &status, &message) == NULL);
  EXPECT(status == LOAM_INVALID_ARGUMENT && message != NULL && strstr(message, why) != NULL);
  return NULL;
}

static const char *settings(void) {
  static const char *const missing[] = {"one", NULL};
  RUN(refused_with((loam_configuration){.initial_stack = 3000}, "power of two"));
  RUN(refused_with((loam_configuration){.initial_stack = 1024}, "power of two"));
  RUN(refused_with((loam_configuration){.maximum_stack = 1000}, "maximum stack"));
  RUN(refused_with((loam_configuration){.argument_count = -1}, "argument"));
  RUN(refused_with((loam_configuration){.argument_count = 1}, "argument"));
  RUN(refused_with((loam_configuration){.argument_count = 2, .arguments = missing}, "argument"));
  RUN(refused_with((loam_configuration){.debug = "movestak=1"}, "unknown"));
  loam_runtime *runtime = loam_runtime_create(NULL, NULL, NULL); // with the defaults
  EXPECT(runtime != NULL && loam_runtime_destroy(runtime) == LOAM_OK);
  return NULL;
}

// A place of 8 bytes at the stack's high end, for an element of 48.
static const loam_type wide_type = {.size = 48, .align = 8, .kind = LOAM_KIND_STRUCT};
typedef struct narrow_frame {
  void *channel;
  int64_t how, wide[6];
  loam_step_record record;
  int64_t how_argument;
  int64_t last;
} narrow_frame;
static const uint32_t narrow_pointers[] = {offsetof(narrow_frame, channel)};

LOAM_STEP(narrow, narrow_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->channel, &wide_type, 1);
  LOAM_SEND(f->channel, f->wide);
  if (f->how_argument == 0) LOAM_RECEIVE(f->channel, &f->last + 2, NULL);
  if (f->how_argument == 1) LOAM_SELECT(LOAM_FOREVER, LOAM_CASE_RECEIVE(f->channel, &f->last + 2, NULL));
  if (f->how_argument == 2) LOAM_SEND(f->channel, NULL);
  if (f->how_argument == 3) LOAM_RECEIVE(f->channel, f->wide, NULL);
  LOAM_END;
}

static const char *places(void) {
  static machine m;
  EXPECT(machine_open(&m, NULL, 1));
  loam_step_description description = {LOAM_DESCRIBE(narrow, narrow_frame, 0, 8), LOAM_POINTERS(narrow_pointers)};
  loam_function *function = define(m.runtime, description, NULL);
  EXPECT(function != NULL);
  for (uint64_t how = 0; how < 4; how++) {
    m.length = 0;
    loam_status status = loam_runtime_call(m.runtime, function, &how, NULL).status;
    EXPECT(status == (how == 3 ? LOAM_OK : LOAM_PANICKED));
    EXPECT(how >= 2 || machine_says(&m, "a step receives to a place outside its stack"));
    EXPECT(how != 2 || machine_says(&m, "a step sends no value"));
  }
  machine_close(&m);
  return NULL;
}

// ---- scopes ----

static loam_native_status scopes(loam_context *context) {
  enum { MANY = 100 }; // several blocks
  void *object = loam_context_allocate_bytes(context, 16);
  void **first = loam_native_handle(context, object);
  loam_handle_scope outer = loam_handle_scope_open(context);
  for (int i = 0; i < MANY; i++) loam_native_handle(context, object);
  loam_handle_scope inner = loam_handle_scope_open(context);
  for (int i = 0; i < MANY; i++) loam_native_handle(context, object);
  loam_handle_scope_close(context, outer);
  void **second = loam_native_handle(context, object);
  loam_handle_scope_close(context, inner); // ended with the outer one
  void **third = loam_native_handle(context, NULL);
  loam_handle_scope_close(context, outer);
  loam_handle_scope_close(context, outer);
  loam_context_collect(context);
  uint64_t right = first != NULL && *first == object && second == first + 1 && third == second + 1;
  loam_argument(context, 0) = right;
  return LOAM_NATIVE_DONE;
}

static const char *scopes_closed_twice(void) {
  static machine m;
  EXPECT(machine_open(&m, "poison=1,checkptr=1", 1));
  loam_function *function = NULL;
  loam_native_description description = {.name = "x.scopes", .body = scopes, .result_words = 1};
  EXPECT(loam_native_define(m.runtime, &description, &function) == LOAM_OK);
  EXPECT(result_of(&m, function) == 1);
  machine_close(&m);
  return NULL;
}

const check_case misuse_cases[] = {
    {"misuse: what would wait for the calling step or native itself is refused", from_within},
    {"misuse: of threads that run or destroy a runtime at once one is let in", at_once},
    {"misuse: a thread that has stopped the world starts nothing", stopped_by_oneself},
    {"misuse: a function of another runtime is refused", foreign_function},
    {"misuse: settings that make no sense are refused, each with its reason", settings},
    {"misuse: an element that does not fit where a step wants it is not written", places},
    {"misuse: a scope of handles that has ended already may be closed again", scopes_closed_twice},
    {NULL, NULL},
};
