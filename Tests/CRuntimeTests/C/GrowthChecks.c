// SPDX-License-Identifier: Apache-2.0
//
// GrowthChecks.c — growth as programs meet it: exactly when a frame does not fit, up to the limit, with its history.
//
// How.      The number of growths is worked out from frame sizes alone and compared with what the runtime counted. A
//           frame of f slots takes f + 1 words; a goroutine's bottom takes `bottom` words, as a native sees them.
#include "assemble.h"

#include "runtime.h"

#include <pthread.h>

enum { MAIN_SLOTS = 4, DEEP_SLOTS = 4 };

/// rest(n) = n == 0 ? at_end : 1 + deep(n - 1), in frames of DEEP_SLOTS slots.
static loam_function *make_deep(machine *m, const loam_function *at_end) {
  assembly a;
  loam_function *f = declare(m, "main.deep", 1, 1, 0);
  begin(&a, DEEP_SLOTS);
  emit(&a, OP(JNEI, 5, 0, at_end != NULL ? 6 : 3));
  if (at_end != NULL) call(&a, at_end, 0);
  emit(&a, OP(LOADI, 6, 0, 0));
  leave(&a);
  emit(&a, OP(ADDI, 0, 5, -1));
  call(&a, f, 0);
  emit(&a, OP(ADDI, 6, 1, 1));
  leave(&a);
  return finish(m, &a, f) ? f : NULL;
}

static loam_function *make_main(machine *m, const loam_function *callee, int64_t argument) {
  assembly a;
  loam_function *f = declare(m, "main.main", 0, 0, 0);
  begin(&a, MAIN_SLOTS);
  constant(&a, 0, argument);
  call(&a, callee, 0);
  leave(&a);
  return finish(m, &a, f) ? f : NULL;
}

static uint64_t seen_bottom;
static loam_native_status see_bottom(loam_context *context) {
  // The frame of a native is one slot and the record, below it the caller's frame and record.
  seen_bottom = (context->goroutine->stack.hi - (uintptr_t)context->frame) / 8 - (MAIN_SLOTS + 1);
  return LOAM_NATIVE_DONE;
}
/// Words at the high end of a goroutine's stack before its first frame.
static uint64_t find_bottom(machine *m) {
  loam_function *native = declare_native(m, "main.native", 0, 0, see_bottom);
  seen_bottom = 0;
  return machine_run(m, make_main(m, native, 0)).status == LOAM_OK ? seen_bottom : 0;
}

/// Words in use when deep(n) has been called by main.
static uint64_t words_of(uint64_t bottom, uint64_t n) { return bottom + MAIN_SLOTS + 1 + (n + 1) * (DEEP_SLOTS + 1); }

static uint64_t grows(machine *m) {
  loam_stack_statistics figures;
  loam_runtime_stack_statistics(m->runtime, &figures);
  return figures.grows;
}

static const char *exactly_when_it_does_not_fit(void) {
  static machine m;
  EXPECT(machine_open(&m, NULL, 1));
  uint64_t bottom = find_bottom(&m);
  EXPECT(bottom > 0 && bottom < 8);
  // One frame of a size on either side of what is left of 256 words.
  for (uint32_t words = 240; words < 254; words++) {
    assembly a;
    loam_function *leaf = declare(&m, "main.leaf", 0, 0, 0);
    begin(&a, words - 1);
    leave(&a);
    EXPECT(finish(&m, &a, leaf));
    uint64_t before = grows(&m);
    EXPECT(machine_run(&m, make_main(&m, leaf, 0)).status == LOAM_OK);
    EXPECT(grows(&m) - before == (bottom + MAIN_SLOTS + 1 + words > 256));
  }
  // A recursion: one growth for each doubling, not one word early or late.
  loam_function *deep = make_deep(&m, NULL);
  for (uint64_t n = 0; n < 900; n += n < 240 ? 1 : 17) {
    uint64_t expected = 0, before = grows(&m);
    while (words_of(bottom, n) > 256ull << expected) expected++;
    EXPECT(machine_run(&m, make_main(&m, deep, (int64_t)n)).status == LOAM_OK);
    EXPECT(grows(&m) - before == expected);
  }
  machine_close(&m);
  return NULL;
}

