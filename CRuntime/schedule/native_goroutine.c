// SPDX-License-Identifier: Apache-2.0
//
// native_goroutine.c — C functions on machine stacks as goroutines: definition, life, switching, calls of Go.
//
// How.      See activation.h. The step function and the body talk in messages of switches: the body's side sends a
//           step, which is what the step function answers its handler, since a switch returns with the message. So no
//           C frame of the interpreter stands below a body, and a goroutine whose body waits is an ordinary waiting
//           goroutine. Two bodies that yield to each other switch without the worker's stack between them; the one
//           that is left is published in the run queue when it is saved, since a thief may run it at once. A call of
//           Go registers a deferred call of the frame first. A panic that nobody recovered before runs it; it
//           recovers, and the frame goes on at its STEP instruction, where the body hears of it.
// Why not.  A nested interpreter for calls of Go: two of them on one machine stack could end in the wrong order.
// Upholds.  native.suspended, machine.stack, schedule.once
// Fails.    LOAM_NO_MEMORY; a call of such a function that gets no machine stack panics.
#include "interpret/call.h"
#include "schedule/activation.h"
#include "sync/channel.h"

#include <stdlib.h>

enum { MOST_CALL_WORDS = 1000, MOST_WORDS = 60000 };

static inline loam_machine_message message_of(loam_step step) {
  return (loam_machine_message){step.kind | (uint64_t)step.state << 32, (uint64_t)(uintptr_t)step.callee};
}
static inline loam_step step_of(loam_machine_message message) {
  return (loam_step){(uint32_t)message.first, (uint32_t)(message.first >> 32), (const void *)(uintptr_t)message.second};
}

static inline void note_left(loam_activation *activation, bool left) {
#if LOAM_CHECK >= 2
  activation->left = left;
#endif
  (void)activation, (void)left;
}

// [native.suspended]
static inline bool check(const loam_activation *activation) {
  loam_bugs *bugs = &activation->context.runtime->bugs;
  (void)bugs;
  if (!loam_require_structure(bugs, activation->left, "native.suspended", "code runs on a machine stack already"))
    return false;
  uintptr_t sp = (uintptr_t)activation->machine.sp;
  if (!loam_require_structure(bugs, sp >= activation->stack->lo && sp < (uintptr_t)activation, "native.suspended",
                              "a stack pointer outside its machine stack"))
    return false;
  (void)sp;
  return true;
}

// ---- on the machine stack ----

void loam_activation_leave(loam_activation *activation, loam_step step) {
  activation->resumable = step.state == LOAM_ACTIVATION_RESUME;
  note_left(activation, true);
  (void)loam_machine_exit(&activation->machine, &activation->context.worker->machine, message_of(step));
}

void loam_activation_request(loam_activation *activation,
                             loam_step (*request)(loam_activation *activation, loam_worker *worker), void *argument) {
  activation->request = request;
  activation->request_argument = argument;
  loam_activation_leave(activation, loam_step_next(LOAM_ACTIVATION_REQUEST));
}

static loam_step collect(loam_activation *activation, loam_worker *worker) {
  const loam_goroutine *goroutine = worker->goroutine;
  loam_collect_reason reason = *(const loam_collect_reason *)activation->request_argument;
  worker->context.frame = loam_collect_at(worker, goroutine->pc, goroutine->safepoint, goroutine->fp, reason);
  return loam_step_next(LOAM_ACTIVATION_RESUME);
}

void loam_activation_collect(loam_activation *activation, loam_collect_reason reason) {
  loam_activation_request(activation, collect, &reason);
}

loam_native_status loam_activation_panic(loam_activation *activation, loam_eface value, const char *fatal) {
  activation->pending = value;
  activation->pending_fatal = fatal;
  return LOAM_NATIVE_PANIC;
}

static void body_main(void *argument) {
  loam_activation *activation = argument;
  activation->status = activation->function->body(&activation->context);
  loam_machine_leave(&activation->machine, &activation->context.worker->machine,
                     message_of(loam_step_next(LOAM_ACTIVATION_FINISH)));
}

