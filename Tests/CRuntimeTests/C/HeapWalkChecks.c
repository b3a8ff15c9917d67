// SPDX-License-Identifier: Apache-2.0
//
// HeapWalkChecks.c — the walk over the heap reports each kind of damage by its tag, whatever has been swept.
//
// How.      Each damage is done to a heap of its own, in which everything occurs: small objects with and without
//           pointers, described by bits and by cells, full and partial spans, large objects, stacks, free runs.
#include "check.h"
#include "stack/stack.h"

#include <stdio.h>

typedef enum phase { SWEPT, PARTLY, UNSWEPT, PHASES } phase;

typedef struct scene {
  fixture f;
  loam_stack_pool pool;
  loam_stack stack, lone;
  loam_span *partial, *full; ///< Of 32 bytes with pointers; each class has some of both.
  loam_span *plain, *fresh;  ///< Without pointers: of 64 bytes, and of 96, of which nothing was ever freed.
  loam_span *typed, *large, *large_typed, *stacks;
  loam_span *run; ///< Free, of some pages.
} scene;

static const uint64_t both[] = {3};
static const loam_type pair = {
    .size = 16, .pointer_bytes = 16, .pointer_map = both, .align = 8, .kind = LOAM_KIND_STRUCT};
static const loam_type number = {.size = 8, .align = 8, .kind = LOAM_KIND_INT};

static loam_span *span_of(scene *s, const void *object) { return loam_heap_span(&s->f.heap, (uintptr_t)object); }

static loam_class_lists *lists_of(scene *s, const loam_span *span) {
  return &s->f.heap.classes[span->class_index * 2 + !span->pointer_free];
}

enum { OBJECTS = 700 };

/// Allocates `count` objects and marks two of three, or all.
static const char *add(scene *s, uint64_t size, const loam_type *type, uint32_t count, bool all, uint64_t *marked,
                       void **out_last) {
  static uint8_t *objects[OBJECTS];
  for (uint32_t i = 0; i < count; i++)
    EXPECT(
        (objects[i] = loam_heap_allocate(&s->f.heap, &s->f.cache, size, type, type == NULL ? 0 : size / type->size)));
  loam_heap_flush_stopped(&s->f.heap);
  for (uint32_t i = 0; i < count; i++) {
    if (i % 3 == 1 && !all) continue;
    loam_heap_place place = loam_heap_where(&s->f.heap, objects[i]);
    loam_heap_side(&s->f.heap, s->f.heap.marks, place.span)[place.index / 64] |= 1ull << place.index % 64;
    *marked += place.size;
  }
  *out_last = objects[count - 1];
  return NULL;
}

static const char *open_scene(scene *s, phase phase) {
  void *partial, *full, *plain, *typed, *large, *large_typed, *fresh;
  uint64_t marked = 0;
  memset(s, 0, sizeof *s);
  EXPECT(fixture_open(&s->f, "verifyheap=1"));
  loam_heap *heap = &s->f.heap;
  loam_stack_pool_init(&s->pool, heap);
  RUN(add(s, 32, &pair, 256, true, &marked, &full)); // one span's objects exactly
  RUN(add(s, 32, &pair, 300, false, &marked, &partial));
  RUN(add(s, 64, NULL, 400, false, &marked, &plain));
  RUN(add(s, 96, NULL, 10, true, &marked, &fresh));
  RUN(add(s, 2048, &pair, 30, false, &marked, &typed));
  RUN(add(s, 100000, NULL, 4, false, &marked, &large));
  RUN(add(s, 160000, &pair, 4, false, &marked, &large_typed));
  EXPECT(loam_stack_allocate(&s->pool, NULL, &s->stack, 2048, 1) == LOAM_OK);
  EXPECT(loam_stack_allocate(&s->pool, NULL, &s->lone, 65536, 2) == LOAM_OK);
  loam_heap_begin_sweep(heap, marked);
  if (phase == SWEPT)
    while (!loam_heap_sweep(heap, UINT64_MAX)) continue;
  if (phase == PARTLY) EXPECT(!loam_heap_sweep(heap, 9));
  s->fresh = span_of(s, fresh);
  s->full = span_of(s, full);
  s->partial = span_of(s, partial);
  s->plain = span_of(s, plain);
  s->typed = span_of(s, typed);
  s->large = span_of(s, large);
  s->large_typed = span_of(s, large_typed);
  s->stacks = span_of(s, (void *)s->stack.lo);
  for (uint32_t bin = 2; bin < LOAM_RUN_BINS && s->run == NULL; bin++) s->run = heap->runs[bin];
  EXPECT(s->run != NULL && s->run->pages > 2 && s->full != s->partial && s->large->kind == LOAM_SPAN_LARGE);
  return NULL;
}

