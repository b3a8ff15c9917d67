// SPDX-License-Identifier: Apache-2.0
//
// MachineChecks.c — machine stacks and the switch between them, apart from any runtime.
#include "base/machine.h"
#include "check.h"

#include <fenv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

typedef struct bed {
  loam_knobs knobs;
  loam_os os;
  loam_bugs bugs;
  loam_machine_pool pool;
} bed;

static bool bed_open(bed *b, const char *debug) {
  const char *message;
  memset(b, 0, sizeof *b);
  if (!loam_knobs_parse(&b->knobs, debug, &message)) return false;
  loam_os_init(&b->os, &b->knobs);
  loam_machine_pool_init(&b->pool, &b->os, &b->bugs);
  return true;
}
#define EXPECT_BED_CLOSED(b)                                                                                           \
  do {                                                                                                                 \
    EXPECT(atomic_load(&(b)->pool.in_use) == 0);                                                                       \
    loam_machine_pool_deinit(&(b)->pool);                                                                              \
    EXPECT(atomic_load(&(b)->os.reserved) == 0 && atomic_load(&(b)->os.committed) == 0 && !(b)->bugs.dead);            \
  } while (0)

/// Code on a stack of its own that switches with the one who resumes it.
typedef struct routine {
  loam_machine *outside; ///< Of the thread that resumes it.
  loam_machine_stack *stack;
  loam_machine machine;
  void (*body)(struct routine *self);
  uint64_t number, sum;
  bool done;
} routine;

static void enter(loam_machine *from, loam_machine *to) {
  (void)loam_machine_enter(from, to, (loam_machine_message){0, 0});
}
static void leave(loam_machine *from, loam_machine *to) {
  (void)loam_machine_exit(from, to, (loam_machine_message){0, 0});
}
static void give_way(routine *self) { leave(&self->machine, self->outside); }

static void routine_main(void *argument) {
  routine *self = argument;
  self->body(self);
  self->done = true;
  loam_machine_leave(&self->machine, self->outside, (loam_machine_message){0, 0});
}

static bool start(bed *b, routine *r, loam_machine *outside, void (*body)(routine *), uint64_t number, uint64_t size) {
  *r = (routine){.outside = outside, .body = body, .number = number};
  r->stack = loam_machine_stack_acquire(&b->pool, size);
  if (r->stack == NULL) return false;
  loam_machine_prepare(&r->machine, r->stack, r->stack, routine_main, r);
  return true;
}

// ---- registers ----

#if defined(__x86_64__)
/// Fills the registers that calls preserve from `seed`, calls function(from, to), and answers the bits that changed.
uint64_t check_machine_registers(loam_machine *from, loam_machine *to, uint64_t seed,
                                 void (*function)(loam_machine *, loam_machine *));
#define FILL(register, number) "  leaq " #number "(%rdx), %" #register "\n"
#define COMPARE(register, number)                                                                                      \
  "  leaq " #number "(%rdx), %rcx\n"                                                                                   \
  "  xorq %" #register ", %rcx\n"                                                                                      \
                       "  orq %rcx, %rax\n"
__asm__(".text\n.globl check_machine_registers\ncheck_machine_registers:\n"
        "  pushq %rbp\n  pushq %rbx\n  pushq %r12\n  pushq %r13\n  pushq %r14\n  pushq %r15\n"
        "  pushq %rdx\n" // keeps the stack aligned as well
        FILL(rbp, 1) FILL(rbx, 2) FILL(r12, 3) FILL(r13, 4) FILL(r14, 5)
            FILL(r15,
                 6) "  callq *%rcx\n"
                    "  popq %rdx\n"
                    "  xorl %eax, %eax\n" COMPARE(rbp, 1) COMPARE(rbx, 2) COMPARE(r12, 3) COMPARE(r13, 4) COMPARE(r14,
                                                                                                                  5)
                        COMPARE(r15, 6) "  popq %r15\n  popq %r14\n  popq %r13\n  popq %r12\n  popq %rbx\n  popq %rbp\n"
                                        "  ret\n");
