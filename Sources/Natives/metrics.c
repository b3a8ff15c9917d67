// SPDX-License-Identifier: Apache-2.0
//
// metrics.c — the runtime's figures by name (package runtime/metrics).
//
// How.      A reading is a loam_metrics, all of whose fields are words; the table says where in it each name lies.
#include "loam_metrics.h"
#include "natives.h"

#include <stddef.h>

/// As the constants of the package.
enum { COUNT, SECONDS, TIMES, SIZES };
enum { TIME_COUNTS = 162, SIZE_COUNTS = 68 };
_Static_assert(TIME_COUNTS == LOAM_TIME_COUNTS && SIZE_COUNTS == LOAM_HEAP_CLASSES, "as the constants of the package");
_Static_assert(sizeof(loam_metrics) % 8 == 0, "a reading is words");

typedef struct entry {
  const char *name;
  uint32_t offset, form;
} entry;

#define AT(name, form, field)                                                                                          \
  { name, offsetof(loam_metrics, field), form }
// Sorted by name.
static const entry table[] = {
    AT("/cpu/classes/gc/mark/assist:cpu-seconds", SECONDS, cpu_assist),
    AT("/cpu/classes/gc/mark/dedicated:cpu-seconds", SECONDS, cpu_dedicated),
    AT("/cpu/classes/gc/mark/idle:cpu-seconds", SECONDS, cpu_idle_marking),
    AT("/cpu/classes/gc/pause:cpu-seconds", SECONDS, cpu_pause),
    AT("/cpu/classes/gc/total:cpu-seconds", SECONDS, cpu_collect),
    AT("/cpu/classes/idle:cpu-seconds", SECONDS, cpu_idle),
    AT("/cpu/classes/scavenge/assist:cpu-seconds", SECONDS, cpu_scavenge_assist),
    AT("/cpu/classes/scavenge/background:cpu-seconds", SECONDS, cpu_scavenge_background),
    AT("/cpu/classes/scavenge/total:cpu-seconds", SECONDS, cpu_scavenge),
    AT("/cpu/classes/total:cpu-seconds", SECONDS, cpu_total),
    AT("/cpu/classes/user:cpu-seconds", SECONDS, cpu_user),
    AT("/gc/cleanups/executed:cleanups", COUNT, cleanups_executed),
    AT("/gc/cleanups/queued:cleanups", COUNT, cleanups_queued),
    AT("/gc/cycles/automatic:gc-cycles", COUNT, cycles_automatic),
    AT("/gc/cycles/forced:gc-cycles", COUNT, cycles_forced),
    AT("/gc/cycles/total:gc-cycles", COUNT, cycles),
    AT("/gc/finalizers/executed:finalizers", COUNT, finalizers_executed),
    AT("/gc/finalizers/queued:finalizers", COUNT, finalizers_queued),
    AT("/gc/gogc:percent", COUNT, percent),
    AT("/gc/gomemlimit:bytes", COUNT, limit),
    AT("/gc/heap/allocs-by-size:bytes", SIZES, allocated_by_size),
    AT("/gc/heap/allocs:bytes", COUNT, allocated_bytes),
    AT("/gc/heap/allocs:objects", COUNT, allocated_objects),
    AT("/gc/heap/frees-by-size:bytes", SIZES, freed_by_size),
    AT("/gc/heap/frees:bytes", COUNT, freed_bytes),
    AT("/gc/heap/frees:objects", COUNT, freed_objects),
    AT("/gc/heap/goal:bytes", COUNT, goal),
    AT("/gc/heap/live:bytes", COUNT, live),
    AT("/gc/heap/objects:objects", COUNT, objects),
    AT("/gc/heap/tiny/allocs:objects", COUNT, tiny_objects),
    AT("/gc/limiter/last-enabled:gc-cycle", COUNT, last_limited),
    AT("/gc/pauses:seconds", TIMES, pauses_collect),
    AT("/gc/scan/globals:bytes", COUNT, scan_globals),
    AT("/gc/scan/heap:bytes", COUNT, scan_heap),
    AT("/gc/scan/stack:bytes", COUNT, scan_stacks),
    AT("/gc/scan/total:bytes", COUNT, scan_total),
    AT("/gc/stack/starting-size:bytes", COUNT, first_stack),
    AT("/memory/classes/heap/free:bytes", COUNT, memory.heap_free),
    AT("/memory/classes/heap/objects:bytes", COUNT, memory.heap_objects),
    AT("/memory/classes/heap/released:bytes", COUNT, memory.heap_released),
    AT("/memory/classes/heap/stacks:bytes", COUNT, memory.stacks),
    AT("/memory/classes/heap/unused:bytes", COUNT, memory.heap_unused),
    AT("/memory/classes/metadata/mcache/free:bytes", COUNT, memory.caches_free),
    AT("/memory/classes/metadata/mcache/inuse:bytes", COUNT, memory.caches),
    AT("/memory/classes/metadata/mspan/free:bytes", COUNT, memory.spans_free),
    AT("/memory/classes/metadata/mspan/inuse:bytes", COUNT, memory.spans),
    AT("/memory/classes/metadata/other:bytes", COUNT, memory.collector),
    AT("/memory/classes/os-stacks:bytes", COUNT, memory.machine_stacks),
    AT("/memory/classes/other:bytes", COUNT, memory.other),
    AT("/memory/classes/profiling/buckets:bytes", COUNT, memory.profile),
    AT("/memory/classes/total:bytes", COUNT, memory.total),
    AT("/sched/gomaxprocs:threads", COUNT, processors),
    AT("/sched/goroutines-created:goroutines", COUNT, goroutines_created),
    AT("/sched/goroutines/not-in-go:goroutines", COUNT, blocked),
    AT("/sched/goroutines/runnable:goroutines", COUNT, runnable),
    AT("/sched/goroutines/running:goroutines", COUNT, running),
    AT("/sched/goroutines/waiting:goroutines", COUNT, waiting),
    AT("/sched/goroutines:goroutines", COUNT, goroutines),
    AT("/sched/latencies:seconds", TIMES, latencies),
    AT("/sched/pauses/stopping/gc:seconds", TIMES, stopping_collect),
    AT("/sched/pauses/stopping/other:seconds", TIMES, stopping_other),
    AT("/sched/pauses/total/gc:seconds", TIMES, pauses_collect),
    AT("/sched/pauses/total/other:seconds", TIMES, pauses_other),
    AT("/sched/threads/total:threads", COUNT, threads),
    AT("/sync/mutex/wait/total:seconds", SECONDS, mutex_wait),
};

