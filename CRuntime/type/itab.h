// SPDX-License-Identifier: Apache-2.0
//
// itab.h — the table of (interface type, concrete type) → methods. Lives outside the heap; grows, but for types that a
// session forgets.
//
// How.      Open addressing on both addresses; readers take no lock: the table pointer is published with release and
//           an old table stays in permanent memory, so a reader of an old one at worst takes the lock.
// Upholds.  type.itab
#ifndef LOAM_ITAB_H
#define LOAM_ITAB_H

#include "base/permanent.h"
#include "include/loam_type.h"

#pragma GCC visibility push(hidden)

typedef struct loam_itab_cells loam_itab_cells;
typedef struct loam_itabs {
  loam_permanent *permanent;
  loam_lock lock;
  _Atomic(loam_itab_cells *) cells;
  uint64_t count; ///< under lock
} loam_itabs;

void loam_itabs_init(loam_itabs *itabs, loam_permanent *permanent, loam_bugs *bugs);
/// As loam_itab_get (loam_type.h). *out_no_memory (may be NULL) tells a missing method from missing memory.
const loam_itab *loam_itabs_get(loam_itabs *itabs, const loam_type *interface, const loam_type *type,
                                loam_string *out_missing, bool *out_no_memory);
/// Puts a type's methods, which have changed, into its tables. Requires: world stopped.
void loam_itabs_refresh_stopped(loam_itabs *itabs, const loam_type *type);
/// Is told of a table outside the heap and of the types that it is for; `second` may be NULL.
typedef void (*loam_table_visit)(void *context, const void *memory, uint64_t size, const loam_type *first,
                                 const loam_type *second);
/// Whether a type is to be forgotten.
typedef bool (*loam_type_test)(const void *context, const loam_type *type);
/// Forgets the tables of some types. Requires: world stopped, nothing leads to those tables. False without memory.
bool loam_itabs_forget_stopped(loam_itabs *itabs, loam_type_test is_gone, const void *context);
/// Requires: world stopped.
void loam_itabs_each_stopped(loam_itabs *itabs, loam_table_visit visit, void *context);
/// Whether `type` has every method of `interface`; makes no itab.
bool loam_type_implements(const loam_type *interface, const loam_type *type, loam_string *out_missing);

#pragma GCC visibility pop
#endif
