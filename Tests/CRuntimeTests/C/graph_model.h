// SPDX-License-Identifier: Apache-2.0
//
// graph_model.h — a random graph of heap objects and its shadow, which lies where the collector does not look.
//
// How.      A mutator has registers, which are roots: handles and context->roots of a native goroutine, or words of the
//           frames of a step function. It does with them what programs do: allocates, follows pointers, stores, drops;
//           and does the same in the shadow, where a pointer is the number of a node and a distance into it. What it
//           reads in the heap must be what the shadow says. It never gets a pointer from the shadow: what it holds it
//           has found by following pointers, so that an object that the shadow calls dead is dead.
// Owners.   A node's contents belong to one mutator, who alone changes them and their shadow; a message takes a pointer
//           to another mutator and, often, the ownership along.
// Hanging.  Nodes have weak pointers and cleanups as well as finalizers (graph_hanging.c), and some nodes are maps
//           (graph_map.c). A weak pointer that is followed leads to its target, or it is noted that the target is gone,
//           and nobody may come across it any more.
// Quiet.    Between rounds no mutator runs. Then the shadow is walked as a whole, and the heap must hold exactly what
//           it reaches; what it does not reach has lost its weak pointers, and its cleanups have run, after two cycles.
//           Only then numbers of dead nodes are given out anew.
#ifndef LOAM_GRAPH_MODEL_H
#define LOAM_GRAPH_MODEL_H

#include "native_check.h"

#include <pthread.h>

enum {
  MODEL_MUTATORS = 6,
  MODEL_NODES = 6000, ///< Of one mutator, dead ones of this round included.
  MODEL_EDGES = 20,   ///< Pointer words of a node that are used.
  MODEL_REGISTERS = 8,
  MODEL_ROOTS = 3,         ///< Registers of a native mutator in context->roots; loam_context_weak takes the fourth.
  MODEL_DEPTH = 1200,      ///< Calls of a step mutator.
  MODEL_FINALIZERS = 1024, ///< In one round.
  MODEL_CLEANUPS = 400,    ///< At a time.
  MODEL_WEAK = 2,          ///< Weak pointers to a node, and cleanups of one.
  MODEL_WORDS = 306,       ///< Largest element of a shape.
};

/// Node + 1, or 0 for nil, and how far into it the pointer leads.
typedef struct model_reference {
  uint32_t node, inner;
} model_reference;

typedef enum model_finalizer { NO_FINALIZER, HAS_FINALIZER, HAD_FINALIZER } model_finalizer;

typedef enum model_kind {
  MODEL_PLAIN,
  MODEL_WEAK_POINTER,
  MODEL_CLOSURE, ///< Of a cleanup: the function, and a pointer to a leaf that never changes.
  MODEL_MAP_BY_INT,
  MODEL_MAP_BY_POINTER,
} model_kind;

typedef struct model_node {
  uint64_t *object; ///< NULL: a number that is free.
  uint64_t salt;    ///< Of the pattern in its words that are no pointers.
  uint32_t count;   ///< Elements.
  uint8_t shape, finalizer;
  bool reached, doomed;          ///< In the last walk; not reached when it became quiet.
  _Atomic bool gone;             ///< A weak pointer to it was found empty.
  uint16_t cleanups[MODEL_WEAK]; ///< Slots + 1 of those that have not been removed.
  uint32_t present;              ///< Of a map: entries that there are.
  uint32_t weak[MODEL_WEAK];     ///< Nodes + 1: its weak pointers.
  model_reference target;        ///< Of a weak pointer; none: it is empty for good.
  _Atomic uint32_t owner;        ///< A mutator's number. Read by anyone, changed by the owner.
  _Atomic uint32_t in_flight;    ///< Messages that lead to it.
  model_reference edges[MODEL_EDGES];
} model_node;

/// Elements of one type, of which some words are pointers.
typedef struct model_shape {
  loam_type type;
  uint64_t map[(MODEL_WORDS + 63) / 64];
  uint32_t words, pointers;
  uint16_t at[MODEL_WORDS]; ///< The words that are.
  uint32_t least, most;     ///< Elements of a node, or for bytes: words.
  uint32_t weight;          ///< Of a thousand nodes.
  model_kind kind;
} model_shape;

typedef struct model_message {
  void *pointer;
  model_reference reference;
} model_message;

typedef enum model_cleanup_state {
  CLEANUP_FREE,
  CLEANUP_BEGUN, ///< Somebody is about to add it.
  CLEANUP_PENDING,
  CLEANUP_REMOVED,
  CLEANUP_RAN,
} model_cleanup_state;

/// A slot of a cleanup. State and target are under finalizers_lock; the rest is the target's owner's.
typedef struct model_cleanup {
  struct model *model;
  loam_function *function; ///< What its closures call.
  model_cleanup_state state;
  uint32_t closure; ///< Node + 1.
  model_reference target;
  uint64_t id;
} model_cleanup;

