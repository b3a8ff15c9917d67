// SPDX-License-Identifier: Apache-2.0
//
// snapshot_types_found.c — types of objects of which the heap knows none, and the objects of each type.
//
// How.      A pointer whose own type is known says what its object is: a field of type *T leads to a T, a slice to an
//           array, a map to its header. From roots and objects with types this goes on until nothing new is found; each
//           object gets a type once, the first that is told. Pointers into the middle tell nothing.
#include "base/random.h"
#include "include/loam_type.h"
#include "profile/snapshot_reader.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DEPTH = 64 }; ///< Types within types.

/// What a pointer says of its object; type 0: nothing.
typedef struct told {
  uint32_t type;
  loam_snapshot_form form;
} told;

static const told nothing = {0, LOAM_FORM_VALUE};

/// The last field that begins at or before `offset`.
static const loam_read_field *field_at(const loam_snapshot *s, const loam_read_type *type, uint64_t offset) {
  const loam_read_field *fields = s->fields + type->fields;
  uint32_t low = 0, high = type->field_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (fields[middle].offset <= offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low == 0 ? NULL : &fields[low - 1];
}

/// What the word `offset` bytes into a value of a type points to.
static told follow_value(const loam_snapshot *s, uint32_t number, uint64_t offset) {
  for (int depth = 0; depth < MOST_DEPTH && number != 0; depth++) {
    const loam_read_type *type = &s->type[number];
    switch (type->kind) {
    case LOAM_KIND_STRUCT: {
      const loam_read_field *field = field_at(s, type, offset);
      if (field == NULL) return nothing;
      offset -= field->offset;
      number = field->type;
      break;
    }
    case LOAM_KIND_ARRAY: {
      uint64_t size = s->type[type->element].size;
      if (size == 0) return nothing;
      offset %= size;
      number = type->element;
      break;
    }
    case LOAM_KIND_POINTER:
      return offset == 0 ? (told){type->element, LOAM_FORM_VALUE} : nothing;
    case LOAM_KIND_SLICE:
      return offset == 0 ? (told){type->element, LOAM_FORM_ARRAY} : nothing;
    case LOAM_KIND_STRING:
      return offset == 0 ? (told){number, LOAM_FORM_BYTES} : nothing;
    case LOAM_KIND_MAP:
    case LOAM_KIND_CHANNEL:
      return offset == 0 ? (told){number, LOAM_FORM_HEADER} : nothing;
    default:
      return nothing;
    }
  }
  return nothing;
}

/// The same for a word of an object.
static told follow_object(const loam_snapshot *s, uint32_t object, uint64_t offset) {
  uint32_t number = s->types[object];
  const loam_read_type *type = &s->type[number];
  switch ((loam_snapshot_form)s->forms[object]) {
  case LOAM_FORM_VALUE:
  case LOAM_FORM_ARRAY:
    return follow_value(s, number, type->size == 0 ? offset : offset % type->size);
  case LOAM_FORM_HEADER: // its first word: entries of the map, the channel's buffer; a map's second: its index
    if (type->kind == LOAM_KIND_MAP && offset == 8) return (told){number, LOAM_FORM_INDEX};
    if (offset != 0) return nothing;
    return (told){type->kind == LOAM_KIND_MAP ? type->entry : type->element, LOAM_FORM_ARRAY};
  default:
    return nothing;
  }
}

typedef struct finder {
  loam_snapshot *s;
  uint32_t *queue;
  uint32_t count;
} finder;

static void tell(finder *f, const loam_read_edge *edge, told what) {
  loam_snapshot *s = f->s;
  if (edge->way >= LOAM_EDGE_TYPED) what = (told){edge->way - LOAM_EDGE_TYPED, LOAM_FORM_VALUE};
  if (edge->way == LOAM_EDGE_INTERIOR || what.type == 0 || s->types[edge->target] != 0) return;
  uint64_t size = s->type[what.type].size;
  // A pointer to the first of several elements looks like one to a single value.
  if (what.form == LOAM_FORM_VALUE && size != 0 && size > s->sizes[edge->target]) return;
  s->types[edge->target] = what.type;
  s->forms[edge->target] = (uint8_t)what.form;
  f->queue[f->count++] = edge->target;
}

loam_status loam_snapshot_find_types(loam_snapshot *s) {
  finder f = {s, calloc(s->object_count + 1ull, sizeof *f.queue), 0};
  if (f.queue == NULL) return LOAM_NO_MEMORY;
  for (uint32_t i = 0; i < s->object_count && loam_snapshot_goes_on(s, i); i++)
    if (s->types[i] != 0) f.queue[f.count++] = i;
  for (uint32_t i = 0; i < s->root_count; i++)
    tell(&f, &s->roots[i].edge, follow_value(s, s->roots[i].type, 8ull * s->roots[i].edge.word));
  for (uint32_t next = 0; next < f.count && loam_snapshot_goes_on(s, next); next++) {
    uint32_t object = f.queue[next];
    for (uint32_t i = s->first_edge[object]; i < s->first_edge[object + 1]; i++)
      tell(&f, &s->edges[i], follow_object(s, object, 8ull * s->edges[i].word));
    // Interfaces tell types from objects of no type, too.
  }
  for (uint32_t i = 0; i < s->edge_count && loam_snapshot_goes_on(s, i); i++)
    if (s->edges[i].way >= LOAM_EDGE_TYPED) tell(&f, &s->edges[i], nothing);
  for (uint32_t next = 0; next < f.count && loam_snapshot_goes_on(s, next); next++) {
    uint32_t object = f.queue[next];
    for (uint32_t i = s->first_edge[object]; i < s->first_edge[object + 1]; i++)
      tell(&f, &s->edges[i], follow_object(s, object, 8ull * s->edges[i].word));
  }
  free(f.queue);
  return loam_snapshot_goes_on(s, 0) ? LOAM_OK : LOAM_EXITED;
}

// ---- objects by type ----

/// What objects of one group share: type and form, or, without a type, the size.
typedef struct group_key {
  uint64_t type, form, size;
} group_key;

static group_key key_of(const loam_snapshot *s, uint32_t object) {
  if (s->types[object] == 0) return (group_key){0, 0, s->sizes[object]};
  return (group_key){s->types[object], s->forms[object], 0};
}

static bool same(group_key a, group_key b) { return a.type == b.type && a.form == b.form && a.size == b.size; }

typedef struct groups {
  loam_snapshot *s;
  group_key *keys;
  loam_snapshot_type *found;
  uint32_t *cells, *of; ///< Group + 1 by hash; group of each object.
  uint64_t count, capacity, room;
} groups;

static bool make_room(groups *g) {
  if (g->count * 2 < g->capacity && g->count < g->room) return true;
  uint64_t capacity = g->capacity == 0 ? 256 : 2 * g->capacity, room = capacity / 2 + 1;
  group_key *keys = realloc(g->keys, room * sizeof *keys);
  if (keys != NULL) g->keys = keys;
  loam_snapshot_type *found = realloc(g->found, room * sizeof *found);
  if (found != NULL) g->found = found;
  uint32_t *cells = calloc(capacity, sizeof *cells);
  if (keys == NULL || found == NULL || cells == NULL) {
    free(cells);
    return false;
  }
  for (uint64_t i = 0; i < g->count; i++) {
    uint64_t at = loam_mix(keys[i].type * 8 + keys[i].form, keys[i].size ^ 0xa0761d6478bd642full);
    while (cells[at & (capacity - 1)] != 0) at++;
    cells[at & (capacity - 1)] = (uint32_t)i + 1;
  }
  free(g->cells);
  g->cells = cells;
  g->capacity = capacity;
  g->room = room;
  return true;
}

static bool put_in_group(groups *g, uint32_t object) {
  if (!make_room(g)) return false;
  group_key key = key_of(g->s, object);
  uint64_t at = loam_mix(key.type * 8 + key.form, key.size ^ 0xa0761d6478bd642full), mask = g->capacity - 1;
  while (g->cells[at & mask] != 0 && !same(g->keys[g->cells[at & mask] - 1], key)) at++;
  uint32_t *cell = &g->cells[at & mask];
  if (*cell == 0) {
    g->keys[g->count] = key;
    g->found[g->count] = (loam_snapshot_type){.number = key.type, .size = key.size};
    *cell = (uint32_t)++g->count;
  }
  uint32_t group = *cell - 1;
  g->of[object] = group;
  g->found[group].objects++;
  g->found[group].bytes += g->s->sizes[object];
  return true;
}

/// Adds what objects retain that none of their own group dominates: a walk down the tree of dominators that knows, for
/// each group, how many of it are above.
static bool add_retained(groups *g) {
  loam_snapshot *s = g->s;
  uint32_t n = s->object_count;
  uint32_t *child = calloc(n + 1ull, 4), *sibling = calloc(n + 1ull, 4), *stack = calloc(n + 1ull, 4);
  uint32_t *above = calloc(g->count + 1, 4), top = LOAM_NO_NUMBER;
  bool made = child && sibling && stack && above;
  for (uint32_t i = 0; made && i < n && loam_snapshot_goes_on(s, i); i++) child[i] = LOAM_NO_NUMBER;
  for (uint32_t i = n; made && i-- > 0 && loam_snapshot_goes_on(s, i);) {
    if (s->ways[i] == LOAM_NO_NUMBER) continue;
    uint32_t *list = s->dominators[i] == LOAM_NO_NUMBER ? &top : &child[s->dominators[i]];
    sibling[i] = *list;
    *list = i;
  }
  uint64_t steps = 0;
  for (uint32_t depth = 0, at = top; made && (at != LOAM_NO_NUMBER || depth > 0);) {
    if (!loam_snapshot_goes_on(s, ++steps)) break;
    if (at != LOAM_NO_NUMBER) { // down
      if (above[g->of[at]]++ == 0) g->found[g->of[at]].retained += s->retained[at];
      stack[depth++] = at;
      at = child[at];
    } else { // and on
      at = stack[--depth];
      above[g->of[at]]--;
      at = sibling[at];
    }
  }
  free(child);
  free(sibling);
  free(stack);
  free(above);
  return made;
}

/// Text of a type: its own, or made of its element's.
static uint64_t put_name(const loam_snapshot *s, uint64_t number, char *out, uint64_t room) {
  uint64_t used = 0;
  for (int depth = 0; depth < MOST_DEPTH && number != 0; depth++) {
    const loam_read_type *type = &s->type[number];
    static const loam_string unnamed = {(const uint8_t *)"struct", 6}, entry = {(const uint8_t *)"entry of ", 9};
    bool has_name = type->name.length > 0, is_entry = type->kind == LOAM_KIND_STRUCT && type->entry != 0;
    if (!has_name && type->kind == LOAM_KIND_POINTER) {
      if (used < room) out[used++] = '*';
      number = type->element;
      continue;
    }
    loam_string name = has_name ? type->name : is_entry ? entry : unnamed;
    for (int64_t i = 0; i < name.length && used < room; i++) out[used++] = (char)name.bytes[i];
    if (has_name || !is_entry) return used;
    number = type->entry;
  }
  return used;
}

enum { MOST_GROUP_NAME = 200 };

static loam_string group_name(loam_snapshot *s, group_key key, uint8_t *out) {
  static const char *const before[LOAM_FORMS] = {"", "[]", "", "", ""};
  static const char *const behind[LOAM_FORMS] = {"", "", "", " bytes", " index"};
  if (key.type == 0) return (loam_string){NULL, 0};
  uint64_t used = strlen(before[key.form]);
  memcpy(out, before[key.form], used);
  used += put_name(s, key.type, (char *)out + used, MOST_GROUP_NAME - 20 - used);
  memcpy(out + used, behind[key.form], strlen(behind[key.form]));
  return (loam_string){out, (int64_t)(used + strlen(behind[key.form]))};
}

static int by_retained(const void *a, const void *b) {
  const loam_snapshot_type *x = a, *y = b;
  if (x->retained != y->retained) return x->retained < y->retained ? 1 : -1;
  if (x->bytes != y->bytes) return x->bytes < y->bytes ? 1 : -1;
  if (x->number != y->number) return x->number < y->number ? -1 : 1;
  return (x->size > y->size) - (x->size < y->size);
}

loam_status loam_snapshot_group(loam_snapshot *s) {
  groups g = {.s = s, .of = calloc(s->object_count + 1ull, sizeof *g.of)};
  bool made = g.of != NULL && make_room(&g);
  for (uint32_t i = 0; made && i < s->object_count && loam_snapshot_goes_on(s, i); i++)
    if (s->ways[i] != LOAM_NO_NUMBER) made = put_in_group(&g, i);
  made = made && add_retained(&g);
  uint8_t *names = made ? calloc(g.count + 1, MOST_GROUP_NAME) : NULL;
  uint32_t *name_of = names == NULL ? NULL : calloc((s->type_count + 1ull) * LOAM_FORMS, sizeof *name_of);
  made = name_of != NULL;
  for (uint64_t i = 0; made && i < g.count; i++) {
    g.found[i].name = group_name(s, g.keys[i], names + i * MOST_GROUP_NAME);
    name_of[g.keys[i].type * LOAM_FORMS + g.keys[i].form] = (uint32_t)i + 1;
  }
  free(g.keys);
  free(g.cells);
  free(g.of);
  s->group_names = names;
  s->groups = g.found;
  s->group_count = made ? g.count : 0;
  s->name_of = name_of;
  s->name_bytes = MOST_GROUP_NAME;
  // Names stay where they are when the groups are sorted; name_of tells their places.
  if (made) {
    s->name_lengths = calloc(g.count + 1, sizeof *s->name_lengths);
    for (uint64_t i = 0; s->name_lengths != NULL && i < g.count; i++)
      s->name_lengths[i] = (uint32_t)g.found[i].name.length;
    qsort(g.found, g.count, sizeof *g.found, by_retained);
  }
  if (!made || s->name_lengths == NULL) return LOAM_NO_MEMORY;
  return loam_snapshot_goes_on(s, 0) ? LOAM_OK : LOAM_EXITED;
}
