// SPDX-License-Identifier: Apache-2.0
//
// heap_profile.c — the heap by allocation site: finding sites, records, the file.
//
// How.      The sampler (heap/sample.h) asks for the site of an allocation on the thread that makes it; the frames are
//           those of its worker's goroutine, which every instruction that allocates has saved by then. Paths are never
//           given back, so that only the counts are copied under the lock.
// Upholds.  profile.balance
#include "profile/profile.h"

#include "profile/pprof.h"
#include "runtime.h"
#include "schedule/schedule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static loam_sample_site *find_site(void *context, loam_heap_cache *cache, uint64_t size) {
  loam_runtime *runtime = context;
  const loam_worker *worker = (const loam_worker *)(void *)((char *)cache - offsetof(loam_worker, cache));
  loam_profile_frame frames[LOAM_PATH_FRAMES];
  uint32_t count = worker->goroutine == NULL ? 0 : loam_path_walk(worker->goroutine, frames, LOAM_PATH_FRAMES);
  loam_path *path = loam_paths_get(&runtime->profile.sites, frames, count, size);
  return path == NULL ? NULL : &path->site;
}

void loam_profile_init(loam_runtime *runtime) {
  loam_paths_init(&runtime->profile.sites, &runtime->os);
  loam_lock_init(&runtime->profile.names.lock, LOAM_RANK_PERMANENT, &runtime->bugs);
  runtime->profile.names.sorted = true;
  runtime->heap.sampler.site = find_site;
  runtime->heap.sampler.context = runtime;
}

void loam_profile_deinit(loam_runtime *runtime) {
  loam_paths_deinit(&runtime->profile.sites);
  free(runtime->profile.names.names);
}

static const loam_function *stand_in(loam_runtime *runtime, loam_string name) {
  for (loam_stand_in *known = runtime->profile.stand_ins; known != NULL; known = known->next)
    if (known->function.name.length == name.length &&
        memcmp(known->function.name.bytes, name.bytes, (size_t)name.length) == 0)
      return &known->function;
  loam_stand_in *made = loam_permanent_take(&runtime->permanent, sizeof *made + (uint64_t)name.length, 16);
  if (made == NULL) return NULL;
  uint8_t *bytes = (uint8_t *)(made + 1);
  if (name.length > 0) memcpy(bytes, name.bytes, (size_t)name.length);
  made->function.name = (loam_string){bytes, name.length};
  made->function.flags = LOAM_FUNCTION_GONE;
  made->next = runtime->profile.stand_ins;
  runtime->profile.stand_ins = made;
  return &made->function;
}

bool loam_profile_let_go(loam_runtime *runtime, const loam_function *function) {
  const loam_function *other = stand_in(runtime, function->name);
  if (other == NULL) return false;
  loam_lock_acquire(&runtime->heap.sampler.lock);
  loam_paths_let_go(&runtime->profile.sites, function, other);
  loam_lock_release(&runtime->heap.sampler.lock);
  return true;
}

void loam_profile_begin(loam_runtime *runtime, uint64_t rate) {
  int64_t wanted = loam_knob_value(&runtime->knobs, LOAM_KNOB_HEAPPROFILE);
  if (wanted != 0) rate = (uint64_t)wanted;
  if (rate != 0) loam_sampler_set_rate(&runtime->heap, rate);
}

loam_status loam_profile_set_rate(loam_runtime *runtime, uint64_t bytes) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_sampler_set_rate(&runtime->heap, bytes);
  loam_world_start_asked(runtime, self);
  return LOAM_OK;
}

uint64_t loam_profile_rate(loam_runtime *runtime) {
  if (loam_usable(runtime) != LOAM_OK) return 0;
  return atomic_load_explicit(&runtime->heap.sampler.rate, memory_order_relaxed);
}

loam_status loam_profile_watch_rate(loam_runtime *runtime, const int64_t *variable) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (variable == NULL) return LOAM_INVALID_ARGUMENT;
  // The compile hook calls this when it meets the variable: the world cannot be stopped there.
  loam_worker *self = loam_worker_current(runtime);
  loam_sampler_watch(&runtime->heap, self == NULL ? NULL : &self->cache, variable);
  return LOAM_OK;
}

uint64_t loam_profile_heap_records(loam_runtime *runtime, loam_profile_record *out, uint64_t count) {
  if (loam_usable(runtime) != LOAM_OK || (out == NULL && count > 0)) return 0;
  uint64_t i = 0;
  loam_lock_acquire(&runtime->heap.sampler.lock);
  for (const loam_path *path = runtime->profile.sites.first; path != NULL && i < count; path = path->next)
    out[i++] =
        (loam_profile_record){path->site.size, path->site.allocated, path->site.freed, path->frames, path->count};
  uint64_t all = runtime->profile.sites.count;
  loam_lock_release(&runtime->heap.sampler.lock);
  return all;
}

uint64_t loam_profile_lost(loam_runtime *runtime) {
  if (loam_usable(runtime) != LOAM_OK) return 0;
  loam_lock_acquire(&runtime->heap.sampler.lock);
  uint64_t lost = runtime->heap.sampler.lost;
  loam_lock_release(&runtime->heap.sampler.lock);
  return lost;
}

double loam_profile_scale(uint64_t size, uint64_t rate) {
  return rate <= 1 || size == 0 ? 1 : 1 / (1 - exp(-(double)size / (double)rate));
}

/// All records, to be given back with free(); NULL without memory.
static loam_profile_record *copy_records(loam_runtime *runtime, uint64_t *out_count) {
  uint64_t room = loam_profile_heap_records(runtime, NULL, 0) + 64;
  for (loam_profile_record *records;; room = *out_count + 64) {
    if ((records = loam_os_allocate(&runtime->os, room * sizeof *records)) == NULL) return NULL;
    *out_count = loam_profile_heap_records(runtime, records, room);
    if (*out_count <= room) return records;
    free(records);
  }
}

static const loam_pprof_kind kinds[4] = {
    {"alloc_objects", "count"}, {"alloc_space", "bytes"}, {"inuse_objects", "count"}, {"inuse_space", "bytes"}};

loam_status loam_profile_heap_file(loam_runtime *runtime, loam_profile_heap_kind kind, loam_profile_write write,
                                   void *context) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (write == NULL) return LOAM_INVALID_ARGUMENT;
  uint64_t count, rate = loam_profile_rate(runtime);
  loam_profile_record *records = copy_records(runtime, &count);
  if (records == NULL) return LOAM_NO_MEMORY;
  loam_pprof pprof;
  loam_pprof_begin(&pprof, &runtime->os, write, context, kinds, 4,
                   &(loam_pprof_header){.first = kind == LOAM_PROFILE_ALLOCATED ? "alloc_space" : "inuse_space",
                                        .period_kind = {"space", "bytes"},
                                        .period = (int64_t)rate,
                                        .time = loam_wall(runtime)});
  for (uint64_t i = 0; i < count; i++) {
    const loam_profile_record *record = &records[i];
    double scale = loam_profile_scale(record->size, rate);
    double allocated = (double)record->allocated * scale, live = (double)(record->allocated - record->freed) * scale;
    int64_t values[4] = {(int64_t)allocated, (int64_t)(allocated * (double)record->size), (int64_t)live,
                         (int64_t)(live * (double)record->size)};
    loam_pprof_sample(&pprof, record->frames, record->frame_count, values, "bytes", (int64_t)record->size);
  }
  free(records);
  return loam_pprof_end(&pprof);
}
