// SPDX-License-Identifier: Apache-2.0
//
// CollectChecks.c — whole cycles over random graphs: what is reachable stays, byte for byte, and nothing else does.
#include "check.h"

#include "collect/mark.h"

#include <pthread.h>
#include <stdlib.h>

enum { NODES = 20000, ROOTS = 64, EDGES = 4 };

/// An object of one of several kinds, with up to EDGES pointers in words that its type calls pointers.
typedef struct node {
  uint64_t *object;
  uint8_t shape;
  uint8_t reachable;
  uint32_t count;        ///< Elements.
  uint32_t to[EDGES];    ///< Node + 1; 0: nil.
  uint32_t inner[EDGES]; ///< Byte offset of the pointer in its target.
} node;

typedef struct world {
  fixture f;
  loam_collector collector;
  node *nodes;
  uint64_t roots[ROOTS];
  uint32_t root_nodes[ROOTS];
  uint64_t pair_map[1], odd_map[1], wide_map[40];
  loam_type pointer, pair, odd, wide, bytes, array, nested;
  loam_field fields[2];
} world;

/// Type and number of the elements of a new node of a shape.
static void shape_of(world *w, uint8_t shape, uint64_t random, const loam_type **type, uint64_t *count) {
  const loam_type *const types[] = {&w->pair, &w->wide, &w->pointer, &w->pair, &w->nested, NULL, &w->odd, &w->odd};
  // By bits; typed cell; small array; array up to large spans; struct around a long array; bytes; six words; array.
  const uint64_t counts[] = {1, 1, 4 + random % 100, 100 + random % 9000, 1, 8 + random % 3000, 1, 2 + random % 12};
  *type = types[shape];
  *count = counts[shape];
}

/// Word of edge i of a node.
static uint64_t edge_word(const node *n, uint32_t i) {
  static const uint32_t wide[EDGES] = {1, 70, 150, 299}, nested[EDGES] = {0, 1, 200, 300};
  uint64_t spread = i * (n->count - 1) / (EDGES - 1); // First, last, and two elements between.
  switch (n->shape) {
  case 0:
    return i * 2;
  case 1:
    return wide[i];
  case 2:
    return spread;
  case 3:
    return spread * 4 + 2;
  case 4:
    return nested[i];
  case 6:
    return i ? 5 : 1;
  default:
    return (i & 1 ? n->count - 1 : 0) * 6 + (i & 2 ? 5 : 1);
  }
}
static uint32_t edge_count(const node *n) { return n->shape == 0 || n->shape == 6 ? 2 : n->shape == 5 ? 0 : EDGES; }

static bool open_world(world *w, const char *debug) {
  memset(w, 0, sizeof *w);
  if (!fixture_open(&w->f, debug)) return false;
  loam_collector_init(&w->collector, &w->f.heap, (loam_collector_callbacks){0});
  w->nodes = calloc(NODES, sizeof *w->nodes);
  w->pair_map[0] = 0x5; // Words 0 and 2 of 4.
  w->odd_map[0] = 0x22; // Words 1 and 5 of 6: objects lie across the words of the pointer table.
  const node wide = {.shape = 1, .count = 1};
  for (uint32_t i = 0; i < EDGES; i++) w->wide_map[edge_word(&wide, i) / 64] |= 1ull << edge_word(&wide, i) % 64;
  static const uint64_t one[] = {1};
  w->pointer = (loam_type){.size = 8, .pointer_bytes = 8, .pointer_map = one, .align = 8, .kind = LOAM_KIND_POINTER};
  w->odd =
      (loam_type){.size = 48, .pointer_bytes = 48, .pointer_map = w->odd_map, .align = 8, .kind = LOAM_KIND_STRUCT};
  w->pair =
      (loam_type){.size = 32, .pointer_bytes = 24, .pointer_map = w->pair_map, .align = 8, .kind = LOAM_KIND_STRUCT};
  w->wide = (loam_type){
      .size = 2400, .pointer_bytes = 2400, .pointer_map = w->wide_map, .align = 8, .kind = LOAM_KIND_STRUCT};
  w->array = (loam_type){
      .size = 2400, .pointer_bytes = 2400, .align = 8, .kind = LOAM_KIND_ARRAY, .element = &w->pointer, .length = 300};
  w->fields[0] = (loam_field){.type = &w->pointer};
  w->fields[1] = (loam_field){.type = &w->array, .offset = 8};
  w->nested = (loam_type){
      .size = 2408, .pointer_bytes = 2408, .align = 8, .kind = LOAM_KIND_STRUCT, .field_count = 2, .fields = w->fields};
  return w->nodes && loam_collector_add_root(&w->collector, w->roots, &w->pointer, ROOTS) == LOAM_OK;
}

