import Results
import Statistics

/// One noisy column of a file: its measurements, row by row.
package struct MeasuredColumn: Sendable, Equatable {
  /// What can be said of all rows together.
  package struct Whole: Sendable, Equatable {
    /// The geometric mean of the rows' ratios.
    package let ratio: Double
    /// The rank test over the rows, each compared within itself.
    package let test: StratifiedMannWhitney
    /// The test's p-value among all that were made, or nil where the repeats are too few for a
    /// claim.
    package internal(set) var adjustedPValue: Double?
    /// What can be said.
    package internal(set) var claim = Claim.none
  }

  /// The column's name.
  package let name: String
  /// The unit that the name tells.
  package let unit: ColumnUnit
  /// Which way it is better.
  package let better: Preference
  /// Whether a value is the mean of a series.
  package let isOfSeries: Bool
  /// One measurement a row.
  package internal(set) var measurements: [Measurement]
  /// This project's rows with repeats on both sides, together; nil where there are none, where none
  /// has a ratio, or where the column is of time.
  ///
  /// What a clock measures drifts with the machine in all rows alike, so that nothing could be
  /// claimed of them together.
  package internal(set) var whole: Whole?

  init(
    name: String, better: Preference, isOfSeries: Bool, measurements: [Measurement]
  ) throws(StatisticsError) {
    self.name = name
    unit = ColumnUnit(ofColumn: name)
    self.better = better
    self.isOfSeries = isOfSeries
    self.measurements = measurements
    let repeated = measurements.filter {
      !$0.isReference && $0.base.values.count > 1 && $0.head.values.count > 1
    }
    let ratios = repeated.compactMap(\.ratio?.ratio)
    if !unit.isOfTime, !ratios.isEmpty {
      whole = Whole(
        ratio: try Statistics.geometricMean(of: ratios),
        test: try StratifiedMannWhitney(repeated.map { ($0.base.values, $0.head.values) }))
    }
  }

  /// The geometric mean of the ratios of this project's rows, or of the reference rows; nil where
  /// no row has one.
  package func geometricMean(ofReferences isReference: Bool = false) -> Double? {
    try? Statistics.geometricMean(
      of: measurements.filter { $0.isReference == isReference }.compactMap(\.ratio?.ratio))
  }
}
