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
    /// By signal, rule and place in `sampleCounts`, whether growth is claimed.
    var claims: [GrowthSignal: [GrowthRule: [Bool]]] = [:]
    /// By signal, R-squared of the line through the whole run; none where the signal stood still.
    var rSquared: [GrowthSignal: Double] = [:]
  }

  static let kind = Threshold.name

  var work: Double { watched.work * Double(seeds.count) }

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
      for signal in GrowthSignal.allCases {
        try look(samples.map { value($0, signal, phase: phase) }, signal, &run)
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

  private func look(_ values: [Double], _ signal: GrowthSignal, _ run: inout Run) throws {
    for rule in GrowthRule.allCases {
      run.claims[signal, default: [:]][rule] = try sampleCounts.map { count in
        try GrowthMonitor.claimsGrowth(Array(values[..<count]), rule)
      }
    }
    run.rSquared[signal] = try LinearFit(x: values.indices.map(Double.init), y: values).rSquared
  }
}
