// SPDX-License-Identifier: Apache-2.0
//
// function.c — functions: creation, code, natives, and finding one by an address of its code.
//
// How.      Code lies in permanent memory, preceded by the address of its function. Defining stores code and maps first
//           and the entry word last, so a caller on another thread sees the stub or all of the function. The index of
//           code ranges is sorted; addresses mostly rise, so that inserting is appending.
// Upholds.  frame.walkable
#include "interpret/interpret.h"
#include "profile/profile.h"
#include "schedule/schedule.h"

#include <stdlib.h>
#include <string.h>

static void *take(loam_runtime *runtime, bool passing, uint64_t size, uint64_t alignment) {
  return passing ? loam_permanent_take_given(&runtime->permanent, size)
                 : loam_permanent_take(&runtime->permanent, size, alignment);
}

static loam_string copy_string(loam_runtime *runtime, bool passing, loam_string string) {
  if (string.length <= 0) return (loam_string){NULL, 0};
  uint8_t *bytes = take(runtime, passing, (uint64_t)string.length, 1);
  if (bytes == NULL) return (loam_string){NULL, -1};
  memcpy(bytes, string.bytes, (size_t)string.length);
  return (loam_string){bytes, string.length};
}

static uint64_t array_bytes(uint64_t count, uint64_t size) { return count == 0 ? 1 : count * size; }

static void *copy_array(loam_runtime *runtime, bool passing, const void *from, uint64_t count, uint64_t size) {
  void *to = take(runtime, passing, array_bytes(count, size), 8);
  if (to != NULL && count > 0 && from != NULL) memcpy(to, from, count * size);
  return to;
}

static void set_entry(loam_function *function, const uint64_t *code, uint32_t frame_slots) {
  atomic_store_explicit(&function->entry, (uint64_t)(uintptr_t)code << 16 | frame_slots, memory_order_release);
}

static bool number(loam_runtime *runtime, loam_function *function) {
  loam_lock_acquire(&runtime->code_lock);
  if (runtime->function_count == runtime->function_capacity) {
    uint32_t capacity = runtime->function_capacity == 0 ? 256 : 2 * runtime->function_capacity;
    loam_function **functions = loam_os_resize(&runtime->os, runtime->functions, capacity * sizeof *functions);
    if (functions != NULL) {
      runtime->functions = functions;
      runtime->function_capacity = capacity;
    }
  }
  bool room = runtime->function_count < runtime->function_capacity;
  if (room) {
    runtime->functions[runtime->function_count++] = function;
    function->number = runtime->function_count;
  }
  loam_lock_release(&runtime->code_lock);
  return room;
}

const loam_function *loam_event_function(loam_runtime *runtime, uint64_t number) {
  if (runtime == NULL) return NULL;
  loam_lock_acquire(&runtime->code_lock);
  const loam_function *function = number - 1 < runtime->function_count ? runtime->functions[number - 1] : NULL;
  loam_lock_release(&runtime->code_lock);
  return function;
}

static uint64_t map_words_of(uint32_t argument_slots) { return ((uint64_t)argument_slots + 63) / 64; }

/// A record that was released, with its number, or a fresh one.
static loam_function *take_record(loam_runtime *runtime, bool passing) {
  loam_function *function = NULL;
  if (passing) {
    loam_lock_acquire(&runtime->code_lock);
    if ((function = runtime->released) != NULL) runtime->released = function->self;
    loam_lock_release(&runtime->code_lock);
  }
  if (function == NULL) return loam_permanent_take(&runtime->permanent, sizeof *function, 16);
  uint32_t kept = function->number;
  *function = (loam_function){.number = kept};
  return function;
}

