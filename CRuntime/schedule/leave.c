// SPDX-License-Identifier: Apache-2.0
//
// leave.c — the end of threads: natives that do not come back are left, or their threads are left behind.
//
// How.      C code that is to end cannot be stopped. It is sent a signal (configuration.leave_signal). That ends the
//           system call that a blocking call may wait in (EINTR), such as the read of a terminal; one that does not
//           come back for it may stay as long as it likes: its thread is left behind. A plain native keeps the world
//           from stopping; the signal's handler goes on in ours if it stands where it can be left (interpret/fault.c);
//           if it never does, it is left behind as well, but only where nothing is done any more that it could disturb.
// Upholds.  native.left
#include "schedule/leave.h"

#include <signal.h>

// The worker may be going on meanwhile.
LOAM_RACY bool loam_worker_is_in_native(const loam_worker *worker) {
  const loam_goroutine *goroutine = worker->goroutine;
  return goroutine != NULL && goroutine->context != NULL && !atomic_load(&worker->blocking);
}

// Those of others are not disturbed: the signal would end their system calls.
static LOAM_RACY void send(const loam_worker *worker) {
  const loam_goroutine *goroutine = worker->goroutine;
  if (goroutine != NULL && loam_goroutine_is_to_end(worker->runtime, goroutine))
    (void)pthread_kill(worker->thread, worker->runtime->leave_signal);
}

static bool expel(loam_worker *worker) {
  if (worker->runtime->leave_signal == 0 || atomic_load(&worker->over) || !loam_worker_is_in_native(worker))
    return false;
  send(worker);
  return true;
}

static void rouse(loam_worker *worker) {
  if (worker->runtime->leave_signal == 0 || atomic_load(&worker->over) || !atomic_load(&worker->blocking)) return;
  send(worker);
}

void loam_workers_rouse(loam_runtime *runtime) {
  for (uint32_t i = 0; i < atomic_load(&runtime->worker_count); i++) rouse(atomic_load(&runtime->workers[i]));
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

// A thread may be in a call that does not return, or in a native: it gets a moment, then it is left behind.
bool loam_workers_join(loam_runtime *runtime) {
  enum { SOON = 50, ROUSED = SOON + 10, LATE = LOAM_NATIVE_PATIENCE / 1000000 };
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
      if (waited >= SOON && !expel(worker)) rouse(worker);
      if ((waited >= ROUSED && atomic_load(&worker->blocking)) || (waited >= LATE && loam_worker_is_in_native(worker)))
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
