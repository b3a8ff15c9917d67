// SPDX-License-Identifier: Apache-2.0
//
// commit.c — the committed part of the reservation: pages and their tables made usable, and backed ahead of need.
//
// How.      Pages are committed in chunks as the heap grows, and their side tables in larger steps. The first touch of
//           memory costs the system a huge page at a time: it is cleared, and on a virtual machine it may have to be
//           got from the host, milliseconds in all, in the middle of an allocation. So whoever grows the heap has the
//           host's background told (hooks.prepare), which commits and backs the next part before it is needed: as much
//           as the program will allocate until the next collection beyond what is free, at most a quarter of the heap.
//           That part is `ahead`: beyond committed_end, in no run, and idle as far as it is backed.
// Why not.  Small pages: no long touch, but marking jumps about in the heap and misses the TLB on every object. The
//           monitor as the thread that does it: it would not see to preemption meanwhile.
// Upholds.  heap.ahead
// Callers.  loam_ahead_prepare on any thread; the system is called without the lock, as the part is nobody's yet.
#include "base/bits.h"
#include "heap/heap.h"

#define LEAST_HEAP LOAM_LIMIT(8ull << 20, 32ull << 10)    ///< Bytes in use from which on it is worth it.
#define MOST_AHEAD LOAM_LIMIT(256ull << 20, 256ull << 10) ///< Bytes backed.
#define FAR LOAM_LIMIT(64ull << 20, 64ull << 10)          ///< Bytes committed beyond what is backed.
#define GAP (2 * LOAM_CHUNK_BYTES)                        ///< Between what is in use and what is being backed.

/// The new part of each table.
typedef struct fresh {
  char *at[LOAM_TABLES];
  uint64_t bytes[LOAM_TABLES];
} fresh;

static uint64_t region_of(const loam_heap *heap, uintptr_t address) {
  return (address - heap->base) >> LOAM_REGION_SHIFT;
}

/// Commits the tables up to `end`; what an earlier failure left committed is not committed twice.
static bool commit_tables(loam_heap *heap, uintptr_t end, fresh *out) {
  uint64_t to = loam_round_up(end - heap->base, LOAM_TABLE_STEP);
  if (to > heap->size) to = heap->size;
  uint64_t pages = to >> LOAM_PAGE_SHIFT;
  const struct {
    void *table;
    uint64_t bytes;
  } tables[LOAM_TABLES] = {{heap->pages, sizeof heap->pages[0]},
                           {heap->page_info, sizeof heap->page_info[0]},
                           {heap->marks, LOAM_SIDE_BYTES},
                           {heap->allocated, LOAM_SIDE_BYTES},
                           {heap->pointers, LOAM_SIDE_BYTES}};
  for (int i = 0; i < LOAM_TABLES; i++) {
    uint64_t bytes = pages * tables[i].bytes, had = heap->table_bytes[i];
    if (bytes <= had) continue;
    char *from = (char *)tables[i].table + had;
    if (!loam_os_commit(heap->os, from, bytes - had)) return false;
    // Marking jumps about in the side tables of a large heap.
    if (had && tables[i].bytes == LOAM_SIDE_BYTES) loam_os_prefer_huge(heap->os, from, bytes - had);
    heap->metadata_bytes += bytes - had;
    heap->table_bytes[i] = bytes;
    if (out != NULL) out->at[i] = from, out->bytes[i] = bytes - had;
  }
  return true;
}

/// Commits pages up to `end`, and their tables.
static bool commit(loam_heap *heap, uintptr_t end, fresh *out) {
  uintptr_t from = heap->ahead.end;
  if (end <= from) return true;
  if (!commit_tables(heap, end, out) || !loam_os_commit(heap->os, (void *)from, end - from)) return false;
  heap->ahead.end = end;
  // The first chunk stays on small pages: a program that needs no more should not pay 2 MiB for its first object. The
  // others get huge ones when the background comes to them, if there is one; before, a little at a time is touched
  // faster by small pages.
  if (from == heap->base) return true;
  if (heap->ahead.tell == NULL)
    loam_os_prefer_huge(heap->os, (void *)from, end - from);
  else
    for (; from < end; from += 1ull << LOAM_REGION_SHIFT) loam_region_leave_small(heap, region_of(heap, from));
  return true;
}

static void make_huge(loam_heap *heap, uintptr_t from, uintptr_t end) {
  for (; from < end; from += 1ull << LOAM_REGION_SHIFT) loam_region_set_small(heap, region_of(heap, from), false);
}

bool loam_commit_locked(loam_heap *heap, uintptr_t end) {
  if (!commit(heap, end, NULL)) return false;
  // All of a large object's memory is touched at once.
  if (end - heap->committed_end > LOAM_CHUNK_BYTES) make_huge(heap, heap->committed_end, end);
  heap->ahead.grown = true;
  heap->ahead.refused = false;
  return true;
}

// ---- ahead of need ----

