// SPDX-License-Identifier: Apache-2.0
//
// go_debug.c — reads GODEBUG.
#include "base/go_debug.h"

#include <string.h>

static const char *const names[LOAM_GO_DEBUG_COUNT] = {
#define NAME(id, name) name,
    LOAM_GO_DEBUGS(NAME)
#undef NAME
};

/// A decimal number that fits 32 bits, with a sign or without.
static bool parse_number(const char *text, size_t length, int32_t *out) {
  bool negative = length > 0 && *text == '-';
  size_t i = length > 0 && (*text == '-' || *text == '+');
  int64_t value = 0;
  if (i == length) return false;
  for (; i < length; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + text[i] - '0';
    if (value > INT32_MAX) return false;
  }
  *out = (int32_t)(negative ? -value : value);
  return true;
}

void loam_go_debug_parse(loam_go_debug *debug, const char *text) {
  memset(debug, 0, sizeof *debug);
  while (text != NULL && *text != 0) {
    size_t length = strcspn(text, ","), name = strcspn(text, "=,");
    int32_t value;
    if (name < length && parse_number(text + name + 1, length - name - 1, &value))
      for (int i = 0; i < LOAM_GO_DEBUG_COUNT; i++)
        if (strlen(names[i]) == name && memcmp(names[i], text, name) == 0) debug->value[i] = value;
    text += length;
    if (*text == ',') text++;
  }
}

int32_t loam_go_debug_value(const loam_go_debug *debug, const char *name) {
  for (int i = 0; i < LOAM_GO_DEBUG_COUNT; i++)
    if (strcmp(names[i], name) == 0) return debug->value[i];
  return 0;
}

void loam_go_debug_switch(const loam_go_debug *debug, loam_knobs *knobs) {
  if (debug->value[LOAM_GO_DEBUG_GCCHECKMARK] > 0) knobs->value[LOAM_KNOB_CHECKMARK] = 1;
  if (debug->value[LOAM_GO_DEBUG_CLOBBERFREE] > 0) knobs->value[LOAM_KNOB_POISON] = 1;
}
