// SPDX-License-Identifier: Apache-2.0
//
// step_handler.h — handler bodies: step functions (loam_step.h).
//
// How.      Code of a step function (interpret/step.c): ENTER_STEP, STEP, WAKE_STEP, RESUME_STEP, pad. STEP calls the C
//           function until it answers anything but NEXT, or until somebody asks for attention. The goroutine is saved
//           at STEP before each call, so that the function may collect, and that a switch has nothing left to save. The
//           context stands in the worker.
// Upholds.  frame.walkable, step.frame

HANDLER(STEP) {
  loam_goroutine *goroutine = worker->goroutine;
  loam_step_function function = (loam_step_function)(uintptr_t)pc[1];
  loam_step step = {0};
  goroutine->pc = pc;
  goroutine->safepoint = pc - 1;
  goroutine->fp = fp;
  worker->context.goroutine = goroutine;
  step.state = (uint32_t)fp[FIELD_A - 1];
  do {
    worker->context.frame = fp;
    step = function(&worker->context, fp, step.state);
    fp = worker->context.frame;
  } while (step.kind == LOAM_STEP_NEXT && !POLLED());
  word = *pc;
  if (LOAM_LIKELY(step.kind == LOAM_STEP_CALL && step.callee != NULL)) {
    loam_function *callee = *(loam_function *const *)step.callee;
    uint64_t entry = atomic_load_explicit(&callee->entry, memory_order_acquire);
    uint32_t arguments = callee->argument_slots, results = callee->result_slots;
    loam_slot *top = fp - 1 - (uint16_t)entry;
    if (LOAM_UNLIKELY(arguments + results > FIELD_C)) SLOW(step_outgoing);
    // The high half tells RESUME_STEP which outgoing words the call leaves behind.
    fp[FIELD_A - 1] = step.state | (uint64_t)arguments << 32 | (uint64_t)results << 48;
    if (LOAM_UNLIKELY((uintptr_t)top < atomic_load_explicit(&worker->limit, memory_order_relaxed))) {
      goroutine->callee = callee;
      goroutine->closure = (void *)(uintptr_t)step.callee;
      SLOW(step_call);
    }
    fp[-1] = (uint64_t)(uintptr_t)(pc + LOAM_STEP_RESUME);
    fp[-2] = (uint64_t)(uintptr_t)step.callee;
    pc = (const uint64_t *)(uintptr_t)(entry >> 16);
    fp = top;
    DISPATCH();
  }
  if (LOAM_LIKELY(step.kind == LOAM_STEP_DONE)) {
    if (LOAM_UNLIKELY(goroutine->defer_count != 0)) SLOW(step_defers);
    fp += FIELD_A;
    pc = loam_record_pc(fp);
    fp += 1;
    DISPATCH();
  }
  // The goroutine may already run elsewhere: its frame is not touched.
  if (step.kind == LOAM_STEP_PARKED) {
    goroutine = loam_run_queue_turn(worker);
    if (LOAM_UNLIKELY(goroutine == NULL)) SLOW(step_alone);
    RUN(goroutine);
  }
  if (LOAM_UNLIKELY(step.kind == LOAM_STEP_SWITCHED)) SLOW(step_switched);
  fp[FIELD_A - 1] = (fp[FIELD_A - 1] & ~(uint64_t)UINT32_MAX) | step.state;
  if (step.kind == LOAM_STEP_YIELD) {
    if (LOAM_UNLIKELY(worker->runtime->always_slow)) SLOW(step_yield);
    goroutine = loam_run_queue_trade(worker, goroutine);
    if (LOAM_UNLIKELY(goroutine == NULL)) SLOW(step_yield);
    RUN(goroutine);
  }
  if (step.kind == LOAM_STEP_NEXT) SLOW(step_poll);
  worker->step_kind = step.kind;
  SLOW(step_other);
}

HANDLER(ENTER_STEP) {
  loam_slot *results = &RB;
  if (LOAM_LIKELY(FIELD_A <= 16))
    loam_words_clear(fp, FIELD_A);
  else
    memset(fp, 0, 8ull * FIELD_A);
  loam_words_clear(results, FIELD_C);
  NEXT(2);
}

HANDLER(WAKE_STEP) { SLOW(WAKE_STEP); }

// Pointers may be listed among the outgoing words: those that the call did not write as results are cleared, since they
// were not traced while it ran.
HANDLER(RESUME_STEP) {
  if (FIELD_B != 0) {
    uint32_t arguments = (uint16_t)(fp[FIELD_A - 1] >> 32), end = arguments + (uint16_t)(fp[FIELD_A - 1] >> 48);
    for (uint32_t i = 0; i < arguments; i++) fp[i] = 0;
    for (uint32_t i = end; i < FIELD_C; i++) fp[i] = 0;
  }
  GOTO(-LOAM_STEP_RESUME);
}
