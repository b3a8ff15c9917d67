// SPDX-License-Identifier: Apache-2.0
//
// assert.h — what happens when an invariant of ours turns out to be broken.
//
// How.      A runtime must never end its host, so a broken invariant is reported to a loam_bugs record (embedded in
//           the runtime, wired to the host's hook) and the instance is dead from then on. LOAM_CHECK is the ladder:
//           1 cheap checks (release), 2 also structure checks and lock ranks (debug builds), 3 whole-structure walks.
// Fails.    loam_bug_report allocates nothing and returns; callers must then leave the structure alone.
#ifndef LOAM_ASSERT_H
#define LOAM_ASSERT_H

#include "include/loam_base.h"

#ifndef LOAM_CHECK
#if defined(DEBUG) && DEBUG
#define LOAM_CHECK 2
#else
#define LOAM_CHECK 1
#endif
#endif

/// The thread sanitizer watches: reads that may be stale, and do no harm, are left out. Both are told of machine
/// stacks.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LOAM_THREAD_SANITIZER 1
#endif
#if __has_feature(address_sanitizer)
#define LOAM_ADDRESS_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_THREAD__) && !defined(LOAM_THREAD_SANITIZER)
#define LOAM_THREAD_SANITIZER 1
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(LOAM_ADDRESS_SANITIZER)
#define LOAM_ADDRESS_SANITIZER 1
#endif
#ifndef LOAM_THREAD_SANITIZER
#define LOAM_THREAD_SANITIZER 0
#endif
/// A function that reads what others may be writing, and why it may says its comment.
#if LOAM_THREAD_SANITIZER
#define LOAM_RACY __attribute__((no_sanitize("thread"), noinline))
#else
#define LOAM_RACY
#endif
#ifndef LOAM_ADDRESS_SANITIZER
#define LOAM_ADDRESS_SANITIZER 0
#endif

#pragma GCC visibility push(hidden)

typedef struct loam_bugs {
  void (*hook)(void *context, const char *tag, const char *text); ///< May be NULL.
  void *context;
  _Atomic bool dead;      ///< Set by the first report; never cleared.
  const char *tag, *text; ///< Of the first report.
} loam_bugs;

/// Marks the instance dead and tells the hook. `tag` is an INVARIANTS.md tag. Both texts are static.
void loam_bug_report(loam_bugs *bugs, const char *tag, const char *text);

/// Reports and returns false unless `condition`: if (!loam_require(bugs, c, "heap.span.count", "...")) return ...;
#define loam_require(bugs, condition, tag, text)                                                                       \
  (LOAM_LIKELY(condition) ? true : (loam_bug_report((bugs), (tag), (text)), false))
#if LOAM_CHECK >= 2
#define loam_require_structure(bugs, condition, tag, text) loam_require(bugs, condition, tag, text)
#else
#define loam_require_structure(bugs, condition, tag, text) (true)
#endif

#pragma GCC visibility pop
#endif
