// SPDX-License-Identifier: Apache-2.0
//
// process.c — see CProcess.h.
#include "CProcess.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__GLIBC__) || defined(__linux__)
#include <malloc.h>
#endif

void cprocess_use_one_arena(void) {
#if defined(M_ARENA_MAX) && defined(M_TOP_PAD)
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TOP_PAD, 4 << 20);
#endif
}

static bool (*leave_fault)(const cprocess_fault *fault);
static void (*name_call)(char *text, size_t size);
static pid_t process; ///< A child that C code forks ends as it would without.
static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
enum { FAULTS = sizeof faults / sizeof faults[0] };
static struct sigaction before[FAULTS];

static void say(const char *text) { (void)!write(STDERR_FILENO, text, strlen(text)); }

// What the C library said when it called abort, of which it tells debuggers this way.
static const char *(*abort_message)(void);

#if defined(__GLIBC__)
static const struct {
  unsigned int size;
  char text[];
} *const *abort_record;

static const char *glibc_message(void) {
  return abort_record == NULL || *abort_record == NULL ? "" : (*abort_record)->text;
}

static void find_abort_message(void) {
  void *record = dlsym(RTLD_DEFAULT, "__abort_msg");
  memcpy(&abort_record, &record, sizeof record);
  abort_message = glibc_message;
}
#else
static void find_abort_message(void) {}
#endif

// Whether abort was called by malloc and its kin with their lock held: whoever goes on waits for that for ever. What
// they find wrong before they take it is in the list.
static bool heap_is_locked(void) {
  static const char *const before_lock[] = {"free(): ", "munmap_chunk(): ", "realloc(): invalid pointer",
                                            "double free or corruption (fasttop)"};
  static const char *const of_heap[] = {"malloc", "realloc", "double free", "corrupted", "unaligned", "mremap_chunk"};
  const char *text = abort_message == NULL ? "" : abort_message();
  for (size_t i = 0; i < sizeof before_lock / sizeof before_lock[0]; i++)
    if (strncmp(text, before_lock[i], strlen(before_lock[i])) == 0) return false;
  for (size_t i = 0; i < sizeof of_heap / sizeof of_heap[0]; i++)
    if (strncmp(text, of_heap[i], strlen(of_heap[i])) == 0) return true;
  return false;
}

// Which function of which object stands at an address, as far as that is known.
static void tell_place(const void *code) {
  Dl_info found;
  if (dladdr(code, &found) == 0 || found.dli_fname == NULL) return;
  say(", ");
  if (found.dli_sname != NULL) say("in "), say(found.dli_sname), say(" ");
  say("of "), say(found.dli_fname);
}

static const void *code_of(const void *context) {
#if defined(__x86_64__)
  return (const void *)(uintptr_t)((const ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  return (const void *)(uintptr_t)((const ucontext_t *)context)->uc_mcontext.pc;
#else
  return (void)context, NULL;
#endif
}

static void tell_end(int signal, bool locked, const void *code) {
  char name[160] = "";
  name_call(name, sizeof name);
  say(locked              ? "loam: the process ends: C's heap is damaged, and its lock is held"
      : signal == SIGABRT ? "loam: the process ends: abort was called on a thread or in code that Go cannot leave"
                          : "loam: the process ends of a fault on a thread or in code that Go cannot leave");
  if (name[0] != 0) say(", in "), say(name);
  if (signal != SIGABRT) tell_place(code);
  say("\n");
}

static void on_fault(int signal, siginfo_t *info, void *context) {
  int error = errno;
  bool is_child = getpid() != process;
  bool own = info->si_code > 0 || (info->si_code == SI_TKILL && info->si_pid == getpid()); // raised, not sent
  bool locked = signal == SIGABRT && own && heap_is_locked();
  cprocess_fault fault = {signal, info->si_addr, context};
  if (info->si_code <= 0) fault.address = NULL;
  if (own && !locked && !is_child && leave_fault(&fault)) {
    errno = error;
    return;
  }
  if (own && !is_child) tell_end(signal, locked, code_of(context));
  errno = error;
  // Back from here the instruction faults once more, and that is what it was before; a signal that was sent is sent
  // again.
  for (int i = 0; i < FAULTS; i++)
    if (faults[i] == signal) sigaction(signal, &before[i], NULL);
  if (info->si_code <= 0) raise(signal);
}

static void on_leave(int signal, siginfo_t *info, void *context) {
  int error = errno;
  cprocess_fault leave = {signal, NULL, context};
  if (info->si_code == SI_TKILL && info->si_pid == getpid() && getpid() == process) (void)leave_fault(&leave);
  errno = error;
}

void cprocess_catch_faults(bool (*leave)(const cprocess_fault *fault), void (*name)(char *text, size_t size)) {
  if (leave_fault != NULL) return;
  leave_fault = leave;
  name_call = name;
  process = getpid();
  find_abort_message();
  struct sigaction action = {.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  action.sa_sigaction = on_fault;
  sigemptyset(&action.sa_mask);
  sigset_t ours; // whoever started the process may have blocked them
  sigemptyset(&ours);
  sigaddset(&ours, SIGURG);
  for (int i = 0; i < FAULTS; i++) sigaddset(&ours, faults[i]);
  pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
  for (int i = 0; i < FAULTS; i++) sigaction(faults[i], &action, &before[i]);
  action.sa_flags = SA_SIGINFO | SA_ONSTACK; // system calls end
  action.sa_sigaction = on_leave;
  sigaction(SIGURG, &action, NULL);
}
