import Results
import Statistics

/// When a change is claimed.
extension Comparison {
  /// Decides what can be said of every measurement.
  ///
  /// A claim wants three things. The rank test is significant among all tests of the comparison, so
  /// that two runs of one program give no claim at all with probability `1 - alpha`. The change is at
  /// least the threshold. And where reference rows of the same setting moved together, so that the
  /// machine was another for head than for base, the row moved beyond every one of them.
  mutating func claim() throws(StatisticsError) {
    var places: [(file: Int, column: Int, row: Int)] = []
    for (file, comparison) in files.enumerated() {
      for (column, measured) in comparison.measured.enumerated() {
        places += measured.measurements.indices
          .filter { !measured.measurements[$0].isReference }.map { (file, column, $0) }
      }
    }
    let tests = places.map { files[$0.file].measured[$0.column].measurements[$0.row].test }
    let adjusted = try adjustedPValues(
      of: tests.map { ($0.pValue, $0.leastPValue) }, alpha: settings.alpha)
    for (place, pValue) in zip(places, adjusted) {
      let column = files[place.file].measured[place.column]
      var measurement = column.measurements[place.row]
      measurement.adjustedPValue = pValue
      if measurement.hasMoved(settings) {
        if try column.movedBeyondReferences(measurement, alpha: settings.alpha) {
          measurement.claim = Claim(column.better, isIncrease: measurement.relativeChange > 0)
        } else {
          measurement.followsReferences = true
        }
      }
      files[place.file].measured[place.column].measurements[place.row] = measurement
    }
  }
}

extension Measurement {
  /// Whether the change is significant among all, and at least the threshold.
  fileprivate func hasMoved(_ settings: ComparisonSettings) -> Bool {
    guard let adjustedPValue, adjustedPValue <= settings.alpha else { return false }
    return relativeChange.magnitude * 100 >= settings.thresholdPercent
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
  /// Whether the row lies beyond the reference rows of its setting, or those did not move.
  fileprivate func movedBeyondReferences(
    _ measurement: Measurement, alpha: Double
  ) throws(StatisticsError) -> Bool {
    let references = references(of: measurement)
    let ratios = references.compactMap(\.ratio?.ratio)
    guard let least = ratios.min(), let greatest = ratios.max(), let ratio = measurement.ratio
    else { return true }
    let pValue = try stratifiedMannWhitney(
      references.map { ($0.base.values, $0.head.values) })
    return pValue > alpha || ratio.interval.low > greatest || ratio.interval.high < least
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
