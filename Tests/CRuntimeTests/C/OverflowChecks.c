// SPDX-License-Identifier: Apache-2.0
//
// OverflowChecks.c — stacks that cannot grow end their goroutine alone, where the host asked for that; and every
// allocation that fails on the way of step functions.
#include "assemble.h"
#include "include/loam_step_macros.h"

static void drop(void *context, const char *bytes, size_t length) { (void)context, (void)bytes, (void)length; }

static loam_runtime *open_limited(uint64_t maximum_stack, uint64_t address_space, const char *debug) {
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.overflow_ends_goroutine = true;
  configuration.maximum_stack = maximum_stack;
  configuration.address_space = address_space;
  configuration.workers = 2;
  configuration.debug = debug;
  configuration.hooks.write_error = drop;
  return loam_runtime_create(&configuration, NULL, NULL);
}

typedef struct deep_frame {
  int64_t call, filler[8];
  loam_step_record record;
  int64_t depth; // negative: without end
} deep_frame;

LOAM_STEP(deep, deep_frame) {
  LOAM_BEGIN;
  f->call = f->depth - 1;
  if (f->depth != 0) LOAM_CALL(loam_step_self(context));
  LOAM_END;
}
static const loam_step_description deep_description = {LOAM_DESCRIBE(deep, deep_frame, 8, 8)};

// Starts a goroutine that overflows and one that does not, and waits for both.
typedef struct both_frame {
  int64_t i;
  loam_step_record record;
  uint64_t first, second; // outcomes
  int64_t result;
} both_frame;

LOAM_STEP(both, both_frame) {
  LOAM_BEGIN;
  {
    uint64_t endless = (uint64_t)-1, shallow = 100;
    if (loam_context_spawn(context, loam_step_user(context), &endless, (loam_outcome *)f->first) != LOAM_OK ||
        loam_context_spawn(context, loam_step_user(context), &shallow, (loam_outcome *)f->second) != LOAM_OK)
      LOAM_PANIC("spawn");
  }
  while (!loam_outcome_ended((loam_outcome *)f->first) || !loam_outcome_ended((loam_outcome *)f->second))
    LOAM_SLEEP(100000);
  f->result = 5;
  LOAM_END;
}

static const char *alone(void) {
  static const char *const switches[] = {NULL, "movestack=3", "preempt=2"};
  for (uint32_t i = 0; i < 3; i++) {
    loam_runtime *runtime = open_limited(64 << 10, 0, switches[i]);
    loam_function *deep_function, *function;
    loam_step_description description = {LOAM_DESCRIBE(both, both_frame, 0, 16)};
    EXPECT(runtime != NULL && loam_step_define(runtime, &deep_description, &deep_function) == LOAM_OK);
    description.user = deep_function;
    EXPECT(loam_step_define(runtime, &description, &function) == LOAM_OK);
    static loam_outcome first, second, own;
    uint64_t arguments[2] = {(uintptr_t)&first, (uintptr_t)&second}, result = 0;
    own.results = &result;
    EXPECT(loam_runtime_call(runtime, function, arguments, &own).status == LOAM_OK && result == 5);
    EXPECT(first.status == LOAM_LIMIT && strstr(first.text, "stack overflow") != NULL);
    EXPECT(second.status == LOAM_OK && second.text[0] == 0);
    // The main goroutine: the run says so, and the next one works.
    uint64_t endless = (uint64_t)-1, shallow = 10;
    EXPECT(loam_runtime_call(runtime, deep_function, &endless, &first).status == LOAM_LIMIT);
    EXPECT(loam_outcome_ended(&first) && first.status == LOAM_LIMIT);
    EXPECT(loam_runtime_call(runtime, deep_function, &shallow, &first).status == LOAM_OK);
    loam_runtime_destroy(runtime);
    // No memory instead of a limit; to move stacks of megabytes at every call takes too long.
    if (i == 1) continue;
    runtime = open_limited(0, 16 << 20, switches[i]);
    EXPECT(runtime != NULL && loam_step_define(runtime, &deep_description, &deep_function) == LOAM_OK);
    EXPECT(loam_runtime_call(runtime, deep_function, &endless, &first).status == LOAM_NO_MEMORY);
    EXPECT(strstr(first.text, "out of memory") != NULL);
    EXPECT(loam_runtime_call(runtime, deep_function, &shallow, &first).status == LOAM_OK);
    loam_runtime_destroy(runtime);
  }
  return NULL;
}

