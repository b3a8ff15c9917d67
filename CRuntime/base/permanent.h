// SPDX-License-Identifier: Apache-2.0
//
// permanent.h — memory that lives as long as the runtime: descriptors, string constants, package variables, code.
//
// How.      Bumps through mappings of 256 KiB (larger ones for larger requests). Zeroed. Nothing is freed before the
//           end; what is given back, code of a prompt's entries, serves requests of its size that ask for such memory.
//           `contains` answers for loam_where.
// Threads.  Any; one leaf lock.
// Fails.    NULL without memory.
#ifndef LOAM_PERMANENT_H
#define LOAM_PERMANENT_H

#include "base/lock.h"
#include "base/os.h"
#include "base/ranges.h"

#pragma GCC visibility push(hidden)

enum { LOAM_GIVEN_STEP = 64, LOAM_GIVEN_BINS = 256 };

typedef struct loam_permanent_block loam_permanent_block;
typedef struct loam_permanent {
  loam_os *os;
  loam_lock lock;
  loam_permanent_block *blocks; // under lock
  uintptr_t next, end;          // under lock
  uint64_t mapped;              // under lock
  void *given[LOAM_GIVEN_BINS]; // Lists of what came back, by size in steps of LOAM_GIVEN_STEP. under lock
  loam_ranges ranges;           // The blocks again, by address.
} loam_permanent;

void loam_permanent_init(loam_permanent *permanent, loam_os *os, loam_bugs *bugs);
void loam_permanent_deinit(loam_permanent *permanent);
/// Zeroed; `alignment` is a power of two up to 4096.
void *loam_permanent_take(loam_permanent *permanent, uint64_t size, uint64_t alignment);
/// The same, of what was given back if there is some; aligned to 8. What is taken so may be given.
void *loam_permanent_take_given(loam_permanent *permanent, uint64_t size);
/// Gives memory of loam_permanent_take_given back; the same size. NULL does nothing.
void loam_permanent_give(loam_permanent *permanent, const void *memory, uint64_t size);
bool loam_permanent_contains(loam_permanent *permanent, const void *address);
/// How far an address lies in all mappings laid end to end in the order in which they were made, which depends on
/// nothing but the requests; false when it is in none. And back: NULL when no mapping goes so far.
bool loam_permanent_offset(loam_permanent *permanent, const void *address, uint64_t *out_offset);
void *loam_permanent_at(loam_permanent *permanent, uint64_t offset);

#pragma GCC visibility pop
#endif
