// SPDX-License-Identifier: Apache-2.0
//
// event.c — the event log: its rings, starting and stopping, and the writer.
//
// How.      See event.h. A record is written with releasing stores behind the store of `reserved`, so whoever reads a
//           word of it sees that its old contents are gone. The store of `reserved` stands before the reading of the
//           clock for everybody, so a reader that sees no write under way knows that later events are later in time.
// Upholds.  event.order, event.free
// Fails.    LOAM_NO_MEMORY with the log off as before.
#include "event/event.h"
#include "base/bits.h"
#include "schedule/schedule.h"

#include <string.h>

enum { RING_LEAST = 16, RING_DEFAULT = 1 << 16 };
#define RING_MOST (1ull << 32) // a sequence number tells apart what a ring holds

// ---- rings ----

static uint64_t ring_bytes(uint64_t capacity) {
  return sizeof(loam_event_ring) + capacity * LOAM_EVENT_WORDS * sizeof(uint64_t);
}

static loam_event_ring *make_ring(loam_os *os, uint64_t capacity) {
  loam_event_ring *ring = loam_os_map(os, ring_bytes(capacity));
  if (ring != NULL) ring->capacity = capacity;
  return ring;
}

static void free_ring(loam_os *os, loam_event_ring *ring) {
  if (ring == NULL) return;
  uint64_t bytes = ring_bytes(ring->capacity);
  loam_os_unmap(os, ring, bytes, bytes);
}

static void deliver(loam_event_log *log, loam_event_ring *ring) {
  uint64_t count = atomic_load_explicit(&ring->written, memory_order_relaxed) - ring->delivered;
  if (count == 0) return;
  // The writer itself reads its own ring, from its first record: no word of it changes meanwhile.
  log->sink(log->context, (const loam_event *)(const void *)ring->records, count);
  ring->delivered += count;
}

// ---- writing ----

static void put(loam_event_log *log, loam_event_ring *ring, const loam_event *event) {
  uint64_t number = atomic_load_explicit(&ring->written, memory_order_relaxed);
  if (log->sink != NULL && number - ring->delivered == ring->capacity) deliver(log, ring);
  atomic_store(&ring->reserved, number + 1);
  int64_t time = loam_clock(log->runtime);
  union {
    loam_event event;
    uint64_t words[LOAM_EVENT_WORDS];
  } record = {*event};
  record.event.time = time;
  record.event.sequence = (uint32_t)number;
  _Atomic uint64_t *words = ring->records[number & (ring->capacity - 1)];
  for (uint32_t i = 0; i < LOAM_EVENT_WORDS; i++)
    atomic_store_explicit(&words[i], record.words[i], memory_order_release);
  atomic_store_explicit(&ring->last, time, memory_order_relaxed);
  atomic_store_explicit(&ring->written, number + 1, memory_order_release);
}

void loam_event_write(loam_event_stream *stream, loam_event_kind kind, uint64_t goroutine, uint64_t a, uint64_t b,
                      uint64_t c, uint64_t d, uint64_t e) {
  loam_event_log *log = stream->log;
  loam_event event = {
      .goroutine = goroutine, .kind = (uint16_t)kind, .worker = (uint16_t)stream->number, .arguments = {a, b, c, d, e}};
  loam_event_ring *ring = atomic_load_explicit(&stream->ring, memory_order_acquire);
  if (ring != NULL) {
    put(log, ring, &event);
    return;
  }
  loam_lock_acquire(&log->write_lock);
  // Another thread may have looked at the mask before the log was stopped or its rings were given back.
  if (log->shared != NULL && log->groups != 0) put(log, log->shared, &event);
  loam_lock_release(&log->write_lock);
}

// ---- starting and stopping ----

void loam_event_log_init(loam_event_log *log, loam_runtime *runtime) {
  *log = (loam_event_log){.runtime = runtime, .os = &runtime->os};
  log->others.number = LOAM_EVENT_OTHERS;
  log->others.log = log;
  loam_lock_init(&log->read_lock, LOAM_RANK_EVENTS_READ, &runtime->bugs);
  loam_lock_init(&log->write_lock, LOAM_RANK_EVENTS_WRITE, &runtime->bugs);
}

void loam_event_attach(loam_event_log *log, loam_event_stream *stream, uint32_t number) {
  stream->number = number;
  stream->log = log;
  if (log->groups == 0) return;
  if (!log->one_ring) atomic_store(&stream->ring, make_ring(log->os, log->capacity));
  atomic_store(&stream->mask, log->groups);
}

void loam_event_detach(loam_event_stream *stream) { free_ring(stream->log->os, atomic_exchange(&stream->ring, NULL)); }

/// Calls `visit` for every stream, the shared one first.
static void each_stream(loam_event_log *log, void (*visit)(loam_event_log *log, loam_event_stream *stream)) {
  visit(log, &log->others);
  uint32_t workers = atomic_load(&log->runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) visit(log, &atomic_load(&log->runtime->workers[i])->events);
}

static void switch_on(loam_event_log *log, loam_event_stream *stream) {
  if (stream != &log->others) loam_event_attach(log, stream, stream->number);
  atomic_store(&stream->mask, log->groups);
}

