// SPDX-License-Identifier: Apache-2.0
//
// Listeners.swift — tells plugins what happens in a runtime: reads its event log on a queue of its own.
//
// How.      The log records the groups that the listeners' kinds belong to. Every few milliseconds the queue reads what
//           is new and hands it on, so listeners never hold up who writes. A listener that faults is told no more.
// Fails.    Who started the log before (a trace, LOAMDEBUG=events) chose the groups; then listeners hear of those.

import CRuntime
import Dispatch

/// The listeners of one runtime.
///
/// `@unchecked Sendable` because after creation all state but `heard` is confined to `queue`.
public final class Listeners: @unchecked Sendable {
  private static let interval = DispatchTimeInterval.milliseconds(4)
  private static let batch = 256
  private static let patience = DispatchTimeInterval.seconds(2)

  private let runtime: OpaquePointer
  private let queue = DispatchQueue(label: "loam.listeners", qos: .utility)
  private let timer: DispatchSourceTimer
  private let complain: @Sendable (String) -> Void
  private var reader: OpaquePointer?
  private var isOwner = false
  /// Those that were told last; of who calls `listen`.
  private var heard: [Plugin] = []
  /// By kind of event.
  private var wanted: [[(plugin: Plugin, listener: Plugin.Listener)]] = []

  /// - Parameter complain: told of listeners that faulted.
  public init(of runtime: OpaquePointer, complain: @escaping @Sendable (String) -> Void) {
    self.runtime = runtime
    self.complain = complain
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + Listeners.interval, repeating: Listeners.interval)
    timer.setEventHandler { [unowned self] in self.read() }
    timer.resume()
  }

  /// The number of a kind of event by its name.
  static func kind(_ name: String) -> UInt32? {
    var number: UInt32 = 0
    while let info = loam_event_info(number) {
      if String(cString: info.pointee.name) == name { return number }
      number += 1
    }
    return nil
  }

  /// Names of the listeners' that are no kinds of events.
  public static func unknownKinds(of plugin: Plugin) -> [String] {
    plugin.listeners.flatMap(\.kinds).filter { kind($0) == nil }
  }

  /// From now on the listeners of these plugins are told, and no others.
  public func listen(_ plugins: [Plugin]) { _ = have(plugins) }

  /// Tells what has happened until now, and ends. Before the runtime does.
  /// - Returns: whether it has ended; else a listener does not, and what it may use has to stay: the runtime and this.
  public func finish() -> Bool {
    timer.cancel()
    return have([])
  }

  /// Has these told from now on, or as soon as a listener ends that does not come back: its plugin stays.
  private func have(_ plugins: [Plugin]) -> Bool {
    let end = DispatchSemaphore(value: 0)
    nonisolated(unsafe) let wanted = plugins
    queue.async {
      self.change(wanted)
      end.signal()
    }
    if end.wait(timeout: .now() + Listeners.patience) == .success {
      heard = plugins.filter { !$0.listeners.isEmpty }
      return true
    }
    for plugin in heard { plugin.isLeftRunning() }
    complain("a listener of \(heard.map(\.ownerName).joined(separator: " or ")) does not end: it runs on by itself")
    return false
  }

  private func change(_ plugins: [Plugin]) {
    read()
    if let reader { loam_event_reader_destroy(reader) }
    reader = nil
    if isOwner { loam_events_discard(runtime) }
    isOwner = false
    wanted = [[(plugin: Plugin, listener: Plugin.Listener)]](repeating: [], count: Int(LOAM_EVENT_COUNT.rawValue))
    var groups: UInt32 = 0
    for plugin in plugins {
      for listener in plugin.listeners {
        for kind in Set(listener.kinds.compactMap(Listeners.kind)) {
          wanted[Int(kind)].append((plugin, listener))
          groups |= loam_event_info(kind)!.pointee.group.rawValue
        }
      }
    }
    guard groups != 0 else { return }
    if loam_events_groups(runtime) == 0 {
      var configuration = loam_events_configuration()
      loam_events_configuration_init(&configuration)
      configuration.groups = groups
      isOwner = loam_events_start(runtime, &configuration) == .LOAM_OK
    }
    reader = loam_event_reader_create(runtime)
  }

  private func read() {
    guard let reader else { return }
    var events = [loam_event](repeating: loam_event(), count: Listeners.batch)
    while true {
      let count = Int(loam_event_reader_read(reader, &events, UInt64(events.count)))
      for index in 0..<count { tell(&events[index]) }
      if count < events.count { return }
    }
  }

  private func tell(_ event: inout loam_event) {
    let kind = Int(event.kind)
    guard kind < wanted.count, let name = loam_event_info(UInt32(kind))?.pointee.name else { return }
    for (plugin, listener) in wanted[kind] {
      do {
        try plugin.tell(listener, runtime, name, &event)
      } catch {
        complain(error.description + "; it is told no more")
        for index in wanted.indices {
          wanted[index].removeAll { $0.listener.index == listener.index && $0.plugin === plugin }
        }
      }
    }
  }
}
