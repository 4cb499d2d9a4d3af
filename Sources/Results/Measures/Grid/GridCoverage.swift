/// How many points of a grid have their closed form within the 95 % interval of the measured mean.
///
///     let coverage = GridCoverage(rows.filter { $0.metric == .retainedSlabs })
///     print(coverage.agreeing, "of", coverage.points)
package struct GridCoverage: Sendable, Equatable {
  /// Points that have a closed form and an interval.
  package var points = 0
  /// Those whose interval holds the closed form.
  package var agreeing = 0

  /// Counts the rows that have a closed form and an interval.
  package init(_ rows: some Sequence<some GridRow>) {
    for row in rows {
      guard let agrees = row.point.agrees else { continue }
      points += 1
      agreeing += agrees ? 1 : 0
    }
  }

  /// Agreeing over all; nil of no point.
  package var share: Double? { points == 0 ? nil : Double(agreeing) / Double(points) }
}