// func size() int
NATIVE(size) {
  RESULT(0, sizeof(loam_metrics) / 8);
  return LOAM_NATIVE_DONE;
}

// func take(words []uint64)
NATIVE(take) {
  loam_slice words = SLICE(0);
  loam_metrics reading;
  loam_runtime_metrics(context->runtime, &reading);
  if ((uint64_t)words.length >= sizeof reading / 8) memcpy(words.elements, &reading, sizeof reading);
  return LOAM_NATIVE_DONE;
}

// func find(name string) (word, form int)
NATIVE(find) {
  loam_string name = STRING(0);
  size_t low = 0, high = sizeof table / sizeof table[0];
  while (low < high) {
    size_t middle = low + (high - low) / 2, length = strlen(table[middle].name);
    size_t common = (size_t)name.length < length ? (size_t)name.length : length;
    int order = memcmp(name.bytes, table[middle].name, common);
    if (order == 0 && (size_t)name.length == length) {
      RESULT(2, table[middle].offset / 8);
      RESULT(3, table[middle].form);
      return LOAM_NATIVE_DONE;
    }
    if (order > 0 || (order == 0 && (size_t)name.length > length))
      low = middle + 1;
    else
      high = middle;
  }
  RESULT(2, (int64_t)-1);
  RESULT(3, 0);
  return LOAM_NATIVE_DONE;
}

// func bounds(seconds, sizes []float64)
NATIVE(bounds) {
  loam_slice seconds = SLICE(0), sizes = SLICE(3);
  for (int64_t i = 0; i < seconds.length; i++) ((double *)seconds.elements)[i] = loam_time_bound((uint32_t)i);
  for (int64_t i = 0; i < sizes.length; i++) ((double *)sizes.elements)[i] = loam_size_bound((uint32_t)i);
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(metrics, "runtime/metrics", {"bounds", bounds}, {"find", find}, {"size", size}, {"take", take})
