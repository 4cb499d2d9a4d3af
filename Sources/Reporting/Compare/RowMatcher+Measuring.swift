import Results
import Statistics

extension RowMatcher {
  /// Collects the repeats of each noisy column of one key.
  mutating func measure(_ group: RowIndex.Group, _ other: RowIndex.Group, key: [String]) {
    guard let first = group.rows.values.first?.first else { return }
    for (index, column) in shared.enumerated() {
      let values = (
        base: base.repeats(of: column.base, in: group),
        head: head.repeats(of: column.head, in: other)
      )
      if values.base.isEmpty && values.head.isEmpty { continue }
      // An interval of repeats that happen to be equal, say: the row is there all the same.
      if values.base.isEmpty || values.head.isEmpty {
        blanks[index] += 1
        continue
      }
      repeats[index].append(
        Repeats(
          key: key, isReference: base.rows[first].isReference, base: values.base,
          head: values.head))
    }
  }

  /// The noisy columns with the tests of their rows.
  func measured(confidence: Double) throws(StatisticsError) -> [MeasuredColumn] {
    var columns: [MeasuredColumn] = []
    for (column, rows) in zip(shared, repeats) where !rows.isEmpty {
      var measurements: [Measurement] = []
      for row in rows {
        measurements.append(
          try Measurement(
            key: row.key, isReference: row.isReference, base: row.base, head: row.head,
            confidence: confidence))
      }
      columns.append(
        try MeasuredColumn(
          name: column.name, better: column.better, isOfSeries: !names.position.isEmpty,
          measurements: measurements))
    }
    return columns
  }
}

extension ClassifiedTable {
  /// One value a repeat of a noisy column in the rows of one key: the mean over a series' points.
  fileprivate func repeats(of column: Int, in group: RowIndex.Group) -> [Double] {
    group.repetitions.flatMap { repetition -> [Double] in
      let positions = group.positions[repetition] ?? []
      let series = positions.map { position in
        (group.rows[RowIndex.Place(repetition: repetition, position: position)] ?? [])
          .filter { rows[$0].roles[column] == .noisy }
          .compactMap { Double(csvField: rows[$0].fields[column]) }
      }
      // Rows that nothing tells apart are repeats; points of a series are not.
      if positions.count == 1 { return series[0] }
      return (try? mean(of: series.flatMap(\.self))).map { [$0] } ?? []
    }
  }
}
