// SPDX-License-Identifier: Apache-2.0
//
// CEdit.h — libedit's line editor and history behind functions with fixed arguments: el_set, el_get and history are
// variadic, which Swift cannot call.
#ifndef CEDIT_H
#define CEDIT_H

#include <stdbool.h>
#include <stdint.h>

/// A line editor on standard input with its history.
typedef struct cedit cedit;

/// Starts an editor; NULL when libedit cannot. `name` selects entries of the person's editrc. Bindings are emacs' until
/// the editrc says otherwise. Free it with cedit_close.
cedit *_Nullable cedit_open(const char *_Nonnull name, int history_size);
void cedit_close(cedit *_Nonnull edit);

/// Sets the prompt of the next line; the text is copied.
void cedit_set_prompt(cedit *_Nonnull edit, const char *_Nonnull prompt);

/// Reads one line with its newline. The bytes are libedit's until the next call. NULL at the end of input or, with
/// *interrupted true, when a signal ended the reading.
const char *_Nullable cedit_read_line(cedit *_Nonnull edit, int *_Nonnull length, bool *_Nonnull interrupted);

/// Adds an entry, which may have several lines, to the history.
void cedit_add_history(cedit *_Nonnull edit, const char *_Nonnull entry);

/// Number of entries, and the text of entry `index` counted from the oldest; NULL beyond the last.
int cedit_history_count(cedit *_Nonnull edit);
const char *_Nullable cedit_history_entry(cedit *_Nonnull edit, int index);

#endif
