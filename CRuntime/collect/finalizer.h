// SPDX-License-Identifier: Apache-2.0
//
// finalizer.h — the finalizer table's part in a cycle.
#ifndef LOAM_FINALIZER_H
#define LOAM_FINALIZER_H

#include "collect/collector.h"

#pragma GCC visibility push(hidden)

/// Marks some of: closures, ready finalizers, and what objects with a finalizer refer to. False: nothing was left.
bool loam_finalizers_shade_next(loam_collector *collector, loam_marker *marker);
/// Queues the finalizers of unmarked objects and marks those; how many. Requires: marking drained.
uint64_t loam_finalizers_queue(loam_collector *collector, loam_marker *marker);
void loam_finalizers_release(loam_collector *collector);

#pragma GCC visibility pop
#endif
