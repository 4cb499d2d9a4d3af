import Results

/// What the p-sweep varies and what it holds constant.
///
/// An epoch receives a session object, which lives to the end of the run, with probability p.
/// Request objects die by their epoch's close. So p is the fraction of epochs that are pinned.
public struct PSweepConfiguration: ExperimentConfiguration {
  /// Violation fractions, each from 0 to 1.
  public var p: [Double] = []
  /// Reuse modes.
  public var reuse: [ReuseMode] = []
  /// Requests of a run.
  public var requests = 0
  /// Requests of an epoch.
  public var requestsPerEpoch = 0
  /// Objects that a request allocates.
  public var requestObjects = 0
  /// Bytes of a request object.
  public var requestSize = 0
  /// Bytes of a session object.
  public var sessionSize = 0
  /// Bytes of a slab.
  public var slabSize = 0
  /// Requests between two samples.
  public var sampleEvery = 0
  /// The first seed.
  public var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  public var repeats = 0

  /// `psweep`.
  public static let experiment = "psweep"
  /// `experiments/psweep.json`.
  public static let standard: Self = bundled(BundledFiles.psweep)

  /// A configuration whose parameters have no meaning yet.
  public init() {}

  /// The parameters, in the order in which help lists them.
  public static let parameters: [Parameter<Self>] = [
    .numbers("p", \.p, .probability, "violation fractions"),
    .reuse(\.reuse),
    .whole(
      "requests", \.requests, ParameterRules.requests,
      "requests of a run, a multiple of --sample-every"),
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
    .seed(\.seed),
    .repeats(\.repeats),
  ]

  /// Throws `ExperimentError.invalidParameter` for values that cannot be together.
  public func validateTogether() throws(ExperimentError) {
    try ParameterRules.requireRequests(
      requests, perEpoch: requestsPerEpoch, sampleEvery: sampleEvery)
    try ParameterRules.requireEpoch(
      requests: requestsPerEpoch, objectsPerRequest: requestObjects)
  }

  /// Every combination of reuse mode, p and seed.
  public var arms: [PSweepArm] {
    reuse.flatMap { mode in
      p.flatMap { p in
        (0..<repeats).map { index in
          PSweepArm(
            p: p, reuse: mode, seed: seed &+ UInt64(index), requests: requests,
            requestsPerEpoch: requestsPerEpoch, requestObjects: requestObjects,
            requestSize: requestSize, sessionSize: sessionSize, slabSize: slabSize,
            sampleEvery: sampleEvery)
        }
      }
    }
  }

  /// Whether the workload is the published one, so that its figures can be compared.
  public var isPublishedProtocol: Bool {
    var published = Self.standard
    published.p = p
    published.reuse = reuse
    published.seed = seed
    published.repeats = repeats
    return self == published
  }

  /// What theory says of this configuration.
  public func theory(reuse: ReuseMode) -> PSweepTheory {
    PSweepTheory(
      reuse: reuse, closes: requests / requestsPerEpoch,
      closesBeforeFirstSample: sampleEvery / requestsPerEpoch, slabSize: slabSize,
      capacity: slabSize / ParameterRules.slotSize(of: sessionSize))
  }
}
