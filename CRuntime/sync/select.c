// SPDX-License-Identifier: Apache-2.0
//
// select.c — waiting for one of several communications.
//
// How.      The cases are tried in random order, each under its own channel's lock: mostly one is ready. Else all
//           channels are locked, in the order of their addresses, and tried once more, so that "none was ready" is true
//           of one moment; then a waiter goes to each channel. Wakers of several channels race for goroutine->selected,
//           so one case fires; the others' waiters are taken off their queues when the goroutine goes on. A deadline is
//           one more waiter, which a timer fires. It may be due before the goroutine waits: until then `selected` is
//           set, so that the timer loses the race and only leaves word that it was there (schedule/timer.c).
// Upholds.  channel.queues, lock.rank
#include "interpret/operation.h"
#include "schedule/schedule.h"
#include "sync/channel.h"

#include <stdlib.h>

typedef struct selection {
  const loam_case *cases;
  uint32_t count;
  uint32_t locked_count;
  uint32_t *order;       // of trying
  loam_channel **locked; // each channel once, by address
} selection;

static void lock_all(selection *s) {
  s->locked_count = 0;
  for (uint32_t i = 0; i < s->count; i++) {
    loam_channel *channel = s->cases[i].channel;
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

// Tries all in random order; true when one ran, or met a closed channel with a send. `locked`: the caller holds all
// channels, else each is taken for its own try.
static bool try_cases(loam_worker *worker, selection *s, loam_value_form form, bool locked, loam_selected *out,
                      loam_goroutine **out_wake) {
  bool ran = false;
  for (uint32_t i = 0; i < s->count && !ran; i++) {
    uint32_t j = i + (uint32_t)loam_random_below(&worker->random, s->count - i);
    uint32_t chosen = s->order[j];
    const loam_case *c = &s->cases[chosen];
    s->order[j] = s->order[i];
    s->order[i] = chosen;
    if (c->channel == NULL) continue;
    out->index = chosen;
    if (!locked) loam_lock_acquire(&c->channel->lock);
    if (c->send) {
      out->ok = !c->channel->closed;
      ran = !out->ok || loam_channel_send_locked(worker, c->channel, c->value, out_wake);
    } else {
      ran = loam_channel_receive_locked(worker, c->channel, c->value, form, &out->ok, out_wake);
    }
    if (!locked) loam_lock_release(&c->channel->lock);
  }
  return ran;
}

static void release_waiters(loam_worker *worker, loam_waiter *first) {
  for (loam_waiter *next; first != NULL; first = next) {
    next = first->sibling;
    loam_waiter_release(worker, first);
  }
}

// A waiter for each case, not yet in any queue, in front of `list`. False: without memory; *list is complete anyway.
static bool make_waiters(loam_worker *worker, const selection *s, loam_waiter **list) {
  for (uint32_t i = 0; i < s->count; i++) {
    const loam_case *c = &s->cases[i];
    if (c->channel == NULL) continue;
    loam_waiter *waiter = loam_waiter_acquire(worker, c->channel->element);
    if (waiter == NULL) return false;
    waiter->index = i;
    waiter->selecting = true;
    waiter->channel = c->channel;
    waiter->send = c->send;
    waiter->value_offset = c->value_offset;
    waiter->ok_offset = c->ok_offset;
    if (c->send) loam_element_copy(loam_waiter_element(waiter), c->value, c->channel->element->size);
    waiter->sibling = *list;
    *list = waiter;
  }
  return true;
}

static loam_wait_queue *queue_of(const loam_waiter *waiter) {
  return waiter->send ? &waiter->channel->senders : &waiter->channel->receivers;
}

// From here on the goroutine may be woken. False: the deadline was due before, and nobody has woken it since. As long
// as a channel is locked, whoever wakes it waits for that lock before it gives the deadline's waiter back.
static bool arm(loam_goroutine *goroutine, loam_waiter *deadline, uint32_t locked) {
  if (locked == 0 && deadline != NULL) return loam_deadline_arm(deadline);
  atomic_store(&goroutine->selected, false);
  return deadline == NULL || !loam_deadline_missed(deadline) || atomic_exchange(&goroutine->selected, true);
}

static void tell_park(loam_worker *worker, const selection *s) {
  uint32_t i = 0;
  while (i < s->count && s->cases[i].channel == NULL) i++;
  loam_event_park(worker, i < s->count ? s->cases[i].channel : NULL, s->count, "select");
}

// All channels are locked and nothing was ready.
static loam_communication park(loam_worker *worker, selection *s, loam_waiter *deadline, const loam_wait_place *place) {
  loam_goroutine *goroutine = worker->goroutine;
  loam_waiter *list = deadline;
  if (!make_waiters(worker, s, &list)) {
    unlock_all(s);
    if (deadline != NULL) loam_deadline_stop(deadline);
    release_waiters(worker, list);
    return LOAM_COMMUNICATION_NO_MEMORY;
  }
  if (loam_event_on(&worker->events, LOAM_EVENTS_SCHEDULE)) tell_park(worker, s);
  goroutine->waiter = list;
  goroutine->completed = true;
  goroutine->reason = "select";
  loam_goroutine_save(goroutine, place->pc, place->pc + place->words - 1, place->fp);
  for (loam_waiter *waiter = list; waiter != deadline; waiter = waiter->sibling)
    loam_wait_queue_push(queue_of(waiter), waiter, false);
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_WAITING, memory_order_release);
  if (LOAM_UNLIKELY(!arm(goroutine, deadline, s->locked_count))) {
    deadline->fired = true;
    loam_unpark(worker);
    unlock_all(s);
    return LOAM_COMMUNICATION_DONE;
  }
  unlock_all(s);
  return LOAM_COMMUNICATION_PARKED;
}

static loam_communication run(loam_worker *worker, selection *s, loam_value_form form, int64_t timeout,
                              const loam_wait_place *place, loam_selected *out) {
  loam_goroutine *goroutine = worker->goroutine, *wake = NULL;
  loam_waiter *deadline = NULL;
  bool ran = try_cases(worker, s, form, false, out, &wake);
  if (!ran) {
    // Timers come before channels in the order of locks.
    if (timeout > 0) {
      atomic_store(&goroutine->selected, true);
      deadline = loam_deadline_start(worker, timeout);
      if (deadline == NULL) return LOAM_COMMUNICATION_NO_MEMORY;
    }
    lock_all(s);
    ran = try_cases(worker, s, form, true, out, &wake);
    if (ran) unlock_all(s);
  }
  if (ran) {
    if (wake != NULL) loam_ready_waiting(worker->runtime, worker, wake);
    if (deadline != NULL) {
      loam_deadline_stop(deadline);
      loam_waiter_release(worker, deadline);
    }
    return s->cases[out->index].send && !out->ok ? LOAM_COMMUNICATION_CLOSED : LOAM_COMMUNICATION_DONE;
  }
  if (timeout != 0) {
    loam_communication communication = park(worker, s, deadline, place);
    if (communication == LOAM_COMMUNICATION_DONE) loam_waiter_release(worker, loam_select_take(worker));
    if (communication != LOAM_COMMUNICATION_DONE) return communication;
  } else {
    unlock_all(s);
  }
  *out = (loam_selected){.index = LOAM_SELECT_NONE};
  return LOAM_COMMUNICATION_DONE;
}

loam_communication loam_select_or_park(loam_worker *worker, const loam_case *cases, uint32_t count,
                                       loam_value_form form, int64_t timeout, const loam_wait_place *place,
                                       loam_selected *out) {
  uint32_t few_order[LOAM_SELECT_FEW];
  loam_channel *few_locked[LOAM_SELECT_FEW];
  selection s = {.cases = cases, .count = count, .order = few_order, .locked = few_locked};
  void *many = NULL;
  if (count > LOAM_SELECT_FEW) {
    many = loam_os_allocate(&worker->runtime->os, count * (sizeof *s.order + sizeof *s.locked));
    if (many == NULL) return LOAM_COMMUNICATION_NO_MEMORY;
    s.locked = many;
    s.order = (uint32_t *)(s.locked + count);
  }
  for (uint32_t i = 0; i < count; i++) s.order[i] = i;
  loam_communication communication = run(worker, &s, form, timeout, place, out);
  free(many);
  return communication;
}

void loam_cases_shade(loam_marker *marker, const loam_case *cases, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    const loam_channel *channel = cases[i].channel;
    loam_collect_word(marker, (uintptr_t)channel);
    if (channel != NULL && cases[i].send && channel->element->pointer_bytes != 0)
      loam_collect_values(marker, cases[i].value, channel->element, 1);
  }
}

