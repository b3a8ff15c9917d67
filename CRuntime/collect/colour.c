// SPDX-License-Identifier: Apache-2.0
//
// colour.c — the grey queue, and colours, for those who look at a marking between its steps.
//
// How.      Grey is what lies in markers' and shared blocks, what of large objects is not scanned yet, edges whose mark
//           has not been set, and what barriers have shaded and nobody has marked. White and black are the mark bit.
// Threads.  World stopped, no drain under way.
#include "collect/colour.h"

#include "collect/mark.h"

typedef struct grey_queue {
  loam_collector *collector;
  void (*visit)(void *context, uintptr_t object);
  void *context;
} grey_queue;

static void tell(const grey_queue *queue, uintptr_t word) {
  loam_heap_place place = loam_heap_where(queue->collector->heap, (void *)word);
  if (place.span != NULL && place.span->kind != LOAM_SPAN_STACK) queue->visit(queue->context, place.base);
}

static void tell_block(const grey_queue *queue, const loam_mark_block *block) {
  for (uint64_t i = 0; block != NULL && i < block->count; i++) tell(queue, block->address[i]);
}

static bool is_marked(const loam_mark_edge *edge) {
  return atomic_load_explicit(edge->word, memory_order_relaxed) >> edge->bit & 1;
}

/// What a word leads to, unless it is marked.
static void tell_unmarked(const grey_queue *queue, uintptr_t word) {
  loam_heap *heap = queue->collector->heap;
  loam_heap_place place = loam_heap_where(heap, (void *)word);
  if (place.span == NULL || place.span->kind == LOAM_SPAN_STACK) return;
  if (!loam_mark_is_set(heap, place.span, place.index)) tell(queue, word);
}

static void tell_marker(const grey_queue *queue, const loam_marker *marker) {
  tell_block(queue, marker->block);
  for (uint32_t i = 0; i < marker->range_count; i++) tell(queue, marker->ranges[i].base);
  for (uint32_t i = 0; i < marker->word_count; i++) tell_unmarked(queue, marker->base + marker->words[i]);
  for (uint32_t i = 0; i < LOAM_MARK_FIFO; i++)
    if (marker->fifo[i].object != 0 && !is_marked(&marker->fifo[i])) tell(queue, marker->fifo[i].object);
}

static void tell_barrier(const grey_queue *queue, const loam_barrier *barrier) {
  for (uint32_t i = 0; i < barrier->count; i++) {
    uintptr_t word = barrier->words[i] & ~LOAM_BARRIER_WHOLE;
    if (word != barrier->words[i])
      tell(queue, word);
    else
      tell_unmarked(queue, word);
  }
}

void loam_grey_each(loam_collector *collector, void (*visit)(void *context, uintptr_t object), void *context) {
  grey_queue queue = {collector, visit, context};
  for (uint32_t i = 0; i < LOAM_MARKERS; i++) tell_marker(&queue, &collector->markers[i]);
  tell_marker(&queue, &collector->outside);
  loam_lock_acquire(&collector->attach_lock);
  for (const loam_marker *marker = collector->attached; marker != NULL; marker = marker->next)
    tell_marker(&queue, marker);
  loam_lock_release(&collector->attach_lock);
  loam_lock_acquire(&collector->work_lock);
  for (const loam_mark_block *block = collector->shared; block != NULL; block = block->next) tell_block(&queue, block);
  for (uint32_t i = 0; i < collector->shared_range_count; i++) tell(&queue, collector->shared_ranges[i].base);
  loam_lock_release(&collector->work_lock);
  loam_lock_acquire(&collector->heap->caches_lock);
  for (const loam_heap_cache *cache = collector->heap->caches; cache != NULL; cache = cache->next)
    tell_barrier(&queue, &cache->barrier);
  loam_lock_release(&collector->heap->caches_lock);
}

typedef struct search {
  uintptr_t object;
  bool found;
} search;

static void look(void *context, uintptr_t object) {
  search *search = context;
  if (object == search->object) search->found = true;
}

loam_colour loam_colour_of(loam_collector *collector, uintptr_t address) {
  loam_heap_place place = loam_heap_where(collector->heap, (void *)address);
  if (loam_collector_phase(collector) != LOAM_PHASE_MARK) return LOAM_NO_COLOUR;
  if (place.span == NULL || place.span->kind == LOAM_SPAN_STACK) return LOAM_NO_COLOUR;
  bool marked = loam_mark_is_set(collector->heap, place.span, place.index);
  if (!place.allocated && !marked) return LOAM_NO_COLOUR;
  search search = {.object = place.base};
  loam_grey_each(collector, look, &search);
  return search.found ? LOAM_GREY : marked ? LOAM_BLACK : LOAM_WHITE;
}
