// SPDX-License-Identifier: Apache-2.0
//
// schedule.h — goroutines, workers, the world: who runs, who waits, who stops whom.
//
// Glossary. Token: the right to run Go code; there are GOMAXPROCS. An idle worker holds none, one in a blocking call
//           holds a lendable one, which another takes when there is work.
// Upholds.  schedule.once, schedule.wake, schedule.token
#ifndef LOAM_SCHEDULE_H
#define LOAM_SCHEDULE_H

#include "event/hooks.h"
#include "interpret/operation.h"
#include "schedule/callback.h"

#pragma GCC visibility push(hidden)

enum {
  LOAM_FAIR_TURNS = 61,  ///< Every so many decisions the global queue or the ring goes before `next`.
  LOAM_TIMER_TURNS = 16, ///< ... and the clock is read when timers exist.
};

// ---- goroutines (goroutine.c) ----

/// A new goroutine that will call `closure`; it is not in any queue yet. NULL without memory. `worker` may be NULL.
loam_goroutine *loam_goroutine_create(loam_runtime *runtime, loam_worker *worker, void *closure,
                                      const uint64_t *created_at, uint64_t creator);
/// Gives stack and record back. Its state is RUNNING of this worker, or nobody can reach it.
void loam_goroutine_free(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine);
/// The current goroutine is over. Answers who goes on.
loam_next loam_goroutine_end(loam_worker *worker);
/// Started and not yet ended, system goroutines left out.
uint64_t loam_goroutine_count(loam_runtime *runtime);

// ---- goroutines with arguments (spawn.c) ----

/// A new goroutine that will call `function` with these words; it is not in any queue yet. Checks all arguments.
loam_status loam_goroutine_start(loam_runtime *runtime, loam_worker *worker, const void *function,
                                 const uint64_t *arguments, const uint64_t *created_at, uint64_t creator,
                                 loam_outcome *outcome, loam_goroutine **out);
/// Which of the functions that start goroutines has room for so many words; LOAM_FINALIZER_SIZES: none.
uint32_t loam_start_size(uint32_t words);
/// One of the runtime's functions that stand below a call with words: at fp the words, behind them a slot of its own.
/// A call that was made there returns to the instruction `then`. `size` is of loam_start_size.
loam_status loam_make_caller(loam_runtime *runtime, uint32_t size, uint64_t then, const loam_function **out);
/// For the barrier, what a call is given. worker: NULL if the thread is none, and the world cannot be stopped.
void loam_arguments_shade(loam_runtime *runtime, loam_worker *worker, const loam_function *function,
                          const uint64_t *arguments);
/// Puts what the worker started in its queue.
void loam_goroutine_publish(loam_worker *worker, loam_goroutine *goroutine);
/// Starts one from a thread that is no worker; `activation` may be NULL.
loam_status loam_goroutine_start_outside(loam_runtime *runtime, const void *function, const uint64_t *arguments,
                                         struct loam_activation *activation, loam_outcome *outcome);
/// The call has returned to the outermost frame at fp: copies its results to the host.
void loam_outcome_results(loam_goroutine *goroutine, const loam_slot *fp);
static inline loam_outcome *loam_goroutine_outcome(const loam_goroutine *goroutine) {
  return goroutine->outcome ? ((loam_outcome *const *)goroutine->stack.hi)[-2] : NULL;
}
/// Its run is over, and nothing goes on between runs.
bool loam_run_is_over(loam_runtime *runtime);
/// Tells the host, last of all. `outcome` may be NULL.
void loam_outcome_end(loam_outcome *outcome, loam_status status);

// ---- their records (record.c) ----

