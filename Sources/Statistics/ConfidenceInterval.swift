/// A range that holds the unknown value in a stated share of repetitions.
package struct ConfidenceInterval: Equatable, Sendable {
  /// The lower end, in the unit of the value.
  package let low: Double
  /// The upper end, `low` or more.
  package let high: Double

  /// Makes an interval from its ends, of which `low` must not be above `high`.
  package init(low: Double, high: Double) {
    precondition(low <= high, "interval from \(low) to \(high): low must not be above high")
    self.low = low
    self.high = high
  }

  /// Half the distance between the ends.
  package var halfWidth: Double { (high - low) / 2 }

  /// Whether `value` lies between the ends, the ends included.
  package func contains(_ value: Double) -> Bool { low <= value && value <= high }
}
