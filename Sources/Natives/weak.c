// SPDX-License-Identifier: Apache-2.0
//
// weak.c — weak pointers and cleanups (package internal/weak).
#include "loam_heap.h"
#include "natives.h"

// func Register(p unsafe.Pointer) unsafe.Pointer
NATIVE(Register) {
  if (POINTER(0) == NULL) {
    RESULT(1, 0);
    return LOAM_NATIVE_DONE;
  }
  loam_place where = loam_where(context->runtime, POINTER(0));
  if (where.kind != LOAM_WHERE_HEAP) return loam_context_panic_string(context, "weak: pointer not to a heap object");
  void *handle = loam_context_weak(context, POINTER(0));
  if (handle == NULL) return loam_context_out_of_memory(context);
  RESULT(1, handle);
  return LOAM_NATIVE_DONE;
}

// func Strong(handle unsafe.Pointer) unsafe.Pointer
NATIVE(Strong) {
  RESULT(1, loam_context_weak_get(context, POINTER(0)));
  return LOAM_NATIVE_DONE;
}

// func AddCleanup(p unsafe.Pointer, f func()) uint64
NATIVE(AddCleanup) {
  uint64_t id = 0;
  switch (loam_context_add_cleanup(context, POINTER(0), POINTER(1), &id)) {
  case LOAM_OK:
    RESULT(2, id);
    return LOAM_NATIVE_DONE;
  case LOAM_NO_MEMORY:
    return loam_context_out_of_memory(context);
  default:
    return loam_context_panic_string(context, "runtime.AddCleanup: ptr not in allocated block");
  }
}

// func StopCleanup(p unsafe.Pointer, id uint64) bool
NATIVE(StopCleanup) {
  RESULT(2, loam_context_remove_cleanup(context, POINTER(0), loam_argument(context, 1)));
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(weak, "internal/weak", {"AddCleanup", AddCleanup}, {"Register", Register}, {"StopCleanup", StopCleanup},
             {"Strong", Strong})
