// SPDX-License-Identifier: Apache-2.0
//
// profile.h — natives of package runtime that stand in profile.c.
#ifndef LOAM_NATIVES_PROFILE_H
#define LOAM_NATIVES_PROFILE_H

#include "natives.h"

#pragma GCC visibility push(hidden)

loam_native_status loam_native_mem_profile(loam_context *context);
loam_native_status loam_native_goroutine_profile(loam_context *context);

#pragma GCC visibility pop

#endif
