// SPDX-License-Identifier: Apache-2.0
//
// graph_hanging.c — operations on what hangs on nodes: finalizers, weak pointers, cleanups.
//
// How.      The object of a weak pointer is a node, which goes from hand to hand like others; that there is one for
// each
//           target and distance into it, its target's node says, so its owner makes them. A node lives as long as
//           its target, whose edge it is in the shadow.
//           A cleanup's function is a closure, a node too, which refers to a leaf. What it calls has the number of a
//           slot, in which the shadow says whether it may be called. A leaf's closure has nothing to refer to, so that
//           no closure ever leads to what it waits for.
#include "graph_operations.h"

// ---- finalizers ----

const char *model_set_finalizer(model_mutator *mutator, loam_context *context, model_node *node) {
  model *model = mutator->model;
  if (node->finalizer != NO_FINALIZER) return NULL;
  pthread_mutex_lock(&model->finalizers_lock);
  bool room = model->waiting_count < MODEL_FINALIZERS;
  if (room) model->waiting[model->waiting_count++] = (uint32_t)(node - model->nodes);
  pthread_mutex_unlock(&model->finalizers_lock);
  if (!room) return NULL;
  node->finalizer = HAS_FINALIZER;
  loam_eface object = {&model->pointer, node->object}, finalizer = {&model->function_type, model->finalize};
  return loam_context_set_finalizer(context, object, finalizer) == LOAM_NATIVE_DONE ? NULL : "no finalizer was set";
}

// Many nodes have had this address, but only one that has a finalizer has it still.
const char *model_finalized(model *model, uintptr_t object) {
  bool found = false;
  pthread_mutex_lock(&model->finalizers_lock);
  for (uint32_t i = 0; i < model->waiting_count && !found; i++) {
    uint32_t node = model->waiting[i];
    if ((uintptr_t)model->nodes[node].object != object) continue;
    found = true;
    model->nodes[node].finalizer = HAD_FINALIZER;
    model->waiting[i] = model->waiting[--model->waiting_count];
    if (model->finalized_count < MODEL_FINALIZERS) model->finalized[model->finalized_count++] = node;
  }
  pthread_mutex_unlock(&model->finalizers_lock);
  return found ? NULL : "a finalizer ran twice, or of an object that has none";
}

// ---- weak pointers ----

static const char *make_weak(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t held) {
  model *model = mutator->model;
  model_place a = model_register(mutator, context, offset, held);
  model_node *target = model_own(mutator, a);
  if (target == NULL || model_kind_of(model, target) == MODEL_WEAK_POINTER) return NULL; // no chains of them
  model_reference to = *a.shadow;
  uint32_t known = 0;
  while (known < MODEL_WEAK && target->weak[known] != 0 &&
         model->nodes[target->weak[known] - 1].target.inner != to.inner)
    known++;
  if (known == MODEL_WEAK || mutator->free_count == 0) return NULL;
  void *handle = loam_context_weak(context, *a.cell);
  uint32_t number = model_random_register(mutator, offset, true);
  if (handle == NULL) return "no weak pointer";
  if (target->weak[known] != 0) {
    if (handle != model->nodes[target->weak[known] - 1].object) return "a second weak pointer to the same";
    model_put(model_register(mutator, context, offset, number), handle, (model_reference){target->weak[known], 0});
    return NULL;
  }
  model_node *node = model_add(mutator, context, offset, number, handle, model_shape_of(model, MODEL_WEAK_POINTER), 1);
  if (node == NULL) return NULL;
  node->target = to;
  target->weak[known] = (uint32_t)(node - model->nodes) + 1;
  model_link(mutator, context, offset, number);
  return NULL;
}

/// A weak pointer to something new, to which nothing else leads then.
static const char *make_weak_alone(model_mutator *mutator, loam_context *context, uint32_t offset) {
  uint32_t number = 1 + (uint32_t)loam_random_below(&mutator->random, MODEL_REGISTERS - 1);
  const char *failure = model_allocate(mutator, context, offset, number, false);
  if (failure == NULL && mutator->free_count > 0) failure = make_weak(mutator, context, offset, number);
  if (loam_random_below(&mutator->random, 2)) return failure; // or a little later
  uint32_t made = model_register(mutator, context, offset, number).shadow->node;
  if (made != 0 && mutator->model->nodes[made - 1].weak[0] != 0)
    model_put(model_register(mutator, context, offset, number), NULL, (model_reference){0, 0});
  return failure;
}

