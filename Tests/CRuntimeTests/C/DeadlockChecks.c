// SPDX-License-Identifier: Apache-2.0
//
// DeadlockChecks.c — what is a deadlock and what is none; what a host learns of one.
#include "program.h"
#include "base/os.h"

#include <pthread.h>

static uint32_t unit;
static loam_native_status wait_native(loam_context *context) {
  return loam_semaphore_acquire(context, &unit, false, "sync.WaitGroup.Wait") ? LOAM_NATIVE_DONE : LOAM_NATIVE_BLOCK;
}

static loam_native_status blocking_native(loam_context *context) { return block_for(context, 30000000); }

static const loam_goroutine_info *with_status(const loam_goroutine_info *list, uint64_t count, const char *status) {
  for (uint64_t i = 0; i < count; i++)
    if (strcmp(list[i].status, status) == 0) return &list[i];
  return NULL;
}

// Main waits on a semaphore, one goroutine receives, one selects among two channels, one sends on a nil channel.
static const char *named(void) {
  for (uint32_t workers = 1; workers <= 4; workers *= 4) {
    static machine m;
    assembly a;
    unit = 0;
    EXPECT(machine_open(&m, NULL, workers));
    void **left = loam_global_create(m.runtime, &pointer_type), **right = loam_global_create(m.runtime, &pointer_type);
    loam_function *acquire = declare_native(&m, "acquire", 0, 0, wait_native);
    loam_function *yield = declare_native(&m, "yield", 0, 0, yield_native);
    loam_function *receives = declare(&m, "main.receives", 0, 0, 0), *selects = declare(&m, "main.selects", 0, 0, 0);
    loam_function *sends = declare(&m, "main.sends", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
    begin(&a, 4);
    load_global(&a, 1, left);
    emit(&a, OP(RECV, LOAM_NONE, 1, LOAM_NONE));
    safepoint(&a, 2);
    leave(&a);
    EXPECT(finish(&m, &a, receives));
    begin(&a, 6);
    load_global(&a, 1, left);
    load_global(&a, 2, right);
    emit(&a, OP(SELECT, 5, 2, 0));
    emit(&a, 1 | (uint64_t)LOAM_NONE << 16 | (uint64_t)LOAM_NONE << 32 | 1ull << 48);
    emit(&a, 2 | (uint64_t)LOAM_NONE << 16 | (uint64_t)LOAM_NONE << 32 | 1ull << 48);
    safepoint(&a, 6);
    leave(&a);
    EXPECT(finish(&m, &a, selects));
    begin(&a, 4);
    constant(&a, 1, 0);
    constant(&a, 2, 0);
    emit(&a, OP(SEND, 1, 2, 0));
    safepoint(&a, 2);
    leave(&a);
    EXPECT(finish(&m, &a, sends));
    begin(&a, 4);
    make_channel(&a, 1, &channel_type, LOAM_NONE, 0);
    store_global(&a, 1, left);
    make_channel(&a, 1, &channel_type, LOAM_NONE, 0);
    store_global(&a, 1, right);
    go(&a, 0, receives, 1);
    go(&a, 0, selects, 1);
    go(&a, 0, sends, 1);
    for (int i = 0; i < 4; i++) call(&a, yield, 0);
    call(&a, acquire, 0);
    leave(&a);
    EXPECT(finish(&m, &a, start));
    EXPECT(machine_run(&m, start).status == LOAM_FATAL);
    static const char begins[] =
        "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [sync.WaitGroup.Wait]:\n";
    EXPECT(strncmp(m.text, begins, sizeof begins - 1) == 0);
    EXPECT(machine_says(&m, " [chan receive]:\n") && machine_says(&m, " [select]:\n"));
    EXPECT(machine_says(&m, " [chan send (nil chan)]:\n"));
    EXPECT(strcmp(loam_runtime_last_error(m.runtime), "all goroutines are asleep - deadlock!") == 0);
    loam_goroutine_info list[8];
    uint64_t count = loam_runtime_goroutines(m.runtime, list, 8);
    EXPECT(count == 4);
    const loam_goroutine_info *waits = with_status(list, count, "sync.WaitGroup.Wait");
    EXPECT(waits != NULL && waits->waits_for == &unit && waits->waits_count == 1);
    const loam_goroutine_info *receive = with_status(list, count, "chan receive");
    EXPECT(receive != NULL && receive->waits_for == *left && receive->waits_count == 1);
    const loam_goroutine_info *select = with_status(list, count, "select");
    EXPECT(select != NULL && select->waits_count == 2 && (select->waits_for == *left || select->waits_for == *right));
    const loam_goroutine_info *send = with_status(list, count, "chan send (nil chan)");
    EXPECT(send != NULL && send->waits_for == NULL && send->waits_count == 0);
    machine_close(&m);
  }
  return NULL;
}

// Main receives; another goroutine sends after a sleep (0) or a blocking call (1), while nothing else can run.
static const char *false_alarms(void) {
  for (int way = 0; way < 4; way++) {
    static machine m;
    assembly a;
    EXPECT(machine_open(&m, way < 2 ? NULL : "handoff=1", way % 2 == 0 ? 1 : 3));
    void **channel = loam_global_create(m.runtime, &pointer_type);
    loam_function *sleep = declare_native(&m, "time.Sleep", 1, 0, sleep_native);
    loam_function *block = declare_native(&m, "block", 0, 0, blocking_native);
    loam_function *later = declare(&m, "main.later", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
    begin(&a, 4);
    constant(&a, 0, 30000000);
    call(&a, sleep, 0);
    call(&a, block, 0);
    load_global(&a, 1, channel);
    emit(&a, OP(SEND, 1, 0, 0));
    safepoint(&a, 2);
    leave(&a);
    EXPECT(finish(&m, &a, later));
    begin(&a, 4);
    make_channel(&a, 1, &channel_type, LOAM_NONE, 0);
    store_global(&a, 1, channel);
    go(&a, 0, later, 3);
    emit(&a, OP(RECV, LOAM_NONE, 1, LOAM_NONE));
    safepoint(&a, 2);
    leave(&a);
    EXPECT(finish(&m, &a, start));
    EXPECT(machine_run(&m, start).status == LOAM_OK && strcmp(loam_runtime_last_error(m.runtime), "") == 0);
    machine_close(&m);
  }
  return NULL;
}

static _Atomic bool stop;
static void *stops(void *argument) {
  machine *m = argument;
  while (!atomic_load(&stop)) {
    loam_goroutine_info list[2];
    (void)loam_runtime_goroutines(m->runtime, list, 2);
  }
  return NULL;
}

// A host thread stops the world all the time: the deadlock must be seen nevertheless, though perhaps not at once.
static const char *under_stops(void) {
  static machine m;
  assembly a;
  for (int i = 0; i < 20; i++) {
    EXPECT(machine_open(&m, NULL, 2));
    loam_function *start = declare(&m, "main.main", 0, 0, 0);
    begin(&a, 4);
    constant(&a, 1, 0);
    emit(&a, OP(RECV, LOAM_NONE, 1, LOAM_NONE));
    safepoint(&a, 2);
    leave(&a);
    EXPECT(finish(&m, &a, start));
    pthread_t thread;
    atomic_store(&stop, false);
    EXPECT(pthread_create(&thread, NULL, stops, &m) == 0);
    EXPECT(machine_run(&m, start).status == LOAM_FATAL);
    atomic_store(&stop, true);
    pthread_join(thread, NULL);
    machine_close(&m);
  }
  return NULL;
}

const check_case deadlock_cases[] = {
    {"deadlock: every goroutine is named with what it waits on, to the reader and to the host", named},
    {"deadlock: a sleeper, a timer and a blocking call are none", false_alarms},
    {"deadlock: it is seen although the world is stopped again and again", under_stops},
    {NULL, NULL},
};
