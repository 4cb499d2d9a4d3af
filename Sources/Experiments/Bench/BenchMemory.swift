import Results
import TemporalSlab

/// The resident memory of one round of one pattern on one allocator: a row of `bench-memory.csv`.
struct BenchMemory: CSVRecord, Codable {
  /// As in `bench.csv`.
  var allocator: String
  var pattern: String
  var threads: Int
  var round: Int
  /// The process's resident bytes before the pattern, at their peak during it, and after it, when all
  /// of its objects are freed and its threads have ended.
  var rssBeforeBytes: Int
  var rssPeakBytes: Int
  var rssAfterBytes: Int

  static let fileName = "bench-memory.csv"

  static let schema = Schema(
    BenchMemory.init,
    .key("allocator", \.allocator),
    .key("pattern", \.pattern),
    .key("threads", \.threads, .size),
    .repetition("round", \.round),
    .noisy("rss_before_bytes", \.rssBeforeBytes),
    .noisy("rss_peak_bytes", \.rssPeakBytes),
    .noisy("rss_after_bytes", \.rssAfterBytes))
}

/// What a pattern does to the resident memory of its process.
struct PatternMemory {
  private let before: Int

  /// Begins now; nil where the system does not tell.
  init?() {
    guard ResidentMemory.resetPeak(), let bytes = ResidentMemory.statusByteCount("\nVmRSS:")
    else { return nil }
    before = bytes
  }

  /// Bytes at the beginning, at the peak since then, and now.
  func readings() -> (before: Int, peak: Int, after: Int)? {
    guard let peak = ResidentMemory.statusByteCount("\nVmHWM:"),
      let after = ResidentMemory.statusByteCount("\nVmRSS:")
    else { return nil }
    return (before, max(before, peak), after)
  }
}
