// SPDX-License-Identifier: Apache-2.0
//
// trace.c — stack traces in Go's format.
//
// How.      The innermost frame of a panicking goroutine is the newest panic's; frames above a deferred call that a
//           panic runs are found through the records of panics, since their own return pc is the pad's. Of more than a
//           hundred frames the middle is left out.
// Fails.    Reads only: no allocation, no growth; it reports overflows and exhausted memory.
#include "interpret/print.h"
#include "schedule/activation.h"
#include "schedule/schedule.h"
#include "sync/waiter.h"

#include <string.h>

// Go prints 50 of each, and among the outer ones it counts two of its own below main that it does not show.
enum { INNER_FRAMES = 50, OUTER_FRAMES = 48 };

typedef struct trace_frame {
  loam_frame frame;
  bool panicked; // called a deferred function by a panic: panic() is shown above it
} trace_frame;

static const loam_panic *panic_of(const loam_goroutine *goroutine, const loam_frame *frame) {
  uint64_t offset = goroutine->stack.hi - frame->fp;
  for (const loam_panic *panic = goroutine->panics; panic != NULL; panic = panic->link)
    if (panic->frame == offset) return panic;
  return NULL;
}

// The place that a frame stands at: a panic's instruction, the return of a function that runs its defers, or a call.
const uint64_t *loam_trace_place(const loam_goroutine *goroutine, const loam_frame *frame) {
  const loam_panic *panic = panic_of(goroutine, frame);
  if (panic != NULL) return panic->pc;
  if (frame->function->code != NULL && frame->safepoint + 1 == frame->function->code + frame->function->code_words - 1)
    return frame->function->code + frame->function->defer_return;
  return frame->safepoint;
}

static bool shown(const loam_function *function) {
  return (function->flags & (LOAM_FUNCTION_WRAPPER | LOAM_FUNCTION_RUNTIME)) == 0 && function->name.length > 0;
}

static void print_place(loam_runtime *runtime, const loam_function *function, const uint64_t *pc, uint32_t line) {
  uint64_t offset = function->code == NULL || pc < function->code ? 0 : 8 * (uint64_t)(pc - function->code);
  loam_print(runtime, "\t%.*s:%u +0x%llx\n", (int)function->file.length, (const char *)function->file.bytes, line,
             (unsigned long long)offset);
}

static void print_frame(loam_runtime *runtime, const loam_goroutine *goroutine, const trace_frame *shown_frame) {
  const loam_function *function = shown_frame->frame.function;
  if (shown_frame->panicked) {
    const loam_eface *value = &panic_of(goroutine, &shown_frame->frame)->value;
    loam_print(runtime, "panic({0x%llx?, 0x%llx?})\n\truntime/panic.go:1 +0x0\n",
               (unsigned long long)(uintptr_t)value->type, (unsigned long long)(uintptr_t)value->data);
  }
  loam_print(runtime, "%.*s(%s)\n", (int)function->name.length, (const char *)function->name.bytes,
             function->argument_slots == 0 ? "" : "...");
  const uint64_t *place = loam_trace_place(goroutine, &shown_frame->frame);
  print_place(runtime, function, place, loam_frame_line(&shown_frame->frame, place));
}

// One walk: the innermost frames are printed as they are met, the last ones are kept in a ring.
static void print_frames(loam_runtime *runtime, const loam_goroutine *goroutine, const loam_stack_position *position) {
  trace_frame ring[OUTER_FRAMES], one = {0};
  uint64_t count = 0;
  if (!loam_frame_first(position, &one.frame)) return;
  bool called_by_panic = false;
  do {
    one.panicked = called_by_panic && panic_of(goroutine, &one.frame) != NULL;
    const uint64_t *return_pc = loam_frame_return(&one.frame);
    called_by_panic = return_pc != NULL && (uint16_t)*return_pc == LOAM_OP_PANIC_RETURN;
    if (!shown(one.frame.function)) continue;
    if (count < INNER_FRAMES)
      print_frame(runtime, goroutine, &one);
    else
      ring[(count - INNER_FRAMES) % OUTER_FRAMES] = one;
    count++;
  } while (loam_frame_next(&one.frame, goroutine->stack.hi));
  uint64_t left = count > INNER_FRAMES ? count - INNER_FRAMES : 0, kept = left < OUTER_FRAMES ? left : OUTER_FRAMES;
  if (left > kept) loam_print(runtime, "...%llu frames elided...\n", (unsigned long long)(left - kept));
  for (uint64_t i = left - kept; i < left; i++) print_frame(runtime, goroutine, &ring[i % OUTER_FRAMES]);
}

