// SPDX-License-Identifier: Apache-2.0
//
// loam_runtime.h — create a runtime, run a program in it, look at it, destroy it.
//
// Threads. Everything here may be called from any thread unless said otherwise. A runtime owns its worker threads.
// Errors.  Statuses; the process is never ended and no signal handler is installed.
#ifndef LOAM_RUNTIME_H
#define LOAM_RUNTIME_H

#include "loam_base.h"
#include "loam_bytecode.h"

LOAM_BEGIN_DECLARATIONS

/// Why a collection runs.
typedef enum LOAM_CLOSED_ENUM loam_collect_reason {
  LOAM_COLLECT_HEAP = 0,   ///< The heap reached its goal.
  LOAM_COLLECT_FORCED = 1, ///< runtime.GC, FreeOSMemory or the host.
  LOAM_COLLECT_STRESS = 2, ///< gcstress.
  LOAM_COLLECT_MEMORY = 3, ///< An allocation found no memory, or the instance's limit reached.
} loam_collect_reason;

/// A goroutine wants memory that a collection did not make room for.
typedef struct loam_memory_want {
  uint64_t goroutine; ///< Its number.
  uint64_t bytes;     ///< Of the object, or of the stack.
  bool stack;         ///< Its stack is to grow.
  uint64_t in_use;    ///< Bytes of heap and goroutine stacks (loam_runtime_memory_in_use).
  uint64_t limit;     ///< configuration.maximum_memory as it stands; UINT64_MAX: none, the system refused.
} loam_memory_want;
/// What is to become of the goroutine that wants it.
typedef enum loam_memory_answer {
  LOAM_MEMORY_END = 0,  ///< It ends alone: a fatal error is written, its deferred calls run, status LOAM_NO_MEMORY.
  LOAM_MEMORY_FAIL = 1, ///< The allocation fails: a panic with a runtime.Error, which Go code may recover; NULL or
                        ///  LOAM_NO_MEMORY in C.
  LOAM_MEMORY_GROW = 2, ///< The limit rises by *out_more, and it is tried again; asked anew when that does not do.
} loam_memory_answer;

/// Calls from the runtime up to its host. All may be NULL. Each says on which thread it runs; texts are borrowed for
/// the call. A hook may call the runtime's functions only where it says so.
typedef struct loam_hooks {
  void *context;
  /// Compile `function` and loam_function_define it. Worker thread, one call at a time per runtime, world running;
  /// the thread has a 512 MiB stack. Anything but LOAM_OK ends the program with that status.
  loam_status (*compile)(void *context, loam_function *function);
  /// Run one whole collection cycle now (loam_collect.h) and return when it is finished. Worker thread at a
  /// safepoint that counts as stopped, or a host's thread whose call found no memory below the limit; other workers run
  /// until the cycle stops them. NULL: CRuntime runs the cycle.
  void (*collect)(void *context, loam_collect_reason reason);
  /// A collection has made no room for what a goroutine wants: answers what is to be done. *out_more is 0. Worker
  /// thread at a safepoint that counts as stopped, several at once; it may take its time, the others run on. It may
  /// call what asks about the runtime (figures, goroutines, switches), sets its limits, or interrupts it. Not called
  /// for a goroutine that ends already, nor for LOAM_NO_MEMORY of loam_runtime_spawn and the like. NULL:
  /// LOAM_MEMORY_END when there is a limit (maximum_memory) or memory_ends_goroutine is set, else the program ends as
  /// in Go.
  loam_memory_answer (*want_memory)(void *context, const loam_memory_want *want, uint64_t *out_more);
  /// The heap grows: call loam_prepare from a thread of low priority, for as long as it answers true, so that memory is
  /// there before it is needed. Any thread of the runtime, with locks held: return at once and call nothing of the
  /// runtime. NULL: memory is got from the system when it is first touched.
  void (*prepare)(void *context);
  /// Text for standard error: traces, print, debug lines. Any thread. No bytes: the report of a failure follows, which
  /// a person reads best on a line of its own. NULL: written to descriptor 2.
  void (*write_error)(void *context, const char *bytes, size_t length);
  /// What the program writes to descriptor 1 or 2 (package os). A thread of the runtime's in a blocking call
  /// (loam_native.h): it may wait. Answers how many bytes were taken, or the negative errno. No bytes: the value of an
  /// entry of a session follows, as above. NULL: written to the descriptor.
  int64_t (*write)(void *context, int descriptor, const char *bytes, size_t length);
  /// With runs_on, while no run is waited for: a goroutine has come to a breakpoint (loam_break_stopped) or the program
  /// has asked to exit (loam_runtime_has_left). A worker's thread: return at once and call nothing of the runtime.
  /// NULL: the host finds out when it next asks.
  void (*notice)(void *context);
  /// An invariant of ours broke: tag and text. NULL: the instance is marked dead.
  void (*bug)(void *context, const char *tag, const char *text);
  /// The runtime is being destroyed and `count` handles were never released: loam_handle_list and loam_handle_get tell
  /// which. The thread that destroys it; nothing runs any more.
  void (*leaked)(void *context, loam_runtime *runtime, uint64_t count);
} loam_hooks;

