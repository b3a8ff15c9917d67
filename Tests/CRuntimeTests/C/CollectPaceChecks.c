// SPDX-License-Identifier: Apache-2.0
//
// CollectPaceChecks.c — when the next collection is due: the rule by numbers, and programs that change it as they run.
#include "assemble.h"
#include "include/loam_step_macros.h"
#include "runtime.h"

#define MIB (1ull << 20)

static uint64_t goal(int32_t percent, uint64_t limit, uint64_t marked, uint64_t stacks, uint64_t globals,
                     uint64_t memory) {
  loam_collect_counts counts = {
      .marked_bytes = marked, .stack_scanned = stacks, .globals_scanned = globals, .stack_memory = memory};
  return loam_collect_goal(percent, limit, &counts);
}

static const char *rule(void) {
  const uint64_t none = UINT64_MAX;
  EXPECT(goal(100, none, 100 * MIB, 0, 0, 0) == 200 * MIB && goal(50, none, 100 * MIB, 0, 0, 0) == 150 * MIB);
  // Roots let the heap grow without counting as heap.
  EXPECT(goal(100, none, 10 * MIB, 20 * MIB, 10 * MIB, none) == 50 * MIB);
  EXPECT(goal(200, none, 5000099, 1, 0, 0) == 5000099 + 2 * 5000100);
  // No less than 4 MiB at 100 percent.
  EXPECT(goal(100, none, 0, 0, 0, 0) == 4 * MIB && goal(25, none, 1000, 0, 0, 0) == MIB);
  EXPECT(goal(0, none, 9 * MIB, MIB, MIB, 0) == 9 * MIB);
  EXPECT(goal(-1, none, 9 * MIB, 0, 0, 0) == none);
  // What was born beyond the last goal gives no room.
  loam_collect_counts overshot = {.marked_bytes = 90 * MIB, .black_bytes = 60 * MIB, .overshot_bytes = 40 * MIB};
  EXPECT(loam_collect_goal(100, none, &overshot) == 100 * MIB);
  overshot.overshot_bytes = 200 * MIB;
  EXPECT(loam_collect_goal(100, none, &overshot) == 4 * MIB);
  // A limit is for heap and stacks together, and leaves air above what is live.
  EXPECT(goal(100, 120 * MIB, 100 * MIB, 0, 0, 10 * MIB) == 110 * MIB);
  EXPECT(goal(-1, 64 * MIB, 0, 0, 0, 0) == 64 * MIB && goal(100, 64 * MIB, 10 * MIB, 0, 0, 0) == 20 * MIB);
  EXPECT(goal(100, 40 * MIB, 32 * MIB, 0, 0, 50 * MIB) == 34 * MIB + (64 << 10));
  // Nothing overflows.
  EXPECT(goal(INT32_MAX, none, none / 2, none / 2, none / 2, 0) == none && goal(100, none, none, 0, 0, 0) == none);
  EXPECT(goal(100, 1, none, none, none, none) == none);
  return NULL;
}

// ---- a program that sets GOGC and GOMEMLIMIT ----

enum { BYTES = 16 << 10 };

static struct {
  uint64_t collections[8], goals[8], live[8];
  uint32_t count;
} seen;

static void note(loam_context *context) {
  loam_memory_statistics memory;
  loam_runtime_memory_statistics(context->runtime, &memory);
  seen.collections[seen.count] = memory.collections;
  seen.live[seen.count] = memory.heap_allocated;
  seen.goals[seen.count++] = memory.next_goal;
}

static bool allocate(loam_context *context, uint64_t bytes) {
  for (uint64_t done = 0; done < bytes; done += BYTES)
    if (loam_context_allocate_bytes(context, BYTES) == NULL) return false;
  return true;
}

