// SPDX-License-Identifier: Apache-2.0
//
// sample.c — see sample.h.
#include "heap/sample.h"

#include "base/bits.h"
#include "heap/heap.h"

#include <math.h>

/// More objects than there will ever be.
#define NEVER (1ull << 62)

static uint64_t rate_of(const loam_sampler *sampler) {
  return atomic_load_explicit(&sampler->rate, memory_order_relaxed);
}

/// In (0, 1].
static double uniform_locked(loam_sampler *sampler) {
  return (double)((loam_random_next(&sampler->random) >> 11) + 1) * 0x1p-53;
}

/// Objects of `size` bytes that pass before one is sampled: those that lie whole within an exponential distance.
static uint64_t draw_locked(loam_sampler *sampler, uint64_t size) {
  uint64_t rate = rate_of(sampler);
  if (rate == 0) return NEVER;
  if (rate == 1) return 0;
  double objects = -log(uniform_locked(sampler)) * (double)rate / (double)size;
  return objects < (double)NEVER ? (uint64_t)objects : NEVER;
}

// ---- the rate ----

static void set_locked(loam_sampler *sampler, uint64_t rate) {
  atomic_store_explicit(&sampler->rate, sampler->site == NULL ? 0 : rate, memory_order_relaxed);
  atomic_fetch_add_explicit(&sampler->generation, 1, memory_order_relaxed);
}

void loam_sampler_init(loam_heap *heap) {
  loam_sampler *sampler = &heap->sampler;
  sampler->knobs = heap->knobs;
  loam_lock_init(&sampler->lock, LOAM_RANK_PERMANENT, heap->bugs);
  loam_slab_init(&sampler->records, heap->os, sizeof(loam_sample));
  sampler->random.state = heap->hash_seed;
}

void loam_sampler_deinit(loam_heap *heap) { loam_slab_deinit(&heap->sampler.records); }

/// Caches tell where they stand at each allocation, so that a site can be found. under caches_lock
static void switch_caches(loam_heap *heap, bool on) {
  atomic_store_explicit(&heap->sampler.on, on, memory_order_relaxed);
  for (loam_heap_cache *cache = heap->caches; cache != NULL; cache = cache->next)
    atomic_store_explicit(&cache->placing, on, memory_order_relaxed);
}

void loam_sampler_set_rate(loam_heap *heap, uint64_t rate) {
  loam_sampler *sampler = &heap->sampler;
  loam_heap_flush_stopped(heap);
  loam_lock_acquire(&sampler->lock);
  sampler->variable = NULL;
  atomic_store_explicit(&sampler->looking, false, memory_order_relaxed);
  set_locked(sampler, rate);
  loam_lock_release(&sampler->lock);
  loam_lock_acquire(&heap->caches_lock);
  switch_caches(heap, rate_of(sampler) != 0);
  loam_lock_release(&heap->caches_lock);
}

static int64_t read_variable(const loam_sampler *sampler) {
  return __atomic_load_n(sampler->variable, __ATOMIC_RELAXED);
}

// Sites are known before windows ask: `placing` first. A collection may flush the same cache: not under this lock.
void loam_sampler_watch(loam_heap *heap, loam_heap_cache *own, const int64_t *variable) {
  loam_sampler *sampler = &heap->sampler;
  loam_lock_acquire(&heap->caches_lock);
  switch_caches(heap, sampler->site != NULL);
  if (own != NULL) loam_heap_cache_flush(heap, own);
  loam_lock_release(&heap->caches_lock);
  loam_lock_acquire(&sampler->lock);
  sampler->variable = variable;
  int64_t rate = read_variable(sampler);
  atomic_store_explicit(&sampler->seen, rate, memory_order_relaxed);
  atomic_store_explicit(&sampler->looking, true, memory_order_relaxed);
  set_locked(sampler, rate < 1 ? 0 : (uint64_t)rate);
  loam_lock_release(&sampler->lock);
}

void loam_sampler_look(loam_heap *heap) {
  loam_sampler *sampler = &heap->sampler;
  if (sampler->variable == NULL) return;
  int64_t rate = read_variable(sampler);
  if (LOAM_LIKELY(rate == atomic_load_explicit(&sampler->seen, memory_order_relaxed))) return;
  loam_lock_acquire(&sampler->lock);
  if (rate != atomic_load_explicit(&sampler->seen, memory_order_relaxed)) {
    atomic_store_explicit(&sampler->seen, rate, memory_order_relaxed);
    // It is set once, as a rule: from here on windows may be as long as the rate lets them.
    atomic_store_explicit(&sampler->looking, false, memory_order_relaxed);
    set_locked(sampler, rate < 1 ? 0 : (uint64_t)rate);
  }
  loam_lock_release(&sampler->lock);
}