#else
// By hand: as many values as the compiler would keep in such registers.
static uint64_t check_machine_registers(loam_machine *from, loam_machine *to, uint64_t seed,
                                        void (*function)(loam_machine *, loam_machine *)) {
  uint64_t a = seed * 3, b = seed * 5, c = seed * 7, d = seed * 9, e = seed * 11, f = seed * 13, g = seed * 15;
  double u = (double)seed, v = u + 1, w = u + 2, x = u + 3, y = u + 4, z = u + 5;
  function(from, to);
  uint64_t changed = (a ^ seed * 3) | (b ^ seed * 5) | (c ^ seed * 7) | (d ^ seed * 9) | (e ^ seed * 11) |
                     (f ^ seed * 13) | (g ^ seed * 15);
  return changed | (u != (double)seed || v != u + 1 || w != u + 2 || x != u + 3 || y != u + 4 || z != u + 5);
}
#endif

enum { ROUNDS = 100 };

static void registers_body(routine *self) {
  for (uint64_t i = 0; i < ROUNDS; i++)
    self->sum |= check_machine_registers(&self->machine, self->outside, (self->number << 32) + i * 1000, leave);
}

static const char *registers(void) {
  bed b;
  loam_machine outside = {0};
  routine r[3];
  uint64_t changed = 0;
  EXPECT(bed_open(&b, NULL));
  for (int i = 0; i < 3; i++) EXPECT(start(&b, &r[i], &outside, registers_body, (uint64_t)i + 1, 0));
  for (uint64_t round = 0; round <= ROUNDS; round++)
    for (int i = 0; i < 3; i++) changed |= check_machine_registers(&outside, &r[i].machine, ~round, enter);
  for (int i = 0; i < 3; i++) {
    EXPECT(r[i].done && r[i].sum == 0);
    loam_machine_stack_release(&b.pool, r[i].stack);
  }
  EXPECT(changed == 0);
  EXPECT_BED_CLOSED(&b);
  return NULL;
}

// A third of 1.0, rounded as the mode says: two modes give two results.
static double third(void) {
  volatile double one = 1, three = 3;
  return one / three;
}

static void rounding_body(routine *self) {
  static const int modes[3] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
  int mode = modes[self->number];
  if (fegetround() != FE_TONEAREST) self->sum++; // a new stack has the usual mode
  fesetround(mode);
  double mine = third();
  for (int i = 0; i < ROUNDS; i++) {
    give_way(self);
    if (fegetround() != mode || third() != mine) self->sum++;
  }
}

static const char *rounding(void) {
  bed b;
  loam_machine outside = {0};
  routine r[3];
  EXPECT(bed_open(&b, NULL));
  double nearest = third();
  for (int i = 0; i < 3; i++) EXPECT(start(&b, &r[i], &outside, rounding_body, (uint64_t)i, 0));
  for (int round = 0; round <= ROUNDS; round++)
    for (int i = 0; i < 3; i++) {
      enter(&outside, &r[i].machine);
      EXPECT(fegetround() == FE_TONEAREST && third() == nearest);
    }
  for (int i = 0; i < 3; i++) {
    EXPECT(r[i].done && r[i].sum == 0);
    loam_machine_stack_release(&b.pool, r[i].stack);
  }
  EXPECT_BED_CLOSED(&b);
  return NULL;
}

// Both sides count: each hears what the other said.
static void messages_body(routine *self) {
  for (uint64_t i = 0; i < ROUNDS; i++) {
    loam_machine_message heard = loam_machine_exit(&self->machine, self->outside, (loam_machine_message){2 * i, ~i});
    if (heard.first != i + 7 || heard.second != i << 40) self->sum++;
  }
}

static const char *messages(void) {
  bed b;
  loam_machine outside = {0};
  routine r;
  EXPECT(bed_open(&b, NULL));
  EXPECT(start(&b, &r, &outside, messages_body, 0, 0));
  loam_machine_message heard = loam_machine_enter(&outside, &r.machine, (loam_machine_message){99, 99});
  for (uint64_t i = 0; i < ROUNDS; i++) {
    EXPECT(heard.first == 2 * i && heard.second == ~i);
    heard = loam_machine_enter(&outside, &r.machine, (loam_machine_message){i + 7, i << 40});
  }
  EXPECT(r.done && r.sum == 0);
  loam_machine_stack_release(&b.pool, r.stack);
  EXPECT_BED_CLOSED(&b);
  return NULL;
}

