// SPDX-License-Identifier: Apache-2.0
//
// BreakChecks.c — stops at breakpoints, steps, what stands still meanwhile, and the values of a stopped frame.
#include "break_program.h"
#include "program.h"

enum { ANSWER = 10 + 3 };

/// What makes stops hard: stacks that move, collections, others that run.
static const char *const settings[] = {"",
                                       "movestack=1,checkptr=1",
                                       "gcstress=1,poison=1,checkptr=1",
                                       "preempt=1",
                                       "movestack=1,gcalways=1,checkmark=1",
                                       "seed=7"};
enum { SETTINGS = sizeof settings / sizeof settings[0] };

static bool open_with_two(break_program *p, const char *debug) { return break_program_open(p, debug, 2); }

static const char *with_all(const char *(*run)(break_program *p)) {
  return break_program_with_each(settings, SETTINGS, open_with_two, run);
}

static const char *stops(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  EXPECT(loam_break_arm(runtime, p->sum, break_at(p->sum, 6, LOAM_BREAK_STATEMENT), true) == LOAM_OK);
  loam_result result = machine_run(&p->m, p->main);
  int64_t sum = 0;
  for (int64_t i = 0; i < 5; i++) {
    loam_stop stop;
    sum += i;
    EXPECT(result.status == LOAM_STOPPED);
    EXPECT(loam_break_stopped(runtime, &stop));
    EXPECT(stop.function == p->sum && stop.line == 6 && stop.reason == LOAM_STOP_ARMED && stop.armed);
    EXPECT(read_int(p, VARIABLE_N) == 5);
    EXPECT(read_int(p, VARIABLE_I) == i);
    EXPECT(read_int(p, VARIABLE_S) == sum);
    EXPECT(read_int(p, VARIABLE_BOXED) == sum);
    result = loam_break_resume(runtime, LOAM_RESUME_CONTINUE);
  }
  EXPECT(result.status == LOAM_STOPPED && read_int(p, VARIABLE_N) == 3);
  EXPECT(loam_break_arm(runtime, p->sum, break_at(p->sum, 6, LOAM_BREAK_STATEMENT), false) == LOAM_OK);
  result = loam_break_resume(runtime, LOAM_RESUME_CONTINUE);
  EXPECT(result.status == LOAM_OK && *p->answer == ANSWER);
  EXPECT(!loam_break_stopped(runtime, NULL));
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_WRONG_STATE);
  EXPECT(loam_break_read(runtime, &p->sum->variables[0], p->scratch) == LOAM_WRONG_STATE);
  return NULL;
}
static const char *stops_everywhere(void) { return with_all(stops); }

static const char *steps(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  loam_break_arm(runtime, p->main, break_at(p->main, 21, LOAM_BREAK_STATEMENT), true);
  EXPECT(machine_run(&p->m, p->main).status == LOAM_STOPPED && stopped_line(p) == 21);
  // Over a call, into one, and from statement to statement.
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_OVER).status == LOAM_STOPPED && stopped_line(p) == 22);
  EXPECT(*p->answer == 10);
  static const uint32_t lines[] = {2, 3, 4, 5, 6, 5, 6};
  for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
    EXPECT(loam_break_resume(runtime, LOAM_RESUME_INTO).status == LOAM_STOPPED);
    EXPECT(stopped_line(p) == lines[i]);
  }
  EXPECT(read_int(p, VARIABLE_I) == 1);
  // Out of it: first where it returns, with the result, then behind the call, where main has only its end.
  loam_stop stop;
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_LEAVE).status == LOAM_STOPPED);
  EXPECT(loam_break_stopped(runtime, &stop) && stop.kind == LOAM_BREAK_LEAVE && stop.line == 8);
  loam_world_stop(runtime);
  const int64_t *result = loam_break_result_address(runtime, 0);
  int64_t value = result == NULL ? -1 : *result;
  loam_world_start(runtime);
  EXPECT(value == 3);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_OUT).status == LOAM_OK && *p->answer == ANSWER);
  // Out of the first call there is a statement.
  EXPECT(machine_run(&p->m, p->main).status == LOAM_STOPPED && stopped_line(p) == 21);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_INTO).status == LOAM_STOPPED && stopped_line(p) == 2);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_OUT).status == LOAM_STOPPED && stopped_line(p) == 22);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK);
  return NULL;
}
static const char *steps_everywhere(void) { return with_all(steps); }

