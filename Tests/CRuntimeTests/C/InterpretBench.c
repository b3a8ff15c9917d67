// SPDX-License-Identifier: Apache-2.0
//
// InterpretBench.c — figures of the interpreter and the scheduler, for which LOAM_BENCH must be set: medians of five
// runs, for CRuntime/HACKING.md. Shapes: fib; a loop of xor, add, add-immediate and polled branch; a sieve's inner loop
// over 1 MB; a message there and back over unbuffered channels; a goroutine's whole life.
#include "assemble.h"
#include "base/os.h"

static int by_value(const void *x, const void *y) {
  double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}

static const char *measure(machine *m, const char *name, loam_function *f, double steps) {
  double figures[5];
  for (int i = 0; i < 5; i++) {
    int64_t before = loam_os_monotonic();
    EXPECT(machine_run(m, f).status == LOAM_OK);
    figures[i] = (double)(loam_os_monotonic() - before) / steps;
  }
  qsort(figures, 5, sizeof figures[0], by_value);
  printf("%-12s %8.2f ns\n", name, figures[2]);
  return NULL;
}

static const char *bench_fib(machine *m) {
  assembly a;
  loam_function *f = declare(m, "main.fib", 1, 1, 0), *start = declare(m, "main.main", 0, 0, 0);
  begin(&a, 4);
  emit(&a, OP(JGEI, 5, 2, 3));
  emit(&a, OP(MOV, 6, 5, 0));
  leave(&a);
  emit(&a, OP(ADDI, 0, 5, -1));
  call(&a, f, 0);
  emit(&a, OP(MOV, 2, 1, 0));
  emit(&a, OP(ADDI, 0, 5, -2));
  call(&a, f, 0);
  emit(&a, OP(ADD, 6, 2, 1));
  leave(&a);
  EXPECT(finish(m, &a, f));
  begin(&a, 4);
  emit(&a, OP(LOADI, 0, 32, 0));
  call(&a, f, 0);
  leave(&a);
  EXPECT(finish(m, &a, start));
  return measure(m, "fib call", start, 7049155);
}

static const char *bench_loops(machine *m) {
  assembly a;
  static uint8_t flags[1 << 20];
  loam_function *loop = declare(m, "main.main", 0, 0, 0), *sieve = declare(m, "main.main", 0, 0, 0);
  begin(&a, 8);
  constant(&a, 0, 0);
  constant(&a, 4, 5000);
  uint32_t outer = a.count;
  constant(&a, 1, 0);
  uint32_t top = a.count;
  emit(&a, OP(XOR, 3, 3, 1));
  emit(&a, OP(ADD, 3, 3, 0));
  emit(&a, OP(ADDI, 1, 1, 1));
  LOOP(&a, JLT_P, 1, 4, top, 0);
  emit(&a, OP(ADDI, 0, 0, 1));
  LOOP(&a, JLT_P, 0, 4, outer, 0);
  leave(&a);
  EXPECT(finish(m, &a, loop));
  RUN(measure(m, "loop step", loop, 25e6));
  begin(&a, 8);
  constant(&a, 0, (int64_t)(uintptr_t)flags);
  constant(&a, 1, sizeof flags);
  constant(&a, 3, 2);
  constant(&a, 4, sizeof flags);
  constant(&a, 5, 0);
  outer = a.count;
  emit(&a, OP(ADD, 2, 3, 3));
  top = a.count;
  emit(&a, OP(STX8, 0, 5, 2));
  emit(&a, OP(ADD, 2, 2, 3));
  LOOP(&a, JLT_P, 2, 4, top, 0);
  emit(&a, OP(ADDI, 3, 3, 1));
  LOOP(&a, JLTI_P, 3, 1000, outer, 0);
  leave(&a);
  EXPECT(finish(m, &a, sieve));
  double steps = 0;
  for (int i = 2; i < 1000; i++) steps += (double)(sizeof flags - 2 * (uint64_t)i) / i;
  return measure(m, "sieve step", sieve, steps);
}

static const char *bench_goroutines(machine *m) {
  enum { MESSAGES = 200000, SPAWNS = 200000 };
  assembly a;
  void **there = loam_global_create(m->runtime, &pointer_type), **back = loam_global_create(m->runtime, &pointer_type);
  loam_function *echo = declare(m, "main.echo", 0, 0, 0), *start = declare(m, "main.main", 0, 0, 0);
  loam_function *noop = declare(m, "main.noop", 0, 0, 0), *spawns = declare(m, "main.main", 0, 0, 0);
  begin(&a, 4);
  load_global(&a, 2, there);
  load_global(&a, 3, back);
  uint32_t top = a.count;
  emit(&a, OP(RECV, 0, 2, LOAM_NONE));
  safepoint(&a, 0xc);
  emit(&a, OP(SEND, 3, 0, 0));
  safepoint(&a, 0xc);
  LOOP(&a, JNEI_P, 0, 0, top, 0xc); // until the message 0
  leave(&a);
  EXPECT(finish(m, &a, echo));
  begin(&a, 8);
  make_channel(&a, 2, &channel_type, LOAM_NONE, 0);
  store_global(&a, 2, there);
  make_channel(&a, 3, &channel_type, LOAM_NONE, 4);
  store_global(&a, 3, back);
  go(&a, 0, echo, 0xd);
  constant(&a, 4, MESSAGES / 2);
  top = a.count;
  emit(&a, OP(ADDI, 4, 4, -1));
  emit(&a, OP(SEND, 2, 4, 0));
  safepoint(&a, 0xc);
  emit(&a, OP(RECV, 5, 3, LOAM_NONE));
  safepoint(&a, 0xc);
  LOOP(&a, JNEI_P, 4, 0, top, 0xc);
  leave(&a);
  EXPECT(finish(m, &a, start));
  RUN(measure(m, "message", start, MESSAGES));
  begin(&a, 3);
  leave(&a);
  EXPECT(finish(m, &a, noop));
  begin(&a, 6);
  constant(&a, 4, SPAWNS);
  constant(&a, 0, (int64_t)(uintptr_t)noop);
  top = a.count;
  emit(&a, OP(GO, 0, 0, 0));
  safepoint(&a, 1);
  emit(&a, OP(ADDI, 4, 4, -1));
  LOOP(&a, JNEI_P, 4, 0, top, 1);
  leave(&a);
  EXPECT(finish(m, &a, spawns));
  return measure(m, "goroutine", spawns, SPAWNS);
}

static const char *bench_allocation(machine *m) {
  assembly a;
  loam_function *f = declare(m, "main.main", 0, 0, 0);
  begin(&a, 6);
  constant(&a, 4, 1000000);
  uint32_t top = a.count;
  emit(&a, OP(NEW, 0, 0, 0));
  emit(&a, (uint64_t)(uintptr_t)&string_type);
  safepoint(&a, 0);
  emit(&a, OP(ADDI, 4, 4, -1));
  LOOP(&a, JNEI_P, 4, 0, top, 0);
  leave(&a);
  EXPECT(finish(m, &a, f));
  return measure(m, "new 16 B", f, 1e6);
}

static const char *figures(void) {
  static machine m;
  EXPECT(machine_open(&m, NULL, 1));
  RUN(bench_fib(&m));
  RUN(bench_loops(&m));
  RUN(bench_goroutines(&m));
  RUN(bench_allocation(&m));
  machine_close(&m);
  return NULL;
}

const check_case bench_cases[] = {
    {"bench: figures of the interpreter and the scheduler", figures},
    {NULL, NULL},
};
