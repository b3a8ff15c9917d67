// SPDX-License-Identifier: Apache-2.0
//
// FramesChecks.c — a goroutine's frames as a host sees them, and its stack moved by force.
//
// How.      A recursion whose frames point at a slot of their caller's, each with a copy of that address which no map
//           has, waits at its bottom. Words are compared one by one before and after a move. When it goes on, each
//           frame counts in its caller's slot: a pointer that was not rewritten would be missed in the sum.
#include "assemble.h"

#include "runtime.h"

#include <pthread.h>

enum { FRAME = 5, COUNT = 2, COPY = 3, NUMBER = FRAME + 1, POINTER = FRAME + 2, DEPTH = 300, WORDS = 4096 };

typedef struct tower {
  machine m;
  void **gate, **up;
  loam_function *deep, *start, *release;
  uint64_t *sum; ///< A global: what main.body counted.
} tower;

/// deep(n, p): count := 0; if n > 0 { deep(n - 1, &count) } else { up <- 1; <-gate }; *p += count + 1
static bool make_deep(tower *t) {
  assembly a;
  loam_function *f = t->deep = declare(&t->m, "main.deep", 2, 0, 2);
  begin(&a, FRAME);
  line(&a, 10);
  emit(&a, OP(LOADI, COUNT, 0, 0));
  emit(&a, OP(MOV, COPY, POINTER, 0));
  uint32_t test = a.count;
  emit(&a, 0);
  emit(&a, OP(ADDI, 0, NUMBER, -1));
  emit(&a, OP(ADDR, 1, COUNT, 0));
  line(&a, 11);
  call(&a, f, 1ull << POINTER);
  uint32_t jump = a.count;
  emit(&a, 0);
  a.words[test] = OP(JEQI, NUMBER, 0, (int)(a.count - test));
  line(&a, 12);
  load_global(&a, 0, t->up);
  emit(&a, OP(LOADI, 1, 1, 0));
  emit(&a, OP(SEND, 0, 1, 0));
  safepoint(&a, 1ull << POINTER | 1);
  load_global(&a, 0, t->gate);
  line(&a, 13);
  emit(&a, OP(RECV, LOAM_NONE, 0, LOAM_NONE));
  safepoint(&a, 1ull << POINTER | 1);
  a.words[jump] = (uint64_t)LOAM_OP_JMP | (uint64_t)(a.count - jump) << 32;
  emit(&a, OP(ADDI, COUNT, COUNT, 1));
  emit(&a, OP(LD64, 4, POINTER, 0));
  emit(&a, OP(ADD, 4, 4, COUNT));
  emit(&a, OP(ST64, POINTER, 4, 0));
  leave(&a);
  return finish(&t->m, &a, f);
}

/// go body(): count := 0; deep(n, &count); sum = count; up <- 1
static bool make_start(tower *t, int64_t n) {
  assembly a;
  loam_function *body = declare(&t->m, "main.body", 0, 0, 0), *start = declare(&t->m, "main.main", 0, 0, 0);
  begin(&a, 4);
  emit(&a, OP(LOADI, 2, 0, 0));
  constant(&a, 0, n);
  emit(&a, OP(ADDR, 1, 2, 0));
  call(&a, t->deep, 0);
  store_global(&a, 2, t->sum);
  load_global(&a, 0, t->up);
  emit(&a, OP(LOADI, 1, 1, 0));
  emit(&a, OP(SEND, 0, 1, 0));
  safepoint(&a, 1);
  leave(&a);
  if (!finish(&t->m, &a, body)) return false;
  begin(&a, 4);
  make_channel(&a, 2, &channel_type, LOAM_NONE, 0);
  store_global(&a, 2, t->up);
  make_channel(&a, 3, &channel_type, LOAM_NONE, 4);
  store_global(&a, 3, t->gate);
  go(&a, 0, body, 4);
  emit(&a, OP(RECV, LOAM_NONE, 2, LOAM_NONE));
  safepoint(&a, 4);
  leave(&a);
  t->start = start;
  return finish(&t->m, &a, start);
}

