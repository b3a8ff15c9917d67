// SPDX-License-Identifier: Apache-2.0
//
// RunEndChecks.c — runs that end before their goroutines do: what is left of these, and what the host is told.
#include "native_check.h"
#include "schedule/schedule.h"

#include <pthread.h>
#include <time.h>

static void pause_ms(long milliseconds) {
  struct timespec time = {0, milliseconds * 1000000};
  nanosleep(&time, NULL);
}

static void *interrupts(void *argument) {
  pause_ms(10);
  loam_runtime_interrupt(((machine *)argument)->runtime);
  return NULL;
}

// ---- exit ----

static loam_native_status exits(loam_context *context) { return loam_context_exit(context, 3); }

static const char *exit_leaves_nobody(void) {
  static machine m;
  assembly a;
  EXPECT(machine_open(&m, NULL, 2));
  loam_function *native_exit = declare_native(&m, "os.Exit", 0, 0, exits), *start = declare(&m, "main.main", 0, 0, 0);
  loam_function *body_exit = native(&m, "example.exits", exits, 0, 0, NO_POINTERS, NULL);
  begin(&a, 3);
  call(&a, native_exit, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start) && body_exit != NULL);
  for (int i = 0; i < 3; i++)
    for (int of_body = 0; of_body < 2; of_body++) {
      loam_outcome outcome = {0};
      loam_result result = loam_runtime_call(m.runtime, of_body ? body_exit : start, NULL, &outcome);
      EXPECT(result.status == LOAM_EXITED && result.exit_code == 3);
      EXPECT(loam_outcome_ended(&outcome) && outcome.status == LOAM_EXITED);
      EXPECT(loam_runtime_goroutines(m.runtime, NULL, 0) == 0);
    }
  machine_close(&m);
  return NULL;
}

// ---- interrupted ----

// The machine stack's frames hold what main waits with: nothing of it may be found after main's end.
static loam_native_status waits_body(loam_context *context) {
  uint8_t wide[100];
  void *channel = (void *)loam_argument(context, 0);
  loam_select_case cases[] = {{.channel = channel, .receive = wide}, {.channel = channel, .receive = wide}};
  uint32_t selected;
  (void)loam_native_select(context, cases, 2, 3600000000000, &selected);
  return loam_context_panic_string(context, "it goes on after the interruption");
}

// Sends to the one that waits, which ends instead of receiving, and then to one that receives.
static loam_native_status sends_body(loam_context *context) {
  uint8_t wide[100] = {7};
  void *channel = (void *)loam_argument(context, 0);
  SUCCEED(loam_native_send(context, channel, wide) == LOAM_OK);
  for (int i = 0; i < 10; i++) loam_native_yield(context);
  SUCCEED(!loam_timers_pending(context->runtime) || loam_timers_refresh(context->runtime) == INT64_MAX);
  uint32_t selected;
  loam_select_case again = {.channel = channel, .send = wide};
  SUCCEED(loam_native_select(context, &again, 1, 1000000, &selected) == LOAM_OK && selected == LOAM_SELECT_NONE);
  return LOAM_NATIVE_DONE;
}

static const loam_type wide_type = {.size = 100, .align = 1, .kind = LOAM_KIND_ARRAY};
static loam_native_status make_body(loam_context *context) {
  void *channel = NULL;
  SUCCEED(loam_channel_create(context, &wide_type, 0, &channel) == LOAM_OK);
  *(void **)loam_native_user(context) = channel;
  return LOAM_NATIVE_DONE;
}

