import Synchronization

/// The monotonic clock as a word in memory, which a thread of its own sets every millisecond:
/// reading it is one load, where asking the system costs as much as all else that a registration
/// does.
final class TickingClock: Sendable {
  private let ticker: Ticker

  /// Starts the thread.
  init() { ticker = Ticker() }

  deinit { ticker.stop() }

  /// Says that there are no ticks any more.
  func standStill() { ticker.now.store(0, ordering: .relaxed) }

  /// Nanoseconds at the last tick; 0 when the system has no thread for it.
  @inline(__always) var lastTick: UInt64 { ticker.now.load(ordering: .relaxed) }

  /// What the clock and its thread share; the thread keeps it while it runs.
  private final class Ticker: Sendable {
    let now = Atomic<UInt64>(Platform.monotonicNanoseconds())
    private let isStopped = Atomic<Bool>(false)

    init() {
      let runs = Platform.detachThread { [self] in run() }
      if !runs { now.store(0, ordering: .relaxed) }
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    private func run() {
      while !isStopped.load(ordering: .relaxed) {
        now.store(Platform.monotonicNanoseconds(), ordering: .relaxed)
        Platform.sleep(nanoseconds: 1_000_000)
      }
    }
  }
}