static const char *limits_of_runtimes(void) {
  static machine one, other;
  EXPECT(machine_open(&one, NULL, 1) && machine_open(&other, NULL, 1));
  loam_function *deep = make_deep(&one, NULL), *deep_other = make_deep(&other, NULL);
  uint64_t bottom = find_bottom(&one);
  // The largest block is the largest power of two within the limit.
  for (uint64_t limit = 4096; limit <= 64 << 10; limit += 3500) {
    uint64_t n = 0, block = 2048;
    while (block * 2 <= limit) block *= 2;
    while (8 * words_of(bottom, n + 1) <= block) n++;
    loam_runtime_set_maximum_stack(one.runtime, limit);
    EXPECT(machine_run(&one, make_main(&one, deep, (int64_t)n)).status == LOAM_OK);
    loam_result result = machine_run(&one, make_main(&one, deep, (int64_t)n + 1));
    EXPECT(result.status == LOAM_FATAL && result.exit_code == 2);
    EXPECT(machine_says(&one, "fatal error: stack overflow"));
    EXPECT(machine_run(&other, make_main(&other, deep_other, (int64_t)n + 1)).status == LOAM_OK);
    EXPECT(loam_runtime_set_maximum_stack(one.runtime, 1 << 20) == limit);
    EXPECT(machine_run(&one, make_main(&one, deep, (int64_t)n + 1)).status == LOAM_OK);
  }
  machine_close(&one);
  machine_close(&other);
  return NULL;
}

/// pause() { up <- 1; <-gate }
static loam_function *make_pause(machine *m, void **up, void **gate) {
  assembly a;
  loam_function *f = declare(m, "main.pause", 0, 0, 0);
  begin(&a, 4);
  load_global(&a, 2, up);
  load_global(&a, 3, gate);
  constant(&a, 0, 1);
  emit(&a, OP(SEND, 2, 0, 0));
  safepoint(&a, 0xc);
  emit(&a, OP(RECV, LOAM_NONE, 3, LOAM_NONE));
  safepoint(&a, 8);
  leave(&a);
  return finish(m, &a, f) ? f : NULL;
}

/// Starts a goroutine deep(n), which pauses at the bottom of its recursion and, back up, once more.
static loam_function *make_start(machine *m, void **up, void **gate, int64_t n) {
  assembly a;
  loam_function *pause = make_pause(m, up, gate), *deep = make_deep(m, pause);
  loam_function *body = declare(m, "main.body", 0, 0, 0), *start = declare(m, "main.main", 0, 0, 0);
  begin(&a, 4);
  constant(&a, 0, n);
  call(&a, deep, 0);
  call(&a, pause, 0);
  leave(&a);
  if (!finish(m, &a, body)) return NULL;
  begin(&a, 4);
  make_channel(&a, 2, &channel_type, LOAM_NONE, 0);
  store_global(&a, 2, up);
  make_channel(&a, 3, &channel_type, LOAM_NONE, 4);
  store_global(&a, 3, gate);
  go(&a, 0, body, 5);
  emit(&a, OP(RECV, LOAM_NONE, 2, LOAM_NONE));
  safepoint(&a, 4);
  leave(&a);
  return finish(m, &a, start) ? start : NULL;
}

static loam_function *make_release(machine *m, void **up, void **gate) {
  assembly a;
  loam_function *f = declare(m, "main.main", 0, 0, 0);
  begin(&a, 4);
  load_global(&a, 2, up);
  load_global(&a, 3, gate);
  constant(&a, 0, 1);
  emit(&a, OP(SEND, 3, 0, 0));
  safepoint(&a, 0xc);
  emit(&a, OP(RECV, LOAM_NONE, 2, LOAM_NONE));
  safepoint(&a, 4);
  leave(&a);
  return finish(m, &a, f) ? f : NULL;
}

