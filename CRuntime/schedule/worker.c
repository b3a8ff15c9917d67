// SPDX-License-Identifier: Apache-2.0
//
// worker.c — worker threads: finding work, idling, blocking calls, attention.
//
// How.      A worker loops: rest while the world is stopped, find a goroutine, interpret until the code leaves.
// Switching
//           inside the interpreter (loam_schedule) only looks at the worker's own queue; everything slower leaves to
//           the loop. Threads start one by one, when work was published and a token is free. An idle worker gives its
//           token back under the schedule lock, looks at every queue once more, and sleeps on its futex; whoever
//           publishes work looks for a free token afterwards, so one of the two sees the other.
// Why not.  A processor record apart from the thread: caches and queues move with the thread here, and a queue whose
//           thread blocks is simply stolen from.
// Upholds.  schedule.wake, schedule.token, schedule.once
#include "interpret/call.h"
#include "schedule/schedule.h"

#include <stdlib.h>

enum {
  FAIR_TICK = 61,  // every so many decisions the global queue goes first
  TIMER_TICK = 16, // ... and the clock is read when timers exist
  SPINS = 30,
};
#define WORKER_STACK_BYTES (512ull << 20)

static void *worker_main(void *argument);

// ---- starting and waking ----

static loam_worker *create_worker_locked(loam_runtime *runtime) {
  uint32_t count = atomic_load(&runtime->worker_count);
  if (count == LOAM_WORKERS_MOST || atomic_load(&runtime->quitting)) return NULL;
  loam_worker *worker = loam_os_allocate(&runtime->os, sizeof *worker);
  if (worker == NULL) return NULL;
  worker->runtime = runtime;
  worker->index = count;
  worker->random.state = runtime->seed + 0x9e3779b97f4a7c15ull * (count + 1);
  atomic_store(&worker->limit, UINTPTR_MAX);
  atomic_store(&worker->token, LOAM_TOKEN_HELD);
  loam_heap_cache_attach(&runtime->heap, &worker->cache);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  int failed = 1;
  for (uint64_t size = WORKER_STACK_BYTES; failed != 0 && size >= 1u << 20; size /= 4) {
    pthread_attr_setstacksize(&attributes, size);
    failed = pthread_create(&worker->thread, &attributes, worker_main, worker);
  }
  pthread_attr_destroy(&attributes);
  if (failed != 0) {
    loam_heap_cache_detach(&runtime->heap, &worker->cache);
    free(worker);
    return NULL;
  }
  atomic_store(&runtime->workers[count], worker);
  atomic_store(&runtime->worker_count, count + 1);
  return worker;
}

void loam_wake_worker(loam_runtime *runtime) {
  if (atomic_load(&runtime->free_tokens) <= 0 || atomic_load(&runtime->spinning) != 0) return;
  loam_lock_acquire(&runtime->schedule_lock);
  loam_worker *worker = NULL;
  if (atomic_load(&runtime->free_tokens) > 0) {
    worker = runtime->idle;
    if (worker != NULL) {
      runtime->idle = worker->idle_link;
      worker->idle = false;
      atomic_store(&worker->token, LOAM_TOKEN_HELD);
    } else if (create_worker_locked(runtime) == NULL) {
      loam_lock_release(&runtime->schedule_lock);
      return;
    }
    atomic_fetch_sub(&runtime->free_tokens, 1);
  }
  loam_lock_release(&runtime->schedule_lock);
  if (worker != NULL) {
    atomic_store(&worker->wake, 1);
    loam_os_wake(&worker->wake, 1);
  }
}

// A thread that came back from a blocking call goes before everybody else.
static void release_token_locked(loam_runtime *runtime) {
  if (runtime->token_waiters == 0) {
    atomic_fetch_add(&runtime->free_tokens, 1);
    return;
  }
  runtime->token_waiters--;
  runtime->token_grants++;
  atomic_fetch_add(&runtime->token_signal, 1);
  loam_os_wake(&runtime->token_signal, UINT32_MAX);
}

void loam_preempt_one(loam_runtime *runtime) {
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    if (atomic_load(&worker->state) != LOAM_WORKER_RUNNING || atomic_load(&worker->preempt)) continue;
    atomic_store(&worker->preempt, true);
    loam_worker_alert(worker);
    return;
  }
}

void loam_wake_sleeper(loam_runtime *runtime) {
  loam_lock_acquire(&runtime->schedule_lock);
  if (runtime->idle != NULL) loam_os_wake(&runtime->idle->wake, 1);
  loam_lock_release(&runtime->schedule_lock);
}

// ---- finding work ----

static bool work_exists(loam_runtime *runtime) {
  if (atomic_load(&runtime->global_count) != 0) return true;
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++)
    if (!loam_run_queue_empty(atomic_load(&runtime->workers[i]))) return true;
  return false;
}

