// SPDX-License-Identifier: Apache-2.0
//
// forget.c — memory outside the heap that a session's compiler gets back: constants, and descriptors of types.
//
// How.      What leads to a descriptor from the runtime's own tables is taken out or, for package variables, whose
// memory
//           stays and will serve others, gets another type of the same layout. That nothing of the program leads there
//           its host has found out before (used.c).
// Upholds.  type.itab, function.used
#include "interpret/interpret.h"
#include "schedule/schedule.h"

#include <stdlib.h>

typedef struct forgotten {
  const loam_type_gone *gone;
  uint64_t count;
} forgotten;

void *loam_permanent_lend(loam_runtime *runtime, uint64_t size) {
  return loam_usable(runtime) != LOAM_OK ? NULL : loam_permanent_take_given(&runtime->permanent, size);
}

void loam_permanent_return(loam_runtime *runtime, const void *memory, uint64_t size) {
  if (loam_usable(runtime) == LOAM_OK) loam_permanent_give(&runtime->permanent, memory, size);
}

// A marker that has taken the root goes on with the other type, whose pointers are the same.
static void retype_root(loam_collector *collector, const void *global, const loam_type *type) {
  loam_lock_acquire(&collector->roots_lock);
  for (uint64_t i = collector->root_count; i > 0; i--)
    if (collector->roots[i - 1].base == (uintptr_t)global) {
      collector->roots[i - 1].type = type;
      break;
    }
  loam_lock_release(&collector->roots_lock);
}

loam_status loam_global_retype(loam_runtime *runtime, void *global, const loam_type *type) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (global == NULL || type == NULL) return LOAM_INVALID_ARGUMENT;
  if (type->pointer_bytes != 0) retype_root(&runtime->collector, global, type);
  loam_ranges_set(&runtime->globals, global, type);
  return LOAM_OK;
}

static int by_type(const void *a, const void *b) {
  uintptr_t x = (uintptr_t)((const loam_type_gone *)a)->type, y = (uintptr_t)((const loam_type_gone *)b)->type;
  return (x > y) - (x < y);
}

static const loam_type_gone *find(const forgotten *f, const void *type) {
  loam_type_gone key = {.type = type};
  return bsearch(&key, f->gone, f->count, sizeof key, by_type);
}

static bool is_gone(const void *context, const loam_type *type) { return find(context, type) != NULL; }

static const void *stand_in(const void *context, const void *type) {
  const loam_type_gone *found = find(context, type);
  return found == NULL ? type : found->stand_in;
}

loam_status loam_types_forget(loam_runtime *runtime, loam_type_gone *gone, uint64_t count) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if ((gone == NULL && count > 0) || !loam_world_mine(runtime)) return LOAM_INVALID_ARGUMENT;
  if (count == 0) return LOAM_OK;
  qsort(gone, count, sizeof *gone, by_type);
  forgotten f = {gone, count};
  if (!loam_itabs_forget_stopped(&runtime->itabs, is_gone, &f) ||
      !loam_map_shapes_forget_stopped(&runtime->shapes, is_gone, &f))
    return LOAM_NO_MEMORY;
  loam_collector *collector = &runtime->collector;
  loam_lock_acquire(&collector->roots_lock);
  for (uint64_t i = 0; i < collector->root_count; i++)
    collector->roots[i].type = stand_in(&f, collector->roots[i].type);
  loam_lock_release(&collector->roots_lock);
  loam_ranges_pass_on(&runtime->globals, stand_in, &f);
  return LOAM_OK;
}
