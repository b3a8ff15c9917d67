// SPDX-License-Identifier: Apache-2.0
//
// ProfileFileChecks.c — profiles of programs, read back from their files.
#include "include/loam_step_macros.h"
#include "native_check.h"
#include "pprof_reader.h"
#include "program.h"
#include "runtime.h"

static const uint64_t node_map[1] = {1};
static const loam_type node_type = {.size = 64,
                                    .align = 8,
                                    .kind = LOAM_KIND_STRUCT,
                                    .pointer_bytes = 8,
                                    .pointer_map = node_map,
                                    .name = {(const uint8_t *)"main.node", 9}};
static const loam_type bytes_type = {.size = 1, .align = 1, .kind = LOAM_KIND_UINT8};

static pprof_file file; ///< Of one case at a time.

static pprof_file *file_open(void) {
  memset(&file, 0, sizeof file);
  return &file;
}

/// func(n): allocates n nodes, one after the other, in line `number`; the last is kept in `kept`.
static loam_function *make_nodes(machine *m, const char *name, uint32_t number, void **kept) {
  assembly a;
  loam_function *function = declare(m, name, 1, 0, 0);
  begin(&a, 6); // argument: slot 7
  constant(&a, 2, 0);
  uint32_t top = a.count;
  line(&a, number);
  emit(&a, OP(NEW, 3, 0, 0));
  emit(&a, (uint64_t)(uintptr_t)&node_type);
  safepoint(&a, 0);
  store_global(&a, 3, kept);
  line(&a, number + 1);
  emit(&a, OP(ADDI, 2, 2, 1));
  LOOP(&a, JLT_P, 2, 7, top, 0);
  leave(&a);
  return finish(m, &a, function) ? function : NULL;
}

static void call_with(assembly *a, const loam_function *function, int64_t argument) {
  constant(a, 0, argument);
  call(a, function, 0);
}

/// main calls list (line 10) for 1000 nodes from line 30 and 500 from line 31, and once makes a slice of 100,000 bytes.
static const char *program_allocates(const char *debug) {
  machine m;
  assembly a;
  EXPECT(machine_open(&m, debug, 2));
  void **kept = loam_global_create(m.runtime, &pointer_type);
  loam_function *list = make_nodes(&m, "main.list", 10, kept), *start = declare(&m, "main.main", 0, 0, 0);
  EXPECT(list);
  begin(&a, 8);
  line(&a, 30);
  call_with(&a, list, 1000);
  line(&a, 31);
  call_with(&a, list, 500);
  line(&a, 32);
  constant(&a, 2, 100000);
  emit(&a, OP(MAKESLICE, 3, 2, 2));
  emit(&a, (uint64_t)(uintptr_t)&bytes_type);
  safepoint(&a, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);

  loam_profile_record records[16];
  uint64_t count = loam_profile_heap_records(m.runtime, records, 16), whole = loam_heap_round_size(100000);
  EXPECT(count == 3 && loam_profile_lost(m.runtime) == 0 && loam_profile_rate(m.runtime) == 1);
  for (uint32_t i = 0; i < 2; i++) {
    EXPECT(records[i].allocated == (i == 0 ? 1000 : 500) && records[i].size == 64 && records[i].frame_count == 2);
    EXPECT(records[i].frames[0].function == list && records[i].frames[0].line == 10);
    EXPECT(records[i].frames[1].function == start && records[i].frames[1].line == 30 + i);
    EXPECT(records[i].freed == (i == 0 ? 1000 : 499)); // the very last node is in the variable
  }
  EXPECT(records[2].allocated == 1 && records[2].freed == 1 && records[2].size == whole);
  EXPECT(records[2].frame_count == 1 && records[2].frames[0].line == 32);

  for (int kind = 0; kind < 2; kind++) {
    pprof_file *f = file_open();
    EXPECT(loam_profile_heap_file(m.runtime, (loam_profile_heap_kind)kind, pprof_take, f) == LOAM_OK);
    RUN(pprof_read(f));
    EXPECT(f->kind_count == 4 && f->sample_count == 3 && f->function_count == 2 && f->period == 1 && f->time > 0);
    static const char *const kinds[4][2] = {
        {"alloc_objects", "count"}, {"alloc_space", "bytes"}, {"inuse_objects", "count"}, {"inuse_space", "bytes"}};
    for (uint32_t i = 0; i < 4; i++)
      EXPECT(pprof_is(f, f->kinds[i][0], kinds[i][0]) && pprof_is(f, f->kinds[i][1], kinds[i][1]));
    EXPECT(pprof_is(f, f->first, kind == 0 ? "inuse_space" : "alloc_space"));
    EXPECT(pprof_sum(f, 0, 0, "main.list") == 1500 && pprof_sum(f, 1, 0, "main.list") == 1500 * 64);
    EXPECT(pprof_sum(f, 2, 0, "main.list") == 1 && pprof_sum(f, 3, 0, "main.list") == 64);
    EXPECT(pprof_sum(f, 0, 0, "main.main") == 1 && pprof_sum(f, 1, 0, "main.main") == (int64_t)whole);
    EXPECT(pprof_sum(f, 0, 1, "main.main") == 1500 && pprof_total(f, 3) == 64);
    const pprof_sample *first = &f->samples[0];
    EXPECT(first->label == 64 && first->count == 2 && f->locations[first->locations[0]].line == 10);
    EXPECT(f->locations[first->locations[1]].line == 30 && f->locations[first->locations[1]].address != 0);
    pprof_free(f);
  }
  loam_heap_statistics s;
  loam_runtime_heap_statistics(m.runtime, &s);
  EXPECT(s.total.live == 1 && s.total.allocated == 1501);
  EXPECT(loam_heap_check(&m.runtime->heap));
  machine_close(&m);
  return NULL;
}