static void close_scene(scene *s) {
  s->f.bugs = (loam_bugs){0};
  fixture_close(&s->f);
}

// ---- damages ----

static uint64_t *word_of(scene *s, uint8_t *table, const loam_span *span) {
  return loam_heap_side(&s->f.heap, table, span);
}
static uint64_t page_of(scene *s, const loam_span *span) { return loam_heap_page(&s->f.heap, span->base); }

#define DAMAGE(name, ...)                                                                                              \
  static void name(scene *s) { __VA_ARGS__; }

DAMAGE(shape_size, s->partial->object_size = 48)
DAMAGE(shape_reciprocal, s->partial->reciprocal++)
DAMAGE(shape_objects, s->plain->objects--)
DAMAGE(bit_beyond, word_of(s, s->f.heap.allocated, s->typed)[0] |= 1ull << 63)
DAMAGE(bit_missing, uint64_t *word = word_of(s, s->f.heap.allocated, s->plain); *word &= *word - 1)
DAMAGE(mark_left, word_of(s, s->f.heap.marks, s->partial)[0] |= word_of(s, s->f.heap.allocated, s->partial)[0])
DAMAGE(large_mark_left, *word_of(s, s->f.heap.marks, s->large) = 1)
DAMAGE(bits_gone, memset(word_of(s, s->f.heap.pointers, s->full), 0, 32))

static loam_typed_cell *first_cell(scene *s) {
  uint64_t allocated = word_of(s, s->f.heap.allocated, s->typed)[0];
  return (loam_typed_cell *)(void *)word_of(s, s->f.heap.pointers, s->typed) + loam_bits_lowest(allocated);
}
DAMAGE(cell_empty, first_cell(s)->type = NULL)
DAMAGE(cell_type, first_cell(s)->type = &number)
DAMAGE(cell_count, first_cell(s)->count++)
DAMAGE(cell_overflow, first_cell(s)->count = UINT64_MAX)
DAMAGE(page_entry, atomic_store(&s->f.heap.pages[page_of(s, s->large) + 3], s->full))
DAMAGE(run_entry, atomic_store(&s->f.heap.pages[page_of(s, s->run) + 1], s->run))
DAMAGE(info_small, s->f.heap.page_info[page_of(s, s->typed)] ^= 3)
DAMAGE(info_class, s->f.heap.page_info[page_of(s, s->partial)] += 1 << 2)
DAMAGE(info_large, s->f.heap.page_info[page_of(s, s->large) + s->large->pages - 1] = 0)
DAMAGE(info_stack, s->f.heap.page_info[page_of(s, s->stacks)] = LOAM_PAGE_INFO(LOAM_PAGE_PLAIN, 2, 0))
DAMAGE(info_free, s->f.heap.page_info[page_of(s, s->run) + 1] = LOAM_PAGE_INFO(LOAM_PAGE_LARGE, 0, 0))
DAMAGE(clean_used, loam_clean_set(&s->f.heap, page_of(s, s->full), 1, true))
DAMAGE(not_zero, *(uint64_t *)(s->fresh->base + 96 * 20) = 1)
DAMAGE(no_kind, s->stacks->kind = 9)
DAMAGE(no_list, lists_of(s, s->partial)->partial = lists_of(s, s->partial)->partial->next)
DAMAGE(list_ends_not, s->partial->next = s->partial; lists_of(s, s->partial)->partial = s->partial;
       lists_of(s, s->partial)->spans = 1000)
DAMAGE(list_long, s->partial->next = s->partial; lists_of(s, s->partial)->partial = s->partial)
DAMAGE(room_in_full, loam_class_lists *lists = lists_of(s, s->partial); loam_span *span = lists->partial;
       lists->partial = span->next; span->next = lists->full; lists->full = span)
