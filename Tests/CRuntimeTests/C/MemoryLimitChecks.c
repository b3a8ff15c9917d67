// SPDX-License-Identifier: Apache-2.0
//
// MemoryLimitChecks.c — an instance's memory limit: nothing passes it, garbage does not count, and who reaches it ends
// alone, from instructions, natives, steps and for its stack.
#include "include/loam_step_macros.h"
#include "program.h"
#include "runtime.h"
#include "schedule/want.h"

#include <pthread.h>

enum { LIMIT = 1 << 20, WORKERS = 3 };

static const char *const limit_switches[] = {
    NULL, "movestack=3", "preempt=2", "gcstress=500", "gcalways=1", "checkptr=1,verifyheap=1,poison=1,checkmark=1"};
enum { LIMIT_SWITCHES = sizeof limit_switches / sizeof limit_switches[0], GCALWAYS = 4 };

static bool open_limited(machine *m, uint64_t limit, const char *debug) {
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.maximum_memory = limit;
  configuration.workers = WORKERS;
  configuration.debug = debug;
  configuration.hooks = (loam_hooks){.context = m, .write_error = machine_record};
  m->length = 0;
  m->text[0] = 0;
  m->runtime = loam_runtime_create(&configuration, NULL, NULL);
  loam_error_types types = {.string = &string_type};
  return m->runtime != NULL && loam_runtime_set_error_types(m->runtime, &types) == LOAM_OK;
}

// ---- who reaches it ----

/// hog: a list of nodes without end.
static bool define_hog(machine *m, loam_function *hog) {
  assembly a;
  begin(&a, 4);
  constant(&a, 2, 0);
  make_chain(&a, 2, LOAM_NONE, 3, 0);
  return finish(m, &a, hog);
}

/// waste(n): n nodes, of which none is kept.
static bool define_waste(machine *m, loam_function *waste) {
  assembly a;
  begin(&a, 4);
  make_chain(&a, LOAM_NONE, 5, 3, 0);
  leave(&a);
  return finish(m, &a, waste);
}

/// deep(n): calls itself for ever.
static bool define_deep(machine *m, loam_function *deep) {
  assembly a;
  begin(&a, 40);
  emit(&a, OP(ADDI, 0, 41, 1));
  call(&a, deep, 0);
  leave(&a);
  return finish(m, &a, deep);
}

/// A slice that appending makes larger and larger: each is copied beside the one before.
static bool define_append(machine *m, loam_function *append) {
  assembly a;
  begin(&a, 6);
  for (uint32_t slot = 2; slot < 6; slot++) constant(&a, slot, 0);
  uint32_t top = a.count;
  emit(&a, OP(APPEND64, 2, 5, 0));
  emit(&a, (uint64_t)(uintptr_t)&int_type);
  safepoint(&a, 4);
  loop_for_ever(&a, top, 4);
  return finish(m, &a, append);
}

/// One object that is larger than the limit.
static bool define_large(machine *m, loam_function *large) {
  assembly a;
  begin(&a, 6);
  constant(&a, 2, 1 << 20);
  emit(&a, OP(MAKESLICE, 3, 2, LOAM_NONE));
  emit(&a, (uint64_t)(uintptr_t)&int_type);
  safepoint(&a, 0);
  leave(&a);
  return finish(m, &a, large);
}

/// A map without end.
static bool define_map(machine *m, loam_function *map) {
  assembly a;
  begin(&a, 6);
  make_int_map(&a, 2, 0, 3, 0);
  return finish(m, &a, map);
}

/// Channels with buffers, each kept by the one before.
static bool define_channels(machine *m, loam_function *channels) {
  assembly a;
  begin(&a, 6);
  constant(&a, 2, 0);
  constant(&a, 4, 200);
  uint32_t top = a.count;
  make_channel(&a, 3, &pointer_channel_type, 4, 4);
  emit(&a, OP(SEND, 3, 2, 0));
  safepoint(&a, 12);
  emit(&a, OP(MOV, 2, 3, 0));
  loop_for_ever(&a, top, 4);
  return finish(m, &a, channels);
}

