import Results

/// What the drainability sweep varies, and the workload that it holds constant.
struct DSRConfiguration: ExperimentConfiguration {
  /// Violation fractions, each from 0 to 1.
  var p: [Double] = []
  var workload = DSRWorkload()
  /// The first seed.
  var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  var repeats = 0

  static let file = PackageResources.dsr_json

  static let parameters: [Parameter<Self>] =
    [.numbers("p", \.p, .one, .probability, "violation fractions")]
    + DSRWorkload.parameters.map { $0.within(\.workload) } + [.seed(\.seed), .repeats(\.repeats)]

  /// Every combination of p and seed.
  var arms: [DSRArm] {
    p.flatMap { p in
      (0..<repeats).map { DSRArm(p: p, seed: seed &+ UInt64($0), workload: workload) }
    }
  }
}

/// Epochs that are closed one after the other.
///
/// An epoch receives a session object, which lives to the end of the run, with probability p.
/// Request objects die by their epoch's close. So an epoch drains with probability 1 - p.
struct DSRWorkload: Codable, Sendable, Equatable {
  /// Epochs closed in a run.
  var closes = 0
  /// Request objects of an epoch.
  var requestObjects = 0
  /// Bytes of a request object.
  var requestSize = 0
  /// Bytes of a session object.
  var sessionSize = 0

  static let parameters: [Parameter<Self>] = [
    // Each pinned epoch keeps a slab, and a heap's slabs are limited.
    .whole("closes", \.closes, .closes, WholeRange(1...4_000_000), "epochs of a run"),
    .whole(
      "request-objects", \.requestObjects, .objects, WholeRange(0...100_000),
      "request objects of an epoch"),
    .objectSize("request-size", \.requestSize, "bytes of a request object"),
    .objectSize("session-size", \.sessionSize, "bytes of a session object"),
  ]
}
