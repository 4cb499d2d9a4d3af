import Results

/// One thing that a comparison found: a line of its CSV form.
package struct ComparisonRow: CSVRecord {
  package var kind: String
  package var file: String
  package var row: String
  package var column: String
  package var base: String
  package var baseLow: Double?
  package var baseHigh: Double?
  package var baseRepeats: Int?
  package var head: String
  package var headLow: Double?
  package var headHigh: Double?
  package var headRepeats: Int?
  package var ratio: Double?
  package var ratioLow: Double?
  package var ratioHigh: Double?
  package var pValue: Double?
  package var adjustedPValue: Double?
  package var claim: String
  package var side: String

  /// The name that it would have in a results folder.
  package static let fileName = "compare.csv"
  package static let rowMeaning = "one thing that a comparison of two results found"

  package static let schema = Schema(
    ComparisonRow.init,
    .key(
      "kind", \.kind, .word,
      "what the row is: `drift`, `measurement`, `column` (all rows of a noisy column "
        + "together), `base-only` or `head-only`"),
    .key("file", \.file, .word, "the file"),
    .key(
      "row", \.row, .word,
      "the names and values of what tells the row apart; empty for a column or a file"),
    .key("column", \.column, .word, "the column; empty for a row or a file"),
    .exact("base", \.base, .ofMetric, "the base's value, or the median of its repeats"),
    .exact("base_low", \.baseLow, .ofMetric, "the lower end of the interval of the base's median"),
    .exact("base_high", \.baseHigh, .ofMetric, "the upper end of the base's interval"),
    .exact("base_repeats", \.baseRepeats, .one, "how many repeats the base has"),
    .exact("head", \.head, .ofMetric, "the head's value, or the median of its repeats"),
    .exact("head_low", \.headLow, .ofMetric, "the lower end of the interval of the head's median"),
    .exact("head_high", \.headHigh, .ofMetric, "the upper end of the head's interval"),
    .exact("head_repeats", \.headRepeats, .one, "how many repeats the head has"),
    .exact("ratio", \.ratio, .one, "by what factor the head lies above the base"),
    .exact("ratio_low", \.ratioLow, .one, "the lower end of the factor's interval"),
    .exact("ratio_high", \.ratioHigh, .one, "the upper end of the factor's interval"),
    .exact("p_value", \.pValue, .one, "p-value of the rank test"),
    .exact(
      "adjusted_p_value", \.adjustedPValue, .one,
      "the p-value among all tests of the comparison; empty where the repeats are too "
        + "few for a claim"),
    .exact(
      "claim", \.claim, .word,
      "what can be said of a measurement: `~`, `regression`, `improvement`, `change` or "
        + "`reference`"),
    .key("side", \.side, .word, "the head, as it was named"))
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
