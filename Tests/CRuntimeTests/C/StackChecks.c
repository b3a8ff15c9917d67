// SPDX-License-Identifier: Apache-2.0
//
// StackChecks.c — stacks against a model: frames of made-up functions with made-up maps, pushed, popped and moved.
//
// How.      The model knows every word of the used part by its distance from the high end, and which words are live
// from
//           its own list of frames, not from safepoint words. A move must add the distance to exactly the live words
//           that pointed into the old block.
#include "check.h"

#include "stack/stack.h"
#include <stdlib.h>

enum { FUNCTIONS = 24, POINTS = 4, OUTGOING = 6, DEPTH = 60000, EXTRA = 12 };

typedef struct made_function {
  loam_function function;
  uint64_t *code; ///< code[-1] is the function; point k's safepoint word is code[2 * k + 1].
  uint64_t storage[1 + 2 * POINTS + 2];
  uint64_t maps[(POINTS + 1) * 4];
  uint64_t argument_map[1];
} made_function;

typedef struct model_frame {
  made_function *made;
  uint64_t offset; ///< hi - fp.
  uint32_t point;
} model_frame;

typedef struct model {
  fixture f;
  loam_stack_pool pool;
  loam_stack_cache cache;
  loam_stack stack;
  loam_stack_position position;
  made_function functions[FUNCTIONS];
  model_frame *frames;
  uint32_t depth;
  uint64_t *words;
  uint64_t capacity; ///< words[k]: the word at hi - 8 * (k + 1).
  uint64_t extra[EXTRA];
  uint64_t expected_extra[EXTRA];
  uint64_t heap_object;
  uintptr_t moved_from, moved_size; ///< The block of the last move.
} model;

static void make_function(model *m, made_function *made, uint32_t number) {
  loam_random *random = &m->f.random;
  loam_function *function = &made->function;
  *made = (made_function){0};
  function->self = function;
  function->frame_slots = OUTGOING + (uint32_t)loam_random_below(random, number % 8 == 0 ? 150 : 12);
  function->argument_slots = (uint32_t)loam_random_below(random, OUTGOING + 1);
  function->map_words = (function->frame_slots + 1 + function->argument_slots + 63) / 64;
  function->map_count = POINTS + 1;
  function->maps = made->maps;
  function->argument_map = made->argument_map;
  made->argument_map[0] = loam_random_next(random) & loam_bits_below(function->argument_slots);
  made->storage[0] = (uint64_t)function;
  made->code = made->storage + 1;
  function->code = made->code;
  for (uint32_t point = 0; point < POINTS; point++) {
    // Some points have map 0, and some functions nothing else.
    uint32_t map = number % 5 == 1 || loam_random_below(random, 4) == 0 ? 0 : point + 1;
    for (uint32_t slot = OUTGOING; map && slot < function->frame_slots + 1 + function->argument_slots; slot++)
      if (slot != function->frame_slots && loam_random_below(random, 3) == 0 &&
          (slot < function->frame_slots || made->argument_map[0] >> (slot - function->frame_slots - 1) & 1))
        made->maps[map * function->map_words + slot / 64] |= 1ull << slot % 64;
    made->code[2 * point] = LOAM_OP_INVALID;
    made->code[2 * point + 1] = LOAM_SAFEPOINT(map, function->frame_slots, 2 * point + 1);
  }
  made->code[2 * POINTS] = LOAM_OP_INVALID;
}

static uint64_t word_at(const model *m, uint64_t k) { return *(uint64_t *)(m->stack.hi - 8 * (k + 1)); }
static void set_word(model *m, uint64_t k, uint64_t value) {
  *(uint64_t *)(m->stack.hi - 8 * (k + 1)) = value;
  m->words[k] = value;
}
static uint64_t used(const model *m) { return m->stack.hi - m->position.fp; }

/// A value for a word: into this stack at or above `fp`, into the heap, nil, or junk.
static uint64_t some_value(model *m, uintptr_t fp, bool live) {
  uint64_t kind = loam_random_below(&m->f.random, 10);
  uint64_t inside = fp + loam_random_below(&m->f.random, m->stack.hi - fp); // Any byte, inner ones too.
  if (kind < 6) return inside;
  if (kind < 8) return m->heap_object + kind;
  if (kind == 8) return 0;
  return live ? m->heap_object : loam_random_next(&m->f.random);
}

