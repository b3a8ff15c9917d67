// SPDX-License-Identifier: Apache-2.0
//
// stack.c — where stack blocks come from and go to.
//
// How.      A span of 32 KiB holds 16, 8 or 4 blocks; its part of the pointer table holds an owner per block (0 =
//           free), which is also how a free block is found. Workers keep some free blocks so that a goroutine's birth
//           and death take no lock. Larger blocks are lone: a span each, from and to the page heap, which is their
//           shared pool: what one goroutine gave back lies at the end of a long free run, where the next one takes it.
// Upholds.  stack.bounds, stack.figures, heap.span.owner
#include "stack/stack.h"

#include <stdlib.h>
#include <string.h>

enum { SPARE_RECORDS = 16 };

void loam_stack_pool_init(loam_stack_pool *pool, loam_heap *heap) {
  memset(pool, 0, sizeof *pool);
  pool->heap = heap;
  loam_lock_init(&pool->lock, LOAM_RANK_STACK, heap->bugs);
  bool tiny = loam_stack_switch(pool, LOAM_KNOB_TINYSTACK);
  pool->lone_order = tiny ? 2 : LOAM_STACK_ORDERS;
  pool->cache_blocks = tiny ? 1 : LOAM_STACK_CACHE_BLOCKS;
  pool->page_move = tiny ? heap->os->page_size : LOAM_STACK_PAGE_MOVE;
  pool->page_move_clean = tiny ? heap->os->page_size : LOAM_STACK_PAGE_MOVE_CLEAN;
  pool->room = tiny ? 2 : LOAM_STACK_ROOM;
}

/// Writes the owner word of a block; anybody may look at it meanwhile (loam_where).
static void set_owner(loam_heap *heap, loam_span *span, uintptr_t block, uint64_t owner) {
  __atomic_store_n(&loam_heap_stack_owners(heap, span)[(block - span->base) >> span->block_shift], owner,
                   __ATOMIC_RELAXED);
}

// ---- shared spans ----

static void unlink_span(loam_stack_pool *pool, uint32_t order, loam_span *span) {
  if (span->next) span->next->previous = span->previous;
  if (span->previous)
    span->previous->next = span->next;
  else
    pool->partial[order] = span->next;
  span->next = span->previous = NULL;
}

static void link_span(loam_stack_pool *pool, uint32_t order, loam_span *span) {
  span->previous = NULL;
  span->next = pool->partial[order];
  if (span->next) span->next->previous = span;
  pool->partial[order] = span;
}

void loam_stack_pool_trim(loam_stack_pool *pool) {
  loam_lock_acquire(&pool->lock);
  for (uint32_t order = 0; order < LOAM_STACK_ORDERS; order++)
    for (loam_span *span = pool->partial[order], *next; span; span = next) {
      next = span->next;
      if (span->allocated_count) continue;
      unlink_span(pool, order, span);
      loam_pages_give(pool->heap, span);
    }
  loam_lock_release(&pool->lock);
}

static loam_span *shared_span(loam_stack_pool *pool, uint32_t order, bool reserve) {
  bool clean;
  loam_span *span = loam_pages_take(pool->heap, LOAM_STACK_SPAN_PAGES, LOAM_SPAN_STACK, reserve, &clean);
  if (!span) return NULL;
  span->block_shift = LOAM_STACK_SHIFT + order;
  span->objects = (uint32_t)((LOAM_STACK_SPAN_PAGES << LOAM_PAGE_SHIFT) >> span->block_shift);
  span->allocated_count = 0;
  memset(loam_heap_stack_owners(pool->heap, span), 0, span->objects * sizeof(uint64_t));
  return span;
}

/// Up to `want` blocks of an order from the shared pool.
static uint32_t take_shared(loam_stack_pool *pool, uint32_t order, void **blocks, uint32_t want, bool reserve) {
  uint32_t got = 0;
  loam_lock_acquire(&pool->lock);
  while (got < want) {
    loam_span *span = pool->partial[order];
    if (!span) {
      if (got || !(span = shared_span(pool, order, reserve))) break;
      link_span(pool, order, span);
    }
    const uint64_t *owner = loam_heap_stack_owners(pool->heap, span);
    for (uint32_t i = 0; i < span->objects && got < want; i++)
      if (!__atomic_load_n(&owner[i], __ATOMIC_RELAXED)) { // its owner may mark another block meanwhile
        uintptr_t block = span->base + ((uint64_t)i << span->block_shift);
        set_owner(pool->heap, span, block, LOAM_STACK_CACHED);
        span->allocated_count++;
        blocks[got++] = (void *)block;
      }
    if (span->allocated_count == span->objects) unlink_span(pool, order, span);
  }
  loam_lock_release(&pool->lock);
  return got;
}

