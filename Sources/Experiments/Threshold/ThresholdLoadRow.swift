import Results

/// How often a monitor claims growth of a service that does not grow: a line of
/// `threshold-load.csv`.
struct ThresholdLoadRow: GridRow {
  enum Metric: String, GridMetric {
    case falseAlarms = "false_alarms"

    var unit: DataUnit {
      switch self {
      case .falseAlarms: .one
      }
    }

    var meaning: String {
      switch self {
      case .falseAlarms:
        "share of runs in which growth is claimed"
      }
    }
  }

  var load: LoadKind
  var signal: GrowthSignal
  var rule: GrowthRule
  var epochs: Int
  var metric: Metric
  var point: GridPoint

  var isNoisy: Bool { signal != .retainedSlabs }

  static let fileName = "threshold-load.csv"
  static let rowMeaning =
    "how often a monitor claims growth of a service that does not grow"

  static let schema = Schema(
    ThresholdLoadRow.init,
    .key("load", \.load, .word, "how the load varies"),
    .key("signal", \.signal, .word, "what is watched"),
    .key("rule", \.rule, .word, "when growth is claimed"),
    .key("epochs", \.epochs, .epochs, "epochs closed by the end of the series"),
    .metric,
    .point)
}
