import Results

/// What the experiment on detection varies and what it holds constant: the p-sweep's workload, seen
/// by a monitor that knows the series alone.
package struct ThresholdConfiguration: ExtensionConfiguration {
  /// Violation fractions, each from 0 to 1; 0 gives the false alarms.
  package var p: [Double] = []
  /// Reuse modes.
  package var reuse: [ReuseMode] = []
  /// Requests after which the monitor is asked; the greatest is the length of a run.
  package var requests: [Int] = []
  /// Requests of an epoch.
  package var requestsPerEpoch = 0
  /// Objects that a request allocates.
  package var requestObjects = 0
  /// Bytes of a request object.
  package var requestSize = 0
  /// Bytes of a session object.
  package var sessionSize = 0
  /// Bytes of a slab.
  package var slabSize = 0
  /// Requests between two samples.
  package var sampleEvery = 0
  /// Bytes of the steps in which RSS is counted.
  package var stepSize = 0
  /// The first seed.
  package var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  package var repeats = 0

  /// `threshold`.
  package static let experiment = "threshold"
  /// `experiments/threshold.json`.
  package static let standard: Self = bundled(BundledFiles.threshold)
  /// The same with what `experiments/quick.json` changes.
  package static let quick: Self = bundledQuick()

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters, in the order in which help lists them.
  package static let parameters: [Parameter<Self>] = [
    .numbers("p", \.p, .probability, "violation fractions; 0 gives the false alarms"),
    .reuse(\.reuse),
    .wholes(
      "requests", \.requests, ParameterRules.requests,
      "lengths of the series, multiples of --sample-every"),
    .whole(
      "requests-per-epoch", \.requestsPerEpoch, ParameterRules.requestsPerEpoch,
      "requests of an epoch"),
    .whole(
      "request-objects", \.requestObjects, WholeRange(0...100_000),
      "objects that a request allocates"),
    .objectSize("request-size", \.requestSize, "bytes of a request object"),
    .objectSize("session-size", \.sessionSize, "bytes of a session object"),
    .slabSize(\.slabSize),
    .whole(
      "sample-every", \.sampleEvery, ParameterRules.requests,
      "requests between samples, whole epochs"),
    .whole(
      "step-size", \.stepSize, WholeRange(4_096...(1 << 30), isPowerOfTwo: true),
      "bytes of the steps in which RSS is counted"),
    .seed(\.seed),
    .repeats(\.repeats),
  ]

  /// Throws `ExperimentError.invalidParameter` for values that cannot be together.
  package func validateTogether() throws(ExperimentError) {
    for length in requests {
      try require(
        length >= ThresholdNeeds.leastSamples * sampleEvery, "requests", length,
        "at least \(ThresholdNeeds.leastSamples * sampleEvery) is wanted: "
          + "\(ThresholdNeeds.leastSamples) samples")
      try require(
        length % sampleEvery == 0, "requests", length,
        "a multiple of --sample-every \(sampleEvery) is wanted")
    }
    try ParameterRules.requireRequests(
      longest, perEpoch: requestsPerEpoch, sampleEvery: sampleEvery)
    try ParameterRules.requireEpoch(
      requests: requestsPerEpoch, objectsPerRequest: requestObjects)
    try require(
      stepSize >= Platform.pageSize, "step-size", stepSize,
      "at least a page of \(Platform.pageSize) bytes is wanted")
  }

  /// Requests of a run.
  var longest: Int { requests.max() ?? 0 }

  /// Epochs that close between two samples.
  var closesPerSample: Int { sampleEvery / requestsPerEpoch }

  /// What theory says of a violation fraction.
  package func theory(_ reuse: ReuseMode, p: Double) -> ThresholdTheory {
    ThresholdTheory(
      reuse: reuse, p: p, closesPerSample: closesPerSample,
      capacity: slabSize / ParameterRules.slotSize(of: sessionSize),
      stepPages: stepSize / Platform.pageSize, isSlabAPage: slabSize == Platform.pageSize)
  }

  /// Every combination of reuse mode and p, in blocks of seeds.
  ///
  /// - Parameter needs: the samples that theory asks for, which are looked at beside the lengths.
  func arms(_ needs: ThresholdNeeds) -> [ThresholdArm] {
    reuse.flatMap { reuse in
      p.flatMap { p in
        let sweep = PSweepArm(
          p: p, reuse: reuse, seed: seed, requests: longest, requestsPerEpoch: requestsPerEpoch,
          requestObjects: requestObjects, requestSize: requestSize, sessionSize: sessionSize,
          slabSize: slabSize, sampleEvery: sampleEvery)
        let seeds = SeedBlock(
          first: seed, count: repeats, stream: .distinct("threshold", reuse.rawValue, "\(p)"))
        return seeds.split(into: Self.seedsPerProcess).map { block in
          ThresholdArm(
            sweep: sweep, seeds: block,
            sampleCounts: requests.map { $0 / sampleEvery } + needs.samples(reuse, p: p),
            stepSize: stepSize)
        }
      }
    }
  }

  /// Seeds that share a process: a run takes about as long as starting one.
  static let seedsPerProcess = 10
}
