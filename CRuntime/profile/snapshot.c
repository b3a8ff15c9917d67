// SPDX-License-Identifier: Apache-2.0
//
// snapshot.c — opening a snapshot, and what is asked of one that is open.
#include "profile/snapshot_reader.h"

#include <stdlib.h>

loam_status loam_snapshot_find_ways(loam_snapshot *s) {
  uint32_t *queue = calloc(s->object_count + 1ull, sizeof *queue), count = 0;
  s->parents = calloc(s->object_count + 1ull, sizeof *s->parents);
  s->ways = calloc(s->object_count + 1ull, sizeof *s->ways);
  bool made = queue != NULL && s->parents != NULL && s->ways != NULL;
  for (uint32_t i = 0; made && i < s->object_count && loam_snapshot_goes_on(s, i); i++)
    s->parents[i] = s->ways[i] = LOAM_NO_NUMBER;
  made = made && loam_snapshot_goes_on(s, 0);
  for (uint32_t i = 0; made && i < s->root_count; i++) {
    uint32_t target = s->roots[i].edge.target;
    if (s->ways[target] != LOAM_NO_NUMBER) continue;
    s->ways[target] = i;
    queue[count++] = target;
  }
  for (uint32_t next = 0; made && next < count && loam_snapshot_goes_on(s, next); next++)
    for (uint32_t at = queue[next], i = s->first_edge[at]; i < s->first_edge[at + 1]; i++) {
      uint32_t target = s->edges[i].target;
      if (s->ways[target] != LOAM_NO_NUMBER) continue;
      s->ways[target] = i;
      s->parents[target] = at;
      queue[count++] = target;
    }
  free(queue);
  if (!made) return loam_snapshot_goes_on(s, 0) ? LOAM_NO_MEMORY : LOAM_EXITED;
  for (uint32_t i = 0; i < s->object_count && loam_snapshot_goes_on(s, i); i++) {
    if (s->ways[i] != LOAM_NO_NUMBER) continue;
    s->counts.unreachable++;
    s->counts.unreachable_bytes += s->sizes[i];
  }
  return loam_snapshot_goes_on(s, 0) ? LOAM_OK : LOAM_EXITED;
}

loam_snapshot *loam_snapshot_open(const void *bytes, uint64_t length, loam_status *out_status,
                                  const char **out_problem) {
  return loam_snapshot_open_while(bytes, length, NULL, NULL, out_status, out_problem);
}

loam_snapshot *loam_snapshot_open_while(const void *bytes, uint64_t length, bool (*goes_on)(void *context),
                                        void *context, loam_status *out_status, const char **out_problem) {
  loam_status status = LOAM_NO_MEMORY;
  const char *problem = NULL;
  loam_snapshot *snapshot = calloc(1, sizeof *snapshot);
  if (bytes == NULL) length = 0;
  if (snapshot != NULL) snapshot->goes_on = goes_on, snapshot->context = context;
  if (snapshot != NULL) status = loam_snapshot_read(snapshot, bytes, length, &problem);
  if (status == LOAM_OK) status = loam_snapshot_find_ways(snapshot);
  if (status == LOAM_OK) status = loam_snapshot_find_types(snapshot);
  if (status == LOAM_OK) status = loam_snapshot_find_dominators(snapshot);
  if (status == LOAM_OK) status = loam_snapshot_group(snapshot);
  if (out_status != NULL) *out_status = status;
  if (out_problem != NULL) *out_problem = problem;
  if (status == LOAM_OK) return snapshot;
  loam_snapshot_close(snapshot);
  return NULL;
}

void loam_snapshot_close(loam_snapshot *s) {
  if (s == NULL) return;
  void *const arrays[] = {s->addresses, s->sizes,       s->elements,     s->retained, s->types,
                          s->forms,     s->first_edge,  s->edges,        s->roots,    s->type,
                          s->fields,    s->texts,       s->parents,      s->ways,     s->dominators,
                          s->groups,    s->group_names, s->name_lengths, s->name_of};
  for (uint32_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) free(arrays[i]);
  free(s);
}

