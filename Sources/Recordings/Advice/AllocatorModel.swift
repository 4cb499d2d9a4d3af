/// How a model places objects in granules.
package enum AllocatorModel: String, Sendable, CaseIterable {
  /// Slabs of size classes, an object in the first slab of its class that has a free slot.
  case slab
  /// Granules that are filled from their start to their end and reused only when empty.
  case region
  /// Slabs of size classes, new ones from each epoch of the allocation clock on; routed objects
  /// are in slabs that epochs do not end.
  case epoch
}

/// Which slab of a class takes the next object, among those with a free slot.
package enum SlabFit: Sendable {
  /// The oldest that holds an object.
  case first
  /// The one that took the last object until it is full, then the one that was full most recently:
  /// what `TemporalSlab` does in an epoch outside the ring.
  case latest
}

/// An allocator as advice and replay model it.
package struct ModelOptions: Sendable, Equatable {
  package var model = AllocatorModel.slab
  package var fit = SlabFit.first
  package var granuleBytes = GranuleSize.page.bytes
  /// Sizes of slots, ascending; larger objects are given granules of their own. Nil for
  /// `SizeClasses.spaced`.
  package var classes: [Int]?
  /// Bytes of allocation from one epoch to the next.
  package var epochBytes: UInt64 = 1 << 20

  package init() {}

  var sizeClasses: SizeClasses {
    SizeClasses(classes ?? SizeClasses.spaced(upTo: granuleBytes / 2), granuleBytes: granuleBytes)
  }
}

/// The size classes of slabs that are granules.
struct SizeClasses: Sendable {
  /// Bytes of a slot, by class.
  let sizes: [Int]
  let granuleBytes: Int
  /// The class of each size by `(size + 7) / 8`.
  private let table: [UInt8]

  init(_ sizes: [Int], granuleBytes: Int) {
    self.sizes = sizes
    self.granuleBytes = granuleBytes
    var table: [UInt8] = []
    var number = 0
    while let largest = sizes.last, table.count * 8 <= largest {
      while table.count * 8 > sizes[number] { number += 1 }
      table.append(UInt8(number))
    }
    self.table = table
  }

  /// The class of an object, one of no byte included; nil where it has granules of its own.
  @inline(__always) func index(of size: UInt64) -> Int? {
    guard size <= UInt64(sizes.last ?? 0) else { return nil }
    return Int(table[Int(truncatingIfNeeded: (size &+ 7) &>> 3)])
  }

  /// Slots of a slab.
  func capacity(_ index: Int) -> Int { granuleBytes / sizes[index] }

  /// The sizes of the objects of a class.
  func range(_ index: Int) -> ClosedRange<UInt64> {
    (index == 0 ? 0 : UInt64(sizes[index - 1]) + 1)...UInt64(sizes[index])
  }

  /// 8, multiples of 16 up to 128, and four classes to each doubling beyond: the spacing of
  /// jemalloc's classes (its manual, "Implementation notes").
  static func spaced(upTo largest: Int) -> [Int] {
    var sizes = [8] + (1...8).map { $0 * 16 }
    var step = 32
    while let last = sizes.last, last < largest {
      for part in 1...4 { sizes.append(last + part * step) }
      step *= 2
    }
    return sizes.filter { $0 <= largest }
  }
}
