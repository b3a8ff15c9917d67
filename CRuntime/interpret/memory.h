// SPDX-License-Identifier: Apache-2.0
//
// memory.h — handler bodies: loads, stores, elements, allocation, maps and interfaces.
//
// A store of a pointer that may write the heap leaves, while marking goes on, for the same with the write barrier.

typedef uint16_t loam_u16_cell __attribute__((may_alias));
typedef uint32_t loam_u32_cell __attribute__((may_alias));
typedef uint64_t loam_u64_cell __attribute__((may_alias));
typedef int8_t loam_s8_cell __attribute__((may_alias));
typedef int16_t loam_s16_cell __attribute__((may_alias));
typedef int32_t loam_s32_cell __attribute__((may_alias));

#define LOAD(name, cell)                                                                                               \
  HANDLER(name) {                                                                                                      \
    uintptr_t address = RB;                                                                                            \
    if (LOAM_UNLIKELY(address == 0)) SLOW(nil);                                                                        \
    RA = (uint64_t)(*(const cell *)(address + FIELD_C));                                                               \
    NEXT(1);                                                                                                           \
  }
#define STORE(name, cell)                                                                                              \
  HANDLER(name) {                                                                                                      \
    uintptr_t address = RA;                                                                                            \
    if (LOAM_UNLIKELY(address == 0)) SLOW(nil);                                                                        \
    *(cell *)(address + FIELD_C) = (cell)RB;                                                                           \
    NEXT(1);                                                                                                           \
  }
#define LOAD_FRAME(name, cell)                                                                                         \
  HANDLER(name) {                                                                                                      \
    RA = (uint64_t)(*(const cell *)((uintptr_t)&RB + FIELD_C));                                                        \
    NEXT(1);                                                                                                           \
  }
#define STORE_FRAME(name, cell)                                                                                        \
  HANDLER(name) {                                                                                                      \
    *(cell *)((uintptr_t)&RA + FIELD_C) = (cell)RB;                                                                    \
    NEXT(1);                                                                                                           \
  }
#define LOAD_ELEMENT(name, cell)                                                                                       \
  HANDLER(name) {                                                                                                      \
    uint64_t index = RC;                                                                                               \
    if (LOAM_UNLIKELY(index >= (&RB)[1])) SLOW(index);                                                                 \
    RA = (uint64_t)(((const cell *)RB)[index]);                                                                        \
    NEXT(1);                                                                                                           \
  }
#define STORE_ELEMENT(name, cell)                                                                                      \
  HANDLER(name) {                                                                                                      \
    uint64_t index = RC;                                                                                               \
    if (LOAM_UNLIKELY(index >= (&RA)[1])) SLOW(index);                                                                 \
    ((cell *)RA)[index] = (cell)RB;                                                                                    \
    NEXT(1);                                                                                                           \
  }

LOAD(LD8U, uint8_t)
LOAD(LD8S, loam_s8_cell)
LOAD(LD16U, loam_u16_cell)
LOAD(LD16S, loam_s16_cell)
LOAD(LD32U, loam_u32_cell)
LOAD(LD32S, loam_s32_cell)
LOAD(LD64, loam_u64_cell)
HANDLER(LD128) {
  uintptr_t address = RB;
  if (LOAM_UNLIKELY(address == 0)) SLOW(nil);
  const loam_u64_cell *from = (const loam_u64_cell *)(address + FIELD_C);
  uint64_t x = from[0], y = from[1];
  (&RA)[0] = x;
  (&RA)[1] = y;
  NEXT(1);
}
HANDLER(LDN) { SLOW(LDN); }
STORE(ST8, uint8_t)
STORE(ST16, loam_u16_cell)
STORE(ST32, loam_u32_cell)
STORE(ST64, loam_u64_cell)
HANDLER(STP) {
  uintptr_t address = RA;
  if (LOAM_UNLIKELY(address == 0)) SLOW(nil);
  if (LOAM_UNLIKELY(worker->cache.barrier.on)) SLOW(STP);
  *(loam_u64_cell *)(address + FIELD_C) = RB;
  NEXT(1);
}
HANDLER(STN) { SLOW(STN); }
HANDLER(COPYMEM) { SLOW(COPYMEM); }
HANDLER(ZEROMEM) { SLOW(ZEROMEM); }
HANDLER(LEAP) {
  uintptr_t address = RB;
  if (LOAM_UNLIKELY(address == 0)) SLOW(nil);
  RA = address + pc[1];
  NEXT(2);
}
HANDLER(CHECK_NIL) {
  if (LOAM_UNLIKELY(RA == 0)) SLOW(nil);
  NEXT(1);
}
HANDLER(LDG64) {
  RA = *(const loam_u64_cell *)pc[1];
  NEXT(2);
}
HANDLER(STG64) {
  *(loam_u64_cell *)pc[1] = RA;
  NEXT(2);
}
HANDLER(STGP) {
  if (LOAM_UNLIKELY(worker->cache.barrier.on)) SLOW(STGP);
  *(loam_u64_cell *)pc[1] = RA;
  NEXT(2);
}

