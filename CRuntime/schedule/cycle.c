// SPDX-License-Identifier: Apache-2.0
//
// cycle.c — collections as the scheduler sees them: when a worker asks for one, whose finalizers are due, and a whole
// cycle for hosts without a policy of their own. The roots that goroutines hold are in scan.c.
//
// Upholds.  frame.walkable, world.stopped, world.ask, collect.finalizer.order
#include <string.h>
#include "interpret/call.h"
#include "schedule/schedule.h"
#include "schedule/want.h"

#define LEAST_TRIGGER (4ull << 20) // at 100 percent
#define LEAST_AIR (64ull << 10)    // above what is live, however low the memory limit

enum { DRAIN_WAITS = 100 }; // of 20 us, for goroutines that were asked to stand still

/// The next to be asked is who finds the heap a sixteenth larger, or so much that all workers, asked one after the
/// other, come to an eighth.
static void ask_later(loam_runtime *runtime) {
  uint64_t live = atomic_load_explicit(&runtime->heap.live, memory_order_relaxed);
  uint64_t workers = loam_runtime_set_workers(runtime, 0), step = live / (workers > 2 ? 8 * workers : 16);
  if (step < 64 << 10) step = 64 << 10;
  loam_heap_set_trigger(&runtime->heap, live > UINT64_MAX - step ? UINT64_MAX : live + step);
}

loam_slot *loam_collect_at(loam_worker *worker, const uint64_t *pc, const uint64_t *safepoint, loam_slot *fp,
                           loam_collect_reason reason) {
  loam_runtime *runtime = worker->runtime;
  loam_goroutine *goroutine = worker->goroutine;
  loam_goroutine_save(goroutine, pc, safepoint, fp);
  if (loam_usable(runtime) != LOAM_OK) return fp; // a dead heap is not walked
  // Of those who see that it is time one has it done; the others go on.
  if (reason == LOAM_COLLECT_HEAP || reason == LOAM_COLLECT_STRESS) {
    uint32_t wanted = loam_heap_take_wanted(&runtime->heap);
    if (wanted == LOAM_WANTED_NOTHING) return fp;
    if (wanted == LOAM_WANTED_GOAL) ask_later(runtime);
  }
  loam_worker_leave(worker);
  if (runtime->hooks.collect != NULL && !runtime->seeded)
    runtime->hooks.collect(runtime->hooks.context, reason);
  else
    loam_collect_now(runtime, reason);
  loam_worker_return(worker);
  loam_worker_set_limit(worker);
  if (reason == LOAM_COLLECT_MEMORY) loam_want_give_back(worker);
  loam_finalizers_start(runtime, worker);
  return goroutine->fp;
}

/// Frame of a finalizer's goroutine: the outgoing area with one argument (two words for an interface) and the results,
/// then the function value. It starts at a jump, whose map covers argument and function value. There is one such
/// function for each size of the outgoing area.
static const uint16_t finalizer_outgoing[LOAM_FINALIZER_SIZES] = {2, 8, 32, 128, LOAM_FINALIZER_LARGEST};

static loam_status make_finalizer_function(loam_runtime *runtime, uint32_t size) {
  uint16_t value = finalizer_outgoing[size], slots = value + 1;
  const uint64_t words[] = {
      LOAM_WORD(LOAM_OP_JMP_P, 0, 2, 0),
      LOAM_SAFEPOINT(1, slots, 1),
      LOAM_WORD(LOAM_OP_CALL_CLOSURE, value, 0, 0),
      LOAM_SAFEPOINT(2, slots, 3),
      LOAM_WORD(LOAM_OP_GOEXIT, 0, 0, 0),
      LOAM_SAFEPOINT(0, slots, 5),
      LOAM_SAFEPOINT(0, slots, 6),
      LOAM_WORD(LOAM_OP_PANIC_RETURN, 0, 0, 0),
  };
  enum { MAP_WORDS = LOAM_FINALIZER_LARGEST / 64 + 1 };
  uint64_t maps[3][MAP_WORDS] = {0};
  maps[1][0] = 3;
  maps[1][value / 64] |= 1ull << value % 64;
  maps[2][value / 64] |= 1ull << value % 64;
  loam_string none = {NULL, 0};
  loam_function *function = loam_function_create(runtime, none, none, 0, 0, 0, NULL, 0);
  if (function == NULL) return LOAM_NO_MEMORY;
  runtime->finalize[size] = function;
  loam_code code = {.words = words,
                    .word_count = 8,
                    .frame_slots = slots,
                    .maps = maps[0],
                    .map_words = MAP_WORDS,
                    .map_count = 3,
                    .flags = LOAM_FUNCTION_RUNTIME};
  return loam_function_define(runtime, function, &code);
}

