import Foundation

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