static const char *close_world(world *w) {
  loam_collector_deinit(&w->collector);
  fixture_close(&w->f);
  EXPECT_CLOSED(&w->f);
  free(w->nodes);
  return NULL;
}

static void set_edge(world *w, node *from, uint32_t i, uint32_t to) {
  uint64_t inner = 0;
  if (to) {
    uint64_t size = loam_heap_where(&w->f.heap, w->nodes[to - 1].object).size;
    inner = loam_random_below(&w->f.random, 4) ? 0 : loam_random_below(&w->f.random, size < 64 ? size / 2 : 64);
  }
  from->to[i] = to;
  from->inner[i] = (uint32_t)inner;
  from->object[edge_word(from, i)] = to ? (uint64_t)w->nodes[to - 1].object + inner : 0;
}

static const char *make_node(world *w, node *n) {
  const loam_type *type;
  uint64_t count, size;
  *n = (node){.shape = (uint8_t)loam_random_below(&w->f.random, 50)};
  static const uint8_t shapes[] = {2, 2, 2, 1, 1, 4, 4, 3, 7, 7, 7};
  n->shape = n->shape < 15 ? 0 : n->shape < 30 ? 6 : n->shape < 41 ? shapes[n->shape - 30] : 5;
  shape_of(w, n->shape, loam_random_next(&w->f.random) >> 20, &type, &count);
  n->count = (uint32_t)count;
  size = type ? type->size * count : count;
  n->object = loam_heap_allocate(&w->f.heap, &w->f.cache, size, type, count);
  EXPECT(n->object);
  // Junk that looks like pointers, in words that are none.
  if (n->shape == 0) n->object[1] = n->object[3] = (uint64_t)n->object ^ 0x40;
  if (n->shape == 5) n->object[0] = (uint64_t)w->nodes[0].object;
  return NULL;
}

static void reach(world *w, uint32_t start, uint32_t *stack) {
  uint32_t depth = 0;
  if (!start || w->nodes[start - 1].reachable) return;
  w->nodes[start - 1].reachable = 1;
  stack[depth++] = start;
  while (depth) {
    node *n = &w->nodes[stack[--depth] - 1];
    for (uint32_t i = 0; i < edge_count(n); i++)
      if (n->to[i] && !w->nodes[n->to[i] - 1].reachable) {
        w->nodes[n->to[i] - 1].reachable = 1;
        stack[depth++] = n->to[i];
      }
  }
}

static const char *mutate(world *w) {
  uint32_t *alive = malloc(NODES * sizeof *alive), n = 0;
  EXPECT(alive);
  for (uint32_t i = 0; i < NODES; i++) {
    if (!w->nodes[i].object) RUN(make_node(w, &w->nodes[i]));
    alive[n++] = i + 1;
  }
  for (uint32_t i = 0; i < NODES; i++)
    for (uint32_t e = 0; e < edge_count(&w->nodes[i]); e++)
      if (loam_random_below(&w->f.random, 3) == 0)
        set_edge(w, &w->nodes[i], e,
                 loam_random_below(&w->f.random, 4) ? alive[loam_random_below(&w->f.random, n)] : 0);
  for (uint32_t r = 0; r < ROOTS; r++) {
    w->root_nodes[r] = loam_random_below(&w->f.random, 3) ? 0 : alive[loam_random_below(&w->f.random, n)];
    w->roots[r] = w->root_nodes[r] ? (uint64_t)w->nodes[w->root_nodes[r] - 1].object : 0;
  }
  free(alive);
  return NULL;
}

/// Compares the heap with the graph and forgets what is dead.
static const char *compare(world *w) {
  uint32_t *stack = malloc(NODES * sizeof *stack);
  EXPECT(stack);
  uint64_t objects = 0;
  for (uint32_t i = 0; i < NODES; i++) w->nodes[i].reachable = 0;
  for (uint32_t r = 0; r < ROOTS; r++) reach(w, w->root_nodes[r], stack);
  free(stack);
  for (uint32_t i = 0; i < NODES; i++) {
    node *n = &w->nodes[i];
    if (!n->object) continue;
    if (!n->reachable) {
      n->object = NULL;
      continue;
    }
    objects++;
    loam_heap_place place = loam_heap_where(&w->f.heap, n->object);
    EXPECT(place.span && place.allocated && place.base == (uintptr_t)n->object);
    for (uint32_t e = 0; e < edge_count(n); e++)
      EXPECT(n->object[edge_word(n, e)] == (n->to[e] ? (uint64_t)w->nodes[n->to[e] - 1].object + n->inner[e] : 0));
  }
  loam_memory_statistics s = {0};
  loam_heap_get_statistics(&w->f.heap, &s);
  EXPECT(s.heap_objects == objects && s.mallocs - s.frees == objects);
  EXPECT(w->collector.counts.marked_objects == objects && w->collector.counts.marked_bytes == s.heap_allocated);
  if (loam_knob_value(&w->f.knobs, LOAM_KNOB_CHECKMARK)) EXPECT(w->collector.checkmark.objects == objects);
  EXPECT(loam_heap_check(&w->f.heap));
  return NULL;
}

