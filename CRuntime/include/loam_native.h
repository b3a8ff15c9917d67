// SPDX-License-Identifier: Apache-2.0
//
// loam_native.h — what the body of a Go function written in C may do.
//
// A native reads its arguments from the frame, writes its results behind them and returns a loam_native_status. It
// never calls Go. Anything marked "may move" can collect or grow: after it, read the frame anew (loam_argument(...)),
// and keep no pointer into it. Heap pointers held only in C locals across such a call are not roots: keep them in an
// argument slot, or in loam_context_root slots. Results are written last: their slots are not traced while the native
// runs.
#ifndef LOAM_NATIVE_H
#define LOAM_NATIVE_H

#include "loam_base.h"
#include "loam_bytecode.h"
#include "loam_type.h"
#include "loam_runtime.h"

LOAM_BEGIN_DECLARATIONS

/// What a native or a step is given: valid until it returns, on this thread. It reads `runtime`, reads and writes
/// `frame` and `roots`, and leaves the rest alone.
struct loam_context {
  loam_runtime *runtime;
  loam_worker *worker;
  loam_goroutine *goroutine;
  loam_slot *frame; ///< Arguments, then results; changes when the stack moves.
  void *roots[4];   ///< Traced while the native runs; zero at entry. For heap pointers across allocations.
  struct loam_activation *activation; ///< The runtime's: of the machine stack that the caller runs on, or NULL.
  uint64_t skipped;                   ///< The runtime's: words below `frame` in the goroutine's innermost frame.
  uint8_t announced; ///< The runtime's: the loam_native_status that was answered to it and that it is to answer, or 0.
  bool parked;       ///< The runtime's: the goroutine was parked, so that BLOCK or RETRY is to be answered.
  bool misused;      ///< The runtime's: blocking calls were entered or left out of turn.
};

/// Word i of the arguments and results (each parameter starts a new slot; strings 2 slots, slices 3, interfaces 2).
#define loam_argument(context, i) ((context)->frame[i])
#define loam_argument_string(context, i) (*(loam_string *)&(context)->frame[i])
#define loam_argument_slice(context, i) (*(loam_slice *)&(context)->frame[i])
#define loam_argument_eface(context, i) (*(loam_eface *)&(context)->frame[i])
static inline double loam_argument_float(loam_context *context, uint32_t i) {
  union {
    uint64_t u;
    double d;
  } x;
  x.u = context->frame[i];
  return x.d;
}
static inline void loam_result_float(loam_context *context, uint32_t i, double value) {
  union {
    double d;
    uint64_t u;
  } x;
  x.d = value;
  context->frame[i] = x.u;
}

/// What the native was defined with (loam_function_define_native_with); NULL on a machine stack
/// (loam_native_goroutine.h). To be asked before anything that may move.
LOAM_EXPORT void *loam_context_user(const loam_context *context);

/// Whether it is the context of the native that the calling thread runs: for hosts that give natives to strangers. Not
/// on a machine stack. It is not read.
LOAM_EXPORT bool loam_context_is_current(const loam_context *context);
/// Whether it is in a blocking call, its own or loam_context_call_c.
LOAM_EXPORT bool loam_context_is_blocking(const loam_context *context);

/// Zeroed heap memory for `count` values of `type` (count 1: one value); NULL when out of memory (then return
/// loam_context_out_of_memory). May move.
LOAM_EXPORT void *loam_context_allocate(loam_context *context, const loam_type *type, int64_t count);
/// Zeroed pointer-free heap memory of `size` bytes, or NULL. May move.
LOAM_EXPORT void *loam_context_allocate_bytes(loam_context *context, uint64_t size);
/// A Go string with a copy of the bytes; *ok = false without memory. May move.
LOAM_EXPORT loam_string loam_context_string(loam_context *context, const void *bytes, int64_t length, bool *ok);

