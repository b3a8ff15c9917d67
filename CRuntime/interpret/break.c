// SPDX-License-Identifier: Apache-2.0
//
// break.c — BREAK instructions: what stops at them, the host's stop, and how the program goes on.
//
// How.      A BREAK is a safepoint that does nothing. A goroutine that stops there is saved behind it and parked, and
// the
//           run ends as by an interrupt, but with LOAM_STOPPED and its main goroutine remembered: the host's thread
//           holds all goroutines (schedule/hold.c) and returns. Going on publishes what was held and waits for the same
//           run. Steps compare distances of frames from the stack's high end, which moves do not change. When the
//           frame that is stepped over returns, its caller's is the one that a statement is waited for in.
// Why not.  Another table of handlers while something is looked for: the goroutines that run would have to be moved
// over
//           to it and back, and code without BREAKs has no place at which all variables are where they can be seen.
// Upholds.  break.place, break.held, frame.walkable
#include "interpret/break.h"
#include "interpret/call.h"

#include <stdlib.h>

enum { LOAM_BREAK_CHECKED = 64 << 10 }; ///< Bytes of a stack up to which breakall walks it.

void loam_breaks_init(loam_runtime *runtime) {
  loam_lock_init(&runtime->breaks.lock, LOAM_RANK_BREAKS, &runtime->bugs);
  int64_t every = loam_knob_value(&runtime->knobs, LOAM_KNOB_BREAKALL);
  atomic_store(&runtime->breaks.until_stop, every);
  if (every != 0) loam_breaks_look(runtime, 1);
}

void loam_breaks_free(loam_runtime *runtime) {
  for (uint32_t i = 0; i < LOAM_WATCHES; i++) free(runtime->breaks.watches[i].last);
}

// ---- forms and places ----

loam_status loam_function_divert(loam_runtime *runtime, loam_function *function, const loam_function *form) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (function == NULL) return LOAM_INVALID_ARGUMENT;
  const uint64_t *code = &function->stub[1];
  uint32_t slots = 1;
  if (form == NULL && function->code != NULL)
    form = function;
  else if (form == function)
    form = NULL;
  if (form != NULL) {
    if (form->code == NULL || form->argument_slots != function->argument_slots ||
        form->result_slots != function->result_slots)
      return LOAM_INVALID_ARGUMENT;
    code = form->code;
    slots = form->frame_slots;
  }
  loam_lock_acquire(&runtime->code_lock);
  runtime->diverts += form == NULL;
  atomic_store_explicit(&function->entry, (uint64_t)(uintptr_t)code << 16 | slots, memory_order_release);
  loam_lock_release(&runtime->code_lock);
  return LOAM_OK;
}

static uint64_t load_word(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_RELAXED); }

uint32_t loam_break_places(const loam_function *function, loam_break_place *out, uint32_t count) {
  if (function == NULL || function->code == NULL) return 0;
  uint32_t found = 0;
  if (out == NULL) count = 0;
  for (uint32_t pc = 0; pc + 2 < function->code_words; pc += loam_instruction_words(function->code + pc)) {
    uint64_t word = load_word(function->code + pc);
    if ((uint16_t)word != LOAM_OP_BREAK) continue;
    if (found < count)
      out[found] = (loam_break_place){.pc = pc,
                                      .line = loam_function_line(function, function->code + pc),
                                      .kind = (loam_break_kind)loam_field_a(word),
                                      .armed = loam_field_b(word) != 0};
    found++;
  }
  return found;
}

loam_status loam_break_arm(loam_runtime *runtime, const loam_function *function, uint32_t pc, bool armed) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (function == NULL || function->code == NULL) return LOAM_INVALID_ARGUMENT;
  uint32_t at = 0;
  while (at < pc && at + 2 < function->code_words) at += loam_instruction_words(function->code + at);
  if (at != pc || at + 2 >= function->code_words) return LOAM_INVALID_ARGUMENT;
  uint64_t word = load_word(function->code + pc);
  if ((uint16_t)word != LOAM_OP_BREAK) return LOAM_INVALID_ARGUMENT;
  word = LOAM_WORD(LOAM_OP_BREAK, loam_field_a(word), armed ? 1 : 0, 0);
  loam_worker *self = loam_world_stop_to_ask(runtime); // workers read code plainly
  __atomic_store_n((uint64_t *)(uintptr_t)(function->code + pc), word, __ATOMIC_RELAXED);
  loam_world_start_asked(runtime, self);
  return LOAM_OK;
}

