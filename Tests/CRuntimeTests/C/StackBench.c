// SPDX-License-Identifier: Apache-2.0
//
// StackBench.c — what growth costs, for which LOAM_BENCH must be set: medians of seven runs.
//
// How.      Frames of 96 bytes with two words that point into the stack are laid down until the block is full; then
//           loam_stack_grow is timed by itself, in nanoseconds for each KB of the full block. "fresh": the first growth
//           of a runtime, on memory that has no pages yet; "again": the same in the same runtime, whose blocks have
//           been given back. "moved": the same with growmove=1, so that every growth copies or moves pages. The floors
//           beside them are taken in the same run: memcpy to memory that has pages, memcpy to memory that has none, and
//           writing a word to each page of memory that has none.
#include "check.h"

#include "stack/stack.h"
#include <stdio.h>
#include <stdlib.h>

enum { RUNS = 7, SIZES = 17, SLOTS = 11 }; // 2 KiB to 128 MiB.

typedef struct bench {
  fixture f;
  loam_stack_pool pool;
  loam_stack_cache cache;
  loam_stack stack;
  loam_stack_position position;
  loam_function function;
  uint64_t storage[3], maps[2];
} bench;

static const char *open_bench(bench *b, const char *debug) {
  memset(b, 0, sizeof *b);
  EXPECT(fixture_open(&b->f, debug));
  loam_stack_pool_init(&b->pool, &b->f.heap);
  loam_stack_cache_attach(&b->pool, &b->cache);
  b->function = (loam_function){.self = &b->function,
                                .frame_slots = SLOTS,
                                .map_words = 1,
                                .map_count = 2,
                                .maps = b->maps,
                                .code = b->storage + 1};
  b->maps[1] = 3 << 4;
  b->storage[0] = (uint64_t)(uintptr_t)&b->function;
  b->storage[1] = LOAM_SAFEPOINT(1, SLOTS, 0);
  b->storage[2] = LOAM_OP_INVALID;
  return NULL;
}

static const char *close_bench(bench *b) {
  loam_stack_cache_detach(&b->pool, &b->cache);
  loam_stack_pool_deinit(&b->pool);
  fixture_close(&b->f);
  EXPECT_CLOSED(&b->f);
  return NULL;
}

/// Lays frames down until none fits; the first has no caller.
static void fill(bench *b) {
  for (;;) {
    uint64_t *fp = (uint64_t *)b->position.fp - SLOTS - 1;
    if ((uintptr_t)fp < b->stack.lo) return;
    fp[SLOTS] = b->position.fp == b->stack.hi ? 0 : (uint64_t)(uintptr_t)(b->storage + 2);
    fp[4] = (uintptr_t)(fp + 7);
    fp[5] = b->position.fp - 8;
    b->position.fp = (uintptr_t)fp;
  }
}

/// One stack from 2 KiB on; figures[i]: nanoseconds of the growth of 2 KiB << i; NULL: not timed.
static const char *one_stack(bench *b, double *figures, uint32_t sizes) {
  EXPECT(loam_stack_allocate(&b->pool, &b->cache, &b->stack, LOAM_STACK_LEAST, 1) == LOAM_OK);
  b->position = (loam_stack_position){b->stack.hi, b->storage + 1, NULL};
  for (uint32_t i = 0; i < sizes; i++) {
    fill(b);
    int64_t before = figures ? loam_os_monotonic() : 0;
    EXPECT(loam_stack_grow(&b->pool, &b->cache, &b->stack, &b->position, 8 * (SLOTS + 1), 1ull << 30,
                           (loam_stack_words){0}, NULL) == LOAM_OK);
    if (figures) figures[i] = (double)(loam_os_monotonic() - before);
  }
  loam_stack_free(&b->pool, &b->cache, &b->stack);
  return NULL;
}

static int by_value(const void *x, const void *y) {
  double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}
static double median(double *values) {
  qsort(values, RUNS, sizeof *values, by_value);
  return values[RUNS / 2];
}

