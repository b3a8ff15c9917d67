// SPDX-License-Identifier: Apache-2.0
//
// SnapshotGraphChecks.c — the reader of snapshots, on files that are written here: graphs against plain methods,
// damage.
#include "check.h"
#include "include/loam_snapshot.h"
#include "profile/snapshot_format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// A file under construction.
typedef struct text_file {
  uint8_t *bytes;
  uint64_t used, room;
} text_file;

static void add(text_file *f, const void *bytes, uint64_t length) {
  if (f->room - f->used < length) f->bytes = realloc(f->bytes, f->room = 2 * (f->used + length));
  memcpy(f->bytes + f->used, bytes, length);
  f->used += length;
}
static void number(text_file *f, uint64_t value) {
  uint8_t byte;
  for (; value >= 128; value >>= 7) add(f, (byte = (uint8_t)(value | 128), &byte), 1);
  add(f, (byte = (uint8_t)value, &byte), 1);
}
static void distance(text_file *f, int64_t value) { number(f, (uint64_t)value << 1 ^ (uint64_t)(value >> 63)); }
static void text(text_file *f, const char *words) {
  number(f, strlen(words));
  add(f, words, strlen(words));
}
/// Ends the record that is in `record`, and empties that.
static void put(text_file *f, uint8_t tag, text_file *record) {
  add(f, &tag, 1);
  number(f, record->used);
  add(f, record->bytes, record->used);
  record->used = 0;
}
static void set_sum(text_file *f) {
  uint64_t sum = loam_snapshot_sum(LOAM_SNAPSHOT_SEED, f->bytes, f->used - 8);
  memcpy(f->bytes + f->used - 8, &sum, 8);
}

enum { GRAPH_MOST = 64, BASE = 0x100000 };

/// Objects of 8 * (1 + i % 5) bytes and more; pointers by number; roots by number.
typedef struct graph {
  uint32_t count, edge_count, root_count;
  struct {
    uint32_t from, to;
  } edges[GRAPH_MOST * 8];
  uint32_t roots[8];
} graph;

static uint64_t size_of(uint32_t i) { return 64 + 8 * (i % 5); }
static uint64_t address_of(uint32_t i) { return BASE + 128ull * i; }

static void random_graph(graph *g, loam_random *random) {
  *g = (graph){.count = 1 + (uint32_t)loam_random_below(random, GRAPH_MOST)};
  g->root_count = 1 + (uint32_t)loam_random_below(random, 4);
  for (uint32_t i = 0; i < g->root_count; i++) g->roots[i] = (uint32_t)loam_random_below(random, g->count);
  uint32_t edges = (uint32_t)loam_random_below(random, 3 * g->count + 1);
  for (uint32_t i = 0; i < edges; i++) {
    g->edges[i].from = (uint32_t)loam_random_below(random, g->count);
    // Most lead a little way on, so that paths are long.
    g->edges[i].to = loam_random_below(random, 4) == 0 ? (uint32_t)loam_random_below(random, g->count)
                                                       : (g->edges[i].from + 1 + i % 3) % g->count;
  }
  g->edge_count = edges;
}

