// SPDX-License-Identifier: Apache-2.0
//
// two_runtimes.c — two runtimes at once, each used by a thread of its own.
//
// Nothing is shared: each has its heap, its workers and its collector. Each builds a list in its heap that one handle
// keeps alive between two runs, collects everything else, and adds the list up in the second run. An address of one
// means nothing to the other. When the handle is released the list goes too.
#include "example.h"

#include <pthread.h>

typedef struct node {
  struct node *next;
  int64_t value;
} node;

LOAM_DEFINE_TYPE(node_type, node, LOAM_POINTER_AT(node, next));
typedef struct build_frame {
  node *list, *made;
  int64_t i;
  loam_step_record record;
  int64_t count;      // argument
  loam_handle handle; // result
} build_frame;

static const uint32_t build_pointers[] = {offsetof(build_frame, list), offsetof(build_frame, made)};

LOAM_STEP(build, build_frame) {
  LOAM_BEGIN;
  for (f->i = 1; f->i <= f->count; f->i++) {
    LOAM_ALLOCATE(f->made, &node_type, 1); // a node that nobody keeps
    LOAM_ALLOCATE(f->made, &node_type, 1);
    if (f->made == NULL) LOAM_PANIC("no memory");
    f->made->value = f->i;
    loam_context_store(context, (void **)&f->made->next, f->list);
    f->list = f->made;
    LOAM_POLL;
  }
  if (loam_handle_create(context->runtime, f->list, &f->handle) != LOAM_OK) LOAM_PANIC("no handle");
  LOAM_END;
}
static const loam_step_description build_description = {
    LOAM_DESCRIBE(build, build_frame, 0, LOAM_BYTES(build_frame, count, count)), LOAM_POINTERS(build_pointers)};

typedef struct add_frame {
  loam_step_record record;
  node *list;  // argument
  int64_t sum; // result
} add_frame;

static const uint32_t add_pointers[] = {offsetof(add_frame, list)};

LOAM_STEP(add, add_frame) {
  LOAM_BEGIN;
  for (; f->list != NULL; f->list = f->list->next) f->sum += f->list->value;
  LOAM_END;
}
static const loam_step_description add_description = {
    LOAM_DESCRIBE(add, add_frame, 0, LOAM_BYTES(add_frame, list, list)), LOAM_POINTERS(add_pointers)};

typedef struct side {
  uint64_t count, sum;
  loam_runtime *runtime;
  loam_handle handle;
  void *list;
} side;

static uint64_t live_objects(loam_runtime *runtime) {
  loam_memory_statistics statistics;
  REQUIRE(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  loam_runtime_memory_statistics(runtime, &statistics);
  return statistics.heap_objects;
}

static void *use(void *argument) {
  side *mine = argument;
  loam_runtime *runtime = mine->runtime = create_runtime(2);
  loam_function *builds = define(runtime, build_description, NULL), *adds = define(runtime, add_description, NULL);
  loam_outcome built = {.results = &mine->handle}, added = {.results = &mine->sum};
  REQUIRE(loam_runtime_call(runtime, builds, &mine->count, &built).status == LOAM_OK);
  REQUIRE(live_objects(runtime) == mine->count);
  REQUIRE(loam_handle_get(runtime, mine->handle, &mine->list) == LOAM_OK);
  REQUIRE(loam_runtime_call(runtime, adds, (uint64_t[]){(uintptr_t)mine->list}, &added).status == LOAM_OK);
  REQUIRE(mine->sum == mine->count * (mine->count + 1) / 2);
  return NULL;
}

int main(void) {
  static side sides[2] = {{.count = 1000}, {.count = 200000}};
  pthread_t threads[2];
  for (int i = 0; i < 2; i++) REQUIRE(pthread_create(&threads[i], NULL, use, &sides[i]) == 0);
  for (int i = 0; i < 2; i++) REQUIRE(pthread_join(threads[i], NULL) == 0);
  for (int i = 0; i < 2; i++) {
    const side *mine = &sides[i], *other = &sides[1 - i];
    REQUIRE(loam_where(mine->runtime, mine->list).kind == LOAM_WHERE_HEAP);
    REQUIRE(loam_where(other->runtime, mine->list).kind == LOAM_WHERE_UNKNOWN);
    printf("runtime %d: %" PRIu64 " nodes add up to %" PRIu64 "\n", i + 1, mine->count, mine->sum);
  }
  for (int i = 0; i < 2; i++) {
    REQUIRE(loam_handle_release(sides[i].runtime, sides[i].handle) == LOAM_OK);
    printf("runtime %d without its handle: %" PRIu64 " objects\n", i + 1, live_objects(sides[i].runtime));
    loam_runtime_destroy(sides[i].runtime);
  }
  return 0;
}
