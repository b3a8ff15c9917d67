// SPDX-License-Identifier: Apache-2.0
//
// cycle_steps.c — a collection that a host drives step by step.
//
// How.      The first step stops the world and the step that finishes marking lets it go, so the thread that began goes
//           on; in between its other calls that stop the world (figures, walks) nest. Sweeping needs no stop.
// Upholds.  collect.phase
#include "schedule/schedule.h"

static loam_status allowed(loam_runtime *runtime, loam_collect_phase phase) {
  if (atomic_load(&runtime->bugs.dead)) return LOAM_DEAD;
  return loam_collect_current_phase(runtime) == phase ? LOAM_OK : LOAM_WRONG_STATE;
}

/// The step goes on with what this thread has begun.
static loam_status continues(loam_runtime *runtime) {
  loam_status status = allowed(runtime, LOAM_PHASE_MARK);
  if (status != LOAM_OK) return status;
  return atomic_load(&runtime->stepping) && loam_world_mine(runtime) ? LOAM_OK : LOAM_WRONG_STATE;
}

loam_status loam_collect_start(loam_runtime *runtime, loam_collect_reason reason) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  // A stop of one's own would nest, and a worker cannot leave its program standing.
  if (loam_world_mine(runtime) || loam_worker_current(runtime) != NULL) return LOAM_WRONG_STATE;
  int64_t start = loam_clock(runtime);
  loam_world_stop(runtime);
  loam_status status = loam_mark_begin(runtime);
  if (status != LOAM_OK) {
    loam_world_start(runtime);
    return status;
  }
  runtime->step_reason = reason;
  runtime->step_start = start;
  atomic_store(&runtime->stepping, true);
  return LOAM_OK;
}

loam_status loam_collect_mark(loam_runtime *runtime, uint64_t objects, bool *out_done) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  loam_status status = continues(runtime);
  bool done = status == LOAM_OK && loam_collector_drain_objects(&runtime->collector, 0, objects);
  if (out_done != NULL) *out_done = done;
  return status;
}

loam_status loam_collect_finish(loam_runtime *runtime) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  loam_status status = continues(runtime);
  if (status != LOAM_OK) return status;
  status = loam_mark_finish(runtime);
  uint64_t goal = loam_collect_next_goal(runtime), pause = (uint64_t)(loam_clock(runtime) - runtime->step_start);
  loam_collect_reason reason = runtime->step_reason;
  loam_collect_set_trigger(runtime, goal);
  atomic_store(&runtime->stepping, false);
  loam_world_start(runtime);
  loam_collect_report(runtime, reason, pause, goal, 0);
  return status;
}

loam_status loam_collect_sweep(loam_runtime *runtime, uint64_t spans, bool *out_done) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  loam_status status = allowed(runtime, LOAM_PHASE_SWEEP);
  bool done = status == LOAM_OK && loam_sweep(runtime, spans);
  if (out_done != NULL) *out_done = done;
  // What the spans gave back may be more than will be needed.
  if (done) loam_scavenger_wake(runtime);
  return status;
}

void loam_collect_abandon(loam_runtime *runtime) {
  if (!atomic_load(&runtime->stepping) || !loam_world_mine(runtime)) return;
  atomic_store(&runtime->stepping, false);
  loam_world_start(runtime);
}
