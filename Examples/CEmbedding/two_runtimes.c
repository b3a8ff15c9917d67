// SPDX-License-Identifier: Apache-2.0
//
// two_runtimes.c — two runtimes at once, each used by a thread of its own.
//
// Nothing is shared: each has its heap, its workers and its collector. Each builds a list in its heap that one global
// keeps alive between two runs, collects everything else, and adds the list up in the second run. An address of one
// means nothing to the other.
#include "example.h"

#include <pthread.h>

typedef struct node {
  struct node *next;
  int64_t value;
} node;

LOAM_DEFINE_TYPE(node_type, node, LOAM_POINTER_AT(node, next));
LOAM_DEFINE_TYPE(pointer_type, void *, 1);

typedef struct list_frame {
  node *made, *waste;
  int64_t i;
  loam_step_record record;
  int64_t count;  // argument
  int64_t result; // result
} list_frame;

static const uint32_t list_pointers[] = {offsetof(list_frame, made), offsetof(list_frame, waste)};

LOAM_STEP(build, list_frame) {
  node **list = loam_step_user(context);
  LOAM_BEGIN;
  for (f->i = 1; f->i <= f->count; f->i++) {
    LOAM_ALLOCATE(f->waste, &node_type, 1);
    LOAM_ALLOCATE(f->made, &node_type, 1);
    if (f->made == NULL) LOAM_PANIC("no memory");
    f->made->value = f->i;
    loam_context_store(context, (void **)&f->made->next, *list);
    loam_context_store(context, (void **)list, f->made);
    LOAM_POLL;
  }
  LOAM_END;
}
static const loam_step_description build_description = {
    LOAM_DESCRIBE(build, list_frame, 0, LOAM_BYTES(list_frame, count, count)), LOAM_POINTERS(list_pointers)};

LOAM_STEP(add, list_frame) {
  LOAM_BEGIN;
  f->made = *(node **)loam_step_user(context);
  for (; f->made != NULL; f->made = f->made->next) f->result += f->made->value;
  LOAM_END;
}
static const loam_step_description add_description = {
    LOAM_DESCRIBE(add, list_frame, 0, LOAM_BYTES(list_frame, count, count)), LOAM_POINTERS(list_pointers)};

typedef struct side {
  uint64_t count, sum, live;
  loam_runtime *runtime;
  node **list; // a global of that runtime
} side;

static void *use(void *argument) {
  side *mine = argument;
  mine->runtime = create_runtime(2);
  mine->list = loam_global_create(mine->runtime, &pointer_type);
  loam_function *builds = define(mine->runtime, build_description, mine->list);
  loam_function *adds = define(mine->runtime, add_description, mine->list);
  loam_outcome outcome = {.results = &mine->sum};
  REQUIRE(loam_runtime_call(mine->runtime, builds, &mine->count, NULL).status == LOAM_OK);
  REQUIRE(loam_collect_now(mine->runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  REQUIRE(loam_runtime_call(mine->runtime, adds, &mine->count, &outcome).status == LOAM_OK);
  loam_memory_statistics statistics;
  loam_runtime_memory_statistics(mine->runtime, &statistics);
  mine->live = statistics.heap_objects;
  return NULL;
}

int main(void) {
  static side sides[2] = {{.count = 1000}, {.count = 200000}};
  pthread_t threads[2];
  for (int i = 0; i < 2; i++) REQUIRE(pthread_create(&threads[i], NULL, use, &sides[i]) == 0);
  for (int i = 0; i < 2; i++) REQUIRE(pthread_join(threads[i], NULL) == 0);
  for (int i = 0; i < 2; i++) {
    const side *mine = &sides[i], *other = &sides[1 - i];
    REQUIRE(mine->sum == mine->count * (mine->count + 1) / 2);
    REQUIRE(loam_where(mine->runtime, *mine->list).kind == LOAM_WHERE_HEAP);
    REQUIRE(loam_where(other->runtime, *mine->list).kind == LOAM_WHERE_UNKNOWN);
    printf("runtime %d: %" PRIu64 " nodes add up to %" PRIu64 "; %" PRIu64 " objects live\n", i + 1, mine->count,
           mine->sum, mine->live);
  }
  for (int i = 0; i < 2; i++) loam_runtime_destroy(sides[i].runtime);
  return 0;
}