loam_status loam_make_finalizer_functions(loam_runtime *runtime) {
  loam_status status = LOAM_OK;
  for (uint32_t i = 0; i < LOAM_FINALIZER_SIZES && status == LOAM_OK; i++) status = make_finalizer_function(runtime, i);
  return status;
}

static void start_finalizer(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine,
                            const loam_finalizer *finalizer) {
  runtime->finalizes_cleanup = finalizer->object == 0;
  const loam_function *called = *(loam_function *const *)finalizer->closure;
  uint32_t outgoing = called->argument_slots + called->result_slots, size = 0;
  while (size + 1 < LOAM_FINALIZER_SIZES && finalizer_outgoing[size] < outgoing) size++;
  uint16_t value = finalizer_outgoing[size];
  loam_slot *fp = (loam_slot *)goroutine->stack.hi - value - 2;
  memset(fp, 0, 2 * sizeof *fp);
  // An interface argument has its type or itab before the pointer.
  if (finalizer->argument != NULL) *fp = (uint64_t)(uintptr_t)finalizer->argument;
  fp[finalizer->argument != NULL] = finalizer->object;
  fp[value] = (uint64_t)(uintptr_t)finalizer->closure;
  if (worker != NULL && worker->cache.barrier.on) {
    loam_barrier_shade(&worker->cache.barrier, finalizer->object);
    loam_barrier_shade(&worker->cache.barrier, (uintptr_t)finalizer->closure);
  }
  if (worker == NULL) { // marking may have begun since it was found
    loam_collector_shade(&runtime->collector, finalizer->object);
    loam_collector_shade(&runtime->collector, (uintptr_t)finalizer->closure);
  }
  loam_goroutine_save(goroutine, runtime->finalize[size]->code, runtime->finalize[size]->code + 1, fp);
  if (worker != NULL) {
    loam_run_queue_push_ring(worker, goroutine);
  } else {
    loam_global_queue_push(runtime, &goroutine, 1);
    loam_wake_worker(runtime);
  }
}

// One at a time, as in Go: the goroutine of a finalizer starts the next one when it ends.
void loam_finalizers_start(loam_runtime *runtime, loam_worker *worker) {
  do {
    bool idle = false;
    if (!atomic_compare_exchange_strong(&runtime->finalizing, &idle, true)) return;
    loam_finalizer finalizer;
    if (loam_collector_has_finalizers(&runtime->collector)) {
      // Without memory for a goroutine it waits for the next collection. At a limit finalizers may make room.
      if (worker != NULL) worker->stacks.reserve = true;
      loam_goroutine *goroutine = loam_goroutine_create(runtime, worker, NULL, NULL, 0);
      if (worker != NULL) worker->stacks.reserve = false;
      if (goroutine == NULL) {
        atomic_store(&runtime->finalizing, false);
        return;
      }
      goroutine->system = true;
      // Nobody else takes one.
      if (loam_collector_take_finalizer(&runtime->collector, &finalizer)) {
        start_finalizer(runtime, worker, goroutine, &finalizer);
        return;
      }
      loam_goroutine_free(runtime, worker, goroutine);
    }
    atomic_store(&runtime->finalizing, false);
    // Another worker may have queued some between the two lines above and gone by.
  } while (loam_collector_has_finalizers(&runtime->collector));
}

// ---- the public functions over the collector ----

loam_collect_phase loam_collect_current_phase(loam_runtime *runtime) {
  return runtime == NULL ? LOAM_PHASE_OFF : loam_collector_phase(&runtime->collector);
}
static bool world_stands(loam_runtime *runtime) { return atomic_load(&runtime->stopping) != 0; }