static const char *heap_file_is_exact(void) { return program_allocates("heapprofile=1"); }
static const char *heap_file_is_exact_with_stops(void) {
  RUN(program_allocates("heapprofile=1,movestack=1"));
  RUN(program_allocates("heapprofile=1,preempt=3"));
  return program_allocates("heapprofile=1,gcstress=20,poison=1,verifyheap=1,checkptr=1");
}

// ---- natives, steps and panics allocate too ----

static loam_native_status allocate_natively(loam_context *context) {
  context->roots[0] = loam_context_allocate(context, &node_type, 1);
  context->roots[1] = loam_context_allocate_bytes(context, 3);
  context->roots[2] = loam_context_allocate_bytes(context, 3);
  return context->roots[2] == NULL ? loam_context_out_of_memory(context) : LOAM_NATIVE_DONE;
}

/// A native is a frame; a panic's value is allocated by the function that panicked.
static const char *natives_and_panics_have_sites(void) {
  machine m;
  assembly a;
  EXPECT(machine_open(&m, "heapprofile=1", 1));
  loam_function *native = declare_native(&m, "main.native", 0, 0, allocate_natively);
  loam_function *bad = declare(&m, "main.bad", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 6);
  constant(&a, 2, 1);
  constant(&a, 3, 0);
  line(&a, 50);
  emit(&a, OP(DIV, 4, 2, 3));
  leave(&a);
  EXPECT(finish(&m, &a, bad));
  begin(&a, 6);
  line(&a, 40);
  call(&a, native, 0);
  line(&a, 41);
  call(&a, bad, 0);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_PANICKED && machine_says(&m, "integer divide by zero"));
  pprof_file *f = file_open();
  EXPECT(loam_profile_heap_file(m.runtime, LOAM_PROFILE_ALLOCATED, pprof_take, f) == LOAM_OK);
  RUN(pprof_read(f));
  EXPECT(pprof_sum(f, 0, 0, "main.native") == 3 && pprof_sum(f, 1, 0, "main.native") == 64 + 16 + 16);
  EXPECT(pprof_sum(f, 0, 1, "main.main") == 3 + 2 && pprof_sum(f, 0, 0, "main.bad") == 2);
  pprof_free(f);
  machine_close(&m);
  return NULL;
}

