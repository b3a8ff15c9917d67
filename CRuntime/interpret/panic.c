// SPDX-License-Identifier: Apache-2.0
//
// panic.c — defer, panic, recover, Goexit.
//
// How.      A deferred call made by a panic is placed on top of the frame that panicked and returns to that function's
//           pad, where PANIC_RETURN takes the next step: go on at the deferring function's defer_return when the panic
//           was recovered, else the next deferred call, else the end. RUN_DEFERS makes its calls return to the pad too;
//           PANIC_RETURN tells the two apart because a panic's record names its frame, which never runs on by itself.
//           Frames are named by their distance from the stack's high end.
// Upholds.  frame.records, frame.walkable
#include "interpret/call.h"
#include "schedule/callback.h"
#include "schedule/schedule.h"
#include "schedule/want.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const uint64_t *loam_function_pad(const loam_function *function) { return function->code + function->code_words - 1; }

static loam_defer *top_defer(loam_goroutine *goroutine) {
  return goroutine->defer_count == 0 ? NULL : &goroutine->defers->records[goroutine->defer_count - 1];
}

bool loam_defers_reserve(loam_runtime *runtime, loam_goroutine *goroutine) {
  loam_defers *defers = goroutine->defers;
  uint32_t capacity = defers == NULL ? 0 : defers->capacity;
  if (goroutine->defer_count < capacity) return true;
  capacity = capacity == 0 ? LOAM_DEFERS_FIRST : 2 * capacity;
  defers = loam_os_resize(&runtime->os, defers, sizeof *defers + capacity * sizeof defers->records[0]);
  if (defers == NULL) return false;
  defers->capacity = capacity;
  goroutine->defers = defers;
  return true;
}

loam_next loam_op_DEFER(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_goroutine *goroutine = worker->goroutine;
  if (!loam_defers_reserve(worker->runtime, goroutine)) return loam_fatal(worker, pc, fp, "runtime: out of memory");
  goroutine->defers->records[goroutine->defer_count++] = (loam_defer){
      (void *)(uintptr_t)fp[loam_field_a(*pc)], loam_frame_offset(goroutine, fp), loam_safepoint_function(pc + 1)};
  return loam_continue(pc + 2, fp);
}

// Calls the function value of a record already popped; it returns to the pad of the function of the frame at fp.
loam_next loam_call_deferred(loam_worker *worker, const loam_function *function, loam_slot *fp, loam_defer *record) {
  const uint64_t *pad = loam_function_pad(function);
  if (record->closure == NULL) return loam_panic_nil(worker, pad, fp);
  return loam_enter(worker, *(loam_function **)record->closure, record->closure, fp, pad);
}

loam_next loam_op_RUN_DEFERS(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_goroutine *goroutine = worker->goroutine;
  loam_defer *record = top_defer(goroutine);
  if (record == NULL || record->frame != loam_frame_offset(goroutine, fp)) return loam_continue(pc + 2, fp);
  loam_defer call = *record;
  goroutine->defer_count--;
  return loam_call_deferred(worker, call.function, fp, &call);
}

// Runs the next deferred call of the newest panic, whose frame is at fp.
static loam_next unwind(loam_worker *worker, loam_slot *fp) {
  loam_goroutine *goroutine = worker->goroutine;
  loam_panic *panic = goroutine->panics;
  loam_defer *record = top_defer(goroutine);
  if (record == NULL) {
    panic->running = (loam_defer){0};
    if (panic->goexit) return loam_goroutine_end(worker);
    return loam_panic_unrecovered(worker, fp);
  }
  panic->running = *record;
  goroutine->defer_count--;
  if (panic->ends != LOAM_OK) {
    // Nothing goes on above the frame that deferred: its room is the first reserve.
    panic->frame = record->frame;
    panic->function = record->function;
    fp = loam_frame_address(goroutine, record->frame);
  }
  return loam_call_deferred(worker, panic->function, fp, &panic->running);
}

static loam_next begin(loam_worker *worker, const uint64_t *pc, loam_slot *fp, loam_panic record) {
  loam_goroutine *goroutine = worker->goroutine;
  loam_panic *panic = loam_os_allocate(&worker->runtime->os, sizeof *panic);
  const loam_function *function = loam_runtime_function_at(worker->runtime, pc);
  if (panic == NULL) return loam_fatal(worker, pc, fp, "runtime: out of memory");
  loam_deep_finish(worker, goroutine, true);
  *panic = record;
  panic->pc = pc;
  panic->function = function;
  panic->frame = loam_frame_offset(goroutine, fp);
  // A recovered panic whose value is raised again says so in the report.
  loam_panic *older = goroutine->panics;
  if (older != NULL && older->recovered && !panic->goexit && older->value.type == record.value.type &&
      older->value.data == record.value.data && record.value.type != NULL)
    older->repanicked = true;
  panic->link = older;
  goroutine->panics = panic;
  return unwind(worker, fp);
}

