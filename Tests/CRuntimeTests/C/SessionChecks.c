// SPDX-License-Identifier: Apache-2.0
//
// SessionChecks.c — runs of a session (configuration.runs_on): each ends alone, the others run on, and a breakpoint
// that somebody comes to between two of them.
#include "break_program.h"
#include "program.h"

enum { ANSWER = 10 + 3 };

static const char *const settings[] = {"", "movestack=1,checkptr=1", "preempt=1", "gcstress=1,poison=1",
                                       "movestack=1,gcalways=1,checkmark=1"};
enum { SETTINGS = sizeof settings / sizeof settings[0] };

static _Atomic int notices;
static void notice(void *context) {
  (void)context;
  notices++;
}

static int compilations;

static bool open_compiling(break_program *p, const char *debug, loam_status (*compile)(void *, loam_function *)) {
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.debug = debug;
  configuration.workers = 2;
  configuration.runs_on = true;
  configuration.hooks.notice = notice;
  configuration.hooks.compile = compile;
  notices = compilations = 0;
  return machine_open_as(&p->m, &configuration) && break_program_make(p);
}
static bool open_session(break_program *p, const char *debug) { return open_compiling(p, debug, NULL); }

static const char *with_all(const char *(*run)(break_program *p)) {
  return break_program_with_each(settings, SETTINGS, open_session, run);
}

static void wait_shortly(void) {
  struct timespec time = {0, 1000000};
  nanosleep(&time, NULL);
}

/// Up to ten seconds.
#define EVENTUALLY(condition)                                                                                          \
  do {                                                                                                                 \
    int tries = 0;                                                                                                     \
    while (!(condition) && tries++ < 10000) wait_shortly();                                                            \
    EXPECT(condition);                                                                                                 \
  } while (0)

/// What stands in a package variable that goroutines write to.
static int64_t load(loam_runtime *runtime, const int64_t *value) {
  loam_world_stop(runtime);
  int64_t is = *value;
  loam_world_start(runtime);
  return is;
}

/// func start() { go function() }, the function beginning after 20 ms.
static loam_function *make_late(break_program *p, loam_function *function) {
  assembly a;
  loam_function *late = declare(&p->m, "main.late", 0, 0, 0), *start = declare(&p->m, "main.start", 0, 0, 0);
  loam_function *sleep = declare_native(&p->m, "sleep", 1, 0, sleep_native);
  begin(&a, 2);
  constant(&a, 0, 20000000);
  call(&a, sleep, 0);
  call(&a, function, 0);
  leave(&a);
  if (!finish(&p->m, &a, late)) return NULL;
  begin(&a, 2);
  go(&a, 0, late, 1);
  leave(&a);
  return finish(&p->m, &a, start) ? start : NULL;
}

static const char *others_run_on(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  int64_t *ticks = loam_global_create(runtime, &int_type);
  loam_function *spinner = make_spinner(&p->m, ticks);
  EXPECT(spinner != NULL && loam_runtime_spawn(runtime, spinner, NULL, NULL) == LOAM_OK);
  for (int i = 0; i < 5; i++) {
    *p->answer = 0;
    EXPECT(machine_run(&p->m, p->main).status == LOAM_OK && *p->answer == ANSWER);
    int64_t before = load(runtime, ticks);
    EVENTUALLY(load(runtime, ticks) > before);
  }
  EXPECT(loam_runtime_goroutines(runtime, NULL, 0) == 1 && !loam_runtime_left_behind(runtime));
  return NULL;
}
static const char *others_run_on_everywhere(void) { return with_all(others_run_on); }

static void *interrupts(void *context) {
  for (int i = 0; i < 20; i++) wait_shortly();
  loam_runtime_interrupt(context);
  return NULL;
}

