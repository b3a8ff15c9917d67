// SPDX-License-Identifier: Apache-2.0
//
// escape_tags.c — how the parameters of the library's functions leak, computed beforehand so that compiling a function
// does not analyse all it can reach. The table is made by `loam escape --library`; a test recomputes it.
#include "loam_escape_tags.h"

static const char table[] = {
#embed "escape_tags.txt" suffix(, )
    0};

const char *loam_library_escape_tags(size_t *out_size) {
  *out_size = sizeof table - 1;
  return table;
}
