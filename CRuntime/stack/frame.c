// SPDX-License-Identifier: Apache-2.0
//
// frame.c — lines of code addresses, and the check of a whole walk.
#include "stack/frame.h"

uint32_t loam_function_line(const loam_function *function, const uint64_t *pc) {
  if (!function->code || pc < function->code) return function->start_line;
  uint64_t offset = (uint64_t)(pc - function->code);
  uint32_t low = 0, high = function->line_count;
  while (low < high) { // The last entry at or before offset.
    uint32_t middle = low + (high - low) / 2;
    if (function->lines[middle].pc <= offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low ? function->lines[low - 1].line : function->start_line;
}

uint32_t loam_frame_line(const loam_frame *frame, const uint64_t *place) {
  const loam_function *function = frame->function;
  // The state lies below the record, and is 0 at first. Nothing stops before ENTER_STEP has cleared it.
  if (function->flags & LOAM_FUNCTION_LINES) {
    uint32_t state = (uint32_t) * (const uint64_t *)(frame->fp + 8ull * (frame->frame_slots - 1));
    if (state != 0) return state;
  }
  return loam_function_line(function, place);
}

bool loam_frames_check(const loam_stack_position *position, uintptr_t lo, uintptr_t hi) {
  loam_frame frame;
  if (!loam_frame_first(position, &frame)) return true;
  do {
    if (frame.fp < lo || frame.fp % 8 || frame.fp + 8ull * frame.frame_slots > hi) return false;
    if (!frame.function || frame.function->self != frame.function) return false;
    if (frame.map && frame.map >= frame.function->map_count) return false;
  } while (loam_frame_next(&frame, hi));
  return true;
}
