// SPDX-License-Identifier: Apache-2.0
//
// stdio.c — what C code that a person called has printed and the C library still keeps.
//
// It would come out behind what the prompt says next, and its unfinished line would be no one's. The bytes are looked
// at where glibc has them; another C library's are written and not known.
#include "CEdit.h"

#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>

size_t cedit_flush_output(char *out, size_t room) {
  if (ftrylockfile(stdout) != 0) return 0; // a call that was left behind is printing
  size_t count = 0;
#if defined(__GLIBC__)
  count = __fpending(stdout);
  if (count > 0) {
    size_t known = count < room ? count : room;
    memcpy(out, stdout->_IO_write_ptr - known, known);
    count = known;
  }
#else
  (void)out, (void)room;
#endif
  (void)fflush(stdout);
  funlockfile(stdout);
  return count;
}
