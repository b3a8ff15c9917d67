// SPDX-License-Identifier: Apache-2.0
//
// trace.c — stack traces in Go's format.
//
// How.      The innermost frame of a panicking goroutine is the newest panic's; frames above a deferred call that a panic
//           runs are found through the records of panics, since their own return pc is the pad's. Of more than a hundred
//           frames the middle is left out.
// Fails.    Reads only: no allocation, no growth; it reports overflows and exhausted memory.
#include "interpret/print.h"
#include "schedule/schedule.h"

enum { INNER_FRAMES = 50, OUTER_FRAMES = 50 };

typedef struct trace_frame {
  loam_frame frame;
  const uint64_t *pc;   // instruction shown, or NULL: the frame's safepoint
  bool panic;           // a deferred call's caller: shown as panic()
} trace_frame;

static const loam_panic *panic_of(const loam_goroutine *goroutine, const loam_frame *frame) {
  uint64_t offset = goroutine->stack.hi - frame->fp;
  for (const loam_panic *panic = goroutine->panics; panic != NULL; panic = panic->link)
    if (panic->frame == offset) return panic;
  return NULL;
}

// The place that a frame stands at: a panic's instruction, the return of a function that runs its defers, or a call.
static const uint64_t *place(const loam_goroutine *goroutine, const loam_frame *frame) {
  const loam_panic *panic = panic_of(goroutine, frame);
  if (panic != NULL) return panic->pc;
  if (frame->function->code != NULL && frame->safepoint + 1 == frame->function->code + frame->function->code_words - 1)
    return frame->function->code + frame->function->defer_return;
  return frame->safepoint;
}

static bool shown(const loam_function *function) {
  return (function->flags & (LOAM_FUNCTION_WRAPPER | LOAM_FUNCTION_RUNTIME)) == 0 && function->name.length > 0;
}

static void print_place(loam_runtime *runtime, const loam_function *function, const uint64_t *pc) {
  uint32_t line = function->code == NULL ? function->start_line : loam_function_line(function, pc);
  uint64_t offset = function->code == NULL || pc < function->code ? 0 : 8 * (uint64_t)(pc - function->code);
  loam_print(runtime, "\t%.*s:%u +0x%llx\n", (int)function->file.length, (const char *)function->file.bytes, line,
             (unsigned long long)offset);
}

static uint64_t walk(loam_runtime *runtime, const loam_goroutine *goroutine, const loam_stack_position *position,
                     uint64_t skip, uint64_t limit) {
  loam_frame frame;
  uint64_t count = 0;
  if (!loam_frame_first(position, &frame)) return 0;
  bool called_by_panic = false;
  do {
    if (called_by_panic && panic_of(goroutine, &frame) != NULL) {
      if (count >= skip && count < skip + limit && limit != UINT64_MAX) loam_print(runtime, "panic(...)\n\truntime/panic.go\n");
    }
    const uint64_t *return_pc = loam_frame_return(&frame);
    called_by_panic = return_pc != NULL && (uint16_t)*return_pc == LOAM_OP_PANIC_RETURN;
    if (!shown(frame.function)) continue;
    if (count >= skip && count < skip + limit && limit != UINT64_MAX) {
      loam_print(runtime, "%.*s(%s)\n", (int)frame.function->name.length, (const char *)frame.function->name.bytes,
                 frame.function->argument_slots == 0 ? "" : "...");
      print_place(runtime, frame.function, place(goroutine, &frame));
    }
    count++;
  } while (loam_frame_next(&frame, goroutine->stack.hi));
  return count;
}

const char *loam_goroutine_status_text(const loam_goroutine *goroutine, bool running) {
  if (running) return "running";
  switch (atomic_load(&goroutine->status)) {
  case LOAM_GOROUTINE_RUNNABLE: return "runnable";
  case LOAM_GOROUTINE_RUNNING: return "running";
  case LOAM_GOROUTINE_BLOCKED: return "syscall";
  default: return goroutine->reason == NULL ? "waiting" : goroutine->reason;
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
  uint64_t frames = walk(runtime, goroutine, &position, 0, UINT64_MAX);
  if (frames <= INNER_FRAMES + OUTER_FRAMES) {
    walk(runtime, goroutine, &position, 0, frames);
  } else {
    walk(runtime, goroutine, &position, 0, INNER_FRAMES);
    loam_print(runtime, "...%llu frames elided...\n", (unsigned long long)(frames - INNER_FRAMES - OUTER_FRAMES));
    walk(runtime, goroutine, &position, frames - OUTER_FRAMES, OUTER_FRAMES);
  }
  if (goroutine->created_at == NULL) return;
  const loam_function *creator = loam_safepoint_function(goroutine->created_at - 1);
  loam_print(runtime, "created by %.*s in goroutine %llu\n", (int)creator->name.length,
             (const char *)creator->name.bytes, (unsigned long long)goroutine->creator);
  print_place(runtime, creator, goroutine->created_at - 1);
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

void loam_goroutine_describe(loam_runtime *runtime, const loam_goroutine *goroutine, bool running,
                             loam_goroutine_info *out) {
  *out = (loam_goroutine_info){.id = goroutine->stack.owner,
                               .status = loam_goroutine_status_text(goroutine, running),
                               .stack_size = loam_stack_size(&goroutine->stack),
                               .stack_used = goroutine->stack.hi - (uintptr_t)goroutine->fp,
                               .stack_peak = goroutine->stack.peak,
                               .grows = goroutine->stack.grows,
                               .shrinks = goroutine->stack.shrinks};
  if (out->stack_peak < out->stack_used) out->stack_peak = out->stack_used;
  if (goroutine->created_at != NULL) out->created_by = loam_safepoint_function(goroutine->created_at - 1)->name;
  loam_stack_position position = loam_goroutine_position(goroutine);
  loam_frame frame;
  bool found = loam_frame_first(&position, &frame);
  while (found && (!shown(frame.function) || frame.function->flags & LOAM_FUNCTION_NATIVE))
    found = loam_frame_next(&frame, goroutine->stack.hi);
  const loam_function *function = found ? frame.function : NULL;
  const uint64_t *pc = found ? place(goroutine, &frame) : NULL;
  if (!found && position.fp != 0 && position.safepoint == runtime->bottom->code + 1)
    function = **(const loam_function *const *const *)position.fp; // not started: its function value is in slot 0
  if (function == NULL) return;
  out->function = function->name;
  out->file = function->file;
  out->line = pc == NULL || function->code == NULL ? function->start_line : loam_function_line(function, pc);
}
