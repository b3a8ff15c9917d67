// SPDX-License-Identifier: Apache-2.0
//
// MirrorChecks.c — what a stopped frame's variables lead to in the stack, copied and written back.
#include "break_program.h"
#include "program.h"

/// What makes it hard: stacks that move, collections.
static const char *const settings[] = {"", "movestack=1,checkptr=1", "gcstress=1,poison=1,checkptr=1",
                                       "movestack=1,gcalways=1,checkmark=1"};
enum { SETTINGS = sizeof settings / sizeof settings[0] };

static bool open_with_two(break_program *p, const char *debug) { return break_program_open(p, debug, 2); }
static const char *with_all(const char *(*run)(break_program *p)) {
  return break_program_with_each(settings, SETTINGS, open_with_two, run);
}

static const loam_type node_pointer_type;
static const uint64_t first_word[1] = {1};
static const loam_field node_fields[2] = {{.type = &node_pointer_type, .offset = 0}, {.type = &int_type, .offset = 8}};
static const loam_type node_type = {.size = 16,
                                    .align = 8,
                                    .pointer_bytes = 8,
                                    .pointer_map = first_word,
                                    .kind = LOAM_KIND_STRUCT,
                                    .field_count = 2,
                                    .fields = node_fields};
static const loam_type node_pointer_type = {.size = 8,
                                            .align = 8,
                                            .pointer_bytes = 8,
                                            .pointer_map = first_word,
                                            .kind = LOAM_KIND_POINTER,
                                            .flags = LOAM_TYPE_DIRECT,
                                            .element = &node_type};
static const loam_type raw_type = {
    .size = 8, .align = 8, .pointer_bytes = 8, .pointer_map = first_word, .kind = LOAM_KIND_UNSAFE_POINTER};
static const loam_type closure_type = {.size = 8,
                                       .align = 8,
                                       .pointer_bytes = 8,
                                       .pointer_map = first_word,
                                       .kind = LOAM_KIND_FUNCTION,
                                       .flags = LOAM_TYPE_DIRECT};

typedef struct node {
  struct node *next;
  int64_t value;
} node;

static void variable(assembly *a, const loam_type *type, uint32_t slot, bool boxed) {
  a->variables[a->variable_count++] =
      (loam_variable){.name = {(const uint8_t *)"v", 1}, .type = type, .slot = slot, .end = UINT32_MAX, .boxed = boxed};
}

// func lead() { x := 7; p, q := &x, &x; stop; answer = *p } at lines 50 and 51.
enum { LEAD_P, LEAD_Q, LEAD_X, LEAD_RAW, LEAD_CLOSURE };
static loam_function *make_lead(break_program *p) {
  assembly a;
  loam_function *lead = declare(&p->m, "main.lead", 0, 0, 0);
  begin(&a, 4);
  constant(&a, 1, 7);
  emit(&a, OP(ADDR, 0, 1, 0));
  emit(&a, OP(ADDR, 2, 1, 0));
  emit_break(&a, 50, LOAM_BREAK_STATEMENT, 5);
  emit(&a, OP(LD64, 3, 0, 0));
  store_global(&a, 3, p->answer);
  leave(&a);
  variable(&a, &pointer_type, 0, false);
  variable(&a, &pointer_type, 2, false);
  variable(&a, &int_type, 0, true);
  variable(&a, &raw_type, 0, false);
  variable(&a, &closure_type, 0, false);
  return finish(&p->m, &a, lead) ? lead : NULL;
}

static bool stop_at(break_program *p, loam_function *function, uint32_t line) {
  if (function == NULL) return false;
  loam_break_arm(p->m.runtime, function, break_at(function, line, LOAM_BREAK_STATEMENT), true);
  return machine_run(&p->m, function).status == LOAM_STOPPED;
}

