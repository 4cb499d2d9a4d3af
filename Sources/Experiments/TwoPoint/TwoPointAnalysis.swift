import Results
import Statistics

/// Rows, coefficients and checks of a finished two-point experiment.
package struct TwoPointAnalysis: Sendable {
  /// The configuration that ran.
  package var configuration: TwoPointConfiguration
  /// One row an arm.
  package var rows: [TwoPointRow] = []
  /// The time series of all arms.
  package var samples: [TwoPointSample] = []

  /// Analyses finished arms.
  package init(
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
    var row = TwoPointSample()
    row.routing = arm.routing
    row.reuse = arm.reuse
    row.seed = arm.seed
    row.request = sample.request
    row.epochsClosed = sample.epochsClosed
    row.retainedSlabs = sample.retainedSlabs
    row.structuralBytes = sample.structuralSlabs * arm.slabSize
    row.liveBytes = sample.liveBytes
    row.rssBytes = sample.residentBytes
    return row
  }

  private func row(of arm: TwoPointArm, _ outcome: TwoPointArm.Outcome) -> TwoPointRow {
    let first = outcome.samples[0]
    let last = outcome.samples[outcome.samples.count - 1]
    var row = TwoPointRow()
    row.routing = arm.routing
    row.reuse = arm.reuse
    row.seed = arm.seed
    row.requests = arm.requests
    row.epochsClosed = outcome.epochsClosed
    row.sessionFraction = arm.sessionFraction
    row.objectSize = arm.objectSize
    row.slabCapacity = configuration.theory.capacity
    row.slabsCreated = outcome.slabsCreated
    row.slabsRecycled = outcome.slabsRecycled
    row.recycleRate =
      Double(outcome.slabsRecycled) / Double(outcome.slabsRecycled + outcome.slabsCreated)
    row.boundarySlabs = outcome.boundarySlabs
    row.boundaryRecycled = outcome.boundaryRecycled
    row.boundaryRecycleRate =
      outcome.boundarySlabs > 0
      ? Double(outcome.boundaryRecycled) / Double(outcome.boundarySlabs) : nil
    row.boundaryRecycleRatePredicted = configuration.theory.boundaryRecycleRate(arm.routing)
    row.retainedSlabs = last.retainedSlabs
    row.liveBytes = last.liveBytes
    row.structuralBytes = last.structuralSlabs * arm.slabSize
    row.rssGrowthBytes = last.residentBytes - first.residentBytes
    row.wallSeconds = outcome.wallSeconds
    return row
  }

  /// The rows of one routing and reuse mode.
  package func rows(_ routing: Routing, _ reuse: ReuseMode) -> [TwoPointRow] {
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