// The frame at D goes on at its defer_return; the panics that were raised above it are over. A Goexit among them is
// not: it goes on from D.
static loam_next recovered(loam_worker *worker, loam_panic *panic) {
  loam_goroutine *goroutine = worker->goroutine;
  uint64_t frame = panic->running.frame;
  const loam_function *function = panic->running.function;
  bool goexit = false;
  loam_status ends = LOAM_OK;
  while (goroutine->panics != NULL && goroutine->panics->frame >= frame) {
    loam_panic *over = goroutine->panics;
    goroutine->panics = over->link;
    goexit |= over->goexit;
    if (over->ends != LOAM_OK) ends = over->ends;
    free(over);
  }
  loam_slot *fp = loam_frame_address(goroutine, frame);
  if (goexit) return begin(worker, loam_function_pad(function), fp, (loam_panic){.goexit = true, .ends = ends});
  loam_next next = loam_continue(function->code + function->defer_return, fp);
  if (LOAM_UNLIKELY(loam_calls_open_above(goroutine, frame))) return loam_calls_leave(worker, frame, next);
  return next;
}

loam_next loam_op_PANIC_RETURN(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_goroutine *goroutine = worker->goroutine;
  const loam_function *function = loam_safepoint_function(pc - 1);
  loam_panic *panic = goroutine->panics;
  if (function == worker->runtime->printer) return loam_panic_text_ready(worker, fp);
  if (panic == NULL || panic->frame != loam_frame_offset(goroutine, fp))
    return loam_continue(function->code + function->defer_return, fp);
  if (panic->recovered) return recovered(worker, panic);
  return unwind(worker, fp);
}

loam_next loam_op_RECOVER(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_goroutine *goroutine = worker->goroutine;
  loam_panic *panic = goroutine->panics;
  loam_eface value = {0};
  if (panic != NULL && !panic->recovered && !panic->goexit) {
    const loam_function *function = loam_runtime_function_at(worker->runtime, pc);
    loam_slot *record = fp + function->frame_slots;
    const uint64_t *return_pc = loam_return_pc(loam_record_pc(record));
    while ((uint16_t)*return_pc != LOAM_OP_PANIC_RETURN &&
           loam_safepoint_function(return_pc - 1)->flags & LOAM_FUNCTION_WRAPPER) {
      record += 1 + loam_safepoint_slots(return_pc[-1]);
      return_pc = loam_return_pc(loam_record_pc(record));
    }
    if ((uint16_t)*return_pc == LOAM_OP_PANIC_RETURN && loam_frame_offset(goroutine, record + 1) == panic->frame) {
      panic->recovered = true;
      value = panic->value;
    }
  }
  *(loam_eface *)(fp + loam_field_a(*pc)) = value;
  return loam_continue(pc + 1, fp);
}

loam_next loam_goexit(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return begin(worker, pc, fp, (loam_panic){.goexit = true});
}

loam_next loam_end_overflown(loam_worker *worker, const uint64_t *pc, loam_slot *fp, loam_status status) {
  loam_goroutine *goroutine = worker->goroutine;
  if (loam_goroutine_ends(goroutine) != LOAM_OK) return unwind(worker, fp);
  loam_report_overflow(worker, status);
  return begin(worker, pc, fp, (loam_panic){.goexit = true, .ends = status});
}

loam_next loam_end_unmet(loam_worker *worker, const uint64_t *pc, loam_slot *fp, uint64_t bytes, bool stack) {
  loam_goroutine *goroutine = worker->goroutine;
  if (loam_goroutine_ends(goroutine) != LOAM_OK) return unwind(worker, fp);
  loam_report_unmet(worker, bytes, stack);
  return begin(worker, pc, fp, (loam_panic){.goexit = true, .ends = LOAM_NO_MEMORY});
}

loam_next loam_end_interrupted(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  if (loam_goroutine_ends(worker->goroutine) != LOAM_OK) return unwind(worker, fp);
  return begin(worker, pc, fp, (loam_panic){.goexit = true, .ends = LOAM_PANICKED});
}

loam_next loam_panic_value(loam_worker *worker, const uint64_t *pc, loam_slot *fp, loam_eface value) {
  return begin(worker, pc, fp, (loam_panic){.value = value});
}

