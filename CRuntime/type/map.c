// SPDX-License-Identifier: Apache-2.0
//
// map.c — look-up, assignment, deletion and iteration of Go maps.
//
// How.      An index cell is hash << 32 | entry number + 1, 0 when empty; the cell of a hash starts at hash & mask, and
//           deletion shifts later cells back, so no cell is ever a tombstone. The live bits lie before the cells, or in
//           the map itself when there is no index. Keys of 4 and 8 plain bytes and strings have loops of their own.
// Upholds.  map.index, map.iterate
#include "type/map_shape.h"

#include "base/limits.h"
#include "base/random.h"

enum { SMALL_ENTRIES = 8, FIRST_ENTRIES = 4, FIRST_CELLS = 32 };
/// What iterators know a generation of the entries by. Its own words are set when the next generation replaces it.
typedef struct generation {
  struct generation *next;
  uint64_t *live; ///< Frozen live bits (an index object), or NULL: see small_live.
  uint64_t small_live;
  uint64_t compacted; ///< Entries moved down over the holes.
} generation;

struct loam_map {
  char *entries;
  uint64_t *index;   ///< Live bits, then cells; NULL up to SMALL_ENTRIES.
  generation *table; ///< NULL until the first iteration.
  const loam_map_shape *shape;
  int64_t count;
  uint32_t used, capacity; ///< Entries written or deleted; entries there is room for.
  uint64_t live;           ///< Live bits without index; else the number of cells - 1.
  uint64_t nan_salt;
};

static const uint64_t header_pointers[] = {0x7}, generation_pointers[] = {0x3};
static const loam_type header_type = {.size = sizeof(loam_map),
                                      .pointer_bytes = 24,
                                      .pointer_map = header_pointers,
                                      .align = 8,
                                      .kind = LOAM_KIND_STRUCT};
static const loam_type generation_type = {.size = sizeof(generation),
                                          .pointer_bytes = 16,
                                          .pointer_map = generation_pointers,
                                          .align = 8,
                                          .kind = LOAM_KIND_STRUCT};

// ---- parts of a map ----

static char *entry_at(const loam_map *map, uint64_t entry) { return map->entries + entry * map->shape->entry_size; }
static uint64_t live_words(uint64_t capacity) { return (capacity + 63) / 64; }
static uint64_t *cells_of(const loam_map *map) { return map->index + live_words(map->capacity); }
static uint64_t *live_of(loam_map *map) { return map->index ? map->index : &map->live; }
static bool is_live(const loam_map *map, uint64_t entry) {
  const uint64_t *live = map->index ? map->index : &map->live;
  return live[entry >> 6] >> (entry & 63) & 1;
}
/// Entries that `cells` cells serve: five eighths of them.
static uint64_t entries_for(uint64_t cells) { return cells / 2 + cells / 8; }

static uint32_t hash_key(const loam_map *map, uint64_t seed, const void *key, uint64_t *salt,
                         const loam_type **out_bad) {
  const loam_map_shape *shape = map->shape;
  uint64_t hash;
  switch (shape->key_kind) {
  case LOAM_KEY_64:
    hash = loam_mix(*(const uint64_t *)key ^ 0xe7037ed1a0b428dbull, seed ^ 0xa0761d6478bd642full);
    break;
  case LOAM_KEY_32:
    hash = loam_mix(*(const uint32_t *)key ^ 0xe7037ed1a0b428dbull, seed ^ 0xa0761d6478bd642full);
    break;
  case LOAM_KEY_STRING: {
    const loam_string *string = key;
    hash = loam_hash_bytes(string->bytes, (uint64_t)string->length, seed);
    break;
  }
  default:
    hash = loam_value_hash(shape->type->key, key, seed, salt, out_bad);
    break;
  }
  return (uint32_t)(hash >> 32) ^ (uint32_t)hash;
}

static inline bool keys_equal(const loam_map_shape *shape, const void *a, const void *b) {
  switch (shape->key_kind) {
  case LOAM_KEY_64:
    return *(const uint64_t *)a == *(const uint64_t *)b;
  case LOAM_KEY_32:
    return *(const uint32_t *)a == *(const uint32_t *)b;
  case LOAM_KEY_STRING:
    return loam_string_equal(*(const loam_string *)a, *(const loam_string *)b);
  default: {
    const loam_type *bad = NULL; // Keys in the map were hashed, so comparing cannot panic.
    return loam_value_equal(shape->type->key, a, b, &bad);
  }
  }
}