// ---- at a BREAK ----

// The distance of the caller's frame; that of the frame itself at the bottom, where no statement can be older.
static uint64_t older_frame(const loam_break_here *here) {
  loam_stack_position position = {(uintptr_t)here->fp, here->pc + 1, NULL};
  loam_frame frame;
  if (!loam_frame_first(&position, &frame) || !loam_frame_next(&frame, here->goroutine->stack.hi)) return 0;
  return here->goroutine->stack.hi - frame.fp;
}

// Whether the step under way ends here.
static bool steps(loam_runtime *runtime, const loam_break_here *here) {
  loam_breaks *breaks = &runtime->breaks;
  if (breaks->step == LOAM_RESUME_CONTINUE || breaks->step_goroutine != here->goroutine->stack.owner) return false;
  uint64_t frame = atomic_load_explicit(&breaks->step_frame, memory_order_relaxed);
  bool statement = here->kind == LOAM_BREAK_STATEMENT;
  switch (breaks->step) {
  case LOAM_RESUME_CONTINUE:
  case LOAM_RESUME_SAME:
    return false;
  case LOAM_RESUME_INTO:
    return statement;
  case LOAM_RESUME_OVER:
    if (statement && here->frame <= frame) return true;
    break;
  case LOAM_RESUME_LEAVE:
    if (here->kind == LOAM_BREAK_LEAVE && here->frame == frame) return true;
    return statement && here->frame < frame;
  case LOAM_RESUME_OUT:
    if (statement && here->frame < frame) return true;
    break;
  }
  // It returns: what is called next from older code may lie at the same place. One more than the caller's distance is
  // below none of its callees'.
  if (here->kind == LOAM_BREAK_LEAVE && here->frame == frame) {
    uint64_t older = older_frame(here);
    atomic_store_explicit(&breaks->step_frame, breaks->step == LOAM_RESUME_OUT ? older + 1 : older,
                          memory_order_relaxed);
  }
  return false;
}

static loam_stop describe(const loam_break_here *here) {
  return (loam_stop){.goroutine = here->goroutine->stack.owner,
                     .function = here->function,
                     .pc = (uint32_t)(here->pc - here->function->code),
                     .line = loam_function_line(here->function, here->pc),
                     .kind = here->kind,
                     .armed = loam_field_b(*here->pc) != 0,
                     .frame = here->frame};
}

static void tell_tracer(loam_worker *worker, const loam_break_here *here) {
  loam_breaks *breaks = &worker->runtime->breaks;
  if (breaks->tracer == NULL || here->kind == LOAM_BREAK_STATEMENT) return;
  loam_stop stop = describe(here);
  stop.slots = here->fp;
  worker->asking = true; // its stack stays where it is
  loam_worker_leave(worker);
  breaks->tracer(breaks->tracer_context, &stop);
  loam_worker_return(worker);
  worker->asking = false;
  loam_worker_set_limit(worker);
}

void loam_breaks_remember(loam_runtime *runtime, loam_goroutine *main) {
  loam_breaks *breaks = &runtime->breaks;
  breaks->main = main;
  breaks->main_number = main == NULL ? 0 : main->stack.owner;
  breaks->over = false;
  atomic_store(&breaks->pending, true);
}

bool loam_breaks_lends_main(loam_runtime *runtime) {
  loam_lock_acquire(&runtime->schedule_lock);
  bool lends = runtime->main != NULL && runtime->breaks.lends;
  loam_lock_release(&runtime->schedule_lock);
  return lends;
}

void loam_breaks_end(loam_runtime *runtime, loam_result result) {
  loam_breaks *breaks = &runtime->breaks;
  if (!atomic_load(&breaks->pending) || breaks->main == NULL || breaks->over) return;
  breaks->over = true;
  breaks->after = result;
}

