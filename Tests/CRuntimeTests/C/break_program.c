// SPDX-License-Identifier: Apache-2.0
#include "break_program.h"
#include "program.h"

static void variable(assembly *a, const char *name, const loam_type *type, uint32_t slot, uint32_t start, uint32_t end,
                     bool boxed) {
  a->variables[a->variable_count++] = (loam_variable){.name = {(const uint8_t *)name, (int64_t)strlen(name)},
                                                      .type = type,
                                                      .slot = slot,
                                                      .start = start,
                                                      .end = end,
                                                      .boxed = boxed};
}

// Slots: 0 box, 1 i, 2 scratch; n and s are argument and result, 4 and 5.
static bool make_sum(break_program *p) {
  assembly a;
  begin(&a, 3);
  emit(&a, OP(LOADI, 0, 0, 0));
  emit(&a, OP(LOADI, 5, 0, 0));
  emit_break(&a, 1, LOAM_BREAK_ENTER, 1);
  emit_break(&a, 2, LOAM_BREAK_STATEMENT, 1);
  emit(&a, OP(NEW, 0, 0, 0));
  emit(&a, (uint64_t)(uintptr_t)&int_type);
  safepoint(&a, 0);
  uint32_t box_starts = a.count;
  emit_break(&a, 3, LOAM_BREAK_STATEMENT, 1);
  emit(&a, OP(LOADI, 1, 0, 0));
  uint32_t i_starts = a.count;
  emit_break(&a, 4, LOAM_BREAK_STATEMENT, 1);
  uint32_t top = a.count;
  emit_break(&a, 5, LOAM_BREAK_STATEMENT, 1);
  emit(&a, OP(LD64, 2, 0, 0));
  emit(&a, OP(ADD, 2, 2, 1));
  emit(&a, OP(ST64, 0, 2, 0));
  emit(&a, OP(ADD, 5, 5, 1));
  emit_break(&a, 6, LOAM_BREAK_STATEMENT, 1);
  emit(&a, OP(ADDI, 1, 1, 1));
  LOOP(&a, JLT_P, 1, 4, top, 1);
  emit_break(&a, 8, LOAM_BREAK_STATEMENT, 1);
  emit_break(&a, 8, LOAM_BREAK_LEAVE, 1);
  leave(&a);
  uint32_t end = a.count + 2;
  variable(&a, "n", &int_type, 4, 0, end, false);
  variable(&a, "s", &int_type, 5, 0, end, false);
  variable(&a, "box", &pointer_type, 0, box_starts, end, false);
  variable(&a, "i", &int_type, 1, i_starts, end, false);
  variable(&a, "boxed", &int_type, 0, box_starts, end, true);
  return finish(&p->m, &a, p->sum);
}

static bool make_main(break_program *p) {
  assembly a;
  begin(&a, 3);
  emit_break(&a, 20, LOAM_BREAK_ENTER, 0);
  emit_break(&a, 21, LOAM_BREAK_STATEMENT, 0);
  constant(&a, 0, 5);
  call(&a, p->sum, 0);
  store_global(&a, 1, p->answer);
  emit_break(&a, 22, LOAM_BREAK_STATEMENT, 0);
  constant(&a, 0, 3);
  call(&a, p->sum, 0);
  load_global(&a, 2, p->answer);
  emit(&a, OP(ADD, 2, 2, 1));
  store_global(&a, 2, p->answer);
  emit_break(&a, 23, LOAM_BREAK_LEAVE, 0);
  leave(&a);
  return finish(&p->m, &a, p->main);
}

loam_function *make_spinner(machine *m, int64_t *ticks) {
  assembly a;
  loam_function *spinner = declare(m, "main.spin", 0, 0, 0), *yield = declare_native(m, "yield", 0, 0, yield_native);
  begin(&a, 2);
  uint32_t top = a.count;
  load_global(&a, 1, ticks);
  emit(&a, OP(ADDI, 1, 1, 1));
  store_global(&a, 1, ticks);
  call(&a, yield, 0);
  emit(&a, OP(JMP_P, 0, (uint16_t)(top - a.count), 0xffff));
  safepoint(&a, 0);
  leave(&a);
  return finish(m, &a, spinner) ? spinner : NULL;
}

bool break_program_make(break_program *p) {
  p->answer = loam_global_create(p->m.runtime, &int_type);
  p->scratch = loam_global_create(p->m.runtime, &int_type);
  p->pointer = loam_global_create(p->m.runtime, &pointer_type);
  p->sum = declare(&p->m, "main.sum", 1, 1, 0);
  p->main = declare(&p->m, "main.main", 0, 0, 0);
  return make_sum(p) && make_main(p);
}

bool break_program_open(break_program *p, const char *debug, uint32_t workers) {
  return machine_open(&p->m, debug, workers) && break_program_make(p);
}

void break_program_close(break_program *p) { machine_close(&p->m); }

const char *break_program_with_each(const char *const *settings, size_t count,
                                    bool (*open)(break_program *p, const char *debug),
                                    const char *(*run)(break_program *p)) {
  for (size_t i = 0; i < count; i++) {
    break_program p;
    EXPECT(open(&p, settings[i]));
    const char *failure = run(&p);
    break_program_close(&p);
    if (failure != NULL) {
      fprintf(stderr, "with LOAMDEBUG=%s: ", settings[i]);
      return failure;
    }
  }
  return NULL;
}

uint32_t break_at(const loam_function *function, uint32_t line, loam_break_kind kind) {
  loam_break_place places[32];
  uint32_t count = loam_break_places(function, places, 32);
  for (uint32_t i = 0; i < count && i < 32; i++)
    if (places[i].line == line && places[i].kind == kind) return places[i].pc;
  return UINT32_MAX;
}

int64_t read_int(break_program *p, uint32_t variable) {
  loam_status status = loam_break_read(p->m.runtime, &p->sum->variables[variable], p->scratch);
  return status == LOAM_OK ? *p->scratch : INT64_MIN;
}

uint32_t stopped_line(break_program *p) {
  loam_stop stop;
  return loam_break_stopped(p->m.runtime, &stop) ? stop.line : 0;
}
