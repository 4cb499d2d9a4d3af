import Exhibits
import Results

/// How often each signal shows growth at the end of the longest series, and after how many epochs
/// it does so reliably.
func thresholdPowerTable(_ rows: [ThresholdRow]) -> Table {
  let longest = rows.map(\.epochs).max() ?? 0
  let signals = GrowthSignal.allCases.filter { signal in rows.contains { $0.signal == signal } }
  var table = Table(
    "threshold-power", "Power of a monitor after \(Figures.count(longest)) epochs",
    [.text("reuse"), .number("p")]
      + signals.flatMap { signal -> [Table.Column] in
        let name = signal.title
        return [
          .number(name), .number("closed form", "\(name) closed form"),
          .number("increments", "\(name) increments"), .number("epochs", "\(name) epochs"),
        ]
      })
  for reuse in ReuseMode.allCases {
    for p in distinct(rows.filter { $0.reuse == reuse }.map(\.p)) {
      table.append(
        [reuse.rawValue, Figures.fraction(p)]
          + signals.flatMap { signal -> [String] in
            let group = rows.filter { $0.reuse == reuse && $0.p == p && $0.signal == signal }
            func power(_ rule: GrowthRule) -> GridPoint? {
              group.first { $0.metric == .power && $0.rule == rule && $0.epochs == longest }?.point
            }
            let need = group.first { $0.metric == .powerAtNeed }?.epochs
            return [
              Figures.decimal(power(.levels)?.measured, 2),
              Figures.decimal(power(.levels)?.predicted, 3),
              Figures.decimal(power(.increments)?.measured, 2),
              need.map { Figures.count($0) } ?? (p > 0 ? "more" : Figures.none),
            ]
          })
    }
  }
  table.notes = [
    "Shares of \(rows.seeds) runs in which growth is claimed: the 95 % interval of the "
      + "least-squares slope lies above 0, or that of the mean increment. At p = 0 a claim is a "
      + "false alarm. Epochs are those after which the closed form has a power of 95 %; more "
      + "stands for more than \(Figures.count(longest))."
  ]
  return table
}

/// R-squared of each signal, whose range at p = 0.01 explains the published one.
func thresholdLinearityTable(_ rows: [ThresholdRow], published: PublishedFigures) -> Table {
  func value(_ metric: ThresholdRow.Metric, beside row: ThresholdRow) -> Double? {
    rows.first {
      $0.metric == metric && $0.reuse == row.reuse && $0.signal == row.signal && $0.p == row.p
    }?.point.measured
  }
  return Table(
    "threshold-linearity", "R² of the line through each signal, over single runs",
    of: rows.filter { $0.metric == .rSquared },
    [
      .text("reuse") { $0.reuse.rawValue },
      .number("p") { Figures.fraction($0.p) },
      .text("signal") { $0.signal.title },
      .number("least") { Figures.decimal(value(.rSquaredLeast, beside: $0), 3) },
      .number("mean") { Figures.decimal($0.point.measured, 3) },
      .number("greatest") { Figures.decimal(value(.rSquaredGreatest, beside: $0), 3) },
      .number("published") { row in
        let isComparable = row.reuse == .ring && row.signal == .rssSteps
        return Figures.decimal(isComparable ? published.point(at: row.p)?.rSquared : nil, 3)
      },
    ])
}

/// How often each signal claims growth of a service that does not grow.
func falseAlarmTable(_ rows: [ThresholdLoadRow]) -> Table {
  let lines = rows.filter { $0.rule == .levels }
  func point(_ row: ThresholdLoadRow, _ rule: GrowthRule) -> GridPoint? {
    rows.first {
      $0.load == row.load && $0.signal == row.signal && $0.epochs == row.epochs && $0.rule == rule
    }?.point
  }
  return Table(
    "threshold-load", "False alarms on a service that does not grow", of: lines,
    [
      .text("load") { $0.load.rawValue },
      .number("closes") { Figures.count($0.epochs) },
      .text("signal") { $0.signal.title },
      .number("runs") { "\($0.point.seeds)" },
      .number("slope above 0") { Figures.percent($0.point.measured, 1) },
      .number("95 % low") { Figures.percent($0.point.ciLow, 1) },
      .number("95 % high") { Figures.percent($0.point.ciHigh, 1) },
      .number("increments above 0") { Figures.percent(point($0, .increments)?.measured, 1) },
      .number("95 % high", "95 % high of increments") {
        Figures.percent(point($0, .increments)?.ciHigh, 1)
      },
    ],
    notes: [
      "Shares of runs in which growth is claimed though there is none, with mid-P intervals; "
        + "2.5 % would be nominal. Varying: a daily wave, bursts, and noise of the process's own memory, "
        + "all epochs drained. Late: the same, and 5 % of the requests end up to three closes late."
    ])
}

extension GrowthSignal {
  /// The signal in words.
  var title: String {
    switch self {
    case .rss: "RSS"
    case .rssSteps: "RSS in steps"
    case .retainedSlabs: "retained slabs"
    }
  }
}

extension Figures {
  /// A fraction with the decimals that it has, never in scientific form.
  static func fraction(_ value: Double) -> String {
    let digits = (0...12).first { Double(decimal(value, $0)) == value }
    return decimal(value, digits ?? 12)
  }
}
