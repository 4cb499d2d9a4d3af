import Testing

@testable import TemporalSlab

@Suite struct SlabConfigurationTests {
  /// A value that is out of range, and what the error has to say.
  struct Wrong: Sendable, CustomTestStringConvertible {
    var testDescription: String { "\(name) \(value)" }
    var name: String
    var value: String
    var allowed: String
    var change: @Sendable (inout SlabConfiguration) -> Void

    init(
      _ name: String, _ value: String, _ allowed: String,
      _ change: @escaping @Sendable (inout SlabConfiguration) -> Void
    ) {
      self.name = name
      self.value = value
      self.allowed = allowed
      self.change = change
    }
  }

  static let slabSizes = [0, -4_096, 1, 2_048, 4_095, 6_144, 524_288, Int.max, Int.min].map {
    size in
    Wrong("slabSize", "\(size)", "from 4096 to 262144") { $0.slabSize = size }
  }

  static let sizeClasses = [
    Wrong("sizeClasses", "[]", "1 to 16") { $0.sizeClasses = [] },
    Wrong("sizeClasses", "[64, 72,", "1 to 16") { $0.sizeClasses = (8..<25).map { $0 * 8 } },
    Wrong("sizeClasses[0]", "0", "multiple of 8 from 8 to 4096") { $0.sizeClasses = [0, 64] },
    Wrong("sizeClasses[0]", "-64", "multiple of 8") { $0.sizeClasses = [-64, 64] },
    Wrong("sizeClasses[1]", "100", "multiple of 8") { $0.sizeClasses = [64, 100] },
    Wrong("sizeClasses[1]", "64", "ascend") { $0.sizeClasses = [64, 64] },
    Wrong("sizeClasses[2]", "96", "ascend") { $0.sizeClasses = [64, 128, 96] },
    Wrong("sizeClasses[1]", "4104", "to 4096") { $0.sizeClasses = [64, 4_104] },
    Wrong("sizeClasses[0]", "56", "from 64 to 262144") {
      $0.slabSize = 262_144
      $0.sizeClasses = [56]
    },
  ]

  static let counts = [
    Wrong("ringSlots", "1", "2 to 48") { $0.ringSlots = 1 },
    Wrong("ringSlots", "49", "2 to 48") { $0.ringSlots = 49 },
    Wrong("ringSlots", "-1", "2 to 48") { $0.ringSlots = -1 },
    Wrong("persistentSlots", "0", "1 to 48") { $0.persistentSlots = 0 },
    Wrong("persistentSlots", "49", "1 to 48") { $0.persistentSlots = 49 },
    Wrong("persistentSlots", "17", "1 to 16") {
      $0.ringSlots = 48
      $0.persistentSlots = 17
    },
    Wrong("cachedSlabLimit", "-1", "0 to 1024") { $0.cachedSlabLimit = -1 },
    Wrong("cachedSlabLimit", "1025", "0 to 1024") { $0.cachedSlabLimit = 1_025 },
    Wrong("reservedByteCount", "4095", "slab of 4096 bytes") { $0.reservedByteCount = 4_095 },
    Wrong("reservedByteCount", "-1", "slab of 4096 bytes") { $0.reservedByteCount = -1 },
    Wrong("generationLimit", "0", "1 to 16777215") { $0.generationLimit = 0 },
    Wrong("generationLimit", "16777216", "1 to 16777215") { $0.generationLimit = 1 << 24 },
  ]

  @Test(
    "a value out of range is refused by a message that names it and the range",
    arguments: slabSizes + sizeClasses + counts)
  func refuses(wrong: Wrong) {
    var configuration = SlabConfiguration()
    wrong.change(&configuration)
    do throws(ConfigurationError) {
      _ = try SlabAllocator(configuration)
      Issue.record("\(wrong.name) \(wrong.value) was taken")
    } catch {
      let message = "\(error)"
      #expect(message.hasPrefix("\(wrong.name) is \(wrong.value)"), "\(message)")
      #expect(message.contains(wrong.allowed), "\(message)")
    }
  }

  @Test("the ends of every range are taken")
  func takesTheEnds() throws {
    let changes: [(inout SlabConfiguration) -> Void] = [
      { $0.slabSize = 262_144 },
      {
        $0.slabSize = 262_144
        $0.sizeClasses = [64, 262_144]
      },
      { $0.sizeClasses = [8] }, { $0.sizeClasses = (1...16).map { $0 * 8 } },
      { $0.sizeClasses = [4_096] },
      {
        $0.ringSlots = 2
        $0.persistentSlots = 48
      },
      {
        $0.ringSlots = 48
        $0.persistentSlots = 16
      }, { $0.cachedSlabLimit = 0 }, { $0.cachedSlabLimit = 1_024 },
      { $0.reservedByteCount = 4_096 }, { $0.generationLimit = 1 },
      { $0.generationLimit = SlabHandle.generationLimit },
    ]
    for change in changes {
      let configuration = smallConfiguration(change)
      let allocator = try SlabAllocator(configuration)
      let heap = try allocator.makeHeap()
      let largest = configuration.sizeClasses[configuration.sizeClasses.count - 1]
      let object = try heap.allocate(largest, in: allocator.currentEpoch)
      #expect(heap.free(object.handle) == true, "\(configuration)")
      try allocator.checkInvariants()
    }
  }

  @Test("no more address space is reserved than handles can name")
  func reservationIsBounded() throws {
    let allocator = try SlabAllocator(smallConfiguration(reservedByteCount: .max))
    #expect(allocator.slabLimit >= 1 && allocator.slabLimit <= SlabHandle.slabLimit)
  }

  @Test("the default capacities are exact, with no header in the slab")
  func capacities() {
    let configuration = SlabConfiguration()
    #expect(
      configuration.sizeClasses.map(configuration.capacity(ofObjectSize:)) == [
        64, 42, 32, 21, 16, 10, 8, 5,
      ])
  }
}
