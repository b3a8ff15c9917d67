// SPDX-License-Identifier: Apache-2.0
//
// SemaphoreChecks.c — crowds on one address and on many, the order of waking, hand-off.
#include "program.h"
#include "base/os.h"
#include "runtime.h"
#include "schedule/schedule.h"

enum { CROWD = 10000 };
static uint32_t units[CROWD];
static uint32_t woken[CROWD + 2], woken_count;
static bool spread; // every waiter has an address of its own

static uint32_t *unit(uint64_t i) { return &units[spread ? i : 0]; }
static loam_native_status acquire_unit_native(loam_context *context) {
  return loam_semaphore_acquire(context, unit(loam_argument(context, 0)), false, "sync.Mutex.Lock") ? LOAM_NATIVE_DONE
                                                                                                    : LOAM_NATIVE_BLOCK;
}
static loam_native_status release_unit_native(loam_context *context) {
  return loam_semaphore_release(context, unit(loam_argument(context, 0)), false);
}
static loam_native_status handoff_native(loam_context *context) { return loam_semaphore_release(context, units, true); }
static loam_native_status note_native(loam_context *context) {
  if (woken_count < CROWD + 2) woken[woken_count++] = (uint32_t)loam_argument(context, 0);
  return LOAM_NATIVE_DONE;
}
static bool checked;
static int64_t began, parked, ended;
static loam_native_status middle_native(loam_context *context) {
  parked = loam_os_monotonic();
  checked = loam_semaphores_check(context->runtime);
  return LOAM_NATIVE_DONE;
}

static uint64_t next_number;
static loam_native_status number_native(loam_context *context) {
  loam_argument(context, 0) = next_number++;
  return LOAM_NATIVE_DONE;
}

// How many are still to come, of this step.
static loam_native_status left_native(loam_context *context) {
  loam_argument(context, 0) = checked ? CROWD - woken_count : CROWD - next_number;
  return LOAM_NATIVE_DONE;
}

// One worker: CROWD goroutines wait, each with its number; then all are released in turn.
static const char *crowd(bool on_many) {
  static machine m;
  assembly a;
  spread = on_many;
  woken_count = 0;
  next_number = 0;
  checked = false;
  memset(units, 0, sizeof units);
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *acquire = declare_native(&m, "acquire", 1, 0, acquire_unit_native);
  loam_function *release = declare_native(&m, "release", 1, 0, release_unit_native);
  loam_function *note = declare_native(&m, "note", 1, 0, note_native),
                *yield = declare_native(&m, "yield", 0, 0, yield_native);
  loam_function *middle = declare_native(&m, "middle", 0, 0, middle_native);
  loam_function *number = declare_native(&m, "number", 0, 1, number_native);
  loam_function *left = declare_native(&m, "left", 0, 1, left_native);
  loam_function *waits = declare(&m, "main.waits", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  call(&a, number, 0);
  emit(&a, OP(MOV, 2, 0, 0));
  call(&a, acquire, 0);
  emit(&a, OP(MOV, 0, 2, 0));
  call(&a, note, 0);
  leave(&a);
  EXPECT(finish(&m, &a, waits));
  begin(&a, 6);
  constant(&a, 4, CROWD);
  for (int step = 0; step < 2; step++) {
    constant(&a, 3, 0);
    uint32_t top = a.count;
    if (step == 0) {
      go(&a, 0, waits, 1);
    } else {
      emit(&a, OP(MOV, 0, 3, 0));
      call(&a, release, 0);
    }
    emit(&a, OP(ADDI, 3, 3, 1));
    LOOP(&a, JLT_P, 3, 4, top, 0);
    top = a.count;
    call(&a, yield, 0); // the others get their turns
    call(&a, left, 0);
    LOOP(&a, JNEI_P, 0, 0, top, 0);
    if (step == 0) call(&a, middle, 0);
  }
  leave(&a);
  EXPECT(finish(&m, &a, start));
  began = loam_os_monotonic();
  EXPECT(machine_run(&m, start).status == LOAM_OK && checked);
  ended = loam_os_monotonic();
  EXPECT(loam_semaphores_check(m.runtime));
  if (getenv("LOAM_BENCH") != NULL)
    printf("%d waiters on %s: %.0f ns each to start and wait, %.0f ns each to release and end\n", CROWD,
           on_many ? "as many addresses" : "one address", (double)(parked - began) / CROWD,
           (double)(ended - parked) / CROWD);
  EXPECT(woken_count == CROWD);
  uint64_t sum = 0;
  for (uint32_t i = 0; i < CROWD; i++) sum += woken[i];
  EXPECT(sum == (uint64_t)CROWD * (CROWD - 1) / 2);
  machine_close(&m);
  return NULL;
}
static const char *one_address(void) { return crowd(false); }
static const char *many_addresses(void) { return crowd(true); }

// One worker: main releases a unit that two wait for, in turn, and says when it goes on: after the waiter with
// hand-off.
static const char *hand_off(void) {
  for (int with = 0; with < 2; with++) {
    static machine m;
    assembly a;
    spread = false;
    woken_count = 0;
    memset(units, 0, sizeof units);
    EXPECT(machine_open(&m, NULL, 1));
    loam_function *acquire = declare_native(&m, "acquire", 1, 0, acquire_unit_native);
    loam_function *release = with ? declare_native(&m, "release", 0, 0, handoff_native)
                                  : declare_native(&m, "release", 1, 0, release_unit_native);
    loam_function *note = declare_native(&m, "note", 1, 0, note_native);
    loam_function *yield = declare_native(&m, "yield", 0, 0, yield_native);
    loam_function *waits = declare(&m, "main.waits", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
    begin(&a, 4);
    call(&a, acquire, 0);
    constant(&a, 0, 7);
    call(&a, note, 0);
    leave(&a);
    EXPECT(finish(&m, &a, waits));
    begin(&a, 4);
    go(&a, 0, waits, 1);
    for (int i = 0; i < 3; i++) call(&a, yield, 0);
    constant(&a, 0, 0);
    call(&a, release, 0);
    constant(&a, 0, 9);
    call(&a, note, 0);
    for (int i = 0; i < 3; i++) call(&a, yield, 0);
    leave(&a);
    EXPECT(finish(&m, &a, start));
    EXPECT(machine_run(&m, start).status == LOAM_OK && woken_count == 2);
    EXPECT(with ? woken[0] == 7 && woken[1] == 9 : woken[0] == 9 && woken[1] == 7);
    machine_close(&m);
  }
  return NULL;
}

const check_case semaphore_cases[] = {
    {"semaphore: 10,000 wait on one address and all are woken", one_address},
    {"semaphore: 10,000 wait on as many addresses and all are woken", many_addresses},
    {"semaphore: a release with hand-off runs the waiter before it goes on", hand_off},
    {NULL, NULL},
};
