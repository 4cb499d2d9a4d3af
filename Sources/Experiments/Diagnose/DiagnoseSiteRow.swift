import Results

/// A line of code that pins epochs of the connection-pool service: a line of `diagnose-sites.csv`.
///
/// Lifetimes past the boundary are counted from the close of an object's epoch to the object's
/// death; nil where no object of the line has died.
struct DiagnoseSiteRow: CSVRecord {
  /// What the lifetimes of a line's objects advise.
  enum Verdict: String, Sendable, CaseIterable, Codable, CSVValue {
    /// Most died soon after the boundary: move the boundary.
    case nearMiss = "near miss"
    /// Most lived far past the boundary: route them to another epoch.
    case routingMismatch = "routing mismatch"
  }

  var routing: ServiceRouting
  var file: String
  var line: Int
  var closes: Int
  var epochsPinned: Int
  var objects: Int
  var byteCount: Int
  var pastMedianCloses: Double?
  var pastP95Closes: Double?
  var pastMaximumCloses: Double?
  var pastMedianNS: Double?
  var pastP95NS: Double?
  var pastMaximumNS: Double?
  var nearMissCloses: Int
  var nearMisses: Int
  var mismatches: Int
  var verdict: Verdict

  static let fileName = "diagnose-sites.csv"
  static let rowMeaning =
    "a line of code that pins epochs of the connection-pool service; lifetimes "
    + "past the boundary are counted from the close of an object's epoch to its "
    + "death, and are empty where no object of the line has died"

  static let schema = Schema(
    DiagnoseSiteRow.init,
    .key("routing", \.routing, .word, "where connection metadata was allocated"),
    .key("file", \.file, .word, "module and source file of the allocating line"),
    .key("line", \.line, .one, "the allocating line"),
    .exact("closes", \.closes, .closes, "request epochs that closed"),
    .exact(
      "epochs_pinned", \.epochsPinned, .epochs,
      "request epochs that closed with a live object of the line"),
    .exact("objects", \.objects, .objects, "objects of the line that were live at a close"),
    .exact("bytes", \.byteCount, .bytes, "bytes of the objects that were live at a close"),
    .exact(
      "past_p50_closes", \.pastMedianCloses, .closes,
      "median lifetime past the boundary of the line's objects", .amount),
    .exact(
      "past_p95_closes", \.pastP95Closes, .closes,
      "lifetime past the boundary that 95 % of them do not exceed", .amount),
    .exact(
      "past_max_closes", \.pastMaximumCloses, .closes,
      "longest lifetime past the boundary", .amount),
    .exact(
      "past_p50_ns", \.pastMedianNS, .nanoseconds,
      "median lifetime past the boundary, by the service's clock", .amount),
    .exact(
      "past_p95_ns", \.pastP95NS, .nanoseconds,
      "lifetime past the boundary that 95 % of them do not exceed, by the service's clock", .amount),
    .exact(
      "past_max_ns", \.pastMaximumNS, .nanoseconds,
      "longest lifetime past the boundary, by the service's clock", .amount),
    .exact(
      "near_miss_closes", \.nearMissCloses, .closes,
      "closes past the boundary up to which an object is a near miss"),
    .exact(
      "near_misses", \.nearMisses, .objects,
      "objects that died within `near_miss_closes` past the boundary"),
    .exact("mismatches", \.mismatches, .objects, "objects that died later than that"),
    .exact(
      "verdict", \.verdict, .word,
      "what most of the line's objects say: near miss or mismatch"))
}
