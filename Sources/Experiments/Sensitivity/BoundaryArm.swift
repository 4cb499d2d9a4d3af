import Results
import Statistics
import TemporalSlab

/// Epochs of objects of which a share lives on, for one slab and object size.
package struct BoundaryArm: Arm {
  /// Bytes of a slab.
  package var slabSize: Int
  /// Bytes of an object.
  package var objectSize: Int
  /// The session fractions, and how much is run of each.
  package var points: [Point]

  /// One session fraction.
  package struct Point: Codable, Sendable {
    /// Probability that an object is a session object.
    package var sessionFraction: Double
    /// Objects of an epoch.
    package var objectsPerEpoch: Int
    /// Epochs of a seed.
    package var epochs: Int
    /// The seeds.
    package var seeds: SeedBlock
  }

  /// What one seed of one point gives.
  package struct Count: Codable, Sendable {
    /// Slabs at their boundary.
    package var slabs = 0
    /// Those of them that were empty.
    package var empty = 0
  }

  /// `sensitivity-boundary`.
  package static let kind = "sensitivity-boundary"

  /// Names the sizes.
  package var label: String { "sensitivity slab-size=\(slabSize) object-size=\(objectSize)" }

  /// Runs all points; for each, one count a seed.
  ///
  /// - Throws: `AllocationError`, or `ExperimentError.inconsistent` when the allocator's counts are
  ///   not the run's.
  package func run() throws -> [[Count]] {
    try points.map { point in
      try point.seeds.generators.map { try count(point, $0) }
    }
  }

  private func count(_ point: Point, _ generator: Xoshiro256StarStar) throws -> Count {
    var configuration = SlabConfiguration()
    configuration.slabSize = slabSize
    configuration.reuse = .strict
    let allocator = try SlabAllocator(configuration)
    let heap = try allocator.makeHeap()
    var random = generator
    var batch = RequestBatch(capacity: point.objectsPerEpoch)
    var count = Count()
    var sessions = 0
    var refused = 0
    for index in 0..<point.epochs {
      let epoch = index == 0 ? allocator.currentEpoch : try allocator.advance()
      // No object is written: retained slabs take address space alone.
      for _ in 0..<point.objectsPerEpoch {
        let object = try heap.allocate(objectSize, in: epoch)
        if random.bernoulli(point.sessionFraction) {
          sessions += 1
        } else {
          batch.append(object.handle)
        }
      }
      refused += batch.freeAll(heap)
      let report = try heap.close(epoch)
      count.slabs += report.scannedSlabs
      count.empty += report.recycledSlabs
    }
    let live = allocator.retention().reduce(0) { $0 + $1.liveObjects }
    guard live == sessions, refused == 0 else {
      throw ExperimentError.inconsistent(
        "\(sessions) sessions, \(live) live objects, \(refused) frees refused")
    }
    return count
  }
}
