import Results
import Statistics

/// The p-sweep's workload for one slab size, session size and reuse mode.
struct CostArm: Arm {
  /// Probability that an epoch receives a session object.
  var p: Double
  /// What happens to partial slabs when the ring comes round.
  var reuse: ReuseMode
  /// Bytes of a slab.
  var slabSize: Int
  /// Bytes of a session object.
  var sessionSize: Int
  /// Bytes of a request object.
  var requestSize: Int
  /// Requests.
  var requests: Int
  /// Requests of an epoch.
  var requestsPerEpoch: Int
  /// The numbers of objects a request, with their seeds.
  var points: [Point]

  /// One number of objects.
  struct Point: Codable, Sendable {
    /// Objects of a request.
    var objectsPerRequest: Int
    /// The seeds.
    var seeds: SeedBlock
  }

  /// `sensitivity-cost`.
  static let kind = "sensitivity-cost"

  /// Names sizes and reuse mode.
  var label: String {
    "sensitivity slab-size=\(slabSize) session-size=\(sessionSize) reuse=\(reuse.rawValue)"
  }

  /// Runs all points; for each, the retained slabs of each seed.
  func run() throws -> [[Int]] {
    try points.map { point in
      try point.seeds.generatorSeeds.map { seed in
        let arm = ViolationRun(
          p: p, reuse: reuse, seed: seed,
          workload: ViolationWorkload(
            requests: requests, requestsPerEpoch: requestsPerEpoch,
            requestObjects: point.objectsPerRequest, requestSize: requestSize,
            sessionSize: sessionSize, slabSize: slabSize, sampleEvery: requests))
        return try arm.run().samples[0].retainedSlabs
      }
    }
  }
}
