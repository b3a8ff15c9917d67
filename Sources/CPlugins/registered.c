// SPDX-License-Identifier: Apache-2.0
//
// registered.c — what a plugin registered, read with the plugin's own sizes; its listeners called.
#include "record.h"

#include <string.h>

const loam_plugin_registration *loam_plugin_registered(const loam_plugin_record *plugin) {
  return &plugin->registration;
}

// Element `index` of an array whose elements have `stride` bytes, which are at most those of the host's structure.
static void copy(void *out, const void *array, uint16_t stride, uint32_t index) {
  memcpy(out, (const char *)array + (size_t)stride * index, stride);
}

#define ELEMENT(type, array, size, index)                                                                              \
  loam_plugin_##type element = {0};                                                                                    \
  copy(&element, array, plugin->registration.sizes.size, index);                                                       \
  return element

loam_plugin_package loam_plugin_package_at(const loam_plugin_record *plugin, uint32_t index) {
  ELEMENT(package, plugin->registration.packages, package, index);
}
loam_plugin_file loam_plugin_file_at(const loam_plugin_record *plugin, const loam_plugin_package *package,
                                     uint32_t index) {
  ELEMENT(file, package->files, file, index);
}
loam_plugin_native loam_plugin_native_at(const loam_plugin_record *plugin, const loam_plugin_package *package,
                                         uint32_t index) {
  ELEMENT(native, package->natives, native, index);
}
loam_plugin_type loam_plugin_type_at(const loam_plugin_record *plugin, uint32_t index) {
  ELEMENT(type, plugin->registration.types, type, index);
}
loam_plugin_resource loam_plugin_resource_at(const loam_plugin_record *plugin, uint32_t index) {
  ELEMENT(resource, plugin->registration.resources, resource, index);
}
loam_plugin_command loam_plugin_command_at(const loam_plugin_record *plugin, uint32_t index) {
  ELEMENT(command, plugin->registration.commands, command, index);
}
loam_plugin_listener loam_plugin_listener_at(const loam_plugin_record *plugin, uint32_t index) {
  ELEMENT(listener, plugin->registration.listeners, listener, index);
}

// ---- calls ----

typedef struct listener_call {
  loam_plugin_record *plugin;
  loam_plugin_listener listener;
  loam_runtime *runtime;
  const char *kind;
  const void *event;
} listener_call;

static void run_listener(void *argument) {
  listener_call *call = argument;
  call->listener.hear(&call->plugin->host, (loam_plugin_runtime *)call->runtime, call->kind, call->event);
}

bool loam_plugin_tell(loam_plugin_record *plugin, uint32_t listener, loam_runtime *runtime, const char *kind,
                      const void *event, char *reason) {
  listener_call call = {plugin, loam_plugin_listener_at(plugin, listener), runtime, kind, event};
  return loam_plugin_guard(plugin, "a listener", run_listener, &call, reason);
}
