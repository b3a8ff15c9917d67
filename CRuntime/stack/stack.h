// SPDX-License-Identifier: Apache-2.0
//
// stack.h — goroutine stacks: blocks of 2^n bytes from 2 KiB on, and their moves.
//
// How.      Blocks up to 16 KiB share spans of 32 KiB; larger ones are spans of their own. Each worker keeps some free
//           blocks per size, the rest lies in a shared pool. A move copies the used part [fp, hi) to the high end of
//           the new block and then adds the distance to every live word that points into the old one, frame by frame;
//           functions at a safepoint with map 0 are passed over. Large blocks move by pages instead of bytes.
//           Whoever keeps a place in a stack elsewhere (defer and panic records, the debugger) keeps its distance from
//           hi, which a move does not change.
// Upholds.  stack.bounds, stack.interior, stack.sealed
// Callers.  The worker that runs the goroutine, or anyone with the goroutine stopped.
// Fails.    LOAM_NO_MEMORY or LOAM_LIMIT with the old stack untouched.
#ifndef LOAM_STACK_H
#define LOAM_STACK_H

#include "heap/heap.h"
#include "stack/frame.h"

#pragma GCC visibility push(hidden)

#define LOAM_STACK_LEAST 2048u
#define LOAM_STACK_ORDERS 4 ///< 2, 4, 8 and 16 KiB share spans.

#define LOAM_STACK_PAGE_MOVE (4ull << 20) ///< From this many used bytes on, pages are moved instead of copied.
#define LOAM_STACK_PAGE_MOVES 8192 ///< At most, since each splits mappings, of which the system allows about 65,000.

/// Owner word of a block: 0 free, LOAM_STACK_CACHED in a worker's cache, else the goroutine's number << 2 | OWNED.
enum { LOAM_STACK_CACHED = 1, LOAM_STACK_OWNED = 2 };

/// One goroutine's stack. Embedded in the goroutine.
typedef struct loam_stack {
  uintptr_t lo, hi; ///< hi - lo is a power of two.
  uint64_t peak;    ///< Greatest number of used bytes seen at a move or shrink.
  uint64_t grows, shrinks;
  uint64_t owner; ///< The goroutine's number, for loam_where.
} loam_stack;

/// One worker's free blocks. Embedded in the worker; zero-initialised.
typedef struct loam_stack_cache {
  struct {
    uint32_t count;
    void *blocks[LOAM_STACK_CACHE_BLOCKS];
  } orders[LOAM_STACK_ORDERS];
  loam_event_stream *events; ///< Its worker's; NULL: none.
} loam_stack_cache;

/// The shared pool and the figures. Embedded in the runtime.
typedef struct loam_stack_pool {
  loam_heap *heap;
  loam_lock lock;
  loam_span *partial[LOAM_STACK_ORDERS]; ///< Spans with free blocks. under lock
  loam_span *sealed[LOAM_STACK_SEALED];  ///< Ring. under lock
  uint32_t next_sealed;
  _Atomic uint64_t page_moves;
  _Atomic uint64_t in_use; ///< Bytes of blocks handed out (worker caches' blocks not included).
  _Atomic uint64_t grows, shrinks, bytes_copied, slots_rewritten, frames;
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

/// What a move did, for the line of LOAMDEBUG=stackgrow=1.
typedef struct loam_stack_move {
  uint64_t old_size, new_size;
  uint64_t bytes, frames, slots;
  uintptr_t delta; ///< New address = old address + delta, for addresses in the used part.
} loam_stack_move;

void loam_stack_pool_init(loam_stack_pool *pool, loam_heap *heap);
/// Every stack has been freed and every cache drained.
void loam_stack_pool_deinit(loam_stack_pool *pool);
/// Gives the blocks of a worker's cache back to the pool.
void loam_stack_cache_drain(loam_stack_pool *pool, loam_stack_cache *cache);
/// Gives empty stack spans back to the page heap.
void loam_stack_pool_trim(loam_stack_pool *pool);

/// A block of `size` bytes (a power of two >= 2048). Contents undefined. `cache` may be NULL.
loam_status loam_stack_allocate(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, uint64_t size,
                                uint64_t owner);
void loam_stack_free(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack);
/// Free, for a block that a move left: poisoned, or sealed, when a switch asks for it.
void loam_stack_retire(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack);

/// Moves to a block of at least twice the size in which `needed` bytes are free below position->fp. LOAM_LIMIT when
/// that block would be larger than `maximum` bytes (Go's rule: with 1,000,000,000 the largest block is 512 MiB). On
/// success position->fp is the new fp, the old block is gone and *out (may be NULL) tells what was done.
loam_status loam_stack_grow(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack,
                            loam_stack_position *position, uint64_t needed, uint64_t maximum, loam_stack_words words,
                            loam_stack_move *out);
/// Halves the block, once, when less than a quarter of it is used and it is larger than `least` (at least 2 KiB). True
/// when it moved. Requires: position->fp != 0.
bool loam_stack_shrink(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, loam_stack_position *position,
                       uint64_t least, loam_stack_words words, loam_stack_move *out);
/// Moves to another block of the same size (movestack). With whole pages the old block is sealed for a while.
loam_status loam_stack_relocate(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack,
                                loam_stack_position *position, loam_stack_words words, loam_stack_move *out);
/// The frame that holds `address`, by walking from the innermost one. False: none (free part, or the bottom's
/// arguments).
bool loam_stack_frame_at(const loam_stack *stack, const loam_stack_position *position, uintptr_t address,
                         loam_frame *out);
/// Reports live pointer words into the part of the stack below fp, or (after a move) into [old_lo, old_lo + size).
bool loam_stack_check(loam_stack_pool *pool, const loam_stack *stack, const loam_stack_position *position,
                      uintptr_t old_lo, uint64_t old_size);
/// Owner (loam_stack.owner) of the block that a place in a STACK span names; 0: free.
uint64_t loam_stack_owner(loam_heap *heap, const loam_heap_place *place);

static inline uint64_t loam_stack_size(const loam_stack *stack) { return stack->hi - stack->lo; }

#pragma GCC visibility pop
#endif
