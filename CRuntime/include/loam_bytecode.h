// SPDX-License-Identifier: Apache-2.0
//
// loam_bytecode.h — what a compiled function is: code words, frame, pointer maps, lines, variables.
//
// Words.   An instruction is one 64-bit word  op:16 | a:16 | b:16 | c:16  (op in the low bits), followed by the
//          extra words that its format names (64-bit constants, then at most one safepoint word, always last).
// Frames.  fp is the lowest address of a frame; slot i is the 8 bytes at fp + 8*i. A function has `frame_slots` own
//          slots [0, frame_slots); above them lies one record word (return pc), above it the caller's outgoing area:
//          arguments, then results. So
//              argument/result word i of the running function = slot frame_slots + 1 + i
//              outgoing word i for a call                      = slot i            (the lowest slots are the outgoing
//              area)
//          Arguments and results each start at a fresh slot per parameter; a parameter takes loam_type_slots words.
//          A scalar narrower than 8 bytes fills its slot sign- or zero-extended by its type (bool 0/1, float32 = its
//          bits zero-extended). Structs and arrays lie in consecutive slots in Go's memory layout (little-endian, so
//          the address of a scalar's slot is also the address of its memory form).
//          The closure pointer of a call through a function value is stored in slot frame_slots-1 of the callee.
// Stack.   Grows downwards. A call checks  fp - 8*(frame_slots+1) >= limit; below it the stack grows (moves!) and the
//          call instruction is executed again.
// Safepoint word.  map:24 | frame_slots:16 | back:24 (map in the high bits): index of the live-pointer map in this
//          function, its frame_slots, and the distance in words from the safepoint word back to code[0].
//          code[-1] is the address of the loam_function. A return pc points behind the call's safepoint word, so
//          pc[-1] describes the caller's frame: frames are walked by one load each.
// Maps.    Map k is the bits [k*map_words*64 ...) of maps; bit i = slot i of the frame; own slots, the record (0),
//          then argument and result words. Map 0 has no bit set. Only live pointers are set. The outgoing area of a
//          call is not in the caller's map at that call: arguments belong to the callee's maps (argument_map at entry).
//          An instruction may be executed again after a collection or a move (growth, preemption, parking), so the map
//          of its own safepoint has every pointer slot that it reads (the function value of CALL_CLOSURE, the iface of
//          CALL_INTERFACE, slice and element of an APPEND, ...), and no slot that it only writes, unless live before.
#ifndef LOAM_BYTECODE_H
#define LOAM_BYTECODE_H

#include "loam_base.h"
#include "loam_type.h"
#include "loam_opcodes.h"

LOAM_BEGIN_DECLARATIONS

/// The instructions: LOAM_OP_NAME for each row of LOAM_OPCODES.
typedef enum loam_opcode {
#define LOAM_OPCODE_ENUM(name, format, effects, text) LOAM_OP_##name,
  LOAM_OPCODES(LOAM_OPCODE_ENUM)
#undef LOAM_OPCODE_ENUM
      LOAM_OPCODE_COUNT
} loam_opcode;

/// How PRINT writes its value.
typedef enum loam_print_kind {
  LOAM_PRINT_BOOL = 0,
  LOAM_PRINT_INT,
  LOAM_PRINT_UINT,
  LOAM_PRINT_FLOAT, ///< float64, shortest digits: 1.5, 1e+06
  LOAM_PRINT_STRING,
  LOAM_PRINT_POINTER,   ///< Hexadecimal: pointers, maps, channels, functions.
  LOAM_PRINT_SLICE,     ///< [length/capacity]0xaddress
  LOAM_PRINT_INTERFACE, ///< Two words: (0xtype,0xdata).
  LOAM_PRINT_SPACE,
  LOAM_PRINT_NEWLINE, ///< The value is not used.
  LOAM_PRINT_FLOAT32, ///< float32, shortest digits.
} loam_print_kind;

/// Line of the code from word `pc` (offset from code[0]) up to the next entry.
typedef struct loam_line {
  uint32_t pc;
  uint32_t line;
} loam_line;

/// Where a source variable lives while pc is in [start, end).
typedef struct loam_variable {
  loam_string name;
  const loam_type *type;
  uint32_t slot;       ///< Frame slot (arguments by the rule above).
  uint32_t start, end; ///< Words from code[0].
  bool boxed;          ///< The slot holds a pointer to the variable (moved to the heap).
  bool captured;       ///< slot is a byte offset in the closure object.
} loam_variable;

