// SPDX-License-Identifier: Apache-2.0
//
// fault.h — faults that become run-time errors.
#ifndef LOAM_INTERPRET_FAULT_H
#define LOAM_INTERPRET_FAULT_H

#include "interpret/operation.h"

#include "include/loam_fault.h"

#include <signal.h>

#pragma GCC visibility push(hidden)

enum { LOAM_FAULT_TEXT = 320 };
/// What the error says of a fault in the native that the goroutine is saved at.
void loam_fault_write(char text[LOAM_FAULT_TEXT], const loam_goroutine *goroutine, const loam_fault *fault);
/// The name of the native that it is saved at.
void loam_fault_name(const loam_goroutine *goroutine, char *text, size_t size);
/// Gives the calling worker's thread back what a signal and the code that was left may have changed: blocked signals,
/// and memory of a stack that overflowed.
void loam_fault_settle(loam_worker *worker, const loam_fault *fault);
/// Whether the address is where the stack of the calling thread, a worker's, ends.
bool loam_fault_is_overflow(const loam_worker *worker, int signal, const void *address);

/// The calling thread's worker, or NULL.
extern _Thread_local loam_worker *loam_worker_here;

// Of interpret.c, where instructions are functions; else false and 0.
bool loam_is_handler(uintptr_t code);
/// Where `operation` is done as by an instruction, and the table that this wants in its register.
uintptr_t loam_fault_handler(bool native);
const void *loam_handler_table(void);

/// An alternate signal stack for a thread, in a frame of its own that lasts as long.
typedef struct loam_fault_stack {
  stack_t before;
  _Alignas(16) char room[32 << 10];
} loam_fault_stack;
void loam_fault_stack_begin(loam_fault_stack *stack);
void loam_fault_stack_end(loam_fault_stack *stack);

#pragma GCC visibility pop
#endif
