// SPDX-License-Identifier: Apache-2.0
//
// keys.c — from bytes of the terminal to characters for libedit; pasted text.
//
// How.      Bytes are read one by one, so that what is typed ahead stays the terminal's and a program that an entry
//           starts can read it. Two things need to look further: Escape, and pasted text, which the terminal puts
//           between ESC [200~ and ESC [201~. Pasted text is taken as a whole: nothing in it is a command. Its lines are
//           read one after the other without libedit, what stands behind the last newline is edited.
//           The keys that send signals are bytes like others while a line is edited, as they may be pasted: one that is
//           typed sends its signal from here.
// Why not.  libedit's own reading: it drops what is no character of the locale, and waits for a key only.
#include "edit.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/// Milliseconds in which the rest of a key's sequence follows its Escape, or that of a character its first byte; a
/// person takes longer for the next key.
#define SEQUENCE_WAIT 30
/// Milliseconds between two looks at the output of the program: a line that is drawn more often flickers.
#define OUTPUT_PAUSE 15
/// Milliseconds without a byte after which a key that sends a signal was typed into a paste whose end does not come.
#define PASTE_PAUSE 100
/// Milliseconds in which a signal that ends the line comes back by the wake descriptor.
#define SIGNAL_WAIT 1000

enum { ENDED = -1, WOKEN = -2, NONE = -3, CONTROL_D = 4 };

static void serve_signal(cedit *edit) {
  int number = cedit_wait_signal(edit->signals);
  if (number == SIGWINCH) cedit_size_changed(edit);
  if (number == SIGCONT) cedit_continued(edit);
}

static void serve_output(cedit *edit) {
  char bytes[256];
  if (read(edit->output, bytes, sizeof bytes) > 0 && edit->show) edit->show(edit->show_context);
}

/// Waits for standard input, at most `wait` milliseconds (-1: for ever), and does what else comes up meanwhile: 0 when
/// it is readable, WOKEN, or NONE.
static int wait_for_input(cedit *edit, int wait) {
  bool paused = false;
  for (;;) {
    struct pollfd polled[4] = {{STDIN_FILENO, POLLIN, 0},
                               {edit->wake, POLLIN, 0},
                               {edit->signals, POLLIN, 0},
                               {paused ? -1 : edit->output, POLLIN, 0}};
    int found = poll(polled, 4, paused ? OUTPUT_PAUSE : wait);
    if (found < 0) {
      if (errno == EINTR) continue;
      return NONE;
    }
    if (polled[1].revents & POLLIN) return WOKEN;
    if (polled[2].revents & POLLIN) serve_signal(edit);
    if (polled[3].revents & POLLIN) serve_output(edit);
    if (polled[0].revents) return 0;
    if (found == 0 && !paused) return NONE;
    paused = (polled[3].revents & POLLIN) != 0;
  }
}

void cedit_ask_signal_keys(cedit *edit) {
  static const struct { int place, number; } known[] = {{VINTR, SIGINT}, {VQUIT, SIGQUIT}, {VSUSP, SIGTSTP}};
  struct termios modes;
  bool sends = tcgetattr(STDIN_FILENO, &modes) == 0 && modes.c_lflag & ISIG;
  for (int i = 0; i < 3; i++) {
    edit->signal_keys[i].key = sends && modes.c_cc[known[i].place] != _POSIX_VDISABLE ? modes.c_cc[known[i].place] : 0;
    edit->signal_keys[i].number = known[i].number;
  }
}

/// Sends the signal whose key a byte is, as the terminal would. WOKEN: it ends the line; 0: the line goes on; NONE: it
/// is no such key.
static int send_signal(cedit *edit, int byte) {
  for (int i = 0; i < 3; i++) {
    if (byte <= 0 || byte != edit->signal_keys[i].key) continue;
    kill(0, edit->signal_keys[i].number);
    if (edit->signal_keys[i].number == SIGTSTP) return 0;
    // What is typed behind it belongs to the next line.
    struct pollfd wake = {edit->wake, POLLIN, 0};
    return poll(&wake, 1, SIGNAL_WAIT) > 0 ? WOKEN : 0;
  }
  return NONE;
}

bool cedit_is_input_waiting(cedit *edit) {
  if (edit->input.at < edit->input.count) return true;
  struct pollfd polled = {STDIN_FILENO, POLLIN, 0};
  return poll(&polled, 1, 0) > 0 && polled.revents & POLLIN;
}