static void check_others(loam_runtime *runtime) {
  if (loam_knob_value(&runtime->knobs, LOAM_KNOB_VERIFYHEAP) && loam_stack_pool_check(&runtime->stacks))
    loam_handles_check(&runtime->handles);
}

/// The stop that goes on is for a collection.
static void stop_collects(loam_runtime *runtime) {
  atomic_store_explicit(&runtime->measure.collects, true, memory_order_relaxed);
}

loam_status loam_mark_begin(loam_runtime *runtime) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  stop_collects(runtime);
  return world_stands(runtime) ? loam_collector_begin(&runtime->collector) : LOAM_WRONG_STATE;
}
bool loam_mark_drain(loam_runtime *runtime, uint32_t marker, uint64_t budget, bool yields) {
  if (loam_usable(runtime) != LOAM_OK || marker >= LOAM_MARKERS) return true;
  if (!loam_drain_enter(runtime)) return true;
  bool done = true;
  // A stop waits for this thread, so it looks up now and then.
  bool always = loam_knob_value(&runtime->knobs, LOAM_KNOB_GCALWAYS) != 0;
  uint64_t most = always ? LOAM_DRAIN_PART / 256 + 1 : LOAM_DRAIN_PART; // with the smallest limits 1
  int64_t slow = loam_knob_value(&runtime->knobs, LOAM_KNOB_SLOWMARK);
  if (slow != 0 && budget > most) budget = most;
  for (uint64_t part; budget > 0; budget -= part) {
    part = budget < most ? budget : most;
    done = loam_collector_drain(&runtime->collector, marker, part);
    if (done || (atomic_load_explicit(&runtime->world_owner, memory_order_relaxed) != 0 && !loam_world_mine(runtime) &&
                 atomic_load(&runtime->scan.begun_in) != atomic_load(&runtime->scan.stops)))
      break;
    // A goroutine that has come to want this processor meanwhile would wait for the system's next tick, 1 to 10 ms.
    if (yields || always) loam_os_yield();
  }
  loam_drain_leave(runtime);
  if (slow != 0 && atomic_load_explicit(&runtime->world_owner, memory_order_relaxed) == 0) {
    _Atomic uint32_t never = 0;
    loam_knob_fired(&runtime->knobs, LOAM_KNOB_SLOWMARK);
    loam_os_wait(&never, 0, slow * 1000);
  }
  return done;
}
bool loam_mark_is_drained(loam_runtime *runtime) {
  return loam_usable(runtime) != LOAM_OK || loam_collector_is_drained(&runtime->collector);
}
void loam_mark_set_pace(loam_runtime *runtime, uint64_t expected, uint64_t goal) {
  if (loam_usable(runtime) != LOAM_OK) return;
  atomic_store_explicit(&runtime->collector.pace.goal, goal, memory_order_relaxed);
  atomic_store_explicit(&runtime->collector.pace.expected, expected, memory_order_relaxed);
}
loam_status loam_mark_try_finish(loam_runtime *runtime, bool *out_finished) {
  if (out_finished == NULL) return LOAM_INVALID_ARGUMENT;
  *out_finished = false;
  loam_status status = loam_usable(runtime);
  if (status == LOAM_OK && !world_stands(runtime)) status = LOAM_WRONG_STATE;
  if (status == LOAM_OK) stop_collects(runtime);
  if (status == LOAM_OK) status = loam_collector_try_finish(&runtime->collector, out_finished);
  if (*out_finished) check_others(runtime);
  return status;
}
loam_status loam_mark_finish(loam_runtime *runtime) {
  loam_status status = loam_usable(runtime);
  if (status == LOAM_OK && !world_stands(runtime)) status = LOAM_WRONG_STATE;
  if (status == LOAM_OK) stop_collects(runtime);
  if (status == LOAM_OK) status = loam_collector_finish(&runtime->collector);
  if (status == LOAM_OK) check_others(runtime);
  return status;
}
/// Sweeping has found objects whose finalizers are due: a program that runs has them run. A thread that is no worker
/// keeps the world from being stopped while it makes a goroutine.
static void start_due(loam_runtime *runtime) {
  if (atomic_load(&runtime->finalizing) || loam_worker_current(runtime) != NULL) return;
  bool mine = loam_world_mine(runtime);
  if (!mine) loam_lock_acquire(&runtime->world_lock);
  loam_lock_acquire(&runtime->schedule_lock);
  bool runs = !runtime->host_stop;
  loam_lock_release(&runtime->schedule_lock);
  if (runs) loam_finalizers_start(runtime, NULL);
  if (!mine) loam_lock_release(&runtime->world_lock);
}

