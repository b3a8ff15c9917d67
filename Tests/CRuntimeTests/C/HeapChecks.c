// SPDX-License-Identifier: Apache-2.0
//
// HeapChecks.c — size classes, pages, allocation against a shadow.
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

static const char *size_classes_follow_the_rule(void) {
  loam_size_class made[LOAM_CLASS_COUNT + 1] = {0};
  uint32_t count = 0;
  for (uint32_t size = 8, step = 8; size <= LOAM_SMALL_LIMIT; size += step) {
    if (loam_is_power_of_two(size)) step = size >= 2048 ? 256 : size >= 128 ? size / 8 : size >= 32 ? 16 : 8;
    uint32_t pages = 1;
    while (pages * LOAM_PAGE_SIZE % size > pages * LOAM_PAGE_SIZE / 8) pages++;
    uint32_t objects = (uint32_t)(pages * LOAM_PAGE_SIZE / size);
    if (!count || made[count].pages != pages || made[count].objects != objects) count++;
    EXPECT(count < LOAM_CLASS_COUNT);
    made[count] = (loam_size_class){size, pages, objects, 0};
  }
  EXPECT(count == LOAM_CLASS_COUNT - 1);
  uint32_t previous = 0;
  for (uint32_t class = 1; class <= count; class ++) {
    const loam_size_class *row = &loam_size_classes[class];
    uint64_t bytes = made[class].pages * LOAM_PAGE_SIZE, raised = bytes / made[class].objects / 128 * 128;
    EXPECT(row->size == (raised > made[class].size ? raised : made[class].size));
    EXPECT(row->pages == made[class].pages && row->objects == made[class].objects && row->objects <= 1024);
    EXPECT(row->size <= 1024 || row->size % 128 == 0);
    for (uint64_t offset = 0; offset < bytes; offset++) EXPECT(offset / row->size == (offset * row->reciprocal) >> 32);
    for (uint64_t size = previous + 1; size <= row->size; size++) EXPECT(loam_size_class_for(size) == class);
    previous = row->size;
  }
  EXPECT(previous == LOAM_SMALL_LIMIT && loam_size_class_for(LOAM_SMALL_LIMIT + 1) == 0);
  return NULL;
}

// ---- a shadow of the heap: what lives, and what its bytes are ----

enum { SHADOWS = 4000 };
typedef struct shadow {
  uint8_t *object;
  uint64_t size;
  uint8_t fill;
} shadow;

static const char *check_shadow(const shadow *s) {
  for (uint64_t i = 0; i<s->size; i += s->size> 4096 ? 511 : 1) EXPECT(s->object[i] == s->fill);
  return NULL;
}

/// Marks what the shadow says is alive and sweeps, as a collection would.
static const char *collect_shadows(fixture *f, shadow *shadows, uint32_t count) {
  loam_heap_flush_stopped(&f->heap);
  uint64_t marked = 0, objects = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (!shadows[i].object) continue;
    loam_heap_place place = loam_heap_where(&f->heap, shadows[i].object + shadows[i].size / 2);
    EXPECT(place.span && place.allocated && place.base <= (uintptr_t)shadows[i].object);
    EXPECT(place.base + place.size >= (uintptr_t)shadows[i].object + shadows[i].size);
    uint64_t *word = loam_heap_side(&f->heap, f->heap.marks, place.span) + place.index / 64;
    uint64_t bit = 1ull << place.index % 64;
    if (!(*word & bit)) marked += place.size, objects++;
    *word |= bit;
  }
  loam_heap_begin_sweep(&f->heap, marked);
  EXPECT(loam_heap_check(&f->heap));
  while (!loam_heap_sweep(&f->heap, 3)) {
  }
  EXPECT(loam_heap_check(&f->heap));
  loam_memory_statistics s = {0};
  loam_heap_get_statistics(&f->heap, &s);
  EXPECT(s.heap_objects == objects && s.heap_allocated == marked && s.mallocs - s.frees == objects);
  return NULL;
}

