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
  uint32_t words;               ///< In a frame of Go.
  bool is_word;                 ///< A scalar of 8 bytes in both.
  loam_ffi_registers registers; ///< Of a record.
  ffi_type *form;
  ffi_type own;         ///< Of a record.
  ffi_type *elements[]; ///< Of a record, NULL behind them.
};

/// Whether all that is passed is in registers (direct.c).
typedef enum loam_ffi_direct {
  LOAM_FFI_DIRECT_NOT,
  LOAM_FFI_DIRECT_INTEGERS, ///< Integers and pointers only.
  LOAM_FFI_DIRECT_MIXED,    ///< The result is an integer, or there is none.
  LOAM_FFI_DIRECT_FLOAT,    ///< The result is floating.
} loam_ffi_direct;

/// Where results of calls that are placed come back (placed.c).
typedef enum loam_ffi_results {
  LOAM_FFI_RESULTS_INTEGERS, ///< At most two integer registers, or in memory, or not at all.
  LOAM_FFI_RESULTS_FLOATS,
  LOAM_FFI_RESULTS_BOTH, ///< One of each.
} loam_ffi_results;

struct loam_ffi_signature {
  ffi_cif cif;   ///< Of callbacks.
  ffi_cif calls; ///< With `parts` arguments.
  loam_ffi_direct direct;
  char *name;
  const loam_ffi_type *result;
  uint32_t count;
  uint32_t parameter_words;
  bool takes_code; ///< Parameters that may be callbacks.
  const loam_ffi_type **parameters;
  ffi_type **forms; ///< Of the parameters.
  // As calls pass them: one that goes to two registers may be two arguments (types.c).
  uint32_t parts;
  ffi_type **part_forms;
  uint16_t *part_words; ///< Where each begins.
  // Of those that are placed:
  bool is_placed, result_in_memory;
  bool float_first; ///< Of results in one of each.
  loam_ffi_results results;
  uint8_t *places; ///< Of each word of the parameters.
  uint32_t stack_words;
};

struct loam_ffi_function {
  const loam_ffi_signature *signature;
  void *address;
  uint64_t nonnull;
  uint32_t flags;
  _Atomic uint8_t way; ///< loam_ffi_way; found at the first call.
  char *name;
};

typedef enum loam_ffi_way {
  LOAM_FFI_WAY_UNKNOWN,
  LOAM_FFI_WAY_DIRECT,
  LOAM_FFI_WAY_PLACED,
  LOAM_FFI_WAY_PREPARED
} loam_ffi_way;

/// A value of C at `from`, as a call returns it (small integers in a word) or as a callback gets it, to words of Go.
void loam_ffi_to_words(const loam_ffi_type *type, const void *from, uint64_t *words);
/// Words of Go to where C reads the value. Room: 16 bytes, or the words of a record, aligned to 16.
void loam_ffi_from_words(const loam_ffi_type *type, const uint64_t *words, void *to);

/// Registers that a value is passed in; none: it is in memory.
loam_ffi_registers loam_ffi_registers_of(const loam_ffi_type *type);
/// Whether a result is written where the caller says.
bool loam_ffi_is_in_memory(const loam_ffi_type *type);

loam_ffi_direct loam_ffi_direct_of(const loam_ffi_signature *signature);
/// Calls a function whose signature is direct, with its words; the result as C left it in a register.
void loam_ffi_call_direct(const loam_ffi_signature *signature, void *address, const uint64_t *words, uint64_t *result);
/// Finds the places of a signature's words. False: it has some for libffi.
bool loam_ffi_placed_of(loam_ffi_signature *signature);
/// Calls a function whose signature is placed. Result: room for two words, or the result's.
void loam_ffi_call_placed(const loam_ffi_signature *signature, void *address, const uint64_t *words, uint64_t *result);

enum {
  LOAM_FFI_STUB_INTEGERS = 6, ///< Registers as a stub saves them: these, then eight floating ones.
  LOAM_FFI_STUB_REGISTERS = 14,
  LOAM_FFI_STUB_BATCH = 128, ///< Made at once.
};
/// Writes a batch of stubs, one for each of as many records in a row. False: there is no executable memory for them.
bool loam_ffi_stubs_make(void *records, size_t record_size, void **out_codes);
/// What a stub calls: the callback of its record, with the argument registers. The result goes to the register of
/// either kind.
uint64_t loam_ffi_stub_called(loam_ffi_callback *callback, const uint64_t *registers);

/// loam_context_call_c of a function of this signature, with its words: Go functions among them (loam_ffi_lend) are
/// lent to C as long as the call lasts.
loam_native_status loam_ffi_call_lending(loam_context *context, const loam_ffi_signature *signature, uint64_t *words,
                                         void (*perform)(void *argument), void *argument);
/// The held callback at an index of those of a runtime; false: there are not so many. One after the other is quick.
bool loam_ffi_callback_at(loam_runtime *runtime, uint64_t index, loam_ffi_callback_info *out);

#pragma GCC visibility pop
#endif
