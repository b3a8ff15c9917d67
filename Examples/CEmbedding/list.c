// SPDX-License-Identifier: Apache-2.0
//
// list.c — a linked list on the collected heap, and a collection driven from C step by step.
//
// A goroutine builds a list of 30,000 nodes that hangs on a global, then cuts it after the first 10,000. The collector
// is off, so the rest stays where it is until this program collects it: start, mark 2,000 objects at a time, finish,
// sweep ten spans at a time. Between two steps the host may do what it likes, here it prints figures; the goroutines'
// world stands still until the marking is finished.
#include "example.h"

enum { BUILT = 30000, KEPT = 10000 };

typedef struct node {
  struct node *next;
  int64_t value;
} node;

LOAM_DEFINE_TYPE(node_type, node, LOAM_POINTER_AT(node, next));
LOAM_DEFINE_TYPE(pointer_type, void *, 1);

typedef struct build_frame {
  node *last, *made;
  int64_t i;
  loam_step_record record;
} build_frame;

static const uint32_t build_pointers[] = {offsetof(build_frame, last), offsetof(build_frame, made)};

LOAM_STEP(build, build_frame) {
  node **list = loam_step_user(context);
  LOAM_BEGIN;
  for (f->i = 0; f->i < BUILT; f->i++) {
    LOAM_ALLOCATE(f->made, &node_type, 1);
    if (f->made == NULL) LOAM_PANIC("no memory");
    f->made->value = f->i;
    // Pointers are stored into heap objects and globals by this call, for a collector that marks meanwhile.
    loam_context_store(context, (void **)(f->last == NULL ? list : &f->last->next), f->made);
    f->last = f->made;
    LOAM_POLL;
  }
  for (f->i = 1, f->last = *list; f->i < KEPT; f->i++) f->last = f->last->next;
  loam_context_store(context, (void **)&f->last->next, NULL);
  LOAM_END;
}
static const loam_step_description build_description = {LOAM_DESCRIBE(build, build_frame, 0, 0),
                                                        LOAM_POINTERS(build_pointers)};

static void show(loam_runtime *runtime, const char *what) {
  static const char *const phases[] = {[LOAM_PHASE_OFF] = "off",
                                       [LOAM_PHASE_MARK] = "mark",
                                       [LOAM_PHASE_MARK_TERMINATION] = "mark termination",
                                       [LOAM_PHASE_SWEEP] = "sweep"};
  loam_memory_statistics figures;
  loam_runtime_memory_statistics(runtime, &figures);
  printf("%-28s phase %-5s  %6" PRIu64 " objects allocated, %6" PRIu64 " freed, %6" PRIu64 " on the heap\n", what,
         phases[loam_collect_current_phase(runtime)], figures.mallocs, figures.frees, figures.heap_objects);
}

int main(void) {
  loam_runtime *runtime = create_runtime(1);
  loam_collect_set_trigger(runtime, UINT64_MAX); // only this program collects
  node **list = loam_global_create(runtime, &pointer_type);
  loam_function *start = define(runtime, build_description, list);
  show(runtime, "at the start");
  REQUIRE(loam_runtime_call(runtime, start, NULL, NULL).status == LOAM_OK);
  show(runtime, "built and cut");

  bool done = false;
  REQUIRE(loam_collect_start(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  show(runtime, "started");
  uint64_t steps = 0;
  for (; !done; steps++) REQUIRE(loam_collect_mark(runtime, 2000, &done) == LOAM_OK);
  printf("marked in %" PRIu64 " steps of 2000 objects\n", steps);
  REQUIRE(loam_collect_finish(runtime) == LOAM_OK);
  loam_collect_counts counts;
  loam_collect_get_counts(runtime, &counts);
  printf("%" PRIu64 " objects of %" PRIu64 " bytes are reached\n", counts.marked_objects, counts.marked_bytes);
  REQUIRE(counts.marked_objects == KEPT);
  show(runtime, "finished marking");

  REQUIRE(loam_collect_sweep(runtime, 10, &done) == LOAM_OK && !done);
  show(runtime, "swept ten spans");
  for (steps = 1; !done; steps++) REQUIRE(loam_collect_sweep(runtime, 10, &done) == LOAM_OK);
  printf("swept in %" PRIu64 " steps of ten spans\n", steps);
  show(runtime, "swept all");

  int64_t kept = 0;
  for (const node *n = *list; n != NULL; n = n->next) REQUIRE(n->value == kept++);
  printf("the list has %" PRId64 " nodes in their order\n", kept);
  REQUIRE(kept == KEPT);
  loam_runtime_destroy(runtime);
  return 0;
}
