// SPDX-License-Identifier: Apache-2.0
//
// scan.c — the roots of goroutines: each stack is scanned once in a cycle, while that goroutine alone stands still.
//
// How.      A goroutine's `scan` byte holds the number of a cycle (mod 64) and NONE, BUSY or DONE. A marker that meets
// a
//           goroutine claims it (BUSY), looks whether its code runs, and gives it back when it does: then its worker is
//           asked to attend. Whoever is about to run a goroutine says so first (its status, or its worker's state) and
//           then looks at the byte, both sequentially consistent, so that it sees the claim or the marker sees that it
//           runs. It waits for BUSY, and scans a goroutine itself that is not DONE. So a goroutine that runs is scanned
//           by its own worker when it attends, at a safepoint, and no code runs on a stack that is being scanned.
//           A goroutine that is born while marking goes on is DONE: what it is given is shaded.
// Source.   Go's casGToWaitingForGC and scang; the order of the looks is Dekker's.
// Upholds.  scan.once, scan.still, frame.walkable, collect.aging
#include "interpret/call.h"
#include "schedule/activation.h"
#include "schedule/schedule.h"
#include "sync/waiter.h"

#include <stdlib.h>

enum { NONE = 0, BUSY = 1, DONE = 2, STATES = 3 };

static uint8_t cycle_of(loam_runtime *runtime) {
  return atomic_load_explicit(&runtime->scan.cycle, memory_order_relaxed);
}
static bool is_done(loam_runtime *runtime, const loam_goroutine *goroutine) {
  return atomic_load_explicit(&goroutine->scan, memory_order_acquire) == (cycle_of(runtime) | DONE);
}
/// True: it is the caller's to scan.
static bool claim(loam_runtime *runtime, loam_goroutine *goroutine) {
  uint8_t cycle = cycle_of(runtime), seen = atomic_load(&goroutine->scan);
  if ((seen & ~STATES) == cycle && (seen & STATES) != NONE) return false;
  return atomic_compare_exchange_strong(&goroutine->scan, &seen, cycle | BUSY);
}
static void settle(loam_runtime *runtime, loam_goroutine *goroutine, uint8_t state) {
  atomic_store_explicit(&goroutine->scan, cycle_of(runtime) | state, memory_order_release);
}

void loam_goroutine_born_scanned(loam_runtime *runtime, loam_goroutine *goroutine) { settle(runtime, goroutine, DONE); }

// ---- what a goroutine holds ----

static LOAM_RACY void shade(loam_runtime *runtime, loam_marker *marker, loam_goroutine *goroutine) {
  loam_scan_stack(runtime, marker, goroutine);
  if (goroutine->closure != NULL) loam_collect_word(marker, (uintptr_t)goroutine->closure);
  for (uint32_t i = 0; i < goroutine->defer_count; i++)
    loam_collect_word(marker, (uintptr_t)goroutine->defers->records[i].closure);
  for (const loam_panic *panic = goroutine->panics; panic != NULL; panic = panic->link) {
    loam_collect_word(marker, (uintptr_t)panic->value.data);
    loam_collect_word(marker, (uintptr_t)panic->text.bytes);
    loam_collect_word(marker, (uintptr_t)panic->running.closure);
  }
  if (goroutine->context != NULL) loam_collect_words(marker, goroutine->context->roots, 4);
  loam_calls_shade(marker, goroutine);
  loam_waiters_shade(marker, goroutine);
  loam_activations_shade(marker, goroutine);
}

/// Its native, or a wait that may be called off, goes on with the frame that it knows.
static bool may_move(const loam_goroutine *goroutine) {
  uint8_t status = atomic_load_explicit(&goroutine->status, memory_order_relaxed);
  if (status == LOAM_GOROUTINE_BLOCKED && goroutine->context != NULL) return false;
  if (status != LOAM_GOROUTINE_WAITING) return status != LOAM_GOROUTINE_READIED;
  for (const loam_waiter *waiter = goroutine->waiter; waiter != NULL; waiter = waiter->sibling)
    if (waiter->channel == NULL) return false;
  return true;
}

static void shrink(loam_runtime *runtime, loam_goroutine *goroutine) {
  loam_stack_position position = loam_goroutine_position(goroutine);
  loam_stack_move move;
  if (!may_move(goroutine)) return;
  if (!loam_stack_shrink(&runtime->stacks, NULL, &goroutine->stack, &position, runtime->initial_stack,
                         loam_goroutine_words(goroutine), &move))
    return;
  goroutine->fp = (loam_slot *)position.fp;
  loam_print_move(runtime, goroutine, &move);
}

// ---- the worker that is about to run it ----

