// SPDX-License-Identifier: Apache-2.0
//
// stack.c — where stack blocks come from and go to.
//
// How.      A span of 32 KiB holds 16, 8, 4 or 2 blocks; its part of the pointer table holds an owner per block (0 =
//           free), which is also how a free block is found. Workers keep some free blocks so that a goroutine's birth
//           and death take no lock.
// Upholds.  stack.bounds, heap.span.owner
#include "stack/stack.h"

#include <string.h>

static uint64_t *owners(loam_heap *heap, const loam_span *span) { return loam_heap_side(heap, heap->pointers, span); }

void loam_stack_pool_init(loam_stack_pool *pool, loam_heap *heap) {
  memset(pool, 0, sizeof *pool);
  pool->heap = heap;
  loam_lock_init(&pool->lock, LOAM_RANK_STACK, heap->bugs);
}

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

static void unseal(loam_stack_pool *pool, loam_span *span) {
  loam_heap *heap = pool->heap;
  if (!loam_os_unseal(heap->os, (void *)span->base, span->pages << LOAM_PAGE_SHIFT)) return; // Lost until the end.
  owners(heap, span)[0] = 0;
  loam_pages_give(heap, span);
}

void loam_stack_pool_deinit(loam_stack_pool *pool) {
  for (uint32_t i = 0; i < LOAM_STACK_SEALED; i++)
    if (pool->sealed[i]) unseal(pool, pool->sealed[i]), pool->sealed[i] = NULL;
  loam_stack_pool_trim(pool);
}

/// A span for blocks of 2^shift bytes, or for one block (then `alone`).
static loam_span *fresh_span(loam_heap *heap, uint64_t pages, uint32_t shift, bool alone) {
  bool clean;
  loam_span *span = loam_pages_take(heap, pages, LOAM_SPAN_STACK, &clean);
  if (!span) return NULL;
  span->block_shift = shift;
  span->objects = alone ? 1 : (uint32_t)((pages << LOAM_PAGE_SHIFT) >> shift);
  span->allocated_count = alone;
  memset(owners(heap, span), 0, span->objects * sizeof(uint64_t));
  return span;
}

