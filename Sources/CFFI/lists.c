// SPDX-License-Identifier: Apache-2.0
//
// lists.c — package C's own functions that deal with callbacks.
#include "prepared.h"

#include <string.h>

// func FreeCallback(name string) bool
loam_native_status loam_ffi_free_callback(loam_context *context) {
  loam_string text = loam_argument_string(context, 0);
  loam_ffi_callback_info info;
  bool freed = false;
  if (text.length >= 0 && (size_t)text.length < sizeof info.name) {
    if (text.length != 0) memcpy(info.name, text.bytes, (size_t)text.length);
    info.name[text.length] = 0;
    freed = loam_ffi_callback_release(context->runtime, info.name);
  }
  loam_argument(context, 2) = freed;
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
