import Results

/// What the two-point experiment holds constant; only the routing differs between its arms.
///
/// Each request allocates objects, each a session object with probability f. Request objects die
/// by their epoch's close, session objects live to the end of the run.
package struct TwoPointConfiguration: ExperimentConfiguration {
  /// The routings, the arms of the experiment.
  package var routing: [Routing] = []
  /// Reuse modes.
  package var reuse: [ReuseMode] = []
  /// Requests of a run.
  package var requests = 0
  /// Requests of an epoch.
  package var requestsPerEpoch = 0
  /// Objects of a request.
  package var objectsPerRequest = 0
  /// Share of objects that are session objects, between 0 and 1.
  package var sessionFraction = 0.0
  /// Bytes of an object.
  package var objectSize = 0
  /// How many epochs behind the current one an epoch is closed.
  package var closeLag = 0
  /// Bytes of a slab.
  package var slabSize = 0
  /// Requests between two samples.
  package var sampleEvery = 0
  /// The first seed.
  package var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  package var repeats = 0

  /// `twopoint`.
  package static let experiment = "twopoint"
  /// `experiments/twopoint.json`.
  package static let standard: Self = bundled(BundledFiles.twopoint)

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters, in the order in which help lists them.
  package static let parameters: [Parameter<Self>] = [
    .choices("routing", \.routing, "where session objects go"),
    .reuse(\.reuse),
    .whole(
      "requests", \.requests, ParameterRules.requests,
      "requests of a run, a multiple of --sample-every"),
    .whole(
      "requests-per-epoch", \.requestsPerEpoch, ParameterRules.requestsPerEpoch,
      "requests of an epoch"),
    .whole(
      "objects-per-request", \.objectsPerRequest, ParameterRules.objectsPerRequest,
      "objects that a request allocates"),
    .number(
      "session-fraction", \.sessionFraction,
      NumberRange(
        0...1, .fraction, includesLower: false, includesUpper: false,
        because: "without one of the two lifetimes there is nothing to route"),
      "share of objects that are session objects"),
    .objectSize("object-size", \.objectSize, "bytes of an object"),
    .whole(
      "close-lag", \.closeLag, WholeRange(1...14, unit: "epochs", because: "the ring holds 16"),
      "epochs between the current one and the one that is closed"),
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
      requests: requestsPerEpoch, objectsPerRequest: objectsPerRequest)
    let least = (closeLag + 12) * requestsPerEpoch
    try require(
      requests >= least, "requests", requests,
      "at least \(least) is wanted: 12 epochs beyond the --close-lag of \(closeLag)")
  }

  /// Every combination of reuse mode, routing and seed. Arms that differ in their routing alone
  /// share a seed, and so the sequence of objects.
  package var arms: [TwoPointArm] {
    reuse.flatMap { mode in
      routing.flatMap { routing in
        (0..<repeats).map { index in
          TwoPointArm(
            routing: routing, reuse: mode, seed: seed &+ UInt64(index), requests: requests,
            requestsPerEpoch: requestsPerEpoch, objectsPerRequest: objectsPerRequest,
            sessionFraction: sessionFraction, objectSize: objectSize, closeLag: closeLag,
            slabSize: slabSize, sampleEvery: sampleEvery)
        }
      }
    }
  }

  /// Whether the workload is the standard one, to which the published figures are compared.
  package var isPublishedProtocol: Bool {
    var published = Self.standard
    published.routing = routing
    published.reuse = reuse
    published.seed = seed
    published.repeats = repeats
    return self == published
  }

  /// What theory says of this configuration.
  package var theory: TwoPointTheory {
    TwoPointTheory(
      sessionFraction: sessionFraction,
      capacity: slabSize / ParameterRules.slotSize(of: objectSize),
      objectsPerEpoch: requestsPerEpoch * objectsPerRequest)
  }
}
