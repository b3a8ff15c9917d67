// SPDX-License-Identifier: Apache-2.0
//
// CProcess.h — settings of the command's own process that Swift's view of the C library lacks. Libraries never set
// them.
#ifndef CPROCESS_H
#define CPROCESS_H

/// Makes the C library's allocator use one arena that grows by large steps. Otherwise each thread has its own, which
/// grows page by page with a system call each time: 200 of them in a small program. Call before any thread starts.
void cprocess_use_one_arena(void);

#endif
