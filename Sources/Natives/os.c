// SPDX-License-Identifier: Apache-2.0
//
// os.c — system calls on files, paths and the process (package os), and their errors' texts (package syscall).
//
// How.      A call that can block runs between enter and leave of blocking, where memory of the program may move or be
//           collected: so its data go through a buffer here, and the frame is read anew afterwards.
// Upholds.  A program's memory is only touched by its worker while that counts as running.
#include "services.h"

#include "loam_heap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum {
  STACK_BUFFER = 32 << 10, ///< Up to here a call's data go through the C stack.
  HEAP_BUFFER = 4 << 20,   ///< Most that one call moves otherwise.
};

/// A path with its final zero.
typedef struct path {
  char text[PATH_MAX];
} path;

/// Copies a Go string; 0 or an error number.
static LEAVABLE __attribute__((noinline)) int path_init(path *out, loam_string s) {
  if (s.length >= PATH_MAX) return ENAMETOOLONG;
  if (s.length > 0 && memchr(s.bytes, 0, (size_t)s.length) != NULL) return EINVAL;
  if (s.length > 0) memcpy(out->text, s.bytes, (size_t)s.length);
  out->text[s.length] = 0;
  return 0;
}

// func argCount() int
NATIVE(argCount) {
  RESULT(0, loam_context_program_argument_count(context));
  return LOAM_NATIVE_DONE;
}

// func arg(i int) string
NATIVE(arg) {
  const char *text = loam_context_program_argument(context, (int)INTEGER(0));
  bool ok;
  loam_string copy = loam_context_string(context, text, (int64_t)strlen(text), &ok);
  if (!ok) return loam_context_out_of_memory(context);
  RESULT_STRING(1, copy);
  return LOAM_NATIVE_DONE;
}

extern char **environ;

// func environment() string
NATIVE(environment) {
  size_t size = 0;
  for (char **v = environ; v && *v; v++) size += strlen(*v) + 1;
  char *text = malloc(size + 1), *end = text;
  if (text == NULL) return loam_context_out_of_memory(context);
  for (char **v = environ; v && *v && (size_t)(end - text) + strlen(*v) < size; v++) end = stpcpy(end, *v) + 1;
  bool ok;
  loam_string copy = loam_context_string(context, text, end - text, &ok);
  free(text);
  if (!ok) return loam_context_out_of_memory(context);
  RESULT_STRING(0, copy);
  return LOAM_NATIVE_DONE;
}

static _Atomic bool environment_is_shared;

void loam_natives_share_environment(void) { atomic_store(&environment_is_shared, true); }

// func share(key, value string, isSet bool)
//
// Of two zero-ended strings.
NATIVE(share) {
  if (!atomic_load_explicit(&environment_is_shared, memory_order_relaxed)) return LOAM_NATIVE_DONE;
  const char *name = (const char *)STRING(0).bytes, *value = (const char *)STRING(2).bytes;
  if (INTEGER(4) != 0)
    setenv(name, value, 1);
  else
    unsetenv(name);
  return LOAM_NATIVE_DONE;
}

// func exit(code int)
NATIVE(exit_program) { return loam_context_exit(context, (int)INTEGER(0)); }

// func open(name string, flags, perm int) (fd, errno int)
NATIVE(open_file) {
  path name;
  int error = path_init(&name, STRING(0)), fd = -1, flags = (int)INTEGER(2), mode = (int)INTEGER(3);
  if (error == 0) {
    if (!loam_context_enter_blocking(context)) return LOAM_NATIVE_RETRY;
    do fd = open(name.text, flags | O_CLOEXEC, mode);
    while (fd < 0 && errno == EINTR);
    error = fd < 0 ? errno : 0;
    loam_context_leave_blocking(context);
  }
  RESULT(4, (int64_t)fd);
  RESULT(5, (int64_t)error);
  return LOAM_NATIVE_DONE;
}

/// Waits until a descriptor can be read or written; false: the goroutine is to end before.
static bool wait_for(loam_context *context, int fd, short events) {
  struct pollfd p = {.fd = fd, .events = events};
  int patience = loam_context_patience(context);
  for (;;) {
    int ready = poll(&p, 1, patience);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
    if (loam_context_is_to_end(context)) return false;
  }
}

/// The same for one that may block by itself: where goroutines are interrupted nobody waits in the system for long.
static bool may_go(loam_context *context, int fd, short events) {
  return loam_context_patience(context) < 0 || wait_for(context, fd, events);
}

