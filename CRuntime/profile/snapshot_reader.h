// SPDX-License-Identifier: Apache-2.0
//
// snapshot_reader.h — a snapshot that was read: objects, pointers and roots as arrays, and what was found out of them.
//
// How.      Objects, pointers and types are 32-bit numbers; what belongs to each object is in arrays side by side.
//           Everything is read and found out when the file is opened; nothing changes afterwards.
// Upholds.  snapshot.whole
// Fails.    Each part answers LOAM_NO_MEMORY, or LOAM_EXITED when it was to end early, reading also
// LOAM_INVALID_ARGUMENT with a text. All memory is the record's
//           until loam_snapshot_close.
#ifndef LOAM_SNAPSHOT_READER_H
#define LOAM_SNAPSHOT_READER_H

#include "include/loam_snapshot.h"
#include "profile/snapshot_format.h"

#pragma GCC visibility push(hidden)

#define LOAM_NO_NUMBER UINT32_MAX
/// Between two questions whether to go on: some milliseconds, each step of which may miss every cache.
enum { LOAM_SNAPSHOT_STEPS = 1 << 15 };

/// What an object is of its type.
typedef enum loam_snapshot_form {
  LOAM_FORM_VALUE = 0,
  LOAM_FORM_ARRAY,  ///< Of values of the type.
  LOAM_FORM_HEADER, ///< Of a map or channel: what its value points to.
  LOAM_FORM_BYTES,  ///< Of a string.
  LOAM_FORM_INDEX,  ///< Of a map.
  LOAM_FORMS
} loam_snapshot_form;

typedef struct loam_read_field {
  uint64_t offset;
  uint32_t type;
  loam_string name; ///< Empty: not told.
} loam_read_field;

typedef struct loam_read_type {
  uint64_t kind, size;
  uint32_t element, key, entry; ///< Numbers, 0: none. Of a map's entries `entry` is the map.
  loam_string name;
  uint32_t fields, field_count; ///< Where they begin in snapshot->fields.
  uint64_t descriptor;          ///< Address of its loam_type in the process that wrote; 0: not told.
} loam_read_type;

/// Of the n-th pointer: where it lies, where it leads, and how.
typedef struct loam_read_edge {
  uint32_t word, target, way;
} loam_read_edge;

typedef struct loam_read_root {
  loam_snapshot_root shown; ///< `target` is in `edge`, too.
  loam_read_edge edge;      ///< `word`: in a value of `type`.
  uint32_t type;
} loam_read_root;

struct loam_snapshot {
  bool (*goes_on)(void *context); ///< NULL: always.
  void *context;
  loam_snapshot_counts counts;
  uint32_t object_count, edge_count, root_count, type_count;
  uint64_t *addresses, *sizes, *elements, *retained;
  uint32_t *types;      ///< Numbers, 0: not known.
  uint8_t *forms;       ///< loam_snapshot_form
  uint32_t *first_edge; ///< object_count + 1 of them.
  loam_read_edge *edges;
  loam_read_root *roots;
  loam_read_type *type; ///< type[number]; type[0] is none.
  loam_read_field *fields;
  uint8_t *texts;
  uint32_t *parents;    ///< Object before it on a shortest way; LOAM_NO_NUMBER: a root leads to it.
  uint32_t *ways;       ///< Number of the pointer, or of the root, that leads to it; LOAM_NO_NUMBER: not reachable.
  uint32_t *dominators; ///< Object; LOAM_NO_NUMBER: none.
  loam_snapshot_type *groups;
  uint64_t group_count;
  uint8_t *group_names;   ///< name_bytes for each group, in the order of being found.
  uint32_t *name_lengths; ///< Of each of them.
  uint32_t *name_of;      ///< Group + 1 of [type * LOAM_FORMS + form]; 0: no object is of that.
  uint64_t name_bytes;
};

/// Whether to go on, asked at each step of what takes long. What answers false leaves its results unfinished.
static inline bool loam_snapshot_goes_on(const loam_snapshot *snapshot, uint64_t step) {
  return step % LOAM_SNAPSHOT_STEPS != 0 || snapshot->goes_on == NULL || snapshot->goes_on(snapshot->context);
}

loam_status loam_snapshot_read(loam_snapshot *snapshot, const uint8_t *bytes, uint64_t length,
                               const char **out_problem);
/// Shortest ways from roots, breadth first.
loam_status loam_snapshot_find_ways(loam_snapshot *snapshot);
/// Types of objects, from those of what points to them.
loam_status loam_snapshot_find_types(loam_snapshot *snapshot);
/// Dominators and retained sizes.
loam_status loam_snapshot_find_dominators(loam_snapshot *snapshot);
/// Objects by type. Requires: all of the above.
loam_status loam_snapshot_group(loam_snapshot *snapshot);

#pragma GCC visibility pop
#endif
