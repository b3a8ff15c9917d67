// SPDX-License-Identifier: Apache-2.0
//
// call.c — calls off the fast path: growth, preemption, compilation, natives.
//
// How.      The fast path compares once. Below the limit it comes here: either the frame does not fit, and the stack
//           grows; or the limit is poisoned, because the world stops, the goroutine's time is over, or a debug switch
//           wants every call. Then the goroutine is put aside with `callee` set: its arguments stay in the outgoing
//           area, described by the callee's argument map, and the call is made when it goes on.
// Upholds.  stack.bounds, frame.walkable
#include "interpret/call.h"
#include "schedule/callback.h"
#include "schedule/schedule.h"
#include "schedule/want.h"

#include <stdio.h>

static void adjust_words(void *context, loam_stack_adjustment *adjustment) {
  loam_goroutine *goroutine = context;
  for (uint32_t i = 0; i < goroutine->defer_count; i++)
    loam_stack_adjust(adjustment, &goroutine->defers->records[i].closure);
  for (loam_panic *panic = goroutine->panics; panic != NULL; panic = panic->link)
    loam_stack_adjust(adjustment, &panic->running.closure);
  loam_stack_adjust(adjustment, &goroutine->closure);
}

loam_stack_words loam_goroutine_words(loam_goroutine *goroutine) { return (loam_stack_words){adjust_words, goroutine}; }

void loam_worker_set_limit(loam_worker *worker) {
  loam_worker_write_limit(worker, worker->goroutine == NULL ? UINTPTR_MAX : worker->goroutine->stack.lo);
}

void loam_print_move(loam_runtime *runtime, const loam_goroutine *goroutine, const loam_stack_move *move) {
  if (loam_knob_value(&runtime->knobs, LOAM_KNOB_STACKGROW) == 0) return;
  loam_knob_fired(&runtime->knobs, LOAM_KNOB_STACKGROW);
  if (move->bytes == 0) {
    loam_print(runtime, "stackgrow: goroutine %llu: %llu -> %llu bytes, in place\n",
               (unsigned long long)goroutine->stack.owner, (unsigned long long)move->old_size,
               (unsigned long long)move->new_size);
    return;
  }
  loam_print(runtime, "stackgrow: goroutine %llu: %llu -> %llu bytes, copied %llu, frames %llu, slots rewritten %llu\n",
             (unsigned long long)goroutine->stack.owner, (unsigned long long)move->old_size,
             (unsigned long long)move->new_size, (unsigned long long)move->bytes, (unsigned long long)move->frames,
             (unsigned long long)move->slots);
}

static loam_status try_to_grow(loam_worker *worker, loam_slot **fp, const uint64_t *safepoint,
                               const loam_function *callee, uint64_t needed) {
  loam_runtime *runtime = worker->runtime;
  loam_goroutine *goroutine = worker->goroutine;
  loam_stack_position position = {(uintptr_t)*fp, safepoint, callee};
  loam_stack_move move = {0};
  uint64_t maximum = atomic_load_explicit(&runtime->maximum_stack, memory_order_relaxed);
  // The deferred calls of a goroutine that ends for want of stack have a reserve: one size more.
  if (loam_goroutine_ends(goroutine) != LOAM_OK && maximum <= UINT64_MAX / 2) maximum *= 2;
  struct loam_deep *deep = loam_deep_hold(runtime, goroutine);
  loam_status status = loam_stack_grow(&runtime->stacks, &worker->stacks, &goroutine->stack, &position, needed, maximum,
                                       loam_goroutine_words(goroutine), &move);
  loam_deep_release(deep);
  if (status != LOAM_OK) return status;
  *fp = (loam_slot *)position.fp;
  loam_worker_set_limit(worker);
  loam_print_move(runtime, goroutine, &move);
  return LOAM_OK;
}

