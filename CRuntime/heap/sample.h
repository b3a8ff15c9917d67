// SPDX-License-Identifier: Apache-2.0
//
// sample.h — which allocations a heap profile sees, and which of their objects have been freed since.
//
// How.      Go's rule: a byte in `rate` on average is sampled, by a Poisson process, and with it its object. Such a
//           process has no memory, so each window runs one of its own: when one is opened it is known how many objects
//           are handed out before the next that is sampled, and the window ends there. The sampled one is then taken by
//           the slow path, alone in a window. So the fast path knows of nothing, and rate 1 samples each object. A
//           sampled object leaves a record in its span's list, which whoever sweeps the span looks through: spans
//           without records pay one test.
// Why not.  A countdown of bytes in the fast path, as Go's: it costs every allocation of every program. Windows of one
//           object whatever the rate: four times slower at the usual rate of a sample in 512 KiB.
// Upholds.  profile.balance
// Threads.  A span's list is its owner's. Counts, records and random numbers are under `lock`, a leaf.
// Fails.    Without memory for a record the object counts as lost and as nothing else.
#ifndef LOAM_SAMPLE_H
#define LOAM_SAMPLE_H

#include "base/lock.h"
#include "base/os.h"
#include "base/random.h"
#include "base/slab.h"
#include "heap/span.h"

#pragma GCC visibility push(hidden)

typedef struct loam_heap loam_heap;
typedef struct loam_heap_cache loam_heap_cache;
typedef struct loam_window loam_window;

/// Where objects of one size were allocated. The owner of `site` makes and keeps them.
typedef struct loam_sample_site {
  uint64_t size;             ///< Bytes of each object.
  uint64_t allocated, freed; ///< Sampled objects. under lock
} loam_sample_site;

/// A sampled object.
typedef struct loam_sample {
  struct loam_sample *next;
  loam_sample_site *site;
  uint32_t index; ///< In its span.
} loam_sample;

typedef struct loam_sampler {
  _Atomic bool on;             ///< Windows ask how long they may be; the one test of slow paths.
  _Atomic bool looking;        ///< Each allocation looks at `variable` first, in windows of one object.
  _Atomic uint64_t rate;       ///< Bytes; 1: every object; 0: none.
  _Atomic uint32_t generation; ///< Rises with each change of the rate: what windows drew before is void.
  const int64_t *variable;     ///< A program's variable that sets the rate; NULL: none. Read atomically.
  _Atomic int64_t seen;        ///< Its value when it was last looked at.
  loam_lock lock;
  loam_random random; ///< under lock, as all that follows
  loam_slab records;
  loam_sample *unused; ///< Records.
  uint64_t live;       ///< Records in spans.
  uint64_t lost;       ///< Objects that were to be sampled and for which there was no memory.
  loam_knobs *knobs;
  /// The site of an allocation of `size` bytes that the cache's thread makes now; NULL without memory. under lock
  loam_sample_site *(*site)(void *context, loam_heap_cache *cache, uint64_t size);
  void *context;
} loam_sampler;

/// Off. `site` is set by who knows sites; without it nothing is sampled.
void loam_sampler_init(loam_heap *heap);
void loam_sampler_deinit(loam_heap *heap);
/// Samples a byte in `rate` from here on; 0: none, and objects sampled before are still followed. Requires: world
/// stopped.
void loam_sampler_set_rate(loam_heap *heap, uint64_t rate);
/// The program's variable sets the rate from here on (less than 1: off), from its value now. Its first change counts
/// from the next allocation on, later ones from the next window on. Windows that are open go on; `own` (may be NULL) is
/// a cache whose worker counts as stopped and waits for this call: it is flushed. Any thread.
void loam_sampler_watch(loam_heap *heap, loam_heap_cache *own, const int64_t *variable);
/// Every record belongs to an allocated object, and there are as many as is said. Requires: world stopped, caches
/// flushed.
bool loam_sampler_check(loam_heap *heap);

// ---- of the allocator, while `on` ----

/// Follows the program's variable. Any thread.
void loam_sampler_look(loam_heap *heap);
/// Objects that a window over `span` may have, of the `count` that are free; when the first is to be sampled, 1, and
/// window->sample is set. Owner of the window.
uint32_t loam_sampler_limit(loam_heap *heap, loam_window *window, const loam_span *span, uint32_t count);
/// `object` was taken from a window with `sample` set.
void loam_sampler_take(loam_heap *heap, loam_heap_cache *cache, loam_window *window, uintptr_t object);
/// A large object was allocated: samples it with the probability that one of its bytes is met.
void loam_sampler_take_large(loam_heap *heap, loam_heap_cache *cache, loam_span *span);

// ---- of the sweeper ----

/// Counts as freed what the allocated table of `span` no longer has. Its owner, without a lock.
void loam_sampler_sweep(loam_heap *heap, loam_span *span);

#pragma GCC visibility pop
#endif
