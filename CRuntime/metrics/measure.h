// SPDX-License-Identifier: Apache-2.0
//
// measure.h — what is measured while the program runs, for loam_metrics.h alone. Embedded in the runtime.
//
// How.      Everything is counted where something slow happens anyway: a stop, a wait, a quantum of marking. Of
//           goroutines that become runnable every LOAM_TRACK_EVERY-th of a worker is followed until it runs; their
//           times lie in a few slots apart, so that a goroutine's record has one byte for it.
// Threads.  Any, atomically, unless said otherwise.
#ifndef LOAM_MEASURE_H
#define LOAM_MEASURE_H

#include "base/bits.h"
#include "base/lock.h"
#include "include/loam_metrics.h"

#pragma GCC visibility push(hidden)

typedef struct loam_time_histogram {
  _Atomic uint64_t counts[LOAM_TIME_COUNTS];
} loam_time_histogram;

/// The count of a time.
static inline uint32_t loam_time_place(uint64_t ns) {
  if (ns < 256) return 1 + (uint32_t)(ns >> 6);
  uint32_t bit = loam_bits_highest(ns);
  if (bit >= 47) return LOAM_TIME_COUNTS - 1;
  return 1 + (bit - 7) * 4 + ((uint32_t)(ns >> (bit - 2)) & 3);
}
static inline void loam_time_add(loam_time_histogram *histogram, uint64_t ns) {
  atomic_fetch_add_explicit(&histogram->counts[loam_time_place(ns)], 1, memory_order_relaxed);
}

enum { LOAM_TRACK_EVERY = 256, LOAM_TRACKED = 16 };

/// A goroutine that was readied and is followed.
typedef struct loam_tracked {
  const loam_goroutine *goroutine; ///< NULL: the slot is free.
  int64_t since;
} loam_tracked;

typedef struct loam_measure {
  loam_time_histogram latencies, stopping[2], pauses[2]; ///< [1]: stops for collections.
  _Atomic bool collects;                                 ///< The stop that goes on is for a collection.
  int64_t stop_began;                                    ///< under world_lock
  uint64_t stop_took;                                    ///< under world_lock
  _Atomic uint64_t pause_ns;                             ///< Stops for collections, for all processors.
  _Atomic uint64_t assist_ns, dedicated_ns, idle_ns;     ///< Marking.
  _Atomic uint64_t marking_workers_ns;                   ///< Of `dedicated`: by threads that run goroutines.
  _Atomic uint64_t scavenge_ns;                          ///< In the background.
  _Atomic uint64_t executed[2];                          ///< Finalizers; [1]: cleanups.
  uint64_t processor_ns;               ///< Processors' time until `processors_since`. under schedule_lock, as the next
  int64_t processors_since;            ///< When GOMAXPROCS changed.
  uint64_t last_user_ns, last_idle_ns; ///< As last told: they never fall. under reports_lock
  loam_lock tracked_lock;
  loam_tracked tracked[LOAM_TRACKED]; ///< under tracked_lock
} loam_measure;

void loam_measure_init(loam_runtime *runtime);
/// The world stands since `began`, which took `took`; it goes on. Owner of the stop.
void loam_measure_stopped(loam_runtime *runtime, int64_t began, uint64_t took);
void loam_measure_go(loam_runtime *runtime);
/// GOMAXPROCS is about to change. under schedule_lock
void loam_measure_processors_locked(loam_runtime *runtime);
/// Follows a goroutine that is about to be published; and it runs.
void loam_measure_track(loam_runtime *runtime, loam_goroutine *goroutine);
void loam_measure_ran(loam_runtime *runtime, loam_goroutine *goroutine);

/// Fills the processors' times.
void loam_measure_cpu(loam_runtime *runtime, loam_metrics *out);
/// Fills the classes of memory for `heap_objects` bytes of objects.
void loam_measure_memory(loam_runtime *runtime, uint64_t heap_objects, loam_memory_classes *out);

#pragma GCC visibility pop
#endif
