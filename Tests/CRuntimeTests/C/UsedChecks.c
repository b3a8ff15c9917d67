// SPDX-License-Identifier: Apache-2.0
//
// UsedChecks.c — which functions, types and constants a program reaches: a case for each way that a word can lead
// there.
//
// Each way is there once with nothing else that leads to its piece, so that a case fails when the search leaves it out.
#include "break_program.h"
#include "program.h"
#include "runtime.h"

#include "collect/collector.h"
#include "collect/special.h"
#include "schedule/schedule.h"

static const char *const settings[] = {"", "movestack=1,checkptr=1", "preempt=1", "gcstress=1,poison=1",
                                       "movestack=1,gcalways=1,checkmark=1"};
enum { SETTINGS = sizeof settings / sizeof settings[0], MOST = 16 };

static bool open_running_on(break_program *p, const char *debug) {
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.debug = debug;
  configuration.workers = 2;
  configuration.runs_on = true;
  return machine_open_as(&p->m, &configuration) && break_program_make(p);
}

static const char *with_all(const char *(*run)(break_program *p)) {
  return break_program_with_each(settings, SETTINGS, open_running_on, run);
}

/// What is asked for, and the search.
typedef struct question {
  loam_runtime *runtime;
  loam_piece pieces[MOST];
  uint64_t count;
  loam_search *search;
} question;

static uint64_t add(question *q, const void *memory, uint64_t size) {
  q->pieces[q->count] = (loam_piece){memory, size, true};
  return q->count++;
}
static uint64_t add_record(question *q, const loam_function *function) { return add(q, function, sizeof *function); }
static uint64_t add_code(question *q, const loam_function *function) {
  return add(q, function->code - 1, 8ull * (function->code_words + 1));
}

static bool ask(question *q) {
  loam_world_stop(q->runtime);
  q->search = loam_search_begin(q->runtime, q->pieces, q->count);
  return q->search != NULL;
}
static bool over(question *q) {
  bool fine = loam_search_end(q->search) == LOAM_OK;
  loam_world_start(q->runtime);
  return fine;
}
/// Asks about all at once and ends.
static bool answer(question *q) { return ask(q) && over(q); }

static loam_function *nothing(break_program *p, const char *name) {
  assembly a;
  loam_function *made = declare(&p->m, name, 0, 0, 0);
  begin(&a, 2);
  leave(&a);
  return finish(&p->m, &a, made) ? made : NULL;
}

// ---- goroutines ----

/// Up to ten seconds.
static bool one_waits(loam_runtime *runtime) {
  for (int tries = 0; tries < 10000; tries++) {
    loam_goroutine_info one;
    struct timespec time = {0, 1000000};
    if (loam_runtime_goroutines(runtime, &one, 1) == 1 && strcmp(one.status, "chan receive") == 0) return true;
    nanosleep(&time, NULL);
  }
  return false;
}

static bool put_aside(void *callee, loam_goroutine *goroutine) {
  goroutine->callee = callee;
  return true;
}

