// SPDX-License-Identifier: Apache-2.0
//
// machine_switch.c — changing machine stacks.
//
// How.      change(save, to, message) is called like a C function: it pushes the registers that a call preserves,
//           stores the stack pointer in *save, takes `to` for it, pops, and jumps to the return address it finds with
//           the message as the result there. The jump is one
//           through a register: a `ret` would be predicted to lead to the latest call, which was on the other stack,
//           and be wrong nearly always (8 against 2.4 ns). There is a copy of the code for each direction, so that each
//           jump has few targets and is predicted. The control words of floating point are preserved as calls preserve
//           them, so that a rounding mode stays with the code that chose it; that costs 4 ns on x86-64, nearly all of
//           it for reading mxcsr.
// Limits.   Shadow stacks (x86 CET) keep return addresses of their own and would have to be switched as well; a process
//           with them on must be built with LOAM_MACHINE_UCONTEXT and a C library whose contexts know of them. Branch
//           target marks are not at the places jumped to (IBT, BTI): such pages must not be guarded.
//           The aarch64 code was written by the ABI (AAPCS64) and has not been run.
// Upholds.  machine.registers
#include "base/machine.h"

#include "base/machine_tools.h"

#include <string.h>

static void begin(loam_machine *machine) __attribute__((noreturn));

#if !defined(LOAM_MACHINE_UCONTEXT)

#define TEXT2(x) #x
#define TEXT(x) TEXT2(x)
#define NAME(name) TEXT(__USER_LABEL_PREFIX__) #name
#if defined(__ELF__)
#define FUNCTION(name)                                                                                                 \
  ".text\n.p2align 5\n.hidden " NAME(name) "\n.globl " NAME(name) "\n.type " NAME(name) ", %function\n" NAME(          \
      name) ":"                                                                                                        \
            "\n"
#define FUNCTION_END(name) ".size " NAME(name) ", .-" NAME(name) "\n"
#else
#define FUNCTION(name) ".text\n.p2align 5\n.private_extern " NAME(name) "\n.globl " NAME(name) "\n" NAME(name) ":\n"
#define FUNCTION_END(name) ""
#endif

#pragma GCC visibility push(hidden)
loam_machine_message loam_machine_change_in(void **save, void *to, loam_machine_message message);
loam_machine_message loam_machine_change_out(void **save, void *to, loam_machine_message message);
void loam_machine_first(void);
#pragma GCC visibility pop

#if defined(__x86_64__)

enum { SAVED_WORDS = 8, RETURN_WORD = 7, FIRST_WORD = 4, SECOND_WORD = 3 };
/// mxcsr and x87 control word of a new thread: all exceptions masked, round to nearest, 64-bit precision.
#define FIRST_CONTROL (0x1f80ull | 0x037full << 32)

// [control][r15][r14][r13][r12][rbx][rbp][return address]
#define SAVE                                                                                                           \
  "  pushq %rbp\n"                                                                                                     \
  "  pushq %rbx\n"                                                                                                     \
  "  pushq %r12\n"                                                                                                     \
  "  pushq %r13\n"                                                                                                     \
  "  pushq %r14\n"                                                                                                     \
  "  pushq %r15\n"                                                                                                     \
  "  subq $8, %rsp\n"                                                                                                  \
  "  stmxcsr (%rsp)\n"                                                                                                 \
  "  fnstcw 4(%rsp)\n"                                                                                                 \
  "  movq %rsp, (%rdi)\n"                                                                                              \
  "  movq %rsi, %rsp\n"
#define RESTORE                                                                                                        \
  "  ldmxcsr (%rsp)\n"                                                                                                 \
  "  fldcw 4(%rsp)\n"                                                                                                  \
  "  addq $8, %rsp\n"                                                                                                  \
  "  popq %r15\n"                                                                                                      \
  "  popq %r14\n"                                                                                                      \
  "  popq %r13\n"                                                                                                      \
  "  popq %r12\n"                                                                                                      \
  "  popq %rbx\n"                                                                                                      \
  "  popq %rbp\n"                                                                                                      \
  "  popq %r8\n"                                                                                                       \
  "  jmpq *%r8\n"

