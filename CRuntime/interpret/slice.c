// SPDX-License-Identifier: Apache-2.0
//
// slice.c — slices: slicing, making, growing, appending, copying.
//
// How.      Capacities grow as Go's do (doubling up to 256 elements, then by a quarter and 192 more, rounded up to the
//           size class), since programs print them.
#include "interpret/operation.h"

#include <stdio.h>

typedef enum slice_limit { SLICE_CAPACITY, SLICE_LENGTH } slice_limit;

// An index as its type is: negative ones of unsigned types are large.
typedef struct bound {
  char text[24];
  bool negative;
} bound;
static bound bound_of(int64_t value, bool is_unsigned) {
  bound b = {.negative = value < 0 && !is_unsigned};
  snprintf(b.text, sizeof b.text, is_unsigned ? "%llu" : "%lld", (long long)value);
  return b;
}

// Bounds are checked from the outside in, so that the message names the first index that is wrong.
// `flags`: bits 60 to 63 of K in SLICE.
static loam_next bounds_error(loam_worker *worker, const uint64_t *pc, loam_slot *fp, int64_t low, int64_t high,
                              int64_t maximum, int64_t limit, uint64_t flags, slice_limit kind) {
#define PANIC_BOUNDS(...)                                                                                              \
  return loam_panic_format(worker, pc, fp, LOAM_ERROR_RUNTIME, "slice bounds out of range " __VA_ARGS__)
  const char *what = kind == SLICE_CAPACITY ? "capacity" : "length";
  bound l = bound_of(low, flags >> 60 & 1), h = bound_of(high, flags >> 61 & 1), m = bound_of(maximum, flags >> 62 & 1);
  long long n = (long long)limit;
  if (flags >> 63) {
    if (m.negative) PANIC_BOUNDS("[::%s]", m.text);
    if ((uint64_t)maximum > (uint64_t)limit) PANIC_BOUNDS("[::%s] with %s %lld", m.text, what, n);
    if (h.negative) PANIC_BOUNDS("[:%s:]", h.text);
    if ((uint64_t)high > (uint64_t)maximum) PANIC_BOUNDS("[:%s:%s]", h.text, m.text);
    if (l.negative) PANIC_BOUNDS("[%s::]", l.text);
    PANIC_BOUNDS("[%s:%s:]", l.text, h.text);
  }
  if (h.negative) PANIC_BOUNDS("[:%s]", h.text);
  if ((uint64_t)high > (uint64_t)limit) PANIC_BOUNDS("[:%s] with %s %lld", h.text, what, n);
  if (l.negative) PANIC_BOUNDS("[%s:]", l.text);
  PANIC_BOUNDS("[%s:%s]", l.text, h.text);
#undef PANIC_BOUNDS
}

// A pointer one past the end would keep the neighbour alive and confuse growth: an empty rest keeps the start.
static loam_next slice(loam_worker *worker, const uint64_t *pc, loam_slot *fp, uintptr_t base, int64_t limit,
                       slice_limit kind, uint32_t words) {
  const loam_slot *index = fp + loam_field_c(*pc);
  uint64_t size = pc[1] & 0xffffffff;
  bool three = pc[1] >> 63;
  int64_t low = (int64_t)index[0], high = (int64_t)index[1], maximum = three ? (int64_t)index[2] : limit;
  if ((uint64_t)maximum > (uint64_t)limit || (uint64_t)high > (uint64_t)maximum || (uint64_t)low > (uint64_t)high)
    return bounds_error(worker, pc, fp, low, high, maximum, limit, pc[1], kind);
  loam_slot *out = fp + loam_field_a(*pc);
  out[0] = maximum == low ? base : base + (uint64_t)low * size;
  out[1] = (uint64_t)(high - low);
  out[2] = (uint64_t)(maximum - low);
  return loam_continue(pc + words, fp);
}

loam_next loam_op_SLICE(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_slot *from = fp + loam_field_b(*pc);
  return slice(worker, pc, fp, from[0], (int64_t)from[2], SLICE_CAPACITY, 2);
}

loam_next loam_op_SLICE_POINTER(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  uintptr_t base = fp[loam_field_b(*pc)];
  if (base == 0) return loam_panic_nil(worker, pc, fp);
  return slice(worker, pc, fp, base, (int64_t)pc[2], SLICE_LENGTH, 3);
}

