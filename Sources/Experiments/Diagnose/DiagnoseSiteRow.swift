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

  /// Where connection metadata was allocated.
  var routing: ServiceRouting
  /// Module and file.
  var file: String
  /// The line.
  var line: Int
  /// Request epochs that closed.
  var closes: Int
  /// Those that closed with a live object of the line.
  var epochsPinned: Int
  /// Objects of the line that were live at a close.
  var objects: Int
  /// Their bytes.
  var byteCount: Int
  /// The median of their lifetimes past the boundary, in closes.
  var pastMedianCloses: Double?
  /// The lifetime past the boundary that 95 % of them do not exceed, in closes.
  var pastP95Closes: Double?
  /// The longest, in closes.
  var pastMaximumCloses: Double?
  /// The median of their lifetimes past the boundary, in nanoseconds of the service's time.
  var pastMedianNS: Double?
  /// The lifetime past the boundary that 95 % of them do not exceed, in nanoseconds.
  var pastP95NS: Double?
  /// The longest, in nanoseconds.
  var pastMaximumNS: Double?
  /// Closes past the boundary up to which an object is a near miss.
  var nearMissCloses: Int
  /// Objects that died within that.
  var nearMisses: Int
  /// Objects that died beyond it.
  var mismatches: Int
  /// What most of them say.
  var verdict: Verdict

  static let fileName = "diagnose-sites.csv"

  static let schema = Schema(
    DiagnoseSiteRow.init,
    .key("routing", \.routing),
    .key("file", \.file),
    .key("line", \.line),
    .exact("closes", \.closes),
    .exact("epochs_pinned", \.epochsPinned),
    .exact("objects", \.objects),
    .exact("bytes", \.byteCount),
    .exact("past_p50_closes", \.pastMedianCloses),
    .exact("past_p95_closes", \.pastP95Closes),
    .exact("past_max_closes", \.pastMaximumCloses),
    .exact("past_p50_ns", \.pastMedianNS),
    .exact("past_p95_ns", \.pastP95NS),
    .exact("past_max_ns", \.pastMaximumNS),
    .exact("near_miss_closes", \.nearMissCloses),
    .exact("near_misses", \.nearMisses),
    .exact("mismatches", \.mismatches),
    .exact("verdict", \.verdict))
}
