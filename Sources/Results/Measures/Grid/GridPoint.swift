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
  /// What each run gave; none where the point was read from a file, or is read off several points.
  package private(set) var runs: [Run] = []
  /// What the closed form says of one run's scatter too, where the interval is taken from it.
  private(set) var law: SkewedLaw?

  /// What one run gave.
  package struct Run: Sendable, Equatable {
    package var seed: UInt64
    /// In the metric's unit.
    package var value: Double
    /// Of how many independent trials the value is the rate; nil for a value of another kind.
    package var trials: Int?
    /// The least difference of two runs, where all gave one value and the mean's interval is taken
    /// from it.
    package fileprivate(set) var step: Double?

    package init(seed: UInt64, value: Double, trials: Int? = nil) {
      (self.seed, self.value, self.trials) = (seed, value, trials)
    }

    /// A rate of independent trials.
    ///
    /// - Parameters:
    ///   - successes: 0 to `trials`.
    ///   - trials: 1 or more.
    package init(seed: UInt64, rateOf successes: Int, in trials: Int) {
      self.init(seed: seed, value: Double(successes) / Double(trials), trials: trials)
    }
  }

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
  /// Values that are all equal tell nothing of how far another could lie, and have no interval;
  /// unless the closed form is another number, since runs differ so seldom that these happened not
  /// to. The mean may then be off by as many steps as the mid-P interval of none in n allows of a
  /// rate.
  /// - Parameters:
  ///   - values: one finite value for each seed, at least one.
  ///   - predicted: what the closed form says.
  ///   - step: the least difference of two values, where runs may differ.
  package init(
    meanOf values: [Double], predicted: Double?, step: Double = 0
  ) throws(StatisticsError) {
    self.predicted = predicted
    seeds = values.count
    measured = try mean(of: values)
    if values.count < 2 { return }
    if values.allSatisfy({ $0 == values[0] }) {
      measured = values[0]
      let isExact = predicted.map { ($0 - values[0]).magnitude <= 1e-12 * $0.magnitude } ?? true
      if isExact { return }
      let reach = try step * midPInterval(successes: 0, trials: values.count).high
      (ciLow, ciHigh) = (values[0] - reach, values[0] + reach)
      return
    }
    let interval = try meanInterval(of: values)
    (ciLow, ciHigh) = (interval.low, interval.high)
  }

  /// The mean of one value a run, with its t interval.
  ///
  /// - Parameter runs: each with a finite value, at least one.
  package init(
    meanOf runs: [Run], predicted: Double?, step: Double = 0
  ) throws(StatisticsError) {
    try self.init(meanOf: runs.map(\.value), predicted: predicted, step: step)
    self.runs = runs
    if let ciLow, ciLow < measured, runs.allSatisfy({ $0.value == runs[0].value }) {
      for index in self.runs.indices { self.runs[index].step = step }
    }
  }

  /// The mean of one value a run beside a closed form that tells how runs scatter, which few runs,
  /// and those of rare events, tell badly: the interval around the mean has the law's quantiles.
  ///
  /// - Parameters:
  ///   - runs: each with a finite value, 0 or more; at least one.
  ///   - law: that of one run.
  package init(meanOf runs: [Run], _ law: SkewedLaw) throws(StatisticsError) {
    let values = runs.map(\.value)
    let interval = try law.interval(aroundMean: mean(of: values), of: values.count)
    if values.count < 2 || interval == nil {
      // What no run can change stands alone, and what does so all the same has its own scatter.
      try self.init(meanOf: runs, predicted: law.mean)
      return
    }
    try self.init(
      seeds: values.count, measured: mean(of: values), ciLow: interval.map { max(0, $0.low) },
      ciHigh: interval?.high, predicted: law.mean)
    (self.runs, self.law) = (runs, law)
  }

  /// The rate of all runs' trials with its mid-P interval.
  ///
  /// - Parameter runs: each with the number of its trials, at least one.
  package init(rateOver runs: [Run], predicted: Double?) throws(StatisticsError) {
    let trials = runs.reduce(0) { $0 + ($1.trials ?? 0) }
    let successes = runs.reduce(0) { $0 + Int(($1.value * Double($1.trials ?? 0)).rounded()) }
    try self.init(rateOf: successes, in: trials, seeds: runs.count, predicted: predicted)
    self.runs = runs
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

  /// A rate of independent trials with its mid-P interval, which holds for rare outcomes too,
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
    let interval = try midPInterval(successes: successes, trials: trials)
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
