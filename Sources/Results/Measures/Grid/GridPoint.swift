import Statistics

/// A mean over seeds beside its closed form: what every extension experiment measures at each point
/// of its grid.
package struct GridPoint: Sendable, Equatable {
  /// Seeds, or independent trials, behind the mean.
  package var seeds: Int
  /// The mean, in the metric's unit.
  package var measured: Double
  /// The lower end of the mean's 95 % interval; nil for a single seed.
  package var ciLow: Double?
  /// The upper end of the mean's 95 % interval; nil for a single seed.
  package var ciHigh: Double?
  /// What the closed form says; nil where there is none.
  package var predicted: Double?

  /// A point from its parts.
  package init(
    seeds: Int, measured: Double, ciLow: Double?, ciHigh: Double?, predicted: Double?
  ) {
    self.seeds = seeds
    self.measured = measured
    self.ciLow = ciLow
    self.ciHigh = ciHigh
    self.predicted = predicted
  }

  /// The mean of one value a seed, with its t interval.
  ///
  /// Values that are all equal have an interval of one number, which only an exact closed form
  /// hits; unless seeds may differ so seldom that these happened not to, and the closed form knows
  /// by how much.
  /// - Parameters:
  ///   - values: one finite value for each seed, at least one.
  ///   - predicted: what the closed form says.
  ///   - deviation: the closed form's standard deviation of one seed, from which the interval is
  ///     taken, as a normal one, where all values are equal.
  package init(
    meanOf values: [Double], predicted: Double?, deviation: Double = 0
  ) throws(StatisticsError) {
    self.predicted = predicted
    seeds = values.count
    measured = try mean(of: values)
    if values.count < 2 { return }
    if values.allSatisfy({ $0 == values[0] }) {
      measured = values[0]
      let reach =
        try StandardNormal.quantile(0.975) * deviation / Double(values.count).squareRoot()
      (ciLow, ciHigh) = (values[0] - reach, values[0] + reach)
      return
    }
    let interval = try meanInterval(of: values)
    (ciLow, ciHigh) = (interval.low, interval.high)
  }

  /// A figure that is read off all samples together, with its jackknife interval.
  ///
  /// - Parameters:
  ///   - samples: one for each seed, at least two.
  ///   - predicted: what the closed form says.
  ///   - statistic: the figure of as many samples, or one fewer.
  package init<Sample>(
    of samples: [Sample], predicted: Double?,
    statistic: ([Sample]) throws(StatisticsError) -> Double
  ) throws(StatisticsError) {
    let interval = try jackknifeInterval(samples, statistic: statistic)
    self.predicted = predicted
    seeds = samples.count
    measured = try statistic(samples)
    (ciLow, ciHigh) = (interval.low, interval.high)
  }

  /// A rate of independent trials with its Wilson interval, which holds for rare outcomes too,
  /// where seeds that all saw none would have an interval of 0 alone.
  ///
  /// - Parameters:
  ///   - successes: 0 to `trials`.
  ///   - trials: 1 or more, over all seeds.
  ///   - seeds: runs that the trials came from.
  ///   - predicted: what the closed form says.
  package init(
    rateOf successes: Int, in trials: Int, seeds: Int, predicted: Double?
  ) throws(StatisticsError) {
    let interval = try wilsonInterval(successes: successes, trials: trials)
    self.predicted = predicted
    self.seeds = seeds
    measured = Double(successes) / Double(trials)
    (ciLow, ciHigh) = (interval.low, interval.high)
  }

  /// Measured less predicted; nil where there is no closed form.
  package var residual: Double? { predicted.map { measured - $0 } }

  /// Whether the 95 % interval holds the closed form; nil where there is none of either.
  ///
  /// An end of the interval and the closed form may differ by rounding.
  package var agrees: Bool? {
    guard let predicted, let ciLow, let ciHigh else { return nil }
    let rounding = 1e-12 * max(predicted.magnitude, measured.magnitude)
    return ciLow - rounding <= predicted && predicted <= ciHigh + rounding
  }
}
