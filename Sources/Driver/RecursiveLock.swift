// SPDX-License-Identifier: Apache-2.0
//
// RecursiveLock.swift — a lock that the thread that holds it may take again.
//
// Why not.  Synchronization's Mutex: what inspects a program stops it, which takes the lock, and asks for names, which
//           takes it again.

import Glibc

/// A lock. Threads: any.
///
/// `@unchecked Sendable` because a POSIX mutex is made for several threads.
final class RecursiveLock: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  init() {
    var attributes = pthread_mutexattr_t()
    pthread_mutexattr_init(&attributes)
    pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
    pthread_mutex_init(mutex, &attributes)
    pthread_mutexattr_destroy(&attributes)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func acquire() { pthread_mutex_lock(mutex) }
  func release() { pthread_mutex_unlock(mutex) }
}
