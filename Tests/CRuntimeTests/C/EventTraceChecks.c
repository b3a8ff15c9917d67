// SPDX-License-Identifier: Apache-2.0
//
// EventTraceChecks.c — trace files: JSON by the book, whose slices and arrows end where they began.
#include "event_order.h"
#include "program.h"
#include "event/names.h"

enum { FILE_BYTES = 8 << 20, TRACKS = 1100, ARROWS = 4096 };

// ---- a reader of JSON that knows nothing of traces but which strings and numbers it keeps ----

typedef struct trace_row {
  char phase, name[64];
  int64_t thread, id;
  double time, duration;
  bool has_name, has_thread;
} trace_row;

typedef struct parser {
  const char *at, *end;
  uint32_t depth;
  bool row; ///< The object is one of traceEvents.
  trace_row fields;
  const char *(*each)(void *context, const trace_row *row);
  void *context;
  uint64_t rows;
} parser;

static const char *value(parser *p, const char *key);

static void space(parser *p) {
  while (p->at < p->end && strchr(" \n\t\r", *p->at) != NULL) p->at++;
}

static const char *string(parser *p, char *out, size_t room) {
  EXPECT(p->at < p->end && *p->at == '"');
  size_t used = 0;
  for (p->at++; p->at < p->end && *p->at != '"'; p->at++) {
    EXPECT((unsigned char)*p->at >= 0x20);
    if (*p->at == '\\') {
      EXPECT(++p->at < p->end && strchr("\"\\/bfnrtu", *p->at) != NULL);
      if (*p->at == 'u')
        for (int i = 0; i < 4; i++) EXPECT(++p->at < p->end && strchr("0123456789abcdefABCDEF", *p->at) != NULL);
    }
    if (used + 1 < room) out[used++] = *p->at;
  }
  out[used] = 0;
  EXPECT(p->at < p->end);
  p->at++;
  return NULL;
}

static const char *number(parser *p, double *out) {
  const char *first = p->at + (*p->at == '-');
  char *end;
  EXPECT(first < p->end && *first >= '0' && *first <= '9');
  EXPECT(*first != '0' || first[1] < '0' || first[1] > '9');
  *out = strtod(p->at, &end);
  p->at = end;
  return NULL;
}

static const char *object(parser *p) {
  char key[64];
  for (p->at++, space(p); *p->at != '}';) {
    RUN(string(p, key, sizeof key));
    space(p);
    EXPECT(*p->at == ':');
    p->at++;
    RUN(value(p, key));
    space(p);
    EXPECT(*p->at == ',' || *p->at == '}');
    if (*p->at == ',') {
      p->at++;
      space(p);
      EXPECT(*p->at == '"');
    }
  }
  p->at++;
  return NULL;
}

static const char *array(parser *p, bool rows) {
  for (p->at++, space(p); *p->at != ']';) {
    if (rows) {
      p->fields = (trace_row){0};
      p->row = true;
    }
    RUN(value(p, ""));
    if (rows) {
      p->rows++;
      RUN(p->each(p->context, &p->fields));
    }
    space(p);
    EXPECT(*p->at == ',' || *p->at == ']');
    if (*p->at == ',') {
      p->at++;
      space(p);
      EXPECT(*p->at != ']');
    }
  }
  p->at++;
  return NULL;
}

static const char *value(parser *p, const char *key) {
  char text[256];
  double n;
  space(p);
  EXPECT(p->at < p->end && p->depth < 16);
  bool field = p->depth == 3 && p->row; // of a row: file, array, row
  p->depth++;
  if (*p->at == '{') {
    RUN(object(p));
  } else if (*p->at == '[') {
    RUN(array(p, p->depth == 2 && strcmp(key, "traceEvents") == 0));
  } else if (*p->at == '"') {
    RUN(string(p, text, sizeof text));
    if (field && strcmp(key, "ph") == 0) p->fields.phase = text[0];
    if (field && strcmp(key, "name") == 0) {
      snprintf(p->fields.name, sizeof p->fields.name, "%.63s", text);
      p->fields.has_name = true;
    }
  } else {
    RUN(number(p, &n));
    if (field && strcmp(key, "tid") == 0) p->fields.thread = (int64_t)n, p->fields.has_thread = true;
    if (field && strcmp(key, "id") == 0) p->fields.id = (int64_t)n;
    if (field && strcmp(key, "ts") == 0) p->fields.time = n;
    if (field && strcmp(key, "dur") == 0) p->fields.duration = n;
  }
  p->depth--;
  return NULL;
}

// ---- what must be true of the rows ----

