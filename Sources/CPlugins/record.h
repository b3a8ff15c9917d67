// SPDX-License-Identifier: Apache-2.0
//
// record.h — what the host knows of an opened plugin.
#ifndef LOAM_PLUGINS_RECORD_H
#define LOAM_PLUGINS_RECORD_H

#include "CPlugins.h"
#include "loam_callback.h"
#include "loam_handle.h"
#include "loam_native.h"
#include "loam_resource.h"

#include <pthread.h>

#pragma GCC visibility push(hidden)

typedef struct loam_plugin_held {
  loam_runtime *runtime;
  loam_handle handle;
} loam_plugin_held;

typedef struct loam_plugin_held_set {
  loam_plugin_held *places; ///< No runtime: free.
  uint64_t capacity, count; ///< A power of two or 0.
} loam_plugin_held_set;

struct loam_plugin_record {
  loam_plugin_host host; ///< What the plugin is given.
  loam_plugin_registration registration;
  void *object; ///< dlopen's.
  const char *name;
  loam_type *types;
  loam_resources *resources;
  bool faulted;
  pthread_mutex_t lock;
  loam_plugin_held_set held;  ///< under lock
  loam_plugin_held_set ended; ///< under lock: runtimes that ended when it held handles of theirs, with handle 0
  _Atomic(uint64_t) callbacks, violations;
};

/// Fills in the table (host.c).
void loam_plugin_fill_host(loam_plugin_record *plugin);

/// Whether a file is a shared object of this machine's, and whole. False: `reason` says what it is (image.c).
bool loam_plugin_image_check(const char *path, char *reason);
/// Runs function(argument), which is the plugin's code. False: it faulted, and `reason` says how (guard.c).
bool loam_plugin_guard(loam_plugin_record *plugin, const char *what, void (*function)(void *argument), void *argument,
                       char *reason);
/// Reads all that the plugin registered. False: it cannot be read, and `reason` says what.
bool loam_plugin_tables_check(loam_plugin_record *plugin, char *reason);
/// The file whose own functions the loader may call on this thread now, or NULL: they run before and after all else.
void loam_plugin_loading(const char *path);
/// The plugin's code may be named from now on, or no more.
void loam_plugin_map(loam_plugin_record *plugin);
void loam_plugin_unmap(const loam_plugin_record *plugin);
/// The plugin whose code is there, or NULL.
loam_plugin_record *loam_plugin_of(uintptr_t code);

/// Whether it is the reply of a call that is not over (call.c).
bool loam_plugin_is_reply(const loam_plugin_reply *reply);

/// Adds one that is not in the set. False: there is no memory.
bool loam_plugin_held_add(loam_plugin_held_set *set, loam_plugin_held held);
/// Whether it was in the set.
bool loam_plugin_held_remove(loam_plugin_held_set *set, loam_plugin_held held);
/// Whether it is in the set.
bool loam_plugin_held_has(const loam_plugin_held_set *set, loam_plugin_held held);
/// Takes the handles of a runtime out of the set, one at each call; *cursor begins at 0. False: there is none any more.
bool loam_plugin_held_take(loam_plugin_held_set *set, const loam_runtime *runtime, uint64_t *cursor,
                           loam_plugin_held *out);

/// A line on standard error, under the plugin's name (host.c).
void loam_plugin_say(const char *name, const char *text);
/// Says that the plugin broke a rule.
void loam_plugin_blame(loam_plugin_record *plugin, const char *text);
/// The same of the plugin that has the code, if one has: what it used.
void loam_plugin_blame_caller(uintptr_t code, const char *used);

#pragma GCC visibility pop
#endif
