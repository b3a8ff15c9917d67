// SPDX-License-Identifier: Apache-2.0
//
// cedit.c — see CEdit.h. The native API of libedit (histedit.h), not its imitation of readline.
#include "CEdit.h"

#include <errno.h>
#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cedit {
  EditLine *line;
  History *history;
  char *prompt;
};

static char *prompt_of(EditLine *line) {
  cedit *edit = NULL;
  el_get(line, EL_CLIENTDATA, &edit);
  return edit && edit->prompt ? edit->prompt : (char *)"";
}

cedit *cedit_open(const char *name, int history_size) {
  cedit *edit = calloc(1, sizeof *edit);
  if (!edit) return NULL;
  edit->history = history_init();
  edit->line = el_init(name, stdin, stdout, stderr);
  if (!edit->line || !edit->history) {
    cedit_close(edit);
    return NULL;
  }
  HistEvent event;
  history(edit->history, &event, H_SETSIZE, history_size);
  history(edit->history, &event, H_SETUNIQUE, 1);
  el_set(edit->line, EL_CLIENTDATA, edit);
  el_set(edit->line, EL_PROMPT, prompt_of);
  el_set(edit->line, EL_EDITOR, "emacs");
  el_set(edit->line, EL_SIGNAL, 0);
  el_set(edit->line, EL_HIST, history, edit->history);
  el_set(edit->line, EL_BIND, "^R", "em-inc-search-prev", NULL);
  el_source(edit->line, NULL);
  return edit;
}

void cedit_close(cedit *edit) {
  if (edit->line) el_end(edit->line);
  if (edit->history) history_end(edit->history);
  free(edit->prompt);
  free(edit);
}

void cedit_set_prompt(cedit *edit, const char *prompt) {
  char *copy = strdup(prompt);
  if (!copy) return;
  free(edit->prompt);
  edit->prompt = copy;
}

const char *cedit_read_line(cedit *edit, int *length, bool *interrupted) {
  errno = 0;
  const char *line = el_gets(edit->line, length);
  *interrupted = !line && *length == -1 && errno == EINTR;
  return line && *length > 0 ? line : NULL;
}

void cedit_add_history(cedit *edit, const char *entry) {
  HistEvent event;
  history(edit->history, &event, H_ENTER, entry);
}

int cedit_history_count(cedit *edit) {
  HistEvent event;
  return history(edit->history, &event, H_GETSIZE) < 0 ? 0 : event.num;
}

const char *cedit_history_entry(cedit *edit, int index) {
  HistEvent event;
  if (history(edit->history, &event, H_LAST) < 0) return NULL;
  for (int i = 0; i < index; i++)
    if (history(edit->history, &event, H_PREV) < 0) return NULL;
  return event.str;
}
