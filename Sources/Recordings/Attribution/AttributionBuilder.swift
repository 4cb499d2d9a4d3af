/// Counts a heap of one moment up into an `Attribution`.
///
/// Two passes over the objects: one numbers granules and counts what lies in them, one sorts the
/// objects' traces by granule. Then each granule's sites and traces are told apart by marks.
/// O(objects + traces), 4 bytes for each end of an object, 20 for each granule and 8 for each
/// object's age.
struct AttributionBuilder: ~Copyable {
  private let book: TraceBook
  private let granule: GranuleSize
  private let time: UInt64
  /// Age from which objects count, in nanoseconds.
  private let leastAge: UInt64

  struct Number: TableSlot {
    /// One more than the granule.
    var key: UInt64
    var number: UInt32 = 0

    init(key: UInt64) { self.key = key }
  }

  private var numbers = AddressTable<Number>()
  /// By granule's number.
  private var keys: [UInt64] = []
  private var ends: [UInt32] = []
  private var live: [Int] = []
  private var runs: [HeapMap.Run] = []

  /// By site.
  private var siteLive: [Int]
  private var siteObjects: [Int]
  private var siteCovered: [Int]
  /// By trace.
  private var traceLive: [Int]
  private var traceObjects: [Int]

  init(book: TraceBook, granule: GranuleSize, time: UInt64, olderThan leastAge: UInt64) {
    self.book = book
    self.granule = granule
    self.time = time
    self.leastAge = leastAge
    siteLive = Array(repeating: 0, count: book.sites.count)
    siteObjects = siteLive
    siteCovered = siteLive
    traceLive = Array(repeating: 0, count: book.count + 1)
    traceObjects = traceLive
  }

  /// - Throws: `identityBroken` where shared bytes do not add up.
  consuming func build(
    _ heap: borrowing MomentSink.Heap
  ) throws(RecordingError) -> Attribution {
    heap.forEachObject { object, size in count(object, size) }
    let traces = tracesByGranule(heap)
    let ages = agesBySite(heap)
    var totals = HeapTotals()
    totals.granuleBytes = granule.bytes
    totals.liveBytes = siteLive.reduce(0, +)
    totals.liveObjects = siteObjects.reduce(0, +)
    totals.occupiedGranules = keys.count + siteCovered.reduce(0, +)
    let shares = share(traces)
    let stranded = shares.stranded
    guard shares.shapley.total == stranded else {
      throw .identityBroken(stranded: stranded, shared: shares.shapley.total ?? -1)
    }
    // By name, so that the rounding does not depend on the order of traces.
    let present = siteObjects.indices.filter { siteObjects[$0] > 0 }
      .map { (site: $0, label: book.sites[$0].label) }
      .sorted { ($0.label, $0.site) < ($1.label, $1.site) }.map(\.site)
    let exact = shares.shapley.values()
    let bytes = apportion(stranded, to: present.map { exact[$0] })
    var sharedOfSite = Array(repeating: 0, count: book.sites.count)
    for (site, bytes) in zip(present, bytes) { sharedOfSite[site] = bytes }
    let rows = present.map { site in
      Attribution.SiteRow(
        site: book.sites[site], sharedBytes: sharedOfSite[site],
        soleBytes: (shares.sole[site] + siteCovered[site]) * granule.bytes,
        soleStrandedBytes: shares.soleStranded[site],
        granules: shares.touched[site] + siteCovered[site], liveBytes: siteLive[site],
        liveObjects: siteObjects[site], youngest: ages[site].youngest,
        medianAge: ages[site].median, oldest: ages[site].oldest)
    }
    return Attribution(
      time: time, totals: totals, overlappingBytes: shares.overlapping,
      sites: rows.enumerated().sorted {
        ($1.element.sharedBytes, $1.element.liveBytes, $0.offset)
          < ($0.element.sharedBytes, $0.element.liveBytes, $1.offset)
      }.map(\.element),
      occupancy: occupancyRows(), map: map(),
      stacks: stackRows(shares.ofTrace, sharedOfSite: sharedOfSite))
  }

