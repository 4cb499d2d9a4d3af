import TemporalSlab

/// A kind of granule under the workload of the granules experiment: epochs of request objects, some
/// of which are pinned.
protocol PinnedGranules: ~Copyable {
  /// What holds a granule past its close.
  associatedtype Pin

  /// Begins an epoch.
  mutating func open() throws
  /// Adds a request object to the epoch.
  mutating func addRequestObject() throws
  /// Pins the epoch.
  mutating func pin() throws -> Pin
  /// Ends a pin.
  mutating func end(_ pin: Pin)
  /// Ends the epoch's request objects and closes it; whether its granule was reclaimed.
  mutating func close() throws -> Bool

  /// Granules that are closed and not reclaimed.
  var retainedCount: Int { get }
  /// Retained bytes less the fewest blocks that could hold the same live objects.
  var structuralByteCount: Int { get }
  /// Bytes of memory in use and cached.
  var committedByteCount: Int { get }
  /// Objects that were not what they should be, and frees that were refused.
  var faultCount: Int { get }
}

/// Slab lists by epoch: the allocator itself, each era in slabs of its own.
struct SlabGranules: PinnedGranules, ~Copyable {
  struct Pin {
    let handle: SlabHandle
    let object: StampedObject
  }

  private let workload: GranulesWorkload
  private let allocator: SlabAllocator<NoObserver>
  private let heap: SlabHeap<NoObserver>
  private var epoch: Epoch
  private var objects: [Pin] = []
  private var serial: UInt64 = 0
  private(set) var faultCount = 0

  /// Slab lists of an allocator whose first epoch is closed.
  init(_ workload: GranulesWorkload, _ allocator: SlabAllocator<NoObserver>) throws {
    self.workload = workload
    self.allocator = allocator
    heap = try allocator.makeHeap()
    epoch = allocator.currentEpoch
  }

  mutating func open() throws { epoch = try allocator.advance() }

  mutating func addRequestObject() throws {
    objects.append(try allocate(workload.requestSize))
  }

  mutating func pin() throws -> Pin { try allocate(workload.pinSize) }

  private mutating func allocate(_ size: Int) throws -> Pin {
    let allocation = try heap.allocate(size, in: epoch)
    serial += 1
    return Pin(
      handle: allocation.handle,
      object: StampedObject(allocation.pointer, size: size, stamp: serial))
  }

  mutating func end(_ pin: Pin) {
    if !pin.object.end() { faultCount += 1 }
    if !heap.free(pin.handle) { faultCount += 1 }
  }

  mutating func close() throws -> Bool {
    for object in objects { end(object) }
    objects.removeAll(keepingCapacity: true)
    return try heap.close(epoch).isDrained
  }

  var retainedCount: Int { allocator.retainedSlabCount }

  var structuralByteCount: Int {
    allocator.retention().structuralSlabCount * workload.blockSize
  }

  var committedByteCount: Int { allocator.committedByteCount }
}

/// A region for each epoch.
struct RegionGranules: PinnedGranules, ~Copyable {
  struct Pin {
    let place: RegionAllocator.Object
    let object: StampedObject
  }

  private let workload: GranulesWorkload
  private var regions: RegionAllocator
  private var region = 0
  private var objects: [Pin] = []
  private var livePins = 0
  private var serial: UInt64 = 0
  private(set) var faultCount = 0

  init(_ workload: GranulesWorkload) throws {
    self.workload = workload
    regions = try RegionAllocator(blockSize: workload.blockSize)
  }

  mutating func open() { region = regions.open() }

  mutating func addRequestObject() throws {
    objects.append(try allocate(workload.requestSize))
  }

  mutating func pin() throws -> Pin {
    livePins += 1
    return try allocate(workload.pinSize)
  }

  private mutating func allocate(_ size: Int) throws -> Pin {
    let place = try regions.allocate(size, in: region)
    serial += 1
    return Pin(
      place: place, object: StampedObject(place.pointer, size: size, stamp: serial))
  }

  mutating func end(_ pin: Pin) {
    livePins -= 1
    free(pin)
  }

  private mutating func free(_ pin: Pin) {
    if !pin.object.end() { faultCount += 1 }
    if !regions.free(pin.place) { faultCount += 1 }
  }

  mutating func close() -> Bool {
    for object in objects { free(object) }
    objects.removeAll(keepingCapacity: true)
    return regions.close(region)
  }

  var retainedCount: Int { regions.retainedCount }

  var structuralByteCount: Int {
    let fewest = (livePins + workload.pinsPerBlock(.regions) - 1) / workload.pinsPerBlock(.regions)
    return (regions.retainedBlockCount - fewest) * workload.blockSize
  }

  var committedByteCount: Int { regions.committedByteCount }
}

/// Objects that are retired at their epoch's close, under readers whose guards pin them.
struct GuardGranules: PinnedGranules, ~Copyable {
  /// A stalled reader: its guard's place in the table, and the object that it looks at.
  struct Pin {
    let slot: Int
    let object: StampedObject?
  }

  private let workload: GranulesWorkload
  private let guards: GuardTable
  private var reclaimer: GuardedReclaimer
  private var freeSlots: [Int]
  private var objects: [(pointer: UnsafeMutableRawPointer, object: StampedObject)] = []
  private var serial: UInt64 = 0
  private(set) var faultCount = 0

  init(_ workload: GranulesWorkload) throws {
    self.workload = workload
    // A reader a close at most.
    guards = GuardTable(capacity: workload.closes)
    freeSlots = Array((0..<workload.closes).reversed())
    reclaimer = try GuardedReclaimer(
      objectSize: workload.requestSize, blockSize: workload.blockSize, guards: guards)
  }

  mutating func open() {}

  mutating func addRequestObject() throws {
    let pointer = try reclaimer.allocate()
    serial += 1
    objects.append(
      (pointer, StampedObject(pointer, size: workload.requestSize, stamp: serial)))
  }

  /// Lets a reader in, which takes a reference to the epoch's latest object. One that comes before
  /// the first object finds none.
  mutating func pin() -> Pin {
    // As many slots as epochs, and an epoch lets one reader in.
    let slot = freeSlots.removeLast()
    guards.enter(slot)
    return Pin(slot: slot, object: objects.last?.object)
  }

  /// The reader looks at its object once more and leaves.
  mutating func end(_ pin: Pin) {
    if pin.object?.isIntact == false { faultCount += 1 }
    guards.leave(pin.slot)
    freeSlots.append(pin.slot)
  }

  mutating func close() -> Bool {
    for (pointer, object) in objects {
      if !object.isIntact { faultCount += 1 }
      reclaimer.retire(pointer)
    }
    objects.removeAll(keepingCapacity: true)
    return reclaimer.advance()
  }

  var retainedCount: Int { reclaimer.retainedBagCount }

  /// Retired objects are dead to the program: all that is retained is structural.
  var structuralByteCount: Int { reclaimer.retainedByteCount }

  var committedByteCount: Int { reclaimer.committedByteCount }
}
