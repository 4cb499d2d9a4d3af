/// The live objects of a recording and the granules that they occupy, event by event.
///
/// Granules between an object's first and last are its alone, so that only their number is kept: an
/// event costs the same whatever the object's size. O(1) expected for each event.
struct Occupancy: ~Copyable {
  /// A granule at an end of at least one live object.
  struct Granule: TableSlot {
    /// One more than the granule's number.
    var key: UInt64
    /// Live objects that begin or end in it.
    var objects: UInt64 = 0

    init(key: UInt64) { self.key = key }
  }

  /// More live bytes than any address space has.
  static let mostLiveBytes = 1 << 57

  let shift: UInt64
  private(set) var objects = LiveObjects()
  private(set) var granules = AddressTable<Granule>()
  /// Granules that lie between the ends of an object.
  private var covered = 0
  private(set) var liveBytes = 0

  init(granule: GranuleSize) { shift = granule.shift }

  @inline(__always) var occupiedGranules: Int { granules.count &+ covered }

  var totals: HeapTotals {
    var totals = HeapTotals()
    totals.liveBytes = liveBytes
    totals.liveObjects = objects.count
    totals.occupiedGranules = occupiedGranules
    totals.granuleBytes = 1 << Int(shift)
    return totals
  }

  /// The structural bytes of `totals`.
  @inline(__always) var structuralBytes: Int {
    let fewest = (liveBytes &+ (1 &<< Int(shift)) &- 1) &>> Int(shift)
    return max(0, (occupiedGranules &- fewest) &<< Int(shift))
  }

  /// Adds an object where none is live; false where no address space could hold it beside the rest.
  @inline(__always) mutating func allocate(
    _ address: UInt64, size: UInt64, trace: UInt32, time: UInt64, stamp: UInt64
  ) -> Bool {
    if liveBytes &+ Int(size) > Self.mostLiveBytes { return false }
    objects.insert(address, size: size, trace: trace, time: time, stamp: stamp)
    liveBytes &+= Int(size)
    if size == 0 { return true }
    let (first, last) = GranuleSize.cover(address, size, shift: shift)
    granules.insert(first &+ 1).slot.pointee.objects &+= 1
    if last != first {
      granules.insert(last &+ 1).slot.pointee.objects &+= 1
      covered &+= Int(last &- first) &- 1
    }
    return true
  }

  /// Removes a live object by the slot that `objects` has just returned.
  @inline(__always) mutating func free(
    _ slot: UnsafeMutablePointer<LiveObject>, size: UInt64
  ) {
    let address = slot.pointee.key
    objects.remove(slot)
    liveBytes &-= Int(size)
    if size == 0 { return }
    let (first, last) = GranuleSize.cover(address, size, shift: shift)
    leave(first)
    if last != first {
      leave(last)
      covered &-= Int(last &- first) &- 1
    }
  }

  @inline(__always) private mutating func leave(_ granule: UInt64) {
    guard let slot = granules.slot(of: granule &+ 1) else { return }
    slot.pointee.objects &-= 1
    if slot.pointee.objects == 0 { granules.remove(slot) }
  }
}
