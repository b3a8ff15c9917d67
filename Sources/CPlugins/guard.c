// SPDX-License-Identifier: Apache-2.0
//
// guard.c — faults in plugins: left where the plugin was called, by the host or by Go.
//
// How.      The host calls a plugin below a record of the thread's, which a fault jumps back to, as pthread_exit does
//           when it has unwound the plugin's frames. Natives are called without one, since a call costs a few
//           nanoseconds: the runtime can leave any (loam_native_fault), which is right as long as it is the plugin's
//           own code, or what that called of other libraries, and none of the host's, which may hold a lock. So the
//           handler looks for the innermost frame that is of either's code. A plugin's is known by a table of address
//           ranges that is only added to and blanked, so that a handler may read it at any moment.
#include "record.h"

#include <dlfcn.h>
#include <link.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

typedef struct guard {
  struct guard *outer;
  jmp_buf jump;
  volatile int signal;
  const volatile void *volatile address;
  volatile bool overflow, ends_thread;
} guard;

static _Thread_local guard *innermost;
static _Thread_local jmp_buf *scan; ///< A fault meanwhile is one of the scan's: the stack ended.

// An alternate one, on which the handler runs when the plugin has used up the thread's.
typedef struct signal_stack {
  stack_t before;
  bool is_ours;
  _Alignas(16) char room[32 << 10];
} signal_stack;

static void begin_signal_stack(signal_stack *stack) {
  stack_t own = {.ss_sp = stack->room, .ss_size = sizeof stack->room};
  stack->is_ours = sigaltstack(NULL, &stack->before) == 0 && stack->before.ss_flags & SS_DISABLE;
  if (stack->is_ours) (void)sigaltstack(&own, NULL);
}

static void end_signal_stack(const signal_stack *stack) {
  if (stack->is_ours) (void)sigaltstack(&stack->before, NULL);
}

static _Thread_local const char *volatile loading;

void loam_plugin_loading(const char *path) { loading = path; }

// The plugin's code ends the thread, which is none of its own: the unwinding of its frames stops here.
static void thread_ends(void *argument) {
  guard *here = argument;
  here->ends_thread = true;
  longjmp(here->jump, 1);
}

static void describe(const guard *here, const char *what, char *reason) {
  if (here->ends_thread)
    snprintf(reason, LOAM_PLUGIN_REASON, "%s ended its thread (pthread_exit)", what);
  else if (here->signal == SIGABRT)
    snprintf(reason, LOAM_PLUGIN_REASON, "%s called abort", what);
  else if (here->overflow)
    snprintf(reason, LOAM_PLUGIN_REASON, "stack overflow in %s", what);
  else
    snprintf(reason, LOAM_PLUGIN_REASON, "%s faulted (signal %d at address %p)", what, here->signal,
             (void *)here->address);
}

bool loam_plugin_guard(loam_plugin_record *plugin, const char *what, void (*function)(void *argument), void *argument,
                       char *reason) {
  guard here = {.outer = innermost};
  signal_stack stack;
  begin_signal_stack(&stack);
  innermost = &here;
  volatile bool returned = false;
  pthread_cleanup_push(thread_ends, &here);
  if (_setjmp(here.jump) == 0) {
    function(argument);
    returned = true;
  }
  pthread_cleanup_pop(0);
  innermost = here.outer;
  end_signal_stack(&stack);
  if (returned) return true;
  loam_fault_release();
  plugin->faulted = true;
  describe(&here, what, reason);
  return false;
}

// ---- names of code ----

enum { RANGES = 64, SCANNED_WORDS = 1536 };

typedef struct range {
  _Atomic(uintptr_t) start, end;
  char name[64];
  char label[72]; ///< "plugin NAME"
  loam_plugin_record *plugin;
} range;

static range ranges[RANGES];
static _Atomic(bool) any_ranges; ///< There has been one.
static pthread_mutex_t ranges_lock = PTHREAD_MUTEX_INITIALIZER;

typedef struct wanted {
  uintptr_t inside, start, end;
} wanted;

