// SPDX-License-Identifier: Apache-2.0
//
// NativeCallChecks.c — native goroutines and Go: calls in both directions, panics at the boundary, handles.
#include "native_check.h"

#include <errno.h>
#include <unistd.h>

/// A loop of `n` rounds in bytecode: allocates, receives from a channel, adds. (n, channel) -> sum
static loam_function *worker_function(machine *m) {
  assembly a;
  loam_function *work = declare(m, "main.work", 2, 1, 2);
  begin(&a, 8);
  constant(&a, 2, 0);
  constant(&a, 3, 0);
  uint32_t top = a.count;
  emit(&a, OP(NEW, 0, 0, 0));
  emit(&a, (uint64_t)(uintptr_t)&string_type);
  safepoint(&a, 1 << 10);
  emit(&a, OP(RECV, 4, 10, LOAM_NONE));
  safepoint(&a, 1 << 10);
  emit(&a, OP(ADD, 2, 2, 4));
  emit(&a, OP(ADDI, 3, 3, 1));
  LOOP(&a, JLT_P, 3, 9, top, 1 << 10);
  emit(&a, OP(MOV, 11, 2, 0));
  leave(&a);
  return finish(m, &a, work) ? work : NULL;
}

typedef struct parts {
  loam_function *work, *feed, *relay, *fail, *goexit;
} parts;

// ---- calls of Go ----

static loam_native_status feed_body(loam_context *context) {
  for (int64_t i = 0; i < (int64_t)loam_argument(context, 1); i++)
    SUCCEED(loam_native_send(context, (void *)loam_argument(context, 0), &i) == LOAM_OK);
  return LOAM_NATIVE_DONE;
}

// Calls Go at each of `depth` levels of C calls, keeping values in C variables meanwhile.
static __attribute__((noinline)) uint64_t descend(loam_context *context, loam_function *work, void **channel,
                                                  uint64_t depth, loam_status *status) {
  volatile uint64_t before[16];
  for (uint64_t i = 0; i < 16; i++) before[i] = depth * 100 + i;
  uint64_t arguments[2] = {10, (uintptr_t)*channel}, result = 0;
  loam_status called = loam_native_call(context, work, arguments, &result, NULL);
  if (called != LOAM_OK) *status = called;
  if (depth > 1) result += descend(context, work, channel, depth - 1, status);
  for (uint64_t i = 0; i < 16; i++)
    if (before[i] != depth * 100 + i) *status = LOAM_DEAD;
  return result;
}

// -> sum of what ten calls got
static loam_native_status caller_body(loam_context *context) {
  const parts *p = loam_native_user(context);
  void *channel;
  loam_status status = LOAM_OK;
  SUCCEED(loam_channel_create(context, &int_type, 0, &channel) == LOAM_OK);
  void **keep = loam_native_handle(context, channel);
  uint64_t arguments[2] = {(uintptr_t)channel, 100};
  SUCCEED(loam_context_spawn(context, p->feed, arguments, NULL) == LOAM_OK);
  uint64_t sum = descend(context, p->work, keep, 10, &status);
  loam_argument(context, 0) = sum; // not in one: the frame's place could be read before the call
  SUCCEED(status == LOAM_OK);
  SUCCEED(loam_native_call(context, NULL, NULL, NULL, NULL) == LOAM_INVALID_ARGUMENT);
  SUCCEED(loam_native_call(context, p->work, NULL, NULL, NULL) == LOAM_INVALID_ARGUMENT);
  return LOAM_NATIVE_DONE;
}

static const char *calls(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    EXPECT(machine_open(&m, switches[i], i % 2 + 1));
    parts p = {.work = worker_function(&m), .feed = native(&m, "example.feed", feed_body, 2, 0, 1, NULL)};
    uint64_t sum = 0;
    RUN(run(&m, native(&m, "example.caller", caller_body, 0, 1, NO_POINTERS, &p), NULL, &sum));
    EXPECT(sum == 100 * 99 / 2);
    machine_close(&m);
  }
  return NULL;
}

// ---- panics ----

static loam_native_status fail_native(loam_context *context) { return loam_context_panic_string(context, "boom"); }
static loam_native_status goexit_native(loam_context *context) { return loam_context_goexit(context); }

