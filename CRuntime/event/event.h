// SPDX-License-Identifier: Apache-2.0
//
// event.h — the writers' side of the event log.
//
// How.      Whoever may have something to record holds a stream: each worker its own, all other threads the log's. Off,
//           a stream's mask is 0, which is all that LOAM_EVENT looks at. A ring has one writer. It says first which
//           record it is about to overwrite (`reserved`), then reads the clock and writes, then says that it has
//           written. A reader copies a record and looks at `reserved` afterwards: when it has come round meanwhile, the
//           copy is dropped and counted as lost. Words of records are atomic, so that none of this is a race.
//           A reader gives out events up to a time before which nothing can come any more: the time at which it looked
//           at the rings, or, of a ring with a write under way, that of its last record.
//           Rings are made and given back with the world stopped, and under the lock of the shared ring and the
//           readers' lock, so no writer has one in hand.
// Upholds.  event.order, event.free
// Fails.    A worker whose ring cannot be made writes into the shared one.
#ifndef LOAM_EVENT_INTERNAL_H
#define LOAM_EVENT_INTERNAL_H

#include "base/lock.h"
#include "base/os.h"
#include "include/loam_event.h"

#pragma GCC visibility push(hidden)

enum { LOAM_EVENT_WORDS = sizeof(loam_event) / 8 };

typedef struct loam_event_ring {
  _Atomic uint64_t reserved; ///< Records whose writing has begun.
  _Atomic uint64_t written;  ///< Records that are complete.
  _Atomic int64_t last;      ///< Time of the newest complete one.
  uint64_t capacity;         ///< A power of two.
  uint64_t delivered;        ///< Given to the sink. writer
  uint64_t unused[3];
  _Atomic uint64_t records[][LOAM_EVENT_WORDS];
} loam_event_ring;

typedef struct loam_event_log loam_event_log;
/// Where one worker, or all other threads, write.
typedef struct loam_event_stream {
  _Atomic uint32_t mask;           ///< Groups that are recorded.
  uint32_t number;                 ///< `worker` of its events.
  _Atomic(loam_event_ring *) ring; ///< NULL: writes into the shared one.
  loam_event_log *log;
} loam_event_stream;

struct loam_event_log {
  loam_runtime *runtime;
  loam_os *os;
  loam_event_stream others; ///< Of threads that are no workers. Its ring is always NULL.
  uint64_t capacity;        ///< Of rings to be made. world stopped
  uint32_t groups;          ///< 0: off. world stopped
  bool one_ring;            ///< Workers have none: the seeded mode. world stopped
  uint32_t generation;      ///< Rises when rings are given back. under read_lock
  void (*sink)(void *context, const loam_event *events, uint64_t count);
  void *context;
  loam_lock write_lock;    ///< Of the shared ring.
  loam_event_ring *shared; ///< Changed under write_lock and read_lock.
  loam_lock read_lock;     ///< Held while a reader has rings in hand.
};

void loam_event_log_init(loam_event_log *log, loam_runtime *runtime);
/// LOAMDEBUG=events=GROUPS: starts the log.
loam_status loam_event_log_switch(loam_event_log *log);
/// Gives all rings back. No thread writes any more.
void loam_event_log_deinit(loam_event_log *log);
/// A worker begins to exist: its stream, with a ring when the log is on. under schedule_lock
void loam_event_attach(loam_event_log *log, loam_event_stream *stream, uint32_t number);
/// It did not come to be.
void loam_event_detach(loam_event_stream *stream);

/// Records unconditionally. Use LOAM_EVENT.
__attribute__((cold, noinline)) void loam_event_write(loam_event_stream *stream, loam_event_kind kind,
                                                      uint64_t goroutine, uint64_t a, uint64_t b, uint64_t c,
                                                      uint64_t d, uint64_t e);
static inline bool loam_event_on(const loam_event_stream *stream, uint32_t group) {
  return LOAM_UNLIKELY((atomic_load_explicit(&stream->mask, memory_order_relaxed) & group) != 0);
}
/// Records when the group is on; the arguments are evaluated only then.
#define LOAM_EVENT(stream, group, kind, goroutine, a, b, c, d, e)                                                      \
  do {                                                                                                                 \
    if (loam_event_on(stream, LOAM_EVENTS_##group))                                                                    \
      loam_event_write(stream, LOAM_EVENT_##kind, goroutine, (uint64_t)(a), (uint64_t)(b), (uint64_t)(c),              \
                       (uint64_t)(d), (uint64_t)(e));                                                                  \
  } while (0)

/// An object of `asked` bytes was handed out; one was swept. When the group HEAP is on.
void loam_event_allocated(loam_event_stream *stream, uintptr_t object, uint64_t asked, bool pointer_free);
void loam_event_freed(loam_event_stream *stream, uintptr_t object, uint64_t size, uint32_t size_class);

/// One argument as text, as in loam_event_describe.
uint64_t loam_event_describe_argument(loam_runtime *runtime, const loam_event *event, uint32_t argument, char *out,
                                      uint64_t size);

/// The reproducible forms of arguments.
uint64_t loam_event_address_of(const loam_event_log *log, uintptr_t address);
/// Of a safepoint word, which says its function; of step functions whose states are lines only that.
uint64_t loam_event_place_of(const uint64_t *safepoint);
/// Of a frame: of such functions with the line.
typedef struct loam_frame loam_frame;
uint64_t loam_event_place_in(const loam_frame *frame);

#pragma GCC visibility pop
#endif