/// Raise a Go panic: return what these return. `text` becomes a runtime.Error ("runtime error: " + text).
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_context_panic_error(loam_context *context, const char *text);
/// The same with a plain string as panic value. Texts are copied. May move.
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_context_panic_string(loam_context *context, const char *text);
/// The same with a value of any type.
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_context_panic_value(loam_context *context, loam_eface value);
/// A fatal error ("fatal error: " + text): ends the program, cannot be recovered. The text is copied.
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_context_fatal(loam_context *context, const char *text);
/// What becomes of a goroutine to which an allocation was refused (hooks.want_memory): a panic that can be recovered,
/// its end, or the fatal error "runtime: out of memory: cannot allocate N-byte block (M in use)".
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_context_out_of_memory(loam_context *context);
/// The program ends with this exit code once the native has returned LOAM_NATIVE_EXIT.
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_context_exit(loam_context *context, int code);
/// The goroutine ends, running its deferred calls: return what this returns. (runtime.Goexit)
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_context_goexit(loam_context *context);

/// Around a C call that may block (read, nanosleep …): the worker may be lent to others meanwhile. Between them no
/// heap or stack memory of the program may be touched, and no other function of the context called. Leaving waits while
/// the world is stopped and until GOMAXPROCS lets this goroutine run again; it may move. They do not nest.
/// enter false: as many threads as there may be (maximum_threads) are in such calls. Then the goroutine has been
/// parked: a native returns LOAM_NATIVE_RETRY, a step loam_step_block with the state that it is in, and it is called
/// again when there is room. So enter before anything has an effect. On a machine stack (loam_native_goroutine.h) it
/// waits for room itself and always answers true.
LOAM_EXPORT bool loam_context_enter_blocking(loam_context *context);
/// In a blocking call: how many milliseconds to wait at a time before asking whether the goroutine is to end; -1: as
/// long as it takes.
LOAM_EXPORT int loam_context_patience(loam_context *context);
/// The goroutine was interrupted (configuration.runs_on), or the program has ended: the call is to return, whatever it
/// answers.
LOAM_EXPORT bool loam_context_is_to_end(loam_context *context);
/// Ends what loam_context_enter_blocking began.
LOAM_EXPORT void loam_context_leave_blocking(loam_context *context);
/// Writes for the program: to the host's hook `write` when it has one and the descriptor is 1 or 2, else to the
/// descriptor. How many bytes were taken, or the negative errno. Between enter_blocking and leave_blocking.
LOAM_EXPORT int64_t loam_context_write(loam_context *context, int descriptor, const void *bytes, size_t length);

/// Parks the goroutine for `nanoseconds`: return what this returns. (time.Sleep)
LOAM_EXPORT loam_native_status loam_context_sleep(loam_context *context, int64_t nanoseconds);
/// Monotonic clock of this runtime in nanoseconds (virtual in the seeded mode).
LOAM_EXPORT int64_t loam_context_monotonic(loam_context *context);
/// Nanoseconds since 1970 (virtual in the seeded mode).
LOAM_EXPORT int64_t loam_context_wall(loam_context *context);
/// Next pseudo-random 64 bits of this worker (seeded by the configuration).
LOAM_EXPORT uint64_t loam_context_random(loam_context *context);

/// Semaphores of package sync: `address` is a uint32 in Go memory. acquire: true = taken; false = parked, return
/// LOAM_NATIVE_BLOCK (it is handed over: taken when it goes on). lifo puts the waiter first; release with handoff
/// gives it directly to the first waiter. `reason` is shown in traces ("sync.Mutex.Lock", "sync.WaitGroup.Wait" ...).
LOAM_EXPORT bool loam_semaphore_acquire(loam_context *context, uint32_t *address, bool lifo, const char *reason);
/// release: a native returns what it answers, or LOAM_NATIVE_DONE, with which the waiter does not run before others.
LOAM_EXPORT loam_native_status loam_semaphore_release(loam_context *context, uint32_t *address, bool handoff);
/// Notification list of sync.Cond, keyed by an address. Takes a ticket, with which to wait.
LOAM_EXPORT uint32_t loam_notify_add(loam_context *context, uint32_t *address);
/// false: parked until it is notified, return LOAM_NATIVE_BLOCK. true: go on; it was notified since it took its ticket,
/// or there is no memory for waiting.
LOAM_EXPORT bool loam_notify_wait(loam_context *context, uint32_t *address, uint32_t ticket);
/// Wakes the one with the oldest ticket, or all.
LOAM_EXPORT void loam_notify_wake(loam_context *context, uint32_t *address, bool all);

