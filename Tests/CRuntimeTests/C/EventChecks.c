// SPDX-License-Identifier: Apache-2.0
//
// EventChecks.c — the event log: its order, its losses, and that it says what happened.
#include "event_order.h"
#include "program.h"
#include "runtime.h"

#include <pthread.h>

enum { ADDERS = 8, ROUNDS = 50 };

static loam_native_status blocking_native(loam_context *context) { return block_for(context, 200000); }

// adder: ROUNDS times: lock, yield, unlock; then a sleep, a blocking call, and a message to main. main: starts ADDERS
// of them and receives their messages.
static loam_function *make_program(machine *m) {
  assembly a;
  semaphore_word = 1;
  loam_function *acquire = declare_native(m, "acquire", 0, 0, lock_native);
  loam_function *release = declare_native(m, "release", 0, 0, unlock_native);
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
  send_to(&a, 2, done, 4, 0);
  leave(&a);
  if (!finish(m, &a, adder)) return NULL;
  begin(&a, 8);
  new_channel(&a, 2, done, 0);
  start_each(&a, adder, ADDERS, 4, 4);
  receive_each(&a, 2, ADDERS, 4, 0);
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
  // The program ends with main, whatever the others still have to do.
  EXPECT(order.counts[LOAM_EVENT_CREATE] == ADDERS + 1 && order.counts[LOAM_EVENT_END] >= 1);
  EXPECT(order.counts[LOAM_EVENT_YIELD] >= ADDERS * ROUNDS);
  EXPECT(order.counts[LOAM_EVENT_TIMER] == ADDERS);
  // All but the sleepers wait on a channel or a semaphore.
  EXPECT(order.parked_on >= order.counts[LOAM_EVENT_PARK] - ADDERS);
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

// ---- allocations ----

// Objects that are live as far as the log tells: a set of addresses by open addressing.
enum { CELLS = 1 << 16 };
typedef struct live_set {
  uint64_t cells[CELLS], bytes[CELLS];
  uint64_t count, mallocs, frees, allocated_bytes, unknown;
} live_set;

static uint64_t cell_of(const live_set *set, uint64_t address) {
  uint64_t at = loam_mix(address, 0x9e3779b97f4a7c15ull) % CELLS;
  while (set->cells[at] != 0 && set->cells[at] != address) at = (at + 1) % CELLS;
  return at;
}

static const char *take_allocation(live_set *set, const loam_event *event) {
  uint64_t address = event->arguments[0], size = event->arguments[1], at = cell_of(set, address);
  if (event->kind == LOAM_EVENT_ALLOCATE) {
    EXPECT(set->cells[at] == 0 || set->bytes[at] == 0);
    EXPECT(size >= event->arguments[2] && size == loam_heap_round_size(size));
    set->cells[at] = address;
    set->bytes[at] = size;
    set->mallocs++;
    set->count++;
    set->allocated_bytes += size;
  } else if (event->kind == LOAM_EVENT_FREE) {
    set->frees++;
    if (set->cells[at] == 0) {
      set->unknown++; // older than the log
    } else {
      EXPECT(set->bytes[at] == size); // not free already, and as large as it was
      set->bytes[at] = 0;
      set->count--;
    }
  }
  return NULL;
}

// main: 30,000 times a string header, an int and, each thousandth time, a large object; the last string is kept.
static loam_function *make_allocator(machine *m, const loam_type *large) {
  assembly a;
  loam_function *start = declare(m, "main.main", 0, 0, 0);
  void **kept = loam_global_create(m->runtime, &pointer_type);
  begin(&a, 8);
  constant(&a, 4, 20);
  uint32_t outer = a.count;
  constant(&a, 5, 500);
  uint32_t top = a.count;
  emit(&a, OP(NEW, 0, 0, 0));
  emit(&a, (uint64_t)(uintptr_t)&string_type);
  safepoint(&a, 0);
  store_global(&a, 0, kept);
  emit(&a, OP(NEW, 1, 0, 0));
  emit(&a, (uint64_t)(uintptr_t)&int_type);
  safepoint(&a, 0);
  emit(&a, OP(ADDI, 5, 5, -1));
  LOOP(&a, JNEI_P, 5, 0, top, 0);
  emit(&a, OP(NEW, 2, 0, 0));
  emit(&a, (uint64_t)(uintptr_t)large);
  safepoint(&a, 0);
  emit(&a, OP(ADDI, 4, 4, -1));
  LOOP(&a, JNEI_P, 4, 0, outer, 0);
  leave(&a);
  return finish(m, &a, start) ? start : NULL;
}

static const char *allocations(void) {
  static machine m;
  static live_set set;
  static loam_event events[512];
  static const loam_type large = {.size = 100000, .align = 8, .kind = LOAM_KIND_STRUCT};
  memset(&set, 0, sizeof set);
  EXPECT(machine_open(&m, NULL, 2));
  loam_function *start = make_allocator(&m, &large);
  EXPECT(start != NULL);
  loam_memory_statistics before, after;
  loam_runtime_memory_statistics(m.runtime, &before);
  loam_events_configuration configuration = {.groups = LOAM_EVENTS_HEAP, .ring_size = CELLS};
  EXPECT(loam_events_start(m.runtime, &configuration) == LOAM_OK);
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  loam_event_reader *reader = loam_event_reader_create(m.runtime);
  uint64_t count;
  while ((count = loam_event_reader_read(reader, events, 512)) > 0)
    for (uint64_t i = 0; i < count; i++) RUN(take_allocation(&set, &events[i]));
  EXPECT(loam_event_reader_lost(reader) == 0);
  loam_runtime_memory_statistics(m.runtime, &after);
  EXPECT(set.mallocs >= 20 * 1001 && set.mallocs == after.mallocs - before.mallocs);
  EXPECT(set.frees >= 20000 && set.frees == after.frees - before.frees);
  EXPECT(set.allocated_bytes == after.total_allocated - before.total_allocated);
  EXPECT(set.count == after.heap_objects - before.heap_objects + set.unknown);
  // Without the log the allocator is back on its fast path: nothing is written.
  uint64_t written = loam_events_written(m.runtime);
  loam_events_stop(m.runtime);
  EXPECT(!m.runtime->heap.single);
  EXPECT(machine_run(&m, start).status == LOAM_OK && loam_events_written(m.runtime) == written);
  loam_event_reader_destroy(reader);
  machine_close(&m);
  return NULL;
}

// ---- losses, and reading while it goes on ----

// Counts what a small ring loses: what was read and what was lost is all that was written, and no number comes twice.
static const char *losses(void) {
  static machine m;
  static loam_event events[4096];
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *start = make_program(&m);
  loam_events_configuration configuration = {.groups = LOAM_EVENTS_SCHEDULE, .ring_size = 20};
  EXPECT(start != NULL && loam_events_start(m.runtime, &configuration) == LOAM_OK);
  loam_event_reader *reader = loam_event_reader_create(m.runtime);
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  loam_events_stop(m.runtime);
  uint64_t read = loam_event_reader_read(reader, events, 4096), written = loam_events_written(m.runtime);
  // 32 of the worker's ring, and what there is in the shared one and in those of threads that a blocking call's token
  // went to.
  EXPECT(read > 32 && read <= 32 * (1 + atomic_load(&m.runtime->worker_count)) && written > 1000);
  EXPECT(loam_event_reader_lost(reader) == written - read);
  EXPECT(loam_event_reader_read(reader, events, 4096) == 0);
  // A new log begins anew, for the same reader too.
  EXPECT(loam_events_start(m.runtime, &configuration) == LOAM_OK && loam_events_written(m.runtime) == 0);
  EXPECT(loam_event_reader_read(reader, events, 4096) == 0);
  loam_event_reader_destroy(reader);
  machine_close(&m);
  return NULL;
}

typedef struct reading {
  machine *m;
  event_order order;
  uint64_t read, lost;
  _Atomic bool over;
  const char *failure;
} reading;

static void *read_all(void *argument) {
  reading *r = argument;
  static loam_event events[256];
  loam_event_reader *reader = loam_event_reader_create(r->m->runtime);
  for (bool last = false; r->failure == NULL;) {
    bool over = atomic_load(&r->over);
    uint64_t count = loam_event_reader_read(reader, events, 256);
    for (uint64_t i = 0; i < count && r->failure == NULL; i++) r->failure = order_take(&r->order, &events[i]);
    r->read += count;
    if (count == 0 && last) break;
    last = over;
  }
  r->lost = loam_event_reader_lost(reader);
  loam_event_reader_destroy(reader);
  return NULL;
}

// Another thread reads while four workers write; the story that it is told is the one that a reader is told at the end.
static const char *reading_along(void) {
  static machine m;
  static reading r;
  memset(&r, 0, sizeof r);
  r.m = &m;
  EXPECT(machine_open(&m, NULL, 4));
  loam_function *start = make_program(&m);
  loam_events_configuration configuration = {.groups = LOAM_EVENTS_SCHEDULE | LOAM_EVENTS_CALLS};
  EXPECT(start != NULL && loam_events_start(m.runtime, &configuration) == LOAM_OK);
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, read_all, &r) == 0);
  for (int i = 0; i < 10; i++) EXPECT(machine_run(&m, start).status == LOAM_OK);
  loam_events_stop(m.runtime);
  atomic_store(&r.over, true);
  pthread_join(thread, NULL);
  RUN(r.failure);
  EXPECT(r.lost == 0 && r.read == loam_events_written(m.runtime));
  machine_close(&m);
  return NULL;
}