static const char *interrupt_ends_one(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  int64_t *ticks = loam_global_create(runtime, &int_type), *own = loam_global_create(runtime, &int_type);
  loam_function *spinner = make_spinner(&p->m, ticks), *other = make_spinner(&p->m, own);
  EXPECT(spinner != NULL && other != NULL && loam_runtime_spawn(runtime, spinner, NULL, NULL) == LOAM_OK);
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, interrupts, runtime) == 0);
  EXPECT(machine_run(&p->m, other).status == LOAM_PANICKED);
  pthread_join(thread, NULL);
  EVENTUALLY(loam_runtime_goroutines(runtime, NULL, 0) == 1);
  int64_t stands = load(runtime, own), before = load(runtime, ticks);
  EVENTUALLY(load(runtime, ticks) > before);
  EXPECT(load(runtime, own) == stands);
  loam_runtime_interrupt(runtime); // no run: nothing ends
  EXPECT(machine_run(&p->m, p->main).status == LOAM_OK);
  EXPECT(loam_runtime_goroutines(runtime, NULL, 0) == 1);
  return NULL;
}
static const char *interrupt_is_kept(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  int64_t *ticks = loam_global_create(runtime, &int_type);
  loam_function *spinner = make_spinner(&p->m, ticks);
  EXPECT(spinner != NULL);
  for (int i = 0; i < 100; i++) {
    loam_runtime_keep_interrupts(runtime, true);
    loam_runtime_interrupt(runtime);
    EXPECT(machine_run(&p->m, spinner).status == LOAM_PANICKED);
    EXPECT(machine_run(&p->m, p->main).status == LOAM_OK && *p->answer == ANSWER); // it was for one run
    loam_runtime_interrupt(runtime);
    loam_runtime_keep_interrupts(runtime, false);
    EXPECT(machine_run(&p->m, p->main).status == LOAM_OK);
  }
  EVENTUALLY(loam_runtime_goroutines(runtime, NULL, 0) == 0);
  return NULL;
}
static const char *interrupt_is_kept_everywhere(void) { return with_all(interrupt_is_kept); }
static const char *interrupt_ends_one_everywhere(void) { return with_all(interrupt_ends_one); }

static const char *break_between_runs(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  loam_function *start = make_late(p, p->main);
  EXPECT(start != NULL);
  EXPECT(loam_break_arm(runtime, p->sum, break_at(p->sum, 5, LOAM_BREAK_STATEMENT), true) == LOAM_OK);
  EXPECT(machine_run(&p->m, start).status == LOAM_OK);
  loam_stop stop;
  EVENTUALLY(notices == 1);
  EXPECT(loam_break_stopped(runtime, &stop) && stop.line == 5 && !stop.main && stop.reason == LOAM_STOP_ARMED);
  EXPECT(read_int(p, VARIABLE_I) == 0 && read_int(p, VARIABLE_N) == 5);
  // The host runs the same beside the stop.
  EXPECT(machine_run(&p->m, p->main).status == LOAM_OK && *p->answer == ANSWER);
  EXPECT(loam_break_stopped(runtime, &stop) && stop.line == 5);
  *p->answer = 0;
  // While it is stepped the host waits for it; to continue, it does not.
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_INTO).status == LOAM_STOPPED && stopped_line(p) == 6);
  EXPECT(loam_break_stopped(runtime, &stop) && !stop.main && stop.reason == LOAM_STOP_STEP);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_OVER).status == LOAM_STOPPED && stopped_line(p) == 5);
  EXPECT(loam_break_arm(runtime, p->sum, break_at(p->sum, 5, LOAM_BREAK_STATEMENT), false) == LOAM_OK);
  EXPECT(loam_break_arm(runtime, p->main, break_at(p->main, 22, LOAM_BREAK_STATEMENT), true) == LOAM_OK);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK);
  EVENTUALLY(notices == 2);
  EXPECT(stopped_line(p) == 22 && load(runtime, p->answer) == 10);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_OVER).status == LOAM_OK); // it ends, and with it what is waited for
  EXPECT(load(runtime, p->answer) == ANSWER && !loam_break_stopped(runtime, NULL));
  EXPECT(loam_runtime_goroutines(runtime, NULL, 0) == 0);
  return NULL;
}
static const char *break_between_runs_everywhere(void) { return with_all(break_between_runs); }

// A run that begins when somebody stands at a breakpoint is one beside the stop, whoever noticed it.
static const char *run_finds_stop(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  loam_function *start = make_late(p, p->main);
  EXPECT(start != NULL);
  EXPECT(loam_break_arm(runtime, p->sum, break_at(p->sum, 5, LOAM_BREAK_STATEMENT), true) == LOAM_OK);
  EXPECT(machine_run(&p->m, start).status == LOAM_OK);
  EVENTUALLY(notices == 1);
  EXPECT(machine_run(&p->m, p->main).status == LOAM_OK && *p->answer == ANSWER);
  EXPECT(stopped_line(p) == 5);
  return NULL; // and the runtime ends with it
}
static const char *run_finds_stop_everywhere(void) { return with_all(run_finds_stop); }