DAMAGE(full_with_room, loam_class_lists *lists = lists_of(s, s->full); loam_span *span = lists->full;
       lists->full = span->next; span->next = lists->partial; lists->partial = span)
DAMAGE(old_in_swept, atomic_fetch_sub(&s->plain->swept, 2))
DAMAGE(large_old_in_swept, atomic_fetch_sub(&s->large->swept, 2))
DAMAGE(wrong_class, s->partial->class_index++)
DAMAGE(wrong_pointers, s->partial->pointer_free = true)
DAMAGE(other_record, s->partial->base += LOAM_PAGE_SIZE)
DAMAGE(mallocs, lists_of(s, s->plain)->mallocs++)
DAMAGE(mallocs_and_frees, lists_of(s, s->plain)->mallocs++; lists_of(s, s->plain)->frees++)
DAMAGE(counted, s->plain->allocated_count++; lists_of(s, s->plain)->frees--)
DAMAGE(total, atomic_fetch_add(&s->f.heap.total_allocated, 8))
DAMAGE(live, atomic_fetch_add(&s->f.heap.live, 8))
DAMAGE(large_frees, s->f.heap.large_figures[0].frees++)
DAMAGE(large_bytes, s->f.heap.large_figures[1].live_bytes += 8192)
DAMAGE(large_no_list, loam_span *span = s->f.heap.large; s->f.heap.large = span->next;
       s->f.heap.large_figures[!span->pointer_free].frees++;
       s->f.heap.large_figures[!span->pointer_free].live_bytes -= span->pages << LOAM_PAGE_SHIFT)
DAMAGE(large_loop, s->large->next = s->f.heap.large)
DAMAGE(large_size, s->large->bytes -= LOAM_PAGE_SIZE)
DAMAGE(large_type, s->large_typed->type = NULL)
DAMAGE(large_count, s->large_typed->count--)
DAMAGE(large_class, s->large->class_index = 3)
DAMAGE(large_free, *word_of(s, s->f.heap.allocated, s->large) = 0)
DAMAGE(stack_owner, s->stacks->allocated_count++)
DAMAGE(stack_block, s->stacks->block_shift += 3)
DAMAGE(run_bits, s->f.heap.run_bits[loam_run_bin(s->run->pages) / 64] ^= 1ull << loam_run_bin(s->run->pages) % 64)
DAMAGE(run_previous, s->run->previous = s->run)
DAMAGE(run_kind, s->run->kind = LOAM_SPAN_STACK)
DAMAGE(run_lost, uint32_t bin = loam_run_bin(s->run->pages); s->f.heap.runs[bin] = s->run->next;
       if (s->run->next != NULL) s->run->next->previous = NULL;
       else s->f.heap.run_bits[bin / 64] &= ~(1ull << bin % 64))
DAMAGE(free_count, s->f.heap.free_pages++)
DAMAGE(clean_count, s->f.heap.clean_pages--)
DAMAGE(small_count, s->f.heap.small_pages--)
DAMAGE(region_count, s->f.heap.regions[0].used++)
DAMAGE(open_window, loam_heap_allocate(&s->f.heap, &s->f.cache, 48, NULL, 0))
// What only a heap shows that is not swept.
DAMAGE(mark_beyond, word_of(s, s->f.heap.marks, s->typed)[0] |= 1ull << 63)
DAMAGE(mark_lost, uint64_t *marks = word_of(s, s->f.heap.marks, s->full); marks[0] &= marks[0] - 1)
DAMAGE(large_mark_lost, *word_of(s, s->f.heap.marks, s->large) ^= 1)
DAMAGE(large_mark_beyond, *word_of(s, s->f.heap.marks, s->large_typed) |= 2)
DAMAGE(new_in_unswept, atomic_fetch_add(&s->plain->swept, 2))
DAMAGE(large_new_in_unswept, atomic_fetch_add(&s->large->swept, 2))