/// Goroutines that wait for ever.
static bool define_crowd(machine *m, loam_function *crowd, loam_function *waiter) {
  assembly a;
  begin(&a, 4);
  emit(&a, OP(BLOCK, 0, 0, 0));
  safepoint(&a, 0);
  leave(&a);
  if (!finish(m, &a, waiter)) return false;
  const loam_function **closure = loam_permanent_allocate(m->runtime, 8, 8);
  if (closure == NULL) return false;
  *closure = waiter;
  begin(&a, 4);
  constant(&a, 2, (int64_t)(uintptr_t)closure);
  uint32_t top = a.count;
  emit(&a, OP(GO, 2, 0, 0));
  safepoint(&a, 0);
  loop_for_ever(&a, top, 0);
  return finish(m, &a, crowd);
}

enum { HOG, NATIVE, DEEP, APPEND, LARGE, MAP, CHANNELS, CROWD, GREEDY, WASTE = GREEDY, WAITER, FUNCTIONS };

static bool define_all(machine *m, loam_function **f) {
  static const char *const names[] = {"main.hog", "main.native", "main.deep",  "main.append", "main.large",
                                      "main.map", "main.chans",  "main.crowd", "main.waste",  "main.waiter"};
  for (int i = 0; i < FUNCTIONS; i++)
    f[i] = i == NATIVE ? declare_native(m, names[i], 0, 0, hog_native)
                       : declare(m, names[i], i == DEEP || i == WASTE, 0, 0);
  return define_hog(m, f[HOG]) && define_deep(m, f[DEEP]) && define_append(m, f[APPEND]) && define_large(m, f[LARGE]) &&
         define_map(m, f[MAP]) && define_channels(m, f[CHANNELS]) && define_crowd(m, f[CROWD], f[WAITER]) &&
         define_waste(m, f[WASTE]);
}

/// The goroutine ends alone, the text has the figures, nothing is in use beyond the limit, and the next run works.
static const char *each_way(void) {
  static machine m;
  for (int s = 0; s < LIMIT_SWITCHES; s++)
    for (int way = 0; way < GREEDY; way++) {
      if (s == 1 && way == DEEP) continue; // to move megabytes at every third call takes too long
      loam_function *f[FUNCTIONS];
      loam_outcome outcome = {0};
      uint64_t zero = 0, some = 5000;
      EXPECT(open_limited(&m, LIMIT, limit_switches[s]) && define_all(&m, f));
      loam_result result = loam_runtime_call(m.runtime, f[way], &zero, &outcome);
      EXPECT(result.status == LOAM_NO_MEMORY && result.exit_code == 2);
      EXPECT(outcome.status == LOAM_NO_MEMORY && strstr(outcome.text, "out of memory: cannot allocate") != NULL);
      EXPECT(machine_says(&m, "fatal error: runtime: out of memory: cannot allocate "));
      EXPECT(machine_says(&m, way == DEEP ? "-byte stack (" : "-byte block ("));
      EXPECT(machine_says(&m, " in use), limit 1048576\n\ngoroutine "));
      EXPECT(strncmp(loam_runtime_last_error(m.runtime), "runtime: out of memory", 22) == 0);
      EXPECT(loam_runtime_memory_in_use(m.runtime) <= LIMIT);
      // What it held is garbage; the goroutines that wait are left.
      if (way != CROWD) {
        EXPECT(loam_runtime_call(m.runtime, f[WASTE], &some, &outcome).status == LOAM_OK);
        EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
        (void)loam_release_free_pages(m.runtime, 0);
        EXPECT(loam_runtime_memory_in_use(m.runtime) < LIMIT / 2);
      }
      EXPECT(loam_runtime_destroy(m.runtime) == LOAM_OK);
    }
  return NULL;
}