// The fired waiter is off its queue already, and its channel may be gone.
loam_waiter *loam_select_take(loam_worker *worker) {
  loam_goroutine *goroutine = worker->goroutine;
  loam_waiter *fired = NULL;
  for (loam_waiter *waiter = goroutine->waiter, *next; waiter != NULL; waiter = next) {
    next = waiter->sibling;
    if (waiter->channel == NULL) {
      loam_deadline_stop(waiter);
    } else if (!waiter->fired) {
      loam_lock_acquire(&waiter->channel->lock);
      loam_wait_queue_remove(queue_of(waiter), waiter);
      loam_lock_release(&waiter->channel->lock);
    }
    if (waiter->fired)
      fired = waiter;
    else
      loam_waiter_release(worker, waiter);
  }
  goroutine->waiter = NULL;
  goroutine->completed = false;
  return fired;
}

// ---- the instruction ----

static loam_next closed_panic(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return loam_panic_format(worker, pc, fp, LOAM_ERROR_PLAIN, "send on closed channel");
}

static loam_slot *slot_at(loam_slot *fp, uint64_t field) {
  return (uint16_t)field == LOAM_NONE ? NULL : fp + (uint16_t)field;
}

// The index, and ok of a receive. A default's index is -1.
static loam_next ran(const uint64_t *pc, loam_slot *fp, loam_selected selected) {
  const uint64_t *behind = pc + loam_field_b(*pc) + 2;
  fp[loam_field_a(*pc)] = selected.index == LOAM_SELECT_NONE ? UINT64_MAX : selected.index;
  if (selected.index == LOAM_SELECT_NONE) return loam_continue(behind, fp);
  uint64_t word = pc[1 + selected.index];
  loam_slot *ok = slot_at(fp, word >> 32);
  if (word >> 48 != 2 && ok != NULL) *ok = selected.ok;
  return loam_continue(behind, fp);
}

