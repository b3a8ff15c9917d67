// SPDX-License-Identifier: Apache-2.0
//
// loam_fault.h — for a host's handlers of signals: where a thread goes on that has faulted.
//
// The runtime installs no handlers. A host that does, for SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP and SIGABRT, with
// SA_SIGINFO, SA_NODEFER and SA_ONSTACK, asks here, on the thread that faulted, in this order: loam_call_fault, for C
// code that Go called; loam_instruction_fault, for Go's own instructions; loam_native_fault, for natives of which the
// host knows that they may be left anywhere. What they answer for becomes a run-time error of Go. Worker threads have
// an alternate signal stack, so that C code may overflow theirs.
#ifndef LOAM_FAULT_H
#define LOAM_FAULT_H

#include "loam_base.h"

LOAM_BEGIN_DECLARATIONS

/// When the thread runs C code below loam_context_call_c it does not return, and the call ends in a run-time error of
/// Go. The C frames are gone, with locks that they may hold. Else false: the fault is somebody else's. `address`: NULL
/// when it is none of memory. `signal` 0: not a fault, but configuration.leave_signal has come, and the host would not
/// have C go on where it stands, as in reading a terminal; it is left if its goroutine is to end. `owner` (may be NULL,
/// lives for ever) is named in the error: "plugin sample".
LOAM_EXPORT bool loam_call_fault(int signal, const void *address, const char *owner);

/// When an instruction of Go, or one of the library's natives that may be left, was reading or writing an address that
/// is none, it changes the saved registers (a ucontext_t) and answers true: the handler is to return. Else false; on
/// machines other than x86-64, or where instructions are not functions (gcc), always.
LOAM_EXPORT bool loam_instruction_fault(int signal, const void *address, void *registers);

/// The same for any native that the thread runs, in a blocking call of its own, too.
/// `signal` 0: the signal of configuration.leave_signal has come. False: no native runs here that is to be left.
LOAM_EXPORT bool loam_native_fault(int signal, const void *address, void *registers, const char *owner);

/// The system call that the thread with these registers (a ucontext_t) was in when a signal came; -1: none. On x86-64
/// with Linux; else always -1.
LOAM_EXPORT int64_t loam_fault_system_call(const void *registers);
/// Whether that is one which the signal has ended, and which reads descriptor 0 or waits for it.
LOAM_EXPORT bool loam_fault_reads_input(const void *registers);

/// Unlocks the standard streams as often as the thread has locked them: C that was left may have stood in printf. The
/// two functions above do it by themselves; a host that leaves C in other ways calls it then. With glibc.
LOAM_EXPORT void loam_fault_release(void);

/// The name of the innermost C function that the thread runs below loam_context_call_c, cut off at `size` bytes with
/// its 0; "": none. For messages of such a handler.
LOAM_EXPORT void loam_call_name(char *text, size_t size);

LOAM_END_DECLARATIONS

#endif