// func sleeps() { defer deferred(); passed(callee); <-channel }: asleep in it, started by start.
static const char *goroutines(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  assembly a;
  void **channel = channel_global(&p->m);
  loam_function *sleeps = declare(&p->m, "main.sleeps", 0, 0, 0), *start = declare(&p->m, "main.start", 0, 0, 0);
  loam_function *deferred = nothing(p, "main.deferred"), *held = nothing(p, "main.held");
  loam_function *idle = nothing(p, "main.idle");
  EXPECT(deferred != NULL && held != NULL && idle != NULL);
  begin(&a, 4);
  a.flags = LOAM_FUNCTION_DEFERS;
  constant(&a, 0, (int64_t)(uintptr_t)deferred);
  emit(&a, OP(DEFER, 0, 0, 0));
  safepoint(&a, 1);
  constant(&a, 0, 0);
  constant(&a, 2, (int64_t)(uintptr_t)held);
  receive_from(&a, 1, channel, 4);
  a.defer_return = a.count;
  emit(&a, OP(RUN_DEFERS, 0, 0, 0));
  safepoint(&a, 0);
  leave(&a);
  EXPECT(finish(&p->m, &a, sleeps));
  begin(&a, 2);
  new_channel(&a, 1, channel, 0);
  go(&a, 0, sleeps, 1);
  leave(&a);
  EXPECT(finish(&p->m, &a, start) && machine_run(&p->m, start).status == LOAM_OK);
  EXPECT(one_waits(runtime));
  question q = {.runtime = runtime};
  uint64_t pc = add_code(&q, sleeps), record = add_record(&q, deferred), slot = add_record(&q, held);
  uint64_t creator = add_code(&q, start), none = add_record(&q, idle), no_code = add_code(&q, idle);
  EXPECT(answer(&q));
  EXPECT(q.pieces[pc].used && q.pieces[record].used && q.pieces[slot].used && q.pieces[creator].used);
  EXPECT(!q.pieces[none].used && !q.pieces[no_code].used);
  // A call that is put aside stands in the record alone.
  loam_world_stop(runtime);
  loam_goroutine_each(runtime, put_aside, idle);
  bool done = answer(&q);
  loam_goroutine_each(runtime, put_aside, NULL);
  loam_world_start(runtime);
  EXPECT(done && q.pieces[none].used && !q.pieces[no_code].used);
  return NULL;
}
// func panics() { defer waits(); panic of a native's }: the value is in the record of the panic alone.
static loam_native_status panic_native(loam_context *context) {
  return loam_context_panic_value(context, (loam_eface){&string_type, NULL});
}

static const char *panics(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  assembly a;
  void **channel = channel_global(&p->m);
  loam_function *waits = declare(&p->m, "main.waits", 0, 0, 0), *start = declare(&p->m, "main.start", 0, 0, 0);
  loam_function *panics = declare(&p->m, "main.panics", 0, 0, 0);
  loam_function *native = declare_native(&p->m, "panic", 0, 0, panic_native);
  begin(&a, 2);
  receive_from(&a, 1, channel, 0);
  leave(&a);
  EXPECT(finish(&p->m, &a, waits));
  begin(&a, 4);
  a.flags = LOAM_FUNCTION_DEFERS;
  constant(&a, 0, (int64_t)(uintptr_t)waits);
  emit(&a, OP(DEFER, 0, 0, 0));
  safepoint(&a, 1);
  call(&a, native, 0);
  a.defer_return = a.count;
  emit(&a, OP(RUN_DEFERS, 0, 0, 0));
  safepoint(&a, 0);
  leave(&a);
  EXPECT(finish(&p->m, &a, panics));
  begin(&a, 2);
  new_channel(&a, 1, channel, 0);
  go(&a, 0, panics, 1);
  leave(&a);
  EXPECT(finish(&p->m, &a, start) && machine_run(&p->m, start).status == LOAM_OK);
  EXPECT(one_waits(runtime));
  question q = {.runtime = runtime};
  uint64_t type = add(&q, &string_type, sizeof string_type), other = add(&q, &chain_type, sizeof chain_type);
  EXPECT(answer(&q) && q.pieces[type].used && !q.pieces[other].used);
  return NULL;
}
static const char *panics_everywhere(void) { return with_all(panics); }

static const char *goroutines_everywhere(void) { return with_all(goroutines); }

// ---- variables, handles, what hangs on objects ----

