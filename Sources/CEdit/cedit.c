// SPDX-License-Identifier: Apache-2.0
//
// cedit.c — see CEdit.h.
//
// How.      The native API of libedit (histedit.h). The library is loaded when the first editor is opened. Characters
//           are read by a function of ours, which can wait for the keyboard and for ^C at once.
// Why not.  libedit's imitation of readline: it has no vi mode from editrc, and its history file is unreadable once
// cut.
//           Linking libedit: it and the three libraries it needs would cost every `loam run` half a millisecond.
// Fails.    Without libedit cedit_open gives NULL and the prompt reads plain lines.
#include "CEdit.h"

#include <dlfcn.h>
#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#ifdef __linux__
#include <sys/signalfd.h>
#endif

/// The functions of libedit that are used.
typedef struct library {
  void *handle;
  __typeof__(el_init) *init;
  __typeof__(el_end) *end;
  __typeof__(el_set) *set;
  __typeof__(el_get) *get;
  __typeof__(el_gets) *gets;
  __typeof__(el_source) *source;
  __typeof__(el_resize) *resize;
  __typeof__(history_init) *history_init;
  __typeof__(history_end) *history_end;
  __typeof__(history) *history;
} library;

struct cedit {
  library library;
  EditLine *line;
  History *history;
  char *prompt;
  int wake;
  bool was_woken;
  mbstate_t decoding;
};

static bool load(library *library) {
  static const char *const names[] = {"libedit.so.2", "libedit.so.0", "libedit.so", "libedit.dylib"};
  for (size_t i = 0; i < sizeof names / sizeof *names && !library->handle; i++)
    library->handle = dlopen(names[i], RTLD_NOW | RTLD_GLOBAL);
  if (!library->handle) return false;
  const struct {
    const char *name;
    void *place;
  } wanted[] = {
      {"el_init", &library->init},
      {"el_end", &library->end},
      {"el_set", &library->set},
      {"el_get", &library->get},
      {"el_gets", &library->gets},
      {"el_source", &library->source},
      {"el_resize", &library->resize},
      {"history_init", &library->history_init},
      {"history_end", &library->history_end},
      {"history", &library->history},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    void *symbol = dlsym(library->handle, wanted[i].name);
    if (!symbol) return false;
    memcpy(wanted[i].place, &symbol, sizeof symbol);
  }
  return true;
}

/// libedit hands its callbacks nothing but the editor, and there are no globals to keep its functions in: they are
/// global symbols once the library is loaded.
static cedit *owner(EditLine *line) {
  __typeof__(el_get) *get = NULL;
  void *symbol = dlsym(RTLD_DEFAULT, "el_get");
  if (!symbol) return NULL;
  memcpy(&get, &symbol, sizeof symbol);
  cedit *edit = NULL;
  get(line, EL_CLIENTDATA, &edit);
  return edit;
}

static char *prompt_of(EditLine *line) {
  cedit *edit = owner(line);
  return edit && edit->prompt ? edit->prompt : (char *)"";
}

/// Takes what stands in a pipe without waiting for more.
static void drain(int descriptor) {
  char bytes[64];
  struct pollfd wait = {descriptor, POLLIN, 0};
  while (poll(&wait, 1, 0) > 0 && wait.revents & POLLIN)
    if (read(descriptor, bytes, sizeof bytes) <= 0) return;
}

