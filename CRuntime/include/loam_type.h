// SPDX-License-Identifier: Apache-2.0
//
// loam_type.h — runtime type descriptors. The collector, maps, interfaces, internal/value and the prompt's printer
// all read these. Descriptors live outside the collected heap, are immutable once published (but for `methods`
// functions being compiled lazily), and are unique per type within one runtime: equal types have equal addresses.
#ifndef LOAM_TYPE_H
#define LOAM_TYPE_H

#include "loam_base.h"

LOAM_BEGIN_DECLARATIONS

/// Kinds, numbered as Go's reflect package numbers them.
typedef enum LOAM_CLOSED_ENUM loam_kind {
  LOAM_KIND_INVALID = 0,
  LOAM_KIND_BOOL = 1,
  LOAM_KIND_INT = 2,
  LOAM_KIND_INT8 = 3,
  LOAM_KIND_INT16 = 4,
  LOAM_KIND_INT32 = 5,
  LOAM_KIND_INT64 = 6,
  LOAM_KIND_UINT = 7,
  LOAM_KIND_UINT8 = 8,
  LOAM_KIND_UINT16 = 9,
  LOAM_KIND_UINT32 = 10,
  LOAM_KIND_UINT64 = 11,
  LOAM_KIND_UINTPTR = 12,
  LOAM_KIND_FLOAT32 = 13,
  LOAM_KIND_FLOAT64 = 14,
  LOAM_KIND_COMPLEX64 = 15,
  LOAM_KIND_COMPLEX128 = 16,
  LOAM_KIND_ARRAY = 17,
  LOAM_KIND_CHANNEL = 18,
  LOAM_KIND_FUNCTION = 19,
  LOAM_KIND_INTERFACE = 20,
  LOAM_KIND_MAP = 21,
  LOAM_KIND_POINTER = 22,
  LOAM_KIND_SLICE = 23,
  LOAM_KIND_STRING = 24,
  LOAM_KIND_STRUCT = 25,
  LOAM_KIND_UNSAFE_POINTER = 26,
} loam_kind;

enum {
  LOAM_TYPE_DIRECT = 1,      ///< Pointer-shaped: an interface's data word holds the value itself.
  LOAM_TYPE_COMPARABLE = 2,  ///< == is defined (an interface inside may still panic).
  LOAM_TYPE_PLAIN_EQUAL = 4, ///< == is comparison of the `size` bytes (no floats, strings, interfaces, padding).
  LOAM_TYPE_NAMED = 8,       ///< A defined (named) type, predeclared ones included.
  LOAM_TYPE_VARIADIC = 16,   ///< Function type whose last parameter is variadic.
};

/// A field of a struct type, in the order of declaration.
typedef struct loam_field {
  loam_string name;
  loam_string package_path; ///< Of an unexported field; else empty.
  loam_string tag;
  const loam_type *type;
  uint64_t offset; ///< Bytes from the struct's start.
  bool embedded, exported;
} loam_field;

/// A method of a concrete type's method set. Sorted by (name, package_path).
typedef struct loam_method {
  loam_string name;
  loam_string package_path; ///< Of an unexported method; else empty.
  const loam_type *type;    ///< Signature without receiver.
  loam_function *function;  ///< Takes the interface data word as first argument slot, then the parameters.
} loam_method;

/// A method that an interface type asks for. Sorted like loam_method.
typedef struct loam_interface_method {
  loam_string name;
  loam_string package_path;
  const loam_type *type;
} loam_interface_method;

/// A host in C fills what its use of the type needs, all else zero: size, align, kind, pointer_bytes and pointer_map
/// for what is allocated or sent; flags, hash and name where a type is compared or printed. It is shared by any number
/// of runtimes, and nobody writes it afterwards (pointer_to and methods' functions belong to the compiler).
struct loam_type {
  uint64_t size;               ///< Bytes of a value in memory.
  uint64_t pointer_bytes;      ///< Prefix of a value that can hold pointers; 0 = pointer-free.
  const uint64_t *pointer_map; ///< Bit i set: word i holds a pointer. Covers pointer_bytes / 8 words; NULL if none.
                               ///  For arrays longer than 128 words it is NULL too: use element and length.
  uint32_t hash;
  uint8_t align, kind, flags, channel_direction; ///< direction: 1 receive, 2 send, 3 both.
  loam_string name;                              ///< As %T prints it: "main.Point", "[]int", "map[string]*main.T".
  loam_string local_name;                        ///< "Point", "List[int]" of a named type; else empty.
  loam_string package_path;                      ///< "main"; empty for predeclared and unnamed types.
  const loam_type *element;                      ///< Of array, slice, pointer, channel, map (value).
  const loam_type *key;                          ///< Of map.
  uint64_t length;                               ///< Of array, in elements.
  const loam_type *pointer_to;                   ///< The type *T if it was made; else NULL.
  uint32_t field_count, method_count, interface_method_count, parameter_count, result_count;
  const loam_field *fields;
  const loam_method *methods;
  const loam_interface_method *interface_methods;
  const loam_type *const *parameters; ///< Of function types: parameters, then results.
};

