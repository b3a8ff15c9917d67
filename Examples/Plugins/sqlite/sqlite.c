// SPDX-License-Identifier: Apache-2.0
//
// sqlite.c — SQLite for Go programs: databases and statements are resources.
//
// What may take long runs between enter_blocking and leave_blocking, so that other goroutines go on. SQLite asks every
// few thousand steps of its machine whether to go on (a progress handler), which is where ^C ends a query.
#include <loam_plugin.h>

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

LOAM_PLUGIN_TEXT(sqlite_go, "sqlite/sqlite.go");

static const loam_plugin_host *host;
static const char *enter(const loam_plugin_host *given) {
  host = given;
  return sqlite3_threadsafe() == 0 ? "this SQLite was built for one thread" : NULL;
}

enum { DB, STMT };
static void close_db(void *object) { sqlite3_close_v2(object); } // lives on as long as it has statements
static void close_stmt(void *object) { sqlite3_finalize(object); }
static const loam_plugin_resource resources[] = {[DB] = {"database", close_db}, [STMT] = {"statement", close_stmt}};

#define NATIVE(name) static int name(loam_plugin_context *context)
#define WORD(i) LOAM_PLUGIN_WORD(context, i)

/// Takes the object of argument 0, or ends the native.
#define ACQUIRE(type, object, kind)                                                                                    \
  const void *resource = LOAM_PLUGIN_POINTER(context, 0);                                                              \
  type *object = host->resource_acquire(host, resource, kind);                                                         \
  if (object == NULL) return host->resource_wrong(host, context, resource, kind)

// ---- texts ----

static int return_text(loam_plugin_context *context, int result, const char *text, int64_t length) {
  bool ok;
  loam_plugin_string made = host->string(context, text, length, &ok);
  if (!ok) return host->out_of_memory(context);
  LOAM_PLUGIN_STRING(context, result) = made;
  return LOAM_PLUGIN_DONE;
}

// SQLite's words for a code: "" when it is none of an error. They are copied while nobody else changes them.
static char *words(sqlite3 *db, int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return NULL;
  if (db == NULL) return strdup(sqlite3_errstr(code));
  sqlite3_mutex_enter(sqlite3_db_mutex(db));
  char *copy = strdup(sqlite3_errmsg(db));
  sqlite3_mutex_leave(sqlite3_db_mutex(db));
  return copy;
}

static int return_words(loam_plugin_context *context, int result, char *text) {
  int answer = return_text(context, result, text == NULL ? "" : text, text == NULL ? 0 : (int64_t)strlen(text));
  free(text);
  return answer;
}

// ---- interrupts ----

static _Thread_local loam_plugin_context *running; ///< Of the thread's native that is in SQLite.

static int progress(void *unused) {
  (void)unused;
  return running != NULL && host->is_to_end(running);
}

static bool begin(loam_plugin_context *context) {
  if (!host->enter_blocking(context)) return false;
  running = context;
  return true;
}

static void end(loam_plugin_context *context) {
  running = NULL;
  host->leave_blocking(context);
}

// ---- databases ----

// func open(path string) (*plugin.Resource, string)
NATIVE(open_db) {
  loam_plugin_string path = LOAM_PLUGIN_STRING(context, 0);
  char *name = strndup(path.bytes, (size_t)path.length);
  if (name == NULL) return host->out_of_memory(context);
  if (!begin(context)) return free(name), LOAM_PLUGIN_RETRY;
  sqlite3 *db = NULL;
  int code = sqlite3_open_v2(name, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, NULL);
  char *problem = words(db, code);
  free(name);
  if (code == SQLITE_OK) {
    sqlite3_busy_timeout(db, 5000);
    sqlite3_progress_handler(db, 4000, progress, NULL);
  } else {
    sqlite3_close_v2(db);
  }
  end(context);
  if (code != SQLITE_OK) {
    WORD(2) = 0;
    return return_words(context, 3, problem);
  }
  void *resource = host->resource_create(host, context, DB, db);
  if (resource == NULL) return sqlite3_close_v2(db), host->out_of_memory(context);
  WORD(2) = (uintptr_t)resource;
  LOAM_PLUGIN_STRING(context, 3) = (loam_plugin_string){NULL, 0};
  return LOAM_PLUGIN_DONE;
}