// A variable that is a piece is no root: a function that it holds is reached when the variable is.
static const char *variables(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  loam_function *first = nothing(p, "main.first"), *second = nothing(p, "main.second"),
                *third = nothing(p, "main.third");
  EXPECT(first != NULL && second != NULL && third != NULL);
  void **root = loam_global_create(runtime, &pointer_type), **old = loam_global_create(runtime, &pointer_type);
  *root = first;
  *old = second;
  question q = {.runtime = runtime};
  uint64_t a = add_record(&q, first), b = add_record(&q, second), c = add_record(&q, third), v = add(&q, old, 8);
  EXPECT(ask(&q) && q.pieces[a].used && !q.pieces[b].used && !q.pieces[c].used && !q.pieces[v].used);
  loam_search_follow(q.search, old, 8);
  EXPECT(q.pieces[b].used && !q.pieces[c].used);
  EXPECT(over(&q));
  *root = old;
  EXPECT(answer(&q) && !q.pieces[a].used && q.pieces[v].used);
  EXPECT(loam_search_begin(runtime, q.pieces, q.count) == NULL); // the world runs
  return NULL;
}
static const char *variables_everywhere(void) { return with_all(variables); }

static const char *handles(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  loam_function *function = nothing(p, "main.callback");
  loam_handle handle;
  question q = {.runtime = runtime};
  uint64_t a = add_record(&q, function);
  EXPECT(loam_handle_create(runtime, function, &handle) == LOAM_OK && answer(&q) && q.pieces[a].used);
  EXPECT(loam_handle_release(runtime, handle) == LOAM_OK && answer(&q) && !q.pieces[a].used);
  return NULL;
}
static const char *handles_everywhere(void) { return with_all(handles); }

// ---- objects ----

static const loam_type big_type = {
    .size = 4096, .align = 8, .pointer_bytes = 8, .pointer_map = (const uint64_t[]){1}, .kind = LOAM_KIND_STRUCT};
static const loam_type huge_type = {
    .size = 1 << 17, .align = 8, .pointer_bytes = 8, .pointer_map = (const uint64_t[]){1}, .kind = LOAM_KIND_STRUCT};

/// Where a native puts what it makes, and what it puts there.
static void ***made;
static loam_function *captured[4];
static const uint8_t text[64];

/// made[0] leads to an object that leads to one with a function between other words; [1] to a closure without pointers;
/// [2] to a large one; [3] and [4] to objects whose types are told apart; [5] to text.
static loam_native_status make_native(loam_context *context) {
  uintptr_t *outer = loam_context_allocate(context, &chain_type, 1);
  context->roots[0] = outer;
  uintptr_t *inner = loam_context_allocate(context, &chain_type, 1);
  loam_context_store(context, (void **)outer, inner);
  inner[7] = (uintptr_t)captured[0];
  loam_context_store(context, made[0], context->roots[0]);
  uintptr_t *closure = loam_context_allocate_bytes(context, 40);
  closure[0] = (uintptr_t)captured[1];
  loam_context_store(context, made[1], closure);
  closure = loam_context_allocate_bytes(context, 1 << 16);
  closure[0] = (uintptr_t)captured[2];
  closure[1] = (uintptr_t)captured[3]; // a captured number that looks like an address
  loam_context_store(context, made[2], closure);
  loam_context_store(context, made[3], loam_context_allocate(context, &big_type, 1));
  loam_context_store(context, made[4], loam_context_allocate(context, &huge_type, 1));
  uintptr_t *string = loam_context_allocate(context, &chain_type, 1);
  string[0] = (uintptr_t)&text[9];
  loam_context_store(context, made[5], string);
  return LOAM_NATIVE_DONE;
}

