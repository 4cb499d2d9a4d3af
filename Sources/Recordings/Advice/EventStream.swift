/// The events of the objects that may share granules with each other in a model: those of one size
/// class, or all of them where granules are regions.
///
/// What becomes of one stream's granules does not depend on the other streams.
struct EventStream: Sendable {
  /// Bytes of an object counts as its slot; 0 where sizes differ.
  let slotBytes: Int
  /// The class's number; 0 in a model without classes.
  let sizeClass: Int
  /// Slots of a granule, or its units of 16 bytes where sizes differ.
  let capacity: Int
  /// The stream's own number of an object, shifted left by one; the lowest bit is set where it is
  /// freed. Objects are numbered in the order of their allocation.
  fileprivate(set) var events: [UInt32] = []
  /// The trace of each object.
  fileprivate(set) var traces: [UInt32] = []
  /// The epochs in which each object was allocated and freed; `UInt32.max` where it was not freed.
  fileprivate(set) var births: [UInt32] = []
  fileprivate(set) var deaths: [UInt32] = []
  /// Units of 16 bytes of each object, where sizes differ.
  fileprivate(set) var units: [UInt32] = []
  /// By moment: events before it, and live objects or units at it.
  fileprivate(set) var marks: [Int] = []
  fileprivate(set) var live: [Int] = []
  /// Events before each epoch that allocates, but the first.
  fileprivate(set) var borders: [Int] = []

  fileprivate init(slotBytes: Int, sizeClass: Int, capacity: Int) {
    self.slotBytes = slotBytes
    self.sizeClass = sizeClass
    self.capacity = capacity
  }

  /// The stream up to one moment, its objects in pools that share no granules: what is counted at
  /// moment 0 of the result, cut by epochs, is the granules of all pools.
  ///
  /// - Parameter pool: of an object, by its number.
  func pooled(before moment: Int, by pool: (Int) -> UInt32) -> EventStream {
    let before = events[..<marks[moment]]
    let pools = traces.indices.map(pool)
    var starts: [UInt32: Int] = [:]
    for event in before { starts[pools[Int(event >> 1)], default: 0] += 1 }
    var result = self
    result.borders = []
    var sum = 0
    for (pool, count) in starts.sorted(by: { $0.key < $1.key }) {
      starts[pool] = sum
      if sum > 0 { result.borders.append(sum) }
      sum += count
    }
    // In their order, so that each pool has its events in theirs.
    for event in before {
      let pool = pools[Int(event >> 1)]
      let place = starts[pool] ?? 0
      result.events[place] = event
      starts[pool] = place + 1
    }
    result.events.removeLast(events.count - sum)
    result.marks = [sum]
    result.live = [live[moment]]
    return result
  }

  /// The fewest granules that hold the objects that live at a moment.
  func fewest(at moment: Int) -> Int { (live[moment] + capacity - 1) / capacity }
}

/// A recording's heap as a model places it: streams, and objects that have granules of their own.
struct ModelHeap: Sendable {
  private(set) var streams: [EventStream] = []
  /// By moment: granules of objects above the largest class, and live bytes of all objects.
  private(set) var largeGranules: [Int] = []
  private(set) var liveBytes: [Int] = []
  private(set) var liveObjects: [Int] = []
  /// Events before each moment, ascending.
  let moments: [Int]
  /// Allocations above the largest class.
  private(set) var largeObjects = 0
  let options: ModelOptions

  /// Bytes that objects of a region are multiples of.
  static let unit = 16

