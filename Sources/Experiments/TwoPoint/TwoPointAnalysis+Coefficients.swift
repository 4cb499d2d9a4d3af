import Results
import Statistics

extension CoefficientKind {
  static let recycleRate = CoefficientKind(
    TwoPoint.name, "recycle_rate", unit: "1", isExact: true)
  static let twopointStructuralBytes = CoefficientKind(
    TwoPoint.name, "structural_bytes", unit: "bytes", isExact: true)
  static let twopointBoundaryRate = CoefficientKind(
    TwoPoint.name, "boundary_recycle_rate", unit: "1", isExact: true)
  static let structuralRSquared = CoefficientKind(
    TwoPoint.name, "structural_r_squared", unit: "1", isExact: true)
  static let recycleRateDifferential = CoefficientKind(
    TwoPoint.name, "recycle_rate_differential", unit: "1", isExact: true)
}

extension TwoPointAnalysis {
  /// Recycle rates, their differential, boundary rates and structural growth.
  ///
  /// Intervals are 95 %: Wilson for boundary rates over all seeds' slabs, percentile bootstrap over
  /// seeds for the differential, Student t over seeds for the rest.
  func coefficients(published: PublishedFigures) throws -> [Coefficient] {
    let printed = configuration.isPublishedProtocol ? published.twopoint : nil
    var result: [Coefficient] = []
    for reuse in configuration.reuse {
      for routing in configuration.routing {
        result += try coefficients(routing, reuse, printed)
      }
      if let (ratio, interval) = try differential(reuse) {
        result.append(
          Coefficient(
            .recycleRateDifferential, at: ["reuse": reuse], ratio, interval: interval,
            published: printed?.recycleRateDifferential))
      }
    }
    return result
  }

  private func coefficients(
    _ routing: Routing, _ reuse: ReuseMode, _ printed: PublishedTwoPoint?
  ) throws -> [Coefficient] {
    let group = rows(routing, reuse)
    if group.isEmpty { return [] }
    let point: Parameters = ["routing": routing, "reuse": reuse]
    // The closed forms are those of strict reuse.
    let theory = reuse == .strict ? configuration.workload.theory : nil
    var result = [
      try Coefficient(
        .recycleRate, at: point, meanOf: group.map(\.recycleRate),
        predicted: routing == .isolated ? theory?.isolatedRecycleRateLimit : nil,
        published: printed?.arm(routing)?.recycleRate, isShare: true),
      try Coefficient(
        .twopointStructuralBytes, at: point, meanOf: group.map { Double($0.structuralBytes) },
        predicted: routing == .isolated ? 0 : nil),
    ]
    let slabs = group.reduce(0) { $0 + $1.boundarySlabs }
    if slabs > 0 {
      let recycled = group.reduce(0) { $0 + $1.boundaryRecycled }
      result.append(
        Coefficient(
          .twopointBoundaryRate, at: point, Double(recycled) / Double(slabs),
          interval: try wilsonInterval(successes: recycled, trials: slabs),
          predicted: theory?.boundaryRecycleRate(routing)))
    }
    let linearity = routing == .mixed ? try structuralRSquared(routing, reuse) : []
    if !linearity.isEmpty {
      result.append(
        try Coefficient(.structuralRSquared, at: point, meanOf: linearity, isShare: true))
    }
    return result
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
