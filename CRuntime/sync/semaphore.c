// SPDX-License-Identifier: Apache-2.0
//
// semaphore.c — the semaphores and notification lists that package sync is made of.
//
// How.      Waiters are found by address: buckets, each with a lock and a table that grows with the addresses waited
//           for. A cell leads to the first waiters of the addresses that fall into it; each leads to the others of its
//           address and knows the last, so that both ends are at hand however many wait. Waiters are the records of
//           channels (waiter.h), which workers keep: waiting allocates nothing as a rule. A release gives the unit to
//           the first waiter instead of counting it, so a woken goroutine has it for certain. With hand-off the
//           releasing goroutine also makes way: the waiter runs at once on this worker. A notification list is a
//           record {tickets given, tickets notified}; it exists while somebody may still wait.
// Why not.  A tree of addresses in each bucket: a table that grows needs no balancing.
// Upholds.  schedule.once, semaphore.place, semaphore.ticket
#include "interpret/call.h"
#include "schedule/activation.h"
#include "schedule/schedule.h"
#include "sync/waiter.h"

#include <stdlib.h>

enum { KEPT_LISTS = 8 };

typedef struct notify_list {
  struct notify_list *next;
  uint32_t *address;
  uint32_t given, notified;
  loam_wait_queue waiters; ///< Their index is the ticket.
} notify_list;

typedef struct bucket {
  loam_lock lock;
  loam_waiter **cells; ///< NULL: there is one, `only`.
  loam_waiter *only;
  uint32_t cell_count; ///< A power of two.
  uint32_t addresses;  ///< With waiters.
  notify_list *lists, *free_lists;
  uint32_t free_list_count;
  /// Where a new list's tickets begin: behind those of all that were dropped, so that one which was notified before its
  /// owner came to wait is never taken for one of a later list.
  uint32_t tickets;
  uint32_t mutex_waiters; ///< Those that wait for a mutex now ...
  uint64_t mutex_wait;    ///< ... and for how long all have: the ends of their waits minus the beginnings, mod 2^64.
} bucket;

struct loam_semaphores {
  bucket buckets[LOAM_SEMAPHORE_BUCKETS];
};

static uint64_t hash(const void *address) { return loam_mix((uintptr_t)address, 0x9e3779b97f4a7c15ull); }
static const void *address_of(const loam_waiter *waiter) { return (const void *)(uintptr_t)waiter->inline_element[0]; }

static bucket *bucket_of(loam_runtime *runtime, const uint32_t *address) {
  return &runtime->semaphores->buckets[hash(address) % LOAM_SEMAPHORE_BUCKETS];
}

static loam_waiter **cell_of(bucket *b, const void *address) {
  loam_waiter **cells = b->cells != NULL ? b->cells : &b->only;
  return &cells[(hash(address) >> 32) & (b->cell_count - 1)];
}

// ---- check and life ----

static const char *check_bucket(bucket *b) {
  uint32_t addresses = 0;
  for (uint32_t i = 0; i < b->cell_count; i++)
    for (loam_waiter *first = b->cells != NULL ? b->cells[i] : b->only; first != NULL; first = first->chain) {
      const loam_waiter *last = first;
      addresses++;
      if (cell_of(b, address_of(first)) != (b->cells != NULL ? &b->cells[i] : &b->only))
        return "a waiter in a wrong cell";
      for (; last->next != NULL; last = last->next)
        if (address_of(last) != address_of(last->next)) return "waiters of two addresses in one list";
      if (first->previous != last) return "the first waiter does not know the last";
    }
  return addresses == b->addresses ? NULL : "the number of addresses is wrong";
}

bool loam_semaphores_check(loam_runtime *runtime) {
  const char *broken = NULL;
  for (int i = 0; i < LOAM_SEMAPHORE_BUCKETS && broken == NULL; i++) {
    bucket *b = &runtime->semaphores->buckets[i];
    loam_lock_acquire(&b->lock);
    broken = check_bucket(b);
    loam_lock_release(&b->lock);
  }
  if (broken != NULL) loam_bug(runtime, "semaphore.place", broken);
  return broken == NULL;
}

