// SPDX-License-Identifier: Apache-2.0
//
// runtime.c — figures, collections, calls in progress (packages runtime and runtime/debug).
#include "frames.h"
#include "loam_heap.h"
#include "loam_snapshot.h"
#include "profile.h"
#include "services.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/// runtime.MemStats, field by field.
typedef struct memory_stats {
  uint64_t alloc, total_alloc, sys, lookups, mallocs, frees;
  uint64_t heap_alloc, heap_sys, heap_idle, heap_inuse, heap_released, heap_objects;
  uint64_t stack_inuse, stack_sys, mspan_inuse, mspan_sys, mcache_inuse, mcache_sys, buck_hash_sys, gc_sys, other_sys;
  uint64_t next_gc, last_gc, pause_total_ns, pause_ns[256], pause_end[256];
  uint32_t num_gc, num_forced_gc;
  double gc_cpu_fraction;
  bool enable_gc, debug_gc;
  struct {
    uint32_t size;
    uint64_t mallocs, frees;
  } by_size[61];
} memory_stats;

// func ReadMemStats(m *MemStats)
NATIVE(ReadMemStats) {
  loam_memory_statistics s;
  loam_runtime_memory_statistics(context->runtime, &s);
  memory_stats *m = POINTER(0);
  if (m == NULL) return loam_context_panic_error(context, "invalid memory address or nil pointer dereference");
  m->alloc = m->heap_alloc = s.heap_allocated;
  m->total_alloc = s.total_allocated;
  m->sys = s.system_total;
  m->lookups = 0;
  m->mallocs = s.mallocs;
  m->frees = s.frees;
  m->heap_sys = s.heap_system;
  m->heap_idle = s.heap_idle;
  m->heap_inuse = s.heap_in_use;
  m->heap_released = s.heap_released;
  m->heap_objects = s.heap_objects;
  m->stack_inuse = s.stack_in_use;
  m->stack_sys = s.stack_system;
  m->mspan_inuse = s.spans_in_use;
  m->mspan_sys = s.spans_system;
  m->mcache_inuse = m->mcache_sys = s.caches_system;
  m->buck_hash_sys = s.profile_system;
  m->gc_sys = s.metadata_system;
  m->other_sys = s.other_system;
  m->next_gc = s.next_goal;
  m->last_gc = s.last_collection_wall;
  m->pause_total_ns = s.pause_total_ns;
  memcpy(m->pause_ns, s.pauses_ns, sizeof m->pause_ns);
  memcpy(m->pause_end, s.pause_ends, sizeof m->pause_end);
  m->num_gc = s.collections;
  m->num_forced_gc = s.forced_collections;
  m->gc_cpu_fraction = s.collector_cpu_fraction;
  m->enable_gc = true;
  m->debug_gc = false;
  for (size_t i = 0; i < sizeof m->by_size / sizeof m->by_size[0]; i++) {
    m->by_size[i].size = s.by_size[i].size;
    m->by_size[i].mallocs = s.by_size[i].mallocs;
    m->by_size[i].frees = s.by_size[i].frees;
  }
  return LOAM_NATIVE_DONE;
}

// func GC()
// Others run before it returns, as they do while Go's waits for its cycle.
NATIVE(GC) {
  loam_context_collect(context);
  return LOAM_NATIVE_YIELD;
}

static loam_native_status finalizer_misuse(loam_context *context, const char *what, const loam_type *type,
                                           const char *rest) {
  char text[256];
  size_t used = 0, room = sizeof text - 1;
  const struct {
    const char *bytes;
    size_t length;
  } parts[] = {{"runtime.SetFinalizer: ", 22},
               {what, strlen(what)},
               {type ? (const char *)type->name.bytes : "", type ? (size_t)type->name.length : 0},
               {rest, strlen(rest)}};
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
    size_t n = parts[i].length < room - used ? parts[i].length : room - used;
    memcpy(text + used, parts[i].bytes, n);
    used += n;
  }
  text[used] = 0;
  return loam_context_fatal(context, text);
}

