// SPDX-License-Identifier: Apache-2.0
//
// session.c — runs of a session (configuration.runs_on): each ends with its own goroutine, and the others run on.
//
// How.      Nothing stops the world at a run's end; the host's thread is told by `ended`, and what ends a goroutine
//           ends that one. An interrupt, and a deadlock of the run's goroutine, are told to the host's thread, which
//           waits for the run anyway: it marks the goroutine, and when that waits, stops the world and takes it off
//           its queue, so that what others hand to waiters does not go to one that is over. Its deferred calls run, for
//           a while; then it ends wherever it next polls, and the run is over in any case.
// Why not.  Leaving it where it waits: a value sent to it later would be lost, and it would never be freed.
// Upholds.  schedule.once, session.run
// Fails.    A goroutine in a long native, or behind a world that will not stop soon, ends later (`stragglers`).
#include "interpret/call.h"
#include "interpret/fault.h"
#include "interpret/panic.h"
#include "schedule/activation.h"
#include "schedule/leave.h"
#include "schedule/schedule.h"
#include "sync/channel.h"

#include <stdlib.h>

enum {
  UNWIND_NS = 15000000,  ///< For the deferred calls of a goroutine that is interrupted.
  ABANDON_NS = 10000000, ///< More, until it ends without them; then nobody waits for it.
  STEP_NS = 500000,
  SPINS = 500, ///< About 20 us: a short run ends meanwhile, and neither thread has to be woken.
};

// ---- how a run ends ----

void loam_end_run(loam_runtime *runtime, loam_result result) {
  if (runtime->seeded) { // nothing runs between runs
    loam_end_program_stopped(runtime, result);
    return;
  }
  loam_lock_acquire(&runtime->schedule_lock);
  bool first = !runtime->ending.ended;
  if (first) {
    runtime->ending = (loam_ending){true, result};
    if (runtime->main != NULL) runtime->main->main = false;
    runtime->main = NULL;
  } else {
    loam_breaks_end(runtime, result);
  }
  loam_lock_release(&runtime->schedule_lock);
  if (!first) return;
  atomic_store(&runtime->ended, LOAM_RUN_ENDED);
  loam_os_wake(&runtime->ended, UINT32_MAX);
}

void loam_session_notice(loam_runtime *runtime, loam_run_state state) {
  uint32_t goes = LOAM_RUN_GOES;
  if (atomic_compare_exchange_strong(&runtime->ended, &goes, state)) loam_os_wake(&runtime->ended, UINT32_MAX);
}

bool loam_runtime_has_left(loam_runtime *runtime, int *out_code) {
  if (loam_usable(runtime) != LOAM_OK) return false;
  loam_lock_acquire(&runtime->schedule_lock);
  bool left = runtime->left;
  if (left && out_code != NULL) *out_code = runtime->ending.result.exit_code;
  loam_lock_release(&runtime->schedule_lock);
  return left;
}

bool loam_runtime_left_behind(const loam_runtime *runtime) { return runtime != NULL && runtime->left_behind; }

const char *loam_runtime_left_in(const loam_runtime *runtime) {
  return loam_runtime_left_behind(runtime) ? runtime->left_in : "";
}

uint64_t loam_runtime_failed_goroutines(const loam_runtime *runtime) {
  return runtime == NULL ? 0 : atomic_load_explicit(&runtime->failed, memory_order_relaxed);
}

void loam_runtime_set_give_up(loam_runtime *runtime, loam_give_up *give_up) {
  if (loam_usable(runtime) == LOAM_OK) runtime->give_up = give_up;
}

// ---- ending one goroutine ----

loam_next loam_end_killed(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  loam_goroutine *goroutine = worker->goroutine;
  uint8_t kill = atomic_exchange(&goroutine->killed, LOAM_KILL_NOT);
  if (kill != LOAM_KILL_NOW && (goroutine->defer_count > 0 || goroutine->panics != NULL)) {
    goroutine->callee = NULL;
    goroutine->closure = NULL;
    goroutine->polled = false;
    goroutine->misparked = false;
    goroutine->traced = false;
    return loam_end_interrupted(worker, goroutine->pc, goroutine->fp);
  }
  if (loam_goroutine_bound(goroutine)) {
    atomic_store(&goroutine->killed, LOAM_KILL_NOW);
    return loam_calls_end(worker, loam_end_killed, (loam_result){0});
  }
  loam_outcome *outcome = loam_goroutine_outcome(goroutine);
  bool main = goroutine->main;
  if (main) loam_forget_main(runtime);
  worker->goroutine = NULL;
  loam_goroutine_free(runtime, worker, goroutine);
  loam_outcome_end(outcome, LOAM_PANICKED);
  if (main) loam_end_run(runtime, (loam_result){LOAM_PANICKED, 2});
  return loam_schedule(worker);
}

