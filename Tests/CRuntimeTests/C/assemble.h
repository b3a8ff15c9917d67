// SPDX-License-Identifier: Apache-2.0
//
// assemble.h — programs written by hand, word by word, and a runtime that records what it prints.
//
// Frame convention of these programs: slot numbers as in loam_bytecode.h; an argument or result word i of a function
// with f frame slots is slot f + 1 + i. Live pointers of a safepoint are given as a word of bits.
#ifndef LOAM_ASSEMBLE_H
#define LOAM_ASSEMBLE_H

#include "check.h"
#include "include/CRuntime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASSEMBLY_WORDS = 512, ASSEMBLY_MAPS = 64, ASSEMBLY_LINES = 32, TEXT_BYTES = 1 << 16 };

typedef struct assembly {
  uint64_t words[ASSEMBLY_WORDS], maps[ASSEMBLY_MAPS];
  loam_line lines[ASSEMBLY_LINES];
  loam_variable variables[8];
  uint32_t count, map_count, line_count, variable_count, frame, flags, defer_return;
} assembly;

typedef struct machine {
  loam_runtime *runtime;
  char text[TEXT_BYTES]; ///< What went to standard error.
  size_t length;
} machine;

extern const loam_type int_type, string_type, pointer_type, channel_type, pointer_channel_type;

/// hooks.write_error of a machine, which is its context: adds to `text`. Any thread.
void machine_record(void *context, const char *bytes, size_t length);
bool machine_open(machine *m, const char *debug, uint32_t workers);
/// The same with other settings; the hooks' context and write_error are the machine's.
bool machine_open_as(machine *m, const loam_configuration *configuration);
void machine_close(machine *m);
/// Runs the function and returns its result, with text emptied before.
loam_result machine_run(machine *m, loam_function *function);
static inline bool machine_says(const machine *m, const char *part) { return strstr(m->text, part) != NULL; }

/// A function still to be defined. `pointers`: bit per argument word.
loam_function *declare(machine *m, const char *name, uint32_t arguments, uint32_t results, uint64_t pointers);
loam_function *declare_native(machine *m, const char *name, uint32_t arguments, uint32_t results, loam_native native);
void begin(assembly *a, uint32_t frame);
/// Adds the pad and defines the function.
bool finish(machine *m, assembly *a, loam_function *function);

static inline void emit(assembly *a, uint64_t word) { a->words[a->count++] = word; }
#define OP(name, x, y, z) LOAM_WORD(LOAM_OP_##name, x, y, z)
static inline void safepoint(assembly *a, uint64_t live) {
  uint32_t map = 0;
  if (live != 0) a->maps[map = a->map_count++] = live;
  emit(a, LOAM_SAFEPOINT(map, a->frame, a->count));
}
static inline void line(assembly *a, uint32_t number) { a->lines[a->line_count++] = (loam_line){a->count, number}; }
static inline void constant(assembly *a, uint32_t slot, int64_t value) {
  emit(a, OP(LOADK, slot, 0, 0));
  emit(a, (uint64_t)value);
}
static inline void call(assembly *a, const loam_function *function, uint64_t live) {
  emit(a, OP(CALL, 0, 0, 0));
  emit(a, (uint64_t)(uintptr_t)function);
  safepoint(a, live);
}
static inline void load_global(assembly *a, uint32_t slot, const void *global) {
  emit(a, OP(LDG64, slot, 0, 0));
  emit(a, (uint64_t)(uintptr_t)global);
}
static inline void store_global(assembly *a, uint32_t slot, const void *global) {
  emit(a, OP(STG64, slot, 0, 0));
  emit(a, (uint64_t)(uintptr_t)global);
}
static inline void make_channel(assembly *a, uint32_t slot, const loam_type *type, uint32_t size_slot, uint64_t live) {
  emit(a, OP(MAKECHAN, slot, size_slot, 0));
  emit(a, (uint64_t)(uintptr_t)type);
  safepoint(a, live);
}
/// A back-edge to word `top`.
#define LOOP(a, name, x, y, top, live)                                                                                 \
  do {                                                                                                                 \
    emit(a, OP(name, x, y, (int)(top) - (int)(a)->count));                                                             \
    safepoint(a, live);                                                                                                \
  } while (0)
/// The same without a condition.
static inline void loop_for_ever(assembly *a, uint32_t top, uint64_t live) {
  int32_t distance = (int32_t)top - (int32_t)a->count;
  emit(a, OP(JMP_P, 0, (uint16_t)distance, (uint16_t)(distance >> 16)));
  safepoint(a, live);
}
static inline void go(assembly *a, uint32_t slot, const loam_function *function, uint64_t live) {
  constant(a, slot, (int64_t)(uintptr_t)function);
  emit(a, OP(GO, slot, 0, 0));
  safepoint(a, live);
}
/// Natives that many programs have: time.Sleep of the argument; Lock and Unlock of semaphore_word.
loam_native_status sleep_native(loam_context *context);
loam_native_status lock_native(loam_context *context);
loam_native_status unlock_native(loam_context *context);
extern uint32_t semaphore_word;
/// The whole of a native that only blocks its thread for a time.
loam_native_status block_for(loam_context *context, int64_t nanoseconds);

static inline void leave(assembly *a) { emit(a, OP(RETURN, a->frame, 0, 0)); }

#endif
