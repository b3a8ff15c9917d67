// SPDX-License-Identifier: Apache-2.0
//
// profile.h — a runtime's profiles. Embedded in the runtime.
#ifndef LOAM_PROFILE_INTERNAL_H
#define LOAM_PROFILE_INTERNAL_H

#include "profile/path.h"

#pragma GCC visibility push(hidden)

/// What a package variable is called.
typedef struct loam_variable_name {
  uintptr_t base;
  loam_string name; ///< In permanent memory.
} loam_variable_name;

typedef struct loam_variable_names {
  loam_lock lock;
  loam_variable_name *names; ///< under lock
  uint64_t count, capacity;  ///< under lock
  bool sorted;               ///< By address. under lock
} loam_variable_names;

/// What paths name for functions of one name that were released.
typedef struct loam_stand_in {
  struct loam_stand_in *next;
  loam_function function;
} loam_stand_in;

typedef struct loam_profile {
  loam_variable_names names;
  loam_paths sites;         ///< Of the heap, since the start. under the sampler's lock
  loam_stand_in *stand_ins; ///< world stopped
} loam_profile;

void loam_profile_init(loam_runtime *runtime);
/// The switch heapprofile or the configuration's rate. Before anything runs.
void loam_profile_begin(loam_runtime *runtime, uint64_t rate);
void loam_profile_deinit(loam_runtime *runtime);

/// Has the heap's profile name no function that is released. False without memory. Requires: the world is stopped.
bool loam_profile_let_go(loam_runtime *runtime, const loam_function *function);

/// The unbiased estimate of a sum: what a sampled object of `size` bytes stands for at `rate`.
double loam_profile_scale(uint64_t size, uint64_t rate);

#pragma GCC visibility pop
#endif
