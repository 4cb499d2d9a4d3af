import Statistics

/// How the granules of a program drain, and what the lifetimes of its objects predict.
///
///     let report = try EpisodesReport(of: "server.raw.zst")
///     print(report.episodes.dsr, report.episodes.law.verdict)
///
/// An episode of a granule begins with its first live object and ends when its last one dies.
package struct Episodes: Sendable, Equatable {
  /// Bytes of a granule.
  package var granuleBytes: Int
  /// Bytes of allocation from one epoch to the next.
  package var epochBytes: Int
  /// Bytes that the program allocated.
  package var allocatedBytes: UInt64
  /// Episodes of granules.
  package var begun: Int
  package var ended: Int
  /// How long episodes lasted, in bytes of allocation, and in nanoseconds.
  package var lengths: DurationHistogram
  package var times: DurationHistogram
  /// Epochs that closed, and those of them in which objects were allocated.
  package var closedEpochs: Int
  package var epochs: Int
  /// Epochs whose objects were all dead so many epochs after their close.
  package var drains: [DrainRow]
  /// What each site pins, most pinned epochs first.
  package var sites: [SiteRow]
  package var law: LifetimeLaw
  /// Closed epochs that hold a live object at the last close.
  package var retainedEpochs: Int
  /// Retained epochs over the run, as measured and by the law.
  package var series: [LawPoint]
  /// The law of the run's first half, and what came of it; nil for runs too short.
  package var heldOut: HeldOut?

  /// DSR of granules: episodes that ended over those that began; nil without one.
  package var dsr: Double? { begun == 0 ? nil : Double(ended) / Double(begun) }

  /// Epochs that are drained so many epochs after their close.
  package struct DrainRow: Sendable, Equatable {
    /// Epochs after the close.
    package var lag: Int
    /// Epochs that the recording shows so long.
    package var observed: Int
    package var drained: Int
    /// The share of them; DSR of an allocator that looks so long after the close.
    package var share: Double
    /// 95 %, Wilson.
    package var interval: ConfidenceInterval
  }

  /// What one site does to epochs.
  package struct SiteRow: Sendable, Equatable {
    package var site: Site
    package var objects: Int
    package var bytes: UInt64
    package var liveObjects: Int
    package var liveBytes: UInt64
    /// Epochs in which it allocated.
    package var epochs: Int
    /// The probability p that an epoch receives an object of the site that lives so many epochs
    /// after its close, for each of the lags.
    package var pins: [PinRow]
    /// Lifetimes of its objects in bytes of allocation.
    package var lifetimes: DurationHistogram

    /// `networking.c:174 createClient`.
    package var label: String { site.label }
  }

  /// A site's pins at one lag.
  package struct PinRow: Sendable, Equatable {
    package var lag: Int
    /// Epochs that it pins, and epochs that the recording shows so long.
    package var pinned: Int
    package var observed: Int
    /// Their quotient; nil where none was observed.
    package var p: Double? { observed == 0 ? nil : Double(pinned) / Double(observed) }
  }

  /// Retained epochs when so many had closed.
  package struct LawPoint: Sendable, Equatable {
    package var epoch: Int
    package var measured: Int
    package var predicted: Double
  }

  /// A prediction of the whole run's retained epochs from its first half.
  package struct HeldOut: Sendable, Equatable {
    /// Epochs that the law was made from.
    package var epochs: Int
    package var law: LifetimeLaw
    package var predicted: Double
    package var measured: Int
  }
}
