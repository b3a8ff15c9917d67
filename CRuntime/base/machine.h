// SPDX-License-Identifier: Apache-2.0
//
// machine.h — machine stacks beside those of threads, and the switch between them.
//
// How.      A machine stack is a mapping of its own: guard, then 2^n usable bytes, backed as they are touched, with its
//           record at the high end, so that one page serves record and first frames. Free ones are kept in a pool. A
//           switch is a call that saves what a call preserves on the stack it leaves, changes the stack pointer and
//           ends in an indirect jump. Sanitizers and valgrind are told of stacks and switches.
// Upholds.  machine.stack, machine.registers
// Threads.  The pool: any, one lock. A machine is run by one thread at a time; which one may change at every switch.
// Fails.    NULL without memory, nothing changed.
#ifndef LOAM_MACHINE_H
#define LOAM_MACHINE_H

#include "base/lock.h"
#include "base/os.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LOAM_SANITIZE_ADDRESS 1
#endif
#if __has_feature(thread_sanitizer)
#define LOAM_SANITIZE_THREAD 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define LOAM_SANITIZE_ADDRESS 1
#endif
#if defined(__SANITIZE_THREAD__)
#define LOAM_SANITIZE_THREAD 1
#endif

// LOAM_MACHINE_UCONTEXT forces the portable switch, which costs two system calls.
#if !defined(LOAM_MACHINE_UCONTEXT) && !defined(__x86_64__) && !defined(__aarch64__)
#define LOAM_MACHINE_UCONTEXT 1
#endif
#if defined(LOAM_MACHINE_UCONTEXT)
#include <ucontext.h>
#endif

#pragma GCC visibility push(hidden)

#define LOAM_MACHINE_LEAST (16ull << 10)   ///< Usable bytes of the smallest stack, its record included.
#define LOAM_MACHINE_DEFAULT (64ull << 10) ///< When 0 is asked for.
#define LOAM_MACHINE_MOST (1ull << 30)
#define LOAM_MACHINE_GUARD (16ull << 10) ///< More than a page, so that frames of a few KiB cannot step over it.
enum {
  LOAM_MACHINE_ORDERS = 17,               ///< 16 KiB to 1 GiB.
  LOAM_MACHINE_KEPT_BYTES = 4 << 20,      ///< Sizes of the free stacks that a pool keeps, together.
  LOAM_MACHINE_KEPT_RESIDENT = 256 << 10, ///< Of a larger kept stack the low end is given back.
};

/// Where code on a stack goes on: of a thread while it runs on another stack, or of a machine stack that is left.
typedef struct loam_machine {
  void *sp; ///< Saved while it is left.
#if defined(LOAM_MACHINE_UCONTEXT)
  ucontext_t context;
#endif
#if defined(LOAM_SANITIZE_ADDRESS)
  void *fake_stack;
  const void *bottom; ///< NULL: a thread's stack that was not left yet.
  size_t size;
  struct loam_machine *from; ///< Who switched to it last.
#endif
#if defined(LOAM_SANITIZE_THREAD)
  void *fiber;
#endif
} loam_machine;

/// At the high end of its own memory; the owner may keep a record of its own below it.
typedef struct loam_machine_stack {
  struct loam_machine_stack *link; ///< In the pool.
  uintptr_t lo, hi;                ///< Usable bytes; hi - lo is a power of two. The record lies below hi.
  uint32_t order, registered;      ///< `registered`: valgrind's number.
  void (*entry)(void *argument);
  void *argument;
  loam_machine machine;
} loam_machine_stack;

/// Free stacks by size, the one freed last first. Embedded in the runtime.
typedef struct loam_machine_pool {
  loam_os *os;
  loam_lock lock;
  loam_machine_stack *free[LOAM_MACHINE_ORDERS]; ///< under lock
  uint64_t kept;                                 ///< Bytes of the free ones. under lock
  _Atomic uint64_t in_use;                       ///< Usable bytes of those handed out.
  _Atomic uint64_t maps;                         ///< Stacks mapped so far; the rest came from the pool.
} loam_machine_pool;

void loam_machine_pool_init(loam_machine_pool *pool, loam_os *os, loam_bugs *bugs);
/// Unmaps the free stacks. Requires: all were released.
void loam_machine_pool_deinit(loam_machine_pool *pool);

/// A stack of at least `size` usable bytes (0: the default), or NULL: no memory, or more than LOAM_MACHINE_MOST. Its
/// contents are undefined but for the record.
loam_machine_stack *loam_machine_stack_acquire(loam_machine_pool *pool, uint64_t size);
/// Nothing on the stack is needed any more: code on it has left it for good (loam_machine_leave), or never goes on.
void loam_machine_stack_release(loam_machine_pool *pool, loam_machine_stack *stack);
static inline uint64_t loam_machine_stack_size(const loam_machine_stack *stack) { return stack->hi - stack->lo; }

/// Prepares stack->machine so that the first switch to it calls entry(argument) on that stack, below `top`, an address
/// in the stack at or below its record. `entry` must not return: it ends with loam_machine_leave.
void loam_machine_prepare(loam_machine_stack *stack, void *top, void (*entry)(void *argument), void *argument);
/// Saves the running code's place in *from and goes on at *to; returns when somebody switches to *from.
void loam_machine_switch(loam_machine *from, loam_machine *to);
/// The same, for good: the stack of *from may be released by the code at *to.
void loam_machine_leave(loam_machine *from, loam_machine *to) __attribute__((noreturn));

#pragma GCC visibility pop
#endif
