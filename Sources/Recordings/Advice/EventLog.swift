import Results

/// A recording without its addresses, in a form that models run over again and again.
///
/// An event is 4 bytes, an object 8: what an allocator is told, in its order.
struct EventLog: Sendable {
  /// The object's number, shifted left by one; the lowest bit is set where it is freed. Objects are
  /// numbered in the order of their allocation.
  fileprivate(set) var events: [UInt32] = []
  /// Bytes asked for, by object; sizes that do not fit are in `largeSizes`.
  fileprivate(set) var shortSizes: [UInt32] = []
  fileprivate(set) var largeSizes: [Int: UInt64] = [:]
  /// The trace of each object.
  fileprivate(set) var traces: [UInt32] = []
  /// The clock: nanoseconds from the start, and the events before; ascending.
  fileprivate(set) var ticks: [(time: UInt64, events: Int)] = []
  fileprivate(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
  /// Where the recording comes from and what of it was lost.
  var summary = RecordingSummary()

  var objects: Int { traces.count }

  @inline(__always) func size(of object: Int) -> UInt64 {
    let short = shortSizes[object]
    return short == LiveObject.large ? largeSizes[object] ?? 0 : UInt64(short)
  }

  /// Bytes allocated: the allocation clock at the end.
  var allocatedBytes: UInt64 { (0..<objects).reduce(0) { $0 &+ size(of: $1) } }

  /// Gives each object the trace that `name` says of its own one and of the bytes allocated before
  /// it.
  mutating func rename(_ name: (_ trace: UInt32, _ clock: UInt64) -> UInt32) {
    var clock: UInt64 = 0
    for object in 0..<objects {
      traces[object] = name(traces[object], clock)
      clock &+= size(of: object)
    }
  }

  /// The number of events up to a time.
  func events(upTo time: UInt64) -> Int {
    // What follows a tick happened at its time or later.
    ticks.first { $0.time > time }?.events ?? events.count
  }

  /// The time of the event of a number, in nanoseconds from the start.
  func time(ofEvent number: Int) -> UInt64 {
    var (low, high) = (0, ticks.count)
    while low < high {
      let middle = (low + high) / 2
      if ticks[middle].events <= number { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 0 : ticks[low - 1].time
  }

  /// Reads a recording.
  ///
  /// - Parameter book: takes its traces.
  /// - Throws: `RecordingError`, among these `noFrees` where there is not one free.
  init(reading path: String, book: TraceBook) throws(RecordingError) {
    var sink = EventLogSink()
    var summary = try readRecording(path, book: book, into: &sink)
    summary.losses.add(sink.losses)
    self = sink.log
    self.summary = summary
    if sink.frees == 0 { throw .noFrees(path: path, allocations: summary.allocations) }
  }

  fileprivate init() {}
}

/// Takes the events of a recording into a log.
private struct EventLogSink: EventSink, ~Copyable {
  /// The number of the live object at an address.
  struct Slot: TableSlot {
    var key: UInt64
    var object: UInt32 = 0

    init(key: UInt64) { self.key = key }
  }

  var log = EventLog()
  var losses = Losses()
  var frees = 0
  private var live = AddressTable<Slot>()
  /// Objects that 31 bits can number.
  private static let mostObjects = 1 << 31 - 1

  mutating func allocated(_ size: UInt64, trace: UInt32, at address: UInt64) {
    if let slot = live.slot(of: address) {
      losses.doubleAllocations += 1
      end(slot)
    }
    guard log.objects < Self.mostObjects else {
      losses.impossibleObjects += 1
      return
    }
    let object = UInt32(log.objects)
    live.insert(address).slot.pointee.object = object
    if size < UInt64(LiveObject.large) {
      log.shortSizes.append(UInt32(size))
    } else {
      log.shortSizes.append(LiveObject.large)
      log.largeSizes[Int(object)] = size
    }
    log.traces.append(trace)
    log.events.append(object << 1)
    mix(size)
    mix(UInt64(trace))
  }

  mutating func freed(_ address: UInt64) {
    guard let slot = live.slot(of: address) else {
      losses.unknownFrees += 1
      return
    }
    frees += 1
    end(slot)
  }

  mutating func reached(_ time: UInt64) {
    if log.ticks.last?.events == log.events.count {
      log.ticks[log.ticks.count - 1].time = time
    } else {
      log.ticks.append((time, log.events.count))
    }
  }

  mutating func resident(_ bytes: UInt64) {}

  private mutating func end(_ slot: UnsafeMutablePointer<Slot>) {
    let object = slot.pointee.object
    live.remove(slot)
    log.events.append(object << 1 | 1)
    mix(UInt64(object) | 1 << 63)
  }

  /// A step of the digest: multiplication by the prime of 64-bit FNV, word by word.
  @inline(__always) private mutating func mix(_ word: UInt64) {
    log.digest = (log.digest ^ word ^ word &>> 32) &* 0x100_0000_01b3
    log.digest ^= log.digest &>> 29
  }
}