typedef struct model_mutator {
  struct model *model;
  uint32_t number, depth, deepest;
  int64_t left; ///< Operations of this round.
  loam_random random;
  uint32_t free[MODEL_NODES], free_count;
  model_reference registers[MODEL_DEPTH][MODEL_REGISTERS];
  void **cells[MODEL_REGISTERS]; ///< Of a native mutator: its handles.
  uint32_t sending;              ///< Register whose contents are on offer ...
  bool giving;                   ///< ... together with the ownership.
  bool resting;                  ///< Between rounds.
  bool deep, rising;             ///< A step mutator goes far down its stack and back up, again and again.
} model_mutator;

typedef struct model {
  machine m; ///< First: the hooks' context leads here.
  loam_type pointer, array, message, function_type;
  loam_field nested[2];
  loam_type map_types[2]; ///< Of ints and of pointers to pointers.
  model_shape shapes[16];
  uint32_t shape_count, mutator_count;
  model_node *nodes; ///< MODEL_NODES for each mutator.
  model_mutator mutators[MODEL_MUTATORS];
  void **channels[MODEL_MUTATORS]; ///< Package variables: what each receives from.
  void **resume, **done;           ///< Likewise: rounds begin and end by them.
  loam_function *finalize;
  pthread_mutex_t finalizers_lock; ///< Of the next two; held for moments in which the runtime is not called.
  uint32_t waiting[MODEL_FINALIZERS], waiting_count;     ///< Nodes with finalizers that have not run.
  uint32_t finalized[MODEL_FINALIZERS], finalized_count; ///< Nodes whose finalizers have run since the last look.
  model_cleanup cleanups[MODEL_CLEANUPS];
  _Atomic(const char *) failure;
  uint64_t finalizers, cleaned; ///< Of all rounds.
  _Atomic uint64_t operations, sent, weak_full, weak_empty, cleanups_removed, assigned;
  loam_random random;
} model;

/// What a step mutator's frames have; a native's registers are cells.
typedef struct model_registers {
  void *words[MODEL_REGISTERS];
  struct model_registers *outer; ///< Those of the caller, a pointer into this goroutine's stack; NULL: none.
} model_registers;

/// Sets up shapes, nodes and mutators over a machine that is open already. False without memory.
bool model_init(model *model, uint32_t mutators, uint64_t seed);
void model_free(model *model);

/// Does `count` operations; the registers are `frame`'s member at `offset` in context->frame, or for UINT32_MAX the
/// mutator's cells. NULL, or what did not hold. Roots and frame may move.
const char *model_operate(model_mutator *mutator, loam_context *context, uint32_t offset, uint32_t count);
/// The place of a message that this mutator has on offer: a register with a pointer. False: there is none.
bool model_offer(model_mutator *mutator, loam_context *context, uint32_t offset, model_message *out);
/// The offer was taken, or was not.
void model_offered(model_mutator *mutator, bool taken);
/// The finalizer of the object at an address runs. Any thread.
const char *model_finalized(model *model, uintptr_t object);
/// The cleanup of a slot runs. Any thread.
const char *model_cleaned(model_cleanup *cleanup);
/// A message has come and goes to a register.
const char *model_accept(model_mutator *mutator, loam_context *context, uint32_t offset, const model_message *message);

// ---- programs, whose user is the model (graph_goroutines.c) ----

/// Defines the functions of cleanups. False without memory.
bool model_define_cleanups(model *model);
/// Makes the channels and starts the mutators, every other one a step function.
loam_native_status model_set_up(loam_context *context);
/// One round: every mutator does its operations.
loam_native_status model_play_round(loam_context *context);
/// A collection, after which the finalizers run that are ready.
loam_native_status model_settle(loam_context *context);
/// A finalizer: its argument has been found unreachable.
loam_native_status model_finalize(loam_context *context);

// ---- between rounds ----

/// Marks what is reached from registers, messages, closures of cleanups that have not run and, if wanted, the contents
/// of nodes with finalizers; the number.
uint64_t model_reach(model *model, bool finalizers);
/// Whether all reached nodes have the contents that the shadow says. Needs: model_reach.
const char *model_intact(model *model);
/// Says that everything which is not reached is due. Needs: model_reach, with finalizers.
void model_doom(model *model);
/// Two cycles after model_doom, and what was due has run: whether weak pointers, finalizers and cleanups know.
const char *model_doomed(model *model);
/// Cleanups have run only of nodes that are not reached; *out: how many since the last look. Needs: model_reach.
const char *model_take_cleaned(model *model, uint32_t *out);
/// At the end: no cleanup or finalizer of a node that is not reached is left. Needs: model_reach, with finalizers.
const char *model_settled(const model *model);
/// Writes the addresses of what a reached node has in the heap, of itself and of a map's parts, and returns how many.
enum { MODEL_PARTS = 4 };
uint32_t model_parts(const model *model, const model_node *node, uintptr_t out[MODEL_PARTS]);
/// Gives the numbers of all nodes that are not reached back.
void model_forget(model *model);

#endif
