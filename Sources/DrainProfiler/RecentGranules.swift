/// The granules that closed last without a live object: what tells a second close from a close of
/// something that was never opened.
struct RecentGranules {
  /// Granules that are remembered.
  static let capacity = 65_536

  private var ring: [UInt64] = []
  private var positions: [UInt64: Int] = [:]
  private var next = 0

  func contains(_ granule: UInt64) -> Bool { positions[granule] != nil }

  mutating func remove(_ granule: UInt64) { positions[granule] = nil }

  /// Remembers a granule in place of the oldest; O(1).
  mutating func insert(_ granule: UInt64) {
    if ring.count < Self.capacity {
      positions[granule] = ring.count
      ring.append(granule)
      return
    }
    // The oldest may have been opened, and even closed, again since.
    if positions[ring[next]] == next { positions[ring[next]] = nil }
    ring[next] = granule
    positions[granule] = next
    next = (next + 1) % Self.capacity
  }
}
