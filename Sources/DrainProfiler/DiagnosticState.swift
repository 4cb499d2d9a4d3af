/// What diagnostic mode knows of sites and reports.
struct DiagnosticState {
  private var numbers: [AllocationSite: UInt32] = [:]
  /// By the site's number.
  private(set) var summaries: [SiteSummary] = []
  private var reports: [PinningReport] = []
  private var dropped = 0
  /// Reports that were dropped since the last reset.
  private(set) var droppedEver = 0
  /// How far past their boundaries the objects of all sites died.
  private(set) var lifetimes = LifetimeHistogram()
  var deregistrationsWithoutRegistration = 0
  var doubleRegistrations = 0
  var granuleMismatches = 0
  /// The close up to which `reset` has forgotten what was pinned.
  private var forgottenCloses: UInt64 = 0
  private var lastClose: UInt64 = 0

  /// The number of a site.
  mutating func number(of site: AllocationSite, limit: Int) -> UInt32 {
    if let number = numbers[site] { return number }
    let number = UInt32(summaries.count)
    numbers[site] = number
    summaries.append(SiteSummary(site, limit: limit))
    return number
  }

  /// Adds the objects that pinned a granule to their sites; the report of it, which also waits to be
  /// taken where there is room.
  mutating func account(
    for objects: [ObjectNode], at time: UInt64, _ report: GranuleReport,
    _ configuration: DiagnosticConfiguration
  ) -> PinningReport {
    lastClose = max(lastClose, report.number)
    var bySite: [UInt32: PinningSite] = [:]
    for object in objects {
      let site = summaries[Int(object.site)].site
      bySite[object.site, default: PinningSite(site: site, objects: 0, byteCount: 0)].objects += 1
      bySite[object.site]?.byteCount += Int(object.size)
    }
    for (number, found) in bySite {
      summaries[Int(number)].granulesPinned += 1
      summaries[Int(number)].objects += found.objects
      summaries[Int(number)].byteCount += found.byteCount
    }
    let listed = objects.prefix(max(0, configuration.objectsPerReport))
    let pinned = PinningReport(
      granule: report.granule, closeNumber: report.number, openedAt: report.openedAt,
      closedAt: time, registered: report.registered, deregistered: report.deregistered,
      sites: bySite.values.sorted {
        ($1.objects, $0.site.description) < ($0.objects, $1.site.description)
      },
      objects: listed.map {
        PinningObject(
          allocation: $0.allocation, size: Int($0.size), site: summaries[Int($0.site)].site,
          allocatedAt: $0.allocatedAt)
      },
      omittedObjects: objects.count - listed.count)
    keep(pinned, limit: configuration.reportCapacity)
    return pinned
  }

  private mutating func keep(_ report: PinningReport, limit: Int) {
    guard reports.count < limit else {
      dropped += 1
      droppedEver += 1
      return
    }
    // Of closes at the same time, either may come first.
    reports.insert(report, at: firstReport(after: report.closeNumber))
  }

  /// The place of the first report of a later close than that.
  private func firstReport(after closeNumber: UInt64) -> Int {
    var (low, high) = (0, reports.count)
    // Almost always the last one.
    if let last = reports.last, last.closeNumber <= closeNumber { return high }
    while low < high {
      let middle = (low + high) / 2
      if reports[middle].closeNumber <= closeNumber { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func takeReports(max count: Int) -> (reports: [PinningReport], dropped: Int) {
    let taken = Array(reports.prefix(max(0, count)))
    reports.removeFirst(taken.count)
    defer { dropped = 0 }
    return (taken, dropped)
  }

  /// An object that pinned its granule has died.
  mutating func died(
    _ object: RemovedObject, at time: UInt64, closes: UInt64, _ threshold: NearMissThreshold
  ) {
    guard object.boundaryNumber > forgottenCloses else { return }
    let nanoseconds = time > object.boundaryAt ? time - object.boundaryAt : 0
    let passed = closes - object.boundaryNumber
    let site = Int(object.site)
    summaries[site].nanoseconds.record(nanoseconds)
    summaries[site].closes.record(passed)
    lifetimes.record(nanoseconds)
    complete(object, with: nanoseconds)
    if passed <= threshold.closes && nanoseconds <= threshold.nanoseconds {
      summaries[site].nearMisses += 1
    } else {
      summaries[site].mismatches += 1
    }
  }

  /// Fills in how long an object lived past its boundary, in the report that waits, if one does.
  private mutating func complete(_ object: RemovedObject, with nanoseconds: UInt64) {
    let place = firstReport(after: object.boundaryNumber) - 1
    guard place >= 0, reports[place].closeNumber == object.boundaryNumber else { return }
    let listed = reports[place].objects.firstIndex {
      $0.allocation == object.allocation && $0.lifetimeDelta == nil
    }
    if let listed { reports[place].objects[listed].lifetimeDelta = nanoseconds }
  }

  func addMisuse(to misuse: inout ProfilerMisuse) {
    misuse.deregistrationsWithoutRegistration += deregistrationsWithoutRegistration
    misuse.doubleRegistrations += doubleRegistrations
    misuse.granuleMismatches += granuleMismatches
  }

  /// Forgets everything but the numbers of sites, which live objects use.
  mutating func reset() {
    summaries = summaries.map { SiteSummary($0.site, limit: $0.closes.limit) }
    reports = []
    dropped = 0
    droppedEver = 0
    lifetimes = LifetimeHistogram()
    deregistrationsWithoutRegistration = 0
    doubleRegistrations = 0
    granuleMismatches = 0
    forgottenCloses = lastClose
  }
}
