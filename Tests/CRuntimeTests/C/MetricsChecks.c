// SPDX-License-Identifier: Apache-2.0
//
// MetricsChecks.c — the figures that are read without a stop: their sums while four workers allocate, that nobody is
// stopped for them, and the divisions of the histograms.
#include "assemble.h"
#include "include/loam_step_macros.h"
#include "runtime.h"

#include <math.h>

// ---- divisions ----

static const char *times_have_places(void) {
  EXPECT(isinf(loam_time_bound(0)) && loam_time_bound(0) < 0 && loam_time_bound(1) == 0);
  EXPECT(isinf(loam_time_bound(LOAM_TIME_COUNTS)) && loam_time_bound(LOAM_TIME_COUNTS) > 0);
  for (uint32_t i = 1; i < LOAM_TIME_COUNTS; i++) EXPECT(loam_time_bound(i - 1) < loam_time_bound(i));
  loam_random random = {.state = 11};
  for (int i = 0; i < 200000; i++) {
    uint64_t ns = loam_random_next(&random) >> (1 + loam_random_below(&random, 63));
    uint32_t place = loam_time_place(ns);
    EXPECT(place >= 1 && place < LOAM_TIME_COUNTS);
    if (ns < 1ull << 52) // doubles tell them apart
      EXPECT(loam_time_bound(place) <= (double)ns / 1e9 && (double)ns / 1e9 < loam_time_bound(place + 1));
  }
  // Each bound is the first of its place, and what is one less is not.
  for (uint32_t i = 2; i < LOAM_TIME_COUNTS; i++) {
    uint64_t ns = (uint64_t)llround(loam_time_bound(i) * 1e9);
    EXPECT(loam_time_place(ns) == i && loam_time_place(ns - 1) == i - 1);
  }
  EXPECT(loam_size_bound(0) == 1 && loam_size_bound(1) == 9);
  EXPECT(loam_size_bound(LOAM_HEAP_CLASSES - 1) == 32769 && isinf(loam_size_bound(LOAM_HEAP_CLASSES)));
  return NULL;
}

// ---- sums ----

static uint64_t total(const loam_time_counts *times) {
  uint64_t sum = 0;
  for (int i = 0; i < LOAM_TIME_COUNTS; i++) sum += times->counts[i];
  return sum;
}

static const char *sums_hold(const loam_metrics *m) {
  const loam_memory_classes *c = &m->memory;
  EXPECT(c->heap_objects + c->heap_unused + c->heap_free + c->heap_released + c->stacks + c->machine_stacks + c->spans +
             c->spans_free + c->caches + c->caches_free + c->collector + c->profile + c->other ==
         c->total);
  EXPECT(m->allocated_objects - m->freed_objects == m->objects && m->allocated_objects >= m->freed_objects);
  EXPECT(m->allocated_bytes >= m->freed_bytes);
  uint64_t allocated = 0, freed = 0;
  for (int i = 0; i < LOAM_HEAP_CLASSES; i++) {
    EXPECT(m->allocated_by_size[i] >= m->freed_by_size[i]);
    allocated += m->allocated_by_size[i];
    freed += m->freed_by_size[i];
  }
  EXPECT(allocated == m->allocated_objects && freed == m->freed_objects);
  EXPECT(m->cycles == m->cycles_automatic + m->cycles_forced);
  EXPECT(m->scan_total == m->scan_heap + m->scan_stacks + m->scan_globals);
  EXPECT(m->cpu_collect == m->cpu_assist + m->cpu_dedicated + m->cpu_idle_marking + m->cpu_pause);
  EXPECT(m->cpu_scavenge == m->cpu_scavenge_assist + m->cpu_scavenge_background);
  EXPECT(m->cpu_total == m->cpu_collect + m->cpu_scavenge + m->cpu_user + m->cpu_idle);
  EXPECT(m->finalizers_executed <= m->finalizers_queued && m->cleanups_executed <= m->cleanups_queued);
  return NULL;
}

/// What is counted since the start has not fallen.
static const char *nothing_fell(const loam_metrics *a, const loam_metrics *b) {
  EXPECT(a->allocated_bytes <= b->allocated_bytes && a->allocated_objects <= b->allocated_objects);
  EXPECT(a->freed_bytes <= b->freed_bytes && a->freed_objects <= b->freed_objects);
  EXPECT(a->cycles <= b->cycles && a->tiny_objects <= b->tiny_objects);
  EXPECT(a->goroutines_created <= b->goroutines_created && a->mutex_wait <= b->mutex_wait);
  EXPECT(a->cpu_collect <= b->cpu_collect && a->cpu_scavenge <= b->cpu_scavenge);
  EXPECT(a->cpu_user <= b->cpu_user && a->cpu_idle <= b->cpu_idle && a->cpu_total <= b->cpu_total);
  for (int i = 0; i < LOAM_TIME_COUNTS; i++) EXPECT(a->latencies.counts[i] <= b->latencies.counts[i]);
  for (int i = 0; i < LOAM_HEAP_CLASSES; i++)
    EXPECT(a->allocated_by_size[i] <= b->allocated_by_size[i] && a->freed_by_size[i] <= b->freed_by_size[i]);
  return NULL;
}

