// SPDX-License-Identifier: Apache-2.0
//
// loam_escape_tags.h — the committed table of the library's escape tags.
#ifndef LOAM_ESCAPE_TAGS_H
#define LOAM_ESCAPE_TAGS_H

#include <stddef.h>

/// Lines "NAME TAG TAG ...\n", sorted by bytes: a function's full name and a tag for the receiver, if it has one, and
/// each parameter (Sources/Escape/Leaks.swift says how a tag is written). Constant, lives as long as the process.
__attribute__((visibility("default"))) const char *loam_library_escape_tags(size_t *out_size);

#endif
