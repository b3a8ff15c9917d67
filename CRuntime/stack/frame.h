// SPDX-License-Identifier: Apache-2.0
//
// frame.h — walking the frames of a goroutine stack from the innermost outwards, and their pointer maps.
//
// How.      A frame is known by its fp and its safepoint word (loam_bytecode.h): the word says frame_slots, the map and
//           the function; the record above the slots is the return pc, and pc[-1] is the next frame's safepoint word.
//           The walk ends at a record that is 0, at a return pc whose instruction is GOEXIT, or at hi.
// Upholds.  frame.walkable
#ifndef LOAM_FRAME_H
#define LOAM_FRAME_H

#include "base/assert.h"
#include "base/bits.h"
#include "include/loam_bytecode.h"

#pragma GCC visibility push(hidden)

/// Instruction of a return barrier (schedule/scan_deep.c): the word behind it is the return pc that it stands for.
enum { LOAM_OP_RETURN_BARRIER = LOAM_OPCODE_COUNT + 1 };

/// Where a goroutine stands: enough to walk its stack. The owner keeps it exact at every safepoint.
typedef struct loam_stack_position {
  uintptr_t fp;                ///< Innermost frame; 0: nothing on the stack.
  const uint64_t *safepoint;   ///< Its safepoint word.
  const loam_function *callee; ///< Growing at a call: the function whose arguments lie at fp[0..]; else NULL.
} loam_stack_position;

typedef struct loam_frame {
  uintptr_t fp;
  const uint64_t *safepoint;
  const loam_function *function;
  uint32_t frame_slots;
  uint32_t map; ///< Number of the map; 0: no pointers.
} loam_frame;

static inline uint32_t loam_safepoint_map(uint64_t word) { return (uint32_t)(word >> 40); }
static inline uint32_t loam_safepoint_slots(uint64_t word) { return (uint32_t)(word >> 24) & 0xffff; }
static inline uint32_t loam_safepoint_back(uint64_t word) { return (uint32_t)word & 0xffffff; }
/// The function that a safepoint word lies in.
static inline const loam_function *loam_safepoint_function(const uint64_t *safepoint) {
  const uint64_t *code = safepoint - loam_safepoint_back(*safepoint);
  return (const loam_function *)(uintptr_t)code[-1];
}

/// The innermost frame of a position; false when there is none.
static inline bool loam_frame_first(const loam_stack_position *position, loam_frame *out) {
  if (!position->fp) return false;
  uint64_t word = *position->safepoint;
  out->fp = position->fp;
  out->safepoint = position->safepoint;
  out->function = loam_safepoint_function(position->safepoint);
  out->frame_slots = loam_safepoint_slots(word);
  out->map = loam_safepoint_map(word);
  return true;
}
/// The word of a record, for the goroutine itself: a marker that puts a barrier there meanwhile has written its code.
static inline const uint64_t *loam_record_pc(const uint64_t *record) {
  return (const uint64_t *)(uintptr_t)__atomic_load_n(record, __ATOMIC_ACQUIRE);
}
/// The return pc of a record whose word is `pc`, not NULL.
static inline const uint64_t *loam_return_pc(const uint64_t *pc) {
  return (*pc & 0xffff) == LOAM_OP_RETURN_BARRIER ? (const uint64_t *)(uintptr_t)pc[1] : pc;
}
/// The return pc stored in a frame's record.
static inline const uint64_t *loam_frame_return(const loam_frame *frame) {
  const uint64_t *pc = *(const uint64_t *const *)(frame->fp + 8ull * frame->frame_slots);
  return pc == NULL ? NULL : loam_return_pc(pc);
}
/// Moves to the caller's frame; false (frame unchanged) at the bottom. Markers walk older frames beside their
/// goroutine, which writes none of the records.
static inline LOAM_RACY bool loam_frame_next(loam_frame *frame, uintptr_t hi) {
  uintptr_t record = frame->fp + 8ull * frame->frame_slots;
  if (record + 8 >= hi) return false;
  const uint64_t *pc = *(const uint64_t *const *)record;
  if (!pc || (*pc & 0xffff) == LOAM_OP_GOEXIT) return false;
  pc = loam_return_pc(pc);
  uint64_t word = pc[-1];
  frame->fp = record + 8;
  frame->safepoint = pc - 1;
  frame->function = loam_safepoint_function(pc - 1);
  frame->frame_slots = loam_safepoint_slots(word);
  frame->map = loam_safepoint_map(word);
  return true;
}
/// The map's bits (function->map_words words), or NULL when it is map 0.
static inline const uint64_t *loam_frame_map(const loam_frame *frame) {
  if (!frame->map) return NULL;
  return frame->function->maps + (uint64_t)frame->map * frame->function->map_words;
}
/// Line of a code address in `function` (the call before a return pc: pass pc - 1).
uint32_t loam_function_line(const loam_function *function, const uint64_t *pc);
/// Line that a frame stands at, `place` being the address in its code that tells. Of a step function whose states are
/// lines it is its state's.
uint32_t loam_frame_line(const loam_frame *frame, const uint64_t *place);
/// True when every word of the position is in order: fp inside [lo, hi), functions known, maps in range.
bool loam_frames_check(const loam_stack_position *position, uintptr_t lo, uintptr_t hi);

#pragma GCC visibility pop
#endif
