// SPDX-License-Identifier: Apache-2.0
//
// signals.c — signals as descriptors: no handler runs in the middle of something else.
#include "CEdit.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/signalfd.h>
#endif

int cedit_signal_descriptor(cedit_signals signals) {
#ifdef __linux__
  sigset_t set;
  sigemptyset(&set);
  if (signals == CEDIT_INTERRUPT) {
    static const int ending[] = {SIGTERM, SIGHUP, SIGQUIT};
    sigaddset(&set, SIGINT);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
      struct sigaction action;
      if (sigaction(ending[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) sigaddset(&set, ending[i]);
    }
  } else {
    sigaddset(&set, SIGWINCH);
    sigaddset(&set, SIGCONT);
  }
  if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0) return -1;
  return signalfd(-1, &set, SFD_CLOEXEC);
#else
  (void)signals;
  return -1;
#endif
}

int cedit_wait_signal(int descriptor) {
#ifdef __linux__
  struct signalfd_siginfo information;
  for (;;) {
    ssize_t count = read(descriptor, &information, sizeof information);
    if (count == (ssize_t)sizeof information) return (int)information.ssi_signo;
    if (count < 0 && errno == EINTR) continue;
    return 0;
  }
#else
  (void)descriptor;
  return 0;
#endif
}

void cedit_end_by_signal(int number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  signal(number, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  raise(number);
}
