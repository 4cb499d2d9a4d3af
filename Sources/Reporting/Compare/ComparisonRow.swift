import Results

/// One thing that a comparison found: a line of its CSV form.
package struct ComparisonRow: CSVRecord {
  /// What it is: `drift`, `measurement`, `column` (all rows of a noisy column together),
  /// `base-only` or `head-only`.
  package var kind: String
  /// The file.
  package var file: String
  /// The names and values of what tells the row apart; empty for a column or a file.
  package var row: String
  /// The column; empty for a row or a file.
  package var column: String
  /// The base's value, or the median of its repeats.
  package var base: String
  /// The lower end of the median's interval.
  package var baseLow: Double?
  /// The upper end of it.
  package var baseHigh: Double?
  /// How many repeats the base has.
  package var baseRepeats: Int?
  /// The head's value, or the median of its repeats.
  package var head: String
  /// The lower end of the median's interval.
  package var headLow: Double?
  /// The upper end of it.
  package var headHigh: Double?
  /// How many repeats the head has.
  package var headRepeats: Int?
  /// By what factor the head lies above the base.
  package var ratio: Double?
  /// The lower end of the factor's interval.
  package var ratioLow: Double?
  /// The upper end of it.
  package var ratioHigh: Double?
  /// The rank test's p-value.
  package var pValue: Double?
  /// The p-value among all tests of the comparison; nil where the repeats are too few for a claim.
  package var adjustedPValue: Double?
  /// What can be said of a measurement: `~`, `regression`, `improvement`, `change` or `reference`.
  package var claim: String
  /// The head, as it was named.
  package var side: String

  /// The name that it would have in a results folder.
  package static let fileName = "compare.csv"

  package static let schema = Schema(
    ComparisonRow.init, .key("kind", \.kind), .key("file", \.file), .key("row", \.row),
    .key("column", \.column),
    .exact("base", \.base),
    .exact("base_low", \.baseLow),
    .exact("base_high", \.baseHigh),
    .exact("base_repeats", \.baseRepeats),
    .exact("head", \.head),
    .exact("head_low", \.headLow),
    .exact("head_high", \.headHigh),
    .exact("head_repeats", \.headRepeats),
    .exact("ratio", \.ratio),
    .exact("ratio_low", \.ratioLow),
    .exact("ratio_high", \.ratioHigh),
    .exact("p_value", \.pValue),
    .exact("adjusted_p_value", \.adjustedPValue),
    .exact("claim", \.claim),
    .key("side", \.side))
}

extension ComparisonRow {
  private init(_ kind: String, _ file: String) {
    self.init(
      kind: kind, file: file, row: "", column: "", base: "", baseLow: nil, baseHigh: nil,
      baseRepeats: nil, head: "", headLow: nil, headHigh: nil, headRepeats: nil, ratio: nil,
      ratioLow: nil, ratioHigh: nil, pValue: nil, adjustedPValue: nil, claim: "", side: "")
  }

  init(_ measurement: Measurement, row: String, column: String, file: String) {
    self.init("measurement", file)
    (self.row, self.column) = (row, column)
    base = measurement.base.median.description
    baseLow = measurement.base.interval.interval.low
    baseHigh = measurement.base.interval.interval.high
    baseRepeats = measurement.base.values.count
    head = measurement.head.median.description
    headLow = measurement.head.interval.interval.low
    headHigh = measurement.head.interval.interval.high
    headRepeats = measurement.head.values.count
    ratio = measurement.ratio?.ratio
    ratioLow = measurement.ratio?.interval.low
    ratioHigh = measurement.ratio?.interval.high
    pValue = measurement.test.pValue
    adjustedPValue = measurement.adjustedPValue
    claim = measurement.claimWord
  }

  init(_ whole: MeasuredColumn.Whole, column: String, file: String) {
    self.init("column", file)
    self.column = column
    (ratio, pValue) = (whole.ratio, whole.test.pValue)
    (adjustedPValue, claim) = (whole.adjustedPValue, whole.claim.rawValue)
  }

  init(_ difference: Drift.Difference, row: String, file: String) {
    self.init("drift", file)
    (self.row, column) = (row, difference.column)
    (base, head) = (difference.base, difference.head)
  }

  init(_ unmatched: Unmatched, isColumn: Bool = false, file: String) {
    self.init("\(unmatched.side.rawValue)-only", file)
    if isColumn {
      column = unmatched.name
    } else if unmatched.rows != nil {
      row = unmatched.name
    }
  }
}

extension Comparison {
  /// All that was found, row by row.
  package var rows: [ComparisonRow] {
    var rows = unmatchedFiles.map { ComparisonRow($0, file: $0.name) }
    for file in files {
      rows += file.unmatchedColumns.map { ComparisonRow($0, isColumn: true, file: file.name) }
      rows += file.unmatchedRows.map { ComparisonRow($0, file: file.name) }
      for drift in file.drifts {
        rows += drift.differences.map { ComparisonRow($0, row: drift.row, file: file.name) }
      }
      for column in file.measured {
        rows += column.measurements.map { measurement in
          ComparisonRow(
            measurement, row: file.label(of: measurement), column: column.name, file: file.name)
        }
        if let whole = column.whole {
          rows.append(ComparisonRow(whole, column: column.name, file: file.name))
        }
      }
    }
    for index in rows.indices { rows[index].side = head.name }
    return rows
  }
}