/// Bytes to have ahead now, the gap included.
static uint64_t wanted_locked(const loam_heap *heap, uint64_t in_use) {
  uint64_t free = heap->free_pages << LOAM_PAGE_SHIFT, most = in_use / 4, growth = UINT64_MAX;
  if (most > MOST_AHEAD) most = MOST_AHEAD;
  if (most < GAP + LOAM_CHUNK_BYTES) most = GAP + LOAM_CHUNK_BYTES;
  if (loam_ahead_always(heap)) return most;
  uint64_t limit = atomic_load_explicit(&heap->maximum, memory_order_relaxed);
  if (heap->memory_limit < limit) limit = heap->memory_limit;
  if (limit != UINT64_MAX && in_use + free + most > limit) return 0;
  // Spans in use have room for objects, too: what they all hold is measured against the whole.
  uint64_t need = loam_heap_need(heap), has = ((heap->small_pages + heap->large_pages) << LOAM_PAGE_SHIFT) + free;
  if (need != UINT64_MAX) growth = need > has ? need - has : 0;
  return growth < most ? growth : most;
}

/// What is to be done next: commit up to `end`, and back the chunk at `from`; 0: nothing.
typedef struct plan {
  uintptr_t end, from;
} plan;

static plan plan_locked(const loam_heap *heap) {
  uint64_t in_use = (heap->stack_pages + heap->small_pages + heap->large_pages) << LOAM_PAGE_SHIFT;
  uintptr_t now = heap->committed_end, last = heap->base + heap->size;
  if (heap->ahead.refused || (in_use < LEAST_HEAP && !loam_ahead_always(heap))) return (plan){0};
  plan next = {0};
  // Whoever allocates is not to catch up with it meanwhile.
  uintptr_t from = heap->ahead.backed > now + GAP ? heap->ahead.backed : now + GAP, end = from + LOAM_CHUNK_BYTES;
  if (end <= last && end - now <= wanted_locked(heap, in_use)) next.from = from, next.end = end;
  // Changing a mapping waits for whoever is backing a part of it: whoever allocates finds it committed already.
  if (next.end < now + FAR / 2) next.end = now + FAR;
  if (next.end > last) next.end = last;
  if (next.end <= heap->ahead.end) next.end = 0;
  return next;
}

static bool is_nothing(plan next) { return next.end == 0 && next.from == 0; }

bool loam_ahead_is_due_locked(loam_heap *heap) {
  if (LOAM_LIKELY(!heap->ahead.grown)) return false;
  heap->ahead.grown = false;
  return (heap->ahead.tell != NULL || loam_ahead_always(heap)) && !is_nothing(plan_locked(heap));
}

void loam_ahead_tell(loam_heap *heap) {
  if (loam_ahead_always(heap)) {
    loam_knob_fired(heap->knobs, LOAM_KNOB_AHEAD);
    while (loam_ahead_prepare(heap)) {
    }
  } else {
    heap->ahead.tell(heap->ahead.context);
  }
}

/// The system is called without the lock.
static bool back(loam_heap *heap, uintptr_t from, const fresh *tables) {
  bool done = true;
  for (int i = 0; i < LOAM_TABLES; i++)
    if (tables->bytes[i] != 0) done &= loam_os_populate(heap->os, tables->at[i], tables->bytes[i]);
  return done && (from == 0 || loam_os_populate(heap->os, (void *)from, LOAM_CHUNK_BYTES));
}

bool loam_ahead_prepare(loam_heap *heap) {
  fresh tables = {0};
  loam_lock_acquire(&heap->pages_lock);
  plan next = plan_locked(heap);
  bool more = false, committed = !is_nothing(next) && (next.end == 0 || commit(heap, next.end, &tables));
  if (committed && next.from != 0) make_huge(heap, next.from, next.from + LOAM_CHUNK_BYTES);
  if (!committed && !is_nothing(next)) heap->ahead.refused = true;
  loam_lock_release(&heap->pages_lock);
  if (!committed) return false;
  bool backed = back(heap, next.from, &tables);
  loam_lock_acquire(&heap->pages_lock);
  if (!backed) {
    heap->ahead.refused = true;
  } else if (next.from != 0 && heap->ahead.backed <= next.from) {
    if (heap->ahead.backed < next.from) heap->ahead.from = next.from;
    heap->ahead.backed = next.from + LOAM_CHUNK_BYTES;
  }
  more = !is_nothing(plan_locked(heap));
  loam_lock_release(&heap->pages_lock);
  return more;
}

static uintptr_t unused_locked(const loam_heap *heap) {
  return heap->ahead.from > heap->committed_end ? heap->ahead.from : heap->committed_end;
}

uint64_t loam_ahead_backed_locked(const loam_heap *heap) {
  uintptr_t from = unused_locked(heap);
  return heap->ahead.backed > from ? heap->ahead.backed - from : 0;
}

uint64_t loam_ahead_release_locked(loam_heap *heap, uint64_t keep) {
  uint64_t backed = loam_ahead_backed_locked(heap), released = backed > keep ? backed - keep : 0;
  released &= ~(heap->os->page_size - 1);
  if (released == 0 || !loam_os_release(heap->os, (void *)(heap->ahead.backed - released), released)) return 0;
  heap->ahead.backed -= released;
  heap->scavenger.released += released;
  return released;
}
