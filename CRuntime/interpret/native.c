// SPDX-License-Identifier: Apache-2.0
//
// native.c — what natives call (loam_native.h).
//
// How.      A native runs in the middle of its NATIVE instruction with its goroutine saved at the instruction's
//           safepoint, so a collection or a shrink may come at each allocation; context->frame is set anew afterwards.
// Upholds.  frame.walkable
#include "interpret/call.h"
#include "interpret/fault.h"
#include "include/loam_step.h"
#include "interpret/print.h"
#include "collect/special.h"
#include "schedule/activation.h"
#include "schedule/leave.h"
#include "schedule/schedule.h"
#include "schedule/want.h"
#include "type/value.h"

#include <errno.h>
#include <unistd.h>

// Its goroutine is saved at the safepoint word of its NATIVE instruction, the first of its code.
bool loam_context_is_current(const loam_context *context) {
  const loam_worker *worker = loam_worker_here;
  return context != NULL && worker != NULL && worker->goroutine != NULL && worker->goroutine->context == context;
}

bool loam_context_is_blocking(const loam_context *context) {
  return atomic_load_explicit(&context->worker->blocking, memory_order_relaxed);
}

void *loam_context_user(const loam_context *context) {
  if (context->activation != NULL) return NULL;
  return (*(loam_function *const *)(const void *)(context->goroutine->safepoint - 3))->body_user;
}

static void collect_in(loam_context *context, loam_collect_reason reason) {
  loam_goroutine *goroutine = context->goroutine;
  if (context->activation != NULL) {
    loam_activation_collect(context->activation, reason);
    return;
  }
  loam_slot *fp = loam_collect_at(context->worker, goroutine->pc, goroutine->safepoint, goroutine->fp, reason);
  context->frame = fp + context->skipped;
}

void loam_context_collect_if_wanted(loam_context *context) {
  if (context->activation != NULL) loam_activation_poll(context->activation);
  uint32_t wanted = loam_heap_wanted(&context->runtime->heap);
  if (LOAM_UNLIKELY(wanted != LOAM_WANTED_NOTHING))
    collect_in(context, wanted == LOAM_WANTED_STRESS ? LOAM_COLLECT_STRESS : LOAM_COLLECT_HEAP);
}

static loam_step judge(loam_activation *activation, loam_worker *worker) {
  loam_want *want = activation->request_argument;
  *want = loam_want_judge(worker, worker->cache.refused, false);
  worker->context.frame = worker->goroutine->fp;
  return loam_step_next(LOAM_ACTIVATION_RESUME);
}

/// Stages below it count collections.
enum { WANTS_RESERVE = LOAM_WANT_COLLECTIONS + 1, WANTS_ANSWER };

bool loam_context_wants(loam_context *context, uint32_t *stage) {
  loam_goroutine *goroutine = context->goroutine;
  loam_want want = LOAM_WANT_FATAL;
  if ((*stage == 0 && !loam_want_futile(context->runtime)) ||
      (*stage < WANTS_RESERVE && loam_want_overtaken(context->runtime, context->worker->cache.refused, *stage))) {
    ++*stage;
    collect_in(context, LOAM_COLLECT_MEMORY);
    return true;
  }
  if (*stage <= WANTS_RESERVE) {
    *stage = WANTS_ANSWER;
    if (goroutine->panics != NULL && loam_want_limited(context->runtime)) {
      context->worker->cache.reserve = true;
      return true;
    }
  }
  context->worker->cache.reserve = false;
  if (context->activation != NULL) {
    loam_activation_request(context->activation, judge, &want);
  } else {
    want = loam_want_judge(context->worker, context->worker->cache.refused, false);
    context->frame = goroutine->fp + context->skipped;
  }
  goroutine->unmet = want;
  return want == LOAM_WANT_RETRY;
}

void loam_context_wanted(loam_context *context, uint32_t stage) {
  if (stage == WANTS_ANSWER) context->worker->cache.reserve = false;
}

