// SPDX-License-Identifier: Apache-2.0
//
// ProfileChecks.c — what the heap profile samples, and that its sums balance.
#include "check.h"
#include "profile/profile.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

enum { SITES = 512, KEPT = 300, ROUNDS = 5, WORKERS = 4 };

/// One site for each size.
typedef struct site_list {
  loam_sample_site sites[SITES];
  uint32_t count;
} site_list;

static loam_sample_site *site_of(void *context, loam_heap_cache *cache, uint64_t size) {
  site_list *list = context;
  (void)cache;
  for (uint32_t i = 0; i < list->count; i++)
    if (list->sites[i].size == size) return &list->sites[i];
  if (list->count == SITES) return NULL;
  list->sites[list->count] = (loam_sample_site){.size = size};
  return &list->sites[list->count++];
}

static site_list *sites_open(fixture *f, uint64_t rate) {
  site_list *list = calloc(1, sizeof *list);
  f->heap.sampler.site = site_of;
  f->heap.sampler.context = list;
  loam_sampler_set_rate(&f->heap, rate);
  return list;
}

typedef struct sums {
  uint64_t allocated, freed, allocated_bytes, freed_bytes;
} sums;

static sums sum_of(const site_list *list) {
  sums s = {0};
  for (uint32_t i = 0; i < list->count; i++) {
    const loam_sample_site *site = &list->sites[i];
    s.allocated += site->allocated;
    s.freed += site->freed;
    s.allocated_bytes += site->allocated * site->size;
    s.freed_bytes += site->freed * site->size;
  }
  return s;
}

static const loam_type pointers_type = {
    .size = 8, .align = 8, .pointer_bytes = 8, .pointer_map = (const uint64_t[]){1}};

typedef struct profile_worker {
  fixture *f;
  loam_heap_cache cache;
  loam_random random;
  uintptr_t objects[KEPT];
  bool failed;
} profile_worker;

/// Sizes down to a byte, so that tiny objects are among them, and up to large ones.
static void *allocate_some(void *context) {
  profile_worker *w = context;
  for (int i = 0; i < KEPT * 3; i++) {
    uint64_t kind = loam_random_below(&w->random, 100), k = loam_random_below(&w->random, KEPT);
    uint64_t size = kind < 40 ? 1 + kind : kind < 97 ? 16 + loam_random_below(&w->random, 9000) : 32769 + 1000 * kind;
    bool pointers = loam_random_below(&w->random, 2);
    if (pointers) size = (size + 7) & ~7ull;
    w->objects[k] = (uintptr_t)loam_heap_allocate(&w->f->heap, &w->cache, size, pointers ? &pointers_type : NULL,
                                                  pointers ? size / 8 : 0);
    if (w->objects[k] == 0) w->failed = true;
  }
  return NULL;
}

/// A collection that keeps what the workers keep, swept while they may allocate again.
static const char *mark_kept(fixture *f, profile_worker *workers) {
  uint64_t marked = 0;
  loam_heap_flush_stopped(&f->heap);
  EXPECT(loam_heap_check(&f->heap));
  for (uint32_t i = 0; i < WORKERS; i++)
    for (uint32_t k = 0; k < KEPT; k++) {
      if (workers[i].objects[k] == 0) continue;
      loam_heap_place place = loam_heap_where(&f->heap, (void *)workers[i].objects[k]);
      EXPECT(place.span && place.allocated);
      uint64_t *word = loam_heap_side(&f->heap, f->heap.marks, place.span) + place.index / 64;
      if (!(*word >> place.index % 64 & 1)) marked += place.size;
      *word |= 1ull << place.index % 64;
    }
  loam_heap_begin_sweep(&f->heap, marked);
  return NULL;
}

