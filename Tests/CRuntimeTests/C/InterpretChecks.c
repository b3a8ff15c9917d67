// SPDX-License-Identifier: Apache-2.0
//
// InterpretChecks.c — instructions against C, calls and growth, defer, panic and recover.
#include "assemble.h"

#include <math.h>

// ---- arithmetic ----

static const uint64_t edges[] = {0,
                                 1,
                                 2,
                                 3,
                                 7,
                                 63,
                                 64,
                                 65,
                                 127,
                                 128,
                                 255,
                                 256,
                                 0x7fff,
                                 0x8000,
                                 0xffff,
                                 0x7fffffff,
                                 0x80000000,
                                 0xffffffff,
                                 0x100000000,
                                 INT64_MAX,
                                 1ull << 63,
                                 UINT64_MAX,
                                 UINT64_MAX - 1,
                                 0xfffffffffffffff9};
enum { EDGES = sizeof edges / sizeof edges[0] };

typedef uint64_t model(uint64_t x, uint64_t y);
#define MODEL(name, expression)                                                                                        \
  static uint64_t model_##name(uint64_t x, uint64_t y) {                                                               \
    (void)y;                                                                                                           \
    return (uint64_t)(expression);                                                                                     \
  }
static int64_t I(uint64_t x) { return (int64_t)x; }
static double D(uint64_t x) {
  double d;
  memcpy(&d, &x, 8);
  return d;
}
static uint64_t bits(double d) {
  uint64_t x;
  memcpy(&x, &d, 8);
  return x;
}
static float S(uint64_t x) {
  float f;
  memcpy(&f, &x, 4);
  return f;
}
static uint64_t single(float f) {
  uint32_t x;
  memcpy(&x, &f, 4);
  return x;
}
// clang-format off
#define MODELS(X)                                                                                   \
  X(ADD, x + y)                                                                                     \
  X(SUB, x - y)                                                                                     \
  X(MUL, x * y)                                                                                     \
  X(AND, x & y)                                                                                     \
  X(OR, x | y)                                                                                      \
  X(XOR, x ^ y)                                                                                     \
  X(ANDN, x & ~y)                                                                                   \
  X(SHL, y < 64 ? x << y : 0)                                                                       \
  X(SHR, y < 64 ? x >> y : 0)                                                                       \
  X(SAR, I(x) >> (y < 63 ? y : 63))                                                                 \
  X(DIV, y == 0 ? 0 : I(y) == -1 ? 0 - x : (uint64_t)(I(x) / I(y)))                                 \
  X(REM, y == 0 || I(y) == -1 ? 0 : (uint64_t)(I(x) % I(y)))                                        \
  X(UDIV, y == 0 ? 0 : x / y)                                                                       \
  X(UREM, y == 0 ? 0 : x % y)                                                                       \
  X(ADD32S, (int64_t)(int32_t)(x + y))                                                              \
  X(SUB32S, (int64_t)(int32_t)(x - y))                                                              \
  X(MUL32S, (int64_t)(int32_t)(x * y))                                                              \
  X(ADD32U, (uint32_t)(x + y))                                                                      \
  X(SUB32U, (uint32_t)(x - y))                                                                      \
  X(MUL32U, (uint32_t)(x * y))                                                                      \
  X(ADD8U, (uint8_t)(x + y))                                                                        \
  X(SUB8U, (uint8_t)(x - y))                                                                        \
  X(EQ, x == y)                                                                                     \
  X(NE, x != y)                                                                                     \
  X(LT, I(x) < I(y))                                                                                \
  X(LE, I(x) <= I(y))                                                                               \
  X(ULT, x < y)                                                                                     \
  X(ULE, x <= y)                                                                                    \
  X( FADD, bits(D(x) + D(y)))                                                                       \
  X(FSUB, bits(D(x) - D(y)))                                                                        \
  X(FMUL, bits(D(x) * D(y)))                                                                        \
  X(FDIV, bits(D(x) / D(y)))                                                                        \
  X(FEQ, D(x) == D(y))                                                                              \
  X(FNE, D(x) != D(y))                                                                              \
  X(FLT, D(x) < D(y))                                                                               \
  X(FLE, D(x) <= D(y))                                                                              \
  X(F32ADD, single(S(x) + S(y)))                                                                    \
  X(F32SUB, single(S(x) - S(y)))                                                                    \
  X(F32MUL, single(S(x) * S(y)))                                                                    \
  X(F32DIV, single(S(x) / S(y)))                                                                    \
  X(F32EQ, S(x) == S(y))                                                                            \
  X(F32LT, S(x) < S(y))                                                                             \
  X(F32LE, S(x) <= S(y))                                                                            \
  X(MOV, x)                                                                                         \
  X(NEG, 0 - x)                                                                                     \
  X(NOT, ~x)                                                                                        \
  X(LNOT, x == 0)                                                                                   \
  X(EXT8S, (int64_t)(int8_t)x)                                                                      \
  X(EXT8U, (uint8_t)x)                                                                              \
  X(EXT16S, (int64_t)(int16_t)x)                                                                    \
  X(EXT16U, (uint16_t)x)                                                                            \
  X(EXT32S, (int64_t)(int32_t)x)                                                                    \
  X(EXT32U, (uint32_t)x)                                                                            \
  X(FNEG, x ^ 1ull << 63)                                                                           \
  X(FABS, x &INT64_MAX)                                                                             \
  X(I2F, bits((double)I(x)))                                                                        \
  X(U2F, bits((double)x))                                                                           \
  X(F2I, D(x) >= -0x1p63 && D(x) < 0x1p63 ? (int64_t)D(x) : INT64_MIN)                              \
  X(I2F32, single((float)I(x)))                                                                     \
  X(U2F32, single((float)x))                                                                        \
  X(F2F32, single((float)D(x)))                                                                     \
  X(F32TOF, bits((double)S(x)))
