// SPDX-License-Identifier: Apache-2.0
//
// runtime.h — the records that everything hangs off: runtime, worker, goroutine.
//
// Glossary. Goroutine: a Go thread of control, a record apart from its stack (records are reused, never unmapped while
//           the runtime lives, so that a stale pointer reads a record). Worker: a system thread that runs goroutines;
//           it owns a run queue and a heap cache. World: all workers; stopped = each is at a safepoint, idle, or in a
//           blocking call.
// Upholds.  schedule.once, frame.records: defers, panics and open frames name frames by their distance from the stack's
//           high end, so that growth rewrites none of them.
#ifndef LOAM_RUNTIME_INTERNAL_H
#define LOAM_RUNTIME_INTERNAL_H

#include "include/CRuntime.h"
#include "base/go_debug.h"
#include "base/knobs.h"
#include "base/lock.h"
#include "base/machine.h"
#include "base/os.h"
#include "base/permanent.h"
#include "base/random.h"
#include "event/event.h"
#include "base/slab.h"
#include "heap/heap.h"
#include "stack/stack.h"
#include "collect/collector.h"
#include "collect/handle.h"
#include "metrics/measure.h"
#include "type/itab.h"
#include "type/map.h"
#include "profile/profile.h"

#include <pthread.h>
#include <stdatomic.h>

#pragma GCC visibility push(hidden)

/// Where interpretation goes on.
typedef struct loam_next {
  const uint64_t *pc;
  loam_slot *fp;
} loam_next;

/// States of a goroutine.
///
///     DEAD ──► RUNNABLE ──► RUNNING ──► PARKING ──► WAITING
///       ▲         ▲  ▲         │ │          │          │
///       │         │  └─yield───┘ │          │ ready    │ ready
///       └─────────┼──────────────┘◄─────────┘          │
///                 └────────────────────────────────────┘
///
/// PARKING: on a wait queue while its worker still uses its record; whoever readies it then only says so (READIED), and
/// the worker goes on with it. Only the owner of the state (worker while RUNNING or PARKING, queue while RUNNABLE, the
/// waker that took it off its wait queue while WAITING) changes it.
typedef enum loam_goroutine_status {
  LOAM_GOROUTINE_DEAD = 0,
  LOAM_GOROUTINE_RUNNABLE,
  LOAM_GOROUTINE_RUNNING,
  LOAM_GOROUTINE_PARKING,
  LOAM_GOROUTINE_WAITING,
  LOAM_GOROUTINE_BLOCKED, ///< In a blocking C call; its worker's thread waits there.
  LOAM_GOROUTINE_READIED, ///< PARKING, and readied meanwhile: its worker goes on with it.
} loam_goroutine_status;

/// One deferred call. Frames are named by hi - address.
typedef struct loam_defer {
  void *closure;                 ///< Root; may lie in this stack (adjusted by loam_goroutine_words).
  uint64_t frame;                ///< Of the function that deferred.
  const loam_function *function; ///< That function.
} loam_defer;

/// Room for the deferred calls of a goroutine. Grown by loam_defers_reserve.
typedef struct loam_defers {
  uint32_t capacity;
  loam_defer records[];
} loam_defers;

/// A panic, or a Goexit, that is running deferred calls.
typedef struct loam_panic {
  struct loam_panic *link;       ///< Older one.
  loam_eface value;              ///< Root.
  loam_string text;              ///< Root: what the value's Error or String method said.
  loam_defer running;            ///< The deferred call that runs now.
  uint64_t frame;                ///< Frame on top of which deferred calls are placed.
  const uint64_t *pc;            ///< The instruction that panicked, for traces.
  const loam_function *function; ///< Function of that frame.
  loam_status ends; ///< LOAM_OK, or why the stack could not grow: then a Goexit that ends with this status.
  bool goexit, recovered, repanicked, has_text, printing, nil_dereference;
} loam_panic;

struct loam_waiter;

/// How a goroutine is to end that somebody else ends.
typedef enum loam_kill {
  LOAM_KILL_NOT = 0,
  LOAM_KILL_NOW,       ///< At its next poll, without its deferred calls.
  LOAM_KILL_UNWIND,    ///< At its next poll, with them.
  LOAM_KILL_CANCELLED, ///< As UNWIND, before it executes anything: what it waited for was taken back.
} loam_kill;

