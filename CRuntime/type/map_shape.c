// SPDX-License-Identifier: Apache-2.0
//
// map_shape.c — the table of map types' shapes, and the descriptions of their entries for the collector.
//
// How.      Readers probe the cells without a lock; a larger table takes the place of a full one and the old one stays.
#include "type/map_shape.h"

#include "base/random.h"

#include <stdlib.h>

struct loam_map_shape_cells {
  uint64_t capacity;
  _Atomic(const loam_map_shape *) shapes[];
};

void loam_map_shapes_init(loam_map_shapes *shapes, loam_permanent *permanent, loam_bugs *bugs) {
  memset(shapes, 0, sizeof *shapes);
  shapes->permanent = permanent;
  loam_lock_init(&shapes->lock, LOAM_RANK_ITAB, bugs);
}

bool loam_map_key_may_panic(const loam_type *key) {
  return !loam_type_plain(key) &&
         (key->kind == LOAM_KIND_INTERFACE || key->kind == LOAM_KIND_STRUCT || key->kind == LOAM_KIND_ARRAY);
}

static void describe_pointers(uint64_t *bits, const loam_type *type, uint64_t offset) {
  if (!type->pointer_bytes) return;
  if (type->pointer_map) {
    for (uint64_t i = 0; i < type->pointer_bytes / 8; i++)
      if (type->pointer_map[i >> 6] >> (i & 63) & 1) bits[(offset / 8 + i) >> 6] |= 1ull << ((offset / 8 + i) & 63);
  } else if (type->kind == LOAM_KIND_ARRAY) {
    for (uint64_t i = 0; i < type->length; i++)
      describe_pointers(bits, type->element, offset + i * type->element->size);
  } else {
    for (uint32_t i = 0; i < type->field_count; i++)
      describe_pointers(bits, type->fields[i].type, offset + type->fields[i].offset);
  }
}

static const loam_map_shape *make_shape(loam_map_shapes *shapes, const loam_type *type) {
  const loam_type *key = type->key, *value = type->element;
  uint64_t align = key->align > value->align ? key->align : value->align;
  if (!align) align = 1;
  uint64_t value_offset = loam_round_up(key->size, value->align ? value->align : 1);
  uint64_t size = loam_round_up(value_offset + value->size, align);
  if (!size) size = 1;
  uint64_t pointer_bytes = value->pointer_bytes ? value_offset + value->pointer_bytes : key->pointer_bytes;
  uint64_t words = (pointer_bytes / 8 + 63) / 64;
  loam_map_shape *shape = loam_permanent_take_given(shapes->permanent, sizeof *shape + words * 8);
  if (!shape) return NULL;
  uint64_t *bits = (uint64_t *)(shape + 1);
  describe_pointers(bits, key, 0);
  describe_pointers(bits, value, value_offset);
  shape->type = type;
  shape->key_size = key->size;
  shape->value_offset = value_offset;
  shape->entry_size = size;
  shape->key_kind = key->kind == LOAM_KIND_STRING            ? LOAM_KEY_STRING
                    : loam_type_plain(key) && key->size == 8 ? LOAM_KEY_64
                    : loam_type_plain(key) && key->size == 4 ? LOAM_KEY_32
                                                             : LOAM_KEY_GENERAL;
  shape->may_panic = loam_map_key_may_panic(key);
  shape->fields[0] = (loam_field){.type = key};
  shape->fields[1] = (loam_field){.type = value, .offset = value_offset};
  shape->entry = (loam_type){.size = size,
                             .pointer_bytes = pointer_bytes,
                             .pointer_map = words ? bits : NULL,
                             .align = (uint8_t)align,
                             .kind = LOAM_KIND_STRUCT,
                             .field_count = 2,
                             .fields = shape->fields};
  return shape;
}

static uint64_t shape_cell(const loam_type *type) { return loam_mix((uintptr_t)type, 0x8ebc6af09c88c6e3ull); }

