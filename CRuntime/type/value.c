// SPDX-License-Identifier: Apache-2.0
//
// value.c — equality and hash by type; values between memory and slots.
//
// How.      Plain types compare and hash by their bytes; the rest is a walk over fields, elements and dynamic types.
//           Byte hashing folds 128-bit products as wyhash does (public domain); it looks at no address but those that
//           are values themselves (pointers, channels), so seeded runs repeat.
#include "type/value.h"

#include "base/random.h"

#define K0 0xa0761d6478bd642full
#define K1 0xe7037ed1a0b428dbull
#define K2 0x8ebc6af09c88c6e3ull

static uint64_t read64(const uint8_t *at) {
  uint64_t x;
  memcpy(&x, at, 8);
  return x;
}
static uint64_t read32(const uint8_t *at) {
  uint32_t x;
  memcpy(&x, at, 4);
  return x;
}

uint64_t loam_hash_bytes(const void *bytes, uint64_t length, uint64_t seed) {
  const uint8_t *at = bytes;
  uint64_t a = 0, b = 0, rest = length;
  seed ^= K0;
  if (length > 16) {
    for (; rest > 16; rest -= 16, at += 16) seed = loam_mix(read64(at) ^ K1, read64(at + 8) ^ seed);
    // The last 16 bytes overlap what was read before.
    a = read64(at + rest - 16);
    b = read64(at + rest - 8);
  } else if (length >= 8) {
    a = read64(at);
    b = read64(at + length - 8);
  } else if (length >= 4) {
    a = read32(at);
    b = read32(at + length - 4);
  } else if (length > 0) {
    a = (uint64_t)at[0] << 16 | (uint64_t)at[length >> 1] << 8 | at[length - 1];
  }
  return loam_mix(K2 ^ length, loam_mix(a ^ K1, b ^ seed));
}

static loam_iface read_iface(const void *at) {
  loam_iface value;
  memcpy(&value, at, sizeof value);
  return value;
}
static loam_eface read_interface(const loam_type *type, const void *at) {
  loam_eface value;
  memcpy(&value, at, sizeof value);
  if (type->interface_method_count && value.type) value.type = read_iface(at).itab->type;
  return value;
}

static bool is_blank(const loam_field *field) { return field->name.length == 1 && field->name.bytes[0] == '_'; }

bool loam_eface_equal(loam_eface a, loam_eface b, const loam_type **out_bad) {
  if (a.type != b.type) return false;
  if (!a.type) return true;
  if (!(a.type->flags & LOAM_TYPE_COMPARABLE)) {
    *out_bad = a.type;
    return false;
  }
  if (a.type->flags & LOAM_TYPE_DIRECT) return a.data == b.data;
  if (a.data == b.data && loam_type_plain(a.type)) return true;
  return loam_value_equal(a.type, a.data, b.data, out_bad);
}

bool loam_iface_equal(loam_iface a, loam_iface b, const loam_type **out_bad) {
  if (a.itab != b.itab) return false; // One itab per pair of types.
  if (!a.itab) return true;
  return loam_eface_equal((loam_eface){a.itab->type, a.data}, (loam_eface){b.itab->type, b.data}, out_bad);
}

static bool floats_equal(const void *a, const void *b, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    float x, y;
    memcpy(&x, (const char *)a + 4 * i, 4);
    memcpy(&y, (const char *)b + 4 * i, 4);
    if (x != y) return false;
  }
  return true;
}
static bool doubles_equal(const void *a, const void *b, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    double x, y;
    memcpy(&x, (const char *)a + 8 * i, 8);
    memcpy(&y, (const char *)b + 8 * i, 8);
    if (x != y) return false;
  }
  return true;
}

bool loam_value_equal(const loam_type *type, const void *a, const void *b, const loam_type **out_bad) {
  if (loam_type_plain(type)) return type->size == 0 || memcmp(a, b, type->size) == 0;
  switch (type->kind) {
  case LOAM_KIND_FLOAT32:
    return floats_equal(a, b, 1);
  case LOAM_KIND_FLOAT64:
    return doubles_equal(a, b, 1);
  case LOAM_KIND_COMPLEX64:
    return floats_equal(a, b, 2);
  case LOAM_KIND_COMPLEX128:
    return doubles_equal(a, b, 2);
  case LOAM_KIND_STRING: {
    loam_string x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return loam_string_equal(x, y);
  }
  case LOAM_KIND_INTERFACE:
    if (type->interface_method_count) return loam_iface_equal(read_iface(a), read_iface(b), out_bad);
    return loam_eface_equal(read_interface(type, a), read_interface(type, b), out_bad);
  case LOAM_KIND_ARRAY:
    for (uint64_t i = 0; i < type->length; i++) {
      uint64_t at = i * type->element->size;
      if (!loam_value_equal(type->element, (const char *)a + at, (const char *)b + at, out_bad)) return false;
    }
    return true;
  case LOAM_KIND_STRUCT:
    for (uint32_t i = 0; i < type->field_count; i++) {
      const loam_field *field = &type->fields[i];
      if (is_blank(field)) continue;
      if (!loam_value_equal(field->type, (const char *)a + field->offset, (const char *)b + field->offset, out_bad))
        return false;
    }
    return true;
  case LOAM_KIND_FUNCTION:
  case LOAM_KIND_MAP:
  case LOAM_KIND_SLICE:
    *out_bad = type;
    return false;
  default:
    return memcmp(a, b, type->size) == 0;
  }
}

