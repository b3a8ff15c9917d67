// SPDX-License-Identifier: Apache-2.0
//
// value.c — operations on whole values: copies, allocation, maps, interfaces.
//
// How.      A scalar's slot holds its memory form in its low bytes, so slots serve as keys and operands as they are;
//           only values that come from memory into slots are widened (loam_value_load).
#include "interpret/operation.h"
#include "type/value.h"

#include <math.h>

#define TYPE(word) ((const loam_type *)(uintptr_t)(word))
#define SLOTS(field) (fp + (field))

// ---- stores of one pointer, while marking ----

loam_next loam_op_STP(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  void **cell = (void **)(fp[loam_field_a(*pc)] + loam_field_c(*pc));
  loam_barrier_store(worker, cell, (void *)fp[loam_field_b(*pc)]);
  return loam_continue(pc + 1, fp);
}

loam_next loam_op_STGP(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_barrier_store(worker, (void **)pc[1], (void *)fp[loam_field_a(*pc)]);
  return loam_continue(pc + 2, fp);
}

loam_next loam_op_STXP(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  void **cell = (void **)fp[loam_field_a(*pc)] + fp[loam_field_c(*pc)];
  loam_barrier_store(worker, cell, (void *)fp[loam_field_b(*pc)]);
  return loam_continue(pc + 1, fp);
}

// ---- copies ----

loam_next loam_op_MOVN(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  memmove(SLOTS(loam_field_a(*pc)), SLOTS(loam_field_b(*pc)), 8ull * loam_field_c(*pc));
  return loam_continue(pc + 1, fp);
}

loam_next loam_op_ZERO(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  memset(SLOTS(loam_field_a(*pc)), 0, 8ull * loam_field_b(*pc));
  return loam_continue(pc + 1, fp);
}

loam_next loam_op_LDN(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  uintptr_t from = fp[loam_field_b(*pc)];
  if (from == 0) return loam_panic_nil(worker, pc, fp);
  loam_slot *to = SLOTS(loam_field_a(*pc));
  uint64_t bytes = pc[1];
  memmove(to, (const void *)(from + loam_field_c(*pc)), bytes);
  if (bytes & 7) memset((uint8_t *)to + bytes, 0, 8 - (bytes & 7));
  return loam_continue(pc + 2, fp);
}

loam_next loam_op_STN(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  uintptr_t to = fp[loam_field_a(*pc)];
  if (to == 0) return loam_panic_nil(worker, pc, fp);
  loam_barrier_move(worker, (void *)(to + loam_field_c(*pc)), SLOTS(loam_field_b(*pc)), TYPE(pc[1]), 1);
  return loam_continue(pc + 2, fp);
}

loam_next loam_op_COPYMEM(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  uintptr_t to = fp[loam_field_a(*pc)], from = fp[loam_field_b(*pc)];
  if (to == 0 || from == 0) return loam_panic_nil(worker, pc, fp);
  loam_barrier_move(worker, (void *)to, (const void *)from, TYPE(pc[1]), 1);
  return loam_continue(pc + 2, fp);
}

loam_next loam_op_ZEROMEM(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  uintptr_t to = fp[loam_field_a(*pc)];
  if (to == 0) return loam_panic_nil(worker, pc, fp);
  loam_barrier_clear(worker, (void *)(to + loam_field_c(*pc)), TYPE(pc[1]), 1);
  return loam_continue(pc + 2, fp);
}

loam_next loam_op_FCOPYX(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  memmove((uint8_t *)SLOTS(loam_field_a(*pc)) + (pc[2] & 0xffffffff),
          (const uint8_t *)SLOTS(loam_field_b(*pc)) + (pc[2] >> 32), pc[1]);
  return loam_continue(pc + 3, fp);
}

// ---- floats that are not one machine instruction ----

static double float_at(const loam_slot *slot) {
  double value;
  memcpy(&value, slot, 8);
  return value;
}

static loam_next put_float(const uint64_t *pc, loam_slot *fp, double value) {
  memcpy(SLOTS(loam_field_a(*pc)), &value, 8);
  return loam_continue(pc + 1, fp);
}

