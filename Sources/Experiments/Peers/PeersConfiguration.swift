import Results

/// A peak of objects on each allocator, of which a fraction is not freed: what comes back?
struct PeersConfiguration: ExperimentConfiguration {
  /// The allocators, each in processes of its own.
  var allocators: [Allocator] = []
  /// Where session objects go; `isolated` needs an allocator with arenas or heaps.
  var routing: [Routing] = []
  /// The shares of the objects that are not freed; 0 is run besides, for the floor.
  var sessionFractions: [Double] = []
  var peak = Peak()
  /// The first seed.
  var seed: UInt64 = 0
  /// Seeds.
  var repeats = 0

  /// What is allocated before anything is freed.
  struct Peak: Codable, Equatable, Sendable {
    var objects = 0
    /// Bytes of an object.
    var objectSize = 0
  }

  static let file = PackageResources.peers_json

  static let parameters: [Parameter<Self>] = [
    .choices("allocator", member: "allocators", \.allocators, "allocators to measure")
      .byDefault("those installed"),
    .choices(
      "routing", \.routing, "where session objects go: among the others, or to a place of their own"
    ),
    .numbers(
      "session-fraction", \.sessionFractions, .one,
      NumberRange(0...1, .fraction, includesLower: false, includesUpper: false),
      "shares of the objects that are not freed"),
    .whole(
      "objects", \.peak.objects, .objects, WholeRange(1_000...100_000_000), "objects at the peak"),
    .objectSize("object-size", \.peak.objectSize, "bytes of an object"),
    .seed(\.seed),
    .repeats(\.repeats),
  ]

  /// Throws `ExperimentError.invalidParameter` for values that leave nothing to run.
  func validateTogether() throws(ExperimentError) {
    try require(
      routing.contains(.mixed) || allocators.contains(where: \.hasHeaps), "routing", "isolated",
      "an allocator with arenas or heaps beside it: "
        + Allocator.allCases.filter(\.hasHeaps).map(\.rawValue).joined(separator: ", "))
  }

  /// The arms, by allocator, routing, fraction and seed.
  ///
  /// - Parameter libraries: the allocators that are installed, with the library to preload.
  func arms(libraries: [Allocator: String?]) -> [PeersArm] {
    allocators.flatMap { allocator -> [PeersArm] in
      guard let library = libraries[allocator] else { return [] }
      return routing.filter { $0 == .mixed || allocator.hasHeaps }.flatMap { routing in
        ([0] + sessionFractions).flatMap { fraction in
          (0..<repeats).map { index in
            PeersArm(
              allocator: allocator, library: library, routing: routing, sessionFraction: fraction,
              peak: peak, seed: seed &+ UInt64(index))
          }
        }
      }
    }
  }
}