static void write_graph(text_file *f, const graph *g) {
  text_file r = {0};
  f->used = 0;
  add(f, "LOAMSNAP\1\0\0\0", 12);
  number(&r, 12345), text(&r, "by hand"), put(f, LOAM_TAG_INFO, &r);
  number(&r, LOAM_KIND_STRUCT), number(&r, 64), number(&r, 0), number(&r, 0), number(&r, 0), text(&r, "main.node");
  number(&r, 1), number(&r, 0), number(&r, 2), put(f, LOAM_TAG_TYPE, &r);
  number(&r, LOAM_KIND_POINTER), number(&r, 8), number(&r, 1), number(&r, 0), number(&r, 0), text(&r, ""),
      number(&r, 0);
  put(f, LOAM_TAG_TYPE, &r);
  add(&r, "from later", 10), put(f, 77, &r); // a tag that this reader does not know
  uint64_t written = 0;
  for (uint32_t i = 0; i < g->count; i++) {
    uint32_t own = 0, word = 0;
    for (uint32_t e = 0; e < g->edge_count; e++) own += g->edges[e].from == i;
    number(&r, (i == 0 ? BASE : 128) / 8), number(&r, size_of(i) / 8), number(&r, 0), number(&r, 0);
    uint32_t first = own < 3 ? own : 3;
    number(&r, first);
    for (uint32_t e = 0; e < g->edge_count; e++) {
      if (g->edges[e].from != i) continue;
      if (word == 8) break;            // the smallest object's words
      if (word == first && word > 0) { // the rest in a record of its own
        put(f, LOAM_TAG_OBJECT, &r);
        number(&r, (own < 8 ? own : 8) - first);
      }
      number(&r, 0), distance(&r, ((int64_t)g->edges[e].to - i) * 16), number(&r, LOAM_EDGE_EXACT);
      word++;
    }
    put(f, word > first ? LOAM_TAG_EDGES : LOAM_TAG_OBJECT, &r);
    written += word;
  }
  text(&r, "main.roots"), number(&r, 0), put(f, LOAM_TAG_VARIABLE, &r);
  for (uint32_t i = 0; i < g->root_count; i++) {
    number(&r, address_of(g->roots[i]) / 8), number(&r, 0), number(&r, i), text(&r, ""), number(&r, 2), number(&r, 0);
    put(f, LOAM_TAG_ROOT, &r);
  }
  number(&r, g->count), number(&r, written), number(&r, g->root_count);
  add(&r, "12345678", 8), put(f, LOAM_TAG_END, &r);
  set_sum(f);
  free(r.bytes);
}

/// Marks what is reached without object `without` (count: none); returns the bytes.
static uint64_t reach(const graph *g, uint32_t without, bool *seen, uint32_t *distance_of) {
  uint32_t queue[GRAPH_MOST], count = 0;
  uint64_t bytes = 0;
  memset(seen, 0, GRAPH_MOST);
  for (uint32_t i = 0; i < g->root_count; i++)
    if (g->roots[i] != without && !seen[g->roots[i]]) {
      seen[g->roots[i]] = true;
      distance_of[g->roots[i]] = 1;
      queue[count++] = g->roots[i];
    }
  for (uint32_t next = 0; next < count; next++) {
    uint32_t out = 0;
    bytes += size_of(queue[next]);
    for (uint32_t e = 0; e < g->edge_count; e++) {
      if (g->edges[e].from != queue[next] || out++ == 8) continue;
      if (out > 8) break;
      uint32_t to = g->edges[e].to;
      if (to == without || seen[to]) continue;
      seen[to] = true;
      distance_of[to] = distance_of[queue[next]] + 1;
      queue[count++] = to;
    }
  }
  return bytes;
}

