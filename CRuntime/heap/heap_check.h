// SPDX-License-Identifier: Apache-2.0
//
// heap_check.h — the walk over the whole heap, between its two files.
//
// How.      Lists first: each span that is in one is noted, by its first page. Then all pages in order of address: each
//           span's record, its page table entries and page_info, its side tables, its objects; and that it was in the
//           list where it belongs. Sums of what was found are compared with what is counted.
// Phases.   All swept, unswept, partly swept, or being marked; marks and lists are looked at accordingly.
#ifndef LOAM_HEAP_CHECK_H
#define LOAM_HEAP_CHECK_H

#include "base/bits.h"
#include "heap/heap.h"

#pragma GCC visibility push(hidden)

/// Objects and bytes that the walk has found.
typedef struct loam_heap_found {
  uint64_t spans, objects, bytes;
} loam_heap_found;

typedef struct loam_heap_walk {
  loam_heap *heap;
  uint32_t generation; ///< sweep_generation.
  bool marking;
  uint64_t *seen; ///< Bit by page: the span that begins there is in a list. NULL without memory: not looked at.
  uint64_t seen_bytes;
  uint64_t live;                                  ///< Bytes that will be live when all is swept.
  loam_heap_found listed[2 * LOAM_CLASS_COUNT];   ///< In lists, by slot; [0] and [1]: large objects without and with.
  loam_heap_found in_pages[2 * LOAM_CLASS_COUNT]; ///< In pages.
  uint64_t listed_runs, runs;                     ///< Free runs in bins, and in pages.
} loam_heap_walk;

static inline bool loam_walk_unswept(const loam_heap_walk *walk, const loam_span *span) {
  return atomic_load_explicit(&span->swept, memory_order_relaxed) != walk->generation;
}
/// The lists of classes and of large objects.
bool loam_heap_walk_lists(loam_heap_walk *walk);
/// The free runs. Requires: pages_lock.
bool loam_heap_walk_runs(loam_heap_walk *walk);
/// One span of any kind, with all that belongs to it.
bool loam_heap_walk_span(loam_heap_walk *walk, loam_span *span);

#pragma GCC visibility pop
#endif
