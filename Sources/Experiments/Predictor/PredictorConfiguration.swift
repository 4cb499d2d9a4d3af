import Results

/// What the predictor experiment varies and what it holds constant.
package struct PredictorConfiguration: ExtensionConfiguration {
  /// Where objects go that are predicted to live long.
  package var longGranules: [LongGranule] = []
  /// Shares of the objects predicted to live long that do.
  package var precision: [Double] = []
  /// Shares of the long-lived objects that are predicted to be.
  package var recall: [Double] = []
  /// The program.
  package var workload = PredictorWorkload()
  /// The first seed.
  package var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  package var repeats = 0

  /// `predictor`.
  package static let experiment = "predictor"
  /// `experiments/predictor.json`.
  package static let standard: Self = bundled(BundledFiles.predictor)
  /// With the changes of `experiments/quick.json`.
  package static let quick: Self = bundledQuick()

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters, in the order in which help lists them.
  package static let parameters: [Parameter<Self>] =
    [
      .choices(
        "long-granule", \.longGranules, "where objects go that are predicted to live long"),
      .numbers(
        "precision", \.precision, NumberRange(0...1, .fraction, includesLower: false),
        "shares of the objects predicted to live long that do"),
      .numbers(
        "recall", \.recall, NumberRange(0...1, .fraction, includesLower: false),
        "shares of the long-lived objects that are predicted to be"),
    ] + PredictorWorkload.parameters.map { $0.within(\.workload) }
    + [.seed(\.seed), .repeats(\.repeats)]

  /// Throws `ExperimentError.invalidParameter` for values that cannot be together.
  package func validateTogether() throws(ExperimentError) {
    for precision in precision {
      let least = workload.longFraction
      // At a full recall more objects would be predicted to live long than there are.
      try require(
        precision >= least, "precision", precision,
        "at least --long-fraction \(least) is wanted")
    }
    if longGranules.contains(.rotating) {
      try require(
        workload.epochs % workload.span == 0, "epochs", workload.epochs,
        "a multiple of --span \(workload.span) is wanted")
    }
    try require(
      workload.objects * workload.epochs <= Self.largestRun, "epochs", workload.epochs,
      "at most \(Self.largestRun) objects a run are wanted, and an epoch has \(workload.objects)")
  }

  private static let largestRun = 50_000_000

  /// Every predictor with every granule; one run without a predictor; and, for each granule and
  /// precision, the recall at which the closed form says that structural bytes are halved.
  package func arms() throws -> [PredictorArm] {
    var ways: [(LongGranule, Predictor, isHalving: Bool)] = [(.persistent, .none, false)]
    for granule in longGranules {
      let theory = PredictorTheory(workload, granule)
      for precision in precision {
        ways += recall.map {
          (granule, Predictor(precision: precision, recall: $0), false)
        }
        if let halving = try theory.halvingRecall(precision: precision) {
          ways.append((granule, Predictor(precision: precision, recall: halving), true))
        }
      }
    }
    return ways.enumerated().map { index, way in
      PredictorArm(
        longGranule: way.0, predictor: way.1, isHalving: way.isHalving, workload: workload,
        seeds: SeedBlock(first: seed, count: repeats, stream: UInt64(index)))
    }
  }
}