/// The next byte of the terminal within `wait` milliseconds, ENDED, WOKEN or NONE.
static int next_byte(cedit *edit, int wait) {
  cedit_bytes *input = &edit->input;
  if (input->at < input->count) {
    int byte = (unsigned char)input->bytes[input->at++];
    if (input->at == input->count) cedit_bytes_clear(input);
    return byte;
  }
  for (;;) {
    int waited = wait_for_input(edit, wait);
    if (waited != 0) return waited;
    unsigned char byte;
    ssize_t count = read(STDIN_FILENO, &byte, 1);
    if (count == 1) return byte;
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    return ENDED;
  }
}

/// Gives bytes back, to be read next.
static void unread(cedit *edit, const char *bytes, size_t count) {
  cedit_bytes all = {0};
  cedit_bytes_add(&all, bytes, count);
  cedit_bytes_add(&all, edit->input.bytes + edit->input.at, edit->input.count - edit->input.at);
  free(edit->input.bytes);
  edit->input = all;
}

/// Newlines as Go has them: terminals send carriage returns.
static void normalize(cedit_bytes *text) {
  size_t kept = 0;
  for (size_t i = 0; i < text->count; i++) {
    char byte = text->bytes[i];
    if (byte == '\r') {
      byte = '\n';
      if (i + 1 < text->count && text->bytes[i + 1] == '\n') i++;
    }
    text->bytes[kept++] = byte;
  }
  text->count = kept;
}

/// Takes pasted text up to its end mark. False when that does not come: the input ended, or ^C.
static int take_paste(cedit *edit) {
  static const char mark[] = "\033[201~";
  const size_t size = sizeof mark - 1;
  cedit_bytes *paste = &edit->paste;
  cedit_bytes_clear(paste);
  edit->paste_suffix = 0;
  for (size_t searched = 0;;) {
    char block[4096];
    ssize_t count = 0;
    if (edit->input.at < edit->input.count) {
      count = (ssize_t)(edit->input.count - edit->input.at);
      cedit_bytes_add(paste, edit->input.bytes + edit->input.at, (size_t)count);
      cedit_bytes_clear(&edit->input);
    } else {
      int waited = wait_for_input(edit, PASTE_PAUSE);
      bool paused = waited == NONE;
      if (paused) waited = wait_for_input(edit, -1);
      if (waited == WOKEN) return WOKEN;
      count = read(STDIN_FILENO, block, sizeof block);
      if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (count <= 0) return ENDED;
      if (paused && count == 1) {
        int sent = send_signal(edit, (unsigned char)block[0]);
        if (sent == WOKEN) return WOKEN;
        if (sent == 0) continue;
      }
      cedit_bytes_add(paste, block, (size_t)count);
    }
    char *end = memmem(paste->bytes + searched, paste->count - searched, mark, size);
    if (!end) {
      searched = paste->count > size ? paste->count - size : 0;
      continue;
    }
    size_t length = (size_t)(end - paste->bytes);
    cedit_bytes_add(&edit->input, end + size, paste->count - length - size);
    paste->count = length;
    normalize(paste);
    return 0;
  }
}

static bool is_vi(cedit *edit) {
  const wchar_t *editor = NULL;
  return edit->library.get(edit->line, EL_EDITOR, &editor) == 0 && editor && editor[0] == L'v';
}

/// Longest sequence of a function key, without its Escape; what goes on is none.
#define SEQUENCE_BYTES 30

/// Reads what follows the Escape of a key, at most to the end of the sequence of a function key: CSI or SS3, numbers
/// and a letter. Answers how many bytes there are; *out_is_whole: they are such a sequence. WOKEN.
static int read_sequence(cedit *edit, char *seen, bool *out_is_whole) {
  int count = 0;
  *out_is_whole = false;
  while (count < SEQUENCE_BYTES) {
    int byte = next_byte(edit, SEQUENCE_WAIT);
    if (byte == WOKEN) return WOKEN;
    if (byte < 0) break;
    seen[count++] = (char)byte;
    if (count == 1 && byte != '[' && byte != 'O') break;
    if (count == 1 || (count == 2 && byte == '[' && seen[0] == '[')) continue; // the Linux console's F1 is ESC [[A
    *out_is_whole = byte >= '@' && byte <= '~';
    if (byte < ' ' || byte > '?') break;
  }
  seen[count] = 0;
  return count;
}

