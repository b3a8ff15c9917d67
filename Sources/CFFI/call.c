// SPDX-License-Identifier: Apache-2.0
//
// call.c — C functions called from Go.
//
// How.      The words of the call are copied out of the frame, which may move while C runs; what they point to is kept
//           alive by the frame itself. C then reads them where they lie: scalars are the low bytes of their words.
// Upholds.  A pointer that C is given is to the heap, which does not move, or to memory that is none of Go's: escape
//           analysis takes what a native is given to be kept.
#include "prepared.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

loam_ffi_function *loam_ffi_function_create(const char *name, const loam_ffi_signature *signature, void *address,
                                            uint32_t flags, uint64_t nonnull) {
  loam_ffi_function *function = calloc(1, sizeof *function);
  char *copy = strdup(name);
  if (function == NULL || copy == NULL) {
    free(function);
    free(copy);
    return NULL;
  }
  *function =
      (loam_ffi_function){.signature = signature, .address = address, .nonnull = nonnull, .flags = flags, .name = copy};
  return function;
}

void loam_ffi_function_free(loam_ffi_function *function) {
  if (function == NULL) return;
  free(function->name);
  free(function);
}

/// What C is called with, on the machine stack of the caller.
typedef struct ready_call {
  const loam_ffi_function *function;
  ffi_cif *cif;
  void **arguments;
  void *result;
  int error;
} ready_call;

static void perform(void *argument) {
  ready_call *call = argument;
  ffi_call(call->cif, FFI_FN(call->function->address), call->result, call->arguments);
}

static void perform_with_errno(void *argument) {
  ready_call *call = argument;
  errno = 0;
  perform(call);
  call->error = errno;
}

static loam_native_status refuse_null(loam_context *context, const loam_ffi_function *function, uint32_t parameter) {
  char text[256];
  snprintf(text, sizeof text, "C.%s: argument %u is nil, where C must have a pointer", function->name, parameter + 1);
  return loam_context_panic_error(context, text);
}

static inline bool is_null(const loam_ffi_function *function, uint32_t parameter, const loam_ffi_type *type,
                           const uint64_t *words) {
  return LOAM_UNLIKELY(parameter < 64 && function->nonnull >> parameter & 1) &&
         (type->kind == LOAM_FFI_POINTER || type->kind == LOAM_FFI_CODE) && *words == 0;
}

enum { NO_NULL = UINT32_MAX };

// Whether the parameter that begins at a word is a long double, which is shorter in Go, and not a struct of one.
static bool is_number(const loam_ffi_signature *signature, uint32_t word) {
  uint32_t at = 0, i = 0;
  while (at < word || signature->parameters[i]->words == 0) at += signature->parameters[i++]->words;
  return signature->parameters[i]->kind == LOAM_FFI_LONG_DOUBLE;
}

// Copies the words of the parameters, and points to where C reads each. Answers the parameter that is NULL and may not
// be. `wide`: room for numbers that are longer in C.
static uint32_t take_arguments(loam_context *context, const loam_ffi_function *function, uint64_t *copy,
                               uint64_t (*wide)[2], void **arguments) {
  const loam_ffi_signature *signature = function->signature;
  for (uint32_t i = 0; i < signature->parameter_words; i++) copy[i] = loam_argument(context, i);
  const uint64_t *at = copy;
  for (uint32_t i = 0; i < signature->count && function->nonnull != 0; at += signature->parameters[i++]->words)
    if (is_null(function, i, signature->parameters[i], at)) return i;
  for (uint32_t i = 0; i < signature->parts; i++) {
    uint64_t *value = copy + signature->part_words[i];
    arguments[i] = value;
    if (LOAM_LIKELY(signature->part_forms[i] != &ffi_type_longdouble)) continue;
    if (is_number(signature, signature->part_words[i])) {
      loam_ffi_from_words(loam_ffi_scalar(LOAM_FFI_LONG_DOUBLE), value, wide[i]);
      arguments[i] = wide[i];
    }
  }
  return NO_NULL;
}

