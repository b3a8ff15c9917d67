// SPDX-License-Identifier: Apache-2.0
//
// graph_quiet.c — the whole shadow beside the whole heap, between rounds.
#include "graph_operations.h"

// ---- what is reached ----

static void reach(model *model, uint32_t number, uint32_t *stack, uint64_t *depth) {
  if (number == 0 || model->nodes[number - 1].reached) return;
  model->nodes[number - 1].reached = true;
  stack[(*depth)++] = number - 1;
}

static uint64_t follow(model *model, uint32_t *stack, uint64_t depth) {
  uint64_t found = 0;
  for (; depth > 0; found++) {
    const model_node *node = &model->nodes[stack[--depth]];
    for (uint32_t i = 0; i < MODEL_EDGES; i++) reach(model, node->edges[i].node, stack, &depth);
    for (uint32_t i = 0; i < MODEL_WEAK; i++) reach(model, node->weak[i], stack, &depth);
  }
  return found;
}

uint64_t model_reach(model *model, bool finalizers) {
  uint32_t count = model->mutator_count * MODEL_NODES, *stack = malloc(count * sizeof *stack);
  uint64_t depth = 0;
  if (stack == NULL) return 0;
  for (uint32_t i = 0; i < count; i++) model->nodes[i].reached = false;
  for (uint32_t i = 0; i < model->mutator_count; i++)
    for (uint32_t r = 0; r < MODEL_DEPTH * MODEL_REGISTERS; r++)
      reach(model, model->mutators[i].registers[r / MODEL_REGISTERS][r % MODEL_REGISTERS].node, stack, &depth);
  for (uint32_t i = 0; i < count; i++)
    if (model->nodes[i].object != NULL && atomic_load(&model->nodes[i].in_flight) > 0)
      reach(model, i + 1, stack, &depth);
  for (uint32_t i = 0; i < MODEL_CLEANUPS; i++)
    if (model->cleanups[i].state == CLEANUP_PENDING) reach(model, model->cleanups[i].closure, stack, &depth);
  for (uint32_t i = 0; finalizers && i < count; i++)
    if (model->nodes[i].object != NULL && model->nodes[i].finalizer == HAS_FINALIZER)
      for (uint32_t e = 0; e < MODEL_EDGES; e++) reach(model, model->nodes[i].edges[e].node, stack, &depth);
  uint64_t found = follow(model, stack, depth);
  free(stack);
  return found;
}

// ---- nodes ----

static const char *closure_intact(const model *model, const model_node *node) {
  if (node->object[1] != model_address(model, node->edges[0])) return "a closure's pointer has changed";
  for (uint32_t i = 0; i < MODEL_CLEANUPS; i++)
    if (node->object[0] == (uintptr_t)model->cleanups[i].function) return NULL;
  return "a closure's function has changed";
}

static const char *weak_intact(const model *model, const model_node *node) {
  uint64_t word = node->object[0];
  bool reached = node->target.node != 0 && model->nodes[node->target.node - 1].reached;
  if (word != 0 && word != model_address(model, node->target)) return "a weak pointer leads elsewhere";
  return reached && word == 0 ? "a weak pointer has lost its object" : NULL;
}

static const char *node_intact(const model *model, const model_node *node) {
  if (atomic_load(&node->gone)) return "an object lives that a weak pointer had lost";
  switch (model_kind_of(model, node)) {
  case MODEL_PLAIN:
    break;
  case MODEL_CLOSURE:
    return closure_intact(model, node);
  case MODEL_WEAK_POINTER:
    return weak_intact(model, node);
  default:
    return model_map_intact(model, node);
  }
  uint32_t edges = model_edge_count(model, node);
  for (uint32_t i = 0; i < edges; i++)
    if (node->object[model_edge_word(model, node, i)] != model_address(model, node->edges[i]))
      return "an edge has changed";
  uint64_t nonzero = 0, expected = 0;
  for (uint32_t i = 0; i < edges; i++) expected += node->edges[i].node != 0;
  for (uint64_t i = 0, words = model_word_count(model, node); i < words; i++) {
    if (!model_word_intact(model, node, i)) return "an object has changed";
    nonzero += model_is_pointer(&model->shapes[node->shape], i) && node->object[i] != 0;
  }
  return nonzero == expected ? NULL : "a pointer word that was never written is not nil";
}

