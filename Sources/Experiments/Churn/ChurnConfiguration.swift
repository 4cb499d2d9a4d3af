import Results

/// Sustained replacement in a full working set: does memory stay where it is?
package struct ChurnConfiguration: ExperimentConfiguration {
  /// Objects that are live all the time.
  package var liveObjects = 0
  /// Bytes of an object.
  package var objectSize = 0
  /// Cycles of replacement.
  package var cycles = 0
  /// Objects that a cycle frees and allocates anew, chosen at random.
  package var replaced = 0
  /// Bytes of a slab.
  package var slabSize = 0
  /// Cycles between samples.
  package var sampleEvery = 0
  /// Seed of the choice.
  package var seed: UInt64 = 0

  /// The name of the experiment in files and on the command line.
  package static let experiment = "churn"
  /// The configuration that the program was built with.
  package static let standard: Self = bundled(BundledFiles.churn)

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters, in the order in which help lists them.
  package static let parameters: [Parameter<Self>] = [
    .whole(
      "live-objects", \.liveObjects, WholeRange(1...100_000_000),
      "objects that are live all the time"),
    .objectSize("object-size", \.objectSize, "bytes of an object"),
    .whole("cycles", \.cycles, WholeRange(1...1_000_000), "cycles of replacement"),
    .whole("replaced", \.replaced, WholeRange(1...100_000_000), "objects replaced in a cycle"),
    .slabSize(\.slabSize),
    .whole("sample-every", \.sampleEvery, WholeRange(1...1_000_000), "cycles between samples"),
    .seed(\.seed),
  ]

  /// Throws `ExperimentError.invalidParameter` for values that cannot be together.
  package func validateTogether() throws(ExperimentError) {
    try require(
      replaced <= liveObjects, "replaced", replaced, "1 to --live-objects \(liveObjects) is wanted")
    try require(
      sampleEvery <= cycles, "sample-every", sampleEvery, "1 to --cycles \(cycles) is wanted")
  }

  /// The one arm.
  package var arm: ChurnArm { ChurnArm(configuration: self) }
}
