// SPDX-License-Identifier: Apache-2.0
//
// placed.c — calls on x86-64 with structs, and with more parameters than there are registers, without libffi.
//
// How.      System V's convention places each word of each parameter in an integer register, a floating one, or on the
//           stack. Where is the same at every call of a signature, so it is found once; a call then spreads its words
//           and loads all registers. What goes to the stack is one last parameter to the compiler, a struct that it
//           must pass there: a callee sees its own parameters, and never the words behind them. Results are read from
//           both registers of either kind, or from one of each. Not here: what is aligned to 16 bytes, results in
//           registers of the x87, more than STACK_MOST words.
// Why not.  libffi: it classifies each part of each argument at each call; a struct of four words took three times as
//           long as cgo's call.
#include "prepared.h"

#include <stdlib.h>
#include <string.h>

enum { INTEGERS = 6, FLOATS = 8, STACK_FEW = 4, STACK_MOST = 16 };
enum { PLACE_FLOAT = INTEGERS, PLACE_STACK = INTEGERS + FLOATS };

#if defined(__x86_64__)

static bool is_passable(const loam_ffi_type *type) {
  return type->form->alignment <= 8 && type->form != &ffi_type_longdouble;
}

bool loam_ffi_placed_of(loam_ffi_signature *signature) {
  const loam_ffi_type *result = signature->result;
  if (result->kind != LOAM_FFI_VOID && !is_passable(result)) return false;
  loam_ffi_registers returns = loam_ffi_registers_of(result);
  signature->result_in_memory = loam_ffi_is_in_memory(result);
  signature->results = returns.floats == 0     ? LOAM_FFI_RESULTS_INTEGERS
                       : returns.integers == 0 ? LOAM_FFI_RESULTS_FLOATS
                                               : LOAM_FFI_RESULTS_BOTH;
  signature->float_first = returns.floats == 1 && !returns.integer_first;
  uint32_t integers = signature->result_in_memory, floats = 0, stack = 0, word = 0;
  signature->places = calloc(signature->parameter_words + 1, sizeof *signature->places);
  if (signature->places == NULL) return false;
  for (uint32_t i = 0; i < signature->count; i++) {
    const loam_ffi_type *type = signature->parameters[i];
    if (!is_passable(type)) return false;
    loam_ffi_registers needs = loam_ffi_registers_of(type);
    bool fits =
        needs.integers + needs.floats != 0 && integers + needs.integers <= INTEGERS && floats + needs.floats <= FLOATS;
    if (!fits && stack + type->words > STACK_MOST) return false;
    for (uint32_t part = 0; part < type->words; part++, word++) {
      bool is_integer = needs.floats == 0 || (needs.integers != 0 && (part == 0) == needs.integer_first);
      signature->places[word] = (uint8_t)(!fits        ? PLACE_STACK + stack++
                                          : is_integer ? integers++
                                                       : PLACE_FLOAT + floats++);
    }
  }
  signature->stack_words = stack;
  return true;
}

typedef struct few {
  uint64_t words[STACK_FEW];
} few;
typedef struct most {
  uint64_t words[STACK_MOST];
} most;
typedef union stack_words {
  uint64_t words[STACK_MOST];
  few few;
  most most;
} stack_words;
typedef struct integer_pair {
  uint64_t first, second;
} integer_pair;
typedef struct float_pair {
  double first, second;
} float_pair;
typedef struct both_pair {
  uint64_t integer;
  double number;
} both_pair;

#define I uint64_t
#define D double
#define REGISTERS I, I, I, I, I, I, D, D, D, D, D, D, D, D
#define LOADED i[0], i[1], i[2], i[3], i[4], i[5], d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]

/// Calls with as much of the stack as is needed.
#define CALL(type, out)                                                                                                \
  do {                                                                                                                 \
    union {                                                                                                            \
      void *address;                                                                                                   \
      type (*none)(REGISTERS);                                                                                         \
      type (*few)(REGISTERS, few);                                                                                     \
      type (*most)(REGISTERS, most);                                                                                   \
    } f = {.address = address};                                                                                        \
    (out) = signature->stack_words == 0           ? f.none(LOADED)                                                     \
            : signature->stack_words <= STACK_FEW ? f.few(LOADED, stack.few)                                           \
                                                  : f.most(LOADED, stack.most);                                        \
  } while (0)

#if defined(__clang__)
__attribute__((no_sanitize("function")))
#endif
void loam_ffi_call_placed(const loam_ffi_signature *signature, void *address, const uint64_t *words, uint64_t *result) {
  uint64_t i[INTEGERS] = {0};
  double d[FLOATS] = {0};
  stack_words stack; // what no parameter is in is not read
  if (signature->result_in_memory) i[0] = (uint64_t)(uintptr_t)result;
  for (uint32_t word = 0; word < signature->parameter_words; word++) {
    uint32_t place = signature->places[word];
    if (place < PLACE_FLOAT)
      i[place] = words[word];
    else if (place < PLACE_STACK)
      memcpy(&d[place - PLACE_FLOAT], &words[word], 8);
    else
      stack.words[place - PLACE_STACK] = words[word];
  }
  integer_pair integers;
  float_pair floats;
  both_pair both;
  switch (signature->results) {
  case LOAM_FFI_RESULTS_INTEGERS:
    CALL(integer_pair, integers);
    if (!signature->result_in_memory) memcpy(result, &integers, sizeof integers);
    return;
  case LOAM_FFI_RESULTS_FLOATS:
    CALL(float_pair, floats);
    memcpy(result, &floats, sizeof floats);
    return;
  case LOAM_FFI_RESULTS_BOTH:
    CALL(both_pair, both);
    result[signature->float_first ? 1 : 0] = both.integer;
    memcpy(&result[signature->float_first ? 0 : 1], &both.number, 8);
    return;
  }
}

#else

bool loam_ffi_placed_of(loam_ffi_signature *signature) { return (void)signature, false; }

void loam_ffi_call_placed(const loam_ffi_signature *signature, void *address, const uint64_t *words, uint64_t *result) {
  (void)signature, (void)address, (void)words, (void)result;
}

#endif