/// With rate 1 the sites' sums are the heap's figures, in total and class by class, whoever allocates and sweeps.
static const char *exact_sums_balance(void) {
  fixture f;
  profile_worker *workers = calloc(WORKERS, sizeof *workers);
  EXPECT(workers && fixture_open(&f, "verifyheap=1,heapprofile=1"));
  site_list *list = sites_open(&f, 1);
  for (uint32_t i = 0; i < WORKERS; i++) {
    workers[i].f = &f;
    workers[i].random.state = 100 + i;
    loam_heap_cache_attach(&f.heap, &workers[i].cache);
  }
  for (int round = 0; round < ROUNDS; round++) {
    pthread_t threads[WORKERS];
    for (uint32_t i = 0; i < WORKERS; i++) EXPECT(pthread_create(&threads[i], NULL, allocate_some, &workers[i]) == 0);
    for (int step = 0; step < 20; step++) loam_heap_sweep(&f.heap, 2);
    for (uint32_t i = 0; i < WORKERS; i++) pthread_join(threads[i], NULL);
    while (!loam_heap_sweep(&f.heap, 5)) continue;
    for (int half = 0; half < 2; half++) {
      if (half == 1) {
        RUN(mark_kept(&f, workers));
        if (round % 2) continue; // the rest is swept beside the next round
        while (!loam_heap_sweep(&f.heap, 5)) continue;
      }
      loam_heap_flush_stopped(&f.heap);
      EXPECT(loam_heap_check(&f.heap));
      loam_heap_statistics s;
      loam_heap_get_classes(&f.heap, &s);
      sums all = sum_of(list);
      EXPECT(all.allocated == s.total.allocated && all.freed == s.total.freed);
      EXPECT(all.allocated_bytes == s.total.allocated_bytes && all.freed_bytes == s.total.freed_bytes);
      EXPECT(all.allocated - all.freed == s.total.live && f.heap.sampler.live == s.total.live);
      for (uint32_t class = 1; class < LOAM_CLASS_COUNT; class ++) {
        const loam_sample_site *site = NULL;
        for (uint32_t i = 0; i < list->count; i++)
          if (list->sites[i].size == loam_size_classes[class].size) site = &list->sites[i];
        uint64_t allocated = s.plain[class].allocated + s.pointers[class].allocated;
        uint64_t live = s.plain[class].live + s.pointers[class].live;
        EXPECT(site == NULL ? allocated == 0 : site->allocated == allocated && site->allocated - site->freed == live);
      }
    }
  }
  EXPECT(f.heap.sampler.lost == 0 && atomic_load(&f.knobs.fired[LOAM_KNOB_HEAPPROFILE]) == sum_of(list).allocated);
  for (uint32_t i = 0; i < WORKERS; i++) {
    EXPECT(!workers[i].failed);
    loam_heap_cache_detach(&f.heap, &workers[i].cache);
  }
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  free(workers);
  free(list);
  return NULL;
}

/// Allocates `count` objects of `size` bytes; how many of them were sampled.
static uint64_t sampled(fixture *f, site_list *list, uint64_t size, uint64_t count) {
  uint64_t rounded = size < 16 ? 16 : loam_heap_round_size(size); // tiny objects have blocks
  uint64_t before = site_of(list, NULL, rounded)->allocated;
  for (uint64_t i = 0; i < count; i++)
    if (!loam_heap_allocate(&f->heap, &f->cache, size, NULL, 0)) return UINT64_MAX;
  return site_of(list, NULL, rounded)->allocated - before;
}

/// The estimate of each size's bytes is right within five standard deviations: the counts are binomial.
static const char *samples_are_unbiased(void) {
  static const struct {
    uint64_t size, count;
  } rows[] = {{16, 400000}, {48, 200000}, {512, 50000}, {2048, 20000}, {8192, 6000}, {32768, 1500}, {200000, 300}};
  enum { RATE = 16384 };
  fixture f;
  EXPECT(fixture_open(&f, NULL));
  site_list *list = sites_open(&f, RATE);
  for (int round = 0; round < 2; round++) // the rows in turn, so that windows of one size are cut by others
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
      uint64_t n = sampled(&f, list, rows[i].size, rows[i].count);
      double size = (double)loam_heap_round_size(rows[i].size), p = 1 - exp(-size / RATE);
      double expected = p * (double)rows[i].count, sigma = sqrt(expected * (1 - p)) + 1e-9;
      EXPECT(fabs((double)n - expected) <= 5 * sigma + 1);
      EXPECT(fabs(loam_profile_scale((uint64_t)size, RATE) * p - 1) < 1e-12);
    }
  EXPECT(f.heap.sampler.live == sum_of(list).allocated);
  loam_heap_flush_stopped(&f.heap);
  EXPECT(loam_heap_check(&f.heap));
  // Nobody marks anything: all of them are freed.
  loam_heap_begin_sweep(&f.heap, 0);
  while (!loam_heap_sweep(&f.heap, 64)) continue;
  EXPECT(sum_of(list).freed == sum_of(list).allocated && f.heap.sampler.live == 0);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  free(list);
  return NULL;
}

