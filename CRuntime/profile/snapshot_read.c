// SPDX-License-Identifier: Apache-2.0
//
// snapshot_read.c — from the bytes of a file to arrays.
//
// How.      The checksum first, then two passes over the records: one that counts, so that no number in the file
// decides
//           how much is allocated, but only what is there; and one that fills in. Every number is checked before it is
//           used as an index. Addresses become numbers of objects by a hash table that lives as long as the reading.
// Fails.    LOAM_INVALID_ARGUMENT and a text for whatever SNAPSHOT.md does not allow.
#include "base/random.h"
#include "include/loam_type.h"
#include "profile/snapshot_reader.h"

#include <stdlib.h>
#include <string.h>

/// Bytes still to be read; `bad` once they were not what was expected.
typedef struct part {
  const uint8_t *at, *end;
  bool bad;
} part;

static uint64_t number(part *p) {
  uint64_t value = 0;
  for (uint32_t shift = 0; p->at < p->end; shift += 7) {
    uint8_t byte = *p->at++;
    if (shift == 63 && byte > 1) break;
    value |= (uint64_t)(byte & 127) << shift;
    if (byte < 128) return value;
    if (shift == 63) break;
  }
  p->bad = true;
  return 0;
}

static int64_t signed_number(part *p) {
  uint64_t value = number(p);
  return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

static loam_string text(part *p) {
  uint64_t length = number(p);
  if (p->bad || length > (uint64_t)(p->end - p->at)) {
    p->bad = true;
    return (loam_string){NULL, 0};
  }
  loam_string found = {p->at, (int64_t)length};
  p->at += length;
  return found;
}

/// What the first pass counts.
typedef struct totals {
  uint64_t objects, edges, roots, types, fields, texts, goroutines;
} totals;

typedef struct reader {
  loam_snapshot *s;
  const char *problem;
  totals total, done;
  uint64_t address, next_word; ///< Of the object before, and in it.
  loam_snapshot_root owner;    ///< Of the roots that come.
  uint32_t owner_type;
  uint64_t *targets; ///< Addresses that pointers lead to.
  uint64_t *root_targets;
  uint32_t *cells; ///< Numbers of objects + 1, by address.
  uint64_t capacity;
} reader;

static bool wrong(reader *r, const char *problem) {
  if (r->problem == NULL) r->problem = problem;
  return false;
}

/// The next record; false at the end, or when there is none.
static bool next_record(reader *r, part *p, uint8_t *tag, part *payload) {
  if (p->at == p->end) return wrong(r, "the file ends without an END record");
  *tag = *p->at++;
  uint64_t length = number(p);
  if (p->bad || length > (uint64_t)(p->end - p->at)) return wrong(r, "a record is cut off");
  *payload = (part){p->at, p->at + length, false};
  p->at += length;
  return true;
}

// ---- the first pass ----

static void count_texts(reader *r, part *p, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) r->total.texts += (uint64_t)text(p).length;
}

static void count_fields(reader *r, part *p) {
  uint64_t fields = number(p);
  if (fields > (uint64_t)(p->end - p->at) / 2) p->bad = true; // each takes two bytes at least
  if (p->bad) return;
  r->total.fields += fields;
  for (uint64_t i = 0; i < 2 * fields; i++) number(p);
  for (uint64_t i = 0; i < fields && p->at < p->end; i++) r->total.texts += (uint64_t)text(p).length;
}

static bool count_end(reader *r, part *p, const part *file) {
  uint64_t objects = number(p), edges = number(p), roots = number(p);
  if (p->bad || p->end - p->at != LOAM_SNAPSHOT_CHECKSUM || file->at != file->end)
    return wrong(r, "END is not the end");
  return (objects == r->total.objects && edges == r->total.edges && roots == r->total.roots) ||
         wrong(r, "END counts other records than there are");
}

static bool count_records(reader *r, part p) {
  for (uint64_t step = 1;; step++) {
    uint8_t tag;
    part payload;
    if (!loam_snapshot_goes_on(r->s, step)) return false;
    if (!next_record(r, &p, &tag, &payload)) return false;
    switch (tag) {
    case LOAM_TAG_TYPE:
      for (int i = 0; i < 5; i++) number(&payload);
      count_texts(r, &payload, 1);
      r->total.types++;
      count_fields(r, &payload);
      break;
    case LOAM_TAG_OBJECT:
      for (int i = 0; i < 4; i++) number(&payload);
      r->total.objects++;
      // fallthrough
    case LOAM_TAG_EDGES: {
      uint64_t edges = number(&payload);
      if (edges > (uint64_t)(payload.end - payload.at)) payload.bad = true;
      r->total.edges += payload.bad ? 0 : edges;
      break;
    }
    case LOAM_TAG_VARIABLE:
      count_texts(r, &payload, 1);
      break;
    case LOAM_TAG_GOROUTINE:
      r->total.goroutines++;
      break;
    case LOAM_TAG_FRAME:
      count_texts(r, &payload, 2);
      break;
    case LOAM_TAG_OTHER:
      number(&payload), number(&payload);
      count_texts(r, &payload, 1);
      break;
    case LOAM_TAG_ROOT:
      for (int i = 0; i < 3; i++) number(&payload);
      count_texts(r, &payload, 1);
      r->total.roots++;
      break;
    case LOAM_TAG_END:
      return count_end(r, &payload, &p);
    }
    if (payload.bad) return wrong(r, "a record is shorter than its fields");
  }
}