static const char *gives_up(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  int64_t *ticks = loam_global_create(runtime, &int_type);
  loam_function *spinner = make_spinner(&p->m, ticks);
  EXPECT(spinner != NULL && loam_runtime_spawn(runtime, spinner, NULL, NULL) == LOAM_OK);
  EXPECT(loam_break_arm(runtime, p->sum, break_at(p->sum, 5, LOAM_BREAK_STATEMENT), true) == LOAM_OK);
  for (int i = 0; i < 10; i++) {
    *p->answer = 77;
    EXPECT(machine_run(&p->m, p->main).status == LOAM_STOPPED);
    int64_t before = load(runtime, ticks);
    EXPECT(loam_break_abandon(runtime) == LOAM_OK && loam_break_abandon(runtime) == LOAM_WRONG_STATE);
    EXPECT(!loam_break_stopped(runtime, NULL) && *p->answer == 77);
    EVENTUALLY(load(runtime, ticks) > before); // without another run
    EVENTUALLY(loam_runtime_goroutines(runtime, NULL, 0) == 1);
  }
  // One that stopped between runs.
  loam_function *start = make_late(p, p->main);
  EXPECT(start != NULL && machine_run(&p->m, start).status == LOAM_OK);
  EVENTUALLY(loam_break_stopped(runtime, NULL));
  EXPECT(loam_break_abandon(runtime) == LOAM_OK);
  EVENTUALLY(loam_runtime_goroutines(runtime, NULL, 0) == 1);
  EXPECT(loam_break_arm(runtime, p->sum, break_at(p->sum, 5, LOAM_BREAK_STATEMENT), false) == LOAM_OK);
  EXPECT(machine_run(&p->m, p->main).status == LOAM_OK && *p->answer == ANSWER);
  return NULL;
}
static const char *gives_up_everywhere(void) { return with_all(gives_up); }

// func start() { defer asks(); sum(1) }: while it is given up at a breakpoint its deferred call asks where the program
// stands.
static _Atomic int asked, told;
static loam_runtime *asked_for;
static loam_native_status ask_native(loam_context *context) {
  (void)context;
  asked++;
  told += loam_break_stopped(asked_for, NULL);
  return LOAM_NATIVE_DONE;
}

static const char *given_up_stands_nowhere(break_program *p) {
  assembly a;
  loam_runtime *runtime = p->m.runtime;
  loam_function *asks = declare_native(&p->m, "ask", 0, 0, ask_native), *start = declare(&p->m, "main.start", 0, 0, 0);
  asked = told = 0;
  asked_for = runtime;
  begin(&a, 2);
  a.flags = LOAM_FUNCTION_DEFERS;
  constant(&a, 0, (int64_t)(uintptr_t)asks);
  emit(&a, OP(DEFER, 0, 0, 0));
  safepoint(&a, 0);
  constant(&a, 0, 1);
  call(&a, p->sum, 0);
  a.defer_return = a.count;
  emit(&a, OP(RUN_DEFERS, 0, 0, 0));
  safepoint(&a, 0);
  leave(&a);
  EXPECT(finish(&p->m, &a, start));
  EXPECT(loam_break_arm(runtime, p->sum, break_at(p->sum, 5, LOAM_BREAK_STATEMENT), true) == LOAM_OK);
  for (int i = 1; i <= 5; i++) {
    EXPECT(machine_run(&p->m, start).status == LOAM_STOPPED);
    EXPECT(loam_break_abandon(runtime) == LOAM_OK && !loam_break_stopped(runtime, NULL));
    EXPECT(asked == i && told == 0);
  }
  return NULL;
}
static const char *given_up_stands_nowhere_everywhere(void) { return with_all(given_up_stands_nowhere); }