// func down(n int) int { if n > 0 { n = down(n - 1) }; return n }, lines 30 to 32. A step over the call of a frame does
// not end in deeper ones.
static const char *recursion(break_program *p) {
  assembly a;
  loam_function *down = declare(&p->m, "main.down", 1, 1, 0), *start = declare(&p->m, "main.start", 0, 0, 0);
  begin(&a, 2);
  emit_break(&a, 30, LOAM_BREAK_ENTER, 0);
  emit_break(&a, 30, LOAM_BREAK_STATEMENT, 0);
  emit(&a, OP(JLEI, 3, 0, 6));
  emit(&a, OP(ADDI, 0, 3, -1));
  call(&a, down, 0);
  emit(&a, OP(MOV, 3, 1, 0));
  emit_break(&a, 32, LOAM_BREAK_STATEMENT, 0);
  emit(&a, OP(MOV, 4, 3, 0));
  emit_break(&a, 32, LOAM_BREAK_LEAVE, 0);
  leave(&a);
  EXPECT(finish(&p->m, &a, down));
  begin(&a, 2);
  constant(&a, 0, 5);
  call(&a, down, 0);
  emit_break(&a, 40, LOAM_BREAK_STATEMENT, 0);
  leave(&a);
  EXPECT(finish(&p->m, &a, start));
  loam_runtime *runtime = p->m.runtime;
  loam_break_arm(runtime, down, break_at(down, 30, LOAM_BREAK_STATEMENT), true);
  EXPECT(machine_run(&p->m, start).status == LOAM_STOPPED);
  for (int i = 0; i < 2; i++) EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_STOPPED);
  loam_break_arm(runtime, down, break_at(down, 30, LOAM_BREAK_STATEMENT), false);
  loam_stop before, after;
  EXPECT(loam_break_stopped(runtime, &before));
  for (int i = 0; i < 3; i++) {
    EXPECT(loam_break_resume(runtime, LOAM_RESUME_OVER).status == LOAM_STOPPED);
    EXPECT(loam_break_stopped(runtime, &after) && after.line == 32);
    EXPECT(i == 0 ? after.frame == before.frame : after.frame < before.frame);
    before = after;
  }
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_OVER).status == LOAM_STOPPED && stopped_line(p) == 40);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_OVER).status == LOAM_OK);
  return NULL;
}
static const char *recursion_everywhere(void) { return with_all(recursion); }

enum { SPINNERS = 3 };
static int64_t sum_of(int64_t *const *ticks) {
  int64_t sum = 0;
  for (int i = 0; i < SPINNERS; i++) sum += *ticks[i];
  return sum;
}

// Goroutines that ran when the program stopped stand still while the host runs something, and then go on.
static const char *others_stand(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  int64_t *ticks[SPINNERS];
  loam_break_arm(runtime, p->sum, break_at(p->sum, 5, LOAM_BREAK_STATEMENT), true);
  for (int i = 0; i < SPINNERS; i++) {
    loam_function *spinner = make_spinner(&p->m, ticks[i] = loam_global_create(runtime, &int_type));
    EXPECT(spinner != NULL && loam_runtime_spawn(runtime, spinner, NULL, NULL) == LOAM_OK);
  }
  EXPECT(machine_run(&p->m, p->main).status == LOAM_STOPPED);
  for (int i = 0; i < 4; i++) {
    int64_t before = sum_of(ticks);
    // The host runs the same function, which has an armed place, beside the stop.
    EXPECT(loam_runtime_run(runtime, p->main).status == LOAM_OK);
    EXPECT(*p->answer == ANSWER);
    EXPECT(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
    EXPECT(sum_of(ticks) == before);
    loam_goroutine_info info[8];
    uint64_t count = loam_runtime_goroutines(runtime, info, 8), at_break = 0;
    for (uint64_t k = 0; k < count && k < 8; k++) at_break += strcmp(info[k].status, "stopped at breakpoint") == 0;
    EXPECT(count == 5 - (uint64_t)(count == 4) && at_break == 1);
    EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_STOPPED);
    EXPECT(read_int(p, VARIABLE_I) == i + 1);
  }
  loam_break_arm(runtime, p->sum, break_at(p->sum, 5, LOAM_BREAK_STATEMENT), false);
  int64_t before = sum_of(ticks);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK && *p->answer == ANSWER);
  for (int i = 0; i < 100 && sum_of(ticks) == before; i++) EXPECT(loam_runtime_run(runtime, p->main).status == LOAM_OK);
  EXPECT(sum_of(ticks) > before);
  return NULL;
}
static const char *others_stand_everywhere(void) { return with_all(others_stand); }