// ---- the second pass ----

static loam_string keep(reader *r, loam_string found) {
  if (found.length <= 0) return (loam_string){NULL, 0};
  uint8_t *to = r->s->texts + r->done.texts;
  memcpy(to, found.bytes, (size_t)found.length);
  r->done.texts += (uint64_t)found.length;
  return (loam_string){to, found.length};
}

/// A number of a type, which may come later.
static uint32_t type_number(reader *r, part *p) {
  uint64_t type = number(p);
  if (type > r->total.types) p->bad = true;
  return p->bad ? 0 : (uint32_t)type;
}

static void read_type(reader *r, part *p) {
  loam_read_type *type = &r->s->type[++r->done.types];
  type->kind = number(p);
  type->size = number(p);
  type->element = type_number(r, p);
  type->key = type_number(r, p);
  type->entry = type_number(r, p);
  type->name = keep(r, text(p));
  uint64_t fields = number(p);
  type->fields = (uint32_t)r->done.fields;
  if (fields > r->total.fields - r->done.fields) p->bad = true;
  for (uint64_t i = 0; i < fields && !p->bad; i++) {
    loam_read_field *field = &r->s->fields[r->done.fields++];
    field->offset = number(p);
    field->type = type_number(r, p);
    if (i > 0 && field->offset < field[-1].offset) p->bad = true;
    type->field_count++;
  }
  // Files of before have neither names nor the address.
  for (uint64_t i = 0; i < fields && p->at < p->end && !p->bad; i++)
    r->s->fields[type->fields + i].name = keep(r, text(p));
  if (p->at < p->end && !p->bad) type->descriptor = 8 * number(p);
}

static uint32_t way_of(reader *r, part *p) {
  uint64_t way = number(p);
  if (way >= LOAM_EDGE_TYPED && way - LOAM_EDGE_TYPED > r->total.types) p->bad = true;
  return p->bad ? 0 : (uint32_t)way;
}

static void read_edges(reader *r, part *p, uint64_t words) {
  uint64_t count = number(p);
  for (uint64_t i = 0; i < count && !p->bad; i++) {
    uint64_t skipped = number(p);
    int64_t distance = signed_number(p);
    uint32_t way = way_of(r, p);
    if (skipped >= words || r->next_word >= words - skipped || words > UINT32_MAX) p->bad = true;
    if (p->bad || r->done.edges == r->total.edges) return;
    r->next_word += skipped;
    r->targets[r->done.edges] = r->address + (uint64_t)distance * 8;
    r->s->edges[r->done.edges++] = (loam_read_edge){.word = (uint32_t)r->next_word++, .way = way};
  }
}

static void read_object(reader *r, part *p) {
  loam_snapshot *s = r->s;
  uint64_t step = number(p), words = number(p), i = r->done.objects;
  uint64_t least = i == 0 ? 1 : s->sizes[i - 1] / 8; // of a step: objects do not overlap
  if (step < least || step > 1ull << 58 || words == 0 || words > 1ull << 58) p->bad = true;
  if (p->bad || r->address > 1ull << 61) {
    p->bad = true;
    return;
  }
  r->address += step * 8;
  s->addresses[i] = r->address;
  s->sizes[i] = words * 8;
  s->types[i] = type_number(r, p);
  s->elements[i] = number(p);
  s->forms[i] = s->elements[i] > 1 ? LOAM_FORM_ARRAY : LOAM_FORM_VALUE;
  s->first_edge[i] = (uint32_t)r->done.edges;
  r->done.objects++;
  s->counts.bytes += words * 8;
  r->next_word = 0;
  read_edges(r, p, words);
}

static void read_root(reader *r, part *p) {
  loam_read_root *root = &r->s->roots[r->done.roots];
  uint64_t target = number(p);
  root->edge.way = way_of(r, p);
  root->shown = r->owner;
  root->shown.word = number(p);
  root->shown.local = keep(r, text(p));
  root->type = type_number(r, p);
  uint64_t word = number(p);
  root->edge.word = word < UINT32_MAX ? (uint32_t)word : 0;
  if (root->shown.kind == LOAM_SNAPSHOT_VARIABLE && root->type == 0) root->type = r->owner_type;
  if (target > UINT64_MAX / 8) p->bad = true;
  r->root_targets[r->done.roots++] = target * 8;
}

