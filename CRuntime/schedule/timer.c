// SPDX-License-Identifier: Apache-2.0
//
// timer.c — sleeping, and timers that start a function.
//
// How.      Each worker has a heap of its own, by time, with a lock. A sleeper is an entry that names its goroutine: it
//           needs no record and no allocation. A timer of package time is a heap object that Go keeps; while it is in a
//           worker's heap it is a root and knows which heap holds it and where, so that any worker may stop it or move
//           it to another time. What is due is run by whoever finds it due: running workers look at all heaps now and
//           then, idle ones always, and one of those (the keeper, worker.c) sleeps until the first is due. So timers
//           outlive their worker's being blocked or idle. `next_timer` is the least time over all workers, or earlier:
//           who inserts lowers it, who finds nothing due raises it and looks again.
//           The deadline of a select is the waiter that it fires, which knows its place so that it can be taken out; it
//           stays in the heap where it began.
//           A due timer starts its function in a goroutine of its own. Package time does the rest in Go: a timer with a
//           channel is one whose function sends.
// Why not.  One heap: its lock was taken for each sleep of each worker. A timer record in each goroutine: 64 bytes that
//           most never need.
// Upholds.  timer.next, timer.place
// Fails.    LOAM_NO_MEMORY when a heap cannot grow; the timer is then in no heap.
#include "interpret/call.h"
#include "schedule/activation.h"
#include "schedule/schedule.h"
#include "sync/waiter.h"

#include <stdlib.h>

enum { FANOUT = 4, RETRY_NS = 1000000 };

struct loam_timer {
  void *function;              ///< Function value to start.
  loam_lock lock;              ///< Start and stop, one at a time.
  _Atomic(loam_timers *) home; ///< The heap that it is in, or NULL. Written under that heap's lock.
  int64_t when, period;        ///< Written under lock while in no heap, under the heap's lock otherwise.
  uint64_t beside;             ///< The stop (loam_breaks.stops) beside which it was started; 0: none. As `when`
  uint64_t index;              ///< Where in the heap. under the heap's lock
};

static const uint64_t timer_pointers[1] = {1};
static const loam_type timer_object = {.size = sizeof(loam_timer),
                                       .pointer_bytes = 8,
                                       .pointer_map = timer_pointers,
                                       .align = 8,
                                       .kind = LOAM_KIND_STRUCT};

/// What a deadline's waiter holds in place of an element.
typedef struct deadline {
  loam_timers *timers;
  uint64_t index;      ///< Where in the heap, or AWAY. under the heap's lock
  _Atomic bool missed; ///< It was due while nobody waited.
} deadline;
#define AWAY UINT64_MAX
static const loam_type deadline_element = {.size = sizeof(deadline), .align = 8, .kind = LOAM_KIND_STRUCT};

static bool is_sleeper(const loam_timer_entry *entry) { return (entry->target & 1) != 0; }
static bool is_deadline(const loam_timer_entry *entry) { return (entry->target & 2) != 0; }
static bool is_timer(const loam_timer_entry *entry) { return (entry->target & 3) == 0; }
static loam_waiter *waiter_of(const loam_timer_entry *entry) { return (loam_waiter *)(entry->target - 2); }
static deadline *deadline_of(loam_waiter *waiter) { return (deadline *)waiter->inline_element; }
static loam_goroutine *sleeper_of(const loam_timer_entry *entry) { return (loam_goroutine *)(entry->target - 1); }
static loam_timer *timer_of(const loam_timer_entry *entry) { return (loam_timer *)entry->target; }

// ---- check ----

/// Whether next_timer is no later than that. Who brings it up may be between its two looks (loam_timers_refresh).
static bool is_announced(loam_runtime *runtime, int64_t when) {
  for (uint32_t i = 0; i < 100000; i++) {
    if (atomic_load(&runtime->next_timer) <= when) return true;
    if (i < 1000)
      loam_pause();
    else
      loam_os_yield();
  }
  return false;
}

