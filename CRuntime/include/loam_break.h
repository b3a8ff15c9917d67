// SPDX-License-Identifier: Apache-2.0
//
// loam_break.h — breakpoints, steps and watched places: stopping a program in the middle and looking at it.
//
// Forms.   A function has the form that its compiler gave it, and may have another one, a function of the same
//          signature whose code has BREAK instructions: one where each statement begins, one at the entry, one before
//          each RETURN. loam_function_divert has calls run that one. Frames that exist stay in the form they are in. A
//          program without such forms pays nothing.
// Stop.    When a goroutine comes to a place that is armed, or to one where a step or a watch ends, the run that the
//          host waits for ends with LOAM_STOPPED. All goroutines then stand still and are *held*: the host may run
//          other functions (loam_runtime_run, _call), and only what those start runs. They do not stop themselves.
//          loam_break_resume lets the held ones go on, and waits for the end of the run, or its next stop. With
//          `runs_on` (loam_runtime.h) a goroutine may come to a breakpoint when no run is waited for: then all are held
//          as soon as the host asks (loam_break_stopped) or runs something, which runs beside the stop. Such a
//          goroutine is the run's main one while it is stepped: when it then waits for ever, or is interrupted, the run
//          ends and it does not. To continue waits for nothing.
// Threads. What changes something is called by the thread that runs the runtime, between runs (LOAM_WRONG_STATE during
//          one); what asks, by any thread.
#ifndef LOAM_BREAK_H
#define LOAM_BREAK_H

#include "loam_base.h"
#include "loam_bytecode.h"
#include "loam_runtime.h"

LOAM_BEGIN_DECLARATIONS

/// Where a BREAK stands.
typedef enum loam_break_kind {
  LOAM_BREAK_STATEMENT = 0, ///< Before a statement.
  LOAM_BREAK_ENTER = 1,     ///< Before the first one; the arguments are there.
  LOAM_BREAK_LEAVE = 2,     ///< Before a RETURN; the results are there.
} loam_break_kind;

/// A BREAK of a function's code.
typedef struct loam_break_place {
  uint32_t pc; ///< Words from code[0].
  uint32_t line;
  loam_break_kind kind;
  bool armed;
} loam_break_place;

/// Has calls of `function` run the code of `form`, which is defined and has the same signature. NULL: its own code, or
/// the compile hook while it has none. `function` itself: the compile hook is asked at its next call, whether it has
/// code or not, and is to define or divert it; a call for which it is just being asked asks it again.
/// LOAM_INVALID_ARGUMENT: `form` is not defined, or of another signature. Threads: any.
LOAM_EXPORT loam_status loam_function_divert(loam_runtime *runtime, loam_function *function, const loam_function *form);
/// The places of a defined function in the order of its code: fills in at most `count`, returns how many there are.
LOAM_EXPORT uint32_t loam_break_places(const loam_function *function, loam_break_place *out, uint32_t count);
/// Has every goroutine stop that comes to the BREAK at `pc`, or no longer. LOAM_INVALID_ARGUMENT: there is none.
LOAM_EXPORT loam_status loam_break_arm(loam_runtime *runtime, const loam_function *function, uint32_t pc, bool armed);

/// Why a goroutine stopped.
typedef enum loam_stop_reason {
  LOAM_STOP_ARMED = 0, ///< It came to an armed place.
  LOAM_STOP_STEP,      ///< The step that loam_break_resume was asked for is done.
  LOAM_STOP_WATCH,     ///< A watched place has changed.
  LOAM_STOP_WATCH_END, ///< The variable of a watch is gone, and the watch with it.
} loam_stop_reason;

/// A goroutine that stands at a BREAK.
typedef struct loam_stop {
  uint64_t goroutine;
  const loam_function *function; ///< The form that it is in.
  uint32_t pc;                   ///< Of the BREAK.
  uint32_t line;
  loam_break_kind kind;
  loam_stop_reason reason;
  bool armed;     ///< The place is armed, whatever the reason.
  bool main;      ///< It is the run's goroutine. Not for tracers.
  uint32_t watch; ///< Number of the watch.
  /// Where the watched place has changed: at the statement that the last BREAK before stood at. NULL: not known.
  const loam_function *changed_in;
  uint32_t changed_line;
  uint64_t frame;         ///< Distance in bytes of its frame from its stack's high end.
  const loam_slot *slots; ///< For a tracer, while it runs: the frame.
} loam_stop;

