// SPDX-License-Identifier: Apache-2.0
//
// loam_event.h — the event log: what goroutines, workers, stacks, heap and collector did, and when.
//
// Use.     loam_events_start, then run; a reader (loam_event_reader_create) copies events out in the order of their
//          times while the program runs or afterwards; loam_event_describe gives one as a line of text, loam_trace
//          writes all as a trace file. loam_events_stop ends recording, loam_events_discard gives the memory back.
// Rings.   Each worker writes into a ring of its own, all other threads into one that they share. A writer never waits:
//          a full ring overwrites its oldest events, and readers learn how many they missed. In the seeded mode all
//          write into the shared ring, whose order is then the order of everything.
// Events.  64 bytes. What happened to whom is in `kind`, `worker`, `goroutine` and up to five arguments, whose meaning
//          and form LOAM_EVENTS lists. Nothing in an event depends on where the system placed the runtime:
//          ADDRESS   in the heap's reservation: the distance from its base; in permanent memory: the distance from its
//                    start; both marked by a high bit. Other addresses stand as they are. loam_event_address turns
//                    all of them back.
//          FUNCTION  loam_function.number.
//          PLACE     number << 32 | word of its code (a function that is not compiled: word 0; a step function whose
//                    states are lines: the line, or 0 for its first).
//          FRAME     number of the frame, 0 = innermost, << 32 | slot; frame LOAM_EVENT_CALLEE: the slot is an argument
//                    word of the function that was being called.
//          TEXT      this and all following arguments are bytes of a text, cut off at their end.
// Cost.    Off: one predictable branch where something is to be recorded. On: about 40 ns per event.
// Threads. Any.
#ifndef LOAM_EVENT_H
#define LOAM_EVENT_H

#include "loam_base.h"
#include "loam_runtime.h"

LOAM_BEGIN_DECLARATIONS

/// Groups of kinds, as bits of a mask.
typedef enum loam_event_group {
  LOAM_EVENTS_SCHEDULE = 1, ///< Goroutines and workers.
  LOAM_EVENTS_STACKS = 2,   ///< Moves of stacks.
  LOAM_EVENTS_SLOTS = 4,    ///< Every slot that a move rewrote. Wants STACKS too.
  LOAM_EVENTS_HEAP = 8,     ///< Every allocation and every object freed. Makes each allocation take the slow path.
  LOAM_EVENTS_COLLECT = 16, ///< Phases of collections, stops of the world.
  LOAM_EVENTS_CALLS = 32,   ///< Blocking calls of C.
  LOAM_EVENTS_CHOICES = 64, ///< What the seeded mode chose.
  LOAM_EVENTS_ALL = 127,
} loam_event_group;

/// How an argument is to be read.
typedef enum loam_event_form {
  LOAM_FORM_NONE = 0,
  LOAM_FORM_NUMBER,
  LOAM_FORM_BYTES,
  LOAM_FORM_NANOSECONDS,
  LOAM_FORM_GOROUTINE,
  LOAM_FORM_WORKER,
  LOAM_FORM_ADDRESS,
  LOAM_FORM_FUNCTION,
  LOAM_FORM_PLACE,
  LOAM_FORM_FRAME,
  LOAM_FORM_PHASE, ///< loam_collect_phase.
  LOAM_FORM_TEXT,
} loam_event_form;