// The message comes in rdx and rcx and leaves in rax and rdx.
__asm__(FUNCTION(loam_machine_change_in) //
        SAVE "  movq %rdx, %rax\n  movq %rcx, %rdx\n" RESTORE FUNCTION_END(loam_machine_change_in));
__asm__(FUNCTION(loam_machine_change_out) //
        SAVE "  movq %rdx, %rax\n  movq %rcx, %rdx\n" RESTORE FUNCTION_END(loam_machine_change_out));
#if LOAM_MACHINE_DIRECT
// Stores become visible in order here, so that an ordinary one publishes what was saved before it.
__asm__(FUNCTION(loam_machine_switch_published) //
        SAVE "  movl %ecx, (%rdx)\n" RESTORE FUNCTION_END(loam_machine_switch_published));
#endif

// r12: argument, r13: function. There is no caller: unwinders stop at the undefined return address.
__asm__(FUNCTION(loam_machine_first) //
        "  .cfi_startproc\n"
        "  .cfi_undefined rip\n"
        "  movq %r12, %rdi\n"
        "  xorl %ebp, %ebp\n"
        "  callq *%r13\n"
        "  ud2\n"
        "  .cfi_endproc\n" FUNCTION_END(loam_machine_first));

static void set_first(uint64_t *words, void *argument, void (*function)(loam_machine *)) {
  words[0] = FIRST_CONTROL;
  words[FIRST_WORD] = (uint64_t)(uintptr_t)argument;
  words[SECOND_WORD] = (uint64_t)(uintptr_t)function;
}

#else // aarch64

enum { SAVED_WORDS = 22, RETURN_WORD = 11, FIRST_WORD = 0, SECOND_WORD = 1 };

// [x19 x20][x21 x22][x23 x24][x25 x26][x27 x28][x29 x30][d8 d9][d10 d11][d12 d13][d14 d15][fpcr -]
// Writing fpcr is slow and seldom needed.
#define SAVE                                                                                                           \
  "  sub sp, sp, #176\n"                                                                                               \
  "  stp x19, x20, [sp, #0]\n"                                                                                         \
  "  stp x21, x22, [sp, #16]\n"                                                                                        \
  "  stp x23, x24, [sp, #32]\n"                                                                                        \
  "  stp x25, x26, [sp, #48]\n"                                                                                        \
  "  stp x27, x28, [sp, #64]\n"                                                                                        \
  "  stp x29, x30, [sp, #80]\n"                                                                                        \
  "  stp d8, d9, [sp, #96]\n"                                                                                          \
  "  stp d10, d11, [sp, #112]\n"                                                                                       \
  "  stp d12, d13, [sp, #128]\n"                                                                                       \
  "  stp d14, d15, [sp, #144]\n"                                                                                       \
  "  mrs x9, fpcr\n"                                                                                                   \
  "  str x9, [sp, #160]\n"                                                                                             \
  "  mov x10, sp\n"                                                                                                    \
  "  str x10, [x0]\n"                                                                                                  \
  "  mov sp, x1\n"
#define RESTORE                                                                                                        \
  "  ldr x10, [sp, #160]\n"                                                                                            \
  "  cmp x9, x10\n"                                                                                                    \
  "  b.eq 1f\n"                                                                                                        \
  "  msr fpcr, x10\n"                                                                                                  \
  "1:\n"                                                                                                               \
  "  ldp x19, x20, [sp, #0]\n"                                                                                         \
  "  ldp x21, x22, [sp, #16]\n"                                                                                        \
  "  ldp x23, x24, [sp, #32]\n"                                                                                        \
  "  ldp x25, x26, [sp, #48]\n"                                                                                        \
  "  ldp x27, x28, [sp, #64]\n"                                                                                        \
  "  ldp x29, x30, [sp, #80]\n"                                                                                        \
  "  ldp d8, d9, [sp, #96]\n"                                                                                          \
  "  ldp d10, d11, [sp, #112]\n"                                                                                       \
  "  ldp d12, d13, [sp, #128]\n"                                                                                       \
  "  ldp d14, d15, [sp, #144]\n"                                                                                       \
  "  add sp, sp, #176\n"                                                                                               \
  "  br x30\n"

// The message comes in x2 and x3 and leaves in x0 and x1.
__asm__(FUNCTION(loam_machine_change_in) //
        SAVE "  mov x0, x2\n  mov x1, x3\n" RESTORE FUNCTION_END(loam_machine_change_in));
