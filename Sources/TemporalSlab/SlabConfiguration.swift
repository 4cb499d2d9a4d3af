/// What an allocator is built with.
///
///     var configuration = SlabConfiguration()
///     configuration.reuse = .strict
///     let allocator = try SlabAllocator(configuration)
public struct SlabConfiguration: Hashable, Sendable {
  /// Bytes of a slab: a power of two from 4 KiB to 256 KiB, at least one page.
  public var slabSize = 4_096
  /// Object sizes in bytes, ascending; multiples of 8, at most 16 of them, none above `slabSize`
  /// and none so small that a slab has more than 4,096 slots.
  public var sizeClasses = [64, 96, 128, 192, 256, 384, 512, 768]
  /// Epochs in the ring, 2 to 48.
  public var ringSlots = 16
  /// Epochs that stay open outside the ring until they are closed, 1 to 48; together with the ring
  /// at most 64.
  public var persistentSlots = 16
  /// What happens to the slabs of a closed epoch when its slot comes round.
  public var reuse = ReuseMode.ring
  /// When a slab is recycled that empties after its epoch's close.
  public var reclaim = ReclaimMode.late
  /// Empty slabs of each class that a heap keeps with their memory, 0 to 1,024. As many as one heap
  /// keeps of all classes, the allocator keeps of what threads leave to each other.
  public var cachedSlabLimit = 32
  /// Bytes of address space to reserve. At most 2^22 slabs are reserved; where the system refuses
  /// the whole, less is taken.
  public var reservedByteCount = 64 << 30
  /// Times that a slab id is used before it is retired, 1 to 2^24 - 1.
  public var generationLimit = SlabHandle.generationLimit
  /// Whether the system is asked to back slabs with huge pages (`MADV_HUGEPAGE`): fewer misses of
  /// the address translation, for memory that comes in units of 2 MiB and that giving back single
  /// slabs splits again. Where the system has none to give, nothing changes.
  public var usesHugePages = false
  /// Whether each close records the process's resident bytes before and after; costs two reads of
  /// `/proc/self/statm`.
  public var recordsResidentBytes = false

  /// Slabs of 4 KiB, eight classes from 64 to 768 bytes, a ring of 16 epochs, 64 GiB of addresses.
  public init() {}

  /// Throws for the first value that is out of range.
  func validate() throws(ConfigurationError) {
    func require(
      _ holds: Bool, _ name: String, _ value: some Any, _ expected: String
    ) throws(ConfigurationError) {
      if !holds { throw .invalid(name: name, value: "\(value)", allowed: "expected \(expected)") }
    }
    let smallest = max(4_096, Platform.pageSize)
    try require(
      slabSize >= smallest && slabSize <= 262_144 && slabSize & (slabSize - 1) == 0,
      "slabSize", slabSize, "a power of two from \(smallest) to 262144")
    try require(
      !sizeClasses.isEmpty && sizeClasses.count <= SlabHandle.sizeClassLimit,
      "sizeClasses", sizeClasses, "1 to 16 sizes")
    for (index, size) in sizeClasses.enumerated() {
      let smallest = max(8, slabSize / SlabHandle.slotLimit)
      try require(
        size % 8 == 0 && size >= smallest && size <= slabSize, "sizeClasses[\(index)]", size,
        "a multiple of 8 from \(smallest) to \(slabSize)")
      try require(
        index == 0 || size > sizeClasses[index - 1], "sizeClasses[\(index)]", size,
        "sizes that ascend")
    }
    try require((2...48).contains(ringSlots), "ringSlots", ringSlots, "2 to 48")
    try require(
      (1...48).contains(persistentSlots) && ringSlots + persistentSlots <= 64,
      "persistentSlots", persistentSlots, "1 to \(min(48, 64 - ringSlots))")
    try require(
      (0...1_024).contains(cachedSlabLimit), "cachedSlabLimit", cachedSlabLimit,
      "0 to 1024")
    try require(
      reservedByteCount >= slabSize, "reservedByteCount", reservedByteCount,
      "at least one slab of \(slabSize) bytes")
    try require(
      (1...SlabHandle.generationLimit).contains(generationLimit), "generationLimit",
      generationLimit, "1 to \(SlabHandle.generationLimit)")
  }

  /// Slots of a slab of the given object size in bytes.
  public func capacity(ofObjectSize size: Int) -> Int { slabSize / size }
}