static const char *cycle(world *w, uint32_t markers, uint64_t budget) {
  EXPECT(loam_collector_begin(&w->collector) == LOAM_OK);
  EXPECT(loam_collector_begin(&w->collector) == LOAM_WRONG_STATE);
  for (bool done = false; !done;) {
    done = true;
    for (uint32_t i = 0; i < markers; i++) done &= loam_collector_drain(&w->collector, i, budget);
  }
  EXPECT(loam_collector_finish(&w->collector) == LOAM_OK);
  while (!loam_collector_sweep(&w->collector, 7)) {
  }
  EXPECT(loam_collector_phase(&w->collector) == LOAM_PHASE_OFF);
  return NULL;
}

static const char *graphs(const char *debug, uint32_t rounds, uint32_t markers, uint64_t budget) {
  world *w = malloc(sizeof *w);
  EXPECT(w && open_world(w, debug));
  for (uint32_t round = 0; round < rounds; round++) {
    RUN(mutate(w));
    RUN(cycle(w, markers, budget));
    RUN(compare(w));
  }
  memset(w->roots, 0, sizeof w->roots);
  memset(w->root_nodes, 0, sizeof w->root_nodes);
  RUN(cycle(w, 1, UINT64_MAX));
  RUN(compare(w));
  EXPECT(w->f.heap.small_pages == 0 && w->f.heap.large_pages == 0);
  RUN(close_world(w));
  free(w);
  return NULL;
}
static const char *reachable_stays(void) { return graphs(NULL, 6, 1, UINT64_MAX); }
static const char *reachable_stays_in_steps(void) {
  return graphs("verifyheap=1,checkptr=1,checkmark=1,poison=1", 4, 5, 1000);
}

// ---- several threads ----

typedef struct helper {
  world *w;
  uint32_t number;
} helper;
static void *help(void *context) {
  helper *h = context;
  while (!loam_collector_drain(&h->w->collector, h->number, 20000)) {
  }
  return NULL;
}

static const char *reachable_stays_with_threads(void) {
  world *w = malloc(sizeof *w);
  EXPECT(w && open_world(w, NULL));
  for (uint32_t round = 0; round < 5; round++) {
    pthread_t threads[3];
    helper helpers[3];
    RUN(mutate(w));
    EXPECT(loam_collector_begin(&w->collector) == LOAM_OK);
    for (uint32_t i = 0; i < 3; i++) {
      helpers[i] = (helper){w, i + 1};
      EXPECT(pthread_create(&threads[i], NULL, help, &helpers[i]) == 0);
    }
    help(&(helper){w, 0});
    for (uint32_t i = 0; i < 3; i++) pthread_join(threads[i], NULL);
    EXPECT(loam_collector_finish(&w->collector) == LOAM_OK);
    while (!loam_collector_sweep(&w->collector, UINT64_MAX)) {
    }
    RUN(compare(w));
  }
  RUN(close_world(w));
  free(w);
  return NULL;
}

// ---- want of memory while marking ----

static const char *marking_survives_want_of_memory(void) {
  world *w = malloc(sizeof *w);
  EXPECT(w && open_world(w, NULL));
  for (int i = 0; i < 5; i++) RUN(mutate(w)); // Few pointers stay nil.
  // One root, so that an object left out leaves out all the rest. Each block of work in turn is refused once.
  for (int64_t n = 1; n < 3; n++) {
    memset(w->roots, 0, sizeof w->roots);
    memset(w->root_nodes, 0, sizeof w->root_nodes);
    for (uint32_t i = 0; i < NODES && !w->root_nodes[0]; i++)
      if (w->nodes[i].shape == 7 && w->nodes[i].to[0] && w->nodes[i].to[1]) w->root_nodes[0] = i + 1;
    w->roots[0] = (uint64_t)w->nodes[w->root_nodes[0] - 1].object;
    loam_marker_release(&w->collector);
    EXPECT(loam_collector_begin(&w->collector) == LOAM_OK);
    atomic_store(&w->f.os.until_failure, n);
    while (!loam_collector_drain(&w->collector, 0, UINT64_MAX)) {
    }
    EXPECT(atomic_load(&w->f.os.until_failure) == 0 && atomic_load(&w->collector.failed));
    EXPECT(loam_collector_finish(&w->collector) == LOAM_OK);
    while (!loam_collector_sweep(&w->collector, UINT64_MAX)) {
    }
    RUN(compare(w));
    EXPECT(w->collector.counts.marked_objects > 1000);
    for (int i = 0; i < 5; i++) RUN(mutate(w));
  }
  RUN(close_world(w));
  free(w);
  return NULL;
}

