// SPDX-License-Identifier: Apache-2.0
//
// step.c — step functions: their code, and what they answer off the fast path.
//
// How.      A step function's code is
//               0 ENTER_STEP  1 safepoint  2 STEP  3 function  4 safepoint  5 WAKE_STEP  6 safepoint  7 safepoint
//               8 RESUME_STEP  9 safepoint  10 RUN_DEFERS  11 safepoint  12 RETURN  13 safepoint  14 PANIC_RETURN
//           A step that runs, yields or sleeps stands at STEP; one that waits for a channel goes on at WAKE_STEP; a
//           call that it makes returns to RESUME_STEP; one that deferred ends at RUN_DEFERS. Before each of them stands
//           a safepoint word: all pointers that the description lists, but for RESUME_STEP, before which the outgoing
//           words are left out: while a call runs they are the callee's. The state lies in the slot below the record,
//           where a call through a function value leaves that value: ENTER_STEP clears it.
// Upholds.  frame.walkable, step.frame
#include "interpret/call.h"
#include "interpret/operation.h"
#include "schedule/schedule.h"

enum { RUN_MAP = 1, CALL_MAP = 2, MAPS = 3, MOST_WORDS = 65000, AT_STEP = 2, CODE_WORDS = 15 };

// ---- definition ----

static bool pointers_fit(const loam_step_description *description) {
  for (uint32_t i = 0; i < description->pointer_count; i++) {
    uint32_t offset = description->pointers[i];
    if (offset % 8 != 0 || offset >= description->frame_size) return false;
    if (offset - description->record_offset < sizeof(loam_step_record)) return false;
  }
  return true;
}

static bool description_fits(const loam_step_description *d) {
  if (d->function == NULL || d->name == NULL || (d->pointers == NULL && d->pointer_count != 0)) return false;
  if ((d->frame_size | d->outgoing_size | d->record_offset | d->argument_size) % 8 != 0) return false;
  if (d->frame_size > 8 * MOST_WORDS || d->outgoing_size > d->record_offset || d->record_offset > d->frame_size)
    return false;
  uint32_t behind = d->frame_size - d->record_offset;
  return behind >= sizeof(loam_step_record) && d->argument_size <= behind - sizeof(loam_step_record) && pointers_fit(d);
}

static loam_string text(const char *bytes) {
  return (loam_string){(const uint8_t *)bytes, bytes == NULL ? 0 : (int64_t)strlen(bytes)};
}

static void set_bit(uint64_t *bits, uint32_t i) { bits[i / 64] |= 1ull << (i & 63); }

loam_status loam_step_define(loam_runtime *runtime, const loam_step_description *description,
                             loam_function **out_function) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (runtime == NULL || description == NULL || out_function == NULL || !description_fits(description))
    return LOAM_INVALID_ARGUMENT;
  const loam_step_description *d = description;
  uint32_t words = d->frame_size / 8, slots = d->record_offset / 8 + 1, outgoing = d->outgoing_size / 8;
  uint32_t arguments = d->argument_size / 8, results = words - slots - 1 - arguments, map_words = (words + 63) / 64;
  uint64_t *maps = loam_permanent_take(&runtime->permanent, 8ull * (MAPS + 1) * map_words, 8);
  if (maps == NULL) return LOAM_NO_MEMORY;
  uint64_t *argument_map = maps + MAPS * map_words;
  bool in_calls = false, staged = false;
  for (uint32_t i = 0; i < d->pointer_count; i++) {
    uint32_t slot = d->pointers[i] / 8;
    set_bit(maps + RUN_MAP * map_words, slot);
    if (slot < outgoing) {
      staged = true;
      continue;
    }
    in_calls = true;
    set_bit(maps + CALL_MAP * map_words, slot);
    if (slot > slots && slot - slots - 1 < arguments) set_bit(argument_map, slot - slots - 1);
  }
  uint32_t run = d->pointer_count != 0 ? RUN_MAP : 0, call = in_calls ? CALL_MAP : 0;
  uint64_t code_words[CODE_WORDS] = {
      LOAM_WORD(LOAM_OP_ENTER_STEP, slots, slots + 1 + arguments, results),
      LOAM_SAFEPOINT(run, slots, 1),
      LOAM_WORD(LOAM_OP_STEP, slots, 0, outgoing),
      (uint64_t)(uintptr_t)d->function,
      LOAM_SAFEPOINT(run, slots, 4),
      LOAM_WORD(LOAM_OP_WAKE_STEP, slots, 0, 0),
      LOAM_SAFEPOINT(run, slots, 6),
      LOAM_SAFEPOINT(call, slots, 7),
      LOAM_WORD(LOAM_OP_RESUME_STEP, slots, staged, outgoing),
      LOAM_SAFEPOINT(call, slots, 9),
      LOAM_WORD(LOAM_OP_RUN_DEFERS, 0, 0, 0),
      LOAM_SAFEPOINT(call, slots, 11),
      LOAM_WORD(LOAM_OP_RETURN, slots, 0, 0),
      LOAM_SAFEPOINT(call, slots, 13),
      LOAM_WORD(LOAM_OP_PANIC_RETURN, 0, 0, 0),
  };
  loam_function *function =
      loam_function_create(runtime, text(d->name), text(d->file), d->line, arguments, results, argument_map, 0);
  if (function == NULL) return LOAM_NO_MEMORY;
  function->body_user = d->user;
  loam_code code = {.words = code_words,
                    .word_count = CODE_WORDS,
                    .frame_slots = slots,
                    .maps = maps,
                    .map_words = map_words,
                    .map_count = MAPS,
                    .defer_return = AT_STEP + LOAM_STEP_DEFERS,
                    .flags = LOAM_FUNCTION_STEP | (d->states_are_lines ? LOAM_FUNCTION_LINES : 0)};
  loam_status status = loam_function_define(runtime, function, &code);
  if (status == LOAM_OK) *out_function = function;
  return status;
}

