// SPDX-License-Identifier: Apache-2.0
//
// loam_collect.h — collections driven from outside: whole ones, ones in steps, and the mechanism below both.
//
// In steps, for a host that wants to decide how much is done when:
//
//     loam_collect_start → loam_collect_mark until done → loam_collect_finish → loam_collect_sweep until done
//
// The mechanism, for a policy with several markers (the command's is such a one):
//
//     loam_world_stop → loam_mark_begin → loam_world_start → loam_mark_drain by any number of threads until all report
//     done → loam_world_stop → loam_mark_try_finish → loam_world_start, and again from the drains unless that has
//     finished → loam_sweep until done
//
// or the same with the world stopped from loam_mark_begin to loam_mark_finish. While marking goes on the program runs
// with the write barrier on. Both may be used between runs and, from another thread than the workers, while a program
// runs.
// Errors.  A step in a phase that does not allow it answers LOAM_WRONG_STATE and changes nothing. LOAM_DEAD: an
//          invariant broke earlier. Want of memory does not fail a step: marking without room for its work is slower.
#ifndef LOAM_COLLECT_H
#define LOAM_COLLECT_H

#include "loam_base.h"
#include "loam_runtime.h"

LOAM_BEGIN_DECLARATIONS

/// Where a cycle stands.
typedef enum LOAM_CLOSED_ENUM loam_collect_phase {
  LOAM_PHASE_OFF = 0,
  LOAM_PHASE_MARK,
  LOAM_PHASE_MARK_TERMINATION, ///< Within loam_mark_finish.
  LOAM_PHASE_SWEEP             ///< Allocation sweeps what it needs; the rest is loam_sweep's.
} loam_collect_phase;
/// Any thread, at any time; may be past when it arrives.
LOAM_EXPORT loam_collect_phase loam_collect_current_phase(loam_runtime *runtime);

/// A whole cycle on the calling thread, for hosts without a policy of their own: marks, sweeps, sets the trigger by
/// loam_collect_percent and reports. Ends a cycle in steps first. Host threads; between runs or while a program runs,
/// which goes on meanwhile but for two short stops (and stands still for all of the marking when the calling thread has
/// stopped the world, or in the seeded mode).
LOAM_EXPORT loam_status loam_collect_now(loam_runtime *runtime, loam_collect_reason reason);

// ---- in steps ----

/// Begins a cycle. Phase OFF or SWEEP (what is left to sweep is swept first) → MARK. Each step stops the world for as
/// long as it takes; between steps the program runs on, if it runs, and collects nothing by itself. A whole cycle that
/// it asks for meanwhile (runtime.GC) ends this one first. A host thread, no worker's, which has not stopped the world
/// (LOAM_WRONG_STATE); waits when another thread has.
LOAM_EXPORT loam_status loam_collect_start(loam_runtime *runtime, loam_collect_reason reason);
/// Marks `objects` objects more; it may be more by what one object refers to directly (64 KiB of a large one at a
/// time). Stacks and package variables on the way are scanned as a whole. *out_done (may be NULL): nothing is left to
/// mark. Phase MARK, of a cycle in steps; threads as above.
LOAM_EXPORT loam_status loam_collect_mark(loam_runtime *runtime, uint64_t objects, bool *out_done);
/// Ends marking, whatever is left of it, as loam_mark_finish does; sets the trigger by loam_collect_percent and reports
/// the cycle. Phase MARK → SWEEP, of a cycle in steps; threads as above.
LOAM_EXPORT loam_status loam_collect_finish(loam_runtime *runtime);
/// Sweeps up to `spans` spans (of at least 8 KiB; a large object is one). *out_done (may be NULL): all are swept, phase
/// OFF. Phase SWEEP; any thread, also beside the program, but one at a time. LOAM_WRONG_STATE also when the next cycle
/// of a running program has swept the rest.
LOAM_EXPORT loam_status loam_collect_sweep(loam_runtime *runtime, uint64_t spans, bool *out_done);

/// Scans the stack of one goroutine, by its number, unless this cycle has scanned it already. LOAM_INVALID_ARGUMENT:
/// there is no such goroutine. Phase MARK, of a cycle in steps; threads as above.
LOAM_EXPORT loam_status loam_collect_scan(loam_runtime *runtime, uint64_t goroutine);

/// What marking knows of an object.
typedef enum LOAM_CLOSED_ENUM loam_colour {
  LOAM_NO_COLOUR = 0, ///< No heap object, or nothing is being marked.
  LOAM_WHITE,         ///< Not reached so far.
  LOAM_GREY,          ///< Reached, or shaded by the write barrier, and not scanned, or not all of it.
  LOAM_BLACK,         ///< Reached and scanned, or born since marking began.
} loam_colour;
/// The colour of the object that the address leads to. Stops the world for it, and looks through the grey queue. Host
/// threads.
LOAM_EXPORT loam_colour loam_collect_colour(loam_runtime *runtime, const void *address);
/// The grey queue: objects that are grey, in no order, some perhaps twice. Fills at most `count` addresses of their
/// beginnings, `out` may be NULL when it is 0; returns how many there are. Stops the world for it. Host threads.
LOAM_EXPORT uint64_t loam_collect_grey(loam_runtime *runtime, uintptr_t *out, uint64_t count);

