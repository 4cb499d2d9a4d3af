/// What an extension experiment measures, by the name in its file.
package protocol GridMetric: RawRepresentable<String>, CaseIterable, CSVValue, Hashable {
  /// Whether the metric comes from time or RSS, so that two runs of one seed differ.
  var isNoisy: Bool { get }
  /// Its unit.
  var unit: DataUnit { get }
  /// What it is, a noun phrase.
  var meaning: String { get }
}

extension GridMetric {
  /// False: configuration and seed determine the metric.
  package var isNoisy: Bool { false }
}

/// A line of an extension experiment's file: its own key columns, then `metric`, `seeds`,
/// `measured`, `ci_low`, `ci_high` and `predicted`.
///
///     static let schema = Schema(
///       Row.init, .key("p", \.p, .one, "the violation fraction", .share), .metric, .point)
package protocol GridRow: CSVRecord {
  /// What the experiment measures.
  associatedtype Metric: GridMetric
  /// What this line is about.
  var metric: Metric { get }
  /// The mean and its closed form.
  var point: GridPoint { get set }
  /// Whether the line comes from time or RSS, so that two runs of one seed differ.
  var isNoisy: Bool { get }
}

extension GridRow {
  /// Whether the metric does.
  package var isNoisy: Bool { metric.isNoisy }
}

extension Part where Row: GridRow, Value == Row.Metric {
  /// The column of the metric.
  package static var metric: Part {
    var part: Part = .key("metric", \.metric, .word, "what the line is about")
    part.columns[0].note.metrics = Value.allCases.map {
      MetricNote(name: $0.rawValue, unit: $0.unit, meaning: $0.meaning)
    }
    return part
  }
}

extension Part where Row: GridRow, Value == GridPoint {
  /// The columns of the point, with which every such file ends.
  package static var point: Part {
    let exact: @Sendable (Row) -> ColumnRole = { _ in .exact }
    let measured: @Sendable (Row) -> ColumnRole = { $0.isNoisy ? .noisy : .exact }
    let roles: [ColumnRole] = [.exact, .noisy]
    return Part(
      [
        Column(
          "seeds", .runs, "runs that the mean is of", better: nil, roles: roles, role: measured
        ) { $0.point.seeds },
        Column(
          "measured", .ofMetric, "the metric's mean over the runs", better: nil, roles: roles,
          role: measured
        ) { $0.point.measured },
        Column(
          "ci_low", .ofMetric, "lower end of the mean's 95 % interval; empty where there is none",
          better: nil, roles: roles, role: measured
        ) { $0.point.ciLow },
        Column(
          "ci_high", .ofMetric, "upper end of the mean's 95 % interval; empty where there is none",
          better: nil, roles: roles, role: measured
        ) { $0.point.ciHigh },
        Column(
          "predicted", .ofMetric, "what the closed form says; empty where there is none",
          better: nil, roles: [.exact], role: exact
        ) { $0.point.predicted },
      ],
      read: { (reader) throws(CSVError) in
        try reader.requireOrder("ci_low", "ci_high")
        return GridPoint(
          seeds: try reader.value("seeds"), measured: try reader.value("measured"),
          ciLow: try reader.value("ci_low"), ciHigh: try reader.value("ci_high"),
          predicted: try reader.value("predicted"))
      })
  }
}
