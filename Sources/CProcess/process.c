// SPDX-License-Identifier: Apache-2.0
//
// process.c — see CProcess.h.
#include "CProcess.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>

#if defined(__GLIBC__) || defined(__linux__)
#include <malloc.h>
#endif

void cprocess_use_one_arena(void) {
#if defined(M_ARENA_MAX) && defined(M_TOP_PAD)
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TOP_PAD, 4 << 20);
#endif
}

static bool (*leave_fault)(int signal, const void *address);
static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
enum { FAULTS = sizeof faults / sizeof faults[0] };
static struct sigaction before[FAULTS];

static void on_fault(int signal, siginfo_t *info, void *context) {
  (void)context;
  int error = errno;
  bool asks = info->si_code > 0 || signal == SIGABRT;     // which abort sends
  if (asks && leave_fault(signal, info->si_addr)) return; // it does not: a fault would come again
  errno = error;
  // Back from here the instruction faults once more, and that is what it was before; a signal that was sent is sent
  // again.
  for (int i = 0; i < FAULTS; i++)
    if (faults[i] == signal) sigaction(signal, &before[i], NULL);
  if (info->si_code <= 0) raise(signal);
}

void cprocess_catch_faults(bool (*leave)(int signal, const void *address)) {
  if (leave_fault != NULL) return;
  leave_fault = leave;
  struct sigaction action = {.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  action.sa_sigaction = on_fault;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < FAULTS; i++) sigaction(faults[i], &action, &before[i]);
}