/// Entry number of `key`, or -1; *out_cell is its cell when there is an index.
static int64_t find_entry(const loam_map *map, const void *key, uint32_t hash, uint64_t *out_cell) {
  const loam_map_shape *shape = map->shape;
  if (!map->index) {
    for (uint64_t bits = map->live; bits; bits &= bits - 1) {
      uint32_t entry = loam_bits_lowest(bits);
      if (keys_equal(shape, entry_at(map, entry), key)) return entry;
    }
    return -1;
  }
  const uint64_t *cells = cells_of(map);
  for (uint64_t i = hash & map->live;; i = (i + 1) & map->live) {
    uint64_t cell = cells[i];
    if (!cell) return -1;
    if ((uint32_t)(cell >> 32) == hash) {
      int64_t entry = (int64_t)(uint32_t)cell - 1;
      if (keys_equal(shape, entry_at(map, (uint64_t)entry), key)) {
        *out_cell = i;
        return entry;
      }
    }
  }
}

static void insert_cell(loam_map *map, uint32_t hash, uint32_t entry) {
  uint64_t *cells = cells_of(map), i = hash & map->live;
  while (cells[i]) i = (i + 1) & map->live;
  cells[i] = (uint64_t)hash << 32 | (entry + 1u);
}

/// Empties cell `i` and shifts back the cells behind it that would no longer be found.
static void remove_cell(loam_map *map, uint64_t i) {
  uint64_t *cells = cells_of(map), mask = map->live;
  for (uint64_t j = (i + 1) & mask; cells[j]; j = (j + 1) & mask) {
    uint64_t home = (cells[j] >> 32) & mask;
    if (((j - home) & mask) >= ((j - i) & mask)) {
      cells[i] = cells[j];
      i = j;
    }
  }
  cells[i] = 0;
}

// ---- size ----

/// Least capacity for `entries`, and its number of cells (0: no index).
static uint64_t capacity_for(uint64_t entries, uint64_t *out_cells) {
  *out_cells = 0;
  if (entries <= FIRST_ENTRIES) return FIRST_ENTRIES;
  if (entries <= SMALL_ENTRIES) return SMALL_ENTRIES;
  uint64_t cells = FIRST_CELLS;
  while (entries_for(cells) < entries) cells *= 2;
  *out_cells = cells;
  return entries_for(cells);
}

/// Allocates entries and index of a map whose capacity and cell count are given; the map is unchanged on failure.
static bool allocate_parts(loam_heap *heap, loam_heap_cache *cache, const loam_map_shape *shape, uint64_t capacity,
                           uint64_t cells, char **out_entries, uint64_t **out_index) {
  uint64_t bytes;
  if (capacity >= UINT32_MAX || __builtin_mul_overflow(capacity, shape->entry_size, &bytes)) return false;
  *out_index = NULL;
  *out_entries = loam_heap_allocate(heap, cache, bytes, &shape->entry, capacity);
  if (!*out_entries) return false;
  if (!cells) return true;
  *out_index = loam_heap_allocate(heap, cache, (live_words(capacity) + cells) * 8, NULL, 0);
  return *out_index != NULL;
}

/// The pointers of the map and of its generation change, and the new entries were filled from the old ones.
static void shade_replaced(loam_heap_cache *cache, const loam_map *map, const loam_map *fresh, const generation *next) {
  loam_barrier *barrier = &cache->barrier;
  if (map->shape->entry.pointer_bytes) loam_barrier_filled(barrier, fresh->entries);
  loam_barrier_shade(barrier, (uintptr_t)map->entries);
  loam_barrier_shade(barrier, (uintptr_t)map->index);
  loam_barrier_shade(barrier, (uintptr_t)map->table);
  loam_barrier_shade(barrier, (uintptr_t)fresh->entries);
  loam_barrier_shade(barrier, (uintptr_t)fresh->index);
  loam_barrier_shade(barrier, (uintptr_t)next);
}

