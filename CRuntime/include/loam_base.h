// SPDX-License-Identifier: Apache-2.0
//
// loam_base.h — attributes, status codes and forward declarations that every other header uses.
//
// What holds for all public headers, unless a function says otherwise:
// Units.     Sizes and memory in bytes, times in nanoseconds (int64_t), word counts in 8-byte words.
// Ownership. What is passed in is borrowed for the call and copied if it is kept; type descriptors are the exception:
//            they stay the host's and outlive the runtime. What comes out belongs to the runtime and lives as long as
//            it, but for what a `create` returned, which its `destroy` takes back. Texts are UTF-8; `const char *` ends
//            with 0, loam_string does not.
// Threads.   Functions of a loam_runtime may be called from any thread of the host and from several at once, and by
//            natives and steps; what these may not do is answered LOAM_WRONG_STATE. Functions of a loam_context belong
//            to the native or step that was given it, on the thread that runs it, until it returns.
// Errors.    A loam_status, or NULL or false where that says it all. Nothing was changed by a call that failed. The
//            process is never ended, nothing is printed but by the hook write_error (without one, to descriptor 2), no
//            signal handler is installed, no mutable global exists. NULL for a runtime, a description, a function or a
//            place to write to is LOAM_INVALID_ARGUMENT, or does nothing. Not checked are contexts, types, whatever was
//            destroyed, and what is said at the function ("Requires:").
// Moving.    "May move": the call can collect, and can move the calling goroutine's stack; afterwards pointers into
//            its frame are taken from the context anew. Heap objects never move.
// Opaque.    loam_runtime, loam_worker, loam_goroutine and what lies behind `void *` results are known by their address
//            only. loam_context, loam_function and loam_type are open, because compilers and inline functions read
//            them: each says which fields a host may read, and which it writes.
// C++.       All headers compile as C++11 and later, with C linkage. LOAM_DESCRIBE and LOAM_POINTERS are designated
//            initialisers, which are C++20's and an extension before; nothing may be thrown out of a step, native or
//            hook.
#ifndef LOAM_BASE_H
#define LOAM_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#define LOAM_CLOSED_ENUM __attribute__((enum_extensibility(closed)))
#else
#define LOAM_CLOSED_ENUM
#endif
#define LOAM_LIKELY(x) __builtin_expect(!!(x), 1)
#define LOAM_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define LOAM_EXPORT __attribute__((visibility("default")))
/// What the function answers is to be returned by its caller, a step or native: without that nothing is done.
#define LOAM_TO_RETURN __attribute__((warn_unused_result))
/// Around the declarations of each header. A field that the runtime changes atomically, and C++ only lays out.
#ifdef __cplusplus
#define LOAM_BEGIN_DECLARATIONS extern "C" {
#define LOAM_END_DECLARATIONS }
#define LOAM_ATOMIC(type) type
#else
#define LOAM_BEGIN_DECLARATIONS
#define LOAM_END_DECLARATIONS
#define LOAM_ATOMIC(type) _Atomic(type)
#endif

/// Of the headers and the library that comes with them.
#define LOAM_VERSION "0.1.0"

LOAM_BEGIN_DECLARATIONS

/// What a call, or a run, came to. A run or a goroutine ends with any of them; other calls with the first five or
/// LOAM_DEAD.
typedef enum LOAM_CLOSED_ENUM loam_status {
  LOAM_OK = 0,
  LOAM_NO_MEMORY,        ///< A mapping or an allocation failed; nothing was changed.
  LOAM_INVALID_ARGUMENT, ///< The caller broke the function's contract; nothing was changed.
  LOAM_WRONG_STATE,      ///< Not allowed in the runtime's present state.
  LOAM_LIMIT,            ///< A limit of the configuration was reached.
  LOAM_EXITED,           ///< The program called os.Exit; its code is in the result.
  LOAM_PANICKED,         ///< A goroutine ended with a panic nobody recovered.
  LOAM_FATAL,            ///< A fatal error of the program: deadlock, stack overflow, out of memory, ...
  LOAM_COMPILE_ERROR,    ///< The compile hook refused a function.
  LOAM_DEAD,             ///< An invariant of ours broke earlier; this instance does nothing more.
  LOAM_STOPPED,          ///< A goroutine came to a breakpoint, and the program stands still (loam_break.h).
} loam_status;

/// "LOAM_OK" and so on; "?" for a number that is none. Static.
static inline const char *loam_status_name(loam_status status) {
  static const char *const names[] = {
      "LOAM_OK",       "LOAM_NO_MEMORY", "LOAM_INVALID_ARGUMENT", "LOAM_WRONG_STATE", "LOAM_LIMIT",  "LOAM_EXITED",
      "LOAM_PANICKED", "LOAM_FATAL",     "LOAM_COMPILE_ERROR",    "LOAM_DEAD",        "LOAM_STOPPED"};
  return (uint32_t)status < sizeof names / sizeof names[0] ? names[(uint32_t)status] : "?";
}

/// One 8-byte word of a goroutine's frame.
typedef uint64_t loam_slot;

typedef struct loam_runtime loam_runtime;
typedef struct loam_worker loam_worker;
typedef struct loam_goroutine loam_goroutine;
typedef struct loam_function loam_function;
typedef struct loam_type loam_type;
typedef struct loam_itab loam_itab;
typedef struct loam_context loam_context;

/// Go's string, slice and interface values, laid out as Go lays them out.
typedef struct loam_string {
  const uint8_t *bytes;
  int64_t length;
} loam_string;
typedef struct loam_slice {
  void *elements;
  int64_t length;
  int64_t capacity;
} loam_slice;
/// `any`: dynamic type and data word (the value itself when the type is direct, else a pointer to it).
typedef struct loam_eface {
  const loam_type *type;
  void *data;
} loam_eface;
/// An interface with methods: itab and data word.
typedef struct loam_iface {
  const loam_itab *itab;
  void *data;
} loam_iface;

LOAM_END_DECLARATIONS
#endif
