// SPDX-License-Identifier: Apache-2.0
//
// terminal.c — the size and the modes of terminals, by libc alone. Go's State is struct termios itself: the load fails
// where the two differ.
#include <loam_plugin.h>

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>

LOAM_PLUGIN_TEXT(terminal_go, "terminal/terminal.go");

static const loam_plugin_host *host;
static const char *enter(const loam_plugin_host *given) {
  host = given;
  return NULL;
}

enum { STATE };
static const loam_plugin_type types[] = {[STATE] = {"terminal.State", sizeof(struct termios), 0}};

static int return_error(loam_plugin_context *context, int result, int code) {
  const char *text = code == 0 ? "" : strerror(code);
  bool ok;
  loam_plugin_string made = host->string(context, text, (int64_t)strlen(text), &ok);
  if (!ok) return host->out_of_memory(context);
  LOAM_PLUGIN_STRING(context, result) = made;
  return LOAM_PLUGIN_DONE;
}

// Argument 0: -1, which is none, when C's int does not hold it.
static int descriptor(loam_plugin_context *context) {
  int64_t fd = LOAM_PLUGIN_INT(context, 0);
  return fd < 0 || fd > INT_MAX ? -1 : (int)fd;
}

// func size(fd int) (columns, rows int, problem string)
static int size(loam_plugin_context *context) {
  struct winsize found = {0};
  int code = ioctl(descriptor(context), TIOCGWINSZ, &found) == 0 ? 0 : errno;
  LOAM_PLUGIN_WORD(context, 1) = found.ws_col;
  LOAM_PLUGIN_WORD(context, 2) = found.ws_row;
  return return_error(context, 3, code);
}

// func get(fd int) (*State, string)
static int get(loam_plugin_context *context) {
  struct termios *state = host->allocate(host, context, STATE, 1);
  if (state == NULL) return host->out_of_memory(context);
  int code = tcgetattr(descriptor(context), state) == 0 ? 0 : errno;
  context->roots[0] = code == 0 ? state : NULL;
  int answer = return_error(context, 2, code);
  if (answer == LOAM_PLUGIN_DONE) LOAM_PLUGIN_WORD(context, 1) = (uintptr_t)context->roots[0];
  return answer;
}

// func set(fd int, state *State) string
static int set(loam_plugin_context *context) {
  if (LOAM_PLUGIN_POINTER(context, 1) == NULL) return host->panic_error(context, "a nil State");
  struct termios state = *(struct termios *)LOAM_PLUGIN_POINTER(context, 1);
  int fd = descriptor(context);
  if (!host->enter_blocking(context)) return LOAM_PLUGIN_RETRY; // output may take its time
  int code = tcsetattr(fd, TCSADRAIN, &state) == 0 ? 0 : errno;
  host->leave_blocking(context);
  return return_error(context, 2, code);
}

// func raw(state *State)
static int raw(loam_plugin_context *context) {
  cfmakeraw(LOAM_PLUGIN_POINTER(context, 0));
  return LOAM_PLUGIN_DONE;
}

// func echo() uint32
static int echo(loam_plugin_context *context) {
  LOAM_PLUGIN_WORD(context, 0) = ECHO;
  return LOAM_PLUGIN_DONE;
}

static const loam_plugin_native natives[] = {
    {"size", size, NULL}, {"get", get, NULL}, {"set", set, NULL}, {"raw", raw, NULL}, {"echo", echo, NULL}};
static const loam_plugin_file files[] = {{"terminal.go", terminal_go}};
static const loam_plugin_package packages[] = {
    {"terminal", files, LOAM_PLUGIN_COUNT(files), LOAM_PLUGIN_COUNT(natives), natives}};

LOAM_PLUGIN(.name = "terminal", .version = "1.0", .summary = "size and modes of terminals", .enter = enter,
            .packages = packages, .package_count = LOAM_PLUGIN_COUNT(packages), .types = types,
            .type_count = LOAM_PLUGIN_COUNT(types));