static loam_next resume(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_waiter *fired = loam_select_take(worker);
  loam_selected selected = {fired->index, fired->success};
  bool closed = fired->send && !fired->success;
  if (!fired->send) loam_waiter_deliver(fired, slot_at(fp, pc[1 + fired->index] >> 16), LOAM_AS_SLOTS);
  loam_waiter_release(worker, fired);
  return closed ? closed_panic(worker, pc, fp) : ran(pc, fp, selected);
}

loam_next loam_op_SELECT(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  if (worker->goroutine->completed) return resume(worker, pc, fp);
  uint32_t count = loam_field_b(*pc);
  loam_case few[LOAM_SELECT_FEW], *cases = few;
  if (count > LOAM_SELECT_FEW) cases = loam_os_allocate(&worker->runtime->os, count * sizeof *cases);
  if (cases == NULL) return loam_no_memory(worker, pc, fp);
  for (uint32_t i = 0; i < count; i++) {
    uint64_t word = pc[1 + i];
    cases[i] = (loam_case){.channel = (loam_channel *)(uintptr_t)fp[(uint16_t)word],
                           .value = slot_at(fp, word >> 16),
                           .send = word >> 48 == 2};
  }
  loam_wait_place place = {.pc = pc, .words = count + 2, .fp = fp};
  loam_selected selected;
  loam_communication communication =
      loam_select_or_park(worker, cases, count, LOAM_AS_SLOTS, loam_field_c(*pc) == 1 ? 0 : -1, &place, &selected);
  if (cases != few) free(cases);
  switch (communication) {
  case LOAM_COMMUNICATION_DONE:
    return ran(pc, fp, selected);
  case LOAM_COMMUNICATION_PARKED:
    return loam_schedule(worker);
  case LOAM_COMMUNICATION_CLOSED:
    return closed_panic(worker, pc, fp);
  default:
    return loam_no_memory(worker, pc, fp);
  }
}
