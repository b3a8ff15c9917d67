// SPDX-License-Identifier: Apache-2.0
//
// os.c — the only caller of mmap, mprotect, madvise, futex and the clocks.
//
// How.      Reservations are PROT_NONE and MAP_NORESERVE, so they cost nothing until committed. `committed` counts what
//           is readable and writable, whether touched or not.
#include "base/os.h"

#include <sched.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#if defined(__linux__)
#include <linux/futex.h>
#include <sys/random.h>
#include <sys/syscall.h>
#endif

void loam_os_init(loam_os *os, loam_knobs *knobs) {
  os->knobs = knobs;
  atomic_init(&os->until_failure, knobs ? loam_knob_value(knobs, LOAM_KNOB_FAILALLOC) : 0);
  atomic_init(&os->committed, 0);
  atomic_init(&os->reserved, 0);
  os->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
  os->first_ticks = loam_os_ticks();
  os->first_ns = loam_os_monotonic();
}

bool loam_os_should_fail(loam_os *os) {
  if (atomic_load_explicit(&os->until_failure, memory_order_relaxed) <= 0) return false;
  if (atomic_fetch_sub_explicit(&os->until_failure, 1, memory_order_relaxed) != 1) return false;
  loam_knob_fired(os->knobs, LOAM_KNOB_FAILALLOC);
  return true;
}

static void count(_Atomic uint64_t *counter, uint64_t bytes) {
  atomic_fetch_add_explicit(counter, bytes, memory_order_relaxed);
}

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0
#endif
// In the seeded mode one mapping lies behind the other as long as the places are free.
static void *map_at_place(loam_os *os, uint64_t size, int protection, int flags) {
  if (os->place != 0) {
    void *wanted = (void *)os->place, *at = mmap(wanted, size, protection, flags | MAP_FIXED_NOREPLACE, -1, 0);
    const uint64_t step = 2ull << 20;
    os->place = at == wanted ? os->place + ((size + step - 1) & -step) : 0;
    if (at == wanted) return at;
    if (at != MAP_FAILED) munmap(at, size);
  }
  return mmap(NULL, size, protection, flags, -1, 0);
}

void *loam_os_reserve(loam_os *os, uint64_t size) {
  if (loam_os_should_fail(os)) return NULL;
  const uint64_t huge = 2ull << 20;
  uint64_t slack = size >= huge ? huge : 0;
  char *at = map_at_place(os, size + slack, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE);
  if (at == MAP_FAILED) return NULL;
  if (slack) {
    uint64_t head = -(uintptr_t)at & (huge - 1);
    if (head) munmap(at, head);
    if (slack - head) munmap(at + head + size, slack - head);
    at += head;
  }
  count(&os->reserved, size);
  return at;
}

bool loam_os_commit(loam_os *os, void *address, uint64_t size) {
  if (loam_os_should_fail(os) || mprotect(address, size, PROT_READ | PROT_WRITE) != 0) return false;
  count(&os->committed, size);
  return true;
}

bool loam_os_release(loam_os *os, void *address, uint64_t size) {
  (void)os;
  return madvise(address, size, MADV_DONTNEED) == 0;
}

#ifndef MADV_HUGEPAGE
#define MADV_HUGEPAGE MADV_NORMAL
#define MADV_NOHUGEPAGE MADV_NORMAL
#endif
void loam_os_prefer_huge(loam_os *os, void *address, uint64_t size) {
  (void)os;
  (void)madvise(address, size, MADV_HUGEPAGE);
}

void loam_os_prefer_small(loam_os *os, void *address, uint64_t size) {
  (void)os;
  (void)madvise(address, size, MADV_NOHUGEPAGE);
}

bool loam_os_populate(loam_os *os, void *address, uint64_t size) {
  (void)os;
#if defined(__linux__)
  enum { POPULATE_WRITE = 23 }; // MADV_POPULATE_WRITE (Linux 5.14), which older headers lack
  return madvise(address, size, POPULATE_WRITE) == 0;
#else
  (void)address, (void)size;
  return false;
#endif
}

bool loam_os_seal(loam_os *os, void *address, uint64_t size) {
  (void)os;
  return mprotect(address, size, PROT_NONE) == 0;
}

bool loam_os_unseal(loam_os *os, void *address, uint64_t size) {
  (void)os;
  return mprotect(address, size, PROT_READ | PROT_WRITE) == 0;
}

