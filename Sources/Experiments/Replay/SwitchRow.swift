import Results

/// The memory of a program with one setting of a switch of its own or of its allocator: a line of
/// `switches.csv`, which `experiments/recordings/switches.sh` writes.
package struct SwitchRow: CSVRecord {
  var program: String
  var name: String
  var setting: String
  var round: Int
  var rssBytes: Int

  package static let fileName = "switches.csv"
  package static let rowMeaning = "the memory of a program with one setting of a switch"

  package static let schema = Schema(
    SwitchRow.init,
    .key("program", \.program, .word, "the program that was recorded"),
    .key("switch", \.name, .word, "a switch of its own or of its allocator"),
    .key("setting", \.setting, .word, "what it was set to; `default` where it was left alone"),
    .repetition("round", \.round, .one, "tells runs with one setting apart, from 0"),
    .noisy("rss_bytes", \.rssBytes, .bytes, "the resident set when the work was done", .difference))
}
