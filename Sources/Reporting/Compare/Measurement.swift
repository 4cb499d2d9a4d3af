import Results
import Statistics

/// The repeats of one measurement on one side.
package struct Sample: Sendable, Equatable {
  /// One value a repeat; of a series, its mean.
  package let values: [Double]
  /// Their median.
  package let median: Double
  /// The interval of the median; below six repeats, at 95 %, their range.
  package let interval: OrderInterval

  init(_ values: [Double], confidence: Double) throws(StatisticsError) {
    self.values = values
    median = try Statistics.median(of: values)
    interval = try medianInterval(of: values, confidence: confidence)
  }
}

/// What can be said of a noisy column of one row.
package enum Claim: String, Sendable, CaseIterable {
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
package struct Measurement: Sendable, Equatable {
  /// The row, as the values of the file's key columns.
  package let key: [String]
  /// Whether the row measures what no change of this project can change.
  package let isReference: Bool
  /// One side.
  package let base: Sample
  /// The other.
  package let head: Sample
  /// The rank test between them.
  package let test: MannWhitney
  /// By what factor head lies above base; nil where a value is not above 0.
  package let ratio: RatioEstimate?
  /// The test's p-value among all that were made, or nil where the repeats are too few for a claim.
  package internal(set) var adjustedPValue: Double?
  /// What can be said.
  package internal(set) var claim = Claim.none
  /// Whether a change was not claimed because the reference rows of its setting moved as far.
  package internal(set) var followsReferences = false

  /// What can be said, or that the row is a reference of which nothing is.
  package var claimWord: String { isReference ? "reference" : claim.rawValue }

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
  package var relativeChange: Double {
    if let ratio { return ratio.ratio - 1 }
    let difference = head.median - base.median
    return difference == 0 ? 0 : difference / base.median.magnitude
  }
}
