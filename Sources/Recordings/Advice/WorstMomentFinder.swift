/// Follows a heap as a model places it for its worst moment.
///
/// O(1) an event, and 4 bytes for each object.
struct WorstMomentFinder {
  private let heap: any PlacedHeap
  private(set) var rule = WorstMoment()
  private var now: UInt64 = 0

  init(_ options: ModelOptions) {
    heap =
      if options.model == .region {
        GranuleHeap<Regions>(options)
      } else if options.fit == .first {
        GranuleHeap<FirstFit>(options)
      } else {
        GranuleHeap<LatestFit>(options)
      }
  }

  /// - Parameter object: a number that no live object has.
  mutating func allocated(_ object: UInt32, size: UInt64) -> WorstMoment.Change {
    rule.note(heap.allocate(object, size), isAllocation: true, time: now)
  }

  /// - Parameter size: that of its allocation.
  mutating func freed(_ object: UInt32, size: UInt64) -> WorstMoment.Change {
    rule.note(heap.free(object, size), isAllocation: false, time: now)
  }

  mutating func reached(_ time: UInt64) { now = time }
}

extension EventLog {
  /// Events up to the worst moment of the heap as a model places it.
  func worstMoment(_ options: ModelOptions) -> Int {
    var finder = WorstMomentFinder(options)
    var (worst, later) = (0, 0)
    var tick = 0
    for (number, event) in events.enumerated() {
      while tick < ticks.count, ticks[tick].events <= number {
        finder.reached(ticks[tick].time)
        tick += 1
      }
      let object = event >> 1
      let size = size(of: Int(object))
      let change =
        event & 1 == 0 ? finder.allocated(object, size: size) : finder.freed(object, size: size)
      switch change {
      case .none: break
      case .isNow: worst = number + 1
      case .laterIsNow: later = number + 1
      case .later: worst = later
      }
    }
    return finder.rule.endsWithLater ? later : worst
  }
}

/// A heap as a model places it, event by event.
private protocol PlacedHeap: AnyObject {
  /// Places an object; returns the heap after it.
  func allocate(_ object: UInt32, _ size: UInt64) -> WorstMoment.Heap
  func free(_ object: UInt32, _ size: UInt64) -> WorstMoment.Heap
}

private final class GranuleHeap<Placement: GranulePlacement>: PlacedHeap {
  /// The objects that may share granules.
  private struct Stream {
    var placement = Placement()
    /// Units of a granule, and those that are free where live objects are packed.
    var capacity = 1
    var room = 0
    /// Granules that packed objects take.
    var packed = 0
    /// The epoch of the last allocation.
    var epoch: UInt64 = 0
  }

  private let options: ModelOptions
  private let classes: SizeClasses
  private let isRegion: Bool
  private var streams: [Stream]
  private var granuleOf = GranuleNumbers()
  private var clock: UInt64 = 0
  private var structuralGranules = 0
  private var heap = WorstMoment.Heap()

  init(_ options: ModelOptions) {
    self.options = options
    classes = options.sizeClasses
    isRegion = options.model == .region
    streams = (isRegion ? [ModelHeap.unit] : options.sizeClasses.sizes).map { slotBytes in
      var stream = Stream()
      stream.capacity = options.granuleBytes / slotBytes
      stream.placement.begin(capacity: UInt32(stream.capacity))
      return stream
    }
  }

  deinit {
    for stream in streams { stream.placement.deallocate() }
    granuleOf.deallocate()
  }

  /// The stream of an object; nil where it has granules of its own, which packing cannot avoid.
  @inline(__always) private func stream(of size: UInt64) -> Int? {
    isRegion ? (size <= UInt64(options.granuleBytes) ? 0 : nil) : classes.index(of: size)
  }

  @inline(__always) private func units(_ size: UInt64) -> Int {
    isRegion ? ModelHeap.units(of: size) : 1
  }

  func allocate(_ object: UInt32, _ size: UInt64) -> WorstMoment.Heap {
    heap.liveBytes &+= Int(truncatingIfNeeded: size)
    heap.liveObjects &+= 1
    granuleOf.reserve(object &+ 1)
    if let index = stream(of: size) {
      let units = units(size)
      place(object, units, &streams[index])
    }
    if options.model == .epoch { clock = min(clock &+ size, UInt64(Int.max)) }
    return heap
  }

  @inline(__always) private func place(_ object: UInt32, _ units: Int, _ stream: inout Stream) {
    if options.model == .epoch, stream.epoch != clock / options.epochBytes {
      stream.epoch = clock / options.epochBytes
      stream.placement.cut()
    }
    let before = stream.placement.occupied &- stream.packed
    granuleOf[object] = stream.placement.allocate(UInt32(truncatingIfNeeded: units))
    stream.room &-= units
    if stream.room < 0 {
      stream.room &+= stream.capacity
      stream.packed &+= 1
    }
    count(stream, before)
  }

  func free(_ object: UInt32, _ size: UInt64) -> WorstMoment.Heap {
    heap.liveBytes &-= Int(truncatingIfNeeded: size)
    heap.liveObjects &-= 1
    if let index = stream(of: size) { remove(object, units(size), &streams[index]) }
    return heap
  }

  @inline(__always) private func remove(_ object: UInt32, _ units: Int, _ stream: inout Stream) {
    let before = stream.placement.occupied &- stream.packed
    stream.placement.free(granuleOf[object])
    stream.room &+= units
    if stream.room >= stream.capacity {
      stream.room &-= stream.capacity
      stream.packed &-= 1
    }
    count(stream, before)
  }

  @inline(__always) private func count(_ stream: Stream, _ before: Int) {
    let after = stream.placement.occupied &- stream.packed
    if after == before { return }
    structuralGranules &+= after &- before
    heap.structuralBytes = structuralGranules &* options.granuleBytes
  }
}
