// SPDX-License-Identifier: Apache-2.0
//
// NativeBench.c — figures of machine stacks and native goroutines, for which LOAM_BENCH must be set: the best of many
// short windows, beside the floor (the bare switch) and ucontext in the same run. A switch is one change of stacks; two
// goroutines that yield to each other make one each.
#include "assemble.h"
#include "base/machine.h"
#include "base/os.h"

#include <ucontext.h>

// Of many short windows the best: other programs of the machine disturb the rest.
enum { WINDOWS = 200, STEPS = 5000 };

#define BEST(name, per_step, step)                                                                                     \
  double name = 1e9;                                                                                                   \
  for (int window_ = 0; window_ < WINDOWS; window_++) {                                                                \
    int64_t before_ = loam_os_monotonic();                                                                             \
    for (int step_ = 0; step_ < STEPS; step_++) step;                                                                  \
    double took_ = (double)(loam_os_monotonic() - before_) / STEPS / (per_step);                                       \
    if (took_ < name) name = took_;                                                                                    \
  }

static void print(const char *name, double ns, double floor) {
  printf("%-44s %8.2f ns", name, ns);
  if (floor > 0) printf("  %6.2f of the bare switch", ns / floor);
  printf("\n");
}

// ---- floors ----

typedef struct floor_bed {
  loam_machine outside, inside;
  loam_machine_stack *stack;
  ucontext_t main, other;
} floor_bed;

static void floor_main(void *argument) {
  floor_bed *bed = argument;
  for (;;) (void)loam_machine_exit(&bed->inside, &bed->outside, (loam_machine_message){0, 0});
}

static floor_bed *context_bed;
static void context_main(void) {
  for (;;) (void)swapcontext(&context_bed->other, &context_bed->main);
}

static const char *floors(double *out_switch) {
  static floor_bed bed;
  loam_knobs knobs;
  loam_os os = {0};
  loam_bugs bugs = {0};
  loam_machine_pool pool;
  const char *message;
  EXPECT(loam_knobs_parse(&knobs, NULL, &message));
  loam_os_init(&os, &knobs);
  loam_machine_pool_init(&pool, &os, &bugs);
  EXPECT((bed.stack = loam_machine_stack_acquire(&pool, 0)) != NULL);
  loam_machine_prepare(&bed.inside, bed.stack, bed.stack, floor_main, &bed);
  BEST(bare, 2, (void)loam_machine_enter(&bed.outside, &bed.inside, (loam_machine_message){0, 0}));
  *out_switch = bare;
  print("bare switch of machine stacks", bare, 0);
  loam_machine_stack_release(&pool, bed.stack);
  BEST(pooled, 1, loam_machine_stack_release(&pool, loam_machine_stack_acquire(&pool, 0)));
  print("machine stack from the pool and back", pooled, bare);
  static char memory[65536];
  context_bed = &bed;
  EXPECT(getcontext(&bed.other) == 0);
  bed.other.uc_stack.ss_sp = memory;
  bed.other.uc_stack.ss_size = sizeof memory;
  makecontext(&bed.other, context_main, 0);
  BEST(portable, 2, (void)swapcontext(&bed.main, &bed.other));
  print("ucontext", portable, bare);
  loam_machine_pool_deinit(&pool);
  return NULL;
}

// ---- goroutines ----

enum { YIELDS, YIELDS_OF_TWO, MESSAGES, SPAWNS, FIGURES };
static double figures_of[FIGURES];
static bool over;

static __attribute__((noinline)) void yield_often(loam_context *context) {
  for (int i = 0; i < STEPS && !over; i++) loam_native_yield(context);
}
static loam_native_status yield_body(loam_context *context) {
  while (!over) yield_often(context);
  return LOAM_NATIVE_DONE;
}
// From other code, four calls deep: jumps and returns are predicted by the places they led to before.
static __attribute__((noinline)) void deeper(loam_context *context, uint64_t depth) {
  volatile uint64_t here = depth;
  if (depth == 0)
    loam_native_yield(context);
  else
    deeper(context, here - 1);
  (void)here;
}
static loam_native_status other_body(loam_context *context) {
  while (!over) deeper(context, 3);
  return LOAM_NATIVE_DONE;
}

