// SPDX-License-Identifier: Apache-2.0
//
// StackModel.c — the model of StackModel.h.
#include "StackModel.h"

#include <stdlib.h>

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

// ---- what a move must do ----

static void expect_moved(model *m, uint64_t *word, uint64_t delta) {
  if (*word - m->moved_from >= m->moved_size) return;
  *word += delta;
  m->rewritten++;
}

/// Changes the model as a move by `delta` must change the stack. Words are live once each.
static void expect_move(model *m, const made_function *callee, uint64_t delta) {
  m->rewritten = 0;
  for (uint32_t i = 0; i < m->depth; i++) {
    const model_frame *frame = &m->frames[i];
    const loam_function *function = &frame->made->function;
    for (uint32_t slot = 0; slot < function->frame_slots + 1 + function->argument_slots; slot++)
      if (in_map(frame, slot)) expect_moved(m, &m->words[frame->offset / 8 - 1 - slot], delta);
  }
  for (uint32_t i = 0; callee && i < callee->function.argument_slots; i++)
    if (callee->argument_map[0] >> i & 1) expect_moved(m, &m->words[m->frames[m->depth - 1].offset / 8 - 1 - i], delta);
  for (int i = 0; i < EXTRA; i++) expect_moved(m, &m->expected_extra[i], delta);
}

static void expect_figures(model *m, const loam_stack_history *step, bool in_place) {
  loam_stack_statistics *total = &m->total;
  loam_goroutine_info *own = &m->own;
  m->history[m->moves++ % LOAM_STACK_HISTORY] = *step;
  *(step->reason == LOAM_STACK_GROW     ? &total->grows
    : step->reason == LOAM_STACK_SHRINK ? &total->shrinks
                                        : &total->moves) += 1;
  *(step->reason == LOAM_STACK_GROW     ? &own->grows
    : step->reason == LOAM_STACK_SHRINK ? &own->shrinks
                                        : &own->moves) += 1;
  total->bytes_copied += step->bytes_copied;
  own->bytes_copied += step->bytes_copied;
  total->slots_rewritten += step->slots_rewritten;
  own->slots_rewritten += step->slots_rewritten;
  total->frames_walked += in_place ? 0 : m->depth;
  total->in_place += in_place;
  if (model_used(m) > own->stack_peak) own->stack_peak = model_used(m);
}

static const char *compare_figures(model *m) {
  loam_stack_statistics total;
  loam_stack_get_statistics(&m->pool, &total);
  EXPECT(total.grows == m->total.grows && total.shrinks == m->total.shrinks && total.moves == m->total.moves);
  EXPECT(total.in_place == m->total.in_place && total.bytes_copied == m->total.bytes_copied);
  EXPECT(total.slots_rewritten == m->total.slots_rewritten && total.frames_walked == m->total.frames_walked);
  EXPECT(total.bytes_by_pages <= total.bytes_copied);
  EXPECT(total.stacks == 1 && total.bytes == loam_stack_size(&m->stack));
  EXPECT(total.by_size[loam_bits_highest(loam_stack_size(&m->stack)) - 11] == 1);
  loam_stack_history history[LOAM_STACK_HISTORY + 1];
  uint32_t count = loam_stack_record_history(&m->f.os, m->stack.record, history, LOAM_STACK_HISTORY + 1);
  EXPECT(count == (m->moves < LOAM_STACK_HISTORY ? m->moves : LOAM_STACK_HISTORY));
  for (uint32_t i = 0; i < count; i++) {
    const loam_stack_history *is = &history[i], *should = &m->history[(m->moves - 1 - i) % LOAM_STACK_HISTORY];
    EXPECT(is->reason == should->reason && is->old_base == should->old_base && is->new_base == should->new_base);
    EXPECT(is->old_size == should->old_size && is->new_size == should->new_size);
    EXPECT(is->bytes_copied == should->bytes_copied && is->slots_rewritten == should->slots_rewritten);
  }
  const loam_stack_record *record = m->stack.record;
  if (!record) return NULL;
  EXPECT(record->reasons[LOAM_STACK_GROW] == m->own.grows && record->reasons[LOAM_STACK_SHRINK] == m->own.shrinks);
  EXPECT(record->reasons[LOAM_STACK_MOVE] == m->own.moves && record->peak >= m->own.stack_peak);
  EXPECT(record->bytes == m->own.bytes_copied && record->slots == m->own.slots_rewritten);
  return NULL;
}

