// SPDX-License-Identifier: Apache-2.0
//
// loam_opcode_info.h — the instruction list as data: for encoders, disassemblers and verifiers.
#ifndef LOAM_OPCODE_INFO_H
#define LOAM_OPCODE_INFO_H

#include "loam_bytecode.h"

LOAM_BEGIN_DECLARATIONS

/// A row of LOAM_OPCODES as texts.
typedef struct loam_opcode_information {
  const char *name, *format, *effects, *text;
} loam_opcode_information;

/// What the list says of an opcode, or of INVALID when there is no such opcode; the strings are static. Threads: any.
static inline loam_opcode_information loam_opcode_info(uint32_t opcode) {
#define LOAM_OPCODE_ROW(name, format, effects, text) {#name, #format, #effects, text},
  static const loam_opcode_information table[] = {LOAM_OPCODES(LOAM_OPCODE_ROW)};
#undef LOAM_OPCODE_ROW
  return table[opcode < LOAM_OPCODE_COUNT ? opcode : 0];
}

LOAM_END_DECLARATIONS

#endif
