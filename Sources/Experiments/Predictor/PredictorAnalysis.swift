import Exhibits
import Results
import Statistics

/// Rows and checks of a finished predictor experiment.
struct PredictorAnalysis: Sendable {
  var configuration: PredictorConfiguration
  /// The rows, arm by arm.
  var rows: [PredictorRow] = []
  private var outcomes: Finished<PredictorArm>

  /// Analyses finished arms.
  init(_ configuration: PredictorConfiguration, _ arms: Finished<PredictorArm>) throws {
    self.configuration = configuration
    outcomes = arms
    let unpredicted = arms.first { $0.arm.predictor.recall == 0 }?.outcome
    for (arm, outcome) in arms {
      let runs = SeededRuns(arm.seeds, outcome)
      try add(arm, runs)
      if arm.isHalving, let unpredicted { try addHalving(arm, outcome, unpredicted) }
    }
  }

  private mutating func add(_ arm: PredictorArm, _ runs: SeededRuns<PredictorArm.Run>) throws {
    let theory = PredictorTheory(arm.workload, arm.longGranule)
    let slabSize = Double(arm.workload.slabSize)
    try add(
      arm, recall: arm.predictor.recall, .dsr,
      runs.values { Double($0.drained) / Double(arm.workload.epochs) },
      predicted: theory.dsr(arm.predictor), step: 1 / Double(arm.workload.epochs))
    try add(
      arm, recall: arm.predictor.recall, .structuralBytes,
      runs.values { Double($0.structuralSlabs) * slabSize },
      predicted: try theory.structuralBytes(arm.predictor), step: slabSize)
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
    let pairs = SeededRuns(arm.seeds, Array(zip(runs, unpredicted)))
    let values = pairs.values { run, without in
      without.structuralSlabs > 0
        ? recall - (Double(run.structuralSlabs) / Double(without.structuralSlabs) - 0.5) / slope
        : nil
    }
    if values.isEmpty { return }
    try add(arm, recall: nil, .halvingRecall, values, predicted: recall)
  }

  private mutating func add(
    _ arm: PredictorArm, recall: Double?, _ metric: PredictorRow.Metric, _ values: [GridPoint.Run],
    predicted: Double, step: Double = 0
  ) throws {
    rows.append(
      PredictorRow(
        longGranule: arm.longGranule, precision: arm.predictor.precision, recall: recall,
        metric: metric, point: try GridPoint(meanOf: values, predicted: predicted, step: step)))
  }

  /// What a run must show.
  @Checks func checks() throws -> [ReproductionCheck] {
    try Predictor.check(
      draws: "objects live long",
      outcomes.map { ($0.outcome.map(\.long).total, $0.arm.workload.longFraction) })
    try Predictor.check(
      draws: "long-lived objects are predicted",
      outcomes.map { ($0.outcome.map(\.hits).total, $0.arm.predictor.recall) })
    try Predictor.check(
      draws: "other objects are predicted to live long",
      outcomes.map { arm, runs in
        // Of f r / q of all objects that are predicted to, a share 1 - q is not long-lived.
        let (f, q) = (arm.workload.longFraction, arm.predictor.precision)
        return (runs.map(\.falsePositives).total, f * arm.predictor.recall * (1 / q - 1) / (1 - f))
      })
    Predictor.checks(coverageOf: rows)
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