// SQLite knows what is a comment: behind a statement there is none when nothing is compiled to nothing.
static bool is_empty(sqlite3 *db, const char *text, const char *end) {
  for (const char *rest; text < end; text = rest) {
    sqlite3_stmt *more = NULL;
    int code = sqlite3_prepare_v2(db, text, (int)(end - text), &more, &rest);
    sqlite3_finalize(more);
    if (code != SQLITE_OK || more != NULL) return false;
  }
  return true;
}

// func prepare(db *plugin.Resource, sql string) (*plugin.Resource, string)
NATIVE(prepare) {
  loam_plugin_string sql = LOAM_PLUGIN_STRING(context, 1);
  if (sql.length > 1 << 30) return host->panic_error(context, "a statement of more than a GiB");
  ACQUIRE(sqlite3, db, DB);
  if (!begin(context)) {
    host->resource_release(host, resource);
    return LOAM_PLUGIN_RETRY;
  }
  sqlite3_stmt *stmt = NULL;
  const char *rest = NULL;
  int code = sqlite3_prepare_v2(db, sql.bytes == NULL ? "" : sql.bytes, (int)sql.length, &stmt, &rest);
  char *problem = words(db, code);
  if (code == SQLITE_OK && stmt == NULL) problem = strdup("there is no statement");
  if (problem == NULL && !is_empty(db, rest, sql.bytes + sql.length))
    problem = strdup("there is more than one statement");
  end(context);
  host->resource_release(host, resource);
  if (problem != NULL) {
    sqlite3_finalize(stmt);
    WORD(3) = 0;
    return return_words(context, 4, problem);
  }
  void *made = host->resource_create(host, context, STMT, stmt);
  if (made == NULL) return sqlite3_finalize(stmt), host->out_of_memory(context);
  WORD(3) = (uintptr_t)made;
  LOAM_PLUGIN_STRING(context, 4) = (loam_plugin_string){NULL, 0};
  return LOAM_PLUGIN_DONE;
}

// func changes(db *plugin.Resource) int
NATIVE(changes) {
  ACQUIRE(sqlite3, db, DB);
  WORD(1) = (uint64_t)sqlite3_changes(db);
  host->resource_release(host, resource);
  return LOAM_PLUGIN_DONE;
}

// ---- statements ----

// func reset(stmt *plugin.Resource) int
NATIVE(reset) {
  ACQUIRE(sqlite3_stmt, stmt, STMT);
  sqlite3_reset(stmt); // its error is that of the last step, which was told
  sqlite3_clear_bindings(stmt);
  WORD(1) = (uint64_t)sqlite3_bind_parameter_count(stmt);
  host->resource_release(host, resource);
  return LOAM_PLUGIN_DONE;
}

// func step(stmt *plugin.Resource) (bool, string)
NATIVE(step) {
  ACQUIRE(sqlite3_stmt, stmt, STMT);
  if (!begin(context)) {
    host->resource_release(host, resource);
    return LOAM_PLUGIN_RETRY;
  }
  int code = sqlite3_step(stmt);
  char *problem = words(sqlite3_db_handle(stmt), code);
  if (code != SQLITE_ROW) sqlite3_reset(stmt); // or it would hold its locks
  end(context);
  host->resource_release(host, resource);
  WORD(1) = code == SQLITE_ROW;
  return return_words(context, 2, problem);
}

/// `call` binds; the words of its error are the result.
#define BIND(name, result, call)                                                                                       \
  NATIVE(name) {                                                                                                       \
    ACQUIRE(sqlite3_stmt, stmt, STMT);                                                                                 \
    int at = (int)LOAM_PLUGIN_INT(context, 1);                                                                         \
    char *problem = words(sqlite3_db_handle(stmt), call);                                                              \
    host->resource_release(host, resource);                                                                            \
    return return_words(context, result, problem);                                                                     \
  }
// func bindInt(stmt *plugin.Resource, i int, v int64) string
BIND(bind_int, 3, sqlite3_bind_int64(stmt, at, LOAM_PLUGIN_INT(context, 2)))
// func bindFloat(stmt *plugin.Resource, i int, v float64) string
BIND(bind_float, 3, sqlite3_bind_double(stmt, at, loam_plugin_float(context, 2)))
// func bindText(stmt *plugin.Resource, i int, v string) string
BIND(bind_text, 4,
     sqlite3_bind_text64(stmt, at, WORD(2) == 0 ? "" : LOAM_PLUGIN_POINTER(context, 2), WORD(3), SQLITE_TRANSIENT,
                         SQLITE_UTF8))
