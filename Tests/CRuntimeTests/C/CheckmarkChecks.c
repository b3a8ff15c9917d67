// SPDX-License-Identifier: Apache-2.0
//
// CheckmarkChecks.c — the second marker finds every mark that is missing, whatever root and object it belongs to.
#include "native_check.h"

// ---- roots of a program ----

typedef struct node {
  struct node *next;
  int64_t value;
} node;
LOAM_DEFINE_TYPE(node_type, node, LOAM_POINTER_AT(node, next));

typedef enum root_kind { BY_VARIABLE, BY_HANDLE, BY_FRAME, BY_WAITER, BY_FINALIZER, ROOT_KINDS } root_kind;

/// What the program made: root → link → target; of a finalizer the target is its closure.
typedef struct plot {
  root_kind kind;
  void **variable, **second; ///< Package variables.
  loam_handle handle;
  const loam_function *keeper;
  void *link, *target;
} plot;

/// Keeps argument 0, in its frame or, with argument 2, in a send alone, and waits at the channel in argument 1.
static loam_native_status keep(loam_context *context) {
  void *value = (void *)loam_argument(context, 0), *channel = (void *)loam_argument(context, 1);
  if (loam_argument(context, 2) == 0) {
    SUCCEED(loam_native_receive(context, channel, NULL, NULL) == LOAM_OK);
    return LOAM_NATIVE_DONE;
  }
  loam_argument(context, 0) = 0;
  SUCCEED(loam_native_send(context, channel, &value) == LOAM_OK);
  return LOAM_NATIVE_DONE;
}

static loam_native_status build(loam_context *context) {
  plot *p = loam_native_user(context);
  void **link = loam_native_handle(context, loam_context_allocate(context, &node_type, 1));
  void **target = loam_native_handle(context, loam_context_allocate(context, &node_type, 1));
  void *channel;
  SUCCEED(*link != NULL && *target != NULL);
  SUCCEED(loam_channel_create(context, &pointer_type, 0, &channel) == LOAM_OK);
  p->link = *link;
  p->target = *target;
  if (p->kind != BY_FINALIZER) loam_context_store(context, (void **)&((node *)*link)->next, *target);
  switch (p->kind) {
  case BY_VARIABLE:
    loam_context_store(context, p->variable, *link);
    break;
  case BY_HANDLE:
    SUCCEED(loam_handle_create(context->runtime, *link, &p->handle) == LOAM_OK);
    break;
  case BY_FRAME:
  case BY_WAITER: {
    loam_context_store(context, p->second, channel);
    const uint64_t arguments[] = {(uintptr_t)*link, (uintptr_t)channel, p->kind == BY_WAITER};
    SUCCEED(loam_context_spawn(context, p->keeper, arguments, NULL) == LOAM_OK);
    for (int i = 0; i < 10; i++) loam_native_yield(context);
    break;
  }
  default:
    loam_context_store(context, p->variable, *link);
    SUCCEED(loam_collector_set_finalizer(&context->runtime->collector, *link, *target, NULL) == LOAM_OK);
  }
  return LOAM_NATIVE_DONE;
}

static bool has_mark(machine *m, const void *object) {
  return loam_collector_is_marked(&m->runtime->collector, (uintptr_t)object);
}

static void clear_mark(loam_heap *heap, const void *object) {
  loam_heap_place place = loam_heap_where(heap, object);
  loam_heap_side(heap, heap->marks, place.span)[place.index / 64] &= ~(1ull << place.index % 64);
}

/// The report, if there is one, says all of these.
static bool report_says(const loam_bugs *bugs, const char *const *parts) {
  if (!bugs->dead || strcmp(bugs->tag, "collect.complete") != 0) return false;
  for (; *parts != NULL; parts++)
    if (strstr(bugs->text, *parts) == NULL) return false;
  return true;
}

