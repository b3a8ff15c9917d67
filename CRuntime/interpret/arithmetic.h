// SPDX-License-Identifier: Apache-2.0
//
// arithmetic.h — handler bodies: moves, constants, integers, comparisons, floats, conversions.

#define BINARY(name, expression)                                                                                       \
  HANDLER(name) {                                                                                                      \
    RA = (uint64_t)(expression);                                                                                       \
    NEXT(1);                                                                                                           \
  }
#define BINARY_FLOAT(name, expression)                                                                                 \
  HANDLER(name) {                                                                                                      \
    DA = (expression);                                                                                                 \
    NEXT(1);                                                                                                           \
  }
#define BINARY_SINGLE(name, expression)                                                                                \
  HANDLER(name) {                                                                                                      \
    RA = loam_single_bits(expression);                                                                                 \
    NEXT(1);                                                                                                           \
  }

HANDLER(INVALID) { SLOW(broken); }
HANDLER(MOV) {
  RA = RB;
  NEXT(1);
}
HANDLER(MOV2) {
  uint64_t x = (&RB)[0], y = (&RB)[1];
  (&RA)[0] = x;
  (&RA)[1] = y;
  NEXT(1);
}
HANDLER(MOV3) {
  uint64_t x = (&RB)[0], y = (&RB)[1], z = (&RB)[2];
  (&RA)[0] = x;
  (&RA)[1] = y;
  (&RA)[2] = z;
  NEXT(1);
}
HANDLER(MOVN) { SLOW(MOVN); }
BINARY(LOADI, SIGNED_BC)
HANDLER(LOADK) {
  RA = pc[1];
  NEXT(2);
}
HANDLER(LOADK2) {
  (&RA)[0] = pc[1];
  (&RA)[1] = pc[2];
  NEXT(3);
}
HANDLER(ZERO) {
  loam_slot *at = &RA;
  uint32_t count = FIELD_B;
  if (LOAM_UNLIKELY(count - 1 > 31)) SLOW(ZERO);
  if (count < 4) {
    at[0] = 0;
    at[count - 1] = 0;
    at[count / 2] = 0;
    NEXT(1);
  }
  // Pairs, the last of which may overlap. The barrier keeps the loop one: a call of memset would need a frame.
  for (uint32_t i = 0; i < count - 2; i += 2) {
    *(loam_pair *)(at + i) = (loam_pair){0, 0};
    __asm__ volatile("" ::: "memory");
  }
  *(loam_pair *)(at + count - 2) = (loam_pair){0, 0};
  NEXT(1);
}
BINARY(ADDR, (uintptr_t)&RB + FIELD_C)

BINARY(ADD, RB + RC)
BINARY(SUB, RB - RC)
BINARY(MUL, (RB) * (RC))
BINARY(AND, RB &RC)
BINARY(OR, RB | RC)
BINARY(XOR, RB ^ RC)
BINARY(ANDN, RB & ~RC)
BINARY(ADDI, RB + (uint64_t)SIGNED_C)
BINARY(MULI, RB *(uint64_t)SIGNED_C)
BINARY(ANDI, RB &(uint64_t)SIGNED_C)
BINARY(ORI, RB | (uint64_t)SIGNED_C)
BINARY(XORI, RB ^ (uint64_t)SIGNED_C)
BINARY(RSUBI, (uint64_t)SIGNED_C - RB)
BINARY(NEG, 0 - RB)
BINARY(NOT, ~RB)
BINARY(LNOT, RB == 0)

// min / -1 traps in the machine: any division by -1 is a negation.
#define DIVISION(name, minus_one, general)                                                                             \
  HANDLER(name) {                                                                                                      \
    uint64_t divisor = RC;                                                                                             \
    if (LOAM_UNLIKELY(divisor + 1 <= 1)) {                                                                             \
      if (divisor == 0) SLOW(divide);                                                                                  \
      RA = minus_one;                                                                                                  \
      NEXT(1);                                                                                                         \
    }                                                                                                                  \
    RA = (uint64_t)(general);                                                                                          \
    NEXT(1);                                                                                                           \
  }
