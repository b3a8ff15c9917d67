// SPDX-License-Identifier: Apache-2.0
//
// reader.c — copies events out of the rings, merged by time, while they are being written.
//
// How.      A reader has a place in each ring and one event of each in hand; it gives the earliest one out as long as
//           nothing earlier can come (event.h).
// Upholds.  event.order
// Threads.  One at a time for each reader; the readers' lock keeps rings from being given back meanwhile.
#include "event/event.h"
#include "schedule/schedule.h"

#include <stdlib.h>

enum { RINGS = LOAM_WORKERS_MOST + 1, PATIENCE = 1000 };

typedef struct place {
  uint64_t next; ///< Number of the record to be read next.
  uint64_t end;  ///< Records that were complete when this call began.
  loam_event event;
  bool in_hand;
} place;

struct loam_event_reader {
  loam_event_log *log;
  uint32_t generation;
  uint64_t lost;
  place places[RINGS]; ///< [0] is the shared ring's, [i + 1] worker i's.
};

loam_event_reader *loam_event_reader_create(loam_runtime *runtime) {
  if (loam_usable(runtime) != LOAM_OK) return NULL;
  loam_event_reader *reader = loam_os_allocate(&runtime->os, sizeof *reader);
  if (reader != NULL) reader->log = &runtime->events;
  return reader;
}

void loam_event_reader_destroy(loam_event_reader *reader) { free(reader); }

uint64_t loam_event_reader_lost(const loam_event_reader *reader) { return reader == NULL ? 0 : reader->lost; }

static loam_event_ring *ring_of(loam_event_log *log, uint32_t number) {
  if (number == 0) return log->shared;
  return atomic_load_explicit(&atomic_load(&log->runtime->workers[number - 1])->events.ring, memory_order_acquire);
}

/// Up to which time this ring is known; sets the place's end.
static int64_t look(loam_event_ring *ring, place *at, int64_t now) {
  for (int i = 0; i < PATIENCE; i++) {
    at->end = atomic_load(&ring->written);
    if (atomic_load(&ring->reserved) == at->end) return now;
    loam_pause();
  }
  return atomic_load_explicit(&ring->last, memory_order_relaxed);
}

/// Takes the next record of the ring in hand, unless all are read.
static void take(loam_event_reader *reader, loam_event_ring *ring, place *at) {
  union {
    loam_event event;
    uint64_t words[LOAM_EVENT_WORDS];
  } record;
  while (at->next < at->end) {
    _Atomic uint64_t *words = ring->records[at->next & (ring->capacity - 1)];
    for (uint32_t i = 0; i < LOAM_EVENT_WORDS; i++)
      record.words[i] = atomic_load_explicit(&words[i], memory_order_acquire);
    uint64_t reserved = atomic_load(&ring->reserved);
    if (reserved > at->next + ring->capacity) {
      uint64_t oldest = reserved - ring->capacity;
      reader->lost += oldest - at->next;
      at->next = oldest;
      if (at->end < oldest) at->end = oldest;
      continue;
    }
    loam_require(&reader->log->runtime->bugs, record.event.sequence == (uint32_t)at->next, "event.order",
                 "a record of a ring has another's number");
    at->event = record.event;
    at->in_hand = true;
    at->next++;
    return;
  }
}

static uint64_t read_locked(loam_event_reader *reader, uint32_t rings, int64_t now, loam_event *out, uint64_t count) {
  loam_event_log *log = reader->log;
  int64_t horizon = now;
  for (uint32_t i = 0; i < rings; i++) {
    loam_event_ring *ring = ring_of(log, i);
    if (ring == NULL) continue;
    int64_t known = look(ring, &reader->places[i], now);
    if (known < horizon) horizon = known;
  }
  uint64_t got = 0;
  while (got < count) {
    place *first = NULL;
    for (uint32_t i = 0; i < rings; i++) {
      place *at = &reader->places[i];
      loam_event_ring *ring = ring_of(log, i);
      if (ring == NULL) continue;
      if (!at->in_hand) take(reader, ring, at);
      if (at->in_hand && at->event.time <= horizon && (first == NULL || at->event.time < first->event.time)) first = at;
    }
    if (first == NULL) break;
    out[got++] = first->event;
    first->in_hand = false;
  }
  return got;
}

uint64_t loam_event_reader_read(loam_event_reader *reader, loam_event *out, uint64_t count) {
  if (reader == NULL || out == NULL) return 0;
  loam_event_log *log = reader->log;
  uint64_t got = 0;
  // A worker begins to write before it is counted, but under this lock: none that is not counted here has written yet.
  loam_lock_acquire(&log->runtime->schedule_lock);
  uint32_t rings = 1 + atomic_load(&log->runtime->worker_count);
  int64_t now = loam_clock(log->runtime);
  loam_lock_release(&log->runtime->schedule_lock);
  loam_lock_acquire(&log->read_lock);
  if (reader->generation != log->generation) {
    reader->generation = log->generation;
    for (uint32_t i = 0; i < RINGS; i++) reader->places[i] = (place){0};
  }
  if (log->shared != NULL && log->sink == NULL) got = read_locked(reader, rings, now, out, count);
  loam_lock_release(&log->read_lock);
  return got;
}