loam_next loam_op_FMIN(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  double x = float_at(SLOTS(loam_field_b(*pc))), y = float_at(SLOTS(loam_field_c(*pc)));
  double least = x != x || y != y ? NAN : x < y ? x : y < x ? y : signbit(x) ? x : y;
  return put_float(pc, fp, least);
}

loam_next loam_op_FMAX(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  double x = float_at(SLOTS(loam_field_b(*pc))), y = float_at(SLOTS(loam_field_c(*pc)));
  double greatest = x != x || y != y ? NAN : x > y ? x : y > x ? y : signbit(x) ? y : x;
  return put_float(pc, fp, greatest);
}

loam_next loam_op_FFLOOR(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  return put_float(pc, fp, floor(float_at(SLOTS(loam_field_b(*pc)))));
}

// ---- allocation ----

loam_next loam_op_NEW(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  fp = loam_allocation_point(worker, pc, fp, 3);
  void *value = loam_allocate_values(worker, TYPE(pc[1]), 1);
  if (value == NULL) return loam_no_memory(worker, pc, fp);
  fp[loam_field_a(*pc)] = (uint64_t)(uintptr_t)value;
  return loam_continue(pc + 3, fp);
}

// Numbers below 256 share boxes that live as long as the runtime.
loam_next loam_op_BOX(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_type *type = TYPE(pc[1]);
  const loam_slot *value = SLOTS(loam_field_b(*pc));
  loam_slot *out = SLOTS(loam_field_a(*pc));
  if (type->flags & LOAM_TYPE_DIRECT) {
    *out = *value;
    return loam_continue(pc + 3, fp);
  }
  if (type->kind <= LOAM_KIND_UINTPTR && *value < 256) {
    *out = (uint64_t)(uintptr_t)&worker->runtime->small_values[*value];
    return loam_continue(pc + 3, fp);
  }
  fp = loam_allocation_point(worker, pc, fp, 3);
  void *box = loam_allocate_values(worker, type, 1);
  if (box == NULL) return loam_no_memory(worker, pc, fp);
  memcpy(box, SLOTS(loam_field_b(*pc)), type->size);
  if (LOAM_UNLIKELY(worker->cache.barrier.on && type->pointer_bytes)) loam_barrier_filled(&worker->cache.barrier, box);
  fp[loam_field_a(*pc)] = (uint64_t)(uintptr_t)box;
  return loam_continue(pc + 3, fp);
}

// ---- maps ----

loam_next loam_op_MAKEMAP(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_runtime *runtime = worker->runtime;
  fp = loam_allocation_point(worker, pc, fp, 3);
  int64_t hint = loam_field_b(*pc) == LOAM_NONE ? 0 : (int64_t)fp[loam_field_b(*pc)];
  loam_map *map = loam_map_create(&runtime->shapes, &runtime->heap, &worker->cache, TYPE(pc[1]), hint < 0 ? 0 : hint);
  if (map == NULL) return loam_no_memory(worker, pc, fp);
  fp[loam_field_a(*pc)] = (uint64_t)(uintptr_t)map;
  return loam_continue(pc + 3, fp);
}

static loam_next unhashable(loam_worker *worker, const uint64_t *pc, loam_slot *fp, const loam_type *bad) {
  return loam_panic_format(worker, pc, fp, LOAM_ERROR_RUNTIME, "hash of unhashable type %.*s", (int)bad->name.length,
                           (const char *)bad->name.bytes);
}

static loam_map *map_at(const loam_slot *fp, uint32_t slot) { return (loam_map *)(uintptr_t)fp[slot]; }

static loam_next map_get(loam_worker *worker, const uint64_t *pc, loam_slot *fp, bool ok) {
  const loam_type *type = TYPE(pc[1]), *bad = NULL;
  const void *value;
  loam_map_result result = loam_map_find(&worker->runtime->heap, map_at(fp, loam_field_b(*pc)), type,
                                         SLOTS(loam_field_c(*pc)), &value, &bad);
  if (result == LOAM_MAP_UNHASHABLE) return unhashable(worker, pc, fp, bad);
  uint32_t out = loam_field_a(*pc);
  if (out != LOAM_NONE) {
    if (result == LOAM_MAP_OK)
      loam_value_load(type->element, SLOTS(out), value);
    else
      loam_value_zero_slots(type->element, SLOTS(out));
  }
  if (!ok) return loam_continue(pc + 2, fp);
  fp[pc[2]] = result == LOAM_MAP_OK;
  return loam_continue(pc + 3, fp);
}

