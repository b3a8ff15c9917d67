// SPDX-License-Identifier: Apache-2.0
//
// MapChecks.c — maps against a list: look-up, deletion, and iteration while the map changes.
#include "check.h"

#include "collect/collector.h"
#include "type/map.h"

#include <math.h>
#include <stdlib.h>

enum { KEYS = 700, PLAIN = LOAM_TYPE_COMPARABLE | LOAM_TYPE_PLAIN_EQUAL };

static const uint64_t string_pointers[] = {1}, any_pointers[] = {2};
static const loam_type type_int = {.size = 8, .align = 8, .kind = LOAM_KIND_INT, .flags = PLAIN, .hash = 11};
static const loam_type type_int32 = {.size = 4, .align = 4, .kind = LOAM_KIND_INT32, .flags = PLAIN};
static const loam_type type_uint8 = {.size = 1, .align = 1, .kind = LOAM_KIND_UINT8, .flags = PLAIN};
static const loam_type type_empty = {.size = 0, .align = 1, .kind = LOAM_KIND_STRUCT, .flags = PLAIN};
static const loam_type type_float = {
    .size = 8, .align = 8, .kind = LOAM_KIND_FLOAT64, .flags = LOAM_TYPE_COMPARABLE, .hash = 12};
static const loam_type type_slice = {.size = 24, .align = 8, .kind = LOAM_KIND_SLICE};
static const loam_type type_string = {.size = 16,
                                      .pointer_bytes = 8,
                                      .pointer_map = string_pointers,
                                      .align = 8,
                                      .kind = LOAM_KIND_STRING,
                                      .flags = LOAM_TYPE_COMPARABLE,
                                      .hash = 13};
static const loam_type type_any = {.size = 16,
                                   .pointer_bytes = 16,
                                   .pointer_map = any_pointers,
                                   .align = 8,
                                   .kind = LOAM_KIND_INTERFACE,
                                   .flags = LOAM_TYPE_COMPARABLE};

/// A kind of key under test: its type, and how key number n looks in memory.
typedef struct key_kind {
  const loam_type *type;
  void (*make)(void *key, uint32_t n, uint64_t store[2]);
} key_kind;

static void make_int(void *key, uint32_t n, uint64_t store[2]) {
  (void)store;
  *(int64_t *)key = (int64_t)n * 4096 - 7;
}
static void make_int32(void *key, uint32_t n, uint64_t store[2]) {
  (void)store;
  *(int32_t *)key = (int32_t)n - 100;
}
static void make_uint8(void *key, uint32_t n, uint64_t store[2]) {
  (void)store;
  *(uint8_t *)key = (uint8_t)n;
}
static void make_float(void *key, uint32_t n, uint64_t store[2]) {
  (void)store;
  *(double *)key = n / 8.0;
}
static void make_string(void *key, uint32_t n, uint64_t store[2]) {
  uint8_t *bytes = (uint8_t *)store;
  for (int i = 0; i < 12; i++) bytes[i] = (uint8_t)('a' + (n >> i & 3));
  *(loam_string *)key = (loam_string){bytes, 3 + n % 10};
  memcpy(bytes, &n, 3);
}
static void make_any(void *key, uint32_t n, uint64_t store[2]) {
  if (n % 3 == 0) {
    store[0] = n;
    *(loam_eface *)key = (loam_eface){&type_int, &store[0]};
  } else {
    *(double *)&store[0] = n;
    *(loam_eface *)key = (loam_eface){&type_float, &store[0]};
  }
}

typedef struct model_map {
  fixture f;
  loam_map_shapes shapes;
  loam_type type;
  const key_kind *kind;
  loam_map *map;
  bool present[KEYS];
  uint64_t value[KEYS];
  int64_t count;
  uint64_t store[KEYS][2];
} model_map;

static bool open_map(model_map *m, const key_kind *kind, const loam_type *value, int64_t hint) {
  memset(m, 0, sizeof *m);
  if (!fixture_open(&m->f, NULL)) return false;
  loam_map_shapes_init(&m->shapes, &m->f.permanent, &m->f.bugs);
  m->kind = kind;
  m->type = (loam_type){.size = 8, .kind = LOAM_KIND_MAP, .key = kind->type, .element = value};
  m->map = loam_map_create(&m->shapes, &m->f.heap, &m->f.cache, &m->type, hint);
  return m->map != NULL;
}
static const char *close_map(model_map *m) {
  fixture_close(&m->f);
  EXPECT_CLOSED(&m->f);
  free(m);
  return NULL;
}

