// SPDX-License-Identifier: Apache-2.0
//
// pages.c — runs of pages: the reservation, its growth, splitting, coalescing, and giving memory back.
//
// How.      Free runs are FREE spans in bins: one bin per length below 64 pages, eight per doubling above, a bitmap
//           over the bins. The first and last page of a free run name it in the page table, so neighbours are found in
//           one load each; its inner entries are NULL. The `clean` bit of a page says that it reads as zero and takes
//           no memory.
// Why not.  Address-ordered best fit in a tree: the bins are within a run or two of it and cost nothing to keep.
// Upholds.  heap.pages, heap.zero, heap.limit
#include "base/bits.h"
#include "heap/heap.h"

#include <string.h>

enum {
  EXACT_BINS = 64,
};
// Side tables lie a power of two apart, and one object's words in them are used together: without this they would share
// sets and way predictors (AMD's takes bits 12 to 27 of an address), which made marking twice as slow.
#define SKEW (22ull << 20)
#define LEAST_ADDRESS_SPACE (64ull << 20)
#define DEFAULT_ADDRESS_SPACE (256ull << 30)

uint32_t loam_run_bin(uint64_t pages) {
  if (pages < EXACT_BINS) return (uint32_t)pages;
  uint32_t log = loam_bits_highest(pages);
  return EXACT_BINS + (log - 6) * 8 + (uint32_t)((pages >> (log - 3)) & 7);
}

static void set_page(loam_heap *heap, uint64_t page, loam_span *span) {
  atomic_store_explicit(&heap->pages[page], span, memory_order_release);
}
/// Pages of a span come to, or leave, the regions that they lie in.
static void count_used(loam_heap *heap, uint64_t page, uint64_t pages, bool used) {
  uint32_t generation = atomic_load_explicit(&heap->sweep_generation, memory_order_relaxed);
  for (uint64_t end = page + pages; page < end;) {
    loam_region *region = &heap->regions[page / LOAM_REGION_PAGES];
    uint64_t next = (page / LOAM_REGION_PAGES + 1) * LOAM_REGION_PAGES, n = (next < end ? next : end) - page;
    region->used = (uint16_t)(used ? region->used + n : region->used - n);
    if (used) region->touched = generation;
    if (region->used == 0) loam_region_set_small(heap, page / LOAM_REGION_PAGES, false);
    page += n;
  }
}
static void set_end(loam_heap *heap, uintptr_t end) {
  atomic_store_explicit(&heap->committed_end, end, memory_order_release);
}
static loam_span *get_page(loam_heap *heap, uint64_t page) {
  return atomic_load_explicit(&heap->pages[page], memory_order_relaxed);
}

// ---- span records (under pages_lock) ----

static loam_span *take_record(loam_heap *heap) {
  loam_span *span = heap->spare_spans;
  if (span) {
    heap->spare_spans = span->next;
  } else {
    if (!heap->spans_left) {
      void **block = loam_os_map(heap->os, LOAM_SPAN_BLOCK);
      if (!block) return NULL;
      block[0] = heap->span_blocks;
      heap->span_blocks = block;
      heap->metadata_bytes += LOAM_SPAN_BLOCK;
      heap->span_bytes += LOAM_SPAN_BLOCK;
      heap->span_next = (loam_span *)(void *)((char *)block + 64);
      heap->spans_left = (LOAM_SPAN_BLOCK - 64) / sizeof(loam_span);
    }
    heap->spans_left--;
    span = heap->span_next++;
  }
  memset(span, 0, sizeof *span);
  heap->span_records++;
  return span;
}

static void give_record(loam_heap *heap, loam_span *span) {
  span->kind = LOAM_SPAN_FREE;
  span->pages = 0;
  heap->span_records--;
  span->next = heap->spare_spans;
  heap->spare_spans = span;
}

// ---- free runs (under pages_lock) ----

static void link_run(loam_heap *heap, loam_span *run) {
  uint32_t bin = loam_run_bin(run->pages);
  run->previous = NULL;
  run->next = heap->runs[bin];
  if (run->next) run->next->previous = run;
  heap->runs[bin] = run;
  heap->run_bits[bin >> 6] |= 1ull << (bin & 63);
  uint64_t page = loam_heap_page(heap, run->base);
  set_page(heap, page, run);
  set_page(heap, page + run->pages - 1, run);
}

