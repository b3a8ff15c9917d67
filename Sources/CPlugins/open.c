// SPDX-License-Identifier: Apache-2.0
//
// open.c — a shared object as a plugin: what is checked before any of its code runs, and its end.
// Upholds.  plugin.held
#include "record.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Natives see the front of a context, and their answers are the runtime's.
_Static_assert(offsetof(loam_plugin_context, runtime) == offsetof(loam_context, runtime), "context");
_Static_assert(offsetof(loam_plugin_context, frame) == offsetof(loam_context, frame), "context");
_Static_assert(offsetof(loam_plugin_context, roots) == offsetof(loam_context, roots), "context");
_Static_assert(LOAM_PLUGIN_DONE == (int)LOAM_NATIVE_DONE && LOAM_PLUGIN_YIELD == (int)LOAM_NATIVE_YIELD &&
                   LOAM_PLUGIN_RETRY == (int)LOAM_NATIVE_RETRY,
               "answers");
_Static_assert(LOAM_PLUGIN_OK == (int)LOAM_OK && LOAM_PLUGIN_NO_MEMORY == (int)LOAM_NO_MEMORY &&
                   LOAM_PLUGIN_INVALID == (int)LOAM_INVALID_ARGUMENT &&
                   LOAM_PLUGIN_WRONG_STATE == (int)LOAM_WRONG_STATE && LOAM_PLUGIN_PANICKED == (int)LOAM_PANICKED,
               "statuses");
_Static_assert(sizeof(loam_plugin_string) == sizeof(loam_string) && sizeof(loam_plugin_slice) == sizeof(loam_slice),
               "values");

static bool refuse(char *reason, const char *text) { return snprintf(reason, LOAM_PLUGIN_REASON, "%s", text), false; }

// ---- levels and sizes ----

typedef struct size_name {
  size_t offset, size;
  const char *name;
} size_name;
#define SIZE_OF(member, type)                                                                                          \
  { offsetof(loam_plugin_sizes, member), sizeof(type), #type }
static const size_name sizes[] = {
    SIZE_OF(registration, loam_plugin_registration),
    SIZE_OF(host, loam_plugin_host),
    SIZE_OF(context, loam_plugin_context),
    SIZE_OF(package, loam_plugin_package),
    SIZE_OF(file, loam_plugin_file),
    SIZE_OF(native, loam_plugin_native),
    SIZE_OF(type, loam_plugin_type),
    SIZE_OF(resource, loam_plugin_resource),
    SIZE_OF(command, loam_plugin_command),
    SIZE_OF(listener, loam_plugin_listener),
    SIZE_OF(event, loam_plugin_event),
};

static bool check_level(const loam_plugin_registration *found, char *reason) {
  if (found->level == 0) return refuse(reason, "its level is 0: `loam_plugin` is no registration");
  if (found->level > LOAM_PLUGIN_LEVEL)
    return snprintf(reason, LOAM_PLUGIN_REASON,
                    "it is made for level %u of the plugin interface, this loam has level %u: it wants a newer loam",
                    found->level, LOAM_PLUGIN_LEVEL),
           false;
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    uint16_t theirs;
    memcpy(&theirs, (const char *)&found->sizes + sizes[i].offset, sizeof theirs);
    bool same = found->level == LOAM_PLUGIN_LEVEL;
    if (theirs == sizes[i].size || (!same && theirs != 0 && theirs < sizes[i].size)) continue;
    return snprintf(reason, LOAM_PLUGIN_REASON,
                    "its %s has %u bytes, at level %u it has %zu: it was not compiled with loam_plugin.h as it is",
                    sizes[i].name, theirs, found->level, sizes[i].size),
           false;
  }
  return true;
}

static bool check_name(const char *name, char *reason) {
  if (name == NULL || *name == 0) return refuse(reason, "it has no name");
  for (const char *at = name; *at != 0; at++) {
    bool fine = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') || *at == '_' ||
                *at == '-';
    if (!fine) return refuse(reason, "its name has other characters than letters, digits, '_' and '-'");
  }
  return true;
}

// ---- opening ----

