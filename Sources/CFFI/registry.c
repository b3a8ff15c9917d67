// SPDX-License-Identifier: Apache-2.0
//
// registry.c — which callbacks there are: made, found, listed and ended.
//
// How.      Held ones are found by their code and by their name, the Go function's with a number from the second on;
//           the numbers are counted up by a record for each name. Lent ones are known to who lent them (callback.c).
//           The code of one that has ended stays for a while, with no function: a call of it is an error, not a crash.
//           Codes are used again in the order in which they ended, so long after.
// Upholds.  A callback has a handle as long as it is held or lent (registry_lock).
#include "registry.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  BUCKETS = 4096,   ///< A power of two.
  LINGERING = 4096, ///< Codes that have ended before one of them is used again.
};

/// A name without its number.
struct loam_ffi_base {
  loam_ffi_base *next;
  loam_runtime *runtime;
  uint64_t held; ///< Callbacks with it; at 0 this is freed.
  uint64_t last; ///< Number of the newest.
  char name[LOAM_FFI_NAME];
};

static pthread_mutex_t registry_lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
  loam_ffi_callback *by_code[BUCKETS];
  loam_ffi_callback *by_name[BUCKETS];
  loam_ffi_base *bases[BUCKETS];
  loam_ffi_callback *oldest, *newest; ///< Of those that are held.
  /// Those that have ended, the oldest first: closures, and stubs.
  struct queue {
    loam_ffi_callback *first, *last;
    uint64_t count;
  } ended[2];
  loam_ffi_callback *fresh; ///< Stubs that nothing has used.
  /// Where the last list ended, as long as nothing was made or ended since.
  struct {
    const loam_runtime *runtime;
    uint64_t index;
    loam_ffi_callback *at;
  } cursor;
} registry;

// ---- tables; all under the lock ----

static uint32_t bucket(uint64_t key) { return (uint32_t)(key * 0x9E3779B97F4A7C15u >> 52); }
static uint32_t code_bucket(const void *code) { return bucket((uintptr_t)code >> 4); }
static uint32_t name_bucket(const char *name) {
  uint64_t hash = 14695981039346656037u;
  for (; *name != 0; name++) hash = (hash ^ (uint8_t)*name) * 1099511628211u;
  return bucket(hash);
}

#define UNLINK(head, member, which)                                                                                    \
  do {                                                                                                                 \
    for (loam_ffi_callback **at_ = &(head); *at_ != NULL; at_ = &(*at_)->member)                                       \
      if (*at_ == (which)) {                                                                                           \
        *at_ = (which)->member;                                                                                        \
        break;                                                                                                         \
      }                                                                                                                \
  } while (0)

static loam_ffi_callback *find(const void *code) {
  for (loam_ffi_callback *c = registry.by_code[code_bucket(code)]; c != NULL; c = c->next)
    if (c->code == code) return c;
  return NULL;
}

static loam_ffi_callback *find_named(const loam_runtime *runtime, const char *name) {
  for (loam_ffi_callback *c = registry.by_name[name_bucket(name)]; c != NULL; c = c->next_named)
    if (c->runtime == runtime && strcmp(c->name, name) == 0) return c;
  return NULL;
}

static loam_ffi_base *base_of(loam_runtime *runtime, const char *name) {
  loam_ffi_base **first = &registry.bases[name_bucket(name)];
  for (loam_ffi_base *base = *first; base != NULL; base = base->next)
    if (base->runtime == runtime && strcmp(base->name, name) == 0) return base;
  loam_ffi_base *base = calloc(1, sizeof *base);
  if (base == NULL) return NULL;
  base->runtime = runtime;
  snprintf(base->name, sizeof base->name, "%s", name);
  base->next = *first;
  *first = base;
  return base;
}

static void leave_base(loam_ffi_base *base) {
  if (--base->held != 0) return;
  loam_ffi_base **at = &registry.bases[name_bucket(base->name)];
  while (*at != base) at = &(*at)->next;
  *at = base->next;
  free(base);
}

