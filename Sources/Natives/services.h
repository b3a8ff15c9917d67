// SPDX-License-Identifier: Apache-2.0
//
// services.h — the public headers of the runtime that natives use beyond loam_native.h.
#ifndef LOAM_NATIVES_SERVICES_H
#define LOAM_NATIVES_SERVICES_H

#include "natives.h"
#include "loam_channel.h"
#include "loam_collect.h"
#include "loam_runtime.h"

#endif