// Behind the call: what it returned goes to the frame, at word `at`.
static void write_results(loam_context *context, const ready_call *call, uint32_t at) {
  const loam_ffi_type *type = call->function->signature->result;
  loam_slot words[type->words + 1];
  loam_ffi_to_words(type, call->result, words);
  for (uint32_t i = 0; i < type->words; i++) loam_argument(context, at + i) = words[i];
  if (call->function->flags & LOAM_FFI_ERRNO)
    loam_argument(context, at + type->words) = (loam_slot)(int64_t)call->error;
}

static inline loam_native_status call_c(loam_context *context, const loam_ffi_signature *signature, uint64_t *words,
                                        void (*perform)(void *argument), void *argument) {
  if (LOAM_UNLIKELY(signature->takes_code)) return loam_ffi_call_lending(context, signature, words, perform, argument);
  return loam_context_call_c(context, perform, argument);
}

static loam_native_status make_call(loam_context *context, ready_call *call, uint64_t *words, uint32_t result_at) {
  bool wants_errno = call->function->flags & LOAM_FFI_ERRNO;
  loam_native_status status =
      call_c(context, call->function->signature, words, wants_errno ? perform_with_errno : perform, call);
  if (status == LOAM_NATIVE_DONE) write_results(context, call, result_at);
  return status;
}

/// A call whose words all go to registers.
typedef struct direct_call {
  const loam_ffi_function *function;
  uint64_t words[16];
  uint64_t result;
  int error;
} direct_call;

static void perform_direct(void *argument) {
  direct_call *call = argument;
  loam_ffi_call_direct(call->function->signature, call->function->address, call->words, &call->result);
}

static void perform_direct_with_errno(void *argument) {
  direct_call *call = argument;
  errno = 0;
  perform_direct(call);
  call->error = errno;
}

static loam_native_status call_direct(loam_context *context, const loam_ffi_function *function) {
  const loam_ffi_signature *signature = function->signature;
  uint32_t count = signature->count;
  direct_call call;
  call.function = function;
  call.error = 0;
  for (uint32_t i = 0; i < count; i++) {
    call.words[i] = loam_argument(context, i);
    if (is_null(function, i, signature->parameters[i], &call.words[i])) return refuse_null(context, function, i);
  }
  bool wants_errno = function->flags & LOAM_FFI_ERRNO;
  loam_native_status status =
      call_c(context, signature, call.words, wants_errno ? perform_direct_with_errno : perform_direct, &call);
  if (LOAM_UNLIKELY(status != LOAM_NATIVE_DONE)) return status;
  uint32_t words = signature->result->words;
  if (words != 0) loam_ffi_to_words(signature->result, &call.result, &loam_argument(context, count));
  if (wants_errno) loam_argument(context, count + words) = (loam_slot)(int64_t)call.error;
  return LOAM_NATIVE_DONE;
}

// LOAMDEBUG=ffislow: by libffi in any case.
static loam_ffi_way find_way(loam_context *context, loam_ffi_function *function) {
  bool direct = function->signature->direct != LOAM_FFI_DIRECT_NOT && !loam_context_slow_calls(context);
  loam_ffi_way way = direct ? LOAM_FFI_WAY_DIRECT : LOAM_FFI_WAY_PREPARED;
  atomic_store_explicit(&function->way, way, memory_order_relaxed);
  return way;
}

