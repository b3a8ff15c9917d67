// SPDX-License-Identifier: Apache-2.0
//
// CreateChecks.c — runtimes come and go: nothing of them stays in the process, and nothing fails badly on the way.
#include "assemble.h"
#include "base/os.h"
#include "runtime.h"

#include <dirent.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

/// What a process has that a runtime could leave behind.
typedef struct traces {
  uint64_t threads, descriptors, mappings, mapped_kb, resident_kb;
  void *handlers[65];
} traces;

static uint64_t entries(const char *path) {
  uint64_t n = 0;
  DIR *directory = opendir(path);
  if (directory == NULL) return 0;
  while (readdir(directory) != NULL) n++;
  closedir(directory);
  return n;
}

/// The system lists a thread for some moments after it was joined: counts until the number has not changed for a while.
static uint64_t threads_at_rest(void) {
  uint64_t count = entries("/proc/self/task"), calm = 0;
  for (int looks = 0; looks < 2000 && calm < 20; looks++) {
    struct timespec moment = {0, 1000000};
    nanosleep(&moment, NULL);
    uint64_t now = entries("/proc/self/task");
    calm = now == count ? calm + 1 : 0;
    count = now;
  }
  return count;
}

static traces look(void) {
  traces t = {.threads = threads_at_rest(), .descriptors = entries("/proc/self/fd")};
  char line[512];
  FILE *maps = fopen("/proc/self/maps", "r");
  while (maps != NULL && fgets(line, sizeof line, maps) != NULL) t.mappings++;
  if (maps != NULL) fclose(maps);
  FILE *status = fopen("/proc/self/status", "r");
  while (status != NULL && fgets(line, sizeof line, status) != NULL) {
    sscanf(line, "VmSize: %lu", (unsigned long *)&t.mapped_kb);
    sscanf(line, "VmRSS: %lu", (unsigned long *)&t.resident_kb);
  }
  if (status != NULL) fclose(status);
  for (int number = 1; number < 65; number++) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) == 0) t.handlers[number] = (void *)action.sa_handler;
  }
  return t;
}

// Sanitizers map as they go. The C library keeps the small stacks of some threads that have ended, two mappings each.
static const char *same(const traces *before, const traces *after) {
  EXPECT(after->threads == before->threads);
  EXPECT(after->descriptors == before->descriptors);
  EXPECT(memcmp(before->handlers, after->handlers, sizeof before->handlers) == 0);
  if (CHECKS_SANITIZER) return NULL;
  EXPECT(after->mappings <= before->mappings + 8);
  EXPECT(after->mapped_kb <= before->mapped_kb + 1024);
  EXPECT(after->resident_kb <= before->resident_kb + 4096);
  return NULL;
}

/// main starts three goroutines that each make the other's message and end, and receives from all.
static const char *build(machine *m, loam_function **out_start) {
  assembly a;
  void **global = loam_global_create(m->runtime, &channel_type);
  loam_function *send = declare(m, "main.send", 0, 0, 0), *start = declare(m, "main.main", 0, 0, 0);
  EXPECT(global && send && start);
  begin(&a, 4);
  load_global(&a, 2, global);
  constant(&a, 0, 5);
  emit(&a, OP(SEND, 2, 0, 0));
  safepoint(&a, 4);
  leave(&a);
  EXPECT(finish(m, &a, send));
  begin(&a, 8);
  make_channel(&a, 2, &channel_type, LOAM_NONE, 0);
  store_global(&a, 2, global);
  for (int i = 0; i < 3; i++) go(&a, 0, send, 4);
  for (int i = 0; i < 3; i++) {
    emit(&a, OP(RECV, 4, 2, LOAM_NONE));
    safepoint(&a, 4);
  }
  leave(&a);
  EXPECT(finish(m, &a, start));
  *out_start = start;
  return NULL;
}