static const char *objects(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  static void **slots[6];
  assembly a;
  made = slots;
  for (int i = 0; i < 6; i++) EXPECT((slots[i] = loam_global_create(runtime, &pointer_type)) != NULL);
  for (int i = 0; i < 4; i++) EXPECT((captured[i] = nothing(p, "main.captured")) != NULL);
  loam_function *native = declare_native(&p->m, "make", 0, 0, make_native),
                *start = declare(&p->m, "main.start", 0, 0, 0);
  begin(&a, 2);
  call(&a, native, 0);
  leave(&a);
  EXPECT(finish(&p->m, &a, start) && machine_run(&p->m, start).status == LOAM_OK);
  question q = {.runtime = runtime};
  for (int i = 0; i < 4; i++) add_record(&q, captured[i]);
  uint64_t big = add(&q, &big_type, sizeof big_type), huge = add(&q, &huge_type, sizeof huge_type);
  uint64_t constant = add(&q, text, sizeof text), other = add(&q, &string_type, sizeof string_type);
  EXPECT(answer(&q));
  EXPECT(q.pieces[0].used && q.pieces[1].used && q.pieces[2].used && !q.pieces[3].used);
  EXPECT(q.pieces[big].used && q.pieces[huge].used && q.pieces[constant].used && !q.pieces[other].used);
  // What leads nowhere any more is not followed, found dead or not.
  loam_world_stop(runtime);
  for (int i = 0; i < 6; i++) loam_global_clear(runtime, slots[i], &pointer_type);
  loam_world_start(runtime);
  EXPECT(answer(&q));
  for (uint64_t i = 0; i < q.count; i++) EXPECT(!q.pieces[i].used);
  return NULL;
}
static const char *objects_everywhere(void) { return with_all(objects); }

// What a finalizer or cleanup will call, and what an object leads to that will be passed to its finalizer.
static const char *specials(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  static void **slots[6];
  assembly a;
  made = slots;
  for (int i = 0; i < 6; i++) EXPECT((slots[i] = loam_global_create(runtime, &pointer_type)) != NULL);
  for (int i = 0; i < 4; i++) EXPECT((captured[i] = nothing(p, "main.captured")) != NULL);
  loam_function *cleanup = nothing(p, "main.cleanup"), *start = declare(&p->m, "main.start", 0, 0, 0);
  loam_function *native = declare_native(&p->m, "make", 0, 0, make_native);
  begin(&a, 2);
  call(&a, native, 0);
  leave(&a);
  EXPECT(cleanup != NULL && finish(&p->m, &a, start) && machine_run(&p->m, start).status == LOAM_OK);
  uint64_t id;
  EXPECT(loam_collector_add_cleanup(&runtime->collector, *slots[1], cleanup, &id) == LOAM_OK);
  question q = {.runtime = runtime};
  uint64_t record = add_record(&q, cleanup);
  EXPECT(answer(&q) && q.pieces[record].used);
  EXPECT(loam_collector_remove_cleanup(&runtime->collector, *slots[1], id));
  EXPECT(answer(&q) && !q.pieces[record].used);
  // An object that waits for its finalizer is passed to it, though nothing else leads there.
  loam_collector *collector = &runtime->collector;
  uint64_t inside = add_record(&q, captured[0]), queued = add_record(&q, captured[1]), given = add_record(&q, start);
  uint64_t type = add(&q, &string_type, sizeof string_type), other = add(&q, &int_type, sizeof int_type);
  EXPECT(loam_collector_set_finalizer(collector, *slots[0], cleanup, &string_type) == LOAM_OK);
  loam_world_stop(runtime);
  void *closure = *slots[1];
  loam_global_clear(runtime, slots[0], &pointer_type);
  loam_global_clear(runtime, slots[1], &pointer_type);
  bool done = answer(&q);
  bool found = q.pieces[record].used && q.pieces[inside].used && !q.pieces[queued].used && !q.pieces[given].used;
  found = found && q.pieces[type].used && !q.pieces[other].used;
  // So is one whose turn has come.
  loam_finalizer ready = {.object = (uintptr_t)closure, .closure = start, .argument = &int_type};
  loam_lock_acquire(&collector->finalizers_lock);
  done = done && loam_finalizers_push_locked(collector, &ready);
  loam_lock_release(&collector->finalizers_lock);
  done = done && answer(&q);
  found = found && q.pieces[queued].used && q.pieces[given].used && q.pieces[other].used;
  loam_lock_acquire(&collector->finalizers_lock);
  collector->ready_count--;
  loam_lock_release(&collector->finalizers_lock);
  loam_world_start(runtime);
  EXPECT(done && found);
  return NULL;
}
static const char *specials_everywhere(void) { return with_all(specials); }

// ---- types ----

