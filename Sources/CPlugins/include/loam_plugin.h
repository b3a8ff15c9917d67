// SPDX-License-Identifier: Apache-2.0
//
// loam_plugin.h — what a plugin of Loam is: a shared object with one symbol, which this header alone describes.
//
// Use.       #include this file, define the natives, then `loam_plugin` by LOAM_PLUGIN(...), and build with
//            `cc -shared -fPIC`. Nothing of Loam is linked: what a plugin may do comes in a table (loam_plugin_host).
//            Examples/Plugins has plugins, and a page on writing them.
// Level.     LOAM_PLUGIN_LEVEL, the sizes of the structures and the names of everything are read before any code of the
//            plugin runs. Structures only ever grow at their ends, and so does the table: an older plugin goes on
//            working, a newer one is refused with words.
// Natives.   Bodies of Go functions that the plugin's Go source declares without one. They are called directly on a
//            system stack: arguments are words of the frame, results the words behind them (each parameter begins a
//            word; strings take 2 words, slices 3, interfaces 2; narrow integers and bool are extended). What is marked
//            "may move" can collect or move the goroutine's stack: the frame is to be read anew, and no pointer into it
//            kept. Objects of the heap never move, and live as long as an argument word, `roots` or a handle leads to
//            them. Arguments are given as pointers to the heap unless the Go declaration says //go:noescape. Results
//            are written last. Natives never call Go but below `call_c`, and nothing is thrown or jumped out of them.
// Long work. Between enter_blocking and leave_blocking, or below call_c, other goroutines run on; elsewhere a native
//            should be over in microseconds.
// Threads.   Natives run on several threads at once. Functions with a context belong to the native that was given it.
//            The others may be called from any thread. A panic of a Go function that a thread of the plugin's own calls
//            ends the program of `loam run`, as one of a goroutine that nobody recovers.
// Process.   It is everybody's: exit() in a plugin ends it at once, and signal handlers and the like are the host's.
#ifndef LOAM_PLUGIN_H
#define LOAM_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Of this header. A plugin's level may be lower than that of the Loam that loads it.
#define LOAM_PLUGIN_LEVEL 1

typedef struct loam_plugin_host loam_plugin_host;
typedef struct loam_plugin_runtime loam_plugin_runtime; ///< A running program: loam_runtime of the embedding headers.
typedef struct loam_plugin_reply loam_plugin_reply;     ///< Where a command's output goes.
typedef uint64_t loam_plugin_handle;                    ///< Names a Go object that is kept alive; 0 names none.

/// Go's string and slice, laid out as Go lays them out.
typedef struct loam_plugin_string {
  const char *bytes;
  int64_t length;
} loam_plugin_string;
typedef struct loam_plugin_slice {
  void *elements;
  int64_t length;
  int64_t capacity;
} loam_plugin_slice;

/// What a native answers: one of these, or what a function of the host has answered it. Anything else, and RETRY where
/// nothing was refused, is a fatal error of the program, which names the native.
typedef int loam_plugin_answer;
enum {
  LOAM_PLUGIN_DONE = 0,  ///< Results are in the frame.
  LOAM_PLUGIN_YIELD = 2, ///< They are; let others run first.
  LOAM_PLUGIN_RETRY = 3, ///< enter_blocking answered false: nothing was done, call the native again.
};

/// What a call of the table came to.
typedef enum loam_plugin_status {
  LOAM_PLUGIN_OK = 0,
  LOAM_PLUGIN_NO_MEMORY = 1,
  LOAM_PLUGIN_INVALID = 2,     ///< An argument is none: a handle that was released, a function that is nil, ...
  LOAM_PLUGIN_WRONG_STATE = 3, ///< Not now: the program has ended.
  LOAM_PLUGIN_PANICKED = 6,    ///< The Go function did not return.
} loam_plugin_status;

/// What a native is given.
/// Of one call of a native, and its thread's until it returns: elsewhere it is said under the plugin's name, and what
/// is wanted with it is not done. patience, is_to_end and write may be called on other threads meanwhile.
typedef struct loam_plugin_context {
  loam_plugin_runtime *runtime;
  void *reserved[2];
  uint64_t *frame; ///< Arguments, then results; changes when the stack moves.
  void *roots[4];  ///< Traced while the native runs, zero at entry: for heap pointers across what may move.
} loam_plugin_context;