static const char *shares(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  loam_function *lead = make_lead(p);
  EXPECT(stop_at(p, lead, 50));
  const loam_variable *v = lead->variables, *both[] = {&v[LEAD_P], &v[LEAD_Q]},
                      *three[] = {both[0], both[1], &v[LEAD_X]};
  int64_t **first = loam_global_create(runtime, &pointer_type), **second = loam_global_create(runtime, &pointer_type);
  void *to[] = {first, second, p->scratch};
  loam_mirrors *mirrors = NULL;
  loam_mirror_refusal refusal = {LOAM_MIRROR_CLOSURE, 9};
  // Two ways to the same thing lead to one mirror, an object that lives as long as the mirrors do.
  EXPECT(loam_mirrors_read(runtime, both, to, 2, &mirrors, &refusal) == LOAM_OK);
  EXPECT(refusal.obstacle == LOAM_MIRROR_NO_OBSTACLE && loam_mirrors_count(mirrors) == 1);
  EXPECT(*first == *second && **first == 7);
  EXPECT(loam_where(runtime, *first).kind == LOAM_WHERE_HEAP);
  int64_t *mirror = *first;
  loam_world_stop(runtime);
  const char *x_at = loam_break_address(runtime, &v[LEAD_X]), *q_at = loam_break_address(runtime, &v[LEAD_Q]);
  const char *mirror_from = loam_mirrors_origin(mirrors, mirror);
  const char *copy_from = loam_mirrors_origin(mirrors, (char *)second + 1);
  const void *nowhere = loam_mirrors_origin(mirrors, p->scratch);
  loam_world_start(runtime);
  EXPECT(mirror_from == x_at && loam_where(runtime, x_at).kind == LOAM_WHERE_STACK);
  EXPECT(copy_from == q_at + 1 && nowhere == NULL && loam_mirrors_origin(NULL, mirror) == NULL);
  **first = 8;
  *first = NULL; // changes the variable
  EXPECT(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  loam_stop stop;
  EXPECT(loam_break_stopped(runtime, &stop));
  loam_stack_history moved;
  EXPECT(loam_goroutine_move(runtime, stop.goroutine, LOAM_STACK_GROW, &moved) == LOAM_OK);
  EXPECT(*mirror == 8 && loam_mirrors_write(mirrors, NULL) == LOAM_OK);
  EXPECT(loam_break_write(runtime, &v[LEAD_Q], first) == LOAM_OK); // nil, and so it can be read plainly
  EXPECT(loam_break_read(runtime, &v[LEAD_Q], first) == LOAM_OK && *first == NULL);
  loam_mirrors_destroy(mirrors);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_PANICKED); // p is nil
  EXPECT(loam_mirrors_read(runtime, both, to, 2, &mirrors, &refusal) == LOAM_WRONG_STATE);

  // With the variable itself: what leads to it leads to its copy, and all ways give one value.
  EXPECT(machine_run(&p->m, lead).status == LOAM_STOPPED);
  EXPECT(loam_mirrors_read(runtime, three, to, 3, &mirrors, NULL) == LOAM_OK);
  EXPECT(loam_mirrors_count(mirrors) == 0 && *first == p->scratch && *second == p->scratch && *p->scratch == 7);
  **second = 70;
  EXPECT(loam_mirrors_write(mirrors, NULL) == LOAM_OK && loam_mirrors_write(mirrors, NULL) == LOAM_OK);
  loam_mirrors_destroy(mirrors);
  EXPECT(loam_break_read(runtime, three[2], p->scratch) == LOAM_OK && *p->scratch == 70);
  // A pointer that was not changed leads to the stack still.
  EXPECT(loam_break_read(runtime, three[0], first) == LOAM_LIMIT);
  // What belongs to an older stop is not written.
  EXPECT(loam_mirrors_read(runtime, both, to, 2, &mirrors, NULL) == LOAM_OK);
  **first = 1;
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK && *p->answer == 70);
  EXPECT(loam_mirrors_write(mirrors, NULL) == LOAM_WRONG_STATE);
  EXPECT(machine_run(&p->m, lead).status == LOAM_STOPPED && loam_mirrors_write(mirrors, NULL) == LOAM_WRONG_STATE);
  loam_mirrors_destroy(mirrors);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK && *p->answer == 7);
  return NULL;
}
static const char *shares_everywhere(void) { return with_all(shares); }