// level(n): defers count twice, the second time a call that overflows itself; at the bottom the endless step is called.
// Every deferred call runs, from the innermost level outwards.
static const char *deferred(void) {
  static machine m;
  static uint64_t counted;
  for (uint32_t i = 0; i < 2; i++) {
    assembly a;
    loam_function *endless;
    m.length = 0;
    m.runtime = open_limited(64 << 10, 0, i == 0 ? NULL : "movestack=20");
    EXPECT(m.runtime != NULL && loam_step_define(m.runtime, &deep_description, &endless) == LOAM_OK);
    loam_function *count = declare(&m, "main.count", 0, 0, 0), *again = declare(&m, "main.again", 0, 0, 0);
    loam_function *level = declare(&m, "main.level", 1, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
    counted = 0;
    begin(&a, 3); // deferred: 200 deep, then counts
    constant(&a, 0, 200);
    call(&a, endless, 0);
    load_global(&a, 0, &counted);
    emit(&a, OP(ADDI, 0, 0, 1));
    store_global(&a, 0, &counted);
    leave(&a);
    EXPECT(finish(&m, &a, count));
    begin(&a, 3); // deferred: counts, then overflows
    load_global(&a, 0, &counted);
    emit(&a, OP(ADDI, 0, 0, 1));
    store_global(&a, 0, &counted);
    constant(&a, 0, -1);
    call(&a, endless, 0);
    leave(&a);
    EXPECT(finish(&m, &a, again));
    begin(&a, 5); // level(n)
    constant(&a, 2, (int64_t)(uintptr_t)count);
    emit(&a, OP(DEFER, 2, 0, 0));
    safepoint(&a, 4);
    constant(&a, 2, (int64_t)(uintptr_t)again);
    emit(&a, OP(DEFER, 2, 0, 0));
    safepoint(&a, 4);
    emit(&a, OP(JEQI, 6, 0, 6));
    emit(&a, OP(ADDI, 0, 6, -1));
    call(&a, level, 0);
    emit(&a, OP(JMP, 0, 6, 0));
    constant(&a, 0, -1);
    call(&a, endless, 0);
    a.defer_return = a.count;
    emit(&a, OP(RUN_DEFERS, 0, 0, 0));
    safepoint(&a, 0);
    leave(&a);
    a.flags = LOAM_FUNCTION_DEFERS;
    EXPECT(finish(&m, &a, level));
    begin(&a, 3);
    constant(&a, 0, 9);
    call(&a, level, 0);
    leave(&a);
    EXPECT(finish(&m, &a, start));
    loam_outcome outcome = {0};
    EXPECT(loam_runtime_call(m.runtime, start, NULL, &outcome).status == LOAM_LIMIT);
    EXPECT(loam_outcome_ended(&outcome) && outcome.status == LOAM_LIMIT && counted == 20);
    machine_close(&m);
  }
  return NULL;
}

// ---- every allocation fails once ----

typedef struct busy_frame {
  struct {
    int64_t depth;
  } call;
  void *channel, *object;
  int64_t i, value;
  loam_step_record record;
  uint64_t first, second; // of the helper: the channel
  int64_t result;
} busy_frame;
static const uint32_t busy_pointers[] = {offsetof(busy_frame, channel), offsetof(busy_frame, object)};
static const uint32_t helper_pointers[] = {offsetof(busy_frame, first)};
static const loam_type large = {.size = 100, .align = 4, .kind = LOAM_KIND_STRUCT};

LOAM_STEP(busy_helper, busy_frame) {
  LOAM_BEGIN;
  for (f->i = 0; f->i < 5; f->i++) LOAM_SEND((void *)f->first, &f->i);
  LOAM_END;
}

typedef struct users {
  loam_function *helper, *deep;
} users;

// 1 in the result: it worked. Else what it asked for was refused.
LOAM_STEP(busy, busy_frame) {
  users *u = loam_step_user(context);
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->channel, &int_type, 0);
  if (f->channel == NULL) LOAM_RETURN;
  {
    uint64_t channel[2] = {(uintptr_t)f->channel};
    if (loam_context_spawn(context, u->helper, channel, NULL) != LOAM_OK) LOAM_RETURN;
  }
  for (f->i = 0; f->i < 5; f->i++) {
    LOAM_SELECT(1000000000, LOAM_CASE_RECEIVE(f->channel, &f->value, NULL));
    if (f->value != f->i || f->record.selected != 0) LOAM_PANIC("a wrong value");
  }
  LOAM_ALLOCATE(f->object, &large, 3);
  if (f->object == NULL) LOAM_RETURN;
  LOAM_SLEEP(1000);
  f->call.depth = 100;
  LOAM_CALL(u->deep);
  f->result = 1;
  LOAM_END;
}

static const char *failures(void) {
  uint32_t n = 1;
  for (bool fired = true; fired; n++) {
    char debug[64];
    users u = {0};
    loam_function *function = NULL;
    loam_step_description helper = {LOAM_DESCRIBE(busy_helper, busy_frame, 0, 16), LOAM_POINTERS(helper_pointers)};
    loam_step_description description = {LOAM_DESCRIBE(busy, busy_frame, 8, 16), LOAM_POINTERS(busy_pointers),
                                         .user = &u};
    snprintf(debug, sizeof debug, "failalloc=%u", n);
    EXPECT(n < 5000);
    loam_runtime *runtime = open_limited(64 << 10, 0, debug);
    if (runtime == NULL) continue;
    loam_status status = loam_step_define(runtime, &deep_description, &u.deep);
    if (status == LOAM_OK) status = loam_step_define(runtime, &helper, &u.helper);
    if (status == LOAM_OK) status = loam_step_define(runtime, &description, &function);
    loam_handle handle;
    if (status == LOAM_OK) status = loam_handle_create(runtime, NULL, &handle);
    uint64_t result = 0;
    loam_outcome outcome = {.results = &result};
    uint64_t arguments[2] = {0};
    if (status == LOAM_OK) status = loam_runtime_call(runtime, function, arguments, &outcome).status;
    EXPECT(status == LOAM_OK || status == LOAM_NO_MEMORY || status == LOAM_FATAL || status == LOAM_PANICKED);
    loam_switch_count switches[64];
    uint32_t count = loam_runtime_switches(runtime, switches, 64);
    fired = false;
    for (uint32_t i = 0; i < count; i++)
      if (strcmp(switches[i].name, "failalloc") == 0) fired = switches[i].fired != 0;
    EXPECT(fired || (status == LOAM_OK && result == 1));
    loam_runtime_destroy(runtime);
  }
  EXPECT(n > 20);
  return NULL;
}

const check_case overflow_cases[] = {
    {"overflow: a stack that cannot grow ends its goroutine alone", alone},
    {"overflow: deferred calls run, also those that overflow again", deferred},
    {"overflow: each allocation fails once on the way of step functions", failures},
    {NULL, NULL},
};