/// Dispatch table of (interface type, concrete type). Unique per pair within one runtime; lives outside the heap.
struct loam_itab {
  const loam_type *interface;
  const loam_type *type;
  uint32_t hash; ///< type->hash.
  uint32_t method_count;
#ifndef __cplusplus         // which has no such arrays
  loam_function *methods[]; ///< In the interface's method order.
#endif
};

/// Gives a type other methods, sorted as always, in the tables of loam_itab_get as well: calls by interfaces that begin
/// afterwards call them. The array is copied, what it points to is not. The world is stopped for it. LOAM_NO_MEMORY:
/// the type is as it was. Threads: any of the host's, one at a time.
LOAM_EXPORT loam_status loam_type_set_methods(loam_runtime *runtime, loam_type *type, const loam_method *methods,
                                              uint32_t count);
/// Returns the itab of the pair, made on first use, or NULL when `type` lacks a method; then *out_missing (when not
/// NULL) receives the first missing method's name. Threads: any. Never allocates in the collected heap.
LOAM_EXPORT const loam_itab *loam_itab_get(loam_runtime *runtime, const loam_type *interface, const loam_type *type,
                                           loam_string *out_missing);

/// len of a Go map (0 for nil). Requires: nothing assigns to it meanwhile.
LOAM_EXPORT int64_t loam_map_length(const void *map);
/// Copies up to `count` entries of a map of type `type` to the arrays `keys` and `elements`, heap memory of the map's
/// types; returns how many. Requires: as above.
LOAM_EXPORT int64_t loam_map_read(const loam_type *type, const void *map, void *keys, void *elements, int64_t count);

/// Descriptors of C types, for hosts without a compiler:
///
///     typedef struct node { struct node *next; int64_t value; } node;
///     LOAM_DEFINE_TYPE(node_type, node, LOAM_POINTER_AT(node, next));
///
/// `pointers` has a bit for each 8-byte word of the type that holds a pointer into the heap; types with pointers behind
/// their 64th word are written out. LOAM_POINTER_AT is the bit of a member. The kind is struct, whatever the type.
#define LOAM_POINTER_AT(c_type, member) (1ull << offsetof(c_type, member) / 8)
#define LOAM_POINTER_BYTES(pointers) ((pointers) == 0 ? 0 : 8 * (64 - (uint64_t)__builtin_clzll((pointers) | 1ull)))
#ifdef __cplusplus
static inline loam_type loam_type_of(uint64_t size, uint8_t align, uint64_t pointer_bytes, const uint64_t *pointers,
                                     const char *name, int64_t length) {
  loam_type type = loam_type();
  type.size = size;
  type.align = align;
  type.kind = LOAM_KIND_STRUCT;
  type.pointer_bytes = pointer_bytes;
  type.pointer_map = pointer_bytes == 0 ? NULL : pointers;
  type.name.bytes = reinterpret_cast<const uint8_t *>(name);
  type.name.length = length;
  return type;
}
#define LOAM_DEFINE_TYPE(variable, c_type, pointers)                                                                   \
  static const uint64_t variable##_pointers[1] = {(pointers)};                                                         \
  static const loam_type variable = loam_type_of(sizeof(c_type), alignof(c_type), LOAM_POINTER_BYTES(pointers),        \
                                                 variable##_pointers, #c_type, sizeof #c_type - 1)
#else
#define LOAM_DEFINE_TYPE(variable, c_type, pointers)                                                                   \
  static const uint64_t variable##_pointers[1] = {(pointers)};                                                         \
  static const loam_type variable = {.size = sizeof(c_type),                                                           \
                                     .align = _Alignof(c_type),                                                        \
                                     .kind = LOAM_KIND_STRUCT,                                                         \
                                     .pointer_bytes = LOAM_POINTER_BYTES(pointers),                                    \
                                     .pointer_map = (pointers) == 0 ? NULL : variable##_pointers,                      \
                                     .name = {(const uint8_t *)#c_type, sizeof #c_type - 1}}
#endif

/// Slots that a value of this type takes in a frame: size rounded up to 8 bytes (at least 0).
static inline uint32_t loam_type_slots(const loam_type *type) { return (uint32_t)((type->size + 7) / 8); }

LOAM_END_DECLARATIONS

#endif
