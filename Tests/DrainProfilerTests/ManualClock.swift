import Synchronization

@testable import DrainProfiler

/// A clock that a test moves.
final class ManualClock: Sendable {
  private let now = Atomic<UInt64>(0)

  /// Nanoseconds.
  var nanoseconds: UInt64 { now.load(ordering: .relaxed) }

  func advance(_ nanoseconds: UInt64) { now.add(nanoseconds, ordering: .relaxed) }

  /// What a profiler reads.
  var profilerClock: ProfilerClock { ProfilerClock { self.nanoseconds } }
}