/// The first 64 bytes are what a switch touches; the second what parking and starting do. A million goroutines may be
/// parked, so what few of them need lies elsewhere.
typedef struct loam_open_call loam_open_call;

struct loam_goroutine {
  loam_slot *fp;               ///< Saved while not running.
  const uint64_t *pc;          ///< Where it goes on; with `callee`, the return pc of the call to be made.
  const uint64_t *safepoint;   ///< The safepoint word that describes the frame at fp.
  const loam_function *callee; ///< Its arguments are in the outgoing area: the call is made when it goes on.
  void *closure;               ///< Function value of that call (root), or NULL.
  union {
    loam_goroutine *link; ///< In a list of dead ones, of those that a close wakes, or of those that wait for a slot.
    int64_t wakes_at;     ///< While it sleeps: until when, of this runtime's clock.
  };
  _Atomic uint8_t status;
  _Atomic uint8_t scan; ///< Cycle and state of the scan of its stack: schedule/scan.c.
  _Atomic bool main;    ///< The run's; taken away under schedule_lock, read by its own worker without.
  bool completed, system, polled;
  bool outcome;           ///< How it ends is told to the host: schedule/spawn.c.
  bool tracked;           ///< Its wait for a processor is measured. owner of the state
  bool admitted;          ///< A slot for a blocking call is reserved for it. under schedule_lock, or owner
  _Atomic uint8_t killed; ///< loam_kill: ends at its next poll.
  _Atomic bool selected;  ///< A waker of its select has won.
  uint8_t unmet : 5;      ///< loam_want of its last allocation in C that was refused.
  uint8_t misparked : 1;  ///< Its native has parked it and answered something else: it is told when it goes on.
  uint8_t traced : 1;     ///< The tracer was told of the BREAK that it comes to once more.
  uint8_t held : 1; ///< Of a stopped program: it must not run. Written while the world is stopped: schedule/hold.c
  uint32_t defer_count;
  struct loam_waiter *waiter; ///< While parked: first of its waiters.
  loam_open_call *open_calls; ///< Innermost call of C that may call back; NULL: none. schedule/callback.c
  loam_stack stack;
  const char *reason;  ///< Why it waits, in Go's words.
  loam_defers *defers; ///< Room for deferred calls, of which there are defer_count; NULL: none yet.
  loam_panic *panics;
  loam_context *context; ///< While a native runs.
  uint64_t creator;
  const uint64_t *created_at;         ///< Behind the GO instruction; NULL for main.
  struct loam_activation *activation; ///< Innermost call of a native goroutine's function; NULL: none.
};

/// Sizes of a finalizer's outgoing area, and the largest in words: what fits a goroutine's first stack.
enum { LOAM_FINALIZER_SIZES = 5, LOAM_FINALIZER_LARGEST = 251 };
/// Bounded ring of runnable goroutines: the owner pushes at the tail, anyone takes from the head.
typedef struct loam_run_queue {
  _Atomic uint32_t head;          ///< Compare and swap.
  _Atomic uint32_t tail;          ///< Owner only.
  _Atomic(loam_goroutine *) next; ///< Runs before the ring.
  _Atomic(loam_goroutine *) ring[LOAM_RING];
} loam_run_queue;

/// The goroutines that no worker has, oldest first. Under the schedule lock.
typedef struct loam_batch {
  struct loam_batch *next;
  uint32_t first, end; ///< goroutines[first, end) are there.
  loam_goroutine *goroutines[LOAM_BATCH];
} loam_batch;
typedef struct loam_global_queue {
  loam_batch *first, *last, *spare;
  loam_goroutine *strays; ///< Linked for want of memory.
  _Atomic uint32_t count; ///< Read without the lock.
} loam_global_queue;

/// Goroutine records that no worker keeps.
typedef struct loam_dead_records {
  loam_goroutine **records;
  uint64_t count, capacity;
  uint64_t stripped;      ///< The first so many have no stacks.
  loam_goroutine *strays; ///< Linked, for want of memory; without stacks.
} loam_dead_records;

typedef enum loam_worker_state {
  LOAM_WORKER_OUTSIDE = 0, ///< Runs no Go code: idle, in a blocking call or hook, stopped.
  LOAM_WORKER_RUNNING,
} loam_worker_state;

