// SPDX-License-Identifier: Apache-2.0
//
// MemoryWantChecks.c — what a host answers when a goroutine wants memory, and what becomes of deferred calls at a
// limit.
#include "include/loam_native_goroutine.h"
#include "program.h"
#include "runtime.h"
#include "schedule/want.h"

enum { LIMIT = 4 << 20 };

/// A host that answers by a list, and what it was told.
typedef struct host {
  machine m;
  const loam_memory_answer *answers; ///< The last one from then on.
  uint32_t count;
  uint64_t more;
  _Atomic uint32_t asked;
  loam_memory_want last;
  uint64_t goroutines; ///< Counted within the hook.
  uint64_t collections;
} host;

static void record(void *context, const char *bytes, size_t length) {
  machine_record(&((host *)context)->m, bytes, length);
}

static loam_memory_answer want(void *context, const loam_memory_want *wanted, uint64_t *out_more) {
  host *h = context;
  uint32_t n = atomic_fetch_add(&h->asked, 1);
  loam_memory_statistics statistics;
  h->last = *wanted;
  h->goroutines = loam_runtime_goroutines(h->m.runtime, NULL, 0);
  loam_runtime_memory_statistics(h->m.runtime, &statistics);
  h->collections = statistics.collections;
  *out_more = h->more;
  return h->answers[n < h->count ? n : h->count - 1];
}

static bool open_host(host *h, const loam_memory_answer *answers, uint32_t count, uint64_t more, uint64_t limit,
                      const char *debug) {
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  h->answers = answers;
  h->count = count;
  h->more = more;
  atomic_store(&h->asked, 0);
  h->last = (loam_memory_want){0};
  configuration.maximum_memory = limit;
  configuration.workers = 2;
  configuration.debug = debug;
  configuration.hooks = (loam_hooks){.context = h, .write_error = record, .want_memory = want};
  h->m.length = 0;
  h->m.text[0] = 0;
  h->m.runtime = loam_runtime_create(&configuration, NULL, NULL);
  loam_error_types types = {.string = &string_type};
  return h->m.runtime != NULL && loam_runtime_set_error_types(h->m.runtime, &types) == LOAM_OK;
}

/// list(n): n nodes in a list; then adds one to *done.
static bool define_list(machine *m, loam_function *list, uint64_t *done) {
  assembly a;
  begin(&a, 4);
  constant(&a, 2, 0);
  make_chain(&a, 2, 5, 3, 0);
  load_global(&a, 3, done);
  emit(&a, OP(ADDI, 3, 3, 1));
  store_global(&a, 3, done);
  leave(&a);
  return finish(m, &a, list);
}

/// Deferred: recovers, keeps the type word of what it got.
static bool define_recover(machine *m, loam_function *recover, uint64_t *value) {
  assembly a;
  begin(&a, 4);
  emit(&a, OP(RECOVER, 2, 0, 0));
  store_global(&a, 2, value);
  leave(&a);
  return finish(m, &a, recover);
}

/// try(n): list(n) with `deferred` deferred.
static bool define_try(machine *m, loam_function *try, loam_function *callee, loam_function *deferred) {
  assembly a;
  const loam_function **closure = loam_permanent_allocate(m->runtime, 8, 8);
  if (closure == NULL) return false;
  *closure = deferred;
  begin(&a, 4);
  constant(&a, 2, (int64_t)(uintptr_t)closure);
  emit(&a, OP(DEFER, 2, 0, 0));
  safepoint(&a, 0);
  emit(&a, OP(MOV, 0, 5, 0));
  call(&a, callee, 0);
  a.defer_return = a.count;
  emit(&a, OP(RUN_DEFERS, 0, 0, 0));
  safepoint(&a, 0);
  leave(&a);
  a.flags = LOAM_FUNCTION_DEFERS;
  return finish(m, &a, try);
}

static const uint64_t few = 100, too_many = 2 * LIMIT / 256;

