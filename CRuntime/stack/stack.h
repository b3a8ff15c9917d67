// SPDX-License-Identifier: Apache-2.0
//
// stack.h — goroutine stacks: blocks of 2^n bytes from 2 KiB on, and their moves.
//
// How.      Small blocks share spans; each worker keeps some free ones per size, the rest lies in a shared pool. Larger
//           blocks are spans of their own, taken at the high end of long free runs, so that growth mostly only adds the
//           pages below: then nothing is copied and no word changes. Otherwise a move copies the used part [fp, hi) to
//           the high end of the new block and adds the distance to every live word that points into the old one, frame
//           by frame; functions at a safepoint with map 0 are passed over. Much memory moves by pages instead of bytes.
//           Whoever keeps a place in a stack elsewhere (defer and panic records, the debugger) keeps its distance from
//           hi, which a move does not change.
// Why not.  Segments (a call at a boundary is slow again and again). Address space reserved for each stack: a pool of
//           small pages per stack takes the huge pages away that neighbours share.
// Upholds.  stack.bounds, stack.interior, stack.sealed, stack.figures
// Callers.  The worker that runs the goroutine, or anyone with the goroutine stopped.
// Fails.    LOAM_NO_MEMORY or LOAM_LIMIT with the old stack untouched.
#ifndef LOAM_STACK_H
#define LOAM_STACK_H

#include "heap/heap.h"
#include "stack/figures.h"
#include "stack/frame.h"

#pragma GCC visibility push(hidden)

#define LOAM_STACK_LEAST 2048u
#define LOAM_STACK_SHIFT 11 ///< 2^11 is the least size; orders count from it.
#define LOAM_STACK_ORDERS 3 ///< 2, 4 and 8 KiB share spans.

#define LOAM_STACK_ROOM 8 ///< A lone block is taken where it can grow in place to so many times its size,
#define LOAM_STACK_ROOM_MOST (128u << 20) ///< or to this many bytes.
/// From so many used bytes on pages are moved instead of copied: to memory that has no pages yet, and to any.
#define LOAM_STACK_PAGE_MOVE_CLEAN (64ull << 10)
#define LOAM_STACK_PAGE_MOVE (1ull << 20)
#define LOAM_STACK_PAGE_MOVES 8192 ///< At most, since each splits mappings, of which the system allows about 65,000.

/// Owner word of a block: 0 free, LOAM_STACK_CACHED in a worker's cache, else the goroutine's number << 2 | OWNED.
enum { LOAM_STACK_CACHED = 1, LOAM_STACK_OWNED = 2 };

/// One goroutine's stack. Embedded in the goroutine.
typedef struct loam_stack {
  uintptr_t lo, hi;          ///< hi - lo is a power of two.
  uint64_t owner;            ///< The goroutine's number, for loam_where.
  loam_stack_record *record; ///< From the first move on; NULL also without memory for it.
} loam_stack;

/// One worker's free blocks and figures. Embedded in the worker; zeroed, then loam_stack_cache_attach.
typedef struct loam_stack_cache {
  struct {
    uint32_t count;
    void *blocks[LOAM_STACK_CACHE_BLOCKS];
  } orders[LOAM_STACK_ORDERS];
  loam_event_stream *events;  ///< Its worker's; NULL: none.
  loam_stack_record *records; ///< Spare ones.
  uint32_t record_count;
  bool reserve;                             ///< May take what is kept back of the memory limit.
  loam_stack_counts counts;                 ///< Written by the owner alone.
  struct loam_stack_cache *next, *previous; ///< Attached caches. under the pool's lock
} loam_stack_cache;

/// The shared pool and the figures. Embedded in the runtime.
typedef struct loam_stack_pool {
  loam_heap *heap;
  loam_lock lock;
  loam_span *partial[LOAM_STACK_ORDERS]; ///< Spans with free blocks. under lock
  loam_span *sealed[LOAM_STACK_SEALED];  ///< Ring. under lock
  uint32_t next_sealed;
  loam_stack_cache *caches; ///< under lock
  _Atomic uint64_t page_moves;
  loam_stack_counts counts; ///< Of calls without a cache, and of detached caches.
  // Limits, smallest with LOAMDEBUG=tinystack=1. Set once.
  uint32_t lone_order;   ///< From this order on blocks are spans of their own.
  uint32_t cache_blocks; ///< Per order and worker.
  uint64_t page_move, page_move_clean, room;
  uint64_t kept_size; ///< Blocks of this size stay with the records of dead goroutines; 0: none do.
} loam_stack_pool;

