// SPDX-License-Identifier: Apache-2.0
//
// StackChecks.c — stacks against their model: random programs, limits, places, want of memory.
#include "StackModel.h"

#include <stdio.h>
#include <stdlib.h>

static const char *random_walk(const char *debug, uint32_t steps, uint32_t deepest) {
  model *m = malloc(sizeof *m);
  EXPECT(m);
  RUN(model_open(m, debug));
  RUN(model_walk(m, steps, deepest));
  EXPECT(m->own.stack_peak > 0 && m->own.grows > 3 && m->own.shrinks > 0);
  RUN(model_close(m));
  free(m);
  return NULL;
}
static const char *moves_keep_the_model(void) { return random_walk(NULL, 20000, 300); }
static const char *moves_keep_the_model_deep(void) { return random_walk(NULL, 9000, 3000); }
static const char *moves_keep_the_model_sealed(void) {
  return random_walk("movestack=1,poison=1,checkptr=1", 6000, 150);
}
static const char *moves_keep_the_model_tiny(void) { return random_walk("tinystack=1,poison=1", 6000, 300); }

// Many small programs: LOAM_STACK_SEEDS is their number, LOAM_STACK_SEED the only one to be run.
// The thread sanitizer, which finds nothing in one thread, sees a tenth of them.
static const char *programs_keep_the_model(void) {
  static const char *const debugs[] = {NULL, "tinystack=1", "growmove=1,poison=1", "tinystack=1,checkptr=1,poison=1"};
  enum { KINDS = sizeof debugs / sizeof debugs[0] };
  const char *only = getenv("LOAM_STACK_SEED"), *number = getenv("LOAM_STACK_SEEDS");
  uint64_t first = only ? strtoull(only, NULL, 10) : 0, end = only     ? first + 1
                                                              : number ? strtoull(number, NULL, 10)
                                                                       : (CHECKS_THREAD_SANITIZER ? 1000 : 10000);
  model *models = malloc(KINDS * sizeof *models);
  EXPECT(models);
  for (int i = 0; i < KINDS; i++) RUN(model_open(&models[i], debugs[i]));
  for (uint64_t seed = first; seed < end; seed++) {
    model *m = &models[seed % KINDS];
    const char *failure = model_start(m, seed * 0x9e3779b97f4a7c15ull);
    uint32_t deepest = seed % 64 == 1 ? 600 : 4 + (uint32_t)loam_random_below(&m->f.random, 60);
    if (!failure) failure = model_walk(m, deepest > 100 ? 900 : 20 + 2 * deepest, deepest);
    if (!failure) continue;
    fprintf(stderr, "stack programs: LOAM_STACK_SEED=%llu: %s\n", (unsigned long long)seed, failure);
    return failure;
  }
  if (!only) EXPECT(models[1].total.in_place > 0 && models[2].total.in_place == 0);
  for (int i = 0; i < KINDS; i++) RUN(model_close(&models[i]));
  free(models);
  return NULL;
}

static const char *deep_stacks_stay_or_move_by_pages(void) {
  for (int by_pages = 0; by_pages < 2; by_pages++) {
    model *m = malloc(sizeof *m);
    EXPECT(m);
    RUN(model_open(m, by_pages ? "growmove=1" : NULL));
    while (model_used(m) < (9 << 20)) RUN(model_push(m, &m->functions[8])); // A large frame.
    loam_stack_statistics total;
    loam_stack_get_statistics(&m->pool, &total);
    EXPECT(loam_stack_size(&m->stack) == 16 << 20);
    EXPECT(by_pages ? total.in_place == 0 && total.bytes_by_pages >= 8 << 20 : total.in_place >= 6);
    EXPECT(by_pages == (loam_knob_value(&m->f.knobs, LOAM_KNOB_GROWMOVE) && m->f.knobs.fired[LOAM_KNOB_GROWMOVE] > 0));
    RUN(model_move(m, RELOCATE, NULL, 0));
    while (m->depth > 10) model_pop(m);
    for (int i = 0; i < 7; i++) RUN(model_move(m, SHRINK, NULL, 0)); // By one half each time.
    EXPECT(loam_stack_size(&m->stack) == 128 << 10);
    while (loam_stack_size(&m->stack) > 32 << 10) RUN(model_move(m, SHRINK, NULL, 0));
    RUN(model_close(m));
    free(m);
  }
  return NULL;
}