typedef enum loam_token_state {
  LOAM_TOKEN_NONE = 0, ///< The thread may not run Go code.
  LOAM_TOKEN_HELD,
  LOAM_TOKEN_LENDABLE, ///< In a blocking call: another thread may take it.
} loam_token_state;

/// A sleeper (its goroutine), the deadline of a select (its waiter) or a timer of package time, and when it is due.
typedef struct loam_timer_entry {
  int64_t when;
  uintptr_t target; ///< loam_timer *, loam_goroutine * with bit 0 set, or loam_waiter * with bit 1 set.
} loam_timer_entry;

/// One worker's timers: a heap of fan-out four by time.
typedef struct loam_timers {
  loam_lock lock;
  loam_timer_entry *entries; ///< under lock
  uint32_t count, capacity;  ///< under lock
  _Atomic int64_t next;      ///< Time of the first; INT64_MAX: none. Written under lock.
} loam_timers;

typedef enum loam_wake {
  LOAM_WAKE_NONE = 0,
  LOAM_WAKE_GRANTED, ///< It has a token.
  LOAM_WAKE_LOOK,    ///< It is to look again at timers and at whether anything can still run.
} loam_wake;

/// What happens when a goroutine has left its open calls of C: schedule/callback.c.
typedef struct loam_leaving {
  bool active;
  uint64_t frame;                        ///< Those above it are left: a distance from the stack's high end.
  loam_next next;                        ///< Where it goes on, ...
  loam_next (*end)(loam_worker *worker); ///< ... unless it ends.
  loam_result result;                    ///< Of the program, for some ends.
} loam_leaving;

/// What a thread keeps of a fault until it goes on (interpret/fault.c).
typedef struct loam_fault {
  int signal; ///< 0: none.
  const void *address;
  const char *owner; ///< Of the native, or NULL.
  bool overflow;     ///< Of the machine stack.
} loam_fault;

struct loam_worker {
  _Atomic uintptr_t limit;   ///< Frames below it do not fit; poisoned (UINTPTR_MAX) to ask for attention.
  loam_goroutine *goroutine; ///< Current one, or NULL.
  loam_runtime *runtime;
  _Atomic bool attention; ///< Asked apart from the limit, which growth and switches rewrite.
  _Atomic bool blocking;  ///< In a blocking call.
  _Atomic bool over;      ///< Its thread has nothing more to do with the runtime.
  _Atomic bool preempt;   ///< The current goroutine has had its time.
  _Atomic uint32_t state; ///< loam_worker_state.
  bool asking;            ///< Outside for a question of its goroutine, whose stack stays where it is meanwhile. owner
  _Atomic uint32_t token; ///< loam_token_state.
  _Atomic uint32_t wake;  ///< loam_wake; futex on which it sleeps when idle.
  _Atomic uint32_t call;  ///< Blocking calls entered.
  _Atomic uint32_t looks; ///< Decisions made by the worker's loop, which looks at everything.
  _Atomic uint32_t turns; ///< Decisions that may be made from the own queue alone before the loop is to look again.
  uint32_t granted;       ///< What `turns` was when the loop set it.
  int32_t fair_in;        ///< Decisions until the one before which the global queue or the ring goes first ...
  bool fair_ring;         ///< ... and which of them.
  uint32_t index;
  loam_worker *idle_link; ///< under schedule lock
  struct {
    uint32_t looks, turns, call, blocked;
    int64_t since;    ///< When this decision was first seen.
  } seen;             ///< Monitor's.
  uint32_t step_kind; ///< Of the step answer that is being looked at.
  loam_event_stream events;
  loam_random random;
  uint32_t track_in;            ///< Goroutines until the one whose wait for a processor is measured.
  const uint64_t *memory_retry; ///< Instruction that is executed again after a collection for want of memory ...
  uint64_t retry_goroutine;     ///< ... by whom, ...
  uint32_t retry_collections;   ///< ... after how many collections, ...
  uint32_t retry_points;        ///< ... and how many instructions that allocate have begun since: schedule/want.c.
  loam_eface pending;           ///< Panic value that a native left, until it is raised: no safepoint lies between.
  const char *pending_fatal;    ///< Or the text of a fatal error, or loam_unmet.
  uint64_t next_id, last_id;    ///< Numbers for new goroutines, [next_id, last_id).
  loam_goroutine *records[LOAM_KEPT_RECORDS]; ///< Dead ones.
  uint32_t kept_records, free_waiter_count[2];
  struct loam_waiter *free_waiters[2]; ///< With room for a word; for more.
  _Atomic int64_t live_goroutines;     ///< Started minus ended here; the sum over all workers counts.
  _Atomic uint64_t created;
  pthread_t thread;
  clockid_t clock; ///< Of the time that the thread runs, when `clocked`.
  bool clocked;
  loam_leaving leaving;
  _Atomic uint32_t bound_ready; ///< The goroutine that is bound to its thread can go on; futex.
  uintptr_t handlers_sp; ///< Stack pointer of all handlers of the innermost loam_interpret (interpret/fault.c) ...
  uintptr_t handlers_bp; ///< ... and their frame pointer.
  struct {
    const uint64_t *pc; ///< NULL: none.
    loam_slot *fp;
  } touching;            ///< The operation that runs, if it may be left where a pointer leads nowhere.
  loam_fault fault;      ///< Until the thread goes on behind it.
  uintptr_t stack_floor; ///< Machine stack pointers of its thread below it leave too little for C code.
  loam_step answer;      ///< Of the goroutine to which one on a machine stack has switched; its next step answers it.
  loam_machine machine;  ///< Its thread's own stack, while it runs on another.
  loam_context context;  ///< Of step functions: runtime and worker stay, goroutine and frame change.
  loam_stack_cache stacks;
  loam_marker marker; ///< What its barrier and its helping mark with.
  loam_heap_cache cache;
  loam_timers timers;
  loam_run_queue queue;
};

