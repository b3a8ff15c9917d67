// SPDX-License-Identifier: Apache-2.0
//
// GraphModelChecks.c — goroutines change a random graph while it is collected: no live object is ever lost, and when
// all is quiet no dead one is kept.
//
// How.      graph_model.h has the graph. Half of the mutators are native goroutines, half step functions that call
//           themselves, so that roots lie in frames of stacks that grow and move. A thread of the host collects all the
//           while, whole or in steps, leaving some of the sweeping to others.
// Longer.   LOAM_MODEL_OPERATIONS=5000000 LOAM_MODEL_SEED=7 LOAM_MODEL_DEBUG=preempt=1 run-checks "graph: as long"
#include "graph_model.h"
#include "collect/special.h"

#include <time.h>

enum { LESS = CHECKS_SANITIZER ? 10 : 1 };

// ---- collections from outside ----

typedef struct collecting {
  loam_runtime *runtime;
  _Atomic bool over, pause, paused;
  uint64_t cycles;
} collecting;

static void *collect_all_the_time(void *context) {
  collecting *c = context;
  loam_random random = {99};
  while (!atomic_load(&c->over)) {
    atomic_store(&c->paused, atomic_load(&c->pause));
    nanosleep(&(struct timespec){.tv_nsec = (long)loam_random_below(&random, 400000)}, NULL);
    if (atomic_load(&c->paused)) continue;
    c->cycles++;
    if (loam_random_below(&random, 3) == 0) {
      loam_collect_now(c->runtime, LOAM_COLLECT_FORCED);
      continue;
    }
    // In steps; often some of the spans are left for allocation, or for the next cycle, to sweep.
    bool done = false;
    if (loam_collect_start(c->runtime, LOAM_COLLECT_FORCED) != LOAM_OK) continue;
    while (!done && loam_collect_mark(c->runtime, 1 + loam_random_below(&random, 3000), &done) == LOAM_OK) continue;
    loam_collect_finish(c->runtime);
    uint64_t spans = loam_random_below(&random, 100);
    loam_collect_sweep(c->runtime, spans, &done);
  }
  return NULL;
}

static void pause(collecting *c, bool pause) {
  atomic_store(&c->pause, pause);
  while (atomic_load(&c->paused) != pause) nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
}

// ---- quiet ----

typedef struct listing {
  uintptr_t *expected; ///< In order of address.
  uint64_t count, at, unexpected;
} listing;

static int by_address(const void *a, const void *b) {
  uintptr_t x = *(const uintptr_t *)a, y = *(const uintptr_t *)b;
  return x < y ? -1 : x > y;
}

static bool compare(void *context, const loam_object *object) {
  listing *list = context;
  if (list->at < list->count && list->expected[list->at] == object->address)
    list->at++;
  else
    list->unexpected++;
  return true;
}

/// The objects of the heap that are no nodes: channels and the like.
static bool add_other(void *context, const loam_object *object) {
  listing *list = context;
  list->expected[list->count++] = object->address;
  return true;
}

/// Finalizers and cleanups have run only of nodes that the shadow does not reach; *out: how many ran.
static const char *take_finalized(model *model, uint32_t *out) {
  uint32_t cleaned;
  model_reach(model, false);
  RUN(model_take_cleaned(model, &cleaned));
  for (uint32_t i = 0; i < model->finalized_count; i++) EXPECT(!model->nodes[model->finalized[i]].reached);
  *out = model->finalized_count + cleaned;
  model->finalizers += model->finalized_count;
  model->finalized_count = 0;
  return NULL;
}