static const char *fails(void) {
  static host h;
  static const char *const switches[] = {NULL, "movestack=3", "gcstress=100", "memlimit=1000"};
  for (int s = 0; s < 4; s++) {
    static const loam_memory_answer answers[] = {LOAM_MEMORY_FAIL};
    static uint64_t value, done;
    loam_outcome outcome = {0};
    EXPECT(open_host(&h, answers, 1, 0, LIMIT, switches[s]));
    loam_function *list = declare(&h.m, "main.list", 1, 0, 0), *recover = declare(&h.m, "main.recover", 0, 0, 0),
                  *try = declare(&h.m, "main.try", 1, 0, 0);
    EXPECT(define_list(&h.m, list, &done) && define_recover(&h.m, recover, &value) &&
           define_try(&h.m, try, list, recover));
    for (int round = 0; round < 3; round++) { // recovered: the run ends well, time and again
      value = 0;
      uint32_t asked = atomic_load(&h.asked);
      EXPECT(loam_runtime_call(h.m.runtime, try, &too_many, &outcome).status == LOAM_OK);
      EXPECT(value != 0 && atomic_load(&h.asked) == asked + 1);
      EXPECT(h.last.bytes == 256 && !h.last.stack && h.last.limit == LIMIT && h.last.in_use <= LIMIT);
      EXPECT(h.last.goroutine != 0 && h.goroutines == 1 && h.collections >= (uint64_t)round + 1);
    }
    EXPECT(h.m.length == 0 && done == 0);
    EXPECT(loam_runtime_call(h.m.runtime, list, &too_many, &outcome).status == LOAM_PANICKED);
    EXPECT(machine_says(&h.m, "out of memory") && !machine_says(&h.m, "fatal error"));
    EXPECT(loam_runtime_destroy(h.m.runtime) == LOAM_OK);
  }
  return NULL;
}

static const char *grows(void) {
  static host h;
  static const char *const switches[] = {NULL, "movestack=3", "gcstress=100", "memlimit=2000"};
  for (int s = 0; s < 4; s++) {
    static const loam_memory_answer answers[] = {LOAM_MEMORY_GROW};
    static uint64_t done;
    loam_outcome outcome = {0};
    EXPECT(open_host(&h, answers, 1, 1 << 20, LIMIT, switches[s]));
    loam_function *list = declare(&h.m, "main.list", 1, 0, 0);
    done = 0;
    EXPECT(define_list(&h.m, list, &done));
    EXPECT(loam_runtime_call(h.m.runtime, list, &too_many, &outcome).status == LOAM_OK && done == 1);
    uint32_t asked = atomic_load(&h.asked);
    EXPECT(asked >= 4 && loam_runtime_set_maximum_memory(h.m.runtime, 0) == LIMIT + ((uint64_t)asked << 20));
    EXPECT(loam_runtime_memory_in_use(h.m.runtime) <= LIMIT + ((uint64_t)asked << 20));
    EXPECT(loam_runtime_destroy(h.m.runtime) == LOAM_OK);
  }
  return NULL;
}

/// Grown once, then ended; a lower limit than what is in use; no limit.
static const char *changes(void) {
  static host h;
  static const loam_memory_answer answers[] = {LOAM_MEMORY_GROW, LOAM_MEMORY_END};
  static uint64_t done;
  loam_outcome outcome = {0};
  EXPECT(open_host(&h, answers, 2, 1 << 20, LIMIT, NULL));
  loam_function *list = declare(&h.m, "main.list", 1, 0, 0);
  done = 0;
  EXPECT(define_list(&h.m, list, &done));
  EXPECT(loam_runtime_call(h.m.runtime, list, &too_many, &outcome).status == LOAM_NO_MEMORY && done == 0);
  EXPECT(atomic_load(&h.asked) == 2 && machine_says(&h.m, "in use), limit 5242880\n"));
  EXPECT(loam_runtime_set_maximum_memory(h.m.runtime, UINT64_MAX) == LIMIT + (1 << 20));
  EXPECT(loam_runtime_call(h.m.runtime, list, &too_many, &outcome).status == LOAM_OK && done == 1);
  EXPECT(atomic_load(&h.asked) == 2);
  EXPECT(loam_runtime_set_maximum_memory(h.m.runtime, 1) == UINT64_MAX);
  EXPECT(loam_runtime_call(h.m.runtime, list, &few, &outcome).status == LOAM_NO_MEMORY);
  EXPECT(loam_runtime_set_maximum_memory(h.m.runtime, LIMIT) == 1);
  EXPECT(loam_runtime_call(h.m.runtime, list, &few, &outcome).status == LOAM_OK && done == 2);
  EXPECT(loam_runtime_set_maximum_memory(NULL, 5) == 0 && loam_runtime_memory_in_use(NULL) == 0);
  EXPECT(loam_runtime_destroy(h.m.runtime) == LOAM_OK);
  return NULL;
}

