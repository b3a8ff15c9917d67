// SPDX-License-Identifier: Apache-2.0
//
// ScavengeChecks.c — free memory goes back: what, in which order, how far, and that nothing in use goes with it.
#include "assemble.h"
#include "runtime.h"

#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MEGABYTE = 1 << 20 };

/// Bytes of memory that the process holds.
static uint64_t resident(void) {
  unsigned long size = 0, pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL) return 0;
  int read = fscanf(file, "%lu %lu", &size, &pages);
  fclose(file);
  return read == 2 ? pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static void nap(long milliseconds) { nanosleep(&(struct timespec){.tv_nsec = milliseconds * 1000000}, NULL); }

static uint64_t backed_free(const fixture *f) { return (f->heap.free_pages - f->heap.clean_pages) << LOAM_PAGE_SHIFT; }

/// Everything that is not in `kept` dies.
static void collect(fixture *f, uint8_t *const *kept, uint32_t count, uint64_t size) {
  uint64_t marked = 0;
  loam_heap_flush_stopped(&f->heap);
  for (uint32_t i = 0; i < count; i++) {
    if (kept[i] == NULL) continue;
    loam_heap_place place = loam_heap_where(&f->heap, kept[i]);
    loam_heap_side(&f->heap, f->heap.marks, place.span)[place.index / 64] |= 1ull << place.index % 64;
    marked += size;
  }
  loam_heap_begin_sweep(&f->heap, marked);
  while (!loam_heap_sweep(&f->heap, UINT64_MAX)) continue;
}

static bool region_is_clean(const fixture *f, uint64_t number) {
  for (uint64_t page = number * LOAM_REGION_PAGES; page < (number + 1) * LOAM_REGION_PAGES; page++)
    if (!(f->heap.clean[page / 8] >> page % 8 & 1)) return false;
  return true;
}

