// SPDX-License-Identifier: Apache-2.0
//
// CProcess.h — settings of the command's own process that Swift's view of the C library lacks. Libraries never set
// them.
#ifndef CPROCESS_H
#define CPROCESS_H

#include <stdbool.h>

/// Makes the C library's allocator use one arena that grows by large steps. Otherwise each thread has its own, which
/// grows page by page with a system call each time: 200 of them in a small program. Call before any thread starts.
void cprocess_use_one_arena(void);

/// Asks `leave(signal, address)` about faults (SIGSEGV, SIGBUS and SIGFPE that an instruction raised): it does not
/// return when it knows where the thread goes on. Those that it returns from end the process as before. It is told of
/// abort (SIGABRT), too, which it must return from.
void cprocess_catch_faults(bool (*leave)(int signal, const void *address));

#endif