typedef struct build_frame {
  loam_step_record record;
  int64_t n, result;
} build_frame;

/// Allocates n nodes, one in each step; line by line its frame says where it stands.
LOAM_STEP(build, build_frame) {
  LOAM_BEGIN;
  while (f->n-- > 0) {
    f->result += loam_context_allocate(context, &node_type, 1) != NULL;
    LOAM_YIELD;
  }
  LOAM_END;
}
static const loam_step_description build_description = {LOAM_DESCRIBE(build, build_frame, 0, 8)};

static loam_native_status build_natively(loam_context *context) {
  for (uint64_t n = loam_argument(context, 0); n > 0; n--) {
    if (loam_context_allocate(context, &node_type, 1) == NULL) return loam_context_out_of_memory(context);
    loam_native_yield(context);
  }
  return LOAM_NATIVE_DONE;
}

/// Steps and native goroutines, which yield between their allocations, stand in the profile under their names.
static const char *steps_and_native_goroutines_have_sites(void) {
  for (uint32_t i = 0; i < SWITCHES; i++) {
    machine m;
    char debug[100];
    uint64_t n = 100, result;
    snprintf(debug, sizeof debug, "heapprofile=1%s%s", switches[i] == NULL ? "" : ",",
             switches[i] == NULL ? "" : switches[i]);
    EXPECT(machine_open(&m, debug, 2));
    loam_function *step = NULL, *body = native(&m, "main.body", build_natively, 1, 0, 0, NULL);
    EXPECT(loam_step_define(m.runtime, &build_description, &step) == LOAM_OK && body != NULL);
    RUN(run(&m, step, &n, &result));
    EXPECT(result == 100);
    RUN(run(&m, body, &n, NULL));
    pprof_file *f = file_open();
    EXPECT(loam_profile_heap_file(m.runtime, LOAM_PROFILE_ALLOCATED, pprof_take, f) == LOAM_OK);
    RUN(pprof_read(f));
    EXPECT(pprof_sum(f, 0, 0, "build") == 100 && pprof_sum(f, 0, 0, "main.body") == 100);
    EXPECT(pprof_total(f, 1) == 200 * 64 && loam_profile_lost(m.runtime) == 0);
    pprof_free(f);
    machine_close(&m);
  }
  return NULL;
}

// ---- stacks ----

/// Long enough for everybody to come to where they wait; two slots from `counters` on count.
static void let_others_run(assembly *a, const loam_function *yield, uint32_t counters) {
  constant(a, counters, 0);
  uint32_t top = a->count;
  call(a, yield, 0);
  emit(a, OP(ADDI, counters, counters, 1));
  LOOP(a, JLTI_P, counters, 1000, top, 0);
}

enum { DEPTH = 40, WAITERS = 5 };
static struct {
  loam_status stacks, goroutines;
  const char *problem;
  uint64_t bytes, count;
} looked;

static loam_native_status look_at_stacks(loam_context *context) {
  loam_stack_statistics s;
  looked.stacks = loam_profile_stack_file(context->runtime, pprof_take, &file);
  loam_runtime_stack_statistics(context->runtime, &s);
  looked.bytes = s.bytes;
  looked.problem = pprof_read(&file);
  return LOAM_NATIVE_DONE;
}

/// func(n): calls itself down to 0, and then the native.
static loam_function *make_deep(machine *m, const loam_function *bottom) {
  assembly a;
  loam_function *deep = declare(m, "main.deep", 1, 0, 0);
  begin(&a, 20);                // argument: slot 21
  emit(&a, OP(JGTI, 21, 0, 4)); // over the call, whose three words follow
  call(&a, bottom, 0);
  leave(&a);
  emit(&a, OP(ADDI, 0, 21, -1));
  line(&a, 71);
  call(&a, deep, 0);
  leave(&a);
  // The jump leads behind the first return.
  a.words[0] = OP(JGTI, 21, 0, 5);
  return finish(m, &a, deep) ? deep : NULL;
}