static bool in_map(const model_frame *frame, uint32_t slot) {
  const loam_function *function = &frame->made->function;
  uint32_t map = (uint32_t)(frame->made->code[2 * frame->point + 1] >> 40);
  return map && frame->made->maps[map * function->map_words + slot / 64] >> slot % 64 & 1;
}

/// Calls `visit` for the number of each live word.
static void each_live(model *m, const made_function *callee, void (*visit)(model *m, uint64_t k, uint64_t data),
                      uint64_t data) {
  for (uint32_t i = 0; i < m->depth; i++) {
    const model_frame *frame = &m->frames[i];
    const loam_function *function = &frame->made->function;
    for (uint32_t slot = 0; slot < function->frame_slots + 1 + function->argument_slots; slot++)
      if (in_map(frame, slot)) visit(m, frame->offset / 8 - 1 - slot, data);
  }
  for (uint32_t i = 0; callee && i < callee->function.argument_slots; i++)
    if (callee->argument_map[0] >> i & 1) visit(m, m->frames[m->depth - 1].offset / 8 - 1 - i, data);
}

static void expect_moved(model *m, uint64_t k, uint64_t delta) {
  if (m->words[k] - m->moved_from < m->moved_size) m->words[k] += delta;
}

static const char *compare(model *m) {
  for (uint64_t k = 0; k < used(m) / 8; k++) EXPECT(word_at(m, k) == m->words[k]);
  for (int i = 0; i < EXTRA; i++) EXPECT(m->extra[i] == m->expected_extra[i]);
  return NULL;
}

static void each_extra(void *context, loam_stack_adjustment *adjustment) {
  model *m = context;
  for (int i = 0; i < EXTRA; i++) loam_stack_adjust(adjustment, &m->extra[i]);
}

typedef enum move_kind { GROW, SHRINK, RELOCATE } move_kind;

static const char *move(model *m, move_kind kind, const made_function *callee, uint64_t needed) {
  loam_stack old = m->stack;
  uint64_t bytes = used(m);
  loam_stack_words extra = {each_extra, m};
  loam_stack_move done = {0};
  m->position.callee = callee ? &callee->function : NULL;
  if (kind == GROW) {
    EXPECT(loam_stack_grow(&m->pool, &m->cache, &m->stack, &m->position, needed, 1ull << 30, extra, &done) == LOAM_OK);
    EXPECT(loam_stack_size(&m->stack) >= 2 * loam_stack_size(&old));
    EXPECT(m->position.fp - m->stack.lo >= needed);
  } else if (kind == RELOCATE) {
    EXPECT(loam_stack_relocate(&m->pool, &m->cache, &m->stack, &m->position, extra, &done) == LOAM_OK);
    EXPECT(loam_stack_size(&m->stack) == loam_stack_size(&old));
  } else if (!loam_stack_shrink(&m->pool, &m->cache, &m->stack, &m->position, 2048, extra, &done)) {
    EXPECT(bytes * 4 >= loam_stack_size(&old) || loam_stack_size(&old) == 2048);
    EXPECT(m->stack.hi == old.hi);
    return NULL;
  }
  m->position.callee = NULL;
  EXPECT(m->stack.lo != old.lo && used(m) == bytes && done.bytes == bytes && done.frames == m->depth);
  EXPECT(done.old_size == loam_stack_size(&old) && done.new_size == loam_stack_size(&m->stack));
  EXPECT(loam_is_power_of_two(loam_stack_size(&m->stack)) && m->position.fp >= m->stack.lo);
  m->moved_from = old.lo;
  m->moved_size = loam_stack_size(&old);
  // Words are live once each, so that each is changed once in the model as well.
  each_live(m, callee, expect_moved, done.delta);
  for (int i = 0; i < EXTRA; i++)
    if (m->expected_extra[i] - m->moved_from < m->moved_size) m->expected_extra[i] += done.delta;
  RUN(compare(m));
  EXPECT(loam_stack_check(&m->pool, &m->stack, &m->position, 0, 0));
  return NULL;
}

