// SPDX-License-Identifier: Apache-2.0
//
// collector.c — one cycle: begin, drain by several markers, finish, sweep.
//
// How.      Work is taken in this order: the marker's own, shared blocks, a root, a goroutine's stack. A marker that
//           finds none waits a moment for others to share; it says "done" only when no marker inside drain has work.
// Upholds.  collect.complete, collect.swept, collect.finalizer
#include "base/bits.h"
#include "collect/mark.h"
#include "collect/special.h"

#include <string.h>

enum { WAIT_ROUNDS = 200, WAIT_NAPS = 8 };
#define NAP 20000 // nanoseconds

static bool drain(loam_collector *collector, loam_marker *marker, uint64_t budget, bool wait);

static void pause_a_little(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

static void nap(void) {
  _Atomic uint32_t never = 0;
  loam_os_wait(&never, 0, NAP);
}

static void record_phase(loam_collector *collector, loam_collect_phase phase) {
  loam_heap *heap = collector->heap;
  if (heap->events == NULL) return;
  LOAM_EVENT(heap->events, COLLECT, PHASE, 0, phase, atomic_load_explicit(&heap->live, memory_order_relaxed),
             collector->counts.marked_bytes, collector->counts.marked_objects, 0);
}

static void set_phase(loam_collector *collector, loam_collect_phase phase) {
  record_phase(collector, phase);
  atomic_store_explicit(&collector->phase, (uint32_t)phase, memory_order_release);
}

void loam_collector_init(loam_collector *collector, loam_heap *heap, loam_collector_callbacks callbacks) {
  memset(collector, 0, sizeof *collector);
  collector->heap = heap;
  collector->os = heap->os;
  collector->bugs = heap->bugs;
  collector->callbacks = callbacks;
  loam_lock_init(&collector->roots_lock, LOAM_RANK_PERMANENT, heap->bugs);
  loam_lock_init(&collector->work_lock, LOAM_RANK_MARK, heap->bugs);
  loam_lock_init(&collector->counts_lock, LOAM_RANK_PERMANENT, heap->bugs);
  loam_lock_init(&collector->attach_lock, LOAM_RANK_ATTACH, heap->bugs);
  loam_lock_init(&collector->outside_lock, LOAM_RANK_OUTSIDE, heap->bugs);
  loam_marker_init(&collector->outside, collector);
  loam_lock_init(&collector->finalizers_lock, LOAM_RANK_SPECIALS, heap->bugs);
  for (uint32_t i = 0; i < LOAM_MARKERS; i++) loam_marker_init(&collector->markers[i], collector);
  heap->sweep_specials = loam_specials_sweep;
  heap->specials_context = collector;
}

void loam_collector_deinit(loam_collector *collector) {
  loam_marker_release(collector);
  if (collector->roots) loam_collector_unmap(collector, collector->roots, collector->root_capacity * sizeof(loam_root));
  loam_specials_release(collector);
  loam_finalizers_release(collector);
}

// ---- roots ----

loam_status loam_collector_add_root(loam_collector *collector, const void *base, const loam_type *type,
                                    uint64_t count) {
  loam_status status = LOAM_OK;
  loam_lock_acquire(&collector->roots_lock);
  if (collector->root_count == collector->root_capacity) {
    uint64_t capacity = collector->root_capacity ? collector->root_capacity * 2 : LOAM_ROOTS_FIRST;
    loam_root *roots = loam_collector_map(collector, capacity * sizeof *roots);
    if (!roots) {
      status = LOAM_NO_MEMORY;
    } else {
      if (collector->roots) {
        memcpy(roots, collector->roots, collector->root_count * sizeof *roots);
        loam_collector_unmap(collector, collector->roots, collector->root_capacity * sizeof *roots);
      }
      collector->roots = roots;
      collector->root_capacity = capacity;
    }
  }
  // One that is added while marking is scanned too: the next to be taken is found by its number.
  if (status == LOAM_OK) {
    collector->roots[collector->root_count++] = (loam_root){(uintptr_t)base, type, count};
    atomic_fetch_add_explicit(&collector->root_bytes, type->size * count, memory_order_relaxed);
    atomic_store_explicit(&collector->roots_left, true, memory_order_relaxed);
  }
  loam_lock_release(&collector->roots_lock);
  return status;
}

/// Scans the next few roots.
static bool take_roots(loam_marker *marker) {
  loam_collector *collector = marker->collector;
  if (!atomic_load_explicit(&collector->roots_left, memory_order_relaxed)) return false;
  loam_root roots[LOAM_ROOTS_AT_ONCE];
  uint64_t count = 0, next = 0;
  loam_lock_acquire(&collector->roots_lock);
  next = atomic_load_explicit(&collector->next_root, memory_order_relaxed);
  for (; count < LOAM_ROOTS_AT_ONCE && next < collector->root_count; next++) roots[count++] = collector->roots[next];
  atomic_store_explicit(&collector->next_root, next, memory_order_relaxed);
  if (count == 0) atomic_store_explicit(&collector->roots_left, false, memory_order_relaxed);
  loam_lock_release(&collector->roots_lock);
  for (uint64_t i = 0; i < count; i++) {
    marker->global_bytes += roots[i].type->size * roots[i].count;
    loam_collect_values(marker, (void *)roots[i].base, roots[i].type, roots[i].count);
  }
  return count > 0;
}

static bool take_others(loam_marker *marker) {
  loam_collector *collector = marker->collector;
  if (loam_specials_shade_next(collector, marker)) return true;
  return collector->callbacks.shade_next_roots &&
         collector->callbacks.shade_next_roots(collector->callbacks.context, marker);
}

static bool take_stack(loam_marker *marker) {
  const loam_collector_callbacks *callbacks = &marker->collector->callbacks;
  return callbacks->scan_next_stack && callbacks->stacks_left(callbacks->context) &&
         callbacks->scan_next_stack(callbacks->context, marker);
}

static bool stacks_left(loam_collector *collector) {
  return collector->callbacks.stacks_left && collector->callbacks.stacks_left(collector->callbacks.context);
}

// ---- markers of workers, and of nobody ----

void loam_collector_attach(loam_collector *collector, loam_marker *marker) {
  loam_marker_init(marker, collector);
  loam_lock_acquire(&collector->attach_lock);
  marker->next = collector->attached;
  collector->attached = marker;
  loam_lock_release(&collector->attach_lock);
}

void loam_collector_detach(loam_collector *collector, loam_marker *marker) {
  loam_marker_hand_over(marker);
  loam_lock_acquire(&collector->attach_lock);
  for (loam_marker **at = &collector->attached; *at; at = &(*at)->next)
    if (*at == marker) {
      *at = marker->next;
      break;
    }
  loam_lock_release(&collector->attach_lock);
  // What it has counted is not lost.
  loam_lock_acquire(&collector->outside_lock);
  loam_marker_add(&collector->outside, marker);
  loam_lock_release(&collector->outside_lock);
  loam_marker_drop_block(marker);
}

void loam_collector_shade(loam_collector *collector, uintptr_t word) {
  if (word == 0 || loam_collector_phase(collector) != LOAM_PHASE_MARK) return;
  loam_lock_acquire(&collector->outside_lock);
  loam_collect_word(&collector->outside, word);
  loam_marker_hand_over(&collector->outside);
  loam_lock_release(&collector->outside_lock);
}

uint64_t loam_collector_help(loam_collector *collector, loam_marker *marker, uint64_t budget) {
  uint64_t before = loam_marker_done(marker);
  (void)drain(collector, marker, budget, false);
  loam_marker_hand_over(marker);
  return loam_marker_done(marker) - before;
}

static void each_marker(loam_collector *collector, void (*visit)(loam_collector *, loam_marker *)) {
  for (uint32_t i = 0; i < LOAM_MARKERS; i++) visit(collector, &collector->markers[i]);
  loam_lock_acquire(&collector->outside_lock);
  visit(collector, &collector->outside);
  loam_lock_release(&collector->outside_lock);
  loam_lock_acquire(&collector->attach_lock);
  for (loam_marker *marker = collector->attached; marker; marker = marker->next) visit(collector, marker);
  loam_lock_release(&collector->attach_lock);
}

// ---- the cycle ----

static void reset(loam_collector *collector, loam_marker *marker) {
  loam_marker_init(marker, collector);
  marker->check = collector->heap->knobs && loam_knob_value(collector->heap->knobs, LOAM_KNOB_CHECKPTR);
}

loam_status loam_collector_begin(loam_collector *collector) {
  loam_heap *heap = collector->heap;
  loam_collect_phase phase = loam_collector_phase(collector);
  if (phase == LOAM_PHASE_SWEEP) {
    while (!loam_collector_sweep(collector, UINT64_MAX)) pause_a_little();
    phase = loam_collector_phase(collector);
  }
  if (phase != LOAM_PHASE_OFF) return LOAM_WRONG_STATE;
  loam_heap_flush_stopped(heap);
  atomic_store_explicit(&heap->black, 0, memory_order_relaxed);
  each_marker(collector, reset);
  atomic_store_explicit(&collector->next_root, 0, memory_order_relaxed);
  atomic_store_explicit(&collector->special_cursor, 0, memory_order_relaxed);
  atomic_store_explicit(&collector->roots_left, true, memory_order_relaxed);
  atomic_store_explicit(&collector->failed, false, memory_order_relaxed);
  atomic_store_explicit(&collector->work_done, 0, memory_order_relaxed);
  atomic_store_explicit(&collector->pace.goal, UINT64_MAX, memory_order_relaxed);
  atomic_store_explicit(&collector->pace.background, 0, memory_order_relaxed);
  atomic_store_explicit(&collector->pace.assisted, 0, memory_order_relaxed);
  atomic_store_explicit(&collector->pace.assist_ns, 0, memory_order_relaxed);
  if (collector->callbacks.begin) collector->callbacks.begin(collector->callbacks.context);
  loam_heap_set_marking(heap, true, !(heap->knobs && loam_knob_value(heap->knobs, LOAM_KNOB_NOBARRIER)));
  // Until the policy decides anew nobody asks for another cycle.
  loam_heap_set_trigger(heap, UINT64_MAX);
  set_phase(collector, LOAM_PHASE_MARK);
  return LOAM_OK;
}

/// True when work may have turned up; false when no marker inside drain has any, or the wait was too long.
static bool wait_for_work(loam_collector *collector) {
  bool more = false;
  atomic_fetch_add_explicit(&collector->hungry, 1, memory_order_relaxed);
  for (int round = 0; round < WAIT_ROUNDS + WAIT_NAPS && !more; round++) {
    if (atomic_load_explicit(&collector->active, memory_order_acquire) == 0) break;
    more = atomic_load_explicit(&collector->shared_count, memory_order_acquire) > 0;
    if (round < WAIT_ROUNDS)
      pause_a_little();
    else
      nap(); // a list, say, is marked by one alone
  }
  atomic_fetch_sub_explicit(&collector->hungry, 1, memory_order_relaxed);
  return more;
}

static bool drain(loam_collector *collector, loam_marker *marker, uint64_t budget, bool wait) {
  uint64_t start = loam_marker_done(marker);
  bool finished = false;
  for (;;) {
    atomic_fetch_add_explicit(&collector->active, 1, memory_order_acq_rel);
    bool done = true;
    do {
      uint64_t used = loam_marker_done(marker) - start;
      if (used >= budget || !loam_marker_work(marker, budget - used)) done = false;
    } while (done && (take_roots(marker) || take_others(marker) || take_stack(marker)));
    // Nobody else could take, or see, what is left in it until it comes back. Steps by hand are smaller, and nobody
    // is beside them.
    if (!done && budget >= LOAM_MARK_HANDS_OVER) loam_marker_hand_over(marker);
    atomic_fetch_sub_explicit(&collector->active, 1, memory_order_acq_rel);
    if (!done) break;
    if (wait && wait_for_work(collector)) continue;
    finished = atomic_load_explicit(&collector->active, memory_order_acquire) == 0 &&
               atomic_load_explicit(&collector->shared_count, memory_order_acquire) == 0;
    break;
  }
  atomic_fetch_add_explicit(&collector->work_done, loam_marker_done(marker) - start, memory_order_relaxed);
  return finished;
}

bool loam_collector_drain(loam_collector *collector, uint32_t number, uint64_t budget) {
  loam_collect_phase phase = loam_collector_phase(collector);
  if (phase != LOAM_PHASE_MARK && phase != LOAM_PHASE_MARK_TERMINATION) return true;
  loam_marker *marker = &collector->markers[number % LOAM_MARKERS];
  uint64_t before = loam_marker_done(marker);
  bool finished = drain(collector, marker, budget, true);
  atomic_fetch_add_explicit(&collector->pace.background, loam_marker_done(marker) - before, memory_order_relaxed);
  return finished;
}

bool loam_collector_drain_objects(loam_collector *collector, uint32_t number, uint64_t objects) {
  const loam_marker *marker = &collector->markers[number % LOAM_MARKERS];
  uint64_t start = marker->marked_objects;
  while (marker->marked_objects - start < objects)
    if (loam_collector_drain(collector, number, 1)) return true;
  return false;
}

bool loam_collector_is_drained(loam_collector *collector) {
  return atomic_load_explicit(&collector->active, memory_order_acquire) == 0 &&
         atomic_load_explicit(&collector->shared_count, memory_order_acquire) == 0 &&
         !atomic_load_explicit(&collector->roots_left, memory_order_relaxed) && !stacks_left(collector);
}

static void hand_over(loam_collector *collector, loam_marker *marker) {
  (void)collector;
  loam_marker_hand_over(marker);
}

/// Marks from what the workers have shaded and passes all work to the first marker's reach.
static void gather(loam_collector *collector) {
  loam_heap *heap = collector->heap;
  loam_lock_acquire(&heap->caches_lock);
  for (loam_heap_cache *cache = heap->caches; cache; cache = cache->next)
    if (cache->barrier.count > 0) loam_barrier_flush(&cache->barrier);
  loam_lock_release(&heap->caches_lock);
  each_marker(collector, hand_over);
}

/// Finishes what is left, on this thread alone.
static void drain_all(loam_collector *collector) {
  do {
    while (!loam_collector_drain(collector, 0, UINT64_MAX)) continue;
    if (!atomic_exchange_explicit(&collector->failed, false, memory_order_relaxed)) return;
    loam_marker_rescan_heap(&collector->markers[0]);
  } while (true);
}

static void count(loam_collector *collector, loam_marker *marker) {
  loam_collect_counts *counts = &collector->counting;
  counts->marked_bytes += marker->small_bytes + marker->large_bytes;
  counts->marked_objects += marker->marked_objects;
  counts->stack_scanned += marker->stack_bytes;
  counts->globals_scanned += marker->global_bytes;
}

static void end_marking(loam_collector *collector) {
  loam_heap *heap = collector->heap;
  loam_require(collector->bugs, !stacks_left(collector), "scan.once", "marking ends and a stack was not scanned");
  loam_heap_flush_stopped(heap);
  loam_collect_counts *counts = &collector->counting;
  counts->marked_bytes = atomic_load_explicit(&heap->black, memory_order_relaxed);
  counts->black_bytes = counts->marked_bytes;
  uint64_t live = atomic_load_explicit(&heap->live, memory_order_relaxed);
  uint64_t goal = atomic_load_explicit(&collector->pace.goal, memory_order_relaxed);
  uint64_t beyond = live > goal ? live - goal : 0;
  counts->overshot_bytes = beyond < counts->black_bytes ? beyond : counts->black_bytes;
  counts->marked_objects = counts->stack_scanned = counts->globals_scanned = 0;
  each_marker(collector, count);
  counts->cycles = atomic_fetch_add(&collector->cycles, 1) + 1;
  loam_lock_acquire(&collector->counts_lock);
  collector->counts = *counts;
  loam_lock_release(&collector->counts_lock);
  if (heap->knobs && loam_knob_value(heap->knobs, LOAM_KNOB_CHECKPTR)) loam_collector_check_pointers(collector);
  if (heap->knobs && loam_knob_value(heap->knobs, LOAM_KNOB_CHECKMARK)) loam_checkmark_run(collector);
  loam_heap_set_marking(heap, false, false);
  atomic_store_explicit(&collector->old, counts->marked_bytes - counts->black_bytes, memory_order_relaxed);
  loam_heap_begin_sweep(heap, counts->marked_bytes);
  // Before the phase is told: other threads may sweep from then on, though the world stands.
  if (heap->knobs && loam_knob_value(heap->knobs, LOAM_KNOB_VERIFYHEAP) && loam_heap_check(heap))
    loam_specials_check(collector);
  set_phase(collector, LOAM_PHASE_SWEEP);
}

loam_status loam_collector_finish(loam_collector *collector) {
  if (loam_collector_phase(collector) != LOAM_PHASE_MARK) return LOAM_WRONG_STATE;
  set_phase(collector, LOAM_PHASE_MARK_TERMINATION);
  gather(collector);
  drain_all(collector);
  end_marking(collector);
  return LOAM_OK;
}

loam_status loam_collector_try_finish(loam_collector *collector, bool *out_finished) {
  *out_finished = false;
  if (loam_collector_phase(collector) != LOAM_PHASE_MARK) return LOAM_WRONG_STATE;
  set_phase(collector, LOAM_PHASE_MARK_TERMINATION);
  gather(collector);
  if (!loam_collector_drain(collector, 0, LOAM_MARK_LAST)) {
    set_phase(collector, LOAM_PHASE_MARK);
    return LOAM_OK;
  }
  drain_all(collector);
  end_marking(collector);
  *out_finished = true;
  return LOAM_OK;
}

bool loam_collector_sweep(loam_collector *collector, uint64_t spans) {
  if (loam_collector_phase(collector) != LOAM_PHASE_SWEEP) return true;
  if (!loam_heap_sweep(collector->heap, spans)) return false;
  uint32_t sweep = LOAM_PHASE_SWEEP;
  if (atomic_compare_exchange_strong_explicit(&collector->phase, &sweep, LOAM_PHASE_OFF, memory_order_acq_rel,
                                              memory_order_relaxed))
    record_phase(collector, LOAM_PHASE_OFF);
  return true;
}

/// Words that wait in a worker's buffer, as seen from any thread.
static LOAM_RACY uint32_t waiting_in(const loam_heap_cache *cache) {
  return *(const volatile uint32_t *)&cache->barrier.count;
}

void loam_collector_get_counts(loam_collector *collector, loam_collect_counts *out) {
  loam_heap *heap = collector->heap;
  loam_lock_acquire(&collector->counts_lock);
  *out = collector->counts;
  loam_lock_release(&collector->counts_lock);
  out->heap_live = atomic_load_explicit(&heap->live, memory_order_relaxed);
  out->work_done = atomic_load_explicit(&collector->work_done, memory_order_relaxed);
  out->assisted_bytes = atomic_load_explicit(&collector->pace.assisted, memory_order_relaxed);
  out->assist_ns = atomic_load_explicit(&collector->pace.assist_ns, memory_order_relaxed);
  loam_lock_acquire(&heap->caches_lock);
  for (const loam_heap_cache *cache = heap->caches; cache; cache = cache->next)
    out->barrier_hits += atomic_load_explicit(&cache->barrier.hits, memory_order_relaxed) + waiting_in(cache);
  loam_lock_release(&heap->caches_lock);
}

bool loam_collector_is_marked(loam_collector *collector, uintptr_t object) {
  loam_heap_place place = loam_heap_where(collector->heap, (void *)object);
  if (!place.span || place.span->kind == LOAM_SPAN_STACK) return false;
  return loam_mark_is_set(collector->heap, place.span, place.index);
}

// ---- checkptr ----

static bool word_allowed(loam_collector *collector, uintptr_t word) {
  const loam_span *span = loam_heap_span(collector->heap, word);
  return !span || span->kind != LOAM_SPAN_STACK;
}

static bool values_allowed(loam_collector *collector, uintptr_t base, const loam_type *type, uint64_t count) {
  for (uint64_t i = 0; i < count && type->pointer_bytes; i++, base += type->size) {
    if (type->pointer_map) {
      for (uint64_t w = 0; w < type->pointer_bytes / 8; w++)
        if (type->pointer_map[w >> 6] >> (w & 63) & 1 && !word_allowed(collector, ((uintptr_t *)base)[w])) return false;
    } else if (type->kind == LOAM_KIND_ARRAY) {
      if (!values_allowed(collector, base, type->element, type->length)) return false;
    } else {
      for (uint32_t f = 0; f < type->field_count; f++)
        if (!values_allowed(collector, base + type->fields[f].offset, type->fields[f].type, 1)) return false;
    }
  }
  return true;
}

typedef struct check_state {
  loam_collector *collector;
  bool fine;
} check_state;

static bool check_object(void *context, const loam_span *span, uintptr_t base, uint64_t size) {
  check_state *state = context;
  loam_heap *heap = state->collector->heap;
  uint64_t index = (base - span->base) / size;
  if (span->pointer_free || !loam_mark_is_set(heap, span, index)) return true;
  if (span->kind == LOAM_SPAN_LARGE) {
    if (span->type) state->fine &= values_allowed(state->collector, base, span->type, span->count);
  } else if (span->object_size >= LOAM_TYPED_SIZE) {
    const loam_typed_cell *cell = (loam_typed_cell *)(void *)loam_heap_side(heap, heap->pointers, span) + index;
    if (cell->type) state->fine &= values_allowed(state->collector, base, cell->type, cell->count);
  } else {
    const uint64_t *table = (const uint64_t *)(const void *)heap->pointers;
    for (uint64_t i = 0, bit = (base - heap->base) >> 3; i < size / 8; i++, bit++)
      if (table[bit >> 6] >> (bit & 63) & 1) state->fine &= word_allowed(state->collector, ((uintptr_t *)base)[i]);
  }
  return true;
}

bool loam_collector_check_pointers(loam_collector *collector) {
  check_state state = {collector, true};
  loam_knob_fired(collector->heap->knobs, LOAM_KNOB_CHECKPTR);
  loam_heap_each_object(collector->heap, check_object, &state);
  for (uint64_t i = 0; i < collector->root_count; i++)
    state.fine &=
        values_allowed(collector, collector->roots[i].base, collector->roots[i].type, collector->roots[i].count);
  return loam_require(collector->bugs, state.fine, "stack.interior", "a heap word points into a stack");
}
