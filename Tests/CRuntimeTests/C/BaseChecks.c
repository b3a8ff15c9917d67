// SPDX-License-Identifier: Apache-2.0
//
// BaseChecks.c — switches, locks, permanent memory.
#include "check.h"

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

const check_case base_cases[] = {
    {"base: switches are read, wrong ones refused with the list", switches_are_read},
    {"base: a lock taken out of order is reported", lock_order_is_watched},
    {"base: permanent memory is zeroed, aligned, distinct and found again", permanent_memory_stays},
    {NULL, NULL},
};
