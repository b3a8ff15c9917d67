// SPDX-License-Identifier: Apache-2.0
//
// go_debug.h — GODEBUG: the variables of Go's that mean something here.
//
// As Go reads it: "name=value,name=value", values are decimal numbers, of a name that comes twice the last one counts,
// and what is unknown or no number is passed over without a word.
#ifndef LOAM_GO_DEBUG_H
#define LOAM_GO_DEBUG_H

#include "base/knobs.h"

#define LOAM_GO_DEBUGS(X)                                                                                              \
  X(GCTRACE, "gctrace")               /* a line for each collection */                                                 \
  X(GCSTOPTHEWORLD, "gcstoptheworld") /* 1: the world stands while it is marked; 2: while it is swept as well */       \
  X(GCCHECKMARK, "gccheckmark")       /* 1: LOAMDEBUG=checkmark=1 */                                                   \
  X(CLOBBERFREE, "clobberfree")       /* 1: LOAMDEBUG=poison=1 */

#pragma GCC visibility push(hidden)

typedef enum loam_go_debug_name {
#define LOAM_GO_DEBUG_ENUM(id, name) LOAM_GO_DEBUG_##id,
  LOAM_GO_DEBUGS(LOAM_GO_DEBUG_ENUM)
#undef LOAM_GO_DEBUG_ENUM
      LOAM_GO_DEBUG_COUNT
} loam_go_debug_name;

typedef struct loam_go_debug {
  int32_t value[LOAM_GO_DEBUG_COUNT]; ///< 0: not set. Set once, before any thread reads it.
} loam_go_debug;

/// Sets everything to 0, then reads `text` (NULL: nothing).
void loam_go_debug_parse(loam_go_debug *debug, const char *text);
/// The value of a variable by its name; 0 for one that is not known here.
int32_t loam_go_debug_value(const loam_go_debug *debug, const char *name);
/// Turns the switches on that the variables stand for.
void loam_go_debug_switch(const loam_go_debug *debug, loam_knobs *knobs);

#pragma GCC visibility pop
#endif
