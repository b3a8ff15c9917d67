// SPDX-License-Identifier: Apache-2.0
//
// program.h — what cases whose programs are goroutines share: pieces of assembly.
#ifndef LOAM_PROGRAM_H
#define LOAM_PROGRAM_H

#include "assemble.h"

loam_native_status yield_native(loam_context *context);

/// 256 bytes, of which the first word is a pointer; and map[int]int.
extern const loam_type chain_type, int_map_type;
/// Makes nodes. With `list` each holds the one before, the first what `list` has, and `list` is the last; LOAM_NONE:
/// none is kept. As many as slot `left` says, at least one, which counts down to 0; LOAM_NONE: without end. The slot
/// `scratch` is overwritten.
void make_chain(assembly *a, uint32_t list, uint32_t left, uint32_t scratch, uint64_t live);
/// The same in C, a list of `roots[0]` without end: until an allocation is refused, or as a native that then says so.
void fill_memory(loam_context *context);
loam_native_status hog_native(loam_context *context);
/// Makes a map in slot `map` and gives it the `count` keys from 0 on, each as its own value; 0: without end. Two slots
/// from `counters` on count.
void make_int_map(assembly *a, uint32_t map, int64_t count, uint32_t counters, uint64_t live);

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
