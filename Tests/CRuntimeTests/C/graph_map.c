// SPDX-License-Identifier: Apache-2.0
//
// graph_map.c — operations on maps, whose entries keep nodes.
//
// How.      A map is a node. Its entries are the node's edges in the shadow: values alone, entry k under an int that
//           follows from k, or pairs of a key and a value, which are both pointers. What a map has besides (array of
//           entries, index, what iterators know) is its own business, but for the walk when all is quiet, which must
//           find nothing else: the map's first three words lead there.
//           The calls are those of the interpreter's handlers, between two safepoints.
#include "graph_operations.h"
#include "interpret/operation.h"
#include "type/map.h"

static const loam_type *type_of(const model *model, const model_node *node) {
  return &model->map_types[model_kind_of(model, node) == MODEL_MAP_BY_POINTER];
}

static bool by_pointer(const model *model, const model_node *node) {
  return model_kind_of(model, node) == MODEL_MAP_BY_POINTER;
}

static uint32_t entries_of(const model *model, const model_node *node) {
  return by_pointer(model, node) ? MODEL_EDGES / 2 : MODEL_EDGES;
}

static uint64_t key_of(const model *model, const model_node *node, uint32_t entry) {
  return by_pointer(model, node) ? model_address(model, node->edges[2 * entry]) : entry * 4096ull - 7;
}

static const model_reference *value_of(const model *model, const model_node *node, uint32_t entry) {
  return &node->edges[by_pointer(model, node) ? 2 * entry + 1 : entry];
}

/// What the map has for an entry is what the shadow says; *out_value (or NULL) is its value.
static const char *check_entry(const model *model, const model_node *node, uint32_t entry, void **out_value) {
  const void *value = NULL;
  const loam_type *bad = NULL;
  uint64_t key = key_of(model, node, entry);
  bool found = loam_map_find(&model->m.runtime->heap, (const loam_map *)node->object, type_of(model, node), &key,
                             &value, &bad) == LOAM_MAP_OK;
  if (found != (node->present >> entry & 1)) return found ? "a deleted entry is there" : "an entry is lost";
  if (out_value != NULL) *out_value = found ? *(void *const *)value : NULL;
  if (!found) return NULL;
  uint64_t word = *(const uint64_t *)value;
  return word == model_address(model, *value_of(model, node, entry)) ? NULL : "an entry's value has changed";
}

static const char *make_map(model_mutator *mutator, loam_context *context, uint32_t offset) {
  model *model = mutator->model;
  loam_runtime *runtime = context->runtime;
  bool pointers = loam_random_below(&mutator->random, 2);
  loam_context_collect_if_wanted(context);
  loam_map *map = loam_map_create(&runtime->shapes, &runtime->heap, &context->worker->cache,
                                  &model->map_types[pointers], (int64_t)loam_random_below(&mutator->random, 14));
  if (map == NULL) return "no memory";
  uint32_t number = model_random_register(mutator, offset, true);
  uint32_t shape = model_shape_of(model, pointers ? MODEL_MAP_BY_POINTER : MODEL_MAP_BY_INT);
  if (model_add(mutator, context, offset, number, map, shape, 1) != NULL) model_link(mutator, context, offset, number);
  return NULL;
}

/// The entry under that key, or one that is free; MODEL_EDGES: there is none.
static uint32_t choose_entry(model_mutator *mutator, const model_node *node, model_reference key) {
  const model *model = mutator->model;
  if (!by_pointer(model, node)) return (uint32_t)loam_random_below(&mutator->random, MODEL_EDGES);
  uint32_t free = MODEL_EDGES;
  for (uint32_t i = 0; i < MODEL_EDGES / 2; i++) {
    const model_reference *at = &node->edges[2 * i];
    if ((node->present >> i & 1) && at->node == key.node && at->inner == key.inner) return i;
    if (!(node->present >> i & 1)) free = i;
  }
  return free;
}

static const char *assign(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t number) {
  model *model = mutator->model;
  loam_runtime *runtime = context->runtime;
  uint32_t key_number = model_random_register(mutator, offset, false);
  uint32_t value_number = model_random_register(mutator, offset, false);
  loam_context_collect_if_wanted(context);
  model_node *node = model_own(mutator, model_register(mutator, context, offset, number));
  model_place key = model_register(mutator, context, offset, key_number);
  model_place value = model_register(mutator, context, offset, value_number);
  uint32_t entry = choose_entry(mutator, node, *key.shadow);
  if (entry == MODEL_EDGES || (by_pointer(model, node) && key.shadow->node == 0)) return NULL;
  if (by_pointer(model, node) && !(node->present >> entry & 1)) node->edges[2 * entry] = *key.shadow;
  const char *failure = check_entry(model, node, entry, NULL);
  if (failure != NULL) return failure;
  void *at = NULL;
  const loam_type *bad = NULL;
  uint64_t word = by_pointer(model, node) ? (uintptr_t)*key.cell : key_of(model, node, entry);
  if (loam_map_assign(&runtime->heap, &context->worker->cache, (loam_map *)node->object, type_of(model, node), &word,
                      &at, &bad) != LOAM_MAP_OK)
    return "an entry could not be assigned";
  loam_context_store(context, at, *value.cell);
  node->present |= 1u << entry;
  node->edges[value_of(model, node, entry) - node->edges] = *value.shadow;
  atomic_fetch_add_explicit(&model->assigned, 1, memory_order_relaxed);
  return NULL;
}