enum { LOAM_THREADS_USUAL = 1024 }; ///< configuration.maximum_threads unless it is set.

/// Settings of an instance. loam_configuration_init gives the defaults; 0 means default in every field.
typedef struct loam_configuration {
  uint64_t address_space; ///< Bytes reserved (default 256 GiB, halved until the system grants it).
  uint64_t memory_limit;  ///< GOMEMLIMIT in bytes; UINT64_MAX = none.
  /// Bytes of heap and goroutine stacks together that may be in use, whatever happens (default: no limit); see
  /// hooks.want_memory. A sixteenth of it, at most 256 KiB, is kept back for deferred calls of goroutines that end or
  /// panic. What is not counted: tables of the runtime's own, machine stacks of native goroutines, free pages.
  uint64_t maximum_memory;
  bool memory_ends_goroutine;   ///< Want of memory ends its goroutine alone without a limit, too.
  uint64_t maximum_stack;       ///< Bytes of one goroutine stack (default 1,000,000,000 as Go).
  bool overflow_ends_goroutine; ///< A stack that reaches its limit, or finds no memory to grow, ends its goroutine
                                ///< alone,
                                ///  with its deferred calls run, and not the program as in Go: status LOAM_LIMIT or
                                ///  LOAM_NO_MEMORY of its loam_outcome, and of the run when it is the main one.
  uint64_t initial_stack;       ///< Bytes at birth (default 2048; a power of two).
  int32_t gc_percent;           ///< GOGC (default 100; -1 = off).
  bool keep_free_memory;        ///< Free memory is given back only when asked, not in the background.
  uint32_t workers;             ///< GOMAXPROCS (default: processors).
  uint64_t maximum_goroutines;  ///< That may exist when C starts another one (default: no limit): else LOAM_LIMIT.
  uint64_t seed;                ///< 0: from the clock. Else: seeded mode.
  const char *debug;            ///< LOAMDEBUG: "name=value,..."; unknown names are an error.
  /// GODEBUG: "name=value,...", unknown names are ignored. gccheckmark=1 and clobberfree=1 are `debug`'s checkmark=1
  /// and poison=1; gctrace and gcstoptheworld are for whoever collects: loam_runtime_go_debug.
  const char *go_debug;
  const char *traceback; ///< GOTRACEBACK: none, single, all, system.
  int argument_count;
  const char *const *arguments; ///< os.Args.
  loam_hooks hooks;
  /// Most threads that stay in blocking calls (default LOAM_THREADS_USUAL, at most 10,000). Beside them there are at
  /// most 2 * GOMAXPROCS that run Go code or enter and leave calls, and the one that watches the others.
  uint32_t maximum_threads;
  /// Sent to the thread of a native that does not come back though its goroutine is to end, a few times; the host's
  /// handler of it asks loam_native_fault (loam_fault.h). To threads in blocking calls, too: installed without
  /// SA_RESTART, it ends the system call that these wait in. One that does nothing by itself, such as SIGURG; 0: a
  /// native is waited for, a blocking call left behind.
  int leave_signal;
  /// Bytes of a worker thread's machine stack, on which hooks and natives run (default 512 MiB, for the compile hook's
  /// recursion; at least 256 KiB). Address space: pages take memory when they are used.
  uint64_t worker_stack;
  /// A goroutine that ended the program otherwise than by returning from main stays as it was, until the runtime is
  /// destroyed: profiles and snapshots show what it did.
  bool keep_ended_goroutine;
  uint64_t heap_profile_rate; ///< Of the heap profile (loam_profile.h) from the start; 0: off.
  /// For a host that runs many small programs in one runtime, as a prompt does. Goroutines run on between runs. A
  /// panic, a fatal error or a compile error ends the goroutine that it happens in, with its trace, and when that is
  /// the run's own, the run; runtime.Goexit ends a run well. A deadlock is one only while a run waits. An exit ends
  /// all: the world stands still from then on and each later run answers LOAM_EXITED. In the seeded mode nothing runs
  /// between runs.
  bool runs_on;
} loam_configuration;

