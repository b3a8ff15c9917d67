// SPDX-License-Identifier: Apache-2.0
//
// worker.c — worker threads: starting, finding work, idling.
//
// How.      A worker loops: rest while the world is stopped, find a goroutine, interpret until the code leaves.
//           Switching inside the interpreter (loam_schedule) only looks at the worker's own queue; everything slower
//           leaves to the loop. Threads start one by one, when work was published and a token is free. An idle worker
//           gives its token back under the schedule lock, looks at every queue once more, and sleeps on its futex;
//           whoever publishes work looks for a free token afterwards, so one of the two sees the other. Of the idle
//           workers one is the keeper: it sleeps until the first timer is due and then takes a token itself; whoever
//           inserts an earlier one has it look again. The last one to fall idle finds out that nothing can happen any
//           more.
// Why not.  A processor record apart from the thread: caches and queues move with the thread here, and a queue whose
//           thread blocks is simply stolen from.
// Upholds.  schedule.wake, schedule.token, schedule.once, timer.keeper, schedule.fair
#include "include/loam_callback.h"
#include "interpret/call.h"
#include "interpret/fault.h"
#include "schedule/schedule.h"

#include <stdlib.h>

enum {
  SPINS = 30,
  LOAM_WORKER_GUARD = 64 << 10, ///< Frames of so much step into it, not over it.
};

static void *worker_main(void *argument);

// ---- starting and waking ----

static loam_worker *create_worker_locked(loam_runtime *runtime) {
  uint32_t count = atomic_load(&runtime->worker_count);
  if (count >= loam_workers_most_locked(runtime) || atomic_load(&runtime->quitting)) return NULL;
  loam_worker *worker = loam_os_allocate(&runtime->os, sizeof *worker);
  if (worker == NULL) return NULL;
  worker->runtime = runtime;
  worker->index = count;
  worker->track_in = LOAM_TRACK_EVERY;
  worker->context = (loam_context){.runtime = runtime, .worker = worker};
  worker->random.state = runtime->seed + 0x9e3779b97f4a7c15ull * (count + 1);
  atomic_store(&worker->limit, UINTPTR_MAX);
  atomic_store(&worker->token, LOAM_TOKEN_HELD);
  loam_timers_init(runtime, &worker->timers);
  loam_collector_attach(&runtime->collector, &worker->marker);
  worker->cache.barrier.marker = &worker->marker;
  loam_heap_cache_attach(&runtime->heap, &worker->cache);
  loam_stack_cache_attach(&runtime->stacks, &worker->stacks);
  loam_event_attach(&runtime->events, &worker->events, count);
  worker->cache.events = worker->stacks.events = &worker->events;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setguardsize(&attributes, LOAM_WORKER_GUARD);
  int failed = 1;
  for (uint64_t size = runtime->worker_stack; failed != 0 && size >= 256u << 10; size /= 4) {
    pthread_attr_setstacksize(&attributes, size);
    worker->stack_floor = size; // until the thread knows where its stack is
    failed = pthread_create(&worker->thread, &attributes, worker_main, worker);
  }
  pthread_attr_destroy(&attributes);
  if (failed != 0) {
    loam_event_detach(&worker->events);
    loam_heap_cache_detach(&runtime->heap, &worker->cache);
    loam_collector_detach(&runtime->collector, &worker->marker);
    loam_stack_cache_detach(&runtime->stacks, &worker->stacks);
    free(worker);
    return NULL;
  }
  worker->clocked = loam_os_thread_clock(worker->thread, &worker->clock);
  loam_os_keep(&runtime->os, sizeof *worker);
  atomic_store(&runtime->workers[count], worker);
  atomic_store(&runtime->worker_count, count + 1);
  return worker;
}

// ---- tokens and idle workers ----

static void unlink_idle_locked(loam_runtime *runtime, loam_worker *worker) {
  loam_worker **at = &runtime->idle;
  while (*at != worker) at = &(*at)->idle_link;
  *at = worker->idle_link;
}

static void look_locked(loam_worker *worker) {
  uint32_t none = LOAM_WAKE_NONE;
  if (atomic_compare_exchange_strong(&worker->wake, &none, LOAM_WAKE_LOOK)) loam_os_wake(&worker->wake, 1);
}

// The keeper is going to run: another idle worker is to take over, if a token is left for what will be due.
static void leave_keeping_locked(loam_runtime *runtime) {
  runtime->keeper = NULL;
  atomic_store(&runtime->keeper_until, INT64_MAX);
  if (runtime->idle != NULL && atomic_load(&runtime->free_tokens) > 0 && atomic_load(&runtime->next_timer) != INT64_MAX)
    look_locked(runtime->idle);
}