/// A record that nobody uses, or NULL without memory. `worker` may be NULL; otherwise the record may have a stack that
/// was kept.
loam_goroutine *loam_record_take_slow(loam_runtime *runtime, loam_worker *worker);
static inline loam_goroutine *loam_record_take(loam_runtime *runtime, loam_worker *worker) {
  if (LOAM_UNLIKELY(worker == NULL || worker->kept_records < 2)) return loam_record_take_slow(runtime, worker);
  loam_goroutine **last = &worker->records[--worker->kept_records];
  // The next ones are cold, and so is the high end of the next one's stack, which its goroutine writes first.
  __builtin_prefetch((const void *)(last[-1]->stack.hi - 64), 1); // may be no stack
  if (worker->kept_records > 1)
    for (uint32_t line = 0; line < sizeof **last; line += 64) __builtin_prefetch((const char *)last[-2] + line, 1);
  return *last;
}
/// Takes a dead goroutine's record back.
void loam_record_keep_slow(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine);
static inline void loam_record_keep(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine) {
  if (LOAM_UNLIKELY(worker == NULL || worker->kept_records == LOAM_KEPT_RECORDS))
    loam_record_keep_slow(runtime, worker, goroutine);
  else
    worker->records[worker->kept_records++] = goroutine;
}
/// Calls `visit` for every goroutine that is not dead, until it returns false. Requires: world stopped, or one visitor
/// that bears stale records.
void loam_goroutine_each(loam_runtime *runtime, bool (*visit)(void *context, loam_goroutine *goroutine), void *context);
/// Gives back the stacks of dead goroutines whose records no worker keeps.
void loam_records_strip(loam_runtime *runtime);
void loam_goroutine_records_free(loam_runtime *runtime);

// ---- workers (worker.c) ----

