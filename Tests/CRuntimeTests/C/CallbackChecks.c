// SPDX-License-Identifier: Apache-2.0
//
// CallbackChecks.c — C code that Go calls and that calls Go back.
#include "native_check.h"
#include "program.h"
#include "schedule/schedule.h"

#include "include/loam_callback.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

/// What makes it hard.
static const char *const settings[] = {"", "movestack=1,checkptr=1", "gcstress=1,poison=1,checkptr=1",
                                       "handoff=1,preempt=1", "movestack=1,gcalways=1,checkmark=1"};
enum { SETTINGS = sizeof settings / sizeof settings[0], DEPTH = 100 };

/// What the C code of these cases knows of the program.
static struct program {
  machine m;
  loam_handle step, other;
  int64_t depth; ///< The most that was seen.
  int64_t left;  ///< C frames that were not returned to.
  enum { RETURNS, PANICS, FAULTS } bottom;
  uint64_t *answer; ///< Globals.
  void **channel;
  loam_function *down, *panics, *ends;
} p;

static bool open_program(const char *debug, uint32_t workers) {
  p = (struct program){0};
  if (!machine_open(&p.m, debug, workers)) return false;
  p.answer = loam_global_create(p.m.runtime, &int_type);
  p.channel = channel_global(&p.m);
  return p.answer != NULL && p.channel != NULL;
}

static loam_handle handle_of(loam_function *function) {
  loam_handle handle = 0;
  return function != NULL && loam_handle_create(p.m.runtime, function, &handle) == LOAM_OK ? handle : 0;
}

static const char *with_all(const char *(*run)(const char *debug, uint32_t workers)) {
  static char text[400];
  for (uint32_t i = 0; i < SETTINGS; i++)
    for (uint32_t workers = 1; workers <= 3; workers += 2) {
      const char *failure = run(settings[i], workers);
      machine_close(&p.m);
      if (failure != NULL) {
        snprintf(text, sizeof text, "%s (%s, %u workers)", failure, settings[i], workers);
        return text;
      }
    }
  return NULL;
}

// ---- nesting ----

typedef struct downward {
  int64_t n, result;
} downward;

// Calls main.step(n), which calls down(n - 1) again.
static void go_down(void *argument) {
  downward *d = argument;
  int64_t depth = loam_call_depth(p.m.runtime);
  if (depth > p.depth) p.depth = depth;
  d->result = 0;
  if (d->n <= 0) {
    if (p.bottom == PANICS) (void)loam_call_panic(p.m.runtime, "from C");
    if (p.bottom == FAULTS) (void)loam_call_fault(SIGSEGV, NULL);
    return;
  }
  uint64_t next = (uint64_t)d->n - 1;
  p.left++;
  if (loam_call_back(p.m.runtime, p.step, &next, (uint64_t *)&d->result) != LOAM_OK) d->result = -1000000;
  p.left--;
}
static loam_native_status down_native(loam_context *context) {
  downward d = {.n = (int64_t)loam_argument(context, 0)};
  loam_native_status status = loam_context_call_c(context, go_down, &d);
  if (status != LOAM_NATIVE_DONE) return status;
  loam_argument(context, 1) = (uint64_t)d.result;
  return status;
}

// func step(n int) int { x := n; p := &x; return down(n) + *p }, where p leads into the frame
static loam_function *make_step(void) {
  assembly a;
  loam_function *step = declare(&p.m, "main.step", 1, 1, 0);
  begin(&a, 8);
  emit(&a, OP(MOV, 4, 9, 0));
  emit(&a, OP(ADDR, 5, 4, 0));
  emit(&a, OP(MOV, 0, 9, 0));
  call(&a, p.down, 1 << 5);
  emit(&a, OP(LD64, 6, 5, 0));
  emit(&a, OP(ADD, 10, 1, 6));
  leave(&a);
  return finish(&p.m, &a, step) ? step : NULL;
}

// func main() { x := 7; p := &x; answer = down(DEPTH) + *p }
static loam_function *make_main(int64_t depth) {
  assembly a;
  loam_function *function = declare(&p.m, "main.main", 0, 0, 0);
  begin(&a, 8);
  constant(&a, 4, 7);
  emit(&a, OP(ADDR, 5, 4, 0));
  constant(&a, 0, depth);
  call(&a, p.down, 1 << 5);
  emit(&a, OP(LD64, 6, 5, 0));
  emit(&a, OP(ADD, 1, 1, 6));
  store_global(&a, 1, p.answer);
  leave(&a);
  return finish(&p.m, &a, function) ? function : NULL;
}

