// SPDX-License-Identifier: Apache-2.0
//
// types.c — types and signatures, and values on their way between words of Go and C.
#include "prepared.h"

#include <stdlib.h>
#include <string.h>

// Words of a frame, and libffi's own description.
static const loam_ffi_type scalars[] = {
    [LOAM_FFI_VOID] = {.kind = LOAM_FFI_VOID, .words = 0, .form = &ffi_type_void},
    [LOAM_FFI_BOOL] = {.kind = LOAM_FFI_BOOL, .words = 1, .form = &ffi_type_uint8},
    [LOAM_FFI_INT8] = {.kind = LOAM_FFI_INT8, .words = 1, .form = &ffi_type_sint8},
    [LOAM_FFI_UINT8] = {.kind = LOAM_FFI_UINT8, .words = 1, .form = &ffi_type_uint8},
    [LOAM_FFI_INT16] = {.kind = LOAM_FFI_INT16, .words = 1, .form = &ffi_type_sint16},
    [LOAM_FFI_UINT16] = {.kind = LOAM_FFI_UINT16, .words = 1, .form = &ffi_type_uint16},
    [LOAM_FFI_INT32] = {.kind = LOAM_FFI_INT32, .words = 1, .form = &ffi_type_sint32},
    [LOAM_FFI_UINT32] = {.kind = LOAM_FFI_UINT32, .words = 1, .form = &ffi_type_uint32},
    [LOAM_FFI_INT64] = {.kind = LOAM_FFI_INT64, .words = 1, .is_word = true, .form = &ffi_type_sint64},
    [LOAM_FFI_UINT64] = {.kind = LOAM_FFI_UINT64, .words = 1, .is_word = true, .form = &ffi_type_uint64},
    [LOAM_FFI_POINTER] = {.kind = LOAM_FFI_POINTER, .words = 1, .is_word = true, .form = &ffi_type_pointer},
    [LOAM_FFI_CODE] = {.kind = LOAM_FFI_CODE, .words = 1, .is_word = true, .form = &ffi_type_pointer},
    [LOAM_FFI_FLOAT] = {.kind = LOAM_FFI_FLOAT, .words = 1, .form = &ffi_type_float},
    [LOAM_FFI_DOUBLE] = {.kind = LOAM_FFI_DOUBLE, .words = 1, .is_word = true, .form = &ffi_type_double},
    [LOAM_FFI_LONG_DOUBLE] = {.kind = LOAM_FFI_LONG_DOUBLE, .words = 1, .form = &ffi_type_longdouble},
    [LOAM_FFI_COMPLEX_FLOAT] = {.kind = LOAM_FFI_COMPLEX_FLOAT, .words = 1, .form = &ffi_type_complex_float},
    [LOAM_FFI_COMPLEX_DOUBLE] = {.kind = LOAM_FFI_COMPLEX_DOUBLE, .words = 2, .form = &ffi_type_complex_double},
};

const loam_ffi_type *loam_ffi_scalar(loam_ffi_kind kind) {
  return (unsigned)kind < sizeof scalars / sizeof scalars[0] ? &scalars[kind] : NULL;
}

static loam_ffi_type *record_make(const loam_ffi_type *const *fields, uint32_t count, uint64_t size,
                                  loam_ffi_registers registers) {
  if (count == 0 || size > UINT32_MAX) return NULL;
  loam_ffi_type *type = calloc(1, sizeof *type + (count + 1) * sizeof type->elements[0]);
  if (type == NULL) return NULL;
  type->kind = LOAM_FFI_RECORD;
  type->registers = registers;
  type->words = (uint32_t)((size + 7) / 8);
  type->own = (ffi_type){.type = FFI_TYPE_STRUCT, .elements = type->elements};
  type->form = &type->own;
  for (uint32_t i = 0; i < count; i++) type->elements[i] = fields[i]->form;
  return type;
}

loam_ffi_type *loam_ffi_record_create(const loam_ffi_type *const *fields, uint32_t count, uint64_t size,
                                      uint32_t alignment, loam_ffi_registers registers) {
  loam_ffi_type *type = record_make(fields, count, size, registers);
  if (type == NULL) return NULL;
  // A struct of one long double comes back in a register of the x87, as the number alone does; libffi does not know.
  if (count == 1 && fields[0]->form == &ffi_type_longdouble && size == 16) {
    type->form = &ffi_type_longdouble;
    return type;
  }
  if (ffi_get_struct_offsets(FFI_DEFAULT_ABI, type->form, NULL) != FFI_OK || type->form->size != size ||
      type->form->alignment != alignment) {
    free(type);
    return NULL;
  }
  return type;
}