// ---- the mechanism ----

/// Stops every worker at a safepoint; the calling thread may be the one worker that asked (hook collect) or any host
/// thread. Returns the nanoseconds it took. Stops of one thread nest, each balanced by loam_world_start on that thread;
/// other threads wait.
LOAM_EXPORT uint64_t loam_world_stop(loam_runtime *runtime);
/// Ends a stop of the calling thread; the world goes on when it was the outermost. Requires: loam_world_stop before.
LOAM_EXPORT void loam_world_start(loam_runtime *runtime);

/// Turns the write barrier on. Phase OFF or SWEEP (what is left to sweep is swept first, which is better done before
/// the world is stopped) → MARK. LOAM_WRONG_STATE in another phase or when the world is not stopped.
LOAM_EXPORT loam_status loam_mark_begin(loam_runtime *runtime);
enum { LOAM_MARKERS = 8 }; ///< Threads that may mark at once, beside those that allocate.
/// Says that marking will come to about `expected` bytes and is to be done when the heap has `goal` bytes; those who
/// allocate meanwhile help by it. 0 bytes expected (the start): nobody helps. Any thread.
LOAM_EXPORT void loam_mark_set_pace(loam_runtime *runtime, uint64_t expected, uint64_t goal);
/// Marks up to `budget` bytes of objects, or some goroutine stacks more at a time; true = nothing left to take just
/// now, nothing is being marked, there is no such marker, or another thread has stopped the world. Up to LOAM_MARKERS
/// threads at once, each with its own marker number from 0; none of a worker. The world may run; when it is stopped it
/// is so since loam_mark_begin, or by the calling thread. `yields`: it leaves its processor every 64 KiB to whoever
/// else wants it, for marking in the place of processors that are believed to have nothing to do.
LOAM_EXPORT bool loam_mark_drain(loam_runtime *runtime, uint32_t marker, uint64_t budget, bool yields);
/// Nothing is left to mark, as far as can be told beside the program; false may also mean that a goroutine that runs
/// has not yet come to where its stack can be scanned. Any thread.
LOAM_EXPORT bool loam_mark_is_drained(loam_runtime *runtime);
/// Ends marking, with what drains have left: queues finalizers (and marks what they reach). Phase MARK → SWEEP.
/// LOAM_WRONG_STATE in another phase or when the world is not stopped. Requires: no drain under way.
LOAM_EXPORT loam_status loam_mark_finish(loam_runtime *runtime);
/// The same when so little is left that the world may stand for it; else *out_finished is false and drains go on.
LOAM_EXPORT loam_status loam_mark_try_finish(loam_runtime *runtime, bool *out_finished);
/// Sweeps up to `spans` spans; true when all are swept (phase OFF), or none were to be swept. World stopped or running,
/// any threads.
LOAM_EXPORT bool loam_sweep(loam_runtime *runtime, uint64_t spans);

// ---- free memory ----

/// Gives back up to about `budget` bytes of the free memory that goes beyond the target: what is in use, what may be
/// allocated before the next collection, and a tenth more. Returns the bytes given back; *out_more (may be NULL): there
/// may be more to give. A call looks at a bounded part of the heap and may return 0 with *out_more. The runtime does
/// this by itself in the background, with about a hundredth of a processor, unless configuration.keep_free_memory is
/// set. Any thread, whether the world is stopped or not.
LOAM_EXPORT uint64_t loam_scavenge(loam_runtime *runtime, uint64_t budget, bool *out_more);
/// The other way round: gets the next few megabytes that the heap will grow by from the system, when it has grown and
/// will grow further before the next collection. So those who allocate do not wait for it, which takes up to
/// milliseconds for each huge page. Does nothing when that much is there. True: there is more to get. Any thread that
/// may wait (see loam_hooks.prepare), whether the world is stopped or not.
LOAM_EXPORT bool loam_prepare(loam_runtime *runtime);
/// Gives free pages back to the system at once until at most `keep` bytes of free memory are left; returns the bytes
/// given back. Any thread, whether the world is stopped or not.
LOAM_EXPORT uint64_t loam_release_free_pages(loam_runtime *runtime, uint64_t keep);

// ---- what is kept for one collection ----

/// Names two pointers of the program, in package variables that are registered as roots: whenever a collection begins
/// the second takes the value of the first, and the first becomes NULL, while nothing runs and before anything is
/// marked. So what only the first leads to is let go by the second collection from then. NULL: none. Requires: the
/// world is stopped, or the caller is a native that does it once before anything else uses the two.
LOAM_EXPORT void loam_collect_set_aging(loam_runtime *runtime, void **words);
/// Collections that have begun. It changes while the world is stopped, so a native that runs sees one number
/// throughout.
LOAM_EXPORT uint64_t loam_collect_begun(loam_runtime *runtime);

