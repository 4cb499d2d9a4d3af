import Results

/// The drainability of one arm of the violation sweep: a line of `dsr.csv`.
struct DSRRow: CSVRecord {
  /// The violation fraction, 0 to 1.
  var p: Double
  /// The seed of the arm's generator.
  var seed: UInt64
  /// Epochs closed.
  var closes: Int
  /// Closes without a live object.
  var drained: Int
  /// Closes with one.
  var pinned: Int
  /// Drained closes over closes, 0 to 1.
  var dsr: Double
  /// The closed form, `1 - p`.
  var dsrExpected: Double

  static let fileName = "dsr.csv"

  static let schema = Schema(
    DSRRow.init,
    .key("p", \.p),
    .repetition("seed", \.seed),
    .exact("closes", \.closes),
    .exact("drained", \.drained),
    .exact("pinned", \.pinned),
    .exact("dsr", \.dsr),
    .exact("dsr_expected", \.dsrExpected))
}
