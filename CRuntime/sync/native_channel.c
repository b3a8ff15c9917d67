// SPDX-License-Identifier: Apache-2.0
//
// native_channel.c — channel operations of native goroutines (loam_native_goroutine.h), over what channel.c and
// select.c share.
//
// How.      What can be done at once is done on the machine stack. Who must wait leaves it first and is put on the wait
//           queue by the step function: a waker may run the goroutine elsewhere at once, and its machine stack must
//           have been left by then. For the same reason a request that parks writes nothing of the goroutine
//           afterwards. The goroutine goes on on its machine stack and takes what its waiter holds itself.
// Upholds.  channel.handover, native.suspended
#include "schedule/activation.h"
#include "sync/channel.h"

#include <stdlib.h>

typedef struct operation {
  void *channel, *value;
  bool ok;
  loam_communication result;
} operation;

// The step goes on at its own instruction, in the state that only switches.
static loam_wait_place place_of(loam_activation *activation, const loam_goroutine *goroutine) {
  goroutine->fp[activation->function->call_words] = LOAM_ACTIVATION_RESUME;
  activation->resumable = true;
  return (loam_wait_place){.pc = goroutine->pc, .words = 0, .fp = goroutine->fp};
}

static loam_step answer(operation *asked, loam_communication result) {
  if (result == LOAM_COMMUNICATION_PARKED) return (loam_step){LOAM_STEP_PARKED, LOAM_ACTIVATION_RESUME, NULL};
  asked->result = result;
  return loam_step_next(LOAM_ACTIVATION_RESUME);
}

static loam_status status_of(loam_communication result) {
  return result == LOAM_COMMUNICATION_CLOSED      ? LOAM_PANICKED
         : result == LOAM_COMMUNICATION_NO_MEMORY ? LOAM_NO_MEMORY
                                                  : LOAM_OK;
}

static void poll_with(loam_activation *activation, void *channel) {
  activation->operand = channel;
  loam_activation_poll(activation);
  activation->operand = NULL;
}

// ---- send ----

static loam_step send(loam_activation *activation, loam_worker *worker) {
  operation *asked = activation->request_argument;
  loam_wait_place place = place_of(activation, worker->goroutine);
  return answer(asked, loam_channel_send_or_park(worker, asked->channel, asked->value, &place));
}

// False: it has to wait.
static bool send_at_once(loam_context *context, loam_channel *channel, const void *value, loam_status *out_status) {
  if (channel == NULL) return false;
  loam_goroutine *wake = NULL;
  loam_lock_acquire(&channel->lock);
  bool closed = channel->closed, sent = !closed && loam_channel_send_locked(context->worker, channel, value, &wake);
  loam_lock_release(&channel->lock);
  *out_status = closed ? LOAM_PANICKED : LOAM_OK;
  if (wake != NULL) loam_ready_waiting(context->runtime, context->worker, wake);
  return closed || sent;
}

loam_status loam_native_send(loam_context *context, void *channel, const void *value) {
  loam_status status = loam_activation_usable(context);
  if (status != LOAM_OK) return status;
  if (LOAM_UNLIKELY(value == NULL) && channel != NULL && ((loam_channel *)channel)->element->size != 0)
    return LOAM_INVALID_ARGUMENT;
  if (send_at_once(context, channel, value, &status)) {
    loam_activation_poll(context->activation); // not before: nothing else may hold what is sent
    return status;
  }
  operation asked = {.channel = channel, .value = (void *)(uintptr_t)value, .result = LOAM_COMMUNICATION_PARKED};
  loam_activation_request(context->activation, send, &asked);
  if (asked.result != LOAM_COMMUNICATION_PARKED) return status_of(asked.result);
  return loam_channel_sent(context->worker) ? LOAM_OK : LOAM_PANICKED;
}

// ---- receive ----

static loam_step receive(loam_activation *activation, loam_worker *worker) {
  operation *asked = activation->request_argument;
  loam_wait_place place = place_of(activation, worker->goroutine);
  bool ok = false;
  loam_communication result =
      loam_channel_receive_or_park(worker, asked->channel, asked->value, LOAM_AS_MEMORY, &ok, &place);
  if (result != LOAM_COMMUNICATION_PARKED) asked->ok = ok;
  return answer(asked, result);
}

static bool receive_at_once(loam_context *context, loam_channel *channel, void *value, bool *out_ok) {
  if (channel == NULL) return false;
  loam_goroutine *wake = NULL;
  loam_lock_acquire(&channel->lock);
  bool received = loam_channel_receive_locked(context->worker, channel, value, LOAM_AS_MEMORY, out_ok, &wake);
  loam_lock_release(&channel->lock);
  if (wake != NULL) loam_ready_waiting(context->runtime, context->worker, wake);
  return received;
}

