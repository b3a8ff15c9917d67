// SPDX-License-Identifier: Apache-2.0
//
// StackModel.h — a stack beside a model of it: frames of made-up functions with made-up maps, pushed, popped and moved.
//
// How.      The model knows every word of the used part by its distance from the high end, and which words are live
//           from its own list of frames, not from safepoint words. A move must add the distance to exactly the live
//           words that pointed into the old block; the model counts for itself what moves do and remembers the last
//           ones.
#ifndef LOAM_STACK_MODEL_H
#define LOAM_STACK_MODEL_H

#include "check.h"
#include "stack/stack.h"

enum { FUNCTIONS = 24, POINTS = 4, OUTGOING = 6, DEPTH = 60000, EXTRA = 12 };

typedef struct made_function {
  loam_function function;
  uint64_t *code; ///< code[-1] is the function; point k's safepoint word is code[2 * k + 1].
  uint64_t storage[1 + 2 * POINTS + 2];
  uint64_t maps[(POINTS + 1) * 4];
  uint64_t argument_map[1];
} made_function;

typedef struct model_frame {
  made_function *made;
  uint64_t offset; ///< hi - fp.
  uint32_t point;
} model_frame;

typedef struct model {
  fixture f;
  loam_stack_pool pool;
  loam_stack_cache cache;
  loam_stack stack;
  loam_stack_position position;
  made_function functions[FUNCTIONS];
  model_frame *frames;
  uint32_t depth;
  uint64_t *words;
  uint64_t capacity; ///< words[k]: the word at hi - 8 * (k + 1).
  uint64_t extra[EXTRA];
  uint64_t expected_extra[EXTRA];
  uint64_t heap_object;
  uintptr_t moved_from, moved_size;               ///< The block of the last move.
  uint64_t rewritten;                             ///< Live words that the last move had to change.
  loam_stack_statistics total;                    ///< What the pool must have counted.
  loam_goroutine_info own;                        ///< What the stack must have counted since its birth.
  loam_stack_history history[LOAM_STACK_HISTORY]; ///< Ring of the moves since its birth.
  uint64_t moves;
} model;

typedef enum move_kind { GROW, SHRINK, RELOCATE } move_kind;

/// A heap and a pool with the switches of `debug`, and functions from `seed`.
const char *model_open(model *m, const char *debug);
const char *model_close(model *m);
/// New functions and a new stack with one frame, from the seed. The old stack, if any, is freed.
const char *model_start(model *m, uint64_t seed);

/// A frame of `made` on top, with everything that its caller and it write; the stack grows when it does not fit.
const char *model_push(model *m, made_function *made);
void model_pop(model *m);
/// Moves the stack, as at a call of `callee` (or NULL), and compares every word, the figures and the history.
const char *model_move(model *m, move_kind kind, const made_function *callee, uint64_t needed);
const char *model_compare(model *m);
/// `steps` random steps with at most `deepest` frames.
const char *model_walk(model *m, uint32_t steps, uint32_t deepest);
static inline uint64_t model_used(const model *m) { return m->stack.hi - m->position.fp; }
static inline made_function *model_any(model *m) {
  return &m->functions[loam_random_below(&m->f.random, FUNCTIONS - 1) + 1];
}

#endif
