import Statistics
import TemporalSlab
import Testing

@testable import Recordings

/// The models against granules that are lists, and against the allocator.
@Suite struct AdviceModelTests {
  /// A random program: sizes of few classes and some large ones, lives short and long.
  static func log(seed: UInt64, objects: Int, sites: Int = 5) throws -> (EventLog, TraceBook) {
    var random = Xoshiro256StarStar(seed: seed)
    var text = CSVReader.header + "\n"
    var live: [Int] = []
    for object in 0..<objects {
      while !live.isEmpty, random.nextBounded(100) < 48 {
        // The last one, as of a stack, or any.
        let place =
          random.nextBounded(3) == 0 ? live.count - 1 : Int(random.nextBounded(UInt64(live.count)))
        text += "\(object),free,\(live.remove(at: place)),,\n"
      }
      let sizes = [0, 8, 60, 64, 100, 250, 700, 1_024, 2_048, 5_000]
      let size = sizes[Int(random.nextBounded(UInt64(sizes.count)))]
      text += "\(object),allocate,\((object + 1) << 16),\(size),"
      text += "site\(random.nextBounded(UInt64(sites)))\n"
      live.append((object + 1) << 16)
    }
    let folder = try TemporaryFolder()
    let book = TraceBook(rule: SiteRule())
    return (try EventLog(reading: folder.file("a.csv", text), book: book), book)
  }

  /// Granules as lists of what is in them, event by event.
  private struct Lists {
    var options: ModelOptions
    /// By pool and class: granules in the order of their making, each the objects in it.
    var granules: [[Int]: [[Int]]] = [:]
    /// For `SlabFit.latest`: the current granule and those with a free slot, the newest last, as
    /// numbers in `made`.
    var made: [[Int]: [(objects: [Int], isCurrent: Bool, freedAt: Int)]] = [:]
    var clock = 0
    var regionUsed: [Int: Int] = [:]
    var now = 0

    /// Gives an object granules of its own.
    mutating func keepAlone(_ object: Int, _ size: Int) {
      let count = (size + options.granuleBytes - 1) / options.granuleBytes
      for part in 0..<count { granules[[-1, object, part]] = [[object]] }
    }

    mutating func allocate(_ object: Int, size: Int, pool: Int) {
      now += 1
      let epoch = clock / Int(options.epochBytes)
      clock += size
      let granule = options.granuleBytes
      if options.model == .region {
        let units = (max(1, size) + 15) / 16 * 16
        if size > granule {
          return keepAlone(object, size)
        }
        if regionUsed[pool, default: granule] + units > granule {
          granules[[pool], default: []].append([])
          regionUsed[pool] = 0
        }
        regionUsed[pool, default: 0] += units
        let last = granules[[pool]]!.count - 1
        granules[[pool]]![last].append(object)
        return
      }
      let sizes = options.sizeClasses.sizes
      guard let index = sizes.firstIndex(where: { $0 >= size }) else {
        return keepAlone(object, size)
      }
      let capacity = granule / sizes[index]
      let key = [pool, index, options.model == .epoch && pool == 0 ? epoch : 0]
      if options.fit == .first {
        if let first = granules[key, default: []].firstIndex(where: {
          !$0.isEmpty && $0.count < capacity
        }) {
          granules[key]![first].append(object)
        } else {
          granules[key, default: []].append([object])
        }
      } else {
        var all = made[key] ?? []
        if let current = all.firstIndex(where: { $0.isCurrent && $0.objects.count < capacity }) {
          all[current].objects.append(object)
        } else {
          for place in all.indices { all[place].isCurrent = false }
          let partial = all.indices.filter {
            !all[$0].objects.isEmpty && all[$0].objects.count < capacity
          }.max { all[$0].freedAt < all[$1].freedAt }
          if let partial {
            all[partial].isCurrent = true
            all[partial].objects.append(object)
          } else {
            all.append(([object], true, 0))
          }
        }
        made[key] = all
      }
    }

    mutating func free(_ object: Int) {
      now += 1
      for key in granules.keys {
        for place in granules[key]!.indices { granules[key]![place].removeAll { $0 == object } }
      }
      for key in made.keys {
        for place in made[key]!.indices where made[key]![place].objects.contains(object) {
          let capacity = options.granuleBytes / options.sizeClasses.sizes[key[1]]
          let isFull = made[key]![place].objects.count == capacity
          made[key]![place].objects.removeAll { $0 == object }
          if isFull { made[key]![place].freedAt = now }
        }
      }
    }

    var occupied: Int {
      granules.values.reduce(0) { $0 + $1.count { !$0.isEmpty } }
        + made.values.reduce(0) { $0 + $1.count { !$0.objects.isEmpty } }
    }
  }

