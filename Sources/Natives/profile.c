// SPDX-License-Identifier: Apache-2.0
//
// profile.c — profiles of memory and goroutines (packages runtime and runtime/pprof).
#include "profile.h"
#include "loam_profile.h"
#include "services.h"

#include <stdlib.h>

enum { STACK_RECORD = 32 }; ///< Length of Stack0.

/// Return addresses as Callers gives them, up to a 0 or the end.
static void fill_stack(uintptr_t *out, const loam_profile_frame *frames, uint32_t count) {
  for (uint32_t i = 0; i < STACK_RECORD; i++) out[i] = i < count ? (uintptr_t)(frames[i].pc + 1) : 0;
}

/// runtime.MemProfileRecord.
typedef struct mem_profile_record {
  int64_t allocated_bytes, freed_bytes, allocated, freed;
  uintptr_t stack[STACK_RECORD];
} mem_profile_record;

// func memProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool)
loam_native_status loam_native_mem_profile(loam_context *context) {
  uint64_t room = 0, count = 0;
  loam_profile_record *records = NULL;
  while ((count = loam_profile_heap_records(context->runtime, records, room)) > room) {
    free(records);
    room = count + 64;
    if ((records = malloc(room * sizeof *records)) == NULL) return loam_context_out_of_memory(context);
  }
  loam_slice out = SLICE(0);
  bool all = (INTEGER(3) & 1) != 0;
  int64_t n = 0;
  for (uint64_t i = 0; i < count; i++) n += all || records[i].allocated != records[i].freed;
  bool fits = n <= out.length;
  mem_profile_record *to = out.elements;
  for (uint64_t i = 0; i < count && fits; i++) {
    const loam_profile_record *r = &records[i];
    if (!all && r->allocated == r->freed) continue;
    *to = (mem_profile_record){(int64_t)(r->allocated * r->size),
                               (int64_t)(r->freed * r->size),
                               (int64_t)r->allocated,
                               (int64_t)r->freed,
                               {0}};
    fill_stack((to++)->stack, r->frames, r->frame_count);
  }
  free(records);
  RESULT(4, n);
  RESULT(5, fits);
  return LOAM_NATIVE_DONE;
}

typedef struct stack_records {
  uintptr_t (*stacks)[STACK_RECORD];
  int64_t count, room;
} stack_records;

static bool add_goroutines(void *context, const loam_profile_frame *frames, uint32_t count, uint64_t goroutines) {
  stack_records *out = context;
  for (uint64_t i = 0; i < goroutines; i++, out->count++)
    if (out->count < out->room) fill_stack(out->stacks[out->count], frames, count);
  return true;
}

// func goroutineProfile(p []StackRecord) (n int, ok bool)
loam_native_status loam_native_goroutine_profile(loam_context *context) {
  loam_slice slice = SLICE(0);
  stack_records all = {NULL, 0, slice.length};
  // The records may lie on this goroutine's stack, which does not move while it asks.
  all.stacks = slice.elements;
  if (loam_profile_each_goroutine(context->runtime, add_goroutines, &all) != LOAM_OK)
    return loam_context_out_of_memory(context);
  RESULT(3, all.count);
  RESULT(4, all.count <= all.room);
  return LOAM_NATIVE_DONE;
}

typedef struct memory_file {
  char *bytes;
  size_t used, room;
} memory_file;

static bool write_memory(void *context, const char *bytes, size_t length) {
  memory_file *file = context;
  if (file->room - file->used < length) {
    size_t room = 2 * (file->used + length);
    char *more = realloc(file->bytes, room);
    if (more == NULL) return false;
    file->bytes = more;
    file->room = room;
  }
  memcpy(file->bytes + file->used, bytes, length);
  file->used += length;
  return true;
}

/// The result []byte at word `at`: a copy of the file, or nil.
static loam_native_status give_file(loam_context *context, uint32_t at, loam_status status, memory_file *file) {
  bool ok = status == LOAM_OK;
  loam_string copy = {NULL, 0};
  if (ok) copy = loam_context_string(context, file->bytes, (int64_t)file->used, &ok);
  free(file->bytes);
  loam_argument_slice(context, at) = (loam_slice){(void *)copy.bytes, copy.length, copy.length};
  return LOAM_NATIVE_DONE;
}

// func profileFile(kind int) []byte
NATIVE(profileFile) {
  enum { HEAP = 1, ALLOCS, GOROUTINE, STACK };
  memory_file file = {0};
  loam_status status = LOAM_INVALID_ARGUMENT;
  loam_runtime *runtime = context->runtime;
  switch (INTEGER(0)) {
  case HEAP:
    status = loam_profile_heap_file(runtime, LOAM_PROFILE_IN_USE, write_memory, &file);
    break;
  case ALLOCS:
    status = loam_profile_heap_file(runtime, LOAM_PROFILE_ALLOCATED, write_memory, &file);
    break;
  case GOROUTINE:
    status = loam_profile_goroutine_file(runtime, write_memory, &file);
    break;
  case STACK:
    status = loam_profile_stack_file(runtime, write_memory, &file);
    break;
  }
  return give_file(context, 1, status, &file);
}

// func countFile(name string, stacks []uintptr) []byte
NATIVE(countFile) {
  memory_file file = {0};
  loam_slice stacks = SLICE(2);
  loam_status status = loam_profile_count_file(context->runtime, STRING(0), stacks.elements, (uint64_t)stacks.length,
                                               write_memory, &file);
  return give_file(context, 5, status, &file);
}

// func sampleRate() int
NATIVE(sampleRate) {
  RESULT(0, loam_profile_rate(context->runtime));
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(pprof, "runtime/pprof", {"countFile", countFile}, {"profileFile", profileFile}, {"sampleRate", sampleRate})
