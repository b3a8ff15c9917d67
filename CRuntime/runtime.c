// SPDX-License-Identifier: Apache-2.0
//
// runtime.c — creating, running, looking at and destroying a runtime.
//
// How.      Everything hangs off one loam_runtime. Between runs the world is stopped on the host's behalf: a run lets
//           it go, starts a main goroutine, and waits until somebody has reported the end.
// Fails.    Creation undoes what it did, in reverse order.
#include "runtime.h"
#include "interpret/break.h"
#include "interpret/panic.h"
#include "interpret/print.h"
#include "schedule/activation.h"
#include "schedule/leave.h"
#include "schedule/schedule.h"
#include "schedule/want.h"
#include "sync/waiter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void loam_configuration_init(loam_configuration *configuration) {
  if (configuration != NULL) *configuration = (loam_configuration){0};
}

void loam_bug(loam_runtime *runtime, const char *tag, const char *text) { loam_bug_report(&runtime->bugs, tag, text); }

static uint32_t traceback_level(const char *text) {
  if (text == NULL || *text == 0 || strcmp(text, "single") == 0 || strcmp(text, "1") == 0) return 1;
  if (strcmp(text, "none") == 0 || strcmp(text, "0") == 0) return 0;
  if (strcmp(text, "all") == 0) return 2;
  return strcmp(text, "system") == 0 || strcmp(text, "crash") == 0 || strcmp(text, "2") == 0 ? 3 : 1;
}

static bool copy_arguments(loam_runtime *runtime, const loam_configuration *configuration) {
  runtime->argument_count = configuration->argument_count;
  runtime->arguments =
      loam_os_allocate(&runtime->os, ((size_t)configuration->argument_count + 1) * sizeof *runtime->arguments);
  if (runtime->arguments == NULL) return false;
  for (int i = 0; i < configuration->argument_count; i++) {
    size_t bytes = strlen(configuration->arguments[i]) + 1;
    if ((runtime->arguments[i] = loam_os_allocate(&runtime->os, bytes)) == NULL) return false;
    memcpy(runtime->arguments[i], configuration->arguments[i], bytes);
  }
  return true;
}

static void free_arguments(loam_runtime *runtime) {
  for (int i = 0; runtime->arguments != NULL && i < runtime->argument_count; i++) free(runtime->arguments[i]);
  free(runtime->arguments);
}

static void init_locks(loam_runtime *runtime) {
  loam_lock_init(&runtime->compile_lock, LOAM_RANK_COMPILE, &runtime->bugs);
  loam_lock_init(&runtime->code_lock, LOAM_RANK_PERMANENT, &runtime->bugs);
  loam_lock_init(&runtime->goroutines_lock, LOAM_RANK_GOROUTINES, &runtime->bugs);
  loam_lock_init(&runtime->schedule_lock, LOAM_RANK_SCHEDULE, &runtime->bugs);
  loam_lock_init(&runtime->world_lock, LOAM_RANK_WORLD, &runtime->bugs);
  loam_lock_init(&runtime->scan.lock, LOAM_RANK_GOROUTINES, &runtime->bugs);
  loam_lock_init(&runtime->cycle_lock, LOAM_RANK_CYCLE, &runtime->bugs);
  loam_lock_init(&runtime->ends_lock, LOAM_RANK_REPORT, &runtime->bugs);
  loam_lock_init(&runtime->reports_lock, LOAM_RANK_PERMANENT, &runtime->bugs);
  loam_measure_init(runtime);
}

