import Recordings

/// jemalloc: an arena for each granule, without a thread cache.
struct JemallocReplayHeap: ReplayHeap {
  private typealias Allocate = @convention(c) (Int, Int32) -> UnsafeMutableRawPointer?
  private typealias Free = @convention(c) (UnsafeMutableRawPointer, Int32) -> Void

  private let malloc = MallocPair()
  private let control: JemallocControl
  private let allocateWithFlags: Allocate
  private let freeWithFlags: Free
  /// The flags of each granule from 1 on.
  private let flags: [Int32]

  /// Bytes of what describes a slab (`edata_t`, jemalloc 5).
  private static let recordBytes = 128

  init(granules: Int) throws {
    let control = try JemallocControl()
    self.control = control
    allocateWithFlags = try MallocFunctions.named("mallocx", Allocate.self)
    freeWithFlags = try MallocFunctions.named("dallocx", Free.self)
    flags = try (0..<granules).map { _ in
      MallocFunctions.mallocxFlags(arena: try control.makeArena())
    }
  }

  func allocate(_ size: Int, granule: Int) -> UnsafeMutableRawPointer? {
    granule == 0 ? malloc.allocate(size) : allocateWithFlags(size, flags[granule - 1])
  }

  /// An object of an arena must not go to the thread's cache, from which others would get it.
  func free(_ pointer: UnsafeMutableRawPointer, size: Int, granule: Int) {
    if granule == 0 { malloc.free(pointer) } else { freeWithFlags(pointer, flags[granule - 1]) }
  }

  func purge() throws { try control.purge() }

  /// `stats.allocated` and `stats.active`.
  func bytes() -> HeapBytes {
    HeapBytes(
      inUse: control.statistic("stats.allocated"), held: control.statistic("stats.active"))
  }

  /// `arenas.bin.*`. The oldest slab serves first, and in it the first region that is free
  /// (`arena.c`).
  func shape() throws -> HeapShape {
    let count: UInt32 = try control.read("arenas.nbins")
    return HeapShape(
      classes: try (0..<count).map { bin in
        HeapShape.Class(
          slotBytes: try control.read("arenas.bin.\(bin).size"),
          slabBytes: try control.read("arenas.bin.\(bin).slab_size"))
      }, fit: .oldest, touchesSlotsLate: true, recordBytes: Self.recordBytes)
  }
}