void loam_breaks_stand(loam_runtime *runtime) {
  loam_breaks *breaks = &runtime->breaks;
  if (!atomic_load(&breaks->pending)) return;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  if (atomic_load(&breaks->pending)) {
    loam_hold_all(runtime);
    breaks->stops++;
    atomic_store(&breaks->standing, true);
    atomic_store(&breaks->pending, false);
  }
  loam_world_start_asked(runtime, self);
}

static void park(loam_worker *worker, loam_goroutine *goroutine) {
  if (loam_event_on(&worker->events, LOAM_EVENTS_SCHEDULE)) loam_event_park(worker, NULL, 0, "stopped at breakpoint");
  goroutine->reason = "stopped at breakpoint";
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_WAITING, memory_order_release);
  worker->goroutine = NULL;
}

// Parks the goroutine, which is saved behind its BREAK. When somebody else was faster it comes to the BREAK again.
static loam_next stop_here(loam_worker *worker, const loam_break_here *here, const loam_stop *stop) {
  loam_runtime *runtime = worker->runtime;
  loam_goroutine *goroutine = here->goroutine;
  bool first = false;
  if (!atomic_compare_exchange_strong(&runtime->breaks.stopped, &first, true)) {
    goroutine->pc = here->pc;
    goroutine->traced = true;
    return loam_attend(worker);
  }
  runtime->breaks.stop = *stop;
  runtime->breaks.goroutine = goroutine;
  park(worker, goroutine);
  if (loam_end_program_stopped(runtime, (loam_result){LOAM_STOPPED, 0})) {
    loam_watch_told(runtime, here, stop);
  } else {
    goroutine->pc = here->pc;
    goroutine->traced = true;
    loam_ready_waiting(runtime, NULL, goroutine);
    atomic_store(&runtime->breaks.stopped, false);
  }
  return loam_continue(loam_leave_code, NULL);
}

// LOAMDEBUG=breakall=N: every Nth BREAK stops, holds everybody, and lets everybody go on at once.
static loam_next stop_shortly(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  loam_goroutine *goroutine = worker->goroutine;
  loam_knob_fired(&runtime->knobs, LOAM_KNOB_BREAKALL);
  park(worker, goroutine);
  loam_worker_leave(worker);
  loam_world_stop(runtime);
  loam_hold_all(runtime);
  loam_stack_position position = loam_goroutine_position(goroutine);
  if (loam_frame_offset(goroutine, goroutine->fp) <= LOAM_BREAK_CHECKED)
    loam_require(&runtime->bugs, loam_frames_check(&position, goroutine->stack.lo, goroutine->stack.hi),
                 "frame.walkable", "the frames of a goroutine that stopped do not lead to the bottom");
  loam_ready_waiting(runtime, NULL, goroutine); // joins those that are held
  loam_hold_release(runtime);
  loam_world_start(runtime);
  loam_worker_return(worker);
  return loam_schedule(worker);
}

loam_next loam_op_BREAK(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_runtime *runtime = worker->runtime;
  loam_goroutine *goroutine = worker->goroutine;
  loam_breaks *breaks = &runtime->breaks;
  if (runtime->always_slow) loam_move_stack(worker, &fp, pc + 1, NULL);
  loam_goroutine_save(goroutine, pc + 2, pc + 1, fp);
  if (loam_knob_value(&runtime->knobs, LOAM_KNOB_BREAKALL) != 0 && !atomic_load(&breaks->stopped) &&
      atomic_fetch_sub_explicit(&breaks->until_stop, 1, memory_order_relaxed) == 1) {
    atomic_store_explicit(&breaks->until_stop, loam_knob_value(&runtime->knobs, LOAM_KNOB_BREAKALL),
                          memory_order_relaxed);
    return stop_shortly(worker);
  }
  loam_break_here here = {.goroutine = goroutine,
                          .function = loam_safepoint_function(pc + 1),
                          .pc = pc,
                          .fp = fp,
                          .frame = loam_frame_offset(goroutine, fp),
                          .kind = (loam_break_kind)loam_field_a(*pc)};
  // What the host runs beside a stopped program does not stop. While the one that was first stops, others come here
  // again until the world stands.
  if (atomic_load_explicit(&breaks->standing, memory_order_relaxed) ||
      atomic_load_explicit(&breaks->passes, memory_order_relaxed))
    return loam_continue(pc + 2, fp);
  if (atomic_load_explicit(&breaks->stopped, memory_order_acquire) || atomic_load(&goroutine->killed)) {
    goroutine->pc = pc;
    return loam_attend(worker);
  }
  if (!goroutine->traced) tell_tracer(worker, &here);
  goroutine->traced = false;
  here.fp = goroutine->fp;
  loam_stop stop = describe(&here);
  bool stops = stop.armed;
  if (steps(runtime, &here)) {
    stops = true;
    stop.reason = LOAM_STOP_STEP;
  }
  if (loam_watches_look(runtime, &here, &stop)) stops = true;
  if (!stops) return loam_continue(pc + 2, goroutine->fp);
  return stop_here(worker, &here, &stop);
}

