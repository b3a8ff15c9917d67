// SPDX-License-Identifier: Apache-2.0
//
// map.h — Go maps.
//
// How.      Entries (key, value) lie in an array in the order of insertion, each with a bit that says whether it is
//           live; beyond 8 entries an index of (hash, entry number) cells with linear probing finds them. Deleting
//           clears the bit. A full array is replaced by one without the holes. So a position in the array is all that
//           an iterator needs: it starts at a random entry and goes round once; when the array was replaced meanwhile,
//           the old one tells (it links to its successor and still knows its holes) where the position went. Hence
//           each entry is met at most once, deleted ones never, whatever happens to the map during the loop.
// Why not.  Groups with control bytes: faster misses, but iteration during growth needs a second look-up per entry and
//           cannot find NaN keys again.
// Upholds.  map.index, map.iterate
// Threads.  As Go: one writer or several readers.
// Fails.    loam_map_result. The allocator never collects, so no pointer here goes stale.
#ifndef LOAM_MAP_H
#define LOAM_MAP_H

#include "base/permanent.h"
#include "heap/allocate.h"
#include "type/itab.h"
#include "type/value.h"
#include "include/loam_type.h" // loam_map_length, loam_map_read

#pragma GCC visibility push(hidden)

typedef enum loam_map_result {
  LOAM_MAP_OK = 0,
  LOAM_MAP_ABSENT, ///< No such key (or nil map).
  LOAM_MAP_NO_MEMORY,
  LOAM_MAP_UNHASHABLE, ///< *out_bad is the type.
  LOAM_MAP_NIL,        ///< Assignment to an entry in a nil map.
} loam_map_result;

typedef struct loam_map loam_map;

/// Layouts of entries by map type, outside the heap. Embedded in the runtime.
typedef struct loam_map_shapes {
  loam_permanent *permanent;
  loam_lock lock;
  _Atomic(struct loam_map_shape_cells *) cells;
  uint64_t count; ///< under lock
} loam_map_shapes;
void loam_map_shapes_init(loam_map_shapes *shapes, loam_permanent *permanent, loam_bugs *bugs);
/// Forgets the shapes of some types. Requires: world stopped, there are no maps of them. False without memory.
bool loam_map_shapes_forget_stopped(loam_map_shapes *shapes, loam_type_test is_gone, const void *context);
/// Requires: world stopped.
void loam_map_shapes_each_stopped(loam_map_shapes *shapes, loam_table_visit visit, void *context);

/// make(type, hint); NULL without memory. `heap` and `cache` are the calling worker's, here and below.
loam_map *loam_map_create(loam_map_shapes *shapes, loam_heap *heap, loam_heap_cache *cache, const loam_type *type,
                          int64_t hint);
/// *out_bad must be NULL before, here and below.
/// OK: *out_value is the value in memory form, good until the next change of the map. `key` in memory form, as below.
loam_map_result loam_map_find(loam_heap *heap, const loam_map *map, const loam_type *type, const void *key,
                              const void **out_value, const loam_type **out_bad);
/// OK: *out_value is where to store the value of `key`, zeroed when the key is new.
loam_map_result loam_map_assign(loam_heap *heap, loam_heap_cache *cache, loam_map *map, const loam_type *type,
                                const void *key, void **out_value, const loam_type **out_bad);
/// OK also when absent; panics on unhashable keys even in an empty or nil map, as Go's delete does.
loam_map_result loam_map_delete(loam_heap *heap, loam_heap_cache *cache, loam_map *map, const loam_type *type,
                                const void *key, const loam_type **out_bad);
void loam_map_clear(loam_heap_cache *cache, loam_map *map);
const loam_type *loam_map_type(const loam_map *map);
/// Entries of maps of `type`, a struct of key and value; NULL when there is no such map.
const loam_type *loam_map_entry_type(loam_map_shapes *shapes, const loam_type *type);

/// The LOAM_MAP_ITERATOR_SLOTS words of an iterator; the first three are pointers.
typedef struct loam_map_iterator {
  loam_map *map;
  void *table; ///< The generation of the entries that position and start count in.
  void *spare;
  uint64_t position, start;
  uint64_t wrapped; ///< 1: the end was reached and the iterator goes on from entry 0 to `start`.
  uint64_t unused[2];
} loam_map_iterator;
_Static_assert(sizeof(loam_map_iterator) == 8 * LOAM_MAP_ITERATOR_SLOTS, "iterator fills its slots");

/// Starts an iteration; `random` chooses where. False without memory (iterator unchanged).
bool loam_map_iterate(loam_heap *heap, loam_heap_cache *cache, loam_map *map, uint64_t random,
                      loam_map_iterator *iterator);
/// The next entry, in memory form, good until the next change of the map; false at the end.
bool loam_map_next(loam_map_iterator *iterator, const void **out_key, const void **out_value);

/// Walks one map and reports the first broken invariant.
bool loam_map_check(loam_heap *heap, const loam_map *map);

#pragma GCC visibility pop
#endif
