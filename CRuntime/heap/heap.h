// SPDX-License-Identifier: Apache-2.0
//
// heap.h — the address space of one runtime: pages, spans, size classes, per-worker caches.
//
// How.      One reservation holds the page table, three side tables and the pages. Pages are committed from the bottom
//           up in chunks; free runs are kept by length and coalesce. Small objects come from spans of one size class,
//           apart for objects with and without pointers. A worker's cache holds, per class, a window: up to 64 objects
//           of a span it owns, as a word of free bits. Handing one out is ctz; the side tables are brought up to date
//           when the window is given back, so whoever wants exact tables calls loam_heap_cache_flush first.
// Why not.  Free lists through the objects (sweep has to build them, and they cost a cache miss per object); headers in
//           objects (Go's layout has none).
// Upholds.  heap.class, heap.span.count, heap.span.owner, heap.balance, heap.zero, heap.limit
// Threads.  A cache belongs to the thread that runs its worker; the rest takes locks.
// Fails.    NULL without memory, and when the instance's limit does not allow more pages in spans. The allocator never
// collects: it raises `wanted`, and the interpreter collects at its
//           next safepoint.
#ifndef LOAM_HEAP_H
#define LOAM_HEAP_H

#include "base/limits.h"
#include "base/lock.h"
#include "base/os.h"
#include "event/event.h"
#include "heap/barrier.h"
#include "heap/sample.h"
#include "heap/span.h"
#include "include/loam_collect.h"
#include "include/loam_heap.h"
#include "include/loam_runtime.h"
#include "include/loam_type.h"

#pragma GCC visibility push(hidden)

#define LOAM_RUN_BINS 320
#define LOAM_TABLES 5

/// As large as a huge page: what the scavenger looks at as one.
#define LOAM_REGION_SHIFT 21
#define LOAM_REGION_PAGES (1ull << (LOAM_REGION_SHIFT - LOAM_PAGE_SHIFT))

typedef struct loam_region {
  uint16_t used;    ///< Pages in spans.
  bool small;       ///< Without huge pages, since part of it was given back.
  uint32_t touched; ///< `sweep_generation` when pages were last taken from it.
} loam_region;

/// Where the scavenger goes on, and what it did. under pages_lock
typedef struct loam_scavenger {
  bool under_way;
  uint32_t pass;
  uint64_t cursor;        ///< Regions still to look at in this pass: those below.
  uint64_t small_regions; ///< Regions with `small` set.
  uint64_t released;      ///< Bytes given back since the start, by whatever way.
  uint64_t scavenged;     ///< Of those, by loam_heap_scavenge.
} loam_scavenger;

/// What is committed beyond committed_end (commit.c). under pages_lock
typedef struct loam_ahead {
  uintptr_t end;          ///< Committed up to here.
  uintptr_t from, backed; ///< Between these two memory is backed, unless it is in use already.
  bool grown;             ///< committed_end has moved since it was asked whether to go ahead.
  bool refused;           ///< The system would not; until it grows again.
  /// There is something for loam_ahead_prepare to do. Any thread, with locks held: it must return at once. NULL: nobody
  /// does it.
  void (*tell)(void *context);
  void *context;
} loam_ahead;

/// What loam_heap_wanted says.
enum { LOAM_WANTED_NOTHING = 0, LOAM_WANTED_GOAL = 1, LOAM_WANTED_STRESS = 2 };

/// Up to 64 neighbouring objects of one span. Bit i of `free` = object at base + i * size, not handed out yet.
typedef struct loam_window {
  uint64_t free;
  uintptr_t base;
  uint64_t size;
  loam_span *span; ///< Owned through this window; NULL: none.
  uint64_t taken;  ///< `free` as it was when the window was opened.
  uint32_t word;   ///< Number of this window in its span.
  uint32_t handed; ///< Objects handed out of `span` since it was taken, closed windows only.
  bool zero;       ///< Objects must be zeroed when handed out.
  bool sample;     ///< Its one object is to be sampled.
  uint32_t drawn;  ///< The sampler's generation when `pass` was drawn; 0: never.
  uint64_t pass;   ///< Objects after this window's that are not sampled.
} loam_window;