loam_status loam_semaphores_create(loam_runtime *runtime) {
  struct loam_semaphores *semaphores = loam_os_allocate(&runtime->os, sizeof *semaphores);
  if (semaphores == NULL) return LOAM_NO_MEMORY;
  for (int i = 0; i < LOAM_SEMAPHORE_BUCKETS; i++) {
    semaphores->buckets[i].cell_count = 1;
    loam_lock_init(&semaphores->buckets[i].lock, LOAM_RANK_SEMAPHORE, &runtime->bugs);
  }
  runtime->semaphores = semaphores;
  return LOAM_OK;
}

static void free_lists(notify_list *list) {
  for (notify_list *next; list != NULL; list = next) {
    next = list->next;
    free(list);
  }
}

// Waiters go with their slab.
void loam_semaphores_destroy(loam_runtime *runtime) {
  for (int i = 0; runtime->semaphores != NULL && i < LOAM_SEMAPHORE_BUCKETS; i++) {
    bucket *b = &runtime->semaphores->buckets[i];
    free(b->cells);
    free_lists(b->lists);
    free_lists(b->free_lists);
  }
  free(runtime->semaphores);
}

// ---- the table; the bucket's lock is held ----

// Without memory for more cells their chains grow longer.
static void grow_cells(loam_runtime *runtime, bucket *b) {
  uint32_t count = 2 * b->cell_count, old_count = b->cell_count;
  loam_waiter **cells = loam_os_allocate(&runtime->os, count * sizeof *cells), **old = b->cells;
  if (cells == NULL) return;
  loam_waiter *only = b->only;
  b->cells = cells;
  b->cell_count = count;
  b->only = NULL;
  for (uint32_t i = 0; i < old_count; i++)
    for (loam_waiter *first = old != NULL ? old[i] : only, *next; first != NULL; first = next) {
      next = first->chain;
      loam_waiter **cell = cell_of(b, address_of(first));
      first->chain = *cell;
      *cell = first;
    }
  free(old);
}

/// Where the first waiter of an address is, or where NULL ends its cell.
static loam_waiter **place_of(bucket *b, const uint32_t *address) {
  loam_waiter **at = cell_of(b, address);
  while (*at != NULL && address_of(*at) != address) at = &(*at)->chain;
  return at;
}

static void enqueue(loam_runtime *runtime, bucket *b, const uint32_t *address, loam_waiter *waiter, bool first) {
  loam_waiter **at = place_of(b, address), *head = *at;
  waiter->inline_element[0] = (uintptr_t)address;
  waiter->next = NULL;
  if (head == NULL) {
    waiter->previous = waiter;
    waiter->chain = NULL;
    *at = waiter;
    if (++b->addresses > 2 * b->cell_count) grow_cells(runtime, b);
  } else if (first) {
    waiter->next = head;
    waiter->previous = head->previous;
    waiter->chain = head->chain;
    *at = waiter;
  } else {
    head->previous->next = waiter;
    head->previous = waiter;
  }
}

static loam_waiter *dequeue(bucket *b, const uint32_t *address) {
  loam_waiter **at = place_of(b, address), *head = *at, *next;
  if (head == NULL) return NULL;
  if ((next = head->next) != NULL) {
    next->previous = head->previous;
    next->chain = head->chain;
    *at = next;
  } else {
    *at = head->chain;
    b->addresses--;
  }
  return head;
}

// ---- time that is waited for mutexes: waiters marked by their index ----

static void begin_wait(loam_context *context, bucket *b, loam_waiter *waiter, const char *reason) {
  bool mutex = strncmp(reason, "sync.Mutex", 10) == 0 || strncmp(reason, "sync.RWMutex", 12) == 0;
  waiter->index = mutex;
  if (!mutex) return;
  b->mutex_waiters++;
  b->mutex_wait -= (uint64_t)loam_clock(context->runtime);
}

