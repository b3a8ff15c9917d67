// SPDX-License-Identifier: Apache-2.0
//
// CProcess.h — settings of the command's own process that Swift's view of the C library lacks. Libraries never set
// them.
#ifndef CPROCESS_H
#define CPROCESS_H

#include <stdbool.h>
#include <stddef.h>

/// Makes the C library's allocator use one arena that grows by large steps. Otherwise each thread has its own, which
/// grows page by page with a system call each time: 200 of them in a small program. Call before any thread starts.
void cprocess_use_one_arena(void);

/// A signal that the thread has raised itself: SIGSEGV, SIGBUS, SIGFPE, SIGILL or SIGTRAP by an instruction, SIGABRT by
/// abort, or any of them by raise.
typedef struct cprocess_fault {
  int signal;
  const void *address; ///< Of the memory or the instruction; NULL: it was raised.
  void *registers;     ///< A ucontext_t.
} cprocess_fault;

/// Asks `leave` about these, on the thread's alternate stack if it has one. When it knows where the thread goes on it
/// jumps there, or changes the registers and answers true. False: the process ends as it would have without. So it does
/// when malloc or one of its kin calls abort while it holds its lock. Then `name` is asked which function runs (at most
/// `size` bytes with the 0; "": none of which it knows). `leave` is also asked when the process sends SIGURG to a
/// thread of its own, of which nothing else comes but the end of the system call that it waits in (EINTR).
void cprocess_catch_faults(bool (*leave)(const cprocess_fault *fault), void (*name)(char *text, size_t size));

#endif
