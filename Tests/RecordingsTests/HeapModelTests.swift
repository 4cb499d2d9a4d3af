import Statistics
import Testing

@testable import Recordings

/// Models of heaps against the same rules written down plainly.
@Suite struct HeapModelTests {
  /// Slabs of slots by age, looked through from the first to the last.
  private struct PlainSlabs {
    struct Slab {
      var cell: [Int]
      var live: Set<Int> = []
      var used = 0
      /// When it was last offered; nil while it is the one in use.
      var offered: Int?
    }
    let shape: HeapShape
    var slabs: [Slab] = []
    var large: [Int: Int] = [:]
    var current: [[Int]: Int] = [:]
    var time = 0

    mutating func allocate(slot: Int, size: Int, granule: Int) {
      guard let number = shape.classes.firstIndex(where: { $0.slotBytes >= size }) else {
        large[slot] = (size + 4_095) / 4_096 * 4_096
        return
      }
      let cell = [granule, number]
      let capacity = shape.classes[number].slabBytes / shape.classes[number].slotBytes
      func hasRoom(_ index: Int) -> Bool {
        slabs[index].cell == cell && slabs[index].live.count < capacity
      }
      var chosen: Int?
      if shape.fit == .oldest {
        chosen = slabs.indices.first { hasRoom($0) && !slabs[$0].live.isEmpty }
      } else if let index = current[cell], hasRoom(index) {
        chosen = index
      } else {
        let offered = slabs.indices.filter { hasRoom($0) && slabs[$0].offered != nil }
          .sorted { slabs[$0].offered! < slabs[$1].offered! }
        chosen = shape.fit == .latest ? offered.last : offered.first
      }
      let index = chosen ?? slabs.count
      if index == slabs.count { slabs.append(Slab(cell: cell)) }
      if shape.fit != .oldest { current[cell] = index }
      slabs[index].offered = nil
      slabs[index].live.insert(slot)
      slabs[index].used = max(slabs[index].used, slabs[index].live.count)
    }

    mutating func free(slot: Int) {
      time += 1
      if large.removeValue(forKey: slot) != nil { return }
      let index = slabs.firstIndex { $0.live.contains(slot) }!
      let entry = shape.classes[slabs[index].cell[1]]
      let wasFull = slabs[index].live.count == entry.slabBytes / entry.slotBytes
      let isCurrent = current[slabs[index].cell] == index
      slabs[index].live.remove(slot)
      if slabs[index].live.isEmpty {
        if isCurrent && shape.fit == .latest { return }
        if isCurrent { current[slabs[index].cell] = nil }
        slabs[index].cell = []
        slabs[index].used = 0
      } else if wasFull && !isCurrent {
        slabs[index].offered = time
      }
    }

    var heldBytes: Int {
      slabs.reduce(large.values.reduce(0, +)) { sum, slab in
        if slab.used == 0 { return sum }
        let entry = shape.classes[slab.cell[1]]
        let touched = (slab.used * entry.slotBytes + 4_095) / 4_096 * 4_096
        return sum + (shape.touchesSlotsLate ? min(entry.slabBytes, touched) : entry.slabBytes)
      }
    }
  }

  @Test(
    "slabs are chosen, given back and counted as the rules say", arguments: HeapShape.Fit.allCases)
  func slabs(fit: HeapShape.Fit) {
    for seed in UInt64(1)...6 {
      let shape = HeapShape(
        classes: [
          .init(slotBytes: 48, slabBytes: 192), .init(slotBytes: 1_000, slabBytes: 12_288),
          .init(slotBytes: 3_001, slabBytes: 3_001),
        ], fit: fit, touchesSlotsLate: seed % 2 == 0)
      var model = SlabModel(shape, granules: 2, slots: 400)
      var plain = PlainSlabs(shape: shape)
      var random = Xoshiro256StarStar(seed: seed)
      var sizes: [Int: Int] = [:]
      for step in 0..<3_000 {
        let slot = Int(random.nextBounded(400))
        if let size = sizes.removeValue(forKey: slot) {
          model.free(slot: slot, size: size)
          plain.free(slot: slot)
        } else {
          let size = 1 + Int(random.nextBounded([48, 1_000, 3_001, 9_000][step % 4]))
          let granule = Int(random.nextBounded(3))
          sizes[slot] = size
          model.allocate(slot: slot, size: size, granule: granule)
          plain.allocate(slot: slot, size: size, granule: granule)
        }
        #expect(model.heldBytes == plain.heldBytes, "seed \(seed), step \(step)")
        if model.heldBytes != plain.heldBytes { return }
      }
    }
  }