// Gives it the Go function's name, with a number when another has it.
static bool hold(loam_ffi_callback *callback) {
  loam_ffi_base *base = base_of(callback->runtime, callback->name);
  if (base == NULL) return false;
  base->held++;
  if (++base->last > 1) {
    size_t length = strlen(callback->name);
    snprintf(callback->name + length, sizeof callback->name - length, "#%llu", (unsigned long long)base->last);
  }
  callback->base = base;
  loam_ffi_callback **named = &registry.by_name[name_bucket(callback->name)];
  callback->next_named = *named;
  *named = callback;
  callback->older = registry.newest;
  callback->newer = NULL;
  *(registry.newest == NULL ? &registry.oldest : &registry.newest->newer) = callback;
  registry.newest = callback;
  return true;
}

static void let_go(loam_ffi_callback *callback) {
  UNLINK(registry.by_name[name_bucket(callback->name)], next_named, callback);
  *(callback->older == NULL ? &registry.oldest : &callback->older->newer) = callback->newer;
  *(callback->newer == NULL ? &registry.newest : &callback->newer->older) = callback->older;
  leave_base(callback->base);
}

// ---- ending ----

// Under the lock. Answers its handle, which is to be released without the lock.
static loam_handle end(loam_ffi_callback *callback) {
  loam_handle function = callback->function;
  UNLINK(registry.by_code[code_bucket(callback->code)], next, callback);
  if (!callback->is_lent) let_go(callback);
  registry.cursor.at = NULL;
  callback->function = 0;
  callback->next = NULL;
  struct queue *queue = &registry.ended[callback->closure == NULL];
  *(queue->last == NULL ? &queue->first : &queue->last->next) = callback;
  queue->last = callback;
  queue->count++;
  return function;
}

void loam_ffi_callback_end(loam_ffi_callback *callback) {
  loam_runtime *runtime = callback->runtime;
  pthread_mutex_lock(&registry_lock);
  loam_handle function = callback->function == 0 ? 0 : end(callback);
  pthread_mutex_unlock(&registry_lock);
  if (function != 0) (void)loam_handle_release(runtime, function);
}

bool loam_ffi_callback_release(loam_runtime *runtime, const char *name) {
  loam_handle function = 0;
  pthread_mutex_lock(&registry_lock);
  loam_ffi_callback *callback = find_named(runtime, name);
  if (callback == NULL && strncmp(name, "0x", 2) == 0) {
    char *rest;
    callback = find((const void *)(uintptr_t)strtoull(name, &rest, 16));
    if (*rest != 0 || (callback != NULL && (callback->runtime != runtime || callback->is_lent))) callback = NULL;
  }
  if (callback != NULL) function = end(callback);
  pthread_mutex_unlock(&registry_lock);
  if (function != 0) (void)loam_handle_release(runtime, function);
  return function != 0;
}

void loam_ffi_callbacks_end(loam_runtime *runtime) {
  pthread_mutex_lock(&registry_lock);
  for (uint32_t i = 0; i < BUCKETS; i++)
    for (loam_ffi_callback *c = registry.by_code[i], *next; c != NULL; c = next) {
      next = c->next;
      if (c->runtime == runtime) (void)loam_handle_release(runtime, end(c));
    }
  pthread_mutex_unlock(&registry_lock);
}

// ---- making; under the lock ----

// One that ended long ago, or NULL.
static loam_ffi_callback *take_ended(bool is_stub) {
  struct queue *queue = &registry.ended[is_stub];
  loam_ffi_callback *callback = queue->first;
  if (queue->count <= LINGERING) return NULL;
  queue->first = callback->next;
  if (queue->first == NULL) queue->last = NULL;
  queue->count--;
  return callback;
}

static loam_ffi_callback *take_closure(void) {
  loam_ffi_callback *callback = take_ended(false);
  if (callback != NULL) return callback;
  callback = calloc(1, sizeof *callback);
  if (callback == NULL) return NULL;
  callback->closure = ffi_closure_alloc(sizeof *callback->closure, &callback->code);
  if (callback->closure != NULL) return callback;
  free(callback);
  return NULL;
}

// NULL: there are no stubs.
static loam_ffi_callback *take_stub(void) {
  loam_ffi_callback *callback = take_ended(true);
  if (callback != NULL) return callback;
  if (registry.fresh == NULL) {
    loam_ffi_callback *records = calloc(LOAM_FFI_STUB_BATCH, sizeof *records);
    void *codes[LOAM_FFI_STUB_BATCH];
    if (records == NULL) return NULL;
    if (!loam_ffi_stubs_make(records, sizeof *records, codes)) {
      free(records);
      return NULL;
    }
    for (uint32_t i = 0; i < LOAM_FFI_STUB_BATCH; i++) {
      records[i].code = codes[i];
      records[i].next = registry.fresh;
      registry.fresh = &records[i];
    }
  }
  callback = registry.fresh;
  registry.fresh = callback->next;
  return callback;
}

