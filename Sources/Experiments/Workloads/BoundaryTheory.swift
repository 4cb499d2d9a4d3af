import Foundation
import Results

/// Slabs at their boundary in strict reuse mode, where each object lives on with probability f.
struct BoundaryTheory: Sendable {
  /// Share of objects that are session objects: f.
  var sessionFraction: Double
  /// Objects that fit a slab: C.
  var capacity: Int
  /// Objects that mixed routing allocates in an epoch.
  var objectsPerEpoch: Int

  /// Probability that a full slab is empty at its boundary: no slot holds a session object. Mixed,
  /// `(1-f)^C`; isolated, 1.
  func boundaryRecycleRate(_ routing: Routing) -> Double {
    routing == .isolated ? 1 : pow(1 - sessionFraction, Double(capacity))
  }

  /// The same over all slabs of a mixed epoch, the last of which is only partly filled.
  var mixedBoundaryRateWithLastSlab: Double {
    let full = objectsPerEpoch / capacity
    let rest = objectsPerEpoch % capacity
    let empty =
      Double(full) * boundaryRecycleRate(.mixed)
      + (rest > 0 ? pow(1 - sessionFraction, Double(rest)) : 0)
    return empty / Double(full + (rest > 0 ? 1 : 0))
  }

  /// The same of a routing.
  func boundaryRateWithLastSlab(_ routing: Routing) -> Double {
    routing == .isolated ? 1 : mixedBoundaryRateWithLastSlab
  }
}
