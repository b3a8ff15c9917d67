// SPDX-License-Identifier: Apache-2.0
//
// SeedChecks.c — the seeded mode: a thousand seeds replayed, byte for byte.
#include "program.h"
#include "base/os.h"
#include "include/loam_event.h"

enum { SELECTS = 6, STEPS = 12 };

/// The bytes of an event log, folded, as they come.
typedef struct digest {
  uint64_t value, count;
} digest;

static void fold(void *context, const loam_event *events, uint64_t count) {
  digest *d = context;
  const uint64_t *words = (const uint64_t *)events;
  for (uint64_t i = 0; i < count * (sizeof *events / 8); i++)
    d->value = loam_mix(d->value ^ words[i], 0x9e3779b97f4a7c15);
  d->count += count;
}

static loam_native_status blocking_native(loam_context *context) { return block_for(context, 1000); }
static int64_t clocks[4];
static uint32_t clock_count;
static loam_native_status clock_native(loam_context *context) {
  if (clock_count < 4) clocks[clock_count++] = loam_context_monotonic(context);
  if (clock_count < 4) clocks[clock_count++] = loam_context_wall(context);
  return LOAM_NATIVE_DONE;
}

static uint64_t shared, order; // what the goroutines do to one variable, and who did it when

// Three goroutines add to a variable under a semaphore, with a loop between reading and writing, and allocate; one of
// them sleeps before each step and one makes a blocking call. A fourth selects among two channels that two of them send
// on. Main waits for all.
static const char *program(machine *m, loam_function **out_start) {
  assembly a;
  void **left = channel_global(m), **right = channel_global(m);
  void **done = channel_global(m);
  loam_function *sleep = declare_native(m, "time.Sleep", 1, 0, sleep_native);
  loam_function *acquire = declare_native(m, "acquire", 0, 0, lock_native);
  loam_function *release = declare_native(m, "release", 0, 0, unlock_native);
  loam_function *block = declare_native(m, "block", 0, 0, blocking_native);
  loam_function *clock = declare_native(m, "clock", 0, 0, clock_native);
  loam_function *adders[3], *selects = declare(m, "main.selects", 0, 0, 0), *start = declare(m, "main.main", 0, 0, 0);
  for (int64_t who = 0; who < 3; who++) {
    adders[who] = declare(m, "main.adds", 0, 0, 0);
    begin(&a, 9);
    constant(&a, 3, 0);
    constant(&a, 4, STEPS / 2);
    uint32_t top = a.count;
    if (who == 0) {
      constant(&a, 0, 300);
      call(&a, sleep, 0);
    }
    if (who == 1) call(&a, block, 0);
    call(&a, acquire, 0);
    load_global(&a, 1, &shared);
    constant(&a, 5, 0);
    constant(&a, 6, 3);
    uint32_t inner = a.count;
    emit(&a, OP(ADDI, 5, 5, 1));
    LOOP(&a, JLT_P, 5, 6, inner, 0);
    emit(&a, OP(ADDI, 1, 1, 1));
    store_global(&a, 1, &shared);
    load_global(&a, 1, &order);
    constant(&a, 2, 5);
    emit(&a, OP(MUL, 1, 1, 2));
    emit(&a, OP(ADDI, 1, 1, who + 1));
    store_global(&a, 1, &order);
    call(&a, release, 0);
    emit(&a, OP(NEW, 0, 0, 0));
    emit(&a, (uint64_t)(uintptr_t)&string_type);
    safepoint(&a, 0);
    if (who < 2) {
      send_to(&a, 2, who == 0 ? left : right, 3, 0);
    }
    emit(&a, OP(ADDI, 3, 3, 1));
    LOOP(&a, JLT_P, 3, 4, top, 0);
    send_to(&a, 2, done, 3, 0);
    leave(&a);
    EXPECT(finish(m, &a, adders[who]));
  }
  begin(&a, 8);
  constant(&a, 3, 0);
  constant(&a, 4, STEPS);
  load_global(&a, 1, left);
  load_global(&a, 2, right);
  uint32_t top = a.count;
  emit(&a, OP(SELECT, 5, 2, 0));
  emit(&a, 1 | (uint64_t)LOAM_NONE << 16 | (uint64_t)LOAM_NONE << 32 | 1ull << 48);
  emit(&a, 2 | (uint64_t)LOAM_NONE << 16 | (uint64_t)LOAM_NONE << 32 | 1ull << 48);
  safepoint(&a, 6);
  emit(&a, OP(ADDI, 3, 3, 1));
  LOOP(&a, JLT_P, 3, 4, top, 6);
  send_to(&a, 1, done, 3, 0);
  leave(&a);
  EXPECT(finish(m, &a, selects));
  begin(&a, 6);
  call(&a, clock, 0);
  void **channels[] = {left, right, done};
  for (int i = 0; i < 3; i++) {
    new_channel(&a, 1, channels[i], 0);
  }
  for (int i = 0; i < 3; i++) go(&a, 0, adders[i], 3);
  go(&a, 0, selects, 3);
  receive_each(&a, 1, 4, 3, 0);
  call(&a, clock, 0);
  leave(&a);
  EXPECT(finish(m, &a, start));
  *out_start = start;
  return NULL;
}

