// SPDX-License-Identifier: Apache-2.0
//
// collector.h — marking: roots, stacks, objects; finalizers; and the checks of a finished mark.
//
// How.      Each marker has a stack of grey addresses and a short FIFO of edges: an edge's object and mark word are
//           prefetched when it enters, the mark bit is set when it leaves. Surplus work goes to a shared list whenever
//           another marker is idle. Objects are scanned by the pointer bits of their span, or by their type; large ones
//           in pieces. Words outside the heap and words into stacks are ignored by the span's kind.
//           Marking goes on beside the program: the barrier (heap/barrier.h) shades what stores move, objects are born
//           marked, and each goroutine's stack is scanned once, while it alone stands still (schedule/scan.c). Roots
//           outside of frames are taken a few at a time, with their tables' locks. So beginning and finishing need the
//           world stopped, and neither does work that grows with heap, roots or goroutines.
// Upholds.  collect.complete, collect.balance, collect.swept, barrier.shade, stack.interior (checkptr)
// Callers.  begin → drain by any number of markers until all say done → try_finish, again from drain when that finds
//           more → sweep (heap.h).
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
  struct loam_marker *next; ///< Attached to the collector: a worker's. under attach_lock
  loam_collector *collector;
  loam_heap *heap;
  loam_mark_block *block; ///< Grey objects of this marker.
  loam_mark_range ranges[LOAM_MARK_RANGES];
  uint32_t range_count;            ///< Rests of large objects under way.
  uint64_t words[LOAM_MARK_WORDS]; ///< Found in objects and not looked at yet: offsets into the heap.
  uint32_t word_count;
  loam_mark_edge fifo[LOAM_MARK_FIFO];
  uint32_t fifo_head, fifo_count;
  uintptr_t base;          ///< The heap's.
  uint64_t limit;          ///< Bytes of it that were committed when the cycle began: beyond all is born marked.
  uint64_t marked_objects; ///< In this cycle.
  uint64_t small_bytes;    ///< Of those, the small ones' (class sizes).
  uint64_t large_bytes;    ///< And the large ones', which count as work when they are scanned.
  uint64_t other_work;     ///< Bytes scanned but those of small objects.
  uint64_t stack_bytes, global_bytes;
  bool check;                 ///< checkptr: report words that lead nowhere.
  loam_root_visitor *visitor; ///< Not NULL: nothing is marked, what comes in goes there.
} loam_marker;

/// Bytes of marking that a marker has done in this cycle.
static inline uint64_t loam_marker_done(const loam_marker *marker) { return marker->small_bytes + marker->other_work; }

/// What the collector asks of the scheduler. Set once.
typedef struct loam_collector_callbacks {
  void *context;
  /// A cycle begins, with the world stopped: all roots and stacks are to be scanned anew. May be NULL.
  void (*begin)(void *context);
  /// Shades some of the roots that are neither globals nor stacks (loam_collect_word, _words); false: all are shaded.
  /// Called by several markers at once. May be NULL.
  bool (*shade_next_roots)(void *context, loam_marker *marker);
  /// Takes some goroutines whose stacks this cycle has not scanned yet and scans them (loam_collect_stack, and their
  /// records by loam_collect_word); false: there is none to be scanned now, though some that run may be left. Called by
  /// several markers at once. May be NULL.
  bool (*scan_next_stack)(void *context, loam_marker *marker);
  /// Some stack is not scanned.
  bool (*stacks_left)(void *context);
  /// Shades all roots that are neither globals nor finalizers, stacks too, whether they were scanned before or not: for
  /// a visitor. May be NULL.
  void (*shade_all)(void *context, loam_marker *marker);
} loam_collector_callbacks;

/// A root range: `count` values of `type` at `base`, outside the heap.
typedef loam_mark_range loam_root;

typedef enum loam_special_kind {
  LOAM_SPECIAL_FINALIZER,
  LOAM_SPECIAL_CLEANUP,
  LOAM_SPECIAL_WEAK,
} loam_special_kind;

/// What hangs on an object (special.h).
typedef struct loam_special {
  uintptr_t object;     ///< Base of the object; 0: empty.
  uintptr_t pointer;    ///< What was named: `object`, or within it.
  void *closure;        ///< func(T), or func() of a cleanup, as a function value; the handle of a weak pointer.
  const void *argument; ///< As of a loam_finalizer.
  uint64_t id;          ///< Of a cleanup.
  loam_special_kind kind;
} loam_special;

/// A finalizer or cleanup that is due.
typedef struct loam_finalizer {
  uintptr_t object;     ///< What the finalizer is given; 0: a cleanup, which takes nothing.
  void *closure;        ///< func(T) or func() as a function value.
  const void *argument; ///< First word of an interface parameter (type or itab); NULL when it takes the pointer.
} loam_finalizer;

