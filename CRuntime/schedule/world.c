// SPDX-License-Identifier: Apache-2.0
//
// world.c — stopping and starting the world.
//
// How.      `stopping` is raised first, then every worker's limit is poisoned, again and again until each has come to
//           rest (a poison may be lost to a worker that is just writing its limit). A worker that wants to run says so
//           first and looks at `stopping` afterwards; both are sequentially consistent, so it sees the stop or the
//           stopper sees it.
// Upholds.  world.stopped: no worker is RUNNING between loam_world_stop and loam_world_start; world.ask
#include "schedule/leave.h"
#include "schedule/schedule.h"

void loam_worker_leave(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  atomic_store(&worker->state, LOAM_WORKER_OUTSIDE);
  if (atomic_load(&runtime->stopping) != 0) {
    atomic_fetch_add(&runtime->stopped_signal, 1);
    loam_os_wake(&runtime->stopped_signal, UINT32_MAX);
  }
}

void loam_worker_come_back(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  for (;;) {
    atomic_store(&worker->state, LOAM_WORKER_RUNNING);
    if (atomic_load(&runtime->stopping) == 0) break;
    loam_worker_leave(worker);
    uint32_t stopping;
    while ((stopping = atomic_load(&runtime->stopping)) != 0) loam_os_wait(&runtime->stopping, stopping, -1);
  }
}

void loam_worker_return(loam_worker *worker) {
  loam_worker_come_back(worker);
  if (LOAM_UNLIKELY(worker->goroutine != NULL && worker->goroutine->held)) loam_hold_thread(worker);
  if (LOAM_UNLIKELY(worker->cache.barrier.black) && worker->goroutine != NULL)
    loam_goroutine_scan_first(worker, worker->goroutine, worker->asking);
}

void loam_world_alert(loam_runtime *runtime) {
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    if (atomic_load(&worker->state) == LOAM_WORKER_RUNNING) loam_worker_alert(worker);
  }
}

static bool all_outside(loam_runtime *runtime, bool or_in_natives) {
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    const loam_worker *worker = atomic_load(&runtime->workers[i]);
    if (atomic_load(&worker->state) == LOAM_WORKER_RUNNING && !(or_in_natives && loam_worker_is_in_native(worker)))
      return false;
  }
  return true;
}

static void await(loam_runtime *runtime, int64_t patience) {
  int64_t begun = loam_os_monotonic(), waited = 0;
  for (;; waited = loam_os_monotonic() - begun) {
    uint32_t signal = atomic_load(&runtime->stopped_signal);
    loam_world_alert(runtime);
    if (waited > LOAM_EXPEL_AFTER) (void)loam_workers_expel(runtime);
    if (all_outside(runtime, waited > patience) && atomic_load(&runtime->scan.drains) == 0) return;
    loam_os_wait(&runtime->stopped_signal, signal, 100000);
  }
}

void loam_world_await(loam_runtime *runtime) { await(runtime, INT64_MAX); }
void loam_world_await_end(loam_runtime *runtime) { await(runtime, LOAM_NATIVE_PATIENCE); }

/// An address that this thread alone has.
static uintptr_t thread_mark(void) {
  static _Thread_local char mark;
  return (uintptr_t)&mark;
}

bool loam_world_mine(loam_runtime *runtime) {
  return atomic_load_explicit(&runtime->world_owner, memory_order_relaxed) == thread_mark();
}

uint64_t loam_world_stop(loam_runtime *runtime) {
  if (runtime == NULL) return 0;
  int64_t start = loam_clock(runtime);
  if (loam_world_mine(runtime)) {
    runtime->stops++;
    return 0;
  }
  loam_lock_acquire(&runtime->world_lock);
  int64_t began = loam_clock(runtime);
  atomic_fetch_add(&runtime->scan.stops, 1);
  atomic_store(&runtime->world_owner, thread_mark());
  atomic_fetch_add(&runtime->stopping, 1);
  loam_world_await(runtime);
  int64_t now = loam_clock(runtime);
  uint64_t took = (uint64_t)(now - start);
  loam_measure_stopped(runtime, began, (uint64_t)(now - began));
  LOAM_EVENT(&runtime->events.others, COLLECT, STOP, 0, took, 0, 0, 0, 0);
  return took;
}

