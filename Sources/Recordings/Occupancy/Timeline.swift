/// Live, occupied and resident bytes over the time of a recording.
package struct Timeline: Sendable, Equatable {
  /// The heap at one time.
  package struct Point: Sendable, Equatable {
    /// Nanoseconds from the start.
    package var time: UInt64
    package var totals: HeapTotals
    /// The program's resident set, as last told; nil where the recording has not told yet.
    package var residentBytes: Int?
  }

  /// The points in their order, at most `Timeline.limit` and one.
  package private(set) var points: [Point] = []

  /// Points that are kept.
  package static let limit = 1_024

  private var interval: UInt64 = 1
  private var next: UInt64 = 0
  private(set) var resident: Int?

  init() {}

  mutating func noteResident(_ bytes: UInt64) { resident = Int(bytes) }

  /// Whether a point at that time would be kept.
  @inline(__always) func wants(_ time: UInt64) -> Bool { time >= next }

  /// Adds a point; when there are too many, every second one goes and the interval doubles.
  mutating func append(_ time: UInt64, _ totals: HeapTotals) {
    points.append(Point(time: time, totals: totals, residentBytes: resident))
    if points.count > Self.limit {
      points = points.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
      let span = (points.last?.time ?? 0) - points[0].time
      interval = max(interval * 2, span / UInt64(Self.limit / 2))
    }
    next = time + interval
  }

  /// Adds the last point, unless there is one of that time; then it takes its place.
  mutating func close(_ time: UInt64, _ totals: HeapTotals) {
    if points.last?.time == time { points.removeLast() }
    points.append(Point(time: time, totals: totals, residentBytes: resident))
  }
}