static void shade_entry(loam_heap_cache *cache, const loam_map *map, uint64_t entry, const void *key) {
  const loam_map_shape *shape = map->shape;
  if (key != NULL)
    loam_barrier_values(&cache->barrier, entry_at(map, entry), key, shape->type->key, 1);
  else
    loam_barrier_values(&cache->barrier, entry_at(map, entry), NULL, &shape->entry, 1);
}

/// Replaces the entries of a full map by an array with room, without holes.
static bool make_room(loam_heap *heap, loam_heap_cache *cache, loam_map *map) {
  const loam_map_shape *shape = map->shape;
  uint64_t count = (uint64_t)map->count, cells, capacity = capacity_for(count + (count > 1 ? count / 2 : 1), &cells);
  loam_map fresh = *map;
  generation *next = NULL;
  if (!allocate_parts(heap, cache, shape, capacity, cells, &fresh.entries, &fresh.index)) return false;
  if (map->table && !(next = loam_heap_allocate(heap, cache, sizeof *next, &generation_type, 1))) return false;
  bool holes = count != map->used;
  fresh.capacity = (uint32_t)capacity;
  fresh.used = (uint32_t)count;
  fresh.live = cells ? cells - 1 : loam_bits_below((uint32_t)count);
  if (!holes) {
    if (count) memcpy(fresh.entries, map->entries, count * shape->entry_size);
  } else {
    uint64_t to = 0;
    for (uint64_t from = 0; from < map->used; from++)
      if (is_live(map, from)) memcpy(entry_at(&fresh, to++), entry_at(map, from), shape->entry_size);
  }
  if (cells) {
    for (uint64_t i = 0; i < count; i += 64)
      fresh.index[i >> 6] = loam_bits_below(count - i < 64 ? (uint32_t)(count - i) : 64);
    if (map->index && !holes) {
      const uint64_t *old = cells_of(map);
      for (uint64_t i = 0; i <= map->live; i++)
        if (old[i]) insert_cell(&fresh, (uint32_t)(old[i] >> 32), (uint32_t)old[i] - 1);
    } else {
      const loam_type *bad = NULL;
      for (uint64_t entry = 0; entry < count; entry++)
        insert_cell(&fresh, hash_key(map, heap->hash_seed, entry_at(&fresh, entry), &fresh.nan_salt, &bad),
                    (uint32_t)entry);
    }
  }
  if (LOAM_UNLIKELY(cache->barrier.on)) shade_replaced(cache, map, &fresh, next);
  if (map->table) {
    *map->table = (generation){next, map->index, map->index ? 0 : map->live, holes};
    fresh.table = next;
  }
  *map = fresh;
  return true;
}

// ---- operations ----

loam_map *loam_map_create(loam_map_shapes *shapes, loam_heap *heap, loam_heap_cache *cache, const loam_type *type,
                          int64_t hint) {
  const loam_map_shape *shape = loam_map_shape_of(shapes, type);
  if (!shape) return NULL;
  loam_map *map = loam_heap_allocate(heap, cache, sizeof *map, &header_type, 1);
  if (!map) return NULL;
  map->shape = shape;
  uint64_t bytes;
  // A hint that cannot be meant is ignored, as in Go.
  if (hint <= 0 || __builtin_mul_overflow((uint64_t)hint, shape->entry_size + 16, &bytes) || bytes > heap->size / 2)
    return map;
  uint64_t cells, capacity = capacity_for((uint64_t)hint, &cells);
  if (!allocate_parts(heap, cache, shape, capacity, cells, &map->entries, &map->index)) return NULL;
  map->capacity = (uint32_t)capacity;
  map->live = cells ? cells - 1 : 0;
  return map;
}

int64_t loam_map_length(const void *map_object) {
  const loam_map *map = map_object;
  return map ? map->count : 0;
}

