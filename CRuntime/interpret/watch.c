// SPDX-License-Identifier: Apache-2.0
//
// watch.c — values of the stopped frame, and watched places.
//
// How.      A variable is in slots of its frame, in the closure, or in a box to which one of these leads. What leaves a
//           frame goes to a package variable, so its pointers are shaded, and so are those that it overwrites; a value
//           with a pointer to a stack does not leave. A watched place in a frame is known by its distance from the
//           stack's high end. At each BREAK its bytes are compared with those of the time before. It is over when its
//           goroutine enters or runs a frame at least as old, its scope was left, or its bytes are others and its frame
//           is not among those on the stack: so its end may be told some BREAKs late, but a false change never.
// Why not.  Watching the program write: it would need a test in every store.
// Upholds.  break.value, break.watch
#include "interpret/break.h"

#include <stdlib.h>

// ---- pointers of a value ----

bool loam_value_pointers(const loam_type *type, void *base, bool (*visit)(void *, uint64_t *), void *context) {
  char *at = base;
  if (type->pointer_bytes == 0) return true;
  if (type->pointer_map != NULL) {
    for (uint64_t word = 0; word < type->pointer_bytes / 8; word++)
      if (type->pointer_map[word / 64] >> (word & 63) & 1 && !visit(context, (uint64_t *)(void *)at + word))
        return false;
    return true;
  }
  if (type->kind == LOAM_KIND_ARRAY)
    for (uint64_t i = 0; i < type->length; i++)
      if (!loam_value_pointers(type->element, at + i * type->element->size, visit, context)) return false;
  for (uint32_t i = 0; i < type->field_count; i++)
    if (!loam_value_pointers(type->fields[i].type, at + type->fields[i].offset, visit, context)) return false;
  return true;
}

static bool leaves(loam_runtime *runtime, uint64_t word) {
  const loam_span *span = loam_heap_span(&runtime->heap, word);
  return span == NULL || span->kind != LOAM_SPAN_STACK;
}

static bool word_leaves(void *context, uint64_t *word) { return leaves(context, *word); }

bool loam_shade_word(void *context, uint64_t *word) {
  loam_runtime *runtime = context;
  loam_collector_shade(&runtime->collector, *word);
  return true;
}

bool loam_is_variable(loam_runtime *runtime, const void *address, const loam_type *type) {
  if (type->size == 0) return address != NULL; // there are no bytes to find
  loam_range range;
  return loam_ranges_find(&runtime->globals, address, &range) && range.base == (uintptr_t)address &&
         range.size >= type->size;
}

/// Copies a value to or from memory that is no stack.
static void copy(loam_runtime *runtime, void *to, const void *from, const loam_type *type) {
  loam_value_pointers(type, to, loam_shade_word, runtime);
  loam_value_pointers(type, (void *)(uintptr_t)from, loam_shade_word, runtime);
  memmove(to, from, type->size);
}

// ---- variables ----

void *loam_variable_address(const loam_function *function, loam_slot *fp, const loam_variable *variable) {
  char *place = (char *)(fp + variable->slot);
  if (variable->captured) {
    place = (char *)(uintptr_t)fp[function->frame_slots - 1];
    if (place == NULL) return NULL;
    place += variable->slot;
  }
  return variable->boxed ? *(void **)(void *)place : place;
}

bool loam_variable_is_there(const loam_breaks *breaks, const loam_variable *variable) {
  const loam_function *function = breaks->stop.function;
  return variable != NULL && variable >= function->variables &&
         variable < function->variables + function->variable_count && variable->start <= breaks->stop.pc &&
         breaks->stop.pc < variable->end;
}

void loam_slot_widen(loam_slot *slot, const loam_type *type) {
  switch (type->kind) {
  case LOAM_KIND_INT8:
    *slot = (uint64_t)(int64_t)(int8_t)*slot;
    break;
  case LOAM_KIND_INT16:
    *slot = (uint64_t)(int64_t)(int16_t)*slot;
    break;
  case LOAM_KIND_INT32:
    *slot = (uint64_t)(int64_t)(int32_t)*slot;
    break;
  case LOAM_KIND_BOOL:
  case LOAM_KIND_UINT8:
    *slot = (uint8_t)*slot;
    break;
  case LOAM_KIND_UINT16:
    *slot = (uint16_t)*slot;
    break;
  case LOAM_KIND_UINT32:
  case LOAM_KIND_FLOAT32:
    *slot = (uint32_t)*slot;
    break;
  default:
    break;
  }
}