#define EXPECT_STATUS(condition)                                                                                       \
  do {                                                                                                                 \
    if (!(condition)) return loam_context_panic_string(context, #condition);                                           \
  } while (0)

static loam_native_status change_rules(loam_context *context) {
  loam_runtime *runtime = context->runtime;
  EXPECT_STATUS(loam_collect_set_percent(runtime, -5) == 100 && loam_collect_percent(runtime) == -1);
  note(context); // 0: nothing yet
  EXPECT_STATUS(allocate(context, 20 * MIB));
  note(context); // 1: it is off
  EXPECT_STATUS(loam_collect_set_percent(runtime, 100) == -1);
  note(context); // 2: on again, beyond its goal
  EXPECT_STATUS(allocate(context, 20 * MIB));
  note(context); // 3
  EXPECT_STATUS(loam_collect_set_percent(runtime, -1) == 100);
  EXPECT_STATUS(loam_runtime_set_memory_limit(runtime, 16 * MIB) == INT64_MAX);
  note(context); // 4: off, but for the limit
  EXPECT_STATUS(allocate(context, 64 * MIB));
  note(context); // 5
  EXPECT_STATUS(loam_runtime_set_memory_limit(runtime, INT64_MAX) == 16 * MIB);
  EXPECT_STATUS(loam_runtime_set_memory_limit(runtime, -1) == INT64_MAX);
  note(context); // 6: off
  return LOAM_NATIVE_DONE;
}

static const char *changes(void) {
  static machine m;
  assembly a;
  memset(&seen, 0, sizeof seen);
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *native = declare_native(&m, "main.change", 0, 0, change_rules);
  loam_function *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 2);
  call(&a, native, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  EXPECT(seen.count == 7 && seen.goals[0] == UINT64_MAX && seen.collections[0] == 0);
  EXPECT(seen.collections[1] == 0 && seen.live[1] >= 20 * MIB);
  EXPECT(seen.goals[2] == 4 * MIB);
  EXPECT(seen.collections[3] >= 4 && seen.live[3] < 6 * MIB);
  EXPECT(seen.goals[4] < 16 * MIB && seen.goals[4] > 15 * MIB);
  EXPECT(seen.collections[5] > seen.collections[3] + 2 && seen.live[5] < 17 * MIB);
  EXPECT(seen.goals[6] == UINT64_MAX);
  machine_close(&m);
  return NULL;
}

// ---- many goroutines are roots ----

typedef struct parent_frame {
  int64_t left;
  void *channel;
  loam_step_record record;
} parent_frame;
static const uint32_t parent_pointers[] = {offsetof(parent_frame, channel)};
typedef struct child_frame {
  int64_t ballast[25];
  loam_step_record record;
  void *channel;
} child_frame;
static const uint32_t child_pointers[] = {offsetof(child_frame, channel)};

enum { CHILDREN = 30000 };
static uint32_t begun; // by one worker

LOAM_STEP(child, child_frame) {
  LOAM_BEGIN;
  begun++;
  LOAM_RECEIVE(f->channel, NULL, NULL);
  LOAM_END;
}

static loam_collect_counts with_children;

LOAM_STEP(parent, parent_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->channel, &int_type, 0);
  for (f->left = CHILDREN; f->left > 0; f->left--) {
    uint64_t channel = (uintptr_t)f->channel;
    if (loam_context_spawn(context, loam_step_user(context), &channel, NULL) != LOAM_OK) LOAM_PANIC("no goroutine");
  }
  while (begun < CHILDREN) LOAM_YIELD;
  loam_context_collect(context);
  f = (parent_frame *)(void *)context->frame;
  loam_collect_get_counts(context->runtime, &with_children);
  LOAM_END;
}

static const char *goroutines_are_roots(void) {
  static machine m;
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *start = NULL, *parked = NULL;
  loam_step_description children = {LOAM_DESCRIBE(child, child_frame, 0, 8), LOAM_POINTERS(child_pointers)};
  EXPECT(loam_step_define(m.runtime, &children, &parked) == LOAM_OK);
  loam_step_description parents = {LOAM_DESCRIBE(parent, parent_frame, 0, 0), LOAM_POINTERS(parent_pointers),
                                   .user = parked};
  EXPECT(loam_step_define(m.runtime, &parents, &start) == LOAM_OK);
  begun = 0;
  EXPECT(loam_runtime_call(m.runtime, start, NULL, NULL).status == LOAM_OK);
  EXPECT(with_children.stack_scanned >= CHILDREN * sizeof(child_frame));
  EXPECT(with_children.stack_memory >= CHILDREN * 2048ull && with_children.stack_memory < CHILDREN * 2200ull);
  loam_memory_statistics memory;
  loam_runtime_memory_statistics(m.runtime, &memory);
  EXPECT(memory.next_goal == loam_collect_goal(100, UINT64_MAX, &with_children));
  EXPECT(memory.next_goal > with_children.stack_scanned && memory.next_goal > 5 * MIB);
  machine_close(&m);
  return NULL;
}

// ---- programs that outlive want of memory ----

/// One instruction allocates a hundred times what there is room for, with collections off.
static const char *garbage_never_runs_out(uint64_t bytes, int64_t times) {
  static machine m;
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.gc_percent = -1;
  configuration.workers = 1;
  configuration.address_space = 32 * MIB;
  m.runtime = loam_runtime_create(&configuration, NULL, NULL);
  EXPECT(m.runtime != NULL);
  const loam_type block = {.size = bytes, .align = 8, .kind = LOAM_KIND_STRUCT};
  assembly a;
  loam_function *start = declare(&m, "main.main", 0, 0, 0);
  EXPECT(start != NULL);
  begin(&a, 8);
  constant(&a, 0, 0);
  constant(&a, 1, times);
  constant(&a, 2, 1);
  uint32_t top = a.count;
  emit(&a, OP(NEW, 4, 0, 0));
  emit(&a, (uint64_t)(uintptr_t)&block);
  safepoint(&a, 0);
  emit(&a, OP(ADD, 0, 0, 2));
  LOOP(&a, JLT_P, 0, 1, top, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  loam_memory_statistics memory;
  loam_runtime_memory_statistics(m.runtime, &memory);
  EXPECT(memory.collections > 20 && memory.total_allocated >= bytes * (uint64_t)times);
  machine_close(&m);
  return NULL;
}
static const char *large_garbage(void) { return garbage_never_runs_out(MIB, 3200); }
static const char *small_garbage(void) { return garbage_never_runs_out(4096, 800000); }

const check_case collect_pace_cases[] = {
    {"collect pace: the goal follows from what was marked, roots, percentage and limit", rule},
    {"collect pace: a program that changes percentage or limit is collected by the new rule at once", changes},
    {"collect pace: goroutines that wait let the heap grow, and their memory counts against the limit",
     goroutines_are_roots},
    {"pace: one instruction that runs out of memory again and again is collected for each time, with large objects",
     large_garbage},
    {"pace: ... and with small ones", small_garbage},
    {NULL, NULL},
};
