// SPDX-License-Identifier: Apache-2.0
//
// NativeChecks.c — native goroutines: channels, sleeping, calls of Go at any depth, handles, panics, blocking calls,
// ends.
#include "native_check.h"

#include <time.h>

// ---- ping-pong ----

static loam_native_status echo_body(loam_context *context) {
  for (;;) {
    int64_t value = 0;
    bool ok;
    SUCCEED(loam_native_receive(context, (void *)loam_argument(context, 0), &value, &ok) == LOAM_OK);
    if (!ok) return LOAM_NATIVE_DONE;
    value++;
    SUCCEED(loam_native_send(context, (void *)loam_argument(context, 1), &value) == LOAM_OK);
  }
}

// rounds -> sum
static loam_native_status serve_body(loam_context *context) {
  void *in, *out;
  SUCCEED(loam_channel_create(context, &int_type, 0, &in) == LOAM_OK);
  void **keep = loam_native_handle(context, in);
  SUCCEED(loam_channel_create(context, &int_type, 0, &out) == LOAM_OK);
  loam_native_handle(context, out);
  uint64_t arguments[2] = {(uintptr_t)*keep, (uintptr_t)out};
  SUCCEED(loam_native_spawn(context, loam_native_user(context), arguments, 0, NULL) == LOAM_OK);
  int64_t sum = 0;
  for (int64_t i = 0; i < (int64_t)loam_argument(context, 0); i++) {
    int64_t value;
    SUCCEED(loam_native_send(context, in, &i) == LOAM_OK);
    SUCCEED(loam_native_receive(context, out, &value, NULL) == LOAM_OK);
    sum += value;
  }
  SUCCEED(loam_native_close(context, in) == LOAM_OK);
  SUCCEED(loam_native_close(context, in) == LOAM_PANICKED);
  SUCCEED(loam_native_send(context, in, &sum) == LOAM_PANICKED);
  loam_argument(context, 1) = (uint64_t)sum;
  return LOAM_NATIVE_DONE;
}

static const char *ping_pong(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES * 2; i++) {
    EXPECT(machine_open(&m, switches[i / 2], i % 2 + 1));
    loam_function *echo = native(&m, "example.echo", echo_body, 2, 0, 2, NULL);
    loam_function *serve = native(&m, "example.serve", serve_body, 1, 1, NO_POINTERS, echo);
    uint64_t rounds = 300, sum = 0;
    RUN(run(&m, serve, &rounds, &sum));
    EXPECT(sum == 300 * 301 / 2);
    machine_close(&m);
  }
  return NULL;
}

// ---- yielding ----

static uint64_t turns[4];
static loam_native_status turns_body(loam_context *context) {
  uint64_t *mine = &turns[loam_argument(context, 0)];
  for (uint64_t i = 0; i < loam_argument(context, 1); i++) {
    ++*mine;
    loam_native_yield(context);
  }
  return LOAM_NATIVE_DONE;
}

static loam_native_status yielders_body(loam_context *context) {
  uint64_t rounds = loam_argument(context, 0);
  loam_outcome ended[4] = {0};
  for (uint64_t i = 0; i < 4; i++) {
    uint64_t arguments[2] = {i, rounds};
    SUCCEED(loam_native_spawn(context, loam_native_user(context), arguments, 0, &ended[i]) == LOAM_OK);
  }
  for (uint64_t i = 0; i < 4;) {
    if (loam_outcome_ended(&ended[i]))
      i++;
    else
      loam_native_yield(context);
  }
  return LOAM_NATIVE_DONE;
}

static const char *yielding(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES * 2; i++) {
    EXPECT(machine_open(&m, switches[i / 2], i % 2 * 2 + 1));
    loam_function *one = native(&m, "example.turns", turns_body, 2, 0, NO_POINTERS, NULL);
    loam_function *all = native(&m, "example.yielders", yielders_body, 1, 0, NO_POINTERS, one);
    uint64_t rounds = 500;
    memset(turns, 0, sizeof turns);
    RUN(run(&m, all, &rounds, NULL));
    for (int k = 0; k < 4; k++) EXPECT(turns[k] == rounds);
    EXPECT_NO_MACHINE_STACK(&m);
    machine_close(&m);
  }
  return NULL;
}

// ---- select ----

// Two producers, one after the other; both channels are closed in the end. -> sum
static loam_native_status produce_body(loam_context *context) {
  for (int64_t i = 1; i <= 50; i++)
    SUCCEED(loam_native_send(context, (void *)loam_argument(context, 0), &i) == LOAM_OK);
  SUCCEED(loam_native_close(context, (void *)loam_argument(context, 0)) == LOAM_OK);
  return LOAM_NATIVE_DONE;
}