typedef struct sunk {
  _Atomic uint64_t count, calls;
  uint64_t kinds[LOAM_EVENT_COUNT];
} sunk;

static void sink(void *context, const loam_event *events, uint64_t count) {
  sunk *s = context;
  for (uint64_t i = 0; i < count; i++) __atomic_fetch_add(&s->kinds[events[i].kind], 1, __ATOMIC_RELAXED);
  atomic_fetch_add(&s->count, count);
  atomic_fetch_add(&s->calls, 1);
}

static const char *sinks(void) {
  static machine m;
  static sunk s;
  memset(&s, 0, sizeof s);
  EXPECT(machine_open(&m, NULL, 2));
  loam_function *start = make_program(&m);
  loam_events_configuration configuration = {
      .groups = LOAM_EVENTS_SCHEDULE, .ring_size = 32, .sink = sink, .context = &s};
  EXPECT(start != NULL && loam_events_start(m.runtime, &configuration) == LOAM_OK);
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  loam_events_stop(m.runtime);
  EXPECT(s.calls > 20 && s.count == loam_events_written(m.runtime));
  EXPECT(s.kinds[LOAM_EVENT_CREATE] == ADDERS + 1 && s.kinds[LOAM_EVENT_YIELD] >= ADDERS * ROUNDS);
  machine_close(&m);
  return NULL;
}