static const char *history_of_a_goroutine(void) {
  static machine m;
  enum { N = 2000 }; // 80 KB of frames: 128 KiB.
  EXPECT(machine_open(&m, NULL, 1));
  void **up = loam_global_create(m.runtime, &pointer_type), **gate = loam_global_create(m.runtime, &pointer_type);
  EXPECT(machine_run(&m, make_start(&m, up, gate, N)).status == LOAM_OK);
  loam_goroutine_info info[2];
  EXPECT(loam_runtime_goroutines(m.runtime, info, 2) == 1 && info[0].grows == 6 && info[0].shrinks == 0);
  uint64_t used = info[0].stack_used;
  EXPECT(info[0].stack_size == 128 << 10 && used > 8 * 2000 * 5 && info[0].stack_peak == used);
  loam_stack_statistics all;
  loam_runtime_stack_statistics(m.runtime, &all);
  EXPECT(all.stacks == 1 && all.by_size[6] == 1 && all.bytes == 128 << 10);
  EXPECT(all.grows == 6 && all.bytes_copied == info[0].bytes_copied && all.slots_rewritten == info[0].slots_rewritten);
  EXPECT(all.nanoseconds > 0 && info[0].move_ns > 0);

  loam_stack_history steps[LOAM_STACK_HISTORY], fewer[2];
  uint32_t count = loam_runtime_stack_history(m.runtime, info[0].id, steps, LOAM_STACK_HISTORY);
  EXPECT(count == 6);
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < count; i++) {
    EXPECT(steps[i].reason == LOAM_STACK_GROW && steps[i].new_size == 2 * steps[i].old_size);
    EXPECT(steps[i].new_size == (128ull << 10) >> i);
    if (i > 0) EXPECT(steps[i].new_base == steps[i - 1].old_base);
    bytes += steps[i].bytes_copied;
  }
  EXPECT(bytes == info[0].bytes_copied && bytes > 0);
  EXPECT(loam_where(m.runtime, (void *)steps[0].new_base).goroutine == info[0].id);
  EXPECT(loam_runtime_stack_history(m.runtime, info[0].id, fewer, 2) == 6);
  EXPECT(fewer[1].new_base == steps[1].new_base);
  EXPECT(loam_runtime_stack_history(m.runtime, 99999, steps, LOAM_STACK_HISTORY) == 0);

  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK); // Deep: it sees the peak and takes nothing.

  // Back up, every collection takes one half, until a quarter is used or the least size is reached.
  EXPECT(machine_run(&m, make_release(&m, up, gate)).status == LOAM_OK);
  for (uint64_t size = 64 << 10; size >= 2048; size /= 2) {
    EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
    EXPECT(loam_runtime_goroutines(m.runtime, info, 1) == 1 && info[0].stack_size == size);
    EXPECT(info[0].stack_peak >= used);
    EXPECT(loam_runtime_stack_history(m.runtime, info[0].id, steps, 1) >= 6);
    EXPECT(steps[0].reason == LOAM_STACK_SHRINK && steps[0].old_size == 2 * size && steps[0].new_size == size);
  }
  EXPECT(info[0].shrinks == 6);
  loam_runtime_stack_statistics(m.runtime, &all);
  EXPECT(all.shrinks == 6 && all.by_size[0] == 1 && all.stacks == 1);
  machine_close(&m);
  return NULL;
}

/// Every switch for stacks makes its event happen, and says how often.
static const char *switches_fire(void) {
  static const struct {
    const char *debug;
    loam_knob knob;
  } switches[] = {{"movestack=3", LOAM_KNOB_MOVESTACK}, {"growmove=1", LOAM_KNOB_GROWMOVE},
                  {"tinystack=1", LOAM_KNOB_TINYSTACK}, {"checkptr=1", LOAM_KNOB_CHECKPTR},
                  {"stackgrow=1", LOAM_KNOB_STACKGROW}, {"shrinkoff=1", LOAM_KNOB_SHRINKOFF},
                  {"poison=1", LOAM_KNOB_POISON}};
  static machine m;
  for (uint32_t i = 0; i < sizeof switches / sizeof switches[0]; i++) {
    EXPECT(machine_open(&m, switches[i].debug, 1));
    void **up = loam_global_create(m.runtime, &pointer_type), **gate = loam_global_create(m.runtime, &pointer_type);
    EXPECT(machine_run(&m, make_start(&m, up, gate, 2000)).status == LOAM_OK);
    EXPECT(machine_run(&m, make_release(&m, up, gate)).status == LOAM_OK);
    EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
    EXPECT(atomic_load(&m.runtime->knobs.fired[switches[i].knob]) > 0);
    loam_goroutine_info info;
    EXPECT(loam_runtime_goroutines(m.runtime, &info, 1) == 1);
    EXPECT((switches[i].knob == LOAM_KNOB_SHRINKOFF) == (info.shrinks == 0));
    machine_close(&m);
  }
  return NULL;
}

