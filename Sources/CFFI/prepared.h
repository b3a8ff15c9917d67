// SPDX-License-Identifier: Apache-2.0
//
// prepared.h — types, signatures and functions as calls use them.
#ifndef LOAM_CFFI_PREPARED_H
#define LOAM_CFFI_PREPARED_H

#include "CFFI.h"

#include <ffi.h>

#pragma GCC visibility push(hidden)

struct loam_ffi_type {
  loam_ffi_kind kind;
  uint32_t words; ///< In a frame of Go.
  ffi_type *form;
  ffi_type own;         ///< Of a record.
  ffi_type *elements[]; ///< Of a record, NULL behind them.
};

struct loam_ffi_signature {
  ffi_cif cif;
  char *name;
  const loam_ffi_type *result;
  uint32_t count;
  uint32_t parameter_words;
  bool takes_code; ///< Parameters that may be callbacks.
  const loam_ffi_type **parameters;
  ffi_type **forms;
};

struct loam_ffi_function {
  const loam_ffi_signature *signature;
  void *address;
  uint64_t nonnull;
  uint32_t flags;
  char *name;
};

/// A value of C at `from`, as a call returns it (small integers in a word) or as a callback gets it, to words of Go.
void loam_ffi_to_words(const loam_ffi_type *type, const void *from, uint64_t *words);
/// Words of Go to where C reads the value. Room: 16 bytes, or the words of a record, aligned to 16.
void loam_ffi_from_words(const loam_ffi_type *type, const uint64_t *words, void *to);

/// Ends the callbacks that were lent for a call, by their code among these words. Threads: any.
void loam_ffi_take_back(loam_runtime *runtime, const loam_ffi_signature *signature, const uint64_t *words);

#pragma GCC visibility pop
#endif
