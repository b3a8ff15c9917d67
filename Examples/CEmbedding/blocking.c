// SPDX-License-Identifier: Apache-2.0
//
// blocking.c — native goroutines: ordinary C functions that block in the system while other goroutines go on.
//
// One worker, so at most one goroutine runs at a time. Ten readers each block in read() on a pipe of their own, after a
// nap in nanosleep(). Whoever calls something that may block says so around the call, and the worker goes to others
// meanwhile: here to a step function that counts, and to the conductor, which only then writes to the pipes, last one
// first. If a blocked goroutine held the others up, nothing would ever be written.
#include "example.h"

#include <time.h>
#include <unistd.h>

enum { READERS = 10, COUNT = 200000 };

LOAM_DEFINE_TYPE(number_type, int64_t, 0);

static int ends[READERS][2]; // of the pipes

/// reader(channel, number of its pipe)
static loam_native_status reader(loam_context *context) {
  int end = ends[loam_argument(context, 1)][0];
  int64_t number = 0;
  loam_context_enter_blocking(context); // from here on no heap object may be touched
  nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  ssize_t got = read(end, &number, sizeof number);
  loam_context_leave_blocking(context);
  if (got != sizeof number) return loam_context_panic_string(context, "read");
  loam_status status = loam_native_send(context, (void *)loam_argument(context, 0), &number);
  return status == LOAM_OK ? LOAM_NATIVE_DONE : loam_context_panic_string(context, "send");
}

typedef struct count_frame {
  loam_step_record record;
  int64_t counted; // result
} count_frame;

LOAM_STEP(count, count_frame) {
  LOAM_BEGIN;
  for (; f->counted < COUNT; f->counted++) LOAM_POLL;
  LOAM_END;
}
static const loam_step_description count_description = {LOAM_DESCRIBE(count, count_frame, 0, 0)};

typedef struct functions {
  loam_function *reader, *count;
} functions;

static loam_native_status conductor(loam_context *context) {
  const functions *other = loam_native_user(context);
  void *channel = NULL;
  if (loam_channel_create(context, &number_type, 0, &channel) != LOAM_OK) return loam_context_out_of_memory(context);
  void **answers = loam_native_handle(context, channel); // keeps the channel alive as long as this function runs
  if (answers == NULL) return loam_context_out_of_memory(context);
  for (uint64_t i = 0; i < READERS; i++) {
    uint64_t arguments[] = {(uintptr_t)*answers, i};
    if (loam_context_spawn(context, other->reader, arguments, NULL) != LOAM_OK)
      return loam_context_panic_string(context, "spawn");
  }
  uint64_t counted = 0; // a native goroutine calls a step function as it would call Go
  if (loam_native_call(context, other->count, NULL, &counted, NULL) != LOAM_OK)
    return loam_context_panic_string(context, "call");
  printf("while %d goroutines block, another counts to %" PRIu64 "\n", READERS, counted);
  for (int64_t i = READERS; i-- > 0;) {
    int64_t answer = -1;
    if (write(ends[i][1], &i, sizeof i) != sizeof i) return loam_context_panic_string(context, "write");
    if (loam_native_receive(context, *answers, &answer, NULL) != LOAM_OK || answer != i)
      return loam_context_panic_string(context, "receive");
    printf("reader %" PRId64 " has read\n", answer);
  }
  return LOAM_NATIVE_DONE;
}

int main(void) {
  for (int i = 0; i < READERS; i++) REQUIRE(pipe(ends[i]) == 0);
  loam_runtime *runtime = create_runtime(1);
  static const uint32_t channel_word[] = {0};
  functions others;
  others.count = define(runtime, count_description, NULL);
  REQUIRE(loam_native_define(runtime,
                             &(loam_native_description){
                                 .name = "reader", .body = reader, .argument_words = 2, LOAM_POINTERS(channel_word)},
                             &others.reader) == LOAM_OK);
  loam_function *start = NULL;
  REQUIRE(loam_native_define(
              runtime,
              &(loam_native_description){.name = "conductor", .body = conductor, .call_words = 1, .user = &others},
              &start) == LOAM_OK);
  REQUIRE(loam_runtime_call(runtime, start, NULL, NULL).status == LOAM_OK);
  loam_runtime_destroy(runtime);
  return 0;
}
