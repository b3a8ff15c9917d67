// SPDX-License-Identifier: Apache-2.0
//
// step_channel.c — channel operations of step functions (loam_channel.h), over what channel.c and select.c share with
// the instructions.
//
// How.      The state to go on with is stored before the operation, since a waker may run the goroutine elsewhere
//           before the step has returned. A step that waits goes on at its function's WAKE_STEP, which delivers what
//           the waiter holds; places are kept as distances from fp, so that the stack may move.
// Upholds.  channel.handover, step.frame, step.wait
#include "interpret/call.h"
#include "interpret/operation.h"
#include "schedule/activation.h"
#include "sync/channel.h"

#include <stdlib.h>

loam_status loam_channel_create(loam_context *context, const loam_type *element, int64_t capacity, void **out_channel) {
  loam_status usable = context == NULL ? LOAM_INVALID_ARGUMENT : loam_usable(context->runtime);
  if (usable != LOAM_OK) return usable;
  if (context == NULL || element == NULL || out_channel == NULL) return LOAM_INVALID_ARGUMENT;
  bool bad;
  loam_context_collect_if_wanted(context);
  uint32_t stage = 0;
  void *channel;
  do channel = loam_channel_make(context->worker, element, capacity, &bad);
  while (channel == NULL && !bad && loam_context_wants(context, &stage));
  loam_context_wanted(context, stage);
  if (bad) return LOAM_INVALID_ARGUMENT;
  if (channel == NULL) return LOAM_NO_MEMORY;
  *out_channel = channel;
  return LOAM_OK;
}

static void set_state(loam_context *context, uint32_t state) {
  context->frame[loam_field_a(*context->goroutine->pc) - 1] = state;
}

// ---- failures: the panic is left, and raised if the step returns the answer ----

static loam_step failed(loam_status status) {
  return loam_step_make(LOAM_STEP_PANIC, 0, (const void *)(uintptr_t)status);
}

static loam_step failed_with(loam_context *context, loam_status status, loam_eface value) {
  loam_step step = loam_step_end(loam_context_panic_value(context, value));
  step.callee = (const void *)(uintptr_t)status;
  return step;
}

static loam_step panic_plain(loam_context *context, loam_status status, const char *text) {
  loam_eface value = loam_error_value(context->worker, LOAM_ERROR_PLAIN, text, strlen(text));
  if (value.type == NULL) value = loam_error_no_memory(context->runtime);
  return failed_with(context, status, value);
}

static loam_step no_memory(loam_context *context) {
  return failed_with(context, LOAM_NO_MEMORY, loam_error_no_memory(context->runtime));
}

// LOAM_OK: the context is that of a step, which its goroutine stands at, and the instance lives.
static inline loam_status usable_here(const loam_context *context) {
  if (LOAM_UNLIKELY(context->activation != NULL || (uint16_t)*context->goroutine->pc != LOAM_OP_STEP))
    return LOAM_WRONG_STATE;
  return loam_usable(context->runtime);
}

static __attribute__((noinline)) loam_step refuse(loam_context *context, loam_status status) {
  if (status == LOAM_WRONG_STATE) {
    if (context->activation != NULL) context->activation->misused = true;
    return panic_plain(context, status, "an operation of step functions outside of a step");
  }
  context->worker->pending = (loam_eface){0};
  context->worker->pending_fatal = "the runtime is dead";
  return failed(status);
}

static loam_step refuse_place(loam_context *context) {
  return panic_plain(context, LOAM_INVALID_ARGUMENT, "a step receives to a place outside its stack");
}

// ---- places ----

// Distance of a place of `size` bytes in the goroutine's own stack from fp. False: it is no such place.
static inline bool place_offset(loam_context *context, const void *address, uint64_t size, uint32_t *out) {
  *out = LOAM_NO_PLACE;
  if (address == NULL) return true;
  uint64_t distance = (uintptr_t)address - (uintptr_t)context->frame;
  uint64_t room = context->goroutine->stack.hi - (uintptr_t)context->frame;
  if (distance >= room || size > room - distance || distance >= LOAM_NO_PLACE) return false;
  *out = (uint32_t)distance;
  return true;
}

static uint64_t element_size(const loam_channel *channel) { return channel == NULL ? 0 : channel->element->size; }

static void *place_address(loam_slot *fp, uint32_t offset) {
  return offset == LOAM_NO_PLACE ? NULL : (char *)fp + offset;
}

static __attribute__((noinline)) loam_step answer_failure(loam_context *context, loam_communication communication) {
  return communication == LOAM_COMMUNICATION_CLOSED ? panic_plain(context, LOAM_PANICKED, "send on closed channel")
                                                    : no_memory(context);
}

static inline __attribute__((always_inline)) loam_step answer(loam_context *context, uint32_t next,
                                                              loam_communication communication) {
  if (communication == LOAM_COMMUNICATION_DONE) return loam_step_next(next);
  if (communication == LOAM_COMMUNICATION_PARKED) return (loam_step){LOAM_STEP_PARKED, next, NULL};
  return answer_failure(context, communication);
}

