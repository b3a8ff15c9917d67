// SPDX-License-Identifier: Apache-2.0
//
// loam_heap.h — looking at memory: what an address is, figures by size class, a walk over all objects.
//
// Sizes are bytes. An object takes the room of its size class; what is said of bytes counts that room. Live is what was
// allocated and not freed, and an object is freed when its span is swept: between the end of marking and the end of
// sweeping objects that no longer can be reached still count, as they do before anybody has marked.
#ifndef LOAM_HEAP_PUBLIC_H
#define LOAM_HEAP_PUBLIC_H

#include "loam_base.h"
#include "loam_runtime.h"
#include "loam_type.h"

LOAM_BEGIN_DECLARATIONS

/// What an address is.
typedef enum LOAM_CLOSED_ENUM loam_where_kind {
  LOAM_WHERE_UNKNOWN = 0, ///< Nothing of this runtime's.
  LOAM_WHERE_HEAP,        ///< In an object, or in room for one: see `allocated`.
  LOAM_WHERE_STACK,       ///< In a goroutine's stack.
  LOAM_WHERE_GLOBAL,      ///< In a package variable, or in other permanent memory (code, descriptors): then size is 0.
  LOAM_WHERE_FREE         ///< In memory of the heap that nothing occupies, or in a stack block that no goroutine has.
} loam_where_kind;

/// What is at an address.
typedef struct loam_place {
  loam_where_kind kind;
  uintptr_t base;        ///< Of the object, stack block or variable; of other permanent memory the address itself.
  uint64_t size;         ///< Of the same.
  uint64_t goroutine;    ///< STACK: number of the goroutine.
  const loam_type *type; ///< GLOBAL: of the variable. HEAP: of the elements, where the heap knows it (from 1 KiB on).
  bool allocated;        ///< HEAP: an object is there, as far as the workers' caches have been flushed.
} loam_place;

/// Says what `address` is, any address. In constant time (that of a hash table, for package variables); stops nothing
/// and allocates nothing, so what it says of memory that the program frees at this moment may be past when it arrives.
/// Any thread.
LOAM_EXPORT loam_place loam_where(loam_runtime *runtime, const void *address);
/// Whether `size` bytes at any address can be looked at: they are in one object, stack or variable, or in memory of the
/// process that is not the heap's. What else may be there is not known. As loam_where; beyond what the runtime
/// knows the system is asked, a call a page.
LOAM_EXPORT bool loam_where_readable(loam_runtime *runtime, const void *address, uint64_t size);

/// The frame of a stack that an address lies in.
typedef struct loam_stack_place {
  uint64_t goroutine;
  const loam_function *function;
  loam_string name, file; ///< Borrowed from the function.
  uint32_t line;          ///< Where that frame stands.
  uint64_t slot;          ///< Number of the 8-byte slot, counted from the frame's lowest.
  uint64_t pc;            ///< Where it stands, in words from code[0]: for loam_function.variables.
} loam_stack_place;
/// Finds it by walking the stack: linear in the number of goroutines and frames; stops the world. LOAM_INVALID_ARGUMENT
/// when the address lies in no frame. Any thread, but for a goroutine's own frames only from a native it called.
LOAM_EXPORT loam_status loam_where_frame(loam_runtime *runtime, const void *address, loam_stack_place *out);

/// Objects of one size class. allocated - freed == live, and what is in spans is exactly the live ones.
typedef struct loam_class_statistics {
  uint32_t size;             ///< Of an object; 0: large ones, which have spans of their own.
  uint32_t objects_per_span; ///< 1 for large ones.
  uint64_t spans;
  uint64_t allocated, freed, live; ///< Objects.
  uint64_t allocated_bytes, freed_bytes, live_bytes;
} loam_class_statistics;