bool loam_timers_check(loam_runtime *runtime, loam_timers *timers) {
  const char *broken = NULL;
  loam_lock_acquire(&timers->lock);
  for (uint32_t i = 0; i < timers->count; i++) {
    const loam_timer_entry *entry = &timers->entries[i];
    if (i > 0 && timers->entries[(i - 1) / FANOUT].when > entry->when) broken = "a timer is due before its parent";
    if (is_deadline(entry) && deadline_of(waiter_of(entry))->index != i) broken = "a deadline does not know its place";
    if (!is_timer(entry)) continue;
    const loam_timer *timer = timer_of(entry);
    if (timer->index != i || atomic_load(&timer->home) != timers) broken = "a timer does not know its place";
  }
  int64_t next = timers->count == 0 ? INT64_MAX : timers->entries[0].when;
  if (atomic_load(&timers->next) != next) broken = "the time of the next timer is wrong";
  if (!is_announced(runtime, next)) broken = "a timer is due before next_timer";
  loam_lock_release(&timers->lock);
  if (broken != NULL) loam_bug(runtime, "timer.place", broken);
  return broken == NULL;
}

// ---- one heap; its lock is held ----

static void put(loam_timers *timers, uint32_t at, loam_timer_entry entry) {
  timers->entries[at] = entry;
  if (is_timer(&entry)) timer_of(&entry)->index = at;
  if (is_deadline(&entry)) deadline_of(waiter_of(&entry))->index = at;
}

static void sift_up(loam_timers *timers, uint32_t at) {
  loam_timer_entry entry = timers->entries[at];
  for (uint32_t parent; at > 0 && timers->entries[parent = (at - 1) / FANOUT].when > entry.when; at = parent)
    put(timers, at, timers->entries[parent]);
  put(timers, at, entry);
}

static void sift_down(loam_timers *timers, uint32_t at) {
  loam_timer_entry entry = timers->entries[at];
  for (uint32_t child; (child = FANOUT * at + 1) < timers->count; at = child) {
    uint32_t end = child + FANOUT < timers->count ? child + FANOUT : timers->count;
    for (uint32_t other = child + 1; other < end; other++)
      if (timers->entries[other].when < timers->entries[child].when) child = other;
    if (timers->entries[child].when >= entry.when) break;
    put(timers, at, timers->entries[child]);
  }
  put(timers, at, entry);
}

static void publish_next(loam_timers *timers) {
  atomic_store(&timers->next, timers->count == 0 ? INT64_MAX : timers->entries[0].when);
}

static bool insert_locked(loam_runtime *runtime, loam_timers *timers, loam_timer_entry entry) {
  if (timers->count == timers->capacity) {
    uint32_t capacity = timers->capacity == 0 ? LOAM_TIMERS_FIRST : 2 * timers->capacity;
    loam_timer_entry *entries = loam_os_resize(&runtime->os, timers->entries, capacity * sizeof *entries);
    if (entries == NULL) return false;
    timers->entries = entries;
    timers->capacity = capacity;
  }
  if (is_timer(&entry)) atomic_store(&timer_of(&entry)->home, timers);
  timers->entries[timers->count] = entry;
  sift_up(timers, timers->count++);
  publish_next(timers);
  return true;
}

static void remove_locked(loam_timers *timers, uint32_t at) {
  loam_timer_entry entry = timers->entries[at], last = timers->entries[--timers->count];
  if (is_timer(&entry)) atomic_store(&timer_of(&entry)->home, NULL);
  if (is_deadline(&entry)) deadline_of(waiter_of(&entry))->index = AWAY;
  if (at < timers->count) {
    put(timers, at, last);
    if (last.when < entry.when)
      sift_up(timers, at);
    else
      sift_down(timers, at);
  }
  publish_next(timers);
}

// ---- the first of all ----

