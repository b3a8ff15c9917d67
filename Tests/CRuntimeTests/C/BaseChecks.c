// SPDX-License-Identifier: Apache-2.0
//
// BaseChecks.c — switches, locks, permanent memory.
#include "base/go_debug.h"
#include "check.h"
#include "include/CRuntime.h"
#include "runtime.h"

static const char *switches_are_read(void) {
  loam_knobs knobs;
  const char *message;
  EXPECT(loam_knobs_parse(&knobs, NULL, &message) && loam_knobs_parse(&knobs, "", &message));
  EXPECT(loam_knobs_parse(&knobs, "movestack=3,poison=1,gcstress=100", &message));
  EXPECT(loam_knob_value(&knobs, LOAM_KNOB_MOVESTACK) == 3 && loam_knob_value(&knobs, LOAM_KNOB_POISON) == 1);
  EXPECT(loam_knob_value(&knobs, LOAM_KNOB_GCSTRESS) == 100 && loam_knob_value(&knobs, LOAM_KNOB_FAILALLOC) == 0);
  EXPECT(!loam_knobs_parse(&knobs, "movestac=3", &message) && strstr(message, "movestack"));
  EXPECT(!loam_knobs_parse(&knobs, "poison=2", &message) && message);
  EXPECT(!loam_knobs_parse(&knobs, "poison", &message) && message);
  EXPECT(!loam_knobs_parse(&knobs, "movestack=99999999999999999999", &message) && message);
  EXPECT(!loam_knobs_parse(&knobs, "movestack=-1", &message) && message);
  EXPECT(!loam_knobs_parse(&knobs, "help", &message) && strstr(message, "verifyheap"));
  return NULL;
}

static const char *lock_order_is_watched(void) {
#if LOAM_CHECK >= 2
  loam_bugs bugs = {0};
  loam_lock low, high;
  loam_lock_init(&low, LOAM_RANK_CHANNEL, &bugs);
  loam_lock_init(&high, LOAM_RANK_PAGES, &bugs);
  loam_lock_acquire(&low);
  loam_lock_acquire(&high);
  loam_lock_release(&high);
  loam_lock_release(&low);
  EXPECT(!bugs.dead);
  loam_lock_acquire(&high);
  loam_lock_acquire(&low);
  EXPECT(bugs.dead && strcmp(bugs.tag, "lock.rank") == 0);
  loam_lock_release(&low);
  loam_lock_release(&high);
#endif
  return NULL;
}

static const char *permanent_memory_stays(void) {
  fixture f;
  EXPECT(fixture_open(&f, NULL));
  uint8_t *blocks[200];
  for (int i = 0; i < 200; i++) {
    uint64_t size = loam_random_below(&f.random, i % 20 ? 5000 : 900000) + 1, align = 1ull << (i % 13);
    EXPECT((blocks[i] = loam_permanent_take(&f.permanent, size, align)));
    EXPECT((uintptr_t)blocks[i] % align == 0 && blocks[i][0] == 0 && blocks[i][size - 1] == 0);
    blocks[i][0] = (uint8_t)i;
    blocks[i][size - 1] = (uint8_t)i;
    EXPECT(loam_permanent_contains(&f.permanent, blocks[i] + size - 1));
  }
  for (int i = 0; i < 200; i++) EXPECT(blocks[i][0] == (uint8_t)i);
  EXPECT(!loam_permanent_contains(&f.permanent, &f));
  fixture_close(&f);
  EXPECT_CLOSED(&f);
  return NULL;
}

