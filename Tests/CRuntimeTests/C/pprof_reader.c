// SPDX-License-Identifier: Apache-2.0
//
// pprof_reader.c — see pprof_reader.h.
#include "pprof_reader.h"

#include <stdlib.h>
#include <string.h>

bool pprof_take(void *context, const char *bytes, size_t length) {
  pprof_file *file = context;
  if (file->room - file->used < length) {
    size_t room = 2 * (file->used + length);
    char *more = realloc(file->bytes, room);
    if (more == NULL) return false;
    file->bytes = more;
    file->room = room;
  }
  memcpy(file->bytes + file->used, bytes, length);
  file->used += length;
  return true;
}

void pprof_free(pprof_file *file) { free(file->bytes); }

typedef struct part {
  const char *at, *end;
  bool bad;
} part;

static uint64_t varint(part *p) {
  uint64_t value = 0;
  for (uint32_t shift = 0; shift < 70; shift += 7) {
    if (p->at == p->end) break;
    uint8_t byte = (uint8_t)*p->at++;
    value |= shift < 64 ? (uint64_t)(byte & 127) << shift : 0;
    if (byte < 128) return value;
  }
  p->bad = true;
  return 0;
}

/// The next field of a message; false at its end.
static bool field(part *p, uint64_t *number, uint64_t *value, part *inside) {
  if (p->bad || p->at == p->end) return false;
  uint64_t tag = varint(p);
  *number = tag >> 3;
  *value = varint(p);
  *inside = (part){p->at, p->at, false};
  if ((tag & 7) == 0) return !p->bad;
  if ((tag & 7) != 2 || *value > (uint64_t)(p->end - p->at)) {
    p->bad = true;
    return false;
  }
  inside->end = p->at += *value;
  return true;
}

static const char *read_sample(pprof_file *file, part p) {
  if (file->sample_count == PPROF_MOST) return "too many samples for the reader";
  pprof_sample *sample = &file->samples[file->sample_count++];
  uint64_t number, value;
  part inside;
  *sample = (pprof_sample){0};
  while (field(&p, &number, &value, &inside)) {
    if (number == 1)
      while (inside.at < inside.end && !inside.bad && sample->count < PPROF_FRAMES)
        sample->locations[sample->count++] = varint(&inside);
    if (number == 2)
      while (inside.at < inside.end && !inside.bad && sample->value_count < 4)
        sample->values[sample->value_count++] = (int64_t)varint(&inside);
    uint64_t label_number, label_value, key = 0;
    for (part none; number == 3 && field(&inside, &label_number, &label_value, &none);) {
      if (label_number == 1) key = label_value;
      if (label_number == 3 && pprof_is(file, key, "bytes")) sample->label = (int64_t)label_value;
    }
    if (inside.at != inside.end || inside.bad) return "a sample is torn";
  }
  if (sample->value_count != file->kind_count) return "a sample lacks a value";
  for (uint32_t i = 0; i < sample->count; i++)
    if (sample->locations[i] - 1 >= file->location_count) return "a sample's location was not written before it";
  return p.bad ? "a sample is torn" : NULL;
}

static const char *read_location(pprof_file *file, part p) {
  uint64_t number, value, id = 0, function = 0, line = 0, address = 0;
  part inside, none;
  while (field(&p, &number, &value, &inside)) {
    if (number == 1) id = value;
    if (number == 3) address = value;
    while (number == 4 && field(&inside, &number, &value, &none)) {
      if (number == 1) function = value;
      if (number == 2) line = value;
      number = 4;
    }
  }
  if (id != file->location_count + 1ull || id >= PPROF_MOST) return "locations are not numbered in order";
  if (function - 1 >= file->function_count) return "a location's function was not written before it";
  file->location_count++;
  file->locations[id].function = function;
  file->locations[id].line = line;
  file->locations[id].address = address;
  return p.bad ? "a location is torn" : NULL;
}

static const char *read_function(pprof_file *file, part p) {
  uint64_t number, value, id = 0, fields[6] = {0};
  part inside;
  while (field(&p, &number, &value, &inside)) {
    if (number < 6) fields[number] = value;
    if (number == 1) id = value;
  }
  if (id != file->function_count + 1ull || id >= PPROF_MOST) return "functions are not numbered in order";
  if (fields[2] >= file->string_count || fields[4] >= file->string_count) return "a function's name is missing";
  file->function_count++;
  file->functions[id].name = fields[2];
  file->functions[id].file = fields[4];
  file->functions[id].start = fields[5];
  return p.bad ? "a function is torn" : NULL;
}

const char *pprof_read(pprof_file *file) {
  part p = {file->bytes, file->bytes + file->used, false}, inside, none;
  uint64_t number, value;
  file->string_count = file->sample_count = file->kind_count = file->location_count = file->function_count = 0;
  while (field(&p, &number, &value, &inside)) {
    const char *problem = NULL;
    uint64_t kind = 0, kind_value;
    switch (number) {
    case 1:
      if (file->kind_count == 4) return "too many kinds";
      while (field(&inside, &kind, &kind_value, &none))
        if (kind - 1 < 2) file->kinds[file->kind_count][kind - 1] = kind_value;
      file->kind_count++;
      break;
    case 2:
      problem = read_sample(file, inside);
      break;
    case 4:
      problem = read_location(file, inside);
      break;
    case 5:
      problem = read_function(file, inside);
      break;
    case 6:
      if (file->string_count == PPROF_MOST) return "too many strings for the reader";
      file->strings[file->string_count] = inside.at;
      file->lengths[file->string_count++] = (uint64_t)(inside.end - inside.at);
      break;
    case 9:
      file->time = value;
      break;
    case 12:
      file->period = value;
      break;
    case 14:
      file->first = value;
      break;
    }
    if (problem != NULL) return problem;
  }
  if (p.bad) return "the file is torn";
  return file->string_count > 0 && file->lengths[0] == 0 ? NULL : "string 0 is not empty";
}

bool pprof_is(const pprof_file *file, uint64_t number, const char *text) {
  return number < file->string_count && file->lengths[number] == strlen(text) &&
         memcmp(file->strings[number], text, strlen(text)) == 0;
}

int64_t pprof_sum(const pprof_file *file, uint32_t kind, uint32_t depth, const char *function) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < file->sample_count; i++) {
    const pprof_sample *sample = &file->samples[i];
    if (depth >= sample->count) continue;
    uint64_t of = file->locations[sample->locations[depth]].function;
    if (pprof_is(file, file->functions[of].name, function)) sum += sample->values[kind];
  }
  return sum;
}

int64_t pprof_total(const pprof_file *file, uint32_t kind) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < file->sample_count; i++) sum += file->samples[i].values[kind];
  return sum;
}
