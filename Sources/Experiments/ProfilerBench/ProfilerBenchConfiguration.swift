import Results

/// What `bench --profiler` runs.
public struct ProfilerBenchConfiguration: ExperimentConfiguration {
  /// Operations of a repetition.
  public var operations: Int
  /// Rounds, each in a process of its own.
  public var rounds: Int
  /// Thread counts, 1 or 2.
  public var threads: [Int]
  /// Live objects in the granule meanwhile, for diagnostic mode.
  public var liveObjects: [Int]
  /// Open granules of the sweep.
  public var granules: Int

  /// `profiler`.
  public static let experiment = "profiler"
  /// `experiments/profiler.json`.
  public static let standard: Self = bundled(BundledFiles.profiler)

  /// Reads the members; absent ones keep the values of `base`, and are required without one.
  public init(reading reader: inout JSONReader, over base: Self?) throws(JSONError) {
    operations = try reader.int(
      "operations", or: base?.operations, in: 1_000...1_000_000_000)
    rounds = try reader.int("rounds", or: base?.rounds, in: 1...1_000)
    threads = try reader.ints("threads", or: base?.threads, in: 1...2)
    liveObjects = try reader.ints("live_objects", or: base?.liveObjects, in: 1...10_000_000)
    granules = try reader.int("granules", or: base?.granules, in: 1...10_000_000)
  }

  /// Throws `ExperimentError.invalidParameter` for values that cannot run.
  public func validate() throws(ExperimentError) {
    try ParameterRules.requireUnique("threads", threads)
    try ParameterRules.requireUnique("live-objects", liveObjects)
  }

  /// The same members as JSON, for the manifest.
  public var json: JSONValue {
    [
      "operations": JSONValue(operations), "rounds": JSONValue(rounds),
      "threads": JSONValue(array: threads.map { JSONValue($0) }),
      "live_objects": JSONValue(array: liveObjects.map { JSONValue($0) }),
      "granules": JSONValue(granules),
    ]
  }

  /// One process a round.
  public var arms: [ProfilerBenchArm] {
    (1...rounds).map {
      ProfilerBenchArm(
        round: $0, operations: operations, threads: threads, liveObjects: liveObjects,
        granules: granules)
    }
  }
}