// clang-format on
#define DEFINE_MODEL(name, expression) MODEL(name, expression)
MODELS(DEFINE_MODEL)

static bool same(uint64_t x, uint64_t y) {
  return x == y || (isnan(D(x)) && isnan(D(y))) || (isnan(S(x)) && isnan(S(y)));
}

static const char *arithmetic(void) {
  static const struct {
    uint16_t op;
    model *model;
    const char *name;
  } cases[] = {
#define CASE(name, expression) {LOAM_OP_##name, model_##name, #name},
      MODELS(CASE)
#undef CASE
  };
  static machine m;
  static uint64_t x, y, out;
  EXPECT(machine_open(&m, NULL, 1));
  const char *wrong = NULL;
  for (uint32_t i = 0; i < sizeof cases / sizeof cases[0] && wrong == NULL; i++) {
    assembly a;
    loam_function *f = declare(&m, "main.main", 0, 0, 0);
    bool divides = cases[i].op == LOAM_OP_DIV || cases[i].op == LOAM_OP_REM || cases[i].op == LOAM_OP_UDIV ||
                   cases[i].op == LOAM_OP_UREM;
    begin(&a, 4);
    load_global(&a, 0, &x);
    load_global(&a, 1, &y);
    emit(&a, LOAM_WORD(cases[i].op, 2, 0, 1));
    store_global(&a, 2, &out);
    leave(&a);
    EXPECT(finish(&m, &a, f));
    for (uint32_t j = 0; j < EDGES * EDGES; j++) {
      x = edges[j / EDGES];
      y = edges[j % EDGES];
      if (divides && y == 0) continue;
      if (machine_run(&m, f).status != LOAM_OK || !same(out, cases[i].model(x, y))) {
        wrong = cases[i].name;
        break;
      }
    }
  }
  machine_close(&m);
  return wrong;
}