/// A timer of package time, not active yet: a heap object, which the caller keeps alive. `function` (func(), a function
/// value) is started in a goroutine of its own each time. `channel` must be NULL: a timer with a channel is one whose
/// function sends. NULL without memory. May move; overwrites roots[3].
LOAM_EXPORT void *loam_timer_create(loam_context *context, void *channel, void *function);
/// Has it fire at time `when` of loam_context_monotonic, then every `period` nanoseconds if that is > 0. true: it was
/// active, with other times. *out_status (not NULL): LOAM_OK, or LOAM_NO_MEMORY: it is not active any more.
LOAM_EXPORT bool loam_timer_start(loam_context *context, void *timer, int64_t when, int64_t period,
                                  loam_status *out_status);
/// It fires no more until it is started again. true: it was active.
LOAM_EXPORT bool loam_timer_stop(loam_context *context, void *timer);

/// A frame as traces show it. Names are borrowed from the function.
typedef struct loam_frame_info {
  const loam_function *function;
  loam_string name, file;
  uint32_t line;
  uintptr_t pc;
} loam_frame_info;
/// The frames above a native: skip 0 = the native's caller. Fills at most `count`, returns how many were filled.
LOAM_EXPORT int loam_context_frames(loam_context *context, int skip, loam_frame_info *out, int count);

/// configuration.argument_count.
LOAM_EXPORT int loam_context_program_argument_count(loam_context *context);
/// configuration.arguments[index]; NULL when there are not so many. Lives as long as the runtime.
LOAM_EXPORT const char *loam_context_program_argument(loam_context *context, int index);

/// A whole collection cycle, by the host's policy when there is one; returns when it is swept. May move.
LOAM_EXPORT void loam_context_collect(loam_context *context);
/// Has `finalizer` (a func value whose one parameter takes `object`) called when `object`, a heap object of element
/// type object.type->element, is reached by nothing else; finalizer.type NULL takes it back. Return what it answers
/// when that is not LOAM_NATIVE_DONE (a fatal error). May move.
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_context_set_finalizer(loam_context *context, loam_eface object,
                                                                         loam_eface finalizer);
/// Has `function` (a func() value) called when `object`, a heap object or a pointer into one, is reached by nothing
/// else and its memory is about to be freed; what the function refers to stays alive until then. An object may have
/// several cleanups, and a finalizer, which comes first. *out_id names it, with the object, for _remove_cleanup.
/// LOAM_INVALID_ARGUMENT: no heap object, or no function; LOAM_NO_MEMORY.
LOAM_EXPORT loam_status loam_context_add_cleanup(loam_context *context, void *object, void *function, uint64_t *out_id);
/// Takes a cleanup back; false when it has been called, or is about to be, or there is none.
LOAM_EXPORT bool loam_context_remove_cleanup(loam_context *context, void *object, uint64_t id);
/// A weak pointer to `object`, a heap object or a pointer into one: a heap object itself, the same each time for the
/// same `object`. It does not keep `object` alive. NULL: no heap object, or no memory. May move;
/// overwrites roots[3].
LOAM_EXPORT void *loam_context_weak(loam_context *context, void *object);
/// The object of a weak pointer, or NULL once nothing else reached it, whether or not its memory has been freed or its
/// finalizer has run.
LOAM_EXPORT void *loam_context_weak_get(loam_context *context, const void *weak);
/// The calling goroutine.
LOAM_EXPORT void loam_context_goroutine(loam_context *context, loam_goroutine_info *out);
/// loam_runtime_stack_history of the calling goroutine; stops nobody.
LOAM_EXPORT uint32_t loam_context_stack_history(loam_context *context, loam_stack_history *out, uint32_t count);
/// Goroutines that exist, without those of the runtime itself.
LOAM_EXPORT uint64_t loam_context_goroutine_count(loam_context *context);
/// Writes Go's trace of the calling goroutine, or of all, to `out`, cut off at `size` bytes and without a 0 behind
/// them; returns the bytes written. Stops the world. May move.
LOAM_EXPORT size_t loam_context_trace(loam_context *context, bool all, char *out, size_t size);

/// A native and the Go name it is the body of: "time.Sleep", "internal/bytealg.IndexByte", "os.(*File).x".
typedef struct loam_native_entry {
  const char *name;
  loam_native function;
} loam_native_entry;

LOAM_END_DECLARATIONS

#endif