loam_native_status loam_ffi_call(loam_context *context) {
  loam_ffi_function *function = loam_context_user(context);
  const loam_ffi_signature *signature = function->signature;
  loam_ffi_way way = atomic_load_explicit(&function->way, memory_order_relaxed);
  if (LOAM_UNLIKELY(way == LOAM_FFI_WAY_UNKNOWN)) way = find_way(context, function);
  if (LOAM_LIKELY(way == LOAM_FFI_WAY_DIRECT)) return call_direct(context, function);
  uint32_t words = signature->parameter_words;
  _Alignas(16) uint64_t copy[words + 1];
  _Alignas(16) uint64_t wide[signature->parts + 1][2];
  _Alignas(16) uint64_t result[signature->result->words + 2];
  void *arguments[signature->parts + 1];
  uint32_t null = take_arguments(context, function, copy, wide, arguments);
  if (LOAM_UNLIKELY(null != NO_NULL)) return refuse_null(context, function, null);
  ready_call call = {function, (ffi_cif *)&signature->calls, arguments, result, 0};
  return make_call(context, &call, copy, words);
}

// ---- variadic functions ----

static const loam_ffi_type *promoted(const loam_type *type) {
  switch (type->kind) {
  case LOAM_KIND_BOOL:
  case LOAM_KIND_INT8:
  case LOAM_KIND_INT16:
  case LOAM_KIND_INT32:
  case LOAM_KIND_UINT8:
  case LOAM_KIND_UINT16:
    return loam_ffi_scalar(LOAM_FFI_INT32);
  case LOAM_KIND_UINT32:
    return loam_ffi_scalar(LOAM_FFI_UINT32);
  case LOAM_KIND_INT:
  case LOAM_KIND_INT64:
    return loam_ffi_scalar(LOAM_FFI_INT64);
  case LOAM_KIND_UINT:
  case LOAM_KIND_UINT64:
  case LOAM_KIND_UINTPTR:
    return loam_ffi_scalar(LOAM_FFI_UINT64);
  case LOAM_KIND_FLOAT32:
  case LOAM_KIND_FLOAT64:
    return loam_ffi_scalar(LOAM_FFI_DOUBLE);
  case LOAM_KIND_POINTER:
  case LOAM_KIND_UNSAFE_POINTER:
  case LOAM_KIND_STRING:
    return loam_ffi_scalar(LOAM_FFI_POINTER);
  default:
    return NULL;
  }
}

/// The value in memory form as a word that C may read as the promoted type.
static uint64_t promoted_word(const loam_type *type, const void *value) {
  double number;
  float narrow;
  uint64_t word = 0;
  switch (type->kind) {
  case LOAM_KIND_INT8:
    return (uint64_t)(int64_t) * (const int8_t *)value;
  case LOAM_KIND_INT16:
    return (uint64_t)(int64_t) * (const int16_t *)value;
  case LOAM_KIND_FLOAT32:
    memcpy(&narrow, value, 4);
    number = (double)narrow;
    memcpy(&word, &number, 8);
    return word;
  default:
    memcpy(&word, value, type->size);
    return word;
  }
}

static char *copied(loam_string text) {
  char *copy = malloc((size_t)text.length + 1);
  if (copy == NULL) return NULL;
  if (text.length != 0) memcpy(copy, text.bytes, (size_t)text.length);
  copy[text.length] = 0;
  return copy;
}

/// The arguments of a variadic call beyond the declared ones: values, and copies of strings, which are freed.
typedef struct rest {
  uint32_t count;
  uint64_t *words;
  ffi_type **forms;
  char **strings;
} rest;

static void rest_free(rest *r) {
  for (uint32_t i = 0; i < r->count && r->strings != NULL; i++) free(r->strings[i]);
  free(r->words);
  free(r->forms);
  free(r->strings);
}

static loam_native_status refuse_argument(loam_context *context, const loam_ffi_function *function, uint32_t argument,
                                          const loam_type *type) {
  char text[512];
  if (type == NULL)
    snprintf(text, sizeof text, "C.%s: argument %u is nil without a type: C needs to know what it is", function->name,
             argument);
  else
    snprintf(text, sizeof text, "C.%s: argument %u is of type %.*s, which cannot be passed as one of ...",
             function->name, argument, (int)type->name.length, (const char *)type->name.bytes);
  return loam_context_panic_error(context, text);
}

