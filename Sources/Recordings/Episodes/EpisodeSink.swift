/// Replays a recording and counts the episodes of its granules, epochs and sites.
///
/// Memory is that of the live objects and of the granules, epochs and sites; no event is kept.
struct EpisodeSink: EventSink, ~Copyable {
  /// A granule that holds live objects.
  struct OpenEpisode: TableSlot {
    /// One more than the granule's number.
    var key: UInt64
    var objects: UInt64 = 0
    /// When the episode began: on the allocation clock and in nanoseconds.
    var clock: UInt64 = 0
    var time: UInt64 = 0

    init(key: UInt64) { self.key = key }
  }

  /// The live objects of one site that were allocated in one epoch.
  struct Cohort: TableSlot {
    /// One more than the epoch's place, in the high half, and the site.
    var key: UInt64
    var live: UInt64 = 0

    init(key: UInt64) { self.key = key }
  }

  private let book: TraceBook
  private let shift: UInt64
  private var objects = LiveObjects()
  private var granules = AddressTable<OpenEpisode>()
  private var cohorts = AddressTable<Cohort>()
  private(set) var epochs: EpochLedger
  private(set) var sites: [SiteLedger] = []
  /// Bytes allocated so far.
  private(set) var clock: UInt64 = 0
  private var now: UInt64 = 0
  private var liveBytes = 0
  private(set) var begun = 0
  private(set) var lengths = DurationHistogram()
  private(set) var times = DurationHistogram()
  private(set) var losses = Losses()

  init(book: TraceBook, granule: GranuleSize, epochBytes: UInt64) {
    self.book = book
    shift = granule.shift
    epochs = EpochLedger(bytes: epochBytes)
  }

  mutating func allocated(_ size: UInt64, trace: UInt32, at address: UInt64) {
    if let slot = objects.slot(of: address) {
      losses.doubleAllocations += 1
      end(slot)
    }
    guard liveBytes &+ Int(size) <= Occupancy.mostLiveBytes else {
      losses.impossibleObjects += 1
      return
    }
    liveBytes &+= Int(size)
    let site = book.siteNumbers[Int(trace)]
    objects.insert(address, size: size, trace: site, time: now, stamp: clock)
    let place = epochs.born(at: clock)
    while sites.count <= site { sites.append(SiteLedger()) }
    sites[Int(site)].born(size, place: place)
    cohorts.insert(Self.key(place, site)).slot.pointee.live &+= 1
    if size > 0 {
      let (first, last) = GranuleSize.cover(address, size, shift: shift)
      enter(first)
      if last != first {
        enter(last)
        begun = saturated(begun, plus: Int(last - first) - 1)
      }
    }
    // The clock stops before its numbers end, which takes a faulty recording.
    clock = min(clock &+ size, UInt64(Int.max))
  }

  mutating func freed(_ address: UInt64) {
    guard let slot = objects.slot(of: address) else {
      losses.unknownFrees += 1
      return
    }
    end(slot)
  }

  mutating func reached(_ time: UInt64) { now = time }

  mutating func resident(_ bytes: UInt64) {}

  /// Counts what is still open.
  mutating func finish() {
    granules.forEach { episode in
      lengths.recordOpen(clock - episode.clock)
      times.recordOpen(now - episode.time)
    }
    objects.forEach { object, size in
      let age = self.age(object, size)
      sites[Int(object.trace)].lifetimes.recordOpen(age)
      if size == 0 { return }
      let (first, last) = GranuleSize.cover(object.key, size, shift: shift)
      if last > first + 1 {
        lengths.recordOpen(age, times: Int(last - first) - 1)
        times.recordOpen(now - object.time, times: Int(last - first) - 1)
      }
    }
    let end = epochs.number(at: clock)
    cohorts.forEach { cohort in
      let number = epochs.numbers[Int(cohort.key >> 32) - 1]
      if number < end {
        sites[Int(UInt32(truncatingIfNeeded: cohort.key))]
          .stillPins(throughLag: end - number - 1)
      }
    }
  }

  /// Bytes allocated since an object was.
  @inline(__always) private func age(_ object: LiveObject, _ size: UInt64) -> UInt64 {
    let birth = object.stamp &+ size
    return clock > birth ? clock - birth : 0
  }

  @inline(__always) private static func key(_ place: Int, _ site: UInt32) -> UInt64 {
    UInt64(place + 1) << 32 | UInt64(site)
  }

  @inline(__always) private mutating func enter(_ granule: UInt64) {
    let (slot, isNew) = granules.insert(granule &+ 1)
    slot.pointee.objects &+= 1
    if isNew {
      begun = saturated(begun, plus: 1)
      slot.pointee.clock = clock
      slot.pointee.time = now
    }
  }

  @inline(__always) private mutating func leave(_ granule: UInt64) {
    guard let slot = granules.slot(of: granule &+ 1) else { return }
    slot.pointee.objects &-= 1
    if slot.pointee.objects > 0 { return }
    lengths.recordEnded(clock - slot.pointee.clock)
    times.recordEnded(now - slot.pointee.time)
    granules.remove(slot)
  }

  private mutating func end(_ slot: UnsafeMutablePointer<LiveObject>) {
    let object = slot.pointee
    let size = objects.size(of: object)
    objects.remove(slot)
    liveBytes &-= Int(size)
    let place = epochs.place(bornAt: object.stamp)
    epochs.died(at: clock, place: place)
    let site = object.trace
    sites[Int(site)].died(size, after: age(object, size))
    if let cohort = cohorts.slot(of: Self.key(place, site)) {
      cohort.pointee.live &-= 1
      if cohort.pointee.live == 0 {
        cohorts.remove(cohort)
        let passed = epochs.number(at: clock) - epochs.numbers[place]
        if passed > 0 { sites[Int(site)].drained(after: passed) }
      }
    }
    if size == 0 { return }
    let (first, last) = GranuleSize.cover(object.key, size, shift: shift)
    leave(first)
    if last == first { return }
    leave(last)
    if last > first + 1 {
      lengths.recordEnded(age(object, size), times: Int(last - first) - 1)
      times.recordEnded(now - object.time, times: Int(last - first) - 1)
    }
  }
}
