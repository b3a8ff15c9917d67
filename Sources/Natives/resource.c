// SPDX-License-Identifier: Apache-2.0
//
// resource.c — the tables behind plugin.Resource (loam_resource.h), and the natives of package loam/plugin.
//
// How.      An array of entries with a list of free ones through it. A number is the entry's count of uses, which grows
//           with each, above its index. What ends a resource is called outside of the lock, when the entry has been
//           taken out: it may take long, and may come back here.
// Upholds.  resource.once
#include "loam_resource.h"

#include "loam_callback.h"
#include "natives.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct entry {
  void *object;
  const loam_runtime *runtime;
  uint32_t kind, generation;
  uint32_t acquired;
  uint32_t next; ///< Of the free ones: index + 1.
  bool open;     ///< It is there: closed ones that are acquired, too.
  bool closed;
} entry;

struct loam_resources {
  pthread_mutex_t lock;
  loam_resource_kind *kinds;
  uint32_t kind_count;
  entry *entries;
  uint32_t count, capacity, free;
};

loam_resources *loam_resources_create(const loam_resource_kind *kinds, uint32_t count) {
  loam_resources *resources = calloc(1, sizeof *resources);
  if (resources == NULL) return NULL;
  resources->kinds = calloc(count + 1, sizeof *resources->kinds);
  if (resources->kinds == NULL) return free(resources), NULL;
  resources->kind_count = count;
  pthread_mutex_init(&resources->lock, NULL);
  for (uint32_t i = 0; i < count; i++) {
    const char *name = strdup(kinds[i].name);
    resources->kinds[i] = (loam_resource_kind){name == NULL ? "resource" : name, kinds[i].close};
  }
  return resources;
}

void loam_resources_retire(loam_resources *resources) {
  pthread_mutex_lock(&resources->lock);
  for (uint32_t i = 0; i < resources->kind_count; i++) resources->kinds[i].close = NULL;
  pthread_mutex_unlock(&resources->lock);
}

// Requires: the lock. NULL: the number names nothing that is there.
static entry *find(loam_resources *resources, uint64_t number) {
  uint32_t index = (uint32_t)number - 1;
  if (index >= resources->count) return NULL;
  entry *found = &resources->entries[index];
  return found->open && found->generation == number >> 32 ? found : NULL;
}

static entry *take_free(loam_resources *resources) {
  if (resources->free != 0) {
    entry *fresh = &resources->entries[resources->free - 1];
    resources->free = fresh->next;
    return fresh;
  }
  if (resources->count == resources->capacity) {
    uint32_t capacity = resources->capacity == 0 ? 16 : 2 * resources->capacity;
    entry *more = realloc(resources->entries, capacity * sizeof *more);
    if (more == NULL) return NULL;
    resources->entries = more;
    resources->capacity = capacity;
  }
  resources->entries[resources->count] = (entry){0};
  return &resources->entries[resources->count++];
}

static uint64_t add(loam_resources *resources, const loam_runtime *runtime, uint32_t kind, void *object) {
  pthread_mutex_lock(&resources->lock);
  entry *fresh = kind < resources->kind_count ? take_free(resources) : NULL;
  uint64_t number = 0;
  if (fresh != NULL) {
    *fresh = (entry){object, runtime, kind, fresh->generation + 1, .open = true};
    number = (uint64_t)fresh->generation << 32 | (uint64_t)(fresh - resources->entries + 1);
  }
  pthread_mutex_unlock(&resources->lock);
  return number;
}

// Requires: the lock; gives it back.
static void end(loam_resources *resources, entry *ended) {
  void *object = ended->object;
  void (*close)(void *) = resources->kinds[ended->kind].close;
  ended->open = false;
  ended->next = resources->free;
  resources->free = (uint32_t)(ended - resources->entries) + 1;
  pthread_mutex_unlock(&resources->lock);
  if (close != NULL) close(object);
}

loam_resource *loam_resource_create(loam_resources *resources, loam_context *context, uint32_t kind, void *object) {
  loam_resource *made = loam_context_allocate_bytes(context, sizeof *made);
  if (made == NULL) return NULL;
  uint64_t number = add(resources, context->runtime, kind, object);
  if (number == 0) return NULL;
  *made = (loam_resource){resources, number};
  return made;
}