/// Reads one character for libedit: 1, 0 at the end of input, -1 when woken or after an error.
static int read_character(EditLine *line, wchar_t *out) {
  cedit *edit = owner(line);
  if (!edit) return -1;
  for (;;) {
    struct pollfd wait[2] = {{STDIN_FILENO, POLLIN, 0}, {edit->wake, POLLIN, 0}};
    if (poll(wait, edit->wake >= 0 ? 2 : 1, -1) < 0) {
      if (errno == EINTR) continue;
      return -1;
    }
    if (edit->wake >= 0 && wait[1].revents & POLLIN) {
      drain(edit->wake);
      edit->was_woken = true;
      memset(&edit->decoding, 0, sizeof edit->decoding);
      errno = EINTR;
      return -1;
    }
    char byte;
    ssize_t count = read(STDIN_FILENO, &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return (int)count;
    switch (mbrtowc(out, &byte, 1, &edit->decoding)) {
    case (size_t)-2:
      continue;
    case (size_t)-1: // A byte that begins no character is left out.
      memset(&edit->decoding, 0, sizeof edit->decoding);
      continue;
    default:
      return 1;
    }
  }
}

cedit *cedit_open(const char *name, int history_size) {
  cedit *edit = calloc(1, sizeof *edit);
  if (!edit) return NULL;
  edit->wake = -1;
  setlocale(LC_CTYPE, "");
  if (!load(&edit->library)) {
    cedit_close(edit);
    return NULL;
  }
  const library *edits = &edit->library;
  edit->history = edits->history_init();
  edit->line = edits->init(name, stdin, stdout, stderr);
  if (!edit->line || !edit->history) {
    cedit_close(edit);
    return NULL;
  }
  HistEvent event;
  edits->history(edit->history, &event, H_SETSIZE, history_size);
  edits->history(edit->history, &event, H_SETUNIQUE, 1);
  edits->set(edit->line, EL_CLIENTDATA, edit);
  edits->set(edit->line, EL_PROMPT, prompt_of);
  edits->set(edit->line, EL_EDITOR, "emacs");
  edits->set(edit->line, EL_SIGNAL, 0);
  edits->set(edit->line, EL_HIST, edits->history, edit->history);
  edits->set(edit->line, EL_GETCFN, read_character);
  edits->set(edit->line, EL_BIND, "^R", "em-inc-search-prev", NULL);
  edits->set(edit->line, EL_BIND, "^I", "ed-insert", NULL);
  edits->source(edit->line, NULL);
  return edit;
}

void cedit_close(cedit *edit) {
  if (edit->line) edit->library.end(edit->line);
  if (edit->history) edit->library.history_end(edit->history);
  // The library stays loaded: terminals' descriptions that it caches would be lost, and it is small.
  free(edit->prompt);
  free(edit);
}

void cedit_set_wake(cedit *edit, int descriptor) { edit->wake = descriptor; }

void cedit_set_prompt(cedit *edit, const char *prompt) {
  char *copy = strdup(prompt);
  if (!copy) return;
  free(edit->prompt);
  edit->prompt = copy;
}

const char *cedit_read_line(cedit *edit, int *length, bool *interrupted) {
  if (edit->wake >= 0) drain(edit->wake);
  edit->was_woken = false;
  edit->library.resize(edit->line);
  // libedit itself does this after it has shown the prompt: a ^D typed in between would be lost.
  edit->library.set(edit->line, EL_PREP_TERM, 1);
  const char *line = edit->library.gets(edit->line, length);
  *interrupted = edit->was_woken;
  return line && *length > 0 && !edit->was_woken ? line : NULL;
}

void cedit_add_history(cedit *edit, const char *entry) {
  HistEvent event;
  edit->library.history(edit->history, &event, H_ENTER, entry);
}

int cedit_history_count(cedit *edit) {
  HistEvent event;
  return edit->library.history(edit->history, &event, H_GETSIZE) < 0 ? 0 : event.num;
}

const char *cedit_history_entry(cedit *edit, int index) {
  HistEvent event;
  if (edit->library.history(edit->history, &event, H_LAST) < 0) return NULL;
  for (int i = 0; i < index; i++)
    if (edit->library.history(edit->history, &event, H_PREV) < 0) return NULL;
  return event.str;
}

int cedit_interrupt_descriptor(void) {
#ifdef __linux__
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0) return -1;
  return signalfd(-1, &set, SFD_CLOEXEC);
#else
  return -1;
#endif
}

bool cedit_wait_interrupt(int descriptor) {
#ifdef __linux__
  struct signalfd_siginfo information;
  for (;;) {
    ssize_t count = read(descriptor, &information, sizeof information);
    if (count == (ssize_t)sizeof information) return true;
    if (count < 0 && errno == EINTR) continue;
    return false;
  }
#else
  (void)descriptor;
  return false;
#endif
}