// func setFinalizer(obj any, finalizer any)
NATIVE(setFinalizer) {
  loam_eface object = loam_argument_eface(context, 0), finalizer = loam_argument_eface(context, 2);
  if (object.type == NULL) return finalizer_misuse(context, "first argument is nil", NULL, "");
  if (object.type->kind != LOAM_KIND_POINTER)
    return finalizer_misuse(context, "first argument is ", object.type, ", not pointer");
  if (object.data == NULL) return finalizer_misuse(context, "first argument is nil pointer", NULL, "");
  if (finalizer.type != NULL) {
    const loam_type *f = finalizer.type;
    if (f->kind != LOAM_KIND_FUNCTION) return finalizer_misuse(context, "second argument is ", f, ", not a function");
    if (f->parameter_count != 1 || (f->flags & LOAM_TYPE_VARIADIC) != 0)
      return finalizer_misuse(context, "cannot pass the object to finalizer ", f, "");
    const loam_type *takes = f->parameters[0];
    bool fits =
        takes == object.type || (takes->kind == LOAM_KIND_POINTER && takes->element == object.type->element) ||
        (takes->kind == LOAM_KIND_INTERFACE &&
         (takes->interface_method_count == 0 || loam_itab_get(context->runtime, takes, object.type, NULL) != NULL));
    if (!fits) return finalizer_misuse(context, "cannot pass the object to finalizer ", f, "");
  }
  loam_place where = loam_where(context->runtime, object.data);
  if (where.kind == LOAM_WHERE_GLOBAL) return LOAM_NATIVE_DONE; // never collected, as in Go
  if (where.kind != LOAM_WHERE_HEAP) return finalizer_misuse(context, "pointer not in heap", NULL, "");
  return loam_context_set_finalizer(context, object, finalizer);
}

// func Gosched()
NATIVE(Gosched) {
  (void)context;
  return LOAM_NATIVE_YIELD;
}

// func Goexit()
NATIVE(Goexit) { return loam_context_goexit(context); }

// func NumGoroutine() int
NATIVE(NumGoroutine) {
  RESULT(0, loam_context_goroutine_count(context));
  return LOAM_NATIVE_DONE;
}

// func GOMAXPROCS(n int) int
NATIVE(GOMAXPROCS) {
  int64_t n = INTEGER(0);
  RESULT(1, loam_runtime_set_workers(context->runtime, n > 0 ? (n < 1024 ? (uint32_t)n : 1024) : 0));
  return LOAM_NATIVE_DONE;
}

// func NumCPU() int
NATIVE(NumCPU) {
  cpu_set_t set;
  CPU_ZERO(&set);
  int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  RESULT(0, (int64_t)count);
  return LOAM_NATIVE_DONE;
}

// func callers(skip int, pcs []uintptr) int
NATIVE(callers) {
  int64_t skip = INTEGER(0), count = 0;
  loam_slice out = SLICE(1);
  loam_frame_info frames[32];
  while (count < out.length) {
    int64_t wanted = out.length - count < 32 ? out.length - count : 32;
    int found = loam_context_frames(context, (int)(skip + count), frames, (int)wanted);
    for (int i = 0; i < found; i++) ((uintptr_t *)out.elements)[count++] = frames[i].pc;
    if (found < wanted) break;
  }
  RESULT(4, count);
  return LOAM_NATIVE_DONE;
}

// func describe(pc uintptr) (name, file string, line int, entry uintptr, first int)
NATIVE(describe) {
  const uint64_t *pc = (const uint64_t *)(loam_argument(context, 0) & ~(uint64_t)7);
  const loam_function *function = loam_runtime_function_at(context->runtime, pc);
  loam_string name = {NULL, 0}, file = {NULL, 0};
  uint64_t line = 0, entry = 0, first = 0;
  if (function != NULL) {
    name = function->name;
    file = function->file;
    line = loam_walk_line(function, (uint32_t)(pc - function->code));
    entry = (uintptr_t)function->code;
    first = function->start_line;
  }
  RESULT_STRING(1, name);
  RESULT_STRING(3, file);
  RESULT(5, line);
  RESULT(6, entry);
  RESULT(7, first);
  return LOAM_NATIVE_DONE;
}

