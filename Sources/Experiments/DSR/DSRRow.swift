import Results

/// The drainability of one arm of the violation sweep: a line of `dsr.csv`.
package struct DSRRow: CSVRecord {
  /// The violation fraction, 0 to 1.
  package var p = 0.0
  /// The seed of the arm's generator.
  package var seed: UInt64 = 0
  /// Epochs closed.
  package var closes = 0
  /// Closes without a live object.
  package var drained = 0
  /// Closes with one.
  package var pinned = 0
  /// Drained closes over closes, 0 to 1.
  package var dsr = 0.0
  /// The closed form, `1 - p`.
  package var dsrExpected = 0.0

  /// An empty row.
  package init() {}

  /// `dsr.csv`.
  package static let fileName = "dsr.csv"

  /// The columns of `dsr.csv`.
  package static let columns: [Column<DSRRow>] = [
    .key("p", \.p),
    .repetition("seed", \.seed),
    .exact("closes", \.closes),
    .exact("drained", \.drained),
    .exact("pinned", \.pinned),
    .exact("dsr", \.dsr),
    .exact("dsr_expected", \.dsrExpected),
  ]
}
