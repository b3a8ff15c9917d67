// SPDX-License-Identifier: Apache-2.0
//
// recursion.c — a million levels deep, with pointers into the frames above.
//
// Each level gets two pointers: to a variable of its caller and to one of the outermost function. It writes through
// both. A goroutine's stack starts at 2 KiB and doubles as often as it must: it is copied to another place, or, once it
// is large, extended where it lies. Most of those variables have changed their address several times between the moment
// the pointer was taken and the moment it is used: the runtime keeps every declared pointer true. On the way back each
// level finds in its own variable what the level below wrote.
#include "example.h"

enum { LEVELS = 1000000, REMEMBERED = 4 };

typedef struct descend_frame {
  struct {
    int64_t level, *above, *outermost, deepest;
  } call;      // what it passes on: three arguments and a result
  int64_t own; // written by the level below
  loam_step_record record;
  int64_t level, *above, *outermost; // own arguments
  int64_t deepest;                   // own result
} descend_frame;

static const uint32_t descend_pointers[] = {offsetof(descend_frame, above), offsetof(descend_frame, outermost)};

// Two texts in turn, because a line shows two sizes.
static const char *size_text(uint64_t bytes) {
  static char texts[2][32];
  static int next;
  char *text = texts[next ^= 1];
  bool large = bytes >= 1 << 20;
  snprintf(text, sizeof texts[0], "%" PRIu64 " %s", (large ? bytes >> 20 : bytes >> 10), large ? "MiB" : "KiB");
  return text;
}

static void print_history(loam_context *context) {
  static const char *const reasons[] = {
      [LOAM_STACK_GROW] = "grows", [LOAM_STACK_SHRINK] = "shrinks", [LOAM_STACK_MOVE] = "moves"};
  loam_goroutine_info self;
  loam_stack_history moves[REMEMBERED];
  loam_context_goroutine(context, &self);
  printf("at the bottom: stack of %s, grown %" PRIu64 " times\n", size_text(self.stack_size), self.grows);
  uint32_t count = loam_runtime_stack_history(context->runtime, self.id, moves, REMEMBERED);
  for (uint32_t i = count < REMEMBERED ? count : REMEMBERED; i-- > 0;) {
    REQUIRE(moves[i].old_base != moves[i].new_base);
    printf("  %s from %s to %s\n", reasons[moves[i].reason], size_text(moves[i].old_size),
           size_text(moves[i].new_size));
  }
}

LOAM_STEP(descend, descend_frame) {
  LOAM_BEGIN;
  *f->above = f->level;
  *f->outermost += 1;
  f->deepest = f->level;
  if (f->level == LEVELS) {
    print_history(context);
    LOAM_RETURN;
  }
  f->call.level = f->level + 1;
  f->call.above = &f->own;
  f->call.outermost = f->outermost;
  LOAM_CALL(loam_step_self(context));
  if (f->own != f->level + 1) LOAM_PANIC("the level below did not write to my variable");
  f->deepest = f->call.deepest;
  LOAM_END;
}
static const loam_step_description descend_description = {LOAM_DESCRIBE(descend, descend_frame,
                                                                        LOAM_BYTES(descend_frame, call, call),
                                                                        LOAM_BYTES(descend_frame, level, outermost)),
                                                          LOAM_POINTERS(descend_pointers)};

typedef struct outermost_frame {
  struct {
    int64_t level, *above, *outermost, deepest;
  } call;
  int64_t count, first;
  loam_step_record record;
  int64_t levels, deepest; // two results
} outermost_frame;

LOAM_STEP(outermost, outermost_frame) {
  LOAM_BEGIN;
  f->call.level = 1;
  f->call.above = &f->first;
  f->call.outermost = &f->count;
  LOAM_CALL(loam_step_user(context));
  if (f->first != 1) LOAM_PANIC("the first level did not write to my variable");
  f->levels = f->count;
  f->deepest = f->call.deepest;
  LOAM_END;
}
static const loam_step_description outermost_description = {
    LOAM_DESCRIBE(outermost, outermost_frame, LOAM_BYTES(outermost_frame, call, call), 0)};

int main(void) {
  loam_runtime *runtime = create_runtime(1);
  loam_function *start = define(runtime, outermost_description, define(runtime, descend_description, NULL));
  uint64_t results[2];
  loam_outcome outcome = {.results = results};
  REQUIRE(loam_runtime_call(runtime, start, NULL, &outcome).status == LOAM_OK);
  printf("%" PRIu64 " levels wrote to the outermost frame, the deepest was level %" PRIu64 "\n", results[0],
         results[1]);
  REQUIRE(results[0] == LEVELS && results[1] == LEVELS);
  loam_runtime_destroy(runtime);
  return 0;
}
