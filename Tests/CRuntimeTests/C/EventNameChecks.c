// SPDX-License-Identifier: Apache-2.0
//
// EventNameChecks.c — what the log calls things: variables, the lines of step functions, what a select waits for; and
// the order of events of native goroutines.
#include "event_order.h"
#include "include/loam_step_macros.h"
#include "native_check.h"

enum { EVENTS = 4096, TEXT_LENGTH = 200 };

/// Reads the whole log into `events`; their number.
static uint64_t read_log(machine *m, loam_event *events) {
  loam_event_reader *reader = loam_event_reader_create(m->runtime);
  uint64_t count = reader == NULL ? 0 : loam_event_reader_read(reader, events, EVENTS);
  loam_event_reader_destroy(reader);
  return count;
}

static bool start_log(machine *m, uint32_t groups) {
  loam_events_configuration configuration;
  loam_events_configuration_init(&configuration);
  configuration.groups = groups;
  return loam_events_start(m->runtime, &configuration) == LOAM_OK;
}

// ---- variables ----

// main: slot 2 = &slot 4, slot 3 = &slot 2, three calls in a loop. `p` is slot 2, `pair` slots 3 and 4 (of which 3
// holds a pointer), of type string; `early` was in slot 2 before the loop, and `held` is a variable of a closure at
// byte 16.
static loam_function *make_pointers(machine *m) {
  assembly a;
  loam_function *start = declare(m, "main.main", 0, 0, 0), *callee = declare(m, "main.callee", 0, 0, 0);
  begin(&a, 2);
  leave(&a);
  if (!finish(m, &a, callee)) return NULL;
  begin(&a, 6);
  emit(&a, OP(ADDR, 2, 4, 0));
  emit(&a, OP(ADDR, 3, 2, 0));
  constant(&a, 5, 3);
  uint32_t top = a.count;
  call(&a, callee, 1 << 2 | 1 << 3);
  emit(&a, OP(ADDI, 5, 5, -1));
  LOOP(&a, JNEI_P, 5, 0, top, 1 << 2 | 1 << 3);
  leave(&a);
  emit(&a, LOAM_SAFEPOINT(0, a.frame, a.count));
  emit(&a, OP(PANIC_RETURN, 0, 0, 0));
#define TEXT_OF(bytes) ((loam_string){(const uint8_t *)(bytes), sizeof(bytes) - 1})
  const loam_variable variables[] = {
      {.name = TEXT_OF("held"), .type = &pointer_type, .slot = 2, .end = 100, .captured = true},
      {.name = TEXT_OF("p"), .type = &pointer_type, .slot = 2, .start = top, .end = 100},
      {.name = TEXT_OF("early"), .type = &pointer_type, .slot = 2, .end = top},
      {.name = TEXT_OF("boxed"), .type = &string_type, .slot = 1, .end = 100, .boxed = true},
      {.name = TEXT_OF("pair"), .type = &string_type, .slot = 3, .end = 100},
  };
  loam_code code = {.words = a.words,
                    .word_count = a.count,
                    .frame_slots = a.frame,
                    .maps = a.maps,
                    .map_words = 1,
                    .map_count = a.map_count,
                    .variables = variables,
                    .variable_count = sizeof variables / sizeof variables[0]};
  return loam_function_define(m->runtime, start, &code) == LOAM_OK ? start : NULL;
}

