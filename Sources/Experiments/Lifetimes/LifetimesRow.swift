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
    case retainedSlabs = "retained_slabs"
    case plateau
    case levelEpochs = "level_epochs"
    case growthExponent = "growth_exponent"
    case growthClaims = "growth_claims"

    var unit: DataUnit {
      switch self {
      case .retainedSlabs, .plateau: .slabs
      case .levelEpochs: .epochs
      case .growthExponent, .growthClaims: .one
      }
    }

    var meaning: String {
      switch self {
      case .retainedSlabs:
        "slabs retained after the close of `epoch`"
      case .plateau:
        "mean of retained slabs over the second half of the run"
      case .levelEpochs:
        "epochs until the curve, over all p, first reaches 95 % of its limit"
      case .growthExponent:
        "exponent b of the growth `t^b` of the increments `R(2t) - R(t)`, over all p"
      case .growthClaims:
        "share of runs whose least-squares slope over the second half has a 95 % "
          + "interval above 0"
      }
    }
  }

  var lifetime: LifetimeLaw
  var p: Double?
  var epoch: Int?
  var metric: Metric
  var point: GridPoint

  static let fileName = "lifetimes.csv"
  static let rowMeaning =
    "retained slabs under sessions of finite lifetime, beside Little's law"

  static let schema = Schema(
    LifetimesRow.init,
    .key("lifetime", \.lifetime, .word, "the distribution of session lifetimes"),
    .key(
      "p", \.p, .one,
      "the violation fraction, 0 to 1; empty where all fractions are taken together", .share),
    .key("epoch", \.epoch, .epochs, "epochs closed; empty for a figure of the whole run"),
    .metric,
    .point)
}