static const char *roots_of_a_program(void) {
  static const char *const roots[ROOT_KINDS] = {"from the variable at 0x", "from a timer or handle",
                                                "from the frame of main.keep of goroutine",
                                                "from the records of goroutine", "from the finalizer of 0x"};
  for (root_kind kind = 0; kind < ROOT_KINDS; kind++) {
    static machine m;
    static plot p;
    EXPECT(machine_open(&m, "checkmark=1,verifyheap=1", 1));
    p = (plot){.kind = kind};
    p.variable = loam_global_create(m.runtime, &pointer_type);
    p.second = loam_global_create(m.runtime, &pointer_type);
    p.keeper = native(&m, "main.keep", keep, 3, 0, 2, NULL);
    EXPECT(p.variable && p.second && p.keeper);
    RUN(run(&m, native(&m, "main.main", build, 0, 0, NO_POINTERS, &p), NULL, NULL));
    const loam_collector *collector = &m.runtime->collector;
    uint64_t compared = 0;
    for (uint64_t cycle = 1; cycle <= 3; cycle++) { // Whole ones, which find nothing.
      EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
      EXPECT(atomic_load(&m.runtime->knobs.fired[LOAM_KNOB_CHECKMARK]) == cycle);
      EXPECT(collector->checkmark.objects == collector->counts.marked_objects && collector->checkmark.objects >= 2);
      compared += collector->checkmark.objects;
      EXPECT(collector->checkmark.compared == compared && !m.runtime->bugs.dead);
    }
    EXPECT(loam_collect_start(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
    for (bool done = false; !done;) EXPECT(loam_collect_mark(m.runtime, UINT64_MAX, &done) == LOAM_OK);
    EXPECT(has_mark(&m, p.link) && has_mark(&m, p.target));
    clear_mark(&m.runtime->heap, p.target);
    loam_collect_finish(m.runtime);
    char target[64], link[64];
    snprintf(target, sizeof target, "object %p (16 bytes, class 2) is reached and not marked", p.target);
    snprintf(link, sizeof link, "%p (16 bytes, class 2) at byte 0", p.link);
    EXPECT(report_says(&m.runtime->bugs, (const char *const[]){target, roots[kind], NULL}));
    EXPECT(kind == BY_FINALIZER || report_says(&m.runtime->bugs, (const char *const[]){link, NULL}));
    EXPECT(collector->checkmark.compared == compared);
    machine_close(&m);
  }
  return NULL;
}

// ---- objects of every kind ----

enum { LONG = 700, MANY = 5000 };
static const uint64_t first[] = {1};
static const loam_type pointer = {
    .size = 8, .pointer_bytes = 8, .pointer_map = first, .align = 8, .kind = LOAM_KIND_POINTER};

static const char *objects_of_every_kind(void) {
  static const uint64_t sixth[] = {0x20}, last[LONG / 64 + 1] = {[(LONG - 1) / 64] = 1ull << (LONG - 1) % 64};
  // By bits; by bits across two words of the table; with a map and a cell; an array; a struct around a long array.
  static const loam_type odd = {
      .size = 48, .pointer_bytes = 48, .pointer_map = sixth, .align = 8, .kind = LOAM_KIND_STRUCT};
  static const loam_type wide = {.size = 8 * LONG,
                                 .pointer_bytes = 8 * LONG,
                                 .pointer_map = last,
                                 .align = 8,
                                 .kind = LOAM_KIND_STRUCT,
                                 .name = {(const uint8_t *)"main.wide", 9}};
  static const loam_type array = {.size = 8 * LONG,
                                  .pointer_bytes = 8 * LONG,
                                  .align = 8,
                                  .kind = LOAM_KIND_ARRAY,
                                  .element = &pointer,
                                  .length = LONG};
  static const loam_field fields[] = {{.type = &odd}, {.type = &array, .offset = 48}};
  static const loam_type nested = {.size = 48 + 8 * LONG,
                                   .pointer_bytes = 48 + 8 * LONG,
                                   .align = 8,
                                   .kind = LOAM_KIND_STRUCT,
                                   .field_count = 2,
                                   .fields = fields};
  static const struct {
    const loam_type *type;
    uint64_t count, word; ///< Where the pointer to the next object stands: the last that there is.
    const char *name;     ///< In the report.
  } kinds[] = {
      {&pointer, 1, 0, "(8 bytes, class 1)"},
      {&odd, 1, 5, "(48 bytes, class 5)"},
      {&pointer, 60, 59, "(480 bytes, class"},
      {&wide, 1, LONG - 1, "1 of type main.wide)"},
      {&wide, 3, 3 * LONG - 1, "3 of type main.wide)"},
      {&array, 1, LONG - 1, "class"},
      {&nested, 1, 5 + LONG, "class"},
      {&nested, 2, 2 * (6 + LONG) - 1, "class"},
      {&pointer, MANY, MANY - 1, "(40960 bytes, large"},
      {&wide, 9, 9 * LONG - 1, "large, 9 of type main.wide)"},
      {NULL, 10000, 0, "(10240 bytes, class 54, no pointers)"},
      {NULL, 100000, 0, "(106496 bytes, large, no pointers)"},
  };
  enum { KINDS = sizeof kinds / sizeof kinds[0] };
  static fixture f;
  static loam_collector collector;
  uint64_t *objects[KINDS], variable = 0;
  EXPECT(fixture_open(&f, "checkmark=1,checkptr=1"));
  loam_collector_init(&collector, &f.heap, (loam_collector_callbacks){0});
  EXPECT(loam_collector_add_root(&collector, &variable, &pointer, 1) == LOAM_OK);
  uint32_t chain = 0;
  for (uint32_t i = 0; i < KINDS; i++) { // Each leads to the next; the last ones, without pointers, hang on the first.
    uint64_t size = kinds[i].type == NULL ? kinds[i].count : kinds[i].type->size * kinds[i].count;
    EXPECT((objects[i] = loam_heap_allocate(&f.heap, &f.cache, size, kinds[i].type, kinds[i].count)));
    if (kinds[i].type != NULL) chain = i;
  }
  variable = (uintptr_t)objects[0];
  for (uint32_t i = 0; i < chain; i++) objects[i][kinds[i].word] = (uintptr_t)objects[i + 1] + 4; // into the object
  // Target by target, each in a cycle of its own: a fixture's record of bugs can be cleared.
  for (uint32_t target = 0; target < KINDS; target++) {
    if (target > chain) objects[chain][kinds[chain].word] = (uintptr_t)objects[target];
    EXPECT(loam_collector_begin(&collector) == LOAM_OK);
    while (!loam_collector_drain(&collector, 0, UINT64_MAX)) continue;
    EXPECT(loam_collector_is_marked(&collector, (uintptr_t)objects[target]));
    clear_mark(&f.heap, objects[target]);
    EXPECT(!loam_checkmark_run(&collector));
    char says[100];
    snprintf(says, sizeof says, "object %p ", (void *)objects[target]);
    EXPECT(report_says(&f.bugs, (const char *const[]){says, kinds[target].name, NULL}));
    uint64_t steps = target > chain ? chain + 1 : target;
    if (steps > 6) {
      snprintf(says, sizeof says, "by way of %d objects", (int)steps - 6);
      EXPECT(report_says(&f.bugs, (const char *const[]){says, NULL}));
    }
    f.bugs = (loam_bugs){0};
    // Marked again, it is missed no more.
    loam_heap_place place = loam_heap_where(&f.heap, objects[target]);
    loam_heap_side(&f.heap, f.heap.marks, place.span)[place.index / 64] |= 1ull << place.index % 64;
    EXPECT(loam_checkmark_run(&collector) && !f.bugs.dead);
    EXPECT(collector.checkmark.objects == chain + 1 + (target > chain));
    // Those that are not reached are to live on as well.
    for (uint32_t i = target + 1; i < KINDS; i++) {
      place = loam_heap_where(&f.heap, objects[i]);
      loam_heap_side(&f.heap, f.heap.marks, place.span)[place.index / 64] |= 1ull << place.index % 64;
    }
    EXPECT(loam_collector_finish(&collector) == LOAM_OK);
    while (!loam_collector_sweep(&collector, UINT64_MAX)) continue;
  }
  EXPECT(!f.bugs.dead && atomic_load(&f.knobs.fired[LOAM_KNOB_CHECKMARK]) == 2 * KINDS);
  loam_collector_deinit(&collector);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

/// Without memory for its tables it reports nothing and is not counted; the collection goes on.
static const char *want_of_memory(void) {
  static fixture f;
  static loam_collector collector;
  uint64_t variable = 0;
  EXPECT(fixture_open(&f, "checkmark=1"));
  loam_collector_init(&collector, &f.heap, (loam_collector_callbacks){0});
  EXPECT(loam_collector_add_root(&collector, &variable, &pointer, 1) == LOAM_OK);
  void **object = loam_heap_allocate(&f.heap, &f.cache, 8, &pointer, 1);
  EXPECT(object != NULL);
  variable = (uintptr_t)object;
  for (int64_t refused = 1; refused <= 3; refused++) {
    EXPECT(loam_collector_begin(&collector) == LOAM_OK);
    while (!loam_collector_drain(&collector, 0, UINT64_MAX)) continue;
    atomic_store(&f.os.until_failure, refused);
    EXPECT(loam_collector_finish(&collector) == LOAM_OK && !f.bugs.dead);
    EXPECT(atomic_load(&f.knobs.fired[LOAM_KNOB_CHECKMARK]) == (refused == 3)); // Two are asked for.
    atomic_store(&f.os.until_failure, 0);
    while (!loam_collector_sweep(&collector, UINT64_MAX)) continue;
  }
  loam_collector_deinit(&collector);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

const check_case checkmark_cases[] = {
    {"checkmark: a mark that is missing is reported with its root and its path", roots_of_a_program},
    {"checkmark: objects by bits, by cells and large ones, each reported when its mark is missing",
     objects_of_every_kind},
    {"checkmark: without memory for its tables it lets the collection go on", want_of_memory},
    {NULL, NULL},
};