static const char *go_debug_is_read_as_go_reads_it(void) {
  static const struct {
    const char *text;
    int32_t trace, stop, mark, clobber;
  } rows[] = {
      {NULL, 0, 0, 0, 0},
      {"", 0, 0, 0, 0},
      {"gctrace=1", 1, 0, 0, 0},
      {"gctrace=1,gcstoptheworld=2,gccheckmark=1,clobberfree=1", 1, 2, 1, 1},
      {"madvdontneed=1,,gctrace=2,http2debug=x,gccheckmark", 2, 0, 0, 0},
      {"gctrace=1,gctrace=0", 0, 0, 0, 0},
      {"gctrace=x1,gcstoptheworld=,clobberfree=1x,gccheckmark=99999999999", 0, 0, 0, 0},
      {"gctrace=3,gctrace=y,clobberfree=+1,gccheckmark=-1", 3, 0, -1, 1},
      {"gctraces=1,gctrac=1,=1,gcstoptheworld=1", 0, 1, 0, 0},
  };
  for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    loam_go_debug debug;
    loam_knobs knobs = {0};
    loam_go_debug_parse(&debug, rows[i].text);
    loam_go_debug_switch(&debug, &knobs);
    EXPECT(loam_go_debug_value(&debug, "gctrace") == rows[i].trace);
    EXPECT(loam_go_debug_value(&debug, "gcstoptheworld") == rows[i].stop);
    EXPECT(loam_go_debug_value(&debug, "gccheckmark") == rows[i].mark);
    EXPECT(loam_go_debug_value(&debug, "clobberfree") == rows[i].clobber);
    EXPECT(loam_go_debug_value(&debug, "gc") == 0);
    EXPECT(loam_knob_value(&knobs, LOAM_KNOB_CHECKMARK) == (rows[i].mark > 0));
    EXPECT(loam_knob_value(&knobs, LOAM_KNOB_POISON) == (rows[i].clobber > 0));
  }
  // A runtime has them from its configuration, and what they stand for.
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.debug = "verifyheap=1";
  configuration.go_debug = "gcstoptheworld=2,clobberfree=1,gccheckmark=1";
  loam_runtime *runtime = loam_runtime_create(&configuration, NULL, NULL);
  EXPECT(runtime != NULL && loam_runtime_go_debug(runtime, "gcstoptheworld") == 2);
  EXPECT(loam_runtime_go_debug(runtime, "gctrace") == 0 && loam_runtime_go_debug(runtime, NULL) == 0);
  loam_switch_count switches[LOAM_KNOB_COUNT];
  EXPECT(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(loam_runtime_switches(runtime, switches, LOAM_KNOB_COUNT) == LOAM_KNOB_COUNT);
  EXPECT(switches[LOAM_KNOB_CHECKMARK].value == 1 && switches[LOAM_KNOB_CHECKMARK].fired == 1);
  EXPECT(switches[LOAM_KNOB_POISON].value == 1 && switches[LOAM_KNOB_VERIFYHEAP].fired == 1);
  loam_runtime_destroy(runtime);
  return NULL;
}

static const char *switches_are_set_at_run_time(void) {
  loam_runtime *runtime = loam_runtime_create(NULL, NULL, NULL);
  loam_switch_count switches[LOAM_KNOB_COUNT];
  EXPECT(runtime != NULL && loam_runtime_switches(runtime, switches, LOAM_KNOB_COUNT) == LOAM_KNOB_COUNT);
  for (uint32_t i = 0; i < LOAM_KNOB_COUNT; i++) {
    const loam_switch_count *row = &switches[i];
    EXPECT(row->value == 0 && row->least == 0 && row->most >= 1 && strlen(row->text) > 10);
    EXPECT(loam_runtime_set_switch(runtime, row->name, -1) == LOAM_INVALID_ARGUMENT);
    EXPECT(loam_runtime_set_switch(runtime, row->name, 1) == (row->changes ? LOAM_OK : LOAM_WRONG_STATE));
    EXPECT(loam_knob_value(&runtime->knobs, (loam_knob)i) == row->changes);
    if (i == LOAM_KNOB_FAILALLOC || i == LOAM_KNOB_MEMLIMIT) EXPECT(runtime->heap.single);
    if (i == LOAM_KNOB_MOVESTACK) EXPECT(runtime->always_slow);
    EXPECT(!row->changes || loam_runtime_set_switch(runtime, row->name, 0) == LOAM_OK);
    EXPECT(!runtime->heap.single && !runtime->always_slow);
  }
  EXPECT(loam_runtime_set_switch(runtime, "checkmark", 1) == LOAM_OK);
  EXPECT(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  EXPECT(atomic_load(&runtime->knobs.fired[LOAM_KNOB_CHECKMARK]) == 1);
  EXPECT(loam_runtime_set_switch(runtime, "nosuch", 1) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_runtime_set_switch(runtime, NULL, 1) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_runtime_set_switch(NULL, "poison", 1) == LOAM_INVALID_ARGUMENT);
  loam_runtime_destroy(runtime);
  return NULL;
}

const check_case base_cases[] = {
    {"base: switches are set while a runtime lives, and off they leave nothing behind", switches_are_set_at_run_time},
    {"base: GODEBUG is read as Go reads it, and turns the switches on that it stands for",
     go_debug_is_read_as_go_reads_it},
    {"base: switches are read, wrong ones refused with the list", switches_are_read},
    {"base: a lock taken out of order is reported", lock_order_is_watched},
    {"base: permanent memory is zeroed, aligned, distinct and found again", permanent_memory_stays},
    {NULL, NULL},
};