/// Off: nothing is sampled, no cache says where it is, windows are whole; what was sampled is followed to its end.
static const char *off_samples_nothing(void) {
  fixture f;
  EXPECT(fixture_open(&f, NULL));
  site_list *list = sites_open(&f, 0);
  EXPECT(!atomic_load(&f.cache.placing) && sampled(&f, list, 64, 100) == 0);
  EXPECT(LOAM_WINDOW_OBJECTS < 64 || f.cache.windows[2 * loam_size_class_for(64)].free != 0);
  loam_sampler_set_rate(&f.heap, 1);
  EXPECT(atomic_load(&f.cache.placing) && sampled(&f, list, 64, 100) == 100);
  loam_sampler_set_rate(&f.heap, 0);
  EXPECT(!atomic_load(&f.cache.placing) && sampled(&f, list, 64, 100) == 0);
  loam_heap_flush_stopped(&f.heap);
  loam_heap_begin_sweep(&f.heap, 0);
  while (!loam_heap_sweep(&f.heap, 64)) continue;
  EXPECT(sum_of(list).allocated == 100 && sum_of(list).freed == 100);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  free(list);
  return NULL;
}

/// A program's variable holds from the allocation after its first change on, tiny objects included.
static const char *variable_sets_the_rate(void) {
  fixture f;
  int64_t rate = 1ll << 40;
  EXPECT(fixture_open(&f, NULL));
  site_list *list = sites_open(&f, 0);
  EXPECT(sampled(&f, list, 64, 10) == 0); // a window stays open
  loam_sampler_watch(&f.heap, &f.cache, &rate);
  EXPECT(atomic_load(&f.cache.placing));
  EXPECT(sampled(&f, list, 64, 1000) == 0 && sampled(&f, list, 3, 100) == 0 && sampled(&f, list, 100000, 3) == 0);
  rate = 1;
  EXPECT(sampled(&f, list, 64, 1000) == 1000 && sampled(&f, list, 3, 100) == 100);
  EXPECT(sampled(&f, list, 100000, 3) == 3);
  rate = 0;
  EXPECT(sampled(&f, list, 64, 1000) == 0 && sampled(&f, list, 100000, 3) == 0);
  rate = 1;
  EXPECT(sampled(&f, list, 100000, 3) == 3); // seen by the slow path
  EXPECT(sampled(&f, list, 64, 1000) >= 1000 - 64);
  rate = -5;
  EXPECT(sampled(&f, list, 64, 1000) == 0);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  free(list);
  return NULL;
}

static loam_sample_site *no_site(void *context, loam_heap_cache *cache, uint64_t size) {
  (void)context, (void)cache, (void)size;
  return NULL;
}

/// Want of memory for a site or a record loses a sample, never an object.
static const char *want_of_memory_loses_samples(void) {
  fixture f;
  EXPECT(fixture_open(&f, NULL));
  site_list *list = sites_open(&f, 1);
  f.heap.sampler.site = no_site;
  EXPECT(sampled(&f, list, 64, 50) == 0 && f.heap.sampler.lost == 50 && f.heap.sampler.live == 0);
  f.heap.sampler.site = site_of;
  EXPECT(sampled(&f, list, 64, 50) == 50);
  uint64_t missed = 0;
  for (int64_t n = 1; n <= 40; n++) {
    uint64_t lost = f.heap.sampler.lost;
    atomic_store(&f.os.until_failure, n); // every allocation counts here, and the nth fails
    void *object = loam_heap_allocate(&f.heap, &f.cache, 48, NULL, 0);
    atomic_store(&f.os.until_failure, 0);
    EXPECT(object != NULL || n <= 2);
    missed += f.heap.sampler.lost - lost;
  }
  loam_heap_flush_stopped(&f.heap);
  EXPECT(loam_heap_check(&f.heap));
  loam_heap_statistics s;
  loam_heap_get_classes(&f.heap, &s);
  EXPECT(sum_of(list).allocated + f.heap.sampler.lost == s.total.allocated && missed <= 40);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  free(list);
  return NULL;
}

const check_case profile_cases[] = {
    {"profile: with rate 1 the sums of sites are the heap's figures, class by class", exact_sums_balance},
    {"profile: what is sampled stands for all, without bias for any size", samples_are_unbiased},
    {"profile: off, nothing is sampled, and what was sampled is followed", off_samples_nothing},
    {"profile: a program's variable sets the rate from its next allocation on", variable_sets_the_rate},
    {"profile: want of memory loses samples and no objects", want_of_memory_loses_samples},
    {0},
};
