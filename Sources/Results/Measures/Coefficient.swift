/// A figure that an experiment computes from its rows, wherever it is measured.
package struct CoefficientKind: Sendable {
  package let experiment: String
  /// Its name, such as `growth_per_p`.
  package let name: String
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
  package var experiment: String
  package var coefficient: String
  package var parameter: Parameters
  package var value: Double
  package var ciLow: Double?
  package var ciHigh: Double?
  package var predicted: Double?
  package var published: Double?
  package var unit: String

  /// `coefficients.csv`.
  package static let fileName = "coefficients.csv"
  package static let rowMeaning =
    "one measured figure beside its closed form and the published one"

  package static let schema = Schema(
    Coefficient.init,
    .key("experiment", \.experiment, .word, "the experiment that the figure belongs to"),
    .key("coefficient", \.coefficient, .word, "the figure's name, such as `growth_per_p`"),
    .key(
      "parameter", \.parameter, .word,
      "the point it was measured at, such as `p=0.05 reuse=ring`"),
    .noisy("value", \.value, .ofRow, "the measured value"),
    .noisy(
      "ci_low", \.ciLow, .ofRow,
      "the lower end of the 95 % interval; empty where there is no interval"),
    .noisy(
      "ci_high", \.ciHigh, .ofRow,
      "the upper end of the 95 % interval; empty where there is no interval"),
    .noisy(
      "predicted", \.predicted, .ofRow,
      "what the closed form says; empty where there is none"),
    .exact(
      "published", \.published, .ofRow,
      "what the paper prints; empty where it prints nothing"),
    .exact("unit", \.unit, .word, "the unit of all five numbers; `1` for a pure number"))
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