static const char *check_graph(const graph *g, const text_file *f) {
  bool seen[GRAPH_MOST], without[GRAPH_MOST];
  uint32_t distances[GRAPH_MOST], ignored[GRAPH_MOST];
  loam_status status;
  const char *problem;
  loam_snapshot *s = loam_snapshot_open(f->bytes, f->used, &status, &problem);
  EXPECT(s != NULL && status == LOAM_OK && problem == NULL);
  uint64_t all = reach(g, g->count, seen, distances), reachable_bytes = 0, grouped = 0;
  loam_snapshot_counts counts = loam_snapshot_get_counts(s);
  EXPECT(counts.objects == g->count && counts.roots == g->root_count && counts.time == 12345 && counts.types == 2);
  for (uint32_t i = 0; i < g->count; i++) {
    loam_snapshot_object object;
    loam_snapshot_edge way[GRAPH_MOST];
    EXPECT(loam_snapshot_get(s, i, &object) && object.address == address_of(i) && object.size == size_of(i));
    EXPECT(object.reachable == seen[i] && loam_snapshot_find(s, address_of(i) + size_of(i) - 1) == i);
    EXPECT(loam_snapshot_find(s, address_of(i) + size_of(i)) == LOAM_SNAPSHOT_NONE);
    uint64_t root = 99, length = loam_snapshot_path(s, i, &root, way, GRAPH_MOST);
    EXPECT(length == (seen[i] ? distances[i] : 0));
    if (!seen[i]) {
      EXPECT(object.retained == 0);
      continue;
    }
    reachable_bytes += object.size;
    EXPECT(object.retained == all - reach(g, i, without, ignored));
    // The nearest object without which it is not reached: of all such, the one that is not needed for another.
    if (object.dominator != LOAM_SNAPSHOT_NONE) {
      reach(g, (uint32_t)object.dominator, without, ignored);
      EXPECT(object.dominator != i && !without[i]);
    }
    EXPECT(root < g->root_count && way[0].target == g->roots[root] && way[length - 1].target == i);
    for (uint64_t k = 0; k + 1 < length; k++) {
      loam_snapshot_edge edges[8];
      uint64_t n = loam_snapshot_edges(s, way[k].target, edges, 8), found = 0;
      for (uint64_t e = 0; e < n && e < 8; e++)
        found += edges[e].offset == way[k].offset && edges[e].target == way[k + 1].target;
      EXPECT(found == 1);
    }
  }
  EXPECT(counts.bytes - counts.unreachable_bytes == reachable_bytes && reachable_bytes == all);
  loam_snapshot_type types[GRAPH_MOST];
  uint64_t n = loam_snapshot_types(s, types, GRAPH_MOST);
  for (uint64_t i = 0; i < n; i++) {
    grouped += types[i].bytes;
    EXPECT(types[i].retained >= types[i].bytes && types[i].retained <= all);
    EXPECT(i == 0 || types[i - 1].retained >= types[i].retained);
  }
  EXPECT(grouped == all);
  loam_snapshot_root root;
  EXPECT(loam_snapshot_get_root(s, 0, &root) && root.kind == LOAM_SNAPSHOT_VARIABLE && root.target == g->roots[0]);
  EXPECT(root.name.length == 10 && memcmp(root.name.bytes, "main.roots", 10) == 0);
  EXPECT(!loam_snapshot_get_root(s, g->root_count, &root) && loam_snapshot_path(s, g->count, NULL, NULL, 0) == 0);
  loam_snapshot_close(s);
  return NULL;
}

static const char *graphs_are_as_plain_methods_find_them(void) {
  loam_random random = {77};
  text_file f = {0};
  graph g;
  for (int round = 0; round < 400; round++) {
    random_graph(&g, &random);
    write_graph(&f, &g);
    RUN(check_graph(&g, &f));
  }
  free(f.bytes);
  return NULL;
}

/// A reader that is given nothing, too little or something else says so.
static const char *opens(const uint8_t *bytes, uint64_t length, bool *out_open) {
  loam_status status = LOAM_OK;
  const char *problem = NULL;
  // A copy of exactly that size: the address sanitizer sees what reads beyond.
  uint8_t *copy = malloc(length + (length == 0));
  memcpy(copy, bytes, length);
  loam_snapshot *s = loam_snapshot_open(copy, length, &status, &problem);
  free(copy);
  *out_open = s != NULL;
  EXPECT((s != NULL) == (status == LOAM_OK));
  EXPECT(s != NULL || (status == LOAM_INVALID_ARGUMENT && problem != NULL));
  if (s != NULL) { // every question has an answer
    loam_snapshot_counts counts = loam_snapshot_get_counts(s);
    loam_snapshot_object object;
    loam_snapshot_root root;
    loam_snapshot_edge edges[4];
    for (uint64_t i = 0; i < counts.objects; i++) {
      EXPECT(loam_snapshot_get(s, i, &object) && object.retained <= counts.bytes);
      loam_snapshot_edges(s, i, edges, 4);
      loam_snapshot_path(s, i, NULL, edges, 4);
      loam_snapshot_referrers(s, i, edges, 4, NULL);
      char name[40];
      loam_snapshot_word word;
      for (uint64_t at = 0; at < object.size && at < 256; at += 8)
        EXPECT(loam_snapshot_name_word(s, i, at, name, at < 64 ? 40 : 3, &word) && strlen(name) < 40);
      loam_snapshot_get_shape(s, i);
      loam_snapshot_descriptor(s, object.type_number);
    }
    for (uint64_t i = 0; i < counts.roots; i++) {
      char name[8];
      EXPECT(loam_snapshot_get_root(s, i, &root) && root.target < counts.objects);
      EXPECT(loam_snapshot_name_root(s, i, name, sizeof name) && strlen(name) < sizeof name);
    }
    uint64_t objects, size;
    EXPECT(loam_snapshot_free_without(s, 0, UINT64_MAX, &objects, &size) && size <= counts.bytes);
    loam_snapshot_close(s);
  }
  return NULL;
}