/// read, or pread when offset >= 0, into the slice in argument words 1 to 3; results in words `out` and `out` + 1.
static loam_native_status read_into(loam_context *context, int64_t offset, uint32_t out) {
  uint8_t small[STACK_BUFFER], *buffer = small;
  int fd = (int)INTEGER(0), error = 0;
  size_t size = (size_t)SLICE(1).length;
  ssize_t n = 0;
  if (size > HEAP_BUFFER) size = HEAP_BUFFER;
  if (size > sizeof small && (buffer = malloc(size)) == NULL) buffer = small, size = sizeof small;
  if (size > 0) {
    if (!loam_context_enter_blocking(context)) {
      if (buffer != small) free(buffer);
      return LOAM_NATIVE_RETRY;
    }
    bool goes = offset >= 0 || may_go(context, fd, POLLIN);
    while (goes) {
      n = offset >= 0 ? pread(fd, buffer, size, offset) : read(fd, buffer, size);
      if (n >= 0) break;
      if (errno == EAGAIN)
        goes = wait_for(context, fd, POLLIN);
      else if (errno != EINTR)
        break;
    }
    if (!goes) error = EINTR, n = 0;
    if (n < 0) error = errno, n = 0;
    loam_context_leave_blocking(context);
    if (n > 0) memcpy(SLICE(1).elements, buffer, (size_t)n);
  }
  if (buffer != small) free(buffer);
  RESULT(out, n);
  RESULT(out + 1, (int64_t)error);
  return LOAM_NATIVE_DONE;
}

/// write, or pwrite when offset >= 0, of the first of `length` bytes whose address is in argument word 1: all, or as
/// many as one call moves; package os comes again with the rest.
static loam_native_status write_from(loam_context *context, int64_t length, int64_t offset, uint32_t out) {
  uint8_t small[STACK_BUFFER], *buffer = small;
  int fd = (int)INTEGER(0), error = 0;
  size_t size = length < HEAP_BUFFER ? (size_t)length : HEAP_BUFFER, written = 0;
  if (size > sizeof small && (buffer = malloc(size)) == NULL) buffer = small, size = sizeof small;
  if (size > 0 && !loam_where_readable(context->runtime, POINTER(1), size)) {
    error = EFAULT;
  } else if (size > 0) {
    memcpy(buffer, POINTER(1), size);
    if (!loam_context_enter_blocking(context)) {
      if (buffer != small) free(buffer);
      return LOAM_NATIVE_RETRY;
    }
    // Where a pipe has room there is some for so much, so that the call does not wait in the system.
    size_t most = loam_context_patience(context) < 0 || offset >= 0 ? size : PIPE_BUF;
    while (written < size && error == 0) {
      size_t part = size - written < most ? size - written : most;
      if (offset < 0 && !may_go(context, fd, POLLOUT)) error = EINTR;
      if (error != 0) break;
      int64_t n = offset >= 0 ? pwrite(fd, buffer + written, part, offset + (int64_t)written)
                              : loam_context_write(context, fd, buffer + written, part);
      if (n < 0 && offset >= 0) n = -errno;
      if (n >= 0)
        written += (size_t)n;
      else if (n == -EAGAIN)
        (void)wait_for(context, fd, POLLOUT);
      else if (n != -EINTR)
        error = (int)-n;
    }
    loam_context_leave_blocking(context);
  } else if (offset < 0 && write(fd, buffer, 0) < 0) {
    error = errno;
  }
  if (buffer != small) free(buffer);
  RESULT(out, (int64_t)written);
  RESULT(out + 1, (int64_t)error);
  return LOAM_NATIVE_DONE;
}

// func read(fd int, p []byte) (n, errno int)
NATIVE(read_file) { return read_into(context, -1, 4); }
// func pread(fd int, p []byte, offset int64) (n, errno int)
NATIVE(pread_file) { return read_into(context, INTEGER(4), 5); }
// func write(fd int, p []byte) (n, errno int)
NATIVE(write_file) { return write_from(context, SLICE(1).length, -1, 4); }
// func pwrite(fd int, p []byte, offset int64) (n, errno int)
NATIVE(pwrite_file) { return write_from(context, SLICE(1).length, INTEGER(4), 5); }
// func writeString(fd int, s string) (n, errno int)
NATIVE(write_string) { return write_from(context, STRING(1).length, -1, 3); }