// What is longer than registers can hold: libffi passes a struct with such a field in memory, whatever its own size is.
static ffi_type *in_memory[] = {NULL};
static const loam_ffi_type memory = {
    .kind = LOAM_FFI_RECORD,
    .form = &(ffi_type){.type = FFI_TYPE_STRUCT, .size = 4096, .alignment = 1, .elements = in_memory}};

loam_ffi_type *loam_ffi_record_create_as(const loam_ffi_type *const *fields, uint32_t count, uint64_t size,
                                         uint32_t alignment, loam_ffi_registers registers) {
  const loam_ffi_type *only[] = {&memory};
  loam_ffi_type *type =
      count == 0 ? record_make(only, 1, size, registers) : record_make(fields, count, size, registers);
  if (type == NULL) return NULL;
  type->own.size = size;
  type->own.alignment = (unsigned short)alignment;
  return type;
}

loam_ffi_registers loam_ffi_registers_of(const loam_ffi_type *type) {
  switch (type->kind) {
  case LOAM_FFI_RECORD:
    return type->registers;
  case LOAM_FFI_FLOAT:
  case LOAM_FFI_DOUBLE:
  case LOAM_FFI_COMPLEX_FLOAT:
    return (loam_ffi_registers){.floats = 1};
  case LOAM_FFI_COMPLEX_DOUBLE:
    return (loam_ffi_registers){.floats = 2};
  case LOAM_FFI_LONG_DOUBLE:
  case LOAM_FFI_VOID:
    return (loam_ffi_registers){0};
  default:
    return (loam_ffi_registers){.integers = 1};
  }
}

/// Registers of x86-64 that arguments have taken.
typedef struct taken {
  uint32_t integers, floats;
} taken;

// libffi 3.4.4 copies a struct that begins in the last integer register whole to where it keeps registers, over what
// the first floating one is to be. Passed as its two halves it goes to the same two registers.
static bool is_split(const loam_ffi_type *type, taken *sofar) {
#if defined(__x86_64__)
  loam_ffi_registers needs = loam_ffi_registers_of(type);
  if (sofar->integers + needs.integers > 6 || sofar->floats + needs.floats > 8) return false; // it is in memory
  bool last = sofar->integers == 5 && type->kind == LOAM_FFI_RECORD && needs.integer_first;
  sofar->integers += needs.integers;
  sofar->floats += needs.floats;
  return last;
#else
  (void)type;
  (void)sofar;
  return false;
#endif
}

bool loam_ffi_is_in_memory(const loam_ffi_type *type) {
  return type->kind == LOAM_FFI_RECORD && type->form != &ffi_type_longdouble &&
         type->registers.integers + type->registers.floats == 0;
}

// libffi 3.4.4 takes two registers from a callback for a struct whose second eight bytes are there for its alignment
// alone, where C used one. As a number it takes one.
static ffi_type *form_of_callback(const loam_ffi_type *type, taken *sofar) {
#if defined(__x86_64__)
  loam_ffi_registers needs = loam_ffi_registers_of(type);
  if (sofar->integers + needs.integers > 6 || sofar->floats + needs.floats > 8) return type->form;
  sofar->integers += needs.integers;
  sofar->floats += needs.floats;
  bool half = type->kind == LOAM_FFI_RECORD && type->words == 2 && needs.integers + needs.floats == 1;
  if (half) return needs.integers == 1 ? &ffi_type_uint64 : &ffi_type_double;
#else
  (void)sofar;
#endif
  return type->form;
}

static taken taken_by_result(const loam_ffi_type *type) {
  return (taken){.integers = loam_ffi_is_in_memory(type) ? 1 : 0};
}

static bool make_parts(loam_ffi_signature *signature) {
  uint32_t count = signature->count;
  signature->part_forms = calloc(count * 2 + 1, sizeof *signature->part_forms);
  signature->part_words = calloc(count * 2 + 1, sizeof *signature->part_words);
  if (signature->part_forms == NULL || signature->part_words == NULL) return false;
  taken sofar = taken_by_result(signature->result);
  uint32_t parts = 0, word = 0;
  for (uint32_t i = 0; i < count; i++) {
    const loam_ffi_type *type = signature->parameters[i];
    bool split = is_split(type, &sofar);
    signature->part_forms[parts] = split ? &ffi_type_uint64 : type->form;
    signature->part_words[parts++] = (uint16_t)word;
    if (split) {
      signature->part_forms[parts] = &ffi_type_double;
      signature->part_words[parts++] = (uint16_t)(word + 1);
    }
    word += type->words;
  }
  signature->parts = parts;
  return word <= UINT16_MAX;
}

