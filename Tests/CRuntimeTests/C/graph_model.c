// SPDX-License-Identifier: Apache-2.0
//
// graph_model.c — the operations on graph and shadow.
#include "graph_operations.h"

static const uint64_t one_bit[] = {1};

// ---- shapes ----

enum { SHAPE_OF_FIRST = 5 }; ///< Of what first registers hold: an array of pointers.

static model_shape *add_shape(model *model, uint32_t words, uint32_t least, uint32_t most, uint32_t weight) {
  model_shape *shape = &model->shapes[model->shape_count++];
  *shape = (model_shape){.words = words, .least = least, .most = most, .weight = weight};
  shape->type = (loam_type){.size = 8ull * words, .align = 8, .kind = LOAM_KIND_STRUCT};
  return shape;
}

static void add_pointer(model_shape *shape, uint32_t word) {
  shape->map[word / 64] |= 1ull << word % 64;
  shape->at[shape->pointers++] = (uint16_t)word;
  shape->type.pointer_map = shape->map;
  shape->type.pointer_bytes = 8ull * word + 8;
}

/// Of what is made in other ways; none is chosen at random.
static void add_special_shapes(model *model) {
  static const uint32_t words[] = {
      [MODEL_WEAK_POINTER] = 2, [MODEL_CLOSURE] = 2, [MODEL_MAP_BY_INT] = 8, [MODEL_MAP_BY_POINTER] = 8};
  static const uint64_t second[] = {2};
  for (uint32_t kind = MODEL_WEAK_POINTER; kind <= MODEL_MAP_BY_POINTER; kind++)
    add_shape(model, words[kind], 1, 1, 0)->kind = kind;
  loam_type *closure = &model->shapes[model_shape_of(model, MODEL_CLOSURE)].type;
  closure->pointer_map = second;
  closure->pointer_bytes = 16;
  for (uint32_t i = 0; i < 2; i++)
    model->map_types[i] = (loam_type){.size = 8,
                                      .pointer_bytes = 8,
                                      .pointer_map = one_bit,
                                      .align = 8,
                                      .kind = LOAM_KIND_MAP,
                                      .key = i == 0 ? &int_type : &model->pointer,
                                      .element = &model->pointer};
}

static void add_shapes(model *model) {
  model->pointer = (loam_type){.size = 8,
                               .pointer_bytes = 8,
                               .pointer_map = one_bit,
                               .align = 8,
                               .kind = LOAM_KIND_POINTER,
                               .flags = LOAM_TYPE_COMPARABLE | LOAM_TYPE_PLAIN_EQUAL};
  // Pairs: alone, in arrays that have a bit per word, that have a cell, that are large.
  static const uint32_t pairs[][3] = {{1, 1, 270}, {2, 30, 50}, {33, 300, 30}, {1025, 2000, 3}};
  for (uint32_t i = 0; i < 4; i++) {
    model_shape *shape = add_shape(model, 4, pairs[i][0], pairs[i][1], pairs[i][2]);
    add_pointer(shape, 0);
    add_pointer(shape, 2);
  }
  // Nothing but pointers: one, some, a large array.
  static const uint32_t only[][3] = {{1, 1, 50}, {2, 120, 120}, {4097, 12000, 3}};
  for (uint32_t i = 0; i < 3; i++) add_pointer(add_shape(model, 1, only[i][0], only[i][1], only[i][2]), 0);
  model_shape *odd = add_shape(model, 6, 1, 1, 200);
  add_pointer(odd, 1);
  add_pointer(odd, 5);
  model_shape *wide = add_shape(model, 300, 1, 1, 20);
  for (uint32_t i = 0; i < 5; i++) add_pointer(wide, (uint32_t[]){1, 70, 150, 200, 299}[i]);
  // A struct with a map and, behind it, an array that has none.
  model_shape *nested = add_shape(model, MODEL_WORDS, 1, 2, 20);
  add_pointer(nested, 1);
  for (uint32_t i = 6; i < MODEL_WORDS; i++) add_pointer(nested, i);
  model->array = (loam_type){.size = 8 * (MODEL_WORDS - 6),
                             .pointer_bytes = 8 * (MODEL_WORDS - 6),
                             .align = 8,
                             .kind = LOAM_KIND_ARRAY,
                             .element = &model->pointer,
                             .length = MODEL_WORDS - 6};
  model->nested[0] = (loam_field){.type = &model->pointer, .offset = 8};
  model->nested[1] = (loam_field){.type = &model->array, .offset = 48};
  nested->type.pointer_map = NULL;
  nested->type.fields = model->nested;
  nested->type.field_count = 2;
  add_shape(model, 1, 2, 500, 230);
  add_shape(model, 1, 4097, 30000, 4);
  add_special_shapes(model);
}

