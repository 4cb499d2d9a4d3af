import Results

/// Where connection metadata is allocated.
enum ServiceRouting: String, Sendable, CaseIterable, Codable, CSVValue {
  /// In the epoch of the request that opened the connection.
  case broken
  /// In a persistent epoch for connections.
  case fixed
}

/// One run of the connection-pool service.
struct ServiceRun: Codable, Sendable {
  /// Where connection metadata is allocated.
  var routing: ServiceRouting
  var workload: ServiceWorkload
  /// The seed of arrivals and lifetimes.
  var seed: UInt64
  /// Blocks from malloc that each object gets as twins, 0 or 1; they live exactly as long, so that
  /// a tool that watches malloc sees the service's objects. A number and not a truth value, so that
  /// runs with and without allocate the same otherwise.
  var twins = 0
  /// Where the objects go as a recording; nil for nowhere.
  var recording: String?
}

/// The connection-pool service that `diagnose` runs.
///
/// Requests are served in rotating epochs; their objects die by their epoch's close. Clients
/// connect meanwhile, and a connection's metadata lives for many epochs. In the first epoch nobody
/// connects: the service answers health checks.
struct ServiceWorkload: Codable, Sendable, Equatable {
  /// Request epochs.
  var epochs = 0
  /// Requests of an epoch.
  var requestsPerEpoch = 0
  /// Objects of a request.
  var requestObjects = 0
  /// Connections that are accepted in each epoch but the first.
  var connectionsPerEpoch = 0
  /// Bytes of every object.
  var objectSize = 0
  /// The shortest life of a connection, in requests.
  var shortestConnection = 0
  /// The longest life of a connection, in requests.
  var longestConnection = 0
  /// Closes past the boundary up to which an object is a near miss.
  var nearMissCloses = 0

  /// The service as `experiments/diagnose.json` has it.
  static let standard: ServiceWorkload = {
    do {
      let file = "diagnose.json"
      var reader = try JSONReader(
        JSONValue.parse(PackageResources.diagnose_json, file: file), file: file)
      var workload = ServiceWorkload()
      for parameter in parameters { try parameter.read(&reader, &workload) }
      return workload
    } catch {
      // The file is part of the build and a test reads it.
      preconditionFailure("\(error)")
    }
  }()

  /// Nanoseconds of one request, in the service's own time: 500 requests a second.
  static let requestNanoseconds: UInt64 = 2_000_000

  static let parameters: [Parameter<Self>] = [
    .whole(
      "epochs", \.epochs, .epochs,
      WholeRange(2...100_000, because: "in the first epoch nobody connects"),
      "request epochs"),
    .whole(
      "requests-per-epoch", \.requestsPerEpoch, .requests, ParameterRules.requestsPerEpoch,
      "requests of an epoch"),
    .whole(
      "request-objects", \.requestObjects, .objects, WholeRange(0...1_000), "objects of a request"),
    .whole(
      "connections-per-epoch", \.connectionsPerEpoch, .sessions, WholeRange(1...100_000),
      "connections accepted in each epoch but the first"),
    .objectSize("object-size", \.objectSize, "bytes of an object"),
    .whole(
      "shortest-connection", \.shortestConnection, .requests, ParameterRules.requests,
      "shortest life of a connection, in requests"),
    .whole(
      "longest-connection", \.longestConnection, .requests, ParameterRules.requests,
      "longest life of a connection, in requests"),
    .whole(
      "near-miss-closes", \.nearMissCloses, .closes, WholeRange(0...1_000_000),
      "closes past its epoch's up to which an object is a near miss"),
  ]

  func validateTogether() throws(ExperimentError) {
    try ParameterRules.requireEpoch(
      requests: requestsPerEpoch, objectsPerRequest: max(1, requestObjects))
    try require(
      connectionsPerEpoch <= requestsPerEpoch, "connections-per-epoch", connectionsPerEpoch,
      "at most --requests-per-epoch \(requestsPerEpoch)")
    try require(
      shortestConnection <= longestConnection, "shortest-connection", shortestConnection,
      "at most --longest-connection \(longestConnection)")
  }

  /// Whether a connection always outlives its epoch, so that every epoch but the first is pinned.
  var alwaysPins: Bool { shortestConnection >= requestsPerEpoch }
}
