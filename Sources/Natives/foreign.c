// SPDX-License-Identifier: Apache-2.0
//
// foreign.c — memory of C's and of Go's for package C (package internal/c).
#include "natives.h"

#include <stdlib.h>

static loam_native_status copy_out(loam_context *context, const void *bytes, int64_t length, uint32_t result) {
  char *copy = malloc((size_t)length + 1);
  if (copy == NULL) return loam_context_panic_error(context, "C's malloc has no memory");
  if (length != 0) memcpy(copy, bytes, (size_t)length);
  copy[length] = 0;
  RESULT(result, copy);
  return LOAM_NATIVE_DONE;
}

// func CString(s string) unsafe.Pointer
NATIVE(CString) { return copy_out(context, STRING(0).bytes, STRING(0).length, 2); }

// func CBytes(b []byte) unsafe.Pointer
NATIVE(CBytes) { return copy_out(context, SLICE(0).elements, SLICE(0).length, 3); }

// func Text(s string) unsafe.Pointer
NATIVE(Text) {
  loam_string text = STRING(0);
  if (text.length != 0 && memchr(text.bytes, 0, (size_t)text.length) != NULL)
    return loam_context_panic_error(context,
                                    "a string with a 0 in it cannot be given to C, which would see its beginning only");
  char *copy = loam_context_allocate_bytes(context, (uint64_t)text.length + 1);
  if (copy == NULL) return loam_context_out_of_memory(context);
  text = STRING(0);
  if (text.length != 0) memcpy(copy, text.bytes, (size_t)text.length);
  RESULT(2, copy);
  return LOAM_NATIVE_DONE;
}

// func GoString(p unsafe.Pointer) string
TOUCHING_NATIVE(GoString) {
  const char *bytes = POINTER(0);
  size_t length = bytes == NULL ? 0 : strlen(bytes);
  char *copy = length == 0 ? NULL : loam_context_allocate_bytes(context, length);
  if (length != 0 && copy == NULL) return loam_context_out_of_memory(context);
  if (length != 0) memcpy(copy, bytes, length);
  RESULT_STRING(1, ((loam_string){(const uint8_t *)copy, (int64_t)length}));
  return LOAM_NATIVE_DONE;
}

// func GoStringN(p unsafe.Pointer, n int32) string
TOUCHING_NATIVE(GoStringN) {
  int64_t length = INTEGER(1);
  const char *bytes = POINTER(0);
  if (length < 0) return loam_context_panic_error(context, "a negative number of bytes");
  if (length > 0 && bytes == NULL) return loam_context_panic_error(context, "bytes at nil");
  char *copy = length == 0 ? NULL : loam_context_allocate_bytes(context, (uint64_t)length);
  if (length != 0 && copy == NULL) return loam_context_out_of_memory(context);
  if (length != 0) memcpy(copy, bytes, (size_t)length);
  RESULT_STRING(2, ((loam_string){(const uint8_t *)copy, length}));
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(c, "internal/c", {"CBytes", CBytes}, {"CString", CString}, {"GoString", GoString},
             {"GoStringN", GoStringN}, {"Text", Text})
