// SPDX-License-Identifier: Apache-2.0
//
// leave.c — the end of threads: natives that do not come back are left, or their threads are left behind.
//
// How.      C code that is to end cannot be stopped. In a blocking call it may stay as long as it likes: its thread is
//           left behind. A plain native keeps the world from stopping, so it is sent a signal
//           (configuration.leave_signal), whose handler goes on in ours if the native stands where it can be left
//           (interpret/fault.c); if it never does, it is left behind as well, but only where nothing is done any more
//           that it could disturb.
// Upholds.  native.left
#include "schedule/leave.h"

#include <signal.h>

// The worker may be going on meanwhile.
LOAM_RACY bool loam_worker_is_in_native(const loam_worker *worker) {
  const loam_goroutine *goroutine = worker->goroutine;
  return goroutine != NULL && goroutine->context != NULL && !atomic_load(&worker->blocking);
}

static bool expel(loam_worker *worker) {
  int signal = worker->runtime->leave_signal;
  if (signal == 0 || atomic_load(&worker->over) || !loam_worker_is_in_native(worker)) return false;
  (void)pthread_kill(worker->thread, signal);
  return true;
}

bool loam_workers_expel(loam_runtime *runtime) {
  bool any = false;
  for (uint32_t i = 0; i < atomic_load(&runtime->worker_count); i++) any |= expel(atomic_load(&runtime->workers[i]));
  return any;
}

bool loam_goroutine_is_to_end(const loam_runtime *runtime, const loam_goroutine *goroutine) {
  return atomic_load_explicit(&goroutine->killed, memory_order_relaxed) != LOAM_KILL_NOT ||
         atomic_load_explicit(&runtime->quitting, memory_order_relaxed) ||
         atomic_load_explicit(&runtime->abandoned, memory_order_relaxed) ||
         (!runtime->runs_on && atomic_load_explicit(&runtime->ended, memory_order_relaxed) != LOAM_RUN_GOES);
}

// A thread may be in a system call that never returns (reading a terminal), or in a native that does not: it gets a
// moment, then it is left behind.
bool loam_workers_join(loam_runtime *runtime) {
  enum { SOON = 50, LATE = LOAM_NATIVE_PATIENCE / 1000000 };
  uint32_t workers = atomic_load(&runtime->worker_count);
  bool joined = true;
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    atomic_store(&worker->wake, LOAM_WAKE_GRANTED);
    loam_os_wake(&worker->wake, 1);
  }
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    // One that comes out of a call, or just wrote its limit, has not heard that it is to leave.
    for (int waited = 0; !atomic_load(&worker->over); waited++) {
      if (waited >= SOON) (void)expel(worker);
      if (waited >= SOON && (atomic_load(&worker->blocking) || (waited >= LATE && loam_worker_is_in_native(worker))))
        break;
      _Atomic uint32_t never = 0;
      if (!atomic_load(&worker->blocking)) loam_worker_alert(worker);
      loam_os_wait(&never, 0, waited < 10 ? 50000 : 1000000);
    }
    if (!atomic_load(&worker->over)) {
      pthread_detach(worker->thread);
      joined = false;
    } else {
      pthread_join(worker->thread, NULL);
    }
  }
  return joined;
}

void loam_runtime_abandon(loam_runtime *runtime) { atomic_store(&runtime->abandoned, true); }

uint32_t loam_runtime_left_threads(const loam_runtime *runtime) {
  uint32_t left = 0;
  for (uint32_t i = 0; i < atomic_load(&runtime->worker_count); i++)
    left += !atomic_load(&atomic_load(&runtime->workers[i])->over);
  return left;
}
