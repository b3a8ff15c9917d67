// SPDX-License-Identifier: Apache-2.0
//
// value.c — reading of values by their type descriptors (package internal/value).
//
// A descriptor lies outside the collected heap, so a pointer to one needs no care; pointers to values are arguments and
// stay valid until an allocation, after which nothing here reads them.
#include "services.h"

#define TYPE(i) ((const loam_type *)loam_argument(context, i))

/// A function of one descriptor, its result in word 1.
#define OF_TYPE(name, expression)        \
  NATIVE(name) {                         \
    const loam_type *type = TYPE(0);     \
    RESULT(1, expression);               \
    return LOAM_NATIVE_DONE;             \
  }
#define OF_TYPE_STRING(name, field)      \
  NATIVE(name) {                         \
    const loam_type *type = TYPE(0);     \
    RESULT_STRING(1, type->field);       \
    return LOAM_NATIVE_DONE;             \
  }

OF_TYPE(typeKind, type->kind)
OF_TYPE(typeDirect, (type->flags & LOAM_TYPE_DIRECT) != 0)
OF_TYPE(typeSize, type->size)
OF_TYPE(typeHasPointers, type->pointer_bytes != 0)
OF_TYPE(typeComparable, (type->flags & LOAM_TYPE_COMPARABLE) != 0)
OF_TYPE(typeElem, type->element)
OF_TYPE(typeKey, type->key)
OF_TYPE(typeLen, type->kind == LOAM_KIND_STRUCT      ? (int64_t)type->field_count
                 : type->kind == LOAM_KIND_INTERFACE ? (int64_t)type->interface_method_count
                                                     : (int64_t)type->length)
OF_TYPE(typeMethods, type->kind == LOAM_KIND_INTERFACE ? type->interface_method_count : type->method_count)
OF_TYPE_STRING(typeString, name)
OF_TYPE_STRING(typeName, local_name)
OF_TYPE_STRING(typePkgPath, package_path)

// func fieldName(t unsafe.Pointer, i int) string
NATIVE(fieldName) {
  loam_string name = TYPE(0)->fields[INTEGER(1)].name;
  RESULT_STRING(2, name);
  return LOAM_NATIVE_DONE;
}

// func fieldType(t unsafe.Pointer, i int) unsafe.Pointer
NATIVE(fieldType) {
  RESULT(2, TYPE(0)->fields[INTEGER(1)].type);
  return LOAM_NATIVE_DONE;
}

// func fieldOffset(t unsafe.Pointer, i int) uintptr
NATIVE(fieldOffset) {
  RESULT(2, TYPE(0)->fields[INTEGER(1)].offset);
  return LOAM_NATIVE_DONE;
}

// func fieldExported(t unsafe.Pointer, i int) bool
NATIVE(fieldExported) {
  RESULT(2, TYPE(0)->fields[INTEGER(1)].exported);
  return LOAM_NATIVE_DONE;
}

// func typeImplements(t, iface unsafe.Pointer) bool
NATIVE(typeImplements) {
  const loam_type *type = TYPE(0), *interface = TYPE(1);
  RESULT(2, interface->interface_method_count == 0 ||
                loam_itab_get(context->runtime, interface, type, NULL) != NULL);
  return LOAM_NATIVE_DONE;
}

// func setInterface(iface unsafe.Pointer, dst unsafe.Pointer, x any)
NATIVE(setInterface) {
  const loam_type *interface = TYPE(0);
  loam_eface value = loam_argument_eface(context, 2);
  if (interface->interface_method_count == 0) {
    *(loam_eface *)POINTER(1) = value;
    return LOAM_NATIVE_DONE;
  }
  const loam_itab *itab = loam_itab_get(context->runtime, interface, value.type, NULL);
  if (itab == NULL) return loam_context_panic_string(context, "value: type does not implement the interface");
  *(loam_iface *)POINTER(1) = (loam_iface){itab, value.data};
  return LOAM_NATIVE_DONE;
}

// func move(t, dst, src unsafe.Pointer)
NATIVE(move) {
  memmove(POINTER(1), POINTER(2), TYPE(0)->size);
  return LOAM_NATIVE_DONE;
}

// func swap(t, p, q unsafe.Pointer)
NATIVE(swap) {
  uint8_t *p = POINTER(1), *q = POINTER(2), block[256];
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

NATIVE_TABLE(value, "internal/value",
             {"chanCap", chanCap}, {"chanLen", chanLen}, {"fieldExported", fieldExported}, {"fieldName", fieldName},
             {"fieldOffset", fieldOffset}, {"fieldType", fieldType}, {"mapLen", mapLen}, {"mapRead", mapRead},
             {"move", move}, {"newArray", newArray}, {"newObject", newObject}, {"setInterface", setInterface},
             {"swap", swap}, {"typeComparable", typeComparable}, {"typeDirect", typeDirect}, {"typeElem", typeElem},
             {"typeHasPointers", typeHasPointers}, {"typeImplements", typeImplements}, {"typeKey", typeKey},
             {"typeKind", typeKind}, {"typeLen", typeLen}, {"typeMethods", typeMethods}, {"typeName", typeName},
             {"typePkgPath", typePkgPath}, {"typeSize", typeSize}, {"typeString", typeString})