/// Everything rests: all that is reached is intact, and after two more cycles nothing else is there.
static const char *check_quiet(model *model, loam_function *settle_function, listing *others) {
  loam_runtime *runtime = model->m.runtime;
  uint32_t finalized = 0;
  EXPECT(model_reach(model, false) > 0); // some finalizers may have run already
  RUN(model_intact(model));
  model_reach(model, true);
  model_doom(model);
  // Of a chain one goes after the other; the weak pointer of an object goes in the cycle after it.
  for (uint32_t cycle = 1, idle = 0; cycle <= 2 || idle < 2; cycle++) {
    RUN(run(&model->m, settle_function, NULL, NULL));
    RUN(take_finalized(model, &finalized));
    if (cycle == 2) RUN(model_doomed(model));
    idle = finalized > 0 ? 0 : idle + 1;
  }
  for (int i = 0; i < 2; i++) EXPECT(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(!runtime->bugs.dead);
  uint64_t live = model_reach(model, true);
  RUN(model_intact(model));
  RUN(model_settled(model));
  listing list = {.expected = malloc((MODEL_PARTS * live + others->count) * sizeof(uintptr_t)), .count = others->count};
  EXPECT(list.expected != NULL);
  memcpy(list.expected, others->expected, others->count * sizeof *others->expected);
  for (uint32_t i = 0; i < model->mutator_count * MODEL_NODES; i++)
    if (model->nodes[i].reached) list.count += model_parts(model, &model->nodes[i], &list.expected[list.count]);
  qsort(list.expected, list.count, sizeof *list.expected, by_address);
  EXPECT(loam_heap_each(runtime, compare, &list) == LOAM_OK);
  free(list.expected);
  EXPECT(list.at == list.count); // else a live object was lost
  EXPECT(list.unexpected == 0);  // else a dead one was kept
  model_forget(model);
  return NULL;
}

// ---- whole plays ----

typedef struct play {
  const char *debug;
  uint32_t mutators, workers, rounds;
  int64_t operations; ///< Of a mutator in a round.
  uint64_t seed;
  uint64_t least; ///< Operations of all together: rounds may end early, then there are more.
  bool beside;    ///< A thread collects beside the program.
  bool deep;      ///< Stacks of up to a thousand frames.
  /// Called once when all is quiet after the first round, before it is looked at.
  const char *(*sabotage)(model *model);
} play;

static const char *rounds(model *model, const play *p, collecting *c) {
  uintptr_t room[64];
  listing others = {.expected = room};
  loam_function *up = native(&model->m, "main.setup", model_set_up, 0, 0, NO_POINTERS, model);
  loam_function *round = native(&model->m, "main.round", model_play_round, 0, 0, NO_POINTERS, model);
  loam_function *rest = native(&model->m, "main.settle", model_settle, 0, 0, NO_POINTERS, model);
  RUN(run(&model->m, up, NULL, NULL));
  // What else is in the heap is there for good: the channels.
  EXPECT(loam_collect_now(model->m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(loam_heap_each(model->m.runtime, add_other, &others) == LOAM_OK && others.count < 32);
  for (uint32_t i = 0; i < p->rounds || atomic_load(&model->operations) < p->least; i++) {
    for (uint32_t n = 0; n < model->mutator_count; n++) {
      model->mutators[n].left = p->operations;
      model->mutators[n].deep = model->mutators[n].rising = p->deep;
    }
    if (p->beside) pause(c, false);
    RUN(run(&model->m, round, NULL, NULL));
    if (p->beside) pause(c, true);
    if (p->sabotage != NULL && i == 0) RUN(p->sabotage(model));
    RUN(check_quiet(model, rest, &others));
  }
  return NULL;
}

static uint32_t deepest(const model *model) {
  uint32_t depth = 0;
  for (uint32_t i = 0; i < model->mutator_count; i++)
    if (model->mutators[i].deepest > depth) depth = model->mutators[i].deepest;
  return depth;
}

static const char *played(const play *p, model *model) {
  pthread_t thread;
  collecting c = {0};
  EXPECT(machine_open(&model->m, p->debug, p->workers));
  EXPECT(model_init(model, p->mutators, p->seed));
  c.runtime = model->m.runtime;
  atomic_store(&c.pause, true);
  for (uint32_t i = 0; i < p->mutators; i++)
    EXPECT((model->channels[i] = loam_global_create(model->m.runtime, &pointer_type)) != NULL);
  EXPECT((model->resume = loam_global_create(model->m.runtime, &pointer_type)) != NULL);
  EXPECT((model->done = loam_global_create(model->m.runtime, &pointer_type)) != NULL);
  EXPECT((model->finalize = declare_native(&model->m, "main.finalize", 1, 0, model_finalize)) != NULL);
  EXPECT(model_define_cleanups(model));
  if (p->beside) EXPECT(pthread_create(&thread, NULL, collect_all_the_time, &c) == 0);
  const char *failure = rounds(model, p, &c);
  atomic_store(&c.over, true);
  if (p->beside) pthread_join(thread, NULL);
  if (getenv("LOAM_MODEL_FIGURES") != NULL) {
    loam_memory_statistics s;
    loam_runtime_memory_statistics(model->m.runtime, &s);
    loam_collect_counts counts;
    loam_collect_get_counts(model->m.runtime, &counts);
    fprintf(stderr,
            "%s: %llu operations, %llu objects, %llu messages, %llu finalizers, %llu cleanups (%llu removed), weak "
            "pointers "
            "%llu times full and %llu empty, %llu entries of maps, %u cycles (%llu from outside), "
            "%llu live at the end, %llu stacks grew, %u frames at most, %llu barrier hits\n",
            p->debug == NULL ? "plain" : p->debug, (unsigned long long)atomic_load(&model->operations),
            (unsigned long long)s.mallocs, (unsigned long long)atomic_load(&model->sent),
            (unsigned long long)model->finalizers, (unsigned long long)model->cleaned,
            (unsigned long long)atomic_load(&model->cleanups_removed),
            (unsigned long long)atomic_load(&model->weak_full), (unsigned long long)atomic_load(&model->weak_empty),
            (unsigned long long)atomic_load(&model->assigned), s.collections, (unsigned long long)c.cycles,
            (unsigned long long)s.heap_objects, (unsigned long long)s.stacks.grows, deepest(model),
            (unsigned long long)counts.barrier_hits);
  }
  return failure;
}

static const char *play_it(play p) {
  static model model;
  memset(&model, 0, sizeof model);
  const char *failure = played(&p, &model);
  static char text[400];
  if (failure != NULL && model.m.runtime != NULL && model.m.runtime->bugs.dead) {
    snprintf(text, sizeof text, "%.100s; %s: %.250s", failure, model.m.runtime->bugs.tag, model.m.runtime->bugs.text);
    failure = text;
  }
  if (failure == NULL && p.deep) EXPECT(deepest(&model) > 150 / LESS);
  machine_close(&model.m);
  model_free(&model);
  return failure;
}

static const char *beside_collections(void) {
  return play_it(
      (play){.mutators = 6, .workers = 2, .rounds = 4, .operations = 4000 / LESS, .seed = 1, .beside = true});
}

static const char *with_all_checks(void) {
  return play_it((play){.debug = "poison=1,checkptr=1,verifyheap=1,checkmark=1",
                        .mutators = 4,
                        .workers = 2,
                        .rounds = 3,
                        .operations = 2000 / LESS,
                        .seed = 2,
                        .beside = true});
}

static const char *with_stress(void) {
  static const char *const switches[] = {"gcstress=20,poison=1,checkmark=1", "movestack=1,poison=1,checkptr=1",
                                         "preempt=1,tinystack=1,poison=1",   "steal=1,handoff=1,growmove=1,scavenge=1",
                                         "gcalways=1,checkmark=1,poison=1",  "seed=5,gcstress=50,checkmark=1"};
  for (uint32_t i = 0; i < sizeof switches / sizeof switches[0]; i++)
    RUN(play_it((play){.debug = switches[i],
                       .mutators = 4,
                       .workers = 2,
                       .rounds = 2,
                       .operations = 700 / LESS,
                       .seed = 10 + i,
                       .beside = strncmp(switches[i], "seed", 4) != 0}));
  return NULL;
}

static const char *deep_down(void) {
  static const char *const switches[] = {"checkmark=1", "gcalways=1,checkmark=1,poison=1",
                                         "deepscan=1,gcalways=1,checkmark=1", "movestack=50,gcalways=1,checkptr=1"};
  for (uint32_t i = 0; i < sizeof switches / sizeof switches[0]; i++)
    RUN(play_it((play){.debug = switches[i],
                       .mutators = 4,
                       .workers = 2,
                       .rounds = 2,
                       .operations = 5000 / LESS,
                       .seed = 30 + i,
                       .beside = true,
                       .deep = true}));
  return NULL;
}

// ---- that it would be seen ----

/// Of bytes alone, and nothing hangs on it.
static bool is_plain(const model *model, const model_node *node) {
  const model_shape *shape = &model->shapes[node->shape];
  return shape->kind == MODEL_PLAIN && shape->pointers == 0 && node->weak[0] == 0 && node->cleanups[0] == 0 &&
         node->cleanups[1] == 0 && node->finalizer == NO_FINALIZER;
}

/// Takes the marks of reached nodes away between marking and sweeping, of those that lead nowhere. What a stack holds
/// that is scanned at the end of marking comes back.
static const char *lose_some(model *model) {
  loam_runtime *runtime = model->m.runtime;
  uint32_t lost = 0;
  bool done = false;
  model_reach(model, false);
  EXPECT(loam_collect_start(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  while (!done) EXPECT(loam_collect_mark(runtime, UINT64_MAX, &done) == LOAM_OK);
  for (uint32_t i = 0; i < model->mutator_count * MODEL_NODES; i++) {
    const model_node *node = &model->nodes[i];
    if (!node->reached || !is_plain(model, node)) continue;
    loam_heap_place place = loam_heap_where(&runtime->heap, node->object);
    uint64_t *marks = &loam_heap_side(&runtime->heap, runtime->heap.marks, place.span)[place.index / 64];
    lost += *marks >> place.index % 64 & 1;
    *marks &= ~(1ull << place.index % 64);
  }
  EXPECT(lost > 0);
  return loam_collect_finish(runtime) == LOAM_OK ? NULL : "the collection could not be finished";
}

/// Keeps a dead node, by a handle that the shadow knows nothing of.
static const char *keep_one(model *model) {
  loam_handle handle;
  model_reach(model, true);
  for (uint32_t i = 0; i < model->mutator_count * MODEL_NODES; i++) {
    model_node *node = &model->nodes[i];
    if (node->object == NULL || node->reached || !is_plain(model, node) ||
        !loam_heap_where(&model->m.runtime->heap, node->object).allocated)
      continue;
    return loam_handle_create(model->m.runtime, node->object, &handle) == LOAM_OK ? NULL : "no handle";
  }
  return "nothing is dead";
}

/// Empties a weak pointer whose object lives.
static const char *empty_one(model *model) {
  model_reach(model, true);
  for (uint32_t i = 0; i < model->mutator_count * MODEL_NODES; i++) {
    const model_node *node = &model->nodes[i];
    if (node->object == NULL || !node->reached || node->weak[0] == 0) continue;
    model->nodes[node->weak[0] - 1].object[0] = 0;
    return NULL;
  }
  return "there is no weak pointer";
}

/// Takes a cleanup back that the shadow waits for, of a node that is dead if `dead`; the other way round, queues one
/// whose object lives.
static const char *lose_cleanup(model *model, bool dead) {
  loam_collector *collector = &model->m.runtime->collector;
  model_reach(model, true);
  for (uint32_t i = 0; i < MODEL_CLEANUPS; i++) {
    model_cleanup *cleanup = &model->cleanups[i];
    if (cleanup->state != CLEANUP_PENDING) continue;
    const model_node *node = &model->nodes[cleanup->target.node - 1];
    if (node->reached == dead || node->finalizer != NO_FINALIZER) continue;
    char *target = (char *)node->object + cleanup->target.inner;
    if (!loam_collector_remove_cleanup(collector, target, cleanup->id)) continue;
    if (dead) return NULL;
    loam_finalizer queued = {.closure = model->nodes[cleanup->closure - 1].object};
    loam_lock_acquire(&collector->finalizers_lock);
    bool done = loam_finalizers_push_locked(collector, &queued);
    loam_lock_release(&collector->finalizers_lock);
    return done ? NULL : "no memory";
  }
  return "there is no such cleanup";
}
static const char *lose_a_cleanup(model *model) { return lose_cleanup(model, true); }
static const char *run_a_cleanup_early(model *model) { return lose_cleanup(model, false); }

static const char *mistakes_are_seen(void) {
  static const struct {
    const char *(*sabotage)(model *model);
    const char *failure;
  } cases[] = {{empty_one, "a weak pointer has lost its object"},
               {lose_a_cleanup, "a cleanup has not run after two cycles"},
               {run_a_cleanup_early, "a cleanup ran of what is reached"}};
  for (uint32_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    // What a thread is at when the damage is done may repair it: then another round shows it.
    const char *failure = NULL;
    for (uint64_t seed = 6; failure == NULL && seed < 10; seed++)
      failure = play_it((play){
          .mutators = 2, .workers = 1, .rounds = 1, .operations = 2000, .seed = seed, .sabotage = cases[i].sabotage});
    EXPECT(failure != NULL);
    if (strcmp(failure, cases[i].failure) != 0) return failure;
  }
  return NULL;
}

static const char *losses_are_seen(void) {
  play p = {.mutators = 2, .workers = 1, .rounds = 2, .operations = 1000, .seed = 3};
  RUN(play_it(p));
  p.debug = "poison=1";
  p.sabotage = lose_some;
  const char *failure = play_it(p);
  EXPECT(failure != NULL && strcmp(failure, "an object has changed") == 0);
  p.debug = NULL; // nothing is written over it: it is missed when objects are counted
  failure = play_it(p);
  EXPECT(failure != NULL && strstr(failure, "list.at == list.count") != NULL);
  p.debug = "checkmark=1";
  failure = play_it(p);
  EXPECT(failure != NULL && strstr(failure, "is reached and not marked") != NULL);
  // Without the write barrier marking beside the program misses what moves behind its back.
  failure = play_it((play){.debug = "nobarrier=1,checkmark=1",
                           .mutators = 6,
                           .workers = 2,
                           .rounds = 40,
                           .operations = 4000 / LESS,
                           .seed = 4,
                           .beside = true});
  EXPECT(failure != NULL && strstr(failure, "is reached and not marked") != NULL);
  p.debug = NULL;
  p.sabotage = keep_one;
  failure = play_it(p);
  EXPECT(failure != NULL && strstr(failure, "list.unexpected == 0") != NULL);
  return NULL;
}

/// As long as the environment says, with other seeds and switches.
static const char *as_long_as_wanted(void) {
  const char *operations = getenv("LOAM_MODEL_OPERATIONS"), *seed = getenv("LOAM_MODEL_SEED");
  if (operations == NULL) return NULL;
  enum { MUTATORS = 6, A_ROUND = 8000 };
  return play_it((play){.debug = getenv("LOAM_MODEL_DEBUG"),
                        .mutators = MUTATORS,
                        .workers = 2,
                        .rounds = 1,
                        .least = strtoull(operations, NULL, 10),
                        .operations = A_ROUND,
                        .seed = seed == NULL ? 1 : strtoull(seed, NULL, 10),
                        .beside = true,
                        .deep = getenv("LOAM_MODEL_DEEP") != NULL});
}

const check_case graph_model_cases[] = {
    {"graph: no live object is lost and no dead one kept while a thread collects", beside_collections},
    {"graph: the same with all checks on", with_all_checks},
    {"graph: the same with moves, stress and preemption", with_stress},
    {"graph: the same with roots in a thousand frames of a stack", deep_down},
    {"graph: an object that is lost, by a mark or for want of the barrier, and one that is kept, are seen",
     losses_are_seen},
    {"graph: a weak pointer that is emptied, a cleanup that is lost and one that comes too soon are seen",
     mistakes_are_seen},
    {"graph: as long as LOAM_MODEL_OPERATIONS says", as_long_as_wanted},
    {NULL, NULL},
};
