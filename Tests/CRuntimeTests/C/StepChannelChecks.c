// SPDX-License-Identifier: Apache-2.0
//
// StepChannelChecks.c — channels, select with deadlines and sleep, from step functions.
#include "assemble.h"
#include "base/os.h"
#include "include/loam_step_macros.h"

static const char *const switches[] = {NULL, "movestack=1", "gcstress=1", "preempt=1",
                                       "movestack=1,gcstress=1,poison=1,checkptr=1"};
enum { SWITCHES = sizeof switches / sizeof switches[0] };

static loam_function *define(machine *m, loam_step_description description, const uint32_t *pointers, uint32_t count,
                             void *user) {
  loam_function *function = NULL;
  description.pointers = pointers;
  description.pointer_count = count;
  description.user = user;
  return loam_step_define(m->runtime, &description, &function) == LOAM_OK ? function : NULL;
}

// Runs `function` with one argument word; its result, or INT64_MIN when the run did not end well.
static int64_t run(machine *m, loam_function *function, uint64_t argument) {
  uint64_t result = 0;
  loam_outcome outcome = {.results = &result};
  m->length = 0;
  loam_result ended = loam_runtime_call(m->runtime, function, &argument, &outcome);
  return ended.status == LOAM_OK && loam_outcome_ended(&outcome) ? (int64_t)result : INT64_MIN;
}

// ---- narrow and wide elements, closing ----

typedef struct wide {
  void *pointer; // to an int
  int64_t number;
  int8_t bytes[40];
} wide;
static const uint64_t first_word[1] = {1};
static const loam_type wide_type = {
    .size = sizeof(wide), .pointer_bytes = 8, .pointer_map = first_word, .align = 8, .kind = LOAM_KIND_STRUCT};
static const loam_type short_type = {.size = 2, .align = 2, .kind = LOAM_KIND_INT16};

typedef struct pipe_frame {
  void *wides, *shorts;
  wide value;
  int64_t i;
  int16_t before, narrow, after;
  bool ok;
  loam_step_record record;
  void *first, *second; // channels, of the producer
  int64_t result;
} pipe_frame;
static const uint32_t pipe_pointers[] = {offsetof(pipe_frame, wides), offsetof(pipe_frame, shorts),
                                         offsetof(pipe_frame, value), offsetof(pipe_frame, first),
                                         offsetof(pipe_frame, second)};

LOAM_STEP(producer, pipe_frame) {
  LOAM_BEGIN;
  for (f->i = 0; f->i < 100; f->i++) {
    LOAM_ALLOCATE(f->value.pointer, &int_type, 1);
    if (f->value.pointer == NULL) LOAM_PANIC("memory");
    *(int64_t *)f->value.pointer = f->i;
    f->value.number = 2 * f->i;
    f->value.bytes[39] = (int8_t)f->i;
    LOAM_SEND(f->first, &f->value);
    f->narrow = (int16_t)-f->i;
    LOAM_SEND(f->second, &f->narrow);
  }
  LOAM_CLOSE(f->first);
  LOAM_END;
}

LOAM_STEP(consumer, pipe_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->wides, &wide_type, (int64_t)(uintptr_t)f->first);
  LOAM_MAKE_CHANNEL(f->shorts, &short_type, 0);
  {
    uint64_t channels[2] = {(uintptr_t)f->wides, (uintptr_t)f->shorts};
    if (loam_context_spawn(context, loam_step_user(context), channels, NULL) != LOAM_OK) LOAM_PANIC("spawn");
  }
  f->before = f->after = 77;
  for (;;) {
    LOAM_RECEIVE(f->wides, &f->value, &f->ok);
    if (!f->ok) break;
    LOAM_RECEIVE(f->shorts, &f->narrow, NULL);
    if (*(int64_t *)f->value.pointer != f->i || f->value.number != 2 * f->i || f->value.bytes[39] != f->i ||
        f->narrow != -f->i || f->before != 77 || f->after != 77)
      LOAM_PANIC("a wrong element");
    f->i++;
  }
  f->result = f->i + (f->value.pointer == NULL) + loam_channel_length(f->wides) + loam_channel_capacity(f->wides);
  LOAM_END;
}