// clang-format off
/// X(identifier, group, "name", form and name of the five arguments, "meaning"). `goroutine` of an event is the one that
/// did it, 0 when none ran; of START and END it is the one that starts and ends.
#define LOAM_EVENTS(X)                                                                                                 \
  X(CREATE, SCHEDULE, "create", GOROUTINE, "new", FUNCTION, "function", PLACE, "at", NONE, "", NONE, "",               \
    "a goroutine was made, which will call function; at: behind the go statement")                                     \
  X(START, SCHEDULE, "start", PLACE, "at", NONE, "", NONE, "", NONE, "", NONE, "",                                     \
    "a goroutine goes on here on this worker")                                                                         \
  X(YIELD, SCHEDULE, "yield", NUMBER, "preempted", NONE, "", NONE, "", NONE, "", NONE, "",                             \
    "it lets others run first; preempted: because its time is over")                                                   \
  X(PARK, SCHEDULE, "park", ADDRESS, "on", NUMBER, "cases", TEXT, "reason", NONE, "", NONE, "",                        \
    "it waits; on: the channel or semaphore, nil when it is none; of a select its first channel, and how many cases")  \
  X(READY, SCHEDULE, "ready", GOROUTINE, "who", NONE, "", NONE, "", NONE, "", NONE, "", "who may run again")           \
  X(END, SCHEDULE, "end", NONE, "", NONE, "", NONE, "", NONE, "", NONE, "", "it is over")                              \
  X(WORKER, SCHEDULE, "worker", NONE, "", NONE, "", NONE, "", NONE, "", NONE, "", "a worker thread begins")            \
  X(IDLE, SCHEDULE, "idle", NONE, "", NONE, "", NONE, "", NONE, "", NONE, "",                                          \
    "the worker found nothing to run and gives its token back")                                                        \
  X(WAKE, SCHEDULE, "wake", NONE, "", NONE, "", NONE, "", NONE, "", NONE, "", "it has a token again")                  \
  X(STEAL, SCHEDULE, "steal", WORKER, "from", NUMBER, "count", NONE, "", NONE, "", NONE, "",                           \
    "goroutines were taken from another worker's queue")                                                               \
  X(LEND, SCHEDULE, "lend", WORKER, "of", NONE, "", NONE, "", NONE, "", NONE, "",                                      \
    "the token of a worker in a long blocking call was handed on")                                                     \
  X(TIMER, SCHEDULE, "timer", NANOSECONDS, "when", NANOSECONDS, "period", NONE, "", NONE, "", NONE, "",                \
    "a timer that was due at `when` fired")                                                                            \
  X(GROW, STACKS, "grow", ADDRESS, "from", ADDRESS, "to", BYTES, "old", BYTES, "new", BYTES, "used",                   \
    "a stack moves to a larger block: low ends and sizes of both; SLOT and MOVED follow at once")                      \
  X(SHRINK, STACKS, "shrink", ADDRESS, "from", ADDRESS, "to", BYTES, "old", BYTES, "new", BYTES, "used",               \
    "the same to a smaller one")                                                                                       \
  X(MOVE, STACKS, "move", ADDRESS, "from", ADDRESS, "to", BYTES, "old", BYTES, "new", BYTES, "used",                   \
    "the same to one of its size")                                                                                     \
  X(SLOT, SLOTS, "slot", PLACE, "at", FRAME, "frame", BYTES, "offset", ADDRESS, "old", ADDRESS, "new",                 \
    "a slot was rewritten; offset: of its frame below the stack's high end")                                           \
  X(MOVED, STACKS, "moved", NUMBER, "frames", NUMBER, "slots", NUMBER, "records", FUNCTION, "callee",                  \
    NANOSECONDS, "took", "the move is done; slots: rewritten in frames; records: words rewritten elsewhere")           \
  X(ALLOCATE, HEAP, "allocate", ADDRESS, "object", BYTES, "size", BYTES, "asked", NUMBER, "class", NONE, "",           \
    "an object of a size class; class 0: a span of its own")                                                           \
  X(FREE, HEAP, "free", ADDRESS, "object", BYTES, "size", NUMBER, "class", NONE, "", NONE, "",                         \
    "an object was swept")                                                                                             \
  X(PHASE, COLLECT, "phase", PHASE, "phase", BYTES, "live", BYTES, "marked", NUMBER, "objects", NONE, "",              \
    "a collection enters a phase; marked and objects: of the last marking")                                            \
  X(STOP, COLLECT, "stop", NANOSECONDS, "took", NONE, "", NONE, "", NONE, "", NONE, "", "the world stands still")      \
  X(GO, COLLECT, "go", NONE, "", NONE, "", NONE, "", NONE, "", NONE, "", "it goes on")                                 \
  X(ENTER, CALLS, "enter", NONE, "", NONE, "", NONE, "", NONE, "", NONE, "", "a call of C that may block begins")      \
  X(LEAVE, CALLS, "leave", NONE, "", NONE, "", NONE, "", NONE, "", NONE, "", "it is over")                             \
  X(CHOICE, CHOICES, "choice", NUMBER, "what", NUMBER, "chosen", NUMBER, "of", NONE, "", NONE, "",                     \
    "the seeded mode chose one of several")
// clang-format on

/// What happened: LOAM_EVENT_NAME for each row of LOAM_EVENTS.
typedef enum loam_event_kind {
#define LOAM_EVENT_ENUM(id, group, name, f0, a0, f1, a1, f2, a2, f3, a3, f4, a4, text) LOAM_EVENT_##id,
  LOAM_EVENTS(LOAM_EVENT_ENUM)
#undef LOAM_EVENT_ENUM
      LOAM_EVENT_COUNT
} loam_event_kind;

