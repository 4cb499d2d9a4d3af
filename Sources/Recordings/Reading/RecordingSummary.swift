/// Where a recording comes from, what it holds, and what of it was lost.
package struct RecordingSummary: Sendable, Equatable {
  /// How the file is written.
  package enum Format: String, Sendable {
    /// heaptrack's raw format 3.
    case raw
    /// `time_ns,event,address,size,site`.
    case csv
  }

  /// The file as it was named.
  package var path = ""
  package var format = Format.raw
  /// heaptrack's version, such as `1.4.0`; empty for CSV.
  package var heaptrackVersion = ""
  /// The program's file; empty where the recording does not say.
  package var executable = ""
  /// The program's command line; empty where the recording does not say.
  package var commandLine = ""
  /// Bytes of a page on the recorded machine; 0 where the recording does not say.
  package var pageBytes = 0
  /// Bytes of memory of the recorded machine; 0 where the recording does not say.
  package var memoryBytes = 0
  /// Whether recording began while the program ran.
  package var isAttached = false
  /// The time of the last event, in nanoseconds from the start.
  package var duration: UInt64 = 0
  package var allocations = 0
  package var frees = 0
  package var traces = 0
  /// Whether names came from a frames file; without one, sites are addresses in modules.
  package var hasNames = false
  package var losses = Losses()

  /// Allocations and frees.
  package var events: Int { allocations + frees }

  /// A sentence for each kind of loss.
  package var lossSentences: [String] { losses.sentences(isAttached: isAttached) }

  /// What the files that belong to a recording begin with.
  ///
  /// - Parameter path: such as `NAME.raw.zst` or `NAME.csv`.
  package static func name(of path: String) -> String {
    var name = path
    for suffix in [".zst", ".gz", ".raw", ".csv"] where name.hasSuffix(suffix) {
      name.removeLast(suffix.count)
    }
    return name
  }
}
