import Results
import Statistics

/// When a change is claimed.
extension Comparison {
  /// Where a test stands: in a row of a column, or, without a row, in the column as a whole.
  private struct Place {
    var file: Int
    var column: Int
    var row: Int?
  }

  /// Decides what can be said of every measurement, and of all rows of a column that is not of
  /// time.
  ///
  /// A claim wants three things. The rank test is significant among all tests of the comparison, so
  /// that two runs of one program give no claim at all with probability `1 - alpha`. The change is
  /// at least the threshold. And the row's interval lies beyond the mean change of the reference
  /// rows of the same setting, and beyond every one of their intervals where they moved together,
  /// so that the machine was another for head than for base.
  mutating func claim() throws(StatisticsError) {
    var places: [Place] = []
    var tests: [(pValue: Double, leastPValue: Double)] = []
    for (file, comparison) in files.enumerated() {
      for (column, measured) in comparison.measured.enumerated() {
        for (row, measurement) in measured.measurements.enumerated()
        where !measurement.isReference {
          places.append(Place(file: file, column: column, row: row))
          tests.append((measurement.test.pValue, measurement.test.leastPValue))
        }
        if let whole = measured.whole {
          places.append(Place(file: file, column: column, row: nil))
          tests.append((whole.test.pValue, whole.test.leastPValue))
        }
      }
    }
    let adjusted = try adjustedPValues(of: tests, alpha: settings.alpha)
    for (place, pValue) in zip(places, adjusted) {
      if let row = place.row {
        try files[place.file].measured[place.column].claim(row, pValue, settings)
      } else {
        files[place.file].measured[place.column].claimWhole(pValue, settings)
      }
    }
  }
}

extension MeasuredColumn {
  fileprivate mutating func claim(
    _ row: Int, _ pValue: Double?, _ settings: ComparisonSettings
  ) throws(StatisticsError) {
    measurements[row].adjustedPValue = pValue
    let measurement = measurements[row]
    guard settings.isChange(measurement.relativeChange, pValue) else { return }
    if try movedBeyondReferences(measurement, alpha: settings.alpha) {
      measurements[row].claim = Claim(better, isIncrease: measurement.relativeChange > 0)
    } else {
      measurements[row].followsReferences = true
    }
  }

  fileprivate mutating func claimWhole(_ pValue: Double?, _ settings: ComparisonSettings) {
    guard let ratio = whole?.ratio else { return }
    whole?.adjustedPValue = pValue
    if settings.isChange(ratio - 1, pValue) { whole?.claim = Claim(better, isIncrease: ratio > 1) }
  }
}

extension ComparisonSettings {
  /// Whether a change is significant among all, and at least the threshold.
  fileprivate func isChange(_ relativeChange: Double, _ adjustedPValue: Double?) -> Bool {
    guard let adjustedPValue, adjustedPValue <= alpha else { return false }
    return relativeChange.magnitude * 100 >= thresholdPercent
  }
}

extension Claim {
  fileprivate init(_ better: Preference, isIncrease: Bool) {
    switch (better, isIncrease) {
    case (.neither, _): self = .change
    case (.lower, true), (.higher, false): self = .regression
    case (.lower, false), (.higher, true): self = .improvement
    }
  }
}

extension MeasuredColumn {
  /// Whether the row's interval lies beyond the geometric mean of the changes of the reference rows
  /// of its setting, and, where those moved together, beyond every one of their intervals.
  fileprivate func movedBeyondReferences(
    _ measurement: Measurement, alpha: Double
  ) throws(StatisticsError) -> Bool {
    let references = references(of: measurement)
    let ratios = references.compactMap(\.ratio)
    guard let least = ratios.map(\.interval.low).min(),
      let greatest = ratios.map(\.interval.high).max(), let ratio = measurement.ratio
    else { return true }
    let mean = try Statistics.geometricMean(of: ratios.map(\.ratio))
    let isIncrease = ratio.ratio > 1
    guard isIncrease ? ratio.interval.low > mean : ratio.interval.high < mean else { return false }
    let together = try StratifiedMannWhitney(references.map { ($0.base.values, $0.head.values) })
    if together.pValue > alpha { return true }
    return isIncrease ? ratio.interval.low > greatest : ratio.interval.high < least
  }

  /// The reference rows that share all that both kinds of rows can share with a row.
  private func references(of measurement: Measurement) -> [Measurement] {
    let references = measurements.filter(\.isReference)
    let own = measurements.filter { !$0.isReference }
    // A key column in which the two kinds have no value in common is what makes them two kinds.
    let shared = measurement.key.indices.filter { index in
      !Set(references.map { $0.key[index] }).isDisjoint(with: own.map { $0.key[index] })
    }
    return references.filter { reference in
      shared.allSatisfy { reference.key[$0] == measurement.key[$0] }
    }
  }
}