LOAD_FRAME(FLD8U, uint8_t)
LOAD_FRAME(FLD8S, loam_s8_cell)
LOAD_FRAME(FLD16U, loam_u16_cell)
LOAD_FRAME(FLD16S, loam_s16_cell)
LOAD_FRAME(FLD32U, loam_u32_cell)
LOAD_FRAME(FLD32S, loam_s32_cell)
STORE_FRAME(FST8, uint8_t)
STORE_FRAME(FST16, loam_u16_cell)
STORE_FRAME(FST32, loam_u32_cell)
HANDLER(FCOPYX) { SLOW(FCOPYX); }
HANDLER(FLDX64) {
  uint64_t index = RC;
  if (LOAM_UNLIKELY(index >= pc[1])) SLOW(index);
  RA = (&RB)[index];
  NEXT(2);
}
HANDLER(FSTX64) {
  uint64_t index = RC;
  if (LOAM_UNLIKELY(index >= pc[1])) SLOW(index);
  (&RA)[index] = RB;
  NEXT(2);
}
HANDLER(FLDX8U) {
  uint64_t index = RC;
  if (LOAM_UNLIKELY(index >= pc[1])) SLOW(index);
  RA = ((const uint8_t *)&RB)[index];
  NEXT(2);
}
HANDLER(FSTX8) {
  uint64_t index = RC;
  if (LOAM_UNLIKELY(index >= pc[1])) SLOW(index);
  ((uint8_t *)&RA)[index] = (uint8_t)RB;
  NEXT(2);
}

HANDLER(CHECK_INDEX) {
  if (LOAM_UNLIKELY(RA >= RB)) SLOW(index);
  NEXT(1);
}
HANDLER(CHECK_INDEXK) {
  if (LOAM_UNLIKELY(RA >= pc[1])) SLOW(index);
  NEXT(2);
}
LOAD_ELEMENT(LDX8U, uint8_t)
LOAD_ELEMENT(LDX8S, loam_s8_cell)
LOAD_ELEMENT(LDX16U, loam_u16_cell)
LOAD_ELEMENT(LDX16S, loam_s16_cell)
LOAD_ELEMENT(LDX32U, loam_u32_cell)
LOAD_ELEMENT(LDX32S, loam_s32_cell)
LOAD_ELEMENT(LDX64, loam_u64_cell)
HANDLER(LDX128) {
  uint64_t index = RC;
  if (LOAM_UNLIKELY(index >= (&RB)[1])) SLOW(index);
  const loam_u64_cell *from = (const loam_u64_cell *)RB + 2 * index;
  uint64_t x = from[0], y = from[1];
  (&RA)[0] = x;
  (&RA)[1] = y;
  NEXT(1);
}
STORE_ELEMENT(STX8, uint8_t)
STORE_ELEMENT(STX16, loam_u16_cell)
STORE_ELEMENT(STX32, loam_u32_cell)
STORE_ELEMENT(STX64, loam_u64_cell)
HANDLER(STXP) {
  uint64_t index = RC;
  if (LOAM_UNLIKELY(index >= (&RA)[1])) SLOW(index);
  if (LOAM_UNLIKELY(worker->cache.barrier.on)) SLOW(STXP);
  ((loam_u64_cell *)RA)[index] = RB;
  NEXT(1);
}
HANDLER(LEAX) {
  uint64_t index = RC;
  if (LOAM_UNLIKELY(index >= (&RB)[1])) SLOW(index);
  RA = RB + index * pc[1];
  NEXT(2);
}
HANDLER(LEAXP) {
  uint64_t index = RC;
  if (LOAM_UNLIKELY(RB == 0)) SLOW(nil);
  if (LOAM_UNLIKELY(index >= pc[2])) SLOW(index);
  RA = RB + index * pc[1];
  NEXT(3);
}
HANDLER(STR_EQ) {
  if ((&RB)[1] != (&RC)[1]) {
    RA = 0;
    NEXT(1);
  }
  SLOW(STR_EQ);
}
HANDLER(TYPEOF) {
  const loam_itab *itab = (const loam_itab *)RB;
  RA = itab == NULL ? 0 : (uint64_t)itab->type;
  NEXT(1);
}
HANDLER(I2E) {
  const loam_itab *itab = (const loam_itab *)RB;
  uint64_t data = (&RB)[1];
  (&RA)[0] = itab == NULL ? 0 : (uint64_t)itab->type;
  (&RA)[1] = data;
  NEXT(1);
}