#if LOAM_MACHINE_DIRECT
// Another body of this worker whose turn it is; NULL: there is none, or the worker is to look around first.
static inline loam_activation *next_body(loam_context *context, bool *out_alone) {
  loam_worker *worker = context->worker;
  uint32_t turns = atomic_load_explicit(&worker->turns, memory_order_relaxed);
  *out_alone = false;
  if (LOAM_UNLIKELY(atomic_load_explicit(&worker->limit, memory_order_relaxed) == UINTPTR_MAX || turns == 0 ||
                    loam_event_on(&worker->events, LOAM_EVENTS_SCHEDULE)))
    return NULL;
  loam_goroutine *goroutine = loam_run_queue_try(worker);
  *out_alone = goroutine == NULL;
  if (goroutine == NULL) {
    atomic_store_explicit(&worker->turns, turns - 1, memory_order_relaxed);
    return NULL;
  }
  loam_activation *activation = goroutine->activation;
  if (LOAM_UNLIKELY(activation == NULL || !activation->resumable || !check(activation) ||
                    atomic_load_explicit(&goroutine->killed, memory_order_relaxed))) {
    loam_run_queue_push_next(worker, goroutine);
    return NULL;
  }
  atomic_store_explicit(&worker->turns, turns - 1, memory_order_relaxed);
  return activation;
}

// The goroutine's context as the interpreter's step would leave it for `next`.
static void switch_to_body(loam_context *context, loam_activation *next) {
  loam_worker *worker = context->worker;
  loam_activation *activation = context->activation;
  loam_goroutine *other = next->context.goroutine;
  if (atomic_load_explicit(&worker->runtime->free_tokens, memory_order_relaxed) > 0 && !loam_run_queue_alone(worker))
    loam_wake_worker(worker->runtime);
  atomic_store_explicit(&context->goroutine->status, LOAM_GOROUTINE_RUNNABLE, memory_order_release);
  uint32_t tail = loam_run_queue_prepare(worker, context->goroutine);
  activation->resumable = true;
  note_left(activation, true);
  loam_goroutine_runs_unlogged(worker, other);
  next->resumable = false;
  note_left(next, false);
  if (LOAM_UNLIKELY(next->context.worker != worker))
    next->context.worker = worker; // a load is faster than to wait for a store
  next->context.frame = other->fp + next->context.skipped;
  worker->context.goroutine = other;
  worker->context.frame = other->fp;
  (void)loam_machine_switch_published(&activation->machine.sp, next->machine.sp, &worker->queue.tail, tail);
}
#endif

void loam_native_yield(loam_context *context) {
  if (LOAM_UNLIKELY(loam_on_machine_stack(context) != LOAM_OK)) return;
#if LOAM_MACHINE_DIRECT
  bool alone;
  loam_activation *next = next_body(context, &alone);
  if (LOAM_LIKELY(next != NULL)) {
    switch_to_body(context, next);
    return;
  }
  if (alone) return;
#endif
  loam_activation_leave(context->activation, loam_step_yield(LOAM_ACTIVATION_RESUME));
}

void *loam_native_user(loam_context *context) {
  return loam_on_machine_stack(context) == LOAM_OK ? context->activation->function->user : NULL;
}

// ---- calls of Go ----

loam_status loam_native_call(loam_context *context, const void *function, const uint64_t *arguments, uint64_t *results,
                             loam_eface *out_panic) {
  if (out_panic != NULL) *out_panic = (loam_eface){0};
  loam_status usable = loam_activation_usable(context);
  if (usable != LOAM_OK) return usable;
  loam_activation *activation = context->activation;
  if (function == NULL) return LOAM_INVALID_ARGUMENT;
  const loam_function *callee = *(loam_function *const *)function;
  if (callee->argument_slots + callee->result_slots > activation->function->call_words ||
      (callee->argument_slots != 0 && arguments == NULL))
    return LOAM_INVALID_ARGUMENT;
  if (!loam_defers_reserve(context->runtime, context->goroutine)) return LOAM_NO_MEMORY;
  activation->call.function = function;
  activation->call.arguments = arguments;
  activation->call.results = results;
  activation->caught = false;
  loam_activation_leave(activation, loam_step_next(LOAM_ACTIVATION_CALL));
  if (!activation->caught) return LOAM_OK;
  if (out_panic != NULL) *out_panic = activation->call.panic;
  activation->call.panic = (loam_eface){0};
  return LOAM_PANICKED;
}