/// Ten times the limit in garbage, by several goroutines at once: nobody notices.
static const char *garbage(void) {
  static machine m;
  for (int s = 0; s < LIMIT_SWITCHES; s++) {
    loam_function *f[FUNCTIONS];
    static loam_outcome outcomes[4];
    uint64_t nodes = LIMIT / 256 * (s == 0 ? 10 : 1);
    EXPECT(open_limited(&m, LIMIT, limit_switches[s]) && define_all(&m, f));
    for (int i = 0; i < 3; i++) EXPECT(loam_runtime_spawn(m.runtime, f[WASTE], &nodes, &outcomes[i]) == LOAM_OK);
    // Those that are left at the end of a run go on in the next.
    for (bool all = false; !all;) {
      EXPECT(loam_runtime_call(m.runtime, f[WASTE], &nodes, &outcomes[3]).status == LOAM_OK);
      all = true;
      for (int i = 0; i < 3; i++) all &= loam_outcome_ended(&outcomes[i]);
    }
    for (int i = 0; i < 4; i++) EXPECT(outcomes[i].status == LOAM_OK);
    EXPECT(m.length == 0 && loam_runtime_memory_in_use(m.runtime) <= LIMIT);
    EXPECT(loam_runtime_destroy(m.runtime) == LOAM_OK);
  }
  return NULL;
}

// ---- several at once ----

typedef struct crowd_frame {
  int64_t i;
  loam_step_record record;
  uint64_t outcomes, count, rounds; // an array of outcomes
  int64_t result;
} crowd_frame;

/// Starts `count` hogs at a time, `rounds` times, and waits for them.
LOAM_STEP(drive, crowd_frame) {
  loam_outcome *outcomes = (loam_outcome *)f->outcomes;
  LOAM_BEGIN;
  for (; f->rounds > 0; f->rounds--) {
    for (f->i = 0; f->i < (int64_t)f->count; f->i++)
      // At the limit no stack is left until others have ended; then they are garbage.
      while (loam_context_spawn(context, loam_step_user(context), NULL, &outcomes[f->i]) == LOAM_NO_MEMORY) {
        loam_context_collect(context);
        LOAM_SLEEP(100000);
      }
    for (f->i = 0; f->i < (int64_t)f->count; f->i++)
      while (!loam_outcome_ended(&outcomes[f->i])) LOAM_SLEEP(100000);
    for (f->i = 0; f->i < (int64_t)f->count; f->i++) f->result += outcomes[f->i].status == LOAM_NO_MEMORY;
  }
  LOAM_END;
}

static const char *many(uint64_t count, uint64_t rounds, const char *debug,
                        loam_native_status (*native)(loam_context *)) {
  static machine m;
  static loam_outcome outcomes[8];
  loam_function *f[FUNCTIONS], *driver;
  loam_step_description description = {LOAM_DESCRIBE(drive, crowd_frame, 0, 24)};
  EXPECT(open_limited(&m, LIMIT, debug) && define_all(&m, f));
  loam_function *own = native == NULL ? f[HOG] : declare_native(&m, "main.own", 0, 0, native);
  description.user = own;
  EXPECT(loam_step_define(m.runtime, &description, &driver) == LOAM_OK);
  uint64_t arguments[3] = {(uintptr_t)outcomes, count, rounds}, result = 0;
  loam_outcome outcome = {.results = &result};
  EXPECT(loam_runtime_call(m.runtime, driver, arguments, &outcome).status == LOAM_OK && result == count * rounds);
  loam_memory_statistics statistics;
  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  (void)loam_release_free_pages(m.runtime, 0);
  loam_runtime_memory_statistics(m.runtime, &statistics);
  EXPECT(statistics.heap_allocated < 4096 && statistics.goroutines == 0);
  EXPECT(statistics.heap_in_use < 128 << 10 && loam_runtime_memory_in_use(m.runtime) < LIMIT / 2);
  EXPECT(loam_runtime_destroy(m.runtime) == LOAM_OK);
  return NULL;
}