/// Pointer words outside the frames that may point into the stack (closures of defer records ...): `each` is called
/// during a move and passes every such word to loam_stack_adjust. NULL: none.
typedef struct loam_stack_adjustment loam_stack_adjustment;
typedef struct loam_stack_words {
  void (*each)(void *context, loam_stack_adjustment *adjustment);
  void *context;
} loam_stack_words;

struct loam_stack_adjustment {
  uintptr_t old_lo, size; ///< The block that words may point into.
  uintptr_t delta;        ///< What to add.
  uint64_t rewritten;
};
static inline void loam_stack_adjust(loam_stack_adjustment *adjustment, void *word) {
  uint64_t *at = word;
  if (*at - adjustment->old_lo < adjustment->size) {
    *at += adjustment->delta;
    adjustment->rewritten++;
  }
}

/// What a move did.
typedef struct loam_stack_move {
  loam_stack_reason reason;
  uintptr_t old_lo, new_lo;
  uint64_t old_size, new_size;
  uint64_t bytes, frames, slots; ///< Used bytes taken along ...; 0 when the block grew or shrank where it lay.
  uint64_t by_pages;             ///< Of the bytes: moved by pages.
  uintptr_t delta;               ///< New address = old address + delta, for addresses in the used part.
} loam_stack_move;

void loam_stack_pool_init(loam_stack_pool *pool, loam_heap *heap);
/// Every stack has been freed and every cache detached.
void loam_stack_pool_deinit(loam_stack_pool *pool);
void loam_stack_cache_attach(loam_stack_pool *pool, loam_stack_cache *cache);
/// Gives the cache's blocks back to the pool and its figures to the pool's.
void loam_stack_cache_detach(loam_stack_pool *pool, loam_stack_cache *cache);
/// Gives the cache's free blocks to the pool. Owner.
void loam_stack_cache_empty(loam_stack_pool *pool, loam_stack_cache *cache);
/// Gives empty stack spans back to the page heap.
void loam_stack_pool_trim(loam_stack_pool *pool);

/// A block of `size` bytes (a power of two >= 2048). Contents undefined. `cache` may be NULL.
loam_status loam_stack_allocate(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, uint64_t size,
                                uint64_t owner);
/// Gives block and record back and zeroes the stack.
void loam_stack_free(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack);

/// Blocks of that size, goroutines' first ones, are to be kept.
void loam_stack_pool_keep(loam_stack_pool *pool, uint64_t size);
/// The goroutine is over. True: its block, that of one which never moved, waits for the next, which calls
/// loam_stack_reuse, or for loam_stack_drop. Else it is to be freed.
static inline bool loam_stack_keep(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack);
static inline void loam_stack_reuse(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, uint64_t owner);
/// Gives a block back that was kept. Any thread.
void loam_stack_drop(loam_stack_pool *pool, loam_stack *stack);

/// Moves to a block of at least twice the size in which `needed` bytes are free below position->fp. LOAM_LIMIT when
/// that block would be larger than `maximum` bytes (Go's rule: with 1,000,000,000 the largest block is 512 MiB). On
/// success position->fp is the new fp, the old block is gone and *out (may be NULL) tells what was done.
loam_status loam_stack_grow(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack,
                            loam_stack_position *position, uint64_t needed, uint64_t maximum, loam_stack_words words,
                            loam_stack_move *out);
/// Halves the block, once, when less than a quarter of it is used and it is larger than `least` (at least 2 KiB). True
/// when it did. Requires: position->fp != 0.
bool loam_stack_shrink(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, loam_stack_position *position,
                       uint64_t least, loam_stack_words words, loam_stack_move *out);
