// SPDX-License-Identifier: Apache-2.0
//
// callback.c — C code that Go calls and that calls Go back (loam_callback.h).
//
// How.      A call of C is a blocking call with a record on the machine stack, which the goroutine and the thread lead
//           to: an *open call*. A callback takes the token back and runs a nested interpreter on the same thread. On
//           the goroutine's stack, above the native's frame, stands a frame of the runtime's own with room for the
//           words of the call; when the Go function returns to it, CALLED_BACK copies the results and leaves the
//           interpreter. A goroutine with open calls is *bound*: when it can run it joins no queue; its thread is told.
//           That makes no decisions of its own meanwhile (`turns` is 0); when its goroutine waits or gives way it parts
//           with its token and its queue, and sleeps until it is told. So other goroutines run elsewhere, and a thread
//           that waits so occupies a slot, as one in a call does (blocking.c). A panic runs its deferred calls on top
//           of the stack as ever. When the goroutine is to go on below open calls, or is over, the nested interpreters
//           and the C frames between them are left one by one: each is left by a long jump to where its C code was
//           called, and what is to happen then is kept in the worker.
// Why not.  C code on a machine stack of its own, resumed by any thread (native_goroutine.c): C libraries keep errno,
//           locks and much else by thread. Returning to C with a made-up result after a panic, as other interpreters
//           do: an event loop would call again for ever; and Go leaves C frames like this, too.
// Upholds.  call.bound, call.open
#include "schedule/callback.h"

#include "include/loam_callback.h"
#include "interpret/call.h"
#include "interpret/fault.h"
#include "schedule/leave.h"
#include "schedule/schedule.h"

#include <setjmp.h>
#include <stdlib.h>

struct loam_open_call {
  uintptr_t whole;       ///< Its address, scrambled: C that writes beyond its frames comes here first.
  loam_open_call *outer; ///< Of the same goroutine and thread.
  loam_worker *worker;
  loam_goroutine *goroutine;
  loam_context *context; ///< The native's.
  const uint64_t *pc;    ///< Where the native's caller goes on.
  uint64_t frame;        ///< Distance of the native's frame from the stack's high end.
  uint32_t depth;
  uintptr_t handlers_sp, handlers_bp; ///< The worker's.
  volatile bool runs_c;               ///< And no Go function that C called.
  volatile bool faulted;              ///< And was left for that; the worker has the fault.
  // Of the callback that runs.
  const loam_function *callee;
  uint64_t *results;
  uint32_t between_slots; ///< Of the runtime's frame below it.
  bool returned;
  jmp_buf jump;
};

/// The innermost of the calling thread.
static _Thread_local loam_open_call *innermost;

// ---- the frames between C code and Go functions ----

loam_status loam_make_callback_functions(loam_runtime *runtime) {
  loam_status status = LOAM_OK;
  for (uint32_t i = 0; i < LOAM_FINALIZER_SIZES && status == LOAM_OK; i++)
    status = loam_make_caller(runtime, i, LOAM_WORD(LOAM_OP_CALLED_BACK, 0, 0, 0), &runtime->callbacks[i]);
  return status;
}

// The frame is the runtime's, at fp; the native's is its caller's.
loam_next loam_op_CALLED_BACK(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)pc;
  loam_goroutine *goroutine = worker->goroutine;
  loam_open_call *call = goroutine->open_calls;
  const loam_function *callee = call->callee;
  if (call->results != NULL)
    for (uint32_t i = 0; i < callee->result_slots; i++) call->results[i] = fp[callee->argument_slots + i];
  loam_slot *record = fp + call->between_slots;
  const uint64_t *native = loam_record_pc(record);
  if (LOAM_UNLIKELY(native != call->pc)) {
    native = loam_return_pc(native);
    loam_deep_returned(worker, record + 1);
  }
  loam_goroutine_save(goroutine, native, native - 1, record + 1);
  goroutine->context = call->context;
  (void)loam_require_structure(&worker->runtime->bugs, loam_frame_offset(goroutine, goroutine->fp) == call->frame,
                               "call.open", "a Go function returned to C code that is not the innermost");
  call->returned = true;
  return loam_continue(loam_leave_code, NULL);
}