static const char *push(model *m, made_function *made) {
  const loam_function *function = &made->function;
  uint64_t bytes = 8ull * (function->frame_slots + 1);
  if (m->depth) {
    for (uint32_t i = 0; i < function->argument_slots; i++)
      set_word(m, m->frames[m->depth - 1].offset / 8 - 1 - i,
               some_value(m, m->position.fp, made->argument_map[0] >> i & 1));
    if (m->position.fp - m->stack.lo < bytes) RUN(move(m, GROW, made, bytes));
  }
  const uint64_t *back = m->depth ? m->position.safepoint + 1 : NULL;
  uintptr_t fp = m->position.fp - bytes;
  model_frame *frame = &m->frames[m->depth++];
  *frame = (model_frame){made, m->stack.hi - fp, (uint32_t)loam_random_below(&m->f.random, POINTS)};
  while (m->capacity < frame->offset / 8) {
    m->capacity *= 2;
    m->words = realloc(m->words, m->capacity * 8);
    EXPECT(m->words);
  }
  m->position = (loam_stack_position){fp, &made->code[2 * frame->point + 1], NULL};
  for (uint32_t slot = 0; slot < function->frame_slots; slot++)
    set_word(m, frame->offset / 8 - 1 - slot, some_value(m, fp, in_map(frame, slot)));
  set_word(m, frame->offset / 8 - 1 - function->frame_slots, (uint64_t)back);
  return NULL;
}

static void pop(model *m) {
  m->depth--;
  const model_frame *frame = &m->frames[m->depth - 1];
  m->position = (loam_stack_position){m->stack.hi - frame->offset, &frame->made->code[2 * frame->point + 1], NULL};
  for (int i = 0; i < EXTRA; i++)
    if (m->extra[i] - m->stack.lo < m->position.fp - m->stack.lo) m->extra[i] = m->expected_extra[i] = 0;
}

static const char *open_model(model *m, const char *debug) {
  memset(m, 0, sizeof *m);
  EXPECT(fixture_open(&m->f, debug));
  loam_stack_pool_init(&m->pool, &m->f.heap);
  m->frames = malloc(DEPTH * sizeof *m->frames);
  m->capacity = 1 << 16;
  m->words = malloc(m->capacity * 8);
  EXPECT(m->frames && m->words);
  m->heap_object = (uint64_t)loam_heap_allocate(&m->f.heap, &m->f.cache, 64, NULL, 0);
  for (uint32_t i = 0; i < FUNCTIONS; i++) make_function(m, &m->functions[i], i);
  m->functions[0].function.argument_slots = 0; // The bottom has no caller.
  for (uint32_t i = 0; i < sizeof m->functions[0].maps / 8; i++) m->functions[0].maps[i] = 0;
  m->functions[0].argument_map[0] = 0;
  EXPECT(loam_stack_allocate(&m->pool, &m->cache, &m->stack, 2048, 77) == LOAM_OK);
  m->position.fp = m->stack.hi;
  return push(m, &m->functions[0]);
}

static const char *close_model(model *m) {
  loam_stack_free(&m->pool, &m->cache, &m->stack);
  EXPECT(atomic_load(&m->pool.in_use) == 0);
  loam_stack_cache_drain(&m->pool, &m->cache);
  loam_stack_pool_deinit(&m->pool);
  EXPECT(m->f.heap.stack_pages == 0);
  loam_heap_flush_stopped(&m->f.heap);
  EXPECT(loam_heap_check(&m->f.heap));
  fixture_close(&m->f);
  EXPECT_CLOSED(&m->f);
  free(m->frames);
  free(m->words);
  return NULL;
}

static const char *random_walk(const char *debug, uint32_t steps, uint32_t deepest) {
  model *m = malloc(sizeof *m);
  EXPECT(m);
  RUN(open_model(m, debug));
  bool rising = true;
  for (uint32_t step = 0; step < steps; step++) {
    uint64_t what = loam_random_below(&m->f.random, 100);
    if (m->depth >= deepest) rising = false;
    if (m->depth <= 3) rising = true;
    if (what < (rising ? 70u : 25u) && m->depth < deepest)
      RUN(push(m, &m->functions[loam_random_below(&m->f.random, FUNCTIONS - 1) + 1]));
    else if (what < 85 && m->depth > 1)
      pop(m);
    else if (what < 90)
      m->extra[what % EXTRA] = m->expected_extra[what % EXTRA] = some_value(m, m->position.fp, true);
    else if (what < 93)
      RUN(move(m, RELOCATE, NULL, 0));
    else if (what < 96)
      RUN(move(m, SHRINK, NULL, 0));
    else if (what == 96 && loam_stack_size(&m->stack) < (8 << 20))
      RUN(move(m, GROW, NULL, loam_random_below(&m->f.random, 9000)));
    else
      RUN(compare(m));
  }
  EXPECT(m->stack.peak > 0 && m->stack.grows > 3 && m->stack.shrinks > 0);
  RUN(close_model(m));
  free(m);
  return NULL;
}
static const char *moves_keep_the_model(void) { return random_walk(NULL, 30000, 300); }
static const char *moves_keep_the_model_deep(void) { return random_walk(NULL, 9000, 3000); }
static const char *moves_keep_the_model_sealed(void) { return random_walk("movestack=1,poison=1", 6000, 150); }