enum {
  LOAM_SLOTS_MOST = 10000,     ///< Threads in blocking calls.
  LOAM_PROCESSORS_MOST = 1024, ///< GOMAXPROCS.
  LOAM_WORKERS_MOST = LOAM_SLOTS_MOST + 2 * LOAM_PROCESSORS_MOST,
};

/// A function found by an address of its code.
typedef struct loam_code_range {
  uintptr_t start, end;
  loam_function *function;
} loam_code_range;

typedef struct loam_timer loam_timer;
struct loam_semaphores;

/// What the seeded mode knows. Its worker's, but for `now`, which everybody may read.
typedef struct loam_seeded {
  loam_random random;
  _Atomic int64_t now;      ///< Of the virtual clock.
  int64_t until_preemption; ///< Polls.
  loam_goroutine **ready;   ///< All that is runnable at a decision.
  uint32_t count, capacity;
} loam_seeded;

/// What the host's thread that waits for a run's end is told.
typedef enum loam_run_state {
  LOAM_RUN_GOES = 0,
  LOAM_RUN_ENDED,
  LOAM_RUN_INTERRUPTED, ///< runs_on: it is to end the run's goroutine ...
  LOAM_RUN_DEADLOCKED,  ///< ... which waits for what cannot come.
} loam_run_state;

/// A watched place: in a frame by distances from the stack's high end, or in memory that does not move.
typedef struct loam_watch {
  uint32_t number;               ///< 0: none.
  uint64_t goroutine;            ///< Whose frame; 0: memory.
  uint64_t frame;                ///< Distance of the frame ...
  uint64_t distance;             ///< ... and of the place.
  uintptr_t address;             ///< Of memory.
  loam_handle handle;            ///< Keeps it alive.
  uint64_t size;                 ///< Bytes.
  uint8_t *last;                 ///< What they were when it was last looked at.
  const loam_function *function; ///< Of the frame; the variable lives while pc is in [start, end).
  uint32_t start, end;
  uint64_t looked;    ///< Goroutine that looked at it last, ...
  const uint64_t *at; ///< ... and its BREAK.
} loam_watch;