/// Every allocation of a program that grows and shrinks fails once; the program ends with a status or goes on.
static const char *want_of_memory(void) {
  static machine m;
  uint32_t ended = 0, went_on = 0;
  for (uint32_t n = 1; n < 100000; n++) {
    char debug[64];
    snprintf(debug, sizeof debug, "growmove=1,checkptr=1,failalloc=%u", n);
    if (!machine_open(&m, debug, 1)) continue; // Creation needs memory, too.
    void **up = loam_global_create(m.runtime, &pointer_type), **gate = loam_global_create(m.runtime, &pointer_type);
    loam_function *start = up != NULL && gate != NULL ? make_start(&m, up, gate, 2000) : NULL;
    loam_function *release = start != NULL ? make_release(&m, up, gate) : NULL;
    bool done = false;
    if (release != NULL) {
      loam_status status = machine_run(&m, start).status;
      if (status == LOAM_OK) status = machine_run(&m, release).status;
      if (status == LOAM_OK) (void)loam_collect_now(m.runtime, LOAM_COLLECT_FORCED);
      EXPECT(status == LOAM_OK || status == LOAM_FATAL || status == LOAM_NO_MEMORY);
      *(status == LOAM_OK ? &went_on : &ended) += 1;
      done = atomic_load(&m.runtime->knobs.fired[LOAM_KNOB_FAILALLOC]) == 0;
      EXPECT(!done || status == LOAM_OK);
    }
    EXPECT(!atomic_load(&m.runtime->bugs.dead));
    machine_close(&m);
    if (done) break;
  }
  EXPECT(ended > 3 && went_on > 1);
  return NULL;
}

// ---- a native that stops the world ----

static struct {
  _Atomic bool over;
  machine *m;
  const char *failure;
} beside;

static void *collect_beside(void *argument) {
  (void)argument;
  while (!atomic_load(&beside.over))
    if (loam_collect_now(beside.m->runtime, LOAM_COLLECT_FORCED) != LOAM_OK) beside.failure = "no collection";
  return NULL;
}

// Each figure stops the world; whoever waits for that meanwhile may have its stack moved or cut by another's
// collection.
static const char *look_around(loam_context *context) {
  loam_memory_statistics memory = {0};
  loam_heap_statistics heap;
  loam_goroutine_info info;
  loam_stack_history history;
  uint64_t enough = 0;
  for (int i = 0; i < 4 || memory.collections < enough; i++) {
    if (i == 1) enough = memory.collections + 6;
    EXPECT(loam_argument(context, 0) == 12345);
    if (i % 4 == 0) loam_runtime_memory_statistics(context->runtime, &memory);
    if (i % 4 == 1) loam_runtime_heap_statistics(context->runtime, &heap);
    if (i % 4 == 2) EXPECT(loam_runtime_goroutines(context->runtime, &info, 1) == 1);
    if (i % 4 == 3) (void)loam_runtime_stack_history(context->runtime, 1, &history, 1);
    EXPECT((uintptr_t)context->frame - context->goroutine->stack.lo < loam_stack_size(&context->goroutine->stack));
    EXPECT(atomic_load(&context->worker->limit) >= context->goroutine->stack.lo);
  }
  return NULL;
}
static loam_native_status look_native(loam_context *context) {
  const char *failure = look_around(context);
  return failure == NULL ? LOAM_NATIVE_DONE : loam_context_panic_string(context, failure);
}