static const char *deep_stacks_move_by_pages(void) {
  model *m = malloc(sizeof *m);
  EXPECT(m);
  RUN(open_model(m, NULL));
  while (used(m) < (9 << 20)) RUN(push(m, &m->functions[8])); // A large frame.
  EXPECT(atomic_load(&m->pool.page_moves) >= 1 && loam_stack_size(&m->stack) == 16 << 20);
  RUN(move(m, RELOCATE, NULL, 0));
  while (m->depth > 10) pop(m);
  for (int i = 0; i < 7; i++) RUN(move(m, SHRINK, NULL, 0)); // By one half each time.
  EXPECT(loam_stack_size(&m->stack) <= 128 << 10);
  RUN(close_model(m));
  free(m);
  return NULL;
}

static const char *limits_leave_the_stack_alone(void) {
  model *m = malloc(sizeof *m);
  EXPECT(m);
  RUN(open_model(m, NULL));
  for (int i = 0; i < 10; i++) RUN(push(m, &m->functions[3]));
  loam_stack before = m->stack;
  loam_stack_words none = {0};
  uint64_t size = loam_stack_size(&m->stack);
  EXPECT(loam_stack_grow(&m->pool, NULL, &m->stack, &m->position, 64, size, none, NULL) == LOAM_LIMIT);
  EXPECT(loam_stack_grow(&m->pool, NULL, &m->stack, &m->position, 64, 2 * size - 1, none, NULL) == LOAM_LIMIT);
  EXPECT(loam_stack_grow(&m->pool, NULL, &m->stack, &m->position, 1ull << 40, UINT64_MAX, none, NULL) ==
         LOAM_NO_MEMORY);
  EXPECT(m->stack.lo == before.lo && m->stack.hi == before.hi && m->position.fp >= m->stack.lo);
  RUN(compare(m));
  EXPECT(loam_stack_allocate(&m->pool, NULL, &before, 3000, 1) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_stack_allocate(&m->pool, NULL, &before, 1024, 1) == LOAM_INVALID_ARGUMENT);
  RUN(close_model(m));
  free(m);
  return NULL;
}

static const char *where_names_owner_and_frame(void) {
  model *m = malloc(sizeof *m);
  EXPECT(m);
  RUN(open_model(m, NULL));
  for (int i = 1; i < 40; i++) RUN(push(m, &m->functions[i % (FUNCTIONS - 1) + 1]));
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
  uintptr_t lo = m->stack.lo;
  RUN(close_model(m));
  (void)lo;
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
  loam_stack *stacks = calloc(STACKS, sizeof *stacks);
  EXPECT(stacks);
  for (uint32_t i = 0; i < STACKS; i++) {
    EXPECT(loam_stack_allocate(&pool, &cache, &stacks[i], 2048, i + 1) == LOAM_OK);
    *(uint64_t *)(stacks[i].hi - 8) = i;
  }
  EXPECT(f.heap.stack_pages * LOAM_PAGE_SIZE <= STACKS * 2048ull + (64 << 10));
  EXPECT(f.heap.metadata_bytes < 64 << 20);
  for (uint32_t i = 0; i < STACKS; i++) {
    EXPECT(*(uint64_t *)(stacks[i].hi - 8) == i);
    loam_heap_place place = loam_heap_where(&f.heap, (void *)(stacks[i].lo + 2047));
    EXPECT(place.base == stacks[i].lo && loam_stack_owner(&f.heap, &place) == i + 1);
  }
  for (uint32_t i = 0; i < STACKS; i++) loam_stack_free(&pool, &cache, &stacks[i * 77ull % STACKS]);
  loam_stack_cache_drain(&pool, &cache);
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
    {"stack: deep stacks move by pages and keep every word", deep_stacks_move_by_pages},
    {"stack: a refused growth leaves the stack as it was", limits_leave_the_stack_alone},
    {"stack: an address names its stack, owner and frame", where_names_owner_and_frame},
    {"stack: a hundred thousand stacks take 2 KiB each and are given back", small_stacks_stay_small},
    {NULL, NULL},
};
