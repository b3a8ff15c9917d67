// SPDX-License-Identifier: Apache-2.0
//
// lock.c — the futex lock, and the rank check of debug builds.
//
// Why not.  pthread_mutex: 40 bytes in every channel, and no ranks. The held ranks are thread-local, not global: they
//           belong to the thread whatever instance's locks it holds.
#include "base/lock.h"

#include "base/os.h"

enum { SPINS = 60, HELD_MOST = 64 };

#if LOAM_CHECK >= 2
static _Thread_local struct {
  uint32_t count;
  const loam_lock *locks[HELD_MOST];
} held;

void loam_lock_note_acquired(loam_lock *lock, bool same) {
  uint32_t top = 0;
  for (uint32_t i = 0; i < held.count && i < HELD_MOST; i++)
    if (held.locks[i]->bugs == lock->bugs && held.locks[i]->rank > top) top = held.locks[i]->rank;
  if (lock->rank < top || (lock->rank == top && !same))
    loam_bug_report(lock->bugs, "lock.rank", "a lock was taken out of order");
  if (held.count < HELD_MOST) held.locks[held.count] = lock;
  held.count++;
}

void loam_lock_note_released(loam_lock *lock) {
  for (uint32_t i = held.count; i-- > 0;)
    if (i < HELD_MOST && held.locks[i] == lock) {
      for (uint32_t j = i + 1; j < held.count && j < HELD_MOST; j++) held.locks[j - 1] = held.locks[j];
      held.count--;
      return;
    }
  loam_bug_report(lock->bugs, "lock.rank", "a lock was released by a thread that does not hold it");
}
#endif

void loam_lock_init(loam_lock *lock, loam_rank rank, loam_bugs *bugs) {
  atomic_init(&lock->word, 0);
  lock->rank = rank;
  lock->bugs = bugs;
}

static void pause_a_little(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

void loam_lock_wait(loam_lock *lock) {
  for (int i = 0; i < SPINS; i++) {
    uint32_t free = 0;
    pause_a_little();
    if (atomic_load_explicit(&lock->word, memory_order_relaxed) == 0 &&
        atomic_compare_exchange_weak_explicit(&lock->word, &free, 1, memory_order_acquire, memory_order_relaxed))
      return;
  }
  while (atomic_exchange_explicit(&lock->word, 2, memory_order_acquire) != 0) loam_os_wait(&lock->word, 2, -1);
}

void loam_lock_wake(loam_lock *lock) { loam_os_wake(&lock->word, 1); }

bool loam_lock_try(loam_lock *lock) {
  uint32_t free = 0;
  if (!atomic_compare_exchange_strong_explicit(&lock->word, &free, 1, memory_order_acquire, memory_order_relaxed))
    return false;
  loam_lock_note_acquired(lock, true); // Taking without waiting cannot deadlock.
  return true;
}