static const char *nests(const char *debug, uint32_t workers) {
  EXPECT(open_program(debug, workers));
  p.down = declare_native(&p.m, "x.down", 1, 1, down_native);
  loam_function *step = make_step();
  p.step = handle_of(step);
  EXPECT(p.down != NULL && p.step != 0);
  EXPECT(machine_run(&p.m, make_main(DEPTH)).status == LOAM_OK);
  EXPECT((int64_t)*p.answer == DEPTH * (DEPTH - 1) / 2 + 7);
  EXPECT(p.depth == DEPTH + 1 && p.left == 0 && loam_call_depth(p.m.runtime) == 0);
  return NULL;
}
static const char *nests_everywhere(void) { return with_all(nests); }

// ---- growing ----

// func deep(n int) int { if n == 0 { return 0 }; x := n; p := &x; r := deep(n - 1); return r + *p }
static loam_function *make_deep(void) {
  assembly a;
  loam_function *deep = declare(&p.m, "main.deep", 1, 1, 0);
  begin(&a, 8);
  emit(&a, OP(MOV, 4, 9, 0));
  emit(&a, OP(ADDR, 5, 4, 0));
  constant(&a, 7, 0);
  uint32_t jump = a.count;
  emit(&a, 0);
  constant(&a, 6, 1);
  emit(&a, OP(SUB, 0, 9, 6));
  call(&a, deep, 1 << 5);
  emit(&a, OP(LD64, 6, 5, 0));
  emit(&a, OP(ADD, 10, 1, 6));
  leave(&a);
  a.words[jump] = OP(JEQ, 9, 7, (int)a.count - (int)jump);
  emit(&a, OP(MOV, 10, 7, 0));
  leave(&a);
  return finish(&p.m, &a, deep) ? deep : NULL;
}

static const char *grows(const char *debug, uint32_t workers) {
  EXPECT(open_program(debug, workers));
  enum { FRAMES = 13000 }; // of 80 bytes: to 1 MB and more
  int64_t frames = debug[0] == 0 || debug[0] == 'h' ? FRAMES : 300;
  p.down = declare_native(&p.m, "x.down", 1, 1, down_native);
  p.step = handle_of(make_deep());
  EXPECT(p.down != NULL && p.step != 0);
  EXPECT(machine_run(&p.m, make_main(frames + 1)).status == LOAM_OK);
  EXPECT((int64_t)*p.answer == frames * (frames + 1) / 2 + 7);
  return NULL;
}
static const char *grows_everywhere(void) { return with_all(grows); }

// ---- waiting ----

// func step(n int) int { return <-channel }
static loam_function *make_receiving(void) {
  assembly a;
  loam_function *step = declare(&p.m, "main.step", 1, 1, 0);
  begin(&a, 8);
  load_global(&a, 4, p.channel);
  emit(&a, OP(RECV, 5, 4, LOAM_NONE));
  safepoint(&a, 1 << 4);
  emit(&a, OP(MOV, 10, 5, 0));
  leave(&a);
  return finish(&p.m, &a, step) ? step : NULL;
}
// func send() { sleep(1 ms); channel <- 35 }
static loam_function *make_sending(loam_function *sleep) {
  assembly a;
  loam_function *send = declare(&p.m, "main.send", 0, 0, 0);
  begin(&a, 8);
  constant(&a, 0, 1000000);
  call(&a, sleep, 0);
  constant(&a, 5, 35);
  send_to(&a, 4, p.channel, 5, 0);
  leave(&a);
  return finish(&p.m, &a, send) ? send : NULL;
}
// func main() { channel = make(chan int); go send(); answer = down(1) }; `sends` false: nobody sends
static loam_function *make_waiting_main(bool sends) {
  loam_function *sleep = declare_native(&p.m, "time.Sleep", 1, 0, sleep_native);
  loam_function *send = make_sending(sleep), *function = declare(&p.m, "main.main", 0, 0, 0);
  if (send == NULL) return NULL;
  assembly a;
  begin(&a, 8);
  new_channel(&a, 4, p.channel, 0);
  if (sends) go(&a, 5, send, 0);
  constant(&a, 0, 1);
  call(&a, p.down, 0);
  store_global(&a, 1, p.answer);
  leave(&a);
  return finish(&p.m, &a, function) ? function : NULL;
}

