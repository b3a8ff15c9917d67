// SPDX-License-Identifier: Apache-2.0
//
// CEdit.h — libedit's line editor and history behind functions with fixed arguments (el_set, el_get and history are
// variadic, which Swift cannot call), with what a prompt needs beside it: pasted text, output above the line that is
// being edited, a screen that changes its size, and ^C.
//
// Texts are UTF-8 whatever the locale is; a byte that is no part of a character stays what it is.
// Threads. One editor belongs to one thread. The descriptors it watches may be written to by any.
#ifndef CEDIT_H
#define CEDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A line editor on standard input and output with its history.
typedef struct cedit cedit;

/// What reading a line came to.
typedef enum cedit_outcome {
  CEDIT_LINE = 0,        ///< A line that was edited; a recalled block has newlines inside.
  CEDIT_PASTED = 1,      ///< A line out of pasted text: nothing of it was shown yet.
  CEDIT_END = 2,         ///< The end of input, or ^D on an empty line.
  CEDIT_INTERRUPTED = 3, ///< The wake descriptor ended the line; the cursor stands behind what was typed.
} cedit_outcome;

/// Loads libedit and starts an editor. NULL: there is no libedit, or the terminal cannot move its cursor (TERM=dumb, an
/// unknown TERM), or the person's editrc turns editing off. `name` selects entries of the editrc. Bindings are emacs'
/// until the editrc says otherwise. Free it with cedit_close. Sets the process's character type locale from the
/// environment: it says which characters the terminal can show.
cedit *_Nullable cedit_open(const char *_Nonnull name, int history_size);
void cedit_close(cedit *_Nonnull edit);

/// A descriptor that ends the reading of a line when it becomes readable; its bytes are taken. -1: none.
void cedit_set_wake(cedit *_Nonnull edit, int descriptor);
/// A descriptor of cedit_signal_descriptor for the signals of a terminal, watched while a line is edited. -1: none.
void cedit_set_signals(cedit *_Nonnull edit, int descriptor);
/// A descriptor that is readable when there is text to be shown above the line: its bytes are taken and `show` is
/// called, which uses cedit_begin_above and cedit_end_above. -1: none.
void cedit_set_output(cedit *_Nonnull edit, int descriptor, void (*_Nullable show)(void *_Nullable context),
                      void *_Nullable context);
/// What TAB calls: the text of the line in `length` bytes, the cursor's place in it, and whether TAB was pressed twice.
/// It may call cedit_replace, cedit_begin_above and cedit_end_above; false beeps. NULL: TAB is a character.
void cedit_set_completer(cedit *_Nonnull edit,
                         bool (*_Nullable complete)(void *_Nullable context, const char *_Nonnull line, size_t length,
                                                    size_t cursor, bool again),
                         void *_Nullable context);

/// Sets the prompt of the next line; the text is copied. What stands between two bytes 1 is sent to the terminal but
/// takes no room (colours); a character must follow it. `indentation` blanks begin the line; a closing bracket typed
/// behind nothing else takes `unit` of them away.
void cedit_set_prompt(cedit *_Nonnull edit, const char *_Nonnull prompt, int indentation, int unit);

/// Reads a line without the newline at its end. The bytes are the editor's until the next call.
cedit_outcome cedit_read_line(cedit *_Nonnull edit, const char *_Nullable *_Nonnull line, size_t *_Nonnull length);
/// Whether whole lines of pasted text wait to be read.
bool cedit_has_pasted_line(cedit *_Nonnull edit);
/// Forgets pasted text that was not read yet; answers how many lines that were.
size_t cedit_discard_paste(cedit *_Nonnull edit);

/// Replaces the `count` bytes before the cursor. For completers.
void cedit_replace(cedit *_Nonnull edit, size_t count, const char *_Nonnull text, size_t length);

/// Takes the line that is being edited and `rows` rows above it off the screen and puts the cursor there: what is
/// written to standard output now, up to a newline, stands above the line. For `show` and completers.
void cedit_begin_above(cedit *_Nonnull edit, int rows);
/// Draws the prompt and the line again. The cursor is at the beginning of a row.
void cedit_end_above(cedit *_Nonnull edit);

/// The rows of a terminal with `columns` columns that a text takes, without control characters; at least 1.
int cedit_rows(const char *_Nonnull text, size_t length, int columns);
/// The columns that a text takes.
int cedit_width(const char *_Nonnull text, size_t length);

/// Adds an entry, which may have several lines, to the history.
void cedit_add_history(cedit *_Nonnull edit, const char *_Nonnull entry, size_t length);

/// Writes what the C library's standard output holds, unless another thread writes to it. Answers the last of the
/// bytes, at most `room`. Not while a line is edited.
size_t cedit_flush_output(char *_Nonnull out, size_t room);

/// Which signals come by a descriptor.
typedef enum cedit_signals {
  CEDIT_INTERRUPT, ///< ^C, and those that end the process unless they are ignored: SIGTERM, SIGHUP, SIGQUIT.
  CEDIT_TERMINAL,  ///< The terminal's size changed, or the process goes on after it was stopped.
} cedit_signals;
/// Blocks the signals in this thread and those it makes, and gives a descriptor that is readable when one came; -1 when
/// the system has none. Call before other threads exist.
int cedit_signal_descriptor(cedit_signals signals);
/// Waits until a signal came and takes it; its number, 0 when the descriptor was closed.
int cedit_wait_signal(int descriptor);
/// Ends the process by a signal as if it had not been blocked.
void cedit_end_by_signal(int number);

#endif
