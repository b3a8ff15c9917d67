// SPDX-License-Identifier: Apache-2.0
//
// root_visitor.h — who is shown the roots instead of marking them: checkmark, and the snapshot.
//
// How.      What shades roots passes them in through loam_collect_word, _values and _stack of mark.h; a marker with a
//           visitor hands them on. So there is one list of what a root is.
#ifndef LOAM_ROOT_VISITOR_H
#define LOAM_ROOT_VISITOR_H

#include "include/loam_type.h"
#include "stack/frame.h"

#pragma GCC visibility push(hidden)

/// First member of its owner's record.
typedef struct loam_root_visitor loam_root_visitor;
struct loam_root_visitor {
  void (*word)(loam_root_visitor *visitor, uintptr_t word);
  void (*values)(loam_root_visitor *visitor, const void *base, const loam_type *type, uint64_t count);
  /// Before the other roots of a goroutine.
  void (*stack)(loam_root_visitor *visitor, uint64_t owner, uintptr_t hi, const loam_stack_position *position);
};

#pragma GCC visibility pop
#endif