loam_map_result loam_map_find(loam_heap *heap, const loam_map *map, const loam_type *type, const void *key,
                              const void **out_value, const loam_type **out_bad) {
  if (!map || map->count == 0) {
    if (loam_map_key_may_panic(type->key)) loam_value_hash(type->key, key, 0, NULL, out_bad);
    return *out_bad ? LOAM_MAP_UNHASHABLE : LOAM_MAP_ABSENT;
  }
  uint32_t hash = 0;
  if (map->index || map->shape->may_panic) {
    hash = hash_key(map, heap->hash_seed, key, NULL, out_bad);
    if (*out_bad) return LOAM_MAP_UNHASHABLE;
  }
  uint64_t cell;
  int64_t entry = find_entry(map, key, hash, &cell);
  if (entry < 0) return LOAM_MAP_ABSENT;
  *out_value = entry_at(map, (uint64_t)entry) + map->shape->value_offset;
  return LOAM_MAP_OK;
}

loam_map_result loam_map_assign(loam_heap *heap, loam_heap_cache *cache, loam_map *map, const loam_type *type,
                                const void *key, void **out_value, const loam_type **out_bad) {
  (void)type;
  if (!map) return LOAM_MAP_NIL;
  const loam_map_shape *shape = map->shape;
  uint32_t hash = 0;
  if (map->index || shape->may_panic) {
    hash = hash_key(map, heap->hash_seed, key, &map->nan_salt, out_bad);
    if (*out_bad) return LOAM_MAP_UNHASHABLE;
  }
  uint64_t cell;
  int64_t found = map->count ? find_entry(map, key, hash, &cell) : -1;
  if (found >= 0) {
    // The key is written too: equal keys may differ (+0 and -0), and Go keeps the later one.
    if (LOAM_UNLIKELY(cache->barrier.on)) shade_entry(cache, map, (uint64_t)found, key);
    memcpy(entry_at(map, (uint64_t)found), key, shape->key_size);
    *out_value = entry_at(map, (uint64_t)found) + shape->value_offset;
    return LOAM_MAP_OK;
  }
  if (map->used == map->capacity) {
    bool had_index = map->index;
    if (!make_room(heap, cache, map)) return LOAM_MAP_NO_MEMORY;
    if (map->index && !had_index && !shape->may_panic)
      hash = hash_key(map, heap->hash_seed, key, &map->nan_salt, out_bad);
  }
  uint32_t entry = map->used++;
  live_of(map)[entry >> 6] |= 1ull << (entry & 63);
  if (map->index) insert_cell(map, hash, entry);
  map->count++;
  if (LOAM_UNLIKELY(cache->barrier.on)) shade_entry(cache, map, entry, key);
  memcpy(entry_at(map, entry), key, shape->key_size);
  *out_value = entry_at(map, entry) + shape->value_offset;
  return LOAM_MAP_OK;
}

loam_map_result loam_map_delete(loam_heap *heap, loam_heap_cache *cache, loam_map *map, const loam_type *type,
                                const void *key, const loam_type **out_bad) {
  const void *value;
  if (!map || map->count == 0) {
    loam_map_result result = loam_map_find(heap, map, type, key, &value, out_bad);
    return result == LOAM_MAP_ABSENT ? LOAM_MAP_OK : result;
  }
  uint32_t hash = 0;
  if (map->index || map->shape->may_panic) {
    hash = hash_key(map, heap->hash_seed, key, NULL, out_bad);
    if (*out_bad) return LOAM_MAP_UNHASHABLE;
  }
  uint64_t cell = 0;
  int64_t entry = find_entry(map, key, hash, &cell);
  if (entry < 0) return LOAM_MAP_OK;
  if (map->index) remove_cell(map, cell);
  live_of(map)[entry >> 6] &= ~(1ull << (entry & 63));
  if (LOAM_UNLIKELY(cache->barrier.on)) shade_entry(cache, map, (uint64_t)entry, NULL);
  memset(entry_at(map, (uint64_t)entry), 0, map->shape->entry_size);
  map->count--;
  while (map->used > 0 && !is_live(map, map->used - 1)) map->used--;
  return LOAM_MAP_OK;
}

void loam_map_clear(loam_heap_cache *cache, loam_map *map) {
  if (!map || map->capacity == 0) return;
  if (LOAM_UNLIKELY(cache->barrier.on))
    loam_barrier_values(&cache->barrier, map->entries, NULL, &map->shape->entry, map->used);
  memset(map->entries, 0, map->used * map->shape->entry_size);
  if (map->index)
    memset(map->index, 0, (live_words(map->capacity) + map->live + 1) * 8);
  else
    map->live = 0;
  map->count = 0;
  map->used = 0;
}

