// SPDX-License-Identifier: Apache-2.0
//
// InspectChecks.c — what an address is, the figures by size class, and the walk over all objects.
#include "assemble.h"
#include "base/ranges.h"
#include "runtime.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

// ---- addresses ----

static const char *ranges_are_found(void) {
  enum { N = 3000 };
  fixture f;
  loam_ranges ranges;
  loam_range found;
  uint32_t order[N];
  EXPECT(fixture_open(&f, NULL));
  for (int pattern = 0; pattern < 4; pattern++) {
    loam_ranges_init(&ranges, &f.os, &f.bugs);
    for (uint32_t i = 0; i < N; i++) order[i] = pattern == 1 ? N - 1 - i : i;
    for (uint32_t i = N - 1; pattern >= 2 && i > 0; i--) {
      uint32_t j = (uint32_t)loam_random_below(&f.random, i + 1), swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    // Range i is [64 i + 8, 64 i + 8 + i % 50): some are empty, and there are gaps.
    for (uint32_t i = 0; i < N; i++) {
      EXPECT(loam_ranges_add(&ranges, (void *)(64ull * order[i] + 8), order[i] % 50, &order[i]));
      if (pattern != 3 && i % 300) continue;
      EXPECT(loam_ranges_find(&ranges, (void *)(64ull * order[i] + 8), &found) == (order[i] % 50 > 0));
    }
    for (uint32_t i = 0; i < N; i++)
      for (uint64_t at = 0; at < 64; at += 3) {
        bool inside = at >= 8 && at < 8 + order[i] % 50;
        EXPECT(loam_ranges_find(&ranges, (void *)(64ull * order[i] + at), &found) == inside);
        EXPECT(!inside || (found.what == &order[i] && found.size == order[i] % 50));
      }
    loam_ranges_deinit(&ranges);
  }
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

/// Ranges of 1 byte to 128 KiB, most of them side by side, each byte of a border and many others looked up.
static const char *ranges_of_all_sizes_are_found(void) {
  enum { N = 2000 };
  fixture f;
  loam_ranges ranges;
  loam_range found;
  static struct {
    uintptr_t base;
    uint64_t size, gap;
  } made[N];
  EXPECT(fixture_open(&f, NULL));
  loam_ranges_init(&ranges, &f.os, &f.bugs);
  uintptr_t at = 0x7000000008;
  for (int i = 0; i < N; i++) {
    uint64_t size = 1 + loam_random_below(&f.random, 1ull << (3 + loam_random_below(&f.random, 15)));
    uint64_t gap = loam_random_below(&f.random, 3) == 0 ? 8 * loam_random_below(&f.random, 1000) : 0;
    made[i].base = at;
    made[i].size = size;
    made[i].gap = (8 - size % 8) % 8 + gap;
    EXPECT(loam_ranges_add(&ranges, (void *)at, size, &made[i]));
    at += size + made[i].gap;
  }
  for (int i = 0; i < N; i++) {
    const uint64_t insides[] = {0, made[i].size - 1, loam_random_below(&f.random, made[i].size)};
    for (int k = 0; k < 3; k++) {
      EXPECT(loam_ranges_find(&ranges, (void *)(made[i].base + insides[k]), &found));
      EXPECT(found.what == &made[i] && found.base == made[i].base && found.size == made[i].size);
    }
    for (uint64_t k = 0; k < made[i].gap; k += 1 + made[i].gap / 2)
      EXPECT(!loam_ranges_find(&ranges, (void *)(made[i].base + made[i].size + k), &found));
  }
  EXPECT(!loam_ranges_find(&ranges, (void *)(made[0].base - 1), &found));
  loam_ranges_deinit(&ranges);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

static const loam_type odd_type = {.size = 24, .align = 8, .kind = LOAM_KIND_STRUCT};

static const char *globals_are_found(void) {
  enum { N = 20000 };
  machine m;
  EXPECT(machine_open(&m, NULL, 1));
  static char *globals[N];
  static const loam_type *const types[] = {&int_type, &string_type, &odd_type, &pointer_type};
  for (int i = 0; i < N; i++) {
    EXPECT((globals[i] = loam_global_create(m.runtime, types[i % 4])));
    if (i % 100 == 0) EXPECT(loam_permanent_allocate(m.runtime, 1000, 1));
  }
  for (int i = 0; i < N; i++) {
    uint64_t size = types[i % 4]->size;
    loam_place place = loam_where(m.runtime, globals[i] + (uint64_t)i % size);
    EXPECT(place.kind == LOAM_WHERE_GLOBAL && place.base == (uintptr_t)globals[i] && place.size == size);
    EXPECT(place.type == types[i % 4]);
  }
  char *bytes = loam_permanent_allocate(m.runtime, 100, 1);
  loam_place place = loam_where(m.runtime, bytes + 50);
  EXPECT(place.kind == LOAM_WHERE_GLOBAL && place.base == (uintptr_t)bytes + 50 && place.size == 0);
  EXPECT(loam_where(m.runtime, NULL).kind == LOAM_WHERE_UNKNOWN);
  EXPECT(loam_where(m.runtime, &m).kind == LOAM_WHERE_UNKNOWN);
  EXPECT(loam_where(m.runtime, (void *)UINTPTR_MAX).kind == LOAM_WHERE_UNKNOWN);
  machine_close(&m);
  return NULL;
}

// Whatever is asked about is looked at, when that is allowed: a wrong answer is a fault.
static const char *what_can_be_read(void) {
  machine m;
  EXPECT(machine_open(&m, NULL, 1));
  uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
  char *mapped = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  EXPECT(mapped != MAP_FAILED && munmap(mapped + 2 * page, page) == 0);
  char *global = loam_global_create(m.runtime, &string_type);
  static const char constant[] = "constant";
  const struct {
    const char *address;
    uint64_t size;
    bool readable;
  } questions[] = {
      {NULL, 1, false},
      {(char *)8, 8, false},
      {(char *)8, 0, true},
      {(char *)UINTPTR_MAX, 1, false},
      {(char *)(UINTPTR_MAX - 7), 64, false},
      {(char *)0x8000000000000000, 8, false},
      {mapped, 2 * page, true},
      {mapped + 2 * page - 1, 1, true},
      {mapped + 2 * page - 1, 2, false},
      {mapped + 2 * page, 1, false},
      {mapped, 3 * page, false},
      {global, 16, true},
      {global + 15, 1, true},
      {global + 15, 2, false},
      {constant, sizeof constant, true},
      {(char *)&m, sizeof m, true},
      {(char *)(m.runtime->heap.committed_end + page), 8, false},
  };
  for (uint32_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
    bool readable = loam_where_readable(m.runtime, questions[i].address, questions[i].size);
    EXPECT(readable == questions[i].readable);
    uint64_t sum = 0;
    for (uint64_t at = 0; readable && at < questions[i].size; at++) sum += (uint8_t)questions[i].address[at];
    EXPECT(sum < UINT64_MAX);
  }
  EXPECT(munmap(mapped, 2 * page) == 0);
  machine_close(&m);
  return NULL;
}

// ---- a program that looks at itself ----

static struct {
  loam_place stack, small, large, tail;
  loam_stack_place frame;
  loam_status status;
  uint64_t objects, bytes, typed, tiny;
  bool counted, spans;
} seen;

static bool count_object(void *context, const loam_object *object) {
  (void)context;
  seen.objects++;
  seen.bytes += object->size;
  if (object->type == &string_type && object->count == 5000 && object->pointers) seen.typed++;
  return true;
}
typedef struct span_sums {
  uintptr_t end;
  uint64_t bytes, used, live_bytes, in_use;
  bool gaps;
} span_sums;
static bool sum_span(void *context, const loam_span_info *span) {
  span_sums *sums = context;
  if (sums->end != 0 && span->base != sums->end) sums->gaps = true;
  sums->end = span->base + span->bytes;
  sums->bytes += span->bytes;
  if (span->purpose != LOAM_SPAN_OF_OBJECTS && span->purpose != LOAM_SPAN_OF_ONE) return true;
  sums->in_use += span->bytes;
  sums->used += span->used;
  sums->live_bytes += span->used * span->object_size;
  if (span->used > span->capacity || span->capacity * span->object_size + span->wasted < span->bytes) sums->gaps = true;
  return true;
}
static bool stop_at_first(void *context, const loam_span_info *span) {
  *(loam_span_info *)context = *span;
  return false;
}

static bool stop_at_third(void *context, const loam_object *object) {
  (void)object;
  return ++*(int *)context < 3;
}

static loam_native_status look(loam_context *context) {
  loam_runtime *runtime = context->runtime;
  if (loam_context_allocate(context, &pointer_type, 40) == NULL) return loam_context_out_of_memory(context);
  context->roots[0] = loam_context_allocate(context, &pointer_type, 40);
  context->roots[1] = loam_context_allocate(context, &string_type, 5000);
  if (context->roots[0] == NULL || context->roots[1] == NULL) return loam_context_out_of_memory(context);
  // Slot 2 of the caller: above the arguments of this native (none) and its record.
  loam_slot *slot = context->frame + 2;
  seen.stack = loam_where(runtime, slot);
  seen.status = loam_where_frame(runtime, slot, &seen.frame);
  loam_heap_statistics s;
  loam_runtime_heap_statistics(runtime, &s);
  seen.small = loam_where(runtime, (char *)context->roots[0] + 17);
  seen.large = loam_where(runtime, (char *)context->roots[1] + 79999);
  seen.tail = loam_where(runtime, (char *)(runtime->heap.committed_end - 1));
  int visited = 0;
  seen.counted = loam_heap_each(runtime, count_object, NULL) == LOAM_OK && seen.objects == s.total.live &&
                 seen.bytes == s.total.live_bytes && loam_heap_each(runtime, stop_at_third, &visited) == LOAM_EXITED &&
                 visited == 3;
  span_sums sums = {0};
  seen.spans = loam_heap_each_span(runtime, sum_span, &sums) == LOAM_OK && !sums.gaps && sums.used == s.total.live &&
               sums.live_bytes == s.total.live_bytes && sums.in_use == s.in_use &&
               sums.end == runtime->heap.committed_end;
  loam_span_info first, span;
  uint64_t index;
  seen.spans &= loam_heap_each_span(runtime, stop_at_first, &first) == LOAM_EXITED &&
                first.base == runtime->heap.base && loam_heap_each_span(runtime, NULL, NULL) == LOAM_INVALID_ARGUMENT;
  seen.spans &= loam_heap_span_at(runtime, (char *)context->roots[0] + 17, &span, &index) && span.object_size == 320 &&
                span.pointers && span.base + index * 320 == (uintptr_t)context->roots[0] && span.capacity == 25;
  seen.spans &= !loam_heap_span_at(runtime, &sums, &span, NULL);
  return LOAM_NATIVE_DONE;
}

static const char *program_sees_itself(void) {
  machine m;
  assembly a;
  memset(&seen, 0, sizeof seen);
  EXPECT(machine_open(&m, "verifyheap=1", 1));
  loam_function *native = declare_native(&m, "main.look", 0, 0, look), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 6);
  line(&a, 41);
  constant(&a, 2, 7);
  line(&a, 42);
  call(&a, native, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  EXPECT(seen.stack.kind == LOAM_WHERE_STACK && seen.stack.goroutine > 0 && seen.stack.size >= 2048);
  EXPECT(seen.status == LOAM_OK && seen.frame.goroutine == seen.stack.goroutine && seen.frame.function == start);
  EXPECT(seen.frame.line == 42 && seen.frame.slot == 2 && seen.frame.name.length == 9);
  EXPECT(seen.small.kind == LOAM_WHERE_HEAP && seen.small.allocated && seen.small.size == 320);
  EXPECT(seen.large.kind == LOAM_WHERE_HEAP && seen.large.allocated && seen.large.type == &string_type);
  EXPECT(seen.large.size == loam_heap_round_size(80000));
  EXPECT(seen.tail.kind == LOAM_WHERE_FREE);
  EXPECT(seen.counted && seen.typed == 1 && seen.spans);
  loam_stack_place frame;
  EXPECT(loam_where_frame(m.runtime, &m, &frame) == LOAM_INVALID_ARGUMENT);
  machine_close(&m);
  return NULL;
}

// ---- figures ----

static const char *balances(const loam_class_statistics *row, uint64_t size) {
  EXPECT(row->allocated - row->freed == row->live && row->allocated_bytes - row->freed_bytes == row->live_bytes);
  EXPECT(size == 0 || (row->allocated_bytes == row->allocated * size && row->live_bytes == row->live * size));
  EXPECT(row->live <= row->spans * row->objects_per_span);
  return NULL;
}

/// Compares every class with a count of what the shadow holds; `expected` and `bytes` by [pointers][class].
static const char *compare(loam_heap *heap, uint64_t (*expected)[LOAM_CLASS_COUNT],
                           uint64_t (*bytes)[LOAM_CLASS_COUNT]) {
  loam_heap_statistics s;
  loam_heap_get_classes(heap, &s);
  uint64_t live = 0, live_bytes = 0, allocated = 0;
  for (uint32_t class = 0; class < LOAM_CLASS_COUNT; class ++)
    for (int pointers = 0; pointers < 2; pointers++) {
      const loam_class_statistics *row = pointers ? &s.pointers[class] : &s.plain[class];
      RUN(balances(row, loam_size_classes[class].size));
      EXPECT(row->live == expected[pointers][class] && row->live_bytes == bytes[pointers][class]);
      live += row->live;
      live_bytes += row->live_bytes;
      allocated += row->allocated;
    }
  EXPECT(live == s.total.live && live_bytes == s.total.live_bytes && allocated == s.total.allocated);
  EXPECT(s.total.allocated - s.total.freed == live && s.total.allocated_bytes - s.total.freed_bytes == live_bytes);
  return NULL;
}

enum { WORKERS_MOST = 4, KEPT = 300, ROUNDS = 6 };
typedef struct balance_worker {
  fixture *f;
  loam_heap_cache cache;
  loam_random random;
  uintptr_t objects[KEPT];
  uint32_t classes[KEPT]; ///< class * 2 + pointers
  const char *failure;
} balance_worker;

static void *allocate_some(void *context) {
  balance_worker *w = context;
  for (int i = 0; i < KEPT * 3; i++) {
    uint64_t kind = loam_random_below(&w->random, 100), k = loam_random_below(&w->random, KEPT);
    uint64_t size = kind < 30 ? 1 + kind : kind < 97 ? 16 + loam_random_below(&w->random, 33000) : 32769 + 1000 * kind;
    bool pointers = loam_random_below(&w->random, 2);
    if (pointers) size = (size + 7) & ~7ull;
    w->objects[k] = (uintptr_t)loam_heap_allocate(&w->f->heap, &w->cache, size, pointers ? &pointer_type : NULL,
                                                  pointers ? size / 8 : 0);
    if (w->objects[k] == 0) w->failure = "no memory";
    uint32_t class = !pointers && size < 16 ? 2 : loam_size_class_for(size);
    w->classes[k] = class * 2 + pointers;
  }
  return NULL;
}

static const char *balance(uint32_t count) {
  fixture f;
  balance_worker *workers = calloc(count, sizeof *workers);
  EXPECT(workers && fixture_open(&f, "verifyheap=1"));
  for (uint32_t i = 0; i < count; i++) {
    workers[i].f = &f;
    workers[i].random.state = 100 + i;
    loam_heap_cache_attach(&f.heap, &workers[i].cache);
  }
  for (int round = 0; round < ROUNDS; round++) {
    pthread_t threads[WORKERS_MOST];
    for (uint32_t i = 0; i < count; i++) EXPECT(pthread_create(&threads[i], NULL, allocate_some, &workers[i]) == 0);
    for (uint32_t i = 0; i < count; i++) pthread_join(threads[i], NULL);
    // A collection that keeps what the workers keep; tiny objects share a block.
    uint64_t expected[2][LOAM_CLASS_COUNT] = {0}, bytes[2][LOAM_CLASS_COUNT] = {0}, marked = 0;
    loam_heap_flush_stopped(&f.heap);
    EXPECT(loam_heap_check(&f.heap));
    for (uint32_t i = 0; i < count; i++) {
      EXPECT(workers[i].failure == NULL);
      for (int k = 0; k < KEPT; k++) {
        if (!workers[i].objects[k]) continue;
        loam_heap_place place = loam_heap_where(&f.heap, (void *)workers[i].objects[k]);
        uint64_t *word = loam_heap_side(&f.heap, f.heap.marks, place.span) + place.index / 64;
        if (*word >> place.index % 64 & 1) continue;
        *word |= 1ull << place.index % 64;
        expected[workers[i].classes[k] & 1][workers[i].classes[k] / 2]++;
        bytes[workers[i].classes[k] & 1][workers[i].classes[k] / 2] += place.size;
        marked += place.size;
      }
    }
    loam_heap_begin_sweep(&f.heap, marked);
    // Not swept yet: what died is live still, and the figures balance all the same.
    EXPECT(loam_heap_check(&f.heap));
    // The last sweep is left to the allocation of the next round now and then.
    if (round % 3 == 2) continue;
    while (!loam_heap_sweep(&f.heap, 5)) continue;
    EXPECT(loam_heap_check(&f.heap));
    RUN(compare(&f.heap, expected, bytes));
  }
  while (!loam_heap_sweep(&f.heap, UINT64_MAX)) continue;
  EXPECT(atomic_load(&f.knobs.fired[LOAM_KNOB_VERIFYHEAP]) > 0);
  for (uint32_t i = 0; i < count; i++) loam_heap_cache_detach(&f.heap, &workers[i].cache);
  free(workers);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}
static const char *balance_of_one(void) { return balance(1); }
static const char *balance_of_four(void) { return balance(WORKERS_MOST); }

static const char *tiny_objects_are_packed(void) {
  fixture f;
  EXPECT(fixture_open(&f, NULL));
  // 1 + 2 + 4 + 8 bytes, each aligned as its size asks, fill one block in this order.
  uint8_t *first = loam_heap_allocate(&f.heap, &f.cache, 8, NULL, 0);
  uint8_t *second = loam_heap_allocate(&f.heap, &f.cache, 1, NULL, 0);
  uint8_t *third = loam_heap_allocate(&f.heap, &f.cache, 2, NULL, 0);
  uint8_t *fourth = loam_heap_allocate(&f.heap, &f.cache, 4, NULL, 0);
  uint8_t *fifth = loam_heap_allocate(&f.heap, &f.cache, 3, NULL, 0);
  EXPECT((uintptr_t)first % 16 == 0 && second == first + 8 && third == first + 10 && fourth == first + 12);
  EXPECT(fifth < first || fifth >= first + 16);                       // no room
  uint8_t *sixth = loam_heap_allocate(&f.heap, &f.cache, 2, NULL, 0); // 3 bytes, a gap, 2, a gap, 4
  EXPECT(sixth == fifth + 4 && (uint8_t *)loam_heap_allocate(&f.heap, &f.cache, 4, NULL, 0) == fifth + 8);
  EXPECT(loam_heap_allocate(&f.heap, &f.cache, 0, NULL, 0) == loam_heap_allocate(&f.heap, &f.cache, 0, NULL, 0));
  // With pointers nothing is packed.
  EXPECT((uintptr_t)loam_heap_allocate(&f.heap, &f.cache, 8, &pointer_type, 1) % 8 == 0);
  loam_heap_flush_stopped(&f.heap);
  loam_heap_statistics s;
  loam_heap_get_classes(&f.heap, &s);
  EXPECT(s.plain[2].allocated == 2 && s.pointers[1].allocated == 1 && s.total.allocated == 3);
  EXPECT(s.tiny_objects == 5); // The first of a block is the block.
  // One that is reached keeps its block, and with it the others.
  *first = 1, *fourth = 4;
  loam_heap_place place = loam_heap_where(&f.heap, fourth);
  EXPECT(place.base == (uintptr_t)first);
  loam_heap_side(&f.heap, f.heap.marks, place.span)[place.index / 64] |= 1ull << place.index % 64;
  loam_heap_begin_sweep(&f.heap, 16);
  while (!loam_heap_sweep(&f.heap, UINT64_MAX)) continue;
  EXPECT(loam_heap_check(&f.heap) && *first == 1 && *fourth == 4);
  loam_heap_get_classes(&f.heap, &s);
  EXPECT(s.plain[2].live == 1 && s.total.live == 1);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

const check_case inspect_cases[] = {
    {"inspect: ranges added in any order are found, and what lies between is not", ranges_are_found},
    {"inspect: ranges of all sizes, side by side, are found to their last byte", ranges_of_all_sizes_are_found},
    {"inspect: twenty thousand package variables are told by their addresses", globals_are_found},
    {"inspect: an address that cannot be read is known before it is read", what_can_be_read},
    {"inspect: a program sees its frame, its objects and their number", program_sees_itself},
    {"inspect: each class balances exactly, one worker", balance_of_one},
    {"inspect: each class balances exactly, four workers", balance_of_four},
    {"inspect: tiny objects are packed by alignment and live together", tiny_objects_are_packed},
    {NULL, NULL},
};
