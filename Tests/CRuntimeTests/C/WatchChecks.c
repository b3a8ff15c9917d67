// SPDX-License-Identifier: Apache-2.0
//
// WatchChecks.c — watched places: changes, stacks that move, scopes that end.
#include "break_program.h"
#include "program.h"

#include <time.h>

static bool watch_stops(break_program *p, loam_stop *stop, loam_stop_reason reason, uint32_t watch) {
  return loam_break_stopped(p->m.runtime, stop) && stop->reason == reason && stop->watch == watch;
}

// i and the box of sum, each change of which stops; then the frame ends, and with it the watch of i.
static const char *frame(const char *debug) {
  break_program p;
  EXPECT(break_program_open(&p, debug, 2));
  loam_runtime *runtime = p.m.runtime;
  loam_break_arm(runtime, p.sum, break_at(p.sum, 4, LOAM_BREAK_STATEMENT), true);
  EXPECT(machine_run(&p.m, p.main).status == LOAM_STOPPED);
  loam_break_arm(runtime, p.sum, break_at(p.sum, 4, LOAM_BREAK_STATEMENT), false);
  uint32_t watch;
  loam_stop stop;
  EXPECT(loam_watch_variable(runtime, &p.sum->variables[VARIABLE_I], &watch) == LOAM_OK);
  for (int64_t i = 1; i <= 5; i++) {
    EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_STOPPED);
    EXPECT(watch_stops(&p, &stop, LOAM_STOP_WATCH, watch));
    EXPECT(stop.changed_in == p.sum && stop.changed_line == 6);
    EXPECT(stop.line == (i < 5 ? 5 : 8) && read_int(&p, VARIABLE_I) == i);
    loam_world_stop(runtime);
    const int64_t *place = loam_watch_address(runtime, watch);
    int64_t value = place == NULL ? -1 : *place;
    loam_world_start(runtime);
    EXPECT(value == i);
  }
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_STOPPED);
  EXPECT(watch_stops(&p, &stop, LOAM_STOP_WATCH_END, watch) && stop.function == p.main && stop.line == 22);
  EXPECT(loam_watch_end(runtime, watch) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK && *p.answer == 13);
  break_program_close(&p);
  return NULL;
}

static const char *follows(void) {
  RUN(frame(""));
  RUN(frame("movestack=1,checkptr=1"));
  RUN(frame("gcstress=1,poison=1,checkptr=1"));
  RUN(frame("movestack=1,preempt=1,gcalways=1"));
  return frame("seed=5");
}

// func high() (s int) { s = 77; return } at lines 70 and 71 with a frame that reaches below that of sum, and writes to
// where that was.
static loam_function *make_high(break_program *p) {
  assembly a;
  loam_function *high = declare(&p->m, "main.high", 0, 1, 0);
  begin(&a, 20);
  for (uint16_t slot = 0; slot < 20; slot++) emit(&a, OP(LOADI, slot, 77, 0));
  emit_break(&a, 70, LOAM_BREAK_STATEMENT, 0);
  emit_break(&a, 71, LOAM_BREAK_LEAVE, 0);
  leave(&a);
  return finish(&p->m, &a, high) ? high : NULL;
}

// The frame has returned when a larger one lies over it: what that writes there is no change of the variable. While the
// frame is there, a younger one's change by a pointer is.
static const char *younger(const char *debug) {
  break_program p;
  assembly a;
  EXPECT(break_program_open(&p, debug, 2));
  loam_runtime *runtime = p.m.runtime;
  loam_function *high = make_high(&p), *start = declare(&p.m, "main.start", 0, 0, 0);
  EXPECT(high != NULL);
  begin(&a, 2);
  constant(&a, 0, 2);
  call(&a, p.sum, 0);
  call(&a, high, 0);
  emit_break(&a, 80, LOAM_BREAK_STATEMENT, 0);
  leave(&a);
  EXPECT(finish(&p.m, &a, start));
  loam_break_arm(runtime, p.sum, break_at(p.sum, 8, LOAM_BREAK_STATEMENT), true);
  EXPECT(machine_run(&p.m, start).status == LOAM_STOPPED);
  uint32_t watch;
  loam_stop stop;
  EXPECT(loam_watch_variable(runtime, &p.sum->variables[VARIABLE_I], &watch) == LOAM_OK);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_STOPPED);
  EXPECT(watch_stops(&p, &stop, LOAM_STOP_WATCH_END, watch) && stop.function == high && stop.line == 70);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK);
  break_program_close(&p);
  return NULL;
}
static const char *younger_everywhere(void) {
  RUN(younger(""));
  RUN(younger("movestack=1,checkptr=1"));
  RUN(younger("gcstress=1,poison=1,checkptr=1"));
  return younger("seed=5");
}