uint32_t model_shape_of(const model *model, model_kind kind) {
  uint32_t shape = model->shape_count - 1;
  while (model->shapes[shape].kind != kind) shape--;
  return shape;
}

static uint32_t random_shape(model_mutator *mutator) {
  const model *model = mutator->model;
  uint32_t at = (uint32_t)loam_random_below(&mutator->random, 1000), shape = 0;
  while (at >= model->shapes[shape].weight) at -= model->shapes[shape++].weight;
  return shape;
}

bool model_init(model *model, uint32_t mutators, uint64_t seed) {
  model->mutator_count = mutators;
  pthread_mutex_init(&model->finalizers_lock, NULL);
  model->nodes = calloc((size_t)mutators * MODEL_NODES, sizeof *model->nodes);
  model->random.state = seed;
  add_shapes(model);
  model->message = (loam_type){
      .size = sizeof(model_message), .align = 8, .kind = LOAM_KIND_STRUCT, .pointer_bytes = 8, .pointer_map = one_bit};
  model->function_type = (loam_type){.size = 8, .align = 8, .kind = LOAM_KIND_FUNCTION};
  for (uint32_t i = 0; i < mutators; i++) {
    model_mutator *mutator = &model->mutators[i];
    *mutator = (model_mutator){.model = model, .number = i, .random = {loam_random_next(&model->random)}};
    for (uint32_t n = MODEL_NODES; n > 0; n--) mutator->free[mutator->free_count++] = i * MODEL_NODES + n - 1;
  }
  return model->nodes != NULL;
}

void model_free(model *model) { free(model->nodes); }

// ---- a node's words ----

uint32_t model_edge_count(const model *model, const model_node *node) {
  uint64_t pointers = (uint64_t)model->shapes[node->shape].pointers * node->count;
  return pointers < MODEL_EDGES ? (uint32_t)pointers : MODEL_EDGES;
}

uint64_t model_edge_word(const model *model, const model_node *node, uint32_t i) {
  const model_shape *shape = &model->shapes[node->shape];
  uint64_t pointers = (uint64_t)shape->pointers * node->count, edges = model_edge_count(model, node);
  uint64_t number = edges > 1 ? i * (pointers - 1) / (edges - 1) : 0;
  return number / shape->pointers * shape->words + shape->at[number % shape->pointers];
}

uint64_t model_word_count(const model *model, const model_node *node) {
  return (uint64_t)model->shapes[node->shape].words * node->count;
}

bool model_is_pointer(const model_shape *shape, uint64_t word) {
  word %= shape->words;
  return shape->map[word / 64] >> word % 64 & 1;
}

static uint64_t pattern(const model_node *node, uint64_t word) { return loam_mix(node->salt, word | 1ull << 63) | 1; }

static void fill(const model *model, const model_node *node) {
  const model_shape *shape = &model->shapes[node->shape];
  for (uint64_t i = 0, words = model_word_count(model, node); i < words; i++)
    if (!model_is_pointer(shape, i)) node->object[i] = pattern(node, i);
}

bool model_word_intact(const model *model, const model_node *node, uint64_t i) {
  const model_shape *shape = &model->shapes[node->shape];
  return shape->kind != MODEL_PLAIN || model_is_pointer(shape, i) || node->object[i] == pattern(node, i);
}

// ---- registers ----

model_place model_register(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t number) {
  uint32_t i = number % MODEL_REGISTERS, out = number / MODEL_REGISTERS;
  if (offset == UINT32_MAX) {
    void **cell = i < MODEL_ROOTS ? &context->roots[i] : mutator->cells[i];
    return (model_place){&mutator->registers[0][i], cell};
  }
  model_registers *registers = (model_registers *)((char *)context->frame + offset);
  uint32_t depth = mutator->depth;
  for (; out > 0 && registers->outer != NULL; out--, depth--) registers = registers->outer;
  return (model_place){&mutator->registers[depth][i], &registers->words[i]};
}

