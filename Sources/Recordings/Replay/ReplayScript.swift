import Results

/// One step of a replay: 16 bytes, as they stand in a script's file.
package struct ReplayEvent: Sendable, Equatable, BitwiseCopyable {
  /// The object's slot: live objects have different ones, and a slot is used again after its
  /// object's free.
  package var slot: UInt32
  /// Where it is from: the number of the allocating site, or in a routed script that of the granule
  /// that it goes to. `ReplayEvent.free` in a free.
  package var origin: UInt32
  /// Bytes asked for; 0 in a free.
  package var size: UInt64

  /// Stands in place of the origin in a free.
  package static let free = UInt32.max

  package init(slot: UInt32, origin: UInt32, size: UInt64) {
    self.slot = slot
    self.origin = origin
    self.size = size
  }
}

/// The allocations and frees of a recording, in a file for processes that do them again.
///
///     let script = try ReplayScript(of: "redis.raw.zst", at: .worst, folder: temporary)
///     try script.forEachBlock { events in … }
///
/// The file has `events` values of `ReplayEvent`. A realloc is a free and an allocation, as it is
/// in recordings.
package struct ReplayScript: Sendable, Equatable, Codable {
  /// The heap after some event.
  package struct Heap: Sendable, Equatable, Codable {
    /// Events up to it.
    package var events = 0
    /// Bytes allocated until then: the allocation clock.
    package var allocatedBytes = 0
    package var liveObjects = 0
    package var liveBytes = 0

    package init() {}
  }

  /// The file of events.
  package var path: String
  package var allocations = 0
  package var frees = 0
  /// Slots that objects take: the most that live at once.
  package var slots = 0
  /// The most live bytes.
  package var peakBytes = 0
  /// The heap at the moment that is looked at.
  package var moment = Heap()
  /// When that is, in nanoseconds from the start.
  package var momentTime: UInt64 = 0
  /// The heap after the last event.
  package var end = Heap()

  package var events: Int { allocations + frees }

  /// Events of a block.
  static let blockEvents = 1 << 16

  package init(path: String) { self.path = path }
}

extension ReplayScript {
  /// Appends events to a file; nil, or why that failed.
  static func write(_ events: [ReplayEvent], to file: Int32) -> SystemError? {
    let result = events.withUnsafeBytes { bytes in
      Result { () throws(SystemError) in try Platform.write(bytes, to: file) }
    }
    if case .failure(let error) = result { return error }
    return nil
  }

  /// Calls `body` with all events in order, in blocks of one buffer.
  ///
  /// - Throws: `cannotRead`, also where the file does not hold the events that it should; what
  ///   `body` throws.
  package func forEachBlock(_ body: (UnsafeBufferPointer<ReplayEvent>) throws -> Void) throws {
    func fault(_ reason: String) -> RecordingError { .cannotRead(path: path, reason: reason) }
    let file: Int32
    do { file = try Platform.openForReading(path) } catch { throw fault(error.reason) }
    defer { Platform.close(file) }
    let buffer = UnsafeMutableBufferPointer<ReplayEvent>.allocate(capacity: Self.blockEvents)
    defer { buffer.deallocate() }
    // The whole buffer has memory before the first event.
    buffer.initialize(repeating: ReplayEvent(slot: 0, origin: 0, size: 0))
    let bytes = UnsafeMutableRawBufferPointer(buffer)
    let stride = MemoryLayout<ReplayEvent>.stride
    var filled = 0
    var seen = 0
    while true {
      let count: Int
      do {
        count = try Platform.read(
          file, into: bytes.baseAddress! + filled, capacity: bytes.count - filled)
      } catch { throw fault(error.reason) }
      filled += count
      if count > 0 && filled < bytes.count { continue }
      let whole = filled / stride
      if whole > 0 { try body(UnsafeBufferPointer(rebasing: buffer[..<whole])) }
      seen += whole
      if count == 0 {
        guard filled % stride == 0 && seen == events else {
          throw fault("it holds \(seen) events, expected \(events)")
        }
        return
      }
      filled = 0
    }
  }
}
