// SPDX-License-Identifier: Apache-2.0
//
// HeapThreadChecks.c — several workers allocate and move stacks while another thread sweeps.
#include "check.h"

#include "stack/stack.h"

#include <pthread.h>
#include <stdlib.h>

enum { THREADS = 4, KEPT = 600, ROUNDS = 12, STEPS = 4000, STACKS = 40 };

typedef struct thread_state {
  struct shared *shared;
  loam_heap_cache cache;
  loam_stack_cache stacks;
  loam_random random;
  uint8_t *object[KEPT];
  uint32_t size[KEPT];
  loam_stack stack[STACKS];
  const char *failure;
} thread_state;

typedef struct shared {
  fixture f;
  loam_stack_pool pool;
  pthread_barrier_t barrier;
  thread_state threads[THREADS];
} shared;

static const char *work(thread_state *t, uint8_t mine) {
  loam_heap *heap = &t->shared->f.heap;
  for (uint32_t step = 0; step < STEPS; step++) {
    uint32_t k = (uint32_t)loam_random_below(&t->random, KEPT);
    if (t->object[k]) EXPECT(t->object[k][0] == mine && t->object[k][t->size[k] - 1] == mine);
    uint32_t size = 1 + (uint32_t)loam_random_below(&t->random, step % 50 ? 300 : step % 500 ? 30000 : 200000);
    uint8_t *object = loam_heap_allocate(heap, &t->cache, size, NULL, 0);
    EXPECT(object && object[0] == 0 && object[size / 2] == 0 && object[size - 1] == 0);
    object[0] = object[size - 1] = mine;
    t->object[k] = object;
    t->size[k] = size;
    loam_stack *stack = &t->stack[k % STACKS];
    if (stack->lo) {
      EXPECT(*(uint64_t *)(stack->hi - 8) == stack->hi + mine);
      // Some are made larger or smaller where they lie.
      uint64_t size = loam_stack_size(stack);
      if (step % 3 && loam_stack_resize(&t->shared->pool, &t->stacks, stack, step % 3 == 1 ? 2 * size : size / 2))
        EXPECT(loam_stack_size(stack) == (step % 3 == 1 ? 2 * size : size / 2));
      loam_stack_free(&t->shared->pool, &t->stacks, stack);
    } else {
      EXPECT(loam_stack_allocate(&t->shared->pool, &t->stacks, stack, 2048ull << k % 6, mine) == LOAM_OK);
      *(uint64_t *)(stack->hi - 8) = stack->hi + mine;
    }
  }
  return NULL;
}

static void *run(void *context) {
  thread_state *t = context;
  uint8_t mine = (uint8_t)(1 + (t - t->shared->threads));
  for (uint32_t round = 0; round < ROUNDS; round++) {
    pthread_barrier_wait(&t->shared->barrier); // The world starts.
    if (!t->failure) t->failure = work(t, mine);
    pthread_barrier_wait(&t->shared->barrier); // The world stops.
  }
  return NULL;
}

static void mark(shared *s, uint64_t *marked) {
  for (uint32_t i = 0; i < THREADS; i++)
    for (uint32_t k = 0; k < KEPT; k++) {
      uint8_t *object = s->threads[i].object[k];
      if (!object) continue;
      loam_heap_place place = loam_heap_where(&s->f.heap, object);
      uint64_t *word = loam_heap_side(&s->f.heap, s->f.heap.marks, place.span) + place.index / 64;
      if (!(*word >> place.index % 64 & 1)) *marked += place.size; // tiny objects share one
      *word |= 1ull << place.index % 64;
    }
}

static const char *workers_and_sweeper(void) {
  shared *s = calloc(1, sizeof *s);
  EXPECT(s && fixture_open(&s->f, NULL));
  loam_stack_pool_init(&s->pool, &s->f.heap);
  pthread_barrier_init(&s->barrier, NULL, THREADS + 1);
  pthread_t threads[THREADS];
  for (uint32_t i = 0; i < THREADS; i++) {
    s->threads[i].shared = s;
    s->threads[i].random.state = i;
    loam_heap_cache_attach(&s->f.heap, &s->threads[i].cache);
    loam_stack_cache_attach(&s->pool, &s->threads[i].stacks);
    EXPECT(pthread_create(&threads[i], NULL, run, &s->threads[i]) == 0);
  }
  for (uint32_t round = 0; round < ROUNDS; round++) {
    pthread_barrier_wait(&s->barrier);
    while (!loam_heap_sweep(&s->f.heap, 2)) {
    }
    loam_heap_release(&s->f.heap, 1 << 20);
    pthread_barrier_wait(&s->barrier);
    while (!loam_heap_sweep(&s->f.heap, 100)) {
    }
    loam_heap_flush_stopped(&s->f.heap);
    EXPECT(loam_heap_check(&s->f.heap));
    uint64_t marked = 0;
    mark(s, &marked);
    loam_heap_begin_sweep(&s->f.heap, marked);
  }
  for (uint32_t i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    if (s->threads[i].failure) return s->threads[i].failure;
    for (uint32_t k = 0; k < STACKS; k++) loam_stack_free(&s->pool, NULL, &s->threads[i].stack[k]);
    loam_stack_cache_detach(&s->pool, &s->threads[i].stacks);
    loam_heap_cache_detach(&s->f.heap, &s->threads[i].cache);
  }
  pthread_barrier_destroy(&s->barrier);
  loam_stack_pool_deinit(&s->pool);
  loam_stack_statistics total;
  loam_stack_get_statistics(&s->pool, &total);
  EXPECT(s->f.heap.stack_pages == 0 && total.stacks == 0 && total.bytes == 0);
  fixture_close(&s->f);
  EXPECT_CLOSED(&s->f);
  free(s);
  return NULL;
}

const check_case heap_thread_cases[] = {
    {"heap: four workers allocate objects and stacks while another thread sweeps and gives back", workers_and_sweeper},
    {NULL, NULL},
};
