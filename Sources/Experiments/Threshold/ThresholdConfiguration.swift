import Results

/// What the experiment on detection varies and what it holds constant: the p-sweep's workload, seen
/// by a monitor that knows the series alone.
struct ThresholdConfiguration: ExperimentConfiguration {
  /// Violation fractions, each from 0 to 1; 0 gives the false alarms.
  var p: [Double] = []
  /// Reuse modes.
  var reuse: [ReuseMode] = []
  /// Requests after which the monitor is asked; the greatest is the length of a run.
  var requests: [Int] = []
  /// The workload, apart from its requests.
  var workload = ViolationWorkload()
  /// Bytes of the steps in which RSS is counted.
  var stepSize = 0
  /// Epochs of the runs without growth under a varying load.
  var loadCloses: [Int] = []
  /// Runs of the longest of them, where they are fewer.
  var longRuns = 0
  var seeds = Seeds()

  static let file = PackageResources.threshold_json

  static let parameters: [Parameter<Self>] =
    [
      .numbers("p", \.p, .one, .probability, "violation fractions; 0 gives the false alarms"),
      .reuse(\.reuse),
      .wholes(
        "requests", \.requests, .requests, ParameterRules.requests,
        "lengths of the series, multiples of --sample-every"),
    ] + ViolationWorkload.parameters.filter { $0.name != "requests" }.map { $0.within(\.workload) }
    + [
      .whole(
        "step-size", \.stepSize, .bytes, WholeRange(4_096...(1 << 30), isPowerOfTwo: true),
        "bytes of the steps in which RSS is counted"),
      .wholes(
        "load-closes", \.loadCloses, .closes, WholeRange(1_000...100_000_000),
        "epochs of the runs without growth under a varying load"),
      .whole(
        "long-runs", \.longRuns, .runs, WholeRange(1...10_000),
        "runs of those that are longer than a million epochs"),
    ] + Seeds.parameters.map { $0.within(\.seeds) }

  func validateTogether() throws(ExperimentError) {
    let sampleEvery = workload.sampleEvery
    for length in requests {
      try require(
        length >= ThresholdNeeds.leastSamples * sampleEvery, "requests", length,
        "at least \(ThresholdNeeds.leastSamples * sampleEvery), "
          + "\(ThresholdNeeds.leastSamples) samples")
      try require(
        length % sampleEvery == 0, "requests", length,
        "a multiple of --sample-every \(sampleEvery)")
    }
    try longestRun.validateTogether()
    for closes in loadCloses {
      try require(
        closes % Self.loadSamples == 0, "load-closes", closes,
        "a multiple of the \(Self.loadSamples) samples of a run")
    }
    try require(
      stepSize >= Platform.pageSize, "step-size", stepSize,
      "at least a page of \(Platform.pageSize) bytes")
  }

  /// The workload of a run, which is as long as the longest series.
  var longestRun: ViolationWorkload {
    var run = workload
    run.requests = requests.max() ?? 0
    return run
  }

  /// Samples of a run.
  var samples: Int { longestRun.requests / workload.sampleEvery }

  /// Epochs that close between two samples.
  var closesPerSample: Int { workload.sampleEvery / workload.requestsPerEpoch }

  /// Samples of a run under a varying load.
  static let loadSamples = 200

  /// The runs without growth. The long ones take seconds each, and have drained epochs alone.
  var loadArms: [ThresholdLoadArm] {
    LoadKind.allCases.flatMap { load in
      loadCloses.flatMap { closes -> [ThresholdLoadArm] in
        let isLong = closes > 1_000_000
        if isLong && load != .varying { return [] }
        var block = seeds.block(Threshold.name, load.rawValue, "\(closes)")
        if isLong { block.count = min(longRuns, block.count) }
        return block.split(into: isLong ? 1 : 25).map { block in
          ThresholdLoadArm(
            load: load, closes: closes, samples: Self.loadSamples,
            objects: isLong ? 2 : workload.requestsPerEpoch * max(2, workload.requestObjects),
            objectSize: workload.requestSize, slabSize: workload.slabSize, stepSize: stepSize,
            seeds: block)
        }
      }
    }
  }

  /// What theory says of a violation fraction.
  func theory(_ reuse: ReuseMode, p: Double) -> ThresholdTheory {
    ThresholdTheory(
      reuse: reuse, p: p, closesPerSample: closesPerSample,
      capacity: workload.slabSize / workload.sessionSlot,
      stepPages: stepSize / Platform.pageSize, isSlabAPage: workload.slabSize == Platform.pageSize)
  }

  /// Every combination of reuse mode and p, in blocks of seeds.
  ///
  /// - Parameter needs: the samples that theory asks for, which are looked at beside the lengths.
  func arms(_ needs: ThresholdNeeds) -> [ThresholdArm] {
    reuse.flatMap { reuse in
      p.flatMap { p in
        let watched = ViolationRun(p: p, reuse: reuse, seed: seeds.first, workload: longestRun)
        return seeds.block(Threshold.name, reuse.rawValue, "\(p)").split().map { block in
          ThresholdArm(
            watched: watched, seeds: block,
            sampleCounts: requests.map { $0 / workload.sampleEvery } + needs.samples(reuse, p: p),
            stepSize: stepSize)
        }
      }
    }
  }
}
