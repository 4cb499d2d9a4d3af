import Results

/// The memory of a program with one setting of a switch of its own or of its allocator: a line of
/// `switches.csv`, which `experiments/recordings/switches.sh` writes.
struct SwitchRow: CSVRecord {
  /// The program and what it did.
  var program: String
  /// The switch, and what it was set to; `default` where it was left alone.
  var name: String
  var setting: String
  /// Tells runs with one setting apart, from 0.
  var round: Int
  /// Bytes in physical memory when the work was done, before the program freed what was left.
  var rssBytes: Int

  static let fileName = "switches.csv"

  static let schema = Schema(
    SwitchRow.init,
    .key("program", \.program),
    .key("switch", \.name),
    .key("setting", \.setting),
    .repetition("round", \.round),
    .noisy("rss_bytes", \.rssBytes, .difference))
}
