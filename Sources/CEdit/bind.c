// SPDX-License-Identifier: Apache-2.0
//
// bind.c — the functions of ours that keys are bound to, and the person's editrc.
//
// How.      The editrc is read line by line, as libedit itself does it, but after a line that changes between emacs and
//           vi, which binds all keys anew, ours are bound again. So what the person binds always comes last.
#include "edit.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/// Puts blanks at the cursor.
static void insert_blanks(cedit *edit, int count) {
  for (; count > 0; count--) edit->library.insert(edit->line, L" ");
}

/// Whether the entry that is edited has several lines.
static bool is_block(cedit *edit) {
  const LineInfoW *line = edit->library.line(edit->line);
  return line->lastchar > line->buffer && wmemchr(line->buffer, L'\n', (size_t)(line->lastchar - line->buffer));
}

/// The pasted text up to its first newline comes at the cursor. If there is a newline, what stands behind the cursor
/// goes to the end of the paste and the line ends. Into a block it comes as a whole, as its newlines are the block's.
static void insert_paste(cedit *edit) {
  cedit_bytes *paste = &edit->paste;
  const cedit_library *library = &edit->library;
  char *start = paste->bytes + paste->at, *end = NULL;
  if (!is_block(edit)) end = memchr(start, '\n', paste->count - paste->at);
  size_t length = end ? (size_t)(end - start) : paste->count - paste->at;
  cedit_replace(edit, 0, start, length);
  if (end) {
    paste->at += length + 1;
    const LineInfoW *line = library->line(edit->line);
    size_t behind = (size_t)(line->lastchar - line->cursor);
    if (behind > 0) {
      char *bytes = cedit_encode(line->cursor, behind, &edit->paste_suffix);
      if (bytes) cedit_bytes_add(paste, bytes, edit->paste_suffix);
      free(bytes);
      library->cursor(edit->line, (int)behind);
      library->delete_before(edit->line, (int)behind);
    }
    edit->enter = true;
    return;
  }
  if (edit->paste_suffix > 0) {
    size_t characters = 0;
    wchar_t *suffix = cedit_decode(paste->bytes + paste->count - edit->paste_suffix, edit->paste_suffix, &characters);
    free(suffix);
    library->cursor(edit->line, -(int)characters);
  }
  cedit_bytes_clear(paste);
  edit->paste_suffix = 0;
}

static unsigned char act(EditLine *line, int key) {
  (void)key;
  cedit *edit = cedit_library_client(line);
  if (!edit) return CC_ERROR;
  cedit_action action = edit->action;
  edit->action = CEDIT_NOTHING;
  switch (action) {
  case CEDIT_INDENT:
    insert_blanks(edit, edit->indentation);
    return CC_REFRESH;
  case CEDIT_PASTE:
    insert_paste(edit);
    return CC_REFRESH;
  case CEDIT_CLOSE: {
    int less = edit->unit < edit->indentation ? edit->unit : edit->indentation;
    edit->library.delete_before(edit->line, less);
    edit->library.insert(edit->line, (wchar_t[]){edit->closing, 0});
    return CC_REFRESH;
  }
  case CEDIT_LEAVE: {
    const LineInfoW *info = edit->library.line(edit->line);
    edit->library.delete_before(edit->line, (int)(info->cursor - info->buffer));
    return CC_EOF;
  }
  case CEDIT_QUOTED:
    edit->library.insert(edit->line, (wchar_t[]){edit->quoted, 0});
    return CC_REFRESH;
  case CEDIT_NOTHING:
    break;
  }
  return CC_NORM;
}

static unsigned char complete(EditLine *line, int key) {
  (void)key;
  cedit *edit = cedit_library_client(line);
  if (!edit) return CC_ERROR;
  // No person presses the next key that fast: text that comes in without marks of a paste.
  if (!edit->complete || cedit_is_input_waiting(edit)) {
    edit->library.insert(line, L"\t");
    return CC_REFRESH;
  }
  const LineInfoW *info = edit->library.line(line);
  const wchar_t *at = info->cursor;
  while (at > info->buffer && (at[-1] == L' ' || at[-1] == L'\t')) at--;
  if (at == info->buffer || at[-1] == L'\n') {
    insert_blanks(edit, edit->unit);
    return CC_REFRESH;
  }
  size_t cursor = 0, length = 0;
  free(cedit_encode(info->buffer, (size_t)(info->cursor - info->buffer), &cursor));
  char *bytes = cedit_encode(info->buffer, (size_t)(info->lastchar - info->buffer), &length);
  if (!bytes) return CC_ERROR;
  bool again = edit->tab + 1 == edit->keys;
  edit->tab = edit->keys;
  bool good = edit->complete(edit->complete_context, bytes, length, cursor, again);
  free(bytes);
  return good ? CC_REFRESH : CC_REFRESH_BEEP;
}

