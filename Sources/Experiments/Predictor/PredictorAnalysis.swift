import Exhibits
import Results
import Statistics

/// Rows and checks of a finished predictor experiment.
struct PredictorAnalysis: Sendable {
  var configuration: PredictorConfiguration
  /// The rows, arm by arm.
  var rows: [PredictorRow] = []

  /// Analyses finished arms.
  init(_ configuration: PredictorConfiguration, _ arms: Finished<PredictorArm>) throws {
    self.configuration = configuration
    let unpredicted = arms.first { $0.arm.predictor.recall == 0 }?.outcome
    for (arm, runs) in arms {
      try add(arm, runs)
      if arm.isHalving, let unpredicted { try addHalving(arm, runs, unpredicted) }
    }
  }

  private mutating func add(_ arm: PredictorArm, _ runs: [PredictorArm.Run]) throws {
    let theory = PredictorTheory(arm.workload, arm.longGranule)
    let slabSize = Double(arm.workload.slabSize)
    rows.append(
      PredictorRow(
        longGranule: arm.longGranule, precision: arm.predictor.precision,
        recall: arm.predictor.recall, metric: .dsr,
        point: try GridPoint(
          shareOf: runs.map(\.drained), in: arm.workload.epochs,
          predicted: theory.dsr(arm.predictor))))
    try add(
      arm, recall: arm.predictor.recall, .structuralBytes,
      runs.map { Double($0.structuralSlabs) * slabSize },
      predicted: try theory.structuralBytes(arm.predictor))
  }

  /// Adds the recall that halves structural bytes, as measured: one step of Newton's method from
  /// the closed form's, with the measured share of the structural bytes without a predictor and the
  /// closed form's slope.
  private mutating func addHalving(
    _ arm: PredictorArm, _ runs: [PredictorArm.Run], _ unpredicted: [PredictorArm.Run]
  ) throws {
    let theory = PredictorTheory(arm.workload, arm.longGranule)
    let recall = arm.predictor.recall
    let step = min(0.005, recall / 2, (1 - recall) / 2)
    if step <= 0 { return }
    func bytes(_ recall: Double) throws -> Double {
      try theory.structuralBytes(
        LifetimePredictor(precision: arm.predictor.precision, recall: recall))
    }
    let slope = try (bytes(recall + step) - bytes(recall - step)) / (2 * step) / bytes(0)
    let values = zip(runs, unpredicted).filter { $1.structuralSlabs > 0 }.map { run, without in
      recall - (Double(run.structuralSlabs) / Double(without.structuralSlabs) - 0.5) / slope
    }
    if values.isEmpty { return }
    try add(arm, recall: nil, .halvingRecall, values, predicted: recall)
  }

  private mutating func add(
    _ arm: PredictorArm, recall: Double?, _ metric: PredictorRow.Metric, _ values: [Double],
    predicted: Double
  ) throws {
    rows.append(
      PredictorRow(
        longGranule: arm.longGranule, precision: arm.predictor.precision, recall: recall,
        metric: metric,
        point: try GridPoint(meanOfVarying: values, predicted: predicted)))
  }

  /// What a run must show.
  @Checks var checks: [ReproductionCheck] {
    Predictor.check(coverageOf: "DSR, structural bytes and the recall that halves them", rows)
    // A persistent granule without wrong predictions fills its slabs one after the other; of a
    // byte, for the closed form sums over thousands of epochs.
    Predictor.check(
      certaintiesOf: "structural bytes with a perfect predictor and a persistent granule",
      rows.filter { $0.longGranule == .persistent && $0.precision == 1 && $0.recall == 1 },
      within: 1e-3)
    if let least = rows.filter({ $0.metric == .dsr && $0.recall == 1 }).map(\.point.measured).min()
    {
      Predictor.check(
        "with recall 1 every request epoch drains, whatever the precision",
        measured: "least DSR \(Figures.decimal(least, 5))", holds: least == 1)
    }
  }

  /// The recall that halves structural bytes, by granule and precision.
  var coefficients: [Coefficient] {
    rows.coefficients(Predictor.coefficients) {
      ["long_granule": $0.longGranule, "precision": $0.precision]
    }
  }
}
