// SPDX-License-Identifier: Apache-2.0
//
// switches.c — the debug switches of a runtime, asked for and set while it lives.
//
// How.      Most switches are read where their event may happen, so a new value holds from there on. Some have a
// counter
//           that is set with them, or decide how limits and windows are made. The world stands still meanwhile.
// Why not.  Setting any of them at run time: the seeded mode is another scheduler, and with tinystack the pools of
//           stacks have other sizes.
#include "base/knobs.h"
#include "include/loam_profile.h"
#include "schedule/schedule.h"

#include <string.h>

static bool changes(loam_knob knob) {
  switch (knob) {
  case LOAM_KNOB_SEED:
  case LOAM_KNOB_TINYSTACK:
  case LOAM_KNOB_BREAKALL: // code that was compiled before has no BREAKs
  case LOAM_KNOB_EVENTS:   // loam_events_start
  case LOAM_KNOB_FFISLOW:  // functions remember it
  case LOAM_KNOB_FORGET:   // the host reads it when it begins
    return false;
  default:
    return true;
  }
}

uint32_t loam_runtime_switches(loam_runtime *runtime, loam_switch_count *out, uint32_t count) {
  if (runtime == NULL) return 0;
  if (out == NULL) count = 0;
  if (loam_knob_value(&runtime->knobs, LOAM_KNOB_EVENTS) != 0)
    atomic_store(&runtime->knobs.fired[LOAM_KNOB_EVENTS], loam_events_written(runtime));
  for (uint32_t i = 0; i < LOAM_KNOB_COUNT && i < count; i++) {
    const loam_knob_row *row = loam_knob_describe((loam_knob)i);
    out[i] = (loam_switch_count){.name = row->name,
                                 .value = loam_knob_value(&runtime->knobs, (loam_knob)i),
                                 .fired = atomic_load(&runtime->knobs.fired[i]),
                                 .text = row->text,
                                 .least = row->low,
                                 .most = row->high,
                                 .changes = changes((loam_knob)i)};
  }
  return LOAM_KNOB_COUNT;
}

/// What goes with a switch that has just been set. World stopped.
static void follow(loam_runtime *runtime, loam_knob knob, int64_t value) {
  const loam_knobs *knobs = &runtime->knobs;
  loam_heap *heap = &runtime->heap;
  switch (knob) {
  case LOAM_KNOB_MOVESTACK:
    atomic_store(&runtime->until_move, value);
    break;
  case LOAM_KNOB_PREEMPT:
    atomic_store(&runtime->until_preempt, value);
    break;
  case LOAM_KNOB_GCSTRESS:
    atomic_store(&heap->until_stress, value);
    break;
  case LOAM_KNOB_MEMLIMIT:
    atomic_store(&heap->until_refusal, value);
    break;
  case LOAM_KNOB_FAILALLOC:
    atomic_store(&runtime->os.until_failure, value);
    break;
  case LOAM_KNOB_HEAPPROFILE:
    loam_profile_set_rate(runtime, (uint64_t)value);
    break;
  case LOAM_KNOB_GCALWAYS: // sets the trigger anew
    loam_collect_set_percent(runtime, loam_collect_percent(runtime));
    break;
  default:
    break;
  }
  runtime->always_slow = runtime->seeded || loam_knob_value(knobs, LOAM_KNOB_MOVESTACK) != 0 ||
                         loam_knob_value(knobs, LOAM_KNOB_PREEMPT) != 0;
  bool single = heap->always_single;
  heap->always_single = loam_knob_value(knobs, LOAM_KNOB_MEMLIMIT) != 0 ||
                        loam_knob_value(knobs, LOAM_KNOB_GCSTRESS) != 0 ||
                        loam_knob_value(knobs, LOAM_KNOB_FAILALLOC) != 0;
  if (single != heap->always_single) loam_heap_set_single(heap, (runtime->events.groups & LOAM_EVENTS_HEAP) != 0);
}

loam_status loam_runtime_set_switch(loam_runtime *runtime, const char *name, int64_t value) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  uint32_t knob = 0;
  while (name != NULL && knob < LOAM_KNOB_COUNT && strcmp(loam_knob_describe((loam_knob)knob)->name, name) != 0) knob++;
  if (name == NULL || knob == LOAM_KNOB_COUNT) return LOAM_INVALID_ARGUMENT;
  const loam_knob_row *row = loam_knob_describe((loam_knob)knob);
  if (value < row->low || value > row->high) return LOAM_INVALID_ARGUMENT;
  if (!changes((loam_knob)knob)) return LOAM_WRONG_STATE;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  atomic_store_explicit(&runtime->knobs.value[knob], value, memory_order_relaxed);
  follow(runtime, (loam_knob)knob, value);
  loam_world_start_asked(runtime, self);
  return LOAM_OK;
}