// ---- a program that allocates while a thread of the host reads ----

enum { CHURNERS = 4, KEPT = 64 };
typedef struct churner_frame {
  void *kept[KEPT];
  loam_random random;
  int64_t round;
  loam_step_record record;
} churner_frame;
static uint32_t churner_pointers[KEPT];

static _Atomic bool enough;
static _Atomic uint32_t churning;

LOAM_STEP(churner, churner_frame) {
  LOAM_BEGIN;
  f->random.state = 1 + atomic_fetch_add(&churning, 1);
  for (f->round = 0; !atomic_load(&enough); f->round++) {
    for (int i = 0; i < 100; i++) {
      uint64_t kind = loam_random_below(&f->random, 100), k = loam_random_below(&f->random, KEPT);
      uint64_t words = kind < 90 ? 1 + kind : 5000;
      f->kept[k] = kind % 3 == 0 ? loam_context_allocate_bytes(context, 1 + words * 8)
                                 : loam_context_allocate(context, &pointer_type, (int64_t)words);
      if (f->kept[k] == NULL) LOAM_PANIC("no memory");
    }
    LOAM_YIELD;
  }
  LOAM_END;
}

typedef struct begin_frame {
  int64_t left;
  loam_step_record record;
} begin_frame;

LOAM_STEP(begin_all, begin_frame) {
  LOAM_BEGIN;
  for (f->left = CHURNERS; f->left > 0; f->left--)
    if (loam_context_spawn(context, loam_step_user(context), NULL, NULL) != LOAM_OK) LOAM_PANIC("no goroutine");
  while (!atomic_load(&enough)) LOAM_SLEEP(1000000);
  LOAM_END;
}

typedef struct reader {
  loam_runtime *runtime;
  const char *failure;
  uint32_t readings;
  uint64_t stops;   ///< Of the world while it read.
  uint64_t cycles;  ///< Collections meanwhile.
  bool collects;    ///< Collections go on.
  uint64_t objects; ///< Allocated, as last read.
} reader;

static const char *read_on(reader *r) {
  static loam_metrics first, previous, now;
  while (atomic_load(&churning) < CHURNERS) loam_os_yield();
  uint32_t stops = atomic_load(&r->runtime->scan.stops);
  loam_runtime_metrics(r->runtime, &first);
  previous = first;
  uint32_t readings = CHECKS_SANITIZER ? 200 : 2000;
  for (uint32_t i = 0; i < readings; i++) {
    loam_runtime_metrics(r->runtime, &now);
    RUN(sums_hold(&now));
    RUN(nothing_fell(&previous, &now));
    EXPECT(now.processors == 2 && now.goroutines >= CHURNERS && now.threads >= 2);
    loam_collect_counts counts;
    loam_collect_get_counts(r->runtime, &counts);
    EXPECT(counts.marked_bytes >= counts.black_bytes);
    previous = now;
    r->readings++;
  }
  while (r->collects && now.cycles < first.cycles + 3) loam_runtime_metrics(r->runtime, &now);
  while (now.allocated_objects == first.allocated_objects) loam_runtime_metrics(r->runtime, &now);
  r->stops = atomic_load(&r->runtime->scan.stops) - stops;
  r->cycles = now.cycles - first.cycles;
  r->objects = now.allocated_objects;
  return NULL;
}

static void *read_beside(void *context) {
  reader *r = context;
  r->failure = read_on(r);
  atomic_store(&enough, true);
  return NULL;
}

