// SPDX-License-Identifier: Apache-2.0
//
// StepChecks.c — step functions: recursion, calls to and from bytecode, channels, starting goroutines.
#include "assemble.h"
#include "include/loam_step_macros.h"

static loam_function *define(machine *m, const loam_step_description *description) {
  loam_function *function = NULL;
  return loam_step_define(m->runtime, description, &function) == LOAM_OK ? function : NULL;
}

// ---- fib ----

typedef struct fib_frame {
  struct {
    int64_t n, result;
  } call;
  int64_t first;
  loam_step_record record;
  int64_t n, result;
} fib_frame;

LOAM_STEP(fib, fib_frame) {
  LOAM_BEGIN;
  if (f->n < 2) {
    f->result = f->n;
    LOAM_RETURN;
  }
  f->call.n = f->n - 1;
  LOAM_CALL(loam_step_self(context));
  f->first = f->call.result;
  f->call.n = f->n - 2;
  LOAM_CALL(loam_step_self(context));
  f->result = f->first + f->call.result;
  LOAM_END;
}
static const loam_step_description fib_description = {LOAM_DESCRIBE(fib, fib_frame, 16, 8)};

static const char *const switches[] = {NULL, "movestack=1", "gcstress=1", "preempt=1",
                                       "movestack=1,gcstress=1,poison=1,checkptr=1"};
enum { SWITCHES = sizeof switches / sizeof switches[0] };

static const char *recursion(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    EXPECT(machine_open(&m, switches[i], 2));
    loam_function *function = define(&m, &fib_description);
    uint64_t n = 12, result = 0;
    loam_outcome outcome = {.results = &result};
    EXPECT(function != NULL && loam_runtime_call(m.runtime, function, &n, &outcome).status == LOAM_OK);
    EXPECT(loam_outcome_ended(&outcome) && outcome.status == LOAM_OK && result == 144);
    machine_close(&m);
  }
  return NULL;
}

// ---- ping-pong ----

typedef struct player_frame {
  int64_t value;
  bool ok;
  loam_step_record record;
  void *in, *out;
  int64_t rounds, sum;
} player_frame;

static const uint32_t player_pointers[] = {offsetof(player_frame, in), offsetof(player_frame, out)};

LOAM_STEP(echo, player_frame) {
  LOAM_BEGIN;
  for (;;) {
    LOAM_RECEIVE(f->in, &f->value, &f->ok);
    if (!f->ok) LOAM_RETURN;
    f->value++;
    LOAM_SEND(f->out, &f->value);
  }
  LOAM_END;
}
static const loam_step_description echo_description = {LOAM_DESCRIBE(echo, player_frame, 0, 32),
                                                       .pointers = player_pointers, .pointer_count = 2};

typedef struct serve_frame {
  void *in, *out;
  int64_t i, value;
  loam_step_record record;
  int64_t rounds, sum;
} serve_frame;
static const uint32_t serve_pointers[] = {offsetof(serve_frame, in), offsetof(serve_frame, out)};

LOAM_STEP(serve, serve_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->in, &int_type, 0);
  LOAM_MAKE_CHANNEL(f->out, &int_type, 0);
  {
    uint64_t arguments[4] = {(uintptr_t)f->in, (uintptr_t)f->out};
    if (loam_context_spawn(context, loam_step_user(context), arguments, NULL) != LOAM_OK) LOAM_PANIC("spawn");
  }
  for (f->i = 0; f->i < f->rounds; f->i++) {
    LOAM_SEND(f->in, &f->i);
    LOAM_RECEIVE(f->out, &f->value, NULL);
    f->sum += f->value;
  }
  LOAM_CLOSE(f->in);
  LOAM_END;
}

static const char *ping_pong(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    EXPECT(machine_open(&m, switches[i], 2));
    loam_step_description description = {LOAM_DESCRIBE(serve, serve_frame, 0, 8), .pointers = serve_pointers,
                                         .pointer_count = 2, .user = define(&m, &echo_description)};
    loam_function *function = define(&m, &description);
    uint64_t rounds = 500, sum = 0;
    loam_outcome outcome = {.results = &sum};
    EXPECT(function != NULL && loam_runtime_call(m.runtime, function, &rounds, &outcome).status == LOAM_OK);
    EXPECT(sum == 500 * 501 / 2);
    machine_close(&m);
  }
  return NULL;
}

