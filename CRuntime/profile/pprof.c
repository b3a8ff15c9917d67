// SPDX-License-Identifier: Apache-2.0
//
// pprof.c — see pprof.h. The numbers of fields are those of profile.proto (github.com/google/pprof/proto).
#include "profile/pprof.h"

#include "base/random.h"
#include "include/loam_bytecode.h"

#include <stdlib.h>
#include <string.h>

/// Fields of Profile.
enum {
  SAMPLE_TYPE = 1,
  SAMPLE = 2,
  MAPPING = 3,
  LOCATION = 4,
  FUNCTION = 5,
  STRING_TABLE = 6,
  TIME_NANOS = 9,
  PERIOD_TYPE = 11,
  PERIOD = 12,
  DEFAULT_SAMPLE_TYPE = 14
};
enum { VARINT = 0, BYTES = 2, FIRST_CELLS = 256 };

/// A key: the bytes of a string; function, pc and line of a location; a function.
typedef struct loam_pprof_cell {
  const void *key, *more;
  uint64_t length;
  uint64_t number; // 0: free
} loam_pprof_cell;

// ---- the stream ----

static void fail(loam_pprof *pprof, loam_status status) {
  if (pprof->status == LOAM_OK) pprof->status = status;
}

static void flush(loam_pprof *pprof) {
  if (pprof->status == LOAM_OK && pprof->used > 0 &&
      !pprof->write(pprof->context, (const char *)pprof->buffer, pprof->used))
    fail(pprof, LOAM_EXITED);
  pprof->used = 0;
}

static void put(loam_pprof *pprof, const void *bytes, uint64_t length) {
  for (const char *from = bytes; length > 0 && pprof->status == LOAM_OK;) {
    if (pprof->used == LOAM_PPROF_BUFFER) flush(pprof);
    uint64_t room = LOAM_PPROF_BUFFER - pprof->used, part = length < room ? length : room;
    memcpy(pprof->buffer + pprof->used, from, part);
    pprof->used += part;
    from += part;
    length -= part;
  }
}

/// A message under construction: its length comes before it.
typedef struct message {
  uint64_t used;
  uint8_t bytes[(LOAM_PATH_FRAMES + 16) * 10 + 64];
} message;

static void add_varint(message *m, uint64_t value) {
  for (; value >= 128; value >>= 7) m->bytes[m->used++] = (uint8_t)(value | 128);
  m->bytes[m->used++] = (uint8_t)value;
}
static void add_field(message *m, uint32_t field, uint64_t value) {
  if (value == 0) return; // what is left out is 0
  add_varint(m, field << 3 | VARINT);
  add_varint(m, value);
}
static void add_bytes(message *m, uint32_t field, const void *bytes, uint64_t length) {
  add_varint(m, field << 3 | BYTES);
  add_varint(m, length);
  memcpy(m->bytes + m->used, bytes, length);
  m->used += length;
}
static void put_message(loam_pprof *pprof, uint32_t field, const message *m) {
  message head;
  head.used = 0;
  add_varint(&head, field << 3 | BYTES);
  add_varint(&head, m->used);
  put(pprof, head.bytes, head.used);
  put(pprof, m->bytes, m->used);
}

// ---- what was written already ----

static uint64_t hash_of(const loam_pprof_cell *key, bool text) {
  uint64_t hash = loam_mix(key->length ^ 0xa0761d6478bd642full, (uintptr_t)key->more ^ 0xe7037ed1a0b428dbull);
  if (!text) return loam_mix(hash ^ (uintptr_t)key->key, 0x8ebc6af09c88c6e3ull);
  const uint8_t *bytes = key->key;
  for (uint64_t i = 0; i < key->length; i++) hash = (hash ^ bytes[i]) * 0x100000001b3ull;
  return loam_mix(hash, 0x8ebc6af09c88c6e3ull);
}

static bool is_same(const loam_pprof_cell *a, const loam_pprof_cell *b, bool text) {
  if (a->length != b->length) return false;
  return text ? memcmp(a->key, b->key, a->length) == 0 : a->key == b->key && a->more == b->more;
}

static loam_pprof_cell *find(const loam_pprof_table *table, const loam_pprof_cell *key, bool text) {
  uint64_t mask = table->capacity - 1, i = hash_of(key, text) & mask;
  while (table->cells[i].number != 0 && !is_same(&table->cells[i], key, text)) i = (i + 1) & mask;
  return &table->cells[i];
}

/// The number of a key; *out_new: it had none. 0 without memory.
static uint64_t number_of(loam_pprof *pprof, loam_pprof_table *table, loam_pprof_cell key, bool *out_new) {
  bool text = table == &pprof->strings;
  *out_new = false;
  if (table->count * 2 >= table->capacity) {
    loam_pprof_table larger = {.capacity = table->capacity == 0 ? FIRST_CELLS : 2 * table->capacity,
                               .count = table->count};
    larger.cells = loam_os_allocate(pprof->os, larger.capacity * sizeof *larger.cells);
    if (larger.cells == NULL) {
      fail(pprof, LOAM_NO_MEMORY);
      return 0;
    }
    for (uint64_t i = 0; i < table->capacity; i++)
      if (table->cells[i].number != 0) *find(&larger, &table->cells[i], text) = table->cells[i];
    free(table->cells);
    *table = larger;
  }
  loam_pprof_cell *cell = find(table, &key, text);
  if (cell->number == 0) {
    *cell = key;
    cell->number = ++table->count;
    *out_new = true;
  }
  return cell->number;
}

// ---- messages ----

