// SPDX-License-Identifier: Apache-2.0
//
// select.c — waiting for one of several communications.
//
// How.      The cases are tried in random order, each under its own channel's lock: mostly one is ready. Else all
//           channels are locked, in the order of their addresses, and tried once more, so that "none was ready" is true
//           of one moment; then a waiter goes to each channel. Wakers of several channels race for goroutine->selected,
//           so one case fires; the others' waiters are taken off their queues when the goroutine goes on.
// Upholds.  channel.queues, lock.rank
#include "interpret/operation.h"
#include "schedule/schedule.h"
#include "sync/channel.h"

#include <stdlib.h>

typedef struct selection {
  uint32_t count;
  const uint64_t *cases; // the words behind the instruction
  loam_slot *fp;
  uint32_t *order;       // of trying
  loam_channel **locked; // each channel once, by address
  uint32_t locked_count;
} selection;

static loam_channel *case_channel(const selection *s, uint32_t i) {
  return (loam_channel *)(uintptr_t)s->fp[(uint16_t)s->cases[i]];
}
static loam_slot *case_value(const selection *s, uint32_t i) {
  uint16_t slot = (uint16_t)(s->cases[i] >> 16);
  return slot == LOAM_NONE ? NULL : s->fp + slot;
}
static bool case_sends(const selection *s, uint32_t i) { return s->cases[i] >> 48 == 2; }
static void set_ok(const selection *s, uint32_t i, bool ok) {
  uint16_t slot = (uint16_t)(s->cases[i] >> 32);
  if (!case_sends(s, i) && slot != LOAM_NONE) s->fp[slot] = ok;
}

static void lock_all(selection *s) {
  s->locked_count = 0;
  for (uint32_t i = 0; i < s->count; i++) {
    loam_channel *channel = case_channel(s, i);
    if (channel == NULL) continue;
    uint32_t at = s->locked_count;
    while (at > 0 && s->locked[at - 1] > channel) at--;
    if (at > 0 && s->locked[at - 1] == channel) continue;
    memmove(s->locked + at + 1, s->locked + at, (s->locked_count - at) * sizeof *s->locked);
    s->locked[at] = channel;
    s->locked_count++;
  }
  for (uint32_t i = 0; i < s->locked_count; i++) loam_lock_acquire_same(&s->locked[i]->lock);
}

static void unlock_all(selection *s) {
  for (uint32_t i = s->locked_count; i > 0; i--) loam_lock_release(&s->locked[i - 1]->lock);
}

// After the wake: takes the other waiters off, delivers what the fired one got.
static loam_next resume(loam_worker *worker, const uint64_t *pc, selection *s, const uint64_t *behind) {
  loam_goroutine *goroutine = worker->goroutine;
  uint32_t fired = 0;
  bool success = false;
  lock_all(s);
  for (loam_waiter *waiter = goroutine->waiter; waiter != NULL; waiter = waiter->sibling)
    loam_wait_queue_remove(waiter->send ? &waiter->channel->senders : &waiter->channel->receivers, waiter);
  unlock_all(s);
  for (loam_waiter *waiter = goroutine->waiter, *next; waiter != NULL; waiter = next) {
    next = waiter->sibling;
    if (waiter->fired) {
      fired = waiter->index;
      success = waiter->success;
      if (!waiter->send) loam_waiter_deliver(waiter, case_value(s, fired), LOAM_AS_SLOTS);
    }
    loam_waiter_release(worker, waiter);
  }
  goroutine->waiter = NULL;
  goroutine->completed = false;
  if (case_sends(s, fired) && !success)
    return loam_panic_format(worker, pc, s->fp, LOAM_ERROR_PLAIN, "send on closed channel");
  set_ok(s, fired, success);
  s->fp[loam_field_a(*pc)] = fired;
  return loam_continue(behind, s->fp);
}

