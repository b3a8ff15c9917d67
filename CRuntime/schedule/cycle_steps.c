// SPDX-License-Identifier: Apache-2.0
//
// cycle_steps.c — a collection that is driven step by step.
//
// How.      Each step stops the world for as long as it takes, so that the program runs between two steps if it runs at
//           all, with the barrier on. Automatic collections are off meanwhile; one that the program asks for takes the
//           cycle over. Sweeping needs no stop.
// Upholds.  collect.phase
#include "collect/colour.h"
#include "schedule/schedule.h"

static loam_status allowed(loam_runtime *runtime, loam_collect_phase phase) {
  if (atomic_load(&runtime->bugs.dead)) return LOAM_DEAD;
  return loam_collect_current_phase(runtime) == phase ? LOAM_OK : LOAM_WRONG_STATE;
}

/// Stops the world for a step, when the cycle is one in steps and has come to `phase`. Then *out_start is when.
static loam_status enter(loam_runtime *runtime, int64_t *out_start) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  // A stop of one's own would nest, and a worker cannot stop itself.
  if (loam_world_mine(runtime) || loam_worker_current(runtime) != NULL) return LOAM_WRONG_STATE;
  loam_lock_acquire(&runtime->cycle_lock);
  *out_start = loam_clock(runtime);
  loam_world_stop(runtime);
  atomic_store_explicit(&runtime->measure.collects, true, memory_order_relaxed);
  return LOAM_OK;
}

static void leave(loam_runtime *runtime, int64_t start) {
  loam_world_start(runtime);
  runtime->step_pause += (uint64_t)(loam_clock(runtime) - start);
  loam_lock_release(&runtime->cycle_lock);
}

static loam_status continues(loam_runtime *runtime) {
  loam_status status = allowed(runtime, LOAM_PHASE_MARK);
  return status == LOAM_OK && !atomic_load(&runtime->stepping) ? LOAM_WRONG_STATE : status;
}

loam_status loam_collect_start(loam_runtime *runtime, loam_collect_reason reason) {
  int64_t start;
  loam_status status = enter(runtime, &start);
  if (status != LOAM_OK) return status;
  status = loam_mark_begin(runtime);
  if (status == LOAM_OK) {
    runtime->step_reason = reason;
    runtime->step_pause = 0;
    atomic_store(&runtime->stepping, true);
  }
  leave(runtime, start);
  return status;
}

loam_status loam_collect_mark(loam_runtime *runtime, uint64_t objects, bool *out_done) {
  if (out_done != NULL) *out_done = false;
  int64_t start;
  loam_status status = enter(runtime, &start);
  if (status != LOAM_OK) return status;
  status = continues(runtime);
  bool done = status == LOAM_OK && loam_collector_drain_objects(&runtime->collector, 0, objects);
  leave(runtime, start);
  if (out_done != NULL) *out_done = done;
  return status;
}

typedef struct scan_request {
  loam_runtime *runtime;
  uint64_t number;
  bool found;
} scan_request;

static bool scan_one(void *context, loam_goroutine *goroutine) {
  scan_request *request = context;
  if (goroutine->stack.owner != request->number) return true;
  request->found = true;
  loam_scan_goroutine(request->runtime, &request->runtime->collector.markers[0], goroutine);
  return false;
}

loam_status loam_collect_scan(loam_runtime *runtime, uint64_t goroutine) {
  int64_t start;
  loam_status status = enter(runtime, &start);
  if (status != LOAM_OK) return status;
  status = continues(runtime);
  scan_request request = {runtime, goroutine, false};
  if (status == LOAM_OK) {
    loam_goroutine_each(runtime, scan_one, &request);
    if (!request.found) status = LOAM_INVALID_ARGUMENT;
  }
  leave(runtime, start);
  return status;
}

loam_colour loam_collect_colour(loam_runtime *runtime, const void *address) {
  if (loam_usable(runtime) != LOAM_OK) return LOAM_NO_COLOUR;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_colour colour = loam_colour_of(&runtime->collector, (uintptr_t)address);
  loam_world_start_asked(runtime, self);
  return colour;
}

typedef struct grey_list {
  uintptr_t *out;
  uint64_t room, count;
} grey_list;

static void list_grey(void *context, uintptr_t object) {
  grey_list *list = context;
  if (list->count < list->room) list->out[list->count] = object;
  list->count++;
}

uint64_t loam_collect_grey(loam_runtime *runtime, uintptr_t *out, uint64_t count) {
  if (loam_usable(runtime) != LOAM_OK || (out == NULL && count != 0)) return 0;
  grey_list list = {out, count, 0};
  loam_worker *self = loam_world_stop_to_ask(runtime);
  if (loam_collector_phase(&runtime->collector) == LOAM_PHASE_MARK)
    loam_grey_each(&runtime->collector, list_grey, &list);
  loam_world_start_asked(runtime, self);
  return list.count;
}

loam_status loam_collect_finish(loam_runtime *runtime) {
  int64_t start;
  loam_status status = enter(runtime, &start);
  if (status != LOAM_OK) return status;
  status = continues(runtime);
  uint64_t goal = UINT64_MAX;
  if (status == LOAM_OK) status = loam_mark_finish(runtime);
  if (status == LOAM_OK) {
    goal = loam_collect_next_goal(runtime);
    loam_collect_set_trigger(runtime, goal);
    atomic_store(&runtime->stepping, false);
  }
  loam_collect_reason reason = runtime->step_reason;
  leave(runtime, start);
  if (status == LOAM_OK) loam_collect_report(runtime, reason, runtime->step_pause, goal, 0);
  return status;
}

loam_status loam_collect_sweep(loam_runtime *runtime, uint64_t spans, bool *out_done) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  loam_status status = allowed(runtime, LOAM_PHASE_SWEEP);
  bool done = status == LOAM_OK && loam_sweep(runtime, spans);
  if (out_done != NULL) *out_done = done;
  return status;
}
