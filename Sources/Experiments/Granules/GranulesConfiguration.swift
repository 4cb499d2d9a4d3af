import Results
import Statistics

/// What a run of the granules experiment does, whatever the kind of granule.
///
/// Every epoch makes request objects and ends them at its close. With probability p it is pinned, at
/// a place among them drawn uniformly: by an object in slabs and regions, by a reader's guard in
/// epoch-based reclamation.
package struct GranulesWorkload: Codable, Sendable, Equatable {
  /// Epochs of a run, each closed once.
  package var closes = 0
  /// Samples of a run, evenly spaced in closes.
  package var samples = 0
  /// Request objects of an epoch.
  package var requestObjects = 0
  /// Bytes of a request object.
  package var requestSize = 0
  /// Bytes of an object that pins.
  package var pinSize = 0
  /// The mean life of a finite pin in closes, exponential.
  package var pinLife = 0
  /// Bytes of a slab, and of the blocks of the other kinds.
  package var blockSize = 0

  /// Closes between samples.
  var sampleEvery: Int { closes / samples }

  /// How many closes a pin outlives.
  func life(of lifetime: PinLifetime) -> EpochLifetime {
    lifetime == .endless ? .endless : .lasting(.exponential(mean: Double(pinLife)))
  }

  /// Pinning objects that a block holds.
  func pinsPerBlock(_ granule: GranuleKind) -> Int {
    blockSize
      / (granule == .slabs
        ? ParameterRules.slotSize(of: pinSize) : RegionAllocator.footprint(of: pinSize))
  }

  /// The parameters, in the order in which help lists them.
  static let parameters: [Parameter<Self>] = [
    .whole("closes", \.closes, WholeRange(2...200_000), "epochs of a run"),
    .whole("samples", \.samples, WholeRange(1...10_000), "samples of a run"),
    .whole(
      "request-objects", \.requestObjects, WholeRange(1...100_000), "request objects of an epoch"),
    .objectSize("request-size", \.requestSize, "bytes of a request object"),
    .objectSize("pin-size", \.pinSize, "bytes of an object that pins"),
    .whole(
      "pin-life", \.pinLife, WholeRange(1...1_000_000, unit: "closes"),
      "mean life of a finite pin, exponential"),
    .whole("block-size", \.blockSize, ParameterRules.slabSize, "bytes of a slab and of a block"),
  ]
}

/// What the granules experiment varies and what it holds constant.
package struct GranulesConfiguration: ExtensionConfiguration {
  /// Kinds of granule.
  package var granules: [GranuleKind] = []
  /// Lifetimes of pins.
  package var lifetimes: [PinLifetime] = []
  /// Violation fractions, each from 0 to 1.
  package var p: [Double] = []
  /// The workload.
  package var workload = GranulesWorkload()
  /// The first seed.
  package var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  package var repeats = 0

  /// `granules`.
  package static let experiment = "granules"
  /// `experiments/granules.json`.
  package static let standard: Self = bundled(BundledFiles.granules)
  /// With the changes of `experiments/quick.json`.
  package static let quick: Self = bundledQuick()

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters, in the order in which help lists them.
  package static let parameters: [Parameter<Self>] =
    [
      .choices("granules", \.granules, "kinds of granule"),
      .choices("lifetime", \.lifetimes, "lifetimes of pins"),
      .numbers("p", \.p, .probability, "violation fractions"),
    ] + GranulesWorkload.parameters.map { $0.within(\.workload) }
    + [.seed(\.seed), .repeats(\.repeats)]

  /// Throws `ExperimentError.invalidParameter` for values that cannot be together.
  package func validateTogether() throws(ExperimentError) {
    try require(
      workload.closes % workload.samples == 0, "closes", workload.closes,
      "a multiple of --samples \(workload.samples) is wanted")
    let objects = workload.closes * workload.requestObjects
    try require(
      objects <= Self.largestRun, "request-objects", workload.requestObjects,
      "at most \(Self.largestRun) objects a run are wanted, and it has \(workload.closes) epochs")
  }

  /// Pinned regions keep all their objects' memory, which has to fit.
  private static let largestRun = 4_000_000

  /// Every combination; kinds of granule share the seeds, so that they see the same workload.
  package var arms: [GranulesArm] {
    granules.flatMap { granule in
      lifetimes.enumerated().flatMap { index, lifetime in
        p.enumerated().map { offset, p in
          GranulesArm(
            granule: granule, lifetime: lifetime, p: p, workload: workload,
            seeds: SeedBlock(
              first: seed, count: repeats, stream: UInt64(index * self.p.count + offset)))
        }
      }
    }
  }

  /// What theory says of one arm.
  package func theory(of arm: GranulesArm) -> GranulesTheory {
    GranulesTheory(
      granule: arm.granule, life: workload.life(of: arm.lifetime), p: arm.p, workload: workload)
  }
}
