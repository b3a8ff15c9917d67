// SPDX-License-Identifier: Apache-2.0
//
// fault.c — faults of Go's own instructions and of natives (loam_fault.h).
//
// How.      All handlers have the same stack pointer, since each leaves by a jump: a fault is left by going on at a
//           handler of ours with the saved registers changed. A fast handler's instruction and frame are in registers,
//           and it faults before it changes them. An operation that touches memory of the program's choice notes both
//           in the worker (`touching`) as long as it runs; a native's are saved in its goroutine. Natives of the
//           library that hold nothing stand in a section of their own; when memcpy and its kin fault, the first address
//           of our code on the stack tells who called them.
// Why not.  A jump buffer at each entry of the interpreter: callbacks would pay for it. Asking the system about each
//           address that Go did not make: so would every load.
//           A native that faults in a blocking call of its own leaves that first.
// Upholds.  fault.left, native.left
// Fails.    False when anything is not as it must be for that: then the fault is not of the kind.
#include "interpret/fault.h"

#include "interpret/call.h"
#include "schedule/leave.h"
#include "schedule/schedule.h"

#include <fenv.h>
#include <inttypes.h>
#include <stdio.h>

_Thread_local loam_worker *loam_worker_here;

// ---- words ----

static const char *what_happened(const loam_fault *fault) {
  if (fault->overflow) return "stack overflow";
  switch (fault->signal) {
  case SIGABRT:
    return "abort was called";
  case SIGFPE:
    return "an arithmetic fault";
  case SIGILL:
    return "an illegal instruction";
  case SIGTRAP:
    return "a trap";
  default:
    return "an invalid memory address or nil pointer";
  }
}

void loam_fault_write(char text[LOAM_FAULT_TEXT], const loam_goroutine *goroutine, const loam_fault *fault) {
  // Names of package C, and of the package below it.
  static const struct {
    const char *prefix, *shown;
  } forms[] = {{"C._errno_", "C function "}, {"C.", "C function "}, {"internal/c.", "C."}, {"", ""}};
  loam_string name = loam_safepoint_function(goroutine->safepoint)->name;
  size_t length = name.length > 128 ? 128 : (size_t)name.length, skipped;
  uint32_t i = 0;
  while (skipped = strlen(forms[i].prefix), skipped > length || memcmp(name.bytes, forms[i].prefix, skipped) != 0) i++;
  size_t at = (size_t)snprintf(text, LOAM_FAULT_TEXT, "%s in %s%.*s", what_happened(fault), forms[i].shown,
                               (int)(length - skipped), (const char *)name.bytes + skipped);
  if (fault->owner != NULL) at += (size_t)snprintf(text + at, LOAM_FAULT_TEXT - at, " of %.64s", fault->owner);
  if (fault->signal == SIGABRT || fault->overflow) return;
  snprintf(text + at, LOAM_FAULT_TEXT - at, " (signal %d at address 0x%" PRIxPTR ")", fault->signal,
           (uintptr_t)fault->address);
}

void loam_fault_name(const loam_goroutine *goroutine, char *text, size_t size) {
  loam_string name = loam_safepoint_function(goroutine->safepoint)->name;
  size_t length = (size_t)name.length < size ? (size_t)name.length : size - 1;
  memcpy(text, name.bytes, length);
  text[length] = 0;
}

// ---- the thread ----

void loam_fault_stack_begin(loam_fault_stack *stack) {
  stack_t own = {.ss_sp = stack->room, .ss_size = sizeof stack->room};
  if (sigaltstack(NULL, &stack->before) != 0 || !(stack->before.ss_flags & SS_DISABLE))
    stack->before.ss_flags = 0; // somebody else's stays
  else
    (void)sigaltstack(&own, NULL);
}

void loam_fault_stack_end(loam_fault_stack *stack) {
  if (stack->before.ss_flags & SS_DISABLE) (void)sigaltstack(&stack->before, NULL);
}

enum {
  BELOW = 1 << 20,  ///< Frames may step over the guard by so much.
  ABOVE = 64 << 10, ///< The lowest address is known within what the system keeps at the other end.
};

static uintptr_t stack_low(const loam_worker *worker) { return worker->stack_floor - LOAM_CALL_STACK; }

bool loam_fault_is_overflow(const loam_worker *worker, int signal, const void *address) {
  uintptr_t low = stack_low(worker), at = (uintptr_t)address;
  return (signal == SIGSEGV || signal == SIGBUS) && at >= low - BELOW && at < low + ABOVE;
}