uint32_t model_random_register(model_mutator *mutator, uint32_t offset, bool overwritten) {
  loam_random *random = &mutator->random;
  bool near = offset == UINT32_MAX || loam_random_below(random, 4) != 0, first = loam_random_below(random, 100) == 0;
  uint32_t out = near ? 0 : (uint32_t)loam_random_below(random, 4), least = overwritten && !first;
  return out * MODEL_REGISTERS + least + (uint32_t)loam_random_below(random, MODEL_REGISTERS - least);
}

void model_put(model_place to, void *pointer, model_reference reference) {
  *to.cell = pointer;
  *to.shadow = reference;
}

model_node *model_own(const model_mutator *mutator, model_place at) {
  if (at.shadow->node == 0) return NULL;
  model_node *node = &mutator->model->nodes[at.shadow->node - 1];
  return atomic_load_explicit(&node->owner, memory_order_relaxed) == mutator->number ? node : NULL;
}

// ---- operations ----

/// Stores what a register holds, or nil, to an edge.
static void store(model_mutator *mutator, loam_context *context, model_node *node, uint32_t edge, model_place from) {
  uint64_t word = model_edge_word(mutator->model, node, edge);
  node->edges[edge] = *from.shadow;
  loam_context_store(context, (void **)&node->object[word], *from.cell);
}

// Mostly to where it led nowhere before: so the graph grows.
void model_link(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t fresh) {
  bool any = loam_random_below(&mutator->random, 2);
  model_place from = model_register(mutator, context, offset, any ? model_random_register(mutator, offset, false) : 0);
  model_node *node = model_own(mutator, from);
  uint32_t edges = node == NULL ? 0 : model_edge_count(mutator->model, node);
  if (edges == 0) return;
  uint32_t edge = (uint32_t)loam_random_below(&mutator->random, edges);
  if (node->edges[edge].node == 0) store(mutator, context, node, edge, model_register(mutator, context, offset, fresh));
}

model_node *model_add(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t number, void *object,
                      uint32_t shape, uint32_t count) {
  if (mutator->free_count == 0) { // The round ends early; the next one begins with fewer.
    mutator->left = 0;
    model_put(model_register(mutator, context, offset, 0), NULL, (model_reference){0, 0});
    return NULL;
  }
  uint32_t index = mutator->free[--mutator->free_count];
  model_node *node = &mutator->model->nodes[index];
  *node = (model_node){.object = object,
                       .salt = loam_random_next(&mutator->random),
                       .count = count,
                       .shape = (uint8_t)shape,
                       .owner = mutator->number};
  model_put(model_register(mutator, context, offset, number), object, (model_reference){index + 1, 0});
  return node;
}

const char *model_allocate(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t number,
                           bool linked) {
  model *model = mutator->model;
  uint32_t shape = number % MODEL_REGISTERS == 0 ? SHAPE_OF_FIRST : random_shape(mutator);
  const model_shape *s = &model->shapes[shape];
  uint64_t count = s->least + loam_random_below(&mutator->random, s->most - s->least + 1);
  void *object = s->pointers > 0 ? loam_context_allocate(context, &s->type, (int64_t)count)
                                 : loam_context_allocate_bytes(context, 8 * count);
  if (object == NULL) return "no memory";
  model_node *node = model_add(mutator, context, offset, number, object, shape, (uint32_t)count);
  if (node == NULL) return NULL;
  for (uint64_t i = 0, words = model_word_count(model, node); i < words; i += 1 + words / 64)
    if (node->object[i] != 0) return "fresh memory is not zero";
  fill(model, node);
  if (linked) model_link(mutator, context, offset, number);
  return NULL;
}

static const char *load(const model_mutator *mutator, const model_node *node, uint32_t edge, model_place to) {
  void *pointer = (void *)(uintptr_t)node->object[model_edge_word(mutator->model, node, edge)];
  if ((uintptr_t)pointer != model_address(mutator->model, node->edges[edge]))
    return "a pointer has changed in the heap";
  model_put(to, pointer, node->edges[edge]);
  return NULL;
}