bool loam_sweep(loam_runtime *runtime, uint64_t spans) {
  if (loam_usable(runtime) != LOAM_OK) return true;
  if (loam_collector_phase(&runtime->collector) != LOAM_PHASE_SWEEP) return true;
  bool done = loam_collector_sweep(&runtime->collector, spans);
  if (loam_collector_has_finalizers(&runtime->collector)) start_due(runtime);
  // What the spans gave back may be more than will be needed.
  if (done) loam_scavenger_wake(runtime);
  return done;
}

uint64_t loam_release_free_pages(loam_runtime *runtime, uint64_t keep) {
  if (loam_usable(runtime) != LOAM_OK) return 0;
  loam_records_strip(runtime);
  loam_stack_pool_trim(&runtime->stacks);
  return loam_heap_release(&runtime->heap, keep);
}

uint64_t loam_scavenge(loam_runtime *runtime, uint64_t budget, bool *out_more) {
  bool more;
  if (out_more != NULL) *out_more = false;
  if (loam_usable(runtime) != LOAM_OK) return 0;
  uint64_t released = loam_heap_scavenge(&runtime->heap, budget, &more);
  if (out_more != NULL) *out_more = more;
  return released;
}

bool loam_prepare(loam_runtime *runtime) {
  return loam_usable(runtime) == LOAM_OK && loam_ahead_prepare(&runtime->heap);
}

void loam_collect_get_counts(loam_runtime *runtime, loam_collect_counts *out) {
  if (out == NULL) return;
  *out = (loam_collect_counts){0};
  if (loam_usable(runtime) != LOAM_OK) return;
  loam_collector_get_counts(&runtime->collector, out);
  loam_lock_acquire(&runtime->heap.pages_lock);
  out->stack_memory = runtime->heap.stack_pages << LOAM_PAGE_SHIFT;
  loam_lock_release(&runtime->heap.pages_lock);
}
void loam_collect_set_aging(loam_runtime *runtime, void **words) {
  if (loam_usable(runtime) == LOAM_OK) runtime->aging.words = words;
}
uint64_t loam_collect_begun(loam_runtime *runtime) { return runtime == NULL ? 0 : atomic_load(&runtime->aging.begun); }
void loam_collect_set_trigger(loam_runtime *runtime, uint64_t bytes) {
  if (loam_usable(runtime) != LOAM_OK) return;
  if (loam_knob_value(&runtime->knobs, LOAM_KNOB_GCALWAYS) != 0 &&
      loam_collect_current_phase(runtime) != LOAM_PHASE_MARK) {
    loam_knob_fired(&runtime->knobs, LOAM_KNOB_GCALWAYS);
    bytes = 0;
  }
  loam_heap_set_trigger(&runtime->heap, bytes);
  loam_scavenger_wake(runtime);
}

/// Less memory may be needed than before.
static void expect_growth_to(loam_runtime *runtime, uint64_t goal) {
  atomic_store_explicit(&runtime->heap.goal, goal, memory_order_relaxed);
  loam_scavenger_wake(runtime);
}

void loam_collect_report(loam_runtime *runtime, loam_collect_reason reason, uint64_t pause_ns, uint64_t goal,
                         double cpu_fraction) {
  if (loam_usable(runtime) != LOAM_OK) return;
  loam_records_strip(runtime); // no stop is prolonged by it
  loam_lock_acquire(&runtime->reports_lock);
  uint32_t at = runtime->reports.collections++ % 256;
  if (reason == LOAM_COLLECT_FORCED) runtime->reports.forced++;
  runtime->reports.pauses[at] = pause_ns;
  runtime->reports.last_wall = runtime->reports.pause_ends[at] = (uint64_t)loam_wall(runtime);
  runtime->reports.pause_total += pause_ns;
  runtime->reports.goal = goal;
  runtime->reports.cpu = cpu_fraction;
  loam_lock_release(&runtime->reports_lock);
  loam_heap_note_peak(&runtime->heap); // As good as at the end of marking: sweeping has hardly begun.
  expect_growth_to(runtime, goal);
}