static const char *waits(const char *debug, uint32_t workers) {
  EXPECT(open_program(debug, workers));
  p.down = declare_native(&p.m, "x.down", 1, 1, down_native);
  p.step = handle_of(make_receiving());
  EXPECT(p.down != NULL && p.step != 0);
  EXPECT(machine_run(&p.m, make_waiting_main(true)).status == LOAM_OK);
  EXPECT(*p.answer == 35 && p.left == 0);
  return NULL;
}
static const char *waits_everywhere(void) { return with_all(waits); }

static const char *deadlocks(const char *debug, uint32_t workers) {
  EXPECT(open_program(debug, workers));
  p.down = declare_native(&p.m, "x.down", 1, 1, down_native);
  p.step = handle_of(make_receiving());
  EXPECT(p.down != NULL && p.step != 0);
  EXPECT(machine_run(&p.m, make_waiting_main(false)).status == LOAM_FATAL);
  EXPECT(machine_says(&p.m, "all goroutines are asleep - deadlock!") && machine_says(&p.m, "chan receive"));
  EXPECT(machine_says(&p.m, "main.step") && machine_says(&p.m, "x.down") && machine_says(&p.m, "main.main"));
  return NULL;
}
static const char *deadlocks_everywhere(void) { return with_all(deadlocks); }

// A goroutine whose callback waits for ever does not keep the program from its end, nor the runtime from its own.
static const char *is_left(const char *debug, uint32_t workers) {
  EXPECT(open_program(debug, workers));
  p.down = declare_native(&p.m, "x.down", 1, 1, down_native);
  p.step = handle_of(make_receiving());
  loam_function *waiter = make_waiting_main(false), *sleep = declare_native(&p.m, "time.Sleep", 1, 0, sleep_native);
  EXPECT(waiter != NULL && sleep != NULL && p.step != 0);
  assembly a;
  loam_function *function = declare(&p.m, "main.last", 0, 0, 0);
  begin(&a, 8);
  go(&a, 5, waiter, 0);
  constant(&a, 0, 3000000);
  call(&a, sleep, 0);
  leave(&a);
  EXPECT(finish(&p.m, &a, function));
  EXPECT(machine_run(&p.m, function).status == LOAM_OK);
  return NULL;
}
static const char *is_left_everywhere(void) { return with_all(is_left); }

// ---- panics and ends above C frames ----

static loam_native_status panic_native(loam_context *context) {
  return loam_context_panic_string(context, "from above");
}
static loam_native_status end_native(loam_context *context) {
  (void)context;
  return LOAM_NATIVE_GOEXIT;
}

// func step(n int) int { if n == 0 { raise() }; return down(n) }
static loam_function *make_raising(loam_function *raise) {
  assembly a;
  loam_function *step = declare(&p.m, "main.step", 1, 1, 0);
  begin(&a, 8);
  constant(&a, 7, 0);
  uint32_t jump = a.count;
  emit(&a, 0);
  emit(&a, OP(MOV, 0, 9, 0));
  call(&a, p.down, 0);
  emit(&a, OP(MOV, 10, 1, 0));
  leave(&a);
  a.words[jump] = OP(JEQ, 9, 7, (int)a.count - (int)jump);
  call(&a, raise, 0);
  leave(&a);
  return finish(&p.m, &a, step) ? step : NULL;
}

static uint64_t recovered[2];
// func() { recovered = recover() }
static loam_function *make_recovering(void) {
  assembly a;
  loam_function *function = declare(&p.m, "main.f.func1", 0, 0, 0);
  begin(&a, 4);
  emit(&a, OP(RECOVER, 0, 0, 0));
  store_global(&a, 0, &recovered[0]);
  store_global(&a, 1, &recovered[1]);
  leave(&a);
  return finish(&p.m, &a, function) ? function : NULL;
}
// func f() { defer ...; down(5) }
static loam_function *make_deferring(loam_function *deferred) {
  assembly a;
  loam_function *function = declare(&p.m, "main.f", 0, 0, 0);
  begin(&a, 8);
  constant(&a, 4, (int64_t)(uintptr_t)deferred);
  emit(&a, OP(DEFER, 4, 0, 0));
  safepoint(&a, 0);
  constant(&a, 0, 5);
  call(&a, p.down, 0);
  a.defer_return = a.count;
  emit(&a, OP(RUN_DEFERS, 0, 0, 0));
  safepoint(&a, 0);
  leave(&a);
  return finish(&p.m, &a, function) ? function : NULL;
}
// func main() { x := 7; p := &x; f(); f(); answer = *p }
static loam_function *make_twice(loam_function *f) {
  assembly a;
  loam_function *function = declare(&p.m, "main.main", 0, 0, 0);
  begin(&a, 8);
  constant(&a, 4, 7);
  emit(&a, OP(ADDR, 5, 4, 0));
  call(&a, f, 1 << 5);
  call(&a, f, 1 << 5);
  emit(&a, OP(LD64, 6, 5, 0));
  store_global(&a, 6, p.answer);
  leave(&a);
  return finish(&p.m, &a, function) ? function : NULL;
}