static loam_status read_value(loam_runtime *runtime, const void *from, const loam_type *type, void *to) {
  if (from == NULL || !loam_is_variable(runtime, to, type)) return LOAM_INVALID_ARGUMENT;
  if (!loam_value_pointers(type, (void *)(uintptr_t)from, word_leaves, runtime)) return LOAM_LIMIT;
  copy(runtime, to, from, type);
  return LOAM_OK;
}

loam_status loam_break_read(loam_runtime *runtime, const loam_variable *variable, void *to) {
  loam_goroutine *goroutine;
  loam_status status = loam_break_usable(runtime, &goroutine);
  if (status != LOAM_OK) return status;
  if (!loam_variable_is_there(&runtime->breaks, variable)) return LOAM_INVALID_ARGUMENT;
  loam_world_stop(runtime);
  status = read_value(runtime, loam_variable_address(runtime->breaks.stop.function, goroutine->fp, variable),
                      variable->type, to);
  loam_world_start(runtime);
  return status;
}

loam_status loam_break_write(loam_runtime *runtime, const loam_variable *variable, const void *from) {
  loam_goroutine *goroutine;
  loam_status status = loam_break_usable(runtime, &goroutine);
  if (status != LOAM_OK) return status;
  if (!loam_variable_is_there(&runtime->breaks, variable) || !loam_is_variable(runtime, from, variable->type))
    return LOAM_INVALID_ARGUMENT;
  loam_world_stop(runtime);
  void *to = loam_variable_address(runtime->breaks.stop.function, goroutine->fp, variable);
  if (to != NULL) copy(runtime, to, from, variable->type);
  if (to != NULL && !variable->boxed && !variable->captured) loam_slot_widen(to, variable->type);
  loam_world_start(runtime);
  return to == NULL ? LOAM_INVALID_ARGUMENT : LOAM_OK;
}

const void *loam_break_address(loam_runtime *runtime, const loam_variable *variable) {
  loam_goroutine *goroutine;
  if (loam_break_usable(runtime, &goroutine) != LOAM_OK || !loam_world_mine(runtime)) return NULL;
  if (!loam_variable_is_there(&runtime->breaks, variable)) return NULL;
  return loam_variable_address(runtime->breaks.stop.function, goroutine->fp, variable);
}

const void *loam_break_result_address(loam_runtime *runtime, uint32_t index) {
  loam_goroutine *goroutine;
  if (loam_break_usable(runtime, &goroutine) != LOAM_OK || !loam_world_mine(runtime)) return NULL;
  const loam_stop *stop = &runtime->breaks.stop;
  const loam_function *function = stop->function;
  if (stop->kind != LOAM_BREAK_LEAVE || index >= function->result_slots) return NULL;
  return goroutine->fp + function->frame_slots + 1 + function->argument_slots + index;
}

// ---- watches ----

static loam_watch *watch_numbered(loam_breaks *breaks, uint32_t number) {
  for (uint32_t i = 0; i < LOAM_WATCHES && number != 0; i++)
    if (breaks->watches[i].number == number) return &breaks->watches[i];
  return NULL;
}

static void *place_of(const loam_watch *watch, const loam_goroutine *goroutine) {
  return watch->goroutine == 0 ? (void *)watch->address : (void *)(goroutine->stack.hi - watch->distance);
}

/// Under the lock, which its handle, if any, outlives.
static loam_handle forget_locked(loam_runtime *runtime, loam_watch *watch) {
  loam_handle handle = watch->handle;
  free(watch->last);
  *watch = (loam_watch){0};
  runtime->breaks.watch_count--;
  loam_breaks_look(runtime, -1);
  return handle;
}

static loam_status add(loam_runtime *runtime, const loam_watch *watch, const void *place, uint32_t *out_number) {
  loam_breaks *breaks = &runtime->breaks;
  uint8_t *last = loam_os_allocate(&runtime->os, watch->size == 0 ? 1 : watch->size);
  if (last == NULL) return LOAM_NO_MEMORY;
  memcpy(last, place, watch->size);
  loam_lock_acquire(&breaks->lock);
  loam_watch *free_one = NULL;
  for (uint32_t i = 0; i < LOAM_WATCHES && free_one == NULL; i++)
    if (breaks->watches[i].number == 0) free_one = &breaks->watches[i];
  if (free_one != NULL) {
    *free_one = *watch;
    free_one->last = last;
    *out_number = free_one->number = ++breaks->watch_number;
    breaks->watch_count++;
    loam_breaks_look(runtime, 1);
  }
  loam_lock_release(&breaks->lock);
  if (free_one == NULL) free(last);
  return free_one == NULL ? LOAM_LIMIT : LOAM_OK;
}

