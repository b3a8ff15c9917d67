// SPDX-License-Identifier: Apache-2.0
//
// process.c — see CProcess.h.
#include "CProcess.h"

#if defined(__GLIBC__) || defined(__linux__)
#include <malloc.h>
#endif

void cprocess_use_one_arena(void) {
#if defined(M_ARENA_MAX) && defined(M_TOP_PAD)
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TOP_PAD, 4 << 20);
#endif
}