int64_t loam_timers_next(loam_runtime *runtime) {
  int64_t next = INT64_MAX;
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    int64_t own = atomic_load(&atomic_load(&runtime->workers[i])->timers.next);
    if (own < next) next = own;
  }
  return next;
}

static void lower_next(loam_runtime *runtime, int64_t when) {
  int64_t next = atomic_load(&runtime->next_timer);
  while (when < next && !atomic_compare_exchange_weak(&runtime->next_timer, &next, when)) continue;
}

// A timer of the worker's own heap is due then.
static void announce(loam_worker *worker, int64_t when) {
  lower_next(worker->runtime, when);
  loam_worker_look_soon(worker);
}

// Who inserts writes its heap's time before it looks at next_timer; here it is the other way round: one sees the other.
int64_t loam_timers_refresh(loam_runtime *runtime) {
  int64_t next = loam_timers_next(runtime);
  if (atomic_load(&runtime->next_timer) == next) return next;
  atomic_store(&runtime->next_timer, next);
  next = loam_timers_next(runtime);
  lower_next(runtime, next);
  return next;
}

// ---- running what is due ----

// Everything before the lock is given back: then its goroutine may give the waiter back.
static bool run_deadline_locked(loam_runtime *runtime, loam_worker *worker, loam_timers *timers) {
  loam_waiter *waiter = waiter_of(&timers->entries[0]);
  loam_goroutine *goroutine = waiter->goroutine;
  remove_locked(timers, 0);
  atomic_store(&deadline_of(waiter)->missed, true);
  if (atomic_exchange(&goroutine->selected, true)) return false;
  waiter->fired = true;
  loam_ready_waiting(runtime, worker, goroutine);
  return true;
}

static bool run_heap(loam_runtime *runtime, loam_worker *worker, loam_timers *timers) {
  bool ran = false;
  int64_t now = loam_clock(runtime);
  while (atomic_load(&timers->next) <= now) {
    loam_lock_acquire(&timers->lock);
    if (timers->count == 0 || timers->entries[0].when > now) {
      loam_lock_release(&timers->lock);
      break;
    }
    loam_timer_entry entry = timers->entries[0];
    if (is_deadline(&entry)) {
      ran |= run_deadline_locked(runtime, worker, timers);
      loam_lock_release(&timers->lock);
      continue;
    }
    loam_goroutine *ready = NULL;
    int64_t period = is_sleeper(&entry) ? 0 : timer_of(&entry)->period;
    if (is_sleeper(&entry)) {
      ready = sleeper_of(&entry);
      remove_locked(timers, 0);
    } else {
      loam_timer *timer = timer_of(&entry);
      // Of a program that stands still: what it starts is held, and one goroutine for all ticks meanwhile is too many.
      bool held = loam_breaks_standing(runtime) && timer->beside != runtime->breaks.stops;
      if (!held || period == 0) ready = loam_goroutine_create(runtime, worker, timer->function, NULL, 0);
      if (held && ready != NULL) ready->held = 1;
      if (held && period > 0) {
        timer->when += period * (1 + (now - timer->when) / period);
        timers->entries[0].when = timer->when;
        sift_down(timers, 0);
        publish_next(timers);
      } else if (ready == NULL || period > 0) {
        timer->when += ready == NULL ? now - timer->when + RETRY_NS : period * (1 + (now - timer->when) / period);
        timers->entries[0].when = timer->when;
        sift_down(timers, 0);
        publish_next(timers);
      } else {
        remove_locked(timers, 0);
      }
    }
    loam_lock_release(&timers->lock);
    if (ready == NULL) continue;
    ran = true;
    LOAM_EVENT(&worker->events, SCHEDULE, TIMER, 0, entry.when, period, 0, 0, 0);
    loam_ready(runtime, worker, ready);
  }
  return ran;
}

