// SPDX-License-Identifier: Apache-2.0
//
// event_order.h — whether a log tells a possible story: a state machine for each goroutine and each worker.
#ifndef LOAM_EVENT_ORDER_H
#define LOAM_EVENT_ORDER_H

#include "assemble.h"

enum { ORDER_GOROUTINES = 1 << 14, ORDER_RINGS = 258 };

typedef enum order_state {
  ORDER_UNKNOWN = 0,
  ORDER_RUNNABLE,
  ORDER_RUNNING,
  ORDER_WAITING,
  ORDER_BLOCKED, ///< In a C call.
  ORDER_OVER,
} order_state;

typedef struct event_order {
  uint8_t state[ORDER_GOROUTINES];
  uint16_t where[ORDER_GOROUTINES];
  uint64_t current[ORDER_RINGS]; ///< By worker + 1; 0 for other threads.
  uint32_t next[ORDER_RINGS];    ///< Sequence number expected; per ring.
  uint64_t seen[ORDER_RINGS];
  int64_t time;
  bool one_ring;                                ///< All events lie in one ring.
  uint64_t counts[LOAM_EVENT_COUNT], parked_on; ///< parked_on: PARK events that say on what.
} event_order;

/// Takes the next event; NULL, or what is impossible about it.
const char *order_take(event_order *order, const loam_event *event);
/// Takes everything a reader has to give.
const char *order_drain(event_order *order, loam_event_reader *reader);

#endif