static loam_native_status refuse_zero(loam_context *context, const loam_ffi_function *function, uint32_t argument) {
  char text[256];
  snprintf(text, sizeof text, "C.%s: argument %u is a string with a 0 in it, of which C would see the beginning only",
           function->name, argument);
  return loam_context_panic_error(context, text);
}

static bool rest_make(loam_context *context, const loam_ffi_function *function, loam_slice values, rest *out,
                      loam_native_status *out_status) {
  uint32_t fixed = function->signature->count;
  *out = (rest){.count = (uint32_t)values.length};
  out->words = calloc(out->count + 1ull, sizeof *out->words);
  out->forms = calloc(out->count + 1ull, sizeof *out->forms);
  out->strings = calloc(out->count + 1ull, sizeof *out->strings);
  *out_status = LOAM_NATIVE_DONE;
  if (out->words == NULL || out->forms == NULL || out->strings == NULL) {
    *out_status = loam_context_out_of_memory(context);
    return false;
  }
  const loam_eface *list = values.elements;
  for (uint32_t i = 0; i < out->count; i++) {
    const loam_type *type = list[i].type;
    const loam_ffi_type *passed = type == NULL ? NULL : promoted(type);
    if (passed == NULL) {
      *out_status = refuse_argument(context, function, fixed + i + 1, type);
      return false;
    }
    const void *value = type->flags & LOAM_TYPE_DIRECT ? (const void *)&list[i].data : list[i].data;
    out->forms[i] = passed->form;
    if (type->kind != LOAM_KIND_STRING) {
      out->words[i] = promoted_word(type, value);
      continue;
    }
    const loam_string *string = value;
    if (string->length != 0 && memchr(string->bytes, 0, (size_t)string->length) != NULL) {
      *out_status = refuse_zero(context, function, fixed + i + 1);
      return false;
    }
    out->strings[i] = copied(*string);
    if (out->strings[i] == NULL) {
      *out_status = loam_context_out_of_memory(context);
      return false;
    }
    out->words[i] = (uint64_t)(uintptr_t)out->strings[i];
  }
  return true;
}

static loam_native_status call_with_rest(loam_context *context, const loam_ffi_function *function, const rest *more) {
  const loam_ffi_signature *signature = function->signature;
  uint32_t count = signature->parts, words = signature->parameter_words;
  _Alignas(16) uint64_t copy[words + 1];
  _Alignas(16) uint64_t wide[count + 1][2];
  _Alignas(16) uint64_t result[signature->result->words + 2];
  void *arguments[count + more->count + 1];
  ffi_type *forms[count + more->count + 1];
  uint32_t null = take_arguments(context, function, copy, wide, arguments);
  if (LOAM_UNLIKELY(null != NO_NULL)) return refuse_null(context, function, null);
  for (uint32_t i = 0; i < count; i++) forms[i] = signature->part_forms[i];
  for (uint32_t i = 0; i < more->count; i++) {
    forms[count + i] = more->forms[i];
    arguments[count + i] = &more->words[i];
  }
  ffi_cif cif;
  if (ffi_prep_cif_var(&cif, FFI_DEFAULT_ABI, count, count + more->count, signature->result->form, forms) != FFI_OK)
    return loam_context_panic_error(context, "a variadic call of C cannot be prepared");
  ready_call call = {function, &cif, arguments, result, 0};
  return make_call(context, &call, copy, words + 3);
}

loam_native_status loam_ffi_call_variadic(loam_context *context) {
  const loam_ffi_function *function = loam_context_user(context);
  rest more;
  loam_native_status status;
  loam_slice values = loam_argument_slice(context, function->signature->parameter_words);
  if (rest_make(context, function, values, &more, &status)) status = call_with_rest(context, function, &more);
  rest_free(&more);
  return status;
}