#if LOAM_MACHINE_DIRECT
// Two stacks that hand over to one another; each publishes itself, and the other looks.
static routine *chain[2];
static _Atomic uint32_t published;
static void chain_body(routine *self) {
  routine *other = chain[1 - self->number];
  for (uint32_t i = 0; i < ROUNDS; i++) {
    if (atomic_load(&published) != 2 * i + self->number) self->sum++;
    loam_machine_switch_published(&self->machine.sp, other->machine.sp, &published, 2 * i + (uint32_t)self->number + 1);
  }
}

static const char *publication(void) {
  bed b;
  loam_machine outside = {0};
  routine r[2];
  EXPECT(bed_open(&b, NULL));
  for (int i = 0; i < 2; i++) {
    EXPECT(start(&b, &r[i], &outside, chain_body, (uint64_t)i, 0));
    chain[i] = &r[i];
  }
  atomic_store(&published, 0);
  enter(&outside, &r[0].machine); // ends when the first is through
  EXPECT(r[0].done && !r[1].done && atomic_load(&published) == 2 * ROUNDS);
  enter(&outside, &r[1].machine);
  EXPECT(r[1].done && r[0].sum == 0 && r[1].sum == 0);
  for (int i = 0; i < 2; i++) loam_machine_stack_release(&b.pool, r[i].stack);
  EXPECT_BED_CLOSED(&b);
  return NULL;
}
#endif

// ---- bounds ----

/// Reads a byte as the system would, without a fault.
static bool readable(uintptr_t address) {
  char byte;
  struct iovec here = {&byte, 1}, there = {(void *)address, 1};
  return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == 1;
}

/// Recurses until about `left` bytes are below the frame; answers the depth.
static __attribute__((noinline)) uint64_t descend(uintptr_t lo, uint64_t left) {
  volatile char here[256];
  memset((char *)here, 1, sizeof here);
  if ((uintptr_t)here - lo < left) return 1;
  return 1 + descend(lo, left) + (here[17] - 1);
}

static void deep_body(routine *self) { self->sum = descend(self->stack->lo, 8192); }

static const char *bounds(void) {
  bed b;
  loam_machine outside = {0};
  EXPECT(bed_open(&b, NULL));
  for (uint64_t size = 64 << 10; size <= 4 << 20; size *= 8) {
    routine r;
    EXPECT(start(&b, &r, &outside, deep_body, 0, size));
    EXPECT(loam_machine_stack_size(r.stack) == size && r.stack->hi == (uintptr_t)(r.stack + 1));
    enter(&outside, &r.machine);
    EXPECT(r.done && r.sum > size / 2048 && r.sum < size / 256);
    uintptr_t lo = r.stack->lo;
    EXPECT(readable(lo) && readable(r.stack->hi - 1));
    for (uint64_t below = 1; below <= LOAM_MACHINE_GUARD; below += 1021) EXPECT(!readable(lo - below));
    EXPECT(!readable(lo - LOAM_MACHINE_GUARD));
    loam_machine_stack_release(&b.pool, r.stack);
  }
  loam_machine_stack *odd = loam_machine_stack_acquire(&b.pool, 100000);
  EXPECT(odd != NULL && loam_machine_stack_size(odd) == 131072);
  loam_machine_stack_release(&b.pool, odd);
  EXPECT((odd = loam_machine_stack_acquire(&b.pool, 1)) != NULL && loam_machine_stack_size(odd) == LOAM_MACHINE_LEAST);
  loam_machine_stack_release(&b.pool, odd);
  EXPECT(loam_machine_stack_acquire(&b.pool, LOAM_MACHINE_MOST + 1) == NULL);
  EXPECT_BED_CLOSED(&b);
  return NULL;
}

// ---- the pool ----

static uint64_t resident_bytes(void) {
  unsigned long total = 0, pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL) return 0;
  if (fscanf(file, "%lu %lu", &total, &pages) != 2) pages = 0;
  fclose(file);
  return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void short_body(routine *self) { self->sum = self->number; }

