// SPDX-License-Identifier: Apache-2.0
//
// assist.c — who allocates while marking goes on helps with it.
//
// How.      As in Go: for each byte allocated so many bytes must be marked that marking is done when the heap reaches
// its
//           goal. What others have marked in the background is used up first; the rest a worker marks itself, a bounded
//           piece at a time, where it takes new memory anyway. When nothing is left to take it goes on at once.
// Upholds.  pace.bounded: no helping takes longer than LOAM_ASSIST_MOST bytes of marking.
#include "collect/mark.h"

/// Bytes to be marked for each byte allocated, in 1/256.
static uint64_t ratio_of(loam_collector *collector) {
  uint64_t expected = atomic_load_explicit(&collector->pace.expected, memory_order_relaxed);
  uint64_t done = atomic_load_explicit(&collector->work_done, memory_order_relaxed);
  uint64_t goal = atomic_load_explicit(&collector->pace.goal, memory_order_relaxed);
  uint64_t live = atomic_load_explicit(&collector->heap->live, memory_order_relaxed);
  uint64_t left = expected > done ? expected - done : expected / 16, room = goal > live ? goal - live : 0;
  if (room < goal / 32) room = goal / 32;
  return room == 0 ? 256 : left / (room / 256 + 1) + 1;
}

/// Takes up to `wanted` bytes of what the background has marked.
static uint64_t take_background(loam_collector *collector, uint64_t wanted) {
  _Atomic uint64_t *background = &collector->pace.background;
  uint64_t there = atomic_load_explicit(background, memory_order_relaxed), taken;
  do {
    taken = there < wanted ? there : wanted;
    if (taken == 0) return 0;
  } while (!atomic_compare_exchange_weak_explicit(background, &there, there - taken, memory_order_relaxed,
                                                  memory_order_relaxed));
  return taken;
}

void loam_barrier_assist(loam_barrier *barrier) {
  loam_marker *marker = barrier->marker;
  if (marker == NULL || !barrier->black) {
    barrier->credit = 0;
    return;
  }
  loam_collector *collector = marker->collector;
  if (atomic_load_explicit(&collector->pace.expected, memory_order_relaxed) == 0) {
    barrier->credit = LOAM_ASSIST_STEP;
    return;
  }
  uint64_t ratio = ratio_of(collector), debt = (uint64_t)(LOAM_ASSIST_STEP - barrier->credit);
  uint64_t work = debt / 256 * ratio + 1;
  uint64_t got = take_background(collector, work);
  barrier->credit += (int64_t)(got / ratio * 256);
  if (got >= work) return;
  uint64_t most = work - got < LOAM_ASSIST_MOST ? work - got : LOAM_ASSIST_MOST;
  uint64_t start = loam_os_monotonic();
  uint64_t marked = loam_collector_help(collector, marker, most);
  atomic_fetch_add_explicit(&collector->pace.assisted, marked, memory_order_relaxed);
  uint64_t took = (uint64_t)loam_os_monotonic() - start;
  atomic_fetch_add_explicit(&collector->pace.assist_ns, took, memory_order_relaxed);
  atomic_fetch_add_explicit(&collector->assist_total_ns, took, memory_order_relaxed);
  barrier->credit += (int64_t)(marked / ratio * 256);
  // Whether there was nothing to do or this was all that may be asked at a time: the rest of the debt is let go.
  if (barrier->credit < 0) barrier->credit = LOAM_ASSIST_STEP;
}