  private func counts(_ object: LiveObject) -> Bool {
    leastAge == 0 || time - object.time >= leastAge
  }

  private mutating func count(_ object: LiveObject, _ size: UInt64) {
    guard counts(object) else { return }
    let trace = Int(object.trace)
    let site = Int(book.siteNumbers[trace])
    siteLive[site] += Int(size)
    siteObjects[site] += 1
    traceLive[trace] += Int(size)
    traceObjects[trace] += 1
    if size == 0 { return }
    let (first, last) = GranuleSize.cover(object.key, size, shift: granule.shift)
    if first == last {
      enter(first, Int(size))
      return
    }
    enter(first, Int((first + 1) << granule.shift - object.key))
    enter(last, Int(object.key + size - last << granule.shift))
    let covered = last - first - 1
    if covered > 0 {
      siteCovered[site] += Int(covered)
      runs.append(
        HeapMap.Run(first: first + 1, length: covered, liveBytes: Int(covered) * granule.bytes))
    }
  }

  private mutating func enter(_ granule: UInt64, _ bytes: Int) {
    let (slot, isNew) = numbers.insert(granule + 1)
    if isNew {
      slot.pointee.number = UInt32(keys.count)
      keys.append(granule)
      ends.append(0)
      live.append(0)
    }
    let number = Int(slot.pointee.number)
    ends[number] += 1
    live[number] += bytes
  }

  /// The traces in each granule: those of granule n lie before `ends[n]` and after `ends[n - 1]`.
  private mutating func tracesByGranule(_ heap: borrowing MomentSink.Heap) -> [UInt32] {
    var sum: UInt32 = 0
    for number in ends.indices {
      let count = ends[number]
      ends[number] = sum
      sum += count
    }
    var traces = [UInt32](repeating: 0, count: Int(sum))
    heap.forEachObject { object, size in
      guard size > 0, counts(object) else { return }
      let (first, last) = GranuleSize.cover(object.key, size, shift: granule.shift)
      for granule in first == last ? [first] : [first, last] {
        guard let slot = numbers.slot(of: granule + 1) else { continue }
        let number = Int(slot.pointee.number)
        traces[Int(ends[number])] = object.trace
        ends[number] += 1
      }
    }
    return traces
  }

  private struct Shares {
    var shapley: ShapleyShares
    /// By trace, in units of 2^-64 byte.
    var ofTrace: [UInt128]
    /// Granules by site: held alone, and held at all, without those that one object covers.
    var sole: [Int]
    var touched: [Int]
    var soleStranded: [Int]
    var stranded = 0
    var overlapping = 0
  }

  private func share(_ traces: [UInt32]) -> Shares {
    let sites = book.sites.count
    var shares = Shares(
      shapley: ShapleyShares(players: sites),
      ofTrace: Array(repeating: 0, count: book.count + 1),
      sole: Array(repeating: 0, count: sites), touched: Array(repeating: 0, count: sites),
      soleStranded: Array(repeating: 0, count: sites))
    // One more than the last granule in which a site or a trace was seen.
    var siteMark = Array(repeating: 0, count: sites)
    var traceMark = Array(repeating: 0, count: book.count + 1)
    var tracesOfSite = Array(repeating: 0, count: sites)
    var here: (sites: [Int], traces: [Int]) = ([], [])
    for number in keys.indices {
      let start = number == 0 ? 0 : Int(ends[number - 1])
      here.sites.removeAll(keepingCapacity: true)
      here.traces.removeAll(keepingCapacity: true)
      for place in start..<Int(ends[number]) {
        let trace = Int(traces[place])
        if traceMark[trace] == number + 1 { continue }
        traceMark[trace] = number + 1
        here.traces.append(trace)
        let site = Int(book.siteNumbers[trace])
        if siteMark[site] != number + 1 {
          siteMark[site] = number + 1
          here.sites.append(site)
          tracesOfSite[site] = 0
        }
        tracesOfSite[site] += 1
      }
      let w = max(0, granule.bytes - live[number])
      shares.stranded += w
      shares.overlapping += max(0, live[number] - granule.bytes)
      for site in here.sites {
        shares.touched[site] += 1
        shares.shapley.add(w, over: here.sites.count, to: site)
      }
      if here.sites.count == 1 {
        shares.sole[here.sites[0]] += 1
        shares.soleStranded[here.sites[0]] += w
      }
      for trace in here.traces {
        let parts = here.sites.count * tracesOfSite[Int(book.siteNumbers[trace])]
        shares.ofTrace[trace] += UInt128(w) << 64 / UInt128(parts)
      }
    }
    return shares
  }

