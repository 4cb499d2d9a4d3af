/// What a comparison takes for a change.
package struct ComparisonSettings: Sendable, Equatable {
  /// The probability, above 0 and below 1, of claiming any change among two runs of the same program.
  package var alpha: Double
  /// The least change of a median that is worth a claim, in percent of the base's.
  package var thresholdPercent: Double

  /// What holds where nothing else is asked for.
  package static let standard = ComparisonSettings(alpha: 0.05, thresholdPercent: 5)

  /// Settings from their parts.
  package init(alpha: Double, thresholdPercent: Double) {
    self.alpha = alpha
    self.thresholdPercent = thresholdPercent
  }

  /// The confidence of the intervals that go with the tests.
  package var confidence: Double { 1 - alpha }
}
