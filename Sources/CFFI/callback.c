// SPDX-License-Identifier: Apache-2.0
//
// callback.c — machine code that calls Go functions.
//
// How.      A callback is a stub (stub.c) or a closure of libffi; its record has the handle of a function value. Held
// ones are listed by the
//           function's name; lent ones belong to one call of C and end with it. The code of one that has ended stays
//           for a while, with no function: a call of it is an error, not a crash. Codes are used again in the order in
//           which they ended, so long after.
// Upholds.  A callback has a handle as long as it is held or lent (registry_lock).
#include "prepared.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  BUCKETS = 1024,
  LINGERING = 4096, ///< Codes that have ended before one of them is used again.
};

struct loam_ffi_callback {
  loam_ffi_callback *next; ///< In its bucket while it has a function, else in the queue of those that ended.
  const loam_ffi_signature *signature;
  loam_runtime *runtime;
  _Atomic loam_handle function; ///< 0: it has ended.
  void *value;                  ///< What the handle holds.
  uint64_t order;               ///< In which they were made.
  _Atomic uint64_t calls;       ///< About, when threads call at once.
  bool is_lent;
  ffi_closure *closure; ///< NULL: its code is a stub.
  void *code;
  char name[128]; ///< Stays behind when it has ended, for messages.
};

static pthread_mutex_t registry_lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
  loam_ffi_callback *buckets[BUCKETS]; ///< By code.
  /// Those that have ended, the oldest first: closures, and stubs.
  struct queue {
    loam_ffi_callback *first, *last;
    uint64_t count;
  } ended[2];
  loam_ffi_callback *fresh; ///< Stubs that nothing has used.
  uint64_t made;
} registry;

static loam_ffi_callback **bucket(const void *code) {
  return &registry.buckets[((uintptr_t)code >> 4) * 0x9E3779B97F4A7C15u >> 54];
}

// Under the lock.
static loam_ffi_callback *find(const void *code) {
  for (loam_ffi_callback *c = *bucket(code); c != NULL; c = c->next)
    if (c->code == code) return c;
  return NULL;
}

// ---- calls ----

static void tell(loam_runtime *runtime, const char *text) {
  if (!loam_call_panic(runtime, text)) fprintf(stderr, "loam: %s\n", text); // on a thread of C: it goes on with zeros
}

// False: there are no results, which has been told.
static bool run(loam_ffi_callback *callback, const uint64_t *words, uint64_t *results) {
  // Without the lock: what else is in the record changes only long after it has ended.
  loam_handle function = atomic_load_explicit(&callback->function, memory_order_acquire);
  loam_runtime *runtime = callback->runtime;
  uint64_t calls = atomic_load_explicit(&callback->calls, memory_order_relaxed);
  atomic_store_explicit(&callback->calls, calls + 1, memory_order_relaxed);
  char text[256];
  if (LOAM_UNLIKELY(function == 0)) {
    snprintf(text, sizeof text, "C called the Go function %s, which it had %s", callback->name,
             callback->is_lent ? "for the length of one call only" : "until it was freed");
    tell(runtime, text);
    return false;
  }
  loam_status status = loam_call_back_value(runtime, callback->value, words, results);
  if (LOAM_LIKELY(status == LOAM_OK)) return true;
  snprintf(text, sizeof text, "the Go function %s that C called did not return: %s", callback->name,
           status == LOAM_PANICKED      ? "it panicked on a thread that is not Go's"
           : status == LOAM_WRONG_STATE ? "the program has ended"
           : status == LOAM_NO_MEMORY   ? "out of memory"
                                        : "it takes more than a callback may");
  tell(runtime, text);
  return false;
}

// By a closure of libffi.
static void called(ffi_cif *cif, void *result, void **arguments, void *user) {
  loam_ffi_callback *callback = user;
  const loam_ffi_signature *signature = callback->signature;
  _Alignas(16) uint64_t words[signature->parameter_words + 1];
  _Alignas(16) uint64_t results[signature->result->words + 2];
  uint64_t *at = words;
  for (uint32_t i = 0; i < signature->count; i++) {
    loam_ffi_to_words(signature->parameters[i], arguments[i], at);
    at += signature->parameters[i]->words;
  }
  const loam_ffi_type *type = signature->result;
  if (!run(callback, words, results)) {
    if (type->words != 0) memset(result, 0, cif->rtype->size < sizeof(ffi_arg) ? sizeof(ffi_arg) : cif->rtype->size);
    return;
  }
  if (type->kind == LOAM_FFI_LONG_DOUBLE)
    loam_ffi_from_words(type, results, result);
  else if (type->words == 1 && type->form->size <= sizeof(ffi_arg))
    *(uint64_t *)result = results[0]; // small ones extended, as libffi wants them
  else if (type->words != 0)
    memcpy(result, results, type->form->size);
}

