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

/// A line that threads cross together, and at which they sleep until the last one is there.
final class RestLine: @unchecked Sendable {
  private let count: Int
  /// Protects `arrived`.
  private let condition = NSCondition()
  private var arrived = 0

  init(_ count: Int) { self.count = count }

  func wait() {
    condition.lock()
    defer { condition.unlock() }
    arrived += 1
    let target = (arrived + count - 1) / count * count
    if arrived == target { condition.broadcast() }
    while arrived < target { condition.wait() }
  }
}

enum BenchThreads {
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
