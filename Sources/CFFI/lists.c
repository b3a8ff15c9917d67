// SPDX-License-Identifier: Apache-2.0
//
// lists.c — package C's own functions that deal with callbacks.
#include "prepared.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// The name in a string, or a pointer's address; false: it is something else. Too long a name is nobody's.
static bool name_of(loam_eface callback, char name[LOAM_FFI_NAME]) {
  name[0] = 0;
  switch (callback.type == NULL ? LOAM_KIND_UNSAFE_POINTER : callback.type->kind) {
  case LOAM_KIND_STRING: {
    const loam_string *text = callback.data;
    if (text->length > 0 && text->length < LOAM_FFI_NAME)
      snprintf(name, LOAM_FFI_NAME, "%.*s", (int)text->length, (const char *)text->bytes);
    return true;
  }
  case LOAM_KIND_POINTER:
  case LOAM_KIND_UNSAFE_POINTER:
    snprintf(name, LOAM_FFI_NAME, "0x%" PRIxPTR, (uintptr_t)callback.data);
    return true;
  default:
    return false;
  }
}

// func FreeCallback(callback any) bool
loam_native_status loam_ffi_free_callback(loam_context *context) {
  char name[LOAM_FFI_NAME];
  if (!name_of(loam_argument_eface(context, 0), name))
    return loam_context_panic_error(context, "C.FreeCallback wants what C holds, C.type(f), or its name");
  loam_argument(context, 2) = loam_ffi_callback_release(context->runtime, name);
  return LOAM_NATIVE_DONE;
}

// func _callback(index int64) (name string, ok bool)
loam_native_status loam_ffi_callback_name(loam_context *context) {
  int64_t index = (int64_t)loam_argument(context, 0);
  loam_string name = {NULL, 0};
  loam_ffi_callback_info info;
  bool found = index >= 0 && loam_ffi_callback_at(context->runtime, (uint64_t)index, &info);
  bool ok = true;
  if (found) name = loam_context_string(context, info.name, (int64_t)strlen(info.name), &ok);
  if (!ok) return loam_context_out_of_memory(context);
  loam_argument_string(context, 1) = name;
  loam_argument(context, 3) = found;
  return LOAM_NATIVE_DONE;
}