/// The column of a place in a block of several lines, and where its line begins.
static const wchar_t *line_start(const LineInfoW *info, const wchar_t *at) {
  while (at > info->buffer && at[-1] != L'\n') at--;
  return at;
}

static const wchar_t *line_end(const LineInfoW *info, const wchar_t *at) {
  while (at < info->lastchar && *at != L'\n') at++;
  return at;
}

/// Puts the cursor into the line that begins at `start`, as far from there as it is from the start of its own.
static unsigned char move_to_line(cedit *edit, const wchar_t *start) {
  const LineInfoW *info = edit->library.line(edit->line);
  const wchar_t *end = line_end(info, start);
  ptrdiff_t column = info->cursor - line_start(info, info->cursor);
  const wchar_t *to = end - start < column ? end : start + column;
  edit->library.cursor(edit->line, (int)(to - info->cursor));
  return CC_REFRESH;
}

/// The entry before, whatever line of a block the cursor is in. In vi mode libedit puts the cursor at the beginning of
/// an entry, also where text is inserted: there it goes to the end.
static unsigned char recall(EditLine *line, wchar_t key) {
  cedit *edit = cedit_library_client(line);
  if (!edit) return CC_ERROR;
  edit->library.push(line, (wchar_t[]){key, CEDIT_KEY_END, 0});
  return CC_NORM;
}

static unsigned char previous(EditLine *line, int key) {
  (void)key;
  return recall(line, CEDIT_KEY_PREVIOUS);
}

static unsigned char next(EditLine *line, int key) {
  (void)key;
  return recall(line, CEDIT_KEY_NEXT);
}

/// Up: the line above in a block, from its first line the entry before it.
static unsigned char up(EditLine *line, int key) {
  (void)key;
  cedit *edit = cedit_library_client(line);
  if (!edit) return CC_ERROR;
  const LineInfoW *info = edit->library.line(line);
  const wchar_t *start = line_start(info, info->cursor);
  return start > info->buffer ? move_to_line(edit, line_start(info, start - 1)) : previous(line, key);
}

static unsigned char down(EditLine *line, int key) {
  (void)key;
  cedit *edit = cedit_library_client(line);
  if (!edit) return CC_ERROR;
  const LineInfoW *info = edit->library.line(line);
  const wchar_t *end = line_end(info, info->cursor);
  return end < info->lastchar ? move_to_line(edit, end + 1) : next(line, key);
}

/// To the beginning of the line, from there to that of the block.
static unsigned char begin(EditLine *line, int key) {
  (void)key;
  cedit *edit = cedit_library_client(line);
  if (!edit) return CC_ERROR;
  const LineInfoW *info = edit->library.line(line);
  const wchar_t *start = line_start(info, info->cursor);
  if (start == info->cursor) start = info->buffer;
  edit->library.cursor(line, (int)(start - info->cursor));
  return CC_REFRESH;
}

static unsigned char end(EditLine *line, int key) {
  (void)key;
  cedit *edit = cedit_library_client(line);
  if (!edit) return CC_ERROR;
  const LineInfoW *info = edit->library.line(line);
  const wchar_t *stop = line_end(info, info->cursor);
  if (stop == info->cursor) stop = info->lastchar;
  edit->library.cursor(line, (int)(stop - info->cursor));
  return CC_REFRESH;
}

static unsigned char end_of_entry(EditLine *line, int key) {
  (void)key;
  cedit *edit = cedit_library_client(line);
  if (!edit) return CC_ERROR;
  const LineInfoW *info = edit->library.line(line);
  edit->library.cursor(line, (int)(info->lastchar - info->cursor));
  return CC_REFRESH;
}

static unsigned char newline(EditLine *line, int key) {
  (void)key;
  cedit *edit = cedit_library_client(line);
  if (!edit) return CC_ERROR;
  edit->library.insert(line, L"\n");
  return CC_REFRESH;
}

