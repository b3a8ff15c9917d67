// SPDX-License-Identifier: Apache-2.0
//
// scavenge.c — free memory goes back to the system: at once when asked, bit by bit in the background.
//
// How.      The `clean` bit of a page says that it reads as zero and takes no memory. The background's target is what
//           is in use, and what the program may allocate before the next collection (the trigger, or the last peak
//           where collections are the host's own affair), and a tenth more; and no more in all than what was in use
//           when the last collection ended its marking, scaled by what is expected of the next (as Go's, proposal
//           30333): spans in use have room for objects, too. What is free beyond that goes in passes
//           over regions of a huge page's size, from the highest address down: regions without any span that nobody
//           has taken pages of since the last collection, all regions without a span, then the free pages of the
//           others, idle ones first. A region given back in part has its huge page split, and the system would make
//           it whole again behind our back: it is set to small pages until it is free as a whole.
// Why not.  Runs as the unit: they grow and shrink with every span taken, and know nothing of huge pages. A list by
//           idle time: the passes come close to it and keep nothing.
// Upholds.  heap.zero, heap.pages
// Callers.  Any thread. The system is called under the page lock, since the pages must not be taken meanwhile: a
//           quantum is one region (5 to 100 us) or less.
#include "base/bits.h"
#include "heap/heap.h"

enum { IDLE_WHOLE, WHOLE, IDLE_PARTS, PARTS, PASSES };

// ---- clean bits ----

uint64_t loam_clean_count(loam_heap *heap, uint64_t page, uint64_t pages) {
  uint64_t n = 0;
  for (uint64_t i = page; i < page + pages;) {
    if ((i & 63) == 0 && i + 64 <= page + pages) {
      n += loam_bits_count(((uint64_t *)(void *)heap->clean)[i >> 6]);
      i += 64;
    } else {
      n += heap->clean[i >> 3] >> (i & 7) & 1;
      i++;
    }
  }
  return n;
}

void loam_clean_set(loam_heap *heap, uint64_t page, uint64_t pages, bool clean) {
  for (uint64_t i = page; i < page + pages;) {
    if ((i & 63) == 0 && i + 64 <= page + pages) {
      ((uint64_t *)(void *)heap->clean)[i >> 6] = clean ? ~0ull : 0;
      i += 64;
    } else {
      uint8_t bit = (uint8_t)(1u << (i & 7));
      heap->clean[i >> 3] = clean ? heap->clean[i >> 3] | bit : heap->clean[i >> 3] & (uint8_t)~bit;
      i++;
    }
  }
}

// ---- giving back (under pages_lock) ----

/// Gives free pages back; the bytes that took memory before.
static uint64_t release_pages(loam_heap *heap, uint64_t page, uint64_t pages) {
  // The system's pages may be larger than ours.
  uint64_t unit = heap->os->page_size > LOAM_PAGE_SIZE ? heap->os->page_size >> LOAM_PAGE_SHIFT : 1;
  uint64_t from = loam_round_up(page, unit), end = (page + pages) & ~(unit - 1);
  if (from >= end) return 0;
  uint64_t dirty = end - from - loam_clean_count(heap, from, end - from);
  if (!dirty ||
      !loam_os_release(heap->os, (void *)(heap->base + (from << LOAM_PAGE_SHIFT)), (end - from) << LOAM_PAGE_SHIFT))
    return 0;
  loam_clean_set(heap, from, end - from, true);
  heap->clean_pages += dirty;
  heap->scavenger.released += dirty << LOAM_PAGE_SHIFT;
  return dirty << LOAM_PAGE_SHIFT;
}

uint64_t loam_run_release(loam_heap *heap, loam_span *run) {
  return release_pages(heap, loam_heap_page(heap, run->base), run->pages);
}