static void settle(loam_runtime *runtime, const loam_configuration *configuration) {
  int64_t seed = loam_knob_value(&runtime->knobs, LOAM_KNOB_SEED);
  bool seeded = seed != 0 || configuration->seed != 0;
  runtime->hooks = configuration->hooks;
  runtime->writing.hook = configuration->hooks.write;
  runtime->writing.context = configuration->hooks.context;
  runtime->bugs = (loam_bugs){.hook = configuration->hooks.bug, .context = configuration->hooks.context};
  runtime->seed = seeded ? configuration->seed + (uint64_t)seed : loam_os_entropy();
  runtime->seeded = seeded;
  if (seeded) {
    loam_seeded_init(runtime);
    runtime->os.place = LOAM_SEEDED_PLACE; // nothing of the heap is mapped yet
  }
  runtime->limit = seeded ? 1 : configuration->workers != 0 ? configuration->workers : loam_os_processors();
  if (runtime->limit > LOAM_PROCESSORS_MOST) runtime->limit = LOAM_PROCESSORS_MOST;
  loam_slots_init(runtime, configuration->maximum_threads);
  runtime->leave_signal = configuration->leave_signal;
  atomic_store(&runtime->free_tokens, (int32_t)runtime->limit);
  runtime->initial_stack = configuration->initial_stack == 0 ? LOAM_STACK_LEAST : configuration->initial_stack;
  atomic_store(&runtime->maximum_stack, configuration->maximum_stack == 0 ? 1000000000 : configuration->maximum_stack);
  runtime->worker_stack = configuration->worker_stack == 0 ? 512ull << 20 : configuration->worker_stack;
  if (runtime->worker_stack < 256 << 10) runtime->worker_stack = 256 << 10;
  runtime->scavenger.off = configuration->keep_free_memory;
  atomic_store(&runtime->scavenger.resume, INT64_MAX);
  runtime->maximum_goroutines = configuration->maximum_goroutines;
  runtime->keep_ended = configuration->keep_ended_goroutine;
  runtime->runs_on = configuration->runs_on;
  runtime->overflow_ends = configuration->overflow_ends_goroutine;
  runtime->memory_ends = configuration->memory_ends_goroutine;
  runtime->stop_the_world = loam_go_debug_value(&runtime->go_debug, "gcstoptheworld") > 0;
  runtime->traceback = traceback_level(configuration->traceback);
  atomic_store(&runtime->gc_percent, configuration->gc_percent == 0 ? 100 : configuration->gc_percent);
  runtime->always_slow = seeded || loam_knob_value(&runtime->knobs, LOAM_KNOB_MOVESTACK) != 0 ||
                         loam_knob_value(&runtime->knobs, LOAM_KNOB_PREEMPT) != 0;
  atomic_store(&runtime->until_preempt, loam_knob_value(&runtime->knobs, LOAM_KNOB_PREEMPT));
  atomic_store(&runtime->until_move, loam_knob_value(&runtime->knobs, LOAM_KNOB_MOVESTACK));
  atomic_store(&runtime->next_timer, INT64_MAX);
  atomic_store(&runtime->keeper_until, INT64_MAX);
  for (uint32_t i = 0; i < 256; i++) runtime->small_values[i] = i;
  runtime->host_stop = true;
  atomic_store(&runtime->stopping, 1);
}

static loam_status build(loam_runtime *runtime, const loam_configuration *configuration) {
  loam_event_log_init(&runtime->events, runtime);
  loam_slab_init(&runtime->goroutines, &runtime->os, sizeof(loam_goroutine));
  loam_waiters_init(runtime);
  loam_permanent_init(&runtime->permanent, &runtime->os, &runtime->bugs);
  loam_status status =
      loam_heap_init(&runtime->heap, &runtime->os, &runtime->bugs, configuration->address_space, runtime->seed);
  if (status != LOAM_OK) {
    loam_permanent_deinit(&runtime->permanent);
    free(runtime);
    return status;
  }
  runtime->heap.events = &runtime->events.others;
  // What a seeded run does must not depend on when another thread ran.
  if (!runtime->seeded) {
    runtime->heap.ahead.tell = configuration->hooks.prepare;
    runtime->heap.ahead.context = configuration->hooks.context;
  }
  loam_profile_init(runtime);
  if (configuration->memory_limit != 0) runtime->heap.memory_limit = configuration->memory_limit;
  if (configuration->maximum_memory != 0) loam_heap_set_maximum(&runtime->heap, configuration->maximum_memory);
  loam_stack_pool_init(&runtime->stacks, &runtime->heap);
  loam_stack_pool_keep(&runtime->stacks, runtime->initial_stack);
  loam_machine_pool_init(&runtime->machines, &runtime->os, &runtime->bugs);
  loam_collector_init(&runtime->collector, &runtime->heap,
                      (loam_collector_callbacks){.context = runtime,
                                                 .begin = loam_scan_begin,
                                                 .shade_next_roots = loam_shade_next_roots,
                                                 .scan_next_stack = loam_scan_next_stack,
                                                 .stacks_left = loam_scan_left,
                                                 .shade_all = loam_shade_all});
  loam_breaks_init(runtime);
  loam_ranges_init(&runtime->globals, &runtime->os, &runtime->bugs);
  loam_handles_init(&runtime->handles, &runtime->os, &runtime->bugs);
  loam_itabs_init(&runtime->itabs, &runtime->permanent, &runtime->bugs);
  loam_map_shapes_init(&runtime->shapes, &runtime->permanent, &runtime->bugs);
  status = loam_semaphores_create(runtime);
  if (status == LOAM_OK) status = loam_make_internal_functions(runtime);
  if (status == LOAM_OK) status = loam_make_finalizer_functions(runtime);
  if (status == LOAM_OK) status = loam_make_start_functions(runtime);
  if (status == LOAM_OK) status = loam_make_callback_functions(runtime);
  if (status == LOAM_OK) status = loam_make_native_functions(runtime);
  if (status == LOAM_OK && !copy_arguments(runtime, configuration)) status = LOAM_NO_MEMORY;
  if (status == LOAM_OK) status = loam_event_log_switch(&runtime->events);
  if (status == LOAM_OK) loam_profile_begin(runtime, configuration->heap_profile_rate);
  uint64_t goal = loam_collect_next_goal(runtime);
  atomic_store_explicit(&runtime->heap.goal, goal, memory_order_relaxed);
  loam_heap_set_trigger(&runtime->heap, goal);
  if (status != LOAM_OK) loam_runtime_destroy(runtime);
  return status;
}