static void give_shared(loam_stack_pool *pool, uint32_t order, void **blocks, uint32_t count) {
  loam_lock_acquire(&pool->lock);
  for (uint32_t i = 0; i < count; i++) {
    loam_span *span = loam_heap_span(pool->heap, (uintptr_t)blocks[i]);
    set_owner(pool->heap, span, (uintptr_t)blocks[i], 0);
    if (span->allocated_count-- == span->objects) link_span(pool, order, span);
    // One empty span per order is kept against a block that comes and goes.
    if (span->allocated_count == 0 && (span->previous || span->next)) {
      unlink_span(pool, order, span);
      loam_pages_give(pool->heap, span);
    }
  }
  loam_lock_release(&pool->lock);
}

// ---- workers' caches ----

void loam_stack_cache_attach(loam_stack_pool *pool, loam_stack_cache *cache) {
  loam_lock_acquire(&pool->lock);
  cache->previous = NULL;
  cache->next = pool->caches;
  if (cache->next) cache->next->previous = cache;
  pool->caches = cache;
  loam_lock_release(&pool->lock);
}

void loam_stack_cache_empty(loam_stack_pool *pool, loam_stack_cache *cache) {
  for (uint32_t order = 0; order < LOAM_STACK_ORDERS; order++) {
    give_shared(pool, order, cache->orders[order].blocks, cache->orders[order].count);
    cache->orders[order].count = 0;
  }
}

void loam_stack_cache_detach(loam_stack_pool *pool, loam_stack_cache *cache) {
  loam_stack_cache_empty(pool, cache);
  for (loam_stack_record *record = cache->records, *next; record; record = next) {
    next = record->next;
    free(record);
  }
  cache->records = NULL;
  cache->record_count = 0;
  loam_lock_acquire(&pool->lock);
  loam_stack_counts_fold(&pool->counts, &cache->counts);
  if (cache->next) cache->next->previous = cache->previous;
  if (cache->previous)
    cache->previous->next = cache->next;
  else
    pool->caches = cache->next;
  cache->next = cache->previous = NULL;
  loam_lock_release(&pool->lock);
}

static void *take_small(loam_stack_pool *pool, loam_stack_cache *cache, uint32_t order) {
  void *block = NULL;
  if (!cache) return take_shared(pool, order, &block, 1, false) ? block : NULL;
  if (!cache->orders[order].count)
    cache->orders[order].count =
        take_shared(pool, order, cache->orders[order].blocks, (pool->cache_blocks + 1) / 2, cache->reserve);
  if (!cache->orders[order].count) return NULL;
  void **next = &cache->orders[order].blocks[--cache->orders[order].count];
  // The one after it is cold, and its high end is what its goroutine writes first.
  if (cache->orders[order].count) __builtin_prefetch((char *)next[-1] + ((uint64_t)LOAM_STACK_LEAST << order) - 64, 1);
  return *next;
}

static void give_small(loam_stack_pool *pool, loam_stack_cache *cache, uint32_t order, void *block) {
  if (!cache) {
    give_shared(pool, order, &block, 1);
    return;
  }
  void **blocks = cache->orders[order].blocks;
  uint32_t *count = &cache->orders[order].count;
  if (*count == pool->cache_blocks) {
    uint32_t keep = pool->cache_blocks / 2;
    give_shared(pool, order, blocks + keep, *count - keep);
    *count = keep;
  }
  blocks[(*count)++] = block;
}

/// Notes that a block of that size was handed out (n = 1) or given back (n = -1). A block that is kept was given back.
static void count_block(loam_stack_pool *pool, loam_stack_cache *cache, uint64_t size, uint64_t n) {
  loam_stack_counts *counts = cache ? &cache->counts : &pool->counts;
  uint32_t order = loam_bits_highest(size) - LOAM_STACK_SHIFT;
  if (order >= LOAM_STACK_SIZES) order = LOAM_STACK_SIZES - 1;
  loam_stack_count(&counts->of[LOAM_STACK_COUNT_BLOCKS + order], n, !cache);
}