// [event.free] No ring but while there is a log; starting and discarding beside a running program.
static void *restart(void *argument) {
  reading *r = argument;
  loam_events_configuration configuration = {.groups = LOAM_EVENTS_ALL, .ring_size = 256};
  while (!atomic_load(&r->over)) {
    if (loam_events_start(r->m->runtime, &configuration) != LOAM_OK) r->failure = "start failed";
    loam_events_discard(r->m->runtime);
    r->read++;
  }
  return NULL;
}

static const char *rings_only_with_a_log(void) {
  static machine m;
  static reading r;
  memset(&r, 0, sizeof r);
  r.m = &m;
  EXPECT(machine_open(&m, NULL, 2));
  loam_function *start = make_program(&m);
  EXPECT(start != NULL && machine_run(&m, start).status == LOAM_OK);
  EXPECT(m.runtime->events.shared == NULL && loam_events_written(m.runtime) == 0);
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, restart, &r) == 0);
  for (int i = 0; i < 10; i++) EXPECT(machine_run(&m, start).status == LOAM_OK);
  atomic_store(&r.over, true);
  pthread_join(thread, NULL);
  RUN(r.failure);
  EXPECT(r.read > 0 && loam_events_groups(m.runtime) == 0 && m.runtime->events.shared == NULL);
  for (uint32_t i = 0; i < atomic_load(&m.runtime->worker_count); i++) {
    EXPECT(atomic_load(&m.runtime->workers[i]->events.ring) == NULL);
    EXPECT(atomic_load(&m.runtime->workers[i]->events.mask) == 0);
  }
  machine_close(&m);
  return NULL;
}

static const char *switched_on(void) {
  static machine m;
  static event_order order;
  memset(&order, 0, sizeof order);
  EXPECT(machine_open(&m, "events=127,movestack=2", 1));
  EXPECT(loam_events_groups(m.runtime) == LOAM_EVENTS_ALL);
  loam_function *start = make_program(&m);
  EXPECT(start != NULL && machine_run(&m, start).status == LOAM_OK);
  loam_event_reader *reader = loam_event_reader_create(m.runtime);
  RUN(order_drain(&order, reader));
  EXPECT(order.counts[LOAM_EVENT_MOVE] > 100 && order.counts[LOAM_EVENT_MOVED] == order.counts[LOAM_EVENT_MOVE]);
  EXPECT(order.counts[LOAM_EVENT_ALLOCATE] > 0);
  loam_switch_count switches[64];
  uint32_t count = loam_runtime_switches(m.runtime, switches, 64), found = 0;
  for (uint32_t i = 0; i < count; i++)
    if (strcmp(switches[i].name, "events") == 0) found += switches[i].fired == loam_events_written(m.runtime);
  EXPECT(found == 1);
  loam_event_reader_destroy(reader);
  machine_close(&m);
  return NULL;
}

const check_case event_cases[] = {
    {"events: goroutines are made, run, wait and end in an order that is possible", lives},
    {"events: allocations and frees balance with the statistics, object by object", allocations},
    {"events: a full ring loses the oldest, and says how many", losses},
    {"events: a thread that reads along is told everything, in order", reading_along},
    {"events: a sink gets every event", sinks},
    {"events: rings exist only while there is a log", rings_only_with_a_log},
    {"events: LOAMDEBUG=events records from the start", switched_on},
    {NULL, NULL},
};