static const char *branches(void) {
  static machine m;
  static uint64_t x, y, out;
  static const struct {
    uint16_t op;
    bool immediate, when[3];
  } cases[] = {
      // -5 against 3, 3 against 3, 4 against 3
      {LOAM_OP_JEQ, false, {0, 1, 0}}, {LOAM_OP_JNE, false, {1, 0, 1}},  {LOAM_OP_JLT, false, {1, 0, 0}},
      {LOAM_OP_JLE, false, {1, 1, 0}}, {LOAM_OP_JULT, false, {0, 0, 0}}, {LOAM_OP_JULE, false, {0, 1, 0}},
      {LOAM_OP_JEQI, true, {0, 1, 0}}, {LOAM_OP_JNEI, true, {1, 0, 1}},  {LOAM_OP_JLTI, true, {1, 0, 0}},
      {LOAM_OP_JLEI, true, {1, 1, 0}}, {LOAM_OP_JGTI, true, {0, 0, 1}},  {LOAM_OP_JGEI, true, {0, 1, 1}},
  };
  static const int64_t values[3] = {-5, 3, 4};
  EXPECT(machine_open(&m, NULL, 1));
  for (uint32_t i = 0; i < 2 * sizeof cases / sizeof cases[0]; i++) {
    uint32_t c = i / 2, polled = i % 2;
    assembly a;
    loam_function *f = declare(&m, "main.main", 0, 0, 0);
    begin(&a, 4);
    load_global(&a, 0, &x);
    load_global(&a, 1, &y);
    emit(&a, OP(LOADI, 2, 1, 0));
    emit(&a, LOAM_WORD(cases[c].op + polled, 0, cases[c].immediate ? 3 : 1, 2 + polled));
    if (polled) safepoint(&a, 0);
    emit(&a, OP(LOADI, 2, 0, 0));
    store_global(&a, 2, &out);
    leave(&a);
    EXPECT(finish(&m, &a, f));
    for (int v = 0; v < 3; v++) {
      x = (uint64_t)values[v];
      y = 3;
      EXPECT(machine_run(&m, f).status == LOAM_OK && out == cases[c].when[v]);
    }
  }
  machine_close(&m);
  return NULL;
}

// ---- calls and growth ----

static loam_function *make_deep(machine *m) { // deep(n) = n == 0 ? 0 : 1 + deep(n - 1)
  assembly a;
  loam_function *f = declare(m, "main.deep", 1, 1, 0);
  begin(&a, 4);
  emit(&a, OP(JNEI, 5, 0, 3));
  emit(&a, OP(LOADI, 6, 0, 0));
  leave(&a);
  emit(&a, OP(ADDI, 0, 5, -1));
  line(&a, 7);
  call(&a, f, 0);
  emit(&a, OP(ADDI, 6, 1, 1));
  leave(&a);
  return finish(m, &a, f) ? f : NULL;
}

static loam_function *make_main(machine *m, const loam_function *callee, int64_t argument, uint64_t *out) {
  assembly a;
  loam_function *f = declare(m, "main.main", 0, 0, 0);
  begin(&a, 4);
  constant(&a, 0, argument);
  line(&a, 20);
  call(&a, callee, 0);
  store_global(&a, 1, out);
  leave(&a);
  return finish(m, &a, f) ? f : NULL;
}

static const char *deep_recursion(void) {
  static machine m;
  static uint64_t out;
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *f = make_main(&m, make_deep(&m), 1000000, &out);
  EXPECT(machine_run(&m, f).status == LOAM_OK && out == 1000000);
  machine_close(&m);
  EXPECT(machine_open(&m, "stackgrow=1", 1));
  f = make_main(&m, make_deep(&m), 100, &out);
  EXPECT(machine_run(&m, f).status == LOAM_OK && out == 100);
  EXPECT(machine_says(&m, "stackgrow: goroutine 1: 2048 -> 4096 bytes, copied "));
  machine_close(&m);
  return NULL;
}

static const char *overflow(void) {
  static machine m;
  static uint64_t out;
  EXPECT(machine_open(&m, NULL, 1));
  loam_runtime_set_maximum_stack(m.runtime, 1 << 20);
  loam_function *f = make_main(&m, make_deep(&m), 10000000, &out);
  loam_result result = machine_run(&m, f);
  EXPECT(result.status == LOAM_FATAL && result.exit_code == 2);
  EXPECT(machine_says(&m, "runtime: goroutine stack exceeds 1048576-byte limit\n"));
  EXPECT(machine_says(&m, "fatal error: stack overflow\n\ngoroutine 1 [running]:\nmain.deep(...)\n\t/t/x.go:7 +0x"));
  EXPECT(machine_says(&m, " frames elided...\n"));
  EXPECT(machine_says(&m, "main.main()\n\t/t/x.go:20 +0x"));
  machine_close(&m);
  return NULL;
}

