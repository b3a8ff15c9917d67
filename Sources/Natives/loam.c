// SPDX-License-Identifier: Apache-2.0
//
// loam.c — where values live, and what the goroutine's stack looks like (package loam).
#include "frames.h"
#include "loam_heap.h"
#include "services.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/// Text that grows; when memory lacks, what does not fit is left out.
typedef struct text {
  char *bytes;
  size_t used, room;
} text;

static void append(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void append(text *t, const char *format, ...) {
  for (;;) {
    va_list arguments;
    va_start(arguments, format);
    size_t rest = t->room - t->used;
    int need = vsnprintf(t->bytes ? t->bytes + t->used : NULL, rest, format, arguments);
    va_end(arguments);
    if (need < 0) return;
    if ((size_t)need < rest) {
      t->used += (size_t)need;
      return;
    }
    char *grown = realloc(t->bytes, 2 * t->room + (size_t)need + 256);
    if (grown == NULL) return;
    t->bytes = grown;
    t->room = 2 * t->room + (size_t)need + 256;
  }
}

/// Gives the text to Go as result word `i` and frees it.
static loam_native_status finish(loam_context *context, text *t, uint32_t i) {
  bool ok;
  loam_string copy = loam_context_string(context, t->bytes ? t->bytes : "", (int64_t)t->used, &ok);
  free(t->bytes);
  if (!ok) return loam_context_out_of_memory(context);
  RESULT_STRING(i, copy);
  return LOAM_NATIVE_DONE;
}

/// The variable of a frame that holds `address`, or NULL.
static const loam_variable *variable_at(const loam_walk *walk, uintptr_t address) {
  for (uint32_t i = 0; i < walk->function->variable_count; i++) {
    const loam_variable *v = &walk->function->variables[i];
    if (v->boxed || v->captured || walk->offset < v->start || walk->offset >= v->end) continue;
    uintptr_t first = (uintptr_t)(walk->fp + v->slot);
    if (address == first || (address > first && address < first + v->type->size)) return v;
  }
  return NULL;
}

static void describe_stack(loam_context *context, text *t, uintptr_t address, uint64_t goroutine) {
  append(t, "stack of goroutine %llu", (unsigned long long)goroutine);
  loam_walk walk;
  const loam_function *holder = NULL;
  for (bool more = loam_walk_begin(&walk, context); more; more = loam_walk_next(&walk)) {
    const loam_variable *v = variable_at(&walk, address);
    if (v != NULL) {
      append(t, ", %.*s, variable %.*s", (int)walk.function->name.length, walk.function->name.bytes,
             (int)v->name.length, v->name.bytes);
      return;
    }
    if (address >= (uintptr_t)walk.fp && address < (uintptr_t)(walk.fp + walk.words)) holder = walk.function;
  }
  if (holder != NULL) append(t, ", %.*s", (int)holder->name.length, holder->name.bytes);
}

// func Where(p any) string
NATIVE(Where) {
  loam_eface value = loam_argument_eface(context, 0);
  text t = {0};
  uintptr_t address = 0;
  uint64_t size = 0;
  if (value.type == NULL) {
    append(&t, "nil");
    return finish(context, &t, 2);
  }
  switch (value.type->kind) {
  case LOAM_KIND_POINTER:
    size = value.type->element->size; // fall through
  case LOAM_KIND_MAP:
  case LOAM_KIND_CHANNEL:
  case LOAM_KIND_FUNCTION:
  case LOAM_KIND_UNSAFE_POINTER:
    address = (uintptr_t)value.data;
    break;
  case LOAM_KIND_SLICE: {
    loam_slice *slice = value.data;
    address = (uintptr_t)slice->elements;
    size = (uint64_t)slice->capacity * value.type->element->size;
    break;
  }
  case LOAM_KIND_STRING: {
    loam_string *string = value.data;
    address = (uintptr_t)string->bytes;
    size = (uint64_t)string->length;
    break;
  }
  default:
    append(&t, "not a pointer");
    return finish(context, &t, 2);
  }
  if (address == 0) {
    append(&t, "nil");
    return finish(context, &t, 2);
  }
  loam_place where = loam_where(context->runtime, (const void *)address);
  switch (where.kind) {
  case LOAM_WHERE_STACK:
    describe_stack(context, &t, address, where.goroutine);
    break;
  case LOAM_WHERE_HEAP:
    append(&t, "heap, ");
    if (size > 0) append(&t, "%llu bytes (", (unsigned long long)size);
    append(&t, "size class %llu%s", (unsigned long long)where.size, size > 0 ? ")" : "");
    if (address != where.base) append(&t, ", %llu bytes into the object", (unsigned long long)(address - where.base));
    break;
  case LOAM_WHERE_GLOBAL:
    append(&t, "global");
    break;
  case LOAM_WHERE_FREE:
    append(&t, "free memory");
    break;
  default:
    append(&t, "unknown");
  }
  return finish(context, &t, 2);
}

// func Stack() string
NATIVE(Stack) {
  text t = {0};
  loam_goroutine_info self;
  loam_context_goroutine(context, &self);
  append(&t, "goroutine %llu: %llu bytes of stack, %llu in use, grown %llu times\n", (unsigned long long)self.id,
         (unsigned long long)self.stack_size, (unsigned long long)self.stack_used, (unsigned long long)self.grows);
  loam_walk walk;
  for (bool more = loam_walk_begin(&walk, context); more; more = loam_walk_next(&walk)) {
    const loam_function *f = walk.function;
    if (f->flags & LOAM_FUNCTION_RUNTIME) continue;
    append(&t, "  %6u bytes  %.*s  %.*s:%u\n", walk.words * 8, (int)f->name.length, f->name.bytes, (int)f->file.length,
           f->file.bytes, loam_walk_line(f, walk.offset));
  }
  append(&t, "  base\n");
  return finish(context, &t, 0);
}

// func readStats(stats *Stats)
NATIVE(readStats) {
  loam_goroutine_info self;
  loam_stack_statistics all;
  loam_context_goroutine(context, &self);
  loam_runtime_stack_statistics(context->runtime, &all);
  uint64_t values[] = {self.id,      self.stack_size,   self.stack_used,      self.stack_peak, self.grows, self.shrinks,
                       self.moves,   self.bytes_copied, self.slots_rewritten, self.move_ns,    all.grows,  all.shrinks,
                       all.in_place, all.bytes_copied,  all.slots_rewritten,  all.nanoseconds};
  memcpy(POINTER(0), values, sizeof values);
  return LOAM_NATIVE_DONE;
}

// func readHistory(moves *[8]StackMove) int
NATIVE(readHistory) {
  loam_stack_history history[LOAM_STACK_HISTORY];
  uint32_t count = loam_context_stack_history(context, history, LOAM_STACK_HISTORY);
  uint64_t *out = POINTER(0);
  for (uint32_t i = 0; i < count; i++) {
    const loam_stack_history *move = &history[i];
    uint64_t values[] = {move->reason,   move->old_base,     move->new_base,        move->old_size,
                         move->new_size, move->bytes_copied, move->slots_rewritten, move->nanoseconds};
    memcpy(out + i * (sizeof values / sizeof values[0]), values, sizeof values);
  }
  RESULT(1, count);
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(loam, "loam", {"Stack", Stack}, {"Where", Where}, {"readHistory", readHistory}, {"readStats", readStats})