// The executable part of the object that has the address.
static int look(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  wanted *found = context;
  bool has = false;
  uintptr_t start = 0, end = 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[i];
    if (part->p_type != PT_LOAD) continue;
    uintptr_t low = info->dlpi_addr + part->p_vaddr, high = low + part->p_memsz;
    has |= low <= found->inside && found->inside < high;
    if (part->p_flags & PF_X) start = low, end = high;
  }
  if (has) found->start = start, found->end = end;
  return has;
}

void loam_plugin_map(loam_plugin_record *plugin) {
  wanted found = {.inside = (uintptr_t)dlsym(plugin->object, "loam_plugin")};
  if (!dl_iterate_phdr(look, &found)) return;
  pthread_mutex_lock(&ranges_lock);
  for (int i = 0; i < RANGES; i++) {
    if (atomic_load(&ranges[i].end) != 0) continue;
    snprintf(ranges[i].name, sizeof ranges[i].name, "%s", plugin->name);
    snprintf(ranges[i].label, sizeof ranges[i].label, "plugin %.63s", plugin->name);
    ranges[i].plugin = plugin;
    atomic_store(&ranges[i].start, found.start);
    atomic_store(&ranges[i].end, found.end);
    atomic_store(&any_ranges, true);
    break;
  }
  pthread_mutex_unlock(&ranges_lock);
}

void loam_plugin_unmap(const loam_plugin_record *plugin) {
  pthread_mutex_lock(&ranges_lock);
  for (int i = 0; i < RANGES; i++)
    if (strncmp(ranges[i].name, plugin->name, sizeof ranges[i].name - 1) == 0) atomic_store(&ranges[i].end, 0);
  pthread_mutex_unlock(&ranges_lock);
}

static const range *range_of(uintptr_t address) {
  for (int i = 0; i < RANGES; i++)
    if (atomic_load(&ranges[i].start) <= address && address < atomic_load(&ranges[i].end)) return &ranges[i];
  return NULL;
}

loam_plugin_record *loam_plugin_of(uintptr_t code) {
  const range *found = range_of(code);
  return found == NULL ? NULL : found->plugin;
}

static void say(const char *text) { (void)!write(2, text, strlen(text)); }

#if defined(__x86_64__) && defined(__ELF__)

typedef struct search {
  uintptr_t code; ///< Where the frames begin that count, behind those of the handler.
  bool begun, is_over;
  const range *plugin;
} search;

// By the linker, the latter two for the section of the host's doors (door.h).
extern const char __executable_start[], etext[];
extern const char __start_loam_plugin_doors[] __attribute__((visibility("hidden")));
extern const char __stop_loam_plugin_doors[] __attribute__((visibility("hidden")));

// Of one frame after the other: whose code it is, a plugin's, the host's, or what either called, a door among these.
static void look_at(search *s, uintptr_t code) {
  s->plugin = range_of(code);
  bool is_door = (uintptr_t)__start_loam_plugin_doors <= code && code < (uintptr_t)__stop_loam_plugin_doors;
  s->is_over = s->plugin != NULL || (!is_door && (uintptr_t)__executable_start <= code && code < (uintptr_t)etext);
}

static _Unwind_Reason_Code look_at_frame(struct _Unwind_Context *frame, void *context) {
  search *s = context;
  uintptr_t code = _Unwind_GetIP(frame);
  s->begun |= code == s->code;
  if (s->begun) look_at(s, code);
  return s->is_over ? _URC_END_OF_STACK : _URC_NO_REASON;
}

// The plugin whose code runs, or has called what runs; NULL: the host's does, or neither.
static const range *at_fault(const ucontext_t *context) {
  search s = {.code = (uintptr_t)context->uc_mcontext.gregs[REG_RIP]};
  look_at(&s, s.code);
  // Nobody knows the frame of code that is none, and the unwinder would read it: a call has left its return address.
  bool is_code = s.code != 0 && s.code != (uintptr_t)context->uc_mcontext.gregs[REG_CR2];
  if (!s.is_over && is_code) (void)_Unwind_Backtrace(look_at_frame, &s);
  if (!s.is_over) look_at(&s, *(const volatile uintptr_t *)context->uc_mcontext.gregs[REG_RSP]);
  return s.plugin;
}