/// The floors of one size.
static const char *floors(loam_os *os, uint64_t size, double *warm, double *fresh, double *touch) {
  char *from = loam_os_map(os, size), *to = loam_os_map(os, size), *pages = loam_os_map(os, size);
  EXPECT(from && to && pages);
  memset(from, 1, size);
  int64_t a = loam_os_monotonic();
  memcpy(to, from, size);
  int64_t b = loam_os_monotonic();
  memcpy(to, from, size);
  int64_t c = loam_os_monotonic();
  for (uint64_t at = 0; at < size; at += os->page_size) pages[at] = 1;
  int64_t d = loam_os_monotonic();
  EXPECT(to[size - 1] == 1);
  *fresh = (double)(b - a);
  *warm = (double)(c - b);
  *touch = (double)(d - c);
  loam_os_unmap(os, from, size, size);
  loam_os_unmap(os, to, size, size);
  loam_os_unmap(os, pages, size, size);
  return NULL;
}

enum { FRESH, AGAIN, MOVED_FRESH, MOVED_AGAIN, WARM, COLD, TOUCH, COLUMNS };

static const char *bench_growth(void) {
  static double figures[COLUMNS][SIZES][RUNS];
  for (int run = 0; run < RUNS; run++) {
    for (int moved = 0; moved < 2; moved++) {
      bench *b = malloc(sizeof *b);
      EXPECT(b);
      RUN(open_bench(b, moved ? "growmove=1" : NULL));
      for (int again = 0; again < 2; again++) {
        double row[SIZES];
        // The large stacks have left neither code nor small blocks in the caches.
        for (int i = 0; again && i < 100; i++) RUN(one_stack(b, NULL, 6));
        RUN(one_stack(b, row, SIZES));
        for (int i = 0; i < SIZES; i++) figures[2 * moved + again][i][run] = row[i];
      }
      RUN(close_bench(b));
      free(b);
    }
    loam_knobs knobs = {0};
    loam_os os;
    loam_os_init(&os, &knobs);
    for (int i = 0; i < SIZES; i++)
      RUN(floors(&os, 2048ull << i, &figures[WARM][i][run], &figures[COLD][i][run], &figures[TOUCH][i][run]));
  }
  printf("growth, ns/KB   fresh    again   moved fresh  moved again | memcpy warm  memcpy fresh  page touch\n");
  for (int i = 0; i < SIZES; i++) {
    printf("%8d KB ", 2 << i);
    static const int width[COLUMNS] = {9, 9, 12, 12, 14, 13, 11};
    for (int c = 0; c < COLUMNS; c++) printf(" %*.1f", width[c], median(figures[c][i]) / (2 << i));
    printf("\n");
  }
  return NULL;
}

/// A goroutine's whole way to 64 KiB, one after the other, on blocks that have been used before.
static const char *bench_way(void) {
  enum { GOROUTINES = 2000, MOVES = 5 };
  double ways[RUNS], fills[RUNS];
  bench *b = malloc(sizeof *b);
  EXPECT(b);
  RUN(open_bench(b, NULL));
  for (int run = 0; run < RUNS; run++) {
    int64_t start = loam_os_monotonic();
    for (int i = 0; i < GOROUTINES; i++) RUN(one_stack(b, NULL, MOVES));
    ways[run] = (double)(loam_os_monotonic() - start) / GOROUTINES;
    EXPECT(loam_stack_allocate(&b->pool, &b->cache, &b->stack, LOAM_STACK_LEAST << MOVES, 1) == LOAM_OK);
    start = loam_os_monotonic();
    for (int i = 0; i < GOROUTINES; i++) {
      b->position = (loam_stack_position){b->stack.hi - (LOAM_STACK_LEAST << (MOVES - 1)), b->storage + 1, NULL};
      fill(b);
    }
    fills[run] = (double)(loam_os_monotonic() - start) / GOROUTINES;
    loam_stack_free(&b->pool, &b->cache, &b->stack);
  }
  printf("2 KB to 64 KB and gone: %.0f ns, of which %.0f are the frames being laid down\n", median(ways),
         median(fills));
  RUN(close_bench(b));
  free(b);
  return NULL;
}

const check_case stack_bench_cases[] = {
    {"bench: growth of stacks beside its floors (LOAM_BENCH=1)", bench_growth},
    {"bench: a goroutine's way to 64 KB (LOAM_BENCH=1)", bench_way},
    {NULL, NULL},
};