/// How a stopped program goes on.
typedef enum loam_resume_kind {
  LOAM_RESUME_CONTINUE = 0, ///< To the next armed place.
  LOAM_RESUME_INTO,         ///< To the next statement of the stopped goroutine.
  LOAM_RESUME_OVER,         ///< The same, but not in calls that its frame makes.
  LOAM_RESUME_LEAVE,        ///< To where its frame returns, or a statement of an older frame.
  LOAM_RESUME_OUT,          ///< To a statement of an older frame.
  LOAM_RESUME_SAME,         ///< As it was last asked for: the stop did not count.
} loam_resume_kind;

/// True while a goroutine is stopped; then *out (may be NULL) says where.
LOAM_EXPORT bool loam_break_stopped(loam_runtime *runtime, loam_stop *out);
/// Lets the program go on. Answers as loam_runtime_run would have if it had not stopped, or LOAM_STOPPED again.
/// LOAM_WRONG_STATE: nothing is stopped, or a run goes on.
LOAM_EXPORT loam_result loam_break_resume(loam_runtime *runtime, loam_resume_kind how);
/// Gives the stopped run up: its main goroutine and the stopped one end without their deferred calls; the others run
/// during the next run. With `runs_on` their deferred calls run, as when a run is interrupted, and the others go on at
/// once; meanwhile nobody stops. LOAM_WRONG_STATE as above.
LOAM_EXPORT loam_status loam_break_abandon(loam_runtime *runtime);

/// Copies the value of a variable of the stopped frame to `to`, a package variable (loam_global_create) of its type.
/// LOAM_LIMIT: a pointer in it leads to a stack, where nothing outside of its goroutine may point; nothing was copied.
/// LOAM_WRONG_STATE: nothing is stopped. LOAM_INVALID_ARGUMENT: it is none of its frame at this place.
LOAM_EXPORT loam_status loam_break_read(loam_runtime *runtime, const loam_variable *variable, void *to);
/// Copies a value of the variable's type from `from` (as above) to it. As loam_break_read.
LOAM_EXPORT loam_status loam_break_write(loam_runtime *runtime, const loam_variable *variable, const void *from);

/// Copies of variables of the stopped frame together with what they lead to in the stack of their goroutine: each
/// pointer there leads, in the copy, to a *mirror*, an object of the heap that is a copy of what it leads to, and so
/// on. Two that lead to the same thing lead to one mirror, and one that leads to a variable that is read, too, to its
/// copy. One that leads to a part of something leads into the copy of the whole, if that was come to before; if the
/// whole comes later the part has a mirror of its own.
typedef struct loam_mirrors loam_mirrors;
/// Most bytes, and most pieces, that are mirrored at once. The world stands meanwhile, for a time that grows with the
/// square of the pieces: some milliseconds for so many.
enum { LOAM_MIRROR_BYTES = 1 << 20, LOAM_MIRROR_PIECES = 2500 };
/// What cannot be mirrored.
typedef enum loam_mirror_obstacle {
  LOAM_MIRROR_NO_OBSTACLE = 0,
  LOAM_MIRROR_CLOSURE,   ///< A function value whose closure is in the stack.
  LOAM_MIRROR_UNTYPED,   ///< A pointer into the stack that does not say what it leads to (unsafe.Pointer).
  LOAM_MIRROR_FOREIGN,   ///< A pointer into the stack of another goroutine.
  LOAM_MIRROR_TOO_LARGE, ///< More than the limits above.
} loam_mirror_obstacle;
/// Why nothing was read.
typedef struct loam_mirror_refusal {
  loam_mirror_obstacle obstacle;
  uint32_t variable; ///< Number of the one that leads there.
} loam_mirror_refusal;