static const struct damage {
  void (*inflict)(scene *s);
  phase phase;
  const char *tag, *text; ///< Part of the report.
} damages[] = {
    {shape_size, SWEPT, "heap.class", "the shape of its class"},
    {shape_reciprocal, SWEPT, "heap.class", "the shape of its class"},
    {shape_objects, SWEPT, "heap.class", "the shape of its class"},
    {bit_beyond, SWEPT, "heap.class", "an object beyond"},
    {bit_missing, SWEPT, "heap.span.count", "differs from its table"},
    {mark_left, SWEPT, "collect.swept", "has marks"},
    {large_mark_left, SWEPT, "collect.swept", "has marks"},
    {bits_gone, SWEPT, "heap.class", "no pointer bit"},
    {cell_empty, SWEPT, "heap.class", "no type with pointers"},
    {cell_type, SWEPT, "heap.class", "no type with pointers"},
    {cell_count, SWEPT, "heap.class", "do not fit its size class"},
    {cell_overflow, SWEPT, "heap.class", "do not fit its size class"},
    {page_entry, SWEPT, "heap.pages", "names another span"},
    {run_entry, SWEPT, "heap.pages", "names another span"},
    {info_small, SWEPT, "heap.pages", "page_info"},
    {info_class, SWEPT, "heap.pages", "page_info"},
    {info_large, SWEPT, "heap.pages", "page_info"},
    {info_stack, SWEPT, "heap.pages", "page_info"},
    {info_free, SWEPT, "heap.pages", "page_info"},
    {clean_used, SWEPT, "heap.pages", "takes no memory"},
    {not_zero, SWEPT, "heap.zero", "is not zero"},
    {no_kind, SWEPT, "heap.pages", "of no kind"},
    {no_list, SWEPT, "heap.span.owner", "in no list"},
    {list_ends_not, SWEPT, "heap.span.owner", "in two lists"},
    {list_long, SWEPT, "heap.span.owner", "in two lists"},
    {room_in_full, SWEPT, "heap.span.owner", "with room is in the full list"},
    {full_with_room, SWEPT, "heap.span.owner", "a full span"},
    {old_in_swept, SWEPT, "heap.span.owner", "an unswept span is in"},
    {large_old_in_swept, SWEPT, "heap.span.owner", "an unswept large object"},
    {wrong_class, SWEPT, "heap.span.owner", "of another class"},
    {wrong_pointers, SWEPT, "heap.span.owner", "of another class"},
    {other_record, SWEPT, "heap.span.owner", "no span's"},
    {mallocs, SWEPT, "heap.balance", "allocated minus freed"},
    {mallocs_and_frees, SWEPT, "heap.balance", "the objects of each class"},
    {counted, SWEPT, "heap.span.count", "differs from its table"},
    {total, SWEPT, "heap.balance", "the objects of each class"},
    {live, SWEPT, "heap.balance", "the live bytes"},
    {large_frees, SWEPT, "heap.balance", "large objects allocated minus freed"},
    {large_bytes, SWEPT, "heap.balance", "the bytes of large objects"},
    {large_no_list, SWEPT, "heap.span.owner", "in no list"},
    {large_loop, SWEPT, "heap.span.owner", "in two lists"},
    {large_size, SWEPT, "heap.class", "does not fit its span"},
    {large_type, SWEPT, "heap.class", "has no type"},
    {large_count, SWEPT, "heap.class", "are not its size"},
    {large_class, SWEPT, "heap.class", "another shape"},
    {large_free, SWEPT, "heap.span.count", "is not allocated"},
    {stack_owner, SWEPT, "heap.span.count", "from its owners"},
    {stack_block, SWEPT, "heap.class", "stack blocks exceed"},
    {run_bits, SWEPT, "heap.pages", "its bit says otherwise"},
    {run_previous, SWEPT, "heap.pages", "linked wrongly"},
    {run_kind, SWEPT, "heap.pages", "has something else"},
    {run_lost, SWEPT, "heap.span.owner", "in no list"},
    {free_count, SWEPT, "heap.pages", "count of free pages"},
    {clean_count, SWEPT, "heap.pages", "count of free pages"},
    {small_count, SWEPT, "heap.pages", "pages of a kind"},
    {region_count, SWEPT, "heap.pages", "a region's pages"},
    {open_window, SWEPT, "heap.span.owner", "was not flushed"},
    {mark_beyond, UNSWEPT, "heap.class", "a mark beyond"},
    {mark_lost, UNSWEPT, "heap.balance", "the live bytes"},
    {large_mark_lost, UNSWEPT, "heap.balance", "the live bytes"},
    {large_mark_beyond, UNSWEPT, "heap.class", "a mark beyond"},
    {new_in_unswept, UNSWEPT, "heap.span.owner", "an unswept span is in"},
    {large_new_in_unswept, UNSWEPT, "heap.span.owner", "an unswept large object"},
};
enum { DAMAGES = sizeof damages / sizeof damages[0] };