// A waiter record that is in no queue goes back to the runtime's own.
static void give_waiter(loam_runtime *runtime, loam_waiter *waiter) {
  if (waiter->boxed) free(waiter->box);
  loam_lock_acquire(&runtime->goroutines_lock);
  waiter->next = runtime->free_waiters[waiter->wide];
  runtime->free_waiters[waiter->wide] = waiter;
  loam_lock_release(&runtime->goroutines_lock);
}

/// Takes a waiting goroutine off what it waits on, and makes it run to its end. False: it stays. The world stands
/// still.
static bool cancel_stopped(loam_runtime *runtime, loam_goroutine *goroutine) {
  // One for which a slot was reserved is about to be readied by the thread that reserved it.
  if (goroutine->admitted || goroutine->activation != NULL || goroutine->system || goroutine->held) return false;
  // One that has come to a breakpoint and is about to be held.
  if (goroutine == runtime->breaks.goroutine && atomic_load(&runtime->breaks.pending)) return false;
  loam_waiter *first = goroutine->waiter;
  if (first != NULL && first->channel == NULL && !first->selecting && first->sibling == NULL &&
      !loam_waiter_is_deadline(first) && !loam_semaphore_forget(runtime, first, goroutine->reason))
    return false;
  for (loam_waiter *waiter = first, *next; waiter != NULL; waiter = next) {
    next = waiter->sibling;
    if (waiter->channel != NULL) {
      loam_lock_acquire(&waiter->channel->lock);
      loam_wait_queue_remove(waiter->send ? &waiter->channel->senders : &waiter->channel->receivers, waiter);
      loam_lock_release(&waiter->channel->lock);
    } else if (loam_waiter_is_deadline(waiter)) {
      loam_deadline_stop(waiter);
    }
    give_waiter(runtime, waiter);
  }
  loam_timers_forget(runtime, goroutine);
  loam_slots_forget(runtime, goroutine);
  goroutine->waiter = NULL;
  goroutine->completed = false;
  goroutine->link = NULL;
  if (atomic_load(&goroutine->killed) != LOAM_KILL_NOW) {
    atomic_store(&goroutine->killed, LOAM_KILL_CANCELLED);
  } else { // it executes nothing either, and runs no deferred calls
    goroutine->defer_count = 0;
    atomic_store(&goroutine->killed, LOAM_KILL_CANCELLED);
  }
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_RUNNABLE, memory_order_release);
  loam_goroutine_requeue(runtime, goroutine);
  return true;
}

/// Stops the world unless that takes longer than `patience` nanoseconds.
static bool stop_soon(loam_runtime *runtime, int64_t patience) {
  int64_t until = loam_os_monotonic() + patience;
  while (!loam_lock_try(&runtime->world_lock)) {
    if (loam_os_monotonic() > until) return false;
    loam_pause();
  }
  return loam_world_stop_until(runtime, until);
}

/// Marks the run's goroutine, and takes it off what it waits on.
static void end_main(loam_runtime *runtime, loam_kill kill, int64_t patience) {
  loam_lock_acquire(&runtime->schedule_lock);
  loam_goroutine *main = runtime->main;
  if (main != NULL && (kill == LOAM_KILL_NOW || atomic_load(&main->killed) == LOAM_KILL_NOT))
    atomic_store(&main->killed, kill);
  bool waits = main != NULL && atomic_load(&main->status) == LOAM_GOROUTINE_WAITING;
  loam_lock_release(&runtime->schedule_lock);
  if (main == NULL) return;
  loam_world_alert(runtime);
  if (!waits || !stop_soon(runtime, patience)) return;
  bool cancelled = false;
  main = runtime->main;
  if (main != NULL && atomic_load(&main->status) == LOAM_GOROUTINE_WAITING) cancelled = cancel_stopped(runtime, main);
  loam_world_start(runtime);
  if (cancelled) loam_wake_worker(runtime);
}

/// Takes it out of a native that does not come back, if it is in one.
static void expel_main(loam_runtime *runtime) {
  enum { TRIES = 400 }; // it may seldom be where it can be left
  for (int tries = 0; tries < TRIES; tries++) {
    uint32_t state = atomic_load(&runtime->ended);
    if (state == LOAM_RUN_ENDED || !loam_workers_expel(runtime)) return;
    loam_os_wait(&runtime->ended, state, STEP_NS);
  }
}