// ---- bound goroutines ----

void loam_bound_check(loam_worker *worker, const loam_goroutine *goroutine) {
  loam_require(&worker->runtime->bugs, goroutine->open_calls == NULL || goroutine->open_calls == innermost,
               "call.bound", "a goroutine whose C frames are on another thread");
  loam_require(&worker->runtime->bugs, innermost == NULL || innermost->goroutine == goroutine, "call.bound",
               "a thread with open C frames runs another goroutine");
}

// It counts as one in a call that comes back: until its thread has a token, nobody takes that for a deadlock.
void loam_bound_ready(loam_goroutine *goroutine) {
  loam_worker *worker = goroutine->open_calls->worker;
  loam_runtime *runtime = worker->runtime;
  loam_lock_acquire(&runtime->schedule_lock);
  runtime->blocked_tokens++;
  atomic_store(&worker->bound_ready, 1);
  loam_lock_release(&runtime->schedule_lock);
  loam_os_wake(&worker->bound_ready, 1);
}

// [call.bound] Sleeps until the goroutine can go on. False: the runtime is being destroyed.
static bool await(loam_open_call *call) {
  loam_worker *worker = call->worker;
  loam_runtime *runtime = worker->runtime;
  worker->goroutine = NULL;
  loam_worker_part(worker);
  while (atomic_load(&worker->bound_ready) == 0 && !atomic_load(&runtime->quitting))
    loam_os_wait(&worker->bound_ready, 0, 100000000);
  bool ready = atomic_exchange(&worker->bound_ready, 0) != 0;
  if (!ready) return false;
  worker->goroutine = call->goroutine;
  loam_worker_rejoin(worker);
  atomic_store(&worker->attention, false);
  atomic_store(&worker->preempt, false);
  return !atomic_load(&runtime->quitting);
}

// ---- leaving open calls ----

bool loam_calls_open_above(const loam_goroutine *goroutine, uint64_t frame) {
  return goroutine->open_calls != NULL && goroutine->open_calls->frame > frame;
}

loam_next loam_calls_leave(loam_worker *worker, uint64_t frame, loam_next next) {
  worker->leaving = (loam_leaving){.active = true, .frame = frame, .next = next};
  return loam_continue(loam_leave_code, NULL);
}

loam_next loam_calls_end(loam_worker *worker, loam_next (*end)(loam_worker *worker), loam_result result) {
  worker->leaving = (loam_leaving){.active = true, .end = end, .result = result};
  return loam_continue(loam_leave_code, NULL);
}

static loam_next quit(loam_worker *worker) {
  worker->goroutine = NULL;
  return loam_continue(loam_leave_code, NULL);
}

// Behind a call of C that was left: goes on, or leaves the next one.
loam_next loam_calls_left(loam_worker *worker) {
  loam_leaving *leaving = &worker->leaving;
  if (loam_calls_open_above(worker->goroutine, leaving->frame)) return loam_continue(loam_leave_code, NULL);
  leaving->active = false;
  if (leaving->end != NULL) return leaving->end(worker);
  loam_worker_set_limit(worker);
  return leaving->next;
}

static void close_call(loam_open_call *call) {
  call->goroutine->open_calls = call->outer;
  innermost = call->outer;
}

void loam_calls_forget(loam_goroutine *goroutine, loam_open_call *open) {
  goroutine->open_calls = open;
  innermost = open;
}

// Nothing is a safepoint until the goroutine goes on where it is to.
static _Noreturn void leave(loam_open_call *call) {
  close_call(call);
  call->worker->goroutine = call->goroutine;
  longjmp(call->jump, 1);
}

void loam_calls_shade(loam_marker *marker, const loam_goroutine *goroutine) {
  for (const loam_open_call *call = goroutine->open_calls; call != NULL; call = call->outer)
    if (call->context != goroutine->context) loam_collect_words(marker, call->context->roots, 4);
}