static const char *target_is_kept(void) {
  fixture f;
  enum { N = 64 };
  uint8_t *objects[N];
  bool more = true;
  EXPECT(fixture_open(&f, NULL));
  for (int i = 0; i < N; i++) {
    EXPECT((objects[i] = loam_heap_allocate(&f.heap, &f.cache, MEGABYTE, NULL, 0)));
    memset(objects[i], 7, MEGABYTE);
  }
  for (int i = 8; i < N; i++) objects[i] = NULL;
  collect(&f, objects, N, MEGABYTE);
  loam_heap_set_trigger(&f.heap, 16 * MEGABYTE);
  // 8 MB are in use, 8 more may come, and a tenth.
  uint64_t allowed = 8 * MEGABYTE + 16 * MEGABYTE / 10, released = 0, before = backed_free(&f);
  EXPECT(before >= 56 * MEGABYTE && loam_heap_excess(&f.heap) == before - allowed);
  for (int quanta = 0; more; quanta++) {
    uint64_t got = loam_heap_scavenge(&f.heap, MEGABYTE / 4, &more);
    EXPECT(got <= 2 * MEGABYTE && quanta < 10000);
    released += got;
    if (quanta % 16 == 0) EXPECT(loam_heap_check(&f.heap));
  }
  EXPECT(released == before - backed_free(&f) && f.heap.scavenger.scavenged == released);
  EXPECT(loam_heap_excess(&f.heap) == 0 && backed_free(&f) <= allowed && backed_free(&f) + 2 * MEGABYTE >= allowed);
  for (int i = 0; i < 8; i++)
    for (int b = 0; b < MEGABYTE; b += 4096) EXPECT(objects[i][b] == 7);
  // What was given back reads as zero when it is handed out again.
  for (int i = 8; i < N; i++) {
    EXPECT((objects[i] = loam_heap_allocate(&f.heap, &f.cache, MEGABYTE, NULL, 0)));
    for (int b = 0; b < MEGABYTE; b += 4096) EXPECT(objects[i][b] == 0);
  }
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

/// Quanta until something was given back.
static uint64_t some(fixture *f, uint64_t budget, bool *more) {
  uint64_t got;
  while ((got = loam_heap_scavenge(&f->heap, budget, more)) == 0 && *more) continue;
  return got;
}

static const char *whole_huge_pages_go_first(void) {
  fixture f;
  bool clean, more;
  EXPECT(fixture_open(&f, NULL));
  // Six regions full of pages. Region 3 keeps one page in use, region 5 is used again after the "collection".
  enum { REGIONS = 6 };
  loam_span *spans[REGIONS][LOAM_REGION_PAGES];
  for (uint64_t r = 0; r < REGIONS; r++)
    for (uint64_t p = 0; p < LOAM_REGION_PAGES; p++) {
      EXPECT((spans[r][p] = loam_pages_take(&f.heap, 1, LOAM_SPAN_STACK, false, &clean)));
      EXPECT(spans[r][p]->base == f.heap.base + (r * LOAM_REGION_PAGES + p) * LOAM_PAGE_SIZE);
    }
  for (uint64_t r = 0; r < REGIONS; r++)
    for (uint64_t p = 0; p < LOAM_REGION_PAGES; p++)
      if (r != 3 || p != 9) loam_pages_give(&f.heap, spans[r][p]);
  loam_heap_begin_sweep(&f.heap, 0);
  f.heap.regions[5].touched += 2;
  loam_heap_set_trigger(&f.heap, 1);
  const uint64_t order[] = {4, 2, 1, 0, 5};
  for (int i = 0; i < 5; i++) {
    EXPECT(some(&f, 1, &more) == 2 * MEGABYTE && more);
    for (int j = 0; j < 5; j++) EXPECT(region_is_clean(&f, order[j]) == (j <= i));
    EXPECT(loam_heap_check(&f.heap));
  }
  // Only then a region that is in use, piece by piece, and no further than the target.
  EXPECT(!f.heap.regions[3].small && some(&f, 64 << 10, &more) == 64 << 10 && more);
  EXPECT(f.heap.regions[3].small && f.heap.scavenger.small_regions == 1);
  while (more) loam_heap_scavenge(&f.heap, 64 << 10, &more);
  EXPECT(loam_heap_excess(&f.heap) == 0 && loam_heap_check(&f.heap));
  // Free as a whole it may have huge pages again.
  loam_pages_give(&f.heap, spans[3][9]);
  EXPECT(!f.heap.regions[3].small && f.heap.scavenger.small_regions == 0);
  loam_heap_release(&f.heap, 0);
  EXPECT(f.heap.free_pages == f.heap.clean_pages);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

static const char *scavenge_gives_back_at_once(void) {
  fixture f;
  EXPECT(fixture_open(&f, "scavenge=1"));
  uint8_t *objects[16];
  for (int round = 0; round < 4; round++) {
    for (int i = 0; i < 16; i++) {
      EXPECT((objects[i] = loam_heap_allocate(&f.heap, &f.cache, 100000, NULL, 0)));
      for (int b = 0; b < 100000; b += 512) EXPECT(objects[i][b] == 0);
      memset(objects[i], 1, 100000);
    }
    collect(&f, NULL, 0, 0);
    EXPECT(f.heap.free_pages == f.heap.clean_pages && loam_heap_check(&f.heap));
  }
  EXPECT(atomic_load(&f.knobs.fired[LOAM_KNOB_SCAVENGE]) > 0);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

static const char *locked_memory_stays(void) {
  fixture f;
  bool clean, more;
  EXPECT(fixture_open(&f, NULL));
  loam_span *span = loam_pages_take(&f.heap, 8, LOAM_SPAN_LARGE, false, &clean);
  EXPECT(span && clean);
  void *at = (void *)span->base;
  // Sanitizers make nothing of mlock; else the system may allow no locked memory here.
  if (!CHECKS_SANITIZER && mlock(at, 8 * LOAM_PAGE_SIZE) == 0) {
    memset(at, 5, 8 * LOAM_PAGE_SIZE);
    loam_pages_give(&f.heap, span);
    loam_heap_set_trigger(&f.heap, 1);
    loam_heap_release(&f.heap, 0);
    for (int i = 0; i < 20; i++) loam_heap_scavenge(&f.heap, UINT64_MAX, &more);
    EXPECT(f.heap.clean_pages < f.heap.free_pages && loam_heap_check(&f.heap));
    uint8_t *object = loam_heap_allocate(&f.heap, &f.cache, 60000, NULL, 0);
    EXPECT(object == at);
    for (int b = 0; b < 60000; b++) EXPECT(object[b] == 0);
    munlock(at, 8 * LOAM_PAGE_SIZE);
  }
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

// ---- in the background of a runtime ----

enum { BLOCKS = 64, BLOCK_BYTES = 4 * MEGABYTE };

static loam_native_status fill(loam_context *context) {
  void **blocks = (void **)(uintptr_t)loam_argument(context, 0);
  for (int i = 0; i < BLOCKS; i++) {
    if ((blocks[i] = loam_context_allocate_bytes(context, BLOCK_BYTES)) == NULL)
      return loam_context_out_of_memory(context);
    memset(blocks[i], i, BLOCK_BYTES);
  }
  return LOAM_NATIVE_DONE;
}

static const char *background(bool off) {
  static const uint64_t every[1] = {UINT64_MAX};
  const loam_type blocks_type = {.size = 8 * BLOCKS,
                                 .pointer_bytes = 8 * BLOCKS,
                                 .pointer_map = every,
                                 .align = 8,
                                 .kind = LOAM_KIND_ARRAY,
                                 .element = &pointer_type,
                                 .length = BLOCKS};
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.debug = "verifyheap=1";
  configuration.keep_free_memory = off;
  machine m = {.runtime = loam_runtime_create(&configuration, NULL, NULL)};
  EXPECT(m.runtime != NULL);
  void **blocks = loam_global_create(m.runtime, &blocks_type);
  loam_function *native = declare_native(&m, "main.fill", 1, 0, fill), *start = declare(&m, "main.main", 0, 0, 0);
  EXPECT(blocks != NULL && native != NULL);
  assembly a;
  begin(&a, 4);
  constant(&a, 0, (int64_t)(uintptr_t)blocks);
  call(&a, native, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  uint64_t before = resident();
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  uint64_t full = resident();
  EXPECT(CHECKS_SANITIZER || full + BLOCK_BYTES >= before + (uint64_t)BLOCKS * BLOCK_BYTES);
  for (int i = 1; i < BLOCKS; i++) blocks[i] = NULL;
  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  // One block lives: the trigger is twice that, and a tenth may stay as well.
  loam_memory_statistics s;
  uint64_t most = 2 * BLOCK_BYTES + BLOCK_BYTES, free = UINT64_MAX;
  for (int i = 0; i < (off ? 30 : 3000) && free > most; i++) {
    nap(10);
    loam_runtime_memory_statistics(m.runtime, &s);
    free = s.heap_idle - s.heap_released;
  }
  if (off) {
    EXPECT(free >= (uint64_t)(BLOCKS - 1) * BLOCK_BYTES);
  } else {
    EXPECT(free <= most);
    EXPECT(CHECKS_SANITIZER || resident() <= before + most + 4 * BLOCK_BYTES);
  }
  for (int b = 0; b < BLOCK_BYTES; b += 999) EXPECT(((uint8_t *)blocks[0])[b] == 0);
  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(!atomic_load(&m.runtime->bugs.dead));
  machine_close(&m);
  return NULL;
}
static const char *memory_falls_by_itself(void) { return background(false); }
static const char *memory_stays_when_told(void) { return background(true); }

const check_case scavenge_cases[] = {
    {"scavenge: free memory beyond the target is given back in quanta, and nothing else", target_is_kept},
    {"scavenge: whole huge pages go first, idle and high ones before others", whole_huge_pages_go_first},
    {"scavenge: the switch gives every free page back at once", scavenge_gives_back_at_once},
    {"scavenge: memory that the system refuses to take back is not taken for zero", locked_memory_stays},
    {"scavenge: 256 MB that died are given back without further allocation", memory_falls_by_itself},
    {"scavenge: a runtime that is to keep free memory does", memory_stays_when_told},
    {NULL, NULL},
};
