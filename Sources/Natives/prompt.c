// SPDX-License-Identifier: Apache-2.0
//
// prompt.c — what values of entries are shown with (package internal/prompt).
#include "natives.h"

// func freshLine()
NATIVE(freshLine) {
  if (!loam_context_enter_blocking(context)) return LOAM_NATIVE_RETRY;
  loam_context_write(context, 1, "", 0);
  loam_context_leave_blocking(context);
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(prompt, "internal/prompt", {"freshLine", freshLine})
