import Statistics

/// What a rate of drained closes says, and how often so few closes would say it wrongly.
///
/// The thresholds are those of the published profiler: above 90 % healthy, 50 to 90 % moderate,
/// below 50 % severe.
package struct DrainVerdict: Sendable, Equatable {
  package enum Grade: String, Sendable, CaseIterable {
    case healthy, moderate, severe
  }

  static let healthyAbove = 0.9
  static let severeBelow = 0.5

  /// Closes, and those of them that drained.
  package let closes: Int
  package let drained: Int
  /// How many independent closes the closes are worth.
  package let effectiveCloses: Int
  package let grade: Grade
  /// The Wilson interval of the rate, 95 %.
  package let interval: ConfidenceInterval
  /// The probability that so many closes, or fewer, drain where the true rate is at the threshold:
  /// how often a program that is just not that bad is called so. Of a healthy verdict, how often one
  /// at the threshold looks as good.
  package let falseAlarmRate: Double

  /// More closes tell nothing more.
  private static let mostCloses = 1_000_000_000

  package var rate: Double { Double(drained) / Double(closes) }

  /// Judges closes.
  ///
  /// - Parameters:
  ///   - closes: 1 or more.
  ///   - drained: 0 to `closes`.
  ///   - dispersion: how many times the variance of independent closes theirs is; 1 or more.
  package init(drained: Int, closes: Int, dispersion: Double = 1) throws(StatisticsError) {
    self.closes = closes
    self.drained = drained
    let rate = Double(drained) / Double(closes)
    grade = Self.grade(of: rate)
    effectiveCloses = min(Self.mostCloses, max(1, Int(Double(closes) / max(1, dispersion))))
    let effective =
      effectiveCloses == closes
      ? drained : Int((rate * Double(effectiveCloses)).rounded())
    interval = try wilsonInterval(successes: effective, trials: effectiveCloses)
    falseAlarmRate = try Self.tail(grade, drained: effective, of: effectiveCloses)
  }

  static func grade(of rate: Double) -> Grade {
    rate > healthyAbove ? .healthy : rate < severeBelow ? .severe : .moderate
  }

  /// The probability of the verdict at the threshold that it has passed.
  private static func tail(
    _ grade: Grade, drained: Int, of closes: Int
  ) throws(StatisticsError) -> Double {
    switch grade {
    case .healthy:
      return try BinomialDistribution(trials: closes, probability: healthyAbove)
        .exceeding(drained - 1)
    case .moderate, .severe:
      // So many pinned or more, counted from that side, keeps the digits of a small probability.
      let threshold = grade == .severe ? severeBelow : healthyAbove
      return try BinomialDistribution(trials: closes, probability: 1 - threshold)
        .exceeding(closes - drained - 1)
    }
  }

  /// How many closes at the same rate would bring the false-alarm rate down to `limit`; nil when
  /// more than a million would not.
  func closesNeeded(for limit: Double) throws(StatisticsError) -> Int? {
    func isEnough(_ count: Int) throws(StatisticsError) -> Bool {
      let drained = Int((rate * Double(count)).rounded())
      return try Self.tail(grade, drained: drained, of: count) <= limit
    }
    var (low, high) = (1, max(2, effectiveCloses))
    while try !isEnough(high) {
      if high > 1_000_000 { return nil }
      (low, high) = (high, high * 2)
    }
    while low + 1 < high {
      let middle = (low + high) / 2
      if try isEnough(middle) { high = middle } else { low = middle }
    }
    return Int(Double(high) * Double(closes) / Double(effectiveCloses))
  }

  /// How many times as widely as independent closes the rates of spans scatter (Pearson's statistic
  /// over its degrees of freedom: McCullagh and Nelder, "Generalized Linear Models", 2nd edition,
  /// 1989, section 4.5); 1 where fewer than five spans tell nothing, or the scatter is less.
  static func dispersion(of spans: [(drained: Int, closes: Int)]) -> Double {
    let spans = spans.filter { $0.closes > 0 }
    let closes = Double(spans.reduce(0) { $0 + $1.closes })
    let rate = Double(spans.reduce(0) { $0 + $1.drained }) / closes
    guard spans.count >= 5, rate > 0, rate < 1 else { return 1 }
    let sum = spans.reduce(0.0) { sum, span in
      let expected = rate * Double(span.closes)
      let excess = Double(span.drained) - expected
      return sum + excess * excess / (expected * (1 - rate))
    }
    return max(1, sum / Double(spans.count - 1))
  }
}
