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
  /// Requests of an epoch.
  var requestsPerEpoch = 0
  /// Objects that a request allocates.
  var requestObjects = 0
  /// Bytes of a request object.
  var requestSize = 0
  /// Bytes of a session object.
  var sessionSize = 0
  /// Bytes of a slab.
  var slabSize = 0
  /// Requests between two samples.
  var sampleEvery = 0
  /// Bytes of the steps in which RSS is counted.
  var stepSize = 0
  /// The first seed.
  var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  var repeats = 0

  static let file = PackageResources.threshold_json

  init() {}

  /// The parameters, in the order in which help lists them.
  static let parameters: [Parameter<Self>] = [
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
  func validateTogether() throws(ExperimentError) {
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
  func theory(_ reuse: ReuseMode, p: Double) -> ThresholdTheory {
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
        let sweep = ViolationRun(
          p: p, reuse: reuse, seed: seed,
          workload: ViolationWorkload(
            requests: longest, requestsPerEpoch: requestsPerEpoch, requestObjects: requestObjects,
            requestSize: requestSize, sessionSize: sessionSize, slabSize: slabSize,
            sampleEvery: sampleEvery))
        let seeds = Seeds(first: seed, count: repeats).block("threshold", reuse.rawValue, "\(p)")
        return seeds.split().map { block in
          ThresholdArm(
            sweep: sweep, seeds: block,
            sampleCounts: requests.map { $0 / sampleEvery } + needs.samples(reuse, p: p),
            stepSize: stepSize)
        }
      }
    }
  }
}