/// Up to `want` blocks of an order from the shared pool.
static uint32_t take_shared(loam_stack_pool *pool, uint32_t order, void **blocks, uint32_t want) {
  uint32_t got = 0;
  loam_lock_acquire(&pool->lock);
  while (got < want) {
    loam_span *span = pool->partial[order];
    if (!span) {
      if (got || !(span = fresh_span(pool->heap, LOAM_STACK_SPAN_PAGES, 11 + order, false))) break;
      link_span(pool, order, span);
    }
    uint64_t *owner = owners(pool->heap, span);
    for (uint32_t i = 0; i < span->objects && got < want; i++)
      if (!owner[i]) {
        owner[i] = LOAM_STACK_CACHED;
        span->allocated_count++;
        blocks[got++] = (void *)(span->base + ((uint64_t)i << span->block_shift));
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
    owners(pool->heap, span)[((uintptr_t)blocks[i] - span->base) >> span->block_shift] = 0;
    if (span->allocated_count-- == span->objects) link_span(pool, order, span);
    // One empty span per order is kept against a block that comes and goes.
    if (span->allocated_count == 0 && (span->previous || span->next)) {
      unlink_span(pool, order, span);
      loam_pages_give(pool->heap, span);
    }
  }
  loam_lock_release(&pool->lock);
}

void loam_stack_cache_drain(loam_stack_pool *pool, loam_stack_cache *cache) {
  for (uint32_t order = 0; order < LOAM_STACK_ORDERS; order++) {
    give_shared(pool, order, cache->orders[order].blocks, cache->orders[order].count);
    cache->orders[order].count = 0;
  }
}

static void *take_small(loam_stack_pool *pool, loam_stack_cache *cache, uint32_t order) {
  void *block = NULL;
  if (!cache) return take_shared(pool, order, &block, 1) ? block : NULL;
  if (!cache->orders[order].count)
    cache->orders[order].count = take_shared(pool, order, cache->orders[order].blocks, LOAM_STACK_CACHE_BLOCKS / 2);
  if (!cache->orders[order].count) return NULL;
  return cache->orders[order].blocks[--cache->orders[order].count];
}

static bool moves_always(const loam_stack_pool *pool) {
  return pool->heap->knobs && loam_knob_value(pool->heap->knobs, LOAM_KNOB_MOVESTACK);
}

loam_status loam_stack_allocate(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, uint64_t size,
                                uint64_t owner) {
  if (!loam_is_power_of_two(size) || size < LOAM_STACK_LEAST) return LOAM_INVALID_ARGUMENT;
  if (pool->heap->single && loam_os_should_fail(pool->heap->os)) return LOAM_NO_MEMORY;
  uint32_t shift = loam_bits_highest(size), order = shift - 11;
  uintptr_t lo;
  loam_span *span;
  // Under movestack every block has pages of its own, so that the old one can be sealed.
  if (order < LOAM_STACK_ORDERS && !moves_always(pool)) {
    lo = (uintptr_t)take_small(pool, cache, order);
    if (!lo) return LOAM_NO_MEMORY;
    span = loam_heap_span(pool->heap, lo);
  } else {
    uint64_t pages = size > LOAM_PAGE_SIZE ? size >> LOAM_PAGE_SHIFT : 1;
    span = size > pool->heap->size ? NULL : fresh_span(pool->heap, pages, shift, true);
    if (!span) return LOAM_NO_MEMORY;
    lo = span->base;
  }
  owners(pool->heap, span)[(lo - span->base) >> shift] = owner << 2 | LOAM_STACK_OWNED;
  stack->lo = lo;
  stack->hi = lo + size;
  stack->owner = owner;
  atomic_fetch_add_explicit(&pool->in_use, size, memory_order_relaxed);
  return LOAM_OK;
}

void loam_stack_free(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack) {
  uint64_t size = loam_stack_size(stack);
  if (!stack->lo) return;
  loam_heap *heap = pool->heap;
  loam_span *span = loam_heap_span(heap, stack->lo);
  uint32_t order = span->block_shift - 11;
  if (heap->knobs && loam_knob_value(heap->knobs, LOAM_KNOB_POISON)) loam_heap_poison((void *)stack->lo, size);
  atomic_fetch_sub_explicit(&pool->in_use, size, memory_order_relaxed);
  if (span->objects == 1) {
    owners(heap, span)[0] = 0;
    loam_pages_give(heap, span);
  } else {
    void *block = (void *)stack->lo;
    owners(heap, span)[(stack->lo - span->base) >> span->block_shift] = LOAM_STACK_CACHED;
    if (!cache) {
      give_shared(pool, order, &block, 1);
    } else {
      if (cache->orders[order].count == LOAM_STACK_CACHE_BLOCKS) {
        cache->orders[order].count = LOAM_STACK_CACHE_BLOCKS / 2;
        give_shared(pool, order, &cache->orders[order].blocks[LOAM_STACK_CACHE_BLOCKS / 2],
                    LOAM_STACK_CACHE_BLOCKS / 2);
      }
      cache->orders[order].blocks[cache->orders[order].count++] = block;
    }
  }
  stack->lo = stack->hi = 0;
}

void loam_stack_retire(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack) {
  loam_heap *heap = pool->heap;
  loam_span *span = loam_heap_span(heap, stack->lo);
  if (!moves_always(pool) || span->objects != 1 ||
      !loam_os_seal(heap->os, (void *)span->base, span->pages << LOAM_PAGE_SHIFT)) {
    loam_stack_free(pool, cache, stack);
    return;
  }
  owners(heap, span)[0] = LOAM_STACK_CACHED;
  atomic_fetch_sub_explicit(&pool->in_use, loam_stack_size(stack), memory_order_relaxed);
  stack->lo = stack->hi = 0;
  loam_lock_acquire(&pool->lock);
  loam_span *oldest = pool->sealed[pool->next_sealed % LOAM_STACK_SEALED];
  pool->sealed[pool->next_sealed++ % LOAM_STACK_SEALED] = span;
  loam_lock_release(&pool->lock);
  if (oldest) unseal(pool, oldest);
}

uint64_t loam_stack_owner(loam_heap *heap, const loam_heap_place *place) {
  uint64_t owner = owners(heap, place->span)[place->index];
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