static const char *live(machine *m, uint32_t workers) {
  loam_function *start;
  EXPECT(machine_open(m, NULL, workers));
  RUN(build(m, &start));
  EXPECT(machine_run(m, start).status == LOAM_OK);
  EXPECT(loam_collect_now(m->runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(loam_runtime_destroy(m->runtime) == LOAM_OK);
  return NULL;
}

static const char *live_once(uint32_t workers) {
  machine *m = malloc(sizeof *m);
  EXPECT(m != NULL);
  const char *failure = live(m, workers);
  free(m);
  return failure;
}

static int by_value(const void *x, const void *y) {
  int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
  return (a > b) - (a < b);
}

static const char *cycles_leave_nothing(void) {
  enum { MOST = 100000 };
  const char *setting = getenv("LOAM_CYCLES");
  int cycles = setting == NULL ? 200 : atoi(setting);
  static int64_t bare[MOST];
  if (cycles < 1 || cycles > MOST) cycles = MOST;
#ifdef M_ARENA_MAX
  mallopt(M_ARENA_MAX, 1); // The C library's malloc would make arenas, which stay, for threads that meet in it.
#endif
  for (int i = 0; i < 5; i++) RUN(live_once(2));
  traces before = look();
  for (int i = 0; i < cycles; i++) RUN(live_once(2));
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  for (int i = 0; i < cycles; i++) {
    int64_t start = loam_os_monotonic();
    loam_runtime *runtime = loam_runtime_create(&configuration, NULL, NULL);
    EXPECT(runtime != NULL && loam_runtime_destroy(runtime) == LOAM_OK);
    bare[i] = loam_os_monotonic() - start;
  }
  traces after = look();
  RUN(same(&before, &after));
  qsort(bare, (size_t)cycles, sizeof bare[0], by_value);
  if (getenv("LOAM_BENCH") != NULL)
    printf("create and destroy: median %.1f us, worst %.1f us of %d\n", (double)bare[cycles / 2] / 1e3,
           (double)bare[cycles - 1] / 1e3, cycles);
  return NULL;
}

static void *live_often(void *context) {
  const char **failure = context;
  for (int i = 0; i < 10 && *failure == NULL; i++) *failure = live_once(2);
  return NULL;
}

static const char *many_at_once(uint32_t count) {
  enum { MOST = 8 };
  pthread_t threads[MOST];
  const char *failures[MOST] = {0};
  traces before = {0}, after;
  // The C library keeps arenas for as many threads as ever were there at once: the first round makes them.
  for (int round = 0; round < 2; round++) {
    if (round == 1) before = look();
    for (uint32_t i = 0; i < count; i++) EXPECT(pthread_create(&threads[i], NULL, live_often, &failures[i]) == 0);
    for (uint32_t i = 0; i < count; i++) pthread_join(threads[i], NULL);
    for (uint32_t i = 0; i < count; i++)
      if (failures[i] != NULL) return failures[i];
  }
  after = look();
  EXPECT(after.threads == before.threads && after.descriptors == before.descriptors);
  EXPECT(memcmp(before.handlers, after.handlers, sizeof before.handlers) == 0);
  EXPECT(CHECKS_SANITIZER || after.mapped_kb <= before.mapped_kb + 64 * 1024 * count); // an arena each
  return NULL;
}
static const char *two_at_once(void) { return many_at_once(2); }
static const char *eight_at_once(void) { return many_at_once(8); }

static const char *stacks_are_as_wanted(void) {
  if (CHECKS_SANITIZER) return NULL; // which map as they like
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  uint64_t mapped[2];
  for (int i = 0; i < 2; i++) {
    static machine m;
    loam_function *start;
    configuration.worker_stack = i == 0 ? 0 : 300 << 10;
    configuration.workers = 1;
    m.runtime = loam_runtime_create(&configuration, NULL, NULL);
    EXPECT(m.runtime != NULL);
    RUN(build(&m, &start));
    EXPECT(machine_run(&m, start).status == LOAM_OK);
    mapped[i] = look().mapped_kb;
    machine_close(&m);
  }
  EXPECT(mapped[0] >= mapped[1] + 500 * 1024);
  return NULL;
}

const check_case create_cases[] = {
    {"create: cycles of a whole life leave no thread, mapping, descriptor, handler or memory", cycles_leave_nothing},
    {"create: two runtimes at once", two_at_once},
    {"create: eight runtimes at once", eight_at_once},
    {"create: workers' machine stacks are as large as the configuration says", stacks_are_as_wanted},
    {NULL, NULL},
};