/// Moves to another block of the same size (movestack). With whole pages the old block is sealed for a while.
loam_status loam_stack_relocate(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack,
                                loam_stack_position *position, loam_stack_words words, loam_stack_move *out);
/// Moves by copying to a block of twice the size, half of it, or the same, as somebody asked for. LOAM_LIMIT when that
/// is more than `maximum` or the least size, or less than what is in use.
loam_status loam_stack_force(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack,
                             loam_stack_position *position, loam_stack_reason reason, uint64_t maximum,
                             loam_stack_words words, loam_stack_move *out);
/// The frame that holds `address`, by walking from the innermost one. False: none (free part, or the bottom's
/// arguments).
bool loam_stack_frame_at(const loam_stack *stack, const loam_stack_position *position, uintptr_t address,
                         loam_frame *out);
/// Reports a broken stack: bounds, owner, frames, and live pointer words (of frames and of `words`) into the part of
/// the stack below fp, into another stack, or (after a move) into [old_lo, old_lo + old_size).
bool loam_stack_check(loam_stack_pool *pool, const loam_stack *stack, const loam_stack_position *position,
                      loam_stack_words words, uintptr_t old_lo, uint64_t old_size);
/// Reports a shared span of stack blocks that is not in the list where it belongs. Requires: world stopped.
bool loam_stack_pool_check(loam_stack_pool *pool);
/// Owner (loam_stack.owner) of the block that a place in a STACK span names; 0: free.
uint64_t loam_stack_owner(loam_heap *heap, const loam_heap_place *place);

/// Totals since the start; no goroutine is stopped, so the figures are of slightly different times.
void loam_stack_get_statistics(loam_stack_pool *pool, loam_stack_statistics *out);

static inline uint64_t loam_stack_size(const loam_stack *stack) { return stack->hi - stack->lo; }

// ---- between the files of this folder ----

/// Fills a block, or a part, with the pattern of old memory.
void loam_stack_poison(loam_stack_pool *pool, uintptr_t lo, uint64_t bytes);

/// loam_stack_allocate that also says whether the block reads as zero and has no memory yet.
loam_status loam_stack_take(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, uint64_t size,
                            uint64_t owner, bool *out_clean);
/// Gives a block back that a move left: poisoned, or sealed, when a switch asks for it.
void loam_stack_retire(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack);
/// Changes the size of a block where it lies; false when it cannot be.
bool loam_stack_resize(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, uint64_t size);
static inline bool loam_stack_switch(const loam_stack_pool *pool, loam_knob knob) {
  return pool->heap->knobs && loam_knob_value(pool->heap->knobs, knob);
}

// ---- blocks that stay with dead goroutines: in line, since each life of a goroutine passes here ----

/// Writes the block's owner word, and adds n to the blocks of its size.
static inline void loam_stack_mark_kept(loam_stack_pool *pool, loam_stack_cache *cache, const loam_stack *stack,
                                        uint64_t owner, uint64_t n) {
  loam_span *span = loam_heap_span(pool->heap, stack->lo);
  uint64_t *owners = loam_heap_side(pool->heap, pool->heap->pointers, span);
  __atomic_store_n(&owners[(stack->lo - span->base) >> span->block_shift], owner, __ATOMIC_RELAXED);
  loam_stack_count(&cache->counts.of[LOAM_STACK_COUNT_BLOCKS + span->block_shift - LOAM_STACK_SHIFT], n, false);
}

static inline bool loam_stack_keep(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack) {
  if (loam_stack_size(stack) != pool->kept_size || stack->record != NULL) return false;
  if (LOAM_UNLIKELY(loam_stack_switch(pool, LOAM_KNOB_POISON))) loam_stack_poison(pool, stack->lo, pool->kept_size);
  loam_stack_mark_kept(pool, cache, stack, LOAM_STACK_CACHED, (uint64_t)-1);
  return true;
}

static inline void loam_stack_reuse(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, uint64_t owner) {
  loam_stack_mark_kept(pool, cache, stack, owner << 2 | LOAM_STACK_OWNED, 1);
  stack->owner = owner;
}

#pragma GCC visibility pop
#endif
