// SPDX-License-Identifier: Apache-2.0
//
// services.h — what natives ask of the runtime beyond its public headers: the inside of maps and channels. Bodies in
// CRuntime.
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

#endif
