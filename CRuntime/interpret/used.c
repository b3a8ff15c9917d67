// SPDX-License-Identifier: Apache-2.0
//
// used.c — which pieces of memory outside the heap a program can still reach: functions, variables, descriptors,
// constants.
//
// How.      Function values, code addresses and words that name types are no pointers of the collector's, and lie in
//           objects without pointers, too. So this is a mark phase of its own, with bits of its own: it starts from the
//           collector's roots and from all words of the used parts of stacks, follows each word of an object that leads
//           to another, and looks each up among the pieces. A dispatch table or a map's shape that is found stands for
//           its types. A variable that is a piece is no root: its host says so when it has found the code that uses it
//           (loam_search_follow). So a variable and the function in it that names it do not keep each other.
// Why not.  Exact maps of such words: every frame, object and record would need a second one for a question that is
//           asked once in thousands of entries. A word that only looks like an address keeps its piece.
// Upholds.  function.used
#include "collect/special.h"
#include "interpret/interpret.h"
#include "schedule/schedule.h"

#include <stdlib.h>
#include <string.h>

/// Bytes of an object without pointers that are looked at whole: closures that captured no pointers are small.
enum { WHOLE = 1024 };

/// A piece, or something of the runtime's that leads to one or two.
typedef struct place {
  uintptr_t start, end;
  loam_piece *leads_to[2];
} place;

struct loam_search {
  loam_root_visitor visitor; ///< First.
  loam_runtime *runtime;
  place *places; ///< By address.
  uint64_t count, capacity;
  uintptr_t low, high; ///< Of all places.
  uint64_t *visited;   ///< A bit for each word of the heap: the object that begins there was seen.
  uint64_t visited_bytes;
  uintptr_t *stack; ///< Objects that were seen and not looked at.
  uint64_t depth, stack_capacity;
  bool failed;
};
typedef loam_search search;

// ---- places ----

static int by_start(const void *a, const void *b) {
  const place *x = a, *y = b;
  return (x->start > y->start) - (x->start < y->start);
}

static place *find(const search *s, uintptr_t word) {
  uint64_t low = 0, high = s->count;
  while (low < high) {
    uint64_t middle = low + (high - low) / 2;
    if (s->places[middle].end <= word)
      low = middle + 1;
    else
      high = middle;
  }
  return low < s->count && s->places[low].start <= word ? &s->places[low] : NULL;
}

static void sort(search *s) {
  qsort(s->places, s->count, sizeof *s->places, by_start);
  s->low = s->count == 0 ? 0 : s->places[0].start;
  s->high = s->count == 0 ? 0 : s->places[s->count - 1].end;
}

static void add(search *s, const void *memory, uint64_t size, loam_piece *first, loam_piece *second) {
  if (s->count == s->capacity) {
    uint64_t capacity = s->capacity == 0 ? 64 : 2 * s->capacity;
    place *more = loam_os_resize(&s->runtime->os, s->places, capacity * sizeof *more);
    if (more == NULL) {
      s->failed = true;
      return;
    }
    s->places = more;
    s->capacity = capacity;
  }
  s->places[s->count++] = (place){(uintptr_t)memory, (uintptr_t)memory + size, {first, second}};
}

typedef struct derived {
  search *pieces, *all;
} derived;

static loam_piece *piece_at(const search *s, const void *memory) {
  const place *found = find(s, (uintptr_t)memory);
  return found == NULL ? NULL : found->leads_to[0];
}

static void add_derived(void *context, const void *memory, uint64_t size, const loam_type *first,
                        const loam_type *second) {
  derived *d = context;
  loam_piece *a = piece_at(d->pieces, first), *b = second == NULL ? NULL : piece_at(d->pieces, second);
  if (a != NULL || b != NULL) add(d->all, memory, size, a, b);
}

// ---- words ----

static void push(search *s, uintptr_t base) {
  if (s->depth == s->stack_capacity) {
    uint64_t capacity = s->stack_capacity == 0 ? 256 : 2 * s->stack_capacity;
    uintptr_t *more = loam_os_resize(&s->runtime->os, s->stack, capacity * sizeof *more);
    if (more == NULL) {
      s->failed = true;
      return;
    }
    s->stack = more;
    s->stack_capacity = capacity;
  }
  s->stack[s->depth++] = base;
}