#else
static const range *at_fault(const ucontext_t *context) { return (void)context, NULL; }
#endif

// The saved registers and the frames of the code that faulted stand above this one.
__attribute__((no_sanitize_address)) static void name_plugin(int signal) {
  const volatile uintptr_t *words = __builtin_frame_address(0);
  for (int i = 0; i < SCANNED_WORDS; i++) {
    const range *found = range_of(words[i]);
    if (found == NULL) continue;
    say(signal == SIGABRT ? "loam: the process is ended by the plugin "
                          : "loam: the process ends of a fault in the plugin ");
    say(found->name);
    say(signal == SIGABRT ? ", which called abort\n" : "\n");
    return;
  }
}

// Whether the thread is in the plugin's own code, which holds no lock of libc's then, or in a system call that waits
// for time or descriptors, around which libc holds none. (write is none of these: printf calls it with its file
// locked.)
static bool is_at_rest(const ucontext_t *context) {
#if defined(__x86_64__) && defined(__linux__)
  static const int64_t waits[] = {SYS_nanosleep, SYS_clock_nanosleep, SYS_poll,  SYS_ppoll,      SYS_select,
                                  SYS_pselect6,  SYS_epoll_wait,      SYS_pause, SYS_epoll_pwait};
  if (range_of((uintptr_t)context->uc_mcontext.gregs[REG_RIP]) != NULL) return true;
  int64_t number = loam_fault_system_call(context);
  for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++)
    if (number == waits[i]) return true;
  return false;
#else
  return (void)context, false;
#endif
}

const char *loam_plugin_at(const void *registers) {
  jmp_buf ended;
  const range *volatile plugin = NULL;
  if (scan != NULL) longjmp(*scan, 1);
  if (!atomic_load(&any_ranges)) return NULL;
  if (_setjmp(ended) == 0) {
    scan = &ended;
    plugin = at_fault(registers);
  }
  scan = NULL;
  return plugin == NULL ? NULL : plugin->label;
}

// Leaves the native of a plugin that runs, whether it faulted or, signal 0, is only to be left. A fault of the look for
// it ends that.
static bool leave_native(int signal, const void *address, void *registers) {
  jmp_buf ended;
  bool is_left = false;
  if (_setjmp(ended) == 0) {
    scan = &ended;
    const range *plugin = signal != 0 || is_at_rest(registers) ? at_fault(registers) : NULL;
    is_left = plugin != NULL && loam_native_fault(signal, address, registers, plugin->label);
    if (!is_left && signal != 0) name_plugin(signal);
  }
  scan = NULL;
  return is_left;
}

// What is so near the stack pointer is mapped, unless the stack ends there. Frames may step over its end by so much, or
// have begun above it.
enum { BELOW_TOP = 1 << 20, ABOVE_TOP = 64 << 10 };
static bool is_near_stack(const void *address, const ucontext_t *context) {
#if defined(__x86_64__)
  uintptr_t top = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
  uintptr_t top = (uintptr_t)context->uc_mcontext.sp;
#else
  uintptr_t top = UINTPTR_MAX;
#endif
  (void)context;
  uintptr_t at = (uintptr_t)address;
  return at < top + ABOVE_TOP && at + BELOW_TOP > top;
}

bool loam_plugin_fault(int signal, const void *address, void *registers) {
  guard *here = innermost;
  if (signal == 0 && (here != NULL || loading != NULL || scan != NULL)) return false;
  if (loading != NULL) { // the loader holds locks
    say("loam: a function of ");
    say(loading);
    say(" that runs when it is loaded or taken out of the process faulted\n");
    return false;
  }
  if (here != NULL) {
    here->signal = signal;
    here->address = address;
    here->overflow = signal == SIGSEGV && is_near_stack(address, registers);
    longjmp(here->jump, 1);
  }
  if (scan != NULL) longjmp(*scan, 1);
  return leave_native(signal, address, registers);
}
