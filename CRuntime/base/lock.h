// SPDX-License-Identifier: Apache-2.0
//
// lock.h — mutual exclusion with ranks.
//
// How.      A word: 0 free, 1 held, 2 held with sleepers; waits on a futex after a short spin. Locks are taken in
//           strictly rising rank; with LOAM_CHECK >= 2 each thread keeps the ranks that it holds and a wrong order is
//           reported once the lock is known to belong to an instance (loam_lock_init takes its bugs record).
// Upholds.  lock.rank
#ifndef LOAM_LOCK_H
#define LOAM_LOCK_H

#include "base/assert.h"
#include <stdatomic.h>

#pragma GCC visibility push(hidden)

/// In the order in which they may be taken.
typedef enum loam_rank {
  LOAM_RANK_CYCLE = 5,  ///< A whole cycle.
  LOAM_RANK_WORLD = 10, ///< Stop and start of the world.
  LOAM_RANK_COMPILE = 15,
  LOAM_RANK_REPORT = 16,  ///< A goroutine tells why it ends.
  LOAM_RANK_BREAKS = 18,  ///< Watched places.
  LOAM_RANK_HANDLES = 22, ///< Table of handles.
  LOAM_RANK_TIMER = 30,   ///< One timer of package time.
  LOAM_RANK_TIMERS = 31,  ///< A worker's timers.
  LOAM_RANK_SEMAPHORE = 32,
  LOAM_RANK_CHANNEL = 34, ///< Several channels: by address (loam_lock_acquire_same).
  LOAM_RANK_GOROUTINES = 36,
  LOAM_RANK_DEEP = 38,     ///< The older frames of one deep stack.
  LOAM_RANK_SCHEDULE = 40, ///< Global run queue, idle workers.
  LOAM_RANK_ITAB = 50,
  LOAM_RANK_SPECIALS = 51, ///< Finalizers, cleanups and weak pointers.
  LOAM_RANK_CACHES = 52,   ///< List of the workers' caches.
  LOAM_RANK_OUTSIDE = 53,  ///< Marker of threads that have none.
  LOAM_RANK_ATTACH = 54,   ///< List of the workers' markers.
  LOAM_RANK_MARK = 56,     ///< Shared mark work.
  LOAM_RANK_CLASS = 60,    ///< Span lists of one size class.
  LOAM_RANK_STACK = 62,    ///< Shared stack pool.
  LOAM_RANK_LARGE = 64,
  LOAM_RANK_PAGES = 70,     ///< Page runs.
  LOAM_RANK_PERMANENT = 80, ///< Permanent memory and other leaf tables.
  LOAM_RANK_RANGES = 90,    ///< Indexes of address ranges, also below permanent memory's lock.
  LOAM_RANK_EVENTS_READ = 84,
  LOAM_RANK_EVENTS_WRITE = 86,
} loam_rank;

typedef struct loam_lock {
  _Atomic uint32_t word;
  uint32_t rank;
  loam_bugs *bugs;
} loam_lock;

void loam_lock_init(loam_lock *lock, loam_rank rank, loam_bugs *bugs);
/// Any rank, since it never waits.
bool loam_lock_try(loam_lock *lock);

/// The parts that are out of line: waiting, waking, and the bookkeeping of ranks in debug builds.
void loam_lock_wait(loam_lock *lock);
void loam_lock_wake(loam_lock *lock);
#if LOAM_CHECK >= 2
void loam_lock_note_acquired(loam_lock *lock, bool same);
void loam_lock_note_released(loam_lock *lock);
#else
static inline void loam_lock_note_acquired(loam_lock *lock, bool same) { (void)lock, (void)same; }
static inline void loam_lock_note_released(loam_lock *lock) { (void)lock; }
#endif

static inline void loam_lock_take(loam_lock *lock, bool same) {
  uint32_t free = 0;
  loam_lock_note_acquired(lock, same);
  if (LOAM_UNLIKELY(
          !atomic_compare_exchange_strong_explicit(&lock->word, &free, 1, memory_order_acquire, memory_order_relaxed)))
    loam_lock_wait(lock);
}
static inline void loam_lock_acquire(loam_lock *lock) { loam_lock_take(lock, false); }
/// Allows an equal rank to be held already: the caller orders such locks itself.
static inline void loam_lock_acquire_same(loam_lock *lock) { loam_lock_take(lock, true); }
static inline void loam_lock_release(loam_lock *lock) {
  loam_lock_note_released(lock);
  if (LOAM_UNLIKELY(atomic_exchange_explicit(&lock->word, 0, memory_order_release) == 2)) loam_lock_wake(lock);
}

#pragma GCC visibility pop
#endif
