// SPDX-License-Identifier: Apache-2.0
//
// value.h — equality, hash, and the way of values between memory and frame slots, for any type.
//
// How.      Memory form is Go's layout. Slot form differs for scalars narrower than 8 bytes only: they fill their slot,
//           extended by their type; aggregates keep memory form in consecutive slots.
// Fails.    *out_bad must be NULL before. Comparing or hashing an interface whose dynamic type cannot be compared gives
//           *out_bad = that type; the caller panics with "runtime error: comparing uncomparable type T" or "runtime
//           error: hash of unhashable type T".
#ifndef LOAM_VALUE_H
#define LOAM_VALUE_H

#include "include/loam_bytecode.h"
#include <string.h>

#pragma GCC visibility push(hidden)

/// == of two values in memory form. *out_bad is set (and false returned) when Go panics.
bool loam_value_equal(const loam_type *type, const void *a, const void *b, const loam_type **out_bad);
/// == of two interfaces' dynamic values.
bool loam_eface_equal(loam_eface a, loam_eface b, const loam_type **out_bad);
bool loam_iface_equal(loam_iface a, loam_iface b, const loam_type **out_bad);
/// Hash that agrees with ==. NaNs hash by `*nan_salt` (advanced each time; NULL: constant). *out_bad as above.
uint64_t loam_value_hash(const loam_type *type, const void *value, uint64_t seed, uint64_t *nan_salt,
                         const loam_type **out_bad);
uint64_t loam_hash_bytes(const void *bytes, uint64_t length, uint64_t seed);

/// Slots at `slots` = value in memory at `memory`. Whole slots are written.
void loam_value_load(const loam_type *type, loam_slot *slots, const void *memory);
/// Memory at `memory` = value in the slots. Exactly type->size bytes are written.
void loam_value_store(const loam_type *type, void *memory, const loam_slot *slots);
/// Slots = zero value.
static inline void loam_value_zero_slots(const loam_type *type, loam_slot *slots) {
  memset(slots, 0, 8ull * loam_type_slots(type));
}
/// True when ==, hash and copies of the type may look at its bytes only.
static inline bool loam_type_plain(const loam_type *type) { return type->flags & LOAM_TYPE_PLAIN_EQUAL; }
/// Address of an interface's dynamic value: of its data word when the type is direct.
static inline const void *loam_eface_value(const loam_eface *eface) {
  return eface->type->flags & LOAM_TYPE_DIRECT ? (const void *)&eface->data : eface->data;
}
/// String comparison as Go's: negative, 0, positive.
static inline int loam_string_compare(loam_string a, loam_string b) {
  int64_t n = a.length < b.length ? a.length : b.length;
  int order = n ? memcmp(a.bytes, b.bytes, (size_t)n) : 0;
  return order ? order : (a.length > b.length) - (a.length < b.length);
}
static inline bool loam_string_equal(loam_string a, loam_string b) {
  return a.length == b.length &&
         (a.bytes == b.bytes || a.length == 0 || memcmp(a.bytes, b.bytes, (size_t)a.length) == 0);
}

#pragma GCC visibility pop
#endif
