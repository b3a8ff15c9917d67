// SPDX-License-Identifier: Apache-2.0
//
// stack_profile.c — goroutines by where they stand, and the memory of their stacks by function.
//
// How.      The world is stopped while stacks are walked into a table of paths, and goes on before the file is written.
//           Every byte of a block counts once: a frame's own at its path, those of frames that traces leave out at the
//           next shown frame outside of them, the rest of the block at LOAM_PROFILE_UNUSED.
// Upholds.  profile.stacks
#include "profile/profile.h"

#include "profile/pprof.h"
#include "runtime.h"
#include "schedule/schedule.h"

#include <stdlib.h>
#include <string.h>

typedef struct walk {
  loam_runtime *runtime;
  loam_paths paths;
  bool failed;
  loam_profile_frame *frames; ///< Of one goroutine: frames[0] is the unused part.
  uint64_t *bytes;            ///< Of each of them.
  uint64_t capacity;
} walk;

static bool grow(walk *w) {
  uint64_t capacity = w->capacity == 0 ? 256 : 2 * w->capacity;
  loam_profile_frame *frames = loam_os_resize(&w->runtime->os, w->frames, capacity * sizeof *frames);
  if (frames != NULL) w->frames = frames;
  uint64_t *bytes = frames == NULL ? NULL : loam_os_resize(&w->runtime->os, w->bytes, capacity * sizeof *bytes);
  if (bytes != NULL) w->bytes = bytes;
  if (bytes != NULL) w->capacity = capacity;
  return bytes != NULL;
}

/// Adds up to w->capacity; 0 without memory, else the frames in w, the unused part included.
static uint64_t measure(walk *w, const loam_goroutine *goroutine) {
  loam_stack_position position = loam_goroutine_position(goroutine);
  uintptr_t at = (uintptr_t)goroutine->fp, hi = goroutine->stack.hi;
  uint64_t count = 1, hidden = 0;
  loam_frame frame;
  if (w->capacity == 0 && !grow(w)) return 0;
  w->frames[0] = (loam_profile_frame){0};
  w->bytes[0] = loam_stack_size(&goroutine->stack) - (hi - at);
  bool found = loam_frame_first(&position, &frame);
  if (goroutine->callee != NULL) { // about to make this call: not started, or it found no room
    w->frames[count] = (loam_profile_frame){goroutine->callee, goroutine->callee->code, goroutine->callee->start_line};
    w->bytes[count++] = 0;
  }
  while (found) {
    uint64_t bytes = 8ull * (frame.frame_slots + 1ull);
    if (count == w->capacity && !grow(w)) return 0;
    at = frame.fp + bytes < hi ? frame.fp + bytes : hi;
    bytes = at - frame.fp;
    if (loam_path_shows(frame.function)) {
      w->frames[count] = loam_path_frame(goroutine, &frame);
      w->bytes[count++] = bytes + hidden;
      hidden = 0;
    } else {
      hidden += bytes;
    }
    found = loam_frame_next(&frame, hi);
  }
  w->bytes[count - 1] += hidden + (hi - at); // below main and the like nothing is shown
  return count;
}

static bool add_stack(void *context, loam_goroutine *goroutine) {
  walk *w = context;
  uint64_t count = measure(w, goroutine);
  if (count == 0) w->failed = true;
  for (uint64_t i = 0; i < count && !w->failed; i++) {
    uint64_t left = count - i;
    loam_path *path = w->bytes[i] == 0 ? NULL
                                       : loam_paths_get(&w->paths, w->frames + i,
                                                        left < LOAM_PATH_FRAMES ? (uint32_t)left : LOAM_PATH_FRAMES, 0);
    if (path != NULL)
      path->site.allocated += w->bytes[i];
    else
      w->failed = w->bytes[i] != 0;
  }
  return !w->failed;
}

static bool add_goroutine(void *context, loam_goroutine *goroutine) {
  walk *w = context;
  loam_profile_frame frames[LOAM_PATH_FRAMES];
  if (goroutine->system) return true;
  uint32_t count = 0;
  const loam_function *callee = goroutine->callee;
  if (callee != NULL && loam_path_shows(callee))
    frames[count++] = (loam_profile_frame){callee, callee->code, callee->start_line};
  count += loam_path_walk(goroutine, frames + count, LOAM_PATH_FRAMES - count);
  loam_path *path = loam_paths_get(&w->paths, frames, count, 0);
  if (path != NULL)
    path->site.allocated++;
  else
    w->failed = true;
  return !w->failed;
}

/// Walks all goroutines with the world stopped; the caller gives w->paths back.
static loam_status walk_all(loam_runtime *runtime, bool (*visit)(void *, loam_goroutine *), walk *w) {
  *w = (walk){.runtime = runtime};
  loam_paths_init(&w->paths, &runtime->os);
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_goroutine_each(runtime, visit, w);
  loam_world_start_asked(runtime, self);
  free(w->frames);
  free(w->bytes);
  return w->failed ? LOAM_NO_MEMORY : LOAM_OK;
}

