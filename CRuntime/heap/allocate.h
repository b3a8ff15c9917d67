// SPDX-License-Identifier: Apache-2.0
//
// allocate.h — the allocation fast path, inline: no lock, no atomic, no call while the window has a free object.
//
// How.      Size to class by table, lowest free bit of the class's window, then the object's pointer bits go to the
//           side table. Pointer-free objects below 16 bytes are packed. Everything else is loam_heap_allocate_slow.
// Upholds.  heap.zero, heap.class
#ifndef LOAM_ALLOCATE_H
#define LOAM_ALLOCATE_H

#include "base/bits.h"
#include "heap/heap.h"
#include <string.h>

#pragma GCC visibility push(hidden)

/// Writes which words of a fresh small object are pointers: `count` elements of `type`. Spans with pointers only.
void loam_heap_describe(loam_heap *heap, loam_span *span, uintptr_t object, const loam_type *type, uint64_t count);

/// Takes the next free object of the window for `size` bytes, 1 to 512; NULL when it has none. `pointers`: the values
/// have some.
static inline __attribute__((always_inline)) void *loam_heap_take(loam_heap *heap, loam_heap_cache *cache,
                                                                  uint64_t size, const loam_type *type, uint64_t count,
                                                                  bool pointers) {
  loam_window *window = &cache->windows[loam_size_class_of8[(size + 7) >> 3] * 2u + pointers];
  uint64_t free = window->free;
  if (LOAM_UNLIKELY(free == 0)) return NULL;
  uintptr_t object = window->base + loam_bits_lowest(free) * window->size;
  if (window->zero) memset((void *)object, 0, window->size);
  if (pointers) {
    if (LOAM_LIKELY(count == 1 && type->pointer_map)) {
      uint64_t word = (object - heap->base) >> 3;
      uint64_t *table = (uint64_t *)(void *)heap->pointers + (word >> 6);
      uint32_t shift = word & 63, words = (uint32_t)(window->size >> 3);
      uint64_t mask = loam_bits_below(words), map = type->pointer_map[0] & mask;
      table[0] = (table[0] & ~(mask << shift)) | map << shift;
      if (shift + words > 64) table[1] = (table[1] & ~(mask >> (64 - shift))) | map >> (64 - shift);
    } else {
      loam_heap_describe(heap, window->span, object, type, count);
    }
  }
  window->free = free & (free - 1);
  return (void *)object;
}

/// Zeroed memory for `count` values of `type`, `size` bytes together (size == type->size * count, no overflow). `type`
/// NULL or without pointers: the object is never scanned. NULL without memory. Owner's thread of `cache`.
static inline void *loam_heap_allocate(loam_heap *heap, loam_heap_cache *cache, uint64_t size, const loam_type *type,
                                       uint64_t count) {
  bool pointers = type && type->pointer_bytes;
  if (LOAM_LIKELY(size <= 512)) {
    if (size < 16 && !pointers) {
      uintptr_t at = cache->tiny;
      at = (size & 7) == 0   ? (at + 7) & ~7ull
           : (size & 3) == 0 ? (at + 3) & ~3ull
           : (size & 1) == 0 ? (at + 1) & ~1ull
                             : at;
      if (size == 0 || at + size > cache->tiny_end) return loam_heap_allocate_slow(heap, cache, size, NULL, 0);
      cache->tiny = at + size;
      cache->tiny_objects++;
      return (void *)at;
    }
    void *object = loam_heap_take(heap, cache, size, type, count, pointers);
    if (LOAM_LIKELY(object != NULL)) return object;
  }
  return loam_heap_allocate_slow(heap, cache, size, pointers ? type : NULL, count);
}

#pragma GCC visibility pop
#endif