void loam_world_release(loam_runtime *runtime) {
  bool last = atomic_fetch_sub(&runtime->stopping, 1) == 1;
  loam_os_wake(&runtime->stopping, UINT32_MAX);
  if (!last) return;
  loam_lock_acquire(&runtime->schedule_lock);
  loam_monitor_wake_locked(runtime);
  loam_lock_release(&runtime->schedule_lock);
  loam_idle_look(runtime); // a deadlock is not seen while the world is stopped
}

bool loam_world_stop_until(loam_runtime *runtime, int64_t until) {
  int64_t began = loam_clock(runtime);
  atomic_fetch_add(&runtime->scan.stops, 1);
  atomic_store(&runtime->world_owner, thread_mark());
  atomic_fetch_add(&runtime->stopping, 1);
  for (;;) {
    uint32_t signal = atomic_load(&runtime->stopped_signal);
    loam_world_alert(runtime);
    if (all_outside(runtime, false) && atomic_load(&runtime->scan.drains) == 0) break;
    if (loam_os_monotonic() > until) {
      loam_world_release(runtime);
      atomic_store_explicit(&runtime->world_owner, 0, memory_order_relaxed);
      loam_lock_release(&runtime->world_lock);
      return false;
    }
    loam_os_wait(&runtime->stopped_signal, signal, 100000);
  }
  loam_measure_stopped(runtime, began, (uint64_t)(loam_clock(runtime) - began));
  return true;
}

void loam_world_start(loam_runtime *runtime) {
  if (runtime == NULL || !loam_world_mine(runtime)) return;
  if (runtime->stops > 0) {
    runtime->stops--;
    return;
  }
  LOAM_EVENT(&runtime->events.others, COLLECT, GO, 0, 0, 0, 0, 0, 0);
  loam_measure_go(runtime);
  loam_world_release(runtime);
  atomic_store_explicit(&runtime->world_owner, 0, memory_order_relaxed);
  loam_lock_release(&runtime->world_lock);
}

static void forget_main_locked(loam_runtime *runtime) {
  if (runtime->main != NULL) runtime->main->main = false;
  runtime->main = NULL;
}

void loam_forget_main(loam_runtime *runtime) {
  loam_lock_acquire(&runtime->schedule_lock);
  forget_main_locked(runtime);
  loam_lock_release(&runtime->schedule_lock);
}

loam_worker *loam_worker_running(loam_runtime *runtime) {
  loam_worker *self = loam_worker_current(runtime);
  return self != NULL && atomic_load(&self->state) == LOAM_WORKER_RUNNING ? self : NULL;
}

loam_worker *loam_world_stop_to_ask(loam_runtime *runtime) {
  loam_worker *self = loam_worker_running(runtime);
  if (self != NULL) {
    self->asking = true;
    loam_worker_leave(self);
  }
  loam_world_stop(runtime);
  return self;
}

void loam_world_start_asked(loam_runtime *runtime, loam_worker *self) {
  loam_world_start(runtime);
  if (self == NULL) return;
  loam_worker_return(self);
  self->asking = false;
}

// The host's stop between runs holds no lock: it is one more unit of `stopping`. `kills`: the main goroutine ends, too,
// and is no main goroutine any more when it comes to see it, so that it ends no run. A breakpoint that a goroutine of a
// session comes to between runs is told to the host when it next asks or runs something (loam_breaks_stand).
static bool end_program_stopped(loam_runtime *runtime, loam_result result, bool kills) {
  loam_lock_acquire(&runtime->schedule_lock);
  bool leaves = runtime->runs_on && (result.status == LOAM_EXITED || result.status == LOAM_DEAD);
  bool stops = result.status == LOAM_STOPPED, ended = runtime->ending.ended;
  bool pends = stops && ended && runtime->runs_on && !runtime->left;
  bool first = leaves ? !runtime->left : pends || !ended;
  if (first) {
    if (!pends) runtime->ending = (loam_ending){true, result};
    runtime->left |= leaves;
    loam_goroutine *main = runtime->main;
    if (stops) {
      loam_breaks_remember(runtime, main);
      runtime->main = NULL; // and is the main one still, so that its end before the world stands is one of the run
    } else {
      forget_main_locked(runtime);
    }
    if (kills && main != NULL) atomic_store(&main->killed, LOAM_KILL_NOW);
    if (!runtime->host_stop) atomic_fetch_add(&runtime->stopping, 1);
    runtime->host_stop = true;
  } else if (!stops) {
    loam_breaks_end(runtime, result);
  }
  loam_lock_release(&runtime->schedule_lock);
  if (!first) return false;
  loam_world_alert(runtime);
  if (ended && runtime->runs_on && runtime->hooks.notice != NULL) runtime->hooks.notice(runtime->hooks.context);
  if (pends) return true;
  atomic_store(&runtime->ended, LOAM_RUN_ENDED);
  loam_os_wake(&runtime->ended, UINT32_MAX);
  return true;
}

