// SPDX-License-Identifier: Apache-2.0
//
// callback_program.h — programs in which C calls Go and Go C, to a depth, for the cases of callbacks and faults.
#ifndef CALLBACK_PROGRAM_H
#define CALLBACK_PROGRAM_H

#include "native_check.h"
#include "program.h"
#include "schedule/schedule.h"

enum { DEPTH = 100 };

/// What the C code of these cases knows of the program.
struct callback_program {
  machine m;
  loam_handle step, other;
  int64_t depth; ///< The most that was seen.
  int64_t left;  ///< C frames that were not returned to.
  enum { RETURNS, PANICS, FAULTS } bottom;
  uint64_t *answer; ///< Globals.
  void **channel;
  loam_function *down, *panics, *ends;
};
extern struct callback_program p;

bool open_program(const char *debug, uint32_t workers);
/// Of a function as a function value; 0: it could not be made.
loam_handle handle_of(loam_function *function);
/// Runs a case with each of the settings that make it hard, and one worker and three.
const char *with_all(const char *(*run)(const char *debug, uint32_t workers));

/// func down(n int) int: C code that calls p.step with n - 1, or at 0 does what p.bottom says.
loam_native_status down_native(loam_context *context);
/// func step(n int) int { x := n; p := &x; return down(n) + *p }, where p leads into the frame
loam_function *make_step(void);
/// func main() { x := 7; p := &x; answer = down(depth) + *p }
loam_function *make_main(int64_t depth);

/// What `make_recovering` recovered last.
extern uint64_t recovered[2];
/// func() { recovered = recover() }
loam_function *make_recovering(void);
/// func f() { defer deferred(); down(5) }
loam_function *make_deferring(loam_function *deferred);
/// func main() { x := 7; p := &x; f(); f(); answer = *p }
loam_function *make_twice(loam_function *f);
/// p.step becomes func step(n int) int { if n == 0 { raise() }; return down(n) }.
bool make_raisers(loam_native raise);

#endif
