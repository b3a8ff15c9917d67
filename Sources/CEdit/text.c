// SPDX-License-Identifier: Apache-2.0
//
// text.c — see text.h.
#include "text.h"

#include "CEdit.h"

#include <stdlib.h>
#include <wctype.h>

#define ODD 0xDC00
#define CONTROL 0xDD00

int cedit_character_bytes(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

int cedit_character(const unsigned char *bytes, int length) {
  static const int least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (length == 1) return bytes[0];
  int value = bytes[0] & (0x7F >> length);
  for (int i = 1; i < length; i++) {
    if ((bytes[i] & 0xC0) != 0x80) return -1;
    value = value << 6 | (bytes[i] & 0x3F);
  }
  if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return -1;
  return value < 0xA0 ? CONTROL + value : value;
}

wchar_t *cedit_decode(const char *bytes, size_t length, size_t *out_length) {
  wchar_t *text = malloc((length + 1) * sizeof *text);
  if (!text) return NULL;
  size_t count = 0;
  for (size_t i = 0; i < length;) {
    const unsigned char *at = (const unsigned char *)bytes + i;
    int size = cedit_character_bytes(*at), character = -1;
    if (size > 0 && (size_t)size <= length - i) character = cedit_character(at, size);
    if (character > 0) {
      text[count++] = character;
      i += (size_t)size;
    } else {
      text[count++] = ODD + *at;
      i++;
    }
  }
  text[count] = 0;
  *out_length = count;
  return text;
}

char *cedit_encode(const wchar_t *text, size_t length, size_t *out_length) {
  char *bytes = malloc(length * 4 + 1);
  if (!bytes) return NULL;
  char *at = bytes;
  for (size_t i = 0; i < length; i++) {
    unsigned c = (unsigned)text[i];
    if (c >= ODD && c <= ODD + 0xFF) {
      *at++ = (char)(c - ODD);
    } else if (c >= CONTROL + 0x80 && c < CONTROL + 0xA0) {
      *at++ = (char)0xC2;
      *at++ = (char)(c - CONTROL);
    } else if (c < 0x80) {
      *at++ = (char)c;
    } else if (c < 0x800) {
      *at++ = (char)(0xC0 | c >> 6);
      *at++ = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      *at++ = (char)(0xE0 | c >> 12);
      *at++ = (char)(0x80 | (c >> 6 & 0x3F));
      *at++ = (char)(0x80 | (c & 0x3F));
    } else {
      *at++ = (char)(0xF0 | c >> 18);
      *at++ = (char)(0x80 | (c >> 12 & 0x3F));
      *at++ = (char)(0x80 | (c >> 6 & 0x3F));
      *at++ = (char)(0x80 | (c & 0x3F));
    }
  }
  *at = 0;
  *out_length = (size_t)(at - bytes);
  return bytes;
}

/// Puts something `width` columns wide at a place.
static void put(cedit_place *place, int width, int columns) {
  if (place->column + width > columns) place->row++, place->column = 0;
  place->column += width;
  if (place->column >= columns) place->row++, place->column = 0;
}

void cedit_place_character(cedit_place *place, wchar_t character, int columns) {
  if (character == L'\n') {
    place->row++;
    place->column = 0;
  } else if (character == L'\t') {
    do put(place, 1, columns);
    while (place->column & 7);
  } else if (character < 0x100 && iswcntrl((wint_t)character)) {
    for (int i = 0; i < 2; i++) put(place, 1, columns);
  } else if (iswprint((wint_t)character)) {
    int width = wcwidth(character);
    put(place, width < 0 ? 0 : width, columns);
  } else {
    for (int i = character > 0xFFFF ? 8 : 7; i > 0; i--) put(place, 1, columns);
  }
}

int cedit_rows(const char *text, size_t length, int columns) {
  size_t count = 0;
  wchar_t *wide = cedit_decode(text, length, &count);
  if (!wide) return 1;
  cedit_place place = {0, 0};
  for (size_t i = 0; i < count; i++) cedit_place_character(&place, wide[i], columns);
  free(wide);
  // A terminal wraps when the next character comes, not when a row is full.
  return place.row > 0 && place.column == 0 ? place.row : place.row + 1;
}

int cedit_width(const char *text, size_t length) {
  size_t count = 0;
  wchar_t *wide = cedit_decode(text, length, &count);
  if (!wide) return (int)length;
  cedit_place place = {0, 0};
  for (size_t i = 0; i < count; i++) cedit_place_character(&place, wide[i], 1 << 30);
  free(wide);
  return place.column;
}
