import Results

/// The connection-pool service that `diagnose` runs.
///
/// Requests are served in rotating epochs; their objects die by their epoch's close. Clients connect
/// meanwhile, and a connection's metadata lives for many epochs. In the first epoch nobody connects:
/// the service answers health checks.
package struct DiagnoseConfiguration: ExperimentConfiguration {
  /// Where connection metadata is allocated.
  package var routing: [ServiceRouting] = []
  /// Request epochs.
  package var epochs = 0
  /// Requests of an epoch.
  package var requestsPerEpoch = 0
  /// Objects of a request.
  package var requestObjects = 0
  /// Connections that are accepted in each epoch but the first.
  package var connectionsPerEpoch = 0
  /// Bytes of every object.
  package var objectSize = 0
  /// The shortest life of a connection, in requests.
  package var shortestConnection = 0
  /// The longest life of a connection, in requests.
  package var longestConnection = 0
  /// Closes past the boundary up to which an object is a near miss.
  package var nearMissCloses = 0
  /// The seed of arrivals and lifetimes.
  package var seed: UInt64 = 0

  /// `diagnose`.
  package static let experiment = "diagnose"
  /// `experiments/diagnose.json`.
  package static let standard: Self = bundled(BundledFiles.diagnose)

  /// Nanoseconds of one request, in the service's own time: 500 requests a second.
  package static let requestNanoseconds: UInt64 = 2_000_000

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters, in the order in which help lists them.
  package static let parameters: [Parameter<Self>] = [
    .choices("routing", \.routing, "where connection metadata is allocated"),
    .whole(
      "epochs", \.epochs, WholeRange(2...100_000, because: "in the first epoch nobody connects"),
      "request epochs"),
    .whole(
      "requests-per-epoch", \.requestsPerEpoch, ParameterRules.requestsPerEpoch,
      "requests of an epoch"),
    .whole("request-objects", \.requestObjects, WholeRange(0...1_000), "objects of a request"),
    .whole(
      "connections-per-epoch", \.connectionsPerEpoch, WholeRange(1...100_000),
      "connections accepted in each epoch but the first"),
    .objectSize("object-size", \.objectSize, "bytes of an object"),
    .whole(
      "shortest-connection", \.shortestConnection, ParameterRules.requests,
      "shortest life of a connection, in requests"),
    .whole(
      "longest-connection", \.longestConnection, ParameterRules.requests,
      "longest life of a connection, in requests"),
    .whole(
      "near-miss-closes", \.nearMissCloses, WholeRange(0...1_000_000),
      "closes past its epoch's up to which an object is a near miss"),
    .seed(\.seed),
  ]

  /// Throws `ExperimentError.invalidParameter` for values that cannot be together.
  package func validateTogether() throws(ExperimentError) {
    try ParameterRules.requireEpoch(
      requests: requestsPerEpoch, objectsPerRequest: max(1, requestObjects))
    try require(
      connectionsPerEpoch <= requestsPerEpoch, "connections-per-epoch", connectionsPerEpoch,
      "at most --requests-per-epoch \(requestsPerEpoch) is wanted")
    try require(
      shortestConnection <= longestConnection, "shortest-connection", shortestConnection,
      "at most --longest-connection \(longestConnection) is wanted")
  }

  /// One arm a routing.
  package var arms: [DiagnoseArm] { routing.map { arm($0) } }

  /// The arm of a routing.
  ///
  /// - Parameter twins: blocks from malloc that each object gets, 0 or 1.
  package func arm(_ routing: ServiceRouting, twins: Int = 0) -> DiagnoseArm {
    DiagnoseArm(
      routing: routing, epochs: epochs, requestsPerEpoch: requestsPerEpoch,
      requestObjects: requestObjects, connectionsPerEpoch: connectionsPerEpoch,
      objectSize: objectSize, shortestConnection: shortestConnection,
      longestConnection: longestConnection, nearMissCloses: nearMissCloses, seed: seed,
      twins: twins)
  }
}
