// SPDX-License-Identifier: Apache-2.0
//
// snapshot_roots.c — the roots in a snapshot, by name.
//
// How.      Package variables are the collector's list, with the names that the compiler gave. All others are shown by
//           the functions that shade them (collect/root_visitor.h): a goroutine's stack first, frame by frame, then
//           what else it holds. Handles and finalizers are listed before that, by number and by object.
// Upholds.  snapshot.whole
#include "collect/special.h"
#include "profile/path.h"
#include "profile/snapshot_writer.h"
#include "schedule/schedule.h"

#include "interpret/print.h"

#include <stdlib.h>
#include <string.h>

static const loam_string no_text = {NULL, 0};

// ---- names of package variables ----

static int by_base(const void *a, const void *b) {
  const loam_variable_name *x = a, *y = b;
  return (x->base > y->base) - (x->base < y->base);
}

static loam_variable_name *find_locked(loam_variable_names *names, uintptr_t base) {
  if (!names->sorted) qsort(names->names, names->count, sizeof *names->names, by_base);
  names->sorted = true;
  uint64_t low = 0, high = names->count;
  while (low < high) {
    uint64_t middle = low + (high - low) / 2;
    if (names->names[middle].base < base)
      low = middle + 1;
    else
      high = middle;
  }
  return low < names->count && names->names[low].base == base ? &names->names[low] : NULL;
}

static loam_string name_locked(loam_variable_names *names, uintptr_t base) {
  const loam_variable_name *found = find_locked(names, base);
  return found == NULL ? no_text : found->name;
}

/// Names are kept in room for this much, so that most new ones fit where the old one was.
static uint64_t room_for(int64_t length) { return loam_round_up(length == 0 ? 1 : (uint64_t)length, 16); }

static bool make_room(loam_runtime *runtime, loam_variable_names *names) {
  if (names->count < names->capacity) return true;
  uint64_t capacity = names->capacity == 0 ? 64 : 2 * names->capacity;
  loam_variable_name *more = loam_os_resize(&runtime->os, names->names, capacity * sizeof *more);
  if (more == NULL) return false;
  names->names = more;
  names->capacity = capacity;
  return true;
}

static bool rename_locked(loam_variable_names *names, uintptr_t base, loam_string name, uint8_t *copy) {
  loam_variable_name *known = find_locked(names, base);
  if (known == NULL) return false;
  if (copy == NULL && (uint64_t)name.length > room_for(known->name.length)) return false;
  if (copy == NULL) copy = (uint8_t *)(uintptr_t)known->name.bytes;
  if (name.length > 0) memcpy(copy, name.bytes, (size_t)name.length);
  known->name = (loam_string){copy, name.length};
  return true;
}

static loam_status set_name(loam_runtime *runtime, const void *global, loam_string name, bool again) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (global == NULL || name.length < 0 || (name.bytes == NULL && name.length > 0)) return LOAM_INVALID_ARGUMENT;
  loam_variable_names *names = &runtime->profile.names;
  loam_lock_acquire(&names->lock);
  bool done = again && rename_locked(names, (uintptr_t)global, name, NULL);
  loam_lock_release(&names->lock);
  uint8_t *copy = done ? NULL : loam_permanent_take(&runtime->permanent, room_for(name.length), 1);
  if (done || copy == NULL) return done ? LOAM_OK : LOAM_NO_MEMORY;
  loam_lock_acquire(&names->lock);
  done = again && rename_locked(names, (uintptr_t)global, name, copy);
  if (!done && (done = make_room(runtime, names))) {
    names->sorted &= names->count == 0 || names->names[names->count - 1].base < (uintptr_t)global;
    if (name.length > 0) memcpy(copy, name.bytes, (size_t)name.length);
    names->names[names->count++] = (loam_variable_name){(uintptr_t)global, {copy, name.length}};
  }
  loam_lock_release(&names->lock);
  return done ? LOAM_OK : LOAM_NO_MEMORY;
}

loam_status loam_global_set_name(loam_runtime *runtime, const void *global, loam_string name) {
  return set_name(runtime, global, name, false);
}

loam_status loam_global_rename(loam_runtime *runtime, const void *global, loam_string name) {
  return set_name(runtime, global, name, true);
}

bool loam_global_get_name(loam_runtime *runtime, const void *global, loam_string *out) {
  if (loam_usable(runtime) != LOAM_OK || out == NULL) return false;
  loam_variable_names *names = &runtime->profile.names;
  loam_lock_acquire(&names->lock);
  *out = name_locked(names, (uintptr_t)global);
  loam_lock_release(&names->lock);
  return out->length > 0;
}

// ---- records ----

