// SPDX-License-Identifier: Apache-2.0
//
// Interrupts.swift — ^C: a thread waits for the signal, ends the entry that runs or wakes the reader of lines. Signals
// that end the process do the same; then the reader keeps what was typed and ends it by the same signal.

import CEdit
import Driver
import Glibc
import Synchronization

/// Distributes ^C and the signals that end the process.
///
/// `@unchecked Sendable` because what changes is guarded, and the session's `interrupt` may be called from any thread.
final class Interrupts: @unchecked Sendable {
  /// Becomes readable at ^C while no entry runs; -1 when there are no signals to be had.
  let wake: Int32
  private let signals: Int32
  private let wakeEnd: Int32
  private struct State {
    /// Whether an entry runs now.
    var isRunning = false
    /// Whether it was interrupted.
    var hasFired = false
  }
  /// Guards `session`, too.
  private let state = Mutex(State())
  private var session: Session
  private let endingSignal = Atomic<Int32>(0)
  /// The terminal's modes while no line is edited.
  private var modes = termios()
  private let hasModes: Bool
  /// Microseconds for the reader to end the process itself.
  private static let patience: UInt32 = 500_000

  /// - Parameter signals: a descriptor of `cedit_signal_descriptor(CEDIT_INTERRUPT)`.
  init(_ signals: Int32, _ session: Session) {
    self.signals = signals
    self.session = session
    hasModes = tcgetattr(0, &modes) == 0
    var ends: [Int32] = [-1, -1]
    if signals >= 0, pipe(&ends) == 0 {
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    }
    wake = ends[0]
    wakeEnd = ends[1]
    guard wake >= 0 else { return }
    var thread = pthread_t()
    // The thread lives as long as the process, and so does what it refers to.
    let context = Unmanaged.passRetained(self).toOpaque()
    if pthread_create(&thread, nil, serveInterrupts, context) == 0 { pthread_detach(thread) }
  }

  /// From now on ^C is for another session; the one before is let go.
  func serve(_ session: Session) { state.withLock { _ in self.session = session } }

  /// An entry runs from now on.
  func begin() { state.withLock { $0 = State(isRunning: true) } }

  /// The entry has ended.
  /// - Returns: whether it was interrupted.
  func end() -> Bool {
    state.withLock {
      $0.isRunning = false
      return $0.hasFired
    }
  }

  /// Ends the line that is read, as ^C does. Any thread.
  func endLine() {
    var byte: UInt8 = 0
    _ = write(wakeEnd, &byte, 1)
  }

  /// The signal by which the process is to end.
  var ending: Int32? {
    let number = endingSignal.load(ordering: .acquiring)
    return number == 0 ? nil : number
  }

  fileprivate func serve() {
    while case let number = cedit_wait_signal(signals), number != 0 {
      if number != SIGINT { endingSignal.store(number, ordering: .releasing) }
      let isOfEntry = state.withLock { state in
        guard state.isRunning else { return false }
        state.hasFired = true
        TerminalOutput.shared.interrupted()
        session.interrupt()
        return true
      }
      if !isOfEntry { endLine() }
      if number != SIGINT { end(by: number) }
    }
  }

  /// Ends the process if the reader does not, with the terminal as it was.
  private func end(by number: Int32) {
    usleep(Interrupts.patience)
    if hasModes { tcsetattr(0, TCSANOW, &modes) }
    _ = write(1, "\u{1b}[?2004l\r\n", 10)
    cedit_end_by_signal(number)
  }
}

private func serveInterrupts(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  Unmanaged<Interrupts>.fromOpaque(context!).takeUnretainedValue().serve()
  return nil
}
