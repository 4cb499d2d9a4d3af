/// What a comparison takes for a change.
public struct ComparisonSettings: Sendable, Equatable {
  /// The probability, above 0 and below 1, of claiming any change among two runs of the same program.
  public var alpha: Double
  /// The least change of a median that is worth a claim, in percent of the base's.
  public var thresholdPercent: Double

  /// What holds where nothing else is asked for.
  public static let standard = ComparisonSettings(alpha: 0.05, thresholdPercent: 5)

  /// Settings from their parts.
  public init(alpha: Double, thresholdPercent: Double) {
    self.alpha = alpha
    self.thresholdPercent = thresholdPercent
  }

  /// The confidence of the intervals that go with the tests.
  public var confidence: Double { 1 - alpha }
}