static void put_root(loam_snapshot_writer *w, uintptr_t word, uintptr_t before, uint64_t number, loam_string local,
                     uint64_t type, uint64_t type_word) {
  uint64_t way;
  uintptr_t target = loam_snapshot_target(w, word, before, &way);
  if (target == 0 || w->status != LOAM_OK) return;
  loam_snapshot_put_types(w);
  w->record->used = 0;
  loam_record_number(w->record, target / 8);
  loam_record_number(w->record, way);
  loam_record_number(w->record, number);
  loam_record_text(w->record, local);
  loam_record_number(w->record, type);
  loam_record_number(w->record, type_word);
  loam_record_put(w, LOAM_TAG_ROOT, w->record);
  w->roots++;
}

static void put_owner(loam_snapshot_writer *w, uint64_t kind, uint64_t goroutine, const char *text) {
  w->record->used = 0;
  loam_record_number(w->record, kind);
  loam_record_number(w->record, goroutine);
  loam_record_text(w->record, (loam_string){(const uint8_t *)text, (int64_t)strlen(text)});
  loam_record_put(w, LOAM_TAG_OTHER, w->record);
  w->named = true;
}

/// What comes in without a name belongs to the goroutine whose stack was shown last, or to the runtime.
static void show_word(loam_root_visitor *visitor, uintptr_t word) {
  loam_snapshot_writer *w = (loam_snapshot_writer *)visitor;
  if (!loam_heap_holds(&w->runtime->heap, word)) return;
  if (!w->named && w->goroutine != 0) put_owner(w, LOAM_SNAPSHOT_GOROUTINE, w->goroutine, "records");
  if (!w->named) put_owner(w, LOAM_SNAPSHOT_OTHER, 0, "timer or handle");
  put_root(w, word, 0, 0, no_text, 0, 0);
}

typedef struct values {
  loam_snapshot_writer *w;
  uintptr_t base;
  uint64_t type; ///< Number, 0: not told.
  bool variable;
} values;

static void show_value(void *context, uint64_t offset) {
  const values *v = context;
  const uintptr_t *at = (const uintptr_t *)(v->base + offset);
  if (v->variable)
    put_root(v->w, *at, offset == 0 ? 0 : at[-1], offset / 8, no_text, v->type, offset / 8);
  else
    show_word(&v->w->visitor, *at);
}

static void show_values(loam_root_visitor *visitor, const void *base, const loam_type *type, uint64_t count) {
  values v = {.w = (loam_snapshot_writer *)visitor, .base = (uintptr_t)base};
  loam_snapshot_words(type, count, 0, show_value, &v);
}

static void put_variables(loam_snapshot_writer *w) {
  loam_collector *collector = &w->runtime->collector;
  loam_variable_names *names = &w->runtime->profile.names;
  loam_lock_acquire(&names->lock); // a function that is being compiled may make variables meanwhile
  loam_lock_acquire_same(&collector->roots_lock);
  for (uint64_t i = 0; i < collector->root_count && w->status == LOAM_OK; i++) {
    const loam_root *root = &collector->roots[i];
    values v = {w, root->base, loam_snapshot_type_number(w, root->type), true};
    loam_snapshot_put_types(w);
    w->record->used = 0;
    loam_record_text(w->record, name_locked(names, root->base));
    loam_record_number(w->record, v.type);
    loam_record_number(w->record, root->base);
    loam_record_put(w, LOAM_TAG_VARIABLE, w->record);
    loam_snapshot_words(root->type, root->count, 0, show_value, &v);
  }
  loam_lock_release(&collector->roots_lock);
  loam_lock_release(&names->lock);
}

// ---- frames ----

static const loam_variable *variable_at(const loam_function *function, uint64_t slot, uint64_t pc) {
  for (uint32_t i = 0; i < function->variable_count; i++) {
    const loam_variable *variable = &function->variables[i];
    uint64_t slots = variable->boxed ? 1 : loam_type_slots(variable->type);
    if (!variable->captured && slot >= variable->slot && slot < variable->slot + slots && pc >= variable->start &&
        pc < variable->end)
      return variable;
  }
  return NULL;
}

static void put_slots(loam_snapshot_writer *w, const loam_function *function, uint64_t pc, uintptr_t fp,
                      const uint64_t *map, uint64_t count) {
  for (uint64_t slot = 0; map != NULL && slot < count; slot++) {
    if (!(map[slot / 64] >> slot % 64 & 1)) continue;
    const uintptr_t *at = (const uintptr_t *)fp + slot;
    const loam_variable *variable = variable_at(function, slot, pc);
    uint64_t type = variable == NULL  ? 0
                    : variable->boxed ? loam_snapshot_pointer_number(w, variable->type)
                                      : loam_snapshot_type_number(w, variable->type);
    put_root(w, *at, slot == 0 ? 0 : at[-1], slot, variable == NULL ? no_text : variable->name, type,
             variable == NULL || variable->boxed ? 0 : slot - variable->slot);
  }
}

