// SPDX-License-Identifier: Apache-2.0
//
// scan_deep.c — deep stacks are scanned in pieces, the older ones while their goroutine runs.
//
// How.      While the goroutine stands still only its youngest frames are scanned, LOAM_SCAN_PIECE bytes. The record of
//           the last of them, through which its code will go on to the older frames, gets a return barrier: a stub that
//           holds the return pc. Markers then scan piece by piece from there, beside the goroutine, and move the
//           barrier on. Nobody writes older frames meanwhile but through pointers, which shade. When the goroutine
//           comes to the barrier it scans the next piece itself before it goes on. Whatever else goes to older frames
//           (a panic) or moves them (growth) takes the entry's lock first. Stubs are written once and live until the
//           next cycle begins, so that a return pc that was read from a record stays good.
// Source.   Return barriers: Cheng and Blelloch, "A Parallel, Real-Time Garbage Collector", 2001; Go had them in 1.5.
// Upholds.  scan.deep: frames below a return barrier are scanned; those above are not run.
// Fails.    Without memory for an entry or a stub the rest is scanned at once.
#include "schedule/schedule.h"

#include <stdlib.h>

/// What the word in a record leads to while the barrier is there.
typedef struct stub {
  uint64_t code[2]; ///< RETURN_BARRIER, and the return pc.
  struct stub *next;
} stub;

/// A goroutine whose older frames are still to be scanned.
struct loam_deep {
  struct loam_deep *next;
  loam_goroutine *goroutine;
  loam_lock lock;
  bool done;       ///< under lock, as all that follows
  uint64_t record; ///< Of the barrier, by its distance from the stack's high end.
  stub *stubs;
};

static uint64_t piece(loam_runtime *runtime) {
  return loam_knob_value(&runtime->knobs, LOAM_KNOB_DEEPSCAN) != 0 ? 1 : LOAM_SCAN_PIECE;
}

/// The goroutine may be reading the record to return (loam_record_pc).
static void set_record(const loam_goroutine *goroutine, uint64_t record, const uint64_t *pc) {
  __atomic_store_n((uint64_t *)(goroutine->stack.hi - record), (uint64_t)(uintptr_t)pc, __ATOMIC_RELEASE);
}
static const uint64_t *record_of(const loam_goroutine *goroutine, uint64_t record) {
  return loam_record_pc((const uint64_t *)(goroutine->stack.hi - record));
}

/// Puts the barrier above the frame; false: the rest is to be scanned at once.
static bool put_barrier(struct loam_deep *deep, loam_runtime *runtime, const loam_frame *frame) {
  stub *made = loam_os_allocate(&runtime->os, sizeof *made);
  if (made == NULL) return false;
  deep->record = deep->goroutine->stack.hi - (frame->fp + 8ull * frame->frame_slots);
  const uint64_t *pc = loam_return_pc(record_of(deep->goroutine, deep->record));
  *made = (stub){{LOAM_OP_RETURN_BARRIER, (uint64_t)(uintptr_t)pc}, deep->stubs};
  deep->stubs = made;
  set_record(deep->goroutine, deep->record, made->code);
  return true;
}

static void finished_locked(struct loam_deep *deep, loam_runtime *runtime) {
  deep->done = true;
  atomic_fetch_sub(&runtime->scan.deep_left, 1);
}

/// Scans from the barrier on, a piece or all that is left, and puts it behind that. The old one goes last: until then
/// the goroutine, which may be returning there, waits for the lock.
static void go_on_locked(struct loam_deep *deep, loam_runtime *runtime, loam_marker *marker, bool all) {
  loam_goroutine *goroutine = deep->goroutine;
  uint64_t old = deep->record;
  const uint64_t *pc = loam_return_pc(record_of(goroutine, old));
  if (loam_knob_value(&runtime->knobs, LOAM_KNOB_DEEPSCAN) != 0) loam_knob_fired(&runtime->knobs, LOAM_KNOB_DEEPSCAN);
  loam_stack_position position = {goroutine->stack.hi - old + 8, pc - 1, NULL};
  loam_frame frame;
  bool more = loam_frame_first(&position, &frame) &&
              loam_collect_frames(marker, &frame, goroutine->stack.hi, all ? UINT64_MAX : piece(runtime));
  if (more && !put_barrier(deep, runtime, &frame)) {
    // What was scanned of it is scanned once more.
    if (loam_frame_first(&position, &frame)) (void)loam_collect_frames(marker, &frame, goroutine->stack.hi, UINT64_MAX);
    more = false;
  }
  set_record(goroutine, old, pc);
  if (!more) finished_locked(deep, runtime);
}