static loam_step make_call(loam_activation *activation, loam_context *context) {
  loam_goroutine *goroutine = context->goroutine;
  loam_slot *fp = context->frame;
  const void *function = activation->call.function;
  const loam_function *callee = *(loam_function *const *)function;
  for (uint32_t i = 0; i < callee->argument_slots; i++) fp[i] = activation->call.arguments[i];
  for (uint32_t i = 0; i < callee->result_slots; i++) fp[callee->argument_slots + i] = 0;
  goroutine->defers->records[goroutine->defer_count++] =
      (loam_defer){(void *)(uintptr_t)context->runtime->catcher, loam_frame_offset(goroutine, fp),
                   loam_safepoint_function(goroutine->safepoint)};
  return loam_step_call(function, LOAM_ACTIVATION_CALLED);
}

static void take_results(loam_activation *activation, loam_goroutine *goroutine, const loam_slot *fp) {
  if (activation->caught) return; // the record was taken by the panic
  const loam_function *callee = *(loam_function *const *)activation->call.function;
  goroutine->defer_count--;
  if (activation->call.results == NULL) return;
  for (uint32_t i = 0; i < callee->result_slots; i++) activation->call.results[i] = fp[callee->argument_slots + i];
}

// The deferred call of a frame that calls Go: by a panic only, as such a frame never runs its defers. A Goexit ends
// here too.
static loam_native_status catch_panic(loam_context *context) {
  loam_activation *activation = context->goroutine->activation;
  loam_panic *panic = context->goroutine->panics;
  activation->caught = true;
  activation->call.panic = panic->goexit ? (loam_eface){0} : panic->value;
  panic->goexit = false;
  panic->recovered = true;
  return LOAM_NATIVE_DONE;
}

// ---- on the worker's stack: the step function ----

static void release(loam_runtime *runtime, loam_activation *activation) {
  loam_handles_free(activation);
  loam_machine_stack_release(&runtime->machines, activation->stack);
}

static loam_step finish(loam_activation *activation, loam_context *context) {
  loam_native_status status = activation->misused ? LOAM_NATIVE_PANIC : activation->status;
  context->goroutine->activation = activation->outer;
  context->worker->pending = activation->pending;
  context->worker->pending_fatal = activation->pending_fatal;
  release(context->runtime, activation);
  switch (status) {
  case LOAM_NATIVE_DONE:
    return loam_step_done();
  case LOAM_NATIVE_GOEXIT:
    return loam_step_goexit();
  case LOAM_NATIVE_PANIC:
  case LOAM_NATIVE_EXIT:
    return loam_step_end(status);
  default:
    return loam_step_end(loam_context_fatal(context, "a native goroutine's body returned no status of its end"));
  }
}

// What the current body wants of this function is done at once: nothing of the C code's is rooted meanwhile, so no
// collection may come between. True: *step is for the handler; false: the body goes on.
static bool serve(loam_context *context, loam_step *step) {
  loam_activation *activation = context->goroutine->activation;
  switch (step->state) {
  case LOAM_ACTIVATION_CALL:
    *step = make_call(activation, context);
    return true;
  case LOAM_ACTIVATION_FINISH:
    *step = finish(activation, context);
    return true;
  case LOAM_ACTIVATION_REQUEST:
    *step = activation->request(activation, context->worker);
    return step->kind != LOAM_STEP_NEXT;
  default:
    return true;
  }
}

// Runs the body until it wants something of the handler. It may have switched to another body meanwhile: then the
// handler is not at that one's instruction, and is sent there.
static loam_step resume(loam_context *context) {
  loam_worker *worker = context->worker;
  loam_goroutine *entered = context->goroutine;
  loam_step step;
  if (LOAM_UNLIKELY(atomic_load_explicit(&entered->killed, memory_order_relaxed))) {
    // Ends at the poll behind this step, and must be in no other queue or timer by then.
    if (entered->waiter != NULL) loam_waiter_release(worker, loam_select_take(worker));
    loam_worker_alert(worker);
    return loam_step_next(LOAM_ACTIVATION_RESUME);
  }
  do {
    loam_activation *activation = context->goroutine->activation;
    if (!check(activation)) return loam_step_end(loam_context_fatal(context, "a machine stack that nobody left"));
    activation->resumable = false;
    note_left(activation, false);
    activation->context.worker = worker;
    activation->context.frame = context->frame + activation->context.skipped;
    step = step_of(loam_machine_enter(&worker->machine, &activation->machine, (loam_machine_message){0, 0}));
  } while (!serve(context, &step));
  if (LOAM_LIKELY(context->goroutine == entered) || step.kind == LOAM_STEP_PARKED) return step;
  worker->answer = step;
  context->frame[loam_field_a(*context->goroutine->pc) - 1] = LOAM_ACTIVATION_ANSWER;
  return (loam_step){LOAM_STEP_SWITCHED, LOAM_ACTIVATION_ANSWER, NULL};
}