loam_status loam_native_receive(loam_context *context, void *channel, void *value, bool *out_ok) {
  bool ok = false;
  loam_status status = loam_activation_usable(context);
  if (status != LOAM_OK) return status;
  poll_with(context->activation, channel); // not behind: nothing else may hold what is received
  if (!receive_at_once(context, channel, value, &ok)) {
    operation asked = {.channel = channel, .value = value, .result = LOAM_COMMUNICATION_PARKED};
    loam_activation_request(context->activation, receive, &asked);
    status = status_of(asked.result);
    ok = asked.ok;
    if (asked.result == LOAM_COMMUNICATION_PARKED) loam_channel_received(context->worker, value, LOAM_AS_MEMORY, &ok);
  }
  if (out_ok != NULL) *out_ok = ok;
  return status;
}

// ---- close ----

loam_status loam_native_close(loam_context *context, void *channel) {
  loam_status status = loam_activation_usable(context);
  if (status != LOAM_OK) return status;
  if (loam_channel_close_all(context->worker, channel) != NULL) status = LOAM_PANICKED;
  loam_activation_poll(context->activation);
  return status;
}

// ---- select ----

typedef struct choice {
  loam_case *cases;
  uint32_t count;
  int64_t timeout;
  loam_selected selected;
  loam_communication result;
} choice;

static loam_step choose(loam_activation *activation, loam_worker *worker) {
  choice *asked = activation->request_argument;
  loam_wait_place place = place_of(activation, worker->goroutine);
  loam_selected selected = {.index = LOAM_SELECT_NONE};
  loam_communication result =
      loam_select_or_park(worker, asked->cases, asked->count, LOAM_AS_MEMORY, asked->timeout, &place, &selected);
  if (result == LOAM_COMMUNICATION_PARKED) return (loam_step){LOAM_STEP_PARKED, LOAM_ACTIVATION_RESUME, NULL};
  asked->selected = selected;
  asked->result = result;
  return loam_step_next(LOAM_ACTIVATION_RESUME);
}

// After the wake-up: what the waiter that fired holds.
static void take(loam_worker *worker, choice *asked) {
  loam_waiter *fired = loam_select_take(worker);
  asked->selected = (loam_selected){fired->index, fired->success};
  bool timed_out = fired->index == LOAM_SELECT_NONE, closed = !timed_out && fired->send && !fired->success;
  if (!timed_out && !fired->send) loam_waiter_deliver(fired, asked->cases[fired->index].value, LOAM_AS_MEMORY);
  loam_waiter_release(worker, fired);
  asked->result = closed ? LOAM_COMMUNICATION_CLOSED : LOAM_COMMUNICATION_DONE;
}

loam_status loam_native_select(loam_context *context, const loam_select_case *cases, uint32_t count, int64_t timeout,
                               uint32_t *out_selected) {
  loam_status usable = loam_activation_usable(context);
  if (usable != LOAM_OK) return usable;
  if (out_selected == NULL || (cases == NULL && count != 0)) return LOAM_INVALID_ARGUMENT;
  loam_case few[LOAM_SELECT_FEW];
  choice asked = {.cases = few, .count = count, .timeout = timeout, .result = LOAM_COMMUNICATION_PARKED};
  if (count > LOAM_SELECT_FEW) asked.cases = loam_os_allocate(&context->runtime->os, count * sizeof *asked.cases);
  if (asked.cases == NULL) return LOAM_NO_MEMORY;
  for (uint32_t i = 0; i < count; i++) {
    bool send = cases[i].send != NULL;
    void *value = send ? (void *)(uintptr_t)cases[i].send : cases[i].receive;
    asked.cases[i] = (loam_case){.channel = cases[i].channel, .value = value, .send = send};
  }
  // Not behind: nothing else may hold what is received.
  context->activation->cases = asked.cases;
  context->activation->case_count = count;
  loam_activation_poll(context->activation);
  context->activation->case_count = 0;
  loam_activation_request(context->activation, choose, &asked);
  if (asked.result == LOAM_COMMUNICATION_PARKED) take(context->worker, &asked);
  if (asked.cases != few) free(asked.cases);
  uint32_t index = *out_selected = asked.selected.index;
  if (index != LOAM_SELECT_NONE && cases[index].send == NULL && cases[index].ok != NULL)
    *cases[index].ok = asked.selected.ok;
  return status_of(asked.result);
}