static const char *interrupted_select(void) {
  static machine m;
  pthread_t thread;
  EXPECT(machine_open(&m, NULL, 1));
  void **channel = loam_global_create(m.runtime, &pointer_channel_type);
  loam_function *make = native(&m, "example.make", make_body, 0, 0, NO_POINTERS, channel);
  loam_function *waits = native(&m, "example.waits", waits_body, 1, 0, 1, NULL);
  loam_function *sends = native(&m, "example.sends", sends_body, 1, 0, 1, NULL);
  RUN(run(&m, make, NULL, NULL));
  uint64_t argument = (uintptr_t)*channel;
  loam_outcome outcome = {0};
  EXPECT(pthread_create(&thread, NULL, interrupts, &m) == 0);
  EXPECT(loam_runtime_call(m.runtime, waits, &argument, &outcome).status == LOAM_PANICKED);
  pthread_join(thread, NULL);
  EXPECT(loam_outcome_ended(&outcome) && outcome.status == LOAM_PANICKED);
  EXPECT(loam_runtime_goroutines(m.runtime, NULL, 0) == 1);
  memset(&outcome, 0x55, sizeof outcome); // the host's again
  RUN(run(&m, sends, &argument, NULL));
  for (size_t i = 0; i < sizeof outcome; i++) EXPECT(((uint8_t *)&outcome)[i] == 0x55);
  EXPECT(loam_runtime_goroutines(m.runtime, NULL, 0) == 0);
  EXPECT_NO_MACHINE_STACK(&m);
  machine_close(&m);
  return NULL;
}

static loam_native_status polls_body(loam_context *context) {
  uint32_t selected;
  int64_t value = 0;
  loam_select_case cases[] = {{.channel = (void *)loam_argument(context, 0), .send = &value}};
  for (;;)
    if (loam_native_select(context, cases, 1, 0, &selected) != LOAM_OK) return LOAM_NATIVE_PANIC;
}

// Nothing is ever ready, and the body never waits: without a look at who wants attention it would run for ever.
static const char *select_listens(void) {
  static machine m;
  pthread_t thread;
  uint64_t nil = 0;
  EXPECT(machine_open(&m, NULL, 1));
  EXPECT(pthread_create(&thread, NULL, interrupts, &m) == 0);
  EXPECT(loam_runtime_call(m.runtime, native(&m, "example.polls", polls_body, 1, 0, 1, NULL), &nil, NULL).status ==
         LOAM_PANICKED);
  pthread_join(thread, NULL);
  machine_close(&m);
  return NULL;
}

// What is sent is held by nothing but a C variable while the select begins: the collection there must see it.
static loam_native_status sends_objects_body(loam_context *context) {
  void *channel = (void *)loam_argument(context, 0);
  for (int64_t i = 0; i < 200; i++) {
    int64_t *object = loam_context_allocate(context, &int_type, 1);
    SUCCEED(object != NULL);
    *object = i;
    loam_select_case cases[] = {{.channel = channel, .send = &object}};
    uint32_t selected;
    SUCCEED(loam_native_select(context, cases, 1, LOAM_FOREVER, &selected) == LOAM_OK && selected == 0);
    void *got = NULL;
    SUCCEED(loam_native_receive(context, channel, &got, NULL) == LOAM_OK && *(int64_t *)got == i);
  }
  return LOAM_NATIVE_DONE;
}
static loam_native_status makes_pointers_body(loam_context *context) {
  void *channel = NULL;
  SUCCEED(loam_channel_create(context, &pointer_type, 1, &channel) == LOAM_OK);
  *(void **)loam_native_user(context) = channel;
  return LOAM_NATIVE_DONE;
}
static loam_native_status collects_body(loam_context *context) {
  for (int i = 0; i < 200; i++) {
    loam_context_collect(context);
    loam_native_yield(context);
  }
  return LOAM_NATIVE_DONE;
}

