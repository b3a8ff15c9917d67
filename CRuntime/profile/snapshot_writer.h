// SPDX-License-Identifier: Apache-2.0
//
// snapshot_writer.h — what the parts that write a snapshot share: the stream, the types, pointers as the file has them.
//
// How.      A record is put together in `record` and written with its length. Types are numbered when they are first
//           named; their records, which may name others, are written before the record that needed them. What a small
//           object is the heap does not know, but for closures, whose first word is a function's address; and the word
//           before an interface's data says its type. Both are read from memory that may hold anything, so an address
//           is followed only into permanent memory, and what is found there must look like what it is taken for.
// Threads.  The world stands still.
// Fails.    `status` says what happened first; nothing is written after that.
#ifndef LOAM_SNAPSHOT_WRITER_H
#define LOAM_SNAPSHOT_WRITER_H

#include "profile/snapshot_format.h"
#include "runtime.h"

#pragma GCC visibility push(hidden)

enum {
  LOAM_RECORD_EDGES = 256, ///< Pointers in one record at most.
  LOAM_RECORD_BYTES = 12 << 10,
  LOAM_SNAPSHOT_BUFFER = 64 << 10,
  LOAM_REFUSED = 512, ///< Addresses remembered that are no type; a power of two.
};

typedef struct loam_record {
  uint64_t used;
  uint8_t bytes[LOAM_RECORD_BYTES];
} loam_record;

typedef struct loam_snapshot_writer {
  loam_root_visitor visitor;
  loam_runtime *runtime;
  loam_profile_write write;
  void *context;
  loam_status status;
  uint8_t *buffer;
  uint64_t used, sum;
  loam_record *record; ///< Being put together.
  loam_record *types;  ///< The same, of a type, meanwhile.

  uint64_t *keys;  ///< Of types, in the order of their numbers.
  uint32_t *cells; ///< Numbers by hash of the key.
  uint64_t capacity, type_count, types_written;
  uintptr_t refused[LOAM_REFUSED];

  uint64_t previous; ///< Address of the object before.
  uint64_t objects, edges, roots;
  uint64_t goroutine; ///< Whose roots these are.
  bool named;         ///< What roots belong to has been said.
} loam_snapshot_writer;

// ---- the stream ----

void loam_record_number(loam_record *record, uint64_t value);
void loam_record_signed(loam_record *record, int64_t value);
/// Of a long text only the first bytes that fit.
void loam_record_text(loam_record *record, loam_string text);
void loam_record_put(loam_snapshot_writer *w, loam_snapshot_tag tag, const loam_record *record);
void loam_snapshot_bytes(loam_snapshot_writer *w, const void *bytes, uint64_t length);
void loam_snapshot_flush(loam_snapshot_writer *w);

// ---- types ----

/// Numbers of a type, of pointers to it, and of the closures of a function. 0 without memory, or for NULL.
uint64_t loam_snapshot_type_number(loam_snapshot_writer *w, const loam_type *type);
uint64_t loam_snapshot_pointer_number(loam_snapshot_writer *w, const loam_type *element);
uint64_t loam_snapshot_closure_number(loam_snapshot_writer *w, const loam_function *function);
/// Writes the records of types that have been named since.
void loam_snapshot_put_types(loam_snapshot_writer *w);
/// The dynamic type that an interface's first word tells, or NULL.
const loam_type *loam_snapshot_dynamic(loam_snapshot_writer *w, uintptr_t word);
/// The function whose closure begins with this word, or NULL.
const loam_function *loam_snapshot_closure(loam_snapshot_writer *w, uintptr_t word);
void loam_snapshot_free_types(loam_snapshot_writer *w);

// ---- pointers ----

/// The object that a word leads to, and how; 0: none. `before`: the word before it in memory, or 0.
uintptr_t loam_snapshot_target(loam_snapshot_writer *w, uintptr_t word, uintptr_t before, uint64_t *out_way);
/// Calls `visit` with the offset of each pointer word of `count` values of `type`.
typedef void (*loam_word_visit)(void *context, uint64_t offset);
void loam_snapshot_words(const loam_type *type, uint64_t count, uint64_t offset, loam_word_visit visit, void *context);
/// The same for an object of the heap.
void loam_snapshot_object_words(loam_heap *heap, const loam_span *span, uintptr_t base, loam_word_visit visit,
                                void *context);

/// All roots, with what they belong to.
void loam_snapshot_put_roots(loam_snapshot_writer *w);

#pragma GCC visibility pop
#endif
