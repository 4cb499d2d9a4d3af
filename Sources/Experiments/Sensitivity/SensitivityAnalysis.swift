import Results
import Statistics

/// Rows and checks of a finished sensitivity experiment.
struct SensitivityAnalysis: Sendable {
  var configuration: SensitivityConfiguration
  /// One row a grid point.
  var rows: [SensitivityRow] = []
  /// Objects that were session objects, by session fraction.
  var sessions: [(draws: Draws, probability: Double)] = []

  /// Analyses finished arms.
  init(
    _ configuration: SensitivityConfiguration, boundaries: Finished<BoundaryArm>,
    costs: Finished<CostArm>
  ) throws(StatisticsError) {
    self.configuration = configuration
    for (arm, outcome) in boundaries {
      try addBoundaryRows(arm, outcome)
      for (point, counts) in zip(arm.points, outcome) {
        sessions.append((counts.map(\.sessions).total, point.sessionFraction))
      }
    }
    for (arm, outcome) in boundaries { rows += try halfDrainRow(arm, outcome) }
    for (arm, outcome) in costs { try addCostRows(arm, outcome) }
  }

  private func row(
    _ metric: SensitivityRow.Metric, _ reuse: ReuseMode, _ slabSize: Int, _ objectSize: Int,
    _ point: GridPoint, sessionFraction: Double? = nil, objectsPerRequest: Int? = nil
  ) -> SensitivityRow {
    SensitivityRow(
      reuse: reuse, slabSize: slabSize, objectSize: objectSize,
      capacity: slabSize / ParameterRules.slotSize(of: objectSize),
      sessionFraction: sessionFraction, objectsPerRequest: objectsPerRequest, metric: metric,
      point: point)
  }

  private mutating func addBoundaryRows(
    _ arm: BoundaryArm, _ outcome: [[BoundaryArm.Count]]
  ) throws(StatisticsError) {
    for (point, counts) in zip(arm.points, outcome)
    where configuration.sessionFractions.contains(point.sessionFraction) {
      let theory = configuration.theory(arm.slabSize, arm.objectSize, point.sessionFraction)
      // Slabs are independent trials, and their last one of another rate only narrows the scatter.
      let rate = try GridPoint(
        rateOver: zip(point.seeds.values, counts).map {
          GridPoint.Run(seed: $0, rateOf: $1.empty, in: $1.slabs)
        }, predicted: theory.mixedBoundaryRateWithLastSlab)
      rows.append(
        row(
          .boundaryRate, .strict, arm.slabSize, arm.objectSize, rate,
          sessionFraction: point.sessionFraction))
    }
  }

  /// The half-drain fraction between its two neighbours; none where a seed's slabs were too few to
  /// tell, or where the last slab of an epoch is filled in part and has another one.
  private func halfDrainRow(
    _ arm: BoundaryArm, _ outcome: [[BoundaryArm.Count]]
  ) throws(StatisticsError) -> [SensitivityRow] {
    let half = HalfDrain(capacity: arm.slabSize / ParameterRules.slotSize(of: arm.objectSize))
    let sides = half.bracket.compactMap { fraction in
      arm.points.firstIndex { $0.sessionFraction == fraction }
    }
    guard sides.count == 2, configuration.slabsPerEpoch == configuration.slabsPerEpoch.rounded()
    else { return [] }
    let pairs = SeededRuns(
      arm.points[sides[0]].seeds, Array(zip(outcome[sides[0]], outcome[sides[1]])))
    let estimates = pairs.values { low, high in
      HalfDrain.interpolated(
        fractions: half.bracket, rates: [low, high].map { Double($0.empty) / Double($0.slabs) })
    }
    guard estimates.count == configuration.seeds.count else { return [] }
    let point = try GridPoint(meanOf: estimates, predicted: half.fraction)
    return [row(.halfDrainFraction, .strict, arm.slabSize, arm.objectSize, point)]
  }

  private mutating func addCostRows(_ arm: CostArm, _ outcome: [[Int]]) throws(StatisticsError) {
    let theory = configuration.costTheory(
      arm.workload.slabSize, arm.workload.sessionSize, arm.reuse)
    let expected = try theory.bytes()
    for (point, slabs) in zip(arm.points, outcome) {
      let cost = try GridPoint(
        meanOf: SeededRuns(point.seeds, slabs).values { theory.bytes(ofSlabs: Double($0)) },
        predicted: expected, step: theory.bytes(ofSlabs: 1))
      rows.append(
        row(
          .costBytes, arm.reuse, arm.workload.slabSize, arm.workload.sessionSize, cost,
          objectsPerRequest: point.objectsPerRequest))
    }
  }

  /// The half-drain fractions and costs.
  var coefficients: [Coefficient] {
    rows.coefficients(Sensitivity.coefficients) { row in
      let sizes: Parameters = [
        "slab_size": row.slabSize, "object_size": row.objectSize, "reuse": row.reuse,
      ]
      return row.objectsPerRequest.map { sizes.and(["objects_per_request": $0]) } ?? sizes
    }
  }
}