uint64_t loam_collect_goal(int32_t percent, uint64_t memory_limit, const loam_collect_counts *counts) {
  if (counts == NULL) return UINT64_MAX;
  uint64_t marked = counts->marked_bytes, goal = UINT64_MAX, roots, scanned, growth;
  if (percent >= 0) {
    uint64_t old = marked > counts->overshot_bytes ? marked - counts->overshot_bytes : 0;
    uint64_t share = (uint64_t)percent, least = LEAST_TRIGGER * share / 100;
    if (__builtin_add_overflow(counts->stack_scanned, counts->globals_scanned, &roots) ||
        __builtin_add_overflow(old, roots, &scanned) || __builtin_mul_overflow(scanned / 100, share, &growth) ||
        __builtin_add_overflow(growth, scanned % 100 * share / 100, &growth) ||
        __builtin_add_overflow(old, growth, &goal))
      goal = UINT64_MAX;
    if (goal < least) goal = least;
  }
  if (memory_limit == UINT64_MAX) return goal;
  // A limit below what is live anyway must not make every allocation collect.
  uint64_t room = memory_limit > counts->stack_memory ? memory_limit - counts->stack_memory : 0, air;
  if (__builtin_add_overflow(marked, marked / 16 + LEAST_AIR, &air)) air = UINT64_MAX;
  if (room < air) room = air;
  return goal < room ? goal : room;
}

uint64_t loam_collect_next_goal(loam_runtime *runtime) {
  loam_collect_counts counts;
  loam_collect_get_counts(runtime, &counts);
  return loam_collect_goal(loam_collect_percent(runtime), loam_collect_memory_limit(runtime), &counts);
}

void loam_collect_decide_anew(loam_runtime *runtime) {
  uint64_t goal = loam_collect_next_goal(runtime);
  // A cycle that is marking decides when it ends.
  if (loam_collect_current_phase(runtime) != LOAM_PHASE_MARK) loam_collect_set_trigger(runtime, goal);
  loam_lock_acquire(&runtime->reports_lock);
  runtime->reports.goal = goal;
  loam_lock_release(&runtime->reports_lock);
  expect_growth_to(runtime, goal);
}

int32_t loam_collect_set_percent(loam_runtime *runtime, int32_t percent) {
  if (loam_usable(runtime) != LOAM_OK) return 0;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  int32_t old = atomic_exchange(&runtime->gc_percent, percent < 0 ? -1 : percent);
  loam_collect_decide_anew(runtime);
  loam_world_start_asked(runtime, self);
  return old;
}
uint32_t loam_runtime_idle_workers(loam_runtime *runtime) {
  int32_t idle = loam_usable(runtime) == LOAM_OK ? atomic_load(&runtime->free_tokens) : 0;
  return idle < 0 ? 0 : (uint32_t)idle;
}

int32_t loam_collect_percent(loam_runtime *runtime) { return runtime == NULL ? 0 : atomic_load(&runtime->gc_percent); }

int64_t loam_runtime_set_memory_limit(loam_runtime *runtime, int64_t bytes) {
  if (loam_usable(runtime) != LOAM_OK) return 0;
  uint64_t old = __atomic_load_n(&runtime->heap.memory_limit, __ATOMIC_RELAXED);
  if (bytes >= 0) {
    loam_worker *self = loam_world_stop_to_ask(runtime);
    old = runtime->heap.memory_limit;
    __atomic_store_n(&runtime->heap.memory_limit, bytes == INT64_MAX ? UINT64_MAX : (uint64_t)bytes, __ATOMIC_RELAXED);
    loam_collect_decide_anew(runtime);
    loam_world_start_asked(runtime, self);
  }
  return old > INT64_MAX ? INT64_MAX : (int64_t)old;
}

static bool in_one_stop(loam_runtime *runtime) {
  return runtime->seeded || runtime->stop_the_world || loam_world_mine(runtime);
}