static const char *at_once(void) {
  for (int s = 0; s < LIMIT_SWITCHES; s++) {
    // With gcalways each of their instructions waits for the others' collections.
    if (s != GCALWAYS) RUN(many(6, 2, limit_switches[s], NULL));
    RUN(many(s == GCALWAYS ? 2 : 6, 2, limit_switches[s], hog_native));
  }
  return NULL;
}

static const char *thousand(void) {
  RUN(many(1, CHECKS_SANITIZER ? 50 : 1000, NULL, NULL));
  return NULL;
}

// ---- one cycle for several ----

static void *want_cycle(void *runtime) {
  return loam_collect_now(runtime, LOAM_COLLECT_MEMORY) == LOAM_OK ? runtime : NULL;
}

/// While one thread has begun no cycle yet, others want one as well: one is run.
static const char *shared_cycle(void) {
  static machine m;
  EXPECT(open_limited(&m, LIMIT, NULL));
  bool shared = false;
  for (int attempt = 0; !shared && attempt < 50; attempt++) {
    pthread_t threads[4];
    uint64_t before = atomic_load(&m.runtime->collector.cycles);
    loam_lock_acquire(&m.runtime->cycle_lock);
    for (int i = 0; i < 4; i++) EXPECT(pthread_create(&threads[i], NULL, want_cycle, m.runtime) == 0);
    struct timespec while_they_come = {.tv_nsec = 2000000 * (attempt + 1)};
    nanosleep(&while_they_come, NULL);
    loam_lock_release(&m.runtime->cycle_lock);
    for (int i = 0; i < 4; i++) {
      void *answer;
      EXPECT(pthread_join(threads[i], &answer) == 0 && answer != NULL);
    }
    uint64_t ran = atomic_load(&m.runtime->collector.cycles) - before;
    EXPECT(ran >= 1 && ran <= 4);
    shared = ran == 1;
  }
  EXPECT(shared);
  EXPECT(loam_runtime_destroy(m.runtime) == LOAM_OK);
  return NULL;
}

// ---- the limiter ----

/// keep(n): a list of n nodes in a package variable.
static bool define_keep(machine *m, loam_function *keep, void **variable) {
  assembly a;
  begin(&a, 4);
  constant(&a, 2, 0);
  make_chain(&a, 2, 5, 3, 0);
  store_global(&a, 2, variable);
  leave(&a);
  return finish(m, &a, keep);
}

/// Collections that goroutine `way` forces until it ends for want of memory, when the limit is half FULL or nearly so
/// and the limiter is on or off.
static const char *forced(int way, bool full, bool limited, uint64_t *out_collections) {
  static machine m;
  loam_function *f[FUNCTIONS];
  loam_outcome outcome = {0};
  uint64_t open = LIMIT - loam_heap_kept_back(LIMIT), zero = 0, garbage = 4 * LIMIT / 256;
  uint64_t kept = open / 64 * (full ? 61 : 30) / 256;
  EXPECT(open_limited(&m, LIMIT, NULL) && define_all(&m, f));
  loam_function *keep = declare(&m, "main.keep", 1, 0, 0);
  EXPECT(define_keep(&m, keep, loam_global_create(m.runtime, &pointer_type)));
  EXPECT(loam_runtime_call(m.runtime, keep, &kept, &outcome).status == LOAM_OK);
  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(loam_collect_set_limited(m.runtime, limited) == limited);
  EXPECT(loam_want_futile(m.runtime) == (full && limited));
  // Nobody collects for the heap's size. Where there is room for it garbage is collected, limiter or not.
  loam_collect_set_trigger(m.runtime, UINT64_MAX);
  if (!full) EXPECT(loam_runtime_call(m.runtime, f[WASTE], &garbage, &outcome).status == LOAM_OK);
  loam_collect_set_trigger(m.runtime, UINT64_MAX);
  uint64_t before = atomic_load(&m.runtime->collector.cycles);
  EXPECT(loam_runtime_call(m.runtime, f[way], &zero, &outcome).status == LOAM_NO_MEMORY);
  *out_collections = atomic_load(&m.runtime->collector.cycles) - before;
  EXPECT(loam_runtime_destroy(m.runtime) == LOAM_OK);
  return NULL;
}

