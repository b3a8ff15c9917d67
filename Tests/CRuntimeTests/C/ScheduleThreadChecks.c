// SPDX-License-Identifier: Apache-2.0
//
// ScheduleThreadChecks.c — blocking calls and the limit on threads, lending, GOMAXPROCS while running, stealing.
#include "program.h"
#include "base/os.h"
#include "runtime.h"
#include "schedule/schedule.h"

#include <dirent.h>
#include <pthread.h>
#include <time.h>

static uint32_t threads_now(void) {
  uint32_t count = 0;
  DIR *directory = opendir("/proc/self/task");
  if (directory == NULL) return 0;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) count += entry->d_name[0] != '.';
  closedir(directory);
  return count;
}

/// Looks at the number of threads again and again.
typedef struct sampler {
  pthread_t thread;
  _Atomic bool stop;
  uint32_t most;
} sampler;

static void *sample(void *argument) {
  sampler *s = argument;
  struct timespec nap = {0, 500000};
  while (!atomic_load(&s->stop)) {
    uint32_t now = threads_now();
    if (now > s->most) s->most = now;
    nanosleep(&nap, NULL);
  }
  return NULL;
}

static _Atomic uint64_t rounds, calls, refusals;
static _Atomic int64_t shortest, longest; // nanoseconds
static loam_native_status round_native(loam_context *context) {
  return (void)context, atomic_fetch_add(&rounds, 1), LOAM_NATIVE_DONE;
}
static loam_native_status blocking_native(loam_context *context) {
  if (!loam_context_enter_blocking(context)) return atomic_fetch_add(&refusals, 1), LOAM_NATIVE_RETRY;
  uint64_t n = atomic_fetch_add(&calls, 1);
  struct timespec time = {0, shortest + (int64_t)(n * 7919 % 16) * (longest - shortest) / 15};
  nanosleep(&time, NULL);
  loam_context_leave_blocking(context);
  return LOAM_NATIVE_DONE;
}

// A machine with a limit on threads; main starts `count` goroutines that each block once, one that computes and two
// that hand each other a message, and ends when all calls are over.
static const char *blocked_crowd(const char *debug, uint32_t workers, uint32_t limit, int64_t count,
                                 uint32_t *out_most) {
  static machine m;
  assembly a;
  rounds = calls = refusals = 0;
  uint32_t before = threads_now();
  EXPECT(machine_open(&m, debug, workers));
  (void)loam_runtime_set_maximum_threads(m.runtime, limit);
  void **there = channel_global(&m), **back = channel_global(&m), **done = channel_global(&m);
  loam_function *block = declare_native(&m, "block", 0, 0, blocking_native);
  loam_function *round = declare_native(&m, "round", 0, 0, round_native);
  loam_function *blocks = declare(&m, "main.blocks", 0, 0, 0), *computes = declare(&m, "main.computes", 0, 0, 0);
  loam_function *ping = declare(&m, "main.ping", 0, 0, 0), *pong = declare(&m, "main.pong", 0, 0, 0);
  loam_function *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  constant(&a, 2, 0);
  call(&a, block, 0);
  send_to(&a, 1, done, 2, 0);
  leave(&a);
  EXPECT(finish(&m, &a, blocks));
  begin(&a, 4);
  constant(&a, 1, 0);
  uint32_t top = a.count;
  emit(&a, OP(ADDI, 2, 2, 1));
  LOOP(&a, JEQI_P, 1, 0, top, 0);
  leave(&a);
  EXPECT(finish(&m, &a, computes));
  for (int side = 0; side < 2; side++) {
    begin(&a, 4);
    constant(&a, 2, 0);
    top = a.count;
    if (side == 0) {
      send_to(&a, 1, there, 2, 0);
      receive_from(&a, 1, back, 0);
      call(&a, round, 0);
    } else {
      receive_from(&a, 1, there, 0);
      send_to(&a, 1, back, 2, 0);
    }
    LOOP(&a, JEQI_P, 2, 0, top, 0);
    leave(&a);
    EXPECT(finish(&m, &a, side == 0 ? ping : pong));
  }
  begin(&a, 6);
  new_channel(&a, 1, there, 0);
  new_channel(&a, 1, back, 0);
  new_channel(&a, 1, done, 0);
  go(&a, 0, computes, 3);
  go(&a, 0, ping, 3);
  go(&a, 0, pong, 3);
  start_each(&a, blocks, count, 3, 2);
  receive_each(&a, 1, count, 3, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  sampler s = {.most = 0};
  EXPECT(pthread_create(&s.thread, NULL, sample, &s) == 0);
  int64_t begun = loam_os_monotonic();
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  int64_t took = loam_os_monotonic() - begun;
  atomic_store(&s.stop, true);
  pthread_join(s.thread, NULL);
  EXPECT(calls == (uint64_t)count && rounds > 20);
  EXPECT(loam_slots_check(m.runtime));
  *out_most = s.most - before - 1; // without the sampler
  if (getenv("LOAM_BENCH") != NULL)
    printf("%lld blocking calls of %.1f to %.1f ms, limit %u: %.0f ms, %u threads at most, %llu waits for a slot, %llu "
           "rounds of ping-pong meanwhile\n",
           (long long)count, shortest / 1e6, longest / 1e6, limit, took / 1e6, *out_most, (unsigned long long)refusals,
           (unsigned long long)rounds);
  machine_close(&m);
  return NULL;
}

static const char *thread_limit(void) {
  bool whole = getenv("LOAM_BENCH") != NULL;
  uint32_t most;
  shortest = whole ? 5000000 : 100000;
  longest = whole ? 20000000 : 400000;
  RUN(blocked_crowd("handoff=1", 2, 8, 1000, &most));
  EXPECT(most <= 8 + 5 && refusals > 0); // the limit, 2 GOMAXPROCS, the monitor
  shortest = 5000000;
  longest = 20000000;
  RUN(blocked_crowd(whole ? NULL : "handoff=1", 2, 64, 1000, &most));
  EXPECT(most <= 64 + 5 && refusals > 0);
  return NULL;
}

// The least that there may be: one that blocks, one that runs, one that enters or leaves, and the monitor.
static const char *four_threads(void) {
  uint32_t most;
  shortest = longest = 500000;
  RUN(blocked_crowd("handoff=1", 1, 1, 20, &most));
  EXPECT(most <= 4);
  return NULL;
}

static const char *no_limit(void) {
  uint32_t most;
  shortest = longest = 50000000;
  RUN(blocked_crowd("handoff=1", 2, 0, 100, &most));
  EXPECT(most > 20 && refusals == 0);
  return NULL;
}

const check_case schedule_thread_cases[] = {
    {"schedule: a thousand blocking calls, eight and 64 at once, keep nobody from running", thread_limit},
    {"schedule: with room for one blocking call everything goes on", four_threads},
    {"schedule: without a limit many calls block at once", no_limit},
    {NULL, NULL},
};
