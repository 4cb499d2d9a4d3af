import Results

/// Writes the events of a recording as a script, and finds the moment that is looked at.
struct ScriptSink: EventSink, ~Copyable {
  struct Place: TableSlot {
    /// The object's address.
    var key: UInt64
    var slot: UInt32 = 0

    init(key: UInt64) { self.key = key }
  }

  private let book: TraceBook
  private let file: Int32
  private var places = AddressTable<Place>()
  /// Slots whose objects have been freed, the last on top.
  private var vacant: [UInt32] = []
  private var sizes: [UInt64] = []
  private var buffer: [ReplayEvent] = []
  private(set) var script: ReplayScript
  private var worst: WorstMomentFinder
  /// The later moment of `worst`: its heap and time.
  private var later: (heap: ReplayScript.Heap, time: UInt64)?
  private let isWorst: Bool
  /// The time whose last event is the moment; nil where it is not chosen by time, or has passed.
  private var time: UInt64?
  private var now: UInt64 = 0
  private(set) var losses = Losses()
  /// The first write that failed.
  private(set) var failure: SystemError?

  /// - Parameters:
  ///   - model: places the heap whose worst moment is looked for.
  ///   - file: takes the events; the caller closes it.
  init(book: TraceBook, moment: Moment, model: ModelOptions, file: Int32, path: String) {
    self.book = book
    worst = WorstMomentFinder(model)
    self.file = file
    script = ReplayScript(path: path)
    isWorst = moment == .worst
    if case .time(let chosen) = moment { time = chosen }
    buffer.reserveCapacity(ReplayScript.blockEvents)
  }

  mutating func allocated(_ size: UInt64, trace: UInt32, at address: UInt64) {
    let (place, isNew) = places.insert(address)
    if !isNew {
      losses.doubleAllocations += 1
      end(place.pointee.slot)
    }
    let slot = vacant.popLast() ?? UInt32(sizes.count)
    if Int(slot) == sizes.count { sizes.append(0) }
    sizes[Int(slot)] = size
    place.pointee.slot = slot
    script.allocations += 1
    script.end.allocatedBytes &+= Int(size)
    script.end.liveObjects += 1
    script.end.liveBytes &+= Int(size)
    script.peakBytes = max(script.peakBytes, script.end.liveBytes)
    append(ReplayEvent(slot: slot, origin: book.siteNumbers[Int(trace)], size: size))
    if isWorst { note(worst.allocated(slot, size: size)) }
  }

  mutating func freed(_ address: UInt64) {
    if let place = places.slot(of: address) {
      let slot = place.pointee.slot
      places.remove(place)
      end(slot)
    } else {
      losses.unknownFrees += 1
    }
  }

  mutating func reached(_ now: UInt64) {
    if let time, now > time {
      fix()
      self.time = nil
    }
    self.now = now
    worst.reached(now)
  }

  mutating func resident(_ bytes: UInt64) {}

  /// Writes what is left.
  mutating func finish() {
    flush()
    script.slots = sizes.count
    if worst.rule.endsWithLater { settle() }
    // A later time than the last event's, and the end.
    if script.moment.events == 0 { fix() }
  }

  private mutating func end(_ slot: UInt32) {
    script.frees += 1
    script.end.liveObjects -= 1
    script.end.liveBytes &-= Int(sizes[Int(slot)])
    vacant.append(slot)
    append(ReplayEvent(slot: slot, origin: ReplayEvent.free, size: 0))
    if isWorst { note(worst.freed(slot, size: sizes[Int(slot)])) }
  }

  @inline(__always) private mutating func note(_ change: WorstMoment.Change) {
    switch change {
    case .none: break
    case .isNow:
      fix()
      later = nil
    case .laterIsNow: later = (script.end, now)
    case .later: settle()
    }
  }

  /// Makes the moment of the present.
  @inline(__always) private mutating func fix() {
    (script.moment, script.momentTime) = (script.end, now)
  }

  /// Takes the later moment for the worst.
  private mutating func settle() {
    if let later { (script.moment, script.momentTime) = later }
    later = nil
  }

  @inline(__always) private mutating func append(_ event: ReplayEvent) {
    script.end.events += 1
    buffer.append(event)
    if buffer.count == ReplayScript.blockEvents { flush() }
  }

  private mutating func flush() {
    if failure == nil { failure = ReplayScript.write(buffer, to: file) }
    buffer.removeAll(keepingCapacity: true)
  }
}
