// SPDX-License-Identifier: Apache-2.0
//
// time.c — clocks, sleeping, timers and zone files (package time).
#include "services.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

enum { ZONE_LIMIT = 1 << 20 }; ///< Bytes of the largest file that can be a zone's.

// func clock() (wall, monotonic int64)
NATIVE(clocks) {
  RESULT(0, loam_context_wall(context));
  RESULT(1, loam_context_monotonic(context));
  return LOAM_NATIVE_DONE;
}

// func Sleep(d Duration)
NATIVE(Sleep) {
  if (INTEGER(0) <= 0) return LOAM_NATIVE_DONE;
  return loam_context_sleep(context, INTEGER(0));
}

// func newTimer(f func()) unsafe.Pointer
NATIVE(newTimer) {
  void *timer = loam_timer_create(context, NULL, POINTER(0));
  if (timer == NULL) return loam_context_out_of_memory(context);
  RESULT(1, timer);
  return LOAM_NATIVE_DONE;
}

// func startTimer(timer unsafe.Pointer, when, period int64) bool
NATIVE(startTimer) {
  loam_status status;
  bool active = loam_timer_start(context, POINTER(0), INTEGER(1), INTEGER(2), &status);
  if (status != LOAM_OK) return loam_context_out_of_memory(context);
  RESULT(3, active);
  return LOAM_NATIVE_DONE;
}

// func stopTimer(timer unsafe.Pointer) bool
NATIVE(stopTimer) {
  RESULT(1, loam_timer_stop(context, POINTER(0)));
  return LOAM_NATIVE_DONE;
}

/// Copies a Go string as a C string; false when it does not fit.
static bool copy_name(char *out, size_t size, loam_string s) {
  if ((uint64_t)s.length >= size || (s.length > 0 && memchr(s.bytes, 0, (size_t)s.length) != NULL)) return false;
  if (s.length > 0) memcpy(out, s.bytes, (size_t)s.length);
  out[s.length] = 0;
  return true;
}

// func readFile(name string) (data string, ok bool)
NATIVE(readFile) {
  char name[PATH_MAX];
  char *text = NULL;
  size_t used = 0;
  bool done = false;
  if (copy_name(name, sizeof name, STRING(0))) {
    if (!loam_context_enter_blocking(context)) return LOAM_NATIVE_RETRY;
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    text = fd >= 0 ? malloc(ZONE_LIMIT) : NULL;
    while (text != NULL && used < ZONE_LIMIT) {
      ssize_t n = read(fd, text + used, ZONE_LIMIT - used);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) {
        done = n == 0;
        break;
      }
      used += (size_t)n;
    }
    if (fd >= 0) close(fd);
    loam_context_leave_blocking(context);
  }
  bool ok;
  loam_string data = loam_context_string(context, text ? text : "", done ? (int64_t)used : 0, &ok);
  free(text);
  if (!ok) return loam_context_out_of_memory(context);
  RESULT_STRING(2, data);
  RESULT(4, done);
  return LOAM_NATIVE_DONE;
}

// func variable(name string) (value string, ok bool)
NATIVE(variable) {
  char name[256];
  const char *value = copy_name(name, sizeof name, STRING(0)) ? getenv(name) : NULL;
  bool ok;
  loam_string copy = loam_context_string(context, value ? value : "", value ? (int64_t)strlen(value) : 0, &ok);
  if (!ok) return loam_context_out_of_memory(context);
  RESULT_STRING(2, copy);
  RESULT(4, value != NULL);
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(time, "time", {"Sleep", Sleep}, {"clock", clocks}, {"newTimer", newTimer}, {"readFile", readFile},
             {"startTimer", startTimer}, {"stopTimer", stopTimer}, {"variable", variable})
