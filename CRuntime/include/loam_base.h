// SPDX-License-Identifier: Apache-2.0
//
// loam_base.h — attributes, status codes and forward declarations that every other header uses.
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

/// What a call of the library came to. Nothing in CRuntime aborts or exits the process.
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
} loam_status;

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

#endif