/// Starts or wakes a worker if a token is free. Called after work was published.
void loam_wake_worker(loam_runtime *runtime);
/// Some queue holds a goroutine.
bool loam_work_exists(loam_runtime *runtime);
/// The worker whose thread this is, or NULL.
loam_worker *loam_worker_current(loam_runtime *runtime);
/// The same while it runs Go code, natives and steps; NULL also in a hook or a blocking call, which count as stopped.
loam_worker *loam_worker_running(loam_runtime *runtime);
/// After a timer was inserted, or before other work is begun: if a token is free, sees to it that an idle worker wakes
/// when the next timer is due.
void loam_timers_keep(loam_runtime *runtime);
/// Has an idle worker look whether anything can still run.
void loam_idle_look(loam_runtime *runtime);
/// The worker's thread stops, and starts, counting as running Go code (hooks, compilation).
void loam_worker_leave(loam_worker *worker);
void loam_worker_return(loam_worker *worker);
/// The same where the goroutine may be held, which the caller sees to.
void loam_worker_come_back(loam_worker *worker);
/// Stops the world on behalf of any thread that asks about it: a host's, a hook's, or one whose goroutine asks. That
/// goroutine counts as stopped and its stack is not moved by others meanwhile. Answers what the other takes.
loam_worker *loam_world_stop_to_ask(loam_runtime *runtime);
void loam_world_start_asked(loam_runtime *runtime, loam_worker *self);
/// The same around a call that may block for long: the token may be lent meanwhile. False: all threads that may exist
/// are in such calls; the goroutine was parked and is to try again when it goes on.
bool loam_worker_enter_blocking(loam_worker *worker);
/// The same whatever the number of threads.
void loam_worker_block(loam_worker *worker);
void loam_worker_leave_blocking(loam_worker *worker);
/// Takes the worker's lendable token back, or waits for one when it was lent.
void loam_worker_take_token(loam_worker *worker);
/// Takes the token of a worker in a blocking call and lets another run with it.
void loam_worker_lend(loam_worker *worker);
/// The worker's thread sleeps until the goroutine that is bound to it can go on: gives token and queue away and
/// occupies a slot; and takes a token again.
void loam_worker_part(loam_worker *worker);
void loam_worker_rejoin(loam_worker *worker);
/// `count`: as configuration.maximum_threads.
void loam_slots_init(loam_runtime *runtime, uint32_t count);
/// Most workers that may exist. Requires: schedule lock.
uint32_t loam_workers_most_locked(const loam_runtime *runtime);
/// The goroutine, for which a slot is reserved, ends without using it.
void loam_slot_forgo(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine);
bool loam_slots_check(loam_runtime *runtime);
/// It waits for no slot any more. Requires: world stopped.
void loam_slots_forget(loam_runtime *runtime, loam_goroutine *goroutine);
/// A token has become free: a thread that waits for one goes before everybody else. Requires: schedule lock.
void loam_token_release_locked(loam_runtime *runtime);
/// Asks some running worker to let another goroutine run.
void loam_preempt_one(loam_runtime *runtime);
void loam_preempt_all(loam_runtime *runtime);
/// Asks for attention: the worker comes to loam_attend at its next call or back-edge.
static inline void loam_worker_alert(loam_worker *worker) {
  atomic_store(&worker->attention, true);
  atomic_store(&worker->limit, UINTPTR_MAX);
}
/// A poison written between the two stores is lost; whoever asks for attention asks again until it is heard.
static inline __attribute__((always_inline)) void loam_worker_write_limit(loam_worker *worker, uintptr_t limit) {
  atomic_store_explicit(&worker->limit, limit, memory_order_relaxed);
  if (atomic_load_explicit(&worker->attention, memory_order_acquire) || worker->runtime->always_slow)
    atomic_store_explicit(&worker->limit, UINTPTR_MAX, memory_order_relaxed);
}
static inline void loam_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}
/// This runtime's monotonic clock; in the seeded mode a virtual one, which stands still while it is only read.
static inline int64_t loam_clock(loam_runtime *runtime) {
  if (LOAM_UNLIKELY(runtime->seeded)) return atomic_load_explicit(&runtime->seeded_state.now, memory_order_relaxed);
  return loam_os_monotonic();
}
/// The same for a reading by the program, which moves a virtual clock. Worker.
int64_t loam_clock_read(loam_runtime *runtime);
/// Nanoseconds since 1970.
int64_t loam_wall(loam_runtime *runtime);
/// The worker's loop is to look around within LOAM_TIMER_TURNS decisions. Owner.
static inline void loam_worker_look_soon(loam_worker *worker) {
  uint32_t turns = atomic_load_explicit(&worker->turns, memory_order_relaxed);
  if (turns < LOAM_TIMER_TURNS) return;
  worker->granted -= turns - (LOAM_TIMER_TURNS - 1);
  atomic_store_explicit(&worker->turns, LOAM_TIMER_TURNS - 1, memory_order_relaxed);
}
/// Marking goes on, and the worker has just said that the goroutine runs: returns when its stack is scanned. `still`:
/// its stack may not be moved. (scan.c)
void loam_goroutine_scan_first(loam_worker *worker, loam_goroutine *goroutine, bool still);
/// A new goroutine holds nothing that is not shaded. Before its status says that there is one.
void loam_goroutine_born_scanned(loam_runtime *runtime, loam_goroutine *goroutine);
/// The goroutine, which can run, is about to be published: of some the wait for a processor is measured.
static inline void loam_goroutine_follow(loam_worker *worker, loam_goroutine *goroutine) {
  if (LOAM_LIKELY(--worker->track_in != 0)) return;
  worker->track_in = LOAM_TRACK_EVERY;
  if (!goroutine->tracked) loam_measure_track(worker->runtime, goroutine);
}
/// Makes the goroutine the worker's current one.
static inline __attribute__((always_inline)) void loam_goroutine_runs_unlogged(loam_worker *worker,
                                                                               loam_goroutine *goroutine) {
#if LOAM_CHECK >= 2
  loam_bound_check(worker, goroutine);
#endif
  worker->goroutine = goroutine;
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_RUNNING, memory_order_relaxed);
  goroutine->reason = NULL;
  if (LOAM_UNLIKELY(worker->cache.barrier.black)) loam_goroutine_scan_first(worker, goroutine, false);
  if (LOAM_UNLIKELY(goroutine->tracked)) loam_measure_ran(worker->runtime, goroutine);
  if (LOAM_UNLIKELY(atomic_load_explicit(&goroutine->killed, memory_order_relaxed))) loam_worker_alert(worker);
  loam_worker_write_limit(worker, goroutine->stack.lo);
}
static inline __attribute__((always_inline)) void loam_goroutine_runs(loam_worker *worker, loam_goroutine *goroutine) {
  if (loam_event_on(&worker->events, LOAM_EVENTS_SCHEDULE)) loam_event_start(worker, goroutine);
  loam_goroutine_runs_unlogged(worker, goroutine);
}
/// The worker's current goroutine, which does not run yet, was put aside at a call: makes that.
loam_next loam_make_call(loam_worker *worker);
/// The current, saved goroutine is to end, by others' will. (session.c)
loam_next loam_end_killed(loam_worker *worker);
/// Makes it the current one, and answers where it goes on.
static inline __attribute__((always_inline)) loam_next loam_resume(loam_worker *worker, loam_goroutine *goroutine) {
  loam_goroutine_runs(worker, goroutine);
  if (LOAM_UNLIKELY(atomic_load_explicit(&goroutine->killed, memory_order_relaxed) == LOAM_KILL_CANCELLED))
    return loam_end_killed(worker);
  if (LOAM_UNLIKELY(goroutine->callee != NULL)) return loam_make_call(worker);
  return (loam_next){goroutine->pc, goroutine->fp};
}
/// Somebody asked for attention; the current goroutine is saved.
loam_next loam_attend(loam_worker *worker);
/// The current goroutine is not running any more: who goes on.
loam_next loam_schedule(loam_worker *worker);
/// The current, saved goroutine goes to the end of the global queue: its time is over.
loam_next loam_yield(loam_worker *worker);
/// The same to the end of the worker's own queue: it asked for it (runtime.Gosched, a step's yield).
loam_next loam_give_way(loam_worker *worker);
/// The program has ended: the host hears `result`, the world stops.
loam_next loam_end_program(loam_worker *worker, loam_result result);
/// False: it had ended already.
bool loam_end_program_stopped(loam_runtime *runtime, loam_result result);
/// runs_on: the run ends, and nothing else does. (session.c)
void loam_end_run(loam_runtime *runtime, loam_result result);
/// runs_on: tells the host's thread to end the run's goroutine. (session.c)
void loam_session_notice(loam_runtime *runtime, loam_run_state state);
/// runs_on: waits for the end of the run, and sees to interrupts and deadlocks. (session.c)
void loam_session_wait(loam_runtime *runtime);
/// runs_on: what of earlier runs is to end, and waits, is taken off its queue. (session.c)
void loam_session_reap(loam_runtime *runtime);
/// runs_on: begins a run of a stopped program that is given up: the goroutine that stopped and the run's end, with
/// their deferred calls. Answers what is to be awaited. The world is stopped, and nobody is held any more. (session.c)
loam_goroutine *loam_session_give_up(loam_runtime *runtime, loam_goroutine *main, loam_goroutine *stopped);
/// After an invariant of ours broke: the run ends, whatever goes on in it.
static inline void loam_end_dead_program(loam_runtime *runtime) {
  if (LOAM_UNLIKELY(atomic_load_explicit(&runtime->bugs.dead, memory_order_relaxed)))
    loam_end_program_stopped(runtime, (loam_result){LOAM_DEAD, 2});
}
/// The main goroutine is about to be freed, or goes on as one of many: nobody interrupts it any more.
void loam_forget_main(loam_runtime *runtime);

