// SPDX-License-Identifier: Apache-2.0
//
// EventChecks.c — the event log: its order, its losses, and that it says what happened.
#include "event_order.h"

#include <time.h>

enum { ADDERS = 8, ROUNDS = 50 };

static uint32_t semaphore;
static loam_native_status acquire_native(loam_context *context) {
  return loam_semaphore_acquire(context, &semaphore, false, "sync.Mutex.Lock") ? LOAM_NATIVE_DONE : LOAM_NATIVE_BLOCK;
}
static loam_native_status release_native(loam_context *context) {
  loam_semaphore_release(context, &semaphore, false);
  return LOAM_NATIVE_DONE;
}
static loam_native_status yield_native(loam_context *context) { return (void)context, LOAM_NATIVE_YIELD; }
static loam_native_status sleep_native(loam_context *context) {
  loam_context_sleep(context, (int64_t)loam_argument(context, 0));
  return LOAM_NATIVE_BLOCK;
}
static loam_native_status blocking_native(loam_context *context) {
  struct timespec time = {0, 200000};
  loam_context_enter_blocking(context);
  nanosleep(&time, NULL);
  loam_context_leave_blocking(context);
  return LOAM_NATIVE_DONE;
}

// adder: ROUNDS times: lock, yield, unlock; then a sleep, a blocking call, and a message to main. main: starts ADDERS
// of them and receives their messages.
static loam_function *make_program(machine *m) {
  assembly a;
  semaphore = 1;
  loam_function *acquire = declare_native(m, "acquire", 0, 0, acquire_native);
  loam_function *release = declare_native(m, "release", 0, 0, release_native);
  loam_function *yield = declare_native(m, "yield", 0, 0, yield_native);
  loam_function *sleep = declare_native(m, "sleep", 1, 0, sleep_native);
  loam_function *blocking = declare_native(m, "block", 0, 0, blocking_native);
  loam_function *adder = declare(m, "main.adder", 0, 0, 0), *start = declare(m, "main.main", 0, 0, 0);
  void **done = loam_global_create(m->runtime, &pointer_type);
  begin(&a, 6);
  constant(&a, 4, ROUNDS);
  uint32_t top = a.count;
  call(&a, acquire, 0);
  call(&a, yield, 0);
  call(&a, release, 0);
  emit(&a, OP(ADDI, 4, 4, -1));
  LOOP(&a, JNEI_P, 4, 0, top, 0);
  constant(&a, 0, 100000);
  call(&a, sleep, 0);
  call(&a, blocking, 0);
  load_global(&a, 2, done);
  emit(&a, OP(SEND, 2, 4, 0));
  safepoint(&a, 4);
  leave(&a);
  if (!finish(m, &a, adder)) return NULL;
  begin(&a, 8);
  make_channel(&a, 2, &channel_type, LOAM_NONE, 0);
  store_global(&a, 2, done);
  for (int i = 0; i < ADDERS; i++) go(&a, 0, adder, 5);
  constant(&a, 4, ADDERS);
  top = a.count;
  emit(&a, OP(RECV, LOAM_NONE, 2, LOAM_NONE));
  safepoint(&a, 4);
  emit(&a, OP(ADDI, 4, 4, -1));
  LOOP(&a, JNEI_P, 4, 0, top, 4);
  leave(&a);
  return finish(m, &a, start) ? start : NULL;
}

static const char *life(const char *debug, uint32_t workers) {
  static machine m;
  static event_order order;
  memset(&order, 0, sizeof order);
  EXPECT(machine_open(&m, debug, workers));
  loam_function *start = make_program(&m);
  EXPECT(start != NULL);
  loam_events_configuration configuration;
  loam_events_configuration_init(&configuration);
  EXPECT(loam_events_start(m.runtime, &configuration) == LOAM_OK);
  EXPECT(loam_events_start(m.runtime, &configuration) == LOAM_WRONG_STATE);
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  loam_events_stop(m.runtime);
  EXPECT(loam_events_groups(m.runtime) == 0);
  loam_event_reader *reader = loam_event_reader_create(m.runtime);
  EXPECT(reader != NULL);
  RUN(order_drain(&order, reader));
  EXPECT(loam_event_reader_lost(reader) == 0);
  uint64_t seen = 0;
  for (int kind = 0; kind < LOAM_EVENT_COUNT; kind++) seen += order.counts[kind];
  EXPECT(seen == loam_events_written(m.runtime));
  EXPECT(order.counts[LOAM_EVENT_CREATE] == ADDERS + 1 && order.counts[LOAM_EVENT_END] == ADDERS + 1);
  EXPECT(order.counts[LOAM_EVENT_YIELD] >= ADDERS * ROUNDS);
  EXPECT(order.counts[LOAM_EVENT_TIMER] == ADDERS);
  EXPECT(order.counts[LOAM_EVENT_ENTER] == ADDERS && order.counts[LOAM_EVENT_LEAVE] == ADDERS);
  EXPECT(order.counts[LOAM_EVENT_READY] >= order.counts[LOAM_EVENT_PARK]);
  loam_event_reader_destroy(reader);
  machine_close(&m);
  return NULL;
}

static const char *lives(void) {
  RUN(life(NULL, 1));
  RUN(life(NULL, 2));
  RUN(life("preempt=3", 4));
  return life("movestack=1,gcstress=1", 2);
}

const check_case event_cases[] = {
    {"events: goroutines are made, run, wait and end in an order that is possible", lives},
    {NULL, NULL},
};