// ---- the host ----

bool loam_break_stopped(loam_runtime *runtime, loam_stop *out) {
  if (runtime == NULL) return false;
  if (!atomic_load(&runtime->in_run)) loam_breaks_stand(runtime);
  if (!atomic_load(&runtime->breaks.standing)) return false;
  if (out == NULL) return true;
  const loam_breaks *breaks = &runtime->breaks;
  *out = breaks->stop;
  out->main = out->goroutine == breaks->main_number && out->goroutine != breaks->adopted;
  return true;
}

loam_status loam_break_usable(loam_runtime *runtime, loam_goroutine **out_goroutine) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (atomic_load(&runtime->in_run)) return LOAM_WRONG_STATE;
  loam_breaks_stand(runtime);
  if (!atomic_load(&runtime->breaks.standing)) return LOAM_WRONG_STATE;
  *out_goroutine = runtime->breaks.goroutine;
  return LOAM_OK;
}

// The run's main goroutine, unless it has ended.
static loam_goroutine *main_of(const loam_breaks *breaks) {
  loam_goroutine *main = breaks->main;
  if (main == NULL || main->stack.owner != breaks->main_number) return NULL;
  return atomic_load(&main->status) == LOAM_GOROUTINE_DEAD ? NULL : main;
}

// The one whose end ends the run. In a session one that stopped between runs is it while it is stepped.
static loam_goroutine *main_awaited(loam_runtime *runtime) {
  loam_breaks *breaks = &runtime->breaks;
  loam_goroutine *main = main_of(breaks);
  if (!runtime->runs_on || (main != NULL && main->stack.owner != breaks->adopted)) return main;
  uint64_t stepped = breaks->step == LOAM_RESUME_CONTINUE ? 0 : breaks->step_goroutine;
  if (stepped == breaks->stop.goroutine) {
    breaks->adopted = stepped;
    return breaks->goroutine;
  }
  return main != NULL && main->stack.owner == stepped ? main : NULL;
}

static void set_step(loam_runtime *runtime, loam_resume_kind how) {
  loam_breaks *breaks = &runtime->breaks;
  if (how == LOAM_RESUME_SAME) return;
  if (breaks->step != LOAM_RESUME_CONTINUE) loam_breaks_look(runtime, -1);
  if (how != LOAM_RESUME_CONTINUE) loam_breaks_look(runtime, 1);
  breaks->step = how;
  breaks->step_goroutine = breaks->stop.goroutine;
  // At its return a frame is left already.
  uint64_t frame = breaks->stop.frame;
  if (breaks->stop.kind == LOAM_BREAK_LEAVE && (how == LOAM_RESUME_OVER || how == LOAM_RESUME_OUT)) {
    const loam_goroutine *goroutine = breaks->goroutine;
    loam_break_here here = {.goroutine = breaks->goroutine, .pc = goroutine->safepoint - 1, .fp = goroutine->fp};
    frame = older_frame(&here) + (how == LOAM_RESUME_OUT ? 1 : 0);
  }
  atomic_store(&breaks->step_frame, frame);
}

static loam_status enter(loam_runtime *runtime) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (loam_world_mine(runtime) || atomic_exchange(&runtime->in_run, true)) return LOAM_WRONG_STATE;
  loam_breaks_stand(runtime);
  if (atomic_load(&runtime->breaks.standing) && !runtime->left) return LOAM_OK;
  atomic_store(&runtime->in_run, false);
  return LOAM_WRONG_STATE;
}