/// One worker's share. Embedded in the worker; loam_heap_cache_attach before use, _detach before it goes.
typedef struct loam_heap loam_heap;
typedef struct loam_heap_cache loam_heap_cache;
struct loam_heap_cache {
  loam_barrier barrier;
  loam_window windows[2 * LOAM_CLASS_COUNT]; ///< [class * 2 + (has pointers)].
  uintptr_t tiny, tiny_end;                  ///< Rest of the block that tiny objects are packed into.
  uint64_t tiny_objects;                     ///< Handed out since the last flush.
  uint64_t allocated_bytes;                  ///< Since the last flush; windows given back only.
  _Atomic bool placing;                      ///< Instructions that allocate say where they are: a profile may ask.
  uint64_t black_bytes;                      ///< Of those born marked in this cycle.
  uint64_t refused;                          ///< Bytes of the last allocation for which there was no memory.
  bool reserve;                              ///< The next allocation may take what is kept back of the limit.
  uint8_t refusals;                          ///< So many allocations more find the limit reached (memlimit).
  loam_heap *heap;
  loam_event_stream *events;        ///< Its worker's; NULL: none.
  loam_heap_cache *next, *previous; ///< Registered caches. under heap->caches_lock
};

/// Spans of one class that no cache owns.
typedef struct loam_class_lists {
  loam_lock lock;
  loam_span *partial, *full;         ///< Swept.
  loam_span *unswept, *unswept_full; ///< What these two were when marking ended.
  uint64_t mallocs, frees;           ///< Objects; exact when caches are flushed.
  uint64_t spans;
} loam_class_lists;

/// Counts of large objects.
typedef struct loam_large_figures {
  uint64_t mallocs, frees, allocated_bytes, live_bytes;
} loam_large_figures;

struct loam_heap {
  uintptr_t base;                        ///< First page.
  uint64_t size;                         ///< Bytes of pages reserved.
  _Atomic(loam_span *) *pages;           ///< Page table: page number to span; NULL beyond the committed part.
  uint16_t *page_info;                   ///< LOAM_PAGE_INFO by page number.
  uint8_t *marks, *allocated, *pointers; ///< Side tables.
  _Atomic uint32_t wanted;               ///< LOAM_WANTED_*
  _Atomic uint32_t sweep_generation;     ///< Rises by 2 with each mark_finish.
  _Atomic bool marking;                  ///< New objects are born marked.
  bool barrier;                          ///< Stores shade. under caches_lock
  _Atomic bool sweeping;                 ///< Spans may be left to sweep.
  _Atomic uint32_t sweepers;             ///< Threads that may hold a span they are sweeping.
  _Atomic bool single;      ///< Windows of one object, so that each allocation is counted (gcstress, failalloc).
  bool always_single;       ///< A switch wants them.
  _Atomic uint64_t trigger; ///< `live` at which a collection is wanted.
  _Atomic uint64_t goal;    ///< `live` at which the next collection is to have marked; what it grows by needs memory.
  _Atomic uint64_t live;    ///< Bytes marked by the last cycle + allocated since (class sizes).
  _Atomic uint64_t peak;    ///< `live` when the last cycle ended its marking.
  _Atomic uint64_t black;   ///< Bytes born marked in this cycle, without open windows.
  _Atomic int64_t until_stress, until_refusal;
  /// Sees to what hangs on a span's dead objects, before its marks are taken; may mark some. NULL: nothing does.
  void (*sweep_specials)(void *context, loam_span *span);
  void *specials_context;
  loam_os *os;
  loam_knobs *knobs;
  loam_bugs *bugs;
  loam_event_stream *events; ///< Of threads without a worker; NULL: none.
  uint64_t hash_seed;        ///< Of all hashing in this runtime.
  uint64_t peak_use;         ///< Bytes of spans of objects in use when the last cycle ended its marking; 0: not known.
  uint64_t memory_limit;     ///< Soft, as GOMEMLIMIT: beyond it free pages are given back before more are taken.
  uint64_t zero_base[2];     ///< Address of every object of size 0.

  loam_sampler sampler;

