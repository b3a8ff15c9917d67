// SPDX-License-Identifier: Apache-2.0
//
// want.c — want of memory: the collection, the second try, the host's answer.
//
// How.      An instruction that is executed again is known by its address, its goroutine, and by how many instructions
//           that allocate have begun since: the first of them is it, and when a second begins it was successful. That
//           they tell when they begin is asked by `placing`, which they look at anyway.
// Upholds.  heap.limit, want.once
#include "schedule/want.h"

#include "interpret/call.h"
#include "schedule/schedule.h"

const char loam_unmet[] = "runtime: out of memory";

bool loam_want_limited(loam_runtime *runtime) {
  return runtime->memory_ends || runtime->hooks.want_memory != NULL ||
         atomic_load_explicit(&runtime->heap.maximum, memory_order_relaxed) != UINT64_MAX ||
         loam_knob_value(&runtime->knobs, LOAM_KNOB_MEMLIMIT) != 0;
}

loam_want loam_want_judge(loam_worker *worker, uint64_t bytes, bool stack) {
  loam_runtime *runtime = worker->runtime;
  if (loam_goroutine_ends(worker->goroutine) != LOAM_OK) return LOAM_WANT_END;
  if (runtime->hooks.want_memory == NULL) return loam_want_limited(runtime) ? LOAM_WANT_END : LOAM_WANT_FATAL;
  loam_memory_want want = {.goroutine = worker->goroutine->stack.owner,
                           .bytes = bytes,
                           .stack = stack,
                           .in_use = loam_heap_in_use(&runtime->heap),
                           .limit = atomic_load(&runtime->heap.maximum)};
  uint64_t more = 0;
  loam_worker_leave(worker);
  loam_memory_answer answer = runtime->hooks.want_memory(runtime->hooks.context, &want, &more);
  if (answer == LOAM_MEMORY_GROW && more != 0) {
    uint64_t limit = atomic_load(&runtime->heap.maximum);
    loam_runtime_set_maximum_memory(runtime, limit > UINT64_MAX - more ? UINT64_MAX : limit + more);
  }
  loam_worker_return(worker);
  loam_worker_set_limit(worker);
  return answer == LOAM_MEMORY_GROW ? LOAM_WANT_RETRY : answer == LOAM_MEMORY_FAIL ? LOAM_WANT_FAIL : LOAM_WANT_END;
}

static uint64_t stack_bytes(loam_runtime *runtime) {
  loam_lock_acquire(&runtime->heap.pages_lock);
  uint64_t bytes = runtime->heap.stack_pages << LOAM_PAGE_SHIFT;
  loam_lock_release(&runtime->heap.pages_lock);
  return bytes;
}

bool loam_want_futile(loam_runtime *runtime) {
  uint64_t maximum = atomic_load(&runtime->heap.maximum);
  if (maximum == UINT64_MAX || !atomic_load(&runtime->limiter.on)) return false;
  uint64_t open = maximum - loam_heap_kept_back(maximum);
  return atomic_load_explicit(&runtime->collector.old, memory_order_relaxed) + stack_bytes(runtime) > open - open / 16;
}

bool loam_want_overtaken(loam_runtime *runtime, uint64_t bytes, uint32_t collections) {
  uint64_t maximum = atomic_load(&runtime->heap.maximum);
  if (maximum == UINT64_MAX || collections >= LOAM_WANT_COLLECTIONS) return false;
  uint64_t stacks = stack_bytes(runtime), live = atomic_load_explicit(&runtime->collector.old, memory_order_relaxed);
  uint64_t most;
  // Spans are not full: an eighth more.
  if (__builtin_add_overflow(live + live / 8 + stacks, bytes, &most)) return false;
  return most <= maximum - loam_heap_kept_back(maximum);
}

void loam_want_give_back(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  loam_records_strip(runtime);
  for (uint32_t i = 0; i < worker->kept_records; i++)
    if (worker->records[i]->stack.lo != 0) loam_stack_drop(&runtime->stacks, &worker->records[i]->stack);
  loam_stack_cache_empty(&runtime->stacks, &worker->stacks);
  loam_stack_pool_trim(&runtime->stacks);
}

