// SPDX-License-Identifier: Apache-2.0
//
// TypeChecks.c — equality, hash, slots and memory, dispatch tables.
#include "check.h"

#include "type/itab.h"
#include "type/value.h"

#include <math.h>
#include <stdlib.h>

#define STRING(text) ((loam_string){(const uint8_t *)(text), (int64_t)sizeof(text) - 1})

enum { PLAIN = LOAM_TYPE_COMPARABLE | LOAM_TYPE_PLAIN_EQUAL };
static const loam_type type_int = {.size = 8, .align = 8, .kind = LOAM_KIND_INT, .flags = PLAIN, .hash = 1};
static const loam_type type_float64 = {
    .size = 8, .align = 8, .kind = LOAM_KIND_FLOAT64, .flags = LOAM_TYPE_COMPARABLE, .hash = 2};
static const loam_type type_float32 = {.size = 4, .align = 4, .kind = LOAM_KIND_FLOAT32, .flags = LOAM_TYPE_COMPARABLE};
static const loam_type type_complex128 = {
    .size = 16, .align = 8, .kind = LOAM_KIND_COMPLEX128, .flags = LOAM_TYPE_COMPARABLE};
static const loam_type type_string = {
    .size = 16, .align = 8, .kind = LOAM_KIND_STRING, .flags = LOAM_TYPE_COMPARABLE, .hash = 3};
static const loam_type type_any = {.size = 16, .align = 8, .kind = LOAM_KIND_INTERFACE, .flags = LOAM_TYPE_COMPARABLE};
static const loam_type type_pointer = {
    .size = 8, .align = 8, .kind = LOAM_KIND_POINTER, .flags = PLAIN | LOAM_TYPE_DIRECT, .hash = 4};
static const loam_type type_slice = {.size = 24, .align = 8, .kind = LOAM_KIND_SLICE, .hash = 5};

static bool equal(const loam_type *type, const void *a, const void *b) {
  const loam_type *bad = NULL;
  return loam_value_equal(type, a, b, &bad) && !bad;
}
static uint64_t hash(const loam_type *type, const void *value) {
  const loam_type *bad = NULL;
  return loam_value_hash(type, value, 99, NULL, &bad);
}

static const char *floats_compare_as_go_says(void) {
  double zero = 0.0, minus = -0.0, nan = NAN, one = 1;
  EXPECT(equal(&type_float64, &zero, &minus) && hash(&type_float64, &zero) == hash(&type_float64, &minus));
  EXPECT(!equal(&type_float64, &nan, &nan) && !equal(&type_float64, &zero, &one));
  float narrow_zero = 0, narrow_minus = -0.0f, narrow_nan = NAN;
  EXPECT(equal(&type_float32, &narrow_zero, &narrow_minus) && !equal(&type_float32, &narrow_nan, &narrow_nan));
  EXPECT(hash(&type_float32, &narrow_zero) == hash(&type_float32, &narrow_minus));
  double a[2] = {0.0, 1}, b[2] = {-0.0, 1}, c[2] = {1, NAN};
  EXPECT(equal(&type_complex128, a, b) && hash(&type_complex128, a) == hash(&type_complex128, b));
  EXPECT(!equal(&type_complex128, c, c));
  uint64_t salt = 0;
  const loam_type *bad = NULL;
  EXPECT(loam_value_hash(&type_float64, &nan, 1, &salt, &bad) != loam_value_hash(&type_float64, &nan, 1, &salt, &bad));
  return NULL;
}

static const char *strings_compare_by_bytes(void) {
  char left[] = "some text that is longer than sixteen bytes", right[] = "some text that is longer than sixteen bytes";
  loam_random random = {3};
  for (int i = 0; i < 2000; i++) {
    int64_t n = (int64_t)loam_random_below(&random, sizeof left);
    loam_string a = {(uint8_t *)left, n}, b = {(uint8_t *)right, n};
    EXPECT(equal(&type_string, &a, &b) && hash(&type_string, &a) == hash(&type_string, &b));
    EXPECT(loam_string_compare(a, b) == 0);
    if (!n) continue;
    right[loam_random_below(&random, (uint64_t)n)] ^= 1;
    EXPECT(!equal(&type_string, &a, &b) && hash(&type_string, &a) != hash(&type_string, &b));
    EXPECT((loam_string_compare(a, b) < 0) == (memcmp(left, right, (size_t)n) < 0));
    memcpy(right, left, sizeof left);
    b.length--;
    EXPECT(!equal(&type_string, &a, &b) && loam_string_compare(a, b) > 0 && loam_string_compare(b, a) < 0);
  }
  loam_string empty = {NULL, 0}, also = {(uint8_t *)left, 0};
  EXPECT(equal(&type_string, &empty, &also) && hash(&type_string, &empty) == hash(&type_string, &also));
  return NULL;
}

