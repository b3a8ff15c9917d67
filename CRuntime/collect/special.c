// SPDX-License-Identifier: Apache-2.0
//
// special.c — the table of specials (special.h).
#include "collect/special.h"

#include "base/bits.h"
#include "base/random.h"
#include "collect/mark.h"

#include <string.h>

static uint64_t cell_of(const loam_collector *collector, uintptr_t object) {
  return loam_mix(object, 0xa0761d6478bd642full) & (collector->special_capacity - 1);
}

/// While marking, a cell that was written is shaded from again.
static void shade_again(loam_collector *collector, uint64_t cell) {
  if (atomic_load_explicit(&collector->special_cursor, memory_order_relaxed) > cell)
    atomic_store_explicit(&collector->special_cursor, cell, memory_order_relaxed);
}

// ---- the table; under finalizers_lock ----

/// The first cell of the object with that kind, or NULL. `pointer` 0 and `id` 0: any.
static loam_special *find(const loam_collector *collector, uintptr_t object, loam_special_kind kind, uintptr_t pointer,
                          uint64_t id) {
  if (collector->specials == NULL) return NULL;
  for (uint64_t i = cell_of(collector, object);; i = (i + 1) & (collector->special_capacity - 1)) {
    loam_special *cell = &collector->specials[i];
    if (cell->object == 0) return NULL;
    if (cell->object == object && cell->kind == kind && (pointer == 0 || cell->pointer == pointer) &&
        (id == 0 || cell->id == id))
      return cell;
  }
}

static loam_special *empty_cell(const loam_collector *collector, uintptr_t object) {
  uint64_t i = cell_of(collector, object);
  while (collector->specials[i].object != 0) i = (i + 1) & (collector->special_capacity - 1);
  return &collector->specials[i];
}

static void unmap_cells(loam_collector *collector, loam_special *cells, uint64_t capacity) {
  if (cells != NULL) loam_collector_unmap(collector, cells, capacity * sizeof *cells);
}

static bool make_room(loam_collector *collector) {
  if (collector->specials != NULL && collector->special_count * 2 < collector->special_capacity) return true;
  loam_special *old = collector->specials;
  uint64_t old_capacity = collector->special_capacity;
  uint64_t capacity = old_capacity != 0 ? old_capacity * 2 : LOAM_FINALIZERS_FIRST;
  loam_special *cells = loam_collector_map(collector, capacity * sizeof *cells);
  if (cells == NULL) return false;
  collector->specials = cells;
  __atomic_store_n(&collector->special_capacity, capacity, __ATOMIC_RELAXED);
  for (uint64_t i = 0; i < old_capacity; i++)
    if (old[i].object != 0) *empty_cell(collector, old[i].object) = old[i];
  unmap_cells(collector, old, old_capacity);
  shade_again(collector, 0);
  return true;
}

static loam_special *insert(loam_collector *collector, loam_span *span, loam_special special) {
  if (!make_room(collector)) return NULL;
  loam_special *cell = empty_cell(collector, special.object);
  *cell = special;
  collector->special_count++;
  atomic_fetch_add_explicit(&span->specials, 1, memory_order_relaxed);
  shade_again(collector, (uint64_t)(cell - collector->specials));
  return cell;
}

static void remove_cell(loam_collector *collector, loam_special *cell) {
  uint64_t mask = collector->special_capacity - 1, i = (uint64_t)(cell - collector->specials);
  atomic_fetch_sub_explicit(&loam_heap_span(collector->heap, cell->object)->specials, 1, memory_order_relaxed);
  shade_again(collector, 0); // others move to cells that may be behind the cursor
  for (uint64_t j = (i + 1) & mask; collector->specials[j].object != 0; j = (j + 1) & mask) {
    uint64_t home = cell_of(collector, collector->specials[j].object);
    if (((j - home) & mask) >= ((j - i) & mask)) {
      collector->specials[i] = collector->specials[j];
      i = j;
    }
  }
  collector->specials[i] = (loam_special){0};
  collector->special_count--;
}

// ---- hanging on and taking off ----

static bool in_object(const loam_heap_place *place) {
  return place->span != NULL && place->span->kind != LOAM_SPAN_STACK;
}

