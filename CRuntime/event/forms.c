// SPDX-License-Identifier: Apache-2.0
//
// forms.c — the list of kinds as data, and arguments that mean the same in every run of a program.
//
// How.      A high bit of an address says what it is a distance in. Functions have numbers in the order in which they
//           were created.
#include "event/event.h"
#include "runtime.h"

#define IN_HEAP (1ull << 62)
#define IN_PERMANENT (1ull << 63)

const loam_event_information *loam_event_info(uint32_t kind) {
#define ROW(id, group, name, f0, a0, f1, a1, f2, a2, f3, a3, f4, a4, text)                                             \
  {name,                                                                                                               \
   text,                                                                                                               \
   LOAM_EVENTS_##group,                                                                                                \
   {{LOAM_FORM_##f0, a0}, {LOAM_FORM_##f1, a1}, {LOAM_FORM_##f2, a2}, {LOAM_FORM_##f3, a3}, {LOAM_FORM_##f4, a4}}},
  static const loam_event_information table[] = {LOAM_EVENTS(ROW)};
#undef ROW
  return kind < LOAM_EVENT_COUNT ? &table[kind] : NULL;
}

uint64_t loam_event_address_of(const loam_event_log *log, uintptr_t address) {
  loam_runtime *runtime = log->runtime;
  uint64_t offset;
  if (loam_heap_holds(&runtime->heap, address)) return (address - runtime->heap.base) | IN_HEAP;
  if (address != 0 && loam_permanent_offset(&runtime->permanent, (const void *)address, &offset))
    return offset | IN_PERMANENT;
  return address;
}

uintptr_t loam_event_address(loam_runtime *runtime, uint64_t argument) {
  if (runtime == NULL) return argument;
  if (argument & IN_HEAP) return runtime->heap.base + (argument & ~IN_HEAP);
  if (argument & IN_PERMANENT) return (uintptr_t)loam_permanent_at(&runtime->permanent, argument & ~IN_PERMANENT);
  return argument;
}

uint64_t loam_event_place_of(const uint64_t *safepoint) {
  const loam_function *function = loam_safepoint_function(safepoint);
  bool known = function->code != NULL && safepoint >= function->code && !(function->flags & LOAM_FUNCTION_LINES);
  return (uint64_t)function->number << 32 | (known ? (uint64_t)(safepoint - function->code) : 0);
}

uint64_t loam_event_place_in(const loam_frame *frame) {
  uint64_t place = loam_event_place_of(frame->safepoint);
  return frame->function->flags & LOAM_FUNCTION_LINES ? place | loam_frame_line(frame, frame->safepoint) : place;
}