/// Whether a register of the own frame leads to a node.
static bool holds(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t node) {
  for (uint32_t i = 0; i < MODEL_REGISTERS; i++)
    if (model_register(mutator, context, offset, i).shadow->node == node) return true;
  return false;
}

static const char *follow_weak(model_mutator *mutator, loam_context *context, uint32_t offset) {
  model *model = mutator->model;
  const char *failure = NULL;
  uint32_t number = model_find(mutator, context, offset, MODEL_WEAK_POINTER, false, &failure);
  if (number == UINT32_MAX || failure != NULL) return failure;
  const model_node *weak = &model->nodes[model_register(mutator, context, offset, number).shadow->node - 1];
  void *got = loam_context_weak_get(context, weak->object);
  if (weak->target.node == 0) return got == NULL ? NULL : "a weak pointer leads to what was dead long ago";
  model_node *target = &model->nodes[weak->target.node - 1];
  if (got == NULL) {
    atomic_store(&target->gone, true);
    if (holds(mutator, context, offset, weak->target.node)) return "a weak pointer has lost what a register holds";
    atomic_fetch_add_explicit(&model->weak_empty, 1, memory_order_relaxed);
    return NULL;
  }
  atomic_fetch_add_explicit(&model->weak_full, 1, memory_order_relaxed);
  if ((uintptr_t)got != model_address(model, weak->target)) return "a weak pointer leads elsewhere";
  model_place to = model_register(mutator, context, offset, model_random_register(mutator, offset, true));
  model_put(to, got, weak->target);
  return model_look(mutator, to);
}

// ---- cleanups ----

/// The number of a slot that is free and is not any more; MODEL_CLEANUPS: there is none.
static uint32_t take_slot(model *model) {
  pthread_mutex_lock(&model->finalizers_lock);
  uint32_t slot = 0;
  while (slot < MODEL_CLEANUPS && model->cleanups[slot].state != CLEANUP_FREE) slot++;
  if (slot < MODEL_CLEANUPS) model->cleanups[slot].state = CLEANUP_BEGUN;
  pthread_mutex_unlock(&model->finalizers_lock);
  return slot;
}

static void set_slot(model *model, uint32_t slot, model_cleanup cleanup) {
  pthread_mutex_lock(&model->finalizers_lock);
  cleanup.function = model->cleanups[slot].function;
  cleanup.model = model;
  model->cleanups[slot] = cleanup;
  pthread_mutex_unlock(&model->finalizers_lock);
}

static bool is_leaf(const model *model, const model_node *node) {
  return model_kind_of(model, node) == MODEL_PLAIN && model->shapes[node->shape].pointers == 0;
}

static const char *add_cleanup(model_mutator *mutator, loam_context *context, uint32_t offset) {
  model *model = mutator->model;
  uint32_t number = (uint32_t)loam_random_below(&mutator->random, MODEL_REGISTERS);
  uint32_t fresh = (number + 1 + (uint32_t)loam_random_below(&mutator->random, MODEL_REGISTERS - 1)) % MODEL_REGISTERS;
  model_place a = model_register(mutator, context, offset, number);
  model_node *target = model_own(mutator, a);
  if (target == NULL || fresh == 0) return NULL;
  uint32_t at = 0;
  while (at < MODEL_WEAK && target->cleanups[at] != 0) at++;
  uint32_t slot = at < MODEL_WEAK ? take_slot(model) : MODEL_CLEANUPS;
  if (slot == MODEL_CLEANUPS) return NULL;
  uint32_t shape = model_shape_of(model, MODEL_CLOSURE);
  uint64_t *object = loam_context_allocate(context, &model->shapes[shape].type, 1);
  model_node *closure = NULL;
  if (object != NULL) {
    object[0] = (uintptr_t)model->cleanups[slot].function;
    closure = model_add(mutator, context, offset, fresh, object, shape, 1);
  }
  if (closure == NULL) {
    set_slot(model, slot, (model_cleanup){.state = CLEANUP_FREE});
    return object == NULL ? "no memory" : NULL;
  }
  for (uint32_t i = 0; i < MODEL_REGISTERS && closure->edges[0].node == 0 && !is_leaf(model, target); i++) {
    model_place leaf = model_register(mutator, context, offset, i);
    if (leaf.shadow->node == 0 || !is_leaf(model, &model->nodes[leaf.shadow->node - 1])) continue;
    closure->edges[0] = *leaf.shadow;
    loam_context_store(context, (void **)&closure->object[1], *leaf.cell);
  }
  a = model_register(mutator, context, offset, number); // anew: it moved
  model_cleanup cleanup = {
      .state = CLEANUP_PENDING, .target = *a.shadow, .closure = (uint32_t)(closure - model->nodes) + 1};
  set_slot(model, slot, cleanup);
  if (loam_context_add_cleanup(context, *a.cell, closure->object, &cleanup.id) != LOAM_OK)
    return "no cleanup was added";
  set_slot(model, slot, cleanup);
  target->cleanups[at] = (uint16_t)(slot + 1);
  return NULL;
}