static const char *variables(void) {
  static machine m;
  static loam_event events[EVENTS];
  EXPECT(machine_open(&m, "movestack=1", 1));
  loam_function *start = make_pointers(&m);
  EXPECT(start != NULL && start_log(&m, LOAM_EVENTS_STACKS | LOAM_EVENTS_SLOTS));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  uint64_t count = read_log(&m, events), p = 0, pair = 0;
  char text[TEXT_LENGTH], expected[TEXT_LENGTH];
  for (uint64_t i = 0; i < count; i++) {
    if (events[i].kind != LOAM_EVENT_SLOT) continue;
    uint32_t slot = (uint32_t)events[i].arguments[1];
    EXPECT(slot == 2 || slot == 3);
    snprintf(expected, sizeof expected, "w0 g%llu slot at main.main:1 frame 0 %s offset %llu B old heap+",
             (unsigned long long)events[i].goroutine, slot == 2 ? "p (slot 2)" : "pair (slot 3)",
             (unsigned long long)events[i].arguments[2]);
    EXPECT(loam_event_describe(m.runtime, &events[i], text, sizeof text) == strlen(text));
    EXPECT(strncmp(text, expected, strlen(expected)) == 0);
    *(slot == 2 ? &p : &pair) += 1;
  }
  EXPECT(p >= 2 && p == pair);
  // The rest of the names, on events made up from a true one.
  loam_event event = {.kind = LOAM_EVENT_SLOT, .worker = LOAM_EVENT_OTHERS, .goroutine = 9};
  event.arguments[0] = (uint64_t)start->number << 32;
#define SAYS(frame, slot, says)                                                                                        \
  event.arguments[1] = (uint64_t)(frame) << 32 | (slot);                                                               \
  loam_event_describe(m.runtime, &event, text, sizeof text);                                                           \
  EXPECT(strstr(text, says) != NULL)
  SAYS(0, 2, "- g9 slot at main.main:1 frame 0 early (slot 2) offset 0 B old nil new nil");
  SAYS(7, 4, " frame 7 pair+8 (slot 4) ");
  SAYS(0, 1, " frame 0 boxed (slot 1) ");
  SAYS(0, 5, " frame 0 slot 5 ");
  SAYS(LOAM_EVENT_CALLEE, 5, " frame callee argument 5 ");
  // Cut off, and told how long it is.
  uint64_t length = loam_event_describe(m.runtime, &event, text, 20);
  EXPECT(length > 40 && strlen(text) == 19 && loam_event_describe(m.runtime, &event, NULL, 0) == length);
  machine_close(&m);
  return NULL;
}

// ---- the lines of step functions ----

typedef struct walker_frame {
  void *channel;
  loam_step_record record;
} walker_frame;

static loam_goroutine_info asleep[4];
static uint64_t asleep_count;

enum { SLEEPS_AT = __LINE__ + 3 };
LOAM_STEP(sleeper, walker_frame) {
  LOAM_BEGIN;
  LOAM_SLEEP(1000000000);
  LOAM_END;
}

enum { SPAWNS_AT = __LINE__ + 3, YIELDS_AT, PANICS_AT = YIELDS_AT + 2 };
LOAM_STEP(walker, walker_frame) {
  LOAM_BEGIN;
  if (loam_context_spawn(context, loam_step_user(context), NULL, NULL) != LOAM_OK) LOAM_RETURN;
  LOAM_YIELD;
  asleep_count = loam_runtime_goroutines(context->runtime, asleep, 4);
  LOAM_PANIC("as told");
  LOAM_END;
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), tail = strlen(end);
  return length >= tail && strcmp(text + length - tail, end) == 0;
}