/// Sets every field to its default. Call it first, so that fields of later versions have theirs.
LOAM_EXPORT void loam_configuration_init(loam_configuration *configuration);
/// Creates a runtime (configuration NULL: with the defaults). On failure NULL; *out_status, and for a bad setting the
/// static text *out_message, say why (the text is NULL otherwise); either pointer may be NULL. LOAM_INVALID_ARGUMENT: a
/// setting is no good; LOAM_NO_MEMORY. Threads are started by the first run. Everything the configuration points to is
/// copied, but for what the hooks' context is.
LOAM_EXPORT loam_runtime *loam_runtime_create(const loam_configuration *configuration, loam_status *out_status,
                                              const char **out_message);
/// Ends all goroutines and threads of the runtime and gives everything back: no thread, mapping or descriptor is left,
/// unless a goroutine is stuck in a native or a blocking call, which is waited for a while: then its thread, and the
/// memory it may still look at, stay, and the answer is LOAM_WRONG_STATE. So it is, and nothing is done, while a run
/// goes on and on a thread of the runtime's own (a native, a step, a hook). NULL does nothing. Requires: no other
/// thread is in a call or will make one.
LOAM_EXPORT loam_status loam_runtime_destroy(loam_runtime *runtime);
/// The runtime is to be destroyed soon: natives are told so (loam_context_is_to_end), and those that do not come back
/// are left. Any thread.
LOAM_EXPORT void loam_runtime_abandon(loam_runtime *runtime);
/// Of a runtime whose destruction left threads behind: how many of them have not ended. Any thread.
LOAM_EXPORT uint32_t loam_runtime_left_threads(const loam_runtime *runtime);

/// How a run ended.
typedef struct loam_result {
  loam_status status;
  int exit_code; ///< What `loam run` exits with: 0, os.Exit's, or 2.
} loam_result;

/// Runs `function` (no arguments) as a new main goroutine and returns when it has returned, or when the program has
/// ended otherwise (exit, unrecovered panic, fatal error: their text went to write_error). Other goroutines go on
/// existing after a normal return; they run again during the next call. LOAM_WRONG_STATE: a run goes on already
/// (natives and hooks are in one), or the calling thread has stopped the world, as by a collection in steps.
/// LOAM_INVALID_ARGUMENT: none of this runtime's functions, or one with arguments. LOAM_NO_MEMORY, LOAM_LIMIT: it could
/// not be started. Other statuses are the program's. Threads: any of the host's, one at a time.
LOAM_EXPORT loam_result loam_runtime_run(loam_runtime *runtime, loam_function *function);

/// While a thread of the host holds the runtime, a program whose goroutines all wait is no deadlock: it waits for what
/// the host will start by loam_runtime_spawn. Holds are counted. LOAM_DEAD.
LOAM_EXPORT loam_status loam_runtime_hold(loam_runtime *runtime);
/// Takes one loam_runtime_hold back; after the last one a program in which nobody can go on ends as a deadlock.
/// LOAM_WRONG_STATE: nobody holds it. LOAM_DEAD.
LOAM_EXPORT loam_status loam_runtime_release(loam_runtime *runtime);

