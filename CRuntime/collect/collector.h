// SPDX-License-Identifier: Apache-2.0
//
// collector.h — marking: roots, stacks, objects; finalizers; and the checks of a finished mark.
//
// How.      Each marker has a stack of grey addresses and a short FIFO of edges: an edge's object and mark word are
//           prefetched when it enters, the mark bit is set when it leaves. Surplus work goes to a shared list whenever
//           another marker is idle. Objects are scanned by the pointer bits of their span, or by their type; large ones
//           in pieces. Words outside the heap and words into stacks are ignored by the span's kind.
//           The world is stopped for the whole cycle now; mark bits are set atomically all the same and nothing is
//           shared between markers but the list, so that marking beside the program needs only the barrier.
// Upholds.  collect.complete, collect.balance, collect.swept, stack.interior (checkptr)
// Callers.  begin → drain by any number of markers until all say done → finish → sweep (heap.h).
#ifndef LOAM_COLLECTOR_H
#define LOAM_COLLECTOR_H

#include "base/limits.h"
#include "collect/checkmark.h"
#include "collect/root_visitor.h"
#include "heap/heap.h"
#include "stack/stack.h"

#pragma GCC visibility push(hidden)

typedef struct loam_mark_block loam_mark_block;
struct loam_mark_block {
  loam_mark_block *next;
  uint64_t count;
  uintptr_t address[LOAM_MARK_BLOCK];
};

/// A part of a large object or root that waits to be scanned.
typedef struct loam_mark_range {
  uintptr_t base;
  const loam_type *type;
  uint64_t count;
} loam_mark_range;

/// A pointer to an object of which the mark bit has not been looked at yet.
typedef struct loam_mark_edge {
  uintptr_t object;       ///< Its base; 0: no edge.
  _Atomic uint64_t *word; ///< Where its mark is.
  uint32_t bit;
  uint32_t info; ///< LOAM_PAGE_INFO of its page.
} loam_mark_edge;

typedef struct loam_collector loam_collector;
typedef struct loam_marker {
  loam_collector *collector;
  loam_heap *heap;
  loam_mark_block *block; ///< Grey objects of this marker.
  loam_mark_range ranges[LOAM_MARK_RANGES];
  uint32_t range_count; ///< Rests of large objects under way.
  loam_mark_edge fifo[LOAM_MARK_FIFO];
  uint32_t fifo_head, fifo_count;
  uint64_t marked_bytes, marked_objects, stack_bytes, global_bytes, work;
  bool check;                 ///< checkptr: report words that lead nowhere.
  loam_root_visitor *visitor; ///< Not NULL: nothing is marked, what comes in goes there.
} loam_marker;

/// What the collector asks of the scheduler. Set once.
typedef struct loam_collector_callbacks {
  void *context;
  /// Shades roots that are neither globals nor stacks: loam_collect_word / _words / _eface for each.
  void (*shade_roots)(void *context, loam_marker *marker);
  /// Takes one goroutine whose stack this cycle has not scanned yet and scans it (loam_collect_stack, and its records
  /// by loam_collect_word); false when none is left. Called by several markers at once.
  bool (*scan_next_stack)(void *context, loam_marker *marker);
  /// Shades what the two above shade, all at once, whether it was scanned before or not: for a visitor. May be NULL.
  void (*shade_all)(void *context, loam_marker *marker);
  /// After marking: shrinks stacks and the like. May be NULL.
  void (*finish)(void *context);
  /// A finalizer is ready; loam_collector_take_finalizer takes it. May be NULL.
  void (*finalizers_ready)(void *context, uint64_t count);
} loam_collector_callbacks;

/// A root range: `count` values of `type` at `base`, outside the heap.
typedef loam_mark_range loam_root;

typedef struct loam_finalizer {
  uintptr_t object;     ///< Base of the object; 0: empty.
  void *closure;        ///< func(T) as a function value.
  const void *argument; ///< First word of an interface parameter (type or itab); NULL when it takes the pointer.
} loam_finalizer;

