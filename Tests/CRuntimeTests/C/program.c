// SPDX-License-Identifier: Apache-2.0
#include "program.h"

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
