// SPDX-License-Identifier: Apache-2.0
//
// boehm.c — `boehm gcpause|gcmark|binarytrees`: what the Go programs of the same names do, in C on the collector of
// Boehm, Demers and Weiser. Prints the same figures.
#include <gc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct node {
  struct node *left, *right;
  long words[4];
} node;

typedef struct pair {
  struct pair *left, *right;
} pair;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/// A tree of `levels` levels.
static node *build(int levels) {
  node *made = GC_MALLOC(sizeof *made);
  if (levels > 1) {
    made->left = build(levels - 1);
    made->right = build(levels - 1);
  }
  return made;
}

static int by_value(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

// ---- stalls beside 200 MB of live objects ----

enum { TREES = 32768, REPLACED = 300000 };
static node *table[TREES];

static void gcpause(void) {
  int64_t *stalls = malloc(REPLACED * sizeof *stalls);
  if (stalls == NULL) exit(1);
  for (int i = 0; i < TREES; i++) table[i] = build(7);
  GC_gcollect();
  unsigned long cycles = GC_get_gc_no();
  uint32_t random = 1;
  int64_t begun = now(), before = begun;
  for (int i = 0; i < REPLACED; i++) {
    random = random * 1664525 + 1013904223;
    table[random >> 17] = build(7);
    int64_t after = now();
    stalls[i] = after - before;
    before = after;
  }
  double total = (double)(before - begun);
  qsort(stalls, REPLACED, sizeof *stalls, by_value);
  printf("gcpause_op ns_per_op=%.0f\n", total / REPLACED);
  printf("gcpause_alloc MB_per_s=%.0f\n", REPLACED * 127.0 * 48 / 1e6 / (total / 1e9));
  printf("gcpause_op_p50 ns=%lld\n", (long long)stalls[REPLACED / 2]);
  printf("gcpause_op_p99 ns=%lld\n", (long long)stalls[REPLACED - REPLACED / 100]);
  printf("gcpause_op_p9999 ns=%lld\n", (long long)stalls[REPLACED - REPLACED / 10000]);
  printf("gcpause_op_max ns=%lld\n", (long long)stalls[REPLACED - 1]);
  printf("gcpause_cycles count=%lu\n", GC_get_gc_no() - cycles);
  free(stalls);
}

// ---- the rate of marking 400 MB ----

static node *root;

static node *shuffled(long count) {
  node **all = GC_MALLOC((size_t)count * sizeof *all);
  uint64_t random = 88172645463325252;
  for (long i = 0; i < count; i++) all[i] = GC_MALLOC(sizeof(node));
  for (long i = count - 1; i > 0; i--) {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    long other = (long)(random % (uint64_t)(i + 1));
    node *moved = all[i];
    all[i] = all[other];
    all[other] = moved;
  }
  for (long i = 0; 2 * i + 2 < count; i++) {
    all[i]->left = all[2 * i + 1];
    all[i]->right = all[2 * i + 2];
  }
  node *first = all[0];
  GC_FREE(all);
  return first;
}

static void gcmark(void) {
  enum { LEVELS = 23 };
  const char *markers = getenv("GC_MARKERS"); // as many as processors without it
  for (int kind = 0; kind < 2; kind++) {
    root = NULL;
    GC_gcollect();
    root = kind == 0 ? build(LEVELS) : shuffled((1l << LEVELS) - 1);
    GC_gcollect();
    int64_t begun = now();
    GC_gcollect();
    double seconds = (double)(now() - begun) / 1e9;
    printf("gcmark_%s_p%s MB_per_s=%.0f\n", kind == 0 ? "seq" : "shuf", markers == NULL ? "2" : markers,
           ((1l << LEVELS) - 1) * 48 / 1e6 / seconds);
  }
}

// ---- trees that come and go ----

static pair *make(int depth) {
  pair *made = GC_MALLOC(sizeof *made);
  if (depth > 0) {
    made->left = make(depth - 1);
    made->right = make(depth - 1);
  }
  return made;
}

static long count(const pair *tree) { return tree->left == NULL ? 1 : 1 + count(tree->left) + count(tree->right); }

static void binarytrees(void) {
  enum { DEPTH = 16 };
  int64_t begun = now();
  long total = count(make(DEPTH + 1));
  pair *lasting = make(DEPTH);
  for (int depth = 4; depth <= DEPTH; depth += 4)
    for (long i = 0; i < 1l << (DEPTH - depth + 4); i++) total += count(make(depth));
  total += count(lasting);
  double elapsed = (double)(now() - begun);
  printf("CHECK binarytrees %ld\n", total);
  printf("binarytrees ns_per_op=%.3f\n", elapsed / (double)total);
}

int main(int argument_count, char **arguments) {
  const char *wanted = argument_count > 1 ? arguments[1] : "";
  GC_INIT();
  if (strcmp(wanted, "gcpause") == 0)
    gcpause();
  else if (strcmp(wanted, "gcmark") == 0)
    gcmark();
  else if (strcmp(wanted, "binarytrees") == 0)
    binarytrees();
  else
    return 2;
  return 0;
}