// ---- a stopped program (hold.c) ----

/// From now on none of the goroutines that exist runs, but for those of the runtime itself. The world is stopped.
void loam_hold_all(loam_runtime *runtime);
/// Whether all of them are held now.
static inline bool loam_breaks_standing(loam_runtime *runtime) {
  return LOAM_UNLIKELY(atomic_load_explicit(&runtime->breaks.standing, memory_order_relaxed));
}
/// They may run again. The world is stopped.
void loam_hold_release(loam_runtime *runtime);
/// A held goroutine, which nobody else has, could run: keeps it.
void loam_hold_keep(loam_runtime *runtime, loam_goroutine *goroutine);
void loam_hold_keep_locked(loam_runtime *runtime, loam_goroutine *goroutine);
/// The worker's current goroutine is held in the middle of an instruction: its thread waits, without its token.
void loam_hold_thread(loam_worker *worker);
/// A goroutine came to a breakpoint and the world is about to stand: who the run's main goroutine was, or NULL. Under
/// the schedule lock.
void loam_breaks_remember(loam_runtime *runtime, loam_goroutine *main);
/// The main goroutine is one that stopped between runs and is the main one while it is stepped: who ends the run leaves
/// it.
bool loam_breaks_lends_main(loam_runtime *runtime);
/// The run ends although it stops already: then it has ended when it goes on. Under the schedule lock.
void loam_breaks_end(loam_runtime *runtime, loam_result result);
/// Holds all goroutines once one has come to a breakpoint, if that was not done yet. A thread of the host.
void loam_breaks_stand(loam_runtime *runtime);

