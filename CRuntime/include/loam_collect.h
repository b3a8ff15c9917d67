// SPDX-License-Identifier: Apache-2.0
//
// loam_collect.h — the collector's mechanism, in steps that a policy outside (Swift, or a C host) drives:
//   world_stop → mark_begin → mark_drain by any number of threads until all report done → mark_finish →
//   sweep until done → world_start (sweep may also follow world_start: allocation sweeps what it needs).
#ifndef LOAM_COLLECT_H
#define LOAM_COLLECT_H

#include "loam_base.h"
#include "loam_runtime.h"

LOAM_BEGIN_DECLARATIONS

/// Where a cycle stands.
typedef enum LOAM_CLOSED_ENUM loam_collect_phase {
  LOAM_PHASE_OFF = 0,
  LOAM_PHASE_MARK,
  LOAM_PHASE_MARK_TERMINATION,
  LOAM_PHASE_SWEEP
} loam_collect_phase;

LOAM_EXPORT loam_collect_phase loam_collect_current_phase(loam_runtime *runtime);

/// Stops every worker at a safepoint; the calling thread may be the one worker that asked (hook collect) or any other.
/// Returns nanoseconds it took. Balanced by loam_world_start.
LOAM_EXPORT uint64_t loam_world_stop(loam_runtime *runtime);
LOAM_EXPORT void loam_world_start(loam_runtime *runtime);

/// Clears marks and shades the roots that are not stacks. Requires: phase OFF, world stopped.
LOAM_EXPORT loam_status loam_mark_begin(loam_runtime *runtime);
/// Marks up to `budget` bytes of objects or one goroutine stack more at a time; true = nothing left to take just now.
/// Up to `LOAM_MARKERS` threads at once, each with its own marker number from 0. Requires: phase MARK, world stopped.
#define LOAM_MARKERS 8
LOAM_EXPORT bool loam_mark_drain(loam_runtime *runtime, uint32_t marker, uint64_t budget);
/// Ends marking once all drains report done: queues finalizers (and marks what they reach), shrinks stacks, clears weak
/// references. Then phase SWEEP. Requires: world stopped.
LOAM_EXPORT loam_status loam_mark_finish(loam_runtime *runtime);
/// Sweeps up to `spans` spans; true when all are swept (phase OFF). World stopped or running.
LOAM_EXPORT bool loam_sweep(loam_runtime *runtime, uint64_t spans);
/// Gives back up to about `budget` bytes of the free memory that goes beyond the target: what is in use, what may be
/// allocated before the next collection, and a tenth more. Returns the bytes given back; *out_more (may be NULL): there
/// may be more to give. A call looks at a bounded part of the heap and may return 0 with *out_more. The runtime does
/// this by itself in the background, with about a hundredth of a processor, unless configuration.keep_free_memory is
/// set. Any thread, whether the world is stopped or not.
LOAM_EXPORT uint64_t loam_scavenge(loam_runtime *runtime, uint64_t budget, bool *out_more);
/// Gives free pages back to the system down to `keep` free bytes; returns the bytes released.
LOAM_EXPORT uint64_t loam_release_free_pages(loam_runtime *runtime, uint64_t keep);

typedef struct loam_collect_counts {
  uint64_t heap_live;                      ///< Bytes marked by the last cycle + allocated since.
  uint64_t marked_bytes, marked_objects;   ///< Of the last finished marking.
  uint64_t stack_scanned, globals_scanned; ///< Bytes.
  uint64_t cycles;
} loam_collect_counts;
LOAM_EXPORT void loam_collect_get_counts(loam_runtime *runtime, loam_collect_counts *out);
/// The heap size (bytes of live objects) at which the `collect` hook is called next; UINT64_MAX = never.
LOAM_EXPORT void loam_collect_set_trigger(loam_runtime *runtime, uint64_t bytes);
/// The policy reports a finished cycle for ReadMemStats: pauses, goal, reason.
LOAM_EXPORT void loam_collect_report(loam_runtime *runtime, loam_collect_reason reason, uint64_t pause_ns,
                                     uint64_t goal, double cpu_fraction);
/// GOGC as set by the program (debug.SetGCPercent): read by the policy at each cycle; returns the old one.
LOAM_EXPORT int32_t loam_collect_set_percent(loam_runtime *runtime, int32_t percent);
LOAM_EXPORT int32_t loam_collect_percent(loam_runtime *runtime);
/// A whole cycle on the calling thread, for hosts without a policy of their own.
LOAM_EXPORT loam_status loam_collect_now(loam_runtime *runtime, loam_collect_reason reason);

LOAM_END_DECLARATIONS

#endif