// panic(nil) raises a value, so that recover's answer nil always means: there was no panic.
loam_next loam_op_PANIC(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_eface value = *(const loam_eface *)(fp + loam_field_a(*pc));
  if (value.type != NULL) return loam_panic_value(worker, pc, fp, value);
  const loam_type *type = worker->runtime->errors.panic_nil_error;
  if (type == NULL)
    return loam_panic_format(worker, pc, fp, LOAM_ERROR_STRING, "runtime error: panic called with nil argument");
  fp = loam_allocation_point(worker, pc, fp, 2);
  value = (loam_eface){type, loam_allocate_values(worker, type->element, 1)};
  if (value.data == NULL) return loam_no_memory(worker, pc, fp);
  return loam_panic_value(worker, pc, fp, value);
}

static const uint64_t string_map[1] = {1};
// The type of texts when the host registered none.
static const loam_type bare_string = {.size = 16,
                                      .pointer_bytes = 8,
                                      .pointer_map = string_map,
                                      .align = 8,
                                      .kind = LOAM_KIND_STRING,
                                      .flags = LOAM_TYPE_COMPARABLE | LOAM_TYPE_NAMED,
                                      .name = {(const uint8_t *)"string", 6},
                                      .local_name = {(const uint8_t *)"string", 6}};

static const loam_type *error_type(loam_runtime *runtime, loam_error_kind kind) {
  const loam_error_types *types = &runtime->errors;
  const loam_type *type = kind == LOAM_ERROR_RUNTIME     ? types->error_string
                          : kind == LOAM_ERROR_PLAIN     ? types->plain_error
                          : kind == LOAM_ERROR_ASSERTION ? types->type_assertion_error
                                                         : types->string;
  if (type == NULL) type = types->string;
  return type == NULL ? &bare_string : type;
}

// A text boxed as a value of the kind's type: a string, or a pointer to a struct whose only field is a string.
loam_eface loam_error_value(loam_worker *worker, loam_error_kind kind, const char *text, uint64_t length) {
  const loam_type *type = error_type(worker->runtime, kind);
  static const char prefix[] = "runtime error: ";
  uint64_t extra = kind == LOAM_ERROR_RUNTIME && type != worker->runtime->errors.error_string ? sizeof prefix - 1 : 0;
  loam_string *box = loam_allocate_values(worker, type->kind == LOAM_KIND_POINTER ? type->element : type, 1);
  uint8_t *bytes = box == NULL ? NULL : loam_allocate_plain(worker, extra + length);
  if (bytes == NULL) return (loam_eface){0};
  memcpy(bytes, prefix, extra);
  memcpy(bytes + extra, text, length);
  *box = (loam_string){bytes, (int64_t)(extra + length)};
  return (loam_eface){type, box};
}

loam_eface loam_error_no_memory(loam_runtime *runtime) {
  static const loam_string whole = {(const uint8_t *)"runtime error: out of memory", 28},
                           bare = {(const uint8_t *)"out of memory", 13};
  const loam_type *type = error_type(runtime, LOAM_ERROR_RUNTIME);
  return (loam_eface){type, (void *)(uintptr_t)(type == runtime->errors.error_string ? &bare : &whole)};
}

static loam_next raise(loam_worker *worker, const uint64_t *pc, loam_slot *fp, loam_error_kind kind, bool nil,
                       const char *text) {
  uint64_t length = strlen(text);
  // The instruction need not have a safepoint; a profile that samples the value sees the end of the function.
  if (LOAM_UNLIKELY(atomic_load_explicit(&worker->cache.placing, memory_order_relaxed))) {
    const uint64_t *pad = loam_function_pad(loam_runtime_function_at(worker->runtime, pc));
    loam_goroutine_save(worker->goroutine, pad, pad - 1, fp);
  }
  loam_eface value = loam_error_value(worker, kind, text, length);
  if (LOAM_UNLIKELY(value.type == NULL)) {
    if (!loam_want_limited(worker->runtime)) return loam_fatal(worker, pc, fp, "runtime: out of memory");
    // Nothing can be collected here. At a limit the panic may have what is kept back, or it is about memory.
    worker->cache.reserve = true;
    value = loam_error_value(worker, kind, text, length);
    worker->cache.reserve = false;
    if (value.type == NULL) value = loam_error_no_memory(worker->runtime);
  }
  return begin(worker, pc, fp, (loam_panic){.value = value, .nil_dereference = nil});
}

loam_next loam_panic_format(loam_worker *worker, const uint64_t *pc, loam_slot *fp, loam_error_kind kind,
                            const char *format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return raise(worker, pc, fp, kind, false, text);
}

loam_next loam_panic_nil(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return raise(worker, pc, fp, LOAM_ERROR_RUNTIME, true, "invalid memory address or nil pointer dereference");
}