// There is no memory for a larger stack. *stage: what was tried, collections first. The call is still to be made: its
// arguments are the callee's.
static loam_want want_stack(loam_worker *worker, loam_slot **fp, const uint64_t *safepoint, const loam_function *callee,
                            uint64_t bytes, uint32_t *stage) {
  loam_goroutine *goroutine = worker->goroutine;
  loam_want want = LOAM_WANT_RETRY;
  worker->stacks.reserve = false;
  goroutine->callee = callee;
  if ((*stage == 0 && !loam_want_futile(worker->runtime)) ||
      (*stage < LOAM_WANT_COLLECTIONS && loam_want_overtaken(worker->runtime, bytes, *stage))) {
    ++*stage;
    loam_collect_at(worker, safepoint + 1, safepoint, *fp, LOAM_COLLECT_MEMORY);
  } else if (*stage <= LOAM_WANT_COLLECTIONS && goroutine->panics != NULL && loam_want_limited(worker->runtime)) {
    *stage = LOAM_WANT_COLLECTIONS + 1;
    worker->stacks.reserve = true;
  } else {
    loam_goroutine_save(goroutine, safepoint + 1, safepoint, *fp);
    *stage = LOAM_WANT_COLLECTIONS + 1;
    want = loam_want_judge(worker, bytes, true);
  }
  goroutine->callee = NULL;
  *fp = goroutine->fp;
  return want;
}

// Grows for `needed` bytes below fp. False: it cannot; *out_next is the end of the program or of the goroutine.
static bool grow(loam_worker *worker, loam_slot **fp, const uint64_t *safepoint, const loam_function *callee,
                 uint64_t needed, loam_next *out_next) {
  loam_runtime *runtime = worker->runtime;
  loam_goroutine *goroutine = worker->goroutine;
  loam_want want = LOAM_WANT_RETRY;
  loam_status status;
  uint64_t bytes;
  uint32_t stage = 0;
  do {
    bytes = 2 * loam_stack_size(&goroutine->stack);
    status = try_to_grow(worker, fp, safepoint, callee, needed);
    if (status == LOAM_NO_MEMORY) want = want_stack(worker, fp, safepoint, callee, bytes, &stage);
  } while (status == LOAM_NO_MEMORY && want == LOAM_WANT_RETRY);
  worker->stacks.reserve = false;
  if (status == LOAM_OK) return true;
  const uint64_t *pc = safepoint + 1;
  loam_goroutine_save(goroutine, pc, safepoint, *fp);
  if (status == LOAM_LIMIT)
    *out_next =
        runtime->overflow_ends ? loam_end_overflown(worker, pc, *fp, status) : loam_stack_overflow(worker, pc, *fp);
  else if (want == LOAM_WANT_FAIL)
    *out_next = loam_panic_value(worker, pc, *fp, loam_error_no_memory(runtime));
  else if (want == LOAM_WANT_END || runtime->overflow_ends)
    *out_next = loam_end_unmet(worker, pc, *fp, bytes, true);
  else
    *out_next = loam_fatal(worker, pc, *fp, "runtime: out of memory: cannot grow a stack");
  return false;
}

void loam_move_stack(loam_worker *worker, loam_slot **fp, const uint64_t *safepoint, const loam_function *callee) {
  loam_runtime *runtime = worker->runtime;
  int64_t every = loam_knob_value(&runtime->knobs, LOAM_KNOB_MOVESTACK);
  if (every == 0 || atomic_fetch_sub_explicit(&runtime->until_move, 1, memory_order_relaxed) > 1) return;
  atomic_store_explicit(&runtime->until_move, every, memory_order_relaxed);
  loam_stack_position position = {(uintptr_t)*fp, safepoint, callee};
  loam_goroutine *goroutine = worker->goroutine;
  struct loam_deep *deep = loam_deep_hold(runtime, goroutine);
  loam_status status = loam_stack_relocate(&runtime->stacks, &worker->stacks, &goroutine->stack, &position,
                                           loam_goroutine_words(goroutine), NULL);
  loam_deep_release(deep);
  if (status != LOAM_OK) return;
  loam_knob_fired(&runtime->knobs, LOAM_KNOB_MOVESTACK);
  *fp = (loam_slot *)position.fp;
  loam_worker_set_limit(worker);
}

