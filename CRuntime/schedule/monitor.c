// SPDX-License-Identifier: Apache-2.0
//
// monitor.c — the thread that watches the workers: time slices, long blocking calls, overdue timers.
//
// How.      It wakes every 2.5 ms while Go code runs and sleeps for good when nothing does. A worker that has made no
//           scheduling decision for four looks is preempted if anybody waits; a worker that has been in a blocking call
//           for a whole look lends its token. It starts with the program's second goroutine.
#include "schedule/schedule.h"

#define PERIOD_NS 2500000
enum { SLICE = 4 };

static bool anybody_waits(loam_runtime *runtime) {
  if (atomic_load(&runtime->global.count) != 0 || atomic_load(&runtime->token_waiters) != 0) return true;
  if (loam_timers_pending(runtime) && atomic_load(&runtime->next_timer) <= loam_clock(runtime)) return true;
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++)
    if (!loam_run_queue_empty(atomic_load(&runtime->workers[i]))) return true;
  return false;
}

static void *monitor_main(void *argument) {
  loam_runtime *runtime = argument;
  struct {
    uint32_t tick, looks, blocked;
  } seen[LOAM_WORKERS_MOST] = {0};
  while (!atomic_load(&runtime->quitting)) {
    loam_os_wait(&runtime->monitor_wake, 0, PERIOD_NS);
    if (atomic_load(&runtime->stopping) != 0) continue;
    bool waits = anybody_waits(runtime);
    uint32_t workers = atomic_load(&runtime->worker_count);
    for (uint32_t i = 0; i < workers; i++) {
      loam_worker *worker = atomic_load(&runtime->workers[i]);
      uint32_t tick = atomic_load_explicit(&worker->tick, memory_order_relaxed);
      if (atomic_load(&worker->token) == LOAM_TOKEN_LENDABLE) {
        if (waits && seen[i].tick == tick && ++seen[i].blocked > 1) loam_worker_lend(worker);
      } else {
        seen[i].blocked = 0;
      }
      if (atomic_load(&worker->state) == LOAM_WORKER_RUNNING && tick == seen[i].tick) {
        if (++seen[i].looks >= SLICE && waits) {
          seen[i].looks = 0;
          atomic_store(&worker->preempt, true);
          loam_worker_alert(worker);
        }
      } else {
        seen[i].looks = 0;
      }
      seen[i].tick = tick;
    }
    if (waits) loam_wake_worker(runtime);
  }
  return NULL;
}

void loam_monitor_start(loam_runtime *runtime) {
  loam_lock_acquire(&runtime->schedule_lock);
  if (!runtime->monitor_started && !atomic_load(&runtime->quitting)) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 64 << 10);
    runtime->monitor_started = pthread_create(&runtime->monitor, &attributes, monitor_main, runtime) == 0;
    pthread_attr_destroy(&attributes);
  }
  loam_lock_release(&runtime->schedule_lock);
}