// Gives a free token to an idle worker.
static void grant_locked(loam_runtime *runtime, loam_worker *worker) {
  unlink_idle_locked(runtime, worker);
  atomic_fetch_sub(&runtime->free_tokens, 1);
  atomic_store(&worker->token, LOAM_TOKEN_HELD);
  if (runtime->keeper == worker) leave_keeping_locked(runtime);
  loam_monitor_wake_locked(runtime);
  atomic_store(&worker->wake, LOAM_WAKE_GRANTED);
}

void loam_wake_worker(loam_runtime *runtime) {
  // What was published must be visible before it is decided that nobody need be woken, whose last look comes after he
  // has said that he gives up.
  _Atomic uint32_t barrier = 0;
  atomic_fetch_add(&barrier, 1);
  if (atomic_load(&runtime->free_tokens) <= 0 || atomic_load(&runtime->spinning) != 0) return;
  loam_lock_acquire(&runtime->schedule_lock);
  loam_worker *worker = NULL;
  if (atomic_load(&runtime->free_tokens) > 0) {
    worker = runtime->idle;
    if (worker != NULL && worker == runtime->keeper && worker->idle_link != NULL) worker = worker->idle_link;
    if (worker != NULL) {
      grant_locked(runtime, worker);
    } else if (create_worker_locked(runtime) != NULL) {
      atomic_fetch_sub(&runtime->free_tokens, 1);
      loam_monitor_wake_locked(runtime);
    }
  }
  loam_lock_release(&runtime->schedule_lock);
  if (worker != NULL) loam_os_wake(&worker->wake, 1);
}

// A thread that came back from a blocking call goes before everybody else.
void loam_token_release_locked(loam_runtime *runtime) {
  if (runtime->token_waiters == 0) {
    atomic_fetch_add(&runtime->free_tokens, 1);
    return;
  }
  runtime->token_waiters--;
  runtime->token_grants++;
  atomic_fetch_add(&runtime->token_signal, 1);
  loam_os_wake(&runtime->token_signal, UINT32_MAX);
}

void loam_preempt_one(loam_runtime *runtime) {
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    if (atomic_load(&worker->state) != LOAM_WORKER_RUNNING || atomic_load(&worker->preempt)) continue;
    atomic_store(&worker->preempt, true);
    loam_worker_alert(worker);
    return;
  }
}

void loam_preempt_all(loam_runtime *runtime) {
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    if (atomic_load(&worker->state) != LOAM_WORKER_RUNNING) continue;
    atomic_store(&worker->preempt, true);
    loam_worker_alert(worker);
  }
}

void loam_timers_keep(loam_runtime *runtime) {
  if (atomic_load(&runtime->free_tokens) <= 0 ||
      atomic_load(&runtime->next_timer) >= atomic_load(&runtime->keeper_until))
    return;
  loam_lock_acquire(&runtime->schedule_lock);
  loam_worker *worker = runtime->keeper != NULL ? runtime->keeper : runtime->idle;
  if (worker != NULL) look_locked(worker);
  loam_lock_release(&runtime->schedule_lock);
}

void loam_idle_look(loam_runtime *runtime) {
  loam_lock_acquire(&runtime->schedule_lock);
  if (runtime->idle != NULL && atomic_load(&runtime->free_tokens) == (int32_t)runtime->limit)
    look_locked(runtime->idle);
  loam_lock_release(&runtime->schedule_lock);
}

// ---- finding work ----

bool loam_work_exists(loam_runtime *runtime) {
  if (atomic_load(&runtime->global.count) != 0) return true;
  if (__atomic_load_n(&runtime->seeded_state.count, __ATOMIC_RELAXED) != 0) return true;
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++)
    if (!loam_run_queue_empty(atomic_load(&runtime->workers[i]))) return true;
  return false;
}

static loam_goroutine *steal(loam_worker *worker, bool next_too) {
  loam_runtime *runtime = worker->runtime;
  uint32_t workers = atomic_load(&runtime->worker_count);
  uint32_t start = (uint32_t)loam_random_below(&worker->random, workers);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *victim = atomic_load(&runtime->workers[(start + i) % workers]);
    if (victim == NULL || victim == worker) continue;
    // What a running worker readied last it will most likely run itself at once.
    bool outside = atomic_load(&victim->state) == LOAM_WORKER_OUTSIDE;
    loam_goroutine *goroutine = loam_run_queue_steal(worker, victim, next_too || outside);
    if (goroutine != NULL) return goroutine;
  }
  return NULL;
}