uint64_t loam_heap_release_locked(loam_heap *heap, uint64_t keep) {
  // What nobody has asked for yet goes first.
  uint64_t released = loam_ahead_release_locked(heap, keep);
  // Longest runs first: fewest calls for most memory.
  for (uint32_t bin = LOAM_RUN_BINS; bin-- > 0;)
    for (loam_span *run = heap->runs[bin]; run; run = run->next) {
      if ((heap->free_pages - heap->clean_pages) << LOAM_PAGE_SHIFT <= keep) return released;
      released += loam_run_release(heap, run);
    }
  return released;
}

uint64_t loam_heap_release(loam_heap *heap, uint64_t keep) {
  loam_lock_acquire(&heap->pages_lock);
  uint64_t released = loam_heap_release_locked(heap, keep);
  loam_lock_release(&heap->pages_lock);
  return released;
}

// ---- the target ----

uint64_t loam_heap_need(const loam_heap *heap) {
  uint64_t trigger = atomic_load_explicit(&heap->trigger, memory_order_relaxed);
  uint64_t goal = atomic_load_explicit(&heap->goal, memory_order_relaxed);
  // The trigger lies before the goal by what a cycle takes.
  return trigger != UINT64_MAX && goal != UINT64_MAX && goal > trigger ? goal : trigger;
}

void loam_heap_note_peak(loam_heap *heap) {
  loam_lock_acquire(&heap->pages_lock);
  heap->peak_use = (heap->small_pages + heap->large_pages) << LOAM_PAGE_SHIFT;
  loam_lock_release(&heap->pages_lock);
}

/// Bytes of spans expected to be in use when the heap holds `need` bytes of objects, and a tenth more.
static uint64_t most_use_locked(const loam_heap *heap, uint64_t need) {
  uint64_t peak = atomic_load_explicit(&heap->peak, memory_order_relaxed);
  if (heap->peak_use == 0 || peak == 0) return UINT64_MAX;
  double most = (double)heap->peak_use * ((double)need / (double)peak) * 1.1;
  return most < (double)heap->size ? (uint64_t)most : UINT64_MAX;
}

static uint64_t excess_locked(loam_heap *heap) {
  uint64_t in_use = (heap->small_pages + heap->large_pages) << LOAM_PAGE_SHIFT;
  uint64_t free = ((heap->free_pages - heap->clean_pages) << LOAM_PAGE_SHIFT) + loam_ahead_backed_locked(heap);
  uint64_t live = atomic_load_explicit(&heap->live, memory_order_relaxed), need = loam_heap_need(heap), allowed;
  // Nobody says when the next collection will be: as at the last one.
  if (need == UINT64_MAX) need = atomic_load_explicit(&heap->peak, memory_order_relaxed);
  uint64_t growth = need > live ? need - live : 0;
  if (__builtin_add_overflow(growth, (in_use + growth) / 10, &allowed)) return 0;
  uint64_t most = most_use_locked(heap, need);
  if (most - in_use < allowed || most < in_use) allowed = most > in_use ? most - in_use : 0;
  uint64_t stacks = heap->stack_pages << LOAM_PAGE_SHIFT, limit = heap->memory_limit - heap->memory_limit / 20;
  if (heap->memory_limit != UINT64_MAX && in_use + stacks + allowed > limit)
    allowed = in_use + stacks < limit ? limit - in_use - stacks : 0;
  return free > allowed ? free - allowed : 0;
}

uint64_t loam_heap_excess(loam_heap *heap) {
  loam_lock_acquire(&heap->pages_lock);
  uint64_t excess = excess_locked(heap);
  loam_lock_release(&heap->pages_lock);
  return excess;
}

// ---- quanta ----

static bool is_free(loam_heap *heap, uint64_t page) {
  const loam_span *span = atomic_load_explicit(&heap->pages[page], memory_order_relaxed);
  return !span || span->kind == LOAM_SPAN_FREE; // Inner pages of free runs are NULL.
}

void loam_region_leave_small(loam_heap *heap, uint64_t number) {
  loam_region *region = &heap->regions[number];
  if (region->small || number << LOAM_REGION_SHIFT < LOAM_CHUNK_BYTES) return;
  region->small = true;
  heap->scavenger.small_regions++;
}

