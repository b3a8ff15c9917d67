// SPDX-License-Identifier: Apache-2.0
//
// host.c — the table of functions that a plugin is given, over the runtime's own, and what a plugin holds by it.
//
// What a plugin holds is counted under its name: handles are noted one by one, so that a plugin can only release its
// own, and what it leaves behind ends with the runtime.
#include "door.h"
#include "record.h"

#include "loam_event.h"
#include "loam_heap.h"
#include "loam_step.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Static_assert(sizeof(loam_plugin_event) == sizeof(loam_event) &&
                   offsetof(loam_plugin_event, arguments) == offsetof(loam_event, arguments),
               "events");

void loam_plugin_say(const char *name, const char *text) {
  char line[LOAM_PLUGIN_REASON];
  int start = snprintf(line, sizeof line, "plugin %s: ", name);
  if (start < 0) return;
  size_t length = (size_t)start;
  for (; *text != 0 && length < sizeof line - 5; text++) {
    unsigned char byte = (unsigned char)*text;
    bool plain = (byte >= ' ' && byte != 127) || byte == '\n' || byte == '\t'; // a terminal obeys the others
    length += (size_t)snprintf(line + length, sizeof line - length, plain ? "%c" : "\\x%02x", byte);
  }
  line[length++] = '\n';
  (void)!write(2, line, length);
}

void loam_plugin_blame(loam_plugin_record *plugin, const char *text) {
  atomic_fetch_add(&plugin->violations, 1);
  loam_plugin_say(plugin->name, text);
}

void loam_plugin_blame_caller(uintptr_t code, const char *used) {
  char text[96];
  loam_plugin_record *plugin = loam_plugin_of(code);
  snprintf(text, sizeof text, "used %s", used);
  if (plugin != NULL) loam_plugin_blame(plugin, text);
}

// ---- natives ----

static DOOR void *allocate(const loam_plugin_host *host, loam_plugin_context *context, uint32_t type, int64_t count) {
  loam_plugin_record *plugin = host->plugin;
  if (type >= plugin->registration.type_count || count < 0)
    return loam_plugin_blame(plugin, "allocate: there is no such type, or a negative number of values"), NULL;
  loam_context *own = running(context);
  return own == NULL ? NULL : loam_context_allocate(own, &plugin->types[type], count);
}
static DOOR void *allocate_bytes(loam_plugin_context *context, uint64_t size) {
  loam_context *own = running(context);
  return own == NULL ? NULL : loam_context_allocate_bytes(own, size);
}
static DOOR loam_plugin_string string(loam_plugin_context *context, const void *bytes, int64_t length, bool *ok) {
  *ok = false;
  loam_context *own = running(context);
  if (own == NULL || length < 0 || (bytes == NULL && length != 0)) return (loam_plugin_string){NULL, 0};
  touch(bytes, (size_t)length);
  loam_string made = loam_context_string(own, bytes, length, ok);
  return (loam_plugin_string){(const char *)made.bytes, made.length};
}
static DOOR void store(loam_plugin_context *context, void **cell, void *value) {
  touch(cell, sizeof *cell);
  loam_context *own = running(context);
  if (own != NULL) loam_context_store(own, cell, value);
}
static DOOR loam_plugin_answer panic_error(loam_plugin_context *context, const char *text) {
  loam_context *own = running(context);
  return own == NULL ? NOBODYS : (int)loam_context_panic_error(own, given(text));
}
static DOOR loam_plugin_answer panic_string(loam_plugin_context *context, const char *text) {
  loam_context *own = running(context);
  return own == NULL ? NOBODYS : (int)loam_context_panic_string(own, given(text));
}
static DOOR loam_plugin_answer out_of_memory(loam_plugin_context *context) {
  loam_context *own = running(context);
  return own == NULL ? NOBODYS : (int)loam_context_out_of_memory(own);
}
static DOOR loam_plugin_answer fatal(loam_plugin_context *context, const char *text) {
  loam_context *own = running(context);
  return own == NULL ? NOBODYS : (int)loam_context_fatal(own, given(text));
}
static DOOR loam_plugin_answer sleep_for(loam_plugin_context *context, int64_t nanoseconds) {
  loam_context *own = running(context);
  return own == NULL ? NOBODYS : (int)loam_context_sleep(own, nanoseconds);
}
static DOOR bool enter_blocking(loam_plugin_context *context) {
  loam_context *own = current(context);
  return own != NULL && loam_context_enter_blocking(own);
}
static DOOR int patience(loam_plugin_context *context) { return loam_context_patience(of(context)); }
static DOOR bool is_to_end(loam_plugin_context *context) { return loam_context_is_to_end(of(context)); }
static DOOR int64_t write_for(loam_plugin_context *context, int descriptor, const void *bytes, size_t length) {
  touch(bytes, length);
  return loam_context_write(of(context), descriptor, bytes, length);
}
static DOOR void leave_blocking(loam_plugin_context *context) {
  loam_context *own = current(context);
  if (own != NULL) loam_context_leave_blocking(own);
}
static DOOR loam_plugin_answer call_c(loam_plugin_context *context, void (*function)(void *argument), void *argument) {
  loam_context *own = running(context);
  return own == NULL ? NOBODYS : (int)loam_context_call_c(own, function, argument);
}
static DOOR void *user(loam_plugin_context *context) { return loam_context_user(of(context)); }
static DOOR int64_t monotonic(loam_plugin_context *context) { return loam_context_monotonic(of(context)); }

