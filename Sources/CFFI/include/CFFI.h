// SPDX-License-Identifier: Apache-2.0
//
// CFFI.h — C functions called from Go, and Go functions called from C, by libffi.
//
// A *type* says how a value is passed in C and how it lies in a frame of Go: scalars in a word of their own, extended
// by their sign; all else as in memory, in whole words. A *signature* is prepared once from types. A *function* is a
// signature with an address; its native is defined with it (loam_function_define_native_with). A *callback* is machine
// code that calls a Go function, made of a signature.
// Threads. Types, signatures and functions are made by one thread at a time and then only read; callbacks by any.
#ifndef CFFI_H
#define CFFI_H

#include "loam_callback.h"
#include "loam_native.h"

LOAM_BEGIN_DECLARATIONS

typedef enum loam_ffi_kind {
  LOAM_FFI_VOID,
  LOAM_FFI_BOOL,
  LOAM_FFI_INT8,
  LOAM_FFI_UINT8,
  LOAM_FFI_INT16,
  LOAM_FFI_UINT16,
  LOAM_FFI_INT32,
  LOAM_FFI_UINT32,
  LOAM_FFI_INT64,
  LOAM_FFI_UINT64,
  LOAM_FFI_POINTER,
  LOAM_FFI_CODE, ///< A pointer to a function, which may be a callback.
  LOAM_FFI_FLOAT,
  LOAM_FFI_DOUBLE,
  LOAM_FFI_LONG_DOUBLE, ///< A float64 in Go.
  LOAM_FFI_COMPLEX_FLOAT,
  LOAM_FFI_COMPLEX_DOUBLE,
  LOAM_FFI_RECORD, ///< A struct or union.
} loam_ffi_kind;

typedef struct loam_ffi_type loam_ffi_type;
typedef struct loam_ffi_signature loam_ffi_signature;
typedef struct loam_ffi_function loam_ffi_function;
typedef struct loam_ffi_callback loam_ffi_callback;

/// The type of a scalar or complex number; NULL for LOAM_FFI_RECORD. Lives for ever.
LOAM_EXPORT const loam_ffi_type *loam_ffi_scalar(loam_ffi_kind kind);
/// How the calling convention passes a struct or union: registers of each kind, none of both for memory.
typedef struct loam_ffi_registers {
  uint8_t integers, floats;
  bool integer_first; ///< Of one of each.
} loam_ffi_registers;

/// A type that is passed as a struct of these fields, which must lie as C lays them out. `size` in bytes, `alignment`
/// as C has them. NULL when libffi lays them out otherwise, or without memory.
LOAM_EXPORT loam_ffi_type *loam_ffi_record_create(const loam_ffi_type *const *fields, uint32_t count, uint64_t size,
                                                  uint32_t alignment, loam_ffi_registers registers);

/// A struct that libffi would lay out otherwise: `size` and `alignment` are taken as they are, and the fields say only
/// which kind of register each eight bytes go to. Without fields it is passed in memory.
LOAM_EXPORT loam_ffi_type *loam_ffi_record_create_as(const loam_ffi_type *const *fields, uint32_t count, uint64_t size,
                                                     uint32_t alignment, loam_ffi_registers registers);

/// A function type, which lives for ever: C may hold code made of it. `name` (copied) is for messages. NULL when libffi
/// cannot pass these, or without memory. Types must outlive it.
LOAM_EXPORT loam_ffi_signature *loam_ffi_signature_create(const char *name, const loam_ffi_type *result,
                                                          const loam_ffi_type *const *parameters, uint32_t count);

/// Notes which objects the process has, before libraries are opened for it; the first call counts. Threads: any.
LOAM_EXPORT void loam_ffi_note_objects(void);
/// A symbol of a library, or of those that it needs, as the process sees it; NULL when there is none. Threads: any.
LOAM_EXPORT void *loam_ffi_symbol(void *library, const char *name);

enum {
  LOAM_FFI_VARIADIC = 1, ///< In Go a slice of interfaces follows the parameters.
  LOAM_FFI_ERRNO = 2,    ///< In Go an int32 follows the results: errno, which is 0 before the call.
};

/// A C function. `nonnull`: bit i is set when parameter i (of the first 64) may not be NULL. `name` is copied.
LOAM_EXPORT loam_ffi_function *loam_ffi_function_create(const char *name, const loam_ffi_signature *signature,
                                                        void *address, uint32_t flags, uint64_t nonnull);
LOAM_EXPORT void loam_ffi_function_free(loam_ffi_function *function);

/// The body of a Go function whose parameters and results are those of the C function; its user is a
/// loam_ffi_function.
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_ffi_call(loam_context *context);
/// The same of a variadic one. What Go passes must be numbers, bools, pointers or strings, which are copied for the
/// call.
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_ffi_call_variadic(loam_context *context);

/// func(f func(…) …) unsafe.Pointer, whose user is a loam_ffi_signature: machine code that calls f, which is kept
/// alive until loam_ffi_callback_release. nil is NULL.
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_ffi_hold(loam_context *context);
/// func(f func(…) …) unsafe.Pointer for an argument of a C function: f in a form from which loam_ffi_call makes code
/// that ends with the call.
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_ffi_lend(loam_context *context);

enum { LOAM_FFI_NAME = 128 };

/// A callback as lists show it.
typedef struct loam_ffi_callback_info {
  char name[LOAM_FFI_NAME]; ///< The Go function's, with `#2` and so on when there are several.
  const char *type;         ///< The signature's name.
  void *code;
  uint64_t calls; ///< So far.
} loam_ffi_callback_info;

/// Fills in at most `count` of those that are held in a runtime, in the order in which they were made; returns how many
/// there are.
LOAM_EXPORT uint64_t loam_ffi_callbacks(loam_runtime *runtime, loam_ffi_callback_info *out, uint64_t count);
/// Ends the held callback of this name, or with this code, written as 0x and hexadecimal digits: its function is kept
/// alive no more, and a call of it is an error. False: there is none.
LOAM_EXPORT bool loam_ffi_callback_release(loam_runtime *runtime, const char *name);
/// The bodies of package C's `FreeCallback(callback any) bool` and `_callback(index int64) (name string, ok bool)`.
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_ffi_free_callback(loam_context *context);
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_ffi_callback_name(loam_context *context);
/// Forgets what is left of a runtime's callbacks; requires that no C code calls them any more.
LOAM_EXPORT void loam_ffi_callbacks_end(loam_runtime *runtime);

LOAM_END_DECLARATIONS

#endif