loam_step loam_channel_send(loam_context *context, uint32_t next, void *channel, const void *value) {
  loam_status usable = usable_here(context);
  if (LOAM_UNLIKELY(usable != LOAM_OK)) return refuse(context, usable);
  loam_wait_place place = {context->goroutine->pc + LOAM_STEP_WAKE, 2, context->frame, LOAM_NO_PLACE, LOAM_NO_PLACE};
  if (LOAM_UNLIKELY(value == NULL) && element_size(channel) != 0)
    return panic_plain(context, LOAM_INVALID_ARGUMENT, "a step sends no value");
  set_state(context, next);
  return answer(context, next, loam_channel_send_or_park(context->worker, channel, value, &place));
}

loam_step loam_channel_receive(loam_context *context, uint32_t next, void *channel, void *value, bool *ok) {
  loam_status usable = usable_here(context);
  if (LOAM_UNLIKELY(usable != LOAM_OK)) return refuse(context, usable);
  loam_wait_place place = {.pc = context->goroutine->pc + LOAM_STEP_WAKE, .words = 2, .fp = context->frame};
  if (!place_offset(context, value, element_size(channel), &place.value_offset) ||
      !place_offset(context, ok, sizeof *ok, &place.ok_offset))
    return refuse_place(context);
  set_state(context, next);
  bool got;
  loam_communication communication =
      loam_channel_receive_or_park(context->worker, channel, value, LOAM_AS_MEMORY, &got, &place);
  if (communication == LOAM_COMMUNICATION_DONE && ok != NULL) *ok = got;
  return answer(context, next, communication);
}

loam_step loam_channel_close(loam_context *context, uint32_t next, void *channel) {
  loam_status usable = usable_here(context);
  if (LOAM_UNLIKELY(usable != LOAM_OK)) return refuse(context, usable);
  const char *wrong = loam_channel_close_all(context->worker, channel);
  return wrong == NULL ? loam_step_next(next) : panic_plain(context, LOAM_PANICKED, wrong);
}

// pc is at an instruction whose first field is the frame's size.
static void set_selected(loam_slot *fp, const uint64_t *pc, uint32_t index) {
  loam_slot *word = &fp[loam_field_a(*pc) - 1];
  *word = (uint32_t)*word | (uint64_t)index << 32;
}

static bool case_fits(loam_context *context, const loam_select_case *from, loam_case *to) {
  *to = (loam_case){.channel = from->channel, .send = from->send != NULL};
  to->value = to->send ? (void *)(uintptr_t)from->send : from->receive;
  if (to->send) return true;
  return place_offset(context, from->receive, element_size(to->channel), &to->value_offset) &&
         place_offset(context, from->ok, sizeof *from->ok, &to->ok_offset);
}

loam_step loam_channel_select(loam_context *context, uint32_t next, const loam_select_case *cases, uint32_t count,
                              int64_t timeout) {
  loam_status usable = usable_here(context);
  if (LOAM_UNLIKELY(usable != LOAM_OK)) return refuse(context, usable);
  loam_worker *worker = context->worker;
  loam_case few[LOAM_SELECT_FEW], *own = few;
  if (cases == NULL && count != 0) return panic_plain(context, LOAM_INVALID_ARGUMENT, "a select without its cases");
  if (count > LOAM_SELECT_FEW) own = loam_os_allocate(&worker->runtime->os, count * sizeof *own);
  if (own == NULL) return no_memory(context);
  bool fits = true;
  for (uint32_t i = 0; i < count; i++) fits &= case_fits(context, &cases[i], &own[i]);
  loam_wait_place place = {.pc = context->goroutine->pc + LOAM_STEP_WAKE, .words = 2, .fp = context->frame};
  loam_selected selected = {0};
  loam_communication communication = LOAM_COMMUNICATION_DONE;
  set_state(context, next);
  if (fits) communication = loam_select_or_park(worker, own, count, LOAM_AS_MEMORY, timeout, &place, &selected);
  if (own != few) free(own);
  if (!fits) return refuse_place(context);
  if (communication == LOAM_COMMUNICATION_DONE) {
    // It may have been about to wait when the deadline was found to be over.
    const uint64_t *pc = place.pc - LOAM_STEP_WAKE;
    loam_goroutine_save(context->goroutine, pc, pc - 1, context->frame);
    if (selected.index != LOAM_SELECT_NONE && cases[selected.index].ok != NULL) *cases[selected.index].ok = selected.ok;
    set_selected(context->frame, context->goroutine->pc, selected.index);
  }
  return answer(context, next, communication);
}

loam_next loam_op_WAKE_STEP(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  if (LOAM_UNLIKELY(worker->runtime->always_slow)) loam_move_stack(worker, &fp, pc + 1, NULL);
  loam_waiter *waiter = worker->goroutine->waiter;
  bool selecting = waiter->selecting || waiter->channel == NULL;
  if (selecting) {
    waiter = loam_select_take(worker);
    set_selected(fp, pc, waiter->index);
  } else {
    worker->goroutine->waiter = NULL;
    worker->goroutine->completed = false;
  }
  bool closed = waiter->send && !waiter->success;
  if (!waiter->send && waiter->channel != NULL) {
    bool *ok = place_address(fp, waiter->ok_offset);
    loam_waiter_deliver(waiter, place_address(fp, waiter->value_offset), LOAM_AS_MEMORY);
    if (ok != NULL) *ok = waiter->success;
  }
  loam_waiter_release(worker, waiter);
  if (closed) return loam_panic_format(worker, pc, fp, LOAM_ERROR_PLAIN, "send on closed channel");
  return loam_continue(pc - LOAM_STEP_WAKE, fp);
}
