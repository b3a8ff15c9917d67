// SPDX-License-Identifier: Apache-2.0
//
// edit.h — an editor's state, and which file does what with it.
//
//   edit.c    opening, closing, reading a line, history
//   keys.c    from bytes of the terminal to characters for libedit; pasted text
//   bind.c    the functions of ours that keys are bound to, and the person's editrc
//   above.c   text above the line being edited, and a screen of another size
//   signals.c signals as descriptors
//   text.c    UTF-8, widths
//
// How.      libedit calls read_character for each character, and functions of ours for keys that are bound to them.
//           What has to happen inside of libedit's loop for another reason (pasted text comes in, the line is to begin
//           with blanks) is put down as `action`, and read_character gives libedit the key that is bound to `act`.
#ifndef CEDIT_EDIT_H
#define CEDIT_EDIT_H

#include "CEdit.h"
#include "library.h"
#include "text.h"

/// Keys that nobody can type: control characters beyond ASCII, for which others stand in a text (text.h), and which
/// Escape does not make out of letters either.
enum {
  CEDIT_KEY_END = 0x98,      ///< loam-end-of-entry where text is inserted; in vi's command mode nothing
  CEDIT_KEY_PREVIOUS = 0x9C, ///< ed-prev-history
  CEDIT_KEY_NEXT = 0x9D,     ///< ed-next-history
  CEDIT_KEY_ACT = 0x9E,      ///< does what `action` says
  CEDIT_KEY_ESCAPE = 0x9F,   ///< Escape in vi mode that begins no sequence of a function key
};

typedef enum cedit_action {
  CEDIT_NOTHING,
  CEDIT_INDENT, ///< the line begins with `indentation` blanks
  CEDIT_PASTE,  ///< the pasted text comes at the cursor, up to its first newline
  CEDIT_CLOSE,  ///< the bracket `closing` comes with less indentation before it
  CEDIT_LEAVE,  ///< the end of input on a line of blanks
  CEDIT_QUOTED, ///< the character `quoted` comes at the cursor
} cedit_action;

/// Bytes in a block that grows; `at` is the first that was not taken.
typedef struct cedit_bytes {
  char *bytes;
  size_t count, room, at;
} cedit_bytes;

struct cedit {
  cedit_library library;
  EditLine *line;
  HistoryW *history;
  wchar_t *prompt;
  int prompt_columns;
  int wake, signals, output;
  void (*show)(void *context);
  void *show_context;
  bool (*complete)(void *context, const char *line, size_t length, size_t cursor, bool again);
  void *complete_context;

  bool is_editing; ///< between the first and the last character of a line
  bool was_woken;
  int columns, rows; ///< the screen as the line was drawn
  bool reflows;      ///< the terminal wraps rows anew when its width changes
  cedit_action action;
  int indentation, unit;
  wchar_t closing;
  bool enter;  ///< Enter is the next key
  bool quotes; ///< the next character is no key
  wchar_t quoted;
  /// The keys for which the terminal sends signals while no line is edited; 0: there is none.
  struct {
    unsigned char key;
    int number;
  } signal_keys[3];
  unsigned keys, tab;  ///< characters given to libedit; which of them was the last TAB
  cedit_bytes input;   ///< bytes of the terminal that were read too early
  cedit_bytes paste;   ///< pasted text whose lines were not all read
  size_t paste_suffix; ///< bytes at its end that stood behind the cursor
  char *text;          ///< the line that was read last
};

bool cedit_bytes_add(cedit_bytes *bytes, const char *from, size_t count);
void cedit_bytes_clear(cedit_bytes *bytes);

/// keys.c: libedit's function that reads a character: 1, 0 at the end of input, -1 when woken or after an error.
int cedit_read_character(EditLine *line, wchar_t *out);
/// Asks the terminal, before its modes are the editor's, for the keys that send signals.
void cedit_ask_signal_keys(cedit *edit);
/// Whether there is something to read without waiting.
bool cedit_is_input_waiting(cedit *edit);

/// bind.c: defines the functions of ours, binds keys and reads the editrc. False when the editrc turns editing off.
bool cedit_bind(cedit *edit);
/// Whether something is bound to the keys that these bytes are, ended by a zero; by us or by the editrc.
bool cedit_is_bound(cedit *edit, const char *keys);

/// above.c: asks the terminal for its size.
void cedit_ask_size(cedit *edit);
/// The terminal has another size, or its modes were changed while the process was stopped.
void cedit_size_changed(cedit *edit);
void cedit_continued(cedit *edit);
/// Puts the cursor behind the last row of the line that is being edited.
void cedit_leave_line(cedit *edit);
/// Whether the terminal wraps its rows anew when its width changes, by the environment.
bool cedit_terminal_reflows(void);
/// Sends bytes to the terminal, behind what libedit has written.
void cedit_send(const char *bytes, size_t count);

#endif
