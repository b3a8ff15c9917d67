// SPDX-License-Identifier: Apache-2.0
//
// CEdit.h — libedit's line editor and history behind functions with fixed arguments (el_set, el_get and history are
// variadic, which Swift cannot call), and the signal of ^C as a descriptor.
#ifndef CEDIT_H
#define CEDIT_H

#include <stdbool.h>
#include <stdint.h>

/// A line editor on standard input with its history.
typedef struct cedit cedit;

/// Loads libedit and starts an editor; NULL when the system has no libedit or it cannot start. `name` selects entries
/// of the person's editrc. Bindings are emacs' until the editrc says otherwise. Free it with cedit_close. Sets the
/// process's character type locale from the environment: widths of characters depend on it.
cedit *_Nullable cedit_open(const char *_Nonnull name, int history_size);
void cedit_close(cedit *_Nonnull edit);

/// A descriptor that ends the reading of a line when it becomes readable; its bytes are taken. -1: none.
void cedit_set_wake(cedit *_Nonnull edit, int descriptor);

/// Sets the prompt of the next line; the text is copied.
void cedit_set_prompt(cedit *_Nonnull edit, const char *_Nonnull prompt);

/// Reads one line with its newline; a recalled block has newlines inside. The bytes are libedit's until the next call.
/// NULL at the end of input or, with *interrupted true, when the wake descriptor ended the reading.
const char *_Nullable cedit_read_line(cedit *_Nonnull edit, int *_Nonnull length, bool *_Nonnull interrupted);

/// Adds an entry, which may have several lines, to the history. It holds no zero byte.
void cedit_add_history(cedit *_Nonnull edit, const char *_Nonnull entry);

/// Number of entries, and the text of entry `index` counted from the oldest; NULL beyond the last.
int cedit_history_count(cedit *_Nonnull edit);
const char *_Nullable cedit_history_entry(cedit *_Nonnull edit, int index);

/// Blocks SIGINT in this thread and those it makes, and gives a descriptor that is readable when one came; -1 when the
/// system has none. Call before other threads exist.
int cedit_interrupt_descriptor(void);
/// Waits until a signal came and takes it; false when the descriptor was closed.
bool cedit_wait_interrupt(int descriptor);

#endif
