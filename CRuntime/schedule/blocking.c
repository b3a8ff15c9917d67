// SPDX-License-Identifier: Apache-2.0
//
// blocking.c — C calls that may block, lending the token meanwhile, and the limit on threads.
//
// How.      Entering such a call is two stores, since most are over before lending would pay: the monitor lends the
//           token when the call lasts. A thread whose token was lent occupies a *slot*; there are as many slots as the
//           limit says. GOMAXPROCS calls can be entered and not yet lent at any time, and as many threads run with
//           the tokens, so that limit + 2 GOMAXPROCS workers are the most there can be. When all slots are taken a
//           goroutine that wants to enter waits in a queue, without a thread; when one comes free it is reserved for
//           the first of the queue, which is readied and tries again, so that no newcomer takes it.
// Upholds.  schedule.token, schedule.threads, schedule.slots
#include "schedule/schedule.h"

// ---- slots ----

uint32_t loam_workers_most_locked(const loam_runtime *runtime) {
  return atomic_load(&runtime->slots) + 2 * runtime->limit;
}

// Reserves slots for the first of the queue; answers those to be readied, linked, when the lock is no longer held.
static loam_goroutine *admit_locked(loam_runtime *runtime) {
  loam_goroutine *first = NULL, **last = &first;
  while (runtime->slot_queue != NULL && atomic_load(&runtime->slots_taken) < atomic_load(&runtime->slots)) {
    loam_goroutine *goroutine = runtime->slot_queue;
    runtime->slot_queue = goroutine->link;
    goroutine->admitted = true;
    atomic_fetch_add(&runtime->slots_taken, 1);
    *last = goroutine;
    last = &goroutine->link;
  }
  *last = NULL;
  if (runtime->slot_queue == NULL) runtime->slot_queue_end = &runtime->slot_queue;
  return first;
}

static void ready_all(loam_runtime *runtime, loam_worker *worker, loam_goroutine *first) {
  for (loam_goroutine *next; first != NULL; first = next) {
    next = first->link;
    loam_ready(runtime, worker, first);
  }
}

void loam_slots_init(loam_runtime *runtime, uint32_t count) {
  if (count == 0) count = LOAM_THREADS_USUAL;
  runtime->slot_queue_end = &runtime->slot_queue;
  atomic_store(&runtime->slots, count > LOAM_SLOTS_MOST ? LOAM_SLOTS_MOST : count);
}

static bool enter_slowly(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  loam_goroutine *goroutine = worker->goroutine, *ready = NULL;
  loam_lock_acquire(&runtime->schedule_lock);
  bool enters = goroutine->admitted || atomic_load(&runtime->slots_taken) < atomic_load(&runtime->slots);
  if (goroutine->admitted) {
    goroutine->admitted = false;
    atomic_fetch_sub(&runtime->slots_taken, 1);
    ready = admit_locked(runtime);
  } else if (!enters) {
    loam_park_begin(worker, "call (thread limit)");
    goroutine->link = NULL;
    *runtime->slot_queue_end = goroutine;
    runtime->slot_queue_end = &goroutine->link;
  }
  loam_lock_release(&runtime->schedule_lock);
  ready_all(runtime, worker, ready);
  return enters;
}

void loam_slot_forgo(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine) {
  loam_lock_acquire(&runtime->schedule_lock);
  goroutine->admitted = false;
  atomic_fetch_sub(&runtime->slots_taken, 1);
  loam_goroutine *ready = admit_locked(runtime);
  loam_lock_release(&runtime->schedule_lock);
  ready_all(runtime, worker, ready);
}

void loam_slots_forget(loam_runtime *runtime, loam_goroutine *goroutine) {
  loam_lock_acquire(&runtime->schedule_lock);
  loam_goroutine **at = &runtime->slot_queue;
  while (*at != NULL && *at != goroutine) at = &(*at)->link;
  if (*at != NULL) {
    *at = goroutine->link;
    if (runtime->slot_queue_end == &goroutine->link) runtime->slot_queue_end = at;
  }
  loam_lock_release(&runtime->schedule_lock);
}

bool loam_slots_check(loam_runtime *runtime) {
  loam_lock_acquire(&runtime->schedule_lock);
  bool holds = (runtime->slot_queue == NULL || atomic_load(&runtime->slots_taken) >= atomic_load(&runtime->slots)) &&
               atomic_load(&runtime->slots_taken) >= runtime->blocked_tokens;
  loam_lock_release(&runtime->schedule_lock);
  if (!holds) loam_bug(runtime, "schedule.slots", "a goroutine waits for a slot that is free");
  return holds;
}

// ---- entering and leaving ----

bool loam_worker_enter_blocking(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  bool full = atomic_load(&runtime->slots_taken) >= atomic_load(&runtime->slots);
  if (LOAM_UNLIKELY(full || worker->goroutine->admitted) && !enter_slowly(worker)) return false;
  loam_worker_block(worker);
  return true;
}

