// SPDX-License-Identifier: Apache-2.0
//
// snapshot_words.c — what a word of an object or root is called in its source, and what would be free without some
// of them.
//
// How.      A word's name is made on the way down from the type of its object to the word: fields by name, elements by
//           number. What the runtime keeps for maps and channels is told apart, since no source names it.
// Why not.  Retained sizes for roots: what a variable alone keeps is not the sum of what the objects that it refers to
//           retain, as soon as two of them lead to a third. So a walk from the other roots finds what is left.
#include "include/loam_type.h"
#include "profile/snapshot_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DEPTH = 64 }; ///< Types within types.

typedef struct name {
  char *out;
  uint64_t used, room;
} name;

static void put(name *n, const char *bytes, uint64_t length) {
  for (uint64_t i = 0; i < length && n->used + 1 < n->room; i++) n->out[n->used++] = bytes[i];
}

static void put_index(name *n, uint64_t index) {
  char text[24];
  int length = snprintf(text, sizeof text, "[%llu]", (unsigned long long)index);
  put(n, text, (uint64_t)length);
}

static void put_offset(name *n, uint64_t offset) {
  char text[24];
  int length = snprintf(text, sizeof text, "+%llu", (unsigned long long)offset);
  put(n, text, (uint64_t)length);
}

/// The last field that begins at or before `offset`.
static const loam_read_field *field_at(const loam_snapshot *s, const loam_read_type *type, uint64_t offset) {
  const loam_read_field *found = NULL;
  for (uint32_t i = 0; i < type->field_count; i++)
    if (s->fields[type->fields + i].offset <= offset) found = &s->fields[type->fields + i];
  return found;
}

/// The way from a value of a type to the word `offset` bytes into it.
static void put_value(name *n, const loam_snapshot *s, uint32_t number, uint64_t offset) {
  for (int depth = 0; depth < MOST_DEPTH; depth++) {
    const loam_read_type *type = &s->type[number];
    if (number != 0 && type->kind == LOAM_KIND_STRUCT) {
      const loam_read_field *field = field_at(s, type, offset);
      if (field == NULL || field->name.length == 0) break;
      put(n, ".", 1);
      put(n, (const char *)field->name.bytes, (uint64_t)field->name.length);
      offset -= field->offset;
      number = field->type;
    } else if (number != 0 && type->kind == LOAM_KIND_ARRAY && s->type[type->element].size != 0) {
      uint64_t size = s->type[type->element].size;
      put_index(n, offset / size);
      offset %= size;
      number = type->element;
    } else {
      // The second word of an interface is the one that leads on.
      if (offset != 0 && type->kind != LOAM_KIND_INTERFACE) put_offset(n, offset);
      return;
    }
  }
  put_offset(n, offset);
}

static void name_entry(name *n, const loam_snapshot *s, const loam_read_type *entry, uint64_t offset,
                       loam_snapshot_word *out) {
  const loam_read_type *map = &s->type[entry->entry];
  uint64_t within = entry->size == 0 ? offset : offset % entry->size;
  out->entry = entry->size == 0 ? 0 : offset / entry->size;
  out->key_offset = offset - within;
  out->key_type = map->key;
  bool is_key = within < s->type[map->key].size;
  out->kind = is_key ? LOAM_SNAPSHOT_WORD_KEY : LOAM_SNAPSHOT_WORD_VALUE;
  const loam_read_field *field = field_at(s, entry, within);
  if (field == NULL)
    put_offset(n, within);
  else
    put_value(n, s, is_key ? map->key : map->element, within - field->offset);
}

static void name_array(name *n, const loam_snapshot *s, uint32_t number, uint64_t offset, loam_snapshot_word *out) {
  const loam_read_type *type = &s->type[number];
  if (type->kind == LOAM_KIND_STRUCT && type->entry != 0) return name_entry(n, s, type, offset, out);
  out->kind = LOAM_SNAPSHOT_WORD_ELEMENT;
  if (type->size == 0) return put_offset(n, offset);
  put_index(n, offset / type->size);
  put_value(n, s, number, offset % type->size);
}

bool loam_snapshot_name_word(const loam_snapshot *s, uint64_t object, uint64_t offset, char *text, uint64_t room,
                             loam_snapshot_word *out) {
  if (s == NULL || object >= s->object_count || text == NULL || room == 0 || out == NULL) return false;
  *out = (loam_snapshot_word){.kind = LOAM_SNAPSHOT_WORD_FIELD};
  name n = {text, 0, room};
  uint32_t number = s->types[object];
  const loam_read_type *type = &s->type[number];
  switch ((loam_snapshot_form)s->forms[object]) {
  case LOAM_FORM_HEADER:
    out->kind = type->kind == LOAM_KIND_MAP ? LOAM_SNAPSHOT_WORD_MAP : LOAM_SNAPSHOT_WORD_CHANNEL;
    break;
  case LOAM_FORM_ARRAY:
    name_array(&n, s, number, offset, out);
    break;
  case LOAM_FORM_VALUE:
    if (number == 0) {
      out->kind = LOAM_SNAPSHOT_WORD_UNKNOWN;
      put_offset(&n, offset);
    } else if (type->size != 0 && offset >= type->size) { // a pointer to the first of several was taken for a single
      name_array(&n, s, number, offset, out);
    } else {
      if (type->kind == LOAM_KIND_STRUCT && type->size == 0) out->kind = LOAM_SNAPSHOT_WORD_CAPTURED;
      put_value(&n, s, number, offset);
    }
    break;
  default:
    out->kind = LOAM_SNAPSHOT_WORD_UNKNOWN;
    put_offset(&n, offset);
  }
  text[n.used] = 0;
  return true;
}

