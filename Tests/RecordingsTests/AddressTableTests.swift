import Statistics
import Testing

@testable import Recordings

@Suite struct AddressTableTests {
  struct Slot: TableSlot {
    var key: UInt64
    var value: UInt64 = 0

    init(key: UInt64) { self.key = key }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a table holds what a dictionary does after any insertions and removals`(seed: UInt64) {
    var generator = Xoshiro256StarStar(seed: seed)
    var table = AddressTable<Slot>()
    var model: [UInt64: UInt64] = [:]
    for step in 0..<20_000 {
      // Few keys, so that most come and go many times; multiples of 16 as addresses are.
      let key = (generator.nextBounded(3_000) + 1) * 16
      if generator.nextBounded(3) > 0 {
        let (slot, isNew) = table.insert(key)
        #expect(isNew == (model[key] == nil), "seed \(seed), step \(step)")
        slot.pointee.value = UInt64(step)
        model[key] = UInt64(step)
      } else if let slot = table.slot(of: key) {
        table.remove(slot)
        #expect(model.removeValue(forKey: key) != nil, "seed \(seed), step \(step)")
      } else {
        #expect(model[key] == nil, "seed \(seed), step \(step)")
      }
    }
    #expect(table.count == model.count)
    var held: [UInt64: UInt64] = [:]
    table.forEach { held[$0.key] = $0.value }
    #expect(held == model, "seed \(seed)")
    for key in model.keys { #expect(table.slot(of: key)?.pointee.value == model[key]) }
  }

  @Test func `the key 0 is never there`() {
    var table = AddressTable<Slot>()
    #expect(table.slot(of: 0) == nil)
    for key in UInt64(1)...1_000 { table.insert(key).slot.pointee.value = key }
    #expect(table.slot(of: 0) == nil)
  }

  @Test func `texts keep their numbers, also those of one hash`() {
    var table = ByteTable()
    let texts = (0..<2_000).map { "site \($0 % 1_000)" }
    for (index, text) in texts.enumerated() {
      var text = text
      let (number, isNew) = text.withUTF8 { table.number(of: UnsafeRawBufferPointer($0)) }
      #expect(number == UInt32(index % 1_000))
      #expect(isNew == (index < 1_000))
    }
    #expect(table.text(7) == "site 7")
  }

  @Test func `sizes of 4 GiB and more are kept`() {
    var objects = LiveObjects()
    let sizes: [UInt64] = [0, 1, 4_294_967_294, 4_294_967_295, 1 << 40]
    for (index, size) in sizes.enumerated() {
      objects.insert(UInt64(index + 1) * 16, size: size, trace: 0, time: 0, stamp: 0)
    }
    var log = ObjectLog()
    objects.forEach { log.append($0, size: $1) }
    var logged: [UInt64: UInt64] = [:]
    log.forEach { logged[$0.key] = $1 }
    for (index, size) in sizes.enumerated() {
      let address = UInt64(index + 1) * 16
      #expect(objects.slot(of: address).map { objects.size(of: $0.pointee) } == size)
      #expect(logged[address] == size)
    }
  }
}