// func older() { x := 1; younger(&x) } and func younger(p *int) { *p = 2 }: the frame is there while it changes.
static const char *by_a_callee(const char *debug) {
  break_program p;
  assembly a;
  EXPECT(break_program_open(&p, debug, 2));
  loam_runtime *runtime = p.m.runtime;
  loam_function *young = declare(&p.m, "main.younger", 1, 0, 1), *old = declare(&p.m, "main.older", 0, 0, 0);
  begin(&a, 2);
  emit(&a, OP(LOADI, 1, 2, 0));
  emit(&a, OP(ST64, 3, 1, 0));
  emit_break(&a, 91, LOAM_BREAK_STATEMENT, 0);
  leave(&a);
  EXPECT(finish(&p.m, &a, young));
  begin(&a, 3);
  constant(&a, 2, 1);
  emit_break(&a, 95, LOAM_BREAK_STATEMENT, 0);
  emit(&a, OP(ADDR, 0, 2, 0));
  call(&a, young, 0);
  emit_break(&a, 96, LOAM_BREAK_STATEMENT, 0);
  leave(&a);
  a.variables[a.variable_count++] =
      (loam_variable){.name = {(const uint8_t *)"x", 1}, .type = &int_type, .slot = 2, .end = a.count};
  EXPECT(finish(&p.m, &a, old));
  loam_break_arm(runtime, old, break_at(old, 95, LOAM_BREAK_STATEMENT), true);
  EXPECT(machine_run(&p.m, old).status == LOAM_STOPPED);
  uint32_t watch;
  loam_stop stop;
  EXPECT(loam_watch_variable(runtime, &old->variables[0], &watch) == LOAM_OK);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_STOPPED);
  EXPECT(watch_stops(&p, &stop, LOAM_STOP_WATCH, watch) && stop.function == young && stop.line == 91);
  EXPECT(loam_watch_end(runtime, watch) == LOAM_OK);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK);
  break_program_close(&p);
  return NULL;
}
static const char *by_a_callee_everywhere(void) {
  RUN(by_a_callee(""));
  RUN(by_a_callee("movestack=1,checkptr=1"));
  return by_a_callee("seed=5");
}

// What is in the heap is watched where it is, and outlives its frame.
static const char *memory(void) {
  break_program p;
  EXPECT(break_program_open(&p, "gcstress=1,poison=1", 2));
  loam_runtime *runtime = p.m.runtime;
  loam_break_arm(runtime, p.sum, break_at(p.sum, 4, LOAM_BREAK_STATEMENT), true);
  EXPECT(machine_run(&p.m, p.main).status == LOAM_STOPPED);
  loam_break_arm(runtime, p.sum, break_at(p.sum, 4, LOAM_BREAK_STATEMENT), false);
  uint32_t boxed, global;
  loam_stop stop;
  EXPECT(loam_watch_variable(runtime, &p.sum->variables[VARIABLE_BOXED], &boxed) == LOAM_OK);
  EXPECT(loam_watch_memory(runtime, p.answer, 8, &global) == LOAM_OK);
  for (int i = 1; i < 5; i++) { // adding 0 is no change
    EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_STOPPED);
    EXPECT(watch_stops(&p, &stop, LOAM_STOP_WATCH, boxed) && stop.line == 6 && stop.changed_line == 5);
  }
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_STOPPED);
  EXPECT(watch_stops(&p, &stop, LOAM_STOP_WATCH, global) && stop.function == p.main && stop.line == 22);
  EXPECT(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  loam_world_stop(runtime);
  const int64_t *place = loam_watch_address(runtime, boxed);
  int64_t value = place == NULL ? -1 : *place;
  bool lives = loam_where(runtime, place).allocated;
  loam_world_start(runtime);
  EXPECT(value == 10 && lives);
  EXPECT(loam_watch_end(runtime, boxed) == LOAM_OK && loam_handle_count(runtime) == 1);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_STOPPED);
  EXPECT(watch_stops(&p, &stop, LOAM_STOP_WATCH, global) && stop.kind == LOAM_BREAK_LEAVE && stop.line == 23);
  EXPECT(loam_watch_end(runtime, global) == LOAM_OK && loam_handle_count(runtime) == 0);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK);
  break_program_close(&p);
  return NULL;
}

