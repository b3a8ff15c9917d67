// SPDX-License-Identifier: Apache-2.0
//
// ScheduleTurnChecks.c — who runs when: turns, time slices, timers of other workers, GOMAXPROCS, stealing, the monitor.
#include "program.h"
#include "base/os.h"
#include "runtime.h"
#include "schedule/schedule.h"

#include <pthread.h>
#include <time.h>

// A goroutine that sends `rounds` times on the channel in global `to` after receiving from `from`, or before.
static loam_function *player(machine *m, const char *name, void **to, void **from, bool serves, int64_t rounds,
                             void **done) {
  assembly a;
  loam_function *f = declare(m, name, 0, 0, 0);
  begin(&a, 6);
  load_global(&a, 1, to);
  load_global(&a, 2, from);
  constant(&a, 3, 0);
  constant(&a, 4, rounds);
  uint32_t top = a.count;
  if (serves) {
    emit(&a, OP(SEND, 1, 3, 0));
    safepoint(&a, 6);
  }
  emit(&a, OP(RECV, LOAM_NONE, 2, LOAM_NONE));
  safepoint(&a, 6);
  if (!serves) {
    emit(&a, OP(SEND, 1, 3, 0));
    safepoint(&a, 6);
  }
  emit(&a, OP(ADDI, 3, 3, 1));
  LOOP(&a, JLT_P, 3, 4, top, 6);
  send_to(&a, 1, done, 3, 0);
  leave(&a);
  return finish(m, &a, f) ? f : NULL;
}

static uint64_t turns, turns_at_end;
static loam_native_status turn_native(loam_context *context) { return (void)context, turns++, LOAM_NATIVE_DONE; }
static loam_native_status note_native(loam_context *context) {
  return (void)context, turns_at_end = turns, LOAM_NATIVE_DONE;
}

