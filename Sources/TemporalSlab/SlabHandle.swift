/// The name of one allocated object: what `free` takes back.
///
///     let object = try heap.allocate(128, in: epoch)
///     heap.free(object.handle)   // true
///     heap.free(object.handle)   // false: already freed
///
/// A handle is 64 bits: slab id 22, generation 24, slot 12, size class 4, version 2, from the top.
/// The generation counts how often the slab was recycled, so a handle that outlived its slab is
/// recognised and answered, never followed.
@frozen
public struct SlabHandle: Hashable, Sendable {
  /// All fields in one word; 0 is never a valid handle.
  public let bits: UInt64

  /// A handle from bits that were kept somewhere; anything is accepted and checked on use.
  @inlinable @inline(__always)
  public init(bits: UInt64) { self.bits = bits }

  @usableFromInline static let versionBits: UInt64 = 0b01
  @usableFromInline static let versionMask: UInt64 = 0b11
  @usableFromInline static let classShift: UInt64 = 2
  @usableFromInline static let slotShift: UInt64 = 6
  @usableFromInline static let generationShift: UInt64 = 18
  @usableFromInline static let slabShift: UInt64 = 42
  @usableFromInline static let slotMask: UInt64 = 0xfff
  @usableFromInline static let generationMask: UInt64 = 0xff_ffff

  /// Slabs that a handle can name.
  public static let slabLimit = 1 << 22
  /// The last generation of a slab id; after it the id is retired.
  public static let generationLimit = (1 << 24) - 1
  /// Slots of one slab that a handle can name.
  public static let slotLimit = 1 << 12
  /// Size classes that a handle can name.
  public static let sizeClassLimit = 1 << 4

  init(slab: Int, generation: UInt64, slot: Int, sizeClass: Int) {
    bits =
      UInt64(slab) << Self.slabShift | generation << Self.generationShift
      | UInt64(slot) << Self.slotShift | UInt64(sizeClass) << Self.classShift | Self.versionBits
  }

  /// What a slab's handle base is while the slab is not in use: its generation and class beside
  /// another slab's id, so that no handle that leads to the slab matches.
  static func vacantBase(slab: Int, generation: UInt64, sizeClass: Int) -> UInt64 {
    let other = SlabHandle(
      slab: slab ^ (slabLimit - 1), generation: generation & generationMask, slot: 0,
      sizeClass: sizeClass)
    return other.bits & ~versionMask
  }

  /// The slab's id.
  @inlinable public var slab: Int { Int(bits >> Self.slabShift) }
  /// How often the slab had been recycled, plus one, when the object was allocated.
  public var generation: Int { Int(bits >> Self.generationShift & Self.generationMask) }
  /// The object's slot within its slab.
  @inlinable public var slot: Int { Int(bits >> Self.slotShift & Self.slotMask) }
  /// The index of the object's size class.
  @inlinable public var sizeClass: Int { Int(bits >> Self.classShift & 0xf) }
}

extension SlabHandle: CustomStringConvertible {
  /// Slab, generation, slot and class, for messages.
  public var description: String {
    "slab \(slab) generation \(generation) slot \(slot) class \(sizeClass)"
  }
}

/// An allocated object: where it is, and its name.
@frozen
public struct Allocation: Sendable {
  /// The first byte; aligned to the largest power of two that divides the size class, up to a slab.
  public nonisolated(unsafe) let pointer: UnsafeMutableRawPointer
  /// What `free` takes.
  public let handle: SlabHandle

  @inlinable @inline(__always)
  init(pointer: UnsafeMutableRawPointer, handle: SlabHandle) {
    self.pointer = pointer
    self.handle = handle
  }
}
