// SPDX-License-Identifier: Apache-2.0
//
// loam_snapshot.h — the whole heap in a file, and what a file says of who keeps what alive.
//
// Writing.  loam_snapshot_write: every object with its address, size, type where that is known, and the objects it
// refers
//           to; every root with its name. Format: CRuntime/profile/SNAPSHOT.md.
// Reading.  loam_snapshot_open takes the bytes of a file and needs no runtime. Objects and roots are known by number,
// in
//           order of address and of the file. Types that the heap does not know, those of small objects, are found by
//           following pointers from typed roots. An object's retained size is what would be free without it: its own
//           and the sizes of all objects that are reached through it alone.
// Errors.   A file that is cut off or damaged is refused with LOAM_INVALID_ARGUMENT and a text; no file makes the
// reader
//           do anything else.
// Threads.  A snapshot that is open is not changed by reading it.
#ifndef LOAM_SNAPSHOT_H
#define LOAM_SNAPSHOT_H

#include "loam_base.h"
#include "loam_profile.h"

LOAM_BEGIN_DECLARATIONS

// ---- writing ----

/// Names a package variable ("main.table") for snapshots. The name is copied. LOAM_NO_MEMORY: it stays without.
LOAM_EXPORT loam_status loam_global_set_name(loam_runtime *runtime, const void *global, loam_string name);
/// Gives one that was cleared (loam_global_clear) the name of the variable that it serves as next.
LOAM_EXPORT loam_status loam_global_rename(loam_runtime *runtime, const void *global, loam_string name);
/// The name that a package variable was given; false: none. `global`: its address, as loam_place.base has it.
LOAM_EXPORT bool loam_global_get_name(loam_runtime *runtime, const void *global, loam_string *out);
/// Writes a snapshot with the world stopped: what is left to sweep is swept, dead objects that no collection has found
/// yet are in it as any others. Takes little memory beside the heap. LOAM_EXITED: `write`, which may not call the
/// runtime, answered false. Any thread.
LOAM_EXPORT loam_status loam_snapshot_write(loam_runtime *runtime, loam_profile_write write, void *context);

// ---- reading ----

typedef struct loam_snapshot loam_snapshot;
#define LOAM_SNAPSHOT_NONE UINT64_MAX ///< No such object.

/// Reads a file of `length` bytes, which may go afterwards, and finds types, retained sizes and paths. NULL when it
/// cannot: *out_status is LOAM_INVALID_ARGUMENT and *out_problem a static text, or LOAM_NO_MEMORY. Either may be NULL.
LOAM_EXPORT loam_snapshot *loam_snapshot_open(const void *bytes, uint64_t length, loam_status *out_status,
                                              const char **out_problem);
/// The same while `goes_on`, which is asked every few milliseconds on the calling thread, answers true: once it has
/// answered false, always false, the status is LOAM_EXITED. Until the snapshot is closed it is asked, too, by
/// loam_snapshot_path and loam_snapshot_referrers, which then return 0, and loam_snapshot_free_without. NULL: always.
LOAM_EXPORT loam_snapshot *loam_snapshot_open_while(const void *bytes, uint64_t length, bool (*goes_on)(void *context),
                                                    void *context, loam_status *out_status, const char **out_problem);
LOAM_EXPORT void loam_snapshot_close(loam_snapshot *snapshot);

typedef struct loam_snapshot_counts {
  int64_t time; ///< When it was written, in nanoseconds since 1970.
  uint64_t objects, bytes, edges, roots, types, goroutines;
  uint64_t unreachable, unreachable_bytes; ///< Objects that no root leads to.
} loam_snapshot_counts;
LOAM_EXPORT loam_snapshot_counts loam_snapshot_get_counts(const loam_snapshot *snapshot);