/// The record itself, counted by failalloc as everything that follows.
static loam_runtime *allocate(const loam_knobs *knobs, const loam_go_debug *go_debug) {
  loam_knobs first = *knobs;
  loam_os os = {0};
  loam_os_init(&os, &first);
  loam_runtime *runtime = loam_os_allocate(&os, sizeof *runtime);
  if (runtime == NULL) return NULL;
  runtime->knobs = *knobs;
  runtime->go_debug = *go_debug;
  loam_os_init(&runtime->os, &runtime->knobs);
  atomic_store(&runtime->os.until_failure, atomic_load(&os.until_failure));
  loam_os_keep(&runtime->os, sizeof *runtime);
  return runtime;
}

// What is wrong with the settings, or NULL. LOAMDEBUG's part is parsed on the way.
static const char *wrong_setting(const loam_configuration *configuration, loam_knobs *knobs) {
  const char *message = NULL;
  uint64_t initial = configuration->initial_stack;
  if (!loam_knobs_parse(knobs, configuration->debug, &message)) return message;
  if (initial != 0 && (initial < LOAM_STACK_LEAST || !loam_is_power_of_two(initial)))
    return "the initial stack size is no power of two of at least 2048";
  if (configuration->maximum_stack != 0 && configuration->maximum_stack < (initial == 0 ? LOAM_STACK_LEAST : initial))
    return "the maximum stack size is smaller than the initial one";
  if (configuration->argument_count < 0 || (configuration->argument_count > 0 && configuration->arguments == NULL))
    return "there are fewer arguments than argument_count says";
  for (int i = 0; i < configuration->argument_count; i++)
    if (configuration->arguments[i] == NULL) return "there are fewer arguments than argument_count says";
  return NULL;
}

loam_runtime *loam_runtime_create(const loam_configuration *configuration, loam_status *out_status,
                                  const char **out_message) {
  loam_configuration defaults;
  if (configuration == NULL) {
    loam_configuration_init(&defaults);
    configuration = &defaults;
  }
  loam_runtime *runtime = NULL;
  loam_knobs knobs;
  loam_go_debug go_debug;
  loam_status status = LOAM_INVALID_ARGUMENT;
  const char *message = wrong_setting(configuration, &knobs);
  loam_go_debug_parse(&go_debug, configuration->go_debug);
  loam_go_debug_switch(&go_debug, &knobs);
  if (message == NULL && (runtime = allocate(&knobs, &go_debug)) == NULL) status = LOAM_NO_MEMORY;
  if (runtime != NULL) {
    settle(runtime, configuration);
    init_locks(runtime);
    status = build(runtime, configuration);
    if (status != LOAM_OK) runtime = NULL;
  }
  if (out_status != NULL) *out_status = status;
  if (out_message != NULL) *out_message = message;
  return runtime;
}

