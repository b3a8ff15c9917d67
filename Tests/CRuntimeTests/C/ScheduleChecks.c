// SPDX-License-Identifier: Apache-2.0
//
// ScheduleChecks.c — goroutines, preemption, sleeping, semaphores, blocking calls, finalizers, the world.
#include "program.h"
#include "base/os.h"

#include <pthread.h>
#include <time.h>

static loam_native_status goexit_native(loam_context *context) { return loam_context_goexit(context); }
static loam_native_status blocking_native(loam_context *context) { return block_for(context, 20000000); }
static loam_native_status stuck_native(loam_context *context) { return block_for(context, 1000000000); }
static loam_native_status exit_native(loam_context *context) { return loam_context_exit(context, 3); }

static loam_function *empty(machine *m, const char *name) {
  assembly a;
  loam_function *f = declare(m, name, 0, 0, 0);
  begin(&a, 3);
  leave(&a);
  return finish(m, &a, f) ? f : NULL;
}

static const char *sleeping(void) {
  static machine m;
  assembly a;
  EXPECT(machine_open(&m, NULL, 2));
  loam_function *sleep = declare_native(&m, "time.Sleep", 1, 0, sleep_native),
                *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 3);
  constant(&a, 0, 20000000);
  call(&a, sleep, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  int64_t before = loam_os_monotonic();
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  int64_t took = loam_os_monotonic() - before;
  EXPECT(took >= 20000000);
  machine_close(&m);
  return NULL;
}

// One worker: main spins on a variable that only another goroutine sets.
static const char *preemption(void) {
  static machine m;
  static uint64_t flag;
  assembly a;
  flag = 0;
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *setter = declare(&m, "main.setter", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 3);
  emit(&a, OP(LOADI, 0, 1, 0));
  store_global(&a, 0, &flag);
  leave(&a);
  EXPECT(finish(&m, &a, setter));
  begin(&a, 3);
  go(&a, 0, setter, 1);
  uint32_t top = a.count;
  load_global(&a, 1, &flag);
  LOOP(&a, JEQI_P, 1, 0, top, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK && flag == 1);
  machine_close(&m);
  return NULL;
}

// Eight goroutines increment a variable, giving way between reading and writing it, under a semaphore of one unit.
static const char *semaphores(void) {
  static machine m;
  static uint64_t count;
  for (uint32_t workers = 1; workers <= 4; workers *= 2) {
    assembly a;
    count = 0;
    semaphore_word = 1;
    EXPECT(machine_open(&m, NULL, workers));
    loam_function *acquire = declare_native(&m, "acquire", 0, 0, lock_native);
    loam_function *release = declare_native(&m, "release", 0, 0, unlock_native);
    loam_function *yield = declare_native(&m, "yield", 0, 0, yield_native);
    loam_function *adds = declare(&m, "main.adds", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
    void **done = channel_global(&m);
    begin(&a, 6);
    constant(&a, 3, 0);
    constant(&a, 4, 500);
    uint32_t top = a.count;
    call(&a, acquire, 0);
    load_global(&a, 1, &count);
    call(&a, yield, 0);
    emit(&a, OP(ADDI, 1, 1, 1));
    store_global(&a, 1, &count);
    call(&a, release, 0);
    emit(&a, OP(ADDI, 3, 3, 1));
    LOOP(&a, JLT_P, 3, 4, top, 0);
    send_to(&a, 2, done, 3, 0);
    leave(&a);
    EXPECT(finish(&m, &a, adds));
    begin(&a, 8);
    new_channel(&a, 2, done, 0);
    start_each(&a, adds, 8, 3, 4);
    receive_each(&a, 2, 8, 3, 0);
    leave(&a);
    EXPECT(finish(&m, &a, start));
    EXPECT(machine_run(&m, start).status == LOAM_OK && count == 4000);
    machine_close(&m);
  }
  return NULL;
}

static uint64_t resident[3];
static int resident_next;
static loam_native_status resident_native(loam_context *context) {
  (void)context;
  unsigned long total = 0, pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file != NULL && fscanf(file, "%lu %lu", &total, &pages) == 2) resident[resident_next++] = pages * 4096;
  if (file != NULL) fclose(file);
  return LOAM_NATIVE_DONE;
}