// The stub's frame has one slot: the function value of the call is stored there.
static loam_function *create(loam_runtime *runtime, bool passing, loam_string name, loam_string file,
                             uint32_t start_line, uint32_t argument_slots, uint32_t result_slots,
                             const uint64_t *argument_map, uint32_t user) {
  if (loam_usable(runtime) != LOAM_OK) return NULL;
  loam_function *function = take_record(runtime, passing);
  if (function == NULL) return NULL;
  function->self = function;
  function->flags = passing ? LOAM_FUNCTION_PASSING : 0;
  function->name = copy_string(runtime, passing, name);
  function->file = copy_string(runtime, passing, file);
  function->start_line = start_line;
  function->argument_slots = argument_slots;
  function->result_slots = result_slots;
  function->user = user;
  function->start_size = loam_start_size(argument_slots + result_slots);
  function->argument_map = copy_array(runtime, passing, argument_map, map_words_of(argument_slots), 8);
  if (function->name.length < 0 || function->file.length < 0 || function->argument_map == NULL) return NULL;
  function->stub[0] = (uint64_t)(uintptr_t)function;
  function->stub[1] = LOAM_WORD(LOAM_OP_COMPILE, 0, 0, 0);
  function->stub[2] = LOAM_SAFEPOINT(0, 1, 1);
  set_entry(function, &function->stub[1], 1);
  if (function->number == 0 && !number(runtime, function)) return NULL;
  return function;
}

loam_function *loam_function_create(loam_runtime *runtime, loam_string name, loam_string file, uint32_t start_line,
                                    uint32_t argument_slots, uint32_t result_slots, const uint64_t *argument_map,
                                    uint32_t user) {
  return create(runtime, false, name, file, start_line, argument_slots, result_slots, argument_map, user);
}

loam_function *loam_function_create_passing(loam_runtime *runtime, loam_string name, loam_string file,
                                            uint32_t start_line, uint32_t argument_slots, uint32_t result_slots,
                                            const uint64_t *argument_map, uint32_t user) {
  return create(runtime, true, name, file, start_line, argument_slots, result_slots, argument_map, user);
}

static void give_string(loam_runtime *runtime, loam_string string) {
  if (string.length > 0) loam_permanent_give(&runtime->permanent, string.bytes, (uint64_t)string.length);
}

static void remove_range(loam_runtime *runtime, const loam_function *function) {
  uint64_t at = 0, count = runtime->range_count;
  for (uint64_t high = count; at < high;) {
    uint64_t middle = (at + high) / 2;
    if (runtime->ranges[middle].start < (uintptr_t)function->code)
      at = middle + 1;
    else
      high = middle;
  }
  if (at == count || runtime->ranges[at].function != function) return;
  memmove(runtime->ranges + at, runtime->ranges + at + 1, (count - at - 1) * sizeof *runtime->ranges);
  runtime->range_count--;
}

loam_status loam_function_release(loam_runtime *runtime, loam_function *function) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (function == NULL || !(function->flags & LOAM_FUNCTION_PASSING)) return LOAM_INVALID_ARGUMENT;
  if (loam_events_written(runtime) != 0) return LOAM_WRONG_STATE;
  if (function->flags & LOAM_FUNCTION_NOTED) {
    if (!loam_world_mine(runtime)) return LOAM_WRONG_STATE;
    if (!loam_profile_let_go(runtime, function)) return LOAM_NO_MEMORY;
  }
  loam_permanent *permanent = &runtime->permanent;
  if (function->code != NULL) {
    loam_lock_acquire(&runtime->code_lock);
    remove_range(runtime, function);
    loam_lock_release(&runtime->code_lock);
    for (uint32_t i = 0; i < function->variable_count; i++) give_string(runtime, function->variables[i].name);
    loam_permanent_give(permanent, function->variables, array_bytes(function->variable_count, sizeof(loam_variable)));
    loam_permanent_give(permanent, function->lines, array_bytes(function->line_count, sizeof(loam_line)));
    loam_permanent_give(permanent, function->maps, array_bytes((uint64_t)function->map_count * function->map_words, 8));
    loam_permanent_give(permanent, function->code - 1, 8ull * (function->code_words + 1));
  }
  loam_permanent_give(permanent, function->argument_map, array_bytes(map_words_of(function->argument_slots), 8));
  give_string(runtime, function->name);
  give_string(runtime, function->file);
  uint32_t kept = function->number;
  *function = (loam_function){.number = kept};
  loam_lock_acquire(&runtime->code_lock);
  function->self = runtime->released;
  runtime->released = function;
  loam_lock_release(&runtime->code_lock);
  return LOAM_OK;
}

