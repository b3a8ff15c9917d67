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

/// One side of a communication tried under the lock. True: done, *out_wake is to be readied (may be NULL).
/// `value`: slots of the value to send, or to receive into (NULL: dropped).
bool loam_channel_send_locked(loam_channel *channel, const loam_slot *value, loam_goroutine **out_wake);
bool loam_channel_receive_locked(loam_channel *channel, loam_slot *value, bool *out_ok, loam_goroutine **out_wake);
/// len and cap of a channel that is not nil.
int64_t loam_channel_length(const void *channel);
int64_t loam_channel_capacity(const void *channel);

#pragma GCC visibility pop
#endif