// The consumer's argument is the capacity; it stands where the producer has a channel, and is no pointer.
static const char *elements(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES; i++)
    for (uint64_t capacity = 0; capacity < 4; capacity += 3) {
      EXPECT(machine_open(&m, switches[i], 2));
      loam_function *producer_function =
          define(&m, (loam_step_description){LOAM_DESCRIBE(producer, pipe_frame, 0, 16)}, pipe_pointers, 5, NULL);
      loam_function *function = define(&m, (loam_step_description){LOAM_DESCRIBE(consumer, pipe_frame, 0, 8)},
                                       pipe_pointers, 3, producer_function);
      EXPECT(producer_function != NULL && function != NULL);
      uint64_t arguments[2] = {capacity}, results[2] = {0};
      loam_outcome outcome = {.results = results};
      EXPECT(loam_runtime_call(m.runtime, function, arguments, &outcome).status == LOAM_OK);
      EXPECT(results[1] == 101 + capacity);
      machine_close(&m);
    }
  return NULL;
}

// ---- select ----

typedef struct choose_frame {
  void *a, *b, *quit;
  int64_t i, value, sum;
  int64_t counts[3];
  bool ok;
  loam_step_record record;
  int64_t timeout; // of each select
  int64_t result;
} choose_frame;
static const uint32_t choose_pointers[] = {offsetof(choose_frame, a), offsetof(choose_frame, b),
                                           offsetof(choose_frame, quit)};

typedef struct feed_frame {
  int64_t i;
  loam_step_record record;
  void *a, *b;
} feed_frame;
static const uint32_t feed_pointers[] = {offsetof(feed_frame, a), offsetof(feed_frame, b)};

// Receives from b and sends to a, whichever can.
LOAM_STEP(feed, feed_frame) {
  LOAM_BEGIN;
  for (f->i = 0; f->i < 200; f->i++) {
    LOAM_SELECT(LOAM_FOREVER, LOAM_CASE_SEND(f->a, &f->i), LOAM_CASE_RECEIVE(f->b, NULL, NULL));
  }
  LOAM_CLOSE(f->a);
  LOAM_END;
}

LOAM_STEP(choose, choose_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->a, &int_type, 0);
  LOAM_MAKE_CHANNEL(f->b, &int_type, 0);
  {
    uint64_t channels[2] = {(uintptr_t)f->a, (uintptr_t)f->b};
    if (loam_context_spawn(context, loam_step_user(context), channels, NULL) != LOAM_OK) LOAM_PANIC("spawn");
  }
  for (f->ok = true; f->ok;) {
    LOAM_SELECT(f->timeout, LOAM_CASE_RECEIVE(f->a, &f->value, &f->ok), LOAM_CASE_SEND(f->b, &f->i),
                LOAM_CASE_RECEIVE(NULL, &f->value, NULL));
    if (f->record.selected == LOAM_SELECT_NONE) {
      if (f->timeout != 0) LOAM_PANIC("a select timed out");
      LOAM_YIELD;
    } else {
      f->counts[f->record.selected]++;
    }
  }
  if (f->value != 0) LOAM_PANIC("a closed channel gave a value");
  f->result = f->counts[0] - 1 + f->counts[1];
  if (f->counts[2] != 0) LOAM_PANIC("a nil channel was ready");
  LOAM_END;
}

static const char *selecting(void) {
  static machine m;
  static const int64_t timeouts[] = {LOAM_FOREVER, 0, 3600000000000, INT64_MAX};
  for (uint32_t i = 0; i < SWITCHES; i++)
    for (uint32_t t = 0; t < 4; t++) {
      EXPECT(machine_open(&m, switches[i], 2));
      loam_function *feeder =
          define(&m, (loam_step_description){LOAM_DESCRIBE(feed, feed_frame, 0, 16)}, feed_pointers, 2, NULL);
      loam_function *chooser =
          define(&m, (loam_step_description){LOAM_DESCRIBE(choose, choose_frame, 0, 8)}, choose_pointers, 3, feeder);
      EXPECT(run(&m, chooser, (uint64_t)timeouts[t]) == 200);
      machine_close(&m);
    }
  return NULL;
}

// Nobody ever sends: the deadline fires; with 0 at once.
LOAM_STEP(expire, choose_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->a, &int_type, 0);
  LOAM_SELECT(f->timeout, LOAM_CASE_RECEIVE(f->a, &f->value, &f->ok), LOAM_CASE_RECEIVE(f->b, &f->value, &f->ok));
  if (f->record.selected != LOAM_SELECT_NONE) LOAM_PANIC("a case ran");
  f->result = 1;
  LOAM_END;
}

