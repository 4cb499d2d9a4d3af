import Results
import Statistics

/// Rows, coefficients and checks of a finished two-point experiment.
struct TwoPointAnalysis: Sendable {
  /// The configuration that ran.
  var configuration: TwoPointConfiguration
  /// One row an arm.
  var rows: [TwoPointRow] = []
  /// The time series of all arms.
  var samples: [TwoPointSample] = []

  /// Analyses finished arms.
  init(
    _ configuration: TwoPointConfiguration,
    _ arms: [(arm: TwoPointArm, outcome: TwoPointArm.Outcome)]
  ) {
    self.configuration = configuration
    for (arm, outcome) in arms {
      samples += outcome.samples.map { Self.sample(of: arm, $0) }
      rows.append(row(of: arm, outcome))
    }
  }

  private static func sample(of arm: TwoPointArm, _ sample: TwoPointArm.Sample) -> TwoPointSample {
    TwoPointSample(
      routing: arm.routing, reuse: arm.reuse, seed: arm.seed, request: sample.request,
      epochsClosed: sample.epochsClosed, retainedSlabs: sample.retainedSlabs,
      structuralBytes: sample.structuralSlabs * arm.workload.slabSize, liveBytes: sample.liveBytes,
      rssBytes: sample.rssBytes)
  }

  private func row(of arm: TwoPointArm, _ outcome: TwoPointArm.Outcome) -> TwoPointRow {
    let first = outcome.samples[0]
    let last = outcome.samples[outcome.samples.count - 1]
    return TwoPointRow(
      routing: arm.routing, reuse: arm.reuse, seed: arm.seed, requests: arm.workload.requests,
      epochsClosed: outcome.epochsClosed, sessionFraction: arm.workload.sessionFraction,
      objectSize: arm.workload.objectSize, slabCapacity: arm.workload.theory.capacity,
      slabsCreated: outcome.slabsCreated, slabsRecycled: outcome.slabsRecycled,
      recycleRate: Double(outcome.slabsRecycled)
        / Double(outcome.slabsRecycled + outcome.slabsCreated),
      boundarySlabs: outcome.boundarySlabs, boundaryRecycled: outcome.boundaryRecycled,
      boundaryRecycleRate: outcome.boundarySlabs > 0
        ? Double(outcome.boundaryRecycled) / Double(outcome.boundarySlabs) : nil,
      boundaryRecycleRatePredicted: arm.workload.theory.boundaryRecycleRate(arm.routing),
      retainedSlabs: last.retainedSlabs, liveBytes: last.liveBytes,
      structuralBytes: last.structuralSlabs * arm.workload.slabSize,
      rssGrowthBytes: last.rssBytes - first.rssBytes, wallSeconds: outcome.wallSeconds)
  }

  /// The rows of one routing and reuse mode.
  func rows(_ routing: Routing, _ reuse: ReuseMode) -> [TwoPointRow] {
    rows.filter { $0.routing == routing && $0.reuse == reuse }
  }

  /// R-squared of structural bytes on requests, one a seed, from the first close on: before it
  /// nothing can be retained.
  func structuralRSquared(_ routing: Routing, _ reuse: ReuseMode) throws -> [Double] {
    try rows(routing, reuse).compactMap { row in
      let series = samples.filter {
        $0.routing == routing && $0.reuse == reuse && $0.seed == row.seed
          && $0.epochsClosed > 0
      }
      return try LinearFit(
        x: series.map { Double($0.request) }, y: series.map { Double($0.structuralBytes) }
      ).rSquared
    }
  }
}