// One more decision, after those made without the loop. Grants how many the next may be. True: this is one of those
// before which the global queue or the ring goes first.
static bool count_turns(loam_worker *worker) {
  uint32_t left = atomic_load_explicit(&worker->turns, memory_order_relaxed);
  worker->fair_in -= (int32_t)(worker->granted - left) + 1;
  bool fair = worker->fair_in <= 0;
  if (fair) worker->fair_in = LOAM_FAIR_TURNS;
  worker->granted = (uint32_t)worker->fair_in - 1;
  if (loam_timers_pending(worker->runtime) && worker->granted >= LOAM_TIMER_TURNS)
    worker->granted = LOAM_TIMER_TURNS - 1;
  atomic_store_explicit(&worker->turns, worker->granted, memory_order_relaxed);
  return fair;
}

static loam_goroutine *find(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  if (LOAM_UNLIKELY(runtime->seeded)) return loam_seeded_find(worker);
  atomic_store_explicit(&worker->looks, worker->looks + 1, memory_order_relaxed);
  bool fair = count_turns(worker);
  if (LOAM_UNLIKELY(loam_collector_has_finalizers(&runtime->collector))) loam_finalizers_start(runtime, worker);
  if (loam_timers_pending(runtime)) loam_timers_run(runtime, worker);
  loam_goroutine *goroutine = NULL;
  if (LOAM_UNLIKELY(loam_knob_value(&runtime->knobs, LOAM_KNOB_STEAL) != 0)) {
    goroutine = steal(worker, true);
    if (goroutine != NULL) loam_knob_fired(&runtime->knobs, LOAM_KNOB_STEAL);
  }
  if (goroutine == NULL && fair) {
    // In turns: each of the two may never be empty.
    bool ring_first = worker->fair_ring = !worker->fair_ring;
    if (ring_first) goroutine = loam_run_queue_pop_ring(worker);
    if (goroutine == NULL) goroutine = loam_run_queue_refill(worker);
    if (goroutine == NULL && !ring_first) goroutine = loam_run_queue_pop_ring(worker);
  }
  if (goroutine == NULL) goroutine = loam_run_queue_pop(worker);
  if (goroutine == NULL) goroutine = loam_run_queue_refill(worker);
  return goroutine;
}

// ---- idling ----

// Looks for work a little longer, unless half of those who could work do that already. True when there is some.
static bool spin(loam_runtime *runtime) {
  int32_t busy = (int32_t)runtime->limit - atomic_load(&runtime->free_tokens);
  bool found = false;
  if (2 * (int32_t)atomic_fetch_add(&runtime->spinning, 1) < busy && runtime->limit > 1)
    for (int i = 0; i < SPINS && !found; i++) {
      found = loam_work_exists(runtime) || atomic_load(&runtime->stopping) != 0;
      for (int pause = 0; pause < 20 && !found; pause++) loam_pause();
    }
  atomic_fetch_sub(&runtime->spinning, 1);
  return found;
}

typedef struct look {
  bool granted, deadlock;
  int64_t wait; ///< Nanoseconds; negative: until woken.
} look;

// One look of an idle worker at what only idle workers see to: timers, and whether anything can still happen.
static look look_around_locked(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  look result = {.wait = -1};
  int64_t next = loam_timers_refresh(runtime);
  int32_t free_tokens = atomic_load(&runtime->free_tokens);
  if (next == INT64_MAX) {
    if (runtime->keeper == worker) leave_keeping_locked(runtime);
    result.deadlock = free_tokens == (int32_t)runtime->limit && runtime->blocked_tokens == 0 && runtime->holds == 0 &&
                      !runtime->ending.ended && !runtime->deadlocked && atomic_load(&runtime->stopping) == 0 &&
                      !loam_work_exists(runtime);
    if (result.deadlock) runtime->deadlocked = true;
    return result;
  }
  if (free_tokens <= 0) { // those who run see to what is due; who gives a token back looks again
    if (runtime->keeper == worker) leave_keeping_locked(runtime);
    return result;
  }
  if (runtime->keeper != worker && next >= atomic_load(&runtime->keeper_until)) return result;
  runtime->keeper = worker;
  atomic_store(&runtime->keeper_until, next);
  result.wait = next - loam_clock(runtime);
  if (result.wait <= 0) {
    grant_locked(runtime, worker);
    result.granted = true;
  }
  return result;
}