// ---- finalizers ----

static const char *finalizers_run_once_in_order(void) {
  world *w = malloc(sizeof *w);
  EXPECT(w && open_world(w, NULL));
  loam_heap *heap = &w->f.heap;
  // A chain of three objects with finalizers, and a cycle of two.
  uint64_t *chain[3], *ring[2], *closure = loam_heap_allocate(heap, &w->f.cache, 32, &w->pair, 1);
  for (int i = 0; i < 3; i++) EXPECT((chain[i] = loam_heap_allocate(heap, &w->f.cache, 32, &w->pair, 1)));
  for (int i = 0; i < 2; i++) EXPECT((ring[i] = loam_heap_allocate(heap, &w->f.cache, 32, &w->pair, 1)));
  chain[0][0] = (uint64_t)chain[1];
  chain[1][2] = (uint64_t)chain[2];
  ring[0][0] = (uint64_t)ring[1];
  ring[1][0] = (uint64_t)ring[0];
  loam_heap_flush_stopped(heap);
  for (int i = 0; i < 3; i++)
    EXPECT(loam_collector_set_finalizer(&w->collector, chain[i], closure, &w->pointer) == LOAM_OK);
  for (int i = 0; i < 2; i++)
    EXPECT(loam_collector_set_finalizer(&w->collector, ring[i], closure, &w->pointer) == LOAM_OK);
  EXPECT(loam_collector_set_finalizer(&w->collector, chain[0], closure, &w->pointer) == LOAM_WRONG_STATE);
  EXPECT(loam_collector_set_finalizer(&w->collector, chain[0] + 1, closure, &w->pointer) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_collector_set_finalizer(&w->collector, w, closure, &w->pointer) == LOAM_INVALID_ARGUMENT);
  loam_finalizer taken;
  w->roots[0] = (uint64_t)chain[0];
  RUN(cycle(w, 1, UINT64_MAX));
  EXPECT(!loam_collector_take_finalizer(&w->collector, &taken));
  w->roots[0] = 0;
  for (int i = 0; i < 3; i++) {
    RUN(cycle(w, 1, UINT64_MAX));
    if (i == 1) RUN(cycle(w, 1, UINT64_MAX)); // Waiting in the queue keeps it alive; the next one is ready as well.
    EXPECT(loam_collector_take_finalizer(&w->collector, &taken) && taken.object == (uintptr_t)chain[i]);
    EXPECT(taken.closure == closure && loam_heap_where(heap, chain[i]).allocated);
    if (i == 1) continue;
    EXPECT(i == 2 || !loam_collector_take_finalizer(&w->collector, &taken));
  }
  EXPECT(!loam_collector_take_finalizer(&w->collector, &taken));
  EXPECT(loam_collector_set_finalizer(&w->collector, ring[0], NULL, NULL) == LOAM_OK);
  RUN(cycle(w, 1, UINT64_MAX));
  EXPECT(!loam_heap_where(heap, chain[0]).allocated && !loam_heap_where(heap, chain[1]).allocated);
  RUN(cycle(w, 1, UINT64_MAX));
  RUN(cycle(w, 1, UINT64_MAX));
  EXPECT(!loam_heap_where(heap, chain[2]).allocated);
  // With one finalizer removed the ring is no cycle of finalizers any more, but ring[1] refers to itself through
  // ring[0].
  EXPECT(!loam_collector_take_finalizer(&w->collector, &taken) && loam_heap_where(heap, ring[1]).allocated);
  RUN(close_world(w));
  free(w);
  return NULL;
}

// ---- stacks ----

