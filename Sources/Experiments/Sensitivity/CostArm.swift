import Results
import Statistics

/// The p-sweep's workload for one slab size, session size and reuse mode.
package struct CostArm: Arm {
  /// Probability that an epoch receives a session object.
  package var p: Double
  /// What happens to partial slabs when the ring comes round.
  package var reuse: ReuseMode
  /// Bytes of a slab.
  package var slabSize: Int
  /// Bytes of a session object.
  package var sessionSize: Int
  /// Bytes of a request object.
  package var requestSize: Int
  /// Requests.
  package var requests: Int
  /// Requests of an epoch.
  package var requestsPerEpoch: Int
  /// The numbers of objects a request, with their seeds.
  package var points: [Point]

  /// One number of objects.
  package struct Point: Codable, Sendable {
    /// Objects of a request.
    package var objectsPerRequest: Int
    /// The seeds.
    package var seeds: SeedBlock
  }

  /// `sensitivity-cost`.
  package static let kind = "sensitivity-cost"

  /// Names sizes and reuse mode.
  package var label: String {
    "sensitivity slab-size=\(slabSize) session-size=\(sessionSize) reuse=\(reuse.rawValue)"
  }

  /// Runs all points; for each, the retained slabs of each seed.
  package func run() throws -> [[Int]] {
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
