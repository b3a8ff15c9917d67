// SPDX-License-Identifier: Apache-2.0
//
// leave.h — natives that do not come back, and threads that are left behind with them.
#ifndef LOAM_SCHEDULE_LEAVE_H
#define LOAM_SCHEDULE_LEAVE_H

#include "schedule/schedule.h"

#pragma GCC visibility push(hidden)

/// Nanoseconds after which a native that does not come back, and is in no blocking call, is left where it is: by the
/// end of a run, and by that of a runtime.
#define LOAM_NATIVE_PATIENCE 2000000000
/// Nanoseconds after which it is told to come back (configuration.leave_signal).
#define LOAM_EXPEL_AFTER 50000000
/// The same at the end of a run: natives that do not come back go on.
void loam_world_await_end(loam_runtime *runtime);
/// Whether the worker runs a native, and is in no blocking call, as far as another thread can tell.
bool loam_worker_is_in_native(const loam_worker *worker);
/// Has those that are to end leave their natives, where these can be left; to be tried again if not. Whether any worker
/// is in one.
bool loam_workers_expel(loam_runtime *runtime);
/// Ends system calls that blocking calls of those wait in that are to end, if these come to one.
void loam_workers_rouse(loam_runtime *runtime);
/// Whether the goroutine runs only until somebody sees to its end: it was killed, or its program is over.
bool loam_goroutine_is_to_end(const loam_runtime *runtime, const loam_goroutine *goroutine);
/// Ends all worker threads. False: one is stuck in a system call and was left behind; nothing may be freed.
bool loam_workers_join(loam_runtime *runtime);

#pragma GCC visibility pop
#endif