void loam_stack_poison(loam_stack_pool *pool, uintptr_t lo, uint64_t bytes) {
  loam_knob_fired(pool->heap->knobs, LOAM_KNOB_POISON);
  loam_heap_poison((void *)lo, bytes);
}

static void poison(loam_stack_pool *pool, uintptr_t lo, uint64_t bytes) {
  if (loam_stack_switch(pool, LOAM_KNOB_POISON)) loam_stack_poison(pool, lo, bytes);
}

// ---- lone blocks ----

static bool moves_always(const loam_stack_pool *pool) { return loam_stack_switch(pool, LOAM_KNOB_MOVESTACK); }

static loam_span *lone_span(loam_stack_pool *pool, uint64_t size, bool reserve, bool *out_clean) {
  loam_heap *heap = pool->heap;
  if (size > heap->size) return NULL;
  uint64_t pages = size > LOAM_PAGE_SIZE ? size >> LOAM_PAGE_SHIFT : 1, most = LOAM_STACK_ROOM_MOST >> LOAM_PAGE_SHIFT;
  uint64_t room = pages >= most ? pages : pages * pool->room < most ? pages * pool->room : most;
  // Under movestack every block has pages of its own, so that the old one can be sealed, and stays as it is.
  loam_span *span = moves_always(pool) ? loam_pages_take(heap, pages, LOAM_SPAN_STACK, reserve, out_clean)
                                       : loam_pages_take_high(heap, pages, room, LOAM_SPAN_STACK, reserve, out_clean);
  if (!span) return NULL;
  if (size < LOAM_STACK_LEAST << LOAM_STACK_ORDERS && loam_stack_switch(pool, LOAM_KNOB_TINYSTACK))
    loam_knob_fired(heap->knobs, LOAM_KNOB_TINYSTACK);
  span->block_shift = loam_bits_highest(size);
  span->objects = span->allocated_count = 1;
  return span;
}

bool loam_stack_resize(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, uint64_t size) {
  loam_span *span = loam_heap_span(pool->heap, stack->lo);
  uint64_t old = loam_stack_size(stack), least = LOAM_STACK_LEAST << pool->lone_order;
  if (span->objects != 1 || size < least || moves_always(pool)) return false;
  if (loam_stack_switch(pool, LOAM_KNOB_GROWMOVE)) {
    loam_knob_fired(pool->heap->knobs, LOAM_KNOB_GROWMOVE);
    return false;
  }
  if (size < old) poison(pool, stack->lo, old - size);
  if (size > old
          ? !loam_pages_extend_down(pool->heap, span, (size - old) >> LOAM_PAGE_SHIFT, cache != NULL && cache->reserve)
          : !loam_pages_trim_low(pool->heap, span, (old - size) >> LOAM_PAGE_SHIFT))
    return false;
  span->block_shift = loam_bits_highest(size);
  count_block(pool, cache, old, (uint64_t)-1);
  count_block(pool, cache, size, 1);
  stack->lo = stack->hi - size;
  return true;
}

// ---- blocks of any size ----

loam_status loam_stack_take(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, uint64_t size,
                            uint64_t owner, bool *out_clean) {
  if (!loam_is_power_of_two(size) || size < LOAM_STACK_LEAST) return LOAM_INVALID_ARGUMENT;
  if (pool->heap->single && loam_os_should_fail(pool->heap->os)) return LOAM_NO_MEMORY;
  uint32_t order = loam_bits_highest(size) - LOAM_STACK_SHIFT;
  uintptr_t lo;
  loam_span *span;
  *out_clean = false;
  if (order < pool->lone_order && !moves_always(pool)) {
    lo = (uintptr_t)take_small(pool, cache, order);
    if (!lo) return LOAM_NO_MEMORY;
    span = loam_heap_span(pool->heap, lo);
  } else {
    span = lone_span(pool, size, cache != NULL && cache->reserve, out_clean);
    if (!span) return LOAM_NO_MEMORY;
    lo = span->base;
  }
  set_owner(pool->heap, span, lo, owner << 2 | LOAM_STACK_OWNED);
  stack->lo = lo;
  stack->hi = lo + size;
  stack->owner = owner;
  count_block(pool, cache, size, 1);
  return LOAM_OK;
}