// func stack(buf []byte, all bool) int
NATIVE(stack_text) {
  size_t size = (size_t)SLICE(0).length;
  char *text = malloc(size + 1);
  if (text == NULL) return loam_context_out_of_memory(context);
  size_t used = size ? loam_context_trace(context, INTEGER(3) != 0, text, size) : 0;
  if (used > 0) memcpy(SLICE(0).elements, text, used);
  free(text);
  RESULT(4, used);
  return LOAM_NATIVE_DONE;
}

// func enterInitializer(state *uint64) int
//
// The state is 0, then the address of the goroutine that initialises, then 1. Others wait by letting it run: what
// initialises a library's variable does not block.
NATIVE(enterInitializer) {
  _Atomic uint64_t *state = POINTER(0);
  uint64_t seen = 0;
  if (atomic_compare_exchange_strong(state, &seen, (uint64_t)(uintptr_t)context->goroutine)) {
    RESULT(1, 0);
    return LOAM_NATIVE_DONE;
  }
  bool mine = seen == 1 || seen == (uint64_t)(uintptr_t)context->goroutine;
  RESULT(1, mine ? 1 : 2);
  return mine ? LOAM_NATIVE_DONE : LOAM_NATIVE_YIELD;
}

NATIVE_TABLE(runtime, "runtime", {"GC", GC}, {"GOMAXPROCS", GOMAXPROCS}, {"Goexit", Goexit}, {"Gosched", Gosched},
             {"NumCPU", NumCPU}, {"NumGoroutine", NumGoroutine}, {"ReadMemStats", ReadMemStats}, {"callers", callers},
             {"describe", describe}, {"enterInitializer", enterInitializer},
             {"goroutineProfile", loam_native_goroutine_profile}, {"memProfile", loam_native_mem_profile},
             {"setFinalizer", setFinalizer}, {"stack", stack_text})

// func setPercent(percent int32) int32
NATIVE(setPercent) {
  int32_t old = loam_collect_set_percent(context->runtime, (int32_t)INTEGER(0));
  RESULT(1, (int64_t)old);
  return LOAM_NATIVE_DONE;
}

// func SetMemoryLimit(limit int64) int64
NATIVE(SetMemoryLimit) {
  RESULT(1, loam_runtime_set_memory_limit(context->runtime, INTEGER(0)));
  return LOAM_NATIVE_DONE;
}

// func SetMaxStack(bytes int) int
NATIVE(SetMaxStack) {
  int64_t bytes = INTEGER(0);
  RESULT(1, loam_runtime_set_maximum_stack(context->runtime, bytes < 0 ? 0 : (uint64_t)bytes));
  return LOAM_NATIVE_DONE;
}

// func SetMaxThreads(threads int) int
NATIVE(SetMaxThreads) {
  int64_t threads = INTEGER(0);
  uint32_t count = threads < 1 ? 1 : threads > INT32_MAX ? INT32_MAX : (uint32_t)threads;
  RESULT(1, loam_runtime_set_maximum_threads(context->runtime, count));
  return LOAM_NATIVE_DONE;
}

// func release()
NATIVE(release) {
  loam_release_free_pages(context->runtime, 0);
  return LOAM_NATIVE_DONE;
}

static bool write_descriptor(void *context, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(*(const int *)context, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    length -= (size_t)written;
  }
  return true;
}

// func writeHeapDump(fd int) bool
NATIVE(writeHeapDump) {
  int descriptor = (int)INTEGER(0);
  RESULT(1, loam_snapshot_write(context->runtime, write_descriptor, &descriptor) == LOAM_OK);
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(debug, "runtime/debug", {"SetMaxStack", SetMaxStack}, {"SetMaxThreads", SetMaxThreads},
             {"SetMemoryLimit", SetMemoryLimit}, {"release", release}, {"setPercent", setPercent},
             {"writeHeapDump", writeHeapDump})
