// SPDX-License-Identifier: Apache-2.0
//
// value.c — reading of values by their type descriptors (package internal/value).
//
// A descriptor lies outside the collected heap, so a pointer to one needs no care; pointers to values are arguments and
// stay valid until an allocation, after which nothing here reads them.
#include "loam_heap.h"
#include "loam_natives.h"
#include "services.h"

#include <dlfcn.h>
#include <string.h>

#define TYPE(i) ((const loam_type *)loam_argument(context, i))

// internal/value/descriptor.go reads descriptors in place: its structs have these offsets.
_Static_assert(offsetof(loam_type, pointer_bytes) == 8 && offsetof(loam_type, kind) == 29 &&
                   offsetof(loam_type, flags) == 30 && offsetof(loam_type, name) == 32 &&
                   offsetof(loam_type, local_name) == 48 && offsetof(loam_type, package_path) == 64 &&
                   offsetof(loam_type, element) == 80 && offsetof(loam_type, key) == 88 &&
                   offsetof(loam_type, length) == 96 && offsetof(loam_type, field_count) == 112 &&
                   offsetof(loam_type, method_count) == 116 && offsetof(loam_type, interface_method_count) == 120 &&
                   offsetof(loam_type, fields) == 136,
               "descriptor in internal/value");
_Static_assert(sizeof(loam_field) == 72 && offsetof(loam_field, package_path) == 16 &&
                   offsetof(loam_field, tag) == 32 && offsetof(loam_field, type) == 48 &&
                   offsetof(loam_field, offset) == 56 && offsetof(loam_field, embedded) == 64 &&
                   offsetof(loam_field, exported) == 65,
               "fieldDescriptor in internal/value");
_Static_assert(LOAM_TYPE_DIRECT == 1 && LOAM_TYPE_COMPARABLE == 2, "flags in internal/value");

// func typeImplements(t, iface unsafe.Pointer) bool
NATIVE(typeImplements) {
  const loam_type *type = TYPE(0), *interface = TYPE(1);
  RESULT(2, interface->interface_method_count == 0 || loam_itab_get(context->runtime, interface, type, NULL) != NULL);
  return LOAM_NATIVE_DONE;
}

/// Stores two words, of which the second may be a pointer to the heap.
static void store_data(loam_context *context, void *to, loam_eface words) {
  *(const void **)to = words.type;
  loam_context_store(context, (void **)to + 1, words.data);
}

// func setInterface(iface unsafe.Pointer, dst unsafe.Pointer, x any)
NATIVE(setInterface) {
  const loam_type *interface = TYPE(0);
  loam_eface value = loam_argument_eface(context, 2);
  if (interface->interface_method_count == 0) {
    store_data(context, POINTER(1), value);
    return LOAM_NATIVE_DONE;
  }
  const loam_itab *itab = loam_itab_get(context->runtime, interface, value.type, NULL);
  if (itab == NULL) return loam_context_panic_string(context, "value: type does not implement the interface");
  store_data(context, POINTER(1), (loam_eface){(const void *)itab, value.data});
  return LOAM_NATIVE_DONE;
}

// func move(t, dst, src unsafe.Pointer)
NATIVE(move) {
  loam_context_copy(context, POINTER(1), POINTER(2), TYPE(0), 1);
  return LOAM_NATIVE_DONE;
}

// func swap(t, p, q unsafe.Pointer)
NATIVE(swap) {
  uint8_t *p = POINTER(1), *q = POINTER(2), block[256];
  loam_context_shade_values(context, p, TYPE(0), 1);
  loam_context_shade_values(context, q, TYPE(0), 1);
  for (uint64_t rest = TYPE(0)->size, n; rest > 0; rest -= n, p += n, q += n) {
    n = rest < sizeof block ? rest : sizeof block;
    memcpy(block, p, n);
    memmove(p, q, n);
    memcpy(q, block, n);
  }
  return LOAM_NATIVE_DONE;
}

// func newObject(t unsafe.Pointer) unsafe.Pointer
NATIVE(newObject) {
  void *object = loam_context_allocate(context, TYPE(0), 1);
  if (object == NULL) return loam_context_out_of_memory(context);
  RESULT(1, object);
  return LOAM_NATIVE_DONE;
}

// func newArray(t unsafe.Pointer, n int) unsafe.Pointer
NATIVE(newArray) {
  void *object = loam_context_allocate(context, TYPE(0), INTEGER(1));
  if (object == NULL) return loam_context_out_of_memory(context);
  RESULT(2, object);
  return LOAM_NATIVE_DONE;
}

// func mapLen(m unsafe.Pointer) int
NATIVE(mapLen) {
  void *map = POINTER(0);
  RESULT(1, map ? loam_map_length(map) : 0);
  return LOAM_NATIVE_DONE;
}

// func mapRead(t, m, keys, elems unsafe.Pointer, n int) int
NATIVE(mapRead) {
  void *map = POINTER(1);
  RESULT(5, map ? loam_map_read(TYPE(0), map, POINTER(2), POINTER(3), INTEGER(4)) : 0);
  return LOAM_NATIVE_DONE;
}

// func chanLen(c unsafe.Pointer) int
NATIVE(chanLen) {
  void *channel = POINTER(0);
  RESULT(1, channel ? loam_channel_length(channel) : 0);
  return LOAM_NATIVE_DONE;
}

// func chanCap(c unsafe.Pointer) int
NATIVE(chanCap) {
  void *channel = POINTER(0);
  RESULT(1, channel ? loam_channel_capacity(channel) : 0);
  return LOAM_NATIVE_DONE;
}

// func readable(p unsafe.Pointer, n uintptr) bool
NATIVE(readable) {
  RESULT(2, loam_where_readable(context->runtime, POINTER(0), (uint64_t)INTEGER(1)));
  return LOAM_NATIVE_DONE;
}

const char *loam_natives_symbol(const void *address) {
  Dl_info found;
  return dladdr(address, &found) != 0 && found.dli_saddr == address ? found.dli_sname : NULL;
}

// func symbol(p unsafe.Pointer) string
NATIVE(symbol) {
  const char *name = loam_natives_symbol(POINTER(0));
  bool ok;
  loam_string text = loam_context_string(context, name, name == NULL ? 0 : (int64_t)strlen(name), &ok);
  if (!ok) return loam_context_out_of_memory(context);
  RESULT_STRING(1, text);
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(value, "internal/value", {"chanCap", chanCap}, {"chanLen", chanLen}, {"mapLen", mapLen},
             {"mapRead", mapRead}, {"move", move}, {"newArray", newArray}, {"newObject", newObject},
             {"readable", readable}, {"setInterface", setInterface}, {"swap", swap}, {"symbol", symbol},
             {"typeImplements", typeImplements})
