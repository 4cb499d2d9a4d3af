import Results
import Statistics

/// Rows, coefficients and checks of a finished two-point experiment.
struct TwoPointAnalysis: Sendable {
  /// The configuration that ran.
  var configuration: TwoPointConfiguration
  /// One row an arm.
  var rows: [TwoPointRow] = []
  /// The time series of the arms that run the configured workloads.
  var samples: [TwoPointSample] = []
  /// Slabs by class.
  var classes: [TwoPointClassRow] = []

  /// Analyses finished arms.
  init(_ configuration: TwoPointConfiguration, _ arms: Finished<TwoPointArm>) throws {
    self.configuration = configuration
    for (arm, outcome) in arms {
      rows.append(try row(of: arm, outcome))
      // The others have no columns that would tell them apart.
      guard arm.workload == configuration.workload else { continue }
      samples += outcome.samples.map { Self.sample(of: arm, $0) }
      classes += outcome.classes.map { Self.classRow(of: arm, $0) }
    }
  }

  private static func sample(of arm: TwoPointArm, _ sample: TwoPointArm.Sample) -> TwoPointSample {
    TwoPointSample(
      routing: arm.routing, reuse: arm.reuse, seed: arm.seed, request: sample.request,
      epochsClosed: sample.epochsClosed, retainedSlabs: sample.retainedSlabs,
      structuralBytes: sample.structuralSlabs * arm.workload.slabSize, liveBytes: sample.liveBytes,
      rssBytes: sample.rssBytes, protocol: arm.protocol, churn: arm.pool?.churn,
      reclaim: arm.reclaim, liveObjects: sample.liveObjects, slabsCreated: sample.slabsCreated,
      slabsRecycled: sample.slabsRecycled)
  }

  private static func classRow(
    of arm: TwoPointArm, _ count: TwoPointArm.ClassCount
  ) -> TwoPointClassRow {
    TwoPointClassRow(
      protocol: arm.protocol, churn: arm.pool?.churn, routing: arm.routing, reuse: arm.reuse,
      reclaim: arm.reclaim, seed: arm.seed, requests: count.request, sizeClass: count.sizeClass,
      slabsCreated: count.slabsCreated, slabsRecycled: count.slabsRecycled)
  }

  private func row(of arm: TwoPointArm, _ outcome: TwoPointArm.Outcome) throws -> TwoPointRow {
    let first = outcome.samples[0]
    let last = outcome.samples[outcome.samples.count - 1]
    let isSustained = arm.pool == nil
    let theory = arm.workload.theory
    let hasBoundaryForm = isSustained && (arm.reuse == .strict || arm.routing == .isolated)
    return TwoPointRow(
      routing: arm.routing, reuse: arm.reuse, seed: arm.seed, requests: arm.workload.requests,
      epochsClosed: outcome.epochsClosed, sessionFraction: arm.sessionFraction,
      objectSize: arm.workload.objectSize, slabCapacity: theory.capacity,
      slabsCreated: outcome.slabsCreated, slabsRecycled: outcome.slabsRecycled,
      recycleRate: Double(outcome.slabsRecycled)
        / Double(outcome.slabsRecycled + outcome.slabsCreated),
      boundarySlabs: outcome.boundarySlabs, boundaryRecycled: outcome.boundaryRecycled,
      boundaryRecycleRate: outcome.boundarySlabs > 0
        ? Double(outcome.boundaryRecycled) / Double(outcome.boundarySlabs) : nil,
      boundaryRecycleRatePredicted: hasBoundaryForm
        ? theory.boundaryRateWithLastSlab(arm.routing) : nil,
      retainedSlabs: last.retainedSlabs, liveBytes: last.liveBytes,
      structuralBytes: last.structuralSlabs * arm.workload.slabSize,
      rssGrowthBytes: last.rssBytes - first.rssBytes, wallSeconds: outcome.wallSeconds,
      protocol: arm.protocol, churn: arm.pool?.churn, reclaim: arm.reclaim,
      liveObjects: last.liveObjects,
      peakRetainedSlabs: outcome.samples.map(\.retainedSlabs).max() ?? 0,
      boundMargin: outcome.samples.map { $0.liveObjects - $0.retainedSlabs }.min() ?? 0,
      emptySlabsPerClose: Double(outcome.boundaryRecycled) / Double(max(1, outcome.epochsClosed)),
      netSlabsPerRequest: Double(outcome.slabsCreated - outcome.slabsRecycled)
        / Double(arm.workload.requests),
      recycleRatePredicted: isSustained
        ? try arm.workload.differentialTheory.rate(arm.routing, arm.reuse) : nil)
  }

  /// The rows of one routing and reuse mode in the sustained protocol, late reclaim, of the
  /// configured workload or of another.
  func rows(
    _ routing: Routing, _ reuse: ReuseMode, _ workload: TwoPointWorkload? = nil
  ) -> [TwoPointRow] {
    let workload = workload ?? configuration.workload
    let reclaim = configuration.reclaim.first
    return rows.filter {
      $0.protocol == .sustained && $0.routing == routing && $0.reuse == reuse
        && $0.reclaim == reclaim && $0.objectSize == workload.objectSize
        && $0.sessionFraction == workload.sessionFraction
    }
  }

  /// R-squared of structural bytes on requests in the sustained protocol, one a seed, from the
  /// first close on: before it nothing can be retained.
  func structuralRSquared(_ routing: Routing, _ reuse: ReuseMode) throws -> [Double] {
    try rows(routing, reuse).compactMap { row in
      let series = samples.filter {
        $0.protocol == .sustained && $0.reclaim == row.reclaim && $0.routing == routing
          && $0.reuse == reuse && $0.seed == row.seed && $0.epochsClosed > 0
      }
      return try LinearFit(
        x: series.map { Double($0.request) }, y: series.map { Double($0.structuralBytes) }
      ).rSquared
    }
  }
}
