import Foundation
import Statistics

/// How a process times a loop: in many short blocks, of which the fast ones count.
///
/// Whatever else the machine does only ever adds time, for milliseconds or for seconds. The low
/// decile of the blocks is close to the undisturbed time as long as a tenth of them were left in
/// peace; unlike the minimum it does not rest on one lucky block.
enum TimedBlocks {
  /// Blocks that are timed; one more before them warms up.
  static let count = 50
  /// The quantile of their times that counts.
  static let decile = 0.1
  /// Bytes of the object of an allocation and a free.
  static let objectSize = 128

  /// The low decile of the times of all blocks, each of which begins when all threads are there.
  ///
  /// - Parameter block: Runs one block; its nanoseconds a pair.
  static func lowDecile(_ line: StartLine, _ block: () -> Double) throws -> Double {
    line.wait()
    _ = block()
    var times: [Double] = []
    for _ in 0..<count {
      line.wait()
      times.append(block())
    }
    return try quantile(of: times, at: decile)
  }

  /// Blocks of a crowded pattern that are timed, after one that warms up.
  static let crowdedCount = 5

  /// Nanoseconds of the calling thread's processor time a pair, over blocks that begin when all
  /// threads are there.
  ///
  /// - Parameter loop: Does `pairs` of them; returns those whose free was taken.
  static func meanProcessorTime(_ line: StartLine, pairs: Int, _ loop: () -> Int) -> Double {
    var nanoseconds: UInt64 = 0
    for block in 0...crowdedCount {
      line.wait()
      let begin = threadProcessorNanoseconds()
      let done = loop()
      precondition(done == pairs, "a free was refused")
      if block > 0 { nanoseconds += threadProcessorNanoseconds() - begin }
    }
    return Double(nanoseconds) / Double(crowdedCount * pairs)
  }

  /// Processor time that the calling thread has taken since it began.
  static func threadProcessorNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Nanoseconds a pair of a loop that does `pairs` of them.
  ///
  /// - Parameter loop: Returns the pairs whose free was taken.
  static func nanosecondsPerPair(_ pairs: Int, _ loop: () -> Int) -> Double {
    let begin = Platform.monotonicNanoseconds()
    let done = loop()
    let nanoseconds = Double(Platform.monotonicNanoseconds() - begin)
    precondition(done == pairs, "a free was refused")
    return nanoseconds / Double(pairs)
  }
}