static void unlink_run(loam_heap *heap, loam_span *run) {
  uint32_t bin = loam_run_bin(run->pages);
  if (run->next) run->next->previous = run->previous;
  if (run->previous)
    run->previous->next = run->next;
  else
    heap->runs[bin] = run->next;
  if (!heap->runs[bin]) heap->run_bits[bin >> 6] &= ~(1ull << (bin & 63));
  run->next = run->previous = NULL;
  uint64_t page = loam_heap_page(heap, run->base);
  set_page(heap, page, NULL);
  set_page(heap, page + run->pages - 1, NULL);
}

static loam_span *find_run(loam_heap *heap, uint64_t pages) {
  uint32_t bin = loam_run_bin(pages);
  int scanned = 0;
  for (loam_span *run = heap->runs[bin]; run && scanned < LOAM_RUN_SCAN; run = run->next, scanned++)
    if (run->pages >= pages) return run;
  for (uint32_t word = (bin + 1) >> 6; word < (LOAM_RUN_BINS + 63) / 64; word++) {
    uint64_t bits = heap->run_bits[word];
    if (word == (bin + 1) >> 6) bits &= ~loam_bits_below((bin + 1) & 63);
    if (bits) return heap->runs[word * 64 + loam_bits_lowest(bits)];
  }
  return NULL;
}

/// Puts a run that is in no list among the free ones, joined with its neighbours. The record is `run` or a neighbour's.
static void free_run(loam_heap *heap, loam_span *run) {
  uint64_t page = loam_heap_page(heap, run->base), end = page + run->pages;
  loam_span *before = page > 0 ? get_page(heap, page - 1) : NULL;
  loam_span *after =
      end < heap->size >> LOAM_PAGE_SHIFT && run->base + (run->pages << LOAM_PAGE_SHIFT) < heap->committed_end
          ? get_page(heap, end)
          : NULL;
  run->kind = LOAM_SPAN_FREE;
  if (before && before->kind == LOAM_SPAN_FREE) {
    unlink_run(heap, before);
    run->base = before->base;
    run->pages += before->pages;
    give_record(heap, before);
  }
  if (after && after->kind == LOAM_SPAN_FREE) {
    unlink_run(heap, after);
    run->pages += after->pages;
    give_record(heap, after);
  }
  link_run(heap, run);
}

/// Commits room for `pages` more pages at the end.
static bool grow_locked(loam_heap *heap, uint64_t pages) {
  uintptr_t end = heap->base + heap->size;
  uint64_t bytes = loam_round_up(pages << LOAM_PAGE_SHIFT, LOAM_CHUNK_BYTES);
  if (pages > heap->size >> LOAM_PAGE_SHIFT || end - heap->committed_end < bytes) return false;
  loam_span *run = take_record(heap);
  if (!run) return false;
  if (!loam_commit_locked(heap, heap->committed_end + bytes)) {
    give_record(heap, run);
    return false;
  }
  run->base = heap->committed_end;
  run->pages = bytes >> LOAM_PAGE_SHIFT;
  set_end(heap, heap->committed_end + bytes);
  heap->free_pages += run->pages;
  heap->clean_pages += run->pages;
  loam_clean_set(heap, loam_heap_page(heap, run->base), run->pages, true);
  free_run(heap, run);
  return true;
}

// ---- taking and giving runs ----

static uint64_t *figure(loam_heap *heap, uint32_t kind) {
  return kind == LOAM_SPAN_STACK   ? &heap->stack_pages
         : kind == LOAM_SPAN_SMALL ? &heap->small_pages
                                   : &heap->large_pages;
}

/// Notes that `pages` pages from `page` on, no longer in a free run, are a span's of that kind now; true when clean.
static bool occupy(loam_heap *heap, uint64_t page, uint64_t pages, loam_span_kind kind, loam_span *span) {
  uint64_t clean = loam_clean_count(heap, page, pages);
  if (clean) loam_clean_set(heap, page, pages, false);
  heap->free_pages -= pages;
  heap->clean_pages -= clean;
  *figure(heap, kind) += pages;
  for (uint64_t i = 0; i < pages; i++) set_page(heap, page + i, span);
  count_used(heap, page, pages, true);
  return clean == pages;
}