void loam_worker_block(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  LOAM_EVENT(&worker->events, CALLS, ENTER, loam_event_running(worker), 0, 0, 0, 0, 0);
  atomic_store_explicit(&worker->goroutine->status, LOAM_GOROUTINE_BLOCKED, memory_order_release);
  atomic_store_explicit(&worker->blocking, true, memory_order_release);
  uint32_t call = atomic_load_explicit(&worker->call, memory_order_relaxed);
  atomic_store_explicit(&worker->call, call + 1, memory_order_relaxed);
  atomic_store_explicit(&worker->token, LOAM_TOKEN_LENDABLE, memory_order_release);
  loam_worker_leave(worker); // orders what is above before the look at `stopping`
  if (LOAM_UNLIKELY(loam_knob_value(&runtime->knobs, LOAM_KNOB_HANDOFF) != 0) && !runtime->seeded) {
    loam_knob_fired(&runtime->knobs, LOAM_KNOB_HANDOFF);
    loam_worker_lend(worker);
  }
}

void loam_worker_lend(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  uint32_t expected = LOAM_TOKEN_LENDABLE;
  loam_lock_acquire(&runtime->schedule_lock);
  bool taken = atomic_compare_exchange_strong(&worker->token, &expected, LOAM_TOKEN_NONE);
  if (taken) {
    runtime->blocked_tokens++;
    atomic_fetch_add(&runtime->slots_taken, 1);
    loam_token_release_locked(runtime);
  }
  loam_lock_release(&runtime->schedule_lock);
  if (!taken) return;
  LOAM_EVENT(&runtime->events.others, SCHEDULE, LEND, 0, worker->index, 0, 0, 0, 0);
  loam_run_queue_flush(runtime, worker);
  if (loam_work_exists(runtime) || loam_timers_pending(runtime)) loam_wake_worker(runtime);
}

// Without a token the thread waits for one, since the native's frame is on its machine stack: somebody is preempted.
static void wait_for_token(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
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
  atomic_fetch_sub(&runtime->slots_taken, 1);
  loam_goroutine *ready = admit_locked(runtime);
  atomic_store(&worker->token, LOAM_TOKEN_HELD);
  loam_monitor_wake_locked(runtime);
  loam_lock_release(&runtime->schedule_lock);
  ready_all(runtime, NULL, ready); // this worker does not run yet
}

void loam_worker_take_token(loam_worker *worker) {
  uint32_t expected = LOAM_TOKEN_LENDABLE;
  if (!atomic_compare_exchange_strong(&worker->token, &expected, LOAM_TOKEN_HELD)) wait_for_token(worker);
}

void loam_worker_leave_blocking(loam_worker *worker) {
  atomic_store_explicit(&worker->blocking, false, memory_order_release);
  loam_worker_take_token(worker);
  loam_worker_return(worker);
  atomic_store_explicit(&worker->goroutine->status, LOAM_GOROUTINE_RUNNING, memory_order_release);
  if (LOAM_UNLIKELY(atomic_load_explicit(&worker->goroutine->killed, memory_order_relaxed) != LOAM_KILL_NOT))
    loam_worker_alert(worker);
  LOAM_EVENT(&worker->events, CALLS, LEAVE, loam_event_running(worker), 0, 0, 0, 0, 0);
}

// ---- threads to which a goroutine is bound (callback.c) ----

// Somebody is woken in any case: to run timers, or to see that nothing can happen any more.
void loam_worker_part(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  loam_lock_acquire(&runtime->schedule_lock);
  atomic_store(&worker->token, LOAM_TOKEN_NONE);
  atomic_fetch_add(&runtime->slots_taken, 1);
  loam_token_release_locked(runtime);
  loam_worker_leave(worker);
  loam_lock_release(&runtime->schedule_lock);
  loam_run_queue_flush(runtime, worker);
  loam_wake_worker(runtime);
}

// loam_bound_ready has counted it among those that come back.
void loam_worker_rejoin(loam_worker *worker) {
  wait_for_token(worker);
  loam_worker_return(worker);
}

// ---- settings ----

uint32_t loam_runtime_set_workers(loam_runtime *runtime, uint32_t n) {
  if (loam_usable(runtime) != LOAM_OK) return 0;
  loam_lock_acquire(&runtime->schedule_lock);
  uint32_t old = runtime->limit;
  if (n > LOAM_PROCESSORS_MOST) n = LOAM_PROCESSORS_MOST;
  if (n > 0 && !runtime->seeded) {
    loam_measure_processors_locked(runtime);
    atomic_fetch_add(&runtime->free_tokens, (int32_t)n - (int32_t)old);
    runtime->limit = n;
  }
  loam_lock_release(&runtime->schedule_lock);
  if (n > old) loam_wake_worker(runtime);
  if (n > 0 && n < old) loam_preempt_all(runtime); // the surplus notices when it comes to its loop
  return old;
}

uint32_t loam_runtime_set_maximum_threads(loam_runtime *runtime, uint32_t n) {
  if (loam_usable(runtime) != LOAM_OK) return 0;
  loam_lock_acquire(&runtime->schedule_lock);
  uint32_t old = atomic_load(&runtime->slots);
  loam_goroutine *ready = NULL;
  if (n > LOAM_SLOTS_MOST) n = LOAM_SLOTS_MOST;
  if (n > 0) {
    atomic_store(&runtime->slots, n);
    ready = admit_locked(runtime);
  }
  loam_lock_release(&runtime->schedule_lock);
  ready_all(runtime, NULL, ready);
  return old;
}
