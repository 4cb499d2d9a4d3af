import Results

/// Sustained replacement in a full working set: does memory stay where it is?
public struct ChurnConfiguration: ExperimentConfiguration {
  /// Objects that are live all the time.
  public var liveObjects: Int
  /// Bytes of an object.
  public var objectSize: Int
  /// Cycles of replacement.
  public var cycles: Int
  /// Objects that a cycle frees and allocates anew, chosen at random.
  public var replaced: Int
  /// Bytes of a slab.
  public var slabSize: Int
  /// Cycles between samples.
  public var sampleEvery: Int
  /// Seed of the choice.
  public var seed: UInt64

  /// The name of the experiment in files and on the command line.
  public static let experiment = "churn"
  /// The configuration that the program was built with.
  public static let standard: Self = bundled(BundledFiles.churn)

  /// Reads the members; absent ones keep the values of `base`, and are required without one.
  public init(reading reader: inout JSONReader, over base: Self?) throws(JSONError) {
    liveObjects = try reader.int("live_objects", or: base?.liveObjects, in: 1...100_000_000)
    objectSize = try reader.int("object_size", or: base?.objectSize, in: 8...262_144)
    cycles = try reader.int("cycles", or: base?.cycles, in: 1...1_000_000)
    replaced = try reader.int("replaced", or: base?.replaced, in: 1...100_000_000)
    slabSize = try reader.int("slab_size", or: base?.slabSize, in: 4_096...262_144)
    sampleEvery = try reader.int("sample_every", or: base?.sampleEvery, in: 1...1_000_000)
    seed = try reader.uint64("seed", or: base?.seed)
  }

  /// Throws `ExperimentError` for values that cannot be, or not together.
  public func validate() throws(ExperimentError) {
    try require(
      (1...100_000_000).contains(liveObjects), "live-objects", liveObjects,
      "1 to 100000000 is wanted")
    try ParameterRules.requireObjectSize("object-size", objectSize)
    try ParameterRules.requireSlabSize(slabSize)
    try require((1...1_000_000).contains(cycles), "cycles", cycles, "1 to 1000000 is wanted")
    try require(
      replaced >= 1 && replaced <= liveObjects, "replaced", replaced,
      "1 to --live-objects \(liveObjects) is wanted")
    try require(
      sampleEvery >= 1 && sampleEvery <= cycles, "sample-every", sampleEvery,
      "1 to --cycles \(cycles) is wanted")
  }

  /// The members as JSON, for the manifest.
  public var json: JSONValue {
    [
      "live_objects": JSONValue(liveObjects), "object_size": JSONValue(objectSize),
      "cycles": JSONValue(cycles), "replaced": JSONValue(replaced),
      "slab_size": JSONValue(slabSize), "sample_every": JSONValue(sampleEvery),
      "seed": JSONValue(seed),
    ]
  }

  /// The one arm.
  public var arm: ChurnArm { ChurnArm(configuration: self) }
}
