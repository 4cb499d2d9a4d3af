import Results
import Statistics
import TemporalSlab

/// Epochs of objects of which a share lives on, for one slab and object size.
struct BoundaryArm: Arm {
  /// Bytes of a slab.
  var slabSize: Int
  /// Bytes of an object.
  var objectSize: Int
  /// The session fractions, and how much is run of each.
  var points: [Point]

  /// One session fraction.
  struct Point: Codable, Sendable {
    /// Probability that an object is a session object.
    var sessionFraction: Double
    /// Objects of an epoch.
    var objectsPerEpoch: Int
    /// Epochs of a seed.
    var epochs: Int
    var seeds: SeedBlock
  }

  /// What one seed of one point gives.
  struct Count: Codable, Sendable {
    /// Slabs at their boundary.
    var slabs = 0
    /// Those of them that were empty.
    var empty = 0
    /// Objects that were session objects.
    var sessions = Draws()
  }

  static let kind = "sensitivity-boundary"

  var work: Double {
    points.reduce(0) { $0 + Double($1.objectsPerEpoch * $1.epochs * $1.seeds.count) }
  }

  var label: String { "sensitivity slab-size=\(slabSize) object-size=\(objectSize)" }

  /// Runs all points; for each, one count a seed.
  ///
  /// - Throws: `AllocationError`, or `ExperimentError.inconsistent` when the allocator's counts are
  ///   not the run's.
  func run() throws -> [[Count]] {
    try points.map { point in try point.seeds.generators.map { try count(point, $0) } }
  }

  private func count(_ point: Point, _ generator: Xoshiro256StarStar) throws -> Count {
    let allocator = try SlabAllocator(.strict(slabSize: slabSize))
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
        let isSession = random.bernoulli(point.sessionFraction)
        count.sessions.count(isSession)
        if isSession {
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
