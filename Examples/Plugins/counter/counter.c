// SPDX-License-Identifier: Apache-2.0
//
// counter.c — a small plugin that shows each thing once: functions, a resource, a structure that Go and C share, a
// callback, and a command of the prompt.
#include <loam_plugin.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

LOAM_PLUGIN_TEXT(counter_go, "counter/counter.go");

static const loam_plugin_host *host;
static const char *enter(const loam_plugin_host *given) {
  host = given;
  return NULL;
}

// ---- resources ----

enum { COUNTER };
typedef struct counter {
  _Atomic(int64_t) next; // natives run on several threads at once
} counter;
static _Atomic(int64_t) open_counters;

static void close_counter(void *object) {
  atomic_fetch_sub(&open_counters, 1);
  free(object);
}
static const loam_plugin_resource resources[] = {[COUNTER] = {"counter", close_counter}};

// ---- structures ----

enum { SPAN };
typedef struct span {
  int64_t from, to;
  loam_plugin_string of;
} span;
static const loam_plugin_type types[] = {[SPAN] = {"counter.Span", sizeof(span), LOAM_PLUGIN_POINTER_AT(span, of)}};

// ---- natives ----

// func Add(a, b int) int
static int add(loam_plugin_context *context) {
  LOAM_PLUGIN_WORD(context, 2) = LOAM_PLUGIN_WORD(context, 0) + LOAM_PLUGIN_WORD(context, 1);
  return LOAM_PLUGIN_DONE;
}

// func Greet(name string) string
static int greet(loam_plugin_context *context) {
  char text[100];
  loam_plugin_string name = LOAM_PLUGIN_STRING(context, 0);
  int length = snprintf(text, sizeof text, "Hello, %.*s!", name.length > 80 ? 80 : (int)name.length, name.bytes);
  bool ok;
  loam_plugin_string greeting = host->string(context, text, length, &ok);
  if (!ok) return host->out_of_memory(context);
  LOAM_PLUGIN_STRING(context, 2) = greeting;
  return LOAM_PLUGIN_DONE;
}

// func open(start int) *plugin.Resource
static int open_counter(loam_plugin_context *context) {
  counter *made = malloc(sizeof *made);
  if (made == NULL) return host->out_of_memory(context);
  atomic_init(&made->next, LOAM_PLUGIN_INT(context, 0));
  void *resource = host->resource_create(host, context, COUNTER, made);
  if (resource == NULL) {
    free(made);
    return host->out_of_memory(context);
  }
  atomic_fetch_add(&open_counters, 1);
  LOAM_PLUGIN_WORD(context, 1) = (uintptr_t)resource;
  return LOAM_PLUGIN_DONE;
}

// func next(c *plugin.Resource) int
static int next(loam_plugin_context *context) {
  const void *resource = LOAM_PLUGIN_POINTER(context, 0);
  counter *of = host->resource_acquire(host, resource, COUNTER);
  if (of == NULL) return host->resource_wrong(host, context, resource, COUNTER);
  LOAM_PLUGIN_WORD(context, 1) = (uint64_t)atomic_fetch_add(&of->next, 1);
  host->resource_release(host, resource);
  return LOAM_PLUGIN_DONE;
}

// func take(c *plugin.Resource, n int) *Span
static int take(loam_plugin_context *context) {
  if (LOAM_PLUGIN_INT(context, 1) < 0) return host->panic_error(context, "a negative number of numbers");
  bool ok;
  loam_plugin_string name = host->string(context, "counter", 7, &ok); // may move: before anything is read for good
  if (!ok) return host->out_of_memory(context);
  context->roots[0] = (void *)(uintptr_t)name.bytes;
  span *made = host->allocate(host, context, SPAN, 1);
  if (made == NULL) return host->out_of_memory(context);
  const void *resource = LOAM_PLUGIN_POINTER(context, 0);
  counter *of = host->resource_acquire(host, resource, COUNTER);
  if (of == NULL) return host->resource_wrong(host, context, resource, COUNTER);
  int64_t count = LOAM_PLUGIN_INT(context, 1);
  made->from = atomic_fetch_add(&of->next, count);
  made->to = made->from + count;
  made->of = name; // a fresh object may be written to before anybody else has it
  host->resource_release(host, resource);
  LOAM_PLUGIN_WORD(context, 2) = (uintptr_t)made;
  return LOAM_PLUGIN_DONE;
}

// What `each` does below call_c, where Go may be called.
typedef struct each_call {
  loam_plugin_runtime *runtime;
  loam_plugin_handle function;
  const void *resource;
  int64_t count;
} each_call;

static void run_each(void *argument) {
  each_call *call = argument;
  for (int64_t i = 0; i < call->count; i++) {
    counter *of = host->resource_acquire(host, call->resource, COUNTER);
    if (of == NULL) break; // closed meanwhile
    uint64_t number = (uint64_t)atomic_fetch_add(&of->next, 1);
    host->resource_release(host, call->resource);
    if (host->call_back(host, call->runtime, call->function, &number, NULL) != LOAM_PLUGIN_OK) break;
  }
}

// func each(c *plugin.Resource, n int, f func(int))
static int each(loam_plugin_context *context) {
  each_call call = {
      .runtime = context->runtime, .resource = LOAM_PLUGIN_POINTER(context, 0), .count = LOAM_PLUGIN_INT(context, 1)};
  void *function = LOAM_PLUGIN_POINTER(context, 2);
  if (function == NULL) return host->panic_error(context, "a nil function");
  if (host->handle_create(host, context->runtime, function, &call.function) != LOAM_PLUGIN_OK)
    return host->out_of_memory(context);
  int answer = host->call_c(context, run_each, &call);
  (void)host->handle_release(host, context->runtime, call.function);
  return answer;
}

static const loam_plugin_native natives[] = {
    {"Add", add, NULL},   {"Greet", greet, NULL}, {"open", open_counter, NULL},
    {"next", next, NULL}, {"take", take, NULL},   {"each", each, NULL},
};
static const loam_plugin_file files[] = {{"counter.go", counter_go}};
static const loam_plugin_package packages[] = {
    {"counter", files, LOAM_PLUGIN_COUNT(files), LOAM_PLUGIN_COUNT(natives), natives}};

// ---- the command ----

static int run_counters(const loam_plugin_host *given, const char *argument, loam_plugin_reply *reply) {
  char text[80];
  if (*argument != 0) {
    given->print_error(reply, ":counters takes no argument\n");
    return 1;
  }
  int64_t count = atomic_load(&open_counters);
  snprintf(text, sizeof text, "%lld counter%s open\n", (long long)count, count == 1 ? " is" : "s are");
  given->print(reply, text);
  return 0;
}
static const loam_plugin_command commands[] = {
    {"counters", "", "how many counters of the plugin are open", "Counts them.\n\n    loam> :counters", run_counters}};

LOAM_PLUGIN(.name = "counter", .version = "1.0", .summary = "numbers from C, and how a plugin is written",
            .enter = enter, .packages = packages, .package_count = LOAM_PLUGIN_COUNT(packages), .types = types,
            .type_count = LOAM_PLUGIN_COUNT(types), .resources = resources,
            .resource_count = LOAM_PLUGIN_COUNT(resources), .commands = commands,
            .command_count = LOAM_PLUGIN_COUNT(commands));
