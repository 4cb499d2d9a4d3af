import Synchronization
import TemporalSlab

/// A word for each slot of an allocator, by slab and slot: how a free finds what is known of its
/// object.
///
/// It is kept by object and not by slab, so it is exact in both reuse modes: with ring reuse a slab
/// holds objects of several eras. It lies in address space that takes memory as it is written.
final class SlotTable: @unchecked Sendable {
  /// The words, for the fast paths.
  let words: SlotWords
  private let byteCount: Int

  /// A table for the slabs of an allocator that is built with this configuration.
  init(_ configuration: SlabConfiguration) throws(ProfilerError) {
    let smallest = configuration.sizeClasses.min() ?? configuration.slabSize
    let widest = max(1, configuration.slabSize / max(1, smallest))
    let shift = Int.bitWidth - (widest - 1).leadingZeroBitCount
    let slabs = min(
      SlabHandle.slabLimit, max(1, configuration.reservedByteCount / configuration.slabSize))
    // A handle that was made up may name a slot past its slab; it is read before it is refused.
    byteCount = (slabs << shift + SlabHandle.slotLimit) * MemoryLayout<UInt64>.stride
    guard let address = Platform.mapZeroed(byteCount: byteCount) else {
      throw .cannotReserve(byteCount: byteCount)
    }
    words = SlotWords(first: address, shift: UInt64(shift))
  }

  deinit { Platform.unmap(words.first, byteCount: byteCount) }
}

/// The words of a `SlotTable`.
@usableFromInline
struct SlotWords {
  /// Zero bytes are an `Atomic` of 0.
  @usableFromInline let first: UnsafeMutableRawPointer
  /// Bytes of a slab's words, as a power of two.
  @usableFromInline let byteShift: UInt64

  /// - Parameter shift: words of a slab, as a power of two.
  init(first: UnsafeMutableRawPointer, shift: UInt64) {
    self.first = first
    byteShift = shift + 3
  }

  @inlinable @inline(__always)
  subscript(handle: SlabHandle) -> UInt64 {
    get { word(handle).pointee.load(ordering: .relaxed) }
    nonmutating set { word(handle).pointee.store(newValue, ordering: .relaxed) }
  }

  @inlinable @inline(__always)
  func word(_ handle: SlabHandle) -> UnsafeMutablePointer<Atomic<UInt64>> {
    let slab = UInt64(truncatingIfNeeded: handle.slab) &<< byteShift
    return (first + Int(truncatingIfNeeded: slab) + handle.slot &* 8)
      .assumingMemoryBound(to: Atomic<UInt64>.self)
  }
}

/// Why a profiler could not be made.
public enum ProfilerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The system has no address space for the table of eras.
  case cannotReserve(byteCount: Int)

  /// What was asked for, and what would help.
  public var description: String {
    switch self {
    case .cannotReserve(let byteCount):
      "\(byteCount) bytes of address space cannot be reserved for the profiler; a smaller "
        + "reservedByteCount of the allocator needs less"
    }
  }
}
