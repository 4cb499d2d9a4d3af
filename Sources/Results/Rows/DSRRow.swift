/// The drainability of one arm of the violation sweep: a line of `dsr.csv`.
public struct DSRRow: CSVRecord {
  /// The violation fraction, 0 to 1.
  public var p = 0.0
  /// The seed of the arm's generator.
  public var seed: UInt64 = 0
  /// Epochs closed.
  public var closes = 0
  /// Closes without a live object.
  public var drained = 0
  /// Closes with one.
  public var pinned = 0
  /// Drained closes over closes, 0 to 1.
  public var dsr = 0.0
  /// The closed form, `1 - p`.
  public var dsrExpected = 0.0

  /// An empty row.
  public init() {}

  /// `dsr.csv`.
  public static let fileName = "dsr.csv"

  /// The columns of `dsr.csv`.
  public static let columns: [Column<DSRRow>] = [
    .key("p", \.p),
    .repetition("seed", \.seed),
    .exact("closes", \.closes),
    .exact("drained", \.drained),
    .exact("pinned", \.pinned),
    .exact("dsr", \.dsr),
    .exact("dsr_expected", \.dsrExpected),
  ]
}