// ---- faults ----

enum { SCRAMBLE = 0x5a17c0de };

// The thread runs C code below this one, and its record is as it was: what C has overwritten leads nowhere.
static bool can_be_left(const loam_open_call *call) {
  return call != NULL && call->whole == ((uintptr_t)call ^ SCRAMBLE) && call->runs_c;
}

bool loam_call_fault(int signal, const void *address, const char *owner) {
  loam_open_call *call = innermost;
  if (!can_be_left(call)) return false;
  if (signal == 0 && !loam_goroutine_is_to_end(call->worker->runtime, call->goroutine)) return false;
  call->faulted = true;
  call->worker->fault = (loam_fault){signal, address, owner, loam_fault_is_overflow(call->worker, signal, address)};
  longjmp(call->jump, 1);
}

static loam_native_status end_in_fault(loam_context *context, loam_open_call *call) {
  loam_worker *worker = call->worker;
  loam_fault fault = worker->fault;
  worker->fault = (loam_fault){0};
  loam_fault_settle(worker, &fault);
  loam_fault_release();
  close_call(call);
  loam_context_leave_blocking(context);
  if (fault.signal == 0) { // it ends now
    context->announced = 0;
    return LOAM_NATIVE_YIELD;
  }
  char text[LOAM_FAULT_TEXT];
  loam_fault_write(text, call->goroutine, &fault);
  return loam_context_panic_error(context, text);
}

void loam_call_name(char *text, size_t size) {
  const loam_open_call *call = innermost;
  text[0] = 0;
  if (can_be_left(call)) loam_fault_name(call->goroutine, text, size);
}

// ---- calls of C ----

static loam_native_status call_plainly(loam_context *context, void (*function)(void *argument), void *argument) {
  if (!loam_context_enter_blocking(context)) return LOAM_NATIVE_RETRY;
  function(argument);
  loam_context_leave_blocking(context);
  return LOAM_NATIVE_DONE;
}

// C has returned here by a long jump over Go functions that it had called, whose frames and deferred calls are left. No
// Go code can go on with these.
static loam_native_status end_of_jump(loam_context *context, loam_open_call *call) {
  loam_goroutine *goroutine = call->goroutine;
  loam_worker *worker = call->worker;
  loam_calls_forget(goroutine, call->outer);
  worker->handlers_sp = call->handlers_sp;
  worker->handlers_bp = call->handlers_bp;
  goroutine->context = context;
  loam_context_leave_blocking(context);
  loam_deep_finish(worker, goroutine, true);
  loam_goroutine_save(goroutine, call->pc, call->pc - 1, (loam_slot *)(goroutine->stack.hi - call->frame));
  context->frame = goroutine->fp + context->skipped;
  char text[LOAM_FAULT_TEXT] = "C left Go functions by a long jump in ";
  size_t length = strlen(text);
  loam_fault_name(goroutine, text + length, sizeof text - length);
  return loam_context_fatal(context, text);
}

loam_native_status loam_context_call_c(loam_context *context, void (*function)(void *argument), void *argument) {
  if (LOAM_UNLIKELY(context->activation != NULL)) return call_plainly(context, function, argument);
  loam_worker *worker = context->worker;
  loam_goroutine *goroutine = context->goroutine;
  if (LOAM_UNLIKELY((uintptr_t)__builtin_frame_address(0) < worker->stack_floor))
    return loam_context_panic_error(context, "calls of C are nested too deeply: the machine stack is used up");
  if (LOAM_UNLIKELY(context->parked)) context->misused = true;
  if (context->misused || !loam_worker_enter_blocking(worker)) return LOAM_NATIVE_RETRY;
  loam_open_call *outer = goroutine->open_calls;
  loam_open_call call = {.whole = (uintptr_t)&call ^ SCRAMBLE,
                         .outer = outer,
                         .worker = worker,
                         .goroutine = goroutine,
                         .context = context,
                         .pc = goroutine->pc,
                         .frame = loam_frame_offset(goroutine, goroutine->fp),
                         .depth = outer == NULL ? 1 : outer->depth + 1,
                         .handlers_sp = worker->handlers_sp,
                         .handlers_bp = worker->handlers_bp,
                         .runs_c = true};
  goroutine->open_calls = innermost = &call;
  if (LOAM_UNLIKELY(_setjmp(call.jump) != 0)) {
    worker->handlers_sp = call.handlers_sp;
    worker->handlers_bp = call.handlers_bp;
    context->announced = LOAM_NATIVE_LEFT;
    return call.faulted ? end_in_fault(context, &call) : LOAM_NATIVE_LEFT;
  }
  function(argument);
  if (LOAM_UNLIKELY(innermost != &call)) return end_of_jump(context, &call);
  close_call(&call);
  loam_context_leave_blocking(context);
  return LOAM_NATIVE_DONE;
}

