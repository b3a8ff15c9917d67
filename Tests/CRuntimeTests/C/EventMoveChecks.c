// SPDX-License-Identifier: Apache-2.0
//
// EventMoveChecks.c — what the log says of moves of stacks, beside what the memory says.
//
// How.      Stacks of made-up frames are moved by hand between two runs of a runtime. The words of the used part before
//           and after are compared one by one; that knows nothing of maps. The SLOT events must name exactly the words
//           that differ, with what they were and are.
#include "event_order.h"
#include "runtime.h"

enum { FUNCTIONS = 12, SLOTS = 20, DEPTH = 400, WORDS = DEPTH * (SLOTS + 1) };

typedef struct made {
  loam_function *function;
  const uint64_t *safepoint;
} made;

typedef struct bench {
  machine m;
  made functions[FUNCTIONS];
  loam_stack stack;
  loam_stack_position position;
  loam_random random;
  uint64_t before[WORDS], outside;
  loam_event_reader *reader;
} bench;

static loam_stack_pool *pool(bench *b) { return &b->m.runtime->stacks; }

// One safepoint with a random map over the frame's own slots; a function in four has none.
static bool make_functions(bench *b) {
  for (uint32_t i = 0; i < FUNCTIONS; i++) {
    assembly a;
    char name[] = "main.f0";
    name[6] = (char)('a' + i);
    loam_function *f = declare(&b->m, name, i % 3, 0, loam_random_next(&b->random) & 3);
    begin(&a, 4 + (uint32_t)loam_random_below(&b->random, SLOTS - 4));
    emit(&a, OP(INVALID, 0, 0, 0));
    safepoint(&a, i % 4 == 1 ? 0 : loam_random_next(&b->random) & loam_bits_below(a.frame) & ~7ull);
    leave(&a);
    if (!finish(&b->m, &a, f)) return false;
    b->functions[i] = (made){f, f->code + 1};
  }
  return true;
}

static uint64_t some_word(bench *b, uintptr_t fp) {
  uint64_t kind = loam_random_below(&b->random, 8);
  if (kind < 5) return fp + loam_random_below(&b->random, b->stack.hi - fp);
  return kind == 5 ? 0 : kind == 6 ? loam_random_next(&b->random) >> 32 : b->m.runtime->heap.base + (1ull << 34);
}

static void push(bench *b, const made *f, bool bottom) {
  uint64_t *record = (uint64_t *)b->position.fp - 1;
  *record = bottom ? 0 : (uint64_t)(uintptr_t)(b->position.safepoint + 1);
  uint64_t *fp = record - f->function->frame_slots;
  b->position = (loam_stack_position){(uintptr_t)fp, f->safepoint, NULL};
  for (uint32_t slot = 0; slot < f->function->frame_slots; slot++) fp[slot] = some_word(b, (uintptr_t)fp);
}

static void each_outside(void *context, loam_stack_adjustment *adjustment) {
  loam_stack_adjust(adjustment, &((bench *)context)->outside);
}

static const char *told(bench *b, loam_event_kind kind, const loam_stack *old) {
  static loam_event events[WORDS + 8];
  static bool seen[WORDS];
  loam_runtime *runtime = b->m.runtime;
  uint64_t used = b->stack.hi - b->position.fp, words = used / 8, changed = 0;
  uint64_t count = loam_event_reader_read(b->reader, events, WORDS + 8);
  const loam_event *first = &events[0], *last = &events[count - 1];
  EXPECT(count >= 2 && first->kind == kind && last->kind == LOAM_EVENT_MOVED && first->goroutine == 77);
  EXPECT(loam_event_address(runtime, first->arguments[0]) == old->lo);
  EXPECT(loam_event_address(runtime, first->arguments[1]) == b->stack.lo);
  EXPECT(first->arguments[2] == loam_stack_size(old) && first->arguments[3] == loam_stack_size(&b->stack));
  EXPECT(first->arguments[4] == used);
  memset(seen, 0, sizeof seen);
  for (uint64_t i = 1; i + 1 < count; i++) {
    const loam_event *event = &events[i];
    EXPECT(event->kind == LOAM_EVENT_SLOT && event->goroutine == 77);
    uint64_t slot = (uint32_t)event->arguments[1], at = words - event->arguments[2] / 8 + slot; // from fp upwards
    EXPECT(at < words && !seen[at]);
    seen[at] = true;
    EXPECT(loam_event_address(runtime, event->arguments[3]) == b->before[at]);
    EXPECT(loam_event_address(runtime, event->arguments[4]) == ((uint64_t *)b->position.fp)[at]);
  }
  for (uint64_t at = 0; at < words; at++) {
    bool differs = b->before[at] != ((uint64_t *)b->position.fp)[at];
    changed += differs;
    EXPECT(seen[at] == differs);
  }
  // Where the block grew in its place nothing points elsewhere afterwards.
  EXPECT(last->arguments[1] == changed && last->arguments[2] == (b->stack.hi != old->hi));
  return NULL;
}