static const char *read_while_it_runs(const char *debug, int32_t percent) {
  static reader r;
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.workers = 2;
  configuration.debug = debug;
  configuration.gc_percent = percent;
  configuration.keep_free_memory = true;
  r = (reader){.runtime = loam_runtime_create(&configuration, NULL, NULL), .collects = percent > 0};
  EXPECT(r.runtime != NULL);
  for (uint32_t i = 0; i < KEPT; i++) churner_pointers[i] = (uint32_t)(offsetof(churner_frame, kept) + i * 8);
  loam_function *start = NULL, *one = NULL;
  loam_step_description churners = {LOAM_DESCRIBE(churner, churner_frame, 0, 0), LOAM_POINTERS(churner_pointers)};
  EXPECT(loam_step_define(r.runtime, &churners, &one) == LOAM_OK);
  loam_step_description starters = {LOAM_DESCRIBE(begin_all, begin_frame, 0, 0), .user = one};
  EXPECT(loam_step_define(r.runtime, &starters, &start) == LOAM_OK);
  atomic_store(&enough, false);
  atomic_store(&churning, 0);
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, read_beside, &r) == 0);
  EXPECT(loam_runtime_call(r.runtime, start, NULL, NULL).status == LOAM_OK);
  pthread_join(thread, NULL);
  EXPECT(r.failure == NULL || (fprintf(stderr, "%s\n", r.failure), false));
  EXPECT(r.readings > 0 && r.objects > 0);
  if (!r.collects) EXPECT(r.stops == 0 && r.cycles == 0); // thousands of readings, and nobody was stopped
  // The first of them may have been at its end, both its stops over.
  if (r.collects) EXPECT(r.cycles >= 3 && r.stops + 2 >= 2 * r.cycles);

  // Now that nothing runs, and no worker's collection goes on, both kinds of figures are of the same state.
  EXPECT(loam_collect_now(r.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  loam_memory_statistics exact;
  static loam_metrics m;
  loam_runtime_memory_statistics(r.runtime, &exact);
  loam_runtime_metrics(r.runtime, &m);
  RUN(sums_hold(&m));
  EXPECT(total(&m.stopping_collect) == total(&m.pauses_collect));
  EXPECT(exact.mallocs - exact.frees == m.objects && exact.heap_allocated == m.memory.heap_objects);
  EXPECT(exact.total_allocated == m.allocated_bytes && exact.collections <= m.cycles && exact.next_goal == m.goal);
  EXPECT(exact.system_total == m.memory.total && exact.stack_system == m.memory.stacks + m.memory.machine_stacks);
  EXPECT(exact.heap_system + exact.stack_system + exact.spans_system + exact.caches_system + exact.profile_system +
             exact.metadata_system + exact.other_system ==
         exact.system_total);
  EXPECT(exact.heap_system == exact.heap_in_use + exact.heap_idle && exact.heap_released <= exact.heap_idle);
  EXPECT(exact.stack_in_use <= exact.stack_system && exact.spans_in_use <= exact.spans_system);
  // What is mapped is accounted for: nothing is counted twice.
  uint64_t mapped = atomic_load(&r.runtime->os.committed) + atomic_load(&r.runtime->os.kept);
  EXPECT(m.memory.total == mapped && m.memory.other >= sizeof(loam_runtime));
  loam_runtime_destroy(r.runtime);
  return NULL;
}
static const char *nobody_is_stopped(void) { return read_while_it_runs(NULL, -1); }
static const char *sums_hold_while_collecting(void) { return read_while_it_runs(NULL, 100); }
static const char *sums_hold_with_profile(void) { return read_while_it_runs("heapprofile=512,verifyheap=1", 100); }

// ---- while the world stands ----

static const char *a_stopped_world_is_read(void) {
  static machine m;
  static loam_metrics before, after;
  EXPECT(machine_open(&m, NULL, 2));
  loam_runtime_metrics(m.runtime, &before);
  loam_world_stop(m.runtime);
  loam_runtime_metrics(m.runtime, &after); // waits for nobody
  RUN(sums_hold(&after));
  EXPECT(total(&after.pauses_other) == total(&before.pauses_other));
  loam_world_start(m.runtime);
  loam_runtime_metrics(m.runtime, &after);
  EXPECT(total(&after.pauses_other) == total(&before.pauses_other) + 1 && total(&after.pauses_collect) == 0);
  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(loam_collect_start(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(loam_collect_finish(m.runtime) == LOAM_OK);
  loam_runtime_metrics(m.runtime, &after);
  RUN(sums_hold(&after));
  EXPECT(after.cycles_forced == 2 && total(&after.pauses_collect) >= 4 && after.cpu_pause > 0);
  EXPECT(total(&after.pauses_other) == total(&before.pauses_other) + 1);
  loam_runtime_metrics(NULL, &after);
  EXPECT(after.memory.total == 0);
  loam_runtime_metrics(m.runtime, NULL);
  machine_close(&m);
  return NULL;
}

// ---- what is kept for one collection ----

static const char *first_becomes_second(void) {
  static machine m;
  static void *words[2];
  static const char one = 1, two = 2;
  EXPECT(machine_open(&m, NULL, 1));
  EXPECT(loam_collect_begun(m.runtime) == 0 && loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(loam_collect_begun(m.runtime) == 1);
  words[0] = (void *)(uintptr_t)&one; // outside the heap: the collector lets them be
  words[1] = (void *)(uintptr_t)&two;
  loam_collect_set_aging(m.runtime, words);
  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(loam_collect_begun(m.runtime) == 2 && words[0] == NULL && words[1] == (const void *)&one);
  EXPECT(loam_collect_start(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(loam_collect_begun(m.runtime) == 3 && words[0] == NULL && words[1] == NULL);
  EXPECT(loam_collect_finish(m.runtime) == LOAM_OK && loam_collect_begun(m.runtime) == 3);
  loam_collect_set_aging(m.runtime, NULL);
  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK && loam_collect_begun(m.runtime) == 4);
  machine_close(&m);
  return NULL;
}

const check_case metrics_cases[] = {
    {"metrics: each time and size has its place between two bounds", times_have_places},
    {"metrics: thousands of readings beside a program stop it not once", nobody_is_stopped},
    {"metrics: sums hold and nothing falls while four goroutines allocate and collections go on",
     sums_hold_while_collecting},
    {"metrics: ... and while the heap is sampled and verified", sums_hold_with_profile},
    {"metrics: they are read while the world stands, and stops are told apart", a_stopped_world_is_read},
    {"metrics: what only the first of two words leads to is let go by the second collection", first_becomes_second},
    {NULL, NULL},
};