struct loam_collector {
  loam_heap *heap;
  loam_os *os;
  loam_bugs *bugs;
  loam_collector_callbacks callbacks;
  _Atomic uint32_t phase; ///< loam_collect_phase
  loam_marker markers[LOAM_MARKERS];
  loam_lock roots_lock;
  loam_root *roots;
  uint64_t root_count, root_capacity; ///< under roots_lock
  _Atomic uint64_t next_root;
  loam_lock work_lock;
  loam_mark_block *shared, *spare; ///< under work_lock
  _Atomic uint64_t shared_count;
  _Atomic uint32_t active; ///< Markers inside drain that have work.
  _Atomic uint32_t hungry; ///< Markers inside drain that look for work.
  _Atomic bool stacks_left;
  _Atomic bool failed; ///< A marker had no room for its work: finish looks for it in the heap.
  loam_lock finalizers_lock;
  loam_finalizer *finalizers;
  uint64_t finalizer_count, finalizer_capacity; ///< Hash table by object.
  loam_finalizer *ready;
  uint64_t ready_first, ready_count, ready_capacity; ///< Ring; its contents are roots.
  loam_collect_counts counts;
  loam_checkmark checkmark;
};

void loam_collector_init(loam_collector *collector, loam_heap *heap, loam_collector_callbacks callbacks);
void loam_collector_deinit(loam_collector *collector);
/// Registers `count` values of `type` at `base` (package variables, host handles) as a root for ever.
loam_status loam_collector_add_root(loam_collector *collector, const void *base, const loam_type *type, uint64_t count);

static inline loam_collect_phase loam_collector_phase(loam_collector *collector) {
  return (loam_collect_phase)atomic_load_explicit(&collector->phase, memory_order_acquire);
}
/// The bodies of the functions of the same names in loam_collect.h, whose contracts hold.
loam_status loam_collector_begin(loam_collector *collector);
bool loam_collector_drain(loam_collector *collector, uint32_t marker, uint64_t budget);
/// Marks at least `objects` objects more, and at most those that one further object refers to; true: nothing is left.
bool loam_collector_drain_objects(loam_collector *collector, uint32_t marker, uint64_t objects);
loam_status loam_collector_finish(loam_collector *collector);
bool loam_collector_sweep(loam_collector *collector, uint64_t spans);
void loam_collector_get_counts(loam_collector *collector, loam_collect_counts *out);

/// For the callbacks: one word that may be a heap pointer; `count` such words; `count` values of a type.
void loam_collect_word(loam_marker *marker, uintptr_t word);
void loam_collect_words(loam_marker *marker, const void *words, uint64_t count);
void loam_collect_values(loam_marker *marker, const void *base, const loam_type *type, uint64_t count);
/// All live pointer words of a stack, by its frames' maps.
void loam_collect_stack(loam_marker *marker, const loam_stack *stack, const loam_stack_position *position);

/// SetFinalizer: `closure` NULL removes. LOAM_INVALID_ARGUMENT unless `object` is the base of a heap object (or, in a
/// tiny block, inside it), LOAM_WRONG_STATE when it has one already.
loam_status loam_collector_set_finalizer(loam_collector *collector, void *object, void *closure, const void *argument);
/// Takes the next finalizer to run; false: none. The caller keeps object and closure alive (frame or root) from here.
bool loam_collector_take_finalizer(loam_collector *collector, loam_finalizer *out);
/// Whether one is ready. Threads: any.
bool loam_collector_has_finalizers(loam_collector *collector);
/// True when `object` was reached by the last marking that has not been swept away. Requires: world stopped.
bool loam_collector_is_marked(loam_collector *collector, uintptr_t object);
/// checkptr: reports every pointer word of the heap that points into a stack. Requires: world stopped, caches flushed.
bool loam_collector_check_pointers(loam_collector *collector);

#pragma GCC visibility pop
#endif
