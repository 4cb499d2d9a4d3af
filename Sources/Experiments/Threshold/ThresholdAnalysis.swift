import Results
import Statistics

/// Arms, rows and checks of the experiment on detection.
struct ThresholdAnalysis: Sendable {
  let configuration: ThresholdConfiguration
  /// One row a grid point.
  private(set) var rows: [ThresholdRow] = []
  private(set) var needs: ThresholdNeeds
  /// Runs, and those whose monitor was asked after as many requests as it was to be.
  private(set) var asked = (times: 0, inTime: 0)

  /// Works out what the signals need, so that it can be tried.
  init(_ configuration: ThresholdConfiguration) throws {
    self.configuration = configuration
    needs = try ThresholdNeeds(configuration)
  }

  /// What has to be run.
  var arms: [ThresholdArm] { configuration.arms(needs) }

  /// Analyses finished arms.
  mutating func analyse(_ finished: Finished<ThresholdArm>) throws {
    for reuse in configuration.reuse {
      for p in configuration.p {
        let runs = SeededRuns(
          finished.filter { $0.arm.watched.reuse == reuse && $0.arm.watched.p == p }, seeds: \.seeds
        )
        if runs.runs.isEmpty { continue }
        let requests =
          configuration.requests
          + needs.samples(reuse, p: p).map { $0 * configuration.workload.sampleEvery }
        asked.times += runs.runs.count
        asked.inTime += runs.runs.count { $0.requests == requests }
        for signal in GrowthSignal.allCases {
          for rule in GrowthRule.allCases { try addPower(reuse, p, signal, rule, runs) }
          if p > 0 { try addRSquared(reuse, p, signal, runs) }
        }
      }
    }
  }

  private mutating func add(
    _ reuse: ReuseMode, _ p: Double, _ signal: GrowthSignal, _ rule: GrowthRule, samples: Int,
    _ metric: ThresholdRow.Metric, _ point: GridPoint
  ) {
    rows.append(
      ThresholdRow(
        reuse: reuse, signal: signal, rule: rule, p: p,
        epochs: samples * configuration.closesPerSample, metric: metric, point: point))
  }

  private mutating func addPower(
    _ reuse: ReuseMode, _ p: Double, _ signal: GrowthSignal, _ rule: GrowthRule,
    _ runs: SeededRuns<ThresholdArm.Run>
  ) throws {
    let theory = configuration.theory(reuse, p: p)
    let lengths = configuration.requests.map { $0 / configuration.workload.sampleEvery }
    func rate(at index: Int, _ predicted: Double?) throws -> GridPoint {
      try GridPoint(
        rateOver: runs.outcomes { $0.claims[signal]?[rule]?[index] ?? false },
        predicted: predicted)
    }
    for (index, samples) in lengths.enumerated() {
      // The rule on increments has no closed form here.
      let predicted =
        rule == .levels ? try theory.power(signal, needs.detection(samples: samples)) : nil
      add(reuse, p, signal, rule, samples: samples, .power, try rate(at: index, predicted))
    }
    guard rule == .levels, let samples = needs.samples(signal, reuse, p: p) else { return }
    let before = GrowthSignal.allCases.prefix { $0 != signal }
      .count { needs.samples($0, reuse, p: p) != nil }
    var point = try rate(
      at: lengths.count + before, theory.power(signal, needs.detection(samples: samples)))
    // The same runs at the same length are one point of the grid.
    if lengths.contains(samples) { (point.ciLow, point.ciHigh) = (nil, nil) }
    add(reuse, p, signal, rule, samples: samples, .powerAtNeed, point)
  }

  private mutating func addRSquared(
    _ reuse: ReuseMode, _ p: Double, _ signal: GrowthSignal,
    _ runs: SeededRuns<ThresholdArm.Run>
  ) throws {
    let values = runs.values { $0.rSquared[signal] }
    guard let least = values.map(\.value).min(), let greatest = values.map(\.value).max() else {
      return
    }
    let samples = configuration.samples
    func ofAll(_ value: Double) -> GridPoint {
      GridPoint(seeds: values.count, measured: value, ciLow: nil, ciHigh: nil, predicted: nil)
    }
    add(
      reuse, p, signal, .levels, samples: samples, .rSquared,
      try GridPoint(meanOf: values, predicted: nil))
    add(reuse, p, signal, .levels, samples: samples, .rSquaredLeast, ofAll(least))
    add(reuse, p, signal, .levels, samples: samples, .rSquaredGreatest, ofAll(greatest))
  }
}
