// SPDX-License-Identifier: Apache-2.0
//
// graph_goroutines.c — the goroutines that change the graph, native ones and step functions.
#include "graph_model.h"
#include "include/loam_step_macros.h"

// ---- a native mutator ----

static loam_native_status native_exchange(loam_context *context, model_mutator *mutator) {
  model *model = mutator->model;
  model_message out, in;
  bool offers = model_offer(mutator, context, UINT32_MAX, &out);
  void *to = *model->channels[loam_random_below(&mutator->random, model->mutator_count)];
  const loam_select_case cases[] = {{.channel = *model->channels[mutator->number], .receive = &in},
                                    {.channel = offers ? to : NULL, .send = &out}};
  uint32_t selected;
  int64_t patience = loam_random_below(&mutator->random, 4) == 0 ? 20000 : 0;
  SUCCEED(loam_native_select(context, cases, 2, patience, &selected) == LOAM_OK);
  const char *failure = selected == 0 ? model_accept(mutator, context, UINT32_MAX, &in) : NULL;
  if (offers) model_offered(mutator, selected == 1);
  if (failure == NULL) return LOAM_NATIVE_DONE;
  atomic_store(&model->failure, failure);
  return loam_context_panic_string(context, failure);
}

static loam_native_status native_mutator(loam_context *context) {
  model_mutator *mutator = loam_native_user(context);
  model *model = mutator->model;
  for (uint32_t i = MODEL_ROOTS; i < MODEL_REGISTERS; i++)
    SUCCEED((mutator->cells[i] = loam_native_handle(context, NULL)) != NULL);
  for (;;) {
    int64_t round;
    SUCCEED(loam_native_receive(context, *model->resume, &round, NULL) == LOAM_OK);
    while (mutator->left > 0) {
      const char *failure =
          model_operate(mutator, context, UINT32_MAX, 1 + (uint32_t)loam_random_below(&mutator->random, 30));
      if (failure != NULL) return loam_context_panic_string(context, failure);
      if (loam_random_below(&mutator->random, 2) == 0) {
        loam_native_status status = native_exchange(context, mutator);
        if (status != LOAM_NATIVE_DONE) return status;
      } else {
        loam_native_yield(context);
      }
    }
    SUCCEED(loam_native_send(context, *model->done, &round) == LOAM_OK);
  }
}

// ---- a step mutator ----

typedef struct step_frame {
  struct {
    model_registers *outer;
  } call;
  model_registers registers;
  model_message in, out;
  int64_t round;
  uint64_t what;
  bool offers;
  loam_step_record record;
  model_registers *outer; ///< Argument.
} step_frame;

enum { AT = offsetof(step_frame, registers), WORDS = AT + offsetof(model_registers, words) };
static const uint32_t step_pointers[] = {
    WORDS,
    WORDS + 8,
    WORDS + 16,
    WORDS + 24,
    WORDS + 32,
    WORDS + 40,
    WORDS + 48,
    WORDS + 56,
    WORDS + 64, // registers.outer
    offsetof(step_frame, in) + offsetof(model_message, pointer),
    offsetof(step_frame, out) + offsetof(model_message, pointer),
    offsetof(step_frame, outer),
};
_Static_assert(MODEL_REGISTERS == 8, "the list above has as many");

#define FAIL(text)                                                                                                     \
  do {                                                                                                                 \
    atomic_store(&((model_mutator *)loam_step_user(context))->model->failure, (text));                                 \
    LOAM_PANIC(text);                                                                                                  \
  } while (0)
#define MUTATOR ((model_mutator *)loam_step_user(context))
#define MODEL (MUTATOR->model)

/// Of a hundred steps so many call, and those up to the second number return.
static uint32_t call_percent(const model_mutator *mutator) { return !mutator->deep ? 28 : mutator->rising ? 60 : 3; }
static uint32_t return_percent(const model_mutator *mutator) { return !mutator->deep ? 48 : 63; }