enum {
  LOAM_FUNCTION_WRAPPER = 1,  ///< Made by the compiler; recover() looks through it, traces leave it out.
  LOAM_FUNCTION_DEFERS = 2,   ///< Has RUN_DEFERS; defer_return is its offset.
  LOAM_FUNCTION_NATIVE = 4,   ///< Code is NATIVE, RETURN.
  LOAM_FUNCTION_RUNTIME = 8,  ///< Left out of traces.
  LOAM_FUNCTION_STEP = 16,    ///< A C step function (loam_step.h).
  LOAM_FUNCTION_LINES = 32,   ///< ... whose states are line numbers.
  LOAM_FUNCTION_PASSING = 64, ///< Made by loam_function_create_passing.
  LOAM_FUNCTION_NOTED = 128,  ///< A profile names it.
  LOAM_FUNCTION_GONE = 256,   ///< What profiles name for functions that were released: a name, nothing else.
};

/// A native function's answer (loam_native.h). One that it was not entitled to, as BLOCK where nothing parked the
/// goroutine, is a fatal error of the program that names the native.
typedef enum LOAM_CLOSED_ENUM loam_native_status {
  LOAM_NATIVE_DONE = 0, ///< Results are in the frame.
  LOAM_NATIVE_BLOCK,    ///< The goroutine was parked; it goes on behind the call when made ready.
  LOAM_NATIVE_YIELD,    ///< Results are in the frame; let others run first.
  LOAM_NATIVE_RETRY,    ///< Parked; call the native again when made ready.
  LOAM_NATIVE_PANIC,    ///< A panic value was set by loam_context_panic*.
  LOAM_NATIVE_GOEXIT,   ///< loam_context_goexit was called: end this goroutine, running its defers.
  LOAM_NATIVE_EXIT,     ///< loam_context_exit was called: the program ends.
  LOAM_NATIVE_LEFT,     ///< loam_context_call_c: the C frames were left by a panic, or an end, above them.
} loam_native_status;

/// A Go function declared without a body. Reads its arguments and writes its results through loam_native.h.
typedef loam_native_status (*loam_native)(loam_context *context);

/// A function of a program. It belongs to its runtime, lives as long as it, and is also a Go function value without
/// captures. Hosts read name, file, start_line, flags, argument_slots, result_slots and user, which never change, and
/// write nothing; all else is for compilers, debuggers and the runtime, and is valid once the function is defined.
struct loam_function {
  loam_function *self;         ///< == this: so the address of a function is also its closure without captures.
  LOAM_ATOMIC(uint64_t) entry; ///< code address << 16 | frame_slots. One atomic word, replaced when compiled.
  uint64_t stub[4];            ///< Header, LOAM_OP_COMPILE and safepoint: the code until the function is compiled.
  loam_string name;            ///< "main.work", "main.(*T).Method", "main.main.func1".
  loam_string file;            ///< As given to the compiler.
  uint32_t start_line;
  uint32_t flags;
  uint32_t argument_slots, result_slots;
  uint32_t code_words;
  uint32_t frame_slots; ///< Valid once compiled.
  uint32_t map_words;   ///< Words per map.
  uint32_t map_count;
  const uint64_t *code; ///< code[-1] == (uint64_t)this. NULL until compiled.
  const uint64_t *maps;
  const uint64_t *argument_map; ///< Bit i: outgoing word i is a pointer at entry (arguments only). Valid from creation.
  const loam_line *lines;       ///< Sorted by pc.
  uint32_t line_count, variable_count;
  const loam_variable *variables;
  uint32_t defer_return; ///< Offset of the RUN_DEFERS that a recovered panic continues at.
  uint32_t user;         ///< Free for the compiler: its number of this function.
  uint32_t number;       ///< From 1 in the order of creation within its runtime: its name in the event log.
  uint32_t start_size;   ///< The runtime's, for starting goroutines with it.
  loam_native native;    ///< Of a native function.
  void *body_user;       ///< What a native or step was defined with.
};

/// What the compiler hands over for one function. All memory is copied.
typedef struct loam_code {
  const uint64_t *words;
  uint32_t word_count;
  uint32_t frame_slots;
  const uint64_t *maps;
  uint32_t map_words, map_count;
  const loam_line *lines;
  uint32_t line_count;
  const loam_variable *variables;
  uint32_t variable_count;
  uint32_t defer_return;
  uint32_t flags;
} loam_code;

/// Makes a function that is compiled when first called (hook `compile`, with this function). Names are copied;
/// argument_map has (argument_slots + 63) / 64 words. Returns NULL without memory. Threads: any.
LOAM_EXPORT loam_function *loam_function_create(loam_runtime *runtime, loam_string name, loam_string file,
                                                uint32_t start_line, uint32_t argument_slots, uint32_t result_slots,
                                                const uint64_t *argument_map, uint32_t user);
/// The same for a function that may be released.
LOAM_EXPORT loam_function *loam_function_create_passing(loam_runtime *runtime, loam_string name, loam_string file,
                                                        uint32_t start_line, uint32_t argument_slots,
                                                        uint32_t result_slots, const uint64_t *argument_map,
                                                        uint32_t user);
