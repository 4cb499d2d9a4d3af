import Results
import Statistics

/// Rows and checks of a finished experiment on lifetimes.
package struct LifetimesAnalysis: Sendable {
  /// The configuration that ran.
  package var configuration: LifetimesConfiguration
  /// One row a grid point and figure.
  package var rows: [LifetimesRow] = []

  /// Analyses finished arms.
  package init(
    _ configuration: LifetimesConfiguration,
    _ arms: [(arm: LifetimesArm, outcome: [LifetimesArm.Run])]
  ) throws(StatisticsError) {
    self.configuration = configuration
    for law in configuration.lifetimes {
      let theory = configuration.theory(law)
      var runs: [(p: Double, runs: [LifetimesArm.Run])] = []
      for p in configuration.p {
        let ofPoint = arms.filter { $0.arm.law == law && $0.arm.p == p }.flatMap(\.outcome)
        if ofPoint.isEmpty { continue }
        runs.append((p, ofPoint))
        rows += try curve(law, p, ofPoint, theory)
      }
      rows += try wholeRun(law, runs, theory)
    }
  }

  private func row(
    _ law: LifetimeLaw, _ metric: LifetimesRow.Metric, _ point: GridPoint, p: Double? = nil,
    epoch: Int? = nil
  ) -> LifetimesRow {
    var row = LifetimesRow()
    row.lifetime = law
    row.p = p
    row.epoch = epoch
    row.metric = metric
    row.point = point
    return row
  }

  /// Retained slabs by epoch, their mean over the second half, and what a monitor says of it.
  private func curve(
    _ law: LifetimeLaw, _ p: Double, _ runs: [LifetimesArm.Run], _ theory: LifetimesTheory
  ) throws(StatisticsError) -> [LifetimesRow] {
    var result: [LifetimesRow] = []
    for (index, epoch) in configuration.sampledEpochs.enumerated() {
      let point = try GridPoint(
        meanOf: runs.map { Double($0.retainedSlabs[index]) },
        predicted: p * theory.retained(after: epoch))
      result.append(row(law, .retainedSlabs, point, p: p, epoch: epoch))
    }
    let plateau = try GridPoint(
      meanOf: runs.map(\.secondHalf), predicted: p * theory.secondHalf)
    result.append(row(law, .plateau, plateau, p: p))
    let claims = try GridPoint(
      rateOf: runs.count(where: \.claimsGrowth), in: runs.count, seeds: runs.count, predicted: nil)
    return result + [row(law, .growthClaims, claims, p: p)]
  }

  /// What is read off the curve over all p: when it is level, or how it grows.
  private func wholeRun(
    _ law: LifetimeLaw, _ runs: [(p: Double, runs: [LifetimesArm.Run])], _ theory: LifetimesTheory
  ) throws(StatisticsError) -> [LifetimesRow] {
    let paths = summedPaths(runs.map(\.runs))
    if paths.count < 2 { return [] }
    let expected = RetentionCurve(
      epochs: configuration.sampledEpochs,
      slabs: configuration.sampledEpochs.map(theory.retained(after:)))
    let sumOfP = runs.reduce(0) { $0 + $1.p }
    func measured(_ paths: [[Double]]) -> RetentionCurve {
      let scale = 1 / (sumOfP * Double(paths.count))
      return RetentionCurve(
        epochs: configuration.sampledEpochs,
        slabs: configuration.sampledEpochs.indices.map { index in
          scale * paths.reduce(0) { $0 + $1[index] }
        })
    }
    if theory.growthExponent != nil {
      let start = Double(configuration.meanLifetime)
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
      paths.indices.allSatisfy({ left in
        var rest = paths
        rest.remove(at: left)
        return measured(rest).firstEpoch(reaching: height) != nil
      }), measured(paths).firstEpoch(reaching: height) != nil
    else { return [] }
    let point = try GridPoint(of: paths, predicted: predicted) { (paths) in
      measured(paths).firstEpoch(reaching: height) ?? .nan
    }
    return [row(law, .levelEpochs, point)]
  }

  /// The curves of each seed summed over all p, of the seeds that ran with every p.
  private func summedPaths(_ runs: [[LifetimesArm.Run]]) -> [[Double]] {
    let bySeed = Dictionary(grouping: runs.joined(), by: \.seed)
    return bySeed.filter { $0.value.count == runs.count }.sorted { $0.key < $1.key }.map { entry in
      configuration.sampledEpochs.indices.map { index in
        entry.value.reduce(0) { $0 + Double($1.retainedSlabs[index]) }
      }
    }
  }
}

extension LifetimesAnalysis {
  /// The figures of whole runs.
  package var coefficients: [Coefficient] {
    rows.compactMap { row in
      let place = "lifetime=\(row.lifetime.rawValue)" + (row.p.map { " p=\($0)" } ?? "")
      let unit: String? =
        switch row.metric {
        case .plateau: "slabs"
        case .levelEpochs: "epochs"
        case .growthExponent: "1"
        case .retainedSlabs, .growthClaims: nil
        }
      return unit.map { unit in
        Coefficient(
          experiment: LifetimesConfiguration.experiment, row.metric.rawValue, place, row.point,
          unit: unit)
      }
    }
  }
}
