// SPDX-License-Identifier: Apache-2.0
//
// HeapEdgeChecks.c — small things of heap and stacks that larger cases pass by: tails of spans, spans in the making,
// stray marks, poison, the target under a limit, and what the check of a stack refuses.
#include "StackModel.h"
#include "assemble.h"
#include "runtime.h"

#include <errno.h>
#include <unistd.h>

#define POISON 0xdeadc0dedeadc0deull

static const char *places(void) {
  fixture f;
  bool clean;
  EXPECT(fixture_open(&f, NULL));
  // 170 objects of 48 bytes leave 32 of a page.
  char *object = loam_heap_allocate(&f.heap, &f.cache, 48, NULL, 0);
  uintptr_t page = (uintptr_t)object & ~(LOAM_PAGE_SIZE - 1);
  EXPECT(loam_heap_where(&f.heap, (void *)(page + 8159)).base == page + 8112);
  EXPECT(loam_heap_where(&f.heap, (void *)(page + 8160)).span == NULL);
  EXPECT(loam_heap_where(&f.heap, (void *)(page + 8191)).span == NULL);
  // The page table shows a span before it has objects; loam_where may look just then.
  for (int kind = LOAM_SPAN_SMALL; kind <= LOAM_SPAN_STACK; kind++) {
    loam_span *span = loam_pages_take(&f.heap, 2, (loam_span_kind)kind, false, &clean);
    EXPECT(span != NULL && loam_heap_where(&f.heap, (void *)(span->base + 100)).span == NULL);
    loam_pages_give(&f.heap, span);
  }
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

static const char *sweeps(void) {
  fixture f;
  EXPECT(fixture_open(&f, "poison=1"));
  uint64_t *dead[] = {loam_heap_allocate(&f.heap, &f.cache, 64, NULL, 0),
                      loam_heap_allocate(&f.heap, &f.cache, 100000, NULL, 0)};
  uint64_t *kept = loam_heap_allocate(&f.heap, &f.cache, 64, NULL, 0);
  *kept = 5;
  dead[0][7] = dead[1][12000] = 9;
  loam_heap_flush_stopped(&f.heap);
  // Marked: the one that is kept, and a place in its span that no object has.
  loam_heap_place place = loam_heap_where(&f.heap, kept);
  uint64_t *marks = loam_heap_side(&f.heap, f.heap.marks, place.span);
  marks[place.index / 64] |= 1ull << place.index % 64;
  marks[1] |= 1ull << 3;
  loam_heap_begin_sweep(&f.heap, 64);
  while (!loam_heap_sweep(&f.heap, UINT64_MAX)) continue;
  EXPECT(place.span->allocated_count == 1 && !loam_heap_where(&f.heap, kept + (67 - place.index) * 8).allocated);
  EXPECT(*kept == 5 && dead[0][0] == POISON && dead[0][7] == POISON);
  EXPECT(dead[1][0] == POISON && dead[1][12000] == POISON);
  EXPECT(atomic_load(&f.knobs.fired[LOAM_KNOB_POISON]) == 2 && loam_heap_check(&f.heap));
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

// The target: what is in use, what may come before the next collection, a tenth more, and no more than a limit allows.
static const char *targets(void) {
  const uint64_t mib = 1 << 20;
  fixture f;
  bool clean;
  EXPECT(fixture_open(&f, NULL));
  loam_span *used = loam_pages_take(&f.heap, 10 * mib / LOAM_PAGE_SIZE, LOAM_SPAN_LARGE, false, &clean);
  loam_span *freed = loam_pages_take(&f.heap, 100 * mib / LOAM_PAGE_SIZE, LOAM_SPAN_LARGE, false, &clean);
  EXPECT(used != NULL && freed != NULL);
  loam_pages_give(&f.heap, freed);
  atomic_store(&f.heap.live, 10 * mib);
  uint64_t free = (f.heap.free_pages - f.heap.clean_pages) * LOAM_PAGE_SIZE;
  loam_heap_set_trigger(&f.heap, 30 * mib);
  EXPECT(loam_heap_excess(&f.heap) == free - 20 * mib - 3 * mib);
  // Nobody says when: as much as there was at the last collection.
  loam_heap_set_trigger(&f.heap, UINT64_MAX);
  atomic_store(&f.heap.peak, 50 * mib);
  EXPECT(loam_heap_excess(&f.heap) == free - 40 * mib - 5 * mib);
  f.heap.memory_limit = 40 * mib; // of which a twentieth stays air
  EXPECT(loam_heap_excess(&f.heap) == free - (38 - 10) * mib);
  f.heap.memory_limit = 8 * mib;
  EXPECT(loam_heap_excess(&f.heap) == free);
  f.heap.memory_limit = UINT64_MAX;
  // No more in all than what was in use at the end of the last marking, scaled, and a tenth: 10 MiB of spans at 20 MiB
  // of objects are 20 at 40.
  loam_heap_note_peak(&f.heap);
  atomic_store(&f.heap.peak, 20 * mib);
  loam_heap_set_trigger(&f.heap, 40 * mib);
  EXPECT(loam_heap_excess(&f.heap) == free - (22 - 10) * mib);
  loam_heap_set_trigger(&f.heap, 10 * mib);
  EXPECT(loam_heap_excess(&f.heap) == free);
  loam_pages_give(&f.heap, used);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

// ---- stacks ----

static bool readable(uintptr_t address) {
  int ends[2];
  if (pipe(ends) != 0) return true;
  bool fits = write(ends[1], (const void *)address, 8) == 8 || errno != EFAULT;
  close(ends[0]);
  close(ends[1]);
  return fits;
}

static const char *old_blocks(void) {
  model *m = malloc(sizeof *m);
  EXPECT(m != NULL);
  RUN(model_open(m, "movestack=1,checkptr=1"));
  for (int i = 0; i < 10; i++) RUN(model_push(m, &m->functions[3]));
  uint64_t fired = atomic_load(&m->f.knobs.fired[LOAM_KNOB_CHECKPTR]), moves = m->moves;
  uintptr_t old = m->stack.lo;
  EXPECT(readable(old));
  RUN(model_move(m, RELOCATE, NULL, 0));
  EXPECT(!readable(old) && readable(m->stack.lo));
  EXPECT(atomic_load(&m->f.knobs.fired[LOAM_KNOB_CHECKPTR]) - fired == m->moves - moves);
  RUN(model_close(m));
  // A block that shrinks where it lies: the part that is given back has the pattern.
  RUN(model_open(m, "poison=1"));
  for (int i = 0; i < 10; i++) RUN(model_push(m, &m->functions[3]));
  while (loam_stack_size(&m->stack) < 64 << 10) RUN(model_move(m, GROW, NULL, 1));
  old = m->stack.lo;
  uint64_t in_place = m->total.in_place;
  // Not below the least size that the runtime's goroutines begin with.
  loam_stack_words none = {0};
  EXPECT(!loam_stack_shrink(&m->pool, &m->cache, &m->stack, &m->position, 64 << 10, none, NULL) && m->stack.lo == old);
  RUN(model_move(m, SHRINK, NULL, 0));
  EXPECT(m->total.in_place == in_place + 1 && m->stack.lo == old + (32 << 10));
  EXPECT(*(uint64_t *)old == POISON && *(uint64_t *)(m->stack.lo - 8) == POISON);
  loam_stack_statistics before, after;
  loam_stack_get_statistics(&m->pool, &before);
  loam_stack_cache_detach(&m->pool, &m->cache);
  loam_stack_get_statistics(&m->pool, &after);
  EXPECT(before.grows > 0 && memcmp(&before, &after, offsetof(loam_stack_statistics, nanoseconds)) == 0);
  loam_stack_cache_attach(&m->pool, &m->cache);
  RUN(model_close(m));
  free(m);
  return NULL;
}

// The check of a stack finds a live word into the block that it came from, into another stack, and below fp.
static const char *bad_words(void) {
  model *m = malloc(sizeof *m);
  loam_stack other;
  EXPECT(m != NULL);
  RUN(model_open(m, NULL));
  for (int i = 0; i < 10; i++) RUN(model_push(m, &m->functions[3]));
  loam_stack_words none = {0};
  EXPECT(loam_stack_allocate(&m->pool, &m->cache, &other, 2048, 78) == LOAM_OK);
  EXPECT(loam_stack_check(&m->pool, &m->stack, &m->position, none, 0, 0));
  // A live word of any frame.
  loam_frame frame;
  uint64_t *word = NULL;
  EXPECT(loam_frame_first(&m->position, &frame));
  do {
    const uint64_t *map = loam_frame_map(&frame);
    if (map != NULL && map[0] != 0) word = (uint64_t *)frame.fp + loam_bits_lowest(map[0]);
  } while (word == NULL && loam_frame_next(&frame, m->stack.hi));
  EXPECT(word != NULL);
  const uint64_t bad[] = {m->stack.lo, m->position.fp - 1, other.lo + 8, m->heap_object};
  for (int i = 0; i < 4; i++) {
    *word = bad[i];
    // The heap object is bad only as a part of the old block.
    EXPECT(!loam_stack_check(&m->pool, &m->stack, &m->position, none, m->heap_object, 8) && m->f.bugs.dead);
    atomic_store(&m->f.bugs.dead, false);
  }
  EXPECT(loam_stack_check(&m->pool, &m->stack, &m->position, none, 0, 0));
  loam_stack_free(&m->pool, &m->cache, &other);
  RUN(model_close(m));
  free(m);
  return NULL;
}

static const char *checked(void) {
  machine m;
  assembly a;
  EXPECT(machine_open(&m, "verifyheap=1", 1));
  loam_function *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 2);
  leave(&a);
  EXPECT(finish(&m, &a, start) && machine_run(&m, start).status == LOAM_OK);
  uint64_t fired = atomic_load(&m.runtime->knobs.fired[LOAM_KNOB_VERIFYHEAP]);
  for (int i = 0; i < 3; i++) EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(atomic_load(&m.runtime->knobs.fired[LOAM_KNOB_VERIFYHEAP]) == fired + 3);
  machine_close(&m);
  return NULL;
}

const check_case heap_edge_cases[] = {
    {"heap edges: what no object has belongs to none, also in a span that is being made", places},
    {"heap edges: a stray mark makes no object, and what a sweep frees is poisoned and counted", sweeps},
    {"heap edges: the target of free memory by use, trigger, peak and limit", targets},
    {"heap edges: old blocks are sealed or poisoned, and figures outlive their cache", old_blocks},
    {"heap edges: a live word into an old or foreign stack, or below the frames, is found", bad_words},
    {"heap edges: verifyheap checks once for each collection", checked},
    {NULL, NULL},
};
