/// Replays a recording and keeps the heap of one moment to look at afterwards.
///
/// The moment of most structural bytes is known only when the recording has ended. So objects that
/// were live at the best moment so far and have died since are kept aside, and with those that
/// still live they are that moment's heap: one pass, and memory for at most twice the live objects.
struct MomentSink: EventSink, ~Copyable {
  /// The moments at which `look` is called, sorted, in nanoseconds; those that are left.
  private var times: ArraySlice<UInt64>
  private let look: (borrowing Heap, UInt64) -> Void
  private let isWorst: Bool
  private(set) var heap: Heap
  private(set) var timeline = Timeline()
  private(set) var losses = Losses()
  private(set) var peak = HeapTotals()
  private(set) var peakTime: UInt64 = 0
  private var worstStructural = 0
  private var now: UInt64 = 0

  /// The objects of a moment.
  struct Heap: ~Copyable {
    var occupancy: Occupancy
    /// Objects that were live at the moment and are no more.
    var dead = ObjectLog()
    /// The number of the moment's last event; nil where the moment is now.
    var lastEvent: UInt64?
    /// Events so far.
    var events: UInt64 = 0
    /// The moment's time and totals, where `lastEvent` says one.
    var time: UInt64 = 0
    var totals = HeapTotals()

    init(granule: GranuleSize) { occupancy = Occupancy(granule: granule) }

    /// Calls `body` with each object of the moment and its size.
    func forEachObject(_ body: (LiveObject, UInt64) -> Void) {
      let last = lastEvent ?? .max
      occupancy.objects.forEach { object, size in
        if object.stamp <= last { body(object, size) }
      }
      if lastEvent != nil { dead.forEach(body) }
    }
  }

  /// - Parameters:
  ///   - isWorst: whether to keep the worst moment; the heap is the last one otherwise.
  ///   - times: moments to look at on the way, sorted.
  ///   - look: called with the heap as it is at each of `times` that lies before the end, and the
  ///     time.
  init(
    granule: GranuleSize, isWorst: Bool, times: [UInt64] = [],
    look: @escaping (borrowing Heap, UInt64) -> Void = { _, _ in }
  ) {
    heap = Heap(granule: granule)
    self.isWorst = isWorst
    self.times = times[...]
    self.look = look
    peak.granuleBytes = granule.bytes
  }

  @inline(__always) mutating func allocated(_ size: UInt64, trace: UInt32, at address: UInt64) {
    heap.events &+= 1
    if let slot = heap.occupancy.objects.slot(of: address) {
      losses.doubleAllocations += 1
      end(slot)
    }
    let isHeld = heap.occupancy.allocate(
      address, size: size, trace: trace, time: now, stamp: heap.events)
    if !isHeld { losses.impossibleObjects += 1 }
    if heap.occupancy.liveBytes > peak.liveBytes {
      notePeak()
    } else if isWorst {
      noteWorst()
    }
  }

  @inline(__always) mutating func freed(_ address: UInt64) {
    heap.events &+= 1
    guard let slot = heap.occupancy.objects.slot(of: address) else {
      losses.unknownFrees += 1
      return
    }
    end(slot)
    if isWorst { noteWorst() }
  }

  mutating func reached(_ time: UInt64) {
    while let next = times.first, next < time {
      look(heap, next)
      times.removeFirst()
    }
    if timeline.wants(now) { timeline.append(now, heap.occupancy.totals) }
    now = time
  }

  mutating func resident(_ bytes: UInt64) { timeline.noteResident(bytes) }

  /// Ends the recording: the last point of the timeline, and the moments that it did not reach.
  mutating func finish() {
    while let next = times.first {
      look(heap, min(next, now))
      times.removeFirst()
    }
    timeline.close(now, heap.occupancy.totals)
    if heap.lastEvent == nil {
      heap.time = now
      heap.totals = heap.occupancy.totals
    }
  }

  @inline(__always) private mutating func end(_ slot: UnsafeMutablePointer<LiveObject>) {
    let size = heap.occupancy.objects.size(of: slot.pointee)
    if let last = heap.lastEvent, slot.pointee.stamp <= last {
      heap.dead.append(slot.pointee, size: size)
    }
    heap.occupancy.free(slot, size: size)
  }

  @inline(__always) private mutating func notePeak() {
    peak.liveBytes = heap.occupancy.liveBytes
    peak.liveObjects = heap.occupancy.objects.count
    peak.occupiedGranules = heap.occupancy.occupiedGranules
    peakTime = now
    if isWorst { fixMoment() }
  }

  @inline(__always) private mutating func noteWorst() {
    if heap.occupancy.structuralBytes > worstStructural { fixMoment() }
  }

  @inline(__always) private mutating func fixMoment() {
    worstStructural = heap.occupancy.structuralBytes
    heap.lastEvent = heap.events
    heap.time = now
    heap.totals.liveBytes = heap.occupancy.liveBytes
    heap.totals.liveObjects = heap.occupancy.objects.count
    heap.totals.occupiedGranules = heap.occupancy.occupiedGranules
    heap.totals.granuleBytes = peak.granuleBytes
    heap.dead.removeAll()
  }
}
