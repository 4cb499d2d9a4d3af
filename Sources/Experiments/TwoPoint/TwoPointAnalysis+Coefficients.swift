import Results
import Statistics

extension TwoPointAnalysis {
  /// Recycle rates, their differential, boundary rates and structural growth.
  ///
  /// Intervals are 95 %: Wilson for boundary rates over all seeds' slabs, percentile bootstrap over
  /// seeds for the differential, Student t over seeds for the rest.
  package func coefficients(published: PublishedFigures) throws -> [Coefficient] {
    var result: [Coefficient] = []
    for reuse in configuration.reuse {
      for routing in configuration.routing {
        result += try coefficients(routing, reuse, published)
      }
      if let differential = try differential(reuse) {
        var row = Coefficient()
        row.experiment = "twopoint"
        row.coefficient = "recycle_rate_differential"
        row.parameter = "reuse=\(reuse.rawValue)"
        row.value = differential.ratio
        row.ciLow = differential.interval?.low
        row.ciHigh = differential.interval?.high
        row.published =
          configuration.isPublishedProtocol ? published.twopoint.recycleRateDifferential : nil
        row.unit = "1"
        result.append(row)
      }
    }
    return result
  }

  private func coefficients(
    _ routing: Routing, _ reuse: ReuseMode, _ published: PublishedFigures
  ) throws -> [Coefficient] {
    let group = rows(routing, reuse)
    if group.isEmpty { return [] }
    let parameter = "routing=\(routing.rawValue) reuse=\(reuse.rawValue)"
    let arm = configuration.isPublishedProtocol ? published.twopoint.arm(routing) : nil
    let theory = configuration.theory
    var result = [
      try Coefficient(
        experiment: "twopoint", "recycle_rate", parameter, meanOf: group.map(\.recycleRate),
        unit: "1",
        predicted: routing == .isolated && reuse == .strict
          ? theory.isolatedRecycleRateLimit : nil,
        published: arm?.recycleRate, isShare: true),
      try Coefficient(
        experiment: "twopoint", "structural_bytes", parameter,
        meanOf: group.map { Double($0.structuralBytes) }, unit: "bytes",
        predicted: routing == .isolated ? 0 : nil),
    ]
    if let (rate, interval) = try boundaryRate(routing, reuse) {
      var row = Coefficient()
      row.experiment = "twopoint"
      row.coefficient = "boundary_recycle_rate"
      row.parameter = parameter
      row.value = rate
      row.ciLow = interval.low
      row.ciHigh = interval.high
      row.predicted = reuse == .strict ? theory.boundaryRecycleRate(routing) : nil
      row.unit = "1"
      result.append(row)
    }
    let linearity = try structuralRSquared(routing, reuse)
    if routing == .mixed && !linearity.isEmpty {
      result.append(
        try Coefficient(
          experiment: "twopoint", "structural_r_squared", parameter, meanOf: linearity, unit: "1",
          isShare: true))
    }
    return result
  }

  /// The boundary recycle rate over all seeds, with its Wilson interval.
  func boundaryRate(
    _ routing: Routing, _ reuse: ReuseMode
  ) throws -> (rate: Double, interval: ConfidenceInterval)? {
    let group = rows(routing, reuse)
    let slabs = group.reduce(0) { $0 + $1.boundarySlabs }
    let recycled = group.reduce(0) { $0 + $1.boundaryRecycled }
    guard slabs > 0 else { return nil }
    return (
      Double(recycled) / Double(slabs), try wilsonInterval(successes: recycled, trials: slabs)
    )
  }

  /// Mean isolated over mean mixed recycle rate; nil unless both arms ran and the mixed arm
  /// recycled at all.
  func differential(
    _ reuse: ReuseMode
  ) throws -> (ratio: Double, interval: ConfidenceInterval?)? {
    let isolated = rows(.isolated, reuse).map(\.recycleRate)
    let mixed = rows(.mixed, reuse).map(\.recycleRate)
    guard !isolated.isEmpty, !mixed.isEmpty, mixed.allSatisfy({ $0 > 0 }) else { return nil }
    let ratio = try mean(of: isolated) / mean(of: mixed)
    // Of either arm some runs may have died.
    guard isolated.count > 1, mixed.count > 1 else { return (ratio, nil) }
    let interval = try bootstrapRatioInterval(
      numerator: isolated, denominator: mixed, seed: configuration.seed, statistic: mean(of:))
    return (ratio, interval)
  }
}
