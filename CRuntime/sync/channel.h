// SPDX-License-Identifier: Apache-2.0
//
// channel.h — what channels and select share.
//
// Upholds.  channel.queues: at most one of senders and receivers is not empty (but for one goroutine selecting on both
//           sides); elements buffered ⇒ no receivers; room in the buffer ⇒ no senders.
#ifndef LOAM_CHANNEL_H
#define LOAM_CHANNEL_H

#include "sync/waiter.h"

#pragma GCC visibility push(hidden)

/// A heap object; its only heap pointer is the buffer. Waiters are reached by their goroutines, which hold the channel.
struct loam_channel {
  uint8_t *buffer;
  const loam_type *element;
  int64_t count, capacity, first; ///< under lock; count is also read without
  bool closed;
  loam_lock lock;
  loam_wait_queue senders, receivers;
};

/// How a received value is written: as frame slots (type/value.h), or as the element's bytes.
typedef enum loam_value_form { LOAM_AS_SLOTS, LOAM_AS_MEMORY } loam_value_form;

/// One side of a communication tried under the lock. True: done, *out_wake is to be readied (may be NULL).
/// `value`: the value to send, or where to receive into (NULL: dropped).
bool loam_channel_send_locked(loam_worker *worker, loam_channel *channel, const void *value, loam_goroutine **out_wake);
bool loam_channel_receive_locked(loam_worker *worker, loam_channel *channel, void *value, loam_value_form form,
                                 bool *out_ok, loam_goroutine **out_wake);
/// Copies what a receiver's waiter got.
void loam_waiter_deliver(loam_waiter *waiter, void *value, loam_value_form form);

typedef enum loam_communication {
  LOAM_COMMUNICATION_DONE,
  LOAM_COMMUNICATION_PARKED, ///< The goroutine waits, and may run elsewhere already: nothing of it may be touched.
  LOAM_COMMUNICATION_CLOSED, ///< A send met a closed channel.
  LOAM_COMMUNICATION_NO_MEMORY,
} loam_communication;
/// Where a goroutine goes on that has to wait: the instruction at pc, whose last word is the safepoint word, takes the
/// result by loam_channel_sent or loam_channel_received. The offsets are kept in the waiter for it.
typedef struct loam_wait_place {
  const uint64_t *pc;
  uint32_t words;
  loam_slot *fp;
  uint32_t value_offset, ok_offset;
} loam_wait_place;
/// The whole of an operation by the current goroutine; `channel` may be NULL.
loam_communication loam_channel_send_or_park(loam_worker *worker, loam_channel *channel, const void *value,
                                             const loam_wait_place *place);
loam_communication loam_channel_receive_or_park(loam_worker *worker, loam_channel *channel, void *value,
                                                loam_value_form form, bool *out_ok, const loam_wait_place *place);
/// After the wake-up. Sent: false when the channel was closed meanwhile. Received: *out_ok as always.
bool loam_channel_sent(loam_worker *worker);
void loam_channel_received(loam_worker *worker, void *value, loam_value_form form, bool *out_ok);
/// NULL, or why it cannot be closed.
const char *loam_channel_close_all(loam_worker *worker, loam_channel *channel);
/// A channel, or NULL without memory; *out_bad when the capacity is out of range.
loam_channel *loam_channel_make(loam_worker *worker, const loam_type *element, int64_t capacity, bool *out_bad);

/// One communication of a select. The offsets are kept in the waiter, as those of a loam_wait_place.
typedef struct loam_case {
  loam_channel *channel; ///< May be NULL.
  void *value;           ///< What to send, or where to receive into (NULL: dropped).
  uint32_t value_offset, ok_offset;
  bool send;
} loam_case;
/// Shades channels, and what is sent on them.
void loam_cases_shade(loam_marker *marker, const loam_case *cases, uint32_t count);
/// Which case ran (LOAM_SELECT_NONE: none in time), and ok of a receive.
typedef struct loam_selected {
  uint32_t index;
  bool ok;
} loam_selected;
/// Waits at most `timeout` nanoseconds; 0: not at all; negative: without limit.
loam_communication loam_select_or_park(loam_worker *worker, const loam_case *cases, uint32_t count,
                                       loam_value_form form, int64_t timeout, const loam_wait_place *place,
                                       loam_selected *out);
/// After the wake-up: takes the other waiters off their queues and returns the one that fired, which the caller
/// delivers and releases. That of a deadline has no channel.
loam_waiter *loam_select_take(loam_worker *worker);

#pragma GCC visibility pop
#endif
