// SPDX-License-Identifier: Apache-2.0
//
// library.h — the functions of libedit that are used. The library is loaded when the first editor is opened.
//
// Why not.  Linking libedit: it and the three libraries it needs would cost every `loam run` half a millisecond.
#ifndef CEDIT_LIBRARY_H
#define CEDIT_LIBRARY_H

#include <histedit.h>
#include <stdbool.h>

/// The wide functions: their characters do not depend on the locale.
typedef struct cedit_library {
  void *handle;
  __typeof__(el_init) *init;
  __typeof__(el_end) *end;
  __typeof__(el_wset) *set;
  __typeof__(el_wget) *get;
  __typeof__(el_wgets) *gets;
  __typeof__(el_wpush) *push;
  __typeof__(el_wline) *line;
  __typeof__(el_winsertstr) *insert;
  __typeof__(el_deletestr) *delete_before;
  __typeof__(el_cursor) *cursor;
  __typeof__(el_parse) *parse;
  __typeof__(el_resize) *resize;
  __typeof__(history_winit) *history_init;
  __typeof__(history_wend) *history_end;
  __typeof__(history_w) *history;
  __typeof__(tok_init) *tokenizer;
  __typeof__(tok_end) *tokenizer_end;
  __typeof__(tok_reset) *tokenizer_reset;
  __typeof__(tok_str) *tokenize;
} cedit_library;

/// False when the system has no libedit, or one without these functions.
bool cedit_library_load(cedit_library *library);

/// The editor's own data, NULL before they were set. libedit hands its callbacks nothing but itself, and there are no
/// globals to keep its functions in: they are global symbols once the library is loaded.
void *cedit_library_client(EditLine *line);

#endif
