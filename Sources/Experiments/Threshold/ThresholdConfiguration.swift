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
  var seeds = Seeds()

  static let file = PackageResources.threshold_json

  static let parameters: [Parameter<Self>] =
    [
      .numbers("p", \.p, .probability, "violation fractions; 0 gives the false alarms"),
      .reuse(\.reuse),
      .wholes(
        "requests", \.requests, ParameterRules.requests,
        "lengths of the series, multiples of --sample-every"),
    ] + ViolationWorkload.parameters.filter { $0.name != "requests" }.map { $0.within(\.workload) }
    + [
      .whole(
        "step-size", \.stepSize, WholeRange(4_096...(1 << 30), isPowerOfTwo: true),
        "bytes of the steps in which RSS is counted")
    ] + Seeds.parameters.map { $0.within(\.seeds) }

  func validateTogether() throws(ExperimentError) {
    let sampleEvery = workload.sampleEvery
    for length in requests {
      try require(
        length >= ThresholdNeeds.leastSamples * sampleEvery, "requests", length,
        "at least \(ThresholdNeeds.leastSamples * sampleEvery) is wanted: "
          + "\(ThresholdNeeds.leastSamples) samples")
      try require(
        length % sampleEvery == 0, "requests", length,
        "a multiple of --sample-every \(sampleEvery) is wanted")
    }
    try longestRun.validateTogether()
    try require(
      stepSize >= Platform.pageSize, "step-size", stepSize,
      "at least a page of \(Platform.pageSize) bytes is wanted")
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