static loam_next slice_string(loam_worker *worker, const uint64_t *pc, loam_slot *fp, uint64_t flags) {
  const loam_slot *from = fp + loam_field_b(*pc), *index = fp + loam_field_c(*pc);
  int64_t low = (int64_t)index[0], high = (int64_t)index[1], length = (int64_t)from[1];
  if ((uint64_t)high > (uint64_t)length || (uint64_t)low > (uint64_t)high)
    return bounds_error(worker, pc, fp, low, high, 0, length, flags, SLICE_LENGTH);
  uint64_t base = from[0];
  loam_slot *out = fp + loam_field_a(*pc);
  out[0] = low == high ? base : base + (uint64_t)low;
  out[1] = (uint64_t)(high - low);
  return loam_continue(pc + 1, fp);
}

loam_next loam_op_SLICE_STRING(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return slice_string(worker, pc, fp, 0);
}

loam_next loam_op_SLICE_STRINGU(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return slice_string(worker, pc, fp, 3ull << 60);
}

loam_next loam_op_SLICE_TO_ARRAY(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_slot *from = fp + loam_field_b(*pc);
  if (from[1] < pc[1])
    return loam_panic_format(worker, pc, fp, LOAM_ERROR_RUNTIME,
                             "cannot convert slice with length %lld to array or pointer to array with length %lld",
                             (long long)from[1], (long long)pc[1]);
  fp[loam_field_a(*pc)] = from[0];
  return loam_continue(pc + 2, fp);
}

#define LARGEST_OBJECT (1ull << 47)

loam_next loam_op_MAKESLICE(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_type *type = (const loam_type *)pc[1];
  fp = loam_allocation_point(worker, pc, fp, 3);
  int64_t length = (int64_t)fp[loam_field_b(*pc)];
  int64_t capacity = loam_field_c(*pc) == LOAM_NONE ? length : (int64_t)fp[loam_field_c(*pc)];
  uint64_t bytes;
  if (length < 0 || __builtin_mul_overflow((uint64_t)length, type->size, &bytes) || bytes > LARGEST_OBJECT)
    return loam_panic_format(worker, pc, fp, LOAM_ERROR_RUNTIME, "makeslice: len out of range");
  if (capacity < length || __builtin_mul_overflow((uint64_t)capacity, type->size, &bytes) || bytes > LARGEST_OBJECT)
    return loam_panic_format(worker, pc, fp, LOAM_ERROR_RUNTIME, "makeslice: cap out of range");
  void *elements = loam_allocate_values(worker, type, (uint64_t)capacity);
  if (elements == NULL) return loam_no_memory(worker, pc, fp);
  loam_slot *out = fp + loam_field_a(*pc);
  out[0] = (uint64_t)elements;
  out[1] = (uint64_t)length;
  out[2] = (uint64_t)capacity;
  return loam_continue(pc + 3, fp);
}

// Go's rule. Sizes above 512 bytes with pointers leave 8 bytes of their class unused there, which shows in capacities.
static int64_t grown_capacity(const loam_type *type, int64_t old, int64_t needed) {
  int64_t capacity = old;
  if (needed > 2 * old)
    capacity = needed;
  else if (old < 256)
    capacity = 2 * old;
  else
    while ((uint64_t)capacity < (uint64_t)needed) capacity += (capacity + 3 * 256) >> 2;
  if (type->size == 0) return needed;
  uint64_t bytes;
  if (__builtin_mul_overflow((uint64_t)capacity, type->size, &bytes) || bytes > LARGEST_OBJECT) return -1;
  uint64_t header = type->pointer_bytes != 0 && bytes > 512 && bytes <= 32768 - 8 ? 8 : 0;
  return (int64_t)((loam_heap_round_size(bytes + header) - header) / type->size);
}

// Makes room in the slice at `slot` for `more` elements. False: *out_next says where to go instead.
static bool reserve(loam_worker *worker, const uint64_t *pc, loam_slot **fp, uint32_t words, const loam_type *type,
                    uint32_t slot, int64_t more, loam_next *out_next) {
  loam_slice *slice = (loam_slice *)(*fp + slot);
  if (more >= 0 && slice->capacity - slice->length >= more) return true;
  int64_t needed;
  if (more < 0 || __builtin_add_overflow(slice->length, more, &needed)) {
    *out_next = loam_panic_format(worker, pc, *fp, LOAM_ERROR_RUNTIME, "growslice: len out of range");
    return false;
  }
  *fp = loam_allocation_point(worker, pc, *fp, words);
  slice = (loam_slice *)(*fp + slot);
  int64_t capacity = grown_capacity(type, slice->capacity, needed);
  if (capacity < 0) {
    *out_next = loam_panic_format(worker, pc, *fp, LOAM_ERROR_RUNTIME, "growslice: len out of range");
    return false;
  }
  void *elements = loam_allocate_values(worker, type, (uint64_t)capacity);
  if (elements == NULL) {
    *out_next = loam_no_memory(worker, pc, *fp);
    return false;
  }
  memcpy(elements, slice->elements == NULL ? elements : slice->elements, (uint64_t)slice->length * type->size);
  if (LOAM_UNLIKELY(worker->cache.barrier.on && type->pointer_bytes && slice->length > 0))
    loam_barrier_filled(&worker->cache.barrier, elements);
  slice->elements = elements;
  slice->capacity = capacity;
  return true;
}

