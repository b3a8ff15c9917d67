// SPDX-License-Identifier: Apache-2.0
//
// interpret.c — the handler bodies, expanded into functions or labels, and the dispatch table.
//
// How.      See handler.h. Slow operations become out-of-line handlers (slow_X), which call the operation and dispatch
//           at what it answers; a fast handler reaches them by a tail call and so needs no stack frame.
#include "interpret/interpret.h"
#include "interpret/handler.h"
#include "interpret/fault.h"

#include <math.h>
#include <string.h>

const uint64_t loam_leave_code[1] = {LOAM_OP_LEAVE};

static inline uint64_t loam_single_bits(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

/// float64 to int64 as amd64's conversion instruction does it: whatever does not fit becomes the least int64.
static inline int64_t loam_truncate(double value) {
  return value >= -0x1p63 && value < 0x1p63 ? (int64_t)value : INT64_MIN;
}

#if LOAM_TAIL_CALLS

#define LOAM_SLOW_HANDLER(name)                                                                                        \
  static __attribute__((noinline)) LOAM_PRESERVE_NONE void slow_##name(LOAM_STATE) { CALLOUT(name); }
LOAM_OPERATIONS(LOAM_SLOW_HANDLER)
#undef LOAM_SLOW_HANDLER

#define LOAM_TOUCHING_HANDLER(name)                                                                                    \
  static __attribute__((noinline)) LOAM_PRESERVE_NONE void slow_##name(LOAM_STATE) {                                   \
    worker->touching.pc = pc;                                                                                          \
    worker->touching.fp = fp;                                                                                          \
    loam_next next_ = loam_op_##name(worker, pc, fp);                                                                  \
    worker->touching.pc = NULL;                                                                                        \
    pc = next_.pc;                                                                                                     \
    fp = next_.fp;                                                                                                     \
    DISPATCH();                                                                                                        \
  }
LOAM_TOUCHING_OPERATIONS(LOAM_TOUCHING_HANDLER)
#undef LOAM_TOUCHING_HANDLER

#include "interpret/arithmetic.h"
#include "interpret/control.h"
#include "interpret/memory.h"

HANDLER(LEAVE) { (void)pc, (void)fp, (void)worker, (void)table, (void)word; }
HANDLER(RETURN_BARRIER) { SLOW(RETURN_BARRIER); }

static const struct loam_table plain_table = {{
#define LOAM_HANDLER_ENTRY(name, format, effects, text) handle_##name,
    LOAM_OPCODES(LOAM_HANDLER_ENTRY)
#undef LOAM_HANDLER_ENTRY
        handle_LEAVE,
    handle_RETURN_BARRIER,
}};

// Its return address lies where that of each handler does. The frame begins with the saved frame pointer.
static __attribute__((noinline)) LOAM_PRESERVE_NONE void enter(LOAM_STATE) {
  const uintptr_t *frame = __builtin_frame_address(0);
  worker->handlers_bp = *frame; // which handlers preserve
  worker->handlers_sp = (uintptr_t)(frame + 1);
  LOAM_MUSTTAIL return table->handlers[(uint16_t)word](pc, fp, worker, table, word);
}

void loam_interpret(loam_worker *worker, loam_next next) {
  uintptr_t outer = worker->handlers_sp, base = worker->handlers_bp;
  enter(next.pc, next.fp, worker, &plain_table, *next.pc);
  worker->handlers_sp = outer;
  worker->handlers_bp = base;
}

#if defined(__ELF__)
// By the linker: the section of HANDLER.
extern const char __start_loam_handlers[] __attribute__((visibility("hidden")));
extern const char __stop_loam_handlers[] __attribute__((visibility("hidden")));
bool loam_is_handler(uintptr_t code) {
  return (uintptr_t)__start_loam_handlers <= code && code < (uintptr_t)__stop_loam_handlers;
}
#else
bool loam_is_handler(uintptr_t code) { return (void)code, false; }
#endif
uintptr_t loam_fault_handler(bool native) { return native ? (uintptr_t)slow_native_fault : (uintptr_t)slow_fault; }
const void *loam_handler_table(void) { return &plain_table; }

#else

void loam_interpret(loam_worker *worker, loam_next next) {
  static const void *const table[LOAM_HANDLER_COUNT] = {
#define LOAM_HANDLER_ENTRY(name, format, effects, text) &&handle_##name,
      LOAM_OPCODES(LOAM_HANDLER_ENTRY)
#undef LOAM_HANDLER_ENTRY
          && handle_LEAVE,
      &&handle_RETURN_BARRIER,
  };
  const uint64_t *pc = next.pc;
  loam_slot *fp = next.fp;
  loam_word word;
  DISPATCH();

#include "interpret/arithmetic.h"
#include "interpret/control.h"
#include "interpret/memory.h"

  HANDLER(LEAVE) { return; }
  HANDLER(RETURN_BARRIER) { SLOW(RETURN_BARRIER); }
}

#endif

// Length by format name: the part behind the underscore tells the extra words.
static uint8_t format_words(const char *format) {
  const char *extra = strchr(format, '_');
  uint8_t words = 1;
  for (; extra != NULL && *extra != 0; extra++) words += *extra == 'K' || *extra == 'S';
  return words;
}

uint32_t loam_instruction_words(const uint64_t *pc) {
  static const char *const formats[LOAM_OPCODE_COUNT] = {
#define LOAM_FORMAT_NAME(name, format, effects, text) #format,
      LOAM_OPCODES(LOAM_FORMAT_NAME)
#undef LOAM_FORMAT_NAME
  };
  uint16_t opcode = (uint16_t)*pc;
  if (opcode >= LOAM_OPCODE_COUNT) return 1;
  uint32_t words = format_words(formats[opcode]);
  if (opcode == LOAM_OP_JTABLE || opcode == LOAM_OP_SELECT) words += loam_field_b(*pc);
  return words;
}