static bool is_kind(const model_mutator *mutator, model_reference to, model_kind kind, bool own) {
  if (to.node == 0) return false;
  const model_node *node = &mutator->model->nodes[to.node - 1];
  return model_kind_of(mutator->model, node) == kind &&
         (!own || atomic_load_explicit(&node->owner, memory_order_relaxed) == mutator->number);
}

uint32_t model_find(model_mutator *mutator, loam_context *context, uint32_t offset, model_kind kind, bool own,
                    const char **failure) {
  uint32_t first = (uint32_t)loam_random_below(&mutator->random, MODEL_REGISTERS);
  for (uint32_t i = 0; i < MODEL_REGISTERS; i++) {
    uint32_t number = (first + i) % MODEL_REGISTERS;
    model_place at = model_register(mutator, context, offset, number);
    if (is_kind(mutator, *at.shadow, kind, own)) return number;
  }
  for (uint32_t i = 0; i < MODEL_REGISTERS; i++) {
    const model_node *node =
        model_own(mutator, model_register(mutator, context, offset, (first + i) % MODEL_REGISTERS));
    for (uint32_t e = 0, edges = node == NULL ? 0 : model_edge_count(mutator->model, node); e < edges; e++) {
      if (!is_kind(mutator, node->edges[e], kind, own)) continue;
      uint32_t number = model_random_register(mutator, UINT32_MAX, true);
      *failure = load(mutator, node, e, model_register(mutator, context, offset, number));
      return number;
    }
  }
  return UINT32_MAX;
}

const char *model_look(model_mutator *mutator, model_place at) {
  const model *model = mutator->model;
  if ((uintptr_t)*at.cell != model_address(model, *at.shadow)) return "a register has changed";
  if (at.shadow->node == 0) return NULL;
  const model_node *node = &model->nodes[at.shadow->node - 1];
  if (atomic_load(&node->gone)) return "an object is there that a weak pointer had lost";
  uint64_t words = model_word_count(model, node);
  for (uint32_t i = 0; i < 4; i++)
    if (!model_word_intact(model, node, loam_random_below(&mutator->random, words))) return "an object has changed";
  return model_word_intact(model, node, 0) && model_word_intact(model, node, words - 1)
             ? NULL
             : "an object's ends have changed";
}

/// Two edges change places: neither pointer is anywhere else for a moment but in the machine's registers.
static const char *exchange(model_mutator *mutator, loam_context *context, model_node *a, model_node *b) {
  uint32_t from = (uint32_t)loam_random_below(&mutator->random, model_edge_count(mutator->model, a));
  uint32_t to = (uint32_t)loam_random_below(&mutator->random, model_edge_count(mutator->model, b));
  void *first = NULL, *second = NULL;
  model_reference one = {0}, other = {0};
  const char *failure = load(mutator, a, from, (model_place){&one, &first});
  if (failure == NULL) failure = load(mutator, b, to, (model_place){&other, &second});
  if (failure != NULL) return failure;
  store(mutator, context, a, from, (model_place){&other, &second});
  store(mutator, context, b, to, (model_place){&one, &first});
  return NULL;
}