static bool says(loam_eface value, const char *text) {
  if (value.type == NULL || value.type->kind != LOAM_KIND_STRING) return false;
  const loam_string *string = value.data;
  return string->length == (int64_t)strlen(text) && memcmp(string->bytes, text, strlen(text)) == 0;
}

/// Bytecode that calls `callee`, which does not come back.
static loam_function *caller_of(machine *m, const char *name, loam_function *callee) {
  assembly a;
  loam_function *function = declare(m, name, 0, 0, 0);
  begin(&a, 3);
  call(&a, callee, 0);
  leave(&a);
  return finish(m, &a, function) ? function : NULL;
}

static loam_native_status catcher_body(loam_context *context) {
  const parts *p = loam_native_user(context);
  for (int i = 0; i < 50; i++) {
    loam_eface value;
    SUCCEED(loam_native_call(context, p->fail, NULL, NULL, &value) == LOAM_PANICKED && says(value, "boom"));
    SUCCEED(loam_native_call(context, p->fail, NULL, NULL, NULL) == LOAM_PANICKED);
    SUCCEED(loam_native_call(context, p->goexit, NULL, NULL, &value) == LOAM_PANICKED && value.type == NULL);
    loam_native_yield(context);
  }
  return LOAM_NATIVE_DONE;
}

static const char *panics(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    EXPECT(machine_open(&m, switches[i], 1));
    parts p = {.fail = caller_of(&m, "main.fails", declare_native(&m, "fail", 0, 0, fail_native)),
               .goexit = caller_of(&m, "main.exits", declare_native(&m, "runtime.Goexit", 0, 0, goexit_native))};
    loam_function *catcher = native(&m, "example.catcher", catcher_body, 0, 0, NO_POINTERS, &p);
    RUN(run(&m, catcher, NULL, NULL));
    EXPECT(m.length == 0);
    machine_close(&m);
  }
  return NULL;
}

// ---- Go calls native calls Go ... ----

// (n) -> n + (n - 1) + ...; at 0 it panics, each level catches that and raises it again when `again` says so.
static bool again;
static loam_native_status level_body(loam_context *context) {
  const parts *p = loam_native_user(context);
  uint64_t n = loam_argument(context, 0), less = n - 1, rest = 0;
  void **keep = loam_native_handle(context, loam_context_allocate_bytes(context, 64));
  SUCCEED(keep != NULL && *keep != NULL);
  memset(*keep, (int)n, 64);
  loam_eface value;
  if (n == 0) return loam_context_panic_string(context, "the bottom");
  loam_status status = loam_native_call(context, p->relay, &less, &rest, &value);
  SUCCEED(((const uint8_t *)*keep)[63] == n);
  if (status == LOAM_PANICKED) {
    SUCCEED(says(value, "the bottom"));
    if (again) return loam_context_panic_value(context, value);
    rest = 0;
  }
  loam_argument(context, 1) = n + rest;
  return LOAM_NATIVE_DONE;
}

static const char *nesting(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    assembly a;
    static parts p;
    EXPECT(machine_open(&m, switches[i], 1));
    loam_function *level = native(&m, "example.level", level_body, 1, 1, NO_POINTERS, &p);
    p.relay = declare(&m, "main.relay", 1, 1, 0); // frame of 4: argument in 5, result in 6
    begin(&a, 4);
    emit(&a, OP(MOV, 0, 5, 0));
    call(&a, level, 0);
    emit(&a, OP(MOV, 6, 1, 0));
    leave(&a);
    EXPECT(finish(&m, &a, p.relay));
    uint64_t n = 20, sum = 0;
    again = false;
    RUN(run(&m, p.relay, &n, &sum));
    EXPECT(sum == 20 * 21 / 2);
    EXPECT_NO_MACHINE_STACK(&m);
    again = true;
    EXPECT(run(&m, level, &n, &sum) != NULL && machine_says(&m, "panic: the bottom\n"));
    EXPECT(machine_says(&m, "example.level(...)\n\tx.c:1"));
    machine_close(&m);
  }
  return NULL;
}

// ---- handles ----

