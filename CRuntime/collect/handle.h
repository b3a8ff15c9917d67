// SPDX-License-Identifier: Apache-2.0
//
// handle.h — the table of handles (include/loam_handle.h). Embedded in the runtime.
#ifndef LOAM_HANDLE_INTERNAL_H
#define LOAM_HANDLE_INTERNAL_H

#include "collect/collector.h"

#pragma GCC visibility push(hidden)

typedef struct loam_handle_entry {
  void *object;        ///< While it is in use.
  uint32_t generation; ///< Odd: in use.
  uint32_t next_free;  ///< Index + 1 of the next free entry; 0: none.
} loam_handle_entry;

typedef struct loam_handles {
  loam_lock lock;
  loam_os *os;
  loam_handle_entry *entries; ///< under lock
  uint32_t count, capacity;   ///< Entries ever used. under lock
  uint32_t first_free;        ///< Index + 1. under lock
  uint64_t in_use;            ///< under lock
  _Atomic uint32_t cursor;    ///< The next to be shaded in this cycle; UINT32_MAX: all are. Written under lock
} loam_handles;

void loam_handles_init(loam_handles *handles, loam_os *os, loam_bugs *bugs);
void loam_handles_deinit(loam_handles *handles);
/// All are to be shaded anew. Requires: world stopped.
static inline void loam_handles_begin(loam_handles *handles) {
  atomic_store_explicit(&handles->cursor, 0, memory_order_relaxed);
}
/// Shades some of them; false: none was left.
bool loam_handles_shade_next(loam_handles *handles, loam_marker *marker);
/// Shades all at once.
void loam_handles_shade_all(loam_handles *handles, loam_marker *marker);
bool loam_handles_check(loam_handles *handles);

#pragma GCC visibility pop
#endif