loam_result loam_break_resume(loam_runtime *runtime, loam_resume_kind how) {
  loam_status status = enter(runtime);
  if (status != LOAM_OK) return (loam_result){status, 2};
  loam_breaks *breaks = &runtime->breaks;
  loam_world_stop(runtime);
  set_step(runtime, how);
  loam_goroutine *before = main_of(breaks), *main = breaks->over ? NULL : main_awaited(runtime);
  if (before != NULL && before != main) atomic_store(&before->main, false);
  atomic_store(&breaks->standing, false);
  atomic_store(&breaks->stopped, false);
  loam_run_begin(runtime, main, false);
  loam_lock_acquire(&runtime->schedule_lock);
  breaks->lends = main != NULL && runtime->runs_on && main->stack.owner == breaks->adopted;
  loam_lock_release(&runtime->schedule_lock);
  loam_ready_waiting(runtime, NULL, breaks->goroutine); // joins those that are held
  loam_hold_release(runtime);
  if (breaks->over && !runtime->runs_on)
    loam_end_program_stopped(runtime, breaks->after);
  else if (main == NULL && runtime->runs_on) // nobody waits for anything
    loam_end_run(runtime, breaks->over ? breaks->after : (loam_result){LOAM_OK, 0});
  loam_world_start(runtime);
  loam_result result = loam_run_await(runtime, main);
  if (result.status != LOAM_STOPPED && breaks->step != LOAM_RESUME_CONTINUE) { // the step is over with what it was in
    loam_world_stop(runtime);
    set_step(runtime, LOAM_RESUME_CONTINUE);
    loam_world_start(runtime);
  }
  atomic_store(&runtime->in_run, false);
  return result;
}

loam_status loam_break_abandon(loam_runtime *runtime) {
  loam_status status = enter(runtime);
  if (status != LOAM_OK) return status;
  loam_breaks *breaks = &runtime->breaks;
  loam_world_stop(runtime);
  set_step(runtime, LOAM_RESUME_CONTINUE);
  loam_goroutine *main = main_of(breaks);
  if (runtime->runs_on && !runtime->seeded) {
    breaks->adopted = 0; // it is to end
    atomic_store(&breaks->passes, true);
    atomic_store(&breaks->standing, false); // who asks from now on hears of no stop: its goroutine is about to be freed
    loam_hold_release(runtime);
    main = loam_session_give_up(runtime, main, breaks->goroutine);
    loam_world_start(runtime);
    loam_run_await(runtime, main);
    atomic_store(&breaks->stopped, false);
    atomic_store(&breaks->passes, false);
  } else {
    if (main != NULL) atomic_store(&main->main, false);
    if (main != NULL && main != breaks->goroutine) atomic_store(&main->killed, LOAM_KILL_NOW);
    if (breaks->goroutine->system || breaks->goroutine->activation != NULL ||
        loam_goroutine_bound(breaks->goroutine)) { // what runs it is to hear of its end
      if (!breaks->goroutine->system) atomic_store(&breaks->goroutine->killed, LOAM_KILL_NOW);
      loam_ready_waiting(runtime, NULL, breaks->goroutine);
    } else { // nobody can ready it
      loam_outcome *outcome = loam_goroutine_outcome(breaks->goroutine);
      loam_deep_forget(runtime, breaks->goroutine);
      loam_goroutine_free(runtime, NULL, breaks->goroutine);
      loam_outcome_end(outcome, LOAM_PANICKED);
    }
    atomic_store(&breaks->standing, false);
    atomic_store(&breaks->stopped, false);
    loam_hold_release(runtime);
    loam_world_start(runtime);
  }
  atomic_store(&runtime->in_run, false);
  return LOAM_OK;
}

loam_status loam_break_trace(loam_runtime *runtime, loam_break_tracer tracer, void *context) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  loam_breaks *breaks = &runtime->breaks;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_breaks_look(runtime, (tracer != NULL) - (breaks->tracer != NULL));
  breaks->tracer = tracer;
  breaks->tracer_context = context;
  loam_world_start_asked(runtime, self);
  return LOAM_OK;
}
