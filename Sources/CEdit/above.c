// SPDX-License-Identifier: Apache-2.0
//
// above.c — text above the line that is being edited, and a screen of another size.
//
// How.      libedit knows where it drew the cursor, but does not tell. Its layout is simple enough to be computed again
//           (text.c): so many rows up is where the prompt begins. All from there is erased, the text is written, and
//           libedit is told to draw prompt and line on an empty screen.
//           A terminal that became narrower or wider has moved the rows itself, if it is one that wraps them anew: each
//           line of a block for itself, so that a cell has the same number as before, counted from where its line
//           begins.
#include "edit.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void cedit_send(const char *bytes, size_t count) {
  fflush(stdout);
  while (count > 0) {
    ssize_t written = write(STDOUT_FILENO, bytes, count);
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

/// Goes so many rows up, to the beginning of that, and erases the screen from there. Not at once from a column 0: at
/// the top of the screen tmux takes that for a new page, and keeps a copy of the old one among what was scrolled away,
/// which is seen again when the screen becomes wider.
static void erase_from(int up) {
  static const char erase[] = "\033[K\033[C\033[J\r";
  char text[64];
  int length =
      up > 0 ? snprintf(text, sizeof text, "\r\033[%dA%s", up, erase) : snprintf(text, sizeof text, "\r%s", erase);
  cedit_send(text, (size_t)length);
}

void cedit_ask_size(cedit *edit) {
  struct winsize size = {0};
  bool known = ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0;
  edit->columns = known && size.ws_col >= 2 ? size.ws_col : 80;
  edit->rows = known && size.ws_row >= 1 ? size.ws_row : 24;
}

/// Where the cursor and the end of the line are on the screen, counted from the first row that is drawn.
static void places(cedit *edit, cedit_place *cursor, cedit_place *end) {
  const LineInfoW *line = edit->library.line(edit->line);
  cedit_place place = {0, 0};
  for (int i = 0; i < edit->prompt_columns; i++) cedit_place_character(&place, L' ', edit->columns);
  *cursor = place;
  for (const wchar_t *at = line->buffer; at < line->lastchar; at++) {
    if (at == line->cursor) {
      *cursor = place;
      if (place.column + wcwidth(*at) > edit->columns) *cursor = (cedit_place){place.row + 1, 0};
    }
    cedit_place_character(&place, *at, edit->columns);
  }
  if (line->cursor >= line->lastchar) *cursor = place;
  *end = place;
  // Of a line higher than the screen the last rows are seen.
  int hidden = end->row - (edit->rows - 1);
  if (hidden <= 0) return;
  end->row -= hidden;
  cursor->row = cursor->row > hidden ? cursor->row - hidden : 0;
}

void cedit_begin_above(cedit *edit, int rows) {
  cedit_place cursor, end;
  places(edit, &cursor, &end);
  erase_from(cursor.row + rows);
}

void cedit_end_above(cedit *edit) { edit->library.set(edit->line, EL_REFRESH); }

/// Rows between the first one of the prompt and the cursor after the terminal has wrapped again, to `columns`, what was
/// drawn for edit->columns.
static int rows_when_wrapped(cedit *edit, int columns) {
  const LineInfoW *line = edit->library.line(edit->line);
  cedit_place place = {0, 0};
  int rows = 0;
  for (int i = 0; i < edit->prompt_columns; i++) cedit_place_character(&place, L' ', edit->columns);
  for (const wchar_t *at = line->buffer; at < line->cursor; at++) {
    if (*at != L'\n') {
      cedit_place_character(&place, *at, edit->columns);
      continue;
    }
    int cells = place.row * edit->columns + place.column;
    rows += cells == 0 ? 1 : (cells + columns - 1) / columns;
    place = (cedit_place){0, 0};
  }
  return rows + (place.row * edit->columns + place.column) / columns;
}

void cedit_size_changed(cedit *edit) {
  cedit_place cursor, end;
  places(edit, &cursor, &end);
  int columns = edit->columns, up = cursor.row;
  cedit_ask_size(edit);
  int now = edit->columns;
  edit->columns = columns;
  if (edit->reflows && now != columns) up = rows_when_wrapped(edit, now);
  edit->columns = now;
  if (up >= edit->rows) up = edit->rows - 1;
  erase_from(up);
  edit->library.resize(edit->line);
  edit->library.set(edit->line, EL_REFRESH);
}

void cedit_continued(cedit *edit) {
  // Whoever had the terminal meanwhile has left it in modes of its own.
  edit->library.set(edit->line, EL_PREP_TERM, 0);
  edit->library.set(edit->line, EL_PREP_TERM, 1);
  cedit_ask_size(edit);
  erase_from(0);
  cedit_send("\033[?2004h", 8);
  edit->library.resize(edit->line);
  edit->library.set(edit->line, EL_REFRESH);
}

void cedit_leave_line(cedit *edit) {
  cedit_place cursor, end;
  places(edit, &cursor, &end);
  char text[64];
  int length = 0;
  if (end.row > cursor.row) length = snprintf(text, sizeof text, "\033[%dB", end.row - cursor.row);
  length += snprintf(text + length, sizeof text - (size_t)length, "\r");
  if (end.column > 0) length += snprintf(text + length, sizeof text - (size_t)length, "\033[%dC", end.column);
  cedit_send(text, (size_t)length);
}

bool cedit_terminal_reflows(void) {
  // xterm, the Linux console and GNU screen cut rows off or leave them as they are.
  const char *terminal = getenv("TERM");
  if (terminal && strcmp(terminal, "linux") == 0) return false;
  return !getenv("XTERM_VERSION") && !getenv("STY");
}

/// Puts the characters before the cursor that `count` bytes are out of the line.
static void delete_before(cedit *edit, size_t count) {
  const LineInfoW *line = edit->library.line(edit->line);
  int characters = 0;
  for (const wchar_t *at = line->cursor; at > line->buffer && count > 0; characters++) {
    size_t size = 0;
    char *bytes = cedit_encode(--at, 1, &size);
    free(bytes);
    count -= size < count ? size : count;
  }
  if (characters > 0) edit->library.delete_before(edit->line, characters);
}

void cedit_replace(cedit *edit, size_t count, const char *text, size_t length) {
  delete_before(edit, count);
  size_t characters = 0;
  wchar_t *wide = cedit_decode(text, length, &characters);
  if (wide && characters > 0) edit->library.insert(edit->line, wide);
  free(wide);
}