/// Once the run's goroutine is to end: has it end, or leaves it behind.
static void see_to_end(loam_runtime *runtime, loam_status status) {
  int64_t begun = loam_os_monotonic(), now = begun;
  bool marked = false;
  for (; now - begun < UNWIND_NS + ABANDON_NS && atomic_load(&runtime->ended) != LOAM_RUN_ENDED;
       now = loam_os_monotonic()) {
    loam_kill kill = now - begun < UNWIND_NS ? LOAM_KILL_UNWIND : LOAM_KILL_NOW;
    // Marked once for its deferred calls: each further mark gives up one of them.
    loam_lock_acquire(&runtime->schedule_lock);
    bool again = !marked || kill == LOAM_KILL_NOW || runtime->main == NULL ||
                 atomic_load(&runtime->main->killed) != LOAM_KILL_NOT;
    loam_lock_release(&runtime->schedule_lock);
    if (again) end_main(runtime, kill, begun + UNWIND_NS + ABANDON_NS - now);
    if (marked) loam_workers_rouse(runtime); // it has had a moment to come back by itself
    marked = true;
    uint32_t state = atomic_load(&runtime->ended);
    if (state != LOAM_RUN_ENDED) loam_os_wait(&runtime->ended, state, STEP_NS);
  }
  expel_main(runtime);
  loam_lock_acquire(&runtime->schedule_lock);
  bool left_behind = runtime->main != NULL;
  runtime->left_behind = left_behind;
  if (left_behind) runtime->stragglers = true;
  if (left_behind) loam_fault_name(runtime->main, runtime->left_in, sizeof runtime->left_in);
  loam_lock_release(&runtime->schedule_lock);
  // In a call it holds a token that nobody else may have asked for so far: the monitor lends that.
  if (left_behind) loam_monitor_start(runtime);
  // It may be in a call or a native: then its worker is still to hear of it when it comes back.
  uint32_t workers = left_behind ? atomic_load(&runtime->worker_count) : 0;
  for (uint32_t i = 0; i < workers; i++) loam_worker_alert(atomic_load(&runtime->workers[i]));
  loam_end_run(runtime, (loam_result){status, 2}); // if it has not ended
  loam_lock_acquire(&runtime->schedule_lock);
  if (runtime->ending.result.status == LOAM_PANICKED) runtime->ending.result.status = status;
  loam_lock_release(&runtime->schedule_lock);
}

void loam_session_wait(loam_runtime *runtime) {
  int spins = runtime->limit > 1 ? SPINS : 0;
  for (;;) {
    uint32_t state = atomic_load(&runtime->ended);
    for (; state == LOAM_RUN_GOES && spins > 0; spins--) {
      loam_pause();
      state = atomic_load(&runtime->ended);
    }
    if (state == LOAM_RUN_ENDED) return;
    if (state == LOAM_RUN_GOES)
      loam_os_wait(&runtime->ended, state, -1);
    else if (loam_breaks_lends_main(runtime))
      loam_end_run(runtime, (loam_result){LOAM_OK, 0});
    else
      see_to_end(runtime, state == LOAM_RUN_DEADLOCKED ? LOAM_FATAL : LOAM_PANICKED);
  }
}

loam_goroutine *loam_session_give_up(loam_runtime *runtime, loam_goroutine *main, loam_goroutine *stopped) {
  loam_goroutine *awaited = main == NULL ? stopped : main;
  loam_run_begin(runtime, awaited, false);
  if (awaited != stopped && !cancel_stopped(runtime, stopped)) { // it ends at its next poll, one of ours goes on
    if (!stopped->system) atomic_store(&stopped->killed, LOAM_KILL_UNWIND);
    loam_ready_waiting(runtime, NULL, stopped);
  }
  loam_lock_acquire(&runtime->schedule_lock);
  runtime->deadlocked = true; // that it waits is no news
  loam_lock_release(&runtime->schedule_lock);
  loam_session_notice(runtime, LOAM_RUN_INTERRUPTED);
  return awaited;
}

static bool reap_one(void *context, loam_goroutine *goroutine) {
  loam_runtime *runtime = context;
  if (atomic_load(&goroutine->killed) == LOAM_KILL_NOT) return true;
  if (atomic_load(&goroutine->status) != LOAM_GOROUTINE_WAITING || !cancel_stopped(runtime, goroutine))
    runtime->stragglers = true;
  return true;
}

void loam_session_reap(loam_runtime *runtime) {
  if (!runtime->stragglers || !stop_soon(runtime, ABANDON_NS)) return;
  runtime->stragglers = false;
  loam_goroutine_each(runtime, reap_one, runtime);
  loam_world_start(runtime);
  loam_wake_worker(runtime);
}
