// SPDX-License-Identifier: Apache-2.0
//
// SnapshotChecks.c — snapshots of runtimes: every object, pointer and root of them, by name.
#include "assemble.h"
#include "pprof_reader.h"
#include "profile/snapshot_format.h"
#include "program.h"
#include "runtime.h"

static const uint64_t first_word[1] = {1}, first_two[1] = {3};
static const loam_type node_pointer;
static const loam_field node_fields[] = {{.name = {(const uint8_t *)"next", 4}, .type = &node_pointer, .offset = 0},
                                         {.name = {(const uint8_t *)"other", 5}, .type = &pointer_type, .offset = 8}};
static const loam_type node_type = {.size = 48,
                                    .align = 8,
                                    .kind = LOAM_KIND_STRUCT,
                                    .pointer_bytes = 16,
                                    .pointer_map = first_two,
                                    .name = {(const uint8_t *)"main.node", 9},
                                    .fields = node_fields,
                                    .field_count = 2};
static const loam_type node_pointer = {.size = 8,
                                       .align = 8,
                                       .kind = LOAM_KIND_POINTER,
                                       .pointer_bytes = 8,
                                       .pointer_map = first_word,
                                       .name = {(const uint8_t *)"*main.node", 10},
                                       .element = &node_type};

typedef struct node {
  struct node *next;
  int64_t *other;
  int64_t rest[4];
} node;

static bool says(loam_string text, const char *words) {
  return text.length == (int64_t)strlen(words) && memcmp(text.bytes, words, strlen(words)) == 0;
}

/// What a case writes and reads; pprof_file only keeps the bytes here.
static pprof_file file;

static loam_snapshot *snap(machine *m) {
  loam_status status;
  memset(&file, 0, sizeof file);
  loam_snapshot *s = NULL;
  if (loam_snapshot_write(m->runtime, pprof_take, &file) == LOAM_OK)
    s = loam_snapshot_open(file.bytes, file.used, &status, NULL);
  pprof_free(&file);
  return s;
}

// ---- a small program ----

static struct {
  loam_snapshot *snapshot;
  node **list;
  uint64_t local; ///< Address of what main's slot holds.
} small;

static loam_native_status build_list(loam_context *context) {
  for (int i = 0; i < 3; i++) {
    node *fresh = loam_context_allocate(context, &node_type, 1);
    if (fresh == NULL) return loam_context_out_of_memory(context);
    loam_context_store(context, (void **)&fresh->next, *small.list);
    loam_context_store(context, (void **)small.list, fresh);
  }
  int64_t *number = loam_context_allocate(context, &int_type, 1000); // with a room of its own
  if (number == NULL) return loam_context_out_of_memory(context);
  loam_context_store(context, (void **)&(*small.list)->next->other, number + 5); // into the middle
  loam_argument(context, 0) = (uint64_t)(uintptr_t)loam_context_allocate(context, &node_type, 1);
  small.local = loam_argument(context, 0);
  return LOAM_NATIVE_DONE;
}

static loam_native_status take_snapshot(loam_context *context) {
  memset(&file, 0, sizeof file);
  if (loam_snapshot_write(context->runtime, pprof_take, &file) == LOAM_OK)
    small.snapshot = loam_snapshot_open(file.bytes, file.used, NULL, NULL);
  pprof_free(&file);
  return LOAM_NATIVE_DONE;
}