__asm__(FUNCTION(loam_machine_change_out) //
        SAVE "  mov x0, x2\n  mov x1, x3\n" RESTORE FUNCTION_END(loam_machine_change_out));
#if LOAM_MACHINE_DIRECT
__asm__(FUNCTION(loam_machine_switch_published) //
        SAVE "  stlr w3, [x2]\n" RESTORE FUNCTION_END(loam_machine_switch_published));
#endif

// x19: argument, x20: function.
__asm__(FUNCTION(loam_machine_first) //
        "  .cfi_startproc\n"
        "  .cfi_undefined x30\n"
        "  mov x0, x19\n"
        "  mov x29, #0\n"
        "  blr x20\n"
        "  brk #1\n"
        "  .cfi_endproc\n" FUNCTION_END(loam_machine_first));

static void set_first(uint64_t *words, void *argument, void (*function)(loam_machine *)) {
  words[FIRST_WORD] = (uint64_t)(uintptr_t)argument;
  words[SECOND_WORD] = (uint64_t)(uintptr_t)function;
}

#endif

void loam_machine_prepare(loam_machine *machine, loam_machine_stack *stack, void *top, void (*entry)(void *),
                          void *argument) {
  machine->entry = entry;
  machine->argument = argument;
  loam_tools_prepared(machine, stack);
  uint64_t *words = (uint64_t *)((uintptr_t)top & ~(uintptr_t)15) - SAVED_WORDS;
  memset(words, 0, SAVED_WORDS * sizeof *words);
  set_first(words, machine, begin);
  words[RETURN_WORD] = (uint64_t)(uintptr_t)loam_machine_first;
  machine->sp = words;
}

__attribute__((always_inline)) static inline loam_machine_message change(loam_machine *from, loam_machine *to,
                                                                         loam_machine_message message, bool in) {
  return in ? loam_machine_change_in(&from->sp, to->sp, message) : loam_machine_change_out(&from->sp, to->sp, message);
}

#else

static void begin_split(unsigned low, unsigned high) { begin((loam_machine *)(uintptr_t)((uint64_t)high << 32 | low)); }

void loam_machine_prepare(loam_machine *machine, loam_machine_stack *stack, void *top, void (*entry)(void *),
                          void *argument) {
  machine->entry = entry;
  machine->argument = argument;
  loam_tools_prepared(machine, stack);
  ucontext_t *context = &machine->context;
  (void)getcontext(context);
  context->uc_stack.ss_sp = (void *)stack->lo;
  context->uc_stack.ss_size = ((uintptr_t)top & ~(uintptr_t)15) - stack->lo;
  context->uc_link = NULL;
  machine->sp = (char *)context->uc_stack.ss_sp + context->uc_stack.ss_size - sizeof(void *);
  uint64_t address = (uintptr_t)machine;
  makecontext(context, (void (*)(void))begin_split, 2, (unsigned)address, (unsigned)(address >> 32));
}

__attribute__((always_inline)) static inline loam_machine_message change(loam_machine *from, loam_machine *to,
                                                                         loam_machine_message message, bool in) {
  (void)in;
  to->message = message;
  from->sp = __builtin_frame_address(0); // for checks and figures alone
  (void)swapcontext(&from->context, &to->context);
  return from->message;
}

#endif

static void begin(loam_machine *machine) {
  loam_tools_after_switch(machine);
  machine->entry(machine->argument);
  __builtin_unreachable();
}

// Without sanitizers tail calls: whoever switches back goes on in the caller at once.
loam_machine_message loam_machine_enter(loam_machine *from, loam_machine *to, loam_machine_message message) {
  loam_tools_before_switch(from, to, false);
  message = change(from, to, message, true);
  loam_tools_after_switch(from);
  return message;
}

loam_machine_message loam_machine_exit(loam_machine *from, loam_machine *to, loam_machine_message message) {
  loam_tools_before_switch(from, to, false);
  message = change(from, to, message, false);
  loam_tools_after_switch(from);
  return message;
}

void loam_machine_leave(loam_machine *from, loam_machine *to, loam_machine_message message) {
  loam_tools_before_switch(from, to, true);
  (void)change(from, to, message, false);
  __builtin_unreachable();
}