// A call of `function` on a new machine stack, not yet begun; NULL without memory.
static loam_activation *new_activation(loam_runtime *runtime, const loam_native_function *function,
                                       uint64_t stack_size) {
  loam_machine_stack *stack = loam_machine_stack_acquire(&runtime->machines, stack_size);
  if (stack == NULL) return NULL;
  loam_activation *activation = (loam_activation *)((uintptr_t)stack & ~(uintptr_t)63) - 1;
  memset(activation, 0, sizeof *activation);
  activation->stack = stack;
  activation->function = function;
  activation->context =
      (loam_context){.runtime = runtime, .skipped = function->record_slots + 1, .activation = activation};
  activation->handles = &activation->first;
  activation->left = true;
  loam_machine_prepare(&activation->machine, stack, activation, body_main, activation);
  return activation;
}

static loam_step start(loam_context *context) {
  loam_goroutine *goroutine = context->goroutine;
  const loam_native_function *function = loam_step_user(context);
  loam_activation *activation = goroutine->activation;
  if (activation == NULL || activation->begun) {
    activation = new_activation(context->runtime, function, function->stack_size);
    if (activation == NULL) return loam_step_end(loam_context_panic_error(context, "out of memory: no machine stack"));
    activation->outer = goroutine->activation;
    goroutine->activation = activation;
  }
  activation->begun = true;
  activation->context.goroutine = goroutine;
  return resume(context);
}

// A body may be left by a mere switch, which does not come by here: the state that its handler finds next time must be
// that of one that goes on, not of one that begins or has called, before it is entered.
static loam_step native_step(loam_context *context, void *frame, uint32_t state) {
  if (state == LOAM_ACTIVATION_ANSWER) return context->worker->answer;
  if (state == LOAM_ACTIVATION_CALLED) take_results(context->goroutine->activation, context->goroutine, frame);
  context->frame[loam_field_a(*context->goroutine->pc) - 1] = LOAM_ACTIVATION_RESUME;
  return state == LOAM_ACTIVATION_START ? start(context) : resume(context);
}

// ---- definition ----

static uint32_t step_index(const loam_function *function) {
  uint32_t at = 0;
  while ((uint16_t)function->code[at] != LOAM_OP_STEP) at++;
  return at;
}

static bool is_native(const loam_function *function) {
  return function != NULL && function->flags & LOAM_FUNCTION_STEP &&
         function->code[step_index(function) + 1] == (uint64_t)(uintptr_t)native_step;
}

static bool description_fits(const loam_native_description *d) {
  if (d == NULL || d->name == NULL || d->body == NULL || d->stack_size > LOAM_MACHINE_MOST) return false;
  if (d->call_words > MOST_CALL_WORDS || d->argument_words > MOST_WORDS || d->result_words > MOST_WORDS) return false;
  if (d->argument_words + d->result_words > MOST_WORDS || (d->pointer_count != 0 && d->pointers == NULL)) return false;
  for (uint32_t i = 0; i < d->pointer_count; i++)
    if (d->pointers[i] >= d->argument_words + d->result_words) return false;
  return true;
}

loam_status loam_native_define(loam_runtime *runtime, const loam_native_description *description,
                               loam_function **out_function) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  const loam_native_description *d = description;
  if (runtime == NULL || out_function == NULL || !description_fits(d)) return LOAM_INVALID_ARGUMENT;
  loam_native_function *native = loam_permanent_take(&runtime->permanent, sizeof *native, 8);
  if (native == NULL) return LOAM_NO_MEMORY;
  uint32_t record_offset = 8 * d->call_words, words = record_offset + (uint32_t)sizeof(loam_step_record);
  *native = (loam_native_function){d->body, d->user, d->stack_size, d->call_words, d->call_words + 1};
  uint32_t *pointers = loam_os_allocate(&runtime->os, (d->pointer_count + 1) * sizeof *pointers);
  if (pointers == NULL) return LOAM_NO_MEMORY;
  for (uint32_t i = 0; i < d->pointer_count; i++) pointers[i] = words + 8 * d->pointers[i];
  loam_step_description step = {.name = d->name,
                                .file = d->file,
                                .line = d->line,
                                .function = native_step,
                                .frame_size = words + 8 * (d->argument_words + d->result_words),
                                .outgoing_size = record_offset,
                                .record_offset = record_offset,
                                .argument_size = 8 * d->argument_words,
                                .pointers = pointers,
                                .pointer_count = d->pointer_count,
                                .user = native};
  loam_status status = loam_step_define(runtime, &step, out_function);
  free(pointers);
  if (status == LOAM_OK) (*out_function)->defer_return = step_index(*out_function);
  return status;
}