// Without a runtime nothing is begun that others would have to end: for a visitor.
void loam_scan_stack(loam_runtime *runtime, loam_marker *marker, loam_goroutine *goroutine) {
  loam_stack_position position = loam_goroutine_position(goroutine);
  loam_frame frame;
  if (runtime == NULL || goroutine->stack.hi - (uintptr_t)goroutine->fp <= piece(runtime)) {
    loam_collect_stack(marker, &goroutine->stack, &position);
    return;
  }
  loam_collect_arguments(marker, &position);
  if (!loam_frame_first(&position, &frame) || !loam_collect_frames(marker, &frame, goroutine->stack.hi, piece(runtime)))
    return;
  struct loam_deep *deep = loam_os_allocate(&runtime->os, sizeof *deep);
  if (deep != NULL) {
    *deep = (struct loam_deep){.goroutine = goroutine};
    loam_lock_init(&deep->lock, LOAM_RANK_DEEP, &runtime->bugs);
    if (put_barrier(deep, runtime, &frame)) {
      loam_lock_acquire(&runtime->scan.lock);
      deep->next = runtime->scan.deep;
      runtime->scan.deep = deep;
      loam_lock_release(&runtime->scan.lock);
      atomic_fetch_add(&runtime->scan.deep_left, 1);
      return;
    }
    free(deep);
  }
  loam_collect_stack(marker, &goroutine->stack, &position);
}

bool loam_scan_next_deep(loam_runtime *runtime, loam_marker *marker) {
  if (atomic_load(&runtime->scan.deep_left) == 0) return false;
  loam_lock_acquire(&runtime->scan.lock);
  struct loam_deep *deep = runtime->scan.deep;
  loam_lock_release(&runtime->scan.lock);
  // Entries are only added, in front, until the next cycle begins.
  for (; deep != NULL; deep = deep->next) {
    loam_lock_acquire(&deep->lock);
    bool left = !deep->done;
    if (left) go_on_locked(deep, runtime, marker, false);
    loam_lock_release(&deep->lock);
    if (left) return true;
  }
  return false;
}

struct loam_deep *loam_deep_hold_slow(loam_runtime *runtime, const loam_goroutine *goroutine) {
  loam_lock_acquire(&runtime->scan.lock);
  struct loam_deep *deep = runtime->scan.deep;
  loam_lock_release(&runtime->scan.lock);
  // One that is done is locked as well: what its last marker has read may be written from here on.
  for (; deep != NULL; deep = deep->next) {
    if (deep->goroutine != goroutine) continue;
    loam_lock_acquire(&deep->lock);
    if (!deep->done) return deep;
    loam_lock_release(&deep->lock);
  }
  return NULL;
}

void loam_deep_release(struct loam_deep *deep) {
  if (deep != NULL) loam_lock_release(&deep->lock);
}

void loam_deep_finish_slow(loam_worker *worker, loam_goroutine *goroutine, bool scan) {
  loam_runtime *runtime = worker != NULL ? worker->runtime : NULL;
  struct loam_deep *deep = runtime == NULL ? NULL : loam_deep_hold_slow(runtime, goroutine);
  if (deep == NULL) return;
  if (scan) {
    go_on_locked(deep, runtime, &worker->marker, true);
    loam_collect_hand_over(&worker->marker);
  } else {
    finished_locked(deep, runtime);
  }
  loam_deep_release(deep);
}

void loam_deep_forget(loam_runtime *runtime, const loam_goroutine *goroutine) {
  struct loam_deep *deep = loam_deep_hold(runtime, goroutine);
  if (deep == NULL) return;
  finished_locked(deep, runtime);
  loam_deep_release(deep);
}

// Unless a marker has been faster.
void loam_deep_returned(loam_worker *worker, loam_slot *fp) {
  loam_goroutine *goroutine = worker->goroutine;
  struct loam_deep *deep = loam_deep_hold(worker->runtime, goroutine);
  if (deep != NULL && deep->record == loam_frame_offset(goroutine, fp - 1)) {
    go_on_locked(deep, worker->runtime, &worker->marker, false);
    loam_collect_hand_over(&worker->marker);
  }
  loam_deep_release(deep);
}

loam_next loam_op_RETURN_BARRIER(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_deep_returned(worker, fp);
  return loam_continue((const uint64_t *)(uintptr_t)pc[1], fp);
}

void loam_deep_begin(loam_runtime *runtime) {
  for (struct loam_deep *deep = runtime->scan.deep, *next; deep != NULL; deep = next) {
    next = deep->next;
    for (stub *one = deep->stubs, *older; one != NULL; one = older) {
      older = one->next;
      free(one);
    }
    free(deep);
  }
  runtime->scan.deep = NULL;
  atomic_store(&runtime->scan.deep_left, 0);
}