static const char *assign(model_map *m, uint32_t n, uint64_t value) {
  uint64_t key[2] = {0};
  void *at = NULL;
  const loam_type *bad = NULL;
  m->kind->make(key, n, m->store[n]);
  EXPECT(loam_map_assign(&m->f.heap, &m->f.cache, m->map, &m->type, key, &at, &bad) == LOAM_MAP_OK && at);
  uint64_t size = m->type.element->size, old = 0;
  memcpy(&old, at, size);
  EXPECT(old == (m->present[n] ? m->value[n] : 0));
  memcpy(at, &value, size);
  m->value[n] = 0;
  memcpy(&m->value[n], &value, size);
  m->count += !m->present[n];
  m->present[n] = true;
  return NULL;
}
static const char *erase(model_map *m, uint32_t n) {
  uint64_t key[2] = {0}, store[2];
  const loam_type *bad = NULL;
  m->kind->make(key, n, store);
  EXPECT(loam_map_delete(&m->f.heap, &m->f.cache, m->map, &m->type, key, &bad) == LOAM_MAP_OK);
  m->count -= m->present[n];
  m->present[n] = false;
  return NULL;
}
static const char *find(model_map *m, uint32_t n) {
  uint64_t key[2] = {0}, store[2];
  const void *at = NULL;
  const loam_type *bad = NULL;
  m->kind->make(key, n, store);
  loam_map_result result = loam_map_find(&m->f.heap, m->map, &m->type, key, &at, &bad);
  EXPECT(result == (m->present[n] ? LOAM_MAP_OK : LOAM_MAP_ABSENT) && !bad);
  if (m->present[n]) EXPECT(memcmp(at, &m->value[n], m->type.element->size) == 0);
  EXPECT(loam_map_length(m->map) == m->count);
  return NULL;
}
static int64_t number_of(model_map *m, const void *key) {
  for (uint32_t n = 0; n < KEYS; n++) {
    uint64_t other[2] = {0}, store[2];
    const loam_type *bad = NULL;
    m->kind->make(other, n, store);
    if (loam_value_equal(m->kind->type, key, other, &bad)) return n;
  }
  return -1;
}

/// One loop over the map with random changes in its body; Go's promises must hold.
static const char *iterate_with_changes(model_map *m, uint32_t keys, uint32_t change) {
  bool through[KEYS], seen[KEYS] = {0}; // Present from start to end; produced since last inserted.
  memcpy(through, m->present, sizeof through);
  loam_map_iterator iterator;
  const void *key, *value;
  EXPECT(loam_map_iterate(&m->f.heap, &m->f.cache, m->map, loam_random_next(&m->f.random), &iterator));
  uint32_t steps = 0;
  while (loam_map_next(&iterator, &key, &value)) {
    int64_t n = number_of(m, key);
    EXPECT(n >= 0 && m->present[n] && !seen[n]);
    EXPECT(memcmp(value, &m->value[n], m->type.element->size) == 0);
    seen[n] = true;
    EXPECT(++steps < 100 * KEYS);
    for (uint32_t i = 0; i < change; i++) {
      uint32_t other = (uint32_t)loam_random_below(&m->f.random, keys);
      uint64_t what = loam_random_below(&m->f.random, 100);
      if (what < 40) {
        RUN(erase(m, other));
        through[other] = seen[other] = false;
      } else if (what < 80) {
        RUN(assign(m, other, loam_random_next(&m->f.random)));
      } else if (what == 99 && change > 3) {
        loam_map_clear(&m->f.cache, m->map);
        memset(m->present, 0, sizeof m->present);
        memset(through, 0, sizeof through);
        memset(seen, 0, sizeof seen);
        m->count = 0;
      }
    }
  }
  EXPECT(!loam_map_next(&iterator, &key, &value));
  for (uint32_t n = 0; n < KEYS; n++) EXPECT(!through[n] || seen[n]);
  EXPECT(loam_map_check(&m->f.heap, m->map));
  return NULL;
}