// One that cannot be used after all, and whose code nobody has seen.
static void give_back(loam_ffi_callback *callback) {
  if (callback->closure == NULL) {
    callback->next = registry.fresh;
    registry.fresh = callback;
    return;
  }
  ffi_closure_free(callback->closure);
  free(callback);
}

static loam_ffi_callback *add(loam_ffi_callback *callback, void (*called)(ffi_cif *, void *, void **, void *)) {
  if (callback->closure != NULL && ffi_prep_closure_loc(callback->closure, (ffi_cif *)&callback->signature->cif, called,
                                                        callback, callback->code) != FFI_OK)
    return give_back(callback), NULL;
  if (!callback->is_lent && !hold(callback)) return give_back(callback), NULL;
  loam_ffi_callback **first = &registry.by_code[code_bucket(callback->code)];
  callback->next = *first;
  *first = callback;
  registry.cursor.at = NULL;
  return callback;
}

loam_ffi_callback *loam_ffi_callback_make(loam_runtime *runtime, const loam_ffi_signature *signature, void *closure,
                                          bool is_lent, bool slow, void (*called)(ffi_cif *, void *, void **, void *)) {
  loam_handle function;
  if (loam_handle_create(runtime, closure, &function) != LOAM_OK) return NULL;
  pthread_mutex_lock(&registry_lock);
  loam_ffi_callback *callback = signature->direct != LOAM_FFI_DIRECT_NOT && !slow ? take_stub() : NULL;
  if (callback == NULL) callback = take_closure();
  if (callback != NULL) {
    loam_string name = (*(loam_function *const *)closure)->name;
    int length = name.length < LOAM_FFI_NAME - 28 ? (int)name.length : LOAM_FFI_NAME - 28; // and a number
    snprintf(callback->name, sizeof callback->name, "%.*s", length, (const char *)name.bytes);
    callback->signature = signature;
    callback->runtime = runtime;
    callback->value = closure;
    callback->function = function;
    callback->is_lent = is_lent;
    callback->calls = callback->refused = 0;
    callback = add(callback, called);
  }
  pthread_mutex_unlock(&registry_lock);
  if (callback == NULL) (void)loam_handle_release(runtime, function);
  return callback;
}

// ---- lists ----

static loam_ffi_callback *of_runtime(loam_ffi_callback *callback, const loam_runtime *runtime) {
  while (callback != NULL && callback->runtime != runtime) callback = callback->newer;
  return callback;
}

static void describe(const loam_ffi_callback *callback, loam_ffi_callback_info *out) {
  *out = (loam_ffi_callback_info){.type = callback->signature->name, .code = callback->code, .calls = callback->calls};
  memcpy(out->name, callback->name, sizeof out->name);
}

uint64_t loam_ffi_callbacks(loam_runtime *runtime, loam_ffi_callback_info *out, uint64_t count) {
  uint64_t found = 0;
  pthread_mutex_lock(&registry_lock);
  for (loam_ffi_callback *c = of_runtime(registry.oldest, runtime); c != NULL; c = of_runtime(c->newer, runtime))
    if (found++ < count) describe(c, &out[found - 1]);
  pthread_mutex_unlock(&registry_lock);
  return found;
}

bool loam_ffi_callback_at(loam_runtime *runtime, uint64_t index, loam_ffi_callback_info *out) {
  pthread_mutex_lock(&registry_lock);
  bool goes_on = registry.cursor.at != NULL && registry.cursor.runtime == runtime && registry.cursor.index <= index;
  loam_ffi_callback *c = goes_on ? registry.cursor.at : of_runtime(registry.oldest, runtime);
  for (uint64_t i = goes_on ? registry.cursor.index : 0; c != NULL && i < index; i++) c = of_runtime(c->newer, runtime);
  if (c != NULL) {
    describe(c, out);
    registry.cursor.runtime = runtime;
    registry.cursor.index = index;
    registry.cursor.at = c;
  }
  pthread_mutex_unlock(&registry_lock);
  return c != NULL;
}