const char *model_compare(model *m) {
  for (uint64_t k = 0; k < model_used(m) / 8; k++) EXPECT(word_at(m, k) == m->words[k]);
  for (int i = 0; i < EXTRA; i++) EXPECT(m->extra[i] == m->expected_extra[i]);
  return NULL;
}

static void each_extra(void *context, loam_stack_adjustment *adjustment) {
  model *m = context;
  for (int i = 0; i < EXTRA; i++) loam_stack_adjust(adjustment, &m->extra[i]);
}

// ---- steps ----

const char *model_move(model *m, move_kind kind, const made_function *callee, uint64_t needed) {
  loam_stack old = m->stack;
  uint64_t bytes = model_used(m), old_size = loam_stack_size(&old);
  loam_stack_words extra = {each_extra, m};
  loam_stack_move done = {0};
  m->position.callee = callee ? &callee->function : NULL;
  if (kind == GROW) {
    uint64_t least = 2 * old_size;
    while (least - bytes < needed) least *= 2;
    EXPECT(loam_stack_grow(&m->pool, &m->cache, &m->stack, &m->position, needed, 1ull << 30, extra, &done) == LOAM_OK);
    EXPECT(loam_stack_size(&m->stack) == least);
  } else if (kind == RELOCATE) {
    EXPECT(loam_stack_relocate(&m->pool, &m->cache, &m->stack, &m->position, extra, &done) == LOAM_OK);
    EXPECT(loam_stack_size(&m->stack) == old_size && done.delta != 0);
  } else if (!loam_stack_shrink(&m->pool, &m->cache, &m->stack, &m->position, 2048, extra, &done)) {
    EXPECT(bytes * 4 >= old_size || old_size == 2048);
    EXPECT(m->stack.hi == old.hi);
    return NULL;
  } else {
    EXPECT(bytes * 4 < old_size && loam_stack_size(&m->stack) == old_size / 2);
  }
  m->position.callee = NULL;
  bool in_place = m->stack.hi == old.hi;
  EXPECT(model_used(m) == bytes && m->position.fp >= m->stack.lo);
  EXPECT(done.bytes == (in_place ? 0 : bytes) && done.frames == (in_place ? 0 : m->depth));
  EXPECT(done.old_size == old_size && done.new_size == loam_stack_size(&m->stack));
  EXPECT(done.delta == m->stack.hi - old.hi && done.old_lo == old.lo && done.new_lo == m->stack.lo);
  m->moved_from = old.lo;
  m->moved_size = in_place ? 0 : old_size;
  expect_move(m, callee, done.delta);
  EXPECT(done.slots == m->rewritten);
  const loam_stack_reason reasons[] = {LOAM_STACK_GROW, LOAM_STACK_SHRINK, LOAM_STACK_MOVE};
  loam_stack_history step = {reasons[kind], old.lo, m->stack.lo, old_size, loam_stack_size(&m->stack), done.bytes,
                             done.slots,    0};
  expect_figures(m, &step, in_place);
  RUN(model_compare(m));
  RUN(compare_figures(m));
  EXPECT(loam_stack_check(&m->pool, &m->stack, &m->position, extra, m->moved_from, m->moved_size));
  return NULL;
}