const loam_function *loam_step_self(loam_context *context) {
  return loam_safepoint_function(context->goroutine->safepoint);
}

void *loam_step_user(loam_context *context) {
  return context->activation != NULL ? NULL : loam_step_self(context)->body_user;
}

void loam_context_store(loam_context *context, void **cell, void *value) {
  loam_barrier_store(context->worker, cell, value);
}

void loam_context_copy(loam_context *context, void *to, const void *from, const loam_type *type, uint64_t count) {
  loam_barrier_move(context->worker, to, from, type, count);
}

void loam_context_shade(loam_context *context, const void *pointer) {
  loam_barrier *barrier = &context->worker->cache.barrier;
  if (barrier->on) loam_barrier_shade(barrier, (uintptr_t)pointer);
}

void loam_context_shade_values(loam_context *context, const void *values, const loam_type *type, uint64_t count) {
  loam_barrier *barrier = &context->worker->cache.barrier;
  if (barrier->on) loam_barrier_values(barrier, values, NULL, type, count);
}

// ---- deferred calls ----

loam_status loam_step_defer(loam_context *context, const void *function) {
  if (context == NULL || function == NULL) return LOAM_INVALID_ARGUMENT;
  loam_goroutine *goroutine = context->goroutine;
  if (context->activation != NULL || (uint16_t)*goroutine->pc != LOAM_OP_STEP) return LOAM_WRONG_STATE;
  loam_status usable = loam_usable(context->runtime);
  if (usable != LOAM_OK) return usable;
  const loam_function *callee = *(loam_function *const *)function;
  if (callee->argument_slots + callee->result_slots != 0) return LOAM_INVALID_ARGUMENT;
  if (!loam_defers_reserve(context->runtime, goroutine)) return LOAM_NO_MEMORY;
  goroutine->defers->records[goroutine->defer_count++] =
      (loam_defer){(void *)(uintptr_t)function, loam_frame_offset(goroutine, context->frame),
                   loam_safepoint_function(goroutine->safepoint)};
  return LOAM_OK;
}

// The deferred call lies on top of the frame whose pad it returns to: that of the panic that runs it, which names the
// one that deferred, or else of the one that deferred itself.
void *loam_step_deferrer(loam_context *context) {
  const loam_goroutine *goroutine = context->goroutine;
  if (context->activation != NULL || (uint16_t)*goroutine->pc != LOAM_OP_STEP) return NULL;
  loam_slot *record = context->frame + loam_field_a(*goroutine->pc);
  if ((uint16_t)*loam_return_pc(loam_record_pc(record)) != LOAM_OP_PANIC_RETURN) return NULL;
  const loam_panic *panic = goroutine->panics;
  bool panics = panic != NULL && panic->frame == loam_frame_offset(goroutine, record + 1);
  return panics ? loam_frame_address(goroutine, panic->running.frame) : record + 1;
}

// ---- answers off the fast path; pc is at STEP, the state is in the frame ----

loam_next loam_op_step_outgoing(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return loam_fatal(worker, pc, fp, "a step function makes a call that is larger than its outgoing words");
}

loam_next loam_op_step_call(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_goroutine *goroutine = worker->goroutine;
  const uint64_t *return_pc = pc + LOAM_STEP_RESUME;
  const loam_function *callee = goroutine->callee;
  if (loam_wants_attention(worker)) {
    loam_goroutine_save(goroutine, return_pc, return_pc - 1, fp);
    return loam_attend(worker);
  }
  goroutine->callee = NULL;
  return loam_enter(worker, callee, goroutine->closure, fp, return_pc);
}

// Somebody deferred, perhaps this function.
loam_next loam_op_step_defers(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  return loam_continue(pc + LOAM_STEP_DEFERS, fp);
}

loam_next loam_op_step_alone(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker, (void)pc;
  return loam_continue(loam_leave_code, fp);
}

loam_next loam_op_make_call(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)pc, (void)fp;
  return loam_make_call(worker);
}

loam_next loam_op_step_switched(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)pc, (void)fp;
  return loam_continue(worker->goroutine->pc, worker->goroutine->fp);
}

loam_next loam_op_step_yield(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  if (LOAM_UNLIKELY(worker->runtime->always_slow)) {
    loam_move_stack(worker, &fp, pc - 1, NULL);
    worker->goroutine->fp = fp;
  }
  return loam_give_way(worker); // STEP has saved the rest
}

loam_next loam_op_step_poll(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  if (worker->runtime->always_slow) loam_move_stack(worker, &fp, pc - 1, NULL);
  if (loam_wants_attention(worker)) {
    loam_goroutine_save(worker->goroutine, pc, pc - 1, fp);
    return loam_attend(worker);
  }
  loam_worker_set_limit(worker);
  return loam_continue(pc, fp);
}

loam_next loam_op_step_other(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  switch (worker->step_kind) {
  case LOAM_STEP_BLOCK:
    return loam_park_finish(worker, pc, pc - 1, fp);
  case LOAM_STEP_PANIC:
    return loam_panic_pending(worker, pc, fp);
  case LOAM_STEP_GOEXIT:
    return loam_goexit(worker, pc, fp);
  case LOAM_STEP_EXIT:
    return loam_end_program(worker, (loam_result){LOAM_EXITED, 0}); // loam_context_exit has said the code
  case LOAM_STEP_CALL:
    return loam_panic_nil(worker, pc, fp);
  default:
    return loam_fatal(worker, pc, fp, "a step function returned no loam_step");
  }
}
