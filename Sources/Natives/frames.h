// SPDX-License-Identifier: Apache-2.0
//
// frames.h — walks the frames above a native by the rules of loam_bytecode.h.
#ifndef LOAM_NATIVES_FRAMES_H
#define LOAM_NATIVES_FRAMES_H

#include "natives.h"

#pragma GCC visibility push(hidden)

/// One frame. The words [fp, fp + words) are its own with the record; its arguments lie above them.
typedef struct loam_walk {
  loam_slot *fp;
  uint32_t words;
  const uint64_t *pc; ///< Behind the call that it waits in.
  const loam_function *function;
  uint32_t offset;      ///< Of that call in the function's code, in words.
  const loam_slot *end; ///< High end of the stack.
} loam_walk;

/// Begins at the native's caller. The frame pointers hold until the native may move.
bool loam_walk_begin(loam_walk *walk, loam_context *context);
/// Goes to the caller; false when there is none.
bool loam_walk_next(loam_walk *walk);
/// Line of a call in a function.
uint32_t loam_walk_line(const loam_function *function, uint32_t offset);

#pragma GCC visibility pop

#endif