static const loam_map_shape *find_shape(struct loam_map_shape_cells *cells, const loam_type *type) {
  if (!cells) return NULL;
  for (uint64_t i = shape_cell(type);; i++) {
    const loam_map_shape *shape = atomic_load_explicit(&cells->shapes[i & (cells->capacity - 1)], memory_order_acquire);
    if (!shape || shape->type == type) return shape;
  }
}

static void place_shape(struct loam_map_shape_cells *cells, const loam_map_shape *shape) {
  uint64_t i = shape_cell(shape->type);
  while (atomic_load_explicit(&cells->shapes[i & (cells->capacity - 1)], memory_order_relaxed)) i++;
  atomic_store_explicit(&cells->shapes[i & (cells->capacity - 1)], shape, memory_order_release);
}

static const loam_map_shape *add_shape_locked(loam_map_shapes *shapes, const loam_type *type) {
  struct loam_map_shape_cells *cells = atomic_load_explicit(&shapes->cells, memory_order_relaxed);
  const loam_map_shape *shape = find_shape(cells, type);
  if (shape) return shape;
  if (!cells || shapes->count * 2 >= cells->capacity) {
    uint64_t capacity = cells ? cells->capacity * 2 : LOAM_SHAPES_FIRST;
    struct loam_map_shape_cells *more =
        loam_permanent_take(shapes->permanent, sizeof *more + capacity * sizeof more->shapes[0], 8);
    if (!more) return NULL;
    more->capacity = capacity;
    for (uint64_t i = 0; cells && i < cells->capacity; i++) {
      const loam_map_shape *old = atomic_load_explicit(&cells->shapes[i], memory_order_relaxed);
      if (old) place_shape(more, old);
    }
    atomic_store_explicit(&shapes->cells, more, memory_order_release);
    cells = more;
  }
  if (!(shape = make_shape(shapes, type))) return NULL;
  place_shape(cells, shape);
  shapes->count++;
  return shape;
}

const loam_map_shape *loam_map_shape_of(loam_map_shapes *shapes, const loam_type *type) {
  const loam_map_shape *shape = find_shape(atomic_load_explicit(&shapes->cells, memory_order_acquire), type);
  if (shape) return shape;
  loam_lock_acquire(&shapes->lock);
  shape = add_shape_locked(shapes, type);
  loam_lock_release(&shapes->lock);
  return shape;
}

void loam_map_shapes_each_stopped(loam_map_shapes *shapes, loam_table_visit visit, void *context) {
  struct loam_map_shape_cells *cells = atomic_load_explicit(&shapes->cells, memory_order_relaxed);
  for (uint64_t i = 0; cells && i < cells->capacity; i++) {
    const loam_map_shape *shape = atomic_load_explicit(&cells->shapes[i], memory_order_relaxed);
    if (shape) visit(context, shape, sizeof *shape, shape->type, NULL);
  }
}

bool loam_map_shapes_forget_stopped(loam_map_shapes *shapes, loam_type_test is_gone, const void *context) {
  struct loam_map_shape_cells *cells = atomic_load_explicit(&shapes->cells, memory_order_relaxed);
  if (!cells) return true;
  const loam_map_shape **rest = loam_os_allocate(shapes->permanent->os, cells->capacity * sizeof *rest);
  if (!rest) return false;
  uint64_t count = 0;
  for (uint64_t i = 0; i < cells->capacity; i++) {
    const loam_map_shape *shape = atomic_load_explicit(&cells->shapes[i], memory_order_relaxed);
    atomic_store_explicit(&cells->shapes[i], NULL, memory_order_relaxed);
    if (!shape) continue;
    if (is_gone(context, shape->type))
      loam_permanent_give(shapes->permanent, shape, sizeof *shape + (shape->entry.pointer_bytes / 8 + 63) / 64 * 8);
    else
      rest[count++] = shape;
  }
  for (uint64_t i = 0; i < count; i++) place_shape(cells, rest[i]);
  shapes->count = count;
  free(rest);
  return true;
}

const loam_type *loam_map_entry_type(loam_map_shapes *shapes, const loam_type *type) {
  const loam_map_shape *shape = find_shape(atomic_load_explicit(&shapes->cells, memory_order_acquire), type);
  return shape ? &shape->entry : NULL;
}