// Gives the token back and sleeps until woken with another. `surplus`: although there may be work.
static void idle(loam_worker *worker, bool surplus) {
  loam_runtime *runtime = worker->runtime;
  if (surplus)
    loam_run_queue_flush(runtime, worker);
  else if (spin(runtime))
    return;
  LOAM_EVENT(&worker->events, SCHEDULE, IDLE, 0, 0, 0, 0, 0, 0);
  loam_lock_acquire(&runtime->schedule_lock);
  atomic_store(&worker->wake, LOAM_WAKE_NONE);
  atomic_store(&worker->token, LOAM_TOKEN_NONE);
  loam_token_release_locked(runtime);
  worker->idle_link = runtime->idle;
  runtime->idle = worker;
  loam_worker_leave(worker);
  loam_lock_release(&runtime->schedule_lock);
  if (loam_work_exists(runtime)) loam_wake_worker(runtime);
  for (uint32_t wake; (wake = atomic_load(&worker->wake)) != LOAM_WAKE_GRANTED && !atomic_load(&runtime->quitting);) {
    loam_lock_acquire(&runtime->schedule_lock);
    look seen = {.wait = -1};
    wake = LOAM_WAKE_LOOK;
    atomic_compare_exchange_strong(&worker->wake, &wake, LOAM_WAKE_NONE);
    bool granted = wake == LOAM_WAKE_GRANTED;
    if (!granted) seen = look_around_locked(worker);
    loam_lock_release(&runtime->schedule_lock);
    if (granted || seen.granted) break;
    if (seen.deadlock) loam_report_deadlock(runtime);
    loam_os_wait(&worker->wake, LOAM_WAKE_NONE, seen.wait);
  }
  loam_worker_return(worker);
  LOAM_EVENT(&worker->events, SCHEDULE, WAKE, 0, 0, 0, 0, 0, 0);
}

// ---- the thread ----

static void work(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  bool searched = true;
  while (!atomic_load(&runtime->quitting)) {
    loam_end_dead_program(runtime);
    if (atomic_load(&runtime->stopping) != 0) {
      loam_worker_leave(worker);
      loam_worker_return(worker);
      continue;
    }
    if (atomic_load(&runtime->token_waiters) != 0 || atomic_load(&runtime->free_tokens) < 0) {
      idle(worker, true);
      continue;
    }
    atomic_store(&worker->attention, false);
    atomic_store(&worker->preempt, false);
    loam_goroutine *goroutine = find(worker);
    if (goroutine == NULL) {
      searched = true;
      goroutine = steal(worker, false);
      if (goroutine == NULL) goroutine = steal(worker, true);
    }
    if (goroutine == NULL) {
      idle(worker, false);
      continue;
    }
    // While this one searched, others who published work woke nobody.
    bool more = searched ? loam_work_exists(runtime)
                         : !loam_run_queue_empty(worker) || atomic_load(&runtime->global.count) != 0;
    if (more) loam_wake_worker(runtime);
    loam_timers_keep(runtime);
    searched = false;
    loam_interpret(worker, loam_resume(worker, goroutine));
  }
}

// C code that Go called ended the thread (pthread_exit), which goes on here until the runtime needs it no more.
static void on_thread_end(void *argument) {
  loam_worker *worker = argument;
  loam_interpret(worker, loam_calls_lost(worker));
  work(worker);
  loam_worker_leave(worker);
  loam_worker_here = NULL;
  atomic_store(&worker->over, true);
}

static void *worker_main(void *argument) {
  loam_worker *worker = argument;
  loam_runtime *runtime = worker->runtime;
  loam_fault_stack signals;
  loam_fault_stack_begin(&signals);
  if (runtime->leave_signal != 0) { // the thread that started this one may have it blocked
    sigset_t leave;
    sigemptyset(&leave);
    sigaddset(&leave, runtime->leave_signal);
    pthread_sigmask(SIG_UNBLOCK, &leave, NULL);
  }
  loam_worker_here = worker;
  // Who created the thread holds this until the worker is in the list: nobody could stop one that runs before.
  loam_lock_acquire(&runtime->schedule_lock);
  loam_lock_release(&runtime->schedule_lock);
  worker->stack_floor = (uintptr_t)__builtin_frame_address(0) - worker->stack_floor + LOAM_CALL_STACK;
  loam_worker_return(worker);
  LOAM_EVENT(&worker->events, SCHEDULE, WORKER, 0, 0, 0, 0, 0, 0);
  pthread_cleanup_push(on_thread_end, worker);
  work(worker);
  pthread_cleanup_pop(0);
  loam_worker_leave(worker);
  loam_worker_here = NULL;
  loam_fault_stack_end(&signals);
  atomic_store(&worker->over, true);
  return NULL;
}

loam_worker *loam_worker_current(loam_runtime *runtime) {
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    if (pthread_equal(worker->thread, pthread_self())) return worker;
  }
  return NULL;
}