/// gate <- 1; <-up
static bool make_release(tower *t) {
  assembly a;
  loam_function *f = t->release = declare(&t->m, "main.release", 0, 0, 0);
  begin(&a, 3);
  load_global(&a, 0, t->gate);
  emit(&a, OP(LOADI, 1, 1, 0));
  emit(&a, OP(SEND, 0, 1, 0));
  safepoint(&a, 1);
  load_global(&a, 0, t->up);
  emit(&a, OP(RECV, LOAM_NONE, 0, LOAM_NONE));
  safepoint(&a, 1);
  leave(&a);
  return finish(&t->m, &a, f);
}

/// Leaves main.deep waiting at the bottom of its recursion; *out_id is its goroutine.
static bool build(tower *t, const char *debug, int64_t n, uint64_t *out_id) {
  if (!machine_open(&t->m, debug, 1)) return false;
  t->up = loam_global_create(t->m.runtime, &pointer_type);
  t->gate = loam_global_create(t->m.runtime, &pointer_type);
  t->sum = loam_global_create(t->m.runtime, &int_type);
  if (!make_deep(t) || !make_start(t, n) || !make_release(t)) return false;
  if (machine_run(&t->m, t->start).status != LOAM_OK) return false;
  loam_goroutine_info info;
  if (loam_runtime_goroutines(t->m.runtime, &info, 1) != 1) return false;
  *out_id = info.id;
  return true;
}

static const char *frames_are_told(void) {
  static tower t;
  static loam_stack_frame frames[DEPTH + 8];
  uint64_t id;
  EXPECT(build(&t, NULL, DEPTH, &id));
  loam_runtime *runtime = t.m.runtime;
  loam_stack_outline outline;
  EXPECT(loam_goroutine_frames(runtime, id, &outline, frames, DEPTH + 8) == LOAM_OK);
  EXPECT(outline.frames == DEPTH + 2 && outline.callee == NULL && outline.movable);
  EXPECT(outline.lo < outline.fp && outline.fp == frames[0].fp && outline.hi - outline.lo == 16 << 10);
  EXPECT(frames[0].line == 13 && frames[1].line == 11);
  for (uint64_t i = 0; i <= DEPTH; i++) {
    EXPECT(frames[i].function == t.deep && frames[i].frame_slots == FRAME);
    EXPECT(frames[i + 1].fp == frames[i].fp + 8 * (FRAME + 1));
    const uint64_t *fp = (const uint64_t *)frames[i].fp;
    EXPECT(fp[NUMBER] == i && frames[i].map != NULL && frames[i].map[0] >> POINTER & 1);
    uint64_t target = i == DEPTH ? frames[i + 1].fp + 16 : frames[i + 1].fp + 8 * COUNT;
    EXPECT(fp[POINTER] == target && (i > 0 || fp[COPY] == target)); // growth left older copies as they were
    EXPECT((t.deep->code[frames[i].safepoint] >> 24 & 0xffff) == FRAME);
  }
  // Fewer are a beginning of them.
  loam_stack_frame few[2];
  EXPECT(loam_goroutine_frames(runtime, id, &outline, few, 2) == LOAM_OK && outline.frames == DEPTH + 2);
  EXPECT(memcmp(few, frames, sizeof few) == 0);
  EXPECT(loam_goroutine_frames(runtime, id, &outline, NULL, 5) == LOAM_OK);
  EXPECT(loam_goroutine_frames(runtime, 99999, &outline, few, 2) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_goroutine_frames(runtime, id, NULL, few, 2) == LOAM_INVALID_ARGUMENT);
  machine_close(&t.m);
  return NULL;
}

static bool is_mapped(const loam_stack_frame *frames, uint64_t count, uintptr_t address) {
  for (uint64_t i = 0; i < count; i++) {
    uint64_t slot = (address - frames[i].fp) / 8;
    if (address < frames[i].fp || frames[i].map == NULL) continue;
    if (slot < 64ull * frames[i].function->map_words && frames[i].map[slot / 64] >> slot % 64 & 1) return true;
  }
  return false;
}

