import Exhibits
import Results
import Statistics

/// Rows and checks of a finished classes experiment.
struct ClassesAnalysis: Sendable {
  var configuration: ClassesConfiguration
  /// A row for each way of sharing granules and each metric.
  var rows: [ClassesRow] = []

  /// Analyses finished arms.
  init(_ configuration: ClassesConfiguration, _ arms: Finished<ClassesArm>) throws {
    self.configuration = configuration
    for (arm, runs) in arms { try add(arm, SeededRuns(arm.seeds, runs)) }
  }

  private mutating func add(_ arm: ClassesArm, _ runs: SeededRuns<ClassesArm.Run>) throws {
    let theory = configuration.theory
    let epochs = configuration.workload.epochs
    let slabSize = Double(configuration.workload.slabSize)
    // Which slots are free at what time, and so where an object lands, has no closed form here.
    let isClosedForm = arm.freeing == .atClose
    let end = theory.structuralBytes(of: arm.kinds, after: epochs)
    let half = theory.structuralBytes(of: arm.kinds, after: epochs / 2)
    try add(
      arm, .structuralBytes, runs.values { Double($0.structuralSlabs) * slabSize },
      predicted: isClosedForm ? end : nil, step: slabSize)
    try add(
      arm, .growthBytes,
      runs.values { Double($0.structuralSlabs - $0.structuralSlabsAtHalf) * slabSize },
      predicted: isClosedForm ? end - half : nil, step: slabSize)
    // Who is live at a close does not depend on slots.
    if let dsr = theory.dsr(of: arm.kinds) {
      try add(
        arm, .dsr, runs.values { Double($0.drained) / Double($0.closes) }, predicted: dsr,
        step: 1 / Double(epochs))
    }
  }

  private mutating func add(
    _ arm: ClassesArm, _ metric: ClassesRow.Metric, _ values: [GridPoint.Run], predicted: Double?,
    step: Double
  ) throws {
    rows.append(
      ClassesRow(
        routing: arm.routing, granules: ClassesRow.name(of: arm.kinds), freeing: arm.freeing,
        metric: metric, point: try GridPoint(meanOf: values, predicted: predicted, step: step)))
  }

  /// What a run must show.
  @Checks var checks: [ReproductionCheck] {
    Classes.checks(coverageOf: rows)
    growthCheck
    reuseCheck
  }

  /// Slots that serve again can only fill slabs that are there.
  private var reuseCheck: ReproductionCheck? {
    let pairs = rows.filter { $0.metric == .structuralBytes && $0.freeing == .atDeath }
      .compactMap { row in
        rows.first {
          $0.metric == row.metric && $0.freeing == .atClose && $0.routing == row.routing
            && $0.granules == row.granules
        }.map { (reused: row, once: $0) }
      }
    if pairs.isEmpty { return nil }
    let slab = Double(configuration.workload.slabSize)
    // What reuse changes is at least nothing; means of other slots may differ by their noise.
    let worse = pairs.filter { pair in
      let widths = [pair.reused, pair.once].map { ($0.point.ciHigh ?? 0) - ($0.point.ciLow ?? 0) }
      return pair.reused.point.measured
        > pair.once.point.measured + widths.reduce(slab, +)
    }
    return Classes.check(
      "slots that serve again while a granule is open leave no more structural bytes than slots "
        + "given out once",
      measured: worse.isEmpty
        ? "at \(pairs.count) of \(pairs.count) ways of sharing"
        : "more at " + listed(worse.map(\.reused.granules)), holds: worse.isEmpty)
  }

  /// Pairs with process objects keep growing, the others level. A pair levels once its objects have
  /// begun to die, so there is nothing to check in a run too short for that.
  private var growthCheck: ReproductionCheck? {
    let growth = rows.filter {
      $0.routing == .pair && $0.metric == .growthBytes && $0.freeing == .atClose
    }
    let endless = growth.filter { $0.kinds?.joined().contains(.process) == true }
    let finite = growth.filter { $0.kinds?.joined().contains(.process) == false }
    guard let least = endless.map(\.point.measured).min(),
      let most = finite.map(\.point.measured.magnitude).max()
    else { return nil }
    let slab = Double(configuration.workload.slabSize)
    guard finite.allSatisfy({ abs($0.point.predicted ?? 0) < slab }) else {
      return Classes.note("the run is too short for the pairs of finite lifetimes to level")
    }
    return Classes.check(
      "a pair grows over the second half of the run exactly if one of its classes is never freed: "
        + "the others change by less than half of the least growth",
      measured:
        "least growth \(Figures.inKib(least)), largest change of the others \(Figures.inKib(most))",
      holds: most < least / 2)
  }
}
