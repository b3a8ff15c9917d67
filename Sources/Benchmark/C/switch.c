// SPDX-License-Identifier: Apache-2.0
//
// switch.c — two goroutines that yield to each other, as step functions and on machine stacks; a message over an
// unbuffered channel; a step goroutine's whole life, each started when the one before has ended, and a hundred at a
// time; a call and return, and a step that only goes on. Beside them a bare switch of machine stacks that ends in a
// jump, and the C library's contexts.
#include "bench.h"

#include <ucontext.h>

enum { SWITCHES = 1000000, MESSAGES = 500000, LIVES = 500000, CALLS = 1000000, NEXTS = 5000000 };

typedef struct bench_frame {
  void *in, *out;
  int64_t i, value;
  loam_step_record record;
  void *from, *to; // arguments
} bench_frame;
typedef struct count_frame {
  uint64_t outgoing; // what it calls takes a word too
  int64_t i;
  loam_step_record record;
  uint64_t at_once; // argument
} count_frame;
static const uint32_t local_pointers[] = {offsetof(bench_frame, in), offsetof(bench_frame, out)};
static const uint32_t argument_pointers[] = {offsetof(bench_frame, from), offsetof(bench_frame, to)};
LOAM_DEFINE_TYPE(int_type, int64_t, 0);

LOAM_STEP(yields, bench_frame) {
  LOAM_BEGIN;
  for (f->i = 0; f->i < SWITCHES / 2; f->i++) LOAM_YIELD;
  LOAM_END;
}
static const uint64_t nothing_given[2] = {0, 0};
LOAM_STEP(two_yield, bench_frame) {
  LOAM_BEGIN;
  if (loam_context_spawn(context, loam_step_user(context), nothing_given, NULL) != LOAM_OK) LOAM_PANIC("spawn");
  for (f->i = 0; f->i < SWITCHES / 2; f->i++) LOAM_YIELD;
  LOAM_END;
}
static double steps_yield(void) {
  loam_runtime *runtime = bench_runtime();
  loam_function *other = bench_step(runtime, (loam_step_description){LOAM_DESCRIBE(yields, bench_frame, 0, 16)}, NULL);
  loam_function *both =
      bench_step(runtime, (loam_step_description){LOAM_DESCRIBE(two_yield, bench_frame, 0, 0)}, other);
  double took = bench_call(runtime, both, SWITCHES);
  loam_runtime_destroy(runtime);
  return took;
}

LOAM_STEP(echoes, bench_frame) {
  LOAM_BEGIN;
  do {
    LOAM_RECEIVE(f->from, &f->value, NULL);
    LOAM_SEND(f->to, &f->value);
  } while (f->value != 0);
  LOAM_END;
}
LOAM_STEP(serves, bench_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->in, &int_type, 0);
  LOAM_MAKE_CHANNEL(f->out, &int_type, 0);
  {
    uint64_t channels[2] = {(uintptr_t)f->in, (uintptr_t)f->out};
    if (loam_context_spawn(context, loam_step_user(context), channels, NULL) != LOAM_OK) LOAM_PANIC("spawn");
  }
  for (f->i = MESSAGES / 2; f->i-- > 0;) {
    LOAM_SEND(f->in, &f->i);
    LOAM_RECEIVE(f->out, &f->value, NULL);
  }
  LOAM_END;
}
static double steps_message(void) {
  loam_runtime *runtime = bench_runtime();
  loam_function *echo = bench_step(
      runtime, (loam_step_description){LOAM_DESCRIBE(echoes, bench_frame, 0, 16), LOAM_POINTERS(argument_pointers)},
      NULL);
  loam_function *serve = bench_step(
      runtime, (loam_step_description){LOAM_DESCRIBE(serves, bench_frame, 0, 0), LOAM_POINTERS(local_pointers)}, echo);
  double took = bench_call(runtime, serve, MESSAGES);
  loam_runtime_destroy(runtime);
  return took;
}