const char *model_push(model *m, made_function *made) {
  const loam_function *function = &made->function;
  uint64_t bytes = 8ull * (function->frame_slots + 1);
  if (m->depth) {
    for (uint32_t i = 0; i < function->argument_slots; i++)
      set_word(m, m->frames[m->depth - 1].offset / 8 - 1 - i,
               some_value(m, m->position.fp, made->argument_map[0] >> i & 1));
    if (m->position.fp - m->stack.lo < bytes) RUN(model_move(m, GROW, made, bytes));
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

void model_pop(model *m) {
  m->depth--;
  const model_frame *frame = &m->frames[m->depth - 1];
  m->position = (loam_stack_position){m->stack.hi - frame->offset, &frame->made->code[2 * frame->point + 1], NULL};
  for (int i = 0; i < EXTRA; i++)
    if (m->extra[i] - m->stack.lo < m->position.fp - m->stack.lo) m->extra[i] = m->expected_extra[i] = 0;
}

const char *model_walk(model *m, uint32_t steps, uint32_t deepest) {
  bool rising = true;
  for (uint32_t step = 0; step < steps; step++) {
    uint64_t what = loam_random_below(&m->f.random, 100);
    if (m->depth >= deepest) rising = false;
    if (m->depth <= 3) rising = true;
    if (what < (rising ? 70u : 25u) && m->depth < deepest)
      RUN(model_push(m, model_any(m)));
    else if (what < 85 && m->depth > 1)
      model_pop(m);
    else if (what < 90)
      m->extra[what % EXTRA] = m->expected_extra[what % EXTRA] = some_value(m, m->position.fp, true);
    else if (what < 93)
      RUN(model_move(m, RELOCATE, NULL, 0));
    else if (what < 96)
      RUN(model_move(m, SHRINK, NULL, 0));
    else if (what == 96 && loam_stack_size(&m->stack) < (8 << 20))
      RUN(model_move(m, GROW, NULL, loam_random_below(&m->f.random, 9000)));
    else
      RUN(model_compare(m));
  }
  return NULL;
}

// ---- lifecycle ----

const char *model_open(model *m, const char *debug) {
  memset(m, 0, sizeof *m);
  EXPECT(fixture_open(&m->f, debug));
  loam_stack_pool_init(&m->pool, &m->f.heap);
  loam_stack_cache_attach(&m->pool, &m->cache);
  m->frames = malloc(DEPTH * sizeof *m->frames);
  m->capacity = 1 << 16;
  m->words = malloc(m->capacity * 8);
  EXPECT(m->frames && m->words);
  m->heap_object = (uint64_t)loam_heap_allocate(&m->f.heap, &m->f.cache, 64, NULL, 0);
  return model_start(m, 7);
}

const char *model_start(model *m, uint64_t seed) {
  loam_stack_free(&m->pool, &m->cache, &m->stack);
  m->f.random.state = seed;
  m->depth = 0;
  m->moves = 0;
  m->own = (loam_goroutine_info){0};
  for (int i = 0; i < EXTRA; i++) m->extra[i] = m->expected_extra[i] = 0;
  for (uint32_t i = 0; i < FUNCTIONS; i++) make_function(m, &m->functions[i], i);
  m->functions[0].function.argument_slots = 0; // The bottom has no caller.
  for (uint32_t i = 0; i < sizeof m->functions[0].maps / 8; i++) m->functions[0].maps[i] = 0;
  m->functions[0].argument_map[0] = 0;
  EXPECT(loam_stack_allocate(&m->pool, &m->cache, &m->stack, 2048, 77) == LOAM_OK);
  m->position = (loam_stack_position){.fp = m->stack.hi};
  return model_push(m, &m->functions[0]);
}

const char *model_close(model *m) {
  loam_stack_free(&m->pool, &m->cache, &m->stack);
  loam_stack_statistics total;
  loam_stack_get_statistics(&m->pool, &total);
  EXPECT(total.stacks == 0 && total.bytes == 0);
  loam_stack_cache_detach(&m->pool, &m->cache);
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
