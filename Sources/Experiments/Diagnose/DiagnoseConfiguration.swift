import Results

/// The routings of the connection-pool service, and the workload that it holds constant.
struct DiagnoseConfiguration: ExperimentConfiguration {
  /// Where connection metadata is allocated.
  var routing: [ServiceRouting] = []
  var workload = ServiceWorkload()
  /// The seed of arrivals and lifetimes.
  var seed: UInt64 = 0
  /// Whether valgrind judges the broken service as well.
  var asksValgrind = false
  /// Where the service's objects go as a recording.
  var recording: String?

  static let file = PackageResources.diagnose_json

  static let parameters: [Parameter<Self>] =
    [
      .flag("valgrind", \.asksValgrind, "run the broken service under valgrind as well"),
      .file("recording", \.recording, "also write one run's objects as a recording in CSV"),
      .choices("routing", \.routing, "where connection metadata is allocated"),
    ] + ServiceWorkload.parameters.map { $0.within(\.workload) } + [.seed(\.seed)]

  func validateTogether() throws(ExperimentError) {
    try workload.validateTogether()
    try require(ofOneRun: recording, of: arms.count)
  }

  /// One arm a routing.
  var arms: [DiagnoseArm] { routing.map { arm($0) } }

  /// The arm of a routing.
  ///
  /// - Parameter twins: blocks from malloc that each object gets, 0 or 1.
  func arm(_ routing: ServiceRouting, twins: Int = 0) -> DiagnoseArm {
    DiagnoseArm(
      service: ServiceRun(
        routing: routing, workload: workload, seed: seed, twins: twins, recording: recording))
  }
}
