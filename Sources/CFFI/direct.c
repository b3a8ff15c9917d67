// SPDX-License-Identifier: Apache-2.0
//
// direct.c — calls of functions whose parameters all go to registers, without libffi.
//
// How.      The calling conventions of x86-64 (System V) and AArch64 hand out integer registers and floating registers
//           each in their own order, and a callee reads those that its parameters are in. So a call that loads all of
//           them, with as many parameters of each kind as there are registers, serves every signature of scalars.
// Why not.  libffi for these, too: it classifies each argument at each call, which takes longer than all the rest.
// Upholds.  Narrow integers are extended in their words, as AArch64's and clang's callers have them.
#include "prepared.h"

#include <string.h>

#if defined(__x86_64__)
enum { INTEGERS = 6, FLOATS = 8 };
#elif defined(__aarch64__)
enum { INTEGERS = 8, FLOATS = 8 };
#else
enum { INTEGERS = 0, FLOATS = 0 }; // none: libffi does it all
#endif

loam_ffi_direct loam_ffi_direct_of(const loam_ffi_signature *signature) {
  uint32_t integers = 0, floats = 0;
  for (uint32_t i = 0; i < signature->count; i++) {
    loam_ffi_kind kind = signature->parameters[i]->kind;
    if (kind >= LOAM_FFI_LONG_DOUBLE) return LOAM_FFI_DIRECT_NOT;
    if (kind == LOAM_FFI_FLOAT || kind == LOAM_FFI_DOUBLE)
      floats++;
    else
      integers++;
  }
  loam_ffi_kind result = signature->result->kind;
  if (integers > INTEGERS || floats > FLOATS || result >= LOAM_FFI_LONG_DOUBLE) return LOAM_FFI_DIRECT_NOT;
  if (result == LOAM_FFI_FLOAT || result == LOAM_FFI_DOUBLE) return LOAM_FFI_DIRECT_FLOAT;
  return floats == 0 ? LOAM_FFI_DIRECT_INTEGERS : LOAM_FFI_DIRECT_MIXED;
}

#define I uint64_t
#define D double
#if defined(__aarch64__)
#define ALL_INTEGERS i[0], i[1], i[2], i[3], i[4], i[5], i[6], i[7]
typedef I (*integer_function)(I, I, I, I, I, I, I, I);
typedef I (*mixed_function)(I, I, I, I, I, I, I, I, D, D, D, D, D, D, D, D);
typedef D (*float_function)(I, I, I, I, I, I, I, I, D, D, D, D, D, D, D, D);
#else
#define ALL_INTEGERS i[0], i[1], i[2], i[3], i[4], i[5]
typedef I (*integer_function)(I, I, I, I, I, I);
typedef I (*mixed_function)(I, I, I, I, I, I, D, D, D, D, D, D, D, D);
typedef D (*float_function)(I, I, I, I, I, I, D, D, D, D, D, D, D, D);
#endif
#define ALL_FLOATS d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]

#if defined(__clang__)
__attribute__((no_sanitize("function")))
#endif
void loam_ffi_call_direct(const loam_ffi_signature *signature, void *address, const uint64_t *words, uint64_t *result) {
  uint64_t i[8] = {0};
  double d[8] = {0};
  union {
    void *address;
    integer_function integers;
    mixed_function mixed;
    float_function floats;
  } function = {.address = address};
  if (signature->direct == LOAM_FFI_DIRECT_INTEGERS) {
    for (uint32_t at = 0; at < signature->count; at++) i[at] = words[at];
    *result = function.integers(ALL_INTEGERS);
    return;
  }
  uint32_t integers = 0, floats = 0;
  for (uint32_t at = 0; at < signature->count; at++) {
    loam_ffi_kind kind = signature->parameters[at]->kind;
    if (kind == LOAM_FFI_FLOAT || kind == LOAM_FFI_DOUBLE)
      memcpy(&d[floats++], &words[at], 8);
    else
      i[integers++] = words[at];
  }
  if (signature->direct == LOAM_FFI_DIRECT_MIXED) {
    *result = function.mixed(ALL_INTEGERS, ALL_FLOATS);
  } else {
    double number = function.floats(ALL_INTEGERS, ALL_FLOATS);
    memcpy(result, &number, 8);
  }
}
