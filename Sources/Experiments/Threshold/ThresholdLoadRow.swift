import Results

/// How often a monitor claims growth of a service that does not grow: a line of
/// `threshold-load.csv`.
struct ThresholdLoadRow: GridRow {
  enum Metric: String, GridMetric {
    /// Share of runs in which growth is claimed.
    case falseAlarms = "false_alarms"
  }

  /// How the load varies.
  var load: LoadKind
  /// What is watched.
  var signal: GrowthSignal
  /// When growth is claimed.
  var rule: GrowthRule
  /// Epochs closed by the end of the series.
  var epochs: Int
  var metric: Metric
  var point: GridPoint

  var isNoisy: Bool { signal != .retainedSlabs }

  static let fileName = "threshold-load.csv"

  static let schema = Schema(
    ThresholdLoadRow.init,
    .key("load", \.load),
    .key("signal", \.signal),
    .key("rule", \.rule),
    .key("epochs", \.epochs),
    .metric,
    .point)
}