bool loam_os_move_pages(loam_os *os, void *from, void *to, uint64_t size) {
#if defined(MREMAP_DONTUNMAP)
  if (loam_os_should_fail(os)) return false;
  if (mremap(from, size, size, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, to) == to) return true;
  // A kernel that refuses (a range over several mappings, before 6.17) may have unmapped `to` already.
  (void)mmap(to, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
  return false;
#else
  (void)os, (void)from, (void)to, (void)size;
  return false;
#endif
}

void *loam_os_map(loam_os *os, uint64_t size) {
  if (loam_os_should_fail(os)) return NULL;
  void *at = map_at_place(os, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
  if (at == MAP_FAILED) return NULL;
  count(&os->reserved, size);
  count(&os->committed, size);
  return at;
}

// A guard by madvise (Linux 6.13) lies in the page table, so that stacks side by side stay one mapping of the 65,530
// that a process may have; an access to it raises SIGSEGV, as to a page without rights.
static bool make_guard(void *address, uint64_t size) {
#if defined(__linux__)
  enum { GUARD_INSTALL = 102 }; // MADV_GUARD_INSTALL, which older headers lack
  if (madvise(address, size, GUARD_INSTALL) == 0) return true;
#endif
  return mprotect(address, size, PROT_NONE) == 0;
}

void *loam_os_map_stack(loam_os *os, uint64_t size, uint64_t guard) {
  if (loam_os_should_fail(os)) return NULL;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
#if defined(MAP_STACK)
  flags |= MAP_STACK; // no huge pages
#endif
  char *at = mmap(NULL, guard + size, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (at == MAP_FAILED) return NULL;
  if (loam_os_should_fail(os) || !make_guard(at, guard)) {
    munmap(at, guard + size);
    return NULL;
  }
  count(&os->reserved, guard + size);
  count(&os->committed, size);
  return at + guard;
}

void loam_os_unmap(loam_os *os, void *address, uint64_t size, uint64_t committed) {
  munmap(address, size);
  count(&os->reserved, -size);
  count(&os->committed, -committed);
}

void *loam_os_allocate(loam_os *os, size_t size) { return loam_os_should_fail(os) ? NULL : calloc(1, size); }

void *loam_os_resize(loam_os *os, void *old, size_t size) {
  return loam_os_should_fail(os) ? NULL : realloc(old, size);
}

#if defined(__linux__)
bool loam_os_wait(_Atomic uint32_t *word, uint32_t expected, int64_t timeout_ns) {
  struct timespec timeout = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
  long result = syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, timeout_ns < 0 ? NULL : &timeout, NULL, 0);
  return !(result != 0 && errno == ETIMEDOUT);
}

void loam_os_wake(_Atomic uint32_t *word, uint32_t count) {
  int n = count > INT_MAX ? INT_MAX : (int)count;
  (void)syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, n, NULL, NULL, 0);
}
#else
// Without futexes a waiter looks again every 50 microseconds.
bool loam_os_wait(_Atomic uint32_t *word, uint32_t expected, int64_t timeout_ns) {
  int64_t until = timeout_ns < 0 ? INT64_MAX : loam_os_monotonic() + timeout_ns;
  while (atomic_load_explicit(word, memory_order_acquire) == expected) {
    if (loam_os_monotonic() >= until) return false;
    struct timespec nap = {.tv_nsec = 50000};
    nanosleep(&nap, NULL);
  }
  return true;
}
void loam_os_wake(_Atomic uint32_t *word, uint32_t count) { (void)word, (void)count; }
#endif

static int64_t clock_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
int64_t loam_os_monotonic(void) { return clock_ns(CLOCK_MONOTONIC); }
int64_t loam_os_wall(void) { return clock_ns(CLOCK_REALTIME); }

bool loam_os_thread_clock(pthread_t thread, clockid_t *out) {
#if defined(__linux__)
  return pthread_getcpuclockid(thread, out) == 0;
#else
  (void)thread, (void)out;
  return false;
#endif
}
uint64_t loam_os_thread_time(clockid_t clock) {
  struct timespec time;
  return clock_gettime(clock, &time) == 0 ? (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec : 0;
}
uint64_t loam_os_own_time(void) { return (uint64_t)clock_ns(CLOCK_THREAD_CPUTIME_ID); }

uint64_t loam_os_ticks_ns(const loam_os *os, uint64_t ticks) {
  uint64_t passed = loam_os_ticks() - os->first_ticks;
  int64_t ns = loam_os_monotonic() - os->first_ns;
  return passed == 0 || ns <= 0 ? 0 : (uint64_t)((double)ticks * (double)ns / (double)passed);
}

// The kernel copies a signal mask before it finds that nobody knows what to do with it. An aligned one is in one page.
bool loam_os_readable(uintptr_t address, uint64_t size) {
#if defined(__linux__)
  enum { MASK = 8, NO_WAY = -1 };
  uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
  if (size == 0) return true;
  if (address < page || address + (size - 1) < address) return false; // the call takes NULL for "no mask"
  for (uintptr_t at = address & ~(uintptr_t)(MASK - 1), last = address + (size - 1); at <= last;) {
    if (syscall(SYS_rt_sigprocmask, NO_WAY, (const void *)at, NULL, MASK) != 0 && errno == EFAULT) return false;
    uintptr_t next = (at & ~(uintptr_t)(page - 1)) + page;
    if (next < at) break;
    at = next;
  }
#else
  (void)address, (void)size;
#endif
  return true;
}

uint32_t loam_os_processors(void) {
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n < 1 ? 1 : (uint32_t)n;
}

uint64_t loam_os_entropy(void) {
  uint64_t value;
#if defined(__linux__)
  if (getrandom(&value, sizeof value, 0) == sizeof value) return value;
#endif
  return (uint64_t)loam_os_monotonic() * 0x9e3779b97f4a7c15ull ^ (uint64_t)loam_os_wall();
}

void loam_os_yield(void) { sched_yield(); }
