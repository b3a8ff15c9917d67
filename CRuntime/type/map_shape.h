// SPDX-License-Identifier: Apache-2.0
//
// map_shape.h — how the entries of a map type lie, found once for each type.
#ifndef LOAM_MAP_SHAPE_H
#define LOAM_MAP_SHAPE_H

#include "type/map.h"

#pragma GCC visibility push(hidden)

enum loam_map_key_kind { LOAM_KEY_GENERAL, LOAM_KEY_32, LOAM_KEY_64, LOAM_KEY_STRING };

typedef struct loam_map_shape {
  const loam_type *type;
  uint64_t key_size, value_offset, entry_size;
  uint8_t key_kind;
  bool may_panic; ///< Hashing a key may find an unhashable dynamic type.
  loam_type entry;
  loam_field fields[2];
} loam_map_shape;

/// The shape of a map type, made when it is first asked for; NULL when memory runs out. Threads: any.
const loam_map_shape *loam_map_shape_of(loam_map_shapes *shapes, const loam_type *type);
/// Whether hashing a key of the type may find a dynamic type that has no hash.
bool loam_map_key_may_panic(const loam_type *key);

#pragma GCC visibility pop
#endif
