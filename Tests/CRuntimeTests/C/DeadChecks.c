// SPDX-License-Identifier: Apache-2.0
//
// DeadChecks.c — after an invariant of ours broke, every public function answers LOAM_DEAD, or nothing, and the runtime
// can be destroyed; without a runtime they answer LOAM_INVALID_ARGUMENT, or nothing. The break is made by the internal
// report.
#include "assemble.h"
#include "include/loam_step_macros.h"
#include "runtime.h"

static char told[32];
static void tell(void *context, const char *tag, const char *text) {
  (void)context, (void)text;
  snprintf(told, sizeof told, "%s", tag);
}
static void drop(void *context, const char *bytes, size_t length) { (void)context, (void)bytes, (void)length; }

static loam_runtime *open_told(void) {
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.hooks.bug = tell;
  configuration.hooks.write_error = drop;
  configuration.workers = 1;
  return loam_runtime_create(&configuration, NULL, NULL);
}

typedef struct small_frame {
  loam_step_record record;
  int64_t result;
} small_frame;

// The invariant breaks in the middle of a step: what it asks for afterwards is refused.
LOAM_STEP(breaking, small_frame) {
  LOAM_BEGIN;
  loam_bug(context->runtime, "step.frame", "made by a test");
  {
    void *channel = NULL;
    if (loam_context_allocate(context, &int_type, 1) == NULL) f->result |= 1;
    if (loam_context_allocate_bytes(context, 8) == NULL) f->result |= 2;
    if (loam_channel_create(context, &int_type, 0, &channel) == LOAM_DEAD) f->result |= 4;
    if (loam_context_spawn(context, loam_step_self(context), NULL, NULL) == LOAM_DEAD) f->result |= 8;
    if (loam_native_spawn(context, loam_step_self(context), NULL, 0, NULL) == LOAM_DEAD) f->result |= 16;
    if (loam_step_status(loam_channel_send(context, 0, NULL, NULL)) == LOAM_DEAD) f->result |= 32;
    if (loam_step_status(loam_channel_receive(context, 0, NULL, NULL, NULL)) == LOAM_DEAD) f->result |= 64;
    if (loam_step_status(loam_channel_close(context, 0, NULL)) == LOAM_DEAD) f->result |= 128;
    if (loam_step_status(loam_channel_select(context, 0, NULL, 0, 0)) == LOAM_DEAD) f->result |= 256;
  }
  LOAM_END;
}
static const loam_step_description breaking_description = {LOAM_DESCRIBE(breaking, small_frame, 0, 0)};

static bool visit(void *context, const loam_object *object) { return (void)context, (void)object, true; }

// Every function that answers a status, on `runtime` (dead, or NULL).
static const char *statuses(loam_runtime *runtime, loam_function *function, loam_status expected) {
  loam_code code = {.words = (const uint64_t[]){0, 0}, .word_count = 2};
  loam_step_description step = breaking_description;
  loam_native_description native = {.name = "x"};
  loam_error_types types = {0};
  loam_events_configuration events;
  loam_stack_place place;
  loam_handle handle;
  loam_function *out;
  void *object;
  bool done;
  loam_events_configuration_init(&events);
  EXPECT(loam_function_define(runtime, function, &code) == expected);
  EXPECT(loam_function_define_native(runtime, function, NULL) == expected);
  EXPECT(loam_step_define(runtime, &step, &out) == expected);
  EXPECT(loam_native_define(runtime, &native, &out) == expected);
  EXPECT(loam_runtime_spawn(runtime, function, NULL, NULL) == expected);
  EXPECT(loam_runtime_spawn_native(runtime, function, NULL, 0, NULL) == expected);
  EXPECT(loam_runtime_call(runtime, function, NULL, NULL).status == expected);
  EXPECT(loam_runtime_run(runtime, function).status == expected);
  EXPECT(loam_runtime_set_error_types(runtime, &types) == expected);
  EXPECT(loam_handle_create(runtime, NULL, &handle) == expected);
  EXPECT(loam_handle_release(runtime, 1) == expected);
  EXPECT(loam_handle_get(runtime, 1, &object) == expected);
  EXPECT(loam_handle_set(runtime, 1, NULL) == expected);
  EXPECT(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == expected);
  EXPECT(loam_collect_start(runtime, LOAM_COLLECT_FORCED) == expected);
  EXPECT(loam_collect_mark(runtime, 1, &done) == expected);
  EXPECT(loam_collect_finish(runtime) == expected);
  EXPECT(loam_collect_sweep(runtime, 1, &done) == expected);
  EXPECT(loam_mark_begin(runtime) == expected);
  EXPECT(loam_mark_finish(runtime) == expected);
  EXPECT(loam_events_start(runtime, &events) == expected);
  EXPECT(loam_where_frame(runtime, &step, &place) == expected);
  EXPECT(loam_heap_each(runtime, visit, NULL) == expected);
  EXPECT(loam_runtime_hold(runtime) == expected && loam_runtime_release(runtime) == expected);
  loam_status status;
  EXPECT(loam_trace_open(runtime, &(loam_trace_configuration){0}, &status) == NULL && status == expected);
  return NULL;
}

