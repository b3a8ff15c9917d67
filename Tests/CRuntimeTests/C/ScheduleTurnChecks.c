// SPDX-License-Identifier: Apache-2.0
//
// ScheduleTurnChecks.c — who runs when: turns, time slices, timers of other workers, GOMAXPROCS, stealing, the monitor.
#include "assemble.h"
#include "base/os.h"
#include "runtime.h"
#include "schedule/schedule.h"

#include <time.h>

static loam_native_status yield_native(loam_context *context) { return (void)context, LOAM_NATIVE_YIELD; }
static loam_native_status sleep_native(loam_context *context) {
  return loam_context_sleep(context, (int64_t)loam_argument(context, 0));
}

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
  load_global(&a, 1, done);
  emit(&a, OP(SEND, 1, 3, 0));
  safepoint(&a, 2);
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
  void **there = loam_global_create(m.runtime, &pointer_type), **back = loam_global_create(m.runtime, &pointer_type),
       **done = loam_global_create(m.runtime, &pointer_type);
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
  make_channel(&a, 1, &channel_type, LOAM_NONE, 0);
  store_global(&a, 1, there);
  make_channel(&a, 1, &channel_type, LOAM_NONE, 0);
  store_global(&a, 1, back);
  make_channel(&a, 1, &channel_type, LOAM_NONE, 0);
  store_global(&a, 1, done);
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
  // About 10 ms; what a busy machine adds is not ours.
  EXPECT(late_sum / SLEEPS < 60000000);
  machine_close(&m);
  return NULL;
}

const check_case schedule_turn_cases[] = {
    {"schedule: two that hand each other the turn keep no third from running", turns_for_all},
    {"schedule: a sleeper wakes beside a goroutine that computes in a tight loop", slices},
    {NULL, NULL},
};
