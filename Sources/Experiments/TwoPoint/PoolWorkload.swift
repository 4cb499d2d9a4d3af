import Results

/// The authors' documented workload, as far as it is not the sustained one's: a pool of session
/// objects, some of which are replaced, and requests that free all that they allocate.
struct PoolWorkload: Codable, Sendable, Equatable {
  /// Session objects that are live at any time.
  var sessions = 0
  /// Share of them that is replaced each time.
  var churnFraction = 0.0
  /// Objects that a request allocates and frees.
  var requestObjects = 0
  /// Bytes of the smallest of them.
  var smallestObject = 0
  /// Bytes of the largest of them; sizes are spread evenly.
  var largestObject = 0

  static let parameters: [Parameter<Self>] = [
    .whole(
      "pool-sessions", \.sessions, .sessions, WholeRange(1...1_000_000),
      "pool: session objects at any time"),
    .number(
      "churn-fraction", \.churnFraction, .one, NumberRange(0...1, .fraction),
      "pool: share of the session objects that is replaced each time"),
    .whole(
      "pool-objects", \.requestObjects, .objects, WholeRange(0...100_000),
      "pool: objects that a request allocates and frees"),
    .objectSize("smallest-object", \.smallestObject, "pool: bytes of a request's smallest object"),
    .objectSize("largest-object", \.largestObject, "pool: bytes of a request's largest object"),
  ]

  func validateTogether() throws(ExperimentError) {
    try require(
      smallestObject <= largestObject, "smallest-object", smallestObject,
      "at most --largest-object \(largestObject)")
  }

  /// The most objects that are ever live at once.
  var liveObjectLimit: Int { sessions + requestObjects }

  /// Sessions that are replaced at a time.
  private var replaced: Int { Int((churnFraction * Double(sessions)).rounded()) }

  /// Sessions that are replaced with a request.
  ///
  /// - Parameters:
  ///   - request: the request's number from 0.
  ///   - requestsPerEpoch: requests of an epoch.
  func replacements(_ churn: PoolChurn, at request: Int, requestsPerEpoch: Int) -> Int {
    switch churn {
    case .request: replaced
    case .epoch: request % requestsPerEpoch == 0 ? replaced : 0
    case .thousandRequests: (request + 1) * replaced / 1_000 - request * replaced / 1_000
    }
  }

  /// Sessions that are replaced over a run.
  func replacements(_ churn: PoolChurn, requests: Int, requestsPerEpoch: Int) -> Int {
    switch churn {
    case .request: requests * replaced
    case .epoch: requests / requestsPerEpoch * replaced
    case .thousandRequests: requests * replaced / 1_000
    }
  }

  /// Share of the objects of a run that are session objects.
  func sessionFraction(_ churn: PoolChurn, requests: Int, requestsPerEpoch: Int) -> Double {
    let sessions =
      sessions + replacements(churn, requests: requests, requestsPerEpoch: requestsPerEpoch)
    return Double(sessions) / Double(sessions + requests * requestObjects)
  }
}
