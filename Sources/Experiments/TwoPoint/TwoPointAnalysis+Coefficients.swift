import Exhibits
import Results
import Statistics

extension CoefficientKind {
  static let recycleRate = TwoPoint.coefficient("recycle_rate")
  static let twopointRetainedSlabs = TwoPoint.coefficient("retained_slabs", unit: "slabs")
  static let twopointStructuralBytes = TwoPoint.coefficient("structural_bytes", unit: "bytes")
  static let twopointBoundaryRate = TwoPoint.coefficient("boundary_recycle_rate")
  static let structuralRSquared = TwoPoint.coefficient("structural_r_squared")
  static let recycleRateDifferential = TwoPoint.coefficient("recycle_rate_differential")
}

extension TwoPointAnalysis {
  /// Recycle rates, their differential, boundary rates and structural growth.
  ///
  /// Intervals are 95 %: Wilson for boundary rates over all seeds' slabs, of pooled counts on a
  /// logarithmic scale for the differential (`RateRatio`), of the skewed residuals for R-squared,
  /// Student t over seeds for the rest.
  @Listing<Coefficient> func coefficients(published: PublishedFigures) throws -> [Coefficient] {
    let printed = configuration.isPublishedProtocol ? published.twopoint : nil
    for reuse in configuration.reuse {
      for routing in configuration.routing { try coefficients(routing, reuse, printed) }
      for workload in configuration.sustainedWorkloads {
        if let differential = try differential(reuse, workload) {
          Coefficient(
            .recycleRateDifferential,
            at: [
              "object_size": workload.objectSize, "session_fraction": workload.sessionFraction,
              "reuse": reuse,
            ], differential.measured.value, interval: differential.measured.interval,
            predicted: differential.predicted,
            published: workload == configuration.workload
              ? printed?.recycleRateDifferential : nil)
        }
      }
    }
    for group in poolGroups { try poolCoefficients(group, printed) }
  }

  @Listing<Coefficient> private func coefficients(
    _ routing: Routing, _ reuse: ReuseMode, _ printed: PublishedTwoPoint?
  ) throws -> [Coefficient] {
    let group = rows(routing, reuse)
    let point: Parameters = ["routing": routing, "reuse": reuse]
    if !group.isEmpty {
      try Coefficient(
        .recycleRate, at: point, meanOf: group.map(\.recycleRate),
        predicted: group[0].recycleRatePredicted, published: printed?.arm(routing)?.recycleRate,
        isShare: true)
      try Coefficient(
        .twopointStructuralBytes, at: point, meanOf: group.map { Double($0.structuralBytes) },
        predicted: routing == .isolated ? 0 : nil)
    }
    let slabs = group.reduce(0) { $0 + $1.boundarySlabs }
    if slabs > 0 {
      let recycled = group.reduce(0) { $0 + $1.boundaryRecycled }
      Coefficient(
        .twopointBoundaryRate, at: point, Double(recycled) / Double(slabs),
        // Isolated, nothing is left to chance.
        interval: routing == .mixed
          ? try wilsonInterval(successes: recycled, trials: slabs) : nil,
        predicted: group[0].boundaryRecycleRatePredicted)
    }
    let linearity = routing == .mixed ? try structuralRSquared(routing, reuse) : []
    if !linearity.isEmpty {
      try Coefficient(.structuralRSquared, at: point, meanRSquared: linearity)
    }
  }

  @Listing<Coefficient> private func poolCoefficients(
    _ group: [TwoPointRow], _ printed: PublishedTwoPoint?
  ) throws -> [Coefficient] {
    let first = group[0]
    let point: Parameters = [
      "protocol": first.protocol, "churn": first.churn, "routing": first.routing,
      "reuse": first.reuse, "reclaim": first.reclaim,
    ]
    let arm = printed?.arm(first.routing)
    try Coefficient(
      .recycleRate, at: point, meanOf: group.map(\.recycleRate), published: arm?.recycleRate,
      isShare: true)
    try Coefficient(
      .twopointRetainedSlabs, at: point, meanOf: group.map { Double($0.retainedSlabs) },
      published: arm.map { Double($0.retainedSlabs) })
  }

  /// The rows of each arm of the pool protocol, seeds together.
  private var poolGroups: [[TwoPointRow]] { rows.pool }

  /// The differential of a sustained workload; nil unless both arms ran and recycled slabs.
  func differential(
    _ reuse: ReuseMode, _ workload: TwoPointWorkload
  ) throws -> Differential? {
    try Differential(
      isolated: rows(.isolated, reuse, workload), mixed: rows(.mixed, reuse, workload),
      predicted: workload.differentialTheory.differential(reuse))
  }
}