/// What is left then is done in the stop, whoever does not answer holds that up as well.
static void drain_beside(loam_runtime *runtime) {
  _Atomic uint32_t never = 0;
  uint64_t start = loam_os_own_time();
  for (int waits = 0; waits < DRAIN_WAITS; waits++) {
    while (!loam_mark_drain(runtime, 0, UINT64_MAX, false)) continue;
    if (loam_mark_is_drained(runtime)) break;
    loam_os_wait(&never, 0, 20000);
  }
  uint64_t took = loam_os_own_time() - start;
  loam_collect_spent(runtime, took, false);
  if (loam_worker_current(runtime) != NULL)
    atomic_fetch_add_explicit(&runtime->measure.marking_workers_ns, took, memory_order_relaxed);
}

/// Marks beside the program until a stop finds nothing left. *out_pause: how long the world stood.
static loam_status mark(loam_runtime *runtime, uint64_t *out_pause) {
  bool whole = in_one_stop(runtime), finished = false;
  int64_t start = loam_clock(runtime);
  loam_world_stop(runtime);
  // One in steps is taken over.
  if (atomic_exchange(&runtime->stepping, false)) loam_collector_finish(&runtime->collector);
  loam_status status = loam_mark_begin(runtime);
  if (whole || status != LOAM_OK) {
    while (status == LOAM_OK && !loam_mark_drain(runtime, 0, UINT64_MAX, false)) continue;
    if (status == LOAM_OK) status = loam_mark_finish(runtime);
    if (status == LOAM_OK) loam_collect_set_trigger(runtime, loam_collect_next_goal(runtime));
    *out_pause = (uint64_t)(loam_clock(runtime) - start);
    loam_world_start(runtime);
    return status;
  }
  uint64_t goal = loam_collect_next_goal(runtime), overshoot;
  if (goal != UINT64_MAX && !__builtin_add_overflow(goal, goal / 4, &overshoot))
    loam_collect_set_trigger(runtime, overshoot); // who gets there waits for this cycle
  *out_pause = (uint64_t)(loam_clock(runtime) - start);
  loam_world_start(runtime);
  while (status == LOAM_OK && !finished) {
    drain_beside(runtime);
    start = loam_clock(runtime);
    loam_world_stop(runtime);
    status = loam_mark_try_finish(runtime, &finished);
    if (finished) loam_collect_set_trigger(runtime, loam_collect_next_goal(runtime));
    *out_pause += (uint64_t)(loam_clock(runtime) - start);
    loam_world_start(runtime);
  }
  return status;
}

loam_status loam_collect_now(loam_runtime *runtime, loam_collect_reason reason) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  // A worker that runs Go code would wait for itself to come to rest.
  if (loam_worker_running(runtime) != NULL) return LOAM_WRONG_STATE;
  bool nested = loam_world_mine(runtime);
  uint64_t before = atomic_load(&runtime->collector.cycles), begun = atomic_load(&runtime->cycles_begun);
  if (!nested) loam_lock_acquire(&runtime->cycle_lock);
  // One that another thread began since this one wants memory has freed what it would free.
  if (!nested && reason == LOAM_COLLECT_MEMORY && atomic_load(&runtime->cycles_begun) != begun) {
    loam_lock_release(&runtime->cycle_lock);
    return LOAM_OK;
  }
  // Another thread's cycle has just made room.
  if (!nested && reason == LOAM_COLLECT_HEAP && atomic_load(&runtime->collector.cycles) != before &&
      atomic_load(&runtime->heap.live) < atomic_load(&runtime->heap.trigger)) {
    loam_lock_release(&runtime->cycle_lock);
    return LOAM_OK;
  }
  while (!loam_sweep(runtime, UINT64_MAX)) continue; // what the last cycle left
  uint64_t pause = 0;
  atomic_fetch_add(&runtime->cycles_begun, 1);
  loam_status status = mark(runtime, &pause);
  while (status == LOAM_OK && !loam_sweep(runtime, UINT64_MAX)) continue;
  if (!nested) loam_lock_release(&runtime->cycle_lock);
  if (status == LOAM_OK) {
    loam_metrics spent;
    loam_measure_cpu(runtime, &spent);
    double share = spent.cpu_total == 0 ? 0 : (double)spent.cpu_collect / (double)spent.cpu_total;
    loam_collect_report(runtime, reason, pause, loam_collect_next_goal(runtime), share);
  }
  return status;
}
