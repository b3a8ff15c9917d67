// SPDX-License-Identifier: Apache-2.0
//
// FaultChecks.c — signals that C code, natives and Go's own instructions raise, with the handlers that a host has.
#include "callback_program.h"

#include "interpret/fault.h"
#include "include/loam_callback.h"

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <ucontext.h>

// Sanitizers have handlers of their own, which end the process at the first of these.
#if !LOAM_ADDRESS_SANITIZER && !LOAM_THREAD_SANITIZER

// Whether instructions are functions with known registers.
#if LOAM_TAIL_CALLS && defined(__x86_64__)
enum { LEAVES_GO = 1 };
#else
enum { LEAVES_GO = 0 };
#endif

static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
enum { SIGNALS = sizeof signals / sizeof signals[0] };
static struct sigaction before[SIGNALS];
static _Thread_local bool takes_all; ///< Natives may be left wherever they are.

static void on_signal(int signal, siginfo_t *info, void *registers) {
  const void *address = info->si_code > 0 ? info->si_addr : NULL;
  if (loam_call_fault(signal, address, NULL) || loam_instruction_fault(signal, address, registers)) return;
  if (takes_all && loam_native_fault(signal, address, registers, NULL)) return;
  for (int i = 0; i < SIGNALS; i++) sigaction(signals[i], &before[i], NULL);
}

static void catch_signals(void) {
  struct sigaction action = {.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  action.sa_sigaction = on_signal;
  for (int i = 0; i < SIGNALS; i++) sigaction(signals[i], &action, &before[i]);
}
static void let_signals(void) {
  for (int i = 0; i < SIGNALS; i++) sigaction(signals[i], &before[i], NULL);
}

// ---- what goes wrong ----

static int *volatile nowhere = (int *)64;

static void write_nowhere(void *none) { (void)none, *nowhere = 1; }
static void divides(void *none) { (void)none, (void)raise(SIGFPE); }
static void ends(void *none) { (void)none, abort(); }
static void traps(void *none) { (void)none, __builtin_trap(); }
static void breaks(void *none) { (void)none, (void)raise(SIGTRAP); }
static void is_deaf(void *none) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
  ends(none);
}
static __attribute__((noinline)) int fill(int n) {
  volatile char room[3000];
  room[n % 3000] = (char)n;
  return n < 0 ? 0 : fill(n + 1) + room[n % 3000];
}
static void overflows(void *none) { (void)none, (void)fill(1); }

static const struct {
  void (*run)(void *);
  const char *text;
} wrongs[] = {{write_nowhere, "an invalid memory address or nil pointer in x.wrong (signal 11 at address 0x40)"},
              {ends, "abort was called in x.wrong"},
              {traps, "x.wrong (signal "},
              {breaks, "a trap in x.wrong"},
              {divides, "an arithmetic fault in x.wrong"},
              {is_deaf, "abort was called in x.wrong"},
              {write_nowhere, "address 0x40"}, // with no signal blocked
              {overflows, "stack overflow in x.wrong"},
              {overflows, "stack overflow in x.wrong"}};
enum { WRONGS = sizeof wrongs / sizeof wrongs[0] };
static uint32_t chosen;

static loam_native_status wrong_native(loam_context *context) {
  return loam_context_call_c(context, wrongs[chosen].run, NULL);
}
static loam_native_status directly_wrong_native(loam_context *context) {
  takes_all = true;
  context->roots[0] = NULL;
  wrongs[chosen].run(NULL);
  return LOAM_NATIVE_DONE;
}

// func main() { wrong() }
static loam_function *make_calling(loam_function *wrong) {
  assembly a;
  loam_function *function = declare(&p.m, "main.main", 0, 0, 0);
  begin(&a, 8);
  call(&a, wrong, 0);
  leave(&a);
  return finish(&p.m, &a, function) ? function : NULL;
}

static bool open_small(const char *debug) {
  p = (struct callback_program){0};
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.workers = 2;
  configuration.worker_stack = 2 << 20;
  configuration.debug = debug;
  return machine_open_as(&p.m, &configuration);
}

// Each wrong is a panic of the run in which it happens; the same runtime, and thread, goes on with the next.
static const char *is_left(loam_native body, bool needs_registers) {
  if (needs_registers && !LEAVES_GO) return NULL;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    if (switches[i] != NULL && strncmp(switches[i], "seed", 4) == 0) continue;
    EXPECT(open_small(switches[i]));
    loam_function *wrong = declare_native(&p.m, "x.wrong", 0, 0, body), *function = NULL;
    EXPECT(wrong != NULL && (function = make_calling(wrong)) != NULL);
    for (chosen = 0; chosen < WRONGS; chosen++) {
      EXPECT(machine_run(&p.m, function).status == LOAM_PANICKED);
      EXPECT(machine_says(&p.m, wrongs[chosen].text) && machine_says(&p.m, "main.main"));
      EXPECT(loam_call_depth(p.m.runtime) == 0);
    }
    machine_close(&p.m);
  }
  return NULL;
}

// ---- other ways out ----

