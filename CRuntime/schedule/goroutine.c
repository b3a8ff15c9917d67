// SPDX-License-Identifier: Apache-2.0
//
// goroutine.c — goroutines: birth and death.
//
// How.      A goroutine starts as if its bottom function had just come to its call: function value and function lie in
//           the record, the frame is one slot, and GOEXIT follows. Numbers are taken by the worker in lots.
// Upholds.  schedule.once, stack.bounds
#include "interpret/call.h"
#include "schedule/activation.h"
#include "schedule/schedule.h"

#include <stdlib.h>

static uint64_t new_number(loam_runtime *runtime, loam_worker *worker) {
  // At a prompt people go by the numbers: there the one that was started later has the higher one.
  if (worker == NULL || runtime->runs_on)
    return atomic_fetch_add_explicit(&runtime->next_id, 1, memory_order_relaxed) + 1;
  if (worker->next_id == worker->last_id) {
    worker->next_id = atomic_fetch_add_explicit(&runtime->next_id, LOAM_NUMBERS_LOT, memory_order_relaxed) + 1;
    worker->last_id = worker->next_id + LOAM_NUMBERS_LOT;
  }
  return worker->next_id++;
}

loam_goroutine *loam_goroutine_create(loam_runtime *runtime, loam_worker *worker, void *closure,
                                      const uint64_t *created_at, uint64_t creator) {
  loam_goroutine *goroutine = loam_record_take(runtime, worker);
  if (goroutine == NULL) return NULL;
  uint64_t id = new_number(runtime, worker);
  if (goroutine->stack.lo != 0) {
    loam_stack_reuse(&runtime->stacks, &worker->stacks, &goroutine->stack, id);
  } else if (loam_stack_allocate(&runtime->stacks, worker == NULL ? NULL : &worker->stacks, &goroutine->stack,
                                 runtime->initial_stack, id) != LOAM_OK) {
    loam_record_keep(runtime, worker, goroutine);
    return NULL;
  }
  loam_slot *fp = (loam_slot *)goroutine->stack.hi - 2;
  fp[0] = fp[1] = 0;
  loam_goroutine_save(goroutine, runtime->bottom->code + 2, runtime->bottom->code + 1, fp);
  goroutine->callee = closure == NULL ? NULL : *(loam_function **)closure;
  goroutine->closure = closure;
  goroutine->link = NULL;
  atomic_store_explicit(&goroutine->main, false, memory_order_relaxed);
  goroutine->completed = goroutine->system = goroutine->polled = false;
  goroutine->misparked = false;
  goroutine->traced = 0;
  atomic_store_explicit(&goroutine->killed, false, memory_order_relaxed);
  goroutine->defer_count = 0;
  goroutine->panics = NULL;
  goroutine->context = NULL;
  goroutine->open_calls = NULL;
  goroutine->waiter = NULL;
  goroutine->reason = NULL;
  goroutine->created_at = created_at;
  goroutine->creator = creator;
  goroutine->outcome = goroutine->tracked = false;
  goroutine->activation = NULL;
  goroutine->held = 0;
  if (worker != NULL) {
    atomic_store_explicit(&worker->live_goroutines, worker->live_goroutines + 1, memory_order_relaxed);
    atomic_store_explicit(&worker->created, worker->created + 1, memory_order_relaxed);
  } else {
    atomic_fetch_add(&runtime->outside_live, 1);
    atomic_fetch_add(&runtime->outside_created, 1);
  }
  loam_event_stream *events = worker != NULL ? &worker->events : &runtime->events.others;
  if (loam_event_on(events, LOAM_EVENTS_SCHEDULE)) loam_event_create(events, goroutine, closure);
  if (worker != NULL && LOAM_UNLIKELY(worker->cache.barrier.on))
    loam_barrier_shade(&worker->cache.barrier, (uintptr_t)closure);
  if (worker == NULL) loam_collector_shade(&runtime->collector, (uintptr_t)closure);
  loam_goroutine_born_scanned(runtime, goroutine);
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_RUNNABLE, memory_order_release);
  return goroutine;
}