// ---- handles ----

static bool note_handle(loam_plugin_record *plugin, loam_runtime *runtime, loam_handle handle) {
  pthread_mutex_lock(&plugin->lock);
  bool noted = loam_plugin_held_add(&plugin->held, (loam_plugin_held){runtime, handle});
  (void)loam_plugin_held_remove(&plugin->ended, (loam_plugin_held){runtime, 0}); // another one lies there now
  pthread_mutex_unlock(&plugin->lock);
  return noted;
}

// Nothing else stays where it is, or is the collector's.
static bool is_object(loam_runtime *runtime, const void *address) {
  loam_where_kind kind = loam_where(runtime, address).kind;
  return address == NULL || kind == LOAM_WHERE_HEAP || kind == LOAM_WHERE_GLOBAL;
}

static DOOR loam_plugin_status handle_create(const loam_plugin_host *host, loam_plugin_runtime *runtime, void *object,
                                             loam_plugin_handle *out_handle) {
  loam_plugin_record *plugin = host->plugin;
  touch_room(out_handle, sizeof *out_handle);
  loam_handle handle;
  loam_status status = loam_handle_create(runtime_of(runtime), object, &handle);
  if (status == LOAM_OK && !is_object(runtime_of(runtime), object)) {
    loam_plugin_blame(plugin, "wanted a handle for what is no Go object");
    (void)loam_handle_release(runtime_of(runtime), handle);
    return LOAM_PLUGIN_INVALID;
  }
  if (status == LOAM_OK && !note_handle(plugin, runtime_of(runtime), handle)) {
    (void)loam_handle_release(runtime_of(runtime), handle);
    status = LOAM_NO_MEMORY;
  }
  if (status == LOAM_OK) *out_handle = handle;
  return (loam_plugin_status)status;
}

static DOOR loam_plugin_status handle_release(const loam_plugin_host *host, loam_plugin_runtime *runtime,
                                              loam_plugin_handle handle) {
  loam_plugin_record *plugin = host->plugin;
  pthread_mutex_lock(&plugin->lock);
  bool held = loam_plugin_held_remove(&plugin->held, (loam_plugin_held){runtime_of(runtime), handle});
  bool ended = loam_plugin_held_has(&plugin->ended, (loam_plugin_held){runtime_of(runtime), 0});
  pthread_mutex_unlock(&plugin->lock);
  if (!held && ended) return LOAM_PLUGIN_OK; // the host has released it
  if (held) return (loam_plugin_status)loam_handle_release(runtime_of(runtime), handle);
  loam_plugin_blame(plugin, "released a handle that it does not hold");
  return LOAM_PLUGIN_INVALID;
}

