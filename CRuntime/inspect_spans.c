// SPDX-License-Identifier: Apache-2.0
//
// inspect_spans.c — the heap as runs of pages, for maps of it (loam_heap.h).
//
// How.      The world stands, caches are flushed, and the walk goes from span to span by their lengths: records of free
//           runs stand in the page table as those of spans do, so there are no gaps.
// Upholds.  heap.span.count
#include "include/loam_heap.h"

#include "runtime.h"
#include "schedule/schedule.h"

static void describe_objects(const loam_span *span, loam_span_info *out) {
  out->purpose = LOAM_SPAN_OF_OBJECTS;
  out->size_class = span->class_index;
  out->object_size = span->object_size;
  out->capacity = span->objects;
  out->used = span->allocated_count;
  out->wasted = out->bytes - out->capacity * out->object_size;
}

static void describe(const loam_heap *heap, const loam_span *span, loam_span_info *out) {
  *out = (loam_span_info){.base = span->base,
                          .bytes = span->pages << LOAM_PAGE_SHIFT,
                          .pointers = !span->pointer_free,
                          .swept = atomic_load_explicit(&span->swept, memory_order_relaxed) ==
                                   atomic_load(&heap->sweep_generation)};
  switch ((loam_span_kind)span->kind) {
  case LOAM_SPAN_FREE:
    out->pointers = false;
    out->swept = true;
    break;
  case LOAM_SPAN_SMALL:
    describe_objects(span, out);
    break;
  case LOAM_SPAN_LARGE:
    out->purpose = LOAM_SPAN_OF_ONE;
    out->object_size = out->bytes;
    out->capacity = out->used = 1;
    out->wasted = span->bytes < out->bytes ? out->bytes - span->bytes : 0;
    break;
  case LOAM_SPAN_STACK:
    out->purpose = LOAM_SPAN_OF_STACKS;
    out->pointers = false;
    out->swept = true;
    out->object_size = 1ull << span->block_shift;
    out->capacity = span->objects;
    for (uint32_t i = 0; i < span->objects; i++) // free ones in caches are not the pool's, but nobody's either
      out->used += (__atomic_load_n(&loam_heap_stack_owners(heap, span)[i], __ATOMIC_RELAXED) & LOAM_STACK_OWNED) != 0;
    break;
  }
}

loam_status loam_heap_each_span(loam_runtime *runtime, bool (*visit)(void *context, const loam_span_info *span),
                                void *context) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (visit == NULL) return LOAM_INVALID_ARGUMENT;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_heap *heap = &runtime->heap;
  loam_heap_flush_stopped(heap);
  bool goes_on = true;
  for (uintptr_t at = heap->base, end = atomic_load(&heap->committed_end); goes_on && at < end;) {
    const loam_span *span = loam_heap_span(heap, at);
    if (span == NULL || span->pages == 0) break;
    loam_span_info info;
    describe(heap, span, &info);
    goes_on = visit(context, &info);
    at += info.bytes;
  }
  loam_world_start_asked(runtime, self);
  return goes_on ? LOAM_OK : LOAM_EXITED;
}

bool loam_heap_span_at(loam_runtime *runtime, const void *address, loam_span_info *out, uint64_t *out_index) {
  if (loam_usable(runtime) != LOAM_OK || out == NULL) return false;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_heap *heap = &runtime->heap;
  loam_heap_flush_stopped(heap);
  loam_heap_place place = loam_heap_where(heap, address);
  if (place.span != NULL) {
    describe(heap, place.span, out);
    if (out_index != NULL) *out_index = place.index;
  }
  loam_world_start_asked(runtime, self);
  return place.span != NULL;
}
