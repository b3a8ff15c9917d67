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

/// What one side of a switch tells the other: travels in the registers of a result of two words.
typedef struct loam_machine_message {
  uint64_t first, second;
} loam_machine_message;

/// Where code on a stack goes on: of a thread while it runs on another stack, or of a machine stack that is left.
typedef struct loam_machine {
  void *sp; ///< Saved while it is left.
  void (*entry)(void *argument);
  void *argument;
#if defined(LOAM_MACHINE_UCONTEXT)
  ucontext_t context;
  loam_machine_message message;
#endif
#if LOAM_ADDRESS_SANITIZER
  void *fake_stack;
  const void *bottom; ///< NULL: a thread's stack that was not left yet.
  size_t size;
  struct loam_machine *from; ///< Who switched to it last.
#endif
#if LOAM_THREAD_SANITIZER
  void *fiber;
#endif
} loam_machine;

/// At the high end of its own memory; the owner may keep a record of its own below it.
typedef struct loam_machine_stack {
  struct loam_machine_stack *link; ///< In the pool.
  uintptr_t lo, hi;                ///< Usable bytes; hi - lo is a power of two. The record lies below hi.
  uint32_t order, registered;      ///< `registered`: valgrind's number.
#if LOAM_THREAD_SANITIZER
  void *fiber;
#endif
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

/// Prepares *machine so that the first switch to it calls entry(argument) on `stack`, below `top`, an address in it at
/// or below its record. `entry` must not return: it ends with loam_machine_leave.
void loam_machine_prepare(loam_machine *machine, loam_machine_stack *stack, void *top, void (*entry)(void *argument),
                          void *argument);
/// From a thread's own stack to a machine stack: saves the running code's place in *from and goes on at *to, where the
/// switch that left it answers `message`; answers the message of whoever switches to *from. The first switch to a stack
/// has nobody to tell.
loam_machine_message loam_machine_enter(loam_machine *from, loam_machine *to, loam_machine_message message);
/// From a machine stack to a thread's own, likewise.
loam_machine_message loam_machine_exit(loam_machine *from, loam_machine *to, loam_machine_message message);
/// The same, for good: the stack of *from may be released by the code at *to.
void loam_machine_leave(loam_machine *from, loam_machine *to, loam_machine_message message) __attribute__((noreturn));

/// From one machine stack to another, publishing the one that is left: *word = value, with release order, when *from_sp
/// is saved and nothing of its stack is used any more. Answers the message of whoever switches back.
#if !defined(LOAM_MACHINE_UCONTEXT) && !LOAM_ADDRESS_SANITIZER && !LOAM_THREAD_SANITIZER
#define LOAM_MACHINE_DIRECT 1
loam_machine_message loam_machine_switch_published(void **from_sp, void *to_sp, _Atomic uint32_t *word, uint32_t value);
#else
#define LOAM_MACHINE_DIRECT 0
#endif

#pragma GCC visibility pop
#endif
