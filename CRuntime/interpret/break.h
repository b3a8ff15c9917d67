// SPDX-License-Identifier: Apache-2.0
//
// break.h — what break.c, watch.c and mirror.c share (include/loam_break.h).
#ifndef LOAM_INTERPRET_BREAK_H
#define LOAM_INTERPRET_BREAK_H

#include "schedule/schedule.h"

#pragma GCC visibility push(hidden)

void loam_breaks_init(loam_runtime *runtime);
void loam_breaks_free(loam_runtime *runtime);

/// Where a goroutine stands at a BREAK that it has just come to.
typedef struct loam_break_here {
  loam_goroutine *goroutine;
  const loam_function *function;
  const uint64_t *pc; ///< Of the BREAK.
  const loam_slot *fp;
  uint64_t frame; ///< Distance from the high end.
  loam_break_kind kind;
} loam_break_here;

/// Looks at all watched places. True: one has changed, or is gone; *stop says which.
bool loam_watches_look(loam_runtime *runtime, const loam_break_here *here, loam_stop *stop);
/// The host will hear of the stop: what a watch has seen is what it compares with from now on, or it is over.
void loam_watch_told(loam_runtime *runtime, const loam_break_here *here, const loam_stop *stop);
/// Whether the running of the host may ask about the stopped frame, and its goroutine when it may.
loam_status loam_break_usable(loam_runtime *runtime, loam_goroutine **out_goroutine);

// ---- values of the stopped frame (watch.c), also for mirror.c ----

/// Calls `visit` with each word of a value that may hold a pointer, until it answers false; false then.
bool loam_value_pointers(const loam_type *type, void *base, bool (*visit)(void *context, uint64_t *word),
                         void *context);
/// For loam_value_pointers, `context` the runtime: while marking, what the word leads to is marked from.
bool loam_shade_word(void *context, uint64_t *word);
/// Whether an address is that of a package variable with room for a value of the type.
bool loam_is_variable(loam_runtime *runtime, const void *address, const loam_type *type);
/// Whether a variable is one of the stopped frame, at the place where it stands.
bool loam_variable_is_there(const loam_breaks *breaks, const loam_variable *variable);
/// The address of a variable of the frame at fp; NULL: its box or closure is nil.
void *loam_variable_address(const loam_function *function, loam_slot *fp, const loam_variable *variable);
/// Has a number or bool that is narrower than its slot fill it.
void loam_slot_widen(loam_slot *slot, const loam_type *type);

/// One more, or one less, wants to be told of each BREAK.
static inline void loam_breaks_look(loam_runtime *runtime, int change) {
  atomic_fetch_add(&runtime->breaks.looks, (uint32_t)change);
}

#pragma GCC visibility pop
#endif
