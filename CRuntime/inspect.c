// SPDX-License-Identifier: Apache-2.0
//
// inspect.c — what a host or debugger may ask about memory: loam_heap.h over heap, stacks and package variables.
//
// How.      loam_where asks the page table, then the index of package variables; nothing is stopped. The rest stops the
//           world, flushes the workers' caches and reads. A worker that asks counts as stopped meanwhile.
#include "include/loam_heap.h"

#include "runtime.h"
#include "schedule/schedule.h"

_Static_assert(LOAM_HEAP_CLASSES == LOAM_CLASS_COUNT, "the public figures have a row for each class");

// ---- addresses ----

/// Type of a large object, or of one that has a cell for it.
static const loam_type *type_of(loam_heap *heap, const loam_span *span, uint64_t index, uint64_t *out_count) {
  *out_count = 0;
  if (span->pointer_free) return NULL;
  if (span->kind == LOAM_SPAN_LARGE) {
    *out_count = span->count;
    return span->type;
  }
  if (span->object_size < LOAM_TYPED_SIZE) return NULL;
  const loam_typed_cell *cell = (loam_typed_cell *)(void *)loam_heap_side(heap, heap->pointers, span) + index;
  *out_count = cell->count;
  return cell->type;
}

loam_place loam_where(loam_runtime *runtime, const void *address) {
  if (loam_usable(runtime) != LOAM_OK) return (loam_place){.kind = LOAM_WHERE_UNKNOWN};
  loam_heap *heap = &runtime->heap;
  loam_heap_place place = loam_heap_where(heap, address);
  if (place.span != NULL && place.span->kind == LOAM_SPAN_STACK) {
    uint64_t owner = loam_stack_owner(heap, &place);
    return (loam_place){.kind = owner == 0 ? LOAM_WHERE_FREE : LOAM_WHERE_STACK,
                        .base = place.base,
                        .size = place.size,
                        .goroutine = owner};
  }
  if (place.span != NULL) {
    uint64_t count;
    return (loam_place){.kind = LOAM_WHERE_HEAP,
                        .base = place.base,
                        .size = place.size,
                        .type = place.allocated ? type_of(heap, place.span, place.index, &count) : NULL,
                        .allocated = place.allocated};
  }
  if ((uintptr_t)address - heap->base < atomic_load(&heap->committed_end) - heap->base)
    return (loam_place){.kind = LOAM_WHERE_FREE};
  loam_range range;
  if (loam_ranges_find(&runtime->globals, address, &range))
    return (loam_place){.kind = LOAM_WHERE_GLOBAL, .base = range.base, .size = range.size, .type = range.what};
  if (loam_permanent_contains(&runtime->permanent, address))
    return (loam_place){.kind = LOAM_WHERE_GLOBAL, .base = (uintptr_t)address};
  return (loam_place){.kind = LOAM_WHERE_UNKNOWN};
}

bool loam_where_readable(loam_runtime *runtime, const void *address, uint64_t size) {
  if (size == 0) return true;
  loam_place place = loam_where(runtime, address);
  if (place.kind == LOAM_WHERE_FREE) return false;
  bool known = place.kind != LOAM_WHERE_UNKNOWN && place.size != 0;
  if (known) return size <= place.base + place.size - (uintptr_t)address;
  return loam_os_readable((uintptr_t)address, size);
}

typedef struct frame_request {
  uint64_t goroutine;
  uintptr_t address;
  loam_stack_place *out;
  bool found;
} frame_request;

static bool look_in(void *context, loam_goroutine *goroutine) {
  frame_request *request = context;
  if (goroutine->stack.owner != request->goroutine) return true;
  loam_stack_position position = loam_goroutine_position(goroutine);
  loam_frame frame;
  if (!loam_stack_frame_at(&goroutine->stack, &position, request->address, &frame)) return false;
  const loam_function *function = frame.function;
  request->found = true;
  *request->out = (loam_stack_place){.goroutine = request->goroutine,
                                     .function = function,
                                     .name = function->name,
                                     .file = function->file,
                                     .line = loam_frame_line(&frame, frame.safepoint),
                                     .slot = (request->address - frame.fp) / 8,
                                     .pc = (uint64_t)(frame.safepoint - function->code)};
  return false;
}

loam_status loam_where_frame(loam_runtime *runtime, const void *address, loam_stack_place *out) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (out == NULL) return LOAM_INVALID_ARGUMENT;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_place place = loam_where(runtime, address);
  frame_request request = {place.goroutine, (uintptr_t)address, out, false};
  if (place.kind == LOAM_WHERE_STACK) loam_goroutine_each(runtime, look_in, &request);
  loam_world_start_asked(runtime, self);
  return request.found ? LOAM_OK : LOAM_INVALID_ARGUMENT;
}

// ---- figures ----

void loam_runtime_heap_statistics(loam_runtime *runtime, loam_heap_statistics *out) {
  if (out == NULL) return;
  *out = (loam_heap_statistics){0};
  if (loam_usable(runtime) != LOAM_OK) return;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_heap_flush_stopped(&runtime->heap);
  loam_heap_get_classes(&runtime->heap, out);
  loam_world_start_asked(runtime, self);
}

// ---- objects ----

typedef struct visitor {
  loam_heap *heap;
  bool (*visit)(void *context, const loam_object *object);
  void *context;
  uint32_t generation;
  bool sweeping, stopped;
} visitor;

static bool visit_one(void *context, const loam_span *span, uintptr_t base, uint64_t size) {
  visitor *v = context;
  uint64_t index = (base - span->base) / size;
  const uint64_t *marks = loam_heap_side(v->heap, v->heap->marks, span);
  bool marked = marks[index >> 6] >> (index & 63) & 1;
  bool unswept = v->sweeping && atomic_load_explicit(&span->swept, memory_order_relaxed) != v->generation;
  if (unswept && !marked) return true;
  loam_object object = {
      .address = base, .size = size, .pointers = !span->pointer_free, .marked = marked && !v->sweeping};
  object.type = type_of(v->heap, span, index, &object.count);
  v->stopped = !v->visit(v->context, &object);
  return !v->stopped;
}

loam_status loam_heap_each(loam_runtime *runtime, bool (*visit)(void *context, const loam_object *object),
                           void *context) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (visit == NULL) return LOAM_INVALID_ARGUMENT;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_heap *heap = &runtime->heap;
  loam_heap_flush_stopped(heap);
  visitor v = {.heap = heap,
               .visit = visit,
               .context = context,
               .generation = atomic_load(&heap->sweep_generation),
               .sweeping = loam_collect_current_phase(runtime) == LOAM_PHASE_SWEEP};
  loam_heap_each_object(heap, visit_one, &v);
  loam_world_start_asked(runtime, self);
  return v.stopped ? LOAM_EXITED : LOAM_OK;
}