static loam_status write_paths(walk *w, loam_pprof_kind kind, loam_profile_write write, void *context) {
  loam_pprof pprof;
  loam_runtime *runtime = w->runtime;
  loam_pprof_begin(
      &pprof, &runtime->os, write, context, &kind, 1,
      &(loam_pprof_header){.first = kind.type, .period_kind = kind, .period = 1, .time = loam_wall(runtime)});
  for (const loam_path *path = w->paths.first; path != NULL; path = path->next) {
    int64_t value = (int64_t)path->site.allocated;
    loam_pprof_sample(&pprof, path->frames, path->count, &value, NULL, 0);
  }
  return loam_pprof_end(&pprof);
}

static loam_status write_file(loam_runtime *runtime, bool (*visit)(void *, loam_goroutine *), loam_pprof_kind kind,
                              loam_profile_write write, void *context) {
  loam_status status = loam_usable(runtime);
  if (status != LOAM_OK) return status;
  if (write == NULL) return LOAM_INVALID_ARGUMENT;
  walk w;
  status = walk_all(runtime, visit, &w);
  if (status == LOAM_OK) status = write_paths(&w, kind, write, context);
  loam_paths_deinit(&w.paths);
  return status;
}

loam_status loam_profile_stack_file(loam_runtime *runtime, loam_profile_write write, void *context) {
  return write_file(runtime, add_stack, (loam_pprof_kind){"stack_space", "bytes"}, write, context);
}

loam_status loam_profile_goroutine_file(loam_runtime *runtime, loam_profile_write write, void *context) {
  return write_file(runtime, add_goroutine, (loam_pprof_kind){"goroutine", "count"}, write, context);
}

static loam_status each_path(loam_runtime *runtime, bool (*visit_goroutine)(void *, loam_goroutine *),
                             bool (*visit)(void *, const loam_profile_frame *, uint32_t, uint64_t), void *context) {
  loam_status status = loam_usable(runtime);
  if (status != LOAM_OK) return status;
  if (visit == NULL) return LOAM_INVALID_ARGUMENT;
  walk w;
  status = walk_all(runtime, visit_goroutine, &w);
  for (const loam_path *path = w.paths.first; path != NULL && status == LOAM_OK; path = path->next)
    if (!visit(context, path->frames, path->count, path->site.allocated)) status = LOAM_EXITED;
  loam_paths_deinit(&w.paths);
  return status;
}

loam_status loam_profile_each_stack(loam_runtime *runtime,
                                    bool (*visit)(void *context, const loam_profile_frame *frames, uint32_t count,
                                                  uint64_t bytes),
                                    void *context) {
  return each_path(runtime, add_stack, visit, context);
}

loam_status loam_profile_each_goroutine(loam_runtime *runtime,
                                        bool (*visit)(void *context, const loam_profile_frame *frames, uint32_t count,
                                                      uint64_t goroutines),
                                        void *context) {
  return each_path(runtime, add_goroutine, visit, context);
}

/// Puts one path of addresses into the table.
static bool add_addresses(loam_runtime *runtime, loam_paths *paths, const uintptr_t *addresses, uint64_t count) {
  loam_profile_frame frames[LOAM_PATH_FRAMES];
  uint32_t used = 0;
  for (uint64_t i = 0; i < count && used < LOAM_PATH_FRAMES; i++) {
    const uint64_t *pc = (const uint64_t *)((addresses[i] - 1) & ~(uintptr_t)7);
    const loam_function *function = loam_runtime_function_at(runtime, pc);
    if (function != NULL) frames[used++] = (loam_profile_frame){function, pc, loam_function_line(function, pc)};
  }
  loam_path *path = loam_paths_get(paths, frames, used, 0);
  if (path != NULL) path->site.allocated++;
  return path != NULL;
}

loam_status loam_profile_count_file(loam_runtime *runtime, loam_string type, const uintptr_t *addresses, uint64_t count,
                                    loam_profile_write write, void *context) {
  loam_status status = loam_usable(runtime);
  if (status != LOAM_OK) return status;
  if (write == NULL || (addresses == NULL && count > 0) || type.length < 0) return LOAM_INVALID_ARGUMENT;
  walk w = {.runtime = runtime};
  loam_paths_init(&w.paths, &runtime->os);
  char *name = loam_os_allocate(&runtime->os, (size_t)type.length + 1);
  if (name == NULL) return LOAM_NO_MEMORY;
  if (type.length > 0) memcpy(name, type.bytes, (size_t)type.length);
  for (uint64_t from = 0, at = 0; at < count && status == LOAM_OK; at++) {
    if (addresses[at] != 0) continue;
    if (!add_addresses(runtime, &w.paths, addresses + from, at - from)) status = LOAM_NO_MEMORY;
    from = at + 1;
  }
  if (status == LOAM_OK) status = write_paths(&w, (loam_pprof_kind){name, "count"}, write, context);
  loam_paths_deinit(&w.paths);
  free(name);
  return status;
}