loam_next loam_enter(loam_worker *worker, const loam_function *function, void *closure, loam_slot *fp,
                     const uint64_t *return_pc) {
  loam_goroutine *goroutine = worker->goroutine;
  goroutine->closure = closure;
  if (worker->runtime->always_slow) loam_move_stack(worker, &fp, return_pc - 1, function);
  for (;;) {
    uint64_t entry = atomic_load_explicit(&function->entry, memory_order_acquire);
    loam_slot *callee = fp - 1 - (uint16_t)entry;
    if ((uintptr_t)callee >= goroutine->stack.lo && callee < fp) {
      fp[-1] = (uint64_t)(uintptr_t)return_pc;
      if (goroutine->closure != NULL) fp[-2] = (uint64_t)(uintptr_t)goroutine->closure;
      goroutine->closure = NULL;
      return loam_continue((const uint64_t *)(uintptr_t)(entry >> 16), callee);
    }
    loam_next next;
    if (!grow(worker, &fp, return_pc - 1, function, 8ull * (1 + (uint16_t)entry), &next)) return next;
  }
}

// LOAMDEBUG=preempt=N: every Nth poll gives way.
bool loam_wants_attention(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  if (runtime->seeded && loam_seeded_poll(worker)) {
    atomic_store(&worker->preempt, true);
    return true;
  }
  int64_t every = loam_knob_value(&runtime->knobs, LOAM_KNOB_PREEMPT);
  if (every != 0 && atomic_fetch_sub_explicit(&runtime->until_preempt, 1, memory_order_relaxed) == 1) {
    atomic_store_explicit(&runtime->until_preempt, every, memory_order_relaxed);
    loam_knob_fired(&runtime->knobs, LOAM_KNOB_PREEMPT);
    atomic_store(&worker->preempt, true);
    return true;
  }
  return atomic_load_explicit(&worker->attention, memory_order_acquire);
}

loam_next loam_op_call(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_function *function;
  void *closure = NULL;
  const uint64_t *return_pc = pc + 2;
  switch ((uint16_t)*pc) {
  case LOAM_OP_CALL:
    function = (const loam_function *)(uintptr_t)pc[1];
    return_pc = pc + 3;
    break;
  case LOAM_OP_CALL_CLOSURE:
    closure = (void *)(uintptr_t)fp[loam_field_a(*pc)];
    function = *(loam_function **)closure;
    break;
  default: {
    const loam_slot *iface = fp + loam_field_a(*pc);
    function = ((const loam_itab *)(uintptr_t)iface[0])->methods[loam_field_b(*pc)];
    fp[0] = iface[1];
    break;
  }
  }
  if (loam_wants_attention(worker)) {
    loam_goroutine *goroutine = worker->goroutine;
    loam_goroutine_save(goroutine, return_pc, return_pc - 1, fp);
    goroutine->callee = function;
    goroutine->closure = closure;
    return loam_attend(worker);
  }
  return loam_enter(worker, function, closure, fp, return_pc);
}

loam_next loam_op_poll(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  // With preempt=1 the branch must go on once after it gave way.
  bool gave_way = worker->goroutine->polled;
  worker->goroutine->polled = false;
  if (gave_way || !loam_wants_attention(worker)) {
    loam_worker_set_limit(worker);
    return loam_continue(NULL, fp);
  }
  worker->goroutine->polled = worker->runtime->always_slow;
  loam_goroutine_save(worker->goroutine, pc, pc + loam_instruction_words(pc) - 1, fp);
  return loam_attend(worker);
}

/// Whether calls of a function run its stub; *out_diverts: how often functions were sent there.
static bool enters_stub(loam_runtime *runtime, const loam_function *function, uint64_t *out_diverts) {
  loam_lock_acquire(&runtime->code_lock);
  *out_diverts = runtime->diverts;
  bool enters = (const uint64_t *)(uintptr_t)(atomic_load(&function->entry) >> 16) == function->stub + 1;
  loam_lock_release(&runtime->code_lock);
  return enters;
}

