// SPDX-License-Identifier: Apache-2.0
//
// special.h — what hangs on objects and becomes due when they are no longer reached: finalizers, cleanups, weak
// pointers.
//
// How.      A hash table outside the heap, by the base of the object; an object may have several. Whoever sweeps a span
//           that has some looks them up for each dead object, before the marks become the table of what is allocated:
//           an object with a finalizer is marked for one more cycle, its weak pointers are cleared, and its finalizers
//           go to the ready queue; one without loses its weak pointers, and its cleanups go to the queue. So the end of
//           marking has no work that grows with them. What a finalizer's object refers to is a root, the object is not:
//           of a chain of such objects the first goes first, and a cycle never does, as in Go.
//           A weak pointer is a heap object of one word (the handle): the address, or 0 when the object is gone.
// Source.   Go's specials (runtime/mheap.go) and weak handles (proposal 67552).
// Upholds.  collect.finalizer, special.count, special.weak
// Threads.  Any; the table is under finalizers_lock.
// Fails.    LOAM_NO_MEMORY, nothing changed. Without memory for the queue an object lives until there is some.
#ifndef LOAM_SPECIAL_H
#define LOAM_SPECIAL_H

#include "collect/collector.h"

#pragma GCC visibility push(hidden)

/// Has `closure` (func()) called when `object` is gone; *out_id names it for _remove_cleanup. LOAM_INVALID_ARGUMENT
/// unless `object` is in a heap object.
loam_status loam_collector_add_cleanup(loam_collector *collector, void *object, void *closure, uint64_t *out_id);
/// False: it has been called for already, or was removed.
bool loam_collector_remove_cleanup(loam_collector *collector, void *object, uint64_t id);
/// The handle of weak pointers to `object`: the one that it has, or else `fresh`, a new pointer-free object of at least
/// 8 bytes. NULL without memory.
void *loam_collector_weak_handle(loam_collector *collector, void *object, void *fresh);
/// What the handle leads to, or NULL. The caller shades it before its next safepoint.
void *loam_collector_weak_get(loam_collector *collector, const void *handle);

/// Marks some of: closures, handles, what waits in the queue, and what objects with a finalizer refer to. False:
/// nothing was left.
bool loam_specials_shade_next(loam_collector *collector, loam_marker *marker);
/// Sees to the dead objects of a span whose marks are still there. Its owner.
void loam_specials_sweep(void *collector, loam_span *span);
/// Queues what is due. Requires: finalizers_lock. False without memory.
bool loam_finalizers_push_locked(loam_collector *collector, const loam_finalizer *finalizer);
/// Walks the table and reports the first broken invariant. Requires: world stopped.
bool loam_specials_check(loam_collector *collector);
void loam_specials_release(loam_collector *collector);
void loam_finalizers_release(loam_collector *collector);

#pragma GCC visibility pop
#endif
