// SPDX-License-Identifier: Apache-2.0
//
// checkmark.h — marks the heap a second time, by other means, and compares: the check of collect.complete.
//
// How.      After marking, the world stopped, a walk from the same roots visits every object once and requires its
// mark.
//           It shares nothing with mark.c but the roots' callbacks: objects are found by their span's record and a
//           division, not by page_info and reciprocals; pointers by asking type or table for the next one, not by
//           scanning; what was visited is a table of its own, one bit for each word of the heap. The walk goes into
//           depth, so that its stack is the path that a report names.
// Cost.     A 64th of the heap for the table, 16 bytes for each object on the path, which is long for long lists.
// Upholds.  collect.complete
// Fails.    Without memory for table or path the walk ends, reports nothing and is not counted.
#ifndef LOAM_CHECKMARK_H
#define LOAM_CHECKMARK_H

#include "collect/root_visitor.h"

#pragma GCC visibility push(hidden)

/// An object whose contents are walked, and the byte from which on its pointers are still to be followed.
typedef struct loam_checkmark_place {
  uintptr_t object;
  uint64_t next;
} loam_checkmark_place;

/// Embedded in the collector. All but the figures and the text is the walk's under way.
typedef struct loam_checkmark {
  loam_root_visitor visitor;
  struct loam_collector *collector;
  uint64_t *visited; ///< Bit (object - heap base) / 8.
  uint64_t visited_bytes;
  loam_checkmark_place *path;
  uint64_t depth, capacity;
  const char *root; ///< What the path begins at, and its number or address.
  uint64_t root_number;
  loam_string root_name; ///< Of a frame's function; else empty.
  bool over;             ///< A mark was missing, or memory.
  bool lost;             ///< A mark was missing.
  uint64_t objects;      ///< Met by the last walk.
  uint64_t compared;     ///< Compared since the start.
  char text[1024];       ///< Of the report.
} loam_checkmark;

/// Walks and compares; false when a mark is missing, which has been reported then. Requires: world stopped, everything
/// marked, nothing swept.
bool loam_checkmark_run(struct loam_collector *collector);

#pragma GCC visibility pop
#endif
