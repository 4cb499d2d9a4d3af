import Results

/// What the p-sweep varies and what it holds constant.
///
/// An epoch receives a session object, which lives to the end of the run, with probability p.
/// Request objects die by their epoch's close. So p is the fraction of epochs that are pinned.
public struct PSweepConfiguration: ExperimentConfiguration {
  /// Violation fractions, each from 0 to 1.
  public var p: [Double]
  /// Reuse modes.
  public var reuse: [ReuseMode]
  /// Requests of a run.
  public var requests: Int
  /// Requests of an epoch.
  public var requestsPerEpoch: Int
  /// Objects that a request allocates.
  public var requestObjects: Int
  /// Bytes of a request object.
  public var requestSize: Int
  /// Bytes of a session object.
  public var sessionSize: Int
  /// Bytes of a slab.
  public var slabSize: Int
  /// Requests between two samples.
  public var sampleEvery: Int
  /// The first seed.
  public var seed: UInt64
  /// Seeds, counting up from the first.
  public var repeats: Int

  /// `psweep`.
  public static let experiment = "psweep"
  /// `experiments/psweep.json`.
  public static let standard: Self = bundled(BundledFiles.psweep)

  /// Reads the members; absent ones keep the values of `base`, and are required without one.
  public init(reading reader: inout JSONReader, over base: Self?) throws(JSONError) {
    p = try reader.doubles("p", or: base?.p, in: 0...1)
    reuse = try reader.choices("reuse", or: base?.reuse)
    requests = try reader.int("requests", or: base?.requests, in: 1...1_000_000_000)
    requestsPerEpoch = try reader.int(
      "requests_per_epoch", or: base?.requestsPerEpoch, in: 1...1_000_000)
    requestObjects = try reader.int("request_objects", or: base?.requestObjects, in: 0...100_000)
    requestSize = try reader.int("request_size", or: base?.requestSize, in: 8...262_144)
    sessionSize = try reader.int("session_size", or: base?.sessionSize, in: 8...262_144)
    slabSize = try reader.int("slab_size", or: base?.slabSize, in: 4_096...262_144)
    sampleEvery = try reader.int("sample_every", or: base?.sampleEvery, in: 1...1_000_000_000)
    seed = try reader.uint64("seed", or: base?.seed)
    repeats = try reader.int("repeat", or: base?.repeats, in: 1...10_000)
  }

  /// Throws `ExperimentError.invalidParameter` for values that cannot run.
  public func validate() throws(ExperimentError) {
    try ParameterRules.requireUnique("p", p)
    for value in p {
      try require((0...1).contains(value), "p", value, "a probability from 0 to 1 is wanted")
    }
    try ParameterRules.requireUnique("reuse", reuse.map(\.rawValue))
    try ParameterRules.requireObjectSize("request-size", requestSize)
    try ParameterRules.requireObjectSize("session-size", sessionSize)
    try ParameterRules.requireSlabSize(slabSize)
    try ParameterRules.requireRequests(
      requests, perEpoch: requestsPerEpoch, sampleEvery: sampleEvery)
    try require(
      (0...100_000).contains(requestObjects), "request-objects", requestObjects,
      "0 to 100000 is wanted")
    try ParameterRules.requireEpoch(
      requests: requestsPerEpoch, objectsPerRequest: requestObjects)
    try require((1...10_000).contains(repeats), "repeat", repeats, "1 to 10000 is wanted")
  }

  /// The same members as JSON, for the manifest.
  public var json: JSONValue {
    [
      "p": JSONValue(array: p.map { JSONValue($0) }),
      "reuse": JSONValue(array: reuse.map { JSONValue($0.rawValue) }),
      "requests": JSONValue(requests), "requests_per_epoch": JSONValue(requestsPerEpoch),
      "request_objects": JSONValue(requestObjects), "request_size": JSONValue(requestSize),
      "session_size": JSONValue(sessionSize), "slab_size": JSONValue(slabSize),
      "sample_every": JSONValue(sampleEvery), "seed": JSONValue(seed),
      "repeat": JSONValue(repeats),
    ]
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
