// SPDX-License-Identifier: Apache-2.0
//
// callback.c — C calls Go: what the code of callbacks leads to, and the natives that make one.
//
// How.      A callback is a stub (stub.c) or a closure of libffi; its record (registry.c) has the handle of a function
//           value. Either puts the arguments into words as Go has them. What cannot be done is a run-time error where C
//           was called; on a thread of C's own, which goes on with zeros, it is said once for each callback. A Go
//           function that is an argument is a value of Go until the call is made, which lends code of it to C and takes
//           that back when it is over, however it ends.
#include "registry.h"

#include "loam_goroutine.h"
#include "loam_heap.h"
#include "loam_step.h"

#include <stdio.h>
#include <string.h>

// ---- calls ----

// On a thread of C's, which goes on with zeros, said once for each callback and then for each tenfold number of calls.
static void tell(loam_ffi_callback *callback, const char *text) {
  if (loam_call_panic(callback->runtime, text)) return;
  uint64_t times = atomic_fetch_add(&callback->refused, 1) + 1, power = 1;
  while (power < times) power *= 10;
  if (times == 1)
    fprintf(stderr, "loam: %s\n", text);
  else if (times == power)
    fprintf(stderr, "loam: %s (%llu times by now)\n", text, (unsigned long long)times);
}

// False: there are no results, which has been told.
static bool run(loam_ffi_callback *callback, const uint64_t *words, uint64_t *results) {
  // Without the lock: what else is in the record changes only long after it has ended.
  loam_handle function = atomic_load_explicit(&callback->function, memory_order_acquire);
  uint64_t calls = atomic_load_explicit(&callback->calls, memory_order_relaxed);
  atomic_store_explicit(&callback->calls, calls + 1, memory_order_relaxed);
  char text[256];
  if (LOAM_UNLIKELY(function == 0)) {
    snprintf(text, sizeof text, "C called the Go function %s, which it had %s", callback->name,
             callback->is_lent ? "for the length of one call only" : "until it was freed");
    tell(callback, text);
    return false;
  }
  loam_status status = loam_call_back_value(callback->runtime, callback->value, words, results);
  if (LOAM_LIKELY(status == LOAM_OK)) return true;
  snprintf(text, sizeof text, "the Go function %s that C called did not return: %s", callback->name,
           status == LOAM_PANICKED      ? "it panicked on a thread that is not Go's"
           : status == LOAM_WRONG_STATE ? "the program has ended, or runs with a seed, where only Go's threads call Go"
                                        : "out of memory");
  tell(callback, text);
  return false;
}

// By a closure of libffi.
static void called(ffi_cif *cif, void *result, void **arguments, void *user) {
  loam_ffi_callback *callback = user;
  const loam_ffi_signature *signature = callback->signature;
  _Alignas(16) uint64_t words[signature->parameter_words + 1];
  _Alignas(16) uint64_t results[signature->result->words + 2];
  uint64_t *at = words;
  for (uint32_t i = 0; i < signature->count; i++) {
    const loam_ffi_type *type = signature->parameters[i];
    if (type->kind == LOAM_FFI_RECORD && cif->arg_types[i] != type->form)
      at[0] = *(const uint64_t *)arguments[i], at[1] = 0; // as a number, with what is there for its alignment
    else
      loam_ffi_to_words(type, arguments[i], at);
    at += type->words;
  }
  const loam_ffi_type *type = signature->result;
  // What goes to a register is written whole, small ones extended; C's memory has room for the value alone.
  bool whole = type->words == 1 && type->form->size <= sizeof(ffi_arg) && !loam_ffi_is_in_memory(type);
  if (!run(callback, words, results))
    memset(result, 0, whole ? sizeof(ffi_arg) : type->words == 0 ? 0 : cif->rtype->size);
  else if (type->kind == LOAM_FFI_LONG_DOUBLE)
    loam_ffi_from_words(type, results, result);
  else
    memcpy(result, results, whole ? sizeof(ffi_arg) : type->words == 0 ? 0 : type->form->size);
}

// By a stub.
uint64_t loam_ffi_stub_called(loam_ffi_callback *callback, const uint64_t *registers) {
  const loam_ffi_signature *signature = callback->signature;
  const uint64_t *integers = registers, *floats = registers + LOAM_FFI_STUB_INTEGERS;
  uint64_t words[LOAM_FFI_STUB_REGISTERS], result = 0;
  for (uint32_t i = 0; i < signature->count; i++) {
    const loam_ffi_type *type = signature->parameters[i];
    bool is_float = type->kind == LOAM_FFI_FLOAT || type->kind == LOAM_FFI_DOUBLE;
    const uint64_t *from = is_float ? floats++ : integers++;
    if (LOAM_LIKELY(type->is_word))
      words[i] = *from;
    else
      loam_ffi_to_words(type, from, &words[i]);
  }
  return run(callback, words, &result) ? result : 0;
}