static void end_wait(loam_runtime *runtime, bucket *b, const loam_waiter *waiter) {
  if (waiter->index == 0) return;
  b->mutex_waiters--;
  b->mutex_wait += (uint64_t)loam_clock(runtime);
}

uint64_t loam_semaphores_waited(loam_runtime *runtime) {
  uint64_t sum = 0;
  for (int i = 0; i < LOAM_SEMAPHORE_BUCKETS; i++) {
    bucket *b = &runtime->semaphores->buckets[i];
    loam_lock_acquire(&b->lock);
    sum += b->mutex_wait;
    if (b->mutex_waiters > 0) sum += b->mutex_waiters * (uint64_t)loam_clock(runtime);
    loam_lock_release(&b->lock);
  }
  return sum;
}

// ---- semaphores ----

static bool take(uint32_t *address) {
  uint32_t value = __atomic_load_n(address, __ATOMIC_SEQ_CST);
  while (value > 0)
    if (__atomic_compare_exchange_n(address, &value, value - 1, true, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) return true;
  return false;
}

static void park(loam_context *context, loam_waiter *waiter, const uint32_t *address, const char *reason) {
  waiter->channel = NULL;
  context->goroutine->waiter = waiter;
  loam_park_begin_on(context->worker, address, reason);
}

static void wake(loam_context *context, loam_waiter *waiter) {
  loam_goroutine *goroutine = waiter->goroutine;
  loam_waiter_release(context->worker, waiter);
  loam_ready(context->runtime, context->worker, goroutine);
}

bool loam_semaphore_acquire(loam_context *context, uint32_t *address, bool lifo, const char *reason) {
  if (take(address)) return true;
  bucket *b = bucket_of(context->runtime, address);
  loam_waiter *waiter = loam_waiter_acquire(context->worker, NULL);
  while (waiter == NULL) { // without memory: let others run and try again
    loam_worker_block(context->worker);
    loam_pause();
    loam_context_leave_blocking(context);
    if (take(address)) return true;
    waiter = loam_waiter_acquire(context->worker, NULL);
  }
  loam_lock_acquire(&b->lock);
  bool taken = take(address);
  if (!taken) {
    enqueue(context->runtime, b, address, waiter, lifo);
    begin_wait(context, b, waiter, reason);
    park(context, waiter, address, reason);
  }
  loam_lock_release(&b->lock);
  if (taken) loam_waiter_release(context->worker, waiter);
  if (taken || context->activation == NULL) return taken;
  loam_activation_wait(context->activation);
  return true;
}

loam_native_status loam_semaphore_release(loam_context *context, uint32_t *address, bool handoff) {
  bucket *b = bucket_of(context->runtime, address);
  loam_lock_acquire(&b->lock);
  loam_waiter *waiter = dequeue(b, address);
  if (waiter == NULL)
    __atomic_fetch_add(address, 1, __ATOMIC_SEQ_CST);
  else {
    waiter->goroutine->waiter = NULL;
    end_wait(context->runtime, b, waiter);
  }
  loam_lock_release(&b->lock);
  if (waiter == NULL) return LOAM_NATIVE_DONE;
  wake(context, waiter);
  return handoff ? LOAM_NATIVE_YIELD : LOAM_NATIVE_DONE; // what was readied last runs next
}

// Those of notification lists stay: whoever waits for a condition holds its lock when it goes on.
bool loam_semaphore_forget(loam_runtime *runtime, loam_waiter *waiter, const char *reason) {
  uint32_t *address = (uint32_t *)(uintptr_t)waiter->inline_element[0];
  if (waiter->queued || runtime->give_up == NULL || !runtime->give_up(reason, address)) return false;
  bucket *b = bucket_of(runtime, address);
  loam_lock_acquire(&b->lock);
  loam_waiter *head = *place_of(b, address);
  if (head == waiter) {
    dequeue(b, address);
  } else {
    loam_waiter *before = head;
    while (before->next != waiter) before = before->next;
    before->next = waiter->next;
    if (head->previous == waiter) head->previous = before;
  }
  end_wait(runtime, b, waiter);
  loam_lock_release(&b->lock);
  return true;
}

// ---- notification lists ----

static notify_list **find_list(bucket *b, const uint32_t *address) {
  notify_list **at = &b->lists;
  while (*at != NULL && (*at)->address != address) at = &(*at)->next;
  return at;
}

static notify_list *new_list(loam_runtime *runtime, bucket *b, uint32_t *address) {
  notify_list *list = b->free_lists;
  if (list != NULL) {
    b->free_lists = list->next;
    b->free_list_count--;
    *list = (notify_list){0};
  } else if ((list = loam_os_allocate(&runtime->os, sizeof *list)) == NULL) {
    return NULL;
  }
  list->address = address;
  list->given = list->notified = b->tickets;
  list->next = b->lists;
  b->lists = list;
  return list;
}

static void drop_if_idle(bucket *b, notify_list **at) {
  notify_list *list = *at;
  if (list->waiters.first != NULL || list->given != list->notified) return;
  if ((int32_t)(list->given - b->tickets) > 0) b->tickets = list->given;
  *at = list->next;
  if (b->free_list_count == KEPT_LISTS) {
    free(list);
    return;
  }
  list->next = b->free_lists;
  b->free_lists = list;
  b->free_list_count++;
}

uint32_t loam_notify_add(loam_context *context, uint32_t *address) {
  bucket *b = bucket_of(context->runtime, address);
  loam_lock_acquire(&b->lock);
  notify_list *list = *find_list(b, address);
  if (list == NULL) list = new_list(context->runtime, b, address);
  // Without memory one from before the first of any list, with which nobody waits.
  uint32_t ticket = list == NULL ? UINT32_MAX : list->given++;
  loam_lock_release(&b->lock);
  return ticket;
}

bool loam_notify_wait(loam_context *context, uint32_t *address, uint32_t ticket) {
  bucket *b = bucket_of(context->runtime, address);
  loam_waiter *waiter = loam_waiter_acquire(context->worker, NULL);
  if (waiter == NULL) return true; // wakes for no reason, which users of a Cond bear
  loam_lock_acquire(&b->lock);
  notify_list *list = *find_list(b, address);
  bool notified = list == NULL || (int32_t)(ticket - list->notified) < 0;
  if (!notified) {
    waiter->index = ticket;
    waiter->inline_element[0] = (uintptr_t)address;
    loam_wait_queue_push(&list->waiters, waiter, false);
    park(context, waiter, address, "sync.Cond.Wait");
  }
  loam_lock_release(&b->lock);
  if (notified) loam_waiter_release(context->worker, waiter);
  if (notified || context->activation == NULL) return notified;
  loam_activation_wait(context->activation);
  return true;
}

// A ticket that is notified before its owner waits is passed over by that owner's wait. Tickets come nearly in order,
// so that the one looked for is among the first.
void loam_notify_wake(loam_context *context, uint32_t *address, bool all) {
  bucket *b = bucket_of(context->runtime, address);
  loam_waiter *woken = NULL, **last = &woken;
  loam_lock_acquire(&b->lock);
  notify_list **place = find_list(b, address), *list = *place;
  if (list != NULL && list->given != list->notified) {
    uint32_t until = all ? list->given : list->notified + 1;
    for (loam_waiter *waiter = list->waiters.first, *next; waiter != NULL && (all || woken == NULL); waiter = next) {
      next = waiter->next;
      if ((int32_t)(waiter->index - until) >= 0) continue;
      loam_wait_queue_remove(&list->waiters, waiter);
      waiter->goroutine->waiter = NULL;
      *last = waiter;
      last = &waiter->next;
    }
    *last = NULL;
    list->notified = until;
    drop_if_idle(b, place);
  }
  loam_lock_release(&b->lock);
  for (loam_waiter *next; woken != NULL; woken = next) {
    next = woken->next;
    wake(context, woken);
  }
}