/// Moves, and compares all words.
static const char *move_and_compare(tower *t, uint64_t id, loam_stack_reason reason) {
  static loam_stack_frame frames[DEPTH + 8];
  static uint64_t before[WORDS];
  loam_stack_outline old, now;
  loam_stack_history history;
  EXPECT(loam_goroutine_frames(t->m.runtime, id, &old, frames, DEPTH + 8) == LOAM_OK);
  uint64_t words = (old.hi - old.fp) / 8, rewritten = 0;
  EXPECT(words <= WORDS);
  memcpy(before, (const void *)old.fp, 8 * words);
  EXPECT(loam_goroutine_move(t->m.runtime, id, reason, &history) == LOAM_OK);
  EXPECT(loam_goroutine_frames(t->m.runtime, id, &now, NULL, 0) == LOAM_OK);
  uint64_t size = old.hi - old.lo;
  EXPECT(now.hi - now.lo == (reason == LOAM_STACK_GROW ? 2 * size : reason == LOAM_STACK_SHRINK ? size / 2 : size));
  EXPECT(now.hi - now.fp == old.hi - old.fp && now.frames == old.frames);
  EXPECT(now.hi <= old.lo || now.lo >= old.hi);
  EXPECT(history.reason == reason && history.old_base == old.lo && history.new_base == now.lo);
  EXPECT(history.old_size == size && history.new_size == now.hi - now.lo && history.bytes_copied == 8 * words);
  for (uint64_t i = 0; i < words; i++) {
    uint64_t word = ((const uint64_t *)now.fp)[i];
    bool leads = before[i] - old.lo < size, mapped = is_mapped(frames, old.frames, old.fp + 8 * i);
    EXPECT(word == before[i] + (leads && mapped ? now.hi - old.hi : 0));
    rewritten += word != before[i];
  }
  EXPECT(history.slots_rewritten == rewritten && rewritten == DEPTH + 1);
  loam_goroutine_info info;
  EXPECT(loam_runtime_goroutines(t->m.runtime, &info, 1) == 1 && info.stack_size == now.hi - now.lo);
  return NULL;
}

