/// How long something lives, as a distribution of durations of 0 or more.
///
///     let lifetime = Lifetime.pareto(minimum: 1_000, shape: 0.9)
///     let share = lifetime.survival(beyond: 50_000)
///     let duration = lifetime.draw(using: &generator)
///
/// Source of the moments and tails: Johnson, Kotz and Balakrishnan, "Continuous Univariate
/// Distributions", volume 1, 2nd edition, 1994, chapters 14 (lognormal), 19 (exponential) and 20
/// (Pareto).
package enum Lifetime: Sendable, Equatable, Codable {
  /// Always the same duration.
  case fixed(Double)
  /// No memory: the rest of a life is as long as a new one.
  case exponential(mean: Double)
  /// The logarithm is normal: `median` is the middle duration, `shape` the logarithm's standard
  /// deviation.
  case lognormal(median: Double, shape: Double)
  /// A tail that falls as a power: `shape` is the exponent, `minimum` the shortest duration. Up to
  /// a shape of 1 the mean is infinite.
  case pareto(minimum: Double, shape: Double)

  /// The mean duration; infinite for a Pareto lifetime of shape 1 or less.
  package var mean: Double {
    switch self {
    case .fixed(let duration): duration
    case .exponential(let mean): mean
    case .lognormal(let median, let shape): median * Statistics.exponential(shape * shape / 2)
    case .pareto(let minimum, let shape):
      shape > 1 ? minimum * shape / (shape - 1) : .infinity
    }
  }

  /// The probability of a duration above `duration`.
  ///
  /// - Parameter duration: any number; at or below 0 the result is 1 for a lifetime that is never
  ///   0.
  package func survival(beyond duration: Double) -> Double {
    switch self {
    case .fixed(let fixed): fixed > duration ? 1 : 0
    case .exponential(let mean): duration <= 0 ? 1 : Statistics.exponential(-duration / mean)
    case .lognormal(let median, let shape):
      duration <= 0 ? 1 : StandardNormal.cumulative(-naturalLog(duration / median) / shape)
    case .pareto(let minimum, let shape):
      duration <= minimum ? 1 : power(minimum / duration, shape)
    }
  }

  /// The duration that is exceeded with probability `1 - probability`.
  ///
  /// - Parameter probability: 0 to 1.
  package func quantile(_ probability: Double) throws(StatisticsError) -> Double {
    try check(probability: probability, named: "probability")
    return inverse(at: probability)
  }

  /// Draws a duration by inversion, which takes one word whatever the lifetime, so that sequences
  /// that differ only in their lifetimes stay aligned.
  package func draw(using generator: inout some RandomNumberGenerator) -> Double {
    // The middle of one of 2^52 cells, which has no rounding: neither end is drawn.
    inverse(at: Double(generator.next() &>> 12) * 0x1p-52 + 0x1p-53)
  }

  private func inverse(at probability: Double) -> Double {
    switch self {
    case .fixed(let duration): duration
    case .exponential(let mean): -mean * naturalLog1p(-probability)
    case .lognormal(let median, let shape):
      median * Statistics.exponential(shape * StandardNormal.inverse(at: probability))
    case .pareto(let minimum, let shape): minimum * power(1 - probability, -1 / shape)
    }
  }
}
