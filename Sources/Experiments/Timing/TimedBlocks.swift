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
