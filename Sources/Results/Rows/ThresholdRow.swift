/// What a monitor watches.
public enum GrowthSignal: String, Sendable, CaseIterable, Codable, CSVValue {
  /// RSS as the kernel reports it.
  case rss
  /// RSS counted in steps, as the published runs report it.
  case rssSteps = "rss_steps"
  /// Slabs of closed epochs that hold live objects.
  case retainedSlabs = "retained_slabs"
}

/// When a monitor claims growth.
public enum GrowthRule: String, Sendable, CaseIterable, Codable, CSVValue {
  /// The least-squares slope of the series has a 95 % interval above 0.
  case levels
  /// The mean step from sample to sample has a 95 % interval above 0.
  case increments
}

/// How often a monitor sees growth: a line of `threshold.csv`.
public struct ThresholdRow: GridRow {
  /// What a line is about.
  public enum Metric: String, GridMetric {
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
  public var reuse = ReuseMode.ring
  /// What is watched.
  public var signal = GrowthSignal.rss
  /// When growth is claimed.
  public var rule = GrowthRule.levels
  /// The violation fraction, 0 to 1.
  public var p = 0.0
  /// Epochs closed by the end of the series.
  public var epochs = 0
  /// What is measured.
  public var metric = Metric.power
  /// The mean and its closed form.
  public var point = GridPoint()

  /// An empty row.
  public init() {}

  /// Whether the line comes from the kernel's count.
  public var isNoisy: Bool { signal != .retainedSlabs }

  /// Whether the line is a share of runs.
  public var isPower: Bool { metric == .power || metric == .powerAtNeed }

  /// `threshold.csv`.
  public static let fileName = "threshold.csv"

  /// The columns of `threshold.csv`.
  public static let columns: [Column<ThresholdRow>] =
    [
      .key("reuse", \.reuse), .key("signal", \.signal), .key("rule", \.rule), .key("p", \.p),
      .key("epochs", \.epochs),
    ] + gridColumns
}