static const char *interfaces_compare_by_type_and_value(void) {
  int64_t one = 1, other = 1, two = 2, slice[3] = {0};
  loam_eface a = {&type_int, &one}, b = {&type_int, &other}, c = {&type_int, &two}, nil = {0};
  loam_eface direct = {&type_pointer, &one}, direct2 = {&type_pointer, &other}, bad_value = {&type_slice, slice};
  EXPECT(equal(&type_any, &a, &b) && !equal(&type_any, &a, &c) && !equal(&type_any, &a, &nil) &&
         equal(&type_any, &nil, &nil));
  EXPECT(hash(&type_any, &a) == hash(&type_any, &b));
  EXPECT(equal(&type_any, &direct, &direct) && !equal(&type_any, &direct, &direct2));
  const loam_type *bad = NULL;
  EXPECT(!loam_value_equal(&type_any, &bad_value, &bad_value, &bad) && bad == &type_slice);
  bad = NULL;
  EXPECT(!loam_value_equal(&type_any, &bad_value, &a, &bad) && !bad); // Different types differ, without a panic.
  loam_value_hash(&type_any, &bad_value, 0, NULL, &bad);
  EXPECT(bad == &type_slice);
  return NULL;
}

static const char *structs_skip_blanks_and_padding(void) {
  typedef struct value {
    int32_t a;
    int32_t blank;
    loam_string s;
    double d;
  } value;
  const loam_type int32 = {.size = 4, .align = 4, .kind = LOAM_KIND_INT32, .flags = PLAIN};
  const loam_field fields[] = {{.name = STRING("a"), .type = &int32, .offset = 0},
                               {.name = STRING("_"), .type = &int32, .offset = 4},
                               {.name = STRING("s"), .type = &type_string, .offset = 8},
                               {.name = STRING("d"), .type = &type_float64, .offset = 24}};
  const loam_type type = {.size = sizeof(value),
                          .align = 8,
                          .kind = LOAM_KIND_STRUCT,
                          .flags = LOAM_TYPE_COMPARABLE,
                          .field_count = 4,
                          .fields = fields};
  const loam_type array = {
      .size = 2 * sizeof(value), .kind = LOAM_KIND_ARRAY, .flags = LOAM_TYPE_COMPARABLE, .element = &type, .length = 2};
  value a[2] = {{1, 2, STRING("x"), 0.0}, {3, 4, STRING("y"), 1}},
        b[2] = {{1, 9, STRING("x"), -0.0}, {3, 0, STRING("y"), 1}};
  EXPECT(equal(&type, a, b) && hash(&type, a) == hash(&type, b));
  EXPECT(equal(&array, a, b) && hash(&array, a) == hash(&array, b));
  b[1].a = 5;
  EXPECT(!equal(&array, a, b) && hash(&array, a) != hash(&array, b));
  return NULL;
}