static const char *small_program(const char *debug) {
  machine m;
  assembly a;
  EXPECT(machine_open(&m, debug, 1));
  small.snapshot = NULL;
  small.list = loam_global_create(m.runtime, &node_pointer);
  void *empty = loam_global_create(m.runtime, &pointer_type);
  EXPECT(loam_global_set_name(m.runtime, small.list, (loam_string){(const uint8_t *)"main.list", 9}) == LOAM_OK);
  EXPECT(loam_global_set_name(m.runtime, empty, (loam_string){(const uint8_t *)"main.empty", 10}) == LOAM_OK);
  EXPECT(loam_global_set_name(NULL, empty, (loam_string){NULL, 0}) == LOAM_INVALID_ARGUMENT);
  loam_function *build = declare_native(&m, "main.build", 0, 1, build_list);
  loam_function *take = declare_native(&m, "main.take", 0, 0, take_snapshot),
                *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 6);
  line(&a, 20);
  call(&a, build, 0);
  emit(&a, OP(MOV, 3, 0, 0));
  line(&a, 21);
  call(&a, take, 8); // slot 3 is live
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  loam_snapshot *s = small.snapshot;
  EXPECT(s != NULL);
  loam_snapshot_counts counts = loam_snapshot_get_counts(s);
  uint64_t room = loam_heap_round_size(8000);
  EXPECT(counts.objects == 5 && counts.bytes == 4 * 48 + room && counts.edges == 3 && counts.unreachable == 0);
  EXPECT(counts.roots == 2 && counts.goroutines == 1 && counts.time > 0);
  node *first = *small.list;
  uint64_t at = loam_snapshot_find(s, (uint64_t)(uintptr_t)first), root;
  loam_snapshot_object object;
  EXPECT(loam_snapshot_get(s, at, &object) && object.address == (uint64_t)(uintptr_t)first && object.size == 48);
  EXPECT(says(object.type, "main.node") && object.retained == 3 * 48 + room && object.dominator == LOAM_SNAPSHOT_NONE);
  uint64_t second = loam_snapshot_find(s, (uint64_t)(uintptr_t)first->next);
  EXPECT(loam_snapshot_get(s, second, &object) && says(object.type, "main.node") && object.dominator == at);
  EXPECT(object.retained == 2 * 48 + room && object.edges == 2);
  uint64_t number = loam_snapshot_find(s, (uint64_t)(uintptr_t)first->next->other);
  EXPECT(loam_snapshot_get(s, number, &object) && object.size == room && object.dominator == second);
  loam_snapshot_edge way[4];
  loam_snapshot_root from;
  EXPECT(loam_snapshot_path(s, number, &root, way, 4) == 3 && way[0].target == at && way[0].offset == 0);
  EXPECT(way[1].target == second && way[1].offset == 8 && way[2].target == number && way[2].offset == 0);
  EXPECT(loam_snapshot_get_root(s, root, &from) && from.kind == LOAM_SNAPSHOT_VARIABLE && says(from.name, "main.list"));
  // In the words of the source.
  char name[32];
  loam_snapshot_word word;
  EXPECT(from.address == (uint64_t)(uintptr_t)small.list && loam_snapshot_name_root(s, root, name, sizeof name));
  EXPECT(strcmp(name, "") == 0 && loam_snapshot_name_word(s, at, 8, name, sizeof name, &word));
  EXPECT(word.kind == LOAM_SNAPSHOT_WORD_FIELD && strcmp(name, ".other") == 0);
  EXPECT(loam_snapshot_name_word(s, number, 16, name, sizeof name, &word) && strcmp(name, "+16") == 0);
  EXPECT(word.kind == LOAM_SNAPSHOT_WORD_UNKNOWN && !loam_snapshot_name_word(s, counts.objects, 0, name, 32, &word));
  EXPECT(loam_snapshot_get(s, at, &object) && object.type_number > 0);
  EXPECT(loam_snapshot_descriptor(s, object.type_number) == (uint64_t)(uintptr_t)&node_type);
  EXPECT(loam_snapshot_get_shape(s, at) == LOAM_SNAPSHOT_OF_VALUE);
  uint64_t roots, objects, bytes;
  EXPECT(loam_snapshot_referrers(s, second, way, 4, &roots) == 1 && roots == 0 && way[0].target == at);
  EXPECT(loam_snapshot_referrers(s, at, NULL, 0, &roots) == 0 && roots == 1);
  // Without the variable, and without the pointer in its first object.
  EXPECT(loam_snapshot_free_without(s, (uint64_t)(uintptr_t)small.list, 8, &objects, &bytes));
  EXPECT(objects == 4 && bytes == 3 * 48 + room);
  EXPECT(loam_snapshot_free_without(s, (uint64_t)(uintptr_t)&first->next, 8, &objects, &bytes));
  EXPECT(objects == 3 && bytes == 2 * 48 + room);
  EXPECT(loam_snapshot_free_without(s, 8, 8, &objects, &bytes) && objects == 0 && bytes == 0);
  loam_string text;
  EXPECT(loam_global_get_name(m.runtime, small.list, &text) && says(text, "main.list"));
  EXPECT(!loam_global_get_name(m.runtime, (char *)small.list + 4, &text) &&
         !loam_global_get_name(NULL, small.list, &text));
  uint64_t local = loam_snapshot_find(s, small.local);
  EXPECT(loam_snapshot_path(s, local, &root, way, 4) == 1 && loam_snapshot_get_root(s, root, &from));
  EXPECT(from.kind == LOAM_SNAPSHOT_FRAME && says(from.name, "main.main") && from.word == 3 && from.line == 21);
  EXPECT(from.goroutine > 0);
  loam_snapshot_type types[8];
  EXPECT(loam_snapshot_types(s, types, 8) == 3);
  EXPECT(says(types[0].name, "main.node") && types[0].objects == 3 && types[0].retained == 3 * 48 + room);
  EXPECT(types[1].name.length == 0 && types[1].size == room && types[1].objects == 1);
  EXPECT(types[2].size == 48 && types[2].objects == 1); // in a frame without names
  loam_snapshot_close(s);
  machine_close(&m);
  return NULL;
}
static const char *small_program_is_in_its_snapshot(void) {
  RUN(small_program(NULL));
  RUN(small_program("movestack=1,checkptr=1"));
  return small_program("gcstress=1,poison=1,verifyheap=1");
}

