import Results

/// What the drainability sweep varies and what it holds constant.
///
/// An epoch receives a session object, which lives to the end of the run, with probability p.
/// Request objects die by their epoch's close. So an epoch drains with probability 1 - p.
package struct DSRConfiguration: ExperimentConfiguration {
  /// Violation fractions, each from 0 to 1.
  package var p: [Double] = []
  /// Epochs closed in a run.
  package var closes = 0
  /// Request objects of an epoch.
  package var requestObjects = 0
  /// Bytes of a request object.
  package var requestSize = 0
  /// Bytes of a session object.
  package var sessionSize = 0
  /// The first seed.
  package var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  package var repeats = 0

  /// `dsr`.
  package static let experiment = "dsr"
  /// `experiments/dsr.json`.
  package static let standard: Self = bundled(BundledFiles.dsr)

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters, in the order in which help lists them.
  package static let parameters: [Parameter<Self>] = [
    .numbers("p", \.p, .probability, "violation fractions"),
    // Each pinned epoch keeps a slab, and a heap's slabs are limited.
    .whole("closes", \.closes, WholeRange(1...4_000_000), "epochs of a run"),
    .whole(
      "request-objects", \.requestObjects, WholeRange(0...100_000), "request objects of an epoch"),
    .objectSize("request-size", \.requestSize, "bytes of a request object"),
    .objectSize("session-size", \.sessionSize, "bytes of a session object"),
    .seed(\.seed),
    .repeats(\.repeats),
  ]

  /// Every combination of p and seed.
  package var arms: [DSRArm] {
    p.flatMap { p in
      (0..<repeats).map { index in
        DSRArm(
          p: p, seed: seed &+ UInt64(index), closes: closes, requestObjects: requestObjects,
          requestSize: requestSize, sessionSize: sessionSize)
      }
    }
  }
}
