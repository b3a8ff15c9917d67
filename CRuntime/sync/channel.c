// SPDX-License-Identifier: Apache-2.0
//
// channel.c — channels: make, send, receive, close.
//
// How.      One lock per channel. A goroutine that must wait enqueues a waiter and parks with its instruction as the
//           place to go on and `completed` set: executed again, the instruction only takes its result from the waiter.
//           The state is saved before the lock is given back, since from then on a waker may run the goroutine
//           elsewhere.
// Upholds.  channel.queues, channel.handover, schedule.once
#include "sync/channel.h"
#include "interpret/operation.h"
#include "schedule/schedule.h"
#include "type/value.h"

#include <stdlib.h>

static const uint64_t channel_pointers[1] = {1};
static const loam_type channel_object = {.size = sizeof(loam_channel),
                                         .pointer_bytes = 8,
                                         .pointer_map = channel_pointers,
                                         .align = 8,
                                         .kind = LOAM_KIND_STRUCT};

static void put(const loam_type *element, void *to, const void *from, loam_value_form form) {
  if (LOAM_LIKELY(element->size == 8)) // the same in both forms
    memcpy(to, from, 8);
  else if (form == LOAM_AS_SLOTS)
    loam_value_load(element, to, from);
  else
    memcpy(to, from, element->size);
}

void loam_waiter_deliver(loam_waiter *waiter, void *value, loam_value_form form) {
  if (value != NULL) put(waiter->element, value, loam_waiter_element(waiter), form);
}

static loam_channel *channel_at(const loam_slot *fp, uint32_t slot) { return (loam_channel *)(uintptr_t)fp[slot]; }

loam_channel *loam_channel_make(loam_worker *worker, const loam_type *element, int64_t capacity, bool *out_bad) {
  uint64_t bytes;
  *out_bad = capacity < 0 || __builtin_mul_overflow((uint64_t)capacity, element->size, &bytes) || bytes > 1ull << 47;
  if (*out_bad) return NULL;
  loam_channel *channel = loam_allocate_values(worker, &channel_object, 1);
  if (channel == NULL) return NULL;
  if (bytes > 0) {
    channel->buffer = loam_allocate_values(worker, element, (uint64_t)capacity);
    if (channel->buffer == NULL) return NULL;
  }
  channel->element = element;
  channel->capacity = capacity;
  loam_lock_init(&channel->lock, LOAM_RANK_CHANNEL, &worker->runtime->bugs);
  return channel;
}

loam_next loam_op_MAKECHAN(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_type *type = (const loam_type *)(uintptr_t)pc[1];
  fp = loam_allocation_point(worker, pc, fp, 3);
  int64_t capacity = loam_field_b(*pc) == LOAM_NONE ? 0 : (int64_t)fp[loam_field_b(*pc)];
  bool bad;
  loam_channel *channel = loam_channel_make(worker, type->element, capacity, &bad);
  if (bad) return loam_panic_format(worker, pc, fp, LOAM_ERROR_PLAIN, "makechan: size out of range");
  if (channel == NULL) return loam_no_memory(worker, pc, fp);
  fp[loam_field_a(*pc)] = (uint64_t)(uintptr_t)channel;
  return loam_continue(pc + 3, fp);
}

static uint8_t *cell(const loam_channel *channel, int64_t offset) {
  int64_t at = channel->first + offset;
  if (at >= channel->capacity) at -= channel->capacity;
  return channel->buffer + (uint64_t)at * channel->element->size;
}

/// The element goes from one goroutine to another, or leaves or enters the buffer.
static inline void shade(loam_worker *worker, const loam_type *element, const void *value) {
  if (LOAM_UNLIKELY(worker->cache.barrier.on)) loam_barrier_values(&worker->cache.barrier, value, NULL, element, 1);
}

bool loam_channel_send_locked(loam_worker *worker, loam_channel *channel, const void *value,
                              loam_goroutine **out_wake) {
  shade(worker, channel->element, value);
  loam_waiter *receiver = loam_wait_queue_take(&channel->receivers);
  *out_wake = NULL;
  if (receiver != NULL) {
    loam_element_copy(loam_waiter_element(receiver), value, channel->element->size);
    receiver->success = true;
    *out_wake = receiver->goroutine;
    return true;
  }
  if (channel->count == channel->capacity) return false;
  if (channel->element->size > 0) loam_element_copy(cell(channel, channel->count), value, channel->element->size);
  channel->count++;
  return true;
}

