// SPDX-License-Identifier: Apache-2.0
//
// feeder.cc — step functions in C++, built against installed headers and library: a thread of the host feeds a running
// program through a channel, another collects beside it in steps.
#include <CRuntime.h>

#include <atomic>
#include <cstdio>
#include <thread>

enum { ITEMS = 500 };

struct item {
  item *next;
  int64_t value;
};
LOAM_DEFINE_TYPE(number_type, int64_t, 0);
LOAM_DEFINE_TYPE(item_type, item, LOAM_POINTER_AT(item, next));

static std::atomic<void *> channel; // kept alive by the goroutine that receives from it
static std::atomic<bool> over;

struct put_frame {
  loam_step_record record;
  void *to;
  int64_t value;
};
static const uint32_t put_pointers[] = {offsetof(put_frame, to)};

LOAM_STEP(put, put_frame) {
  LOAM_BEGIN;
  LOAM_SEND(f->to, &f->value);
  LOAM_END;
}

struct keep_frame {
  void *from;
  item *list, *made;
  int64_t value, count;
  loam_step_record record;
  int64_t sum;
};
static const uint32_t keep_pointers[] = {offsetof(keep_frame, from), offsetof(keep_frame, list),
                                         offsetof(keep_frame, made)};

LOAM_STEP(keep, keep_frame) {
  LOAM_BEGIN;
  LOAM_MAKE_CHANNEL(f->from, &number_type, 0);
  channel = f->from;
  for (; f->count < ITEMS; f->count++) {
    LOAM_SELECT(LOAM_FOREVER, LOAM_CASE_RECEIVE(f->from, &f->value, NULL));
    LOAM_ALLOCATE(f->made, &item_type, 1);
    if (f->made == NULL) LOAM_PANIC("no memory");
    f->made->value = f->value;
    loam_context_store(context, reinterpret_cast<void **>(&f->made->next), f->list);
    f->list = f->made;
  }
  for (; f->list != NULL; f->list = f->list->next) f->sum += f->list->value;
  LOAM_END;
}

static void feed(loam_runtime *runtime, loam_function *function) {
  while (channel == nullptr) std::this_thread::yield();
  for (uint64_t i = 1; i <= ITEMS; i++) {
    const uint64_t arguments[] = {reinterpret_cast<uintptr_t>(channel.load()), i};
    if (loam_runtime_spawn(runtime, function, arguments, nullptr) != LOAM_OK) std::puts("spawn");
  }
  if (loam_runtime_release(runtime) != LOAM_OK) std::puts("release");
}

static void collect(loam_runtime *runtime) {
  while (!over) {
    bool done = false;
    if (loam_collect_start(runtime, LOAM_COLLECT_FORCED) != LOAM_OK) continue; // another cycle is under way
    while (!done)
      if (loam_collect_mark(runtime, 10, &done) != LOAM_OK) std::puts("mark");
    if (loam_collect_finish(runtime) != LOAM_OK) std::puts("finish");
  }
}

int main() {
  loam_runtime *runtime = loam_runtime_create(nullptr, nullptr, nullptr);
  const loam_step_description put_description = {LOAM_DESCRIBE(put, put_frame, 0, LOAM_BYTES(put_frame, to, value)),
                                                 LOAM_POINTERS(put_pointers), .user = nullptr};
  const loam_step_description keep_description = {LOAM_DESCRIBE(keep, keep_frame, 0, 0), LOAM_POINTERS(keep_pointers),
                                                  .user = nullptr};
  loam_function *puts, *keeps;
  if (runtime == nullptr || loam_step_define(runtime, &put_description, &puts) != LOAM_OK) return 1;
  if (loam_step_define(runtime, &keep_description, &keeps) != LOAM_OK) return 1;
  uint64_t sum = 0;
  loam_outcome outcome = {};
  outcome.results = &sum;
  if (loam_runtime_hold(runtime) != LOAM_OK) return 1; // waiting for the feeder is no deadlock
  std::thread feeder(feed, runtime, puts), collector(collect, runtime);
  loam_status status = loam_runtime_call(runtime, keeps, nullptr, &outcome).status;
  over = true;
  feeder.join();
  collector.join();
  std::printf("%s: %llu\n", loam_status_name(status), static_cast<unsigned long long>(sum));
  return loam_runtime_destroy(runtime) == LOAM_OK ? 0 : 1;
}
