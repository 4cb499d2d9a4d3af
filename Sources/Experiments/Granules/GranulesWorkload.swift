import Results
import Statistics

/// What a run of the granules experiment does, whatever the kind of granule.
///
/// Every epoch makes request objects and ends them at its close. With probability p it is pinned,
/// at a place among them drawn uniformly: by an object in slabs and regions, by a reader's guard in
/// epoch-based reclamation.
struct GranulesWorkload: Codable, Sendable, Equatable {
  /// Epochs of a run, each closed once.
  var closes = 0
  /// Samples of a run, evenly spaced in closes.
  var samples = 0
  /// Request objects of an epoch.
  var requestObjects = 0
  /// Bytes of a request object.
  var requestSize = 0
  /// Bytes of an object that pins.
  var pinSize = 0
  /// The mean life of a finite pin in closes, exponential.
  var pinLife = 0
  /// Bytes of a slab, and of the blocks of the other kinds.
  var blockSize = 0

  /// Closes between samples.
  var sampleEvery: Int { closes / samples }

  /// Closes that few finite pins do not outlive.
  var shortLife: Int { max(1, pinLife / 32) }

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

  static let parameters: [Parameter<Self>] = [
    .whole("closes", \.closes, .closes, WholeRange(2...200_000), "epochs of a run"),
    .whole("samples", \.samples, .samples, WholeRange(1...10_000), "samples of a run"),
    .whole(
      "request-objects", \.requestObjects, .objects, WholeRange(1...100_000),
      "request objects of an epoch"),
    .objectSize("request-size", \.requestSize, "bytes of a request object"),
    .objectSize("pin-size", \.pinSize, "bytes of an object that pins"),
    .whole(
      "pin-life", \.pinLife, .closes, WholeRange(1...1_000_000, unit: "closes"),
      "mean life of a finite pin, exponential"),
    .whole(
      "block-size", \.blockSize, .bytes, ParameterRules.slabSize, "bytes of a slab and of a block"),
  ]

  func validateTogether() throws(ExperimentError) {
    try require(
      closes % samples == 0, "closes", closes,
      "a multiple of --samples \(samples)")
    let objects = closes * requestObjects
    try require(
      objects <= Self.largestRun, "request-objects", requestObjects,
      "at most \(Self.largestRun) objects a run, and it has \(closes) epochs")
  }

  /// Pinned regions keep all their objects' memory, which has to fit.
  private static let largestRun = 4_000_000
}