void loam_goroutine_scan_first(loam_worker *worker, loam_goroutine *goroutine, bool still) {
  loam_runtime *runtime = worker->runtime;
  atomic_thread_fence(memory_order_seq_cst);
  for (uint32_t waited = 0; !is_done(runtime, goroutine); waited++) {
    if (claim(runtime, goroutine)) {
      if (!still) shrink(runtime, goroutine);
      shade(runtime, &worker->marker, goroutine);
      loam_collect_hand_over(&worker->marker);
      settle(runtime, goroutine, DONE);
      return;
    }
    if (waited < 1000)
      loam_pause();
    else
      loam_os_yield();
  }
}

// ---- markers ----

static void start_walk_locked(loam_runtime *runtime) {
  loam_lock_acquire_same(&runtime->goroutines_lock);
  loam_slab_block *first = runtime->goroutines.blocks;
  runtime->scan.used = first == NULL ? 0 : first->used;
  loam_lock_release(&runtime->goroutines_lock);
  runtime->scan.index = 0;
  __atomic_store_n(&runtime->scan.block, first, __ATOMIC_RELAXED);
}

static LOAM_RACY const loam_goroutine *current_of(const loam_worker *worker) {
  return *(loam_goroutine *const volatile *)&worker->goroutine;
}

/// Whether the goroutine, which was claimed, stands still; if not, its worker when that is known.
static bool stands_still(loam_runtime *runtime, const loam_goroutine *goroutine, uint8_t status, bool *out_asking,
                         loam_worker **out_worker) {
  if (status == LOAM_GOROUTINE_RUNNABLE || status == LOAM_GOROUTINE_WAITING) return true;
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    bool outside = atomic_load(&worker->state) == LOAM_WORKER_OUTSIDE;
    if (current_of(worker) != goroutine) continue;
    *out_worker = worker;
    // One that is parking uses its frames until it says WAITING.
    if (outside && (status == LOAM_GOROUTINE_RUNNING || status == LOAM_GOROUTINE_BLOCKED)) {
      *out_asking = worker->asking;
      return true;
    }
  }
  return false;
}

typedef enum outcome { SETTLED, RUNS } outcome;

static outcome scan(loam_runtime *runtime, loam_marker *marker, loam_goroutine *goroutine) {
  // Whoever has claimed it sees to it.
  if (is_done(runtime, goroutine) || !claim(runtime, goroutine)) return SETTLED;
  uint8_t status = atomic_load(&goroutine->status);
  if (status == LOAM_GOROUTINE_DEAD) {
    uint8_t busy = cycle_of(runtime) | BUSY;
    atomic_compare_exchange_strong(&goroutine->scan, &busy, cycle_of(runtime) | NONE);
    return SETTLED;
  }
  // The record is being used again, and says so before it is anything but DEAD.
  if (atomic_load(&goroutine->scan) != (cycle_of(runtime) | BUSY)) return SETTLED;
  bool asking = false;
  loam_worker *worker = NULL;
  if (!stands_still(runtime, goroutine, status, &asking, &worker)) {
    settle(runtime, goroutine, NONE);
    if (worker != NULL) loam_worker_alert(worker);
    return RUNS;
  }
  if (!asking) shrink(runtime, goroutine);
  shade(runtime, marker, goroutine);
  settle(runtime, goroutine, DONE);
  return SETTLED;
}

void loam_scan_goroutine(loam_runtime *runtime, loam_marker *marker, loam_goroutine *goroutine) {
  (void)scan(runtime, marker, goroutine);
}

/// To be looked at again; it counts as unsettled already.
static void remember(loam_runtime *runtime, loam_goroutine *goroutine) {
  loam_lock_acquire(&runtime->scan.lock);
  if (runtime->scan.asked_count == runtime->scan.asked_capacity) {
    uint32_t capacity = runtime->scan.asked_capacity == 0 ? 64 : 2 * runtime->scan.asked_capacity;
    loam_goroutine **asked = loam_os_resize(&runtime->os, runtime->scan.asked, capacity * sizeof *asked);
    if (asked != NULL) {
      runtime->scan.asked = asked;
      runtime->scan.asked_capacity = capacity;
    }
  }
  bool room = runtime->scan.asked_count < runtime->scan.asked_capacity;
  if (room) runtime->scan.asked[runtime->scan.asked_count++] = goroutine;
  if (!room) start_walk_locked(runtime); // without memory: the walk begins again, and finds it
  loam_lock_release(&runtime->scan.lock);
  if (!room) atomic_fetch_sub(&runtime->scan.unsettled, 1);
}

void loam_scan_begin(void *context) {
  loam_runtime *runtime = context;
  atomic_fetch_add(&runtime->aging.begun, 1);
  if (runtime->aging.words != NULL) {
    runtime->aging.words[1] = runtime->aging.words[0];
    runtime->aging.words[0] = NULL;
  }
  uint8_t cycle = (uint8_t)(cycle_of(runtime) + STATES + 1);
  atomic_store_explicit(&runtime->scan.cycle, cycle, memory_order_relaxed);
  atomic_store(&runtime->scan.begun_in, atomic_load(&runtime->scan.stops));
  loam_lock_acquire(&runtime->scan.lock);
  start_walk_locked(runtime);
  runtime->scan.timers = runtime->scan.asked_count = 0;
  atomic_store(&runtime->scan.unsettled, 0);
  loam_deep_begin(runtime);
  loam_lock_release(&runtime->scan.lock);
  loam_handles_begin(&runtime->handles);
}

