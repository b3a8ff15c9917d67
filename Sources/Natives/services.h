// SPDX-License-Identifier: Apache-2.0
//
// services.h — what natives ask of the runtime beyond loam_native.h: the inside of maps and channels, the program's
// arguments, collections, finalizers, traces. Bodies in CRuntime.
#ifndef LOAM_NATIVES_SERVICES_H
#define LOAM_NATIVES_SERVICES_H

#include "natives.h"
#include "loam_collect.h"
#include "loam_runtime.h"

/// len(map), which is not nil.
extern int64_t loam_map_length(const void *map);
/// Copies up to `count` entries to the arrays `keys` and `elements` (heap memory of the map's types); returns how many.
extern int64_t loam_map_read(const loam_type *type, const void *map, void *keys, void *elements, int64_t count);
/// len and cap of a channel that is not nil.
extern int64_t loam_channel_length(const void *channel);
extern int64_t loam_channel_capacity(const void *channel);

/// configuration.argument_count and arguments.
extern int loam_context_program_argument_count(loam_context *context);
extern const char *loam_context_program_argument(loam_context *context, int index);

/// A whole collection cycle, by the host's policy when there is one; returns when it is swept. May move.
extern void loam_context_collect(loam_context *context);
/// Has `finalizer` (a func value whose one parameter takes `object`) called when `object`, a heap object of element
/// type object.type->element, is reached by nothing else; finalizer.type NULL takes it back. May move.
extern loam_native_status loam_context_set_finalizer(loam_context *context, loam_eface object, loam_eface finalizer);
/// The calling goroutine.
extern void loam_context_goroutine(loam_context *context, loam_goroutine_info *out);
/// Goroutines that exist, without those of the runtime itself.
extern uint64_t loam_context_goroutine_count(loam_context *context);
/// Writes Go's trace of the calling goroutine, or of all, to `out`; returns the bytes written. Stops the world for all.
extern size_t loam_context_trace(loam_context *context, bool all, char *out, size_t size);
/// GOMEMLIMIT: sets it unless `bytes` is negative; returns the old one.
extern int64_t loam_runtime_set_memory_limit(loam_runtime *runtime, int64_t bytes);

#endif