static uint64_t hash_word(uint64_t word, uint64_t seed) { return loam_mix(word ^ K1, seed ^ K0); }

static uint64_t hash_float(double value, uint64_t seed, uint64_t *nan_salt) {
  if (value == 0) value = 0; // -0 == +0
  if (value != value) return hash_word(nan_salt ? ++*nan_salt : K2, seed);
  uint64_t bits;
  memcpy(&bits, &value, 8);
  return hash_word(bits, seed);
}

static uint64_t hash_floats(const void *at, uint32_t count, bool wide, uint64_t seed, uint64_t *nan_salt) {
  for (uint32_t i = 0; i < count; i++) {
    double value;
    float narrow;
    if (wide)
      memcpy(&value, (const char *)at + 8 * i, 8);
    else
      memcpy(&narrow, (const char *)at + 4 * i, 4), value = narrow;
    seed = hash_float(value, seed, nan_salt);
  }
  return seed;
}

uint64_t loam_value_hash(const loam_type *type, const void *value, uint64_t seed, uint64_t *nan_salt,
                         const loam_type **out_bad) {
  if (loam_type_plain(type)) return loam_hash_bytes(value, type->size, seed);
  switch (type->kind) {
  case LOAM_KIND_FLOAT32:
    return hash_floats(value, 1, false, seed, nan_salt);
  case LOAM_KIND_FLOAT64:
    return hash_floats(value, 1, true, seed, nan_salt);
  case LOAM_KIND_COMPLEX64:
    return hash_floats(value, 2, false, seed, nan_salt);
  case LOAM_KIND_COMPLEX128:
    return hash_floats(value, 2, true, seed, nan_salt);
  case LOAM_KIND_STRING: {
    loam_string string;
    memcpy(&string, value, sizeof string);
    return loam_hash_bytes(string.bytes, (uint64_t)string.length, seed);
  }
  case LOAM_KIND_INTERFACE: {
    loam_eface eface = read_interface(type, value);
    if (!eface.type) return hash_word(0, seed);
    if (!(eface.type->flags & LOAM_TYPE_COMPARABLE)) {
      *out_bad = eface.type;
      return 0;
    }
    return loam_value_hash(eface.type, loam_eface_value(&eface), hash_word(eface.type->hash, seed), nan_salt, out_bad);
  }
  case LOAM_KIND_ARRAY:
    for (uint64_t i = 0; i < type->length && !*out_bad; i++)
      seed = loam_value_hash(type->element, (const char *)value + i * type->element->size, seed, nan_salt, out_bad);
    return hash_word(type->length, seed);
  case LOAM_KIND_STRUCT:
    for (uint32_t i = 0; i < type->field_count && !*out_bad; i++) {
      const loam_field *field = &type->fields[i];
      if (!is_blank(field))
        seed = loam_value_hash(field->type, (const char *)value + field->offset, seed, nan_salt, out_bad);
    }
    return hash_word(type->field_count, seed);
  case LOAM_KIND_FUNCTION:
  case LOAM_KIND_MAP:
  case LOAM_KIND_SLICE:
    *out_bad = type;
    return 0;
  default:
    return loam_hash_bytes(value, type->size, seed);
  }
}

// ---- memory and slots ----

void loam_value_load(const loam_type *type, loam_slot *slots, const void *memory) {
  switch (type->kind) {
  case LOAM_KIND_BOOL:
  case LOAM_KIND_UINT8:
    *slots = *(const uint8_t *)memory;
    return;
  case LOAM_KIND_INT8:
    *slots = (uint64_t)(int64_t) * (const int8_t *)memory;
    return;
  case LOAM_KIND_UINT16:
    *slots = *(const uint16_t *)memory;
    return;
  case LOAM_KIND_INT16:
    *slots = (uint64_t)(int64_t) * (const int16_t *)memory;
    return;
  case LOAM_KIND_FLOAT32:
  case LOAM_KIND_UINT32:
    *slots = *(const uint32_t *)memory;
    return;
  case LOAM_KIND_INT32:
    *slots = (uint64_t)(int64_t) * (const int32_t *)memory;
    return;
  default:
    break;
  }
  uint64_t size = type->size;
  if (size == 8) {
    memcpy(slots, memory, 8);
    return;
  }
  if (size & 7) slots[size >> 3] = 0;
  memmove(slots, memory, size);
}

void loam_value_store(const loam_type *type, void *memory, const loam_slot *slots) {
  // Little-endian: the low bytes of a narrow scalar's slot are its memory form.
  memmove(memory, slots, type->size);
}