static const char *move(bench *b, loam_event_kind kind, const loam_function *callee) {
  loam_stack old = b->stack;
  loam_stack_words words = {each_outside, b};
  b->outside = b->position.fp;
  b->position.callee = callee;
  memcpy(b->before, (void *)b->position.fp, b->stack.hi - b->position.fp);
  if (kind == LOAM_EVENT_GROW)
    EXPECT(loam_stack_grow(pool(b), NULL, &b->stack, &b->position, 256, 1 << 30, words, NULL) == LOAM_OK);
  else if (kind == LOAM_EVENT_MOVE)
    EXPECT(loam_stack_relocate(pool(b), NULL, &b->stack, &b->position, words, NULL) == LOAM_OK);
  else if (!loam_stack_shrink(pool(b), NULL, &b->stack, &b->position, 2048, words, NULL))
    return NULL;
  RUN(told(b, kind, &old));
  b->position.callee = NULL;
  return NULL;
}

static const char *moves(void) {
  static bench b;
  memset(&b, 0, sizeof b);
  b.random.state = 11;
  EXPECT(machine_open(&b.m, NULL, 1) && make_functions(&b));
  loam_events_configuration configuration;
  loam_events_configuration_init(&configuration);
  configuration.groups = LOAM_EVENTS_STACKS | LOAM_EVENTS_SLOTS;
  EXPECT(loam_events_start(b.m.runtime, &configuration) == LOAM_OK);
  EXPECT((b.reader = loam_event_reader_create(b.m.runtime)) != NULL);
  for (int round = 0; round < 20; round++) {
    EXPECT(loam_stack_allocate(pool(&b), NULL, &b.stack, 2048, 77) == LOAM_OK);
    b.position = (loam_stack_position){b.stack.hi, NULL, NULL};
    for (uint32_t depth = 0; depth < DEPTH; depth++) {
      const made *f = &b.functions[depth == 0 ? 0 : loam_random_below(&b.random, FUNCTIONS)];
      if (b.position.fp - b.stack.lo < 8 * (f->function->frame_slots + 1ull))
        RUN(move(&b, LOAM_EVENT_GROW, f->function));
      push(&b, f, depth == 0);
      if (loam_random_below(&b.random, 20) == 0) RUN(move(&b, LOAM_EVENT_MOVE, NULL));
    }
    // Back to the frames of the outer part, so that there is something to shrink.
    loam_frame frame;
    EXPECT(loam_frame_first(&b.position, &frame));
    for (int i = 0; i < DEPTH - 5; i++) EXPECT(loam_frame_next(&frame, b.stack.hi));
    b.position = (loam_stack_position){frame.fp, frame.safepoint, NULL};
    for (uint64_t *word = (uint64_t *)frame.fp; word < (uint64_t *)b.stack.hi; word++)
      if (*word - b.stack.lo < frame.fp - b.stack.lo) *word = 0;
    for (int i = 0; i < 6; i++) RUN(move(&b, LOAM_EVENT_SHRINK, NULL));
    EXPECT(loam_stack_size(&b.stack) <= 8192);
    loam_stack_free(pool(&b), NULL, &b.stack);
  }
  EXPECT(loam_event_reader_lost(b.reader) == 0);
  loam_event_reader_destroy(b.reader);
  machine_close(&b.m);
  return NULL;
}

const check_case event_move_cases[] = {
    {"events: the slots of a move are the words that differ before and after it, with both values", moves},
    {NULL, NULL},
};