// A FILE's lock as glibc has had it since its beginnings.
#if defined(__GLIBC__)
typedef struct file_lock {
  int lock, count;
  void *owner;
} file_lock;

static void release(FILE *file) {
  enum { DEEPEST = 64 };
  const volatile file_lock *lock = (const volatile file_lock *)file->_lock;
  for (int i = 0; i < DEEPEST && lock != NULL && lock->owner == (void *)pthread_self() && lock->count > 0; i++)
    funlockfile(file);
}
#else
static void release(FILE *file) { (void)file; }
#endif

void loam_fault_release(void) {
  release(stdout);
  release(stderr);
  release(stdin);
}

void loam_fault_settle(loam_worker *worker, const loam_fault *fault) {
  sigset_t set;
  sigemptyset(&set);
  int const signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) sigaddset(&set, signals[i]);
  if (worker->runtime->leave_signal != 0) sigaddset(&set, worker->runtime->leave_signal);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  if (!fault->overflow) return;
  uint64_t page = worker->runtime->os.page_size;
  uintptr_t low = (stack_low(worker) + ABOVE + page) & ~(uintptr_t)(page - 1);
  uintptr_t high = ((uintptr_t)__builtin_frame_address(0) - ABOVE) & ~(uintptr_t)(page - 1);
  if (low < high) (void)loam_os_release(&worker->runtime->os, (void *)low, high - low);
}

// ---- operations that instructions are replaced by ----

loam_next loam_op_fault(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_fault fault = worker->fault;
  worker->fault = (loam_fault){0};
  worker->touching.pc = NULL;
  loam_fault_settle(worker, &fault);
  return loam_panic_format(worker, pc, fp, LOAM_ERROR_RUNTIME,
                           "invalid memory address or nil pointer dereference (signal %d at address 0x%" PRIxPTR ")",
                           fault.signal, (uintptr_t)fault.address);
}

// As an instruction NATIVE whose native panicked.
loam_next loam_op_native_fault(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_goroutine *goroutine = worker->goroutine;
  loam_fault fault = worker->fault;
  worker->fault = (loam_fault){0};
  loam_fault_settle(worker, &fault);
  loam_fault_release();
  if (atomic_load_explicit(&worker->blocking, memory_order_relaxed)) { // others have run, and may have moved the stack
    loam_worker_leave_blocking(worker);
    loam_worker_set_limit(worker);
    fp = goroutine->fp;
  }
  goroutine->context = NULL;
  if (fault.signal == 0) { // it is to end, and did not come back for that
    loam_goroutine_save(goroutine, pc, pc + 2, fp);
    return loam_attend(worker);
  }
  char text[LOAM_FAULT_TEXT];
  loam_fault_write(text, goroutine, &fault);
  return loam_panic_format(worker, pc, fp, LOAM_ERROR_RUNTIME, "%s", text);
}

// ---- for the handler of signals ----

#if LOAM_TAIL_CALLS && defined(__x86_64__) && defined(__linux__)

#include <ucontext.h>

// By the linker, when there are such natives.
extern const char __start_loam_leavable[] __attribute__((weak, visibility("hidden")));
extern const char __stop_loam_leavable[] __attribute__((weak, visibility("hidden")));

extern const char __executable_start[] __attribute__((weak));
extern const char etext[] __attribute__((weak));

enum { SCANNED_WORDS = 24 };

static bool is_leavable(uintptr_t code) {
  return (uintptr_t)__start_loam_leavable <= code && code < (uintptr_t)__stop_loam_leavable;
}

static bool is_ours(uintptr_t code) {
  return is_leavable(code) || ((uintptr_t)__executable_start <= code && code < (uintptr_t)etext);
}

// Such a native runs, or what it called of another library.
static bool runs_leavable(uintptr_t code, const uintptr_t *words, uintptr_t end) {
  for (int i = 0; !is_ours(code) && i < SCANNED_WORDS && (uintptr_t)&words[i] < end; i++) code = words[i];
  return is_leavable(code);
}

