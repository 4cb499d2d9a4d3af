import Results

/// What the drainability sweep varies and what it holds constant.
///
/// An epoch receives a session object, which lives to the end of the run, with probability p.
/// Request objects die by their epoch's close. So an epoch drains with probability 1 - p.
public struct DSRConfiguration: ExperimentConfiguration {
  /// Violation fractions, each from 0 to 1.
  public var p: [Double]
  /// Epochs closed in a run.
  public var closes: Int
  /// Request objects of an epoch.
  public var requestObjects: Int
  /// Bytes of a request object.
  public var requestSize: Int
  /// Bytes of a session object.
  public var sessionSize: Int
  /// The first seed.
  public var seed: UInt64
  /// Seeds, counting up from the first.
  public var repeats: Int

  /// `dsr`.
  public static let experiment = "dsr"
  /// `experiments/dsr.json`.
  public static let standard: Self = bundled(BundledFiles.dsr)

  /// Reads the members; absent ones keep the values of `base`, and are required without one.
  public init(reading reader: inout JSONReader, over base: Self?) throws(JSONError) {
    p = try reader.doubles("p", or: base?.p, in: 0...1)
    closes = try reader.int("closes", or: base?.closes, in: 1...100_000_000)
    requestObjects = try reader.int("request_objects", or: base?.requestObjects, in: 0...100_000)
    requestSize = try reader.int("request_size", or: base?.requestSize, in: 8...262_144)
    sessionSize = try reader.int("session_size", or: base?.sessionSize, in: 8...262_144)
    seed = try reader.uint64("seed", or: base?.seed)
    repeats = try reader.int("repeat", or: base?.repeats, in: 1...10_000)
  }

  /// Throws `ExperimentError.invalidParameter` for values that cannot run.
  public func validate() throws(ExperimentError) {
    try ParameterRules.requireUnique("p", p)
    for value in p {
      try require((0...1).contains(value), "p", value, "a probability from 0 to 1 is wanted")
    }
    // Each pinned epoch keeps a slab, and a heap's slabs are limited.
    try require(
      (1...4_000_000).contains(closes), "closes", closes, "1 to 4000000 is wanted")
    try require(
      (0...100_000).contains(requestObjects), "request-objects", requestObjects,
      "0 to 100000 is wanted")
    try ParameterRules.requireObjectSize("request-size", requestSize)
    try ParameterRules.requireObjectSize("session-size", sessionSize)
    try require((1...10_000).contains(repeats), "repeat", repeats, "1 to 10000 is wanted")
  }

  /// The same members as JSON, for the manifest.
  public var json: JSONValue {
    [
      "p": JSONValue(array: p.map { JSONValue($0) }), "closes": JSONValue(closes),
      "request_objects": JSONValue(requestObjects), "request_size": JSONValue(requestSize),
      "session_size": JSONValue(sessionSize), "seed": JSONValue(seed),
      "repeat": JSONValue(repeats),
    ]
  }

  /// Every combination of p and seed.
  public var arms: [DSRArm] {
    p.flatMap { p in
      (0..<repeats).map { index in
        DSRArm(
          p: p, seed: seed &+ UInt64(index), closes: closes, requestObjects: requestObjects,
          requestSize: requestSize, sessionSize: sessionSize)
      }
    }
  }
}
