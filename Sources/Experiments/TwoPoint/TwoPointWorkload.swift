import Results

/// What the two-point experiment holds constant; only the routing differs between its arms.
///
/// Each request allocates objects, each a session object with probability f. Request objects die
/// by their epoch's close, session objects live to the end of the run.
struct TwoPointWorkload: Codable, Sendable, Equatable {
  /// Requests of a run.
  var requests = 0
  /// Requests of an epoch.
  var requestsPerEpoch = 0
  /// Objects of a request.
  var objectsPerRequest = 0
  /// Probability that an object is a session object: f, between 0 and 1.
  var sessionFraction = 0.0
  /// Bytes of an object.
  var objectSize = 0
  /// How many epochs behind the current one an epoch is closed.
  var closeLag = 0
  /// Bytes of a slab.
  var slabSize = 0
  /// Requests between two samples.
  var sampleEvery = 0

  static let parameters: [Parameter<Self>] = [
    .whole(
      "requests", \.requests, .requests, ParameterRules.requests,
      "requests of a run, a multiple of --sample-every"),
    .whole(
      "requests-per-epoch", \.requestsPerEpoch, .requests, ParameterRules.requestsPerEpoch,
      "requests of an epoch"),
    .whole(
      "objects-per-request", \.objectsPerRequest, .objects, ParameterRules.objectsPerRequest,
      "objects that a request allocates"),
    .number(
      "session-fraction", \.sessionFraction, .one,
      NumberRange(
        0...1, .fraction, includesLower: false, includesUpper: false,
        because: "without one of the two lifetimes there is nothing to route"),
      "share of objects that are session objects"
    ).byDefault("1/3"),
    .objectSize("object-size", \.objectSize, "bytes of an object"),
    .whole(
      "close-lag", \.closeLag, .epochs,
      WholeRange(1...14, unit: "epochs", because: "the ring holds 16"),
      "epochs between the current one and the one that is closed"),
    .slabSize(\.slabSize),
    .whole(
      "sample-every", \.sampleEvery, .requests, ParameterRules.requests,
      "requests between samples, whole epochs"),
  ]

  func validateTogether() throws(ExperimentError) {
    try ParameterRules.requireRequests(
      requests, perEpoch: requestsPerEpoch, sampleEvery: sampleEvery)
    try ParameterRules.requireEpoch(
      requests: requestsPerEpoch, objectsPerRequest: objectsPerRequest)
    let least = (closeLag + 12) * requestsPerEpoch
    try require(
      requests >= least, "requests", requests,
      "at least \(least), 12 epochs beyond the --close-lag of \(closeLag)")
  }

  /// What theory says of slabs at their boundary.
  var theory: BoundaryTheory {
    BoundaryTheory(
      sessionFraction: sessionFraction,
      capacity: slabSize / ParameterRules.slotSize(of: objectSize),
      objectsPerEpoch: requestsPerEpoch * objectsPerRequest)
  }

  /// What theory says of the recycle rates of a sustained run.
  var differentialTheory: DifferentialTheory {
    let epochs = requests / requestsPerEpoch
    return DifferentialTheory(
      objectsPerEpoch: requestsPerEpoch * objectsPerRequest, epochs: epochs,
      closes: epochs - closeLag, sessionFraction: sessionFraction, capacity: theory.capacity,
      ringSlots: ParameterRules.ringSlots)
  }
}