static loam_native_status block_native(loam_context *context) { return block_for(context, 20000000); }

// A goroutine in a blocking call when the program stops does not come back from it before the program goes on.
static const char *blocked_stays(void) {
  break_program p;
  assembly a;
  EXPECT(break_program_open(&p, "", 1));
  loam_runtime *runtime = p.m.runtime;
  int64_t *done = loam_global_create(runtime, &int_type);
  loam_function *blocks = declare_native(&p.m, "block", 0, 0, block_native);
  loam_function *other = declare(&p.m, "main.other", 0, 0, 0);
  begin(&a, 2);
  call(&a, blocks, 0);
  constant(&a, 1, 1);
  store_global(&a, 1, done);
  leave(&a);
  EXPECT(finish(&p.m, &a, other));
  loam_function *start = declare(&p.m, "main.start", 0, 0, 0);
  loam_function *sleep = declare_native(&p.m, "sleep", 1, 0, sleep_native);
  begin(&a, 2);
  go(&a, 0, other, 1);
  constant(&a, 0, 5000000);
  call(&a, sleep, 0);
  call(&a, p.main, 0);
  leave(&a);
  EXPECT(finish(&p.m, &a, start));
  loam_break_arm(runtime, p.sum, break_at(p.sum, 2, LOAM_BREAK_STATEMENT), true);
  EXPECT(machine_run(&p.m, start).status == LOAM_STOPPED);
  struct timespec time = {0, 40000000};
  nanosleep(&time, NULL);
  for (int i = 0; i < 3; i++) EXPECT(loam_runtime_run(runtime, p.main).status == LOAM_OK);
  EXPECT(*done == 0 && *p.answer == ANSWER);
  loam_break_arm(runtime, p.sum, break_at(p.sum, 2, LOAM_BREAK_STATEMENT), false);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK);
  for (int i = 0; i < 1000 && *done == 0; i++) EXPECT(loam_runtime_run(runtime, p.main).status == LOAM_OK);
  EXPECT(*done == 1);
  break_program_close(&p);
  return NULL;
}

static const char *writes(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  loam_break_arm(runtime, p->sum, break_at(p->sum, 5, LOAM_BREAK_STATEMENT), true);
  EXPECT(machine_run(&p->m, p->main).status == LOAM_STOPPED);
  loam_break_arm(runtime, p->sum, break_at(p->sum, 5, LOAM_BREAK_STATEMENT), false);
  const loam_variable *variables = p->sum->variables;
  *p->scratch = 1000;
  EXPECT(loam_break_write(runtime, &variables[VARIABLE_S], p->scratch) == LOAM_OK);
  *p->scratch = 3;
  EXPECT(loam_break_write(runtime, &variables[VARIABLE_I], p->scratch) == LOAM_OK);
  EXPECT(read_int(p, VARIABLE_S) == 1000 && read_int(p, VARIABLE_I) == 3);
  // A pointer out of the frame keeps its object alive; one into a stack stays there.
  EXPECT(loam_break_read(runtime, &variables[VARIABLE_BOX], p->pointer) == LOAM_OK);
  EXPECT(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  loam_place place = loam_where(runtime, *p->pointer);
  EXPECT(place.kind == LOAM_WHERE_HEAP && place.allocated);
  int64_t local = 0;
  EXPECT(loam_break_read(runtime, &variables[VARIABLE_I], &local) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_break_read(runtime, &p->main->variables[0], p->scratch) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK);
  EXPECT(*p->answer == 1000 + 3 + 4 + 3);
  return NULL;
}
static const char *writes_everywhere(void) { return with_all(writes); }

// func lead() { x := 7; p := &x; ... } at line 50: p leads into the stack.
static const char *stack_pointer_stays(break_program *p) {
  assembly a;
  loam_function *lead = declare(&p->m, "main.lead", 0, 0, 0);
  begin(&a, 3);
  constant(&a, 1, 7);
  emit(&a, OP(ADDR, 0, 1, 0));
  emit_break(&a, 50, LOAM_BREAK_STATEMENT, 1);
  leave(&a);
  a.variables[a.variable_count++] =
      (loam_variable){.name = {(const uint8_t *)"p", 1}, .type = &pointer_type, .slot = 0, .end = a.count};
  a.variables[a.variable_count++] =
      (loam_variable){.name = {(const uint8_t *)"x", 1}, .type = &int_type, .slot = 0, .end = a.count, .boxed = true};
  EXPECT(finish(&p->m, &a, lead));
  loam_runtime *runtime = p->m.runtime;
  loam_break_arm(runtime, lead, break_at(lead, 50, LOAM_BREAK_STATEMENT), true);
  EXPECT(machine_run(&p->m, lead).status == LOAM_STOPPED);
  EXPECT(loam_break_read(runtime, &lead->variables[0], p->pointer) == LOAM_LIMIT);
  EXPECT(loam_break_read(runtime, &lead->variables[1], p->scratch) == LOAM_OK && *p->scratch == 7);
  *p->scratch = 8;
  EXPECT(loam_break_write(runtime, &lead->variables[1], p->scratch) == LOAM_OK);
  *p->scratch = 0;
  EXPECT(loam_break_read(runtime, &lead->variables[1], p->scratch) == LOAM_OK && *p->scratch == 8);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK);
  return NULL;
}
static const char *stack_pointer_stays_everywhere(void) { return with_all(stack_pointer_stays); }

