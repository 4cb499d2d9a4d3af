import Synchronization

extension ProfilerState {
  mutating func open(_ granule: UInt64, at time: UInt64) -> Bool {
    if granule == Cell.noGranule {
      misuse.unknownGranules += 1
      return false
    }
    if let place = places[granule] {
      guard granules[place].phase == .closed else {
        misuse.doubleOpens += 1
        return false
      }
      let live = liveObjects(at: place)
      if live > 0 {
        misuse.opensWhilePinned += 1
        reopen(at: place)
        countOpen()
        return true
      }
      // It has drained since its close.
      closedPlaces.removeAll { $0 == place }
      drop(at: place)
    }
    recent.remove(granule)
    granules[add(granule, .open)].openedAt = time
    countOpen()
    return true
  }

  private mutating func countOpen() {
    openCount += 1
    peakOpen = max(peakOpen, openCount)
  }

  /// Enters a granule that has no place.
  mutating func add(_ granule: UInt64, _ phase: Phase) -> Int {
    let entry = Granule(id: granule, cells: nil, phase: phase)
    let place: Int
    if let free = freePlaces.popLast() {
      granules[free] = entry
      place = free
    } else {
      place = granules.count
      granules.append(entry)
    }
    places[granule] = place
    return place
  }

  private mutating func reopen(at place: Int) {
    granules[place].phase = .open
    closedPlaces.removeAll { $0 == place }
    for cell in cells(at: place) {
      misuse.registrationsAfterClose += cell.pointee.lateRegistrations
      cell.pointee.openKey.store(granules[place].id, ordering: .relaxed)
    }
  }

  /// Closes a granule; `visit` is shown each of its cells when it is pinned.
  mutating func close(_ granule: UInt64, _ visit: (CellPointer) -> Void) -> GranuleReport? {
    guard let place = places[granule], granules[place].phase == .open else {
      if places[granule] != nil || recent.contains(granule) {
        misuse.doubleCloses += 1
      } else {
        misuse.closesWithoutOpen += 1
      }
      return nil
    }
    for cell in cells(at: place) {
      cell.pointee.openKey.store(Cell.noGranule, ordering: .relaxed)
    }
    let counts = counts(at: place, settling: true)
    let live = Int(bitPattern: UInt(counts.registered &- counts.deregistered))
    let openedAt = granules[place].openedAt
    closes += 1
    closeNumber += 1
    openCount -= 1
    if live > 0 {
      granules[place].phase = .closed
      for cell in cells(at: place) { visit(cell) }
      closedPlaces.append(place)
      if closedPlaces.count > scrubThreshold { scrub() }
    } else {
      drained += 1
      drop(at: place)
    }
    return GranuleReport(
      granule: granule, number: closeNumber, liveObjects: max(0, live),
      registered: Int(bitPattern: UInt(counts.registered)),
      deregistered: Int(bitPattern: UInt(counts.deregistered)), openedAt: openedAt)
  }

  /// Registered less deregistered. Deregistrations are read first, and by acquiring, so that each
  /// one that is seen has its registration seen as well.
  func liveObjects(at place: Int) -> Int {
    let counts = counts(at: place)
    return Int(bitPattern: UInt(counts.registered &- counts.deregistered))
  }

  /// - Parameter settling: whether the granule closes with these counts: each registration is read
  ///   once, so that one under way is in them or found later, as the difference from what was settled.
  func counts(
    at place: Int, settling: Bool = false
  ) -> (registered: UInt64, deregistered: UInt64) {
    var deregistered: UInt64 = 0
    var registered: UInt64 = 0
    for cell in cells(at: place) {
      deregistered &+= cell.pointee.deregistered.load(ordering: .acquiring)
    }
    for cell in cells(at: place) {
      registered &+=
        settling
        ? cell.settleRegistrations() : cell.pointee.registered.load(ordering: .acquiring)
    }
    return (registered, deregistered)
  }

  func cells(at place: Int) -> CellList { CellList(first: granules[place].cells) }

  /// Forgets the closed granules that have drained since; O(1) amortised over closes.
  mutating func scrub() {
    var kept: [Int] = []
    for place in closedPlaces {
      let live = liveObjects(at: place)
      if live > 0 {
        kept.append(place)
      } else {
        drop(at: place)
      }
    }
    closedPlaces = kept
    scrubThreshold = max(1_024, kept.count * 2)
  }

  /// Forgets a closed granule without live objects and frees its cells.
  ///
  /// Their counts stay in them until they serve another granule: an operation of their owner that
  /// was under way is found then, as the difference from the settled counts.
  mutating func drop(at place: Int) {
    let id = granules[place].id
    var beyond: UInt64 = 0
    for cell in cells(at: place) { beyond &+= cell.settleDeregistrations() }
    for cell in cells(at: place) {
      let before = cell.pointee.settledRegistered
      beyond &-= cell.settleRegistrations()
      misuse.registrationsAfterClose += Int(cell.pointee.settledRegistered &- before)
      cell.pointee.openKey.store(Cell.noGranule, ordering: .relaxed)
      cell.pointee.key.store(Cell.noGranule, ordering: .relaxed)
      let shard = cell.pointee.shard
      cell.pointee.next = shard.pointee.freeCells
      shard.pointee.freeCells = cell
    }
    let excess = Int(bitPattern: UInt(beyond))
    misuse.deregistrationsWithoutRegistration += max(0, excess)
    // What is registered at this moment counts as gone, unless it is listed: see `goneObjects`.
    if shards.first?.pointee.objects == nil { retiredDeregistered &+= UInt64(max(0, -excess)) }
    granules[place] = Granule(id: 0, cells: nil, phase: .unused)
    freePlaces.append(place)
    places[id] = nil
    recent.insert(id)
  }
}
