import TemporalSlab

/// Where a profiler's times come from.
public struct ProfilerClock: Sendable {
  private let custom: (@Sendable () -> UInt64)?
  fileprivate let ticking: TickingClock?

  private init(ticking: TickingClock) {
    custom = nil
    self.ticking = ticking
  }

  /// A clock of the caller's.
  ///
  /// - Parameter nanoseconds: nanoseconds since some moment, never going back.
  public init(nanoseconds: @escaping @Sendable () -> UInt64) {
    custom = nanoseconds
    ticking = nil
  }

  /// The system's monotonic clock. Registrations read a word that a thread sets to it every
  /// millisecond; the thread ends with the last copy of the value.
  public static func monotonic() -> ProfilerClock { ProfilerClock(ticking: TickingClock()) }

  /// Read at every close and at every death of an object past its boundary.
  @inline(__always)
  func precise() -> UInt64 { custom.map { $0() } ?? Platform.monotonicNanoseconds() }

  /// Read at every registration.
  @inline(__always)
  func coarse() -> UInt64 {
    let tick = ticking?.lastTick ?? 0
    return tick != 0 ? tick : precise()
  }
}

/// Names the lines of code that pin granules, and tells how long their objects outlived them.
///
///     let profiler = DiagnosticProfiler()
///     let shard = profiler.makeShard()
///     profiler.open(granule)
///     shard.register(object, size: 64, in: granule)    // this line is the object's site
///     profiler.close(granule)                          // pinned: it reports the site
///     shard.deregister(object, in: granule)            // fills in how far past the boundary
///     profiler.summary()                               // by site
///
/// It counts as `DrainProfiler` does, and beyond that remembers each live object with its site and
/// time. Registering and deregistering are O(1) whatever the granule holds; a close walks the live
/// objects of the granule it closes. An object that another thread deregisters than registered it
/// costs a look at each shard.
public final class DiagnosticProfiler: Sendable {
  /// What production mode counts.
  public let counts = DrainProfiler()
  /// What it keeps.
  public let configuration: DiagnosticConfiguration
  let clock: ProfilerClock
  private let onPinned: (@Sendable (PinningReport) -> Void)?
  let state = Lock(DiagnosticState())
  private let forks: ForkParticipant.Ticket

  /// A profiler without granules.
  ///
  /// - Parameters:
  ///   - configuration: what it keeps.
  ///   - clock: where times come from.
  ///   - onPinned: called with each report, on the closing thread, without a lock held: it may use
  ///     the profiler. Reports wait to be taken all the same, as many as the configuration says.
  public init(
    _ configuration: DiagnosticConfiguration = DiagnosticConfiguration(),
    clock: ProfilerClock = .monotonic(), onPinned: (@Sendable (PinningReport) -> Void)? = nil
  ) {
    self.configuration = configuration
    self.clock = clock
    self.onPinned = onPinned
    let mutex = state.mutex
    forks = ForkParticipant.join {
      mutex.lock()
    } unlock: { inChild in
      // The child has no thread that sets it.
      if inChild { clock.ticking?.standStill() }
      mutex.unlock()
    }
  }

  deinit { ForkParticipant.leave(forks) }

  /// Opens a granule; opening one that is open changes nothing. O(1) amortised.
  ///
  /// - Returns: whether it was not open.
  @discardableResult
  public func open(_ granule: UInt64) -> Bool { counts.open(granule, at: clock.precise()) }

  /// Closes a granule and, when it is pinned, reports by what. O(its live objects).
  ///
  /// - Returns: what was found; nil for misuse, when the granule was not open.
  @discardableResult
  public func close(_ granule: UInt64) -> GranuleReport? {
    let time = clock.precise()
    var pinning: [ObjectNode] = []
    let report = counts.state.withLock { counts in
      // The close under way is the next one.
      let number = counts.closeNumber + 1
      return counts.close(granule) { cell in
        cell.pointee.shard.pointee.objects?.pointee.withLock { table in
          table.forEachObject(of: cell) { node in
            node.pointee.boundaryAt = time
            node.pointee.boundaryNumber = number
            pinning.append(node.pointee)
          }
        }
      }
    }
    if let report, !pinning.isEmpty { account(for: pinning, at: time, report) }
    return report
  }

  private func account(for pinning: [ObjectNode], at time: UInt64, _ report: GranuleReport) {
    let pinned = state.withLock { $0.account(for: pinning, at: time, report, configuration) }
    onPinned?(pinned)
  }

  /// The counts at this moment.
  public func snapshot() -> ProfilerSnapshot {
    var snapshot = counts.snapshot()
    state.withLock { $0.addMisuse(to: &snapshot.misuse) }
    return snapshot
  }

  /// The occupancy of the open granules at this moment.
  public func sweep() -> OccupancySweep { counts.sweep() }

  /// Starts counting afresh, and forgets reports and what sites did; live objects stay known.
  public func reset() {
    counts.reset()
    state.withLock { $0.reset() }
  }

  /// The reports that wait, oldest first, and how many were dropped for want of room since they
  /// were last taken.
  ///
  /// - Parameter count: how many are taken at most; the others go on waiting.
  public func takeReports(max count: Int = .max) -> (reports: [PinningReport], dropped: Int) {
    state.withLock { $0.takeReports(max: count) }
  }

  /// What each site that pinned a granule did; most granules first.
  public func summary() -> [SiteSummary] {
    state.withLock { state in
      state.summaries.filter { $0.granulesPinned > 0 }.sorted {
        ($0.granulesPinned, $0.objects) > ($1.granulesPinned, $1.objects)
      }
    }
  }

  /// A shard for the calling thread.
  public func makeShard() -> DiagnosticShard { DiagnosticShard(self) }
}
