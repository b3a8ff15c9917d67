// SPDX-License-Identifier: Apache-2.0
//
// switch.c — going from one goroutine to another: resuming, yielding, parking, readying, attention.
//
// How.      Between two goroutines of one worker only its own queue is looked at, inside the interpreter; every so many
//           decisions, and whenever somebody asked for attention, the code leaves to the worker's loop.
// Upholds.  schedule.once, schedule.wake
#include "interpret/call.h"
#include "schedule/schedule.h"

loam_next loam_make_call(loam_worker *worker) {
  loam_goroutine *goroutine = worker->goroutine;
  const loam_function *callee = goroutine->callee;
  goroutine->callee = NULL;
  return loam_enter(worker, callee, goroutine->closure, goroutine->fp, goroutine->pc);
}

loam_next loam_schedule(loam_worker *worker) {
  loam_goroutine *goroutine = loam_run_queue_turn(worker);
  if (LOAM_LIKELY(goroutine != NULL)) return loam_resume(worker, goroutine);
  return loam_continue(loam_leave_code, NULL);
}

loam_next loam_yield(loam_worker *worker) {
  loam_goroutine *goroutine = worker->goroutine;
  LOAM_EVENT(&worker->events, SCHEDULE, YIELD, goroutine->stack.owner, atomic_load(&worker->preempt), 0, 0, 0, 0);
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_RUNNABLE, memory_order_release);
  loam_goroutine_follow(worker, goroutine);
  worker->goroutine = NULL;
  loam_goroutine_requeue(worker->runtime, goroutine);
  return loam_continue(loam_leave_code, NULL);
}

loam_next loam_give_way(loam_worker *worker) {
  loam_goroutine *goroutine = worker->goroutine;
  if (loam_goroutine_bound(goroutine)) return loam_yield(worker);
  bool others = !loam_run_queue_alone(worker);
  LOAM_EVENT(&worker->events, SCHEDULE, YIELD, goroutine->stack.owner, 0, 0, 0, 0, 0);
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_RUNNABLE, memory_order_release);
  loam_goroutine_follow(worker, goroutine);
  loam_run_queue_push_ring(worker, goroutine);
  if (others && atomic_load(&worker->runtime->free_tokens) > 0) loam_wake_worker(worker->runtime);
  return loam_schedule(worker);
}

loam_next loam_attend(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  atomic_store(&worker->attention, false);
  if (atomic_load(&runtime->stopping) != 0) {
    loam_worker_leave(worker);
    loam_worker_come_back(worker);
    if (LOAM_UNLIKELY(worker->goroutine->held)) {
      loam_goroutine *goroutine = worker->goroutine;
      LOAM_EVENT(&worker->events, SCHEDULE, YIELD, goroutine->stack.owner, 0, 0, 0, 0, 0);
      worker->goroutine = NULL;
      loam_hold_keep(runtime, goroutine);
      return loam_schedule(worker);
    }
    if (LOAM_UNLIKELY(worker->cache.barrier.black)) loam_goroutine_scan_first(worker, worker->goroutine, false);
  }
  if (atomic_load(&runtime->quitting)) {
    if (!loam_goroutine_bound(worker->goroutine)) loam_global_queue_push(runtime, &worker->goroutine, 1);
    worker->goroutine = NULL;
    return loam_continue(loam_leave_code, NULL);
  }
  if (atomic_load(&worker->goroutine->killed) != LOAM_KILL_NOT) return loam_end_killed(worker);
  if (atomic_load(&worker->preempt)) return loam_yield(worker); // the loop, to which it leads, clears it
  return loam_resume(worker, worker->goroutine);
}

void loam_park_begin(loam_worker *worker, const char *reason) { loam_park_begin_on(worker, NULL, reason); }

void loam_park_begin_on(loam_worker *worker, const void *on, const char *reason) {
  loam_goroutine *goroutine = worker->goroutine;
  if (loam_event_on(&worker->events, LOAM_EVENTS_SCHEDULE)) loam_event_park(worker, on, 0, reason);
  goroutine->reason = reason;
  if (goroutine->context != NULL) goroutine->context->parked = true;
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_PARKING, memory_order_release);
}

void loam_unpark(loam_worker *worker) {
  loam_goroutine *goroutine = worker->goroutine;
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_RUNNING, memory_order_relaxed);
  goroutine->reason = NULL;
  if (goroutine->context != NULL) goroutine->context->parked = false;
  // A marker may have found it waiting. Who waited in vain goes on with the frame that it knows.
  if (LOAM_UNLIKELY(worker->cache.barrier.black)) loam_goroutine_scan_first(worker, goroutine, true);
  if (loam_event_on(&worker->events, LOAM_EVENTS_SCHEDULE)) loam_event_started(worker, goroutine);
}

loam_next loam_park_finish(loam_worker *worker, const uint64_t *pc, const uint64_t *safepoint, loam_slot *fp) {
  loam_goroutine *goroutine = worker->goroutine;
  loam_goroutine_save(goroutine, pc, safepoint, fp);
  uint8_t expected = LOAM_GOROUTINE_PARKING;
  if (atomic_compare_exchange_strong(&goroutine->status, &expected, LOAM_GOROUTINE_WAITING))
    return loam_schedule(worker);
  loam_unpark(worker);
  return loam_continue(pc, fp);
}

static void log_ready(loam_runtime *runtime, loam_worker *worker, const loam_goroutine *goroutine) {
  LOAM_EVENT(worker != NULL ? &worker->events : &runtime->events.others, SCHEDULE, READY, loam_event_running(worker),
             goroutine->stack.owner, 0, 0, 0, 0);
}

static void publish(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine) {
  if (LOAM_UNLIKELY(goroutine->held)) {
    loam_hold_keep(runtime, goroutine);
    return;
  }
  if (loam_goroutine_bound(goroutine)) {
    loam_bound_ready(goroutine);
    return;
  }
  if (worker == NULL) {
    loam_global_queue_push(runtime, &goroutine, 1);
    loam_wake_worker(runtime);
    return;
  }
  loam_goroutine_follow(worker, goroutine);
  loam_run_queue_push_next(worker, goroutine);
  // The one readied last is about to run here; only what it displaced is work for another.
  if (!loam_run_queue_settled(worker)) loam_wake_worker(runtime);
}

void loam_goroutine_requeue(loam_runtime *runtime, loam_goroutine *goroutine) {
  if (loam_goroutine_bound(goroutine))
    loam_bound_ready(goroutine);
  else
    loam_global_queue_push(runtime, &goroutine, 1);
}

void loam_ready(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine) {
  log_ready(runtime, worker, goroutine);
  uint8_t parking = LOAM_GOROUTINE_PARKING;
  if (atomic_compare_exchange_strong(&goroutine->status, &parking, LOAM_GOROUTINE_READIED)) return;
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_RUNNABLE, memory_order_release);
  publish(runtime, worker, goroutine);
}

void loam_ready_waiting(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine) {
  log_ready(runtime, worker, goroutine);
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_RUNNABLE, memory_order_release);
  publish(runtime, worker, goroutine);
}