enum {
  LOAM_EVENT_ARGUMENTS = 5,
  LOAM_EVENT_OTHERS = 0xffff, ///< `worker` of an event of a thread that is none.
  LOAM_EVENT_CALLEE = 0x7fffffff,
};

/// One event.
typedef struct loam_event {
  int64_t time;       ///< Nanoseconds of the runtime's clock: monotonic, or virtual in the seeded mode.
  uint64_t goroutine; ///< 0: none.
  uint16_t kind;      ///< loam_event_kind
  uint16_t worker;    ///< Index, or LOAM_EVENT_OTHERS.
  uint32_t sequence;  ///< Number within its ring, modulo 2^32: a gap is what the ring lost.
  uint64_t arguments[LOAM_EVENT_ARGUMENTS];
} loam_event;

/// What the list says of a kind; static.
typedef struct loam_event_information {
  const char *name, *text;
  loam_event_group group;
  struct {
    loam_event_form form;
    const char *name;
  } arguments[LOAM_EVENT_ARGUMENTS];
} loam_event_information;
/// NULL when there is no such kind.
LOAM_EXPORT const loam_event_information *loam_event_info(uint32_t kind);

/// loam_events_configuration_init gives the defaults.
typedef struct loam_events_configuration {
  uint32_t groups;    ///< Mask of loam_event_group (default: all but SLOTS and HEAP).
  uint64_t ring_size; ///< Events per ring, raised to a power of two of at least 16 (default 65,536: 4 MiB).
  /// Not NULL: whenever a ring is full, its events are handed over here, in order, and the ring starts anew: nothing is
  /// lost, and there is nothing for readers. On the writer's thread, which waits for it, perhaps on several threads at
  /// once (rings of several workers); it must not call the runtime.
  void (*sink)(void *context, const loam_event *events, uint64_t count);
  void *context;
} loam_events_configuration;
/// Sets every field to its default. Call it first, so that fields of later versions have theirs.
LOAM_EXPORT void loam_events_configuration_init(loam_events_configuration *configuration);

/// Begins to record. Stops the world for a moment. LOAM_WRONG_STATE when the log is on; what an earlier log left is
/// discarded. LOAM_NO_MEMORY: no ring, nothing changed.
LOAM_EXPORT loam_status loam_events_start(loam_runtime *runtime, const loam_events_configuration *configuration);
/// Ends recording; events stay for readers (a sink is given the rest). Stops the world for a moment.
LOAM_EXPORT void loam_events_stop(loam_runtime *runtime);
/// Stops, and gives the rings back.
LOAM_EXPORT void loam_events_discard(loam_runtime *runtime);
/// The groups that are recorded now; 0: the log is off.
LOAM_EXPORT uint32_t loam_events_groups(loam_runtime *runtime);
/// Events written since the start, lost ones included.
LOAM_EXPORT uint64_t loam_events_written(loam_runtime *runtime);

/// A place in the log. It begins at the oldest event that is still there.
typedef struct loam_event_reader loam_event_reader;
/// NULL without memory. The caller destroys it before the runtime. One thread at a time may use a reader.
LOAM_EXPORT loam_event_reader *loam_event_reader_create(loam_runtime *runtime);
/// NULL does nothing.
LOAM_EXPORT void loam_event_reader_destroy(loam_event_reader *reader);
/// Copies up to `count` events, in the order of their times over all rings, those of a ring in the order in which they
/// were written; returns their number. Events that could still be preceded by one that is being written are left for
/// the next call.
LOAM_EXPORT uint64_t loam_event_reader_read(loam_event_reader *reader, loam_event *out, uint64_t count);
/// Events that were overwritten before this reader came to them.
LOAM_EXPORT uint64_t loam_event_reader_lost(const loam_event_reader *reader);

/// Writes the event as one line of text without newline, functions and variables by name: "w0 g1 grow ...". Always
/// ends with 0 when size > 0; returns the length of the whole text, as snprintf does.
LOAM_EXPORT uint64_t loam_event_describe(loam_runtime *runtime, const loam_event *event, char *out, uint64_t size);
/// The address that an ADDRESS argument stands for.
LOAM_EXPORT uintptr_t loam_event_address(loam_runtime *runtime, uint64_t argument);
/// The function with this number, or NULL.
LOAM_EXPORT const loam_function *loam_event_function(loam_runtime *runtime, uint64_t number);

LOAM_END_DECLARATIONS
#endif