static const char *model_run(const key_kind *kind, const loam_type *value, int64_t hint, uint32_t keys) {
  model_map *m = malloc(sizeof *m);
  EXPECT(m && open_map(m, kind, value, hint));
  for (uint32_t round = 0; round < 60; round++) {
    uint32_t range = 1 + (uint32_t)loam_random_below(&m->f.random, keys),
             bias = (uint32_t)loam_random_below(&m->f.random, 100);
    for (uint32_t step = 0; step < 300; step++) {
      uint32_t n = (uint32_t)loam_random_below(&m->f.random, range);
      if (loam_random_below(&m->f.random, 100) < bias)
        RUN(assign(m, n, loam_random_next(&m->f.random)));
      else
        RUN(erase(m, n));
      RUN(find(m, (uint32_t)loam_random_below(&m->f.random, keys)));
    }
    EXPECT(loam_map_check(&m->f.heap, m->map));
    for (uint32_t n = 0; n < keys; n++) RUN(find(m, n));
    RUN(iterate_with_changes(m, keys, 0));
    if (round % 4 == 0) RUN(iterate_with_changes(m, keys, (uint32_t)loam_random_below(&m->f.random, 8)));
  }
  return close_map(m);
}

static const key_kind ints = {&type_int, make_int}, ints32 = {&type_int32, make_int32},
                      bytes = {&type_uint8, make_uint8}, floats = {&type_float, make_float},
                      strings = {&type_string, make_string}, anys = {&type_any, make_any};
static const char *map_of_int(void) { return model_run(&ints, &type_int, 0, KEYS); }
static const char *map_of_int32(void) { return model_run(&ints32, &type_uint8, 100, KEYS); }
static const char *map_of_uint8(void) { return model_run(&bytes, &type_empty, 3, 200); }
static const char *map_of_float(void) { return model_run(&floats, &type_int32, 9, KEYS); }
static const char *map_of_string(void) { return model_run(&strings, &type_int, 0, KEYS); }
static const char *map_of_any(void) { return model_run(&anys, &type_int, 0, KEYS); }

static const char *strange_keys(void) {
  model_map *m = malloc(sizeof *m);
  EXPECT(m && open_map(m, &anys, &type_int, 0));
  double nan = NAN, zero = 0.0, minus = -0.0;
  loam_eface key = {&type_float, &nan}, slice = {&type_slice, (uint64_t[3]){0}};
  void *at;
  const void *found;
  const loam_type *bad = NULL;
  for (int i = 0; i < 50; i++) {
    EXPECT(loam_map_assign(&m->f.heap, &m->f.cache, m->map, &m->type, &key, &at, &bad) == LOAM_MAP_OK);
    *(int64_t *)at = i;
  }
  EXPECT(loam_map_length(m->map) == 50);
  EXPECT(loam_map_find(&m->f.heap, m->map, &m->type, &key, &found, &bad) == LOAM_MAP_ABSENT);
  EXPECT(loam_map_delete(&m->f.heap, &m->f.cache, m->map, &m->type, &key, &bad) == LOAM_MAP_OK &&
         loam_map_length(m->map) == 50);
  // Every NaN is met once, also when the map grows meanwhile.
  loam_map_iterator iterator;
  const void *k, *v;
  uint64_t seen = 0;
  EXPECT(loam_map_iterate(&m->f.heap, &m->f.cache, m->map, 1ull << 62, &iterator));
  for (int64_t n = 0; loam_map_next(&iterator, &k, &v); n++) {
    if (*(const int64_t *)v < 50) {
      EXPECT(!(seen >> *(const int64_t *)v & 1));
      seen |= 1ull << *(const int64_t *)v;
    }
    if (n < 300) {
      EXPECT(loam_map_assign(&m->f.heap, &m->f.cache, m->map, &m->type, &key, &at, &bad) == LOAM_MAP_OK);
      *(int64_t *)at = 1000 + n;
    }
  }
  EXPECT(seen == (1ull << 50) - 1);
  EXPECT(loam_map_assign(&m->f.heap, &m->f.cache, m->map, &m->type, &slice, &at, &bad) == LOAM_MAP_UNHASHABLE &&
         bad == &type_slice);
  bad = NULL;
  EXPECT(loam_map_find(&m->f.heap, NULL, &m->type, &slice, &found, &bad) == LOAM_MAP_UNHASHABLE && bad == &type_slice);
  bad = NULL;
  EXPECT(loam_map_delete(&m->f.heap, &m->f.cache, NULL, &m->type, &slice, &bad) == LOAM_MAP_UNHASHABLE);
  bad = NULL;
  EXPECT(loam_map_assign(&m->f.heap, &m->f.cache, NULL, &m->type, &key, &at, &bad) == LOAM_MAP_NIL);
  EXPECT(loam_map_delete(&m->f.heap, &m->f.cache, NULL, &m->type, &key, &bad) == LOAM_MAP_OK);
  EXPECT(loam_map_find(&m->f.heap, NULL, &m->type, &key, &found, &bad) == LOAM_MAP_ABSENT);
  loam_map_clear(&m->f.cache, m->map);
  EXPECT(loam_map_length(m->map) == 0 && loam_map_length(NULL) == 0);
  // Zeros are one key; the later one is kept.
  key.data = &zero;
  EXPECT(loam_map_assign(&m->f.heap, &m->f.cache, m->map, &m->type, &key, &at, &bad) == LOAM_MAP_OK);
  key.data = &minus;
  EXPECT(loam_map_assign(&m->f.heap, &m->f.cache, m->map, &m->type, &key, &at, &bad) == LOAM_MAP_OK);
  EXPECT(loam_map_length(m->map) == 1 && loam_map_iterate(&m->f.heap, &m->f.cache, m->map, 0, &iterator));
  EXPECT(loam_map_next(&iterator, &k, &v) && ((const loam_eface *)k)->data == &minus);
  EXPECT(loam_map_iterate(&m->f.heap, &m->f.cache, NULL, 0, &iterator) && !loam_map_next(&iterator, &k, &v));
  return close_map(m);
}

