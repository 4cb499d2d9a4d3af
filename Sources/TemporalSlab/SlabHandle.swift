/// The name of one allocated object: what `free` takes back.
///
///     let object = try heap.allocate(128, in: epoch)
///     heap.free(object.handle)   // true
///     heap.free(object.handle)   // false: the slot is free
///
/// A handle is 64 bits: slab id 22, generation 24, slot 12, size class 4, version 2, from the top.
/// The generation is another one each time that the slab is recycled, so a handle that outlived its
/// slab is recognised and answered, never followed. What is recognised and what is not:
///
/// - A handle that was freed is refused as long as its slot is free, and for good once its slab is
///   recycled. In between, when the slot holds another object of the same slab and generation, the
///   handle is that object's name, and a free through it is accepted. A slot can be taken by the
///   next allocation of its class and epoch, so this is likely and not a remote chance: forget a
///   handle when it is freed.
/// - A handle of another allocator of the process is refused. Each allocator's generations begin
///   at a place of its own: those of the first n allocators lie more than 2^24 / 3n apart (55,000
///   for 100), so a slab must be recycled that often before it comes to a generation that was
///   another's. For slabs of any two ages the chance is that of two generations being equal, one in
///   2^24, for handles that also agree in slab, class and live slot.
/// - A word that is no handle is refused unless it is a live object's handle bit for bit: for a
///   random one, a chance of the live objects in 2^64.
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
  package static let slabLimit = 1 << 22
  /// Times that a slab id can be used before its generations repeat.
  package static let generationLimit = (1 << 24) - 1
  /// Slots of one slab that a handle can name.
  package static let slotLimit = 1 << 12
  /// Size classes that a handle can name.
  static let sizeClassLimit = 1 << 4

  @inline(__always)
  init(slab: Int, generation: UInt64, slot: Int, sizeClass: Int) {
    bits =
      UInt64(truncatingIfNeeded: slab) << Self.slabShift | generation << Self.generationShift
      | UInt64(truncatingIfNeeded: slot) << Self.slotShift
      | UInt64(truncatingIfNeeded: sizeClass) << Self.classShift | Self.versionBits
  }

  /// What a slab's handle base is while the slab is not in use: its generation and class beside
  /// another slab's id, so that no handle that leads to the slab matches.
  static func vacantBase(slab: Int, generation: UInt64, sizeClass: Int) -> UInt64 {
    let other = SlabHandle(
      slab: slab ^ (slabLimit - 1), generation: generation & generationMask, slot: 0,
      sizeClass: sizeClass)
    return other.bits & ~versionMask
  }

  /// The bits in which the handle base of a slab in use differs from `vacantBase`.
  static let vacancy = UInt64(slabLimit - 1) << slabShift | versionBits

  /// The slab's id.
  @inlinable public var slab: Int { Int(bits >> Self.slabShift) }
  /// Which of the slab's uses the object belongs to; the first has a number of the allocator's.
  var generation: Int { Int(bits >> Self.generationShift & Self.generationMask) }
  /// The object's slot within its slab.
  @inlinable public var slot: Int { Int(bits >> Self.slotShift & Self.slotMask) }
  /// The index of the object's size class.
  var sizeClass: Int { Int(bits >> Self.classShift & 0xf) }
}

extension SlabHandle: CustomStringConvertible {
  /// Slab, generation, slot and class, for messages.
  public var description: String {
    "slab \(slab) generation \(generation) slot \(slot) class \(sizeClass)"
  }
}