/// Breakpoints, steps and watches: interpret/break.c.
typedef struct loam_breaks {
  _Atomic uint32_t looks; ///< How many want to be told of each BREAK: a step, watches, a tracer, breakall.
  _Atomic bool stopped;   ///< A goroutine stops at a BREAK, as `stop` says.
  _Atomic bool pending;   ///< ... which the host has not seen yet. Set under the schedule lock
  _Atomic bool standing;  ///< ... and all are held.
  _Atomic bool passes;    ///< What stopped is being given up: meanwhile nobody stops.
  _Atomic bool holding;   ///< What is held and readied is kept in `held`. Written under the schedule lock
  uint64_t stops;         ///< How many times. Written while the world is stopped
  bool over;              ///< The run ended before the world stood, ...
  loam_result after;      ///< ... with this. Under the schedule lock, both
  loam_stop stop;
  loam_goroutine *goroutine; ///< That one.
  loam_goroutine *main;      ///< Of the run that stopped, or NULL ...
  uint64_t main_number;      ///< ... and its number: records are used again.
  bool lends;                ///< The main goroutine of the run is that one. Under the schedule lock
  uint64_t adopted;          ///< Number of one that stopped between runs and is the main one while it is stepped.
  loam_resume_kind step;     ///< The step under way. Written while the world is stopped
  uint64_t step_goroutine;
  _Atomic uint64_t step_frame; ///< Distance of the frame that it is in. Written by its goroutine
  loam_break_tracer tracer;    ///< Written while the world is stopped
  void *tracer_context;
  uint32_t watch_count, watch_number; ///< Under `lock`, as are the next two.
  loam_lock lock;
  loam_watch watches[LOAM_WATCHES];
  _Atomic int64_t until_stop; ///< Of breakall.
  loam_goroutine *held;       ///< Held ones that could run, newest first. Under the schedule lock
  _Atomic uint32_t releases;  ///< Futex: bumped when they are let go.
} loam_breaks;

/// How the program ended. Written once, under the schedule lock.
typedef struct loam_ending {
  bool ended;
  loam_result result;
} loam_ending;

struct loam_runtime {
  loam_knobs knobs;
  loam_go_debug go_debug;
  loam_os os;
  loam_bugs bugs;
  loam_permanent permanent;
  loam_ranges globals; ///< Package variables, by address.
  loam_heap heap;
  loam_stack_pool stacks;
  loam_machine_pool machines;
  loam_collector collector;
  loam_handles handles;
  loam_itabs itabs;
  loam_map_shapes shapes;
  loam_event_log events;
  loam_profile profile;
  loam_hooks hooks;
  /// The hook `write` as it was given: `hooks` are others while a trace is taken, and writing goes on beside that.
  struct {
    int64_t (*hook)(void *context, int descriptor, const char *bytes, size_t length);
    void *context;
  } writing;
  loam_error_types errors;
  uint64_t small_values[256]; ///< Boxes of the numbers below 256.
  uint64_t initial_stack;
  _Atomic uint64_t maximum_stack;
  uint64_t worker_stack;       ///< Bytes of a worker thread's machine stack.
  uint64_t maximum_goroutines; ///< 0: no limit.
  bool overflow_ends;          ///< A stack that cannot grow ends its goroutine, not the program.
  bool memory_ends;            ///< Want of memory does, whether there is a limit or not.
  bool keep_ended;             ///< What ends the program stays to be looked at.
  bool runs_on;                ///< A run's end ends its goroutine alone, and the others run on: schedule/session.c.
  bool stop_the_world;         ///< Collections stop the world for all of their marking.
  uint32_t traceback;          ///< 0 none, 1 single, 2 all, 3 system.
  int argument_count;
  char **arguments;
  loam_lock compile_lock;
  bool always_slow;                          ///< A debug switch wants every call: limits stay poisoned.
  _Atomic int64_t until_move, until_preempt; ///< Countdowns of movestack and preempt.

  loam_lock code_lock;
  loam_code_range *ranges; ///< Sorted by start. under code_lock
  uint64_t range_count, range_capacity;
  loam_function **functions; ///< By number - 1. under code_lock
  uint32_t function_count, function_capacity;
  uint64_t diverts;             ///< How often calls were sent to a function's stub again. under code_lock
  loam_function *released;      ///< Records of released functions, linked by `self`. under code_lock
  const loam_function *bottom;  ///< Outermost frame of each goroutine: calls its function value, then GOEXIT.
  const loam_function *catcher; ///< Stops panics at calls of Go by native goroutines.
  const loam_function *printer; ///< Calls Error or String of a panic value.
  /// Outermost frames of finalizers' goroutines, by the size of the outgoing area.
  const loam_function *finalize[LOAM_FINALIZER_SIZES];
  /// Outermost frames of goroutines that are started with argument words, by the same sizes.
  const loam_function *start[LOAM_FINALIZER_SIZES];
  struct loam_foreign_call *foreign_calls;              ///< Given up by their threads. Under the schedule lock.
  const loam_function *callbacks[LOAM_FINALIZER_SIZES]; ///< Between C code and the Go functions that it calls.
  _Atomic bool finalizing;                              ///< A finalizer's goroutine exists ...
  bool finalizes_cleanup;                               ///< ... and runs a cleanup. Who set `finalizing`

