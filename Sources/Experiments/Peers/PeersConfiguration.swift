import Results
import TemporalSlab

/// A peak of objects on each allocator, of which a fraction is not freed: what comes back?
package struct PeersConfiguration: ExtensionConfiguration {
  /// The allocators, each in processes of its own.
  package var allocators: [BenchAllocator] = []
  /// Where session objects go; `isolated` needs an allocator with arenas or heaps.
  package var routing: [Routing] = []
  /// The shares of the objects that are not freed; 0 is run besides, for the floor.
  package var sessionFractions: [Double] = []
  /// Objects at the peak.
  package var objects = 0
  /// Bytes of an object.
  package var objectSize = 0
  /// The first seed.
  package var seed: UInt64 = 0
  /// Seeds.
  package var repeats = 0

  /// `peers`.
  package static let experiment = "peers"
  /// `experiments/peers.json`.
  package static let standard: Self = bundled(BundledFiles.peers)
  /// The standard one on a smaller grid.
  package static let quick: Self = bundledQuick()

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters, in the order in which help lists them.
  package static let parameters: [Parameter<Self>] = [
    .choices("allocator", member: "allocators", \.allocators, "allocators to measure"),
    .choices(
      "routing", \.routing, "where session objects go: among the others, or to a place of their own"
    ),
    .numbers(
      "session-fraction", \.sessionFractions,
      NumberRange(0...1, .fraction, includesLower: false, includesUpper: false),
      "shares of the objects that are not freed"),
    .whole("objects", \.objects, WholeRange(1_000...100_000_000), "objects at the peak"),
    .objectSize("object-size", \.objectSize, "bytes of an object"),
    .seed(\.seed),
    .repeats(\.repeats),
  ]

  /// Throws `ExperimentError.invalidParameter` for values that leave nothing to run.
  package func validateTogether() throws(ExperimentError) {
    try require(
      routing.contains(.mixed) || allocators.contains(where: \.hasHeaps), "routing", "isolated",
      "an allocator with arenas or heaps is wanted with it: "
        + BenchAllocator.allCases.filter(\.hasHeaps).map(\.rawValue).joined(separator: ", "))
  }

  /// The arms, by allocator, routing, fraction and seed.
  ///
  /// - Parameter libraries: the allocators that are installed, with the library to preload.
  package func arms(libraries: [BenchAllocator: String?]) -> [PeersArm] {
    allocators.flatMap { allocator -> [PeersArm] in
      guard let library = libraries[allocator] else { return [] }
      return routing.filter { $0 == .mixed || allocator.hasHeaps }.flatMap { routing in
        ([0] + sessionFractions).flatMap { fraction in
          (0..<repeats).map { index in
            PeersArm(
              allocator: allocator, library: library, routing: routing, sessionFraction: fraction,
              objects: objects, objectSize: objectSize, seed: seed &+ UInt64(index))
          }
        }
      }
    }
  }
}

extension BenchAllocator {
  /// Whether objects can be given a place of their own by the caller.
  var hasHeaps: Bool {
    switch self {
    case .temporalSlab, .jemalloc, .mimalloc: true
    case .glibc, .tcmalloc: false
    }
  }
}
