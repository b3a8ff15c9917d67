// SPDX-License-Identifier: Apache-2.0
//
// worker.c — worker threads: starting, finding work, idling.
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

enum { SPINS = 30 };
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
  loam_event_attach(&runtime->events, &worker->events, count);
  worker->cache.events = worker->stacks.events = &worker->events;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  int failed = 1;
  for (uint64_t size = WORKER_STACK_BYTES; failed != 0 && size >= 1u << 20; size /= 4) {
    pthread_attr_setstacksize(&attributes, size);
    failed = pthread_create(&worker->thread, &attributes, worker_main, worker);
  }
  pthread_attr_destroy(&attributes);
  if (failed != 0) {
    loam_event_detach(&worker->events);
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
void loam_token_release_locked(loam_runtime *runtime) {
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
  if (atomic_load(&runtime->global.count) != 0) return true;
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
  if (tick % LOAM_FAIR_TICK == 0) goroutine = loam_run_queue_refill(worker);
  if (goroutine == NULL) goroutine = loam_run_queue_pop(worker);
  if (goroutine == NULL) goroutine = loam_run_queue_refill(worker);
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
  LOAM_EVENT(&worker->events, SCHEDULE, IDLE, 0, 0, 0, 0, 0, 0);
  loam_lock_acquire(&runtime->schedule_lock);
  atomic_store(&worker->wake, 0);
  atomic_store(&worker->token, LOAM_TOKEN_NONE);
  loam_token_release_locked(runtime);
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
  LOAM_EVENT(&worker->events, SCHEDULE, WAKE, 0, 0, 0, 0, 0, 0);
}

// ---- the thread ----

static void *worker_main(void *argument) {
  loam_worker *worker = argument;
  loam_runtime *runtime = worker->runtime;
  loam_worker_return(worker);
  LOAM_EVENT(&worker->events, SCHEDULE, WORKER, 0, 0, 0, 0, 0, 0);
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
    if (!loam_run_queue_empty(worker) || atomic_load(&runtime->global.count) != 0) loam_wake_worker(runtime);
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

loam_worker *loam_worker_current(loam_runtime *runtime) {
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    if (pthread_equal(worker->thread, pthread_self())) return worker;
  }
  return NULL;
}