static loam_native_status echo_body(loam_context *context) {
  uint64_t value = 1;
  while (value != 0)
    if (loam_native_receive(context, (void *)loam_argument(context, 0), &value, NULL) != LOAM_OK ||
        loam_native_send(context, (void *)loam_argument(context, 1), &value) != LOAM_OK)
      break;
  return LOAM_NATIVE_DONE;
}
static loam_native_status empty_body(loam_context *context) { return (void)context, LOAM_NATIVE_DONE; }

typedef struct bench {
  loam_function *yields, *others, *echo, *empty;
} bench;

static double yields(loam_context *context, loam_function *other) {
  over = false;
  (void)loam_native_spawn(context, other, NULL, 0, NULL);
  loam_native_yield(context);
  double best = 1e9;
  for (int window = 0; window < WINDOWS; window++) {
    int64_t before = loam_os_monotonic();
    yield_often(context);
    double took = (double)(loam_os_monotonic() - before) / STEPS / 2;
    best = took < best ? took : best;
  }
  over = true;
  loam_native_yield(context);
  return best;
}

static double messages(loam_context *context, loam_function *echo) {
  void *there, *back;
  (void)loam_channel_create(context, &int_type, 0, &there);
  loam_native_handle(context, there);
  (void)loam_channel_create(context, &int_type, 0, &back);
  loam_native_handle(context, back);
  uint64_t arguments[2] = {(uintptr_t)there, (uintptr_t)back}, value = 1;
  (void)loam_native_spawn(context, echo, arguments, 0, NULL);
  BEST(each, 2, {
    (void)loam_native_send(context, there, &value);
    (void)loam_native_receive(context, back, &value, NULL);
  });
  value = 0;
  (void)loam_native_send(context, there, &value);
  (void)loam_native_receive(context, back, &value, NULL);
  return each;
}

static double spawns(loam_context *context, loam_function *empty) {
  BEST(each, 1, {
    (void)loam_context_spawn(context, empty, NULL, NULL);
    loam_native_yield(context);
  });
  return each;
}

static loam_native_status bench_body(loam_context *context) {
  const bench *b = loam_native_user(context);
  figures_of[YIELDS] = yields(context, b->yields);
  figures_of[YIELDS_OF_TWO] = yields(context, b->others);
  figures_of[MESSAGES] = messages(context, b->echo);
  figures_of[SPAWNS] = spawns(context, b->empty);
  return LOAM_NATIVE_DONE;
}

static loam_function *define(machine *m, loam_native body, uint32_t words, void *user) {
  static const uint32_t numbers[] = {0, 1};
  loam_native_description description = {.name = "bench.body",
                                         .body = body,
                                         .argument_words = words,
                                         .pointers = numbers,
                                         .pointer_count = words == 2 ? 2 : 0,
                                         .user = user};
  loam_function *function = NULL;
  return loam_native_define(m->runtime, &description, &function) == LOAM_OK ? function : NULL;
}

static const char *figures(void) {
  static machine m;
  static bench b;
  static const char *const names[FIGURES] = {"yield to another native goroutine", "... that yields four calls deep",
                                             "message over an unbuffered channel", "spawn, run and end"};
  double floor;
  RUN(floors(&floor));
  EXPECT(machine_open(&m, NULL, 1));
  b.yields = define(&m, yield_body, 0, NULL);
  b.others = define(&m, other_body, 0, NULL);
  b.echo = define(&m, echo_body, 2, NULL);
  b.empty = define(&m, empty_body, 0, NULL);
  loam_function *main = define(&m, bench_body, 0, &b);
  EXPECT(main != NULL && loam_runtime_call(m.runtime, main, NULL, NULL).status == LOAM_OK);
  for (int i = 0; i < FIGURES; i++) print(names[i], figures_of[i], floor);
  machine_close(&m);
  return NULL;
}

const check_case native_bench_cases[] = {
    {"bench: figures of native goroutines", figures},
    {NULL, NULL},
};