static bool free_holdings_of(void *context, loam_goroutine *goroutine) {
  loam_activations_free(context, goroutine);
  loam_waiters_free(goroutine->waiter);
  goroutine->waiter = NULL;
  return true;
}

static void free_worker(loam_runtime *runtime, loam_worker *worker) {
  loam_timers_free(&worker->timers);
  loam_heap_cache_detach(&runtime->heap, &worker->cache);
  loam_collector_detach(&runtime->collector, &worker->marker);
  loam_stack_cache_detach(&runtime->stacks, &worker->stacks);
  free(worker);
}

// Threads first, then what goroutines hold, then memory.
loam_status loam_runtime_destroy(loam_runtime *runtime) {
  if (runtime == NULL) return LOAM_OK;
  // A worker cannot wait for its own end, and the thread that is in a run would come back to nothing.
  if (loam_worker_current(runtime) != NULL || atomic_exchange(&runtime->in_run, true)) return LOAM_WRONG_STATE;
  loam_lock_acquire(&runtime->schedule_lock);
  atomic_store(&runtime->quitting, true); // from here no worker is created
  loam_lock_release(&runtime->schedule_lock);
  loam_world_release_host(runtime);
  loam_world_alert(runtime);
  bool joined = loam_workers_join(runtime);
  if (runtime->monitor_started) {
    atomic_store(&runtime->monitor_wake, 1);
    loam_os_wake(&runtime->monitor_wake, 1);
    pthread_join(runtime->monitor, NULL);
  }
  if (runtime->hooks.leaked != NULL && loam_handle_count(runtime) != 0)
    runtime->hooks.leaked(runtime->hooks.context, runtime, loam_handle_count(runtime));
  if (!joined) return LOAM_WRONG_STATE; // the thread left behind may still come back and look at the runtime
  loam_event_log_deinit(&runtime->events);
  loam_goroutine_each(runtime, free_holdings_of, runtime);
  loam_goroutine_records_free(runtime);
  loam_waiters_deinit(runtime);
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) free_worker(runtime, atomic_load(&runtime->workers[i]));
  loam_global_queue_free(runtime);
  loam_semaphores_destroy(runtime);
  loam_seeded_free(runtime);
  loam_foreign_calls_free(runtime);
  free_arguments(runtime);
  free(runtime->scan.asked);
  loam_deep_begin(runtime);
  loam_breaks_free(runtime);
  free(runtime->ranges);
  free(runtime->functions);
  loam_handles_deinit(&runtime->handles);
  loam_collector_deinit(&runtime->collector);
  loam_ranges_deinit(&runtime->globals);
  loam_machine_pool_deinit(&runtime->machines);
  loam_stack_pool_deinit(&runtime->stacks);
  loam_heap_deinit(&runtime->heap);
  loam_profile_deinit(runtime);
  loam_permanent_deinit(&runtime->permanent);
  free(runtime);
  return LOAM_OK;
}

void loam_run_begin(loam_runtime *runtime, loam_goroutine *main, bool queued) {
  bool held, pending;
  do {
    loam_breaks_stand(runtime);
    loam_lock_acquire(&runtime->schedule_lock);
    pending = runtime->breaks.pending;
    held = runtime->host_stop && !pending;
    if (!pending) {
      if (main != NULL) main->main = true;
      if (queued) main->held = 0;
      if (queued) runtime->holds++; // it is in no queue yet, and nobody shall call that a deadlock
      runtime->main = main;
      runtime->breaks.lends = false;
      runtime->ending = (loam_ending){0};
      runtime->deadlocked = runtime->left_behind = runtime->host_stop = false;
      runtime->last_error[0] = 0;
      atomic_store(&runtime->ended, LOAM_RUN_GOES);
    }
    loam_lock_release(&runtime->schedule_lock);
  } while (pending);
  if (queued) {
    loam_global_queue_push(runtime, &main, 1);
    loam_lock_acquire(&runtime->schedule_lock);
    runtime->holds--;
    loam_lock_release(&runtime->schedule_lock);
  }
  if (held) loam_world_release(runtime);
}