static void look(search *s, uintptr_t word) {
  if (word - s->low >= s->high - s->low) return;
  const place *found = find(s, word);
  if (found == NULL) return;
  if (found->leads_to[0] != NULL) found->leads_to[0]->used = true;
  if (found->leads_to[1] != NULL) found->leads_to[1]->used = true;
}

static void look_and_follow(search *s, uintptr_t word) {
  loam_heap *heap = &s->runtime->heap;
  if (!loam_heap_holds(heap, word)) {
    look(s, word);
    return;
  }
  loam_heap_place found = loam_heap_where(heap, (const void *)word);
  if (found.span == NULL || found.span->kind == LOAM_SPAN_STACK || !found.allocated) return;
  uint64_t bit = (found.base - heap->base) >> 3;
  if (s->visited[bit / 64] >> (bit % 64) & 1) return;
  s->visited[bit / 64] |= 1ull << (bit % 64);
  push(s, found.base);
}

// A goroutine in a blocking call may write bytes of the program's meanwhile.
static LOAM_RACY void look_at_words(search *s, uintptr_t base, uint64_t bytes, bool follows) {
  for (const uintptr_t *at = (const uintptr_t *)base, *end = at + bytes / 8; at < end; at++) {
    if (follows)
      look_and_follow(s, *at);
    else
      look(s, *at);
  }
}

static void look_at_object(search *s, uintptr_t base) {
  loam_heap *heap = &s->runtime->heap;
  const loam_span *span = loam_heap_span(heap, base);
  bool is_large = span->kind == LOAM_SPAN_LARGE;
  uint64_t size = is_large ? span->bytes : span->object_size;
  if (span->pointer_free && size > WHOLE) size = 8;
  look_at_words(s, base, size, !span->pointer_free);
  if (span->pointer_free) return;
  if (is_large) {
    look(s, (uintptr_t)span->type);
  } else if (span->object_size >= LOAM_TYPED_SIZE) {
    const loam_typed_cell *cells = (const loam_typed_cell *)(void *)loam_heap_side(heap, heap->pointers, span);
    look(s, (uintptr_t)cells[(base - span->base) / span->object_size].type);
  }
}

static void drain(search *s) {
  while (s->depth > 0 && !s->failed) look_at_object(s, s->stack[--s->depth]);
}

// ---- roots ----

static void look_at_word(loam_root_visitor *visitor, uintptr_t word) { look_and_follow((search *)visitor, word); }

static void look_at_values(loam_root_visitor *visitor, const void *base, const loam_type *type, uint64_t count) {
  look_at_words((search *)visitor, (uintptr_t)base, type->size * count, true);
}

static void look_at_stack(loam_root_visitor *visitor, uint64_t owner, uintptr_t hi,
                          const loam_stack_position *position) {
  (void)owner;
  look_at_words((search *)visitor, position->fp, hi - position->fp, true);
}

/// What a goroutine's record has beside its roots: where it goes on, and what tells where it was started.
static bool look_at_goroutine(void *context, loam_goroutine *goroutine) {
  search *s = context;
  look(s, (uintptr_t)goroutine->pc);
  look(s, (uintptr_t)goroutine->callee);
  look(s, (uintptr_t)goroutine->created_at);
  for (const loam_panic *panic = goroutine->panics; panic != NULL; panic = panic->link) {
    look(s, (uintptr_t)panic->value.type);
    look(s, (uintptr_t)panic->pc);
  }
  return true;
}

