// SPDX-License-Identifier: Apache-2.0
//
// text.h — between UTF-8 and libedit's wide characters, and the room that characters take on a screen.
//
// How.      A byte that is no part of a character, and a zero byte, become the surrogate DC00 + byte, which no UTF-8
//           encodes, and turn back into the byte; the control characters from 80 to 9F, some of which are keys of ours
//           (edit.h), become DD00 + character. So what is edited loses nothing in any locale.
#ifndef CEDIT_TEXT_H
#define CEDIT_TEXT_H

#include <stddef.h>
#include <wchar.h>

/// The wide text, ended by a zero, to be freed; *out_length without the zero. NULL without memory.
wchar_t *cedit_decode(const char *bytes, size_t length, size_t *out_length);
/// The bytes, ended by a zero, to be freed; *out_length without the zero. NULL without memory.
char *cedit_encode(const wchar_t *text, size_t length, size_t *out_length);

/// How many bytes a character that begins with this one has, by its first bits: 1 to 4; 0 when none begins so.
int cedit_character_bytes(unsigned char first);
/// The character that these bytes are, all of them, or what stands for it; -1 when they are none.
int cedit_character(const unsigned char *bytes, int length);

/// A place on a screen, from 0.
typedef struct cedit_place {
  int row, column;
} cedit_place;

/// Moves a place behind a character as libedit draws it: control characters as ^X, those that the locale cannot show
/// as \U+XXXX, a wide one that does not fit at the beginning of the next row.
void cedit_place_character(cedit_place *place, wchar_t character, int columns);

#endif
