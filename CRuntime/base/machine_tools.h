// SPDX-License-Identifier: Apache-2.0
//
// machine_tools.h — what sanitizers and valgrind are told of machine stacks.
//
// How.      The address sanitizer must know the bounds of the stack that runs and keeps a "fake stack" for each; the
//           thread sanitizer keeps a "fiber"; the leak sanitizer looks for pointers in stacks that do not run. Valgrind
//           takes a jump of the stack pointer for a growth unless both ends lie in stacks it was told of; its requests
//           are instructions that do nothing elsewhere, so that every build can make them.
// Requires. loam_tools_before_switch is followed by the switch in the same function: what a sanitizer notes at the
//           return of a function belongs to the stack that runs.
#ifndef LOAM_MACHINE_TOOLS_H
#define LOAM_MACHINE_TOOLS_H

#include "base/machine.h"

#if defined(__has_include)
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define LOAM_VALGRIND 1
#endif
#endif

#if LOAM_ADDRESS_SANITIZER
void __sanitizer_start_switch_fiber(void **fake_stack_save, const void *bottom, size_t size);
void __sanitizer_finish_switch_fiber(void *fake_stack_save, const void **bottom_old, size_t *size_old);
void __asan_unpoison_memory_region(void const volatile *address, size_t size);
#if defined(__linux__)
void __lsan_register_root_region(const void *address, size_t size);
void __lsan_unregister_root_region(const void *address, size_t size);
#endif
#endif
#if LOAM_THREAD_SANITIZER
void *__tsan_get_current_fiber(void);
void *__tsan_create_fiber(unsigned flags);
void __tsan_destroy_fiber(void *fiber);
void __tsan_switch_to_fiber(void *fiber, unsigned flags);
#endif

// ---- valgrind ----

#if !defined(LOAM_VALGRIND) && defined(__x86_64__) && defined(__GNUC__)
// Its request on this machine: four rotations that cancel out and an exchange of a register with itself; rax addresses
// the number of the request and five arguments, rdx becomes the answer.
static inline uint64_t loam_valgrind_request(uint64_t number, uint64_t a, uint64_t b, uint64_t c) {
  volatile uint64_t arguments[6] = {number, a, b, c, 0, 0};
  volatile uint64_t answer;
  __asm__ volatile("rolq $3, %%rdi\n\trolq $13, %%rdi\n\trolq $61, %%rdi\n\trolq $51, %%rdi\n\txchgq %%rbx, %%rbx"
                   : "=d"(answer)
                   : "a"(&arguments[0]), "0"((uint64_t)0)
                   : "cc", "memory");
  return answer;
}
static inline uint32_t loam_tools_valgrind_register(uintptr_t lo, uintptr_t hi) {
  return (uint32_t)loam_valgrind_request(0x1501, lo, hi - 1, 0);
}
static inline void loam_tools_valgrind_deregister(uint32_t number) { loam_valgrind_request(0x1502, number, 0, 0); }
static inline void loam_tools_valgrind_undefined(uintptr_t lo, uintptr_t hi) {
  loam_valgrind_request(('M' << 24 | 'C' << 16) + 1, lo, hi - lo, 0);
}
#elif defined(LOAM_VALGRIND)
static inline uint32_t loam_tools_valgrind_register(uintptr_t lo, uintptr_t hi) {
  return (uint32_t)VALGRIND_STACK_REGISTER(lo, hi - 1);
}
static inline void loam_tools_valgrind_deregister(uint32_t number) { VALGRIND_STACK_DEREGISTER(number); }
static inline void loam_tools_valgrind_undefined(uintptr_t lo, uintptr_t hi) {
  (void)VALGRIND_MAKE_MEM_UNDEFINED(lo, hi - lo);
}
#else
static inline uint32_t loam_tools_valgrind_register(uintptr_t lo, uintptr_t hi) { return (void)lo, (void)hi, 0; }
static inline void loam_tools_valgrind_deregister(uint32_t number) { (void)number; }
static inline void loam_tools_valgrind_undefined(uintptr_t lo, uintptr_t hi) { (void)lo, (void)hi; }
#endif

// ---- the life of a stack ----

/// Its memory exists, or is about to be given back.
static inline void loam_tools_mapped(loam_machine_stack *stack) {
  stack->registered = loam_tools_valgrind_register(stack->lo, stack->hi);
}
static inline void loam_tools_unmapping(loam_machine_stack *stack) {
  loam_tools_valgrind_deregister(stack->registered);
}

/// Code is about to live on it.
static inline void loam_tools_acquired(loam_machine_stack *stack) {
  loam_tools_valgrind_undefined(stack->lo, (uintptr_t)stack);
#if LOAM_ADDRESS_SANITIZER
#if defined(__linux__)
  __lsan_register_root_region((const void *)stack->lo, stack->hi - stack->lo);
#endif
#endif
#if LOAM_THREAD_SANITIZER
  stack->fiber = __tsan_create_fiber(0);
#endif
}

static inline void loam_tools_prepared(loam_machine *machine, const loam_machine_stack *stack) {
  (void)machine, (void)stack;
#if LOAM_ADDRESS_SANITIZER
  machine->bottom = (const void *)stack->lo;
  machine->size = stack->hi - stack->lo;
  machine->fake_stack = NULL;
#endif
#if LOAM_THREAD_SANITIZER
  machine->fiber = stack->fiber;
#endif
}

/// Nothing lives on it any more: frames that never returned leave marks.
static inline void loam_tools_released(loam_machine_stack *stack) {
  (void)stack;
#if LOAM_ADDRESS_SANITIZER
  __asan_unpoison_memory_region((const void *)stack->lo, stack->hi - stack->lo);
#if defined(__linux__)
  __lsan_unregister_root_region((const void *)stack->lo, stack->hi - stack->lo);
#endif
#endif
#if LOAM_THREAD_SANITIZER
  __tsan_destroy_fiber(stack->fiber);
#endif
}

// ---- switches ----

__attribute__((always_inline)) static inline void loam_tools_before_switch(loam_machine *from, loam_machine *to,
                                                                           bool last) {
  (void)from, (void)to, (void)last;
#if LOAM_ADDRESS_SANITIZER
  to->from = from;
  __sanitizer_start_switch_fiber(last ? NULL : &from->fake_stack, to->bottom, to->size);
#endif
#if LOAM_THREAD_SANITIZER
  if (from->fiber == NULL) from->fiber = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(to->fiber, 0);
#endif
}

/// First on the stack that runs now.
__attribute__((always_inline)) static inline void loam_tools_after_switch(loam_machine *self) {
  (void)self;
#if LOAM_ADDRESS_SANITIZER
  const void *bottom;
  size_t size;
  __sanitizer_finish_switch_fiber(self->fake_stack, &bottom, &size);
  if (self->from->bottom == NULL) { // a thread left its own stack for the first time
    self->from->bottom = bottom;
    self->from->size = size;
  }
#endif
}

#endif
