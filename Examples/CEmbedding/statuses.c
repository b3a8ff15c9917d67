// SPDX-License-Identifier: Apache-2.0
//
// statuses.c — every value of loam_status, each from a situation that leads to it.
//
// Nothing here ends the process: a program that panics or deadlocks is a value to its host. What it would print on
// standard error goes to the host's hook, and the first line of it is shown here.
#include "example.h"

#include <string.h>
#include <sys/resource.h>

static char said[256]; // first line of what the runtime had to say

static void hear(void *context, const char *bytes, size_t length) {
  (void)context;
  size_t used = strlen(said);
  if (strchr(said, '\n') != NULL) return;
  snprintf(said + used, sizeof said - used, "%.*s", (int)length, bytes);
}
static void bug(void *context, const char *tag, const char *text) {
  (void)context;
  snprintf(said, sizeof said, "%s: %s\n", tag, text);
}
static loam_status refuse(void *context, loam_function *function) {
  return (void)context, (void)function, LOAM_COMPILE_ERROR;
}

static loam_runtime *create(const char *debug, uint64_t initial_stack, loam_status *status) {
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.debug = debug;
  configuration.initial_stack = initial_stack;
  configuration.maximum_goroutines = 1;
  configuration.hooks = (loam_hooks){.write_error = hear, .bug = bug, .compile = refuse};
  const char *message;
  loam_runtime *runtime = loam_runtime_create(&configuration, status, &message);
  if (message != NULL) snprintf(said, sizeof said, "%s", message);
  return runtime;
}

// ---- goroutines that do what they should not ----

typedef struct bad_frame {
  int64_t local;
  void *pointer;
  loam_step_record record;
  uint64_t status; // result
} bad_frame;

static const uint32_t bad_pointers[] = {offsetof(bad_frame, pointer)};
LOAM_DEFINE_TYPE(pointer_type, void *, 1);

LOAM_STEP(returns, bad_frame) {
  LOAM_BEGIN;
  LOAM_END;
}
LOAM_STEP(exits, bad_frame) { return (void)f, (void)state, loam_step_end(loam_context_exit(context, 3)); }
LOAM_STEP(panics, bad_frame) {
  (void)f, (void)state;
  LOAM_PANIC("something went wrong");
}
LOAM_STEP(waits, bad_frame) {
  LOAM_BEGIN;
  LOAM_RECEIVE(f->pointer, NULL, NULL); // a nil channel: for ever
  LOAM_END;
}
// It is the one goroutine that may exist (see create).
LOAM_STEP(multiplies, bad_frame) {
  (void)state;
  f->status = loam_context_spawn(context, loam_step_self(context), NULL, NULL);
  return loam_step_done();
}
LOAM_STEP(confuses, bad_frame) {
  LOAM_BEGIN;
  LOAM_ALLOCATE(f->pointer, &pointer_type, 1);
  *(int64_t **)f->pointer = &f->local; // never: a pointer into a stack in the heap
  loam_context_collect(context);
  LOAM_END;
}

#define BAD(name)                                                                                                      \
  { LOAM_DESCRIBE(name, bad_frame, 0, 0), LOAM_POINTERS(bad_pointers) }
// The programs by the status that they lead to.
static const loam_step_description programs[] = {
    [LOAM_OK] = BAD(returns),       [LOAM_EXITED] = BAD(exits), [LOAM_PANICKED] = BAD(panics),
    [LOAM_LIMIT] = BAD(multiplies), [LOAM_FATAL] = BAD(waits),  [LOAM_DEAD] = BAD(confuses),
};

static loam_status run(loam_status wanted, const char *debug) {
  loam_runtime *runtime = create(debug, 0, NULL);
  uint64_t status = LOAM_OK; // the result of the main goroutine, zero but for one of them
  loam_outcome outcome = {.results = &status};
  loam_result result = loam_runtime_call(runtime, define(runtime, programs[wanted], NULL), NULL, &outcome);
  if (result.status == LOAM_EXITED) snprintf(said, sizeof said, "exit code %d", result.exit_code);
  loam_runtime_destroy(runtime);
  return result.status == LOAM_OK ? (loam_status)status : result.status;
}

// ---- calls that cannot succeed ----

static loam_status no_memory(void) {
  struct rlimit old, none;
  REQUIRE(getrlimit(RLIMIT_AS, &old) == 0);
  none = (struct rlimit){1 << 20, old.rlim_max};
  REQUIRE(setrlimit(RLIMIT_AS, &none) == 0);
  loam_status status;
  REQUIRE(create(NULL, 0, &status) == NULL);
  REQUIRE(setrlimit(RLIMIT_AS, &old) == 0);
  return status;
}
static loam_status invalid_argument(void) {
  loam_status status;
  REQUIRE(create(NULL, 3000, &status) == NULL);
  return status;
}
static loam_status wrong_state(void) {
  loam_runtime *runtime = create(NULL, 0, NULL);
  loam_status status = loam_mark_finish(runtime);
  loam_runtime_destroy(runtime);
  return status;
}
static loam_status compile_error(void) {
  loam_runtime *runtime = create(NULL, 0, NULL);
  loam_string name = {(const uint8_t *)"main.main", 9}, file = {(const uint8_t *)"main.go", 7};
  loam_result result = loam_runtime_run(runtime, loam_function_create(runtime, name, file, 1, 0, 0, NULL, 0));
  loam_runtime_destroy(runtime);
  return result.status;
}

static void show(loam_status wanted, loam_status status, const char *cause) {
  said[strcspn(said, "\n")] = 0;
  printf("%-21s %s%s%s\n", loam_status_name(status), cause, said[0] != 0 ? ": " : "", said);
  REQUIRE(status == wanted);
  said[0] = 0;
}

int main(void) {
  show(LOAM_OK, run(LOAM_OK, NULL), "the main goroutine returned");
  show(LOAM_NO_MEMORY, no_memory(), "a runtime in a process that may map nothing");
  show(LOAM_INVALID_ARGUMENT, invalid_argument(), "a bad setting");
  show(LOAM_WRONG_STATE, wrong_state(), "the end of a marking that was not begun");
  show(LOAM_LIMIT, run(LOAM_LIMIT, NULL), "one goroutine more than the setting allows");
  show(LOAM_EXITED, run(LOAM_EXITED, NULL), "the program ended itself");
  show(LOAM_PANICKED, run(LOAM_PANICKED, NULL), "nobody recovered");
  show(LOAM_FATAL, run(LOAM_FATAL, NULL), "nobody can go on");
  show(LOAM_COMPILE_ERROR, compile_error(), "the host's compiler refused a function");
  show(LOAM_DEAD, run(LOAM_DEAD, "checkptr=1"), "a broken invariant");
  return 0;
}