static loam_goroutine *steal(loam_worker *worker, bool next_too) {
  loam_runtime *runtime = worker->runtime;
  uint32_t workers = atomic_load(&runtime->worker_count);
  uint32_t start = (uint32_t)loam_random_below(&worker->random, workers);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *victim = atomic_load(&runtime->workers[(start + i) % workers]);
    if (victim == NULL || victim == worker) continue;
    // What a running worker readied last it will most likely run itself at once.
    bool outside = atomic_load(&victim->state) == LOAM_WORKER_OUTSIDE;
    loam_goroutine *goroutine = loam_run_queue_steal(worker, victim, next_too || outside);
    if (goroutine != NULL) return goroutine;
  }
  return NULL;
}

static loam_goroutine *find(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  uint32_t tick = atomic_fetch_add_explicit(&worker->tick, 1, memory_order_relaxed);
  if (loam_timers_pending(runtime)) loam_timers_run(runtime, worker);
  loam_goroutine *goroutine = NULL;
  if (tick % FAIR_TICK == 0) goroutine = loam_global_queue_pop(runtime, worker);
  if (goroutine == NULL) goroutine = loam_run_queue_pop(worker);
  if (goroutine == NULL) goroutine = loam_global_queue_pop(runtime, worker);
  if (goroutine == NULL) goroutine = steal(worker, false);
  return goroutine;
}

// Gives the token back and sleeps until woken with another. `give`: although there is work.
static void idle(loam_worker *worker, bool give) {
  loam_runtime *runtime = worker->runtime;
  atomic_fetch_add(&runtime->spinning, 1);
  for (int i = 0; i < SPINS && !give; i++) {
    if (work_exists(runtime) || atomic_load(&runtime->stopping) != 0) {
      atomic_fetch_sub(&runtime->spinning, 1);
      return;
    }
    for (int pause = 0; pause < 20; pause++) loam_pause();
  }
  atomic_fetch_sub(&runtime->spinning, 1);
  bool deadlock = false;
  loam_lock_acquire(&runtime->schedule_lock);
  atomic_store(&worker->wake, 0);
  atomic_store(&worker->token, LOAM_TOKEN_NONE);
  release_token_locked(runtime);
  worker->idle = true;
  worker->idle_link = runtime->idle;
  runtime->idle = worker;
  loam_worker_leave(worker);
  bool again = work_exists(runtime) || atomic_load(&runtime->quitting);
  if (!again && atomic_load(&runtime->free_tokens) == (int32_t)runtime->limit && runtime->blocked_tokens == 0 &&
      atomic_load(&runtime->next_timer) == INT64_MAX && !runtime->ending.ended && atomic_load(&runtime->stopping) == 0)
    deadlock = true;
  loam_lock_release(&runtime->schedule_lock);
  if (deadlock) loam_report_deadlock(runtime);
  if (again) loam_wake_worker(runtime);
  while (atomic_load(&worker->wake) == 0 && !atomic_load(&runtime->quitting)) {
    int64_t when = atomic_load(&runtime->next_timer), wait = -1;
    if (when != INT64_MAX) {
      wait = when - loam_clock(runtime);
      // Timers run on a worker with a token: perhaps on this one. Without a free token the running ones see to them.
      if (wait <= 0) {
        loam_wake_worker(runtime);
        wait = 50000;
      }
    }
    loam_os_wait(&worker->wake, 0, wait);
  }
  loam_worker_return(worker);
}

// ---- the thread ----

static void *worker_main(void *argument) {
  loam_worker *worker = argument;
  loam_runtime *runtime = worker->runtime;
  loam_worker_return(worker);
  while (!atomic_load(&runtime->quitting)) {
    if (atomic_load(&runtime->stopping) != 0) {
      loam_worker_leave(worker);
      loam_worker_return(worker);
      continue;
    }
    if (atomic_load(&runtime->token_waiters) != 0 || atomic_load(&runtime->free_tokens) < 0) {
      idle(worker, true);
      continue;
    }
    atomic_store(&worker->attention, false);
    atomic_store(&worker->preempt, false);
    loam_goroutine *goroutine = find(worker);
    if (goroutine == NULL) goroutine = steal(worker, true);
    if (goroutine == NULL) {
      idle(worker, false);
      continue;
    }
    if (!loam_run_queue_empty(worker) || atomic_load(&runtime->global_count) != 0) loam_wake_worker(runtime);
    loam_interpret(worker, loam_resume(worker, goroutine));
  }
  loam_worker_leave(worker);
  return NULL;
}

// A thread may be in a system call that never returns (reading a terminal): it gets a moment, then it is left behind.
bool loam_workers_join(loam_runtime *runtime) {
  uint32_t workers = atomic_load(&runtime->worker_count);
  bool joined = true;
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    atomic_store(&worker->wake, 1);
    loam_os_wake(&worker->wake, 1);
  }
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    for (int waited = 0; waited < 50 && atomic_load(&worker->blocking); waited++) {
      _Atomic uint32_t never = 0;
      loam_os_wait(&never, 0, 1000000);
    }
    if (atomic_load(&worker->blocking)) {
      pthread_detach(worker->thread);
      joined = false;
    } else {
      pthread_join(worker->thread, NULL);
    }
  }
  return joined;
}