LOAM_STEP(step_mutator, step_frame) {
  LOAM_BEGIN;
  f->registers.outer = f->outer;
  for (;;) {
    while (MUTATOR->left <= 0) {
      // The end of a round, or before the first one.
      if (MUTATOR->resting) {
        f->round = 0;
        LOAM_RECEIVE(*MODEL->resume, &f->round, NULL);
        MUTATOR->resting = false;
      } else {
        MUTATOR->resting = true;
        LOAM_SEND(*MODEL->done, &f->round);
      }
    }
    {
      model_mutator *mutator = MUTATOR;
      uint32_t count = 1 + (uint32_t)loam_random_below(&mutator->random, mutator->deep ? 4 : 30);
      const char *failure = model_operate(mutator, context, AT, count);
      f = (step_frame *)context->frame;
      if (failure != NULL) LOAM_PANIC(failure);
      if (loam_random_below(&mutator->random, 500) == 0) mutator->rising = !mutator->rising;
      f->what = loam_random_below(&mutator->random, 100);
    }
    if (f->what < call_percent(MUTATOR) && MUTATOR->depth + 1 < MODEL_DEPTH) {
      if (++MUTATOR->depth > MUTATOR->deepest) MUTATOR->deepest = MUTATOR->depth;
      f->call.outer = &f->registers;
      LOAM_CALL(loam_step_self(context));
    } else if (f->what < return_percent(MUTATOR) && MUTATOR->depth > 0) {
      memset(MUTATOR->registers[MUTATOR->depth--], 0, sizeof MUTATOR->registers[0]);
      LOAM_RETURN;
    } else if (f->what < 75) {
      {
        model_mutator *mutator = MUTATOR;
        f->offers = model_offer(mutator, context, AT, &f->out);
        f->what = loam_random_below(&mutator->random, MODEL->mutator_count);
      }
      LOAM_SELECT(loam_random_below(&MUTATOR->random, 4) == 0 ? 20000 : 0,
                  LOAM_CASE_RECEIVE(*MODEL->channels[MUTATOR->number], &f->in, NULL),
                  LOAM_CASE_SEND(f->offers ? *MODEL->channels[f->what] : NULL, &f->out));
      {
        const char *failure = f->record.selected == 0 ? model_accept(MUTATOR, context, AT, &f->in) : NULL;
        if (failure != NULL) FAIL(failure);
        if (f->offers) model_offered(MUTATOR, f->record.selected == 1);
        f->in.pointer = f->out.pointer = NULL; // they would keep what the shadow knows nothing of
      }
    } else if (f->what < 85) {
      LOAM_YIELD;
    } else {
      LOAM_POLL;
    }
  }
  LOAM_END;
}

// ---- cleanups, finalizers, and the programs of a round ----

typedef struct cleanup_frame {
  loam_step_record record;
} cleanup_frame;

LOAM_STEP(cleanup, cleanup_frame) {
  LOAM_BEGIN;
  {
    model_cleanup *slot = loam_step_user(context);
    const char *failure = model_cleaned(slot);
    if (failure != NULL) {
      atomic_store(&slot->model->failure, failure);
      LOAM_PANIC(failure);
    }
  }
  LOAM_END;
}

bool model_define_cleanups(model *model) {
  for (uint32_t i = 0; i < MODEL_CLEANUPS; i++) {
    model_cleanup *slot = &model->cleanups[i];
    loam_step_description step = {LOAM_DESCRIBE(cleanup, cleanup_frame, 0, 0), .user = slot};
    slot->model = model;
    if (loam_step_define(model->m.runtime, &step, &slot->function) != LOAM_OK) return false;
  }
  return true;
}

loam_native_status model_finalize(loam_context *context) {
  model *model = context->runtime->hooks.context;
  const char *failure = model_finalized(model, loam_argument(context, 0));
  return failure == NULL ? LOAM_NATIVE_DONE : loam_context_panic_string(context, failure);
}

loam_native_status model_set_up(loam_context *context) {
  model *model = loam_native_user(context);
  void *channel;
  for (uint32_t i = 0; i < model->mutator_count; i++) {
    SUCCEED(loam_channel_create(context, &model->message, i * 3, &channel) == LOAM_OK);
    loam_context_store(context, model->channels[i], channel);
  }
  SUCCEED(loam_channel_create(context, &int_type, 0, &channel) == LOAM_OK);
  loam_context_store(context, model->resume, channel);
  SUCCEED(loam_channel_create(context, &int_type, 0, &channel) == LOAM_OK);
  loam_context_store(context, model->done, channel);
  for (uint32_t i = 0; i < model->mutator_count; i++) {
    model_mutator *mutator = &model->mutators[i];
    loam_function *function = NULL;
    loam_step_description step = {LOAM_DESCRIBE(step_mutator, step_frame, 8, 8), LOAM_POINTERS(step_pointers),
                                  .user = mutator};
    mutator->resting = true;
    if (i % 2 == 0)
      function = native(&model->m, "main.mutator", native_mutator, 0, 0, NO_POINTERS, mutator);
    else
      SUCCEED(loam_step_define(model->m.runtime, &step, &function) == LOAM_OK);
    SUCCEED(function != NULL && loam_context_spawn(context, function, (uint64_t[]){0}, NULL) == LOAM_OK);
  }
  return LOAM_NATIVE_DONE;
}

loam_native_status model_play_round(loam_context *context) {
  model *model = loam_native_user(context);
  int64_t word = 1;
  for (uint32_t i = 0; i < model->mutator_count; i++)
    SUCCEED(loam_native_send(context, *model->resume, &word) == LOAM_OK);
  for (uint32_t i = 0; i < model->mutator_count; i++)
    SUCCEED(loam_native_receive(context, *model->done, &word, NULL) == LOAM_OK);
  return LOAM_NATIVE_DONE;
}

loam_native_status model_settle(loam_context *context) {
  loam_runtime *runtime = context->runtime;
  do {
    loam_context_collect(context);
    while (atomic_load(&runtime->finalizing)) loam_native_yield(context);
  } while (loam_collector_has_finalizers(&runtime->collector));
  return LOAM_NATIVE_DONE;
}