static const char *operate(model_mutator *mutator, loam_context *context, uint32_t offset) {
  loam_random *random = &mutator->random;
  uint32_t what = (uint32_t)loam_random_below(random, 1000), other = (uint32_t)loam_random_below(random, 16);
  if (*model_register(mutator, context, offset, 0).cell == NULL)
    return model_allocate(mutator, context, offset, 0, true);
  // Between marking and sweeping weak pointers have to know what nobody has told them yet.
  bool sweeping = atomic_load_explicit(&mutator->model->m.runtime->heap.sweeping, memory_order_relaxed);
  if (other == 0 || (sweeping && other < 4)) return model_operate_hanging(mutator, context, offset);
  if (other == 1) return model_operate_map(mutator, context, offset);
  if (what < 330) return model_allocate(mutator, context, offset, model_random_register(mutator, offset, true), true);
  model_place a = model_register(mutator, context, offset, model_random_register(mutator, offset, false));
  model_place b = model_register(mutator, context, offset, model_random_register(mutator, offset, true));
  model_node *node = model_own(mutator, a);
  uint32_t edges = node == NULL ? 0 : model_edge_count(mutator->model, node);
  uint32_t edge = edges == 0 ? 0 : (uint32_t)loam_random_below(random, edges);
  if (what < 560 && edges > 0) {
    if (node->edges[edge].node == 0 || what < 350) store(mutator, context, node, edge, b);
  } else if (what < 800) {
    if (edges > 0) return load(mutator, node, edge, b);
  } else if (what < 820) {
    model_put(b, *a.cell, *a.shadow);
  } else if (what < 840) {
    model_put(b, NULL, (model_reference){0, 0});
  } else if (what < 870 && node != NULL) { // further into the same object
    uint64_t inner = loam_random_below(random, 8 * model_word_count(mutator->model, node));
    model_put(b, (char *)node->object + inner, (model_reference){a.shadow->node, (uint32_t)inner});
  } else if (what < 875 && edges > 0) { // out of the heap, into a register alone
    const char *failure = load(mutator, node, edge, b);
    void *nil = NULL;
    if (failure == NULL) store(mutator, context, node, edge, (model_place){&(model_reference){0, 0}, &nil});
    return failure;
  } else if (what < 940) {
    model_node *to = model_own(mutator, b);
    if (edges > 0 && to != NULL && model_edge_count(mutator->model, to) > 0)
      return exchange(mutator, context, node, to);
  } else if (what < 942 && node != NULL) {
    return model_set_finalizer(mutator, context, node);
  } else {
    return model_look(mutator, a);
  }
  return NULL;
}

const char *model_operate(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t count) {
  const char *failure = NULL;
  uint64_t done = 0;
  for (; count > 0 && mutator->left > 0 && failure == NULL; count--, mutator->left--, done++)
    failure = operate(mutator, context, offset);
  atomic_fetch_add_explicit(&mutator->model->operations, done, memory_order_relaxed);
  if (failure != NULL) atomic_store(&mutator->model->failure, failure);
  return failure;
}

// ---- messages ----

bool model_offer(model_mutator *mutator, loam_context *context, uint32_t offset, model_message *out) {
  uint32_t number = 1 + (uint32_t)loam_random_below(&mutator->random, MODEL_REGISTERS - 1);
  model_place from = model_register(mutator, context, offset, number);
  if (from.shadow->node == 0) return false;
  model_node *node = &mutator->model->nodes[from.shadow->node - 1];
  mutator->sending = from.shadow->node;
  mutator->giving = model_own(mutator, from) != NULL && loam_random_below(&mutator->random, 4) != 0;
  *out = (model_message){*from.cell, *from.shadow};
  // Before anybody can receive it: nobody is the owner while it is under way.
  if (mutator->giving) atomic_store_explicit(&node->owner, UINT32_MAX, memory_order_relaxed);
  atomic_fetch_add_explicit(&node->in_flight, 1, memory_order_relaxed);
  if (mutator->giving) out->reference.inner |= 1u << 31;
  return true;
}

void model_offered(model_mutator *mutator, bool taken) {
  model_node *node = &mutator->model->nodes[mutator->sending - 1];
  if (taken) {
    atomic_fetch_add_explicit(&mutator->model->sent, 1, memory_order_relaxed);
    return;
  }
  atomic_fetch_sub_explicit(&node->in_flight, 1, memory_order_relaxed);
  if (mutator->giving) atomic_store_explicit(&node->owner, mutator->number, memory_order_relaxed);
}

const char *model_accept(model_mutator *mutator, loam_context *context, uint32_t offset, const model_message *message) {
  model_reference reference = message->reference;
  model_node *node = &mutator->model->nodes[reference.node - 1];
  bool given = reference.inner >> 31;
  reference.inner &= ~(1u << 31);
  if ((uintptr_t)message->pointer != model_address(mutator->model, reference)) return "a message has changed";
  atomic_fetch_sub_explicit(&node->in_flight, 1, memory_order_relaxed);
  if (given) atomic_store_explicit(&node->owner, mutator->number, memory_order_relaxed);
  model_place to = model_register(mutator, context, offset, model_random_register(mutator, offset, true));
  model_put(to, message->pointer, reference);
  return model_look(mutator, to);
}