static loam_status add_range(loam_runtime *runtime, loam_function *function) {
  loam_code_range range = {(uintptr_t)function->code, (uintptr_t)(function->code + function->code_words), function};
  loam_lock_acquire(&runtime->code_lock);
  if (runtime->range_count == runtime->range_capacity) {
    uint64_t capacity = runtime->range_capacity == 0 ? LOAM_CODE_RANGES_FIRST : 2 * runtime->range_capacity;
    loam_code_range *ranges = loam_os_resize(&runtime->os, runtime->ranges, capacity * sizeof *ranges);
    if (ranges == NULL) {
      loam_lock_release(&runtime->code_lock);
      return LOAM_NO_MEMORY;
    }
    runtime->ranges = ranges;
    runtime->range_capacity = capacity;
  }
  uint64_t at = runtime->range_count++;
  for (; at > 0 && runtime->ranges[at - 1].start > range.start; at--) runtime->ranges[at] = runtime->ranges[at - 1];
  runtime->ranges[at] = range;
  loam_lock_release(&runtime->code_lock);
  return LOAM_OK;
}

const loam_function *loam_runtime_function_at(loam_runtime *runtime, const uint64_t *pc) {
  const loam_function *found = NULL;
  uintptr_t address = (uintptr_t)pc;
  if (runtime == NULL) return NULL;
  loam_lock_acquire(&runtime->code_lock);
  uint64_t low = 0, high = runtime->range_count;
  while (low < high) {
    uint64_t middle = (low + high) / 2;
    if (runtime->ranges[middle].end <= address)
      low = middle + 1;
    else
      high = middle;
  }
  if (low < runtime->range_count && runtime->ranges[low].start <= address) found = runtime->ranges[low].function;
  loam_lock_release(&runtime->code_lock);
  return found;
}

loam_status loam_function_define(loam_runtime *runtime, loam_function *function, const loam_code *code) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (function == NULL || code == NULL) return LOAM_INVALID_ARGUMENT;
  if (code->word_count < 2 || code->frame_slots > 0xffff) return LOAM_INVALID_ARGUMENT;
  bool passing = function->flags & LOAM_FUNCTION_PASSING;
  uint64_t *words = take(runtime, passing, 8ull * (code->word_count + 1), 8);
  const uint64_t *maps = copy_array(runtime, passing, code->maps, (uint64_t)code->map_count * code->map_words, 8);
  const loam_line *lines = copy_array(runtime, passing, code->lines, code->line_count, sizeof *lines);
  loam_variable *variables = copy_array(runtime, passing, code->variables, code->variable_count, sizeof *variables);
  if (words == NULL || maps == NULL || lines == NULL || variables == NULL) return LOAM_NO_MEMORY;
  words[0] = (uint64_t)(uintptr_t)function;
  memcpy(words + 1, code->words, 8ull * code->word_count);
  for (uint32_t i = 0; i < code->variable_count; i++)
    variables[i].name = copy_string(runtime, passing, variables[i].name);
  function->maps = maps;
  function->map_words = code->map_words;
  function->map_count = code->map_count;
  function->lines = lines;
  function->line_count = code->line_count;
  function->variables = variables;
  function->variable_count = code->variable_count;
  function->defer_return = code->defer_return;
  function->flags |= code->flags;
  function->frame_slots = code->frame_slots;
  function->code_words = code->word_count;
  function->code = words + 1;
  loam_status status = add_range(runtime, function);
  if (status != LOAM_OK) return status;
  set_entry(function, function->code, function->frame_slots);
  return LOAM_OK;
}

// Frame of a native: one slot for the function value, then the record and the arguments, which map 1 describes.
loam_status loam_function_define_native(loam_runtime *runtime, loam_function *function, loam_native native) {
  return loam_function_define_native_with(runtime, function, native, NULL);
}