// Parks 100,000 goroutines on a channel, then closes it and counts those that go on.
static const char *many_goroutines(void) {
  enum { COUNT = 100000 };
  static machine m;
  static uint64_t sum;
  assembly a;
  resident_next = 0;
  EXPECT(machine_open(&m, NULL, 1));
  void **gate = channel_global(&m), **done = channel_global(&m);
  loam_function *measure = declare_native(&m, "resident", 0, 0, resident_native);
  loam_function *yield = declare_native(&m, "yield", 0, 0, yield_native);
  loam_function *parked = declare(&m, "main.parked", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  load_global(&a, 2, gate);
  emit(&a, OP(RECV, LOAM_NONE, 2, LOAM_NONE));
  safepoint(&a, 4);
  load_global(&a, 2, done);
  emit(&a, OP(LOADI, 0, 1, 0));
  emit(&a, OP(SEND, 2, 0, 0));
  safepoint(&a, 4);
  leave(&a);
  EXPECT(finish(&m, &a, parked));
  begin(&a, 10);
  make_channel(&a, 2, &channel_type, LOAM_NONE, 0);
  store_global(&a, 2, gate);
  make_channel(&a, 3, &channel_type, LOAM_NONE, 4);
  store_global(&a, 3, done);
  call(&a, measure, 0xc);
  constant(&a, 4, 0);
  constant(&a, 6, COUNT);
  uint32_t top = a.count;
  go(&a, 0, parked, 0xd);
  emit(&a, OP(ADDI, 4, 4, 1));
  LOOP(&a, JLT_P, 4, 6, top, 0xc);
  for (int i = 0; i < 3; i++) call(&a, yield, 0xc);
  call(&a, measure, 0xc);
  emit(&a, OP(CLOSE, 2, 0, 0));
  constant(&a, 4, 0);
  constant(&a, 5, 0);
  top = a.count;
  emit(&a, OP(RECV, 7, 3, LOAM_NONE));
  safepoint(&a, 8);
  emit(&a, OP(ADD, 5, 5, 7));
  emit(&a, OP(ADDI, 4, 4, 1));
  LOOP(&a, JLT_P, 4, 6, top, 8);
  store_global(&a, 5, &sum);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK && sum == COUNT);
  EXPECT(resident_next == 2);
  EXPECT(CHECKS_SANITIZER || (resident[1] - resident[0]) / COUNT <= 2700);
  loam_memory_statistics statistics;
  loam_runtime_memory_statistics(m.runtime, &statistics);
  EXPECT(statistics.goroutines_created == COUNT + 1);
  machine_close(&m);
  return NULL;
}

