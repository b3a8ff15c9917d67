// SPDX-License-Identifier: Apache-2.0
//
// json.h — writes JSON piece by piece through a buffer. The caller sees to commas and brackets.
#ifndef LOAM_JSON_H
#define LOAM_JSON_H

#include "include/loam_base.h"

#pragma GCC visibility push(hidden)

typedef struct loam_json {
  bool (*write)(void *context, const char *bytes, size_t length);
  void *context;
  bool failed; ///< A write did: nothing more is written.
  uint32_t used;
  char buffer[1 << 14];
} loam_json;

void loam_json_bytes(loam_json *json, const char *bytes, size_t length);
void loam_json_text(loam_json *json, const char *text);
void loam_json_number(loam_json *json, uint64_t number);
/// Nanoseconds as microseconds, with three digits behind the point.
void loam_json_microseconds(loam_json *json, int64_t nanoseconds);
/// The inside of a string, without its quotes: escaped, and what is no UTF-8 replaced.
void loam_json_escaped(loam_json *json, const uint8_t *bytes, int64_t length);
void loam_json_flush(loam_json *json);

#pragma GCC visibility pop
#endif
