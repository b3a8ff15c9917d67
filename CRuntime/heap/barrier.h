// SPDX-License-Identifier: Apache-2.0
//
// barrier.h — the write barrier, as those who store pointers see it.
//
// How.      The hybrid barrier of Clements and Hudson (Go proposal 17503): while marking, a store of a pointer to
//           memory that may be the heap shades what it overwrites and what it stores. So a goroutine's stack is scanned
//           once: nothing that it holds later can be lost, whoever moves it where. Shading is put off: each worker
//           collects words in a buffer of its own, which is marked from when it is full, and by whoever ends the
//           marking. A fresh object that is filled from another is not shaded word by word but queued as a whole.
// Upholds.  barrier.shade: while `on`, no pointer leaves or enters memory that may be the heap without being in a
// buffer
//           or marked from.
// Threads.  A buffer is its worker's; with the world stopped it is the stopper's. `on` and `black` change only then.
#ifndef LOAM_BARRIER_H
#define LOAM_BARRIER_H

#include "base/limits.h"
#include "include/loam_base.h"
#include "include/loam_type.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

struct loam_marker;

typedef struct loam_barrier {
  bool on;                    ///< Stores shade.
  bool black;                 ///< Objects are born marked.
  uint32_t count;             ///< Words in the buffer.
  struct loam_marker *marker; ///< What the buffer is marked from with; NULL: none, `on` stays false.
  _Atomic uint64_t hits;      ///< Words shaded since the start, without those in the buffer. Written by the owner.
  int64_t credit;             ///< Bytes that may be allocated before this worker has to help marking.
  uintptr_t words[LOAM_BARRIER_WORDS];
} loam_barrier;

/// Marks from everything in the buffer. (collect/barrier.c)
void loam_barrier_flush(loam_barrier *barrier);

/// The worker has allocated more than it has helped: marks some. (collect/assist.c)
void loam_barrier_assist(loam_barrier *barrier);

/// A word in the buffer with this bit is the base of a marked object whose contents are to be scanned.
#define LOAM_BARRIER_WHOLE (1ull << 63)

static inline void loam_barrier_shade(loam_barrier *barrier, uintptr_t word) {
  if (word == 0) return;
  barrier->words[barrier->count++] = word;
  if (LOAM_UNLIKELY(barrier->count == LOAM_BARRIER_WORDS)) loam_barrier_flush(barrier);
}
/// Before `value` is stored to `cell`. Requires: on.
static inline void loam_barrier_cell(loam_barrier *barrier, void *const *cell, const void *value) {
  loam_barrier_shade(barrier, (uintptr_t)*cell);
  loam_barrier_shade(barrier, (uintptr_t)value);
}
/// Before `count` values of `type` at `to` are overwritten by those at `from` (NULL: by zeros). Requires: on.
void loam_barrier_values(loam_barrier *barrier, const void *to, const void *from, const loam_type *type,
                         uint64_t count);
/// After the object at `base`, allocated since the last safepoint, was filled from elsewhere. Requires: on.
static inline void loam_barrier_filled(loam_barrier *barrier, const void *base) {
  loam_barrier_shade(barrier, (uintptr_t)base | LOAM_BARRIER_WHOLE);
}

#pragma GCC visibility pop
#endif
