import Results

/// A workload of requests in rotating epochs, some of which are violated.
///
/// An epoch receives a session object, which lives to the end of the run, with probability p.
/// Request objects die by their epoch's close. So p is the fraction of epochs that are pinned.
struct ViolationWorkload: Codable, Sendable, Equatable {
  /// Requests of a run.
  var requests = 0
  /// Requests of an epoch.
  var requestsPerEpoch = 0
  /// Objects that a request allocates.
  var requestObjects = 0
  /// Bytes of a request object.
  var requestSize = 0
  /// Bytes of a session object.
  var sessionSize = 0
  /// Bytes of a slab.
  var slabSize = 0
  /// Requests between two samples.
  var sampleEvery = 0

  /// Bytes of the slot of a session object.
  var sessionSlot: Int { ParameterRules.slotSize(of: sessionSize) }

  static let parameters: [Parameter<Self>] = [
    .whole(
      "requests", \.requests, .requests, ParameterRules.requests,
      "requests of a run, a multiple of --sample-every"),
    .whole(
      "requests-per-epoch", \.requestsPerEpoch, .requests, ParameterRules.requestsPerEpoch,
      "requests of an epoch"),
    .whole(
      "request-objects", \.requestObjects, .objects, WholeRange(0...100_000),
      "objects that a request allocates"),
    .objectSize("request-size", \.requestSize, "bytes of a request object"),
    .objectSize("session-size", \.sessionSize, "bytes of a session object"),
    .slabSize(\.slabSize),
    .whole(
      "sample-every", \.sampleEvery, .requests, ParameterRules.requests,
      "requests between samples, whole epochs"),
  ]

  func validateTogether() throws(ExperimentError) {
    try ParameterRules.requireRequests(
      requests, perEpoch: requestsPerEpoch, sampleEvery: sampleEvery)
    try ParameterRules.requireEpoch(
      requests: requestsPerEpoch, objectsPerRequest: requestObjects)
    // A sample is held as numbers in the arm, and as text on its way to the file.
    try ParameterRules.requireMemory(
      Double(requests / sampleEvery) * 512, "sample-every", sampleEvery)
  }

  /// What theory says of a run.
  func theory(reuse: ReuseMode) -> ViolationTheory {
    ViolationTheory(
      reuse: reuse, closes: requests / requestsPerEpoch,
      closesBeforeFirstSample: sampleEvery / requestsPerEpoch, slabSize: slabSize,
      capacity: slabSize / sessionSlot)
  }
}