static bool make_raisers(loam_native raise) {
  p.down = declare_native(&p.m, "x.down", 1, 1, down_native);
  loam_function *raiser = declare_native(&p.m, "x.raise", 0, 0, raise);
  if (p.down == NULL || raiser == NULL) return false;
  p.step = handle_of(make_raising(raiser));
  return p.step != 0;
}

static const char *panics(const char *debug, uint32_t workers) {
  EXPECT(open_program(debug, workers));
  EXPECT(make_raisers(panic_native));
  loam_function *recovering = make_recovering();
  EXPECT(recovering != NULL);
  recovered[0] = recovered[1] = 0;
  EXPECT(machine_run(&p.m, make_twice(make_deferring(recovering))).status == LOAM_OK);
  EXPECT(recovered[0] == (uint64_t)(uintptr_t)&string_type && *p.answer == 7);
  EXPECT(p.left == 10 && p.depth == 5); // the frames of both times were left, and the second began at none
  // Unrecovered, it is reported with all frames.
  EXPECT(machine_run(&p.m, make_main(3)).status == LOAM_PANICKED);
  EXPECT(machine_says(&p.m, "panic: from above") && machine_says(&p.m, "main.step") && machine_says(&p.m, "x.down"));
  EXPECT(machine_says(&p.m, "main.main"));
  return NULL;
}
static const char *panics_everywhere(void) { return with_all(panics); }

static const char *leaves(const char *debug, uint32_t workers) {
  for (int bottom = PANICS; bottom <= FAULTS; bottom++) {
    EXPECT(open_program(debug, workers));
    p.bottom = bottom;
    p.down = declare_native(&p.m, "x.down", 1, 1, down_native);
    p.step = handle_of(make_step());
    loam_function *recovering = make_recovering();
    EXPECT(p.down != NULL && p.step != 0 && recovering != NULL);
    recovered[0] = recovered[1] = 0;
    EXPECT(machine_run(&p.m, make_twice(make_deferring(recovering))).status == LOAM_OK);
    EXPECT(recovered[0] != 0 && *p.answer == 7);
    EXPECT(p.left == 10 && p.depth == 6);
    EXPECT(machine_run(&p.m, make_main(3)).status == LOAM_PANICKED);
    EXPECT(machine_says(&p.m,
                        bottom == PANICS ? "panic: runtime error: from C" : "nil pointer in C (signal 11 at address"));
    EXPECT(machine_says(&p.m, "x.down") && machine_says(&p.m, "main.step") && machine_says(&p.m, "main.main"));
    EXPECT(!loam_call_panic(p.m.runtime, "") && !loam_call_fault(SIGSEGV, NULL)); // no C code runs
    if (bottom != FAULTS) machine_close(&p.m);
  }
  return NULL;
}
static const char *leaves_everywhere(void) { return with_all(leaves); }

// What a native was defined with.
static loam_native_status user_native(loam_context *context) {
  loam_argument(context, 0) = (uint64_t)(uintptr_t)loam_context_user(context);
  return LOAM_NATIVE_DONE;
}
static const char *has_user(void) {
  EXPECT(open_program("movestack=1", 1));
  loam_function *native = declare(&p.m, "x.user", 0, 1, 0);
  EXPECT(native != NULL && loam_function_define_native_with(p.m.runtime, native, user_native, &recovered) == LOAM_OK);
  assembly a;
  loam_function *function = declare(&p.m, "main.main", 0, 0, 0);
  begin(&a, 8);
  call(&a, native, 0);
  store_global(&a, 0, p.answer);
  leave(&a);
  EXPECT(finish(&p.m, &a, function));
  EXPECT(machine_run(&p.m, function).status == LOAM_OK);
  EXPECT(*p.answer == (uint64_t)(uintptr_t)&recovered);
  machine_close(&p.m);
  return NULL;
}

