import Results

/// The p-sweep's workload for one slab size, session size and reuse mode.
struct CostArm: Arm {
  /// Probability that an epoch receives a session object.
  var p: Double
  var reuse: ReuseMode
  /// The workload, apart from the objects of a request.
  var workload: ViolationWorkload
  /// The numbers of objects a request, with their seeds.
  var points: [Point]

  /// One number of objects.
  struct Point: Codable, Sendable {
    /// Objects of a request.
    var objectsPerRequest: Int
    var seeds: SeedBlock
  }

  static let kind = "sensitivity-cost"

  var work: Double {
    points.reduce(0) {
      $0 + Double(workload.requests * ($1.objectsPerRequest + 1) * $1.seeds.count)
    }
  }

  var label: String {
    "sensitivity slab-size=\(workload.slabSize) session-size=\(workload.sessionSize) "
      + "reuse=\(reuse.rawValue)"
  }

  /// Runs all points; for each, the retained slabs of each seed.
  func run() throws -> [[Int]] {
    try points.map { point in
      var workload = workload
      workload.requestObjects = point.objectsPerRequest
      return try point.seeds.generatorSeeds.map { seed in
        try ViolationRun(p: p, reuse: reuse, seed: seed, workload: workload).run()
          .samples[0].retainedSlabs
      }
    }
  }
}