static __attribute__((noinline)) void *allocate_slow(loam_context *context, const loam_type *type, int64_t count) {
  uint64_t bytes;
  if (loam_usable(context->runtime) != LOAM_OK || count < 0 ||
      __builtin_mul_overflow((uint64_t)count, type->size, &bytes) || bytes > 1ull << 47)
    return NULL;
  loam_context_collect_if_wanted(context);
  uint32_t stage = 0;
  void *memory;
  context->worker->cache.reserve = false; // of an instruction before
  do memory = loam_allocate_values(context->worker, type, (uint64_t)count);
  while (memory == NULL && loam_context_wants(context, &stage));
  loam_context_wanted(context, stage);
  return memory;
}

void *loam_context_allocate(loam_context *context, const loam_type *type, int64_t count) {
  loam_worker *worker = context->worker;
  loam_heap *heap = worker->cache.heap;
  uint64_t size = type->size;
  if (LOAM_LIKELY(count == 1 && size - 16 <= 512 - 16 && loam_heap_wanted(heap) == LOAM_WANTED_NOTHING &&
                  loam_usable(context->runtime) == LOAM_OK)) {
    void *object = loam_heap_take(heap, &worker->cache, size, type, 1, type->pointer_bytes != 0);
    if (LOAM_LIKELY(object != NULL)) return object;
  }
  return allocate_slow(context, type, count);
}

void *loam_context_allocate_bytes(loam_context *context, uint64_t size) {
  if (loam_usable(context->runtime) != LOAM_OK) return NULL;
  if (size > 1ull << 47) return NULL;
  loam_context_collect_if_wanted(context);
  uint32_t stage = 0;
  void *memory;
  context->worker->cache.reserve = false; // of an instruction before
  do memory = loam_allocate_plain(context->worker, size);
  while (memory == NULL && loam_context_wants(context, &stage));
  loam_context_wanted(context, stage);
  return memory;
}

loam_string loam_context_string(loam_context *context, const void *bytes, int64_t length, bool *ok) {
  *ok = true;
  if (length <= 0) return (loam_string){NULL, 0};
  uint8_t *copy = loam_context_allocate_bytes(context, (uint64_t)length);
  *ok = copy != NULL;
  if (copy == NULL) return (loam_string){NULL, 0};
  memcpy(copy, bytes, (size_t)length);
  return (loam_string){copy, length};
}

// ---- panics: the value waits in roots[0] for the return of the native ----

typedef enum pending_kind { PENDING_VALUE = 0, PENDING_FATAL = 1 } pending_kind;

static loam_native_status leave_pending(loam_context *context, loam_eface value, const char *fatal) {
  if (context->activation != NULL) return loam_activation_panic(context->activation, value, fatal);
  context->announced = LOAM_NATIVE_PANIC;
  context->worker->pending = value;
  context->worker->pending_fatal = fatal;
  return LOAM_NATIVE_PANIC;
}

loam_native_status loam_context_panic_value(loam_context *context, loam_eface value) {
  return leave_pending(context, value, NULL);
}

static loam_native_status panic_text(loam_context *context, loam_error_kind kind, const char *text) {
  if (text == NULL) text = "";
  loam_eface value = loam_error_value(context->worker, kind, text, strlen(text));
  if (value.type == NULL) return loam_context_out_of_memory(context);
  return loam_context_panic_value(context, value);
}

loam_native_status loam_context_panic_error(loam_context *context, const char *text) {
  return panic_text(context, LOAM_ERROR_RUNTIME, text);
}
loam_native_status loam_context_panic_string(loam_context *context, const char *text) {
  return panic_text(context, LOAM_ERROR_STRING, text);
}

loam_native_status loam_context_fatal(loam_context *context, const char *text) {
  if (text == NULL) text = "";
  uint64_t size = strlen(text) + 1;
  char *copy = loam_permanent_take(&context->runtime->permanent, size, 1); // the caller's text may be on its stack
  if (copy != NULL) memcpy(copy, text, size);
  return leave_pending(context, (loam_eface){0}, copy != NULL ? copy : "runtime: out of memory");
}

loam_native_status loam_context_out_of_memory(loam_context *context) {
  loam_want want = (loam_want)context->goroutine->unmet;
  context->goroutine->unmet = LOAM_WANT_RETRY;
  // Refused otherwise than by loam_context_wants: a table of the runtime's own found no memory.
  if (want == LOAM_WANT_RETRY) want = loam_want_limited(context->runtime) ? LOAM_WANT_END : LOAM_WANT_FATAL;
  if (want == LOAM_WANT_FAIL) return loam_context_panic_value(context, loam_error_no_memory(context->runtime));
  if (want == LOAM_WANT_END) return leave_pending(context, (loam_eface){0}, loam_unmet);
  char text[LOAM_REFUSED_TEXT];
  loam_heap_tell_refused(&context->runtime->heap, context->worker->cache.refused, false, text, sizeof text);
  return loam_context_fatal(context, text);
}

