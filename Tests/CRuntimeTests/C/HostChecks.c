// SPDX-License-Identifier: Apache-2.0
//
// HostChecks.c — threads of the host beside a running program: feeding it, ending it, looking at it.
#include "assemble.h"
#include "include/loam_step_macros.h"
#include "runtime.h"

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

static loam_function *define(machine *m, loam_step_description description, void *user) {
  loam_function *function = NULL;
  description.user = user;
  return loam_step_define(m->runtime, &description, &function) == LOAM_OK ? function : NULL;
}

// ---- feeding ----

enum { FED = 200 };

typedef struct put_frame {
  loam_step_record record;
  void *channel;
  int64_t value;
} put_frame;
static const uint32_t put_pointers[] = {offsetof(put_frame, channel)};

LOAM_STEP(put, put_frame) {
  LOAM_BEGIN;
  LOAM_SEND(f->channel, &f->value);
  LOAM_END;
}

typedef struct take_frame {
  void *channel;
  int64_t value, count;
  loam_step_record record;
  int64_t sum;
} take_frame;
static const uint32_t take_pointers[] = {offsetof(take_frame, channel)};

typedef struct feeder {
  machine *m;
  loam_function *put;
  _Atomic(void *) channel; ///< Kept alive by the goroutine that receives from it.
  uint64_t feeds;
  loam_status status;
} feeder;

LOAM_STEP(takes, take_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->channel, &int_type, 0);
  atomic_store(&((feeder *)loam_step_user(context))->channel, f->channel);
  for (f->count = 0; f->count < FED; f->count++) {
    LOAM_RECEIVE(f->channel, &f->value, NULL);
    f->sum += f->value;
  }
  LOAM_END;
}

static void *feed(void *argument) {
  feeder *host = argument;
  while (atomic_load(&host->channel) == NULL) sched_yield();
  for (uint64_t i = 1; i <= host->feeds && host->status == LOAM_OK; i++) {
    uint64_t arguments[] = {(uintptr_t)atomic_load(&host->channel), i};
    host->status = loam_runtime_spawn(host->m->runtime, host->put, arguments, NULL);
    if (i % 50 == 0) usleep(2000); // the program has time to wait for more
  }
  if (host->status == LOAM_OK) host->status = loam_runtime_release(host->m->runtime);
  return NULL;
}

static const char *feeding(uint64_t feeds, loam_status expected) {
  static machine m;
  EXPECT(machine_open(&m, NULL, 2));
  feeder host = {.m = &m, .feeds = feeds};
  pthread_t thread;
  uint64_t sum = 0;
  loam_outcome outcome = {.results = &sum};
  host.put =
      define(&m, (loam_step_description){LOAM_DESCRIBE(put, put_frame, 0, 16), LOAM_POINTERS(put_pointers)}, NULL);
  loam_function *main =
      define(&m, (loam_step_description){LOAM_DESCRIBE(takes, take_frame, 0, 0), LOAM_POINTERS(take_pointers)}, &host);
  EXPECT(host.put != NULL && main != NULL);
  EXPECT(loam_runtime_release(m.runtime) == LOAM_WRONG_STATE); // nobody holds it
  EXPECT(loam_runtime_hold(m.runtime) == LOAM_OK);
  EXPECT(pthread_create(&thread, NULL, feed, &host) == 0);
  loam_status status = loam_runtime_call(m.runtime, main, NULL, &outcome).status;
  pthread_join(thread, NULL);
  EXPECT(status == expected && host.status == LOAM_OK);
  EXPECT(status != LOAM_OK || sum == FED * (FED + 1) / 2);
  machine_close(&m);
  return NULL;
}
static const char *fed(void) { return feeding(FED, LOAM_OK); }
static const char *fed_too_little(void) { return feeding(FED - 1, LOAM_FATAL); }

// ---- outcomes of runs that end without their main goroutine ----

typedef struct stuck_frame {
  loam_step_record record;
  uint64_t spins; // argument
  uint64_t result;
} stuck_frame;

LOAM_STEP(stuck, stuck_frame) {
  LOAM_BEGIN;
  while (f->spins != 0) LOAM_POLL;
  LOAM_RECEIVE(NULL, NULL, NULL);
  LOAM_END;
}

static void *interrupts(void *argument) {
  usleep(5000);
  loam_runtime_interrupt(argument);
  return NULL;
}

