// SPDX-License-Identifier: Apache-2.0
//
// interpret.h — running bytecode: entry, the operations behind the handlers, and what they share.
//
// How.      A handler does an instruction in registers or leaves to an operation: an ordinary C function that is given
//           (worker, pc, fp) and answers where to go on. That may be the next instruction, a deferred call, another
//           goroutine, or the LEAVE code, which ends loam_interpret.
// Upholds.  frame.walkable: an operation that may collect, move or park first records pc, safepoint and fp in the
//           goroutine (loam_goroutine_save), and reads fp anew afterwards.
#ifndef LOAM_INTERPRET_H
#define LOAM_INTERPRET_H

#include "runtime.h"

#pragma GCC visibility push(hidden)

#if defined(__clang__) && defined(__has_attribute)
#if __has_attribute(preserve_none) && __has_attribute(musttail)
#define LOAM_TAIL_CALLS 1
#endif
#endif
#ifndef LOAM_TAIL_CALLS
#define LOAM_TAIL_CALLS 0
#endif

/// Handlers: one per opcode, and those that no program contains: LEAVE, and RETURN_BARRIER (stack/frame.h).
enum { LOAM_OP_LEAVE = LOAM_OPCODE_COUNT, LOAM_HANDLER_COUNT = LOAM_OP_RETURN_BARRIER + 1 };
extern const uint64_t loam_leave_code[1];

// clang-format off
/// Opcodes whose whole work is the operation of the same name.
#define LOAM_MEMORY_OPERATIONS(X) LOAM_TOUCHING_MEMORY(X) LOAM_MAKING_MEMORY(X)
#define LOAM_MAKING_MEMORY(X)                                                                                   \
  X(SLICE_POINTER) X(SLICE_TO_ARRAY) X(MAKESLICE) X(RUNE_TO_STR) X(RUNES_TO_STR) X(STR_TO_RUNES)        \
  X(NEW) X(MAKEMAP) X(MAKECHAN) X(MAPCLEAR) X(MAPLEN) X(MAPITER)  \
  X(MAPNEXT) X(E2I) X(ASSERT_T) X(ASSERT_T_OK) X(ASSERT_I) X(ASSERT_I_OK) X(ASSERT_E)
/// Those that hold nothing while they read and write where the program's pointers lead (fault.c).
#define LOAM_TOUCHING_MEMORY(X)                                                                                 \
  X(APPENDN) X(APPEND_SLICE) X(APPEND_STRING) X(COPY) X(COPY_STRING) X(CLEAR_SLICE) X(CONCAT) X(STR_LT)         \
  X(GROW) X(MAPGET) X(MAPGET_OK) X(MAPSET) X(MAPDELETE)                                                         \
  X(STR_LE) X(BYTES_TO_STR) X(STR_TO_BYTES) X(BOX) X(EFACE_EQ) X(VALUE_EQ)
#define LOAM_TOUCHING_OPERATIONS(X)                                                                             \
  LOAM_TOUCHING_MEMORY(X) X(LDN) X(STN) X(COPYMEM) X(ZEROMEM) X(STR_EQ) X(STP) X(STXP) X(DECODE_RUNE) \
  X(APPEND8) X(APPEND32) X(APPEND64) X(APPENDP)
/// Operations that other handlers leave to.
#define LOAM_OTHER_OPERATIONS(X)                                                                                \
  X(broken) X(divide) X(shift) X(index) X(nil) X(call) X(fault) X(native_fault) X(MOVN) X(ZERO) X(FMIN) X(FMAX) X(FFLOOR) \
  X(FCOPYX) X(DEFER) X(RUN_DEFERS) X(GO) X(PANIC) X(RECOVER)                                                    \
  X(COMPILE) X(NATIVE) X(GOEXIT) X(CALLED_BACK) X(PANIC_RETURN) X(PRINT) X(SLICE) X(SLICE_STRING) X(SLICE_STRINGU)             \
  X(STGP) X(SEND) X(RECV) X(CLOSE) X(CHANLEN) X(CHANCAP)   \
  X(SELECT) X(BLOCK) X(step_outgoing) X(step_call) X(step_defers) X(step_alone) X(make_call) X(step_switched) X(step_yield) X(step_poll) X(step_other)      \
  X(WAKE_STEP) X(RETURN_BARRIER) X(BREAK)
// clang-format on
#define LOAM_OPERATIONS(X) LOAM_MAKING_MEMORY(X) LOAM_OTHER_OPERATIONS(X)

#define LOAM_DECLARE_OPERATION(name) loam_next loam_op_##name(loam_worker *worker, const uint64_t *pc, loam_slot *fp);
LOAM_OPERATIONS(LOAM_DECLARE_OPERATION)
LOAM_TOUCHING_OPERATIONS(LOAM_DECLARE_OPERATION)
#undef LOAM_DECLARE_OPERATION
/// The poll of a back-edge met the limit. pc NULL: go on with the branch itself, at the returned fp.
loam_next loam_op_poll(loam_worker *worker, const uint64_t *pc, loam_slot *fp);

/// Runs from `next` until the code leaves.
void loam_interpret(loam_worker *worker, loam_next next);

/// Words of the instruction at pc, extra words included.
uint32_t loam_instruction_words(const uint64_t *pc);

/// Distances in words from a step function's STEP to its WAKE_STEP, its RESUME_STEP and its RUN_DEFERS.
enum { LOAM_STEP_WAKE = 3, LOAM_STEP_RESUME = 6, LOAM_STEP_DEFERS = 8 };

static inline uint32_t loam_field_a(uint64_t word) { return (uint16_t)(word >> 16); }
static inline uint32_t loam_field_b(uint64_t word) { return (uint16_t)(word >> 32); }
static inline uint32_t loam_field_c(uint64_t word) { return (uint16_t)(word >> 48); }
static inline loam_next loam_continue(const uint64_t *pc, loam_slot *fp) { return (loam_next){pc, fp}; }

/// Stores a pointer to memory that may be the heap.
static inline void loam_barrier_store(loam_worker *worker, void **cell, void *value) {
  if (LOAM_UNLIKELY(worker->cache.barrier.on)) loam_barrier_cell(&worker->cache.barrier, cell, value);
  *cell = value;
}

#pragma GCC visibility pop
#endif