  loam_lock pages_lock;            ///< Guards what follows up to the next lock.
  _Atomic uintptr_t committed_end; ///< Read by anyone.
  loam_span *runs[LOAM_RUN_BINS];  ///< Free runs by length.
  uint64_t run_bits[(LOAM_RUN_BINS + 63) / 64];
  loam_span *spare_spans;
  uint64_t free_pages;  ///< In free runs.
  uint64_t clean_pages; ///< Of those, not backed by memory (given back or never used).
  uint8_t *clean;       ///< Bit per page: reads as zero and is not backed.
  loam_region *regions;
  loam_scavenger scavenger;
  loam_ahead ahead;
  uint64_t stack_pages, small_pages, large_pages;
  _Atomic bool pass_limit;  ///< Nothing is given back for memory_limit's sake before more is taken: limiter.c.
  _Atomic uint64_t maximum; ///< Bytes of these that may be in use; UINT64_MAX: no limit. Written under pages_lock.
  uint64_t metadata_bytes;  ///< Committed for tables and span records.
  uint64_t span_records, span_bytes; ///< In use; bytes of all.
  uint64_t table_bytes[LOAM_TABLES]; ///< Committed: page table, page_info, marks, allocated, pointers.
  void *span_blocks;
  uint64_t spans_left;
  loam_span *span_next;

  loam_lock large_lock;
  loam_span *large, *large_unswept;
  loam_large_figures large_figures[2]; ///< [with pointers]

  loam_lock caches_lock;
  loam_heap_cache *caches;
  _Atomic uint64_t tiny_objects; ///< Packed into 16-byte blocks since the start.

  loam_class_lists classes[2 * LOAM_CLASS_COUNT];
  _Atomic uint64_t release_ns;      ///< Time in which memory was given back before more was taken (memory_limit).
  _Atomic uint64_t total_allocated; ///< Bytes since the start, without open windows.
  void *reservation;
  uint64_t reserved;
};

/// What an address in the reservation is.
typedef struct loam_heap_place {
  loam_span *span; ///< NULL: not in a span (free, or outside).
  uintptr_t base;  ///< Of the object or stack block.
  uint64_t size;
  uint64_t index; ///< Object or block number in the span.
  bool allocated; ///< As far as flushed caches know.
} loam_heap_place;

/// Reserves `address_space` bytes (0: 256 GiB), halving until the system agrees.
loam_status loam_heap_init(loam_heap *heap, loam_os *os, loam_bugs *bugs, uint64_t address_space, uint64_t seed);
/// Gives everything back. No cache is attached any more.
void loam_heap_deinit(loam_heap *heap);

void loam_heap_cache_attach(loam_heap *heap, loam_heap_cache *cache);
void loam_heap_cache_detach(loam_heap *heap, loam_heap_cache *cache);
/// Gives all windows of the cache back, so that tables and figures are exact. Owner's thread, or world stopped.
void loam_heap_cache_flush(loam_heap *heap, loam_heap_cache *cache);
/// Flushes every attached cache. Requires: world stopped.
void loam_heap_flush_stopped(loam_heap *heap);

/// The slow path of loam_heap_allocate (allocate.h). NULL without memory.
void *loam_heap_allocate_slow(loam_heap *heap, loam_heap_cache *cache, uint64_t size, const loam_type *type,
                              uint64_t count);
/// Writes that an allocation of `bytes` was refused, what is in use and what the limit is, if there is one. At most
/// `room` bytes with the 0.
void loam_heap_tell_refused(loam_heap *heap, uint64_t bytes, bool stack, char *text, size_t room);
/// Bytes that an allocation of `size` really gets: capacity for append.
uint64_t loam_heap_round_size(uint64_t size);
/// Windows of one object from here on (or, `single` false and no switch that wants it, no more). Requires: world
/// stopped.
void loam_heap_set_single(loam_heap *heap, bool single);
static inline bool loam_sampling(const loam_heap *heap) {
  return LOAM_UNLIKELY(atomic_load_explicit(&heap->sampler.on, memory_order_relaxed));
}
/// Tiny objects get blocks of their own: each is sampled, or each looks at the rate first.
static inline bool loam_sampler_alone(const loam_heap *heap) {
  return loam_sampling(heap) && (atomic_load_explicit(&heap->sampler.rate, memory_order_relaxed) == 1 ||
                                 atomic_load_explicit(&heap->sampler.looking, memory_order_relaxed));
}
/// LOAM_WANTED_*: a collection is due at the next safepoint.
static inline uint32_t loam_heap_wanted(loam_heap *heap) {
  return atomic_load_explicit(&heap->wanted, memory_order_relaxed);
}
/// The same, and takes a GOAL back: of those who see it, one answers it.
static inline uint32_t loam_heap_take_wanted(loam_heap *heap) {
  return atomic_exchange_explicit(&heap->wanted, LOAM_WANTED_NOTHING, memory_order_relaxed);
}
/// Stores shade from here on, in all caches, and objects are born marked; or no more. Requires: world stopped.
void loam_heap_set_marking(loam_heap *heap, bool marking, bool barrier);
/// The bytes of live objects at which `wanted` is raised; checks at once.
void loam_heap_set_trigger(loam_heap *heap, uint64_t bytes);