static loam_status add_memory(loam_runtime *runtime, void *address, uint64_t size, uint32_t *out_number) {
  loam_watch watch = {.address = (uintptr_t)address, .size = size};
  if (atomic_load(&runtime->breaks.standing)) {
    watch.looked = runtime->breaks.stop.goroutine;
    watch.at = runtime->breaks.goroutine->safepoint - 1;
  }
  loam_status status = loam_handle_create(runtime, address, &watch.handle);
  if (status == LOAM_OK) status = add(runtime, &watch, address, out_number);
  if (status != LOAM_OK && watch.handle != 0) loam_handle_release(runtime, watch.handle);
  return status;
}

loam_status loam_watch_memory(loam_runtime *runtime, void *address, uint64_t size, uint32_t *out_number) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (address == NULL || out_number == NULL) return LOAM_INVALID_ARGUMENT;
  loam_place place = loam_where(runtime, address);
  if (place.kind != LOAM_WHERE_GLOBAL && place.kind != LOAM_WHERE_HEAP) return LOAM_INVALID_ARGUMENT;
  if (size > place.base + place.size - (uintptr_t)address) return LOAM_INVALID_ARGUMENT;
  return add_memory(runtime, address, size, out_number);
}

loam_status loam_watch_variable(loam_runtime *runtime, const loam_variable *variable, uint32_t *out_number) {
  loam_goroutine *goroutine;
  loam_status status = loam_break_usable(runtime, &goroutine);
  if (status != LOAM_OK) return status;
  if (out_number == NULL || !loam_variable_is_there(&runtime->breaks, variable)) return LOAM_INVALID_ARGUMENT;
  const loam_stop *stop = &runtime->breaks.stop;
  loam_world_stop(runtime);
  void *place = loam_variable_address(stop->function, goroutine->fp, variable);
  if (place == NULL) {
    status = LOAM_INVALID_ARGUMENT;
  } else if (leaves(runtime, (uintptr_t)place)) {
    status = add_memory(runtime, place, variable->type->size, out_number);
  } else {
    loam_watch watch = {.goroutine = stop->goroutine,
                        .frame = stop->frame,
                        .distance = goroutine->stack.hi - (uintptr_t)place,
                        .size = variable->type->size,
                        .function = stop->function,
                        .start = variable->start,
                        .end = variable->end,
                        .looked = stop->goroutine,
                        .at = goroutine->safepoint - 1};
    // A box in an older frame lives as long as that.
    loam_stack_position position = loam_goroutine_position(goroutine);
    loam_frame frame;
    if (variable->boxed && loam_stack_frame_at(&goroutine->stack, &position, (uintptr_t)place, &frame) &&
        frame.fp != (uintptr_t)goroutine->fp) {
      watch.frame = goroutine->stack.hi - frame.fp;
      watch.function = frame.function;
      watch.start = 0;
      watch.end = UINT32_MAX;
    }
    status = add(runtime, &watch, place, out_number);
  }
  loam_world_start(runtime);
  return status;
}

loam_status loam_watch_end(loam_runtime *runtime, uint32_t number) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  loam_lock_acquire(&runtime->breaks.lock);
  loam_watch *watch = watch_numbered(&runtime->breaks, number);
  bool found = watch != NULL;
  loam_handle handle = found ? forget_locked(runtime, watch) : 0;
  loam_lock_release(&runtime->breaks.lock);
  if (handle != 0) loam_handle_release(runtime, handle);
  return found ? LOAM_OK : LOAM_INVALID_ARGUMENT;
}

typedef struct owner {
  uint64_t number;
  loam_goroutine *goroutine;
} owner;

static bool find_owner(void *context, loam_goroutine *goroutine) {
  owner *search = context;
  if (goroutine->stack.owner == search->number) search->goroutine = goroutine;
  return search->goroutine == NULL;
}

const void *loam_watch_address(loam_runtime *runtime, uint32_t number) {
  if (loam_usable(runtime) != LOAM_OK || !loam_world_mine(runtime)) return NULL;
  loam_lock_acquire(&runtime->breaks.lock);
  loam_watch *found = watch_numbered(&runtime->breaks, number), watch = {0};
  if (found != NULL) watch = *found;
  loam_lock_release(&runtime->breaks.lock);
  owner search = {watch.goroutine, NULL};
  if (watch.goroutine != 0) loam_goroutine_each(runtime, find_owner, &search);
  if (watch.number == 0 || (watch.goroutine != 0 && search.goroutine == NULL)) return NULL;
  return place_of(&watch, search.goroutine);
}

/// Its frame is gone, or its scope left, as far as distances tell.
static bool is_over(const loam_watch *watch, const loam_break_here *here) {
  if (here->frame > watch->frame) return false;
  if (here->frame < watch->frame || here->kind == LOAM_BREAK_ENTER || here->function != watch->function) return true;
  uint32_t pc = (uint32_t)(here->pc - here->function->code);
  return pc < watch->start || pc >= watch->end;
}

