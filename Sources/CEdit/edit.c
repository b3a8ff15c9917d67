// SPDX-License-Identifier: Apache-2.0
//
// edit.c — see CEdit.h and edit.h.
//
// How.      The native API of libedit (histedit.h), its wide half.
// Why not.  libedit's imitation of readline: it has no vi mode from editrc, and its history file is unreadable once
// cut. Fails.    Without libedit cedit_open gives NULL and the prompt reads plain lines.
#include "edit.h"

#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARKER L'\1'

static wchar_t *prompt_of(EditLine *line) {
  static wchar_t none[] = L"";
  cedit *edit = cedit_library_client(line);
  return edit && edit->prompt ? edit->prompt : none;
}

/// Whether libedit can move the cursor of this terminal, and it knows sequences such as above.c sends.
static bool can_move(cedit *edit) {
  static char up[] = "up", clear[] = "ce";
  char *moves = NULL, *clears = NULL;
  if (edit->library.get(edit->line, EL_GETTC, up, &moves, NULL) != 0 || !moves || !*moves) return false;
  if (edit->library.get(edit->line, EL_GETTC, clear, &clears, NULL) != 0 || !clears) return false;
  return clears[0] == '\033' && clears[1] == '[';
}

/// libedit says on its error stream when it does not know a terminal; here that is no error.
static EditLine *start(const cedit_library *library, const char *name) {
  FILE *errors = fopen("/dev/null", "w");
  EditLine *line = library->init(name, stdin, stdout, errors ? errors : stderr);
  if (line) library->set(line, EL_SETFP, 2, stderr);
  if (errors) fclose(errors);
  return line;
}

cedit *cedit_open(const char *name, int history_size) {
  const char *terminal = getenv("TERM");
  if (!terminal || strcmp(terminal, "") == 0 || strcmp(terminal, "dumb") == 0) return NULL;
  cedit *edit = calloc(1, sizeof *edit);
  if (!edit) return NULL;
  edit->wake = edit->signals = edit->output = -1;
  edit->reflows = cedit_terminal_reflows();
  setlocale(LC_CTYPE, "");
  if (!cedit_library_load(&edit->library)) {
    cedit_close(edit);
    return NULL;
  }
  const cedit_library *library = &edit->library;
  edit->history = library->history_init();
  edit->line = start(library, name);
  if (!edit->line || !edit->history || !can_move(edit)) {
    cedit_close(edit);
    return NULL;
  }
  HistEventW event;
  library->history(edit->history, &event, H_SETSIZE, history_size);
  library->history(edit->history, &event, H_SETUNIQUE, 1);
  library->set(edit->line, EL_CLIENTDATA, edit);
  library->set(edit->line, EL_PROMPT_ESC, prompt_of, MARKER);
  library->set(edit->line, EL_SIGNAL, 0);
  // A terminal that looks for ^C itself finds it in pasted text, too: keys.c does it.
  library->set(edit->line, EL_SETTY, L"-d", L"-isig", NULL);
  library->set(edit->line, EL_HIST, library->history, edit->history);
  library->set(edit->line, EL_GETCFN, cedit_read_character);
  if (!cedit_bind(edit)) {
    cedit_close(edit);
    return NULL;
  }
  return edit;
}

void cedit_close(cedit *edit) {
  if (edit->line) edit->library.end(edit->line);
  if (edit->history) edit->library.history_end(edit->history);
  // The library stays loaded: terminals' descriptions that it caches would be lost, and it is small.
  free(edit->prompt);
  free(edit->text);
  free(edit->input.bytes);
  free(edit->paste.bytes);
  free(edit);
}

void cedit_set_wake(cedit *edit, int descriptor) { edit->wake = descriptor; }
void cedit_set_signals(cedit *edit, int descriptor) { edit->signals = descriptor; }

void cedit_set_output(cedit *edit, int descriptor, void (*show)(void *), void *context) {
  edit->output = descriptor;
  edit->show = show;
  edit->show_context = context;
}

void cedit_set_completer(cedit *edit, bool (*complete)(void *, const char *, size_t, size_t, bool), void *context) {
  edit->complete = complete;
  edit->complete_context = context;
}

void cedit_set_prompt(cedit *edit, const char *prompt, int indentation, int unit) {
  size_t length = 0;
  wchar_t *copy = cedit_decode(prompt, strlen(prompt), &length);
  if (!copy) return;
  free(edit->prompt);
  edit->prompt = copy;
  edit->indentation = indentation;
  edit->unit = unit;
  cedit_place place = {0, 0};
  bool marked = false;
  for (size_t i = 0; i < length; i++) {
    if (copy[i] == MARKER)
      marked = !marked;
    else if (!marked)
      cedit_place_character(&place, copy[i], 1 << 30);
  }
  edit->prompt_columns = place.column;
}

