import Results

/// The drainability of one arm of the violation sweep: a line of `dsr.csv`.
struct DSRRow: CSVRecord, Codable {
  var p: Double
  var seed: UInt64
  var closes: Int
  var drained: Int
  var pinned: Int
  var dsr: Double
  var dsrExpected: Double

  static let fileName = "dsr.csv"
  static let rowMeaning = "the drainability of one arm of the violation sweep"

  static let schema = Schema(
    DSRRow.init,
    .key("p", \.p, .one, "the violation fraction, 0 to 1", .share),
    .repetition("seed", \.seed, .one, "the seed of the arm's generator"),
    .exact("closes", \.closes, .closes, "epochs closed"),
    .exact("drained", \.drained, .closes, "closes without a live object"),
    .exact("pinned", \.pinned, .closes, "closes with a live object"),
    .exact("dsr", \.dsr, .one, "drained closes over closes, 0 to 1", .share),
    .exact("dsr_expected", \.dsrExpected, .one, "the closed form, `1 - p`", .share))
}
