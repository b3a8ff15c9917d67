// SPDX-License-Identifier: Apache-2.0
//
// random.c — random bits (package math/rand).
#include "natives.h"

// func random() uint64
NATIVE(random_bits) {
  RESULT(0, loam_context_random(context));
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(rand, "math/rand", {"random", random_bits})
