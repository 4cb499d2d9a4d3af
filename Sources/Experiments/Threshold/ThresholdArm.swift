import Results
import Statistics

/// Runs of the p-sweep's workload of one reuse mode and p, one a seed, as a monitor sees them.
struct ThresholdArm: Arm {
  /// The run that is watched, apart from its seed.
  var watched: ViolationRun
  var seeds: SeedBlock
  /// Samples after which the monitor is asked.
  var sampleCounts: [Int]
  /// Bytes of the steps in which RSS is counted.
  var stepSize: Int

  /// What one seed gives.
  struct Run: Codable, Sendable {
    /// By place in `sampleCounts`, the last request that the monitor has seen when it is asked.
    var requests: [Int] = []
    /// By signal, rule and place in `sampleCounts`, whether growth is claimed.
    var claims: [GrowthSignal: [GrowthRule: [Bool]]] = [:]
    /// By signal, R-squared of the line through the whole run; none where the signal stood still.
    var rSquared: [GrowthSignal: Double] = [:]
  }

  static let kind = Threshold.name

  var label: String { "threshold p=\(watched.p) reuse=\(watched.reuse.rawValue) seeds=\(seeds)" }

  /// Runs the seeds one after the other.
  func run() throws -> [Run] {
    try seeds.generatorSeeds.map { seed in
      var seeded = watched
      seeded.seed = seed
      let samples = try seeded.run().samples
      // What the counter held before the run is as good as random; no draw of the run depends on
      // it.
      var generator = SplitMix64(seed: ~seed)
      let pages = UInt64(stepSize / Platform.pageSize)
      let phase = Int(generator.nextBounded(pages)) * Platform.pageSize
      var run = Run()
      for count in sampleCounts {
        try ask(about: samples[..<count], phase: phase, &run)
      }
      for signal in GrowthSignal.allCases {
        let values = samples.map { value($0, signal, phase: phase) }
        run.rSquared[signal] = try LinearFit(x: values.indices.map(Double.init), y: values).rSquared
      }
      return run
    }
  }

  private func value(_ sample: ViolationRun.Sample, _ signal: GrowthSignal, phase: Int) -> Double {
    switch signal {
    case .rss: Double(sample.rssBytes)
    case .rssSteps:
      Double(GrowthMonitor.counted(sample.rssBytes, inSteps: stepSize, phase: phase))
    case .retainedSlabs: Double(sample.retainedSlabs)
    }
  }

  /// Asks the monitor of each signal whether the samples so far show growth.
  private func ask(
    about samples: ArraySlice<ViolationRun.Sample>, phase: Int, _ run: inout Run
  ) throws {
    run.requests.append(samples.last?.request ?? 0)
    for signal in GrowthSignal.allCases {
      let values = samples.map { value($0, signal, phase: phase) }
      for rule in GrowthRule.allCases {
        run.claims[signal, default: [:]][rule, default: []].append(
          try GrowthMonitor.claimsGrowth(values, rule))
      }
    }
  }
}