static uint64_t random_size(loam_random *random) {
  uint64_t kind = loam_random_below(random, 100);
  if (kind < 50) return 1 + loam_random_below(random, 128);
  if (kind < 90) return 1 + loam_random_below(random, 4096);
  if (kind < 98) return 1 + loam_random_below(random, 40000);
  return 1 + loam_random_below(random, 3000000);
}

static const char *random_life(const char *debug, uint32_t rounds) {
  fixture f;
  static const uint64_t map[] = {1};
  const loam_type pointer = {.size = 8, .pointer_bytes = 8, .pointer_map = map, .kind = LOAM_KIND_POINTER};
  EXPECT(fixture_open(&f, debug));
  shadow *shadows = calloc(SHADOWS, sizeof *shadows);
  EXPECT(shadows);
  for (uint32_t round = 0; round < rounds; round++) {
    uint32_t keep = (uint32_t)loam_random_below(&f.random, 101); // Per cent that survive.
    for (uint32_t i = 0; i < SHADOWS; i++) {
      if (shadows[i].object) {
        RUN(check_shadow(&shadows[i]));
        if (loam_random_below(&f.random, 100) >= keep) shadows[i].object = NULL;
        continue;
      }
      uint64_t size = random_size(&f.random);
      bool pointers = loam_random_below(&f.random, 2);
      if (pointers) size = (size + 7) & ~7ull;
      uint8_t *object =
          loam_heap_allocate(&f.heap, &f.cache, size, pointers ? &pointer : NULL, pointers ? size / 8 : 0);
      EXPECT(object);
      for (uint64_t b = 0; b < size; b++) EXPECT(object[b] == 0);
      EXPECT(size % 8 || (uintptr_t)object % 8 == 0);
      shadows[i] = (shadow){object, size, (uint8_t)(1 + loam_random_below(&f.random, 255))};
      memset(object, shadows[i].fill, size);
    }
    RUN(collect_shadows(&f, shadows, SHADOWS));
    if (round % 3 == 0) loam_heap_release(&f.heap, 1 << 20);
    EXPECT(loam_heap_check(&f.heap));
  }
  memset(shadows, 0, SHADOWS * sizeof *shadows);
  RUN(collect_shadows(&f, shadows, SHADOWS));
  EXPECT(f.heap.small_pages == 0 && f.heap.large_pages == 0);
  free(shadows);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}
enum { ROUNDS = CHECKS_THREAD_SANITIZER ? 2 : 14, FEWER_ROUNDS = CHECKS_THREAD_SANITIZER ? 2 : 5 };
static const char *random_objects_live_and_die(void) { return random_life(NULL, ROUNDS); }
static const char *random_objects_live_and_die_poisoned(void) {
  return random_life("poison=1,verifyheap=1", FEWER_ROUNDS);
}
static const char *random_objects_live_and_die_singly(void) { return random_life("gcstress=5", FEWER_ROUNDS); }