typedef loam_plugin_answer (*loam_plugin_function)(loam_plugin_context *context);

/// Words of the frame.
#define LOAM_PLUGIN_WORD(context, i) ((context)->frame[i])
#define LOAM_PLUGIN_INT(context, i) ((int64_t)(context)->frame[i])
#define LOAM_PLUGIN_POINTER(context, i) ((void *)(uintptr_t)(context)->frame[i])
#define LOAM_PLUGIN_STRING(context, i) (*(loam_plugin_string *)(void *)&(context)->frame[i])
#define LOAM_PLUGIN_SLICE(context, i) (*(loam_plugin_slice *)(void *)&(context)->frame[i])
static inline double loam_plugin_float(const loam_plugin_context *context, int i) {
  union {
    uint64_t word;
    double number;
  } both;
  both.word = context->frame[i];
  return both.number;
}
static inline void loam_plugin_set_float(loam_plugin_context *context, int i, double number) {
  union {
    double number;
    uint64_t word;
  } both;
  both.number = number;
  context->frame[i] = both.word;
}

// ---- what a plugin registers ----

/// A native and the Go name it is the body of, within its package: "Add", "(*Counter).next".
typedef struct loam_plugin_native {
  const char *name;
  loam_plugin_function function;
  void *user; ///< What host->user answers.
} loam_plugin_native;

/// A file of Go, whose name stands in errors and traces.
typedef struct loam_plugin_file {
  const char *name;
  const char *text; ///< Ends with 0.
} loam_plugin_file;

/// A Go package. The last element of its path is its name.
typedef struct loam_plugin_package {
  const char *path;
  const loam_plugin_file *files;
  uint32_t file_count;
  uint32_t native_count;
  const loam_plugin_native *natives;
} loam_plugin_package;

/// A type that a package declares in Go and the plugin as a structure of C: the load fails unless both have the same
/// size and the same pointers. Natives then read and write *T as the structure, and allocate some.
typedef struct loam_plugin_type {
  const char *name; ///< "path.Name"
  uint64_t size;
  uint64_t pointers; ///< Bit i: word i is a pointer of Go's, as the first of a string or slice and the second of an
                     ///< interface are. 64 words at most.
} loam_plugin_type;
/// The bit of a member.
#define LOAM_PLUGIN_POINTER_AT(c_type, member) (1ull << offsetof(c_type, member) / 8)

/// A kind of resources: things of C's that Go code holds as *plugin.Resource (import "loam/plugin").
typedef struct loam_plugin_resource {
  const char *name; ///< For people: "counter".
  /// Ends a resource: it was closed, nothing refers to it any more, or the program is over. Once for each, on any
  /// thread, never while it is acquired.
  void (*close)(void *object);
} loam_plugin_resource;

/// A command of the prompt, `:name argument`.
typedef struct loam_plugin_command {
  const char *name;
  const char *arguments; ///< What follows the name in help texts: "[TEXT]"; may be "".
  const char *summary;   ///< A line in the table of contents.
  const char *help;      ///< What :help says, with an example.
  /// Does it on a thread of its own, where no Go runs, while the prompt waits; 0: done, anything else: it failed.
  int (*run)(const loam_plugin_host *host, const char *argument, loam_plugin_reply *reply);
} loam_plugin_command;

/// Something that happened in the runtime (loam_event.h lists kinds and arguments).
typedef struct loam_plugin_event {
  int64_t time;
  uint64_t goroutine;
  uint16_t number; ///< Of the kind; only `kind` is the same in every version.
  uint16_t worker;
  uint32_t sequence;
  uint64_t arguments[5];
} loam_plugin_event;

/// Is told of events a few milliseconds after they happened, in order, by one thread at a time.
typedef struct loam_plugin_listener {
  const char *kinds; ///< Names with commas between them: "create,end,grow".
  void (*hear)(const loam_plugin_host *host, loam_plugin_runtime *runtime, const char *kind,
               const loam_plugin_event *event);
} loam_plugin_listener;

/// Sizes of structures, as the plugin was compiled.
typedef struct loam_plugin_sizes {
  uint16_t registration, host, context, package, file, native, type, resource, command, listener, event;
} loam_plugin_sizes;