// A caller keeps the address of its own slot and lets the callee, far below, write through it.
static const char *pointers_survive_moves(void) {
  static machine m;
  static uint64_t out;
  for (int moving = 0; moving < 2; moving++) {
    assembly a;
    EXPECT(machine_open(&m, moving ? "movestack=1" : NULL, 1));
    loam_function *f = declare(&m, "main.chain", 2, 0, 2); // chain(n, p *int): *p += n; q := n; chain(n-1, &q)
    begin(&a, 6);                                          // slots 0, 1 outgoing; 3 q; arguments 7 n, 8 p
    emit(&a, OP(LD64, 2, 8, 0));
    emit(&a, OP(ADD, 2, 2, 7));
    emit(&a, OP(ST64, 8, 2, 0));
    emit(&a, OP(JNEI, 7, 0, 2));
    leave(&a);
    emit(&a, OP(MOV, 3, 7, 0));
    emit(&a, OP(ADDI, 0, 7, -1));
    emit(&a, OP(ADDR, 1, 3, 0));
    call(&a, f, 1ull << 8);
    emit(&a, OP(LD64, 2, 8, 0)); // *p += q, which the callee made n + (n - 1)
    emit(&a, OP(ADD, 2, 2, 3));
    emit(&a, OP(ST64, 8, 2, 0));
    leave(&a);
    EXPECT(finish(&m, &a, f));
    loam_function *start = declare(&m, "main.main", 0, 0, 0);
    begin(&a, 6);
    emit(&a, OP(LOADI, 3, 0, 0));
    constant(&a, 0, 40);
    emit(&a, OP(ADDR, 1, 3, 0));
    call(&a, f, 0);
    store_global(&a, 3, &out);
    leave(&a);
    EXPECT(finish(&m, &a, start));
    uint64_t expected = 0; // what chain(40) adds to its target
    for (uint64_t n = 1; n <= 40; n++) expected = n + (n + expected);
    EXPECT(machine_run(&m, start).status == LOAM_OK && out == expected);
    machine_close(&m);
  }
  return NULL;
}

// ---- panics ----

// A function that defers `deferred` and then executes the words that `body` emits.
static loam_function *make_deferring(machine *m, const char *name, const loam_function *deferred,
                                     void (*body)(assembly *a)) {
  assembly a;
  loam_function *f = declare(m, name, 0, 1, 0);
  begin(&a, 4);
  a.flags = LOAM_FUNCTION_DEFERS;
  emit(&a, OP(LOADI, 5, 7, 0)); // the result
  constant(&a, 0, (int64_t)(uintptr_t)deferred);
  emit(&a, OP(DEFER, 0, 0, 0));
  safepoint(&a, 1);
  line(&a, 33);
  body(&a);
  emit(&a, OP(LOADI, 5, 8, 0));
  a.defer_return = a.count;
  emit(&a, OP(RUN_DEFERS, 0, 0, 0));
  safepoint(&a, 0);
  leave(&a);
  return finish(m, &a, f) ? f : NULL;
}

static void index_out_of_range(assembly *a) {
  emit(a, OP(LOADI, 1, 5, 0));
  emit(a, OP(LOADI, 2, 3, 0));
  emit(a, OP(CHECK_INDEX, 1, 2, 0));
}
static void nil_load(assembly *a) {
  emit(a, OP(LOADI, 1, 0, 0));
  emit(a, OP(LD64, 2, 1, 8));
}
static void nothing(assembly *a) { (void)a; }

static uint64_t recovered[2];
static loam_function *make_recovering(machine *m) {
  assembly a;
  loam_function *f = declare(m, "main.f.func1", 0, 0, 0);
  begin(&a, 4);
  emit(&a, OP(RECOVER, 0, 0, 0));
  store_global(&a, 0, &recovered[0]);
  store_global(&a, 1, &recovered[1]);
  leave(&a);
  return finish(m, &a, f) ? f : NULL;
}

static const char *recovering(void) {
  static const char *switches[] = {NULL, "movestack=1", "gcstress=1"};
  static machine m;
  static uint64_t out;
  for (int i = 0; i < 3; i++) {
    EXPECT(machine_open(&m, switches[i], 1));
    loam_function *deferred = make_recovering(&m);
    loam_function *f = make_main(&m, make_deferring(&m, "main.f", deferred, index_out_of_range), 0, &out);
    assembly a;
    loam_function *start = declare(&m, "main.main", 0, 0, 0);
    begin(&a, 4);
    call(&a, make_deferring(&m, "main.f", deferred, index_out_of_range), 0);
    store_global(&a, 0, &out);
    leave(&a);
    EXPECT(f != NULL && finish(&m, &a, start));
    EXPECT(machine_run(&m, start).status == LOAM_OK);
    EXPECT(out == 7 && recovered[0] == (uint64_t)(uintptr_t)&string_type);
    const loam_string *text = (const loam_string *)(uintptr_t)recovered[1];
    static const char expected[] = "runtime error: index out of range [5] with length 3";
    EXPECT(text->length == sizeof expected - 1 && memcmp(text->bytes, expected, sizeof expected - 1) == 0);
    // Without a panic, recover answers nil and the function runs to its end.
    begin(&a, 4);
    start = declare(&m, "main.main", 0, 0, 0);
    call(&a, make_deferring(&m, "main.f", deferred, nothing), 0);
    store_global(&a, 0, &out);
    leave(&a);
    EXPECT(finish(&m, &a, start) && machine_run(&m, start).status == LOAM_OK);
    EXPECT(out == 8 && recovered[0] == 0);
    machine_close(&m);
  }
  return NULL;
}