/// The bytes of all stacks are in the file, each function's are those of its frames.
static const char *stack_file_has_all_bytes(const char *debug) {
  machine m;
  assembly a;
  memset(&looked, 0, sizeof looked);
  pprof_file *f = file_open();
  EXPECT(machine_open(&m, debug, 1));
  void **channel = channel_global(&m);
  loam_function *look = declare_native(&m, "main.look", 0, 0, look_at_stacks), *deep = make_deep(&m, look);
  loam_function *waiter = declare(&m, "main.waiter", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
  loam_function *yield = declare_native(&m, "main.yield", 0, 0, yield_native);
  EXPECT(deep);
  begin(&a, 10);
  receive_from(&a, 4, channel, 0x10);
  leave(&a);
  EXPECT(finish(&m, &a, waiter));
  begin(&a, 12);
  new_channel(&a, 4, channel, 0);
  start_each(&a, waiter, WAITERS, 6, 0);
  let_others_run(&a, yield, 8);
  line(&a, 90);
  call_with(&a, deep, DEPTH);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  EXPECT(looked.stacks == LOAM_OK);
  RUN(looked.problem);
  EXPECT(f->kind_count == 1 && pprof_is(f, f->kinds[0][0], "stack_space") && pprof_is(f, f->kinds[0][1], "bytes"));
  EXPECT((uint64_t)pprof_total(f, 0) == looked.bytes);
  EXPECT(pprof_sum(f, 0, 0, "main.deep") == (DEPTH + 1) * (20 + 1) * 8);
  EXPECT(pprof_sum(f, 0, 0, "main.waiter") >= WAITERS * (10 + 1) * 8);
  EXPECT(pprof_sum(f, 0, 0, "main.waiter") < WAITERS * (10 + 1) * 8 + WAITERS * 64); // and the bottom frames'
  EXPECT(pprof_sum(f, 0, 0, LOAM_PROFILE_UNUSED) > 0);
  EXPECT(pprof_sum(f, 0, 1, "main.waiter") == WAITERS * 2048 - pprof_sum(f, 0, 0, "main.waiter"));
  pprof_free(f);
  machine_close(&m);
  return NULL;
}
static const char *stack_file_is_whole(void) {
  RUN(stack_file_has_all_bytes(NULL));
  return stack_file_has_all_bytes("movestack=1,checkptr=1");
}

static bool count_goroutines(void *context, const loam_profile_frame *frames, uint32_t count, uint64_t goroutines) {
  (void)context;
  looked.count++;
  if (count > 0 && frames[0].function->name.length == 11) looked.bytes += goroutines; // main.waiter
  return true;
}

static bool refuse(void *context, const char *bytes, size_t length) {
  (void)bytes, (void)length;
  return ++*(int *)context < 2;
}

/// Goroutines that wait when the program has ended are at one path; refused writes and bad arguments say so.
static const char *goroutine_file_groups(void) {
  machine m;
  assembly a;
  memset(&looked, 0, sizeof looked);
  EXPECT(machine_open(&m, NULL, 1));
  void **channel = channel_global(&m);
  loam_function *waiter = declare(&m, "main.waiter", 0, 0, 0), *start = declare(&m, "main.main", 0, 0, 0);
  loam_function *yield = declare_native(&m, "main.yield", 0, 0, yield_native);
  begin(&a, 10);
  receive_from(&a, 4, channel, 0x10);
  leave(&a);
  EXPECT(finish(&m, &a, waiter));
  begin(&a, 12);
  new_channel(&a, 4, channel, 0);
  start_each(&a, waiter, WAITERS, 6, 0);
  let_others_run(&a, yield, 8);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  EXPECT(loam_profile_each_goroutine(m.runtime, count_goroutines, NULL) == LOAM_OK);
  EXPECT(looked.count == 1 && looked.bytes == WAITERS);
  pprof_file *f = file_open();
  EXPECT(loam_profile_goroutine_file(m.runtime, pprof_take, f) == LOAM_OK);
  RUN(pprof_read(f));
  EXPECT(f->sample_count == 1 && pprof_sum(f, 0, 0, "main.waiter") == WAITERS &&
         pprof_is(f, f->kinds[0][0], "goroutine"));
  pprof_free(f);
  // A file of paths of the host's own: one of them twice, one of no known code.
  uintptr_t addresses[] = {(uintptr_t)(waiter->code + 1), 0, (uintptr_t)(waiter->code + 1), 0, 12345, 0};
  loam_string type = {(const uint8_t *)"held", 4};
  f = file_open();
  EXPECT(loam_profile_count_file(m.runtime, type, addresses, 6, pprof_take, f) == LOAM_OK);
  RUN(pprof_read(f));
  EXPECT(f->sample_count == 2 && pprof_sum(f, 0, 0, "main.waiter") == 2 && pprof_total(f, 0) == 3);
  EXPECT(pprof_is(f, f->kinds[0][0], "held"));
  pprof_free(f);
  int writes = 1;
  EXPECT(loam_profile_goroutine_file(m.runtime, refuse, &writes) == LOAM_EXITED && writes == 2);
  EXPECT(loam_profile_heap_file(m.runtime, LOAM_PROFILE_IN_USE, NULL, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_profile_stack_file(NULL, pprof_take, NULL) == LOAM_INVALID_ARGUMENT);
  EXPECT(loam_profile_set_rate(NULL, 1) == LOAM_INVALID_ARGUMENT && loam_profile_rate(NULL) == 0);
  EXPECT(loam_profile_set_rate(m.runtime, 77) == LOAM_OK && loam_profile_rate(m.runtime) == 77);
  machine_close(&m);
  return NULL;
}

/// Each allocation of C memory on the way fails in turn: an error, nothing left behind.
static const char *files_without_memory(void) {
  machine m;
  assembly a;
  EXPECT(machine_open(&m, "heapprofile=1", 1));
  void **kept = loam_global_create(m.runtime, &pointer_type);
  loam_function *list = make_nodes(&m, "main.list", 10, kept), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 8);
  call_with(&a, list, 100);
  leave(&a);
  EXPECT(list && finish(&m, &a, start) && machine_run(&m, start).status == LOAM_OK);
  uint32_t failures = 0;
  for (int64_t n = 1; n <= 12; n++) {
    pprof_file *f = file_open();
    atomic_store(&m.runtime->os.until_failure, n);
    loam_status status = loam_profile_heap_file(m.runtime, LOAM_PROFILE_IN_USE, pprof_take, f);
    bool failed = atomic_exchange(&m.runtime->os.until_failure, 0) <= 0;
    EXPECT(status == (failed ? LOAM_NO_MEMORY : LOAM_OK));
    failures += failed;
    if (status == LOAM_OK) RUN(pprof_read(f));
    pprof_free(f);
  }
  EXPECT(failures >= 4 && failures < 12);
  machine_close(&m);
  return NULL;
}

const check_case profile_file_cases[] = {
    {"profile: a program's heap file has its functions, lines and figures", heap_file_is_exact},
    {"profile: the same while stacks move, goroutines give way and collections run", heap_file_is_exact_with_stops},
    {"profile: natives and panics have sites", natives_and_panics_have_sites},
    {"profile: steps and native goroutines have sites", steps_and_native_goroutines_have_sites},
    {"profile: the bytes of all stacks are in the file, by function", stack_file_is_whole},
    {"profile: goroutines and paths of the host are counted by path", goroutine_file_groups},
    {"profile: want of memory for a file is an error", files_without_memory},
    {0},
};
