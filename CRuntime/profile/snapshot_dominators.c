// SPDX-License-Identifier: Apache-2.0
//
// snapshot_dominators.c — which object keeps which others alive, and how much each retains.
//
// How.      Lengauer and Tarjan, "A fast algorithm for finding dominators in a flowgraph" (1979), the version with path
//           compression alone: O(m log n) whatever the graph. Node 0 is before all roots, node i + 1 is object i. Nodes
//           are numbered by a walk into depth, and everything from there on counts in these numbers; what dominates a
//           node has a smaller one, so sums run from the last to the first.
// Why not.  Iteration over the dominator tree (Cooper, Harvey and Kennedy): simpler, but quadratic for the long lists
//           that heaps have.
#include "profile/snapshot_reader.h"

#include <stdlib.h>

typedef struct tree {
  const loam_snapshot *s;
  uint64_t steps;          ///< Counted where none of the others bounds them.
  uint32_t count;          ///< Nodes reached.
  uint32_t *number, *node; ///< Number + 1 of a node (0: not reached), and back.
  uint32_t *parent;        ///< In the walk's tree. All from here on by number.
  uint32_t *semi, *dominator;
  uint32_t *ancestor, *label;      ///< The forest; ancestor LOAM_NO_NUMBER: a root of it.
  uint32_t *bucket, *next;         ///< Lists of nodes by their semidominator.
  uint32_t *first_before, *before; ///< Nodes with a pointer to a node, by node.
  uint32_t *stack, *cursor;
} tree;

static uint32_t *array(uint64_t count) { return calloc(count, sizeof(uint32_t)); }

static bool make(tree *t) {
  uint64_t n = t->s->object_count + 1ull, m = (uint64_t)t->s->edge_count + t->s->root_count + 1;
  return (t->number = array(n)) && (t->node = array(n)) && (t->parent = array(n)) && (t->semi = array(n)) &&
         (t->dominator = array(n)) && (t->ancestor = array(n)) && (t->label = array(n)) && (t->bucket = array(n)) &&
         (t->next = array(n)) && (t->first_before = array(n + 1)) && (t->before = array(m)) && (t->stack = array(n)) &&
         (t->cursor = array(n));
}

static void unmake(tree *t) {
  uint32_t *const arrays[] = {t->number, t->node, t->parent,       t->semi,   t->dominator, t->ancestor, t->label,
                              t->bucket, t->next, t->first_before, t->before, t->stack,     t->cursor};
  for (uint32_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) free(arrays[i]);
}

static uint32_t degree(const loam_snapshot *s, uint32_t node) {
  return node == 0 ? s->root_count : s->first_edge[node] - s->first_edge[node - 1];
}
static uint32_t successor(const loam_snapshot *s, uint32_t node, uint32_t i) {
  return 1 + (node == 0 ? s->roots[i].edge.target : s->edges[s->first_edge[node - 1] + i].target);
}

static void number_nodes(tree *t) {
  uint32_t depth = 0;
  t->number[0] = ++t->count;
  t->stack[depth++] = 0;
  while (depth > 0 && loam_snapshot_goes_on(t->s, ++t->steps)) {
    uint32_t node = t->stack[depth - 1];
    if (t->cursor[node] == degree(t->s, node)) {
      depth--;
      continue;
    }
    uint32_t to = successor(t->s, node, t->cursor[node]++);
    if (t->number[to] != 0) continue;
    t->node[t->count] = to;
    t->parent[t->count] = t->number[node] - 1;
    t->number[to] = ++t->count;
    t->stack[depth++] = to;
  }
}

static void turn_edges(tree *t) {
  const loam_snapshot *s = t->s;
  for (uint32_t node = 0; node <= s->object_count && loam_snapshot_goes_on(s, node); node++)
    for (uint32_t i = 0; i < degree(s, node); i++) t->first_before[successor(s, node, i) + 1]++;
  for (uint32_t node = 0; node <= s->object_count && loam_snapshot_goes_on(s, node); node++)
    t->first_before[node + 1] += t->first_before[node];
  for (uint32_t node = 0; node <= s->object_count && loam_snapshot_goes_on(s, node); node++)
    t->cursor[node] = t->first_before[node];
  if (!loam_snapshot_goes_on(s, 0)) return; // places are not what they must be
  for (uint32_t node = 0; node <= s->object_count && loam_snapshot_goes_on(s, node); node++)
    for (uint32_t i = 0; i < degree(s, node); i++) t->before[t->cursor[successor(s, node, i)]++] = node;
}