loam_next loam_op_MAPGET(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return map_get(worker, pc, fp, false);
}
loam_next loam_op_MAPGET_OK(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  return map_get(worker, pc, fp, true);
}

loam_next loam_op_MAPSET(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_type *type = TYPE(pc[1]), *bad = NULL;
  void *value;
  fp = loam_allocation_point(worker, pc, fp, 3);
  switch (loam_map_assign(&worker->runtime->heap, &worker->cache, map_at(fp, loam_field_b(*pc)), type,
                          SLOTS(loam_field_c(*pc)), &value, &bad)) {
  case LOAM_MAP_OK:
    break;
  case LOAM_MAP_UNHASHABLE:
    return unhashable(worker, pc, fp, bad);
  case LOAM_MAP_NIL:
    return loam_panic_format(worker, pc, fp, LOAM_ERROR_PLAIN, "assignment to entry in nil map");
  default:
    return loam_no_memory(worker, pc, fp);
  }
  loam_barrier_move(worker, value, SLOTS(loam_field_a(*pc)), type->element, 1);
  return loam_continue(pc + 3, fp);
}

loam_next loam_op_MAPDELETE(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_type *bad = NULL;
  if (loam_map_delete(&worker->runtime->heap, &worker->cache, map_at(fp, loam_field_b(*pc)), TYPE(pc[1]),
                      SLOTS(loam_field_c(*pc)), &bad) == LOAM_MAP_UNHASHABLE)
    return unhashable(worker, pc, fp, bad);
  return loam_continue(pc + 2, fp);
}

loam_next loam_op_MAPCLEAR(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_map *map = map_at(fp, loam_field_b(*pc));
  if (map != NULL) loam_map_clear(&worker->cache, map);
  return loam_continue(pc + 2, fp);
}

loam_next loam_op_MAPLEN(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  const loam_map *map = map_at(fp, loam_field_b(*pc));
  fp[loam_field_a(*pc)] = map == NULL ? 0 : (uint64_t)loam_map_length(map);
  return loam_continue(pc + 1, fp);
}

loam_next loam_op_MAPITER(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  fp = loam_allocation_point(worker, pc, fp, 3);
  if (!loam_map_iterate(&worker->runtime->heap, &worker->cache, map_at(fp, loam_field_b(*pc)),
                        loam_random_next(&worker->random), (loam_map_iterator *)SLOTS(loam_field_a(*pc))))
    return loam_no_memory(worker, pc, fp);
  return loam_continue(pc + 3, fp);
}

loam_next loam_op_MAPNEXT(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  loam_map_iterator *iterator = (loam_map_iterator *)SLOTS(loam_field_a(*pc));
  const void *key, *value;
  if (!loam_map_next(iterator, &key, &value)) return loam_continue(pc + (int32_t)pc[1], fp);
  const loam_type *type = loam_map_type(iterator->map);
  if (loam_field_b(*pc) != LOAM_NONE) loam_value_load(type->key, SLOTS(loam_field_b(*pc)), key);
  if (loam_field_c(*pc) != LOAM_NONE) loam_value_load(type->element, SLOTS(loam_field_c(*pc)), value);
  return loam_continue(pc + 2, fp);
}

// ---- interfaces ----

static void unbox(const loam_type *type, loam_slot *out, const loam_eface *value) {
  if (type->flags & LOAM_TYPE_DIRECT)
    *out = (uint64_t)(uintptr_t)value->data;
  else
    loam_value_load(type, out, value->data);
}

loam_next loam_op_E2I(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_eface value = *(const loam_eface *)SLOTS(loam_field_b(*pc));
  const loam_itab *itab = NULL;
  loam_string missing = {0};
  if (value.type != NULL) {
    itab = loam_itabs_get(&worker->runtime->itabs, TYPE(pc[1]), value.type, &missing, NULL);
    if (itab == NULL) return loam_panic_assertion(worker, pc, fp, NULL, value.type, TYPE(pc[1]), missing);
  }
  *(loam_iface *)SLOTS(loam_field_a(*pc)) = (loam_iface){itab, value.data};
  return loam_continue(pc + 2, fp);
}

