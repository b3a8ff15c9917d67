// SPDX-License-Identifier: Apache-2.0
//
// CallbackChecks.c — C code that Go calls and that calls Go back.
#include "callback_program.h"

#include "include/loam_callback.h"

#include <pthread.h>
#include <time.h>

// ---- nesting ----

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
  p = (struct callback_program){0};
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
    {"callback from a thread of the C code's", calls_from_threads_everywhere},
    {"callback: too deep a nest panics and no machine stack overflows", refuses_depth},
    {NULL, NULL},
};
