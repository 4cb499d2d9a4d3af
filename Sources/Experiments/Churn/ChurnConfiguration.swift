import Results

/// What the churn run does, all of which its one arm needs.
struct ChurnConfiguration: ExperimentConfiguration, Codable {
  /// Objects that are live all the time.
  var liveObjects = 0
  /// Bytes of an object.
  var objectSize = 0
  /// Cycles of replacement.
  var cycles = 0
  /// Objects that a cycle frees and allocates anew, chosen at random.
  var replaced = 0
  /// Bytes of a slab.
  var slabSize = 0
  /// Cycles between samples.
  var sampleEvery = 0
  /// Seed of the choice.
  var seed: UInt64 = 0

  static let file = PackageResources.churn_json

  static let parameters: [Parameter<Self>] = [
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

  func validateTogether() throws(ExperimentError) {
    try require(
      replaced <= liveObjects, "replaced", replaced, "1 to --live-objects \(liveObjects) is wanted")
    try require(
      sampleEvery <= cycles, "sample-every", sampleEvery, "1 to --cycles \(cycles) is wanted")
  }
}