static uint64_t setting(const char *name, uint64_t otherwise) {
  const char *text = getenv(name);
  return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

// Code runs once on each; LOAM_MACHINES=100000 has that many at once.
static const char *many(void) {
#if LOAM_THREAD_SANITIZER
  enum { ALIVE = 200 };
#else
  enum { ALIVE = 1000 };
#endif
  uint64_t alive = setting("LOAM_MACHINES", ALIVE), total = alive > 100000 ? alive : 100 * (uint64_t)ALIVE;
  bed b;
  loam_machine outside = {0};
  EXPECT(bed_open(&b, NULL));
  routine *r = calloc(alive, sizeof *r);
  EXPECT(r != NULL);
  uint64_t before = resident_bytes(), after = 0, runs = 0;
  while (runs < total) {
    for (uint64_t i = 0; i < alive; i++) {
      EXPECT(start(&b, &r[i], &outside, short_body, i + 1, 0));
      enter(&outside, &r[i].machine);
      EXPECT(r[i].done && r[i].sum == i + 1);
    }
    if (runs == 0) after = resident_bytes();
    for (uint64_t i = 0; i < alive; i++) loam_machine_stack_release(&b.pool, r[i].stack);
    EXPECT(b.pool.kept <= LOAM_MACHINE_KEPT_BYTES);
    runs += alive;
  }
  free(r);
  uint64_t each = (after - before) / alive;
  if (getenv("LOAM_BENCH") != NULL)
    printf("machine stack of 64 KiB that touched a page: %llu bytes\n", (unsigned long long)each);
#if !CHECKS_SANITIZER
  EXPECT(before == 0 || each < 5000 + sizeof(loam_machine) || getenv("LOAM_VALGRIND") != NULL);
#endif
  // What was kept served again.
  EXPECT(atomic_load(&b.pool.maps) < runs);
  EXPECT_BED_CLOSED(&b);
  return NULL;
}

static const char *want_of_memory(void) {
  bed b;
  for (int n = 1; n <= 3; n++) {
    char debug[32];
    snprintf(debug, sizeof debug, "failalloc=%d", n);
    EXPECT(bed_open(&b, debug));
    loam_machine_stack *stack = loam_machine_stack_acquire(&b.pool, 0);
    EXPECT((stack == NULL) == (n <= 2) && (n <= 2 ? atomic_load(&b.os.reserved) == 0 : true));
    if (stack == NULL) EXPECT((stack = loam_machine_stack_acquire(&b.pool, 0)) != NULL);
    loam_machine_stack_release(&b.pool, stack);
    EXPECT_BED_CLOSED(&b);
  }
  return NULL;
}

// Suspended for good in the middle of calls: its memory comes back all the same, and serves again.
static void abandoned_body(routine *self) {
  volatile char frame[512];
  memset((char *)frame, 2, sizeof frame);
  give_way(self);
  self->sum += (uint64_t)frame[9];
}

static const char *abandoned(void) {
  bed b;
  loam_machine outside = {0};
  EXPECT(bed_open(&b, NULL));
  for (int i = 0; i < 50; i++) {
    routine r;
    EXPECT(start(&b, &r, &outside, i % 2 ? deep_body : abandoned_body, 0, 0));
    enter(&outside, &r.machine);
    EXPECT(r.done == (i % 2));
    loam_machine_stack_release(&b.pool, r.stack);
  }
  EXPECT(atomic_load(&b.pool.maps) == 1);
  EXPECT_BED_CLOSED(&b);
  return NULL;
}

const check_case machine_cases[] = {
    {"machine: registers that calls preserve survive switches", registers},
    {"machine: a rounding mode stays with the code that chose it", rounding},
    {"machine: a switch carries two words each way", messages},
#if LOAM_MACHINE_DIRECT
    {"machine: a stack is published when it is left", publication},
#endif
    {"machine: a stack is usable to its low end, and nothing below it is", bounds},
    {"machine: 100,000 stacks one after the other, a page each", many},
    {"machine: without memory there is no stack and nothing is held", want_of_memory},
    {"machine: a stack left in the middle of calls is given back and used again", abandoned},
    {NULL, NULL},
};