static const char *heap_words_into_stacks_are_found(void) {
  world *w = malloc(sizeof *w);
  EXPECT(w && open_world(w, "checkptr=1"));
  loam_stack_pool pool;
  loam_stack stack = {0};
  loam_stack_pool_init(&pool, &w->f.heap);
  EXPECT(loam_stack_allocate(&pool, NULL, &stack, 4096, 1) == LOAM_OK);
  uint64_t *object = loam_heap_allocate(&w->f.heap, &w->f.cache, 32, &w->pair, 1);
  EXPECT(object);
  w->roots[0] = (uint64_t)object;
  object[1] = stack.hi - 8; // No pointer word.
  RUN(cycle(w, 1, UINT64_MAX));
  EXPECT(!w->f.bugs.dead && atomic_load(&w->f.knobs.fired[LOAM_KNOB_CHECKPTR]) == 1);
  object[2] = stack.hi - 8;
  RUN(cycle(w, 1, UINT64_MAX));
  EXPECT(w->f.bugs.dead && strcmp(w->f.bugs.tag, "stack.interior") == 0);
  w->f.bugs = (loam_bugs){0};
  loam_stack_free(&pool, NULL, &stack);
  loam_stack_pool_deinit(&pool);
  RUN(close_world(w));
  free(w);
  return NULL;
}

static const char *live_words_of_frames_are_roots(void) {
  world *w = malloc(sizeof *w);
  EXPECT(w && open_world(w, NULL));
  loam_stack_pool pool;
  loam_stack stack = {0};
  loam_stack_pool_init(&pool, &w->f.heap);
  EXPECT(loam_stack_allocate(&pool, NULL, &stack, 4096, 1) == LOAM_OK);
  // One function of 3 slots and 2 arguments; map 1: slot 1 and argument 1.
  uint64_t maps[] = {0, 1ull << 1 | 1ull << 5}, arguments[] = {2};
  loam_function function = {
      .frame_slots = 3, .argument_slots = 2, .map_words = 1, .map_count = 2, .maps = maps, .argument_map = arguments};
  uint64_t code[] = {(uint64_t)&function, LOAM_OP_INVALID, LOAM_SAFEPOINT(1, 3, 1), LOAM_OP_GOEXIT};
  function.self = &function;
  function.code = code + 1;
  uint64_t *slots = (uint64_t *)(stack.hi - 6 * 8), *objects[6];
  for (int i = 0; i < 6; i++) {
    EXPECT((objects[i] = loam_heap_allocate(&w->f.heap, &w->f.cache, 32, &w->pair, 1)));
    slots[i] = (uint64_t)objects[i];
  }
  slots[3] = 0; // The record: outermost.
  loam_stack_position position = {(uintptr_t)slots, &code[2], NULL};
  EXPECT(loam_collector_begin(&w->collector) == LOAM_OK);
  loam_collect_stack(&w->collector.markers[0], &stack, &position);
  while (!loam_collector_drain(&w->collector, 0, 100)) {
  }
  EXPECT(w->collector.markers[0].stack_bytes == 48);
  EXPECT(loam_collector_finish(&w->collector) == LOAM_OK);
  while (!loam_collector_sweep(&w->collector, 1)) {
  }
  for (int i = 0; i < 6; i++) EXPECT(loam_heap_where(&w->f.heap, objects[i]).allocated == (i == 1 || i == 5));
  // Growing at a call of the same function: outgoing word 1 is an argument.
  EXPECT((objects[1] = loam_heap_allocate(&w->f.heap, &w->f.cache, 32, &w->pair, 1)));
  slots[1] = (uint64_t)objects[1];
  position.callee = &function;
  EXPECT(loam_collector_begin(&w->collector) == LOAM_OK);
  loam_collect_stack(&w->collector.markers[0], &stack, &position);
  EXPECT(loam_collector_drain(&w->collector, 0, UINT64_MAX) && loam_collector_finish(&w->collector) == LOAM_OK);
  EXPECT(w->collector.counts.marked_objects == 2);
  loam_stack_free(&pool, NULL, &stack);
  loam_stack_pool_deinit(&pool);
  RUN(close_world(w));
  free(w);
  return NULL;
}

const check_case collect_cases[] = {
    {"collect: of a random graph exactly the reachable objects stay, unchanged", reachable_stays},
    {"collect: the same in small steps by five markers, all checks on", reachable_stays_in_steps},
    {"collect: the same by four threads", reachable_stays_with_threads},
    {"collect: marking without memory for its work still marks everything", marking_survives_want_of_memory},
    {"collect: finalizers run once, in order of reference, and never in a cycle", finalizers_run_once_in_order},
    {"collect: a heap word that points into a stack is reported", heap_words_into_stacks_are_found},
    {"collect: live words of frames are roots, others are not", live_words_of_frames_are_roots},
    {NULL, NULL},
};
