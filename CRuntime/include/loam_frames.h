// SPDX-License-Identifier: Apache-2.0
//
// loam_frames.h — looking at a goroutine's stack frame by frame, and moving it by force.
//
// What is said of a stack is true as long as the goroutine stands still: a caller that follows addresses stops the
// world (loam_world_stop) before it asks and starts it when it has read what it wants. Each function stops it for
// itself, and stops of one thread nest.
#ifndef LOAM_FRAMES_H
#define LOAM_FRAMES_H

#include "loam_base.h"
#include "loam_bytecode.h"
#include "loam_runtime.h"

LOAM_BEGIN_DECLARATIONS

/// A stack as a whole.
typedef struct loam_stack_outline {
  uintptr_t lo, hi; ///< The block.
  uintptr_t fp;     ///< Lowest address in use; frames lie from here to hi.
  /// The goroutine is about to call it: its arguments lie at fp, in the outgoing area of the innermost frame. Else
  /// NULL.
  const loam_function *callee;
  uint64_t frames;  ///< How many there are.
  uint64_t records; ///< Words outside the stack that may lead into it (loam_goroutine_records).
  bool movable;     ///< loam_goroutine_move would not refuse it for what it does now.
} loam_stack_outline;

/// One frame: slots [0, frame_slots) from fp on, then its record, and above it the caller's frame, whose lowest slots
/// are this function's arguments and results.
typedef struct loam_stack_frame {
  uintptr_t fp;
  const loam_function *function;
  const uint64_t *map; ///< Bit i: slot i holds a live pointer; function->map_words words. NULL: none does.
  uint32_t frame_slots;
  uint32_t safepoint; ///< Word of the function's code that describes the frame.
  uint32_t place;     ///< Word of the instruction that it stands at; `line` is its line.
  uint32_t line;
} loam_stack_frame;

/// Fills *out and at most `count` frames, innermost first. LOAM_INVALID_ARGUMENT: no such goroutine lives. Any thread,
/// but for a goroutine's own frames only from a native it called.
LOAM_EXPORT loam_status loam_goroutine_frames(loam_runtime *runtime, uint64_t goroutine, loam_stack_outline *out,
                                              loam_stack_frame *frames, uint64_t count);

/// What a word outside the frames belongs to.
typedef enum LOAM_CLOSED_ENUM loam_record_kind {
  LOAM_RECORD_DEFERRED, ///< The function value of a deferred call.
  LOAM_RECORD_RUNNING,  ///< Of the deferred call that a panic runs.
  LOAM_RECORD_CALL,     ///< Of the call that is about to be made.
} loam_record_kind;

/// A word outside the frames that may lead into the stack, and is rewritten with them.
typedef struct loam_stack_record_word {
  loam_record_kind kind;
  const loam_function *function; ///< Who deferred, or NULL.
  uint64_t frame;                ///< Distance of that function's frame from the stack's high end; 0: none.
  uint64_t value;
} loam_stack_record_word;
/// Fills at most `count` of them, always in the same order while the goroutine stands still; returns how many there
/// are.
LOAM_EXPORT uint64_t loam_goroutine_records(loam_runtime *runtime, uint64_t goroutine, loam_stack_record_word *out,
                                            uint64_t count);

/// Moves the stack of a goroutine that does not run to another block by copying: of twice the size (GROW), of half of
/// it (SHRINK), or of the same (MOVE). Fills *out (may be NULL). LOAM_INVALID_ARGUMENT: no such goroutine lives.
/// LOAM_WRONG_STATE: it is inside of a native function, which knows its frame's address. LOAM_LIMIT: the maximum of
/// stacks does not allow it, or what is in use does not fit half of the block, or that is smaller than the smallest.
/// LOAM_NO_MEMORY. In all of these cases the stack is as it was. Host threads.
LOAM_EXPORT loam_status loam_goroutine_move(loam_runtime *runtime, uint64_t goroutine, loam_stack_reason reason,
                                            loam_stack_history *out);

LOAM_END_DECLARATIONS

#endif
