// SPDX-License-Identifier: Apache-2.0
//
// CRuntime.h — umbrella of the public headers.
#ifndef CRUNTIME_H
#define CRUNTIME_H
#include "loam_base.h"
#include "loam_type.h"
#include "loam_opcodes.h"
#include "loam_bytecode.h"
#include "loam_opcode_info.h"
#include "loam_native.h"
#include "loam_step.h"
#include "loam_channel.h"
#include "loam_runtime.h"
#include "loam_goroutine.h"
#include "loam_callback.h"
#include "loam_fault.h"
#include "loam_handle.h"
#include "loam_step_macros.h"
#include "loam_native_goroutine.h"
#include "loam_collect.h"
#include "loam_heap.h"
#include "loam_frames.h"
#include "loam_metrics.h"
#include "loam_event.h"
#include "loam_trace.h"
#include "loam_profile.h"
#include "loam_snapshot.h"
#include "loam_break.h"
#endif