loam_result loam_run_await(loam_runtime *runtime, loam_goroutine *main) {
  if (atomic_exchange(&runtime->interrupted, false)) loam_runtime_interrupt(runtime); // it came before the run began
  loam_wake_worker(runtime);
  while (atomic_load(&runtime->ended) != LOAM_RUN_ENDED) {
    if (atomic_load(&runtime->worker_count) == 0) { // no thread could be made: the goroutine ends in the next run
      if (main != NULL) atomic_store(&main->killed, LOAM_KILL_NOW);
      loam_end_program_stopped(runtime, (loam_result){LOAM_NO_MEMORY, 2});
      break;
    }
    if (runtime->runs_on)
      loam_session_wait(runtime);
    else
      loam_os_wait(&runtime->ended, 0, -1);
  }
  loam_lock_acquire(&runtime->schedule_lock);
  bool stands = runtime->host_stop;
  loam_result result = runtime->ending.result;
  loam_lock_release(&runtime->schedule_lock);
  if (stands) loam_world_await_end(runtime);
  if (result.status == LOAM_STOPPED) loam_breaks_stand(runtime);
  return atomic_load(&runtime->bugs.dead) ? (loam_result){LOAM_DEAD, 2} : result;
}

/// Takes the world's lock, which a collection may hold until a worker comes back from a long operation. False: an
/// interrupt came first.
static bool lock_world(loam_runtime *runtime) {
  enum { LOOK_NS = 200000 };
  while (!loam_lock_try(&runtime->world_lock)) {
    if (atomic_load(&runtime->interrupted)) return false;
    loam_os_wait(&runtime->ended, atomic_load(&runtime->ended), LOOK_NS);
  }
  return true;
}

static loam_result run_main(loam_runtime *runtime, const void *function, const uint64_t *arguments,
                            loam_outcome *outcome) {
  loam_goroutine *main;
  loam_status status;
  bool collected = false;
  if (runtime->left) return runtime->ending.result;
  loam_breaks_stand(runtime);
  if (runtime->runs_on) loam_session_reap(runtime);
  do {
    // As for every goroutine that a thread of the host makes: spawn.c.
    if (!lock_world(runtime)) return (loam_result){LOAM_PANICKED, 2};
    status = loam_goroutine_start(runtime, NULL, function, arguments, NULL, 0, outcome, &main);
    loam_lock_release(&runtime->world_lock);
  } while (loam_want_outside(runtime, status, &collected));
  if (status != LOAM_OK) return (loam_result){status, 2};
  loam_run_begin(runtime, main, true);
  loam_result result = loam_run_await(runtime, main);
  if (outcome != NULL && !loam_outcome_ended(outcome)) { // it is left where it is; the record is the host's again
    main->outcome = false;
    snprintf(outcome->text, sizeof outcome->text, "the run ended before its main goroutine");
    loam_outcome_end(outcome, result.status);
  }
  return result;
}

loam_result loam_runtime_call(loam_runtime *runtime, const void *function, const uint64_t *arguments,
                              loam_outcome *outcome) {
  loam_status usable = runtime != NULL && function == NULL ? LOAM_INVALID_ARGUMENT : loam_usable(runtime);
  if (usable != LOAM_OK) return (loam_result){usable, 2};
  if (loam_world_mine(runtime)) return (loam_result){LOAM_WRONG_STATE, 2}; // it would wait for itself
  if (atomic_exchange(&runtime->in_run, true)) return (loam_result){LOAM_WRONG_STATE, 2};
  loam_result result = run_main(runtime, function, arguments, outcome);
  atomic_store(&runtime->in_run, false);
  return result;
}

loam_result loam_runtime_run(loam_runtime *runtime, loam_function *function) {
  return loam_runtime_call(runtime, function, NULL, NULL);
}

loam_status loam_runtime_set_error_types(loam_runtime *runtime, const loam_error_types *types) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (types == NULL) return LOAM_INVALID_ARGUMENT;
  runtime->errors = *types;
  return LOAM_OK;
}

int32_t loam_runtime_go_debug(const loam_runtime *runtime, const char *name) {
  return runtime == NULL || name == NULL ? 0 : loam_go_debug_value(&runtime->go_debug, name);
}

uint64_t loam_runtime_set_maximum_stack(loam_runtime *runtime, uint64_t bytes) {
  if (loam_usable(runtime) != LOAM_OK) return 0;
  return atomic_exchange(&runtime->maximum_stack, bytes);
}