// A function that is first called when the stack is large: while it is compiled another thread collects.
static void *collect_often(void *runtime) {
  for (int i = 0; i < 6; i++)
    if (loam_collect_now(runtime, LOAM_COLLECT_FORCED) != LOAM_OK) beside.failure = "no collection";
  return NULL;
}
static loam_native_status late_native(loam_context *context) {
  uintptr_t limit = atomic_load(&context->worker->limit);
  if (loam_stack_size(&context->goroutine->stack) != 2048) return loam_context_panic_string(context, "did not shrink");
  if (limit != context->goroutine->stack.lo && limit != UINTPTR_MAX)
    return loam_context_panic_string(context, "the limit is another stack's");
  return LOAM_NATIVE_DONE;
}
static loam_status compile_late(void *context, loam_function *function) {
  pthread_t thread;
  machine *m = context;
  if (pthread_create(&thread, NULL, collect_often, m->runtime) != 0) return LOAM_NO_MEMORY;
  pthread_join(thread, NULL);
  return loam_function_define_native(m->runtime, function, late_native);
}

static const char *compiles_beside_collections(void) {
  static machine m;
  assembly a;
  EXPECT(machine_open(&m, "poison=1", 1));
  m.runtime->hooks.compile = compile_late;
  loam_function *deep = make_deep(&m, NULL), *late = declare(&m, "late", 0, 0, 0);
  loam_function *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  constant(&a, 0, 700);
  call(&a, deep, 0);
  call(&a, late, 0);
  constant(&a, 0, 700);
  call(&a, deep, 0);
  leave(&a);
  beside.failure = NULL;
  EXPECT(finish(&m, &a, start) && machine_run(&m, start).status == LOAM_OK && beside.failure == NULL);
  machine_close(&m);
  return NULL;
}

static const char *stops_beside_collections(void) {
  static machine m;
  assembly a;
  EXPECT(machine_open(&m, "poison=1", 2));
  loam_function *deep = declare(&m, "main.deep", 1, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
  loam_function *look = declare_native(&m, "look", 1, 0, look_native);
  begin(&a, 4);
  emit(&a, OP(JGEI, 5, 1, 2));
  leave(&a);
  emit(&a, OP(ADDI, 0, 5, -1));
  call(&a, deep, 0);
  leave(&a);
  EXPECT(finish(&m, &a, deep));
  begin(&a, 4);
  constant(&a, 3, CHECKS_SANITIZER ? 10 : 40);
  uint32_t top = a.count;
  constant(&a, 0, 700);
  call(&a, deep, 0);
  constant(&a, 0, 12345);
  call(&a, look, 0);
  emit(&a, OP(ADDI, 3, 3, -1));
  LOOP(&a, JNEI_P, 3, 0, top, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  beside.m = &m;
  beside.failure = NULL;
  atomic_store(&beside.over, false);
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, collect_beside, NULL) == 0);
  loam_status status = machine_run(&m, start).status;
  atomic_store(&beside.over, true);
  pthread_join(thread, NULL);
  if (status != LOAM_OK) fputs(m.text, stderr);
  EXPECT(status == LOAM_OK && beside.failure == NULL);
  machine_close(&m);
  return NULL;
}

const check_case growth_cases[] = {
    {"growth: a stack grows exactly when a frame does not fit", exactly_when_it_does_not_fit},
    {"growth: each runtime has its limit, and overflow comes at the first frame beyond it", limits_of_runtimes},
    {"growth: a goroutine's figures and history tell its moves, and collections take halves", history_of_a_goroutine},
    {"growth: a native that stops the world finds its frame, wherever others' collections put it",
     stops_beside_collections},
    {"growth: a stack that shrinks while its goroutine waits for a function to be compiled has its new limit",
     compiles_beside_collections},
    {"growth: each switch for stacks fires", switches_fire},
    {"growth: each failing allocation ends the program with a status or not at all", want_of_memory},
    {NULL, NULL},
};