static const char *remove_cleanup(model_mutator *mutator, loam_context *context, uint32_t offset) {
  model *model = mutator->model;
  model_node *target = NULL;
  uint32_t at = 0, first = (uint32_t)loam_random_below(&mutator->random, MODEL_REGISTERS);
  for (uint32_t i = 0; i < MODEL_REGISTERS && target == NULL; i++) {
    target = model_own(mutator, model_register(mutator, context, offset, (first + i) % MODEL_REGISTERS));
    for (at = 0; target != NULL && at < MODEL_WEAK && target->cleanups[at] == 0;) at++;
    if (at == MODEL_WEAK) target = NULL;
  }
  if (target == NULL) return NULL;
  model_cleanup *slot = &model->cleanups[target->cleanups[at] - 1];
  pthread_mutex_lock(&model->finalizers_lock);
  model_cleanup cleanup = *slot;
  pthread_mutex_unlock(&model->finalizers_lock);
  if (cleanup.state != CLEANUP_PENDING) return "a cleanup has run of what a register holds";
  char *pointer = (char *)model_address(model, cleanup.target);
  if (loam_context_remove_cleanup(context, pointer + 1, cleanup.id)) return "a cleanup of another pointer was removed";
  if (!loam_context_remove_cleanup(context, pointer, cleanup.id)) return "a cleanup could not be removed";
  if (loam_context_remove_cleanup(context, pointer, cleanup.id)) return "a cleanup was removed twice";
  cleanup.state = CLEANUP_REMOVED;
  set_slot(model, target->cleanups[at] - 1u, cleanup);
  target->cleanups[at] = 0;
  atomic_fetch_add_explicit(&model->cleanups_removed, 1, memory_order_relaxed);
  return NULL;
}

const char *model_cleaned(model_cleanup *cleanup) {
  model *model = cleanup->model;
  pthread_mutex_lock(&model->finalizers_lock);
  model_cleanup_state state = cleanup->state;
  bool early = state == CLEANUP_PENDING && model->nodes[cleanup->target.node - 1].finalizer == HAS_FINALIZER;
  cleanup->state = CLEANUP_RAN;
  pthread_mutex_unlock(&model->finalizers_lock);
  if (state == CLEANUP_REMOVED) return "a cleanup ran that was removed";
  if (state != CLEANUP_PENDING) return "a cleanup ran twice, or before it was added";
  return early ? "a cleanup ran before the finalizer" : NULL;
}

const char *model_operate_hanging(model_mutator *mutator, loam_context *context, uint32_t offset) {
  uint32_t what = (uint32_t)loam_random_below(&mutator->random, 60);
  if (what < 8) return make_weak(mutator, context, offset, model_random_register(mutator, offset, false));
  if (what < 16) return make_weak_alone(mutator, context, offset);
  if (what < 44) return follow_weak(mutator, context, offset);
  if (what < 54) return add_cleanup(mutator, context, offset);
  return remove_cleanup(mutator, context, offset);
}
