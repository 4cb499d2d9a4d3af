import Recordings

/// mimalloc: a heap for each granule.
struct MimallocReplayHeap: ReplayHeap {
  private typealias Collect = @convention(c) (UnsafeMutableRawPointer, Bool) -> Void
  private typealias GetHeap = @convention(c) () -> UnsafeMutableRawPointer?
  private typealias Allocate =
    @convention(c) (UnsafeMutableRawPointer, Int) -> UnsafeMutableRawPointer?
  private typealias GoodSize = @convention(c) (Int) -> Int
  private typealias Visitor =
    @convention(c) (
      UnsafeRawPointer?, UnsafeRawPointer?, UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?
    ) -> Bool
  private typealias Visit =
    @convention(c) (UnsafeMutableRawPointer, Bool, Visitor, UnsafeMutableRawPointer?) -> Bool

  private let malloc = MallocPair()
  private let allocateInHeap: Allocate
  private let collect: Collect
  private let goodSize: GoodSize
  private let visit: Visit?
  /// The common heap, and each granule's.
  private let heaps: [UnsafeMutableRawPointer]

  /// Pages of small and of medium objects, and the largest small one and medium one: a quarter of
  /// their page (mimalloc 2, `types.h`).
  private static let smallPage = 1 << 16
  private static let mediumPage = 1 << 19

  init(granules: Int) throws {
    allocateInHeap = try MallocFunctions.named("mi_heap_malloc", Allocate.self)
    collect = try MallocFunctions.named("mi_heap_collect", Collect.self)
    goodSize = try MallocFunctions.named("mi_good_size", GoodSize.self)
    visit = Platform.function("mi_heap_visit_blocks", as: Visit.self)
    let common = try MallocFunctions.named("mi_heap_get_default", GetHeap.self)
    let make = try MallocFunctions.named("mi_heap_new", GetHeap.self)
    heaps = try ([common] + Array(repeating: make, count: granules)).map { function in
      guard let heap = function() else {
        throw ExperimentError.inconsistent("mimalloc made no heap")
      }
      return heap
    }
  }

  func allocate(_ size: Int, granule: Int) -> UnsafeMutableRawPointer? {
    granule == 0 ? malloc.allocate(size) : allocateInHeap(heaps[granule], size)
  }

  func free(_ pointer: UnsafeMutableRawPointer, size: Int, granule: Int) { malloc.free(pointer) }

  func purge() { for heap in heaps { collect(heap, true) } }

  /// The blocks in use and the parts of pages that were ever cut into blocks
  /// (`mi_heap_visit_blocks`).
  func bytes() -> HeapBytes {
    guard let visit else { return HeapBytes() }
    var sums = (inUse: 0, held: 0)
    for heap in heaps {
      _ = withUnsafeMutablePointer(to: &sums) { sums in
        visit(
          heap, false,
          { _, area, _, _, sums in
            guard let area, let sums else { return false }
            // blocks, reserved, committed, used blocks, bytes of a block.
            let fields = area.assumingMemoryBound(to: Int.self)
            let total = sums.assumingMemoryBound(to: (inUse: Int, held: Int).self)
            total.pointee.inUse += fields[3] * fields[4]
            total.pointee.held += fields[2]
            return true
          }, sums)
      }
    }
    return HeapBytes(inUse: sums.inUse, held: sums.held)
  }

  /// A page that was full goes behind the others of its size, and free lists are extended page by
  /// page (`page.c`).
  func shape() -> HeapShape {
    var shape = HeapShape(fit: .longest, touchesSlotsLate: true)
    var size = 1
    while size <= Self.mediumPage / 4 {
      let slot = goodSize(size)
      shape.classes.append(
        HeapShape.Class(
          slotBytes: slot,
          slabBytes: slot <= Self.smallPage / 4 ? Self.smallPage : Self.mediumPage))
      size = slot + 1
    }
    return shape
  }
}