/// Escape was read: the key that libedit gets, or 0 when there is something else to do first, ENDED, WOKEN. A function
/// key to which nothing is bound does nothing: libedit would take the end of its sequence for text.
static int escape(cedit *edit) {
  char seen[SEQUENCE_BYTES + 1];
  bool is_whole;
  int count = read_sequence(edit, seen, &is_whole);
  if (count == WOKEN) return WOKEN;
  if (strcmp(seen, "[200~") == 0) {
    int taken = take_paste(edit);
    if (taken < 0) return taken;
    if (edit->paste.count > 0) edit->action = CEDIT_PASTE;
    return 0;
  }
  char keys[SEQUENCE_BYTES + 2] = "\033";
  if (is_whole && !cedit_is_bound(edit, strcat(keys, seen))) return 0;
  if (count > 0) unread(edit, seen, (size_t)count);
  // In vi's insert mode function keys are bound to sequences: Escape alone must not wait for the rest of one.
  bool begins = count > 0 && (seen[0] == '[' || seen[0] == 'O' || seen[0] == '\r' || seen[0] == '\n');
  return is_vi(edit) && !begins ? CEDIT_KEY_ESCAPE : '\033';
}

/// Whether the line began with blanks and is nothing but blanks, the cursor behind them.
static bool is_blank(cedit *edit) {
  const LineInfoW *line = edit->library.line(edit->line);
  if (edit->indentation == 0 || line->cursor != line->lastchar) return false;
  for (const wchar_t *at = line->buffer; at < line->lastchar; at++)
    if (*at != L' ') return false;
  return true;
}

/// Whether the line is nothing but the blanks that it began with.
static bool is_only_indentation(cedit *edit) {
  const LineInfoW *line = edit->library.line(edit->line);
  return is_blank(edit) && line->lastchar - line->buffer == edit->indentation;
}

/// The character that begins with a byte: its other bytes are read; what is none stays a byte.
static int character(cedit *edit, int first, wchar_t *out) {
  unsigned char bytes[4] = {(unsigned char)first};
  int size = cedit_character_bytes(bytes[0]), count = 1;
  while (count < size) {
    int byte = next_byte(edit, SEQUENCE_WAIT);
    if (byte == WOKEN) return WOKEN;
    if (byte < 0) break;
    bytes[count++] = (unsigned char)byte;
    if ((byte & 0xC0) != 0x80) break;
  }
  int value = size > 0 && count == size ? cedit_character(bytes, size) : -1;
  if (value <= 0) {
    if (count > 1) unread(edit, (char *)bytes + 1, (size_t)count - 1);
    value = 0xDC00 + first;
  }
  *out = value;
  return 1;
}

static int fail(cedit *edit, int why) {
  if (why == ENDED) return 0;
  cedit_leave_line(edit);
  edit->was_woken = true;
  errno = EINTR;
  return -1;
}

int cedit_read_character(EditLine *line, wchar_t *out) {
  cedit *edit = cedit_library_client(line);
  if (!edit) return -1;
  edit->keys++;
  for (;;) {
    if (edit->action != CEDIT_NOTHING) {
      *out = CEDIT_KEY_ACT;
      return 1;
    }
    if (edit->enter) {
      edit->enter = false;
      *out = L'\n';
      return 1;
    }
    int byte = next_byte(edit, -1);
    if (edit->quotes && byte >= 0) {
      edit->quotes = false;
      int found = character(edit, byte, &edit->quoted);
      if (found < 0) return fail(edit, found);
      edit->action = CEDIT_QUOTED;
      continue;
    }
    int sent = send_signal(edit, byte);
    if (sent == WOKEN) return fail(edit, WOKEN);
    if (sent == 0) continue;
    if (byte == 033) {
      byte = escape(edit);
      if (byte == 0) continue;
      if (byte > 0) {
        *out = byte;
        return 1;
      }
    }
    if (byte < 0) return fail(edit, byte);
    if (byte == CONTROL_D && is_blank(edit)) {
      edit->action = CEDIT_LEAVE;
      continue;
    }
    // A zero byte is what ^@ sends, which no map binds to something.
    int found = byte == 0 ? (*out = 0, 1) : character(edit, byte, out);
    if (found < 0) return fail(edit, found);
    if ((*out == L'}' || *out == L')' || *out == L']') && is_only_indentation(edit)) {
      edit->closing = *out;
      edit->action = CEDIT_CLOSE;
      continue;
    }
    return 1;
  }
}