static const char *step_lines(void) {
  static machine m;
  static loam_event events[EVENTS];
  EXPECT(machine_open(&m, NULL, 1));
  loam_step_description sleeping = {LOAM_DESCRIBE(sleeper, walker_frame, 0, 0)},
                        walking = {LOAM_DESCRIBE(walker, walker_frame, 0, 0)};
  loam_function *function = NULL, *user = NULL;
  EXPECT(loam_step_define(m.runtime, &sleeping, &user) == LOAM_OK);
  walking.user = user;
  EXPECT(loam_step_define(m.runtime, &walking, &function) == LOAM_OK);
  EXPECT(start_log(&m, LOAM_EVENTS_SCHEDULE));
  EXPECT(loam_runtime_call(m.runtime, function, NULL, NULL).status == LOAM_PANICKED);
  char text[TEXT_LENGTH], expected[TEXT_LENGTH];
  snprintf(expected, sizeof expected, "EventNameChecks.c:%d +0x", PANICS_AT);
  EXPECT(machine_says(&m, "panic: as told") && machine_says(&m, "walker()") && machine_says(&m, expected));
  // While the step runs, its own line is that of the state in which it began.
  EXPECT(asleep_count == 2);
  for (uint64_t i = 0; i < asleep_count; i++)
    EXPECT(asleep[i].line == (strcmp(asleep[i].status, "sleep") == 0 ? (uint32_t)SLEEPS_AT : (uint32_t)YIELDS_AT));
  uint64_t count = read_log(&m, events), starts = 0;
  for (uint64_t i = 0; i < count; i++) {
    loam_event_describe(m.runtime, &events[i], text, sizeof text);
    if (events[i].kind != LOAM_EVENT_START || events[i].goroutine != 1) continue;
    // Started, and again after the yield.
    snprintf(expected, sizeof expected, "w0 g1 start at walker:%u", starts++ == 0 ? walking.line : (uint32_t)YIELDS_AT);
    EXPECT(strcmp(text, expected) == 0);
  }
  EXPECT(starts == 2);
  for (uint64_t i = 0; i < count; i++)
    if (events[i].kind == LOAM_EVENT_CREATE && events[i].goroutine == 1) {
      loam_event_describe(m.runtime, &events[i], text, sizeof text);
      snprintf(expected, sizeof expected, " function sleeper at walker:%u", walking.line);
      EXPECT(ends_with(text, expected));
    }
  machine_close(&m);
  return NULL;
}

// ---- what a select waits for ----

typedef struct chooser_frame {
  void *first, *second;
  int64_t value;
  loam_step_record record;
} chooser_frame;
static const uint32_t chooser_pointers[] = {offsetof(chooser_frame, first), offsetof(chooser_frame, second)};
static void *first_channel;

LOAM_STEP(chooser, chooser_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->first, &int_type, 0);
  LOAM_MAKE_CHANNEL(f->second, &int_type, 0);
  first_channel = f->first;
  LOAM_SELECT(1000, LOAM_CASE_RECEIVE(NULL, NULL, NULL), LOAM_CASE_RECEIVE(f->first, NULL, NULL),
              LOAM_CASE_SEND(f->second, &f->value));
  LOAM_SELECT(1000, LOAM_CASE_RECEIVE(NULL, NULL, NULL));
  LOAM_SLEEP(1000);
  LOAM_END;
}

static const char *select_waits(void) {
  static machine m;
  static loam_event events[EVENTS];
  EXPECT(machine_open(&m, NULL, 1));
  loam_step_description description = {LOAM_DESCRIBE(chooser, chooser_frame, 0, 0), LOAM_POINTERS(chooser_pointers)};
  loam_function *function = NULL;
  EXPECT(loam_step_define(m.runtime, &description, &function) == LOAM_OK && start_log(&m, LOAM_EVENTS_SCHEDULE));
  EXPECT(loam_runtime_call(m.runtime, function, NULL, NULL).status == LOAM_OK);
  uint64_t count = read_log(&m, events), parks = 0;
  char text[TEXT_LENGTH];
  for (uint64_t i = 0; i < count; i++) {
    if (events[i].kind != LOAM_EVENT_PARK) continue;
    loam_event_describe(m.runtime, &events[i], text, sizeof text);
    uintptr_t on = loam_event_address(m.runtime, events[i].arguments[0]);
    if (parks == 0) EXPECT(on == (uintptr_t)first_channel && ends_with(text, " cases 3 reason select"));
    if (parks == 1) EXPECT(on == 0 && ends_with(text, " park on nil cases 1 reason select"));
    if (parks == 2) EXPECT(on == 0 && ends_with(text, " park on nil cases 0 reason sleep"));
    parks++;
  }
  EXPECT(parks == 3);
  machine_close(&m);
  return NULL;
}

// ---- native goroutines ----

enum { BODIES = 6, TURNS = 60 };