// ---- natives ----

static loam_native_status refuse_words(loam_context *context, const loam_ffi_signature *signature, uint32_t words) {
  char text[256];
  snprintf(text, sizeof text,
           "%.100s: C cannot call a Go function whose parameters and results take %u words; %d is the most",
           signature->name, words, LOAM_SPAWN_WORDS);
  return loam_context_panic_error(context, text);
}

static bool is_too_large(const loam_ffi_signature *signature, uint32_t *out_words) {
  *out_words = signature->parameter_words + signature->result->words;
  return LOAM_UNLIKELY(*out_words > LOAM_SPAWN_WORDS);
}

loam_native_status loam_ffi_hold(loam_context *context) {
  const loam_ffi_signature *signature = loam_context_user(context);
  void *closure = (void *)loam_argument(context, 0);
  uint32_t words;
  if (is_too_large(signature, &words)) return refuse_words(context, signature, words);
  loam_ffi_callback *callback = NULL;
  if (closure != NULL) {
    callback =
        loam_ffi_callback_make(context->runtime, signature, closure, false, loam_context_slow_calls(context), called);
    if (callback == NULL) return loam_context_panic_error(context, "no memory for a callback");
  }
  loam_argument(context, 1) = (loam_slot)(callback == NULL ? NULL : callback->code);
  return LOAM_NATIVE_DONE;
}

// ---- lending ----

/// What stands among the arguments of a call in the place of a pointer to a function, in Go's heap: a Go function that
/// C is to have. The collector sees it like any value, so nothing is to be undone when the call is never made.
typedef struct offer {
  void *closure;
  const loam_ffi_signature *signature;
  uint64_t mark; ///< OFFER: no C function is in the heap, nor is data that somebody takes for one likely to be this.
} offer;

#define OFFER 0x6c656e7420746f20u

static const uint64_t offer_pointers[] = {1};
static const loam_type offer_type = {.size = sizeof(offer),
                                     .pointer_bytes = 8,
                                     .pointer_map = offer_pointers,
                                     .align = 8,
                                     .kind = LOAM_KIND_STRUCT,
                                     .name = {(const uint8_t *)"lent function", 13},
                                     .local_name = {(const uint8_t *)"lent function", 13}};

loam_native_status loam_ffi_lend(loam_context *context) {
  const loam_ffi_signature *signature = loam_context_user(context);
  uint32_t words;
  if (is_too_large(signature, &words)) return refuse_words(context, signature, words);
  offer *made = NULL;
  if (loam_argument(context, 0) != 0) {
    made = loam_context_allocate(context, &offer_type, 1);
    if (made == NULL) return loam_context_out_of_memory(context);
    made->signature = signature;
    made->mark = OFFER;
    loam_context_store(context, &made->closure, (void *)loam_argument(context, 0));
  }
  loam_argument(context, 1) = (loam_slot)made;
  return LOAM_NATIVE_DONE;
}

static const offer *offered(loam_context *context, uint64_t word) {
  const offer *it = (const offer *)(uintptr_t)word;
  loam_place place = loam_where(context->runtime, it);
  return place.kind == LOAM_WHERE_HEAP && place.base == word && place.size >= sizeof *it && it->mark == OFFER ? it
                                                                                                              : NULL;
}

// Whoever calls a function with one of these keeps them in its frame.
static uint32_t lend(loam_context *context, const loam_ffi_signature *signature, uint64_t *words,
                     loam_ffi_callback **lent, bool *ok) {
  uint32_t count = 0;
  *ok = true;
  for (uint32_t i = 0; i < signature->count && *ok; words += signature->parameters[i++]->words) {
    if (signature->parameters[i]->kind != LOAM_FFI_CODE || *words == 0) continue;
    const offer *it = offered(context, *words);
    if (it == NULL) continue;
    lent[count] = loam_ffi_callback_make(context->runtime, it->signature, it->closure, true,
                                         loam_context_slow_calls(context), called);
    *ok = lent[count] != NULL;
    if (*ok) *words = (uint64_t)(uintptr_t)lent[count++]->code;
  }
  return count;
}

loam_native_status loam_ffi_call_lending(loam_context *context, const loam_ffi_signature *signature, uint64_t *words,
                                         void (*perform)(void *argument), void *argument) {
  loam_ffi_callback *lent[signature->count + 1];
  bool ok;
  uint32_t count = lend(context, signature, words, lent, &ok);
  loam_native_status status = ok ? loam_context_call_c(context, perform, argument)
                                 : loam_context_panic_error(context, "no memory for a callback");
  while (count > 0) loam_ffi_callback_end(lent[--count]);
  return status;
}