loam_status loam_stack_allocate(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, uint64_t size,
                                uint64_t owner) {
  bool clean;
  *stack = (loam_stack){0};
  return loam_stack_take(pool, cache, stack, size, owner, &clean);
}

static void give_counted(loam_stack_pool *pool, loam_stack_cache *cache, const loam_stack *stack) {
  loam_heap *heap = pool->heap;
  loam_span *span = loam_heap_span(heap, stack->lo);
  if (span->objects == 1) {
    set_owner(heap, span, span->base, 0);
    loam_pages_give(heap, span);
    return;
  }
  set_owner(heap, span, stack->lo, LOAM_STACK_CACHED);
  give_small(pool, cache, span->block_shift - LOAM_STACK_SHIFT, (void *)stack->lo);
}

static void give_block(loam_stack_pool *pool, loam_stack_cache *cache, const loam_stack *stack) {
  poison(pool, stack->lo, loam_stack_size(stack));
  count_block(pool, cache, loam_stack_size(stack), (uint64_t)-1);
  give_counted(pool, cache, stack);
}

void loam_stack_free(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack) {
  if (!stack->lo) return;
  give_block(pool, cache, stack);
  loam_stack_record *record = stack->record;
  if (record && cache && cache->record_count < SPARE_RECORDS) {
    record->next = cache->records;
    cache->records = record;
    cache->record_count++;
  } else {
    free(record);
  }
  *stack = (loam_stack){0};
}

// ---- blocks that stay with dead goroutines ----

void loam_stack_pool_keep(loam_stack_pool *pool, uint64_t size) {
  bool small = loam_bits_highest(size) - LOAM_STACK_SHIFT < pool->lone_order;
  pool->kept_size = small && !moves_always(pool) ? size : 0;
}

void loam_stack_drop(loam_stack_pool *pool, loam_stack *stack) {
  give_counted(pool, NULL, stack);
  *stack = (loam_stack){0};
}

// ---- sealing ----

static void unseal(loam_stack_pool *pool, loam_span *span) {
  loam_heap *heap = pool->heap;
  if (!loam_os_unseal(heap->os, (void *)span->base, span->pages << LOAM_PAGE_SHIFT)) return; // Lost until the end.
  set_owner(heap, span, span->base, 0);
  loam_pages_give(heap, span);
}

void loam_stack_retire(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack) {
  loam_heap *heap = pool->heap;
  loam_span *span = loam_heap_span(heap, stack->lo);
  if (!moves_always(pool) || span->objects != 1 ||
      !loam_os_seal(heap->os, (void *)span->base, span->pages << LOAM_PAGE_SHIFT)) {
    give_block(pool, cache, stack);
    return;
  }
  set_owner(heap, span, span->base, LOAM_STACK_CACHED);
  count_block(pool, cache, loam_stack_size(stack), (uint64_t)-1);
  loam_lock_acquire(&pool->lock);
  loam_span *oldest = pool->sealed[pool->next_sealed % LOAM_STACK_SEALED];
  pool->sealed[pool->next_sealed++ % LOAM_STACK_SEALED] = span;
  loam_lock_release(&pool->lock);
  if (oldest) unseal(pool, oldest);
}

void loam_stack_pool_deinit(loam_stack_pool *pool) {
  for (uint32_t i = 0; i < LOAM_STACK_SEALED; i++)
    if (pool->sealed[i]) unseal(pool, pool->sealed[i]), pool->sealed[i] = NULL;
  loam_stack_pool_trim(pool);
}

// ---- looking ----

uint64_t loam_stack_owner(loam_heap *heap, const loam_heap_place *place) {
  uint64_t owner = __atomic_load_n(&loam_heap_stack_owners(heap, place->span)[place->index], __ATOMIC_RELAXED);
  return owner & LOAM_STACK_OWNED ? owner >> 2 : 0;
}

bool loam_stack_frame_at(const loam_stack *stack, const loam_stack_position *position, uintptr_t address,
                         loam_frame *out) {
  if (address < position->fp || address >= stack->hi || !loam_frame_first(position, out)) return false;
  do {
    if (address < out->fp + 8ull * (out->frame_slots + 1)) return true;
  } while (loam_frame_next(out, stack->hi));
  return false;
}
