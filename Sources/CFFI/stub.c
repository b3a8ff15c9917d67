// SPDX-License-Identifier: Apache-2.0
//
// stub.c — machine code for callbacks whose parameters are all in registers, without libffi.
//
// How.      A stub loads the address of its callback's record and jumps to one piece of assembly, which saves the
//           argument registers in a row and calls C with them (direct.c has the other direction). Stubs are written to
//           fresh pages, which are made executable before any is used and are never written again.
// Why not.  libffi's closures for these, too: they classify each argument at each call. They are used for all else, and
//           where the system gives no executable memory.
// Upholds.  A stub belongs to one record for ever; records are used again, not freed.
#include "prepared.h"

#include <string.h>
#include <sys/mman.h>

#if defined(__x86_64__)

enum { STUB = 32 };

// rdi: the record; rsi: six integer and eight floating registers. The result is in both kinds.
__asm__(".text\n"
        ".p2align 4\n"
        ".local loam_ffi_stub_entry\n"
        ".type loam_ffi_stub_entry, @function\n"
        "loam_ffi_stub_entry:\n"
        "  .cfi_startproc\n"
        "  pushq %rbp\n"
        "  .cfi_def_cfa_offset 16\n"
        "  .cfi_offset %rbp, -16\n"
        "  movq %rsp, %rbp\n"
        "  .cfi_def_cfa_register %rbp\n"
        "  subq $112, %rsp\n"
        "  movq %rdi, 0(%rsp)\n"
        "  movq %rsi, 8(%rsp)\n"
        "  movq %rdx, 16(%rsp)\n"
        "  movq %rcx, 24(%rsp)\n"
        "  movq %r8, 32(%rsp)\n"
        "  movq %r9, 40(%rsp)\n"
        "  movsd %xmm0, 48(%rsp)\n"
        "  movsd %xmm1, 56(%rsp)\n"
        "  movsd %xmm2, 64(%rsp)\n"
        "  movsd %xmm3, 72(%rsp)\n"
        "  movsd %xmm4, 80(%rsp)\n"
        "  movsd %xmm5, 88(%rsp)\n"
        "  movsd %xmm6, 96(%rsp)\n"
        "  movsd %xmm7, 104(%rsp)\n"
        "  movq %r10, %rdi\n"
        "  movq %rsp, %rsi\n"
        "  call loam_ffi_stub_called\n"
        "  movq %rax, %xmm0\n"
        "  leave\n"
        "  .cfi_def_cfa %rsp, 8\n"
        "  ret\n"
        "  .cfi_endproc\n"
        ".size loam_ffi_stub_entry, . - loam_ffi_stub_entry\n");
extern const char loam_ffi_stub_entry[] __attribute__((visibility("hidden")));

static void write_stub(unsigned char *at, const void *record) {
  uint64_t words[2] = {(uint64_t)(uintptr_t)record, (uint64_t)(uintptr_t)loam_ffi_stub_entry};
  memcpy(at, "\x49\xBA", 2); // movabs record, %r10
  memcpy(at + 2, &words[0], 8);
  memcpy(at + 10, "\x49\xBB", 2); // movabs entry, %r11
  memcpy(at + 12, &words[1], 8);
  memcpy(at + 20, "\x41\xFF\xE3", 3); // jmp *%r11
}

bool loam_ffi_stubs_make(void *records, size_t record_size, void **out_codes) {
  size_t size = (size_t)LOAM_FFI_STUB_BATCH * STUB;
  unsigned char *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return false;
  for (uint32_t i = 0; i < LOAM_FFI_STUB_BATCH; i++) {
    out_codes[i] = pages + (size_t)i * STUB;
    write_stub(out_codes[i], (char *)records + i * record_size);
  }
  if (mprotect(pages, size, PROT_READ | PROT_EXEC) == 0) return true;
  (void)munmap(pages, size);
  return false;
}

#else

bool loam_ffi_stubs_make(void *records, size_t record_size, void **out_codes) {
  (void)records;
  (void)record_size;
  (void)out_codes;
  return false;
}

#endif