/// The node with the least semidominator on the way up to the forest's root, which is left out; shortens the way. Some
/// node of it when it is not to go on.
static uint32_t evaluate(tree *t, uint32_t v) {
  uint32_t depth = 0;
  if (t->ancestor[v] == LOAM_NO_NUMBER) return v;
  for (uint32_t at = v; t->ancestor[t->ancestor[at]] != LOAM_NO_NUMBER; at = t->ancestor[at]) {
    if (!loam_snapshot_goes_on(t->s, ++t->steps)) return v;
    t->stack[depth++] = at;
  }
  while (depth > 0) {
    if (!loam_snapshot_goes_on(t->s, ++t->steps)) return v;
    uint32_t at = t->stack[--depth], up = t->ancestor[at];
    if (t->semi[t->label[up]] < t->semi[t->label[at]]) t->label[at] = t->label[up];
    t->ancestor[at] = t->ancestor[up];
  }
  return t->label[v];
}

static void find_dominators(tree *t) {
  for (uint32_t v = 0; v < t->count && loam_snapshot_goes_on(t->s, v); v++) {
    t->semi[v] = t->label[v] = v;
    t->ancestor[v] = t->bucket[v] = LOAM_NO_NUMBER;
  }
  if (!loam_snapshot_goes_on(t->s, 0)) return;
  for (uint32_t w = t->count - 1; w > 0; w--) {
    if (!loam_snapshot_goes_on(t->s, ++t->steps)) return;
    uint32_t node = t->node[w], parent = t->parent[w];
    for (uint32_t i = t->first_before[node]; i < t->first_before[node + 1]; i++) {
      uint32_t from = t->number[t->before[i]];
      if (from == 0) continue; // not reachable itself
      uint32_t u = evaluate(t, from - 1);
      if (t->semi[u] < t->semi[w]) t->semi[w] = t->semi[u];
    }
    t->next[w] = t->bucket[t->semi[w]];
    t->bucket[t->semi[w]] = w;
    t->ancestor[w] = parent;
    for (uint32_t v = t->bucket[parent]; v != LOAM_NO_NUMBER; v = t->next[v]) {
      uint32_t u = evaluate(t, v);
      t->dominator[v] = t->semi[u] < t->semi[v] ? u : parent;
    }
    t->bucket[parent] = LOAM_NO_NUMBER;
  }
  for (uint32_t w = 1; w < t->count && loam_snapshot_goes_on(t->s, w); w++)
    if (t->dominator[w] != t->semi[w]) t->dominator[w] = t->dominator[t->dominator[w]];
}

loam_status loam_snapshot_find_dominators(loam_snapshot *s) {
  tree t = {.s = s};
  s->dominators = array(s->object_count + 1ull);
  s->retained = calloc(s->object_count + 1ull, sizeof *s->retained);
  bool made = make(&t);
  if (s->dominators != NULL && s->retained != NULL && made) {
    number_nodes(&t);
    if (loam_snapshot_goes_on(s, 0)) turn_edges(&t);
    if (loam_snapshot_goes_on(s, 0)) find_dominators(&t);
    for (uint32_t i = 0; i < s->object_count && loam_snapshot_goes_on(s, i); i++) s->dominators[i] = LOAM_NO_NUMBER;
    for (uint32_t w = t.count - 1; w > 0 && loam_snapshot_goes_on(s, w); w--) {
      uint32_t object = t.node[w] - 1, above = t.node[t.dominator[w]];
      s->retained[object] += s->sizes[object];
      if (above == 0) continue;
      s->dominators[object] = above - 1;
      s->retained[above - 1] += s->retained[object];
    }
  }
  unmake(&t);
  if (!made || s->dominators == NULL || s->retained == NULL) return LOAM_NO_MEMORY;
  return loam_snapshot_goes_on(s, 0) ? LOAM_OK : LOAM_EXITED;
}