  private func agesBySite(
    _ heap: borrowing MomentSink.Heap
  ) -> [(youngest: UInt64, median: UInt64, oldest: UInt64)] {
    var starts = [0]
    for count in siteObjects { starts.append(starts[starts.count - 1] + count) }
    var filled = starts
    var ages = [UInt64](repeating: 0, count: starts[starts.count - 1])
    heap.forEachObject { object, _ in
      guard counts(object) else { return }
      let site = Int(book.siteNumbers[Int(object.trace)])
      ages[filled[site]] = time - object.time
      filled[site] += 1
    }
    return siteObjects.indices.map { site in
      let range = starts[site]..<starts[site + 1]
      guard !range.isEmpty else { return (0, 0, 0) }
      ages[range].sort()
      return (
        ages[range.lowerBound], ages[range.lowerBound + (range.count - 1) / 2],
        ages[range.upperBound - 1]
      )
    }
  }

  private func occupancyRows() -> [Attribution.OccupancyRow] {
    var rows = (0..<10).map {
      Attribution.OccupancyRow(
        from: Double($0) / 10, to: Double($0 + 1) / 10, granules: 0, strandedBytes: 0)
    }
    for live in live {
      // The least tenth that the granule's share does not exceed, in whole numbers.
      let tenth = min(10, max(1, (live * 10 + granule.bytes - 1) / granule.bytes)) - 1
      rows[tenth].granules += 1
      rows[tenth].strandedBytes += max(0, granule.bytes - live)
    }
    rows[9].granules += siteCovered.reduce(0, +)
    return rows
  }

  private func map() -> HeapMap {
    HeapMap(
      granule: granule.bytes,
      runs: runs + zip(keys, live).map { HeapMap.Run(first: $0, liveBytes: $1) })
  }

  /// Splits a granule's share of a site among the site's stacks in it, evenly: the value of games
  /// with unions given beforehand (Owen, "Values of games with a priori unions", 1977).
  private func stackRows(_ shares: [UInt128], sharedOfSite: [Int]) -> [Attribution.StackRow] {
    var tracesOfSite: [UInt32: [Int]] = [:]
    for trace in traceObjects.indices where traceObjects[trace] > 0 {
      tracesOfSite[book.siteNumbers[trace], default: []].append(trace)
    }
    var rows: [(trace: Int, row: Attribution.StackRow)] = []
    for (site, traces) in tracesOfSite {
      let bytes = apportion(
        sharedOfSite[Int(site)],
        to: traces.map { trace in
          let rounded = (shares[trace] + 1 << 23) >> 24
          return (Int(rounded >> 40), UInt64(rounded & (1 << 40 - 1)))
        })
      for (trace, bytes) in zip(traces, bytes) {
        rows.append(
          (
            trace,
            Attribution.StackRow(
              frames: book.stack(of: trace).reversed(), sharedBytes: bytes,
              liveBytes: traceLive[trace], liveObjects: traceObjects[trace])
          ))
      }
    }
    return rows.sorted { ($1.row.sharedBytes, $0.trace) < ($0.row.sharedBytes, $1.trace) }
      .map(\.row)
  }
}
