// SPDX-License-Identifier: Apache-2.0
//
// path.c — see path.h.
#include "profile/path.h"

#include "interpret/print.h"
#include "runtime.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 << 10, FIRST_CELLS = 256 };

struct loam_path_block {
  struct loam_path_block *next;
  uint64_t bytes;
  _Alignas(16) char records[];
};

void loam_paths_init(loam_paths *paths, loam_os *os) { *paths = (loam_paths){.os = os}; }

void loam_paths_deinit(loam_paths *paths) {
  for (struct loam_path_block *block = paths->blocks, *next; block != NULL; block = next) {
    next = block->next;
    free(block);
  }
  free(paths->cells);
  loam_os_keep(paths->os, -(int64_t)paths->bytes);
  loam_paths_init(paths, paths->os);
}

static void count_bytes(loam_paths *paths, uint64_t bytes) {
  paths->bytes += bytes;
  loam_os_keep(paths->os, (int64_t)bytes);
}

static uint64_t hash_of(const loam_profile_frame *frames, uint32_t count, uint64_t size) {
  uint64_t hash = loam_mix(size ^ 0xa0761d6478bd642full, count + 0xe7037ed1a0b428dbull);
  for (uint32_t i = 0; i < count; i++)
    hash = loam_mix(hash ^ (uintptr_t)frames[i].pc, (uint64_t)frames[i].line + 0x8ebc6af09c88c6e3ull);
  return hash;
}

/// Whether a path's function is that one, or stood at the same place with the same name before it was released.
static bool same_function(const loam_function *known, const loam_function *function) {
  if (known == function) return true;
  if (known == NULL || function == NULL || !(known->flags & LOAM_FUNCTION_GONE)) return false;
  return known->name.length == function->name.length &&
         memcmp(known->name.bytes, function->name.bytes, (size_t)known->name.length) == 0;
}

static bool same(const loam_path *path, uint64_t hash, const loam_profile_frame *frames, uint32_t count,
                 uint64_t size) {
  if (path->hash != hash || path->count != count || path->site.size != size) return false;
  for (uint32_t i = 0; i < count; i++)
    if (path->frames[i].pc != frames[i].pc || path->frames[i].line != frames[i].line ||
        !same_function(path->frames[i].function, frames[i].function))
      return false;
  return true;
}

static bool make_room(loam_paths *paths) {
  if (paths->count * 2 < paths->capacity) return true;
  uint64_t capacity = paths->capacity == 0 ? FIRST_CELLS : 2 * paths->capacity;
  loam_path **cells = loam_os_allocate(paths->os, capacity * sizeof *cells);
  if (cells == NULL) return false;
  for (loam_path *path = paths->first; path != NULL; path = path->next) {
    uint64_t i = path->hash & (capacity - 1);
    while (cells[i] != NULL) i = (i + 1) & (capacity - 1);
    cells[i] = path;
  }
  free(paths->cells);
  count_bytes(paths, (capacity - paths->capacity) * sizeof *cells);
  paths->cells = cells;
  paths->capacity = capacity;
  return true;
}

static loam_path *fresh(loam_paths *paths, uint32_t count) {
  uint64_t bytes = sizeof(loam_path) + count * sizeof(loam_profile_frame);
  if (paths->left < bytes) {
    uint64_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    struct loam_path_block *block = loam_os_allocate(paths->os, sizeof *block + size);
    if (block == NULL) return NULL;
    count_bytes(paths, sizeof *block + size);
    block->next = paths->blocks;
    block->bytes = paths->left = size;
    paths->blocks = block;
  }
  struct loam_path_block *block = paths->blocks;
  loam_path *path = (loam_path *)(void *)(block->records + block->bytes - paths->left);
  paths->left -= bytes;
  return path;
}

/// A frame without a function is the unused part of a stack.
static void name_functions(loam_path *path, const loam_profile_frame *frames) {
  for (uint32_t f = 0; f < path->count; f++) {
    if (frames[f].function == NULL) continue;
    __atomic_fetch_or(&((loam_function *)(uintptr_t)frames[f].function)->flags, LOAM_FUNCTION_NOTED, __ATOMIC_RELAXED);
    if (path->frames[f].function != frames[f].function)
      __atomic_store_n(&path->frames[f].function, frames[f].function, __ATOMIC_RELAXED);
  }
}

void loam_paths_let_go(loam_paths *paths, const loam_function *function, const loam_function *stand_in) {
  for (loam_path *path = paths->first; path != NULL; path = path->next)
    for (uint32_t f = 0; f < path->count; f++)
      if (path->frames[f].function == function) path->frames[f].function = stand_in;
}

loam_path *loam_paths_get(loam_paths *paths, const loam_profile_frame *frames, uint32_t count, uint64_t size) {
  if (!make_room(paths)) return NULL;
  uint64_t hash = hash_of(frames, count, size), mask = paths->capacity - 1, i = hash & mask;
  for (; paths->cells[i] != NULL; i = (i + 1) & mask)
    if (same(paths->cells[i], hash, frames, count, size)) {
      name_functions(paths->cells[i], frames);
      return paths->cells[i];
    }
  loam_path *path = fresh(paths, count);
  if (path == NULL) return NULL;
  *path = (loam_path){.site = {.size = size}, .hash = hash, .count = count};
  memcpy(path->frames, frames, count * sizeof *frames);
  name_functions(path, frames);
  paths->cells[i] = path;
  paths->count++;
  if (paths->last != NULL)
    paths->last->next = path;
  else
    paths->first = path;
  paths->last = path;
  return path;
}

loam_profile_frame loam_path_frame(const loam_goroutine *goroutine, const loam_frame *frame) {
  const uint64_t *place = loam_trace_place(goroutine, frame);
  return (loam_profile_frame){frame->function, place, loam_frame_line(frame, place)};
}

uint32_t loam_path_walk(const loam_goroutine *goroutine, loam_profile_frame *out, uint32_t most) {
  loam_stack_position position = loam_goroutine_position(goroutine);
  loam_frame frame;
  uint32_t count = 0;
  if (!loam_frame_first(&position, &frame)) return 0;
  do {
    if (count == most) break;
    if (loam_path_shows(frame.function)) out[count++] = loam_path_frame(goroutine, &frame);
  } while (loam_frame_next(&frame, goroutine->stack.hi));
  return count;
}