// A type is reached by its dispatch table and by its maps, and is forgotten in both.
static const char *types(break_program *p) {
  loam_runtime *runtime = p->m.runtime;
  static const loam_interface_method wanted = {.name = {(const uint8_t *)"Close", 5}, .type = &int_type};
  static const loam_type closer = {
      .size = 16, .align = 8, .kind = LOAM_KIND_INTERFACE, .interface_method_count = 1, .interface_methods = &wanted};
  loam_function *close = nothing(p, "main.T.Close"), *start = declare(&p->m, "main.start", 0, 0, 0);
  loam_method method = {.name = wanted.name, .type = &int_type, .function = close};
  loam_type *type = loam_permanent_lend(runtime, sizeof *type);
  EXPECT(close != NULL && type != NULL);
  *type = (loam_type){.size = 8, .align = 8, .kind = LOAM_KIND_INT, .methods = &method, .method_count = 1};
  loam_type *map_type = loam_permanent_lend(runtime, sizeof *map_type);
  EXPECT(map_type != NULL);
  *map_type = int_map_type;
  void **map = loam_global_create(runtime, &pointer_type);
  const loam_itab *itab = loam_itab_get(runtime, &closer, type, NULL);
  EXPECT(itab != NULL);
  assembly a;
  begin(&a, 4);
  emit(&a, OP(MAKEMAP, 1, LOAM_NONE, 0));
  emit(&a, (uint64_t)(uintptr_t)map_type);
  safepoint(&a, 0);
  store_global(&a, 1, map);
  leave(&a);
  EXPECT(finish(&p->m, &a, start) && machine_run(&p->m, start).status == LOAM_OK);
  void **value = loam_global_create(runtime, &pointer_type);
  *value = (void *)(uintptr_t)itab;
  question q = {.runtime = runtime};
  uint64_t one = add(&q, type, sizeof *type), other = add(&q, map_type, sizeof *map_type);
  EXPECT(answer(&q) && q.pieces[one].used && q.pieces[other].used);
  loam_world_stop(runtime);
  *value = NULL;
  EXPECT(loam_global_clear(runtime, map, &pointer_type) == LOAM_OK);
  loam_world_start(runtime);
  EXPECT(answer(&q) && !q.pieces[one].used && !q.pieces[other].used);
  EXPECT(loam_collect_now(runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  // Variables of types that go are of others from then on.
  void *variable = loam_global_create(runtime, type);
  EXPECT(loam_where(runtime, variable).type == type);
  loam_type_gone gone[] = {{type, &int_type}, {map_type, &pointer_type}};
  EXPECT(loam_types_forget(runtime, gone, 2) == LOAM_INVALID_ARGUMENT); // the world runs
  loam_world_stop(runtime);
  EXPECT(loam_types_forget(runtime, gone, 2) == LOAM_OK);
  EXPECT(loam_where(runtime, variable).type == &int_type);
  EXPECT(loam_global_retype(runtime, variable, type) == LOAM_OK && loam_where(runtime, variable).type == type);
  loam_world_start(runtime);
  // What a new type at the same address has is made anew.
  loam_method other_method = {.name = wanted.name, .type = &int_type, .function = start};
  type->methods = &other_method;
  const loam_itab *again = loam_itab_get(runtime, &closer, type, NULL);
  EXPECT(again != NULL && again->methods[0] == start);
  EXPECT(machine_run(&p->m, start).status == LOAM_OK);
  return NULL;
}
static const char *types_everywhere(void) { return with_all(types); }

const check_case used_cases[] = {
    {"used: a goroutine's frames, its deferred calls and where it was started", goroutines_everywhere},
    {"used: the value of a panic whose deferred calls run", panics_everywhere},
    {"used: package variables, and those that are pieces when they are followed", variables_everywhere},
    {"used: handles", handles_everywhere},
    {"used: objects of all shapes, as long as something leads to them", objects_everywhere},
    {"used: what hangs on objects", specials_everywhere},
    {"used: types by dispatch tables and maps, and types that are forgotten", types_everywhere},
    {NULL, NULL},
};
