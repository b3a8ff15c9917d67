// SPDX-License-Identifier: Apache-2.0
//
// scavenger.c — who drives heap/scavenge.c in the background, and how fast.
//
// How.      Whoever sets the trigger at the end of a cycle has said what the program will need; when there is more than
//           that, the monitor is started and told. It earns a hundredth of the time that passes and spends it in
//           quanta, so a burst is short and the rest of the work waits for the next look. With nothing left to do it
//           looks again after a while, since stacks give pages back without a collection.
// Threads.  The monitor, which does not stop with the world; loam_scavenger_wake on any.
#include "schedule/schedule.h"

enum { SHARE = 100, QUANTUM = 256 << 10 };
#define CREDIT_MOST 250000 // nanoseconds
#define PAUSE 100000000    // nanoseconds between looks that find nothing

bool loam_scavenger_look(loam_runtime *runtime) {
  int64_t resume = atomic_load_explicit(&runtime->scavenger.resume, memory_order_relaxed);
  if (resume == INT64_MAX) return false;
  int64_t now = loam_os_monotonic();
  if (now < resume) return false;
  runtime->scavenger.credit += (now - runtime->scavenger.last) / SHARE;
  if (runtime->scavenger.credit > CREDIT_MOST) runtime->scavenger.credit = CREDIT_MOST;
  runtime->scavenger.last = now;
  bool more = true;
  while (more && runtime->scavenger.credit > 0) {
    loam_heap_scavenge(&runtime->heap, QUANTUM, &more);
    int64_t after = loam_os_monotonic();
    runtime->scavenger.credit -= after - now;
    atomic_fetch_add_explicit(&runtime->measure.scavenge_ns, (uint64_t)(after - now), memory_order_relaxed);
    now = after;
  }
  if (!more) atomic_compare_exchange_strong(&runtime->scavenger.resume, &resume, now + PAUSE);
  return more;
}

void loam_scavenger_wake(loam_runtime *runtime) {
  if (runtime->scavenger.off || loam_heap_excess(&runtime->heap) == 0) return;
  atomic_store(&runtime->scavenger.resume, loam_os_monotonic());
  loam_monitor_start(runtime);
  loam_lock_acquire(&runtime->schedule_lock);
  loam_monitor_wake_locked(runtime);
  loam_lock_release(&runtime->schedule_lock);
}
