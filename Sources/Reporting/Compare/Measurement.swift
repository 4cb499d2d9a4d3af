import Results
import Statistics

/// The repeats of one measurement on one side.
public struct Sample: Sendable, Equatable {
  /// One value a repeat; of a series, its mean.
  public let values: [Double]
  /// Their median.
  public let median: Double
  /// The interval of the median; below six repeats, at 95 %, their range.
  public let interval: OrderInterval

  init(_ values: [Double], confidence: Double) throws(StatisticsError) {
    self.values = values
    median = try Statistics.median(of: values)
    interval = try medianInterval(of: values, confidence: confidence)
  }
}

/// What can be said of a noisy column of one row.
public enum Claim: String, Sendable, CaseIterable {
  /// Nothing: `~`.
  case none = "~"
  /// It became worse.
  case regression
  /// It became better.
  case improvement
  /// It changed, and neither way is better.
  case change
}

/// One noisy column of one row, compared across the repeats of both sides.
public struct Measurement: Sendable, Equatable {
  /// The row, as the values of the file's key columns.
  public let key: [String]
  /// Whether the row measures what no change of this project can change.
  public let isReference: Bool
  /// One side.
  public let base: Sample
  /// The other.
  public let head: Sample
  /// The rank test between them.
  public let test: MannWhitney
  /// By what factor head lies above base; nil where a value is not above 0.
  public let ratio: RatioEstimate?
  /// The test's p-value among all that were made, or nil where the repeats are too few for a claim.
  public internal(set) var adjustedPValue: Double?
  /// What can be said.
  public internal(set) var claim = Claim.none
  /// Whether a change was not claimed because the reference rows of its setting moved as far.
  public internal(set) var followsReferences = false

  /// What can be said, or that the row is a reference of which nothing is.
  public var claimWord: String { isReference ? "reference" : claim.rawValue }

  init(
    key: [String], isReference: Bool, base: [Double], head: [Double], confidence: Double
  ) throws(StatisticsError) {
    self.key = key
    self.isReference = isReference
    self.base = try Sample(base, confidence: confidence)
    self.head = try Sample(head, confidence: confidence)
    test = try MannWhitney(base, head)
    let isPositive = (base + head).allSatisfy { $0 > 0 }
    ratio =
      isPositive ? try RatioEstimate(of: head, over: base, confidence: confidence) : nil
  }

  /// How far head's median lies from base's, over base's magnitude: infinite where that is 0.
  public var relativeChange: Double {
    if let ratio { return ratio.ratio - 1 }
    let difference = head.median - base.median
    return difference == 0 ? 0 : difference / base.median.magnitude
  }
}