// ---- pointers into older frames ----

// Each level links a record of its own frame to the one further out, adds to all of them through the links, and finds
// its own record changed when the deeper levels have returned.
typedef struct link_record {
  struct link_record *outer;
  int64_t value;
} link_record;
typedef struct link_frame {
  struct {
    link_record *outer;
    int64_t depth, sum;
  } call;
  link_record own;
  void *heap;
  loam_step_record record;
  link_record *outer;
  int64_t depth;
  int64_t sum;
} link_frame;
static const uint32_t link_pointers[] = {offsetof(link_frame, own.outer), offsetof(link_frame, heap),
                                         offsetof(link_frame, outer)};

LOAM_STEP(chain, link_frame) {
  LOAM_BEGIN;
  LOAM_ALLOCATE(f->heap, &int_type, 1);
  if (f->heap == NULL) LOAM_PANIC("memory");
  *(int64_t *)f->heap = f->depth;
  f->own.outer = f->outer;
  for (link_record *at = &f->own; at != NULL; at = at->outer) at->value++;
  if (f->depth > 0) {
    f->call.outer = &f->own;
    f->call.depth = f->depth - 1;
    LOAM_CALL(loam_step_self(context));
    if (*(int64_t *)f->heap != f->depth) LOAM_PANIC("a heap object changed");
  }
  f->sum = f->own.value + (f->depth > 0 ? f->call.sum : 0);
  LOAM_END;
}

static const char *older_frames(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    EXPECT(machine_open(&m, switches[i], 1));
    loam_step_description description = {LOAM_DESCRIBE(chain, link_frame, 24, 16), LOAM_POINTERS(link_pointers)};
    loam_function *function = define(&m, &description);
    int64_t depth = i == 0 ? 200 : 40;
    uint64_t arguments[2] = {0, (uint64_t)depth}, sum = 0;
    loam_outcome outcome = {.results = &sum};
    EXPECT(function != NULL && loam_runtime_call(m.runtime, function, arguments, &outcome).status == LOAM_OK);
    EXPECT(sum == (uint64_t)((depth + 1) * (depth + 2) / 2));
    loam_stack_statistics statistics;
    loam_runtime_stack_statistics(m.runtime, &statistics);
    EXPECT(statistics.grows >= 1 && (i != 1 || statistics.slots_rewritten >= 1000));
    machine_close(&m);
  }
  return NULL;
}

// ---- pointers listed among the outgoing words ----

typedef struct staged_frame {
  struct {
    void *a, *b, *result;
  } call;
  int64_t i, sum;
  loam_step_record record;
  void *a, *b; // of the callee
  void *result;
} staged_frame;
static const uint32_t staged_pointers[] = {offsetof(staged_frame, call.a), offsetof(staged_frame, call.b),
                                           offsetof(staged_frame, call.result)};
static const uint32_t add_pointers[] = {offsetof(staged_frame, a), offsetof(staged_frame, b),
                                        offsetof(staged_frame, result)};

LOAM_STEP(add_boxed, staged_frame) {
  LOAM_BEGIN;
  LOAM_ALLOCATE(f->result, &int_type, 1);
  if (f->result == NULL) LOAM_PANIC("memory");
  *(int64_t *)f->result = *(int64_t *)f->a + *(int64_t *)f->b;
  f->a = f->b = NULL;
  LOAM_YIELD;
  LOAM_END;
}

// Arguments are made by allocations that may collect while the first stands in the outgoing words; so does a result
// while the next argument is made.
LOAM_STEP(staging, staged_frame) {
  LOAM_BEGIN;
  for (; f->i < 20; f->i++) {
    LOAM_ALLOCATE(f->call.a, &int_type, 1);
    if (f->call.a == NULL) LOAM_PANIC("memory");
    *(int64_t *)f->call.a = f->i;
    LOAM_ALLOCATE(f->call.b, &int_type, 1);
    if (f->call.b == NULL) LOAM_PANIC("memory");
    *(int64_t *)f->call.b = 1;
    LOAM_CALL(loam_step_user(context));
    if (f->call.a != NULL || f->call.b != NULL) LOAM_PANIC("arguments are left");
    LOAM_ALLOCATE(f->call.a, &int_type, 1);
    LOAM_YIELD;
    f->sum += *(int64_t *)f->call.result;
  }
  if (f->sum != 210) LOAM_PANIC("a wrong sum");
  LOAM_END;
}