static void respect_limit(loam_heap *heap, uint64_t pages) {
  if (atomic_load_explicit(&heap->pass_limit, memory_order_relaxed)) return;
  uint64_t ahead = loam_ahead_backed_locked(heap) >> LOAM_PAGE_SHIFT, unused = heap->free_pages - heap->clean_pages;
  uint64_t backed = heap->stack_pages + heap->small_pages + heap->large_pages + unused + ahead;
  if (backed + pages <= heap->memory_limit >> LOAM_PAGE_SHIFT || unused + ahead == 0) return;
  int64_t start = loam_os_monotonic();
  loam_heap_release_locked(heap, 0);
  atomic_fetch_add_explicit(&heap->release_ns, (uint64_t)(loam_os_monotonic() - start), memory_order_relaxed);
}

/// The limit allows so many pages more.
static bool allowed(loam_heap *heap, uint64_t pages, bool reserve) {
  uint64_t most = atomic_load_explicit(&heap->maximum, memory_order_relaxed);
  if (LOAM_LIKELY(most == UINT64_MAX)) return true;
  if (!reserve) most -= loam_heap_kept_back(most);
  uint64_t used = heap->stack_pages + heap->small_pages + heap->large_pages;
  most >>= LOAM_PAGE_SHIFT;
  return used <= most && pages <= most - used;
}

uint64_t loam_heap_in_use(loam_heap *heap) {
  loam_lock_acquire(&heap->pages_lock);
  uint64_t pages = heap->stack_pages + heap->small_pages + heap->large_pages;
  loam_lock_release(&heap->pages_lock);
  return pages << LOAM_PAGE_SHIFT;
}

uint64_t loam_heap_set_maximum(loam_heap *heap, uint64_t bytes) {
  loam_lock_acquire(&heap->pages_lock);
  uint64_t old = atomic_exchange(&heap->maximum, bytes);
  loam_lock_release(&heap->pages_lock);
  return old;
}

/// Commits more, so that a free run of `pages` pages exists; that run.
static loam_span *grow_and_find(loam_heap *heap, uint64_t pages) {
  // A free run at the end of the committed part only lacks the rest.
  uint64_t tail = 0;
  if (heap->committed_end != heap->base) {
    loam_span *last = get_page(heap, loam_heap_page(heap, heap->committed_end) - 1);
    if (last && last->kind == LOAM_SPAN_FREE) tail = last->pages;
  }
  return grow_locked(heap, pages > tail ? pages - tail : 1) ? find_run(heap, pages) : NULL;
}

/// Makes the low or high end of a free run a span.
static loam_span *carve(loam_heap *heap, loam_span *run, uint64_t pages, bool high, loam_span_kind kind,
                        bool *out_clean) {
  loam_span *span = run, *rest = NULL;
  if (run->pages > pages && !(rest = take_record(heap))) return NULL;
  unlink_run(heap, run);
  if (rest) {
    rest->pages = run->pages - pages;
    rest->base = high ? run->base : run->base + (pages << LOAM_PAGE_SHIFT);
    if (high) run->base += rest->pages << LOAM_PAGE_SHIFT;
    link_run(heap, rest);
  }
  span->pages = pages;
  span->kind = (uint8_t)kind;
  *out_clean = occupy(heap, loam_heap_page(heap, span->base), pages, kind, span);
  span->needs_zero = !*out_clean;
  return span;
}

static loam_span *take_locked(loam_heap *heap, uint64_t pages, loam_span_kind kind, bool reserve, bool *out_clean) {
  if (!allowed(heap, pages, reserve)) return NULL;
  respect_limit(heap, pages);
  loam_span *run = find_run(heap, pages);
  if (!run && !(run = grow_and_find(heap, pages))) return NULL;
  return carve(heap, run, pages, false, kind, out_clean);
}

