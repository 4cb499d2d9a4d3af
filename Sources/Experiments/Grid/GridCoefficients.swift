import Results

extension Experiment {
  /// The coefficient that a metric of the experiment's grid is.
  ///
  /// - Parameter isExact: whether configuration and seed determine it at a point.
  static func coefficient(
    _ metric: some GridMetric, unit: String = "1",
    isExact: @escaping @Sendable (Parameters) -> Bool = { _ in true }
  ) -> CoefficientKind {
    CoefficientKind(name, metric.rawValue, unit: unit, isExact: isExact)
  }
}

extension Sequence where Element: GridRow {
  /// The points whose metrics are coefficients, in their order.
  ///
  /// - Parameter place: where a row's point lies.
  func coefficients(
    _ kinds: [CoefficientKind], at place: (Element) -> Parameters
  ) -> [Coefficient] {
    compactMap { row in
      kinds.first { $0.name == row.metric.rawValue }.map {
        Coefficient($0, at: place(row), row.point)
      }
    }
  }
}

extension Analysis {
  /// What was found by an experiment whose one file is a grid.
  init(
    _ rows: [some GridRow], coefficients: [Coefficient] = [], checks: [ReproductionCheck]
  ) throws {
    self.init()
    try add(rows)
    self.coefficients = coefficients
    self.checks = checks
  }
}