/// When the last run ended with LOAM_FATAL, or its main goroutine for want of memory: the text of the fatal error, as
/// it went to write_error behind "fatal error: " (its first 255 bytes); else "". Valid until the next run. Host thread,
/// not during a run.
LOAM_EXPORT const char *loam_runtime_last_error(const loam_runtime *runtime);

/// Types that run-time errors are given, registered by the driver before anything runs; each may be NULL, then the
/// panic value is a plain string. The first two have kind string and implement runtime.Error; the text that C stores is
/// complete but for the prefix "runtime error: ", which error_string's Error method adds and plain_error's does not.
typedef struct loam_error_types {
  const loam_type *string; ///< Predeclared string: panic values that are plain strings.
  const loam_type *error_string;
  const loam_type *plain_error;
  const loam_type *type_assertion_error; ///< *runtime.TypeAssertionError: pointer to a struct with one string field,
                                         ///  the whole text "interface conversion: ...".
  const loam_type *panic_nil_error;      ///< *runtime.PanicNilError: pointer to any struct.
} loam_error_types;
/// The struct is copied. Requires: no run goes on.
LOAM_EXPORT loam_status loam_runtime_set_error_types(loam_runtime *runtime, const loam_error_types *types);

/// GOMAXPROCS: sets the number when n > 0 (at most 1,024); returns the old one. Works during a run.
LOAM_EXPORT uint32_t loam_runtime_set_workers(loam_runtime *runtime, uint32_t n);
/// configuration.maximum_threads: sets it when n > 0; returns the old number. A goroutine that wants to enter a
/// blocking call when that would take more waits until another has left its call; threads that exist already stay.
LOAM_EXPORT uint32_t loam_runtime_set_maximum_threads(loam_runtime *runtime, uint32_t n);
/// Bytes that one goroutine's stack may have from its next growth on (debug.SetMaxStack); returns the old limit.
LOAM_EXPORT uint64_t loam_runtime_set_maximum_stack(loam_runtime *runtime, uint64_t bytes);
/// GOMEMLIMIT: bytes of memory that collections try to stay below; sets it unless `bytes` is negative (INT64_MAX:
/// none), and then the trigger anew, as loam_collect_set_percent does; returns the old one. Any thread.
LOAM_EXPORT int64_t loam_runtime_set_memory_limit(loam_runtime *runtime, int64_t bytes);
/// configuration.maximum_memory: sets it when bytes > 0 (UINT64_MAX: none), and then the trigger of collections anew;
/// returns the old one. What is in use beyond a lower limit stays; nothing more is then handed out. Any thread, hook
/// want_memory included.
LOAM_EXPORT uint64_t loam_runtime_set_maximum_memory(loam_runtime *runtime, uint64_t bytes);
/// Bytes that count against it: pages of objects and goroutine stacks, and what workers keep ready of both. Any thread;
/// stops nobody.
LOAM_EXPORT uint64_t loam_runtime_memory_in_use(loam_runtime *runtime);
/// The function whose code holds this code address, or NULL.
LOAM_EXPORT const loam_function *loam_runtime_function_at(loam_runtime *runtime, const uint64_t *pc);

/// Objects of one size class.
typedef struct loam_size_statistics {
  uint32_t size; ///< Bytes.
  uint64_t mallocs, frees;
} loam_size_statistics;

/// Why a stack changed its block.
typedef enum LOAM_CLOSED_ENUM loam_stack_reason {
  LOAM_STACK_GROW = 0,
  LOAM_STACK_SHRINK = 1,
  LOAM_STACK_MOVE = 2, ///< For its own sake (movestack).
} loam_stack_reason;
enum {
  LOAM_STACK_REASONS = 3,
  LOAM_STACK_HISTORY = 8, ///< Moves remembered of each goroutine.
  LOAM_STACK_SIZES = 32,  ///< Sizes of stacks: 2,048 << i bytes.
};