// ---- runs (runtime.c) ----

/// Begins a run and ends the host's stop. `main` may be NULL; `queued`: it becomes runnable here, else the caller sees
/// to that while the world is stopped.
void loam_run_begin(loam_runtime *runtime, loam_goroutine *main, bool queued);
/// Waits for the end of a run, LOAM_STOPPED included.
loam_result loam_run_await(loam_runtime *runtime, loam_goroutine *main);

// ---- parking ----

/// Announces that the current goroutine is about to wait; then it may be put on a wait queue.
void loam_park_begin(loam_worker *worker, const char *reason);
/// The same, with the address that the event log is told it waits on.
void loam_park_begin_on(loam_worker *worker, const void *on, const char *reason);
/// After it was put there: waits, or goes on at once when it has been readied meanwhile.
loam_next loam_park_finish(loam_worker *worker, const uint64_t *pc, const uint64_t *safepoint, loam_slot *fp);
/// The current goroutine announced that it waits, and does not: it goes on at once.
void loam_unpark(loam_worker *worker);
/// A waiting goroutine may run again. `worker`: the caller's, or NULL on other threads.
void loam_ready(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine);
/// The same for one that was saved and WAITING before anybody could find it (channels do so under their lock).
void loam_ready_waiting(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine);

/// One that is RUNNABLE, and that nobody has: to the global queue, or to the thread that it is bound to.
void loam_goroutine_requeue(loam_runtime *runtime, loam_goroutine *goroutine);

// ---- a worker's run queue (run_queue.c) ----

