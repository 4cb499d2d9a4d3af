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
func thresholdLinearityTable(
  _ rows: [ThresholdRow], published: PublishedFigures
) -> Table {
  var table = Table(
    "threshold-linearity", "R² of the line through each signal, over single runs",
    [
      .text("reuse"), .number("p"), .text("signal"), .number("least"), .number("mean"),
      .number("greatest"), .number("published"),
    ])
  for row in rows where row.metric == .rSquared {
    func value(_ metric: ThresholdRow.Metric) -> Double? {
      rows.first {
        $0.metric == metric && $0.reuse == row.reuse && $0.signal == row.signal && $0.p == row.p
      }?.point.measured
    }
    let figure =
      row.reuse == .ring && row.signal == .rssSteps ? published.point(at: row.p)?.rSquared : nil
    table.append([
      row.reuse.rawValue, Figures.fraction(row.p), row.signal.title,
      Figures.decimal(value(.rSquaredLeast), 3), Figures.decimal(row.point.measured, 3),
      Figures.decimal(value(.rSquaredGreatest), 3), Figures.decimal(figure, 3),
    ])
  }
  return table
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
