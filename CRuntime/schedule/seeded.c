// SPDX-License-Identifier: Apache-2.0
//
// seeded.c — the seeded mode: the same program and seed make the same schedule.
//
// How.      There is one worker and no monitor. At every scheduling decision all that is runnable is in one array, and
//           the seed says which goroutine goes on; it says after how many polls that one is preempted (limits stay
//           poisoned, so that every call and back-edge is a poll), whether a due timer fires now or after the next
//           decision, and in which order select tries its cases (the worker's own generator). The clock is virtual: it
//           starts at a fixed time, goes on a little at each poll, decision and reading by the program, and jumps to
//           the next timer when nothing can run. Readings by the event log do not move it. Blocking C calls run in line
//           and are never lent, collections run on the worker (the hook is not asked), memory lies at a fixed address
//           if that is free, so that addresses that are printed repeat. What comes from outside does not repeat:
//           threads of the host, interrupts, what C calls return.
// Why not.  A second table of handlers that counts: polls suffice, since goroutines meet at calls and back-edges only.
// Upholds.  schedule.seed
#include "schedule/schedule.h"

#include <stdlib.h>

#define POLL_NS 20
#define DECISION_NS 100
#define READING_NS 50
#define START_NS 1000000000
#define WALL_NS (1257894000ll * 1000000000) // 10 November 2009, 23:00 UTC

typedef enum loam_choice { CHOICE_GOROUTINE = 1, CHOICE_PREEMPTION, CHOICE_TIMER } loam_choice;

static uint64_t choose(loam_worker *worker, loam_choice what, uint64_t of) {
  loam_runtime *runtime = worker->runtime;
  uint64_t chosen = loam_random_below(&runtime->seeded_state.random, of);
  loam_knob_fired(&runtime->knobs, LOAM_KNOB_SEED);
  LOAM_EVENT(&worker->events, CHOICES, CHOICE, 0, what, chosen, of, 0, 0);
  return chosen;
}

void loam_seeded_init(loam_runtime *runtime) {
  loam_seeded *state = &runtime->seeded_state;
  state->random.state = runtime->seed ^ 0x5eed5eed5eed5eedull;
  atomic_store(&state->now, START_NS);
  state->until_preemption = 1;
}

void loam_seeded_free(loam_runtime *runtime) { free(runtime->seeded_state.ready); }

// ---- clock ----

static void advance(loam_runtime *runtime, int64_t nanoseconds) {
  int64_t now = atomic_load_explicit(&runtime->seeded_state.now, memory_order_relaxed);
  atomic_store_explicit(&runtime->seeded_state.now, now + nanoseconds, memory_order_relaxed);
}

int64_t loam_clock_read(loam_runtime *runtime) {
  if (runtime->seeded) advance(runtime, READING_NS);
  return loam_clock(runtime);
}

int64_t loam_wall(loam_runtime *runtime) {
  return runtime->seeded ? WALL_NS + loam_clock(runtime) - START_NS : loam_os_wall();
}

// ---- preemption ----

bool loam_seeded_poll(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  advance(runtime, POLL_NS);
  if (--runtime->seeded_state.until_preemption > 0) return false;
  // Short and long slices alike: what goes wrong between two neighbouring polls, and what needs a long head start.
  uint64_t scale = 8ull << 3 * loam_random_below(&runtime->seeded_state.random, 4);
  runtime->seeded_state.until_preemption = 1 + (int64_t)choose(worker, CHOICE_PREEMPTION, scale);
  return true;
}

// ---- who goes on ----

static bool room_for_one(loam_seeded *state, loam_os *os) {
  if (state->count < state->capacity) return true;
  uint32_t capacity = state->capacity == 0 ? LOAM_SEEDED_FIRST : 2 * state->capacity;
  loam_goroutine **ready = loam_os_resize(os, state->ready, capacity * sizeof *ready);
  if (ready == NULL) return false;
  state->ready = ready;
  state->capacity = capacity;
  return true;
}

// Without memory some wait in their queues until there are fewer.
static void gather(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  loam_seeded *state = &runtime->seeded_state;
  while (room_for_one(state, &runtime->os)) {
    loam_goroutine *goroutine = loam_run_queue_pop(worker);
    if (goroutine == NULL && loam_global_queue_take(runtime, &goroutine, 1) == 0) return;
    state->ready[state->count++] = goroutine;
  }
}

loam_goroutine *loam_seeded_find(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  loam_seeded *state = &runtime->seeded_state;
  atomic_fetch_add_explicit(&worker->looks, 1, memory_order_relaxed); // `turns` stays 0: every decision is made here
  advance(runtime, DECISION_NS);
  gather(worker);
  int64_t next = loam_timers_refresh(runtime);
  if (next != INT64_MAX && state->count == 0 && next > loam_clock(runtime)) atomic_store(&state->now, next);
  if (next <= loam_clock(runtime) && (state->count == 0 || choose(worker, CHOICE_TIMER, 4) != 0)) {
    loam_timers_run(runtime, worker);
    gather(worker);
  }
  if (state->count == 0) return loam_run_queue_pop(worker); // there was no memory even for one
  uint32_t chosen = state->count == 1 ? 0 : (uint32_t)choose(worker, CHOICE_GOROUTINE, state->count);
  loam_goroutine *goroutine = state->ready[chosen];
  state->ready[chosen] = state->ready[--state->count];
  return goroutine;
}