// ---- a random heap, and what a collection does with it ----

enum { CELLS = 64, STEPS = 3000 };
static struct {
  void **cells; ///< A package variable of CELLS pointers.
  loam_random random;
} wild;

static const loam_type cells_type = {.size = 8 * CELLS,
                                     .align = 8,
                                     .kind = LOAM_KIND_ARRAY,
                                     .pointer_bytes = 8 * CELLS,
                                     .pointer_map = (const uint64_t[]){UINT64_MAX},
                                     .element = &pointer_type,
                                     .length = CELLS,
                                     .name = {(const uint8_t *)"[64]*int", 8}};

static void *any_cell(void) {
  char *object = wild.cells[loam_random_below(&wild.random, CELLS)];
  return object == NULL ? NULL : object + 8 * loam_random_below(&wild.random, 2); // also into the middle
}

/// Objects of all kinds and sizes that point to each other, many of them garbage.
static loam_native_status grow_wild(loam_context *context) {
  for (int i = 0; i < STEPS; i++) {
    uint64_t kind = loam_random_below(&wild.random, 100), count = 1;
    const loam_type *type = &node_type;
    if (kind < 30) type = &string_type, count = 1 + loam_random_below(&wild.random, 100);
    if (kind < 12) type = &pointer_type, count = 2 + loam_random_below(&wild.random, 700);
    if (kind < 2) type = &pointer_type, count = 5000 + loam_random_below(&wild.random, 2000);
    if (kind >= 90) type = &int_type, count = 2 + loam_random_below(&wild.random, 40);
    void **object = loam_context_allocate(context, type, (int64_t)count);
    if (object == NULL) return loam_context_out_of_memory(context);
    for (uint64_t k = 0; type == &node_type && k < 2; k++) loam_context_store(context, &object[k], any_cell());
    for (uint64_t k = 0; type == &string_type && k < count; k += 1 + k)
      loam_context_store(context, &object[2 * k], any_cell());
    for (uint64_t k = 0; type == &pointer_type && k < count; k += 1 + loam_random_below(&wild.random, 40))
      loam_context_store(context, &object[k], any_cell());
    loam_context_store(context, &wild.cells[loam_random_below(&wild.random, CELLS)], object);
  }
  return LOAM_NATIVE_DONE;
}

/// Each pointer of the snapshot is in memory, and each pointer word of an object is in the snapshot.
static const char *compare_with_memory(machine *m, const loam_snapshot *s) {
  static loam_snapshot_edge edges[8192];
  loam_snapshot_counts counts = loam_snapshot_get_counts(s);
  uint64_t all = 0;
  for (uint64_t i = 0; i < counts.objects; i++) {
    loam_snapshot_object object, target;
    EXPECT(loam_snapshot_get(s, i, &object));
    loam_place place = loam_where(m->runtime, (void *)(uintptr_t)object.address);
    EXPECT(place.kind == LOAM_WHERE_HEAP && place.allocated && place.base == object.address &&
           place.size == object.size);
    uint64_t n = loam_snapshot_edges(s, i, edges, 8192), next = 0;
    EXPECT(n == object.edges && n <= 8192);
    all += n;
    for (uint64_t k = 0; k < n; k++) {
      uint64_t word = *(const uint64_t *)(uintptr_t)(object.address + edges[k].offset);
      EXPECT(edges[k].offset >= next && loam_snapshot_get(s, edges[k].target, &target));
      EXPECT(word - target.address < target.size);
      for (; next < edges[k].offset; next += 8) { // what is left out leads nowhere
        place = loam_where(m->runtime, *(void **)(uintptr_t)(object.address + next));
        EXPECT(place.kind != LOAM_WHERE_HEAP || !place.allocated);
      }
      next += 8;
    }
  }
  EXPECT(all == counts.edges);
  return NULL;
}