/// A stack that may not grow: each answer.
static const char *stacks(void) {
  static host h;
  for (int way = 0; way < 3; way++) {
    const loam_memory_answer answers[] = {way == 0 ? LOAM_MEMORY_FAIL : LOAM_MEMORY_GROW,
                                          way == 2 ? LOAM_MEMORY_END : LOAM_MEMORY_FAIL};
    static uint64_t value;
    uint64_t zero = 0;
    loam_outcome outcome = {0};
    EXPECT(open_host(&h, answers, 2, 4 << 20, LIMIT, NULL));
    loam_function *deep = declare(&h.m, "main.deep", 1, 0, 0), *recover = declare(&h.m, "main.recover", 0, 0, 0),
                  *try = declare(&h.m, "main.try", 1, 0, 0);
    assembly a;
    begin(&a, 40);
    emit(&a, OP(ADDI, 0, 41, 1));
    call(&a, deep, 0);
    leave(&a);
    EXPECT(finish(&h.m, &a, deep) && define_recover(&h.m, recover, &value) && define_try(&h.m, try, deep, recover));
    value = 0;
    loam_result result = loam_runtime_call(h.m.runtime, try, &zero, &outcome);
    EXPECT(h.last.stack && h.last.bytes >= 1 << 20);
    EXPECT(result.status == (way == 2 ? LOAM_NO_MEMORY : LOAM_OK) && (value != 0) == (way != 2));
    EXPECT(atomic_load(&h.asked) == (way == 0 ? 1 : 2));
    if (way == 2) EXPECT(machine_says(&h.m, "-byte stack (") && strstr(outcome.text, "-byte stack (") != NULL);
    EXPECT(loam_runtime_destroy(h.m.runtime) == LOAM_OK);
  }
  return NULL;
}

// ---- C code ----

static uint64_t refusals;
/// Fills the limit, and goes on with what it has.
static loam_native_status bears_it(loam_context *context) {
  fill_memory(context);
  refusals++;
  context->roots[0] = NULL;
  return LOAM_NATIVE_DONE;
}

/// The same bodies as natives and on machine stacks: NULL is borne, or becomes what the host answered.
static const char *natives(void) {
  static host h;
  for (int way = 0; way < 8; way++) {
    const loam_memory_answer answers[] = {way & 1 ? LOAM_MEMORY_FAIL : LOAM_MEMORY_END};
    bool bears = way & 2, machine_stack = way & 4;
    loam_outcome outcome = {0};
    loam_function *function = NULL;
    EXPECT(open_host(&h, answers, 1, 0, LIMIT, NULL));
    loam_native_description description = {
        .name = "main.body", .file = "x.c", .line = 1, .body = bears ? bears_it : hog_native, .call_words = 8};
    if (machine_stack)
      EXPECT(loam_native_define(h.m.runtime, &description, &function) == LOAM_OK);
    else
      function = declare_native(&h.m, "main.body", 0, 0, bears ? bears_it : hog_native);
    for (int round = 0; round < 3; round++) {
      refusals = 0;
      loam_result result = loam_runtime_call(h.m.runtime, function, NULL, &outcome);
      loam_status expected = bears ? LOAM_OK : way & 1 ? LOAM_PANICKED : LOAM_NO_MEMORY;
      EXPECT(result.status == expected && refusals == bears);
      EXPECT(h.last.bytes == 256 && atomic_load(&h.asked) == (uint32_t)round + 1);
    }
    EXPECT(bears ? h.m.length == 0 : machine_says(&h.m, "out of memory"));
    EXPECT(loam_runtime_destroy(h.m.runtime) == LOAM_OK);
  }
  return NULL;
}