static const char *stress_counts_every_allocation(void) {
  fixture f;
  EXPECT(fixture_open(&f, "gcstress=10"));
  uint32_t wanted = 0;
  for (int i = 0; i < 1000; i++) {
    EXPECT(loam_heap_allocate(&f.heap, &f.cache, i % 3 == 0 ? 4 : 40, NULL, 0));
    if (loam_heap_wanted(&f.heap) == LOAM_WANTED_STRESS) {
      wanted++;
      atomic_store(&f.heap.wanted, LOAM_WANTED_NOTHING);
    }
  }
  EXPECT(wanted == 100 && atomic_load(&f.knobs.fired[LOAM_KNOB_GCSTRESS]) == 100);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

static const char *trigger_is_raised_in_time(void) {
  fixture f;
  EXPECT(fixture_open(&f, NULL));
  loam_heap_set_trigger(&f.heap, 1 << 20);
  uint64_t bytes = 0;
  while (!loam_heap_wanted(&f.heap)) {
    EXPECT(loam_heap_allocate(&f.heap, &f.cache, 48, NULL, 0));
    bytes += 48;
  }
  EXPECT(bytes >= (1 << 20) && bytes < (1 << 20) + 64 * 64);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

static const char *failed_mappings_change_nothing(void) {
  for (int64_t n = 1; n < 400; n++) {
    fixture f;
    char debug[32];
    snprintf(debug, sizeof debug, "failalloc=%lld", (long long)n);
    if (!fixture_open(&f, debug)) continue; // The reservation's own failure; halving goes on below.
    uint32_t failed = 0;
    for (int i = 0; i < 300; i++) {
      uint64_t size = (uint64_t)(1 + i * 97 % 9000) * (i % 50 == 0 ? 100 : 1);
      uint8_t *object = loam_heap_allocate(&f.heap, &f.cache, size, NULL, 0);
      if (!object)
        failed++;
      else
        memset(object, 1, size);
    }
    EXPECT(failed <= 1);
    loam_heap_flush_stopped(&f.heap);
    EXPECT(loam_heap_check(&f.heap));
    fixture_close(&f);
    EXPECT_CLOSED(&f);
  }
  return NULL;
}

static const char *churn_stays_small(void) {
  fixture f;
  EXPECT(fixture_open(&f, NULL));
  loam_heap_set_trigger(&f.heap, 4 << 20);
  uint64_t total = 0, cycles = 0;
  while (total < 2ull << 30) {
    uint64_t size = 16ull << loam_random_below(&f.random, 17);
    EXPECT(loam_heap_allocate(&f.heap, &f.cache, size, NULL, 0));
    total += size;
    if (!loam_heap_wanted(&f.heap)) continue;
    loam_heap_flush_stopped(&f.heap);
    loam_heap_begin_sweep(&f.heap, 0);
    if (++cycles % 2)
      while (!loam_heap_sweep(&f.heap, UINT64_MAX)) {
      } // Else allocation sweeps.
    else
      loam_heap_sweep(&f.heap, 5);
    while (!loam_heap_sweep(&f.heap, UINT64_MAX)) {
    }
  }
  EXPECT(f.heap.committed_end - f.heap.base <= 32ull << 20);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

static const char *pages_coalesce(void) {
  fixture f;
  EXPECT(fixture_open(&f, NULL));
  enum { N = 600 };
  loam_span *spans[N] = {0};
  bool clean;
  for (int round = 0; round < 20000; round++) {
    uint32_t i = (uint32_t)loam_random_below(&f.random, N);
    if (spans[i]) {
      EXPECT(loam_heap_span(&f.heap, spans[i]->base + spans[i]->pages * LOAM_PAGE_SIZE - 1) == spans[i]);
      loam_pages_give(&f.heap, spans[i]);
      spans[i] = NULL;
    } else {
      spans[i] =
          loam_pages_take(&f.heap, 1 + loam_random_below(&f.random, i % 10 ? 20 : 700), LOAM_SPAN_STACK, false, &clean);
      EXPECT(spans[i]);
      spans[i]->objects = 0;
      if (clean)
        for (uint64_t p = 0; p < spans[i]->pages; p++) EXPECT(*(uint64_t *)(spans[i]->base + p * LOAM_PAGE_SIZE) == 0);
      *(uint64_t *)spans[i]->base = 1;
    }
    if (round % 500 == 0) {
      EXPECT(loam_heap_check(&f.heap));
      loam_heap_release(&f.heap, loam_random_below(&f.random, 8 << 20));
    }
  }
  for (int i = 0; i < N; i++)
    if (spans[i]) loam_pages_give(&f.heap, spans[i]);
  EXPECT(loam_heap_check(&f.heap));
  loam_heap_release(&f.heap, 0);
  EXPECT(f.heap.free_pages == f.heap.clean_pages);
  EXPECT(f.heap.free_pages << LOAM_PAGE_SHIFT == f.heap.committed_end - f.heap.base);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

static const char *memory_ahead_is_counted_used_and_given_back(void) {
  fixture f;
  bool clean;
  EXPECT(fixture_open(&f, "ahead=1"));
  loam_memory_statistics s;
  uint64_t pages = LOAM_CHUNK_BYTES >> LOAM_PAGE_SHIFT, most = 0;
  loam_span *spans[40];
  for (int i = 0; i < 40; i++) {
    EXPECT((spans[i] = loam_pages_take(&f.heap, pages / 2, LOAM_SPAN_LARGE, false, &clean)) && clean);
    spans[i]->objects = 0;
    for (uint64_t p = 0; p < pages / 2; p++) {
      uint64_t *word = (uint64_t *)(spans[i]->base + p * LOAM_PAGE_SIZE);
      EXPECT(*word == 0);
      *word = 1;
    }
    uint64_t ahead = loam_ahead_backed_locked(&f.heap);
    most = ahead > most ? ahead : most;
    loam_heap_get_statistics(&f.heap, &s);
    EXPECT(s.heap_idle == (f.heap.free_pages << LOAM_PAGE_SHIFT) + loam_ahead_backed_locked(&f.heap));
    EXPECT(s.heap_idle - s.heap_released ==
           ((f.heap.free_pages - f.heap.clean_pages) << LOAM_PAGE_SHIFT) + loam_ahead_backed_locked(&f.heap));
    EXPECT(s.heap_system == s.heap_in_use + s.heap_idle);
    if (i % 10 == 5) {
      EXPECT(loam_heap_release(&f.heap, 0) >= ahead && loam_ahead_backed_locked(&f.heap) == 0);
      EXPECT(f.heap.ahead.end >= f.heap.committed_end); // what is committed stays so
    }
    EXPECT(loam_ahead_release_locked(&f.heap, UINT64_MAX) == 0);
  }
  EXPECT(most >= LOAM_CHUNK_BYTES && atomic_load(&f.knobs.fired[LOAM_KNOB_AHEAD]) > 0);
  for (int i = 0; i < 40; i++) loam_pages_give(&f.heap, spans[i]);
  EXPECT(loam_heap_check(&f.heap));
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

static const char *limit_is_kept_by_giving_back(void) {
  fixture f;
  bool clean;
  EXPECT(fixture_open(&f, NULL));
  f.heap.memory_limit = 4 << 20;
  loam_span *spans[300];
  for (int i = 0; i < 300; i++) EXPECT((spans[i] = loam_pages_take(&f.heap, 1, LOAM_SPAN_LARGE, false, &clean)));
  for (int i = 0; i < 300; i += 2) loam_pages_give(&f.heap, spans[i]);
  for (int i = 0; i < 3; i++) {
    loam_span *large = loam_pages_take(&f.heap, 300, LOAM_SPAN_LARGE, false, &clean); // Fits in no hole.
    EXPECT(large);
    uint64_t backed = (f.heap.committed_end - f.heap.base) / LOAM_PAGE_SIZE - f.heap.clean_pages;
    EXPECT(backed <= 512);
    loam_pages_give(&f.heap, large);
  }
  for (int i = 1; i < 300; i += 2) loam_pages_give(&f.heap, spans[i]);
  EXPECT((spans[0] = loam_pages_take(&f.heap, 2000, LOAM_SPAN_LARGE, false, &clean))); // A soft limit.
  loam_pages_give(&f.heap, spans[0]);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

const check_case heap_cases[] = {
    {"heap: the table of size classes follows its rule", size_classes_follow_the_rule},
    {"heap: random objects are zeroed, keep their bytes, and balance", random_objects_live_and_die},
    {"heap: the same with poisoned memory", random_objects_live_and_die_poisoned},
    {"heap: the same with windows of one object", random_objects_live_and_die_singly},
    {"heap: gcstress counts every allocation", stress_counts_every_allocation},
    {"heap: a collection is wanted within a window of the trigger", trigger_is_raised_in_time},
    {"heap: the failure of any one mapping or allocation changes nothing", failed_mappings_change_nothing},
    {"heap: objects of 16 B to 1 MiB by the gigabyte stay in 32 MiB", churn_stays_small},
    {"heap: page runs coalesce and are given back", pages_coalesce},
    {"heap: memory ahead of need is counted, used and given back", memory_ahead_is_counted_used_and_given_back},
    {"heap: beyond the memory limit free pages are given back first", limit_is_kept_by_giving_back},
    {NULL, NULL},
};
