// SPDX-License-Identifier: Apache-2.0
//
// snapshot_write.c — a snapshot's stream and its objects.
//
// How.      One pass over the spans in order of address; an object's pointers are found by its span's table or its type
//           and written with it, at most LOAM_RECORD_EDGES in a record. So memory is needed for one record, a buffer
//           and the numbers of types.
// Upholds.  snapshot.whole
#include "base/bits.h"
#include "profile/snapshot_writer.h"
#include "schedule/schedule.h"

#include <stdlib.h>
#include <string.h>

// ---- the stream ----

void loam_record_number(loam_record *record, uint64_t value) {
  for (; value >= 128; value >>= 7) record->bytes[record->used++] = (uint8_t)(value | 128);
  record->bytes[record->used++] = (uint8_t)value;
}

void loam_record_signed(loam_record *record, int64_t value) {
  loam_record_number(record, (uint64_t)value << 1 ^ (uint64_t)(value >> 63));
}

void loam_record_text(loam_record *record, loam_string text) {
  uint64_t length = text.length < 0 ? 0 : text.length > 2048 ? 2048 : (uint64_t)text.length;
  loam_record_number(record, length);
  if (length > 0) memcpy(record->bytes + record->used, text.bytes, length);
  record->used += length;
}

void loam_snapshot_flush(loam_snapshot_writer *w) {
  w->sum = loam_snapshot_sum(w->sum, w->buffer, w->used);
  if (w->status == LOAM_OK && w->used > 0 && !w->write(w->context, (const char *)w->buffer, w->used))
    w->status = LOAM_EXITED;
  w->used = 0;
}

void loam_snapshot_bytes(loam_snapshot_writer *w, const void *bytes, uint64_t length) {
  if (w->status != LOAM_OK) return;
  if (LOAM_SNAPSHOT_BUFFER - w->used < length) loam_snapshot_flush(w);
  memcpy(w->buffer + w->used, bytes, length);
  w->used += length;
}

void loam_record_put(loam_snapshot_writer *w, loam_snapshot_tag tag, const loam_record *record) {
  uint8_t head[12] = {(uint8_t)tag};
  uint64_t used = 1, length = record->used;
  for (; length >= 128; length >>= 7) head[used++] = (uint8_t)(length | 128);
  head[used++] = (uint8_t)length;
  loam_snapshot_bytes(w, head, used);
  loam_snapshot_bytes(w, record->bytes, record->used);
}

// ---- pointers ----

uintptr_t loam_snapshot_target(loam_snapshot_writer *w, uintptr_t word, uintptr_t before, uint64_t *out_way) {
  loam_heap *heap = &w->runtime->heap;
  *out_way = LOAM_EDGE_EXACT;
  if (!loam_heap_holds(heap, word)) return 0;
  loam_heap_place place = loam_heap_where(heap, (const void *)word);
  if (place.span == NULL || place.span->kind == LOAM_SPAN_STACK || !place.allocated) return 0;
  if (place.base != word) {
    *out_way = LOAM_EDGE_INTERIOR;
    return place.base;
  }
  const loam_type *type = loam_snapshot_dynamic(w, before);
  // A direct type's value is the pointer itself: what it points to is the element.
  if (type != NULL && type->flags & LOAM_TYPE_DIRECT) type = type->kind == LOAM_KIND_POINTER ? type->element : NULL;
  uint64_t number = loam_snapshot_type_number(w, type);
  if (number != 0) *out_way = LOAM_EDGE_TYPED + number;
  return place.base;
}