/// Vi's `#`: the entry becomes a remark, each line of it, and is entered.
static unsigned char comment(EditLine *line, int key) {
  (void)key;
  cedit *edit = cedit_library_client(line);
  if (!edit) return CC_ERROR;
  const cedit_library *library = &edit->library;
  const LineInfoW *info = library->line(line);
  library->cursor(line, (int)(info->buffer - info->cursor));
  for (;;) {
    library->insert(line, L"//");
    info = library->line(line);
    const wchar_t *end = line_end(info, info->cursor);
    bool is_last = end == info->lastchar;
    library->cursor(line, (int)(end - info->cursor) + (is_last ? 0 : 1));
    if (is_last) break;
  }
  edit->enter = true;
  return CC_REFRESH;
}

/// ^V: the next character is inserted whatever key it is; libedit's own would get no key that sends a signal.
static unsigned char quote(EditLine *line, int key) {
  (void)key;
  cedit *edit = cedit_library_client(line);
  if (!edit) return CC_ERROR;
  edit->quotes = true;
  return CC_NORM;
}

typedef struct binding {
  const wchar_t *key, *function;
} binding;

/// In emacs mode and in vi's insert mode.
static const binding inserting[] = {
    {L"\\230", L"loam-end-of-entry"}, {L"\\236", L"loam-act"},      {L"\\234", L"ed-prev-history"},
    {L"\\235", L"ed-next-history"},   {L"^I", L"loam-complete"},    {L"^R", L"em-inc-search-prev"},
    {L"^V", L"loam-quote"},           {L"\\e\\r", L"loam-newline"}, {L"\\e\\n", L"loam-newline"},
    {L"\\e[A", L"loam-up"},           {L"\\eOA", L"loam-up"},       {L"\\e[B", L"loam-down"},
    {L"\\eOB", L"loam-down"},         {L"\\e[C", L"ed-next-char"},  {L"\\eOC", L"ed-next-char"},
    {L"\\e[D", L"ed-prev-char"},      {L"\\eOD", L"ed-prev-char"},  {L"\\e[H", L"loam-begin"},
    {L"\\eOH", L"loam-begin"},        {L"\\e[1~", L"loam-begin"},   {L"\\e[F", L"loam-end"},
    {L"\\eOF", L"loam-end"},          {L"\\e[4~", L"loam-end"},     {L"\\e[3~", L"ed-delete-next-char"},
    {L"\\e[5~", L"loam-previous"},    {L"\\e[6~", L"loam-next"},    {L"\\e[1;5C", L"em-next-word"},
    {L"\\e[1;5D", L"ed-prev-word"},
};
static const binding emacs[] = {{L"^A", L"loam-begin"}, {L"^E", L"loam-end"}, {L"^W", L"ed-delete-prev-word"}};
static const binding vi_inserting[] = {{L"\\237", L"vi-command-mode"}};
static const binding vi_commanding[] = {
    {L"\\230", L"ed-ignore"},       {L"\\236", L"loam-act"},
    {L"\\234", L"ed-prev-history"}, {L"\\235", L"ed-next-history"},
    {L"\\237", L"ed-ignore"},       {L"^R", L"em-inc-search-prev"},
    {L"\\e[A", L"loam-up"},         {L"\\eOA", L"loam-up"},
    {L"\\e[B", L"loam-down"},       {L"\\eOB", L"loam-down"},
    {L"#", L"loam-comment"},        {L"k", L"loam-up"},
    {L"j", L"loam-down"},           {L"\\e[3~", L"ed-delete-next-char"},
    {L"\\e[5~", L"loam-previous"},  {L"\\e[6~", L"loam-next"},
    {L"\\e[H", L"loam-begin"},      {L"\\e[F", L"loam-end"},
};

static void bind_all(cedit *edit, const binding *bindings, size_t count, bool commanding) {
  for (size_t i = 0; i < count; i++) {
    if (commanding)
      edit->library.set(edit->line, EL_BIND, L"-a", bindings[i].key, bindings[i].function, NULL);
    else
      edit->library.set(edit->line, EL_BIND, bindings[i].key, bindings[i].function, NULL);
  }
}
#define BIND(edit, table, commanding) bind_all(edit, table, sizeof table / sizeof *table, commanding)

/// The characters of Latin-1, which keys with Meta have in common with letters, are letters: they came as UTF-8.
static void bind_letters(cedit *edit) {
  for (int i = 0xA0; i <= 0xFF; i++) {
    wchar_t key[] = {L'\\', L'0' + (i >> 6), L'0' + (i >> 3 & 7), L'0' + (i & 7), 0};
    edit->library.set(edit->line, EL_BIND, key, L"ed-insert", NULL);
  }
}