static const char *damages_are_reported(void) {
  static scene s;
  static char text[300];
  for (uint32_t i = 0; i < DAMAGES; i++) {
    const struct damage *damage = &damages[i];
    RUN(open_scene(&s, damage->phase));
    EXPECT(loam_heap_check(&s.f.heap) && !s.f.bugs.dead);
    damage->inflict(&s);
    bool fine = loam_heap_check(&s.f.heap);
    if (fine || strcmp(s.f.bugs.tag, damage->tag) != 0 || strstr(s.f.bugs.text, damage->text) == NULL) {
      snprintf(text, sizeof text, "damage %u, %s \"%s\", is reported as %s: %s", (unsigned)i, damage->tag, damage->text,
               fine ? "nothing" : s.f.bugs.tag, fine ? "" : s.f.bugs.text);
      return text;
    }
    close_scene(&s);
  }
  return NULL;
}

/// The same heap is in order in each phase; without memory for its table the walk does without.
static const char *phases_are_in_order(void) {
  static scene s;
  for (phase phase = SWEPT; phase < PHASES; phase++) {
    RUN(open_scene(&s, phase));
    EXPECT(atomic_load(&s.f.heap.sweeping) || phase == SWEPT);
    EXPECT((s.f.heap.large_unswept != NULL) == (phase == UNSWEPT));
    EXPECT(loam_heap_check(&s.f.heap));
    atomic_store(&s.f.os.until_failure, 1);
    EXPECT(loam_heap_check(&s.f.heap) && atomic_load(&s.f.os.until_failure) == 0);
    while (!loam_heap_sweep(&s.f.heap, 1)) EXPECT(loam_heap_check(&s.f.heap));
    EXPECT(loam_heap_check(&s.f.heap) && !s.f.bugs.dead);
    // A loop is noticed without the table of what was seen as well.
    list_long(&s);
    atomic_store(&s.f.os.until_failure, 1);
    EXPECT(!loam_heap_check(&s.f.heap) && strcmp(s.f.bugs.tag, "heap.span.owner") == 0);
    close_scene(&s);
  }
  return NULL;
}

DAMAGE(pool_lost, s->pool.partial[0] = NULL)
DAMAGE(pool_size, s->pool.partial[1] = s->stacks)
DAMAGE(pool_loop, s->stacks->next = s->stacks)
DAMAGE(pool_full, s->stacks->allocated_count = s->stacks->objects)

static const char *pools_are_walked(void) {
  static const struct damage pool_damages[] = {{pool_lost, SWEPT, "heap.span.owner", "in no list"},
                                               {pool_size, SWEPT, "heap.span.owner", "of another size"},
                                               {pool_loop, SWEPT, "heap.span.owner", "linked wrongly"},
                                               {pool_full, SWEPT, "heap.span.owner", "without a free block"}};
  static scene s;
  for (uint32_t i = 0; i < sizeof pool_damages / sizeof pool_damages[0]; i++) {
    RUN(open_scene(&s, SWEPT));
    EXPECT(loam_stack_pool_check(&s.pool) && s.pool.partial[0] == s.stacks);
    pool_damages[i].inflict(&s);
    EXPECT(!loam_stack_pool_check(&s.pool) && strcmp(s.f.bugs.tag, pool_damages[i].tag) == 0);
    EXPECT(strstr(s.f.bugs.text, pool_damages[i].text) != NULL);
    close_scene(&s);
  }
  return NULL;
}

const check_case heap_walk_cases[] = {
    {"heap walk: a stack span that is not in its list is reported", pools_are_walked},
    {"heap walk: a heap that is swept, partly swept or unswept is in order", phases_are_in_order},
    {"heap walk: each kind of damage is reported by its tag", damages_are_reported},
    {NULL, NULL},
};
