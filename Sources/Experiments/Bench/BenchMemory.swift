import Results
import TemporalSlab

/// The resident memory of one round of one pattern on one allocator: a row of `bench-memory.csv`.
struct BenchMemory: CSVRecord, Codable {
  var allocator: String
  var pattern: String
  var threads: Int
  var round: Int
  var rssBeforeBytes: Int
  var rssPeakBytes: Int
  var rssAfterBytes: Int

  /// Whether rows are of another allocator.
  var isReference: Bool { BenchRow.isReference(allocator) }

  static let fileName = "bench-memory.csv"
  static let rowMeaning = "the resident memory of one round of one pattern on one allocator"

  static let schema = Schema(
    BenchMemory.init,
    .key("allocator", \.allocator, .word, "the allocator, as in `bench.csv`"),
    .key("pattern", \.pattern, .word, "the pattern of allocations and frees"),
    .key("threads", \.threads, .threads, "threads that ran it at once", .size),
    .repetition("round", \.round, .one, "the round, from 1"),
    .noisy(
      "rss_before_bytes", \.rssBeforeBytes, .bytes,
      "the process's resident bytes before the pattern"),
    .noisy(
      "rss_peak_bytes", \.rssPeakBytes, .bytes,
      "the process's resident bytes at their peak during the pattern"),
    .noisy(
      "rss_after_bytes", \.rssAfterBytes, .bytes,
      "the process's resident bytes after the pattern, when all of its objects are freed and its "
        + "threads have ended"))
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
