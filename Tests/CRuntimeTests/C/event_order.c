// SPDX-License-Identifier: Apache-2.0
//
// event_order.c — goroutine by goroutine: made, runs, waits, may run again, is over; worker by worker: one at a time.
#include "event_order.h"

static const char *in_ring(event_order *order, const loam_event *event, uint32_t ring) {
  uint32_t number = order->one_ring ? 0 : ring;
  EXPECT(event->time >= order->time);
  order->time = event->time;
  EXPECT(order->seen[number] == 0 || event->sequence == order->next[number]);
  order->next[number] = event->sequence + 1;
  order->seen[number]++;
  return NULL;
}

static const char *of_running(event_order *order, const loam_event *event, uint32_t ring) {
  EXPECT(ring != 0);
  EXPECT(order->current[ring] == event->goroutine);
  EXPECT(event->goroutine < ORDER_GOROUTINES && order->where[event->goroutine] == event->worker);
  return NULL;
}

const char *order_take(event_order *order, const loam_event *event) {
  EXPECT(event->kind < LOAM_EVENT_COUNT);
  uint32_t ring = event->worker == LOAM_EVENT_OTHERS ? 0 : event->worker + 1u;
  EXPECT(ring < ORDER_RINGS);
  RUN(in_ring(order, event, ring));
  order->counts[event->kind]++;
  uint64_t id = event->goroutine, other = event->arguments[0];
  EXPECT(id < ORDER_GOROUTINES);
  switch (event->kind) {
  case LOAM_EVENT_CREATE:
    if (id != 0) RUN(of_running(order, event, ring));
    EXPECT(other > 0 && other < ORDER_GOROUTINES && order->state[other] == ORDER_UNKNOWN);
    order->state[other] = ORDER_RUNNABLE;
    break;
  case LOAM_EVENT_START:
    EXPECT(ring != 0 && order->state[id] == ORDER_RUNNABLE);
    // Who was readied before it had parked goes on without having left its worker.
    EXPECT(order->current[ring] == 0);
    order->state[id] = ORDER_RUNNING;
    order->where[id] = event->worker;
    order->current[ring] = id;
    break;
  case LOAM_EVENT_YIELD:
  case LOAM_EVENT_PARK:
    RUN(of_running(order, event, ring));
    EXPECT(order->state[id] == ORDER_RUNNING);
    order->state[id] = event->kind == LOAM_EVENT_YIELD ? ORDER_RUNNABLE : ORDER_WAITING;
    if (event->kind == LOAM_EVENT_PARK && other != 0) order->parked_on++;
    order->current[ring] = 0;
    break;
  case LOAM_EVENT_READY:
    if (order->current[ring] != 0) RUN(of_running(order, event, ring));
    EXPECT(other > 0 && other < ORDER_GOROUTINES);
    EXPECT(order->state[other] == ORDER_WAITING || order->state[other] == ORDER_RUNNABLE);
    order->state[other] = ORDER_RUNNABLE;
    break;
  case LOAM_EVENT_END:
    RUN(of_running(order, event, ring));
    EXPECT(order->state[id] == ORDER_RUNNING);
    order->state[id] = ORDER_OVER;
    order->current[ring] = 0;
    break;
  case LOAM_EVENT_ENTER:
  case LOAM_EVENT_LEAVE:
    RUN(of_running(order, event, ring));
    EXPECT(order->state[id] == (event->kind == LOAM_EVENT_ENTER ? ORDER_RUNNING : ORDER_BLOCKED));
    order->state[id] = event->kind == LOAM_EVENT_ENTER ? ORDER_BLOCKED : ORDER_RUNNING;
    break;
  default:
    break;
  }
  return NULL;
}

const char *order_drain(event_order *order, loam_event_reader *reader) {
  static loam_event events[512];
  uint64_t count;
  while ((count = loam_event_reader_read(reader, events, 512)) > 0)
    for (uint64_t i = 0; i < count; i++) RUN(order_take(order, &events[i]));
  return NULL;
}