LOAM_STEP(ends, count_frame) {
  (void)context, (void)f, (void)state;
  return loam_step_done();
}
LOAM_STEP(spawns, count_frame) {
  LOAM_BEGIN;
  while (f->i < LIVES) {
    for (uint64_t i = 0; i < f->at_once; i++, f->i++)
      if (loam_context_spawn(context, loam_step_user(context), nothing_given, NULL) != LOAM_OK) LOAM_PANIC("spawn");
    LOAM_YIELD;
  }
  LOAM_END;
}
LOAM_STEP(calls, count_frame) {
  LOAM_BEGIN;
  for (; f->i < CALLS; f->i++) LOAM_CALL(loam_step_user(context));
  LOAM_END;
}
LOAM_STEP(nexts, count_frame) {
  LOAM_BEGIN;
  for (; f->i < NEXTS; f->i++) LOAM_POLL;
  LOAM_END;
}
static double counting(loam_step_description described, uint64_t at_once, double count) {
  loam_runtime *runtime = bench_runtime();
  loam_function *end = bench_step(runtime, (loam_step_description){LOAM_DESCRIBE(ends, count_frame, 0, 8)}, NULL);
  double took = bench_call_with(runtime, bench_step(runtime, described, end), &at_once, count);
  loam_runtime_destroy(runtime);
  return took;
}
#define COUNTING(step) ((loam_step_description){LOAM_DESCRIBE(step, count_frame, 8, 8)})
static double steps_spawn(void) { return counting(COUNTING(spawns), 1, LIVES); }
static double steps_spawn_batch(void) { return counting(COUNTING(spawns), 100, LIVES); }
static double steps_call(void) { return counting(COUNTING(calls), 0, CALLS); }
static double steps_next(void) { return counting(COUNTING(nexts), 0, NEXTS); }

// ---- native goroutines ----

static loam_native_status native_yields(loam_context *context) {
  if (loam_native_user(context) != NULL)
    BENCH_REQUIRE(loam_context_spawn(context, loam_native_user(context), NULL, NULL) == LOAM_OK);
  for (int i = 0; i < SWITCHES / 2; i++) loam_native_yield(context);
  return LOAM_NATIVE_DONE;
}
static double natives_yield(void) {
  loam_runtime *runtime = bench_runtime();
  loam_native_description description = {.name = "bench.yields", .body = native_yields};
  loam_function *other = NULL, *both = NULL;
  BENCH_REQUIRE(loam_native_define(runtime, &description, &other) == LOAM_OK);
  description.user = other;
  BENCH_REQUIRE(loam_native_define(runtime, &description, &both) == LOAM_OK);
  double took = bench_call(runtime, both, SWITCHES);
  loam_runtime_destroy(runtime);
  return took;
}

// ---- floors ----

#if defined(__x86_64__)
static void *bare_main, *bare_other;
__attribute__((naked, noinline)) static void bare_switch(__attribute__((unused)) void **save,
                                                         __attribute__((unused)) void *to) {
  __asm__("pushq %rbp\n pushq %rbx\n pushq %r12\n pushq %r13\n pushq %r14\n pushq %r15\n"
          "movq %rsp, (%rdi)\n movq %rsi, %rsp\n"
          "popq %r15\n popq %r14\n popq %r13\n popq %r12\n popq %rbx\n popq %rbp\n"
          "popq %rcx\n jmp *%rcx\n");
}
static void bare_body(void) {
  for (;;) bare_switch(&bare_other, bare_main);
}
static double bare(void) {
  enum { STACK = 65536 };
  char *memory = aligned_alloc(16, STACK);
  BENCH_REQUIRE(memory != NULL);
  void **top = (void **)(void *)(memory + STACK - 64);
  *--top = NULL;
  *--top = (void *)(uintptr_t)bare_body;
  for (int i = 0; i < 6; i++) *--top = NULL;
  bare_other = top;
  int64_t before = bench_clock();
  for (int i = 0; i < SWITCHES / 2; i++) bare_switch(&bare_main, bare_other);
  double took = (double)(bench_clock() - before) / SWITCHES;
  free(memory);
  return took;
}
#else
static double bare(void) { return -1; }
#endif

static ucontext_t context_main, context_other;
static void context_body(void) {
  for (;;) swapcontext(&context_other, &context_main);
}
static double contexts(void) {
  enum { STACK = 65536, ROUNDS = SWITCHES / 20 };
  getcontext(&context_other);
  context_other.uc_stack.ss_sp = malloc(STACK);
  context_other.uc_stack.ss_size = STACK;
  makecontext(&context_other, context_body, 0);
  int64_t before = bench_clock();
  for (int i = 0; i < ROUNDS / 2; i++) swapcontext(&context_main, &context_other);
  double took = (double)(bench_clock() - before) / ROUNDS;
  free(context_other.uc_stack.ss_sp);
  return took;
}

#define PEERS                                                                                                          \
  {"bare switch", bare}, { "ucontext", contexts }
const figure switch_figures[] = {
    {"switch, two step goroutines", {{"loam", steps_yield}, PEERS}},
    {"switch, two native goroutines", {{"loam", natives_yield}, PEERS}},
    {"message, step goroutines", {{"loam", steps_message}, PEERS}},
    {"spawn, run and finish, step", {{"loam", steps_spawn}, PEERS}},
    {"the same, a hundred at a time", {{"loam", steps_spawn_batch}, PEERS}},
    {"call and return, step", {{"loam", steps_call}}},
    {"a step that only goes on", {{"loam", steps_next}}},
    {NULL, {{NULL, NULL}}},
};