// Tries all in random order; true when one ran (or panics: *out_closed). `locked`: the caller holds all channels, else
// each is taken for its own try.
static bool try_cases(loam_worker *worker, selection *s, bool locked, uint32_t *out_ran, bool *out_closed,
                      loam_goroutine **out_wake) {
  bool ran = false, ok = false;
  for (uint32_t i = 0; i < s->count && !ran; i++) {
    uint32_t j = i + (uint32_t)loam_random_below(&worker->random, s->count - i);
    uint32_t chosen = s->order[j];
    s->order[j] = s->order[i];
    s->order[i] = chosen;
    loam_channel *channel = case_channel(s, chosen);
    if (channel == NULL) continue;
    *out_ran = chosen;
    if (!locked) loam_lock_acquire(&channel->lock);
    if (case_sends(s, chosen)) {
      *out_closed = channel->closed;
      ran = channel->closed || loam_channel_send_locked(channel, case_value(s, chosen), out_wake);
    } else if ((ran = loam_channel_receive_locked(channel, case_value(s, chosen), LOAM_AS_SLOTS, &ok, out_wake))) {
      set_ok(s, chosen, ok);
    }
    if (!locked) loam_lock_release(&channel->lock);
  }
  return ran;
}

static bool enqueue(loam_worker *worker, selection *s) {
  loam_goroutine *goroutine = worker->goroutine;
  for (uint32_t i = 0; i < s->count; i++) {
    loam_channel *channel = case_channel(s, i);
    if (channel == NULL) continue;
    loam_waiter *waiter = loam_waiter_acquire(worker, channel->element);
    if (waiter == NULL) return false;
    waiter->index = i;
    waiter->selecting = true;
    waiter->channel = channel;
    waiter->send = case_sends(s, i);
    if (waiter->send) memcpy(loam_waiter_element(waiter), case_value(s, i), channel->element->size);
    waiter->sibling = goroutine->waiter;
    goroutine->waiter = waiter;
  }
  for (loam_waiter *waiter = goroutine->waiter; waiter != NULL; waiter = waiter->sibling)
    loam_wait_queue_push(waiter->send ? &waiter->channel->senders : &waiter->channel->receivers, waiter, false);
  return true;
}

loam_next loam_op_SELECT(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_goroutine *goroutine = worker->goroutine;
  uint32_t count = loam_field_b(*pc);
  const uint64_t *behind = pc + count + 2;
  uint32_t few_order[LOAM_SELECT_FEW];
  loam_channel *few_locked[LOAM_SELECT_FEW];
  selection s = {.count = count, .cases = pc + 1, .fp = fp, .order = few_order, .locked = few_locked};
  void *many = NULL;
  if (count > LOAM_SELECT_FEW) {
    many = loam_os_allocate(&worker->runtime->os, count * (sizeof *s.order + sizeof *s.locked));
    if (many == NULL) return loam_fatal(worker, pc, fp, "runtime: out of memory");
    s.locked = many;
    s.order = (uint32_t *)(s.locked + count);
  }
  loam_next next;
  if (goroutine->completed) {
    next = resume(worker, pc, &s, behind);
    free(many);
    return next;
  }
  for (uint32_t i = 0; i < count; i++) s.order[i] = i;
  uint32_t ran = 0;
  bool closed = false;
  loam_goroutine *wake = NULL;
  bool done = try_cases(worker, &s, false, &ran, &closed, &wake);
  if (!done) {
    lock_all(&s);
    done = try_cases(worker, &s, true, &ran, &closed, &wake);
    if (done) unlock_all(&s);
  }
  if (done) {
    if (wake != NULL) loam_ready_waiting(worker->runtime, worker, wake);
    fp[loam_field_a(*pc)] = ran;
    next = closed ? loam_panic_format(worker, pc, fp, LOAM_ERROR_PLAIN, "send on closed channel")
                  : loam_continue(behind, fp);
  } else if (loam_field_c(*pc) == 1) {
    unlock_all(&s);
    fp[loam_field_a(*pc)] = (uint64_t)-1;
    next = loam_continue(behind, fp);
  } else {
    goroutine->completed = true;
    goroutine->reason = "select";
    atomic_store(&goroutine->selected, false);
    loam_goroutine_save(goroutine, pc, behind - 1, fp);
    atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_WAITING, memory_order_relaxed);
    bool queued = enqueue(worker, &s);
    if (!queued) atomic_store(&goroutine->status, LOAM_GOROUTINE_RUNNING);
    if (queued && loam_event_on(&worker->events, LOAM_EVENTS_SCHEDULE)) loam_event_park(worker, NULL, "select");
    unlock_all(&s);
    next = queued ? loam_schedule(worker) : loam_fatal(worker, pc, fp, "runtime: out of memory");
  }
  free(many);
  return next;
}
