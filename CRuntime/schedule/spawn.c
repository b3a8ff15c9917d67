// SPDX-License-Identifier: Apache-2.0
//
// spawn.c — goroutines that are started with argument words, and how they ended (loam_goroutine.h).
//
// How.      The outermost frame has room for the words of the call; there is one such function for each of some sizes.
//           The goroutine begins as one that was put aside at a call (interpret/call.c): `callee` set, the arguments in
//           the outgoing words, described by the callee's argument map. When the call has returned its results lie
//           behind them, and GOEXIT copies them to the host. The host's record is named by the frame's last slot.
// Upholds.  frame.walkable, schedule.once
#include "interpret/call.h"
#include "schedule/schedule.h"
#include "schedule/want.h"

enum { AWAITED = 2 }; ///< loam_outcome.ended: somebody sleeps until it is 1.

static const uint16_t start_sizes[LOAM_FINALIZER_SIZES] = {2, 8, 32, 128, LOAM_FINALIZER_LARGEST};

// The first word is never executed: calls return behind an instruction that passes a function value.
loam_status loam_make_caller(loam_runtime *runtime, uint32_t size, uint64_t then, const loam_function **out) {
  uint16_t slots = start_sizes[size] + 1;
  const uint64_t words[] = {
      LOAM_WORD(LOAM_OP_CALL_CLOSURE, 0, 0, 0),
      LOAM_SAFEPOINT(0, slots, 1),
      then,
      LOAM_SAFEPOINT(0, slots, 3),
      LOAM_SAFEPOINT(0, slots, 4),
      LOAM_WORD(LOAM_OP_PANIC_RETURN, 0, 0, 0),
  };
  static const uint64_t no_map[(LOAM_FINALIZER_LARGEST + 1) / 64 + 1] = {0};
  loam_string none = {NULL, 0};
  loam_function *function = loam_function_create(runtime, none, none, 0, 0, 0, NULL, 0);
  if (function == NULL) return LOAM_NO_MEMORY;
  *out = function;
  loam_code code = {.words = words,
                    .word_count = 6,
                    .frame_slots = slots,
                    .maps = no_map,
                    .map_words = sizeof no_map / sizeof no_map[0],
                    .map_count = 1,
                    .flags = LOAM_FUNCTION_RUNTIME};
  return loam_function_define(runtime, function, &code);
}

loam_status loam_make_start_functions(loam_runtime *runtime) {
  loam_status status = LOAM_OK;
  for (uint32_t i = 0; i < LOAM_FINALIZER_SIZES && status == LOAM_OK; i++)
    status = loam_make_caller(runtime, i, LOAM_WORD(LOAM_OP_GOEXIT, 0, 0, 0), &runtime->start[i]);
  return status;
}

uint32_t loam_start_size(uint32_t words) {
  uint32_t size = 0;
  while (size < LOAM_FINALIZER_SIZES && start_sizes[size] < words) size++;
  return size;
}

static bool into_stack(loam_runtime *runtime, uint64_t word) {
  const loam_span *span = loam_heap_span(&runtime->heap, word);
  return span != NULL && span->kind == LOAM_SPAN_STACK;
}

static bool arguments_fit(loam_runtime *runtime, const loam_function *function, const uint64_t *arguments) {
  if (function->argument_slots + function->result_slots > LOAM_SPAWN_WORDS) return false;
  if (function->argument_slots != 0 && arguments == NULL) return false;
  for (uint32_t word = 0; word * 64 < function->argument_slots; word++)
    for (uint64_t set = function->argument_map[word]; set != 0; set &= set - 1)
      if (into_stack(runtime, arguments[word * 64 + loam_bits_lowest(set)])) return false;
  return true;
}

void loam_arguments_shade(loam_runtime *runtime, loam_worker *worker, const loam_function *function,
                          const uint64_t *arguments) {
  for (uint32_t word = 0; word * 64 < function->argument_slots; word++)
    for (uint64_t set = function->argument_map[word]; set != 0; set &= set - 1) {
      uint64_t argument = arguments[word * 64 + loam_bits_lowest(set)];
      if (worker == NULL)
        loam_collector_shade(&runtime->collector, argument);
      else
        loam_barrier_shade(&worker->cache.barrier, argument);
    }
}

