import Foundation
import Synchronization

/// A line that threads cross together.
final class StartLine: Sendable {
  private let count: Int
  private let arrived = Atomic<Int>(0)

  init(_ count: Int) { self.count = count }

  /// Waits, spinning, until all threads have come here as often as this one.
  func wait() {
    let ticket = arrived.add(1, ordering: .acquiringAndReleasing).newValue
    let target = (ticket + count - 1) / count * count
    while arrived.load(ordering: .acquiring) < target { Platform.yield() }
  }
}

enum TimedThreads {
  /// Runs `body` on a thread that begins and ends with it; its result.
  static func alone(_ body: @escaping @Sendable () throws -> Double) throws -> Double {
    let result = Mutex(Result<Double, any Error>.success(0))
    let isOver = DispatchSemaphore(value: 0)
    Thread {
      let outcome = Result { try body() }
      result.withLock { $0 = outcome }
      isOver.signal()
    }.start()
    isOver.wait()
    return try result.withLock { try $0.get() }
  }

  /// Runs `body` on threads of their own, all at once; their results.
  static func run(
    _ count: Int, _ body: @escaping @Sendable (StartLine) throws -> Double
  ) throws -> [Double] {
    let line = StartLine(count)
    if count == 1 { return [try body(line)] }
    let results = Mutex<[Result<Double, any Error>]>([])
    let group = DispatchGroup()
    for _ in 0..<count {
      group.enter()
      let thread = Thread {
        let result = Result { try body(line) }
        results.withLock { $0.append(result) }
        group.leave()
      }
      thread.start()
    }
    group.wait()
    return try results.withLock { try $0.map { try $0.get() } }
  }
}