typedef struct story {
  uint32_t open[TRACKS];
  double time[TRACKS];
  bool arrows[ARROWS];
  uint64_t phases[128], goroutines, moves, lost, adders;
} story;

static const char *take_row(void *context, const trace_row *row) {
  story *s = context;
  EXPECT(row->phase != 0 && strchr("BEXiCMsf", row->phase) != NULL && row->has_thread);
  EXPECT(row->thread >= 0 && row->thread < TRACKS && row->time >= 0);
  EXPECT(row->phase == 'E' || row->has_name);
  s->phases[(int)row->phase]++;
  if (row->phase == 'B' || row->phase == 'E') {
    EXPECT(row->time >= s->time[row->thread]);
    s->time[row->thread] = row->time;
    EXPECT(row->phase == 'B' || s->open[row->thread] > 0);
    s->open[row->thread] += row->phase == 'B' ? 1 : -1u;
    EXPECT(s->open[row->thread] <= 2); // a goroutine and its blocking call
  }
  if (row->phase == 's' || row->phase == 'f') {
    EXPECT(row->id > 0 && row->id < ARROWS && s->arrows[row->id] == (row->phase == 'f'));
    s->arrows[row->id] = row->phase == 's';
  }
  if (row->phase == 'B' && row->name[0] == 'G') s->goroutines++;
  if (row->phase == 'B' && strstr(row->name, " main.adder") != NULL) s->adders++;
  if (row->phase == 'X' && strstr(row->name, " stack of G") != NULL) s->moves++;
  if (row->phase == 'i' && strcmp(row->name, "lost") == 0) s->lost++;
  return NULL;
}

typedef struct file {
  char bytes[FILE_BYTES];
  size_t length;
  uint64_t refuse_after; ///< Writes from this one on fail; 0: none.
  uint64_t writes;
} file;

static bool write_file(void *context, const char *bytes, size_t length) {
  file *f = context;
  if (++f->writes == f->refuse_after || f->length + length >= FILE_BYTES) return false;
  memcpy(f->bytes + f->length, bytes, length);
  f->length += length;
  return true;
}

static const char *check_file(const file *f, story *s) {
  parser p = {.at = f->bytes, .end = f->bytes + f->length, .each = take_row, .context = s};
  memset(s, 0, sizeof *s);
  RUN(value(&p, ""));
  space(&p);
  EXPECT(p.at == p.end && p.rows > 0);
  for (int i = 0; i < TRACKS; i++) EXPECT(s->open[i] == 0);
  return NULL;
}

// ---- a program ----

enum { ADDERS = 6, MESSAGES = 40 };

static loam_native_status blocking_native(loam_context *context) {
  loam_context_enter_blocking(context);
  loam_context_leave_blocking(context);
  return LOAM_NATIVE_DONE;
}

// deep(n): if n > 0 { deep(n - 1) }. adder: deep(200); MESSAGES messages to main; a sleep and a blocking call.
static loam_function *make_program(machine *m) {
  assembly a;
  loam_function *sleep = declare_native(m, "sleep", 1, 0, sleep_native);
  loam_function *blocking = declare_native(m, "block", 0, 0, blocking_native);
  loam_function *deep = declare(m, "main.deep", 1, 0, 0);
  loam_function *adder = declare(m, "main.adder\"\\\n\xff\xc3\xa9", 0, 0, 0), *start = declare(m, "main.main", 0, 0, 0);
  void **done = loam_global_create(m->runtime, &pointer_type);
  begin(&a, 4);
  emit(&a, OP(JGEI, 5, 1, 2));
  leave(&a);
  emit(&a, OP(ADDI, 0, 5, -1));
  call(&a, deep, 0);
  leave(&a);
  if (!finish(m, &a, deep)) return NULL;
  begin(&a, 6);
  constant(&a, 0, 200);
  call(&a, deep, 0);
  constant(&a, 4, MESSAGES);
  load_global(&a, 2, done);
  uint32_t top = a.count;
  emit(&a, OP(SEND, 2, 4, 0));
  safepoint(&a, 4);
  emit(&a, OP(ADDI, 4, 4, -1));
  LOOP(&a, JNEI_P, 4, 0, top, 4);
  constant(&a, 0, 100000);
  call(&a, sleep, 0);
  call(&a, blocking, 0);
  leave(&a);
  if (!finish(m, &a, adder)) return NULL;
  begin(&a, 8);
  new_channel(&a, 2, done, 0);
  start_each(&a, adder, ADDERS, 4, 4);
  receive_each(&a, 2, ADDERS * MESSAGES, 4, 0);
  constant(&a, 0, 2000000);
  call(&a, sleep, 4);
  leave(&a);
  return finish(m, &a, start) ? start : NULL;
}