static void ends_thread(void *none) { (void)none, pthread_exit(NULL); }
static jmp_buf above;
static void jumps(void *none) { (void)none, longjmp(above, 1); }
static loam_native_status jump_native(loam_context *context) { return loam_context_call_c(context, jumps, NULL); }
static loam_native_status exit_native(loam_context *context) { return loam_context_call_c(context, ends_thread, NULL); }
// Calls main.step, above which there is a long jump back to here.
static void is_jumped_to(void *argument) {
  if (setjmp(above) != 0) return;
  uint64_t n = 0;
  (void)loam_call_back(p.m.runtime, p.step, &n, argument);
}
static loam_native_status jumped_native(loam_context *context) {
  uint64_t result;
  return loam_context_call_c(context, is_jumped_to, &result);
}

static const char *leaves_otherwise(const char *debug, uint32_t workers) {
  EXPECT(open_program(debug, workers));
  EXPECT(make_raisers(jump_native));
  loam_function *function = make_calling(declare_native(&p.m, "x.jumped", 0, 0, jumped_native));
  EXPECT(function != NULL && machine_run(&p.m, function).status == LOAM_FATAL);
  EXPECT(machine_says(&p.m, "fatal error: C left Go functions by a long jump in x.jumped"));
  machine_close(&p.m);
  EXPECT(open_program(debug, workers));
  function = make_calling(declare_native(&p.m, "x.exit", 0, 0, exit_native));
  for (int i = 0; i < 3; i++) {
    EXPECT(function != NULL && machine_run(&p.m, function).status == LOAM_FATAL);
    EXPECT(machine_says(&p.m, "C ended a thread of Go's (pthread_exit) in x.exit") && machine_says(&p.m, "main.main"));
  }
  return NULL;
}
static const char *leaves_otherwise_everywhere(void) { return with_all(leaves_otherwise); }

static const char *with_signals(const char *(*run)(void)) {
  catch_signals();
  const char *failure = run();
  let_signals();
  return failure;
}

static const char *c_is_left(void) { return is_left(wrong_native, false); }
static const char *leaves_c(void) { return with_signals(c_is_left); }
static const char *native_is_left(void) { return is_left(directly_wrong_native, true); }
static const char *leaves_natives(void) { return with_signals(native_is_left); }

// ---- Go's own instructions ----

enum { LOADS, STORES, LOADS_MANY, STORES_MANY, INSTRUCTIONS };

// func f() { defer recovering(); p := 64; *p }
static loam_function *make_touching(loam_function *recovering, int kind) {
  assembly a;
  loam_function *function = declare(&p.m, "main.f", 0, 0, 0);
  begin(&a, 24);
  constant(&a, 4, (int64_t)(uintptr_t)recovering);
  emit(&a, OP(DEFER, 4, 0, 0));
  safepoint(&a, 0);
  constant(&a, 5, 64);
  constant(&a, 6, 1);
  if (kind == LOADS) emit(&a, OP(LD64, 6, 5, 0));
  if (kind == STORES) emit(&a, OP(ST64, 5, 6, 0));
  if (kind == LOADS_MANY) emit(&a, OP(LDN, 6, 5, 0)), emit(&a, 80);
  if (kind == STORES_MANY) emit(&a, OP(STN, 5, 6, 0)), emit(&a, (uint64_t)(uintptr_t)&string_type);
  a.defer_return = a.count;
  emit(&a, OP(RUN_DEFERS, 0, 0, 0));
  safepoint(&a, 0);
  leave(&a);
  return finish(&p.m, &a, function) ? function : NULL;
}

static const char *touches(const char *debug, uint32_t workers) {
  for (int kind = 0; kind < INSTRUCTIONS; kind++) {
    EXPECT(open_program(debug, workers));
    loam_function *recovering = make_recovering(), *f = recovering == NULL ? NULL : make_touching(recovering, kind);
    EXPECT(f != NULL);
    recovered[0] = 0;
    if (!LEAVES_GO) return NULL;
    EXPECT(machine_run(&p.m, make_twice(f)).status == LOAM_OK);
    EXPECT(recovered[0] != 0 && *p.answer == 7);
    if (kind + 1 < INSTRUCTIONS) machine_close(&p.m);
  }
  return NULL;
}
static const char *touches_everywhere(void) { return with_all(touches); }
static const char *leaves_instructions(void) { return with_signals(touches_everywhere); }

// ---- what is nobody's ----

static const char *answers_no(void) {
  ucontext_t registers;
  EXPECT(getcontext(&registers) == 0);
  EXPECT(!loam_call_fault(SIGSEGV, NULL, NULL) && !loam_instruction_fault(SIGSEGV, NULL, &registers));
  EXPECT(!loam_native_fault(SIGSEGV, NULL, &registers, NULL));
  return NULL;
}

const check_case fault_cases[] = {
    {"fault: what goes wrong in C is a panic where that was called, again and again", leaves_c},
    {"fault: natives are left where the host says so", leaves_natives},
    {"fault: instructions that touch memory that is none panic, and are recovered", leaves_instructions},
    {"fault: C that jumps over Go functions, or ends the thread, is a fatal error that names it",
     leaves_otherwise_everywhere},
    {"fault: what a thread of somebody else's does is somebody else's", answers_no},
    {NULL, NULL},
};

#else
const check_case fault_cases[] = {{NULL, NULL}};
#endif