// One worker. Two goroutines hand each other the turn without end; others, of which one waits in the ring and one
// gives way to the global queue again and again, must get their turns meanwhile.
static const char *turns_for_all(void) {
  enum { ROUNDS = 20000, TURNS = 50 };
  static machine m;
  assembly a;
  turns = turns_at_end = 0;
  EXPECT(machine_open(&m, NULL, 1));
  void **there = channel_global(&m), **back = channel_global(&m), **done = channel_global(&m);
  loam_function *yield = declare_native(&m, "yield", 0, 0, yield_native);
  loam_function *turn = declare_native(&m, "turn", 0, 0, turn_native),
                *note = declare_native(&m, "note", 0, 0, note_native);
  loam_function *ping = player(&m, "main.ping", there, back, true, ROUNDS, done);
  loam_function *pong = player(&m, "main.pong", back, there, false, ROUNDS, done);
  loam_function *other = declare(&m, "main.other", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  constant(&a, 2, 0);
  constant(&a, 3, TURNS);
  uint32_t top = a.count;
  call(&a, turn, 0);
  call(&a, yield, 0);
  emit(&a, OP(ADDI, 2, 2, 1));
  LOOP(&a, JLT_P, 2, 3, top, 0);
  leave(&a);
  EXPECT(finish(&m, &a, other));
  begin(&a, 6);
  new_channel(&a, 1, there, 0);
  new_channel(&a, 1, back, 0);
  new_channel(&a, 1, done, 0);
  go(&a, 0, other, 3);
  go(&a, 0, other, 3);
  go(&a, 0, ping, 3);
  go(&a, 0, pong, 3);
  emit(&a, OP(RECV, LOAM_NONE, 1, LOAM_NONE));
  safepoint(&a, 2);
  call(&a, note, 2);
  emit(&a, OP(RECV, LOAM_NONE, 1, LOAM_NONE));
  safepoint(&a, 2);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  EXPECT(turns_at_end == 2 * TURNS);
  machine_close(&m);
  return NULL;
}

static int64_t late_most, late_sum, wakes;
static loam_native_status late_native(loam_context *context) {
  int64_t now = loam_context_monotonic(context), late = now - (int64_t)loam_argument(context, 0) - 1000000;
  (void)context;
  if (late > late_most) late_most = late;
  late_sum += late;
  wakes++;
  return LOAM_NATIVE_DONE;
}
static loam_native_status clock_native(loam_context *context) {
  loam_argument(context, 0) = (uint64_t)loam_context_monotonic(context);
  return LOAM_NATIVE_DONE;
}

// One worker: a goroutine computes in a tight loop while main sleeps a millisecond at a time.
static const char *slices(void) {
  enum { SLEEPS = 12 };
  static machine m;
  assembly a;
  late_most = late_sum = wakes = 0;
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *sleep = declare_native(&m, "time.Sleep", 1, 0, sleep_native);
  loam_function *now = declare_native(&m, "now", 0, 1, clock_native),
                *late = declare_native(&m, "late", 1, 0, late_native);
  loam_function *spins = declare(&m, "main.spins", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  constant(&a, 1, 0);
  uint32_t top = a.count;
  emit(&a, OP(ADDI, 2, 2, 1));
  LOOP(&a, JEQI_P, 1, 0, top, 0);
  leave(&a);
  EXPECT(finish(&m, &a, spins));
  begin(&a, 6);
  go(&a, 0, spins, 1);
  constant(&a, 3, 0);
  constant(&a, 4, SLEEPS);
  top = a.count;
  call(&a, now, 0);
  emit(&a, OP(MOV, 2, 0, 0));
  constant(&a, 0, 1000000);
  call(&a, sleep, 0);
  emit(&a, OP(MOV, 0, 2, 0));
  call(&a, late, 0);
  emit(&a, OP(ADDI, 3, 3, 1));
  LOOP(&a, JLT_P, 3, 4, top, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK && wakes == SLEEPS);
  if (getenv("LOAM_BENCH") != NULL)
    printf("sleeper beside a spinning goroutine, one worker: late by %.2f ms on average, %.2f at most\n",
           (double)late_sum / SLEEPS / 1e6, (double)late_most / 1e6);
  // About 10 ms; what a busy machine adds is not ours. Without preemption it would never wake.
  EXPECT(late_sum / SLEEPS < 1000000000);
  machine_close(&m);
  return NULL;
}

// ---- several workers ----

enum { STEPPERS = 32 };
static _Atomic uint64_t steps;
static _Atomic uint32_t workers_met; // bit per worker
static _Atomic bool timers_hold;
static loam_native_status step_native(loam_context *context) {
  atomic_fetch_add(&steps, 1);
  atomic_fetch_or(&workers_met, 1u << context->worker->index % 32);
  return LOAM_NATIVE_DONE;
}
static loam_native_status nap_native(loam_context *context) {
  if (!loam_timers_check(context->runtime, &context->worker->timers)) atomic_store(&timers_hold, false);
  return loam_context_sleep(context, 1 + (int64_t)(loam_context_random(context) % 200000));
}

// STEPPERS goroutines that each, `rounds` times, compute a little, step and nap; main waits for all of them.
static const char *steppers(machine *m, int64_t rounds, int64_t spins, bool naps, loam_function **out_start) {
  assembly a;
  void **done = channel_global(m);
  loam_function *step = declare_native(m, "step", 0, 0, step_native), *nap = declare_native(m, "nap", 0, 0, nap_native);
  loam_function *runs = declare(m, "main.runs", 0, 0, 0), *start = declare(m, "main.main", 0, 0, 0);
  begin(&a, 8);
  constant(&a, 3, 0);
  constant(&a, 4, rounds);
  uint32_t top = a.count;
  constant(&a, 5, 0);
  constant(&a, 6, spins);
  uint32_t inner = a.count;
  emit(&a, OP(ADDI, 5, 5, 1));
  LOOP(&a, JLT_P, 5, 6, inner, 0);
  call(&a, step, 0);
  if (naps) call(&a, nap, 0);
  emit(&a, OP(ADDI, 3, 3, 1));
  LOOP(&a, JLT_P, 3, 4, top, 0);
  send_to(&a, 1, done, 3, 0);
  leave(&a);
  EXPECT(finish(m, &a, runs));
  begin(&a, 6);
  new_channel(&a, 1, done, 0);
  start_each(&a, runs, STEPPERS, 3, 2);
  receive_each(&a, 1, STEPPERS, 3, 0);
  leave(&a);
  EXPECT(finish(m, &a, start));
  *out_start = start;
  return NULL;
}

enum { CHANCES = 20 };
static const char *run_steppers(const char *debug, int64_t rounds, int64_t spins, bool naps, uint64_t *out_stolen) {
  static machine m;
  loam_function *start;
  steps = 0;
  workers_met = 0;
  timers_hold = true;
  EXPECT(machine_open(&m, debug, 4));
  RUN(steppers(&m, rounds, spins, naps, &start));
  EXPECT(machine_run(&m, start).status == LOAM_OK && steps == (uint64_t)(STEPPERS * rounds) && timers_hold);
  loam_switch_count switches[64];
  uint32_t count = loam_runtime_switches(m.runtime, switches, 64);
  for (uint32_t i = 0; i < count; i++)
    if (strcmp(switches[i].name, "steal") == 0) *out_stolen = switches[i].fired;
  machine_close(&m);
  return NULL;
}

static const char *naps_on_all(void) {
  uint64_t stolen;
  return run_steppers(NULL, 40, 20, true, &stolen);
}

static const char *stealing(void) {
  uint64_t stolen = 0;
  // Whether a second worker is there in time is the system's affair: it is given several chances.
  bool shared = false;
  for (int i = 0; i < CHANCES && !shared; i++) {
    RUN(run_steppers(NULL, 20, 20000, false, &stolen));
    EXPECT(stolen == 0); // counted with the switch alone
    shared = __builtin_popcount(workers_met) > 1;
  }
  for (int i = 0; i < CHANCES && stolen == 0; i++) RUN(run_steppers("steal=1", 20, 20000, false, &stolen));
  EXPECT(shared && stolen > 0);
  return NULL;
}

static _Atomic bool over;
static void *changes_workers(void *argument) {
  machine *m = argument;
  for (uint32_t n = 1; !atomic_load(&over); n = n % 5 + 1) {
    struct timespec pause = {0, 300000};
    (void)loam_runtime_set_workers(m->runtime, n);
    nanosleep(&pause, NULL);
  }
  return NULL;
}

static const char *more_and_fewer(void) {
  static machine m;
  loam_function *start;
  pthread_t thread;
  steps = 0;
  EXPECT(machine_open(&m, NULL, 2));
  RUN(steppers(&m, 60, 500, true, &start));
  atomic_store(&over, false);
  EXPECT(pthread_create(&thread, NULL, changes_workers, &m) == 0);
  loam_result result = machine_run(&m, start);
  atomic_store(&over, true);
  pthread_join(thread, NULL);
  EXPECT(result.status == LOAM_OK && steps == STEPPERS * 60);
  EXPECT(loam_slots_check(m.runtime));
  (void)loam_runtime_set_workers(m.runtime, 3);
  EXPECT(loam_runtime_set_workers(m.runtime, 0) == 3 && m.runtime->limit == 3);
  machine_close(&m);
  return NULL;
}

static uint64_t looks[2];
static uint32_t looks_count;
static loam_native_status looks_native(loam_context *context) {
  if (looks_count < 2) looks[looks_count++] = atomic_load(&context->runtime->monitor_looks);
  return LOAM_NATIVE_DONE;
}

// Main sleeps for 0.3 s beside a parked goroutine: the monitor, which else looks every 2.5 or 10 ms, soon sleeps too.
static const char *quiet(void) {
  static machine m;
  assembly a;
  looks_count = 0;
  EXPECT(machine_open(&m, NULL, 2));
  loam_function *sleep = declare_native(&m, "time.Sleep", 1, 0, sleep_native);
  loam_function *look = declare_native(&m, "looks", 0, 0, looks_native);
  loam_function *parked = declare(&m, "main.parked", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 3);
  constant(&a, 1, 0);
  emit(&a, OP(RECV, LOAM_NONE, 1, LOAM_NONE));
  safepoint(&a, 2);
  leave(&a);
  EXPECT(finish(&m, &a, parked));
  begin(&a, 3);
  go(&a, 0, parked, 1);
  call(&a, look, 0);
  constant(&a, 0, 300000000);
  call(&a, sleep, 0);
  call(&a, look, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK && looks_count == 2);
  EXPECT(looks[1] - looks[0] < 25);
  machine_close(&m);
  return NULL;
}

const check_case schedule_turn_cases[] = {
    {"schedule: two that hand each other the turn keep no third from running", turns_for_all},
    {"schedule: a sleeper wakes beside a goroutine that computes in a tight loop", slices},
    {"schedule: sleepers on several workers all wake, and timers know their places", naps_on_all},
    {"schedule: idle workers take what others have", stealing},
    {"schedule: GOMAXPROCS rises and falls under a running program", more_and_fewer},
    {"schedule: the monitor sleeps while nothing runs", quiet},
    {NULL, NULL},
};