static void signature_free(loam_ffi_signature *signature) {
  if (signature == NULL) return;
  free(signature->name);
  free(signature->parameters);
  free(signature->forms);
  free(signature->part_forms);
  free(signature->part_words);
  free(signature->places);
  free(signature);
}

loam_ffi_signature *loam_ffi_signature_create(const char *name, const loam_ffi_type *result,
                                              const loam_ffi_type *const *parameters, uint32_t count) {
  loam_ffi_signature *signature = calloc(1, sizeof *signature);
  if (signature == NULL) return NULL;
  signature->name = strdup(name);
  signature->result = result;
  signature->count = count;
  signature->parameters = calloc(count + 1, sizeof *signature->parameters);
  signature->forms = calloc(count + 1, sizeof *signature->forms);
  bool made = signature->name != NULL && signature->parameters != NULL && signature->forms != NULL;
  taken sofar = taken_by_result(result);
  for (uint32_t i = 0; i < count && made; i++) {
    signature->parameters[i] = parameters[i];
    signature->forms[i] = form_of_callback(parameters[i], &sofar);
    signature->parameter_words += parameters[i]->words;
    if (parameters[i]->kind == LOAM_FFI_CODE) signature->takes_code = true;
  }
  made =
      made && make_parts(signature) &&
      ffi_prep_cif(&signature->cif, FFI_DEFAULT_ABI, count, result->form, signature->forms) == FFI_OK &&
      ffi_prep_cif(&signature->calls, FFI_DEFAULT_ABI, signature->parts, result->form, signature->part_forms) == FFI_OK;
  if (!made) {
    signature_free(signature);
    return NULL;
  }
  signature->direct = loam_ffi_direct_of(signature);
  signature->is_placed = signature->direct == LOAM_FFI_DIRECT_NOT && loam_ffi_placed_of(signature);
  return signature;
}

void loam_ffi_to_words(const loam_ffi_type *type, const void *from, uint64_t *words) {
  long double wide;
  double number;
  switch (type->kind) {
  case LOAM_FFI_VOID:
    return;
  case LOAM_FFI_BOOL:
    *words = *(const uint8_t *)from != 0;
    return;
  case LOAM_FFI_INT8:
    *words = (uint64_t)(int64_t) * (const int8_t *)from;
    return;
  case LOAM_FFI_UINT8:
    *words = *(const uint8_t *)from;
    return;
  case LOAM_FFI_INT16:
    *words = (uint64_t)(int64_t) * (const int16_t *)from;
    return;
  case LOAM_FFI_UINT16:
    *words = *(const uint16_t *)from;
    return;
  case LOAM_FFI_INT32:
    *words = (uint64_t)(int64_t) * (const int32_t *)from;
    return;
  case LOAM_FFI_UINT32:
  case LOAM_FFI_FLOAT:
    *words = *(const uint32_t *)from;
    return;
  case LOAM_FFI_LONG_DOUBLE:
    memcpy(&wide, from, sizeof wide);
    number = (double)wide;
    memcpy(words, &number, 8);
    return;
  case LOAM_FFI_INT64:
  case LOAM_FFI_UINT64:
  case LOAM_FFI_POINTER:
  case LOAM_FFI_CODE:
  case LOAM_FFI_DOUBLE:
    memcpy(words, from, 8);
    return;
  case LOAM_FFI_COMPLEX_FLOAT:
  case LOAM_FFI_COMPLEX_DOUBLE:
  case LOAM_FFI_RECORD:
    if (type->form->size % 8 != 0) words[type->words - 1] = 0;
    memcpy(words, from, type->form->size);
    return;
  }
}

// Small integers are extended in their words, and C reads their low bytes.
void loam_ffi_from_words(const loam_ffi_type *type, const uint64_t *words, void *to) {
  if (type->kind == LOAM_FFI_LONG_DOUBLE) {
    double number;
    memcpy(&number, words, 8);
    long double wide = number;
    memset(to, 0, sizeof wide);
    memcpy(to, &wide, sizeof wide);
    return;
  }
  memcpy(to, words, type->words * 8ull);
}