  loam_lock goroutines_lock;
  loam_slab goroutines;                ///< under goroutines_lock
  loam_dead_records dead;              ///< under goroutines_lock
  loam_slab waiters[2];                ///< As free_waiters. under goroutines_lock
  struct loam_waiter *free_waiters[2]; ///< That no worker keeps. under goroutines_lock
  _Atomic int64_t outside_live;        ///< Started minus ended by other threads than workers.
  _Atomic uint64_t outside_created;
  _Atomic uint64_t next_id;

  loam_lock schedule_lock; ///< Guards the next group.
  loam_global_queue global;
  loam_worker *idle;
  _Atomic uint32_t limit; ///< GOMAXPROCS.
  _Atomic int32_t free_tokens;
  _Atomic uint32_t worker_count; ///< Threads started.
  _Atomic(loam_worker *) workers[LOAM_WORKERS_MOST];
  loam_ending ending;
  bool deadlocked;          ///< It was seen that nothing can happen any more; reported once.
  bool left;                ///< runs_on: the program has asked to exit, or is dead; `ending` says how.
  bool left_behind;         ///< runs_on: the goroutine of the last run is still to end.
  char left_in[128];        ///< The function that it was in.
  _Atomic uint64_t failed;  ///< runs_on: goroutines that failed and were no run's.
  bool stragglers;          ///< runs_on: a goroutine may wait that is to end, and could not be taken off its queue.
  bool keeps_interrupts;    ///< Of loam_runtime_keep_interrupts.
  _Atomic bool interrupted; ///< One was kept. Set under schedule_lock
  loam_give_up *give_up;    ///< Of loam_runtime_set_give_up.
  char last_error[256];     ///< Of the first fatal error of a run. under reports_lock
  _Atomic uint32_t ended;   ///< Futex: loam_run_state. The host waits for it.
  _Atomic bool in_run;      ///< A thread of the host is in loam_runtime_call.
  loam_goroutine *main;
  uint32_t blocked_tokens;             ///< Goroutines in blocking calls whose token was taken.
  _Atomic uint32_t slots, slots_taken; ///< blocking.c: how many there are; blocked_tokens and the reserved ones.
  loam_goroutine *slot_queue, **slot_queue_end; ///< Goroutines that wait for one.
  _Atomic uint32_t token_waiters;               ///< Threads back from blocking calls that have no token.
  uint32_t token_grants;                        ///< Tokens handed to them and not yet taken.
  _Atomic uint32_t token_signal;                ///< Futex.
  uint64_t seed;
  bool seeded; ///< Set once.
  loam_seeded seeded_state;
  _Atomic uint32_t spinning;
  _Atomic bool quitting;
  _Atomic uint32_t monitor_wake;        ///< Futex: 1 = woken.
  bool monitor_started, monitor_asleep; ///< under schedule_lock
  _Atomic uint64_t monitor_looks;
  struct {
    bool off;               ///< The configuration keeps free memory.
    int64_t last, credit;   ///< Monitor's: time of its last look; nanoseconds that it may use.
    _Atomic int64_t resume; ///< No look before this time.
  } scavenger;
  pthread_t monitor;

