import TemporalSlab

/// How often slabs of each size class were put in use, read off the handles that the allocator
/// gives out: a slab's first handle of a generation says that it was.
///
/// It is a count of the allocator's slabs that asks the allocator nothing.
struct SlabUse: ~Copyable {
  /// Slabs whose first use was for the class, by class.
  private(set) var created = [Int](repeating: 0, count: 16)
  /// Times that a slab was put in use for the class, by class.
  private(set) var uses = [Int](repeating: 0, count: 16)
  /// By slab id, the generation seen last and 1; 0 for none.
  private var generations: UnsafeMutablePointer<UInt32>
  private var capacity = 1 << 17

  /// The storage is touched, so that counting takes no memory in most runs.
  init() {
    generations = .allocate(capacity: capacity)
    generations.initialize(repeating: 0, count: capacity)
  }

  deinit { generations.deallocate() }

  /// Counts the slab of a new object, if this is the first object of its use.
  @inline(__always)
  mutating func note(_ handle: SlabHandle) {
    let generation = UInt32(truncatingIfNeeded: handle.bits >> 18 & 0xff_ffff) + 1
    if handle.slab < capacity && generations[handle.slab] == generation { return }
    noteUse(handle, generation)
  }

  @inline(never)
  private mutating func noteUse(_ handle: SlabHandle, _ generation: UInt32) {
    while handle.slab >= capacity {
      let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2)
      larger.update(from: generations, count: capacity)
      (larger + capacity).initialize(repeating: 0, count: capacity)
      generations.deallocate()
      generations = larger
      capacity *= 2
    }
    let sizeClass = Int(handle.bits >> 2 & 0xf)
    if generations[handle.slab] == 0 { created[sizeClass] += 1 }
    uses[sizeClass] += 1
    generations[handle.slab] = generation
  }
}