typedef struct loam_snapshot_object {
  uint64_t address, size; ///< Bytes: its room.
  uint64_t retained;      ///< Bytes; 0 when no root leads to it.
  loam_string type;       ///< Of its elements; empty: not known. Borrowed from the snapshot.
  uint64_t type_number;   ///< From 1; 0: not known.
  uint64_t count;         ///< Elements, where that is known; else 0.
  uint64_t edges;         ///< Pointers to objects in it.
  uint64_t dominator;     ///< The object without which it would be free; LOAM_SNAPSHOT_NONE: none, or not reachable.
  bool reachable;
} loam_snapshot_object;
/// False: there is none of that number.
LOAM_EXPORT bool loam_snapshot_get(const loam_snapshot *snapshot, uint64_t number, loam_snapshot_object *out);
/// The object that holds an address, or LOAM_SNAPSHOT_NONE.
LOAM_EXPORT uint64_t loam_snapshot_find(const loam_snapshot *snapshot, uint64_t address);

/// A pointer in an object.
typedef struct loam_snapshot_edge {
  uint64_t offset; ///< Bytes from the object's start.
  uint64_t target; ///< Number of the object that it leads to, or into.
} loam_snapshot_edge;
/// Fills at most `count`, returns how many the object has.
LOAM_EXPORT uint64_t loam_snapshot_edges(const loam_snapshot *snapshot, uint64_t number, loam_snapshot_edge *out,
                                         uint64_t count);

typedef enum LOAM_CLOSED_ENUM loam_snapshot_root_kind {
  LOAM_SNAPSHOT_VARIABLE = 0, ///< A package variable: `name`.
  LOAM_SNAPSHOT_FRAME,        ///< A slot of a frame: `goroutine`, `name` (the function), `file`, `line`, `local`.
  LOAM_SNAPSHOT_GOROUTINE,    ///< What a goroutine has beside its frames: deferred calls, panics, what it waits for.
  LOAM_SNAPSHOT_HANDLE,       ///< A host's handle: its number is `word`.
  LOAM_SNAPSHOT_FINALIZER,    ///< A finalizer, or what an object with one refers to.
  LOAM_SNAPSHOT_OTHER         ///< A timer or something else of the runtime's own.
} loam_snapshot_root_kind;
typedef struct loam_snapshot_root {
  loam_snapshot_root_kind kind;
  uint64_t target;               ///< Number of the object.
  uint64_t goroutine;            ///< Its number.
  uint64_t word;                 ///< Number of the 8-byte word in the variable, or of the slot in the frame.
  uint64_t address;              ///< Of a variable; 0: not known.
  loam_string name, file, local; ///< Empty where not known. Borrowed from the snapshot.
  uint32_t line;
} loam_snapshot_root;
LOAM_EXPORT bool loam_snapshot_get_root(const loam_snapshot *snapshot, uint64_t number, loam_snapshot_root *out);

/// One of the shortest ways from a root to an object: *out_root is the root's number; fills at most `count` of the
/// objects on the way, the root's target first, each with the offset of the pointer that leads on (of the last one 0).
/// Returns how many objects are on the way; 0: no root leads to it.
LOAM_EXPORT uint64_t loam_snapshot_path(const loam_snapshot *snapshot, uint64_t number, uint64_t *out_root,
                                        loam_snapshot_edge *out, uint64_t count);

/// The pointers that lead to an object or into it: fills at most `count`, each with the object that it lies in as
/// target, and returns how many there are. *out_roots (may be NULL): roots that lead to it. Looks through all pointers.
LOAM_EXPORT uint64_t loam_snapshot_referrers(const loam_snapshot *snapshot, uint64_t number, loam_snapshot_edge *out,
                                             uint64_t count, uint64_t *out_roots);

// ---- in the words of the source ----

