import Statistics

/// What requests allocate: objects that end with them, and sessions that do not.
///
/// Sizes and choices are drawn beforehand and come round, so that no generator is measured along.
struct RequestWork<Token: BitwiseCopyable>: ~Copyable {
  /// Objects of a request.
  static var objectCount: Int { 200 }
  /// Sessions, those of them that a request replaces, and their bytes.
  static var sessionCount: Int { 4_000 }
  static var replacedCount: Int { 4 }
  static var sessionSize: Int { 256 }
  /// Allocations and frees of a request.
  static var pairCount: Int { objectCount + replacedCount }

  private static var drawnCount: Int { 1 << 13 }
  private let tokens = UnsafeMutablePointer<Token>.allocate(capacity: objectCount)
  private let sessions = UnsafeMutablePointer<Token>.allocate(capacity: sessionCount)
  private let sizes = UnsafeMutablePointer<UInt16>.allocate(capacity: drawnCount)
  private let choices = UnsafeMutablePointer<UInt16>.allocate(capacity: drawnCount)

  /// Draws sizes and choices; `allocate` makes the sessions.
  init(seed: UInt64, _ allocate: (Int) -> Token) {
    var random = Xoshiro256StarStar(seed: seed)
    for index in 0..<Self.drawnCount {
      sizes[index] = UInt16(96 + random.nextBounded(480 - 96 + 1))
      choices[index] = UInt16(random.nextBounded(UInt64(Self.sessionCount)))
    }
    for index in 0..<Self.sessionCount { sessions[index] = allocate(Self.sessionSize) }
  }

  deinit {
    tokens.deallocate()
    sessions.deallocate()
    sizes.deallocate()
    choices.deallocate()
  }

  /// Frees all sessions.
  func end(_ free: (Token) -> Bool) {
    for index in 0..<Self.sessionCount { _ = free(sessions[index]) }
  }

  /// One request; the frees that were accepted.
  @inline(__always)
  func serve(
    _ request: Int, _ allocate: (Int) -> Token, _ allocateSession: (Int) -> Token,
    _ free: (Token) -> Bool
  ) -> Int {
    var freed = 0
    let first = request &* Self.pairCount
    for index in 0..<Self.objectCount {
      tokens[index] = allocate(Int(sizes[(first &+ index) & (Self.drawnCount - 1)]))
    }
    for index in 0..<Self.replacedCount {
      let session = Int(choices[(first &+ index) & (Self.drawnCount - 1)])
      if free(sessions[session]) { freed &+= 1 }
      sessions[session] = allocateSession(Self.sessionSize)
    }
    for index in 0..<Self.objectCount where free(tokens[index]) { freed &+= 1 }
    return freed
  }
}