bool loam_snapshot_name_root(const loam_snapshot *s, uint64_t root, char *text, uint64_t room) {
  if (s == NULL || root >= s->root_count || text == NULL || room == 0) return false;
  name n = {text, 0, room};
  if (s->roots[root].type != 0) put_value(&n, s, s->roots[root].type, 8ull * s->roots[root].edge.word);
  text[n.used] = 0;
  return true;
}

uint64_t loam_snapshot_descriptor(const loam_snapshot *s, uint64_t type_number) {
  return s == NULL || type_number == 0 || type_number > s->type_count ? 0 : s->type[type_number].descriptor;
}

loam_snapshot_shape loam_snapshot_get_shape(const loam_snapshot *s, uint64_t object) {
  static const loam_snapshot_shape shapes[LOAM_FORMS] = {[LOAM_FORM_VALUE] = LOAM_SNAPSHOT_OF_VALUE,
                                                         [LOAM_FORM_ARRAY] = LOAM_SNAPSHOT_OF_ELEMENTS,
                                                         [LOAM_FORM_HEADER] = LOAM_SNAPSHOT_OF_HEADER,
                                                         [LOAM_FORM_BYTES] = LOAM_SNAPSHOT_OF_BYTES,
                                                         [LOAM_FORM_INDEX] = LOAM_SNAPSHOT_OF_INDEX};
  if (s == NULL || object >= s->object_count || s->types[object] == 0) return LOAM_SNAPSHOT_OF_VALUE;
  const loam_read_type *type = &s->type[s->types[object]];
  if (s->forms[object] == LOAM_FORM_ARRAY && type->kind == LOAM_KIND_STRUCT && type->entry != 0)
    return LOAM_SNAPSHOT_OF_ENTRIES;
  return shapes[s->forms[object]];
}

// ---- who refers to an object ----

uint64_t loam_snapshot_referrers(const loam_snapshot *s, uint64_t number, loam_snapshot_edge *out, uint64_t count,
                                 uint64_t *out_roots) {
  uint64_t found = 0, roots = 0;
  if (out == NULL) count = 0;
  for (uint32_t object = 0; s != NULL && number < s->object_count && object < s->object_count; object++) {
    if (!loam_snapshot_goes_on(s, object)) return 0;
    if (s->ways[object] == LOAM_NO_NUMBER) continue; // garbage keeps nothing
    for (uint32_t i = s->first_edge[object]; i < s->first_edge[object + 1]; i++) {
      if (s->edges[i].target != number) continue;
      if (found < count) out[found] = (loam_snapshot_edge){8ull * s->edges[i].word, object};
      found++;
    }
  }
  for (uint32_t i = 0; s != NULL && i < s->root_count; i++) roots += s->roots[i].edge.target == number;
  if (out_roots != NULL) *out_roots = roots;
  return found;
}

// ---- without some pointers ----

static bool is_within(const loam_snapshot_root *root, uint64_t address, uint64_t size) {
  if (root->kind != LOAM_SNAPSHOT_VARIABLE || root->address == 0) return false;
  return root->address + 8 * root->word - address < size;
}

bool loam_snapshot_free_without(const loam_snapshot *s, uint64_t address, uint64_t size, uint64_t *out_objects,
                                uint64_t *out_bytes) {
  if (s == NULL || out_objects == NULL || out_bytes == NULL) return false;
  *out_objects = *out_bytes = 0;
  uint8_t *met = calloc(s->object_count + 1ull, 1);
  uint32_t *queue = met == NULL ? NULL : calloc(s->object_count + 1ull, sizeof *queue), count = 0;
  if (queue == NULL) {
    free(met);
    return false;
  }
  for (uint32_t i = 0; i < s->root_count; i++) {
    uint32_t target = s->roots[i].edge.target;
    if (is_within(&s->roots[i].shown, address, size) || met[target]) continue;
    met[target] = 1;
    queue[count++] = target;
  }
  for (uint32_t next = 0; next < count && loam_snapshot_goes_on(s, next); next++) {
    uint64_t base = s->addresses[queue[next]];
    for (uint32_t i = s->first_edge[queue[next]]; i < s->first_edge[queue[next] + 1]; i++) {
      uint32_t target = s->edges[i].target;
      if (met[target] || base + 8ull * s->edges[i].word - address < size) continue;
      met[target] = 1;
      queue[count++] = target;
    }
  }
  for (uint32_t i = 0; i < s->object_count && loam_snapshot_goes_on(s, i); i++) {
    if (met[i] || s->ways[i] == LOAM_NO_NUMBER) continue;
    ++*out_objects;
    *out_bytes += s->sizes[i];
  }
  free(met);
  free(queue);
  return loam_snapshot_goes_on(s, 0);
}