/// Ends a function made by loam_function_create_passing: its memory, and its number, serve the next ones that are.
/// LOAM_WRONG_STATE: it is to stay, because the event log may name it, or a profile names it and the world is not
/// stopped by the caller. Requires: no frame, deferred call, function value or code refers to it, and no goroutine was
/// started by an instruction of it. Threads: any.
LOAM_EXPORT loam_status loam_function_release(loam_runtime *runtime, loam_function *function);
/// A piece of memory outside the heap that its owner would like back: a function, its code, a descriptor, a constant.
typedef struct loam_piece {
  const void *memory;
  uint64_t size;
  bool used; ///< Out: the program may reach it.
} loam_piece;
/// A search for the pieces that a program can reach.
typedef struct loam_search loam_search;
/// Begins one from all that keeps objects alive: package variables but for those that are pieces, frames, goroutines'
/// records, timers, handles and what hangs on objects. A piece is used when a word that was reached leads to it, or for
/// a type to its dispatch table or map. Words of code and of pieces are not looked at. What cannot be told is called
/// used. NULL without memory. Requires: the pieces do not overlap and stay until the end; the caller has stopped the
/// world until then. Threads: the one that stopped it.
LOAM_EXPORT loam_search *loam_search_begin(loam_runtime *runtime, loam_piece *pieces, uint64_t count);
/// Goes on from the words of a piece whose use was found out otherwise, as a variable that code names.
LOAM_EXPORT void loam_search_follow(loam_search *search, const void *memory, uint64_t size);
/// LOAM_NO_MEMORY: what is not called used may be.
LOAM_EXPORT loam_status loam_search_end(loam_search *search);
/// Gives `function` its code and publishes it; callers on other threads see either the stub or all of it.
/// LOAM_NO_MEMORY: it is as before. Requires: words as this header and loam_opcodes.h say; they are not verified.
/// Threads: any, one at a time for a function.
LOAM_EXPORT loam_status loam_function_define(loam_runtime *runtime, loam_function *function, const loam_code *code);
/// Gives `function` the body `native` (code NATIVE, RETURN). As loam_function_define.
LOAM_EXPORT loam_status loam_function_define_native(loam_runtime *runtime, loam_function *function, loam_native native);
/// The same, with what loam_context_user answers the native. `user` must outlive the runtime's calls of the function.
LOAM_EXPORT loam_status loam_function_define_native_with(loam_runtime *runtime, loam_function *function,
                                                         loam_native native, void *user);

/// Zeroed memory outside the heap for one package variable, a root traced by its type; lives as long as the runtime.
/// NULL without memory. The host may read and write it between runs. Threads: any.
LOAM_EXPORT void *loam_global_create(loam_runtime *runtime, const loam_type *type);
/// Zeroes a package variable that nothing refers to any more, so that it keeps nothing alive and may serve as another
/// of its type. Threads: any of the host's.
LOAM_EXPORT loam_status loam_global_clear(loam_runtime *runtime, void *global, const loam_type *type);
/// Permanent memory outside the heap (string constants, descriptors, boxed constants): never traced, never freed
/// before the runtime. Aligned to `alignment`. NULL without memory. Threads: any.
LOAM_EXPORT void *loam_permanent_allocate(loam_runtime *runtime, uint64_t size, uint64_t alignment);

/// The same that may be given back, aligned to 8; for what may be replaced by the thousand.
LOAM_EXPORT void *loam_permanent_lend(loam_runtime *runtime, uint64_t size);
/// Takes memory of loam_permanent_lend back; the same size. Requires: nothing leads to it. Threads: any.
LOAM_EXPORT void loam_permanent_return(loam_runtime *runtime, const void *memory, uint64_t size);
/// Has a package variable be one of another type with the same size and pointers. Threads: any.
LOAM_EXPORT loam_status loam_global_retype(loam_runtime *runtime, void *global, const loam_type *type);
/// A type whose descriptor is about to be returned.
typedef struct loam_type_gone {
  const loam_type *type;
  const loam_type *stand_in; ///< The type of its variables from now on, of the same size and pointers; or NULL.
} loam_type_gone;
/// Takes types out of all tables of the runtime's: dispatch tables, maps' shapes, variables. Requires: the world is
/// stopped; no object, code or other type leads to them, and a collection has ended since that is so. Sorts `gone`.
/// LOAM_NO_MEMORY: all is as before.
LOAM_EXPORT loam_status loam_types_forget(loam_runtime *runtime, loam_type_gone *gone, uint64_t count);

#define LOAM_WORD(op, a, b, c)                                                                                         \
  ((uint64_t)(op) | (uint64_t)(uint16_t)(a) << 16 | (uint64_t)(uint16_t)(b) << 32 | (uint64_t)(uint16_t)(c) << 48)
#define LOAM_SAFEPOINT(map, frame_slots, back)                                                                         \
  ((uint64_t)(map) << 40 | (uint64_t)(frame_slots) << 24 | (uint64_t)(back))

LOAM_END_DECLARATIONS

#endif
