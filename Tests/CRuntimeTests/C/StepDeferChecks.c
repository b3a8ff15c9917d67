// SPDX-License-Identifier: Apache-2.0
//
// StepDeferChecks.c — what step functions defer runs at their end, whichever it is, and sees their frames.
#include "assemble.h"
#include "include/loam_step_macros.h"

typedef enum ending { RETURNS, PANICS, GOES, CALLEE_PANICS, CALLEE_GOES, ENDINGS } ending;

typedef struct defers_frame {
  struct {
    int64_t how, unused;
  } call;
  void *object; // 30 + its number, in the heap
  int64_t how_taken;
  loam_step_record record;
  int64_t how;
  int64_t result;
} defers_frame;
static const uint32_t defers_pointers[] = {offsetof(defers_frame, object)};

typedef struct cleanup_frame {
  void *object;
  loam_step_record record;
} cleanup_frame;
static const uint32_t cleanup_pointers[] = {offsetof(cleanup_frame, object)};

static int64_t order, recovered;

// Waits, allocates and moves before it looks at the frame of the one that deferred it.
LOAM_STEP(first, cleanup_frame) {
  LOAM_BEGIN;
  LOAM_ALLOCATE(f->object, &int_type, 1);
  *(int64_t *)f->object = 4;
  LOAM_YIELD;
  LOAM_SLEEP(1000);
  {
    defers_frame *d = loam_step_deferrer(context);
    if (d == NULL || *(int64_t *)d->object != 37 || *(int64_t *)f->object != 4) LOAM_PANIC("a wrong frame");
    d->result += *(int64_t *)d->object;
  }
  order = 10 * order + 1;
  LOAM_END;
}
LOAM_STEP(second, cleanup_frame) {
  LOAM_BEGIN;
  {
    defers_frame *d = loam_step_deferrer(context);
    LOAM_ALLOCATE(d->object, &int_type, 1);
    d = loam_step_deferrer(context);
    *(int64_t *)d->object = 37;
    d->result = 5;
  }
  order = 10 * order + 2;
  LOAM_END;
}

typedef struct functions {
  loam_function *first, *second, *recovers, *fails, *defers;
} functions;

LOAM_STEP(fails, defers_frame) {
  LOAM_BEGIN;
  if (loam_step_deferrer(context) != NULL) LOAM_PANIC("nobody deferred this");
  if (f->how == CALLEE_PANICS) LOAM_PANIC("from below");
  if (f->how == CALLEE_GOES) LOAM_GOEXIT;
  f->result = f->how;
  LOAM_END;
}

LOAM_STEP(defers, defers_frame) {
  LOAM_BEGIN;
  {
    const functions *all = loam_step_user(context);
    if (f->how % 10 != f->how && loam_step_defer(context, all->recovers) != LOAM_OK) LOAM_PANIC("defer");
    if (loam_step_defer(context, all->first) != LOAM_OK) LOAM_PANIC("defer");
    if (loam_step_defer(context, all->second) != LOAM_OK) LOAM_PANIC("defer");
    if (loam_step_defer(context, NULL) != LOAM_INVALID_ARGUMENT) LOAM_PANIC("defer of nil");
    if (loam_step_defer(context, all->fails) != LOAM_INVALID_ARGUMENT) LOAM_PANIC("defer with arguments");
  }
  f->how_taken = f->how % 10;
  f->call.how = f->how_taken;
  LOAM_CALL(((const functions *)loam_step_user(context))->fails);
  if (f->how_taken == PANICS) LOAM_PANIC("from here");
  if (f->how_taken == GOES) LOAM_GOEXIT;
  LOAM_END;
}

// Calls it, and has nothing deferred itself.
LOAM_STEP(calls, defers_frame) {
  LOAM_BEGIN;
  f->call.how = f->how;
  LOAM_CALL(((const functions *)loam_step_user(context))->defers);
  f->result = f->call.unused;
  LOAM_END;
}

static loam_function *define(machine *m, loam_step_description description, const uint32_t *pointers, void *user) {
  loam_function *function = NULL;
  description.pointers = pointers;
  description.pointer_count = 1;
  description.user = user;
  return loam_step_define(m->runtime, &description, &function) == LOAM_OK ? function : NULL;
}