loam_status loam_goroutine_start(loam_runtime *runtime, loam_worker *worker, const void *function,
                                 const uint64_t *arguments, const uint64_t *created_at, uint64_t creator,
                                 loam_outcome *outcome, loam_goroutine **out) {
  if (function == NULL) return LOAM_INVALID_ARGUMENT;
  loam_function *callee = *(loam_function *const *)function;
  if (worker == NULL && !loam_permanent_contains(&runtime->permanent, callee)) return LOAM_INVALID_ARGUMENT;
  if (!arguments_fit(runtime, callee, arguments)) return LOAM_INVALID_ARGUMENT;
  if (runtime->maximum_goroutines != 0 && loam_goroutine_count(runtime) >= runtime->maximum_goroutines)
    return LOAM_LIMIT;
  loam_goroutine *goroutine = loam_goroutine_create(runtime, worker, (void *)(uintptr_t)function, created_at, creator);
  if (goroutine == NULL) return LOAM_NO_MEMORY;
  uint32_t size = callee->start_size;
  const uint64_t *code = runtime->start[size]->code;
  loam_slot *fp = (loam_slot *)goroutine->stack.hi - start_sizes[size] - 2;
  loam_words_copy(fp, arguments, callee->argument_slots);
  // It is born scanned: what it is given must not depend on whoever gives it.
  if (LOAM_UNLIKELY(worker == NULL || worker->cache.barrier.on))
    loam_arguments_shade(runtime, worker, callee, arguments);
  fp[start_sizes[size]] = (uint64_t)(uintptr_t)outcome;
  fp[start_sizes[size] + 1] = 0;
  loam_goroutine_save(goroutine, code + 2, code + 1, fp);
  goroutine->outcome = outcome != NULL;
  if (outcome != NULL) {
    outcome->function = callee;
    outcome->status = LOAM_OK;
    outcome->text[0] = 0;
    __atomic_store_n(&outcome->ended, 0, __ATOMIC_RELAXED);
  }
  *out = goroutine;
  return LOAM_OK;
}

void loam_outcome_results(loam_goroutine *goroutine, const loam_slot *fp) {
  loam_outcome *outcome = loam_goroutine_outcome(goroutine);
  const loam_function *function = outcome->function;
  if (outcome->results == NULL) return;
  for (uint32_t i = 0; i < function->result_slots; i++) outcome->results[i] = fp[function->argument_slots + i];
}

void loam_outcome_end(loam_outcome *outcome, loam_status status) {
  if (outcome == NULL) return;
  outcome->status = status;
  uint32_t *ended = &outcome->ended; // afterwards the record may be gone
  if (__atomic_exchange_n(ended, 1, __ATOMIC_ACQ_REL) == AWAITED) loam_os_wake((_Atomic uint32_t *)ended, 1);
}

bool loam_run_is_over(loam_runtime *runtime) {
  loam_lock_acquire(&runtime->schedule_lock);
  bool over = runtime->ending.ended && !runtime->runs_on;
  loam_lock_release(&runtime->schedule_lock);
  return over;
}

bool loam_outcome_await(loam_runtime *runtime, loam_outcome *outcome) {
  uint32_t none = 0;
  __atomic_compare_exchange_n(&outcome->ended, &none, AWAITED, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
  while (!loam_outcome_ended(outcome)) {
    if (loam_usable(runtime) != LOAM_OK || atomic_load(&runtime->quitting) || loam_run_is_over(runtime)) return false;
    loam_os_wait((_Atomic uint32_t *)&outcome->ended, AWAITED, 20000000);
  }
  return true;
}

void loam_goroutine_publish(loam_worker *worker, loam_goroutine *goroutine) {
  loam_runtime *runtime = worker->runtime;
  if (LOAM_UNLIKELY(!runtime->monitor_started)) loam_monitor_start(runtime);
  loam_run_queue_push_next(worker, goroutine);
  if (!loam_run_queue_settled(worker)) loam_wake_worker(runtime);
}

loam_status loam_context_spawn(loam_context *context, const void *function, const uint64_t *arguments,
                               loam_outcome *outcome) {
  loam_status usable = context == NULL ? LOAM_INVALID_ARGUMENT : loam_usable(context->runtime);
  if (usable != LOAM_OK) return usable;
  loam_runtime *runtime = context->runtime;
  loam_worker *worker = context->worker;
  const loam_goroutine *creator = context->goroutine;
  loam_goroutine *goroutine;
  worker->stacks.reserve = true; // nothing is collected here
  loam_status status = loam_goroutine_start(runtime, worker, function, arguments, creator->safepoint + 1,
                                            creator->stack.owner, outcome, &goroutine);
  worker->stacks.reserve = false;
  if (status != LOAM_OK) return status;
  loam_goroutine_publish(worker, goroutine);
  return LOAM_OK;
}

// A host thread is no worker: it keeps the world from being stopped while the record is made, since a collection looks
// at records.
loam_status loam_goroutine_start_outside(loam_runtime *runtime, const void *function, const uint64_t *arguments,
                                         struct loam_activation *activation, loam_outcome *outcome) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  // The one holds the lock already, the other would keep whoever holds it waiting.
  if (loam_world_mine(runtime) || loam_worker_running(runtime) != NULL) return LOAM_WRONG_STATE;
  loam_goroutine *goroutine;
  loam_status status;
  bool collected = false;
  do {
    loam_lock_acquire(&runtime->world_lock);
    status = loam_goroutine_start(runtime, NULL, function, arguments, NULL, 0, outcome, &goroutine);
    if (status == LOAM_OK) {
      goroutine->activation = activation;
      loam_global_queue_push(runtime, &goroutine, 1);
    }
    loam_lock_release(&runtime->world_lock);
  } while (loam_want_outside(runtime, status, &collected));
  if (status != LOAM_OK) return status;
  loam_monitor_start(runtime);
  loam_wake_worker(runtime);
  return LOAM_OK;
}

loam_status loam_runtime_spawn(loam_runtime *runtime, const void *function, const uint64_t *arguments,
                               loam_outcome *outcome) {
  return loam_goroutine_start_outside(runtime, function, arguments, NULL, outcome);
}
