/// What an extension experiment measures, by the name in its file.
public protocol GridMetric: RawRepresentable<String>, CaseIterable, CSVValue, Hashable {
  /// Whether the metric comes from time or RSS, so that two runs of one seed differ.
  var isNoisy: Bool { get }
}

extension GridMetric {
  /// False: configuration and seed determine the metric.
  public var isNoisy: Bool { false }
}

/// A line of an extension experiment's file: its own key columns, then `metric`, `seeds`,
/// `measured`, `ci_low`, `ci_high` and `predicted`.
///
///     static let columns: [Column<LifetimesRow>] =
///       [.key("lifetime", \.lifetime), .key("p", \.p)] + gridColumns
public protocol GridRow: CSVRecord {
  /// What the experiment measures.
  associatedtype Metric: GridMetric
  /// What this line is about.
  var metric: Metric { get set }
  /// The mean and its closed form.
  var point: GridPoint { get set }
}

extension GridRow {
  /// The columns that every such file ends with.
  public static var gridColumns: [Column<Self>] {
    [
      .key("metric", \.metric),
      .exact("seeds", \.point.seeds),
      .noisy("measured", \.point.measured, when: { $0.metric.isNoisy }),
      .noisy("ci_low", \.point.ciLow, when: { $0.metric.isNoisy }),
      .noisy("ci_high", \.point.ciHigh, when: { $0.metric.isNoisy }),
      .exact("predicted", \.point.predicted),
    ]
  }
}
