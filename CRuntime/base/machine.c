// SPDX-License-Identifier: Apache-2.0
//
// machine.c — machine stacks: mapped with a guard below, kept when free.
//
// How.      Sizes are powers of two; a free stack waits in the list of its size until the pool holds more than its
//           share, then the one just freed is unmapped. A kept stack keeps the pages that code is likely to touch
//           again.
// Why not.  One slab for many stacks: with guards in the page table neighbours are one mapping anyhow, and a stack by
//           itself can be given back.
// Upholds.  machine.stack
// Fails.    NULL, nothing changed.
#include "base/machine.h"

#include "base/bits.h"
#include "base/machine_tools.h"

#include <string.h>

enum { LEAST_SHIFT = 14 };
_Static_assert(LOAM_MACHINE_LEAST == 1ull << LEAST_SHIFT, "orders count from the least size");
_Static_assert(LOAM_MACHINE_MOST == LOAM_MACHINE_LEAST << (LOAM_MACHINE_ORDERS - 1), "and end at the greatest");

void loam_machine_pool_init(loam_machine_pool *pool, loam_os *os, loam_bugs *bugs) {
  memset(pool, 0, sizeof *pool);
  pool->os = os;
  loam_lock_init(&pool->lock, LOAM_RANK_STACK, bugs);
}

static void unmap(loam_machine_pool *pool, loam_machine_stack *stack) {
  uint64_t size = stack->hi - stack->lo;
  loam_tools_unmapping(stack);
  loam_os_unmap(pool->os, (void *)(stack->lo - LOAM_MACHINE_GUARD), size + LOAM_MACHINE_GUARD, size);
}

void loam_machine_pool_deinit(loam_machine_pool *pool) {
  for (uint32_t order = 0; order < LOAM_MACHINE_ORDERS; order++)
    for (loam_machine_stack *stack = pool->free[order], *next; stack != NULL; stack = next) {
      next = stack->link;
      unmap(pool, stack);
    }
}

static loam_machine_stack *map(loam_machine_pool *pool, uint32_t order) {
  uint64_t size = LOAM_MACHINE_LEAST << order;
  char *lo = loam_os_map_stack(pool->os, size, LOAM_MACHINE_GUARD);
  if (lo == NULL) return NULL;
  loam_machine_stack *stack = (loam_machine_stack *)(lo + size) - 1;
  stack->lo = (uintptr_t)lo;
  stack->hi = (uintptr_t)lo + size;
  stack->order = order;
  loam_tools_mapped(stack);
  atomic_fetch_add_explicit(&pool->maps, 1, memory_order_relaxed);
  return stack;
}

loam_machine_stack *loam_machine_stack_acquire(loam_machine_pool *pool, uint64_t size) {
  if (size == 0) size = LOAM_MACHINE_DEFAULT;
  if (size > LOAM_MACHINE_MOST) return NULL;
  uint32_t shift = size <= LOAM_MACHINE_LEAST ? LEAST_SHIFT : loam_bits_highest(size - 1) + 1;
  uint32_t order = shift - LEAST_SHIFT;
  loam_lock_acquire(&pool->lock);
  loam_machine_stack *stack = pool->free[order]; // never one with `freshstack`
  if (stack != NULL) {
    pool->free[order] = stack->link;
    pool->kept -= stack->hi - stack->lo;
  }
  loam_lock_release(&pool->lock);
  if (stack == NULL && (stack = map(pool, order)) == NULL) return NULL;
  stack->link = NULL;
  loam_tools_acquired(stack);
  atomic_fetch_add_explicit(&pool->in_use, stack->hi - stack->lo, memory_order_relaxed);
  return stack;
}

void loam_machine_stack_release(loam_machine_pool *pool, loam_machine_stack *stack) {
  uint64_t size = stack->hi - stack->lo;
  loam_tools_released(stack);
  atomic_fetch_sub_explicit(&pool->in_use, size, memory_order_relaxed);
  if (size > LOAM_MACHINE_KEPT_RESIDENT)
    loam_os_release(pool->os, (void *)stack->lo, size - LOAM_MACHINE_KEPT_RESIDENT);
  loam_lock_acquire(&pool->lock);
  bool fresh = loam_knob_value(pool->os->knobs, LOAM_KNOB_FRESHSTACK) != 0;
  bool keep = !fresh && pool->kept + size <= LOAM_MACHINE_KEPT_BYTES;
  if (keep) {
    stack->link = pool->free[stack->order];
    pool->free[stack->order] = stack;
    pool->kept += size;
  }
  loam_lock_release(&pool->lock);
  if (fresh) loam_knob_fired(pool->os->knobs, LOAM_KNOB_FRESHSTACK);
  if (!keep) unmap(pool, stack);
}
