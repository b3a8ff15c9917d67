// SPDX-License-Identifier: Apache-2.0
//
// CollectStepChecks.c — collections that a host drives in steps: their order, how much each does, and what they leave.
#include "assemble.h"
#include "runtime.h"

#include "include/loam_step_macros.h"
#include <pthread.h>
#include <string.h>
#include <time.h>

enum { NODES = 3000 };
typedef struct node {
  struct node *next;
  int64_t value;
} node;

static const loam_type node_type = {.size = sizeof(node),
                                    .align = 8,
                                    .pointer_bytes = 8,
                                    .pointer_map = (const uint64_t[]){1},
                                    .kind = LOAM_KIND_STRUCT};

/// Puts NODES nodes before the list at the global in argument 0.
static loam_native_status grow_list(loam_context *context) {
  for (int64_t i = 0; i < NODES; i++) {
    node *fresh = loam_context_allocate(context, &node_type, 1);
    if (fresh == NULL) return loam_context_out_of_memory(context);
    node **list = (node **)(uintptr_t)loam_argument(context, 0);
    loam_context_store(context, (void **)&fresh->next, *list); // marking may go on beside this
    fresh->value = i;
    loam_context_store(context, (void **)list, fresh);
  }
  return LOAM_NATIVE_DONE;
}

/// A machine whose main makes the list longer `rounds` times.
static const char *open_list(machine *m, const char *debug, int64_t rounds, node ***out_list,
                             loam_function **out_main) {
  assembly a;
  EXPECT(machine_open(m, debug, 1));
  *out_list = loam_global_create(m->runtime, &pointer_type);
  loam_function *native = declare_native(m, "main.grow", 1, 0, grow_list);
  *out_main = declare(m, "main.main", 0, 0, 0);
  EXPECT(*out_list && native && *out_main);
  begin(&a, 8);
  constant(&a, 4, rounds);
  uint32_t top = a.count;
  constant(&a, 0, (int64_t)(uintptr_t)*out_list);
  call(&a, native, 0);
  emit(&a, OP(ADDI, 4, 4, -1));
  LOOP(&a, JNEI_P, 4, 0, top, 0);
  leave(&a);
  EXPECT(finish(m, &a, *out_main));
  return NULL;
}

static bool count_marked(void *context, const loam_object *object) {
  *(uint64_t *)context += object->marked;
  return true;
}

