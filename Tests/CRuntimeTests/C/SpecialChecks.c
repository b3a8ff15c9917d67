// SPDX-License-Identifier: Apache-2.0
//
// SpecialChecks.c — weak pointers and cleanups beside finalizers, as sweeping sees to them.
#include "check.h"
#include "collect/special.h"
#include "heap/allocate.h"

#include <stdlib.h>
#include <string.h>

enum { OBJECTS = 600 };

typedef struct world {
  fixture f;
  loam_collector collector;
  uint64_t *roots[OBJECTS];
  uint64_t *handles[OBJECTS]; ///< Roots too, so that weak pointers outlive what they lead to.
  loam_type pointer, pair;
} world;

static const char *open_world(world *w) {
  static const uint64_t one[] = {1};
  memset(w, 0, sizeof *w);
  EXPECT(fixture_open(&w->f, "verifyheap=1,checkmark=1,poison=1"));
  loam_collector_init(&w->collector, &w->f.heap, (loam_collector_callbacks){0});
  w->pointer = (loam_type){.size = 8, .pointer_bytes = 8, .pointer_map = one, .align = 8, .kind = LOAM_KIND_POINTER};
  w->pair = (loam_type){.size = 32, .pointer_bytes = 8, .pointer_map = one, .align = 8, .kind = LOAM_KIND_STRUCT};
  EXPECT(loam_collector_add_root(&w->collector, w->roots, &w->pointer, OBJECTS) == LOAM_OK);
  EXPECT(loam_collector_add_root(&w->collector, w->handles, &w->pointer, OBJECTS) == LOAM_OK);
  return NULL;
}

static const char *close_world(world *w) {
  loam_collector_deinit(&w->collector);
  fixture_close(&w->f);
  EXPECT_CLOSED(&w->f);
  free(w);
  return NULL;
}

static uint64_t *make(world *w, uint64_t size, bool pointers) {
  return loam_heap_allocate(&w->f.heap, &w->f.cache, size, pointers ? &w->pair : NULL, pointers ? size / 32 : 0);
}

static const char *mark(world *w) {
  EXPECT(loam_collector_begin(&w->collector) == LOAM_OK);
  while (!loam_collector_drain(&w->collector, 0, UINT64_MAX)) continue;
  EXPECT(loam_collector_finish(&w->collector) == LOAM_OK);
  return NULL;
}

static const char *cycle(world *w) {
  RUN(mark(w));
  while (!loam_collector_sweep(&w->collector, 1)) continue;
  EXPECT(loam_specials_check(&w->collector));
  return NULL;
}

static uint64_t *weak(world *w, void *object) {
  uint64_t *fresh = make(w, 16, false);
  loam_heap_flush_stopped(&w->f.heap);
  return loam_collector_weak_handle(&w->collector, object, fresh);
}

static const char *weak_pointers(void) {
  world *w = malloc(sizeof *w);
  RUN(open_world(w));
  static const uint64_t sizes[] = {32, 96, 4096, 100000}; // a large one too
  for (int i = 0; i < OBJECTS; i++) {
    EXPECT((w->roots[i] = make(w, sizes[i % 4] / 32 * 32, true)));
    EXPECT((w->handles[i] = weak(w, w->roots[i])));
    // One for each pointer, also into the object.
    EXPECT(weak(w, w->roots[i]) == w->handles[i] && weak(w, w->roots[i] + 1) != w->handles[i]);
  }
  RUN(cycle(w));
  uint64_t *seen[OBJECTS];
  memcpy(seen, w->roots, sizeof seen);
  for (int i = 0; i < OBJECTS; i++) EXPECT(loam_collector_weak_get(&w->collector, w->handles[i]) == seen[i]);
  for (int i = 0; i < OBJECTS; i += 3) w->roots[i] = NULL;
  // From the end of marking on the dead are not to be had, whether their spans are swept or not.
  RUN(mark(w));
  for (bool done = false; !done; done = loam_collector_sweep(&w->collector, 7))
    for (int i = 0; i < OBJECTS; i++)
      EXPECT(loam_collector_weak_get(&w->collector, w->handles[i]) == (i % 3 == 0 ? NULL : seen[i]));
  EXPECT(w->collector.special_count == 2 * (OBJECTS - OBJECTS / 3) && loam_specials_check(&w->collector));
  for (int i = 0; i < OBJECTS; i += 3) EXPECT(!loam_heap_where(&w->f.heap, seen[i]).allocated);
  // Its address may be another's by now: the weak pointer stays empty, and the other gets one of its own.
  for (int i = 0; i < OBJECTS; i += 3) {
    EXPECT((w->roots[i] = make(w, 32, true)));
    EXPECT(loam_collector_weak_get(&w->collector, w->handles[i]) == NULL && weak(w, w->roots[i]) != w->handles[i]);
  }
  EXPECT(weak(w, w) == NULL);
  RUN(close_world(w));
  return NULL;
}