static loam_native_status handles_body(loam_context *context) {
  enum { COUNT = 100, SIZE = 1000 };
  void **outer[COUNT];
  loam_memory_statistics *before = calloc(2, sizeof *before), *after = before + 1;
  SUCCEED(before != NULL);
  for (int round = 0; round < 3; round++) {
    loam_handle_scope scope = loam_handle_scope_open(context);
    for (int i = 0; i < COUNT; i++) {
      outer[i] = loam_native_handle(context, loam_context_allocate_bytes(context, SIZE));
      SUCCEED(outer[i] != NULL && *outer[i] != NULL);
      memset(*outer[i], i + round, SIZE);
      loam_handle_scope inner = loam_handle_scope_open(context);
      for (int k = 0; k < 3; k++)
        SUCCEED(loam_native_handle(context, loam_context_allocate_bytes(context, SIZE)) != NULL);
      loam_handle_scope_close(context, inner);
    }
    loam_context_collect(context);
    for (int i = 0; i < COUNT; i++)
      for (int at = 0; at < SIZE; at += 111) SUCCEED(((const uint8_t *)*outer[i])[at] == i + round);
    loam_runtime_memory_statistics(context->runtime, before);
    SUCCEED(before->heap_allocated >= COUNT * SIZE && before->heap_allocated < 2 * COUNT * SIZE);
    loam_handle_scope_close(context, scope);
    loam_context_collect(context);
    loam_runtime_memory_statistics(context->runtime, after);
    SUCCEED(after->heap_allocated + COUNT * SIZE <= before->heap_allocated);
    SUCCEED(after->machine_stack_in_use == 64 << 10);
  }
  free(before);
  return LOAM_NATIVE_DONE;
}

static const char *handles(void) {
  static machine m;
  for (uint32_t i = 0; i < SWITCHES; i++) {
    EXPECT(machine_open(&m, switches[i], 1));
    RUN(run(&m, native(&m, "example.handles", handles_body, 0, 0, NO_POINTERS, NULL), NULL, NULL));
    machine_close(&m);
  }
  return NULL;
}

// ---- writing for the program ----

static int64_t take_write(void *context, int descriptor, const char *bytes, size_t length) {
  char head[16];
  machine_record(context, head, (size_t)snprintf(head, sizeof head, "%d:", descriptor));
  machine_record(context, bytes, length);
  return descriptor == 1 ? (int64_t)length : -EPIPE;
}

// user: a pipe's end
static loam_native_status write_body(loam_context *context) {
  int *end = loam_native_user(context);
  SUCCEED(loam_context_enter_blocking(context));
  bool hooked = context->runtime->writing.hook != NULL;
  int64_t out = hooked ? loam_context_write(context, 1, "out ", 4) : 4;
  int64_t errors = hooked ? loam_context_write(context, 2, "err ", 4) : -EPIPE;
  int64_t other = loam_context_write(context, *end, "pipe", 4);
  int64_t bad = loam_context_write(context, -1, "x", 1);
  loam_context_leave_blocking(context);
  SUCCEED(out == 4 && errors == -EPIPE && other == 4 && bad == -EBADF);
  return LOAM_NATIVE_DONE;
}

static const char *writing(void) {
  static machine m;
  for (int hooked = 0; hooked < 2; hooked++) {
    int ends[2];
    char text[8] = {0};
    EXPECT(pipe(ends) == 0);
    loam_configuration configuration;
    loam_configuration_init(&configuration);
    configuration.hooks = (loam_hooks){.context = &m, .write_error = machine_record};
    if (hooked) configuration.hooks.write = take_write;
    m.runtime = loam_runtime_create(&configuration, NULL, NULL);
    EXPECT(m.runtime != NULL);
    RUN(run(&m, native(&m, "example.write", write_body, 0, 0, NO_POINTERS, &ends[1]), NULL, NULL));
    EXPECT(strcmp(m.text, hooked ? "1:out 2:err " : "") == 0);
    EXPECT(read(ends[0], text, sizeof text) == 4 && memcmp(text, "pipe", 4) == 0);
    close(ends[0]);
    close(ends[1]);
    machine_close(&m);
  }
  return NULL;
}

const check_case native_call_cases[] = {
    {"native goroutine: calls Go from any depth of C calls", calls},
    {"native goroutine: a panic in called Go code stops at the call, and so does Goexit", panics},
    {"native goroutine: Go calls native calls Go, and a panic passes through all", nesting},
    {"native goroutine: handles keep objects alive until their scope closes", handles},
    {"native: what the program writes goes to the host's hook, by its descriptor", writing},
    {NULL, NULL},
};