/// To the end of the ring.
void loam_run_queue_push_ring(loam_worker *worker, loam_goroutine *goroutine);
/// It is the next to run; whom it displaces goes to the ring.
static inline void loam_run_queue_push_next(loam_worker *worker, loam_goroutine *goroutine) {
  // Others only take what is there.
  if (atomic_load_explicit(&worker->queue.next, memory_order_relaxed) == NULL) {
    atomic_store_explicit(&worker->queue.next, goroutine, memory_order_release);
    return;
  }
  goroutine = atomic_exchange(&worker->queue.next, goroutine);
  if (goroutine != NULL) loam_run_queue_push_ring(worker, goroutine);
}
/// Moves the older half of a full ring to the global queue.
void loam_run_queue_spill(loam_worker *worker);
/// Pushing to the ring in two halves: nobody sees the goroutine before queue.tail becomes the answer, with release
/// order.
static inline uint32_t loam_run_queue_prepare(loam_worker *worker, loam_goroutine *goroutine) {
  loam_run_queue *queue = &worker->queue;
  uint32_t tail = atomic_load_explicit(&queue->tail, memory_order_relaxed);
  uint32_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
  if (LOAM_UNLIKELY(tail - head >= LOAM_RING)) loam_run_queue_spill(worker);
  atomic_store_explicit(&queue->ring[tail % LOAM_RING], goroutine, memory_order_relaxed);
  return tail + 1;
}
/// The oldest in the ring.
loam_goroutine *loam_run_queue_pop_ring(loam_worker *worker);
/// What was readied last, else the oldest.
static inline __attribute__((always_inline)) loam_goroutine *loam_run_queue_pop(loam_worker *worker) {
  loam_goroutine *goroutine = atomic_load_explicit(&worker->queue.next, memory_order_relaxed);
  if (goroutine != NULL && LOAM_LIKELY(atomic_compare_exchange_strong(&worker->queue.next, &goroutine, NULL)))
    return goroutine;
  return loam_run_queue_pop_ring(worker);
}
/// No goroutine runs any more: a decision from the worker's own queue alone. NULL: nothing is there, or the worker's
/// loop is to look around.
static inline __attribute__((always_inline)) loam_goroutine *loam_run_queue_turn(loam_worker *worker) {
  worker->goroutine = NULL;
  uint32_t turns = atomic_load_explicit(&worker->turns, memory_order_relaxed);
  if (LOAM_UNLIKELY(turns == 0 || atomic_load_explicit(&worker->attention, memory_order_relaxed))) return NULL;
  loam_goroutine *goroutine = loam_run_queue_pop(worker);
  if (LOAM_LIKELY(goroutine != NULL)) atomic_store_explicit(&worker->turns, turns - 1, memory_order_relaxed);
  return goroutine;
}
/// One attempt at loam_run_queue_pop, by one compare and swap. NULL: nothing was there, or a thief was faster.
static inline __attribute__((always_inline)) loam_goroutine *loam_run_queue_try(loam_worker *worker) {
  loam_run_queue *queue = &worker->queue;
  loam_goroutine *goroutine = atomic_load_explicit(&queue->next, memory_order_relaxed);
  if (goroutine != NULL) return atomic_compare_exchange_strong(&queue->next, &goroutine, NULL) ? goroutine : NULL;
  uint32_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
  if (head == atomic_load_explicit(&queue->tail, memory_order_relaxed)) return NULL;
  goroutine = atomic_load_explicit(&queue->ring[head % LOAM_RING], memory_order_relaxed);
  return atomic_compare_exchange_strong(&queue->head, &head, head + 1) ? goroutine : NULL;
}
/// The current, saved goroutine gives way to the next of the worker's queue. NULL: nothing was done; loam_give_way is
/// to do it.
static inline __attribute__((always_inline)) loam_goroutine *loam_run_queue_trade(loam_worker *worker,
                                                                                  loam_goroutine *goroutine) {
  uint32_t turns = atomic_load_explicit(&worker->turns, memory_order_relaxed);
  if (LOAM_UNLIKELY(turns == 0 || atomic_load_explicit(&worker->attention, memory_order_relaxed) ||
                    atomic_load_explicit(&worker->runtime->free_tokens, memory_order_relaxed) > 0 ||
                    loam_event_on(&worker->events, LOAM_EVENTS_SCHEDULE)))
    return NULL;
  loam_goroutine *other = loam_run_queue_try(worker);
  if (LOAM_UNLIKELY(other == NULL)) return NULL;
  atomic_store_explicit(&worker->turns, turns - 1, memory_order_relaxed);
  atomic_store_explicit(&goroutine->status, LOAM_GOROUTINE_RUNNABLE, memory_order_release);
  atomic_store_explicit(&worker->queue.tail, loam_run_queue_prepare(worker, goroutine), memory_order_release);
  return other;
}
/// Moves everything in a worker's queue to the global queue, where it waits for its turn among all. Any thread.
void loam_run_queue_flush(loam_runtime *runtime, loam_worker *from);
/// Takes half of the other's ring; the last one taken is returned.
loam_goroutine *loam_run_queue_steal(loam_worker *worker, loam_worker *from, bool next_too);
bool loam_run_queue_empty(loam_worker *worker);
/// Nothing waits in the ring; `next` may hold one. Worker's own thread.
static inline bool loam_run_queue_alone(const loam_worker *worker) {
  return atomic_load_explicit(&worker->queue.head, memory_order_relaxed) ==
         atomic_load_explicit(&worker->queue.tail, memory_order_relaxed);
}
/// The worker itself will run what is in its queue soon enough. Worker's own thread.
static inline bool loam_run_queue_settled(const loam_worker *worker) {
  return loam_run_queue_alone(worker) && (worker->goroutine == NULL || !loam_goroutine_bound(worker->goroutine));
}
/// Takes a share of the global queue into the ring and returns its first; NULL: none.
loam_goroutine *loam_run_queue_refill(loam_worker *worker);

// ---- the global queue (global_queue.c) ----

void loam_global_queue_push(loam_runtime *runtime, loam_goroutine *const *goroutines, uint32_t count);
/// Takes a fair share, at most `most`, oldest first; returns how many.
uint32_t loam_global_queue_take(loam_runtime *runtime, loam_goroutine **out, uint32_t most);
/// Frees the queue's own memory. Nobody runs.
void loam_global_queue_free(loam_runtime *runtime);