static DOOR loam_plugin_status handle_get(const loam_plugin_host *host, loam_plugin_runtime *runtime,
                                          loam_plugin_handle handle, void **out_object) {
  touch_room(out_object, sizeof *out_object);
  loam_status status = loam_handle_get(runtime_of(runtime), handle, out_object);
  if (status == LOAM_INVALID_ARGUMENT) loam_plugin_blame(host->plugin, "used a handle that was released");
  return (loam_plugin_status)status;
}

static DOOR loam_plugin_status call_back(const loam_plugin_host *host, loam_plugin_runtime *runtime,
                                         loam_plugin_handle function, const uint64_t *arguments, uint64_t *results) {
  loam_plugin_record *plugin = host->plugin;
  if (arguments != NULL) touch(arguments, sizeof *arguments);
  if (results != NULL) touch(results, sizeof *results);
  if (loam_call_depth(runtime_of(runtime)) != 0) // a panic may leave it, and the program that called holds the plugin
    return (loam_plugin_status)loam_call_back(runtime_of(runtime), function, arguments, results);
  atomic_fetch_add(&plugin->callbacks, 1);
  loam_status status = loam_call_back(runtime_of(runtime), function, arguments, results);
  atomic_fetch_sub(&plugin->callbacks, 1);
  return (loam_plugin_status)status;
}

static DOOR bool call_panic(loam_plugin_runtime *runtime, const char *text) {
  return loam_call_panic(runtime_of(runtime), given(text));
}

// ---- resources ----

static DOOR void *resource_create(const loam_plugin_host *host, loam_plugin_context *context, uint32_t kind,
                                  void *object) {
  loam_plugin_record *plugin = host->plugin;
  if (kind >= plugin->registration.resource_count)
    return loam_plugin_blame(plugin, "resource_create: there is no such kind"), NULL;
  loam_context *own = running(context);
  return own == NULL ? NULL : loam_resource_create(plugin->resources, own, kind, object);
}

static DOOR void *resource_acquire(const loam_plugin_host *host, const void *resource, uint32_t kind) {
  return loam_resource_acquire(((loam_plugin_record *)host->plugin)->resources, resource_of(resource), kind);
}

static DOOR void resource_release(const loam_plugin_host *host, const void *resource) {
  loam_plugin_record *plugin = host->plugin;
  if (!loam_resource_release(plugin->resources, resource_of(resource)))
    loam_plugin_blame(plugin, "released a resource that it did not acquire");
}

static DOOR loam_plugin_answer resource_wrong(const loam_plugin_host *host, loam_plugin_context *context,
                                              const void *resource, uint32_t kind) {
  loam_plugin_record *plugin = host->plugin;
  const char *wanted = "resource";
  if (kind < plugin->registration.resource_count) wanted = loam_plugin_resource_at(plugin, kind).name;
  char text[256];
  bool open;
  const char *has = loam_resource_describe(resource_of(resource), &open);
  if (resource == NULL)
    snprintf(text, sizeof text, "nil in the place of a %s", wanted);
  else if (open)
    snprintf(text, sizeof text, "a %s in the place of a %s of plugin %s", has, wanted, plugin->name);
  else
    snprintf(text, sizeof text, "use of a closed %s", wanted);
  loam_context *own = running(context);
  return own == NULL ? NOBODYS : (int)loam_context_panic_error(own, text);
}

// ---- words ----

