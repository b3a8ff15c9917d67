// SPDX-License-Identifier: Apache-2.0
//
// barrier.c — what stores have shaded becomes marked; stores of many values.
//
// Upholds.  barrier.shade
// Threads.  The worker whose buffer it is; with the world stopped, the stopper.
#include "heap/barrier.h"

#include "base/bits.h"
#include "collect/mark.h"

void loam_barrier_flush(loam_barrier *barrier) {
  loam_marker *marker = barrier->marker;
  uint64_t hits = atomic_load_explicit(&barrier->hits, memory_order_relaxed);
  atomic_store_explicit(&barrier->hits, hits + barrier->count, memory_order_relaxed);
  for (uint32_t i = 0; i < barrier->count; i++) {
    uintptr_t word = barrier->words[i];
    if (word & LOAM_BARRIER_WHOLE)
      loam_marker_push(marker, word & ~LOAM_BARRIER_WHOLE);
    else
      loam_collect_word(marker, word);
  }
  barrier->count = 0;
  loam_marker_hand_over(marker);
}

static void shade_bits(loam_barrier *barrier, uintptr_t base, const uint64_t *map, uint64_t words) {
  for (uint64_t i = 0; i < words; i += 64) {
    uint64_t bits = map[i >> 6];
    if (words - i < 64) bits &= loam_bits_below((uint32_t)(words - i));
    for (; bits; bits &= bits - 1) loam_barrier_shade(barrier, ((const uintptr_t *)base)[i + loam_bits_lowest(bits)]);
  }
}

static void shade_values(loam_barrier *barrier, uintptr_t base, const loam_type *type, uint64_t count) {
  for (uint64_t i = 0; i < count; i++, base += type->size) {
    if (type->pointer_map)
      shade_bits(barrier, base, type->pointer_map, type->pointer_bytes / 8);
    else if (type->kind == LOAM_KIND_ARRAY)
      shade_values(barrier, base, type->element, type->length);
    else
      for (uint32_t f = 0; f < type->field_count; f++)
        if (type->fields[f].type->pointer_bytes)
          shade_values(barrier, base + type->fields[f].offset, type->fields[f].type, 1);
  }
}

void loam_barrier_values(loam_barrier *barrier, const void *to, const void *from, const loam_type *type,
                         uint64_t count) {
  if (!type->pointer_bytes) return;
  shade_values(barrier, (uintptr_t)to, type, count);
  if (from) shade_values(barrier, (uintptr_t)from, type, count);
}