static const char *abandons(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  int64_t *ticks = loam_global_create(runtime, &int_type);
  loam_function *spinner = make_spinner(&p->m, ticks);
  EXPECT(spinner != NULL && loam_runtime_spawn(runtime, spinner, NULL, NULL) == LOAM_OK);
  loam_break_arm(runtime, p->sum, break_at(p->sum, 5, LOAM_BREAK_STATEMENT), true);
  for (int i = 0; i < 20; i++) {
    *p->answer = 77;
    EXPECT(machine_run(&p->m, p->main).status == LOAM_STOPPED);
    EXPECT(loam_break_abandon(runtime) == LOAM_OK);
    EXPECT(loam_break_abandon(runtime) == LOAM_WRONG_STATE);
    EXPECT(!loam_break_stopped(runtime, NULL) && *p->answer == 77);
    EXPECT(loam_runtime_goroutines(runtime, NULL, 0) == 1);
  }
  loam_break_arm(runtime, p->sum, break_at(p->sum, 5, LOAM_BREAK_STATEMENT), false);
  EXPECT(machine_run(&p->m, p->main).status == LOAM_OK && *p->answer == ANSWER);
  return NULL;
}
static const char *abandons_everywhere(void) { return with_all(abandons); }

// The runtime ends while its program stands at a breakpoint, with goroutines in every state.
static const char *ends_at_a_stop(void) {
  for (int i = 0; i < SETTINGS; i++) {
    break_program p;
    EXPECT(break_program_open(&p, settings[i], 2));
    int64_t *ticks = loam_global_create(p.m.runtime, &int_type);
    loam_function *spinner = make_spinner(&p.m, ticks);
    EXPECT(spinner != NULL && loam_runtime_spawn(p.m.runtime, spinner, NULL, NULL) == LOAM_OK);
    loam_break_arm(p.m.runtime, p.sum, break_at(p.sum, 5, LOAM_BREAK_STATEMENT), true);
    EXPECT(machine_run(&p.m, p.main).status == LOAM_STOPPED);
    EXPECT(loam_runtime_destroy(p.m.runtime) == LOAM_OK);
  }
  return NULL;
}

// Calls go to a form and back again, and a form of another signature is refused.
static const char *diverts(void) {
  break_program p;
  EXPECT(break_program_open(&p, "", 1));
  assembly a;
  loam_runtime *runtime = p.m.runtime;
  loam_function *form = declare(&p.m, "main.sum", 1, 1, 0), *other = declare(&p.m, "main.other", 2, 1, 0);
  EXPECT(loam_function_divert(runtime, p.sum, form) == LOAM_INVALID_ARGUMENT); // it has no code yet
  begin(&a, 1);
  constant(&a, 3, 1000);
  leave(&a);
  EXPECT(finish(&p.m, &a, form));
  begin(&a, 1);
  leave(&a);
  EXPECT(finish(&p.m, &a, other));
  EXPECT(loam_function_divert(runtime, p.sum, other) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_function_divert(runtime, p.sum, form) == LOAM_OK);
  EXPECT(machine_run(&p.m, p.main).status == LOAM_OK && *p.answer == 2000);
  EXPECT(loam_function_divert(runtime, p.sum, NULL) == LOAM_OK);
  EXPECT(machine_run(&p.m, p.main).status == LOAM_OK && *p.answer == ANSWER);
  EXPECT(loam_break_arm(runtime, p.sum, 1, true) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_break_arm(runtime, p.sum, 100000, true) == LOAM_INVALID_ARGUMENT);
  break_program_close(&p);
  return NULL;
}

