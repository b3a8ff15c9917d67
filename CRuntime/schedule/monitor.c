// SPDX-License-Identifier: Apache-2.0
//
// monitor.c — the thread that watches the workers: time slices, long blocking calls, overdue timers.
//
// How.      It starts with the program's second goroutine, or when a session leaves one behind in a call, and looks
//           every 2 ms; while others wait for those in calls, every 20 us; when for a while nobody has waited for
//           anybody, every 8 ms; when for a while nothing has run at all, it sleeps until a worker gets a token.
//           A worker that has made no scheduling decision for 6 to 8 ms is preempted if anybody waits, so that with the
//           system's delays it is 10 ms at most; one that has been in a blocking call for a whole look lends its token.
// Upholds.  schedule.slice
#include "schedule/schedule.h"

#define BLOCKED_PERIOD_NS 20000
#define PERIOD_NS 2000000
#define QUIET_PERIOD_NS 8000000
#define SLICE_NS 8000000
enum { QUIET = 40, IDLE = 10 }; // looks

static bool anybody_waits(loam_runtime *runtime, int64_t now) {
  if (atomic_load(&runtime->global.count) != 0 || atomic_load(&runtime->token_waiters) != 0) return true;
  if (atomic_load(&runtime->next_timer) <= now && loam_timers_refresh(runtime) <= now) return true;
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++)
    if (!loam_run_queue_empty(atomic_load(&runtime->workers[i]))) return true;
  return false;
}

typedef struct sight {
  bool active;  ///< Something has been done since the last look.
  bool blocked; ///< A token may have to be lent.
} sight;

static void watch(loam_worker *worker, bool waits, int64_t now, sight *seen) {
  uint32_t looks = atomic_load_explicit(&worker->looks, memory_order_relaxed);
  uint32_t turns = atomic_load_explicit(&worker->turns, memory_order_relaxed);
  uint32_t call = atomic_load_explicit(&worker->call, memory_order_relaxed);
  bool same = worker->seen.looks == looks && worker->seen.turns == turns;
  if (!same) worker->seen.since = now;
  worker->seen.looks = looks;
  worker->seen.turns = turns;
  if (atomic_load(&worker->token) != LOAM_TOKEN_LENDABLE) {
    worker->seen.blocked = 0;
  } else {
    if (worker->seen.call != call) worker->seen.blocked = 0;
    seen->blocked = true;
    // When nobody waits it is lent in the end nevertheless, so that the monitor may sleep.
    if (++worker->seen.blocked > (waits ? 1 : IDLE)) loam_worker_lend(worker);
  }
  worker->seen.call = call;
  bool running = atomic_load(&worker->state) == LOAM_WORKER_RUNNING;
  // A slice began up to a look before it was first seen. Half a period of grace: a look that comes a little early would
  // else wait for another.
  if (running && waits && now - worker->seen.since >= SLICE_NS - PERIOD_NS - PERIOD_NS / 2) {
    worker->seen.since = now;
    atomic_store(&worker->preempt, true);
    loam_worker_alert(worker);
  }
  seen->active |= running || !same;
}

static void sleep_until_needed(loam_runtime *runtime) {
  loam_lock_acquire(&runtime->schedule_lock);
  bool sleep =
      !atomic_load(&runtime->quitting) &&
      (atomic_load(&runtime->stopping) != 0 || atomic_load(&runtime->free_tokens) == (int32_t)runtime->limit) &&
      atomic_load(&runtime->scavenger.resume) > loam_os_monotonic(); // woken since the look
  runtime->monitor_asleep = sleep;
  loam_lock_release(&runtime->schedule_lock);
  if (!sleep) return;
  while (atomic_load(&runtime->monitor_wake) == 0) loam_os_wait(&runtime->monitor_wake, 0, -1);
  loam_lock_acquire(&runtime->schedule_lock);
  if (!atomic_load(&runtime->quitting)) atomic_store(&runtime->monitor_wake, 0);
  loam_lock_release(&runtime->schedule_lock);
}

void loam_monitor_wake_locked(loam_runtime *runtime) {
  if (!runtime->monitor_asleep) return;
  runtime->monitor_asleep = false;
  atomic_store(&runtime->monitor_wake, 1);
  loam_os_wake(&runtime->monitor_wake, 1);
}

static void *monitor_main(void *argument) {
  loam_runtime *runtime = argument;
  uint32_t quiet = 0, nothing = 0; // looks in a row
  int64_t period = PERIOD_NS;
  while (!atomic_load(&runtime->quitting)) {
    loam_os_wait(&runtime->monitor_wake, 0, period);
    atomic_fetch_add_explicit(&runtime->monitor_looks, 1, memory_order_relaxed);
    sight seen = {0};
    period = PERIOD_NS;
    loam_end_dead_program(runtime);
    if (atomic_load(&runtime->stopping) == 0) {
      int64_t now = loam_os_monotonic();
      bool waits = anybody_waits(runtime, now);
      uint32_t workers = atomic_load(&runtime->worker_count);
      for (uint32_t i = 0; i < workers; i++) watch(atomic_load(&runtime->workers[i]), waits, now, &seen);
      if (waits) loam_wake_worker(runtime);
      quiet = waits ? 0 : quiet + 1;
      seen.active |= waits;
      if (waits && seen.blocked)
        period = BLOCKED_PERIOD_NS;
      else if (quiet >= QUIET)
        period = QUIET_PERIOD_NS;
    }
    // The scavenger's work is not the workers' business: it goes on while they stand still.
    if (loam_scavenger_look(runtime)) seen.active = true, quiet = 0;
    nothing = seen.active ? 0 : nothing + 1;
    if (nothing < IDLE) continue;
    sleep_until_needed(runtime);
    nothing = quiet = 0;
  }
  return NULL;
}

void loam_monitor_start(loam_runtime *runtime) {
  loam_lock_acquire(&runtime->schedule_lock);
  if (!runtime->monitor_started && !runtime->seeded && !atomic_load(&runtime->quitting)) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    // The system takes the host's thread-local variables out of the stack's size, so a small one may be refused.
    for (size_t size = 64 << 10; !runtime->monitor_started && size <= 16 << 20; size *= 4) {
      pthread_attr_setstacksize(&attributes, size);
      runtime->monitor_started = pthread_create(&runtime->monitor, &attributes, monitor_main, runtime) == 0;
    }
    pthread_attr_destroy(&attributes);
  }
  loam_lock_release(&runtime->schedule_lock);
}
