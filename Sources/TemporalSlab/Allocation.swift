/// An allocated object: where it is, and its name.
@frozen
public struct Allocation: Sendable {
  /// The first byte; aligned to the largest power of two that divides the size class, up to a slab.
  public nonisolated(unsafe) let pointer: UnsafeMutableRawPointer
  /// What `free` takes.
  public let handle: SlabHandle
  /// Bytes that were asked for.
  public let byteCount: Int

  /// The object's bytes; `memory.bytes` and `memory.mutableBytes` are spans of them.
  @inlinable public var memory: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: pointer, count: byteCount)
  }

  @inlinable @inline(__always)
  init(_ slot: TakenSlot, byteCount: Int) {
    pointer = slot.pointer
    handle = slot.handle
    self.byteCount = byteCount
  }
}

/// A slot that was free and is an object's now.
@usableFromInline
struct TakenSlot {
  @usableFromInline let pointer: UnsafeMutableRawPointer
  @usableFromInline let handle: SlabHandle

  /// The slot with the given index of those that begin at `address`, the first of which has the
  /// handle `first`.
  @inlinable @inline(__always)
  init(
    _ index: Int, from address: UnsafeMutableRawPointer, objectSize: UInt32, handle first: UInt64
  ) {
    pointer = address + index &* Int(truncatingIfNeeded: objectSize)
    handle = SlabHandle(
      bits: first &+ UInt64(truncatingIfNeeded: index) &<< SlabHandle.slotShift)
  }

  @inlinable @inline(__always)
  init(_ handle: SlabHandle, at pointer: UnsafeMutableRawPointer) {
    self.pointer = pointer
    self.handle = handle
  }
}