const char *model_intact(model *model) {
  const char *failure = NULL;
  for (uint32_t i = 0; i < model->mutator_count * MODEL_NODES && failure == NULL; i++)
    if (model->nodes[i].reached) failure = node_intact(model, &model->nodes[i]);
  return failure;
}

uint32_t model_parts(const model *model, const model_node *node, uintptr_t out[MODEL_PARTS]) {
  uint32_t count = 0;
  out[count++] = (uintptr_t)node->object;
  if (model_kind_of(model, node) >= MODEL_MAP_BY_INT)
    for (uint32_t i = 0; i < 3; i++)
      if (node->object[i] != 0) out[count++] = node->object[i];
  return count;
}

// ---- what is due ----

// A weak pointer is kept until its object has been found dead, so it goes one cycle later.
void model_doom(model *model) {
  for (uint32_t i = 0; i < model->mutator_count * MODEL_NODES; i++) {
    model_node *node = &model->nodes[i];
    node->doomed = node->object != NULL && !node->reached && node->target.node == 0;
  }
}

const char *model_doomed(model *model) {
  for (uint32_t i = 0; i < model->mutator_count * MODEL_NODES; i++) {
    const model_node *node = &model->nodes[i];
    if (node->object == NULL) continue;
    if (node->doomed && node->finalizer == HAS_FINALIZER) return "a finalizer has not run after two cycles";
    if (!node->reached || model_kind_of(model, node) != MODEL_WEAK_POINTER) continue;
    bool dead = node->target.node == 0 || model->nodes[node->target.node - 1].doomed;
    if (dead && node->object[0] != 0) return "a weak pointer leads to what is dead";
  }
  for (uint32_t i = 0; i < MODEL_CLEANUPS; i++) {
    const model_cleanup *cleanup = &model->cleanups[i];
    if (cleanup->state != CLEANUP_PENDING) continue;
    // A finalizer goes first, and takes a cycle more.
    const model_node *node = &model->nodes[cleanup->target.node - 1];
    if (node->doomed && node->finalizer == NO_FINALIZER) return "a cleanup has not run after two cycles";
  }
  return NULL;
}

const char *model_take_cleaned(model *model, uint32_t *out) {
  *out = 0;
  for (uint32_t i = 0; i < MODEL_CLEANUPS; i++) {
    model_cleanup *cleanup = &model->cleanups[i];
    if (cleanup->state != CLEANUP_RAN || cleanup->target.node == 0) continue;
    if (model->nodes[cleanup->target.node - 1].reached) return "a cleanup ran of what is reached";
    cleanup->target.node = 0;
    ++*out;
  }
  model->cleaned += *out;
  return NULL;
}

const char *model_settled(const model *model) {
  for (uint32_t i = 0; i < MODEL_CLEANUPS; i++) {
    const model_cleanup *cleanup = &model->cleanups[i];
    const model_node *node = cleanup->target.node == 0 ? NULL : &model->nodes[cleanup->target.node - 1];
    if (cleanup->state == CLEANUP_PENDING && !node->reached) return "a cleanup has never run";
  }
  // Of a cycle none runs, but there each is reached from the contents of another.
  for (uint32_t i = 0; i < model->mutator_count * MODEL_NODES; i++) {
    const model_node *node = &model->nodes[i];
    if (node->object != NULL && !node->reached && node->finalizer == HAS_FINALIZER) return "a finalizer has never run";
  }
  return NULL;
}

/// What is not reached is gone, for weak pointers and slots.
static void forget_hanging(model *model) {
  for (uint32_t i = 0; i < model->mutator_count * MODEL_NODES; i++) {
    model_node *node = &model->nodes[i];
    if (node->target.node != 0 && !model->nodes[node->target.node - 1].reached) node->target.node = 0;
  }
  for (uint32_t i = 0; i < MODEL_CLEANUPS; i++)
    if (model->cleanups[i].state == CLEANUP_RAN || model->cleanups[i].state == CLEANUP_REMOVED)
      model->cleanups[i].state = CLEANUP_FREE;
}

void model_forget(model *model) {
  forget_hanging(model);
  for (uint32_t i = 0; i < model->mutator_count; i++) {
    model_mutator *mutator = &model->mutators[i];
    mutator->free_count = 0;
    for (uint32_t n = (i + 1) * MODEL_NODES; n > i * MODEL_NODES; n--) {
      if (!model->nodes[n - 1].reached) model->nodes[n - 1].object = NULL;
      if (model->nodes[n - 1].object == NULL) mutator->free[mutator->free_count++] = n - 1;
    }
  }
}
