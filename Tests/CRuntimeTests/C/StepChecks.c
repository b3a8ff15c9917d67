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

const check_case step_cases[] = {
    {"step: a recursive function on growing stacks", recursion},
    {"step: two goroutines of steps talk over channels", ping_pong},
    {NULL, NULL},
};
