// SPDX-License-Identifier: Apache-2.0
//
// WantChecks.c — want of memory everywhere: the Nth mapping or allocation of a runtime's life fails, for every N.
//
// How.      failalloc=N fails one of them. The runtime is created, runs a program that uses channels, goroutines, a
//           map, growth, timers, semaphores, panics, a large select and finalizers, and is destroyed; each time it must
//           end with a status, answer further calls, and leave no memory. N rises until the switch does not fire any
//           more.
#include "base/os.h"
#include "program.h"
#include "runtime.h"

#include <malloc.h>

enum { SELECT_CASES = 20, KEYS = 40 };

static const loam_type wide_type = {
    .size = 4096, .align = 8, .kind = LOAM_KIND_ARRAY, .element = &int_type, .length = 512};

static loam_native_status nap(loam_context *context) {
  loam_context_sleep(context, 20000);
  return LOAM_NATIVE_BLOCK;
}
static loam_native_status acquire(loam_context *context) {
  bool taken =
      loam_semaphore_acquire(context, (uint32_t *)(uintptr_t)loam_argument(context, 0), false, "sync.Mutex.Lock");
  return taken ? LOAM_NATIVE_DONE : LOAM_NATIVE_BLOCK;
}
static loam_native_status release(loam_context *context) {
  loam_semaphore_release(context, (uint32_t *)(uintptr_t)loam_argument(context, 0), false);
  return LOAM_NATIVE_DONE;
}
/// An object with a finalizer (the function value in argument 0), dropped, and a collection.
static loam_native_status finalize(loam_context *context) {
  context->roots[0] = loam_context_allocate(context, &pointer_type, 4);
  if (context->roots[0] == NULL) return loam_context_out_of_memory(context);
  loam_status status = loam_collector_set_finalizer(&context->runtime->collector, context->roots[0],
                                                    (void *)(uintptr_t)loam_argument(context, 0), NULL);
  context->roots[0] = NULL;
  return status == LOAM_OK ? LOAM_NATIVE_DONE : loam_context_out_of_memory(context);
}
static loam_native_status large(loam_context *context) {
  return loam_context_allocate(context, &wide_type, 12) ? LOAM_NATIVE_DONE : loam_context_out_of_memory(context);
}

typedef struct program {
  loam_function *start, *sender, *deep, *deferred, *finalizer, *nap, *acquire, *release, *finalize, *large;
  void **channel;
  uint64_t *semaphore;
  const loam_function **closures; ///< Function values without captured variables: of `deferred`, of `finalizer`.
} program;

static bool define_helpers(machine *m, program *p) {
  assembly a;
  begin(&a, 4); // sender: sleeps, then sends once
  call(&a, p->nap, 0);
  load_global(&a, 2, p->channel);
  constant(&a, 0, 1);
  emit(&a, OP(SEND, 2, 0, 0));
  safepoint(&a, 4);
  leave(&a);
  if (!finish(m, &a, p->sender)) return false;
  begin(&a, 40); // deep(n): calls itself n times
  emit(&a, OP(JGEI, 41, 1, 2));
  leave(&a);
  emit(&a, OP(ADDI, 0, 41, -1));
  call(&a, p->deep, 0);
  leave(&a);
  if (!finish(m, &a, p->deep)) return false;
  begin(&a, 2);
  leave(&a);
  if (!finish(m, &a, p->deferred)) return false;
  begin(&a, 2);
  leave(&a);
  return finish(m, &a, p->finalizer);
}

static bool define_main(machine *m, program *p) {
  assembly a;
  begin(&a, 12);
  make_channel(&a, 2, &channel_type, LOAM_NONE, 0);
  store_global(&a, 2, p->channel);
  constant(&a, 4, (int64_t)(uintptr_t)&p->closures[0]);
  emit(&a, OP(DEFER, 4, 0, 0));
  safepoint(&a, 4);
  for (int i = 0; i < 3; i++) go(&a, 0, p->sender, 4);
  make_int_map(&a, 3, KEYS, 5, 4);
  constant(&a, 0, 120);
  call(&a, p->deep, 0xc);
  constant(&a, 0, (int64_t)(uintptr_t)p->semaphore);
  call(&a, p->acquire, 0xc);
  constant(&a, 0, (int64_t)(uintptr_t)p->semaphore);
  call(&a, p->release, 0xc);
  call(&a, p->large, 0xc);
  constant(&a, 0, (int64_t)(uintptr_t)&p->closures[1]);
  call(&a, p->finalize, 0xc);
  for (int i = 0; i < 2; i++) {
    emit(&a, OP(RECV, 7, 2, LOAM_NONE));
    safepoint(&a, 0xc);
  }
  // The last message by a select of many receiving cases of the same channel.
  emit(&a, OP(SELECT, 8, SELECT_CASES, 0));
  for (int i = 0; i < SELECT_CASES; i++) emit(&a, 2ull | 7ull << 16 | (uint64_t)LOAM_NONE << 32 | 1ull << 48);
  safepoint(&a, 0xc);
  a.defer_return = a.count;
  emit(&a, OP(RUN_DEFERS, 0, 0, 0));
  safepoint(&a, 0);
  leave(&a);
  return finish(m, &a, p->start);
}

