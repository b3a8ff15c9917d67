// SPDX-License-Identifier: Apache-2.0
//
// checkmark.c — the second marker: slow, plain, and apart from the first.
#include "collect/checkmark.h"

#include "collect/collector.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { NO_POINTER = -1, FIRST_PATH = 1024, PATH_SHOWN = 6 };

// ---- where the pointers are ----

static int64_t next_in_values(const loam_type *type, uint64_t count, uint64_t from);

/// Byte offset of the first pointer word of one value at or behind byte `from`.
static int64_t next_in_value(const loam_type *type, uint64_t from) {
  if (from >= type->pointer_bytes) return NO_POINTER;
  if (type->pointer_map != NULL) {
    for (uint64_t word = (from + 7) / 8; word < type->pointer_bytes / 8; word++)
      if (type->pointer_map[word / 64] >> word % 64 & 1) return (int64_t)(word * 8);
    return NO_POINTER;
  }
  if (type->kind == LOAM_KIND_ARRAY) return next_in_values(type->element, type->length, from);
  for (uint32_t i = 0; i < type->field_count; i++) {
    const loam_field *field = &type->fields[i];
    if (field->offset + field->type->size <= from) continue;
    int64_t at = next_in_value(field->type, from > field->offset ? from - field->offset : 0);
    if (at != NO_POINTER) return (int64_t)field->offset + at;
  }
  return NO_POINTER;
}

/// The same of `count` values, one behind the other.
static int64_t next_in_values(const loam_type *type, uint64_t count, uint64_t from) {
  if (type->pointer_bytes == 0 || type->size == 0) return NO_POINTER;
  for (uint64_t i = from / type->size; i < count; i++) {
    uint64_t start = i * type->size;
    int64_t at = next_in_value(type, from > start ? from - start : 0);
    if (at != NO_POINTER) return (int64_t)start + at;
  }
  return NO_POINTER;
}

typedef struct found {
  const loam_span *span; ///< NULL: no object.
  uintptr_t base;
  uint64_t size, index;
} found;

/// The object that a word leads to.
static found find_object(const loam_heap *heap, uintptr_t word) {
  found none = {0};
  if (word < heap->base || word >= atomic_load_explicit(&heap->committed_end, memory_order_relaxed)) return none;
  const loam_span *span = loam_heap_span(heap, word);
  // A page of a free run may still name the span that it was in last.
  if (span == NULL || word < span->base || word - span->base >= span->pages * LOAM_PAGE_SIZE) return none;
  if (span->kind == LOAM_SPAN_LARGE) return (found){span, span->base, span->pages * LOAM_PAGE_SIZE, 0};
  if (span->kind != LOAM_SPAN_SMALL) return none;
  uint64_t index = (word - span->base) / span->object_size;
  if (index >= span->objects) return none;
  return (found){span, span->base + index * span->object_size, span->object_size, index};
}

/// Type and count of what an object holds, where the heap knows them.
static const loam_type *type_of(const loam_heap *heap, const found *object, uint64_t *out_count) {
  if (object->span->kind == LOAM_SPAN_LARGE) {
    *out_count = object->span->count;
    return object->span->type;
  }
  if (object->span->pointer_free || object->size < LOAM_TYPED_SIZE) return NULL;
  const uint8_t *cells = heap->pointers + (object->span->base - heap->base) / LOAM_PAGE_SIZE * LOAM_SIDE_BYTES;
  const loam_typed_cell *cell = (const loam_typed_cell *)(const void *)cells + object->index;
  *out_count = cell->count;
  return cell->type;
}

/// Byte offset of the object's first pointer word at or behind byte `from`.
static int64_t next_in_object(const loam_heap *heap, const found *object, uint64_t from) {
  if (object->span->pointer_free) return NO_POINTER;
  if (object->span->kind == LOAM_SPAN_LARGE || object->size >= LOAM_TYPED_SIZE) {
    uint64_t count;
    const loam_type *type = type_of(heap, object, &count);
    return type == NULL ? NO_POINTER : next_in_values(type, count, from);
  }
  for (uint64_t at = (from + 7) & ~7ull; at < object->size; at += 8) {
    uint64_t bit = (object->base + at - heap->base) / 8;
    if (heap->pointers[bit / 8] >> bit % 8 & 1) return (int64_t)at;
  }
  return NO_POINTER;
}

