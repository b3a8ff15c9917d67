// SPDX-License-Identifier: Apache-2.0
//
// zlib.c — streams that compress and decompress, as resources. Each step is given a piece of input and room for output,
// and answers how much it took of each; the rest is Go's.
#include <loam_plugin.h>

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

LOAM_PLUGIN_TEXT(zlib_go, "zlib/zlib.go");

static const loam_plugin_host *host;
static const char *enter(const loam_plugin_host *given) {
  host = given;
  return zlibVersion()[0] == ZLIB_VERSION[0] ? NULL : "the zlib that is installed is another one than it was made for";
}

// ---- streams ----

typedef struct stream {
  pthread_mutex_t lock; ///< zlib itself leaves that to its users.
  z_stream z;
  int (*step)(z_stream *z, int flush);
  int (*end)(z_stream *z);
} stream;

enum { DEFLATER, INFLATER };
static void close_stream(void *object) {
  stream *of = object;
  of->end(&of->z);
  pthread_mutex_destroy(&of->lock);
  free(of);
}
static const loam_plugin_resource resources[] = {
    [DEFLATER] = {"zlib deflater", close_stream}, [INFLATER] = {"zlib inflater", close_stream}};

static int return_text(loam_plugin_context *context, int result, const char *text) {
  bool ok;
  loam_plugin_string made = host->string(context, text, (int64_t)strlen(text), &ok);
  if (!ok) return host->out_of_memory(context);
  LOAM_PLUGIN_STRING(context, result) = made;
  return LOAM_PLUGIN_DONE;
}

static int open_stream(loam_plugin_context *context, int result, uint32_t kind, int level) {
  stream *made = calloc(1, sizeof *made);
  if (made == NULL) return host->out_of_memory(context);
  int code = kind == DEFLATER ? deflateInit(&made->z, level) : inflateInit(&made->z);
  if (code != Z_OK) {
    free(made);
    LOAM_PLUGIN_WORD(context, result) = 0;
    return return_text(context, result + 1, code == Z_STREAM_ERROR ? "no such level" : zError(code));
  }
  made->step = kind == DEFLATER ? deflate : inflate;
  made->end = kind == DEFLATER ? deflateEnd : inflateEnd;
  pthread_mutex_init(&made->lock, NULL);
  void *resource = host->resource_create(host, context, kind, made);
  if (resource == NULL) {
    close_stream(made);
    return host->out_of_memory(context);
  }
  LOAM_PLUGIN_WORD(context, result) = (uintptr_t)resource;
  LOAM_PLUGIN_STRING(context, result + 1) = (loam_plugin_string){NULL, 0};
  return LOAM_PLUGIN_DONE;
}

static uInt piece(loam_plugin_slice slice) { return slice.length > INT_MAX ? INT_MAX : (uInt)slice.length; }

// Words: 0 the stream, 1 to 3 input, 4 to 6 output; then results from `result`.
static int step(loam_plugin_context *context, uint32_t kind, int flush, int result) {
  const void *resource = LOAM_PLUGIN_POINTER(context, 0);
  loam_plugin_slice in = LOAM_PLUGIN_SLICE(context, 1), out = LOAM_PLUGIN_SLICE(context, 4);
  stream *of = host->resource_acquire(host, resource, kind);
  if (of == NULL) return host->resource_wrong(host, context, resource, kind);
  if (!host->enter_blocking(context)) {
    host->resource_release(host, resource);
    return LOAM_PLUGIN_RETRY;
  }
  pthread_mutex_lock(&of->lock);
  uInt given = piece(in), room = piece(out);
  of->z.next_in = in.elements;
  of->z.avail_in = given;
  of->z.next_out = out.elements;
  of->z.avail_out = room;
  int code = of->step(&of->z, flush);
  uInt read = given - of->z.avail_in, written = room - of->z.avail_out;
  char words[100] = "";
  bool fine = code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR; // the last: nothing to be done
  if (!fine) strncpy(words, of->z.msg != NULL ? of->z.msg : zError(code), sizeof words - 1);
  pthread_mutex_unlock(&of->lock);
  host->leave_blocking(context);
  host->resource_release(host, resource);
  LOAM_PLUGIN_WORD(context, result) = read;
  LOAM_PLUGIN_WORD(context, result + 1) = written;
  LOAM_PLUGIN_WORD(context, result + 2) = code == Z_STREAM_END;
  return return_text(context, result + 3, words);
}

// ---- natives ----

// func deflater(level int) (*plugin.Resource, string)
static int new_deflater(loam_plugin_context *context) {
  return open_stream(context, 1, DEFLATER, (int)LOAM_PLUGIN_INT(context, 0));
}

// func inflater() (*plugin.Resource, string)
static int new_inflater(loam_plugin_context *context) { return open_stream(context, 0, INFLATER, 0); }

// func deflate(stream *plugin.Resource, in, out []byte, flush int) (read, written, status int, problem string)
static int deflate_step(loam_plugin_context *context) {
  return step(context, DEFLATER, (int)LOAM_PLUGIN_INT(context, 7), 8);
}

// func inflate(stream *plugin.Resource, in, out []byte) (read, written, status int, problem string)
static int inflate_step(loam_plugin_context *context) { return step(context, INFLATER, Z_NO_FLUSH, 7); }

// func Checksum(p []byte) uint32
static int checksum(loam_plugin_context *context) {
  loam_plugin_slice bytes = LOAM_PLUGIN_SLICE(context, 0);
  LOAM_PLUGIN_WORD(context, 3) = adler32_z(1, bytes.elements, bytes.length == 0 ? 0 : (size_t)bytes.length);
  return LOAM_PLUGIN_DONE;
}

static const loam_plugin_native natives[] = {{"deflater", new_deflater, NULL},
                                             {"deflate", deflate_step, NULL},
                                             {"inflater", new_inflater, NULL},
                                             {"inflate", inflate_step, NULL},
                                             {"Checksum", checksum, NULL}};
static const loam_plugin_file files[] = {{"zlib.go", zlib_go}};
static const loam_plugin_package packages[] = {
    {"zlib", files, LOAM_PLUGIN_COUNT(files), LOAM_PLUGIN_COUNT(natives), natives}};

LOAM_PLUGIN(.name = "zlib", .version = ZLIB_VERSION, .summary = "compression and decompression", .enter = enter,
            .packages = packages, .package_count = LOAM_PLUGIN_COUNT(packages), .resources = resources,
            .resource_count = LOAM_PLUGIN_COUNT(resources));