// func fileCall(call, fd, a, b int) (result, errno int)
NATIVE(fileCall) {
  int64_t result = 0, a = INTEGER(2);
  int fd = (int)INTEGER(1), call = (int)INTEGER(0), whence = (int)INTEGER(3), error;
  if (!loam_context_enter_blocking(context)) return LOAM_NATIVE_RETRY;
  do {
    switch (call) {
    case 0:
      result = close(fd);
      break;
    case 1:
      result = lseek(fd, a, whence);
      break;
    case 2:
      result = fsync(fd);
      break;
    case 3:
      result = ftruncate(fd, a);
      break;
    case 4:
      result = fchmod(fd, (mode_t)a);
      break;
    case 5:
      result = fchdir(fd);
      break;
    default:
      result = -1, errno = ENOSYS;
    }
    error = result < 0 ? errno : 0;
  } while (error == EINTR && call != 0); // close is over even when interrupted
  loam_context_leave_blocking(context);
  RESULT(4, result);
  RESULT(5, (int64_t)error);
  return LOAM_NATIVE_DONE;
}

/// One time for utimensat: nanoseconds since 1970, INT64_MIN to leave it.
static struct timespec file_time(int64_t nanoseconds) {
  if (nanoseconds == INT64_MIN) return (struct timespec){0, UTIME_OMIT};
  int64_t rest = nanoseconds % 1000000000;
  if (rest < 0) rest += 1000000000;
  return (struct timespec){(nanoseconds - rest) / 1000000000, rest};
}

// func pathCall(call int, path, other string, a, b int) (errno int)
NATIVE(pathCall) {
  path name, other;
  int error = path_init(&name, STRING(1)), call = (int)INTEGER(0), result;
  int64_t a = INTEGER(5), b = INTEGER(6);
  if (error == 0) error = path_init(&other, STRING(3));
  if (error == 0) {
    struct timespec times[2] = {file_time(a), file_time(b)};
    if (!loam_context_enter_blocking(context)) return LOAM_NATIVE_RETRY;
    do {
      switch (call) {
      case 0:
        result = unlink(name.text);
        break;
      case 1:
        result = rmdir(name.text);
        break;
      case 2:
        result = mkdir(name.text, (mode_t)a);
        break;
      case 3:
        result = rename(name.text, other.text);
        break;
      case 4:
        result = link(name.text, other.text);
        break;
      case 5:
        result = symlink(name.text, other.text);
        break;
      case 6:
        result = chmod(name.text, (mode_t)a);
        break;
      case 7:
        result = truncate(name.text, a);
        break;
      case 8:
        result = chdir(name.text);
        break;
      case 9:
        result = utimensat(AT_FDCWD, name.text, times, 0);
        break;
      default:
        result = -1, errno = ENOSYS;
      }
      error = result < 0 ? errno : 0;
    } while (error == EINTR);
    loam_context_leave_blocking(context);
  }
  RESULT(7, (int64_t)error);
  return LOAM_NATIVE_DONE;
}

// func stat(path string, fd int, follow bool, out *status) (errno int)
NATIVE(stat_file) {
  path name;
  int error = path_init(&name, STRING(0)), fd = (int)INTEGER(2), follow = (int)INTEGER(3);
  struct stat s;
  memset(&s, 0, sizeof s);
  if (error == 0) {
    if (!loam_context_enter_blocking(context)) return LOAM_NATIVE_RETRY;
    int result = fd >= 0 ? fstat(fd, &s) : follow ? stat(name.text, &s) : lstat(name.text, &s);
    error = result < 0 ? errno : 0;
    loam_context_leave_blocking(context);
  }
  if (error == 0) {
    int64_t *out = POINTER(4);
    int64_t values[] = {s.st_mode,           s.st_size,         (int64_t)s.st_mtim.tv_sec,
                        s.st_mtim.tv_nsec,   (int64_t)s.st_dev, (int64_t)s.st_ino,
                        (int64_t)s.st_nlink, s.st_uid,          s.st_gid};
    memcpy(out, values, sizeof values);
  }
  RESULT(5, (int64_t)error);
  return LOAM_NATIVE_DONE;
}

static char kind_letter(unsigned char kind) {
  switch (kind) {
  case DT_DIR:
    return 'd';
  case DT_LNK:
    return 'l';
  case DT_FIFO:
    return 'p';
  case DT_SOCK:
    return 's';
  case DT_CHR:
    return 'c';
  case DT_BLK:
    return 'b';
  case DT_REG:
    return '-';
  default:
    return '?';
  }
}