static inline bool loam_heap_holds(const loam_heap *heap, uintptr_t address) {
  return address - heap->base < heap->size;
}
/// The span of an address, or NULL; FREE runs only show at their first and last page.
static inline loam_span *loam_heap_span(const loam_heap *heap, uintptr_t address) {
  uintptr_t offset = address - heap->base;
  if (offset >= heap->size) return NULL;
  // Acquire: a marker may be led to a span that another thread has just made.
  return atomic_load_explicit(&heap->pages[offset >> LOAM_PAGE_SHIFT], memory_order_acquire);
}
static inline uint64_t loam_heap_page(const loam_heap *heap, uintptr_t address) {
  return (address - heap->base) >> LOAM_PAGE_SHIFT;
}
/// First word of a span's part of a side table.
static inline uint64_t *loam_heap_side(const loam_heap *heap, uint8_t *table, const loam_span *span) {
  return (uint64_t *)(void *)(table + loam_heap_page(heap, span->base) * LOAM_SIDE_BYTES);
}
/// Owner words of a stack span, one per block (stack/stack.h). A lone block's is in the span, as its base moves.
static inline uint64_t *loam_heap_stack_owners(const loam_heap *heap, const loam_span *span) {
  return span->objects == 1 ? (uint64_t *)&span->count : loam_heap_side(heap, heap->pointers, span);
}
loam_heap_place loam_heap_where(loam_heap *heap, const void *address);

/// Pages for stacks and the like; NULL without memory, or when the limit does not allow them, of which a part is kept
/// for those that may take the `reserve`. `*out_clean`: the pages read as zero.
loam_span *loam_pages_take(loam_heap *heap, uint64_t pages, loam_span_kind kind, bool reserve, bool *out_clean);
void loam_pages_give(loam_heap *heap, loam_span *span);
/// Pages that are to grow downwards: the high end of a free run, where possible of one with `room` pages in all.
loam_span *loam_pages_take_high(loam_heap *heap, uint64_t pages, uint64_t room, loam_span_kind kind, bool reserve,
                                bool *out_clean);
/// Adds the `pages` pages below the span when they are free and allowed; else false and nothing changed.
bool loam_pages_extend_down(loam_heap *heap, loam_span *span, uint64_t pages, bool reserve);
/// Bytes of pages in spans: heap and goroutine stacks, what caches hold included. Any thread.
uint64_t loam_heap_in_use(loam_heap *heap);
/// The limit for these (UINT64_MAX: none); returns the old one. What is in use beyond it stays. Any thread.
uint64_t loam_heap_set_maximum(loam_heap *heap, uint64_t bytes);
/// Of a limit of so many bytes, the part that not everybody may take.
static inline uint64_t loam_heap_kept_back(uint64_t maximum) {
  return maximum / 16 < LOAM_MEMORY_RESERVE ? maximum / 16 : LOAM_MEMORY_RESERVE;
}
/// Gives the lowest `pages` pages (not all) of a span back; false without memory for a record.
bool loam_pages_trim_low(loam_heap *heap, loam_span *span, uint64_t pages);