loam_status loam_collector_set_finalizer(loam_collector *collector, void *object, void *closure, const void *argument) {
  loam_heap_place place = loam_heap_where(collector->heap, object);
  uintptr_t at = (uintptr_t)object;
  if (!in_object(&place)) return LOAM_INVALID_ARGUMENT;
  bool tiny = place.span->pointer_free && place.size == 16;
  if (place.base != at && !tiny) return LOAM_INVALID_ARGUMENT;
  loam_status status = LOAM_OK;
  loam_lock_acquire(&collector->finalizers_lock);
  loam_special *cell = find(collector, place.base, LOAM_SPECIAL_FINALIZER, at, 0);
  if (closure == NULL) {
    if (cell != NULL) remove_cell(collector, cell);
  } else if (cell != NULL) {
    status = LOAM_WRONG_STATE;
  } else {
    loam_special special = {place.base, at, closure, argument, 0, LOAM_SPECIAL_FINALIZER};
    if (insert(collector, place.span, special) == NULL) status = LOAM_NO_MEMORY;
  }
  loam_lock_release(&collector->finalizers_lock);
  return status;
}

loam_status loam_collector_add_cleanup(loam_collector *collector, void *object, void *closure, uint64_t *out_id) {
  loam_heap_place place = loam_heap_where(collector->heap, object);
  if (!in_object(&place)) return LOAM_INVALID_ARGUMENT;
  loam_lock_acquire(&collector->finalizers_lock);
  uint64_t id = ++collector->last_cleanup;
  loam_special special = {place.base, (uintptr_t)object, closure, NULL, id, LOAM_SPECIAL_CLEANUP};
  loam_status status = insert(collector, place.span, special) == NULL ? LOAM_NO_MEMORY : LOAM_OK;
  loam_lock_release(&collector->finalizers_lock);
  *out_id = id;
  return status;
}

bool loam_collector_remove_cleanup(loam_collector *collector, void *object, uint64_t id) {
  loam_heap_place place = loam_heap_where(collector->heap, object);
  if (!in_object(&place) || id == 0) return false;
  loam_lock_acquire(&collector->finalizers_lock);
  loam_special *cell = find(collector, place.base, LOAM_SPECIAL_CLEANUP, (uintptr_t)object, id);
  if (cell != NULL) remove_cell(collector, cell);
  loam_lock_release(&collector->finalizers_lock);
  return cell != NULL;
}

// ---- weak pointers ----

void *loam_collector_weak_handle(loam_collector *collector, void *object, void *fresh) {
  loam_heap_place place = loam_heap_where(collector->heap, object);
  if (!in_object(&place)) return NULL;
  loam_lock_acquire(&collector->finalizers_lock);
  loam_special *cell = find(collector, place.base, LOAM_SPECIAL_WEAK, (uintptr_t)object, 0);
  if (cell == NULL) {
    *(uintptr_t *)fresh = (uintptr_t)object;
    cell =
        insert(collector, place.span, (loam_special){place.base, (uintptr_t)object, fresh, NULL, 0, LOAM_SPECIAL_WEAK});
  }
  void *handle = cell == NULL ? NULL : cell->closure;
  loam_lock_release(&collector->finalizers_lock);
  return handle;
}

void *loam_collector_weak_get(loam_collector *collector, const void *handle) {
  loam_heap *heap = collector->heap;
  loam_lock_acquire(&collector->finalizers_lock);
  uintptr_t object = *(const uintptr_t *)handle;
  loam_heap_place place = {0};
  if (object != 0) place = loam_heap_where(heap, (void *)object);
  // Marked by the last cycle or found dead by it: its span's sweeper has not said yet.
  if (place.span != NULL && atomic_load_explicit(&heap->sweeping, memory_order_acquire) &&
      place.span->specials_swept != atomic_load_explicit(&heap->sweep_generation, memory_order_relaxed) &&
      atomic_load_explicit(&place.span->swept, memory_order_acquire) !=
          atomic_load_explicit(&heap->sweep_generation, memory_order_relaxed) &&
      !loam_mark_is_set(heap, place.span, place.index))
    object = 0;
  loam_lock_release(&collector->finalizers_lock);
  return (void *)object;
}

// ---- marking ----

