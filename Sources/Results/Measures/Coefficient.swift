/// One measured figure beside its prediction and the published one: a line of `coefficients.csv`.
package struct Coefficient: CSVRecord {
  /// The experiment it belongs to, such as `psweep`.
  package var experiment = ""
  /// Its name, such as `growth_per_p`.
  package var coefficient = ""
  /// The point it was measured at, such as `p=0.05 reuse=ring`.
  package var parameter = ""
  /// The measured value, in `unit`.
  package var value = 0.0
  /// The lower end of the 95 % interval, in `unit`; nil where there is no interval.
  package var ciLow: Double?
  /// The upper end of the 95 % interval, in `unit`; nil where there is no interval.
  package var ciHigh: Double?
  /// What the closed form says, in `unit`; nil where there is none.
  package var predicted: Double?
  /// What the paper prints, in `unit`; nil where it prints nothing.
  package var published: Double?
  /// The unit of all five numbers; empty for a pure number.
  package var unit = ""

  /// An empty coefficient.
  package init() {}

  /// Whether the value follows from configuration and seed alone.
  ///
  /// A name that is not known here counts as measured from time or RSS.
  package var isExact: Bool {
    Self.exactNames.contains(coefficient)
      || parameter.split(separator: " ").contains("metric=retained_slabs")
  }

  private static let exactNames: Set<String> = [
    "bound_ratio", "boundary_recycle_rate", "cost_bytes", "dsr", "growth_exponent",
    "half_drain_fraction", "halving_recall", "level_epochs", "plateau", "r_squared_expected",
    "r_squared_slabs", "recycle_rate", "recycle_rate_differential", "structural_bytes",
    "structural_r_squared",
  ]

  /// `coefficients.csv`.
  package static let fileName = "coefficients.csv"

  /// The columns of `coefficients.csv`.
  package static let columns: [Column<Coefficient>] = [
    .key("experiment", \.experiment),
    .key("coefficient", \.coefficient),
    .key("parameter", \.parameter),
    .noisy("value", \.value, when: { !$0.isExact }),
    .noisy("ci_low", \.ciLow, when: { !$0.isExact }),
    .noisy("ci_high", \.ciHigh, when: { !$0.isExact }),
    .exact("predicted", \.predicted),
    .exact("published", \.published),
    .exact("unit", \.unit),
  ]
}