/// Whether the frame of a watch is among the older ones of where a goroutine stands.
static bool has_frame(const loam_watch *watch, const loam_break_here *here) {
  const loam_stack *stack = &here->goroutine->stack;
  loam_stack_position position = {(uintptr_t)here->fp, here->pc + 1, NULL};
  uintptr_t fp = stack->hi - watch->frame;
  loam_frame frame;
  return loam_stack_frame_at(stack, &position, fp, &frame) && frame.fp == fp && frame.function == watch->function;
}

static void tell_place(const loam_watch *watch, const loam_break_here *here, loam_stop *stop) {
  stop->watch = watch->number;
  stop->changed_in = NULL;
  if (watch->at == NULL || watch->looked != here->goroutine->stack.owner) return;
  stop->changed_in = loam_safepoint_function(watch->at + 1);
  stop->changed_line = loam_function_line(stop->changed_in, watch->at);
}

static bool look_at(loam_watch *watch, const loam_break_here *here, loam_stop *stop) {
  bool over = watch->goroutine != 0 && is_over(watch, here);
  bool changed = !over && memcmp(place_of(watch, here->goroutine), watch->last, watch->size) != 0;
  // A frame that lies lower is a callee's, or that of a function that was called later and is larger. Walking there is
  // put off until it matters: at each BREAK a deep recursion would pay for its depth.
  if (changed && watch->goroutine != 0 && here->frame > watch->frame) over = !has_frame(watch, here);
  if (over) {
    tell_place(watch, here, stop);
    stop->reason = LOAM_STOP_WATCH_END;
    return true;
  }
  if (changed) {
    tell_place(watch, here, stop);
    stop->reason = LOAM_STOP_WATCH;
    return true;
  }
  watch->looked = here->goroutine->stack.owner;
  watch->at = here->pc;
  return false;
}

/// What is there now is what it is compared with from here on.
static void look_again(loam_watch *watch, const loam_break_here *here) {
  memcpy(watch->last, place_of(watch, here->goroutine), watch->size);
  watch->looked = here->goroutine->stack.owner;
  watch->at = here->pc;
}

bool loam_watch_changed(loam_runtime *runtime, uint32_t number, loam_stop *out) {
  loam_goroutine *goroutine;
  if (out == NULL || loam_break_usable(runtime, &goroutine) != LOAM_OK) return false;
  loam_breaks *breaks = &runtime->breaks;
  loam_break_here here = {.goroutine = goroutine,
                          .function = breaks->stop.function,
                          .pc = goroutine->safepoint - 1,
                          .fp = goroutine->fp,
                          .frame = breaks->stop.frame,
                          .kind = breaks->stop.kind};
  bool changed = false;
  loam_world_stop(runtime);
  loam_lock_acquire(&breaks->lock);
  loam_watch *watch = watch_numbered(breaks, number);
  // Of one that is over the next BREAK tells.
  if (watch != NULL &&
      (watch->goroutine == 0 || (watch->goroutine == goroutine->stack.owner && !is_over(watch, &here)))) {
    changed = memcmp(place_of(watch, goroutine), watch->last, watch->size) != 0;
    if (changed) tell_place(watch, &here, out);
    look_again(watch, &here);
  }
  loam_lock_release(&breaks->lock);
  loam_world_start(runtime);
  return changed;
}

void loam_watch_told(loam_runtime *runtime, const loam_break_here *here, const loam_stop *stop) {
  if (stop->reason != LOAM_STOP_WATCH && stop->reason != LOAM_STOP_WATCH_END) return;
  loam_breaks *breaks = &runtime->breaks;
  loam_lock_acquire(&breaks->lock);
  loam_watch *watch = watch_numbered(breaks, stop->watch);
  if (watch != NULL && stop->reason == LOAM_STOP_WATCH_END) {
    forget_locked(runtime, watch); // which has no handle
  } else if (watch != NULL) {
    look_again(watch, here);
  }
  loam_lock_release(&breaks->lock);
}

bool loam_watches_look(loam_runtime *runtime, const loam_break_here *here, loam_stop *stop) {
  loam_breaks *breaks = &runtime->breaks;
  bool found = false;
  loam_lock_acquire(&breaks->lock);
  for (uint32_t i = 0; i < LOAM_WATCHES && breaks->watch_count != 0 && !found; i++) {
    loam_watch *watch = &breaks->watches[i];
    if (watch->number == 0 || (watch->goroutine != 0 && watch->goroutine != here->goroutine->stack.owner)) continue;
    found = look_at(watch, here, stop);
  }
  loam_lock_release(&breaks->lock);
  return found;
}