  @Test("chunks merge with free neighbours, and a heap without objects holds nothing but its cache")
  func chunks() {
    var model = ChunkModel(slots: 300)
    // Chunks of 2,016 bytes are above the cache's.
    for slot in 0..<300 { model.allocate(slot: slot, size: 2_000, granule: 0) }
    let full = (300 * 2_016 + 4_095) / 4_096 * 4_096
    #expect(model.heldBytes == full)
    // Every second one: no page is free.
    for slot in stride(from: 0, to: 300, by: 2) { model.free(slot: slot, size: 2_000) }
    #expect(model.heldBytes >= full - 4_096)
    // They serve again, the smallest that fit.
    for slot in stride(from: 0, to: 300, by: 2) {
      model.allocate(slot: slot, size: 1_990, granule: 0)
    }
    #expect(model.heldBytes == full)
    for slot in 0..<300 { model.free(slot: slot, size: 2_000) }
    #expect(model.heldBytes == 0)
    model.allocate(slot: 0, size: 200_000, granule: 0)
    #expect(model.heldBytes == 49 * 4_096)
    model.free(slot: 0, size: 200_000)
    #expect(model.heldBytes == 0)
    // Seven chunks of a small size stay in the cache.
    for slot in 0..<10 { model.allocate(slot: slot, size: 1_000, granule: 0) }
    for slot in 0..<10 { model.free(slot: slot, size: 1_000) }
    #expect(model.heldBytes == 2 * 4_096)
  }

  @Test("random chunks never overlap memory that is counted less than once")
  func chunkBounds() {
    for seed in UInt64(1)...4 {
      var random = Xoshiro256StarStar(seed: seed)
      var model = ChunkModel(slots: 500)
      var sizes: [Int: Int] = [:]
      var most = 0
      for _ in 0..<5_000 {
        let slot = Int(random.nextBounded(500))
        if let size = sizes.removeValue(forKey: slot) {
          model.free(slot: slot, size: size)
        } else {
          let size = 1 + Int(random.nextBounded(random.nextBounded(20) == 0 ? 300_000 : 600))
          sizes[slot] = size
          model.allocate(slot: slot, size: size, granule: 0)
        }
        most = max(most, sizes.values.reduce(0, +))
      }
      let live = sizes.values.reduce(0, +)
      #expect(model.heldBytes >= live, "seed \(seed)")
      for (slot, size) in sizes { model.free(slot: slot, size: size) }
      // What the cache holds: at most seven chunks of each of 64 sizes.
      #expect(model.heldBytes <= 64 * 7 * 4_096, "seed \(seed)")
    }
  }

  @Test(
    "where slabs are pages, the model of replays and that of advice hold the same",
    arguments: 1...4 as ClosedRange<UInt64>)
  func sameAsAdvice(seed: UInt64) throws {
    let sample = try SyntheticSample(SyntheticRecording(seed: seed))
    let classes = [64, 128, 512, 1_024]
    let book = TraceBook(rule: SiteRule())
    let log = try EventLog(reading: sample.path, book: book)
    var options = ModelOptions()
    options.classes = classes
    let moments = Array(stride(from: 100, through: log.events.count, by: 100))
    let heap = ModelHeap(log, options, moments: moments)
    var pages = heap.largeGranules
    let all = GranuleSimulation.Part(
      includes: Array(repeating: true, count: book.count + 1), isCutByEpochs: false)
    for stream in heap.streams {
      var place = 0
      GranuleSimulation().run(stream, all, fit: .first, moments: Array(moments.indices)) {
        pages[place] += $0
        place += 1
      }
    }

    let replay = try ReplayRecording.read(
      sample.path, at: .end, rule: SiteRule(), framesPath: sample.framesPath)
    let shape = HeapShape(
      classes: classes.map { .init(slotBytes: $0, slabBytes: 4_096) }, fit: .oldest)
    var model = SlabModel(shape, granules: 0, slots: replay.script.slots)
    var sizes = Array(repeating: 0, count: replay.script.slots)
    var held: [Int] = []
    var number = 0
    try replay.script.forEachBlock { events in
      for event in events {
        let slot = Int(event.slot)
        if event.origin == ReplayEvent.free {
          model.free(slot: slot, size: sizes[slot])
        } else {
          sizes[slot] = max(1, Int(event.size))
          model.allocate(slot: slot, size: sizes[slot], granule: 0)
        }
        number += 1
        if number % 100 == 0 { held.append(model.heldBytes / 4_096) }
      }
    }
    #expect(held == pages, "seed \(seed)")
  }
}
