/// What one run gave at a point of a grid: a line of the file of single runs, from which the point's
/// mean and interval can be computed again.
///
/// The file is named after the grid's, such as `lifetimes-runs.csv`, and has its key columns, then
/// `metric`, `seed`, `value`, `trials` and
/// `step`.
package struct GridRun<Row: GridRow>: CSVRecord {
  /// The point, without its mean.
  package let place: Row
  package let seed: UInt64
  package let value: Double
  package let trials: Int?
  package let step: Double?

  /// Whether the value comes from time or RSS.
  var isNoisy: Bool { place.isNoisy }

  private init(
    _ place: Row, _ seed: UInt64, _ value: Double, _ trials: Int?, _ step: Double?
  ) {
    self.place = place
    (self.seed, self.value, self.trials, self.step) = (seed, value, trials, step)
  }

  /// The runs behind a row, one a seed; none where the row was read from a file.
  fileprivate static func runs(behind row: Row) -> [GridRun] {
    var place = row
    place.point = GridPoint(seeds: 0, measured: 0, ciLow: nil, ciHigh: nil, predicted: nil)
    return row.point.runs.map { GridRun(place, $0.seed, $0.value, $0.trials, $0.step) }
  }

  package static var fileName: String {
    Row.fileName.replacing(".csv", with: "-runs.csv")
  }

  package static var rowMeaning: String {
    "what one run gave at a point of `\(Row.fileName)`: its key columns, and the run's value"
  }

  package static var schema: Schema<GridRun> {
    Schema(
      { GridRun($0, $1, $2, $3, $4) },
      Part(
        Row.columns.filter(\.identifies).map { $0.within(\GridRun.place) },
        read: { (reader) throws(CSVError) in try Row.schema.row(reader) }),
      .repetition("seed", \.seed, .one, "the run's seed"),
      .noisy(
        "value", \.value, .ofMetric,
        "what the run gave, in the metric's unit", when: \GridRun.isNoisy),
      .exact(
        "trials", \.trials, .one,
        "of how many independent trials the value is the rate; empty for a value of "
          + "another kind, of which each run has one"),
      .exact(
        "step", \.step, .ofMetric,
        "the least difference of two runs, where all gave one value and the mean's "
          + "interval is taken from it; empty otherwise", .amount))
  }
}

extension Sequence where Element: GridRow {
  /// The single runs behind all rows.
  package var runs: [GridRun<Element>] { flatMap { GridRun.runs(behind: $0) } }
}

extension [CSVKind] {
  /// The files of a grid: that of its points, and that of the single runs behind them.
  package static func grid<Row: GridRow>(_ kind: Row.Type) -> [CSVKind] {
    [CSVKind(Row.self), CSVKind(GridRun<Row>.self)]
  }
}