// ---- switching ----

loam_next loam_resume(loam_worker *worker, loam_goroutine *goroutine) {
  worker->goroutine = goroutine;
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_RUNNING, memory_order_relaxed);
  goroutine->reason = NULL;
  if (LOAM_UNLIKELY(atomic_load_explicit(&goroutine->killed, memory_order_relaxed))) loam_worker_alert(worker);
  loam_worker_set_limit(worker);
  if (LOAM_UNLIKELY(goroutine->callee != NULL)) {
    const loam_function *callee = goroutine->callee;
    goroutine->callee = NULL;
    return loam_enter(worker, callee, goroutine->closure, goroutine->fp, goroutine->pc);
  }
  return loam_continue(goroutine->pc, goroutine->fp);
}

loam_next loam_schedule(loam_worker *worker) {
  worker->goroutine = NULL;
  uint32_t tick = atomic_load_explicit(&worker->tick, memory_order_relaxed) + 1;
  bool slow = atomic_load_explicit(&worker->attention, memory_order_relaxed) || tick % FAIR_TICK == 0 ||
              (tick % TIMER_TICK == 0 && loam_timers_pending(worker->runtime));
  if (!slow) {
    loam_goroutine *goroutine = loam_run_queue_pop(worker);
    if (goroutine != NULL) {
      atomic_store_explicit(&worker->tick, tick, memory_order_relaxed);
      return loam_resume(worker, goroutine);
    }
  }
  return loam_continue(loam_leave_code, NULL);
}

loam_next loam_yield(loam_worker *worker) {
  loam_goroutine *goroutine = worker->goroutine;
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_RUNNABLE, memory_order_relaxed);
  loam_global_queue_push(worker->runtime, goroutine);
  worker->goroutine = NULL;
  return loam_continue(loam_leave_code, NULL);
}

loam_next loam_attend(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  atomic_store(&worker->attention, false);
  if (atomic_load(&runtime->stopping) != 0) {
    loam_worker_leave(worker);
    loam_worker_return(worker);
  }
  if (atomic_load(&runtime->quitting)) {
    loam_global_queue_push(runtime, worker->goroutine);
    worker->goroutine = NULL;
    return loam_continue(loam_leave_code, NULL);
  }
  if (atomic_load(&worker->goroutine->killed)) {
    loam_goroutine_free(runtime, worker, worker->goroutine);
    return loam_schedule(worker);
  }
  if (atomic_exchange(&worker->preempt, false)) return loam_yield(worker);
  return loam_resume(worker, worker->goroutine);
}

void loam_park_begin(loam_worker *worker, const char *reason) {
  loam_goroutine *goroutine = worker->goroutine;
  goroutine->reason = reason;
  goroutine->since = 0;
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_PARKING, memory_order_release);
}

loam_next loam_park_finish(loam_worker *worker, const uint64_t *pc, const uint64_t *safepoint, loam_slot *fp) {
  loam_goroutine *goroutine = worker->goroutine;
  loam_goroutine_save(goroutine, pc, safepoint, fp);
  uint32_t expected = LOAM_GOROUTINE_PARKING;
  if (atomic_compare_exchange_strong(&goroutine->status, &expected, LOAM_GOROUTINE_WAITING))
    return loam_schedule(worker);
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_RUNNING, memory_order_relaxed);
  goroutine->reason = NULL;
  return loam_continue(pc, fp);
}

void loam_ready(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine) {
  if (atomic_exchange(&goroutine->status, LOAM_GOROUTINE_RUNNABLE) == LOAM_GOROUTINE_PARKING) return;
  if (worker != NULL) {
    loam_run_queue_push(worker, goroutine, true);
    // The one readied last is about to run here; only what it displaced is work for another.
    loam_run_queue *queue = &worker->queue;
    if (atomic_load_explicit(&queue->head, memory_order_relaxed) !=
        atomic_load_explicit(&queue->tail, memory_order_relaxed))
      loam_wake_worker(runtime);
  } else {
    loam_global_queue_push(runtime, goroutine);
    loam_wake_worker(runtime);
  }
}

// ---- blocking calls ----

// The monitor lends the token when the call lasts and there is work: most calls are over before that would pay.
void loam_worker_enter_blocking(loam_worker *worker) {
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
    release_token_locked(runtime);
  }
  loam_lock_release(&runtime->schedule_lock);
  if (taken) loam_wake_worker(runtime);
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
  atomic_store(&worker->goroutine->status, LOAM_GOROUTINE_RUNNING);
}

loam_worker *loam_worker_current(loam_runtime *runtime) {
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    if (pthread_equal(worker->thread, pthread_self())) return worker;
  }
  return NULL;
}
