// SPDX-License-Identifier: Apache-2.0
//
// semaphore.c — the semaphores and notification lists that package sync is made of.
//
// How.      Waiters are kept in a table by address: 64 buckets, each with a lock and a list. A release gives the unit
// to
//           the first waiter instead of counting it, so a woken goroutine has it for certain.
//           A notification list is a record {tickets given, tickets notified}; it exists while somebody may still wait.
// Upholds.  schedule.once
#include "interpret/call.h"
#include "schedule/activation.h"
#include "schedule/schedule.h"
#include "sync/waiter.h"

#include <stdlib.h>

typedef struct sleeper {
  struct sleeper *next;
  loam_goroutine *goroutine;
  uint32_t *address;
  uint32_t ticket;
} sleeper;

typedef struct notify_list {
  struct notify_list *next;
  uint32_t *address;
  uint32_t given, notified;
  sleeper *first;
} notify_list;

typedef struct bucket {
  loam_lock lock;
  sleeper *first;
  notify_list *lists;
} bucket;

struct loam_semaphores {
  bucket buckets[LOAM_SEMAPHORE_BUCKETS];
};

loam_status loam_semaphores_create(loam_runtime *runtime) {
  struct loam_semaphores *semaphores = loam_os_allocate(&runtime->os, sizeof *semaphores);
  if (semaphores == NULL) return LOAM_NO_MEMORY;
  for (int i = 0; i < LOAM_SEMAPHORE_BUCKETS; i++)
    loam_lock_init(&semaphores->buckets[i].lock, LOAM_RANK_SEMAPHORE, &runtime->bugs);
  runtime->semaphores = semaphores;
  return LOAM_OK;
}

static void free_sleepers(sleeper *first) {
  for (sleeper *next; first != NULL; first = next) {
    next = first->next;
    free(first);
  }
}

void loam_semaphores_destroy(loam_runtime *runtime) {
  for (int i = 0; runtime->semaphores != NULL && i < LOAM_SEMAPHORE_BUCKETS; i++) {
    free_sleepers(runtime->semaphores->buckets[i].first);
    for (notify_list *list = runtime->semaphores->buckets[i].lists, *next; list != NULL; list = next) {
      next = list->next;
      free_sleepers(list->first);
      free(list);
    }
  }
  free(runtime->semaphores);
}

static bucket *bucket_of(loam_runtime *runtime, const uint32_t *address) {
  return &runtime->semaphores->buckets[loam_mix((uintptr_t)address, 0x9e3779b97f4a7c15ull) % LOAM_SEMAPHORE_BUCKETS];
}

static bool take(uint32_t *address) {
  uint32_t value = __atomic_load_n(address, __ATOMIC_SEQ_CST);
  while (value > 0)
    if (__atomic_compare_exchange_n(address, &value, value - 1, true, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) return true;
  return false;
}

static sleeper *new_sleeper(loam_context *context, uint32_t *address, uint32_t ticket) {
  sleeper *record = loam_os_allocate(&context->runtime->os, sizeof *record);
  if (record != NULL) *record = (sleeper){NULL, context->goroutine, address, ticket};
  return record;
}

bool loam_semaphore_acquire(loam_context *context, uint32_t *address, bool lifo, const char *reason) {
  if (take(address)) return true;
  bucket *b = bucket_of(context->runtime, address);
  loam_lock_acquire(&b->lock);
  sleeper *record = NULL;
  bool taken = take(address);
  if (!taken) record = new_sleeper(context, address, 0);
  if (record != NULL) {
    sleeper **at = &b->first;
    while (!lifo && *at != NULL) at = &(*at)->next;
    record->next = *at;
    *at = record;
    loam_park_begin(context->worker, reason);
  }
  loam_lock_release(&b->lock);
  if (!taken && record == NULL) { // without memory: let others run and try again
    while (!take(address)) {
      (void)loam_context_enter_blocking(context);
      loam_pause();
      loam_context_leave_blocking(context);
    }
    return true;
  }
  if (taken || context->activation == NULL) return taken;
  loam_activation_wait(context->activation);
  return true;
}

void loam_semaphore_release(loam_context *context, uint32_t *address, bool handoff) {
  (void)handoff;
  bucket *b = bucket_of(context->runtime, address);
  loam_lock_acquire(&b->lock);
  sleeper **at = &b->first;
  while (*at != NULL && (*at)->address != address) at = &(*at)->next;
  sleeper *record = *at;
  if (record != NULL)
    *at = record->next;
  else
    __atomic_fetch_add(address, 1, __ATOMIC_SEQ_CST);
  loam_lock_release(&b->lock);
  if (record == NULL) return;
  loam_ready(context->runtime, context->worker, record->goroutine);
  free(record);
}

static notify_list **find_list(bucket *b, const uint32_t *address) {
  notify_list **at = &b->lists;
  while (*at != NULL && (*at)->address != address) at = &(*at)->next;
  return at;
}

static void drop_if_idle(notify_list **at) {
  notify_list *list = *at;
  if (list == NULL || list->first != NULL || list->given != list->notified) return;
  *at = list->next;
  free(list);
}

uint32_t loam_notify_add(loam_context *context, uint32_t *address) {
  bucket *b = bucket_of(context->runtime, address);
  uint32_t ticket = 0;
  loam_lock_acquire(&b->lock);
  notify_list **at = find_list(b, address);
  if (*at == NULL && (*at = loam_os_allocate(&context->runtime->os, sizeof **at)) != NULL) (*at)->address = address;
  if (*at != NULL) ticket = (*at)->given++;
  loam_lock_release(&b->lock);
  return ticket;
}

bool loam_notify_wait(loam_context *context, uint32_t *address, uint32_t ticket) {
  bucket *b = bucket_of(context->runtime, address);
  loam_lock_acquire(&b->lock);
  notify_list *list = *find_list(b, address);
  bool notified = list == NULL || (int32_t)(ticket - list->notified) < 0;
  sleeper *record = notified ? NULL : new_sleeper(context, address, ticket);
  if (record != NULL) {
    sleeper **at = &list->first;
    while (*at != NULL) at = &(*at)->next;
    *at = record;
    loam_park_begin(context->worker, "sync.Cond.Wait");
  }
  loam_lock_release(&b->lock);
  if (record == NULL || context->activation == NULL) return record == NULL;
  loam_activation_wait(context->activation);
  return true;
}

// A ticket that is notified before its owner waits is passed over by that owner's wait.
void loam_notify_wake(loam_context *context, uint32_t *address, bool all) {
  bucket *b = bucket_of(context->runtime, address);
  sleeper *wake = NULL;
  loam_lock_acquire(&b->lock);
  notify_list **place = find_list(b, address), *list = *place;
  if (list != NULL && list->given != list->notified) {
    uint32_t until = all ? list->given : list->notified + 1;
    for (sleeper **at = &list->first; *at != NULL;) {
      sleeper *record = *at;
      if ((int32_t)(record->ticket - until) < 0) {
        *at = record->next;
        record->next = wake;
        wake = record;
      } else {
        at = &record->next;
      }
    }
    list->notified = until;
    drop_if_idle(place);
  }
  loam_lock_release(&b->lock);
  for (sleeper *next; wake != NULL; wake = next) {
    next = wake->next;
    loam_ready(context->runtime, context->worker, wake->goroutine);
    free(wake);
  }
}