bool loam_timers_run(loam_runtime *runtime, loam_worker *worker) {
  if (atomic_load(&runtime->next_timer) > loam_clock(runtime) || atomic_load(&runtime->stopping) != 0) return false;
  bool ran = run_heap(runtime, worker, &worker->timers);
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *other = atomic_load(&runtime->workers[i]);
    if (other != worker) ran |= run_heap(runtime, worker, &other->timers);
  }
  loam_timers_refresh(runtime);
  return ran;
}

// ---- sleeping and starting ----

// INT64_MAX would mean that nothing is due.
static int64_t due_in(loam_runtime *runtime, int64_t nanoseconds) {
  int64_t when;
  return __builtin_add_overflow(loam_clock(runtime), nanoseconds, &when) || when == INT64_MAX ? INT64_MAX - 1 : when;
}

// Parks the caller, with a timer to ready it.
static loam_native_status begin_sleep(loam_context *context, int64_t nanoseconds) {
  loam_runtime *runtime = context->runtime;
  loam_worker *worker = context->worker;
  if (LOAM_UNLIKELY(context->parked)) {
    context->misused = true;
    return LOAM_NATIVE_BLOCK;
  }
  if (nanoseconds <= 0) return LOAM_NATIVE_YIELD;
  loam_timer_entry entry = {due_in(runtime, nanoseconds), (uintptr_t)context->goroutine + 1};
  loam_lock_acquire(&worker->timers.lock);
  loam_park_begin(worker, "sleep");
  context->goroutine->wakes_at = entry.when;
  bool inserted = insert_locked(runtime, &worker->timers, entry);
  if (!inserted) loam_unpark(worker);
  loam_lock_release(&worker->timers.lock);
  if (!inserted) return loam_context_out_of_memory(context);
  announce(worker, entry.when);
  // With nothing else to do this worker looks at the timers itself before it lies down.
  if (!loam_run_queue_empty(worker)) loam_timers_keep(runtime);
  return LOAM_NATIVE_BLOCK;
}

loam_native_status loam_context_sleep(loam_context *context, int64_t nanoseconds) {
  loam_native_status status = begin_sleep(context, nanoseconds);
  if (context->activation == NULL || status == LOAM_NATIVE_PANIC) return status;
  if (status == LOAM_NATIVE_BLOCK)
    loam_activation_wait(context->activation);
  else
    loam_native_yield(context);
  return LOAM_NATIVE_DONE;
}

loam_waiter *loam_deadline_start(loam_worker *worker, int64_t nanoseconds) {
  _Static_assert(sizeof(deadline) <= LOAM_WAITER_INLINE && sizeof(deadline) > 8, "a wide waiter holds a deadline");
  loam_runtime *runtime = worker->runtime;
  loam_waiter *waiter = loam_waiter_acquire(worker, &deadline_element);
  if (waiter == NULL) return NULL;
  waiter->channel = NULL;
  waiter->index = LOAM_SELECT_NONE;
  *deadline_of(waiter) = (deadline){.timers = &worker->timers, .index = AWAY};
  loam_timer_entry entry = {due_in(runtime, nanoseconds), (uintptr_t)waiter + 2};
  loam_lock_acquire(&worker->timers.lock);
  bool inserted = insert_locked(runtime, &worker->timers, entry);
  loam_lock_release(&worker->timers.lock);
  if (!inserted) {
    loam_waiter_release(worker, waiter);
    return NULL;
  }
  announce(worker, entry.when);
  if (!loam_run_queue_empty(worker)) loam_timers_keep(runtime);
  return waiter;
}

bool loam_deadline_missed(loam_waiter *waiter) { return atomic_load(&deadline_of(waiter)->missed); }

bool loam_deadline_arm(loam_waiter *waiter) {
  deadline *d = deadline_of(waiter);
  loam_lock_acquire(&d->timers->lock);
  bool waits = d->index != AWAY;
  if (waits) atomic_store(&waiter->goroutine->selected, false);
  loam_lock_release(&d->timers->lock);
  return waits;
}