static DOOR void note(const loam_plugin_host *host, const char *text) {
  loam_plugin_say(((loam_plugin_record *)host->plugin)->name, given(text));
}
// The text is read here, where a fault is left as any of the plugin's is: the host sees a copy.
static INLINED void reply_with(loam_plugin_reply *reply, int descriptor, const char *text) {
  uintptr_t code = caller();
  const char *words = given(text);
  if (!loam_plugin_is_reply(reply)) {
    loam_plugin_blame_caller(code, "what is no reply of a command that runs");
    return;
  }
  char *copy = strdup(words);
  if (copy != NULL) reply->write(reply->context, descriptor, copy);
  free(copy);
}
static DOOR void print(loam_plugin_reply *reply, const char *text) { reply_with(reply, 1, text); }
static DOOR void print_error(loam_plugin_reply *reply, const char *text) { reply_with(reply, 2, text); }
static DOOR bool is_interrupted(loam_plugin_reply *reply) {
  uintptr_t code = caller();
  if (loam_plugin_is_reply(reply)) return reply->is_interrupted(reply->context);
  return loam_plugin_blame_caller(code, "what is no reply of a command that runs"), true;
}
static DOOR uint64_t describe(loam_plugin_runtime *runtime, const loam_plugin_event *event, char *out, uint64_t size) {
  loam_event copy;
  memcpy(&copy, event, sizeof copy);
  touch_room(out, size);
  return loam_event_describe(runtime_of(runtime), &copy, out, size);
}

void loam_plugin_fill_host(loam_plugin_record *plugin) {
  plugin->host = (loam_plugin_host){
      .level = LOAM_PLUGIN_LEVEL,
      .size = sizeof(loam_plugin_host),
      .version = LOAM_VERSION,
      .plugin = plugin,
      .allocate = allocate,
      .allocate_bytes = allocate_bytes,
      .string = string,
      .store = store,
      .panic_error = panic_error,
      .panic_string = panic_string,
      .out_of_memory = out_of_memory,
      .fatal = fatal,
      .sleep = sleep_for,
      .enter_blocking = enter_blocking,
      .patience = patience,
      .is_to_end = is_to_end,
      .write = write_for,
      .leave_blocking = leave_blocking,
      .call_c = call_c,
      .user = user,
      .monotonic = monotonic,
      .handle_create = handle_create,
      .handle_release = handle_release,
      .handle_get = handle_get,
      .call_back = call_back,
      .call_panic = call_panic,
      .resource_create = resource_create,
      .resource_acquire = resource_acquire,
      .resource_release = resource_release,
      .resource_wrong = resource_wrong,
      .note = note,
      .print = print,
      .print_error = print_error,
      .is_interrupted = is_interrupted,
      .describe = describe,
  };
}

// ---- what holds a plugin ----

uint64_t loam_plugin_resources(const loam_plugin_record *plugin, uint32_t kind) {
  return loam_resources_count(plugin->resources, kind);
}

uint64_t loam_plugin_handles(loam_plugin_record *plugin) {
  pthread_mutex_lock(&plugin->lock);
  uint64_t count = plugin->held.count;
  pthread_mutex_unlock(&plugin->lock);
  return count;
}

uint64_t loam_plugin_callbacks(const loam_plugin_record *plugin) { return atomic_load(&plugin->callbacks); }
uint64_t loam_plugin_violations(const loam_plugin_record *plugin) { return atomic_load(&plugin->violations); }

void loam_plugin_release_handles(loam_plugin_record *plugin, loam_runtime *runtime) {
  loam_plugin_held held;
  uint64_t cursor = 0;
  loam_plugin_held mark = {runtime, 0};
  bool any = false;
  pthread_mutex_lock(&plugin->lock);
  for (; loam_plugin_held_take(&plugin->held, runtime, &cursor, &held); any = true)
    (void)loam_handle_release(runtime, held.handle);
  // What the plugin still does of the program's end releases them, too. Without memory it is blamed for that.
  if (any && !loam_plugin_held_has(&plugin->ended, mark)) (void)loam_plugin_held_add(&plugin->ended, mark);
  pthread_mutex_unlock(&plugin->lock);
}