loam_status loam_make_native_functions(loam_runtime *runtime) {
  loam_string none = {NULL, 0};
  loam_function *catcher = loam_function_create(runtime, none, none, 0, 0, 0, NULL, 0);
  if (catcher == NULL) return LOAM_NO_MEMORY;
  catcher->flags = LOAM_FUNCTION_RUNTIME;
  runtime->catcher = catcher;
  return loam_function_define_native(runtime, catcher, catch_panic);
}

// ---- spawning ----

static loam_status reserve(loam_runtime *runtime, const loam_function *function, uint64_t stack_size,
                           loam_activation **out) {
  if (!is_native(function) || stack_size > LOAM_MACHINE_MOST) return LOAM_INVALID_ARGUMENT;
  const loam_native_function *native = function->body_user;
  *out = new_activation(runtime, native, stack_size == 0 ? native->stack_size : stack_size);
  return *out == NULL ? LOAM_NO_MEMORY : LOAM_OK;
}

loam_status loam_native_spawn(loam_context *context, const loam_function *function, const uint64_t *arguments,
                              uint64_t stack_size, loam_outcome *outcome) {
  loam_status usable = context == NULL ? LOAM_INVALID_ARGUMENT : loam_usable(context->runtime);
  if (usable != LOAM_OK) return usable;
  loam_activation *activation;
  loam_goroutine *goroutine;
  loam_status status = reserve(context->runtime, function, stack_size, &activation);
  if (status != LOAM_OK) return status;
  const loam_goroutine *creator = context->goroutine;
  status = loam_goroutine_start(context->runtime, context->worker, function, arguments, creator->safepoint + 1,
                                creator->stack.owner, outcome, &goroutine);
  if (status != LOAM_OK) {
    release(context->runtime, activation);
    return status;
  }
  goroutine->activation = activation;
  loam_goroutine_publish(context->worker, goroutine);
  return LOAM_OK;
}

loam_status loam_runtime_spawn_native(loam_runtime *runtime, const loam_function *function, const uint64_t *arguments,
                                      uint64_t stack_size, loam_outcome *outcome) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  loam_activation *activation;
  loam_status status = reserve(runtime, function, stack_size, &activation);
  if (status != LOAM_OK) return status;
  status = loam_goroutine_start_outside(runtime, function, arguments, activation, outcome);
  if (status != LOAM_OK) release(runtime, activation);
  return status;
}

// ---- seen from outside ----

void loam_activations_shade(loam_marker *marker, const loam_goroutine *goroutine) {
  for (const loam_activation *activation = goroutine->activation; activation != NULL; activation = activation->outer) {
    loam_collect_word(marker, (uintptr_t)activation->call.panic.data);
    loam_collect_word(marker, (uintptr_t)activation->operand);
    loam_collect_word(marker, (uintptr_t)activation->pending.data);
    loam_collect_words(marker, activation->context.roots, 4);
    loam_cases_shade(marker, activation->cases, activation->case_count);
    for (const loam_handle_block *block = activation->handles; block != NULL; block = block->older)
      loam_collect_words(marker, block->cells, block->used);
  }
}

void loam_activations_free(loam_runtime *runtime, loam_goroutine *goroutine) {
  for (loam_activation *activation = goroutine->activation, *outer; activation != NULL; activation = outer) {
    outer = activation->outer;
    release(runtime, activation);
  }
  goroutine->activation = NULL;
}

void loam_activations_measure(const loam_goroutine *goroutine, uint64_t *out_size, uint64_t *out_used) {
  *out_size = *out_used = 0;
  for (const loam_activation *activation = goroutine->activation; activation != NULL; activation = activation->outer) {
    *out_size += loam_machine_stack_size(activation->stack);
    *out_used += activation->stack->hi - (uintptr_t)activation->machine.sp;
  }
}