/// What the symbol `loam_plugin` is.
typedef struct loam_plugin_registration {
  uint32_t level;
  loam_plugin_sizes sizes;
  const char *name;    ///< Letters, digits, '_' and '-'.
  const char *version; ///< Its own, for people.
  const char *summary; ///< A line for people.
  /// Called when everything was found right: NULL, or why the plugin cannot be used. May be NULL. The table lives as
  /// long as the plugin. On a thread of its own, as are `leave` and commands: who waits for it may give up (^C).
  const char *(*enter)(const loam_plugin_host *host);
  /// Called before it is unloaded, when nothing holds it: NULL, or why it cannot be. May be NULL. Also when the process
  /// ends in order (the end of `loam run` and `loam check`, however the program ended, and of the prompt): after the
  /// program is over and its resources are closed, if nothing holds the plugin then. That is waited for a little while,
  /// and what it answers is only said.
  const char *(*leave)(const loam_plugin_host *host);
  const loam_plugin_package *packages;
  const loam_plugin_type *types;
  const loam_plugin_resource *resources;
  const loam_plugin_command *commands;
  const loam_plugin_listener *listeners;
  uint32_t package_count, type_count, resource_count, command_count, listener_count;
} loam_plugin_registration;

#if defined(__GNUC__)
#define LOAM_PLUGIN_EXPORT __attribute__((visibility("default")))
#else
#define LOAM_PLUGIN_EXPORT
#endif

/// Its declaration, so that it has C's name in C++.
extern LOAM_PLUGIN_EXPORT const loam_plugin_registration loam_plugin;

// clang-format off
#define LOAM_PLUGIN_SIZES                                                                                              \
  {sizeof(loam_plugin_registration), sizeof(loam_plugin_host), sizeof(loam_plugin_context),                            \
   sizeof(loam_plugin_package), sizeof(loam_plugin_file), sizeof(loam_plugin_native), sizeof(loam_plugin_type),        \
   sizeof(loam_plugin_resource), sizeof(loam_plugin_command), sizeof(loam_plugin_listener), sizeof(loam_plugin_event)}
// clang-format on

/// The symbol: LOAM_PLUGIN(.name = "counter", .packages = packages, .package_count = 1) and so on.
#define LOAM_PLUGIN(...)                                                                                               \
  const loam_plugin_registration loam_plugin = {.level = LOAM_PLUGIN_LEVEL, .sizes = LOAM_PLUGIN_SIZES, __VA_ARGS__}
/// How many elements an array has.
#define LOAM_PLUGIN_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/// Defines `const char symbol[]` with the bytes of a file and a 0 behind them, without writing Go as a literal of C.
#define LOAM_PLUGIN_TEXT(symbol, path)                                                                                 \
  __asm__(".pushsection .rodata\n.global " #symbol "\n.hidden " #symbol "\n" #symbol ":\n.incbin \"" path              \
          "\"\n.byte 0\n.popsection\n");                                                                               \
  extern const char symbol[] __attribute__((visibility("hidden")))

// ---- what a plugin may do ----

/// The table. New functions are added at its end; `size` says how far it goes.
struct loam_plugin_host {
  uint32_t level, size;
  const char *version; ///< Loam's.
  void *plugin;        ///< Loam's record of the plugin.

  // Memory of Go, in natives. NULL: there is none, return out_of_memory. May move.
  /// `count` zeroed values of types[type] of the registration.
  void *(*allocate)(const loam_plugin_host *host, loam_plugin_context *context, uint32_t type, int64_t count);
  /// Zeroed bytes without pointers.
  void *(*allocate_bytes)(loam_plugin_context *context, uint64_t size);
  /// A Go string with a copy of the bytes; *ok: there was memory.
  loam_plugin_string (*string)(loam_plugin_context *context, const void *bytes, int64_t length, bool *ok);
  /// *cell = value, for pointers within objects that were there before this native's last allocation: the collector is
  /// told. A fresh object may be written to plainly.
  void (*store)(loam_plugin_context *context, void **cell, void *value);

  // How natives end otherwise: return what these return. Texts are copied.
  /// A panic with a runtime.Error ("runtime error: " and the text).
  loam_plugin_answer (*panic_error)(loam_plugin_context *context, const char *text);
  /// A panic with a string.
  loam_plugin_answer (*panic_string)(loam_plugin_context *context, const char *text);
  loam_plugin_answer (*out_of_memory)(loam_plugin_context *context);
  /// A fatal error, which nothing recovers from.
  loam_plugin_answer (*fatal)(loam_plugin_context *context, const char *text);
  /// time.Sleep
  loam_plugin_answer (*sleep)(loam_plugin_context *context, int64_t nanoseconds);