/// String 0 is the empty one.
static uint64_t string_number(loam_pprof *pprof, const void *bytes, uint64_t length) {
  bool fresh;
  if (length == 0) return 0;
  uint64_t number = number_of(pprof, &pprof->strings, (loam_pprof_cell){.key = bytes, .length = length}, &fresh);
  if (fresh) {
    message head;
    head.used = 0;
    add_varint(&head, STRING_TABLE << 3 | BYTES);
    add_varint(&head, length);
    put(pprof, head.bytes, head.used);
    put(pprof, bytes, length);
  }
  return number;
}
static uint64_t text_number(loam_pprof *pprof, const char *text) { return string_number(pprof, text, strlen(text)); }
static uint64_t name_number(loam_pprof *pprof, loam_string string) {
  return string_number(pprof, string.bytes, string.length < 0 ? 0 : (uint64_t)string.length);
}

static uint64_t function_number(loam_pprof *pprof, const loam_function *function) {
  bool fresh;
  const void *key = function == NULL ? (const void *)LOAM_PROFILE_UNUSED : function;
  uint64_t number = number_of(pprof, &pprof->functions, (loam_pprof_cell){.key = key}, &fresh);
  if (!fresh) return number;
  message m;
  m.used = 0;
  uint64_t name = function == NULL ? text_number(pprof, LOAM_PROFILE_UNUSED) : name_number(pprof, function->name);
  add_field(&m, 1, number);
  add_field(&m, 2, name);
  add_field(&m, 3, name);
  if (function != NULL) add_field(&m, 4, name_number(pprof, function->file));
  if (function != NULL) add_field(&m, 5, function->start_line);
  put_message(pprof, FUNCTION, &m);
  return number;
}

static uint64_t location_number(loam_pprof *pprof, const loam_profile_frame *frame) {
  bool fresh;
  loam_pprof_cell key = {.key = frame->function, .more = frame->pc, .length = frame->line};
  uint64_t number = number_of(pprof, &pprof->locations, key, &fresh);
  if (!fresh) return number;
  message m, line;
  m.used = line.used = 0;
  add_field(&line, 1, function_number(pprof, frame->function));
  add_field(&line, 2, frame->line);
  add_field(&m, 1, number);
  add_field(&m, 2, 1);
  add_field(&m, 3, (uintptr_t)frame->pc);
  add_bytes(&m, 4, line.bytes, line.used);
  put_message(pprof, LOCATION, &m);
  return number;
}

static void put_kind(loam_pprof *pprof, uint32_t field, const loam_pprof_kind *kind) {
  message m;
  m.used = 0;
  add_field(&m, 1, text_number(pprof, kind->type));
  add_field(&m, 2, text_number(pprof, kind->unit));
  put_message(pprof, field, &m);
}

static void put_number(loam_pprof *pprof, uint32_t field, uint64_t value) {
  message m;
  m.used = 0;
  add_field(&m, field, value);
  put(pprof, m.bytes, m.used);
}

void loam_pprof_begin(loam_pprof *pprof, loam_os *os, loam_profile_write write, void *context,
                      const loam_pprof_kind *kinds, uint32_t count, const loam_pprof_header *header) {
  *pprof = (loam_pprof){.os = os, .write = write, .context = context, .kinds = count};
  pprof->buffer = loam_os_allocate(os, LOAM_PPROF_BUFFER);
  if (pprof->buffer == NULL) {
    fail(pprof, LOAM_NO_MEMORY);
    return;
  }
  static const uint8_t empty[2] = {STRING_TABLE << 3 | BYTES, 0};
  put(pprof, empty, sizeof empty);
  for (uint32_t i = 0; i < count; i++) put_kind(pprof, SAMPLE_TYPE, &kinds[i]);
  put_kind(pprof, PERIOD_TYPE, &header->period_kind);
  put_number(pprof, PERIOD, (uint64_t)header->period);
  put_number(pprof, TIME_NANOS, (uint64_t)header->time);
  put_number(pprof, DEFAULT_SAMPLE_TYPE, text_number(pprof, header->first));
  // One mapping that says all names are known, or readers would look for a binary.
  message m;
  m.used = 0;
  add_field(&m, 1, 1);
  add_field(&m, 3, UINT64_MAX);
  add_field(&m, 5, text_number(pprof, "loam"));
  for (uint32_t known = 7; known <= 10; known++) add_field(&m, known, 1);
  put_message(pprof, MAPPING, &m);
}

void loam_pprof_sample(loam_pprof *pprof, const loam_profile_frame *frames, uint32_t count, const int64_t *values,
                       const char *label, int64_t label_value) {
  message m, packed;
  m.used = packed.used = 0;
  if (count > LOAM_PATH_FRAMES) count = LOAM_PATH_FRAMES;
  for (uint32_t i = 0; i < count && pprof->status == LOAM_OK; i++)
    add_varint(&packed, location_number(pprof, &frames[i]));
  if (pprof->status != LOAM_OK) return;
  add_bytes(&m, 1, packed.bytes, packed.used);
  packed.used = 0;
  for (uint32_t i = 0; i < pprof->kinds; i++) add_varint(&packed, (uint64_t)values[i]);
  add_bytes(&m, 2, packed.bytes, packed.used);
  if (label != NULL) {
    packed.used = 0;
    add_field(&packed, 1, text_number(pprof, label));
    add_field(&packed, 3, (uint64_t)label_value);
    add_bytes(&m, 3, packed.bytes, packed.used);
  }
  put_message(pprof, SAMPLE, &m);
}

loam_status loam_pprof_end(loam_pprof *pprof) {
  if (pprof->buffer != NULL) flush(pprof);
  free(pprof->buffer);
  free(pprof->strings.cells);
  free(pprof->functions.cells);
  free(pprof->locations.cells);
  return pprof->status;
}
