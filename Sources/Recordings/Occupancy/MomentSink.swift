/// Replays a recording and keeps the heap of one moment to look at afterwards.
///
/// The worst moment is known only when the recording has ended. So objects that were live at the
/// worst moment so far and have died since are kept aside, and with those that still live they are
/// that moment's heap; likewise for the later moment of `WorstMoment`: one pass, and memory for at
/// most three times the live objects.
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
  /// Where the worst moment is; always followed, as it tells the program's ending too.
  private(set) var worst = WorstMoment()
  private var now: UInt64 = 0

  /// The last event of a moment, its time and totals, and its objects that are live no more.
  struct Fixed: ~Copyable {
    /// The number of the event; nil where there is no such moment.
    var lastEvent: UInt64?
    var time: UInt64 = 0
    var totals = HeapTotals()
    var dead = ObjectLog()

    /// Makes a moment of the present.
    @inline(__always) mutating func fix(_ event: UInt64, _ time: UInt64, _ totals: HeapTotals) {
      (lastEvent, self.time, self.totals) = (event, time, totals)
      dead.removeAll()
    }

    mutating func forget() {
      lastEvent = nil
      dead.removeAll()
    }

    /// Keeps an object that is about to go, if it lived at the moment.
    @inline(__always) mutating func note(_ object: LiveObject, size: UInt64) {
      if let lastEvent, object.stamp <= lastEvent { dead.append(object, size: size) }
    }
  }

  /// The objects of a moment.
  struct Heap: ~Copyable {
    var occupancy: Occupancy
    /// The worst moment; without an event where the moment is now.
    fileprivate(set) var moment = Fixed()
    /// The later and worse one, which counts unless the program was ending.
    fileprivate var later = Fixed()
    /// Events so far.
    var events: UInt64 = 0

    init(granule: GranuleSize) { occupancy = Occupancy(granule: granule) }

    /// The moment's time and totals; those of the recording's end where it is now.
    var time: UInt64 { moment.time }
    var totals: HeapTotals { moment.totals }

    /// Calls `body` with each object of the moment and its size.
    func forEachObject(_ body: (LiveObject, UInt64) -> Void) {
      let last = moment.lastEvent ?? .max
      occupancy.objects.forEach { object, size in
        if object.stamp <= last { body(object, size) }
      }
      if moment.lastEvent != nil { moment.dead.forEach(body) }
    }

    /// Takes the later moment for the worst.
    fileprivate mutating func settle() {
      swap(&moment, &later)
      later.forget()
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
      peak.liveBytes = heap.occupancy.liveBytes
      peak.liveObjects = heap.occupancy.objects.count
      peak.occupiedGranules = heap.occupancy.occupiedGranules
      peakTime = now
    }
    note(isAllocation: true)
  }

  @inline(__always) mutating func freed(_ address: UInt64) {
    heap.events &+= 1
    guard let slot = heap.occupancy.objects.slot(of: address) else {
      losses.unknownFrees += 1
      return
    }
    end(slot)
    note(isAllocation: false)
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
    if isWorst && worst.endsWithLater { heap.settle() }
    if heap.moment.lastEvent == nil {
      heap.moment.time = now
      heap.moment.totals = heap.occupancy.totals
    }
  }

  @inline(__always) private mutating func end(_ slot: UnsafeMutablePointer<LiveObject>) {
    let size = heap.occupancy.objects.size(of: slot.pointee)
    heap.moment.note(slot.pointee, size: size)
    heap.later.note(slot.pointee, size: size)
    heap.occupancy.free(slot, size: size)
  }

  @inline(__always) private mutating func note(isAllocation: Bool) {
    let change = worst.note(
      WorstMoment.Heap(
        structuralBytes: heap.occupancy.structuralBytes, liveBytes: heap.occupancy.liveBytes,
        liveObjects: heap.occupancy.objects.count),
      isAllocation: isAllocation, time: now)
    if change == .none || !isWorst { return }
    switch change {
    case .none: break
    case .isNow:
      heap.moment.fix(heap.events, now, heap.occupancy.totals)
      heap.later.forget()
    case .laterIsNow: heap.later.fix(heap.events, now, heap.occupancy.totals)
    case .later: heap.settle()
    }
  }
}