enum { LOAM_HEAP_CLASSES = 68 };
/// Figures by size class, which balance: allocated - freed = live.
typedef struct loam_heap_statistics {
  loam_class_statistics plain[LOAM_HEAP_CLASSES];    ///< Without pointers; [0]: large objects.
  loam_class_statistics pointers[LOAM_HEAP_CLASSES]; ///< With pointers; [0]: large objects.
  loam_class_statistics total;                       ///< Sums; size and objects_per_span are 0.
  uint64_t tiny_objects;  ///< Since the start, packed several into a 16-byte object, which alone is counted above.
  uint64_t in_use, idle;  ///< Bytes of pages in spans of objects; in free runs.
  uint64_t idle_released; ///< Of the idle ones, those that take no memory.
  uint64_t released;      ///< Bytes given back to the system since the start.
  uint64_t scavenged;     ///< Of those, by loam_scavenge and in the background.
  uint64_t excess;        ///< Free bytes beyond the target, still to be given back.
} loam_heap_statistics;
/// Fills *out with exact figures; stops the world for it. Any thread.
LOAM_EXPORT void loam_runtime_heap_statistics(loam_runtime *runtime, loam_heap_statistics *out);

/// One object of the heap.
typedef struct loam_object {
  uintptr_t address;
  uint64_t size;         ///< Room, at least what was asked for.
  const loam_type *type; ///< Of its elements, where the heap knows it (with pointers, and from 1 KiB on); else NULL.
  uint64_t count;        ///< Elements of `type`.
  bool pointers;         ///< It is scanned.
  bool marked;           ///< By a cycle in its mark phase: reached so far.
} loam_object;
/// Calls `visit` for each object, in order of address, until it answers false; LOAM_EXITED then, else LOAM_OK. The
/// world is stopped meanwhile: `visit` may read memory and call loam_where, and nothing that allocates, runs or
/// collects. Objects found dead but not swept yet are left out. Requires: nobody sweeps on another thread.
LOAM_EXPORT loam_status loam_heap_each(loam_runtime *runtime, bool (*visit)(void *context, const loam_object *object),
                                       void *context);

/// What a run of pages is for.
typedef enum LOAM_CLOSED_ENUM loam_span_purpose {
  LOAM_SPAN_OF_NOTHING = 0, ///< Free pages.
  LOAM_SPAN_OF_OBJECTS,     ///< Objects of one size class.
  LOAM_SPAN_OF_ONE,         ///< One large object.
  LOAM_SPAN_OF_STACKS       ///< Blocks of goroutine stacks.
} loam_span_purpose;

enum { LOAM_HEAP_PAGE = 8192 }; ///< Bytes: spans are runs of pages.
/// A run of pages.
typedef struct loam_span_info {
  uintptr_t base;
  uint64_t bytes; ///< Of its pages.
  loam_span_purpose purpose;
  uint32_t size_class;  ///< OBJECTS: number of the class, 1 to LOAM_HEAP_CLASSES - 1; else 0.
  uint64_t object_size; ///< Room of an object, or size of a stack block; 0 for free pages.
  uint64_t capacity;    ///< Objects or blocks that it has room for.
  uint64_t used;        ///< Of them: allocated; blocks handed out.
  uint64_t wasted;      ///< Bytes that no object can have: behind the last one; of a large object those not asked for.
  bool pointers;        ///< Its objects are scanned.
  bool swept;           ///< Else `used` counts objects, too, that the last marking has found dead.
} loam_span_info;
/// Calls `visit` for each run of pages in order of address, without gaps, until it answers false; LOAM_EXITED then,
/// else LOAM_OK. The world is stopped meanwhile, as in loam_heap_each.
LOAM_EXPORT loam_status loam_heap_each_span(loam_runtime *runtime,
                                            bool (*visit)(void *context, const loam_span_info *span), void *context);
/// The run of pages that an address lies in; false: none. *out_index (may be NULL): number of the object or block in
/// it. Stops the world for it.
LOAM_EXPORT bool loam_heap_span_at(loam_runtime *runtime, const void *address, loam_span_info *out,
                                   uint64_t *out_index);

LOAM_END_DECLARATIONS

#endif
