import Results
import Statistics

/// The p-sweep's workload for one slab size, session size and reuse mode.
public struct CostArm: Arm {
  /// Probability that an epoch receives a session object.
  public var p: Double
  /// What happens to partial slabs when the ring comes round.
  public var reuse: ReuseMode
  /// Bytes of a slab.
  public var slabSize: Int
  /// Bytes of a session object.
  public var sessionSize: Int
  /// Bytes of a request object.
  public var requestSize: Int
  /// Requests.
  public var requests: Int
  /// Requests of an epoch.
  public var requestsPerEpoch: Int
  /// The numbers of objects a request, with their seeds.
  public var points: [Point]

  /// One number of objects.
  public struct Point: Codable, Sendable {
    /// Objects of a request.
    public var objectsPerRequest: Int
    /// The seeds.
    public var seeds: SeedBlock
  }

  /// `sensitivity-cost`.
  public static let kind = "sensitivity-cost"

  /// Names sizes and reuse mode.
  public var label: String {
    "sensitivity slab-size=\(slabSize) session-size=\(sessionSize) reuse=\(reuse.rawValue)"
  }

  /// Runs all points; for each, the retained slabs of each seed.
  public func run() throws -> [[Int]] {
    try points.map { point in
      try point.seeds.generatorSeeds.map { seed in
        let arm = PSweepArm(
          p: p, reuse: reuse, seed: seed, requests: requests, requestsPerEpoch: requestsPerEpoch,
          requestObjects: point.objectsPerRequest, requestSize: requestSize,
          sessionSize: sessionSize, slabSize: slabSize, sampleEvery: requests)
        return try arm.run().samples[0].retainedSlabs
      }
    }
  }
}
