// SPDX-License-Identifier: Apache-2.0
//
// Watchdog.swift — traps when state that belongs to a Dispatch queue is touched from elsewhere.

import Dispatch

/// Marks a queue as the owner of some state and checks that code runs on it.
struct Watchdog: Sendable {
  private let key = DispatchSpecificKey<Bool>()

  init(of queue: DispatchQueue) { queue.setSpecific(key: key, value: true) }

  /// Traps unless the caller runs on the queue.
  func check(_ what: StaticString) {
    precondition(DispatchQueue.getSpecific(key: key) == true, "\(what) touched off the collector's queue")
  }
}