// func bindBytes(stmt *plugin.Resource, i int, v []byte) string
BIND(bind_bytes, 5,
     sqlite3_bind_blob64(stmt, at, WORD(2) == 0 ? "" : LOAM_PLUGIN_POINTER(context, 2), WORD(3), SQLITE_TRANSIENT))

// ---- rows ----

#define COLUMN(name, result, call)                                                                                     \
  NATIVE(name) {                                                                                                       \
    ACQUIRE(sqlite3_stmt, stmt, STMT);                                                                                 \
    int at = (int)LOAM_PLUGIN_INT(context, 1);                                                                         \
    WORD(result) = (uint64_t)(call);                                                                                   \
    host->resource_release(host, resource);                                                                            \
    return LOAM_PLUGIN_DONE;                                                                                           \
  }
// func columnType(stmt *plugin.Resource, i int) int
COLUMN(column_type, 2, sqlite3_column_type(stmt, at))
// func columnInt(stmt *plugin.Resource, i int) int64
COLUMN(column_int, 2, sqlite3_column_int64(stmt, at))

// func columns(stmt *plugin.Resource) int
NATIVE(columns) {
  ACQUIRE(sqlite3_stmt, stmt, STMT);
  WORD(1) = (uint64_t)sqlite3_column_count(stmt);
  host->resource_release(host, resource);
  return LOAM_PLUGIN_DONE;
}

// func columnFloat(stmt *plugin.Resource, i int) float64
NATIVE(column_float) {
  ACQUIRE(sqlite3_stmt, stmt, STMT);
  loam_plugin_set_float(context, 2, sqlite3_column_double(stmt, (int)LOAM_PLUGIN_INT(context, 1)));
  host->resource_release(host, resource);
  return LOAM_PLUGIN_DONE;
}

// func columnName(stmt *plugin.Resource, i int) string
NATIVE(column_name) {
  ACQUIRE(sqlite3_stmt, stmt, STMT);
  const char *name = sqlite3_column_name(stmt, (int)LOAM_PLUGIN_INT(context, 1));
  int answer = return_text(context, 2, name == NULL ? "" : name, name == NULL ? 0 : (int64_t)strlen(name));
  host->resource_release(host, resource);
  return answer;
}

// func columnText(stmt *plugin.Resource, i int) string
NATIVE(column_text) {
  ACQUIRE(sqlite3_stmt, stmt, STMT);
  int at = (int)LOAM_PLUGIN_INT(context, 1);
  const void *bytes = sqlite3_column_blob(stmt, at);
  int answer = return_text(context, 2, bytes == NULL ? "" : bytes, bytes == NULL ? 0 : sqlite3_column_bytes(stmt, at));
  host->resource_release(host, resource);
  return answer;
}

static const loam_plugin_native natives[] = {
    {"open", open_db, NULL},
    {"prepare", prepare, NULL},
    {"changes", changes, NULL},
    {"reset", reset, NULL},
    {"step", step, NULL},
    {"bindInt", bind_int, NULL},
    {"bindFloat", bind_float, NULL},
    {"bindText", bind_text, NULL},
    {"bindBytes", bind_bytes, NULL},
    {"columns", columns, NULL},
    {"columnName", column_name, NULL},
    {"columnType", column_type, NULL},
    {"columnInt", column_int, NULL},
    {"columnFloat", column_float, NULL},
    {"columnText", column_text, NULL},
};
static const loam_plugin_file files[] = {{"sqlite.go", sqlite_go}};
static const loam_plugin_package packages[] = {
    {"sqlite", files, LOAM_PLUGIN_COUNT(files), LOAM_PLUGIN_COUNT(natives), natives}};

LOAM_PLUGIN(.name = "sqlite", .version = SQLITE_VERSION, .summary = "SQLite databases", .enter = enter,
            .packages = packages, .package_count = LOAM_PLUGIN_COUNT(packages), .resources = resources,
            .resource_count = LOAM_PLUGIN_COUNT(resources));