/// The next records of the walk. Those that were handed out since it began are of goroutines born scanned.
static uint32_t take_lot(loam_runtime *runtime, loam_goroutine **lot) {
  uint32_t count = 0;
  loam_lock_acquire(&runtime->scan.lock);
  while (runtime->scan.block != NULL && count < LOAM_SCAN_LOT) {
    if (runtime->scan.index == runtime->scan.used) {
      __atomic_store_n(&runtime->scan.block, runtime->scan.block->next, __ATOMIC_RELAXED);
      runtime->scan.index = 0;
      if (runtime->scan.block != NULL) runtime->scan.used = runtime->scan.block->count;
      continue;
    }
    lot[count++] = loam_slab_record(&runtime->goroutines, runtime->scan.block, runtime->scan.index++);
  }
  loam_lock_release(&runtime->scan.lock);
  return count;
}

/// Looks again at one that ran; false: there is none.
static bool scan_asked(loam_runtime *runtime, loam_marker *marker, outcome *out) {
  loam_lock_acquire(&runtime->scan.lock);
  loam_goroutine *goroutine = NULL;
  if (runtime->scan.asked_count > 0) goroutine = runtime->scan.asked[--runtime->scan.asked_count];
  loam_lock_release(&runtime->scan.lock);
  if (goroutine == NULL) return false;
  *out = scan(runtime, marker, goroutine);
  if (*out == SETTLED)
    atomic_fetch_sub(&runtime->scan.unsettled, 1);
  else
    remember(runtime, goroutine);
  return true;
}

bool loam_scan_next_stack(void *context, loam_marker *marker) {
  loam_runtime *runtime = context;
  loam_goroutine *lot[LOAM_SCAN_LOT];
  uint32_t count = take_lot(runtime, lot);
  for (uint32_t i = 0; i < count; i++) {
    if (atomic_load_explicit(&lot[i]->status, memory_order_acquire) == LOAM_GOROUTINE_DEAD) continue;
    if (scan(runtime, marker, lot[i]) == SETTLED) continue;
    atomic_fetch_add(&runtime->scan.unsettled, 1);
    remember(runtime, lot[i]);
  }
  if (count > 0 || loam_scan_next_deep(runtime, marker)) return true;
  outcome outcome;
  return scan_asked(runtime, marker, &outcome) && outcome == SETTLED;
}

bool loam_scan_left(void *context) {
  loam_runtime *runtime = context;
  return atomic_load(&runtime->scan.unsettled) != 0 || atomic_load(&runtime->scan.deep_left) != 0 ||
         __atomic_load_n(&runtime->scan.block, __ATOMIC_RELAXED) != NULL;
}

bool loam_shade_next_roots(void *context, loam_marker *marker) {
  loam_runtime *runtime = context;
  if (loam_handles_shade_next(&runtime->handles, marker)) return true;
  if (__atomic_load_n(&runtime->scan.timers, __ATOMIC_RELAXED) >= atomic_load(&runtime->worker_count)) return false;
  loam_lock_acquire(&runtime->scan.lock);
  uint32_t number = runtime->scan.timers;
  bool any = number < atomic_load(&runtime->worker_count);
  if (any) __atomic_store_n(&runtime->scan.timers, number + 1, __ATOMIC_RELAXED);
  loam_lock_release(&runtime->scan.lock);
  if (any) loam_timers_shade(&atomic_load(&runtime->workers[number])->timers, marker);
  return any;
}

static bool shade_each(void *context, loam_goroutine *goroutine) {
  loam_marker *marker = context;
  shade(NULL, marker, goroutine);
  return true;
}

void loam_shade_all(void *context, loam_marker *marker) {
  loam_runtime *runtime = context;
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) loam_timers_shade(&atomic_load(&runtime->workers[i])->timers, marker);
  loam_handles_shade_all(&runtime->handles, marker);
  loam_goroutine_each(runtime, shade_each, marker);
}

// ---- marking beside the program, and stops ----

bool loam_drain_enter(loam_runtime *runtime) {
  atomic_fetch_add(&runtime->scan.drains, 1);
  if (atomic_load(&runtime->world_owner) == 0 || loam_world_mine(runtime) ||
      atomic_load(&runtime->scan.begun_in) == atomic_load(&runtime->scan.stops))
    return true;
  loam_drain_leave(runtime);
  return false;
}

void loam_drain_leave(loam_runtime *runtime) {
  atomic_fetch_sub(&runtime->scan.drains, 1);
  if (atomic_load(&runtime->world_owner) == 0) return;
  atomic_fetch_add(&runtime->stopped_signal, 1);
  loam_os_wake(&runtime->stopped_signal, UINT32_MAX);
}
