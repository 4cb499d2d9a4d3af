import Results

/// What the two-point experiment holds constant; only the routing differs between its arms.
///
/// Each request allocates objects, each a session object with probability f. Request objects die
/// by their epoch's close, session objects live to the end of the run.
struct TwoPointConfiguration: ExperimentConfiguration {
  /// The routings, the arms of the experiment.
  var routing: [Routing] = []
  /// Reuse modes.
  var reuse: [ReuseMode] = []
  /// Requests of a run.
  var requests = 0
  /// Requests of an epoch.
  var requestsPerEpoch = 0
  /// Objects of a request.
  var objectsPerRequest = 0
  /// Share of objects that are session objects, between 0 and 1.
  var sessionFraction = 0.0
  /// Bytes of an object.
  var objectSize = 0
  /// How many epochs behind the current one an epoch is closed.
  var closeLag = 0
  /// Bytes of a slab.
  var slabSize = 0
  /// Requests between two samples.
  var sampleEvery = 0
  /// The first seed.
  var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  var repeats = 0

  static let file = PackageResources.twopoint_json

  init() {}

  /// The parameters, in the order in which help lists them.
  static let parameters: [Parameter<Self>] = [
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
  func validateTogether() throws(ExperimentError) {
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
  var arms: [TwoPointArm] {
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
  var isPublishedProtocol: Bool {
    var published = Self.standard
    published.routing = routing
    published.reuse = reuse
    published.seed = seed
    published.repeats = repeats
    return self == published
  }

  /// What theory says of this configuration.
  var theory: BoundaryTheory {
    BoundaryTheory(
      sessionFraction: sessionFraction,
      capacity: slabSize / ParameterRules.slotSize(of: objectSize),
      objectsPerEpoch: requestsPerEpoch * objectsPerRequest)
  }
}
