import Recordings
import TemporalSlab

/// Does the events of a script on a heap and checks what it does.
///
/// Each object gets a word that tells it from every other live one, and a byte in each further
/// page; the word is looked at before the object is freed. A page that is counted is one that an
/// object has written to: all that the run itself needs is in memory before the first event.
struct ReplayRun<Heap: ReplayHeap>: ~Copyable {
  private struct Object {
    var pointer: UnsafeMutableRawPointer?
    var size = 0
    var granule = 0
  }

  private let heap: Heap
  private let script: ReplayScript
  private let isRouted: Bool
  /// The largest object of a class.
  private let largest: Int
  private let objects: UnsafeMutableBufferPointer<Object>
  private var clock: ReplayClock
  private(set) var before = ReplayLook()
  private(set) var looks: [ReplayLook] = []
  private(set) var moment = ReplayLook()
  private(set) var nanoseconds: UInt64 = 0
  private var now = ReplayLook()
  private var allocations = 0
  private var frees = 0

  init(_ heap: Heap, _ script: ReplayScript, isRouted: Bool, largest: Int?, interval: Int) {
    self.heap = heap
    self.script = script
    self.isRouted = isRouted
    self.largest = largest ?? .max
    clock = ReplayClock(interval: interval)
    objects = .allocate(capacity: script.slots)
    objects.initialize(repeating: Object())
    looks.reserveCapacity(ReplayClock.mostLooks + 1)
    looks.append(contentsOf: repeatElement(ReplayLook(), count: ReplayClock.mostLooks))
    looks.removeAll(keepingCapacity: true)
  }

  deinit { objects.deallocate() }

  /// Does everything once.
  ///
  /// - Throws: `ExperimentError.inconsistent` where a slot, an object's bytes or a count is not
  ///   what it should be, or the heap has no memory.
  mutating func play() throws {
    Platform.loadCode()
    let pageMask = UInt(Platform.pageSize) - 1
    var lookTime: UInt64 = 0
    var start: UInt64 = 0
    func timed(_ work: () throws -> ReplayLook) rethrows -> ReplayLook {
      let start = Platform.monotonicNanoseconds()
      defer { lookTime += Platform.monotonicNanoseconds() - start }
      return try work()
    }
    try script.forEachBlock { events in
      // The buffer of events has memory by now.
      if now.heap.events == 0 {
        before = try look()
        start = Platform.monotonicNanoseconds()
      }
      for event in events {
        guard Int(event.slot) < objects.count else { throw Self.fault("slot \(event.slot)") }
        if event.origin == ReplayEvent.free {
          try free(Int(event.slot))
        } else {
          try allocate(event, pageMask: pageMask)
        }
        now.heap.events &+= 1
        if now.heap.events == script.moment.events { moment = try timed { try look() } }
        if clock.isDue(now.heap.allocatedBytes) { looks.append(try timed { try look() }) }
      }
    }
    nanoseconds = Platform.monotonicNanoseconds() - start - lookTime
    looks.append(try look())
    try checkCounts()
  }

  @inline(__always)
  private mutating func allocate(_ event: ReplayEvent, pageMask: UInt) throws {
    let asked = Int(event.size)
    let slot = Int(event.slot)
    // An empty object has an address of its own too.
    let size = max(1, asked)
    let granule = isRouted ? Int(event.origin) : 0
    guard objects[slot].pointer == nil else { throw Self.fault("slot \(slot) is taken") }
    guard let pointer = heap.allocate(size, granule: granule) else {
      throw Self.fault("no memory for \(size) bytes")
    }
    objects[slot] = Object(pointer: pointer, size: asked, granule: granule)
    Self.write(Self.mark(slot, asked), pointer, size)
    var page = (UInt(bitPattern: pointer) | pageMask) &+ 1
    let end = UInt(bitPattern: pointer) &+ UInt(size)
    while page < end {
      UnsafeMutableRawPointer(bitPattern: page)?.storeBytes(of: 1, as: UInt8.self)
      page &+= pageMask &+ 1
    }
    allocations &+= 1
    now.heap.allocatedBytes &+= asked
    now.heap.liveObjects &+= 1
    now.heap.liveBytes &+= asked
    if size > largest {
      now.largeObjects &+= 1
      now.largeBytes &+= asked
    }
  }

  @inline(__always)
  private mutating func free(_ slot: Int) throws {
    let object = objects[slot]
    guard let pointer = object.pointer else { throw Self.fault("slot \(slot) is freed twice") }
    let size = max(1, object.size)
    guard Self.holds(Self.mark(slot, object.size), pointer, size) else {
      throw Self.fault("an object of \(object.size) bytes was written to by another one")
    }
    heap.free(pointer, size: size, granule: object.granule)
    objects[slot].pointer = nil
    frees &+= 1
    now.heap.liveObjects &-= 1
    now.heap.liveBytes &-= object.size
    if size > largest {
      now.largeObjects &-= 1
      now.largeBytes &-= object.size
    }
  }

  /// A word that no other live object has.
  @inline(__always) private static func mark(_ slot: Int, _ size: Int) -> UInt64 {
    (UInt64(truncatingIfNeeded: slot) &+ 1) &* 0x9e37_79b9_7f4a_7c15
      ^ UInt64(truncatingIfNeeded: size)
  }

  @inline(__always)
  private static func write(_ mark: UInt64, _ pointer: UnsafeMutableRawPointer, _ size: Int) {
    if size >= 8 {
      pointer.storeBytes(of: mark, as: UInt64.self)
    } else {
      pointer.storeBytes(of: UInt8(truncatingIfNeeded: mark), as: UInt8.self)
    }
  }

  @inline(__always)
  private static func holds(_ mark: UInt64, _ pointer: UnsafeMutableRawPointer, _ size: Int)
    -> Bool
  {
    size >= 8
      ? pointer.loadUnaligned(as: UInt64.self) == mark
      : pointer.load(as: UInt8.self) == UInt8(truncatingIfNeeded: mark)
  }

  private func look() throws -> ReplayLook {
    var look = now
    look.rssBytes = Self.residentBytes
    try heap.purge()
    look.purgedBytes = Self.residentBytes
    look.own = heap.bytes()
    return look
  }

  private static var residentBytes: Int {
    ResidentMemory.exactByteCount(isAnonymous: true) ?? ResidentMemory().byteCount
  }

  private func checkCounts() throws {
    let done = [
      ("allocations", allocations, script.allocations), ("frees", frees, script.frees),
      ("live objects at the end", now.heap.liveObjects, script.end.liveObjects),
      ("live bytes at the end", now.heap.liveBytes, script.end.liveBytes),
      ("live bytes at the moment", moment.heap.liveBytes, script.moment.liveBytes),
      ("allocated bytes", now.heap.allocatedBytes, script.end.allocatedBytes),
    ]
    for (what, found, expected) in done where found != expected {
      throw Self.fault("\(found) \(what), expected \(expected)")
    }
  }

  private static func fault(_ what: String) -> ExperimentError { .inconsistent("replay: \(what)") }
}
