// SPDX-License-Identifier: Apache-2.0
//
// loam_resource.h — things of C's that Go code holds by number: *plugin.Resource (package loam/plugin).
//
// A table belongs to one owner, such as a plugin. Its resources have kinds, which say how they end; each ends once:
// when it is closed, when Go's finalizer of its value runs, or with its runtime. One that is acquired ends when it has
// been released. A number is never given twice, so that a stale one is told. Threads. Any.
#ifndef LOAM_RESOURCE_H
#define LOAM_RESOURCE_H

#include "loam_native.h"

LOAM_BEGIN_DECLARATIONS

typedef struct loam_resources loam_resources;

/// A kind: its name for people, and what ends one.
typedef struct loam_resource_kind {
  const char *name;
  void (*close)(void *object);
} loam_resource_kind;

/// What Go has of a resource: plugin.Resource.
typedef struct loam_resource {
  loam_resources *owner;
  uint64_t number;
} loam_resource;

/// A table for resources of these kinds; names are copied. NULL without memory. It is never freed, since Go values may
/// name it as long as there are any.
LOAM_EXPORT loam_resources *loam_resources_create(const loam_resource_kind *kinds, uint32_t count);
/// The kinds' functions are gone: nothing is closed any more. Requires: no resource is left.
LOAM_EXPORT void loam_resources_retire(loam_resources *resources);
/// A resource of a runtime, which is in *out; NULL when there is no memory or no such kind.
LOAM_EXPORT loam_resource *loam_resource_create(loam_resources *resources, loam_context *context, uint32_t kind,
                                                void *object);
/// The object of a resource of that kind of this table; NULL when it is none. It stays open until it is released.
LOAM_EXPORT void *loam_resource_acquire(loam_resources *resources, const loam_resource *resource, uint32_t kind);
/// As often as it was acquired. False: it was not acquired.
LOAM_EXPORT bool loam_resource_release(loam_resources *resources, const loam_resource *resource);
/// Ends it; false: it has ended.
LOAM_EXPORT bool loam_resource_close(const loam_resource *resource);
/// The name of its kind, and whether it is open; "resource" when nothing is known of it.
LOAM_EXPORT const char *loam_resource_describe(const loam_resource *resource, bool *out_open);
/// How many of a kind there are; kind UINT32_MAX: of all.
LOAM_EXPORT uint64_t loam_resources_count(loam_resources *resources, uint32_t kind);
/// Ends all of a runtime that is about to be destroyed. Those that are acquired are left alone.
LOAM_EXPORT void loam_resources_end(loam_resources *resources, const loam_runtime *runtime);

LOAM_END_DECLARATIONS
#endif