/// How much of the marking those who allocate do: so much that it is done when the heap reaches its goal.
typedef struct loam_pace {
  _Atomic uint64_t expected;   ///< Bytes of marking that this cycle is thought to be; 0: nobody helps.
  _Atomic uint64_t goal;       ///< Bytes of the heap by which it is to be done.
  _Atomic uint64_t background; ///< Bytes marked by others than those who allocate, and not yet counted for these.
  _Atomic uint64_t assisted;   ///< Bytes marked by those who allocate, in this cycle.
  _Atomic uint64_t assist_ns;  ///< Their time, in this cycle.
} loam_pace;

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
  loam_lock attach_lock;
  loam_marker *attached; ///< The workers' markers. under attach_lock
  loam_lock outside_lock;
  loam_marker outside; ///< Of threads that have none. under outside_lock
  loam_lock work_lock;
  loam_mark_block *shared, *spare;                        ///< under work_lock
  loam_mark_range shared_ranges[LOAM_MARK_SHARED_RANGES]; ///< under work_lock
  uint32_t shared_range_count;                            ///< under work_lock
  _Atomic uint64_t shared_count;                          ///< Blocks and ranges.
  _Atomic uint32_t active;                                ///< Markers inside drain that have work.
  _Atomic uint32_t hungry;                                ///< Markers inside drain that look for work.
  _Atomic bool roots_left;
  _Atomic uint64_t work_done; ///< Bytes of marking in this cycle, without what is under way.
  loam_pace pace;
  _Atomic bool failed; ///< A marker had no room for its work: finish looks for it in the heap.
  loam_lock finalizers_lock;
  loam_special *specials; ///< Hash table by object. under finalizers_lock, as all to `counts`
  uint64_t special_count, special_capacity;
  uint64_t last_cleanup;           ///< Number of the last one.
  _Atomic uint64_t special_cursor; ///< The next cell to be shaded from; what is ready comes before all cells.
  loam_finalizer *ready;
  uint64_t ready_first, ready_count, ready_capacity; ///< Ring; its contents are roots.
  _Atomic uint64_t queued[2];                        ///< Finalizers that were ready so far; [1]: cleanups.
  loam_lock counts_lock;
  loam_collect_counts counts;       ///< under counts_lock
  loam_collect_counts counting;     ///< The next. The world is stopped.
  _Atomic uint64_t root_bytes;      ///< Of all roots.
  _Atomic uint64_t mapped;          ///< Bytes that marking, finalizers and weak pointers have taken for themselves.
  _Atomic uint64_t assist_total_ns; ///< pace.assist_ns of all cycles.
  _Atomic uint64_t cycles;          ///< Markings that have ended.
  _Atomic uint64_t old;             ///< Bytes that the last of them marked, without what was born meanwhile.
  loam_checkmark checkmark;
};

/// A mapping of the collector's own, counted in `mapped`; NULL without memory.
static inline void *loam_collector_map(loam_collector *collector, uint64_t bytes) {
  void *at = loam_os_map(collector->os, bytes);
  if (at != NULL) atomic_fetch_add_explicit(&collector->mapped, bytes, memory_order_relaxed);
  return at;
}
static inline void loam_collector_unmap(loam_collector *collector, void *at, uint64_t bytes) {
  atomic_fetch_sub_explicit(&collector->mapped, bytes, memory_order_relaxed);
  loam_os_unmap(collector->os, at, bytes, bytes);
}

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
/// The same, unless more is left to mark than is worth a stop: then the phase is MARK again, and *out_finished false.
loam_status loam_collector_try_finish(loam_collector *collector, bool *out_finished);
/// Nothing is left to mark, as far as can be seen beside the program.
bool loam_collector_is_drained(loam_collector *collector);
/// Gives a worker's barrier a marker to mark with, and takes it back. Threads: any.
void loam_collector_attach(loam_collector *collector, loam_marker *marker);
void loam_collector_detach(loam_collector *collector, loam_marker *marker);
/// Marks from a word for a thread without a barrier of its own; nothing unless marking. Threads: any.
void loam_collector_shade(loam_collector *collector, uintptr_t word);
/// Marks up to `budget` bytes with a worker's marker and leaves nothing in it; returns the bytes marked.
uint64_t loam_collector_help(loam_collector *collector, loam_marker *marker, uint64_t budget);
bool loam_collector_sweep(loam_collector *collector, uint64_t spans);
void loam_collector_get_counts(loam_collector *collector, loam_collect_counts *out);

/// For the callbacks: one word that may be a heap pointer; `count` such words; `count` values of a type.
void loam_collect_word(loam_marker *marker, uintptr_t word);
void loam_collect_words(loam_marker *marker, const void *words, uint64_t count);
void loam_collect_values(loam_marker *marker, const void *base, const loam_type *type, uint64_t count);
/// All live pointer words of a stack, by its frames' maps.
void loam_collect_stack(loam_marker *marker, const loam_stack *stack, const loam_stack_position *position);
/// The arguments of the call that a position is about to make.
void loam_collect_arguments(loam_marker *marker, const loam_stack_position *position);
/// The frames from *frame on, at least `bytes` of them. True: there are more, and *frame is the last that was scanned.
bool loam_collect_frames(loam_marker *marker, loam_frame *frame, uintptr_t hi, uint64_t bytes);
/// Gives what the marker has found to whoever takes it.
void loam_collect_hand_over(loam_marker *marker);

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
