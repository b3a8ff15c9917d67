// SPDX-License-Identifier: Apache-2.0
//
// sync.c — locks and wait groups (package sync).
//
// How.      The fast path of every operation is one atomic instruction; the slow paths queue on the runtime's
// semaphores.
//           Mutex: a woken waiter competes with newcomers, which saves switches; one that has lost several times sets
//           STARVING, and from then on Unlock hands the lock to the waiter at the head of the queue. How often a waiter
//           was woken is kept in the two low bits of its argument, the address of the mutex, which parking preserves.
// Upholds.  At most one goroutine is between being woken by Unlock and its next look at the mutex (WOKEN); only it may
// set
//           STARVING, so a woken goroutine that sees STARVING was given the lock.
// Fails.    Unlocking what is not locked is a fatal error, as in Go.
#include "services.h"
#include "loam_collect.h"

#include <stdatomic.h>
#include <stddef.h>

enum { LOCKED = 1, WOKEN = 2, STARVING = 4, WAITER = 8, WAITER_SHIFT = 3 };

typedef struct mutex {
  _Atomic uint32_t state; ///< LOCKED, WOKEN, STARVING and the number of waiters.
  uint32_t semaphore;
} mutex;

static loam_native_status nil_panic(loam_context *context) {
  return loam_context_panic_error(context, "invalid memory address or nil pointer dereference");
}

// func (m *Mutex) Lock()
NATIVE(mutex_lock) {
  uint32_t free = 0;
  mutex *m = (mutex *)(loam_argument(context, 0) & ~(uint64_t)3);
  uint32_t woken = loam_argument(context, 0) & 3;
  if (m == NULL) return nil_panic(context);
  if (woken == 0 && atomic_compare_exchange_strong(&m->state, &free, LOCKED)) return LOAM_NATIVE_DONE;
  for (;;) {
    uint32_t old = atomic_load(&m->state), new;
    if (woken > 0 && (old & STARVING)) {
      uint32_t delta = LOCKED - WAITER;
      if (woken < 3 || old >> WAITER_SHIFT == 1) delta -= STARVING;
      atomic_fetch_add(&m->state, delta);
      return LOAM_NATIVE_DONE;
    }
    do {
      new = old;
      if (!(old & STARVING)) new |= LOCKED;
      if (old & (LOCKED | STARVING)) new += WAITER;
      if (woken == 3 && (old & LOCKED)) new |= STARVING;
      if (woken > 0) new &= ~(uint32_t)WOKEN;
    } while (!atomic_compare_exchange_weak(&m->state, &old, new));
    if (!(old & (LOCKED | STARVING))) return LOAM_NATIVE_DONE;
    bool again = woken > 0;
    if (woken < 3) woken++;
    loam_argument(context, 0) = (uint64_t)(uintptr_t)m | woken;
    if (!loam_semaphore_acquire(context, &m->semaphore, again, "sync.Mutex.Lock")) return LOAM_NATIVE_RETRY;
  }
}

// func (m *Mutex) TryLock() bool
NATIVE(mutex_try) {
  mutex *m = POINTER(0);
  if (m == NULL) return nil_panic(context);
  uint32_t old = atomic_load(&m->state);
  RESULT(1, !(old & (LOCKED | STARVING)) && atomic_compare_exchange_strong(&m->state, &old, old | LOCKED));
  return LOAM_NATIVE_DONE;
}

// func (m *Mutex) Unlock()
NATIVE(mutex_unlock) {
  mutex *m = POINTER(0);
  if (m == NULL) return nil_panic(context);
  uint32_t state = atomic_fetch_sub(&m->state, LOCKED);
  if (!(state & LOCKED)) return loam_context_fatal(context, "sync: unlock of unlocked mutex");
  state -= LOCKED;
  if (state == 0) return LOAM_NATIVE_DONE;
  if (state & STARVING) {
    return loam_semaphore_release(context, &m->semaphore, true);
  }
  do {
    // Nobody waits, or somebody is awake already or has taken the lock and will see to the waiters.
    if (state >> WAITER_SHIFT == 0 || (state & (LOCKED | WOKEN | STARVING))) return LOAM_NATIVE_DONE;
  } while (!atomic_compare_exchange_weak(&m->state, &state, (state - WAITER) | WOKEN));
  loam_semaphore_release(context, &m->semaphore, false);
  return LOAM_NATIVE_DONE;
}

/// sync.RWMutex behind its Mutex. `readers` is lowered by READERS while a writer waits or writes.
typedef struct rwmutex {
  mutex writer;
  uint32_t writer_semaphore, reader_semaphore;
  _Atomic int32_t readers;
  _Atomic int32_t leaving; ///< Readers that the waiting writer still waits for.
} rwmutex;

enum { READERS = 1 << 30 };