static const char *replay(const char *debug, bool logged, digest *out, uint64_t *out_choices) {
  static machine m;
  loam_function *start;
  *out = (digest){.value = 1};
  shared = order = 0;
  clock_count = 0;
  semaphore_word = 1;
  EXPECT(machine_open(&m, debug, 4));
  loam_events_configuration events;
  loam_events_configuration_init(&events);
  events.ring_size = 4096;
  events.groups = LOAM_EVENTS_ALL;
  events.sink = fold;
  events.context = out;
  if (logged) EXPECT(loam_events_start(m.runtime, &events) == LOAM_OK);
  RUN(program(&m, &start));
  EXPECT(machine_run(&m, start).status == LOAM_OK && shared == 3 * STEPS / 2);
  if (logged) loam_events_stop(m.runtime);
  loam_switch_count switches[64];
  uint32_t count = loam_runtime_switches(m.runtime, switches, 64);
  for (uint32_t i = 0; i < count; i++)
    if (strcmp(switches[i].name, "seed") == 0) *out_choices = switches[i].fired;
  machine_close(&m);
  return NULL;
}

static int compare(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}
static uint64_t distinct(uint64_t *values, uint64_t count) {
  uint64_t found = 0;
  qsort(values, count, sizeof *values, compare);
  for (uint64_t i = 0; i < count; i++) found += i == 0 || values[i] != values[i - 1];
  return found;
}

// Each seed twice: log and end are the same; over the seeds many different ones are met.
static const char *seeds(void) {
  enum { SEEDS = 1000 };
  static uint64_t logs[SEEDS], orders[SEEDS];
  uint64_t events = 0, choices = 0;
  int64_t begun = loam_os_monotonic();
  for (uint64_t seed = 1; seed <= SEEDS; seed++) {
    char debug[64];
    digest first, second;
    uint64_t made = 0, again = 0;
    snprintf(debug, sizeof debug, "seed=%llu", (unsigned long long)seed);
    RUN(replay(debug, true, &first, &made));
    uint64_t order_then = order;
    int64_t then[4];
    memcpy(then, clocks, sizeof then);
    RUN(replay(debug, true, &second, &again));
    EXPECT(first.count > 0 && first.value == second.value && first.count == second.count);
    EXPECT(order == order_then && made == again && made > 0 && memcmp(then, clocks, sizeof then) == 0);
    logs[seed - 1] = first.value;
    orders[seed - 1] = order;
    events += first.count;
    choices += made;
  }
  int64_t took = loam_os_monotonic() - begun;
  uint64_t different = distinct(logs, SEEDS), ends = distinct(orders, SEEDS);
  if (getenv("LOAM_BENCH") != NULL)
    printf("%d seeds twice: %.0f ms, %llu events and %llu choices a run, %llu different logs, %llu orders of the "
           "critical sections\n",
           SEEDS, took / 1e6, (unsigned long long)(events / SEEDS), (unsigned long long)(choices / SEEDS),
           (unsigned long long)different, (unsigned long long)ends);
  EXPECT(different > SEEDS - 5 && ends > SEEDS / 5);
  return NULL;
}

static const char *unlogged(void) {
  digest log;
  uint64_t made, again;
  for (uint64_t seed = 1; seed <= 20; seed++) {
    char debug[96];
    snprintf(debug, sizeof debug, "seed=%llu,gcstress=3,movestack=2", (unsigned long long)seed);
    RUN(replay(debug, true, &log, &made));
    uint64_t logged_order = order, value = log.value;
    RUN(replay(debug, false, &log, &again));
    EXPECT(order == logged_order && made == again);
    RUN(replay(debug, true, &log, &again));
    EXPECT(log.value == value);
  }
  return NULL;
}

static const char *virtual_time(void) {
  static machine m;
  assembly a;
  EXPECT(machine_open(&m, "seed=9", 4));
  loam_function *sleep = declare_native(&m, "time.Sleep", 1, 0, sleep_native);
  loam_function *clock = declare_native(&m, "clock", 0, 0, clock_native), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  call(&a, clock, 0);
  constant(&a, 0, 24 * 3600 * 1000000000ll);
  call(&a, sleep, 0);
  call(&a, clock, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  clock_count = 0;
  int64_t begun = loam_os_monotonic();
  EXPECT(machine_run(&m, start).status == LOAM_OK && clock_count == 4);
  EXPECT(loam_os_monotonic() - begun < 3600 * 1000000000ll);
  int64_t day = 24 * 3600 * 1000000000ll, slept = clocks[2] - clocks[0];
  EXPECT(slept >= day && slept < day + 1000000);
  EXPECT(clocks[3] - clocks[1] >= day && clocks[1] / 1000000000 == 1257894000);
  EXPECT(loam_runtime_set_workers(m.runtime, 0) == 1 && loam_runtime_set_workers(m.runtime, 4) == 1 &&
         loam_runtime_set_workers(m.runtime, 0) == 1);
  machine_close(&m);
  return NULL;
}

const check_case seed_cases[] = {
    {"seed: a thousand seeds make the same log twice, and different ones each", seeds},
    {"seed: collections, moves of stacks and the log itself do not change a schedule", unlogged},
    {"seed: a day of virtual time passes in no time", virtual_time},
    {NULL, NULL},
};