// By a stub.
uint64_t loam_ffi_stub_called(loam_ffi_callback *callback, const uint64_t *registers) {
  const loam_ffi_signature *signature = callback->signature;
  const uint64_t *integers = registers, *floats = registers + LOAM_FFI_STUB_INTEGERS;
  uint64_t words[LOAM_FFI_STUB_REGISTERS], result = 0;
  for (uint32_t i = 0; i < signature->count; i++) {
    const loam_ffi_type *type = signature->parameters[i];
    bool is_float = type->kind == LOAM_FFI_FLOAT || type->kind == LOAM_FFI_DOUBLE;
    const uint64_t *from = is_float ? floats++ : integers++;
    if (LOAM_LIKELY(type->is_word))
      words[i] = *from;
    else
      loam_ffi_to_words(type, from, &words[i]);
  }
  return run(callback, words, &result) ? result : 0;
}

// ---- making and ending ----

// Under the lock. One that ended long ago, or NULL.
static loam_ffi_callback *take_ended(bool is_stub) {
  struct queue *queue = &registry.ended[is_stub];
  loam_ffi_callback *callback = queue->first;
  if (queue->count <= LINGERING) return NULL;
  queue->first = callback->next;
  if (queue->first == NULL) queue->last = NULL;
  queue->count--;
  return callback;
}

// Under the lock.
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

// Under the lock. NULL: there are no stubs.
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

// Under the lock.
static bool is_taken(loam_runtime *runtime, const char *name) {
  for (uint32_t i = 0; i < BUCKETS; i++)
    for (const loam_ffi_callback *c = registry.buckets[i]; c != NULL; c = c->next)
      if (c->runtime == runtime && !c->is_lent && strcmp(c->name, name) == 0) return true;
  return false;
}

// Under the lock. The Go function's name, with a number when another has it.
static void name_it(loam_ffi_callback *callback, loam_string name) {
  int length = name.length < 100 ? (int)name.length : 100;
  snprintf(callback->name, sizeof callback->name, "%.*s", length, (const char *)name.bytes);
  if (callback->is_lent) return;
  for (unsigned number = 2; is_taken(callback->runtime, callback->name); number++)
    snprintf(callback->name, sizeof callback->name, "%.*s#%u", length, (const char *)name.bytes, number);
}

static void *make(loam_runtime *runtime, const loam_ffi_signature *signature, void *closure, bool is_lent) {
  loam_handle function;
  if (loam_handle_create(runtime, closure, &function) != LOAM_OK) return NULL;
  pthread_mutex_lock(&registry_lock);
  loam_ffi_callback *callback = signature->direct != LOAM_FFI_DIRECT_NOT ? take_stub() : NULL;
  if (callback == NULL) callback = take_closure();
  void *code = NULL;
  if (callback != NULL) {
    code = callback->code;
    callback->signature = signature;
    callback->runtime = runtime;
    callback->value = closure;
    callback->function = function;
    callback->is_lent = is_lent;
    callback->calls = 0;
    callback->order = ++registry.made;
    name_it(callback, (*(loam_function *const *)closure)->name);
    if (callback->closure == NULL ||
        ffi_prep_closure_loc(callback->closure, (ffi_cif *)&signature->cif, called, callback, code) == FFI_OK) {
      callback->next = *bucket(code);
      *bucket(code) = callback;
    } else {
      ffi_closure_free(callback->closure);
      free(callback);
      code = NULL;
    }
  }
  pthread_mutex_unlock(&registry_lock);
  if (code == NULL) (void)loam_handle_release(runtime, function);
  return code;
}

static loam_native_status make_native(loam_context *context, bool is_lent) {
  const loam_ffi_signature *signature = loam_context_user(context);
  void *closure = (void *)loam_argument(context, 0), *code = NULL;
  if (closure != NULL) {
    code = make(context->runtime, signature, closure, is_lent);
    if (code == NULL) return loam_context_panic_error(context, "no memory for a callback");
  }
  loam_argument(context, 1) = (loam_slot)code;
  return LOAM_NATIVE_DONE;
}

