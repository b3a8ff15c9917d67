// SPDX-License-Identifier: Apache-2.0
//
// HandleChecks.c — handles: what they keep alive, and which of them are good.
#include "assemble.h"
#include "include/loam_step_macros.h"
#include "runtime.h"

#include <string.h>

// Random creations, releases and changes against a list; a released handle is never good again.
static const char *bookkeeping(void) {
  static machine m;
  enum { MOST = 300, ROUNDS = 20000 };
  static loam_handle live[MOST], listed[MOST], dead[MOST];
  static uint64_t objects[MOST];
  EXPECT(machine_open(&m, NULL, 1));
  loam_random random = {11};
  uint64_t count = 0, dead_count = 0;
  for (uint32_t i = 0; i < ROUNDS; i++) {
    uint64_t which = count == 0 ? 0 : loam_random_below(&random, count);
    void *object;
    switch (loam_random_below(&random, 4)) {
    case 0:
      if (count == MOST) break;
      objects[count] = i;
      EXPECT(loam_handle_create(m.runtime, (void *)(uintptr_t)i, &live[count]) == LOAM_OK);
      count++;
      break;
    case 1:
      if (count == 0) break;
      EXPECT(loam_handle_release(m.runtime, live[which]) == LOAM_OK);
      dead[dead_count++ % MOST] = live[which];
      live[which] = live[--count];
      objects[which] = objects[count];
      break;
    case 2:
      if (count == 0) break;
      EXPECT(loam_handle_get(m.runtime, live[which], &object) == LOAM_OK && (uintptr_t)object == objects[which]);
      EXPECT(loam_handle_set(m.runtime, live[which], (void *)(uintptr_t)(objects[which] = i)) == LOAM_OK);
      break;
    default:
      if (dead_count == 0) break;
      which = loam_random_below(&random, dead_count < MOST ? dead_count : MOST);
      EXPECT(loam_handle_get(m.runtime, dead[which], &object) == LOAM_INVALID_ARGUMENT);
      EXPECT(loam_handle_set(m.runtime, dead[which], NULL) == LOAM_INVALID_ARGUMENT);
      EXPECT(loam_handle_release(m.runtime, dead[which]) == LOAM_INVALID_ARGUMENT);
      break;
    }
    EXPECT(loam_handle_count(m.runtime) == count);
  }
  EXPECT(loam_handle_list(m.runtime, listed, MOST) == count);
  for (uint64_t i = 0; i < count; i++) {
    void *object;
    EXPECT(loam_handle_get(m.runtime, listed[i], &object) == LOAM_OK);
  }
  for (uint64_t i = 0; i < count; i++) EXPECT(loam_handle_release(m.runtime, live[i]) == LOAM_OK);
  EXPECT(loam_handle_count(m.runtime) == 0);
  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(loam_handle_get(m.runtime, 0, &(void *){NULL}) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_handle_create(NULL, NULL, live) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_handle_create(m.runtime, NULL, NULL) == LOAM_INVALID_ARGUMENT);
  machine_close(&m);
  return NULL;
}

// ---- what they keep ----

typedef struct node {
  struct node *next;
  int64_t value;
} node;
LOAM_DEFINE_TYPE(node_type, node, LOAM_POINTER_AT(node, next));

typedef struct build_frame {
  node *made, *head;
  int64_t i;
  loam_step_record record;
  int64_t count;
  uint64_t handle, refused;
} build_frame;
static const uint32_t build_pointers[] = {offsetof(build_frame, made), offsetof(build_frame, head)};

LOAM_STEP(build, build_frame) {
  LOAM_BEGIN;
  for (f->i = 0; f->i < f->count; f->i++) {
    LOAM_ALLOCATE(f->made, &node_type, 1);
    if (f->made == NULL) LOAM_PANIC("memory");
    f->made->value = f->i;
    loam_context_store(context, (void **)&f->made->next, f->head);
    f->head = f->made;
    LOAM_POLL;
  }
  f->refused = loam_handle_create(context->runtime, &f->head, &f->handle);
  if (loam_handle_create(context->runtime, f->head, &f->handle) != LOAM_OK) LOAM_PANIC("a handle");
  LOAM_END;
}

static uint64_t leaked_count;
static loam_handle leaked_handle;
static void leaked(void *context, loam_runtime *runtime, uint64_t count) {
  (void)context;
  leaked_count = count;
  loam_handle_list(runtime, &leaked_handle, 1);
}

static const char *keeping(void) {
  static const char *const switches[] = {NULL, "gcstress=1,poison=1,checkptr=1", "movestack=1"};
  for (uint32_t i = 0; i < 3; i++) {
    loam_configuration configuration;
    loam_configuration_init(&configuration);
    configuration.debug = switches[i];
    configuration.hooks.leaked = leaked;
    loam_runtime *runtime = loam_runtime_create(&configuration, NULL, NULL);
    loam_function *function;
    loam_step_description description = {LOAM_DESCRIBE(build, build_frame, 0, 8), LOAM_POINTERS(build_pointers)};
    EXPECT(runtime != NULL && loam_step_define(runtime, &description, &function) == LOAM_OK);
    uint64_t count = 300, results[2] = {0};
    loam_outcome outcome = {.results = results};
    EXPECT(loam_runtime_call(runtime, function, &count, &outcome).status == LOAM_OK);
    EXPECT(results[1] == LOAM_INVALID_ARGUMENT); // a pointer into the stack
    loam_handle second;
    void *head;
    loam_collect_counts counts;
    EXPECT(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
    loam_collect_get_counts(runtime, &counts);
    EXPECT(counts.marked_objects >= 300);
    EXPECT(loam_handle_get(runtime, results[0], &head) == LOAM_OK);
    int64_t value = 300;
    for (const node *at = head; at != NULL; at = at->next) EXPECT(at->value == --value);
    EXPECT(value == 0);
    // Half of the list is let go; the rest is held by another handle.
    node *middle = head;
    for (int n = 0; n < 150; n++) middle = middle->next;
    EXPECT(loam_handle_create(runtime, middle, &second) == LOAM_OK);
    EXPECT(loam_handle_release(runtime, results[0]) == LOAM_OK);
    EXPECT(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
    loam_collect_get_counts(runtime, &counts);
    EXPECT(counts.marked_objects >= 150 && counts.marked_objects < 300);
    EXPECT(middle->value == 149 && middle->next->value == 148);
    leaked_count = 0;
    loam_runtime_destroy(runtime);
    EXPECT(leaked_count == 1 && leaked_handle == second);
  }
  return NULL;
}

static const char *miscounted(void) {
  machine m;
  loam_handle handle;
  EXPECT(machine_open(&m, "verifyheap=1", 1));
  EXPECT(loam_handle_create(m.runtime, NULL, &handle) == LOAM_OK);
  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK && !atomic_load(&m.runtime->bugs.dead));
  m.runtime->handles.in_use++;
  (void)loam_collect_now(m.runtime, LOAM_COLLECT_FORCED);
  EXPECT(atomic_load(&m.runtime->bugs.dead) && strcmp(m.runtime->bugs.tag, "handle.count") == 0);
  machine_close(&m);
  return NULL;
}

const check_case handle_cases[] = {
    {"handle: creations and releases against a list", bookkeeping},
    {"handle: objects live as long as a handle holds them, and leaks are told", keeping},
    {"handle: a wrong count is seen at the next collection that verifies", miscounted},
    {NULL, NULL},
};
