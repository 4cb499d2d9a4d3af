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
    /// Share of runs in which growth is claimed; at p = 0 a false alarm.
    case power
    /// The same after the number of epochs at which the closed form first reaches 95 %.
    case powerAtNeed = "power_at_need"
    /// Mean R-squared of the least-squares line.
    case rSquared = "r_squared"
    /// The least R-squared of all runs.
    case rSquaredLeast = "r_squared_least"
    /// The greatest R-squared of all runs.
    case rSquaredGreatest = "r_squared_greatest"
  }

  /// How slabs of an earlier era are used again.
  var reuse: ReuseMode
  /// What is watched.
  var signal: GrowthSignal
  /// When growth is claimed.
  var rule: GrowthRule
  /// The violation fraction, 0 to 1.
  var p: Double
  /// Epochs closed by the end of the series.
  var epochs: Int
  var metric: Metric
  var point: GridPoint

  /// Whether the line comes from the kernel's count.
  var isNoisy: Bool { signal != .retainedSlabs }

  /// Whether the line is a share of runs.
  var isPower: Bool { metric == .power || metric == .powerAtNeed }

  static let fileName = "threshold.csv"

  static let schema = Schema(
    ThresholdRow.init,
    .key("reuse", \.reuse),
    .key("signal", \.signal),
    .key("rule", \.rule),
    .key("p", \.p),
    .key("epochs", \.epochs),
    .metric,
    .point)
}