void *loam_resource_acquire(loam_resources *resources, const loam_resource *resource, uint32_t kind) {
  if (resource == NULL || resource->owner != resources) return NULL;
  pthread_mutex_lock(&resources->lock);
  entry *found = find(resources, resource->number);
  void *object = NULL;
  if (found != NULL && !found->closed && found->kind == kind) {
    found->acquired++;
    object = found->object;
  }
  pthread_mutex_unlock(&resources->lock);
  return object;
}

bool loam_resource_release(loam_resources *resources, const loam_resource *resource) {
  if (resource == NULL || resource->owner != resources) return false;
  pthread_mutex_lock(&resources->lock);
  entry *found = find(resources, resource->number);
  bool acquired = found != NULL && found->acquired > 0;
  if (acquired && --found->acquired == 0 && found->closed)
    end(resources, found);
  else
    pthread_mutex_unlock(&resources->lock);
  return acquired;
}

bool loam_resource_close(const loam_resource *resource) {
  if (resource == NULL || resource->owner == NULL) return false;
  loam_resources *resources = resource->owner;
  pthread_mutex_lock(&resources->lock);
  entry *found = find(resources, resource->number);
  bool closes = found != NULL && !found->closed;
  if (closes) found->closed = true;
  if (closes && found->acquired == 0)
    end(resources, found);
  else
    pthread_mutex_unlock(&resources->lock);
  return closes;
}

const char *loam_resource_describe(const loam_resource *resource, bool *out_open) {
  *out_open = false;
  if (resource == NULL || resource->owner == NULL) return "resource";
  loam_resources *resources = resource->owner;
  const char *name = "resource";
  pthread_mutex_lock(&resources->lock);
  uint32_t index = (uint32_t)resource->number - 1;
  entry *found = find(resources, resource->number);
  *out_open = found != NULL && !found->closed;
  if (index < resources->count && resources->entries[index].generation == resource->number >> 32)
    name = resources->kinds[resources->entries[index].kind].name;
  pthread_mutex_unlock(&resources->lock);
  return name;
}

uint64_t loam_resources_count(loam_resources *resources, uint32_t kind) {
  uint64_t count = 0;
  pthread_mutex_lock(&resources->lock);
  for (uint32_t i = 0; i < resources->count; i++)
    count += resources->entries[i].open && (kind == UINT32_MAX || resources->entries[i].kind == kind);
  pthread_mutex_unlock(&resources->lock);
  return count;
}

void loam_resources_end(loam_resources *resources, const loam_runtime *runtime) {
  for (uint32_t i = 0;; i++) {
    pthread_mutex_lock(&resources->lock);
    if (i >= resources->count) break;
    entry *ended = &resources->entries[i];
    if (ended->open && ended->runtime == runtime && ended->acquired == 0)
      end(resources, ended);
    else
      pthread_mutex_unlock(&resources->lock);
  }
  pthread_mutex_unlock(&resources->lock);
}

// ---- package loam/plugin ----

typedef struct closing {
  const loam_resource *resource;
  bool closed;
} closing;

static void close_one(void *argument) {
  closing *of = argument;
  of->closed = loam_resource_close(of->resource);
}

// func (r *Resource) Close() bool
NATIVE(Close) {
  closing of = {POINTER(0), false};
  bool open;
  (void)loam_resource_describe(of.resource, &open);
  if (open) {
    loam_resource copy = *of.resource; // the value may be on the goroutine's stack
    of.resource = &copy;
    loam_native_status status = loam_context_call_c(context, close_one, &of);
    if (status != LOAM_NATIVE_DONE) return status;
  }
  RESULT(1, of.closed);
  return LOAM_NATIVE_DONE;
}

// func (r *Resource) IsOpen() bool
NATIVE(IsOpen) {
  bool open;
  (void)loam_resource_describe(POINTER(0), &open);
  RESULT(1, open);
  return LOAM_NATIVE_DONE;
}

// func (r *Resource) kind() string
NATIVE(kind) {
  bool open, ok;
  const char *name = loam_resource_describe(POINTER(0), &open);
  loam_string text = loam_context_string(context, name, (int64_t)strlen(name), &ok);
  if (!ok) return loam_context_out_of_memory(context);
  RESULT_STRING(1, text);
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(plugin, "loam/plugin", {"(*Resource).Close", Close}, {"(*Resource).IsOpen", IsOpen},
             {"(*Resource).kind", kind})