static loam_native_status select_body(loam_context *context) {
  enum { CHANNELS = 20 }; // more than are kept without memory
  void **channels[CHANNELS];
  int64_t sum = 0, values[CHANNELS], sent = 7;
  bool oks[CHANNELS];
  uint32_t open = CHANNELS, selected;
  loam_select_case cases[CHANNELS];
  for (int i = 0; i < CHANNELS; i++) {
    void *channel;
    SUCCEED(loam_channel_create(context, &int_type, i % 3, &channel) == LOAM_OK);
    channels[i] = loam_native_handle(context, channel);
    cases[i] = (loam_select_case){.channel = channel, .receive = &values[i], .ok = &oks[i]};
  }
  SUCCEED(loam_native_select(context, cases, CHANNELS, 0, &selected) == LOAM_OK && selected == LOAM_SELECT_NONE);
  int64_t before = loam_context_monotonic(context);
  SUCCEED(loam_native_select(context, cases, 2, 2000000, &selected) == LOAM_OK && selected == LOAM_SELECT_NONE);
  SUCCEED(loam_context_monotonic(context) - before >= 2000000);
  for (int i = 0; i < CHANNELS; i++) {
    uint64_t argument = (uintptr_t)*channels[i];
    SUCCEED(loam_context_spawn(context, loam_native_user(context), &argument, NULL) == LOAM_OK);
  }
  while (open > 0) {
    SUCCEED(loam_native_select(context, cases, CHANNELS, 10000000000, &selected) == LOAM_OK && selected < CHANNELS);
    if (oks[selected]) {
      sum += values[selected];
    } else {
      cases[selected].channel = NULL;
      open--;
    }
  }
  cases[0] = (loam_select_case){.channel = *channels[0], .send = &sent};
  SUCCEED(loam_native_select(context, cases, 1, LOAM_FOREVER, &selected) == LOAM_PANICKED);
  loam_argument(context, 0) = (uint64_t)sum;
  return LOAM_NATIVE_DONE;
}

static const char *selecting(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    EXPECT(machine_open(&m, switches[i], i % 2 + 1));
    loam_function *produce = native(&m, "example.produce", produce_body, 1, 0, 1, NULL);
    loam_function *choose = native(&m, "example.select", select_body, 0, 1, NO_POINTERS, produce);
    uint64_t sum = 0;
    RUN(run(&m, choose, NULL, &sum));
    EXPECT(sum == 20 * 50 * 51 / 2);
    machine_close(&m);
  }
  return NULL;
}

// ---- waiting ----

static loam_native_status sleeper_body(loam_context *context) {
  int64_t before = loam_context_monotonic(context);
  SUCCEED(loam_context_sleep(context, 3000000) == LOAM_NATIVE_DONE);
  SUCCEED(loam_context_monotonic(context) - before >= 3000000);
  SUCCEED(loam_context_sleep(context, 0) == LOAM_NATIVE_DONE);
  return LOAM_NATIVE_DONE;
}

static uint32_t semaphore;
static uint64_t counter;
static loam_native_status locker_body(loam_context *context) {
  for (int i = 0; i < 200; i++) {
    SUCCEED(loam_semaphore_acquire(context, &semaphore, false, "sync.Mutex.Lock"));
    uint64_t seen = counter;
    loam_native_yield(context);
    counter = seen + 1;
    loam_semaphore_release(context, &semaphore, false);
  }
  return LOAM_NATIVE_DONE;
}

static uint32_t thread_ids;
static loam_native_status blocker_body(loam_context *context) {
  struct timespec time = {0, 2000000};
  for (int i = 0; i < 3; i++) {
    SUCCEED(loam_context_enter_blocking(context));
    nanosleep(&time, NULL);
    loam_context_leave_blocking(context);
    __atomic_fetch_add(&thread_ids, 1, __ATOMIC_RELAXED);
  }
  return LOAM_NATIVE_DONE;
}

typedef struct crowd {
  loam_function *member;
  uint32_t count;
} crowd;
static loam_native_status crowd_body(loam_context *context) {
  const crowd *c = loam_native_user(context);
  loam_outcome ended[16] = {0};
  for (uint32_t i = 0; i < c->count; i++)
    SUCCEED(loam_native_spawn(context, c->member, NULL, 128 << 10, &ended[i]) == LOAM_OK);
  for (uint32_t i = 0; i < c->count; i++)
    while (!loam_outcome_ended(&ended[i])) SUCCEED(loam_context_sleep(context, 200000) == LOAM_NATIVE_DONE);
  return LOAM_NATIVE_DONE;
}

static const char *waiting(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    EXPECT(machine_open(&m, switches[i], i % 2 + 1));
    crowd sleepers = {native(&m, "example.sleeper", sleeper_body, 0, 0, NO_POINTERS, NULL), 10};
    crowd lockers = {native(&m, "example.locker", locker_body, 0, 0, NO_POINTERS, NULL), 6};
    semaphore = 1;
    counter = 0;
    RUN(run(&m, native(&m, "example.crowd", crowd_body, 0, 0, NO_POINTERS, &sleepers), NULL, NULL));
    RUN(run(&m, native(&m, "example.crowd", crowd_body, 0, 0, NO_POINTERS, &lockers), NULL, NULL));
    EXPECT(counter == 6 * 200 && semaphore == 1);
    EXPECT_NO_MACHINE_STACK(&m);
    machine_close(&m);
  }
  return NULL;
}

// More goroutines in blocking calls than there may be threads: those without room wait in their native stacks.
static const char *blocking(void) {
  static machine m;
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.workers = 1;
  configuration.maximum_threads = 3;
  thread_ids = 0;
  m.runtime = loam_runtime_create(&configuration, NULL, NULL);
  EXPECT(m.runtime != NULL);
  crowd blockers = {native(&m, "example.blocker", blocker_body, 0, 0, NO_POINTERS, NULL), 16};
  RUN(run(&m, native(&m, "example.crowd", crowd_body, 0, 0, NO_POINTERS, &blockers), NULL, NULL));
  EXPECT(thread_ids == 48);
  machine_close(&m);
  return NULL;
}

const check_case native_cases[] = {
    {"native goroutine: two talk over channels", ping_pong},
    {"native goroutine: several yield in turn", yielding},
    {"native goroutine: select among many channels, with a deadline", selecting},
    {"native goroutine: sleeping, and semaphores", waiting},
    {"native goroutine: more blocking calls than threads", blocking},
    {NULL, NULL},
};