// ---- the seeded mode (seeded.c) ----

void loam_seeded_init(loam_runtime *runtime);
void loam_seeded_free(loam_runtime *runtime);
/// The worker came to a poll. True: it is to give way.
bool loam_seeded_poll(loam_worker *worker);
/// Who goes on; NULL: nobody can, ever.
loam_goroutine *loam_seeded_find(loam_worker *worker);

// ---- the world (world.c) ----

/// The world stands still on behalf of the calling thread (loam_world_stop).
bool loam_world_mine(loam_runtime *runtime);
/// Poisons every running worker's limit.
void loam_world_alert(loam_runtime *runtime);
/// loam_world_stop by a thread that holds world_lock. False: not everybody came to rest until that time, and the world
/// goes on without the lock.
bool loam_world_stop_until(loam_runtime *runtime, int64_t until);
/// Waits until no worker runs Go code. `stopping` was raised by the caller.
void loam_world_await(loam_runtime *runtime);

// ---- timers, monitor ----

/// Wakes the sleeper or starts the function of each timer that is due. True when something became runnable.
bool loam_timers_run(loam_runtime *runtime, loam_worker *worker);
/// The least time over all workers' timers (INT64_MAX: none), and the same with next_timer brought up to it.
int64_t loam_timers_next(loam_runtime *runtime);
int64_t loam_timers_refresh(loam_runtime *runtime);
static inline bool loam_timers_pending(loam_runtime *runtime) {
  return atomic_load_explicit(&runtime->next_timer, memory_order_relaxed) != INT64_MAX;
}
void loam_timers_init(loam_runtime *runtime, loam_timers *timers);
void loam_timers_free(loam_timers *timers);
/// Shades the timers of package time among them.
void loam_timers_shade(loam_timers *timers, loam_marker *marker);
/// Walks one worker's timers and reports the first broken invariant.
bool loam_timers_check(loam_runtime *runtime, loam_timers *timers);
/// A waiter without channel that fires after `nanoseconds` unless it is stopped; NULL without memory. The waiting
/// goroutine is the worker's current one; its `selected` is set as long as it must not be woken.
struct loam_waiter *loam_deadline_start(loam_worker *worker, int64_t nanoseconds);
/// It was due already, at a time when its goroutine may not have been woken for that.
bool loam_deadline_missed(struct loam_waiter *waiter);
/// Clears `selected` unless it was due already; then false. No channel is locked.
bool loam_deadline_arm(struct loam_waiter *waiter);
void loam_deadline_stop(struct loam_waiter *waiter);
bool loam_waiter_is_deadline(const struct loam_waiter *waiter);
/// It sleeps no more. Requires: world stopped.
void loam_timers_forget(loam_runtime *runtime, loam_goroutine *goroutine);
/// Takes a waiter off its semaphore, if the host's library can take back what it did to wait there. Requires: world
/// stopped. (sync/semaphore.c)
bool loam_semaphore_forget(loam_runtime *runtime, struct loam_waiter *waiter, const char *reason);
void loam_monitor_start(loam_runtime *runtime);
/// Something is going to run: a monitor that sleeps for good wakes. Requires: schedule lock.
void loam_monitor_wake_locked(loam_runtime *runtime);
/// One look of the background scavenger (scavenger.c), by the monitor alone, whether the world is stopped or not. True:
/// there is more to do. Otherwise loam_scavenger_wake wakes, or starts, the monitor when there is again.
bool loam_scavenger_look(loam_runtime *runtime);
void loam_scavenger_wake(loam_runtime *runtime);

// ---- collections (cycle.c) and semaphores ----