// The thread's worker when it runs Go code, or what that calls, on its own stack.
static loam_worker *running(const greg_t *registers) {
  loam_worker *worker = loam_worker_here;
  if (worker == NULL || worker->goroutine == NULL || worker->handlers_sp == 0 || worker->fault.signal != 0) return NULL;
  uintptr_t sp = (uintptr_t)registers[REG_RSP];
  return sp <= worker->handlers_sp && sp >= stack_low(worker) - BELOW ? worker : NULL;
}

static bool go_on(loam_worker *worker, greg_t *registers, bool native, const uint64_t *pc, loam_slot *fp,
                  loam_fault fault) {
  worker->fault = fault;
  // preserve_none: the arguments of a handler.
  registers[REG_R12] = (greg_t)(uintptr_t)pc;
  registers[REG_R13] = (greg_t)(uintptr_t)fp;
  registers[REG_R14] = (greg_t)(uintptr_t)worker;
  registers[REG_R15] = (greg_t)(uintptr_t)loam_handler_table();
  registers[REG_RDI] = (greg_t)*pc;
  registers[REG_RSP] = (greg_t)worker->handlers_sp;
  registers[REG_RBP] = (greg_t)worker->handlers_bp;
  registers[REG_RIP] = (greg_t)loam_fault_handler(native);
  return true;
}

// C code that Go called left exceptions of floating point on: they go off, and the instruction is executed again.
static bool mask_exceptions(mcontext_t *context) {
  enum { SSE = 0x1f80, X87 = 0x3f };
  fpregset_t numbers = context->fpregs;
  if (numbers == NULL || ((numbers->mxcsr & SSE) == SSE && (numbers->cwd & X87) == X87)) return false;
  numbers->mxcsr = (numbers->mxcsr & ~0x3fu) | SSE;
  numbers->cwd |= X87;
  numbers->swd = 0;
  return true;
}

bool loam_instruction_fault(int signal, const void *address, void *context) {
  if (signal == SIGFPE && loam_worker_here != NULL) return mask_exceptions(&((ucontext_t *)context)->uc_mcontext);
  if (signal != SIGSEGV && signal != SIGBUS) return false;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  loam_worker *worker = running(registers);
  if (worker == NULL || loam_fault_is_overflow(worker, signal, address)) return false;
  if (atomic_load_explicit(&worker->blocking, memory_order_relaxed)) return false;
  loam_fault fault = {.signal = signal, .address = address};
  uintptr_t code = (uintptr_t)registers[REG_RIP];
  if (loam_is_handler(code))
    return (uintptr_t)registers[REG_R14] == (uintptr_t)worker &&
           go_on(worker, registers, false, (const uint64_t *)registers[REG_R12], (loam_slot *)registers[REG_R13],
                 fault);
  if (worker->touching.pc != NULL) {
    const loam_heap *heap = &worker->runtime->heap; // a collection in it would fault there
    if ((uintptr_t)address - (uintptr_t)heap->reservation < heap->reserved) return false;
    return go_on(worker, registers, false, worker->touching.pc, worker->touching.fp, fault);
  }
  if (!runs_leavable(code, (const uintptr_t *)registers[REG_RSP], worker->handlers_sp)) return false;
  return loam_native_fault(signal, address, context, NULL);
}

bool loam_native_fault(int signal, const void *address, void *context, const char *owner) {
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  loam_worker *worker = running(registers);
  if (worker == NULL) return false;
  loam_goroutine *goroutine = worker->goroutine;
  // Its context is in the frame of the operation NATIVE.
  uintptr_t at = (uintptr_t)goroutine->context;
  if (at <= (uintptr_t)registers[REG_RSP] || at >= worker->handlers_sp) return false;
  bool blocking = atomic_load_explicit(&worker->blocking, memory_order_relaxed);
  if (signal == 0 && (blocking || !loam_goroutine_is_to_end(worker->runtime, goroutine))) return false;
  if (blocking && goroutine->open_calls != NULL && (uintptr_t)goroutine->open_calls < worker->handlers_sp)
    return false; // in C that the native called (loam_call_fault)
  loam_fault fault = {signal, address, owner, loam_fault_is_overflow(worker, signal, address)};
  return go_on(worker, registers, true, goroutine->safepoint - 2, goroutine->fp, fault);
}

#else

bool loam_instruction_fault(int signal, const void *address, void *registers) {
  (void)signal, (void)address, (void)registers;
  return false;
}

bool loam_native_fault(int signal, const void *address, void *registers, const char *owner) {
  (void)signal, (void)address, (void)registers, (void)owner;
  return false;
}

#endif