void loam_snapshot_words(const loam_type *type, uint64_t count, uint64_t offset, loam_word_visit visit, void *context) {
  for (uint64_t i = 0; i < count && type->pointer_bytes != 0; i++, offset += type->size) {
    if (type->pointer_map != NULL) {
      for (uint64_t word = 0; word < type->pointer_bytes / 8; word++)
        if (type->pointer_map[word >> 6] >> (word & 63) & 1) visit(context, offset + 8 * word);
    } else if (type->kind == LOAM_KIND_ARRAY) {
      loam_snapshot_words(type->element, type->length, offset, visit, context);
    } else {
      for (uint32_t f = 0; f < type->field_count; f++)
        loam_snapshot_words(type->fields[f].type, 1, offset + type->fields[f].offset, visit, context);
    }
  }
}

static const loam_typed_cell *cell_of(loam_heap *heap, const loam_span *span, uintptr_t base) {
  uint64_t index = (base - span->base) / span->object_size;
  return (const loam_typed_cell *)(void *)loam_heap_side(heap, heap->pointers, span) + index;
}

void loam_snapshot_object_words(loam_heap *heap, const loam_span *span, uintptr_t base, loam_word_visit visit,
                                void *context) {
  if (span->pointer_free) return;
  if (span->kind == LOAM_SPAN_LARGE) {
    if (span->type != NULL) loam_snapshot_words(span->type, span->count, 0, visit, context);
  } else if (span->object_size >= LOAM_TYPED_SIZE) {
    const loam_typed_cell *cell = cell_of(heap, span, base);
    if (cell->type != NULL) loam_snapshot_words(cell->type, cell->count, 0, visit, context);
  } else {
    const uint64_t *table = (const uint64_t *)(const void *)heap->pointers;
    uint64_t bit = (base - heap->base) >> 3;
    for (uint64_t word = 0; word < span->object_size / 8u; word++, bit++)
      if (table[bit >> 6] >> (bit & 63) & 1) visit(context, 8 * word);
  }
}

// ---- objects ----

/// An object on its way into the file. Its pointers are gathered until a record is full.
typedef struct object {
  loam_snapshot_writer *w;
  uintptr_t base;
  loam_record head, edges;
  uint64_t count;     ///< Pointers in `edges`.
  uint64_t next_word; ///< From which the next one's place is counted.
  bool first;         ///< The OBJECT itself is still to be written, in front of `edges`.
} object;

static void put_edges(object *o) {
  loam_snapshot_writer *w = o->w;
  loam_snapshot_put_types(w);
  loam_record *record = w->record;
  record->used = 0;
  if (o->first) {
    memcpy(record->bytes, o->head.bytes, o->head.used);
    record->used = o->head.used;
  }
  loam_record_number(record, o->count);
  memcpy(record->bytes + record->used, o->edges.bytes, o->edges.used);
  record->used += o->edges.used;
  loam_record_put(w, o->first ? LOAM_TAG_OBJECT : LOAM_TAG_EDGES, record);
  w->edges += o->count;
  o->first = false;
  o->edges.used = o->count = 0;
}

static void add_edge(void *context, uint64_t offset) {
  object *o = context;
  const uintptr_t *at = (const uintptr_t *)(o->base + offset);
  uint64_t way, word = offset / 8;
  uintptr_t target = loam_snapshot_target(o->w, *at, offset == 0 ? 0 : at[-1], &way);
  if (target == 0) return;
  if (o->count == LOAM_RECORD_EDGES) put_edges(o);
  loam_record_number(&o->edges, word - o->next_word);
  loam_record_signed(&o->edges, ((int64_t)target - (int64_t)o->base) / 8);
  loam_record_number(&o->edges, way);
  o->next_word = word + 1;
  o->count++;
}

