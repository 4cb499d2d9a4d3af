/// A figure that an experiment computes from its rows, wherever it is measured.
package struct CoefficientKind: Sendable {
  /// The experiment it belongs to, such as `psweep`.
  package let experiment: String
  /// Its name, such as `growth_per_p`.
  package let name: String
  /// The unit of its numbers; `1` for a pure number.
  package let unit: String
  /// Whether configuration and seed determine it at that point; it is measured from time or RSS
  /// otherwise.
  package let isExact: @Sendable (Parameters) -> Bool
  /// Whether its prediction follows from configuration and seed; it takes measured figures in
  /// otherwise.
  package let isPredictionExact: Bool

  /// A coefficient that is exact at all points or at none.
  package init(
    _ experiment: String, _ name: String, unit: String, isExact: Bool,
    isPredictionExact: Bool = true
  ) {
    self.init(experiment, name, unit: unit, isPredictionExact: isPredictionExact) { _ in isExact }
  }

  /// A coefficient that is exact at some points.
  package init(
    _ experiment: String, _ name: String, unit: String, isPredictionExact: Bool = true,
    isExact: @escaping @Sendable (Parameters) -> Bool
  ) {
    self.experiment = experiment
    self.name = name
    self.unit = unit
    self.isPredictionExact = isPredictionExact
    self.isExact = isExact
  }
}

/// One measured figure beside its prediction and the published one: a line of `coefficients.csv`.
package struct Coefficient: CSVRecord {
  /// The experiment it belongs to, such as `psweep`.
  package var experiment: String
  /// Its name, such as `growth_per_p`.
  package var coefficient: String
  /// The point it was measured at, such as `p=0.05 reuse=ring`.
  package var parameter: Parameters
  /// The measured value, in `unit`.
  package var value: Double
  /// The lower end of the 95 % interval, in `unit`; nil where there is no interval.
  package var ciLow: Double?
  /// The upper end of the 95 % interval, in `unit`; nil where there is no interval.
  package var ciHigh: Double?
  /// What the closed form says, in `unit`; nil where there is none.
  package var predicted: Double?
  /// What the paper prints, in `unit`; nil where it prints nothing.
  package var published: Double?
  /// The unit of all five numbers; `1` for a pure number.
  package var unit: String

  /// `coefficients.csv`.
  package static let fileName = "coefficients.csv"

  package static let schema = Schema(
    Coefficient.init,
    .key("experiment", \.experiment),
    .key("coefficient", \.coefficient),
    .key("parameter", \.parameter), .noisy("value", \.value), .noisy("ci_low", \.ciLow),
    .noisy("ci_high", \.ciHigh), .noisy("predicted", \.predicted), .exact("published", \.published),
    .exact("unit", \.unit))
}

extension Coefficient {
  /// A coefficient of a kind.
  ///
  /// - Parameter parameters: the point it was measured at.
  package init(
    _ kind: CoefficientKind, at parameters: Parameters, _ value: Double, ciLow: Double? = nil,
    ciHigh: Double? = nil, predicted: Double? = nil, published: Double? = nil
  ) {
    self.init(
      experiment: kind.experiment, coefficient: kind.name, parameter: parameters, value: value,
      ciLow: ciLow, ciHigh: ciHigh, predicted: predicted, published: published, unit: kind.unit)
  }
}

extension Sequence<Coefficient> {
  /// The coefficient of a kind at a point; nil where it was not measured.
  package func first(_ kind: CoefficientKind, at pattern: Parameters = [:]) -> Coefficient? {
    first { $0.isOne(of: kind) && $0.parameter.matches(pattern) }
  }

  /// The coefficients of a kind, at all points that match.
  package func all(_ kind: CoefficientKind, at pattern: Parameters = [:]) -> [Coefficient] {
    filter { $0.isOne(of: kind) && $0.parameter.matches(pattern) }
  }
}

extension Coefficient {
  /// Whether it is of that kind.
  package func isOne(of kind: CoefficientKind) -> Bool {
    experiment == kind.experiment && coefficient == kind.name
  }
}