static const char *damage_is_an_error(void) {
  loam_random random = {5};
  text_file f = {0};
  graph g;
  bool open;
  do random_graph(&g, &random);
  while (g.count < 30 || g.edge_count < 40);
  write_graph(&f, &g);
  RUN(opens(f.bytes, f.used, &open));
  EXPECT(open);
  for (uint64_t length = 0; length < f.used; length++) {
    RUN(opens(f.bytes, length, &open));
    EXPECT(!open);
  }
  for (uint64_t bit = 0; bit < 8 * f.used; bit++) {
    f.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    RUN(opens(f.bytes, f.used, &open));
    EXPECT(!open);
    f.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
  }
  RUN(opens(f.bytes, f.used, &open));
  EXPECT(open);
  free(f.bytes);
  return NULL;
}

/// The same with a checksum that fits: what is damaged is refused or read as something else, and nothing worse.
static const char *wrong_numbers_do_no_harm(void) {
  loam_random random = {6};
  text_file f = {0}, wrong = {0};
  graph g;
  bool open;
  uint64_t opened = 0, refused = 0;
  for (int round = 0; round < 60; round++) {
    random_graph(&g, &random);
    write_graph(&f, &g);
    for (int trial = 0; trial < 60; trial++) {
      wrong.used = 0;
      add(&wrong, f.bytes, f.used);
      for (uint64_t n = 1 + loam_random_below(&random, 3); n > 0; n--) {
        uint64_t at = 12 + loam_random_below(&random, f.used - 20);
        switch (loam_random_below(&random, 4)) {
        case 0:
          wrong.bytes[at] = (uint8_t)loam_random_next(&random);
          break;
        case 1: // a long number
          for (uint64_t i = at; i < at + 9 && i < f.used - 8; i++) wrong.bytes[i] |= 128;
          break;
        case 2:
          wrong.bytes[at] ^= (uint8_t)(1u << loam_random_below(&random, 8));
          break;
        default:
          memmove(wrong.bytes + at, wrong.bytes + at + 1, wrong.used - at - 1);
          wrong.used--;
        }
      }
      set_sum(&wrong);
      RUN(opens(wrong.bytes, wrong.used, &open));
      opened += open;
      refused += !open;
    }
  }
  EXPECT(opened > 100 && refused > 1000);
  free(f.bytes);
  free(wrong.bytes);
  return NULL;
}

/// A list of half of `n` objects, each with a leaf; the last one leads back to the first.
static text_file long_list(uint32_t n) {
  text_file f = {0}, r = {0};
  add(&f, "LOAMSNAP\1\0\0\0", 12);
  for (uint32_t i = 0; i < n; i++) {
    number(&r, (i == 0 ? BASE : 64) / 8), number(&r, 6), number(&r, 0), number(&r, 0);
    if (i % 2 == 0) {
      number(&r, 2);
      number(&r, 0), distance(&r, 8), number(&r, 0);
      number(&r, 0), distance(&r, i + 2 < n ? 16 : -8 * (int64_t)i), number(&r, 0);
    } else {
      number(&r, 0);
    }
    put(&f, LOAM_TAG_OBJECT, &r);
  }
  text(&r, "main.list"), number(&r, 0), put(&f, LOAM_TAG_VARIABLE, &r);
  number(&r, BASE / 8), number(&r, 0), number(&r, 0), text(&r, ""), number(&r, 0), number(&r, 0);
  put(&f, LOAM_TAG_ROOT, &r);
  number(&r, n), number(&r, n / 2 * 2), number(&r, 1), add(&r, "12345678", 8), put(&f, LOAM_TAG_END, &r);
  set_sum(&f);
  free(r.bytes);
  return f;
}