// ---- deferred calls ----

/// The goroutine reaches the limit; one deferred call reaches it again and is given up; another allocates a little from
/// what is kept back; all of them began.
static const char *deferred(void) {
  static host h;
  static const char *const switches[] = {NULL, "movestack=3", "gcstress=100", "preempt=3"};
  for (int s = 0; s < 4; s++) {
    static const loam_memory_answer answers[] = {LOAM_MEMORY_END};
    static uint64_t done;
    loam_outcome outcome = {0};
    EXPECT(open_host(&h, answers, 1, 0, LIMIT, switches[s]));
    loam_function *list = declare(&h.m, "main.list", 1, 0, 0), *little = declare(&h.m, "main.little", 0, 0, 0),
                  *much = declare(&h.m, "main.much", 0, 0, 0), *third = declare(&h.m, "main.third", 1, 0, 0),
                  *second = declare(&h.m, "main.second", 1, 0, 0), *first = declare(&h.m, "main.first", 1, 0, 0);
    done = 0;
    EXPECT(define_list(&h.m, list, &done));
    assembly a;
    begin(&a, 3);
    constant(&a, 0, 20);
    call(&a, list, 0);
    leave(&a);
    EXPECT(finish(&h.m, &a, little));
    begin(&a, 3);
    constant(&a, 0, (int64_t)too_many);
    call(&a, list, 0);
    leave(&a);
    EXPECT(finish(&h.m, &a, much));
    EXPECT(define_try(&h.m, third, list, little) && define_try(&h.m, second, third, much) &&
           define_try(&h.m, first, second, little));
    EXPECT(loam_runtime_call(h.m.runtime, first, &too_many, &outcome).status == LOAM_NO_MEMORY);
    EXPECT(done == 2 && atomic_load(&h.asked) == 1);
    EXPECT(loam_runtime_memory_in_use(h.m.runtime) <= LIMIT);
    EXPECT(loam_runtime_destroy(h.m.runtime) == LOAM_OK);
  }
  return NULL;
}

// ---- no limit ----

/// The system refuses: without a limit the program ends as in Go, unless the configuration says otherwise.
static const char *refused_by_the_system(void) {
  for (int ends = 0; ends < 2; ends++) {
    static machine m;
    static uint64_t done;
    loam_configuration configuration;
    loam_configuration_init(&configuration);
    configuration.address_space = 64 << 20;
    configuration.memory_ends_goroutine = ends;
    static host h;
    configuration.hooks = (loam_hooks){.context = &h, .write_error = record};
    h.m.length = 0;
    m.runtime = loam_runtime_create(&configuration, NULL, NULL);
    EXPECT(m.runtime != NULL);
    loam_function *list = declare(&m, "main.list", 1, 0, 0);
    EXPECT(define_list(&m, list, &done));
    uint64_t nodes = (64 << 20) / 256 + 1000;
    loam_outcome outcome = {0};
    loam_result result = loam_runtime_call(m.runtime, list, &nodes, &outcome);
    EXPECT(result.status == (ends ? LOAM_NO_MEMORY : LOAM_FATAL) && result.exit_code == 2);
    EXPECT(strstr(h.m.text, "fatal error: runtime: out of memory: cannot allocate 256-byte block (") != NULL);
    EXPECT(strstr(h.m.text, "limit") == NULL);
    EXPECT(loam_runtime_call(m.runtime, list, &few, &outcome).status == LOAM_OK);
    EXPECT(loam_runtime_destroy(m.runtime) == LOAM_OK);
  }
  return NULL;
}

// ---- beside other failures ----