static void read_owner(reader *r, uint8_t tag, part *p) {
  loam_snapshot_root *owner = &r->owner;
  uint64_t goroutine = owner->goroutine;
  switch (tag) {
  case LOAM_TAG_VARIABLE:
    *owner = (loam_snapshot_root){.kind = LOAM_SNAPSHOT_VARIABLE, .name = keep(r, text(p))};
    r->owner_type = type_number(r, p);
    if (p->at < p->end) owner->address = number(p);
    break;
  case LOAM_TAG_GOROUTINE:
    *owner = (loam_snapshot_root){.kind = LOAM_SNAPSHOT_GOROUTINE, .goroutine = number(p)};
    break;
  case LOAM_TAG_FRAME:
    *owner = (loam_snapshot_root){.kind = LOAM_SNAPSHOT_FRAME, .goroutine = goroutine, .name = keep(r, text(p))};
    owner->file = keep(r, text(p));
    owner->line = (uint32_t)number(p);
    break;
  default: {
    uint64_t kind = number(p);
    if (kind < LOAM_SNAPSHOT_GOROUTINE || kind > LOAM_SNAPSHOT_OTHER) kind = LOAM_SNAPSHOT_OTHER;
    *owner = (loam_snapshot_root){.kind = (loam_snapshot_root_kind)kind, .goroutine = number(p)};
    owner->name = keep(r, text(p));
  }
  }
}

static bool fill_records(reader *r, part p) {
  for (uint64_t step = 1;; step++) {
    uint8_t tag;
    part payload;
    if (!loam_snapshot_goes_on(r->s, step)) return false;
    if (!next_record(r, &p, &tag, &payload)) return false;
    switch (tag) {
    case LOAM_TAG_TYPE:
      read_type(r, &payload);
      break;
    case LOAM_TAG_OBJECT:
      read_object(r, &payload);
      break;
    case LOAM_TAG_EDGES:
      if (r->done.objects == 0) return wrong(r, "EDGES come before an OBJECT");
      read_edges(r, &payload, r->s->sizes[r->done.objects - 1] / 8);
      break;
    case LOAM_TAG_ROOT:
      read_root(r, &payload);
      break;
    case LOAM_TAG_VARIABLE:
    case LOAM_TAG_GOROUTINE:
    case LOAM_TAG_FRAME:
    case LOAM_TAG_OTHER:
      read_owner(r, tag, &payload);
      break;
    case LOAM_TAG_INFO:
      r->s->counts.time = (int64_t)number(&payload);
      break;
    case LOAM_TAG_END:
      return true;
    }
    if (payload.bad) return wrong(r, "a record has a number that cannot be");
  }
}

// ---- addresses to numbers ----

static uint32_t number_of(const reader *r, uint64_t address) {
  for (uint64_t i = loam_mix(address, 0xa0761d6478bd642full);; i++) {
    uint32_t cell = r->cells[i & (r->capacity - 1)];
    if (cell == 0) return LOAM_NO_NUMBER;
    if (r->s->addresses[cell - 1] == address) return cell - 1;
  }
}

/// Pointers and roots to what is no object of the file are dropped.
static bool resolve(reader *r) {
  loam_snapshot *s = r->s;
  for (r->capacity = 16; r->capacity < 2 * r->total.objects;) r->capacity *= 2;
  if ((r->cells = calloc(r->capacity, sizeof *r->cells)) == NULL) return false;
  for (uint32_t i = 0; i < s->object_count && loam_snapshot_goes_on(s, i); i++) {
    uint64_t cell = loam_mix(s->addresses[i], 0xa0761d6478bd642full) & (r->capacity - 1);
    while (r->cells[cell] != 0) cell = (cell + 1) & (r->capacity - 1);
    r->cells[cell] = i + 1;
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; i < s->object_count && loam_snapshot_goes_on(s, i); i++) {
    uint32_t from = s->first_edge[i], end = s->first_edge[i + 1];
    s->first_edge[i] = kept;
    for (uint32_t edge = from; edge < end; edge++) {
      uint32_t target = number_of(r, r->targets[edge]);
      if (target == LOAM_NO_NUMBER) continue;
      s->edges[kept] = s->edges[edge];
      s->edges[kept++].target = target;
    }
  }
  s->first_edge[s->object_count] = s->edge_count = kept;
  uint32_t roots = 0;
  for (uint32_t i = 0; i < s->root_count; i++) {
    uint32_t target = number_of(r, r->root_targets[i]);
    if (target == LOAM_NO_NUMBER) continue;
    s->roots[roots] = s->roots[i];
    s->roots[roots].edge.target = target;
    s->roots[roots++].shown.target = target;
  }
  s->root_count = roots;
  return true;
}