static void bind_keys(cedit *edit) {
  const wchar_t *editor = NULL;
  bind_letters(edit);
  edit->library.get(edit->line, EL_EDITOR, &editor);
  BIND(edit, inserting, false);
  if (!editor || editor[0] != L'v') {
    BIND(edit, emacs, false);
    return;
  }
  BIND(edit, vi_inserting, false);
  BIND(edit, vi_commanding, true);
}

static FILE *open_editrc(void) {
  const char *path = getenv("EDITRC"), *home = getenv("HOME");
  if (path && *path) return fopen(path, "re");
  if (!home || !*home) return NULL;
  char name[4096];
  int length = snprintf(name, sizeof name, "%s/.editrc", home);
  return length > 0 && (size_t)length < sizeof name ? fopen(name, "re") : NULL;
}

static void obey(cedit *edit, Tokenizer *tokens, const char *line) {
  int count = 0;
  const char **words = NULL;
  edit->library.tokenizer_reset(tokens);
  if (edit->library.tokenize(tokens, line, &count, &words) != 0 || count == 0) return;
  const wchar_t *before = NULL, *after = NULL;
  edit->library.get(edit->line, EL_EDITOR, &before);
  edit->library.parse(edit->line, count, words);
  edit->library.get(edit->line, EL_EDITOR, &after);
  bool resets = before != after;
  for (int i = 1; i < count; i++) resets |= strcmp(words[i], "-v") == 0 || strcmp(words[i], "-e") == 0;
  if (resets) bind_keys(edit);
}

static void obey_editrc(cedit *edit) {
  FILE *file = open_editrc();
  if (!file) return;
  Tokenizer *tokens = edit->library.tokenizer(NULL);
  char *line = NULL;
  size_t room = 0;
  ssize_t length;
  while (tokens && (length = getline(&line, &room, file)) >= 0) {
    while (length > 0 && isspace((unsigned char)line[length - 1])) line[--length] = 0;
    const char *start = line;
    while (isspace((unsigned char)*start)) start++;
    if (*start && *start != '#') obey(edit, tokens, start);
  }
  free(line);
  if (tokens) edit->library.tokenizer_end(tokens);
  fclose(file);
}

// libedit tells a binding to people only: it prints it.
bool cedit_is_bound(cedit *edit, const char *keys) {
  wchar_t wide[64];
  size_t count = 0, length = 0;
  for (; keys[count] && count + 1 < sizeof wide / sizeof *wide; count++) {
    // What its notation of keys gives a meaning.
    if (keys[count] == '\\' || keys[count] == '^') return false;
    wide[count] = (unsigned char)keys[count];
  }
  wide[count] = 0;
  char *text = NULL;
  FILE *answer = open_memstream(&text, &length), *output = NULL, *errors = NULL;
  if (!answer) return true;
  edit->library.get(edit->line, EL_GETFP, 1, &output);
  edit->library.get(edit->line, EL_GETFP, 2, &errors);
  edit->library.set(edit->line, EL_SETFP, 1, answer);
  edit->library.set(edit->line, EL_SETFP, 2, answer);
  edit->library.set(edit->line, EL_BIND, wide, NULL);
  edit->library.set(edit->line, EL_SETFP, 1, output);
  edit->library.set(edit->line, EL_SETFP, 2, errors);
  fclose(answer);
  bool is_bound = text && strstr(text, "->");
  free(text);
  return is_bound;
}

bool cedit_bind(cedit *edit) {
  static const struct {
    const wchar_t *name, *help;
    unsigned char (*function)(EditLine *, int);
  } functions[] = {
      {L"loam-act", L"What the prompt wants to do", act},
      {L"loam-complete", L"Complete the word before the cursor", complete},
      {L"loam-up", L"The line above, or the entry before", up},
      {L"loam-down", L"The line below, or the next entry", down},
      {L"loam-previous", L"The entry before", previous},
      {L"loam-next", L"The next entry", next},
      {L"loam-begin", L"The beginning of the line, then of the block", begin},
      {L"loam-end", L"The end of the line, then of the block", end},
      {L"loam-end-of-entry", L"The end of the entry", end_of_entry},
      {L"loam-comment", L"The entry as a remark", comment},
      {L"loam-quote", L"The next character as it is", quote},
      {L"loam-newline", L"A newline inside of the entry", newline},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    edit->library.set(edit->line, EL_ADDFN, functions[i].name, functions[i].help, functions[i].function);
  edit->library.set(edit->line, EL_EDITOR, L"emacs");
  bind_keys(edit);
  obey_editrc(edit);
  int on = 1;
  return edit->library.get(edit->line, EL_EDITMODE, &on) != 0 || on != 0;
}