void loam_region_set_small(loam_heap *heap, uint64_t number, bool small) {
  loam_region *region = &heap->regions[number];
  void *address = (void *)(heap->base + (number << LOAM_REGION_SHIFT));
  if (region->small == small || (small && heap->scavenger.small_regions >= LOAM_SMALL_REGIONS)) return;
  // The first chunk never had huge pages.
  if (number << LOAM_REGION_SHIFT < LOAM_CHUNK_BYTES) return;
  region->small = small;
  if (small) {
    heap->scavenger.small_regions++;
    loam_os_prefer_small(heap->os, address, 1ull << LOAM_REGION_SHIFT);
  } else {
    heap->scavenger.small_regions--;
    loam_os_prefer_huge(heap->os, address, 1ull << LOAM_REGION_SHIFT);
  }
}

/// Gives back what is free in a region: all of it when it has no span, else at most `budget` bytes.
static uint64_t release_region(loam_heap *heap, uint64_t number, uint64_t budget) {
  const loam_region *region = &heap->regions[number];
  uint64_t page = number * LOAM_REGION_PAGES, end = page + LOAM_REGION_PAGES, released = 0;
  uint64_t committed = loam_heap_page(heap, heap->committed_end);
  bool whole = end <= committed;
  if (!whole) end = committed;
  if (region->used == 0) {
    return release_pages(heap, page, end - page);
  }
  while (page < end && released < budget) {
    while (page < end && !is_free(heap, page)) page++;
    uint64_t from = page;
    while (page < end && is_free(heap, page) && (page - from) << LOAM_PAGE_SHIFT < budget - released) page++;
    if (page > from) released += release_pages(heap, from, page - from);
  }
  if (whole && released) loam_region_set_small(heap, number, true);
  return released;
}

static bool wanted(const loam_region *region, uint32_t pass, uint32_t generation) {
  bool whole = pass == IDLE_WHOLE || pass == WHOLE, idle = pass == IDLE_WHOLE || pass == IDLE_PARTS;
  return (region->used == 0) == whole && !(idle && region->touched == generation);
}

uint64_t loam_heap_scavenge(loam_heap *heap, uint64_t budget, bool *out_more) {
  loam_scavenger *scavenger = &heap->scavenger;
  uint32_t generation = atomic_load_explicit(&heap->sweep_generation, memory_order_relaxed);
  uint64_t released = 0;
  loam_lock_acquire(&heap->pages_lock);
  uint64_t regions = loam_round_up(heap->committed_end - heap->base, 1ull << LOAM_REGION_SHIFT) >> LOAM_REGION_SHIFT;
  uint64_t excess = excess_locked(heap);
  uint64_t ahead = loam_ahead_backed_locked(heap), first = excess < budget ? excess : budget;
  if (first > 0 && ahead > 0) {
    released = loam_ahead_release_locked(heap, ahead > first ? ahead - first : 0);
    excess = excess_locked(heap);
  }
  if (!scavenger->under_way) {
    scavenger->under_way = true;
    scavenger->pass = 0;
    scavenger->cursor = regions;
  }
  for (uint32_t looks = 0; excess > 0 && scavenger->pass < PASSES && released < budget; looks++) {
    if (looks == LOAM_SCAVENGE_REGIONS) break;
    if (scavenger->cursor == 0) {
      scavenger->pass++;
      scavenger->cursor = regions;
      continue;
    }
    uint64_t number = --scavenger->cursor;
    const loam_region *region = &heap->regions[number];
    if (!wanted(region, scavenger->pass, generation)) continue;
    uint64_t most = excess < budget - released ? excess : budget - released;
    uint64_t got = release_region(heap, number, most);
    released += got;
    // The rest of a region of which the budget allowed only a part is looked at again.
    if (region->used && got >= most) scavenger->cursor++;
    excess = excess_locked(heap);
  }
  scavenger->scavenged += released;
  *out_more = excess > 0 && scavenger->pass < PASSES;
  scavenger->under_way = *out_more;
  loam_lock_release(&heap->pages_lock);
  return released;
}
