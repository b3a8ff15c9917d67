// SPDX-License-Identifier: Apache-2.0
//
// snapshot_types.c — types in a snapshot: their numbers and records, and how a word of memory tells one.
#include "profile/snapshot_writer.h"

#include <stdio.h>
#include <stdlib.h>

/// Keys are addresses with two bits more.
enum { KEY_TYPE = 0, KEY_CLOSURE = 1, KEY_POINTER = 2, KEY_BITS = 3, FIRST_TYPES = 256, MOST_NAME = 4096 };

static uint64_t cell_of(uint64_t key, uint64_t capacity) {
  return loam_mix(key, 0xa0761d6478bd642full) & (capacity - 1);
}

static bool grow(loam_snapshot_writer *w) {
  uint64_t capacity = w->capacity == 0 ? FIRST_TYPES : 2 * w->capacity;
  uint32_t *cells = loam_os_allocate(&w->runtime->os, capacity * sizeof *cells);
  uint64_t *keys = cells == NULL ? NULL : loam_os_resize(&w->runtime->os, w->keys, capacity / 2 * sizeof *keys);
  if (keys == NULL) {
    free(cells);
    if (w->status == LOAM_OK) w->status = LOAM_NO_MEMORY;
    return false;
  }
  for (uint64_t number = 1; number <= w->type_count; number++) {
    uint64_t i = cell_of(keys[number - 1], capacity);
    while (cells[i] != 0) i = (i + 1) & (capacity - 1);
    cells[i] = (uint32_t)number;
  }
  free(w->cells);
  w->cells = cells;
  w->keys = keys;
  w->capacity = capacity;
  return true;
}

static uint64_t find(const loam_snapshot_writer *w, uint64_t key) {
  if (w->capacity == 0) return 0;
  for (uint64_t i = cell_of(key, w->capacity); w->cells[i] != 0; i = (i + 1) & (w->capacity - 1))
    if (w->keys[w->cells[i] - 1] == key) return w->cells[i];
  return 0;
}

static uint64_t number_of(loam_snapshot_writer *w, const void *address, uint64_t kind) {
  if (address == NULL) return 0;
  uint64_t key = (uint64_t)(uintptr_t)address | kind, known = find(w, key);
  if (known != 0) return known;
  if (w->type_count * 2 >= w->capacity && !grow(w)) return 0;
  uint64_t i = cell_of(key, w->capacity);
  while (w->cells[i] != 0) i = (i + 1) & (w->capacity - 1);
  w->keys[w->type_count] = key;
  return w->cells[i] = (uint32_t)++w->type_count;
}

uint64_t loam_snapshot_type_number(loam_snapshot_writer *w, const loam_type *type) {
  return number_of(w, type, KEY_TYPE);
}
uint64_t loam_snapshot_pointer_number(loam_snapshot_writer *w, const loam_type *element) {
  return number_of(w, element, KEY_POINTER);
}
uint64_t loam_snapshot_closure_number(loam_snapshot_writer *w, const loam_function *function) {
  return number_of(w, function, KEY_CLOSURE);
}

// ---- records ----

static const loam_string no_text = {NULL, 0};

static void begin(loam_snapshot_writer *w, uint64_t kind, uint64_t size, uint64_t element, uint64_t key,
                  uint64_t entry) {
  w->types->used = 0;
  loam_record_number(w->types, kind);
  loam_record_number(w->types, size);
  loam_record_number(w->types, element);
  loam_record_number(w->types, key);
  loam_record_number(w->types, entry);
}

/// Most fields that a record has room for beside the name; further ones are left out.
enum { MOST_FIELDS = (LOAM_RECORD_BYTES - MOST_NAME - 200) / 20, MOST_FIELD_NAME = 255 };

/// A field's name; of those for which there is no room, none.
static void put_field_name(loam_snapshot_writer *w, loam_string name) {
  enum { ROOM_BEHIND = MOST_FIELDS + 20 }; // an empty name for each of the others, and the address
  uint64_t room = LOAM_RECORD_BYTES - ROOM_BEHIND - w->types->used;
  loam_record_text(w->types, (uint64_t)name.length + 10 < room && name.length <= MOST_FIELD_NAME ? name : no_text);
}

static void put_plain_type(loam_snapshot_writer *w, const loam_type *type) {
  const loam_type *entry = type->kind == LOAM_KIND_MAP ? loam_map_entry_type(&w->runtime->shapes, type) : NULL;
  begin(w, type->kind, type->size, loam_snapshot_type_number(w, type->element), loam_snapshot_type_number(w, type->key),
        loam_snapshot_type_number(w, entry));
  loam_record_text(w->types, type->name);
  uint64_t fields = 0;
  for (uint32_t i = 0; i < type->field_count; i++) fields += type->fields[i].type->pointer_bytes != 0;
  if (fields > MOST_FIELDS) fields = MOST_FIELDS;
  loam_record_number(w->types, fields);
  for (uint32_t i = 0, left = (uint32_t)fields; i < type->field_count && left > 0; i++) {
    if (type->fields[i].type->pointer_bytes == 0) continue;
    loam_record_number(w->types, type->fields[i].offset);
    loam_record_number(w->types, loam_snapshot_type_number(w, type->fields[i].type));
    left--;
  }
  for (uint32_t i = 0, left = (uint32_t)fields; i < type->field_count && left > 0; i++) {
    if (type->fields[i].type->pointer_bytes == 0) continue;
    put_field_name(w, type->fields[i].name);
    left--;
  }
  loam_record_number(w->types, (uintptr_t)type / 8);
}

