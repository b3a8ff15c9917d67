// SPDX-License-Identifier: Apache-2.0
//
// string.c — strings: comparison, concatenation, UTF-8, conversions.
//
// Upholds.  Bytes that are not UTF-8 decode to U+FFFD, one byte each; surrogates and values beyond U+10FFFF encode as
//           U+FFFD.
#include "interpret/operation.h"

enum { RUNE_ERROR = 0xfffd };

static const loam_string *string_at(const loam_slot *fp, uint32_t slot) { return (const loam_string *)(fp + slot); }

// Decodes the rune at the start of `bytes` (length > 0) and tells its width.
static int32_t decode(const uint8_t *bytes, int64_t length, int64_t *out_width) {
  uint8_t first = bytes[0];
  *out_width = 1;
  if (first < 0x80) return first;
  uint32_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4 || length <= more) return RUNE_ERROR;
  // The second byte's range rules out overlong forms, surrogates and values that are too large.
  uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (bytes[1] < low || bytes[1] > high) return RUNE_ERROR;
  int32_t rune = first & (0x3f >> more);
  for (uint32_t i = 1; i <= more; i++) {
    if ((bytes[i] & 0xc0) != 0x80) return RUNE_ERROR;
    rune = rune << 6 | (bytes[i] & 0x3f);
  }
  *out_width = more + 1;
  return rune;
}

static uint32_t encode(int64_t rune, uint8_t *out) {
  if (rune < 0 || rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff)) rune = RUNE_ERROR;
  if (rune < 0x80) return out[0] = (uint8_t)rune, 1;
  uint32_t more = rune < 0x800 ? 1 : rune < 0x10000 ? 2 : 3;
  for (uint32_t i = more; i > 0; i--, rune >>= 6) out[i] = (uint8_t)(0x80 | (rune & 0x3f));
  out[0] = (uint8_t)((0xf00 >> (more + 1)) | rune);
  return more + 1;
}

loam_next loam_op_STR_EQ(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  const loam_string *x = string_at(fp, loam_field_b(*pc)), *y = string_at(fp, loam_field_c(*pc));
  fp[loam_field_a(*pc)] = x->length == y->length && (x->bytes == y->bytes || x->length == 0 ||
                                                     memcmp(x->bytes, y->bytes, (size_t)x->length) == 0);
  return loam_continue(pc + 1, fp);
}

static int compare(const loam_string *x, const loam_string *y) {
  int64_t shorter = x->length < y->length ? x->length : y->length;
  int order = shorter > 0 ? memcmp(x->bytes, y->bytes, (size_t)shorter) : 0;
  return order != 0 ? order : (x->length > y->length) - (x->length < y->length);
}

loam_next loam_op_STR_LT(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  fp[loam_field_a(*pc)] = compare(string_at(fp, loam_field_b(*pc)), string_at(fp, loam_field_c(*pc))) < 0;
  return loam_continue(pc + 1, fp);
}

loam_next loam_op_STR_LE(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  fp[loam_field_a(*pc)] = compare(string_at(fp, loam_field_b(*pc)), string_at(fp, loam_field_c(*pc))) <= 0;
  return loam_continue(pc + 1, fp);
}

loam_next loam_op_CONCAT(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  uint32_t count = loam_field_c(*pc);
  fp = loam_allocation_point(worker, pc, fp, 2);
  const loam_string *parts = string_at(fp, loam_field_b(*pc));
  uint64_t length = 0;
  uint32_t filled = 0, last = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (parts[i].length > 0) filled++, last = i;
    if (__builtin_add_overflow(length, (uint64_t)parts[i].length, &length) || length > 1ull << 47)
      return loam_fatal(worker, pc, fp, "string concatenation too long");
  }
  loam_string *out = (loam_string *)(fp + loam_field_a(*pc));
  if (filled <= 1) {
    *out = filled == 1 ? parts[last] : (loam_string){NULL, 0};
    return loam_continue(pc + 2, fp);
  }
  uint8_t *bytes = loam_allocate_plain(worker, length);
  if (bytes == NULL) return loam_no_memory(worker, pc, fp);
  uint8_t *at = bytes;
  for (uint32_t i = 0; i < count; i++) {
    if (parts[i].length > 0) memcpy(at, parts[i].bytes, (size_t)parts[i].length);
    at += parts[i].length;
  }
  *out = (loam_string){bytes, (int64_t)length};
  return loam_continue(pc + 2, fp);
}

