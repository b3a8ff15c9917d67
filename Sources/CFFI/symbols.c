// SPDX-License-Identifier: Apache-2.0
//
// symbols.c — which function a name of C is, when a library has been opened for it.
//
// How.      A library is asked together with those that it needs, libc among them. What it finds in an object that the
//           process had from its beginning is not taken from there: the process itself may have another in its place,
//           as when an allocator is preloaded, and memory of one malloc must not come to another's free.
#include "prepared.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>

enum { OBJECTS = 256 };
static uintptr_t objects[OBJECTS];
static uint32_t object_count;
static pthread_once_t noted = PTHREAD_ONCE_INIT;

static int note(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size, (void)context;
  if (object_count < OBJECTS) objects[object_count++] = info->dlpi_addr;
  return 0;
}

static void note_all(void) { (void)dl_iterate_phdr(note, NULL); }

void loam_ffi_note_objects(void) { (void)pthread_once(&noted, note_all); }

static bool was_there(const void *address) {
  Dl_info info;
  if (dladdr(address, &info) == 0) return false;
  for (uint32_t i = 0; i < object_count; i++)
    if (objects[i] == (uintptr_t)info.dli_fbase) return true;
  return false;
}

void *loam_ffi_symbol(void *library, const char *name) {
  void *found = dlsym(library, name);
  void *own = found != NULL && was_there(found) ? dlsym(RTLD_DEFAULT, name) : NULL;
  return own != NULL ? own : found;
}