// Yields, waits for channels with and without select, sleeps, calls Go and blocks.
static loam_native_status body(loam_context *context) {
  void *channel = (void *)(uintptr_t)loam_argument(context, 0);
  const void *callee = loam_native_user(context);
  int64_t value = 1;
  uint32_t selected;
  for (int turn = 0; turn < TURNS; turn++) {
    channel = (void *)(uintptr_t)loam_argument(context, 0);
    loam_native_yield(context);
    if (turn % 4 == 0) SUCCEED(loam_native_call(context, callee, NULL, NULL, NULL) == LOAM_OK);
    channel = (void *)(uintptr_t)loam_argument(context, 0);
    if (turn % 5 == 0) SUCCEED(loam_native_send(context, channel, &value) == LOAM_OK);
    if (turn % 20 == 1) {
      const loam_select_case cases[] = {{.channel = channel, .send = &value}};
      SUCCEED(loam_native_select(context, cases, 1, LOAM_FOREVER, &selected) == LOAM_OK && selected == 0);
    }
    if (turn % 30 == 2) loam_context_sleep(context, 20000);
    if (turn % 30 == 3 && loam_context_enter_blocking(context)) loam_context_leave_blocking(context);
  }
  return LOAM_NATIVE_DONE;
}

static loam_native_status collector_body(loam_context *context) {
  void **channel = loam_native_handle(context, NULL), *made = NULL;
  SUCCEED(loam_channel_create(context, &int_type, 0, &made) == LOAM_OK);
  *channel = made;
  uint64_t sent = BODIES * (TURNS / 5 + TURNS / 20);
  for (int i = 0; i < BODIES; i++) {
    uint64_t argument = (uintptr_t)*channel;
    SUCCEED(loam_context_spawn(context, loam_native_user(context), &argument, NULL) == LOAM_OK);
  }
  for (uint64_t i = 0; i < sent; i++) SUCCEED(loam_native_receive(context, *channel, NULL, NULL) == LOAM_OK);
  return LOAM_NATIVE_DONE;
}

static const char *native_life(const char *debug, uint32_t workers) {
  static machine m;
  static event_order order;
  memset(&order, 0, sizeof order);
  EXPECT(machine_open(&m, debug, workers));
  assembly a;
  loam_function *callee = declare(&m, "main.callee", 0, 0, 0);
  begin(&a, 40);
  leave(&a);
  EXPECT(finish(&m, &a, callee));
  loam_function *bodies = native(&m, "body", body, 1, 0, 1, callee);
  loam_function *start = native(&m, "main", collector_body, 0, 0, 0, bodies);
  EXPECT(bodies != NULL && start_log(&m, LOAM_EVENTS_SCHEDULE | LOAM_EVENTS_CALLS));
  order.one_ring = m.runtime->seeded;
  RUN(run(&m, start, NULL, NULL));
  loam_events_stop(m.runtime);
  loam_event_reader *reader = loam_event_reader_create(m.runtime);
  EXPECT(reader != NULL);
  RUN(order_drain(&order, reader));
  EXPECT(loam_event_reader_lost(reader) == 0);
  loam_event_reader_destroy(reader);
  EXPECT(order.counts[LOAM_EVENT_CREATE] == BODIES + 1);
  EXPECT(order.counts[LOAM_EVENT_PARK] >= BODIES * 4 && order.parked_on >= BODIES);
  EXPECT(order.counts[LOAM_EVENT_YIELD] >= BODIES * TURNS / 2);
  EXPECT(order.counts[LOAM_EVENT_ENTER] == order.counts[LOAM_EVENT_LEAVE] && order.counts[LOAM_EVENT_ENTER] > 0);
  machine_close(&m);
  return NULL;
}

static const char *native_lives(void) {
  for (uint32_t i = 0; i < SWITCHES; i++)
    for (uint32_t workers = 1; workers <= 4; workers *= 2) RUN(native_life(switches[i], workers));
  return NULL;
}

const check_case event_name_cases[] = {
    {"events: a slot is called by the variable that lives there at that place", variables},
    {"events: traces, goroutines and the log show the line of a step function's state", step_lines},
    {"events: a goroutine that waits in a select says on what first, and for how many cases", select_waits},
    {"events: native goroutines run, wait and end in an order that is possible", native_lives},
    {NULL, NULL},
};
