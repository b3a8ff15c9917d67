// SPDX-License-Identifier: Apache-2.0
//
// os.h — the only door to the system: mappings, futexes, clocks, processors.
//
// How.      Each call that can fail for want of memory counts against LOAMDEBUG=failalloc=N and fails at the Nth count,
//           so that every error path above can be walked. The platform #ifs of the runtime live in os.c.
// Threads.  Any, without locks.
// Fails.    NULL or false, nothing changed; errno never leaves os.c.
#ifndef LOAM_OS_H
#define LOAM_OS_H

#include "base/knobs.h"

#include <pthread.h>
#include <time.h>

#pragma GCC visibility push(hidden)

typedef struct loam_os {
  loam_knobs *knobs;
  _Atomic int64_t until_failure; ///< Countdown of failalloc; <= 0: no more.
  _Atomic uint64_t committed;    ///< Bytes readable and writable now.
  _Atomic uint64_t reserved;     ///< Bytes of address space held now.
  _Atomic uint64_t kept;         ///< Bytes of larger records of the C library, as who keeps them says (loam_os_keep).
  uint64_t page_size;
  uintptr_t place;      ///< Where the next mapping is to lie if that is free, so that addresses repeat; 0: anywhere.
  uint64_t first_ticks; ///< At loam_os_init, with the clock's time: what a tick is worth.
  int64_t first_ns;
} loam_os;

#define LOAM_SEEDED_PLACE 0xc000000000 ///< Below what the system hands out by itself.

void loam_os_init(loam_os *os, loam_knobs *knobs);
/// True when this allocation is the one that failalloc wants to fail. Counts it.
bool loam_os_should_fail(loam_os *os);

/// Address space that cannot be touched yet, aligned to 2 MiB when `size` is that large.
void *loam_os_reserve(loam_os *os, uint64_t size);
/// Makes a page-aligned part of a reservation readable and writable; its bytes are zero.
bool loam_os_commit(loam_os *os, void *address, uint64_t size);
/// Gives the memory back; the range stays readable and writable and reads as zero. False: the system refused (the host
/// has locked its memory, say), and the bytes are as they were.
bool loam_os_release(loam_os *os, void *address, uint64_t size);
/// Asks for huge pages, or for none; best effort.
void loam_os_prefer_huge(loam_os *os, void *address, uint64_t size);
void loam_os_prefer_small(loam_os *os, void *address, uint64_t size);
/// Backs committed memory now, its contents unchanged, so that the first touch costs nothing; false: not possible here.
bool loam_os_populate(loam_os *os, void *address, uint64_t size);
/// No access (seal) and access again (unseal) to committed memory; contents stay.
bool loam_os_seal(loam_os *os, void *address, uint64_t size);
bool loam_os_unseal(loam_os *os, void *address, uint64_t size);
/// Moves whole pages from `from` to `to` without copying, both committed; `from` reads as zero afterwards. False: not
/// possible here; `from` is as before, what `to` holds is undefined.
bool loam_os_move_pages(loam_os *os, void *from, void *to, uint64_t size);
/// A fresh zeroed readable and writable mapping of its own.
void *loam_os_map(loam_os *os, uint64_t size);
/// A readable and writable mapping for a machine stack, backed as it is touched, never by huge pages; below it `guard`
/// bytes (whole pages) that fault. Returns the lowest usable address; to unmap: that minus guard, and the sum.
void *loam_os_map_stack(loam_os *os, uint64_t size, uint64_t guard);
/// Unmaps a whole mapping or reservation, of which `committed` bytes were committed.
void loam_os_unmap(loam_os *os, void *address, uint64_t size, uint64_t committed);

/// Zeroed memory of the C library, for records that come and go one by one; given back with free(). Not counted in
/// `committed`.
void *loam_os_allocate(loam_os *os, size_t size);
/// Counts `bytes` of such memory in `kept`; negative: no more.
static inline void loam_os_keep(loam_os *os, int64_t bytes) {
  atomic_fetch_add_explicit(&os->kept, (uint64_t)bytes, memory_order_relaxed);
}
/// As realloc: bytes beyond the old size are undefined; NULL: `old` is as it was.
void *loam_os_resize(loam_os *os, void *old, size_t size);

/// Lets another thread have the processor.
void loam_os_yield(void);
/// Sleeps while *word == expected, at most `timeout_ns` (negative: no limit). False when the time ran out.
bool loam_os_wait(_Atomic uint32_t *word, uint32_t expected, int64_t timeout_ns);
void loam_os_wake(_Atomic uint32_t *word, uint32_t count);

int64_t loam_os_monotonic(void); ///< Nanoseconds.
int64_t loam_os_wall(void);      ///< Nanoseconds since 1970.
/// A counter that is cheaper to read than the clock (some 10 ns), for short times; its unit is the machine's.
static inline uint64_t loam_os_ticks(void) {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
  uint64_t ticks;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
  return ticks;
#else
  return (uint64_t)loam_os_monotonic();
#endif
}
/// Nanoseconds of a difference of ticks, by what both counters did since loam_os_init.
uint64_t loam_os_ticks_ns(const loam_os *os, uint64_t ticks);
/// The clock of a thread that exists; false: there is none on this system.
bool loam_os_thread_clock(pthread_t thread, clockid_t *out);
/// Nanoseconds that the thread of a clock has run; 0: it has ended.
uint64_t loam_os_thread_time(clockid_t clock);
/// Nanoseconds that the calling thread has run.
uint64_t loam_os_own_time(void);
uint32_t loam_os_processors(void);
uint64_t loam_os_entropy(void);
/// Whether `size` bytes at an address can be read, as far as the system tells (in constant time a page); else true.
bool loam_os_readable(uintptr_t address, uint64_t size);

#pragma GCC visibility pop
#endif