void loam_goroutine_free(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine) {
  LOAM_EVENT(worker != NULL ? &worker->events : &runtime->events.others, SCHEDULE, END, goroutine->stack.owner, 0, 0, 0,
             0, 0);
  loam_deep_finish(worker, goroutine, false);
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_DEAD, memory_order_release);
  while (goroutine->panics != NULL) {
    loam_panic *panic = goroutine->panics;
    goroutine->panics = panic->link;
    free(panic);
  }
  atomic_store_explicit(&goroutine->main, false, memory_order_relaxed);
  goroutine->defer_count = 0;
  if (goroutine->defers != NULL && goroutine->defers->capacity > 64) {
    free(goroutine->defers);
    goroutine->defers = NULL;
  }
  if (LOAM_UNLIKELY(goroutine->admitted)) loam_slot_forgo(runtime, worker, goroutine);
  if (LOAM_UNLIKELY(goroutine->activation != NULL)) loam_activations_free(runtime, goroutine);
  if (worker == NULL || !loam_stack_keep(&runtime->stacks, &worker->stacks, &goroutine->stack))
    loam_stack_free(&runtime->stacks, worker == NULL ? NULL : &worker->stacks, &goroutine->stack);
  if (worker != NULL)
    atomic_store_explicit(&worker->live_goroutines, worker->live_goroutines - 1, memory_order_relaxed);
  else
    atomic_fetch_sub(&runtime->outside_live, 1);
  loam_record_keep(runtime, worker, goroutine);
}

loam_next loam_goroutine_end(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  loam_goroutine *goroutine = worker->goroutine;
  if (loam_goroutine_bound(goroutine)) return loam_calls_end(worker, loam_goroutine_end, (loam_result){0});
  bool main = atomic_load_explicit(&goroutine->main, memory_order_relaxed),
       gone = goroutine->panics != NULL && goroutine->panics->goexit;
  bool finalizer = goroutine->system;
  loam_status ends = loam_goroutine_ends(goroutine);
  loam_outcome *outcome = loam_goroutine_outcome(goroutine);
  worker->goroutine = NULL;
  if (main) loam_forget_main(runtime);
  loam_goroutine_free(runtime, worker, goroutine);
  loam_outcome_end(outcome, ends);
  if (finalizer) {
    atomic_fetch_add(&runtime->measure.executed[runtime->finalizes_cleanup], 1);
    atomic_store(&runtime->finalizing, false);
    loam_finalizers_start(runtime, worker);
  }
  if (main && (!gone || ends != LOAM_OK || runtime->runs_on))
    return loam_end_program(worker, (loam_result){ends, ends == LOAM_OK ? 0 : 2});
  return loam_schedule(worker);
}

uint64_t loam_goroutine_count(loam_runtime *runtime) {
  int64_t count = atomic_load(&runtime->outside_live);
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    if (worker != NULL) count += atomic_load_explicit(&worker->live_goroutines, memory_order_relaxed);
  }
  return count < 0 ? 0 : (uint64_t)count;
}

loam_next loam_op_GO(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_runtime *runtime = worker->runtime;
  void *closure = (void *)(uintptr_t)fp[loam_field_a(*pc)];
  if (closure == NULL) return loam_fatal(worker, pc, fp, "go of nil func value");
  if (LOAM_UNLIKELY(!runtime->monitor_started)) loam_monitor_start(runtime);
  fp = loam_allocation_point(worker, pc, fp, 2);
  closure = (void *)(uintptr_t)fp[loam_field_a(*pc)];
  loam_goroutine *goroutine = loam_goroutine_create(runtime, worker, closure, pc + 2, worker->goroutine->stack.owner);
  if (goroutine == NULL) return loam_no_memory(worker, pc, fp);
  loam_goroutine_follow(worker, goroutine);
  loam_run_queue_push_next(worker, goroutine);
  if (!loam_run_queue_settled(worker)) loam_wake_worker(runtime);
  return loam_continue(pc + 2, fp);
}
