// SPDX-License-Identifier: Apache-2.0
//
// knobs.c — reads LOAMDEBUG into the table of switches.
#include "base/knobs.h"

#include <string.h>

static const loam_knob_row rows[LOAM_KNOB_COUNT] = {
#define ROW(id, name, low, high, text) {name, text, low, high},
    LOAM_KNOBS(ROW)
#undef ROW
};

static const char help[] = "LOAMDEBUG=name=value,name=value,...\n"
#define LINE(id, name, low, high, text) "  " name "\t" text "\n"
    LOAM_KNOBS(LINE)
#undef LINE
    ;

#define NAME(id, name, low, high, text) " " name
static const char unknown[] = "LOAMDEBUG: unknown switch; known are" LOAM_KNOBS(NAME);
#undef NAME

const char *loam_knobs_help(void) { return help; }
const loam_knob_row *loam_knob_describe(loam_knob knob) { return &rows[knob]; }

static bool parse_number(const char *text, size_t length, int64_t *out) {
  uint64_t value = 0;
  if (length == 0) return false;
  for (size_t i = 0; i < length; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, (uint64_t)(text[i] - '0'), &value))
      return false;
  }
  if (value > INT64_MAX) return false;
  *out = (int64_t)value;
  return true;
}

bool loam_knobs_parse(loam_knobs *knobs, const char *text, const char **out_message) {
  memset(knobs, 0, sizeof *knobs);
  *out_message = NULL;
  if (!text) return true;
  if (strcmp(text, "help") == 0) {
    *out_message = help;
    return false;
  }
  while (*text) {
    size_t length = strcspn(text, ","), name = 0;
    while (name < length && text[name] != '=') name++;
    if (length > 0) {
      int knob = -1;
      for (int i = 0; i < LOAM_KNOB_COUNT; i++)
        if (strlen(rows[i].name) == name && memcmp(rows[i].name, text, name) == 0) knob = i;
      if (knob < 0) {
        *out_message = unknown;
        return false;
      }
      int64_t value;
      if (name == length || !parse_number(text + name + 1, length - name - 1, &value)) {
        *out_message = "LOAMDEBUG: a switch is name=value with a decimal number";
        return false;
      }
      if (value < rows[knob].low || value > rows[knob].high) {
        *out_message = "LOAMDEBUG: value out of range";
        return false;
      }
      knobs->value[knob] = value;
    }
    text += length;
    if (*text == ',') text++;
  }
  return true;
}
