// SPDX-License-Identifier: Apache-2.0
#include <assert.h>
#include <stddef.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
typedef int (*fn)(int);
int deref(int *p) { return *p; }
void store(int *p, int x) { *p = x; }
void copy(char *to, const char *from, int n) { memcpy(to, from, n); }
int divide(int a, int b) { return a / b; }
void ends(void) { abort(); }
void must(int x) { assert(x > 0); }
void trap(void) { __builtin_trap(); }
void stop(void) {
#if defined(__x86_64__)
  __asm__ volatile("int3");
#else
  raise(SIGTRAP);
#endif
}
void raises(int signal) { raise(signal); }
void deaf(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  abort();
}
static volatile int depth;
__attribute__((noinline)) int recurse(int n) {
  volatile char room[4000];
  room[n % 4000] = (char)n;
  depth = n;
  return n < 0 ? 0 : recurse(n + 1) + room[n % 4000];
}
int call(fn f, int x) { return f(x); }
// Memory that is not to be written, and that is no more.
void *fixed(void) { return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }
void *gone(void) {
  char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(pages, 'x', 4096);
  mprotect(pages + 4096, 4096, PROT_NONE); // where a mapping of somebody else's could come after munmap
  return pages;
}