// Two watches of i: a change of it is one stop, whichever of them it is told by.
static const char *together(const char *debug) {
  break_program p;
  EXPECT(break_program_open(&p, debug, 2));
  loam_runtime *runtime = p.m.runtime;
  loam_break_arm(runtime, p.sum, break_at(p.sum, 4, LOAM_BREAK_STATEMENT), true);
  EXPECT(machine_run(&p.m, p.main).status == LOAM_STOPPED);
  loam_break_arm(runtime, p.sum, break_at(p.sum, 4, LOAM_BREAK_STATEMENT), false);
  uint32_t watches[2];
  loam_stop stop;
  for (int k = 0; k < 2; k++)
    EXPECT(loam_watch_variable(runtime, &p.sum->variables[VARIABLE_I], &watches[k]) == LOAM_OK);
  for (int64_t i = 1; i <= 5; i++) {
    EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_STOPPED);
    EXPECT(watch_stops(&p, &stop, LOAM_STOP_WATCH, watches[0]) && read_int(&p, VARIABLE_I) == i);
    loam_stop other = {0};
    EXPECT(loam_watch_changed(runtime, watches[1], &other));
    EXPECT(other.watch == watches[1] && other.changed_in == p.sum && other.changed_line == 6);
    EXPECT(!loam_watch_changed(runtime, watches[1], &other) && !loam_watch_changed(runtime, watches[0], &other));
    EXPECT(!loam_watch_changed(runtime, watches[1] + 1, &other));
  }
  for (int k = 0; k < 2; k++) {
    EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_STOPPED);
    EXPECT(watch_stops(&p, &stop, LOAM_STOP_WATCH_END, watches[k]));
    EXPECT(!loam_watch_changed(runtime, watches[1], &stop)); // it is over, and its place is nothing any more
  }
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK && *p.answer == 13);
  break_program_close(&p);
  return NULL;
}

static const char *told_together(void) {
  RUN(together(""));
  RUN(together("movestack=1,checkptr=1"));
  return together("gcstress=1,poison=1");
}

static const char *refusals(void) {
  break_program p;
  EXPECT(break_program_open(&p, "", 1));
  loam_runtime *runtime = p.m.runtime;
  uint32_t numbers[LOAM_WATCHES + 1];
  int64_t local = 0;
  EXPECT(loam_watch_memory(runtime, &local, 8, numbers) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_watch_memory(runtime, p.answer, 16, numbers) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_watch_memory(runtime, p.answer, UINT64_MAX, numbers) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_watch_memory(runtime, p.answer, UINT64_MAX - (uintptr_t)p.answer + 9, numbers) == LOAM_INVALID_ARGUMENT);
  const void *literal = loam_permanent_allocate(runtime, 64, 8); // nobody knows how much of it is whose
  EXPECT(loam_watch_memory(runtime, (void *)(uintptr_t)literal, 64, numbers) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_watch_variable(runtime, &p.sum->variables[0], numbers) == LOAM_WRONG_STATE);
  for (int i = 0; i < LOAM_WATCHES; i++) EXPECT(loam_watch_memory(runtime, p.answer, 8, &numbers[i]) == LOAM_OK);
  EXPECT(loam_watch_memory(runtime, p.answer, 8, &numbers[LOAM_WATCHES]) == LOAM_LIMIT);
  EXPECT(loam_handle_count(runtime) == LOAM_WATCHES);
  for (int i = 0; i < LOAM_WATCHES; i++) EXPECT(loam_watch_end(runtime, numbers[i]) == LOAM_OK);
  EXPECT(loam_watch_end(runtime, numbers[0]) == LOAM_INVALID_ARGUMENT && loam_handle_count(runtime) == 0);
  EXPECT(machine_run(&p.m, p.main).status == LOAM_OK && *p.answer == 13);
  break_program_close(&p);
  return NULL;
}

