// SPDX-License-Identifier: Apache-2.0
//
// check.h — cases, conditions, and a heap to test with.
#ifndef LOAM_CHECK_HARNESS_H
#define LOAM_CHECK_HARNESS_H

#include "base/permanent.h"
#include "base/random.h"
#include "collect/collector.h"
#include "heap/allocate.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif
/// 1 in a build with that sanitizer, under either compiler. Memory figures mean nothing under one; under the thread
/// sanitizer a case of one thread that touches every byte takes ten times as long and finds nothing by it.
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define CHECKS_ADDRESS_SANITIZER 1
#else
#define CHECKS_ADDRESS_SANITIZER 0
#endif
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#define CHECKS_THREAD_SANITIZER 1
#else
#define CHECKS_THREAD_SANITIZER 0
#endif
#define CHECKS_SANITIZER (CHECKS_ADDRESS_SANITIZER || CHECKS_THREAD_SANITIZER)

#define TEXT2(x) #x
#define TEXT(x) TEXT2(x)
/// Leaves the case with the place and the condition when it does not hold.
#define EXPECT(condition)                                                                                              \
  do {                                                                                                                 \
    if (!(condition)) return __FILE__ ":" TEXT(__LINE__) ": " #condition;                                              \
  } while (0)
#define RUN(call)                                                                                                      \
  do {                                                                                                                 \
    const char *failure = (call);                                                                                      \
    if (failure) return failure;                                                                                       \
  } while (0)

typedef struct check_case {
  const char *name;
  const char *(*run)(void);
} check_case;

extern const check_case heap_cases[], scavenge_cases[], inspect_cases[], collect_step_cases[], collect_pace_cases[],
    heap_thread_cases[], stack_cases[], map_cases[], type_cases[], collect_cases[], special_cases[], base_cases[],
    machine_cases[];
extern const check_case interpret_cases[], channel_cases[], schedule_cases[], bench_cases[];
extern const check_case event_cases[], event_move_cases[], event_trace_cases[], event_name_cases[];
extern const check_case heap_edge_cases[], heap_walk_cases[];
extern const check_case checkmark_cases[], graph_model_cases[];
extern const check_case metrics_cases[];
extern const check_case create_cases[], want_cases[];
extern const check_case stack_bench_cases[];
extern const check_case growth_cases[], frames_cases[];
extern const check_case profile_cases[], profile_file_cases[], snapshot_graph_cases[], snapshot_cases[];
extern const check_case step_cases[], step_channel_cases[];
extern const check_case native_cases[], native_bench_cases[];
extern const check_case handle_cases[], overflow_cases[], dead_cases[], misuse_cases[], host_cases[], context_cases[];
extern const check_case callback_cases[];
extern const check_case callback_end_cases[];
extern const check_case fault_cases[], answer_cases[];

extern const check_case break_cases[], watch_cases[], mirror_cases[], session_cases[], used_cases[];
extern const check_case memory_limit_cases[], memory_want_cases[];
extern const check_case native_call_cases[], native_end_cases[];
extern const check_case run_end_cases[], channel_failure_cases[], step_defer_cases[];
extern const check_case schedule_turn_cases[], schedule_thread_cases[], seed_cases[], semaphore_cases[],
    deadlock_cases[];

/// A heap with one cache, apart from any runtime.
typedef struct fixture {
  loam_knobs knobs;
  loam_os os;
  loam_bugs bugs;
  loam_heap heap;
  loam_heap_cache cache;
  loam_permanent permanent;
  loam_random random;
} fixture;

/// False when it cannot be made. `debug` as LOAMDEBUG.
static inline bool fixture_open(fixture *f, const char *debug) {
  const char *message;
  memset(f, 0, sizeof *f);
  if (!loam_knobs_parse(&f->knobs, debug, &message)) return false;
  loam_os_init(&f->os, &f->knobs);
  if (loam_heap_init(&f->heap, &f->os, &f->bugs, 1ull << 32, 42) != LOAM_OK) return false;
  loam_permanent_init(&f->permanent, &f->os, &f->bugs);
  loam_heap_cache_attach(&f->heap, &f->cache);
  loam_heap_set_trigger(&f->heap, UINT64_MAX);
  f->random.state = 7;
  return true;
}
static inline void fixture_close(fixture *f) {
  loam_heap_cache_detach(&f->heap, &f->cache);
  loam_permanent_deinit(&f->permanent);
  loam_heap_deinit(&f->heap);
}
/// After fixture_close: nothing is held any more and no invariant broke.
#define EXPECT_CLOSED(f)                                                                                               \
  do {                                                                                                                 \
    EXPECT(atomic_load(&(f)->os.committed) == 0);                                                                      \
    EXPECT(atomic_load(&(f)->os.reserved) == 0);                                                                       \
    EXPECT(!(f)->bugs.dead);                                                                                           \
  } while (0)

#endif
