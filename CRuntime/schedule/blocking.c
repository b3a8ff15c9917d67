// SPDX-License-Identifier: Apache-2.0
//
// blocking.c — C calls that may block, and lending the token meanwhile.
//
// Upholds.  schedule.token
#include "schedule/schedule.h"

// The monitor lends the token when the call lasts and there is work: most calls are over before that would pay.
void loam_worker_enter_blocking(loam_worker *worker) {
  LOAM_EVENT(&worker->events, CALLS, ENTER, loam_event_running(worker), 0, 0, 0, 0, 0);
  atomic_store(&worker->goroutine->status, LOAM_GOROUTINE_BLOCKED);
  atomic_store(&worker->blocking, true);
  atomic_store(&worker->token, LOAM_TOKEN_LENDABLE);
  loam_worker_leave(worker);
}

void loam_worker_lend(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  uint32_t expected = LOAM_TOKEN_LENDABLE;
  loam_lock_acquire(&runtime->schedule_lock);
  bool taken = atomic_compare_exchange_strong(&worker->token, &expected, LOAM_TOKEN_NONE);
  if (taken) {
    runtime->blocked_tokens++;
    loam_token_release_locked(runtime);
  }
  loam_lock_release(&runtime->schedule_lock);
  if (!taken) return;
  LOAM_EVENT(&runtime->events.others, SCHEDULE, LEND, 0, worker->index, 0, 0, 0, 0);
  loam_run_queue_flush(runtime, worker);
  if (loam_work_exists(runtime) || loam_timers_pending(runtime)) loam_wake_worker(runtime);
}

// Without a token the thread waits for one, since the native's frame is on its machine stack: somebody is preempted.
void loam_worker_leave_blocking(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  uint32_t expected = LOAM_TOKEN_LENDABLE;
  atomic_store(&worker->blocking, false);
  if (!atomic_compare_exchange_strong(&worker->token, &expected, LOAM_TOKEN_HELD)) {
    loam_lock_acquire(&runtime->schedule_lock);
    bool got = atomic_load(&runtime->free_tokens) > 0;
    if (got)
      atomic_fetch_sub(&runtime->free_tokens, 1);
    else
      runtime->token_waiters++;
    loam_lock_release(&runtime->schedule_lock);
    if (!got) loam_preempt_one(runtime);
    while (!got && !atomic_load(&runtime->quitting)) {
      uint32_t seen = atomic_load(&runtime->token_signal);
      loam_lock_acquire(&runtime->schedule_lock);
      got = runtime->token_grants > 0;
      if (got) runtime->token_grants--;
      loam_lock_release(&runtime->schedule_lock);
      if (!got) loam_os_wait(&runtime->token_signal, seen, 100000000);
    }
    loam_lock_acquire(&runtime->schedule_lock);
    runtime->blocked_tokens--;
    atomic_store(&worker->token, LOAM_TOKEN_HELD);
    loam_lock_release(&runtime->schedule_lock);
  }
  loam_worker_return(worker);
  LOAM_EVENT(&worker->events, CALLS, LEAVE, loam_event_running(worker), 0, 0, 0, 0, 0);
  atomic_store(&worker->goroutine->status, LOAM_GOROUTINE_RUNNING);
}