/// A function has no code for a call of it. Nobody waits for a goroutine that a session started, so it is told.
static loam_next end_uncompiled(loam_worker *worker, const loam_function *function, loam_status status) {
  const loam_goroutine *goroutine = worker->goroutine;
  if (worker->runtime->runs_on && !goroutine->main)
    loam_print(worker->runtime, "goroutine %llu ends: %.*s was not compiled\n",
               (unsigned long long)goroutine->stack.owner, (int)function->name.length,
               (const char *)function->name.bytes);
  return loam_end_program(worker, (loam_result){status, status == LOAM_COMPILE_ERROR ? 1 : 2});
}

// The frame is the stub's: the function value, the record, then the arguments. While the hook compiles, the goroutine
// stands at the call: caller's frame, arguments outgoing. A host that diverts the function back to the stub meanwhile
// has the hook asked once more.
loam_next loam_op_COMPILE(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_runtime *runtime = worker->runtime;
  loam_goroutine *goroutine = worker->goroutine;
  loam_function *function = (loam_function *)(uintptr_t)pc[-1];
  const uint64_t *return_pc = (const uint64_t *)(uintptr_t)fp[1];
  loam_slot *caller = fp + 2;
  bool closure = (uint16_t)*return_pc == LOAM_OP_PANIC_RETURN || (uint16_t)*return_pc == LOAM_OP_RESUME_STEP ||
                 ((uint16_t)return_pc[-2] == LOAM_OP_CALL_CLOSURE && return_pc[-2] != (uint64_t)(uintptr_t)function);
  goroutine->closure = closure ? (void *)(uintptr_t)fp[0] : NULL;
  goroutine->callee = function;
  loam_goroutine_save(goroutine, return_pc, return_pc - 1, caller);
  loam_worker_leave(worker);
  loam_status status = LOAM_OK;
  uint64_t before, after;
  loam_lock_acquire(&runtime->compile_lock);
  if (enters_stub(runtime, function, &before))
    status =
        runtime->hooks.compile == NULL ? LOAM_COMPILE_ERROR : runtime->hooks.compile(runtime->hooks.context, function);
  bool undefined = enters_stub(runtime, function, &after) && after == before;
  loam_lock_release(&runtime->compile_lock);
  loam_worker_return(worker);
  loam_worker_set_limit(worker); // a collection meanwhile may have moved the stack or taken its lower half
  if (status != LOAM_OK || undefined)
    return end_uncompiled(worker, function, status == LOAM_OK ? LOAM_COMPILE_ERROR : status);
  goroutine->callee = NULL;
  return loam_enter(worker, function, goroutine->closure, goroutine->fp, return_pc);
}

// A native comes from the host or a plugin, so that what it does wrong is the program's fault: it is named.
static loam_next end_of_native(loam_worker *worker, const uint64_t *pc, loam_slot *fp, const char *did) {
  loam_string name = (*(loam_function *const *)(const void *)(pc - 1))->name;
  enum { ROOM = 256 };
  char *text = loam_permanent_take(&worker->runtime->permanent, ROOM, 1);
  if (text == NULL) return loam_fatal(worker, pc, fp, "runtime: out of memory");
  snprintf(text, ROOM, "native %.*s %s", name.length > 150 ? 150 : (int)name.length, (const char *)name.bytes, did);
  return loam_fatal(worker, pc, fp, text);
}
static loam_next end_of_no_status(loam_worker *worker, const uint64_t *pc, loam_slot *fp, int status) {
  char did[64];
  bool is_one = status >= LOAM_NATIVE_DONE && status <= LOAM_NATIVE_LEFT;
  snprintf(did, sizeof did, "returned %d, which %s", status,
           is_one ? "nothing that it called has answered" : "is no status");
  return end_of_native(worker, pc, fp, did);
}
static loam_next end_of_unanswered(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  worker->pending = (loam_eface){0};
  worker->pending_fatal = NULL;
  return end_of_native(worker, pc, fp, "did not answer how it is to end");
}
// Somebody has the goroutine in a queue, and will make it ready: only then can it end.
static loam_next park_misparked(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  worker->goroutine->misparked = true;
  return loam_park_finish(worker, pc, pc + 2, fp);
}
static loam_next end_misparked(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  worker->goroutine->misparked = false;
  return end_of_native(worker, pc, fp, "was to wait, and did not answer that it waits");
}
// Calls of C beyond `open` were left by a long jump of the native's own.
static loam_next end_of_blocking(loam_worker *worker, const uint64_t *pc, loam_context *context, loam_open_call *open) {
  loam_calls_forget(worker->goroutine, open);
  loam_context_leave_blocking(context);
  worker->goroutine->context = NULL;
  return end_of_native(worker, pc, context->frame - 2, "returned in a blocking call that it did not leave");
}

