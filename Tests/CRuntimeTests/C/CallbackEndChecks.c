// SPDX-License-Identifier: Apache-2.0
//
// CallbackEndChecks.c — panics, ends and faults above C frames.
#include "callback_program.h"

#include "include/loam_callback.h"

#include <signal.h>

static loam_native_status panic_native(loam_context *context) {
  return loam_context_panic_string(context, "from above");
}
static loam_native_status end_native(loam_context *context) { return loam_context_goexit(context); }

static const char *panics(const char *debug, uint32_t workers) {
  EXPECT(open_program(debug, workers));
  EXPECT(make_raisers(panic_native));
  loam_function *recovering = make_recovering();
  EXPECT(recovering != NULL);
  recovered[0] = recovered[1] = 0;
  EXPECT(machine_run(&p.m, make_twice(make_deferring(recovering))).status == LOAM_OK);
  EXPECT(recovered[0] == (uint64_t)(uintptr_t)&string_type && *p.answer == 7);
  EXPECT(p.left == 10 && p.depth == 5); // the frames of both times were left, and the second began at none
  // Unrecovered, it is reported with all frames.
  EXPECT(machine_run(&p.m, make_main(3)).status == LOAM_PANICKED);
  EXPECT(machine_says(&p.m, "panic: from above") && machine_says(&p.m, "main.step") && machine_says(&p.m, "x.down"));
  EXPECT(machine_says(&p.m, "main.main"));
  return NULL;
}
static const char *panics_everywhere(void) { return with_all(panics); }

static const char *leaves(const char *debug, uint32_t workers) {
  for (int bottom = PANICS; bottom <= FAULTS; bottom++) {
    EXPECT(open_program(debug, workers));
    p.bottom = bottom;
    p.down = declare_native(&p.m, "x.down", 1, 1, down_native);
    p.step = handle_of(make_step());
    loam_function *recovering = make_recovering();
    EXPECT(p.down != NULL && p.step != 0 && recovering != NULL);
    recovered[0] = recovered[1] = 0;
    EXPECT(machine_run(&p.m, make_twice(make_deferring(recovering))).status == LOAM_OK);
    EXPECT(recovered[0] != 0 && *p.answer == 7);
    EXPECT(p.left == 10 && p.depth == 6);
    EXPECT(machine_run(&p.m, make_main(3)).status == LOAM_PANICKED);
    EXPECT(machine_says(&p.m, bottom == PANICS ? "panic: runtime error: from C"
                                               : "nil pointer in x.down (signal 11 at address"));
    EXPECT(machine_says(&p.m, "x.down") && machine_says(&p.m, "main.step") && machine_says(&p.m, "main.main"));
    EXPECT(!loam_call_panic(p.m.runtime, "") && !loam_call_fault(SIGSEGV, NULL, NULL)); // no C code runs
    if (bottom != FAULTS) machine_close(&p.m);
  }
  return NULL;
}
static const char *leaves_everywhere(void) { return with_all(leaves); }

// What a native was defined with.
static loam_native_status user_native(loam_context *context) {
  loam_argument(context, 0) = (uint64_t)(uintptr_t)loam_context_user(context);
  return LOAM_NATIVE_DONE;
}
static const char *has_user(void) {
  EXPECT(open_program("movestack=1", 1));
  loam_function *native = declare(&p.m, "x.user", 0, 1, 0);
  EXPECT(native != NULL && loam_function_define_native_with(p.m.runtime, native, user_native, &recovered) == LOAM_OK);
  assembly a;
  loam_function *function = declare(&p.m, "main.main", 0, 0, 0);
  begin(&a, 8);
  call(&a, native, 0);
  store_global(&a, 0, p.answer);
  leave(&a);
  EXPECT(finish(&p.m, &a, function));
  EXPECT(machine_run(&p.m, function).status == LOAM_OK);
  EXPECT(*p.answer == (uint64_t)(uintptr_t)&recovered);
  machine_close(&p.m);
  return NULL;
}

// func main() { go f(); sleep }: f ends by Goexit five C frames up, and its deferred call runs
static const char *goexits(const char *debug, uint32_t workers) {
  EXPECT(open_program(debug, workers));
  EXPECT(make_raisers(end_native));
  loam_function *sleep = declare_native(&p.m, "time.Sleep", 1, 0, sleep_native), *recovering = make_recovering();
  loam_function *f = recovering == NULL ? NULL : make_deferring(recovering);
  EXPECT(f != NULL && sleep != NULL);
  recovered[0] = recovered[1] = 9;
  assembly a;
  loam_function *function = declare(&p.m, "main.main", 0, 0, 0);
  begin(&a, 8);
  go(&a, 5, f, 0);
  constant(&a, 0, 5000000);
  uint32_t again = a.count;
  call(&a, sleep, 0);
  load_global(&a, 6, &recovered[1]);
  constant(&a, 7, 9);
  LOOP(&a, JEQ_P, 6, 7, again, 0);
  constant(&a, 0, 2000000);
  call(&a, sleep, 0);
  leave(&a);
  EXPECT(finish(&p.m, &a, function));
  EXPECT(machine_run(&p.m, function).status == LOAM_OK);
  EXPECT(recovered[0] == 0 && recovered[1] == 0 && p.left == 5);
  EXPECT(loam_goroutine_count(p.m.runtime) == 0);
  return NULL;
}
static const char *goexits_everywhere(void) { return with_all(goexits); }

const check_case callback_end_cases[] = {
    {"callback panics through C frames, recovered and not", panics_everywhere},
    {"callback: C code panics and faults where it was called, through C and Go frames", leaves_everywhere},
    {"callback: a native knows what it was defined with", has_user},
    {"callback ends its goroutine through C frames", goexits_everywhere},
    {NULL, NULL},
};
