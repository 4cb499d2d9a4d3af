import Results

/// What `bench` runs.
public struct BenchConfiguration: ExperimentConfiguration {
  /// The allocators, this project's first.
  public var allocators: [BenchAllocator]
  /// The patterns.
  public var patterns: [BenchPattern]
  /// Thread counts, 1 or 2.
  public var threads: [Int]
  /// Rounds; within a round every allocator runs once, one after the other.
  public var rounds: Int
  /// Multiplies the operations of every pattern.
  public var scale: Double

  /// The name of the experiment in files and on the command line.
  public static let experiment = "bench"
  /// The configuration that the program was built with.
  public static let standard: Self = bundled(BundledFiles.bench)

  /// Reads the members; absent ones keep the values of `base`, and are required without one.
  public init(reading reader: inout JSONReader, over base: Self?) throws(JSONError) {
    allocators = try reader.choices("allocators", or: base?.allocators)
    patterns = try reader.choices("patterns", or: base?.patterns)
    threads = try reader.ints("threads", or: base?.threads, in: 1...2)
    rounds = try reader.int("rounds", or: base?.rounds, in: 1...1_000)
    scale = try reader.double("scale", or: base?.scale, in: 0.0001...1_000)
  }

  /// Throws `ExperimentError` for values that cannot be, or not together.
  public func validate() throws(ExperimentError) {
    try ParameterRules.requireUnique("allocators", allocators.map(\.rawValue))
    try ParameterRules.requireUnique("patterns", patterns.map(\.rawValue))
    try ParameterRules.requireUnique("threads", threads)
    let hasRun = patterns.contains { $0.threadCounts.contains { threads.contains($0) } }
    try require(
      hasRun, "threads", threads.map { "\($0)" }.joined(separator: ","),
      "a thread count of the patterns is wanted: \(patterns.map(\.rawValue).joined(separator: ", "))"
    )
  }

  /// The members as JSON, for the manifest.
  public var json: JSONValue {
    [
      "allocators": JSONValue(array: allocators.map { JSONValue($0.rawValue) }),
      "patterns": JSONValue(array: patterns.map { JSONValue($0.rawValue) }),
      "threads": JSONValue(array: threads.map { JSONValue($0) }), "rounds": JSONValue(rounds),
      "scale": JSONValue(scale),
    ]
  }

  /// The processes to run, round by round, for the allocators that are installed.
  public func arms(libraries: [BenchAllocator: String?]) -> [BenchArm] {
    (1...rounds).flatMap { round in
      allocators.compactMap { allocator in
        libraries[allocator].map { library in
          BenchArm(
            allocator: allocator, library: library, round: round, patterns: patterns,
            threads: threads, scale: scale)
        }
      }
    }
  }
}
