// SPDX-License-Identifier: Apache-2.0
//
// check.c — the list of all cases.
#include "include/CRuntimeChecks.h"

#include "check.h"

#include <stdlib.h>

// clang-format off
static const check_case *const groups[] = { // one on each line: several hands add to it
    base_cases,
    machine_cases,
    heap_cases,
    heap_thread_cases,
    heap_edge_cases,
    heap_walk_cases,
    scavenge_cases,
    inspect_cases,
    frames_cases,
    metrics_cases,
    profile_cases,
    profile_file_cases,
    snapshot_graph_cases,
    snapshot_cases,
    create_cases,
    want_cases,
    collect_step_cases,
    collect_pace_cases,
    type_cases,
    map_cases,
    stack_cases,
    growth_cases,
    collect_cases,
    special_cases,
    checkmark_cases,
    graph_model_cases,
    interpret_cases,
    channel_cases,
    step_cases,
    step_channel_cases,
    native_cases,
    handle_cases,
    native_call_cases,
    native_end_cases,
    run_end_cases,
    channel_failure_cases,
    step_defer_cases,
    overflow_cases,
    memory_limit_cases,
    memory_want_cases,
    dead_cases,
    misuse_cases,
    host_cases,
    context_cases,
    callback_cases,
    callback_end_cases,
    fault_cases,
    answer_cases,
    schedule_cases,
    schedule_turn_cases,
    schedule_thread_cases,
    seed_cases,
    semaphore_cases,
    deadlock_cases,
    break_cases,
    session_cases,
    used_cases,
    watch_cases,
    mirror_cases,
    event_cases,
    event_move_cases,
    event_name_cases,
    event_trace_cases,
};
// These measure and decide nothing: they are cases when LOAM_BENCH is set.
static const check_case *const figures[] = {
    bench_cases,
    stack_bench_cases,
    native_bench_cases,
};
// clang-format on

static const check_case *find_in(const check_case *const *lists, uint32_t count, uint32_t *number) {
  for (uint32_t i = 0; i < count; i++)
    for (const check_case *c = lists[i]; c->name; c++)
      if ((*number)-- == 0) return c;
  return NULL;
}

static const check_case *find(uint32_t number) {
  const check_case *found = find_in(groups, sizeof groups / sizeof groups[0], &number);
  if (found != NULL || getenv("LOAM_BENCH") == NULL) return found;
  return find_in(figures, sizeof figures / sizeof figures[0], &number);
}

uint32_t loam_check_count(void) {
  uint32_t n = 0;
  while (find(n)) n++;
  return n;
}
const char *loam_check_name(uint32_t number) { return find(number)->name; }
const char *loam_check_run(uint32_t number) { return find(number)->run(); }
