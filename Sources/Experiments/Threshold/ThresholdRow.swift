import Results

/// What a monitor watches.
package enum GrowthSignal: String, Sendable, CaseIterable, Codable, CSVValue {
  /// RSS as the kernel reports it.
  case rss
  /// RSS counted in steps, as the published runs report it.
  case rssSteps = "rss_steps"
  /// Slabs of closed epochs that hold live objects.
  case retainedSlabs = "retained_slabs"
}

/// When a monitor claims growth.
package enum GrowthRule: String, Sendable, CaseIterable, Codable, CSVValue {
  /// The least-squares slope of the series has a 95 % interval above 0.
  case levels
  /// The mean step from sample to sample has a 95 % interval above 0.
  case increments
}

/// How often a monitor sees growth: a line of `threshold.csv`.
package struct ThresholdRow: GridRow {
  /// What a line is about.
  package enum Metric: String, GridMetric {
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
  package var reuse = ReuseMode.ring
  /// What is watched.
  package var signal = GrowthSignal.rss
  /// When growth is claimed.
  package var rule = GrowthRule.levels
  /// The violation fraction, 0 to 1.
  package var p = 0.0
  /// Epochs closed by the end of the series.
  package var epochs = 0
  /// What is measured.
  package var metric = Metric.power
  /// The mean and its closed form.
  package var point = GridPoint()

  /// An empty row.
  package init() {}

  /// Whether the line comes from the kernel's count.
  package var isNoisy: Bool { signal != .retainedSlabs }

  /// Whether the line is a share of runs.
  package var isPower: Bool { metric == .power || metric == .powerAtNeed }

  /// `threshold.csv`.
  package static let fileName = "threshold.csv"

  /// The columns of `threshold.csv`.
  package static let columns: [Column<ThresholdRow>] =
    [
      .key("reuse", \.reuse), .key("signal", \.signal), .key("rule", \.rule), .key("p", \.p),
      .key("epochs", \.epochs),
    ] + gridColumns
}