static const char *outgoing_pointers(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    EXPECT(machine_open(&m, switches[i], 1));
    loam_step_description callee = {LOAM_DESCRIBE(add_boxed, staged_frame, 0, 16), LOAM_POINTERS(add_pointers)};
    loam_step_description description = {LOAM_DESCRIBE(staging, staged_frame, 24, 0), LOAM_POINTERS(staged_pointers),
                                         .user = define(&m, &callee)};
    loam_function *function = define(&m, &description);
    EXPECT(description.user != NULL && function != NULL);
    EXPECT(loam_runtime_call(m.runtime, function, NULL, NULL).status == LOAM_OK);
    machine_close(&m);
  }
  return NULL;
}

// ---- bytecode calls steps, steps call bytecode ----

// twice(n) = 2 * half_way(n), in bytecode; half_way(n) = fib(n), in steps.
typedef struct through_frame {
  struct {
    int64_t n, result;
  } call;
  loam_step_record record;
  int64_t n, result;
} through_frame;

LOAM_STEP(through, through_frame) {
  LOAM_BEGIN;
  f->call.n = f->n;
  LOAM_CALL(loam_step_user(context));
  f->result = f->call.result;
  LOAM_END;
}

static const char *mixed_calls(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    assembly a;
    EXPECT(machine_open(&m, switches[i], 1));
    loam_function *doubled = declare(&m, "main.double", 1, 1, 0);
    loam_step_description description = {LOAM_DESCRIBE(through, through_frame, 16, 8)};
    description.user = define(&m, &fib_description);
    loam_function *inner = define(&m, &description);
    begin(&a, 4);
    emit(&a, OP(MOV, 0, 5, 0));
    call(&a, inner, 0);
    emit(&a, OP(ADD, 6, 1, 1));
    leave(&a);
    EXPECT(inner != NULL && finish(&m, &a, doubled));
    description.user = doubled;
    loam_function *outer = define(&m, &description);
    uint64_t n = 9, result = 0;
    loam_outcome outcome = {.results = &result};
    EXPECT(outer != NULL && loam_runtime_call(m.runtime, outer, &n, &outcome).status == LOAM_OK && result == 68);
    machine_close(&m);
  }
  return NULL;
}

// ---- panics, Goexit, exit ----

enum { END_PANIC, END_GOEXIT, END_EXIT, END_NIL_CALL, END_STATE, END_SMALL, END_NOTHING };

LOAM_STEP(ending, fib_frame) {
  if (f->n == END_STATE && state == 0) return loam_step_next(123456);
  LOAM_BEGIN;
  if (f->n == END_PANIC) LOAM_PANIC("out of a step");
  if (f->n == END_GOEXIT) LOAM_GOEXIT;
  if (f->n == END_EXIT) return loam_step_end(loam_context_exit(context, 7));
  if (f->n == END_NIL_CALL) LOAM_CALL(NULL);
  if (f->n == END_SMALL) LOAM_CALL(loam_step_user(context));
  if (f->n == END_NOTHING) return loam_step_make((loam_step_kind)99, 0, NULL);
  LOAM_END;
}

static const char *endings(void) {
  static machine m;
  static const struct {
    loam_status status;
    const char *text;
  } expected[] = {{LOAM_PANICKED, "panic: out of a step"},
                  {LOAM_FATAL, "no goroutines (main called runtime.Goexit) - deadlock!"},
                  {LOAM_EXITED, ""},
                  {LOAM_PANICKED, "invalid memory address or nil pointer dereference"},
                  {LOAM_FATAL, "a step function goes on in a state that it does not have"},
                  {LOAM_FATAL, "a step function makes a call that is larger than its outgoing words"},
                  {LOAM_FATAL, "a step function returned no loam_step"}};
  for (uint64_t i = 0; i <= END_NOTHING; i++) {
    EXPECT(machine_open(&m, NULL, 1));
    loam_step_description description = {LOAM_DESCRIBE(ending, fib_frame, 8, 8), .user = define(&m, &fib_description)};
    loam_function *function = define(&m, &description);
    loam_outcome outcome = {0};
    m.length = 0;
    loam_result result = loam_runtime_call(m.runtime, function, &i, &outcome);
    EXPECT(result.status == expected[i].status && machine_says(&m, expected[i].text));
    EXPECT(i != END_EXIT || result.exit_code == 7);
    EXPECT(i == END_EXIT || i == END_GOEXIT || (loam_outcome_ended(&outcome) && outcome.status == result.status));
    machine_close(&m);
  }
  return NULL;
}

