// SPDX-License-Identifier: Apache-2.0
//
// bytealg.c — searches and comparisons of bytes (package internal/bytealg), also of memory that is C's.
#include "natives.h"

static LEAVABLE int64_t index_byte(const uint8_t *p, int64_t n, uint8_t c) {
  const uint8_t *hit = n > 0 ? memchr(p, c, (size_t)n) : NULL;
  return hit ? hit - p : -1;
}

static LEAVABLE int64_t last_index_byte(const uint8_t *p, int64_t n, uint8_t c) {
  const uint8_t *hit = n > 0 ? memrchr(p, c, (size_t)n) : NULL;
  return hit ? hit - p : -1;
}

static LEAVABLE int64_t index_of(const uint8_t *p, int64_t n, const uint8_t *s, int64_t m) {
  if (m == 0) return 0;
  if (m > n) return -1;
  const uint8_t *hit = memmem(p, (size_t)n, s, (size_t)m);
  return hit ? hit - p : -1;
}

static LEAVABLE int64_t last_index_of(const uint8_t *p, int64_t n, const uint8_t *s, int64_t m) {
  if (m == 0) return n;
  for (int64_t end = n - m + 1; end > 0;) { // candidates are found by their first byte, from the end
    end = last_index_byte(p, end, s[0]);
    if (end < 0) return -1;
    if (memcmp(p + end, s, (size_t)m) == 0) return end;
  }
  return -1;
}

static LEAVABLE int64_t count_byte(const uint8_t *p, int64_t n, uint8_t c) {
  int64_t count = 0;
  for (int64_t i = 0; i < n; i++) count += p[i] == c;
  return count;
}

static LEAVABLE int64_t compare(const uint8_t *p, int64_t n, const uint8_t *q, int64_t m) {
  int64_t common = n < m ? n : m;
  int order = common ? memcmp(p, q, (size_t)common) : 0;
  if (order != 0) return order < 0 ? -1 : 1;
  return n < m ? -1 : n > m;
}

static LEAVABLE int64_t ascii_prefix(const uint8_t *p, int64_t n) {
  int64_t i = 0;
  for (uint64_t word; i + 8 <= n; i += 8) {
    memcpy(&word, p + i, 8);
    if (word & 0x8080808080808080u) break;
  }
  while (i < n && p[i] < 0x80) i++;
  return i;
}

/// Bytes of the valid sequence at p, or 0.
static LEAVABLE int64_t sequence(const uint8_t *p, int64_t n) {
  uint8_t c = p[0];
  if (c < 0x80) return 1;
  if (c < 0xC2 || c > 0xF4) return 0;
  int64_t size = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  if (n < size) return 0;
  uint8_t low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80, high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
  if (p[1] < low || p[1] > high) return 0;
  for (int64_t i = 2; i < size; i++)
    if ((p[i] & 0xC0) != 0x80) return 0;
  return size;
}

// The functions of strings and of slices differ in where their second argument lies: a string takes 2 words, a slice 3.
#define PAIR(function, S, B)                                                                                           \
  TOUCHING_NATIVE(S) {                                                                                                 \
    loam_string s = STRING(0);                                                                                         \
    RESULT(3, function(s.bytes, s.length, (uint8_t)INTEGER(2)));                                                       \
    return LOAM_NATIVE_DONE;                                                                                           \
  }                                                                                                                    \
  TOUCHING_NATIVE(B) {                                                                                                 \
    loam_slice s = SLICE(0);                                                                                           \
    RESULT(4, function(s.elements, s.length, (uint8_t)INTEGER(3)));                                                    \
    return LOAM_NATIVE_DONE;                                                                                           \
  }

PAIR(index_byte, IndexByteString, IndexByte)
PAIR(last_index_byte, LastIndexByteString, LastIndexByte)
PAIR(count_byte, CountString, Count)

// func Index(b, sep []byte) int
TOUCHING_NATIVE(Index) {
  loam_slice a = SLICE(0), b = SLICE(3);
  RESULT(6, index_of(a.elements, a.length, b.elements, b.length));
  return LOAM_NATIVE_DONE;
}

// func IndexString(s, sep string) int
TOUCHING_NATIVE(IndexString) {
  loam_string a = STRING(0), b = STRING(2);
  RESULT(4, index_of(a.bytes, a.length, b.bytes, b.length));
  return LOAM_NATIVE_DONE;
}

// func LastIndexString(s, sep string) int
TOUCHING_NATIVE(LastIndexString) {
  loam_string a = STRING(0), b = STRING(2);
  RESULT(4, last_index_of(a.bytes, a.length, b.bytes, b.length));
  return LOAM_NATIVE_DONE;
}

// func Equal(a, b []byte) bool
TOUCHING_NATIVE(Equal) {
  loam_slice a = SLICE(0), b = SLICE(3);
  RESULT(6, a.length == b.length && (a.length == 0 || memcmp(a.elements, b.elements, (size_t)a.length) == 0));
  return LOAM_NATIVE_DONE;
}

// func Compare(a, b []byte) int
TOUCHING_NATIVE(Compare) {
  loam_slice a = SLICE(0), b = SLICE(3);
  RESULT(6, compare(a.elements, a.length, b.elements, b.length));
  return LOAM_NATIVE_DONE;
}

// func CompareString(a, b string) int
TOUCHING_NATIVE(CompareString) {
  loam_string a = STRING(0), b = STRING(2);
  RESULT(4, compare(a.bytes, a.length, b.bytes, b.length));
  return LOAM_NATIVE_DONE;
}

// func RuneCountString(s string) int
TOUCHING_NATIVE(RuneCountString) {
  loam_string s = STRING(0);
  int64_t count = 0;
  for (int64_t i = 0; i < s.length; count++) {
    int64_t size = sequence(s.bytes + i, s.length - i);
    i += size ? size : 1;
  }
  RESULT(2, count);
  return LOAM_NATIVE_DONE;
}

// func ValidString(s string) bool
TOUCHING_NATIVE(ValidString) {
  loam_string s = STRING(0);
  int64_t i = ascii_prefix(s.bytes, s.length), size = 1;
  while (i < s.length && (size = sequence(s.bytes + i, s.length - i)) != 0) i += size;
  RESULT(2, size != 0);
  return LOAM_NATIVE_DONE;
}

// func ASCIIPrefix(s string) int
TOUCHING_NATIVE(ASCIIPrefix) {
  loam_string s = STRING(0);
  RESULT(2, ascii_prefix(s.bytes, s.length));
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(bytealg, "internal/bytealg", {"ASCIIPrefix", ASCIIPrefix}, {"Compare", Compare},
             {"CompareString", CompareString}, {"Count", Count}, {"CountString", CountString}, {"Equal", Equal},
             {"Index", Index}, {"IndexByte", IndexByte}, {"IndexByteString", IndexByteString},
             {"IndexString", IndexString}, {"LastIndexByte", LastIndexByte},
             {"LastIndexByteString", LastIndexByteString}, {"LastIndexString", LastIndexString},
             {"RuneCountString", RuneCountString}, {"ValidString", ValidString})