static const char *random_heaps_are_whole(void) {
  machine m;
  assembly a;
  uint64_t cut = 0;
  EXPECT(machine_open(&m, "verifyheap=1", 1));
  wild.cells = loam_global_create(m.runtime, &cells_type);
  wild.random.state = 99;
  loam_function *grow = declare_native(&m, "main.grow", 0, 0, grow_wild), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  call(&a, grow, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  for (int round = 0; round < 4; round++) {
    loam_heap_statistics before, after;
    EXPECT(machine_run(&m, start).status == LOAM_OK);
    loam_runtime_heap_statistics(m.runtime, &before);
    loam_snapshot *s = snap(&m);
    EXPECT(s != NULL);
    RUN(compare_with_memory(&m, s));
    loam_snapshot_counts counts = loam_snapshot_get_counts(s);
    EXPECT(counts.objects == before.total.live && counts.bytes == before.total.live_bytes && counts.unreachable > 0);
    loam_snapshot_close(s);
    // What no root leads to is what a collection frees.
    EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
    loam_runtime_heap_statistics(m.runtime, &after);
    EXPECT(after.total.live == counts.objects - counts.unreachable);
    EXPECT(after.total.live_bytes == counts.bytes - counts.unreachable_bytes);
    s = snap(&m);
    EXPECT(s != NULL && loam_snapshot_get_counts(s).unreachable == 0);
    // And what an object retains is what is freed when the only pointer to it goes.
    for (int i = 0; i < CELLS; i++) {
      uint64_t target = loam_snapshot_find(s, (uint64_t)(uintptr_t)wild.cells[i]), pointers = 0;
      static loam_snapshot_edge edges[8192];
      loam_snapshot_object object;
      if (wild.cells[i] == NULL) continue;
      for (int k = 0; k < CELLS; k++) pointers += loam_snapshot_find(s, (uint64_t)(uintptr_t)wild.cells[k]) == target;
      for (uint64_t k = 0; k < loam_snapshot_get_counts(s).objects; k++)
        for (uint64_t n = loam_snapshot_edges(s, k, edges, 8192); n > 0; n--) pointers += edges[n - 1].target == target;
      if (pointers != 1) continue;
      EXPECT(loam_snapshot_get(s, target, &object));
      loam_runtime_heap_statistics(m.runtime, &before);
      wild.cells[i] = NULL;
      EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
      loam_runtime_heap_statistics(m.runtime, &after);
      EXPECT(before.total.live_bytes - after.total.live_bytes == object.retained);
      cut++;
      break;
    }
    loam_snapshot_close(s);
  }
  EXPECT(cut >= 2);
  machine_close(&m);
  return NULL;
}

// ---- all that is a root ----

static loam_native_status hold_handle(loam_context *context) {
  void *object = loam_context_allocate(context, &node_type, 1);
  if (object == NULL) return loam_context_out_of_memory(context);
  loam_handle handle;
  return loam_handle_create(context->runtime, object, &handle) == LOAM_OK ? LOAM_NATIVE_DONE
                                                                          : loam_context_out_of_memory(context);
}

/// Goroutines that wait with pointers in frames and waiters, and a handle: after a collection everything that is there
/// is reached in the snapshot, too.
static const char *every_root_is_there(void) {
  machine m;
  assembly a;
  EXPECT(machine_open(&m, NULL, 1));
  void **channel = channel_global(&m);
  loam_function *waiter = declare(&m, "main.waiter", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
  loam_function *yield = declare_native(&m, "main.yield", 0, 0, yield_native);
  loam_function *hold = declare_native(&m, "main.hold", 0, 0, hold_handle);
  begin(&a, 10);
  emit(&a, OP(NEW, 5, 0, 0));
  emit(&a, (uint64_t)(uintptr_t)&node_type);
  safepoint(&a, 0);
  receive_from(&a, 4, channel, 0x30);
  leave(&a);
  EXPECT(finish(&m, &a, waiter));
  begin(&a, 12);
  new_channel(&a, 4, channel, 0);
  start_each(&a, waiter, 5, 6, 0);
  constant(&a, 8, 0);
  uint32_t top = a.count;
  call(&a, yield, 0);
  emit(&a, OP(ADDI, 8, 8, 1));
  LOOP(&a, JLTI_P, 8, 1000, top, 0);
  call(&a, hold, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  loam_heap_statistics statistics;
  loam_runtime_heap_statistics(m.runtime, &statistics);
  loam_snapshot *s = snap(&m);
  EXPECT(s != NULL);
  loam_snapshot_counts counts = loam_snapshot_get_counts(s);
  EXPECT(counts.objects == statistics.total.live && counts.objects == 5 + 1 + 1 && counts.unreachable == 0);
  uint64_t frames = 0, handles = 0, variables = 0;
  loam_snapshot_root root;
  for (uint64_t i = 0; loam_snapshot_get_root(s, i, &root); i++) {
    frames += root.kind == LOAM_SNAPSHOT_FRAME && says(root.name, "main.waiter") && root.word == 5;
    handles += root.kind == LOAM_SNAPSHOT_HANDLE && root.word == 1;
    variables += root.kind == LOAM_SNAPSHOT_VARIABLE;
  }
  EXPECT(frames == 5 && handles == 1 && variables == 1 && counts.goroutines == 5);
  loam_snapshot_close(s);
  machine_close(&m);
  return NULL;
}

/// A file with types, frames and names, damaged under a checksum that fits.
static const char *wrong_numbers_of_a_program(void) {
  machine m;
  assembly a;
  loam_random random = {11};
  EXPECT(machine_open(&m, NULL, 1));
  small.list = loam_global_create(m.runtime, &node_pointer);
  loam_function *build = declare_native(&m, "main.build", 0, 1, build_list), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 6);
  call(&a, build, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start) && machine_run(&m, start).status == LOAM_OK);
  memset(&file, 0, sizeof file);
  EXPECT(loam_snapshot_write(m.runtime, pprof_take, &file) == LOAM_OK);
  uint32_t opened = 0, refused = 0;
  for (int trial = 0; trial < 4000; trial++) {
    uint8_t *bytes = malloc(file.used); // of exactly that size, for the address sanitizer
    memcpy(bytes, file.bytes, file.used);
    for (uint64_t n = 1 + loam_random_below(&random, 3); n > 0; n--)
      bytes[12 + loam_random_below(&random, file.used - 20)] = (uint8_t)loam_random_next(&random);
    uint64_t sum = loam_snapshot_sum(LOAM_SNAPSHOT_SEED, bytes, file.used - 8);
    memcpy(bytes + file.used - 8, &sum, 8);
    const char *problem = NULL;
    loam_status status;
    loam_snapshot *s = loam_snapshot_open(bytes, file.used, &status, &problem);
    free(bytes);
    EXPECT(s != NULL || (status == LOAM_INVALID_ARGUMENT && problem != NULL));
    opened += s != NULL;
    refused += s == NULL;
    loam_snapshot_object object;
    for (uint64_t i = 0; loam_snapshot_get(s, i, &object); i++) {
      loam_snapshot_edge way[8];
      loam_snapshot_path(s, i, NULL, way, 8);
      EXPECT(object.retained <= loam_snapshot_get_counts(s).bytes);
    }
    loam_snapshot_close(s);
  }
  pprof_free(&file);
  EXPECT(opened > 100 && refused > 1000);
  machine_close(&m);
  return NULL;
}

static bool refuse(void *context, const char *bytes, size_t length) {
  (void)context, (void)bytes, (void)length;
  return false;
}

static const char *failures_are_told(void) {
  machine m;
  assembly a;
  EXPECT(machine_open(&m, NULL, 1));
  wild.cells = loam_global_create(m.runtime, &cells_type);
  loam_function *grow = declare_native(&m, "main.grow", 0, 0, grow_wild), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  call(&a, grow, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start) && machine_run(&m, start).status == LOAM_OK);
  EXPECT(loam_snapshot_write(m.runtime, refuse, NULL) == LOAM_EXITED);
  EXPECT(loam_snapshot_write(m.runtime, NULL, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_snapshot_write(NULL, refuse, NULL) == LOAM_INVALID_ARGUMENT);
  uint32_t failures = 0;
  for (int64_t n = 1; n <= 8; n++) {
    memset(&file, 0, sizeof file);
    atomic_store(&m.runtime->os.until_failure, n);
    loam_status status = loam_snapshot_write(m.runtime, pprof_take, &file);
    bool failed = atomic_exchange(&m.runtime->os.until_failure, 0) <= 0;
    EXPECT(status == (failed ? LOAM_NO_MEMORY : LOAM_OK));
    pprof_free(&file);
    failures += failed;
  }
  EXPECT(failures >= 3 && failures < 8);
  machine_close(&m);
  return NULL;
}

const check_case snapshot_cases[] = {
    {"snapshot: a program's objects, ways and types are in it", small_program_is_in_its_snapshot},
    {"snapshot: a random heap is whole, and retained sizes come true", random_heaps_are_whole},
    {"snapshot: every root of goroutines and hosts is in it", every_root_is_there},
    {"snapshot: wrong numbers in a program's snapshot do no harm", wrong_numbers_of_a_program},
    {"snapshot: want of memory and refused writes are errors", failures_are_told},
    {0},
};
