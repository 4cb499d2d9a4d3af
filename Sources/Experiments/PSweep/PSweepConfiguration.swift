import Results

/// What the p-sweep varies and what it holds constant.
///
/// An epoch receives a session object, which lives to the end of the run, with probability p.
/// Request objects die by their epoch's close. So p is the fraction of epochs that are pinned.
package struct PSweepConfiguration: ExperimentConfiguration {
  /// Violation fractions, each from 0 to 1.
  package var p: [Double] = []
  /// Reuse modes.
  package var reuse: [ReuseMode] = []
  /// Requests of a run.
  package var requests = 0
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
  /// The first seed.
  package var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  package var repeats = 0

  /// `psweep`.
  package static let experiment = "psweep"
  /// `experiments/psweep.json`.
  package static let standard: Self = bundled(BundledFiles.psweep)

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters, in the order in which help lists them.
  package static let parameters: [Parameter<Self>] = [
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
  package func validateTogether() throws(ExperimentError) {
    try ParameterRules.requireRequests(
      requests, perEpoch: requestsPerEpoch, sampleEvery: sampleEvery)
    try ParameterRules.requireEpoch(
      requests: requestsPerEpoch, objectsPerRequest: requestObjects)
  }

  /// Every combination of reuse mode, p and seed.
  package var arms: [PSweepArm] {
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
  package var isPublishedProtocol: Bool {
    var published = Self.standard
    published.p = p
    published.reuse = reuse
    published.seed = seed
    published.repeats = repeats
    return self == published
  }

  /// What theory says of this configuration.
  package func theory(reuse: ReuseMode) -> PSweepTheory {
    PSweepTheory(
      reuse: reuse, closes: requests / requestsPerEpoch,
      closesBeforeFirstSample: sampleEvery / requestsPerEpoch, slabSize: slabSize,
      capacity: slabSize / ParameterRules.slotSize(of: sessionSize))
  }
}