/// Figures of all goroutine stacks of a runtime since its start.
typedef struct loam_stack_statistics {
  uint64_t stacks, bytes;         ///< Now: stacks of goroutines, and the bytes of their blocks.
  uint64_t grows, shrinks, moves; ///< By loam_stack_reason.
  uint64_t in_place;              ///< Of these, without a copy: the block got its neighbour, or gave its lower half.
  uint64_t bytes_copied;          ///< Used bytes that the others took along.
  uint64_t bytes_by_pages;        ///< Of the bytes copied, those whose pages changed place instead.
  uint64_t slots_rewritten;       ///< Words that pointed into a stack that moved.
  uint64_t frames_walked;
  uint64_t nanoseconds;               ///< Spent in all of this.
  uint64_t by_size[LOAM_STACK_SIZES]; ///< Stacks now by size: [i] has 2,048 << i bytes.
} loam_stack_statistics;
/// Any thread; stops nobody: the figures of running workers may be a move behind each other. Takes as long as there
/// are sizes and workers, however many goroutines there are.
LOAM_EXPORT void loam_runtime_stack_statistics(loam_runtime *runtime, loam_stack_statistics *out);

/// One change of a goroutine's stack.
typedef struct loam_stack_history {
  loam_stack_reason reason;
  uintptr_t old_base, new_base; ///< Lowest addresses of the blocks.
  uint64_t old_size, new_size;
  uint64_t bytes_copied, slots_rewritten; ///< 0 when it grew or shrank in place. At most 2^32 - 1.
  uint64_t nanoseconds;
} loam_stack_history;
/// The last moves of a goroutine's stack, newest first: fills at most `count` of at most LOAM_STACK_HISTORY and returns
/// how many there are; 0 also when no such goroutine lives. Stops the world for it.
LOAM_EXPORT uint32_t loam_runtime_stack_history(loam_runtime *runtime, uint64_t goroutine, loam_stack_history *out,
                                                uint32_t count);

/// Figures of heap and stacks; names as in Go's runtime.MemStats. Exact when taken.
typedef struct loam_memory_statistics {
  uint64_t mallocs, frees, total_allocated; ///< Objects, objects, bytes since the start.
  uint64_t heap_allocated, heap_objects;    ///< Live (not yet swept counts as live).
  uint64_t heap_system, heap_idle, heap_in_use, heap_released;
  uint64_t machine_stack_in_use; ///< Bytes of native goroutines' stacks, touched or not.
  uint64_t stack_in_use;         ///< Bytes of goroutines' blocks.
  /// What was taken from the system, by use (loam_metrics.h says more of each): stacks, machine stacks too; records of
  /// spans, and of them those in use; the workers' caches; the heap profile; the collector; and all else. With
  /// heap_system they sum to system_total.
  uint64_t stack_system, spans_in_use, spans_system, caches_system, profile_system, metadata_system, other_system;
  uint64_t system_total;
  uint64_t next_goal, last_collection_wall, pause_total_ns;
  uint32_t collections, forced_collections;
  uint64_t pauses_ns[256], pause_ends[256]; ///< Circular, as PauseNs.
  uint64_t goroutines, goroutines_created;
  loam_stack_statistics stacks;
  double collector_cpu_fraction;
  loam_size_statistics by_size[68];
} loam_memory_statistics;
/// Fills *out with exact figures; stops the world for it. loam_heap.h has more on the heap, and what live means.
LOAM_EXPORT void loam_runtime_memory_statistics(loam_runtime *runtime, loam_memory_statistics *out);

/// One goroutine as seen by a debugger or `:goroutines`.
typedef struct loam_goroutine_info {
  uint64_t id;
  const char *status;   ///< "running", "runnable", "chan receive", "select", "sleep", ... (Go's wait reasons)
  loam_string function; ///< Innermost Go function, or its entry function.
  loam_string file;
  uint32_t line;
  loam_string created_by;
  uint64_t stack_size, stack_used;
  uint64_t stack_peak; ///< Most bytes used, as seen at moves, collections and now.
  uint64_t grows, shrinks, moves, bytes_copied, slots_rewritten;
  uint64_t move_ns; ///< Spent moving its stack.
  /// Of its machine stacks together (loam_native_goroutine.h); `used` without what one that runs now has used since it
  /// last waited.
  uint64_t machine_stack_size, machine_stack_used;
  const void *waits_for; ///< The channel, semaphore or notification list that it waits on, of several one; or NULL.
  uint32_t waits_count;  ///< On how many: a select on several.
  int64_t wakes_at;      ///< While it sleeps: until when, of the runtime's monotonic clock; else 0.
} loam_goroutine_info;
/// Fills at most `count`, returns how many there are. Stops the world for it. After a deadlock (loam_runtime_run
/// answered LOAM_FATAL, loam_runtime_last_error says it) those that wait for each other are still there.
LOAM_EXPORT uint64_t loam_runtime_goroutines(loam_runtime *runtime, loam_goroutine_info *out, uint64_t count);