bool loam_want_outside(loam_runtime *runtime, loam_status status, bool *collected) {
  if (status != LOAM_NO_MEMORY || *collected || atomic_load(&runtime->heap.maximum) == UINT64_MAX) return false;
  *collected = true;
  if (runtime->hooks.collect != NULL && !runtime->seeded)
    runtime->hooks.collect(runtime->hooks.context, LOAM_COLLECT_MEMORY);
  else
    loam_collect_now(runtime, LOAM_COLLECT_MEMORY);
  loam_records_strip(runtime);
  loam_stack_pool_trim(&runtime->stacks);
  return true;
}

// ---- instructions ----

static void stop_placing(loam_worker *worker) {
  worker->memory_retry = NULL;
  worker->cache.reserve = worker->stacks.reserve = false;
  atomic_store_explicit(&worker->cache.placing, loam_sampling(worker->cache.heap), memory_order_relaxed);
}

void loam_allocation_place(loam_worker *worker, const uint64_t *pc, const uint64_t *safepoint, loam_slot *fp) {
  loam_goroutine_save(worker->goroutine, pc, safepoint, fp);
  if (worker->memory_retry != NULL && worker->retry_points++ > 0) stop_placing(worker);
}

/// The instruction is about to be executed again.
static loam_next again(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  worker->memory_retry = pc;
  worker->retry_goroutine = worker->goroutine->stack.owner;
  worker->retry_points = 0;
  atomic_store_explicit(&worker->cache.placing, true, memory_order_relaxed);
  return loam_continue(pc, fp);
}

loam_next loam_no_memory(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_runtime *runtime = worker->runtime;
  loam_goroutine *goroutine = worker->goroutine;
  const uint64_t *safepoint = pc + loam_instruction_words(pc) - 1;
  uint64_t bytes = worker->cache.refused;
  if (worker->memory_retry != pc || worker->retry_goroutine != goroutine->stack.owner || worker->retry_points > 1)
    worker->retry_collections = 0;
  if ((worker->retry_collections == 0 && !loam_want_futile(runtime)) ||
      loam_want_overtaken(runtime, bytes, worker->retry_collections)) {
    worker->retry_collections++;
    fp = loam_collect_at(worker, pc, safepoint, fp, LOAM_COLLECT_MEMORY);
    return again(worker, pc, fp);
  }
  bool limited = loam_want_limited(runtime), reserve = worker->cache.reserve;
  stop_placing(worker);
  if (!reserve && limited && goroutine->panics != NULL) {
    worker->cache.reserve = worker->stacks.reserve = true;
    return again(worker, pc, fp);
  }
  loam_goroutine_save(goroutine, pc, safepoint, fp);
  switch (loam_want_judge(worker, bytes, false)) {
  case LOAM_WANT_RETRY:
    return again(worker, pc, goroutine->fp);
  case LOAM_WANT_FAIL:
    return loam_panic_value(worker, pc, goroutine->fp, loam_error_no_memory(runtime));
  case LOAM_WANT_END:
    return loam_end_unmet(worker, pc, goroutine->fp, bytes, false);
  case LOAM_WANT_FATAL:
    break;
  }
  char text[LOAM_REFUSED_TEXT];
  loam_heap_tell_refused(&runtime->heap, bytes, false, text, sizeof text);
  return loam_fatal(worker, pc, goroutine->fp, text);
}

// ---- the limit, for hosts ----

uint64_t loam_runtime_set_maximum_memory(loam_runtime *runtime, uint64_t bytes) {
  if (loam_usable(runtime) != LOAM_OK) return 0;
  if (bytes == 0) return atomic_load(&runtime->heap.maximum);
  loam_worker *self = loam_world_stop_to_ask(runtime);
  uint64_t old = loam_heap_set_maximum(&runtime->heap, bytes);
  loam_collect_decide_anew(runtime);
  loam_world_start_asked(runtime, self);
  return old;
}

uint64_t loam_runtime_memory_in_use(loam_runtime *runtime) {
  return loam_usable(runtime) == LOAM_OK ? loam_heap_in_use(&runtime->heap) : 0;
}

uint64_t loam_collect_memory_limit(loam_runtime *runtime) {
  if (loam_usable(runtime) != LOAM_OK) return UINT64_MAX;
  uint64_t soft = __atomic_load_n(&runtime->heap.memory_limit, __ATOMIC_RELAXED);
  uint64_t hard = atomic_load(&runtime->heap.maximum);
  if (hard == UINT64_MAX) return soft;
  hard -= loam_heap_kept_back(hard);
  hard -= hard / 16;
  return soft < hard ? soft : hard;
}