static const char *moves_rewrite_what_is_live(void) {
  static const char *const debug[] = {"checkptr=1,poison=1", "checkptr=1,poison=1,growmove=1", "checkptr=1,tinystack=1",
                                      "checkptr=1,deepscan=1,gcalways=1"};
  static tower t;
  for (uint32_t d = 0; d < sizeof debug / sizeof debug[0]; d++) {
    uint64_t id;
    EXPECT(build(&t, debug[d], DEPTH, &id));
    static const loam_stack_reason reasons[] = {LOAM_STACK_GROW,   LOAM_STACK_MOVE, LOAM_STACK_GROW,
                                                LOAM_STACK_SHRINK, LOAM_STACK_MOVE, LOAM_STACK_SHRINK};
    for (uint32_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) RUN(move_and_compare(&t, id, reasons[i]));
    EXPECT(loam_collect_now(t.m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
    RUN(move_and_compare(&t, id, LOAM_STACK_GROW));
    EXPECT(*t.sum == 0 && machine_run(&t.m, t.release).status == LOAM_OK && *t.sum == DEPTH + 1);
    machine_close(&t.m);
  }
  return NULL;
}

static const char *refusals_change_nothing(void) {
  static tower t;
  uint64_t id;
  EXPECT(build(&t, NULL, DEPTH, &id));
  loam_runtime *runtime = t.m.runtime;
  loam_stack_outline before, after;
  EXPECT(loam_goroutine_frames(runtime, id, &before, NULL, 0) == LOAM_OK);
  EXPECT(loam_goroutine_move(runtime, 99999, LOAM_STACK_GROW, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_goroutine_move(runtime, id, (loam_stack_reason)9, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_goroutine_move(NULL, id, LOAM_STACK_GROW, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_goroutine_move(runtime, id, LOAM_STACK_SHRINK, NULL) == LOAM_LIMIT); // more than half is in use
  uint64_t maximum = loam_runtime_set_maximum_stack(runtime, 16 << 10);
  EXPECT(loam_goroutine_move(runtime, id, LOAM_STACK_GROW, NULL) == LOAM_LIMIT);
  loam_runtime_set_maximum_stack(runtime, maximum);
  EXPECT(loam_goroutine_frames(runtime, id, &after, NULL, 0) == LOAM_OK);
  EXPECT(after.lo == before.lo && after.fp == before.fp && after.frames == before.frames);
  machine_close(&t.m);

  EXPECT(build(&t, NULL, 1, &id));
  EXPECT(loam_goroutine_move(t.m.runtime, id, LOAM_STACK_SHRINK, NULL) == LOAM_LIMIT); // the smallest there is
  EXPECT(loam_goroutine_move(t.m.runtime, id, LOAM_STACK_GROW, NULL) == LOAM_OK);
  EXPECT(loam_goroutine_move(t.m.runtime, id, LOAM_STACK_SHRINK, NULL) == LOAM_OK);
  machine_close(&t.m);
  return NULL;
}

// ---- a goroutine inside of a call that blocks ----

static struct {
  _Atomic uint32_t entered;
  _Atomic bool over;
  tower *t;
  loam_status moved, asked;
  bool movable;
} beside;

static loam_native_status blocks(loam_context *context) {
  if (!loam_context_enter_blocking(context)) return LOAM_NATIVE_RETRY;
  atomic_store(&beside.entered, 1);
  while (!atomic_load(&beside.over)) loam_os_yield();
  loam_context_leave_blocking(context);
  return LOAM_NATIVE_DONE;
}

static loam_native_status asks(loam_context *context) {
  loam_goroutine_info info;
  loam_context_goroutine(context, &info);
  beside.asked = loam_goroutine_move(context->runtime, info.id, LOAM_STACK_GROW, NULL);
  return LOAM_NATIVE_DONE;
}

static void *move_beside(void *argument) {
  (void)argument;
  loam_runtime *runtime = beside.t->m.runtime;
  while (!atomic_load(&beside.entered)) loam_os_yield();
  loam_goroutine_info info;
  loam_stack_outline outline = {0};
  (void)loam_runtime_goroutines(runtime, &info, 1);
  (void)loam_goroutine_frames(runtime, info.id, &outline, NULL, 0);
  beside.movable = outline.movable;
  beside.moved = loam_goroutine_move(runtime, info.id, LOAM_STACK_GROW, NULL);
  atomic_store(&beside.over, true);
  return NULL;
}

static const char *natives_keep_their_frames(void) {
  static tower t;
  assembly a;
  EXPECT(machine_open(&t.m, NULL, 1));
  beside.t = &t;
  atomic_store(&beside.entered, 0);
  atomic_store(&beside.over, false);
  loam_function *native = declare_native(&t.m, "main.native", 0, 0, blocks);
  loam_function *ask = declare_native(&t.m, "main.ask", 0, 0, asks), *f = declare(&t.m, "main.main", 0, 0, 0);
  begin(&a, 4);
  call(&a, native, 0);
  call(&a, ask, 0);
  leave(&a);
  EXPECT(finish(&t.m, &a, f));
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, move_beside, NULL) == 0);
  loam_status status = machine_run(&t.m, f).status;
  pthread_join(thread, NULL);
  EXPECT(status == LOAM_OK && beside.moved == LOAM_WRONG_STATE && !beside.movable);
  EXPECT(beside.asked == LOAM_WRONG_STATE);
  machine_close(&t.m);
  return NULL;
}

const check_case frames_cases[] = {
    {"frames: each frame of a goroutine is told with its map, slots and line", frames_are_told},
    {"frames: a forced move rewrites the live words that pointed into the old block and no others",
     moves_rewrite_what_is_live},
    {"frames: a move that is refused leaves the stack as it was", refusals_change_nothing},
    {"frames: a stack is not moved while C knows a frame of it", natives_keep_their_frames},
    {NULL, NULL},
};
