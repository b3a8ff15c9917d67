// SPDX-License-Identifier: Apache-2.0
//
// library.c — see library.h.
#include "library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

bool cedit_library_load(cedit_library *library) {
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
      {"el_wset", &library->set},
      {"el_wget", &library->get},
      {"el_wgets", &library->gets},
      {"el_wpush", &library->push},
      {"el_wline", &library->line},
      {"el_winsertstr", &library->insert},
      {"el_deletestr", &library->delete_before},
      {"el_cursor", &library->cursor},
      {"el_parse", &library->parse},
      {"el_resize", &library->resize},
      {"history_winit", &library->history_init},
      {"history_wend", &library->history_end},
      {"history_w", &library->history},
      {"tok_init", &library->tokenizer},
      {"tok_end", &library->tokenizer_end},
      {"tok_reset", &library->tokenizer_reset},
      {"tok_str", &library->tokenize},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    void *symbol = dlsym(library->handle, wanted[i].name);
    if (!symbol) return false;
    memcpy(wanted[i].place, &symbol, sizeof symbol);
  }
  return true;
}

void *cedit_library_client(EditLine *line) {
  __typeof__(el_wget) *get = NULL;
  void *symbol = dlsym(RTLD_DEFAULT, "el_wget");
  if (!symbol) return NULL;
  memcpy(&get, &symbol, sizeof symbol);
  void *client = NULL;
  get(line, EL_CLIENTDATA, &client);
  return client;
}