/// Copies `count` variables of the stopped frame, to[i] a package variable (loam_global_create) of the type of
/// variables[i], no two the same, and mirrors what they lead to. The mirrors are kept alive until loam_mirrors_destroy,
/// and longer where the program leads to them. LOAM_LIMIT: *out_refusal (may be NULL) says why not. With each failure
/// nothing was copied. Else as loam_break_read.
LOAM_EXPORT loam_status loam_mirrors_read(loam_runtime *runtime, const loam_variable *const *variables, void *const *to,
                                          uint32_t count, loam_mirrors **out_mirrors, loam_mirror_refusal *out_refusal);
/// Writes what was changed in the copies since they were read, or written last, to where they are from: pointers word
/// by word, all else byte by byte. When two copies of overlapping places changed the same bytes in different ways, the
/// one made later counts. A pointer that led into the stack, and leads to a copy now, becomes one to its place, if that
/// is what it led to before, or the stack leads there and it lasts as long: it is in an older frame, or both are
/// variables of the stopped frame, its scope around the other's. Others go on leading to the copy, since what they come
/// to may be kept longer than the place is there; *out_left (may be NULL) says how many. LOAM_WRONG_STATE: the program
/// does not stand at the stop at which they were read.
LOAM_EXPORT loam_status loam_mirrors_write(loam_mirrors *mirrors, uint32_t *out_left);
/// How many mirrors there are.
LOAM_EXPORT uint32_t loam_mirrors_count(const loam_mirrors *mirrors);
/// Where what lies at an address of a copy is from: an address of the stack, or of a variable in the heap. NULL: it is
/// in no copy. To be read only, and only while the caller has stopped the world.
LOAM_EXPORT const void *loam_mirrors_origin(const loam_mirrors *mirrors, const void *copy);
/// Lets the mirrors go; NULL: nothing. Threads: as what asks. Requires: the runtime lives.
LOAM_EXPORT void loam_mirrors_destroy(loam_mirrors *mirrors);

/// Where a variable of the stopped frame, or its result word `index` at LOAM_BREAK_LEAVE, lies. To be read only, and
/// only while the caller has stopped the world (loam_world_stop); else, or when there is none, NULL.
LOAM_EXPORT const void *loam_break_address(loam_runtime *runtime, const loam_variable *variable);
LOAM_EXPORT const void *loam_break_result_address(loam_runtime *runtime, uint32_t index);

enum { LOAM_WATCHES = 16 }; ///< Most watches at once.
/// Stops the program when the bytes of a variable of the stopped frame change, wherever its stack moves, until its
/// scope or frame ends. LOAM_LIMIT: there are LOAM_WATCHES. Else as loam_break_read.
LOAM_EXPORT loam_status loam_watch_variable(loam_runtime *runtime, const loam_variable *variable, uint32_t *out_number);
/// The same for `size` bytes of the heap, which are kept alive, or of package variables.
LOAM_EXPORT loam_status loam_watch_memory(loam_runtime *runtime, void *address, uint64_t size, uint32_t *out_number);
/// Ends a watch. LOAM_INVALID_ARGUMENT: there is none of this number.
LOAM_EXPORT loam_status loam_watch_end(loam_runtime *runtime, uint32_t number);
/// After a stop at which a watch has changed or ended: whether another one has changed, too; then *out says which and
/// where (`watch`, `changed_in`, `changed_line`), and it is compared with what is there now from here on. Of a place in
/// the stack of another goroutine nothing is known.
LOAM_EXPORT bool loam_watch_changed(loam_runtime *runtime, uint32_t number, loam_stop *out);
/// Where the watched place lies, as by loam_break_address; NULL also when its goroutine has ended.
LOAM_EXPORT const void *loam_watch_address(loam_runtime *runtime, uint32_t number);

/// Is told of each entry and each return of a function in a form with BREAKs, by the worker that runs it; it counts as
/// stopped meanwhile, and `place` is where it stands (reason and watch mean nothing). It may run nothing.
typedef void (*loam_break_tracer)(void *context, const loam_stop *place);
/// Sets the tracer; NULL: none.
LOAM_EXPORT loam_status loam_break_trace(loam_runtime *runtime, loam_break_tracer tracer, void *context);

LOAM_END_DECLARATIONS

#endif