// func (rw *RWMutex) RLock()
NATIVE(rwmutex_rlock) {
  rwmutex *rw = POINTER(0);
  if (rw == NULL) return nil_panic(context);
  if (atomic_fetch_add(&rw->readers, 1) + 1 >= 0) return LOAM_NATIVE_DONE;
  return loam_semaphore_acquire(context, &rw->reader_semaphore, false, "sync.RWMutex.RLock") ? LOAM_NATIVE_DONE
                                                                                             : LOAM_NATIVE_BLOCK;
}

// func (rw *RWMutex) TryRLock() bool
NATIVE(rwmutex_try_rlock) {
  rwmutex *rw = POINTER(0);
  if (rw == NULL) return nil_panic(context);
  int32_t readers = atomic_load(&rw->readers);
  while (readers >= 0 && !atomic_compare_exchange_weak(&rw->readers, &readers, readers + 1)) {
  }
  RESULT(1, readers >= 0);
  return LOAM_NATIVE_DONE;
}

// func (rw *RWMutex) RUnlock()
NATIVE(rwmutex_runlock) {
  rwmutex *rw = POINTER(0);
  if (rw == NULL) return nil_panic(context);
  int32_t old = atomic_fetch_sub(&rw->readers, 1);
  if (old > 0) return LOAM_NATIVE_DONE;
  if (old == 0 || old == -READERS) return loam_context_fatal(context, "sync: RUnlock of unlocked RWMutex");
  if (atomic_fetch_sub(&rw->leaving, 1) == 1) loam_semaphore_release(context, &rw->writer_semaphore, false);
  return LOAM_NATIVE_DONE;
}

// func (rw *RWMutex) exclude()
//
// Keeps new readers out and waits for those inside. The caller holds rw->writer.
NATIVE(rwmutex_exclude) {
  rwmutex *rw = POINTER(0);
  int32_t inside = atomic_fetch_sub(&rw->readers, READERS);
  if (inside == 0 || atomic_fetch_add(&rw->leaving, inside) + inside == 0) return LOAM_NATIVE_DONE;
  return loam_semaphore_acquire(context, &rw->writer_semaphore, false, "sync.RWMutex.Lock") ? LOAM_NATIVE_DONE
                                                                                            : LOAM_NATIVE_BLOCK;
}

// func (rw *RWMutex) tryExclude() bool
NATIVE(rwmutex_try_exclude) {
  rwmutex *rw = POINTER(0);
  int32_t none = 0;
  RESULT(1, atomic_compare_exchange_strong(&rw->readers, &none, -READERS));
  return LOAM_NATIVE_DONE;
}

// func (rw *RWMutex) admit()
//
// Lets in the readers that came meanwhile.
NATIVE(rwmutex_admit) {
  rwmutex *rw = POINTER(0);
  if (rw == NULL) return nil_panic(context);
  int32_t old = atomic_fetch_add(&rw->readers, READERS);
  if (old >= 0) return loam_context_fatal(context, "sync: Unlock of unlocked RWMutex");
  for (int32_t waiting = old + READERS; waiting > 0; waiting--)
    loam_semaphore_release(context, &rw->reader_semaphore, false);
  return LOAM_NATIVE_DONE;
}

/// sync.WaitGroup: counter in the high half of `state`, waiters in the low half.
typedef struct wait_group {
  _Atomic uint64_t state;
  uint32_t semaphore;
} wait_group;

static loam_native_status wait_group_change(loam_context *context, int64_t delta) {
  wait_group *wg = POINTER(0);
  if (wg == NULL) return nil_panic(context);
  uint64_t change = (uint64_t)delta << 32, state = atomic_fetch_add(&wg->state, change) + change;
  int32_t counter = (int32_t)(state >> 32);
  uint32_t waiters = (uint32_t)state;
  if (counter < 0) return loam_context_panic_string(context, "sync: negative WaitGroup counter");
  if (waiters != 0 && delta > 0 && counter == (int32_t)delta)
    return loam_context_panic_string(context, "sync: WaitGroup misuse: Add called concurrently with Wait");
  if (counter > 0 || waiters == 0) return LOAM_NATIVE_DONE;
  if (!atomic_compare_exchange_strong(&wg->state, &state, 0))
    return loam_context_panic_string(context, "sync: WaitGroup misuse: Add called concurrently with Wait");
  for (; waiters > 0; waiters--) loam_semaphore_release(context, &wg->semaphore, false);
  return LOAM_NATIVE_DONE;
}

// func (wg *WaitGroup) Add(delta int)
NATIVE(wait_group_add) { return wait_group_change(context, INTEGER(1)); }
// func (wg *WaitGroup) Done()
NATIVE(wait_group_done) { return wait_group_change(context, -1); }