static const char *refuses(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  loam_function *lead = make_lead(p);
  EXPECT(stop_at(p, lead, 50));
  const loam_variable *v = lead->variables;
  void **raw = loam_global_create(runtime, &raw_type), **closure = loam_global_create(runtime, &closure_type);
  int64_t **pointer = loam_global_create(runtime, &pointer_type);
  static const loam_mirror_obstacle obstacles[] = {LOAM_MIRROR_UNTYPED, LOAM_MIRROR_CLOSURE};
  for (int i = 0; i < 2; i++) {
    const loam_variable *variables[] = {&v[LEAD_P], &v[LEAD_RAW + i]};
    void *to[] = {pointer, i == 0 ? raw : closure};
    loam_mirrors *mirrors = NULL;
    loam_mirror_refusal refusal;
    EXPECT(loam_mirrors_read(runtime, variables, to, 2, &mirrors, &refusal) == LOAM_LIMIT);
    EXPECT(refusal.obstacle == obstacles[i] && refusal.variable == 1 && mirrors == NULL);
    EXPECT(*pointer == NULL && *raw == NULL && *closure == NULL);
  }
  EXPECT(loam_handle_count(runtime) == 0);
  const loam_variable *wrong[] = {&v[LEAD_P]};
  loam_mirrors *mirrors;
  EXPECT(loam_mirrors_read(runtime, wrong, (void *[]){&mirrors}, 1, &mirrors, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_mirrors_read(runtime, &p->sum->variables, (void *[]){p->scratch}, 1, &mirrors, NULL) ==
         LOAM_INVALID_ARGUMENT);
  EXPECT(loam_mirrors_read(runtime, NULL, NULL, 0, &mirrors, NULL) == LOAM_OK);
  EXPECT(loam_mirrors_write(mirrors, NULL) == LOAM_OK);
  loam_mirrors_destroy(mirrors);
  loam_mirrors_destroy(NULL);
  EXPECT(loam_mirrors_write(NULL, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK);
  return NULL;
}
static const char *refuses_everywhere(void) { return with_all(refuses); }

// func chain(n int, prev *node) { x := node{prev, n}; first := &x; if n > 0 { chain(n-1, first) }; answer += x.value }
// Slots: 0 and 1 arguments of the call, 2 and 3 x, 4 first, 6 and 7 its own arguments.
static loam_function *make_frames(break_program *p) {
  assembly a;
  loam_function *chain = declare(&p->m, "main.chain", 2, 0, 2);
  begin(&a, 5);
  emit(&a, OP(MOV, 2, 7, 0));
  emit(&a, OP(MOV, 3, 6, 0));
  emit(&a, OP(ADDR, 4, 2, 0));
  emit_break(&a, 60, LOAM_BREAK_STATEMENT, 1 << 2 | 1 << 4);
  emit(&a, OP(JLEI, 6, 0, 6));
  emit(&a, OP(ADDI, 0, 6, -1));
  emit(&a, OP(MOV, 1, 4, 0));
  call(&a, chain, 1 << 2 | 1 << 4);
  emit_break(&a, 61, LOAM_BREAK_STATEMENT, 1 << 2 | 1 << 4);
  load_global(&a, 0, p->answer);
  emit(&a, OP(ADD, 0, 0, 0));
  emit(&a, OP(ADD, 0, 0, 3));
  store_global(&a, 0, p->answer);
  leave(&a);
  variable(&a, &node_pointer_type, 4, false);
  return finish(&p->m, &a, chain) ? chain : NULL;
}

// A list through the frames of a recursion is read as one, relinked, and the frames find what was changed.
static const char *lists(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  loam_function *chain = make_frames(p);
  EXPECT(chain != NULL);
  loam_function *start = declare(&p->m, "main.begin", 0, 0, 0);
  assembly a;
  begin(&a, 3);
  constant(&a, 0, 3);
  constant(&a, 1, 0);
  call(&a, chain, 0);
  leave(&a);
  EXPECT(finish(&p->m, &a, start));
  loam_break_arm(runtime, chain, break_at(chain, 60, LOAM_BREAK_STATEMENT), true);
  EXPECT(machine_run(&p->m, start).status == LOAM_STOPPED);
  for (int i = 0; i < 3; i++) EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_STOPPED);
  const loam_variable *variables[] = {&chain->variables[0]};
  node **first = loam_global_create(runtime, &node_pointer_type),
       **kept = loam_global_create(runtime, &node_pointer_type);
  void *to[] = {first};
  loam_mirrors *mirrors;
  EXPECT(loam_mirrors_read(runtime, variables, to, 1, &mirrors, NULL) == LOAM_OK);
  EXPECT(loam_mirrors_count(mirrors) == 4);
  node *at = *first;
  for (int64_t i = 0; i < 4; i++, at = at->next) EXPECT(at->value == i);
  EXPECT(at == NULL);
  // 0 → 1 → 2 → 3 becomes 0 → 2 → 3, with other values; 1 is kept elsewhere, as a copy. A pointer to a younger frame,
  // and a new one where there was none, lead to copies.
  *kept = (*first)->next;
  (*kept)->value = 11;
  (*first)->value = 10;
  (*first)->next = (*kept)->next;
  (*kept)->next = *first;
  (*first)->next->next->next = *kept;
  uint32_t left = 0;
  EXPECT(loam_mirrors_write(mirrors, &left) == LOAM_OK && left == 2);
  loam_mirrors_destroy(mirrors);
  EXPECT(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == LOAM_OK && (*kept)->value == 11);
  EXPECT(loam_mirrors_read(runtime, variables, to, 1, &mirrors, NULL) == LOAM_OK);
  EXPECT(loam_mirrors_count(mirrors) == 3);
  static const int64_t values[] = {10, 2, 3};
  at = *first;
  for (int i = 0; i < 3; i++, at = at->next) EXPECT(at->value == values[i]);
  EXPECT(at == *kept);
  loam_mirrors_destroy(mirrors);
  loam_break_arm(runtime, chain, break_at(chain, 60, LOAM_BREAK_STATEMENT), false);
  *p->answer = 0;
  EXPECT(loam_break_resume(runtime, LOAM_RESUME_CONTINUE).status == LOAM_OK);
  EXPECT(*p->answer == 2 * (2 * (2 * 10 + 11) + 2) + 3);
  return NULL;
}
static const char *lists_everywhere(void) { return with_all(lists); }

const check_case mirror_cases[] = {
    {"mirror: two that lead to the same place of the stack share it, and it is written back", shares_everywhere},
    {"mirror: what has no mirror is refused, and nothing is copied", refuses_everywhere},
    {"mirror: a list through frames is read, relinked and written back", lists_everywhere},
    {NULL, NULL},
};
