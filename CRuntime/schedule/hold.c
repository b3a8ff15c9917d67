// SPDX-License-Identifier: Apache-2.0
//
// hold.c — a stopped program: its goroutines are held while the host runs other code.
//
// How.      While the world is stopped every goroutine is marked, and the run queues are emptied into a list. What
// could
//           run later, because a timer or a goroutine of the host's readies it, joins that list; so does what a timer
//           makes that was started before. A worker that was at rest with a held goroutine gives it up where that
//           stands at a safepoint (loam_attend); within an instruction its thread waits and lends its token. Letting go
//           clears the marks and publishes the list.
// Why not.  Keeping the world stopped and letting one worker run in spite of that: timers, blocking calls, collections
//           and the search for deadlocks would need to know of it.
// Upholds.  break.held, schedule.once
#include "schedule/schedule.h"

static bool hold_one(void *context, loam_goroutine *goroutine) {
  (void)context;
  if (!goroutine->system) goroutine->held = 1;
  return true;
}

static bool let_go(void *context, loam_goroutine *goroutine) {
  (void)context;
  goroutine->held = 0;
  return true;
}

void loam_hold_keep_locked(loam_runtime *runtime, loam_goroutine *goroutine) {
  goroutine->link = runtime->breaks.held;
  runtime->breaks.held = goroutine;
}

void loam_hold_keep(loam_runtime *runtime, loam_goroutine *goroutine) {
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_RUNNABLE, memory_order_release);
  loam_lock_acquire(&runtime->schedule_lock);
  loam_hold_keep_locked(runtime, goroutine);
  loam_lock_release(&runtime->schedule_lock);
}

static void keep_ready(loam_runtime *runtime) {
  loam_goroutine *system = NULL, *taken[64];
  for (uint32_t count; (count = loam_global_queue_take(runtime, taken, 64)) != 0;)
    for (uint32_t i = 0; i < count; i++) {
      if (taken[i]->held) {
        loam_hold_keep(runtime, taken[i]);
      } else {
        taken[i]->link = system;
        system = taken[i];
      }
    }
  for (loam_goroutine *next; system != NULL; system = next) {
    next = system->link;
    loam_global_queue_push(runtime, &system, 1);
  }
  loam_seeded *seeded = &runtime->seeded_state;
  uint32_t left = 0;
  for (uint32_t i = 0; i < seeded->count; i++) {
    if (seeded->ready[i]->held)
      loam_hold_keep(runtime, seeded->ready[i]);
    else
      seeded->ready[left++] = seeded->ready[i];
  }
  __atomic_store_n(&seeded->count, left, __ATOMIC_RELAXED); // an idle worker may be looking
}

static void set_holding(loam_runtime *runtime, bool holding) {
  loam_lock_acquire(&runtime->schedule_lock);
  atomic_store(&runtime->breaks.holding, holding);
  loam_lock_release(&runtime->schedule_lock);
}

void loam_hold_all(loam_runtime *runtime) {
  loam_goroutine_each(runtime, hold_one, NULL);
  // Threads that are in no worker's state, as the monitor, may be about to push one that they have taken.
  set_holding(runtime, true);
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) loam_run_queue_flush(runtime, atomic_load(&runtime->workers[i]));
  keep_ready(runtime);
}

void loam_hold_release(loam_runtime *runtime) {
  set_holding(runtime, false);
  loam_goroutine_each(runtime, let_go, NULL);
  loam_lock_acquire(&runtime->schedule_lock);
  loam_goroutine *goroutine = runtime->breaks.held, *oldest = NULL;
  runtime->breaks.held = NULL;
  loam_lock_release(&runtime->schedule_lock);
  for (loam_goroutine *next; goroutine != NULL; goroutine = next) {
    next = goroutine->link;
    goroutine->link = oldest;
    oldest = goroutine;
  }
  for (loam_goroutine *next; oldest != NULL; oldest = next) {
    next = oldest->link;
    loam_goroutine_requeue(runtime, oldest);
  }
  atomic_fetch_add(&runtime->breaks.releases, 1);
  loam_os_wake(&runtime->breaks.releases, UINT32_MAX);
}

// As in a blocking call whose token is lent at once. The end of the runtime lets it go on, to its next poll.
void loam_hold_thread(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  while (worker->goroutine->held && !atomic_load(&runtime->quitting)) {
    uint32_t releases = atomic_load(&runtime->breaks.releases);
    atomic_store(&worker->token, LOAM_TOKEN_LENDABLE);
    loam_worker_leave(worker);
    loam_worker_lend(worker);
    // Marks change while the world is stopped, and the number with them.
    while (atomic_load(&runtime->breaks.releases) == releases && !atomic_load(&runtime->quitting))
      loam_os_wait(&runtime->breaks.releases, releases, 50000000);
    loam_worker_take_token(worker);
    loam_worker_come_back(worker);
  }
}
