// SPDX-License-Identifier: Apache-2.0
//
// inspect_frames.c — what a host or debugger may ask about one goroutine's stack, and moves by force: loam_frames.h.
//
// How.      All of it with the world stopped, so that whoever runs goroutines has saved them. A forced move is that of
//           a growth, without the shortcut by which a block takes in its neighbour: it copies, and every live word is
//           rewritten. It refuses what a collection would not shrink, for the same reason.
// Upholds.  stack.bounds, stack.interior
#include "include/loam_frames.h"

#include "interpret/call.h"
#include "interpret/print.h"
#include "runtime.h"
#include "schedule/activation.h"
#include "schedule/schedule.h"

typedef struct search {
  uint64_t number;
  loam_goroutine *found;
} search;

static bool look_at(void *context, loam_goroutine *goroutine) {
  search *s = context;
  if (goroutine->stack.owner != s->number) return true;
  s->found = goroutine;
  return false;
}

/// Requires: world stopped.
static loam_goroutine *find(loam_runtime *runtime, uint64_t number) {
  search s = {number, NULL};
  loam_goroutine_each(runtime, look_at, &s);
  return s.found;
}

/// The worker that stopped while it runs this goroutine, or NULL.
static loam_worker *worker_of(loam_runtime *runtime, const loam_goroutine *goroutine) {
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    if (worker->goroutine == goroutine) return worker;
  }
  return NULL;
}

/// A native's code goes on with the frame that it knows, whether it blocks in a call, asks, or waits in it.
static bool may_move(loam_runtime *runtime, const loam_goroutine *goroutine) {
  uint8_t status = atomic_load(&goroutine->status);
  if (goroutine->fp == NULL || status == LOAM_GOROUTINE_PARKING || status == LOAM_GOROUTINE_READIED) return false;
  if (status == LOAM_GOROUTINE_BLOCKED) return goroutine->context == NULL;
  const loam_worker *worker = status == LOAM_GOROUTINE_RUNNING ? worker_of(runtime, goroutine) : NULL;
  return worker == NULL || !worker->asking;
}

static void put_word(loam_stack_record_word *out, uint64_t count, uint64_t *at, loam_stack_record_word word) {
  if (*at < count) out[*at] = word;
  ++*at;
}

/// As call.c lists them for a move.
static uint64_t records_of(const loam_goroutine *goroutine, loam_stack_record_word *out, uint64_t count) {
  uint64_t at = 0;
  for (uint32_t i = 0; i < goroutine->defer_count; i++) {
    const loam_defer *deferred = &goroutine->defers->records[i];
    put_word(out, count, &at,
             (loam_stack_record_word){LOAM_RECORD_DEFERRED, deferred->function, deferred->frame,
                                      (uint64_t)(uintptr_t)deferred->closure});
  }
  for (const loam_panic *panic = goroutine->panics; panic != NULL; panic = panic->link)
    put_word(out, count, &at,
             (loam_stack_record_word){LOAM_RECORD_RUNNING, panic->running.function, panic->running.frame,
                                      (uint64_t)(uintptr_t)panic->running.closure});
  put_word(out, count, &at,
           (loam_stack_record_word){LOAM_RECORD_CALL, NULL, 0, (uint64_t)(uintptr_t)goroutine->closure});
  return at;
}

static void fill_frames(const loam_goroutine *goroutine, loam_stack_outline *out, loam_stack_frame *frames,
                        uint64_t count) {
  loam_stack_position position = loam_goroutine_position(goroutine);
  loam_frame frame;
  if (!loam_frame_first(&position, &frame)) return;
  do {
    if (out->frames++ >= count) continue;
    const loam_function *function = frame.function;
    const uint64_t *code = frame.safepoint - loam_safepoint_back(*frame.safepoint);
    const uint64_t *place = loam_trace_place(goroutine, &frame);
    frames[out->frames - 1] = (loam_stack_frame){.fp = frame.fp,
                                                 .function = function,
                                                 .map = loam_frame_map(&frame),
                                                 .frame_slots = frame.frame_slots,
                                                 .safepoint = (uint32_t)(frame.safepoint - code),
                                                 .place = place < code ? 0 : (uint32_t)(place - code),
                                                 .line = loam_frame_line(&frame, place)};
  } while (loam_frame_next(&frame, goroutine->stack.hi));
}

loam_status loam_goroutine_frames(loam_runtime *runtime, uint64_t number, loam_stack_outline *out,
                                  loam_stack_frame *frames, uint64_t count) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (out == NULL) return LOAM_INVALID_ARGUMENT;
  if (frames == NULL) count = 0;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  const loam_goroutine *goroutine = find(runtime, number);
  if (goroutine != NULL) {
    *out = (loam_stack_outline){.lo = goroutine->stack.lo,
                                .hi = goroutine->stack.hi,
                                .fp = goroutine->fp == NULL ? goroutine->stack.hi : (uintptr_t)goroutine->fp,
                                .callee = goroutine->callee,
                                .records = records_of(goroutine, NULL, 0),
                                .movable = may_move(runtime, goroutine)};
    fill_frames(goroutine, out, frames, count);
  }
  loam_world_start_asked(runtime, self);
  return goroutine == NULL ? LOAM_INVALID_ARGUMENT : LOAM_OK;
}

uint64_t loam_goroutine_records(loam_runtime *runtime, uint64_t number, loam_stack_record_word *out, uint64_t count) {
  if (loam_usable(runtime) != LOAM_OK) return 0;
  if (out == NULL) count = 0;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  const loam_goroutine *goroutine = find(runtime, number);
  uint64_t records = goroutine == NULL ? 0 : records_of(goroutine, out, count);
  loam_world_start_asked(runtime, self);
  return records;
}

static loam_status move_stopped(loam_runtime *runtime, loam_goroutine *goroutine, loam_stack_reason reason,
                                loam_stack_history *out) {
  if (!may_move(runtime, goroutine)) return LOAM_WRONG_STATE;
  loam_stack_position position = loam_goroutine_position(goroutine);
  loam_stack_move move = {0};
  struct loam_deep *deep = loam_deep_hold(runtime, goroutine);
  loam_status status = loam_stack_force(&runtime->stacks, NULL, &goroutine->stack, &position, reason,
                                        atomic_load(&runtime->maximum_stack), loam_goroutine_words(goroutine), &move);
  loam_deep_release(deep);
  if (status != LOAM_OK) return status;
  goroutine->fp = (loam_slot *)position.fp;
  loam_print_move(runtime, goroutine, &move);
  if (out == NULL) return LOAM_OK;
  if (loam_stack_record_history(&runtime->os, goroutine->stack.record, out, 1) == 0) // no memory for the record
    *out = (loam_stack_history){.reason = move.reason,
                                .old_base = move.old_lo,
                                .new_base = move.new_lo,
                                .old_size = move.old_size,
                                .new_size = move.new_size,
                                .bytes_copied = move.bytes,
                                .slots_rewritten = move.slots};
  return LOAM_OK;
}

loam_status loam_goroutine_move(loam_runtime *runtime, uint64_t number, loam_stack_reason reason,
                                loam_stack_history *out) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if ((uint32_t)reason >= LOAM_STACK_REASONS) return LOAM_INVALID_ARGUMENT;
  if (loam_worker_running(runtime) != NULL) return LOAM_WRONG_STATE; // it might be asked to move itself
  loam_world_stop(runtime);
  loam_goroutine *goroutine = find(runtime, number);
  loam_status status = goroutine == NULL ? LOAM_INVALID_ARGUMENT : move_stopped(runtime, goroutine, reason, out);
  loam_world_start(runtime);
  return status;
}
