// SPDX-License-Identifier: Apache-2.0
//
// loam_profile.h — where a program's memory comes from: heap by allocation site, stacks by function, goroutines by
// where they stand; as records, and as files for `go tool pprof` (profile.proto, not compressed).
//
// Heap.    Allocations are sampled as Go samples them: a byte in `rate` on average, with the object it lies in, so that
//          large objects are met more often; figures in files are scaled back, without bias for any size. Rate 1 is
//          exact: every object counts, also those of less than 16 bytes, which then get blocks of their own, and for
//          each site and in total allocated - freed = live; at other rates the block that they share is one object, of
//          where its first was allocated, as in Go. Sizes are those of the objects' rooms, as in loam_heap.h,
//          and live means the same as there: what is dead but not swept yet is live. Counts begin when sampling does.
// Stacks.  All blocks of goroutine stacks, as in loam_stack_statistics: the bytes of each frame at the path of its
//          function, what is not used at a frame named LOAM_PROFILE_UNUSED, innermost.
// Errors.  As everywhere (loam_base.h). LOAM_EXITED: a callback answered false.
#ifndef LOAM_PROFILE_H
#define LOAM_PROFILE_H

#include "loam_base.h"

LOAM_BEGIN_DECLARATIONS

enum {
  LOAM_PATH_FRAMES = 128,             ///< Most frames of a path; outer ones are left out.
  LOAM_PROFILE_USUAL_RATE = 512 << 10 ///< Go's.
};
#define LOAM_PROFILE_UNUSED "[unused]"

/// A call in progress, as traces show it.
typedef struct loam_profile_frame {
  const loam_function *function; ///< NULL: the unused part of a stack.
  const uint64_t *pc;            ///< In its code: the instruction that it stands at.
  uint32_t line;
} loam_profile_frame;

/// Objects of one size from one place. Counts are those of sampled objects, not scaled.
typedef struct loam_profile_record {
  uint64_t size;                    ///< Bytes of one.
  uint64_t allocated, freed;        ///< Objects.
  const loam_profile_frame *frames; ///< Innermost first. They live as long as the runtime.
  uint32_t frame_count;
} loam_profile_record;

// ---- the heap ----

/// From here on a byte in `bytes` is sampled; 1: every object; 0: none, and what was sampled before is still followed.
/// Stops the world. LOAMDEBUG=heapprofile=N and configuration.heap_profile_rate set it from the start.
LOAM_EXPORT loam_status loam_profile_set_rate(loam_runtime *runtime, uint64_t bytes);
/// The rate as it stands; 0: off.
LOAM_EXPORT uint64_t loam_profile_rate(loam_runtime *runtime);
/// Takes the rate from a variable of the program's (runtime.MemProfileRate), which is 0 or less for off, as it is now
/// and whenever it has changed. The first change holds for every allocation after it, but for those of other workers
/// that were running when this was called (up to 64 of each size); until then allocation is slower. Requires: the
/// variable lives as long as the runtime. Any thread, also in the compile hook.
LOAM_EXPORT loam_status loam_profile_watch_rate(loam_runtime *runtime, const int64_t *variable);
/// Fills at most `count` records, returns how many there are. Stops nobody.
LOAM_EXPORT uint64_t loam_profile_heap_records(loam_runtime *runtime, loam_profile_record *out, uint64_t count);
/// Objects that were to be sampled and for which there was no memory. Stops nobody.
LOAM_EXPORT uint64_t loam_profile_lost(loam_runtime *runtime);

// ---- files ----

/// Takes the next bytes of a file; false: it cannot, and nothing more is written. The calling thread.
typedef bool (*loam_profile_write)(void *context, const char *bytes, size_t length);

/// What a file of the heap shows first.
typedef enum LOAM_CLOSED_ENUM loam_profile_heap_kind {
  LOAM_PROFILE_IN_USE = 0, ///< inuse_space
  LOAM_PROFILE_ALLOCATED,  ///< alloc_space
} loam_profile_heap_kind;
/// The heap profile: alloc_objects, alloc_space, inuse_objects and inuse_space. Stops nobody.
LOAM_EXPORT loam_status loam_profile_heap_file(loam_runtime *runtime, loam_profile_heap_kind kind,
                                               loam_profile_write write, void *context);

// ---- goroutines and their stacks: they stop the world while stacks are walked ----

/// Calls `visit` for each path that goroutines stand at with their number. LOAM_NO_MEMORY.
LOAM_EXPORT loam_status loam_profile_each_goroutine(loam_runtime *runtime,
                                                    bool (*visit)(void *context, const loam_profile_frame *frames,
                                                                  uint32_t count, uint64_t goroutines),
                                                    void *context);
/// Calls `visit` for each path with the bytes of stacks that its innermost frame takes. LOAM_NO_MEMORY.
LOAM_EXPORT loam_status loam_profile_each_stack(loam_runtime *runtime,
                                                bool (*visit)(void *context, const loam_profile_frame *frames,
                                                              uint32_t count, uint64_t bytes),
                                                void *context);
/// The same as files: goroutine (count) and stack_space (bytes).
LOAM_EXPORT loam_status loam_profile_goroutine_file(loam_runtime *runtime, loam_profile_write write, void *context);
LOAM_EXPORT loam_status loam_profile_stack_file(loam_runtime *runtime, loam_profile_write write, void *context);

/// A file that counts paths of the host's choice: return addresses (loam_context_frames), innermost first, each path
/// ended by a 0. `type` names what is counted.
LOAM_EXPORT loam_status loam_profile_count_file(loam_runtime *runtime, loam_string type, const uintptr_t *addresses,
                                                uint64_t count, loam_profile_write write, void *context);

LOAM_END_DECLARATIONS

#endif