/// Makes all spans unswept after marking; live = what was marked. Requires: world stopped, caches flushed, all swept.
/// Work that does not grow with the heap.
void loam_heap_begin_sweep(loam_heap *heap, uint64_t marked_bytes);
/// The next span of a class that is still to be swept, off its list; NULL: none. Requires: its lock.
static inline loam_span *loam_heap_take_unswept(loam_class_lists *lists) {
  loam_span **list = lists->unswept != NULL ? &lists->unswept : &lists->unswept_full, *span = *list;
  if (span != NULL) *list = span->next;
  return span;
}
/// Sweeps up to `spans` spans; true when none is left and nobody sweeps any more. Any threads.
bool loam_heap_sweep(loam_heap *heap, uint64_t spans);
/// Gives free pages back to the system until at most `keep` bytes of free memory stay; returns the bytes released.
uint64_t loam_heap_release(loam_heap *heap, uint64_t keep);
/// A cycle has ended its marking: what is in use now is what a heap of that size needs. Any thread.
void loam_heap_note_peak(loam_heap *heap);
/// Bytes of free memory beyond what is expected to be needed until the next collection, and a tenth more.
uint64_t loam_heap_excess(loam_heap *heap);
/// Gives back up to `budget` bytes of that excess, or somewhat more (whole huge pages where possible); returns the
/// bytes given back. *out_more: there may be more to give. Bounded: see LOAM_SCAVENGE_REGIONS. Any thread.
uint64_t loam_heap_scavenge(loam_heap *heap, uint64_t budget, bool *out_more);

// Under pages_lock, between pages.c and scavenge.c: clean bits, one run, runs until `keep` free bytes take memory.
uint64_t loam_clean_count(loam_heap *heap, uint64_t page, uint64_t pages);
void loam_clean_set(loam_heap *heap, uint64_t page, uint64_t pages, bool clean);
uint64_t loam_run_release(loam_heap *heap, loam_span *run);
/// The bin of free runs of that length.
uint32_t loam_run_bin(uint64_t pages);
/// Takes a region's huge page away, or allows it again, unless it is so already.
void loam_region_set_small(loam_heap *heap, uint64_t number, bool small);
/// A region that never had a huge page has none until it is set otherwise.
void loam_region_leave_small(loam_heap *heap, uint64_t number);
uint64_t loam_heap_release_locked(loam_heap *heap, uint64_t keep);

// Between pages.c, scavenge.c and commit.c. The _locked ones require pages_lock.
/// Commits pages and tables up to `end`, no less than committed_end; false without memory.
bool loam_commit_locked(loam_heap *heap, uintptr_t end);
/// The heap has grown, and less is ahead than should be: loam_ahead_tell once the lock is released.
bool loam_ahead_is_due_locked(loam_heap *heap);
void loam_ahead_tell(loam_heap *heap);
/// Bytes of objects that the heap is expected to hold when the next collection has ended its marking; UINT64_MAX:
/// nobody knows.
uint64_t loam_heap_need(const loam_heap *heap);
/// Bytes beyond committed_end that take memory.
uint64_t loam_ahead_backed_locked(const loam_heap *heap);
/// Gives what is ahead back but for `keep` bytes; the bytes released.
uint64_t loam_ahead_release_locked(loam_heap *heap, uint64_t keep);
/// Commits and backs the next chunk, if it is wanted; true when there is more to do. Any thread.
bool loam_ahead_prepare(loam_heap *heap);
/// Every growth is followed by it at once.
static inline bool loam_ahead_always(const loam_heap *heap) {
  return heap->knobs && loam_knob_value(heap->knobs, LOAM_KNOB_AHEAD) != 0;
}

/// Brings a span that the caller took off an unswept list up to date; the number of objects still allocated. No lock
/// held.
uint32_t loam_heap_sweep_span(loam_heap *heap, loam_span *span, loam_class_lists *lists);
/// Adds to `live` and raises `wanted` when the trigger is reached.
void loam_heap_count_live(loam_heap *heap, uint64_t bytes);
/// Fills `bytes` of freed memory with the poison pattern.
void loam_heap_poison(void *at, uint64_t bytes);

/// Fills the figures of objects and of the heap's pages. Exact when caches are flushed.
void loam_heap_get_statistics(loam_heap *heap, loam_memory_statistics *out);
/// Fills the figures by size class, and of pages. Exact when caches are flushed.
void loam_heap_get_classes(loam_heap *heap, loam_heap_statistics *out);
/// Walks spans, lists, tables and objects and reports the first broken invariant, whatever is swept. Requires: world
/// stopped, caches flushed, nobody sweeping.
bool loam_heap_check(loam_heap *heap);
/// Calls `visit` for each allocated object with its bounds until it answers false. Requires: world stopped, caches
/// flushed, all swept.
void loam_heap_each_object(loam_heap *heap,
                           bool (*visit)(void *context, const loam_span *span, uintptr_t base, uint64_t size),
                           void *context);

#pragma GCC visibility pop
#endif