static const char *select_keeps(void) {
  static machine m;
  for (uint32_t workers = 1; workers <= 2; workers++) {
    EXPECT(machine_open(&m, "poison=1,preempt=2", workers));
    void **channel = loam_global_create(m.runtime, &pointer_channel_type);
    RUN(run(&m, native(&m, "example.make", makes_pointers_body, 0, 0, NO_POINTERS, channel), NULL, NULL));
    uint64_t argument = (uintptr_t)*channel;
    loam_function *collects = native(&m, "example.collects", collects_body, 0, 0, NO_POINTERS, NULL);
    EXPECT(loam_runtime_spawn(m.runtime, collects, NULL, NULL) == LOAM_OK);
    RUN(run(&m, native(&m, "example.sends", sends_objects_body, 1, 0, 1, NULL), &argument, NULL));
    machine_close(&m);
  }
  return NULL;
}

// ---- runs ----

typedef struct runner {
  machine *m;
  loam_function *function;
  pthread_barrier_t *start;
  loam_result result;
} runner;
static _Atomic int mains, most_mains;
static loam_native_status naps_body(loam_context *context) {
  int now = atomic_fetch_add(&mains, 1) + 1;
  if (now > atomic_load(&most_mains)) atomic_store(&most_mains, now);
  SUCCEED(loam_context_sleep(context, 500000) == LOAM_NATIVE_DONE);
  atomic_fetch_sub(&mains, 1);
  return LOAM_NATIVE_DONE;
}
static void *runs(void *argument) {
  runner *r = argument;
  pthread_barrier_wait(r->start);
  r->result = loam_runtime_run(r->m->runtime, r->function);
  return NULL;
}

// Several threads begin a run at the same moment.
static const char *one_run_at_a_time(void) {
  enum { THREADS = 4, ROUNDS = 50 };
  static machine m;
  pthread_t threads[THREADS];
  runner runners[THREADS];
  pthread_barrier_t start;
  EXPECT(machine_open(&m, NULL, 1) && pthread_barrier_init(&start, NULL, THREADS) == 0);
  loam_function *naps = native(&m, "example.naps", naps_body, 0, 0, NO_POINTERS, NULL);
  for (int round = 0; round < ROUNDS; round++) {
    uint32_t ran = 0, refused = 0;
    for (int i = 0; i < THREADS; i++) {
      runners[i] = (runner){.m = &m, .function = naps, .start = &start};
      EXPECT(pthread_create(&threads[i], NULL, runs, &runners[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++) {
      ran += runners[i].result.status == LOAM_OK;
      refused += runners[i].result.status == LOAM_WRONG_STATE;
    }
    EXPECT(ran >= 1 && ran + refused == THREADS && loam_runtime_goroutines(m.runtime, NULL, 0) == 0);
    EXPECT(atomic_load(&most_mains) == 1);
  }
  pthread_barrier_destroy(&start);
  machine_close(&m);
  return NULL;
}

// The memory of a seeded runtime lies where that of the one before lay, so that addresses that are printed repeat.
static const char *seeded_place(void) {
  static machine m;
  uintptr_t places[2];
  void *moves = NULL;
  for (int i = 0; i < 2; i++) {
    EXPECT(machine_open(&m, "seed=5", 1));
    places[i] = m.runtime->heap.base;
    machine_close(&m);
    if (i == 0) EXPECT((moves = malloc(64 << 20)) != NULL); // whatever lies where the system likes
  }
  free(moves);
  if (CHECKS_SANITIZER) return NULL; // whose own memory may lie there
  EXPECT(places[0] == places[1] && places[0] >= LOAM_SEEDED_PLACE && places[0] < LOAM_SEEDED_PLACE + (256ull << 30));
  return NULL;
}

const check_case run_end_cases[] = {
    {"run: exit leaves no goroutine, and tells the outcome", exit_leaves_nobody},
    {"run: an interrupted wait for several channels and a deadline is taken back as a whole", interrupted_select},
    {"native goroutine: a select that never waits hears who asks for attention", select_listens},
    {"native goroutine: what a select sends is kept until it is sent", select_keeps},
    {"run: of several begun at once one runs and the others are refused", one_run_at_a_time},
    {"seed: memory lies at the same place each time", seeded_place},
    {NULL, NULL},
};