static int name_length(const loam_type *type) { return (int)type->name.length; }
static const char *name_bytes(const loam_type *type) { return (const char *)type->name.bytes; }

loam_next loam_panic_assertion(loam_worker *worker, const uint64_t *pc, loam_slot *fp, const loam_type *interface,
                               const loam_type *concrete, const loam_type *asserted, loam_string missing) {
  const char *from = interface == NULL ? "interface" : name_bytes(interface);
  int from_length = interface == NULL ? 9 : name_length(interface);
  if (concrete == NULL)
    return loam_panic_format(worker, pc, fp, LOAM_ERROR_ASSERTION, "interface conversion: %.*s is nil, not %.*s",
                             from_length, from, name_length(asserted), name_bytes(asserted));
  if (missing.length > 0)
    return loam_panic_format(worker, pc, fp, LOAM_ERROR_ASSERTION,
                             "interface conversion: %.*s is not %.*s: missing method %.*s", name_length(concrete),
                             name_bytes(concrete), name_length(asserted), name_bytes(asserted), (int)missing.length,
                             (const char *)missing.bytes);
  bool alike = name_length(concrete) == name_length(asserted) &&
               memcmp(name_bytes(concrete), name_bytes(asserted), (size_t)name_length(concrete)) == 0;
  bool same_package =
      concrete->package_path.length == asserted->package_path.length &&
      memcmp(concrete->package_path.bytes, asserted->package_path.bytes, (size_t)concrete->package_path.length) == 0;
  return loam_panic_format(worker, pc, fp, LOAM_ERROR_ASSERTION, "interface conversion: %.*s is %.*s, not %.*s%s",
                           from_length, from, name_length(concrete), name_bytes(concrete), name_length(asserted),
                           name_bytes(asserted),
                           !alike         ? ""
                           : same_package ? " (types from different scopes)"
                                          : " (types from different packages)");
}

loam_next loam_op_nil(loam_worker *worker, const uint64_t *pc, loam_slot *fp) { return loam_panic_nil(worker, pc, fp); }

loam_next loam_op_divide(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return loam_panic_format(worker, pc, fp, LOAM_ERROR_RUNTIME, "integer divide by zero");
}

loam_next loam_op_shift(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return loam_panic_format(worker, pc, fp, LOAM_ERROR_RUNTIME, "negative shift amount");
}

// Index and length by the instruction that found them wrong.
loam_next loam_op_index(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  uint32_t a = loam_field_a(*pc), b = loam_field_b(*pc), c = loam_field_c(*pc);
  int64_t index, length;
  switch ((uint16_t)*pc) {
  case LOAM_OP_CHECK_INDEX:
    index = (int64_t)fp[a], length = (int64_t)fp[b];
    break;
  case LOAM_OP_CHECK_INDEXK:
    index = (int64_t)fp[a], length = (int64_t)pc[1];
    break;
  case LOAM_OP_FLDX64:
  case LOAM_OP_FSTX64:
  case LOAM_OP_FLDX8U:
  case LOAM_OP_FSTX8:
    index = (int64_t)fp[c], length = (int64_t)pc[1];
    break;
  case LOAM_OP_LEAXP:
    index = (int64_t)fp[c], length = (int64_t)pc[2];
    break;
  case LOAM_OP_STX8:
  case LOAM_OP_STX16:
  case LOAM_OP_STX32:
  case LOAM_OP_STX64:
  case LOAM_OP_STXP:
    index = (int64_t)fp[c], length = (int64_t)fp[a + 1];
    break;
  default:
    index = (int64_t)fp[c], length = (int64_t)fp[b + 1];
    break;
  }
  bool is_unsigned =
      ((uint16_t)*pc == LOAM_OP_CHECK_INDEX && c == 1) || ((uint16_t)*pc == LOAM_OP_CHECK_INDEXK && b == 1);
  if (index < 0 && is_unsigned)
    return loam_panic_format(worker, pc, fp, LOAM_ERROR_RUNTIME, "index out of range [%llu] with length %lld",
                             (unsigned long long)index, (long long)length);
  if (index < 0)
    return loam_panic_format(worker, pc, fp, LOAM_ERROR_RUNTIME, "index out of range [%lld]", (long long)index);
  return loam_panic_format(worker, pc, fp, LOAM_ERROR_RUNTIME, "index out of range [%lld] with length %lld",
                           (long long)index, (long long)length);
}

loam_next loam_op_broken(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_bug(worker->runtime, "frame.code", "an instruction that the compiler never emits was reached");
  return loam_fatal(worker, pc, fp, "runtime: invalid instruction");
}
