// SPDX-License-Identifier: Apache-2.0
//
// function.c — functions: creation, code, natives, and finding one by an address of its code.
//
// How.      Code lies in permanent memory, preceded by the address of its function. Defining stores code and maps first
//           and the entry word last, so a caller on another thread sees the stub or all of the function. The index of
//           code ranges is sorted; addresses mostly rise, so that inserting is appending.
// Upholds.  frame.walkable
#include "interpret/interpret.h"
#include "schedule/schedule.h"

#include <stdlib.h>
#include <string.h>

static loam_string copy_string(loam_runtime *runtime, loam_string string) {
  if (string.length <= 0) return (loam_string){NULL, 0};
  uint8_t *bytes = loam_permanent_take(&runtime->permanent, (uint64_t)string.length, 1);
  if (bytes == NULL) return (loam_string){NULL, -1};
  memcpy(bytes, string.bytes, (size_t)string.length);
  return (loam_string){bytes, string.length};
}

static void *copy_array(loam_runtime *runtime, const void *from, uint64_t count, uint64_t size) {
  void *to = loam_permanent_take(&runtime->permanent, count == 0 ? 1 : count * size, 8);
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

// The stub's frame has one slot: the function value of the call is stored there.
loam_function *loam_function_create(loam_runtime *runtime, loam_string name, loam_string file, uint32_t start_line,
                                    uint32_t argument_slots, uint32_t result_slots, const uint64_t *argument_map,
                                    uint32_t user) {
  if (loam_usable(runtime) != LOAM_OK) return NULL;
  loam_function *function = loam_permanent_take(&runtime->permanent, sizeof *function, 16);
  if (function == NULL) return NULL;
  function->self = function;
  function->name = copy_string(runtime, name);
  function->file = copy_string(runtime, file);
  function->start_line = start_line;
  function->argument_slots = argument_slots;
  function->result_slots = result_slots;
  function->user = user;
  function->start_size = loam_start_size(argument_slots + result_slots);
  function->argument_map = copy_array(runtime, argument_map, (argument_slots + 63) / 64, 8);
  if (function->name.length < 0 || function->file.length < 0 || function->argument_map == NULL) return NULL;
  function->stub[0] = (uint64_t)(uintptr_t)function;
  function->stub[1] = LOAM_WORD(LOAM_OP_COMPILE, 0, 0, 0);
  function->stub[2] = LOAM_SAFEPOINT(0, 1, 1);
  set_entry(function, &function->stub[1], 1);
  if (!number(runtime, function)) return NULL;
  return function;
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
  uint64_t *words = loam_permanent_take(&runtime->permanent, 8ull * (code->word_count + 1), 8);
  const uint64_t *maps = copy_array(runtime, code->maps, (uint64_t)code->map_count * code->map_words, 8);
  const loam_line *lines = copy_array(runtime, code->lines, code->line_count, sizeof *lines);
  loam_variable *variables = copy_array(runtime, code->variables, code->variable_count, sizeof *variables);
  if (words == NULL || maps == NULL || lines == NULL || variables == NULL) return LOAM_NO_MEMORY;
  words[0] = (uint64_t)(uintptr_t)function;
  memcpy(words + 1, code->words, 8ull * code->word_count);
  for (uint32_t i = 0; i < code->variable_count; i++) variables[i].name = copy_string(runtime, variables[i].name);
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
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (function == NULL || native == NULL) return LOAM_INVALID_ARGUMENT;
  uint32_t map_words = (2 + function->argument_slots + function->result_slots + 63) / 64;
  uint64_t *maps = loam_permanent_take(&runtime->permanent, 16ull * map_words, 8);
  if (maps == NULL) return LOAM_NO_MEMORY;
  for (uint32_t i = 0; i < function->argument_slots; i++)
    if (function->argument_map[i / 64] >> (i & 63) & 1) maps[map_words + (i + 2) / 64] |= 1ull << ((i + 2) & 63);
  function->native = native;
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

void *loam_permanent_allocate(loam_runtime *runtime, uint64_t size, uint64_t alignment) {
  if (loam_usable(runtime) != LOAM_OK) return NULL;
  return loam_permanent_take(&runtime->permanent, size == 0 ? 1 : size, alignment == 0 ? 1 : alignment);
}

const loam_itab *loam_itab_get(loam_runtime *runtime, const loam_type *interface, const loam_type *type,
                               loam_string *out_missing) {
  if (loam_usable(runtime) != LOAM_OK || interface == NULL || type == NULL) return NULL;
  return loam_itabs_get(&runtime->itabs, interface, type, out_missing, NULL);
}
