import Results
import Statistics

/// Rows and checks of a finished experiment on lifetimes.
struct LifetimesAnalysis: Sendable {
  var configuration: LifetimesConfiguration
  /// One row a grid point and figure.
  var rows: [LifetimesRow] = []
  /// Epochs that received a session, by p.
  var sessions: [(draws: Draws, probability: Double)] = []

  /// Analyses finished arms.
  init(
    _ configuration: LifetimesConfiguration, _ arms: Finished<LifetimesArm>
  ) throws(StatisticsError) {
    self.configuration = configuration
    for law in configuration.lifetimes {
      let theory = configuration.workload.theory(law)
      var runs: [(p: Double, runs: [LifetimesArm.Run])] = []
      for p in configuration.p {
        let ofPoint = SeededRuns(arms.filter { $0.arm.law == law && $0.arm.p == p }, seeds: \.seeds)
        if ofPoint.runs.isEmpty { continue }
        runs.append((p, ofPoint.runs))
        sessions.append((ofPoint.runs.map(\.sessions).total, p))
        try addCurve(law, p, ofPoint, theory)
      }
      rows += try wholeRun(law, runs, theory)
    }
  }

  private var sampledEpochs: [Int] { configuration.workload.sampledEpochs }

  private func row(
    _ law: LifetimeLaw, _ metric: LifetimesRow.Metric, _ point: GridPoint, p: Double? = nil,
    epoch: Int? = nil
  ) -> LifetimesRow {
    LifetimesRow(lifetime: law, p: p, epoch: epoch, metric: metric, point: point)
  }

  /// Retained slabs by epoch, their mean over the second half, and what a monitor says of it.
  private mutating func addCurve(
    _ law: LifetimeLaw, _ p: Double, _ runs: SeededRuns<LifetimesArm.Run>, _ theory: LifetimesTheory
  ) throws(StatisticsError) {
    for (index, epoch) in sampledEpochs.enumerated() {
      let point = try GridPoint(
        meanOf: runs.values { Double($0.retainedSlabs[index]) },
        theory.retainedLaw(after: epoch, p: p))
      rows.append(row(law, .retainedSlabs, point, p: p, epoch: epoch))
    }
    let plateau = try GridPoint(
      meanOf: runs.values(\.secondHalf), predicted: p * theory.secondHalf)
    rows.append(row(law, .plateau, plateau, p: p))
    let claims = try GridPoint(
      rateOver: runs.outcomes(\.claimsGrowth), predicted: nil)
    rows.append(row(law, .growthClaims, claims, p: p))
  }

  /// What is read off the curve over all p: when it is level, or how it grows.
  private func wholeRun(
    _ law: LifetimeLaw, _ runs: [(p: Double, runs: [LifetimesArm.Run])], _ theory: LifetimesTheory
  ) throws(StatisticsError) -> [LifetimesRow] {
    let paths = summedPaths(runs.map(\.runs))
    if paths.count < 2 { return [] }
    let expected = RetentionCurve(
      epochs: sampledEpochs, slabs: sampledEpochs.map(theory.retained(after:)))
    let sumOfP = runs.reduce(0) { $0 + $1.p }
    func measured(_ paths: [[Double]]) -> RetentionCurve {
      let scale = 1 / (sumOfP * Double(paths.count))
      return RetentionCurve(
        epochs: sampledEpochs,
        slabs: sampledEpochs.indices.map { index in scale * paths.reduce(0) { $0 + $1[index] } })
    }
    if theory.growthExponent != nil {
      let start = Double(configuration.workload.meanLifetime)
      func exponent(_ curve: RetentionCurve) throws(StatisticsError) -> Double {
        try curve.growthExponent(from: start)
      }
      let point = try GridPoint(
        of: paths, predicted: exponent(expected)
      ) { (paths) throws(StatisticsError) in try exponent(measured(paths)) }
      return [row(law, .growthExponent, point)]
    }
    guard let limit = theory.limit else { return [] }
    let height = LifetimesTheory.levelShare * limit
    guard let predicted = expected.firstEpoch(reaching: height),
      let reached = measured(paths).firstEpoch(reaching: height)
    else { return [] }
    let ends = try levelInterval(paths.map { path in path.map { $0 / sumOfP } }, height: height)
    return [
      row(
        law, .levelEpochs,
        GridPoint(
          seeds: paths.count, measured: reached, ciLow: ends.low, ciHigh: ends.high,
          predicted: predicted))
    ]
  }

  /// The 95 % interval of the epoch at which the expected curve reaches a height: the epochs at which
  /// the interval of the mean curve holds that height.
  ///
  /// At the true epoch that interval holds the height with 95 %, whatever the epoch. The first
  /// crossing of a mean curve, in contrast, is anything but normal where the curve is flat: its
  /// jackknife interval holds the expected one in 77 % of samples of a Pareto lifetime.
  private func levelInterval(
    _ curves: [[Double]], height: Double
  ) throws(StatisticsError) -> (low: Double?, high: Double?) {
    var upper = RetentionCurve(epochs: sampledEpochs, slabs: [])
    var lower = upper
    for index in sampledEpochs.indices {
      let interval = try meanInterval(of: curves.map { $0[index] })
      upper.slabs.append(interval.high)
      lower.slabs.append(interval.low)
    }
    return (upper.firstEpoch(reaching: height), lower.epoch(stayingAbove: height))
  }

  /// The curves of each seed summed over all p, of the seeds that ran with every p.
  private func summedPaths(_ runs: [[LifetimesArm.Run]]) -> [[Double]] {
    let bySeed = Dictionary(grouping: runs.joined(), by: \.seed)
    return bySeed.filter { $0.value.count == runs.count }.sorted { $0.key < $1.key }.map { entry in
      sampledEpochs.indices.map { index in
        entry.value.reduce(0) { $0 + Double($1.retainedSlabs[index]) }
      }
    }
  }

  /// The figures of whole runs.
  var coefficients: [Coefficient] {
    rows.coefficients(Lifetimes.coefficients) { row in
      let lifetime: Parameters = ["lifetime": row.lifetime]
      return row.p.map { lifetime.and(["p": $0]) } ?? lifetime
    }
  }
}
