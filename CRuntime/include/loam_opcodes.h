// SPDX-License-Identifier: Apache-2.0
//
// loam_opcodes.h — the instruction set, in one list. Expanded into the enum, the information table, the dispatch
// tables, the disassembler and the verifier; nothing about an instruction stands anywhere else.
//
// Notation. R[x] slot x as uint64, I[x] as int64, F[x] as double, f[x] as float (low 32 bits), P[x] as address.
//           fp+8*x is written @x. s16(c) = signed field; s32 = fields b,c as one signed 32-bit value (b low).
//           K, K2 = first, second 64-bit constant word. NONE (0xffff) in a field that names an optional slot = absent.
// Format.   Fields used, then _K / _KK for constant words, _V for words whose number an operand tells, _S for the
//           safepoint word, which is always the last word. Branch offsets are in words from the instruction's own word.
// Effects.  PURE; PANIC may raise a run-time panic; ALLOC may allocate (so collect); BLOCK may park the goroutine;
//           CALL enters another function; SAFE has a safepoint word. Every instruction with ALLOC, BLOCK or CALL has
//           SAFE. A panic in an instruction without SAFE uses the function's pad (below).
// Pad.      The last two words of every function are a safepoint word, whose map is the live pointers at defer_return
//           (0 in a function without defers), and PANIC_RETURN. Deferred calls run by a panic return there.
// Nil.      Loads and stores through P[x] check for nil themselves.
// Stores.   Names with P store one pointer word to memory that may be the heap (write barrier); typed copies too.
#ifndef LOAM_OPCODES_H
#define LOAM_OPCODES_H

#define LOAM_NONE 0xffff
#define LOAM_MAP_ITERATOR_SLOTS 8 ///< Frame slots of a map iterator; the words 0, 1 and 2 hold pointers.
#define LOAM_MAP_ITERATOR_POINTERS 0x7

// Conditional branches exist twice: NAME, and NAME_P for back-edges, which polls for preemption when taken.
#define LOAM_BRANCH_PAIR(X, name, format, text) X(name, format, PURE, text) X(name##_P, format##_S, SAFE, text "; poll")

#define LOAM_BRANCHES(X)                                                                                               \
  LOAM_BRANCH_PAIR(X, JT, AJ, "if R[a] != 0 goto s32")                                                                 \
  LOAM_BRANCH_PAIR(X, JF, AJ, "if R[a] == 0 goto s32")                                                                 \
  LOAM_BRANCH_PAIR(X, JEQ, ABJ, "if R[a] == R[b] goto s16(c)")                                                         \
  LOAM_BRANCH_PAIR(X, JNE, ABJ, "if R[a] != R[b] goto s16(c)")                                                         \
  LOAM_BRANCH_PAIR(X, JLT, ABJ, "if I[a] < I[b] goto s16(c)")                                                          \
  LOAM_BRANCH_PAIR(X, JLE, ABJ, "if I[a] <= I[b] goto s16(c)")                                                         \
  LOAM_BRANCH_PAIR(X, JULT, ABJ, "if R[a] < R[b] unsigned goto s16(c)")                                                \
  LOAM_BRANCH_PAIR(X, JULE, ABJ, "if R[a] <= R[b] unsigned goto s16(c)")                                               \
  LOAM_BRANCH_PAIR(X, JEQI, AIJ, "if I[a] == s16(b) goto s16(c)")                                                      \
  LOAM_BRANCH_PAIR(X, JNEI, AIJ, "if I[a] != s16(b) goto s16(c)")                                                      \
  LOAM_BRANCH_PAIR(X, JLTI, AIJ, "if I[a] < s16(b) goto s16(c)")                                                       \
  LOAM_BRANCH_PAIR(X, JLEI, AIJ, "if I[a] <= s16(b) goto s16(c)")                                                      \
  LOAM_BRANCH_PAIR(X, JGTI, AIJ, "if I[a] > s16(b) goto s16(c)")                                                       \
  LOAM_BRANCH_PAIR(X, JGEI, AIJ, "if I[a] >= s16(b) goto s16(c)")                                                      \
  LOAM_BRANCH_PAIR(X, JFEQ, ABJ, "if F[a] == F[b] goto s16(c)")                                                        \
  LOAM_BRANCH_PAIR(X, JFNE, ABJ, "if F[a] != F[b] (or unordered) goto s16(c)")                                         \
  LOAM_BRANCH_PAIR(X, JFLT, ABJ, "if F[a] < F[b] goto s16(c)")                                                         \
  LOAM_BRANCH_PAIR(X, JFLE, ABJ, "if F[a] <= F[b] goto s16(c)")                                                        \
  LOAM_BRANCH_PAIR(X, JFNLT, ABJ, "if !(F[a] < F[b]) goto s16(c)")                                                     \
  LOAM_BRANCH_PAIR(X, JFNLE, ABJ, "if !(F[a] <= F[b]) goto s16(c)")                                                    \
  LOAM_BRANCH_PAIR(X, LOOPLT, ABJ, "I[a] += 1; if I[a] < I[b] goto s16(c)")                                            \
  LOAM_BRANCH_PAIR(X, LOOPLE, ABJ, "I[a] += 1; if I[a] <= I[b] goto s16(c)")