static const char *limits_leave_the_stack_alone(void) {
  model *m = malloc(sizeof *m);
  EXPECT(m);
  RUN(model_open(m, NULL));
  for (int i = 0; i < 10; i++) RUN(model_push(m, &m->functions[3]));
  loam_stack before = m->stack;
  loam_stack_words none = {0};
  uint64_t size = loam_stack_size(&m->stack);
  EXPECT(loam_stack_grow(&m->pool, NULL, &m->stack, &m->position, 64, size, none, NULL) == LOAM_LIMIT);
  EXPECT(loam_stack_grow(&m->pool, NULL, &m->stack, &m->position, 64, 2 * size - 1, none, NULL) == LOAM_LIMIT);
  EXPECT(loam_stack_grow(&m->pool, NULL, &m->stack, &m->position, 1ull << 40, UINT64_MAX, none, NULL) ==
         LOAM_NO_MEMORY);
  EXPECT(memcmp(&m->stack, &before, sizeof before) == 0 && m->position.fp >= m->stack.lo);
  RUN(model_compare(m));
  EXPECT(loam_stack_allocate(&m->pool, NULL, &before, 3000, 1) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_stack_allocate(&m->pool, NULL, &before, 1024, 1) == LOAM_INVALID_ARGUMENT);
  RUN(model_close(m));
  free(m);
  return NULL;
}

static const char *where_names_owner_and_frame(void) {
  model *m = malloc(sizeof *m);
  EXPECT(m);
  RUN(model_open(m, NULL));
  for (uint32_t large = 0; large < 2; large++) {
    for (int i = 1; i < 40; i++) RUN(model_push(m, &m->functions[i % (FUNCTIONS - 1) + 1]));
    while (large && loam_stack_size(&m->stack) < 256 << 10) RUN(model_move(m, GROW, NULL, 1));
    loam_heap_place place = loam_heap_where(&m->f.heap, (void *)(m->position.fp + 3));
    EXPECT(place.span && place.span->kind == LOAM_SPAN_STACK && place.allocated);
    EXPECT(place.base == m->stack.lo && place.size == loam_stack_size(&m->stack));
    EXPECT(loam_stack_owner(&m->f.heap, &place) == 77);
    for (uint32_t i = 0; i < m->depth; i++) {
      loam_frame frame;
      uint64_t fp = m->stack.hi - m->frames[i].offset;
      EXPECT(loam_stack_frame_at(&m->stack, &m->position, fp + 1, &frame));
      EXPECT(frame.fp == fp && frame.function == &m->frames[i].made->function);
    }
    loam_frame frame;
    EXPECT(!loam_stack_frame_at(&m->stack, &m->position, m->stack.lo, &frame));
  }
  RUN(model_close(m));
  free(m);
  return NULL;
}

static const char *small_stacks_stay_small(void) {
  fixture f;
  enum { STACKS = 100000 };
  EXPECT(fixture_open(&f, NULL));
  loam_stack_pool pool;
  loam_stack_cache cache = {0};
  loam_stack_pool_init(&pool, &f.heap);
  loam_stack_cache_attach(&pool, &cache);
  loam_stack *stacks = calloc(STACKS, sizeof *stacks);
  EXPECT(stacks);
  for (uint32_t i = 0; i < STACKS; i++) {
    EXPECT(loam_stack_allocate(&pool, &cache, &stacks[i], 2048, i + 1) == LOAM_OK);
    *(uint64_t *)(stacks[i].hi - 8) = i;
  }
  EXPECT(f.heap.stack_pages * LOAM_PAGE_SIZE <= STACKS * 2048ull + (64 << 10));
  EXPECT(f.heap.metadata_bytes < 64 << 20);
  loam_stack_statistics total;
  loam_stack_get_statistics(&pool, &total);
  EXPECT(total.stacks == STACKS && total.by_size[0] == STACKS && total.bytes == STACKS * 2048ull);
  for (uint32_t i = 0; i < STACKS; i++) {
    EXPECT(*(uint64_t *)(stacks[i].hi - 8) == i);
    loam_heap_place place = loam_heap_where(&f.heap, (void *)(stacks[i].lo + 2047));
    EXPECT(place.base == stacks[i].lo && loam_stack_owner(&f.heap, &place) == i + 1);
  }
  for (uint32_t i = 0; i < STACKS; i++) loam_stack_free(&pool, &cache, &stacks[i * 77ull % STACKS]);
  loam_stack_cache_detach(&pool, &cache);
  loam_stack_pool_deinit(&pool);
  EXPECT(f.heap.stack_pages == 0 && loam_heap_check(&f.heap));
  free(stacks);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

const check_case stack_cases[] = {
    {"stack: growing, shrinking and moving change exactly the live words that point into the stack",
     moves_keep_the_model},
    {"stack: the same with thousands of frames", moves_keep_the_model_deep},
    {"stack: the same with every block sealed after its move", moves_keep_the_model_sealed},
    {"stack: the same with the least limits", moves_keep_the_model_tiny},
    {"stack: ten thousand random programs keep every word, figure and history", programs_keep_the_model},
    {"stack: deep stacks grow where they lie or move by pages, and keep every word", deep_stacks_stay_or_move_by_pages},
    {"stack: a refused growth leaves the stack as it was", limits_leave_the_stack_alone},
    {"stack: an address names its stack, owner and frame", where_names_owner_and_frame},
    {"stack: a hundred thousand stacks take 2 KiB each and are given back", small_stacks_stay_small},
    {NULL, NULL},
};
