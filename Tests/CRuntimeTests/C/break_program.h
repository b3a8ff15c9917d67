// SPDX-License-Identifier: Apache-2.0
//
// break_program.h — a program with BREAKs, which the cases on stops and watches share.
//
//     1  func sum(n int) (s int) {
//     2      box := new(int)
//     3      i := 0
//     4      for ; i < n; {
//     5          *box += i; s += i
//     6          i++
//     7      }
//     8      return s       (leaves at 8)
//     9  }
//    20  func main() {
//    21      answer = sum(5)
//    22      answer = answer + sum(3)
//    23  }                  (leaves at 23)
#ifndef LOAM_BREAK_PROGRAM_H
#define LOAM_BREAK_PROGRAM_H

#include "assemble.h"

typedef struct break_program {
  machine m;
  loam_function *sum, *main;
  int64_t *answer;  ///< Package variable.
  int64_t *scratch; ///< Another.
  void **pointer;   ///< Another, of a pointer.
} break_program;

/// Variables of sum, by their place in its record.
enum { VARIABLE_N, VARIABLE_S, VARIABLE_BOX, VARIABLE_I, VARIABLE_BOXED };

bool break_program_open(break_program *p, const char *debug, uint32_t workers);
/// The same in a machine that is open.
bool break_program_make(break_program *p);
void break_program_close(break_program *p);
/// Runs a case with each of so many settings of LOAMDEBUG, in a program of its own that `open` makes.
const char *break_program_with_each(const char *const *settings, size_t count,
                                    bool (*open)(break_program *p, const char *debug),
                                    const char *(*run)(break_program *p));
/// The BREAK of that kind at a line; UINT32_MAX: none.
uint32_t break_at(const loam_function *function, uint32_t line, loam_break_kind kind);
static inline void emit_break(assembly *a, uint32_t number, loam_break_kind kind, uint64_t live) {
  line(a, number);
  emit(a, OP(BREAK, kind, 0, 0));
  safepoint(a, live);
}
/// for { ticks++ }, which gives way
loam_function *make_spinner(machine *m, int64_t *ticks);
/// The value of an int variable of the stopped frame; INT64_MIN when it cannot be read.
int64_t read_int(break_program *p, uint32_t variable);
/// Where the program stands: the line, or 0.
uint32_t stopped_line(break_program *p);

#endif
