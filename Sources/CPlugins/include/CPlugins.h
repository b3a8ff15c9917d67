// SPDX-License-Identifier: Apache-2.0
//
// CPlugins.h — the host's side of plugins: opening and checking them, what they hold, and faults in them.
//
// A plugin is opened (nothing of it has run), then entered, and at last left and closed. What it registered is asked
// for by number, as structures of this host's sizes.
#ifndef CPLUGINS_H
#define CPLUGINS_H

#include "loam_plugin.h"
#include "loam_runtime.h"

typedef struct loam_plugin_record loam_plugin_record;

/// Room for the words that say why something was refused.
enum { LOAM_PLUGIN_REASON = 512 };

/// Opens a shared object and reads what it is. NULL: `reason` says why it cannot be a plugin of this host.
LOAM_EXPORT loam_plugin_record *loam_plugin_open(const char *path, char *reason);
/// Takes the object out of the process. Requires: nothing of it runs or is held. True: it is gone; false: the system
/// keeps it, because somebody else opened it, too, or it asks for that, or it faulted.
LOAM_EXPORT bool loam_plugin_close(loam_plugin_record *plugin);

/// What it registered, with zeros for what the plugin's level does not know.
LOAM_EXPORT const loam_plugin_registration *loam_plugin_registered(const loam_plugin_record *plugin);
LOAM_EXPORT loam_plugin_package loam_plugin_package_at(const loam_plugin_record *plugin, uint32_t index);
LOAM_EXPORT loam_plugin_file loam_plugin_file_at(const loam_plugin_record *plugin, const loam_plugin_package *package,
                                                 uint32_t index);
LOAM_EXPORT loam_plugin_native loam_plugin_native_at(const loam_plugin_record *plugin,
                                                     const loam_plugin_package *package, uint32_t index);
LOAM_EXPORT loam_plugin_type loam_plugin_type_at(const loam_plugin_record *plugin, uint32_t index);
LOAM_EXPORT loam_plugin_resource loam_plugin_resource_at(const loam_plugin_record *plugin, uint32_t index);
LOAM_EXPORT loam_plugin_command loam_plugin_command_at(const loam_plugin_record *plugin, uint32_t index);
LOAM_EXPORT loam_plugin_listener loam_plugin_listener_at(const loam_plugin_record *plugin, uint32_t index);

// ---- calls ----

/// Where a command runs: `write` gets descriptor 1 or 2.
struct loam_plugin_reply {
  void (*write)(void *context, int descriptor, const char *text);
  bool (*is_interrupted)(void *context);
  void *context;
};
/// What is called for a person, who may wait for it no longer. CLOSE closes the resources of a runtime, which may have
/// been destroyed, but those that are acquired; what goes wrong in one is said on standard error.
typedef enum loam_plugin_part {
  LOAM_PLUGIN_ENTER,
  LOAM_PLUGIN_LEAVE,
  LOAM_PLUGIN_COMMAND,
  LOAM_PLUGIN_CLOSE
} loam_plugin_part;
/// One call, which stays until it is over.
typedef struct loam_plugin_call {
  loam_plugin_record *plugin;
  loam_plugin_part part;
  uint32_t command; ///< Of a command: its number, argument and output.
  const char *argument;
  loam_plugin_reply reply;
  const loam_runtime *runtime;   ///< Of CLOSE.
  struct loam_plugin_call *next; ///< Another one that runs (call.c).
  void (*over)(void *context);   ///< The last thing, on the call's thread.
  void *context;
  int answer;   ///< 0: it did it; else it did not. -1 with words: it faulted, or ended its thread.
  char *reason; ///< Room for LOAM_PLUGIN_REASON; words of a refusal, or why -1.
} loam_plugin_call;
/// Calls it on a thread of its own. After a fault in it the object stays mapped.
LOAM_EXPORT void loam_plugin_begin(loam_plugin_call *call);
/// Tells a listener of an event. False: it faulted, and is to be told no more.
LOAM_EXPORT bool loam_plugin_tell(loam_plugin_record *plugin, uint32_t listener, loam_runtime *runtime,
                                  const char *kind, const void *event, char *reason);

// ---- what holds a plugin ----

/// Resources of a kind that are there; UINT32_MAX: of all.
LOAM_EXPORT uint64_t loam_plugin_resources(const loam_plugin_record *plugin, uint32_t kind);
/// Go objects that it holds.
LOAM_EXPORT uint64_t loam_plugin_handles(loam_plugin_record *plugin);
/// Go functions that run for its threads.
LOAM_EXPORT uint64_t loam_plugin_callbacks(const loam_plugin_record *plugin);
/// How often it broke a rule of handles and resources; each was said on standard error.
LOAM_EXPORT uint64_t loam_plugin_violations(const loam_plugin_record *plugin);
/// Releases its handles of a runtime that is about to be destroyed.
LOAM_EXPORT void loam_plugin_release_handles(loam_plugin_record *plugin, loam_runtime *runtime);

// ---- faults ----

/// For the host's handler of signals, on the thread that faulted (loam_fault.h): does not return when code of a plugin
/// runs that the host called (enter, leave, a command, a listener). True: it was a native that Go called, and the
/// thread goes on with the changed registers. Else false; when the plugin's code is on the stack its name is said on
/// standard error.
/// `signal` 0: nothing faulted, but that of configuration.leave_signal has come.
LOAM_EXPORT bool loam_plugin_fault(int signal, const void *address, void *registers);
/// For the same handler: the plugin whose code faulted, or has called what did, as loam_call_fault wants it; or NULL.
LOAM_EXPORT const char *loam_plugin_at(const void *registers);

#endif
