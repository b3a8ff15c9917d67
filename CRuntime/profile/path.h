// SPDX-License-Identifier: Apache-2.0
//
// path.h — call paths: the calls that led to a place, each path once, with what was counted there.
//
// How.      A hash table of paths; the records lie in blocks that are never given back before the table goes, so that a
//           path, once found, may be read by anyone. Of a path longer than LOAM_PATH_FRAMES the innermost frames are
//           kept, as Go does.
// Threads.  The owner's lock guards the table.
// Fails.    NULL without memory.
#ifndef LOAM_PATH_H
#define LOAM_PATH_H

#include "heap/sample.h"
#include "include/loam_profile.h"
#include "stack/frame.h"

#pragma GCC visibility push(hidden)

typedef struct loam_path {
  loam_sample_site site; ///< Of heap profiles; others count in `allocated` alone.
  uint64_t hash;
  struct loam_path *next; ///< In order of creation.
  uint32_t count;
  loam_profile_frame frames[]; ///< Innermost first.
} loam_path;

typedef struct loam_paths {
  loam_os *os;
  loam_path **cells; ///< A power of two, at most half of them used.
  uint64_t capacity, count;
  loam_path *first, *last;
  struct loam_path_block *blocks;
  uint64_t left;  ///< Bytes of the newest block.
  uint64_t bytes; ///< Of all blocks and cells.
} loam_paths;

void loam_paths_init(loam_paths *paths, loam_os *os);
void loam_paths_deinit(loam_paths *paths);
/// The path of these frames and that size, made when it is new.
loam_path *loam_paths_get(loam_paths *paths, const loam_profile_frame *frames, uint32_t count, uint64_t size);

/// Has paths name something else for a function that is released. A path with a stand-in is also that of a function of
/// the same name at the same address. Requires: the world is stopped.
void loam_paths_let_go(loam_paths *paths, const loam_function *function, const loam_function *stand_in);

/// Whether traces show the function's frames.
static inline bool loam_path_shows(const loam_function *function) {
  return (function->flags & (LOAM_FUNCTION_WRAPPER | LOAM_FUNCTION_RUNTIME)) == 0 && function->name.length > 0;
}
loam_profile_frame loam_path_frame(const loam_goroutine *goroutine, const loam_frame *frame);
/// The frames of a goroutine that traces show, innermost first: writes at most `most`, returns how many. Requires: its
/// fp and safepoint are exact.
uint32_t loam_path_walk(const loam_goroutine *goroutine, loam_profile_frame *out, uint32_t most);

#pragma GCC visibility pop
#endif