loam_snapshot_counts loam_snapshot_get_counts(const loam_snapshot *snapshot) {
  return snapshot == NULL ? (loam_snapshot_counts){0} : snapshot->counts;
}

/// Only objects that are reachable are in a group.
static loam_string name_of(const loam_snapshot *s, uint64_t object) {
  uint32_t group = s->name_of[(uint64_t)s->types[object] * LOAM_FORMS + s->forms[object]];
  if (s->types[object] == 0) return (loam_string){NULL, 0};
  if (group == 0) return s->type[s->types[object]].name;
  return (loam_string){s->group_names + (group - 1) * s->name_bytes, s->name_lengths[group - 1]};
}

bool loam_snapshot_get(const loam_snapshot *s, uint64_t number, loam_snapshot_object *out) {
  if (s == NULL || out == NULL || number >= s->object_count) return false;
  uint32_t dominator = s->dominators[number];
  *out = (loam_snapshot_object){.address = s->addresses[number],
                                .size = s->sizes[number],
                                .retained = s->retained[number],
                                .type = name_of(s, number),
                                .type_number = s->types[number],
                                .count = s->elements[number],
                                .edges = s->first_edge[number + 1] - s->first_edge[number],
                                .dominator = dominator == LOAM_NO_NUMBER ? LOAM_SNAPSHOT_NONE : dominator,
                                .reachable = s->ways[number] != LOAM_NO_NUMBER};
  return true;
}

uint64_t loam_snapshot_find(const loam_snapshot *s, uint64_t address) {
  if (s == NULL) return LOAM_SNAPSHOT_NONE;
  uint64_t low = 0, high = s->object_count;
  while (low < high) { // the first object behind the address
    uint64_t middle = low + (high - low) / 2;
    if (s->addresses[middle] <= address)
      low = middle + 1;
    else
      high = middle;
  }
  return low > 0 && address - s->addresses[low - 1] < s->sizes[low - 1] ? low - 1 : LOAM_SNAPSHOT_NONE;
}

uint64_t loam_snapshot_edges(const loam_snapshot *s, uint64_t number, loam_snapshot_edge *out, uint64_t count) {
  if (s == NULL || number >= s->object_count) return 0;
  uint32_t first = s->first_edge[number], all = s->first_edge[number + 1] - first;
  for (uint32_t i = 0; out != NULL && i < all && i < count; i++)
    out[i] = (loam_snapshot_edge){8ull * s->edges[first + i].word, s->edges[first + i].target};
  return all;
}

bool loam_snapshot_get_root(const loam_snapshot *s, uint64_t number, loam_snapshot_root *out) {
  if (s == NULL || out == NULL || number >= s->root_count) return false;
  *out = s->roots[number].shown;
  return true;
}

uint64_t loam_snapshot_path(const loam_snapshot *s, uint64_t number, uint64_t *out_root, loam_snapshot_edge *out,
                            uint64_t count) {
  if (s == NULL || number >= s->object_count || s->ways[number] == LOAM_NO_NUMBER) return 0;
  uint64_t length = 1;
  uint32_t at = (uint32_t)number;
  for (; s->parents[at] != LOAM_NO_NUMBER; at = s->parents[at])
    if (!loam_snapshot_goes_on(s, length++)) return 0;
  if (out_root != NULL) *out_root = s->ways[at];
  at = (uint32_t)number;
  for (uint64_t i = length, offset = 0; out != NULL && i-- > 0; at = s->parents[at]) {
    if (!loam_snapshot_goes_on(s, i)) return 0;
    if (i < count) out[i] = (loam_snapshot_edge){offset, at};
    if (i > 0) offset = 8ull * s->edges[s->ways[at]].word;
  }
  return length;
}

uint64_t loam_snapshot_types(const loam_snapshot *s, loam_snapshot_type *out, uint64_t count) {
  if (s == NULL) return 0;
  for (uint64_t i = 0; out != NULL && i < s->group_count && i < count; i++) out[i] = s->groups[i];
  return s->group_count;
}