loam_status loam_make_finalizer_functions(loam_runtime *runtime);
loam_status loam_make_start_functions(loam_runtime *runtime);
/// Starts a goroutine for the first finalizer that is ready, unless one runs.
void loam_finalizers_start(loam_runtime *runtime, loam_worker *worker);
/// The rule has changed: what the last cycle's policy decided by the old one holds no more. Requires: not marking.
void loam_collect_decide_anew(loam_runtime *runtime);
/// The trigger by gc_percent after the last finished marking.
uint64_t loam_collect_next_goal(loam_runtime *runtime);
/// The collector's callbacks (scan.c).
void loam_scan_begin(void *context);
bool loam_shade_next_roots(void *context, loam_marker *marker);
bool loam_scan_next_stack(void *context, loam_marker *marker);
bool loam_scan_left(void *context);
/// Scans one goroutine now, unless it runs or is scanned. The world is stopped.
void loam_scan_goroutine(loam_runtime *runtime, loam_marker *marker, loam_goroutine *goroutine);
void loam_shade_all(void *context, loam_marker *marker);
/// Scans the stack of a goroutine that stands still; of a deep one a part, and the rest is to be had by
/// loam_scan_next_deep. (scan_deep.c) `runtime` NULL: all at once.
void loam_scan_stack(loam_runtime *runtime, loam_marker *marker, loam_goroutine *goroutine);
/// Scans a piece of some deep stack; false: none is left.
bool loam_scan_next_deep(loam_runtime *runtime, loam_marker *marker);
void loam_deep_begin(loam_runtime *runtime);
/// Keeps markers from the older frames of a goroutine that is about to move; NULL: they need none of it.
struct loam_deep *loam_deep_hold_slow(loam_runtime *runtime, const loam_goroutine *goroutine);
static inline struct loam_deep *loam_deep_hold(loam_runtime *runtime, const loam_goroutine *goroutine) {
  if (LOAM_LIKELY(atomic_load_explicit(&runtime->scan.deep_left, memory_order_acquire) == 0)) return NULL;
  return loam_deep_hold_slow(runtime, goroutine);
}
void loam_deep_release(struct loam_deep *deep);
/// The goroutine is about to go on at older frames otherwise than by returning, or it is over (`scan` false): what is
/// left of its stack is scanned first, or forgotten. Its worker.
void loam_deep_finish_slow(loam_worker *worker, loam_goroutine *goroutine, bool scan);
static inline void loam_deep_finish(loam_worker *worker, loam_goroutine *goroutine, bool scan) {
  if (worker == NULL || LOAM_LIKELY(atomic_load_explicit(&worker->runtime->scan.deep_left, memory_order_acquire) == 0))
    return;
  loam_deep_finish_slow(worker, goroutine, scan);
}
/// The same for a goroutine that is freed by no worker: what is left is forgotten.
void loam_deep_forget(loam_runtime *runtime, const loam_goroutine *goroutine);
/// The worker's goroutine has returned through a barrier, to the frame at fp, which was not scanned.
void loam_deep_returned(loam_worker *worker, loam_slot *fp);
/// Around marking by a thread that is no worker: false when somebody has stopped the world for something else, and then
/// nothing is to be left. A stop waits for those that have entered.
bool loam_drain_enter(loam_runtime *runtime);
void loam_drain_leave(loam_runtime *runtime);
loam_status loam_semaphores_create(loam_runtime *runtime);
void loam_semaphores_destroy(loam_runtime *runtime);
bool loam_semaphores_check(loam_runtime *runtime);
/// Nanoseconds that goroutines have waited for mutexes, those that still wait included.
uint64_t loam_semaphores_waited(loam_runtime *runtime);
/// Lets the world go that ran to a program's end stopped.
void loam_world_release_host(loam_runtime *runtime);
/// Takes one unit of `stopping` back.
void loam_world_release(loam_runtime *runtime);

// ---- how a program dies (interpret/fatal.c) ----

/// Tells that the current goroutine, saved, ends because its stack cannot grow.
void loam_report_overflow(loam_worker *worker, loam_status status);
loam_next loam_stack_overflow(loam_worker *worker, const uint64_t *pc, loam_slot *fp);
/// Raises what a native left with loam_context_panic*.
loam_next loam_panic_pending(loam_worker *worker, const uint64_t *pc, loam_slot *fp);
/// No goroutine can run. Any worker thread, nothing running.
void loam_report_deadlock(loam_runtime *runtime);

#pragma GCC visibility pop
#endif