/// Long lists and wide fans: LOAM_SNAPSHOT_OBJECTS sets how many objects (a million: time is printed).
static const char *large_graphs_are_read(void) {
  const char *wanted = getenv("LOAM_SNAPSHOT_OBJECTS");
  uint32_t n = wanted == NULL ? 20000 : (uint32_t)atoi(wanted);
  text_file f = long_list(n);
  struct timespec begin, read, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  loam_snapshot *s = loam_snapshot_open(f.bytes, f.used, NULL, NULL);
  clock_gettime(CLOCK_MONOTONIC, &read);
  EXPECT(s != NULL);
  loam_snapshot_object object;
  loam_snapshot_edge *way = calloc(n, sizeof *way);
  EXPECT(loam_snapshot_get(s, 0, &object) && object.retained == 48ull * n);
  for (uint32_t i = 0; i < n; i += n / 1000) {
    EXPECT(loam_snapshot_get(s, i, &object));
    EXPECT(object.retained == (i % 2 == 1 ? 48 : 48ull * (n - i)));
    EXPECT(i == 0 || object.dominator == (i % 2 == 1 ? i - 1 : i - 2));
  }
  uint64_t length = loam_snapshot_path(s, n - 1, NULL, way, n);
  EXPECT(length == n / 2 + 1 && way[0].offset == 8 && way[length - 2].offset == 0 && way[length - 1].target == n - 1);
  loam_snapshot_type types[2];
  EXPECT(loam_snapshot_types(s, types, 2) == 1 && types[0].objects == n && types[0].retained == 48ull * n);
  clock_gettime(CLOCK_MONOTONIC, &end);
  if (wanted != NULL)
    printf("%u objects, %.1f MB: opened in %.0f ms, answers in %.1f ms\n", n, (double)f.used / 1e6,
           (double)(read.tv_sec - begin.tv_sec) * 1e3 + (double)(read.tv_nsec - begin.tv_nsec) / 1e6,
           (double)(end.tv_sec - read.tv_sec) * 1e3 + (double)(end.tv_nsec - read.tv_nsec) / 1e6);
  loam_snapshot_close(s);
  free(way);
  free(f.bytes);
  return NULL;
}

/// Answers true as often as `left` says.
typedef struct patience {
  uint32_t left, asked;
} patience;

static bool goes_on(void *context) {
  patience *p = context;
  p->asked++;
  if (p->left == 0) return false;
  p->left--;
  return true;
}

static const char *reading_ends_when_it_is_to(void) {
  const uint32_t n = 200000;
  text_file f = long_list(n);
  patience all = {UINT32_MAX, 0};
  loam_status status;
  const char *problem;
  loam_snapshot *s = loam_snapshot_open_while(f.bytes, f.used, goes_on, &all, &status, &problem);
  EXPECT(s != NULL && status == LOAM_OK && problem == NULL);
  // The passes over all records, objects or pointers are a dozen at least, and no way is longer than some milliseconds.
  EXPECT(all.asked > 12 * (n >> 15));
  uint32_t asked = all.asked;
  for (uint32_t left = 0; left < asked; left++) {
    patience some = {left, 0};
    EXPECT(loam_snapshot_open_while(f.bytes, f.used, goes_on, &some, &status, &problem) == NULL);
    EXPECT(status == LOAM_EXITED && problem == NULL);
    EXPECT(some.asked < left + 20); // what is under way ends without beginning anything else
  }
  uint64_t objects, bytes, roots;
  EXPECT(loam_snapshot_free_without(s, 0, 0, &objects, &bytes) && objects == 0);
  EXPECT(loam_snapshot_referrers(s, 1, NULL, 0, &roots) == 1 && roots == 0);
  all.left = 0;
  EXPECT(!loam_snapshot_free_without(s, 0, 0, &objects, &bytes));
  EXPECT(loam_snapshot_referrers(s, 1, NULL, 0, &roots) == 0);
  EXPECT(loam_snapshot_path(s, n - 1, NULL, NULL, 0) == 0);
  loam_snapshot_close(s);
  free(f.bytes);
  return NULL;
}

const check_case snapshot_graph_cases[] = {
    {"snapshot: retained sizes and ways are those that plain methods find", graphs_are_as_plain_methods_find_them},
    {"snapshot: a file that is cut off or has a wrong bit is refused", damage_is_an_error},
    {"snapshot: wrong numbers under a checksum that fits do no harm", wrong_numbers_do_no_harm},
    {"snapshot: long lists have the figures that they must have", large_graphs_are_read},
    {"snapshot: reading ends soon when it is not to go on, and so do questions", reading_ends_when_it_is_to},
    {0},
};