/// Takes what stands in a pipe without waiting for more; whether there was something.
static bool drain(int descriptor) {
  char bytes[64];
  bool found = false;
  struct pollfd wait = {descriptor, POLLIN, 0};
  while (descriptor >= 0 && poll(&wait, 1, 0) > 0 && wait.revents & POLLIN) {
    if (read(descriptor, bytes, sizeof bytes) <= 0) break;
    found = true;
  }
  return found;
}

/// Keeps a wide line as the one that was read, without keys of ours and newlines at its end.
static cedit_outcome keep(cedit *edit, const wchar_t *line, size_t count, const char **text, size_t *length) {
  wchar_t *copy = malloc((count + 1) * sizeof *copy);
  if (!copy) return CEDIT_END;
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if ((line[i] < CEDIT_KEY_PREVIOUS || line[i] > CEDIT_KEY_ESCAPE) && line[i] != CEDIT_KEY_END)
      copy[kept++] = line[i];
  while (kept > 0 && copy[kept - 1] == L'\n') kept--;
  free(edit->text);
  edit->text = cedit_encode(copy, kept, length);
  free(copy);
  *text = edit->text;
  return edit->text ? CEDIT_LINE : CEDIT_END;
}

bool cedit_has_pasted_line(cedit *edit) {
  const cedit_bytes *paste = &edit->paste;
  return paste->at < paste->count && memchr(paste->bytes + paste->at, '\n', paste->count - paste->at);
}

size_t cedit_discard_paste(cedit *edit) {
  size_t lines = 0;
  for (size_t i = edit->paste.at; i < edit->paste.count; i++) lines += edit->paste.bytes[i] == '\n';
  if (edit->paste.count > 0 && edit->paste.bytes[edit->paste.count - 1] != '\n') lines++;
  cedit_bytes_clear(&edit->paste);
  edit->paste_suffix = 0;
  return lines;
}

/// The next whole line of pasted text.
static cedit_outcome next_pasted(cedit *edit, const char **line, size_t *length) {
  cedit_bytes *paste = &edit->paste;
  char *start = paste->bytes + paste->at, *end = memchr(start, '\n', paste->count - paste->at);
  *line = start;
  *length = (size_t)(end - start);
  paste->at += *length + 1;
  return CEDIT_PASTED;
}

cedit_outcome cedit_read_line(cedit *edit, const char **line, size_t *length) {
  *line = "";
  *length = 0;
  bool woken = drain(edit->wake);
  if (cedit_has_pasted_line(edit)) return woken ? CEDIT_INTERRUPTED : next_pasted(edit, line, length);
  if (edit->paste.at == edit->paste.count) cedit_bytes_clear(&edit->paste);
  if (edit->signals >= 0) drain(edit->signals);
  edit->was_woken = edit->enter = edit->quotes = false;
  edit->action = edit->paste.count > 0 ? CEDIT_PASTE : edit->indentation > 0 ? CEDIT_INDENT : CEDIT_NOTHING;
  edit->library.resize(edit->line);
  cedit_ask_size(edit);
  cedit_ask_signal_keys(edit);
  // libedit itself does this after it has shown the prompt: a ^D typed in between would be lost.
  edit->library.set(edit->line, EL_PREP_TERM, 1);
  static const char paste_on[] = "\033[?2004h", paste_off[] = "\033[?2004l";
  cedit_send(paste_on, sizeof paste_on - 1);
  edit->is_editing = true;
  int count = 0;
  const wchar_t *wide = edit->library.gets(edit->line, &count);
  edit->is_editing = false;
  cedit_send(paste_off, sizeof paste_off - 1);
  if (edit->was_woken) return CEDIT_INTERRUPTED;
  if (!wide || count <= 0) return CEDIT_END;
  return keep(edit, wide, (size_t)count, line, length);
}

void cedit_add_history(cedit *edit, const char *entry, size_t length) {
  size_t count = 0;
  wchar_t *wide = cedit_decode(entry, length, &count);
  if (!wide) return;
  HistEventW event;
  edit->library.history(edit->history, &event, H_ENTER, wide);
  free(wide);
}

bool cedit_bytes_add(cedit_bytes *bytes, const char *from, size_t count) {
  if (bytes->count + count > bytes->room) {
    size_t room = bytes->room * 2 + count + 64;
    char *larger = realloc(bytes->bytes, room);
    if (!larger) return false;
    bytes->bytes = larger;
    bytes->room = room;
  }
  memcpy(bytes->bytes + bytes->count, from, count);
  bytes->count += count;
  return true;
}

void cedit_bytes_clear(cedit_bytes *bytes) { bytes->count = bytes->at = 0; }