// Those that answer something else.
static const char *others(loam_runtime *runtime) {
  loam_string none = {NULL, 0};
  loam_goroutine_info info;
  loam_stack_history history;
  static loam_memory_statistics memory;
  loam_stack_statistics stacks;
  loam_heap_statistics heap;
  EXPECT(loam_function_create(runtime, none, none, 0, 0, 0, NULL, 0) == NULL);
  EXPECT(loam_global_create(runtime, &int_type) == NULL);
  EXPECT(loam_permanent_allocate(runtime, 8, 8) == NULL);
  EXPECT(loam_itab_get(runtime, &int_type, &int_type, NULL) == NULL);
  EXPECT(loam_event_reader_create(runtime) == NULL);
  EXPECT(loam_mark_drain(runtime, 0, 1, true) && loam_sweep(runtime, 1));
  bool more = true;
  loam_collect_counts counts = {.cycles = 1};
  EXPECT(loam_scavenge(runtime, 1, &more) == 0 && !more);
  loam_collect_get_counts(runtime, &counts);
  EXPECT(counts.cycles == 0);
  loam_collect_report(runtime, LOAM_COLLECT_FORCED, 1, 1, 0);
  loam_events_stop(runtime);
  loam_events_discard(runtime);
  EXPECT(loam_events_groups(runtime) == 0 && loam_events_written(runtime) == 0);
  EXPECT(loam_where(runtime, &more).kind == LOAM_WHERE_UNKNOWN);
  EXPECT(loam_release_free_pages(runtime, 0) == 0);
  loam_collect_set_trigger(runtime, 1);
  EXPECT(loam_collect_set_percent(runtime, 50) == 0);
  EXPECT(loam_runtime_set_workers(runtime, 2) == 0 && loam_runtime_set_maximum_threads(runtime, 2) == 0);
  EXPECT(loam_runtime_set_maximum_stack(runtime, 1) == 0 && loam_runtime_set_memory_limit(runtime, 1) == 0);
  EXPECT(loam_handle_count(runtime) == 0 && loam_handle_list(runtime, NULL, 0) == 0);
  EXPECT(loam_runtime_goroutines(runtime, &info, 1) == 0);
  EXPECT(loam_runtime_stack_history(runtime, 1, &history, 1) == 0);
  loam_runtime_memory_statistics(runtime, &memory);
  loam_runtime_stack_statistics(runtime, &stacks);
  loam_runtime_heap_statistics(runtime, &heap);
  EXPECT(memory.system_total == 0 && stacks.stacks == 0);
  loam_runtime_interrupt(runtime);
  return NULL;
}

// Nothing to work on, or no place for what is asked: 0, or nothing at all.
static const char *nothing(loam_runtime *runtime) {
  char text[4] = "xxx";
  loam_switch_count count;
  EXPECT(loam_collect_current_phase(NULL) == LOAM_PHASE_OFF && loam_collect_percent(NULL) == 0);
  EXPECT(loam_world_stop(NULL) == 0);
  loam_world_start(NULL);
  EXPECT(loam_runtime_last_error(NULL)[0] == 0 && loam_runtime_function_at(NULL, NULL) == NULL);
  EXPECT(loam_runtime_switches(NULL, &count, 1) == 0 && loam_runtime_switches(runtime, NULL, 1) > 1);
  EXPECT(loam_event_function(NULL, 1) == NULL && loam_event_address(NULL, 1) == 1);
  EXPECT(loam_event_describe(NULL, NULL, text, sizeof text) == 0 && text[0] == 0);
  EXPECT(loam_event_reader_read(NULL, NULL, 1) == 0 && loam_event_reader_lost(NULL) == 0);
  loam_event_reader_destroy(NULL);
  loam_trace_step(NULL);
  EXPECT(loam_trace_close(NULL).events == 0);
  loam_configuration_init(NULL);
  loam_events_configuration_init(NULL);
  loam_runtime_memory_statistics(runtime, NULL);
  loam_runtime_stack_statistics(runtime, NULL);
  loam_runtime_heap_statistics(runtime, NULL);
  loam_collect_get_counts(runtime, NULL);
  EXPECT(loam_runtime_goroutines(runtime, NULL, 1) == 0 && loam_runtime_stack_history(runtime, 1, NULL, 1) == 0);
  EXPECT(loam_map_length(NULL) == 0 && loam_map_read(NULL, NULL, NULL, NULL, 1) == 0);
  return NULL;
}