// ---- the whole ----

/// At least one, so that NULL always means want of memory.
static void *array(uint64_t count, uint64_t size) { return calloc(count + 1, size); }

static bool make_arrays(reader *r) {
  loam_snapshot *s = r->s;
  uint64_t n = r->total.objects;
  s->addresses = array(n, sizeof *s->addresses);
  s->sizes = array(n, sizeof *s->sizes);
  s->elements = array(n, sizeof *s->elements);
  s->types = array(n, sizeof *s->types);
  s->forms = array(n, sizeof *s->forms);
  s->first_edge = array(n + 1, sizeof *s->first_edge);
  s->edges = array(r->total.edges, sizeof *s->edges);
  s->roots = array(r->total.roots, sizeof *s->roots);
  s->type = array(r->total.types + 1, sizeof *s->type);
  s->fields = array(r->total.fields, sizeof *s->fields);
  s->texts = array(r->total.texts, 1);
  r->targets = array(r->total.edges, sizeof *r->targets);
  r->root_targets = array(r->total.roots, sizeof *r->root_targets);
  return s->addresses && s->sizes && s->elements && s->types && s->forms && s->first_edge && s->edges && s->roots &&
         s->type && s->fields && s->texts && r->targets && r->root_targets;
}

static loam_status read_records(reader *r, part file) {
  loam_snapshot *s = r->s;
  if (!count_records(r, file)) return r->problem == NULL ? LOAM_EXITED : LOAM_INVALID_ARGUMENT;
  const uint64_t most = UINT32_MAX - 16;
  if (r->total.objects > most || r->total.edges > most || r->total.roots > most || r->total.types > most ||
      r->total.fields > most) {
    wrong(r, "there are more records than this reader can number");
    return LOAM_INVALID_ARGUMENT;
  }
  if (!make_arrays(r)) return LOAM_NO_MEMORY;
  if (!fill_records(r, file)) return r->problem == NULL ? LOAM_EXITED : LOAM_INVALID_ARGUMENT;
  s->object_count = (uint32_t)r->done.objects;
  s->root_count = (uint32_t)r->done.roots;
  s->type_count = (uint32_t)r->total.types;
  s->first_edge[s->object_count] = (uint32_t)r->done.edges;
  for (uint32_t i = 1; i <= s->type_count; i++)
    if (s->type[i].kind == LOAM_KIND_MAP && s->type[s->type[i].entry].kind == LOAM_KIND_STRUCT)
      s->type[s->type[i].entry].entry = i;
  if (!resolve(r)) return LOAM_NO_MEMORY;
  if (!loam_snapshot_goes_on(s, 0)) return LOAM_EXITED;
  s->counts.objects = s->object_count;
  s->counts.edges = s->edge_count;
  s->counts.roots = s->root_count;
  s->counts.types = s->type_count;
  s->counts.goroutines = r->total.goroutines;
  return LOAM_OK;
}

loam_status loam_snapshot_read(loam_snapshot *snapshot, const uint8_t *bytes, uint64_t length,
                               const char **out_problem) {
  reader r = {.s = snapshot};
  if (length < LOAM_SNAPSHOT_HEADER + LOAM_SNAPSHOT_CHECKSUM || memcmp(bytes, LOAM_SNAPSHOT_MAGIC, 8) != 0) {
    *out_problem = "this is no snapshot";
    return LOAM_INVALID_ARGUMENT;
  }
  if (bytes[8] != LOAM_SNAPSHOT_VERSION || bytes[9] != 0 || bytes[10] != 0 || bytes[11] != 0) {
    *out_problem = "the snapshot has another version than this reader";
    return LOAM_INVALID_ARGUMENT;
  }
  uint64_t sum = LOAM_SNAPSHOT_SEED, said = 0, summed = length - LOAM_SNAPSHOT_CHECKSUM;
  for (uint64_t at = 0, part = 1 << 20; at < summed; at += part) {
    if (!loam_snapshot_goes_on(snapshot, 0)) return LOAM_EXITED;
    if (part > summed - at) part = summed - at;
    sum = loam_snapshot_sum(sum, bytes + at, part);
  }
  for (int i = LOAM_SNAPSHOT_CHECKSUM; i > 0; i--) said = said << 8 | bytes[length - LOAM_SNAPSHOT_CHECKSUM + i - 1];
  if (sum != said) {
    *out_problem = "the checksum is wrong: the file is damaged or cut off";
    return LOAM_INVALID_ARGUMENT;
  }
  loam_status status = read_records(&r, (part){bytes + LOAM_SNAPSHOT_HEADER, bytes + length, false});
  free(r.targets);
  free(r.root_targets);
  free(r.cells);
  *out_problem = r.problem;
  return status;
}