// Functions that are released give their memory to the next ones, however many there are: each that stayed would keep
// about 500 bytes. Records of goroutines that wait in the lists of other workers may make that slab double meanwhile.
static const char *releases(void) {
  break_program p;
  EXPECT(open_session(&p, "poison=1"));
  loam_runtime *runtime = p.m.runtime;
  uint64_t after_some = 0;
  for (int i = 0; i < 3000; i++) {
    assembly a;
    loam_string name = {(const uint8_t *)"main.entry", 10}, file = {(const uint8_t *)"entry", 5};
    loam_function *entry = loam_function_create_passing(runtime, name, file, 1, 0, 0, NULL, 0);
    EXPECT(entry != NULL);
    begin(&a, 2);
    call(&a, p.main, 0);
    leave(&a);
    EXPECT(finish(&p.m, &a, entry));
    *p.answer = 0;
    EXPECT(machine_run(&p.m, entry).status == LOAM_OK && *p.answer == ANSWER);
    EXPECT(loam_function_release(runtime, entry) == LOAM_OK);
    loam_memory_statistics figures;
    loam_runtime_memory_statistics(runtime, &figures);
    if (i == 1000) after_some = figures.other_system + figures.metadata_system;
    if (i == 2999) EXPECT(figures.other_system + figures.metadata_system <= after_some + UINT64_C(2000) * 128);
  }
  break_program_close(&p);
  return NULL;
}

// The first time the host asks for another form of the function when its code is just there.
static loam_status compile_twice(void *context, loam_function *function) {
  assembly a;
  break_program *p = context;
  machine *m = &p->m;
  if (compilations++ > 0) return loam_function_divert(m->runtime, function, NULL);
  begin(&a, 2);
  constant(&a, 1, 99);
  store_global(&a, 1, p->answer);
  leave(&a);
  if (!finish(m, &a, function)) return LOAM_NO_MEMORY;
  return loam_function_divert(m->runtime, function, function);
}

static bool open_compiling_twice(break_program *p, const char *debug) {
  return open_compiling(p, debug, compile_twice);
}

static const char *diverted_while_compiled(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  loam_function *start = make_late(p, declare(&p->m, "main.lazy", 0, 0, 0));
  EXPECT(start != NULL && machine_run(&p->m, start).status == LOAM_OK);
  EVENTUALLY(loam_runtime_goroutines(runtime, NULL, 0) == 0);
  EXPECT(*p->answer == 99 && compilations == 2 && p->m.length == 0);
  return NULL;
}
static const char *diverted_while_compiled_everywhere(void) {
  return break_program_with_each(settings, SETTINGS, open_compiling_twice, diverted_while_compiled);
}

static loam_status compile_nothing(void *context, loam_function *function) {
  (void)context;
  (void)function;
  return compilations++ > 0 ? LOAM_COMPILE_ERROR : LOAM_OK;
}

static bool open_compiling_nothing(break_program *p, const char *debug) {
  return open_compiling(p, debug, compile_nothing);
}

static const char *uncompiled_is_told(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  loam_function *lazy = declare(&p->m, "main.lazy", 0, 0, 0), *start = make_late(p, lazy);
  EXPECT(start != NULL);
  for (int i = 0; i < 2; i++) {
    EXPECT(machine_run(&p->m, start).status == LOAM_OK);
    EVENTUALLY(loam_runtime_goroutines(runtime, NULL, 0) == 0);
    EXPECT(machine_says(&p->m, " ends: main.lazy was not compiled\n") && compilations == i + 1);
  }
  EXPECT(machine_run(&p->m, lazy).status == LOAM_COMPILE_ERROR && p->m.length == 0); // the host hears of it
  return NULL;
}
static const char *uncompiled_is_told_everywhere(void) {
  return break_program_with_each(settings, SETTINGS, open_compiling_nothing, uncompiled_is_told);
}

const check_case session_cases[] = {
    {"session: a run ends with its own goroutine, and the others run on", others_run_on_everywhere},
    {"session: an interrupt ends the run's goroutine alone", interrupt_ends_one_everywhere},
    {"session: an interrupt that is kept ends the next run", interrupt_is_kept_everywhere},
    {"session: a breakpoint between runs is told, stepped from and continued", break_between_runs_everywhere},
    {"session: a run that finds the program at a breakpoint runs beside it", run_finds_stop_everywhere},
    {"session: a stopped run that is given up lets the others go on", gives_up_everywhere},
    {"session: while a stopped run is given up nobody is told that it stands", given_up_stands_nowhere_everywhere},
    {"session: a function that is diverted while it is compiled is compiled once more",
     diverted_while_compiled_everywhere},
    {"session: a goroutine that ends for want of a function's code is told of", uncompiled_is_told_everywhere},
    {"session: functions that are released leave no memory behind", releases},
    {NULL, NULL},
};