loam_next loam_calls_lost(loam_worker *worker) {
  loam_goroutine *goroutine = worker->goroutine;
  char text[LOAM_FAULT_TEXT] = "C ended a thread of Go's (pthread_exit) in ";
  size_t length = strlen(text);
  loam_fault_name(goroutine, text + length, sizeof text - length);
  loam_calls_forget(goroutine, NULL);
  goroutine->context = NULL;
  worker->handlers_sp = 0;
  if (atomic_load_explicit(&worker->blocking, memory_order_relaxed)) loam_worker_leave_blocking(worker); // not a native
  return loam_fatal(worker, goroutine->safepoint - 2, goroutine->fp, text);
}

bool loam_context_slow_calls(loam_context *context) {
  loam_knobs *knobs = &context->runtime->knobs;
  if (loam_knob_value(knobs, LOAM_KNOB_FFISLOW) == 0) return false;
  loam_knob_fired(knobs, LOAM_KNOB_FFISLOW);
  return true;
}

uint32_t loam_call_depth(const loam_runtime *runtime) {
  return innermost == NULL || innermost->worker->runtime != runtime ? 0 : innermost->depth;
}

// ---- calls of Go ----

// Where the goroutine, which is in a call of C, begins to run the function value.
static loam_next enter(loam_open_call *call, void *closure, const uint64_t *arguments) {
  loam_worker *worker = call->worker;
  loam_goroutine *goroutine = call->goroutine;
  const loam_function *callee = call->callee;
  const loam_function *between = worker->runtime->callbacks[callee->start_size];
  loam_worker_set_limit(worker);
  loam_next next = loam_enter(worker, between, NULL, goroutine->fp, goroutine->pc);
  if (next.pc != between->code) return next; // no room for the frame
  call->between_slots = between->frame_slots;
  loam_words_copy(next.fp, arguments, callee->argument_slots);
  if (LOAM_UNLIKELY(worker->cache.barrier.on)) loam_arguments_shade(worker->runtime, worker, callee, arguments);
  return loam_enter(worker, callee, closure, next.fp, between->code + 2);
}

// Its own goroutine alone runs here.
static void begin_here(loam_open_call *call) {
  loam_worker *worker = call->worker;
  call->returned = false;
  call->runs_c = false;
  loam_worker_leave_blocking(worker);
  uint32_t turns = atomic_load_explicit(&worker->turns, memory_order_relaxed);
  worker->granted -= turns;
  atomic_store_explicit(&worker->turns, 0, memory_order_relaxed);
}

// Until the Go function has returned to C; or it does not, and C is left.
static void run_here(loam_open_call *call, loam_next next) {
  loam_worker *worker = call->worker;
  loam_interpret(worker, next);
  while (!call->returned) {
    if (!worker->leaving.active && !await(call)) (void)loam_calls_end(worker, quit, (loam_result){0});
    if (worker->leaving.active) leave(call);
    loam_interpret(worker, loam_resume(worker, call->goroutine));
  }
}