static bool build(machine *m, program *p) {
  *p = (program){.channel = loam_global_create(m->runtime, &channel_type),
                 .semaphore = loam_global_create(m->runtime, &int_type),
                 .closures = loam_permanent_allocate(m->runtime, 16, 8),
                 .start = declare(m, "main.main", 0, 0, 0),
                 .sender = declare(m, "main.sender", 0, 0, 0),
                 .deep = declare(m, "main.deep", 1, 0, 0),
                 .deferred = declare(m, "main.deferred", 0, 0, 0),
                 .finalizer = declare(m, "main.finalizer", 1, 0, 1),
                 .nap = declare_native(m, "main.nap", 0, 0, nap),
                 .acquire = declare_native(m, "main.acquire", 1, 0, acquire),
                 .release = declare_native(m, "main.release", 1, 0, release),
                 .finalize = declare_native(m, "main.finalize", 1, 0, finalize),
                 .large = declare_native(m, "main.large", 0, 0, large)};
  if (!p->channel || !p->semaphore || !p->closures || !p->start || !p->sender || !p->deep || !p->deferred ||
      !p->finalizer || !p->nap || !p->acquire || !p->release || !p->finalize || !p->large)
    return false;
  *p->semaphore = 1;
  p->closures[0] = p->deferred;
  p->closures[1] = p->finalizer;
  return define_helpers(m, p) && define_main(m, p);
}

static void ignore(void *context, const char *bytes, size_t length) { (void)context, (void)bytes, (void)length; }

/// One life with the Nth failing; *out_fired says whether there was an Nth, *out_ran that the program ended well.
static const char *life(int64_t n, bool *out_fired, bool *out_ran) {
  static machine m;
  char debug[64];
  snprintf(debug, sizeof debug, "failalloc=%lld,verifyheap=1", (long long)n);
  *out_fired = true;
  *out_ran = false;
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  const char *const arguments[] = {"one", "two"};
  configuration.debug = debug;
  configuration.workers = 1;
  configuration.argument_count = 2;
  configuration.arguments = arguments;
  configuration.address_space = 1ull << 30;
  loam_status status;
  configuration.hooks.write_error = ignore;
  m.runtime = loam_runtime_create(&configuration, &status, NULL);
  if (m.runtime == NULL) {
    EXPECT(status == LOAM_NO_MEMORY);
    return NULL;
  }
  program p;
  if (build(&m, &p)) {
    loam_result result = machine_run(&m, p.start);
    EXPECT(result.status == LOAM_OK || result.status == LOAM_NO_MEMORY || result.status == LOAM_FATAL ||
           result.status == LOAM_PANICKED);
    *out_ran = result.status == LOAM_OK;
    status = loam_collect_now(m.runtime, LOAM_COLLECT_FORCED);
    EXPECT(status == LOAM_OK || status == LOAM_NO_MEMORY);
    // Want of memory happens once: the next run finds what it needs.
    p.channel[0] = NULL;
    *p.semaphore = 1;
    if (!*out_ran) {
      result = machine_run(&m, p.start);
      EXPECT(result.status == LOAM_OK);
    }
  }
  EXPECT(!atomic_load(&m.runtime->bugs.dead));
  *out_fired = atomic_load(&m.runtime->knobs.fired[LOAM_KNOB_FAILALLOC]) != 0;
  EXPECT(loam_runtime_destroy(m.runtime) == LOAM_OK);
  return NULL;
}

/// Lives from the FIRST failing allocation on, until one has no allocation left to fail.
static const char *every_life(int64_t first, int64_t *out_sites, int64_t *out_well) {
  static char where[96];
  const char *failure;
  bool fired = true, ran;
  int64_t n;
  for (n = first, *out_well = 0; fired; n++) {
    if ((failure = life(n, &fired, &ran)) != NULL) {
      snprintf(where, sizeof where, "failalloc=%lld: %.60s", (long long)n, failure);
      return where;
    }
    *out_well += ran;
    EXPECT(n < 20000);
  }
  *out_sites = n - first;
  return NULL;
}

static const char *every_want_is_survived(void) {
  bool fired = true, ran = true;
  const char *setting = getenv("LOAM_WANT");
  int64_t first = setting == NULL ? 1 : atoll(setting), sites, well;
  RUN(life(INT64_MAX, &fired, &ran));
  EXPECT(!fired && ran);
  // The C library counts what its caches hold as in use, which is bounded: what is lost is lost by every round.
  bool grew = true;
  for (int round = 0; grew && round < 8; round++) {
    size_t before = mallinfo2().uordblks;
    RUN(every_life(first, &sites, &well));
    grew = mallinfo2().uordblks > before;
    if (getenv("LOAM_BENCH") != NULL)
      printf("want: %lld sites, %lld of them without effect, %zu bytes before, %zu after\n", (long long)sites,
             (long long)well, before, (size_t)mallinfo2().uordblks);
  }
  EXPECT(sites > 40 && well > 5);
  EXPECT(CHECKS_SANITIZER || !grew);
  return NULL;
}

const check_case want_cases[] = {
    {"want: the failure of any one allocation of a runtime's life is answered, and leaves no memory",
     every_want_is_survived},
    {NULL, NULL},
};