loam_next loam_panic_pending(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const char *fatal = worker->pending_fatal;
  worker->pending_fatal = NULL;
  if (fatal == loam_unmet) return loam_end_unmet(worker, pc, fp, worker->cache.refused, false);
  if (fatal != NULL) return loam_fatal(worker, pc, fp, fatal);
  loam_eface value = worker->pending;
  worker->pending = (loam_eface){0};
  return loam_panic_value(worker, pc, fp, value);
}

loam_native_status loam_context_exit(loam_context *context, int code) {
  loam_end_program_stopped(context->runtime, (loam_result){LOAM_EXITED, code});
  context->announced = LOAM_NATIVE_EXIT;
  return LOAM_NATIVE_EXIT;
}

loam_native_status loam_context_goexit(loam_context *context) {
  context->announced = LOAM_NATIVE_GOEXIT;
  return LOAM_NATIVE_GOEXIT;
}

// ---- blocking, clocks, random ----

// On a machine stack the goroutine waits for room here.
bool loam_context_enter_blocking(loam_context *context) {
  if (LOAM_UNLIKELY(atomic_load_explicit(&context->worker->blocking, memory_order_relaxed)))
    return context->misused = true;
  if (LOAM_UNLIKELY(context->parked)) {
    context->misused = true;
    return false;
  }
  while (!loam_worker_enter_blocking(context->worker)) {
    if (context->activation == NULL) return false;
    loam_activation_wait(context->activation);
  }
  return true;
}

int loam_context_patience(loam_context *context) { return context->runtime->runs_on ? 10 : -1; }

bool loam_context_is_to_end(loam_context *context) {
  return loam_goroutine_is_to_end(context->runtime, context->goroutine);
}

void loam_context_leave_blocking(loam_context *context) {
  if (LOAM_UNLIKELY(!atomic_load_explicit(&context->worker->blocking, memory_order_relaxed))) {
    context->misused = true;
    return;
  }
  loam_worker_leave_blocking(context->worker);
  context->frame = context->goroutine->fp + context->skipped;
  loam_worker_set_limit(context->worker);
}

int64_t loam_context_write(loam_context *context, int descriptor, const void *bytes, size_t length) {
  loam_runtime *runtime = context->runtime;
  if (runtime->writing.hook != NULL && (descriptor == 1 || descriptor == 2))
    return runtime->writing.hook(runtime->writing.context, descriptor, bytes, length);
  ssize_t written = write(descriptor, bytes, length);
  return written < 0 ? -(int64_t)errno : written;
}

int64_t loam_context_monotonic(loam_context *context) { return loam_clock_read(context->runtime); }
int64_t loam_context_wall(loam_context *context) { return loam_wall(context->runtime); }
uint64_t loam_context_random(loam_context *context) { return loam_random_next(&context->worker->random); }

// ---- frames ----

int loam_context_frames(loam_context *context, int skip, loam_frame_info *out, int count) {
  const loam_goroutine *goroutine = context->goroutine;
  loam_stack_position position = loam_goroutine_position(goroutine);
  loam_frame frame;
  int found = 0;
  if (!loam_frame_first(&position, &frame)) return 0;
  while (found < count && loam_frame_next(&frame, goroutine->stack.hi)) {
    if (frame.function->flags & (LOAM_FUNCTION_WRAPPER | LOAM_FUNCTION_RUNTIME)) continue;
    if (skip-- > 0) continue;
    const uint64_t *place = loam_trace_place(goroutine, &frame);
    out[found++] = (loam_frame_info){frame.function, frame.function->name, frame.function->file,
                                     loam_frame_line(&frame, place), (uintptr_t)(place + 1)};
  }
  return found;
}

// ---- services for the library's natives ----

int loam_context_program_argument_count(loam_context *context) { return context->runtime->argument_count; }
const char *loam_context_program_argument(loam_context *context, int index) {
  return index >= 0 && index < context->runtime->argument_count ? context->runtime->arguments[index] : NULL;
}