static const char *trace(const char *debug, uint32_t workers, uint64_t ring_size, uint32_t groups, file *f, story *s,
                         loam_trace_result *out) {
  static machine m;
  f->length = f->writes = 0;
  EXPECT(machine_open(&m, debug, workers));
  loam_function *start = make_program(&m);
  EXPECT(start != NULL);
  loam_trace_configuration configuration = {
      .groups = groups, .ring_size = ring_size, .write = write_file, .context = f};
  loam_status status;
  loam_trace *open = loam_trace_open(m.runtime, &configuration, &status);
  EXPECT(open != NULL && status == LOAM_OK);
  EXPECT(loam_trace_open(m.runtime, &configuration, &status) == NULL && status == LOAM_WRONG_STATE);
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  loam_trace_step(open);
  EXPECT(machine_run(&m, start).status == LOAM_OK);
  EXPECT(loam_collect_now(m.runtime, LOAM_COLLECT_FORCED) == LOAM_OK);
  *out = loam_trace_close(open);
  EXPECT(loam_events_groups(m.runtime) == 0);
  machine_close(&m);
  return out->complete ? check_file(f, s) : NULL;
}

static const char *traces(void) {
  static file f;
  static story s;
  loam_trace_result result;
  f.refuse_after = 0;
  for (uint32_t workers = 1; workers <= 4; workers *= 2) {
    RUN(trace(NULL, workers, 0, 0, &f, &s, &result));
    EXPECT(result.complete && result.lost == 0 && s.lost == 0);
    EXPECT(s.goroutines >= 2 * (ADDERS + 1) && s.adders >= 2 * ADDERS && s.moves >= 2 * ADDERS);
    EXPECT(s.phases['s'] >= 2 * ADDERS && s.phases['f'] <= s.phases['s'] && s.phases['C'] > 0);
    EXPECT(s.phases['B'] == s.phases['E'] && s.phases['X'] == s.moves);
  }
  // Everything, with many moves; and in the seeded mode, where there is one ring.
  RUN(trace("movestack=7,gcstress=50", 2, 1 << 18, LOAM_EVENTS_ALL, &f, &s, &result));
  EXPECT(result.complete && result.lost == 0 && s.moves > 100);
  RUN(trace("seed=4", 1, 0, 0, &f, &s, &result));
  EXPECT(result.complete && result.lost == 0 && s.adders >= 2 * ADDERS);
  return NULL;
}

static const char *losses(void) {
  static file f;
  static story s;
  loam_trace_result result;
  f.refuse_after = 0;
  RUN(trace(NULL, 2, 32, 0, &f, &s, &result));
  EXPECT(result.complete && result.lost > 0 && s.lost > 0);
  EXPECT(s.phases['B'] == s.phases['E']);
  // A file that refuses its second piece: the rest of the program does not care.
  f.refuse_after = 2;
  RUN(trace(NULL, 2, 0, 0, &f, &s, &result));
  EXPECT(!result.complete && f.writes == 2 && result.events > 100);
  return NULL;
}

// The table of goroutines against an array, with removals that make long runs shrink.
static const char *names(void) {
  fixture f;
  enum { NUMBERS = 5000, STEPS = 100000 };
  static uint32_t functions[NUMBERS];
  memset(functions, 0, sizeof functions);
  EXPECT(fixture_open(&f, NULL));
  loam_trace_goroutines table = {.os = &f.os};
  uint64_t count = 0;
  for (uint32_t step = 1; step < STEPS; step++) {
    uint64_t number = 1 + loam_random_below(&f.random, NUMBERS - 1);
    if (step % 3 == 0) {
      count -= functions[number] != 0;
      functions[number] = 0;
      loam_trace_goroutines_remove(&table, number);
    } else {
      loam_trace_goroutine *cell = loam_trace_goroutines_at(&table, number);
      EXPECT(cell != NULL && cell->number == number && cell->function == functions[number]);
      count += functions[number] == 0;
      cell->function = functions[number] = step;
    }
    EXPECT(table.count == count);
  }
  loam_trace_goroutines_free(&table);
  fixture_close(&f);
  return NULL;
}

const check_case event_trace_cases[] = {
    {"events: a trace is JSON, its slices nest and its arrows lead somewhere", traces},
    {"events: a trace with losses is one all the same; a file that cannot be written is reported", losses},
    {"events: a trace remembers the goroutines that exist", names},
    {NULL, NULL},
};