loam_span *loam_pages_take(loam_heap *heap, uint64_t pages, loam_span_kind kind, bool reserve, bool *out_clean) {
  loam_lock_acquire(&heap->pages_lock);
  loam_span *span = take_locked(heap, pages, kind, reserve, out_clean);
  bool tell = loam_ahead_is_due_locked(heap);
  loam_lock_release(&heap->pages_lock);
  if (tell) loam_ahead_tell(heap);
  return span;
}

/// Pages of a span of that kind become a free run.
static void vacate(loam_heap *heap, loam_span *run, loam_span_kind kind) {
  uint64_t page = loam_heap_page(heap, run->base);
  *figure(heap, kind) -= run->pages;
  heap->free_pages += run->pages;
  memset(&heap->page_info[page], 0, run->pages * sizeof heap->page_info[0]);
  for (uint64_t i = 0; i < run->pages; i++) set_page(heap, page + i, NULL);
  count_used(heap, page, run->pages, false);
  free_run(heap, run);
  if (heap->knobs && loam_knob_value(heap->knobs, LOAM_KNOB_SCAVENGE) && loam_run_release(heap, run))
    loam_knob_fired(heap->knobs, LOAM_KNOB_SCAVENGE);
}

void loam_pages_give(loam_heap *heap, loam_span *span) {
  loam_lock_acquire(&heap->pages_lock);
  vacate(heap, span, (loam_span_kind)span->kind);
  loam_lock_release(&heap->pages_lock);
}

loam_span *loam_pages_take_high(loam_heap *heap, uint64_t pages, uint64_t room, loam_span_kind kind, bool reserve,
                                bool *out_clean) {
  loam_lock_acquire(&heap->pages_lock);
  if (!allowed(heap, pages, reserve)) {
    loam_lock_release(&heap->pages_lock);
    return NULL;
  }
  respect_limit(heap, pages);
  loam_span *run = find_run(heap, room);
  if (!run) run = find_run(heap, pages);
  if (!run) run = grow_and_find(heap, room);
  if (!run) run = grow_and_find(heap, pages);
  loam_span *span = run ? carve(heap, run, pages, true, kind, out_clean) : NULL;
  bool tell = loam_ahead_is_due_locked(heap);
  loam_lock_release(&heap->pages_lock);
  if (tell) loam_ahead_tell(heap);
  return span;
}

bool loam_pages_extend_down(loam_heap *heap, loam_span *span, uint64_t pages, bool reserve) {
  loam_lock_acquire(&heap->pages_lock);
  uint64_t page = loam_heap_page(heap, span->base);
  loam_span *below = page ? get_page(heap, page - 1) : NULL;
  bool fits = below && below->kind == LOAM_SPAN_FREE && below->pages >= pages && allowed(heap, pages, reserve);
  if (fits) {
    respect_limit(heap, pages);
    unlink_run(heap, below);
    below->pages -= pages;
    if (below->pages)
      link_run(heap, below);
    else
      give_record(heap, below);
    span->base -= pages << LOAM_PAGE_SHIFT;
    span->pages += pages;
    if (!occupy(heap, page - pages, pages, (loam_span_kind)span->kind, span)) span->needs_zero = true;
  }
  loam_lock_release(&heap->pages_lock);
  return fits;
}

bool loam_pages_trim_low(loam_heap *heap, loam_span *span, uint64_t pages) {
  loam_lock_acquire(&heap->pages_lock);
  loam_span *run = take_record(heap);
  if (run) {
    run->base = span->base;
    run->pages = pages;
    span->base += pages << LOAM_PAGE_SHIFT;
    span->pages -= pages;
    vacate(heap, run, (loam_span_kind)span->kind);
  }
  loam_lock_release(&heap->pages_lock);
  return run;
}

// ---- lifecycle ----