// Exact figures need flushed caches, so the world stops. A worker's own call counts as stopped meanwhile.
void loam_runtime_memory_statistics(loam_runtime *runtime, loam_memory_statistics *out) {
  if (out == NULL) return;
  *out = (loam_memory_statistics){0};
  if (loam_usable(runtime) != LOAM_OK) return;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_heap_flush_stopped(&runtime->heap);
  loam_heap_get_statistics(&runtime->heap, out);
  loam_memory_classes memory;
  loam_measure_memory(runtime, out->heap_allocated, &memory);
  out->stack_system = memory.stacks + memory.machine_stacks;
  out->spans_in_use = memory.spans;
  out->spans_system = memory.spans + memory.spans_free;
  out->caches_system = memory.caches + memory.caches_free;
  out->profile_system = memory.profile;
  out->metadata_system = memory.collector;
  out->other_system = memory.other;
  out->system_total = memory.total;
  loam_stack_get_statistics(&runtime->stacks, &out->stacks);
  loam_world_start_asked(runtime, self);
  loam_lock_acquire(&runtime->reports_lock);
  out->next_goal = runtime->reports.goal;
  out->last_collection_wall = runtime->reports.last_wall;
  out->pause_total_ns = runtime->reports.pause_total;
  out->collections = runtime->reports.collections;
  out->forced_collections = runtime->reports.forced;
  memcpy(out->pauses_ns, runtime->reports.pauses, sizeof out->pauses_ns);
  memcpy(out->pause_ends, runtime->reports.pause_ends, sizeof out->pause_ends);
  out->collector_cpu_fraction = runtime->reports.cpu;
  loam_lock_release(&runtime->reports_lock);
  if (out->next_goal == 0) out->next_goal = loam_collect_next_goal(runtime);
  out->goroutines = loam_goroutine_count(runtime);
  out->goroutines_created = atomic_load(&runtime->outside_created);
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) out->goroutines_created += atomic_load(&runtime->workers[i])->created;
  out->stack_in_use = out->stacks.bytes;
  out->machine_stack_in_use = atomic_load(&runtime->machines.in_use);
}

void loam_runtime_stack_statistics(loam_runtime *runtime, loam_stack_statistics *out) {
  if (out == NULL) return;
  *out = (loam_stack_statistics){0};
  if (loam_usable(runtime) != LOAM_OK) return;
  loam_stack_get_statistics(&runtime->stacks, out);
}

typedef struct listing {
  loam_runtime *runtime;
  loam_goroutine_info *out;
  uint64_t count, found;
} listing;

static bool list_one(void *context, loam_goroutine *goroutine) {
  listing *list = context;
  if (goroutine->system) return true;
  if (list->found < list->count) loam_goroutine_describe(list->runtime, goroutine, false, &list->out[list->found]);
  list->found++;
  return true;
}

uint64_t loam_runtime_goroutines(loam_runtime *runtime, loam_goroutine_info *out, uint64_t count) {
  if (loam_usable(runtime) != LOAM_OK) return 0;
  if (out == NULL) count = 0;
  listing list = {runtime, out, count, 0};
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_goroutine_each(runtime, list_one, &list);
  loam_world_start_asked(runtime, self);
  return list.found;
}

typedef struct history_request {
  loam_runtime *runtime;
  uint64_t goroutine;
  loam_stack_history *out;
  uint32_t count, found;
} history_request;

static bool read_history(void *context, loam_goroutine *goroutine) {
  history_request *request = context;
  if (goroutine->stack.owner != request->goroutine) return true;
  request->found =
      loam_stack_record_history(&request->runtime->os, goroutine->stack.record, request->out, request->count);
  return false;
}

uint32_t loam_runtime_stack_history(loam_runtime *runtime, uint64_t goroutine, loam_stack_history *out,
                                    uint32_t count) {
  if (loam_usable(runtime) != LOAM_OK) return 0;
  if (out == NULL) count = 0;
  history_request request = {runtime, goroutine, out, count, 0};
  loam_worker *self = loam_world_stop_to_ask(runtime);
  loam_goroutine_each(runtime, read_history, &request);
  loam_world_start_asked(runtime, self);
  return request.found;
}