loam_native_status loam_ffi_hold(loam_context *context) { return make_native(context, false); }
loam_native_status loam_ffi_lend(loam_context *context) { return make_native(context, true); }

// Under the lock. Answers its handle, which is to be released without the lock.
static loam_handle end(loam_ffi_callback *callback) {
  loam_handle function = callback->function;
  for (loam_ffi_callback **at = bucket(callback->code); *at != NULL; at = &(*at)->next)
    if (*at == callback) {
      *at = callback->next;
      break;
    }
  callback->function = 0;
  callback->next = NULL;
  struct queue *queue = &registry.ended[callback->closure == NULL];
  if (queue->last != NULL)
    queue->last->next = callback;
  else
    queue->first = callback;
  queue->last = callback;
  queue->count++;
  return function;
}

void loam_ffi_take_back(loam_runtime *runtime, const loam_ffi_signature *signature, const uint64_t *words) {
  for (uint32_t i = 0; i < signature->count; words += signature->parameters[i++]->words) {
    if (signature->parameters[i]->kind != LOAM_FFI_CODE || *words == 0) continue;
    pthread_mutex_lock(&registry_lock);
    loam_ffi_callback *callback = find((const void *)(uintptr_t)*words);
    loam_handle function = callback != NULL && callback->is_lent && callback->runtime == runtime ? end(callback) : 0;
    pthread_mutex_unlock(&registry_lock);
    if (function != 0) (void)loam_handle_release(runtime, function);
  }
}

static bool release_code(loam_runtime *runtime, const void *code) {
  pthread_mutex_lock(&registry_lock);
  loam_ffi_callback *callback = find(code);
  loam_handle function = callback != NULL && callback->runtime == runtime ? end(callback) : 0;
  pthread_mutex_unlock(&registry_lock);
  if (function != 0) (void)loam_handle_release(runtime, function);
  return function != 0;
}

bool loam_ffi_callback_release(loam_runtime *runtime, const char *name) {
  const void *code = NULL;
  pthread_mutex_lock(&registry_lock);
  for (uint32_t i = 0; i < BUCKETS; i++)
    for (const loam_ffi_callback *c = registry.buckets[i]; c != NULL; c = c->next)
      if (c->runtime == runtime && !c->is_lent && strcmp(c->name, name) == 0) code = c->code;
  pthread_mutex_unlock(&registry_lock);
  return code != NULL && release_code(runtime, code);
}

typedef struct ordered {
  uint64_t order;
  loam_ffi_callback_info info;
} ordered;

static int by_order(const void *a, const void *b) {
  uint64_t left = ((const ordered *)a)->order, right = ((const ordered *)b)->order;
  return (left > right) - (left < right);
}

uint64_t loam_ffi_callbacks(loam_runtime *runtime, loam_ffi_callback_info *out, uint64_t count) {
  uint64_t found = 0, room = 0;
  ordered *list = NULL;
  pthread_mutex_lock(&registry_lock);
  for (uint32_t i = 0; i < BUCKETS; i++)
    for (const loam_ffi_callback *c = registry.buckets[i]; c != NULL; c = c->next) {
      if (c->runtime != runtime || c->is_lent) continue;
      if (found == room) {
        ordered *longer = realloc(list, (room * 2 + 16) * sizeof *list);
        if (longer == NULL) continue;
        list = longer;
        room = room * 2 + 16;
      }
      ordered *entry = &list[found++];
      entry->order = c->order;
      entry->info = (loam_ffi_callback_info){.type = c->signature->name, .code = c->code, .calls = c->calls};
      memcpy(entry->info.name, c->name, sizeof entry->info.name);
    }
  pthread_mutex_unlock(&registry_lock);
  if (found != 0) qsort(list, found, sizeof *list, by_order);
  for (uint64_t i = 0; i < found && i < count; i++) out[i] = list[i].info;
  free(list);
  return found;
}

void loam_ffi_callbacks_end(loam_runtime *runtime) {
  pthread_mutex_lock(&registry_lock);
  for (uint32_t i = 0; i < BUCKETS; i++)
    for (loam_ffi_callback *c = registry.buckets[i], *next; c != NULL; c = next) {
      next = c->next;
      if (c->runtime == runtime) (void)loam_handle_release(runtime, end(c));
    }
  pthread_mutex_unlock(&registry_lock);
}
