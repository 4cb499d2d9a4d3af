import Testing

@testable import Recordings

@Suite struct EpisodeTests {
  /// What the module counts, counted from lists of all objects and all granules.
  private struct Reference {
    var begun = 0
    var lengths: [Int] = []
    var open: [Int] = []
    /// Birth and death on the allocation clock, site, size; death nil for what lives.
    var objects: [(birth: Int, death: Int?, site: String, size: Int)] = []
    var clock = 0

    init(_ sample: SyntheticSample, granule: Int) throws {
      let book = TraceBook(rule: SiteRule(), frames: try FrameFile.read(sample.framesPath))
      var live: [String: Int] = [:]
      var addresses: [String: Int] = [:]
      var granules: [Int: (count: Int, since: Int)] = [:]
      func cover(_ address: Int, _ size: Int) -> ClosedRange<Int>? {
        size == 0 ? nil : address / granule...(address + size - 1) / granule
      }
      for line in try RawText(path: sample.path).lines {
        let words = line.split(separator: " ").map(String.init)
        switch words[0] {
        case "t":
          book.append(
            pointer: UInt64(words[1], radix: 16)!, parent: UInt32(words[2], radix: 16)!)
        case "+":
          let size = Int(words[1], radix: 16)!
          let site = book.sites[Int(book.siteNumbers[Int(words[2], radix: 16)!])].label
          live[words[3]] = objects.count
          addresses[words[3]] = Int(words[3], radix: 16)!
          objects.append((clock, nil, site, size))
          if let range = cover(addresses[words[3]]!, size) {
            for number in range {
              if granules[number] == nil { begun += 1 }
              granules[number, default: (0, clock)].count += 1
            }
          }
          clock += size
        case "-":
          let object = live.removeValue(forKey: words[1])!
          objects[object].death = clock
          let size = objects[object].size
          if let range = cover(addresses[words[1]]!, size) {
            for number in range {
              granules[number]!.count -= 1
              if granules[number]!.count == 0 {
                // What one object covers has its length, from the end of its allocation.
                let isCovered = number > range.lowerBound && number < range.upperBound
                let since = isCovered ? objects[object].birth + size : granules[number]!.since
                lengths.append(clock - since)
                granules[number] = nil
              }
            }
          }
        default: break
        }
      }
      open = granules.values.map { clock - $0.since }
    }

    /// Closed epochs with an object that lives at the last close.
    func retained(_ bytes: Int) -> Int {
      let close = clock / bytes
      let alive = objects.filter { $0.birth / bytes < close && ($0.death ?? .max) / bytes >= close }
      return Set(alive.map { $0.birth / bytes }).count
    }

    /// Epochs that close at least `lag` epochs before the end, and those drained by then.
    func epochs(_ bytes: Int, lag: Int, site: String? = nil) -> (observed: Int, drained: Int) {
      let all = Set(objects.map { $0.birth / bytes })
      let observed = all.filter { ($0 + 1 + lag) <= clock / bytes }
      let pinned = observed.filter { epoch in
        objects.contains {
          $0.birth / bytes == epoch && (site == nil || $0.site == site)
            && ($0.death ?? .max) / bytes >= epoch + 1 + lag
        }
      }
      return (observed.count, observed.count - pinned.count)
    }
  }

  @Test(arguments: [21, 22] as [UInt64], GranuleSize.allCases)
  func `episodes, epochs and pins equal those counted from lists`(
    seed: UInt64, granule: GranuleSize
  ) throws {
    var recording = SyntheticRecording(seed: seed)
    recording.events = 3_000
    recording.liveObjects = 300
    recording.largestObject = 100_000
    let sample = try SyntheticSample(recording)
    let reference = try Reference(sample, granule: granule.bytes)
    var options = EpisodesOptions()
    options.granule = granule
    options.epochBytes = 16_384
    let episodes = try EpisodesReport(of: sample.path, options).episodes
    #expect(episodes.begun == reference.begun, "seed \(seed)")
    #expect(episodes.ended == reference.lengths.count, "seed \(seed)")
    #expect(episodes.allocatedBytes == UInt64(reference.clock), "seed \(seed)")
    #expect(episodes.closedEpochs == reference.clock / 16_384, "seed \(seed)")
    var histogram = DurationHistogram()
    for length in reference.lengths { histogram.recordEnded(UInt64(length)) }
    for row in histogram.buckets {
      let counted = episodes.lengths.buckets.first { $0.from == row.from }
      #expect(counted?.ended == row.ended, "seed \(seed), from \(row.from)")
    }
    #expect(episodes.lengths.open == reference.open.count, "seed \(seed)")
    for row in episodes.drains {
      let (observed, drained) = reference.epochs(16_384, lag: row.lag)
      #expect(row.observed == observed, "seed \(seed), lag \(row.lag)")
      #expect(row.drained == drained, "seed \(seed), lag \(row.lag)")
    }
    #expect(episodes.retainedEpochs == reference.retained(16_384), "seed \(seed)")
    #expect(episodes.series.last?.measured == episodes.retainedEpochs, "seed \(seed)")
    for site in episodes.sites {
      for pin in site.pins {
        let (observed, drained) = reference.epochs(16_384, lag: pin.lag, site: site.label)
        #expect(pin.observed == observed, "seed \(seed), \(site.label)")
        #expect(pin.pinned == observed - drained, "seed \(seed), \(site.label), lag \(pin.lag)")
      }
      let own = reference.objects.filter { $0.site == site.label }
      #expect(site.objects == own.count && site.bytes == UInt64(own.reduce(0) { $0 + $1.size }))
      #expect(site.liveObjects == own.count { $0.death == nil })
      #expect(site.lifetimes.ended == own.count { $0.death != nil })
      #expect(site.epochs == Set(own.map { $0.birth / 16_384 }).count)
    }
  }
}
