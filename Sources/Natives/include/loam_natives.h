// SPDX-License-Identifier: Apache-2.0
//
// loam_natives.h — the bodies in C of the library's Go functions that are declared without one.
#ifndef LOAM_NATIVES_H
#define LOAM_NATIVES_H

#include "loam_native.h"

/// The body of the function with this full name: "time.Sleep", "os.(*File).x", "internal/bytealg.IndexByte". NULL when
/// there is none. The name need not end with a zero. Threads: any. Constant tables, no work at start-up.
LOAM_EXPORT loam_native loam_natives_lookup(const char *name, size_t length);

/// Entry `index` of all natives, for tests that compare them with the Go declarations: false past the end.
/// `*out_package` is the import path; the entry's name is that within the package.
LOAM_EXPORT bool loam_natives_entry(size_t index, const char **out_package, loam_native_entry *out_entry);

/// A loam_give_up (loam_runtime.h): takes back what a goroutine did to wait for a Mutex, a WaitGroup or an RWMutex that
/// it wants to read. False for all else.
LOAM_EXPORT bool loam_natives_give_up(const char *reason, uint32_t *address);

/// From now on os.Setenv and its kin change the process's environment as well, as in a Go program that calls C: C code
/// is to see it. Threads: any.
LOAM_EXPORT void loam_natives_share_environment(void);

/// The name of the C function that begins at an address; NULL when none that is known does. Threads: any.
LOAM_EXPORT const char *loam_natives_symbol(const void *address);

#endif