static void forget_entry(const model *model, model_node *node, uint32_t entry) {
  node->present &= ~(1u << entry);
  node->edges[value_of(model, node, entry) - node->edges] = (model_reference){0, 0};
  if (by_pointer(model, node)) node->edges[2 * entry] = (model_reference){0, 0};
}

static const char *erase(const model *model, loam_context *context, model_node *node, uint32_t entry) {
  const loam_type *bad = NULL;
  uint64_t key = key_of(model, node, entry);
  if (loam_map_delete(&context->runtime->heap, &context->worker->cache, (loam_map *)node->object, type_of(model, node),
                      &key, &bad) != LOAM_MAP_OK)
    return "an entry could not be deleted";
  const char *failure = NULL;
  if (node->present >> entry & 1) {
    node->present &= ~(1u << entry);
    failure = check_entry(model, node, entry, NULL);
    forget_entry(model, node, entry);
  }
  return failure;
}

/// An iteration, which changes nothing but that the map knows of one.
static const char *iterate(model_mutator *mutator, loam_context *context, const model_node *node) {
  loam_runtime *runtime = context->runtime;
  loam_map_iterator iterator;
  const void *key, *value;
  uint64_t expected = 0, met = 0;
  for (uint32_t i = 0; i < entries_of(mutator->model, node); i++)
    if (node->present >> i & 1)
      expected +=
          key_of(mutator->model, node, i) + 3 * model_address(mutator->model, *value_of(mutator->model, node, i));
  if (!loam_map_iterate(&runtime->heap, &context->worker->cache, (loam_map *)node->object,
                        loam_random_next(&mutator->random), &iterator))
    return "no memory";
  while (loam_map_next(&iterator, &key, &value)) met += *(const uint64_t *)key + 3 * *(const uint64_t *)value;
  return met == expected ? NULL : "an iteration meets other entries";
}

const char *model_operate_map(model_mutator *mutator, loam_context *context, uint32_t offset) {
  model *model = mutator->model;
  bool pointers = loam_random_below(&mutator->random, 2);
  uint32_t what = (uint32_t)loam_random_below(&mutator->random, 100);
  const char *failure = NULL;
  uint32_t number =
      model_find(mutator, context, offset, pointers ? MODEL_MAP_BY_POINTER : MODEL_MAP_BY_INT, true, &failure);
  if (failure != NULL) return failure;
  if (number == UINT32_MAX) return make_map(mutator, context, offset);
  if (what < 50) { // Some at once, so that maps grow.
    for (uint32_t i = 1 + (uint32_t)loam_random_below(&mutator->random, 6); i > 0 && failure == NULL; i--)
      failure = assign(mutator, context, offset, number);
    return failure;
  }
  if (what >= 95) loam_context_collect_if_wanted(context);
  model_node *node = model_own(mutator, model_register(mutator, context, offset, number));
  uint32_t entry = (uint32_t)loam_random_below(&mutator->random, entries_of(model, node));
  if (what < 75) {
    void *value = NULL;
    failure = check_entry(model, node, entry, &value);
    if (failure == NULL && (node->present >> entry & 1))
      model_put(model_register(mutator, context, offset, model_random_register(mutator, offset, true)), value,
                *value_of(model, node, entry));
    return failure;
  }
  if (what < 93) return erase(model, context, node, entry);
  if (what >= 95) return iterate(mutator, context, node);
  loam_map_clear(&context->worker->cache, (loam_map *)node->object);
  for (uint32_t i = 0; i < entries_of(model, node); i++) forget_entry(model, node, i);
  return NULL;
}

const char *model_map_intact(const model *model, const model_node *node) {
  if (loam_map_length(node->object) != __builtin_popcount(node->present)) return "a map's length has changed";
  if (!loam_map_check(&model->m.runtime->heap, (const loam_map *)node->object)) return "a map is damaged";
  for (uint32_t i = 0; i < entries_of(model, node); i++) {
    const char *failure = node->present >> i & 1 ? check_entry(model, node, i, NULL) : NULL;
    if (failure != NULL) return failure;
  }
  return NULL;
}