/// What a word of an object is.
typedef enum LOAM_CLOSED_ENUM loam_snapshot_word_kind {
  LOAM_SNAPSHOT_WORD_UNKNOWN = 0, ///< The object's type is not known: the name is "+16".
  LOAM_SNAPSHOT_WORD_FIELD,       ///< Of a value: ".next", ".table[3].name"; empty when the value is the word.
  LOAM_SNAPSHOT_WORD_ELEMENT,     ///< Of an array: "[3]", "[3].name".
  LOAM_SNAPSHOT_WORD_CAPTURED,    ///< A variable that a closure has captured: ".x".
  LOAM_SNAPSHOT_WORD_MAP,         ///< Of a map: its entries, or what finds them; no name.
  LOAM_SNAPSHOT_WORD_KEY,         ///< In the key of a map's entry: the way in the key.
  LOAM_SNAPSHOT_WORD_VALUE,       ///< In the value of a map's entry: the way in the value.
  LOAM_SNAPSHOT_WORD_CHANNEL      ///< Of a channel: its buffer, or who waits; no name.
} loam_snapshot_word_kind;
typedef struct loam_snapshot_word {
  loam_snapshot_word_kind kind;
  uint64_t entry;      ///< KEY, VALUE: number of the entry, in the order of insertion.
  uint64_t key_offset; ///< KEY, VALUE: of the entry's key in the object, in bytes.
  uint64_t key_type;   ///< KEY, VALUE: number of its type.
} loam_snapshot_word;
/// Says what the word `offset` bytes into an object is called: at most `room` bytes of text with the 0. False: there is
/// no such object.
LOAM_EXPORT bool loam_snapshot_name_word(const loam_snapshot *snapshot, uint64_t object, uint64_t offset, char *text,
                                         uint64_t room, loam_snapshot_word *out);
/// The same for the word of a root in its variable: ".head", "[3].name", or nothing when the variable is the word.
LOAM_EXPORT bool loam_snapshot_name_root(const loam_snapshot *snapshot, uint64_t root, char *text, uint64_t room);
/// Address of the descriptor (loam_type) that a type has in the process that wrote the file; 0: none.
LOAM_EXPORT uint64_t loam_snapshot_descriptor(const loam_snapshot *snapshot, uint64_t type_number);
/// What an object is of its type.
typedef enum LOAM_CLOSED_ENUM loam_snapshot_shape {
  LOAM_SNAPSHOT_OF_VALUE = 0, ///< A value, or not known.
  LOAM_SNAPSHOT_OF_ELEMENTS,  ///< An array of values.
  LOAM_SNAPSHOT_OF_HEADER,    ///< What a map or channel value points to.
  LOAM_SNAPSHOT_OF_BYTES,     ///< The bytes of a string.
  LOAM_SNAPSHOT_OF_INDEX,     ///< What finds a map's entries.
  LOAM_SNAPSHOT_OF_ENTRIES    ///< A map's entries.
} loam_snapshot_shape;
LOAM_EXPORT loam_snapshot_shape loam_snapshot_get_shape(const loam_snapshot *snapshot, uint64_t object);
/// What the next collection would free if `size` bytes from `address` on, in package variables or objects, held no
/// pointers. In time of the objects and pointers. False: want of memory, or it was not to go on.
LOAM_EXPORT bool loam_snapshot_free_without(const loam_snapshot *snapshot, uint64_t address, uint64_t size,
                                            uint64_t *out_objects, uint64_t *out_bytes);

/// All reachable objects of a type. What is retained by several of them counts once.
typedef struct loam_snapshot_type {
  loam_string name; ///< Empty: objects of unknown type and this size.
  uint64_t number;  ///< As type_number; 0: unknown.
  uint64_t size;    ///< Of unknown type: bytes of each; else 0.
  uint64_t objects, bytes, retained;
} loam_snapshot_type;
/// Fills at most `count` types, those that retain most first; returns how many there are.
LOAM_EXPORT uint64_t loam_snapshot_types(const loam_snapshot *snapshot, loam_snapshot_type *out, uint64_t count);

LOAM_END_DECLARATIONS

#endif