bool loam_channel_receive_locked(loam_worker *worker, loam_channel *channel, void *value, loam_value_form form,
                                 bool *out_ok, loam_goroutine **out_wake) {
  const loam_type *element = channel->element;
  *out_ok = true;
  *out_wake = NULL;
  if (channel->count > 0) {
    uint8_t *from = cell(channel, 0);
    if (element->size > 0) {
      shade(worker, element, from);
      if (value != NULL) put(element, value, from, form);
      if (element->size == 8)
        memset(from, 0, 8);
      else
        memset(from, 0, element->size);
    }
    channel->first = channel->first + 1 == channel->capacity ? 0 : channel->first + 1;
    channel->count--;
    loam_waiter *sender = loam_wait_queue_take(&channel->senders);
    if (sender != NULL) {
      shade(worker, element, loam_waiter_element(sender));
      if (element->size > 0)
        loam_element_copy(cell(channel, channel->count), loam_waiter_element(sender), element->size);
      channel->count++;
      sender->success = true;
      *out_wake = sender->goroutine;
    }
    return true;
  }
  loam_waiter *sender = loam_wait_queue_take(&channel->senders);
  if (sender != NULL) {
    shade(worker, element, loam_waiter_element(sender));
    loam_waiter_deliver(sender, value, form);
    sender->success = true;
    *out_wake = sender->goroutine;
    return true;
  }
  if (!channel->closed) return false;
  *out_ok = false;
  if (value != NULL) memset(value, 0, form == LOAM_AS_SLOTS ? 8ull * loam_type_slots(element) : element->size);
  return true;
}

// Parks with one waiter queued; gives the lock back.
static loam_communication park_at(loam_worker *worker, const loam_wait_place *place, loam_channel *channel,
                                  loam_waiter *waiter, const char *reason) {
  loam_goroutine *goroutine = worker->goroutine;
  waiter->channel = channel;
  waiter->value_offset = place->value_offset;
  waiter->ok_offset = place->ok_offset;
  goroutine->waiter = waiter;
  goroutine->completed = true;
  goroutine->reason = reason;
  if (loam_event_on(&worker->events, LOAM_EVENTS_SCHEDULE)) loam_event_park(worker, channel, 0, reason);
  loam_goroutine_save(goroutine, place->pc, place->pc + place->words - 1, place->fp);
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_WAITING, memory_order_release);
  loam_wait_queue_push(waiter->send ? &channel->senders : &channel->receivers, waiter, false);
  loam_lock_release(&channel->lock);
  return LOAM_COMMUNICATION_PARKED;
}

static loam_communication park_for_ever(loam_worker *worker, const loam_wait_place *place, const char *reason) {
  loam_goroutine *goroutine = worker->goroutine;
  goroutine->reason = reason;
  if (loam_event_on(&worker->events, LOAM_EVENTS_SCHEDULE)) loam_event_park(worker, NULL, 0, reason);
  loam_goroutine_save(goroutine, place->pc, place->pc + place->words - 1, place->fp);
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_WAITING, memory_order_release);
  return LOAM_COMMUNICATION_PARKED;
}

loam_communication loam_channel_send_or_park(loam_worker *worker, loam_channel *channel, const void *value,
                                             const loam_wait_place *place) {
  if (channel == NULL) return park_for_ever(worker, place, "chan send (nil chan)");
  loam_lock_acquire(&channel->lock);
  if (channel->closed) {
    loam_lock_release(&channel->lock);
    return LOAM_COMMUNICATION_CLOSED;
  }
  loam_goroutine *wake;
  if (loam_channel_send_locked(worker, channel, value, &wake)) {
    loam_lock_release(&channel->lock);
    if (wake != NULL) loam_ready_waiting(worker->runtime, worker, wake);
    return LOAM_COMMUNICATION_DONE;
  }
  loam_waiter *waiter = loam_waiter_acquire(worker, channel->element);
  if (waiter == NULL) {
    loam_lock_release(&channel->lock);
    return LOAM_COMMUNICATION_NO_MEMORY;
  }
  waiter->send = true;
  loam_element_copy(loam_waiter_element(waiter), value, channel->element->size);
  return park_at(worker, place, channel, waiter, "chan send");
}

loam_communication loam_channel_receive_or_park(loam_worker *worker, loam_channel *channel, void *value,
                                                loam_value_form form, bool *out_ok, const loam_wait_place *place) {
  if (channel == NULL) return park_for_ever(worker, place, "chan receive (nil chan)");
  loam_goroutine *wake;
  loam_lock_acquire(&channel->lock);
  if (loam_channel_receive_locked(worker, channel, value, form, out_ok, &wake)) {
    loam_lock_release(&channel->lock);
    if (wake != NULL) loam_ready_waiting(worker->runtime, worker, wake);
    return LOAM_COMMUNICATION_DONE;
  }
  loam_waiter *waiter = loam_waiter_acquire(worker, channel->element);
  if (waiter != NULL) return park_at(worker, place, channel, waiter, "chan receive");
  loam_lock_release(&channel->lock);
  return LOAM_COMMUNICATION_NO_MEMORY;
}