static loam_function *recovering(machine *m) {
  assembly a;
  loam_function *function = declare(m, "main.recovers", 0, 0, 0);
  begin(&a, 4);
  emit(&a, OP(RECOVER, 0, 0, 0));
  store_global(&a, 0, &recovered);
  leave(&a);
  return finish(m, &a, function) ? function : NULL;
}

static const char *each_ending(const char *debug) {
  static machine m;
  functions all;
  EXPECT(machine_open(&m, debug, 1));
  loam_step_description cleans[2] = {{LOAM_DESCRIBE(first, cleanup_frame, 0, 0)},
                                     {LOAM_DESCRIBE(second, cleanup_frame, 0, 0)}};
  all.first = define(&m, cleans[0], cleanup_pointers, NULL);
  all.second = define(&m, cleans[1], cleanup_pointers, NULL);
  all.fails = define(&m, (loam_step_description){LOAM_DESCRIBE(fails, defers_frame, 16, 8)}, defers_pointers, NULL);
  all.defers = define(&m, (loam_step_description){LOAM_DESCRIBE(defers, defers_frame, 16, 8)}, defers_pointers, &all);
  all.recovers = recovering(&m);
  loam_function *main =
      define(&m, (loam_step_description){LOAM_DESCRIBE(calls, defers_frame, 16, 8)}, defers_pointers, &all);
  EXPECT(all.first && all.second && all.fails && all.defers && all.recovers && main);
  for (uint64_t recovers = 0; recovers <= 10; recovers += 10)
    for (uint64_t how = 0; how < ENDINGS; how++) {
      uint64_t argument = how + recovers, result = 0;
      loam_outcome outcome = {.results = &result};
      bool panics = how == PANICS || how == CALLEE_PANICS, goes = how == GOES || how == CALLEE_GOES;
      order = recovered = 0;
      m.length = 0;
      m.text[0] = 0;
      loam_status status = loam_runtime_call(m.runtime, main, &argument, &outcome).status;
      EXPECT(order == 21);
      EXPECT(status == (goes ? LOAM_FATAL : panics && recovers == 0 ? LOAM_PANICKED : LOAM_OK));
      if (status == LOAM_OK) EXPECT(result == 42);
      EXPECT((recovered != 0) == (panics && recovers != 0));
      EXPECT(!goes || machine_says(&m, "no goroutines (main called runtime.Goexit)"));
      EXPECT(status != LOAM_PANICKED || machine_says(&m, how == PANICS ? "from here" : "from below"));
    }
  machine_close(&m);
  return NULL;
}

static const char *endings(void) {
  static const char *const switches[] = {NULL,
                                         "movestack=1",
                                         "gcstress=1",
                                         "preempt=1",
                                         "seed=4",
                                         "tinystack=1",
                                         "movestack=1,gcstress=1,poison=1,checkptr=1"};
  for (uint32_t i = 0; i < sizeof switches / sizeof switches[0]; i++) RUN(each_ending(switches[i]));
  return NULL;
}

// Outside of a step, in a body and in a native, nothing can be deferred.
static loam_native_status defers_native(loam_context *context) {
  order = loam_step_defer(context, &order) == LOAM_WRONG_STATE && loam_step_deferrer(context) == NULL;
  return LOAM_NATIVE_DONE;
}

static const char *elsewhere(void) {
  static machine m;
  assembly a;
  loam_function *body = NULL, *start;
  loam_native_description description = {.name = "example.body", .body = defers_native};
  EXPECT(machine_open(&m, NULL, 1) && loam_native_define(m.runtime, &description, &body) == LOAM_OK);
  start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 3);
  call(&a, declare_native(&m, "defers", 0, 0, defers_native), 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  order = 0;
  EXPECT(machine_run(&m, start).status == LOAM_OK && order == 1);
  order = 0;
  EXPECT(machine_run(&m, body).status == LOAM_OK && order == 1);
  machine_close(&m);
  return NULL;
}

const check_case step_defer_cases[] = {
    {"step: what it deferred runs at each of its ends, last first, and sees its frame", endings},
    {"step: nothing else can defer as a step does", elsewhere},
    {NULL, NULL},
};