#define LOAM_OPCODES(X)                                                                                                \
  /* ---- moves and constants ---- */                                                                                  \
  X(INVALID, N, PANIC, "never emitted; a broken program")                                                              \
  X(MOV, AB, PURE, "R[a] = R[b]")                                                                                      \
  X(MOV2, AB, PURE, "2 words @a = @b (may overlap)")                                                                   \
  X(MOV3, AB, PURE, "3 words @a = @b (may overlap)")                                                                   \
  X(MOVN, ABC, PURE, "c words @a = @b (may overlap)")                                                                  \
  X(LOADI, AI32, PURE, "I[a] = s32")                                                                                   \
  X(LOADK, A_K, PURE, "R[a] = K")                                                                                      \
  X(LOADK2, A_KK, PURE, "R[a] = K; R[a+1] = K2")                                                                       \
  X(ZERO, AB, PURE, "b words @a = 0")                                                                                  \
  X(ADDR, ABC, PURE, "P[a] = fp + 8*b + c")                                                                            \
  /* ---- integers, 64-bit ---- */                                                                                     \
  X(ADD, ABC, PURE, "R[a] = R[b] + R[c]")                                                                              \
  X(SUB, ABC, PURE, "R[a] = R[b] - R[c]")                                                                              \
  X(MUL, ABC, PURE, "R[a] = R[b] * R[c]")                                                                              \
  X(AND, ABC, PURE, "R[a] = R[b] & R[c]")                                                                              \
  X(OR, ABC, PURE, "R[a] = R[b] | R[c]")                                                                               \
  X(XOR, ABC, PURE, "R[a] = R[b] ^ R[c]")                                                                              \
  X(ANDN, ABC, PURE, "R[a] = R[b] & ~R[c]")                                                                            \
  X(ADDI, ABI, PURE, "R[a] = R[b] + s16(c)")                                                                           \
  X(MULI, ABI, PURE, "R[a] = R[b] * s16(c)")                                                                           \
  X(ANDI, ABI, PURE, "R[a] = R[b] & s16(c)")                                                                           \
  X(ORI, ABI, PURE, "R[a] = R[b] | s16(c)")                                                                            \
  X(XORI, ABI, PURE, "R[a] = R[b] ^ s16(c)")                                                                           \
  X(RSUBI, ABI, PURE, "R[a] = s16(c) - R[b]")                                                                          \
  X(NEG, AB, PURE, "R[a] = -R[b]")                                                                                     \
  X(NOT, AB, PURE, "R[a] = ~R[b]")                                                                                     \
  X(LNOT, AB, PURE, "R[a] = R[b] == 0")                                                                                \
  X(DIV, ABC, PANIC, "I[a] = I[b] / I[c]; zero panics; min/-1 = min")                                                  \
  X(REM, ABC, PANIC, "I[a] = I[b] % I[c]; zero panics; min%-1 = 0")                                                    \
  X(UDIV, ABC, PANIC, "R[a] = R[b] / R[c]; zero panics")                                                               \
  X(UREM, ABC, PANIC, "R[a] = R[b] % R[c]; zero panics")                                                               \
  X(SHL, ABC, PURE, "R[a] = R[c] < 64 ? R[b] << R[c] : 0")                                                             \
  X(SHR, ABC, PURE, "R[a] = R[c] < 64 ? R[b] >> R[c] : 0 (logical)")                                                   \
  X(SAR, ABC, PURE, "I[a] = I[b] >> min(R[c], 63)")                                                                    \
  X(SHLI, ABI, PURE, "R[a] = R[b] << c, 0 <= c < 64")                                                                  \
  X(SHRI, ABI, PURE, "R[a] = R[b] >> c (logical), 0 <= c < 64")                                                        \
  X(SARI, ABI, PURE, "I[a] = I[b] >> c, 0 <= c < 64")                                                                  \
  X(CHECK_SHIFT, A, PANIC, "panics when I[a] < 0 (negative shift amount)")                                             \
  /* ---- narrow integers: results normalised ---- */                                                                  \
  X(EXT8S, AB, PURE, "I[a] = (int8)R[b]")                                                                              \
  X(EXT8U, AB, PURE, "R[a] = (uint8)R[b]")                                                                             \
  X(EXT16S, AB, PURE, "I[a] = (int16)R[b]")                                                                            \
  X(EXT16U, AB, PURE, "R[a] = (uint16)R[b]")                                                                           \
  X(EXT32S, AB, PURE, "I[a] = (int32)R[b]")                                                                            \
  X(EXT32U, AB, PURE, "R[a] = (uint32)R[b]")                                                                           \
  X(ADD32S, ABC, PURE, "I[a] = (int32)(R[b] + R[c])")                                                                  \
  X(SUB32S, ABC, PURE, "I[a] = (int32)(R[b] - R[c])")                                                                  \
  X(MUL32S, ABC, PURE, "I[a] = (int32)(R[b] * R[c])")                                                                  \
  X(ADD32U, ABC, PURE, "R[a] = (uint32)(R[b] + R[c])")                                                                 \
  X(SUB32U, ABC, PURE, "R[a] = (uint32)(R[b] - R[c])")                                                                 \
  X(MUL32U, ABC, PURE, "R[a] = (uint32)(R[b] * R[c])")                                                                 \
  X(ADD8U, ABC, PURE, "R[a] = (uint8)(R[b] + R[c])")                                                                   \
  X(SUB8U, ABC, PURE, "R[a] = (uint8)(R[b] - R[c])")                                                                   \
  /* ---- comparisons to bool ---- */                                                                                  \
  X(EQ, ABC, PURE, "R[a] = R[b] == R[c]")                                                                              \
  X(NE, ABC, PURE, "R[a] = R[b] != R[c]")                                                                              \
  X(LT, ABC, PURE, "R[a] = I[b] < I[c]")                                                                               \
  X(LE, ABC, PURE, "R[a] = I[b] <= I[c]")                                                                              \
  X(ULT, ABC, PURE, "R[a] = R[b] < R[c] unsigned")                                                                     \
  X(ULE, ABC, PURE, "R[a] = R[b] <= R[c] unsigned")                                                                    \
  X(EQI, ABI, PURE, "R[a] = I[b] == s16(c)")                                                                           \
  X(NEI, ABI, PURE, "R[a] = I[b] != s16(c)")                                                                           \
  X(LTI, ABI, PURE, "R[a] = I[b] < s16(c)")                                                                            \
  X(GTI, ABI, PURE, "R[a] = I[b] > s16(c)")                                                                            \
  /* ---- floats ---- */                                                                                               \
  X(FADD, ABC, PURE, "F[a] = F[b] + F[c]")                                                                             \
  X(FSUB, ABC, PURE, "F[a] = F[b] - F[c]")                                                                             \
  X(FMUL, ABC, PURE, "F[a] = F[b] * F[c]")                                                                             \
  X(FDIV, ABC, PURE, "F[a] = F[b] / F[c]")                                                                             \
  X(FNEG, AB, PURE, "F[a] = -F[b]")                                                                                    \
  X(FEQ, ABC, PURE, "R[a] = F[b] == F[c]")                                                                             \
  X(FNE, ABC, PURE, "R[a] = F[b] != F[c]")                                                                             \
  X(FLT, ABC, PURE, "R[a] = F[b] < F[c]")                                                                              \
  X(FLE, ABC, PURE, "R[a] = F[b] <= F[c]")                                                                             \
  X(FMIN, ABC, PURE, "F[a] = Go's min of F[b], F[c] (NaN wins, -0 < +0)")                                              \
  X(FMAX, ABC, PURE, "F[a] = Go's max of F[b], F[c]")                                                                  \
  X(FSQRT, AB, PURE, "F[a] = sqrt(F[b])")                                                                              \
  X(FABS, AB, PURE, "F[a] = |F[b]|")                                                                                   \
  X(FFLOOR, AB, PURE, "F[a] = floor(F[b])")                                                                            \
  X(F32ADD, ABC, PURE, "f[a] = f[b] + f[c]; upper half 0, as in all f results")                                        \
  X(F32SUB, ABC, PURE, "f[a] = f[b] - f[c]")                                                                           \
  X(F32MUL, ABC, PURE, "f[a] = f[b] * f[c]")                                                                           \
  X(F32DIV, ABC, PURE, "f[a] = f[b] / f[c]")                                                                           \
  X(F32NEG, AB, PURE, "f[a] = -f[b]")                                                                                  \
  X(F32EQ, ABC, PURE, "R[a] = f[b] == f[c]")                                                                           \
  X(F32LT, ABC, PURE, "R[a] = f[b] < f[c]")                                                                            \
  X(F32LE, ABC, PURE, "R[a] = f[b] <= f[c]")                                                                           \
  X(I2F, AB, PURE, "F[a] = I[b]")                                                                                      \
  X(U2F, AB, PURE, "F[a] = R[b] unsigned")                                                                             \
  X(F2I, AB, PURE, "I[a] = truncated F[b], out of range as amd64: min int64")                                          \
  X(F2U, AB, PURE, "R[a] = truncated F[b] as uint64, out of range as Go on amd64")                                     \
  X(I2F32, AB, PURE, "f[a] = I[b], rounded once")                                                                      \
  X(U2F32, AB, PURE, "f[a] = R[b] unsigned, rounded once")                                                             \
  X(F2F32, AB, PURE, "f[a] = F[b]")                                                                                    \
  X(F32TOF, AB, PURE, "F[a] = f[b]")                                                                                   \
  /* ---- control ---- */                                                                                              \
  X(JMP, J, PURE, "goto s32")                                                                                          \
  X(JMP_P, J_S, SAFE, "goto s32; poll")                                                                                \
  LOAM_BRANCHES(X)                                                                                                     \
  X(JTABLE, AB_V, PURE, "b words follow, each an offset: if R[a] < b unsigned goto word[R[a]], else fall through")     \
  X(CALL, N_KS, CALL, "call the loam_function K; arguments in the outgoing area")                                      \
  X(CALL_CLOSURE, A_S, CALL | PANIC, "call function value P[a] (nil panics); callee's slot frame_slots-1 = P[a]")      \
  X(CALL_INTERFACE, AB_S, CALL | PANIC, "call method b of the iface @a (nil panics); outgoing word 0 = its data word") \
  X(RETURN, A, PURE, "return from a function of a frame slots")                                                        \
  X(DEFER, A_S, ALLOC, "push a deferred call of the function value P[a] (no arguments, no results) for this frame")    \
  X(RUN_DEFERS, N_S, CALL, "call this frame's deferred functions, last first; go on when none is left")                \
  X(GO, A_S, ALLOC | PANIC, "start a goroutine that calls the function value P[a]; nil is fatal as in Go")             \
  X(PANIC, A_S, PANIC, "panic with the eface @a")                                                                      \
  X(RECOVER, A, PURE, "eface @a = recover(): this frame's (through wrappers) caller must be a panic")                  \
  X(UNREACHABLE, N, PANIC, "missing return reached: a bug of the compiler")                                            \
  /* ---- memory through pointers: c = unsigned byte offset ---- */                                                    \
  X(LD8U, ABC, PANIC, "R[a] = *(uint8*)(P[b] + c)")                                                                    \
  X(LD8S, ABC, PANIC, "I[a] = *(int8*)(P[b] + c)")                                                                     \
  X(LD16U, ABC, PANIC, "R[a] = *(uint16*)(P[b] + c)")                                                                  \
  X(LD16S, ABC, PANIC, "I[a] = *(int16*)(P[b] + c)")                                                                   \
  X(LD32U, ABC, PANIC, "R[a] = *(uint32*)(P[b] + c)")                                                                  \
  X(LD32S, ABC, PANIC, "I[a] = *(int32*)(P[b] + c)")                                                                   \
  X(LD64, ABC, PANIC, "R[a] = *(uint64*)(P[b] + c)")                                                                   \
  X(LD128, ABC, PANIC, "2 words @a = *(P[b] + c)")                                                                     \
  X(LDN, ABC_K, PANIC, "K bytes @a = *(P[b] + c); a last partial word is zero-filled")                                 \
  X(ST8, ABC, PANIC, "*(uint8*)(P[a] + c) = R[b]")                                                                     \
  X(ST16, ABC, PANIC, "*(uint16*)(P[a] + c) = R[b]")                                                                   \
  X(ST32, ABC, PANIC, "*(uint32*)(P[a] + c) = R[b]")                                                                   \
  X(ST64, ABC, PANIC, "*(uint64*)(P[a] + c) = R[b] (no pointer)")                                                      \
  X(STP, ABC, PANIC, "*(void**)(P[a] + c) = P[b], with barrier")                                                       \
  X(STN, ABC_K, PANIC, "*(P[a] + c) = value @b of the loam_type K, with barrier")                                      \
  X(COPYMEM, AB_K, PANIC, "*P[a] = *P[b], a value of the loam_type K (may overlap)")                                   \
  X(ZEROMEM, AC_K, PANIC, "*(P[a] + c) = zero value of the loam_type K")                                               \
  X(LEAP, AB_K, PANIC, "P[a] = P[b] + K; nil panics")                                                                  \
  X(CHECK_NIL, A, PANIC, "nil dereference panics when P[a] is nil")                                                    \
  X(LDG64, A_K, PURE, "R[a] = *(uint64*)K")                                                                            \
  X(STG64, A_K, PURE, "*(uint64*)K = R[a] (no pointer)")                                                               \
  X(STGP, A_K, PURE, "*(void**)K = P[a], with barrier")                                                                \
  /* ---- memory in the frame: address fp + 8*b + c ---- */                                                            \
  X(FLD8U, ABC, PURE, "R[a] = *(uint8*)(fp + 8*b + c)")                                                                \
  X(FLD8S, ABC, PURE, "I[a] = *(int8*)(fp + 8*b + c)")                                                                 \
  X(FLD16U, ABC, PURE, "R[a] = *(uint16*)(fp + 8*b + c)")                                                              \
  X(FLD16S, ABC, PURE, "I[a] = *(int16*)(fp + 8*b + c)")                                                               \
  X(FLD32U, ABC, PURE, "R[a] = *(uint32*)(fp + 8*b + c)")                                                              \
  X(FLD32S, ABC, PURE, "I[a] = *(int32*)(fp + 8*b + c)")                                                               \
  X(FST8, ABC, PURE, "*(uint8*)(fp + 8*a + c) = R[b]")                                                                 \
  X(FST16, ABC, PURE, "*(uint16*)(fp + 8*a + c) = R[b]")                                                               \
  X(FST32, ABC, PURE, "*(uint32*)(fp + 8*a + c) = R[b]")                                                               \
  X(FCOPYX, AB_KK, PURE, "K bytes: *(fp + 8*a + (K2 & 0xffffffff)) = *(fp + 8*b + (K2 >> 32)) (may overlap)")          \
  X(FLDX64, ABC_K, PANIC,                                                                                              \
    "R[a] = *(fp + 8*b + 8*I[c]); index checked against K (array in the frame, 8-byte elements)")                      \
  X(FSTX64, ABC_K, PANIC, "*(fp + 8*a + 8*I[c]) = R[b]; index checked against K")                                      \
  X(FLDX8U, ABC_K, PANIC, "R[a] = *(uint8*)(fp + 8*b + I[c]); index checked against K")                                \
  X(FSTX8, ABC_K, PANIC, "*(uint8*)(fp + 8*a + I[c]) = R[b]; index checked against K")                                 \
  /* ---- slices and strings: the slot names pointer, the next slot the length ---- */                                 \
  X(CHECK_INDEX, AB, PANIC, "index out of range unless R[a] < R[b] unsigned; c = 1: say R[a] as unsigned")             \
  X(CHECK_INDEXK, A_K, PANIC, "index out of range unless R[a] < K unsigned; b = 1: say R[a] as unsigned")              \
  X(LDX8U, ABC, PANIC, "R[a] = ((uint8*)P[b])[I[c]], checked against R[b+1]; so in all LDX/STX")                       \
  X(LDX8S, ABC, PANIC, "I[a] = ((int8*)P[b])[I[c]]")                                                                   \
  X(LDX16U, ABC, PANIC, "R[a] = ((uint16*)P[b])[I[c]]")                                                                \
  X(LDX16S, ABC, PANIC, "I[a] = ((int16*)P[b])[I[c]]")                                                                 \
  X(LDX32U, ABC, PANIC, "R[a] = ((uint32*)P[b])[I[c]]")                                                                \
  X(LDX32S, ABC, PANIC, "I[a] = ((int32*)P[b])[I[c]]")                                                                 \
  X(LDX64, ABC, PANIC, "R[a] = ((uint64*)P[b])[I[c]]")                                                                 \
  X(LDX128, ABC, PANIC, "2 words @a = element I[c] of 16 bytes")                                                       \
  X(STX8, ABC, PANIC, "((uint8*)P[a])[I[c]] = R[b], checked against R[a+1]")                                           \
  X(STX16, ABC, PANIC, "((uint16*)P[a])[I[c]] = R[b]")                                                                 \
  X(STX32, ABC, PANIC, "((uint32*)P[a])[I[c]] = R[b]")                                                                 \
  X(STX64, ABC, PANIC, "((uint64*)P[a])[I[c]] = R[b] (no pointer)")                                                    \
  X(STXP, ABC, PANIC, "((void**)P[a])[I[c]] = P[b], with barrier")                                                     \
  X(LEAX, ABC_K, PANIC, "P[a] = P[b] + I[c] * K, checked against R[b+1]")                                              \
  X(LEAXP, ABC_KK, PANIC, "P[a] = P[b] + I[c] * K; index checked against K2 (pointer to array; nil panics)")           \
  X(SLICE, ABC_K, PANIC,                                                                                               \
    "slice @a = slice @b [I[c] : I[c+1] : I[c+2]], element size K & 0xffffffff; bit 63 of K: "                         \
    "written with 3 indexes; bits 60, 61, 62: low, high, max are of unsigned types (for messages)")                    \
  X(SLICE_POINTER, ABC_KK, PANIC, "slice @a = (*P[b])[I[c]:I[c+1]:I[c+2]] of an array of K2 elements; K as in SLICE")  \
  X(SLICE_STRING, ABC, PANIC, "string @a = string @b [I[c] : I[c+1]]")                                                 \
  X(SLICE_STRINGU, ABC, PANIC, "as SLICE_STRING, with unsigned indexes")                                               \
  X(SLICE_TO_ARRAY, AB_K, PANIC, "P[a] = pointer of slice @b, whose length must be at least K")                        \
  X(MAKESLICE, ABC_KS, ALLOC | PANIC, "slice @a = make([]T, I[b], I[c]), K = loam_type of T")                          \
  X(GROW, AB_KS, ALLOC | PANIC,                                                                                        \
    "make room for I[b] more elements in the slice @a (length unchanged), K = element type")                           \
  X(APPEND8, AB_KS, ALLOC, "slice @a = append(slice @a, uint8 R[b]); K = element type; so in all APPEND")              \
  X(APPEND32, AB_KS, ALLOC, "element of 4 bytes R[b]")                                                                 \
  X(APPEND64, AB_KS, ALLOC, "element of 8 bytes R[b], no pointer")                                                     \
  X(APPENDP, AB_KS, ALLOC, "element is the pointer P[b]")                                                              \
  X(APPENDN, AB_KS, ALLOC, "element is the value @b of the loam_type K")                                               \
  X(APPEND_SLICE, AB_KS, ALLOC, "slice @a = append(slice @a, slice @b...); K = element type")                          \
  X(APPEND_STRING, AB_KS, ALLOC, "slice @a = append(slice @a, string @b...); K = element type")                        \
  X(COPY, ABC_K, PURE, "I[a] = copy(slice @b, slice @c); K = element type; a may be NONE")                             \
  X(COPY_STRING, ABC, PURE, "I[a] = copy(slice @b, string @c); a may be NONE")                                         \
  X(CLEAR_SLICE, A_K, PURE, "clear(slice @a); K = element type")                                                       \
  X(CONCAT, ABC_S, ALLOC, "string @a = the c strings from @b on, joined")                                              \
  X(STR_EQ, ABC, PURE, "R[a] = string @b == string @c")                                                                \
  X(STR_LT, ABC, PURE, "R[a] = string @b < string @c")                                                                 \
  X(STR_LE, ABC, PURE, "R[a] = string @b <= string @c")                                                                \
  X(DECODE_RUNE, ABC, PURE, "I[a] = rune at byte I[c] of string @b; I[a+1] = index behind it; c < length")             \
  X(RUNE_TO_STR, AB_S, ALLOC, "string @a = string(rune I[b])")                                                         \
  X(BYTES_TO_STR, AB_S, ALLOC, "string @a = string([]byte @b)")                                                        \
  X(RUNES_TO_STR, AB_S, ALLOC, "string @a = string([]rune @b)")                                                        \
  X(STR_TO_BYTES, AB_KS, ALLOC, "slice @a = []byte(string @b); K = element type")                                      \
  X(STR_TO_RUNES, AB_KS, ALLOC, "slice @a = []rune(string @b); K = element type")                                      \
  /* ---- allocation ---- */                                                                                           \
  X(NEW, A_KS, ALLOC, "P[a] = new zeroed value of the loam_type K")                                                    \
  X(MAKEMAP, AB_KS, ALLOC, "P[a] = make(map type K, hint I[b] or NONE)")                                               \
  X(MAKECHAN, AB_KS, ALLOC | PANIC, "P[a] = make(channel type K, size I[b] or NONE)")                                  \
  X(BOX, AB_KS, ALLOC,                                                                                                 \
    "P[a] = data word of an interface holding the value @b of the loam_type K (allocates, but for "                    \
    "direct types, zero sizes and small integers)")                                                                    \
  /* ---- maps: K = loam_type of the map ---- */                                                                       \
  X(MAPGET, ABC_K, PANIC, "value @a = map P[b][key @c], zero value if absent")                                         \
  X(MAPGET_OK, ABC_KK, PANIC, "value @a (NONE = none), R[K2] = present")                                               \
  X(MAPSET, ABC_KS, ALLOC | PANIC, "map P[b][key @c] = value @a")                                                      \
  X(MAPDELETE, BC_K, PANIC, "delete(map P[b], key @c)")                                                                \
  X(MAPCLEAR, B_K, PURE, "clear(map P[b])")                                                                            \
  X(MAPLEN, AB, PURE, "I[a] = len(map P[b])")                                                                          \
  X(MAPITER, AB_KS, ALLOC, "iterator @a (LOAM_MAP_ITERATOR_SLOTS words) over map P[b], start chosen at random")        \
  X(MAPNEXT, ABC_K, PURE, "next of iterator @a: key @b, value @c (each may be NONE); when at the end goto (int32)K")   \
  /* ---- interfaces ---- */                                                                                           \
  X(I2E, AB, PURE, "eface @a = iface @b")                                                                              \
  X(TYPEOF, AB, PURE, "P[a] = dynamic type of the iface @b, or nil")                                                   \
  X(E2I, AB_K, PANIC, "iface @a = eface @b as interface type K, which its type is known to implement; nil stays nil")  \
  X(ASSERT_T, AB_KK, PANIC, "value @a = eface @b.(K); K2 = static interface type, for the message")                    \
  X(ASSERT_T_OK, ABC_K, PURE, "value @a (zero if not), R[c] = eface @b holds the concrete type K")                     \
  X(ASSERT_I, AB_KK, PANIC, "iface @a = eface @b.(interface type K); K2 = static type")                                \
  X(ASSERT_I_OK, ABC_K, PURE, "iface @a (nil if not), R[c] = implements")                                              \
  X(ASSERT_E, AB_KK, PANIC, "eface @a = eface @b.(any-like K): panics when nil; K2 = static type")                     \
  X(EFACE_EQ, ABC, PANIC, "R[a] = eface @b == eface @c")                                                               \
  X(VALUE_EQ, ABC_K, PANIC, "R[a] = value @b == value @c, both of the loam_type K, in memory layout")                  \
  /* ---- channels ---- */                                                                                             \
  X(SEND, AB_S, BLOCK | PANIC, "channel P[a] <- value @b")                                                             \
  X(RECV, ABC_S, BLOCK, "value @a (or NONE), R[c] (or NONE) = ok: <-channel P[b]")                                     \
  X(CLOSE, A, PANIC, "close(channel P[a])")                                                                            \
  X(CHANLEN, AB, PURE, "I[a] = len(channel P[b])")                                                                     \
  X(CHANCAP, AB, PURE, "I[a] = cap(channel P[b])")                                                                     \
  X(SELECT, ABC_VS, BLOCK | PANIC,                                                                                     \
    "b case words follow: channel slot | value slot << 16 (or NONE) | ok slot << 32 (or "                              \
    "NONE) | direction << 48 (1 receive, 2 send); I[a] = index of the case that ran; c = 1: has "                      \
    "a default, then I[a] = -1 when none was ready")                                                                   \
  X(BLOCK, N_S, BLOCK, "park for ever (select with no case)")                                                          \
  /* ---- others ---- */                                                                                               \
  X(PRINT, AB, PURE, "print builtin to standard error: value @a of print kind b (loam_print_kind)")                    \
  X(BREAK, AB_S, SAFE, "a place where the goroutine may stop: a = loam_break_kind, b = 1: it does")                    \
  /* ---- made by the runtime only ---- */                                                                             \
  X(COMPILE, N_S, CALL, "body of a function that is not compiled yet: calls the compile hook, then the function")      \
  X(NATIVE, N_KS, CALL | BLOCK | PANIC, "call the loam_native K of this function; its arguments are this frame's")     \
  X(GOEXIT, N_S, PURE, "bottom of a goroutine: it ends")                                                               \
  X(CALLED_BACK, N_S, PURE, "a Go function that C code called has returned to this frame: back to the C code")         \
  X(PANIC_RETURN, N, PURE, "a deferred call run by a panic or Goexit has returned")                                    \
  X(STEP, A_KS, CALL | BLOCK | PANIC,                                                                                  \
    "run the step function K, whose frame has a slots, until it leaves, with the state in slot a - 1; its c lowest "   \
    "slots are for outgoing words")                                                                                    \
  X(ENTER_STEP, ABC_S, PURE, "a slots @0 = 0, c slots @b = 0 (results); run the STEP that follows")                    \
  X(WAKE_STEP, A_S, BLOCK | PANIC,                                                                                     \
    "take the result of the channel operation that a step waited for; run the STEP before")                            \
  X(RESUME_STEP, ABC, PURE,                                                                                            \
    "a call made by a step has returned; b = 1: of its c outgoing words those that are no result are cleared; run "    \
    "the STEP before")

#endif