// ---- policy ----

/// What cycles found.
typedef struct loam_collect_counts {
  uint64_t heap_live;                    ///< Bytes marked by the last cycle + allocated since.
  uint64_t marked_bytes, marked_objects; ///< Of the last finished marking; objects born meanwhile count as bytes.
  uint64_t black_bytes;                  ///< Of them: born meanwhile.
  uint64_t overshot_bytes;               ///< Of these: beyond the goal that loam_mark_set_pace named.
  uint64_t stack_scanned;                ///< Bytes of it: used parts of stacks.
  uint64_t globals_scanned;              ///< Bytes.
  uint64_t stack_memory;                 ///< Bytes of pages that stacks take, now.
  uint64_t cycles;
  uint64_t work_done;                 ///< Bytes of marking in this or the last cycle.
  uint64_t assisted_bytes, assist_ns; ///< Of it, by those who allocated, and the time it took them.
  uint64_t barrier_hits;              ///< Pointers shaded by the write barrier since the start.
} loam_collect_counts;
/// Stops nobody and waits for nobody but a moment. What describes the last finished marking (marked and scanned bytes
/// and objects, black_bytes, cycles) is of one cycle; the other figures are each of this moment. Any thread.
LOAM_EXPORT void loam_collect_get_counts(loam_runtime *runtime, loam_collect_counts *out);
/// How many goroutines more could run at once than do: GOMAXPROCS minus the workers that are at work. Any thread.
LOAM_EXPORT uint32_t loam_runtime_idle_workers(loam_runtime *runtime);
/// The heap size in bytes at which the next cycle should begin, by Go's rule: what the last one marked, and `percent`
/// (GOGC) of that and of the roots that it scanned, stacks and package variables; at least 4 MiB at 100 percent. What
/// was born beyond the goal does not count as marked: else a heap that outran its marking would do so ever further.
/// `memory_limit` (GOMEMLIMIT; UINT64_MAX: none), less the memory of stacks, lowers it, but never below a sixteenth
/// more than what was marked. UINT64_MAX: never. A pure function.
LOAM_EXPORT uint64_t loam_collect_goal(int32_t percent, uint64_t memory_limit, const loam_collect_counts *counts);
/// The limit that collections try to stay below: GOMEMLIMIT or 15/16 of what maximum_memory lets everybody take,
/// whichever is less; UINT64_MAX: none. Any thread.
LOAM_EXPORT uint64_t loam_collect_memory_limit(loam_runtime *runtime);
/// The heap size (bytes of live objects) at which the `collect` hook is called next; UINT64_MAX = never.
LOAM_EXPORT void loam_collect_set_trigger(loam_runtime *runtime, uint64_t bytes);
/// The policy reports a finished cycle for ReadMemStats: pauses, goal, reason.
LOAM_EXPORT void loam_collect_report(loam_runtime *runtime, loam_collect_reason reason, uint64_t pause_ns,
                                     uint64_t goal, double cpu_fraction);
/// The policy tells time that its mark workers have spent beside the program: on processors that had nothing to do
/// (`idle`), or on others. For loam_runtime_metrics. Any thread.
LOAM_EXPORT void loam_collect_spent(loam_runtime *runtime, uint64_t nanoseconds, bool idle);
/// Nanoseconds that the threads which run goroutines have run on a processor, since the start: the program's time and
/// what allocation took of it for collections. A call to the system for each thread. Any thread.
LOAM_EXPORT uint64_t loam_runtime_worker_time(loam_runtime *runtime);
/// The policy says whether collections have had more than their share of the processors' time, so that until it says
/// otherwise nobody helps with marking and GOMEMLIMIT is passed. Answers `limited`, or false with
/// LOAMDEBUG=nolimiter=1: then it is not to act by it. Any thread.
LOAM_EXPORT bool loam_collect_set_limited(loam_runtime *runtime, bool limited);
/// What it said last. Any thread.
LOAM_EXPORT bool loam_collect_is_limited(loam_runtime *runtime);
/// How many cycles had ended when that last became so; 0: never (runtime/metrics: /gc/limiter/last-enabled:gc-cycle).
LOAM_EXPORT uint64_t loam_collect_last_limited(loam_runtime *runtime);
/// GOGC as set by the program (debug.SetGCPercent), -1: off; read by the policy at each cycle. Sets the trigger anew,
/// by loam_collect_goal of the last cycle's counts; stops the world for that. Returns the old one. Any thread.
LOAM_EXPORT int32_t loam_collect_set_percent(loam_runtime *runtime, int32_t percent);
/// GOGC as it stands; -1: off. Any thread.
LOAM_EXPORT int32_t loam_collect_percent(loam_runtime *runtime);

LOAM_END_DECLARATIONS

#endif