static const char *cleanups(void) {
  world *w = malloc(sizeof *w);
  RUN(open_world(w));
  uint64_t *closure = make(w, 32, true), *object = make(w, 32, true), *tiny = make(w, 4, false), id, other, third;
  w->roots[0] = object;
  w->roots[1] = tiny;
  loam_heap_flush_stopped(&w->f.heap);
  EXPECT(loam_collector_add_cleanup(&w->collector, object, closure, &id) == LOAM_OK);
  EXPECT(loam_collector_add_cleanup(&w->collector, object + 1, closure, &other) == LOAM_OK && other != id);
  EXPECT(loam_collector_add_cleanup(&w->collector, tiny, closure, &third) == LOAM_OK);
  EXPECT(loam_collector_add_cleanup(&w->collector, w, closure, &third) == LOAM_INVALID_ARGUMENT);
  EXPECT(!loam_collector_remove_cleanup(&w->collector, object, other)); // of another pointer
  EXPECT(loam_collector_remove_cleanup(&w->collector, object, id));
  EXPECT(!loam_collector_remove_cleanup(&w->collector, object, id));
  loam_finalizer taken;
  RUN(cycle(w));
  EXPECT(loam_heap_where(&w->f.heap, closure).allocated && !loam_collector_take_finalizer(&w->collector, &taken));
  w->roots[0] = w->roots[1] = NULL;
  RUN(cycle(w));
  // Nothing is kept for them but their functions.
  EXPECT(!loam_heap_where(&w->f.heap, object).allocated && !loam_heap_where(&w->f.heap, tiny).allocated);
  for (int i = 0; i < 2; i++)
    EXPECT(loam_collector_take_finalizer(&w->collector, &taken) && taken.object == 0 && taken.closure == closure);
  EXPECT(!loam_collector_take_finalizer(&w->collector, &taken) && w->collector.special_count == 0);
  EXPECT(!loam_collector_remove_cleanup(&w->collector, object, other));
  RUN(cycle(w));
  EXPECT(!loam_heap_where(&w->f.heap, closure).allocated);
  RUN(close_world(w));
  return NULL;
}

static const char *with_a_finalizer(void) {
  world *w = malloc(sizeof *w);
  RUN(open_world(w));
  uint64_t *closure = make(w, 32, true), *object = make(w, 64, true), id;
  w->roots[0] = object;
  w->roots[1] = closure;
  w->handles[0] = weak(w, object);
  EXPECT(loam_collector_add_cleanup(&w->collector, object, closure, &id) == LOAM_OK);
  EXPECT(loam_collector_set_finalizer(&w->collector, object, closure, NULL) == LOAM_OK);
  RUN(cycle(w));
  loam_finalizer taken;
  EXPECT(!loam_collector_take_finalizer(&w->collector, &taken));
  w->roots[0] = NULL;
  RUN(cycle(w));
  // The finalizer is due: the object lives on for it, but no weak pointer leads there any more.
  EXPECT(loam_collector_take_finalizer(&w->collector, &taken) && taken.object == (uintptr_t)object);
  EXPECT(loam_collector_weak_get(&w->collector, w->handles[0]) == NULL);
  EXPECT(loam_heap_where(&w->f.heap, object).allocated && w->collector.special_count == 1);
  // The finalizer saved it.
  w->roots[0] = object;
  RUN(cycle(w));
  EXPECT(!loam_collector_take_finalizer(&w->collector, &taken));
  w->roots[0] = NULL;
  RUN(cycle(w));
  EXPECT(loam_collector_take_finalizer(&w->collector, &taken) && taken.object == 0);
  EXPECT(!loam_heap_where(&w->f.heap, object).allocated && w->collector.special_count == 0);
  RUN(close_world(w));
  return NULL;
}

const check_case special_cases[] = {
    {"special: a weak pointer leads to its object until that is dead, and nowhere from then on", weak_pointers},
    {"special: cleanups are called once, when the memory is free", cleanups},
    {"special: a finalizer comes before cleanups and after weak pointers", with_a_finalizer},
    {NULL, NULL},
};
