import Results

/// What a profiler told of one moment, read back from a page of metrics or a line of JSON.
package struct ProfilerReading: Sendable, Equatable {
  /// What one site's objects did to granules.
  package struct Site: Sendable, Equatable {
    /// File and line.
    package var name: String
    /// Granules that closed with a live object of the site.
    package var granules = 0
    /// Objects of the site that were live at a close, and their bytes.
    package var objects = 0
    package var bytes = 0
    /// Objects that died soon after the boundary, and long after it.
    package var nearMisses = 0
    package var mismatches = 0

    /// Objects that have not died.
    package var outstanding: Int { max(0, objects - nearMisses - mismatches) }
  }

  /// Seconds since 1970, where the source says it.
  package var time: Double?
  package var drained = 0
  package var pinned = 0
  package var openGranules = 0
  package var drainableOpenGranules = 0
  package var retainedGranules = 0
  package var allocations = 0
  package var deallocations = 0
  /// Calls that contradict each other, by kind.
  package var misuse: [String: Int] = [:]
  package var droppedReports = 0
  /// Nil in production mode.
  package var sites: [Site]?

  package init() {}

  /// What a count may be: sums of some are whole, too.
  static let counts = 0...(1 << 53)

  package var closes: Int { drained + pinned }
  package var live: Int { allocations - deallocations }

  /// Calls that contradict each other; an open of an open granule is what lazy registration does.
  package var contradictions: Int {
    misuse.filter { $0.key != "double_open" }.values.reduce(0, +)
  }

  /// What was counted since an earlier reading; nil when counts went back, as they do when a
  /// process starts again.
  package func since(_ earlier: ProfilerReading) -> (drained: Int, pinned: Int)? {
    let counts = [
      (drained, earlier.drained), (pinned, earlier.pinned), (allocations, earlier.allocations),
    ]
    return counts.allSatisfy { $0.0 >= $0.1 }
      ? (drained - earlier.drained, pinned - earlier.pinned) : nil
  }
}

/// What is wrong with a page or a line, and where.
package struct ReadingError: Error, Sendable, Equatable, CustomStringConvertible {
  let file: String
  let position: TextPosition
  let sentence: String

  /// `file:line:column: sentence`.
  package var description: String { "\(file):\(position): \(sentence)" }
}

extension ProfilerReading {
  /// Reads what a program wrote: a page in the OpenMetrics format, or lines of JSON.
  ///
  /// - Parameter file: the name for error sentences.
  /// - Returns: one reading of a page, one of each line; at least one.
  package static func read(_ bytes: [UInt8], file: String) throws -> [ProfilerReading] {
    let first = bytes.first { !Set(" \t\r\n".utf8).contains($0) }
    switch first {
    case UInt8(ascii: "{"): return try SnapshotLines(bytes, file: file).readings()
    case nil:
      throw ReadingError(
        file: file, position: .start,
        sentence: "expected a page of metrics or lines of JSON, found nothing")
    default: return [try MetricsPage(bytes, file: file).reading()]
    }
  }
}
