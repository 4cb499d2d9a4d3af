import Synchronization

extension ProfilerState {
  func snapshot() -> ProfilerSnapshot {
    var result = ProfilerSnapshot()
    result.closes = closes
    result.drained = drained
    result.pinned = closes - drained
    result.openGranules = openCount
    result.peakOpenGranules = peakOpen
    result.misuse = misuse
    var registered = retiredRegistered
    var deregistered = retiredDeregistered
    for place in granules.indices where granules[place].phase != .unused {
      let counts = counts(at: place)
      registered &+= counts.registered
      deregistered &+= counts.deregistered
      let live = Int(bitPattern: UInt(counts.registered &- counts.deregistered))
      if live < 0 { result.misuse.deregistrationsWithoutRegistration -= live }
      if granules[place].phase == .closed {
        if live > 0 { result.retainedGranules += 1 }
        for cell in cells(at: place) {
          result.misuse.registrationsAfterClose += cell.pointee.lateRegistrations
        }
      }
    }
    for cell in freeCells {
      deregistered &+= cell.pointee.deregistered.load(ordering: .acquiring)
      registered &+= cell.pointee.registered.load(ordering: .acquiring)
      deregistered &+= goneObjects(cell)
      result.misuse.registrationsAfterClose += cell.pointee.lateRegistrations
      result.misuse.deregistrationsWithoutRegistration += cell.pointee.lateDeregistrations
    }
    result.registered = Int(bitPattern: UInt(registered &- resetDeregistered))
    result.deregistered = Int(bitPattern: UInt(deregistered &- resetDeregistered))
    return result
  }

  func sweep() -> OccupancySweep {
    var result = OccupancySweep()
    for place in granules.indices where granules[place].phase == .open {
      let live = liveObjects(at: place)
      result.granules += 1
      result.drainable += live <= 0 ? 1 : 0
      result.pinned += live > 0 ? 1 : 0
      result.liveObjects += max(0, live)
    }
    return result
  }

  mutating func reset() {
    let now = snapshot()
    resetDeregistered &+= UInt64(bitPattern: Int64(now.deregistered))
    closes = 0
    drained = 0
    peakOpen = openCount
    for place in closedPlaces {
      for cell in cells(at: place) {
        cell.settleRegistrations()
      }
    }
    for cell in freeCells {
      retiredDeregistered &+= goneObjects(cell)
      cell.settleRegistrations()
      cell.settleDeregistrations()
    }
    misuse = ProfilerMisuse()
  }

  private var freeCells: some Sequence<CellPointer> {
    shards.lazy.flatMap { CellList(first: $0.pointee.freeCells) }
  }
}
