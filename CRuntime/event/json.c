// SPDX-License-Identifier: Apache-2.0
//
// json.c — numbers and strings of JSON.
#include "event/json.h"

#include <string.h>

void loam_json_flush(loam_json *json) {
  if (json->used > 0 && !json->failed) json->failed = !json->write(json->context, json->buffer, json->used);
  json->used = 0;
}

void loam_json_bytes(loam_json *json, const char *bytes, size_t length) {
  while (length > 0) {
    if (json->used == sizeof json->buffer) loam_json_flush(json);
    size_t room = sizeof json->buffer - json->used, part = length < room ? length : room;
    memcpy(json->buffer + json->used, bytes, part);
    json->used += (uint32_t)part;
    bytes += part;
    length -= part;
  }
}

void loam_json_text(loam_json *json, const char *text) { loam_json_bytes(json, text, strlen(text)); }

void loam_json_number(loam_json *json, uint64_t number) {
  char digits[20];
  uint32_t at = sizeof digits;
  do digits[--at] = (char)('0' + number % 10);
  while ((number /= 10) != 0);
  loam_json_bytes(json, digits + at, sizeof digits - at);
}

void loam_json_microseconds(loam_json *json, int64_t nanoseconds) {
  if (nanoseconds < 0) {
    loam_json_text(json, "-");
    nanoseconds = -nanoseconds;
  }
  loam_json_number(json, (uint64_t)nanoseconds / 1000);
  uint64_t rest = (uint64_t)nanoseconds % 1000;
  const char fraction[] = {'.', (char)('0' + rest / 100), (char)('0' + rest / 10 % 10), (char)('0' + rest % 10)};
  loam_json_bytes(json, fraction, sizeof fraction);
}

/// Bytes of the UTF-8 sequence at `bytes`, or 0 when there is none.
static uint32_t sequence(const uint8_t *bytes, int64_t length) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  uint32_t count = bytes[0] < 0x80 ? 1 : bytes[0] >> 5 == 6 ? 2 : bytes[0] >> 4 == 14 ? 3 : bytes[0] >> 3 == 30 ? 4 : 0;
  if (count <= 1 || count > length) return count == 1 ? 1 : 0;
  uint32_t rune = bytes[0] & (0x7fu >> count);
  for (uint32_t i = 1; i < count; i++) {
    if (bytes[i] >> 6 != 2) return 0;
    rune = rune << 6 | (bytes[i] & 0x3f);
  }
  return rune < least[count] || rune > 0x10ffff || rune >> 11 == 27 ? 0 : count;
}

void loam_json_escaped(loam_json *json, const uint8_t *bytes, int64_t length) {
  static const char hexadecimal[] = "0123456789abcdef";
  for (int64_t i = 0; i < length;) {
    uint32_t count = sequence(bytes + i, length - i);
    if (count == 0) {
      loam_json_text(json, "\xef\xbf\xbd");
      i++;
    } else if (bytes[i] < 0x20) {
      const char escape[] = {'\\', 'u', '0', '0', hexadecimal[bytes[i] >> 4], hexadecimal[bytes[i] & 15]};
      loam_json_bytes(json, escape, sizeof escape);
      i++;
    } else {
      if (bytes[i] == '"' || bytes[i] == '\\') loam_json_text(json, "\\");
      loam_json_bytes(json, (const char *)bytes + i, count);
      i += count;
    }
  }
}
