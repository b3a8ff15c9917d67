// SPDX-License-Identifier: Apache-2.0
//
// locals.c — step functions whose C locals would live across a wait, one for each number of CASE: make check-locals
// shows that compilers refuse them all, and take CASE 0, which keeps what must live in its frame.
#include "loam_step_macros.h"

typedef struct frame {
  int64_t i;
  void *channel;
  loam_step_record record;
  int64_t n, result;
} frame;

LOAM_STEP(step, frame) {
#if CASE == 2 || CASE == 4
  int64_t early;
#endif
  LOAM_BEGIN;
#if CASE == 0 // locals that die before the next wait
  for (f->i = 0; f->i < f->n; f->i++) {
    {
      int64_t twice = 2 * f->i;
      f->result += twice;
    }
    LOAM_YIELD;
    {
      int64_t more = f->i + 1;
      f->result += more;
    }
    LOAM_SELECT(5, LOAM_CASE_SEND(f->channel, &f->i), LOAM_CASE_RECEIVE(f->channel, &f->i, NULL));
    if (f->record.selected == 1) LOAM_PANIC("received");
  }
#elif CASE == 1 // initialised before a wait, used after it
  int64_t kept = f->n * 2;
  LOAM_YIELD;
  f->result = kept;
#elif CASE == 2 // declared before LOAM_BEGIN, assigned before a wait
  early = f->n * 2;
  LOAM_SLEEP(1);
  f->result = early;
#elif CASE == 3 // the variable of a loop
  for (int64_t i = 0; i < f->n; i++) LOAM_SEND(f->channel, &f->i);
#elif CASE == 4 // assigned on one path only
  if (f->n > 0) {
    early = 1;
    LOAM_CALL(loam_step_self(context));
    f->result = early;
  }
#elif CASE == 5 // a pointer into the frame, which may move
  int64_t *place = &f->i;
  LOAM_RECEIVE(f->channel, &f->i, NULL);
  f->result = *place;
#elif CASE == 6 // in a block
  {
    int64_t inner;
    inner = f->n;
    LOAM_POLL;
    f->result = inner;
  }
#elif CASE == 7 // a heap pointer
  void *object = loam_context_allocate_bytes(context, 8);
  LOAM_SELECT(LOAM_FOREVER, LOAM_CASE_RECEIVE(f->channel, NULL, NULL));
  f->result = object != NULL;
#endif
  LOAM_END;
}

loam_step_function use(void) { return step; }