loam_status loam_function_define_native_with(loam_runtime *runtime, loam_function *function, loam_native native,
                                             void *user) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (function == NULL || native == NULL) return LOAM_INVALID_ARGUMENT;
  uint32_t map_words = (2 + function->argument_slots + function->result_slots + 63) / 64;
  uint64_t *maps = loam_permanent_take(&runtime->permanent, 16ull * map_words, 8);
  if (maps == NULL) return LOAM_NO_MEMORY;
  for (uint32_t i = 0; i < function->argument_slots; i++)
    if (function->argument_map[i / 64] >> (i & 63) & 1) maps[map_words + (i + 2) / 64] |= 1ull << ((i + 2) & 63);
  function->native = native;
  function->body_user = user;
  uint64_t words[] = {
      LOAM_WORD(LOAM_OP_NATIVE, 0, 0, 0), (uint64_t)(uintptr_t)native, LOAM_SAFEPOINT(1, 1, 2),
      LOAM_WORD(LOAM_OP_RETURN, 1, 0, 0), LOAM_SAFEPOINT(0, 1, 4),     LOAM_WORD(LOAM_OP_PANIC_RETURN, 0, 0, 0),
  };
  loam_code code = {.words = words,
                    .word_count = 6,
                    .frame_slots = 1,
                    .maps = maps,
                    .map_words = map_words,
                    .map_count = 2,
                    .flags = LOAM_FUNCTION_NATIVE};
  return loam_function_define(runtime, function, &code);
}

void *loam_global_create(loam_runtime *runtime, const loam_type *type) {
  if (loam_usable(runtime) != LOAM_OK || type == NULL) return NULL;
  void *memory =
      loam_permanent_take(&runtime->permanent, type->size == 0 ? 1 : type->size, type->align < 8 ? 8 : type->align);
  if (memory == NULL || !loam_ranges_add(&runtime->globals, memory, type->size, type)) return NULL;
  if (type->pointer_bytes != 0 && loam_collector_add_root(&runtime->collector, memory, type, 1) != LOAM_OK) return NULL;
  return memory;
}

// Nobody but a marker looks at it; the lock keeps a marking from beginning between the shading and the store.
loam_status loam_global_clear(loam_runtime *runtime, void *global, const loam_type *type) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (global == NULL || type == NULL) return LOAM_INVALID_ARGUMENT;
  bool mine = loam_world_mine(runtime);
  if (!mine) loam_lock_acquire(&runtime->world_lock);
  for (uint64_t word = 0; word * 8 < type->pointer_bytes; word++)
    if (type->pointer_map[word / 64] >> (word & 63) & 1)
      loam_collector_shade(&runtime->collector, ((const uintptr_t *)global)[word]);
  memset(global, 0, type->size);
  if (!mine) loam_lock_release(&runtime->world_lock);
  return LOAM_OK;
}

void *loam_permanent_allocate(loam_runtime *runtime, uint64_t size, uint64_t alignment) {
  if (loam_usable(runtime) != LOAM_OK) return NULL;
  return loam_permanent_take(&runtime->permanent, size == 0 ? 1 : size, alignment == 0 ? 1 : alignment);
}

loam_status loam_type_set_methods(loam_runtime *runtime, loam_type *type, const loam_method *methods, uint32_t count) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (type == NULL || (methods == NULL && count > 0)) return LOAM_INVALID_ARGUMENT;
  loam_method *copy = loam_permanent_take_given(&runtime->permanent, array_bytes(count, sizeof *copy));
  if (copy == NULL) return LOAM_NO_MEMORY;
  if (count > 0) memcpy(copy, methods, count * sizeof *copy);
  loam_world_stop(runtime);
  type->methods = copy;
  type->method_count = count;
  loam_itabs_refresh_stopped(&runtime->itabs, type);
  loam_world_start(runtime);
  return LOAM_OK;
}

const loam_itab *loam_itab_get(loam_runtime *runtime, const loam_type *interface, const loam_type *type,
                               loam_string *out_missing) {
  if (loam_usable(runtime) != LOAM_OK || interface == NULL || type == NULL) return NULL;
  return loam_itabs_get(&runtime->itabs, interface, type, out_missing, NULL);
}
