// SPDX-License-Identifier: Apache-2.0
//
// pipeline.c — ten thousand goroutines in a row, each connected to the next by a channel.
//
// A stage receives numbers, adds one and sends them on; when its input is closed it closes its output. What is put in
// at one end comes out at the other 10,000 larger, and the close travels along behind it.
#include "example.h"

enum { STAGES = 10000, NUMBERS = 5 };

LOAM_DEFINE_TYPE(number_type, int64_t, 0);

typedef struct stage_frame {
  int64_t number;
  bool ok;
  loam_step_record record;
  void *in, *out; // arguments
} stage_frame;

static const uint32_t stage_pointers[] = {offsetof(stage_frame, in), offsetof(stage_frame, out)};

LOAM_STEP(stage, stage_frame) {
  LOAM_BEGIN;
  for (;;) {
    LOAM_RECEIVE(f->in, &f->number, &f->ok);
    if (!f->ok) break;
    f->number++;
    LOAM_SEND(f->out, &f->number);
  }
  LOAM_CLOSE(f->out);
  LOAM_END;
}
static const loam_step_description stage_description = {
    LOAM_DESCRIBE(stage, stage_frame, 0, LOAM_BYTES(stage_frame, in, out)), LOAM_POINTERS(stage_pointers)};

// The first stage has no input: it counts.
typedef struct source_frame {
  int64_t number;
  loam_step_record record;
  void *out; // argument
} source_frame;

static const uint32_t source_pointers[] = {offsetof(source_frame, out)};

LOAM_STEP(source, source_frame) {
  LOAM_BEGIN;
  for (f->number = 1; f->number <= NUMBERS; f->number++) LOAM_SEND(f->out, &f->number);
  LOAM_CLOSE(f->out);
  LOAM_END;
}
static const loam_step_description source_description = {
    LOAM_DESCRIBE(source, source_frame, 0, LOAM_BYTES(source_frame, out, out)), LOAM_POINTERS(source_pointers)};

typedef struct pipeline_frame {
  void *first, *in, *out; // the first channel; those of the stage that is made
  int64_t made, number;
  bool ok;
  loam_step_record record;
  int64_t sum; // result
} pipeline_frame;

static const uint32_t pipeline_pointers[] = {offsetof(pipeline_frame, first), offsetof(pipeline_frame, in),
                                             offsetof(pipeline_frame, out)};

typedef struct functions {
  loam_function *source, *stage;
} functions;

LOAM_STEP(pipeline, pipeline_frame) {
  const functions *other = loam_step_user(context);
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->first, &number_type, 0);
  f->out = f->first;
  for (f->made = 0; f->made < STAGES; f->made++) {
    f->in = f->out;
    LOAM_MAKE_CHANNEL(f->out, &number_type, 0);
    uint64_t arguments[] = {(uintptr_t)f->in, (uintptr_t)f->out};
    if (loam_context_spawn(context, other->stage, arguments, NULL) != LOAM_OK) LOAM_PANIC("a stage was not started");
  }
  printf("%" PRIu64 " goroutines wait\n", loam_context_goroutine_count(context) - 1); // all but this one
  if (loam_context_spawn(context, other->source, (uint64_t[]){(uintptr_t)f->first}, NULL) != LOAM_OK)
    LOAM_PANIC("the source was not started");
  for (;;) {
    LOAM_RECEIVE(f->out, &f->number, &f->ok);
    if (!f->ok) break;
    printf("%" PRId64 " comes out as %" PRId64 "\n", (f->number - STAGES), f->number);
    f->sum += f->number;
  }
  LOAM_END;
}
static const loam_step_description pipeline_description = {LOAM_DESCRIBE(pipeline, pipeline_frame, 0, 0),
                                                           LOAM_POINTERS(pipeline_pointers)};

int main(void) {
  loam_runtime *runtime = create_runtime(0);
  functions others = {define(runtime, source_description, NULL), define(runtime, stage_description, NULL)};
  loam_function *start = define(runtime, pipeline_description, &others);
  uint64_t sum = 0;
  loam_outcome outcome = {.results = &sum};
  REQUIRE(loam_runtime_call(runtime, start, NULL, &outcome).status == LOAM_OK);
  REQUIRE(sum == NUMBERS * STAGES + NUMBERS * (NUMBERS + 1) / 2);
  loam_runtime_destroy(runtime);
  return 0;
}