void loam_context_collect(loam_context *context) { collect_in(context, LOAM_COLLECT_FORCED); }

loam_native_status loam_context_set_finalizer(loam_context *context, loam_eface object, loam_eface finalizer) {
  const void *word = NULL;
  if (finalizer.type != NULL && finalizer.data != NULL) {
    const loam_function *function = *(loam_function *const *)finalizer.data;
    if (function->argument_slots + function->result_slots > LOAM_FINALIZER_LARGEST)
      return loam_context_fatal(context, "runtime.SetFinalizer: the finalizer's results are too large");
    const loam_type *parameter = finalizer.type->parameter_count == 1 ? finalizer.type->parameters[0] : NULL;
    if (parameter != NULL && parameter->kind == LOAM_KIND_INTERFACE)
      word = parameter->interface_method_count == 0 ? (const void *)object.type
                                                    : loam_itab_get(context->runtime, parameter, object.type, NULL);
  }
  loam_status status = loam_collector_set_finalizer(&context->runtime->collector, object.data, finalizer.data, word);
  switch (status) {
  case LOAM_OK:
    return LOAM_NATIVE_DONE;
  case LOAM_WRONG_STATE:
    return loam_context_fatal(context, "runtime.SetFinalizer: finalizer already set");
  case LOAM_NO_MEMORY:
    return loam_context_out_of_memory(context);
  default:
    return loam_context_fatal(context, "runtime.SetFinalizer: pointer not at beginning of allocated block");
  }
}

loam_status loam_context_add_cleanup(loam_context *context, void *object, void *function, uint64_t *out_id) {
  if (object == NULL || function == NULL || out_id == NULL) return LOAM_INVALID_ARGUMENT;
  return loam_collector_add_cleanup(&context->runtime->collector, object, function, out_id);
}

bool loam_context_remove_cleanup(loam_context *context, void *object, uint64_t id) {
  return loam_collector_remove_cleanup(&context->runtime->collector, object, id);
}

void *loam_context_weak(loam_context *context, void *object) {
  context->roots[3] = object;
  void *fresh = loam_context_allocate_bytes(context, 16); // alone in its memory
  object = context->roots[3];
  context->roots[3] = NULL;
  return fresh == NULL ? NULL : loam_collector_weak_handle(&context->runtime->collector, object, fresh);
}

void *loam_context_weak_get(loam_context *context, const void *weak) {
  if (weak == NULL) return NULL;
  void *object = loam_collector_weak_get(&context->runtime->collector, weak);
  loam_context_shade(context, object);
  return object;
}

void loam_context_goroutine(loam_context *context, loam_goroutine_info *out) {
  loam_goroutine_describe(context->runtime, context->goroutine, true, out);
}

uint32_t loam_context_stack_history(loam_context *context, loam_stack_history *out, uint32_t count) {
  return loam_stack_record_history(&context->runtime->os, context->goroutine->stack.record, out, count);
}

uint64_t loam_context_goroutine_count(loam_context *context) { return loam_goroutine_count(context->runtime); }

typedef struct trace_text {
  char *out;
  size_t size, used;
} trace_text;

static void write_text(void *context, const char *bytes, size_t length) {
  trace_text *text = context;
  if (text->used == 0 && length > 0 && bytes[0] == '\n') bytes++, length--; // goroutines are parted by empty lines
  size_t room = text->size - text->used, part = length < room ? length : room;
  if (part == 0) return;
  memcpy(text->out + text->used, bytes, part);
  text->used += part;
}

// The trace printer writes by the runtime's hook: it is lent for the duration, with the world stopped.
size_t loam_context_trace(loam_context *context, bool all, char *out, size_t size) {
  loam_runtime *runtime = context->runtime;
  trace_text text = {out, out == NULL ? 0 : size, 0};
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_hooks hooks = runtime->hooks;
  runtime->hooks.write_error = write_text;
  runtime->hooks.context = &text;
  loam_trace_goroutine(runtime, context->goroutine, true);
  if (all) loam_trace_others(runtime, context->goroutine);
  runtime->hooks = hooks;
  loam_world_start_asked(runtime, self);
  return text.used;
}