bool loam_end_program_stopped(loam_runtime *runtime, loam_result result) {
  return end_program_stopped(runtime, result, false);
}

static loam_next end_left(loam_worker *worker) { return loam_end_program(worker, worker->leaving.result); }

loam_next loam_end_program(loam_worker *worker, loam_result result) {
  if (worker->goroutine != NULL && loam_goroutine_bound(worker->goroutine))
    return loam_calls_end(worker, end_left, result);
  bool main = worker->goroutine == NULL || worker->goroutine->main;
  if (worker->goroutine != NULL) {
    loam_outcome *outcome = loam_goroutine_outcome(worker->goroutine);
    if (main) loam_forget_main(worker->runtime);
    if (worker->runtime->keep_ended) { // it stands where it ended, and nobody will ready it
      worker->goroutine->reason = "ended";
      atomic_store(&worker->goroutine->status, LOAM_GOROUTINE_WAITING);
    } else {
      loam_goroutine_free(worker->runtime, worker, worker->goroutine);
    }
    worker->goroutine = NULL;
    loam_outcome_end(outcome, result.status);
  }
  if (worker->runtime->runs_on && result.status != LOAM_EXITED && result.status != LOAM_DEAD) {
    if (main)
      loam_end_run(worker->runtime, result);
    else if (result.status != LOAM_OK)
      atomic_fetch_add_explicit(&worker->runtime->failed, 1, memory_order_relaxed);
    return loam_schedule(worker);
  }
  loam_end_program_stopped(worker->runtime, result);
  return loam_continue(loam_leave_code, NULL);
}

void loam_world_release_host(loam_runtime *runtime) {
  loam_lock_acquire(&runtime->schedule_lock);
  bool held = runtime->host_stop;
  runtime->host_stop = false;
  loam_lock_release(&runtime->schedule_lock);
  if (held) loam_world_release(runtime);
}

loam_status loam_runtime_hold(loam_runtime *runtime) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  loam_lock_acquire(&runtime->schedule_lock);
  runtime->holds++;
  loam_lock_release(&runtime->schedule_lock);
  return LOAM_OK;
}

loam_status loam_runtime_release(loam_runtime *runtime) {
  loam_status status = loam_usable(runtime);
  if (status != LOAM_OK) return status;
  loam_lock_acquire(&runtime->schedule_lock);
  if (runtime->holds == 0) status = LOAM_WRONG_STATE;
  if (status == LOAM_OK) runtime->holds--;
  loam_lock_release(&runtime->schedule_lock);
  loam_idle_look(runtime); // nobody may be left who could go on
  return status;
}

// The main goroutine is left where it is, parked or running, and ends when it next comes to a poll.
void loam_runtime_interrupt(loam_runtime *runtime) {
  if (loam_usable(runtime) != LOAM_OK) return;
  loam_lock_acquire(&runtime->schedule_lock);
  bool runs = !runtime->ending.ended && runtime->main != NULL, noticed = runtime->runs_on && !runtime->seeded;
  if (!runs && runtime->keeps_interrupts) atomic_store(&runtime->interrupted, true);
  loam_lock_release(&runtime->schedule_lock);
  if (runs && noticed)
    loam_session_notice(runtime, LOAM_RUN_INTERRUPTED);
  else if (runs)
    end_program_stopped(runtime, (loam_result){LOAM_PANICKED, 2}, true);
}

void loam_runtime_keep_interrupts(loam_runtime *runtime, bool keep) {
  if (loam_usable(runtime) != LOAM_OK) return;
  loam_lock_acquire(&runtime->schedule_lock);
  runtime->keeps_interrupts = keep;
  atomic_store(&runtime->interrupted, false);
  loam_lock_release(&runtime->schedule_lock);
}
