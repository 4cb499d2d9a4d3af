/// What an extension experiment measures, by the name in its file.
package protocol GridMetric: RawRepresentable<String>, CaseIterable, CSVValue, Hashable {
  /// Whether the metric comes from time or RSS, so that two runs of one seed differ.
  var isNoisy: Bool { get }
}

extension GridMetric {
  /// False: configuration and seed determine the metric.
  package var isNoisy: Bool { false }
}

/// A line of an extension experiment's file: its own key columns, then `metric`, `seeds`,
/// `measured`, `ci_low`, `ci_high` and `predicted`.
///
///     static let columns: [Column<LifetimesRow>] =
///       [.key("lifetime", \.lifetime), .key("p", \.p)] + gridColumns
package protocol GridRow: CSVRecord {
  /// What the experiment measures.
  associatedtype Metric: GridMetric
  /// What this line is about.
  var metric: Metric { get set }
  /// The mean and its closed form.
  var point: GridPoint { get set }
  /// Whether the line comes from time or RSS, so that two runs of one seed differ.
  var isNoisy: Bool { get }
}

extension GridRow {
  /// Whether the metric does.
  package var isNoisy: Bool { metric.isNoisy }

  /// The columns that every such file ends with.
  package static var gridColumns: [Column<Self>] {
    [
      .key("metric", \.metric),
      .exact("seeds", \.point.seeds),
      .noisy("measured", \.point.measured, when: { $0.isNoisy }),
      .noisy("ci_low", \.point.ciLow, when: { $0.isNoisy }),
      .noisy("ci_high", \.point.ciHigh, when: { $0.isNoisy }),
      .exact("predicted", \.point.predicted),
    ]
  }
}