loam_next loam_op_GROW(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_next next;
  int64_t more = (int64_t)fp[loam_field_b(*pc)];
  if (!reserve(worker, pc, &fp, 3, (const loam_type *)pc[1], loam_field_a(*pc), more, &next)) return next;
  return loam_continue(pc + 3, fp);
}

// The value to append stays in its slot, so that a collection in `reserve` sees it.
static loam_next append_one(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_type *type = (const loam_type *)pc[1];
  loam_next next;
  if (!reserve(worker, pc, &fp, 3, type, loam_field_a(*pc), 1, &next)) return next;
  loam_slice *slice = (loam_slice *)(fp + loam_field_a(*pc));
  loam_barrier_move(worker, (uint8_t *)slice->elements + (uint64_t)slice->length * type->size, fp + loam_field_b(*pc),
                    type, 1);
  slice->length++;
  return loam_continue(pc + 3, fp);
}

loam_next loam_op_APPEND8(loam_worker *worker, const uint64_t *pc, loam_slot *fp) { return append_one(worker, pc, fp); }
loam_next loam_op_APPEND32(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return append_one(worker, pc, fp);
}
loam_next loam_op_APPEND64(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return append_one(worker, pc, fp);
}
loam_next loam_op_APPENDP(loam_worker *worker, const uint64_t *pc, loam_slot *fp) { return append_one(worker, pc, fp); }
loam_next loam_op_APPENDN(loam_worker *worker, const uint64_t *pc, loam_slot *fp) { return append_one(worker, pc, fp); }

static loam_next append_many(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_type *type = (const loam_type *)pc[1];
  loam_next next;
  int64_t more = (int64_t)fp[loam_field_b(*pc) + 1];
  if (!reserve(worker, pc, &fp, 3, type, loam_field_a(*pc), more, &next)) return next;
  loam_slice *slice = (loam_slice *)(fp + loam_field_a(*pc));
  if (more > 0)
    loam_barrier_move(worker, (uint8_t *)slice->elements + (uint64_t)slice->length * type->size,
                      (const void *)fp[loam_field_b(*pc)], type, (uint64_t)more);
  slice->length += more;
  return loam_continue(pc + 3, fp);
}

loam_next loam_op_APPEND_SLICE(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return append_many(worker, pc, fp);
}
loam_next loam_op_APPEND_STRING(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return append_many(worker, pc, fp);
}

loam_next loam_op_COPY(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_slot *to = fp + loam_field_b(*pc), *from = fp + loam_field_c(*pc);
  int64_t count = (int64_t)to[1] < (int64_t)from[1] ? (int64_t)to[1] : (int64_t)from[1];
  const loam_type *type = (const loam_type *)pc[1];
  if (count > 0 && type->size > 0)
    loam_barrier_move(worker, (void *)to[0], (const void *)from[0], type, (uint64_t)count);
  if (loam_field_a(*pc) != LOAM_NONE) fp[loam_field_a(*pc)] = (uint64_t)count;
  return loam_continue(pc + 2, fp);
}

loam_next loam_op_COPY_STRING(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  const loam_slot *to = fp + loam_field_b(*pc), *from = fp + loam_field_c(*pc);
  int64_t count = (int64_t)to[1] < (int64_t)from[1] ? (int64_t)to[1] : (int64_t)from[1];
  if (count > 0) memmove((void *)to[0], (const void *)from[0], (uint64_t)count);
  if (loam_field_a(*pc) != LOAM_NONE) fp[loam_field_a(*pc)] = (uint64_t)count;
  return loam_continue(pc + 1, fp);
}

loam_next loam_op_CLEAR_SLICE(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_slice *slice = (const loam_slice *)(fp + loam_field_a(*pc));
  const loam_type *type = (const loam_type *)pc[1];
  if (slice->length > 0 && type->size > 0) loam_barrier_clear(worker, slice->elements, type, (uint64_t)slice->length);
  return loam_continue(pc + 2, fp);
}
