// SPDX-License-Identifier: Apache-2.0
//
// loam_handle.h — roots outside of frames: what a handle holds is kept alive until the handle is released.
//
// Objects do not move, so that the pointer that loam_handle_get answers stays good as long as the handle holds it.
// Threads. Any: of the host, hooks, natives and steps.
#ifndef LOAM_HANDLE_H
#define LOAM_HANDLE_H

#include "loam_base.h"

LOAM_BEGIN_DECLARATIONS

/// Names a root; 0 names none. A released one is never named again by the same number.
typedef uint64_t loam_handle;

/// A handle for `object`: nil, a pointer to or into a heap object, or one that is no business of the collector. A
/// pointer into a stack is refused (LOAM_INVALID_ARGUMENT). The object must be kept alive by something else until this
/// returns. LOAM_NO_MEMORY.
LOAM_EXPORT loam_status loam_handle_create(loam_runtime *runtime, void *object, loam_handle *out_handle);
/// Ends a handle. LOAM_INVALID_ARGUMENT when it is none, or was released before.
LOAM_EXPORT loam_status loam_handle_release(loam_runtime *runtime, loam_handle handle);
/// What it holds. LOAM_INVALID_ARGUMENT when it is none, or was released; then *out_object is as before.
LOAM_EXPORT loam_status loam_handle_get(loam_runtime *runtime, loam_handle handle, void **out_object);
/// Makes it hold another object, of which the same is asked as by loam_handle_create.
LOAM_EXPORT loam_status loam_handle_set(loam_runtime *runtime, loam_handle handle, void *object);
/// Handles that are not released.
LOAM_EXPORT uint64_t loam_handle_count(loam_runtime *runtime);
/// Fills in at most `count` of them; returns how many there are. Those that are left when the runtime is destroyed are
/// told to the hook `leaked`, which may call this.
LOAM_EXPORT uint64_t loam_handle_list(loam_runtime *runtime, loam_handle *out, uint64_t count);

LOAM_END_DECLARATIONS

#endif