// ---- allocation ----

uint32_t loam_sampler_limit(loam_heap *heap, loam_window *window, const loam_span *span, uint32_t count) {
  loam_sampler *sampler = &heap->sampler;
  uint32_t generation = atomic_load_explicit(&sampler->generation, memory_order_relaxed);
  if (window->drawn != generation) {
    loam_lock_acquire(&sampler->lock);
    window->pass = draw_locked(sampler, span->object_size);
    loam_lock_release(&sampler->lock);
    window->drawn = generation;
  }
  window->sample = window->pass == 0;
  if (window->sample) return 1;
  if (atomic_load_explicit(&sampler->looking, memory_order_relaxed)) count = 1;
  if (window->pass < count) count = (uint32_t)window->pass;
  window->pass -= count;
  return count;
}

/// Records an object; the caller owns `span`.
static void record_locked(loam_sampler *sampler, loam_heap_cache *cache, loam_span *span, uint32_t index,
                          uint64_t size) {
  loam_sample *sample = sampler->unused;
  uint32_t one;
  if (sample != NULL)
    sampler->unused = sample->next;
  else
    sample = loam_slab_fresh(&sampler->records, 1, &one);
  loam_sample_site *site = sample == NULL ? NULL : sampler->site(sampler->context, cache, size);
  if (site == NULL) {
    sampler->lost++;
    if (sample == NULL) return;
    sample->next = sampler->unused;
    sampler->unused = sample;
    return;
  }
  site->allocated++;
  sampler->live++;
  *sample = (loam_sample){span->samples, site, index};
  span->samples = sample;
  if (sampler->knobs != NULL) loam_knob_fired(sampler->knobs, LOAM_KNOB_HEAPPROFILE);
}

void loam_sampler_take(loam_heap *heap, loam_heap_cache *cache, loam_window *window, uintptr_t object) {
  loam_sampler *sampler = &heap->sampler;
  loam_span *span = window->span;
  uint32_t index = (uint32_t)((object - span->base) * span->reciprocal >> 32);
  window->sample = false;
  loam_lock_acquire(&sampler->lock);
  record_locked(sampler, cache, span, index, span->object_size);
  window->pass = draw_locked(sampler, span->object_size);
  loam_lock_release(&sampler->lock);
}

void loam_sampler_take_large(loam_heap *heap, loam_heap_cache *cache, loam_span *span) {
  loam_sampler *sampler = &heap->sampler;
  uint64_t rate = rate_of(sampler), bytes = span->pages << LOAM_PAGE_SHIFT;
  if (rate == 0) return;
  loam_lock_acquire(&sampler->lock);
  if (rate == 1 || uniform_locked(sampler) > exp(-(double)bytes / (double)rate))
    record_locked(sampler, cache, span, 0, bytes);
  loam_lock_release(&sampler->lock);
}

// ---- sweeping ----

void loam_sampler_sweep(loam_heap *heap, loam_span *span) {
  loam_sampler *sampler = &heap->sampler;
  const uint64_t *allocated = loam_heap_side(heap, heap->allocated, span);
  loam_lock_acquire(&sampler->lock);
  for (loam_sample **link = &span->samples, *sample; (sample = *link) != NULL;) {
    if (allocated[sample->index >> 6] >> (sample->index & 63) & 1) {
      link = &sample->next;
      continue;
    }
    *link = sample->next;
    sample->site->freed++;
    sampler->live--;
    sample->next = sampler->unused;
    sampler->unused = sample;
  }
  loam_lock_release(&sampler->lock);
}

bool loam_sampler_check(loam_heap *heap) {
  uint64_t live = 0;
  bool allocated = true;
  for (uintptr_t at = heap->base; at < heap->committed_end;) {
    const loam_span *span = loam_heap_span(heap, at);
    if (span == NULL || span->pages == 0) break;
    if (span->kind == LOAM_SPAN_SMALL || span->kind == LOAM_SPAN_LARGE) {
      const uint64_t *table = loam_heap_side(heap, heap->allocated, span);
      for (const loam_sample *sample = span->samples; sample != NULL; sample = sample->next, live++)
        allocated &= table[sample->index >> 6] >> (sample->index & 63) & 1;
    } else {
      allocated &= span->samples == NULL;
    }
    at += span->pages << LOAM_PAGE_SHIFT;
  }
  loam_lock_acquire(&heap->sampler.lock);
  uint64_t said = heap->sampler.live;
  loam_lock_release(&heap->sampler.lock);
  return loam_require(heap->bugs, allocated, "profile.balance", "a sampled object is not allocated") &&
         loam_require(heap->bugs, live == said, "profile.balance", "records of sampled objects are missing");
}
