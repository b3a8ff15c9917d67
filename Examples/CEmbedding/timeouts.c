// SPDX-License-Identifier: Apache-2.0
//
// timeouts.c — select: waiting for whichever of several channels is ready, for so long and no longer.
//
// Two workers answer on channels of their own, each when it is asked. The select first waits in vain, then looks
// without waiting, then gets both answers, and in the end sends and receives in one select. Who is asked is decided
// here, so the output is the same however the threads run; only the timeout of the first select takes its time.
#include "example.h"

enum { MILLISECOND = 1000000 };

LOAM_DEFINE_TYPE(number_type, int64_t, 0);

typedef struct worker_frame {
  int64_t question;
  loam_step_record record;
  void *questions, *answers; // arguments
} worker_frame;

static const uint32_t worker_pointers[] = {offsetof(worker_frame, questions), offsetof(worker_frame, answers)};

LOAM_STEP(worker, worker_frame) {
  LOAM_BEGIN;
  for (;;) {
    LOAM_RECEIVE(f->questions, &f->question, NULL);
    LOAM_SLEEP(2 * MILLISECOND);
    f->question *= f->question;
    LOAM_SEND(f->answers, &f->question);
  }
  LOAM_END;
}
static const loam_step_description worker_description = {
    LOAM_DESCRIBE(worker, worker_frame, 0, LOAM_BYTES(worker_frame, questions, answers)),
    LOAM_POINTERS(worker_pointers)};

typedef struct asker_frame {
  void *questions[2], *answers[2];
  int64_t i, question, answer, sum;
  loam_step_record record;
} asker_frame;

static const uint32_t asker_pointers[] = {offsetof(asker_frame, questions[0]), offsetof(asker_frame, questions[1]),
                                          offsetof(asker_frame, answers[0]), offsetof(asker_frame, answers[1])};

LOAM_STEP(asker, asker_frame) {
  LOAM_BEGIN;
  for (f->i = 0; f->i < 2; f->i++) {
    LOAM_MAKE_CHANNEL(f->questions[f->i], &number_type, 0);
    LOAM_MAKE_CHANNEL(f->answers[f->i], &number_type, 0);
    uint64_t arguments[] = {(uintptr_t)f->questions[f->i], (uintptr_t)f->answers[f->i]};
    if (loam_context_spawn(context, loam_step_user(context), arguments, NULL) != LOAM_OK)
      LOAM_PANIC("a worker was not started");
  }

  LOAM_SELECT(5 * MILLISECOND, LOAM_CASE_RECEIVE(f->answers[0], &f->answer, NULL),
              LOAM_CASE_RECEIVE(f->answers[1], &f->answer, NULL));
  puts(f->record.selected == LOAM_SELECT_NONE ? "nobody was asked: timeout after 5 ms" : "an answer to no question");

  LOAM_SELECT(0, LOAM_CASE_RECEIVE(f->answers[0], &f->answer, NULL));
  puts(f->record.selected == LOAM_SELECT_NONE ? "a timeout of 0 does not wait" : "an answer to no question");

  for (f->question = 3; f->question <= 4; f->question++) LOAM_SEND(f->questions[f->question - 3], &f->question);
  for (f->i = 0; f->i < 2; f->i++) {
    LOAM_SELECT(LOAM_FOREVER, LOAM_CASE_RECEIVE(f->answers[0], &f->answer, NULL),
                LOAM_CASE_RECEIVE(f->answers[1], &f->answer, NULL));
    if (f->answer != (f->record.selected == 0 ? 9 : 16)) LOAM_PANIC("a wrong answer");
    f->sum += f->answer;
  }
  printf("both were asked: their answers add up to %" PRId64 "\n", f->sum);

  // Worker 0 takes the next question, worker 1 has none: only the send can run, and after it only the receive.
  f->question = 5;
  LOAM_SELECT(LOAM_FOREVER, LOAM_CASE_SEND(f->questions[0], &f->question),
              LOAM_CASE_RECEIVE(f->answers[1], &f->answer, NULL));
  printf("case %u ran: the question was taken\n", f->record.selected);
  LOAM_SELECT(10000ll * MILLISECOND, LOAM_CASE_RECEIVE(f->answers[1], &f->answer, NULL),
              LOAM_CASE_RECEIVE(f->answers[0], &f->answer, NULL));
  printf("case %u ran: the answer is %" PRId64 ", long before its timeout\n", f->record.selected, f->answer);
  LOAM_END;
}
static const loam_step_description asker_description = {LOAM_DESCRIBE(asker, asker_frame, 0, 0),
                                                        LOAM_POINTERS(asker_pointers)};

int main(void) {
  loam_runtime *runtime = create_runtime(2);
  loam_function *start = define(runtime, asker_description, define(runtime, worker_description, NULL));
  REQUIRE(loam_runtime_call(runtime, start, NULL, NULL).status == LOAM_OK);
  loam_runtime_destroy(runtime); // the workers still wait for questions
  return 0;
}
