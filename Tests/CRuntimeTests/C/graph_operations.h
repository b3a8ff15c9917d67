// SPDX-License-Identifier: Apache-2.0
//
// graph_operations.h — what the operations on graph and shadow share (graph_model.c, graph_hanging.c, graph_map.c,
// graph_quiet.c).
#ifndef LOAM_GRAPH_OPERATIONS_H
#define LOAM_GRAPH_OPERATIONS_H

#include "graph_model.h"

/// A register as it can be reached: its shadow and its cell. Not good any more when something may have moved.
typedef struct model_place {
  model_reference *shadow;
  void **cell;
} model_place;

/// Register `number`, which also says how many calls further out.
model_place model_register(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t number);
/// Mostly of the own frame; seldom of a caller's, by a pointer into its frame. One that is to be overwritten is seldom
/// the first, so that what hangs on that may become large.
uint32_t model_random_register(model_mutator *mutator, uint32_t offset, bool overwritten);
/// A register of the own frame that holds a node of that kind, owned by this mutator if `own`, or has got it from a
/// node that another register leads to; UINT32_MAX: there is none. *failure is set when that pointer has changed.
uint32_t model_find(model_mutator *mutator, loam_context *context, uint32_t offset, model_kind kind, bool own,
                    const char **failure);
void model_put(model_place to, void *pointer, model_reference reference);
/// The node in a register, if this mutator may change it.
model_node *model_own(const model_mutator *mutator, model_place at);
/// A node for an object that was made, whose shape says the kind; `number` is the register that gets it. NULL: all
/// numbers are used up, the round ends.
model_node *model_add(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t number, void *object,
                      uint32_t shape, uint32_t count);
/// A new node of a random shape in register `number`; if `linked`, something may lead there.
const char *model_allocate(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t number,
                           bool linked);
/// Lets something that exists lead to what is in register `fresh`, or not.
void model_link(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t fresh);
/// What a register leads to is as the shadow says; some words of it.
const char *model_look(model_mutator *mutator, model_place at);

static inline uint64_t model_address(const model *model, model_reference reference) {
  return reference.node == 0 ? 0 : (uintptr_t)model->nodes[reference.node - 1].object + reference.inner;
}
static inline model_kind model_kind_of(const model *model, const model_node *node) {
  return model->shapes[node->shape].kind;
}
/// The number of a shape that there is once.
uint32_t model_shape_of(const model *model, model_kind kind);
uint32_t model_edge_count(const model *model, const model_node *node);
/// The word of edge i: the first and the last pointer, and some between.
uint64_t model_edge_word(const model *model, const model_node *node, uint32_t i);
uint64_t model_word_count(const model *model, const model_node *node);
bool model_is_pointer(const model_shape *shape, uint64_t word);
/// Word i of a node has its pattern: of those that never change.
bool model_word_intact(const model *model, const model_node *node, uint64_t i);

// ---- what hangs on nodes, and maps ----

/// Gives a node a finalizer, if it never had one.
const char *model_set_finalizer(model_mutator *mutator, loam_context *context, model_node *node);
/// An operation on a weak pointer or a cleanup.
const char *model_operate_hanging(model_mutator *mutator, loam_context *context, uint32_t offset);
/// An operation on a map.
const char *model_operate_map(model_mutator *mutator, loam_context *context, uint32_t offset);
/// The whole map is as the shadow says. Nobody changes it meanwhile.
const char *model_map_intact(const model *model, const model_node *node);

#endif
