import Results

/// How long session objects live, by the name in configurations and files.
enum LifetimeLaw: String, Sendable, CaseIterable, Codable, CSVValue {
  /// All alike.
  case fixed
  /// Without memory.
  case exponential
  /// The logarithm has a standard deviation of 1.
  case lognormal
  /// A power tail of exponent 1.5: a finite mean, an infinite variance.
  case pareto15 = "pareto-1.5"
  /// A power tail of exponent 0.9: an infinite mean.
  case pareto09 = "pareto-0.9"
}

/// Retained slabs under sessions of finite lifetime, beside Little's law: a line of
/// `lifetimes.csv`.
struct LifetimesRow: GridRow {
  enum Metric: String, GridMetric {
    /// Slabs retained after the close of `epoch`.
    case retainedSlabs = "retained_slabs"
    /// Mean of retained slabs over the second half of the run.
    case plateau
    /// Epochs until the curve, over all p, first reaches 95 % of its limit.
    case levelEpochs = "level_epochs"
    /// Exponent b of the growth `t^b` of the increments `R(2t) - R(t)`, over all p.
    case growthExponent = "growth_exponent"
    /// Share of runs whose least-squares slope over the second half has a 95 % interval above 0.
    case growthClaims = "growth_claims"
  }

  var lifetime: LifetimeLaw
  /// The violation fraction, 0 to 1; nil where all fractions are taken together.
  var p: Double?
  /// Epochs closed; nil for a figure of the whole run.
  var epoch: Int?
  var metric: Metric
  var point: GridPoint

  static let fileName = "lifetimes.csv"

  static let schema = Schema(
    LifetimesRow.init,
    .key("lifetime", \.lifetime),
    .key("p", \.p),
    .key("epoch", \.epoch),
    .metric,
    .point)
}
