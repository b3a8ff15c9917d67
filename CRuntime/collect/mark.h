// SPDX-License-Identifier: Apache-2.0
//
// mark.h — a marker's work between the files of this folder.
#ifndef LOAM_MARK_H
#define LOAM_MARK_H

#include "collect/collector.h"

#pragma GCC visibility push(hidden)

void loam_marker_init(loam_marker *marker, loam_collector *collector);
/// Scans the contents of the object with this base, without marking it.
void loam_marker_scan_object(loam_marker *marker, uintptr_t object);
/// Works until nothing is left in the marker itself, in the shared list, or `budget` bytes are done (then false).
bool loam_marker_work(loam_marker *marker, uint64_t budget);
/// Pushes the contents of all marked objects again: for when some could not be queued.
void loam_marker_rescan_heap(loam_marker *marker);
/// Passes all that the marker holds to the shared work; it stays empty.
void loam_marker_hand_over(loam_marker *marker);
/// Queues the contents of a marked object.
void loam_marker_push(loam_marker *marker, uintptr_t object);
/// Adds the figures of another marker.
void loam_marker_add(loam_marker *marker, const loam_marker *other);
/// Gives the marker's empty block to the others.
void loam_marker_drop_block(loam_marker *marker);
/// Gives the marker's and the collector's blocks back to the system.
void loam_marker_release(loam_collector *collector);

static inline bool loam_mark_is_set(loam_heap *heap, const loam_span *span, uint64_t index) {
  _Atomic uint64_t *marks = (_Atomic uint64_t *)loam_heap_side(heap, heap->marks, span);
  return atomic_load_explicit(&marks[index >> 6], memory_order_relaxed) >> (index & 63) & 1;
}

#pragma GCC visibility pop
#endif
