import Results

@testable import Experiments

/// Configurations that run in a moment, and their rows.
enum Small {
  static func sweep(
    p: [Double], _ reuse: [ReuseMode], seed: UInt64 = 1, repeats: Int = 1
  ) -> PSweepConfiguration {
    var configuration = PSweepConfiguration.standard
    configuration.p = p
    configuration.reuse = reuse
    configuration.workload.requests = 6_000
    configuration.workload.sampleEvery = 500
    configuration.seed = seed
    configuration.repeats = repeats
    return configuration
  }

  static func twoPoint(
    routing: [Routing] = [.mixed, .isolated], seed: UInt64 = 1, repeats: Int = 1
  ) -> TwoPointConfiguration {
    var configuration = TwoPointConfiguration.standard
    configuration.routing = routing
    configuration.workload.requests = 4_000
    configuration.workload.requestsPerEpoch = 200
    configuration.workload.sampleEvery = 200
    configuration.seed = seed
    configuration.repeats = repeats
    return configuration
  }

  /// Runs the arms in this process.
  static func analysis(_ configuration: PSweepConfiguration) throws -> PSweepAnalysis {
    try PSweepAnalysis(configuration, configuration.arms.map { ($0, try $0.run()) })
  }

  /// Runs the arms in this process.
  static func analysis(_ configuration: TwoPointConfiguration) throws -> TwoPointAnalysis {
    try TwoPointAnalysis(configuration, configuration.arms.map { ($0, try $0.run()) })
  }

  /// A pool that is small beside what the ring's epochs hold.
  static func pool(
    _ churn: [PoolChurn] = PoolChurn.allCases, reuse: [ReuseMode] = ReuseMode.allCases,
    reclaim: [ReclaimMode] = ReclaimMode.allCases, seed: UInt64 = 1
  ) -> TwoPointConfiguration {
    var configuration = twoPoint(seed: seed)
    configuration.protocols = [.pool]
    configuration.reuse = reuse
    configuration.reclaim = reclaim
    configuration.churn = churn
    configuration.pool.sessions = 300
    configuration.pool.requestObjects = 20
    configuration.poolRepeats = 1
    return configuration
  }
}

/// The fields that configuration and seed determine, row by row.
func exactFields<Row: CSVRecord>(_ rows: [Row]) -> [[String?]] {
  rows.map { row in
    Row.columns.filter { $0.role(in: row) != .noisy }.map { $0.field(in: row) }
  }
}