static const char *list_in_steps(void) {
  enum { AT_ONCE = 100 };
  machine m;
  node **list;
  loam_function *start;
  RUN(open_list(&m, "verifyheap=1,checkptr=1", 1, &list, &start));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  // The newer half lives.
  node *middle = *list;
  for (int i = 1; i < NODES / 2; i++) middle = middle->next;
  middle->next = NULL;
  loam_heap_statistics before, after;
  loam_runtime_heap_statistics(m.runtime, &before);
  EXPECT(loam_collect_start(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(loam_collect_current_phase(m.runtime) == LOAM_PHASE_MARK);
  uint64_t marked = 0, steps = 0;
  for (bool done = false; !done; steps++) {
    EXPECT(loam_collect_mark(m.runtime, AT_ONCE, &done) == LOAM_OK);
    uint64_t now = 0;
    EXPECT(loam_heap_each(m.runtime, count_marked, &now) == LOAM_OK);
    EXPECT(done || (now >= marked + AT_ONCE && now <= marked + AT_ONCE + LOAM_MARK_FIFO));
    marked = now;
  }
  EXPECT(marked == NODES / 2 && steps >= NODES / 2 / (AT_ONCE + LOAM_MARK_FIFO) && steps <= NODES / 2 / AT_ONCE + 1);
  EXPECT(loam_collect_finish(m.runtime) == LOAM_OK);
  EXPECT(loam_collect_current_phase(m.runtime) == LOAM_PHASE_SWEEP);
  // Not swept: the dead still count, but are shown no more.
  loam_runtime_heap_statistics(m.runtime, &after);
  EXPECT(after.total.live == before.total.live && after.total.live >= NODES);
  uint64_t shown = 0;
  EXPECT(loam_heap_each(m.runtime, count_marked, &shown) == LOAM_OK && shown == 0);
  steps = 0;
  for (bool done = false; !done; steps++) EXPECT(loam_collect_sweep(m.runtime, 1, &done) == LOAM_OK);
  EXPECT(steps > 1 && loam_collect_current_phase(m.runtime) == LOAM_PHASE_OFF);
  loam_runtime_heap_statistics(m.runtime, &after);
  EXPECT(after.total.live == NODES / 2 && after.total.freed == before.total.live - NODES / 2);
  EXPECT(after.pointers[2].live == NODES / 2);
  int length = 0;
  for (const node *n = *list; n != NULL; n = n->next, length++) EXPECT(n->value == NODES - 1 - length);
  EXPECT(length == NODES / 2);
  loam_memory_statistics s;
  loam_runtime_memory_statistics(m.runtime, &s);
  EXPECT(s.collections == 1 && s.forced_collections == 1 && s.pause_total_ns > 0);
  EXPECT(!atomic_load(&m.runtime->bugs.dead));
  machine_close(&m);
  return NULL;
}

static const char *order_is_kept(void) {
  machine m;
  node **list;
  loam_function *start;
  bool done = true;
  RUN(open_list(&m, NULL, 1, &list, &start));
  loam_runtime *r = m.runtime;
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  // Off: only the first step.
  EXPECT(loam_collect_mark(r, 1, &done) == LOAM_WRONG_STATE && !done);
  EXPECT(loam_collect_finish(r) == LOAM_WRONG_STATE);
  EXPECT(loam_collect_sweep(r, 1, &done) == LOAM_WRONG_STATE && !done);
  EXPECT(loam_mark_finish(r) == LOAM_WRONG_STATE && loam_mark_drain(r, 0, 1, true) && loam_sweep(r, 1));
  EXPECT(loam_collect_start(r, LOAM_COLLECT_FORCED) == LOAM_OK);
  // Marking: neither another beginning nor sweeping; but figures, and a run.
  EXPECT(loam_collect_start(r, LOAM_COLLECT_FORCED) == LOAM_WRONG_STATE);
  EXPECT(loam_mark_begin(r) == LOAM_WRONG_STATE);
  EXPECT(loam_collect_sweep(r, 1, &done) == LOAM_WRONG_STATE && loam_sweep(r, 1));
  loam_memory_statistics s;
  loam_runtime_memory_statistics(r, &s);
  EXPECT(s.heap_objects >= NODES && s.collections == 0);
  EXPECT(loam_collect_mark(r, 0, &done) == LOAM_OK && !done);
  EXPECT(machine_run(&m, start).status == LOAM_OK && loam_collect_current_phase(r) == LOAM_PHASE_MARK);
  EXPECT(loam_collect_mark(r, UINT64_MAX, NULL) == LOAM_OK);
  EXPECT(loam_collect_finish(r) == LOAM_OK);
  // Sweeping: no marking; a run is allowed, and so is the next beginning, which sweeps the rest.
  EXPECT(loam_collect_mark(r, 1, &done) == LOAM_WRONG_STATE && loam_collect_finish(r) == LOAM_WRONG_STATE);
  EXPECT(loam_mark_finish(r) == LOAM_WRONG_STATE);
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  EXPECT(loam_collect_start(r, LOAM_COLLECT_FORCED) == LOAM_OK && loam_collect_finish(r) == LOAM_OK);
  while (!done) EXPECT(loam_collect_sweep(r, 3, &done) == LOAM_OK);
  EXPECT(loam_collect_sweep(r, 1, NULL) == LOAM_WRONG_STATE);
  // The mechanism by itself needs a stopped world, which nests; a stop that is the host's own is no step.
  EXPECT(loam_world_stop(r) > 0);
  loam_world_stop(r);
  EXPECT(loam_collect_start(r, LOAM_COLLECT_FORCED) == LOAM_WRONG_STATE);
  loam_world_start(r);
  EXPECT(loam_mark_begin(r) == LOAM_OK && loam_collect_mark(r, 1, NULL) == LOAM_WRONG_STATE);
  EXPECT(loam_mark_finish(r) == LOAM_OK && loam_sweep(r, UINT64_MAX));
  loam_world_start(r);
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  // A whole cycle ends one in steps first.
  EXPECT(loam_collect_start(r, LOAM_COLLECT_FORCED) == LOAM_OK && loam_collect_mark(r, 10, NULL) == LOAM_OK);
  loam_runtime_memory_statistics(r, &s);
  uint32_t collections = s.collections;
  EXPECT(loam_collect_now(r, LOAM_COLLECT_FORCED) == LOAM_OK && loam_collect_current_phase(r) == LOAM_PHASE_OFF);
  EXPECT(loam_collect_mark(r, 10, NULL) == LOAM_WRONG_STATE && loam_collect_finish(r) == LOAM_WRONG_STATE);
  loam_runtime_memory_statistics(r, &s);
  EXPECT(s.collections == collections + 1);
  // A runtime goes in the middle of a collection as well.
  EXPECT(loam_collect_start(r, LOAM_COLLECT_FORCED) == LOAM_OK && loam_collect_mark(r, 10, NULL) == LOAM_OK);
  machine_close(&m);
  // A dead one takes no step.
  EXPECT(machine_open(&m, NULL, 1));
  loam_bug_report(&m.runtime->bugs, "collect.phase", "a test");
  EXPECT(loam_collect_start(m.runtime, LOAM_COLLECT_FORCED) == LOAM_DEAD);
  EXPECT(loam_collect_mark(m.runtime, 1, NULL) == LOAM_DEAD && loam_collect_finish(m.runtime) == LOAM_DEAD);
  EXPECT(loam_collect_sweep(m.runtime, 1, NULL) == LOAM_DEAD);
  machine_close(&m);
  return NULL;
}

typedef struct running {
  machine m;
  loam_function *start;
  loam_result result;
  _Atomic bool over;
} running;

static void *run_it(void *context) {
  running *r = context;
  r->result = machine_run(&r->m, r->start);
  atomic_store(&r->over, true);
  return NULL;
}

static const char *beside_a_program(void) {
  enum { ROUNDS = 60 };
  static running r;
  node **list;
  pthread_t thread;
  RUN(open_list(&r.m, "verifyheap=1", ROUNDS, &list, &r.start));
  atomic_store(&r.over, false);
  EXPECT(pthread_create(&thread, NULL, run_it, &r) == 0);
  uint64_t cycles = 0, steps = 0;
  while (!atomic_load(&r.over) || cycles == 0) {
    EXPECT(loam_collect_start(r.m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
    for (bool done = false; !done; steps++) EXPECT(loam_collect_mark(r.m.runtime, 20000, &done) == LOAM_OK);
    EXPECT(loam_collect_finish(r.m.runtime) == LOAM_OK);
    loam_status status = LOAM_OK; // The program's own next cycle may sweep the rest.
    for (bool done = false; !done && status == LOAM_OK;) status = loam_collect_sweep(r.m.runtime, 10, &done);
    EXPECT(status == LOAM_OK || status == LOAM_WRONG_STATE);
    cycles++;
    nanosleep(&(struct timespec){.tv_nsec = 300000}, NULL);
  }
  pthread_join(thread, NULL);
  EXPECT(r.result.status == LOAM_OK && steps >= cycles);
  int64_t length = 0;
  for (const node *n = *list; n != NULL; n = n->next, length++) EXPECT(n->value == NODES - 1 - length % NODES);
  EXPECT(length == (int64_t)ROUNDS * NODES && !atomic_load(&r.m.runtime->bugs.dead));
  machine_close(&r.m);
  return NULL;
}

// ---- the lesson of the write barrier ----

/// The second node of the list at argument 0 becomes the list at argument 1, and the first loses it.
static loam_native_status hide(loam_context *context) {
  node **from = (node **)(uintptr_t)loam_argument(context, 0), **to = (node **)(uintptr_t)loam_argument(context, 1);
  loam_context_store(context, (void **)to, (*from)->next);
  loam_context_store(context, (void **)&(*from)->next, NULL);
  return LOAM_NATIVE_DONE;
}

static const char *lesson(const char *debug, bool barrier) {
  machine m;
  node **list;
  loam_function *start;
  RUN(open_list(&m, debug, 1, &list, &start));
  // The variable that the list is in is scanned last, however many are scanned at a time.
  node **other = loam_global_create(m.runtime, &pointer_type), **late = loam_global_create(m.runtime, &pointer_type);
  loam_function *native = declare_native(&m, "main.hide", 2, 0, hide), *move = declare(&m, "main.move", 0, 0, 0);
  EXPECT(other != NULL && late != NULL && native != NULL && move != NULL);
  assembly a;
  begin(&a, 8);
  constant(&a, 0, (int64_t)(uintptr_t)late);
  constant(&a, 1, (int64_t)(uintptr_t)other);
  call(&a, native, 0);
  leave(&a);
  EXPECT(finish(&m, &a, move));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  (*list)->next->next = NULL;
  *late = *list;
  *list = NULL;
  node *first = *late, *second = first->next;
  EXPECT(loam_collect_colour(m.runtime, second) == LOAM_NO_COLOUR && loam_collect_grey(m.runtime, NULL, 0) == 0);
  EXPECT(loam_collect_start(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(loam_collect_colour(m.runtime, first) == LOAM_WHITE && loam_collect_colour(m.runtime, &m) == LOAM_NO_COLOUR);
  // The variables are scanned, the first node is reached and the second is not.
  EXPECT(loam_collect_mark(m.runtime, 1, NULL) == LOAM_OK);
  EXPECT(loam_collect_colour(m.runtime, &first->value) == LOAM_GREY);
  EXPECT(loam_collect_colour(m.runtime, second) == LOAM_WHITE);
  uintptr_t grey[4];
  EXPECT(loam_collect_grey(m.runtime, grey, 4) == 1 && grey[0] == (uintptr_t)first);
  loam_collect_counts before, after;
  loam_collect_get_counts(m.runtime, &before);
  EXPECT(machine_run(&m, move).status == LOAM_OK && *other == second && first->next == NULL);
  loam_collect_get_counts(m.runtime, &after);
  EXPECT(after.barrier_hits - before.barrier_hits == (barrier ? 2 : 0)); // a NULL needs no shade
  EXPECT(loam_collect_colour(m.runtime, second) == (barrier ? LOAM_GREY : LOAM_WHITE));
  bool done = false;
  while (!done) EXPECT(loam_collect_mark(m.runtime, 10, &done) == LOAM_OK);
  EXPECT(loam_collect_colour(m.runtime, first) == LOAM_BLACK);
  EXPECT(loam_collect_finish(m.runtime) == LOAM_OK);
  for (done = false; !done;) EXPECT(loam_collect_sweep(m.runtime, 10, &done) == LOAM_OK);
  EXPECT(loam_heap_where(&m.runtime->heap, second).allocated == barrier);
  machine_close(&m);
  return NULL;
}

static const char *lesson_of_the_barrier(void) {
  for (int i = 0; i < 20; i++) {
    RUN(lesson(NULL, true));
    RUN(lesson("checkmark=1", true));
    RUN(lesson("nobarrier=1", false));
  }
  return NULL;
}

/// A goroutine holds an object in its frame alone, and waits.
typedef struct holding_frame {
  loam_step_record record;
  node *held;
} holding_frame;

LOAM_STEP(holds, holding_frame) {
  LOAM_BEGIN;
  {
    node *held = loam_context_allocate(context, &node_type, 1);
    f = (holding_frame *)context->frame;
    if (held == NULL) LOAM_PANIC("no memory");
    f->held = held;
    atomic_store((_Atomic uintptr_t *)loam_step_user(context), (uintptr_t)held);
  }
  LOAM_SLEEP(200000000);
  LOAM_END;
}

static void *run_steps(void *context) {
  running *r = context;
  r->result = loam_runtime_run(r->m.runtime, r->start);
  return NULL;
}

static const char *one_goroutine(void) {
  static running r;
  static _Atomic uintptr_t held;
  static const uint32_t pointers[] = {offsetof(holding_frame, held)};
  pthread_t thread;
  memset(&r, 0, sizeof r);
  EXPECT(machine_open(&r.m, NULL, 1));
  loam_step_description step = {LOAM_DESCRIBE(holds, holding_frame, 0, 0), LOAM_POINTERS(pointers), .user = &held};
  EXPECT(loam_step_define(r.m.runtime, &step, &r.start) == LOAM_OK);
  atomic_store(&held, 0);
  EXPECT(pthread_create(&thread, NULL, run_steps, &r) == 0);
  loam_goroutine_info info[4];
  uint64_t count = 0;
  for (int i = 0; i < 2000 && (count != 1 || strcmp(info[0].status, "sleep") != 0); i++) {
    nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    count = loam_runtime_goroutines(r.m.runtime, info, 4);
  }
  const void *object = (const void *)atomic_load(&held);
  EXPECT(count == 1 && object != NULL);
  EXPECT(loam_collect_scan(r.m.runtime, info[0].id) == LOAM_WRONG_STATE);
  EXPECT(loam_collect_start(r.m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(loam_collect_colour(r.m.runtime, object) == LOAM_WHITE);
  EXPECT(loam_collect_scan(r.m.runtime, info[0].id + 1000) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_collect_scan(r.m.runtime, info[0].id) == LOAM_OK);
  EXPECT(loam_collect_colour(r.m.runtime, object) == LOAM_GREY);
  EXPECT(loam_collect_finish(r.m.runtime) == LOAM_OK);
  pthread_join(thread, NULL);
  EXPECT(r.result.status == LOAM_OK && !atomic_load(&r.m.runtime->bugs.dead));
  machine_close(&r.m);
  return NULL;
}

const check_case collect_step_cases[] = {
    {"collect steps: a list is marked n objects at a time, and its dead half swept span by span", list_in_steps},
    {"collect steps: out of order they answer and change nothing", order_is_kept},
    {"collect steps: a host thread collects in steps while the program runs", beside_a_program},
    {"collect steps: without the write barrier an object is lost, with it never", lesson_of_the_barrier},
    {"collect steps: one goroutine's stack is scanned alone", one_goroutine},
    {NULL, NULL},
};
