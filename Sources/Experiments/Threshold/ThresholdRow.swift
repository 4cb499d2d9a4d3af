import Results

/// What a monitor watches.
enum GrowthSignal: String, Sendable, CaseIterable, Codable, CSVValue {
  /// RSS as the kernel reports it.
  case rss
  /// RSS counted in steps, as the published runs report it.
  case rssSteps = "rss_steps"
  /// Slabs of closed epochs that hold live objects.
  case retainedSlabs = "retained_slabs"
}

/// When a monitor claims growth.
enum GrowthRule: String, Sendable, CaseIterable, Codable, CSVValue {
  /// The least-squares slope of the series has a 95 % interval above 0.
  case levels
  /// The mean step from sample to sample has a 95 % interval above 0.
  case increments
}

/// How often a monitor sees growth: a line of `threshold.csv`.
struct ThresholdRow: GridRow {
  enum Metric: String, GridMetric {
    case power
    case powerAtNeed = "power_at_need"
    case rSquared = "r_squared"
    case rSquaredLeast = "r_squared_least"
    case rSquaredGreatest = "r_squared_greatest"

    var unit: DataUnit {
      switch self {
      case .power, .powerAtNeed, .rSquared, .rSquaredLeast, .rSquaredGreatest: .one
      }
    }

    var meaning: String {
      switch self {
      case .power:
        "share of runs in which growth is claimed; at p = 0 a false alarm"
      case .powerAtNeed:
        "the same after the number of epochs at which the closed form first reaches 95 %"
      case .rSquared:
        "mean R-squared of the least-squares line"
      case .rSquaredLeast:
        "the least R-squared of all runs"
      case .rSquaredGreatest:
        "the greatest R-squared of all runs"
      }
    }
  }

  var reuse: ReuseMode
  var signal: GrowthSignal
  var rule: GrowthRule
  var p: Double
  var epochs: Int
  var metric: Metric
  var point: GridPoint

  /// Whether the line comes from the kernel's count.
  var isNoisy: Bool { signal != .retainedSlabs }

  /// Whether the line is a share of runs.
  var isPower: Bool { metric == .power || metric == .powerAtNeed }

  static let fileName = "threshold.csv"
  static let rowMeaning = "how often a monitor sees growth"

  static let schema = Schema(
    ThresholdRow.init,
    .key("reuse", \.reuse, .word, "how slabs of an earlier era are used again"),
    .key("signal", \.signal, .word, "what is watched"),
    .key("rule", \.rule, .word, "when growth is claimed"),
    .key("p", \.p, .one, "the violation fraction, 0 to 1", .share),
    .key("epochs", \.epochs, .epochs, "epochs closed by the end of the series"),
    .metric,
    .point)
}
