// SPDX-License-Identifier: Apache-2.0
//
// handle.c — roots outside of frames.
//
// How.      A table of entries with a list of the free ones. A handle is index + 1 and the entry's generation, which is
//           odd while it is in use and goes up with each use and release, so that an old handle is told from a new one.
// Upholds.  handle.count
// Fails.    LOAM_NO_MEMORY, nothing changed.
#include "collect/handle.h"
#include "runtime.h"

#include <stdlib.h>

void loam_handles_init(loam_handles *handles, loam_os *os, loam_bugs *bugs) {
  handles->os = os;
  loam_lock_init(&handles->lock, LOAM_RANK_HANDLES, bugs);
}

void loam_handles_deinit(loam_handles *handles) { free(handles->entries); }

bool loam_handles_shade_next(loam_handles *handles, loam_marker *marker) {
  if (atomic_load_explicit(&handles->cursor, memory_order_relaxed) == UINT32_MAX) return false;
  loam_lock_acquire(&handles->lock);
  uint32_t i = atomic_load_explicit(&handles->cursor, memory_order_relaxed), end = UINT32_MAX;
  if (handles->count - i > LOAM_HANDLES_AT_ONCE) end = i + LOAM_HANDLES_AT_ONCE;
  for (; i < end && i < handles->count; i++)
    if (handles->entries[i].generation % 2 == 1) loam_collect_word(marker, (uintptr_t)handles->entries[i].object);
  atomic_store_explicit(&handles->cursor, end, memory_order_relaxed);
  loam_lock_release(&handles->lock);
  return true;
}

void loam_handles_shade_all(loam_handles *handles, loam_marker *marker) {
  loam_lock_acquire(&handles->lock);
  for (uint32_t i = 0; i < handles->count; i++)
    if (handles->entries[i].generation % 2 == 1) loam_collect_word(marker, (uintptr_t)handles->entries[i].object);
  loam_lock_release(&handles->lock);
}

bool loam_handles_check(loam_handles *handles) {
  uint64_t in_use = 0;
  loam_lock_acquire(&handles->lock);
  for (uint32_t i = 0; i < handles->count; i++) in_use += handles->entries[i].generation % 2;
  bool fine = loam_require(handles->lock.bugs, in_use == handles->in_use, "handle.count",
                           "handles in use were counted wrongly");
  loam_lock_release(&handles->lock);
  return fine;
}

static bool grow_locked(loam_handles *handles) {
  uint32_t capacity = handles->capacity == 0 ? LOAM_HANDLES_FIRST : 2 * handles->capacity;
  loam_handle_entry *entries = loam_os_resize(handles->os, handles->entries, capacity * sizeof *entries);
  if (entries == NULL) return false;
  handles->entries = entries;
  handles->capacity = capacity;
  return true;
}

// The entry of a handle in use, or NULL.
static loam_handle_entry *entry_locked(loam_handles *handles, loam_handle handle) {
  uint32_t index = (uint32_t)handle, generation = (uint32_t)(handle >> 32);
  if (index == 0 || index > handles->count || generation % 2 == 0) return NULL;
  loam_handle_entry *entry = &handles->entries[index - 1];
  return entry->generation == generation ? entry : NULL;
}

static loam_status check(loam_runtime *runtime, const void *object) {
  if (runtime == NULL) return LOAM_INVALID_ARGUMENT;
  if (atomic_load(&runtime->bugs.dead)) return LOAM_DEAD;
  const loam_span *span = loam_heap_span(&runtime->heap, (uintptr_t)object);
  return span != NULL && span->kind == LOAM_SPAN_STACK ? LOAM_INVALID_ARGUMENT : LOAM_OK;
}

loam_status loam_handle_create(loam_runtime *runtime, void *object, loam_handle *out_handle) {
  loam_status status = check(runtime, object);
  if (status != LOAM_OK || out_handle == NULL) return status != LOAM_OK ? status : LOAM_INVALID_ARGUMENT;
  loam_handles *handles = &runtime->handles;
  loam_lock_acquire(&handles->lock);
  uint32_t index = handles->first_free;
  if (index == 0 && (handles->count < handles->capacity || grow_locked(handles))) {
    index = ++handles->count;
    handles->entries[index - 1] = (loam_handle_entry){0};
  }
  if (index != 0) {
    loam_handle_entry *entry = &handles->entries[index - 1];
    handles->first_free = entry->next_free;
    entry->next_free = 0;
    loam_collector_shade(&runtime->collector, (uintptr_t)object);
    entry->object = object;
    entry->generation++;
    handles->in_use++;
    *out_handle = (uint64_t)entry->generation << 32 | index;
  }
  loam_lock_release(&handles->lock);
  return index != 0 ? LOAM_OK : LOAM_NO_MEMORY;
}

loam_status loam_handle_release(loam_runtime *runtime, loam_handle handle) {
  loam_status status = check(runtime, NULL);
  if (status != LOAM_OK) return status;
  loam_handles *handles = &runtime->handles;
  loam_lock_acquire(&handles->lock);
  loam_handle_entry *entry = entry_locked(handles, handle);
  if (entry != NULL) {
    loam_collector_shade(&runtime->collector, (uintptr_t)entry->object);
    entry->object = NULL;
    entry->generation++;
    entry->next_free = handles->first_free;
    handles->first_free = (uint32_t)handle;
    handles->in_use--;
  }
  loam_lock_release(&handles->lock);
  return entry != NULL ? LOAM_OK : LOAM_INVALID_ARGUMENT;
}

loam_status loam_handle_get(loam_runtime *runtime, loam_handle handle, void **out_object) {
  loam_status status = check(runtime, NULL);
  if (status != LOAM_OK || out_object == NULL) return status != LOAM_OK ? status : LOAM_INVALID_ARGUMENT;
  loam_lock_acquire(&runtime->handles.lock);
  loam_handle_entry *entry = entry_locked(&runtime->handles, handle);
  if (entry != NULL) *out_object = entry->object;
  loam_lock_release(&runtime->handles.lock);
  return entry != NULL ? LOAM_OK : LOAM_INVALID_ARGUMENT;
}

loam_status loam_handle_set(loam_runtime *runtime, loam_handle handle, void *object) {
  loam_status status = check(runtime, object);
  if (status != LOAM_OK) return status;
  loam_lock_acquire(&runtime->handles.lock);
  loam_handle_entry *entry = entry_locked(&runtime->handles, handle);
  if (entry != NULL) {
    loam_collector_shade(&runtime->collector, (uintptr_t)entry->object);
    loam_collector_shade(&runtime->collector, (uintptr_t)object);
    entry->object = object;
  }
  loam_lock_release(&runtime->handles.lock);
  return entry != NULL ? LOAM_OK : LOAM_INVALID_ARGUMENT;
}

uint64_t loam_handle_count(loam_runtime *runtime) { return loam_handle_list(runtime, NULL, 0); }

uint64_t loam_handle_list(loam_runtime *runtime, loam_handle *out, uint64_t count) {
  if (check(runtime, NULL) != LOAM_OK) return 0;
  loam_handles *handles = &runtime->handles;
  uint64_t found = 0;
  loam_lock_acquire(&handles->lock);
  for (uint32_t i = 0; i < handles->count && found < count; i++)
    if (handles->entries[i].generation % 2 == 1)
      out[found++] = (uint64_t)handles->entries[i].generation << 32 | (i + 1);
  uint64_t in_use = handles->in_use;
  loam_lock_release(&handles->lock);
  return in_use;
}