static void put_frame(loam_snapshot_writer *w, const loam_function *function, uint32_t line) {
  w->record->used = 0;
  loam_record_text(w->record, function->name);
  loam_record_text(w->record, function->file);
  loam_record_number(w->record, line);
  loam_record_put(w, LOAM_TAG_FRAME, w->record);
}

static void show_stack(loam_root_visitor *visitor, uint64_t owner, uintptr_t hi, const loam_stack_position *position) {
  loam_snapshot_writer *w = (loam_snapshot_writer *)visitor;
  const loam_function *callee = position->callee;
  loam_frame frame;
  w->record->used = 0;
  loam_record_number(w->record, owner);
  loam_record_text(w->record, no_text);
  loam_record_put(w, LOAM_TAG_GOROUTINE, w->record);
  w->goroutine = owner;
  w->named = false;
  if (!loam_frame_first(position, &frame)) return;
  if (callee != NULL) { // its arguments lie where its frame will be
    put_frame(w, callee, callee->start_line);
    put_slots(w, callee, 0, position->fp, callee->argument_map, callee->argument_slots);
  }
  do {
    put_frame(w, frame.function, loam_frame_line(&frame, frame.safepoint));
    put_slots(w, frame.function, (uint64_t)(frame.safepoint - frame.function->code), frame.fp, loam_frame_map(&frame),
              64ull * frame.function->map_words);
  } while (loam_frame_next(&frame, hi));
}

// ---- handles and finalizers ----

static void put_handles(loam_snapshot_writer *w) {
  loam_handles *handles = &w->runtime->handles;
  w->named = false;
  loam_lock_acquire(&handles->lock);
  for (uint32_t i = 0; i < handles->count; i++) {
    if (handles->entries[i].generation % 2 == 0) continue;
    if (!w->named) put_owner(w, LOAM_SNAPSHOT_HANDLE, 0, "handle");
    put_root(w, (uintptr_t)handles->entries[i].object, 0, i + 1, no_text, 0, 0);
  }
  loam_lock_release(&handles->lock);
}

static void show_content(void *context, uint64_t offset) {
  const values *v = context;
  put_root(v->w, *(const uintptr_t *)(v->base + offset), 0, offset / 8, no_text, 0, 0);
}

/// What hangs on objects. What an object with a finalizer refers to is kept, the object itself is not.
static void put_finalizers(loam_snapshot_writer *w) {
  static const char *const names[] = {[LOAM_SPECIAL_FINALIZER] = "finalizer",
                                      [LOAM_SPECIAL_CLEANUP] = "cleanup",
                                      [LOAM_SPECIAL_WEAK] = "handle of a weak pointer"};
  loam_collector *collector = &w->runtime->collector;
  loam_heap *heap = &w->runtime->heap;
  loam_lock_acquire(&collector->finalizers_lock);
  for (uint64_t i = 0; i < collector->special_capacity; i++) {
    const loam_special *cell = &collector->specials[i];
    if (cell->object == 0) continue;
    put_owner(w, LOAM_SNAPSHOT_FINALIZER, 0, names[cell->kind]);
    put_root(w, (uintptr_t)cell->closure, 0, 0, no_text, 0, 0);
    loam_heap_place place = loam_heap_where(heap, (const void *)cell->object);
    values v = {w, place.base, 0, false};
    if (cell->kind == LOAM_SPECIAL_FINALIZER && place.span != NULL && place.allocated)
      loam_snapshot_object_words(heap, place.span, place.base, show_content, &v);
  }
  for (uint64_t i = 0; i < collector->ready_count; i++) {
    const loam_finalizer *ready = &collector->ready[(collector->ready_first + i) & (collector->ready_capacity - 1)];
    put_owner(w, LOAM_SNAPSHOT_FINALIZER, 0, "queued finalizer or cleanup");
    put_root(w, ready->object, 0, 0, no_text, 0, 0);
    put_root(w, (uintptr_t)ready->closure, 0, 0, no_text, 0, 0);
  }
  loam_lock_release(&collector->finalizers_lock);
}

void loam_snapshot_put_roots(loam_snapshot_writer *w) {
  loam_collector *collector = &w->runtime->collector;
  put_variables(w);
  put_handles(w);
  put_finalizers(w);
  w->visitor = (loam_root_visitor){show_word, show_values, show_stack};
  w->named = false;
  w->goroutine = 0;
  loam_marker *marker = loam_os_allocate(&w->runtime->os, sizeof *marker);
  if (marker == NULL) {
    if (w->status == LOAM_OK) w->status = LOAM_NO_MEMORY;
    return;
  }
  *marker = (loam_marker){.collector = collector, .heap = collector->heap, .visitor = &w->visitor};
  if (collector->callbacks.shade_all != NULL) collector->callbacks.shade_all(collector->callbacks.context, marker);
  free(marker);
}