static const char *collected_maps_keep_their_entries(void) {
  model_map *m = malloc(sizeof *m);
  EXPECT(m && open_map(m, &strings, &type_string, 0));
  loam_collector collector;
  static const uint64_t one[] = {7};
  const loam_type root_type = {.size = 64, .pointer_bytes = 24, .pointer_map = one, .kind = LOAM_KIND_STRUCT};
  loam_map_iterator roots = {.map = m->map};
  loam_collector_init(&collector, &m->f.heap, (loam_collector_callbacks){0});
  EXPECT(loam_collector_add_root(&collector, &roots, &root_type, 1) == LOAM_OK);
  loam_type text = type_string;
  uint32_t met = 0;
  for (uint32_t n = 0; n < 5000; n++) {
    const loam_type *bad = NULL;
    void *at;
    uint8_t *bytes = loam_heap_allocate(&m->f.heap, &m->f.cache, 24, NULL, 0);
    EXPECT(bytes);
    memcpy(bytes, &n, 4);
    loam_string key = {bytes, 24};
    EXPECT(loam_map_assign(&m->f.heap, &m->f.cache, m->map, &m->type, &key, &at, &bad) == LOAM_MAP_OK);
    *(loam_string *)at = key;
    if (n == 1000) EXPECT(loam_map_iterate(&m->f.heap, &m->f.cache, m->map, 1ull << 63, &roots));
    const void *k, *v;
    if (n >= 1000 && n % 3 == 0 && roots.map && loam_map_next(&roots, &k, &v)) {
      EXPECT(loam_value_equal(&text, k, v, &bad));
      met++;
    }
    roots.map = m->map;
    if (n % 700) continue;
    EXPECT(loam_collector_begin(&collector) == LOAM_OK && loam_collector_drain(&collector, 0, UINT64_MAX));
    EXPECT(loam_collector_finish(&collector) == LOAM_OK);
    while (!loam_collector_sweep(&collector, 10)) {
    }
    EXPECT(loam_heap_check(&m->f.heap) && loam_map_check(&m->f.heap, m->map));
  }
  EXPECT(met > 1000 && loam_map_length(m->map) == 5000);
  loam_collector_deinit(&collector);
  return close_map(m);
}

const check_case map_cases[] = {
    {"map: int keys behave as a list does, also in loops that change the map", map_of_int},
    {"map: int32 keys", map_of_int32},
    {"map: byte keys without values", map_of_uint8},
    {"map: float keys", map_of_float},
    {"map: string keys", map_of_string},
    {"map: interface keys", map_of_any},
    {"map: NaN, zeros, unhashable keys, nil maps", strange_keys},
    {"map: entries and iterators survive collections", collected_maps_keep_their_entries},
    {NULL, NULL},
};