/// What turns into a spiral else: each want forces a whole marking, which finds next to nothing.
static const char *futile(void) {
  for (int way = HOG; way <= DEEP; way++) // by an instruction, by C code, for a stack
    for (int full = 0; full < 2; full++)
      for (int limited = 0; limited < 2; limited++) {
        uint64_t collections;
        RUN(forced(way, full, limited, &collections));
        EXPECT((collections == 0) == (full && limited));
      }
  return NULL;
}

// ---- pages ----

/// Random spans of all kinds: what is in use never passes the limit, of which the last part is for those alone that may
/// take it; nothing below it is refused.
static const char *pages(void) {
  enum { SPANS = 200 };
  static fixture f;
  static loam_span *spans[SPANS];
  EXPECT(fixture_open(&f, NULL));
  memset(spans, 0, sizeof spans);
  const uint64_t limit = 64 * LOAM_PAGE_SIZE, kept = 4 * LOAM_PAGE_SIZE;
  EXPECT(loam_heap_set_maximum(&f.heap, limit) == UINT64_MAX);
  EXPECT(loam_heap_kept_back(limit) == (kept < LOAM_MEMORY_RESERVE ? kept : LOAM_MEMORY_RESERVE));
  const uint64_t open = limit - loam_heap_kept_back(limit);
  uint64_t refused = 0;
  for (int i = 0; i < 20000; i++) {
    uint32_t at = (uint32_t)loam_random_below(&f.random, SPANS);
    uint64_t used = loam_heap_in_use(&f.heap), n = 1 + loam_random_below(&f.random, 12);
    bool reserve = loam_random_below(&f.random, 4) == 0, clean;
    if (spans[at] != NULL) {
      uint64_t room = spans[at]->kind == LOAM_SPAN_STACK ? n : 0;
      if (room != 0 && loam_pages_extend_down(&f.heap, spans[at], room, reserve)) {
        EXPECT(used + room * LOAM_PAGE_SIZE <= (reserve ? limit : open));
        EXPECT(loam_heap_in_use(&f.heap) == used + room * LOAM_PAGE_SIZE);
        continue;
      }
      loam_pages_give(&f.heap, spans[at]);
      spans[at] = NULL;
      continue;
    }
    spans[at] = at % 3 == 0
                    ? loam_pages_take_high(&f.heap, n, 8 * n, LOAM_SPAN_STACK, reserve, &clean)
                    : loam_pages_take(&f.heap, n, at % 3 == 1 ? LOAM_SPAN_STACK : LOAM_SPAN_LARGE, reserve, &clean);
    bool fits = used + n * LOAM_PAGE_SIZE <= (reserve ? limit : open);
    EXPECT((spans[at] != NULL) == fits);
    refused += !fits;
    EXPECT(loam_heap_in_use(&f.heap) == used + (fits ? n * LOAM_PAGE_SIZE : 0));
  }
  EXPECT(refused > 100);
  for (int i = 0; i < SPANS; i++)
    if (spans[i] != NULL) loam_pages_give(&f.heap, spans[i]);
  EXPECT(loam_heap_in_use(&f.heap) == 0);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

const check_case memory_limit_cases[] = {
    {"memory limit: pages in use never pass it", pages},
    {"memory limit: whoever reaches it ends alone, in each way to allocate", each_way},
    {"memory limit: garbage does not reach it", garbage},
    {"memory limit: several reach it at the same time", at_once},
    {"memory limit: several that want memory share a collection", shared_cycle},
    {"memory limit: while the limiter is on no collection is forced after one that left no sixteenth", futile},
    {"memory limit: a thousand goroutines that it ended leave nothing", thousand},
    {NULL, NULL},
};
