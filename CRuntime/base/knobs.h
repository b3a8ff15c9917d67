// SPDX-License-Identifier: Apache-2.0
//
// knobs.h — the LOAMDEBUG table: every switch that makes a rare event constant, in one list.
//
// Each row: identifier, name in LOAMDEBUG, least and greatest value, one line for LOAMDEBUG=help. A switch that is off
// has the value 0. `fired` counts how often the switch changed what happened, so that a test can tell that it worked.
#ifndef LOAM_KNOBS_H
#define LOAM_KNOBS_H

#include "include/loam_base.h"
#include <stdatomic.h>

#define LOAM_KNOBS(X)                                                                                                  \
  X(STACKGROW, "stackgrow", 0, 1, "print a line for each growth and shrink of a stack")                                \
  X(MOVESTACK, "movestack", 0, INT64_MAX, "move the stack at every Nth call")                                          \
  X(GCSTRESS, "gcstress", 0, INT64_MAX, "collect at every Nth allocation")                                             \
  X(FAILALLOC, "failalloc", 0, INT64_MAX, "fail the Nth allocation or mapping, once")                                  \
  X(MEMLIMIT, "memlimit", 0, INT64_MAX, "find the memory limit reached at every Nth allocation")                       \
  X(NOLIMITER, "nolimiter", 0, 1, "let collections take more than half of the processors' time (for tests)")           \
  X(CHECKPTR, "checkptr", 0, 1,                                                                                        \
    "check at each collection that no heap word points into a stack, and each stack after its moves")                  \
  X(SEED, "seed", 0, INT64_MAX, "seeded mode: one worker, virtual time, the schedule of this seed")                    \
  X(GCALWAYS, "gcalways", 0, 1, "begin the next collection when the last has ended, and mark a little at a time")      \
  X(SLOWMARK, "slowmark", 0, 10000000, "mark workers sleep N microseconds after each part that they mark")             \
  X(DEEPSCAN, "deepscan", 0, 1, "scan stacks a frame at a time, with a return barrier behind it")                      \
  X(NOBARRIER, "nobarrier", 0, 1, "leave the write barrier out, so that objects are lost (for lessons and tests)")     \
  X(POISON, "poison", 0, 1, "fill freed objects and old stacks with a pattern")                                        \
  X(VERIFYHEAP, "verifyheap", 0, 1, "walk and check the whole heap after each collection")                             \
  X(CHECKMARK, "checkmark", 0, 1, "mark again by another marker before each sweep, and compare")                       \
  X(SCAVENGE, "scavenge", 0, 1, "give every run of free pages back to the system at once")                             \
  X(AHEAD, "ahead", 0, 1, "back the next part of the heap's memory at each growth, however small the heap")            \
  X(SHRINKOFF, "shrinkoff", 0, 1, "never shrink stacks")                                                               \
  X(GROWMOVE, "growmove", 0, 1, "stacks grow and shrink by moving, never where they lie")                              \
  X(TINYSTACK, "tinystack", 0, 1, "stacks: caches of one block, lone blocks and moves by pages as early as possible")  \
  X(STEAL, "steal", 0, 1, "take from other workers before the own queue")                                              \
  X(HANDOFF, "handoff", 0, 1, "lend the token of every blocking call at once")                                         \
  X(PREEMPT, "preempt", 0, INT64_MAX, "preempt at every Nth poll")                                                     \
  X(EVENTS, "events", 0, 127, "record events of these groups (a mask of loam_event_group) from the start")             \
  X(HEAPPROFILE, "heapprofile", 0, INT64_MAX, "sample an allocation in N bytes for the heap profile; 1: each")         \
  X(FRESHSTACK, "freshstack", 0, 1, "map a machine stack for each use and unmap it afterwards")                        \
  X(FFISLOW, "ffislow", 0, 1, "functions of C are called, and call back, by libffi alone, never through registers")    \
  X(BREAKALL, "breakall", 0, INT64_MAX, "stop at every Nth BREAK, hold all goroutines and go on; all code has BREAKs") \
  X(FORGET, "forget", 0, INT64_MAX, "a session looks for what nothing reaches any more before every Nth turn")         \
  X(REPORT, "report", 0, 1, "at the end of a run say how often each switch that is on fired")

#pragma GCC visibility push(hidden)

typedef enum loam_knob {
#define LOAM_KNOB_ENUM(id, name, low, high, text) LOAM_KNOB_##id,
  LOAM_KNOBS(LOAM_KNOB_ENUM)
#undef LOAM_KNOB_ENUM
      LOAM_KNOB_COUNT
} loam_knob;

typedef struct loam_knobs {
  _Atomic int64_t value[LOAM_KNOB_COUNT]; ///< Set before any thread reads it, and later with the world stopped.
  _Atomic uint64_t fired[LOAM_KNOB_COUNT];
} loam_knobs;

/// Sets everything off, then reads "name=value,name=value" (NULL or "": nothing). False when a name is unknown, a value
/// is no number or out of range, or the text is "help"; then *out_message is a static text that lists the switches.
bool loam_knobs_parse(loam_knobs *knobs, const char *text, const char **out_message);
/// The table as text, one line per switch. Static.
const char *loam_knobs_help(void);
/// A row of the table.
typedef struct loam_knob_row {
  const char *name, *text;
  int64_t low, high;
} loam_knob_row;
const loam_knob_row *loam_knob_describe(loam_knob knob);

static inline int64_t loam_knob_value(const loam_knobs *knobs, loam_knob knob) {
  return atomic_load_explicit(&knobs->value[knob], memory_order_relaxed);
}
static inline void loam_knob_fired(loam_knobs *knobs, loam_knob knob) {
  atomic_fetch_add_explicit(&knobs->fired[knob], 1, memory_order_relaxed);
}

#pragma GCC visibility pop
#endif