static void call_here(loam_open_call *call, void *closure, const uint64_t *arguments, uint64_t *results) {
  loam_worker *worker = call->worker;
  call->callee = *(loam_function *const *)closure;
  call->results = results;
  begin_here(call);
  // One that is to end runs no more than its deferred calls: C, which did not hear of it, is left.
  bool is_over = LOAM_UNLIKELY(atomic_load_explicit(&call->goroutine->killed, memory_order_relaxed) != LOAM_KILL_NOT);
  run_here(call, is_over ? loam_end_killed(worker) : enter(call, closure, arguments));
  loam_worker_block(call->worker);
  call->runs_c = true;
}

bool loam_call_panic(loam_runtime *runtime, const char *text) {
  loam_open_call *call = innermost;
  if (call == NULL || call->worker->runtime != runtime) return false;
  loam_worker *worker = call->worker;
  loam_goroutine *goroutine = call->goroutine;
  begin_here(call);
  loam_worker_set_limit(worker);
  loam_eface value = loam_error_value(worker, LOAM_ERROR_RUNTIME, text, strlen(text));
  if (value.type == NULL) value = loam_error_no_memory(runtime);
  run_here(call, loam_panic_value(worker, goroutine->safepoint - 2, goroutine->fp, value));
  return true; // not reached: a panic returns to no C code
}

/// A call of Go by a thread that has none of C open.
typedef struct loam_foreign_call {
  loam_outcome outcome;
  struct loam_foreign_call *next; ///< Of those whose thread did not see the end: a goroutine may still write there.
  uint64_t results[LOAM_SPAWN_WORDS];
} loam_foreign_call;

void loam_foreign_calls_free(loam_runtime *runtime) {
  for (loam_foreign_call *call = runtime->foreign_calls, *next; call != NULL; call = next) {
    next = call->next;
    free(call);
  }
  runtime->foreign_calls = NULL;
}

static void give_up(loam_runtime *runtime, loam_foreign_call *call) {
  loam_lock_acquire(&runtime->schedule_lock);
  call->next = runtime->foreign_calls;
  runtime->foreign_calls = call;
  loam_lock_release(&runtime->schedule_lock);
}

static loam_status call_elsewhere(loam_runtime *runtime, void *closure, const uint64_t *arguments, uint64_t *results) {
  if (loam_run_is_over(runtime)) return LOAM_WRONG_STATE;
  loam_foreign_call *call = loam_os_allocate(&runtime->os, sizeof *call);
  if (call == NULL) return LOAM_NO_MEMORY;
  call->outcome.results = call->results;
  loam_status status = loam_runtime_spawn(runtime, closure, arguments, &call->outcome);
  if (status == LOAM_OK && !loam_outcome_await(runtime, &call->outcome)) {
    give_up(runtime, call);
    return LOAM_WRONG_STATE;
  }
  if (status == LOAM_OK) status = call->outcome.status;
  if (status == LOAM_OK && results != NULL)
    for (uint32_t i = 0; i < call->outcome.function->result_slots; i++) results[i] = call->results[i];
  free(call);
  return status;
}

loam_status loam_call_back(loam_runtime *runtime, loam_handle function, const uint64_t *arguments, uint64_t *results) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  void *closure;
  loam_status status = loam_handle_get(runtime, function, &closure);
  return status != LOAM_OK ? status : loam_call_back_value(runtime, closure, arguments, results);
}

loam_status loam_call_back_value(loam_runtime *runtime, void *closure, const uint64_t *arguments, uint64_t *results) {
  if (closure == NULL) return LOAM_INVALID_ARGUMENT;
  const loam_function *callee = *(loam_function *const *)closure;
  if (callee->argument_slots + callee->result_slots > LOAM_SPAWN_WORDS ||
      (callee->argument_slots != 0 && arguments == NULL))
    return LOAM_INVALID_ARGUMENT;
  if (innermost == NULL || innermost->worker->runtime != runtime) {
    loam_status usable = loam_usable(runtime);
    if (usable == LOAM_OK && runtime->seeded) return LOAM_WRONG_STATE; // what other threads do has no order to repeat
    return usable != LOAM_OK ? usable : call_elsewhere(runtime, closure, arguments, results);
  }
  call_here(innermost, closure, arguments, results);
  return LOAM_OK;
}