static void put_object(object *o, const loam_span *span, uintptr_t base, uint64_t size) {
  loam_snapshot_writer *w = o->w;
  loam_heap *heap = &w->runtime->heap;
  uint64_t type = 0, count = 0;
  if (!span->pointer_free && span->kind == LOAM_SPAN_LARGE) {
    type = loam_snapshot_type_number(w, span->type), count = span->count;
  } else if (!span->pointer_free && span->object_size >= LOAM_TYPED_SIZE) {
    const loam_typed_cell *cell = cell_of(heap, span, base);
    type = loam_snapshot_type_number(w, cell->type), count = cell->count;
  } else if (span->object_size <= LOAM_TYPED_SIZE) {
    const loam_function *function = loam_snapshot_closure(w, *(const uintptr_t *)base);
    if (function != NULL) type = loam_snapshot_closure_number(w, function), count = 1;
  }
  o->base = base;
  o->first = true;
  o->head.used = o->edges.used = o->count = o->next_word = 0;
  loam_record_number(&o->head, (base - w->previous) / 8);
  loam_record_number(&o->head, size / 8);
  loam_record_number(&o->head, type);
  loam_record_number(&o->head, type == 0 ? 0 : count);
  w->previous = base;
  w->objects++;
  loam_snapshot_object_words(heap, span, base, add_edge, o);
  if (o->first || o->count > 0) put_edges(o);
}

static bool visit_object(void *context, const loam_span *span, uintptr_t base, uint64_t size) {
  object *o = context;
  put_object(o, span, base, size);
  return o->w->status == LOAM_OK;
}

// ---- the whole ----

static void write_all(loam_snapshot_writer *w, object *o) {
  static const uint8_t header[LOAM_SNAPSHOT_HEADER] = {'L', 'O', 'A', 'M', 'S', 'N', 'A', 'P', LOAM_SNAPSHOT_VERSION};
  static const loam_string library = {(const uint8_t *)"loam " LOAM_VERSION, sizeof "loam " LOAM_VERSION - 1};
  loam_snapshot_bytes(w, header, sizeof header);
  w->record->used = 0;
  loam_record_number(w->record, (uint64_t)loam_wall(w->runtime));
  loam_record_text(w->record, library);
  loam_record_put(w, LOAM_TAG_INFO, w->record);
  loam_heap_each_object(&w->runtime->heap, visit_object, o);
  loam_snapshot_put_roots(w);
  w->record->used = 0;
  loam_record_number(w->record, w->objects);
  loam_record_number(w->record, w->edges);
  loam_record_number(w->record, w->roots);
  uint8_t head[2] = {LOAM_TAG_END, (uint8_t)(w->record->used + LOAM_SNAPSHOT_CHECKSUM)};
  loam_snapshot_bytes(w, head, sizeof head);
  loam_snapshot_bytes(w, w->record->bytes, w->record->used);
  loam_snapshot_flush(w);
  uint64_t sum = w->sum;
  loam_snapshot_bytes(w, &sum, sizeof sum); // this machine is little-endian, as all that the runtime knows
  loam_snapshot_flush(w);
}

loam_status loam_snapshot_write(loam_runtime *runtime, loam_profile_write write, void *context) {
  loam_status usable = loam_usable(runtime);
  if (usable != LOAM_OK) return usable;
  if (write == NULL) return LOAM_INVALID_ARGUMENT;
  struct {
    loam_snapshot_writer w;
    loam_record record, types;
    object object;
    uint8_t buffer[LOAM_SNAPSHOT_BUFFER];
  } *all = loam_os_allocate(&runtime->os, sizeof *all);
  if (all == NULL) return LOAM_NO_MEMORY;
  loam_snapshot_writer *w = &all->w;
  *w = (loam_snapshot_writer){.runtime = runtime,
                              .write = write,
                              .context = context,
                              .sum = LOAM_SNAPSHOT_SEED,
                              .buffer = all->buffer,
                              .record = &all->record,
                              .types = &all->types};
  all->object.w = w;
  loam_worker *self = loam_world_stop_to_ask(runtime);
  while (!loam_sweep(runtime, UINT64_MAX)) continue;
  loam_heap_flush_stopped(&runtime->heap);
  write_all(w, &all->object);
  loam_world_start_asked(runtime, self);
  loam_status status = w->status;
  loam_snapshot_free_types(w);
  free(all);
  return status;
}