// func readNames(fd int) (names string, errno int)
NATIVE(readNames) {
  char *text = NULL;
  size_t used = 0, room = 0;
  int error = 0, fd = (int)INTEGER(0);
  if (!loam_context_enter_blocking(context)) return LOAM_NATIVE_RETRY;
  int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3); // closedir closes what it was given
  DIR *directory = copy >= 0 ? fdopendir(copy) : NULL;
  if (directory == NULL) {
    error = errno;
    if (copy >= 0) close(copy);
  } else {
    rewinddir(directory);
    while (error == 0) {
      errno = 0;
      struct dirent *entry = readdir(directory);
      if (entry == NULL) {
        error = errno;
        break;
      }
      if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
      size_t size = strlen(entry->d_name) + 2;
      if (used + size > room) {
        char *grown = realloc(text, room = 2 * (used + size) + 1024);
        if (grown == NULL) {
          error = ENOMEM;
          break;
        }
        text = grown;
      }
      text[used] = kind_letter(entry->d_type);
      memcpy(text + used + 1, entry->d_name, size - 1);
      used += size;
    }
    closedir(directory);
  }
  loam_context_leave_blocking(context);
  bool ok;
  loam_string names = loam_context_string(context, text ? text : "", error ? 0 : (int64_t)used, &ok);
  free(text);
  if (!ok) return loam_context_out_of_memory(context);
  RESULT_STRING(1, names);
  RESULT(3, (int64_t)error);
  return LOAM_NATIVE_DONE;
}

// func systemText(what int, path string) (text string, errno int)
NATIVE(systemText) {
  path name;
  char text[PATH_MAX];
  int error = path_init(&name, STRING(1)), what = (int)INTEGER(0);
  int64_t size = -1;
  if (error == 0) {
    if (!loam_context_enter_blocking(context)) return LOAM_NATIVE_RETRY;
    switch (what) {
    case 0:
      size = getcwd(text, sizeof text) ? (int64_t)strlen(text) : -1;
      break;
    case 1:
      size = gethostname(text, sizeof text) == 0 ? (int64_t)strlen(text) : -1;
      break;
    case 2:
      size = readlink("/proc/self/exe", text, sizeof text);
      break;
    case 3:
      size = readlink(name.text, text, sizeof text);
      break;
    default:
      errno = ENOSYS;
    }
    if (size < 0) error = errno;
    loam_context_leave_blocking(context);
  }
  bool ok;
  loam_string copy = loam_context_string(context, text, size > 0 ? size : 0, &ok);
  if (!ok) return loam_context_out_of_memory(context);
  RESULT_STRING(3, copy);
  RESULT(5, (int64_t)error);
  return LOAM_NATIVE_DONE;
}

// func systemNumber(what int) int
NATIVE(systemNumber) {
  int64_t number = 0;
  switch (INTEGER(0)) {
  case 0:
    number = getpid();
    break;
  case 1:
    number = getppid();
    break;
  case 2:
    number = getuid();
    break;
  case 3:
    number = geteuid();
    break;
  case 4:
    number = getgid();
    break;
  case 5:
    number = getegid();
    break;
  case 6:
    number = sysconf(_SC_PAGESIZE);
    break;
  }
  RESULT(1, number);
  return LOAM_NATIVE_DONE;
}

// func pipe() (reader, writer, errno int)
NATIVE(pipe_files) {
  int ends[2] = {-1, -1}, error = pipe2(ends, O_CLOEXEC) < 0 ? errno : 0;
  RESULT(0, (int64_t)ends[0]);
  RESULT(1, (int64_t)ends[1]);
  RESULT(2, (int64_t)error);
  return LOAM_NATIVE_DONE;
}

// func random() uint64
NATIVE(random_bits) {
  RESULT(0, loam_context_random(context));
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(os, "os", {"arg", arg}, {"argCount", argCount}, {"environment", environment}, {"exit", exit_program},
             {"fileCall", fileCall}, {"open", open_file}, {"pathCall", pathCall}, {"pipe", pipe_files},
             {"pread", pread_file}, {"pwrite", pwrite_file}, {"random", random_bits}, {"read", read_file},
             {"readNames", readNames}, {"share", share}, {"stat", stat_file}, {"systemNumber", systemNumber},
             {"systemText", systemText}, {"write", write_file}, {"writeString", write_string})

// func errnoText(number int) string
//
// The C library's texts are those of the kernel with a capital letter, which Go's have not.
NATIVE(errnoText) {
  char text[128] = "";
  const char *message = strerrordesc_np((int)INTEGER(0));
  if (message != NULL && INTEGER(0) != 0) snprintf(text, sizeof text, "%s", message);
  if (text[0] >= 'A' && text[0] <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z')) text[0] = (char)(text[0] + ('a' - 'A'));
  bool ok;
  loam_string copy = loam_context_string(context, text, (int64_t)strlen(text), &ok);
  if (!ok) return loam_context_out_of_memory(context);
  RESULT_STRING(1, copy);
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(syscall, "syscall", {"errnoText", errnoText})