loam_next loam_op_DECODE_RUNE(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  const loam_string *string = string_at(fp, loam_field_b(*pc));
  int64_t index = (int64_t)fp[loam_field_c(*pc)], width;
  int32_t rune = decode(string->bytes + index, string->length - index, &width);
  loam_slot *out = fp + loam_field_a(*pc);
  out[0] = (uint64_t)(int64_t)rune;
  out[1] = (uint64_t)(index + width);
  return loam_continue(pc + 1, fp);
}

// Makes @slot the string (words 2) or byte slice (words 3) of a copy.
static loam_next copy_bytes(loam_worker *worker, const uint64_t *pc, loam_slot *fp, const void *bytes, int64_t length,
                            uint32_t words) {
  uint8_t *copy = NULL;
  if (length > 0) {
    copy = loam_allocate_plain(worker, (uint64_t)length);
    if (copy == NULL) return loam_no_memory(worker, pc, fp);
    memcpy(copy, bytes, (size_t)length);
  }
  *(loam_string *)(fp + loam_field_a(*pc)) = (loam_string){copy, length};
  return loam_continue(pc + words, fp);
}

loam_next loam_op_RUNE_TO_STR(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  fp = loam_allocation_point(worker, pc, fp, 2);
  uint8_t bytes[4];
  uint32_t length = encode((int64_t)fp[loam_field_b(*pc)], bytes);
  return copy_bytes(worker, pc, fp, bytes, length, 2);
}

loam_next loam_op_BYTES_TO_STR(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  fp = loam_allocation_point(worker, pc, fp, 2);
  const loam_string *from = string_at(fp, loam_field_b(*pc));
  return copy_bytes(worker, pc, fp, from->bytes, from->length, 2);
}

loam_next loam_op_RUNES_TO_STR(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  fp = loam_allocation_point(worker, pc, fp, 2);
  const loam_slice *from = (const loam_slice *)(fp + loam_field_b(*pc));
  const int32_t *runes = from->elements;
  uint8_t buffer[4];
  uint64_t length = 0;
  for (int64_t i = 0; i < from->length; i++) length += encode(runes[i], buffer);
  uint8_t *bytes = NULL;
  if (length > 0) {
    bytes = loam_allocate_plain(worker, length);
    if (bytes == NULL) return loam_no_memory(worker, pc, fp);
  }
  uint8_t *at = bytes;
  for (int64_t i = 0; i < from->length; i++) {
    uint32_t width = encode(runes[i], buffer);
    memcpy(at, buffer, width);
    at += width;
  }
  *(loam_string *)(fp + loam_field_a(*pc)) = (loam_string){bytes, (int64_t)length};
  return loam_continue(pc + 2, fp);
}

// Capacities are those of the size class, as in Go; an empty result is not nil.
loam_next loam_op_STR_TO_BYTES(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  fp = loam_allocation_point(worker, pc, fp, 3);
  const loam_string *from = string_at(fp, loam_field_b(*pc));
  uint64_t length = (uint64_t)from->length, capacity = length == 0 ? 0 : loam_heap_round_size(length);
  uint8_t *bytes = loam_allocate_plain(worker, capacity);
  if (bytes == NULL) return loam_no_memory(worker, pc, fp);
  if (length > 0) memcpy(bytes, from->bytes, length);
  *(loam_slice *)(fp + loam_field_a(*pc)) = (loam_slice){bytes, (int64_t)length, (int64_t)capacity};
  return loam_continue(pc + 3, fp);
}

loam_next loam_op_STR_TO_RUNES(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  fp = loam_allocation_point(worker, pc, fp, 3);
  const loam_string *from = string_at(fp, loam_field_b(*pc));
  int64_t count = 0, width;
  for (int64_t i = 0; i < from->length; i += width, count++) decode(from->bytes + i, from->length - i, &width);
  uint64_t bytes = count == 0 ? 0 : loam_heap_round_size((uint64_t)count * 4);
  int32_t *runes = loam_allocate_plain(worker, bytes);
  if (runes == NULL) return loam_no_memory(worker, pc, fp);
  int64_t at = 0;
  for (int64_t i = 0; i < from->length; i += width) runes[at++] = decode(from->bytes + i, from->length - i, &width);
  *(loam_slice *)(fp + loam_field_a(*pc)) = (loam_slice){runes, count, (int64_t)(bytes / 4)};
  return loam_continue(pc + 3, fp);
}
