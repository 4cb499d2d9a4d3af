import Results

/// What the two-point experiment holds constant; only the routing differs between its arms.
///
/// Each request allocates objects, each a session object with probability f. Request objects die
/// by their epoch's close, session objects live to the end of the run.
public struct TwoPointConfiguration: ExperimentConfiguration {
  /// The routings, the arms of the experiment.
  public var routing: [Routing]
  /// Reuse modes.
  public var reuse: [ReuseMode]
  /// Requests of a run.
  public var requests: Int
  /// Requests of an epoch.
  public var requestsPerEpoch: Int
  /// Objects of a request.
  public var objectsPerRequest: Int
  /// Share of objects that are session objects, between 0 and 1.
  public var sessionFraction: Double
  /// Bytes of an object.
  public var objectSize: Int
  /// How many epochs behind the current one an epoch is closed.
  public var closeLag: Int
  /// Bytes of a slab.
  public var slabSize: Int
  /// Requests between two samples.
  public var sampleEvery: Int
  /// The first seed.
  public var seed: UInt64
  /// Seeds, counting up from the first.
  public var repeats: Int

  /// `twopoint`.
  public static let experiment = "twopoint"
  /// `experiments/twopoint.json`.
  public static let standard: Self = bundled(BundledFiles.twopoint)

  /// Reads the members; absent ones keep the values of `base`, and are required without one.
  public init(reading reader: inout JSONReader, over base: Self?) throws(JSONError) {
    routing = try reader.choices("routing", or: base?.routing)
    reuse = try reader.choices("reuse", or: base?.reuse)
    requests = try reader.int("requests", or: base?.requests, in: 1...1_000_000_000)
    requestsPerEpoch = try reader.int(
      "requests_per_epoch", or: base?.requestsPerEpoch, in: 1...1_000_000)
    objectsPerRequest = try reader.int(
      "objects_per_request", or: base?.objectsPerRequest, in: 1...100_000)
    sessionFraction = try reader.double(
      "session_fraction", or: base?.sessionFraction, in: 0...1)
    objectSize = try reader.int("object_size", or: base?.objectSize, in: 8...262_144)
    closeLag = try reader.int("close_lag", or: base?.closeLag, in: 1...1_000)
    slabSize = try reader.int("slab_size", or: base?.slabSize, in: 4_096...262_144)
    sampleEvery = try reader.int("sample_every", or: base?.sampleEvery, in: 1...1_000_000_000)
    seed = try reader.uint64("seed", or: base?.seed)
    repeats = try reader.int("repeat", or: base?.repeats, in: 1...10_000)
  }

  /// Throws `ExperimentError.invalidParameter` for values that cannot run.
  public func validate() throws(ExperimentError) {
    try ParameterRules.requireUnique("routing", routing.map(\.rawValue))
    try ParameterRules.requireUnique("reuse", reuse.map(\.rawValue))
    try require(
      sessionFraction > 0 && sessionFraction < 1, "session-fraction", sessionFraction,
      "a fraction above 0 and below 1 is wanted: without one of the two lifetimes there is nothing "
        + "to route")
    try ParameterRules.requireObjectSize("object-size", objectSize)
    try ParameterRules.requireSlabSize(slabSize)
    try ParameterRules.requireRequests(
      requests, perEpoch: requestsPerEpoch, sampleEvery: sampleEvery)
    try require(
      (1...100_000).contains(objectsPerRequest), "objects-per-request", objectsPerRequest,
      "1 to 100000 is wanted")
    try ParameterRules.requireEpoch(
      requests: requestsPerEpoch, objectsPerRequest: objectsPerRequest)
    try require(
      (1...14).contains(closeLag), "close-lag", closeLag,
      "1 to 14 epochs are wanted: the ring holds 16")
    let least = (closeLag + 12) * requestsPerEpoch
    try require(
      requests >= least, "requests", requests,
      "at least \(least) is wanted: 12 epochs beyond the --close-lag of \(closeLag)")
    try require((1...10_000).contains(repeats), "repeat", repeats, "1 to 10000 is wanted")
  }

  /// The same members as JSON, for the manifest.
  public var json: JSONValue {
    [
      "routing": JSONValue(array: routing.map { JSONValue($0.rawValue) }),
      "reuse": JSONValue(array: reuse.map { JSONValue($0.rawValue) }),
      "requests": JSONValue(requests), "requests_per_epoch": JSONValue(requestsPerEpoch),
      "objects_per_request": JSONValue(objectsPerRequest),
      "session_fraction": JSONValue(sessionFraction), "object_size": JSONValue(objectSize),
      "close_lag": JSONValue(closeLag), "slab_size": JSONValue(slabSize),
      "sample_every": JSONValue(sampleEvery), "seed": JSONValue(seed),
      "repeat": JSONValue(repeats),
    ]
  }

  /// Every combination of reuse mode, routing and seed. Arms that differ in their routing alone
  /// share a seed, and so the sequence of objects.
  public var arms: [TwoPointArm] {
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
  public var isPublishedProtocol: Bool {
    var published = Self.standard
    published.routing = routing
    published.reuse = reuse
    published.seed = seed
    published.repeats = repeats
    return self == published
  }

  /// What theory says of this configuration.
  public var theory: TwoPointTheory {
    TwoPointTheory(
      sessionFraction: sessionFraction,
      capacity: slabSize / ParameterRules.slotSize(of: objectSize),
      objectsPerEpoch: requestsPerEpoch * objectsPerRequest)
  }
}
