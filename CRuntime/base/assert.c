// SPDX-License-Identifier: Apache-2.0
//
// assert.c — reports a broken invariant once to the host and marks the instance dead.
#include "base/assert.h"

#include <stdatomic.h>

void loam_bug_report(loam_bugs *bugs, const char *tag, const char *text) {
  if (!bugs || atomic_exchange_explicit(&bugs->dead, true, memory_order_acq_rel)) return;
  bugs->tag = tag;
  bugs->text = text;
  if (bugs->hook) bugs->hook(bugs->context, tag, text);
}
