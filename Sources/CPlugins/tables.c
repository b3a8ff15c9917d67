// SPDX-License-Identifier: Apache-2.0
//
// tables.c — the tables that a plugin registered, walked once before anything else reads them.
//
// A table may be missing, or lead nowhere: every element and every character is read below a guard, so that a plugin
// like that is refused with words. Afterwards all of them can be read freely.
#include "record.h"

#include <stdio.h>

typedef struct walk {
  const loam_plugin_record *plugin;
  const char *table;   ///< That is being read.
  const char *missing; ///< One that has elements and no place, or NULL.
} walk;

static void read_text(const char *text) {
  for (const volatile char *at = text; at != NULL && *at != 0; at++) continue;
}

static bool enters(walk *of, const char *table, const void *array, uint32_t count) {
  of->table = table;
  if (count != 0 && array == NULL) of->missing = table;
  return of->missing == NULL;
}

static void read_package(walk *of, const loam_plugin_package *package) {
  read_text(package->path);
  if (enters(of, "files", package->files, package->file_count))
    for (uint32_t i = 0; i < package->file_count; i++) {
      loam_plugin_file file = loam_plugin_file_at(of->plugin, package, i);
      read_text(file.name);
      read_text(file.text);
    }
  if (enters(of, "natives", package->natives, package->native_count))
    for (uint32_t i = 0; i < package->native_count; i++) read_text(loam_plugin_native_at(of->plugin, package, i).name);
}

static void read_all(void *argument) {
  walk *of = argument;
  const loam_plugin_registration *registered = &of->plugin->registration;
  of->table = "texts";
  read_text(registered->name);
  read_text(registered->version);
  read_text(registered->summary);
  if (enters(of, "packages", registered->packages, registered->package_count))
    for (uint32_t i = 0; i < registered->package_count && of->missing == NULL; i++) {
      loam_plugin_package package = loam_plugin_package_at(of->plugin, i);
      read_package(of, &package);
    }
  if (enters(of, "types", registered->types, registered->type_count))
    for (uint32_t i = 0; i < registered->type_count; i++) read_text(loam_plugin_type_at(of->plugin, i).name);
  if (enters(of, "resources", registered->resources, registered->resource_count))
    for (uint32_t i = 0; i < registered->resource_count; i++) read_text(loam_plugin_resource_at(of->plugin, i).name);
  if (enters(of, "commands", registered->commands, registered->command_count))
    for (uint32_t i = 0; i < registered->command_count; i++) {
      loam_plugin_command command = loam_plugin_command_at(of->plugin, i);
      read_text(command.name);
      read_text(command.arguments);
      read_text(command.summary);
      read_text(command.help);
    }
  if (enters(of, "listeners", registered->listeners, registered->listener_count))
    for (uint32_t i = 0; i < registered->listener_count; i++) read_text(loam_plugin_listener_at(of->plugin, i).kinds);
}

bool loam_plugin_tables_check(loam_plugin_record *plugin, char *reason) {
  walk of = {.plugin = plugin};
  char fault[LOAM_PLUGIN_REASON];
  if (!loam_plugin_guard(plugin, "reading", read_all, &of, fault)) {
    snprintf(reason, LOAM_PLUGIN_REASON, "its %s lead nowhere: %s", of.table, fault);
    return false;
  }
  if (of.missing == NULL) return true;
  snprintf(reason, LOAM_PLUGIN_REASON, "its %s are counted, and are nowhere: the array is NULL", of.missing);
  return false;
}