  loam_lock world_lock;            ///< Held by whoever stops the world.
  _Atomic uint32_t stopping;       ///< Futex: > 0 while the world is to stand still.
  uint32_t stops;                  ///< Stops within the outermost one. under world_lock
  _Atomic uintptr_t world_owner;   ///< Mark of the thread that holds world_lock; 0: none.
  _Atomic bool stepping;           ///< The cycle is driven in steps (loam_collect_start).
  loam_collect_reason step_reason; ///< Its reason and, summed, how long the world stood. under world_lock
  uint64_t step_pause;
  _Atomic uint64_t cycles_begun;   ///< Whole cycles of CRuntime's own.
  loam_lock cycle_lock;            ///< Held by whoever runs a whole cycle of CRuntime's own.
  _Atomic uint32_t stopped_signal; ///< Futex: bumped by each worker that comes to rest.
  int leave_signal;                ///< configuration.leave_signal
  _Atomic bool abandoned;          ///< loam_runtime_abandon was called.
  bool host_stop;                  ///< Between runs the host keeps the world stopped.
  uint32_t holds;                  ///< Of loam_runtime_hold. under schedule_lock

  _Atomic int64_t next_timer;   ///< No timer of any worker is due before it; INT64_MAX: there is none.
  loam_worker *keeper;          ///< The idle worker that sleeps until next_timer. under schedule_lock
  _Atomic int64_t keeper_until; ///< Until when; INT64_MAX: nobody does. Written under schedule_lock

  struct loam_semaphores *semaphores;
  loam_breaks breaks;

  struct {
    loam_lock lock;
    loam_slab_block *block; ///< The next record to be looked at, and how many of its block there are. under lock
    uint32_t index, used;
    uint32_t timers;        ///< Worker whose timers are to be shaded next. under lock
    loam_goroutine **asked; ///< That run, and were asked to stand still. under lock
    uint32_t asked_count, asked_capacity;
    struct loam_deep *deep;     ///< Goroutines with deep stacks: scan_deep.c. Written under lock
    _Atomic uint32_t deep_left; ///< How many of them are not scanned.
    _Atomic uint32_t unsettled; ///< How many of them are not scanned.
    _Atomic uint8_t cycle;      ///< Number of this or the last marking, mod 64, times 4.
    _Atomic uint32_t drains;    ///< Threads that mark beside the program.
    _Atomic uint32_t stops;     ///< Outermost stops of the world so far ...
    _Atomic uint32_t begun_in;  ///< ... and in which of them this marking began.
  } scan;

  struct {
    void **words;           ///< Of loam_collect_set_aging; NULL: none.
    _Atomic uint64_t begun; ///< Collections.
  } aging;

  loam_measure measure;

  struct {
    _Atomic bool on;
    _Atomic uint64_t last; ///< Cycles that had ended when it last went on.
  } limiter;               ///< limiter.c
  _Atomic int32_t gc_percent;
  struct {
    uint32_t collections, forced;
    uint64_t pause_total, pauses[256], pause_ends[256], goal, last_wall;
    double cpu;
  } reports; ///< under reports_lock
  loam_lock reports_lock;
  loam_lock ends_lock; ///< Held while a goroutine's end is reported, so that texts of several do not mix.
};

/// Asked first by every public function: LOAM_INVALID_ARGUMENT without a runtime, LOAM_DEAD once an invariant broke.
static inline loam_status loam_usable(const loam_runtime *runtime) {
  if (runtime == NULL) return LOAM_INVALID_ARGUMENT;
  return LOAM_UNLIKELY(atomic_load_explicit(&runtime->bugs.dead, memory_order_acquire)) ? LOAM_DEAD : LOAM_OK;
}
/// Marks a broken invariant; the instance does nothing more.
void loam_bug(loam_runtime *runtime, const char *tag, const char *text);
/// Formatted text to the host's standard error. At most 1,023 bytes; allocates nothing.
__attribute__((format(printf, 2, 3))) void loam_print(loam_runtime *runtime, const char *format, ...);
void loam_print_bytes(loam_runtime *runtime, const void *bytes, uint64_t length);

static inline loam_slot *loam_frame_address(const loam_goroutine *goroutine, uint64_t offset) {
  return (loam_slot *)(goroutine->stack.hi - offset);
}
static inline uint64_t loam_frame_offset(const loam_goroutine *goroutine, const loam_slot *fp) {
  return goroutine->stack.hi - (uintptr_t)fp;
}
static inline loam_stack_position loam_goroutine_position(const loam_goroutine *goroutine) {
  return (loam_stack_position){(uintptr_t)goroutine->fp, goroutine->safepoint, goroutine->callee};
}

#pragma GCC visibility pop
#endif
