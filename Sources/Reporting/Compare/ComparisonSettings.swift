/// What a comparison takes for a change.
package struct ComparisonSettings: Sendable, Equatable {
  /// The probability, above 0 and below 1, of claiming any change among two runs of the same
  /// program.
  package var alpha: Double
  /// The least change of a median that is worth a claim, in percent of the base's.
  package var thresholdPercent: Double
  /// Whether times and memory of different machines are compared.
  package var comparesMachines = false
  /// What of the results is compared; nil for all.
  package var pattern: ComparisonPattern?

  /// What holds where nothing else is asked for.
  package static let standard = ComparisonSettings(alpha: 0.05, thresholdPercent: 5)

  /// Settings from their parts.
  package init(
    alpha: Double, thresholdPercent: Double, comparesMachines: Bool = false,
    pattern: ComparisonPattern? = nil
  ) {
    self.alpha = alpha
    self.thresholdPercent = thresholdPercent
    self.comparesMachines = comparesMachines
    self.pattern = pattern
  }

  /// The confidence of the intervals that go with the tests.
  package var confidence: Double { 1 - alpha }
}