// ---- iteration ----

bool loam_map_iterate(loam_heap *heap, loam_heap_cache *cache, loam_map *map, uint64_t random,
                      loam_map_iterator *iterator) {
  loam_map_iterator fresh = {0};
  if (map && map->count) {
    if (!map->table && !(map->table = loam_heap_allocate(heap, cache, sizeof(generation), &generation_type, 1)))
      return false;
    if (LOAM_UNLIKELY(cache->barrier.on)) loam_barrier_shade(&cache->barrier, (uintptr_t)map->table);
    fresh.map = map;
    fresh.table = map->table;
    fresh.start = fresh.position = (uint64_t)((unsigned __int128)random * map->used >> 64);
  }
  *iterator = fresh;
  return true;
}

/// How many entries below `position` of a replaced generation live on.
static uint64_t rank(const generation *table, uint64_t position) {
  const uint64_t *live = table->live ? table->live : &table->small_live;
  uint64_t n = 0;
  for (uint64_t word = 0; word < position >> 6; word++) n += loam_bits_count(live[word]);
  if (position & 63) n += loam_bits_count(live[position >> 6] & loam_bits_below(position & 63));
  return n;
}

static void follow(loam_map_iterator *iterator) {
  for (generation *table = iterator->table; table != iterator->map->table; iterator->table = table = table->next)
    if (table->compacted) {
      iterator->position = rank(table, iterator->position);
      iterator->start = rank(table, iterator->start);
    }
}

bool loam_map_next(loam_map_iterator *iterator, const void **out_key, const void **out_value) {
  loam_map *map = iterator->map;
  if (!map) return false;
  follow(iterator);
  for (;;) {
    uint64_t end = iterator->wrapped && iterator->start < map->used ? iterator->start : map->used;
    while (iterator->position < end) {
      uint64_t entry = iterator->position++;
      if (!is_live(map, entry)) continue;
      *out_key = entry_at(map, entry);
      *out_value = entry_at(map, entry) + map->shape->value_offset;
      return true;
    }
    if (iterator->wrapped) break;
    iterator->wrapped = 1;
    iterator->position = 0;
  }
  *iterator = (loam_map_iterator){0};
  return false;
}

// ---- check ----

bool loam_map_check(loam_heap *heap, const loam_map *map) {
  if (!map || !map->capacity) return true;
  int64_t live = 0;
  for (uint64_t entry = 0; entry < map->capacity; entry++) live += is_live(map, entry);
  if (!loam_require(heap->bugs, live == map->count && map->used <= map->capacity, "map.index",
                    "the number of live entries is wrong"))
    return false;
  if (!map->index) return true;
  const uint64_t *cells = cells_of(map);
  int64_t full = 0;
  for (uint64_t i = 0; i <= map->live; i++) {
    if (!cells[i]) continue;
    full++;
    uint64_t entry = (uint32_t)cells[i] - 1, home = (cells[i] >> 32) & map->live;
    bool reachable = true;
    for (uint64_t j = home; j != i; j = (j + 1) & map->live) reachable = reachable && cells[j];
    if (!loam_require(heap->bugs, entry < map->used && is_live(map, entry) && reachable, "map.index",
                      "a cell does not lead to a live entry"))
      return false;
  }
  return loam_require(heap->bugs, full == map->count, "map.index", "an entry has no cell");
}

const loam_type *loam_map_type(const loam_map *map) { return map->shape->type; }

int64_t loam_map_read(const loam_type *type, const void *map_object, void *keys, void *elements, int64_t count) {
  const loam_map *map = map_object;
  if (type == NULL || map == NULL) return 0;
  uint64_t key_size = type->key->size, value_size = type->element->size;
  int64_t read = 0;
  for (uint64_t entry = 0; entry < map->used && read < count; entry++) {
    if (!is_live(map, entry)) continue;
    const char *at = entry_at(map, entry);
    memcpy((char *)keys + (uint64_t)read * key_size, at, key_size);
    memcpy((char *)elements + (uint64_t)read * value_size, at + map->shape->value_offset, value_size);
    read++;
  }
  return read;
}
