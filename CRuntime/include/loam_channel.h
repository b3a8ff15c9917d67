// SPDX-License-Identifier: Apache-2.0
//
// loam_channel.h — channels for step functions. They are Go's: Go code uses the same channels.
//
// How.     An operation is the last thing of a step: the step returns at once what the operation answers, and goes on
//          with state `next` when it is done. Values are in memory form, element->size bytes. What a step receives is
//          written before it goes on, to a place that is named by a pointer into its own stack (its frame, or one
//          further out); the runtime keeps the place, not the pointer, so that the stack may move meanwhile.
// Errors.  As in Go, a send on a closed channel and a second close panic; a nil channel waits for ever. What panics
//          changed nothing, and loam_step_status tells of it before the answer is returned: LOAM_PANICKED for these
//          two, LOAM_NO_MEMORY, LOAM_INVALID_ARGUMENT for a place to receive to outside of the stack, LOAM_DEAD, and
//          LOAM_WRONG_STATE outside of a step. On a machine stack (loam_native_goroutine.h) the last one's panic is
//          raised when the body returns, whatever it returns.
#ifndef LOAM_CHANNEL_PUBLIC_H
#define LOAM_CHANNEL_PUBLIC_H

#include "loam_step.h"

LOAM_BEGIN_DECLARATIONS

/// A channel with room for `capacity` elements. `element` is the type of what it carries. LOAM_NO_MEMORY, or
/// LOAM_INVALID_ARGUMENT for a capacity that is negative or too large. May move.
LOAM_EXPORT loam_status loam_channel_create(loam_context *context, const loam_type *element, int64_t capacity,
                                            void **out_channel);
/// Sends a copy of *value, taken at once.
LOAM_EXPORT LOAM_TO_RETURN loam_step loam_channel_send(loam_context *context, uint32_t next, void *channel,
                                                       const void *value);
/// Receives into *value (NULL: dropped); *ok (may be NULL) = false when the channel is closed and empty.
LOAM_EXPORT LOAM_TO_RETURN loam_step loam_channel_receive(loam_context *context, uint32_t next, void *channel,
                                                          void *value, bool *ok);
/// Closes the channel.
LOAM_EXPORT LOAM_TO_RETURN loam_step loam_channel_close(loam_context *context, uint32_t next, void *channel);
/// Elements that wait in the channel; 0 for nil.
LOAM_EXPORT int64_t loam_channel_length(const void *channel);
/// Room in all; 0 for nil.
LOAM_EXPORT int64_t loam_channel_capacity(const void *channel);

/// One communication of a select.
typedef struct loam_select_case {
  void *channel;    ///< nil: never ready.
  const void *send; ///< What to send; NULL: a receive.
  void *receive;    ///< Where to; may be NULL.
  bool *ok;         ///< Of a receive; may be NULL.
} loam_select_case;

static inline loam_select_case loam_select_case_make(void *channel, const void *send, void *receive, bool *ok) {
  loam_select_case made;
  made.channel = channel;
  made.send = send;
  made.receive = receive;
  made.ok = ok;
  return made;
}

#define LOAM_SELECT_NONE UINT32_MAX
#define LOAM_FOREVER (-1)
/// Waits until one of the cases can run, and runs it; of several a random one. Afterwards the frame's record.selected
/// is its index, or LOAM_SELECT_NONE when `timeout` nanoseconds went by first (0: when none is ready at once;
/// LOAM_FOREVER: no limit). The array is read before this returns.
LOAM_EXPORT LOAM_TO_RETURN loam_step loam_channel_select(loam_context *context, uint32_t next,
                                                         const loam_select_case *cases, uint32_t count,
                                                         int64_t timeout);

LOAM_END_DECLARATIONS

#endif