static uint64_t reserve(loam_heap *heap, uint64_t size) {
  uint64_t pages = size >> LOAM_PAGE_SHIFT, unit = 1ull << 21;
  uint64_t table = loam_round_up(pages * sizeof heap->pages[0], unit);
  uint64_t regions = loam_round_up(size >> LOAM_REGION_SHIFT, 4096) * sizeof *heap->regions;
  uint64_t clean = loam_round_up(pages / 8, 4096) + regions;
  uint64_t info = loam_round_up(pages * sizeof heap->page_info[0], unit);
  uint64_t side = loam_round_up(pages * LOAM_SIDE_BYTES, unit);
  clean = loam_round_up(clean, unit);
  uint64_t total = table + info + clean + 3 * side + 5 * SKEW + size;
  char *at = loam_os_reserve(heap->os, total);
  if (!at) return 0;
  heap->reservation = at;
  heap->reserved = total;
  heap->pages = (void *)at;
  heap->page_info = (void *)(at += table);
  heap->regions = (void *)(at += info);
  heap->clean = (uint8_t *)at + regions;
  heap->marks = (uint8_t *)(at += clean);
  heap->allocated = (uint8_t *)(at += side + SKEW);
  heap->pointers = (uint8_t *)(at += side + 2 * SKEW);
  heap->base = (uintptr_t)(at += side + 2 * SKEW);
  heap->size = size;
  set_end(heap, heap->base);
  heap->ahead.end = heap->ahead.from = heap->ahead.backed = heap->base;
  return clean;
}

loam_status loam_heap_init(loam_heap *heap, loam_os *os, loam_bugs *bugs, uint64_t address_space, uint64_t seed) {
  memset(heap, 0, sizeof *heap);
  heap->os = os;
  heap->knobs = os->knobs;
  heap->bugs = bugs;
  heap->hash_seed = seed;
  heap->memory_limit = UINT64_MAX;
  atomic_init(&heap->maximum, UINT64_MAX);
  loam_lock_init(&heap->pages_lock, LOAM_RANK_PAGES, bugs);
  loam_lock_init(&heap->large_lock, LOAM_RANK_LARGE, bugs);
  loam_lock_init(&heap->caches_lock, LOAM_RANK_CACHES, bugs);
  for (uint32_t i = 0; i < 2 * LOAM_CLASS_COUNT; i++) loam_lock_init(&heap->classes[i].lock, LOAM_RANK_CLASS, bugs);
  loam_sampler_init(heap);
  atomic_init(&heap->trigger, LOAM_CHUNK_BYTES);
  atomic_init(&heap->sweep_generation, 2);
  if (heap->knobs) {
    atomic_init(&heap->until_stress, loam_knob_value(heap->knobs, LOAM_KNOB_GCSTRESS));
    atomic_init(&heap->until_refusal, loam_knob_value(heap->knobs, LOAM_KNOB_MEMLIMIT));
    heap->single = heap->always_single = loam_knob_value(heap->knobs, LOAM_KNOB_MEMLIMIT) ||
                                         loam_knob_value(heap->knobs, LOAM_KNOB_GCSTRESS) ||
                                         loam_knob_value(heap->knobs, LOAM_KNOB_FAILALLOC);
  }
  uint64_t size = address_space ? loam_next_power_of_two(address_space) : DEFAULT_ADDRESS_SPACE, clean = 0;
  if (size < LEAST_ADDRESS_SPACE) size = LEAST_ADDRESS_SPACE;
  while (!(clean = reserve(heap, size)) && size > LEAST_ADDRESS_SPACE) size /= 2;
  if (!clean) return LOAM_NO_MEMORY;
  if (!loam_os_commit(os, heap->regions, clean)) {
    loam_os_unmap(os, heap->reservation, heap->reserved, 0);
    heap->reservation = NULL;
    return LOAM_NO_MEMORY;
  }
  heap->metadata_bytes = clean;
  return LOAM_OK;
}

void loam_heap_deinit(loam_heap *heap) {
  loam_sampler_deinit(heap);
  for (void **block = heap->span_blocks, **next; block; block = next) {
    next = block[0];
    heap->metadata_bytes -= LOAM_SPAN_BLOCK;
    loam_os_unmap(heap->os, block, LOAM_SPAN_BLOCK, LOAM_SPAN_BLOCK);
  }
  heap->span_blocks = NULL;
  if (heap->reservation)
    loam_os_unmap(heap->os, heap->reservation, heap->reserved, heap->metadata_bytes + (heap->ahead.end - heap->base));
  heap->reservation = NULL;
}
