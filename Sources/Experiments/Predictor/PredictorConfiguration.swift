import Results

/// What the predictor experiment varies and what it holds constant.
struct PredictorConfiguration: ExperimentConfiguration {
  /// Where objects go that are predicted to live long.
  var longGranules: [LongGranule] = []
  /// Shares of the objects predicted to live long that do.
  var precision: [Double] = []
  /// Shares of the long-lived objects that are predicted to be.
  var recall: [Double] = []
  var workload = PredictorWorkload()
  var seeds = Seeds()

  static let file = PackageResources.predictor_json

  static let parameters: [Parameter<Self>] =
    [
      .choices("long-granule", \.longGranules, "where objects go that are predicted to live long"),
      .numbers(
        "precision", \.precision, .one, NumberRange(0...1, .fraction, includesLower: false),
        "shares of the objects predicted to live long that do"),
      .numbers(
        "recall", \.recall, .one, NumberRange(0...1, .fraction, includesLower: false),
        "shares of the long-lived objects that are predicted to be"),
    ] + PredictorWorkload.parameters.map { $0.within(\.workload) }
    + Seeds.parameters.map { $0.within(\.seeds) }

  func validateTogether() throws(ExperimentError) {
    for precision in precision {
      let least = workload.longFraction
      // At a full recall more objects would be predicted to live long than there are.
      try require(
        precision >= least, "precision", precision,
        "at least --long-fraction \(least)")
    }
    if longGranules.contains(.rotating) {
      try require(
        workload.epochs % workload.span == 0, "epochs", workload.epochs,
        "a multiple of --span \(workload.span)")
    }
    try require(
      workload.objects * workload.epochs <= Self.largestRun, "epochs", workload.epochs,
      "at most \(Self.largestRun) objects a run, and an epoch has \(workload.objects)")
  }

  private static let largestRun = 50_000_000

  /// Every predictor with every granule; one run without a predictor; and, for each granule and
  /// precision, the recall at which the closed form says that structural bytes are halved.
  func arms() throws -> [PredictorArm] {
    var ways: [(LongGranule, LifetimePredictor, isHalving: Bool)] = [(.persistent, .none, false)]
    for granule in longGranules {
      let theory = PredictorTheory(workload, granule)
      for precision in precision {
        ways += recall.map { (granule, LifetimePredictor(precision: precision, recall: $0), false) }
        if let halving = try theory.halvingRecall(precision: precision) {
          ways.append((granule, LifetimePredictor(precision: precision, recall: halving), true))
        }
      }
    }
    return ways.enumerated().map { index, way in
      PredictorArm(
        longGranule: way.0, predictor: way.1, isHalving: way.isHalving, workload: workload,
        seeds: seeds.block(stream: UInt64(index)))
    }
  }
}
