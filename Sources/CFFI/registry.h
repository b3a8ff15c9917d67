// SPDX-License-Identifier: Apache-2.0
//
// registry.h — the callbacks that there are: their records, by code and by name.
//
// How.      See registry.c.
#ifndef LOAM_CFFI_REGISTRY_H
#define LOAM_CFFI_REGISTRY_H

#include "prepared.h"

#include <stdatomic.h>

#pragma GCC visibility push(hidden)

typedef struct loam_ffi_base loam_ffi_base;

struct loam_ffi_callback {
  loam_ffi_callback *next; ///< In its bucket while it has a function, else in the queue of those that ended.
  const loam_ffi_signature *signature;
  loam_runtime *runtime;
  _Atomic loam_handle function; ///< 0: it has ended.
  void *value;                  ///< What the handle holds.
  _Atomic uint64_t calls;       ///< About, when threads call at once.
  _Atomic uint64_t refused;     ///< Calls on C's own threads that could not be made.
  bool is_lent;
  loam_ffi_callback *older, *newer; ///< Of those that are held.
  loam_ffi_callback *next_named;    ///< In the bucket of its name.
  loam_ffi_base *base;              ///< Counts those with its name, whatever their numbers.
  ffi_closure *closure;             ///< NULL: its code is a stub.
  void *code;
  char name[LOAM_FFI_NAME]; ///< Stays behind when it has ended, for messages.
};

/// A callback of the function value, or NULL without memory. `slow`: by a closure of libffi in any case. `called` is
/// what that calls.
loam_ffi_callback *loam_ffi_callback_make(loam_runtime *runtime, const loam_ffi_signature *signature, void *closure,
                                          bool is_lent, bool slow, void (*called)(ffi_cif *, void *, void **, void *));
/// Ends one that was lent.
void loam_ffi_callback_end(loam_ffi_callback *callback);

#pragma GCC visibility pop
#endif