  /// - Parameter moments: numbers of events, ascending, after which granules can be counted.
  init(_ log: EventLog, _ options: ModelOptions, moments: [Int]) {
    self.moments = moments
    self.options = options
    let sizeClasses = options.sizeClasses
    let isRegion = options.model == .region
    if isRegion {
      streams = [
        EventStream(slotBytes: 0, sizeClass: 0, capacity: options.granuleBytes / Self.unit)
      ]
    } else {
      streams = sizeClasses.sizes.indices.map {
        EventStream(
          slotBytes: sizeClasses.sizes[$0], sizeClass: $0, capacity: sizeClasses.capacity($0))
      }
    }
    let granuleBytes = options.granuleBytes
    // An object whose allocation and free are neighbours in its stream leaves first fit as it was,
    // whatever else is routed.
    let cancels = !isRegion && options.fit == .first
    /// By object: its number in its stream; by stream: events up to the last moment.
    var numbers = [UInt32](repeating: 0, count: log.objects)
    var streamOf = [UInt8](repeating: 0, count: log.objects)
    var barriers = streams.map { _ in 0 }
    var live = streams.map { _ in 0 }
    var epochs = streams.map { _ in UInt64(0) }
    var (large, bytes, objects) = (0, 0, 0)
    var clock: UInt64 = 0
    let none = UInt8.max
    var next = 0
    func mark() {
      for index in streams.indices {
        streams[index].marks.append(streams[index].events.count)
        streams[index].live.append(live[index])
        barriers[index] = streams[index].events.count
      }
      largeGranules.append(large)
      liveBytes.append(bytes)
      liveObjects.append(objects)
      next += 1
    }
    for (number, event) in log.events.enumerated() {
      while next < moments.count, moments[next] <= number { mark() }
      let object = Int(event >> 1)
      let size = log.size(of: object)
      if event & 1 == 0 {
        bytes += Int(size)
        objects += 1
        let fits = size <= UInt64(granuleBytes)
        let index = isRegion ? (fits ? 0 : nil) : sizeClasses.index(of: size)
        let epoch = clock / options.epochBytes
        clock = min(clock &+ size, UInt64(Int.max))
        guard let index else {
          large += Self.granules(of: size, granuleBytes)
          largeObjects += 1
          streamOf[object] = none
          continue
        }
        streamOf[object] = UInt8(index)
        if epochs[index] != epoch {
          epochs[index] = epoch
          if !streams[index].events.isEmpty {
            streams[index].borders.append(streams[index].events.count)
          }
        }
        let local = UInt32(streams[index].traces.count)
        numbers[object] = local
        streams[index].events.append(local << 1)
        streams[index].traces.append(log.traces[object])
        streams[index].births.append(UInt32(truncatingIfNeeded: epoch))
        streams[index].deaths.append(.max)
        if isRegion {
          let units = UInt32(Self.units(of: size))
          streams[index].units.append(units)
          live[index] += Int(units)
        } else {
          live[index] += 1
        }
      } else {
        bytes -= Int(size)
        objects -= 1
        if streamOf[object] == none {
          large -= Self.granules(of: size, granuleBytes)
          continue
        }
        let index = Int(streamOf[object])
        let local = numbers[object]
        live[index] -= isRegion ? Int(streams[index].units[Int(local)]) : 1
        if cancels, streams[index].events.count > barriers[index],
          streams[index].events.last == local << 1
        {
          streams[index].events.removeLast()
          streams[index].traces.removeLast()
          streams[index].births.removeLast()
          streams[index].deaths.removeLast()
        } else {
          streams[index].deaths[Int(local)] = UInt32(truncatingIfNeeded: clock / options.epochBytes)
          streams[index].events.append(local << 1 | 1)
        }
      }
    }
    while next < moments.count { mark() }
    streams.removeAll { $0.events.isEmpty }
  }

  /// Units of an object of a region.
  @inline(__always) static func units(of size: UInt64) -> Int {
    (max(1, Int(size)) + unit - 1) / unit
  }

  private static func granules(of size: UInt64, _ granuleBytes: Int) -> Int {
    (Int(size) + granuleBytes - 1) / granuleBytes
  }

  /// The fewest granules that hold what lives at a moment.
  func fewest(at moment: Int) -> Int {
    streams.reduce(largeGranules[moment]) { $0 + $1.fewest(at: moment) }
  }
}