#define APPEND(name, cell)                                                                                             \
  HANDLER(name) {                                                                                                      \
    loam_slot *slice = &RA;                                                                                            \
    uint64_t length = slice[1];                                                                                        \
    if (LOAM_UNLIKELY(length >= slice[2])) SLOW(name);                                                                 \
    ((cell *)slice[0])[length] = (cell)RB;                                                                             \
    slice[1] = length + 1;                                                                                             \
    NEXT(3);                                                                                                           \
  }
APPEND(APPEND8, uint8_t)
APPEND(APPEND32, loam_u32_cell)
APPEND(APPEND64, loam_u64_cell)
HANDLER(APPENDP) {
  loam_slot *slice = &RA;
  uint64_t length = slice[1];
  if (LOAM_UNLIKELY(length >= slice[2] || worker->cache.barrier.on)) SLOW(APPENDP);
  ((loam_u64_cell *)slice[0])[length] = RB;
  slice[1] = length + 1;
  NEXT(3);
}
// Bounds as in slice.c: an empty rest keeps the start.
HANDLER(SLICE) {
  const loam_slot *from = &RB, *index = &RC;
  uint64_t base = from[0], capacity = from[2], low = index[0], high = index[1], size = pc[1];
  if (LOAM_UNLIKELY(high > capacity || low > high || (int64_t)size < 0)) SLOW(SLICE);
  loam_slot *out = &RA;
  out[0] = capacity == low ? base : base + low * (uint32_t)size;
  out[1] = high - low;
  out[2] = capacity - low;
  NEXT(2);
}
HANDLER(SLICE_STRINGU) { SLOW(SLICE_STRINGU); }

HANDLER(SLICE_STRING) {
  const loam_slot *from = &RB, *index = &RC;
  uint64_t base = from[0], low = index[0], high = index[1];
  if (LOAM_UNLIKELY(high > from[1] || low > high)) SLOW(SLICE_STRING);
  loam_slot *out = &RA;
  out[0] = low == high ? base : base + low;
  out[1] = high - low;
  NEXT(1);
}
HANDLER(DECODE_RUNE) {
  uint64_t index = RC;
  uint8_t byte = ((const uint8_t *)RB)[index];
  if (LOAM_UNLIKELY(byte >= 0x80)) SLOW(DECODE_RUNE);
  loam_slot *out = &RA;
  out[0] = byte;
  out[1] = index + 1;
  NEXT(1);
}

#undef APPEND
#undef LOAD
#undef STORE
#undef LOAD_FRAME
#undef STORE_FRAME
#undef LOAD_ELEMENT
#undef STORE_ELEMENT

#define OPERATION(name)                                                                                                \
  HANDLER(name) { SLOW(name); }
LOAM_MEMORY_OPERATIONS(OPERATION)
#undef OPERATION
