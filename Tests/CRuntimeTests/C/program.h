// SPDX-License-Identifier: Apache-2.0
//
// program.h — what cases whose programs are goroutines share: pieces of assembly.
#ifndef LOAM_PROGRAM_H
#define LOAM_PROGRAM_H

#include "assemble.h"

loam_native_status yield_native(loam_context *context);

/// A global that holds a channel.
void **channel_global(machine *m);
/// Makes an unbuffered channel of ints in `slot`, and stores it there too.
void new_channel(assembly *a, uint32_t slot, void **global, uint64_t live);
/// Sends slot `value` on the channel of a global, which is loaded into `slot`.
void send_to(assembly *a, uint32_t slot, void **global, uint32_t value, uint64_t live);
void receive_from(assembly *a, uint32_t slot, void **global, uint64_t live);
/// Starts `count` goroutines, or receives as many messages from the channel in `channel`; two slots from `counters` on
/// count. Slot 0 is the place of the function value.
void start_each(assembly *a, const loam_function *function, int64_t count, uint32_t counters, uint64_t live);
void receive_each(assembly *a, uint32_t channel, int64_t count, uint32_t counters, uint64_t live);

#endif
