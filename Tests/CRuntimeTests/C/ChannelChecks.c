// SPDX-License-Identifier: Apache-2.0
//
// ChannelChecks.c — channels, select, deadlock.
#include "assemble.h"

// worker: for v := range forth { back <- v + 1 }
static loam_function *make_worker(machine *m, void **in, void **out) {
  assembly a;
  loam_function *f = declare(m, "main.worker", 0, 0, 0);
  begin(&a, 6); // 0 value, 1 ok, 2 in, 3 out
  load_global(&a, 2, in);
  load_global(&a, 3, out);
  uint32_t top = a.count;
  emit(&a, OP(RECV, 0, 2, 1));
  safepoint(&a, 0xc);
  emit(&a, OP(JF, 1, 6, 0));
  emit(&a, OP(ADDI, 0, 0, 1));
  emit(&a, OP(SEND, 3, 0, 0));
  safepoint(&a, 0xc);
  loop_for_ever(&a, top, 0xc);
  leave(&a);
  return finish(m, &a, f) ? f : NULL;
}

static const char *ping_pong(void) {
  static const struct {
    const char *debug;
    uint32_t workers;
    int64_t capacity;
  } cases[] = {{NULL, 1, 0},          {NULL, 2, 0},         {NULL, 2, 3},
               {"movestack=1", 2, 0}, {"gcstress=2", 1, 1}, {"preempt=1", 2, 0}};
  static machine m;
  static uint64_t sum;
  for (uint32_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    enum { ROUNDS = 5000 };
    assembly a;
    EXPECT(machine_open(&m, cases[i].debug, cases[i].workers));
    void **in = loam_global_create(m.runtime, &pointer_type), **out = loam_global_create(m.runtime, &pointer_type);
    loam_function *start = declare(&m, "main.main", 0, 0, 0);
    begin(&a, 10);
    constant(&a, 8, cases[i].capacity);
    make_channel(&a, 2, &channel_type, 8, 0);
    store_global(&a, 2, in);
    make_channel(&a, 3, &channel_type, 8, 4);
    store_global(&a, 3, out);
    go(&a, 0, make_worker(&m, in, out), 0xd);
    constant(&a, 4, 0);
    constant(&a, 5, 0);
    constant(&a, 6, ROUNDS);
    uint32_t top = a.count;
    emit(&a, OP(SEND, 2, 4, 0));
    safepoint(&a, 0xc);
    emit(&a, OP(RECV, 7, 3, LOAM_NONE));
    safepoint(&a, 0xc);
    emit(&a, OP(ADD, 5, 5, 7));
    emit(&a, OP(ADDI, 4, 4, 1));
    LOOP(&a, JLT_P, 4, 6, top, 0xc);
    emit(&a, OP(CLOSE, 2, 0, 0));
    store_global(&a, 5, &sum);
    leave(&a);
    EXPECT(finish(&m, &a, start));
    EXPECT(machine_run(&m, start).status == LOAM_OK && sum == (uint64_t)ROUNDS * (ROUNDS - 1) / 2 + ROUNDS);
    machine_close(&m);
  }
  return NULL;
}

// producer: for i := 0; i < 2000; i++ { p := new(int); *p = i; channel <- p }; close(channel)
static loam_function *make_producer(machine *m, void **channel) {
  assembly a;
  loam_function *f = declare(m, "main.producer", 0, 0, 0);
  begin(&a, 6);
  load_global(&a, 2, channel);
  constant(&a, 3, 0);
  constant(&a, 4, 2000);
  uint32_t top = a.count;
  emit(&a, OP(NEW, 0, 0, 0));
  emit(&a, (uint64_t)(uintptr_t)&int_type);
  safepoint(&a, 4);
  emit(&a, OP(ST64, 0, 3, 0));
  emit(&a, OP(SEND, 2, 0, 0));
  safepoint(&a, 5);
  emit(&a, OP(ADDI, 3, 3, 1));
  LOOP(&a, JLT_P, 3, 4, top, 4);
  emit(&a, OP(CLOSE, 2, 0, 0));
  leave(&a);
  return finish(m, &a, f) ? f : NULL;
}