/// An object with a finalizer will be passed to it.
static void look_at_specials(search *s) {
  loam_collector *collector = &s->runtime->collector;
  loam_lock_acquire(&collector->finalizers_lock);
  for (uint64_t i = 0; i < collector->special_capacity; i++) {
    const loam_special *cell = &collector->specials[i];
    if (cell->object == 0) continue;
    look_and_follow(s, (uintptr_t)cell->closure);
    look(s, (uintptr_t)cell->argument);
    if (cell->kind == LOAM_SPECIAL_FINALIZER) look_and_follow(s, cell->object);
  }
  for (uint64_t i = 0; i < collector->ready_count; i++) {
    const loam_finalizer *ready = &collector->ready[(collector->ready_first + i) & (collector->ready_capacity - 1)];
    look_and_follow(s, ready->object);
    look_and_follow(s, (uintptr_t)ready->closure);
    look(s, (uintptr_t)ready->argument);
  }
  loam_lock_release(&collector->finalizers_lock);
}

static void look_at_variables(search *s) {
  loam_collector *collector = &s->runtime->collector;
  loam_lock_acquire(&collector->roots_lock);
  for (uint64_t i = 0; i < collector->root_count; i++) {
    const loam_root *root = &collector->roots[i];
    if (find(s, root->base) == NULL) look_at_values(&s->visitor, (const void *)root->base, root->type, root->count);
  }
  loam_lock_release(&collector->roots_lock);
}

static bool look_at_roots(search *s) {
  loam_collector *collector = &s->runtime->collector;
  loam_marker *marker = loam_os_allocate(&s->runtime->os, sizeof *marker);
  if (marker == NULL) return false;
  s->visitor = (loam_root_visitor){look_at_word, look_at_values, look_at_stack};
  look_at_variables(s);
  look_at_specials(s);
  loam_goroutine_each(s->runtime, look_at_goroutine, s);
  *marker = (loam_marker){.collector = collector, .heap = collector->heap, .visitor = &s->visitor};
  if (collector->callbacks.shade_all != NULL) collector->callbacks.shade_all(collector->callbacks.context, marker);
  free(marker);
  drain(s);
  return !s->failed;
}

// ---- the whole ----

static bool prepare(search *s, loam_piece *pieces, uint64_t count) {
  search only = {.runtime = s->runtime};
  for (uint64_t i = 0; i < count; i++) {
    add(s, pieces[i].memory, pieces[i].size, &pieces[i], NULL);
    add(&only, pieces[i].memory, pieces[i].size, &pieces[i], NULL);
  }
  sort(&only);
  derived derived = {&only, s};
  loam_itabs_each_stopped(&s->runtime->itabs, add_derived, &derived);
  loam_map_shapes_each_stopped(&s->runtime->shapes, add_derived, &derived);
  sort(s);
  free(only.places);
  return !s->failed && !only.failed;
}

loam_search *loam_search_begin(loam_runtime *runtime, loam_piece *pieces, uint64_t count) {
  if (loam_usable(runtime) != LOAM_OK || (pieces == NULL && count > 0) || !loam_world_mine(runtime)) return NULL;
  search *s = loam_os_allocate(&runtime->os, sizeof *s);
  if (s == NULL) return NULL;
  *s = (search){.runtime = runtime};
  for (uint64_t i = 0; i < count; i++) pieces[i].used = false;
  if (loam_knob_value(&runtime->knobs, LOAM_KNOB_FORGET) != 0) loam_knob_fired(&runtime->knobs, LOAM_KNOB_FORGET);
  while (!loam_sweep(runtime, UINT64_MAX)) continue;
  loam_heap_flush_stopped(&runtime->heap);
  s->visited_bytes = loam_round_up((runtime->heap.committed_end - runtime->heap.base) / 64 + 8, LOAM_PAGE_SIZE);
  s->visited = loam_os_map(&runtime->os, s->visited_bytes);
  if (s->visited != NULL && prepare(s, pieces, count) && look_at_roots(s)) return s;
  (void)loam_search_end(s);
  return NULL;
}

void loam_search_follow(loam_search *search, const void *memory, uint64_t size) {
  look_at_words(search, (uintptr_t)memory, size, true);
  drain(search);
}

loam_status loam_search_end(loam_search *search) {
  loam_status status = search->failed ? LOAM_NO_MEMORY : LOAM_OK;
  loam_os *os = &search->runtime->os;
  if (search->visited != NULL) loam_os_unmap(os, search->visited, search->visited_bytes, search->visited_bytes);
  free(search->places);
  free(search->stack);
  free(search);
  return status;
}