static const char *slots_hold_normalised_values(void) {
  static const struct {
    uint8_t kind, size;
  } scalars[] = {{LOAM_KIND_BOOL, 1},   {LOAM_KIND_INT8, 1},   {LOAM_KIND_UINT8, 1},  {LOAM_KIND_INT16, 2},
                 {LOAM_KIND_UINT16, 2}, {LOAM_KIND_INT32, 4},  {LOAM_KIND_UINT32, 4}, {LOAM_KIND_FLOAT32, 4},
                 {LOAM_KIND_INT, 8},    {LOAM_KIND_FLOAT64, 8}};
  loam_random random = {5};
  for (uint32_t i = 0; i < sizeof scalars / sizeof scalars[0]; i++)
    for (int n = 0; n < 200; n++) {
      loam_type type = {.size = scalars[i].size, .kind = scalars[i].kind};
      uint64_t word = loam_random_next(&random), memory[2] = {word, ~word}, slot[2] = {~0ull, 7};
      if (type.kind == LOAM_KIND_BOOL) memory[0] = word & 1;
      loam_value_load(&type, slot, memory);
      uint64_t bits = type.size * 8, expected = memory[0] & loam_bits_below((uint32_t)bits);
      bool is_signed = type.kind == LOAM_KIND_INT8 || type.kind == LOAM_KIND_INT16 || type.kind == LOAM_KIND_INT32;
      if (is_signed) expected = (uint64_t)((int64_t)(memory[0] << (64 - bits)) >> (64 - bits));
      EXPECT(slot[0] == expected && slot[1] == 7);
      uint64_t back[2] = {0, 7};
      loam_value_store(&type, back, slot);
      EXPECT(back[0] == (memory[0] & loam_bits_below((uint32_t)bits)) && back[1] == 7);
    }
  loam_type odd = {.size = 11, .kind = LOAM_KIND_ARRAY};
  uint8_t bytes[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, back[16] = {0};
  uint64_t slots[3] = {~0ull, ~0ull, 7};
  loam_value_load(&odd, slots, bytes);
  EXPECT(slots[1] == (9 | 10 << 8 | 11 << 16) && slots[2] == 7);
  loam_value_store(&odd, back, slots);
  EXPECT(memcmp(back, bytes, 11) == 0 && back[11] == 0);
  return NULL;
}

static const char *itabs_are_unique_and_complete(void) {
  fixture f;
  EXPECT(fixture_open(&f, NULL));
  loam_itabs itabs;
  loam_itabs_init(&itabs, &f.permanent, &f.bugs);
  const loam_type signature = {.kind = LOAM_KIND_FUNCTION}, other = {.kind = LOAM_KIND_FUNCTION};
  loam_function functions[4] = {0};
  const loam_method methods[] = {{STRING("Close"), {0}, &signature, &functions[0]},
                                 {STRING("Read"), {0}, &signature, &functions[1]},
                                 {STRING("read"), STRING("main"), &signature, &functions[2]},
                                 {STRING("write"), STRING("os"), &signature, &functions[3]}};
  const loam_interface_method both[] = {{STRING("Close"), {0}, &signature},
                                        {STRING("read"), STRING("main"), &signature}};
  const loam_interface_method foreign[] = {{STRING("write"), STRING("main"), &signature}};
  const loam_interface_method wrong[] = {{STRING("Read"), {0}, &other}};
  enum { TYPES = 300 };
  loam_type *types = calloc(TYPES, sizeof *types);
  const loam_itab *made[TYPES];
  EXPECT(types);
  const loam_type closer = {.kind = LOAM_KIND_INTERFACE, .interface_method_count = 2, .interface_methods = both};
  const loam_type strange = {.kind = LOAM_KIND_INTERFACE, .interface_method_count = 1, .interface_methods = foreign};
  const loam_type misfit = {.kind = LOAM_KIND_INTERFACE, .interface_method_count = 1, .interface_methods = wrong};
  loam_string missing = {0};
  bool no_memory;
  for (int i = 0; i < TYPES; i++) {
    types[i] = (loam_type){.hash = (uint32_t)i, .method_count = 4, .methods = methods};
    EXPECT((made[i] = loam_itabs_get(&itabs, &closer, &types[i], &missing, &no_memory)));
    EXPECT(made[i]->methods[0] == &functions[0] && made[i]->methods[1] == &functions[2] && made[i]->method_count == 2);
    EXPECT(made[i]->interface == &closer && made[i]->type == &types[i] && made[i]->hash == (uint32_t)i);
  }
  for (int i = 0; i < TYPES; i++) EXPECT(loam_itabs_get(&itabs, &closer, &types[i], NULL, NULL) == made[i]);
  EXPECT(!loam_itabs_get(&itabs, &strange, &types[0], &missing, &no_memory) && !no_memory);
  EXPECT(missing.length == 5 && memcmp(missing.bytes, "write", 5) == 0);
  EXPECT(!loam_itabs_get(&itabs, &misfit, &types[0], &missing, NULL) && memcmp(missing.bytes, "Read", 4) == 0);
  free(types);
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

const check_case type_cases[] = {
    {"type: floats compare and hash as Go says, zeros and NaNs too", floats_compare_as_go_says},
    {"type: strings compare and hash by their bytes", strings_compare_by_bytes},
    {"type: interfaces compare by type and value, and tell what cannot be compared",
     interfaces_compare_by_type_and_value},
    {"type: structs compare without blank fields and padding", structs_skip_blanks_and_padding},
    {"type: values go between memory and slots normalised", slots_hold_normalised_values},
    {"type: itabs are unique, complete, or name the missing method", itabs_are_unique_and_complete},
    {NULL, NULL},
};