static const char *unrecovered(void) {
  static machine m;
  static uint64_t out;
  assembly a;
  EXPECT(machine_open(&m, NULL, 1));
  loam_function *divide = declare(&m, "main.g.func1", 0, 0, 0);
  begin(&a, 4);
  line(&a, 50);
  emit(&a, OP(LOADI, 0, 1, 0));
  emit(&a, OP(LOADI, 1, 0, 0));
  emit(&a, OP(DIV, 0, 0, 1));
  leave(&a);
  EXPECT(finish(&m, &a, divide));
  loam_function *f = make_main(&m, make_deferring(&m, "main.g", divide, nil_load), 0, &out);
  loam_result result = machine_run(&m, f);
  EXPECT(result.status == LOAM_PANICKED && result.exit_code == 2);
  EXPECT(machine_says(&m, "panic: runtime error: invalid memory address or nil pointer dereference\n"
                          "\tpanic: runtime error: integer divide by zero\n"
                          "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x"));
  EXPECT(machine_says(&m, "]\n\ngoroutine 1 [running]:\nmain.g.func1()\n\t/t/x.go:50 +0x"));
  EXPECT(machine_says(&m, "main.g()\n\t/t/x.go:33 +0x"));
  EXPECT(machine_says(&m, "main.main()\n\t/t/x.go:20 +0x"));
  machine_close(&m);
  return NULL;
}

static loam_status compile_ninety_nine(void *context, loam_function *function) {
  machine *m = context;
  assembly a;
  begin(&a, 2);
  emit(&a, OP(LOADI, 3, 99, 0));
  leave(&a);
  return finish(m, &a, function) ? LOAM_OK : LOAM_COMPILE_ERROR;
}

static const char *compile_hook(void) {
  static machine m;
  static uint64_t out;
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.hooks = (loam_hooks){.context = &m, .compile = compile_ninety_nine};
  m.runtime = loam_runtime_create(&configuration, NULL, NULL);
  EXPECT(m.runtime != NULL);
  assembly a;
  loam_function *lazy = declare(&m, "main.lazy", 0, 1, 0), *start = declare(&m, "main.main", 0, 0, 0);
  begin(&a, 4);
  call(&a, lazy, 0);
  emit(&a, OP(MOV, 3, 0, 0));
  call(&a, lazy, 0);
  emit(&a, OP(ADD, 3, 3, 0));
  store_global(&a, 3, &out);
  leave(&a);
  EXPECT(finish(&m, &a, start));
  EXPECT(loam_runtime_run(m.runtime, start).status == LOAM_OK && out == 198);
  machine_close(&m);
  return NULL;
}

static const char *created_and_destroyed(void) {
  static machine m;
  static uint64_t out;
  for (int i = 0; i < 100; i++) {
    EXPECT(machine_open(&m, NULL, 2));
    loam_function *f = make_main(&m, make_deep(&m), 100, &out);
    EXPECT(machine_run(&m, f).status == LOAM_OK && out == 100);
    machine_close(&m);
  }
  return NULL;
}

const check_case interpret_cases[] = {
    {"interpret: arithmetic agrees with C on edge values", arithmetic},
    {"interpret: branches go where they say, polled or not", branches},
    {"interpret: recursion a million deep works and prints its growth", deep_recursion},
    {"interpret: overflow is fatal, with an elided trace", overflow},
    {"interpret: pointers to slots survive growth and moves at every call", pointers_survive_moves},
    {"interpret: a recovered panic goes on at the deferring function's end", recovering},
    {"interpret: nested panics are reported as Go reports them", unrecovered},
    {"interpret: a function is compiled when first called", compile_hook},
    {"interpret: a hundred runtimes come and go", created_and_destroyed},
    {NULL, NULL},
};
