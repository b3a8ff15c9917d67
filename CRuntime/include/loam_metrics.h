// SPDX-License-Identifier: Apache-2.0
//
// loam_metrics.h — figures of a runtime that are read without stopping it: memory by class, the heap, collections,
// goroutines, processors' time. What Go's runtime/metrics is made of.
#ifndef LOAM_METRICS_H
#define LOAM_METRICS_H

#include "loam_base.h"
#include "loam_heap.h"
#include "loam_runtime.h"

LOAM_BEGIN_DECLARATIONS

/// Counts of a histogram over time: [0] below zero (never happens), then four for each doubling from 256 ns on, the
/// first four of 64 ns each, [161] from 2^47 ns on. Go's own division.
enum { LOAM_TIME_COUNTS = 162 };
typedef struct loam_time_counts {
  uint64_t counts[LOAM_TIME_COUNTS];
} loam_time_counts;
/// Where count `i` begins, in seconds, and count i - 1 ends: -infinity for 0, infinity for LOAM_TIME_COUNTS.
LOAM_EXPORT double loam_time_bound(uint32_t i);

/// Where count `i` of the histograms over sizes begins, in bytes: 1, then one more than the size class before; infinity
/// for LOAM_HEAP_CLASSES.
LOAM_EXPORT double loam_size_bound(uint32_t i);

/// The memory that a runtime has taken from the system, in bytes, each byte in one class. What is mapped counts,
/// whether it was touched or not; threads' own machine stacks and small records of the C library do not.
typedef struct loam_memory_classes {
  uint64_t heap_objects;        ///< Objects, live or not swept yet, by size class.
  uint64_t heap_unused;         ///< The rest of the spans that objects lie in.
  uint64_t heap_free;           ///< Pages that nothing occupies and that take memory ...
  uint64_t heap_released;       ///< ... and that take none.
  uint64_t stacks;              ///< Pages of goroutines' stacks.
  uint64_t machine_stacks;      ///< Of native goroutines.
  uint64_t spans, spans_free;   ///< Records of spans; room for more of them.
  uint64_t caches, caches_free; ///< The workers' allocation caches; the second is always 0.
  uint64_t collector;           ///< Page tables, side tables, mark work, finalizers and weak pointers.
  uint64_t profile;             ///< Records and sites of the heap profile.
  uint64_t other;               ///< Goroutine records, code, types, constants, event logs.
  uint64_t total;               ///< The sum of the above.
} loam_memory_classes;

/// One reading. All fields are 64 bits wide; times are nanoseconds, sizes bytes, counts since the start unless said
/// otherwise.
typedef struct loam_metrics {
  loam_memory_classes memory;
  uint64_t allocated_bytes, allocated_objects; ///< A block of tiny objects is one.
  uint64_t freed_bytes, freed_objects;
  uint64_t objects;      ///< Now.
  uint64_t last_limited; ///< Cycles that had ended when collections had last more than their share; 0: never.
  uint64_t tiny_objects; ///< Packed into blocks.
  uint64_t allocated_by_size[LOAM_HEAP_CLASSES], freed_by_size[LOAM_HEAP_CLASSES]; ///< From small to large; the last
                                                                                   ///< are those above 32 KiB.
  uint64_t live;           ///< Marked by the last cycle, or born while it marked.
  uint64_t goal;           ///< At which the next is to be done; UINT64_MAX: never.
  uint64_t percent, limit; ///< GOGC (all ones: off) and GOMEMLIMIT (INT64_MAX: none).
  uint64_t cycles, cycles_automatic, cycles_forced;
  uint64_t scan_heap;    ///< Objects with pointers, now.
  uint64_t scan_stacks;  ///< Used parts of stacks, as the last cycle scanned them.
  uint64_t scan_globals; ///< Package variables with pointers.
  uint64_t scan_total;   ///< The sum of these.
  uint64_t first_stack;  ///< Bytes of a new goroutine's stack.
  uint64_t finalizers_queued, finalizers_executed, cleanups_queued, cleanups_executed;
  uint64_t goroutines, goroutines_created;
  uint64_t running, runnable, waiting, blocked; ///< Of them, at about the same moment; blocked: in calls of C.
  uint64_t processors, threads;                 ///< GOMAXPROCS; threads that run goroutines, and the one that watches.
  uint64_t mutex_wait;                          ///< Of goroutines for sync.Mutex and sync.RWMutex, ended or not.
  /// Processors' time. The sum of the next four is cpu_collect, of the two after it cpu_scavenge. Pauses count for all
  /// processors. cpu_idle is what neither program nor collector used, other programs of the system included.
  uint64_t cpu_assist, cpu_dedicated, cpu_idle_marking, cpu_pause, cpu_collect;
  uint64_t cpu_scavenge_assist, cpu_scavenge_background, cpu_scavenge;
  uint64_t cpu_user, cpu_idle;
  uint64_t cpu_total;         ///< The sum of cpu_collect, cpu_scavenge, cpu_user and cpu_idle.
  loam_time_counts latencies; ///< How long goroutines that could run waited for a processor; a sample.
  loam_time_counts stopping_collect, stopping_other; ///< Stops of the world: until all stood still ...
  loam_time_counts pauses_collect, pauses_other;     ///< ... and until they went on. For collections; for all else.
} loam_metrics;

/// Fills *out. Stops nobody: it takes each lock of the allocator for some loads, and as long as there are size classes
/// and workers, however large the heap and however many the goroutines.
/// Figures of objects are those of spans given back: what workers other than the caller's have allocated lately, at
/// most a span of each size class, is not in them yet; what the calling goroutine has allocated is. For each class
/// allocated - freed = live, and so for the sums; the memory classes sum to their total; cycles is the sum of its two
/// parts, and so are scan_total and the times. Figures of different groups are of moments that lie microseconds apart.
/// Any thread.
LOAM_EXPORT void loam_runtime_metrics(loam_runtime *runtime, loam_metrics *out);

LOAM_END_DECLARATIONS

#endif