static const char *outcomes(void) {
  static machine m;
  EXPECT(machine_open(&m, NULL, 2));
  loam_function *function = define(&m, (loam_step_description){LOAM_DESCRIBE(stuck, stuck_frame, 0, 8)}, NULL);
  EXPECT(function != NULL);
  for (uint64_t spins = 0; spins < 2; spins++) {
    // On the heap, so that a late write to it is seen by the address sanitizer.
    loam_outcome *outcome = calloc(1, sizeof *outcome);
    pthread_t thread;
    EXPECT(outcome != NULL);
    if (spins) EXPECT(pthread_create(&thread, NULL, interrupts, m.runtime) == 0);
    loam_status status = loam_runtime_call(m.runtime, function, &spins, outcome).status;
    if (spins) pthread_join(thread, NULL);
    EXPECT(status == (spins ? LOAM_PANICKED : LOAM_FATAL));
    EXPECT(loam_outcome_ended(outcome) && outcome->status == status);
    memset(outcome, 0xaa, sizeof *outcome);
    // What is left of the goroutine ends in the next run, or with the runtime.
    EXPECT(loam_runtime_call(m.runtime, function, &(uint64_t){0}, NULL).status == LOAM_FATAL);
    for (uint32_t i = 0; i < sizeof *outcome; i++) EXPECT(((unsigned char *)outcome)[i] == 0xaa);
    free(outcome);
  }
  machine_close(&m);
  return NULL;
}

// ---- looking from a step while others collect ----

typedef struct looks_frame {
  struct {
    int64_t depth;
  } call;
  int64_t i, local, *inside;
  loam_step_record record;
  int64_t depth; // argument
} looks_frame;
static const uint32_t looks_pointers[] = {offsetof(looks_frame, inside)};

typedef struct collecting {
  loam_runtime *runtime;
  atomic_bool wanted, over;
} collecting;

// Makes the stack large and comes back, so that a collection wants to halve it; asks when one waits for this worker.
LOAM_STEP(looks, looks_frame) {
  LOAM_BEGIN;
  if (f->depth > 1) {
    f->call.depth = f->depth - 1;
    LOAM_CALL(loam_step_self(context));
  }
  if (f->depth > 0) LOAM_RETURN;
  f->inside = &f->local;
  for (f->i = 0; f->i < 20; f->i++) {
    f->call.depth = 300;
    LOAM_CALL(loam_step_self(context));
    {
      static loam_memory_statistics figures;
      const looks_frame *before = f;
      atomic_store(&((collecting *)loam_step_user(context))->wanted, true);
      while (atomic_load(&context->runtime->stopping) == 0) sched_yield();
      loam_runtime_memory_statistics(context->runtime, &figures);
      if ((void *)before != (void *)context->frame || f->inside != &f->local || f->i >= 20)
        LOAM_PANIC("the frame has moved while its step asked");
    }
    LOAM_POLL;
  }
  LOAM_END;
}

static void *collects(void *argument) {
  collecting *c = argument;
  while (!atomic_load(&c->over)) {
    if (atomic_exchange(&c->wanted, false)) loam_collect_now(c->runtime, LOAM_COLLECT_FORCED);
    sched_yield();
  }
  return NULL;
}

static const char *looking(void) {
  static machine m;
  EXPECT(machine_open(&m, "poison=1", 2));
  collecting c = {.runtime = m.runtime};
  loam_step_description description = {LOAM_DESCRIBE(looks, looks_frame, LOAM_BYTES(looks_frame, call, call), 8),
                                       LOAM_POINTERS(looks_pointers)};
  loam_function *function = define(&m, description, &c);
  EXPECT(function != NULL);
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, collects, &c) == 0);
  loam_status status = loam_runtime_call(m.runtime, function, &(uint64_t){0}, NULL).status;
  atomic_store(&c.over, true);
  pthread_join(thread, NULL);
  EXPECT(status == LOAM_OK);
  machine_close(&m);
  return NULL;
}

const check_case host_cases[] = {
    {"host: a program that waits for a thread that holds its runtime goes on when it is fed", fed},
    {"host: when the last hold is taken back a program that waits for more is a deadlock", fed_too_little},
    {"host: the outcome of a call has ended when it returns, and is not touched later", outcomes},
    {"host: a step's frame stays where it is while it asks for figures and others collect", looking},
    {NULL, NULL},
};
