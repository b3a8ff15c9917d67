// SPDX-License-Identifier: Apache-2.0
//
// control.h — handler bodies: jumps, calls, returns, and what ends or starts goroutines.

HANDLER(JMP) { GOTO(SIGNED_BC); }
POLLED_HANDLER(JMP_P, { GOTO(SIGNED_BC); })

// The _P form polls before it decides: when the poll gave way to others, the branch is executed again.
#define BRANCH(name, words, condition, target)                                                                         \
  HANDLER(name) {                                                                                                      \
    if (condition) GOTO(target);                                                                                       \
    NEXT(words);                                                                                                       \
  }                                                                                                                    \
  POLLED_HANDLER(name##_P, {                                                                                           \
    if (condition) GOTO(target);                                                                                       \
    NEXT((words) + 1);                                                                                                 \
  })
BRANCH(JT, 1, RA != 0, SIGNED_BC)
BRANCH(JF, 1, RA == 0, SIGNED_BC)
BRANCH(JEQ, 1, RA == RB, SIGNED_C)
BRANCH(JNE, 1, RA != RB, SIGNED_C)
BRANCH(JLT, 1, IA < IB, SIGNED_C)
BRANCH(JLE, 1, IA <= IB, SIGNED_C)
BRANCH(JULT, 1, RA < RB, SIGNED_C)
BRANCH(JULE, 1, RA <= RB, SIGNED_C)
BRANCH(JEQI, 1, IA == SIGNED_B, SIGNED_C)
BRANCH(JNEI, 1, IA != SIGNED_B, SIGNED_C)
BRANCH(JLTI, 1, IA < SIGNED_B, SIGNED_C)
BRANCH(JLEI, 1, IA <= SIGNED_B, SIGNED_C)
BRANCH(JGTI, 1, IA > SIGNED_B, SIGNED_C)
BRANCH(JGEI, 1, IA >= SIGNED_B, SIGNED_C)
BRANCH(JFEQ, 1, DA == DB, SIGNED_C)
BRANCH(JFNE, 1, DA != DB, SIGNED_C)
BRANCH(JFLT, 1, DA < DB, SIGNED_C)
BRANCH(JFLE, 1, DA <= DB, SIGNED_C)
BRANCH(JFNLT, 1, !(DA < DB), SIGNED_C)
BRANCH(JFNLE, 1, !(DA <= DB), SIGNED_C)
BRANCH(LOOPLT, 1, (int64_t)(RA += 1) < IB, SIGNED_C)
BRANCH(LOOPLE, 1, (int64_t)(RA += 1) <= IB, SIGNED_C)
#undef BRANCH

HANDLER(JTABLE) {
  uint64_t index = RA;
  if (index < FIELD_B) GOTO((int64_t)pc[1 + index]);
  NEXT(1 + FIELD_B);
}

HANDLER(CALL) {
  loam_function *function = (loam_function *)pc[1];
  uint64_t entry = atomic_load_explicit(&function->entry, memory_order_acquire);
  loam_slot *callee = fp - 1 - (uint16_t)entry;
  if (LOAM_UNLIKELY((uintptr_t)callee < atomic_load_explicit(&worker->limit, memory_order_relaxed))) SLOW(call);
  fp[-1] = (uint64_t)(pc + 3);
  pc = (const uint64_t *)(entry >> 16);
  fp = callee;
  DISPATCH();
}
HANDLER(CALL_CLOSURE) {
  loam_function **closure = (loam_function **)RA;
  if (LOAM_UNLIKELY(closure == NULL)) SLOW(nil);
  uint64_t entry = atomic_load_explicit(&(*closure)->entry, memory_order_acquire);
  loam_slot *callee = fp - 1 - (uint16_t)entry;
  if (LOAM_UNLIKELY((uintptr_t)callee < atomic_load_explicit(&worker->limit, memory_order_relaxed))) SLOW(call);
  fp[-1] = (uint64_t)(pc + 2);
  fp[-2] = (uint64_t)closure;
  pc = (const uint64_t *)(entry >> 16);
  fp = callee;
  DISPATCH();
}
HANDLER(CALL_INTERFACE) {
  const loam_itab *itab = (const loam_itab *)RA;
  if (LOAM_UNLIKELY(itab == NULL)) SLOW(nil);
  uint64_t entry = atomic_load_explicit(&itab->methods[FIELD_B]->entry, memory_order_acquire);
  loam_slot *callee = fp - 1 - (uint16_t)entry;
  if (LOAM_UNLIKELY((uintptr_t)callee < atomic_load_explicit(&worker->limit, memory_order_relaxed))) SLOW(call);
  fp[0] = (&RA)[1];
  fp[-1] = (uint64_t)(pc + 2);
  pc = (const uint64_t *)(entry >> 16);
  fp = callee;
  DISPATCH();
}
HANDLER(RETURN) {
  fp += FIELD_A;
  pc = loam_record_pc(fp);
  fp += 1;
  DISPATCH();
}

HANDLER(DEFER) { SLOW(DEFER); }
HANDLER(RUN_DEFERS) { SLOW(RUN_DEFERS); }
HANDLER(GO) { SLOW(GO); }
HANDLER(PANIC) { SLOW(PANIC); }
HANDLER(RECOVER) { SLOW(RECOVER); }
HANDLER(UNREACHABLE) { SLOW(broken); }
HANDLER(COMPILE) { SLOW(COMPILE); }
HANDLER(NATIVE) { SLOW(NATIVE); }
HANDLER(GOEXIT) { SLOW(GOEXIT); }
HANDLER(CALLED_BACK) { SLOW(CALLED_BACK); }
HANDLER(PANIC_RETURN) { SLOW(PANIC_RETURN); }
HANDLER(PRINT) { SLOW(PRINT); }

// In code made for it alone, so that it need not be the fastest: nothing is armed, and nobody looks on.
HANDLER(BREAK) {
  if (LOAM_UNLIKELY(FIELD_B != 0 || atomic_load_explicit(&worker->runtime->breaks.looks, memory_order_relaxed) != 0))
    SLOW(BREAK);
  NEXT(2);
}

HANDLER(SEND) { SLOW(SEND); }
HANDLER(RECV) { SLOW(RECV); }
HANDLER(CLOSE) { SLOW(CLOSE); }
HANDLER(CHANLEN) { SLOW(CHANLEN); }
HANDLER(CHANCAP) { SLOW(CHANCAP); }
HANDLER(SELECT) { SLOW(SELECT); }
HANDLER(BLOCK) { SLOW(BLOCK); }

#include "interpret/step_handler.h"