void loam_deadline_stop(loam_waiter *waiter) {
  deadline *d = deadline_of(waiter);
  loam_lock_acquire(&d->timers->lock);
  if (d->index != AWAY) remove_locked(d->timers, (uint32_t)d->index);
  loam_lock_release(&d->timers->lock);
}

bool loam_waiter_is_deadline(const loam_waiter *waiter) { return waiter->element == &deadline_element; }

void loam_timers_forget(loam_runtime *runtime, loam_goroutine *goroutine) {
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    loam_timers *timers = &atomic_load(&runtime->workers[i])->timers;
    loam_lock_acquire(&timers->lock);
    uint32_t at = 0;
    while (at < timers->count && timers->entries[at].target != (uintptr_t)goroutine + 1) at++;
    if (at < timers->count) remove_locked(timers, at);
    loam_lock_release(&timers->lock);
  }
}

void *loam_timer_create(loam_context *context, void *channel, void *function) {
  (void)channel;
  context->roots[3] = function;
  loam_timer *timer = loam_context_allocate(context, &timer_object, 1);
  if (timer != NULL) {
    loam_context_store(context, &timer->function, context->roots[3]);
    loam_lock_init(&timer->lock, LOAM_RANK_TIMER, &context->runtime->bugs);
  }
  context->roots[3] = NULL;
  return timer;
}

// Takes it out of whatever heap it is in; false: out of none. Holds timer->lock, so that nobody else puts it into one.
static bool take_out(loam_timer *timer) {
  for (loam_timers *home; (home = atomic_load(&timer->home)) != NULL;) {
    loam_lock_acquire(&home->lock);
    bool there = atomic_load(&timer->home) == home;
    if (there) remove_locked(home, (uint32_t)timer->index);
    loam_lock_release(&home->lock);
    if (there) return true;
  }
  return false;
}

bool loam_timer_start(loam_context *context, void *object, int64_t when, int64_t period, loam_status *out_status) {
  loam_runtime *runtime = context->runtime;
  loam_timers *timers = &context->worker->timers;
  loam_timer *timer = object;
  loam_barrier *barrier = &context->worker->cache.barrier;
  if (barrier->on) loam_barrier_shade(barrier, (uintptr_t)timer);
  loam_monitor_start(runtime);
  loam_lock_acquire(&timer->lock);
  bool active = take_out(timer);
  timer->when = when;
  timer->period = period;
  timer->beside = loam_breaks_standing(runtime) ? runtime->breaks.stops : 0;
  loam_lock_acquire(&timers->lock);
  bool inserted = insert_locked(runtime, timers, (loam_timer_entry){when, (uintptr_t)timer});
  loam_lock_release(&timers->lock);
  loam_lock_release(&timer->lock);
  *out_status = inserted ? LOAM_OK : LOAM_NO_MEMORY;
  if (!inserted) return active;
  announce(context->worker, when);
  loam_timers_keep(runtime);
  return active;
}

bool loam_timer_stop(loam_context *context, void *object) {
  (void)context;
  loam_timer *timer = object;
  loam_lock_acquire(&timer->lock);
  bool active = take_out(timer);
  loam_lock_release(&timer->lock);
  return active;
}

// ---- life of the heaps ----

void loam_timers_init(loam_runtime *runtime, loam_timers *timers) {
  loam_lock_init(&timers->lock, LOAM_RANK_TIMERS, &runtime->bugs);
  atomic_store(&timers->next, INT64_MAX);
}

void loam_timers_free(loam_timers *timers) { free(timers->entries); }

void loam_timers_shade(loam_timers *timers, loam_marker *marker) {
  loam_lock_acquire(&timers->lock);
  for (uint32_t i = 0; i < timers->count; i++)
    if (is_timer(&timers->entries[i])) loam_collect_word(marker, timers->entries[i].target);
  loam_lock_release(&timers->lock);
}
