// SPDX-License-Identifier: Apache-2.0
//
// allocate.c — zeroed objects from a step function, with the collector off, beside malloc and free of the C library and
// of mimalloc, when that is installed, which zero nothing. Each run allocates a working set again and again; between
// the sets the host collects, untimed, so that memory is warm and recycled. Floor: writing the bytes.
#include "bench.h"

#include <dlfcn.h>
#include <string.h>

enum { PAIRS = 1000000 };
#define SETS_BYTES (256ull << 20) ///< Allocated in all.

typedef struct small {
  char bytes[16];
} small;
typedef struct middle {
  char bytes[64];
} middle;
typedef struct large {
  char bytes[1024];
} large;
typedef struct node {
  void *pointers[8];
} node;
LOAM_DEFINE_TYPE(small_type, small, 0);
LOAM_DEFINE_TYPE(middle_type, middle, 0);
LOAM_DEFINE_TYPE(large_type, large, 0);
LOAM_DEFINE_TYPE(node_type, node, 0xff);

typedef struct allocate_frame {
  loam_step_record record;
} allocate_frame;

typedef struct allocate_job {
  const loam_type *type;
  int64_t objects;
  int64_t took; ///< Processor time of the allocations alone.
} allocate_job;

LOAM_STEP(allocates, allocate_frame) {
  allocate_job *job = loam_step_user(context);
  (void)f, (void)state;
  int64_t begun = bench_clock();
  for (int64_t i = 0; i < job->objects; i++) {
    uint64_t *object = loam_context_allocate(context, job->type, 1);
    if (object == NULL) return loam_step_end(loam_context_out_of_memory(context));
    *object = 1;
  }
  job->took += bench_clock() - begun;
  return loam_step_done();
}

/// `set_bytes`: of the working set that is allocated between two collections.
static double loam_allocates(const loam_type *type, uint64_t set_bytes) {
  allocate_job job = {type, (int64_t)(set_bytes / type->size), 0};
  loam_runtime *runtime = bench_runtime();
  loam_function *function =
      bench_step(runtime, (loam_step_description){LOAM_DESCRIBE(allocates, allocate_frame, 0, 0)}, &job);
  uint64_t sets = SETS_BYTES / set_bytes;
  for (uint64_t set = 0; set <= sets; set++) {
    if (set == 1) job.took = 0; // the first set touches fresh memory
    BENCH_REQUIRE(loam_runtime_call(runtime, function, NULL, NULL).status == LOAM_OK);
    BENCH_REQUIRE(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  }
  loam_runtime_destroy(runtime);
  return (double)job.took / (double)(sets * (uint64_t)job.objects);
}

static double pairs(void *(*allocate)(size_t), void (*release)(void *), size_t size) {
  if (allocate == NULL || release == NULL) return -1;
  int64_t before = bench_clock();
  for (int i = 0; i < PAIRS; i++) {
    uint64_t *volatile object = allocate(size);
    *object = 1;
    release(object);
  }
  return (double)(bench_clock() - before) / (PAIRS);
}

static void *symbol(const char *name) {
  void *library = dlopen("libmimalloc.so.2", RTLD_NOW | RTLD_LOCAL);
  return library == NULL ? NULL : dlsym(library, name);
}
static double mimalloc(size_t size) {
  union {
    void *address;
    void *(*allocate)(size_t);
    void (*release)(void *);
  } allocate = {symbol("mi_malloc")}, release = {symbol("mi_free")};
  return pairs(allocate.allocate, release.release, size);
}

/// The floor: zeroes a working set, object by object.
static double writes(size_t size, size_t set) {
  char *memory = malloc(set);
  BENCH_REQUIRE(memory != NULL);
  memset(memory, 1, set);
  int64_t before = bench_clock();
  for (uint64_t done = 0; done < SETS_BYTES; done += set)
    for (size_t at = 0; at < set; at += size) {
      memset(memory + at, 0, size);
      __asm__ volatile("" ::"r"(memory) : "memory");
    }
  double took = (double)(bench_clock() - before) / (double)(SETS_BYTES / size);
  free(memory);
  return took;
}

#define SIZES(name, type, size)                                                                                        \
  static double name##_loam(void) { return loam_allocates(&type, 1 << 20); }                                           \
  static double name##_loam_64M(void) { return loam_allocates(&type, 64 << 20); }                                      \
  static double name##_glibc(void) { return pairs(malloc, free, size); }                                               \
  static double name##_mimalloc(void) { return mimalloc(size); }                                                       \
  static double name##_floor(void) { return writes(size, 1 << 20); }                                                   \
  static double name##_floor_64M(void) { return writes(size, 64 << 20); }
SIZES(small, small_type, 16)
SIZES(middle, middle_type, 64)
SIZES(large, large_type, 1024)
static double node_loam(void) { return loam_allocates(&node_type, 1 << 20); }

#define PEERS(name, floor)                                                                                             \
  {"malloc+free", name##_glibc}, {"mimalloc", name##_mimalloc}, { "memset", floor }
const figure allocate_figures[] = {
    {"allocate 16 B, working set 1 MB", {{"loam", small_loam}, PEERS(small, small_floor)}},
    {"allocate 64 B, working set 1 MB", {{"loam", middle_loam}, PEERS(middle, middle_floor)}},
    {"allocate 64 B of pointers, 1 MB", {{"loam", node_loam}, PEERS(middle, middle_floor)}},
    {"allocate 1024 B, working set 1 MB", {{"loam", large_loam}, PEERS(large, large_floor)}},
    {"allocate 16 B, working set 64 MB", {{"loam", small_loam_64M}, PEERS(small, small_floor_64M)}},
    {"allocate 64 B, working set 64 MB", {{"loam", middle_loam_64M}, PEERS(middle, middle_floor_64M)}},
    {"allocate 1024 B, working set 64 MB", {{"loam", large_loam_64M}, PEERS(large, large_floor_64M)}},
    {NULL, {{NULL, NULL}}},
};