static bool is_marked(const loam_heap *heap, const found *object) {
  const uint8_t *marks = heap->marks + (object->span->base - heap->base) / LOAM_PAGE_SIZE * LOAM_SIDE_BYTES;
  return __atomic_load_n(&marks[object->index / 8], __ATOMIC_RELAXED) >> object->index % 8 & 1;
}

// ---- the report ----

typedef struct writer {
  char *at, *end;
} writer;

__attribute__((format(printf, 2, 3))) static void say(writer *to, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(to->at, (size_t)(to->end - to->at), format, arguments);
  va_end(arguments);
  if (length < 0) return;
  to->at = length < to->end - to->at ? to->at + length : to->end - 1;
}

static void say_object(writer *to, const loam_heap *heap, const found *object) {
  uint64_t count = 0;
  const loam_type *type = type_of(heap, object, &count);
  say(to, "0x%llx (%llu bytes, ", (unsigned long long)object->base, (unsigned long long)object->size);
  if (object->span->kind == LOAM_SPAN_LARGE)
    say(to, "large");
  else
    say(to, "class %u", object->span->class_index);
  if (object->span->pointer_free)
    say(to, ", no pointers)");
  else if (type != NULL)
    say(to, ", %llu of type %.*s)", (unsigned long long)count, (int)type->name.length, (const char *)type->name.bytes);
  else
    say(to, ")");
}

/// Names the object that has no mark, and how it was reached: the root and the last objects of the path.
static void report(loam_checkmark *check, const found *object) {
  const loam_heap *heap = check->collector->heap;
  writer to = {check->text, check->text + sizeof check->text};
  say(&to, "object ");
  say_object(&to, heap, object);
  say(&to, " is reached and not marked; from %s", check->root);
  if (check->root_name.length > 0)
    say(&to, " %.*s of goroutine", (int)check->root_name.length, (const char *)check->root_name.bytes);
  if (check->root_number != 0)
    say(&to, check->root_number < LOAM_PAGE_SIZE ? " %llu" : " 0x%llx", (unsigned long long)check->root_number);
  uint64_t first = check->depth > PATH_SHOWN ? check->depth - PATH_SHOWN : 0;
  if (first > 0) say(&to, " by way of %llu objects", (unsigned long long)first);
  for (uint64_t i = first; i < check->depth; i++) {
    found parent = find_object(heap, check->path[i].object);
    say(&to, ", ");
    say_object(&to, heap, &parent);
    say(&to, " at byte %llu", (unsigned long long)(check->path[i].next - 8));
  }
  check->over = check->lost = true;
  loam_bug_report(check->collector->bugs, "collect.complete", check->text);
}

// ---- the walk ----

static void push(loam_checkmark *check, uintptr_t object) {
  if (check->depth == check->capacity) {
    uint64_t capacity = check->capacity == 0 ? FIRST_PATH : 2 * check->capacity;
    loam_checkmark_place *path = loam_os_resize(check->collector->os, check->path, capacity * sizeof *path);
    if (path == NULL) {
      check->over = true;
      return;
    }
    check->path = path;
    check->capacity = capacity;
  }
  check->path[check->depth++] = (loam_checkmark_place){object, 0};
}

static void visit(loam_checkmark *check, uintptr_t word) {
  const loam_heap *heap = check->collector->heap;
  found object = find_object(heap, word);
  if (object.span == NULL) return;
  uint64_t bit = (object.base - heap->base) / 8, mask = 1ull << bit % 64;
  if (check->visited[bit / 64] & mask) return;
  check->visited[bit / 64] |= mask;
  check->objects++;
  if (!is_marked(heap, &object))
    report(check, &object);
  else if (!object.span->pointer_free)
    push(check, object.base);
}

/// Follows all that the path's last object leads to, and what that leads to.
static void follow(loam_checkmark *check) {
  const loam_heap *heap = check->collector->heap;
  while (check->depth > 0 && !check->over) {
    loam_checkmark_place *place = &check->path[check->depth - 1];
    found object = find_object(heap, place->object);
    int64_t at = next_in_object(heap, &object, place->next);
    if (at == NO_POINTER) {
      check->depth--;
      continue;
    }
    place->next = (uint64_t)at + 8;
    visit(check, *(const uintptr_t *)(place->object + (uint64_t)at));
  }
}

static void check_word(loam_root_visitor *visitor, uintptr_t word) {
  loam_checkmark *check = (loam_checkmark *)visitor;
  if (check->over) return;
  visit(check, word);
  follow(check);
}

