// SPDX-License-Identifier: Apache-2.0
//
// waiter.h — a goroutine on a wait queue, and such queues.
//
// How.      A waiter record holds the element that changes hands: a sender's copy, or room for what a receiver gets.
//           Nobody writes another goroutine's stack: the owner copies from and to its waiter itself when it goes on.
//           There are records with room for a word and for LOAM_WAITER_INLINE bytes; larger elements are boxed. The
//           collector traces the element by its type.
// Upholds.  channel.handover, stack.interior
#ifndef LOAM_WAITER_H
#define LOAM_WAITER_H

#include "runtime.h"

#include <string.h>

#pragma GCC visibility push(hidden)

#define LOAM_WAITER_INLINE 32
#define LOAM_NO_PLACE UINT32_MAX

typedef struct loam_channel loam_channel;
typedef struct loam_waiter loam_waiter;
struct loam_waiter {
  loam_waiter *next, *previous; ///< In a queue. under the channel's lock
  loam_waiter *sibling;         ///< Next waiter of the same goroutine (select). owner
  loam_goroutine *goroutine;
  loam_channel *channel;    ///< NULL: the deadline of a select (schedule/timer.c).
  const loam_type *element; ///< NULL: holds no element.
  union {
    struct {
      uint32_t value_offset, ok_offset; ///< Of a step: where the results go, in bytes above fp, or LOAM_NO_PLACE. owner
    };
    loam_waiter *chain; ///< Of an address's first waiter in semaphore.c: the next address.
  };
  uint32_t index; ///< Of the case, in a select.
  bool send : 1, selecting : 1, boxed : 1;
  bool wide : 1; ///< Has all of inline_element; else one word of it.
  bool fired;    ///< Woken by this one. Written by the waker. Keeps what others write apart from what the owner reads.
  bool queued : 1;  ///< under the channel's lock
  bool success : 1; ///< An element changed hands; false: closed. under the channel's lock
  union {
    void *box; ///< Element of more than LOAM_WAITER_INLINE bytes.
    uint64_t
        inline_element[LOAM_WAITER_INLINE / 8]; ///< Last: most elements are a word, and most waiters end behind it.
  };
};

typedef struct loam_wait_queue {
  loam_waiter *first, *last;
} loam_wait_queue;

static inline void *loam_waiter_element(loam_waiter *waiter) {
  return waiter->boxed ? waiter->box : waiter->inline_element;
}
void loam_waiters_init(loam_runtime *runtime);
void loam_waiters_deinit(loam_runtime *runtime);
/// Copies an element in memory form: most are a word.
static inline void loam_element_copy(void *to, const void *from, uint64_t size) {
  if (LOAM_LIKELY(size == 8))
    memcpy(to, from, 8);
  else if (size > 0)
    memcpy(to, from, size);
}
loam_waiter *loam_waiter_acquire_slow(loam_worker *worker, const loam_type *element);
void loam_waiter_release_slow(loam_worker *worker, loam_waiter *waiter);
/// Takes a record from the worker's own.
static inline loam_waiter *loam_waiter_take(loam_worker *worker, const loam_type *element, bool wide) {
  loam_waiter *waiter = worker->free_waiters[wide];
  worker->free_waiters[wide] = waiter->next;
  worker->free_waiter_count[wide]--;
  waiter->next = waiter->previous = waiter->sibling = NULL;
  waiter->goroutine = worker->goroutine;
  waiter->element = element;
  waiter->value_offset = waiter->ok_offset = LOAM_NO_PLACE;
  waiter->send = waiter->selecting = waiter->queued = waiter->fired = waiter->success = waiter->boxed = false;
  waiter->wide = wide;
  waiter->inline_element[0] = 0;
  return waiter;
}
/// A waiter with room for an element (zeroed), or NULL without memory.
static inline loam_waiter *loam_waiter_acquire(loam_worker *worker, const loam_type *element) {
  if (LOAM_UNLIKELY(element == NULL || element->size > 8 || worker->free_waiters[0] == NULL))
    return loam_waiter_acquire_slow(worker, element);
  return loam_waiter_take(worker, element, false);
}
static inline void loam_waiter_release(loam_worker *worker, loam_waiter *waiter) {
  if (LOAM_UNLIKELY(waiter->wide || waiter->boxed || worker->free_waiter_count[0] >= LOAM_KEPT_WAITERS)) {
    loam_waiter_release_slow(worker, waiter);
    return;
  }
  waiter->next = worker->free_waiters[0];
  worker->free_waiters[0] = waiter;
  worker->free_waiter_count[0]++;
}
/// Frees what a goroutine's waiters hold; the records stay with their slab.
void loam_waiters_free(loam_waiter *first);
/// Shades the elements of a goroutine's waiters.
void loam_waiters_shade(loam_marker *marker, const loam_goroutine *goroutine);

static inline void loam_wait_queue_push(loam_wait_queue *queue, loam_waiter *waiter, bool front) {
  waiter->queued = true;
  waiter->next = front ? queue->first : NULL;
  waiter->previous = front ? NULL : queue->last;
  *(waiter->next != NULL ? &waiter->next->previous : &queue->last) = waiter;
  *(waiter->previous != NULL ? &waiter->previous->next : &queue->first) = waiter;
}
static inline void loam_wait_queue_remove(loam_wait_queue *queue, loam_waiter *waiter) {
  if (!waiter->queued) return;
  *(waiter->next != NULL ? &waiter->next->previous : &queue->last) = waiter->previous;
  *(waiter->previous != NULL ? &waiter->previous->next : &queue->first) = waiter->next;
  waiter->queued = false;
}
/// The first waiter that this caller wins: of a select, only one waker wins. NULL: none.
static inline loam_waiter *loam_wait_queue_take(loam_wait_queue *queue) {
  for (loam_waiter *waiter; (waiter = queue->first) != NULL;) {
    loam_wait_queue_remove(queue, waiter);
    if (waiter->selecting && atomic_exchange(&waiter->goroutine->selected, true)) continue;
    waiter->fired = true;
    return waiter;
  }
  return NULL;
}

#pragma GCC visibility pop
#endif