// The tracer is told of each entry and return, in order and with the frame.
typedef struct calls {
  uint32_t count;
  int64_t values[8];
  loam_break_kind kinds[8];
} calls;
static void told(void *context, const loam_stop *place) {
  calls *c = context;
  if (c->count < 8) {
    c->kinds[c->count] = place->kind;
    bool sum = place->line < 20;
    c->values[c->count] = sum ? (int64_t)place->slots[place->kind == LOAM_BREAK_ENTER ? 4 : 5] : -1;
  }
  c->count++;
}
// Both come to the same armed BREAK: whoever is second comes to it once more, and the tracer is not told again.
static _Atomic int meeting;
static void meets(void *context, const loam_stop *place) {
  (void)context;
  (void)place;
  meeting++;
  for (int i = 0; i < 10000 && meeting < 2; i++) nanosleep(&(struct timespec){0, 1000000}, NULL);
}
static const char *traces_once(void) {
  break_program p;
  assembly a;
  EXPECT(break_program_open(&p, "", 2));
  loam_runtime *runtime = p.m.runtime;
  loam_function *met = declare(&p.m, "main.met", 0, 0, 0), *start = declare(&p.m, "main.start", 0, 0, 0);
  loam_function *other = declare(&p.m, "main.other", 0, 0, 0);
  void **done = channel_global(&p.m);
  begin(&a, 2);
  emit_break(&a, 60, LOAM_BREAK_ENTER, 0);
  leave(&a);
  EXPECT(finish(&p.m, &a, met));
  begin(&a, 3);
  call(&a, met, 0);
  constant(&a, 2, 1);
  send_to(&a, 1, done, 2, 2);
  leave(&a);
  EXPECT(finish(&p.m, &a, other));
  begin(&a, 3);
  new_channel(&a, 1, done, 2);
  go(&a, 0, other, 1);
  call(&a, met, 0);
  receive_from(&a, 1, done, 2);
  leave(&a);
  EXPECT(finish(&p.m, &a, start));
  loam_break_arm(runtime, met, break_at(met, 60, LOAM_BREAK_ENTER), true);
  for (int i = 1; i <= 20; i++) {
    meeting = 0;
    EXPECT(loam_break_trace(runtime, meets, NULL) == LOAM_OK);
    EXPECT(machine_run(&p.m, start).status == LOAM_STOPPED);
    EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_STOPPED);
    EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK && meeting == 2);
  }
  break_program_close(&p);
  return NULL;
}

static const char *traces(void) {
  break_program p;
  EXPECT(break_program_open(&p, "movestack=1", 1));
  calls seen = {0};
  EXPECT(loam_break_trace(p.m.runtime, told, &seen) == LOAM_OK);
  EXPECT(machine_run(&p.m, p.main).status == LOAM_OK);
  EXPECT(loam_break_trace(p.m.runtime, NULL, NULL) == LOAM_OK);
  EXPECT(machine_run(&p.m, p.main).status == LOAM_OK);
  static const int64_t values[6] = {-1, 5, 10, 3, 3, -1};
  EXPECT(seen.count == 6);
  for (int i = 0; i < 6; i++) {
    EXPECT(seen.values[i] == values[i]);
    EXPECT(seen.kinds[i] == (i == 0 || i == 1 || i == 3 ? LOAM_BREAK_ENTER : LOAM_BREAK_LEAVE));
  }
  break_program_close(&p);
  return NULL;
}

const check_case watch_cases[] = {
    {"watch: a variable is followed when its stack moves, and its watch ends with its frame", follows},
    {"watch: what is written where its frame was, by a larger one, is no change of a variable", younger_everywhere},
    {"watch: a variable that a callee changes by a pointer is seen to change there", by_a_callee_everywhere},
    {"watch: memory of the heap is kept and watched, package variables too", memory},
    {"watch: what changed together is told together", told_together},
    {"watch: places that cannot be watched are refused, and so is one too many", refusals},
    {"watch: a tracer is told of entries and returns with the frame", traces},
    {"watch: a tracer is told once of a place that two goroutines come to at once", traces_once},
    {NULL, NULL},
};