static const char *without_arguments(void) {
  loam_runtime *runtime = open_told();
  loam_function *out;
  EXPECT(runtime != NULL);
  RUN(nothing(runtime));
  loam_string none = {NULL, 0};
  loam_function *function = loam_function_create(runtime, none, none, 0, 0, 0, NULL, 0);
  EXPECT(loam_function_define(runtime, function, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_function_define_native(runtime, function, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_step_define(runtime, NULL, &out) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_step_define(runtime, &breaking_description, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_native_define(runtime, NULL, &out) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_runtime_set_error_types(runtime, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_heap_each(runtime, NULL, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_where_frame(runtime, &out, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_handle_get(runtime, 1, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_global_create(runtime, NULL) == NULL && loam_itab_get(runtime, NULL, NULL, NULL) == NULL);
  loam_status status;
  EXPECT(loam_trace_open(runtime, NULL, &status) == NULL && status == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_trace_open(runtime, &(loam_trace_configuration){0}, NULL) == NULL); // without a way to write
  EXPECT(loam_runtime_destroy(runtime) == LOAM_OK);
  return NULL;
}

static const char *dead(void) {
  loam_runtime *runtime = open_told();
  loam_function *function = NULL;
  EXPECT(runtime != NULL && loam_step_define(runtime, &breaking_description, &function) == LOAM_OK);
  uint64_t result = 0;
  loam_outcome outcome = {.results = &result};
  told[0] = 0;
  EXPECT(loam_runtime_call(runtime, function, NULL, &outcome).status == LOAM_DEAD);
  EXPECT(strcmp(told, "step.frame") == 0 && result == 511);
  RUN(statuses(runtime, function, LOAM_DEAD));
  RUN(others(runtime));
  loam_runtime_destroy(runtime);
  RUN(statuses(NULL, function, LOAM_INVALID_ARGUMENT));
  RUN(others(NULL));
  EXPECT(loam_runtime_destroy(NULL) == LOAM_OK);
  return NULL;
}

// On a machine stack; then main, which would sleep for an hour, is not waited for.
static loam_native_status breaks_body(loam_context *context) {
  uint64_t *result = loam_native_user(context);
  uint32_t selected;
  loam_bug(context->runtime, "native.suspended", "made by a test");
  if (loam_native_send(context, NULL, NULL) == LOAM_DEAD) *result |= 2;
  if (loam_native_receive(context, NULL, NULL, NULL) == LOAM_DEAD) *result |= 4;
  if (loam_native_close(context, NULL) == LOAM_DEAD) *result |= 8;
  if (loam_native_select(context, NULL, 0, LOAM_FOREVER, &selected) == LOAM_DEAD) *result |= 16;
  if (loam_native_call(context, NULL, NULL, NULL, NULL) == LOAM_DEAD) *result |= 32;
  if (loam_native_handle(context, NULL) == NULL) *result |= 64;
  return LOAM_NATIVE_DONE;
}
static loam_native_status sleeping_body(loam_context *context) {
  (void)loam_context_sleep(context, 3600000000000);
  return LOAM_NATIVE_DONE;
}

static const char *dead_run(void) {
  for (int alone = 0; alone < 2; alone++) {
    uint64_t result = 0;
    loam_runtime *runtime = open_told();
    EXPECT(runtime != NULL);
    loam_native_description breaking_native = {.name = "breaks", .body = breaks_body, .user = &result};
    loam_native_description sleeping_native = {.name = "sleeps", .body = sleeping_body};
    loam_function *breaks, *sleeps;
    EXPECT(loam_native_define(runtime, &breaking_native, &breaks) == LOAM_OK);
    EXPECT(loam_native_define(runtime, &sleeping_native, &sleeps) == LOAM_OK);
    if (!alone) EXPECT(loam_runtime_spawn(runtime, breaks, NULL, NULL) == LOAM_OK);
    loam_outcome outcome = {0};
    EXPECT(loam_runtime_call(runtime, alone ? breaks : sleeps, NULL, &outcome).status == LOAM_DEAD);
    EXPECT(strcmp(told, "native.suspended") == 0 && result == 126 && loam_outcome_ended(&outcome));
    EXPECT(loam_runtime_destroy(runtime) == LOAM_OK);
  }
  return NULL;
}

const check_case dead_cases[] = {
    {"dead: a run ends when an invariant breaks, whatever waits in it", dead_run},
    {"dead: after a broken invariant every public function refuses, and destroy works", dead},
    {"dead: no public function falls over a NULL for a runtime, a description or a place", without_arguments},
    {NULL, NULL},
};
