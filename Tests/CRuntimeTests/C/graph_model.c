// SPDX-License-Identifier: Apache-2.0
//
// graph_model.c — the operations on graph and shadow.
#include "graph_model.h"

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

static void add_shapes(model *model) {
  model->pointer =
      (loam_type){.size = 8, .pointer_bytes = 8, .pointer_map = one_bit, .align = 8, .kind = LOAM_KIND_POINTER};
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

static uint32_t edge_count(const model *model, const model_node *node) {
  uint64_t pointers = (uint64_t)model->shapes[node->shape].pointers * node->count;
  return pointers < MODEL_EDGES ? (uint32_t)pointers : MODEL_EDGES;
}

/// The word of edge i: the first and the last pointer, and some between.
static uint64_t edge_word(const model *model, const model_node *node, uint32_t i) {
  const model_shape *shape = &model->shapes[node->shape];
  uint64_t pointers = (uint64_t)shape->pointers * node->count, edges = edge_count(model, node);
  uint64_t number = edges > 1 ? i * (pointers - 1) / (edges - 1) : 0;
  return number / shape->pointers * shape->words + shape->at[number % shape->pointers];
}

static uint64_t word_count(const model *model, const model_node *node) {
  return (uint64_t)model->shapes[node->shape].words * node->count;
}

static bool is_pointer(const model_shape *shape, uint64_t word) {
  word %= shape->words;
  return shape->map[word / 64] >> word % 64 & 1;
}

static uint64_t pattern(const model_node *node, uint64_t word) { return loam_mix(node->salt, word | 1ull << 63) | 1; }

static void fill(const model *model, const model_node *node) {
  const model_shape *shape = &model->shapes[node->shape];
  for (uint64_t i = 0, words = word_count(model, node); i < words; i++)
    if (!is_pointer(shape, i)) node->object[i] = pattern(node, i);
}

/// Word i of a node has its pattern: of those that never change.
static bool word_intact(const model *model, const model_node *node, uint64_t i) {
  return is_pointer(&model->shapes[node->shape], i) || node->object[i] == pattern(node, i);
}

static uint64_t address_of(const model *model, model_reference reference) {
  return reference.node == 0 ? 0 : (uintptr_t)model->nodes[reference.node - 1].object + reference.inner;
}

// ---- registers ----

/// A register as it can be reached: a number, how many calls further out, and its cell.
typedef struct place {
  model_reference *shadow;
  void **cell;
} place;

static place register_at(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t number) {
  uint32_t i = number % MODEL_REGISTERS, out = number / MODEL_REGISTERS;
  if (offset == UINT32_MAX) {
    void **cell = i < 4 ? &context->roots[i] : mutator->cells[i];
    return (place){&mutator->registers[0][i], cell};
  }
  model_registers *registers = (model_registers *)((char *)context->frame + offset);
  uint32_t depth = mutator->depth;
  for (; out > 0 && registers->outer != NULL; out--, depth--) registers = registers->outer;
  return (place){&mutator->registers[depth][i], &registers->words[i]};
}

/// Mostly of the own frame; seldom of a caller's, by a pointer into its frame. One that is to be overwritten is seldom
/// the first, so that what hangs on that may become large.
static uint32_t random_register(model_mutator *mutator, uint32_t offset, bool overwritten) {
  loam_random *random = &mutator->random;
  bool near = offset == UINT32_MAX || loam_random_below(random, 4) != 0, first = loam_random_below(random, 100) == 0;
  uint32_t out = near ? 0 : (uint32_t)loam_random_below(random, 4), least = overwritten && !first;
  return out * MODEL_REGISTERS + least + (uint32_t)loam_random_below(random, MODEL_REGISTERS - least);
}

static void put(place to, void *pointer, model_reference reference) {
  *to.cell = pointer;
  *to.shadow = reference;
}

/// The node in a register, if this mutator may change it.
static model_node *own_node(const model_mutator *mutator, place at) {
  if (at.shadow->node == 0) return NULL;
  model_node *node = &mutator->model->nodes[at.shadow->node - 1];
  return atomic_load_explicit(&node->owner, memory_order_relaxed) == mutator->number ? node : NULL;
}

// ---- operations ----

/// Stores what a register holds, or nil, to an edge.
static void store(model_mutator *mutator, loam_context *context, model_node *node, uint32_t edge, place from) {
  uint64_t word = edge_word(mutator->model, node, edge);
  node->edges[edge] = *from.shadow;
  loam_context_store(context, (void **)&node->object[word], *from.cell);
}

/// Mostly something that exists leads to what is new, where it led nowhere before: so the graph grows.
static void link(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t fresh) {
  bool any = loam_random_below(&mutator->random, 2);
  place from = register_at(mutator, context, offset, any ? random_register(mutator, offset, false) : 0);
  model_node *node = own_node(mutator, from);
  uint32_t edges = node == NULL ? 0 : edge_count(mutator->model, node);
  if (edges == 0) return;
  uint32_t edge = (uint32_t)loam_random_below(&mutator->random, edges);
  if (node->edges[edge].node == 0) store(mutator, context, node, edge, register_at(mutator, context, offset, fresh));
}

static const char *allocate(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t number) {
  model *model = mutator->model;
  if (mutator->free_count == 0) { // All numbers are used up: the round ends early.
    mutator->left = 0;
    return NULL;
  }
  uint32_t index = mutator->free[--mutator->free_count];
  uint32_t shape = number % MODEL_REGISTERS == 0 ? SHAPE_OF_FIRST : random_shape(mutator);
  const model_shape *s = &model->shapes[shape];
  uint64_t count = s->least + loam_random_below(&mutator->random, s->most - s->least + 1);
  void *object = s->pointers > 0 ? loam_context_allocate(context, &s->type, (int64_t)count)
                                 : loam_context_allocate_bytes(context, 8 * count);
  if (object == NULL) return "no memory";
  model_node *node = &model->nodes[index];
  node->object = object;
  node->salt = loam_random_next(&mutator->random);
  node->count = (uint32_t)count;
  node->shape = (uint8_t)shape;
  node->finalizer = NO_FINALIZER;
  atomic_store_explicit(&node->owner, mutator->number, memory_order_relaxed);
  atomic_store_explicit(&node->in_flight, 0, memory_order_relaxed);
  memset(node->edges, 0, sizeof node->edges);
  put(register_at(mutator, context, offset, number), object, (model_reference){index + 1, 0}); // read anew: it moved
  for (uint64_t i = 0, words = word_count(model, node); i < words; i += 1 + words / 64)
    if (node->object[i] != 0) return "fresh memory is not zero";
  fill(model, node);
  link(mutator, context, offset, number);
  return NULL;
}

static const char *load(const model_mutator *mutator, const model_node *node, uint32_t edge, place to) {
  void *pointer = (void *)(uintptr_t)node->object[edge_word(mutator->model, node, edge)];
  if ((uintptr_t)pointer != address_of(mutator->model, node->edges[edge])) return "a pointer has changed in the heap";
  put(to, pointer, node->edges[edge]);
  return NULL;
}

static const char *look(model_mutator *mutator, place at) {
  const model *model = mutator->model;
  if ((uintptr_t)*at.cell != address_of(model, *at.shadow)) return "a register has changed";
  if (at.shadow->node == 0) return NULL;
  const model_node *node = &model->nodes[at.shadow->node - 1];
  uint64_t words = word_count(model, node);
  for (uint32_t i = 0; i < 4; i++)
    if (!word_intact(model, node, loam_random_below(&mutator->random, words))) return "an object has changed";
  return word_intact(model, node, 0) && word_intact(model, node, words - 1) ? NULL : "an object's ends have changed";
}

/// Two edges change places: neither pointer is anywhere else for a moment but in the machine's registers.
static const char *exchange(model_mutator *mutator, loam_context *context, model_node *a, model_node *b) {
  uint32_t from = (uint32_t)loam_random_below(&mutator->random, edge_count(mutator->model, a));
  uint32_t to = (uint32_t)loam_random_below(&mutator->random, edge_count(mutator->model, b));
  void *first = NULL, *second = NULL;
  model_reference one = {0}, other = {0};
  const char *failure = load(mutator, a, from, (place){&one, &first});
  if (failure == NULL) failure = load(mutator, b, to, (place){&other, &second});
  if (failure != NULL) return failure;
  store(mutator, context, a, from, (place){&other, &second});
  store(mutator, context, b, to, (place){&one, &first});
  return NULL;
}

static const char *set_finalizer(model_mutator *mutator, loam_context *context, model_node *node) {
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

static const char *operate(model_mutator *mutator, loam_context *context, uint32_t offset) {
  loam_random *random = &mutator->random;
  uint32_t what = (uint32_t)loam_random_below(random, 1000);
  if (*register_at(mutator, context, offset, 0).cell == NULL) return allocate(mutator, context, offset, 0);
  if (what < 330) return allocate(mutator, context, offset, random_register(mutator, offset, true));
  place a = register_at(mutator, context, offset, random_register(mutator, offset, false));
  place b = register_at(mutator, context, offset, random_register(mutator, offset, true));
  model_node *node = own_node(mutator, a);
  uint32_t edges = node == NULL ? 0 : edge_count(mutator->model, node);
  uint32_t edge = edges == 0 ? 0 : (uint32_t)loam_random_below(random, edges);
  if (what < 560 && edges > 0) {
    if (node->edges[edge].node == 0 || what < 350) store(mutator, context, node, edge, b);
  } else if (what < 800) {
    if (edges > 0) return load(mutator, node, edge, b);
  } else if (what < 820) {
    put(b, *a.cell, *a.shadow);
  } else if (what < 840) {
    put(b, NULL, (model_reference){0, 0});
  } else if (what < 870 && node != NULL) { // further into the same object
    uint64_t inner = loam_random_below(random, 8 * word_count(mutator->model, node));
    put(b, (char *)node->object + inner, (model_reference){a.shadow->node, (uint32_t)inner});
  } else if (what < 875 && edges > 0) { // out of the heap, into a register alone
    const char *failure = load(mutator, node, edge, b);
    void *nil = NULL;
    if (failure == NULL) store(mutator, context, node, edge, (place){&(model_reference){0, 0}, &nil});
    return failure;
  } else if (what < 940) {
    model_node *other = own_node(mutator, b);
    if (edges > 0 && other != NULL && edge_count(mutator->model, other) > 0)
      return exchange(mutator, context, node, other);
  } else if (what < 942 && node != NULL) {
    return set_finalizer(mutator, context, node);
  } else {
    return look(mutator, a);
  }
  return NULL;
}

const char *model_operate(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t count) {
  const char *failure = NULL;
  for (; count > 0 && mutator->left > 0 && failure == NULL; count--, mutator->left--)
    failure = operate(mutator, context, offset);
  if (failure != NULL) atomic_store(&mutator->model->failure, failure);
  return failure;
}

// ---- messages ----

bool model_offer(model_mutator *mutator, loam_context *context, uint32_t offset, model_message *out) {
  uint32_t number = 1 + (uint32_t)loam_random_below(&mutator->random, MODEL_REGISTERS - 1);
  place from = register_at(mutator, context, offset, number);
  if (from.shadow->node == 0) return false;
  model_node *node = &mutator->model->nodes[from.shadow->node - 1];
  mutator->sending = from.shadow->node;
  mutator->giving = own_node(mutator, from) != NULL && loam_random_below(&mutator->random, 4) != 0;
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
  if ((uintptr_t)message->pointer != address_of(mutator->model, reference)) return "a message has changed";
  atomic_fetch_sub_explicit(&node->in_flight, 1, memory_order_relaxed);
  if (given) atomic_store_explicit(&node->owner, mutator->number, memory_order_relaxed);
  place to = register_at(mutator, context, offset, random_register(mutator, offset, true));
  put(to, message->pointer, reference);
  return look(mutator, to);
}

// ---- between rounds ----

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
  for (uint32_t i = 0; finalizers && i < count; i++)
    if (model->nodes[i].object != NULL && model->nodes[i].finalizer == HAS_FINALIZER)
      for (uint32_t e = 0; e < MODEL_EDGES; e++) reach(model, model->nodes[i].edges[e].node, stack, &depth);
  uint64_t found = follow(model, stack, depth);
  free(stack);
  return found;
}

static const char *node_intact(const model *model, const model_node *node) {
  uint32_t edges = edge_count(model, node);
  for (uint32_t i = 0; i < edges; i++)
    if (node->object[edge_word(model, node, i)] != address_of(model, node->edges[i])) return "an edge has changed";
  uint64_t nonzero = 0, expected = 0;
  for (uint32_t i = 0; i < edges; i++) expected += node->edges[i].node != 0;
  for (uint64_t i = 0, words = word_count(model, node); i < words; i++) {
    if (!word_intact(model, node, i)) return "an object has changed";
    nonzero += is_pointer(&model->shapes[node->shape], i) && node->object[i] != 0;
  }
  return nonzero == expected ? NULL : "a pointer word that was never written is not nil";
}

const char *model_intact(model *model) {
  const char *failure = NULL;
  for (uint32_t i = 0; i < model->mutator_count * MODEL_NODES && failure == NULL; i++)
    if (model->nodes[i].reached) failure = node_intact(model, &model->nodes[i]);
  return failure;
}

void model_forget(model *model) {
  for (uint32_t i = 0; i < model->mutator_count; i++) {
    model_mutator *mutator = &model->mutators[i];
    mutator->free_count = 0;
    for (uint32_t n = (i + 1) * MODEL_NODES; n > i * MODEL_NODES; n--) {
      if (!model->nodes[n - 1].reached) model->nodes[n - 1].object = NULL;
      if (model->nodes[n - 1].object == NULL) mutator->free[mutator->free_count++] = n - 1;
    }
  }
}
