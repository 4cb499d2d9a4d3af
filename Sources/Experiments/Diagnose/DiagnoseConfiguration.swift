import Results

/// The connection-pool service that `diagnose` runs.
///
/// Requests are served in rotating epochs; their objects die by their epoch's close. Clients connect
/// meanwhile, and a connection's metadata lives for many epochs. In the first epoch nobody connects:
/// the service answers health checks.
public struct DiagnoseConfiguration: ExperimentConfiguration {
  /// Where connection metadata is allocated.
  public var routing: [ServiceRouting]
  /// Request epochs.
  public var epochs: Int
  /// Requests of an epoch.
  public var requestsPerEpoch: Int
  /// Objects of a request.
  public var requestObjects: Int
  /// Connections that are accepted in each epoch but the first.
  public var connectionsPerEpoch: Int
  /// Bytes of every object.
  public var objectSize: Int
  /// The shortest life of a connection, in requests.
  public var shortestConnection: Int
  /// The longest life of a connection, in requests.
  public var longestConnection: Int
  /// Closes past the boundary up to which an object is a near miss.
  public var nearMissCloses: Int
  /// The seed of arrivals and lifetimes.
  public var seed: UInt64

  /// `diagnose`.
  public static let experiment = "diagnose"
  /// `experiments/diagnose.json`.
  public static let standard: Self = bundled(BundledFiles.diagnose)

  /// Nanoseconds of one request, in the service's own time: 500 requests a second.
  public static let requestNanoseconds: UInt64 = 2_000_000

  /// Reads the members; absent ones keep the values of `base`, and are required without one.
  public init(reading reader: inout JSONReader, over base: Self?) throws(JSONError) {
    routing = try reader.choices("routing", or: base?.routing)
    epochs = try reader.int("epochs", or: base?.epochs, in: 2...100_000)
    requestsPerEpoch = try reader.int(
      "requests_per_epoch", or: base?.requestsPerEpoch, in: 1...1_000_000)
    requestObjects = try reader.int("request_objects", or: base?.requestObjects, in: 0...1_000)
    connectionsPerEpoch = try reader.int(
      "connections_per_epoch", or: base?.connectionsPerEpoch, in: 1...100_000)
    objectSize = try reader.int("object_size", or: base?.objectSize, in: 8...262_144)
    shortestConnection = try reader.int(
      "shortest_connection", or: base?.shortestConnection, in: 1...1_000_000_000)
    longestConnection = try reader.int(
      "longest_connection", or: base?.longestConnection, in: 1...1_000_000_000)
    nearMissCloses = try reader.int(
      "near_miss_closes", or: base?.nearMissCloses, in: 0...1_000_000)
    seed = try reader.uint64("seed", or: base?.seed)
  }

  /// Throws `ExperimentError.invalidParameter` for values that cannot run.
  public func validate() throws(ExperimentError) {
    try ParameterRules.requireUnique("routing", routing.map(\.rawValue))
    try require(epochs >= 2, "epochs", epochs, "2 or more is wanted: in the first nobody connects")
    try ParameterRules.requireObjectSize("object-size", objectSize)
    try ParameterRules.requireEpoch(
      requests: requestsPerEpoch, objectsPerRequest: max(1, requestObjects))
    try require(
      connectionsPerEpoch <= requestsPerEpoch, "connections-per-epoch", connectionsPerEpoch,
      "at most --requests-per-epoch \(requestsPerEpoch) is wanted")
    try require(
      shortestConnection <= longestConnection, "shortest-connection", shortestConnection,
      "at most --longest-connection \(longestConnection) is wanted")
  }

  /// The same members as JSON, for the manifest.
  public var json: JSONValue {
    [
      "routing": JSONValue(array: routing.map { JSONValue($0.rawValue) }),
      "epochs": JSONValue(epochs), "requests_per_epoch": JSONValue(requestsPerEpoch),
      "request_objects": JSONValue(requestObjects),
      "connections_per_epoch": JSONValue(connectionsPerEpoch),
      "object_size": JSONValue(objectSize), "shortest_connection": JSONValue(shortestConnection),
      "longest_connection": JSONValue(longestConnection),
      "near_miss_closes": JSONValue(nearMissCloses), "seed": JSONValue(seed),
    ]
  }

  /// One arm a routing.
  public var arms: [DiagnoseArm] { routing.map { arm($0) } }

  /// The arm of a routing.
  ///
  /// - Parameter twins: blocks from malloc that each object gets, 0 or 1.
  public func arm(_ routing: ServiceRouting, twins: Int = 0) -> DiagnoseArm {
    DiagnoseArm(
      routing: routing, epochs: epochs, requestsPerEpoch: requestsPerEpoch,
      requestObjects: requestObjects, connectionsPerEpoch: connectionsPerEpoch,
      objectSize: objectSize, shortestConnection: shortestConnection,
      longestConnection: longestConnection, nearMissCloses: nearMissCloses, seed: seed,
      twins: twins)
  }
}