static void switch_off(loam_event_log *log, loam_event_stream *stream) {
  atomic_store(&stream->mask, 0);
  loam_event_ring *ring = stream == &log->others ? log->shared : atomic_load(&stream->ring);
  if (log->sink != NULL && ring != NULL) deliver(log, ring);
}

static void take_ring(loam_event_log *log, loam_event_stream *stream) {
  free_ring(log->os, atomic_exchange(&stream->ring, NULL));
}

/// The world stands still and no worker begins to exist: nobody writes but other threads, under write_lock.
static loam_worker *stand_still(loam_runtime *runtime) {
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_lock_acquire(&runtime->schedule_lock);
  return self;
}

static void go_on(loam_runtime *runtime, loam_worker *self) {
  loam_lock_release(&runtime->schedule_lock);
  loam_world_start_asked(runtime, self);
}

static void stop_stopped(loam_event_log *log) {
  if (log->groups & LOAM_EVENTS_HEAP) loam_heap_set_single(&log->runtime->heap, false);
  loam_lock_acquire(&log->write_lock);
  if (log->groups != 0) each_stream(log, switch_off);
  log->groups = 0;
  loam_lock_release(&log->write_lock);
}

static void discard_stopped(loam_event_log *log) {
  loam_lock_acquire(&log->read_lock);
  loam_lock_acquire(&log->write_lock);
  each_stream(log, take_ring);
  free_ring(log->os, log->shared);
  log->shared = NULL;
  log->generation++;
  loam_lock_release(&log->write_lock);
  loam_lock_release(&log->read_lock);
}

void loam_event_log_deinit(loam_event_log *log) {
  if (log->os == NULL) return;
  stop_stopped(log);
  discard_stopped(log);
}

void loam_events_configuration_init(loam_events_configuration *configuration) {
  if (configuration == NULL) return;
  *configuration = (loam_events_configuration){.groups = LOAM_EVENTS_ALL & ~(LOAM_EVENTS_SLOTS | LOAM_EVENTS_HEAP)};
}

static loam_status start_stopped(loam_event_log *log, const loam_events_configuration *configuration,
                                 uint64_t capacity) {
  loam_runtime *runtime = log->runtime;
  if (log->groups != 0) return LOAM_WRONG_STATE;
  loam_event_ring *shared = make_ring(log->os, capacity);
  if (shared == NULL) return LOAM_NO_MEMORY;
  discard_stopped(log);
  if (configuration->groups & LOAM_EVENTS_HEAP) loam_heap_set_single(&runtime->heap, true);
  loam_lock_acquire(&log->read_lock);
  loam_lock_acquire(&log->write_lock);
  log->capacity = capacity;
  log->groups = configuration->groups;
  log->sink = configuration->sink;
  log->context = configuration->context;
  log->one_ring = runtime->seeded;
  log->shared = shared;
  each_stream(log, switch_on);
  loam_lock_release(&log->write_lock);
  loam_lock_release(&log->read_lock);
  return LOAM_OK;
}

loam_status loam_events_start(loam_runtime *runtime, const loam_events_configuration *configuration) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  loam_events_configuration defaults;
  loam_events_configuration_init(&defaults);
  if (configuration == NULL) configuration = &defaults;
  uint64_t capacity = configuration->ring_size == 0 ? RING_DEFAULT : configuration->ring_size;
  if (capacity < RING_LEAST) capacity = RING_LEAST;
  if ((configuration->groups & LOAM_EVENTS_ALL) == 0 || configuration->groups & ~(uint32_t)LOAM_EVENTS_ALL ||
      capacity > RING_MOST)
    return LOAM_INVALID_ARGUMENT;
  if (!loam_is_power_of_two(capacity)) capacity = 2ull << loam_bits_highest(capacity);
  loam_worker *self = stand_still(runtime);
  loam_status status = start_stopped(&runtime->events, configuration, capacity);
  go_on(runtime, self);
  return status;
}

loam_status loam_event_log_switch(loam_event_log *log) {
  loam_events_configuration configuration = {.groups =
                                                 (uint32_t)loam_knob_value(&log->runtime->knobs, LOAM_KNOB_EVENTS)};
  return configuration.groups == 0 ? LOAM_OK : loam_events_start(log->runtime, &configuration);
}

void loam_events_stop(loam_runtime *runtime) {
  if (loam_usable(runtime) != LOAM_OK) return;
  loam_worker *self = stand_still(runtime);
  stop_stopped(&runtime->events);
  go_on(runtime, self);
}

void loam_events_discard(loam_runtime *runtime) {
  if (loam_usable(runtime) != LOAM_OK) return;
  loam_worker *self = stand_still(runtime);
  stop_stopped(&runtime->events);
  discard_stopped(&runtime->events);
  go_on(runtime, self);
}

uint32_t loam_events_groups(loam_runtime *runtime) {
  return runtime == NULL ? 0 : atomic_load(&runtime->events.others.mask);
}

uint64_t loam_events_written(loam_runtime *runtime) {
  if (runtime == NULL) return 0;
  loam_event_log *log = &runtime->events;
  loam_lock_acquire(&log->read_lock);
  uint64_t written = log->shared == NULL ? 0 : atomic_load(&log->shared->written);
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    loam_event_ring *ring = atomic_load(&atomic_load(&runtime->workers[i])->events.ring);
    if (ring != NULL) written += atomic_load(&ring->written);
  }
  loam_lock_release(&log->read_lock);
  return written;
}