DIVISION(DIV, 0 - RB, IB / (int64_t)divisor)
DIVISION(REM, 0, IB % (int64_t)divisor)
HANDLER(UDIV) {
  if (LOAM_UNLIKELY(RC == 0)) SLOW(divide);
  RA = RB / RC;
  NEXT(1);
}
HANDLER(UREM) {
  if (LOAM_UNLIKELY(RC == 0)) SLOW(divide);
  RA = RB % RC;
  NEXT(1);
}
BINARY(SHL, RC < 64 ? RB << (RC & 63) : 0)
BINARY(SHR, RC < 64 ? RB >> (RC & 63) : 0)
BINARY(SAR, IB >> (RC < 63 ? RC : 63))
BINARY(SHLI, RB << (FIELD_C & 63))
BINARY(SHRI, RB >> (FIELD_C & 63))
BINARY(SARI, IB >> (FIELD_C & 63))
HANDLER(CHECK_SHIFT) {
  if (LOAM_UNLIKELY(IA < 0)) SLOW(shift);
  NEXT(1);
}

BINARY(EXT8S, (int64_t)(int8_t)RB)
BINARY(EXT8U, (uint8_t)RB)
BINARY(EXT16S, (int64_t)(int16_t)RB)
BINARY(EXT16U, (uint16_t)RB)
BINARY(EXT32S, (int64_t)(int32_t)RB)
BINARY(EXT32U, (uint32_t)RB)
BINARY(ADD32S, (int64_t)(int32_t)(RB + RC))
BINARY(SUB32S, (int64_t)(int32_t)(RB - RC))
BINARY(MUL32S, (int64_t)(int32_t)((RB) * (RC)))
BINARY(ADD32U, (uint32_t)(RB + RC))
BINARY(SUB32U, (uint32_t)(RB - RC))
BINARY(MUL32U, (uint32_t)((RB) * (RC)))
BINARY(ADD8U, (uint8_t)(RB + RC))
BINARY(SUB8U, (uint8_t)(RB - RC))

BINARY(EQ, RB == RC)
BINARY(NE, RB != RC)
BINARY(LT, IB < IC)
BINARY(LE, IB <= IC)
BINARY(ULT, RB < RC)
BINARY(ULE, RB <= RC)
BINARY(EQI, IB == SIGNED_C)
BINARY(NEI, IB != SIGNED_C)
BINARY(LTI, IB < SIGNED_C)
BINARY(GTI, IB > SIGNED_C)

BINARY_FLOAT(FADD, DB + DC)
BINARY_FLOAT(FSUB, DB - DC)
BINARY_FLOAT(FMUL, DB *DC)
BINARY_FLOAT(FDIV, DB / DC)
BINARY(FNEG, RB ^ (uint64_t)1 << 63)
BINARY(FEQ, DB == DC)
BINARY(FNE, DB != DC)
BINARY(FLT, DB < DC)
BINARY(FLE, DB <= DC)
HANDLER(FMIN) { SLOW(FMIN); }
HANDLER(FMAX) { SLOW(FMAX); }
BINARY_FLOAT(FSQRT, __builtin_sqrt(DB))
BINARY(FABS, RB &INT64_MAX)
HANDLER(FFLOOR) { SLOW(FFLOOR); }
BINARY_SINGLE(F32ADD, SB + SC)
BINARY_SINGLE(F32SUB, SB - SC)
BINARY_SINGLE(F32MUL, SB *SC)
BINARY_SINGLE(F32DIV, SB / SC)
BINARY(F32NEG, (uint32_t)RB ^ (uint32_t)1 << 31)
BINARY(F32EQ, SB == SC)
BINARY(F32LT, SB < SC)
BINARY(F32LE, SB <= SC)
BINARY_FLOAT(I2F, (double)IB)
BINARY_FLOAT(U2F, (double)RB)
BINARY(F2I, loam_truncate(DB))
BINARY(F2U, DB < 0x1p63 ? loam_truncate(DB) : loam_truncate(DB - 0x1p63) ^ INT64_MIN)
BINARY_SINGLE(I2F32, (float)IB)
BINARY_SINGLE(U2F32, (float)RB)
BINARY_SINGLE(F2F32, (float)DB)
BINARY_FLOAT(F32TOF, (double)SB)

#undef BINARY
#undef BINARY_FLOAT
#undef BINARY_SINGLE
#undef DIVISION
