import Recordings
import Results
import TemporalSlab

/// One run of the two-point experiment: one protocol, one routing, one seed.
struct TwoPointArm: Arm {
  var workload: TwoPointWorkload
  /// The pool; nil in the sustained protocol.
  var pool: Pool?
  /// Where session objects go.
  var routing: Routing
  /// What happens to partial slabs when the ring comes round.
  var reuse: ReuseMode
  /// When slabs are recycled that empty after their epoch's close.
  var reclaim = ReclaimMode.late
  /// Seed of the sequence of objects.
  var seed: UInt64
  /// Requests after which slabs are counted by class.
  var marks: [Int] = []
  /// Where the objects go as a recording, a millisecond a request; nil for nowhere.
  var recording: String?

  /// A pool, and when its sessions are replaced.
  struct Pool: Codable, Sendable {
    var workload: PoolWorkload
    var churn: PoolChurn
  }

  /// What one run gives.
  struct Outcome: Codable, Sendable {
    /// The samples, by requests.
    var samples: [Sample] = []
    /// Slabs by class at each mark.
    var classes: [ClassCount] = []
    /// Epochs closed.
    var epochsClosed = 0
    /// Slabs of request epochs at their boundary.
    var boundarySlabs = 0
    /// Those of them that were empty.
    var boundaryRecycled = 0
    /// Slabs used for the first time.
    var slabsCreated = 0
    /// Slabs recycled.
    var slabsRecycled = 0
    /// Seconds of the workload, without the process's start.
    var wallSeconds = 0.0
  }

  /// The state of the run after some requests.
  struct Sample: Codable, Sendable {
    var request = 0
    var epochsClosed = 0
    var retainedSlabs = 0
    var structuralSlabs = 0
    var liveBytes = 0
    var rssBytes = 0
    /// Objects that are live by the run's own count, those of open epochs included.
    var liveObjects = 0
    var slabsCreated = 0
    var slabsRecycled = 0
  }

  /// Slabs of a size class after some requests.
  struct ClassCount: Codable, Sendable {
    var request = 0
    /// Bytes of the class's slot.
    var sizeClass = 0
    var slabsCreated = 0
    var slabsRecycled = 0
  }

  static let kind = TwoPoint.name

  /// The protocol that the arm runs.
  var `protocol`: TwoPointProtocol { pool == nil ? .sustained : .pool }

  /// Share of the run's objects that are session objects.
  var sessionFraction: Double {
    guard let pool else { return workload.sessionFraction }
    return pool.workload.sessionFraction(
      pool.churn, requests: workload.requests, requestsPerEpoch: workload.requestsPerEpoch)
  }

  var work: Double {
    Double(workload.requests * (pool?.workload.requestObjects ?? workload.objectsPerRequest))
  }

  var label: String {
    let place =
      pool.map { "churn=\($0.churn.rawValue)" }
      ?? "object_size=\(workload.objectSize) session_fraction=\(workload.sessionFraction)"
    return "twopoint protocol=\(`protocol`.rawValue) \(place)"
      + " routing=\(routing.rawValue) reuse=\(reuse.rawValue) reclaim=\(reclaim.rawValue) "
      + "seed=\(seed)"
  }

  /// Runs the workload in this process.
  ///
  /// - Throws: `AllocationError`, or `ExperimentError.inconsistent` when the allocator's counts are
  ///   not the run's.
  func run() throws -> Outcome {
    var configuration = SlabConfiguration()
    configuration.slabSize = workload.slabSize
    configuration.reuse = reuse == .ring ? .ring : .strict
    configuration.reclaim = reclaim == .late ? .late : .atClose
    var run = try TwoPointRun(arm: self, allocator: SlabAllocator(configuration))
    return try run.finish()
  }
}