// LOAMDEBUG=breakall: a program that stops at every BREAK computes what it computes without.
static const char *every_break(void) {
  static const char *const with[] = {
      "breakall=1",           "breakall=1,movestack=1,checkptr=1", "breakall=2,gcstress=1,poison=1,checkptr=1",
      "breakall=1,preempt=1", "breakall=3,gcalways=1,checkmark=1", "breakall=1,seed=3",
      "breakall=1,events=127"};
  for (size_t i = 0; i < sizeof with / sizeof with[0]; i++) {
    break_program p;
    EXPECT(break_program_open(&p, with[i], 2));
    int64_t *ticks = loam_global_create(p.m.runtime, &int_type);
    loam_function *spinner = make_spinner(&p.m, ticks);
    EXPECT(spinner != NULL && loam_runtime_spawn(p.m.runtime, spinner, NULL, NULL) == LOAM_OK);
    for (int k = 0; k < 10; k++) EXPECT(machine_run(&p.m, p.main).status == LOAM_OK && *p.answer == ANSWER);
    loam_switch_count counts[64];
    uint32_t count = loam_runtime_switches(p.m.runtime, counts, 64);
    uint64_t fired = 0;
    for (uint32_t k = 0; k < count; k++)
      if (strcmp(counts[k].name, "breakall") == 0) fired = counts[k].fired;
    EXPECT(fired > 50);
    break_program_close(&p);
  }
  return NULL;
}

// An interrupt of a program that goes on from a stop ends it, and the next one runs.
static void *interrupts(void *context) {
  struct timespec time = {0, 20000000};
  nanosleep(&time, NULL);
  loam_runtime_interrupt(((break_program *)context)->m.runtime);
  return NULL;
}
static const char *interrupted(void) {
  break_program p;
  EXPECT(break_program_open(&p, "", 2));
  loam_runtime *runtime = p.m.runtime;
  int64_t *ticks = loam_global_create(runtime, &int_type);
  loam_function *spinner = make_spinner(&p.m, ticks), *start = declare(&p.m, "main.start", 0, 0, 0);
  assembly a;
  begin(&a, 2);
  emit_break(&a, 60, LOAM_BREAK_STATEMENT, 0);
  call(&a, spinner, 0);
  leave(&a);
  EXPECT(finish(&p.m, &a, start));
  loam_break_arm(runtime, start, break_at(start, 60, LOAM_BREAK_STATEMENT), true);
  EXPECT(machine_run(&p.m, start).status == LOAM_STOPPED);
  // At the stop, beside it: what is interrupted is what the host runs.
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, interrupts, &p) == 0);
  EXPECT(loam_runtime_run(runtime, spinner).status == LOAM_PANICKED);
  pthread_join(thread, NULL);
  EXPECT(loam_break_stopped(runtime, NULL));
  EXPECT(pthread_create(&thread, NULL, interrupts, &p) == 0);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_PANICKED);
  pthread_join(thread, NULL);
  EXPECT(!loam_break_stopped(runtime, NULL));
  EXPECT(machine_run(&p.m, p.main).status == LOAM_OK && *p.answer == ANSWER);
  break_program_close(&p);
  return NULL;
}

const check_case break_cases[] = {
    {"break: an armed place stops the run with all variables as they are", stops_everywhere},
    {"break: steps go to the next statement, over calls, into them and out of them", steps_everywhere},
    {"break: a step over a call does not end in deeper frames of the same function", recursion_everywhere},
    {"break: other goroutines stand still while the host runs beside a stop", others_stand_everywhere},
    {"break: a blocking call does not come back beside a stop", blocked_stays},
    {"break: what is written to a variable is what the frame finds", writes_everywhere},
    {"break: a pointer into the stack does not leave it", stack_pointer_stays_everywhere},
    {"break: a run that is given up leaves nothing behind", abandons_everywhere},
    {"break: a runtime ends at a stop", ends_at_a_stop},
    {"break: calls are diverted to a form and back", diverts},
    {"break: stopping at every place changes nothing", every_break},
    {"break: an interrupt ends what runs, at a stop and after it", interrupted},
    {NULL, NULL},
};
