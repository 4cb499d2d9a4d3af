/// Which way a measured value is better.
package enum Preference: String, Sendable, CaseIterable {
  /// Less is better, as of time and memory.
  case lower
  /// More is better, as of throughput.
  case higher
  /// Neither is.
  case neither
}

/// The unit of a column, which its name holds: `ns_per_pair`, `rss_bytes`, `wall_seconds`.
package enum ColumnUnit: String, Sendable, CaseIterable {
  /// Memory, in bytes.
  case bytes
  /// Time, in nanoseconds.
  case nanoseconds = "ns"
  /// Time, in microseconds.
  case microseconds = "us"
  /// Time, in milliseconds.
  case milliseconds = "ms"
  /// Time, in seconds.
  case seconds
  /// So many in a second.
  case perSecond = "1/s"
  /// A pure number, or a unit that is not known here.
  case one = "1"

  /// Reads a name's unit: a time after `per`, or else any word that does not follow `per`.
  package init(ofColumn name: String) {
    let words = name.lowercased().split(separator: "_").map(String.init)
    let parts = words.split(separator: "per", omittingEmptySubsequences: false)
    if parts.dropFirst().contains(where: { Self.timesAfterPer.contains($0.first ?? "") }) {
      self = .perSecond
    } else {
      let candidates = (parts.first ?? []) + parts.dropFirst().flatMap { $0.dropFirst() }
      self = candidates.lazy.compactMap(Self.init(word:)).first ?? .one
    }
  }

  private static let timesAfterPer: Set<String> = ["s", "sec", "second"]

  private init?(word: String) {
    switch word {
    case "bytes": self = .bytes
    case "ns", "nanoseconds": self = .nanoseconds
    case "us", "microseconds": self = .microseconds
    case "ms", "milliseconds": self = .milliseconds
    case "seconds", "sec": self = .seconds
    default: return nil
    }
  }

  /// Whether values of this unit are measured with a clock.
  package var isOfTime: Bool {
    switch self {
    case .bytes, .one: false
    case .nanoseconds, .microseconds, .milliseconds, .seconds, .perSecond: true
    }
  }

  /// Which way a measurement in this unit is better.
  package var better: Preference {
    switch self {
    case .bytes, .nanoseconds, .microseconds, .milliseconds, .seconds: .lower
    case .perSecond: .higher
    case .one: .neither
    }
  }
}
