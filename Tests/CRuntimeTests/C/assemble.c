// SPDX-License-Identifier: Apache-2.0
//
// assemble.c — programs written by hand.
#include "assemble.h"

#include <pthread.h>
#include <time.h>

static const uint64_t first_word[1] = {1};
#define NAME(text)                                                                                                     \
  { (const uint8_t *)text, sizeof text - 1 }
const loam_type int_type = {.size = 8,
                            .align = 8,
                            .kind = LOAM_KIND_INT,
                            .name = NAME("int"),
                            .flags = LOAM_TYPE_COMPARABLE | LOAM_TYPE_PLAIN_EQUAL | LOAM_TYPE_NAMED};
const loam_type string_type = {.size = 16,
                               .align = 8,
                               .pointer_bytes = 8,
                               .pointer_map = first_word,
                               .kind = LOAM_KIND_STRING,
                               .name = NAME("string"),
                               .flags = LOAM_TYPE_COMPARABLE | LOAM_TYPE_NAMED};
const loam_type pointer_type = {.size = 8,
                                .align = 8,
                                .pointer_bytes = 8,
                                .pointer_map = first_word,
                                .kind = LOAM_KIND_POINTER,
                                .name = NAME("*int"),
                                .element = &int_type,
                                .flags = LOAM_TYPE_DIRECT | LOAM_TYPE_COMPARABLE | LOAM_TYPE_PLAIN_EQUAL};
const loam_type channel_type = {.size = 8,
                                .align = 8,
                                .pointer_bytes = 8,
                                .pointer_map = first_word,
                                .kind = LOAM_KIND_CHANNEL,
                                .name = NAME("chan int"),
                                .element = &int_type,
                                .flags = LOAM_TYPE_DIRECT | LOAM_TYPE_COMPARABLE | LOAM_TYPE_PLAIN_EQUAL};
const loam_type pointer_channel_type = {.size = 8,
                                        .align = 8,
                                        .pointer_bytes = 8,
                                        .pointer_map = first_word,
                                        .kind = LOAM_KIND_CHANNEL,
                                        .name = NAME("chan *int"),
                                        .element = &pointer_type,
                                        .flags = LOAM_TYPE_DIRECT | LOAM_TYPE_COMPARABLE | LOAM_TYPE_PLAIN_EQUAL};

void machine_record(void *context, const char *bytes, size_t length) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  machine *m = context;
  pthread_mutex_lock(&lock);
  if (length >= TEXT_BYTES - m->length) length = TEXT_BYTES - m->length - 1;
  memcpy(m->text + m->length, bytes, length);
  m->length += length;
  m->text[m->length] = 0;
  pthread_mutex_unlock(&lock);
}

bool machine_open(machine *m, const char *debug, uint32_t workers) {
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  configuration.debug = debug;
  configuration.workers = workers;
  return machine_open_as(m, &configuration);
}

bool machine_open_as(machine *m, const loam_configuration *given) {
  loam_configuration configuration = *given;
  configuration.hooks.context = m;
  configuration.hooks.write_error = machine_record;
  m->length = 0;
  m->text[0] = 0;
  m->runtime = loam_runtime_create(&configuration, NULL, NULL);
  if (m->runtime == NULL) return false;
  loam_error_types types = {.string = &string_type};
  return loam_runtime_set_error_types(m->runtime, &types) == LOAM_OK;
}

void machine_close(machine *m) { loam_runtime_destroy(m->runtime); }

loam_result machine_run(machine *m, loam_function *function) {
  m->length = 0;
  m->text[0] = 0;
  return loam_runtime_run(m->runtime, function);
}

static loam_string text(const char *bytes) { return (loam_string){(const uint8_t *)bytes, (int64_t)strlen(bytes)}; }

loam_function *declare(machine *m, const char *name, uint32_t arguments, uint32_t results, uint64_t pointers) {
  uint64_t map[16] = {pointers};
  return loam_function_create(m->runtime, text(name), text("/t/x.go"), 1, arguments, results, map, 0);
}

loam_function *declare_native(machine *m, const char *name, uint32_t arguments, uint32_t results, loam_native native) {
  loam_function *function = declare(m, name, arguments, results, 0);
  return loam_function_define_native(m->runtime, function, native) == LOAM_OK ? function : NULL;
}

void begin(assembly *a, uint32_t frame) {
  memset(a, 0, sizeof *a);
  a->frame = frame;
  a->map_count = 1;
}

bool finish(machine *m, assembly *a, loam_function *function) {
  emit(a, LOAM_SAFEPOINT(0, a->frame, a->count));
  emit(a, OP(PANIC_RETURN, 0, 0, 0));
  loam_code code = {.words = a->words,
                    .word_count = a->count,
                    .frame_slots = a->frame,
                    .maps = a->maps,
                    .map_words = 1,
                    .map_count = a->map_count,
                    .lines = a->lines,
                    .line_count = a->line_count,
                    .variables = a->variables,
                    .variable_count = a->variable_count,
                    .defer_return = a->defer_return,
                    .flags = a->flags};
  return loam_function_define(m->runtime, function, &code) == LOAM_OK;
}

loam_native_status sleep_native(loam_context *context) {
  return loam_context_sleep(context, (int64_t)loam_argument(context, 0));
}

uint32_t semaphore_word;
loam_native_status lock_native(loam_context *context) {
  bool taken = loam_semaphore_acquire(context, &semaphore_word, false, "sync.Mutex.Lock");
  return taken ? LOAM_NATIVE_DONE : LOAM_NATIVE_BLOCK;
}
loam_native_status unlock_native(loam_context *context) {
  loam_semaphore_release(context, &semaphore_word, false);
  return LOAM_NATIVE_DONE;
}

loam_native_status block_for(loam_context *context, int64_t nanoseconds) {
  struct timespec time = {nanoseconds / 1000000000, nanoseconds % 1000000000};
  if (!loam_context_enter_blocking(context)) return LOAM_NATIVE_RETRY;
  nanosleep(&time, NULL);
  loam_context_leave_blocking(context);
  return LOAM_NATIVE_DONE;
}