  // Calls that take long.
  /// Others run from here to leave_blocking; no Go memory but what does not move and is kept alive may be touched, and
  /// no other function with a context called but the next three. False: return LOAM_PLUGIN_RETRY.
  bool (*enter_blocking)(loam_plugin_context *context);
  /// Milliseconds to wait at a time before asking is_to_end; -1: as long as it takes.
  int (*patience)(loam_plugin_context *context);
  /// The goroutine was interrupted (^C at the prompt): come back soon, whatever is answered.
  bool (*is_to_end)(loam_plugin_context *context);
  /// Writes for the program to descriptor 1 or 2, or to any other: bytes taken, or the negative errno.
  int64_t (*write)(loam_plugin_context *context, int descriptor, const void *bytes, size_t length);
  /// May move.
  void (*leave_blocking)(loam_plugin_context *context);
  /// Runs function(argument) as such a call: unless it answers LOAM_PLUGIN_DONE, return what it answers, and before it
  /// nothing may have had an effect. A fault there becomes a run-time error of Go, and it may call Go. May move.
  loam_plugin_answer (*call_c)(loam_plugin_context *context, void (*function)(void *argument), void *argument);

  /// What the native was registered with.
  void *(*user)(loam_plugin_context *context);
  /// Nanoseconds of the program's clock.
  int64_t (*monotonic)(loam_plugin_context *context);

  // Go objects that C holds. Each is to be released; what is left holds the plugin, and ends with the program.
  /// A handle for nil, or a pointer to or into an object of the heap, a function value (func) among them.
  loam_plugin_status (*handle_create)(const loam_plugin_host *host, loam_plugin_runtime *runtime, void *object,
                                      loam_plugin_handle *out_handle);
  loam_plugin_status (*handle_release)(const loam_plugin_host *host, loam_plugin_runtime *runtime,
                                       loam_plugin_handle handle);
  loam_plugin_status (*handle_get)(const loam_plugin_host *host, loam_plugin_runtime *runtime,
                                   loam_plugin_handle handle, void **out_object);
  /// Calls the func that a handle holds and waits: below call_c the goroutine runs it, on another thread a new one
  /// does. Arguments and results (may be NULL) are words as in a frame. In a native that is not below call_c, and where
  /// the program has ended: LOAM_PLUGIN_WRONG_STATE.
  loam_plugin_status (*call_back)(const loam_plugin_host *host, loam_plugin_runtime *runtime,
                                  loam_plugin_handle function, const uint64_t *arguments, uint64_t *results);
  /// Below call_c: a run-time error of Go where C was called; does not return. False elsewhere.
  bool (*call_panic)(loam_plugin_runtime *runtime, const char *text);

  // Resources.
  /// A new *plugin.Resource for `object`, of resources[kind] of the registration. NULL: there is no memory, and the
  /// object is the caller's still. The Go side passes it on through plugin.Own, or it is closed only at the end. May
  /// move.
  void *(*resource_create)(const loam_plugin_host *host, loam_plugin_context *context, uint32_t kind, void *object);
  /// The object behind the *plugin.Resource, which is not closed until resource_release. NULL: it is nil, closed, or of
  /// another kind; then return resource_wrong.
  void *(*resource_acquire)(const loam_plugin_host *host, const void *resource, uint32_t kind);
  void (*resource_release)(const loam_plugin_host *host, const void *resource);
  /// A run-time error that says what is wrong with it.
  loam_plugin_answer (*resource_wrong)(const loam_plugin_host *host, loam_plugin_context *context, const void *resource,
                                       uint32_t kind);

  // Words for people.
  /// A remark of the plugin's on standard error, under its name.
  void (*note)(const loam_plugin_host *host, const char *text);
  /// Writes a command's output, and what is to be said when it fails. The text brings its own newlines.
  void (*print)(loam_plugin_reply *reply, const char *text);
  void (*print_error)(loam_plugin_reply *reply, const char *text);
  /// In a command: ^C has come; it should end.
  bool (*is_interrupted)(loam_plugin_reply *reply);
  /// An event as a line of text; returns the length of the whole, as snprintf does.
  uint64_t (*describe)(loam_plugin_runtime *runtime, const loam_plugin_event *event, char *out, uint64_t size);
};

#ifdef __cplusplus
}
#endif
#endif