// What waits in the queue comes first, all at once: it is short, as finalizers run one after the other.
bool loam_specials_shade_next(loam_collector *collector, loam_marker *marker) {
  uint64_t cursor = atomic_load_explicit(&collector->special_cursor, memory_order_relaxed);
  if (cursor > __atomic_load_n(&collector->special_capacity, __ATOMIC_RELAXED)) return false;
  loam_lock_acquire(&collector->finalizers_lock);
  cursor = atomic_load_explicit(&collector->special_cursor, memory_order_relaxed);
  for (uint64_t i = 0; cursor == 0 && i < collector->ready_count; i++) {
    const loam_finalizer *ready = &collector->ready[(collector->ready_first + i) & (collector->ready_capacity - 1)];
    loam_collect_word(marker, ready->object);
    loam_collect_word(marker, (uintptr_t)ready->closure);
  }
  uint64_t end = cursor + LOAM_HANDLES_AT_ONCE;
  for (; cursor < end && cursor < collector->special_capacity; cursor++) {
    const loam_special *cell = &collector->specials[cursor];
    if (cell->object == 0) continue;
    loam_collect_word(marker, (uintptr_t)cell->closure);
    if (cell->kind == LOAM_SPECIAL_FINALIZER) loam_marker_scan_object(marker, cell->object);
  }
  // One beyond the last: nothing is left.
  if (cursor == collector->special_capacity) cursor++;
  atomic_store_explicit(&collector->special_cursor, cursor, memory_order_relaxed);
  loam_lock_release(&collector->finalizers_lock);
  return true;
}

// ---- sweeping ----

static void clear_weak(loam_collector *collector, uintptr_t object) {
  for (loam_special *cell; (cell = find(collector, object, LOAM_SPECIAL_WEAK, 0, 0)) != NULL;) {
    *(uintptr_t *)cell->closure = 0;
    remove_cell(collector, cell);
  }
}

/// Queues all of that kind; false: there was one that could not be.
static bool queue(loam_collector *collector, uintptr_t object, loam_special_kind kind) {
  for (loam_special *cell; (cell = find(collector, object, kind, 0, 0)) != NULL;) {
    loam_finalizer finalizer = {kind == LOAM_SPECIAL_FINALIZER ? cell->pointer : 0, cell->closure, cell->argument};
    if (!loam_finalizers_push_locked(collector, &finalizer)) return false;
    remove_cell(collector, cell);
  }
  return true;
}

/// True: it stays for one more cycle.
static bool see_to(loam_collector *collector, uintptr_t object) {
  bool revived = find(collector, object, LOAM_SPECIAL_FINALIZER, 0, 0) != NULL;
  if (revived) (void)queue(collector, object, LOAM_SPECIAL_FINALIZER);
  clear_weak(collector, object);
  return revived || !queue(collector, object, LOAM_SPECIAL_CLEANUP);
}

void loam_specials_sweep(void *context, loam_span *span) {
  loam_collector *collector = context;
  loam_heap *heap = collector->heap;
  uint64_t *allocated = loam_heap_side(heap, heap->allocated, span), *marks = loam_heap_side(heap, heap->marks, span);
  uint64_t size = span->kind == LOAM_SPAN_LARGE ? span->pages << LOAM_PAGE_SHIFT : span->object_size;
  loam_lock_acquire(&collector->finalizers_lock);
  for (uint32_t word = 0; word * 64 < span->objects; word++)
    for (uint64_t dead = allocated[word] & ~marks[word]; dead != 0; dead &= dead - 1) {
      uint32_t bit = loam_bits_lowest(dead);
      if (!see_to(collector, span->base + ((uint64_t)word * 64 + bit) * size)) continue;
      marks[word] |= 1ull << bit;
      atomic_fetch_add_explicit(&heap->live, size, memory_order_relaxed);
    }
  span->specials_swept = atomic_load_explicit(&heap->sweep_generation, memory_order_relaxed);
  loam_lock_release(&collector->finalizers_lock);
}

// ---- the end, and the check ----

void loam_specials_release(loam_collector *collector) {
  unmap_cells(collector, collector->specials, collector->special_capacity);
  collector->specials = NULL;
  collector->special_capacity = collector->special_count = 0;
}

bool loam_specials_check(loam_collector *collector) {
  loam_lock_acquire(&collector->finalizers_lock);
  uint64_t count = 0;
  bool fine = true;
  for (uint64_t i = 0; i < collector->special_capacity && fine; i++) {
    const loam_special *cell = &collector->specials[i];
    if (cell->object == 0) continue;
    count++;
    loam_heap_place place = loam_heap_where(collector->heap, (void *)cell->object);
    fine = place.span != NULL && place.base == cell->object && cell->pointer - cell->object < place.size &&
           atomic_load_explicit(&place.span->specials, memory_order_relaxed) > 0 &&
           (cell->kind != LOAM_SPECIAL_WEAK || *(const uintptr_t *)cell->closure == cell->pointer);
  }
  fine = loam_require(collector->bugs, fine && count == collector->special_count, "special.count",
                      "a finalizer, cleanup or weak pointer hangs on nothing");
  loam_lock_release(&collector->finalizers_lock);
  return fine;
}
