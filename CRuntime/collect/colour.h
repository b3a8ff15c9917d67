// SPDX-License-Identifier: Apache-2.0
//
// colour.h — colours and the grey queue (include/loam_collect.h), with the world stopped.
#ifndef LOAM_COLOUR_H
#define LOAM_COLOUR_H

#include "collect/collector.h"

#pragma GCC visibility push(hidden)

void loam_grey_each(loam_collector *collector, void (*visit)(void *context, uintptr_t object), void *context);
loam_colour loam_colour_of(loam_collector *collector, uintptr_t address);

#pragma GCC visibility pop
#endif