static bool make_types(loam_plugin_record *plugin) {
  uint32_t count = plugin->registration.type_count;
  plugin->types = calloc((size_t)count + 1, sizeof *plugin->types);
  uint64_t *maps = calloc((size_t)count + 1, sizeof *maps);
  if (plugin->types == NULL || maps == NULL) return free(maps), false;
  for (uint32_t i = 0; i < count; i++) {
    loam_plugin_type type = loam_plugin_type_at(plugin, i);
    maps[i] = type.pointers;
    plugin->types[i] = (loam_type){.size = type.size,
                                   .align = 8,
                                   .kind = LOAM_KIND_STRUCT,
                                   .pointer_bytes = LOAM_POINTER_BYTES(type.pointers),
                                   .pointer_map = type.pointers == 0 ? NULL : &maps[i]};
  }
  return true; // `maps` lives as long as objects of the types may, which is to the end
}

static bool make_resources(loam_plugin_record *plugin) {
  uint32_t count = plugin->registration.resource_count;
  loam_resource_kind *kinds = calloc((size_t)count + 1, sizeof *kinds);
  if (kinds == NULL) return false;
  for (uint32_t i = 0; i < count; i++) {
    loam_plugin_resource resource = loam_plugin_resource_at(plugin, i);
    kinds[i] = (loam_resource_kind){resource.name == NULL ? "resource" : resource.name, resource.close};
  }
  plugin->resources = loam_resources_create(kinds, count);
  free(kinds);
  return plugin->resources != NULL;
}

// With what was found in the object. False: `reason` says why, and what was made is in the record.
static bool fill(loam_plugin_record *plugin, char *reason) {
  if (!loam_plugin_tables_check(plugin, reason) || !check_name(plugin->registration.name, reason)) return false;
  plugin->name = strdup(plugin->registration.name);
  if (plugin->name == NULL || !make_types(plugin) || !make_resources(plugin))
    return refuse(reason, "there is no memory");
  return true;
}

static loam_plugin_record *make(void *object, char *reason) {
  const loam_plugin_registration *found = dlsym(object, "loam_plugin");
  if (found == NULL)
    return refuse(reason, "it has no symbol `loam_plugin`: it is no plugin of Loam, or hides it"), NULL;
  if (!check_level(found, reason)) return NULL;
  loam_plugin_record *plugin = calloc(1, sizeof *plugin);
  if (plugin == NULL) return refuse(reason, "there is no memory"), NULL;
  memcpy(&plugin->registration, found, found->sizes.registration);
  plugin->object = object;
  pthread_mutex_init(&plugin->lock, NULL);
  if (fill(plugin, reason)) {
    loam_plugin_fill_host(plugin);
    loam_plugin_map(plugin);
    return plugin;
  }
  free((char *)(uintptr_t)plugin->name);
  free(plugin->types);
  free(plugin);
  return NULL;
}

loam_plugin_record *loam_plugin_open(const char *path, char *reason) {
  if (!loam_plugin_image_check(path, reason)) return NULL;
  loam_plugin_loading(path);
  void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  loam_plugin_loading(NULL);
  if (object == NULL) {
    const char *text = dlerror();
    return refuse(reason, text == NULL ? "it cannot be opened" : text), NULL;
  }
  loam_plugin_record *plugin = make(object, reason);
  if (plugin == NULL) dlclose(object);
  return plugin;
}

// The record of its resources is left, and its types: Go values may name them.
bool loam_plugin_close(loam_plugin_record *plugin) {
  loam_resources_retire(plugin->resources);
  bool gone = false;
  if (!plugin->faulted) {
    void *symbol = dlsym(plugin->object, "loam_plugin");
    Dl_info info;
    loam_plugin_unmap(plugin);
    loam_plugin_loading(plugin->name);
    dlclose(plugin->object);
    loam_plugin_loading(NULL);
    gone = dladdr(symbol, &info) == 0;
  }
  pthread_mutex_destroy(&plugin->lock);
  free(plugin->held.places);
  free(plugin->ended.places);
  free((char *)(uintptr_t)plugin->name);
  free(plugin);
  return gone;
}