static void check_values(loam_root_visitor *visitor, const void *base, const loam_type *type, uint64_t count) {
  for (int64_t at = next_in_values(type, count, 0); at != NO_POINTER;
       at = next_in_values(type, count, (uint64_t)at + 8))
    check_word(visitor, *(const uintptr_t *)((uintptr_t)base + (uint64_t)at));
}

static void name_root(loam_checkmark *check, const char *root, uint64_t number, loam_string name) {
  check->root = root;
  check->root_number = number;
  check->root_name = name;
}

static const loam_string no_name = {NULL, 0};

static void check_words(loam_checkmark *check, uintptr_t base, const uint64_t *map, uint64_t words) {
  for (uint64_t i = 0; map != NULL && i < words; i++)
    if (map[i / 64] >> i % 64 & 1) check_word(&check->visitor, ((const uintptr_t *)base)[i]);
}

static void check_stack(loam_root_visitor *visitor, uint64_t owner, uintptr_t hi, const loam_stack_position *position) {
  loam_checkmark *check = (loam_checkmark *)visitor;
  const loam_function *callee = position->callee;
  loam_frame frame;
  if (!loam_frame_first(position, &frame)) return;
  if (callee != NULL) {
    name_root(check, "the arguments of", owner, callee->name);
    check_words(check, position->fp, callee->argument_map, callee->argument_slots);
  }
  do {
    name_root(check, "the frame of", owner, frame.function->name);
    check_words(check, frame.fp, loam_frame_map(&frame), 64ull * frame.function->map_words);
  } while (loam_frame_next(&frame, hi));
  name_root(check, "the records of goroutine", owner, no_name); // What its callback passes in from here on.
}

/// Contents of objects with finalizers, and what waits in the queue.
static void check_finalizers(loam_checkmark *check) {
  const loam_collector *collector = check->collector;
  for (uint64_t i = 0; i < collector->special_capacity; i++) {
    const loam_special *cell = &collector->specials[i];
    if (cell->object == 0) continue;
    name_root(check, "the finalizer of", cell->object, no_name);
    check_word(&check->visitor, (uintptr_t)cell->closure);
    found object = find_object(collector->heap, cell->object);
    if (object.span == NULL || check->over || cell->kind != LOAM_SPECIAL_FINALIZER) continue;
    push(check, object.base); // Not visited: the object itself need not be marked.
    follow(check);
  }
  for (uint64_t i = 0; i < collector->ready_count; i++) {
    const loam_finalizer *ready = &collector->ready[(collector->ready_first + i) % collector->ready_capacity];
    name_root(check, "the queued finalizer of", ready->object, no_name);
    check_word(&check->visitor, ready->object);
    check_word(&check->visitor, (uintptr_t)ready->closure);
  }
}

static void check_roots(loam_checkmark *check) {
  loam_collector *collector = check->collector;
  for (uint64_t i = 0; i < collector->root_count; i++) {
    const loam_root *root = &collector->roots[i];
    name_root(check, "the variable at", root->base, no_name);
    check_values(&check->visitor, (const void *)root->base, root->type, root->count);
  }
  check_finalizers(check);
  name_root(check, "a timer or handle", 0, no_name);
  loam_marker marker = {.collector = collector, .heap = collector->heap, .visitor = &check->visitor};
  if (collector->callbacks.shade_all != NULL) collector->callbacks.shade_all(collector->callbacks.context, &marker);
}

bool loam_checkmark_run(loam_collector *collector) {
  loam_checkmark *check = &collector->checkmark;
  loam_heap *heap = collector->heap;
  uint64_t heap_bytes = atomic_load_explicit(&heap->committed_end, memory_order_relaxed) - heap->base;
  check->collector = collector;
  check->visitor = (loam_root_visitor){check_word, check_values, check_stack};
  check->visited_bytes = loam_round_up(heap_bytes / 64 + 8, LOAM_PAGE_SIZE);
  check->visited = loam_os_map(collector->os, check->visited_bytes);
  if (check->visited == NULL) return true;
  check->objects = check->depth = 0;
  check->over = check->lost = false;
  check_roots(check);
  if (!check->over) {
    check->compared += check->objects;
    loam_knob_fired(heap->knobs, LOAM_KNOB_CHECKMARK);
  }
  loam_os_unmap(collector->os, check->visited, check->visited_bytes, check->visited_bytes);
  free(check->path);
  check->visited = NULL;
  check->path = NULL;
  check->capacity = 0;
  return !check->lost;
}