// main defers recover, then calls a step that calls a step that panics: the steps' frames are unwound, main goes on.
static const char *recovered_panic(void) {
  static machine m;
  static uint64_t after;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    assembly a;
    EXPECT(machine_open(&m, switches[i], 1));
    loam_step_description panics = {LOAM_DESCRIBE(ending, fib_frame, 16, 8)};
    loam_step_description between = {LOAM_DESCRIBE(through, through_frame, 16, 8), .user = define(&m, &panics)};
    loam_function *middle = define(&m, &between), *start = declare(&m, "main.main", 0, 0, 0);
    loam_function *recovers = declare(&m, "main.recovers", 0, 0, 0);
    EXPECT(between.user != NULL && middle != NULL);
    begin(&a, 3);
    emit(&a, OP(RECOVER, 0, 0, 0));
    leave(&a);
    EXPECT(finish(&m, &a, recovers));
    after = 0;
    begin(&a, 4);
    constant(&a, 2, (int64_t)(uintptr_t)recovers);
    emit(&a, OP(DEFER, 2, 0, 0));
    safepoint(&a, 4);
    constant(&a, 0, END_PANIC);
    call(&a, middle, 0);
    a.defer_return = a.count;
    emit(&a, OP(RUN_DEFERS, 0, 0, 0));
    safepoint(&a, 0);
    emit(&a, OP(LOADI, 0, 1, 0));
    store_global(&a, 0, &after);
    leave(&a);
    a.flags = LOAM_FUNCTION_DEFERS;
    EXPECT(finish(&m, &a, start));
    EXPECT(machine_run(&m, start).status == LOAM_OK && after == 1);
    machine_close(&m);
  }
  return NULL;
}

// ---- descriptions ----

static const char *descriptions(void) {
  static machine m;
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *function = NULL;
  loam_step_description good = fib_description, bad;
  static const uint32_t odd[] = {4}, beyond[] = {sizeof(fib_frame)}, record[] = {offsetof(fib_frame, record)},
                        return_pc[] = {offsetof(fib_frame, record) + 8};
  const uint32_t *const wrong[] = {odd, beyond, record, return_pc};
  EXPECT(loam_step_define(m.runtime, &good, &function) == LOAM_OK && function != NULL);
  EXPECT(loam_step_define(NULL, &good, &function) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_step_define(m.runtime, NULL, &function) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_step_define(m.runtime, &good, NULL) == LOAM_INVALID_ARGUMENT);
  for (uint32_t i = 0; i < 4; i++) {
    bad = good;
    bad.pointers = wrong[i];
    bad.pointer_count = 1;
    EXPECT(loam_step_define(m.runtime, &bad, &function) == LOAM_INVALID_ARGUMENT);
  }
#define REFUSED(member, value)                                                                                         \
  bad = good;                                                                                                          \
  bad.member = (value);                                                                                                \
  EXPECT(loam_step_define(m.runtime, &bad, &function) == LOAM_INVALID_ARGUMENT)
  REFUSED(function, NULL);
  REFUSED(name, NULL);
  REFUSED(frame_size, good.frame_size + 4);
  REFUSED(frame_size, 8 * 65001);
  REFUSED(frame_size, good.record_offset + 8);
  REFUSED(outgoing_size, good.record_offset + 8);
  REFUSED(outgoing_size, 4);
  REFUSED(record_offset, good.frame_size);
  REFUSED(argument_size, good.frame_size);
  REFUSED(pointer_count, 1);
#undef REFUSED
  machine_close(&m);
  return NULL;
}

const check_case step_cases[] = {
    {"step: a recursive function on growing stacks", recursion},
    {"step: two goroutines of steps talk over channels", ping_pong},
    {"step: pointers into older frames follow every move", older_frames},
    {"step: pointers among the outgoing words are kept, and cleared after a call", outgoing_pointers},
    {"step: bytecode calls steps and steps call bytecode", mixed_calls},
    {"step: a panic, Goexit, an exit and wrong answers end as they should", endings},
    {"step: a panic in a step unwinds steps and is recovered in bytecode", recovered_panic},
    {"step: descriptions that make no frame are refused", descriptions},
    {NULL, NULL},
};