const char *loam_goroutine_status_text(const loam_goroutine *goroutine, bool running) {
  if (running) return "running";
  switch (atomic_load(&goroutine->status)) {
  case LOAM_GOROUTINE_RUNNABLE:
    return "runnable";
  case LOAM_GOROUTINE_RUNNING:
    return "running";
  case LOAM_GOROUTINE_BLOCKED:
    return "syscall";
  default:
    return goroutine->reason == NULL ? "waiting" : goroutine->reason;
  }
}

void loam_trace_goroutine(loam_runtime *runtime, const loam_goroutine *goroutine, bool running) {
  loam_print(runtime, "\ngoroutine %llu [%s]:\n", (unsigned long long)goroutine->stack.owner,
             loam_goroutine_status_text(goroutine, running));
  loam_stack_position position = loam_goroutine_position(goroutine);
  const loam_panic *panic = goroutine->panics;
  if (running && panic != NULL && !panic->goexit) {
    position.fp = (uintptr_t)loam_frame_address(goroutine, panic->frame);
    position.safepoint = panic->function == NULL ? position.safepoint : loam_function_pad(panic->function) - 1;
  }
  print_frames(runtime, goroutine, &position);
  if (goroutine->created_at == NULL) return;
  const loam_function *creator = loam_safepoint_function(goroutine->created_at - 1);
  loam_print(runtime, "created by %.*s in goroutine %llu\n", (int)creator->name.length,
             (const char *)creator->name.bytes, (unsigned long long)goroutine->creator);
  print_place(runtime, creator, goroutine->created_at - 1, loam_function_line(creator, goroutine->created_at - 1));
}

typedef struct others {
  loam_runtime *runtime;
  const loam_goroutine *except;
} others;

static bool trace_one(void *context, loam_goroutine *goroutine) {
  const others *argument = context;
  if (goroutine != argument->except && !goroutine->system && goroutine != argument->runtime->main)
    loam_trace_goroutine(argument->runtime, goroutine, false);
  return true;
}

void loam_trace_others(loam_runtime *runtime, const loam_goroutine *except) {
  if (runtime->main != NULL && runtime->main != except) loam_trace_goroutine(runtime, runtime->main, false);
  others argument = {runtime, except};
  loam_goroutine_each(runtime, trace_one, &argument);
}

static void describe_wait(const loam_goroutine *goroutine, loam_goroutine_info *out) {
  uint32_t status = atomic_load(&goroutine->status);
  if (status != LOAM_GOROUTINE_WAITING && status != LOAM_GOROUTINE_PARKING) return;
  for (const loam_waiter *waiter = goroutine->waiter; waiter != NULL; waiter = waiter->sibling) {
    // Without a channel: the deadline of a select, or what package sync waits on.
    const void *on = waiter->channel;
    if (on == NULL && !waiter->selecting) on = (const void *)(uintptr_t)waiter->inline_element[0];
    if (on == NULL) continue;
    out->waits_for = on;
    out->waits_count++;
  }
  if (goroutine->reason != NULL && strcmp(goroutine->reason, "sleep") == 0) out->wakes_at = goroutine->wakes_at;
}

void loam_goroutine_describe(const loam_runtime *runtime, const loam_goroutine *goroutine, bool running,
                             loam_goroutine_info *out) {
  *out = (loam_goroutine_info){.id = goroutine->stack.owner,
                               .status = loam_goroutine_status_text(goroutine, running),
                               .stack_size = loam_stack_size(&goroutine->stack),
                               .stack_used = goroutine->stack.hi - (uintptr_t)goroutine->fp};
  if (!running) describe_wait(goroutine, out);
  const loam_stack_record *record = goroutine->stack.record;
  if (record != NULL) {
    out->stack_peak = record->peak;
    out->grows = record->reasons[LOAM_STACK_GROW];
    out->shrinks = record->reasons[LOAM_STACK_SHRINK];
    out->moves = record->reasons[LOAM_STACK_MOVE];
    out->bytes_copied = record->bytes;
    out->slots_rewritten = record->slots;
    out->move_ns = loam_os_ticks_ns(&runtime->os, record->ticks);
  }
  if (out->stack_peak < out->stack_used) out->stack_peak = out->stack_used;
  loam_activations_measure(goroutine, &out->machine_stack_size, &out->machine_stack_used);
  if (goroutine->created_at != NULL) out->created_by = loam_safepoint_function(goroutine->created_at - 1)->name;
  loam_stack_position position = loam_goroutine_position(goroutine);
  loam_frame frame;
  bool found = loam_frame_first(&position, &frame);
  while (found && (!shown(frame.function) || frame.function->flags & LOAM_FUNCTION_NATIVE))
    found = loam_frame_next(&frame, goroutine->stack.hi);
  const loam_function *function = found ? frame.function : NULL;
  if (!found) function = goroutine->callee; // not started: about to make its first call
  if (function == NULL) return;
  out->function = function->name;
  out->file = function->file;
  out->line = found ? loam_frame_line(&frame, loam_trace_place(goroutine, &frame)) : function->start_line;
}