// func (wg *WaitGroup) Wait()
NATIVE(wait_group_wait) {
  wait_group *wg = POINTER(0);
  if (wg == NULL) return nil_panic(context);
  uint64_t state = atomic_load(&wg->state);
  do {
    if (state >> 32 == 0) return LOAM_NATIVE_DONE;
  } while (!atomic_compare_exchange_weak(&wg->state, &state, state + 1));
  return loam_semaphore_acquire(context, &wg->semaphore, false, "sync.WaitGroup.Wait") ? LOAM_NATIVE_DONE
                                                                                       : LOAM_NATIVE_BLOCK;
}

// func notifyAdd(list *uint32) uint32
NATIVE(notifyAdd) {
  RESULT(1, loam_notify_add(context, POINTER(0)));
  return LOAM_NATIVE_DONE;
}

// func notifyWait(list *uint32, ticket uint32)
NATIVE(notifyWait) {
  return loam_notify_wait(context, POINTER(0), (uint32_t)INTEGER(1)) ? LOAM_NATIVE_DONE : LOAM_NATIVE_BLOCK;
}

// func notifyWake(list *uint32, all bool)
NATIVE(notifyWake) {
  loam_notify_wake(context, POINTER(0), INTEGER(1) != 0);
  return LOAM_NATIVE_DONE;
}

/// Mutex, WaitGroup and RWMutex.RLock count those who wait: nothing else is left of them.
bool loam_natives_give_up(const char *reason, uint32_t *address) {
  if (strcmp(reason, "sync.Mutex.Lock") == 0) {
    mutex *m = (mutex *)(void *)((char *)address - offsetof(mutex, semaphore));
    uint32_t state = atomic_load(&m->state) - WAITER;
    // The lock is handed to waiters only while there are some.
    atomic_store(&m->state, state >> WAITER_SHIFT == 0 ? state & ~(uint32_t)STARVING : state);
    return true;
  }
  if (strcmp(reason, "sync.WaitGroup.Wait") == 0) {
    wait_group *wg = (wait_group *)(void *)((char *)address - offsetof(wait_group, semaphore));
    atomic_fetch_sub(&wg->state, 1);
    return true;
  }
  if (strcmp(reason, "sync.RWMutex.RLock") == 0) {
    rwmutex *rw = (rwmutex *)(void *)((char *)address - offsetof(rwmutex, reader_semaphore));
    atomic_fetch_sub(&rw->readers, 1);
    return true;
  }
  return false; // a writer keeps readers out, which only the end of its wait undoes
}

// Pools: the number of collections and the addresses of bins change while nothing runs, so within a native they fit
// each other.

/// type bin, its first word.
typedef struct bin {
  struct bin *next;
} bin;

/// type ages. Addresses that keep nothing alive; 0: none.
typedef struct ages {
  uint64_t cycle; ///< Collections when `fresh` was made.
  uintptr_t fresh, old;
} ages;

static void grow_older(loam_context *context, ages *a) {
  uint64_t now = loam_collect_begun(context->runtime);
  if (a->cycle == now) return;
  a->old = now - a->cycle == 1 ? a->fresh : 0;
  a->fresh = 0;
  a->cycle = now;
}

// func (a *ages) bins() (fresh, old *bin)
NATIVE(pool_bins) {
  ages *a = POINTER(0);
  grow_older(context, a);
  RESULT(1, a->fresh);
  RESULT(2, a->old);
  return LOAM_NATIVE_DONE;
}

// func (a *ages) use(b *bin, bins *[2]*bin)
NATIVE(pool_use) {
  ages *a = POINTER(0);
  bin *b = POINTER(1);
  void **bins = POINTER(2);
  loam_collect_set_aging(context->runtime, bins);
  grow_older(context, a);
  loam_context_store(context, (void **)&b->next, bins[0]);
  loam_context_store(context, &bins[0], b);
  a->fresh = (uintptr_t)b;
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(sync, "sync", {"(*Mutex).Lock", mutex_lock}, {"(*Mutex).TryLock", mutex_try},
             {"(*Mutex).Unlock", mutex_unlock}, {"(*RWMutex).RLock", rwmutex_rlock},
             {"(*RWMutex).RUnlock", rwmutex_runlock}, {"(*RWMutex).TryRLock", rwmutex_try_rlock},
             {"(*RWMutex).admit", rwmutex_admit}, {"(*RWMutex).exclude", rwmutex_exclude},
             {"(*RWMutex).tryExclude", rwmutex_try_exclude}, {"(*WaitGroup).Add", wait_group_add},
             {"(*WaitGroup).Done", wait_group_done}, {"(*WaitGroup).Wait", wait_group_wait},
             {"(*ages).bins", pool_bins}, {"(*ages).use", pool_use}, {"notifyAdd", notifyAdd},
             {"notifyWait", notifyWait}, {"notifyWake", notifyWake})