loam_next loam_op_NATIVE(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_goroutine *goroutine = worker->goroutine;
  loam_native native = (loam_native)(uintptr_t)pc[1];
  if (LOAM_UNLIKELY(goroutine->misparked)) return end_misparked(worker, pc, fp);
  loam_context context = {worker->runtime, worker, goroutine, .frame = fp + 2, .skipped = 2};
  loam_goroutine_save(goroutine, pc + 3, pc + 2, fp);
  goroutine->context = &context;
  loam_open_call *open = goroutine->open_calls;
  loam_native_status status = native(&context);
  if (LOAM_UNLIKELY(atomic_load_explicit(&worker->blocking, memory_order_relaxed)))
    return end_of_blocking(worker, pc, &context, open);
  goroutine->context = NULL;
  fp = context.frame - 2;
  if (LOAM_UNLIKELY(context.parked &&
                    (context.misused || (status != LOAM_NATIVE_BLOCK && status != LOAM_NATIVE_RETRY))))
    return park_misparked(worker, pc, fp);
  if (LOAM_UNLIKELY(context.misused))
    return end_of_native(worker, pc, fp, "entered a blocking call twice, or left one that it was not in");
  switch (status) {
  case LOAM_NATIVE_DONE:
    if (LOAM_UNLIKELY(context.announced != 0)) return end_of_unanswered(worker, pc, fp);
    if (LOAM_LIKELY(atomic_load_explicit(&goroutine->killed, memory_order_relaxed) == LOAM_KILL_NOT))
      return loam_continue(pc + 3, fp);
    loam_goroutine_save(goroutine, pc + 3, pc + 2, fp); // nothing of the program runs after an interrupted call
    return loam_attend(worker);
  case LOAM_NATIVE_BLOCK:
    if (context.parked) return loam_park_finish(worker, pc + 3, pc + 2, fp);
    break;
  case LOAM_NATIVE_RETRY:
    if (context.parked) return loam_park_finish(worker, pc, pc + 2, fp);
    break;
  case LOAM_NATIVE_YIELD:
    loam_goroutine_save(goroutine, pc + 3, pc + 2, fp);
    if (LOAM_UNLIKELY(atomic_load_explicit(&goroutine->killed, memory_order_relaxed) != LOAM_KILL_NOT))
      return loam_attend(worker);
    return loam_give_way(worker);
  case LOAM_NATIVE_PANIC:
    if (context.announced == status) return loam_panic_pending(worker, pc, fp);
    break;
  case LOAM_NATIVE_GOEXIT:
    if (context.announced == status) return loam_goexit(worker, pc, fp);
    break;
  case LOAM_NATIVE_LEFT:
    if (context.announced == status) return loam_calls_left(worker);
    break;
  case LOAM_NATIVE_EXIT: // loam_context_exit has said the code
    if (context.announced == status) return loam_end_program(worker, (loam_result){LOAM_EXITED, 0});
    break;
  }
  return end_of_no_status(worker, pc, fp, (int)status);
}

loam_next loam_op_GOEXIT(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)pc;
  if (worker->goroutine->outcome) loam_outcome_results(worker->goroutine, fp);
  return loam_goroutine_end(worker);
}
