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
    library->handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
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

static cedit *owner(EditLine *line, const library *library) {
  cedit *edit = NULL;
  library->get(line, EL_CLIENTDATA, &edit);
  return edit;
}

/// libedit's callbacks are given its handle only, and el_get is reached through our state: it is looked up again.
static cedit *edit_of(EditLine *line) {
  library library = {0};
  void *symbol = dlsym(RTLD_DEFAULT, "el_get");
  if (!symbol) {
    library.handle = dlopen("libedit.so.2", RTLD_NOW | RTLD_NOLOAD);
    if (library.handle) symbol = dlsym(library.handle, "el_get");
  }
  if (!symbol) return NULL;
  memcpy(&library.get, &symbol, sizeof symbol);
  cedit *edit = owner(line, &library);
  if (library.handle) dlclose(library.handle);
  return edit;
}
