// SPDX-License-Identifier: Apache-2.0
//
// NativeEndChecks.c — native goroutines: how they start from outside and end, what is seen of them, want of memory.
#include "native_check.h"

#include <pthread.h>
#include <time.h>

static loam_native_status double_body(loam_context *context) {
  loam_argument(context, 1) = 2 * loam_argument(context, 0);
  return LOAM_NATIVE_DONE;
}
static loam_native_status nothing_body(loam_context *context) { return (void)context, LOAM_NATIVE_DONE; }

static const char *definitions(void) {
  static machine m;
  static const uint32_t bad[] = {2};
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *function = NULL;
  loam_native_description good = {.name = "example.f", .body = double_body, .argument_words = 1, .result_words = 1};
  loam_native_description d = good;
  EXPECT(loam_native_define(m.runtime, &d, &function) == LOAM_OK && function != NULL);
  EXPECT(loam_native_define(NULL, &d, &function) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_native_define(m.runtime, &d, NULL) == LOAM_INVALID_ARGUMENT);
  d.body = NULL;
  EXPECT(loam_native_define(m.runtime, &d, &function) == LOAM_INVALID_ARGUMENT);
  d = good, d.name = NULL;
  EXPECT(loam_native_define(m.runtime, &d, &function) == LOAM_INVALID_ARGUMENT);
  d = good, d.pointers = bad, d.pointer_count = 1;
  EXPECT(loam_native_define(m.runtime, &d, &function) == LOAM_INVALID_ARGUMENT);
  d = good, d.stack_size = 2ull << 30;
  EXPECT(loam_native_define(m.runtime, &d, &function) == LOAM_INVALID_ARGUMENT);
  d = good, d.call_words = 1001;
  EXPECT(loam_native_define(m.runtime, &d, &function) == LOAM_INVALID_ARGUMENT);
  // Only such functions can be spawned with a stack size.
  loam_function *plain = declare_native(&m, "plain", 0, 0, nothing_body);
  EXPECT(loam_runtime_spawn_native(m.runtime, plain, NULL, 0, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_runtime_spawn_native(m.runtime, function, NULL, 0, NULL) == LOAM_INVALID_ARGUMENT);
  uint64_t n = 1;
  EXPECT(loam_runtime_spawn_native(m.runtime, function, &n, 2ull << 30, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_runtime_spawn_native(NULL, function, &n, 0, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT_NO_MACHINE_STACK(&m);
  machine_close(&m);
  return NULL;
}

// From the host, before a run; with `go` from bytecode; called by bytecode.
static const char *starting(void) {
  static machine m;
  assembly a;
  static uint64_t got;
  EXPECT(machine_open(&m, NULL, 2));
  loam_function *twice = native(&m, "example.twice", double_body, 1, 1, NO_POINTERS, NULL);
  loam_function *nothing = native(&m, "example.nothing", nothing_body, 0, 0, NO_POINTERS, NULL);
  uint64_t n = 21, result = 0;
  loam_outcome outcome = {.results = &result};
  EXPECT(loam_runtime_spawn_native(m.runtime, twice, &n, 1 << 20, &outcome) == LOAM_OK);
  EXPECT(!loam_outcome_ended(&outcome) && atomic_load(&m.runtime->machines.in_use) == 1 << 20);
  loam_function *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  go(&a, 0, nothing, 1);
  constant(&a, 0, 4);
  call(&a, twice, 0);
  store_global(&a, 1, &got);
  constant(&a, 0, 30000000);
  call(&a, native(&m, "example.nothing", nothing_body, 0, 0, NO_POINTERS, NULL), 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  for (int i = 0; i < 100 && !loam_outcome_ended(&outcome); i++) EXPECT(machine_run(&m, start).status == LOAM_OK);
  EXPECT(loam_outcome_ended(&outcome) && outcome.status == LOAM_OK && result == 42 && got == 8);
  machine_close(&m);
  return NULL;
}

// ---- how the program ends ----

static loam_native_status exits_body(loam_context *context) { return loam_context_exit(context, 3); }
static loam_native_status panics_body(loam_context *context) {
  loam_native_status panics =
      loam_context_panic_error(context, "no luck"); // what is raised is kept until the body returns
  loam_native_yield(context);
  (void)loam_context_allocate_bytes(context, 100);
  return panics;
}
static loam_native_status fatal_body(loam_context *context) { return loam_context_fatal(context, "no more"); }
static loam_native_status wrong_body(loam_context *context) { return (void)context, LOAM_NATIVE_BLOCK; }
static loam_native_status stuck_body(loam_context *context) {
  return loam_native_receive(context, NULL, NULL, NULL) == LOAM_OK ? LOAM_NATIVE_DONE : LOAM_NATIVE_PANIC;
}

static const char *ends(void) {
  static machine m;
  EXPECT(machine_open(&m, "gcstress=1", 1));
  loam_result result = machine_run(&m, native(&m, "example.exits", exits_body, 0, 0, NO_POINTERS, NULL));
  EXPECT(result.status == LOAM_EXITED && result.exit_code == 3);
  result = machine_run(&m, native(&m, "example.panics", panics_body, 0, 0, NO_POINTERS, NULL));
  EXPECT(result.status == LOAM_PANICKED && machine_says(&m, "panic: runtime error: no luck"));
  EXPECT(machine_says(&m, "goroutine ") && machine_says(&m, " [running]:\nexample.panics()\n\tx.c:1"));
  result = machine_run(&m, native(&m, "example.fatal", fatal_body, 0, 0, NO_POINTERS, NULL));
  EXPECT(result.status == LOAM_FATAL && machine_says(&m, "fatal error: no more\n"));
  result = machine_run(&m, native(&m, "example.wrong", wrong_body, 0, 0, NO_POINTERS, NULL));
  EXPECT(result.status == LOAM_FATAL && machine_says(&m, "returned no status of its end"));
  EXPECT_NO_MACHINE_STACK(&m);
  result = machine_run(&m, native(&m, "example.stuck", stuck_body, 0, 0, NO_POINTERS, NULL));
  EXPECT(result.status == LOAM_FATAL && machine_says(&m, "all goroutines are asleep - deadlock!"));
  EXPECT(machine_says(&m, " [chan receive (nil chan)]:\nexample.stuck()\n\tx.c:1"));
  machine_close(&m);
  return NULL;
}

static loam_native_status spins_body(loam_context *context) {
  for (;;) {
    loam_native_yield(context);
    if (loam_context_sleep(context, loam_argument(context, 0) == 0 ? 0 : 1000000) != LOAM_NATIVE_DONE) break;
  }
  return LOAM_NATIVE_PANIC;
}
static void *interrupts(void *argument) {
  struct timespec time = {0, 10000000};
  nanosleep(&time, NULL);
  loam_runtime_interrupt(((machine *)argument)->runtime);
  return NULL;
}

static const char *interruption(void) {
  static machine m;
  for (uint64_t sleeps = 0; sleeps < 2; sleeps++) {
    pthread_t thread;
    EXPECT(machine_open(&m, NULL, 2));
    loam_outcome outcome = {0};
    loam_function *spins = native(&m, "example.spins", spins_body, 1, 0, NO_POINTERS, NULL);
    loam_function *nothing = native(&m, "example.nothing", nothing_body, 0, 0, NO_POINTERS, NULL);
    EXPECT(pthread_create(&thread, NULL, interrupts, &m) == 0);
    EXPECT(loam_runtime_call(m.runtime, spins, &sleeps, &outcome).status == LOAM_PANICKED);
    pthread_join(thread, NULL);
    RUN(run(&m, nothing, NULL, NULL));
    machine_close(&m);
  }
  return NULL;
}

// ---- destroyed while they wait ----

static loam_native_status waits_body(loam_context *context) {
  const loam_function *inner = loam_native_user(context);
  volatile char frame[2000];
  memset((char *)frame, 5, sizeof frame);
  for (int i = 0; i < 40; i++) SUCCEED(loam_native_handle(context, loam_context_allocate_bytes(context, 10)) != NULL);
  if (inner != NULL) return loam_native_call(context, inner, NULL, NULL, NULL) == LOAM_OK ? LOAM_NATIVE_DONE : frame[9];
  (void)loam_context_sleep(context, 3600000000000);
  return LOAM_NATIVE_DONE;
}

static uint64_t address_space(void) {
  unsigned long total = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL) return 0;
  if (fscanf(file, "%lu", &total) != 1) total = 0;
  fclose(file);
  return total * 4096;
}

// Some wait in a timer, some in native code called by Go called by native code, some have not begun.
static const char *destruction(void) {
  enum { EACH = 30, ROUNDS = 8 };
  static machine m;
  uint64_t before = 0;
  for (int round = 0; round < ROUNDS; round++) {
    EXPECT(machine_open(&m, NULL, 2));
    loam_function *waits = native(&m, "example.waits", waits_body, 0, 0, NO_POINTERS, NULL);
    loam_function *outer = native(&m, "example.outer", waits_body, 0, 0, NO_POINTERS, waits);
    loam_function *nothing = native(&m, "example.nothing", nothing_body, 0, 0, NO_POINTERS, NULL);
    for (int i = 0; i < EACH; i++) {
      EXPECT(loam_runtime_spawn_native(m.runtime, waits, NULL, 1 << 20, NULL) == LOAM_OK);
      EXPECT(loam_runtime_spawn_native(m.runtime, outer, NULL, 0, NULL) == LOAM_OK);
    }
    RUN(run(&m, nothing, NULL, NULL));
    for (int i = 0; i < EACH; i++) EXPECT(loam_runtime_spawn_native(m.runtime, waits, NULL, 1 << 20, NULL) == LOAM_OK);
    EXPECT(atomic_load(&m.runtime->machines.in_use) >= 2 * EACH << 20);
    machine_close(&m);
    if (round == 0) before = address_space();
  }
#if !CHECKS_SANITIZER
  EXPECT(address_space() < before + ((ROUNDS - 1) * EACH << 20));
#else
  (void)before;
#endif
  return NULL;
}

// ---- seen from outside ----

static loam_native_status watcher_body(loam_context *context) {
  loam_goroutine_info list[8];
  SUCCEED(loam_native_spawn(context, loam_native_user(context), NULL, 1 << 20, NULL) == LOAM_OK);
  SUCCEED(loam_context_sleep(context, 1000000) == LOAM_NATIVE_DONE);
  uint64_t count = loam_runtime_goroutines(context->runtime, list, 8);
  SUCCEED(count == 2);
  const loam_goroutine_info *stuck = list[0].machine_stack_size == 1 << 20 ? &list[0] : &list[1];
  SUCCEED(stuck->machine_stack_size == 1 << 20 && strcmp(stuck->status, "chan receive (nil chan)") == 0);
  SUCCEED(stuck->machine_stack_used > 256 && stuck->machine_stack_used < 64 << 10);
  SUCCEED(stuck->function.length == 13 && memcmp(stuck->function.bytes, "example.stuck", 13) == 0);
  return LOAM_NATIVE_DONE;
}

static const char *description(void) {
  static machine m;
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *stuck = native(&m, "example.stuck", stuck_body, 0, 0, NO_POINTERS, NULL);
  RUN(run(&m, native(&m, "example.watcher", watcher_body, 0, 0, NO_POINTERS, stuck), NULL, NULL));
  machine_close(&m);
  return NULL;
}

// ---- want of memory ----

static loam_native_status peer_body(loam_context *context) {
  int64_t value = 0;
  while (loam_native_receive(context, (void *)loam_argument(context, 0), &value, NULL) == LOAM_OK && value != 0)
    continue;
  return LOAM_NATIVE_DONE;
}
// Does a little of everything; leaves quietly when something cannot be had.
static loam_native_status frugal_body(loam_context *context) {
  void *channel;
  loam_handle_scope scope = loam_handle_scope_open(context);
  if (loam_channel_create(context, &int_type, 0, &channel) != LOAM_OK) return LOAM_NATIVE_DONE;
  void **keep = loam_native_handle(context, channel);
  for (int i = 0; i < 70; i++)
    if (loam_native_handle(context, loam_context_allocate_bytes(context, 100)) == NULL) return LOAM_NATIVE_DONE;
  loam_handle_scope_close(context, scope);
  keep = loam_native_handle(context, channel);
  uint64_t argument = (uintptr_t)*keep;
  const loam_function *const *functions = loam_native_user(context);
  if (loam_native_spawn(context, functions[0], &argument, 0, NULL) != LOAM_OK) return LOAM_NATIVE_DONE;
  for (int64_t i = 3; i >= 0; i--)
    if (loam_native_send(context, *keep, &i) != LOAM_OK) return LOAM_NATIVE_DONE;
  (void)loam_native_call(context, functions[1], NULL, NULL, NULL);
  loam_select_case cases[40];
  for (int i = 0; i < 40; i++) cases[i] = (loam_select_case){.channel = *keep};
  uint32_t selected;
  (void)loam_native_select(context, cases, 40, 100000, &selected);
  return loam_context_sleep(context, 100000) == LOAM_NATIVE_PANIC ? LOAM_NATIVE_PANIC : LOAM_NATIVE_DONE;
}

static const char *want_of_memory(void) {
  static machine m;
  uint32_t whole = 0;
  for (uint32_t n = 1; n < 400 && whole < 3; n++) {
    char debug[32];
    snprintf(debug, sizeof debug, "failalloc=%u", n);
    if (!machine_open(&m, debug, 1)) continue;
    loam_function *functions[2] = {native(&m, "example.peer", peer_body, 1, 0, 1, NULL),
                                   native(&m, "example.nothing", nothing_body, 0, 0, NO_POINTERS, NULL)};
    loam_function *frugal = native(&m, "example.frugal", frugal_body, 0, 0, NO_POINTERS, functions);
    if (functions[0] != NULL && functions[1] != NULL && frugal != NULL) {
      loam_status status = loam_runtime_call(m.runtime, frugal, NULL, NULL).status;
      EXPECT(status == LOAM_OK || status == LOAM_NO_MEMORY || status == LOAM_PANICKED || status == LOAM_FATAL);
      EXPECT(!atomic_load(&m.runtime->bugs.dead));
      // Three in a row that nothing failed in: the sweep is through.
      loam_switch_count fired[LOAM_KNOB_COUNT];
      (void)loam_runtime_switches(m.runtime, fired, LOAM_KNOB_COUNT);
      whole = fired[LOAM_KNOB_FAILALLOC].fired == 0 && status == LOAM_OK ? whole + 1 : 0;
    }
    machine_close(&m);
  }
  EXPECT(whole == 3);
  return NULL;
}

const check_case native_end_cases[] = {
    {"native goroutine: a wrong definition or spawn is refused", definitions},
    {"native goroutine: started by the host, by go, by a call", starting},
    {"native goroutine: exit, panic, fatal error and deadlock name it", ends},
    {"native goroutine: an interrupted one ends, and another run works", interruption},
    {"native goroutine: a runtime is destroyed while they wait, and their stacks are gone", destruction},
    {"native goroutine: its stacks are told", description},
    {"native goroutine: each allocation may fail", want_of_memory},
    {NULL, NULL},
};