/// A switch of configuration.debug.
typedef struct loam_switch_count {
  const char *name;
  int64_t value;
  uint64_t fired;      ///< How often what it makes constant has happened.
  const char *text;    ///< What it does, in a line.
  int64_t least, most; ///< Values that it may have.
  bool changes;        ///< loam_runtime_set_switch may set it.
} loam_switch_count;
/// Fills in at most `count` of the switches, those that are off too; returns how many there are. Any thread.
LOAM_EXPORT uint32_t loam_runtime_switches(loam_runtime *runtime, loam_switch_count *out, uint32_t count);
/// Sets a switch of the configuration's `debug` while the runtime lives; stops the world for it. What it does of
/// collections holds from the next one on. LOAM_INVALID_ARGUMENT: there is no such switch, or the value is out of its
/// range. LOAM_WRONG_STATE: it can only be set in the configuration. Any thread but a worker that runs Go code.
LOAM_EXPORT loam_status loam_runtime_set_switch(loam_runtime *runtime, const char *name, int64_t value);

/// The number that a variable of GODEBUG was given in the configuration: gctrace, gcstoptheworld, gccheckmark,
/// clobberfree; 0 for those that were not, and for unknown ones. Any thread.
LOAM_EXPORT int32_t loam_runtime_go_debug(const loam_runtime *runtime, const char *name);

/// Interrupts whatever Go code runs (^C at the prompt): the running call ends with status LOAM_PANICKED. With
/// configuration.runs_on the run's goroutine alone ends: what it waits for is taken back and its deferred calls run,
/// for 15 ms; then it ends at its next call or back-edge whatever it does, and after 10 ms more the run has ended in
/// any case. Any thread.
LOAM_EXPORT void loam_runtime_interrupt(loam_runtime *runtime);

/// Whether an interrupt that comes while nothing runs is kept, and ends the next run as soon as that begins: true when
/// a host sets out for a run, so that the time until it begins is no gap, false when it is done. Either forgets one
/// that was kept. Any thread.
LOAM_EXPORT void loam_runtime_keep_interrupts(loam_runtime *runtime, bool keep);

/// With configuration.runs_on: the goroutine of the last run could not be ended in time, and ends later. Host thread,
/// not during a run.
LOAM_EXPORT bool loam_runtime_left_behind(const loam_runtime *runtime);
/// The function that it was in, a native or one of Go's, cut off at 127 bytes; "": it has ended. Valid until the next
/// run.
LOAM_EXPORT const char *loam_runtime_left_in(const loam_runtime *runtime);

/// With configuration.runs_on: how many goroutines have ended with a panic or a fatal error that were not a run's,
/// whose result says so. Any thread.
LOAM_EXPORT uint64_t loam_runtime_failed_goroutines(const loam_runtime *runtime);

/// With configuration.runs_on: whether the program has asked to exit, and with which code. Any thread.
LOAM_EXPORT bool loam_runtime_has_left(loam_runtime *runtime, int *out_code);

/// Takes back what a goroutine did to wait on a semaphore of the host's library: `reason` is what
/// loam_semaphore_acquire was given. False: that cannot be taken back, and it waits on. The world stands still.
typedef bool loam_give_up(const char *reason, uint32_t *address);
/// What an interrupted goroutine is taken off semaphores with; NULL: it waits on, and ends when it is woken.
LOAM_EXPORT void loam_runtime_set_give_up(loam_runtime *runtime, loam_give_up *give_up);

LOAM_END_DECLARATIONS

#endif
