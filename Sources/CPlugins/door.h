// SPDX-License-Identifier: Apache-2.0
//
// door.h — the parts of a door: a function of the host's table (host.c) that natives call.
//
// How.      A door reads or writes all memory that it was given an address of, before it calls on. A fault there is the
//           plugin's, and is left as one of its own code is (guard.c), since a door holds nothing: its section tells.
#ifndef LOAM_PLUGINS_DOOR_H
#define LOAM_PLUGINS_DOOR_H

#include "record.h"

#include <string.h>

#if defined(__ELF__)
#define DOOR __attribute__((section("loam_plugin_doors")))
#else
#define DOOR
#endif
#define INLINED inline __attribute__((always_inline))

enum {
  PAGE = 4096,
  NOBODYS = LOAM_PLUGIN_RETRY, ///< The answer for a context that is not the caller's: it is none of his.
};

// Each byte may be read.
static INLINED void touch(const void *memory, size_t size) {
  const volatile char *bytes = memory;
  for (size_t at = 0; at < size; at += PAGE) (void)bytes[at];
  if (size != 0) (void)bytes[size - 1];
}
// Each byte may be written to, and some are zeroed.
static INLINED void touch_room(void *memory, size_t size) {
  volatile char *bytes = memory;
  for (size_t at = 0; at < size; at += PAGE) bytes[at] = 0;
  if (size != 0) bytes[size - 1] = 0;
}
// What a plugin gives as a text.
static INLINED const char *given(const char *text) {
  if (text == NULL) return "(NULL in the place of a text)";
  volatile size_t length = strlen(text);
  (void)length;
  return text;
}

static INLINED loam_context *of(loam_plugin_context *context) {
  touch(context, sizeof(loam_context));
  return (loam_context *)(void *)context;
}
// Where the door was called. Compilers part cold code from its function, in which it would be another place.
static INLINED uintptr_t caller(void) {
  uintptr_t code = (uintptr_t)__builtin_return_address(0);
  __asm__ volatile("" : "+r"(code));
  return code;
}
// That of the native that the thread runs; NULL: it is none, and the plugin that calls the door is blamed.
static INLINED loam_context *current(loam_plugin_context *context) {
  loam_context *given = (loam_context *)(void *)context;
  uintptr_t code = caller();
  if (LOAM_LIKELY(loam_context_is_current(given))) return given;
  return loam_plugin_blame_caller(code, "the context of a native that its thread does not run"), NULL;
}
// The same, and others do not run meanwhile.
static INLINED loam_context *running(loam_plugin_context *context) {
  uintptr_t code = caller();
  loam_context *own = current(context);
  if (LOAM_LIKELY(own == NULL || !loam_context_is_blocking(own))) return own;
  return loam_plugin_blame_caller(code, "a context in a blocking call"), NULL;
}
static INLINED loam_runtime *runtime_of(loam_plugin_runtime *runtime) {
  touch(runtime, 1);
  return (loam_runtime *)(void *)runtime;
}
// Of a resource, or NULL.
static INLINED const loam_resource *resource_of(const void *resource) {
  if (resource != NULL) touch(resource, sizeof(loam_resource));
  return resource;
}

#endif