// Receives pointers from two channels until both are closed; a closed one becomes nil, which select passes over.
static const char *selecting(void) {
  static const struct {
    const char *debug;
    uint32_t workers;
  } cases[] = {{NULL, 1}, {NULL, 2}, {"gcstress=1", 2}, {"movestack=1,gcstress=3", 1}};
  static machine m;
  static uint64_t sum;
  for (uint32_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assembly a;
    EXPECT(machine_open(&m, cases[i].debug, cases[i].workers));
    void **one = loam_global_create(m.runtime, &pointer_type), **two = loam_global_create(m.runtime, &pointer_type);
    loam_function *start = declare(&m, "main.main", 0, 0, 0);
    begin(&a, 14);
    make_channel(&a, 2, &pointer_channel_type, LOAM_NONE, 0);
    store_global(&a, 2, one);
    constant(&a, 5, 7);
    make_channel(&a, 3, &pointer_channel_type, 5, 4);
    store_global(&a, 3, two);
    go(&a, 0, make_producer(&m, one), 0xd);
    go(&a, 0, make_producer(&m, two), 0xd);
    constant(&a, 5, 0);
    constant(&a, 6, 0);
    uint32_t top = a.count;
    emit(&a, OP(SELECT, 9, 2, 0));
    emit(&a, 2ull | 7ull << 16 | 8ull << 32 | 1ull << 48);
    emit(&a, 3ull | 7ull << 16 | 8ull << 32 | 1ull << 48);
    safepoint(&a, 0xc);
    emit(&a, OP(JF, 8, 5, 0));
    emit(&a, OP(LD64, 10, 7, 0));
    emit(&a, OP(ADD, 5, 5, 10));
    loop_for_ever(&a, top, 0xc);
    emit(&a, OP(ADDI, 6, 6, 1));
    emit(&a, OP(JEQI, 9, 0, 3));
    emit(&a, OP(LOADI, 3, 0, 0));
    emit(&a, OP(JMP, 0, 2, 0));
    emit(&a, OP(LOADI, 2, 0, 0));
    LOOP(&a, JNEI_P, 6, 2, top, 0xc);
    store_global(&a, 5, &sum);
    leave(&a);
    EXPECT(finish(&m, &a, start));
    EXPECT(machine_run(&m, start).status == LOAM_OK && sum == 2000ull * 1999);
    machine_close(&m);
  }
  return NULL;
}

static const char *deadlock(void) {
  static machine m;
  assembly a;
  EXPECT(machine_open(&m, NULL, 2));
  loam_function *waits = declare(&m, "main.waits", 0, 0, 0);
  begin(&a, 3);
  line(&a, 12);
  emit(&a, OP(LOADI, 0, 0, 0));
  emit(&a, OP(RECV, LOAM_NONE, 0, LOAM_NONE));
  safepoint(&a, 1);
  leave(&a);
  EXPECT(finish(&m, &a, waits));
  loam_function *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  line(&a, 30);
  go(&a, 0, waits, 1);
  make_channel(&a, 2, &channel_type, LOAM_NONE, 0);
  emit(&a, OP(SEND, 2, 0, 0));
  safepoint(&a, 4);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  loam_result result = machine_run(&m, start);
  EXPECT(result.status == LOAM_FATAL && result.exit_code == 2);
  EXPECT(machine_says(&m, "fatal error: all goroutines are asleep - deadlock!\n\n"
                          "goroutine 1 [chan send]:\nmain.main()\n\t/t/x.go:30 +0x"));
  EXPECT(machine_says(&m, "goroutine 2 [chan receive (nil chan)]:\nmain.waits()\n\t/t/x.go:12 +0x"));
  EXPECT(machine_says(&m, "created by main.main in goroutine 1\n\t/t/x.go:30 +0x"));
  machine_close(&m);
  return NULL;
}

static const char *closed_channels(void) {
  static machine m;
  static const struct {
    uint16_t op;
    const char *text;
  } cases[] = {{LOAM_OP_SEND, "panic: send on closed channel\n"}, {LOAM_OP_CLOSE, "panic: close of closed channel\n"}};
  EXPECT(machine_open(&m, NULL, 1));
  for (int i = 0; i < 2; i++) {
    assembly a;
    loam_function *start = declare(&m, "main.main", 0, 0, 0);
    begin(&a, 4);
    make_channel(&a, 2, &channel_type, LOAM_NONE, 0);
    emit(&a, OP(CLOSE, 2, 0, 0));
    emit(&a, LOAM_WORD(cases[i].op, 2, 0, 0));
    safepoint(&a, 4);
    leave(&a);
    EXPECT(finish(&m, &a, start));
    EXPECT(machine_run(&m, start).status == LOAM_PANICKED && machine_says(&m, cases[i].text));
  }
  machine_close(&m);
  return NULL;
}

const check_case channel_cases[] = {
    {"channel: messages arrive in order, whatever moves or collects", ping_pong},
    {"channel: select takes from all channels until they close", selecting},
    {"channel: a deadlock names every goroutine and what it waits for", deadlock},
    {"channel: sending on and closing a closed channel panic", closed_channels},
    {NULL, NULL},
};