// func main() { go f(); sleep }: f ends by Goexit five C frames up, and its deferred call runs
static const char *goexits(const char *debug, uint32_t workers) {
  EXPECT(open_program(debug, workers));
  EXPECT(make_raisers(end_native));
  loam_function *sleep = declare_native(&p.m, "time.Sleep", 1, 0, sleep_native), *recovering = make_recovering();
  loam_function *f = recovering == NULL ? NULL : make_deferring(recovering);
  EXPECT(f != NULL && sleep != NULL);
  recovered[0] = recovered[1] = 9;
  assembly a;
  loam_function *function = declare(&p.m, "main.main", 0, 0, 0);
  begin(&a, 8);
  go(&a, 5, f, 0);
  constant(&a, 0, 5000000);
  uint32_t again = a.count;
  call(&a, sleep, 0);
  load_global(&a, 6, &recovered[1]);
  constant(&a, 7, 9);
  LOOP(&a, JEQ_P, 6, 7, again, 0);
  constant(&a, 0, 2000000);
  call(&a, sleep, 0);
  leave(&a);
  EXPECT(finish(&p.m, &a, function));
  EXPECT(machine_run(&p.m, function).status == LOAM_OK);
  EXPECT(recovered[0] == 0 && recovered[1] == 0 && p.left == 5);
  EXPECT(loam_goroutine_count(p.m.runtime) == 0);
  return NULL;
}
static const char *goexits_everywhere(void) { return with_all(goexits); }

// ---- other threads ----

static struct {
  uint64_t argument, result;
  loam_status status;
} foreign;

static void *call_from_thread(void *none) {
  foreign.status = loam_call_back(p.m.runtime, p.other, &foreign.argument, &foreign.result);
  return none;
}
static void start_thread(void *none) {
  (void)none;
  pthread_t thread;
  if (pthread_create(&thread, NULL, call_from_thread, NULL) == 0) pthread_join(thread, NULL);
}
static loam_native_status thread_native(loam_context *context) {
  return loam_context_call_c(context, start_thread, NULL);
}

static const char *calls_from_threads(const char *debug, uint32_t workers) {
  EXPECT(open_program(debug, workers));
  p.down = declare_native(&p.m, "x.down", 1, 1, down_native);
  loam_function *step = make_step(), *thread = declare_native(&p.m, "x.thread", 0, 0, thread_native);
  p.step = p.other = handle_of(step);
  EXPECT(p.down != NULL && thread != NULL && p.step != 0);
  foreign.argument = 20;
  foreign.result = 0;
  foreign.status = LOAM_DEAD;
  assembly a;
  loam_function *function = declare(&p.m, "main.main", 0, 0, 0);
  begin(&a, 8);
  call(&a, thread, 0);
  leave(&a);
  EXPECT(finish(&p.m, &a, function));
  EXPECT(machine_run(&p.m, function).status == LOAM_OK);
  EXPECT(foreign.status == LOAM_OK && foreign.result == 20 * 21 / 2 && p.depth == 21);
  // What it refuses.
  uint64_t word = 0;
  EXPECT(loam_call_back(p.m.runtime, 999, &word, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_call_back(p.m.runtime, p.step, NULL, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_call_back(p.m.runtime, p.step, &word, NULL) == LOAM_WRONG_STATE); // the program is over
  return NULL;
}
static const char *calls_from_threads_everywhere(void) { return with_all(calls_from_threads); }

// ---- the machine stack ----

static const char *refuses_depth(void) {
  p = (struct program){0};
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.workers = 1;
  configuration.worker_stack = 4 << 20;
  EXPECT(machine_open_as(&p.m, &configuration));
  p.down = declare_native(&p.m, "x.down", 1, 1, down_native);
  p.step = handle_of(make_step());
  EXPECT(p.down != NULL && p.step != 0);
  EXPECT(machine_run(&p.m, make_main(100000000)).status == LOAM_PANICKED);
  EXPECT(machine_says(&p.m, "calls of C are nested too deeply"));
  EXPECT(p.depth > 200);
  machine_close(&p.m);
  return NULL;
}

const check_case callback_cases[] = {
    {"callback nests to depth 100, with pointers into the frames below", nests_everywhere},
    {"callback grows its stack from 2 KB to 1 MB, with pointers into all frames", grows_everywhere},
    {"callback waits, and others run", waits_everywhere},
    {"callback that waits for ever is a deadlock", deadlocks_everywhere},
    {"callback that waits does not keep a program from ending", is_left_everywhere},
    {"callback panics through C frames, recovered and not", panics_everywhere},
    {"callback: C code panics and faults where it was called, through C and Go frames", leaves_everywhere},
    {"callback: a native knows what it was defined with", has_user},
    {"callback ends its goroutine through C frames", goexits_everywhere},
    {"callback from a thread of the C code's", calls_from_threads_everywhere},
    {"callback: too deep a nest panics and no machine stack overflows", refuses_depth},
    {NULL, NULL},
};