  private static func options(
    _ model: AllocatorModel, _ fit: SlabFit, _ granule: GranuleSize = .page
  ) -> ModelOptions {
    var options = ModelOptions()
    options.model = model
    options.fit = fit
    options.granuleBytes = granule.bytes
    options.epochBytes = 20_000
    return options
  }

  @Test(
    "a model's granules are those of lists, at every moment, whatever is moved",
    arguments: [
      (AllocatorModel.slab, SlabFit.first), (.slab, .latest), (.region, .first), (.epoch, .first),
      (.epoch, .latest),
    ])
  func bruteForce(model: AllocatorModel, fit: SlabFit) throws {
    for seed in UInt64(1)...4 {
      let (log, book) = try Self.log(seed: seed, objects: 400)
      let options = Self.options(model, fit, seed == 4 ? .large : .page)
      let moments = Array(stride(from: 7, through: log.events.count, by: 7))
      let moved = (1...2).map { ($0 + Int(seed)) % 5 + 1 }
      let game = RoutingGame(
        [
          RoutingGame.Field(
            heap: ModelHeap(log, options, moments: moments),
            siteOfTrace: book.siteNumbers.map { Int($0) }, moments: [moments.count - 1])
        ], options)
      for site in moved { game.move(RoutingGame.Player(site: site)) }
      let series = game.retainedSeries()[0]
      var lists = Lists(options: options)
      for (number, event) in log.events.enumerated() {
        if let moment = moments.firstIndex(of: number) {
          #expect(series[moment] == lists.occupied, "seed \(seed), event \(number)")
        }
        let object = Int(event >> 1)
        if event & 1 == 0 {
          let site = Int(book.siteNumbers[Int(log.traces[object])])
          lists.allocate(
            object, size: Int(log.size(of: object)), pool: moved.contains(site) ? site : 0)
        } else {
          lists.free(object)
        }
      }
    }
  }

  @Test("the slab model has the slabs of the allocator that the same events drive")
  func allocator() throws {
    for seed in UInt64(10)...13 {
      let (log, book) = try Self.log(seed: seed, objects: 3_000)
      var configuration = SlabConfiguration()
      configuration.slabSize = seed % 2 == 0 ? 4_096 : 65_536
      configuration.sizeClasses = [64, 96, 128, 256, 768, 1_024, 2_048]
      var options = ModelOptions()
      options.fit = .latest
      options.granuleBytes = configuration.slabSize
      options.classes = configuration.sizeClasses
      let moments = Array(stride(from: 50, through: log.events.count, by: 50))
      let moved = Int(seed) % 5 + 1
      let game = RoutingGame(
        [
          RoutingGame.Field(
            heap: ModelHeap(log, options, moments: moments),
            siteOfTrace: book.siteNumbers.map { Int($0) }, moments: [moments.count - 1])
        ], options)
      game.move(RoutingGame.Player(site: moved))
      let heap = game.fields[0].heap
      let series = game.retainedSeries()[0]

      let allocator = try SlabAllocator(configuration)
      let epochs = [try allocator.openPersistent(), try allocator.openPersistent()]
      let slabs = try allocator.makeHeap()
      var handles: [Int: SlabHandle] = [:]
      for (number, event) in log.events.enumerated() {
        if let moment = moments.firstIndex(of: number) {
          let retention = allocator.retention(including: epochs)
          let small = series[moment] - heap.largeGranules[moment]
          #expect(small == retention.slabCount, "seed \(seed), event \(number)")
          let structural = series[moment] - heap.fewest(at: moment)
          #expect(structural == retention.structuralSlabCount, "seed \(seed), event \(number)")
        }
        let object = Int(event >> 1)
        if event & 1 == 0 {
          let size = Int(log.size(of: object))
          if size > 2_048 { continue }
          let isMoved = Int(book.siteNumbers[Int(log.traces[object])]) == moved
          handles[object] = try slabs.allocate(max(1, size), in: epochs[isMoved ? 1 : 0]).handle
        } else if let handle = handles.removeValue(forKey: object) {
          let isFreed = slabs.free(handle)
          #expect(isFreed)
        }
      }
    }
  }

  @Test("Size classes hold what they say, and are spaced like jemalloc's")
  func classes() {
    let sizes = SizeClasses.spaced(upTo: 2_048)
    #expect(
      sizes == [
        8, 16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896,
        1_024, 1_280, 1_536, 1_792, 2_048,
      ])
    let classes = SizeClasses(sizes, granuleBytes: 4_096)
    for size in 0...2_049 {
      let index = classes.index(of: UInt64(size))
      #expect(index == sizes.firstIndex { $0 >= size }, "\(size)")
      if let index { #expect(classes.range(index).contains(UInt64(size))) }
    }
  }
}