// Ten selects at once with deadlines of 0 to 90 microseconds, one sender: a deadline and a send race.
LOAM_STEP(race, choose_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->a, &int_type, 0);
  {
    uint64_t channels[2] = {(uintptr_t)f->a};
    if (loam_context_spawn(context, loam_step_user(context), channels, NULL) != LOAM_OK) LOAM_PANIC("spawn");
  }
  for (f->i = 0; f->i < f->timeout; f->i++) {
    LOAM_SELECT(f->i % 10 * 10000, LOAM_CASE_RECEIVE(f->a, &f->value, NULL));
    if (f->record.selected == LOAM_SELECT_NONE)
      f->counts[0]++;
    else if (f->value == f->sum)
      f->counts[1]++, f->sum++;
    else
      LOAM_PANIC("a value came out of turn");
  }
  f->result = f->counts[0] + f->counts[1];
  LOAM_END;
}
LOAM_STEP(slow_sender, feed_frame) {
  LOAM_BEGIN;
  for (;;) {
    LOAM_SELECT(f->i % 7 * 10000 + 1, LOAM_CASE_SEND(f->a, &f->i));
    if (f->record.selected == 0) f->i++;
    if (f->i % 3 == 0) LOAM_SLEEP(20000);
  }
  LOAM_END;
}

static const char *deadlines(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    EXPECT(machine_open(&m, switches[i], 2));
    loam_function *sender =
        define(&m, (loam_step_description){LOAM_DESCRIBE(slow_sender, feed_frame, 0, 16)}, feed_pointers, 2, NULL);
    loam_function *racer =
        define(&m, (loam_step_description){LOAM_DESCRIBE(race, choose_frame, 0, 8)}, choose_pointers, 3, sender);
    loam_function *expiring =
        define(&m, (loam_step_description){LOAM_DESCRIBE(expire, choose_frame, 0, 8)}, choose_pointers, 3, NULL);
    int64_t before = loam_os_monotonic();
    EXPECT(run(&m, expiring, 0) == 1 && run(&m, expiring, 1) == 1 && run(&m, expiring, 5000000) == 1);
    EXPECT(loam_os_monotonic() - before >= 5000000);
    EXPECT(run(&m, racer, 500) == 500);
    machine_close(&m);
  }
  return NULL;
}

// ---- panics of channels ----

LOAM_STEP(misuse, choose_frame) {
  LOAM_BEGIN;
  if (f->timeout != 4) LOAM_MAKE_CHANNEL(f->a, &int_type, 0);
  if (f->timeout != 3 && f->timeout != 4) LOAM_CLOSE(f->a);
  if (f->timeout == 0) LOAM_SEND(f->a, &f->value);
  if (f->timeout == 1) LOAM_CLOSE(f->a);
  if (f->timeout == 2) {
    LOAM_SELECT(LOAM_FOREVER, LOAM_CASE_SEND(f->a, &f->value));
  }
  if (f->timeout == 3) LOAM_RECEIVE(f->a, f->a, NULL);
  if (f->timeout == 4) LOAM_CLOSE(f->a);
  LOAM_END;
}

static const char *misuses(void) {
  static machine m;
  static const char *const texts[] = {"send on closed channel", "close of closed channel", "send on closed channel",
                                      "a step receives to a place outside its stack", "close of nil channel"};
  for (uint64_t i = 0; i < 5; i++) {
    EXPECT(machine_open(&m, NULL, 1));
    loam_function *function =
        define(&m, (loam_step_description){LOAM_DESCRIBE(misuse, choose_frame, 0, 8)}, choose_pointers, 3, NULL);
    EXPECT(loam_runtime_call(m.runtime, function, &i, NULL).status == LOAM_PANICKED);
    EXPECT(machine_says(&m, texts[i]));
    machine_close(&m);
  }
  return NULL;
}

const check_case step_channel_cases[] = {
    {"step channel: elements of any size come whole into frames that move", elements},
    {"step channel: a select runs each communication once", selecting},
    {"step channel: deadlines of selects, alone and racing with senders", deadlines},
    {"step channel: misuse panics with Go's words", misuses},
    {NULL, NULL},
};