loam_next loam_op_ASSERT_T(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_eface value = *(const loam_eface *)SLOTS(loam_field_b(*pc));
  const loam_type *type = TYPE(pc[1]);
  if (value.type != type) return loam_panic_assertion(worker, pc, fp, TYPE(pc[2]), value.type, type, (loam_string){0});
  unbox(type, SLOTS(loam_field_a(*pc)), &value);
  return loam_continue(pc + 3, fp);
}

loam_next loam_op_ASSERT_T_OK(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  (void)worker;
  loam_eface value = *(const loam_eface *)SLOTS(loam_field_b(*pc));
  const loam_type *type = TYPE(pc[1]);
  uint32_t out = loam_field_a(*pc);
  if (out != LOAM_NONE) {
    if (value.type == type)
      unbox(type, SLOTS(out), &value);
    else
      loam_value_zero_slots(type, SLOTS(out));
  }
  fp[loam_field_c(*pc)] = value.type == type;
  return loam_continue(pc + 2, fp);
}

loam_next loam_op_ASSERT_I(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_eface value = *(const loam_eface *)SLOTS(loam_field_b(*pc));
  loam_string missing = {0};
  const loam_itab *itab =
      value.type == NULL ? NULL : loam_itabs_get(&worker->runtime->itabs, TYPE(pc[1]), value.type, &missing, NULL);
  if (itab == NULL)
    return loam_panic_assertion(worker, pc, fp, value.type == NULL ? NULL : TYPE(pc[2]), value.type, TYPE(pc[1]),
                                missing);
  *(loam_iface *)SLOTS(loam_field_a(*pc)) = (loam_iface){itab, value.data};
  return loam_continue(pc + 3, fp);
}

loam_next loam_op_ASSERT_I_OK(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_eface value = *(const loam_eface *)SLOTS(loam_field_b(*pc));
  const loam_itab *itab =
      value.type == NULL ? NULL : loam_itabs_get(&worker->runtime->itabs, TYPE(pc[1]), value.type, NULL, NULL);
  if (loam_field_a(*pc) != LOAM_NONE)
    *(loam_iface *)SLOTS(loam_field_a(*pc)) = (loam_iface){itab, itab == NULL ? NULL : value.data};
  fp[loam_field_c(*pc)] = itab != NULL;
  return loam_continue(pc + 2, fp);
}

loam_next loam_op_ASSERT_E(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_eface value = *(const loam_eface *)SLOTS(loam_field_b(*pc));
  if (value.type == NULL) return loam_panic_assertion(worker, pc, fp, NULL, NULL, TYPE(pc[1]), (loam_string){0});
  *(loam_eface *)SLOTS(loam_field_a(*pc)) = value;
  return loam_continue(pc + 3, fp);
}

static loam_next equality(loam_worker *worker, const uint64_t *pc, loam_slot *fp, bool equal, const loam_type *bad,
                          uint32_t words) {
  if (bad != NULL)
    return loam_panic_format(worker, pc, fp, LOAM_ERROR_RUNTIME, "comparing uncomparable type %.*s",
                             (int)bad->name.length, (const char *)bad->name.bytes);
  fp[loam_field_a(*pc)] = equal;
  return loam_continue(pc + words, fp);
}

loam_next loam_op_EFACE_EQ(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_type *bad = NULL;
  bool equal = loam_eface_equal(*(const loam_eface *)SLOTS(loam_field_b(*pc)),
                                *(const loam_eface *)SLOTS(loam_field_c(*pc)), &bad);
  return equality(worker, pc, fp, equal, bad, 1);
}

loam_next loam_op_VALUE_EQ(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  const loam_type *bad = NULL;
  bool equal = loam_value_equal(TYPE(pc[1]), SLOTS(loam_field_b(*pc)), SLOTS(loam_field_c(*pc)), &bad);
  return equality(worker, pc, fp, equal, bad, 2);
}
