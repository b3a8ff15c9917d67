// SPDX-License-Identifier: Apache-2.0
//
// callback_program.c — see callback_program.h.
#include "callback_program.h"

#include "include/loam_callback.h"

#include <signal.h>

/// What makes it hard.
static const char *const settings[] = {"", "movestack=1,checkptr=1", "gcstress=1,poison=1,checkptr=1",
                                       "handoff=1,preempt=1", "movestack=1,gcalways=1,checkmark=1"};
enum { SETTINGS = sizeof settings / sizeof settings[0] };

struct callback_program p;

bool open_program(const char *debug, uint32_t workers) {
  p = (struct callback_program){0};
  if (!machine_open(&p.m, debug, workers)) return false;
  p.answer = loam_global_create(p.m.runtime, &int_type);
  p.channel = channel_global(&p.m);
  return p.answer != NULL && p.channel != NULL;
}

loam_handle handle_of(loam_function *function) {
  loam_handle handle = 0;
  return function != NULL && loam_handle_create(p.m.runtime, function, &handle) == LOAM_OK ? handle : 0;
}

const char *with_all(const char *(*run)(const char *debug, uint32_t workers)) {
  static char text[400];
  for (uint32_t i = 0; i < SETTINGS; i++)
    for (uint32_t workers = 1; workers <= 3; workers += 2) {
      const char *failure = run(settings[i], workers);
      machine_close(&p.m);
      if (failure != NULL) {
        snprintf(text, sizeof text, "%s (%s, %u workers)", failure, settings[i], workers);
        return text;
      }
    }
  return NULL;
}

typedef struct downward {
  int64_t n, result;
} downward;

// Calls main.step(n), which calls down(n - 1) again.
static void go_down(void *argument) {
  downward *d = argument;
  int64_t depth = loam_call_depth(p.m.runtime);
  if (depth > p.depth) p.depth = depth;
  d->result = 0;
  if (d->n <= 0) {
    if (p.bottom == PANICS) (void)loam_call_panic(p.m.runtime, "from C");
    if (p.bottom == FAULTS) (void)loam_call_fault(SIGSEGV, NULL, NULL);
    return;
  }
  uint64_t next = (uint64_t)d->n - 1;
  p.left++;
  if (loam_call_back(p.m.runtime, p.step, &next, (uint64_t *)&d->result) != LOAM_OK) d->result = -1000000;
  p.left--;
}
loam_native_status down_native(loam_context *context) {
  downward d = {.n = (int64_t)loam_argument(context, 0)};
  loam_native_status status = loam_context_call_c(context, go_down, &d);
  if (status != LOAM_NATIVE_DONE) return status;
  loam_argument(context, 1) = (uint64_t)d.result;
  return status;
}

// func step(n int) int { x := n; p := &x; return down(n) + *p }, where p leads into the frame
loam_function *make_step(void) {
  assembly a;
  loam_function *step = declare(&p.m, "main.step", 1, 1, 0);
  begin(&a, 8);
  emit(&a, OP(MOV, 4, 9, 0));
  emit(&a, OP(ADDR, 5, 4, 0));
  emit(&a, OP(MOV, 0, 9, 0));
  call(&a, p.down, 1 << 5);
  emit(&a, OP(LD64, 6, 5, 0));
  emit(&a, OP(ADD, 10, 1, 6));
  leave(&a);
  return finish(&p.m, &a, step) ? step : NULL;
}

// func main() { x := 7; p := &x; answer = down(DEPTH) + *p }
loam_function *make_main(int64_t depth) {
  assembly a;
  loam_function *function = declare(&p.m, "main.main", 0, 0, 0);
  begin(&a, 8);
  constant(&a, 4, 7);
  emit(&a, OP(ADDR, 5, 4, 0));
  constant(&a, 0, depth);
  call(&a, p.down, 1 << 5);
  emit(&a, OP(LD64, 6, 5, 0));
  emit(&a, OP(ADD, 1, 1, 6));
  store_global(&a, 1, p.answer);
  leave(&a);
  return finish(&p.m, &a, function) ? function : NULL;
}

// func step(n int) int { if n == 0 { raise() }; return down(n) }
static loam_function *make_raising(loam_function *raise) {
  assembly a;
  loam_function *step = declare(&p.m, "main.step", 1, 1, 0);
  begin(&a, 8);
  constant(&a, 7, 0);
  uint32_t jump = a.count;
  emit(&a, 0);
  emit(&a, OP(MOV, 0, 9, 0));
  call(&a, p.down, 0);
  emit(&a, OP(MOV, 10, 1, 0));
  leave(&a);
  a.words[jump] = OP(JEQ, 9, 7, (int)a.count - (int)jump);
  call(&a, raise, 0);
  leave(&a);
  return finish(&p.m, &a, step) ? step : NULL;
}

uint64_t recovered[2];
// func() { recovered = recover() }
loam_function *make_recovering(void) {
  assembly a;
  loam_function *function = declare(&p.m, "main.f.func1", 0, 0, 0);
  begin(&a, 4);
  emit(&a, OP(RECOVER, 0, 0, 0));
  store_global(&a, 0, &recovered[0]);
  store_global(&a, 1, &recovered[1]);
  leave(&a);
  return finish(&p.m, &a, function) ? function : NULL;
}
// func f() { defer ...; down(5) }
loam_function *make_deferring(loam_function *deferred) {
  assembly a;
  loam_function *function = declare(&p.m, "main.f", 0, 0, 0);
  begin(&a, 8);
  constant(&a, 4, (int64_t)(uintptr_t)deferred);
  emit(&a, OP(DEFER, 4, 0, 0));
  safepoint(&a, 0);
  constant(&a, 0, 5);
  call(&a, p.down, 0);
  a.defer_return = a.count;
  emit(&a, OP(RUN_DEFERS, 0, 0, 0));
  safepoint(&a, 0);
  leave(&a);
  return finish(&p.m, &a, function) ? function : NULL;
}
// func main() { x := 7; p := &x; f(); f(); answer = *p }
loam_function *make_twice(loam_function *f) {
  assembly a;
  loam_function *function = declare(&p.m, "main.main", 0, 0, 0);
  begin(&a, 8);
  constant(&a, 4, 7);
  emit(&a, OP(ADDR, 5, 4, 0));
  call(&a, f, 1 << 5);
  call(&a, f, 1 << 5);
  emit(&a, OP(LD64, 6, 5, 0));
  store_global(&a, 6, p.answer);
  leave(&a);
  return finish(&p.m, &a, function) ? function : NULL;
}

bool make_raisers(loam_native raise) {
  p.down = declare_native(&p.m, "x.down", 1, 1, down_native);
  loam_function *raiser = declare_native(&p.m, "x.raise", 0, 0, raise);
  if (p.down == NULL || raiser == NULL) return false;
  p.step = handle_of(make_raising(raiser));
  return p.step != 0;
}