/// At the limit each mapping and allocation of the runtime's own fails once, those of marking among them: whatever
/// happens to the goroutine, the instance lives and has its memory back.
static const char *marking_without_memory(void) {
  static host h;
  static const loam_memory_answer answers[] = {LOAM_MEMORY_FAIL};
  uint32_t n = 1, made = 0;
  for (bool fired = true; fired && n < 3 * LIMIT / 256; n += n < 60 ? 1 : n / 4) {
    static uint64_t done, value;
    char debug[64];
    snprintf(debug, sizeof debug, "failalloc=%u", n);
    if (!open_host(&h, answers, 1, 0, LIMIT, debug)) continue;
    loam_function *list = declare(&h.m, "main.list", 1, 0, 0), *recover = declare(&h.m, "main.recover", 0, 0, 0),
                  *try = declare(&h.m, "main.try", 1, 0, 0);
    bool defined = list != NULL && recover != NULL && try != NULL && define_list(&h.m, list, &done) &&
                   define_recover(&h.m, recover, &value) && define_try(&h.m, try, list, recover);
    loam_outcome outcome = {0};
    if (defined) {
      made++;
      loam_status status = loam_runtime_call(h.m.runtime, try, &too_many, &outcome).status;
      EXPECT(status == LOAM_OK || status == LOAM_NO_MEMORY || status == LOAM_FATAL || status == LOAM_PANICKED);
      EXPECT(loam_collect_now(h.m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
      EXPECT(loam_runtime_call(h.m.runtime, try, &few, &outcome).status == LOAM_OK);
    }
    loam_switch_count switches[64];
    uint32_t count = loam_runtime_switches(h.m.runtime, switches, 64);
    for (uint32_t i = 0; i < count; i++)
      if (strcmp(switches[i].name, "failalloc") == 0) fired = switches[i].fired != 0;
    EXPECT(loam_runtime_destroy(h.m.runtime) == LOAM_OK);
  }
  EXPECT(made > 20);
  return NULL;
}

/// memlimit=N with no limit at all: every Nth allocation is refused, and the switch says how often.
static const char *constantly(void) {
  static host h;
  static const loam_memory_answer answers[] = {LOAM_MEMORY_GROW};
  for (int64_t every = 2; every < 2000; every *= 3) {
    static uint64_t done;
    char debug[64];
    snprintf(debug, sizeof debug, "memlimit=%lld", (long long)every);
    loam_outcome outcome = {0};
    uint64_t nodes = 3000;
    EXPECT(open_host(&h, answers, 1, 0, 0, debug));
    loam_function *list = declare(&h.m, "main.list", 1, 0, 0);
    done = 0;
    EXPECT(define_list(&h.m, list, &done));
    EXPECT(loam_runtime_call(h.m.runtime, list, &nodes, &outcome).status == LOAM_OK && done == 1);
    loam_switch_count switches[64];
    uint32_t count = loam_runtime_switches(h.m.runtime, switches, 64);
    uint64_t fired = 0;
    for (uint32_t i = 0; i < count; i++)
      if (strcmp(switches[i].name, "memlimit") == 0) fired = switches[i].fired;
    // Two tries more of each refused allocation: the one that is refused too is not counted, the one after it is.
    EXPECT(fired == atomic_load(&h.asked) && fired >= nodes / (uint64_t)every);
    EXPECT(h.last.limit == UINT64_MAX);
    EXPECT(loam_runtime_destroy(h.m.runtime) == LOAM_OK);
  }
  return NULL;
}

const check_case memory_want_cases[] = {
    {"memory want: the host has the allocation fail, and Go code recovers", fails},
    {"memory want: the host lets the limit grow", grows},
    {"memory want: the limit changes while the instance lives", changes},
    {"memory want: a stack that may not grow", stacks},
    {"memory want: natives and native goroutines", natives},
    {"memory want: deferred calls have what is kept back, and one that wants more is given up", deferred},
    {"memory want: the system refuses without a limit", refused_by_the_system},
    {"memory want: marking without memory at the limit", marking_without_memory},
    {"memory want: memlimit makes it constant", constantly},
    {NULL, NULL},
};
