// SPDX-License-Identifier: Apache-2.0
//
// system_call.c — the system call that a thread was in when a signal came, from its registers.
//
// How.      The kernel has the arguments left where they were, and the number in the instruction before the one that
//           calls it, as libc's functions load it.
#include "include/loam_fault.h"

#if defined(__x86_64__) && defined(__linux__)

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <ucontext.h>

int64_t loam_fault_system_call(const void *registers) {
  enum { LOOKED_AT = 24, MOV_EAX = 0xb8, MOV_SIZE = 5, MOST = 1024 };
  const unsigned char *code = (const unsigned char *)((const ucontext_t *)registers)->uc_mcontext.gregs[REG_RIP];
  if (code[-2] != 0x0f || code[-1] != 0x05) return -1;
  for (const unsigned char *at = code - 4; at >= code - LOOKED_AT; at--) {
    if (at[0] == 0x31 && at[1] == 0xc0) return 0; // xor eax, eax
    if (at > code - 2 - MOV_SIZE || at[0] != MOV_EAX) continue;
    int32_t number;
    memcpy(&number, at + 1, sizeof number);
    if (number >= 0 && number < MOST) return number;
  }
  return -1;
}

bool loam_fault_reads_input(const void *registers) {
  const greg_t *saved = ((const ucontext_t *)registers)->uc_mcontext.gregs;
  if (saved[REG_RAX] != -EINTR) return false;
  switch (loam_fault_system_call(registers)) {
  case SYS_read:
    return saved[REG_RDI] == 0;
  case SYS_poll:
  case SYS_ppoll:
    for (greg_t i = 0; i < saved[REG_RSI]; i++)
      if (((const struct pollfd *)saved[REG_RDI])[i].fd == 0) return true;
    return false;
  case SYS_select:
  case SYS_pselect6:
    return saved[REG_RSI] != 0 && saved[REG_RDI] > 0 && FD_ISSET(0, (const fd_set *)saved[REG_RSI]);
  default:
    return false;
  }
}

#else

int64_t loam_fault_system_call(const void *registers) { return (void)registers, -1; }
bool loam_fault_reads_input(const void *registers) { return (void)registers, false; }

#endif
