// SPDX-License-Identifier: Apache-2.0
#include "program.h"

const loam_type chain_type = {
    .size = 256, .align = 8, .pointer_bytes = 8, .pointer_map = (const uint64_t[]){1}, .kind = LOAM_KIND_STRUCT};
const loam_type int_map_type = {.size = 8,
                                .align = 8,
                                .pointer_bytes = 8,
                                .pointer_map = (const uint64_t[]){1},
                                .kind = LOAM_KIND_MAP,
                                .key = &int_type,
                                .element = &int_type,
                                .flags = LOAM_TYPE_DIRECT};

loam_native_status yield_native(loam_context *context) { return (void)context, LOAM_NATIVE_YIELD; }

void **channel_global(machine *m) { return loam_global_create(m->runtime, &pointer_type); }
void new_channel(assembly *a, uint32_t slot, void **global, uint64_t live) {
  make_channel(a, slot, &channel_type, LOAM_NONE, live);
  store_global(a, slot, global);
}
void send_to(assembly *a, uint32_t slot, void **global, uint32_t value, uint64_t live) {
  load_global(a, slot, global);
  emit(a, OP(SEND, slot, value, 0));
  safepoint(a, live | 1ull << slot);
}
void receive_from(assembly *a, uint32_t slot, void **global, uint64_t live) {
  load_global(a, slot, global);
  emit(a, OP(RECV, LOAM_NONE, slot, LOAM_NONE));
  safepoint(a, live | 1ull << slot);
}

// for i := 0; i < count; i++ { what `body` emits }
static uint32_t count_from_zero(assembly *a, int64_t count, uint32_t counters) {
  constant(a, counters, 0);
  constant(a, counters + 1, count);
  return a->count;
}
static void count_on(assembly *a, uint32_t top, uint32_t counters, uint64_t live) {
  emit(a, OP(ADDI, counters, counters, 1));
  LOOP(a, JLT_P, counters, counters + 1, top, live);
}

void make_chain(assembly *a, uint32_t list, uint32_t left, uint32_t scratch, uint64_t live) {
  if (list != LOAM_NONE) live |= 1ull << list;
  uint32_t top = a->count;
  emit(a, OP(NEW, scratch, 0, 0));
  emit(a, (uint64_t)(uintptr_t)&chain_type);
  safepoint(a, live);
  if (list != LOAM_NONE) {
    emit(a, OP(STP, scratch, list, 0));
    emit(a, OP(MOV, list, scratch, 0));
  }
  if (left == LOAM_NONE) {
    loop_for_ever(a, top, live);
    return;
  }
  emit(a, OP(ADDI, left, left, -1));
  constant(a, scratch, 0);
  LOOP(a, JLT_P, scratch, left, top, live);
}

void fill_memory(loam_context *context) {
  for (void **node; (node = loam_context_allocate(context, &chain_type, 1)) != NULL; context->roots[0] = node)
    loam_context_store(context, node, context->roots[0]);
}
loam_native_status hog_native(loam_context *context) {
  fill_memory(context);
  return loam_context_out_of_memory(context);
}

void make_int_map(assembly *a, uint32_t map, int64_t count, uint32_t counters, uint64_t live) {
  emit(a, OP(MAKEMAP, map, LOAM_NONE, 0));
  emit(a, (uint64_t)(uintptr_t)&int_map_type);
  safepoint(a, live);
  live |= 1ull << map;
  uint32_t top = count_from_zero(a, count, counters);
  emit(a, OP(MAPSET, counters, map, counters));
  emit(a, (uint64_t)(uintptr_t)&int_map_type);
  safepoint(a, live);
  if (count > 0) {
    count_on(a, top, counters, live);
    return;
  }
  emit(a, OP(ADDI, counters, counters, 1));
  loop_for_ever(a, top, live);
}

void start_each(assembly *a, const loam_function *function, int64_t count, uint32_t counters, uint64_t live) {
  uint32_t top = count_from_zero(a, count, counters);
  go(a, 0, function, live | 1);
  count_on(a, top, counters, live);
}
void receive_each(assembly *a, uint32_t channel, int64_t count, uint32_t counters, uint64_t live) {
  uint32_t top = count_from_zero(a, count, counters);
  emit(a, OP(RECV, LOAM_NONE, channel, LOAM_NONE));
  safepoint(a, live | 1ull << channel);
  count_on(a, top, counters, live | 1ull << channel);
}
