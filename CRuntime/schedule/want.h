// SPDX-License-Identifier: Apache-2.0
//
// want.h — want of memory: what happens between an allocation that was refused and its goroutine's end.
//
// How.      An allocation is refused by the system, or where pages are taken, because heap and stacks would pass the
//           instance's limit (heap/pages.c). Whoever allocates then collects and tries again, once unless
//           others took meanwhile what that made room for; a goroutine that already panics or ends tries with what is
//           kept back of the limit; after that, and at once when
//           collections for so little take most of the time, the host is asked, and without a host's answer the
//           goroutine ends if there is a limit, else the program. Instructions are executed again from their beginning,
//           C code tries again where it is.
// Upholds.  heap.limit, want.once
// Threads.  The worker of the goroutine.
#ifndef LOAM_WANT_H
#define LOAM_WANT_H

#include "interpret/operation.h"

#pragma GCC visibility push(hidden)

/// What becomes of a want that a collection has not met.
typedef enum loam_want {
  LOAM_WANT_RETRY = 0,
  LOAM_WANT_FAIL,  ///< A panic, or NULL in C.
  LOAM_WANT_END,   ///< The goroutine ends.
  LOAM_WANT_FATAL, ///< The program ends.
} loam_want;

enum { LOAM_REFUSED_TEXT = 160 }; ///< Room for the text of loam_heap_tell_refused.

/// In the place of a fatal error's text: the goroutine ends, as its last allocation in C was refused.
extern const char loam_unmet[];

/// Want of memory is the goroutine's affair and not the program's.
bool loam_want_limited(loam_runtime *runtime);
/// Asks the host, if it wants to be asked, about `bytes` bytes. The current goroutine is saved; it may move.
loam_want loam_want_judge(loam_worker *worker, uint64_t bytes, bool stack);
/// Collections have had more than their share of the time, and the last one left hardly any room below the limit:
/// another one would be the next step of a spiral.
bool loam_want_futile(loam_runtime *runtime);
/// There would be room for `bytes` bytes beside what the last marking found to have been live when it began: others
/// took it since, who may have dropped it again. So another collection is worth while, after `collections` of them.
bool loam_want_overtaken(loam_runtime *runtime, uint64_t bytes, uint32_t collections);
/// After a collection for want of memory: gives back what the worker keeps ready of stacks.
void loam_want_give_back(loam_worker *worker);
/// A thread of the host could not start a goroutine: true when it is to try again after a collection.
bool loam_want_outside(loam_runtime *runtime, loam_status status, bool *collected);
/// The current goroutine ends for want of `bytes` bytes: the report, then its deferred calls, each on top of the frame
/// that deferred it. One that wants memory in vain is given up, and the next one runs. (interpret/panic.c)
loam_next loam_end_unmet(loam_worker *worker, const uint64_t *pc, loam_slot *fp, uint64_t bytes, bool stack);
/// Tells that it does: the fatal error and its trace. (interpret/fatal.c)
void loam_report_unmet(loam_worker *worker, uint64_t bytes, bool stack);

#pragma GCC visibility pop
#endif