static void put_closure_type(loam_snapshot_writer *w, const loam_function *function) {
  char name[256];
  int length = snprintf(name, sizeof name, "func %.*s", (int)function->name.length, (const char *)function->name.bytes);
  begin(w, LOAM_KIND_STRUCT, 0, 0, 0, 0);
  if (length >= (int)sizeof name) length = (int)sizeof name - 1;
  loam_record_text(w->types, (loam_string){(const uint8_t *)name, length});
  uint64_t fields = 0;
  for (uint32_t i = 0; i < function->variable_count; i++) fields += function->variables[i].captured;
  if (fields > MOST_FIELDS) fields = MOST_FIELDS;
  loam_record_number(w->types, fields);
  for (uint32_t i = 0, left = (uint32_t)fields; i < function->variable_count && left > 0; i++) {
    const loam_variable *variable = &function->variables[i];
    if (!variable->captured) continue;
    loam_record_number(w->types, variable->slot);
    loam_record_number(w->types, variable->boxed ? loam_snapshot_pointer_number(w, variable->type)
                                                 : loam_snapshot_type_number(w, variable->type));
    left--;
  }
  for (uint32_t i = 0, left = (uint32_t)fields; i < function->variable_count && left > 0; i++) {
    if (!function->variables[i].captured) continue;
    put_field_name(w, function->variables[i].name);
    left--;
  }
  loam_record_number(w->types, 0);
}

void loam_snapshot_put_types(loam_snapshot_writer *w) {
  while (w->types_written < w->type_count && w->status == LOAM_OK) {
    uint64_t key = w->keys[w->types_written++];
    const void *address = (const void *)(uintptr_t)(key & ~(uint64_t)KEY_BITS);
    switch (key & KEY_BITS) {
    case KEY_CLOSURE:
      put_closure_type(w, address);
      break;
    case KEY_POINTER:
      begin(w, LOAM_KIND_POINTER, 8, loam_snapshot_type_number(w, address), 0, 0);
      loam_record_text(w->types, no_text);
      loam_record_number(w->types, 0);
      loam_record_number(w->types, 0);
      break;
    default:
      put_plain_type(w, address);
    }
    loam_record_put(w, LOAM_TAG_TYPE, w->types);
  }
}

void loam_snapshot_free_types(loam_snapshot_writer *w) {
  free(w->keys);
  free(w->cells);
}

// ---- words that tell a type ----

static bool permanent(loam_snapshot_writer *w, uintptr_t address, uint64_t bytes) {
  loam_permanent *memory = &w->runtime->permanent;
  return loam_permanent_contains(memory, (const void *)address) &&
         loam_permanent_contains(memory, (const void *)(address + bytes - 1));
}

/// Permanent memory is not in the heap: most words are ruled out by that.
static bool may_be_permanent(const loam_snapshot_writer *w, uintptr_t word) {
  return word > 4096 && word % 8 == 0 && !loam_heap_holds(&w->runtime->heap, word);
}

static bool is_type(loam_snapshot_writer *w, uintptr_t word) {
  if (find(w, word) != 0) return true;
  uintptr_t *refused = &w->refused[loam_mix(word, 0xe7037ed1a0b428dbull) & (LOAM_REFUSED - 1)];
  if (*refused == word) return false;
  const loam_type *type = (const loam_type *)word;
  bool is = permanent(w, word, sizeof *type) && type->kind >= LOAM_KIND_BOOL &&
            type->kind <= LOAM_KIND_UNSAFE_POINTER && (type->align == 0 || loam_is_power_of_two(type->align)) &&
            type->pointer_bytes <= type->size && type->size < 1ull << 40 && type->name.length > 0 &&
            type->name.length < MOST_NAME && permanent(w, (uintptr_t)type->name.bytes, (uint64_t)type->name.length);
  if (!is) *refused = word;
  return is;
}

const loam_type *loam_snapshot_dynamic(loam_snapshot_writer *w, uintptr_t word) {
  if (!may_be_permanent(w, word)) return NULL;
  if (is_type(w, word)) return (const loam_type *)word;
  const loam_itab *itab = (const loam_itab *)word;
  if (!permanent(w, word, sizeof *itab)) return NULL;
  uintptr_t interface = (uintptr_t)itab->interface, type = (uintptr_t)itab->type;
  if (!may_be_permanent(w, interface) || !may_be_permanent(w, type) || !is_type(w, interface) || !is_type(w, type))
    return NULL;
  return itab->interface->kind == LOAM_KIND_INTERFACE && itab->hash == itab->type->hash ? itab->type : NULL;
}

const loam_function *loam_snapshot_closure(loam_snapshot_writer *w, uintptr_t word) {
  if (!may_be_permanent(w, word)) return NULL;
  if (find(w, word | KEY_CLOSURE) != 0) return (const loam_function *)word;
  uintptr_t *refused = &w->refused[loam_mix(word, 0x8ebc6af09c88c6e3ull) & (LOAM_REFUSED - 1)];
  if (*refused == (word | 1)) return NULL;
  const loam_function *function = (const loam_function *)word;
  if (word % 16 == 0 && permanent(w, word, sizeof *function) && function->self == function) return function;
  *refused = word | 1;
  return NULL;
}