static const char *goexit(void) {
  static machine m;
  static uint64_t ran, value[2];
  assembly a;
  ran = 0;
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *exits = declare_native(&m, "runtime.Goexit", 0, 0, goexit_native);
  loam_function *deferred = declare(&m, "main.main.func1", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  emit(&a, OP(LOADI, 0, 77, 0));
  store_global(&a, 0, &ran);
  emit(&a, OP(RECOVER, 0, 0, 0));
  store_global(&a, 0, &value[0]);
  leave(&a);
  EXPECT(finish(&m, &a, deferred));
  begin(&a, 4);
  a.flags = LOAM_FUNCTION_DEFERS;
  constant(&a, 0, (int64_t)(uintptr_t)deferred);
  emit(&a, OP(DEFER, 0, 0, 0));
  safepoint(&a, 1);
  call(&a, exits, 0);
  a.defer_return = a.count;
  emit(&a, OP(RUN_DEFERS, 0, 0, 0));
  safepoint(&a, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  value[0] = 5;
  EXPECT(machine_run(&m, start).status == LOAM_FATAL && ran == 77 && value[0] == 0);
  EXPECT(machine_says(&m, "fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n"));
  machine_close(&m);
  return NULL;
}

// A goroutine in a blocking call keeps neither the other one nor, later, itself from running with one token.
static const char *blocking(void) {
  static machine m;
  assembly a;
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *block = declare_native(&m, "block", 0, 0, blocking_native), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  go(&a, 0, block, 1);
  go(&a, 0, empty(&m, "main.other"), 1);
  call(&a, block, 0);
  call(&a, block, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  machine_close(&m);
  return NULL;
}

static const char *exit_code(void) {
  static machine m;
  assembly a;
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 3);
  call(&a, declare_native(&m, "os.Exit", 1, 0, exit_native), 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  loam_result result = machine_run(&m, start);
  EXPECT(result.status == LOAM_EXITED && result.exit_code == 3);
  result = machine_run(&m, empty(&m, "main.main"));
  EXPECT(result.status == LOAM_OK && result.exit_code == 0);
  machine_close(&m);
  return NULL;
}

static const char *stuck(void) {
  static machine m;
  assembly a;
  EXPECT(machine_open(&m, NULL, 2));
  loam_function *sleep = declare_native(&m, "time.Sleep", 1, 0, sleep_native),
                *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 3);
  go(&a, 0, declare_native(&m, "stuck", 0, 0, stuck_native), 1);
  constant(&a, 0, 20000000);
  call(&a, sleep, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  int64_t before = loam_os_monotonic();
  machine_close(&m);
  EXPECT(loam_os_monotonic() - before < 800000000);
  return NULL;
}

static void *interrupts(void *argument) {
  struct timespec time = {0, 20000000};
  nanosleep(&time, NULL);
  loam_runtime_interrupt(((machine *)argument)->runtime);
  return NULL;
}

// A loop without end and a wait without end: both are interrupted, and the runtime is as good as new.
static const char *interruption(void) {
  static machine m;
  for (int parked = 0; parked < 2; parked++) {
    assembly a;
    pthread_t thread;
    EXPECT(machine_open(&m, NULL, 2));
    loam_function *start = declare(&m, "main.main", 0, 0, 0);
    loam_function *sleep = declare_native(&m, "time.Sleep", 1, 0, sleep_native);
    begin(&a, 3);
    constant(&a, 0, 3600000000000);
    if (parked) call(&a, sleep, 0);
    uint32_t top = a.count;
    emit(&a, OP(LOADI, 1, 0, 0));
    LOOP(&a, JEQI_P, 1, 0, top, 0);
    leave(&a);
    EXPECT(finish(&m, &a, start));
    EXPECT(pthread_create(&thread, NULL, interrupts, &m) == 0);
    EXPECT(machine_run(&m, start).status == LOAM_PANICKED);
    pthread_join(thread, NULL);
    EXPECT(machine_run(&m, empty(&m, "main.main")).status == LOAM_OK);
    machine_close(&m);
  }
  return NULL;
}

static void *stop_and_start(void *argument) {
  machine *m = argument;
  for (int i = 0; i < 200; i++) {
    loam_world_stop(m->runtime);
    loam_world_start(m->runtime);
    loam_goroutine_info list[4];
    loam_runtime_goroutines(m->runtime, list, 4);
  }
  return NULL;
}

// A host thread stops the world again and again while goroutines talk and allocate.
static const char *world(void) {
  static machine m;
  assembly a;
  for (uint32_t workers = 1; workers <= 2; workers++) {
    EXPECT(machine_open(&m, "gcstress=50", workers));
    loam_function *allocates = declare(&m, "main.allocates", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
    begin(&a, 5);
    constant(&a, 2, 0);
    constant(&a, 3, 50000);
    uint32_t top = a.count;
    emit(&a, OP(NEW, 0, 0, 0));
    emit(&a, (uint64_t)(uintptr_t)&string_type);
    safepoint(&a, 0);
    emit(&a, OP(ADDI, 2, 2, 1));
    LOOP(&a, JLT_P, 2, 3, top, 0);
    leave(&a);
    EXPECT(finish(&m, &a, allocates));
    begin(&a, 4);
    go(&a, 0, allocates, 1);
    go(&a, 0, allocates, 1);
    call(&a, allocates, 0);
    leave(&a);
    EXPECT(finish(&m, &a, start));
    pthread_t thread;
    EXPECT(pthread_create(&thread, NULL, stop_and_start, &m) == 0);
    EXPECT(machine_run(&m, start).status == LOAM_OK);
    pthread_join(thread, NULL);
    machine_close(&m);
  }
  return NULL;
}

const check_case schedule_cases[] = {
    {"schedule: a sleeper sleeps as long as it asked", sleeping},
    {"schedule: a spinning goroutine is preempted", preemption},
    {"schedule: a semaphore of one unit is a lock", semaphores},
    {"schedule: 100,000 parked goroutines take 2,700 bytes each and all go on", many_goroutines},
    {"schedule: Goexit runs deferred functions and recover does not see it", goexit},
    {"schedule: a blocking call keeps nobody from running", blocking},
    {"schedule: exit ends the program with its code, and another run works", exit_code},
    {"schedule: a thread stuck in a system call does not keep a runtime from ending", stuck},
    {"schedule: an interrupted program ends, and another run works", interruption},
    {"schedule: the world stops and starts under load", world},
    {NULL, NULL},
};