static void forget_waiter(loam_worker *worker) {
  loam_goroutine *goroutine = worker->goroutine;
  goroutine->completed = false;
  loam_waiter_release(worker, goroutine->waiter);
  goroutine->waiter = NULL;
}

bool loam_channel_sent(loam_worker *worker) {
  bool success = worker->goroutine->waiter->success;
  forget_waiter(worker);
  return success;
}

void loam_channel_received(loam_worker *worker, void *value, loam_value_form form, bool *out_ok) {
  loam_waiter *waiter = worker->goroutine->waiter;
  *out_ok = waiter->success;
  loam_waiter_deliver(waiter, value, form);
  forget_waiter(worker);
}

const char *loam_channel_close_all(loam_worker *worker, loam_channel *channel) {
  if (channel == NULL) return "close of nil channel";
  loam_lock_acquire(&channel->lock);
  if (channel->closed) {
    loam_lock_release(&channel->lock);
    return "close of closed channel";
  }
  channel->closed = true;
  loam_goroutine *wake = NULL, **last = &wake;
  for (int side = 0; side < 2; side++)
    for (loam_waiter *waiter;
         (waiter = loam_wait_queue_take(side == 0 ? &channel->receivers : &channel->senders)) != NULL;) {
      *last = waiter->goroutine;
      last = &waiter->goroutine->link;
    }
  *last = NULL;
  loam_lock_release(&channel->lock);
  for (loam_goroutine *next; wake != NULL; wake = next) {
    next = wake->link;
    loam_ready_waiting(worker->runtime, worker, wake);
  }
  return NULL;
}

// ---- the instructions ----

static loam_next closed_panic(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return loam_panic_format(worker, pc, fp, LOAM_ERROR_PLAIN, "send on closed channel");
}

// Of an instruction of two words.
static loam_next answer(loam_worker *worker, const uint64_t *pc, loam_slot *fp, loam_communication communication) {
  switch (communication) {
  case LOAM_COMMUNICATION_DONE:
    return loam_continue(pc + 2, fp);
  case LOAM_COMMUNICATION_PARKED:
    return loam_schedule(worker);
  case LOAM_COMMUNICATION_CLOSED:
    return closed_panic(worker, pc, fp);
  default:
    return loam_no_memory(worker, pc, fp);
  }
}

loam_next loam_op_SEND(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  if (worker->goroutine->completed)
    return loam_channel_sent(worker) ? loam_continue(pc + 2, fp) : closed_panic(worker, pc, fp);
  loam_wait_place place = {.pc = pc, .words = 2, .fp = fp};
  return answer(worker, pc, fp,
                loam_channel_send_or_park(worker, channel_at(fp, loam_field_a(*pc)), fp + loam_field_b(*pc), &place));
}

loam_next loam_op_RECV(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  uint32_t value_slot = loam_field_a(*pc), ok_slot = loam_field_c(*pc);
  loam_slot *value = value_slot == LOAM_NONE ? NULL : fp + value_slot;
  bool ok;
  if (worker->goroutine->completed) {
    loam_channel_received(worker, value, LOAM_AS_SLOTS, &ok);
  } else {
    loam_wait_place place = {.pc = pc, .words = 2, .fp = fp};
    loam_communication communication =
        loam_channel_receive_or_park(worker, channel_at(fp, loam_field_b(*pc)), value, LOAM_AS_SLOTS, &ok, &place);
    if (communication != LOAM_COMMUNICATION_DONE) return answer(worker, pc, fp, communication);
  }
  if (ok_slot != LOAM_NONE) fp[ok_slot] = ok;
  return loam_continue(pc + 2, fp);
}

loam_next loam_op_CLOSE(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const char *wrong = loam_channel_close_all(worker, channel_at(fp, loam_field_a(*pc)));
  if (wrong != NULL) return loam_panic_format(worker, pc, fp, LOAM_ERROR_PLAIN, "%s", wrong);
  return loam_continue(pc + 1, fp);
}

loam_next loam_op_CHANLEN(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  fp[loam_field_a(*pc)] = (uint64_t)loam_channel_length(channel_at(fp, loam_field_b(*pc)));
  return loam_continue(pc + 1, fp);
}

loam_next loam_op_CHANCAP(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  fp[loam_field_a(*pc)] = (uint64_t)loam_channel_capacity(channel_at(fp, loam_field_b(*pc)));
  return loam_continue(pc + 1, fp);
}

loam_next loam_op_BLOCK(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_wait_place place = {.pc = pc, .words = 2, .fp = fp};
  park_for_ever(worker, &place, "select (no cases)");
  return loam_schedule(worker);
}

int64_t loam_channel_length(const void *channel) {
  return channel == NULL ? 0 : __atomic_load_n(&((const loam_channel *)channel)->count, __ATOMIC_RELAXED);
}
int64_t loam_channel_capacity(const void *channel) {
  return channel == NULL ? 0 : ((const loam_channel *)channel)->capacity;
}
